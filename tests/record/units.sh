#!/bin/sh
# nightshift record of unit folders, and what it knows from the plan's file: the part of a verdict that names a plan; a plan that the
# record does not know, from git; a verdict of plain make, judged again; and the test cases of a unit.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p r/t
cat >r/nightshift.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"><env name="A" value="b"/></platform>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="exit"/>
  <module name="tap" may-skip="it may"><run protocol="tap">true</run></module>
  <module name="junit" platforms="linux" reason="r"><run protocol="junit" report="out.xml">true</run></module>
</suite>
END
repository r
"$nightshift" generate -q --no-record -C r && repository r generated
old=$(git hash-object r/nix/s.json) first=$(git -C r rev-parse HEAD)
rewrite 's/<run>true/<run>false/' r/nightshift.xml
"$nightshift" generate -q --no-record -C r && repository r second
plan=$(git hash-object r/nix/s.json) commit=$(git -C r rev-parse HEAD)
git -C r show "$first:nix/s.json" >old.json
# part PLAN PLATFORM UNIT
part() { "$nightshift" part --plan "$1" --platform "$2" "$3" | cut -f 2; }
db=$work/1.db
fresh() { rm -rf "$work"/*.db* res && mkdir res; }
record() { run "$nightshift" record -C r --record "$db" "$work/res" "$@"; }
ask() { sqlite3 "$db" "$1"; }
# verdict UNIT VERDICT [LINE]...: of $of, $on and $run
of=$plan on=linux run=n1
verdict() {
	mkdir -p "res/$1"
	{
		printf '%s\n' "nightshift 1" "suite s" ${of:+"plan $of"} "run $run" "unit $1" ${on:+"platform $on"} "lane nightly" "commit $commit" "tree clean" "verdict $2" "finished 1767225600"
		shift 2
		printf '%s\n' "$@" end
	} >"res/$1/verdict"
}
result() { ask "SELECT verdict || '|' || ifnull(status, '') || '|' || ifnull(seen, '') || '|' || ifnull(reason, '') FROM result WHERE unit = '$1'"; }
cases() { ask "SELECT group_concat(verdict || ' ' || name || ifnull(' ' || message, ''), ', ') FROM case_outcome WHERE unit = '$1'"; }

# --- the part
fresh
verdict v-exit pass "status 0"
record
equal "a verdict that names the plan of today gets its part" "$(part r/nix/s.json linux v-exit)" "$(ask "SELECT part FROM result")"
fresh
on=mac verdict v-exit pass "status 0"
record
equal "another platform has another one" "$(part r/nix/s.json mac v-exit)" "$(ask "SELECT part FROM result")"
[ "$(part r/nix/s.json mac v-exit)" != "$(part r/nix/s.json linux v-exit)" ]
check "which is another one"
fresh
on='' verdict v-exit pass "status 0"
record
quiet "without a platform nobody knows it" ask "SELECT part FROM result"
record --platform mac
equal "it is known when the platform is told" "$(part r/nix/s.json mac v-exit)" "$(ask "SELECT part FROM result WHERE part IS NOT NULL")"
# A verdict says its part itself: it must be that of the plan that it names.
fresh
verdict v-exit pass "status 0" "part $(part r/nix/s.json linux v-exit)"
record
equal "what a verdict says of its part is compared with its plan" "0 $(part r/nix/s.json linux v-exit)" "$status $(ask "SELECT part FROM result")"
# refuses_part NAME PART [PLATFORM [OPTION...]]: of v-exit
refuses_part() {
	name=$1 wrong=$2 on=${3-linux}
	shift "$(($# < 3 ? 2 : 3))"
	fresh
	verdict v-exit pass "status 0" "part $wrong"
	line=$(grep -n '^part ' res/v-exit/verdict | cut -d : -f 1)
	right=$(git -C r cat-file blob "$of" >named.json && part named.json "${on:-${1#*=}}" v-exit)
	record "$@"
	ends "$name" 2 "$work/res/v-exit/verdict:$line:1: error: the verdict is of part $wrong, but unit 'v-exit' on platform '${on:-${1#*=}}' is part $right of the plan that it names: it answers nothing" ""
	equal "$name: nothing of it is recorded" 0 "$(ask "SELECT count(*) FROM result")"
	on=linux
}
refuses_part "a part that no plan has" "$(printf %064d 0)"
refuses_part "the part of another platform" "$(part r/nix/s.json mac v-exit)"
refuses_part "the part of this one, on another platform" "$(part r/nix/s.json linux v-exit)" mac
refuses_part "the part of another unit" "$(part r/nix/s.json linux v-tap)"
refuses_part "the part of an earlier plan" "$(part old.json linux v-exit)"
of=$old refuses_part "the part of today's plan, of an earlier one that git knows" "$(part r/nix/s.json linux v-exit)"
of=$plan refuses_part "the part of another platform than is told" "$(part r/nix/s.json linux v-exit)" "" --platform=mac
fresh
on='' verdict v-exit pass "status 0" "part $(part r/nix/s.json mac v-exit)"
record
equal "without a platform it may be the part of any of the plan's" 0 "$status"
fresh
on='' verdict v-exit pass "status 0" "part $(part old.json mac v-exit)"
record
ends "but of none of another plan" 2 "$work/res/v-exit/verdict:12:1: error: the verdict is of part $(part old.json mac v-exit), which unit 'v-exit' is on no platform of the plan that it names: it answers nothing" ""
fresh
verdict v-exit pass "status 0" "part $(part r/nix/s.json linux v-exit)"
verdict v-tap fail "status 1" "part $(printf %064d 0)"
mkdir res/v-exit/attempt-1 && sed "s/^part .*/part $(printf %064d 1)/; s/^end/attempt 1\nend/" res/v-exit/verdict >res/v-exit/attempt-1/verdict
rewrite 's/^end/attempt 2\
end/' res/v-exit/verdict
record
equal "each of them is refused, earlier attempts too" "2 v-exit/attempt-1 v-tap" "$status $(echo "$err" | sed -n 's|.*/res/\(.*\)/verdict:13:1: error: the verdict is of part 0.*|\1|p' | paste -sd ' ')"
equal "and nothing is recorded" 0 "$(ask "SELECT count(*) FROM result")"

# --- a plan of an earlier commit
fresh
of=$old verdict v-exit pass "status 0"
record
ends "a plan that the record does not know is taken from git" 0 "" "1 result new, 0 known, 1 pass
run n1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "with the part that it says" "$(part old.json linux v-exit)" "$(ask "SELECT part FROM result")"
git -C r worktree add -q "$work/earlier" "$first" && "$nightshift" generate -q -C earlier
"$nightshift" record -C earlier --export "$work/earlier.tsv" && "$nightshift" record --record "$db" -C r --export "$work/got.tsv"
sed -nE "/^plan	$old/,/^(plan|generation|run)	/p" earlier.tsv | sed -e /^generation/d -e /^run/d >wanted
sed -n "/^plan	$old/,/^\(plan	$plan\|generation\|run\)	/p" got.tsv | sed "/^generation\|^run\|^plan	$plan/d" >got
same "it is in the record as generate would have put it there" wanted got
fresh
id=$(echo '{ "suite" "s" }' | git -C r hash-object -w --stdin)
of=$id verdict v-exit pass "status 0"
record
ends "a file of git that is no plan: its fault is said" 2 "$id:1:11: error: this is no JSON: a colon belongs here
$work/res/v-exit/verdict:3:1: error: the verdict names $id as its plan, which git has, but which is no plan that can be read" ""
equal "nothing of it is recorded" "0" "$(ask "SELECT count(*) FROM result")"
fresh
id=$(sed 's/"protocol": "tap"/"protocol": "tapes"/' r/nix/s.json | git -C r hash-object -w --stdin)
of=$id verdict v-exit pass "status 0"
of=$id verdict v-tap pass "status 0"
record
ends "a plan of a later nightshift: its fault is said once, with its place" 2 "$id:$(grep -n '"protocol": "tap"' r/nix/s.json | cut -d : -f 1):$(sed -n 's/\(.*"protocol": \)"tap".*/\1/p' r/nix/s.json | awk '{ print length($0) + 1 }'): error: 'protocol' must be exit, tap or junit
$work/res/v-exit/verdict:3:1: error: the verdict names $id as its plan, which git has, but which is no plan that can be read" ""
fresh
of=$(printf %040d 3) verdict v-exit pass "status 0"
record
ends "a plan that nobody knows" 2 "$work/res/v-exit/verdict:3:1: error: neither the record nor git knows plan $(printf %040d 3): fetch the commit that it came from, or run 'nightshift generate' there" ""
equal "nothing of it is recorded" "0" "$(ask "SELECT count(*) FROM result")"

# --- when it finished
# finished [OPTION...]: when the results finished, and how long they took, in seconds
finished() {
	rm -f "$db"*
	record "$@"
	ask "SELECT group_concat((finished / 1000000) || ' ' || ifnull(usec / 1000000, '-'), ', ') FROM result ORDER BY unit"
}
fresh
verdict v-exit pass "status 0"
rewrite '/^finished/d' res/v-exit/verdict
touch -t 202512312350.00 res/v-exit/start && touch -t 202512312351.40 res/v-exit/verdict
equal "a verdict that does not say when it finished is of the time of its file" "1767225100 100" "$(finished)"
equal "with --started it is of that time, and the times of its files say nothing" "1767225050 -" "$(finished --started 1767225050)"
rewrite 's/^end/seconds 7\
end/' res/v-exit/verdict
equal "seconds that it says itself stay" "1767225050 7" "$(finished --started 1767225050)"
rewrite 's/^end/finished 1767225090\
end/' res/v-exit/verdict
equal "and so does the time, if it says it" "1767225090 7" "$(finished --started 1767225050)"
rewrite '/^seconds/d' res/v-exit/verdict
equal "the time of its start is that of a file" "1767225090 90" "$(finished --started 1767225050)"
fresh
verdict v-exit pass "status 0"
rewrite '/^finished/d;/^lane/d;/^commit/d;/^tree/d;s/^run .*/run nix-x/' res/v-exit/verdict && touch -t 202512312350.00 res/v-exit/verdict
equal "what Nix keeps did not run when its occasion began" "1767225000 -" "$(finished --started 1767225050 --lane nightly --commit HEAD --run g1)"
equal "which is said" "1 of them did not run now: Nix had them already" "$(rm -f "$db"*; record --started 1767225050 --lane nightly --commit HEAD --run g1; echo "$out" | sed -n 2p)"

# --- folders of artifacts, as the gate finds them
# lies FOLDER UNIT VERDICT STATUS: that verdict lies there
lies() {
	mkdir -p "res/$1"
	verdict "$2" "$3" "status $4"
	mv "res/$2" "res/$1/$2"
}
# found: each result as unit, attempt and verdict; what the gate says of the same folder
found() { ask "SELECT group_concat(unit || ' ' || attempt || ' ' || verdict, ', ') FROM (SELECT * FROM result ORDER BY unit, attempt)"; }
gated() {
	run "$nightshift" gate --plan r/nix/s.json --lane nightly --platform linux --commit "$commit" "$work/res"
}
fresh
lies shard-1 v-exit pass 0
lies shard-2/deeper/still v-tap pass 0
verdict v-junit pass "status 0"
record
equal "units lie in the folder, in those of artifacts, and deeper" "0 v-exit 1 pass, v-junit 1 pass, v-tap 1 pass" "$status $(found)"
fresh
lies shard-1 v-exit pass 0
lies shard-2 v-exit fail 1
for folder in shard-1 shard-2; do echo stray >res/$folder/log; done
record
equal "of two artifacts the worse counts, and no stray file hides it" "0 v-exit 1 fail 1 2 without a verdict: shard-1 shard-2" \
	"$status $(found) $(echo "$err" | grep -c "has another result in the record, 'pass'") $(echo "$out" | sed -n 2p)"
fresh
lies shard-1 v-exit pass 0
mkdir res/shard-1/v-exit/attempt-1
rewrite 's/^end/attempt 2\
end/' res/shard-1/v-exit/verdict
sed 's/^attempt 2/attempt 1/;s/pass/fail/;s/^status 0/status 1/' res/shard-1/v-exit/verdict >res/shard-1/v-exit/attempt-1/verdict
record
equal "attempts lie in the folder of their unit there, too" "0 v-exit 1 fail, v-exit 2 pass" "$status $(found)"
echo '<testsuite><testcase name="v-exit"/></testsuite>' >res/junit.xml
rm -f "$db"*
record
equal "a report beside folders of artifacts is not read instead of them" "0 v-exit 1 fail, v-exit 2 pass" "$status $(found)"
rm -rf res/shard-1 && mkdir -p res/other/log/deep res/other/more && touch res/other/more/log
record --run j1 --lane nightly --platform linux --commit HEAD
equal "a file that is called log, deeper than beside reports, makes no unit" "0 1 test case new, 0 known, in 1 file, 1 pass" "$status $(echo "$out" | head -n 1)"
fresh
mkdir res/shard-1
record
ends "folders of artifacts without units" 2 "$work/res: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those" ""
record_says=$err
gated
equal "the gate says the same" "2 $record_says" "$status $err"

# --- the sum of a run
fresh
verdict v-exit pass "status 0"
verdict v-tap skip "status 77" "reason no board"
record
ends "the sum of a run has its skips" 0 "" "2 results new, 0 known, 1 pass, 1 skip
run n1: 2 units, 1 passed, 1 skipped; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"

# --- no plan, but a part: as within Nix
fresh
of='' verdict v-exit pass "status 0" "part $(part r/nix/s.json linux v-exit)"
record
equal "a verdict that names its part alone is of the plan of today, if that has it" "0 $plan" "$status $(ask "SELECT fingerprint FROM outcome")"
for wrong in "$(part old.json linux v-exit)" "$(part r/nix/s.json mac v-exit)" "$(part r/nix/s.json linux v-tap)"; do
	fresh
	of='' verdict v-exit pass "status 0" "part $wrong"
	record
	ends "but not if it is another part" 2 "$work/res/v-exit/verdict:12:1: error: the verdict names no plan, and its part is not that of unit 'v-exit' on this plan's platform 'linux': it is of another plan, and answers nothing here" ""
done

# --- plain make has seen only the exit status
fresh
verdict v-exit pass "status 0" "seen exit-status"
verdict v-tap pass "status 0" "seen exit-status"
printf '1..2\nok 1 - a\nnot ok 2 - b\n' >res/v-tap/log
verdict v-junit pass "status 0" "seen exit-status"
echo '<testsuite name="x"><testcase name="p" time="1"/><testcase name="q"><failure message="no"/></testcase></testsuite>' >res/v-junit/report.xml
record
equal "with protocol exit it stays" "pass|0|exit-status|" "$(result v-exit)"
equal "with TAP the log is judged" "fail" "$(result v-tap | cut -d '|' -f 1)"
equal "and its points are test cases" "pass a, fail b" "$(cases v-tap)"
equal "with JUnit the report is judged" "fail" "$(result v-junit | cut -d '|' -f 1)"
equal "and its cases are test cases" "pass p, fail q no" "$(cases v-junit)"
equal "the end of the log is there, since it did not pass" 1 "$(ask "SELECT count(*) FROM result_log WHERE unit = 'v-tap'")"
ask "SELECT * FROM result ORDER BY unit" >before && ask "SELECT * FROM case_outcome ORDER BY 9, 14" >>before
record
equal "a second time nothing is new" "0 results new, 3 known, 1 pass, 2 fail" "$(echo "$out" | head -n 1)"
ask "SELECT * FROM result ORDER BY unit" >after && ask "SELECT * FROM case_outcome ORDER BY 9, 14" >>after
same "and the record is the same" before after
# again NAME UNIT WANTED VERDICT STATUS FILE TEXT
again() {
	fresh
	verdict "$2" "$4" "status $5" "seen exit-status"
	[ -z "$6" ] || printf "$7" >"res/$2/$6"
	record
	equal "$1" "$3" "$(result "$2" | cut -d '|' -f 1,4)"
}
again "TAP: all right" v-tap "pass|" pass 0 log '1..1\nok 1\n'
again "TAP: nothing printed" v-tap "fail|there is no plan '1..N', so nobody knows how many test points are missing" pass 0 log ''
again "TAP: it skips" v-tap "skip|no board" pass 0 log '1..0 # SKIP no board\n'
again "TAP: fewer than planned" v-tap "fail|3 test points were planned, and there is 1" pass 0 log '1..3\nok 1\n'
again "JUnit: there is no report" v-junit "fail|it left no report 'out.xml'" pass 0 "" ""
again "JUnit: all right, and exit status 1" v-junit "fail|it ended with status 1, although no test case failed" fail 1 report.xml '<testsuite><testcase name="p"/></testsuite>'
# All of it was seen: it stays.
fresh
verdict v-tap pass "status 0"
printf '1..1\nnot ok 1\n' >res/v-tap/log
record
equal "what was judged already is not judged again" "pass|0||" "$(result v-tap)"

# --- test cases
fresh
verdict v-tap fail "status 1" "reason 2 of 3 test cases failed"
printf 'nightshift cases 1\ncase\tpass\t1500000\tx\tc\tone\t\t\ntry\tfail\t-\tx\tc\ttwo\tonce\t\ncase\tfail\t2\tx\tc\ttwo\tm\\n::error::1\tline\\n::error::2\ncase\terror\t-\t\t\tthree\033[31m\t\t\nend\t3\n' >res/v-tap/cases
printf '::error::3\nlast line\n' >res/v-tap/log
record
equal "the file of a unit's cases is recorded" "0 3 whole 1" "$status $(ask "SELECT cases, state, (SELECT count(*) FROM report) FROM report" | tr '|' ' ')"
equal "each with its tries" "one 1 1 pass 1.5|two 1 0 fail |two 2 1 fail 2.0e-06|three^ 1 1 error " "$(ask "SELECT group_concat(iif(name GLOB 'three*', 'three^', name) || ' ' || try || ' ' || last || ' ' || verdict || ' ' || ifnull(seconds, ''), '|') FROM case_outcome")"
equal "nothing follows from them: the verdict is the result" "fail|1||2 of 3 test cases failed" "$(result v-tap)"
run "$nightshift" report -C r --record "$db"
echo "$out" | sed -n '/^v-tap on linux/,$p' | grep -v '^  [$]' >got
cat >wanted <<'END'
v-tap on linux: fail, exit status 1
  reason: 2 of 3 test cases failed
  failed: x/c/two: m ::error::1
END
head -n 3 got >head
same "the report shows what failed before the end of the log" wanted head
equal "and then the log" "  | last line" "$(tail -n 1 got)"
equal "no line of it is a command" 0 "$(echo "$out" | grep -c '^::')"
"$nightshift" report -C r --record "$db" --format json >json
equal "the report as JSON has them" "2 of 3 test cases failed|x/c/two|three" "$(jq -r '.platforms[0].red_units[] | select(.unit == "v-tap") | "\(.reason)|\(.failing_cases | map(.name) | join("|"))"' json | sed 's/three.*/three/')"
"$nightshift" report -C r --record "$db" --format html -o "$work/page.html"
sed -n '/<script type="application\/json"/,/<\/script>/{/<script/d;/<\/script>/s/<\/script>//;p;}' page.html >json
equal "the page has them before the log" "reason: 2 of 3 test cases failed/failed: x/c/two: m ::error::1" "$(jq -r '.logs[0][4]' json | head -n 2 | paste -sd /)"
# They go through an export.
"$nightshift" record -C r --record "$db" --export "$work/a.tsv"
"$nightshift" record -q -C r --record "$work/2.db" "$work/a.tsv" && "$nightshift" record -C r --record "$work/2.db" --export "$work/b.tsv"
sed '/^generation/d;/^end/d' a.tsv >a && sed '/^generation/d;/^end/d' b.tsv >b
same "test cases of units go through an export" a b
record
equal "a second time nothing is new" "0 results new, 1 known, 1 fail" "$(echo "$out" | head -n 1)"
equal "and nothing is there twice" "1 4" "$(ask "SELECT (SELECT count(*) FROM report) || ' ' || (SELECT count(*) FROM case_result)")"
# Two units with the same cases, two attempts.
fresh
for unit in v-tap v-junit; do
	verdict $unit fail "status 1" "attempt 2"
	printf 'nightshift cases 1\ncase\tfail\t-\t\t\tsame\t\t\nend\t1\n' >res/$unit/cases
	mkdir res/$unit/attempt-1 && sed 's/^attempt 2/attempt 1/' res/$unit/verdict >res/$unit/attempt-1/verdict && cp res/$unit/cases res/$unit/attempt-1/
done
record
equal "the same cases of two units and two attempts are four reports" "v-junit 1, v-junit 2, v-tap 1, v-tap 2" "$(ask "SELECT group_concat(unit || ' ' || attempt, ', ') FROM (SELECT unit, attempt FROM case_outcome ORDER BY 1, 2)")"
# A file that is not whole.
printf 'nightshift cases 1\ncase\tfail\t-\t\t\tsame\t\t\ncase\t' >res/v-tap/cases
fresh_db() { rm -f "$work"/*.db*; }
fresh_db
record
equal "a file of cases that is cut off is marked, and what is there is there" "0 incomplete 1" "$status $(ask "SELECT state || ' ' || cases FROM report WHERE attempt = 2 AND digest GLOB '*/v-tap'")"
case $err in *"res/v-tap/cases:3:1: warning: the line is not one of a file of test cases; the 1 test case before count") ok "which is said" ;; *) not_ok "which is said" "$err" ;; esac
finish
