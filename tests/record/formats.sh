#!/bin/sh
# nightshift record of other programs' files that are no JUnit: TAP, seconds of CTest and pytest, logs of Nix; how it finds
# out what a file is, and standard input.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/imports.sh
. "$top/tests/record/lib/imports.sh"

# --- TAP
tap() {
	# shellcheck disable=SC2059 # a format
	printf "$1" >t.tap
	fresh
	record t.tap
}
tap 'TAP version 13\n1..3\nok 1 - x\nnot ok 2 - y\n'
ends "TAP with fewer points than planned is incomplete" 1 "t.tap:4:1: error: 3 test points were planned, and there are 2; the 2 test cases before are kept, and the report is marked incomplete" \
	"2 test cases new, 0 known, in 1 file, 1 pass, 1 fail
2 test cases match no module: 't/x' 't/y'"
tap 'ok 1 - x\nok 2 - y\n1..1\n'
ends "TAP with more points than planned is incomplete" 1 "t.tap:3:1: error: test point 2 is none of the planned ones, 1..1; the 2 test cases before are kept, and the report is marked incomplete" \
	"2 test cases new, 0 known, in 1 file, 2 pass
2 test cases match no module: 't/x' 't/y'"
tap 'ok 1 - x\n'
ends "TAP without a plan is incomplete" 1 "t.tap:1:1: error: there is no plan '1..N', so nobody knows how many test points are missing; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
tap '1..2\nok 1 - x\nBail out! no disk\nok 2\n'
ends "TAP that bails out is incomplete" 1 "t.tap:3:1: error: it bailed out: no disk; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
tap '1..1\nok 1 - x\n1..1\n'
ends "TAP with two plans is incomplete" 1 "t.tap:3:1: error: a second plan; a report of TAP has one; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
tap '1..0 # SKIP nothing here\n'
ends "TAP that plans nothing is its suite, which skipped" 0 '' "1 test case new, 0 known, in 1 file, 1 skipped
1 test case matches no module: 't'"
# A program may print anything into its TAP.
for line in '{"action":"start","id":7,"type":105}' '@nightshift log u: x' '@nix {"action":"stop","id":7}' '@nix {"action":' '{"action":'; do
	for from in 1 2; do
		printf '1..1\nok 1 - x\n' | awk -v at=$from -v line="$line" 'NR == at { print line } { print }' >t.tap
		fresh
		record t.tap
		ends "TAP is TAP, whatever it has in line $from: $line" 0 '' "1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
	done
done
# Whose name says nothing, what is Nix's is a log.
for line in '{"action":"start","id":7,"type":105}' '{"action":'; do
	printf '1..1\n%s\nok 1 - x\n' "$line" >t.txt
	fresh
	record t.txt
	ends "TAP without a name is TAP, too, if a program prints an object: $line" 0 '' "1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't.txt/x'"
done
# Two files of the same bytes and other names are two.
fresh
printf '1..1\nok 1\n' >text.tap
cp text.tap other.tap
sed 's/match="text\/\*"/match="text\/1|other\/1"/' ../kept.xml >nightshift.xml
record text.tap other.tap text.tap
cp ../kept.xml nightshift.xml
ends "two TAP files with the same bytes are told apart by their names" 0 '' "2 test cases new, 1 known, in 3 files, 2 pass
run r1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"

# --- seconds of other tools
fresh
printf 'a b 3 1.5\ntext/1 1 2e-1\n---\ntext/1\n' >CTestCostData.txt
printf '{"text/1": 1.25, "text/2": 2, "told/x": 1e1}' >.test_durations
record --variant a CTestCostData.txt .test_durations
ends "the seconds of CTest and pytest are imported as cases with seconds only" 0 '' "5 test cases new, 0 known, in 2 files, 5 with seconds only
1 test case matches no module: 'a b'"
equal "the record has those seconds by the case's name" "a b 1.5
text/1 0.2
text/1 1.25
text/2 2.0
told/x 10.0" "$(ask "SELECT name || ' ' || seconds FROM case_outcome ORDER BY 1")"
# They stand in for tune where no run has measured anything; of two files the newer one does.
touch -d 2026-01-01T00:00:00Z CTestCostData.txt
touch -d 2026-01-02T00:00:00Z .test_durations
fresh
record --variant a CTestCostData.txt .test_durations
run "$nightshift" tune --record "$db"
equal "tune takes the seconds of other tools, of two files the newer" "0
linux a-text 3.3
linux a-told 10" "$status
$(awk '!/^#/ { print $2, $1, $3 }' seconds.tsv | sort)"
rm seconds.tsv
cases '<testcase name="text/9" time="7"/>' >measured.xml
record measured.xml
run "$nightshift" tune --record "$db"
equal "tune takes a measured time rather than the seconds of other tools" "linux a-text 7
linux a-told 10" "$(awk '!/^#/ { print $2, $1, $3 }' seconds.tsv | sort)"
rm seconds.tsv
fresh
printf 'text/1 1 2\nnonsense\n' >bad-costs.txt
record bad-costs.txt
ends "CTestCostData.txt with a line that is no cost is incomplete" 1 "bad-costs.txt:2:1: error: a line of CTestCostData.txt is a test's name, how often it ran and its seconds; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 with seconds only"
printf '{"text/1": 1.25, "text/2": "fast"}' >bad.json
record bad.json
ends ".test_durations with a duration that is no number is incomplete" 1 "bad.json:1:33: error: durations are a JSON object of seconds by name; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 with seconds only"
printf '{"text/1": 1.25,' >bad.json
record bad.json
ends ".test_durations that breaks off is incomplete" 1 "bad.json:1:16: error: a name in quotes belongs here; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 with seconds only"

