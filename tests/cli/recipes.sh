#!/bin/sh
# The recipes of templates/ci for GitLab CI, Buildkite and Jenkins at work: the lines of each job, in order, in a fresh clone, with what the recipe
# passes on and no more (recipes/play.py). Hydra's is in tests/nix/hydra.sh.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"

player=$top/tests/cli/recipes
PATH=$player/bin:$work/bin:$PATH
mkdir bin
ln -s "$nightshift" bin/nightshift

one='paths="one.c list"' two='paths="two.c"'
suite repo '' '<ignore paths="/docs/"/>'
git -C repo checkout -q -b topic

# file CI: the recipe, with what is the project's own: where its plan is, and where the record stays.
file() { echo "$work/$1.recipe"; }
for recipe in gitlab:gitlab-ci.yml buildkite:buildkite.yml jenkins:Jenkinsfile; do
	sed -e 's,nix/rts.json,nix/t.json,' -e "s,/var/lib/nightshift/rts.db,$work/kept-${recipe%%:*}/rts.db," "$top/templates/ci/${recipe#*:}" >"$(file "${recipe%%:*}")"
done

# all_jobs: of the service $ci in the lane $lane
all_jobs() {
	echo plan
	case $ci-$lane in
	jenkins-*) printf 'test %s\n' linux-1 linux-2 mac-1 mac-2 ;;
	*-nightly) printf 'test linux %s/4\n' 1 2 3 4 && printf 'test mac %s/2\n' 1 2 ;;
	*) printf 'test linux %s/4\n' 1 2 3 4 ;;
	esac
	echo gate
	case $ci-$lane in jenkins-*) ;; *-nightly) echo night ;; esac
}
# played NAME LANE [JOB=RESULT]... -- [NAME=VALUE]...: run the recipe of $ci in the folder repo; each job succeeds of which nothing else is said. What
# is left is in $run.
played() {
	name=$1 lane=$2
	shift 2
	all_jobs >wanted
	whole=success
	while [ "$1" != -- ]; do
		rewrite "s,^${1%=*}\$,&: ${1##*=}," wanted
		case $1 in *=failure) whole=failure ;; esac
		shift
	done
	shift
	rewrite '/: /!s/$/: success/' wanted
	echo "all: $whole" >>wanted
	run=$work/run.$((points + 1))
	mkdir -p "kept-$ci"
	"$python" "$player/play.py" "$ci" "$(file "$ci")" repo "$run" keep="$work/kept-$ci" "$@" >got 2>&1
	if cmp -s wanted got; then ok "$ci: $name"; else not_ok "$ci: $name" "$(diff -u wanted got; tail -n 12 "$run"/*/log)"; fi
}
# stops NAME: the first job fails, and so no test runs
stops() {
	{
		echo "plan: failure"
		case $ci in jenkins) echo "test: skipped" ;; *) echo "test linux: skipped" ;; esac
		case $ci in gitlab) echo "gate: failure" ;; *) echo "gate: skipped" ;; esac # GitLab's runs whatever became of others
		echo "all: failure"
	} >stopped
	run=$work/run.$((points + 1))
	"$python" "$player/play.py" "$ci" "$(file "$ci")" repo "$run" event=push >got 2>&1
	same "$ci: $1" stopped got
}
# says NAME LINES [JOB]: those that the gate says of the suite, or of the units that are red
says() {
	equal "$ci: $1" "$2" "$(grep -E -e '^t: |^[ab]-[a-z]*: ' "$run/gate/log" | sed 's/, commit .*//')"
}
# leg N: the name of the N-th job on linux
leg() { case $ci in jenkins) echo "test linux-$1" ;; *) echo "test linux $1/4" ;; esac; }
# logged NAME JOB TEXT: the log of the job has that line
logged() {
	grep -qF -e "$3" "$run/$2/log"
	check "$ci: $1" "$(tail -n 20 "$run/$2/log")"
}


