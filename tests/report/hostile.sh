#!/bin/sh
# Text that others wrote gives no orders (law 11): each channel brings one that is all orders, to a terminal, to GitHub Actions, Azure and
# TeamCity, to Markdown, HTML and JSON, to the eye of who reads it; and whatever nightshift prints of it does nothing, on each command, in
# each format, with and without GitHub Actions. Formats for programs keep the exact text.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

if ! command -v python3 >/dev/null; then
	skip "hostile.sh" "there is no Python"
	finish
fi
tab=$(printf '\t')
python3 "$top/tests/report/lib/hostile.py" "$nightshift" >said 2>faults
check "all commands were tried" "$(tail -n 5 faults)"
while IFS=$tab read -r verdict name wrong; do
	case $verdict in ok) ok "$name" ;; *) not_ok "$name" "$wrong" ;; esac
done <said
finish
