"""SQL that fills an empty record with anything that may stand in one: random.py SEED. Names are few, so that much meets. Which of two
results counts must be certain: the name of a run says its commit and its tree."""
import random
import sys

random.seed(int(sys.argv[1]))
PLATFORMS, LANES, COMMITS = ("linux", "mac"), ("pr", "merge", "nightly"), [f"{c:040d}" for c in range(1, 5)]
VERDICTS = ("pass", "pass", "pass", "fail", "fail", "timeout", "crash", "cancelled", "quarantined", "skip", "skip")
UNITS = [f"v-m{m}_{k}" for m in range(4) for k in range(2)]
SEEDS = (None, 1, 2)
GREEN = int(sys.argv[1]) % 3 == 0  # one in three is a record of nights that are mostly green
if GREEN:
    VERDICTS, SEEDS = ("pass",) * 40 + ("fail", "skip"), (None, None, None, 1)


def text(x):
    return "NULL" if x is None else str(x) if isinstance(x, int) else "'" + x + "'"


def row(table, *values):
    print(f"INSERT OR IGNORE INTO {table} VALUES({', '.join(text(v) for v in values)});")


print("BEGIN;")
for plan, suite in (1, "s"), (2, "s"), (3, "t"):
    row("plan(id, fingerprint, suite, tool, units)", plan, f"{random.randrange(10**9):040d}", suite, "1", len(UNITS))
    for platform in PLATFORMS:
        row("plan_platform(plan, platform, system, runner)", plan, platform, "x", "r")
        for lane in LANES:
            row("plan_lane(plan, platform, lane, does)", plan, platform, lane, "none" if GREEN and platform == "mac" and random.random() < 0.7 else random.choice(("none", "build", "checked", "checked", "checked")))
    row("plan_variant(plan, place, variant)", plan, 0, "v")
    for m in range(4):
        takes = "none" if GREEN else random.choice(("none", "none", "head", "fixed"))
        row("plan_module(plan, place, module, lane, takes_seed, seed, may_skip)", plan, m, f"m{m}", random.choice(LANES), takes,
            1 if takes == "fixed" else None, random.choice((None, "why")))
        if random.random() < 0.2:
            row("plan_kept(plan, module, platform)", plan, m, random.choice(PLATFORMS))
    for unit in UNITS:
        if random.random() < 0.9:
            row("plan_unit(plan, unit, variant, module, chunk, usec)", plan, unit, 0, int(unit[3]), int(unit[-1]), 1)
    for commit in COMMITS:
        if random.random() < 0.7:
            row("generation(commit_id, plan, seed, fallback, dirty)", commit, plan, random.choice(SEEDS), 0, random.randrange(2))


def results(run, most):
    for unit in random.sample(UNITS, most if GREEN else random.randint(1, most)):
        seed, at = None if GREEN else random.choice(SEEDS), random.randrange(3) * 700000
        for attempt in random.choice(((1,), (1,), (1,), (1, 2), (2,), (1, 2, 3), (1, 3))):
            verdict = "pass" if random.random() < 0.4 else random.choice(VERDICTS)
            row("result(run, unit, attempt, verdict, status, usec, seed, finished, reason)", run, unit, attempt, verdict, 0,
                random.choice((None, 5)), seed if random.random() < 0.8 else random.choice(SEEDS), 10**15 + at + random.randrange(2) * 1000000,
                random.choice((None, "why")))


run = 0
for _ in range(random.randint(30, 60) if GREEN else random.randint(4, 30)):
    run += 1
    name = random.randrange(40 if GREEN else 12)
    lane = None if name < 4 else random.choice(LANES)
    of = random.Random(name)
    commit, tree = of.choice(COMMITS), of.choice(("clean", "clean", "dirty", None))
    if name == 5 or name == 3:
        commit = None
    row("run(id, name, plan, platform, lane, commit_id, tree, source)", run, f"r{name}", random.randint(1, 3), random.choice((*PLATFORMS, None)), lane, commit,
        tree, "folder")
    results(run, len(UNITS))
print("DELETE FROM result WHERE run NOT IN (SELECT id FROM run);")
for occasion in range(1, random.randint(2, 8)):
    row("occasion(id, name, attempt, platform, lane, commit_id, started)", occasion, f"o{occasion}", 1, random.choice((*PLATFORMS, None)), random.choice(LANES),
        random.choice(COMMITS), None)
    print(f"INSERT INTO delivery(occasion, run, unit, attempt) SELECT {occasion}, run, unit, attempt FROM result "
          f"WHERE (run * 7 + length(unit) + attempt * 3 + unicode(substr(unit, 4)) + {random.randrange(10)}) % 4 = 0;")
print("COMMIT;")
