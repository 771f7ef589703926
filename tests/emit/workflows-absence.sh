#!/bin/sh
# The scripts of the workflows at work: what is cancelled, lost, stale or absent is never a success; and the summary of a pull request says how long no night was green.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/engines.sh
. "$top/tests/emit/lib/engines.sh"

with_shards repo
known_issue

# --- absence is no success --------------------------------------------------------------------------------------------

drive "a test job that was cancelled: required check and report fail" repo nightly "$(jobs plan test-linux programs-mac test-mac=cancelled required=failure report=failure issue)" cancel=test-mac
equal "a test job that was cancelled: its units are missing" "mac:a-far mac:a-one mac:a-slow mac:a-two mac:b-far mac:b-one mac:b-slow mac:b-two " "$(missing)"
grep -q '^gh issue edit 9' "$run/gh"
check "a test job that was cancelled: the issue stays open"
equal "a test job that was cancelled: the report names its units as absent" "* it ran less than it owes: 8 of 14 units have no result
* absent on mac: \`a-far\`, \`a-one\`, \`a-slow\`, \`a-two\`, \`b-far\`, \`b-one\`, \`b-slow\`, \`b-two\`" "$(grep -e '^\* it ran' -e '^\* absent' "$run/body")"
drive "the report's job was cancelled: the issue's job still runs" repo nightly "$(jobs plan test-linux programs-mac test-mac required report=cancelled issue)" cancel=report
equal "the report's job was cancelled: the night is not green, and the issue stays open" "There is no report, since the job that writes it did not get so far.
gh issue edit 9 --title t: the night is red --body-file body.md " "$(tail -n 1 "$run/body"; grep '^gh issue edit' "$run/gh")"
drive "verdicts that got lost: the required check fails" repo pr "$(jobs plan test-linux build-mac required=failure)" lose=test-linux
drive "programs that got lost: the test job and the required check fail" repo merge "$(jobs plan programs-linux test-linux=failure required=failure)" lose=programs-linux
drive "a plan that got lost: test job and required check fail" repo pr "$(jobs plan test-linux=failure build-mac required=failure)" lose=plan
drive "a planning job that died: nothing runs, and the required check fails" repo pr "$(jobs plan=failure test-linux=skipped build-mac=skipped required=failure)" results.plan=failure
drive "a night that ran nothing: required check and report fail" repo nightly "$(jobs plan test-linux programs-mac test-mac required=failure report=failure issue)" results.test-linux=success results.programs-mac=success results.test-mac=success

grep -q '^\* there is no record, so nothing is known to have run$' "$run/body"
check "a night that ran nothing: the report says that nothing is known to have run" "$(cat "$run/body")"

# --- a night that was green long ago, in the summary of a pull request ------------------------------------------------

# summary NAME WANTED
summary() {
	drive "$1: the pull request is green" repo pr "$(jobs plan test-linux build-mac required)"
	equal "$1: the summary of a pull request says so, if it is long ago" "$2" "$(cat "$run/out/plan/summary" 2>/dev/null)"
}
ago() { echo "[{\"createdAt\": \"$("$python" -c "import time; print(time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - $1)))")\", \"url\": \"\"}]" >runs; }
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
drive "files that are not what the manifest says: planning and the required check fail" repo pr "$(jobs plan=failure test-linux=skipped build-mac=skipped required=failure)"
grep -q '^stale: ' "$run/out/plan/log"
check "files that are not what the manifest says: the log names them" "$(cat "$run/out/plan/log")"

finish
