#!/usr/bin/env python3
"""The required check's script over every combination of what its jobs may come to: required.py FILE... prints what is wrong.

For one and two jobs, and three with WHOLE=1 in the environment, each success, failure, cancelled or skipped, and due or not: green if and only if each one succeeded,
or was skipped and not due. Once more with a planning job that died, of whose word nothing is left."""
import itertools
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

RESULTS = ["success", "failure", "cancelled", "skipped"]


def script_of(file):
    job = yaml.safe_load(Path(file).read_text())["jobs"].get("required")
    if not job:
        return None
    (step,) = [step for step in job["steps"] if "NEEDS" in step.get("env", {})]
    return step["run"]


def green(script, needs, off):
    # as GitHub has it: with outputs that are foreign text
    needs = {job: {"result": result, "outputs": {"off": f"{job} :success:{job}"}} for job, result in needs.items()}
    environment = {"PATH": os.environ["PATH"], "NEEDS": json.dumps(needs, indent=2), "NOT_DUE": off}
    run = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], env=environment, capture_output=True)
    return run.returncode == 0


def combinations():
    for count in (1, 2, 3) if os.environ.get("WHOLE") else (1, 2):
        # names that are parts of each other
        jobs = ["test-a", "test-a_b", "a"][:count]
        for results in itertools.product(RESULTS, repeat=count):
            for due in itertools.product([True, False], repeat=count):
                wanted = all(r == "success" or (r == "skipped" and not d) for r, d in zip(results, due))
                off = "".join(f" {job}" for job, d in zip(jobs, due) if not d)
                yield {"plan": "success", **dict(zip(jobs, results))}, off, wanted
            for plan in RESULTS[1:]:
                yield {"plan": plan, **dict(zip(jobs, results))}, "", False


if __name__ == "__main__":
    wrong = count = 0
    for script in {script_of(file) for file in sys.argv[1:]} - {None}:
        cases = list(combinations())
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = pool.map(lambda case: green(script, *case[:2]), cases)
        for (needs, off, wanted), got in zip(cases, answers):
            count += 1
            if got != wanted:
                wrong += 1
                print(f"{'green' if got else 'red'}, but should not be: {needs}, not due:{off}")
    print(f"{count} combinations, {wrong} wrong")
    sys.exit(wrong > 0 or count == 0)
