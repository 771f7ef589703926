"""What several machines recorded, at random: pieces.py SEED FOLDER writes folders FOLDER/0, FOLDER/1 ... of inputs, and FOLDER/commands: a line for each import,
PIECE<TAB>ARGUMENTS. Names are few, so that the pieces have runs, reports and results in common; what a case is called and says is anything."""
import os
import random
import shlex
import sys
from xml.sax.saxutils import escape, quoteattr

seed, folder = int(sys.argv[1]), sys.argv[2]
random.seed(seed)
NOW, DAY = int(os.environ["now"]), 86400
PLAN, COMMITS = os.environ["plan"], [os.environ[name] for name in ("first", "second", "third")]
UNITS = {"linux": ("v-one", "v-two", "v-slow"), "mac": ("v-one", "v-two", "v-slow", "v-far")}
PARTS = dict(line.split() for line in os.environ["parts"].splitlines())
PIECES = 4
commands = []


def words():
    return random.choice(("c1", "c2", "a b", "tab\there", "back\\slash \\N", "q'\"<&>", "ü€𝄞", "-", "#1", "x" * 300, "\u202eleft", "new\nline", "/", "a/b/c"))


def seed_of(commit):
    return int(commit[:8], 16) & 0x7fffffff


def verdicts(where, run, platform, lane, commit, kept, lines_only):
    for unit in random.sample(UNITS[platform], random.randint(1, len(UNITS[platform]))):
        os.makedirs(f"{where}/{unit}")
        verdict = random.choice(("pass", "pass", "pass", "fail", "timeout", "crash", "cancelled", "skip"))
        if kept:
            verdict = "pass"
        attempt = random.randint(1, 3)
        if lines_only:
            attempt, verdict = 1, "pass"
        lines = ["nightshift 1", "suite s", f"plan {PLAN}", f"run {run}", f"unit {unit}", f"platform {platform}"]
        if kept or random.random() < 0.5:
            lines.append(f"part {PARTS[platform + '-' + unit]}")
        if not kept:
            lines += [f"lane {lane}"] * bool(lane) + [f"commit {commit}", "tree " + ("dirty" if run == "n1" else "clean")]
        if unit == "v-two":
            lines.append(f"seed {seed_of(commit)}")
        lines += [f"verdict {verdict}", f"status {0 if verdict == 'pass' else 124 if verdict == 'timeout' else 1}"]
        lines += [f"seconds {random.randint(0, 9)}"] * random.randint(0, 1) + [f"attempt {attempt}", f"finished {NOW - random.randint(0, 200) * DAY}"]
        if verdict == "skip":
            lines.append("reason no device")
        with open(f"{where}/{unit}/verdict", "w") as out:
            out.write("\n".join([*lines, "end", ""]))
        if verdict != "pass" and random.random() < 0.7:
            with open(f"{where}/{unit}/log", "wb") as out:
                out.write(random.choice((b"", b"a log\n", b"\xff\xfe\x00 \\N\t\r\n", "ü\x1b[1m\n".encode() * 3000)))


def junit():
    cases = []
    for _ in range(random.randint(1, 8)):
        name, inside = words(), random.choice(("", "", "<failure/>", "<error/>", "<failure message=%s>%s</failure>" % (quoteattr(words()), escape(words())),
                                               "<failure message=%s/>" % quoteattr(words()), "<error>%s</error>" % escape(words()), "<skipped/>",
                                               "<skipped message=%s/>" % quoteattr(words()), "<rerunFailure/>", "<flakyFailure message='m'/>", "<system-out>x</system-out>"))
        cases.append("<testcase classname=%s name=%s%s>%s</testcase>" % (quoteattr(random.choice(("one.b", "two.c", "", words()))), quoteattr(name),
                                                                          random.choice(("", " time='1.5'", " time='0'")), inside))
    text = "<testsuites><testsuite name=%s>%s</testsuite></testsuites>" % (quoteattr(random.choice(("one.a", "strange", "", words()))), "".join(cases))
    return text[:-random.randint(13, 60)] if random.random() < 0.15 else text


def tap():
    lines = [f"# {random.randint(0, 3)}"]
    count = random.randint(1, 5)
    for n in range(1, count + 1):
        lines.append(random.choice(("ok", "ok", "not ok")) + f" {n}" + random.choice(("", f" - {words()}".replace("\n", " "), " # skip", " - x # SKIP why", " - y # TODO later")))
        if random.random() < 0.2:
            lines += ["  ---", "  message: 'm'", "  ..."]
    return "\n".join([*lines, f"1..{count + (random.random() < 0.1)}", ""])


for piece in range(PIECES):
    for number in range(random.randint(1, 5)):
        where = f"{folder}/{piece}/{number}"
        platform, run = random.choice(("linux", "mac")), f"n{random.randint(1, 4)}"
        lane, commit = "nightly" if platform == "mac" else ("pr", "merge", "nightly")[int(run[1:]) % 3], COMMITS[int(run[1:]) % 3]  # a run has one of each
        of = ["--lane", lane, "--platform", platform, "--commit", commit, "--run", run, "--attempt", str(random.randint(1, 2))]
        kind = random.choice(("folders", "journal", "kept", "junit", "junit", "tap", "tap", "costs"))
        if kind in ("folders", "journal"):
            verdicts(where, run, platform, random.choice((lane, None)), commit, False, kind == "journal")
            if kind == "journal":
                commands.append(f"journal\t{where}")
            arguments = []
        elif kind == "kept":
            verdicts(where, f"nix-{random.randint(1, 3)}", platform, lane, commit, True, False)
            arguments = ["--lane", lane, "--commit", commit, "--run", f"github-{run}", "--attempt", "1"]
        else:
            os.makedirs(where)
            where += "/" + random.choice(("one.xml", "two.xml", "a b.xml", "ü.xml", "x\\N.xml"))
            if kind != "junit":
                where = where[:-3] + ("tap" if kind == "tap" else "txt")
            with open(where, "w") as out:
                out.write(junit() if kind == "junit" else tap() if kind == "tap" else "".join(f"{random.choice(('one.a', 'far'))}{n} 1 {n}.5\n" for n in range(3)) + "---\n")
            arguments = [*of, *random.choice(([], ["--variant", "v"]))] + (["--format", "ctest-costs"] if kind == "costs" else [])
            os.utime(where, (NOW - random.randint(0, 200) * DAY,) * 2)
        commands.append(f"{piece}\t" + shlex.join([*arguments, where]))
with open(f"{folder}/commands", "w") as out:
    out.write("\n".join(commands) + "\n")
