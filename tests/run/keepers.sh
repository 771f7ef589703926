#!/bin/sh
# nightshift run and batch: each unit has a keeper, a process that watches over it alone. What a unit leaves running ends with it while others
# run; and what becomes of the units when a keeper, or all of the run, is killed.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

small r <<'END'
<run>sh unit.sh {unit}</run>
<pool name="boards" devices="one two"/>
<variant name="v"/>
<module name="a" seconds="9"/><module name="b" seconds="8"/><module name="c" seconds="7"/><module name="d" seconds="6"/>
<group pool="boards"><module name="p" seconds="5"/><module name="q" seconds="4"/></group>
END

# What a unit leaves running: one daemon that ends when it is told to, and one that does not hear. Both have left the unit's session, where only Linux
# finds them, and its parents. $daemons NAME starts them, and says their numbers in pid-NAME and pid-NAME-deaf.
cat >"$work/daemons" <<'END'
($leave sh -c 'echo $$ >"pid-$1.new"; mv "pid-$1.new" "pid-$1"; exec sleep 100000' sh "$1" >/dev/null 2>&1 </dev/null &)
($leave sh -c 'trap "" TERM; echo $$ >"pid-$1-deaf.new"; mv "pid-$1-deaf.new" "pid-$1-deaf"; while :; do sleep 1; done' sh "$1" >/dev/null 2>&1 </dev/null &)
until [ -e "pid-$1" ] && [ -e "pid-$1-deaf" ]; do sleep 0.01; done
END
daemons="sh '$work/daemons'"
leave=setsid
as_linux || leave="env" # only their parents
export leave
# gone NAME...: have the daemons of that name ended?
gone() {
	for whose; do ended "$(cat "pid-$whose")" "$(cat "pid-$whose-deaf")" || return 1; done
}

# --- what a unit leaves -------------------------------------------------------------------------------------------------

