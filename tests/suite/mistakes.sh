#!/bin/sh
# What authors of manifests do wrongly, and what `nightshift lint` says: mistakes/NAME.xml is a manifest with a mistake, and
# mistakes.txt all that is said of all of them, to be read from top to bottom. Each is the suite.xml of a repository of its own in which
# it is committed, generated, and linted; a first line `<!-- setup: ... -->` has shell text that runs before the lint.
# `tests/suite/mistakes.sh accept` shows the difference, then takes it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cases=$top/tests/suite/mistakes
mkdir "$work/bin"
ln -s "$nightshift" "$work/bin/nightshift"
ln -s "$(dirname "$nightshift")/nightshift-core" "$work/bin/nightshift-core"
PATH=$work/bin:$PATH

# say NAME: what lint says of the case, with its exit status
say() {
	rm -rf "$work/case"
	mkdir "$work/case"
	grep -v '^<!-- setup: ' "$cases/$1.xml" >"$work/case/suite.xml"
	repository "$work/case"
	sed -n '1s/^<!-- setup: \(.*\) -->$/\1/p' "$cases/$1.xml" >"$work/setup"
	(cd "$work/case" && sh "$work/setup") >/dev/null 2>&1
	run "$nightshift" lint -q -C "$work/case"
	printf '%s: status %s\n' "$1" "$status"
	printf '%s\n\n' "$err$out" | sed "s|$work|WORK|g"
}

for file in "$cases"/*.xml; do say "$(basename "$file" .xml)"; done >"$work/said"
if [ "${1-}" = accept ]; then
	diff -u "$cases/mistakes.txt" "$work/said"
	cp "$work/said" "$cases/mistakes.txt"
	exit
fi
same "what is said of all mistakes" "$cases/mistakes.txt" "$work/said"
equal "there are at least eighty" yes "$([ "$(grep -c ': status 2$' "$work/said")" -ge 80 ] && echo yes)"
finish
