#!/bin/sh
# Ctrl-Z: what runs stands still, all of it, until the shell's `fg`; and the time does not count. A real shell on a real terminal stops
# it: its `Stopped` and the system's word for each process (ps) are what is looked at.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

small r <<'END'
<program path="built"><command>sh unit.sh build</command><command>touch built</command></program>
<fixture name="data" key="data" output="made"><command>sh unit.sh fixture; echo x >"$NIGHTSHIFT_OUTPUT"</command></fixture>
<run timeout="600">sh unit.sh {module}</run>
<worker name="w" ask="{module}">sh worker.sh</worker>
<variant name="v"/>
<module name="plain" seconds="9"/>
<module name="asked" worker="w" seconds="8"/>
<module name="short" seconds="7" timeout="8"/>
<module name="needing" needs="data" seconds="6"/>
END
# Each says its process, one that it has started, and one that has left its group; then it waits.
cat >unit.sh <<'END'
here=$1
[ ! -e "quick-$here" ] || exit 0
until [ -e go ] || [ ! -e unit.sh ]; do sleep 0.05; done &
echo "$$ $!" >"pids-$here.new"
$leave sh -c 'echo $$ >>"$1"; until [ -e go ] || [ ! -e unit.sh ]; do sleep 0.05; done' - "pids-$here.new" &
until [ "$(wc -l <"pids-$here.new")" = 2 ]; do sleep 0.01; done
mv "pids-$here.new" "pids-$here"
wait
[ "$here" != short ] || sleep 1 # it still runs when its keeper looks at the clock again
END
cat >worker.sh <<'END'
while read -r unit; do
	sh unit.sh "$unit" </dev/null >/dev/null
	echo "TAP version 14"; echo "1..1"; echo "ok 1 - $unit"
done
END
leave=setsid
if ! as_linux; then
	leave="env"
	skip "what has left its group stands still, too" "only Linux finds it"
fi
export leave
# states UNIT...: the states of these processes, once they are as $WANTED says, or after a while. A shell whose child was stopped between
# vfork and exec is in D, since it waits for that child: it stands still, too.
cat >states <<'END'
n=0
until states=$(for u; do ps -o stat= -p $(tr '\n' ' ' <"pids-$u"); done | cut -c1 | tr D T | sort | uniq -c | tr -s ' \n' ' '); [ "$states" = "$WANTED" ] || [ $n -ge 200 ]; do
	n=$((n + 1))
	sleep 0.05
done
echo "states: #$states"
END
# started UNIT...: wait until they run.
cat >started <<'END'
for u; do until [ -e "pids-$u" ]; do sleep 0.05; done; done
END
printf '%s\n' 'pids-*' 'quick-*' go built made 'made.*' >>.gitignore
repository .
PATH=$(dirname "$nightshift"):$PATH

# suspended UNITS COMMAND [STATUS]: start the command in an interactive shell, stop it when these units run, look at them, wait for $wait
# seconds, go on, and see it end. $got is what the screen had: the states of the units' processes while they were stopped, and how it ended.
wait=0
suspended() {
	rm -f pids-* go
	TERM_FOR_TEST=dumb timeout 300 "$python" "$top/tests/tap/terminal.py" 200x60 bash --norc --noprofile -i >"$work/screen" <<END
type PS1='ready '; $2^M
run sh started $1
type ^Z
wait Stopped
type WANTED=" $(echo "$1" | awk '{ print 3 * NF }') T " sh states $1^M
wait states: #
run sleep $wait
type fg; echo "its status: \$?"^M
touch go
wait its status: ${3:-0}
type exit^M
end
END
	got=$(sed -nE 's/^states: # ?(.*[^ ]) *$/states: \1/p; s/^(its status: [0-9]+).*/\1/p; s/^([0-9]+ units?) in .*: /\1 in T: /p; s/^(waited in vain.*)/\1/p' "$work/screen")
}
# stands NAME UNITS COMMAND STATES END: what is seen of that.
stands() {
	suspended "$2" "$3"
	equal "$1" "states: $4
$5its status: 0" "$got" || cat "$work/screen" >&2
}
: >quick-build
: >quick-fixture
stands "a unit and all that it has started stand still" plain "nightshift run --no-record plain" "3 T" "1 unit in T: 1 passed
"
stands "units in several keepers, and one of a worker" "plain asked" "nightshift run -j3 --no-record plain asked" "6 T" "2 units in T: 2 passed
"
wait=9
stands "the time does not count" short "nightshift run --no-record short" "3 T" "1 unit in T: 1 passed
"
wait=0
rm quick-build
rm -f built
stands "a program that is built" build "nightshift run --no-record plain" "3 T" "1 unit in T: 1 passed
"
: >quick-build
rm -f quick-fixture made*
stands "what units share" fixture "nightshift run --no-record needing" "3 T" "1 unit in T: 1 passed
"
: >quick-fixture
stands "a unit that make starts by nightshift run" plain "make -s -f tests.mk s-test-v-plain s_nightshift=nightshift" "3 T" "1 unit in T: 1 passed
"
finish
