#!/bin/sh
# nightshift record of good results beside a verdict, a line or a report that nobody can read: what is good is recorded, what is not is named with
# its place and counts for nothing, the command ends with 1, and no night is green by it. Mended and imported again, it is as if it had never been wrong.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"
# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

# record DB ARGUMENT...
record() {
	[ -f "$1" ] || cp empty.db "$1"
	db=$work/$1
	shift
	run ns record --record "$db" "$@"
}
# has DB: the results in it
has() { sqlite3 "$1" "SELECT unit || ' ' || platform || ' ' || verdict FROM result JOIN run ON run.id = run ORDER BY 1" | tr '\n' ',' | sed 's/,$//'; }
# night: of the first commit, which is whole
night() {
	rm -rf night
	for unit in v-one v-two v-slow; do result night/linux n1 linux $unit pass $((now - day)) "attempt 1"; done
	for unit in v-one v-two v-slow v-far; do result night/mac n1 mac $unit pass $((now - day)) "attempt 1"; done
}
others="v-far mac pass,v-one linux pass,v-one mac pass,v-slow mac pass,v-two linux pass,v-two mac pass"
summed="run n1: 6 units, 6 passed; 1.5 s of wall time for 9.0 s of units, the longest 1.5 s"

# --- folders ------------------------------------------------------------------------------------------------------------

night
record whole.db ../night
equal "a night that is whole is recorded" "0 7 results new, 0 known, 7 pass" "$status $(echo "$out" | head -n 1)"
ns qualify --record ../whole.db "$first" >/dev/null
check "and it is green"
text whole.db >whole.tsv

# wrong NAME MESSAGES SED: the verdict of v-slow on linux is changed so.
wrong() {
	night
	rm -f bad.db
	rewrite "$3" night/linux/v-slow/verdict
	record bad.db ../night
	ends "$1: it is named, and the others are recorded" 1 "$2" "6 results new, 0 known, 6 pass
1 without a verdict: linux/v-slow
$summed"
	equal "$1: nothing of it is a result" "$others" "$(has bad.db)"
	! ns qualify --record ../bad.db "$first" >/dev/null 2>&1 && ! ns report --record ../bad.db --lane nightly "$first" >/dev/null 2>&1
	check "$1: the night is not green"
	before=$(text bad.db)
	record bad.db ../night
	equal "$1: again, it is as wrong, and nothing changes" "1 $2 0 results new, 6 known, 6 pass" "$status $err $(echo "$out" | head -n 1)"
	equal "$1: ... nothing" "$before" "$(text bad.db)"
	night
	record bad.db ../night
	equal "$1: mended, it is one more" "0 1 result new, 6 known, 7 pass" "$status $(echo "$out" | head -n 1)"
	text bad.db | cmp -s - whole.tsv && ns qualify --record ../bad.db "$first" >/dev/null
	check "$1: ... and the record is the same as without the fault, byte by byte"
}
at=../night/linux/v-slow/verdict
wrong "a value that is none" "$at:9:1: error: 'tree' is 'cloudy', expected: clean or dirty" 's/^tree .*/tree cloudy/'
wrong "a verdict that is none" "$at:10:1: error: 'verdict' is 'PASS', expected: pass, fail, timeout, crash, cancelled, quarantined or skip" 's/^verdict pass/verdict PASS/'
wrong "a key that is missing" "$at:1:1: error: the verdict has no 'verdict'" '/^verdict/d'
wrong "a format of later" "$at:1:1: error: 'nightshift' is '2', expected: 1, the format this nightshift reads" 's/^nightshift 1/nightshift 2/'
wrong "a pass that failed" "$at:10:1: error: the verdict is 'pass', but the exit status 3" 's/^status 0/status 3/'
wrong "what lacks something and would contradict what is beside it" "$at:1:1: error: the verdict has no 'status'" '/^status/d; s/^unit .*/unit v-two/; s/^lane .*/lane pr/'
wrong "two of one key" "$at:6:1: error: 'unit' stands here a second time" 's/^unit .*/&\n&/'

night
result tried n1 linux attempt-1 fail $((now - day)) "attempt 1"
rewrite 's/^unit .*/unit v-slow/; s/^verdict fail/verdict failed/' tried/attempt-1/verdict
mv tried/attempt-1 night/linux/v-slow
rewrite 's/^attempt 1/attempt 2/' night/linux/v-slow/verdict
record tried.db ../night
equal "a pass after an attempt that nobody can read is none: it may be flaky" "1 $others ../night/linux/v-slow/attempt-1/verdict:10:1: error: 'verdict' is 'failed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip" \
	"$status $(has tried.db) $err"

rm night/linux/v-slow/verdict && : >night/linux/v-slow/log
record tried.db ../night
equal "... and a unit that was tried again and has not ended is named once" "1 1 without a verdict: linux/v-slow" "$status $(echo "$out" | grep without)"

# --- what is asked besides ----------------------------------------------------------------------------------------------

