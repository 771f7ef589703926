#!/bin/sh
# The record survives: import, merge, prune and migration are killed at random moments (15 each, 50 with WHOLE=1), on a full disk, and with 64
# processes at once. Whatever happened, the database is sound, and the same command once more brings it to where it would be.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cat >suite.py <<'END'
"""A suite of 60 units, 8 runs of it as folders, and as exports, a year of nights, and a record of schema step 2."""
import os, sqlite3, subprocess, sys
NOW = int(os.environ["SOURCE_DATE_EPOCH"])
ns = os.environ["nightshift"]
os.makedirs("r/t")
with open("r/nightshift.xml", "w") as out:
    out.write('<suite name="s" dir="t"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>'
              '<run>true</run><variant name="v"/>' + "".join(f'<module name="m{i}"/>' for i in range(60)) + "</suite>")
for command in ["git", "init", "-q", "-b", "main", "r"], ["git", "-C", "r", "add", "-A"], ["git", "-C", "r", "commit", "-qm", "c"], [ns, "generate", "-q", "-C", "r"]:
    subprocess.run(command, check=True)
db = sqlite3.connect("r/.nightshift/record.db")
((plan,),) = db.execute("SELECT fingerprint FROM plan")
db.close()
def verdicts(folder, run, finished):
    for i in range(60):
        os.makedirs(f"{folder}/v-m{i}")
        bad = (i + run) % 20 == 0
        with open(f"{folder}/v-m{i}/verdict", "w") as out:
            out.write(f"nightshift 1\nsuite s\nplan {plan}\nrun r{run}\nunit v-m{i}\nplatform p\nlane nightly\ncommit {run + 1:040x}\ntree clean\n"
                      f"verdict {'fail' if bad else 'pass'}\nstatus {int(bad)}\nseconds {i % 7 + 1}\nfinished {finished + i}\nend\n")
        if bad:
            with open(f"{folder}/v-m{i}/log", "w") as out:
                out.write("log " * 500)
for run in range(64):
    verdicts(f"runs/{run}", run, NOW - 86400 * 5 * run)
os.rename("r/.nightshift/record.db", "empty.db")
END
python3 suite.py || exit 3

# The never killed ones: after each operation, on a copy of where it begins.
ns() { "$nightshift" "$@" -C r; }
folders=$(for run in 0 1 2 3 4 5 6 7; do echo "$work/runs/$run"; done)
cp empty.db year.db
# shellcheck disable=SC2046
ns record -q --record ../year.db $(for run in $(seq 0 63); do echo "$work/runs/$run"; done)
mkdir exports
for run in $(seq 0 2 62); do ns record --record ../year.db --export "../exports/$run.tsv" --run "r$run"; done
# What there was at step 2 is the year, in the tables of that time.
python3 - "$top" <<'END' || not_ok "a record of step 2"
import sqlite3, sys
new, old = sqlite3.connect("year.db"), sqlite3.connect("old.db")
old.executescript(open(sys.argv[1] + "/tests/record/migrate/2.sql").read())
old.executescript("".join(f"DELETE FROM {t};" for t in ("delivery", "occasion", "result_log", "result", "run", "generation", "plan_unit", "plan_variant", "plan_kept",
                          "plan_module", "plan_exclude", "plan_gap", "plan_lane", "plan_platform", "plan")))
for table, in old.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'lane'").fetchall():
    columns = ", ".join(c for (c,) in old.execute("SELECT name FROM pragma_table_info(?)", (table,)))
    rows = new.execute(f"SELECT {columns} FROM {table}").fetchall()
    if rows:
        old.executemany(f"INSERT INTO {table}({columns}) VALUES({', '.join('?' * len(rows[0]))})", rows)
old.commit()
END

cat >kill.py <<'END'
"""kill.py TIMES BEGINNING COMMAND...: so often, on a copy of that database, the command is killed at a random moment; the
database must then be sound, and the command, run to its end, must bring it to what it comes to unkilled."""
import os, random, shutil, signal, sqlite3, subprocess, sys, time
times, beginning, *command = sys.argv[1:]
random.seed(int(os.environ.get("SEED", "1")))
ns, quiet = os.environ["nightshift"], {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

def begin():
    for end in "", "-wal", "-shm":
        if os.path.exists("x.db" + end):
            os.remove("x.db" + end)
    shutil.copy(beginning, "x.db")

def wal_size():  # the command may remove it at any moment
    try:
        return os.path.getsize("x.db-wal")
    except FileNotFoundError:
        return 0

def content():
    text = subprocess.run([ns, "record", "--record", "../x.db", "--export", "-", "-C", "r"], check=True, capture_output=True).stdout
    db = sqlite3.connect("x.db")
    triggers = db.execute("SELECT (SELECT count(*) FROM track), (SELECT count(*) FROM result), (SELECT sum(results) FROM run), (SELECT count(*) FROM place)").fetchall()
    size = os.path.getsize("x.db")
    db.close()
    return text, triggers, size // 40960 if "--prune" in command else 0

begin()
before = content()
start = time.monotonic()
subprocess.run(command, check=True, **quiet)
took = time.monotonic() - start
wanted, killed, begun, tries = content(), 0, 0, 0
while killed < int(times) and tries < 10 * int(times):
    tries += 1
    begin()
    child = subprocess.Popen(command, **quiet)
    if tries % 2:  # any moment, or one after it has begun to write
        time.sleep(random.uniform(0, 1) * took)
    else:
        while child.poll() is None and not wal_size():
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.5) * took)
    child.send_signal(signal.SIGKILL)
    if child.wait() != -signal.SIGKILL:
        continue
    killed += 1
    begun += wal_size() > 0 or os.path.getsize("x.db") != os.path.getsize(beginning)
    db = sqlite3.connect("x.db")
    sound = db.execute("PRAGMA integrity_check").fetchall(), db.execute("PRAGMA foreign_key_check").fetchall()
    db.close()
    if sound != ([("ok",)], []):
        sys.exit(f"after a kill: {sound}")
    if os.environ.get("whole") and content() not in (before, wanted):
        sys.exit("after a kill, a part of it is there")
    again = subprocess.run(command, capture_output=True, text=True)
    if again.returncode:
        sys.exit(f"again: exit status {again.returncode}: {again.stderr}")
    if content() != wanted:
        sys.exit("again, it comes to something else")
