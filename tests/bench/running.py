"""Running units: what each one costs beyond itself, and the bundled suite from end to end."""
import glob
import os
import re
import shutil
import subprocess

import common
from common import compiled, left_out, MAKE, ms, NIGHTSHIFT, once, QUIET, repository, row, TOP

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

    def each(command, of=units):
        shutil.rmtree(f"{folder}/build", ignore_errors=True)
        return once(command, folder)[0] / of

    make = [MAKE, "-j2", "-s", "-f", "tests.mk", "s_platform=p", "s-test"]
    alone = each(make)
    row(f"a no-op unit of {units:,}, -j2, the include alone", ms(alone), "", "", "1.2 ms", alone <= 0.0012)
    through = each([*make, f"s_nightshift={NIGHTSHIFT}"])
    row("    through exec", ms(through), "", "", "2 ms", through <= 0.002)
    if shutil.which("ninja"):
        row("    ninja -j2, which keeps neither log nor verdict", "", ms(each(["ninja", "-j2"])))
    else:
        left_out("    ninja", "it is not installed")
    if shutil.which("ctest"):
        row("    ctest -j2", "", ms(each(["ctest", "-j2"])))
    else:
        left_out("    ctest", "it is not installed")
    # Many times as slow: a tenth of the units, and the same cost for each.
    folder = f"{common.work}/fewer"
    noops(folder, units // 10)
    meson = shutil.which("meson")
    if meson and not subprocess.run([meson, "setup", "meson-build"], cwd=folder, **QUIET).returncode:
        row(f"    meson test, 2 processes, {units // 10:,} units", "", ms(each([meson, "test", "-C", "meson-build", "--no-rebuild", "--num-processes=2"], units // 10)))
    else:
        left_out("    meson", "it is not installed")


def start():
    """(j) From the start of exec to its end, beside the program alone."""
    bench = compiled("start_bench")
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
    for how, more in ("make -j2", []), ("make -j2, through exec", [f"rts_nightshift={NIGHTSHIFT}"]):
        wall = once([*make, "rts_platform=linux", "rts_prebuilt=1", "rts-test", *more], folder)[0]
        if more:
            seconds = [float(re.search(r"^seconds (.*)$", open(v).read(), re.M)[1]) for v in glob.glob(f"{folder}/tests/rts/build/nightshift/*/verdict")]
            bound = max(sum(seconds) / 2, max(seconds))
            row(f"the bundled suite, {len(seconds)} units, {how}", ms(wall), f"bound: {ms(bound)}", f"{wall / bound:.3f}", "1.05", wall / bound <= 1.05)
        else:
            row(f"the bundled suite, {how}", ms(wall))


ITEMS = {"overhead": overhead, "start": start, "output": output, "bundled": bundled}
