#!/bin/sh
# nightshift qualify: is a commit qualified by a lane, and if not, why. What is wrong in the record is named.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

# qualifies NAME STATUS [REV...]: the text must be that of standard input
qualifies() {
	point=$1 wanted=$2
	shift 2
	run "$nightshift" qualify -C r "$@"
	ends "'nightshift qualify${*:+ $*}': $point" "$wanted" "" "$(cat)"
}
rm -rf r && project r && rm -rf r/.nightshift
at 3
qualifies "without a record nothing is qualified" 1 <<END
HEAD ($commit): not qualified by lane nightly
  there is no record, so nothing is known to have run
  it ran less than it owes: 8 of 8 units have no result
  a run without a lane, as 'nightshift run' is, counts for no night: 'nightshift run --lane nightly' records one, and so does 'nightshift record --lane nightly' with what ran elsewhere
  linux  no result (4 of 4): v-all, v-gc, v-rand, v-text
  mac    no result (4 of 4): v-all, v-gc, v-rand, v-text
END
"$nightshift" generate -q -C r
asks "an empty record qualifies nothing and says that nothing is recorded" "false nothing is recorded of this night" '"\(.qualified) \(.reasons[0])"' qualify
night r 1
git -C r tag -a -m "a release" v1
qualifies "a green commit, named by its tag, is qualified" 0 v1 <<END
v1 ($commit): qualified, lane nightly is green: 8 units on 2 platforms, 2 days ago
END
asks "a qualified commit has its plan, its numbers and its platforms" "1 v1 $commit $plan true 8 8 2026-01-02T00:00:00Z linux mac" \
	'"\(.format) \(.rev) \(.commit) \(.plan) \(.qualified) \(.owed) \(.passed) \(.newest) \(.platforms | map(.platform) | join(" "))"' qualify v1
run "$nightshift" qualify -C r --lane merge
equal "qualify --lane=merge: a commit that is green in the nightly lane is not qualified by another" "1 HEAD ($commit): not qualified by lane merge" "$status $(printf '%s\n' "$out" | head -n 1)"
echo "# edited" >>r/gc/a
run "$nightshift" qualify -C r
equal "qualify: changes in the work tree do not count" 0 "$status"
sed 's/name="text"/name="txt"/' r/nightshift.xml >edited && cp edited r/nightshift.xml
run "$nightshift" qualify -C r
equal "qualify: a changed manifest in the work tree does not count" 0 "$status"
git -C r checkout -q .
first=$commit
change r gc/a "a change"
run=r2 finished=$((start + 2 * day))
for unit in v-all v-gc v-rand; do result linux $unit pass; done
result linux v-text fail
for unit in v-all v-gc; do result mac $unit pass; done
result mac v-rand cancelled
record r
qualifies "what failed, what was undone and what has no result is named by platform" 1 "$commit" <<END
$commit: not qualified by lane nightly
  1 of 8 units failed
  1 of 8 units was cancelled or quarantined
  it ran less than it owes: 1 of 8 units has no result
  linux  failed (1 of 4): v-text
  mac    did not do what it owes (1 of 4): v-rand
  mac    no result (1 of 4): v-text
END
asks "units that failed, were undone and are absent stand under their platform" "v-text|v-rand|v-text" '[.platforms[0].failed_units[0], .platforms[1].undone_units[0], .platforms[1].absent_units[0]] | join("|")' qualify
qualifies "the commit before is qualified still" 0 v1 <<END
v1 ($first): qualified, lane nightly is green: 8 units on 2 platforms, 2 days ago
END
commit=$first run=o1 result linux v-text pass
commit=$(git -C r rev-parse HEAD)
run=o2 tree=dirty result linux v-text pass
tree=clean run=o3 result "" v-text pass
record r
run "$nightshift" qualify -C r
equal "qualify: results of another work tree and of no platform count for nothing and are named" "1
  1 result is of a work tree that was not the commit's (o2) and counts for nothing
  1 result is of a run that names no platform (o3) and counts for nothing" "$status
$(printf '%s\n' "$out" | grep 'for nothing')"
finished=$((finished + 60))
run=r2 result linux v-text pass "attempt 2"
result mac v-rand pass "attempt 2"
result mac v-text pass "attempt 2"
record r
qualifies "a later attempt that passes qualifies the commit and is named as flaky" 0 <<END
HEAD ($commit): qualified, lane nightly is green: 8 units on 2 platforms, 23 hours ago
  1 result is of a work tree that was not the commit's (o2) and counts for nothing
  1 result is of a run that names no platform (o3) and counts for nothing
  linux  flaky, passed in the end (1 of 4): v-text
