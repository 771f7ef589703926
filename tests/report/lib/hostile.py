"""What nightshift prints of texts that others wrote: each channel by which such a text comes in (a report, a log, a name, a commit) has one
that is all orders, and each command prints. `hostile.py NIGHTSHIFT` prints a line for each command: ok or not ok, a tab, its name, and after
another tab what is wrong."""
import hashlib, json, os, re, subprocess, sys
from xml.parsers import expat

nightshift = sys.argv[1]
day = 86400
start = 1767225600

# --- texts that are all orders ------------------------------------------------------------------------------------------

HIDDEN = "\u0080\u0085\u009b31m\u009d\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff"
ORDERS = "##[error]x##vso[task]y##teamcity[z]<b>b</b>`|@all</script><!--"


def whole(tag):
    """For what may have more than one line, and no byte that is no character: XML, JSON."""
    return f"H{tag}{HIDDEN}{ORDERS}\n::stop-commands::{tag}\n \t\u00a0\u3000::add-mask::{tag}\nFORGED {tag}\x7f"


def line(tag):
    """For what ends with its line: bytes."""
    return (f"H{tag}{HIDDEN}{ORDERS}\x1b[2J\x1b]0;t\x07\x1b[31m\x01\b\x7f\v\f".encode() + b"\xff\xc2\x9b\xed\xa0\x80\xc0\xaf\x9b2J")


def lines(tag):
    """Bytes of more than one line."""
    return line(tag) + f"\n::stop-commands::{tag}\n \t\u00a0\u3000::add-mask::{tag}\nFORGED {tag}\r::echo::off\n".encode()


def attribute(text):
    return "".join(f"&#{ord(c)};" if ord(c) < 32 or 127 <= ord(c) < 160 or c in '&<"' else c for c in text)


def as_fs(data):
    return os.fsdecode(data)


# --- what must never stand in an output ---------------------------------------------------------------------------------

OWN = re.compile(r"::(error|warning|notice) ((file|title)=[^:]*)?::|::group::|::endgroup::$")


def is_hidden(c):
    return c in "\u061c\u200e\u200f\ufeff" or "\x7f" <= c <= "\x9f" or "\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" or (c < " " and c not in "\n\t")


def judge_text(data, github):
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        yield f"no UTF-8: {e.object[max(0, e.start - 30):e.end + 9]!r}"
        text = data.decode(errors="replace")
    for s in text.split("\n"):
        if any(is_hidden(c) for c in s):
            yield f"obeyed or hidden: {s[:300]!r}"
        if re.search(r"##\w*\[", s):
            yield f"a command within a line: {s[:300]!r}"
        if s.strip().startswith("::") and not (github and OWN.match(s)):
            yield f"a command at the beginning of a line: {s[:300]!r}"
        if s.strip().startswith("FORGED"):
            yield f"a line of its own: {s[:300]!r}"


def judge_markdown(data, github):
    yield from judge_text(data, github)
    text = re.sub(r"(?ms)^ *(`{3,})text\n.*?^ *\1$", "", data.decode(errors="replace"))
    text = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", text)
    for s in text.split("\n"):
        if "<b>" in s or "@all" in s or "<!--" in s:
            yield f"Markdown: {s[:300]!r}"


def judge_json(data, github):
    if not data:
        return
    for c in data.decode(errors="replace"):
        if is_hidden(c):
            yield f"raw {c!r}"
    yield from (w for w in judge_text(data, github) if "command" in w or "UTF-8" in w)
    try:
        json.loads(data)
    except ValueError as e:
        yield f"no JSON: {e}"


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for v in value.values() if isinstance(value, dict) else value:
            yield from texts_of(v)


def judge_html(data, github):
    if not data:
        return
    yield from judge_text(data, github)
    if b"<b>" in data:
        yield "an element of others"
    found = re.findall(rb'(?s)<script[^>]*type="application/json"[^>]*>(.*?)</script>', data)
    if len(found) != 1:
        yield f"{len(found)} scripts of data"
    for text in texts_of(json.loads(found[0])) if found else ():
        if any(is_hidden(c) for c in text):
            yield f"the page shows {text[:300]!r}"


def judge_xml(data, github):
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as e:
        yield f"no XML: {e}"
    for c in data.decode(errors="replace"):
        if is_hidden(c):
            yield f"raw {c!r}"


