#!/bin/sh
# nightshift coverage as delivered: what each lane owed and what the record has of it, what Nix kept, what is doubtful, what was
# pruned. The plan's own part is in test_coverage.c. And nightshift help views: every table, view and column is explained.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

rm -rf r && project r
at 5
"$nightshift" coverage -C r >covered
equal "coverage: of an empty record the lane was delivered never" "  linux     x86_64-linux    pr       checked      3 of 4          10 s  never" "$(sed -n 4p covered)"
first=$commit
lane=pr run=p1 finished=$((start + day)) seed=''
for unit in v-gc v-text; do result linux $unit pass; done
record r
lane=nightly
change r docs/e "later"
night r 2 linux/v-gc
change r docs/f "later still"
run=n3 finished=$((start + 3 * day))
for unit in v-all v-gc v-rand; do result linux $unit pass; done
lane=merge run=m3
result linux v-gc timeout
record r
lane=nightly
"$nightshift" coverage -C r >covered
cat >wanted <<END
coverage of s: 4 units on 2 platforms

  platform  system          lane     does          units      expected  last delivered
  linux     x86_64-linux    pr       checked      3 of 4          10 s  2 of 3 passed, 1 not run, 4 days ago at $(id "$first")
                            merge    checked      3 of 4          10 s  0 of 3 passed, 1 failed, 2 absent, 2 days ago at $(id "$commit")
                            nightly  checked      4 of 4          11 s  3 of 4 passed, 1 absent, 2 days ago at $(id "$commit")
  mac       aarch64-darwin  pr       build
                            merge    none
                            nightly  checked      4 of 4          11 s  4 of 4 passed, 3 days ago at $(id "$(git -C r rev-parse HEAD~1)")

nightly only
  linux     1 unit: v-all; last pass 2 days ago
  mac       everything that runs there (4 units); last pass 3 days ago

chosen by the change (nightshift affected)
  pr on linux: 3 of 3 units only if one of their paths changes; merge runs them all

holes: none

owed the last time, and absent
  linux     merge: v-rand, v-text
  linux     nightly: v-text

never run
  linux     none; last result 2 days ago
  mac       none; last result 3 days ago
END
same "coverage: the text says what each lane owed and what was delivered last" wanted covered
asks "a lane has its commit, time, plan and numbers" "$commit true 2026-01-04T00:00:00Z $plan 4 3 0 1 v-text" \
	'.platforms[0].lanes[2].delivered | "\(.commit) \(.here) \(.finished) \(.plan) \(.owed) \(.passed) \(.failed) \(.absent) \(.absent_units | join(" "))"' coverage
asks "a lane that checks nothing has delivered null" "null null" '.platforms[1].lanes | "\(.[0].delivered) \(.[1].delivered)"' coverage
asks "units have their last pass and last run" "v-all true 2026-01-04T00:00:00Z 2026-01-04T00:00:00Z|v-gc false 2026-01-04T00:00:00Z 2026-01-04T00:00:00Z|v-text false 2026-01-03T00:00:00Z 2026-01-03T00:00:00Z" \
	'[.platforms[0].owed_units[] | select(.unit != "v-rand") | "\(.unit) \(.nightly_only) \(.last_pass) \(.last_run)"] | join("|")' coverage
asks "the numbers of runs, answers and results by platform and lane" "linux merge 1 0 1|linux nightly 2 0 7|linux pr 1 0 2|mac nightly 1 0 4" \
	'[.record[] | "\(.platform) \(.lane) \(.runs) \(.answered) \(.results)"] | join("|")' coverage
equal "view unit_times: it has the last pass, the last red result and the last run" "2026-01-04T00:00:00Z|2026-01-03T00:00:00Z|2026-01-04T00:00:00Z" \
	"$(views "SELECT last_pass, last_red, last_run FROM unit_times WHERE unit = 'v-gc' AND platform = 'linux' AND lane = 'nightly'")"

# What Nix kept answers for a lane without having run.
kept() {
	mkdir -p "k/$1"
	printf '%s\n' "nightshift 1" "suite s" "plan $plan" "part $("$nightshift" part --plan r/nix/s.json --platform mac "$1" | cut -f 2)" "run nix-$1" "unit $1" "platform mac" "verdict $2" "status 0" \
		"seconds 1.5" "attempt 1" "finished $((start + 3 * day))" end >"k/$1/verdict"
}
for unit in v-all v-gc v-text; do kept $unit pass; done
"$nightshift" record -q -C r --lane nightly --commit HEAD --run github-7 --started $((start + 4 * day)) ../k || not_ok "record k"
asks "results that Nix kept stand under the lane that they answered" "$commit 2026-01-05T00:00:00Z 3 0 3 v-rand" \
	'.platforms[1].lanes[2].delivered | "\(.commit) \(.finished) \(.passed) \(.ran) \(.cached) \(.absent_units | join(" "))"' coverage
