#!/bin/sh
# The scripts of the workflows at work, for engines make and container: every job of every lane, in scratch clones, for a green
# suite and red ones, and what the required check says of it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"

# shellcheck disable=SC2016 # $NIGHTSHIFT is the script's
make='<workflow engine="make" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"'
shards='<shards lane="merge" platform="linux" count="2" jobs="2"/><shards lane="nightly" platform="mac" count="2"/>'
suite repo "$make><step>echo &quot;it's: # é&quot; &gt;step</step><on-failure labels=\"night bug:1\"/></workflow>" "$shards"

# --- green ------------------------------------------------------------------------------------------------------------

drive "pull request" repo pr "plan: success
test-linux: success
build-mac: success
required: success"
equal "pull request: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
equal "pull request: the build-only platform has built the product, its environment unchanged" "  it's \"so\": # é \$x
a
b" "$(cat "$run/out/build-mac/work/t/product" && echo && sort "$run/out/build-mac/work/t/built")"
equal "pull request: the manifest's own step has run" "it's: # é" "$(cat "$run/out/test-linux/work/step")"
drive "merge: built once, run in two shards" repo merge "plan: success
programs-linux: success
test-linux: success
required: success"
equal "merge: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
equal "merge: no leg has built" "built" "$(find "$run/out" -name built -exec basename {} \;)"
equal "merge: each leg ran its shard" "2 2" "$(find "$run/out/artifacts/t-verdicts-linux-1" -name verdict | wc -l | tr -d ' ') $(find "$run/out/artifacts/t-verdicts-linux-2" -name verdict | wc -l | tr -d ' ')"
drive "night" repo nightly "plan: success
test-linux: success
programs-mac: success
test-mac: success
required: success
report: success
issue: success"
equal "night: what passed" "linux:a-one linux:a-slow linux:a-two linux:b-one linux:b-slow linux:b-two mac:a-far mac:a-one mac:a-slow mac:a-two mac:b-far mac:b-one mac:b-slow mac:b-two " "$(passed)"
equal "night: its report goes along as text and as a page" "report.html report.md" "$(cd "$run/out/artifacts/t-report" && echo *)"
equal "night: nothing is open, so nothing is done" "0" "$(grep -c -v -e '^gh issue list' -e '^gh run view' -e '^gh run list' "$run/gh")"

# --- red --------------------------------------------------------------------------------------------------------------