def judge_exact(data, github):
    return ()


judges = {"text": judge_text, "markdown": judge_markdown, "json": judge_json, "html": judge_html, "tap": judge_text, "xml": judge_xml, "exact": judge_exact}

# --- the commands -------------------------------------------------------------------------------------------------------

seen = {}  # tag: the commands that have printed it


def say(name, wrong):
    wrong = list(dict.fromkeys(wrong))[:4]
    print(f"{'not ok' if wrong else 'ok'}\t{name}\t{'; '.join(wrong)}", flush=True)


def look(name, data, form, github):
    for tag in re.findall(rb"H(\w+?)(?:\W|u00|x7f|_)", data):
        seen.setdefault(tag.decode(), set()).add(name)
    return [f"{form}: {w}" for w in judges[form](data, github)]


def cell(name, *arguments, form="text", file=None, status=(0, 1, 2), cwd="r", before=None, also=()):
    """Run it, with and without a runner of GitHub Actions; judge what it prints, and a file that it writes."""
    wrong, out = [], b""
    for github in (False, True):
        env = dict(os.environ, SOURCE_DATE_EPOCH=str(start + 40 * day))
        if github:
            env["GITHUB_ACTIONS"] = "true"
        if before:
            before()
        got = subprocess.run([nightshift, *arguments], stdin=subprocess.DEVNULL, capture_output=True, env=env, cwd=cwd)
        wrong += look(name, got.stdout, form, github and form in ("text",)) + look(name, got.stderr, "text", github)
        for path, its in (file and [(file, form)] or []) + list(also):
            with open(os.path.join(cwd, path), "rb") as f:
                wrong += look(name, f.read(), its, False)
        if got.returncode not in status:
            wrong.append(f"exit status {got.returncode}: {got.stderr[-500:]!r}")
        out = out or got.stdout
    say(name, wrong)
    return out


def git(*arguments, **env):
    subprocess.run(["git", "-C", "r", *arguments], check=True, env=dict(os.environ, **env), stdout=subprocess.DEVNULL)


def head():
    return subprocess.run(["git", "-C", "r", "rev-parse", "HEAD"], capture_output=True, check=True).stdout.decode().strip()


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def commit_all(subject, **env):
    git("add", "-A")
    git("-c", "i18n.commitEncoding=UTF-8", "commit", "-qm", as_fs(subject), **env)


def quiet(*arguments):
    got = subprocess.run([nightshift, *arguments], cwd="r", capture_output=True)
    if got.returncode:
        sys.exit(f"{arguments}: {got.stderr}")


# --- a project, its nights ----------------------------------------------------------------------------------------------

q = lambda tag: attribute(whole(tag))
reason = lambda tag: attribute(f"H{tag}{HIDDEN[6:]}{ORDERS}")  # what a manifest takes
manifest = f"""<suite name="s" dir=".">
<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"/>
<run>sh {{module}}.sh</run>
<variant name="v"/>
<module name="gc" paths="gc/**" seconds="4" match="gc/*"/>
<module name="skips" seconds="3" may-skip="{reason('mayskip')}" match="skips/*"/>
<module name="cases" seconds="3"><run protocol="tap">sh cases.sh</run></module>
<module name="all" lane="nightly" reason="{reason('lanereason')}" seconds="1"/>
<module name="far" platforms="mac" reason="{reason('gapreason')}" seconds="1"/>
<!-- {whole('comment')[:40]} -->
</suite>
"""
plan_json = "r/nix/s.json"
put("r/nightshift.xml", manifest)
put("r/.gitignore", ".nightshift/\nbuild/\n")
put("r/gc/a", "a")
put("r/gc.sh", b"cat <<'END'\n" + lines("runlog") + b"END\nexit 1\n")
put("r/skips.sh", b"cat <<'END'\n" + lines("skiplog") + b"END\nexit 77\n")
put("r/cases.sh", b"cat <<'END'\n1..2\nok 1 - " + line("runtapok") + b"\nnot ok 2 - " + line("runtapcase") + b"\n  ---\n  message: " + line("runtapmessage") + b"\n  ...\n# "
    + line("runtapcomment") + b"\n" + lines("runtapnoise") + b"END\nexit 1\n")
