"""Awkward values, and how they went: the scripts beside this file send them through nightshift and ask here what arrived.

values.py manifest             the manifest that holds them everywhere a value can stand
values.py templates            a smaller one, for templates of our own
values.py probed FILE PLACE    compare what the probe wrote in that place
values.py json FILE            compare the plan, as Python's json or Nix reads it
values.py list FILE            compare a JSON list, or an object E000, E001, ... of all values
values.py nul FILE             the same, each with a NUL behind it
"""
import json
import sys
from xml.sax.saxutils import quoteattr

PRINTABLE = [chr(c) for c in range(0x20, 0x7F)]
LONG = ("'\"$`\\#%,(){} é😀\t" * 400).encode()[:4095].decode("utf-8", "ignore")
LONG += "x" * (4096 - len(LONG.encode()))

VALUES = PRINTABLE + [
    "", "  ", " both ends ", "\t", "\ttab\tends\t", "in  the   middle", "a b",
    "'", "''", "'''", "it's", '""', '"a"', '"\'`"', "`id`", "''${x}", "'\\''", "''\\n", "$''{x}",
    "$$", "$$$", "$x", "${x}", "$${x}", "${", "a$", "$(x)", "$$(x)", "$(shell touch pwned)", "$(id)", "$((1+1))", "$@ $* $< $^", "${x:-y}",
    "\\\\", "\\\\\\", "a\\", "a\\\\", "a \\", "\\ a", "\\#", "\\\\#", "a\\#b", "a \\\\\\# b", "\\n", "a\\nb", "\\t", "\\0", "\\c", "\\$", "\\'", '\\"', "\\u0041", "\\" * 99,
    "##", "a#b", "a #b", "# a", "%%", "%.o", "%s", "%d%n", "a,b", ",,", "()", ")(", "a)b", "(a", "f(x, y)", "{}", "{{", "}}", "{{x}}", "{x}", "{variant}", "{program}",
    "=", "a=b", "A=b c", ":=", "?=", "+=", "a:b", "a::b", ": ", "a: b", "-n", "-e", "--", "-", "--x=y", "-c", "~", "~root", "~/x", "!!", "!x", "**", "*.c", "?", "[a-z]", "{a,b}",
    ";;", "a;b", "a&b", "a&&b", "a|b", ">x", "<x", "2>x", "a>b", "1", "2", "@x", "@-+x", "+x", "\\\\n",
    "endef", "define x", "ifeq (a,b)", "include x", "export x", "override x", "if", "then", "{", "done", "case",
    "null", "true", "yes", "no", "on", "Off", "0x10", "0777", "1e3", "1_000", ".5", "-1", ".inf", "12:30", "2001-01-01",
    "- a", "? a", "&a", "*a", "|", ">", "%YAML", "---", "...", "@a", "[a", "]", "<<", "a:", "!!str a",
    "<%", "%>", "<% x %>", "<%# x %>", "&amp;", "<a>", "]]>", "<!--",
    "é", "e\u0301", "😀", "漢字", "\u0085", "\u009f", "\u00a0", "\u2028", "\u2029", "\ufeff", "a\ufeffb", "\ufffd", "\U0010fffd",
    "x" * 4096, LONG,
]
# What words="..." can hold: neither empty nor with a blank in it.
WORDS = [v for v in VALUES if v and " " not in v and "\t" not in v]
# What a path can hold, where {{ is a brace and ${{ is refused.
PATHS = ["x"] + [v for v in VALUES if v and "${" not in v]

# How a parameter stands in a command, and what the program must get for it.
PLACES = {
    "bare": ("{%s}", lambda v: v),
    "double": ('"{%s}"', lambda v: v),
    "single": ("'{%s}'", lambda v: v),
    "mixed": ("a{%s}\"b {%s}\"'c {%s}'d", lambda v: "a" + v + "b " + v + "c " + v + "d"),
    "subst": ('"$(printf "%%s." {%s} "{%s}" \'{%s}\')"', lambda v: v + "." + v + "." + v + "."),
}
ENVS = {"suite": "S", "platform": "P", "variant": "V", "module": "M"}


def attr(v):
    return quoteattr(v, {"\t": "&#9;"})


def params(indent):
    return "".join(f"{indent}<param name=\"p{i}\" value={attr(v)}/>\n" for i, v in enumerate(VALUES))


def envs(indent, level):
    return "".join(f"{indent}<env name=\"{ENVS[level]}{i:03}\" value={attr(v)}/>\n" for i, v in enumerate(VALUES))


def text(s):
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def command(place, indexes=range(len(VALUES))):
    form = PLACES[place][0]
    return " ".join(form % ((f"p{i}",) * form.count("%s}")) for i in indexes)


