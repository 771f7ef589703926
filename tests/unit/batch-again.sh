#!/bin/sh
# nightshift batch: units that run again: attempts, workers that were poisoned, devices that are quarantined.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/batch.sh
. "$top/tests/unit/lib/batch.sh"

# --- attempts ---------------------------------------------------------------------------------------------------------

lines flaky_1 fail_1 ok_1 >units
printf 'fail_2\tfail fail_2\t\t\t2\n' >>units
rm -f seen-*
batch -j1 --attempts=3
ends "--attempts: each attempt that fails is printed, and the last one with its log" 1 "fail flaky_1 (status 1, attempt 1); it is tried again
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
equal "--attempts: the verdict of every attempt is kept" "fail_1 fail 1
fail_1/attempt-1 fail 1
fail_1/attempt-2 fail 1
fail_2 fail 1
fail_2/attempt-1 fail 1
flaky_1 pass 0
flaky_1/attempt-1 fail 1
ok_1 pass 0" "$(verdicts)"
equal "--attempts: the log of an attempt that failed is kept" "not ok 1 - fail_1" "$(sed -n 1p results/fail_1/attempt-1/log)"
lines flaky_1 ok_1 >units
run timeout 3000 "$nightshift" batch --results=results --suite=s --plan=$plan --run=r2 --units=units --worker="$worker" -j1
equal "a new run leaves no attempt of the run before of the units that it runs" "fail_1 fail 1
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
check "a new run leaves no log of the run before"

# --- a poisoned worker ------------------------------------------------------------------------------------------------

lines ok_1 poisonous_1 ok_2 bail-once_1 ok_3 poison_1 ok_4 >units
rm -f seen-* log
WORKER_LOG=$work/log batch -j1
ends "a unit that a poisoned worker skips or bails out of runs again in a fresh one, and fails if that is poisoned, too" 1 "fail bail-once_1 (status 1): its worker bailed out: not now; it is tried again
fail poison_1 (status 1, attempt 2): the device is poisoned, though it was a fresh one; the end of results/poison_1/log:
| nightshift: the device is poisoned, though it was a fresh one" "pass ok_1
pass poisonous_1
skip ok_2: the device is poisoned; it runs again in a fresh worker
pass ok_2, attempt 2
pass bail-once_1, attempt 2
pass ok_3
skip poison_1: the device is poisoned; it runs again in a fresh worker
pass ok_4"
equal "the attempt that a poisoned worker skipped is kept" "ok_2 pass 0
ok_2/attempt-1 skip 0" "$(verdicts | grep '^ok_2')"
clean "after poisoned workers"

# --- answers that hide nothing ----------------------------------------------------------------------------------------

lines ok_1 skip-fail_1 open_1 ok_2 open-twice_1 ok_3 >units
WORKER_LOG=$work/log2 batch -j1
ends "a point that is not ok fails, whatever it says of a skip; diagnostics without an end do not hide the next answer" 1 "fail skip-fail_1 (status 1); the end of results/skip-fail_1/log:
| not ok 1 - skip-fail_1 # SKIP the device is poisoned
fail open-twice_1 (status 1): its worker answered more than once; the end of results/open-twice_1/log:
| not ok 1 - open-twice_1
|   ---
|   message: has no end
| nightshift: its worker answered more than once" "pass ok_1
pass open_1
pass ok_2
pass ok_3"
equal "and its worker is not taken for a poisoned one: only that which answered twice is replaced" 2 "$(grep -c '^start' log2)"

# --- quarantine -------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2046
lines $(seq -f 'slow_%g' 12) fail_1 >units
BAD_DEVICE=b batch -q --device=a --device=b --device=c
equal "units that failed on a bad device pass on others" 12 "$(verdicts | grep -c '^slow_[0-9]* pass 0$')"
equal "the three attempts on a bad device are kept" 3 "$(verdicts | grep -c '^slow_[0-9]*/attempt-1 fail 1$')"
[ "$status" = 1 ] && echo "$err" | grep -q "^nightshift: device 'b' is quarantined: all units failed on it, one after the other: slow_[0-9]* slow_[0-9]* slow_[0-9]*; they run again on others\$"
check "the device that is quarantined is named, with its units" "$err"
equal "the last line names the devices that are quarantined" "quarantined devices: b" "$(echo "$err" | tail -n 1)"
BAD_DEVICE=b batch -q --device=a --device=b --device=c --quarantine=0
[ "$(verdicts | grep -c '^slow_.* fail 1$')" -ge 3 ] && ! echo "$err" | grep -q quarantine
check "--quarantine=0 quarantines no device" "$err"
lines ok_1 ok_2 ok_3 ok_4 >units
printf 'ok_5\tok ok_5\t2\n' >>units
BAD_DEVICE=a batch --device=a --quarantine=2
[ "$status" = 2 ] # ok_5 wants two
check "a unit that needs two devices of one is refused" "$err"
sed -i.bak 5d units
BAD_DEVICE=a batch --device=a --quarantine=2
ends "where no device is left, the units that remain are quarantined by name" 1 "fail ok_1 (status 1, device a); the end of results/ok_1/log:
| not ok 1 - ok_1
fail ok_2 (status 1, device a); the end of results/ok_2/log:
| not ok 1 - ok_2
nightshift: device 'a' is quarantined: all units failed on it, one after the other: ok_1 ok_2
quarantined ok_3: every device is quarantined
quarantined ok_4: every device is quarantined
quarantined devices: a" ""
equal "where no device is left, each unit that remains has the verdict 'quarantined'" "ok_1 fail 1
ok_2 fail 1
ok_3 quarantined 
ok_4 quarantined " "$(verdicts)"
lines ok_1 slow_2 slow_3 >units
printf 'ok_9\tok ok_9\t2\n' >>units
BAD_DEVICE=a batch -q --device=a --device=b --quarantine=1
ends "a unit that needs more devices than are left is quarantined by name" 1 "fail ok_1 (status 1, device a); the end of results/ok_1/log:
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

finish
