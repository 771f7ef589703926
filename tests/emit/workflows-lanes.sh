#!/bin/sh
# The scripts of the workflows at work where lanes meet a team: others' changes, a merge queue, a lane that tests nothing, thousands of
# units, a unit that hangs, jobs that run again, a date that has passed, calls to GitHub that fail, and tests that give orders to the runner.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/engines.sh
. "$top/tests/emit/lib/engines.sh"
keep=$platforms

# --- what a change is compared with -----------------------------------------------------------------------------------

# What makes module one red belongs to it.
one='paths="one.c red"' two='paths="two.c"'
suite aff "$make><event name=\"merge_group\"/></workflow>"
git -C aff branch -q -M main
change aff t/two.c # there was a main before
git -C aff checkout -q -b topic HEAD~1
change aff t/one.c
old=$base
git -C aff checkout -q main
git -C aff merge -q --no-ff -m 'refs/pull/5/merge' topic
drive "a pull request of an older main: all jobs are green" aff pr "$(jobs plan test-linux build-mac required)" base="$old" event=pull_request
equal "a pull request of an older main: what others changed meanwhile is not due in it" "linux:a-one linux:b-one " "$(passed)"

# who NAME: the job of that name, and the group of the run
who() { jq -r --arg name "$1" '"\([.jobs | to_entries[] | select(.value == $name) | .key] | join(" ")), \(.group)"' "$run/out/names.json"; }
equal "a pull request: the required check, and its group" "required, t-pr-5" "$(who t)"
drive "a pull request gets another title: nothing runs" aff pr "$(jobs plan=skipped test-linux=skipped build-mac=skipped required=skipped)" base="$old" \
	event=pull_request action=edited changes='{"title": {"from": "x"}}'
equal "a pull request gets another title: no job has the name of the required check, which would be green, and the run before goes on" ", t-pr-77" "$(who t)"
drive "a pull request gets another base: it runs" aff pr "$(jobs plan test-linux build-mac required)" base="$old" \
	event=pull_request action=edited changes='{"title": {"from": "x"}, "base": {"ref": {"from": "x"}}}'
equal "a pull request gets another base: the required check, and its group" "required, t-pr-5" "$(who t)"

git -C aff checkout -q main
git -C aff reset -q --hard HEAD~1
git -C aff checkout -q -b queue
turn aff one
first=$(git -C aff rev-parse HEAD)
drive "merge queue: the first change is red" aff pr "$(jobs plan test-linux=failure build-mac required=failure)" event=merge_group queue="$(git -C aff rev-parse main)"
change aff t/two.c
drive "merge queue: the second one is red with it, or both would land by it" aff pr "$(jobs plan test-linux=failure build-mac required=failure)" event=merge_group queue="$first"
equal "merge queue: what both have changed is due" "linux:a-two linux:b-two " "$(passed)"
one='' two=''

# --- a lane that tests nothing, anywhere ------------------------------------------------------------------------------

platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="build" merge="none" nightly="checked"/>'
suite builds "$make/>"
drive "a lane that only builds: all jobs are green" builds pr "$(jobs plan build-linux required)"
equal "a lane that only builds: the required check says that nothing was tested" "### t, lane pr: green

    t: lane pr checks no platform, so nothing was tested; what it builds was built" "$(cat "$run/out/required/summary")"
drive "a lane that only builds: a build that fails is red" builds pr "$(jobs plan build-linux=failure required=failure)" results.build-linux=failure

# --- what holds at home -----------------------------------------------------------------------------------------------

# Two units of one device and two that need more memory than there is for both would meet in a folder; one passes at its second attempt, and one is
# asked of a worker.
platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="none" nightly="checked" memory="4G"/>'
suite home "$make/>" "<pool name=\"boards\" devices=\"one\"/><worker name=\"w\">while read -r unit; do echo \"ok 1 - \$unit\"; done</worker>
  <group pool=\"boards\"><run>mkdir held || exit 9; sleep 0.6; rmdir held; echo \"on \$NIGHTSHIFT_DEVICES\"</run><module name=\"board\" seconds=\"9\"/><module name=\"bench\" seconds=\"9\"/></group>
  <group memory=\"3G\"><run>mkdir large || exit 9; sleep 0.3; rmdir large</run><module name=\"big\" seconds=\"9.5\"/><module name=\"vast\" seconds=\"9.5\"/></group>
  <module name=\"again\" attempts=\"2\"><run>test -e tried-{variant} || { : &gt;tried-{variant}; exit 1; }</run></module>
  <module name=\"asked\" worker=\"w\"/>"
