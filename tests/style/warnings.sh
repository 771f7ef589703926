#!/bin/sh
# No warnings of gcc and clang, also where cmocka.h is in a folder of its own, and the layout of `make fmt`. What is planted is seen.
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

# As Homebrew has it, and others: cmocka.h is where only pkg-config says. Its macros do not keep our rules, and here it does less so.
# shellcheck disable=SC2046 # words
header=$(echo '#include <cmocka.h>' | cc $(pkg-config --cflags cmocka) -include stdarg.h -include stddef.h -include stdint.h -include setjmp.h -E - |
	sed -n 's/^# [0-9]* "\([^"]*\/cmocka\.h\)".*/\1/p' | head -n 1)
mkdir -p cmocka/include
{
	cat "$header"
	printf '#ifndef PLANTED\n#define PLANTED\nstatic inline int of_cmocka(void) { int planted; return 0; }\n#endif\n'
} >cmocka/include/cmocka.h
printf 'Name: cmocka\nDescription: x\nVersion: 1\nCflags: -I%s\nLibs: -lcmocka\n' "$work/cmocka/include" >cmocka/cmocka.pc
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	found=$(of=test- PKG_CONFIG_PATH="$work/cmocka" warnings $cc "$top"/tests/*/test_*.c)
	check "$cc: what cmocka.h has of its own in a folder of its own is no warning" "$found"
	# shellcheck disable=SC2046
	found=$(cd "$top" && $cc $("$make" -s --no-print-directory print-flags) -Itests -I"$work/cmocka/include" -Werror -fsyntax-only tests/base/test_buf.c 2>&1)
	printf '%s\n' "$found" | grep -q 'unused variable .planted'
	check "$cc: it would be one, if that folder were none of the system" "$found"
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