put("r/all.sh", b"printf '%s\\n' '" + lines("bail").replace(b"'", b"") + b"'; kill -9 $$\n")
put("r/far.sh", "true\n")
subprocess.run(["git", "init", "-q", "-b", "main", "r"], check=True)
commit_all(b"first")
quiet("generate", "-q")
commit_all(b"generated")
quiet("generate", "-q")
green = head()
units = ["v-gc", "v-skips", "v-cases", "v-all"]


def fingerprint():
    with open(plan_json, "rb") as f:
        data = f.read()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def results(folder, run, at, platform, of=units, red=(), reasons=True, part=None):
    for unit in of:
        verdict = "fail" if unit in red else "skip" if reasons and unit == "v-skips" else "pass"
        text = f"nightshift 1\nsuite s\nplan {fingerprint()}\nrun {run}\nunit {unit}\nplatform {platform}\nlane nightly\ncommit {head()}\ntree clean\n"
        text += f"verdict {verdict}\nstatus {1 if verdict == 'fail' else 77 if verdict == 'skip' else 0}\nfinished {at}\n"
        data = text.encode()
        if verdict != "pass" and reasons:
            data += b"reason " + line("reason" if verdict == "fail" else "skipreason") + b"\n"
        put(f"{folder}/{unit}/verdict", data + b"end\n")
        if verdict == "fail":
            put(f"{folder}/{unit}/log", lines("log"))
            put(f"{folder}/{unit}/replay", lines("replay"))


def night(n, red=(), reasons=True):
    for platform, of in (("linux", units), ("mac", units + ["v-far"])):
        results(f"night{n}/{platform}", f"n{n}", start + n * day, platform, of, red, reasons)


cell("generate -v", "generate", "-v", also=())
cell("generate --check", "generate", "--check")
cell("lint", "lint")
cell("plan", "plan")
cell("plan as JSON", "plan", "--format=json", form="json")
cell("complete", "complete", "--", "run", "--platform", "")
night(1, reasons=False)
cell("record a green night", "record", "../night1")

author = dict(GIT_AUTHOR_NAME=as_fs(line("author").replace(b"<", b"").replace(b">", b"")), GIT_AUTHOR_DATE=f"{start + day + 60} +0000",
              GIT_COMMITTER_DATE=f"{start + day + 60} +0000")
put("r/gc/" + as_fs(line("path").replace(b"/", b"") + b"\n::stop-commands::p\nFORGED p"), "x")
base = head()
commit_all(line("subject"), **author)
quiet("generate", "-q")
night(2, red=("v-gc", "v-all"))
cell("record a red night", "record", "../night2")
cell("record it once more", "record", "../night2")

# --- files of others ----------------------------------------------------------------------------------------------------

given = ["--lane=nightly", "--platform=linux", "--commit=HEAD", "--variant=v", "--run=n2"]
junit = f"""<testsuites name="{q('junitroot')}"><testsuite name="{q('junitsuite')}">
<testcase classname="gc" name="{q('junitcase')}"><failure message="{q('junitmessage')}" type="{q('junittype')}">{q('junittext')}</failure></testcase>
<testcase classname="{q('junitclass')}" name="x"/><testcase classname="skips" name="a"><skipped message="{q('junitskip')}"/></testcase>
<testcase classname="gc" name="{q('twice')}"/><testcase classname="gc" name="{q('twice')}"><failure/></testcase>
<system-out>{q('junitout')}</system-out></testsuite></testsuites>"""
put("f/one.xml", junit)
put("f/one.tap", b"TAP version 13\n1..3\nok 1 - " + line("tapok") + b"\nnot ok 2 - gc/" + line("tapcase") + b"\n# " + line("tapdiag") + b"\nok 3 # SKIP " + line("tapskip")
    + b"\nBail out! " + line("tapbail") + b"\n")
put("f/nix.log", b'@nix {"action":"start","id":1,"level":3,"type":105,"fields":["/nix/store/00000000000000000000000000000000-s-v-gc' + line("nix") + b'.drv","",1,1],"text":"x"}\n'
    + b'@nix {"action":"start","id":1,"lev' + line("nixhalf") + b"\n" + lines("nixother"))
