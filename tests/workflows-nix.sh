#!/bin/sh
# The scripts of the workflows at work, for engine nix on the stand-in for nixpkgs: what tests/workflows.sh does for the others.
# Where the machine allows it, each job and each leg has an empty /nix, as a fresh runner: what is there came by an artifact.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/workflows/lib.sh
. "$top/tests/workflows/lib.sh"

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}
command -v nix >/dev/null || skip_all "nix is not installed"
[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "the stand-in builds on x86_64 Linux only"
export NIX_CONFIG="experimental-features = nix-command flakes
substituters =
build-users-group =
sandbox = false"
mkdir -p "$work/try"
# shellcheck disable=SC2016 # of the inner shell, and of Nix
if unshare -rm bash -c 'mount --bind "$0" /nix' "$work/try" 2>/dev/null; then
	private=private
else
	private=shared
	echo "# every job has the machine's /nix"
	nix build --no-link --impure --expr 'derivation { name = "try"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "echo > $out" ]; }' ||
		skip_all "nix cannot build here"
fi
standin=$work/standin
mkdir "$standin"
cp "$top"/tests/nix/*.nix "$top"/tests/nix/*.sh "$standin"

platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="mac" system="aarch64-darwin" runner="r" pr="none" merge="none" nightly="none"><gap reason="none there"/></platform>
<platform name="other" system="x86_64-linux" runner="r" pr="none" merge="build" nightly="none"><gap reason="builds"/></platform>'
# shellcheck disable=SC2016 # $NIGHTSHIFT is the script's
nix='<workflow engine="nix" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"'
suite repo "$nix/>" '<shards lane="merge" platform="linux" count="2" jobs="2"/>'

# started JOB NAME: how many derivations of that name Nix built in it
started() { grep -c "^building '.*-t-$2" "$run/out/$1/log"; }

drive "pull request" repo pr "plan: success
test-linux: success
required: success" nix=$private
equal "pull request: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
drive "merge: built once, run in two shards, judged" repo merge "plan: success
programs-linux: success
test-linux: success
gate-linux: success
build-other: success
required: success" nix=$private
equal "merge: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
[ "$(started gate-linux run)" = 0 ] && grep -q 'all 4 units passed' "$run/out/gate-linux/log"
check "merge: the gate judges what the legs ran, and runs nothing" "$(cat "$run/out/gate-linux/log")"
if [ $private = private ]; then
	equal "merge: the programs are built in one job alone" "2 0 0 0" \
		"$(started programs-linux programs) $(started test-linux-1 programs) $(started test-linux-2 programs) $(started gate-linux programs)"
	drive "merge: the runs of a leg got lost, so the gate runs them" repo merge "plan: success
programs-linux: success
test-linux: success
gate-linux: success
build-other: success
required: success" nix=$private lose=test-linux
	[ "$(started gate-linux run)" = 4 ]
	check "merge: all four" "$(cat "$run/out/gate-linux/log")"
fi
drive "night" repo nightly "plan: success
test-linux: success
required: success
report: success
issue: success" nix=$private
equal "night: what passed" "linux:a-one linux:a-slow linux:a-two linux:b-one linux:b-slow linux:b-two " "$(passed)"
equal "night: the report" "| linux    | 6 | 6 | 0 | 0 | 0 | 0 | 6 | 0 |" "$(grep '^| linux' "$run/out/report/summary")"
turn repo slow
drive "red at night only: pull request" repo pr "plan: success
test-linux: success
required: success" nix=$private
drive "red at night" repo nightly "plan: success
test-linux: failure
required: failure
report: failure
issue: success" nix=$private
equal "red at night: what passed, and what did not" "linux:a-one linux:a-two linux:b-one linux:b-two  linux:a-slow linux:b-slow " "$(passed) $(missing)"
equal "red at night: the report has the verdicts of a red gate" \
	"* 2 of 6 units failed nix build 'git+file:.?rev=$(git -C repo rev-parse HEAD)#t-checked.runs.\"a-slow\"'" \
	"$(grep -e '^\* 2 of 6' "$run/body") $(grep -m 1 'runs."a-slow"' "$run/body")"
turn repo two
drive "red: pull request" repo pr "plan: success
test-linux: failure
required: failure" nix=$private
drive "red: merge" repo merge "plan: success
programs-linux: success
test-linux: success
gate-linux: failure
build-other: success
required: failure" nix=$private
equal "red: merge: what did not pass" "linux:a-two linux:b-two " "$(missing)"

# --- a test that nobody scheduled -------------------------------------------------------------------------------------

cp repo/t/list list
echo "$(cat list) forgotten" >repo/t/list
repository repo "another test"
drive "a test that nobody scheduled" repo pr "plan: success
test-linux: failure
required: failure" nix=$private
grep -q "error: test 'forgotten'" "$run/out/test-linux/log"
check "a test that nobody scheduled: it is named" "$(cat "$run/out/test-linux/log")"
cp list repo/t/list
repository repo "without it"

# What a change makes due: the units by name, and the product with them.
cat >ns <<END
#!/bin/sh
if [ "\$1" != affected ]; then exec "$nightshift" "\$@"; fi
cat "$work/due"
END
chmod +x ns
NIGHTSHIFT_STANDIN=$work/ns
suite aff "$nix due=\"affected\"/>"
base=$(git -C aff rev-parse HEAD)
echo '{"include":[{"unit":"b-two"},{"unit":"a-one"}]}' >due
drive "affected: some" aff pr "plan: success
test-linux: success
required: success" base="$base" nix=$private
equal "affected: some: they ran" "linux:a-one linux:b-two " "$(passed)"
turn aff two
drive "affected: red" aff pr "plan: success
test-linux: failure
required: failure" base="$base" nix=$private
echo '{"include":[{"unit":"a-one"}]}' >due
drive "affected: red, but not due" aff pr "plan: success
test-linux: success
required: success" base="$base" nix=$private
# This repository's own, with nightshift built by Nix as the workflow says; half a minute and more.
if [ -n "${WHOLE-}" ]; then
	mkdir own
	(cd "$top" && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$work/own")
	rm own/flake.lock
	sed "s|github:NixOS/nixpkgs/[^\"]*|path:$standin|" "$top/flake.nix" >own/flake.nix
	repository own
	(cd own && nix flake lock 2>/dev/null)
	repository own "the lock"
	mv own/.github/workflows/rts-pr.yml own/.github/workflows/t-own.yml # the name that is looked for; it is committed as rts-pr.yml
	drive "this repository: pull request" own own "plan: success
build-arm: success
test-linux: success
build-mac: success
required: success" nix=$private results.build-arm=success results.build-mac=success
	equal "this repository: what passed" "$(jq '.units | length' "$top/nix/rts.json")" "$(wc -l <"$run/out/required/work/passed.tsv" | tr -d ' ')"
fi
finish
