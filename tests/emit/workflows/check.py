#!/usr/bin/env python3
"""Rules that every workflow of ours keeps: check.py FILE... prints each one that is broken, with its file, and exits 1.
check.py --plant FILE... breaks each rule on purpose in copies of the files and is red if that is not seen."""
import json
import re
import sys
from pathlib import Path

import yaml

TOP = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TOP / "tests/style"))
import elsewhere

LEGS_MAX = 256
LINE_MAX = 160
# More has changed of a pull request than its text.
CHANGED = "github.event.action != 'edited' || github.event.changes.base"

# The table of actions in gen/emit/workflow_values.c: name, commit, version.
PINS = {
    (name, commit, version)
    for name, commit, version in re.findall(
        r'\{ "([\w-]+/[\w-]+)",\s*"([0-9a-f]{40})",\s*"(v[0-9.]+)" \}', (TOP / "gen/emit/workflow_values.c").read_text()
    )
}
assert len(PINS) == 5, "gen/emit/workflow_values.c has another form"


class Flow:
    def __init__(self, text):
        self.text = text
        self.doc = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.on = self.doc[True]  # YAML 1.1 reads the key 'on' so
        self.jobs = self.doc["jobs"]
        # Written by nightshift, and of which lane; a workflow by hand keeps fewer rules.
        lane = re.search(r"^# Lane '(\w+)' of the suite", text, re.M)
        self.lane = lane[1] if lane else None


def steps(flow):
    for name, job in flow.jobs.items():
        for step in job["steps"]:
            yield name, step


def words(x):
    return x if isinstance(x, list) else [x]


def top_permissions(flow):
    if flow.doc.get("permissions") not in ({}, {"contents": "read"}):
        yield f"permissions of the workflow are {flow.doc.get('permissions')}"


def job_permissions(flow):
    for name, job in flow.jobs.items():
        if "permissions" not in job:
            if flow.lane:
                yield f"job {name} says no permissions"
            continue
        if not isinstance(job["permissions"], dict):
            yield f"job {name} may {job['permissions']}"
            continue
        for what, may in job["permissions"].items():
            scripts = "".join(step.get("run", "") for step in job["steps"])
            needs_it = {
                ("issues", "write"): "gh issue create" in scripts,
                ("packages", "write"): "docker push" in scripts,
                ("packages", "read"): "docker pull" in scripts,
                ("actions", "read"): "gh run view" in scripts or "gh run list" in scripts,
                # who may write runs nothing of the repository
                ("contents", "write"): ("git push" in scripts or "gh release create" in scripts) and not any("download-artifact@" not in step.get("uses", "download-artifact@") for step in job["steps"]),
                ("contents", "read"): any("actions/checkout@" in step.get("uses", "") for step in job["steps"]),
            }
            if not needs_it.get((what, may)):
                yield f"job {name} has {what}: {may} and does not need it"


# The steps that run units, by name.
UNITS = ("Run the units", "Build, and run what this lane owes here", "Judge")


def timeouts(flow):
    for name, job in flow.jobs.items():
        if not isinstance(job.get("timeout-minutes"), int):
            yield f"job {name} has no timeout-minutes"
            continue
        for step in job["steps"]:
            if step.get("name") in UNITS and not 1 <= step.get("timeout-minutes", 0) < job["timeout-minutes"]:
                yield f"job {name} runs units for as long as it may take itself, so that none of what became of them is uploaded"


def processors(flow):
    for name, step in steps(flow):
        script = step.get("run", "")
        # as many derivations at a time as nix.conf says, which is one
        if step.get("name") in UNITS and ("nix-store --realise" in script or "nix build" in script) and " --max-jobs " not in script:
            yield f"job {name} does not say how many units Nix may run at a time"


def orders(flow):
    for name, step in steps(flow):
        script = step.get("run", "")
        if "::stop-commands::" in script and not re.search(r"^stop=\$\(od -An -N16 -tx1 /dev/urandom .*\n(.*\n)*echo \"::stop-commands::\$stop\"\n(.*\n)*echo \"::\$stop::\"$", script, re.M):
            yield f"job {name} gives orders back at a word that others may know, or never"
        if "--log-format internal-json" in script and "::stop-commands::" not in script:
            yield f"job {name} lets what a unit prints give orders"


def pins(flow):
    for line in flow.text.splitlines():
        uses = re.match(r"\s*(?:- )?uses: (.*)", line)
        # the project's own, whose version it says itself
        if not uses or uses[1] == "./.github/actions/nightshift":
            continue
        pin = re.fullmatch(r"([\w-]+/[\w-]+)@([0-9a-f]{40}) # (v[0-9.]+)", uses[1])
        if not pin or pin.groups() not in PINS:
            yield f"'{uses[1]}' is not in the table of pins"


