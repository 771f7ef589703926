#!/bin/sh
# Where the CI service shows a run and its commit: what names it, what results it is kept of, and that it travels with the record.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"

links() { sqlite3 -separator ' ' "$1" "SELECT of, name, url FROM link ORDER BY 1, 2"; }
# taken NAME WANTED VARIABLE...: what is kept if results of the first commit are recorded with these variables
taken() {
	point=$1 wanted=$2
	shift 2
	rm -f t.db
	cp empty.db t.db
	env "$@" "$nightshift" record -q -C r --record ../t.db "$work/a/linux" || not_ok "$point"
	equal "$point" "$wanted" "$(links t.db)"
}
ours=https://github.com/o/r
taken "without a CI service there is none" ""
taken "GitHub Actions: the run, and the commit" "commit $first $ours/commit/$first
run n1 $ours/actions/runs/9" GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=o/r GITHUB_RUN_ID=9 GITHUB_SHA="$first"
taken "a run that was started again: that run, of which there is one" "commit $first $ours/commit/$first
run n1 $ours/actions/runs/9" GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=o/r GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 GITHUB_SHA="$first"
taken "GitLab" "commit $first https://gitlab.com/g/p/-/commit/$first
run n1 https://gitlab.com/g/p/-/pipelines/5" CI_PIPELINE_URL=https://gitlab.com/g/p/-/pipelines/5 CI_PROJECT_URL=https://gitlab.com/g/p CI_COMMIT_SHA="$first"
for variable in BUILDKITE_BUILD_URL BUILD_URL; do
	cp empty.db t.db
	env $variable=https://ci.example/1 "$nightshift" record -q -C r --record ../t.db --commit "$first" "$work/a/linux" || not_ok "$variable"
	equal "$variable: the run, of the commit that --commit names" "run n1 https://ci.example/1" "$(links t.db)"
done
taken "what is no address of the web is not kept" "" CI_PIPELINE_URL='javascript:alert(1)' CI_PROJECT_URL='https://gitlab.com/a b' CI_COMMIT_SHA="$first"
taken "results of another commit are not of this run" "" GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=o/r GITHUB_RUN_ID=9 GITHUB_SHA="$second"

# The folder of a run that is known, in a later CI run: that one is not where it ran.
env BUILD_URL=https://ci.example/9 "$nightshift" record -q -C r --record ../t.db --commit "$first" "$work/a/linux" || not_ok "record"
cp empty.db t.db
for build in 9 10; do env BUILD_URL=https://ci.example/$build "$nightshift" record -q -C r --record ../t.db --commit "$first" "$work/a/linux" || not_ok "record"; done
equal "what was recorded before keeps its address" "run n1 https://ci.example/9" "$(links t.db)"

# Reports of other programs, and what Nix had kept, are of the run that the command line or CI names.
printf '<testsuite name="x"><testcase classname="one" name="a"/></testsuite>\n' >report.xml
cp empty.db t.db
env GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=o/r GITHUB_RUN_ID=9 GITHUB_SHA="$first" "$nightshift" record -q -C r --record ../t.db --platform linux --lane nightly "$work/report.xml"
equal "a report in JUnit XML" "commit $first $ours/commit/$first
run github-9 $ours/actions/runs/9" "$(links t.db)"

# --- it travels -----------------------------------------------------------------------------------------------------------------

text t.db >t.tsv
equal "an export has them, at its end" "link	commit	$first	$ours/commit/$first
link	run	github-9	$ours/actions/runs/9" "$(grep '^link' t.tsv)"
cp empty.db u.db
run ns record --record ../u.db ../t.tsv
ends "it is merged" 0 "" "1 export: 0 results new, 0 known"
equal "with them" "$(links t.db)" "$(links u.db)"
text u.db >u.tsv
same "and exported again it has the same bytes" t.tsv u.tsv

# Two records that have other addresses for one run: in whichever order, the same one stays.
sed 's,runs/9$,runs/8,' t.tsv >v.tsv
for order in "t v" "v t"; do
	cp empty.db w.db
	for x in $order; do ns record -q --record ../w.db "../$x.tsv" || not_ok "merge $x"; done
	equal "of two addresses the first by its bytes stays: $order" "$ours/actions/runs/8" "$(links w.db | sed -n 's/^run github-9 //p')"
done

# A part of a record takes along what belongs to it, and nothing else.
env BUILD_URL=https://ci.example/2 "$nightshift" record -q -C r --record ../t.db --commit "$first" "$work/a/linux"
equal "an export of one run has its address and that of its commit" "link	commit	$first	$ours/commit/$first
link	run	n1	https://ci.example/2" "$(ns record --record ../t.db --run n1 --export - | grep '^link')"
sed 's,^link	run.*,link	run	n1	nonsense,' t.tsv >bad.tsv
run ns record --record ../w.db ../bad.tsv
ends "an export with anything else is refused" 2 "../bad.tsv:$(grep -n '^link	run' bad.tsv | cut -d: -f1):1: error: 'url' of 'link' is 'nonsense', expected: an address that begins with http:// or https://" ""
finish
