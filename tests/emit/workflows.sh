#!/bin/sh
# The scripts of the workflows at work, for engine make: every job of every lane, in scratch clones, for a green suite and red
# ones, what the required check says of it, and the issue of a red night. What is missing is in workflows-absence.sh, what a
# change makes due in workflows-due.sh, the engine container in workflows-container.sh.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/engines.sh
. "$top/tests/emit/lib/engines.sh"

with_shards repo

# --- green ------------------------------------------------------------------------------------------------------------

drive "pull request: all jobs are green" repo pr "$(jobs plan test-linux build-mac required)"
equal "pull request: the required check counts every unit of the lane" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
equal "pull request: the platform that only builds has built the product, its environment unchanged" "  it's \"so\": # é \$x
a
b" "$(cat "$run/out/build-mac/work/t/product" && echo && sort "$run/out/build-mac/work/t/built")"
equal "pull request: the manifest's own step has run" "it's: # é" "$(cat "$run/out/test-linux-1/work/step")"
drive "merge: the programs are built once, the shards run, and all jobs are green" repo merge "$(jobs plan programs-linux test-linux required)"
equal "merge: the required check counts every unit of the lane" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
equal "merge: no leg of the matrix has built programs" "built" "$(find "$run/out" -name built -exec basename {} \;)"
equal "merge: each leg of the matrix ran the two units of its shard" "2 2" "$(find "$run/out/artifacts/t-verdicts-linux-1" -name verdict | wc -l | tr -d ' ') $(find "$run/out/artifacts/t-verdicts-linux-2" -name verdict | wc -l | tr -d ' ')"
drive "night: all jobs are green" repo nightly "$(jobs plan test-linux programs-mac test-mac required report issue)"
equal "night: the required check counts every unit of both platforms" "linux:a-one linux:a-slow linux:a-two linux:b-one linux:b-slow linux:b-two mac:a-far mac:a-one mac:a-slow mac:a-two mac:b-far mac:b-one mac:b-slow mac:b-two " "$(passed)"
equal "night: the report is an artifact as text and as a page" "report.html report.md" "$(cd "$run/out/artifacts/t-report" && echo *)"
equal "night: where no issue is open none is touched" "0" "$(grep -c -v -e '^gh issue list' -e '^gh run view' -e '^gh run list' "$run/gh")"

# --- red --------------------------------------------------------------------------------------------------------------

turn repo one
drive "red pull request: the test job and the required check fail" repo pr "$(jobs plan test-linux=failure build-mac required=failure)"
equal "red pull request: the other units ran and passed" "linux:a-two linux:b-two " "$(passed)"
equal "red pull request: the summary names the units without a pass" "### t, lane pr: red

    a-one: fail, exit status 1
        again:
        $ nightshift run a-one
    b-one: fail, exit status 1
        again:
        $ nightshift run b-one
    t: red: 2 of 4 units did not pass; pr on linux, commit $(git -C repo rev-parse HEAD), seed $(cd repo && "$nightshift" seed -f suite.xml)
    job 'test-linux' did not succeed: failure" "$(cat "$run/out/required/summary")"
drive "red merge: the test job and the required check fail" repo merge "$(jobs plan programs-linux test-linux=failure required=failure)"
drive "first red night: tests, required check and report fail, and the issue's job runs" repo nightly "$(jobs plan test-linux=failure programs-mac test-mac=failure required=failure report=failure issue)"
equal "first red night: one issue is opened, with its labels" "gh label create night 
gh label create bug:1 
gh issue create --title t: the night is red --body-file body.md --label night --label bug:1 " "$(grep -v -e ' list ' -e ' view ' "$run/gh")"
commit=$(git -C repo rev-parse HEAD)
green=$(git -C repo rev-parse HEAD~1)
# The last lines of a log are the program's own, so this one has none.
equal "first red night: the issue's body is the report" "<!-- nightshift: t-nightly -->
[The last night](https://github.example/Owner/Name/actions/runs/77) of lane nightly of the suite t was red, at $commit.

* [t: test on linux](https://github.example/job/1): failure

**Lane nightly of the suite t at $commit is red.**

* 4 of 14 units failed

| platform | owed | passed | flaky | skipped | failed | undone | absent | ran | cached |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| linux    | 6 | 4 | 0 | 0 | 2 | 0 | 0 | 6 | 0 |
| mac      | 8 | 6 | 0 | 0 | 2 | 0 | 0 | 8 | 0 |

The record knows no green night.

Suspects: no green night is known before this one: name the last one with --since

**a-one** on linux: fail, exit status 1

\`\`\`text
git checkout $commit
make -f t/tests.mk t-test-a-one t_platform=linux
nix build '.?rev=$commit#t-checked.runs.\"a-one\"'
\`\`\`" "$(sed '/^\*\*b-one/,$d' "$run/body")"
equal "first red night: the summary has the same report" "$(sed '1,/^\* \[t/d' "$run/body" | tail -n +2)" "$(cat "$run/out/report/summary")"
grep -q 'no night of main is known to have been green' "$run/out/report/log"
check "first red night: the log says that no green night is known"
echo "[{\"headSha\": \"$green\"}]" >runs
known_issue
drive "second red night: tests, required check and report fail, and the issue's job runs" repo nightly "$(jobs plan test-linux=failure programs-mac test-mac=failure required=failure report=failure issue)"
equal "second red night: the suspects are the commits since the last green run" "Suspects: 1 commit since $green

* $(echo "$commit" | cut -c 1-12) 2026-01-01 \`red: one\` (\`n\`)" "$(sed -n '/^Suspects/,/^\*/p' "$run/body")"
equal "second red night: the last green run is asked of GitHub" "gh run list --workflow t-nightly.yml --branch main --status success --limit 1 --json headSha --jq .[0].headSha // empty " "$(grep 'run list' "$run/gh")"
equal "second red night: the open issue is updated" "gh issue edit 9 --title t: the night is red --body-file body.md 
gh issue comment 9 --body Again red: https://github.example/Owner/Name/actions/runs/77, at $commit. " "$(grep -v -e ' list ' -e ' view ' "$run/gh")"
drive "red night of another branch: the same jobs fail" repo nightly "$(jobs plan test-linux=failure programs-mac test-mac=failure required=failure report=failure issue)" ref=topic
quiet "red night of another branch: the issue is left alone" sed -e '/ view /d' -e '/run list/d' "$run/gh"
turn repo none
commit=$(git -C repo rev-parse HEAD)
drive "green night after a red one: all jobs are green" repo nightly "$(jobs plan test-linux programs-mac test-mac required report issue)"
equal "green night after a red one: the issue is closed" "gh issue close 9 --comment Green again: https://github.example/Owner/Name/actions/runs/77, at $commit. " "$(grep -v -e ' list ' -e ' view ' "$run/gh")"

# --- a test that nobody scheduled -------------------------------------------------------------------------------------

cp repo/t/list list
echo "$(cat list) forgotten" >repo/t/list
repository repo "another test"
drive "a test that the manifest does not have: the test job and the required check fail" repo pr "$(jobs plan test-linux=failure build-mac required=failure)"
grep -q "error: test 'forgotten'" "$run/out/test-linux-1/log"
check "a test that the manifest does not have: the log names it" "$(cat "$run/out/test-linux-1/log")"
drive "a test that the manifest does not have: in the lane merge the build of the programs fails" repo merge "$(jobs plan programs-linux=failure test-linux=skipped required=failure)"
cp list repo/t/list
repository repo "without it"
finish
