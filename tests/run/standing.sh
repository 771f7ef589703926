#!/bin/sh
# nightshift run: where it is started from. An environment that has nothing, a parent that ignores SIGCHLD, descriptors that are closed, a pipe that
# nobody reads, a shell's Ctrl-Z; and what it leaves: lines of the journal, or folders, which tell the same.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

small r <<'END'
<program path="made-{variant}"><command>cat source >{program}</command></program>
<run>./unit {unit} {program}</run>
<fixture name="data" key="data" output="build/data"><command>cat source >"$NIGHTSHIFT_OUTPUT"</command></fixture>
<pool name="boards" devices="one two"/>
<worker name="asked" ask="{unit}">sh worker</worker>
<variant name="v"/>
<module name="a"/><module name="b" needs="data"/><module name="c" pool="boards"/><module name="d" worker="asked"/><module name="e" attempts="2"/>
<module name="f"/>
<module name="says"><run>./unit {unit} {program} says</run></module>
<module name="t"><run protocol="tap">echo 1..1; echo ok 1 - one</run></module>
<module name="u" may-skip="no board"><run skip-status="77">exit 77</run></module>
END
echo text >source
cat >unit <<'END'
#!/bin/sh
case $1 in
v-e) [ -e is-tried ] || { : >is-tried; exit 1; } ;;
v-f) exit 3 ;;
esac
[ "$3" = says ] && echo "$1 says so"
[ -f "$2" ]
END
printf '%s\n' 'echo TAP version 14' 'n=0' 'while read -r unit; do n=$((n + 1)); echo "ok $n - $unit"; done' >worker
chmod +x unit
repository .

# --- an environment that has nothing --------------------------------------------------------------------------------------

git rev-parse HEAD >"$work/head"
mkdir "$work/tools" "$work/alone" "$work/bare"
for tool in sh cat; do ln -s "$(command -v $tool)" "$work/tools/$tool"; done
cp "$nightshift" "$work/alone/"
cp -R nix unit worker source nightshift.mk tests.mk "$work/bare/" 2>/dev/null
plan=$(basename "$(find nix -name '*.json')")
cd "$work/bare" || exit 3
mkdir "$work/bare-tmp"
run env -i PATH="$work/tools" TMPDIR="$work/bare-tmp" "$work/alone/nightshift" run --plan "nix/$plan" --commit="$(cat "$work/head")" --tree=clean -j2 --platform=here --junit=units.xml
equal "run --plan needs its plan, sh, and what its units call" "1  9 units in T: 7 passed (1 flaky), 1 failed, 1 skipped" "$status $err $(timeless "$out" | tail -n 1)"
run env -i PATH="$work/tools" TMPDIR="$work/bare-tmp" "$work/alone/nightshift" gate --plan "nix/$plan" --lane=nightly --platform=here --commit="$(cat "$work/head")" --format=json build/nightshift
equal "the gate there finds a verdict of each unit" "1 9 1" "$status $(printf '%s\n' "$out" | grep -c '"unit"') $(printf '%s\n' "$out" | grep -c '"verdict": "fail"')"
equal "JUnit has a case for each unit" "9 1 1" "$(grep -c '<testcase ' units.xml) $(grep -c '<failure' units.xml) $(grep -c '<skipped' units.xml)"
quiet "nothing is left in TMPDIR" ls "$work/bare-tmp"
cd "$work/r" || exit 3

# --- descriptors, signals and pipes -------------------------------------------------------------------------------------

# recorded NAME: the last run has a result of all nine units, nothing is left in TMPDIR.
recorded() {
	equal "$1: the record has each unit, and nothing is left in TMPDIR" "9 1 " "$(sql "SELECT count(DISTINCT unit), count(DISTINCT run) FROM result WHERE run = (SELECT max(id) FROM run)" | tr '|' ' ') $(ls "$TMPDIR")"
	rm -rf is-tried .nightshift build
}
cat >"$work/ignore.py" <<'END'
import os, signal, sys
signal.signal(getattr(signal, sys.argv[1]), signal.SIG_IGN)
os.execvp(sys.argv[2], sys.argv[2:])
END
for ignored in SIGCHLD SIGPIPE SIGTERM; do
	run timeout 100 "$python" "$work/ignore.py" $ignored "$nightshift" run -q -j2
	equal "a parent that ignores $ignored: the run ends as it should" "1 9 units in T: 7 passed (1 flaky), 1 failed, 1 skipped" "$status $(timeless "$out" | tail -n 1)"
	recorded "a parent that ignores $ignored"
done
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	rm -f "$work/err"
	eval "timeout 100 '$nightshift' run -q -j2 >'$work/out' 2>'$work/err' $closed"
	status=$?
	case $closed in # as with any other command, a standard output that takes nothing is told
	'>&-') wanted="3 nightshift: cannot write to standard output: Bad file descriptor" ;;
	*'>&- '*) wanted="3 " ;;
	*) wanted="1 " ;;
	esac
	equal "with $closed the run ends as it should" "$wanted" "$status $(cat "$work/err")"
	equal "with $closed units print into their logs" "v-says says so" "$(cat build/nightshift/v-says/log)"
	quiet "with $closed nothing is printed into a file of ours" sh -c "tr -d '\\000' <build/nightshift/.run.lock | sed -n /passed/p"
	recorded "with $closed"