def credentials(flow):
    for name, step in steps(flow):
        if step.get("uses", "").startswith("actions/checkout@"):
            if step.get("with", {}).get("persist-credentials") is not False:
                yield f"a checkout of job {name} keeps its credentials"


def artifacts(flow):
    for name, step in steps(flow):
        if step.get("uses", "").startswith("actions/upload-artifact@"):
            if step["with"].get("overwrite") is not True or "retention-days" not in step["with"]:
                yield f"an artifact of job {name} has no retention-days, or a second attempt cannot replace it"
            if "run_attempt" in step["with"]["name"]:
                yield f"an artifact of job {name} is not replaced by that of a second attempt, whose name is another"


def caches(flow):
    tokens = {step["with"]["authToken"] for _, step in steps(flow) if "authToken" in step.get("with", {})}
    for name, job in flow.jobs.items():
        if name in ("plan", "required", "report", "record", "issue") and any(token in json.dumps(job) for token in tokens):
            yield f"job {name} holds the cache's token and has nothing to put there"
    for name, step in steps(flow):
        if step.get("uses", "").startswith("cachix/cachix-action@"):
            if step["with"].get("skipPush") is True:
                continue
            # in daemon mode the filter is not looked at (src/main.ts of the action)
            if "(run-|report|checked)" not in step["with"].get("pushFilter", "") or step["with"].get("useDaemon") is not False:
                yield f"job {name} puts what proves a test into the cache"
            if step.get("continue-on-error") is not True or "== ''" not in str(step["with"].get("skipPush", "== ''")):
                yield f"job {name} fails in a fork, which has no secret"


def needs(flow):
    for name, job in flow.jobs.items():
        for need in words(job.get("needs", [])):
            if need not in flow.jobs:
                yield f"job {name} needs {need}, which is not there"
        if flow.lane and name not in ("plan", "required", "issue", "record") and "plan" not in words(job.get("needs", [])):
            yield f"job {name} does not wait for the plan"


def required(flow):
    if not flow.lane:
        return
    job = flow.jobs.get("required")
    if not job:
        yield "there is no job 'required'"
        return
    missing = set(flow.jobs) - {"required", "report", "issue", "record"} - set(words(job["needs"]))
    if missing:
        yield f"the required check does not need {' '.join(sorted(missing))}"
    if job.get("if") != ("${{ always() && (%s) }}" % CHANGED if flow.lane == "pr" else "${{ always() }}"):
        yield "the required check is skipped where a job before it is not green"
    # what was skipped is green to branch protection
    if flow.lane == "pr" and not job["name"].startswith("${{ (%s) && '" % CHANGED):
        yield "the required check is skipped by its name if only the text of a pull request changes"
    if [j.get("name") for j in flow.jobs.values()].count(job["name"]) != 1:
        yield "two jobs have the name of the required check"
    if any("continue-on-error" in step for step in job["steps"]):
        yield "a step of the required check may fail"


def concurrency(flow):
    group = flow.doc.get("concurrency")
    if flow.lane in ("merge", "nightly"):
        # of three starts in one group the second, which waits, is cancelled
        if group:
            yield "a run may be cancelled by a later one"
    elif not group:
        yield "there is no concurrency group"
    elif flow.lane == "pr" and not (group["cancel-in-progress"] is True and "-${{ (%s) && github.event.pull_request.number || github.run_id }}" % CHANGED in group["group"]):
        yield "a newer push to a pull request does not cancel the older run, or one of another, or a change of its text does"
    if any("concurrency" in job for job in flow.jobs.values()):
        yield "a job has a concurrency group, which the legs of a matrix would share"


def matrices(flow):
    for name, job in flow.jobs.items():
        matrix = job.get("strategy", {}).get("matrix")
        if not matrix:
            continue
        if job["strategy"].get("fail-fast") is not False:
            yield f"a leg of job {name} that fails cancels the others"
        if isinstance(matrix, dict):
            legs = 1
            for value in matrix.values():
                if isinstance(value, list):
                    legs *= len(value)
                elif not re.fullmatch(r"\$\{\{ fromJSON\(needs\.plan\.outputs\.[\w-]+\) \}\}", value):
                    yield f"the matrix of job {name} is {matrix}"
            if not 0 < legs <= LEGS_MAX:
                yield f"job {name} has {legs} legs"
        else:
            yield f"the matrix of job {name} is {matrix}"


