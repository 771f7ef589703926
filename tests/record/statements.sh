#!/bin/sh
# Every statement that the program can run on the record is SQL that its tables know: each text sql_NAME in gen/record and gen/report is compiled
# by SQLite against a new record. The same is tried with a statement that is wrong.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cat >suite.xml <<'END'
<suite name="s"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<variant name="v"/><run>true</run><module name="m"/></suite>
END
"$nightshift" generate -q -f suite.xml --record record.db
check "a new record"

# statements FILE...: what is wrong with the statements in them, and how many there are.
cat >statements.py <<'END'
import re, sqlite3, sys

db = sqlite3.connect("record.db")
texts = {}
for path in sys.argv[1:]:
	for name, literal in re.findall(r'^(?:static )?const char (sql_\w+)\[\] =((?:\s*"(?:[^"\\]|\\.)*")+);', open(path).read(), re.M):
		texts[name] = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literal)).encode().decode("unicode_escape")
for create in sorted(texts, key=lambda name: not texts[name].startswith("CREATE")):
	text = texts[create]
	try:
		db.execute(text if text.startswith("CREATE") else "EXPLAIN " + text, {n: None for n in re.findall(r":(\w+)", text)})
	except sqlite3.Error as e:
		print(f"{create}: {e}")
print(len(texts))
END
statements() { python3 statements.py "$@"; }

grep -hoE '^(static )?const char sql_[a-z_0-9]+\[\]' "$top"/gen/record/*.c "$top"/gen/report/*.c | sort -u | wc -l | tr -d ' ' >wanted
statements "$top"/gen/record/*.c "$top"/gen/report/*.c >got
same "every statement compiles, and each that stands in gen/record and gen/report was read" wanted got
[ "$(cat wanted)" -gt 150 ]
check "these are all the statements of the record" "$(cat wanted)"

printf 'static const char sql_bad[] = "SELECT missing "\n\t"FROM result";\n' >bad.c
equal "a statement that names a column which is not there is seen" "sql_bad: no such column: missing
1" "$(statements bad.c)"
finish
