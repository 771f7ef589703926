#!/bin/sh
# A result answers for a unit only if it ran under the seed that the unit owes: that of the commit, of the tree or of the manifest, one of
# its own, or none. What ran under another one is listed. The record's views and the gate say the same.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

at 1
mine='<module name="own" seed="42" seconds="1" match="own/*"/>'
units="v-all v-gc v-own v-text"
# begin [FROM]: a repository whose seed comes from there; $owed is what v-rand owes
begin() {
	rm -rf r night && project r "$mine"
	run=r1
	if [ $# = 1 ]; then
		rewrite "s/<seed from=\"commit\"/<seed from=\"$1\"/" r/nightshift.xml
		"$nightshift" generate -q -C r && repository r "from $1" && "$nightshift" generate -q -C r
		plan=$(git hash-object r/nix/s.json) commit=$(git -C r rev-parse HEAD)
	fi
	owed=$("$nightshift" seed -C r -q)
}
# others: all but v-rand pass, on both platforms
others() {
	for platform in linux mac; do
		for unit in $units; do
			case $unit in v-own) result $platform "$unit" pass "seed 42" ;; *) result $platform "$unit" pass ;; esac
		done
	done
}
# both VERDICT [SEED]: v-rand, on both platforms
both() {
	for platform in linux mac; do
		seed=${2-} result $platform v-rand "$1"
	done
}
# says NAME STATUS: of HEAD, that of standard input; the view night_unit has the same states
says() {
	run "$nightshift" qualify -C r
	out=$(echo "$out" | sed 's|, [0-9]* hours ago$||')
	ends "$1" "$2" "" "$(cat)"
	"$nightshift" qualify -C r --format=json >json
	equal "view night: $1" "$(jq -r '.platforms[] | "\(.platform)|\(.owed)|\(.passed)|\(.flaky)|\(.failed)|\(.undone)|\(.absent)"' json)" \
		"$(views "SELECT platform, owed, passed, flaky, failed, undone, absent FROM night WHERE commit_id = '$commit' AND lane = 'nightly' ORDER BY 1")"
	equal "view qualified: $1" "$(jq -r 'if .qualified then "2|10" else "" end' json)" "$(views "SELECT platforms, units FROM qualified WHERE commit_id = '$commit' AND lane = 'nightly'")"
}
absent() {
	cat <<END2
HEAD ($commit): not qualified by lane nightly
  it ran less than it owes: 2 of 10 units have no result
  $1
  linux  no result (1 of 5): v-rand
  mac    no result (1 of 5): v-rand
END2
}
green="lane nightly is green: 10 units on 2 platforms"

# --- the commit's
begin
equal "the seed of a commit" "$(commit_seed "$commit")" "$owed"
others && both pass 99 && record r
absent "2 results are of another seed than is owed (v-rand on linux ran with seed 99 and owes seed $owed, v-rand on mac ran with seed 99 and owes seed $owed) and count for nothing" >wanted
says "what ran with another seed than the commit's answers nothing" 1 <wanted
asks "it is listed, with its number" "2 other_seed v-rand on linux ran with seed 99 and owes seed $owed 1" '"\(.other_seed) \(.ignored[0] | "\(.why) \(.what) \(.results)")"' qualify
run "$nightshift" report -C r
equal "report says the same" "1 $(sed -n 3p wanted)" "$status $(echo "$out" | grep 'another seed')"
run "$nightshift" coverage -C r
equal "coverage does, too" "$(sed -n 3p wanted)" "$(echo "$out" | grep 'another seed' | head -n 1)"
run=r2 both fail 99 && record r
run=r3 both pass && record r
says "a pass with the commit's seed answers, and what failed with another one takes nothing from it" 0 <<END
HEAD ($commit): qualified, $green
  4 results are of another seed than is owed (v-rand on linux ran with seed 99 and owes seed $owed, v-rand on mac ran with seed 99 and owes seed $owed) and count for nothing
END
run=later finished=$((finished + 60))
both fail && record r
run=latest finished=$((finished + 60))
both pass 99 && record r
says "a failure with the commit's seed counts, and no pass of another seed mends it" 1 <<END
HEAD ($commit): not qualified by lane nightly
  2 of 10 units failed
  6 results are of another seed than is owed (v-rand on linux ran with seed 99 and owes seed $owed, v-rand on mac ran with seed 99 and owes seed $owed) and count for nothing
  linux  failed (1 of 5): v-rand
  mac    failed (1 of 5): v-rand
