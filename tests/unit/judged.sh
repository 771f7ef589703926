#!/bin/sh
# Each cell of the tables in gen/man/nightshift-judging.7 that tells of exec and batch: what a script does, and the verdict it gets. They are
# judged by one function, so both get the same reason, too. tests/run/judged.sh has the columns of make, run and the import, and
# tests/nix/judged.sh those of Nix.
# shellcheck source=tests/unit/exec/lib.sh
. "$(dirname "$0")/exec/lib.sh"
# shellcheck source=tests/unit/judged/lib.sh
. "$top/tests/unit/judged/lib.sh"

# limit ROW: how long its script may take; one that hangs takes all of that.
limit() { case $1 in hangs*) echo 0.5 ;; *) echo 3000 ;; esac; }
# because UNIT: the reason in its verdict.
because() { key "$1" reason; }
# by_batch UNIT PROTOCOL REPORT COMMAND LIMIT
by_batch() {
	printf '%s\t%s\t\t%s\t\t%s\t%s\n' "$1" "$4" "$5" "$2" "$3" >units
	run "$nightshift" batch -j1 -q --units=units --results=results --suite=s --plan=$plan --run=r
}
# judged COLUMN PROTOCOL: try each row of the first table with that protocol, and compare with its column.
judged() {
	column=$1 protocol=$2
	rows 1 >rows.txt
	while IFS= read -r line; do
		row=$(cell "$line" 1) want=$(cell "$line" "$column") unit=$protocol-$(cell "$line" 0)
		try "$unit" -q --protocol="$protocol" --timeout="$(limit "$row")" -- "sh '$play' '$row'"
		equal "exec, $protocol: $row" "$want" "$(key "$unit" verdict)"
		expect=1
		[ "$want" != pass ] || expect=0
		equal "its exit status" "$expect" "$status"
		reason=$(because "$unit")
		rm -rf "results/$unit"
		by_batch "$unit" "$protocol" "" "sh '$play' '$row'" "$(limit "$row")"
		equal "batch, $protocol: $row" "$want, $expect" "$(key "$unit" verdict), $status"
		# A limit is told in other words there.
		[ "$want" = timeout ] || equal "and the same reason" "$reason" "$(because "$unit")"
	done <rows.txt
}

[ "$(rows 1 | wc -l)" -ge 20 ] && [ "$(rows 2 | wc -l)" -ge 10 ] && [ "$(table 1 | head -n 1)" = "The script${tab}exit${tab}tap${tab}make${tab}import" ]
check "the tables of the manual are found" "$(table 1 | head -n 1)"
judged 2 exit
judged 3 tap

# --- reports ------------------------------------------------------------------------------------------------------------------------

rows 2 >rows.txt
while IFS= read -r line; do
	row=$(cell "$line" 1) want=$(cell "$line" 2) unit=junit-$(cell "$line" 0)
	REPORT=out/$unit/report.xml
	export REPORT
	rm -rf out
	case $row in *earlier*) TWICE= sh "$play" "$row" && TWICE=1 && export TWICE && equal "there is such a report" "$REPORT" "$(ls "$REPORT")" ;; esac
	try "$unit" -q --protocol=junit --report="$REPORT" -- "sh '$play' '$row'"
	equal "exec, junit: $row" "$want" "$(key "$unit" verdict)"
	reason=$(because "$unit")
	rm -rf "results/$unit"
	unset TWICE
	case $row in *earlier*) sh "$play" "$row" && TWICE=1 && export TWICE ;; esac
	by_batch "$unit" junit "$REPORT" "sh '$play' '$row'" 3000
	equal "batch, junit: $row" "$want" "$(key "$unit" verdict)"
	equal "and the same reason of that" "$reason" "$(because "$unit")"
	unset TWICE
done <rows.txt
finish
