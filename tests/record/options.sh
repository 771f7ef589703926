#!/bin/sh
# nightshift record: what a verdict does not say of its run is taken from the command line or from GitHub Actions; what it says
# otherwise is refused.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

noon=$((SOURCE_DATE_EPOCH + 43200))
export SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH + 129600))
mkdir r
cat >r/nightshift.xml <<'END'
<suite name="s">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"/>
  <nix/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="one"/>
</suite>
END
repository r
"$nightshift" generate -q -C r
plan=$(git hash-object r/nix/s.json) commit=$(git -C r rev-parse HEAD)

# bare LINE...: a verdict of the unit v-one in the folder b, with these lines and nothing else of its run.
bare() {
	rm -rf b
	mkdir -p b/v-one
	printf '%s\n' "nightshift 1" "suite s" "plan $plan" "$@" "unit v-one" "verdict pass" "status 0" "finished $noon" end >b/v-one/verdict
}
# filled NAME WANTED: the last run's name, platform, lane and commit in the record, and its result's attempt
filled() { equal "$1" "$2" "$(sqlite3 r/.nightshift/record.db "SELECT r.name, platform, lane, commit_id, x.attempt FROM run r JOIN result x ON x.run = r.id ORDER BY r.id DESC LIMIT 1")"; }
bare
run "$nightshift" record -C r ../b
ends "a verdict without a run counts for nothing where nobody says which" 1 "../b/v-one/verdict:1:1: error: the verdict has no 'run'" "0 results new, 0 known
1 without a verdict: v-one"
run "$nightshift" record -q -C r --lane nightly --platform mac --commit HEAD --run x --attempt 3 ../b
filled "the command line says all that a verdict leaves out" "x|mac|nightly|$commit|3"
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 "$nightshift" record -q -C r --lane pr ../b
filled "GitHub Actions says the run, the attempt and the commit that a verdict leaves out" "github-9||pr|$commit|2"
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 "$nightshift" record -q -C r --run z --attempt 5 ../b
filled "--run and --attempt go before GitHub Actions" "z|||$commit|5"
run env GITHUB_SHA=main GITHUB_RUN_ID=a/b GITHUB_RUN_ATTEMPT=x "$nightshift" record -C r ../b
ends "variables of GitHub Actions with values that it would not set are not taken" 1 "../b/v-one/verdict:1:1: error: the verdict has no 'run'" "0 results new, 0 known
1 without a verdict: v-one"
other=$(printf %040d 1)
bare "run own" "platform mac" "lane pr" "commit $other"
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 "$nightshift" record -q -C r --platform mac ../b
filled "what a verdict says itself goes before GitHub Actions" "own|mac|pr|$other|1"
run "$nightshift" record -C r --lane nightly --platform linux --commit HEAD ../b
ends "a verdict that says another lane, platform and commit than the command line is refused" 2 "../b/v-one/verdict:6:1: error: the verdict says 'lane pr', but --lane says 'nightly': leave that option out, or import these results separately
../b/v-one/verdict:5:1: error: the verdict says 'platform mac', but --platform says 'linux': leave that option out, or import these results separately
../b/v-one/verdict:7:1: error: the verdict says 'commit $other', but --commit says '$commit': leave that option out, or import these results separately" ""
bare "run own" "part xyz"
run "$nightshift" record -C r ../b
ends "a verdict with a part that is no fingerprint counts for nothing" 1 "../b/v-one/verdict:5:1: error: 'part' is 'xyz', expected: 64 hex digits" "0 results new, 0 known
1 without a verdict: v-one"
# wrong MESSAGE ARGUMENT...
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "'nightshift $*' is refused" 2 "nightshift: error: $message" ""
}
wrong "--lane is 'night', but must be pr, merge or nightly; did you mean 'nightly'?" record -C r --lane night ../b
wrong "--run is 'a b', but must be at most 128 of A-Z a-z 0-9 _ . : + -" record -C r --run 'a b' ../b
wrong "--attempt is '0', but must be a number from 1 to 100000" record -C r --attempt 0 ../b
wrong "--started is '-1', but must be a number from 0 to 999999999999" record -C r --started -1 ../b
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" record -C r --commit nope ../b
finish
