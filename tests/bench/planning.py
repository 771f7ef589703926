"""Planning, writing, and what make does with what is written."""
import glob
import os
import shutil
import subprocess

import common
from common import clear, compiled, DATA, left_out, MAKE, many, mb, ms, NIGHTSHIFT, once, repository, row, TOP, turns


def generate():
    """(a) Nothing has changed, on the bundled suite."""
    folder = f"{common.work}/rts"
    shutil.copytree(f"{TOP}/tests/rts", f"{folder}/tests/rts", ignore=shutil.ignore_patterns("build"))
    repository(folder)
    clear(folder)
    once([NIGHTSHIFT, "generate", "--no-discover", "-f", "tests/rts/suite.xml"], folder)
    once([MAKE, "-j4", "-f", "tests.mk", "rts-build"], f"{folder}/tests/rts")
    ours, bare, empty = turns(51, ([NIGHTSHIFT, "generate", "-f", "tests/rts/suite.xml"], folder),
                              ([NIGHTSHIFT, "generate", "-f", "tests/rts/suite.xml", "--no-discover", "--no-record"], folder), (["true"], folder))
    row("generate, bundled suite, nothing changes", ms(ours[0]), f"true: {ms(empty[0])}", "", "10 ms", ours[0] <= 0.010)
    row("    without --list of the programs and the record", ms(bare[0]))
    row("    memory", mb(ours[2]))


def scale():
    """(b) A hundred thousand units."""
    seen = {}
    for units in 10000, 100000:
        folder = f"{common.work}/units{units}"
        many(folder, units)
        options = ["generate", "-q", "-f", "suite.xml"]
        copies = f"{common.work}/copies"
        os.makedirs(copies, exist_ok=True)
        once([NIGHTSHIFT, *options], folder)
        outputs = [f"{folder}/tests.mk", f"{folder}/nix/rts.json"]
        rounds = 9 if units == 100000 else 21

        def before(i):
            if i in (0, 1):
                clear(folder)
            if i == 5:
                for f in glob.glob(copies + "/*"):
                    os.remove(f)

        xmlwf = ["xmlwf", "suite.xml"] if shutil.which("xmlwf") else ["true"]
        first, record, same, kept, parse, copy = turns(
            rounds, ([NIGHTSHIFT, *options, "--no-record"], folder), ([NIGHTSHIFT, *options], folder),
            ([NIGHTSHIFT, *options, "--no-record"], folder), ([NIGHTSHIFT, *options], folder), (xmlwf, folder), (["cp", *outputs, copies], folder), before=before)
        seen[units] = first[0], record[0], same[0], kept[0]
        if units != 100000:
            continue
        floor = parse[0] + copy[0]
        size = sum(os.path.getsize(o) for o in outputs)
        for what, t in ("generate, 100,000 units, first time, with the record", record), ("generate, 100,000 units, first time, --no-record", first), \
                       ("generate, 100,000 units, nothing changes", kept), ("generate, 100,000 units, nothing changes, --no-record", same):
            row(what, ms(t[0]), f"xmlwf + cp: {ms(floor)}", f"{t[0] / floor:.1f}", "0.5 s", t[0] <= 0.5)
            row("    over xmlwf on the manifest + cp of the outputs", "", "", f"{t[0] / floor:.1f}", "5", t[0] / floor <= 5)
            row("    memory", mb(t[2]), f"outputs: {mb(size)}", "", "250 MB", t[2] <= 250e6)
        if not shutil.which("xmlwf"):
            left_out("    xmlwf", "it is not installed, so the floor is cp alone")
    for i, what in enumerate(["first time, --no-record", "first time, with the record", "nothing changes, --no-record", "nothing changes"]):
        growth = seen[100000][i] / seen[10000][i]
        row(f"10,000 to 100,000 units, {what}", ms(seen[100000][i]), ms(seen[10000][i]), f"{growth:.1f}", "12", growth <= 12)


def plan():
    """(c) Planning alone."""
    program = compiled("plan_bench")
    if not program:
        return
    folder = f"{common.work}/planned"
    many(folder, 100000)
    units, planned, packed = subprocess.run([program, f"{folder}/suite.xml", "16"], capture_output=True, text=True, check=True).stdout.split()
    row(f"planning, {int(units):,} units", f"{planned} ms", "", "", "50 ms", float(planned) <= 50)
    row(f"packing, {int(units):,} units on 16 machines", f"{packed} ms", "", "", "", None)


def pack():
    """(d) The plan's ratio to the bound."""
    files = sorted(glob.glob(f"{DATA}/*.csv"))
    if not files:
        return left_out("plan over bound, real suites", f"no records in BENCH_DATA ({DATA})")
    program = compiled("pack_bench")
    for path in files if program else []:
        name = os.path.basename(path)
        limit = 1.0015 if name == "pytorch-24x3.csv" else 1.0001
        lines = subprocess.run([program, path, "4", "8", "16"], capture_output=True, text=True, check=True).stdout.split("\n")[:-1]
        ratios = [line.split() for line in lines]
        row(f"plan over bound, {name}", " ".join(f"{m}:{r}" for m, r in ratios), "", "", f"{limit}", all(float(r) <= limit for _, r in ratios))


def include():
    """(e) make -n on the include."""
    for units, wanted in (10000, 0.15), (100000, 1.5):
        folder = f"{common.work}/make{units}"
        many(folder, units)
        once([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], folder)
        listed = subprocess.run([MAKE, "-s", "-f", "tests.mk", "rts_platform=linux", "rts-list"], cwd=folder, capture_output=True, text=True, check=True).stdout.split()
        with open(f"{folder}/plain.mk", "w") as f:
            f.write(".PHONY: all\nall: " + " ".join("test-" + u for u in listed) + "\n")
            for u in listed:
                variant, module = u.split("-")
                f.write(f"test-{u}:\n\tbuild/{variant}/tests {module}\n")
        command = [MAKE, "-n", "-f", "tests.mk", "rts_platform=linux", "rts-test"]
        ours, plain, parse = turns(9 if units == 100000 else 21, (command, folder), ([MAKE, "-n", "-f", "plain.mk", "all"], folder),
                                   ([MAKE, "-s", "-f", "tests.mk", "rts_platform=linux", "rts-list"], folder))
        row(f"make -n, {len(listed):,} targets", ms(ours[0]), f"plain rules: {ms(plain[0])}", f"{ours[0] / plain[0]:.2f}", ms(wanted), ours[0] <= wanted)
        row("    processor time", ms(ours[1]), f"plain rules: {ms(plain[1])}", f"{ours[1] / plain[1]:.2f}")
        row("    only reading it", ms(parse[0]))
        row("    memory", mb(ours[2]), f"plain rules: {mb(plain[2])}", f"{ours[2] / plain[2]:.2f}")


ITEMS = {"generate": generate, "scale": scale, "plan": plan, "pack": pack, "include": include}