END
rm -rf night
run=r3 finished=$((finished + 60)) result mac v-text fail
record r
run "$nightshift" qualify -C r
equal "qualify: a unit whose last result is a failure has failed" 1 "$status"
head=$commit
change r gc/a "another plan"
old=$plan
sed 's/seconds="1"/seconds="2"/' r/nightshift.xml >edited && cp edited r/nightshift.xml
"$nightshift" generate -q -C r && repository r "another plan" && "$nightshift" generate -q -C r
commit=$(git -C r rev-parse HEAD)
night r 2
run "$nightshift" qualify -C r
equal "qualify: results of another plan are named" "1   8 results are of another plan ($(id "$old")) and count for nothing" "$status $(printf '%s\n' "$out" | grep 'another plan')"
asks "results that do not count are counted by their reason" "8 0 0 0 0 other_plan $old 8" \
	'"\(.other_plan) \(.dirty) \(.no_platform) \(.not_owed) \(.contradicted) \(.ignored[0] | "\(.why) \(.what) \(.results)")"' qualify
plan=$(git hash-object r/nix/s.json)
night r 9
run "$nightshift" qualify -C r
equal "qualify: results from the future are named" "0   8 units finished in the future, v-all on linux in run night9 at 2026-01-10T00:00:00Z: a clock is wrong, so their age says nothing" \
	"$status $(printf '%s\n' "$out" | grep 'future, ')"
equal "qualify: a night from the future has no age" "HEAD ($commit): qualified, lane nightly is green: 8 units on 2 platforms, in the future" "$(printf '%s\n' "$out" | head -n 1)"
run "$nightshift" report -C r --stale 5
equal "report --stale: a night from the future is stale" "1   the last green night finished in the future, so nobody knows how old it is: a clock is wrong" "$status $(printf '%s\n' "$out" | sed -n 2p)"
lane=merge run=m1 finished=$start
result linux v-all pass
record r
asks "a result of a unit that the lane does not owe on that platform is named" "1 not_owed v-all on linux" '"\(.not_owed) \(.ignored[0] | "\(.why) \(.what)")"' qualify --lane merge
sqlite3 r/.nightshift/record.db "INSERT INTO conflict(run, unit, attempt, verdict, status, finished) SELECT run, unit, attempt, 'fail', 1, finished FROM result x WHERE unit = 'v-gc' AND run = (SELECT id FROM run WHERE name = 'night9' AND platform = 'linux')"
run "$nightshift" qualify -C r
equal "qualify: a second result of the same attempt counts for nothing and is named" "  1 result is of an attempt that has another result, too (v-gc on linux) and counts for nothing" "$(printf '%s\n' "$out" | grep 'another result')"
lane=nightly
git -C r commit -q --allow-empty -m "a commit that nobody has generated at"
git -C r checkout -q HEAD~1
run "$nightshift" qualify -C r main
equal "qualify: of a commit whose plan is not known nobody knows what it owes" "1   the record knows no plan of this commit, so nobody knows what it owes: run 'nightshift generate' there" "$status $(printf '%s\n' "$out" | grep 'knows no plan')"
wrong "no commit is named 'v9' here; a shallow clone holds only the newest (fetch-depth)" qualify -C r v9
wrong "--lane is 'night', but must be pr, merge or nightly; did you mean 'nightly'?" qualify -C r --lane night
wrong "usage: nightshift qualify [options] [REV]" qualify -C r HEAD HEAD
mkdir -p nowhere && cp r/nightshift.xml nowhere
wrong "there is no repository here, but this question is about a commit" qualify -C nowhere
red=$(printf '\033[31m') green=$(printf '\033[32m') off=$(printf '\033[0m')
run "$nightshift" qualify -C r --color=always v1
equal "qualify --color=always: the verdict is in colour" "v1 ($first): ${green}qualified$off, lane nightly is green: 8 units on 2 platforms, 24 hours ago" "$out"
run env NO_COLOR=1 "$nightshift" qualify -C r --color=auto main
case $out in *"$red"*) not_ok "qualify --color=auto: no colour without a terminal" "$out" ;; *) ok "qualify --color=auto: no colour without a terminal" ;; esac

# The record's views say the same.
for where in "$first" "$head" "$commit"; do
	"$nightshift" qualify -C r --format=json "$where" >json
	equal "view night: it has the numbers of 'nightshift qualify $(id "$where")'" "$(jq -r '.platforms[] | "\(.platform)|\(.owed)|\(.passed)|\(.flaky)|\(.failed)|\(.undone)|\(.absent)"' json)" \
		"$(views "SELECT platform, owed, passed, flaky, failed, undone, absent FROM night WHERE commit_id = '$where' AND lane = 'nightly' ORDER BY 1")"
	equal "view qualified: it has $(id "$where") if that is qualified" "$(jq -r 'if .qualified then "2|8" else "" end' json)" \
		"$(views "SELECT platforms, units FROM qualified WHERE commit_id = '$where' AND lane = 'nightly'")"
done
finish
