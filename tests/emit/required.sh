#!/bin/sh
# A job in a workflow by hand that has the name of a suite's required check is refused: branch protection could not tell the two apart.
# shellcheck source=tests/suite/badinput/lib.sh
. "$(dirname "$0")/../suite/badinput/lib.sh"

# called NAME: a suite whose required check is called so, and a workflow by hand
called() {
	rm -rf r
	mkdir -p r/.github/workflows
	good | sed "s,</suite>,<workflow engine=\"make\" cron=\"1 2 * * *\" required=\"$1\" nightshift=\"ns\"/></suite>," >r/suite.xml
	cat >r/.github/workflows/hand.yaml
}
other="a job has the name of the required check of suite 's', 'all', and branch protection cannot tell the two apart: rename one of them"
for as in 'all' '"all"' "'all'" 'all # of them' '  all'; do
	called all <<-E
	name: all
	on: push
	jobs:
	  # all
	  some:
	    runs-on: x
	    name: $as

	    steps:
	      - name: all
	        run: true
	E
	refused "a job of another workflow with the name of the required check: $as" 2 ".github/workflows/hand.yaml:7:5: error: $other" \
		"$nightshift" generate -C r -f suite.xml
	refused "so does lint: $as" 2 ".github/workflows/hand.yaml:7:5: error: $other" "$nightshift" lint -C r -f suite.xml
done
called all <<-E
	jobs:
	    first:
	        name: none
	    all:
	        steps: []
E
refused "a job without a name has its id's" 2 ".github/workflows/hand.yaml:4:5: error: $other" "$nightshift" generate -C r -f suite.xml
called all <<-E
	on: { push: }
	all:
	  all:
	    name: all
	jobs:
	  all:
	    name: some
	    strategy:
	      name: all
	  overall:
	    name: all of them
	    steps:
	    - name: all
E
run "$nightshift" generate -q --no-record -C r -f suite.xml
ends "no other job has the name" 0 "" ""
run "$nightshift" generate --check -C r -f suite.xml
ends "nor is the written one another" 0 "" ""
mv r/.github/workflows/s-pr.yml r/.github/workflows/old-pr.yml
sed 's/suite name="s"/suite name="new"/' r/suite.xml >renamed.xml && cp renamed.xml r/suite.xml
run "$nightshift" generate --no-record -C r -f suite.xml
[ "$status" = 2 ] && printf '%s\n' "$err" |
	grep -q "^.github/workflows/old-pr.yml:[0-9]*:5: error: a job has the name of the required check of suite 'new', 'all',"
check "a suite that was renamed leaves its old check behind, and is told" "$err"

called "it's all" <<-E
on: push
E
run "$nightshift" generate -q --no-record -C r -f suite.xml
mv r/.github/workflows/s-pr.yml r/.github/workflows/old-pr.yml
sed 's/suite name="s"/suite name="new"/' r/suite.xml >renamed.xml && cp renamed.xml r/suite.xml
run "$nightshift" generate --no-record -C r -f suite.xml
[ "$status" = 2 ] && printf '%s\n' "$err" |
	grep -q "^.github/workflows/old-pr.yml:[0-9]*:5: error: a job has the name of the required check of suite 'new', 'it's all',"
check "nor may two suites have the same, and the name's expression is read" "$err"

# --- the default branch of origin -------------------------------------------------------------------------------------

mkdir -p origin
cat >origin/suite.xml <<'END'
<suite name="s">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>true</run><variant name="v"/><module name="m"/>
  <workflow engine="make" cron="1 2 * * *" required="s" nightshift="ns"/>
</suite>
END
repository origin
git -C origin branch -q -M trunk
git clone -q "file://$work/origin" clone
run "$nightshift" generate --no-record -C clone -f suite.xml
ends "a branch that is not the default one" 2 "suite.xml:4:3: error: 'branch' is 'main', but the default branch of origin is 'trunk', and GitHub starts nights of that one alone: say branch=\"trunk\" (or, if origin has another one now, run: git remote set-head origin -a)
  <workflow engine=\"make\" cron=\"1 2 * * *\" required=\"s\" nightshift=\"ns\"/>
  ^" ""
run "$nightshift" lint -C clone -f suite.xml
equal "lint says so, too" 2 "$status"
sed -i.bak 's/engine=/branch="trunk" engine=/' clone/suite.xml
run "$nightshift" generate -q --no-record -C clone -f suite.xml
ends "the default branch" 0 "" ""
git -C clone remote set-head origin -d
sed -i.bak 's/"trunk"/"other"/' clone/suite.xml
run "$nightshift" generate -q --no-record -C clone -f suite.xml
ends "where nobody knows the default branch" 0 "" ""
mkdir -p clone/.git/refs/remotes/origin
echo 'no ref' >clone/.git/refs/remotes/origin/HEAD
run "$nightshift" generate -q --no-record -C clone -f suite.xml
case $status$err in 3*"cannot read 'refs/remotes/origin/HEAD'"*) ok "a default branch that cannot be read" ;; *) not_ok "a default branch that cannot be read" "$status $err" ;; esac
finish
