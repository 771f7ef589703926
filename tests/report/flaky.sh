#!/bin/sh
# nightshift flaky: units that have both verdicts at one commit and seed, and units that pass and fail by their seed.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

rm -rf r && project r && rm -rf r/.nightshift
at 10
run "$nightshift" flaky -C r
ends "flaky: without a record nothing is known" 0 "" "there is no record, so nothing is known to have run"
"$nightshift" generate -q -C r
none="flaky: both verdicts at one commit and seed
  none

seed-dependent: passes and fails by seed, at one commit
  none"
run "$nightshift" flaky -C r
ends "flaky: an empty record has neither kind of unit" 0 "" "the last 30 days

$none"
night r 1 linux/v-text
change r docs/c "a commit between"
night r 2 linux/v-gc linux/v-rand
run "$nightshift" flaky -C r --since 60
ends "flaky: a unit that changed its verdict with a commit is neither flaky nor seed-dependent" 0 "" "the last 60 days

$none"
run=f1 finished=$((start + 3 * day))
result linux v-gc pass
result mac v-text fail && result mac v-text pass "attempt 2"
seed=8 && result mac v-rand fail && seed=9 && run=f2 && result mac v-rand timeout && seed=7
run=f3 tree=dirty && result linux v-all fail
run=f4 && result linux v-all pass
tree=clean
record r
run "$nightshift" flaky -C r
ends "flaky: units of both kinds are listed with their number of results and the last time" 0 "" "the last 30 days

flaky: both verdicts at one commit and seed
  v-text  mac    1 time in 4 results (25.00 %), 1 red; last 7 days ago at $(id "$commit")
  v-gc    linux  1 time in 3 results (33.33 %), 1 red; last 8 days ago at $(id "$commit")

seed-dependent: passes and fails by seed, at one commit
  v-rand  mac  2 of 3 seeds fail: 8, 9; last 7 days ago at $(id "$commit")"
asks "flaky units have their number of times, of results and of red ones" "v-text mac 1 4 1 null|v-gc linux 1 3 1 null" \
	'[.flaky[] | "\(.unit) \(.platform) \(.times) \(.results) \(.red) \(.occasions[0].seed)"] | join("|")' flaky
asks "an occasion has its commit, run, numbers and time" "$commit true f1 2 1 2026-01-04T00:00:00Z" \
	'.flaky[0].occasions[0] | "\(.commit) \(.here) \(.run) \(.passed) \(.failed) \(.last)"' flaky
asks "a seed-dependent unit has its failing seeds and their commit" "v-rand mac true 3 2 8 9 $commit" \
	'.seed_dependent[] | "\(.unit) \(.platform) \(.known) \(.seeds) \(.failing) \(.failing_seeds | map(.seed) | join(" ")) \(.failing_seeds[0].commit)"' flaky
equal "view flaky: it has the same units, with how often they passed and failed" "v-gc|linux|1|1|2026-01-03T00:00:00Z
v-text|mac|2|1|2026-01-04T00:00:00Z" "$(views "SELECT unit, platform, passed, failed, last FROM flaky ORDER BY 1")"
equal "view seed_dependent: it has each failing seed" "v-rand|mac|8
v-rand|mac|9" "$(views "SELECT unit, platform, seed FROM seed_dependent ORDER BY 3")"
asks "of one unit only its own entry" "v-gc 0" '"\([.flaky[].unit] | join(" ")) \(.seed_dependent | length)"' flaky v-gc
asks "of one platform only its own entries" "v-text 1" '"\([.flaky[].unit] | join(" ")) \(.seed_dependent | length)"' flaky --platform mac
at 11
asks "what failed before --since is left out" "v-text" '[.flaky[].unit] | join(" ")' flaky --since 8
run=f5 finished=$((start + 4 * day)) tree=dirty
result linux v-all fail && result linux v-all pass "attempt 2"
tree=clean
record r
asks "two attempts of one run count as flaky, although the work tree was changed" "v-all null f5" '.flaky[0] | "\(.unit) \(.occasions[0].commit) \(.occasions[0].run)"' flaky v-all
equal "flaky: of a changed work tree the run is named instead of a commit" "  v-all  linux  1 time in 6 results (16.67 %), 2 red; last 7 days ago in run f5" "$("$nightshift" flaky -C r v-all | sed -n 4p)"
seed=8 run=f6 finished=$((start + 5 * day)) && result mac v-rand pass && seed=7
record r
asks "a seed with both verdicts is flaky, while another still fails by its seed" "8|9" '"\(.flaky[] | select(.unit == "v-rand") | .occasions[0].seed)|\(.seed_dependent[0].failing_seeds | map(.seed) | join(" "))"' flaky
head=$commit commit=$gone run=f7 finished=$((start + 30 * day))
result linux v-text fail && run=f8 && result linux v-text pass
record r
commit=$head
run "$nightshift" flaky -C r v-text
equal "flaky: a result from the future, at a commit that is gone, is listed and named" "  v-text  linux  1 time in 4 results (25.00 %), 2 red; last in the future at $gone, which this repository does not have
1 red result finished in the future: a clock is wrong, so their age says nothing" "$(printf '%s\n' "$out" | grep 'future')"
sed '/name="text"/d' r/nightshift.xml >edited && cp edited r/nightshift.xml
asks "'known' is false for a unit that the plan does not have any more" "false,true" '[.flaky[] | select(.unit == "v-text" or .unit == "v-gc") | .known] | unique | map(tostring) | join(",")' flaky
equal "flaky: the text says which units are not in the plan any more" 2 "$("$nightshift" flaky -C r | grep -c '; not in the plan any more$')"
git -C r checkout -q nightshift.xml
wrong "--since is '0', but must be a number from 1 to 10000" flaky -C r --since 0
wrong "no unit has the name 'v-gcc'; did you mean 'v-gc'?" flaky -C r v-gcc
wrong "no platform has the name 'mack'; did you mean 'mac'?" flaky -C r --platform mack
finish
