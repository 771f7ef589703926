#!/bin/sh
# nightshift replay: which commands run a unit again as in a recorded run; --exec runs them.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

rm -rf r && project r '<nix/>' && rm -rf r/.nightshift
at 5
wrong "there is no record '$work/r/.nightshift/record.db'" replay -C r last v-gc
"$nightshift" generate -q -C r
wrong "the record has no run 'last' with unit 'v-gc'" replay -C r last v-gc
own=$("$nightshift" seed -C r -q)
run=ci-10 finished=$((start + day)) seed=$own
result linux v-rand fail && result linux v-rand pass "attempt 2"
result linux v-gc pass && seed=99 && result mac v-rand timeout
first=$commit
record r
change r docs/d "later"
run=ci-11 finished=$((start + 2 * day)) seed=99
result linux v-rand pass && result linux v-all crash
# A platform that this machine is not, and both their systems.
case $(uname -s) in Darwin) far="linux x86_64-linux" here=$(uname -m | sed 's/^arm.*/aarch64/')-darwin ;; *) far="mac aarch64-darwin" here=$(uname -m)-linux ;; esac
result "${far% *}" v-text pass
record r
run "$nightshift" replay -C r ci-10 v-rand
out=$(printf '%s\n' "$out" | grep -v 'but this machine is')
ends "replay: the attempt that failed is shown for each platform, with its commands" 0 "" "v-rand in run ci-10, on linux, lane nightly: fail, seed $own, 4 days ago
  \$ git checkout $first
  \$ make -f tests.mk s-test-v-rand s_platform=linux s_seed=$own
  \$ nix build '.?rev=$first#s-checked.runs.\"v-rand\"'
v-rand in run ci-10, on mac, lane nightly: timeout, seed 99, 4 days ago
  \$ git checkout $first
  \$ make -f tests.mk s-test-v-rand s_platform=mac s_seed=99
  \$ nix-store --realise \"\$(nix eval --raw '.?rev=$first#packages.aarch64-darwin.s-checked.withSeed' --apply 'withSeed: (withSeed \"99\").runs.\"v-rand\".drvPath')\""
asks "--attempt chooses the attempt" "2 pass" '.replays[] | "\(.attempt) \(.verdict)"' replay ci-10 v-rand --platform linux --attempt 2
asks "'last' is the last run of the unit" "ci-11 $commit" '.replays[] | "\(.run) \(.commit)"' replay last v-rand --platform linux
asks "a prefix of a run's name that only one run of the unit has is enough" "ci-11" '.replays[].run' replay ci-1 v-all
asks "a replay has all that is known of the run" "s v-all ci-11 1 linux nightly $commit true clean $plan crash null 2026-01-03T00:00:00Z false 3" \
	'.replays[0] as $r | "\(.suite) \(.unit) \($r | "\(.run) \(.attempt) \(.platform) \(.lane) \(.commit) \(.here) \(.tree) \(.plan) \(.verdict) \(.seed) \(.finished) \(.kept) \(.commands | length)")"' replay last v-all
wrong "several runs begin with 'ci-1': 'ci-10', 'ci-11'" replay -C r ci-1 v-rand
wrong "the record has no run 'ci-9' with unit 'v-gc'" replay -C r ci-9 v-gc
wrong "the record has no run 'ci-10' with unit 'v-gc' on platform mac" replay -C r ci-10 v-gc --platform mac
wrong "usage: nightshift replay [options] RUN UNIT" replay -C r last
wrong "--exec runs the unit and prints no JSON: use one or the other" replay -C r last v-gc --exec --format json
wrong "run 'ci-10' has unit 'v-rand' on several platforms: choose one with --platform" replay -C r ci-10 v-rand --exec
run "$nightshift" replay -C r --exec ci-10 v-rand --platform mac
ends "replay --exec: at another commit nothing is run, and the commands are printed" 1 "nightshift: HEAD is another commit than the run's, so nothing was run" "git worktree add --detach ../s-$(id "$first") $first
cd ../s-$(id "$first")
make -f tests.mk s-test-v-rand s_platform=mac s_seed=99"
echo 'echo "seed $SEED" >>log; exit ${STATUS:-0}' >r/rand.sh
run "$nightshift" replay -C r -q --exec ci-11 v-rand
equal "replay --exec: it runs the unit with the recorded seed" "0 seed 99" "$status $(cat r/log)"
run env STATUS=1 "$nightshift" replay -C r/gc --exec ci-11 v-rand
equal "replay --exec: it ends with 1 where the unit fails, and prints the command" "1 2 \$ make -f tests.mk s-test-v-rand s_platform=linux s_seed=99" "$status $(wc -l <r/log | tr -d ' ') $(printf '%s\n' "$err" | grep -v 'but this machine is' | head -n 1)"
echo "# changed" >>r/gc/a
run "$nightshift" replay -C r --exec ci-11 v-rand
equal "replay --exec: it warns where the work tree differs from the commit" "0 nightshift: the work tree differs from the commit, and so may the result" "$status $(printf '%s\n' "$err" | head -n 1)"
elsewhere="platform '${far% *}' is ${far#* }, but this machine is $here: what make runs here says nothing of '${far% *}'"
echo true >r/text.sh
run "$nightshift" replay -C r -q --exec ci-11 v-text
equal "replay --exec: it says first that the platform is another than this machine's" "0 nightshift: $elsewhere" "$status $(printf '%s\n' "$err" | head -n 1)"
asks "a note says that the platform is another than this machine's" "$elsewhere" '.replays[0].notes[]' replay ci-11 v-text
git -C r checkout -q gc
run=d1 tree=dirty && result linux v-gc fail
tree=clean run=h1 head=$commit commit='' lane='' && result linux v-gc fail
commit=$gone lane=nightly run=g1 finished=$((start + 20 * day)) && result linux v-gc fail
record r
commit=$head
sed 's/<platform name="linux"/<platform name="lin"/; s/seconds="1"/seconds="2"/' r/nightshift.xml >edited && cp edited r/nightshift.xml
for point in "d1 the work tree had changes beside the commit, which nobody knows: this may be another test" \
	"h1 the run does not say at which commit it was" "g1 this repository does not have the commit: fetch it first" \
	"g1 it finished in the future: a clock is wrong" "ci-10 no platform has that name any more" \
	"ci-10 it ran by plan $(id "$plan"), which is not today's"; do
	"$nightshift" replay -C r "${point%% *}" v-gc --format json >json
	equal "replay ${point%% *}: a note says '${point#* }'" 1 "$(jq --arg n "${point#* }" '[.replays[].notes[] | select(. == $n)] | length' json)"
done
run "$nightshift" replay -C r --exec h1 v-gc
ends "replay --exec: nothing is run where the run does not say its commit" 1 "nightshift: the run does not say at which commit it was, so nothing was run" ""
git -C r checkout -q nightshift.xml
finish
