#!/bin/sh
# nightshift record of reports: which results of units follow from test cases, what counts where results disagree, in any order
# and more than once, which run they are of, and when they were.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/imports.sh
. "$top/tests/record/lib/imports.sh"

# --- verdicts of units
fresh
cases '<testcase name="text/1" time="1.5"/><testcase name="text/2" time="0.25"><skipped message="no &lt;time&gt;"/></testcase>
<testcase classname="both/a" name="1"><skipped/></testcase>
<testcase classname="both/b" name="1" time="2"><failure message="m &amp; n" type="T">first
second</failure></testcase><testcase classname="both/b" name="2"><error message="worse"/></testcase><testcase classname="both/b" name="3"/>
<testcase name="b-plain" time="3"><flakyFailure message="once" time="4"/><flakyError message="twice"/></testcase>
<testcase name="x" classname="told"/>' >verdicts.xml
touch -d 2026-01-01T00:00:00Z verdicts.xml
record --variant a verdicts.xml
equal "a unit passes if a case passes and none fails, is skipped if all are, fails if one fails; its attempts are the tries of a case" \
	"a-both 1 skip  
a-text 1 pass 1750000 
a-told 1 pass  
b-both 1 fail 2000000 
b-plain 1 fail 4000000 
b-plain 2 fail  
b-plain 3 pass 3000000 " "$(ask "SELECT unit || ' ' || attempt || ' ' || verdict || ' ' || ifnull(usec, '') || ' ' || ifnull(seed, '') FROM result ORDER BY unit, attempt")"
equal "the log of a unit that failed has what its failing cases say" "both/b/1: fail: m & n
first
second
both/b/2: error: worse" "$(ask "SELECT tail FROM result_log WHERE unit = 'b-both'" | sed '/^$/d')"
equal "a unit whose case passed at the third try is flaky" flaky "$(ask "SELECT verdict FROM outcome WHERE unit = 'b-plain'")"
equal "the reason of a skipped case is kept" "no <time>" "$(ask "SELECT message FROM case_outcome WHERE name = 'text/2'")"
cases '<testcase name="text/d"/><testcase name="text/d"><skipped/></testcase><testcase name="text/d" time="1"><failure/><rerunError/></testcase>' >thrice.xml
run "$nightshift" record --record "$work/thrice.db" --run r1 thrice.xml
equal "cases of one name are told apart by their number, and each by its tries" "1 1 pass
2 1 skipped
3 1 fail
3 2 error" "$(sqlite3 "$work/thrice.db" "SELECT ordinal || ' ' || try || ' ' || verdict FROM case_outcome ORDER BY ordinal, try")"
cases '<testcase name="text/f"><flakyFailure/></testcase><testcase name="text/g"><failure/></testcase>' >carried.xml
run "$nightshift" record --record "$work/carried.db" --run r1 carried.xml
equal "a case that failed and was not tried again fails the attempt in which another passed" "1 fail
2 fail" "$(sqlite3 "$work/carried.db" "SELECT attempt || ' ' || verdict FROM result ORDER BY attempt")"
# What a suite counts and does not tell of fails the unit that the suite is of, and the others of its report.
echo '<testsuites><testsuite name="text/x" errors="1"><testcase name="n"/></testsuite>
<testsuite name="z"><testcase name="b-plain"/></testsuite></testsuites>' >counts.xml
run "$nightshift" record --record "$work/counts.db" --run r1 counts.xml
ends "a suite that counts more failures than its cases have makes the report incomplete" 1 \
	"counts.xml:1:13: error: suite 'text/x' counts 1 failing test case, and tells of 0; the 3 test cases before are kept, and the report is marked incomplete" "$out"
equal "and no unit of it passes" "a-text fail
b-plain fail" "$(sqlite3 "$work/counts.db" "SELECT unit || ' ' || verdict FROM result ORDER BY unit")"
echo '<testsuite name="text" failures="1"><testcase name="h"/></testsuite>' >counts.xml
run "$nightshift" record --record "$work/counts-2.db" --run r1 counts.xml
equal "also where the suite itself is of no module" "a-text fail" "$(sqlite3 "$work/counts-2.db" "SELECT unit || ' ' || verdict FROM result ORDER BY unit")"
printf '1..3\nok 1 - a\nok 1 - b\nok 3 - c\n' >text.tap
run "$nightshift" record --record "$work/twice.db" --run r1 text.tap
rm text.tap
equal "nor does one pass by TAP whose point comes twice" "a-text fail" \
	"$(sqlite3 "$work/twice.db" "SELECT unit || ' ' || verdict FROM result ORDER BY unit")"
