#!/bin/sh
# Each cell of the tables in gen/man/nightshift-judging.7 that tells of exec and batch: what a script does, and the verdict it gets. They are
# judged by one function, so both get the same reason, too. tests/run/everywhere.sh has the columns of make, run and the import, and
# tests/nix/everywhere.sh those of Nix.
# shellcheck source=tests/unit/exec/lib.sh
. "$(dirname "$0")/exec/lib.sh"
# shellcheck source=tests/unit/judged/lib.sh
. "$top/tests/unit/judged/lib.sh"
sweep

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
		equal "and the same reason" "$reason" "$(because "$unit")"
	done <rows.txt
}

[ "$(rows 1 | wc -l)" -ge 20 ] && [ "$(rows 2 | wc -l)" -ge 10 ] && [ "$(table 1 | head -n 1)" = "The script${tab}exit${tab}tap${tab}make${tab}import" ]
check "the tables of the manual are found" "$(table 1 | head -n 1)"
judged 2 exit
judged 3 tap

# --- reports ------------------------------------------------------------------------------------------------------------------------

# earlier: for a row that needs one, the report of an earlier run is there before.
earlier() {
	case $row in *earlier*) ;; *) return ;; esac
	sh "$play" "$row" && [ -s "$REPORT" ] || not_ok "$row: there is such a report"
	TWICE=1
	export TWICE
}
rows 2 >rows.txt
while IFS= read -r line; do
	row=$(cell "$line" 1) want=$(cell "$line" 2) unit=junit-$(cell "$line" 0)
	REPORT=out/$unit/report.xml
	export REPORT
	rm -rf out
	earlier
	try "$unit" -q --protocol=junit --report="$REPORT" -- "sh '$play' '$row'"
	equal "exec, junit: $row" "$want" "$(key "$unit" verdict)"
	reason=$(because "$unit")
	rm -rf "results/$unit"
	unset TWICE
	earlier
	by_batch "$unit" junit "$REPORT" "sh '$play' '$row'" 3000
	equal "batch, junit: $row" "$want" "$(key "$unit" verdict)"
	equal "and the same reason of that" "$reason" "$(because "$unit")"
	unset TWICE
done <rows.txt

# --- beside the tables --------------------------------------------------------------------------------------------------------------

# both NAME PROTOCOL REPORT VERDICT REASON COMMAND: by exec and by batch.
both() {
	try both -q --protocol="$2" ${3:+--report="$3"} --timeout=3000 -- "$6"
	equal "exec: $1" "$4: $5" "$(key both verdict): $(because both)"
	rm -rf results/both out
	by_batch both "$2" "$3" "$6" 3000
	equal "batch: $1" "$4: $5" "$(key both verdict): $(because both)"
	rm -rf results/both out
}
mkdir -p results
both "what stands on standard error is no TAP" tap "" pass "" 'echo "not ok 1" >&2; echo 1..1; echo ok; echo "ok 2" >&2'
both "both outputs may come in pieces" tap "" fail "1 of 2 test points failed: 'b'" 'printf "1..2\nok"; printf x >&2; printf " 1\nnot "; printf "ok 2 - b"'
both "a report that is a FIFO keeps nobody waiting" junit out/r fail "its report 'out/r' is not a file" 'mkdir out; mkfifo out/r'
both "a report that is a folder" junit out/r fail "its report 'out/r' is not a file" 'mkdir -p out/r'
for by in exec batch; do
	rm -rf results/both out
	mkdir out # that is in the way of the report
	if [ $by = exec ]; then try both -q --protocol=junit --report=out -- true; else by_batch both junit out true 3000; fi
	case $(because both) in "the report 'out' that was there before could not be removed: "*) ;; *) false ;; esac
	check "$by: what is in the way of a report fails the unit" "$(because both)"
done
both "a report that another run has left, and a copy keeps its time" junit out/r fail "its report 'out/r' is older than this attempt, so another run has left it" 'mkdir out; echo "<testsuite><testcase name=\"a\"/></testsuite>" >out/r; touch -t 202001010000 out/r'
both "all cases skipped, and the status that says so" junit out/r skip "its test case is skipped: no moon" 'mkdir out; echo "<testsuite><testcase name=\"a\"><skipped message=\"no moon\"/></testcase></testsuite>" >out/r; exit 77'
both "all points skipped, and the status that says so" tap "" skip "its test point is skipped: SKIP no moon" 'echo 1..1; echo "ok 1 # SKIP no moon"; exit 77'
both "one point ok, one skipped, and the status that says so" tap "" fail "it ended with status 77, although no test point failed" 'echo 1..2; echo "ok 1 # SKIP no moon"; echo ok 2; exit 77'
both "a report without a case is no skip, whatever the status says" junit out/r fail "its report 'out/r' has no test case" 'mkdir out; echo "<testsuite/>" >out/r; exit 77'
rm -rf out
again both -q --protocol=tap -- 'echo 1..1; echo ok'
again both -q -- true
equal "the cases of an earlier run go" "log verdict" "$(cd results/both && echo *)"
try both -q --attempts=3 -- 'if [ -e once ]; then echo "no svn"; exit 77; fi; : >once; exit 1'
equal "a skip after an attempt that failed is none, and another attempt follows" "fail 3: no svn; it skips, although an attempt before failed" "$(key both verdict) $(key both attempt): $(because both)"
rm -rf once results/both
printf 'both\tif [ -e once ]; then echo "no svn"; exit 77; fi; : >once; exit 1\t\t\t2\n' >units
run "$nightshift" batch -j1 -q --units=units --results=results --suite=s --plan=$plan --run=r
equal "so it is in batch" "fail 2: no svn; it skips, although an attempt before failed" "$(key both verdict) $(key both attempt): $(because both)"
# A skip is a success where the unit may skip, and only there: the status of batch says so, and a skip is not tried again.
for may in "" "no moon at noon"; do
	rm -rf results/both tried
	printf 'both\techo x >>tried; exit 77\t\t\t2\t\t\t\t%s\n' "$may" >units
	run "$nightshift" batch -j1 -q --units=units --results=results --suite=s --plan=$plan --run=r
	expect=1
	[ -z "$may" ] || expect=0
	equal "a skip in batch, where it may skip since '$may'" "$expect: skip 1 1" "$status: $(key both verdict) $(key both attempt) $(wc -l <tried | tr -d ' ')"
done
rm -rf once tried results/both
try both -q --attempts=3 -- 'echo x >>tried; exit 77'
equal "a skip is not tried again" "skip 1 1" "$(key both verdict) $(key both attempt) $(wc -l <tried | tr -d ' ')"
rm -f tried
finish