# --- logs of Nix, written as Nix 2.8 does
fresh
nix() {
	printf '@nix {"action":"start","id":1,"level":3,"type":%s,"fields":["/nix/store/00000000000000000000000000000000-%s","",1,1],"text":"x"}\n' "$1" "$2"
}
{
	echo 'warning: Git tree is dirty'
	nix 105 s-run-a-text.drv
	nix 108 s-run-a-text
	nix 108 s-run-b-plain
	nix 105 s-programs-a.drv
	nix 105 s-run-c-gone.drv
	echo '@nix {"action":"stop","id":1}'
} >nix.log
record nix.log
ends "a log of Nix says which units ran and which were substituted" 0 '' "Nix: 1 unit ran, 1 substituted
1 run of Nix match no unit of this plan"
equal "the record has a log of Nix as an occasion with its units" "r1 1 linux nightly
a-text ran
b-plain substituted" "$(ask "SELECT name || ' ' || attempt || ' ' || platform || ' ' || lane FROM occasion; SELECT unit || ' ' || how FROM nix_unit ORDER BY 1")"
nix 108 s-run-a-text >later.log
nix 105 s-run-b-plain.drv >>later.log
record later.log
equal "of two logs a unit that ran in one of them ran" "a-text ran
b-plain ran" "$(ask "SELECT unit || ' ' || how FROM nix_unit ORDER BY 1")"
{
	nix 105 s-run-a-text.drv
	printf '@nix {"action":"start","id":1,"lev\n'
} >cut.log
record cut.log
ends "a line of a log of Nix that is cut short is a warning, and the others count" 0 "cut.log:2:1: warning: this line of Nix's log is cut short or no JSON; the other lines count" "Nix: 1 unit ran, 0 substituted"
run "$nightshift" record --record "$db" --run r1 --platform linux --commit HEAD nix.log
ends "a log of Nix without --lane is refused" 2 "nix.log: error: a log of Nix does not say what it was made for: give --lane, --commit and --run"
run "$nightshift" record --record "$db" --run r1 --lane pr --commit HEAD nix.log
ends "a log of Nix without --platform is refused" 2 "nix.log: error: a log of Nix does not say which platform it is from, and the suite has several: give --platform"
plan=$(ask 'SELECT fingerprint FROM plan')
run "$nightshift" record --record "$db" --run r1 --lane pr --platform hurd --commit HEAD nix.log
ends "a log of Nix with a --platform that the plan does not have is refused" 2 "nix.log: error: plan $plan has no platform 'hurd'"

mkdir many
cp red.xml many
# --- what a file is
fresh
: >empty
refuses "an empty file is refused" "empty: error: the file is empty" empty
: >empty.xml
record empty.xml
ends "an empty file whose name says what it is, is a report that breaks off" 1 "empty.xml:1:1: error: the file has no element; the 0 test cases before are kept, and the report is marked incomplete" \
	"0 test cases new, 0 known, in 1 file"
fresh
echo 'hello there' >other.txt
refuses "a file of no known format is refused with the formats" "other.txt: error: is neither JUnit XML, TAP, a log of Nix (internal-json, json-log-path, or with a marked red in it), CTestCostData.txt nor .test_durations; if it is one, say which with --format" other.txt
record --format tap other.txt
ends "--format says what a file is" 1 "other.txt:1:1: error: there is no plan '1..N', so nobody knows how many test points are missing; the 0 test cases before are kept, and the report is marked incomplete" \
	"0 test cases new, 0 known, in 1 file"
refuses "--format=junit with a folder is refused" "many: error: is a folder; --format is for files" --format junit many
refuses "--format with an unknown format is refused" "nightshift: error: --format is 'xml', but must be folder, junit, tap, nix, ctest-costs or test-durations" --format xml many
refuses "a file that is not there is refused" "nowhere.xml: error: cannot be read: No such file or directory" nowhere.xml
fresh
record - <green.xml
ends "'-' imports from standard input" 0 '' "2 test cases new, 0 known, in 1 file, 2 pass
run r1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
record green.xml
ends "a report from standard input is known when its file is imported" 0 '' "0 test cases new, 2 known, in 1 file
run r1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
mkfifo fifo
cat red.xml >fifo &
record fifo
wait
equal "a report is imported from a pipe" "0 2" "$status $(ask 'SELECT count(*) FROM report')"
run env TMPDIR="$work/nowhere" "$nightshift" record --record "$db" --run r1 - <green.xml
equal "standard input without a place for its copy ends with 3 and the reason" "3 nightshift: cannot make a temporary file '$work/nowhere/nightshift-import-XXXXXX': No such file or directory" \
	"$status $(printf '%s' "$err" | sed 's/import-....../import-XXXXXX/')"
record - <many
ends "standard input that cannot be read ends with 3 and the reason" 3 "nightshift: cannot copy '-' into a temporary file: Is a directory"
[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'nightshift-import-*' -newer "$work/s/green.xml" -user "$(id -u)" 2>/dev/null | head -n 1)" ]
check "no copy of standard input is left behind"

finish
