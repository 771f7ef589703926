"""Imports of JUnit XML: how many test cases a second, beside expat and one indexed insert alone; and memory, which must not
grow with the file. With BENCH_IMPORT_MB=1000 the large file has 1,000 MB. And imports of TAP into one run, again and again."""
import os
import statistics

from common import NIGHTSHIFT, compiled, mb, ms, once, repository, row, turns
import common

MODULES = 20


def suite(folder):
    os.makedirs(f"{folder}/t")
    with open(f"{folder}/nightshift.xml", "w") as f:
        f.write('<suite name="s">\n<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'
                '<variant name="v"/>\n<run>./t</run>\n')
        for i in range(MODULES):
            f.write(f'<module name="m{i}" match="pkg/com.example.m{i}.*"/>\n')
        f.write("</suite>\n")
    repository(folder)


def report(path, megabytes):
    """A file of that size as Surefire or pytest would write it: a case in fifty fails and says why. How many cases."""
    cases = 0
    size = int(megabytes * 1e6)
    with open(path, "w") as f:
        f.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="pkg" timestamp="2026-01-01T00:00:00Z">\n')
        written = 0
        while written < size:
            lines = []
            for i in range(1000):
                module, group = cases % 20000 // 1000, cases // 20000
                lines.append(f'<testcase classname="com.example.m{module}.Class{group}" name="testCaseNumber{cases}[parameter {i}]" time="0.{cases % 997:03}"')
                if cases % 50:
                    lines.append("/>\n")
                else:
                    lines.append(f'><failure message="expected: &lt;{i}&gt; but was: &lt;{cases}&gt;" type="AssertionError">'
                                 "at com.example.Deep.call(Deep.java:17)\n" * 1 + "at com.example.Deeper.call(Deeper.java:29)\n" * 8 + "</failure></testcase>\n")
                cases += 1
            text = "".join(lines)
            f.write(text)
            written += len(text)
        f.write("</testsuite></testsuites>\n")
    return cases


def command(folder, path):
    return [NIGHTSHIFT, "record", "-q", "--record", f"{folder}/record.db", "--run", "r", "--lane", "nightly", "--platform", "linux", path], folder


def importing():
    """(i) Importing JUnit XML."""
    floor = compiled("import_bench")
    folder = f"{common.work}/imports"
    suite(folder)

    def clear(_):
        for name in os.listdir(folder):
            if ".db" in name:
                os.remove(f"{folder}/{name}")

    # By processor time: one process does it all, and wall time is also that of whatever else the machine does.
    cases = report(f"{folder}/small.xml", 10)
    runs = [command(folder, f"{folder}/small.xml")]
    if floor:
        runs.append(([floor, f"{folder}/small.xml", f"{folder}/floor.db"], folder))
    seen = turns(5, *runs, before=clear)
    rate = cases / seen[0][1]
    peer = cases / seen[1][1] if floor else 0
    row(f"(i) test cases imported a processor second, of {cases}", f"{rate:.0f}", f"{peer:.0f} expat + insert" if floor else "",
        f"{rate / peer:.2f}" if floor else "", ">= 80000", rate >= 80000)
    row("    a second of wall time", f"{cases / seen[0][0]:.0f}", f"{cases / seen[1][0]:.0f}" if floor else "")
    clear(0)
    once(*runs[0])
    again = turns(5, runs[0])[0][1]
    row("    the same again, when all of it is known", ms(again), ms(seen[0][1]) + " at first", f"{again / seen[0][1]:.2f}", "<= 0.5", again <= 0.5 * seen[0][1])
    large = float(os.environ.get("BENCH_IMPORT_MB", "100"))
    clear(0)
    os.remove(f"{folder}/small.xml")
    cases = report(f"{folder}/large.xml", large)
    wall, used, memory = once(*command(folder, f"{folder}/large.xml"))
    rate = cases / used
    row(f"    a processor second, of {cases} ({large:.0f} MB)", f"{rate:.0f}", f"{cases / wall:.0f} a second of wall", "", ">= 80000", rate >= 80000)
    row(f"    memory for {large:.0f} MB, and for 10 MB", mb(memory), mb(seen[0][2]), f"{memory / seen[0][2]:.2f}", "<= 1.5", memory <= 1.5 * seen[0][2])


FILES = 1057  # as many test scripts as git has


def scripts(folder):
    """A suite of scripts, and what they print at four attempts: 30 cases each, of which one in thirty is skipped, and one case fails in
    a script of ten."""
    os.makedirs(f"{folder}/t")
    with open(f"{folder}/nightshift.xml", "w") as f:
        f.write('<suite name="git" dir="t">\n<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'
                '<variant name="v"/>\n<run>./{module}.sh</run>\n')
        f.writelines(f'<module name="t{i:04}" match="t{i:04}/*"/>\n' for i in range(FILES))
        f.write("</suite>\n")
    repository(folder)
    for attempt in range(1, 5):
        os.mkdir(f"{folder}/{attempt}")
        for i in range(FILES):
            with open(f"{folder}/{attempt}/t{i:04}.tap", "w") as f:
                f.write(f"# attempt {attempt}\n")
                for case in range(1, 31):
                    failed = i % 10 == 0 and case == 7 + attempt
                    f.write(f"{'not ' if failed else ''}ok {case} - {case} of script {i}{' # SKIP not here' if case == 3 else ''}\n")
                f.write("1..30\n")


def linear():
    """Four imports of as many files into one run: as attempts, and as the same attempt."""
    folder = f"{common.work}/scripts"
    scripts(folder)
    for how in "in attempts", "in one attempt":
        seen = [[] for _ in range(4)]
        for _ in range(3):
            for name in os.listdir(folder):
                if ".db" in name:
                    os.remove(f"{folder}/{name}")
            for i, used in enumerate(seen):
                attempt = i + 1 if how == "in attempts" else 1
                used.append(once([NIGHTSHIFT, "record", "-q", "--record", "record.db", "--run", "r", "--platform", "linux", "--attempt", str(attempt),
                                  str(i + 1)], folder)[1])
        used = [statistics.median(times) for times in seen]
        row(f"the fourth import of {FILES} files into one run, {how}", ms(used[3]), "before: " + ", ".join(f"{s:.2f}" for s in used[:3]),
            f"{used[3] / used[0]:.2f}", "<= 1.30", used[3] <= 1.3 * used[0])


ITEMS = {"importing": importing, "linear": linear}
