#!/bin/sh
# nightshift report: which results count for a night. Those of a changed work tree, of no platform and of another plan do not;
# those that Nix kept do, and are told apart.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/reports.sh
. "$top/tests/report/lib/reports.sh"

# --- what counts for nothing ------------------------------------------------------------------------------------------

finished=$((noon + 60))
project r && night r
rm -rf night
results night/linux linux v-one
sed -i.bak 's/^tree clean/tree dirty/; s/^run .*/run d1/' night/linux/v-one/verdict && rm night/linux/v-one/verdict.bak
record r
rm -rf night
results night/none linux v-one
sed -i.bak '/^platform/d; s/^run .*/run p1/' night/none/v-one/verdict && rm night/none/v-one/verdict.bak
record r
asks "results of a changed work tree and of no platform are counted apart, and the night stays green" "green 1 1" '"\(.status) \(.dirty) \(.no_platform)"'
old=$plan run=o1
sed 's/name="far"/name="farther"/' r/nightshift.xml >changed && cp changed r/nightshift.xml
"$nightshift" generate -q -C r && repository r "another plan" && "$nightshift" generate -q -C r
commit=$(git -C r rev-parse HEAD)
plan=$old
night r
reports "results of another plan count for nothing and are named" 1 <<END
lane nightly of s at $commit: red
  it ran less than it owes: 7 of 7 units have no result
  7 results are of another plan ($(id "$old")) and count for nothing

  platform  owed  passed  flaky  skipped  failed  undone  absent  ran  cached
  linux        3       0      0        0       0       0       3    0       0
  mac          4       0      0        0       0       0       4    0       0

  absent on linux: v-one, v-slow, v-two
  absent on mac: v-farther, v-one, v-slow, v-two

The last green night ran on 2026-01-01, 0 days ago, at $(git -C r rev-parse HEAD~1).

suspects: 1 commit since $(git -C r rev-parse HEAD~1): nothing ran, so these are all the commits since then
  $(id "$commit") 2026-01-01 another plan (n)
END
git -C r commit -q --allow-empty -m "a commit that nobody has generated at"
git -C r checkout -q HEAD~1
asks "of a commit whose plan the record does not know the night is red, with that reason" "red null there is no plan" \
	'"\(.status) \(.plan) \(.reasons | map(select(startswith("the record knows no plan of this commit"))) | if length == 1 then "there is no plan" else . end)"' --commit main

# --- results that Nix keeps -------------------------------------------------------------------------------------------

rm -rf r && project r && first=$commit
# kept FOLDER UNIT HASH [FINISHED]: as Nix and the report of the runs leave it
part() { "$nightshift" part --plan r/nix/s.json --platform linux "$1" | cut -f 2; }
kept() {
	mkdir -p "$1/$2"
	case $2 in *two) seed="seed $(commit_seed "$commit")" ;; *) seed= ;; esac
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "part $(part "$2")" "run nix-$3" "unit $2" "platform linux" "verdict pass" "status 0"
		[ -z "$seed" ] || echo "$seed"
		printf '%s\n' "seconds 1.5" "attempt 1" "finished ${4-$noon}" end
	} >"$1/$2/verdict"
}
rm -rf k && kept k v-one h1 && kept k v-slow h2 && kept k v-two h3
run "$nightshift" record -C r --lane nightly ../k
ends "record refuses results that Nix keeps where nobody says which run they answer" 2 "../k/v-one/verdict:4:1: error: a result that Nix keeps does not say which run of lane 'nightly' it answers: give --commit and --run, too
../k/v-slow/verdict:4:1: error: a result that Nix keeps does not say which run of lane 'nightly' it answers: give --commit and --run, too
../k/v-two/verdict:4:1: error: a result that Nix keeps does not say which run of lane 'nightly' it answers: give --commit and --run, too" ""
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=71 "$nightshift" record -C r --lane nightly --started "$((noon - 60))" ../k
equal "record of results that Nix keeps counts those that ran as new" "0 3 results new, 0 known, 3 pass" "$status $(printf '%s\n' "$out" | head -n 1)"
asks "results that Nix keeps and that are new have run" "3 ran, 0 cached" '.platforms[0] | "\(.ran) ran, \(.cached) cached"'
another r "elsewhere"
rm -rf k && kept k v-one h1 && kept k v-slow h2 && kept k v-two h4 "$((noon + 3600))"
run "$nightshift" record -C r --lane nightly --started "$((noon + 3500))" --commit HEAD --run github-72 --attempt 1 ../k
equal "record of results that Nix keeps says how many did not run now" "0 1 result new, 2 known, 3 pass
2 of them did not run now: Nix had them already" "$status $(printf '%s\n' "$out" | sed -n 1,2p)"
asks "results that Nix had already are cached, the others ran" "2 ran-or-not 1 ran, 2 cached" '.platforms[0] | "\(.cached) ran-or-not \(.ran) ran, \(.cached) cached"'
equal "a result that Nix kept is in the record once" "4" "$("$nightshift" coverage -C r --format=json | jq '[.record[].results] | add')"
for pass in 1 2; do
	run "$nightshift" record -C r --lane nightly --started "$((noon + 7200))" --commit HEAD --run github-73 --attempt $pass ../k
done
equal "record of results that Nix all had already says that none is new" "0 0 results new, 3 known, 3 pass
3 of them did not run now: Nix had them already" "$status $(printf '%s\n' "$out" | sed -n 1,2p)"
run env GITHUB_SHA="$commit" "$nightshift" record -C r --lane nightly --run github-71 ../k
ends "record refuses results that Nix keeps for a run that the record has with another commit" 2 "../k/v-one/verdict:6:1: error: the record has run 'github-71' at commit $first, not at $commit: give it another --run or --attempt" ""
another r "a third"
run "$nightshift" record -C r --lane nightly --platform linux --started "$((noon + 9000))" --commit HEAD --run github-74 ../k
sed 's/nightly="checked"/nightly="none"/2' r/nightshift.xml >/dev/null
run "$nightshift" report -C r
equal "the report of a night that was cached whole says that nothing ran" "  nothing ran: all results were there already, and none of them is new" "$(printf '%s\n' "$out" | grep 'nothing ran')"
asks "the newest result of a cached night is as old as when it ran" "2026-01-01T12:00:00Z 0 2" '"\(.newest) \(.ran) \(.cached)"'
asks "what Nix keeps of the seed of the commit before answers nothing" "v-two on linux ran with seed $(commit_seed "$(git -C r rev-parse HEAD~1)") and owes seed $(commit_seed "$commit")|v-two" \
	'"\(.ignored[] | select(.why == "other_seed") | .what)|\(.platforms[0].absent_units | join(" "))"'
[ -z "$(sqlite3 r/.nightshift/record.db 'PRAGMA foreign_key_check; PRAGMA integrity_check' | grep -v '^ok$')" ]
check "the record is sound after results that Nix keeps"

finish
