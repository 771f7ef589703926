#!/bin/sh
# nightshift run: which units it runs, by names, lanes, platforms, shards and what failed before; and what it refuses to run.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

# --- which units ------------------------------------------------------------------------------------------------------

# chooses NAME UNITS ARGUMENT...
chooses() {
	name=$1 wanted=$2
	shift 2
	rm -f t/ran
	run "$nightshift" run -q --no-record "$@"
	equal "'nightshift run $*' runs $name" "0 $wanted" "$status $(ran)"
}
chooses "that unit" "v-c_1" v-c_1
chooses "every unit of that variant" "w-a w-b w-c_0 w-c_1" w
chooses "that module in each variant" "v-b w-b" b
chooses "all chunks of that module of that variant" "v-c_0 v-c_1" v-c
chooses "what the pattern matches" "v-c_1 w-c_1" '*_1'
chooses "what the pattern with a set of characters matches" "v-a w-a" '?-[a]'
chooses "each unit that one of the names means" "v-a v-n w-b" n '?-a' w-b '!w-a'
chooses "all units but those that are taken out" "v-a v-b v-n w-a w-b" '!*-c_?'
chooses "what the last name that matches says" "v-a w-a" '!v-a' a
chooses "the units of that lane" "v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1" --lane pr
chooses "the units of that lane that are named" "v-n" --lane nightly n
chooses "the units of another platform" "v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1" --platform there
chooses "the plan's first shard, which is of another platform" "$("$nightshift" plan -f t/suite.xml --format=json | jq -r '.shards[0].ids[]' | sort | tr '\n' ' ' | sed 's/ $//')" --shard 1
for parts in 1 2 3 4 9; do
	rm -f t/ran
	part=1
	while [ $part -le $parts ]; do
		"$nightshift" run -q --no-record --shard "$part/$parts" >/dev/null || echo "shard $part/$parts failed" >>t/ran
		part=$((part + 1))
	done
	equal "--shard=I/$parts: each unit is in exactly one of the $parts parts" "9 v-a v-b v-c_0 v-c_1 v-n w-a w-b w-c_0 w-c_1" "$(wc -l <t/ran | tr -d ' ') $(ran)"
done
chooses "the first quarter of what is named" "v-c_0" --shard 1/4 '*-c_?'

# refuses NAME MESSAGE ARGUMENT...: exit status 2, and no unit has run.
refuses() {
	name=$1 message=$2
	shift 2
	run "$nightshift" run "$@"
	equal "'nightshift run $*' is refused: $name" "2 $message " "$status $err $out$(ran)"
}
# leaves_none NAME MESSAGE ARGUMENT...: exit status 5, and no unit has run.
leaves_none() {
	name=$1 message=$2
	shift 2
	run "$nightshift" run "$@"
	equal "'nightshift run $*' leaves no unit: $name" "5 $message " "$status $err $out$(ran)"
}
refuses "no unit has that name, but one has a name like it" "nightshift: error: no unit, variant or module is named 'v-d'; did you mean 'v-a'?" v-d
refuses "no unit has a name like these" "nightshift: error: no unit, variant or module is named 'something'
nightshift: error: no unit, variant or module is named '*-z*'" something v-a '*-z*'
leaves_none "the names take out the only unit they choose" "nightshift: error: no unit is chosen: this platform runs none of those named" v-a '!v-a'
leaves_none "the lane does not run that unit" "nightshift: error: no unit is chosen: lane 'pr' runs none of those named" --lane pr n
leaves_none "the lane only builds on that platform" "nightshift: error: lane 'pr' only builds on platform 'there', so there is no unit to run" --platform there --lane pr
leaves_none "the lane does nothing on that platform" "nightshift: error: lane 'merge' does nothing on platform 'there', so there is no unit to run" --platform there --lane merge
refuses "no platform has that name" "nightshift: error: no platform has the name 'her'; did you mean 'here'?" --platform her
refuses "no lane has that name" "nightshift: error: --lane is 'night', but must be pr, merge or nightly; did you mean 'nightly'?" --lane night
for shard in 0/2 3/2 1/ /2 1/2/3 x 0 -1 1/x 1/100001; do
	refuses "that is no shard" "nightshift: error: --shard is '$shard', but must be I/N with I from 1 to N, or the number of a shard of the plan" --shard="$shard"
done
refuses "the plan has no such shard" "nightshift: error: the plan has no shard 3, its shards are 1 to 2: use I/N to cut the units differently" --shard 3
refuses "the shard is of another lane" "nightshift: error: shard 1 is of lane 'nightly' on platform 'there'" --shard 1 --lane pr
refuses "the shard is of another platform" "nightshift: error: shard 1 is of lane 'nightly' on platform 'there'" --shard 1 --platform here
leaves_none "that part would be empty" "nightshift: error: shard 3 of 3 is empty, since there are only 2 units: use fewer" --shard 3/3 v-a v-b
refuses "the two options exclude each other" "nightshift: error: --keep-going and --fail-fast: choose one" --keep-going --fail-fast
refuses "a number of repetitions starts at 1" "nightshift: error: --repeat is '0', but must be a number from 1 to 1000000" --repeat 0
refuses "the seconds are no number" "nightshift: error: --slow is 'x', but must be a number of seconds, like 90 or 0.5" --slow x

