#!/usr/bin/env python3
"""What scripts cannot say on a Mac, whose tools are BSD's, whose awk is not GNU's, and whose bash is 3.2.

    elsewhere.py FILE...               a line for each place that says so; exit status 1 if there is one
    elsewhere.py --awk FOLDER FILE...  each awk program that stands in '...' in a script, in a file of FOLDER"""
import re
import sys
from pathlib import Path

# Not for a step of a workflow; scripts of the tests may say it, since Homebrew brings it (tests/tap/setup), and their files of patterns are
# not empty (then grep of BSD does otherwise).
IN_TESTS = [r"\b(timeout|nproc|tac|sha\d+sum|realpath)\b(?![-=])", r"(?:^|[;&|({]) *make +", r"\bgrep +-\w*f\b"]
NOT_ON_MAC = [
    r"\b(mapfile|readarray|coproc)\b(?![-=])", r"\bdate +(-\w+ +)*(-d|--date)", r"\bsed +(-\w+ +)*(-i(?![.\w])|-r\b|--\w)", r"\bstat +-c", r"\breadlink +-\w*[fe]",
    r"\bsort +(-\w+ +)*-\w*V", r"\bgrep +(-\w+ +)*-\w*P", r"\bxargs +(-\w+ +)*-\w*r", r"\bmktemp +(--|-\w*[pt])", r"\bhead +-[nc] *-", r"\bfind .*-printf",
    r"\bbase64 +-\w*w", r"\btouch +-d *@", r"\bcp +(-\w+ +)*--\w", r"\b(declare|local|typeset) +-\w*[An]", r"\$\{\w+(,|\^|@)", r"&>>|\s\|&\s|;;&|;&(?!\w+;)",
    r"\bwait +-n", r"^\s*(?:[A-Za-z_]\w*=[^\s(]* +)+(?:run|start|try|again) ", r"%\([^)]*\)T", r"\b(?:grep|sed) (?!(-\w+ )*-\w*E)[^\n'|]*'[^\n']*[^\\\n']\\[|+?]",
]
GNU_AWK = r"\b((gensub|asorti?|strftime|systime|patsplit)\(|IGNORECASE\b|FPAT\b|PROCINFO\b)|\|&"
# An awk program ends where the shell's word does. One within "..." has \$ in it, and is not looked at.
AWK = re.compile(r"\bawk\b(?:[^'\n|;&]|\\\n|'[^'\n]*'(?= [^|]))*?'(?=[^']*[{/])([^'\\]*(?:\\[^$'][^'\\]*)*)'")


def programs(text):
    for found in AWK.finditer(text):
        yield text.count("\n", 0, found.start(1)) + 1, found[1]


def said(file):
    text = file.read_text()
    for number, line in enumerate(text.split("\n"), 1):
        # The steps of a workflow run on this system or on that: tests/emit/workflows/check.py.
        for pattern in NOT_ON_MAC if file.name != "workflow.yml.tmpl" and not re.match(r"\s*#", line) else []:
            for found in re.finditer(pattern, line):
                yield number, found[0].strip()
    for number, program in programs(text):
        for found in re.finditer(GNU_AWK, program):
            yield number + program.count("\n", 0, found.start()), found[0]


def main(*arguments):
    if arguments[0] == "--awk":
        for file in arguments[2:]:
            for number, program in programs(Path(file).read_text()):
                Path(arguments[1], f"{file.replace('/', '-')}:{number}").write_text(program + "\n")
        return 0
    places = [f"{file}:{number}: {what}" for file in arguments for number, what in said(Path(file))]
    print(*places, sep="\n", end="\n" if places else "")
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
