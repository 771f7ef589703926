#!/bin/sh
# nightshift batch: units by workers that are used again, what each answer makes of a unit, devices, units without a worker,
# events, and a soak. Attempts and bad devices are in batch-again.sh, how it ends early in batch-end.sh.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/batch.sh
. "$top/tests/unit/lib/batch.sh"

# --- what a worker may do ---------------------------------------------------------------------------------------------

limit=0.4
lines ok_1 fail_1 skip_1 none_1 todo_1 noise_1 crash_1 exit_1 garbage_1 twice_1 other_1 half_1 bail_1 answer-bail_1 once_1 once_2 late_1 \
	slow_1 hang_1 closed_1 ok_2 late_2 >units
sed -i.bak "s/${tab}other /${tab}ok_2 /" units
limit=
batch -j1 --grace=1
equal "each unit has the verdict that its worker's answer makes" "answer-bail_1 pass 0
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
none_1 skip 0
ok_1 pass 0
ok_2 pass 0
once_1 pass 0
once_2 pass 0
other_1 fail 1
skip_1 skip 0
slow_1 fail 1
todo_1 skip 0
twice_1 fail 1" "$(verdicts)"
ends "batch prints a line for each unit, and the end of the log of those that did not pass" 1 "fail fail_1 (status 1); the end of results/fail_1/log:
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
fail garbage_1 (status 1): its worker answered something that is not text; the end of results/garbage_1/log:
| ^A\\xff^@garb^@age
| nightshift: its worker answered something that is not text
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
skip skip_1: no such hardware
skip none_1: nothing in it
skip todo_1: later
pass noise_1
pass answer-bail_1
pass once_1
pass once_2
pass late_1
pass ok_2
pass late_2"
clean "after workers that crash, hang and answer nonsense"
equal "a unit's log has all that its worker printed but its TAP" "
    ok 1 - of a subtest
# a comment
to standard error
to standard output" "$(LC_ALL=C sort results/noise_1/log)"
[ ! -e results/ok_1/log ]
check "a unit without output has no log"
sed -e 's/^seconds .*/seconds/' -e 's/^finished .*/finished/' results/ok_1/verdict >got
equal "the verdict of a unit, whole" "nightshift 1
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

# --- workers are used again -------------------------------------------------------------------------------------------

# shellcheck disable=SC2046
lines $(seq -f 'ok_%g' 60) >units
rm -f log
WORKER_LOG=$work/log batch -q -j3
ends "-q: sixty units that pass print nothing" 0 "" ""
[ "$(grep -c '^start' log)" = 3 ] && [ "$(grep -c '^end' log)" = 3 ] && [ "$(grep -c ' - ok' log)" = 60 ]
check "-j3: sixty units are run by three workers, which end by themselves" "$(cat log)"
[ "$(awk '/^start/ { print $4 }' log | sort -u | grep -c "^$TMPDIR/.")" = 3 ]
check "each of three workers has a temporary folder of its own" "$(grep '^start' log)"
clean "after sixty units"
equal "workers without devices are told of none" "- " "$(awk '/^start/ { print $3 }' log | sort -u | tr '\n' ' ')"

lines devices_1 devices_2 devices_3 >units
printf 'devices_4\tdevices devices_4\t2\n' >>units
printf 'devices_5\tdevices devices_5\t3\n' >>units
rm -f log
WORKER_LOG=$work/log batch -j1 --device=red --device=green --device=blue
equal "a worker is told its devices, and how many" "# devices red, first red, count 1
# devices red, first red, count 1
# devices red, first red, count 1
# devices green blue, first green, count 2
# devices red green blue, first red, count 3" "$(cat results/devices_?/log)"