put("f/CTestCostData.txt", b"gc/" + line("cost").replace(b" ", b"") + b" 1 2.5\n---\n")
put("f/durations.json", json.dumps({"gc/" + whole("duration"): 1.5}))
for name in ("one.xml", "one.tap", "nix.log", "CTestCostData.txt", "durations.json"):
    cell(f"record {name}", "record", *given, f"../f/{name}")
put("f/" + as_fs(line("filename").replace(b"/", b"")) + ".xml", junit.replace("testcase classname", "testcase  classname"))
cell("record a file with such a name", "record", *given, "../f/" + as_fs(line("filename").replace(b"/", b"")) + ".xml")
for name, data in {
    "an element": b"<testsuite><" + line("element") + b"></testsuite>",
    "an attribute": f'<testsuite tests="{q("count")}"><testcase name="gc/a"/></testsuite>'.encode(),
    "a time": f'<testsuite><testcase name="gc/a" time="{q("time")}"/></testsuite>'.encode(),
    "a half TAP": b"1..2\nok " + line("taphalf") + b"\nnot ok 7 " + line("tapseven") + b"\n",
    "nothing that is known": lines("unknown"),
    "durations that are none": json.dumps({"a": whole("noduration")}).encode(),
}.items():
    put("f/bad", data)
    for form in ("", "--format=junit", "--format=tap", "--format=nix", "--format=test-durations", "--format=ctest-costs"):
        cell(f"record {name} {form}", "record", *given, *filter(None, [form]), "../f/bad")
put("r/::stop-commands::n", lines("startfile"))
cell("record a file whose name is a command", "record", *given, "::stop-commands::n")
os.remove("r/::stop-commands::n")
# a folder of results: each line of a verdict, its folder's name, its journal
results("f/whole", "n3", start + 3 * day, "linux", ["v-gc"], ["v-gc"])
with open("f/whole/v-gc/verdict", "rb") as f:
    verdict = f.read().split(b"\n")
for i, its in enumerate(verdict[:-2]):
    key = its.split(b" ")[0]
    put("f/bad-verdict/v-gc/verdict", b"\n".join(verdict[:i] + [key + b" " + line("verdict" + key.decode())] + verdict[i + 1:]))
    cell(f"record a verdict whose {key.decode()} is all orders", "record", "../f/bad-verdict")
    cell(f"gate a verdict whose {key.decode()} is all orders", "gate", "--plan=nix/s.json", "--lane=nightly", "--platform=linux", f"--commit={head()}", "../f/bad-verdict")
put("f/bad-verdict/v-gc/verdict", b"\n".join(verdict[:3] + [line("verdictkey")] + verdict[3:]))
cell("record a verdict with such a key", "record", "../f/bad-verdict")
put("f/named/" + as_fs(line("folder").replace(b"/", b"") + b"\n::stop-commands::f\nFORGED f") + "/verdict", b"\n".join(verdict))
cell("record a folder with such a name", "record", "../f/named")
put("f/journal/journal", b"0123456789abcdef\tnightshift 1\tsuite " + line("journal") + b"\tend\n" + lines("journalline"))
cell("record a journal", "record", "../f/journal")
# an export
cell("export", "record", "--export=../e.tsv", form="exact")
with open("e.tsv", "rb") as f:
    export = f.read()
cell("export to standard output", "record", "--export=-", form="exact")
cell("merge it into another record", "record", "--record=../2.db", "../e.tsv")
subprocess.run([nightshift, "record", "--record=../2.db", "--export=../e2.tsv"], cwd="r", check=True)
with open("e2.tsv", "rb") as f:
    say("an export keeps all of it exactly", [] if f.read() == export else ["it differs after a merge"])
say("an export has the exact text of a test case", [] if whole("junitcase").replace("\x7f", "\ufffd").split("\n")[0].encode() in export else ["it has not"])
rows = export.split(b"\n")
kinds = {}
for i, row in enumerate(rows):
    kinds.setdefault(row.split(b"\t")[0], i)
