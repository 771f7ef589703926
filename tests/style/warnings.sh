#!/bin/sh
# No warnings with gcc and clang and of shellcheck (but that it cannot see lib.sh, and of idioms: 'X= command', '<nix>'), and the layout of `make fmt`.
. "$(dirname "$0")/../tap/lib.sh"

for cc in gcc clang; do
	if ! command -v $cc >/dev/null; then
		skip "$cc warns of nothing" "$cc is not here"
		continue
	fi
	flags=$(cd "$top" && "$make" -s --no-print-directory print-flags CC=$cc)
	for file in "$top"/gen/*/*.c "$top"/tests/*/test_*.c; do
		# shellcheck disable=SC2086
		echo "$cc $flags -I$top/gen -I$top/tests -Werror -fsyntax-only $file"
	done >commands
	xargs -P "$(getconf _NPROCESSORS_ONLN)" -I COMMAND sh -c COMMAND <commands >found 2>&1
	check "$cc warns of nothing" "$(cat found)"
done

if command -v shellcheck >/dev/null; then
	found=$(cd "$top" && shellcheck -S warning -e SC1007,SC1091,SC2154,SC2238 .ci/run gen/embed tests/tap/setup tests/tap/demo tests/tap/run tests/*/*.sh tests/*/*/*.sh tests/rts/mutate \
		tests/emit/workflows/bin/* nix/nightshift/*.sh)
	check "shellcheck has nothing to say" "$found"
else
	skip "shellcheck has nothing to say" "shellcheck is not here"
fi

if command -v clang-format >/dev/null; then
	found=$(cd "$top" && clang-format --dry-run -Werror gen/*/*.[ch] tests/*/*.[ch] tests/unit/*/*.c 2>&1)
	check "the layout is that of make fmt" "$found"
else
	skip "the layout is that of make fmt" "clang-format is not here"
fi
finish