END
before=$commit run=r4
change r docs/a "the next"
owed=$("$nightshift" seed -C r)
others && both pass "$(commit_seed "$before")" && record r
absent "2 results are of another seed than is owed (v-rand on linux ran with seed $(commit_seed "$before") and owes seed $owed, v-rand on mac ran with seed $(commit_seed "$before") and owes seed $owed) and count for nothing" >wanted
says "the seed of the commit before answers nothing" 1 <wanted

# What make and the gate say of it.
begin
for module in all gc own rand text; do echo 'echo pass' >r/$module.sh; done
repository r "tests" && "$nightshift" generate -q -C r
commit=$(git -C r rev-parse HEAD) owed=$("$nightshift" seed -C r)
for given in 99 "$owed"; do
	wanted=1
	[ "$given" = 99 ] || wanted=0
	for platform in linux mac; do
		run "$nightshift" run -q -C r --lane nightly --platform "$platform" --seed "$given"
		equal "run --seed=$given on $platform" 0 "$status"
		run "$nightshift" gate --plan r/nix/s.json --lane nightly --platform "$platform" --commit "$commit" r/build/nightshift
		equal "run --seed=$given on $platform: the gate" "$wanted" "$status"
	done
	run "$nightshift" qualify -C r
	equal "run --seed=$given: qualify says what the gate says" "$wanted" "$status"
done

# --- a unit with a seed of its own, and one that takes none
begin
both pass && others && record r
says "with its own seed, without one where it takes none, and with the commit's, all answers" 0 <<END
HEAD ($commit): qualified, $green
END
begin
both pass && others && rewrite 's/^seed 42/seed 43/' night/*/v-own/verdict && rewrite 's/^verdict/seed 5\
verdict/' night/*/v-gc/verdict && record r
says "another seed than the unit's own, and a seed where it takes none" 1 <<END
HEAD ($commit): not qualified by lane nightly
  it ran less than it owes: 4 of 10 units have no result
  4 results are of another seed than is owed (v-gc on linux ran with seed 5 and takes none, v-own on linux ran with seed 43 and owes seed 42, v-gc on mac ran with seed 5 and takes none and more) and count for nothing
  linux  no result (2 of 5): v-gc, v-own
  mac    no result (2 of 5): v-gc, v-own
END
begin
both pass && others && rewrite '/^seed/d' night/*/*/verdict && record r
says "what does not say its seed, where one is owed" 1 <<END
HEAD ($commit): not qualified by lane nightly
  it ran less than it owes: 4 of 10 units have no result
  4 results are of another seed than is owed (v-own on linux ran with no known seed and owes seed 42, v-rand on linux ran with no known seed and owes seed $owed, v-own on mac ran with no known seed and owes seed 42 and more) and count for nothing
  linux  no result (2 of 5): v-own, v-rand
  mac    no result (2 of 5): v-own, v-rand
END

# --- what the record knows of it
begin
both pass && others && record r
views "DELETE FROM generation"
run "$nightshift" qualify -C r
equal "where the record does not know the seed, it follows from the commit" 0 "$status"
views "INSERT INTO generation SELECT '$commit', id, 5, 0, 0 FROM plan"
run "$nightshift" qualify -C r
equal "where it does, it is that one" "1 v-rand on linux ran with seed $owed and owes seed 5" "$status $(echo "$out" | sed -n 's/.*(\(v-rand on linux [^,]*\),.*/\1/p')"
begin tree
equal "the seed of a tree" "$(commit_seed "$(git -C r rev-parse 'HEAD^{tree}')")" "$owed"
both pass "$owed" && others && record r
says "a seed that comes from the tree" 0 <<END
HEAD ($commit): qualified, $green
END
run=r2 both pass && record r
says "the commit's is another one than the tree's" 0 <<END
HEAD ($commit): qualified, $green
  2 results are of another seed than is owed (v-rand on linux ran with seed $(commit_seed "$commit") and owes seed $owed, v-rand on mac ran with seed $(commit_seed "$commit") and owes seed $owed) and count for nothing
