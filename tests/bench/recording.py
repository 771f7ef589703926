"""Records of years: how large they are, and how long a question takes. (Importing has its own items.)"""
import os
import shutil
import sqlite3
import subprocess
import time

import common
from common import clear, left_out, mb, ms, NIGHTSHIFT, once, repository, row, turns

PLATFORMS = ("linux", "arm", "mac", "intel")
DAY = 86400 * 10**6
LAST = 20000  # the day after the last, since 1970


def suite(folder, nights):
    """A suite of 72 units on 4 platforms, in a repository with a commit for each night."""
    os.makedirs(f"{folder}/t")
    with open(f"{folder}/nightshift.xml", "w") as out:
        out.write('<suite name="s" dir="t">\n')
        for name in PLATFORMS:
            out.write(f'<platform name="{name}" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n')
        out.write('<seed from="commit" fallback="4711" env="SEED"/><run>true {module}</run>\n')
        out.write("".join(f'<variant name="{v}"/>' for v in ("copying", "incremental", "wide")))
        out.write("".join(f'<module name="module{m}"/>' for m in range(23)) + '<module name="soak" lane="nightly" reason="long"/></suite>\n')
    repository(folder)
    clear(folder)
    once([NIGHTSHIFT, "generate", "-q"], folder)
    repository(folder)
    git = ["git", "-C", folder]
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    text = [f"commit refs/heads/main\nmark :1\ncommitter n <n@example.org> {(LAST - nights) * 86400} +0000\ndata 5\nnight\nfrom {head}\n"]
    for night in range(1, nights):
        text.append(f"commit refs/heads/main\nmark :{night + 1}\ncommitter n <n@example.org> {(LAST - nights + night) * 86400} +0000\ndata 5\nnight\n"
                    f"from :{night}\nM 644 inline t/text\ndata {len(str(night))}\n{night}\n")
    subprocess.run([*git, "fast-import", "--quiet", "--force"], check=True, input="".join(text), text=True)
    subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)
    once([NIGHTSHIFT, "generate", "-q"], folder)
    commits = subprocess.run([*git, "rev-list", "--reverse", f"--max-count={nights}", "main"], check=True, capture_output=True, text=True).stdout.split()
    return f"{folder}/.nightshift/record.db", commits


