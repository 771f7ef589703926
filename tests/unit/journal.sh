#!/bin/sh
# nightshift batch --journal: which unit is a line, and which leaves a folder; what a new run takes out of the journal; two batches at a time;
# and what is left when batch is killed, when the disk is full, and when something else stands in the journal's place.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/batch.sh
. "$top/tests/unit/lib/batch.sh"
# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

# again ARGUMENT...: of the units, with that worker, into the results that there are.
again() { bare -q --units=units --worker="$worker" "$@"; }
# the_lines: the verdicts of the journal, whose checksums fit, without seconds and times.
the_lines() {
	sound results/journal || echo "a checksum does not fit"
	cut -f 2- results/journal | sed -e 's/seconds [0-9.]*/seconds S/' -e 's/finished [0-9.]*/finished F/'
}
# verdict_line UNIT RUN
verdict_line() {
	printf '%s' "nightshift 1${tab}suite s${tab}plan $plan${tab}run $2${tab}unit $1${tab}verdict pass${tab}status 0${tab}seconds S${tab}attempt 1${tab}finished F${tab}end"
}

# --- which is a line ----------------------------------------------------------------------------------------------------

lines ok_1 noise_1 fail_1 skip_1 none_1 crash_1 flaky_1 bail-once_1 once_1 ok_2 >units
rm -f seen-*
batch -q -j1 --journal --attempts=2
equal "a unit that passes at once and prints nothing is a line, any other leaves a folder" "bail-once_1 pass folder
bail-once_1/attempt-1 fail folder, log
crash_1 crash folder, log
crash_1/attempt-1 crash folder, log
fail_1 fail folder, log
fail_1/attempt-1 fail folder, log
flaky_1 pass folder
flaky_1/attempt-1 fail folder, log
noise_1 pass folder, log
none_1 skip folder
ok_1 pass line
ok_2 pass line
once_1 pass line
skip_1 skip folder" "$(found results)"
equal "of the lines, nothing lies beside the journal" "bail-once_1 crash_1 fail_1 flaky_1 journal noise_1 none_1 skip_1" "$(cd results && echo *)"
lines ok_1 ok_2 >units
batch --journal -j1
ends "batch says the same of a line" 0 "" "pass ok_1
pass ok_2"
equal "the lines, whole" "$(verdict_line ok_1 r)
$(verdict_line ok_2 r)" "$(the_lines)"
again -j1
equal "without --journal there are folders, and their lines go" "ok_1 pass folder
ok_2 pass folder" "$(found results)"
again -j1 --journal --run=r2
equal "with it there are lines again, and no folders; what the journal said before is taken out" "$(verdict_line ok_1 r2)
$(verdict_line ok_2 r2)" "$(the_lines)"
equal "and nothing else" journal "$(cd results && echo *)"
batch -q --journal --junit
equal "--junit: a report needs a folder" "ok_1 pass folder
ok_2 pass folder" "$(found results)"
[ -s results/ok_1/junit.xml ]
check "--junit: there is one"

rm -rf results
mkdir -p results/ok_1
touch results/ok_1/mine
again --journal
equal "a folder in which something of others lies stays, and has the verdict" "ok_1 pass folder
ok_2 pass line" "$(found results)"
[ -e results/ok_1/mine ]
check "that is still there"
rm -rf results
mkdir -p results/ok_1/attempt-1
echo 'of an earlier run' >results/ok_1/log
echo half >results/ok_1/verdict
again --journal
equal "what an earlier run left in a folder goes, and the folder, too" "ok_1 pass line
ok_2 pass line" "$(found results)"

# Without a worker.
cat >units <<END
silent${tab}true
loud${tab}echo hello
tap${tab}echo 1..1; echo ok${tab}${tab}${tab}${tab}tap
junit${tab}echo '<testsuite><testcase name="x"/></testsuite>' >report.xml${tab}${tab}${tab}${tab}junit${tab}report.xml
reds${tab}false
END
rm -rf results
bare -q --journal --units=units
equal "without a worker it is the same: test cases are something to leave" "junit pass folder, log
loud pass folder, log
reds fail folder
silent pass line
tap pass folder, log" "$(found results)"
[ -s results/junit/cases ]
check "the test cases are there"

# --- a run begins -------------------------------------------------------------------------------------------------------

lines ok_1 ok_2 ok_3 >units
batch -q -j1 --journal --run=before
lines ok_2 hang_1 ok_3 >units
rm -f log
WORKER_LOG=$work/log "$nightshift" batch --results=results --suite=s --plan=$plan --run=after --units=units --worker="$worker" -j1 --journal >/dev/null 2>&1 &
pid=$!
appears log '+ hang_1'
kill -9 $pid
wait $pid 2>/dev/null
pgrep -f "^$worker" | xargs kill -9 # it hangs, and is nobody's now
equal "a run that is killed leaves what it finished, nothing of its other units, and what others were" "$(verdict_line ok_1 before)
$(verdict_line ok_2 after)" "$(the_lines)"
equal "of the unit that ran there is nothing" "journal" "$(cd results && echo *)"
limit=0.2
lines ok_2 hang_1 ok_3 >units
limit=
again -j1 --journal --run=last
equal "the next one goes on" "hang_1 timeout folder, log
ok_1 pass line
ok_2 pass line
ok_3 pass line" "$(found results)"

