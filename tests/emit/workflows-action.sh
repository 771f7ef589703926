#!/bin/sh
# Where the manifest says nothing of how nightshift gets into a job, the project's own action brings it, which uses .github/actions/setup: from a
# folder in the place of the server, then from the cache. Its version stands in that action's file alone. What `nightshift help action`
# prints is one that works; a release that is damaged stops the plan.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/engines.sh
. "$top/tests/emit/lib/engines.sh"
# shellcheck source=tests/emit/lib/action.sh
. "$top/tests/emit/lib/action.sh"

release
! command -v nightshift >/dev/null
check "no job has nightshift but from the action"
mkdir -p repo/.github/actions/nightshift
"$nightshift" help action >repo/.github/actions/nightshift/action.yml
# on the same machine, so that all of them run here
suite repo '<workflow engine="make" cron="0 1 * * *" required="t"/>'
equal "no file but the project's own names a version of it" repo/.github/actions/nightshift/action.yml "$(grep -rl "setup@" repo --include='*.yml')"
equal "each job that calls it gets it, and only all of it where that is wanted" "night: plan all, test all, report all; pr: plan all, test all" "$("$python" - <<'END'
import yaml
said = []
for name, lane in ("night", "nightly"), ("pr", "pr"):
    jobs = yaml.safe_load(open(f"repo/.github/workflows/t-{lane}.yml"))["jobs"]
    found = []
    for job, what in jobs.items():
        uses = [s for s in what["steps"] if s.get("uses") == "./.github/actions/nightshift"]
        calls = [s for s in what["steps"] if any(line.lstrip(" (").startswith(("nightshift ", "exec nightshift ")) for line in s.get("run", "").splitlines())]
        assert len(uses) == bool(calls), job
        if uses and job.split("-")[-1] != "mac":
            found.append(job.split("-")[0] + (" all" if uses[0].get("with", {}).get("core", True) else " front"))
    said.append(f"{name}: {', '.join(found)}")
print("; ".join(said))
END
)"
drive "pull request: it is fetched, and all jobs are green" repo pr "$(jobs plan test-linux build-mac required)" $served
equal "it is the released one" "nightshift: $version is the released one, for $system" "$(grep -h '^nightshift: ' "$run/out/plan/log")"
rm -r "$work/server"
drive "night: it comes from the cache, whatever the server has" repo nightly "$(jobs plan test-linux test-mac required report issue)" $served
equal "and is taken as it is" "nightshift: $version is there" "$(grep -h '^nightshift: ' "$run/out/plan/log" "$run/out/report/log" "$run/out/test-linux-1/log" | sort -u)"

# a part of nightshift is enough where nothing asks which tests exist
suite part '<workflow engine="make" cron="0 1 * * *" required="t" nightshift="nightshift"/>'
mkdir -p part/.github/actions && cp -R repo/.github/actions/nightshift part/.github/actions/
rewrite '/<discover/d;s/ nightshift="nightshift"//' part/suite.xml
(cd part && "$nightshift" generate -q --no-record -f suite.xml)
repository part
rm -r "$work/cache" && release
drive "without a discovery: a leg gets the front program alone" part pr "$(jobs plan test-linux build-mac required)" $served
equal "which has no core" "nightshift-front" "$(cd "$run/out/test-linux-1/temp" && echo *)"

rm -r "$work/cache"
echo more >>"$folder_of_release/nightshift-$version-$system.tar.gz"
drive "a damaged release: the plan is red, and nothing is green" repo pr "$(jobs plan=failure test-linux=skipped build-mac=skipped required=failure)" $served
grep -q "^::error::nightshift: file://.* has the checksum .*, and its SHA256SUMS says " "$run/out/plan/log"
check "and says why" "$(cat "$run/out/plan/log")"

# --- the file of the action

cp -R repo none && rm -r none/.github/actions
for what in "generate --check" lint; do
	# shellcheck disable=SC2086
	run "$nightshift" $what --no-discover -q -C none -f suite.xml
	[ "$status" = 2 ] && case $err in *"which is not there: run 'mkdir -p .github/actions/nightshift && nightshift help action >.github/actions/nightshift/action.yml'"*) ;; *) false ;; esac
	check "$what: an action that is not there is an error" "$err"
done
mkdir -p none/.github/actions/nightshift && echo 'name: mine' >none/.github/actions/nightshift/action.yaml
run "$nightshift" generate --no-record -q -C none -f suite.xml
ends "whoever writes it, and whatever is in it" 0 "" ""
equal "it stays as it is" "name: mine" "$(cat none/.github/actions/nightshift/*)"
finish
