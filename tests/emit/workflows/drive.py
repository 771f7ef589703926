#!/usr/bin/env python3
"""Run a workflow of ours on this machine, as GitHub would: drive.py FILE REPOSITORY FOLDER [NAME=VALUE...]

Every job runs in a fresh clone of REPOSITORY, in an order that its needs allow; each leg of a matrix too. What GitHub does
is played: expressions, conditions, outputs, artifacts (folders in FOLDER/artifacts that lose the modes of files, as there),
the results of jobs. Of actions, checkout clones, the artifact ones and the cache's copy, one of the repository does its steps, as does
nightshift's own (`nightshift` is the folder that it is of), and those that install do nothing. Where a command belongs to GitHub or would change this machine (gh, docker, brew), the caller's PATH holds another.

Prints a line for each job, with its result; logs and summaries lie in FOLDER. NAME=VALUE: `event`, `base` (of a pull
request), `action` and `changes` (JSON) of the event, `ref`, `id` and `attempt` of the run; `again` is the folder of an earlier attempt, whose artifacts are there and whose jobs that
succeeded are not run again; `minute` is how many seconds one of a timeout takes; `queue` is the commit of the change before it in a merge queue; `cancel` and `lose` name a job: it is cancelled, or nothing that it uploads arrives. `results.JOB` makes a
job end so without being run. `nix=private` gives each job and each leg a /nix of its own, empty at first, as a fresh runner
has it; `cache` is the folder that the cache's actions keep things in. Any other name is a variable of every script."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import yaml

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w-]*(?:\.[\w-]+)*)|(\|\||&&|==|!=|[()!,]))")


class Expression:
    """GitHub's expressions, as far as we write them."""

    def __init__(self, text, contexts):
        self.contexts, self.tokens, at = contexts, [], 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            assert found, f"not an expression of ours: {text}"
            self.tokens.append(found.groups())
            at = found.end()

    def take(self, operator):
        if self.tokens and self.tokens[0][2] == operator:
            return self.tokens.pop(0)
        return None

    def value(self):
        left = self.both()
        while self.take("||"):
            right = self.both()
            left = left or right
        return left

    def both(self):
        left = self.equal()
        while self.take("&&"):
            right = self.equal()
            left = left and right
        return left

    def equal(self):
        left = self.one()
        if self.take("=="):
            return left == self.one()
        if self.take("!="):
            return left != self.one()
        return left

    def one(self):
        if self.take("!"):
            return not self.one()
        if self.take("("):
            inner = self.value()
            assert self.take(")")
            return inner
        text, name, _ = self.tokens.pop(0)
        if text is not None:
            return text[1:-1].replace("''", "'")
        if self.take("("):
            argument = None if self.take(")") else self.value()
            if argument is not None:
                assert self.take(")")
            return {
                "always": lambda _: True,
                "failure": lambda _: self.contexts["job"].get("failed", False),
                "cancelled": lambda _: self.contexts["job"]["cancelled"],
                "toJSON": lambda x: json.dumps(x, indent=2),
                "fromJSON": json.loads,
            }[name](argument)
        at = self.contexts
        for part in name.split("."):
            at = at.get(part, "") if isinstance(at, dict) else ""
        return at


def evaluate(text, contexts):
    def text_of(value):
        return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)

    if not isinstance(text, str):
        return text_of(text)
    whole = re.fullmatch(r"\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*", text, re.S)
    if whole:
        return Expression(whole[1], contexts).value()
    return re.sub(r"\$\{\{(.*?)\}\}", lambda m: text_of(Expression(m[1], contexts).value()), text)


