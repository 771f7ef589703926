#!/usr/bin/env python3
"""Write workflows without aliases, for what cannot read them (an actionlint before 1.7.10): expand.py FOLDER FILE... puts each into FOLDER, under
its path with '-' for '/', and prints those names. Each alias of a step is replaced by the step's text, and what PyYAML reads must stay the same."""
import re
import sys
from pathlib import Path

import yaml

STEP = re.compile(r"^      - &(\S+)\n(        .*\n(?:(?:        .*)?\n)*?)(?=^ {0,6}\S|\n  ?\S|\Z)", re.M)


def expand(text):
    known = {}

    def plain(found):
        known[found[1]] = "      - " + found[2][8:]
        return known[found[1]]

    text = STEP.sub(plain, text)
    return re.sub(r"^      - \*(\S+)\n", lambda found: known[found[1]], text, flags=re.M)


if __name__ == "__main__":
    for file in sys.argv[2:]:
        text = Path(file).read_text()
        expanded = expand(text)
        assert yaml.safe_load(text) == yaml.safe_load(expanded), file
        target = Path(sys.argv[1], file.strip("/").replace("/", "-"))
        target.write_text(expanded)
        print(target)