poison = line("export").replace(b"\\", b"") + b"\\n::stop-commands::e\\nFORGED e"
for kind, i in kinds.items():
    fields = rows[i].split(b"\t")
    for k in range(len(fields)):
        put("f/bad.tsv", b"\n".join(rows[:i] + [b"\t".join(fields[:k] + [poison] + fields[k + 1:])] + rows[i + 1:]))
        got = subprocess.run([nightshift, "record", "--record=../4.db", "../f/bad.tsv"], cwd="r", capture_output=True)
        wrong = look("record exports", got.stdout, "text", False) + look("record exports", got.stderr, "text", False)
        if got.returncode == 0:
            for form in ("text", "markdown", "json", "html"):
                got = subprocess.run([nightshift, "report", "--record=../4.db", f"--format={form}"], cwd="r", capture_output=True)
                wrong += look("report of exports", got.stdout, form, False) + look("report of exports", got.stderr, "text", False)
        for name in ("4.db", "4.db-wal", "4.db-shm"):
            if os.path.exists(name):
                os.remove(name)
        if wrong or k == len(fields) - 1:
            say(f"an export whose {kind.decode(errors='replace') or 'end'} is all orders, field {k}", wrong)

# --- what the record answers --------------------------------------------------------------------------------------------

for form in ("text", "markdown", "json", "html"):
    cell(f"report as {form}", "report", f"--format={form}", form=form)
    cell(f"report as {form}, into a file", "report", f"--format={form}", "-o", "../out", form=form, file="../out")
cell("report, into a folder that is not there", "report", "-o", "../none/" + as_fs(line("outfile").replace(b"/", b"") + b"\n::stop-commands::o\nFORGED o"), status=(3,))
report = json.loads(cell("report --format=json, once more", "report", "--format=json", form="json"))
texts = list(texts_of(report))
for tag in ("author", "subject"):
    say(f"JSON has all of the {tag}, and the exact text of its characters", [] if any(t.startswith("H" + tag + HIDDEN) for t in texts) else [f"{[t for t in texts if 'H' + tag in t]!r}"])
for question in ("coverage", "suspects", "flaky", "qualify"):
    for form in ("text", "json"):
        cell(f"{question} as {form}", question, f"--format={form}", form=form)
cell("suspects v-gc", "suspects", "v-gc")
cell("suspects --since", "suspects", "--since=" + as_fs(line("since")))
cell("flaky v-gc", "flaky", "v-gc")
cell("qualify a name", "qualify", as_fs(line("rev")))
cell("qualify a name, as JSON", "qualify", "--format=json", as_fs(line("revjson")), form="json")
cell("replay", "replay", "n2", "v-gc")
cell("replay as JSON", "replay", "--format=json", "n2", "v-gc", form="json")
cell("replay --exec", "replay", "--exec", "n2", "v-gc")
cell("replay another name", "replay", as_fs(line("replayrun")), as_fs(line("replayunit")))
for form in ("text", "json", "matrix"):
    cell(f"affected as {form}", "affected", f"--base={base}", f"--format={form}", "-v", form="json" if form == "matrix" else form)
cell("affected --base", "affected", "--base=" + as_fs(line("base")))
cell("tune", "tune", "--check")
cell("record --run", "record", *given[:-1], "--run=" + as_fs(line("runname")), "../f/one.xml")
cell("record --commit", "record", *given[:2], "--commit=" + as_fs(line("commit")), "../f/one.xml")
cell("record --variant", "record", *given[:3], "--variant=" + as_fs(line("variant")), "--run=x", "../f/one.xml")

gate = ["gate", "--plan=nix/s.json", "--lane=nightly", "--platform=linux", f"--commit={head()}"]
for form in ("text", "json", "tap"):
    cell(f"gate as {form}", *gate, f"--format={form}", "../night2/linux", form=form)
put("f/owed", line("owed") + b"\n")
cell("gate --owed", *gate, "--owed=../f/owed", "../night2/linux")
os.makedirs("f/" + as_fs(line("gatefolder").replace(b"/", b"")), exist_ok=True)
cell("gate a folder", *gate, "../f/" + as_fs(line("gatefolder").replace(b"/", b"")))
with open(plan_json) as f:
    plan = f.read()
for tag, old in (("plansuite", '"s"'), ("planunit", '"v-gc"'), ("planskip", '"nightly"'), ("planplatform", '"linux"')):
    put("f/plan.json", plan.replace(old, json.dumps(whole(tag), ensure_ascii=False), 1))
    cell(f"gate a plan with another {old}", gate[0], "--plan=../f/plan.json", *gate[2:], "../night2/linux")
    cell(f"part of a plan with another {old}", "part", "--plan=../f/plan.json", "--platform=linux")
    cell(f"run a plan with another {old}", "run", "--plan=../f/plan.json", "--platform=linux", f"--commit={head()}", "--tree=clean", "--no-record", status=(0, 1, 2, 3, 5))