drive "pools, memory, attempts and workers hold: all jobs are green" home pr "$(jobs plan test-linux required)"
equal "pools, memory, attempts and workers hold: each unit passed" "linux:a-again linux:a-asked linux:a-bench linux:a-big linux:a-board linux:a-one linux:a-two linux:a-vast \
linux:b-again linux:b-asked linux:b-bench linux:b-big linux:b-board linux:b-one linux:b-two linux:b-vast " "$(passed)"
legs=$run/out/required/work/verdicts/linux
equal "attempts: the second one, and the first is kept" "attempt 2 attempt 1" "$(sed -n 's/^\(attempt .*\)/\1/p' "$legs"/*/a-again/verdict "$legs"/*/a-again/attempt-1/verdict | paste -sd' ' -)"
equal "pools: a unit is told its device" "on one" "$(cat "$legs"/*/a-board/log)"

# --- more units than a command line holds -----------------------------------------------------------------------------

platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="none" nightly="none"/>
<platform name="arm" system="aarch64-linux" runner="r" pr="checked" merge="none" nightly="none"/>'
mkdir -p many/t
cat >many/suite.xml <<-EOF
<suite name="t" dir="t">
  $platforms
  <run>true</run>
  <variant name="a-variant-with-a-name-of-some-length"/>
  <module name="a-module-with-a-name-of-some-length" from="1" to="3608" chunks="3608" paths="/src/"/>
  $make due="affected"/>
</suite>
EOF
sed -i.bak 's/ cron="[^"]*"//' many/suite.xml
rm many/suite.xml.bak
(cd many && mkdir src && : >src/x && "$nightshift" generate --no-record -q -f suite.xml) && repository many
change many src/x
# as much less as the names are shorter than those of people
# shellcheck disable=SC3045 # each sh that we know has -S
stack=$(ulimit -S -s) && ulimit -S -s 1024
drive "3,608 units on each of two platforms: all jobs are green" many pr "$(jobs plan test-arm test-linux required)" base="$base" event=pull_request
# shellcheck disable=SC3045
ulimit -S -s "$stack"
grep -q "^    t: all 3608 units passed; pr on arm" "$run/out/required/summary"
check "3,608 units on each of two platforms: each has passed" "$(cat "$run/out/required/summary")"
[ "$(wc -c <"$run/out/needs.json")" -lt 2000 ]
check "3,608 units on each of two platforms: what jobs hand on is short" "$(wc -c <"$run/out/needs.json")"
platforms=$keep

# --- a unit that hangs, and jobs that run again -----------------------------------------------------------------------

with_shards repo
echo nothing >runs # GitHub does not say when a night was green
# it waits for a file that nobody makes; or fails, where BREAK says so
sed '2i [ "$1" = --list ] || [ -z "${HANG-}" ] || [ "$1" != two ] || while [ ! -e /nowhere/at-all ]; do sleep 0.1; done\n[ "$1" = --list ] || [ "$1" != "${BREAK-}" ] || exit 1' repo/t/prog >prog && cp prog repo/t/prog
repository repo "a unit that may hang"
drive "a unit that hangs: its job fails, and the required check" repo pr "$(jobs plan test-linux=failure build-mac required=failure)" HANG=1 minute=0.06
equal "a unit that hangs: the verdicts of the others are there" "linux:a-one linux:b-one " "$(passed)"
grep -q 'a-two: ' "$run/out/required/summary"
check "a unit that hangs: the summary names it" "$(cat "$run/out/required/summary")"

