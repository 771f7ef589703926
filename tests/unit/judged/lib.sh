# The tables of gen/man/nightshift-judging.7, for the tests that try each of their cells.
# shellcheck shell=sh

# table NUMBER: its rows, with tabs between the cells; the first row has the names of the columns.
table() {
	awk -v wanted="$1" '/^\.Bl -column/ { n++ } /^\.El/ { if (n == wanted) exit } n == wanted && /^\.It/ { sub(/^\.It /, ""); gsub(/ Ta /, "\t"); gsub(/Sy /, ""); print }' \
		"$top/gen/man/nightshift-judging.7"
}
# rows NUMBER: number, row and cells of each row, without the first; the number makes the name of a unit: r1, r2, ...
rows() { table "$1" | sed 1d | awk -v OFS='\t' '{ print NR, $0 }'; }
# cell LINE COLUMN: of a line of rows; column 1 is the row's name.
cell() { printf '%s\n' "$1" | cut -f $(($2 + 1)); }
# shellcheck disable=SC2034 # for those who source this
tab=$(printf "\t")
play=$top/tests/unit/judged/play

# A suite whose units play each row with each protocol (e1, t1, j1, ...), and some with attempts, seeds and leave to skip, in the folder of
# that name. Its rows are in its file rows-1 and rows-2.
judged_suite() {
	mkdir -p "$1/t"
	rows 1 >"$1/t/rows-1"
	rows 2 >"$1/t/rows-2"
	cp "$play" "$1/t/play"
	{
		cat <<-'XML'
			<suite name="j" dir="t">
			  <platform name="p" system="SYSTEM" runner="r" pr="checked" merge="checked" nightly="checked"/>
			  <seed from="commit" fallback="4711" env="J_SEED"/>
			  <nix/>
			  <program path="play"/>
			  <run timeout="600">true</run>
			  <variant name="x"/>
			  <module name="again" attempts="3" seed="head"><run>echo "$J_SEED"; test -f once || { : &gt;once; exit 5; }</run></module>
			  <module name="never" attempts="2" seed="7"><run>echo "$J_SEED"; exit 3</run></module>
			  <module name="may" may-skip="no svn here" attempts="2"><run skip-status="4">echo no svn; exit 4</run></module>
			  <module name="gone"><run>./gone</run></module>
		XML
		while IFS= read -r line; do
			n=$(cell "$line" 0) row=$(cell "$line" 1) limit=600
			case $row in hangs*) limit=1 ;; esac
			echo "<module name=\"e$n\" timeout=\"$limit\"><run protocol=\"exit\">sh ./play '$row'</run></module>"
			echo "<module name=\"t$n\" timeout=\"$limit\" match=\"t$n/*|t$n\"><run protocol=\"tap\">sh ./play '$row'</run></module>"
		done <"$1/t/rows-1"
		while IFS= read -r line; do
			n=$(cell "$line" 0) row=$(cell "$line" 1)
			echo "<module name=\"j$n\" match=\"s/*\"><env name=\"REPORT\" value=\"out/j$n.xml\"/><env name=\"TWICE\" value=\"1\"/><run protocol=\"junit\" report=\"out/{module}.xml\">sh ./play '$row'</run></module>"
		done <"$1/t/rows-2"
		echo '</suite>'
	} | sed "s/SYSTEM/${2:-x86_64-linux}/" >"$1/t/suite.xml"
	printf '%s\n' build .nightshift out once >"$1/.gitignore"
}
# before_judged: in the suite's folder: what an earlier run has left, and nothing else.
before_judged() {
	rm -rf once out build/nightshift
	awk -F'\t' '$2 ~ /earlier run/ { print $1 }' rows-2 | while read -r n; do
		TWICE='' REPORT=out/j$n.xml sh ./play 'a report of an earlier run, status 0'
	done
}
# judged_file FILE: what of a verdict is the same however the unit is run: not the run's name, times, and where it ran.
judged_file() {
	grep -v -e '^run ' -e '^seconds ' -e '^finished ' -e '^plan ' -e '^lane ' -e '^commit ' -e '^tree ' "$1"
}
# judged_results FOLDER: that of each attempt of each unit, and its cases.
judged_results() {
	(cd "$1" && find . -name verdict -o -name cases) | sort | while IFS= read -r file; do
		echo "== $file"
		case $file in
		*/verdict) judged_file "$1/$file" ;;
		*) cut -f 1,2,4- "$1/$file" ;; # all but the seconds
		esac
	done
}

# lines_as_folders FOLDER: make each line of the journal of these results the verdict in a folder, as --results=folders would.
lines_as_folders() {
	[ -f "$1/journal" ] || return 0
	cut -f 2- "$1/journal" | while IFS= read -r line; do
		unit=$(printf '%s\n' "$line" | tr '\t' '\n' | sed -n 's/^unit //p')
		mkdir -p "$1/$unit"
		printf '%s\n' "$line" | tr '\t' '\n' >"$1/$unit/verdict"
	done
	rm "$1/journal"
}

# sweep: what scripts leave running ends with the test. Plain make ends nothing.
sweep() {
	LEFT=$work/left
	export LEFT
	: >"$LEFT"
	# shellcheck disable=SC2034 # tests/tap/lib.sh does it at the end
	undo="xargs kill <'$LEFT' 2>/dev/null; ${undo-}"
}
