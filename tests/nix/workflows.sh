#!/bin/sh
# The scripts of the workflows at work, for engine nix on the stand-in for nixpkgs: what tests/emit/workflows.sh does for the others.
# Each job and each leg has an empty /nix, as a fresh runner: what is there came by an artifact; and all is built in a sandbox. Only root may
# have both. With SANDBOX=no nothing is built in one, and where the machine does not allow the other, either, every job has the machine's /nix.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/action.sh
. "$top/tests/emit/lib/action.sh"
# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"
# shellcheck source=tests/nix/lib/set.sh
. "$top/tests/nix/lib/set.sh"

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ -z "$no_nix" ] || skip_all "$no_nix"
[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "the stand-in builds on x86_64 Linux only"
NIX_CONFIG=$(sandboxed '')
export NIX_CONFIG
[ "${SANDBOX-}" != no ] || NIX_CONFIG="$NIX_CONFIG
sandbox = false"
mkdir -p "$work/try"
# shellcheck disable=SC2016 # for later
undo='chmod -R u+w "$work"'
private=private user=-m
[ "$(id -u)" = 0 ] || user=-rm
# shellcheck disable=SC2016 # of the inner shell
if ! unshare $user bash -c 'mount --bind "$0" /nix && exec nix build --no-link --impure --expr "$1"' "$work/try" "$tiny" 2>"$work/try.log"; then
	[ "${SANDBOX-}" = no ] || skip_all "nix cannot build in a sandbox and a /nix of its own here, and SANDBOX=no was not said: $(tail -n 1 "$work/try.log")"
	private=shared
	echo "# every job has the machine's /nix"
	nix build --no-link --impure --expr "$tiny" || skip_all "nix cannot build here"
fi
standin=$work/standin
set_in "$standin"
check "a set of packages"

platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="mac" system="aarch64-darwin" runner="r" pr="none" merge="none" nightly="none"><gap reason="none there"/></platform>
<platform name="other" system="x86_64-linux" runner="r" pr="none" merge="build" nightly="none"><gap reason="builds"/></platform>'
# shellcheck disable=SC2016 # $NIGHTSHIFT is the script's
nix='<workflow engine="nix" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"'
suite repo "$nix/>" '<shards lane="merge" platform="linux" count="2" jobs="2"/>'

# started JOB NAME: how many derivations of that name Nix built in it
started() { grep -c "^building '.*-t-$2" "$run/out/$1/log"; }

# --- what proves that a unit ran is neither put into a cache nor taken from one --------------------------------------------

# proofs JOB and others JOB: the store paths of the job that hold verdicts of units or are made once these passed, and the rest of what the
# suite's derivations left there
left() { find "$run/out/$1/nix/store" -mindepth 1 -maxdepth 1 ! -name '*.drv' ! -name '*.lock' ! -name '*-source*' -name '*-t*' | sed 's,.*/nix/store/,/nix/store/,' | sort; }
proofs() {
	left "$1" | while read -r path; do
		[ -z "$(find "$run/out/$1$path" -name verdict -o -name junit.xml)" ] || echo "$path"
	done
	left "$1" | grep -e '-t-checked'
}
# as the action does: hooks/push-paths.sh
pushed() { grep -vEe "$(sed -n 's/^          pushFilter: "\(.*\)"$/\1/p' "$folder/.github/workflows/t-$lane.yml" | sort -u | sed 's/\\\\/\\/g')"; }
if [ $private = private ]; then
	suite cached "$nix><cachix name=\"c\" secret=\"S\"/></workflow>" '<shards lane="merge" platform="linux" count="2" jobs="2"/>'
	drive "a cache: pull request" cached pr "plan: success
test-linux: success
required: success" nix=$private
	proofs test-linux | sort -u >proofs.txt
	equal "a cache: the runs of all units and the gate are proofs" "5" "$(sed 's,.*/[a-z0-9]*-,,' proofs.txt | grep -c .)"
	equal "a cache: none of them is pushed" 0 "$(pushed <proofs.txt | grep -c .)"
	left test-linux | grep -vxFf proofs.txt | pushed >pushed.txt
	equal "a cache: the product and the programs are" "t t-programs-a t-programs-b " "$(sed 's,^/nix/store/[a-z0-9]*-,,' pushed.txt | grep -x -e t -e 't-programs-.' | sort -u | tr '\n' ' ')"
	# one that has everything all the same, in the place of https://c.cachix.org
	nix copy --all --no-check-sigs --from "$run/out/test-linux" --to "file://$work/c.cachix.org" 2>copied
	check "a cache: one that holds all of that" "$(cat copied)"
	cp cached/.github/workflows/t-pr.yml t-pr.yml
	sed "s,https://c\\\\.,file://$work/c\\\\.," t-pr.yml >cached/.github/workflows/t-pr.yml
	NIX_CONFIG="$NIX_CONFIG
extra-substituters = file://$work/c.cachix.org
require-sigs = false" drive "a cache: one that holds all of that" cached pr "plan: success
test-linux: success
required: success" nix=$private
	equal "a cache: one that holds all of that: the programs come from there, and each unit runs" "0 4 1" \
		"$(started test-linux programs) $(started test-linux run) $(grep -c "^building '.*-t-checked" "$run/out/test-linux/log")"
fi

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
if [ $private = private ] && command -v nix-daemon >/dev/null; then
	# Nix as a user has it whom the daemon does not trust.
	mkdir distrusting
	printf '%s\n' "$NIX_CONFIG" "trusted-users = nobody" >distrusting/nix.conf
	for program in nix nix-store; do
		cat >distrusting/$program <<-END
		#!/bin/sh
		socket=/nix/var/nix/daemon-socket
		mkdir -p \$socket && rm -f \$socket/socket
		NIX_CONFIG='' NIX_CONF_DIR=$work/distrusting $(command -v nix-daemon) >/dev/null 2>&1 &
		until [ -S \$socket/socket ]; do sleep 0.05; done
		status=0
		NIX_REMOTE=daemon $(command -v $program) "\$@" || status=\$?
		kill \$! && exit \$status
		END
		chmod +x distrusting/$program
	done
	drive "merge: a cache that Nix refuses fails the job" repo merge "plan: success
programs-linux: success
test-linux: failure
gate-linux: skipped
build-other: success
required: failure" nix=$private PATH="$work/distrusting:$PATH"
	equal "merge: a cache that Nix refuses: that is said" 1 \
		"$(grep -c '^Nix refused a cache that this job needs: let its user be one of trusted-users in nix.conf' "$run/out/test-linux-1/log")"
fi
equal "merge: a leg runs no more derivations at a time than <shards> lets" "--max-jobs 2 --max-jobs 2" \
	"$(grep -h -o -e '--max-jobs [^ ]*' "$run"/out/test-linux-*/script-* | tr '\n' ' ' | sed 's/ $//')"
drive "night" repo nightly "plan: success
test-linux: success
required: success
report: success
issue: success" nix=$private
equal "night: what passed" "linux:a-one linux:a-slow linux:a-two linux:b-one linux:b-slow linux:b-two " "$(passed)"
equal "night: the report" "| linux    | 6 | 6 | 0 | 0 | 0 | 0 | 0 | 6 | 0 |" "$(grep '^| linux' "$run/out/report/summary")"
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
equal "red at night: the others ran although these are red, and people can read it" \
	"4 t-run-a-slow>   fail a-slow (status 1) t-run-a-slow>   the whole log: nix log '.#t-checked.runs.\"a-slow\"' 0" \
	"$(grep -c '^t-run-[ab]-\(one\|two\)> pass' "$run/out/test-linux/log") $(grep '^t-run-a-slow>   fail' "$run/out/test-linux/log") $(grep '^t-run-a-slow>   the whole' "$run/out/test-linux/log") $(grep -c '^@nix' "$run/out/test-linux/log")"
equal "red at night: what is red is kept as the log of its build" "1 1" "$(for unit in a b; do
	grep -c "@nightshift verdict $unit-slow: verdict fail" "$run/out/artifacts/t-verdicts-linux/linux/1/nix.log"; done | tr '\n' ' ' | sed 's/ $//')"