drive "the first attempt is red" repo merge "$(jobs plan programs-linux test-linux=failure required=failure)" BREAK=one
attempt=$run/out
drive "failed jobs run again: all jobs are green" repo merge "$(jobs plan programs-linux test-linux required)" again="$attempt" attempt=2
equal "failed jobs run again: the last attempt counts" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
equal "failed jobs run again: others do not" "required test-linux-1 test-linux-2 " "$(cd "$run/out" && find . -maxdepth 1 -name '*[a-z]*' -type d ! -name artifacts ! -name . | sed 's|./||' | sort | tr '\n' ' ')"
days=$(sed -n 's/^ *retention-days: //p' repo/.github/workflows/t-merge.yml | sort -n | head -n 1)
[ "$days" -ge 7 ]
check "failed jobs run again: what they need is there a week later" "$days days"

# --- a red pull request, whose commit is gone when somebody looks -----------------------------------------------------

# GitHub keeps no merge commit of a pull request that was merged, was closed, or has a newer one.
suite gone "$make/>"
git -C gone branch -q -M main
cat >line <<-'END'
	[ "$1" = --list ] || seq -f "line %g" 40
	[ "$1" != two ] || { echo "$SEED" >seen && echo "it had seed <$SEED>"; }
END
sed '2r line' gone/t/prog >prog && cp prog gone/t/prog
repository gone "a program that prints"
git -C gone checkout -q -b topic && turn gone two
git -C gone checkout -q main && change gone t/other
git -C gone merge -q --no-ff -m 'refs/pull/5/merge' topic
merge=$(git -C gone rev-parse HEAD)
seed=$(cd gone && "$nightshift" seed -q -f suite.xml)
drive "a red pull request: its job fails, and the required check" gone pr "$(jobs plan test-linux=failure build-mac required=failure)" base="$(git -C gone rev-parse HEAD^1)" event=pull_request
equal "a red pull request: the summary has the unit with its seed, the end of the log, and the command" "    a-two: fail, exit status 1, seed $seed
        | line 40
        | it had seed <$seed>
        again:
        \$ nightshift run a-two --seed=$seed" "$(sed -n '/a-two: fail/,/\$ /p' "$run/out/required/summary" | grep -v 'line [1-3]')"
git clone -q --single-branch --branch topic "file://$work/gone" after
! git -C after cat-file -e "$merge" 2>/dev/null
check "a red pull request: its merge commit is gone"
again=$(sed -n 's/^ *\$ nightshift \(run a-two .*\)/\1/p' "$run/out/required/summary")
# shellcheck disable=SC2086 # words
run "$nightshift" $again -q -C after -f suite.xml
equal "a red pull request: the command of the summary runs it with that seed all the same" "1 $seed" "$status $(cat after/t/seen)"

# --- orders to the runner ---------------------------------------------------------------------------------------------

sed '2i [ "$1" = --list ] || printf "%s\\n" "::error::planted" "##[error]planted" "::add-mask::planted" "::stop-commands::planted"' repo/t/prog >prog && cp prog repo/t/prog
turn repo one
drive "tests that give orders to the runner: their jobs are red" repo pr "$(jobs plan test-linux=failure build-mac required=failure)"
equal "tests that give orders to the runner: none is obeyed" 0 "$(cat "$run"/out/*/orders | grep -c planted)"
grep -q '^::error title=a-one::' "$run/out/test-linux-1/orders"
check "tests that give orders to the runner: ours are" "$(cat "$run/out/test-linux-1/orders")"
drive "tests that give orders to the runner: a night is red" repo nightly "$(jobs plan test-linux=failure programs-mac test-mac=failure required=failure report=failure issue)"
equal "tests that give orders to the runner: none is obeyed in any job of the night" 0 "$(cat "$run"/out/*/orders | grep -c planted)"
grep -q 'planted' "$run/body"
check "tests that give orders to the runner: the issue has what they print" "$(cat "$run/body")"

# --- a date that has passed -------------------------------------------------------------------------------------------

