"""The page of a record: made, opened and searched, with 10,000 units."""
import json
import os
import shutil
import subprocess
import sys

import common
from common import mb, ms, NIGHTSHIFT, left_out, row

sys.path.insert(0, f"{common.TOP}/tests/report/page")
import record  # noqa: E402


def page():
    """10,000 units on two platforms, with 2.6 million results."""
    folder, file = f"{common.work}/paged", f"{common.work}/page.html"
    record.NIGHTSHIFT = NIGHTSHIFT
    record.make(folder, nights=70, units=10000)
    wall, _, peak = common.once([NIGHTSHIFT, "report", "-C", folder, "-f", "suite.xml", "--format", "html", "-o", file], check=False)
    row("page of 10,000 units, 2.6 million results: made", ms(wall), wanted="< 5 s", met=wall < 5)
    row("  memory", mb(peak))
    size = os.path.getsize(file)
    row("  its size", f"{size / 1e6:.1f} MB", wanted="< 10 MB", met=size < 10e6)
    if not shutil.which("node") or not os.path.isdir(f"{common.TOP}/build/npm/node_modules/puppeteer-core"):
        left_out("  in a browser", "puppeteer-core is not installed")
        return
    done = subprocess.run(["node", f"{common.TOP}/tests/bench/paging.mjs", file], capture_output=True, text=True)
    if done.returncode:
        left_out("  in a browser", (done.stderr.strip().splitlines() or ["?"])[-1])
        return
    seen = json.loads(done.stdout)
    row("  opened, until it can be used", ms(seen["ready"]), wanted="< 2 s", met=seen["ready"] < 2)
    row("  a search, a key until it is drawn: median", ms(seen["search"]), wanted="< 100 ms", met=seen["search"] < 0.1)
    row("  the slowest of them", ms(seen["search_worst"]), wanted="< 100 ms", met=seen["search_worst"] < 0.1)
    row("  a sort", ms(seen["sort"]), wanted="< 100 ms", met=seen["sort"] < 0.1)
    row("  a frame while scrolling: median; beside 2,000 fixed rows", ms(seen["scroll"]), ms(seen["floor"]), f"{seen['scroll'] / seen['floor']:.2f}",
        "<= 1.25", seen["scroll"] <= 1.25 * seen["floor"])
    row("  a unit's history, from the click", ms(seen["history"]), wanted="< 100 ms", met=seen["history"] < 0.1)


ITEMS = {"page": page}