print(f"# killed {killed} times at random moments of {took * 1000:.0f} ms, {begun} times with something written")
if killed < int(times) or not begun:
    sys.exit("it was too rarely killed in the middle")
END
# killed NAME BEGINNING COMMAND...
killed() {
	point=$1
	shift
	run python3 kill.py "$([ -n "${WHOLE-}" ] && echo 50 || echo 15)" "$@"
	[ "$status" = 0 ]
	check "killed: $point" "$err"
	echo "$out"
}
export SOURCE_DATE_EPOCH
# shellcheck disable=SC2086 # words
export whole=1 # all is there, or nothing
killed import empty.db "$nightshift" record -q -C r --record ../x.db $folders
killed merge empty.db "$nightshift" record -q -C r --record ../x.db ../exports
rewrite 's/<module name="m0"\/>/<module name="m0" match="m0.*"\/>/' r/nightshift.xml
{ echo '<testsuite name="m0">'; awk 'BEGIN { for (i = 0; i < 40000; i++) printf "<testcase classname=\"m0.c\" name=\"%d\"><failure message=\"no %d\"/></testcase>\n", i, i }'; echo '</testsuite>'; } >large.xml
touch -d "@$((SOURCE_DATE_EPOCH - 3600))" large.xml
killed "import of a report" empty.db "$nightshift" record -q -C r --record ../x.db --lane nightly --platform p --commit HEAD --run r99 ../large.xml
git -C r checkout -q nightshift.xml
unset whole
killed prune year.db "$nightshift" record -q -C r --record ../x.db --prune 60
killed migration old.db "$nightshift" record -q -C r --record ../x.db "--export=../x.tsv"

# --- a full disk ----------------------------------------------------------------------------------------------------------------

text() { ns record --record "../$1" --export -; }
rm -f x.db* && cp empty.db x.db
run sh -c 'trap "" XFSZ; ulimit -f 700 && exec "$nightshift" record --record ../x.db ../exports -C r'
case $status:$err in
3:"nightshift: '../x.db': the disk is full or failing (disk I/O error), so nothing of this was recorded: make room and run it again") ok "a full disk: exit 3, and a sentence" ;;
*) not_ok "a full disk: exit 3, and a sentence" "$status: $err" ;;
esac
equal "a full disk: the record is sound" ok "$(sqlite3 x.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')"
ns record -q --record ../x.db ../exports && text x.db >got
rm -f y.db* && cp empty.db y.db && ns record -q --record ../y.db ../exports && text y.db >wanted
same "a full disk: with room again, nothing is lost" wanted got

# --- sixty-four at once -----------------------------------------------------------------------------------------------------------

rm -f x.db* && cp empty.db x.db
pids=
for run in $(seq 0 63); do
	# half of them import, and half merge; each into a record that is not there before
	if [ -f "exports/$run.tsv" ]; then what=../exports/$run.tsv; else what=$work/runs/$run; fi
	ns record -q --record ../many.db "$what" 2>>said &
	pids="$pids $!"
done
lost=0
for pid in $pids; do wait "$pid" || lost=$((lost + 1)); done
equal "64 at once: each has recorded" "0 " "$lost $(cat said)"
text many.db >got
text year.db >wanted
same "64 at once: nothing is lost" wanted got
equal "64 at once: the record is sound" ok "$(sqlite3 many.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')"

# --- databases that are none ------------------------------------------------------------------------------------------------------

# refuses NAME MESSAGE: no command touches x.db
refuses() {
	cksum x.db >before
	for command in "--export -" "--prune 10" ../exports; do
		# shellcheck disable=SC2086 # words
		run ns record --record ../x.db $command
		ends "$1: $command" 3 "$2" ""
	done
	cksum x.db >after
	same "$1: the file is as it was" before after
}
rm -f x.db* && cp year.db x.db && sqlite3 x.db "PRAGMA user_version = 99"
steps=$(sqlite3 year.db 'PRAGMA user_version')
refuses "of a newer nightshift" "nightshift: '../x.db' was written by a newer nightshift (its schema is at step 99, this one knows $steps): use that one, or name another file with --record"
rm -f x.db* && sqlite3 x.db "CREATE TABLE t(x)"
refuses "of another program" "nightshift: '../x.db' is the database of another program (its application_id is 0x00000000): name another file with --record"
rm -f x.db* && head -c 50000 year.db >x.db
refuses "cut off" "nightshift: '../x.db' is damaged (database disk image is malformed): move it away and import the results again"
finish