def foreign_text(flow):
    for name, step in steps(flow):
        if "${{" in step.get("run", ""):
            yield f"a script of job {name} has an expression in it"


def events(flow):
    on = flow.on if isinstance(flow.on, dict) else {x: None for x in words(flow.on)}
    if "pull_request_target" in on or "workflow_run" in on:
        yield "it runs foreign code with this repository's rights"
    wanted = {"pr": "pull_request", "merge": "push", "nightly": "schedule"}.get(flow.lane)
    if wanted and wanted not in on:
        yield f"it does not run on {wanted}"
    if wanted and {"pull_request", "push", "schedule"} & set(on) != {wanted}:
        yield f"it runs on more than {wanted}"
    if flow.lane == "pr" and "edited" not in (on.get("pull_request") or {}).get("types", []):
        yield "it does not run if the pull request gets another base"
    if flow.lane == "pr" and flow.jobs.get("plan", {}).get("if") != "${{ %s }}" % CHANGED:
        yield "it runs if only the text of a pull request changes"
    if flow.lane == "nightly" and "workflow_dispatch" not in on:
        yield "a night cannot be started by hand"


def shell(flow):
    if flow.doc.get("defaults", {}).get("run", {}).get("shell") != "bash":
        yield "its scripts run without pipefail"


def keys(flow):
    def bad(x):
        if isinstance(x, dict):
            for key, value in x.items():
                if not isinstance(key, str):
                    yield key
                yield from bad(value)
        elif isinstance(x, list):
            for value in x:
                yield from bad(value)

    for key in bad(flow.jobs):
        yield f"a key is no text to every reader of YAML: {key}"


def on_mac(flow):
    for name, job in flow.jobs.items():
        if not any("macos" in str(label) for label in words(job["runs-on"])):
            continue
        brewed = False
        for step in job["steps"]:
            script = step.get("run", "")
            for pattern in elsewhere.IN_TESTS + elsewhere.NOT_ON_MAC + [elsewhere.GNU_AWK]:
                for found in re.finditer(pattern, script, re.M):
                    yield f"job {name} says '{found[0]}', which macOS cannot"
            brewed = brewed or script.strip() == "command -v gmake >/dev/null || brew install make"
            if "command -v gmake || command -v make" in script and not brewed:
                yield f"job {name} uses make before it has one that can read tests.mk"


def sharing(flow):
    """What several jobs share stands once, under a name that GitHub takes, and each name is used."""
    if not flow.lane:
        return
    anchors, aliases = (re.findall(rf"^      - {sign}(.*)$", flow.text, re.M) for sign in ("&", r"\*"))
    for name in anchors:
        if not re.fullmatch("[a-z0-9-]+", name) or anchors.count(name) > 1 or name not in aliases:
            yield f"the anchor {name} is none that GitHub takes, stands twice or is of no use"
    if "<<:" in flow.text:
        yield "GitHub takes no merge key"
    seen = []
    for step in re.findall(r"^      - (?![*]).*\n(?:        .*\n)+", flow.text, re.M):
        step = re.sub(r"^      - &.*\n        ", "      - ", step)
        if step in seen:
            yield f"this step stands twice: {step.splitlines()[0].strip()}"
        seen.append(step)


def lines(flow):
    """A line that a person can read, in a window that is not the whole of a screen."""
    if flow.lane:
        for number, line in enumerate(flow.text.splitlines(), 1):
            if len(line) > LINE_MAX:
                yield f"line {number} has {len(line)} characters"
            # a script of more than one command is a block
            if re.match(r'\s*run: ".*(\\n|; )', line):
                yield f"line {number} is a script that stands in one line"


RULES = [sharing, lines, top_permissions, job_permissions, timeouts, processors, orders, pins, credentials, artifacts, caches, needs, required, concurrency, matrices,
         foreign_text, events, shell, keys, on_mac]


def broken(text):
    flow = Flow(text)
    return [(rule.__name__, message) for rule in RULES for message in rule(flow)]


def replace(old, new):
    def edit(text):
        return text.replace(old, new, 1) if old in text else None

    return edit


def sub(pattern, new):
    def edit(text):
        edited, n = re.subn(pattern, new, text, count=1, flags=re.M)
        return edited if n else None

    return edit


def mac_step(line):
    """In a job on a Mac: a step that says this, too."""
    return sub(r'(^    runs-on: .*"macos-.*\n(?:.*\n)*?    steps:\n)', lambda m: m[1] + "      - run: |\n          " + line + "\n")