# Two units never have one device at a time, nor two workers.
# shellcheck disable=SC2046
lines $(seq -f 'slow_%g' 30) | awk -F '\t' '{ print $0 "\t" 1 + NR * 7 % 4 }' >units
rm -f log
WORKER_LOG=$work/log batch --device=a --device=b --device=c --device=d
ends "thirty units that take one to four devices end with 0" 0 "" "$out"
equal "thirty units that take one to four devices all pass" 30 "$(verdicts | grep -c ' pass 0$')"
clash=$(awk '
	$2 == "+" { if (busy[$1]++) print "twice: " $0 }
	$2 == "-" { busy[$1]-- }' log)
[ -z "$clash" ]
check "no device is the first one of two units at a time" "$clash"

# --- without a worker -------------------------------------------------------------------------------------------------

# shellcheck disable=SC2016
printf '%s\n' "a${tab}echo hello; echo there >&2; exit 0" "b${tab}exit 7" "c${tab}kill -SEGV \$\$" "d${tab}sleep 10000${tab}${tab}0.5" "e${tab}cat; test -d \"\$TMPDIR\" && test -z \"\$MAKEFLAGS\"" \
	"f${tab}no-such-program-anywhere" >units
rm -rf results
bare -j2 <units
equal "without a worker each unit is shell text, read from standard input" "a pass 0
b fail 7
c crash 139
d timeout 124
e pass 0
f fail 127" "$(verdicts)"
equal "without a worker a unit's output is its log" "hello
there" "$(cat results/a/log)"
clean "without a worker"
printf 'a\tsleep 10000\n' >units
rm -rf results
bare --timeout=0.3 <units
equal "--timeout is for each unit that has no limit of its own" "a timeout 124" "$(verdicts)"

# --- a log of any size ------------------------------------------------------------------------------------------------

lines flood_1 >units
batch --log-cap=64K
[ "$(wc -c <results/flood_1/log)" -lt 66000 ] && grep -q '^000000' results/flood_1/log && grep -q '^099999' results/flood_1/log
check "--log-cap keeps the beginning and the end of a log" "$(wc -c results/flood_1/log)"

# --- the soak, in small: two in a hundred go wrong, and a device is bad for good; tests/bench/batching.py has it in large ---

# shellcheck disable=SC2046
lines $(seq -f 'u_%05g' 2000) >units
rm -f log
SOAK=1 BAD_DEVICE=3 batch -q --timeout=5 --grace=0 $(seq -f '--device=%g' 8)
equal "soak: the bad device is quarantined" "1 quarantined devices: 3" "$status $(echo "$err" | tail -n 1)"
equal "soak: each of 2,000 units has one final verdict" 2000 "$(find results -mindepth 2 -maxdepth 2 -name verdict | wc -l | tr -d ' ')"
good=$(verdicts | grep -v / | grep -c ' pass 0$')
equal "soak: the units that did not pass crashed, timed out or failed" "$((2000 - good))" "$(verdicts | grep -v / | grep -cE ' (crash (139|0)|timeout 124|fail 1)$')"
[ "$good" -gt 1900 ] && [ "$good" -lt 2000 ]
check "soak: about two in a hundred units fail" "$good pass"
verdicts | awk '/\// { split($1, p, "/"); n = substr(p[2], 9); if (n > most[p[1]]) most[p[1]] = n; count[p[1]]++ } END { for (u in most) if (count[u] != most[u]) print u, count[u], most[u] }' >gaps
[ ! -s gaps ]
check "soak: no attempt of a unit is missing" "$(cat gaps)"
clean "after the soak"

# --- into the record --------------------------------------------------------------------------------------------------

mkdir r
cat >r/nightshift.xml <<END
<suite name="s"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<program path="t"><command>true</command></program><run>true</run><variant name="v"/><module name="ok"/><module name="flaky"/></suite>
END
repository r
"$nightshift" generate -C r >/dev/null
printf 'v-%s\t%s v-%s\n' ok ok ok flaky flaky flaky >units
rm -f seen-*
batch --attempts=2 --platform=linux --lane=pr --commit="$(git -C r rev-parse HEAD)" --tree=clean --pool=p --device=a --plan="$(git hash-object r/nix/s.json)"
run "$nightshift" record -C r "$work/results"
equal "record imports the results of a batch, with its attempts" "0 3 results new, 0 known, 2 pass, 1 fail
run r: 2 units, 1 passed, 1 flaky;" "$status $(echo "$out" | sed 's/flaky;.*/flaky;/')"
finish
