"""Running units: what each one costs beyond itself, and the bundled suite from end to end."""
import os
import shutil
import subprocess

import common
from common import built, left_out, MAKE, ms, NIGHTSHIFT, once, QUIET, repository, row, TOP, turns

PLAN = "0123456789abcdef0123456789abcdef01234567"
OF_A_UNIT = f"--suite=s --plan={PLAN} --run=r"


def noops(folder, units):
    """That many units that do nothing, for us and for others."""
    os.makedirs(folder)
    nothing = shutil.which("true")
    with open(f"{folder}/suite.xml", "w") as f:
        f.write('<suite name="s"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>'
                f'<variant name="v"/><run>{nothing}</run>\n')
        for i in range(units):
            f.write(f'<module name="m{i}"/>\n')
        f.write("</suite>\n")
    with open(f"{folder}/CTestTestfile.cmake", "w") as f:
        for i in range(units):
            f.write(f"add_test(m{i} {nothing})\n")
    with open(f"{folder}/build.ninja", "w") as f:
        f.write(f"rule nothing\n  command = {nothing}\n")
        for i in range(units):
            f.write(f"build m{i}: nothing\n")
    with open(f"{folder}/meson.build", "w") as f:
        f.write(f"project('s')\nnothing = find_program('{nothing}')\n")
        for i in range(units):
            f.write(f"test('m{i}', nothing)\n")
    repository(folder)
    once([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], folder)