night
rewrite 's/^tree .*/tree cloudy/' "night/linux/v-slow/verdict"
record both.db -q --lane nightly --commit "$first" --run j1 ../night ../one.xml ../d.tsv
ends "a report and an export beside it, with -q" 1 "$at:9:1: error: 'tree' is 'cloudy', expected: clean or dirty" ""
equal "are recorded, too" "2 nix-x" "$(sqlite3 both.db 'SELECT (SELECT count(*) FROM report), (SELECT name FROM run WHERE name GLOB '"'nix-*'"')' | tr '|' ' ')"
record export.db --export ../export.tsv ../night
equal "--export is done all the same, and the status stays 1" "1 6" "$status $(grep -c '^result' export.tsv)"
record meant.db --platform mac ../night
equal "where another contradicts what is said, nothing is recorded" "2 " "$status $(has meant.db)"
mkdir -p lone && cp -R night/linux/v-slow lone
record lone.db ../lone
ends "where there is nothing else, that is said" 1 "../lone/v-slow/verdict:9:1: error: 'tree' is 'cloudy', expected: clean or dirty" "0 results new, 0 known
1 without a verdict: v-slow"
mkdir linux && cp -R night/linux/. linux
run "$nightshift" gate --plan r/nix/s.json --lane nightly --platform linux --commit "$first" linux
equal "the gate is red for it, and for nothing else" "1 v-slow" "$status $(echo "$out" | grep -o 'v-[a-z]*' | sort -u | tr '\n' ' ' | sed 's/ $//')"

# --- journals -----------------------------------------------------------------------------------------------------------

night
as_lines night/linux
as_lines night/mac
lines=$(grep -n 'unit v-slow' night/linux/journal | cut -d : -f 1)
cp night/linux/journal kept
rewrite "${lines}s/tree clean/tree wrong/" night/linux/journal
record line.db ../night
ends "a line that is damaged" 1 "../night/linux/journal:$lines:1: error: the line is damaged, since its checksum does not fit: remove it, and run its unit again" "6 results new, 0 known, 6 pass
$summed"
equal "... is no result" "$others" "$(has line.db)"
! ns qualify --record ../line.db "$first" >/dev/null 2>&1
check "... and the night is not green"
cut -f 2- night/linux/journal | sums >sound && mv sound night/linux/journal
record line2.db ../night
equal "a line that is whole and wrong" "1 ../night/linux/journal:$lines: error: 'tree' is 'wrong', expected: clean or dirty 1 without a verdict: v-slow $others" \
	"$status $(echo "$err" | sed "s/journal:$lines:[0-9]*:/journal:$lines:/") $(echo "$out" | sed -n 2p) $(has line2.db)"
cp kept night/linux/journal
record line.db ../night && record line2.db ../night
equal "mended, the record is the same as without the fault" "$(cat whole.tsv)" "$(text line.db)"
equal "... of the other one, too" "$(cat whole.tsv)" "$(text line2.db)"

# --- reports ------------------------------------------------------------------------------------------------------------

mkdir reports
cp one.xml reports/c.xml
: >reports/a.xml
: >reports/b.xml
echo 'no TAP at all' >reports/d.tap
printf '<html/>' >reports/e.xml
printf '<testsuite><testcase classname="one" name="c9"/><testc' >reports/f.xml
incomplete="; the 0 test cases before are kept, and the report is marked incomplete"
said="../reports/a.xml:1:1: error: the file has no element$incomplete
../reports/b.xml:1:1: error: the file has no element$incomplete
../reports/d.tap:1:1: error: there is no plan '1..N', so nobody knows how many test points are missing$incomplete
../reports/e.xml:1:1: error: the root of a JUnit file is 'testsuites' or 'testsuite', not 'html'$incomplete
../reports/f.xml:1:49: error: not well-formed XML: unclosed token; the 1 test case before are kept, and the report is marked incomplete"
record reports.db --lane nightly --platform linux --commit "$first" --run j1 ../reports
equal "reports of a folder that are none, empty or cut off are named, and cost no other one" "1 $said 4 3" \
	"$status $err $(sqlite3 reports.db "SELECT count(*) FROM case_result") $(sqlite3 reports.db "SELECT cases FROM report WHERE file = 'c.xml'")"
record reports.db --lane nightly --platform linux --commit "$first" --run j1 ../reports
equal "and again when they are known" "1 $said 0 test cases new, 4 known, in 6 files" "$status $err $(echo "$out" | head -n 1)"
mkdir -p archive/t
printf -- '---\nfile_order:\n  - t/a.t\n  - t/b.t\n  - t/c.t\nstart_time: 1\n' >archive/meta.yml
printf '1..1\nok 1 - one\n' >archive/t/a.t
: >archive/t/b.t
printf '1..1\nok 1 - three\n' >archive/t/c.t
record archive.db --lane nightly --platform linux --commit "$first" --run j1 ../archive
equal "a file of an archive of prove that is empty costs no other one" "1 ../archive/t/b.t:1:1: error: there is no plan '1..N', so nobody knows how many test points are missing$incomplete 2" \
	"$status $err $(sqlite3 archive.db "SELECT count(*) FROM case_result")"
deep=archive
for folder in $(seq 64); do deep=$deep/$folder; done
mkdir -p "$deep/65" && printf '1..1\nok 1 - deep\n' >"$deep/d.t" && : >archive/t/b.t
record deep.db --lane nightly --platform linux --commit "$first" --run j1 ../archive
equal "a folder of it that lies too deep for anyone to look into is named" "2 ../$deep/65: error: lies more than 64 folders deep in '../archive', where nobody looks for TAP: name a folder that is nearer to the files" \
	"$status $(echo "$err" | grep deep)"
rm -r "$deep/65"
record deep.db --lane nightly --platform linux --commit "$first" --run j1 ../archive
equal "... and what lies as deep as one may is taken" "1 3" "$status $(sqlite3 deep.db "SELECT count(*) FROM case_result")"
finish