equal "red at night: the report has the verdicts of a red gate" \
	"* 2 of 6 units failed nix build '.?rev=$(git -C repo rev-parse HEAD)#t-checked.runs.\"a-slow\"'" \
	"$(grep -e '^\* 2 of 6' "$run/body") $(grep -m 1 'runs."a-slow"' "$run/body")"
turn repo two
drive "red: pull request" repo pr "plan: success
test-linux: failure
required: failure" nix=$private
drive "red: merge" repo merge "plan: success
programs-linux: success
test-linux: failure
gate-linux: skipped
build-other: success
required: failure" nix=$private
equal "red: merge: what passed, and what did not" "linux:a-one linux:b-one  linux:a-two linux:b-two " "$(passed) $(missing)"

# --- orders to the runner ---------------------------------------------------------------------------------------------

cp repo/t/prog prog
# Who knows the word that gives orders back could say it, so each step has another.
sed -n 's/^::stop-commands:://p' "$work"/run.*/out/*/log >words
equal "orders to the runner: the word that gives them back is another one in each step" "$(wc -l <words | tr -d ' ')" \
	"$(grep -x '[0-9a-f]\{32\}' words | sort -u | wc -l | tr -d ' ')"
[ "$(wc -l <words)" -gt 4 ]
check "orders to the runner: the steps that run units have such words" "$(cat words)"
# shellcheck disable=SC2016 # of the program
sed '2i [ "$1" = --list ] || printf "%s\\n" "::error::planted" "##[error]planted" "::add-mask::planted" "::stop-commands::planted"' prog >repo/t/prog
# a build says it as it is, behind its name
cp repo/nix/t.nix t.nix
sed "s/echo product >product/echo '##[error]planted'; &/" t.nix >repo/nix/t.nix
repository repo "tests that give orders"
drive "orders to the runner: pull request" repo pr "plan: success
test-linux: failure
required: failure" nix=$private
seed=$(cd repo && "$nightshift" seed -q -f suite.xml)
sed -n '/a-two: fail/,/b-two: /p' "$run/out/required/summary" >said
equal "a red pull request: the summary has the unit, its seed, the end of the log, and the commands, which need no commit" "    a-two: fail, exit status 1, seed $seed
        | ::stop-commands::planted
        again:
        \$ export SEED=$seed
        \$ 'build/a/a program' two
0" "$(grep -e 'a-two: fail' -e stop-commands -e again: -e SEED= -e ' two$' said; grep -c "$(git -C repo rev-parse HEAD)" said)"
equal "orders to the runner: none is obeyed" 0 "$(cat "$run"/out/*/orders | grep -c planted)"
grep -q '::error::planted' "$run/out/test-linux/log"
check "orders to the runner: what a test prints is in the log" "$(tail -n 20 "$run/out/test-linux/log")"
cp prog repo/t/prog
cp t.nix repo/nix/t.nix
repository repo "tests that give none"

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
one='paths="one.c"' two='paths="two.c"'
suite aff "$nix/>"
change aff t/two.c
drive "affected: some" aff pr "plan: success
test-linux: success
required: success" base="$base" nix=$private
equal "affected: some: they ran" "linux:a-two linux:b-two " "$(passed)"
equal "affected: some: no other did" 2 "$(started test-linux-1 run)"
turn aff two
change aff t/one.c
drive "affected: red, but not due" aff pr "plan: success
test-linux: success
required: success" base="$base" nix=$private
equal "affected: red, but not due: what passed" "linux:a-one linux:b-one " "$(passed)"
change aff other.c
drive "affected: red, since everything is due" aff pr "plan: success
test-linux: failure
required: failure" base="$base" nix=$private
equal "affected: red, since everything is due: what is missing" "linux:a-two linux:b-two " "$(missing)"

