#!/usr/bin/env python3
"""A repository with a record as real ones are, for the page and for those who look at it: months of nights on three
platforms, some pull requests and merges, a broken week, flaky and seed-dependent units, a night that did not run.

    tests/report/page/record.py FOLDER [--nights=N] [--units=N] [--hostile]

The suite is the bundled one, or, with --units, one of so many units. With --hostile, names, logs and commits hold what must
do nothing in a page. The same arguments make the same record, whose newest night is that of 2026-11-20. NIGHTSHIFT=path
chooses the program.
"""
import argparse
import heapq
import os
import random
import shutil
import sqlite3
import subprocess

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
NIGHTSHIFT = os.path.abspath(os.environ.get("NIGHTSHIFT", os.path.join(TOP, "build/nightshift")))
DAY = 86400
LAST = 1795132800  # 2026-11-20T00:00:00Z
SPEED = {"linux": 1.0, "arm": 1.35, "mac": 0.8}
WORKERS = {"linux": 4, "arm": 4, "mac": 3}
AUTHORS = "Ada", "Grace", "Edsger", "Barbara", "Tony"
SUMMARIES = ("Collector: mark from the remembered set first", "Text: compare by code points", "Bigint: divide by single limbs faster",
             "Blob: no copy when a slice is whole", "Persistence: write the header last", "Trie: a node for each nibble", "Docs: say when a barrier is needed",
             "Continuation: one word less", "Build: warnings are errors", "LEB128: refuse overlong numbers")
HOSTILE = ("<img src=x onerror=\"window.broken=1\"></script><script>window.broken=2</script><!-- ]]> \x1b[31mred\x1b[0m ::set-output name=a::b "
           "::error::x ##[error]y `code` **bold** [link](javascript:window.broken=3) \u202egnp.exe\u200f {{7*7}} ${window.broken=4} &lt;b&gt; \u2028 end")
LOG = """collecting heap 17 of seed {seed}
  live 20480 words, free 45056 words
  gc: mark bitmap at 0x7f3a8c002000, 11 roots
tests/rts/test/gc.c:214: expected 20480 live words after the collection, found 20479
  object 0x7f3a8c0035d8 (tag 3) was reachable from root 4 and is gone
1 of 100 heaps failed
"""


def rts(folder):
    os.makedirs(f"{folder}/tests/rts")
    shutil.copy(f"{TOP}/tests/rts/suite.xml", f"{folder}/tests/rts/suite.xml")
    return "tests/rts/suite.xml"


def many(folder, units):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/suite.xml", "w") as f:
        f.write('<suite name="rts">\n<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'
                '<platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="build" nightly="checked"/>\n'
                '<seed from="commit" fallback="4711" env="SEED"/>\n<run timeout="600">true {module}</run>\n'
                '<variant name="copying"/><variant name="incremental"/><variant name="wide"/>\n')
        for i in range((units + 2) // 3):
            f.write(f'<module name="module_{i:05}" seed="head" seconds="{(i * 7919) % 997 / 10 + 0.1:.1f}"/>\n')
        f.write("</suite>\n")
    return "suite.xml"


def git(folder, *arguments, data=None):
    return subprocess.run(["git", "-C", folder, *arguments], input=data, capture_output=True, check=True).stdout.decode()


def history(folder, days, hostile, rng):
    """Some commits each day; the last of each day is what its night tests."""
    env = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "a@example.org",
           "GIT_AUTHOR_DATE": f"{LAST - (days + 1) * DAY} +0000", "GIT_COMMITTER_DATE": f"{LAST - (days + 1) * DAY} +0000"}
    os.environ.update(env)
    git(folder, "init", "-q", "-b", "main", ".")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Begin")
    stream, marks, mark = [], [], 0
    for n in range(days):
        for k in range(rng.choice((1, 1, 2, 3))):
            mark += 1
            when = LAST - (days - n) * DAY + 9 * 3600 + k * 5400
            author, summary = rng.choice(AUTHORS), rng.choice(SUMMARIES)
            if n == days - 19 and k == 0:
                summary = "Collector: skip the write barrier for young objects"
            if hostile and n > days - 4:
                author, summary = "<b>Mallory</b>", HOSTILE
            text, body = summary.encode(), f"{n} {k}\n".encode()
            path = "tests/rts/src/" + rng.choice(("gc.c", "text.c", "bigint.c", "blob.c", "README.md"))
            stream.append(b"commit refs/heads/main\nmark :%d\nauthor %s <x@example.org> %d +0000\ncommitter %s <x@example.org> %d +0000\ndata %d\n%s\n%s"
                          b"M 100644 inline %s\ndata %d\n%s\n"
                          % (mark, author.replace("<", "(").replace(">", ")").encode(), when, b"Ada", when, len(text), text,
                             b"from refs/heads/main^0\n" if mark == 1 else b"", path.encode(), len(body), body))
        marks.append(mark)
    out = git(folder, "fast-import", "--quiet", "--export-marks=.git/marks", data=b"".join(stream))
    git(folder, "reset", "-q", "--hard")
    del out
    ids = dict(line.split() for line in open(f"{folder}/.git/marks"))
    return [ids[f":{m}"] for m in marks]