equal "coverage: the text says how many results were cached" "3 of 4 passed, 1 absent, 3 cached, 24 hours ago at $(id "$commit")" "$("$nightshift" coverage -C r | sed -n 's/.*11 s  //p' | tail -n 1)"
asks "results that Nix kept are counted as of no lane and as answers of the lane" "mac null 3 0 3|mac nightly 1 1 4" '[.record[] | select(.platform == "mac") | "\(.platform) \(.lane) \(.runs) \(.answered) \(.results)"] | join("|")' coverage
asks "a result that Nix kept is found by the run that asked for it" "github-7 true $commit" '.replays[] | "\(.run) \(.kept) \(.commit)"' replay github v-gc
run "$nightshift" replay -C r github-7 v-gc
equal "replay: of a result that Nix kept it says that it ran before" "  Nix had kept the result: it did not run then, but before" "$(printf '%s\n' "$out" | grep 'had kept')"
sed 's/verdict pass/verdict fail/; s/status 0/status 1/' k/v-text/verdict >changed && cp changed k/v-text/verdict
sed -i.bak "s/run nix-.*/run nix-other/; s/finished .*/finished $((start + 4 * day))/" k/v-text/verdict && rm -r k/v-text/*.bak k/v-all k/v-gc
change r text/bad "bad"
"$nightshift" record -q -C r --lane nightly --commit HEAD --run github-8 --started $((start + 5 * day)) ../k || not_ok "record k"
asks "results that Nix kept count as green and as red" "v-text mac $(git -C r rev-parse HEAD~1) bad" '"\(.units[0].unit) \(.units[0].platform) \(.units[0].last_green.commit) \(.commits[0].summary)"' suspects v-text
"$nightshift" record -q -C r --lane nightly --commit HEAD~1 --run github-9 --started $((start + 5 * day)) ../k || not_ok "record k"
asks "a unit is flaky if Nix kept both verdicts at one commit" "v-text mac 1 1" '.flaky[] | select(.platform == "mac") | "\(.unit) \(.platform) \(.occasions[0].passed) \(.occasions[0].failed)"' flaky

# What is not as it should be is named.
head=$commit commit=$gone run=g1 finished=$((start + 6 * day))
result linux v-all pass
record r
commit=$head run=g2 finished=$((start + 20 * day)) lane=''
result mac v-gc pass
record r
lane=nightly
sed 's/<module name="rand" .*//; s/<platform name="linux"/<platform name="lin"/' r/nightshift.xml >edited
"$nightshift" coverage -C r >covered
equal "coverage: a commit that the repository does not have is named" "by a plan that is not known, in the future at $gone, which this repository does not have" "$(sed -n 's/.*11 s  //p' covered | head -n 1)"
equal "coverage: results from the future and of another plan are doubtful" "in the record, and doubtful
  finished in the future, so a clock is wrong: v-all on linux (in the future), v-gc on mac (in the future)
  1 result is of another plan ($(id "$plan")) and counts for nothing" "$(sed -n '/^in the record/,$p' covered)"
asks "units and platforms that the plan does not have, and results from the future" "v-rand linux,v-rand mac|v-all linux,v-gc linux,v-text linux|v-all linux,v-gc mac" \
	'[[.unknown_units[] | "\(.unit) \(.platform)"], [.unknown_platforms[] | "\(.unit) \(.platform)"], [.from_the_future[] | "\(.unit) \(.platform)"]] | map(join(",")) | join("|")' coverage -f "$work/edited"
equal "coverage: the text names units and platforms that the plan does not have" "  units that the plan does not have: v-rand on linux (2 days ago), v-rand on mac (3 days ago)
  platforms that the plan does not have: v-all on linux (in the future), v-gc on linux (2 days ago), v-text on linux (3 days ago)" \
	"$("$nightshift" coverage -C r -f "$work/edited" | grep 'does not have:')"

# Old results may have been dropped; what they came to still counts.
at 400
before=$("$nightshift" coverage -C r --format json | jq -c '[.platforms[].owed_units[] | [.unit, .last_pass]]')
"$nightshift" record -q -C r --prune 60
[ "$(views "SELECT count(*) FROM month")" -gt 0 ]
check "coverage: pruning leaves sums of months"
equal "coverage: the last pass of a unit is known after it was pruned" "$before" "$("$nightshift" coverage -C r --format json | jq -c '[.platforms[].owed_units[] | [.unit, .last_pass]]')"
asks "no unit has become one that never ran by pruning" "0" '[.platforms[].never_run | length] | add' coverage

# --- help views: the record, explained --------------------------------------------------------------------------------

"$nightshift" help views >views
# unexplained KIND: the tables or views of the record that help views does not have
unexplained() {
	names=$(views "SELECT name FROM sqlite_schema WHERE type = '$1' AND name NOT LIKE 'sqlite%'") && [ -n "$names" ] || return
	for name in $names; do grep -q "^  $name: ..*" views || echo "$name"; done
}
for kind in table view; do
	quiet "help views: every $kind is there, with what it is" unexplained $kind
done
equal "help views: every column is there, in its place" "$(views "SELECT s.name || '.' || c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite%' ORDER BY s.type, s.rowid, c.cid")" \
	"$(awk '/^  [a-z_]+: / { sub(/:.*/, ""); object = $1; next } /^TABLES/ { view = 0 } /^VIEWS/ { view = 1 }
	/^    [a-z]/ { if (!view) print object "." $1; else { gsub(/[ ,]+/, " "); n = split($0, names, " "); for (i = 1; i <= n; i++) print object "." names[i] } }' views)"
equal "help views: columns have their comments, those that were added later too" "source         TEXT          what it was read from: folder
results        INTEGER       that are in result" "$(grep -A 12 '^  run: ' views | sed -nE 's/^ *(source .*|results .*)/\1/p')"
# read_views: each of the record's
read_views() {
	names=$(views "SELECT name FROM sqlite_schema WHERE type = 'view'") && [ -n "$names" ] || return
	for name in $names; do sqlite3 r/.nightshift/record.db "SELECT * FROM $name" >/dev/null || return; done
}
quiet "every view of the record can be read" read_views
finish