# What breaks which rule. Each must be possible in some of the files, and must be seen there by that rule.
PLANTS = {
    "sharing": [lambda text: re.sub(r"^      - \*checkout\n", "      - " + text.split("- &checkout\n        ")[1].split("\n      - ")[0] + "\n", text, count=1, flags=re.M)
                if "&checkout" in text else None,
                lambda text: re.sub(r"^      - \*checkout\n", "", text, flags=re.M) if "&checkout" in text else None,
                lambda text: text.replace("&checkout", "&check_out").replace("*checkout", "*check_out"),
                sub(r"^(# Lane (.*\n)*?    timeout-minutes: .*)$", r"\1\n    <<: {}")],
    "lines": [sub(r"^(# Nothing, unless a job says so\.)$", lambda m: m[1] + " So" * LINE_MAX), sub(r"^        run: nix build .*$", r'        run: "true; true"')],
    "top_permissions": [sub(r"^permissions: \{\}$", "permissions: write-all"), sub(r"^permissions: \{\}\n", ""),
                        sub(r"^permissions: \{\}$", "permissions: {contents: write}")],
    "job_permissions": [sub(r"^    permissions: \{\}\n", ""), sub(r"^      contents: read$", "      contents: write"),
                        sub(r"^      contents: read$", "      contents: read\n      packages: write"),
                        sub(r"^    permissions: \{\}$", "    permissions: {contents: read}"),
                        sub(r"^    permissions:\n      contents: read$(\n      .*)*", "    permissions: write-all"),
                        sub(r"^      packages: read$", "      packages: write"),
                        sub(r"^(      contents: write\n    steps:\n)", r"\1      - uses: actions/checkout@v0\n")],
    "timeouts": [sub(r"^    timeout-minutes: \d+\n", ""), sub(r"^        timeout-minutes: \d+\n", ""), sub(r"^        timeout-minutes: \d+$", "        timeout-minutes: 1000")],
    "processors": [sub(r" --max-jobs \S+", "")],
    "orders": [sub(r"stop=\$\(od .*", "stop=nightshift"), sub(r"^ *echo \"::stop-commands::\$stop\"\n", ""), sub(r"^ *echo \"::\$stop::\"\n", ""),
               sub(r"::stop-commands::\$stop", "::stop-commands::nightshift")],
    "pins": [sub(r"(actions/checkout@)[0-9a-f]{40} # (\S+)", r"\1v6 # \2"), sub(r"@[0-9a-f]{40} # \S+$", lambda m: m[0].split(" ")[0]),
             sub(r"(actions/checkout@\S+ # v\S+)\.2", r"\1.3"),
             sub(r"actions/checkout@[0-9a-f]", "actions/checkout@0"),
             sub(r"actions/(upload|download)-artifact@", r"action/\1-artifact@")],
    "credentials": [sub(r"^          persist-credentials: false$", "          persist-credentials: true"),
                    sub(r"^        with:\n          persist-credentials: false\n(?!          )", "")],
    "artifacts": [sub(r"^          overwrite: true\n", ""), sub(r"^          retention-days: \d+\n", ""),
                  sub(r"^(          name: .*-verdicts-.*)\n", r"\1-${{ github.run_attempt }}\n")],
    "caches": [sub(r"^          pushFilter: .*\n", ""), sub(r"^          useDaemon: false$", "          useDaemon: true"),
               lambda text: re.sub(r"(cachix-action@.*\n)        continue-on-error: true\n", r"\1", text) if "pushFilter" in text else None,
               sub(r"^          skipPush: \$.*$", "          skipPush: false"),
               sub(r"^          skipPush: true$", "          authToken: x\n          skipPush: true"),
               lambda text: re.sub(r"^(  required:\n(    .*\n)*?          NEEDS: .*)", lambda m: m[1] + "\n          T: " + re.search("authToken: (.*)", text)[1], text,
                                   flags=re.M) if "authToken" in text else None],
    "needs": [sub(r'^    needs: \["plan"', '    needs: ["plam"'), sub(r'^    needs: \["plan"\]\n', "")],
    "required": [sub(r'^(    name: .*\n    needs: \[)"plan", (.*\n    if: \$\{\{ always\(\).*\}\})', r"\1\2"),
                 sub(r'^(    needs: \[.*), "[^"]+"(\]\n    if: \$\{\{ always\(\).*\}\})', r"\1\2"),
                 sub(r"^    if: \$\{\{ always\(\).* \}\}\n", ""), sub(r"^  required:", "  summary:"),
                 sub(r"^    name: .*\(github.event.action .*&& '(.*?)' \|\|.*", r'    name: "\1"'),
                 sub(r"^    if: \$\{\{ always\(\) && .*", "    if: ${{ always() }}"),
                 lambda text: re.sub(r"^(  required:\n    name: ).*", lambda m: m[1] + re.search("^    name: (.*)", text, re.M)[1],
                                     text, flags=re.M),
                 lambda text: re.sub(r"^(      - name: Each job that was due succeeded.*)$", r"\1\n        continue-on-error: true",
                                     text, flags=re.M)],
    "concurrency": [sub(r"^concurrency:\n(  .*\n)+", ""), replace("cancel-in-progress: true", "cancel-in-progress: false"),
                    lambda text: None if "concurrency:" in text else text.replace("\ndefaults:", "\nconcurrency:\n  group: x-${{ github.sha }}\n\ndefaults:"),
                    sub(r"-\$\{\{ .*github.event.pull_request.number .*", ""), sub(r"-\$\{\{ .*&& github.event.pull_request.number", "-${{ github.event.pull_request.number"),
                    sub(r"^(  test.*:\n)", r"\1    concurrency: tests-${{ github.sha }}\n")],
    "matrices": [sub(r"^        leg: .*$", "        leg: [" + ", ".join(map(str, range(257))) + "]"),
                 sub(r"^      fail-fast: false\n", ""), sub(r"^        leg: .*$", "        leg: []"),
                 sub(r"^        leg: \$\{\{.*$", "        leg: ${{ fromJSON(github.event.head_commit.message) }}")],
    "foreign_text": [replace("chmod +x lane/nightshift", "chmod +x lane/nightshift # ${{ github.head_ref }}")],
    "events": [replace("  pull_request:\n", "  pull_request_target:\n"), replace("  push:\n", "  create:\n"),
               replace("  schedule:\n", "  push:\n  schedule:\n"), replace("  workflow_dispatch:\n", ""),
               replace("  pull_request:\n", "  push:\n  pull_request:\n"), replace(", edited]", "]")],
    "keys": [replace("          NEEDS: ${{", "          NO: ${{")],
    "on_mac": [*(mac_step(text) for text in (
        "timeout 5 true", "date -u -d @1", "sed -i s/a/b/ x", "sed -E -i s/a/b/ x", "stat -c %Y x", "readlink -f x", "sort -u -V x", "grep -oP a x", "true | xargs -r true",
        "mktemp -p .", "head -n -1 x", "a=A; echo ${a,,}", "mapfile -t a <x", "declare -A a", "true |& true", "true &>>x", "true && make all", "base64 -w0 x",
        "nproc", "wait -n", "local -n a=b", "awk '{ print gensub(/a/, 1, 2) }' x", "grep 'a\\|b' x", "grep -vxFf a b")), sub(r"^      - name: GNU Make 4.*\n.*\n", "")],
    "shell": [sub(r"^defaults:\n(  .*\n)+", "")],
}