def schedule(rng, units, workers, begin, start):
    """Start and duration of each unit, in microseconds: the heaviest first, onto the worker that is free."""
    free = [(begin + rng.randint(0, 300000), w) for w in range(workers)]
    heapq.heapify(free)
    for unit, usec in units:
        at, w = heapq.heappop(free)
        at += rng.randint(8000, 40000)
        start[unit] = (at, usec)
        heapq.heappush(free, (at + usec, w))


def make(folder, nights=365, units=0, hostile=False):
    rng = random.Random(4711)
    manifest = many(folder, units) if units else rts(folder)
    if hostile:
        path = f"{folder}/{manifest}"
        text = open(path).read()
        with open(path, "w") as f:
            f.write(text.replace('reason="predictable run time"', 'reason="&lt;/script&gt;&lt;img src=x onerror=window.broken=5&gt;"'))
    commits = history(folder, nights, hostile, rng)
    subprocess.run([NIGHTSHIFT, "generate", "-q", "--no-discover", "-C", folder, "-f", manifest], check=True)
    git(folder, "add", "-A")
    os.environ["GIT_COMMITTER_DATE"] = os.environ["GIT_AUTHOR_DATE"] = f"{LAST - DAY // 4} +0000"
    git(folder, "commit", "-qm", "Split the suite")
    commits[-1] = git(folder, "rev-parse", "HEAD").strip()
    subprocess.run([NIGHTSHIFT, "generate", "-q", "--no-discover", "-C", folder, "-f", manifest], check=True)
    db = sqlite3.connect(f"{folder}/.nightshift/record.db")
    plan = db.execute("SELECT max(id) FROM plan").fetchone()[0]
    due = {}
    for platform, lane, unit, usec, head, fixed in db.execute(
            "SELECT d.platform, d.lane, u.unit, u.usec, m.takes_seed = 'head', m.seed FROM due d JOIN plan p ON p.fingerprint = d.fingerprint "
            "JOIN plan_unit u ON u.plan = p.id AND u.unit = d.unit JOIN plan_module m ON m.plan = p.id AND m.place = u.module "
            "WHERE p.id = ? ORDER BY u.usec DESC, u.unit", (plan,)):
        due.setdefault((platform, lane), []).append((unit, usec, head, fixed))
    bad_from, bad_to = nights - 19, nights - 12
    old = "broken-" if hostile else ""

    def run(name, platform, lane, commit, at, n, seed=None, again=None):
        own = int(commit[:8], 16) & 0x7fffffff
        seed = own if seed is None else seed
        db.execute("INSERT OR IGNORE INTO generation VALUES(?, ?, ?, 0, 0)", (commit, plan, own))
        number = db.execute("INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) VALUES(?, ?, ?, ?, ?, 'clean', 'folder')",
                            (name, plan, platform, lane, commit)).lastrowid
        web = f"https://github.com/example/rts/{'%22%3E<img src=x onerror=window.broken=7>' if hostile else ''}"
        db.execute("INSERT OR IGNORE INTO link VALUES('run', ?, ?)", (name, f"{web}actions/runs/{name.split('-')[1]}"))
        db.execute("INSERT OR IGNORE INTO link VALUES('commit', ?, ?)", (commit, f"{web}commit/{commit}"))
        rows, logs, start = [], [], {}
        todo = [u for u in due[platform, lane] if again is None or u[0] in again]
        slow = 1 + (n / nights) * 0.6
        took = [(u[0], int(u[1] * SPEED[platform] * rng.lognormvariate(0, 0.08) * (slow if "20k" in u[0] else 1)) + 1000) for u in todo]
        schedule(rng, took, WORKERS[platform], at * 1000000, start)
        for unit, _, head, fixed in todo:
            begin, usec = start[unit]
            its = seed if head else fixed
            verdict = "pass"
            if bad_from <= n < bad_to and unit.startswith("wide-gc") and again is None:
                verdict = "crash" if rng.random() < 0.7 else "fail"
            # The last night of the page is told whole by the tests, so that it does not go by the id of its commit.
            if unit.endswith("wide-gc_7") and seed % 11 < 2 and not bad_from <= n < bad_to and n < nights - 1:
                verdict = "fail"
            if "persistence_20k" in unit and n == nights - 30:
                verdict = "timeout"
            if n == nights - 1 and unit in ("incremental-remembered_set", "wide-barrier") and platform != "mac":
                verdict = "fail"
            if lane != "pr" and n == nights - 40 and platform == "mac" and rng.random() < 0.3:
                verdict = "cancelled"
            flaky = verdict == "pass" and (unit == "copying-text" and rng.random() < 0.08 or unit == "incremental-continuation" and rng.random() < 0.04)
            end = begin + usec
            attempt = 1
            if flaky:
                rows.append((number, unit, 1, "fail", 1, usec // 3, its, begin + usec // 3))
                logs.append((number, unit, 1, LOG.format(seed=its)))
                attempt = 2
                usec = usec * 2 // 3
            status = {"pass": 0, "fail": 1, "timeout": 124, "crash": 139}.get(verdict)
            rows.append((number, unit, attempt, verdict, status, usec if verdict != "cancelled" else None, its, end))
            if verdict in ("fail", "timeout", "crash"):
                logs.append((number, unit, attempt, HOSTILE + "\n" + LOG.format(seed=its) if hostile else LOG.format(seed=its)))
        db.executemany("INSERT INTO result(run, unit, attempt, verdict, status, usec, seed, finished) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows)
        db.executemany("INSERT INTO result_log VALUES(?, ?, ?, ?)", logs)

    for n in range(nights):
        commit, at = commits[n], LAST - (nights - 1 - n) * DAY
        for k in range(3 if n > nights - 40 else 0):
            if ("linux", "pr") in due:
                run(f"github-{7000000 + n * 10 + k}", "linux", "pr", commit, at - 8 * 3600 + k * 3600, n)
        for platform in ("linux", "arm") if n > nights - 90 else ():
            if (platform, "merge") in due:
                run(f"github-{8000000 + n}", platform, "merge", commit, at - 4 * 3600, n)
        if n == nights - 50:
            continue  # nobody knows why
        for platform in ("linux", "arm", "mac"):
            if (platform, "nightly") not in due or (platform == "mac" and n == nights - 25):
                continue
            run(f"github-{9000000 + n}", platform, "nightly", commit, at + 4620, n)
        if n in (nights - 8, nights - 5) and not units:
            run(f"github-{9500000 + n}", "linux", "nightly", commit, at + 30000, n, again={"wide-gc_7", "copying-text", "wide-trie"})
        if n in (nights - 9, nights - 20) and not units:
            for k in range(12):  # somebody tries what the seed has to do with it
                run(f"github-{9600000 + n * 100 + k}", "linux", "nightly", commit, at + 40000 + 600 * k, n, seed=rng.randrange(1 << 31), again={"wide-gc_7"})
    if hostile:
        db.execute("UPDATE run SET name = ? WHERE id = (SELECT max(id) FROM run)", (f"{old}<img src=x onerror=window.broken=6>",))
    db.commit()
    db.close()
    return manifest


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--units", type=int, default=0)
    parser.add_argument("--hostile", action="store_true")
    args = parser.parse_args()
    make(os.path.abspath(args.folder), args.nights, args.units, args.hostile)
