#!/bin/sh
# nightshift run --plan: the front program runs units from the file of the plan alone. It chooses the same units as `run` with the manifest,
# in the same order and with the same parts. Which seed they get, what is refused, and where the tree has to be.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r
head=$(git rev-parse HEAD)

# A tree without manifest, git, record and core: the plan, the include, what builds and runs, and the front program alone.
mkdir "$work/bin" "$work/bare"
cp "$nightshift" "$work/bin/nightshift"
cp -R nix t "$work/bare/"
rm "$work/bare/t/suite.xml"
cd "$work/bare" || exit 3
front=$work/bin/nightshift

# bare ARGUMENT...: run there from the plan.
bare() {
	run "$front" run --plan nix/s.json "$@"
}

bare -q
equal "it runs every unit of this platform where there is nothing but the front program and the plan" "0 v-a v-b v-c_0 v-c_1 v-n w-a w-b w-c_0 w-c_1" "$status $(ran)"
quiet "it leaves no record" find . -name '.nightshift' -o -name '*.db'
bare -j1 a b
equal "it prints what any run prints" "[1/4] pass T  v-a
[2/4] pass T  w-a
[3/4] pass T  v-b
[4/4] pass T  w-b
4 units in T: 4 passed" "$(timeless "$out" | sed 's/\]  *pass/] pass/')"
mkdir "$work/away"
run sh -c 'cd "$1" && exec "$2" run -C ../bare --plan nix/s.json -q v-b' sh "$work/away" "$front"
equal "-C leads to the repository's top, from which the plan's path counts" "0 v-a v-b w-a w-b" "$status $(ran)"

# --- the same units as with the manifest ------------------------------------------------------------------------------

# in_order FILE: the units that ran
in_order() { cat "$1" 2>/dev/null | tr '\n' ' '; }
# same_as_core ARGUMENT...: both choose the same units in the same order, and say the same.
same_as_core() {
	(cd "$work/r" && rm -f t/ran && "$nightshift" run -q -j1 --no-record "$@" >"$work/core.out" 2>"$work/core.err")
	core="$? $(in_order "$work/r/t/ran") $(sed 's/ in .*s:/ in T:/' "$work/core.out") $(cat "$work/core.err")"
	rm -f t/ran
	bare -q -j1 "$@"
	equal "as with the manifest: run $*" "$core" "$status $(in_order t/ran) $(printf '%s\n' "$out" | sed 's/ in .*s:/ in T:/') $(printf '%s\n' "$err" | grep -v ' is the fallback: ')"
}
same_as_core v-c_1
same_as_core w
same_as_core v-c n
same_as_core '*_1' '!w-*'
same_as_core '!*-c_?'
same_as_core --lane pr
same_as_core --lane nightly n
same_as_core --platform there
same_as_core --shard 1
same_as_core --shard 2
same_as_core --shard 2 --platform here
same_as_core --shard 3
same_as_core --shard 2/3
same_as_core --shard 3/3 v-a v-b
same_as_core v-d
same_as_core --lane night
same_as_core --lane merge --platform there
same_as_core --lane pr n
same_as_core --keep-going --fail-fast
same_as_core --repeat 2 b
same_as_core --repeat 0

# Where seconds differ by platform, both cut by those of the platform.
cd "$work/r" || exit 3
printf 'v-a\there\t1\nw-a\there\t30\nv-a\tthere\t40\nw-c_1\tthere\t39\n' >t/seconds.tsv
"$nightshift" generate -q --no-record
cp nix/s.json "$work/bare/nix/"
cp t/tests.mk "$work/bare/t/"
cd "$work/bare" || exit 3
for platform in here there; do
	for part in 1 2 3; do same_as_core --platform $platform --shard $part/3; done