# The second attempt of the CI run comes behind the tries of the first.
cases '<testcase name="b-plain" time="7"><error message="again"/></testcase>' >again.xml
touch -d 2026-01-01T00:00:00Z again.xml
record --attempt 2 again.xml
equal "the second attempt of a run comes after the tries of its first" "1 fail
2 fail
3 pass
4 fail" "$(ask "SELECT attempt || ' ' || verdict FROM result WHERE unit = 'b-plain' ORDER BY 1")"

# --- an attempt that reports only a part of what was run
# told ATTEMPT CASE...: a report of the attempt, of cases of unit a-told: NAME, NAME+ (fails), NAME- (is skipped), NAME/ (the file breaks off)
told() {
	attempt=$1 file=told-$1-$#-${part-}.xml
	shift
	{
		printf '<testsuite name="told">'
		for one; do
			case $one in
			*+) printf '<testcase name="%s"><failure/></testcase>' "${one%+}" ;;
			*-) printf '<testcase name="%s"><skipped message="no %s"/></testcase>' "${one%-}" "${one%-}" ;;
			*/) printf '<testcase name="%s"/><testc' "${one%/}" ;;
			*) printf '<testcase name="%s"/>' "$one" ;;
			esac
		done
		printf '</testsuite>\n'
	} >"$file"
	touch -d "${when-2026-01-01}T00:00:00Z" "$file"
	record --variant a --attempt "$attempt" "$file"
}
# came NAME WANTED: to these verdicts, by attempt
came() { equal "$1" "$2" "$(ask "SELECT group_concat(attempt || ' ' || verdict, ', ') FROM (SELECT * FROM result WHERE unit = 'a-told' ORDER BY attempt)")"; }
fresh; told 1 x+ y+ z; told 2 x
came "a case that failed and is not reported again has not passed" "1 fail, 2 fail"
equal "and the log says which" "told/y: failed in an attempt before, and has not passed since" "$(ask "SELECT tail FROM result_log WHERE unit = 'a-told' AND attempt = 2" | sed '/^$/d')"
told 3 y
came "it passes when it is reported as passed" "1 fail, 2 fail, 3 pass"
fresh; told 2 x; told 1 x+ y+ z
came "whichever attempt is imported first" "1 fail, 2 fail"
fresh; told 1 x+ y; told 2 x y
came "an attempt that reports all of it again mends it" "1 fail, 2 pass"
fresh; told 1 x+ y; told 2 x
came "so does one that reports what failed" "1 fail, 2 pass"
fresh; told 1 x+ y; told 2 x-
came "a case that failed and is skipped then has not passed" "1 fail, 2 fail"
fresh; told 1 x+ y; told 2 x2 y
came "a case that failed and has another name then has not passed" "1 fail, 2 fail"
fresh; told 1 x+ y; part=b told 1 w+; told 2 x; part=b told 2 v
came "of two reports of each attempt, one lacks a case that failed" "1 fail, 2 fail"
part=c told 2 w
came "a third report of the attempt has it" "1 fail, 2 pass"
fresh; told 1 x+ x+; told 2 x
came "two cases of one name failed, and one of them passed" "1 fail, 2 fail"
fresh; told 1 x x+; told 2 x x-
came "of two cases of one name, the one that failed is skipped" "1 fail, 2 fail"
fresh; told 1 x- x+; told 2 x- x
came "of two cases of one name, the one that was skipped before may be skipped again" "1 fail, 2 pass"
fresh; told 1 x+ y+; told 2 x y/
came "a report that breaks off has all that failed, but is not whole" "1 fail, 2 fail"
fresh; told 1 x+ y+; told 2 x/
came "a report that breaks off lacks a case that failed" "1 fail, 2 fail"
sed 's/<testc</<testcase name="y"\/></' "$file" >whole.xml && mv whole.xml "$file" && record --variant a --attempt 2 "$file"
came "the whole report of the same name takes its place" "1 fail, 2 pass"
fresh; told 1 x; told 2 x+; told 3 y
came "a case that failed in the second attempt is not mended by the first" "1 pass, 2 fail, 3 fail"
fresh; told 1 x- y-; told 2 z-
equal "a unit whose cases are all skipped is a skip, with the reason of the first by name" "1|skip|no x
2|skip|no z" "$(ask "SELECT attempt, verdict, reason FROM result ORDER BY 1")"
# What was pruned since is still known to have failed.
fresh; when=2025-01-01; told 1 x+ y+ z; told 2 x
"$nightshift" record -q --record "$db" --prune 1
equal "after pruning only the cases are left that failed" "x|2, y|1" "$(ask "SELECT group_concat(name || '|' || n, ', ') FROM (SELECT n.name, count(*) AS n FROM case_result x JOIN case_name n ON n.id = x.name GROUP BY 1 ORDER BY 1)")"
told 1 x+ y+ z; told 2 x
came "after pruning it has not passed, either" "1 fail, 2 fail"
fresh
record --variant a verdicts.xml
record --attempt 2 again.xml