def plant(files):
    """Each planted mistake must be seen, by its rule, in every file that can hold it, and in one at least."""
    assert set(PLANTS) == {rule.__name__ for rule in RULES}
    bad, count = [], 0
    texts = {file: file.read_text() for file in files}
    for rule, edits in PLANTS.items():
        for number, edit in enumerate(edits):
            possible = 0
            for file, text in texts.items():
                edited = edit(text)
                if edited is None or edited == text:
                    continue
                # not every edit breaks every file: a dispatch is wanted of nights alone, a group of its lane
                if rule in ("events", "concurrency") and not seen_in(rule, edited) and possible_elsewhere(edit, texts, rule):
                    continue
                possible += 1
                count += 1
                if not seen_in(rule, edited):
                    bad.append(f"{file}: planted mistake {number} of '{rule}' is not seen")
            if not possible:
                bad.append(f"planted mistake {number} of '{rule}' fits no file")
    return bad, count


def seen_in(rule, text):
    return any(name == rule for name, _ in broken(text))


def possible_elsewhere(edit, texts, rule):
    return any(edit(text) not in (None, text) and seen_in(rule, edit(text)) for text in texts.values())


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--plant"]:
        messages, n = plant([Path(x) for x in arguments[1:]])
        print("\n".join(messages) if messages else f"{n} planted mistakes, all seen")
        sys.exit(bool(messages))
    messages = [f"{file}: {name}: {message}" for file in arguments for name, message in broken(Path(file).read_text())]
    print("\n".join(messages))
    sys.exit(bool(messages))
