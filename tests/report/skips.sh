#!/bin/sh
# A unit that skips, in qualify, report, coverage, the page's data and the record's views: it is no success unless the manifest
# says that it may, and its reason is shown wherever the skip is.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

project r '<module name="gpu" may-skip="two machines have one" paths="gc/**"/>'
units="v-all v-gc v-gpu v-rand v-text"
at 1
# skips PLATFORM UNIT [REASON]: in $run at $finished
skips() { result "$1" "$2" skip "status 77" ${3+"reason $3"}; }
skips_status() { rewrite '/^status 1$/d' night/*/*/verdict; }
# says NAME STATUS: what qualify says of HEAD, that of standard input
sed_age() { sed "s|, [0-9]* hours ago$||"; }
says() {
	run "$nightshift" qualify -C r
	out=$(echo "$out" | sed_age)
	ends "qualify: $1" "$2" "" "$(cat)"
}
# state NAME WANTED: of the units that skip, by the view and by qualify's counts
state() {
	equal "view night_unit: $1" "$2" "$(views "SELECT group_concat(unit || ' on ' || platform || ' ' || state, ', ') FROM (SELECT * FROM night_unit WHERE commit_id = '$commit' AND lane = 'nightly' AND unit IN ('v-gc', 'v-gpu') AND state <> 'passed' ORDER BY 1, 5, 6)")"
	"$nightshift" qualify -C r --format=json >json
	equal "view night: $1" "$(jq -r '.platforms[] | "\(.platform)|\(.owed)|\(.passed)|\(.flaky)|\(.skipped)|\(.failed)|\(.undone)|\(.absent)"' json)" \
		"$(views "SELECT platform, owed, passed, flaky, skipped, failed, undone, absent FROM night WHERE commit_id = '$commit' AND lane = 'nightly' ORDER BY 1")"
	equal "view qualified: $1" "$(jq -r 'if .qualified then "2|10" else "" end' json)" "$(views "SELECT platforms, units FROM qualified WHERE commit_id = '$commit' AND lane = 'nightly'")"
}

# --- a skip that may be
change r gc/a "first"
night r 0
run=skips finished=$((start + 600))
skips linux v-gpu "no device"
skips_status && record r
says "a skip after a pass of the same night takes nothing from it" 0 <<END
HEAD ($commit): qualified, lane nightly is green: 10 units on 2 platforms
END
change r gc/a "second"
run=n2
for platform in linux mac; do
	for unit in v-all v-gc v-rand v-text; do result $platform $unit pass; done
	skips $platform v-gpu "no device <b> on $platform"
done
skips_status && record r
says "a unit that may skip is no obstacle, and its reason is shown" 0 <<END
HEAD ($commit): qualified, lane nightly is green: 10 units on 2 platforms
  v-gpu skipped: no device <b> on linux (linux; it may: two machines have one)
  v-gpu skipped: no device <b> on mac (mac; it may: two machines have one)
END
state "a unit that may skip has skipped" "v-gpu on linux skipped, v-gpu on mac skipped"
asks "units that skip, with their reasons" "8 2 true v-gpu no device <b> on mac two machines have one" '"\(.passed) \(.skipped) \(.qualified) \(.platforms[1].skipped_units[0] | "\(.unit) \(.reason) \(.may_skip)")"' qualify
run "$nightshift" report -C r
equal "report: a night with a skip that may be is green" 0 "$status"
equal "report: the skip is shown with its reason" "  v-gpu skipped: no device <b> on linux (linux; it may: two machines have one)
  v-gpu skipped: no device <b> on mac (mac; it may: two machines have one)" "$(echo "$out" | grep skipped: )"
"$nightshift" report -C r --format markdown >md
equal "report in Markdown: the reason is code" '* `v-gpu` skipped: `no device <b> on linux` (linux; it may: `two machines have one`)' "$(grep 'on linux' md)"
equal "report in Markdown: the table counts it" '| linux    | 5 | 4 | 0 | 1 | 0 | 0 | 0 | 5 | 0 |' "$(grep '^| linux' md)"
asks "the skip with its reason, and no red unit" "v-gpu|no device <b> on linux|0" '.platforms[0] | "\(.skipped_units[0].unit)|\(.skipped_units[0].reason)|\(.red_units | length)"' report
run "$nightshift" report -C r --format html -o "$work/page.html"
sed -n '/<script type="application\/json"/,/<\/script>/{/<script/d;/<\/script>/s/<\/script>//;p;}' page.html >json
equal "the page has the reason in the history of the unit" "reason: no device|reason: no device <b> on linux|reason: no device <b> on mac" "$(jq -r '[.logs[][4] | rtrimstr("\n")] | sort | join("|")' json)"
equal "the page has the reason in the night, and its counts end with the skips" "v-gpu no device <b> on linux [[10,10,0,0,0,0,10,0,0],[10,8,0,0,0,0,10,0,2]]" \
	"$(jq -r '"\(.night.platforms[0].skipped_units[0] | "\(.unit) \(.reason)") \([.nights[][3]] | tojson)"' json)"
