#!/usr/bin/env python3
"""The required check over every combination of what its jobs may come to: required.py NIGHTSHIFT FOLDER prints what is wrong.

FOLDER is the top of a repository whose suite has the platforms a and a.b, which the lane pr checks, and its plan in plan.json; the verdicts of
all units, which passed, lie in verdicts. For one and two jobs, and three with WHOLE=1 in the environment, each success, failure, cancelled or
skipped, and for each platform due or not: green if and only if each job succeeded, or was one of a platform on which nothing is due and was
skipped; and the planning job succeeded."""
import itertools
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RESULTS = ["success", "failure", "cancelled", "skipped"]
# names that are parts of each other, and one of a job that is never idle
JOBS = {"test-a": "a", "test-a_b": "a.b", "build-a": None, "programs-a": "a", "gate-a_b": "a.b"}


def combinations():
    for count in (1, 2, 3) if os.environ.get("WHOLE") else (1, 2):
        for jobs in itertools.combinations(JOBS, count):
            for results in itertools.product(RESULTS, repeat=count):
                for idle in ([], ["a"], ["a.b"], ["a", "a.b"]):
                    wanted = all(r == "success" or (r == "skipped" and JOBS[j] in idle) for j, r in zip(jobs, results))
                    yield {"plan": "success", **dict(zip(jobs, results))}, idle, wanted
    for plan in RESULTS[1:]:
        yield {"plan": plan, "test-a": "success"}, ["a", "a.b"], False


def git(folder, *arguments):
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True).stdout.strip()


def green(nightshift, folder, number, needs, idle):
    # as GitHub has it: with outputs that are foreign text
    needs = {job: {"result": result, "outputs": {"result": "success"}} for job, result in needs.items()}
    due = Path(folder, f"due-{number}")
    (due / "owed").mkdir(parents=True)
    for platform in "a", "a.b":
        (due / "owed" / f"{platform}.txt").write_text("" if platform in idle else "v-m\n")
    head = git(folder, "rev-parse", "HEAD")
    lists = [f"owed {git(folder, 'hash-object', '--no-filters', f'{due.name}/owed/{p}.txt')} {p}" for p in ("a", "a.b")]
    plan = git(folder, "hash-object", "--no-filters", "plan.json")
    (due / "of").write_text("\n".join(["nightshift due 1", f"plan {plan}", "lane pr", f"commit {head}", *lists, "end", ""]))
    (due / "needs.json").write_text(json.dumps(needs, indent=2))
    run = subprocess.run([nightshift, "gate", "--plan=plan.json", "--lane=pr", f"--commit={head}", f"--due={due.name}", "--nothing-due",
                          f"--needs={due.name}/needs.json", "verdicts"], cwd=folder, capture_output=True)
    assert run.returncode in (0, 1), run.stderr
    return run.returncode == 0


if __name__ == "__main__":
    wrong = 0
    cases = list(combinations())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda case: green(*sys.argv[1:3], case[0], *case[1][:2]), enumerate(cases))
    for (needs, idle, wanted), got in zip(cases, answers):
        if got != wanted:
            wrong += 1
            print(f"{'green' if got else 'red'}, but should not be: {needs}, nothing due on: {idle}")
    print(f"{len(cases)} combinations, {wrong} wrong")
    sys.exit(wrong > 0)