# The unit's own verdict takes the place of what followed from cases, whichever comes first.
plan=$(ask 'SELECT fingerprint FROM plan')
own own b-both pass 0
own own a-text pass 0
record own
ends "importing units' own verdicts warns of a unit that passed while its cases failed" 0 "nightshift: warning: run 'r1' has 1 unit that passed, though a report has test cases that failed; both are kept, and the unit's own verdict counts: 'b-both'" \
	"2 results new, 0 known, 2 pass
run r1: 5 units, 3 passed, 1 skipped; 9.0 s of wall time for 32.0 s of units, the longest 9.0 s"
equal "a unit's own verdict counts, not what follows from its cases" "a-text 9000000
b-both 9000000" "$(ask "SELECT unit || ' ' || usec FROM result WHERE unit IN ('a-text', 'b-both') ORDER BY 1")"
equal "a unit's own verdict completes a run that only reports knew" "folder clean" "$(ask "SELECT source || ' ' || tree FROM run")"
dump "$db" >"$work/one"
db=$work/2.db
record own
record --attempt 2 again.xml
record --variant a verdicts.xml
ends "importing the reports after the units' own verdicts warns, too" 0 "nightshift: warning: run 'r1' has 1 unit that passed, though a report has test cases that failed; both are kept, and the unit's own verdict counts: 'b-both'" \
	"8 test cases new, 0 known, in 1 file, 4 pass (1 flaky), 2 skipped, 1 fail, 1 error
run r1: 5 units, 3 passed, 1 skipped; 9.0 s of wall time for 32.0 s of units, the longest 9.0 s"
dump "$db" >"$work/two"
same "own verdicts before or after the reports make the same record" "$work/one" "$work/two"
record --variant a verdicts.xml own again.xml >/dev/null
record own verdicts.xml --variant a
dump "$db" >"$work/two"
db=$work/1.db

# --- two reports that disagree
fresh
record green.xml red.xml
ends "two reports that disagree about a case are a warning" 0 "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'text/1'" \
	"4 test cases new, 0 known, in 2 files, 3 pass, 1 fail
run r1: 1 unit, 0 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "both results of a case that two reports disagree about are kept" "fail
pass" "$(ask "SELECT verdict FROM case_outcome WHERE name = 'text/1' ORDER BY 1")"
equal "where two reports disagree about a case, its unit has failed" fail "$(ask 'SELECT verdict FROM result')"