END
views "DELETE FROM generation"
run "$nightshift" qualify -C r
equal "where nobody knows the tree's, nothing answers" "1   4 results are of another seed than is owed (v-rand on linux ran with seed $owed and owes one that nobody knows, v-rand on mac ran with seed $owed and owes one that nobody knows, v-rand on linux ran with seed $(commit_seed "$commit") and owes one that nobody knows and more) and count for nothing" \
	"$status $(echo "$out" | grep 'another seed')"
begin fixed
equal "the seed of the manifest" 4711 "$owed"
both pass 4711 && others && record r
says "a seed that the manifest fixes" 0 <<END
HEAD ($commit): qualified, $green
END
views "DELETE FROM generation"
run "$nightshift" qualify -C r
equal "it is known without the record" 0 "$status"
run=r2 both pass && record r
says "the commit's is another one than the fixed" 0 <<END
HEAD ($commit): qualified, $green
  2 results are of another seed than is owed (v-rand on linux ran with seed $(commit_seed "$commit") and owes seed 4711, v-rand on mac ran with seed $(commit_seed "$commit") and owes seed 4711) and count for nothing
END

# --- reports of other programs, whose runs are told the seed
begin
rewrite 's|name="rand"|& match="rand/*"|' r/nightshift.xml
"$nightshift" generate -q -C r && repository r "matched" && "$nightshift" generate -q -C r
plan=$(git hash-object r/nix/s.json) commit=$(git -C r rev-parse HEAD) owed=$("$nightshift" seed -C r)
others && record r
echo '<testsuite><testcase name="rand/1"/></testsuite>' >rand.xml
touch -d 2026-01-01T00:00:00Z rand.xml
# told [OPTION...]: that file, of both platforms
told() {
	for platform in linux mac; do
		run "$nightshift" record -q -C r --lane nightly --platform $platform --commit HEAD "$@" "$PWD/rand.xml"
	done
}
told --run j1
absent "2 results are of another seed than is owed (v-rand on linux ran with no known seed and owes seed $owed, v-rand on mac ran with no known seed and owes seed $owed) and count for nothing" >wanted
says "a report of which nobody says the seed answers for no unit that takes the commit's" 1 <wanted
told --run j2 --seed "$owed"
run "$nightshift" qualify -C r
equal "with --seed it does" 0 "$status"

# --- a tree, whose id Nix does not know

warned="Nix does not know the id of a tree: there, units that take the seed run with the fallback 4711, which counts for no other seed; say from=\"commit\", or build s-checked.withSeed with what 'nightshift seed -q' prints"
begin tree
rewrite 's|<seed from|<nix/>&|' r/nightshift.xml
for command in generate 'generate --check' lint; do
	# shellcheck disable=SC2086
	run "$nightshift" $command --no-discover -C r
	equal "$command says what Nix does with from=\"tree\", and the way out" "nightshift.xml: warning: $warned" "$(printf '%s\n' "$err" | sed -n 's/^\(nightshift.xml\):[0-9:]*\(: warning: Nix\)/\1\2/p')"
done
rewrite 's|seed="head"|seed="42"|g' r/nightshift.xml
run "$nightshift" generate --no-discover -C r
equal "and nothing where no unit takes it" "0 " "$status $err"
rewrite 's|\(name="rand"[^>]*\)seed="42"|\1seed="head"|' r/nightshift.xml
"$nightshift" generate -q --no-discover -C r 2>/dev/null && repository r "with Nix" && "$nightshift" generate -q -C r 2>/dev/null
plan=$(git hash-object r/nix/s.json) commit=$(git -C r rev-parse HEAD) owed=$("$nightshift" seed -C r -q)
# what Nix left, and what make left
run=nix seed=4711 && result linux v-rand fail && record r
run=make seed=$owed && result linux v-rand fail && record r
seed=
"$nightshift" report -C r --lane nightly >said 2>&1
equal "what Nix ran is listed, and counts for nothing" "  1 result is of another seed than is owed (v-rand on linux ran with seed 4711 and owes seed $owed) and counts for nothing" "$(grep 'another seed' said)"
run "$nightshift" replay -C r make v-rand
equal "replay gives Nix the seed of the tree" 1 "$(printf '%s\n' "$out" | grep -c "s-checked.withSeed' --apply 'withSeed: (withSeed \"$owed\").runs.\"v-rand\"")"
run "$nightshift" replay -C r nix v-rand
equal "and not the fallback, which it takes by itself" 1 "$(printf '%s\n' "$out" | grep -c "nix build '.?rev=$commit#s-checked.runs.\"v-rand\"'")"
finish