def overhead():
    """(i) A unit that does nothing, ten thousand times."""
    units = 10000
    folder = f"{common.work}/noops"
    noops(folder, units)
    spawn = built("bench/spawn_bench.c")

    def fresh(_):
        shutil.rmtree(f"{folder}/build", ignore_errors=True)
        os.sync()  # what is left to do of it is not for the next one

    for jobs in 1, 2:
        run = [NIGHTSHIFT, "run", "-q", "--no-record", f"-j{jobs}"]
        bare = [spawn, str(jobs), str(units), shutil.which("true")] if spawn else ["true"]
        alone, ours, folders = (t[0] / units for t in turns(3, (bare, folder), (run, folder), ([*run, "--results=folders"], folder), before=fresh))
        if not spawn:
            row(f"a no-op unit of {units:,}, run -j{jobs}", ms(ours))
            row("    --results=folders", ms(folders))
            continue
        row(f"a no-op unit of {units:,}, run -j{jobs}", ms(ours), f"bare spawn, wait: {ms(alone)}", f"{ours / alone:.2f}", "1.5", ours / alone <= 1.5)
        row("    --results=folders", ms(folders), "", f"{folders / alone:.2f}")

    def each(command, folder=folder, of=units):
        shutil.rmtree(f"{folder}/build", ignore_errors=True)
        os.sync()
        return once(command, folder)[0] / of

    def beside(seconds):
        """The rest of a row of another one, with its ratio to the bare one."""
        return "", ms(seconds), f"{seconds / alone:.2f}" if spawn else ""

    make = [MAKE, "-j2", "-s", "-f", "tests.mk", "s_platform=p", "s-test"]
    include = each(make)
    row("    the include alone, make -j2", *beside(include), "1.2 ms", include <= 0.0012)
    through = each([*make, f"s_nightshift={NIGHTSHIFT}"])
    row("    the include, through exec", *beside(through), "2 ms", through <= 0.002)
    if shutil.which("ninja"):
        row("    ninja -j2, which keeps neither log nor verdict", *beside(each(["ninja", "-j2"])))
    else:
        left_out("    ninja", "it is not installed")
    if shutil.which("ctest"):
        row("    ctest -j2", *beside(each(["ctest", "-j2"])))
    else:
        left_out("    ctest", "it is not installed")
    # Many times as slow: a tenth of the units, and the same cost for each.
    fewer = f"{common.work}/fewer"
    noops(fewer, units // 10)
    meson = shutil.which("meson")
    if meson and not subprocess.run([meson, "setup", "meson-build"], cwd=fewer, **QUIET).returncode:
        row(f"    meson test, 2 processes, {units // 10:,} units",
            *beside(each([meson, "test", "-C", "meson-build", "--no-rebuild", "--num-processes=2"], fewer, units // 10)))
    else:
        left_out("    meson", "it is not installed")


def start():
    """(j) From the start of exec to its end, beside the program alone."""
    bench = built("bench/start_bench.c")
    if not bench:
        return
    nothing = shutil.which("true")
    results = f"{common.work}/started"
    commands = [nothing, f"{NIGHTSHIFT} exec --unit=u --results={results} {OF_A_UNIT} -- {nothing}", f"{NIGHTSHIFT} exec -- {nothing}",
                f"/bin/sh -c {nothing}", f"{NIGHTSHIFT} exec --version"]
    seen = subprocess.run([bench, "500", *commands], capture_output=True, text=True, check=True).stdout
    alone, unit, watched, shell, version = (float(t) / 1e3 for t in seen.split())
    row("exec of true, with log, verdict and temporary folder", ms(unit), f"fork, exec: {ms(alone)}", f"+{ms(unit - alone)}", "+1 ms", unit - alone <= 0.001)
    row("    without a unit", ms(watched), f"sh -c: {ms(shell)}", f"+{ms(watched - alone)}")
    row("    nightshift exec --version", ms(version))


def output():
    """(k) A unit that prints 2 GB."""
    folder = f"{common.work}/prints"
    os.makedirs(folder)
    command = "head -c 2000000000 /dev/zero"
    cat = once(["sh", "-c", f"{command} | cat >/dev/null"])
    ours = once([NIGHTSHIFT, "exec", "--unit=u", f"--results={folder}", *OF_A_UNIT.split(), "--", command])
    kept = os.path.getsize(f"{folder}/u/log")
    row("a unit that prints 2 GB", ms(ours[0]), f"| cat: {ms(cat[0])}", f"{ours[0] / cat[0]:.2f}", "2", ours[0] / cat[0] <= 2)
    row("    its log", f"{kept / 1e6:.1f} MB", "", "", "17 MB", kept <= 17e6)
    row("    memory", f"{ours[2] / 1e6:.0f} MB", "", "", "20 MB", ours[2] <= 20e6)


def bundled():
    """(l) The bundled suite against its bound."""
    folder = f"{common.work}/bundled"
    shutil.copytree(f"{TOP}/tests/rts", f"{folder}/tests/rts", ignore=shutil.ignore_patterns("build"))
    repository(folder)
    make = [MAKE, "-j2", "-s", "-f", "tests/rts/tests.mk"]
    once([*make, "rts-build"], folder)
    once([NIGHTSHIFT, "generate", "-q", "--no-discover", "--no-record", "-f", "tests/rts/suite.xml"], folder)
    test = [*make, "rts_platform=linux", "rts_prebuilt=1", "rts-test"]
    results = f"{folder}/tests/rts/build/nightshift"
    for how, command, wanted in (("run -j2", [NIGHTSHIFT, "run", "-q", "--no-record", "--no-build", "-j2", "-f", "tests/rts/suite.xml"], 1.01),
                                 ("make -j2, through exec", [*test, f"rts_nightshift={NIGHTSHIFT}"], 1.05), ("make -j2", test, None)):
        shutil.rmtree(results, ignore_errors=True)
        wall = once(command, folder)[0]
        if not wanted:  # its seconds are whole
            row(f"the bundled suite, {how}", "", ms(wall))
            continue
        seconds = [float(said["seconds"]) for _, said, _ in common.verdicts(results)]
        bound = max(sum(seconds) / 2, max(seconds))
        row(f"the bundled suite, {len(seconds)} units, {how}", ms(wall), f"bound: {ms(bound)}", f"{wall / bound:.3f}", f"{wanted}", wall / bound <= wanted)


ITEMS = {"overhead": overhead, "start": start, "output": output, "bundled": bundled}
