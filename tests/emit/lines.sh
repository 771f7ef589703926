#!/bin/sh
# How many lines a project commits of what nightshift writes, counted for the bundled suite, for case B (golden/hyperframes) and for suites of a
# thousand units. The numbers are told; what is held are bounds: a unit is one line of the plan and one of the include, and none of another file;
# one more platform is a few lines of a workflow, since its jobs share their steps; and no file is longer than a person reads.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# written FOLDER MANIFEST: generate there, and leave each written file with its lines in lines.tsv of the work folder: LINES, tab, FILE.
written() {
	repository "$1"
	"$nightshift" generate -q --no-record --no-discover -C "$1" -f "$2" || not_ok "generate $1"
	git -C "$1" ls-files -o | while IFS= read -r file; do
		printf '%s\t%s\n' "$(wc -l <"$1/$file" | tr -d ' ')" "$file"
	done >lines.tsv
	awk -F '\t' -v name="$1" '{ print "# " name ": " $1 " " $2; n += $1 } END { print "# " name ": " n " in all" }' lines.tsv
}
# of PATTERN: the lines of the files whose name has it
of() { awk -F '\t' -v pattern="$1" '$2 ~ pattern { n += $1 } END { print n + 0 }' lines.tsv; }

# at_most NAME MOST NUMBER
at_most() {
	[ "$3" -le "$2" ]
	check "$1: at most $2 lines" "it has $3"
}

# readable NAME: the workflows that were counted last, in $folder, are of a length and of a width that people read
readable() {
	for lane in pr merge; do
		at_most "$1: the workflow of lane $lane" 230 "$(of "-$lane.yml")"
	done
	at_most "$1: the workflow of lane nightly" 430 "$(of "-nightly.yml")"
	equal "$1: the widest line of a workflow has at most 160 characters" yes "$(awk 'length > most { most = length } END { print (most > 160 ? most : "yes") }' "$folder"/.github/workflows/*.yml)"
}

# --- the bundled suite, and case B ------------------------------------------------------------------------------------

mkdir -p bundled/tests b
cp -R "$top/tests/rts" bundled/tests/rts
rm -f bundled/tests/rts/tests.mk
folder=bundled
written bundled tests/rts/suite.xml
units=$(grep -c '^    { "id": ' bundled/nix/rts.json)
readable "the bundled suite"
at_most "the bundled suite: the plan beside its units" 60 "$(($(of 'rts.json') - units))"
at_most "the bundled suite: the include beside its units" 320 "$(($(of 'tests.mk') - units))"

cp -R "$top/tests/emit/golden/hyperframes/." b
rm -rf b/want
mv b/manifest.xml b/suite.xml
folder=b
written b suite.xml
readable "case B"

# --- a thousand units -------------------------------------------------------------------------------------------------

# thousand FOLDER ENGINE UNITS [PLATFORM]: a suite of so many units, and one more platform
thousand() {
	mkdir -p "$1/t"
	: >"$1/Dockerfile"
	{
		echo '<suite name="s" dir="t"><platform name="linux" system="x86_64-linux" runner="u" pr="checked" merge="checked" nightly="checked"/>'
		echo "<platform name=\"arm\" system=\"aarch64-linux\" runner=\"m\" pr=\"build\" merge=\"checked\" nightly=\"checked\"/>${4-}"
		echo '<run>./prog {module}</run><variant name="v"/>'
		case $2 in
		nix) echo '<nix/><workflow branch="main" cron="17 1 * * *" required="s" engine="nix" nightshift="ns"/>' ;;
		make) echo '<workflow branch="main" cron="17 1 * * *" required="s" engine="make" nightshift="ns"/>' ;;
		container) echo '<workflow branch="main" cron="17 1 * * *" required="s" engine="container" nightshift="ns"><container file="Dockerfile"/></workflow>' ;;
		esac
		awk -v n="$3" 'BEGIN { for (i = 1; i <= n; i++) printf "<module name=\"test-%04d\" seconds=\"%d\"/>\n", i, i % 17 + 1 }'
		echo '</suite>'
	} >"$1/t/suite.xml"
}
for engine in make nix container; do
	folder=$engine
	thousand "$engine" $engine 1000
	written "$engine" t/suite.xml
	readable "$engine"
	cp lines.tsv many.tsv
	thousand "$engine-9" $engine 9
	written "$engine-9" t/suite.xml >few
	equal "$engine: each of 991 more units is a line of the plan and one of the include, and none of another file" "991 nix/s.json;991 t/tests.mk" \
		"$(awk -F '\t' 'NR == FNR { few[$2] = $1; next } $1 != few[$2] { print $1 - few[$2] " " $2 }' lines.tsv many.tsv | tr '\n' ';' | sed 's/;$//')"
	cp lines.tsv few.tsv
	thousand "$engine-on" $engine 9 '<platform name="big" system="x86_64-linux" runner="b" pr="checked" merge="checked" nightly="checked"/>'
	written "$engine-on" t/suite.xml >few
	equal "$engine: a platform that tests is at most 30 lines of a workflow, and 8 of another file" "" \
		"$(awk -F '\t' 'NR == FNR { few[$2] = $1; next } $1 - few[$2] > ($2 ~ /yml$/ ? 30 : 8) { print $1 - few[$2] " " $2 }' few.tsv lines.tsv)"
done
finish
