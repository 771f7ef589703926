"""nightshift batch: what a unit costs that does nothing, and the soak: many units, some of which go wrong, all accounted for."""
import collections
import os
import re
import shutil
import subprocess
import threading
import time

import common
from common import built, left_out, mb, ms, NIGHTSHIFT, read_verdict, row, turns, verdicts

PLAN = "0" * 40
HANG = 0.5  # seconds until a hanging unit is given up


def worker():
    return built("unit/batch/worker.c")


def units(folder, count):
    path = os.path.join(folder, "units")
    with open(path, "w") as f:
        for i in range(count):
            f.write(f"u_{i:06}\tok u_{i:06}\n")
    return path


def command(folder, *more):
    return [NIGHTSHIFT, "batch", "-q", f"--results={folder}/results", "--suite=s", f"--plan={PLAN}", "--run=r", f"--units={folder}/units",
            f"--worker={common.work}/worker", *more]


def files_alone():
    """A program that makes what the folders and verdicts alone cost on a disk."""
    source = os.path.join(common.work, "files.c")
    with open(source, "w") as f:
        f.write("""
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	static char a[200], b[200], text[250];
	mkdir(argv[1], 0777);
	for (int i = 0; i < atoi(argv[2]); i++) {
		snprintf(a, 200, "%s/u_%06d", argv[1], i);
		mkdir(a, 0777);
		snprintf(a, 200, "%s/u_%06d/verdict.1", argv[1], i);
		snprintf(b, 200, "%s/u_%06d/verdict", argv[1], i);
		int fd = open(a, O_WRONLY | O_CREAT, 0666);
		if (write(fd, text, 250) != 250 || close(fd) || rename(a, b))
			return argc;
	}
}
""")
    out = f"{common.work}/files"
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", out, source], check=True)
    return out


def batch_overhead():
    count = 10000
    if not worker():
        left_out("batch-overhead", "the worker does not compile")
        return
    alone = files_alone()
    folders = [("", os.path.join(common.work, "disk"))]
    if os.path.isdir("/dev/shm"):
        folders.append((", files in memory", f"/dev/shm/nightshift-bench-{os.getpid()}"))
    for where, folder in folders:
        os.makedirs(folder)
        units(folder, count)

        def fresh(_):
            shutil.rmtree(f"{folder}/results", ignore_errors=True)
            os.sync()  # what is left to do of it is not for the next one

        for jobs in 1, 2:
            lines, files, peer = (t[0] / count for t in turns(3, (command(folder, f"-j{jobs}", "--journal"), folder), (command(folder, f"-j{jobs}"), folder),
                                                              ([alone, f"{folder}/results", str(count)], folder), before=fresh))
            row(f"batch --journal: a no-op unit of {count}, -j{jobs}{where}", f"{lines * 1e3:.3f} ms", f"folders {files * 1e3:.3f} ms", f"{lines / files:.2f}x",
                "0.1 ms", lines <= 1e-4)
            row("    with folders", f"{files * 1e3:.3f} ms", f"its files alone {peer * 1e3:.3f} ms", f"{files / peer:.1f}x")
        shutil.rmtree(folder)


def fate(name):
    """What tests/unit/batch/worker.c does with a unit in the soak, and the verdict that it makes."""
    h = 2166136261
    for c in name.encode():
        h = ((h ^ c) * 16777619) & 0xffffffff
    h ^= h >> 15
    return ["crash", "timeout", "fail", "crash"][h % 200] if h % 200 < 4 else "pass"


def account(results, count):
    """How many units have another result than the one that is theirs, how many attempts there were, how often which verdict came, and
    how many of them are lines."""
    had, kinds, wrong, attempts, lines = collections.Counter(), collections.Counter(), 0, 0, 0
    for name, last, is_line in verdicts(results):
        had[name] += 1
        kinds[last["verdict"]] += 1
        lines += is_line
        kept = [] if is_line else sorted(int(e[8:]) for e in os.listdir(f"{results}/{name}") if e.startswith("attempt-"))
        attempts += 1 + len(kept)
        wrong += last["verdict"] != fate(name) or last["unit"] != name or int(last["attempt"]) != len(kept) + 1 or kept != list(range(1, len(kept) + 1))
        for n in kept:
            wrong += read_verdict(f"{results}/{name}/attempt-{n}/verdict")["verdict"] != "fail"
    for i in range(count):
        wrong += had.pop(f"u_{i:06}", 0) != 1
    return wrong + sum(had.values()), attempts, kinds, lines


def batch_soak():
    if not worker() or not os.path.isdir("/proc/self/fd"):
        left_out("batch-soak", "it needs a compiler, and /proc")
        return
    for what, more in ("soak", []), ("soak --journal", ["--journal"]):
        soak(what, int(os.environ.get("SOAK_UNITS", 100000)), more)


def soak(what, count, more):
    # Two in a hundred fail: six in a row by chance are not to be expected, three are.
    folder = os.path.join(common.work, "soak")
    os.makedirs(f"{folder}/tmp")
    units(folder, count)
    samples, stop = [], threading.Event()
    start = time.perf_counter()
    child = subprocess.Popen(command(folder, f"--timeout={HANG}", "--grace=0", "--quarantine=6", *more, *(f"--device={i}" for i in range(8))),
                             env={**os.environ, "SOAK": "1", "BAD_DEVICE": "3", "TMPDIR": f"{folder}/tmp"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def sample():
        while not stop.wait(0.2):
            try:
                with open(f"/proc/{child.pid}/status") as f:
                    rss = int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) * 1024
                samples.append((rss, len(os.listdir(f"/proc/{child.pid}/fd"))))
            except (OSError, AttributeError):
                return

    watcher = threading.Thread(target=sample)
    watcher.start()
    err = child.communicate()[1]
    stop.set()
    watcher.join()
    wall = time.perf_counter() - start
    wrong, attempts, kinds, lines = account(f"{folder}/results", count)
    row(f"{what}: {count} units, 8 devices, one of them bad", ms(wall), f"{attempts} attempts", "", "")
    row(f"{what}: lines, not folders", str(lines), "", "", "many" if more else "0", (lines > count / 2) == bool(more))
    row(f"{what}: units without the one verdict that is theirs", str(wrong), " ".join(f"{n} {k}" for k, n in kinds.most_common()), "", "0", wrong == 0)
    row(f"{what}: the bad device is listed at the end", err.strip().split("\n")[-1][-24:], "", "", "3", err.rstrip().endswith("quarantined devices: 3"))
    left = len(os.listdir(f"{folder}/tmp"))
    row(f"{what}: temporary files left", str(left), "", "", "0", left == 0)
    processes = subprocess.run(["pgrep", "-f", f"^{common.work}/worker"], capture_output=True, text=True).stdout.split()
    row(f"{what}: processes left", str(len(processes)), "", "", "0", not processes)
    early, late = samples[len(samples) // 5:len(samples) // 5 + 20], samples[-25:-5]
    row(f"{what}: memory at a fifth, and near the end", mb(max(s[0] for s in late)), mb(max(s[0] for s in early)), "", "flat",
        max(s[0] for s in late) <= max(s[0] for s in early) * 1.05 + 1e6)
    row(f"{what}: descriptors, the same", str(max(s[1] for s in late)), str(max(s[1] for s in early)), "", "flat", max(s[1] for s in late) <= max(s[1] for s in early) + 3)
    shutil.rmtree(folder)


ITEMS = {"batch-overhead": batch_overhead, "batch-soak": batch_soak}