lines ok_1 ok_2 >units
batch -q -j1 --journal --run=before
tear results/journal 7
lines ok_3 >units
again -j1 --journal --run=after
equal "what a writer that was killed has torn off goes" "$(verdict_line ok_1 before)
$(verdict_line ok_3 after)" "$(the_lines)"

# Two at a time, into the same folder.
rm -rf results
mkdir results
for n in 1 2 3; do
	# shellcheck disable=SC2046
	lines $(seq -f "ok_$n%02g" 40) >units-$n
	"$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r$n --units=units-$n --worker="$worker" -j2 --journal &
done
wait
equal "three batches at a time write 120 lines" 120 "$(found results | grep -c ' pass line$')"
[ "$(cd results && echo *)" = journal ]
check "and nothing else"
sound results/journal
check "each of them whole"

# --- at any moment ------------------------------------------------------------------------------------------------------

lines ok_1 ok_2 fail_1 >units
batch -q -j1 --journal --run=before >/dev/null
cp -R results begun
again -j1 --journal --run=after
found results >expected
if can_kill_at; then
	rm -rf results
	cp -R begun results
	system_calls "$nightshift" batch -q -j1 --results=results --suite=s --plan=$plan --run=after --units=units --worker="$worker" --journal |
		grep -E "^(write|ftruncate|rename|unlink|rmdir|mkdir${WHOLE:+|openat|open|fcntl|fstat|newfstatat|pread64|close}) " >calls
	[ "$(wc -l <calls)" -gt 15 ]
	check "there are moments to be killed at" "$(cat calls)"
	while read -r call number; do
		rm -rf results
		cp -R begun results
		killed_at "$call" "$number" "$nightshift" batch -q -j1 --results=results --suite=s --plan=$plan --run=after --units=units --worker="$worker" --journal >/dev/null 2>&1
		sound results/journal || echo "$call $number: a line is broken"
		found results | grep -v -e '^ok_[12] pass line$' -e '^fail_1 fail folder, log$' -e '^fail_1 fail folder$' | sed "s/^/$call $number: /"
		again -j1 --journal --run=after
		found results | cmp -s - expected || echo "$call $number: the next batch: $(found results)"
	done <calls >wrong
	[ ! -s wrong ]
	check "killed at each of its system calls, batch leaves whole lines, and the next one says all" "$(cat wrong)"
else
	skip "killed at each of its system calls" "strace does not work here"
fi

# --- no room, and others in the way -------------------------------------------------------------------------------------

lines ok_1 ok_2 ok_3 ok_4 ok_5 ok_6 ok_7 >units
batch -q -j1 --journal --run=before
cp results/journal journal.before
# shellcheck disable=SC2046
lines $(seq -f 'ok_%g' 8 40) >units
# A file may not become longer than that: as on a full disk, the write fails in the middle. SIGXFSZ is ignored.
limited() { (trap '' XFSZ && ulimit -f "$1" && exec "$nightshift" batch -q -j1 --results=results --suite=s --plan=$plan --run=after --units=units --worker="$worker" --journal) 2>&1; }
err=$(limited 3)
ended=$?
before=$(wc -l <journal.before)
now=$(wc -l <results/journal)
equal "lines for which there is no room: the first of them ends batch" "3 nightshift: cannot write 'results/journal': File too large" "$ended $err"
[ "$now" -gt "$before" ] && [ "$now" -lt 40 ] && sound results/journal
check "what there was room for is there, and no half of a line" "$(cat results/journal)"
equal "and the unit has no result" "journal" "$(cd results && echo *)"
cp journal.before results/journal
lines ok_2 >units
err=$(limited 1)
equal "there is no room for the lines that stay: then there is a folder, which counts" "0 " "$? $err"
equal "and nothing else" "journal ok_2" "$(cd results && echo *)"
same "the journal is as it was before" journal.before results/journal
lines ok_1 ok_2 >units
for what in 'mkdir results/journal' 'mkfifo results/journal' 'ln -s ../elsewhere results/journal'; do
	rm -rf results elsewhere
	mkdir results
	$what
	again --journal
	equal "$what: then all units leave folders" "0::ok_1 pass folder
ok_2 pass folder" "$status:$err:$(found results)"
	[ ! -e elsewhere ]
	check "$what: nothing is written elsewhere"
done
rm -rf results
printf 'journal\tok journal\n' >units
again
ends "a unit may not have the name of the journal" 2 "units:1:1: error: 'journal' is the name of a file in the folder of results, so no unit may have it" ""
run "$nightshift" exec --unit=journal --results=results --suite=s --plan=$plan --run=r -- true
ends "nor with exec" 2 "nightshift: error: --unit is 'journal', but that is the name of a file in the folder of results" ""
[ ! -e results ]
check "nothing was written then"
none_runs() { ! pgrep -f "^$worker" >/dev/null; }
until_true none_runs
check "no worker runs on"

finish