# beside UNIT ANOTHER: the second one runs, and has daemons, too, while the first one ends.
beside() {
	rm -f pid* go "$work/first"
	does_here "$1" "$daemons $1; while [ ! -e pid-$2 ] || [ ! -e pid-$2-deaf ]; do sleep 0.01; done"
	does_here "$2" "$daemons $2; while [ ! -e go ]; do sleep 0.01; done; kill -0 \$(cat pid-$2) && kill -0 \$(cat pid-$2-deaf)"
	"$nightshift" run --no-record -j2 "$1" "$2" >"$work/first" 2>&1 &
	first=$!
	until_true grep -q " pass .*  $1\$" "$work/first"
	gone "$1"
	check "what $1 leaves running has ended when it has, while $2 runs" "$(cat "$work/first")"
	! ended "$(cat "pid-$2")" && ! ended "$(cat "pid-$2-deaf")"
	check "what $2 has started runs on when what $1 left is ended"
	: >go
	wait "$first"
	equal "$2 passes beside $1" "0 2 units in T: 2 passed" "$? $(timeless "$(tail -n 1 "$work/first")")"
	gone "$2"
	check "what $2 leaves running has ended with the run"
}
does_here() { printf '%s\n' "$2" >"do/$1"; }
beside v-a v-b
beside v-p v-q
beside v-a v-q
rm -f do/* pid* go
printf 'x\t%s x; while [ ! -e pid-y ]; do sleep 0.01; done\ny\t%s y; while [ ! -e go ]; do sleep 0.01; done; kill -0 $(cat pid-y)\n' "$daemons" "$daemons" >units
for pool in '' '--pool=boards --device=1 --device=2'; do
	rm -rf pid* go results "$work/first"
	# shellcheck disable=SC2086 # nothing, or words
	"$nightshift" batch -j2 $pool --units=units --results=results --suite=s --plan="$(git hash-object nightshift.xml)" --run=r >"$work/first" 2>&1 &
	first=$!
	until_true grep -q '^pass x$' "$work/first"
	gone x && ! ended "$(cat pid-y)"
	check "batch${pool:+ with a pool}: what a unit leaves running has ended when it has, while another one runs" "$(cat "$work/first")"
	: >go
	wait "$first"
	equal "batch${pool:+ with a pool}: both pass" "0 pass x
pass y" "$? $(cat "$work/first")"
done
rm -rf pid* go results units

# --- a keeper that is killed --------------------------------------------------------------------------------------------

# Without that, one keeper serves one unit after the other.
units_do v-a v-b v-c v-d v-p v-q <<END
echo "\$1 $keeper" >>log
END
run "$nightshift" run --no-record -q -j1 a b c d
equal "one keeper serves one unit after the other" "0 1" "$status $(cut -d' ' -f2 log | sort -u | wc -l | tr -d ' ')"
rm log "$work/first"
does_here v-a "$daemons a; $daemons also; echo \"\$1 $keeper\" >>log; while [ ! -e pid-b-deaf ]; do sleep 0.01; done; kill -9 $keeper; sleep 100000"
does_here v-b "$daemons b; while [ ! -e go ]; do sleep 0.01; done; kill -0 \$(cat pid-b) && kill -0 \$(cat pid-b-deaf)"
"$nightshift" run -j2 a b c d --junit=j.xml >"$work/first" 2>&1 &
first=$!
until_true grep -q '^\[.*  v-d' "$work/first"
linux_finds "what a unit leaves whose keeper is killed is ended at once, while others run" gone a also
! ended "$(cat pid-b)" && ! ended "$(cat pid-b-deaf)"
check "and what belongs to others runs on"
: >go
wait "$first"
equal "a unit whose keeper is killed is a crash, with the reason, and the others pass" "1
[1/4]    crash T  v-a (status 137)

v-a: crash (status 137): the process that watches over it was ended by signal 9
replay: nightshift run v-a

[2/4]     pass T  v-c
[3/4]     pass T  v-d
[4/4]     pass T  v-b

1 unit did not pass:
  v-a: crash (status 137): the process that watches over it was ended by signal 9

4 units in T: 3 passed, 1 crashed" "$?
$(timeless "$(cat "$work/first")")"
equal "the record has the crash" "crash|137" "$(sql "SELECT verdict, status FROM result WHERE unit = 'v-a'")"
equal "the verdict has the reason" "crash the process that watches over it was ended by signal 9" "$(sed -n 's/^verdict //p' build/nightshift/v-a/verdict) $(sed -n 's/^reason //p' build/nightshift/v-a/verdict)"
equal "the next units run below another keeper" "2 1" "$(cut -d' ' -f2 log | sort -u | wc -l | tr -d ' ') $(grep -v v-a log | cut -d' ' -f2 | sort -u | wc -l | tr -d ' ')"
quiet "nothing is left in TMPDIR" ls "$TMPDIR"
rm -f log pid* go

# A unit with two attempts, and one on a device, which is free again.
does_here v-p "$daemons p; [ ! -e is-tried ] || exit 0; : >is-tried; kill -9 $keeper; sleep 100000"
sed 's/<module name="p"/& attempts="2"/' nightshift.xml >new.xml && mv new.xml nightshift.xml && "$nightshift" generate -q
run "$nightshift" run --no-record -j1 p q
equal "a unit whose keeper is killed is tried again, and its device is free for it and for the next" "0 2 units in T: 2 passed (1 flaky)" "$status $(timeless "$out" | tail -n 1)"
equal "the first attempt is kept" "crash" "$(sed -n 's/^verdict //p' build/nightshift/v-p/attempt-1/verdict)"
linux_finds "what both attempts left has ended" gone p
rm -f pid* is-tried do/*

# A keeper that is killed while it has nothing to do.
units_do v-a <<END
echo $keeper >pid-new; mv pid-new pid-keeper; until [ -e go ]; do sleep 0.01; done
END
units_do v-b <<'END'
: >is-b; until [ -e pid-keeper ]; do sleep 0.01; done
exit 0
END
sed 's/seconds="7"/seconds="7" mode="later"/; s/seconds="6"/seconds="6" mode="later"/' nightshift.xml >new.xml && mv new.xml nightshift.xml && "$nightshift" generate -q
units_do v-d <<'END'
echo "$1 is fine"
END
rm -f "$work/first"
"$nightshift" run --no-record -j2 v-a v-b v-c v-d >"$work/first" 2>&1 &
first=$!
until_true grep -q ' pass .*  v-b$' "$work/first"
# The keeper of b has nothing to do: c and d are of another mode than a.
for pid in $(ps -A -o pid= -o ppid= | awk -v run="$first" '$2 == run { print $1 }'); do [ "$pid" = "$(cat pid-keeper)" ] || kill -9 "$pid"; done
: >go
wait "$first"
equal "a keeper that is killed while it has nothing to do is of no consequence" "0 4 units in T: 4 passed" "$? $(timeless "$(tail -n 1 "$work/first")")"
rm -f pid* go is-* do/*

# --- the run is killed --------------------------------------------------------------------------------------------------

# Who has started this may ignore SIGHUP; the run must not.
cat >"$work/hear.py" <<'END'
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
END
# killed NAME SIGNAL UNIT...: of these units nothing is left when the run gets that signal.
killed() {
	name=$1 signal=$2
	shift 2
	rm -f pid* go
	for unit; do does_here "$unit" "$daemons $unit; : >\"\$TMPDIR/file\"; sleep 100000 & echo \$! >pid-sleep-$unit; : >is-$unit; while :; do sleep 1; done"; done
	"$python" "$work/hear.py" "$nightshift" run --no-record -j4 "$@" >"$work/first" 2>&1 &
	first=$!
	for unit; do until_there "is-$unit"; done
	kill "-$signal" "$first"
	wait "$first" 2>/dev/null
	left=
	for unit; do until_true gone "$unit" && until_true ended "$(cat "pid-sleep-$unit")" || left="$left $unit"; done
	equal "$name: all that its units have started ends" "" "$left"
	until_true rmdir "$TMPDIR"
	check "$name: nothing is left in TMPDIR"
	mkdir -p "$TMPDIR"
	rm -f do/* is-*
	run "$nightshift" run --no-record -q --no-wait "$@"
	equal "$name: the next run works" "0 " "$status $err"
}
killed "a run that is killed" KILL v-a v-b v-p v-q
killed "a run that is ended" TERM v-a v-b v-p v-q
killed "a run whose terminal is gone" HUP v-a v-b v-p v-q
finish