done
equal "that cut another way on each platform" "2" "$(for platform in here there; do "$front" run --plan nix/s.json -q --platform $platform --shard 1/3 >/dev/null; ran; echo; done | sort -u | grep -c .)"
(cd "$work/r" && rm t/seconds.tsv && "$nightshift" generate -q --no-record && cp nix/s.json "$work/bare/nix/" && cp t/tests.mk "$work/bare/t/")

(cd "$work/r" && "$nightshift" run -q --lane pr >/dev/null; cat t/build/nightshift/*/verdict) | grep -E '^(part|unit|suite|platform|lane|plan) ' >"$work/core.parts"
bare -q --lane pr
cat t/build/nightshift/*/verdict | grep -E '^(part|unit|suite|platform|lane|plan) ' >"$work/plan.parts"
grep -c '^part ' "$work/plan.parts" >"$work/count"
equal "nine units have left their parts" 9 "$(cat "$work/count")"
same "verdicts name the same plan, part, platform and lane as with the manifest" "$work/core.parts" "$work/plan.parts"
rm -f t/ran

# The platform's environment is part of what a unit does.
sed '/"nightly": "checked"/s/"env": { }/"env": { "ON": "it" }/' nix/s.json >on.json
run "$front" run --plan on.json -q --platform here v-b
equal "the part is that of the platform" "0 $("$front" part --plan on.json --platform here v-b | cut -f2)" "$status $(sed -n 's/^part //p' t/build/nightshift/v-b/verdict)"
run "$front" part --plan on.json v-b
equal "which differs from that of none" 1 "$(printf '%s\n' "$out" | cut -f2 | grep -cvxF "$(sed -n 's/^part //p' t/build/nightshift/v-b/verdict)")"
rm -f t/ran

# --- seed, commit and tree --------------------------------------------------------------------------------------------

# says KEY UNIT: that key of its verdict
says() { sed -n "s/^$1 //p" "t/build/nightshift/$2/verdict"; }
bare v-a v-b
equal "without a commit the seed is the fallback, which is said" "0 nightshift: 7 is the fallback: no --commit is given, nor a --seed" "$status $err"
equal "the verdict has that seed, no commit and no tree" "7||" "$(says seed v-a)|$(says commit v-a)|$(says tree v-a)"
quiet "a unit that takes no seed gets none" says seed v-b
bare v-b
equal "nothing is said where no unit takes it" "0 " "$status $err"
bare -q v-a
equal "-q: nothing is said" "0  7" "$status $err $(says seed v-a)"
bare --commit "$head" --tree clean v-a
equal "with a commit the seed is that of the commit" "0  $seed|$head|clean" "$status $err $(says seed v-a)|$(says commit v-a)|$(says tree v-a)"
bare --commit fedcba9876543210fedcba9876543210fedcba98 --tree dirty v-a
equal "without the top bit of its id" "0  2128394904|dirty" "$status $err $(says seed v-a)|$(says tree v-a)"
bare --commit "$head" --tree clean --seed 99 v-a
equal "--seed goes before" "0  99" "$status $err $(says seed v-a)"
sed 's/"from": "commit"/"from": "tree"/' nix/s.json >tree.json
run "$front" run --plan tree.json --commit "$head" --tree clean v-a
equal "the seed of a tree is not known here" "0 nightshift: 7 is the fallback: the plan takes it from a tree, which only the repository knows: give --seed 7" "$status $err $(says seed v-a)"
sed 's/"from": "commit"/"from": "fixed"/' nix/s.json >fixed.json
run "$front" run --plan fixed.json --commit "$head" --tree clean v-a
equal "a fixed seed is the plan's" "0 nightshift: 7 is the fallback: the plan fixes it 7" "$status $err $(says seed v-a)"

# The gate takes the verdicts of what one machine after the other has run.
rm -rf t/build
for part in 1 2; do bare -q --lane pr --shard $part/2 --commit "$head" --tree clean; done
run "$front" gate --plan nix/s.json --lane pr --platform here --commit "$head" t/build/nightshift
ends "the gate of the commit is green" 0 "" "s: all 8 units passed; pr on here, commit $head, seed $seed"
rm -f t/ran

# --- failures ---------------------------------------------------------------------------------------------------------

echo 'exit 3' >t/do/v-a
bare -q --commit "$head" --tree clean --junit "$work/units.xml" v-a v-b
equal "a unit that fails: status 1, and the command that runs it again has the plan" "1 replay: nightshift run --plan=nix/s.json v-a --seed=$seed" "$status $(printf '%s\n' "$out" | grep '^replay: ')"
equal "--junit writes the results" "2 1" "$(grep -c '<testcase ' "$work/units.xml") $(grep -c '<failure ' "$work/units.xml")"
rm -f t/ran
bare -q --fail-fast -j1 a
equal "--fail-fast cancels the rest" "1 v-a" "$status $(ran)"
rm t/do/v-a

# refuses NAME MESSAGE ARGUMENT...: exit status 2, and no unit has run.
refuses() {
	name=$1 message=$2
	shift 2
	bare "$@"
	equal "'run --plan $*' is refused: $name" "2 $message " "$status $err $out$(ran)"
}
refuses "the record is not there" "nightshift: error: --failed needs the record, of which --plan knows nothing: leave out one of the two" --failed
refuses "nor another one" "nightshift: error: --record needs the record, of which --plan knows nothing: leave out one of the two" --record r.db
refuses "nor the manifest" "nightshift: error: --file needs the manifest, of which --plan knows nothing: leave out one of the two
nightshift: error: --templates needs the manifest, of which --plan knows nothing: leave out one of the two" --templates x -f suite.xml
refuses "that is no commit" "nightshift: error: --commit is 'HEAD', but must be the whole id of a commit, 40 or 64 hex digits" --commit HEAD --tree clean
refuses "that is no state of a tree" "nightshift: error: --tree is 'new', but must be clean or dirty" --commit "$head" --tree new
refuses "a commit says too little" "nightshift: error: --commit needs --tree: clean if the files are those of the commit, or dirty" --commit "$head"
refuses "a tree says too little" "nightshift: error: --tree needs --commit: it says how the files differ from that commit" --tree clean
refuses "the plan has no such platform" "nightshift: error: the plan has no platform 'her'; did you mean 'here'?" --platform her
run "$front" run --plan nowhere.json
ends "a plan that is not there is refused" 2 "nowhere.json: error: the plan cannot be read: No such file or directory" ""
echo '{ "format": 1 }' >short.json
run "$front" run --plan short.json v-a
equal "what is no plan is refused" "2 short.json:1:1: error: the plan has no 'suite'" "$status $(printf '%s\n' "$err" | sed -n 1p)"
sed 's/^  "variants"/  "pools": [ { "name": "npu" } ], "variants"/; s/"lane": "pr", "command": "sh unit.sh v-b"/"pool": "npu", &/' nix/s.json >pool.json
run "$front" run --plan pool.json v-b v-a
ends "a pool of which the plan does not say the devices is refused" 2 "pool.json: error: the plan does not say the devices of pool 'npu', which unit 'v-b' holds" ""
run sh -c 'cd t && exec "$1" run --plan ../nix/s.json' sh "$front"
ends "another folder than the repository's top is refused" 2 "nightshift: error: there is no folder 't' here, in which the plan has its suite: name the repository's top with -C" ""
bare --no-record -q v-b
equal "--no-record says nothing new" "0 v-b" "$status $(ran)"
cd "$work/r" || exit 3
run "$nightshift" run --commit "$head" --tree clean v-a
ends "--commit and --tree are for --plan" 2 "nightshift: error: --commit goes with --plan: without it, verdicts name HEAD
nightshift: error: --tree goes with --plan: without it, git tells" ""

# --- a list of units, and another folder of results -------------------------------------------------------------------

printf 'w-b\nv-a\n' >"$work/list"
rm -rf t/build t/ran
bare -q --units="$work/list" --into="$work/into/here" --no-build
equal "--units: those of the list, and no other" "0 v-a w-b" "$status $(ran)"
equal "--into: the results lie there, and nowhere else" "v-a w-b none" "$(cd "$work/into/here" && echo */ | tr -d /) $(ls t/build/nightshift 2>/dev/null || echo none)"
bare -q --units="$work/list" --platform=here --lane=pr --into="$work/into"
equal "--units: and of these, those of the lane" "0 v-a w-b" "$status $(ran)"
printf 'v-a\nv-aa\n\nw\n' >"$work/list"
bare -q --units="$work/list"
ends "--units: what is the name of no unit" 2 "$work/list:2:1: error: the plan has no unit 'v-aa'; did you mean 'v-a'?
$work/list:4:1: error: the plan has no unit 'w'" ""
: >"$work/list"
bare -q --units="$work/list"
ends "--units: no name at all" 2 "$work/list: error: names no unit, so there is nothing to run" ""
bare -q --units="$work/nowhere" v-a
ends "--units: and names, too" 2 "nightshift: error: --units names the units, and so do the arguments: choose one" ""
bare -q --units="$work/nowhere"
ends "--units: a file that is not there" 2 "$work/nowhere: error: cannot be read: No such file or directory" ""

# --- the program itself -----------------------------------------------------------------------------------------------

umask 077
run "$front" program "$work/copy"
equal "program: a copy, which may run" "0 same -rwxr-xr-x" "$status $(cmp "$front" "$work/copy" && echo same) $(ls -l "$work/copy" | cut -c 1-10)"
umask 022
run "$work/copy" run --plan nix/s.json -q v-b
equal "program: and it runs" "0 v-b" "$status $(ran)"
run "$front" program "$work/nowhere/copy"
ends "program: where it cannot be" 3 "nightshift: cannot write '$work/nowhere/copy': No such file or directory" ""

# --- which of the two programs does it --------------------------------------------------------------------------------

cd "$work/bare" || exit 3
# by NAME CORE ARGUMENT...: CORE says whether it is the other program that is asked.
by() {
	name=$1 wanted=$2
	shift 2
	run "$front" run "$@"
	equal "$name" "$wanted" "$(case $err in *"cannot start nightshift-core"*) echo core ;; *) echo front ;; esac)"
}
by "--plan=FILE: the front program" front --plan=nix/s.json -q v-b
by "after names: too" front -q v-b --plan nix/s.json
by "after other options: too" front -qj2 --junit --plan.xml --plan nix/s.json v-b
by "no --plan: not" core v-b
by "the file of another option that has this name: not" core --junit --plan v-b
by "a name that is so: not" core -- --plan=nix/s.json
rm -f t/ran ./--plan.xml
run "$(dirname "$nightshift")/nightshift-core" run --plan nix/s.json -q v-b
equal "nightshift-core does the same" "0 v-b" "$status $(ran)"

# --- one tree, one run ------------------------------------------------------------------------------------------------

echo ': >../started; while [ ! -e go ]; do sleep 0.01; done' >t/do/v-a
"$front" run --plan nix/s.json -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
bare -q --no-wait v-b
equal "--no-wait: another run in the tree, status 4" "4 nightshift: error: process $first on HOST, since THEN runs units in this tree: wait for it, or leave out --no-wait" "$status $(hostless "$err")"
"$front" run --plan nix/s.json -q v-b >"$work/second.out" 2>"$work/second.err" &
second=$!
until_there -s "$work/second.err"
equal "without it, the second run waits" "nightshift: waiting for process $first on HOST, since THEN, which runs units in this tree" "$(hostless "$(cat "$work/second.err")")"
: >t/go
wait "$first"
equal "the first run passes" 0 $?
wait "$second"
equal "and then the second" "0 v-a v-b" "$? $(ran)"
rm -f t/go started t/do/v-a
finish
