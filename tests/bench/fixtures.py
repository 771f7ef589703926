"""Fixtures: made once by many makes at a time, what it costs to ask for one that is there, and where its units come in the order."""
import os
import signal
import subprocess
import time

import common
from common import MAKE, ms, NIGHTSHIFT, once, repository, row, turns

HEAD = '<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'


def suite(folder, text, **files):
    os.makedirs(folder)
    for name, content in {"suite.xml": f'<suite name="s">\n{HEAD}{text}</suite>\n', **files}.items():
        with open(f"{folder}/{name}", "w") as f:
            f.write(content)
        os.chmod(f"{folder}/{name}", 0o755)
    repository(folder)
    once([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], folder)


def lines(path):
    with open(path) as f:
        return len(f.readlines())


def once_for_all():
    """Case C in small: 39 units of 38 keys, eight makes at once, one of which is killed with what it is making."""
    folder = f"{common.work}/kompiled"
    modules = "".join(f'<module name="m{i}"><param name="k" value="k{min(i, 37)}"/></module>\n' for i in range(39))
    suite(folder, '<fixture name="f" key="{k}" output="out/{k}"><command>./kompile</command></fixture>\n<run>./prove {f}</run>\n'
                  f'<variant name="v"/>\n<group needs="f">\n{modules}</group>\n',
          kompile='#!/bin/sh\necho >>begun\nmkdir "$NIGHTSHIFT_OUTPUT" && sleep 0.1 && echo whole >"$NIGHTSHIFT_OUTPUT/last" && echo >>ended\n',
          prove='#!/bin/sh\ntest "$(cat "$1/last")" = whole\n')
    start = time.perf_counter()
    makes = [subprocess.Popen([MAKE, "-j2", "-f", "tests.mk", "s-test", f"s_nightshift={NIGHTSHIFT}", f"s_results=results{i}"], cwd=folder, **common.QUIET)
             for i in range(8)]
    while not os.path.exists(f"{folder}/ended"):
        time.sleep(0.01)
    below = subprocess.run(["ps", "-o", "pid=", "--ppid", str(makes[0].pid)], capture_output=True, text=True).stdout.split()
    makes[0].send_signal(signal.SIGKILL)
    for pid in below:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            pass
    passed = sum(make.wait() == 0 for make in makes[1:])
    took = time.perf_counter() - start
    row("39 units of 38 keys, 8 makes at once, one killed: made", str(lines(f"{folder}/ended")), "", "", "38", lines(f"{folder}/ended") == 38)
    row("    begun, with those of the killed one", str(lines(f"{folder}/begun")))
    row("    makes of the other 7 that pass", str(passed), "", "", "7", passed == 7)
    row("    all of it", ms(took), f"made in one row: {ms(38 * 0.1)}")
    again = [MAKE, "-j2", "-f", "tests.mk", "s-test", f"s_nightshift={NIGHTSHIFT}"]
    plain = [MAKE, "-j2", "-f", "tests.mk", "s-test"]
    fresh, without = turns(5, (again, folder), (plain, folder))
    row("    one more make, all of it fresh", ms(fresh[0]), f"without nightshift: {ms(without[0])}")


def asking():
    """What it costs to ask for an output that is there, with an input of 64 MB."""
    folder = f"{common.work}/asking"
    os.makedirs(folder)
    with open(f"{folder}/input", "wb") as f:
        f.write(os.urandom(1 << 26))
    make = [NIGHTSHIFT, "fixture", "-q", "--output=out/x", "--input=input", "--", 'echo >"$NIGHTSHIFT_OUTPUT"']
    wall, _, _ = once(make, folder)
    row("fixture: made of 64 MB, all of which is read", ms(wall), f"sha256sum: {ms(once(['sha256sum', 'input'], folder)[0])}")
    time.sleep(3)  # what has just changed is read again, since its time says nothing
    once([*make[:2], "--output=out/y", *make[3:]], folder)
    time.sleep(0.1)
    os.utime(f"{folder}/out/x.stamp")
    fresh, nothing = turns(31, ([*make[:2], "--check", *make[2:]], folder), (["true"], folder))
    row("    asked for when it is there", ms(fresh[0]), f"true: {ms(nothing[0])}", f"{fresh[0] / nothing[0]:.1f}", "5 ms", fresh[0] <= 0.005)


def order():
    """Eight heavy units that need one fixture among forty light ones: what the slots do meanwhile."""
    folder = f"{common.work}/order"
    suite(folder, '<fixture name="f" key="k" output="out/f"><command>sleep 1; echo &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>\n<run>sleep 0.2</run>\n'
                  '<variant name="v"/>\n'
                  '<group needs="f" seconds="2"><run>sleep 2</run>\n' + "".join(f'<module name="heavy{i}"/>\n' for i in range(8)) + "</group>\n"
                  + "".join(f'<module name="light{i}" seconds="0.2"/>\n' for i in range(40)))
    # As people do it: each unit makes what it needs, under a lock.
    with open(f"{folder}/inline.mk", "w") as f:
        names = " ".join([f"heavy{i}" for i in range(8)] + [f"light{i}" for i in range(40)])
        f.write(f"all: {names}\nheavy%: ; @flock lock sh -c 'test -e out/g || {{ sleep 1; mkdir -p out; echo >out/g; }}'; sleep 2\nlight%: ; @sleep 0.2\n")
    run, make = [NIGHTSHIFT, "run", "-q", "--no-record", "-j4"], [MAKE, "-j4", "-f", "tests.mk", "s-test", f"s_nightshift={NIGHTSHIFT}"]
    peer = [MAKE, "-j4", "-f", "inline.mk", "all"]

    def cold(_):
        subprocess.run(["rm", "-rf", "out"], cwd=folder, check=True)
    for what, before, bound in ("8 heavy units of one fixture, 40 light ones, -j4: cold", cold, (1 + 16 + 8) / 4), ("    and fresh", None, (16 + 8) / 4):
        ours, made, theirs = (t[0] for t in turns(3, (run, folder), (make, folder), (peer, folder), before=before))
        row(what, ms(ours), f"flock in the unit: {ms(theirs)}", f"{ours / theirs:.2f}", f"{bound * 1.05:.2f} s", ours <= bound * 1.05)
        row("    make, through exec", ms(made), "", f"{made / theirs:.2f}", f"{bound * 1.1:.2f} s", made <= bound * 1.1)


ITEMS = {"fixtures": once_for_all, "fixture-asking": asking, "fixture-order": order}