git -C repo checkout -q main
change repo t/one.c
change repo t/two.c
for ci in gitlab buildkite jenkins; do
	git -C repo checkout -q -B topic main

	# --- what is due ------------------------------------------------------------------------------------------------------

	played "main: all jobs are green" merge -- event=push
	says "main: each unit of the lane has passed" "t: all 4 units passed; merge on linux"
	equal "$ci: main: the results of each job come in a folder of its own" "$(all_jobs | sed -n 's/^test linux.\([0-9]\).*/\1/p')" "$(cd "$run/gate/work/results/linux" && printf '%s\n' [0-9]*)"
	earlier=$run before=$(git -C repo rev-parse HEAD)
	change repo t/two.c
	played "a request: all jobs are green" pr -- event=request base=main
	says "a request: what it makes due has passed, and nothing else ran" "t: all 2 units passed; pr on linux"
	equal "$ci: a request: and two legs have reported one test each to the service" "1 1" "$(grep -rho '<testsuites [^>]*tests="[0-9]*"' "$run"/*/reports "$run"/*/junit "$run/store/artifacts" 2>/dev/null | grep -o '[0-9]*"$' | tr -d '"' | paste -sd' ' -)"
	git -C repo checkout -q main && change repo t/one.c && git -C repo checkout -q topic
	played "the target has moved on: all jobs are green" pr -- event=request base=main
	says "the target has moved on: what others changed is not due" "t: all 2 units passed; pr on linux"
	git -C repo checkout -q -B topic main
	change repo docs/more
	played "a change of documents: all jobs are green" pr -- event=request base=main
	says "a change of documents: the gate says that nothing was due" "t: nothing is due; pr on linux"

	# --- red --------------------------------------------------------------------------------------------------------------

	turn repo one
	head=$(git -C repo rev-parse HEAD)
	played "red units: their jobs and the gate fail" pr "$(leg 1)=failure" "$(leg 2)=failure" gate=failure -- event=request base=main
	says "red units: the gate names them" "a-one: fail, exit status 1
b-one: fail, exit status 1
t: red: 2 of 4 units did not pass; pr on linux"
	turn repo none
	lost=gate=failure
	[ $ci != jenkins ] || lost=gate=skipped
	played "a job is gone without a trace: the gate is not green" merge "$(leg 2)=failure" $lost -- event=push lose="$(leg 2)"
	case $ci in
	jenkins) ;;
	*) says "a job is gone without a trace: the gate names what did not come back" "b-one: no verdict
t: red: 1 of 4 units did not pass; merge on linux" ;;
	esac
	played "what a job left is of an earlier commit: the gate fails" merge gate=failure -- event=push stale="$(leg 2):$earlier"
	grep -q '^b-one: its verdict is of another commit' "$run/gate/log"
	check "$ci: what a job left is of an earlier commit: the gate says so" "$(cat "$run/gate/log")"
	played "the plan's folder is of an earlier commit: the gate fails" merge gate=failure -- event=push stale="plan:$earlier"
	logged "the plan's folder is of an earlier commit: the gate says so" gate "lane/of: error: the lists are of commit $before, and not of $(git -C repo rev-parse HEAD)"
	cp repo/t/list list
	echo "$(cat list) forgotten" >repo/t/list
	repository repo "another test"
	stops "a test that the manifest does not have: the first job fails, and no test runs"
	logged "a test that the manifest does not have: it is named" plan "error: test 'forgotten'"
	cp list repo/t/list
	sed 's/ seconds="1"/ seconds="2"/' repo/suite.xml >list && cp list repo/suite.xml
	repository repo "files of yesterday"
	stops "the files are not those of the manifest: the first job fails, and no test runs"
	logged "the files are not those of the manifest: the difference is shown" plan '+++ b/nix/t.json'

	# --- nights -----------------------------------------------------------------------------------------------------------

	git -C repo checkout -q -B topic main
	played "a night: all jobs are green" nightly -- event=schedule
	says "a night: the gate counts both platforms" "t: all 6 units passed; nightly on linux
t: all 8 units passed; nightly on mac"
	green=$(git -C repo rev-parse HEAD)
	turn repo two
	case $ci in
	jenkins) set -- 'test linux-1' 'test linux-2' 'test mac-1' 'test mac-2' gate && report=gate ;;
	*) set -- 'test linux 3/4' 'test linux 4/4' 'test mac 1/2' 'test mac 2/2' gate night && report=night ;;
	esac
	for job do
		shift
		set -- "$@" "$job=failure"
	done
	played "a red night: the jobs of what is red, the gate and the report fail" nightly "$@" -- event=schedule
	says "a red night: the gate names what is red" "a-two: fail, exit status 1, seed $(cd repo && "$nightshift" seed -f suite.xml)