cell("part of a unit", "part", "--plan=nix/s.json", "--platform=linux", as_fs(line("partunit")))

# --- what runs ----------------------------------------------------------------------------------------------------------

cell("run", "run", "-v", "--platform=linux", "--no-build", "--junit=../junit.xml", "--no-record", also=[("../junit.xml", "xml")])
cell("run a name", "run", as_fs(line("rununit")), status=(2, 5))
show = ["--results=../x", "--suite=s", "--plan=" + "0" * 40, "--run=r", "--heartbeat=0"]


def fresh():
    subprocess.run(["rm", "-rf", "x"])


put("f/execlog", lines("exec"))
put("f/exectap", b"1..2\nok 1\nnot ok 2 - " + line("execcase") + b"\n# " + line("execdiag") + b"\n")
cell("exec", "exec", *show, "--unit=u", "--junit", "--", "cat ../f/execlog; exit 1", before=fresh, also=[("../x/u/junit.xml", "xml")])
cell("exec of TAP", "exec", *show, "--unit=u", "--protocol=tap", "--junit", "--", "cat ../f/exectap; exit 1", before=fresh, also=[("../x/u/junit.xml", "xml")])
cell("exec --mark", "exec", "--mark", *show, "--unit=u", "--junit", "--", "cat ../f/execlog; exit 1", before=fresh)
cell("exec --mark of TAP", "exec", "--mark", *show, "--unit=u", "--protocol=tap", "--junit", "--", "cat ../f/exectap; exit 1", before=fresh)
parts = dict(pair.split("\t") for pair in subprocess.run([nightshift, "part", "--plan=nix/s.json", "--platform=linux"], cwd="r", capture_output=True, text=True).stdout.splitlines())
marked = subprocess.run([nightshift, "exec", "--mark", "--results=../x", "--suite=s", "--part=" + parts["v-gc"], "--platform=linux", "--run=nix-m", "--unit=v-gc", "--protocol=tap",
                         "--", "printf 'again \\033[1m\\n::error::x\\n' >../x/v-gc/replay; cat ../f/exectap ../f/execlog; exit 1"], cwd="r", capture_output=True).stderr
put("f/marked.log", lines("markother") + marked + b"@nightshift log " + line("markunit") + b"\n")
put("f/marked-half.log", marked.replace(b"\n@nightshift end", b"\n@nightshift log v-gc: " + line("marktext") + b"\n@nightshift end"))
for name in ("marked.log", "marked-half.log"):
    cell(f"record {name}", "record", "--record=../5.db", *given[:3], "--run=m", f"../f/{name}")
    for form in ("text", "json", "tap"):
        cell(f"gate {name} as {form}", *gate, "--store", f"--format={form}", f"../f/{name}", form=form)
for form in ("text", "json", "html"):
    cell(f"report of a marked log as {form}", "report", "--record=../5.db", f"--format={form}", form=form)