turn repo one
drive "red: pull request" repo pr "plan: success
test-linux: failure
build-mac: success
required: failure"
equal "red: pull request: the others ran all the same" "linux:a-two linux:b-two " "$(passed)"
equal "red: pull request: what is missing, in the summary too" "no pass: linux	a-one
no pass: linux	b-one" "$(cat "$run/out/required/summary")"
drive "red: merge" repo merge "plan: success
programs-linux: success
test-linux: failure
required: failure"
drive "red: night, the first" repo nightly "plan: success
test-linux: failure
programs-mac: success
test-mac: failure
required: failure
report: failure
issue: success"
equal "red: night: one issue is opened" "gh label create night 
gh label create bug:1 
gh issue create --title t: the night is red --body-file body.md --label night --label bug:1 " "$(grep -v -e ' list ' -e ' view ' "$run/gh")"
commit=$(git -C repo rev-parse HEAD)
green=$(git -C repo rev-parse HEAD~1)
# The last lines of a log are the program's own, so this one has none.
equal "red: night: its body" "<!-- nightshift: t-nightly -->
[The last night](https://github.example/Owner/Name/actions/runs/77) of lane nightly of the suite t was red, at $commit.

* [t: test on linux](https://github.example/job/1): failure

**Lane nightly of the suite t at $commit is red.**

* 4 of 14 units failed

| platform | owed | passed | flaky | failed | undone | absent | ran | cached |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
| linux    | 6 | 4 | 0 | 2 | 0 | 0 | 6 | 0 |
| mac      | 8 | 6 | 0 | 2 | 0 | 0 | 8 | 0 |

The record knows no green night.

Suspects: no green night is known before this one: name the last one with --since

**a-one** on linux: fail, exit status 1

\`\`\`text
git checkout $commit
make -f t/tests.mk t-test-a-one t_platform=linux
nix build 'git+file:.?rev=$commit#t-checked.runs.\"a-one\"'
\`\`\`" "$(sed '/^\*\*b-one/,$d' "$run/body")"
equal "red: night: the same in the summary" "$(sed '1,/^\* \[t/d' "$run/body" | tail -n +2)" "$(cat "$run/out/report/summary")"
grep -q 'no night of main was green yet' "$run/out/report/log"
check "red: night: no green one is known, and it is said"
echo "[{\"headSha\": \"$green\"}]" >runs
cat >issue <<'END'
[{"number": 4, "body": "of somebody else"}, {"number": 9, "body": "<!-- nightshift: t-nightly -->\nwords"},
{"number": 11, "body": "<!-- nightshift: other-nightly -->"}]
END
GH_ISSUES=$work/issue
drive "red: night, the second" repo nightly "plan: success
test-linux: failure
programs-mac: success
test-mac: failure
required: failure
report: failure
issue: success"
equal "red: night: the suspects are the commits since the last green run" "Suspects: 1 commit since $green

* $(echo "$commit" | cut -c 1-12) 2026-01-01 \`red: one\` (\`n\`)" "$(sed -n '/^Suspects/,/^\*/p' "$run/body")"
equal "red: night: which is asked of GitHub" "gh run list --workflow t-nightly.yml --branch main --status success --limit 1 --json headSha --jq .[0].headSha // empty " "$(grep 'run list' "$run/gh")"
equal "red: night: the issue is updated" "gh issue edit 9 --body-file body.md 
gh issue comment 9 --body Red again: https://github.example/Owner/Name/actions/runs/77, at $commit. " "$(grep -v -e ' list ' -e ' view ' "$run/gh")"
drive "red: night of another branch" repo nightly "plan: success
test-linux: failure
programs-mac: success
test-mac: failure
required: failure
report: failure
issue: success" ref=topic
equal "red: night of another branch: the issue is left alone" "" "$(grep -v -e ' view ' -e 'run list' "$run/gh")"
turn repo none
commit=$(git -C repo rev-parse HEAD)
drive "recovery" repo nightly "plan: success
test-linux: success
programs-mac: success
test-mac: success
required: success
report: success
issue: success"
equal "recovery: the issue is closed" "gh issue close 9 --comment Green again: https://github.example/Owner/Name/actions/runs/77, at $commit. " "$(grep -v -e ' list ' -e ' view ' "$run/gh")"

# --- a test that nobody scheduled -------------------------------------------------------------------------------------

cp repo/t/list list
echo "$(cat list) forgotten" >repo/t/list
repository repo "another test"
drive "a test that nobody scheduled" repo pr "plan: success
test-linux: failure
build-mac: success
required: failure"
grep -q "error: test 'forgotten'" "$run/out/test-linux/log"
check "a test that nobody scheduled: it is named" "$(cat "$run/out/test-linux/log")"
drive "a test that nobody scheduled: merge" repo merge "plan: success
programs-linux: failure
test-linux: skipped
required: failure"
cp list repo/t/list
repository repo "without it"

# --- absence is no success --------------------------------------------------------------------------------------------

drive "a job that was cancelled" repo nightly "plan: success
test-linux: success
programs-mac: success
test-mac: cancelled
required: failure
report: failure
issue: success" cancel=test-mac
equal "a job that was cancelled: what is missing" "mac:a-far mac:a-one mac:a-slow mac:a-two mac:b-far mac:b-one mac:b-slow mac:b-two " "$(missing)"
grep -q '^gh issue edit 9' "$run/gh"
check "a job that was cancelled: the issue stays open"
equal "a job that was cancelled: the report names what is absent" "* it ran less than it owes: 8 of 14 units have no result
* absent on mac: \`a-far\`, \`a-one\`, \`a-slow\`, \`a-two\`, \`b-far\`, \`b-one\`, \`b-slow\`, \`b-two\`" "$(grep -e '^\* it ran' -e '^\* absent' "$run/body")"
drive "the report's job was cancelled" repo nightly "plan: success
test-linux: success
programs-mac: success
test-mac: success
required: success
report: cancelled
issue: success" cancel=report
equal "the report's job was cancelled: that is no green night, and the issue stays open" "There is no report, since the job that writes it did not get so far.
gh issue edit 9 --body-file body.md " "$(tail -n 1 "$run/body"; grep '^gh issue edit' "$run/gh")"
drive "verdicts that got lost" repo pr "plan: success
test-linux: success
build-mac: success
required: failure" lose=test-linux
drive "all that was built got lost" repo merge "plan: success
programs-linux: success
test-linux: failure
required: failure" lose=programs-linux
drive "the plan got lost" repo pr "plan: success
test-linux: success
build-mac: success
required: failure" lose=plan
drive "the planning job died" repo pr "plan: failure
test-linux: skipped
build-mac: skipped
required: failure" results.plan=failure
drive "a night that ran nothing" repo nightly "plan: success
test-linux: success
programs-mac: success
test-mac: success
required: failure
report: failure
issue: success" results.test-linux=success results.programs-mac=success results.test-mac=success

grep -q '^\* there is no record, so nothing is known to have run$' "$run/body"
check "a night that ran nothing: the report says so" "$(cat "$run/body")"

# --- a night that was green long ago, in the summary of a pull request -----------------------------------------------------

# summary NAME WANTED
summary() {
	drive "$1" repo pr "plan: success
test-linux: success
build-mac: success
required: success"
	equal "$1: the summary" "$2" "$(cat "$run/out/plan/summary" 2>/dev/null)"
}
ago() { echo "[{\"createdAt\": \"$($python -c "import time; print(time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - $1)))")\", \"url\": \"\"}]" >runs; }
echo '[]' >runs
summary "no green night yet" "No night of the suite t has been green yet."
ago $((3 * 86400 + 100))
summary "no green night for three days" "No night of the suite t was green for 3 days."
ago $((3 * 86400 - 100))
summary "a green night two days ago" ""
echo 'nothing' >runs
summary "GitHub does not say when a night was green" ""

sed 's/<env name="VALUE"/<env name="OTHER" value="1"\/>&/' repo/suite.xml >suite.xml && cp suite.xml repo/suite.xml
repository repo "a manifest that nobody has generated from"
drive "stale files" repo pr "plan: failure
test-linux: skipped
build-mac: skipped
required: failure"
grep -q '^stale: ' "$run/out/plan/log"
check "stale files: which" "$(cat "$run/out/plan/log")"

# The count by itself, over verdicts that are none.
$python - repo/.github/workflows/t-pr.yml >count.sh <<'END'
import sys, yaml
print([s["run"] for s in yaml.safe_load(open(sys.argv[1]))["jobs"]["required"]["steps"] if "PLAN" in s.get("env", {})][0])
END
# counted NAME WANTED VERDICT: what the count says of linux:u with that verdict
counted() {
	rm -rf c
	mkdir -p c/verdicts/linux/u
	printf '%b' "$3" >c/verdicts/linux/u/verdict
	printf 'linux\tu\n' >c/owed.tsv
	status=0
	(cd c && PLAN=p GITHUB_STEP_SUMMARY=summary bash --noprofile --norc -eo pipefail ../count.sh >/dev/null 2>&1) || status=$?
	equal "a verdict: $1" "$2" "$status"
}
counted "whole" 0 'nightshift 1\nplan p\nunit u\nverdict pass\nstatus 0\nend\n'
counted "empty" 1 ''
counted "cut short" 1 'nightshift 1\nplan p\nunit u\nverdict pass\nstatus 0\n'
counted "cut within its last line" 1 'nightshift 1\nplan p\nunit u\nverdict pass\nstatus 0\nen'
counted "of another plan" 1 'nightshift 1\nplan q\nunit u\nverdict pass\nstatus 0\nend\n'
counted "of another unit" 1 'nightshift 1\nplan p\nunit v\nverdict pass\nstatus 0\nend\n'
counted "a fail" 1 'nightshift 1\nplan p\nunit u\nverdict fail\nstatus 1\nend\n'
counted "a pass with a status" 1 'nightshift 1\nplan p\nunit u\nverdict pass\nstatus 1\nend\n'
counted "a pass without a status" 1 'nightshift 1\nplan p\nunit u\nverdict pass\nend\n'

# A night that owes nothing.
rm -rf c
mkdir c && : >c/owed.tsv
run sh -c 'cd c && PLAN=p GITHUB_STEP_SUMMARY=summary exec bash --noprofile --norc -eo pipefail ../count.sh'
ends "nothing is owed" 1 "" "0 units are owed, 0 passed
nothing is owed, so nothing was tested"

# --- only what a change makes due -------------------------------------------------------------------------------------

equal "no word of what a change makes due: nothing asks for it" 0 "$(grep -c BASE repo/.github/workflows/t-pr.yml)"
one='paths="one.c"' two='paths="two.c"'
cut='<shards lane="pr" platform="linux" count="2"/>'
suite off "$make due=\"all\"/>" "$cut"
equal "affected: turned off" 0 "$(grep -c BASE off/.github/workflows/t-pr.yml)"
suite aff "$make><event name=\"workflow_dispatch\"/></workflow>" "$cut<ignore paths=\"/docs/\"/>"
shards=$(jq -r '.shards | map(.units | join(" ")) | join("; ")' aff/nix/t.json)
equal "affected: the shards" "a-one a-two; b-one b-two" "$shards"
all_run="plan: success
programs-linux: success
test-linux: success
build-mac: success"
plan_red="plan: failure
programs-linux: skipped
test-linux: skipped
build-mac: skipped
required: failure"
change aff t/two.c
drive "affected: some" aff pr "$all_run
required: success" base="$base" event=pull_request
equal "affected: some: they ran" "linux:a-two linux:b-two " "$(passed)"
equal "affected: some: why, in the summary" "### t: what the change makes due

    suite 't', lane pr: 2 of 4 units due, 6.0 s of 14.0 s
    since $(echo "$base" | cut -c 1-12): 1 file changed
    
    due
      2 units: paths 'two.c' matches 't/two.c'
        a-two b-two
    
    left out
      2 units: none of their paths changed
    " "$(cat "$run/out/plan/summary")"
drive "affected: what was due got lost" aff pr "$all_run
required: failure" base="$base" lose=test-linux
equal "affected: what was due got lost: it is missing" "linux:a-two linux:b-two " "$(missing)"
drive "affected: what was due was skipped" aff pr "plan: success
programs-linux: success
test-linux: skipped
build-mac: success
required: failure" base="$base" results.test-linux=skipped
drive "affected: no such base" aff pr "$plan_red" base=0123456789012345678901234567890123456789
git clone -q --depth=1 "file://$work/aff" shallow 2>/dev/null
drive "affected: a shallow clone" shallow pr "$plan_red" base="$base"
grep -q "no commit is named '$base' here; this clone is shallow" "$run/out/plan/log"
check "affected: a shallow clone: it says so" "$(cat "$run/out/plan/log")"
echo '{"units":[]}' >aff/due.json
repository aff "a file of the answer's name"
drive "affected: nothing asked, all is due" aff pr "$all_run
required: success" event=workflow_dispatch
equal "affected: nothing asked: they ran" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
change aff docs/more
drive "affected: nothing" aff pr "plan: success
programs-linux: skipped
test-linux: skipped
build-mac: success
required: success" base="$base"
change aff other.c
drive "affected: a file that nobody claims" aff pr "$all_run
required: success" base="$base"
equal "affected: a file that nobody claims: all ran" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
grep -q "everything is due: 'other.c' is claimed by no rule" "$run/out/plan/summary"
check "affected: a file that nobody claims: the summary says so" "$(cat "$run/out/plan/summary")"

# In the place of nightshift: what it says of a change as JSON, made into something else.
cat >standin <<END
#!/bin/sh
case "\$1 \$*" in
"affected "*json*)
	echo "\$*" >>"$work/asked"
	"$nightshift" "\$@" >"$work/answer" && jq -f "$work/filter" "$work/answer"
	;;
*) exec "$nightshift" "\$@" ;;
esac
END
chmod +x standin
NIGHTSHIFT_STANDIN=$work/standin
change aff t/two.c
echo . >filter
drive "affected: the stand-in says the same" aff pr "$all_run
required: success" base="$base"
equal "affected: nightshift is asked once" "affected --base $base --lane pr --format json -f suite.xml" "$(cat asked)"
while IFS= read -r filter; do
	printf '%s\n' "$filter" >filter
	drive "affected: an answer that cannot be true: $filter" aff pr "$plan_red" base="$base"
done <<'END'
"no object"
empty
del(.units)
.units = []
.include = .matrix.include | del(.units)
.format = 2
.suite = "u"
.lane = "merge"
del(.units[0])
.units += [{id: "a-slow", due: true, on: ["linux"]}]
.units += [{id: "a-slow", due: false, on: []}]
.units |= map(if .due then .on = ["mac"] else . end)
.units |= map(.on = [])
.units |= map(del(.on))
.units |= map(del(.due))
.units |= map(.due = false)
.units |= map(.due = "true")
END
unset NIGHTSHIFT_STANDIN

turn aff two
change aff t/one.c
drive "affected: red, but not due" aff pr "$all_run
required: success" base="$base"
change aff t/two.c
drive "affected: red" aff pr "plan: success
programs-linux: success
test-linux: failure
build-mac: success
required: failure" base="$base"
# Of each class, one: so there is a leg with nothing to do.
one='class="k"' two='class="k"'
suite class "$make/>" "$cut<select lane=\"pr\" per-class=\"1\"/>"
change class any
drive "affected: one of a class" class pr "$all_run
required: success" base="$base"
equal "affected: one of a class: it ran, in the one leg" "1 1" "$(passed | wc -w | tr -d ' ') $(cd "$run/out" && find test-* -prune | wc -l | tr -d ' ')"
# Two platforms that check: what one does not owe, the other still does.
keep=$platforms one='paths="one.c"' two='paths="two.c" platforms="linux" reason="there"'
platforms=$(printf '%s\n' "$platforms" | sed 's/pr="build"/pr="checked"/;s/name="far"/& paths="far.c"/')
suite two "$make/>" '<ignore paths="docs/"/>'
change two t/docs/more
drive "affected: nothing on either platform" two pr "plan: success
test-linux: skipped
test-mac: skipped
required: success" base="$base"
change two t/two.c
drive "affected: something on one platform" two pr "plan: success
test-linux: success
test-mac: skipped
required: success" base="$base"
equal "affected: something on one platform: it ran" "linux:a-two linux:b-two " "$(passed)"
change two t/far.c
drive "affected: something on the other" two pr "plan: success
test-linux: skipped
test-mac: success
required: success" base="$base"
equal "affected: something on the other: it ran" "mac:a-far mac:b-far " "$(passed)"
change two t/one.c
drive "affected: something on both" two pr "plan: success
test-linux: success
test-mac: success
required: success" base="$base"
equal "affected: something on both: it ran" "linux:a-one linux:b-one mac:a-one mac:b-one " "$(passed)"
platforms=$keep one='' two=''

# --- container --------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2016
container='<workflow engine="container" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"><container file="Docker file" options="--shm-size=1g --security-opt '"'seccomp=un confined'"'"/>'
# macOS has no docker.
platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="arm" system="aarch64-linux" runner="r" pr="build" merge="none" nightly="none"><gap reason="builds"/></platform>'
for via in image registry; do
	rm -rf boxed
	mkdir boxed && : >"boxed/Docker file"
	suite boxed "$container<share via=\"$via\"/></workflow>" '<shards lane="merge" platform="linux" count="2"/>'
	# shellcheck disable=SC2016
	bash -c 'x=A; [ "${x,,}" = a ]' 2>/dev/null || { skip "container via $via" "bash is older than 4"; continue; }
	command -v zstd >/dev/null || { skip "container via $via" "there is no zstd"; continue; }
	drive "container via $via: the image travels" boxed merge "plan: success
programs-linux: success
test-linux: success
required: success"
	equal "container via $via: what passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
	equal "container via $via: one image is built" 1 "$(grep -c '^docker build' "$run/docker.log")"
	turn boxed two
	drive "container via $via: red" boxed merge "plan: success
programs-linux: success
test-linux: failure
required: failure"
done
drive "container: a pull request needs no image to travel" boxed pr "plan: success
build-arm: success
test-linux: failure
required: failure"
equal "container: the seed reaches what takes it" "seed $("$nightshift" seed -C boxed -f suite.xml)" "$(grep -h '^seed' "$run/out/test-linux/work/verdicts/linux/a-two/verdict")"
finish