def fill(path, commits, runs):
    """So many runs a day, each on each platform, the first of them nightly: as `record` would leave them, but by SQL alone,
    without its triggers. One result in 200 is a failure, and half of those pass at a second attempt. How many results."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -100000; BEGIN")
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    plan, seed = db.execute("SELECT plan, max(seed) FROM generation").fetchone()
    db.executemany("INSERT OR IGNORE INTO generation VALUES(?, ?, ?, 0, 0)", [(c, plan, seed) for c in commits])
    for lane in "pr", "merge", "nightly":
        db.executemany("INSERT OR IGNORE INTO series(suite, platform, lane) VALUES('s', ?, ?)", [(p, lane) for p in PLATFORMS])
    db.execute("INSERT OR IGNORE INTO place(series, unit) SELECT s.id, u.unit FROM series s, plan_unit u WHERE u.plan = ? ORDER BY 1, 2", (plan,))
    series = {(p, lane): n for n, p, lane in db.execute("SELECT id, platform, lane FROM series")}
    rows = []
    for day, commit in enumerate(commits):
        for run in range(runs):
            lane = "nightly" if run == 0 else "merge" if run < 10 else "pr"
            of = commit if run == 0 else f"{day:020x}{run:020x}"
            for platform in PLATFORMS:
                rows.append((f"github-{10**10 + day * runs + run}", plan, platform, lane, of, series[platform, lane],
                             (LAST - len(commits) + day) * DAY + run * DAY // runs))
    db.executemany("INSERT INTO run(name, plan, platform, lane, commit_id, tree, source, series, first) VALUES(?, ?, ?, ?, ?, 'clean', 'folder', ?, ?)", rows)
    # abs(hash) of run and unit, the same each time
    db.execute("""CREATE TEMP TABLE made AS SELECT r.id AS run, u.unit, (r.id * 7919 + u.rowid * 104729) %% 1000003 AS x,
        r.first + u.rowid * 3000000 AS finished FROM run r, (SELECT unit, row_number() OVER (ORDER BY unit) AS rowid FROM plan_unit WHERE plan = %d) u""" % plan)
    db.execute("""INSERT INTO result(run, unit, attempt, verdict, status, usec, seed, finished) SELECT run, unit, 1, iif(x % 200 = 0, 'fail', 'pass'), x % 200 = 0, 1000000 + x * 29, NULL, finished FROM made""")
    db.execute("INSERT INTO result(run, unit, attempt, verdict, status, usec, seed, finished) SELECT run, unit, 2, 'pass', 0, 1000000 + x * 29, NULL, finished + 1000000 FROM made WHERE x % 400 = 0")
    db.execute("INSERT INTO result_log SELECT run, unit, 1, hex(zeroblob(1000)) FROM made WHERE x % 200 = 0")
    db.execute("DROP TABLE made")
    db.execute("""INSERT INTO track(place, verdict, finished, run, attempt) SELECT p.id, x.verdict, x.finished, x.run, x.attempt
        FROM result x JOIN run r ON r.id = x.run JOIN place p ON p.series = r.series AND p.unit = x.unit ORDER BY 1, 2, 3, 4, 5""")
    db.execute("""UPDATE run SET (results, first, last) = (SELECT count(*), min(finished), max(finished) FROM result WHERE run = run.id)""")
    for _, sql in triggers:
        db.execute(sql)
    db.execute("COMMIT")
    results = db.execute("SELECT count(*) FROM result").fetchone()[0]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return results


def questions(folder, head, limit, wanted):
    """The time of each question, and beside it that of the same program on the same suite without a record."""
    shutil.rmtree(f"{common.work}/bare", ignore_errors=True)
    shutil.copytree(folder, f"{common.work}/bare", ignore=shutil.ignore_patterns(".nightshift"))
    known = subprocess.run([NIGHTSHIFT, "help"], capture_output=True, text=True).stdout
    for name, *arguments in ("coverage",), ("report", "--commit", head), ("tune", "--check"), ("qualify", head), ("suspects",), ("flaky",):
        if f"  {name} " not in known:
            left_out(f"    {name}", "this nightshift does not know it")
            continue
        times = []
        for place in [folder, f"{common.work}/bare"]:
            once([NIGHTSHIFT, name, *arguments], place, check=False)
            times.append(min(once([NIGHTSHIFT, name, *arguments], place, check=False)[0] for _ in range(5)))
        row(f"    {name}", ms(times[0]), f"no record: {ms(times[1])}", "", wanted, times[0] <= limit)


def views(path, limit, wanted):
    """The time of the views, each read to its end, and of one night."""
    db = sqlite3.connect(path)
    ((night,),) = db.execute("SELECT commit_id FROM run WHERE lane = 'nightly' LIMIT 1")
    for question in ("qualified WHERE lane = 'nightly'", "qualified", "night", "night WHERE commit_id = :night", "night_unit WHERE commit_id = :night", "flaky",
                     "seed_dependent", "last_result", "never_run", "outcome", "outcome WHERE commit_id = :night"):
        start = time.perf_counter()
        rows = sum(1 for _ in db.execute(f"SELECT * FROM {question}", {"night": night}))
        took = time.perf_counter() - start
        row(f"    {question}", ms(took), f"{rows:,} rows".replace(",", " "), "", wanted, took <= limit)
    db.close()


def simulated(what, runs, limit, wanted, prunes):
    folder = f"{common.work}/{what.split()[0]}"
    path, commits = suite(folder, 365)
    start = time.perf_counter()
    results = fill(path, commits, runs)
    row(f"{what}: {results:,} results".replace(",", " "), mb(os.path.getsize(path)), f"made in {time.perf_counter() - start:.0f} s")
    questions(folder, commits[-1], limit, wanted)
    views(path, 10, "10 s")
    if prunes:
        os.environ["SOURCE_DATE_EPOCH"] = str(LAST * 86400)
        took = once([NIGHTSHIFT, "record", "-q", "--prune", "90"], folder)
        del os.environ["SOURCE_DATE_EPOCH"]
        row("    pruned to 90 days", mb(os.path.getsize(path)), f"in {took[0]:.1f} s, {mb(took[2])}", "", "200 MB", os.path.getsize(path) <= 200e6)
        questions(folder, commits[-1], limit, wanted)
    shutil.rmtree(folder)


def nights():
    """A year of one night a day: what people ask by SQL."""
    folder = f"{common.work}/nights"
    path, commits = suite(folder, 365)
    results = fill(path, commits, 1)
    row(f"year of nights: {results:,} results".replace(",", " "), mb(os.path.getsize(path)))
    questions(folder, commits[-1], 0.1, "100 ms")
    views(path, 1, "1 s")
    shutil.rmtree(folder)


def year():
    """A year of 72 units on 4 platforms, 50 runs a day."""
    simulated("year of 50 runs a day", 50, 0.1, "100 ms", True)


def millions():
    """Ten million results."""
    simulated("10 million results", 96, 1, "1 s", False)


def recorders():
    """Sixty-four processes at once, each with a run of its own."""
    folder = f"{common.work}/recorders"
    path, commits = suite(folder, 2)
    db = sqlite3.connect(path)
    ((plan,),) = db.execute("SELECT fingerprint FROM plan")
    units = [unit for (unit,) in db.execute("SELECT unit FROM plan_unit")]
    db.close()
    runs = [f"{common.work}/recorded/{run}" for run in range(64)]
    for run in runs:
        for unit in units:
            os.makedirs(f"{run}/{unit}")
            with open(f"{run}/{unit}/verdict", "w") as out:
                out.write(f"nightshift 1\nsuite s\nplan {plan}\nrun {os.path.basename(run)}\nunit {unit}\nplatform linux\nlane nightly\ncommit {commits[-1]}\n"
                          "tree clean\nverdict pass\nstatus 0\nseconds 1\nfinished 1700000000\nend\n")
    one, sequence, at_once = [], [], []
    for _ in range(5):
        for times, how in (one, "one"), (sequence, "sequence"), (at_once, "at once"):
            shutil.rmtree(f"{folder}/.nightshift")
            once([NIGHTSHIFT, "generate", "-q"], folder)
            start = time.perf_counter()
            if how == "one":
                once([NIGHTSHIFT, "record", "-q", *runs], folder)
            elif how == "sequence":
                for run in runs:
                    once([NIGHTSHIFT, "record", "-q", run], folder)
            else:
                children = [subprocess.Popen([NIGHTSHIFT, "record", "-q", run], cwd=folder) for run in runs]
                assert not any([child.wait() for child in children])
            times.append(time.perf_counter() - start)
            db = sqlite3.connect(path)
            assert db.execute("SELECT count(*) FROM result").fetchone() == (64 * len(units),), "results are lost"
            db.close()
    one, sequence, at_once = (sorted(times)[2] for times in (one, sequence, at_once))
    row(f"64 processes record {len(units)} results each, at once", ms(at_once), f"one after the other: {ms(sequence)}", f"{at_once / sequence:.2f}", "2.00", at_once <= 2 * sequence)
    row("    and one process with all 64 folders", ms(one))


def exchange():
    """Export and merge of a million results, and what they need of memory."""
    folder = f"{common.work}/exchange"
    path, commits = suite(folder, 70)
    results = fill(path, commits, 50)
    text = f"{common.work}/record.tsv"
    wrote = once([NIGHTSHIFT, "record", "--export", text], folder)
    read = once([NIGHTSHIFT, "record", "-q", "--record", f"{common.work}/merged.db", text], folder)
    again = once([NIGHTSHIFT, "record", "-q", "--record", f"{common.work}/merged.db", text], folder)
    for what, took in ("export", wrote), ("    merge into a new record", read), ("    merge once more", again):
        row(f"{what} of {results} results, {mb(os.path.getsize(text))}" if what == "export" else what, f"{took[0]:.1f} s", f"{results / took[0] / 1e3:.0f} 000 a second", mb(took[2]))


ITEMS = {"year": year, "millions": millions, "recorders": recorders, "exchange": exchange}