cell("exec that skips", "exec", *show, "--unit=u", "--may-skip=" + as_fs(line("execmay")), "--", "cat ../f/execlog; exit 77", before=fresh)
put("f/left.xml", junit)
cell("exec of JUnit", "exec", *show, "--unit=u", "--protocol=junit", "--report=left.xml", "--junit", "--", "cp ../f/left.xml left.xml", before=fresh, also=[("../x/u/junit.xml", "xml")])
cell("exec of a broken report", "exec", *show, "--unit=u", "--protocol=junit", "--report=left.xml", "--", "cp ../f/bad left.xml", before=fresh)
cell("exec of a name", "exec", *show, "--unit=" + as_fs(line("execunit")), "--", "true", before=fresh)
cell("exec of a missing program", "exec", *show, "--unit=u", "--program=" + as_fs(line("program")), "--", "true", before=fresh)
put("f/units", b"u\tcat ../f/noise; exit 1\nw\texit 1\n")
put("f/noise", lines("batchlog"))
cell("batch", "batch", *show, "--units=../f/units", before=fresh)
put("f/worker", b"while read -r asked; do cat <<'END'\n" + lines("workernoise") + b"not ok - " + line("workerpoint") + b"\nEND\ndone\n")
cell("batch with a worker", "batch", *show, "--units=../f/units", "--worker=sh ../f/worker", "-j1", "--device=" + as_fs(line("device")), before=fresh)
cell("batch with a worker and a plain device", "batch", *show, "--units=../f/units", "--worker=sh ../f/worker", "-j1", "--device=d", "--quarantine=1", before=fresh)
put("f/units", b"u " + line("unitline") + b"\n" + line("unitname") + b"\ttrue\n")
cell("batch of such units", "batch", *show, "--units=../f/units", before=fresh)
put("f/fixture", b"cat <<'END'\n" + lines("fixturelog") + b"END\nexit 1\n")
cell("fixture that fails", "fixture", "--output=../x/o", "--", "sh ../f/fixture", before=lambda: os.makedirs("x", exist_ok=True))
cell("fixture without its input", "fixture", "--output=../x/o", "--input=" + as_fs(line("input")), "--", "true", status=(0, 1, 2, 3))

# --- the manifest -------------------------------------------------------------------------------------------------------

for tag, old in (("name", 'name="s"'), ("dir", 'dir="."'), ("system", 'system="x86_64-linux"'), ("pr", 'pr="checked"'), ("module", 'name="gc"'), ("paths", 'paths="gc/**"'),
                 ("seconds", 'seconds="4"'), ("match", 'match="gc/*"'), ("protocol", 'protocol="tap"'), ("lane", 'lane="nightly"'), ("platforms", 'platforms="mac"')):
    put("r/odd.xml", manifest.replace(old, old.split("=")[0] + f'="{q("attr" + tag)}"', 1))
    cell(f"lint, {old} is all orders", "lint", "-f", "odd.xml")
    put("r/odd.xml", manifest.replace(old, old.split("=")[0] + f'="{whole("raw" + tag)[:60]}\u202e"', 1))
    cell(f"lint, {old} has raw bytes", "lint", "-f", "odd.xml")
put("r/odd.xml", manifest.replace("<run>", f"<run>{whole('runtext').replace('<', '').replace('&', '')}{{nope}}"))
cell("lint, a command is all orders", "lint", "-f", "odd.xml")
put("r/odd.xml", manifest.encode().replace(b"<run>", line("noxml") + b"<run>"))
cell("lint, no XML", "lint", "-f", "odd.xml")
put("r/odd.xml", manifest.replace("<run>", "<discover>sh ../f/discover</discover><run>"))
for tag, data in (("discover", line("discovered") + b"\n"), ("attribute", b"gc\t" + line("discoveredattr") + b"\n"), ("value", b"gc\tpath=" + line("discoveredvalue") + b"\n")):
    put("f/discover", b"cat <<'END'\n" + data + b"END\n")
    cell(f"lint, discovery: {tag}", "lint", "-f", "odd.xml")
put("f/discover", b"cat >&2 <<'END'\n" + lines("discovererr") + b"END\nexit 3\n")
cell("lint, discovery fails", "lint", "-f", "odd.xml")
cell("lint, no such file", "lint", "-f", as_fs(line("nofile")))
cell("no such command", as_fs(line("nocommand")))
cell("no such option", "lint", "--" + as_fs(line("nooption")))
with open("r/seconds.tsv", "wb") as f:
    f.write(b"v-gc\t" + line("seconds") + b"\n" + line("secondsunit") + b"\t1\n")
put("r/odd.xml", manifest.replace("<run>", '<seconds file="seconds.tsv"/><run>'))
cell("plan, seconds.tsv", "plan", "-f", "odd.xml")
os.remove("r/odd.xml")

# --- each text was printed somewhere ------------------------------------------------------------------------------------

expected = """runlog runtapcase mayskip lanereason gapreason author path subject reason skipreason log replay junitcase junitclass tapcase cost duration filename
verdictreason folder export exec execcase batchlog workerpoint fixturelog discovered attrname rev owed device twice""".split()
missing = [tag for tag in expected if tag not in seen]
say("each of these texts was printed by a command", [" ".join(missing)] if missing else [])