# Where Nix packs units into runs of many, a leg runs those of its own shard all the same, each once; so there is no gate.
one='' two='' in_nix='shards="2"'
suite packed "$nix/>" '<shards lane="merge" platform="linux" count="2" jobs="2"/>'
drive "packed by Nix: pull request" packed pr "plan: success
test-linux: success
required: success" nix=$private
equal "packed by Nix: pull request: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
grep -q "^building '.*-t-run-shard[12]=pr+merge+nightly" "$run/out/test-linux/log"
check "packed by Nix: pull request: in runs of many" "$(cat "$run/out/test-linux/log")"
drive "packed by Nix: merge" packed merge "plan: success
programs-linux: success
test-linux: success
build-other: success
required: success" nix=$private
equal "packed by Nix: merge: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
equal "packed by Nix: merge: each unit ran once" "4 0" "$(cat "$run"/out/test-linux-*/log | grep -c "^building '.*-t-run-[ab]-") $(grep -c "^building '.*-t-run-shard" "$run"/out/*/log | awk -F : '{ n += $2 } END { print n }')"
turn packed two
drive "packed by Nix: red" packed merge "plan: success
programs-linux: success
test-linux: failure
build-other: success
required: failure" nix=$private
equal "packed by Nix: red: what did not pass" "linux:a-two linux:b-two " "$(missing)"

