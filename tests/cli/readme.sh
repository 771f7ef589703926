#!/bin/sh
# README.md: it is short, its links lead somewhere, its manifests write what it says, and what it shows of the terminal is what is printed.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

lines=$(wc -l <"$top/README.md")
[ "$lines" -le 150 ]
check "README.md has at most 150 lines" "$lines"

# links FILE: those that lead to no file, or to no heading of one
links() {
	sed '/^ *```/,/^ *```$/d' "$1" | grep -o '](\([^)]*\))' | sed 's/^](\(.*\))$/\1/' | grep -v '^http' | sort -u | while read -r link; do
		file=${link%%#*} heading=${link#"${link%%#*}"}
		[ -z "$file" ] || [ -e "$(dirname "$1")/$file" ] || echo "$link"
		target=${file:+$(dirname "$1")/$file}
		[ -z "$heading" ] || sed -n 's/^#* //p' "${target:-$1}" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g;s/ /-/g' | grep -qx -- "${heading#\#}" || echo "$link"
	done
}
for file in README.md nix/README.md gen/README.md tests/README.md templates/README.md templates/ci/README.md gen/guide/README.md gen/guide/manifest.md gen/guide/running.md gen/guide/ci.md gen/guide/record.md tests/rts/README.md; do
	links "$top/$file" >broken
	[ -s "$top/$file" ] && [ ! -s broken ]
	check "the links of $file lead somewhere" "$(cat broken)"
done
find "$top/gen/guide" -name '*.md' | sed 's,.*/,,' | grep -v README | while read -r page; do grep -q "($page)" "$top/gen/guide/README.md" || echo "$page"; done >unlisted
[ ! -s unlisted ]
check "the guide lists all its pages" "$(cat unlisted)"

# script NAME LINE...: a script that prints these lines of TAP
script() {
	name=$1
	shift
	printf '#!/bin/sh\n' >"$name"
	printf 'echo "%s"\n' "$@" >>"$name"
}
mkdir -p r/t
script r/t/parse.t 1..2 'ok 1 - empty' 'ok 2 - nested'
script r/t/print.t 1..2 'ok 1 - plain' 'not ok 2 - wide' '# wanted 80 columns, got 81'
echo 'exit 1' >>r/t/print.t
script r/t/soak.t 1..1 'ok 1 - all night'
repository r
mv r demo

# --- in five minutes ------------------------------------------------------------------------------------------------------

sed -n '/^   ```console/,/^   ```$/p' "$top/README.md" | sed -e '/```/d' -e 's/^   //' >shown
PATH=$(dirname "$nightshift"):$PATH
(cd demo && grep '^\$ ' ../shown | sed 's/^\$ //' | while read -r command; do
	echo "\$ $command"
	eval "$command" 2>&1
done) >printed
same "the first commands print what is shown" shown printed

# In which order they end is the machine's, and so where blank lines are, and how long they take.
any() { sed -e '/^ *$/d' -e 's/ [0-9.]* s  / N s  /' -e 's/ in [0-9.]* s:/ in N s:/' -e 's,^\[[0-9]*/3\],[N/3],' | sort; }
sed -n '/^    \$ nightshift run/,/^    3 units in/p' "$top/README.md" | sed -e 1d -e 's/^    //' | any >shown
(cd demo && nightshift run) 2>&1 | any >printed
same "the terminal shows what is shown" shown printed
run nightshift report -C demo --format html -o ../record.html
[ -s record.html ]
check "the page is written" "$err"

# --- the manifests ------------------------------------------------------------------------------------------------------------

# manifest N: the N-th of README.md
manifest() { awk -v n="$1" '/^```xml/ { open = 1; block++; next } /^```/ { open = 0 } open && block == n' "$top/README.md"; }
mkdir -p short/t && cp demo/t/parse.t short/t
manifest 1 >short/nightshift.xml
equal "the shortest manifest has three lines" 3 "$(wc -l <short/nightshift.xml | tr -d ' ')"
repository short
run nightshift generate -q -C short
ends "it can be generated" 0 "" ""
run nightshift run -q -C short
equal "and run" "0 1 unit: 1 passed" "$status $(echo "$out" | sed 's/ in [0-9.]* s:/:/')"

cp -R demo whole && rm -rf whole/.git whole/nightshift.xml whole/nix whole/tests.mk whole/tests-tap.tsv whole/build whole/.nightshift
mkdir -p whole/slow && cp demo/t/soak.t whole/slow/years.t
manifest 2 >whole/nightshift.xml
mkdir -p whole/.github/actions/nightshift && nightshift help action >whole/.github/actions/nightshift/action.yml
repository whole
git -C whole remote add origin https://github.com/example/demo
run nightshift generate -C whole
[ "$status" = 0 ]
check "the longer manifest can be generated" "$err"
equal "it writes the files that README.md lists" "$(sed -n '/^| file | what it is |/,/^$/p' "$top/README.md" | cut -d'|' -f2 | grep -o '`[^`]*`' | tr -d '`' | sort)" "$(echo "$out" | sed -n 's/^wrote //p' | sort)"
run nightshift lint -q -C whole
ends "and is sound" 0 "" ""
equal "only the night runs the slow ones" "slow/years.t" "$(nightshift list -C whole --lane nightly --format json | jq -r '.units[].name' | grep slow)$(nightshift list -C whole --lane pr --format json | jq -r '.units[].name' | grep slow)"
finish
