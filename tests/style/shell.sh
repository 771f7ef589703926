#!/bin/sh
# What shellcheck says of our scripts is nothing (but that it cannot see lib.sh, and of idioms: 'X= command', '<nix>'). A planted fault is seen.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

if ! command -v shellcheck >/dev/null; then
	skip "shellcheck has nothing to say" "shellcheck is not here"
	finish
fi
# said FILE...: a process for each processor
said() {
	printf '%s\n' "$@" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 12 shellcheck -x -S warning -e SC1007,SC1091,SC2154,SC2238 2>&1
}
cd "$top" || exit 3
found=$(said .ci/run .github/actions/*/*.sh gen/embed gen/hovers gen/man/options gen/man/text/make templates/completion/bash/nightshift tests/tap/setup tests/tap/python tests/tap/demo tests/tap/run tests/tap/lib.sh tests/*/*.sh tests/*/*/*.sh tests/rts/mutate tests/unit/mutate tests/nix/fetch-current tests/unit/judged/play tests/emit/workflows/bin/* tests/cli/recipes/bin/*)
check "shellcheck has nothing to say" "$found"
# shellcheck disable=SC2016
printf '#!/bin/sh\nfor file in *; do\n\trm -- $file/x\ndone\nunused=1\n' >"$work/planted.sh"
found=$(said .ci/run "$work/planted.sh")
case $? in 0) false ;; *) printf '%s\n' "$found" | grep -q 'SC2034.*unused' ;; esac
check "a planted variable that nobody uses is seen" "$found"
finish
