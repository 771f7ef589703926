#!/bin/sh
# The scripts of the workflows at work: a pull request runs only what its change makes due, as `nightshift affected` says.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/engines.sh
. "$top/tests/emit/lib/engines.sh"

with_shards repo
echo nothing >runs # GitHub does not say when a night was green

equal "a manifest that does not ask for it: the workflow of pull requests has no word of what a change makes due" 0 "$(grep -c BASE repo/.github/workflows/t-pr.yml)"
one='paths="one.c"' two='paths="two.c"'
cut='<shards lane="pr" platform="linux" count="2"/>'
suite off "$make due=\"all\"/>" "$cut"
equal "due=\"all\": the workflow of pull requests has no word of what a change makes due" 0 "$(grep -c BASE off/.github/workflows/t-pr.yml)"
suite aff "$make><event name=\"workflow_dispatch\"/></workflow>" "$cut<ignore paths=\"/docs/\"/>"
shards=$("$nightshift" plan -C aff -f suite.xml --no-discover --format=json | jq -r '.shards | map(.ids | join(" ")) | join("; ")')
equal "the plan cuts the four units into two shards" "a-one a-two; b-one b-two" "$shards"
all_run="plan programs-linux test-linux build-mac"
plan_red="$(jobs plan=failure programs-linux=skipped test-linux=skipped build-mac=skipped required=failure)"
change aff t/two.c
drive "a change of one module: all jobs are green" aff pr "$(jobs $all_run required)" base="$base" event=pull_request
equal "a change of one module: the units of that module ran" "linux:a-two linux:b-two " "$(passed)"
equal "a change of one module: the summary says what is due and why" "### t: what is due

    suite 't', lane pr: 2 of 4 units due, 6.0 s of 14.0 s
    since $(echo "$base" | cut -c 1-12): 1 file changed
    
    due
      2 units: paths 'two.c' matches 't/two.c'
        a-two b-two
    
    left out
      2 units: none of their paths changed
    
    jobs
      linux 1 of 1, -j1: 2 units, 6.0 s" "$(cat "$run/out/plan/summary")"
drive "verdicts of what was due got lost: the required check fails" aff pr "$(jobs $all_run required=failure)" base="$base" lose=test-linux
equal "verdicts of what was due got lost: the units are missing" "linux:a-two linux:b-two " "$(missing)"
drive "the job of what was due was skipped: the required check fails" aff pr "$(jobs plan programs-linux test-linux=skipped build-mac required=failure)" base="$base" results.test-linux=skipped
git clone -q --depth=1 "file://$work/aff" shallow 2>/dev/null
drive "a shallow clone without the base: planning and the required check fail" shallow pr "$plan_red" base="$base"
grep -q "no commit is named 'HEAD^1' here; this clone is shallow" "$run/out/plan/log"
check "a shallow clone without the base: the log says that it is shallow" "$(cat "$run/out/plan/log")"
drive "a run by hand: all jobs are green" aff pr "$(jobs $all_run required)" event=workflow_dispatch
equal "a run by hand: every unit of the lane ran" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
change aff docs/more
drive "a change of documents: no test job runs, and the required check is green" aff pr "$(jobs plan programs-linux=skipped test-linux=skipped build-mac required)" base="$base"
change aff other.c
drive "a change of a file that no rule claims: all jobs are green" aff pr "$(jobs $all_run required)" base="$base"
equal "a change of a file that no rule claims: every unit of the lane ran" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
grep -q "everything is due: 'other.c' is claimed by no rule" "$run/out/plan/summary"
check "a change of a file that no rule claims: the summary names it" "$(cat "$run/out/plan/summary")"

turn aff two
change aff t/one.c
drive "a unit that would fail and is not due: all jobs are green" aff pr "$(jobs $all_run required)" base="$base"
change aff t/two.c
drive "a unit that is due and fails: the test job and the required check fail" aff pr "$(jobs plan programs-linux test-linux=failure build-mac required=failure)" base="$base"
# Of each class, one: so there is a leg with nothing to do.
one='class="k"' two='class="k"'
suite class "$make/>" "$cut<select lane=\"pr\" per-class=\"1\"/>"
change class any
drive "one unit of each class is due: all jobs are green" class pr "$(jobs $all_run required)" base="$base"
equal "one unit of each class is due: it ran, in one leg" "1 1" "$(passed | wc -w | tr -d ' ') $(cd "$run/out" && find test-* -prune | wc -l | tr -d ' ')"
# Two platforms that check: what one does not owe, the other still does.
keep=$platforms one='paths="one.c"' two='paths="two.c" platforms="linux" reason="there"'
platforms=$(printf '%s\n' "$platforms" | sed 's/pr="build"/pr="checked"/;s/name="far"/& paths="far.c"/')
suite two "$make/>" '<ignore paths="docs/"/>'
change two t/docs/more
drive "nothing is due on either platform: no test job runs, and the required check is green" two pr "$(jobs plan test-linux=skipped test-mac=skipped required)" base="$base"
change two t/two.c
drive "something is due on linux alone: the job of mac is skipped" two pr "$(jobs plan test-linux test-mac=skipped required)" base="$base"
equal "something is due on linux alone: its units ran" "linux:a-two linux:b-two " "$(passed)"
change two t/far.c
drive "something is due on mac alone: the job of linux is skipped" two pr "$(jobs plan test-linux=skipped test-mac required)" base="$base"
equal "something is due on mac alone: its units ran" "mac:a-far mac:b-far " "$(passed)"
change two t/one.c
drive "something is due on both platforms: both jobs run" two pr "$(jobs plan test-linux test-mac required)" base="$base"
equal "something is due on both platforms: its units ran" "linux:a-one linux:b-one mac:a-one mac:b-one " "$(passed)"
platforms=$keep one='' two=''
finish