def manifest():
    out = '<suite name="odd-names.1" dir="it\'s a $dir" plan="/plan.json" include="tests.mk">\n'
    out += '  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked">\n'
    out += envs("    ", "platform") + "  </platform>\n"
    out += envs("  ", "suite") + params("  ")
    out += f"  <param name=\"w\" words={attr(' '.join(WORDS))}/>\n  <param name=\"none\" words=\"\"/>\n"
    out += "  <build><command>" + text("printf '%s\\0' " + command("mixed")) + "</command></build>\n"
    out += "  <program path=\"build/{variant}/it's \\ {{HOME} $x `#%\">\n"
    for place in "bare", "mixed":
        out += f"    <command>{text(f'../probe build-{place} ' + command(place))}</command>\n"
    out += "    <command>mkdir -p build/{variant}</command>\n    <command>cp ../probe {program}</command>\n  </program>\n"
    out += "  <variant name=\"v\">\n" + envs("    ", "variant") + "  </variant>\n"
    for place in PLACES:
        for limit in "", ' timeout="60"':
            name = place + ("-limit" if limit else "")
            out += f"  <module name=\"{name}\"{limit}><run>{text('{program} {module} ' + command(place))}</run></module>\n"
    run = 'i=1000; while [ $i -lt %d ]; do for l in S P V M; do eval "set -- \\"\\$@\\" \\"\\${$l${i#1}}\\""; done; i=$((i + 1)); done; {program} {module} "$@"' % (1000 + len(VALUES))
    for limit in "", ' timeout="60"':
        name = "env-limit" if limit else "env"
        out += f"  <module name=\"{name}\"{limit}>\n    <run>{text(run)}</run>\n{envs('    ', 'module')}  </module>\n"
    out += "  <module name=\"words\"><run>{program} {module} {w} {none} {from}</run></module>\n"
    two = VALUES.index("2")
    out += f"  <module name=\"redirect\"><run>printf '%s\\0' {{p{two}}}&gt;\"$GOT/redirect\"</run></module>\n"
    out += f"  <module name=\"pid\"><run>printf '%s\\0' $${{p{two}}} | sed \"s/^$$//\" &gt;\"$GOT/pid\"</run></module>\n"
    return out + "</suite>\n"


def templates():
    out = '<suite name="t" plan="plan.json" include="tests.mk">\n'
    out += '  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n  <run>true</run>\n'
    out += "  <program path=\"x\">" + "".join(f"<file path={attr(v.replace('{', '{{'))}/>" for v in PATHS[1:]) + "<command>true</command></program>\n"
    out += "  <variant name=\"v\">\n" + "".join(f"    <env name=\"E{i:03}\" value={attr(v)}/>\n" for i, v in enumerate(VALUES)) + "  </variant>\n"
    return out + "  <module name=\"m\"/>\n</suite>\n"


def compare(what, wanted, got):
    bad = [(w, g) for w, g in zip(wanted, got) if w != g]
    for w, g in bad[:5]:
        print(f"{what}: wanted {w[:200]!r}, got {g[:200]!r}")
    if len(wanted) != len(got):
        print(f"{what}: wanted {len(wanted)} values, got {len(got)}")
    return not bad and len(wanted) == len(got) and len(wanted) > 0


def pieces(path):
    data = open(path, "rb").read()
    assert data.endswith(b"\0"), f"{path} is cut off"
    return data[:-1].decode("utf-8", "surrogateescape").split("\0")


def probed(path, place):
    place = place.removeprefix("build-").removesuffix("-limit")
    if place in ("redirect", "pid"):
        wanted = ["2"]
    elif place == "words":
        wanted = WORDS
    elif place == "env":
        wanted = [v for v in VALUES for _ in ENVS]
    else:
        wanted = [PLACES[place][1](v) for v in VALUES]
    return compare(place, wanted, pieces(path))


def from_json(path):
    plan = json.load(open(path, encoding="utf-8"))
    ok = True
    module = next(u for u in plan["units"] if u["module"] == "env")
    for level, env in (("platform", plan["platforms"][0]["env"]), ("variant", plan["variants"][0]["env"]), ("suite", plan["build"]["env"]),
                       ("suite", plan["variants"][0]["env"]), ("module", module["env"])):
        ok &= compare(f"env of {level}", VALUES, [env.get(f"{ENVS[level]}{i:03}", "(missing)") for i in range(len(VALUES))])
    ok &= compare("a path", ["it's a $dir", "build/v/it's \\ {HOME} $x `#%"], [plan["dir"], plan["variants"][0]["programs"][0]])
    return ok


def from_list(path):
    data = json.load(open(path, encoding="utf-8"))
    if isinstance(data, dict):
        data = [data.get(f"E{i:03}", "(missing)") for i in range(len(VALUES))]
        return compare("values", VALUES, data)
    return compare("list", PATHS, data)


def main():
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    verb, rest = sys.argv[1], sys.argv[2:]
    if verb == "manifest" or verb == "templates":
        print(manifest() if verb == "manifest" else templates(), end="")
        return 0
    checks = {"probed": probed, "json": from_json, "list": from_list, "nul": lambda f: compare("values", VALUES, pieces(f))}
    try:
        return 0 if checks[verb](*rest) else 1
    except (OSError, ValueError, AssertionError) as problem:
        print(problem)
        return 1


sys.exit(main())