b-two: fail, exit status 1, seed $(cd repo && "$nightshift" seed -f suite.xml)
t: red: 2 of 6 units did not pass; nightly on linux
a-two: fail, exit status 1, seed $(cd repo && "$nightshift" seed -f suite.xml)
b-two: fail, exit status 1, seed $(cd repo && "$nightshift" seed -f suite.xml)
t: red: 2 of 8 units did not pass; nightly on mac"
	logged "a red night: the report knows the green one before it" $report "suspects: 1 commit since $green"
	[ -s "$(find "$run/$report" -name record.html -print | head -n 1)" ]
	check "$ci: a red night: the page is kept, too"
	sed -n '/^lane /,$p' "$run/$report/log" >report
	# reported RECORD: the same, from that record
	reported() { (unset SOURCE_DATE_EPOCH && "$nightshift" report -C repo -f suite.xml --record="$1" --lane=nightly); }
	reported "$work/$(find "kept-$ci" -name '*.db')" >again
	same "$ci: a red night: the record that is kept has it, too" report again
	if [ $ci = gitlab ]; then
		: >again
		"$nightshift" record -q -C repo -f suite.xml --record="$work/anew.db" "$run/night/artifacts/record.tsv" && reported "$work/anew.db" >again
		same "gitlab: a red night: so has the artifact" report again
	fi
	rm -r "kept-$ci"
	played "the record is gone: the same" nightly "$@" -- event=schedule
	logged "the record is gone: the report says that it knows no green night" $report "The record knows no green night."
	if command -v shellcheck >/dev/null; then
		case $ci in buildkite) dialect='bash' ;; *) dialect='sh' ;; esac
		quiet "$ci: shellcheck has nothing to say of its lines" shellcheck -s $dialect -S warning "$run"/*/script-*
	else
		skip "$ci: shellcheck has nothing to say of its lines" "shellcheck is not here"
	fi
	# What an earlier night of the commit has shown the report takes, and the gate does not.
	turn repo none
	played "a green night: all jobs are green" nightly -- event=schedule
	[ $ci = jenkins ] || {
		played "the same commit, and a job is gone without a trace: the gate fails" nightly "$(leg 2)=failure" gate=failure -- event=schedule lose="$(leg 2)"
		logged "the same commit, and a job is gone without a trace: the report is of the commit, over both nights" night "lane nightly of t at $(git -C repo rev-parse HEAD): green"
	}
done

# --- GitLab alone -----------------------------------------------------------------------------------------------------

ci=gitlab
git -C repo checkout -q -B topic main
change repo t/two.c
git -C repo checkout -q main && change repo t/one.c
git -C repo checkout -q --detach && git -C repo merge -q -m merged topic
played "merged results: all jobs are green" pr -- event=merged base=main
says "merged results: what others changed is not due" "t: all 2 units passed; pr on linux"
git -C repo checkout -q topic
played "by bash with pipefail: all jobs are green" pr -- event=request base=main shell=bash

schema=$top/build/npm/node_modules/gitlab-ci-local/dist/index.js
if [ -e "$schema" ] && command -v node >/dev/null; then
	mkdir schema && git init -q schema && git -C schema remote add origin https://gitlab.example/group/project.git
	# read WORD...: by gitlab-ci-local, which has GitLab's JSON schema, of the file there
	read_by_it() { (cd schema && node "$schema" "$@" 2>&1); }
	cp "$top/templates/ci/gitlab-ci.yml" schema/.gitlab-ci.yml
	read_by_it --preview >read
	check "gitlab: GitLab's schema takes the recipe" "$(cat read)"
	equal "gitlab: another reader sees the same jobs of a night, in the same stages" "$(
		ci=gitlab lane=nightly && all_jobs | sed 's, \([0-9]/[0-9]\)$,: [\1],'
	)" "$(read_by_it --list-json --variable CI_PIPELINE_SOURCE=schedule | sed -n '/^\[/,$p' | jq -r '.[].name')"
	rewrite 's/parallel: 4/parallel: four/' schema/.gitlab-ci.yml
	! read_by_it --preview >read
	check "gitlab: and refuses what is planted" "$(cat read)"
else
	skip "gitlab: GitLab's schema takes the recipe" "gitlab-ci-local is not here (tests/tap/setup check)"
fi
finish
