#!/bin/sh
# nightshift batch: units by workers that are used again. batch/worker.c is a worker that does what a unit's name says: it
# crashes, hangs, answers nonsense, stays silent.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

plan=0123456789012345678901234567890123456789
worker=$work/worker
${CC:-cc} -std=c17 -O2 -o "$worker" "$top/tests/unit/batch/worker.c" || { echo "Bail out! the worker does not compile"; exit 3; }
tab=$(printf '\t')
mkdir tmp
export TMPDIR="$work/tmp"

# lines NAME...: a line for each unit, which orders what stands before its last _.
lines() {
	for name do
		printf '%s\t%s %s\n' "$name" "${name%_*}" "$name"
	done
}

# batch ARGUMENT...: of the units in the file `units`, with that worker, into results.
batch() {
	rm -rf results
	run timeout 100 "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker" "$@"
}

# verdicts: a line for each unit and each attempt: its verdict and status.
verdicts() {
	(cd results && find . -name verdict | sort | while read -r file; do
		awk -v name="$(dirname "${file#./}")" '{ v[$1] = $2 } END { print name, v["verdict"], v["status"] (v["unit"] == substr(name, 1, length(v["unit"])) && "end" in v ? "" : " broken") }' "$file"
	done) | LC_ALL=C sort
}

# appears FILE [TEXT]: within ten seconds.
appears() {
	for _ in $(seq 200); do
		if [ -e "$1" ] && { [ $# = 1 ] || grep -qF -e "$2" "$1"; }; then return 0; fi
		sleep 0.05
	done
	return 1
}

# ends_soon PID: within ten seconds.
ends_soon() {
	for _ in $(seq 200); do
		kill -0 "$1" 2>/dev/null || return 0
		sleep 0.05
	done
	return 1
}

# left_behind: processes of that worker, temporary folders.
left_behind() {
	pgrep -f "^$worker" | while read -r pid; do
		case $(ps -o stat= -p "$pid") in
		Z* | "") ;;
		*) ps -o pid=,args= -p "$pid" ;;
		esac
	done
	ls "$TMPDIR"
}
clean() {
	left=$(left_behind)
	[ -z "$left" ]
	check "$1: no process and no temporary folder is left" "$left"
}

# --- what a worker may do --------------------------------------------------------------------------------------------------------

lines ok_1 fail_1 skip_1 none_1 todo_1 noise_1 crash_1 exit_1 garbage_1 twice_1 other_1 half_1 bail_1 answer-bail_1 once_1 once_2 late_1 \
	slow_1 hang_1 closed_1 ok_2 late_2 >units
sed -i.bak "s/${tab}other /${tab}ok_2 /" units
batch -j1 --timeout=0.4 --grace=1
equal "each has the verdict that its worker's answer makes" "answer-bail_1 pass 0
bail_1 fail 1
closed_1 timeout 124
crash_1 crash 139
exit_1 crash 3
fail_1 fail 1
garbage_1 fail 1
half_1 crash 0
hang_1 timeout 124
late_1 pass 0
late_2 pass 0
noise_1 pass 0
none_1 skipped 0
ok_1 pass 0
ok_2 pass 0
once_1 pass 0
once_2 pass 0
other_1 fail 1
skip_1 skipped 0
slow_1 fail 1
todo_1 skipped 0
twice_1 fail 1" "$(verdicts)"
ends "and says so" 1 "fail fail_1 (status 1); the end of results/fail_1/log:
| not ok 1 - fail_1
|   ---
|   message: 'it is fail_1'
|   ...
crash crash_1 (status 139): its worker died of signal 11; the end of results/crash_1/log:
| about to crash
$(grep -i '^segmentation' results/crash_1/log | sed 's/^/| /')
| nightshift: its worker died of signal 11
crash exit_1 (status 3): its worker ended with status 3 and did not answer; the end of results/exit_1/log:
| nightshift: its worker ended with status 3 and did not answer
fail garbage_1 (status 1): its worker answered what is no text; the end of results/garbage_1/log:
| ^A\\xff^@garb^@age
| nightshift: its worker answered what is no text
fail twice_1 (status 1): its worker answered more than once; the end of results/twice_1/log:
| nightshift: its worker answered more than once
fail other_1 (status 1): its worker did not answer for it, but for 'ok_2'; the end of results/other_1/log:
| nightshift: its worker did not answer for it, but for 'ok_2'
crash half_1 (status 0): its worker ended with status 0 and did not answer; the end of results/half_1/log:
| ok 1 - half a li
| nightshift: its worker ended with status 0 and did not answer
fail bail_1 (status 1): its worker bailed out: the device is gone, though it was a fresh one; the end of results/bail_1/log:
| Bail out! the device is gone
| nightshift: its worker bailed out: the device is gone, though it was a fresh one
fail slow_1 (status 1): its worker did not answer for it, but for 'late_1 again'; the end of results/slow_1/log:
| nightshift: its worker did not answer for it, but for 'late_1 again'
timeout hang_1 (status 124): it did not answer within 0.4 s; the end of results/hang_1/log:
| nightshift: it did not answer within 0.4 s
timeout closed_1 (status 124): it did not answer within 0.4 s; the end of results/closed_1/log:
| nightshift: it did not answer within 0.4 s" "pass ok_1
skipped skip_1: no such hardware
skipped none_1: nothing in it
skipped todo_1: later
pass noise_1
pass answer-bail_1
pass once_1
pass once_2
pass late_1
pass ok_2
pass late_2"
clean "after all of that"
equal "the log of a unit: all but its TAP" "
    ok 1 - of a subtest
# a comment
to standard error
to standard output" "$(LC_ALL=C sort results/noise_1/log)"
[ ! -e results/ok_1/log ]
check "without output there is no log"
sed -e 's/^seconds .*/seconds/' -e 's/^finished .*/finished/' results/ok_1/verdict >got
equal "a verdict" "nightshift 1
suite s
plan $plan
run r
unit ok_1
verdict pass
status 0
seconds
attempt 1
finished
end" "$(cat got)"

# --- workers are used again ---------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2046
lines $(seq -f 'ok_%g' 60) >units
rm -f log
WORKER_LOG=$work/log batch -q -j3
ends "sixty units, quiet" 0 "" ""
[ "$(grep -c '^start' log)" = 3 ] && [ "$(grep -c '^end' log)" = 3 ] && [ "$(grep -c ' - ok' log)" = 60 ]
check "three workers, all of which end by themselves" "$(cat log)"
[ "$(awk '/^start/ { print $4 }' log | sort -u | grep -c "^$TMPDIR/.")" = 3 ]
check "each has a temporary folder of its own" "$(grep '^start' log)"
clean "sixty units"
equal "devices are unknown to plain workers" "- " "$(awk '/^start/ { print $3 }' log | sort -u | tr '\n' ' ')"

lines devices_1 devices_2 devices_3 >units
printf 'devices_4\tdevices devices_4\t2\n' >>units
printf 'devices_5\tdevices devices_5\t3\n' >>units
rm -f log
WORKER_LOG=$work/log batch -j1 --device=red --device=green --device=blue
equal "a worker knows its devices" "# devices red, first red, count 1
# devices red, first red, count 1
# devices red, first red, count 1
# devices green blue, first green, count 2
# devices red green blue, first red, count 3" "$(cat results/devices_?/log)"

# Two units never have one device at a time, nor two workers.
# shellcheck disable=SC2046
lines $(seq -f 'slow_%g' 30) | awk -F '\t' '{ print $0 "\t" 1 + NR * 7 % 4 }' >units
rm -f log
WORKER_LOG=$work/log batch --device=a --device=b --device=c --device=d
ends "thirty units of one to four devices" 0 "" "$out"
equal "all of them" 30 "$(verdicts | grep -c ' pass 0$')"
clash=$(awk '
	$2 == "+" { if (busy[$1]++) print "twice: " $0 }
	$2 == "-" { busy[$1]-- }' log)
[ -z "$clash" ]
check "no first device has two at a time" "$clash"

# --- attempts -------------------------------------------------------------------------------------------------------------------------

lines flaky_1 fail_1 ok_1 >units
printf 'fail_2\tfail fail_2\t\t\t2\n' >>units
rm -f seen-*
batch -j1 --attempts=3
ends "attempts" 1 "fail flaky_1 (status 1, attempt 1); it is tried again
fail fail_1 (status 1, attempt 1); it is tried again
fail fail_1 (status 1, attempt 2); it is tried again
fail fail_1 (status 1, attempt 3); the end of results/fail_1/log:
| not ok 1 - fail_1
|   ---
|   message: 'it is fail_1'
|   ...
fail fail_2 (status 1, attempt 1); it is tried again
fail fail_2 (status 1, attempt 2); the end of results/fail_2/log:
| not ok 1 - fail_2
|   ---
|   message: 'it is fail_2'
|   ..." "pass flaky_1, attempt 2
pass ok_1"
equal "every attempt is kept" "fail_1 fail 1
fail_1/attempt-1 fail 1
fail_1/attempt-2 fail 1
fail_2 fail 1
fail_2/attempt-1 fail 1
flaky_1 pass 0
flaky_1/attempt-1 fail 1
ok_1 pass 0" "$(verdicts)"
equal "with its log" "not ok 1 - fail_1" "$(sed -n 1p results/fail_1/attempt-1/log)"
lines flaky_1 ok_1 >units
run timeout 100 "$nightshift" batch --results=results --suite=s --plan=$plan --run=r2 --units=units --worker="$worker" -j1
equal "a new run leaves nothing of the one before" "fail_1 fail 1
fail_1/attempt-1 fail 1
fail_1/attempt-2 fail 1
fail_2 fail 1
fail_2/attempt-1 fail 1
flaky_1 pass 0
ok_1 pass 0" "$(verdicts)"

lines noise_1 >units
batch
[ -e results/noise_1/log ] && printf 'noise_1\tok noise_1\n' >units &&
	"$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r2 --units=units --worker="$worker" && [ ! -e results/noise_1/log ]
check "nor its log"

# --- a poisoned worker ---------------------------------------------------------------------------------------------------------------------

lines ok_1 poisonous_1 ok_2 bail-once_1 ok_3 poison_1 ok_4 >units
rm -f seen-* log
WORKER_LOG=$work/log batch -j1
ends "poisoned workers" 1 "fail bail-once_1 (status 1): its worker bailed out: not now; it is tried again
fail poison_1 (status 1, attempt 2): the device is poisoned, though it was a fresh one; the end of results/poison_1/log:
| nightshift: the device is poisoned, though it was a fresh one" "pass ok_1
pass poisonous_1
skipped ok_2: the device is poisoned; it runs again in a fresh worker
pass ok_2, attempt 2
pass bail-once_1, attempt 2
pass ok_3
skipped poison_1: the device is poisoned; it runs again in a fresh worker
pass ok_4"
equal "what it skipped ran again; that attempt is kept" "ok_2 pass 0
ok_2/attempt-1 skipped 0" "$(verdicts | grep '^ok_2')"
clean "poisoned workers"

# --- quarantine -------------------------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2046
lines $(seq -f 'slow_%g' 12) fail_1 >units
BAD_DEVICE=b batch -q --device=a --device=b --device=c
equal "what a bad device failed passes on the others" 12 "$(verdicts | grep -c '^slow_[0-9]* pass 0$')"
equal "three attempts on it are kept" 3 "$(verdicts | grep -c '^slow_[0-9]*/attempt-1 fail 1$')"
[ "$status" = 1 ] && echo "$err" | grep -q "^nightshift: device 'b' is quarantined: all units failed on it, one after the other: slow_[0-9]* slow_[0-9]* slow_[0-9]*; they run again on others\$"
check "that is said" "$err"
equal "and at the end" "quarantined devices: b" "$(echo "$err" | tail -n 1)"
BAD_DEVICE=b batch -q --device=a --device=b --device=c --quarantine=0
[ "$(verdicts | grep -c '^slow_.* fail 1$')" -ge 3 ] && ! echo "$err" | grep -q quarantine
check "--quarantine=0: never" "$err"
lines ok_1 ok_2 ok_3 ok_4 >units
printf 'ok_5\tok ok_5\t2\n' >>units
BAD_DEVICE=a batch --device=a --quarantine=2
[ "$status" = 2 ] # ok_5 wants two
check "a pool of one" "$err"
sed -i.bak 5d units
BAD_DEVICE=a batch --device=a --quarantine=2
ends "no device is left" 1 "fail ok_1 (status 1, device a); the end of results/ok_1/log:
| not ok 1 - ok_1
fail ok_2 (status 1, device a); the end of results/ok_2/log:
| not ok 1 - ok_2
nightshift: device 'a' is quarantined: all units failed on it, one after the other: ok_1 ok_2
quarantined ok_3: every device is quarantined
quarantined ok_4: every device is quarantined
quarantined devices: a" ""
equal "the rest fail by name" "ok_1 fail 1
ok_2 fail 1
ok_3 quarantined 
ok_4 quarantined " "$(verdicts)"
lines ok_1 slow_2 slow_3 >units
printf 'ok_9\tok ok_9\t2\n' >>units
BAD_DEVICE=a batch -q --device=a --device=b --quarantine=1
ends "one that wants more devices than are left" 1 "fail ok_1 (status 1, device a); the end of results/ok_1/log:
| not ok 1 - ok_1
nightshift: device 'a' is quarantined: all units failed on it, one after the other: ok_1; they run again on others
quarantined ok_9: it needs 2 devices, and all but 1 are quarantined
quarantined devices: a" ""
# Failures of the units themselves are no reason to give up every device, one after the other.
lines fail_1 fail_2 fail_3 ok_1 ok_2 ok_3 ok_4 ok_5 >units
batch -q --device=a --device=b -j1
equal "units that fail everywhere cost one device at most" "fail_1 fail 1
fail_1/attempt-1 fail 1
fail_2 fail 1
fail_2/attempt-1 fail 1
fail_3 fail 1
fail_3/attempt-1 fail 1
ok_1 pass 0
ok_2 pass 0
ok_3 pass 0
ok_4 pass 0
ok_5 pass 0" "$(verdicts)"

# --- the tree of a worker -----------------------------------------------------------------------------------------------------------------------

lines tree_1 deaf_1 ok_1 >units
rm -f log
WORKER_LOG=$work/log batch -j1 --timeout=0.5 --grace=0.3
equal "one that ignores SIGTERM is killed" "deaf_1 timeout 124
ok_1 pass 0
tree_1 pass 0" "$(verdicts)"
if [ "$(uname)" = Linux ]; then
	clean "what left its group and session is ended, too"
else
	skip "what left its group and session" "only Linux finds it"
	kill -9 "$(sed -n 's/^orphan //p' log)"
fi

printf 'ok_1\tok ok_1\n' >units
rm -rf results older
# shellcheck disable=SC2016
timeout 60 sh -c 'sleep 300 >/dev/null 2>&1 & echo $! >older; exec "$@"' sh "$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker"
kill "$(cat older)"
check "a process that was there before is let alone"

# --- signals ----------------------------------------------------------------------------------------------------------------------------------------

# start_batch ARGUMENT...: in the background, as $pid; a shell has it ignore SIGINT there, which is undone.
start_batch() {
	rm -rf results
	python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
		"$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker" "$@" >bg.out 2>bg.err &
	pid=$!
}

for signal in TERM INT HUP; do
	lines ok_1 hang_1 hang_2 ok_2 ok_3 >units
	rm -f log
	WORKER_LOG=$work/log start_batch -j2 --grace=5
	appears log '+ hang_2'
	kill -s $signal $pid
	wait $pid
	equal "SIG$signal: its status" 1 $?
	equal "SIG$signal: what ran and what did not is cancelled" "hang_1 cancelled 
hang_2 cancelled 
ok_1 pass 0
ok_2 cancelled 
ok_3 cancelled " "$(verdicts)"
	equal "SIG$signal: that is said" "cancelled hang_1
cancelled hang_2
cancelled ok_2: it was not started
cancelled ok_3: it was not started" "$(sort bg.err)"
	clean "SIG$signal"
done
lines deaf_1 ok_1 >units
rm -f log
WORKER_LOG=$work/log start_batch -j1 --grace=60
appears log '+ deaf_1'
kill $pid
sleep 0.3
kill $pid
ends_soon $pid
check "a second one waits for no grace"
wait $pid
clean "the second one"

lines ok_1 slow_1 hang_1 ok_2 >units
rm -f log
WORKER_LOG=$work/log start_batch -j1
appears log '+ hang_1'
kill -9 $pid
wait $pid 2>/dev/null
equal "killed by SIGKILL: whole verdicts or none" "ok_1 pass 0
slow_1 pass 0" "$(verdicts)"
pid=$(sed -n 's/^start \([0-9]*\) .*/\1/p' log)
kill "$pid" 2>/dev/null # it hangs, and nobody is there to see
rm -rf "${TMPDIR:?}"/*

# --- without a worker ---------------------------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2016
printf '%s\n' "a${tab}echo hello; echo there >&2; exit 0" "b${tab}exit 7" "c${tab}kill -SEGV \$\$" "d${tab}sleep 60" "e${tab}cat; test -d \"\$TMPDIR\" && test -z \"\$MAKEFLAGS\"" \
	"f${tab}no-such-program-anywhere" >units
rm -rf results
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --timeout=0.5 -j2 <units
equal "each unit is shell text, from standard input" "a pass 0
b fail 7
c crash 139
d timeout 124
e pass 0
f fail 127" "$(verdicts)"
equal "and its output the log" "hello
there" "$(cat results/a/log)"
clean "without a worker"

# --- locks --------------------------------------------------------------------------------------------------------------------------------------------

cat >locked <<'END'
#!/bin/sh
echo "$NIGHTSHIFT_COUNT: $*" >>locks
shift
exec "$@"
END
chmod +x locked
lines ok_1 ok_2 >units
rm -f locks
batch -j1 --device=x --device=y --lock="./locked \"\$NIGHTSHIFT_DEVICES\""
ends "--lock stands before the worker" 0 "" "pass ok_1
pass ok_2"
equal "and knows the devices" "1: x /bin/sh -c $worker" "$(cat locks)"

lines slow_1 hang_1 >units
rm -f log
WORKER_LOG=$work/log start_batch -j1 --device=x --pool=p --timeout=1.5 --grace=0
appears log '+ hang_1'
lines ok_9 >units2
"$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units2 --worker="$worker" --device=x --pool=p >bg2.out 2>bg2.err &
second=$!
appears bg2.err "waiting for"
equal "a second batch of the pool waits, and says for whom" "nightshift: waiting for the pool 'p', which process $pid has ('results/.p.lock')" "$(cat bg2.err)"
[ ! -e results/ok_9 ] && kill -0 $pid
check "and has not begun"
wait $second
equal "then it runs" "0 pass ok_9" "$? $(cat bg2.out)"
wait $pid

# --- who listens ----------------------------------------------------------------------------------------------------------------------------------------

lines fail_1 ok_1 hang_1 >units
mkfifo events
cat events >heard &
rm -rf results
NIGHTSHIFT_EVENTS=$work/events run timeout 60 "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker" -j1 \
	--attempts=2 --timeout=0.7 --heartbeat=0.4 --grace=0
wait
equal "events" "start	fail_1	1
again	fail_1	1
start	fail_1	2
end	fail_1	2	fail	1	USEC
start	ok_1	1
end	ok_1	1	pass	0	USEC
start	hang_1	1
alive	hang_1	1	USEC
again	hang_1	1
start	hang_1	2
alive	hang_1	2	USEC
end	hang_1	2	timeout	124	USEC	it did not answer within 0.7 s" "$(sed -E -e "s/(end($tab[^$tab]*){4}$tab)[0-9]*/\\1USEC/" -e "s/(alive.*$tab)[0-9]*\$/\\1USEC/" heard)"
: >stop
lines ok_1 ok_2 >units
NIGHTSHIFT_STOP=$work/stop batch
ends "told to start nothing" 1 "cancelled ok_1: it was not started
cancelled ok_2: it was not started" ""
rm stop

# --- the job server ---------------------------------------------------------------------------------------------------------------------------------------

# Two batches of eight workers each and four jobs of make's own, within -j3.
# shellcheck disable=SC2046
lines $(seq -f 'slow_%g' 12) >units
cat >Makefile <<END
all: one two j1 j2 j3 j4
one two:
	@+"$nightshift" batch -q --results=results-\$@ --suite=s --plan=$plan --run=r --units=units --worker="$worker" \$(ARGS)
j%:
	@echo "make + \$@" >>log; sleep 0.05; echo "make - \$@" >>log
closed:
	@"$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker" \$(ARGS)
END
# shellcheck disable=SC2016
most='$2 == "+" { if (++now > most) most = now } $2 == "-" { now-- } END { print most }'
rm -f log
WORKER_LOG=$work/log run "$make" -j3 ARGS=-j8
ends "two batches and four jobs under make -j3" 0 "" ""
equal "three at a time" 3 "$(awk "$most" log)"
equal "all of it" 28 "$(grep -c ' - [js]' log)"
rm -f log
WORKER_LOG=$work/log run "$make" one
equal "under make without -j one at a time" "0 1" "$status $(awk "$most" log)"
rm -f log
style=
! make_is_new || style=--jobserver-style=pipe
# shellcheck disable=SC2086
WORKER_LOG=$work/log run "$make" -j3 $style closed
ends "make keeps its job server to itself" 0 "nightshift: warning: make does not share its job slots with this command, so one unit runs at a time; its recipe needs a '+' before it, or this command a -j" ""
equal "then one at a time" 1 "$(awk "$most" log)"
if make_is_new; then
	rm -f log
	WORKER_LOG=$work/log run "$make" -j3 closed ARGS=-j8
	ends "a job server in a FIFO needs no '+'" 0 "" ""
	equal "then three at a time" 3 "$(awk "$most" log)"
fi
rm -rf results-one log
WORKER_LOG=$work/log run "$make" -n one
[ "$status" = 0 ] && [ ! -e results-one ] && [ ! -e log ]
check "make -n: nothing happens" "$out$err"

# The FIFO of make 4.4, by a server of ours: three tokens go in, the same three come out, even if the batch is killed.
mkfifo jobs
exec 8<>./jobs
printf abc >&8
rm -f log
MAKEFLAGS=" -j4 --jobserver-auth=fifo:$work/jobs" WORKER_LOG=$work/log batch -q -j8
equal "a FIFO: four at a time" "0 4" "$status $(awk "$most" log)"
lines hang_1 hang_2 hang_3 hang_4 >units
rm -f log
MAKEFLAGS=" -j4 --jobserver-auth=fifo:$work/jobs" WORKER_LOG=$work/log start_batch -q -j8
appears log '+ hang_4'
kill -9 $pid
wait $pid 2>/dev/null
sed -n 's/^start \([0-9]*\) .*/\1/p' log | xargs kill 2>/dev/null
rm -rf "${TMPDIR:?}"/*
equal "every token is back" abc "$(dd bs=1 count=3 <&8 2>/dev/null | fold -w1 | sort | tr -d '\n')"
exec 8>&-

# --- bad input ------------------------------------------------------------------------------------------------------------------------------------------

# refused MESSAGE LINE...: of what stands in the units.
refused() {
	message=$1
	shift
	printf '%s\n' "$@" >units
	batch -j2
	ends "refused: $(printf '%s' "$message" | head -n 1)" 2 "$message" ""
	[ ! -e results ] || not_ok "nothing is written then" "$(find results)"
}
refused "units: error: no units: it needs a line for each, or there would be nothing to fail" ""
refused "units:2:1: error: '../x' is no name of a unit ([A-Za-z0-9_.+-])" "a${tab}ok a" "../x${tab}ok"
echo a >units
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units
ends "without a worker a unit needs a command" 2 "units:1:1: error: unit 'a' has nothing to run; it stands behind a tab" ""
printf '%s\n' a b >units
run "$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker='while read -r asked; do echo "ok - $asked"; done'
equal "a worker is asked for a unit by its name, if nothing else stands there" "a pass 0
b pass 0" "$(verdicts)"
rm -rf results
refused "units:1:1: error: the count of 'a' is '0', but must be a number from 1" "a${tab}ok a${tab}0"
refused "units:1:1: error: unit 'a' needs 3 devices, but there are only 2" "a${tab}ok a${tab}3" "b${tab}ok b"
refused "units:1:1: error: the timeout of 'a' is 'soon', but must be a number of seconds" "a${tab}ok a${tab}${tab}soon"
refused "units:1:1: error: the attempts of 'a' are '1${tab}2', but must be a number from 1" "a${tab}ok a${tab}${tab}${tab}1${tab}2"
refused "units:3:1: error: unit 'a' stands there twice" "a${tab}ok a" "b${tab}ok b" "a${tab}ok a"
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r </dev/null
ends "nothing on standard input" 2 "standard input: error: no units: it needs a line for each, or there would be nothing to fail" ""
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=nowhere
ends "no such file" 2 "nowhere: error: cannot be read: No such file or directory" ""
run "$nightshift" batch --results=results --run='a b' --device=x --device='y z' --device=x --pool=../p
ends "the command line" 2 "nightshift: error: 'batch' needs --suite
nightshift: error: 'batch' needs --plan
nightshift: error: --run is 'a b', but must be at most 128 of A-Z a-z 0-9 _ . : + -
nightshift: error: --pool is '../p', but must be a name
nightshift: error: --device is 'y z', but must be a name without blanks
nightshift: error: device 'x' is there twice" ""
# shellcheck disable=SC2046
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r $(seq -f '--device=d%g' 251)
ends "too many devices" 2 "nightshift: error: 251 devices are more than 250" ""
lines ok_1 ok_2 >units
batch --program=units --program=nowhere/tests
ends "a missing program" 1 "fail ok_1 (status 127): there is no program 'nowhere/tests' to run
fail ok_2 (status 127): there is no program 'nowhere/tests' to run" ""
equal "is a verdict" "ok_1 fail 127
ok_2 fail 127" "$(verdicts)"
printf 'big\t%s\n' "$(head -c 200000 /dev/zero | tr '\0' x)" >units
rm -rf results
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker='sleep 60'
ends "a worker that does not read" 1 "fail big (status 1): its worker does not read what it is asked; the end of results/big/log:
| nightshift: its worker does not read what it is asked" ""
lines ok_1 >units
: >file
run "$nightshift" batch --results=file --suite=s --plan=$plan --run=r --units=units --worker="$worker"
ends "results that are no folder" 3 "nightshift: cannot make the folder 'file/ok_1' ready: Not a directory" ""
mkdir -p results/ok_1/verdict
run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker"
ends "a folder where a verdict belongs goes away" 0 "" "pass ok_1"
TMPDIR=/nowhere run "$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker"
equal "no temporary folder" "3 nightshift: cannot make the folder '/nowhere/nightshift-': No such file or directory" "$status $(echo "$err" | sed 's/nightshift-[^'\'']*/nightshift-/')"

lines flood_1 >units
batch --log-cap=64K
[ "$(wc -c <results/flood_1/log)" -lt 66000 ] && grep -q '^000000' results/flood_1/log && grep -q '^099999' results/flood_1/log
check "a log has a cap" "$(wc -c results/flood_1/log)"

# --- the soak, in small: two in a hundred go wrong, and a device is bad for good; tests/bench/batching.py has it in large -----------------------------------

# shellcheck disable=SC2046
lines $(seq -f 'u_%05g' 2000) >units
rm -f log
SOAK=1 BAD_DEVICE=3 batch -q --timeout=0.5 --grace=0 $(seq -f '--device=%g' 8)
equal "the bad device is found" "1 quarantined devices: 3" "$status $(echo "$err" | tail -n 1)"
equal "every unit has one final verdict" 2000 "$(find results -mindepth 2 -maxdepth 2 -name verdict | wc -l | tr -d ' ')"
good=$(verdicts | grep -v / | grep -c ' pass 0$')
equal "the rest is of the four kinds" "$((2000 - good))" "$(verdicts | grep -v / | grep -cE ' (crash (139|0)|timeout 124|fail 1)$')"
[ "$good" -gt 1900 ] && [ "$good" -lt 2000 ]
check "about two in a hundred fail" "$good pass"
verdicts | awk '/\// { split($1, p, "/"); n = substr(p[2], 9); if (n > most[p[1]]) most[p[1]] = n; count[p[1]]++ } END { for (u in most) if (count[u] != most[u]) print u, count[u], most[u] }' >gaps
[ ! -s gaps ]
check "no attempt is missing" "$(cat gaps)"
clean "the soak"

# --- into the record -------------------------------------------------------------------------------------------------------------------------------------

mkdir r
cat >r/nightshift.xml <<END
<suite name="s"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<program path="t"><command>true</command></program><run>true</run><variant name="v"/><module name="ok"/><module name="flaky"/></suite>
END
repository r
"$nightshift" generate -C r >/dev/null
printf 'v-%s\t%s v-%s\n' ok ok ok flaky flaky flaky >units
rm -f seen-*
batch --attempts=2 --platform=linux --lane=pr --commit="$(git -C r rev-parse HEAD)" --tree=clean --pool=p --device=a --plan="$(sed -n 's/^s_plan := //p' r/tests.mk)"
run "$nightshift" record -C r "$work/results"
equal "the record takes what a batch leaves" "0 3 results new, 0 known, 2 pass, 1 fail
run r: 2 units, 1 passed, 1 flaky;" "$status $(echo "$out" | sed 's/flaky;.*/flaky;/')"
finish
