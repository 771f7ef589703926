#!/usr/bin/env python3
"""Run a recipe of templates/ci on this machine, as its CI service would: play.py gitlab|buildkite|jenkins FILE REPOSITORY FOLDER [NAME=VALUE...]

Each job runs in a fresh clone of REPOSITORY, at its HEAD; of what other jobs made it has only what the recipe passes on. What the services
do is played as far as the recipes use it: conditions, variables, what a failed job keeps from starting, artifacts (folders in FOLDER). The lines of
Jenkinsfile's `sh` steps run, by a small reader of its blocks; no Groovy does.

Prints a line for each job with its result, and one for the whole; logs lie in FOLDER. NAME=VALUE: `event` is request, merged (GitLab's merged results),
push or schedule; `base` the commit or branch that a request is to be merged into; `lose` names a job that ends without a trace, as when its machine is gone; `stale=JOB:FOLDER` gives a job's
artifacts as that earlier run had them; `keep` is a folder that outlives the run; `shell` runs GitLab's lines. Any other name is a variable of each job."""
import os
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import yaml

OURS = ("event", "base", "lose", "stale", "keep", "shell")


class Play:
    def __init__(self, file, repository, folder, said):
        self.text = Path(file).read_text()
        self.repository, self.folder, self.said = Path(repository), Path(folder), said
        self.folder.mkdir(parents=True)
        self.event = said["event"]
        self.stale_job, _, self.stale = said.get("stale", "").partition(":")
        self.commit = self.git("rev-parse", "HEAD")
        self.results = []

    def git(self, *words):
        return subprocess.run(["git", "-C", self.repository, *words], check=True, capture_output=True, text=True).stdout.strip()

    def finished(self, name, green):
        self.results.append(green)
        print(f"{name}: {'success' if green else 'failure'}", flush=True)
        return green

    def end(self):
        print(f"all: {'success' if all(self.results) else 'failure'}")

    def clone(self, name):
        """The folder of a new job, with all commits of the repository."""
        work = self.folder / name.replace("/", " of ") / "work"
        work.parent.mkdir()
        subprocess.run(["git", "clone", "-q", "--no-checkout", self.repository.resolve().as_uri(), work], check=True)
        subprocess.run(["git", "-C", work, "checkout", "-q", "--detach", self.commit], check=True)
        return work

    def shell(self, words, script, work, variables):
        environment = {k: os.environ[k] for k in ("PATH", "HOME", "LC_ALL", "TZ", "TMPDIR") if k in os.environ}
        environment.update({k: v for k, v in self.said.items() if k not in OURS}, CI="true", **variables)
        with open(work.parent / f"script-{len(list(work.parent.glob('script-*')))}", "w") as of: # for shellcheck
            of.write(script)
        with open(work.parent / "log", "a") as log:
            return subprocess.run([*words, script], cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode == 0


def matching(work, pattern):
    """What the pattern names of a job's folder: files and folders."""
    return [x for x in sorted(work.glob(pattern)) if ".git" not in x.relative_to(work).parts]


def keep(work, patterns, target):
    for pattern in patterns:
        for found in matching(work, pattern):
            to = target / found.relative_to(work)
            to.parent.mkdir(parents=True, exist_ok=True)
            if found.is_dir():
                shutil.copytree(found, to, dirs_exist_ok=True)
            else:
                shutil.copy(found, to)


class GitLab(Play):
    def holds(self, rule, variables):
        def value(word):
            return variables.get(word[1:], "") if word[0] == "$" else word.strip('"')

        def one(text):
            left, right = re.fullmatch(r'\s*(\$\w+)\s*==\s*(\$\w+|"[^"]*")\s*', text).groups()
            return value(left) == value(right)

        return all(one(part) for part in rule["if"].split("&&"))

    def job(self, name):
        job = dict(self.flow[name])
        base = self.job(job.pop("extends")) if "extends" in job else {}
        return base | job | {"variables": base.get("variables", {}) | job.get("variables", {})}

    def predefined(self):
        source = {"push": "push", "schedule": "schedule"}.get(self.event, "merge_request_event")
        variables = {"CI_PIPELINE_SOURCE": source, "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_SHA": self.commit, "CI_PIPELINE_ID": "77", "GITLAB_CI": "true", "CI_NODE_TOTAL": "1"}
        if source != "merge_request_event":
            return variables | {"CI_COMMIT_BRANCH": "main"}
        base = self.git("rev-parse", self.said["base"])
        merged = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": base} if self.event == "merged" else {}
        return variables | {"CI_MERGE_REQUEST_IID": "5", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.git("merge-base", base, "HEAD^2" if merged else "HEAD")} | merged

    def run(self):
        self.flow = yaml.safe_load(self.text)
        self.artifacts, green = [], True
        variables = self.predefined() | self.flow["variables"]
        rule = next(rule for rule in self.flow["workflow"]["rules"] if self.holds(rule, variables))
        variables |= rule["variables"]
        names = [x for x in self.flow if x not in ("workflow", "variables", "stages") and x[0] != "."]
        for stage in self.flow["stages"]:
            earlier, before = list(self.artifacts), green
            for name in (x for x in names if self.job(x)["stage"] == stage):
                job = self.job(name)
                rule = next((x for x in job["rules"] if self.holds(x, variables)), None) if "rules" in job else {}
                if rule is None:
                    continue
                if not before and rule.get("when", job.get("when")) != "always":
                    print(f"{name}: skipped")
                    continue
                of = job.get("parallel", 0)
                for leg in range(1, of + 1) if of else [None]:
                    place = {"CI_NODE_INDEX": str(leg), "CI_NODE_TOTAL": str(of)} if of else {}
                    green &= self.start(f"{name} {leg}/{of}" if of else name, job, variables | job["variables"] | place, earlier)
        self.end()

    def start(self, name, job, variables, earlier):
        if self.said.get("lose") == name:
            return self.finished(name, False)
        assert variables["GIT_DEPTH"] == "0"
        work = self.clone(name)
        for artifact in earlier:
            shutil.copytree(artifact, work, dirs_exist_ok=True)
        cached = Path(self.said.get("keep", "none"), job["cache"]["key"]) if "cache" in job else None
        if cached and cached.exists():
            shutil.copytree(cached, work, dirs_exist_ok=True)
        shell = self.said.get("shell", "sh")
        ok = self.shell([shell, *(["-eo", "pipefail"] if shell == "bash" else ["-e"]), "-c"], "\n".join(job["script"]), work, variables)
        if cached and (ok or job["cache"].get("when") == "always"):
            keep(work, job["cache"]["paths"], cached)
        kept = job.get("artifacts", {})
        if ok or kept.get("when") == "always":
            to = work.parent / "artifacts"
            if name == self.stale_job:
                shutil.copytree(Path(self.stale) / work.parent.name / "artifacts", to)
            else:
                keep(work, kept.get("paths", []), to)
            keep(work, kept.get("reports", {}).values(), work.parent / "reports")
            if to.exists():
                self.artifacts.append(to)
        return self.finished(name, ok)


class Buildkite(Play):
    @staticmethod
    def interpolated(text):
        """What `pipeline upload` makes of it: $$ is $, and $NAME what it was then, which no recipe wants."""
        assert not re.search(r"\$[A-Za-z{]", text.replace("$$", "")), f"a $ of the upload's own: {text}"
        return text.replace("$$", "$")

    def run(self):
        self.flow = yaml.safe_load(self.text)
        self.store = self.folder.resolve() / "store"
        for part in "artifacts", "meta-data":
            (self.store / part).mkdir(parents=True)
        stopped, failed = False, False
        for step in self.flow["steps"]:
            if "wait" in step:
                stopped |= failed and not step.get("continue_on_failure")
                continue
            assert step.get("if", 'build.source == "schedule"') == 'build.source == "schedule"'
            if "if" in step and self.event != "schedule":
                continue
            if stopped:
                print(f"{step['label']}: skipped")
                continue
            of = step.get("parallelism", 0)
            for leg in range(of) if of else [None]:
                place = {"BUILDKITE_PARALLEL_JOB": str(leg), "BUILDKITE_PARALLEL_JOB_COUNT": str(of)} if of else {}
                failed |= not self.start(f"{step['label']} {leg + 1}/{of}" if of else step["label"], step, place)
        self.end()

    def start(self, name, step, place):
        if self.said.get("lose") == name:
            return self.finished(name, False)
        work = self.clone(name)
        request = self.event == "request"
        variables = {
            "BUILDKITE": "true", "BUILDKITE_SOURCE": {"schedule": "schedule"}.get(self.event, "webhook"), "BUILDKITE_COMMIT": "HEAD" if self.event == "schedule" else self.commit,
            "BUILDKITE_PULL_REQUEST": "5" if request else "false", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": self.said["base"] if request else "", "BUILDKITE_STORE": str(self.store),
        }
        script = "\n".join(self.interpolated(line) for line in step["commands"])
        ok = self.shell(["/bin/bash", "-e", "-c"], script, work, variables | self.flow["env"] | step.get("env", {}) | place)
        for pattern in step.get("artifact_paths", "").split(";"):
            for found in matching(work, pattern) if pattern else []:
                stale = Path(self.stale) / "store/artifacts" / found.name
                shutil.copy(stale if name == self.stale_job and stale.exists() else found, self.store / "artifacts" / found.name)
        return self.finished(name, ok)


STRING = r"'''((?:[^\\]|\\.)*?)'''|'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\""


class Block:
    """A block of a Jenkinsfile: what stands before its brace, and in it blocks and lines."""

    def __init__(self, head):
        self.head, self.parts = head, []

    def all(self, word):
        return [x for x in self.parts if isinstance(x, Block) and re.match(rf"{word}\b", x.head)]

    def one(self, word):
        found = self.all(word)
        return found[0] if found else Block("")

    def lines(self):
        return [x for x in self.parts if isinstance(x, str)]


def blocks(text):
    stack, line = [Block("")], ""
    for token in re.finditer(rf"//[^\n]*|{STRING}|[{{}}\n]|[^{{}}\n'\"/]+|/", text, re.S):
        part = token[0]
        if part.startswith("//"):
            continue
        if part not in "{}\n":
            line += part
            continue
        if part == "{":
            stack.append(Block(line.strip()))
            stack[-2].parts.append(stack[-1])
        else:
            if line.strip():
                stack[-1].parts.append(line.strip())
            if part == "}":
                stack.pop()
        line = ""
    assert len(stack) == 1
    return stack[0]


def strings(text):
    """The values of the literals in a line of Groovy, as Groovy reads them: a backslash takes the next character as it is."""
    return [re.sub(r"\\(.)", r"\1", next(x for x in found.groups() if x is not None), flags=re.S) for found in re.finditer(STRING, text, re.S)]


class Jenkins(Play):
    def run(self):
        pipeline = blocks(self.text).one("pipeline")
        self.stashes, self.red, self.lost = {}, False, False
        self.variables = {"BRANCH_NAME": "PR-5" if self.event == "request" else "main", "BUILD_NUMBER": "77", "JENKINS_URL": "http://jenkins.example/"}
        if self.event == "request":
            self.variables |= {"CHANGE_ID": "5", "CHANGE_TARGET": self.said["base"]}
        for line in pipeline.one("environment").lines():
            name, value = line.split(" = ", 1)
            if "${" in value: # the one expression
                assert (name, value) == ("NIGHT", r'''"${currentBuild.getBuildCauses('hudson.triggers.TimerTrigger\$TimerTriggerCause').size()}"'''), line
                self.variables[name] = str(int(self.event == "schedule"))
            else:
                self.variables[name] = strings(value)[0]
        for stage in pipeline.one("stages").all("stage"):
            name = strings(stage.head)[0]
            if self.lost:
                print(f"{name}: skipped")
                continue
            matrix = stage.one("matrix")
            if not matrix.parts:
                self.start(name, stage, {})
                continue
            axes = [[(strings(axis.lines()[0])[0], value) for value in strings(axis.lines()[1])] for axis in matrix.one("axes").all("axis")]
            inner = matrix.one("stages").all("stage")
            assert len(inner) == 1 and "${PLATFORM}" in matrix.one("agent").parts[0]
            for cell in product(*axes):
                self.start(f"{name} {'-'.join(value for _, value in cell)}", inner[0], dict(cell))
        self.results.append(not self.red)
        self.end()

    def start(self, name, stage, cell):
        self.failed = False # with a step that catches it, or not
        if self.said.get("lose") == name:
            self.red = self.lost = True
            return self.finished(name, False)
        work, self.name = self.clone(name), name
        (work / "results/linux").mkdir(parents=True) # agents keep their folders, with what an earlier build has left there
        (work / "results/linux/journal").write_text("left by an earlier build\n")
        ok = self.steps(stage.one("steps"), work, cell)
        self.steps(stage.one("post").one("always"), work, cell)
        self.lost |= not ok
        self.red |= self.failed or not ok
        return self.finished(name, ok and not self.failed)

    def steps(self, block, work, cell):
        for part in block.parts:
            if isinstance(part, str):
                if not self.step(part, work, cell):
                    return False
            elif part.head == "catchError(buildResult: 'FAILURE', stageResult: 'FAILURE')":
                self.failed |= not self.steps(part, work, cell)
            elif part.head == "script":
                loop = part.parts[0]
                name, values = re.fullmatch(r"for \((\w+) in \[(.*)\]\)", loop.head).groups()
                for value in strings(values):
                    if not self.steps(loop, work, cell | {name: value}):
                        return False
            else:
                raise AssertionError(part.head)
        return True

    def step(self, line, work, cell):
        word = line.split()[0]
        said = strings(line)
        if word == "sh":
            return self.shell(["sh", "-xe", "-c"], said[0], work, self.variables | cell)
        if word == "stash":
            name = re.sub(r"\$\{(\w+)\}", lambda m: cell[m[1]], said[0])
            to = self.folder / "stashes" / name
            if self.name == self.stale_job:
                shutil.copytree(Path(self.stale) / "stashes" / name, to)
            else:
                keep(work, [said[1].removesuffix("/**")], to)
            self.stashes[name] = to
            return to.exists() or "allowEmpty: true" in line
        if word == "unstash":
            name = re.sub(r"\$\{(\w+)\}", lambda m: cell[m[1]], said[0])
            if name not in self.stashes:
                with open(work.parent / "log", "a") as log:
                    log.write(f"ERROR: No such saved stash '{name}'\n")
                return False
            if self.stashes[name].exists():
                shutil.copytree(self.stashes[name], work, dirs_exist_ok=True)
            return True
        assert word in ("junit", "archiveArtifacts"), line
        keep(work, [said[0]], work.parent / word)
        return True


if __name__ == "__main__":
    {"gitlab": GitLab, "buildkite": Buildkite, "jenkins": Jenkins}[sys.argv[1]](*sys.argv[2:5], dict(x.split("=", 1) for x in sys.argv[5:])).run()