done
# It tells what it has to tell when nobody reads any more.
mkfifo pipe
timeout 100 "$nightshift" run -j1 >pipe 2>"$work/err" &
first=$!
head -n 1 <pipe >"$work/first-line"
wait $first
recorded "where nobody reads"
equal "where nobody reads, the first line was there" 1 "$(wc -l <"$work/first-line" | tr -d ' ')"
rm pipe

# --- Ctrl-Z -------------------------------------------------------------------------------------------------------------

mkdir "$work/z"
cd "$work" || exit 3
small z <<'END'
<run>./unit {unit}</run>
<variant name="v"/>
<module name="m" from="1" to="8" chunks="8"/>
END
printf '%s\n' '#!/bin/sh' 'echo "$1" >>log' 'until [ -e go ] || [ -e "go-$1" ]; do sleep 0.01; done' >unit
chmod +x unit
repository .
cat >"$work/drive.py" <<'END'
"""A shell with a terminal: Ctrl-Z while two units run, which then end. How many have started before `fg`, and after it."""
import os, pty, select, sys, time

pid, fd = pty.fork()
if not pid:
    os.environ["TERM"] = "xterm"
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
seen = b""
def until(done):
    global seen
    end = time.monotonic() + 120
    while not done():
        if time.monotonic() > end:
            sys.exit("waited in vain; " + repr(seen[-500:]))
        if select.select([fd], [], [], 0.05)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                return
def started():
    return len(open("log").readlines()) if os.path.exists("log") else 0
os.write(fd, (sys.argv[1] + " run -j2 --no-record\n").encode())
until(lambda: started() == 2)
os.write(fd, b"\x1a")
until(lambda: b"Stopped" in seen)
for name in open("log").read().split():
    open("go-" + name, "w").close() # they would end now, and others would start
time.sleep(0.5)
print(started(), "before fg")
os.write(fd, b"fg\n")
until(lambda: started() >= 4)
open("go", "w").close()
until(lambda: b"8 passed" in seen)
print(started(), "after it")
os.write(fd, b"exit\n")
END
if [ -d /proc/self ]; then
	run "$python" "$work/drive.py" "$nightshift"
	equal "while the shell says Stopped no unit starts, and fg goes on" "0 2 before fg
8 after it" "$status $out$err"
else
	skip "while the shell says Stopped no unit starts, and fg goes on" "there is no /proc"
fi
cd "$work/r" || exit 3

# --- lines and folders --------------------------------------------------------------------------------------------------

# facts: what the record has of the last run. cases: what the JUnit file has.
facts() { sql "SELECT unit, verdict, attempt, status, seed, part, seen, reason FROM result WHERE run = (SELECT max(id) FROM run) ORDER BY unit, attempt"; }
cases() { sed -E 's/ (time|timestamp|hostname)="[^"]*"//g; s/[0-9]{8}T[0-9]{6}Z-[A-Za-z0-9-]+/RUN/g' "$1"; }
rm -rf is-tried build
"$nightshift" run -q -j1 --junit=lines.xml --results=journal >"$work/lines.out"
equal "each unit has left a line or a folder, and never both" "v-a v-b v-c v-d v-e v-f v-says v-t v-u" "$({
	find build/nightshift -name 'v-*' -prune | sed 's:.*/::'
	tr '\t' '\n' <build/nightshift/journal | sed -n 's/^unit //p'
} | sort | tr '\n' ' ' | sed 's/ $//')"
facts >"$work/lines.facts"
rm -rf is-tried build
"$nightshift" run -q -j1 --junit=folders.xml --results=folders >"$work/folders.out"
equal "--results=folders: each unit has left a folder, with its verdict, and there is no line" "v-a v-b v-c v-d v-e v-f v-says v-t v-u 9 0" \
	"$(ls build/nightshift | tr '\n' ' ')$(cat build/nightshift/*/verdict | grep -c '^end$') $(cat build/nightshift/journal 2>/dev/null | wc -l | tr -d ' ')"
facts >"$work/folders.facts"
same "the record has the same of lines and of folders" "$work/folders.facts" "$work/lines.facts"
cases lines.xml >"$work/lines.cases"
cases folders.xml >"$work/folders.cases"
same "JUnit has the same of lines and of folders" "$work/folders.cases" "$work/lines.cases"
timeless "$(cat "$work/lines.out")" >"$work/lines.text"
timeless "$(cat "$work/folders.out")" >"$work/folders.text"
same "so does the summary" "$work/folders.text" "$work/lines.text"
rm -rf is-tried
"$nightshift" run -q -j1 --results=journal >/dev/null
equal "a run that leaves lines removes the folders of those units, and what is said once is said once" "v-a v-b v-c v-d v-e v-f v-says v-t v-u" "$({
	find build/nightshift -name 'v-*' -prune | sed 's:.*/::'
	tr '\t' '\n' <build/nightshift/journal | sed -n 's/^unit //p'
} | sort | tr '\n' ' ' | sed 's/ $//')"
run "$nightshift" run --results=both
ends "--results knows two words" 2 "nightshift: error: --results is 'both', but must be journal or folders" ""
finish