class Run:
    def __init__(self, file, repository, folder, said):
        self.flow = yaml.safe_load(Path(file).read_text())
        self.repository, self.folder, self.said = Path(repository), Path(folder), said
        self.artifacts = self.folder / "artifacts"
        self.artifacts.mkdir(parents=True)
        self.commit = subprocess.run(["git", "-C", repository, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
        self.needs, self.before = {}, {}
        if "again" in said:
            shutil.copytree(Path(said["again"]) / "artifacts", self.artifacts, dirs_exist_ok=True)
            self.before = json.loads((Path(said["again"]) / "needs.json").read_text())
        self.variables = {k: v for k, v in said.items() if k not in ("event", "base", "ref", "cancel", "lose", "nix", "id", "attempt", "again", "minute", "queue", "action", "changes", "nightshift", "cache") and not k.startswith("results.")}

    def run(self):
        waiting = dict(self.flow["jobs"])
        names = {job: evaluate(x["name"], self.contexts({})) for job, x in waiting.items()}
        group = evaluate(self.flow.get("concurrency", {}).get("group", ""), self.contexts({}))
        (self.folder / "names.json").write_text(json.dumps({"jobs": names, "group": group}))
        while waiting:
            for name, job in list(waiting.items()):
                before = job.get("needs", [])
                before = [before] if isinstance(before, str) else before
                if any(x in waiting for x in before):
                    continue
                del waiting[name]
                self.needs[name] = self.job(name, job, {x: self.needs[x] for x in before})
                print(f"{name}: {self.needs[name]['result']}", flush=True)
        (self.folder / "needs.json").write_text(json.dumps(self.needs))

    def contexts(self, needs, matrix=None):
        return {
            "needs": needs,
            "matrix": matrix or {},
            "env": {},
            "steps": {},
            "secrets": {},
            "job": {"cancelled": False},
            "github": {
                "sha": self.commit, "ref_name": self.said.get("ref", "main"), "run_id": self.said.get("id", "77"), "run_attempt": self.said.get("attempt", "1"), "server_url": "https://github.example",
                "repository": "Owner/Name", "token": "token", "event_name": self.said.get("event", ""),
                "event": {"action": self.said.get("action", ""), "changes": json.loads(self.said.get("changes", "{}")), "pull_request": {"number": 5, "base": {"sha": self.said["base"]}} if "base" in self.said else {}, "merge_group": {"base_sha": self.said["queue"]} if "queue" in self.said else {}},
            },
        }

    def job(self, name, job, needs):
        given = self.said.get(f"results.{name}")
        if given:
            return {"result": given, "outputs": {}}
        # what depends on a job that runs again does so, too
        if self.before.get(name, {}).get("result") == "success" and all(self.needs[x] == self.before[x] for x in needs):
            return self.before[name]
        contexts = self.contexts(needs)
        condition = str(job.get("if", ""))
        due = evaluate(condition, contexts) if condition else True
        green = all(x["result"] == "success" for x in needs.values())
        if not due or (not green and "always()" not in condition):
            return {"result": "skipped", "outputs": {}}
        if self.said.get("cancel") == name:
            return {"result": "cancelled", "outputs": {}}
        matrix = job.get("strategy", {}).get("matrix")
        legs = [None] if not matrix else [{"leg": leg} for leg in evaluate(matrix["leg"], contexts)]
        assert len(legs) <= 256 and legs, "GitHub takes 1 to 256 legs"
        results = [self.leg(name, job, needs, leg) for leg in legs]
        return {
            "result": "success" if all(ok for ok, _ in results) else "failure",
            "outputs": results[-1][1],
        }

    def leg(self, name, job, needs, matrix):
        contexts = self.contexts(needs, matrix)
        place = self.folder / (name + (f"-{matrix['leg']}" if matrix else ""))
        place.mkdir()
        work = place / "work"
        work.mkdir()
        ok, self.orders = True, []
        for source in self.flow.get("env", {}), job.get("env", {}):
            contexts["env"].update({key: evaluate(value, contexts) for key, value in source.items()})
        with open(place / "log", "w") as log:
            for number, step in enumerate(job["steps"]):
                condition = str(step.get("if", ""))
                implied = ok or any(f"{x}()" in condition for x in ("always", "cancelled", "failure"))
                if not ((evaluate(condition, contexts) if condition else True) and implied):
                    continue
                log.write(f"== {step.get('name', step.get('uses'))}\n")
                log.flush()
                if "uses" in step:
                    done, outputs = self.action(step["uses"], step.get("with", {}), contexts, place, work, log, name, number)
                    contexts["steps"][step.get("id", f"step {number}")] = {"outputs": outputs}
                else:
                    done, outputs = self.script(number, step, job, contexts, place, work, log)
                    contexts["steps"][step.get("id", f"step {number}")] = {"outputs": outputs}
                if not done and not step.get("continue-on-error"):
                    log.write("== this step failed\n")
                    ok = False
                    contexts["job"]["failed"] = True
        (place / "orders").write_text("".join(f"{order}\n" for order in self.orders))
        outputs = {k: evaluate(v, contexts) for k, v in job.get("outputs", {}).items()}
        return ok, outputs

    def script(self, number, step, job, contexts, place, work, log, action=None):
        """`action` is the folder of the action whose step it is."""
        environment = {k: os.environ[k] for k in ("PATH", "HOME", "LC_ALL", "TZ", "NIX_CONFIG", "TMPDIR") if k in os.environ}
        environment.update(self.variables)
        output, summary, script = place / f"output-{number}", place / "summary", place / f"script-{number}"
        output.touch()
        environment.update(
            GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary), GITHUB_SHA=self.commit, GITHUB_ACTOR="actor",
            GITHUB_REPOSITORY="Owner/Name", GITHUB_REPOSITORY_OWNER="Owner", GITHUB_RUN_ID=self.said.get("id", "77"),
            GITHUB_RUN_ATTEMPT=self.said.get("attempt", "1"), GITHUB_ACTIONS="true", CI="true",
            GITHUB_PATH=str(place / "path"), RUNNER_TEMP=str(place / "temp"), GITHUB_EVENT_NAME=self.said.get("event", ""), GITHUB_BASE_REF="main" if "base" in self.said else "",
        )
        (place / "temp").mkdir(exist_ok=True)
        if (place / "path").exists():
            environment["PATH"] = ":".join([*reversed((place / "path").read_text().splitlines()), environment["PATH"]])
        if action:
            environment["GITHUB_ACTION_PATH"] = str(action)
        for source in (self.flow.get("env", {}), job.get("env", {}), step.get("env", {})):
            for key, value in source.items():
                value = evaluate(value, contexts)
                environment[key] = value if isinstance(value, str) else json.dumps(value)
        shell = step["shell"] if action else self.flow["defaults"]["run"]["shell"]
        command = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "sh": ["sh", "-e"]}[shell]
        script.write_text(evaluate(step["run"], contexts))
        wrapper = []
        if self.said.get("nix") == "private":
            (place / "nix").mkdir(exist_ok=True)
            wrapper = ["unshare", "-m" if os.getuid() == 0 else "-rm", "bash", "-c", 'mount --bind "$0" /nix && cd . && exec "$@"', str(place / "nix")]
        printed = place / f"printed-{number}"
        limit = step["timeout-minutes"] * float(self.said["minute"]) if "minute" in self.said and "timeout-minutes" in step else None
        with open(printed, "w") as to:
            process = subprocess.Popen([*wrapper, *command, str(script)], cwd=work, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                status = process.wait(limit)
            except subprocess.TimeoutExpired:
                # as a runner does, which has more patience; what is left then is killed at the end of the job
                status = 1
                for number in signal.SIGINT, signal.SIGTERM, signal.SIGKILL:
                    try:
                        os.kill(process.pid, number)
                        process.wait(1)
                        break
                    except subprocess.TimeoutExpired:
                        pass
        text = printed.read_text(errors="replace")
        log.write(text)
        log.flush()
        self.orders += self.obey(text)
        return status == 0, dict(line.split("=", 1) for line in output.read_text().splitlines())

    @staticmethod
    def obey(text):
        """The commands that a runner finds in what a script prints (actions/runner, ActionCommand.cs)."""
        orders, stopped = [], None
        for line in text.splitlines():
            line = line.strip()
            if stopped:
                if line == f"::{stopped}::":
                    stopped = None
            elif line.startswith("::stop-commands::"):
                stopped = line[len("::stop-commands::"):]
            elif re.match(r"::[A-Za-z-]+( [^:]*)?::", line) or "##[" in line:
                orders.append(line)
        return orders

    def composite(self, action, given, contexts, place, work, log, job, number):
        """An action whose steps are scripts and other actions. It knows its own inputs and steps."""
        if not (action / "action.yml").exists():
            log.write(f"there is no {action.name}/action.yml\n")
            return False, {}
        doc = yaml.safe_load((action / "action.yml").read_text())
        given = {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}
        contexts = {**contexts, "steps": {}, "inputs": {k: given.get(k, v["default"]) for k, v in doc["inputs"].items()}}
        assert doc["runs"]["using"] == "composite" and not set(given) - set(doc["inputs"]), given
        for i, step in enumerate(doc["runs"]["steps"]):
            if "if" in step and not evaluate(step["if"], contexts):
                continue
            if "uses" in step:
                done, outputs = self.action(step["uses"], step.get("with", {}), contexts, place, work, log, job, f"{number}.{i}")
            else:
                done, outputs = self.script(f"{number}.{i}", step, {}, contexts, place, work, log, action)
            if not done:
                return False, {}
            contexts["steps"][step.get("id", f"step {i}")] = {"outputs": outputs}
        return True, {k: evaluate(v["value"], contexts) for k, v in doc.get("outputs", {}).items()}

    def cache(self, what, given, log):
        """What has a key is there from then on, and never replaced."""
        kept, there = Path(self.said["cache"]) / given["key"], Path(given["path"])
        if what == "save":
            if not kept.exists():
                shutil.copytree(there, kept)
        elif kept.exists():
            log.write(f"the cache has {given['key']}\n")
            shutil.copytree(kept, there)
            return True, {"cache-hit": "true"}
        return True, {}

    def action(self, uses, given, contexts, place, work, log, job, number):
        """Did it succeed, and its outputs."""
        action, _, ref = uses.partition("@")
        if action.startswith("./"):
            return self.composite(work / action, {k: evaluate(v, contexts) for k, v in given.items()}, contexts, place, work, log, job, number)
        if action.endswith("/nightshift/.github/actions/setup"):
            at = place / "_actions" / action.split("/")[0] / "nightshift" / ref
            if not at.exists():
                at.parent.mkdir(parents=True)
                at.symlink_to(self.said["nightshift"])
            given = {k: evaluate(v, contexts) for k, v in given.items()}
            return self.composite(at / ".github/actions/setup", given, contexts, place, work, log, job, number)
        if action.startswith("actions/cache/"):
            return self.cache(action.split("/")[2], {k: evaluate(v, contexts) for k, v in given.items()}, log)
        return self.known(action, given, contexts, work, log, job), {}

    def known(self, action, given, contexts, work, log, job):
        given = {k: evaluate(v, contexts) for k, v in given.items()}
        if action == "actions/checkout":
            shallow = [] if given.get("fetch-depth") == "0" else ["--depth", "1"]
            url = self.repository.resolve().as_uri()
            # into a folder that is there, and empty
            ok = subprocess.run(["git", "clone", "-q", *shallow, url, "."], cwd=work, stdout=log, stderr=log).returncode == 0
            # the action does not ask which branch is the default one
            return ok and subprocess.run(["git", "update-ref", "-d", "--no-deref", "refs/remotes/origin/HEAD"], cwd=work, stdout=log, stderr=log).returncode == 0
        if action == "actions/upload-artifact":
            sources, target = [work / path for path in given["path"].splitlines()], self.artifacts / given["name"]
            sources = [source for source in sources if source.exists()]
            if not sources:
                return given.get("if-no-files-found") != "error"
            if self.said.get("lose") == job:
                return True
            if target.exists() and given.get("overwrite") != "true":
                log.write(f"409: an artifact {target.name} is there already\n")
                return False
            shutil.rmtree(target, ignore_errors=True)
            hidden = shutil.ignore_patterns(".*")
            for source in sources:
                if source.is_dir():
                    shutil.copytree(source, target, ignore=hidden)
                else:
                    target.mkdir(exist_ok=True)
                    shutil.copy(source, target)
            for file in target.rglob("*"):
                if file.is_file():
                    file.chmod(0o644)
            return True
        if action == "actions/download-artifact":
            if "name" in given:
                found = [self.artifacts / given["name"]]
                if not found[0].exists():
                    log.write(f"there is no artifact {given['name']}\n")
                    return False
            else:
                braces = re.fullmatch(r"(.*)\{(.*)\}(.*)", given["pattern"])
                patterns = [braces[1] + x + braces[3] for x in braces[2].split(",")] if braces else [given["pattern"]]
                found = sorted(x for pattern in patterns for x in self.artifacts.glob(pattern))
                assert given["merge-multiple"] == "true"
            for artifact in found:
                shutil.copytree(artifact, work / given.get("path", "."), dirs_exist_ok=True)
            return True
        assert action.startswith("cachix/"), action
        return True


if __name__ == "__main__":
    Run(*sys.argv[1:4], dict(x.split("=", 1) for x in sys.argv[4:])).run()