"$nightshift" coverage -C r >covered
equal "coverage: what skips on every platform is covered nowhere" "covered nowhere: wherever it runs, it skips
  v-gpu skipped: no device <b> on linux (linux); no device <b> on mac (mac)" "$(grep -A 1 '^covered nowhere' covered)"
equal "coverage: the lane's line counts the skips" "4 of 5 passed, 1 skipped" "$(sed -n 's/.*nightly .*s  \(4 of 5[^0-9]*[0-9] skipped\).*/\1/p' covered | head -n 1)"
asks "what skips everywhere, with the reasons" "v-gpu linux no device <b> on linux|v-gpu mac no device <b> on mac" '[.skipped_everywhere[] | .unit as $u | .platforms[] | "\($u) \(.platform) \(.reason)"] | join("|")' coverage

# It has passed somewhere since: it is covered there.
change r gc/a "third"
run=n3 finished=$((start + 1200))
for platform in linux mac; do
	for unit in v-all v-gc v-rand v-text; do result $platform $unit pass; done
done
result mac v-gpu pass
skips linux v-gpu
skips_status && record r
says "a skip without a reason" 0 <<END
HEAD ($commit): qualified, lane nightly is green: 10 units on 2 platforms
  v-gpu skipped: it gives no reason (linux; it may: two machines have one)
END
asks "what has passed on one platform is covered" "" '.skipped_everywhere | map(.unit) | join("|")' coverage
asks "a unit's last skip stands beside its last run" "2026-01-01T00:20:00Z" '.platforms[0].owed_units[] | select(.unit == "v-gpu").last_skip' coverage

# --- a skip that may not be
change r gc/a "fourth"
run=n4 finished=$((start + 1800))
for platform in linux mac; do
	for unit in v-all v-gpu v-rand v-text; do result $platform $unit pass; done
done
result mac v-gc pass
skips linux v-gc "no compiler here"
skips_status && record r
says "a unit that may not skip stands in the way" 1 <<END
HEAD ($commit): not qualified by lane nightly
  1 of 10 units skipped, and nothing in the manifest says that it may
  linux  did not do what it owes (1 of 5): v-gc
  v-gc skipped: no compiler here (linux; it may not)
END
state "a unit that may not skip is undone" "v-gc on linux undone"
run "$nightshift" report -C r
equal "report: the night is red" 1 "$status"
equal "report: the unit is shown with its reason before its log" "v-gc on linux: skip, exit status 77
  reason: no compiler here" "$(echo "$out" | grep -A 30 '^v-gc on linux' | sed '/^  [$]/d')"
asks "it is red, with its reason" "skip 77 no compiler here|null" '.platforms[0] | "\(.red_units[0] | "\(.verdict) \(.status) \(.reason)")|\(.skipped_units[0].may_skip)"' report
run=n5 finished=$((start + 2400))
result linux v-gc cancelled
record r
says "a skip and a cancelled run that came later" 1 <<END
HEAD ($commit): not qualified by lane nightly
  1 of 10 units was cancelled or quarantined
  linux  did not do what it owes (1 of 5): v-gc
END
run=n6 finished=$((start + 3000))
result linux v-gc pass
record r
says "a pass that came later answers" 0 <<END
HEAD ($commit): qualified, lane nightly is green: 10 units on 2 platforms
END

# --- what it does not undo
change r gc/a "fifth"
night r 1 linux/v-gpu
finished=$((start + day))
run=n8 finished=$((finished + 600))
skips linux v-gpu "no device"
skips_status && record r
state "a skip does not mend a failure" "v-gpu on linux failed"
run=n9 finished=$((finished + 600))
result linux v-gpu pass
record r
state "a pass after a skip after a failure is flaky" "v-gpu on linux flaky"
change r gc/a "sixth"
run=n10 finished=$((start + 5400))
for platform in linux mac; do
	for unit in v-all v-gc v-rand v-text; do result $platform $unit pass; done
	skips $platform v-gpu "no device"
done
skips_status && record r
run=n11 finished=$((start + 6000))
result linux v-gpu cancelled
result mac v-gpu fail
record r
state "a cancelled run does not undo a skip that may be, and a failure does" "v-gpu on linux skipped, v-gpu on mac failed"

# --- by the commit's own plan: what may skip today says nothing of yesterday
rewrite 's/ may-skip="[^"]*"//' r/nightshift.xml
repository r "no skips" && "$nightshift" generate -q -C r && repository r "its plan" && "$nightshift" generate -q -C r
old=$commit commit=$(git -C r rev-parse HEAD) plan=$(git hash-object r/nix/s.json)
run=n12 finished=$((start + 6600))
for platform in linux mac; do
	for unit in v-all v-gc v-rand v-text; do result $platform $unit pass; done
	skips $platform v-gpu "no device"
done
skips_status && record r
state "without may-skip it is undone" "v-gpu on linux undone, v-gpu on mac undone"
commit=$old
equal "view night_unit: at the commit before it may skip" "v-gpu on linux skipped" "$(views "SELECT unit || ' on ' || platform || ' ' || state FROM night_unit WHERE commit_id = '$commit' AND lane = 'nightly' AND platform = 'linux' AND state <> 'passed'")"
finish
