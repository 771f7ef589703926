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
tab=$(printf '\t')
play=$top/tests/unit/judged/play
