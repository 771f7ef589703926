#!/bin/sh
# No warnings of gcc and clang, also where the headers of libraries are in folders of their own, and the layout of `make fmt`. What is planted is seen.
# Scripts: shell.sh.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

printf 'int planted(int a);\nint\nplanted(int a)\n{\n\tint unused;\n\n\treturn a;\n}\n' >planted.c

# warnings CC FILE...: what that compiler says of them
warnings() {
	cc=$1
	flags=$(cd "$top" && "$make" -s --no-print-directory "print-${of-}flags" CC="$cc")
	shift
	for file; do
		echo "$cc $flags -I$top/gen -I$top/tests -Werror -fsyntax-only $file"
	done | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I COMMAND sh -c COMMAND 2>&1
}
for cc in gcc clang; do
	if ! command -v $cc >/dev/null; then
		skip "$cc warns of nothing" "$cc is not here"
		continue
	fi
	found=$(warnings $cc "$top"/gen/*/*.c "$top"/tests/*/test_*.c)
	check "$cc warns of nothing" "$found"
	[ -z "$found" ]
	check "$cc has nothing else to say either" "$found"
	found=$(warnings $cc "$work/planted.c")
	case $? in 0) false ;; *) printf '%s\n' "$found" | grep -q 'unused variable' ;; esac
	check "$cc: a planted variable that nobody uses is seen" "$found"
done

# As Homebrew has it, and others: the headers of libraries are where only pkg-config says. They do not keep our rules, the macros of
# cmocka.h least of all, and here they do so less.
mkdir -p others/include
for library in cmocka expat libgit2 sqlite3; do
	header=$(printf '%s\n' cmocka=cmocka.h expat=expat.h libgit2=git2.h sqlite3=sqlite3.h | sed -n "s/^$library=//p")
	# shellcheck disable=SC2046 # words
	found=$(echo "#include <$header>" | cc $(pkg-config --cflags "$library") -include stdarg.h -include stddef.h -include stdint.h -include setjmp.h -E - |
		sed -n "s,^# [0-9]* \"\\([^\"]*/$header\\)\".*,\\1,p" | head -n 1)
	{
		cat "$found"
		printf '#ifndef PLANTED_%s\n#define PLANTED_%s\nstatic inline int of_%s(void) { int planted; return 0; }\n#endif\n' $library $library $library
	} >"others/include/$header"
	[ ! -d "${found%.h}" ] || cp -R "${found%.h}" others/include/
	printf 'Name: %s\nDescription: x\nVersion: 1\nCflags: -I%s\nLibs: -l%s\n' $library "$work/others/include" $library >others/$library.pc
done
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	found=$(of=test- PKG_CONFIG_PATH="$work/others" warnings $cc "$top"/gen/lib/*.c "$top"/tests/*/test_*.c)
	check "$cc: what is wrong in the headers of libraries is no warning" "$found"
	for file in gen/lib/xml.c gen/lib/git.c gen/lib/db.c tests/base/test_buf.c; do
		# shellcheck disable=SC2046
		found=$(cd "$top" && $cc $("$make" -s --no-print-directory print-flags) -Itests -I"$work/others/include" -Werror -fsyntax-only $file 2>&1)
		printf '%s\n' "$found" | grep -q 'unused variable .planted'
		check "$cc: it would be one of $file, if their folder were none of the system" "$found"
	done
done

if command -v clang-format >/dev/null; then
	found=$(cd "$top" && clang-format --dry-run -Werror gen/*/*.[ch] tests/*/*.[ch] tests/unit/*/*.[ch] 2>&1)
	check "the layout is that of make fmt" "$found"
	cp "$top/.clang-format" .
	clang-format --dry-run -Werror planted.c
	check "a file in that layout" "$(clang-format planted.c | diff planted.c -)"
	sed 's/^	int unused/    int unused/' planted.c >other.c
	! clang-format --dry-run -Werror other.c 2>/dev/null
	check "one line in another layout is seen"
else
	skip "the layout is that of make fmt" "clang-format is not here"
fi
finish