# lonely NAME STATUS MESSAGE ARGUMENTS ELEMENT...: of a suite that is these elements.
lonely() {
	name=$1 wanted=$2 message=$3 arguments=$4
	shift 4
	mkdir "$work/lonely"
	{
		echo '<suite name="l"><run>true</run><variant name="v"/>'
		printf '%s\n' "$@"
		echo '</suite>'
	} >"$work/lonely/nightshift.xml"
	repository "$work/lonely"
	run "$nightshift" generate -q -C "$work/lonely"
	[ "$status" = 0 ] || not_ok "generate for '$name'" "$err"
	# shellcheck disable=SC2086 # words
	run "$nightshift" run -C "$work/lonely" $arguments
	ends "$name" "$wanted" "$message" ""
	rm -rf "$work/lonely"
}
lonely "--lane is refused on a machine that is no platform of the manifest" 2 "nightshift: error: no platform of the manifest is this machine, so lane 'pr' means nothing here: choose one with --platform" \
	"--lane pr" "<platform name=\"there\" system=\"$other\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>" '<module name="a"/>'
lonely "a lane without a unit on this platform leaves none" 5 "nightshift: error: lane 'pr' has no unit on platform 'here'" \
	"--lane pr" "<platform name=\"here\" system=\"$system\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>" '<module name="a" lane="nightly" reason="slow"/>'
lonely "a platform without a unit leaves none" 5 "nightshift: error: no unit runs on platform 'here'" \
	"" "<platform name=\"here\" system=\"$system\" runner=\"u\" pr=\"none\" merge=\"none\" nightly=\"none\"><gap reason=\"r\"/></platform>" \
	"<platform name=\"there\" system=\"$other\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>" '<module name="a" platforms="there" reason="r"/>'

# --- --failed ---------------------------------------------------------------------------------------------------------

does v-a 'exit 3'
does w-b 'kill -SEGV $$'
"$nightshift" run -q >/dev/null
rm t/ran
run "$nightshift" run -q --failed
equal "--failed runs the units that failed or crashed when they last ran" "1 v-a w-b" "$status $(ran)"
does v-a
run "$nightshift" run -q --failed w
equal "--failed with a name runs only what failed of those named" "1 w-b" "$status $(ran)"
run "$nightshift" run -q --failed
equal "--failed still knows a failure of a unit that was not run since" "1 v-a w-b" "$status $(ran)"
run "$nightshift" run -q --failed
equal "--failed leaves out a unit that has passed since" "1 w-b" "$status $(ran)"
does w-b
run "$nightshift" run -q --failed --no-record
run "$nightshift" run -q --failed
equal "--failed does not see a run with --no-record" "0 w-b" "$status $(ran)"
run "$nightshift" run --failed
ends "--failed runs nothing and says so where nothing failed" 0 "" "nothing to run: none of these units failed the last time it ran"
run "$nightshift" run --failed -q --record="$work/none.db"
ends "--failed runs nothing where there is no record" 0 "" ""
[ ! -e "$work/none.db" ]
check "--failed makes no record where there is none"
run "$nightshift" run --no-record --record="$work/none.db" -q v-a
[ "$status" = 0 ] && [ ! -e "$work/none.db" ]
check "--no-record makes no record"
rm -f t/ran
# A run that stops at the first failure cancels the rest, which has not failed.
does w-a 'exit 1'
"$nightshift" run -q >/dev/null
"$nightshift" run -q -j1 --fail-fast a b >/dev/null
rm -f t/ran
run "$nightshift" run -q --failed
equal "--failed leaves out what --fail-fast cancelled" "1 w-a" "$status $(ran)"
does w-a

# --- files that are not what the manifest says, and folders -----------------------------------------------------------

sed 's/<module name="b"/<module name="bb"/' t/suite.xml >"$work/suite.xml"
cp "$work/suite.xml" t/suite.xml
refuses "the manifest has changed since 'generate'" "t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" v-a
cp "$work/old.xml" t/suite.xml
echo '# by hand' >>t/tests.mk
refuses "somebody has edited the include" "t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" v-a
rm t/tests.mk
refuses "the include is missing" "t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" v-a
"$nightshift" generate -q
echo >>nix/s.json
refuses "somebody has edited the plan" "nix/s.json: error: is not what the manifest says: run 'nightshift generate' first" v-a
"$nightshift" generate -q
git diff --quiet
check "'generate' writes the include and the plan as they were"
mkdir -p "$work/a b'c" "$work/tmp \$x"
suite "$work/a b'c/d"
cp "$nightshift" "$(dirname "$nightshift")/nightshift-core" "$work/a b'c/"
(cd "$work/a b'c/d" && TMPDIR="$work/tmp \$x" "../nightshift" run -q v-a >"$work/first" 2>&1)
equal "a run passes in folders whose names have blanks, quotes and dollars" "0 1 unit in T: 1 passed" "$? $(timeless "$(cat "$work/first")")"
mkdir "$work/nowhere"
cp -R t "$work/nowhere/t"
rm -rf "$work/nowhere/t/build"
(cd "$work/nowhere" && "$nightshift" generate -q -f t/suite.xml && "$nightshift" run -f t/suite.xml -q v-a >"$work/first" 2>&1)
equal "a run passes outside of a repository" "0 1 unit in T: 1 passed" "$? $(timeless "$(cat "$work/first")")"
equal "outside of a repository the seed is the fallback, and the record names no commit" "7||" "$(sqlite3 "$work/nowhere/.nightshift/record.db" "SELECT x.seed, r.commit_id, r.tree FROM result x JOIN run r ON r.id = x.run")"
mkdir deep
(cd deep && "$nightshift" run -q -f ../t/suite.xml v-a >/dev/null)
equal "a run with -f from another folder runs that suite's unit" "0 v-a" "$? $(ran)"
run "$nightshift" run --results=both v-a
ends "--results that is neither journal nor folders is refused" 2 "nightshift: error: --results is 'both', but must be journal or folders" ""

finish