suite dates "$make/>" '<exclude name="gone" reason="later" until="2026-02-01"/>'
echo "$(cat dates/t/list) gone" >dates/t/list
repository dates "a test that is left out"
for day in 2026-02-01:1769904000:no 2026-02-02:1769990400:yes 2026-02-15:1771113600:yes; do
	seconds=${day%:*} seconds=${seconds#*:}
	drive "an until, on ${day%%:*}: a pull request is green" dates pr "$(jobs plan test-linux build-mac required)" SOURCE_DATE_EPOCH="$seconds"
	equal "an until, on ${day%%:*}: it is a warning from the next day on" "${day##*:}" \
		"$(grep -q "warning: 'until' was 2026-02-01, which has passed: run it again, or set a new date; lint refuses it 14 days after that day" "$run/out/plan/log" && echo yes || echo no)"
done
drive "an until, after its grace: planning and the required check fail" dates pr "$(jobs plan=failure test-linux=skipped build-mac=skipped required=failure)" SOURCE_DATE_EPOCH=1771200000
echo '[]' >issues && GH_ISSUES=$work/issues
drive "an until that has passed: the night is green" dates nightly "$(jobs plan test-linux test-mac required report issue)" SOURCE_DATE_EPOCH=1769990400
equal "an until that has passed: an issue says so" "gh issue create --title t: a date has passed --body-file body.md 
Dates that have passed; lint refuses them 14 days later:

* exclude \`gone\`: until 2026-02-01" "$(grep create "$run/gh"; sed -n '/^Dates/,/^\* ex/p' "$run/body")"
known_issue
drive "an until that has passed, and an issue is open: the night is green" dates nightly "$(jobs plan test-linux test-mac required report issue)" SOURCE_DATE_EPOCH=1769990400
equal "an until that has passed, and an issue is open: it stays open" "gh issue edit 9 --title t: a date has passed --body-file body.md " "$(grep -e edit -e close "$run/gh")"

# --- calls to GitHub that fail ----------------------------------------------------------------------------------------

red="$(jobs plan=failure test-linux=skipped programs-mac=skipped test-mac=skipped required=failure report=failure issue)"
lost="$(jobs plan=failure test-linux=skipped programs-mac=skipped test-mac=skipped required=failure report=failure issue=failure)"
echo '[]' >issues && GH_ISSUES=$work/issues
# night NAME WANTED [NAME=VALUE]...: a night that is red before it has begun
night() {
	name=$1 wanted=$2
	shift 2
	drive "$name" repo nightly "$wanted" results.plan=failure "$@"
}
night "GitHub does not say which jobs failed: the issue's job is green" "$red" GH_FAIL='[run view]'
equal "GitHub does not say which jobs failed: there is an issue all the same" "1 GitHub does not say which jobs failed." "$(grep -c '^gh issue create' "$run/gh") $(grep '^GitHub' "$run/body")"
echo 'issue list' >once
night "the list of issues comes at the second time only: the issue's job is green" "$red" GH_ONCE="$work/once"
equal "the list of issues comes at the second time only: one issue is opened" 1 "$(grep -c '^gh issue create' "$run/gh")"
night "the list of issues does not come: the issue's job fails" "$lost" GH_FAIL='[issue list]'
equal "the list of issues does not come: rather two issues than none" 1 "$(grep -c '^gh issue create' "$run/gh")"
echo 'issue create' >once
night "an issue with labels is refused: the issue's job is green" "$red" GH_ONCE="$work/once"
equal "an issue with labels is refused: one without is opened" "gh issue create --title t: the night is red --body-file body.md " "$(grep '^gh issue create' "$run/gh" | tail -n 1)"
known_issue
night "the issue cannot be edited: the issue's job fails" "$lost" GH_FAIL='[issue edit]'
grep -q '^gh issue comment 9' "$run/gh"
check "the issue cannot be edited: it has a comment"
echo '[]' >issues && GH_ISSUES=$work/issues
sed 's/"number": 9,/"number": 21,/;$s/\]$/, {"number": 20, "body": "<!-- nightshift: t-nightly -->", "author": {"login": "app\/github-actions", "is_bot": true}}]/' issue >race
night "two nights open an issue at once: the issue's job is green" "$red" GH_RACE="$work/race"
equal "two nights open an issue at once: the older one stays" "gh issue close 21 --comment There is an older one. " "$(grep close "$run/gh")"
finish
