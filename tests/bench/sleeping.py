"""In which order units run: those of real suites as sleeps, which need no processor, against the least time there can be."""
import collections
import csv
import glob
import heapq
import os
import shutil
import statistics
import subprocess

import common
from common import built, DATA, left_out, MAKE, ms, NIGHTSHIFT, once, QUIET, repository, row

SECONDS = 10  # that a run is to take


def read(path, key=lambda name: name):
    """The seconds of each unit, in the order of the file; what has the same key is one unit."""
    seconds = collections.defaultdict(float)
    with open(path, newline="") as f:
        for test in csv.DictReader(f):
            seconds[key(test["name"])] += float(test["duration"])
    return dict(seconds)


def bound(seconds, jobs):
    return max(sum(seconds) / jobs, max(seconds))


def longest_first(seconds, expected, jobs):
    """The ratio to the bound, if each is started when a processor is free, by what it is expected to take (LPT)."""
    free = [0] * jobs
    for i in sorted(range(len(seconds)), key=lambda i: -expected[i]):
        heapq.heapreplace(free, free[0] + seconds[i])
    return max(free) / bound(seconds, jobs)


def suite(folder, seconds, expected, worker=None):
    """A suite of sleeps, for us and for others. What has None for its expected seconds is new."""
    sleep = shutil.which("sleep")
    os.makedirs(folder)
    with open(f"{folder}/suite.xml", "w") as f:
        f.write('<suite name="s"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><variant name="v"/>\n'
                f'<run>{sleep} {{s}}</run>\n')
        if worker:
            f.write(f'<worker name="w" ask="{{s}} {{unit}}">{worker}</worker>\n')
        for i, (s, e) in enumerate(zip(seconds, expected)):
            f.write(f'<module name="m{i}"' + (' worker="w"' if worker else '') + (f' seconds="{max(e, 1e-6):.6f}"' if e is not None else '')
                    + f'><param name="s" value="{s:.6f}"/></module>\n')
        f.write("</suite>\n")
    with open(f"{folder}/CTestTestfile.cmake", "w") as f:
        for i, (s, e) in enumerate(zip(seconds, expected)):
            f.write(f'add_test(m{i} {sleep} {s:.6f})\n' + (f'set_tests_properties(m{i} PROPERTIES COST {e:.6f})\n' if e is not None else ''))
    with open(f"{folder}/meson.build", "w") as f:
        f.write(f"project('s')\nsleep = find_program('{sleep}')\n")
        for i, (s, e) in enumerate(zip(seconds, expected)):
            f.write(f"test('m{i}', sleep, args: ['{s:.6f}'], priority: {int((e or 0) * 1000)})\n")
    repository(folder)
    once([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], folder)


def wall(folder, command):
    shutil.rmtree(f"{folder}/build", ignore_errors=True)
    return once(command, folder)[0]


def run(jobs):
    return [NIGHTSHIFT, "run", "-q", "--no-record", f"-j{jobs}"]


def known():
    """(f) The seventy-two units of a real record, which take as long as expected."""
    path = f"{DATA}/pytorch-24x3.csv"
    if not os.path.exists(path):
        return left_out("72 sleeps", f"no pytorch-24x3.csv in BENCH_DATA ({DATA})")
    seconds = list(read(path).values())
    scale = SECONDS / bound(seconds, 4)
    seconds = [s * scale for s in seconds]
    folder = f"{common.work}/sleeps"
    suite(folder, seconds, seconds)
    meson = shutil.which("meson")
    if meson and subprocess.run([meson, "setup", "meson-build"], cwd=folder, **QUIET).returncode:
        meson = None
    for jobs in 4, 8, 16:
        least, ideal = bound(seconds, jobs), longest_first(seconds, seconds, jobs)
        ours = wall(folder, run(jobs)) / least
        row(f"{len(seconds)} sleeps of a real suite, -j{jobs}, over {ms(least)}: run", f"{ours:.3f}", f"LPT: {ideal:.3f}", f"{ours - ideal:+.3f}", "+0.005", ours <= ideal + 0.005)
        make = wall(folder, [MAKE, f"-j{jobs}", "-f", "tests.mk", "s_platform=p", "s-test"]) / least
        row("    make, the include alone", "", f"{make:.3f}", f"{make - ideal:+.3f}")
        if shutil.which("ctest"):
            theirs = wall(folder, ["ctest", f"-j{jobs}"]) / least
            row("    ctest, each test's COST given", "", f"{theirs:.3f}", f"{theirs - ideal:+.3f}")
        else:
            left_out("    ctest", "it is not installed")
        if meson:
            theirs = wall(folder, [meson, "test", "-C", "meson-build", "--no-rebuild", f"--num-processes={jobs}"]) / least
            row("    meson test, priorities given", "", f"{theirs:.3f}", f"{theirs - ideal:+.3f}")
        else:
            left_out("    meson", "it is not installed")


def stale():
    """The times of some weeks ago to plan with, and those of today to run: a unit for each file of tests, and one for each test, as workers run such short ones."""
    before = sorted(glob.glob(f"{DATA}/*-prev.csv"))
    if not before:
        return left_out("sleeps planned with stale seconds", f"no *-prev.csv in BENCH_DATA ({DATA})")
    worker = built("bench/sleeper.c")
    for path in before:
        name = os.path.basename(path).removesuffix("-prev.csv")
        for what, key in ("files", lambda name: name.split("::")[0]), ("tests, workers", lambda name: name):
            if what != "files" and not worker:
                continue
            now, then = read(path.replace("-prev.csv", ".csv"), key), read(path, key)
            guess = statistics.median(then.values())  # as we plan what is new
            for jobs in 4, 8:
                scale = SECONDS / bound(now.values(), jobs)
                seconds, expected = [s * scale for s in now.values()], [then[u] * scale if u in then else None for u in now]
                ideal = longest_first(seconds, [guess * scale if e is None else e for e in expected], jobs)
                folder = f"{common.work}/{name}{jobs}{what[:5]}"
                suite(folder, seconds, expected, None if what == "files" else worker)
                ours = wall(folder, run(jobs)) / SECONDS
                row(f"{name}, {len(now)} {what}, stale, -j{jobs}", f"{ours:.3f}", f"LPT: {ideal:.3f}", f"{ours - ideal:+.3f}", "1.02", ours <= 1.02)
                if what == "files" and shutil.which("ctest"):
                    theirs = wall(folder, ["ctest", f"-j{jobs}"]) / SECONDS
                    row("    ctest, the COST of weeks ago", "", f"{theirs:.3f}", f"{theirs - ideal:+.3f}")


def sleeps():
    known()
    stale()


ITEMS = {"sleeps": sleeps}
