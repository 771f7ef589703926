#!/bin/sh
# nightshift batch: how it ends: what a worker started is ended, too, signals cancel what is left, and a lock or another batch of
# the pool is waited for.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/batch.sh
. "$top/tests/unit/lib/batch.sh"

# --- the tree of a worker ---------------------------------------------------------------------------------------------

limit=0.5
lines tree_1 deaf_1 ok_1 >units
limit=
rm -f log
WORKER_LOG=$work/log batch -j1 --grace=0.3
equal "a worker that ignores SIGTERM is killed, and the next unit passes" "deaf_1 timeout 124
ok_1 pass 0
tree_1 pass 0" "$(verdicts)"
if as_linux; then
	clean "after processes that left the worker's group and session"
else
	skip "after processes that left the worker's group and session: no process and no temporary folder is left" "only Linux finds it"
	kill -9 "$(sed -n 's/^orphan //p' log)"
fi

printf 'ok_1\tok ok_1\n' >units
rm -rf results older
# shellcheck disable=SC2016
timeout 3000 sh -c 'sleep 10000 >/dev/null 2>&1 & echo $! >older; exec "$@"' sh "$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker"
kill "$(cat older)"
check "a process that was there before the batch is let alone"

# --- signals ----------------------------------------------------------------------------------------------------------

for signal in TERM INT HUP; do
	lines ok_1 hang_1 hang_2 ok_2 ok_3 >units
	rm -f log
	WORKER_LOG=$work/log start_batch -j2 --grace=5
	appears log '+ hang_2'
	kill -s $signal $pid
	wait $pid
	equal "SIG$signal: batch ends with 1" 1 $?
	equal "SIG$signal: units that run and units that did not start are cancelled" "hang_1 cancelled 
hang_2 cancelled 
ok_1 pass 0
ok_2 cancelled 
ok_3 cancelled " "$(verdicts)"
	equal "SIG$signal: batch prints which units are cancelled" "cancelled hang_1
cancelled hang_2
cancelled ok_2: it was not started
cancelled ok_3: it was not started" "$(sort bg.err)"
	clean "after SIG$signal"
done
lines deaf_1 ok_1 >units
rm -f log
WORKER_LOG=$work/log start_batch -j1 --grace=60
appears log '+ deaf_1'
for _ in $(seq 200); do # the first one begins the grace of a minute, any other ends it
	kill $pid 2>/dev/null || break
	sleep 0.05
done
ends_soon $pid
check "a second SIGTERM ends the batch at once"
wait $pid
clean "after a second SIGTERM"

lines ok_1 slow_1 hang_1 ok_2 >units
rm -f log
WORKER_LOG=$work/log start_batch -j1
appears log '+ hang_1'
kill -9 $pid
wait $pid 2>/dev/null
equal "a batch that is killed leaves whole verdicts or none" "ok_1 pass 0
slow_1 pass 0" "$(verdicts)"
pid=$(sed -n 's/^start \([0-9]*\) .*/\1/p' log)
kill "$pid" 2>/dev/null # it hangs, and nobody is there to see
rm -rf "${TMPDIR:?}"/*

# --- locks, and a pool that is busy -----------------------------------------------------------------------------------

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
ends "--lock: the command that locks runs the worker, and the units pass" 0 "" "pass ok_1
pass ok_2"
equal "--lock: the command that locks is told the devices, and runs once" "1: x /bin/sh -c $worker" "$(cat locks)"

lines slow_1 hang_1 >units
rm -f log
WORKER_LOG=$work/log start_batch -j1 --device=x --pool=p --grace=0
appears log '+ hang_1'
lines ok_9 >units2
"$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units2 --worker="$worker" --device=x --pool=p >bg2.out 2>bg2.err &
second=$!
appears bg2.err "waiting for"
equal "a second batch of the pool waits and says for which process" "nightshift: waiting for the pool 'p', which process $pid has ('results/.p.lock')" "$(cat bg2.err)"
[ ! -e results/ok_9 ] && kill -0 $pid
check "a second batch of the pool has started no unit while it waits"
kill -TERM $pid
wait $second
equal "a second batch of the pool runs when the first has ended" "0 pass ok_9" "$? $(cat bg2.out)"
wait $pid

finish