# The whole work folder goes to the runs.
one='paths="one.c"' two='paths="two.c"' in_nix='strategy="tree"'
suite tree "$nix/>" '<shards lane="merge" platform="linux" count="2" jobs="2"/>'
drive "tree: merge" tree merge "plan: success
programs-linux: success
test-linux: success
gate-linux: success
build-other: success
required: success" nix=$private
equal "tree: merge: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
[ "$(started gate-linux run)" = 0 ]
check "tree: merge: the gate runs nothing" "$(cat "$run/out/gate-linux/log")"
change tree t/two.c
drive "tree: affected" tree pr "plan: success
test-linux: success
required: success" base="$base" nix=$private
equal "tree: affected: what passed" "linux:a-two linux:b-two " "$(passed)"
one='' two='' in_nix=''
# A flake that has what the guide says, and nothing else; a manifest that says nothing of how nightshift gets there: the action brings it.
release
mkdir -p bare/.github/actions/nightshift
"$nightshift" help action >bare/.github/actions/nightshift/action.yml
suite bare '<workflow engine="nix" cron="0 1 * * *" required="t"/>' '<shards lane="merge" platform="linux" count="2" jobs="2"/>'
equal "bare: the flake has the packages of mkSplit alone" "t t-build t-checked" \
	"$(cd bare && nix eval --raw .#packages.x86_64-linux --apply 'x: toString (builtins.attrNames x)' 2>>"$work/eval.log")"
asked=$(cat bare/.github/workflows/*.yml | grep -o "\.#[^ '\`]*" | sort -u)
equal "bare: the workflows ask for these attributes" \
	'.#t .#t-build .#t-build.drvPath .#t-checked .#t-checked.lanes.merge .#t-checked.lanes.merge.paths .#t-checked.lanes.pr.paths .#t-checked.paths .#t-checked.programs."a" .#t-checked.programs."b" .#t-checked.runs' \
	"$(echo "$asked" | tr '\n' ' ' | sed 's/ $//')"
for attribute in $asked; do
	(cd bare && nix eval "$attribute" --apply 'x: builtins.seq x true' 2>eval.log) | grep -qx true
	check "bare: the flake has $attribute" "$(cat bare/eval.log)"
done
rm -f bare/eval.log
# shellcheck disable=SC2086 # words
drive "bare: pull request" bare pr "plan: success
test-linux: success
required: success" nix=$private $served
equal "bare: pull request: what passed, by the released program" "linux:a-one linux:a-two linux:b-one linux:b-two nightshift: $version is the released one, for $system" \
	"$(passed)$(grep '^nightshift: ' "$run/out/plan/log")"
# This repository's own, with nightshift built by Nix as the workflow says; half a minute and more.
if [ -n "${WHOLE-}" ]; then
	mkdir own
	(cd "$top" && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$work/own")
	rm own/flake.lock
	sed "s|github:NixOS/nixpkgs/[^\"]*|path:$standin|" "$top/flake.nix" >own/flake.nix
	repository own
	(cd own && nix flake lock 2>/dev/null)
	repository own "the lock"
	mv own/.github/workflows/rts-pr.yml own/.github/workflows/t-pr.yml # the name that is looked for; it is committed as rts-pr.yml
	drive "this repository: pull request" own pr "plan: success
build-arm: success
test-linux: success
build-mac: success
required: success" nix=$private results.build-arm=success results.build-mac=success
	equal "this repository: what passed" "$(jq '[.units[] | values] | length' "$top/nix/rts.json")" "$(passed | wc -w | tr -d ' ')"
fi
finish