# --- any order, more than once, a folder at once
fresh
touch -d 2026-01-01T00:00:00Z ./*.xml
record names.xml green.xml red.xml
record --variant a verdicts.xml
dump "$db" >"$work/one"
db=$work/2.db
mkdir many
cp -p names.xml green.xml red.xml many
echo "no report" >many/other.txt
record red.xml red.xml
record --variant a verdicts.xml verdicts.xml
record many
ends "a folder is imported with all reports that are in it" 0 "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'text/1'" \
	"18 test cases new, 2 known, in 3 files, 18 pass
5 test cases match no module: 'a.gc/seed_100' 'b.gc/seed_1' 'x/gc part 10' 'both/c/1' 'stars'
run r1: 10 units, 7 passed, 1 flaky; 4.0 s of wall time for 10.8 s of units, the longest 4.0 s"
dump "$db" >"$work/two"
same "reports imported in another order and more than once make the same record" "$work/one" "$work/two"

db=$work/1.db
# --- what is said of the run, by the command line or CI
fresh
run "$nightshift" record --record "$db" green.xml
ends "a report without a run is refused where --run is not given" 2 "green.xml: error: a report does not say which run it belongs to: give --run"
run env GITHUB_RUN_ID=77 GITHUB_RUN_ATTEMPT=2 GITHUB_SHA="$head" "$nightshift" record --record "$db" --seed 5 green.xml
equal "the variables of GitHub Actions name the run, the attempt and the commit" "github-77 2 $head" "$(ask "SELECT name || ' ' || attempt || ' ' || commit_id FROM run JOIN report ON run = run.id")"
run env CI_PIPELINE_ID=78 CI_COMMIT_SHA="$head" "$nightshift" record --record "$db" green.xml
equal "the variables of GitLab CI name the run and the commit" "gitlab-78 1 $head" "$(ask "SELECT name || ' ' || attempt || ' ' || commit_id FROM run JOIN report ON run = run.id WHERE name LIKE 'gitlab%'")"
fresh
cases '<testcase classname="a.gc" name="seed_1"/><testcase name="text/1"/>' >seeded.xml
record --seed 99 seeded.xml
equal "--seed is recorded for the units that take a seed" "a-gc_0 99
a-text " "$(ask "SELECT unit || ' ' || ifnull(seed, '') FROM result ORDER BY 1")"
refuses "the same report with another --seed is refused" "seeded.xml: error: the record has this report with seed 99, and not 98: give it another --run or --attempt" --seed 98 seeded.xml
refuses "the same report without its --seed is refused" "seeded.xml: error: the record has this report with seed 99, and not (none): give it another --run or --attempt" seeded.xml
git commit -q --allow-empty -m second
refuses "a report of a run that the record has with another commit is refused" "green.xml: error: the record has run 'r1' at commit $head, not at $(git rev-parse HEAD): give it another --run or --attempt" green.xml
git reset -q --hard "$head"
run "$nightshift" record --record "$db" --run r1 --platform windows green.xml
ends "--platform with none of the plan is refused" 2 "green.xml: error: plan $plan has no platform 'windows'"
refuses "--commit with none of the repository is refused" "nightshift: error: no commit is named 'nothing' here; a shallow clone holds only the newest (fetch-depth)" --commit nothing green.xml

# --- times
fresh
printf '<testsuites><testsuite name="a" timestamp="2026-01-31T12:00:00+01:00" time="1.5"><testcase name="text/1"/></testsuite><testsuite name="b" timestamp="2026-01-31T23:00:00"/></testsuites>' >zone.xml
record zone.xml
equal "a report's own times count if one has a zone" 1769857201500000 "$(ask 'SELECT finished FROM report')"
printf '<testsuite timestamp="2999-01-31T12:00:00Z"><testcase name="text/1"/></testsuite>' >future.xml
touch -d 2026-01-01T00:00:00Z future.xml
record future.xml
ends "a report with times in the future is a warning" 0 "future.xml: warning: the times in this report are in the future, so the file's own time counts" "1 test case new, 0 known, in 1 file, 1 pass
run r1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "a report with times in the future has the time of its file" 1767225600000000 "$(ask "SELECT finished FROM report WHERE file = 'future.xml'")"
own later a-text pass 0 's/^finished .*/finished 32503680000/; s/^run .*/run r9/'
refuses "a unit's own verdict from the future is refused" "later/a-text/verdict:13:1: error: this result is from the future, and would count as the newest from now on: set the clock of the machine that made it, and the file's time" later
cp green.xml copy.xml
touch -d 2025-01-01T00:00:00Z copy.xml
record copy.xml
record green.xml
record copy.xml
record green.xml
equal "of two copies of a report the earlier time and the lesser name count" "copy.xml 1735689600000000" "$(ask "SELECT file || ' ' || finished FROM report WHERE cases = 2")"
finish
