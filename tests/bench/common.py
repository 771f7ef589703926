"""What the items of the benchmark share: rows of the table, times of commands, suites of any size."""
import os
import glob
import shutil
import statistics
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NIGHTSHIFT = os.path.abspath(os.environ.get("NIGHTSHIFT", os.path.join(TOP, "build/nightshift")))
DATA = os.path.abspath(os.environ.get("BENCH_DATA", os.path.join(TOP, "../shared/bench-data")))
MAKE = os.environ.get("MAKE", "make").split()[0]
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
missed = 0  # rows that did not reach what was wanted
work = ""  # an empty folder, while items run

for name in "MAKEFLAGS", "MFLAGS", "MAKELEVEL":
    os.environ.pop(name, None)
os.environ.update(LC_ALL="C", GIT_AUTHOR_NAME="n", GIT_AUTHOR_EMAIL="n@example.org", GIT_COMMITTER_NAME="n", GIT_COMMITTER_EMAIL="n@example.org")


def row(what, ours="", peer="", ratio="", wanted="", met=None):
    global missed
    missed += met is False
    print(f"{what:<58} {ours:>11} {peer:>24} {ratio:>8} {wanted:>12} {'' if met is None else 'yes' if met else 'NO':>4}", flush=True)


def left_out(what, why):
    print(f"{what:<58} left out: {why}", flush=True)


def once(command, cwd=None, check=True):
    """Seconds of wall time, of processor time, and peak memory in bytes of one run."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, **QUIET)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if check and child.returncode:
        sys.exit(f"failed with {child.returncode}: {' '.join(command)}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * RSS_UNIT


def turns(rounds, *commands, before=None):
    """Medians of wall time and of memory of each (command, folder), run in turn."""
    seen = [[] for _ in commands]
    for _ in range(rounds):
        for i, (command, cwd) in enumerate(commands):
            if before:
                before(i)
            seen[i].append(once(command, cwd))
    return [(statistics.median(r[0] for r in s), statistics.median(r[1] for r in s), max(r[2] for r in s)) for s in seen]


def ms(seconds):
    return f"{seconds * 1e3:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def mb(size):
    return f"{size / 1e6:.0f} MB"


def fnv1a(text):
    total = 0xcbf29ce484222325
    for byte in text:
        total = (total ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return f"{total:016x}".encode()


def verdict(lines):
    """What the lines of a verdict say."""
    assert lines[0] == "nightshift 1" and lines[-1] == "end", lines
    return dict(line.split(" ", 1) for line in lines[1:-1])


def read_verdict(path):
    with open(path) as f:
        text = f.read()
    assert text.endswith("\n"), path
    return verdict(text[:-1].split("\n"))


def verdicts(folder):
    """(unit, what its verdict says, whether it is a line) of all that is in a folder of results: each folder, and each line of the
    journal (gen/unit/journal.h). So a unit that has two results comes twice."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if os.path.exists(f"{entry.path}/verdict"):
                yield entry.name, read_verdict(f"{entry.path}/verdict"), False
    if os.path.exists(f"{folder}/journal"):
        with open(f"{folder}/journal", "rb") as f:
            for line in f:
                total, _, text = line.removesuffix(b"\n").partition(b"\t")
                assert line.endswith(b"\n") and total == fnv1a(text), line
                said = verdict(text.decode().split("\t"))
                yield said["unit"], said, True


def repository(folder):
    for command in ["init", "-q", "."], ["add", "-A"], ["commit", "-qm", "all"]:
        subprocess.run(["git", *command], cwd=folder, check=True, **QUIET)


def many(folder, units):
    """A suite of that many units: modules in three variants, with seconds."""
    os.makedirs(folder)
    with open(f"{folder}/suite.xml", "w") as f:
        f.write('<suite name="rts">\n<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'
                '<platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="build" nightly="checked"/>\n'
                '<seed from="commit" fallback="4711" env="SEED"/>\n<program path="build/{variant}/tests"><command>make {program}</command></program>\n'
                '<run timeout="600">{program} {module} {from} {to}</run>\n<variant name="copying"/><variant name="incremental"/><variant name="wide"/>\n')
        for i in range((units + 2) // 3):
            f.write(f'<module name="module_{i:05}" seed="head" seconds="{(i * 7919) % 997 / 10 + 0.1:.1f}"/>\n')
        f.write("</suite>\n")
    repository(folder)


def clear(folder):
    for path in "tests.mk", "nix", ".nightshift":
        path = f"{folder}/{path}"
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.exists(path):
            os.remove(path)


def built(source, *more):
    """The path of that C program, which lies in a folder of tests; None without a compiler."""
    out = os.path.join(work, os.path.basename(source)[:-2])
    done = subprocess.run([os.environ.get("CC", "cc"), "-std=c17", "-O2", "-D_POSIX_C_SOURCE=200809L", f"-I{TOP}/gen", "-o", out, f"{TOP}/tests/{source}", *more],
                          capture_output=True, text=True)
    if done.returncode:
        left_out(os.path.basename(source), "it does not compile: " + (done.stderr.strip().splitlines() or ["?"])[-1])
        return None
    return out


def compiled(source):
    """A C program of this folder, with the objects of the program it measures; None without a compiler."""
    build = os.path.dirname(NIGHTSHIFT)  # what has no source there any more is left from an earlier build
    sources = [os.path.relpath(c, f"{TOP}/gen") for c in glob.glob(f"{TOP}/gen/*/*.c")]
    objects = [f"{build}/{c[:-2]}.o" for c in sources if c not in ("cli/main.c", "cli/front.c")] + glob.glob(f"{build}/*.o")
    flags = subprocess.run(["pkg-config", "--libs", "expat", "libgit2", "sqlite3"], capture_output=True, text=True).stdout.split()
    return built(f"bench/{source}.c", *objects, *flags)
