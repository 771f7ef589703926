#!/bin/sh
# nightshift exec: nothing of a unit is left, whatever it started; signals; and exec itself killed at any moment: the verdict is whole or
# not there.
# shellcheck source=tests/unit/exec/lib.sh
. "$(dirname "$0")/exec/lib.sh"

# --- trees --------------------------------------------------------------------------------------------------------------

out_of_time pids 1 deaf --grace=0.3 -- "./odd deaf pids"
leaves "a program that ignores SIGTERM" 1 timeout 124
between "is killed after the grace" 0.6 3000 "$(key deaf seconds)"
gone pids
check "and gone" "$(cat pids)"
out_of_time pids 2 child --grace=0.3 -- "./odd deaf pids & ./odd deaf pids; true"
leaves "a child that ignores it, too" 1 timeout 124
[ "$(wc -l <pids)" -eq 2 ] && gone pids
check "and both are gone" "$(cat pids)"
out_of_time pids 1 stopped --grace=3000 -- "./odd stop pids"
leaves "a program that has stopped" 1 timeout 124
between "need not be killed" 0.3 3000 "$(key stopped seconds)"
gone pids
check "and is gone" "$(cat pids)"
try closes --timeout=3000 -- ./odd close 300 6
leaves "a program that closes its output and lives on" 1 fail 6
between "is waited for" 0.3 3000 "$(key closes seconds)"
try closes --timeout=0.3 -- ./odd close 2000000 0
leaves "and has no longer time than others" 1 timeout 124
rm -f pids
seconds_now() { python3 -c 'import time; print(time.monotonic())'; }
began=$(seconds_now)
try leaves -- './odd deaf pids & while [ ! -s pids ]; do sleep 0.02; done'
took=$(awk -v from="$began" -v to="$(seconds_now)" 'BEGIN { print to - from }')
leaves "a program that leaves another one running" 0 pass 0
gone pids
check "that one is ended" "$(cat pids)"
between "the second that it is given to end does not count" 1 3000 "$(awk -v all="$took" -v told="$(key leaves seconds)" 'BEGIN { print all - told }')"
if [ "$linux" ]; then
	for deaf in '' deaf; do
		rm -f pids
		try session -- "./odd leave pids $deaf; while [ ! -s pids ]; do sleep 0.02; done"
		leaves "a process in a session of its own${deaf:+, that ignores SIGTERM}" 0 pass 0
		gone pids
		check "does not outlive the unit" "$(cat pids)"
		out_of_time pids 1 session --grace=0.3 -- "./odd leave pids $deaf; sleep 10000"
		leaves "nor a timeout" 1 timeout 124
		[ -s pids ] && gone pids
		check "of which it is a part" "$(cat pids)"
	done
	rm -f pids
	try older -- true
	sh -c './odd deaf pids & while [ ! -s pids ]; do sleep 0.02; done; exec "$@"' sh "$nightshift" exec --unit=older --results=results --suite=s --plan=$plan --run=r -- 'sleep 10000 & true' >/dev/null
	kill -0 "$(cat pids)"
	check "a process that was there before is let alone"
	kill -9 "$(cat pids)"
	leaves "and the unit ends all the same" 0 pass 0
	try flees --timeout=3000 -- './odd flee; exit 0'
	leaves "processes that are gone before they are seen" 0 pass 0
	rm -f pids
	"$nightshift" exec --unit=left --results=results --suite=s --plan=$plan --run=r -- ./odd deaf pids &
	exec=$!
	appears pids
	kill -9 $exec
	wait $exec 2>/dev/null
	gone pids
	check "exec itself is killed: the program ends with it" "$(cat pids)"
	[ ! -e results/left/verdict ]
	check "and has no verdict"
else
	skip "processes that leave their group" "this system does not tell whose they are"
fi
rm -rf tmp/*

# What is asked for elsewhere than on Linux.
# shellcheck disable=SC2086 # words
if $cc -std=c17 -DWATCH_PORTABLE -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DARWIN_C_SOURCE -Wall -Werror -I"$top/gen" -o portable \
	"$top/gen/cli/front.c" $sources; then
	ours=$nightshift
	nightshift=$work/portable
	try portable -- 'echo "$0"; exit 3'
	leaves "without anything of Linux: a status" 1 fail 3
	try portable -- ./not-there argument
	leaves "without anything of Linux: no program" 1 fail 127
	out_of_time pids 2 portable --grace=0.3 -- "./odd deaf pids & ./odd deaf pids; true"
	leaves "without anything of Linux: a timeout" 1 timeout 124
	gone pids
	check "without anything of Linux: the group is gone" "$(cat pids)"
	out_of_time pids 1 portable --grace=3000 -- "./odd stop pids"
	between "without anything of Linux: one that has stopped need not be killed" 0.3 3000 "$(key portable seconds)"
	(
		trap '' HUP USR1 PIPE
		exec 7</dev/null
		exec "$nightshift" exec --unit=portable --results=results --suite=s --plan=$plan --run=r -- ./odd given
	) >/dev/null
	equal "without anything of Linux: descriptors, signals, input" "that is all" "$(log portable)"
	nightshift=$ours
else
	not_ok "it compiles without anything of Linux"
fi

# --- signals ------------------------------------------------------------------------------------------------------------

for signal in TERM INT HUP; do
	rm -f pids said
	# A shell ignores SIGINT for what it starts in the background; this one does not.
	"$work/odd" given >/dev/null
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$nightshift" exec --unit=cancelled --attempts=3 --results=results --suite=s --plan=$plan --run=r -- "./odd leave pids; ./odd stop pids; sleep 10000" 2>said &
	exec=$!
	appears pids
	kill -$signal $exec
	wait $exec
	status=$? unit=cancelled
	leaves "SIG$signal" 1 cancelled 143
	equal "SIG$signal: only what was started is there" "log verdict" "$(cd results/cancelled && echo *)"
	[ ! "$linux" ] || gone pids
	check "SIG$signal: nothing is left" "$(cat pids)"
	# shellcheck disable=SC2046 # words
	[ "$linux" ] || kill -9 $(cat pids) 2>/dev/null
	case $(cat said) in "cancelled cancelled (status 143, attempt 1 of 3); the end of results/cancelled/log:") ;; *) false ;; esac
	check "SIG$signal: it says so" "$(cat said)"
done
rm -rf began results/early
run python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
os.kill(os.getpid(), signal.SIGTERM)
os.execvp(sys.argv[1], sys.argv[1:])' "$nightshift" exec --unit=early --results=results --suite=s --plan=$plan --run=r -- 'touch began'
ends "a signal that comes before the unit starts" 1 "cancelled early: it was not started" ""
[ ! -e began ] && [ "$(key early verdict)" = cancelled ]
check "then it is not started"
rm -f pids told
"$nightshift" exec --unit=twice --grace=3000 --results=results --suite=s --plan=$plan --run=r -- 'trap "echo >told" TERM; echo $$ >pids; while :; do sleep 0.05; done' 2>/dev/null &
exec=$!
appears pids
kill -TERM $exec
appears told && sleep 0.1 && kill -0 $exec
check "a first signal leaves the unit its grace"
kill -TERM $exec
wait $exec
status=$? unit=twice
leaves "a second one does not" 1 cancelled 137
between "but ends it at once" 0 3000 "$(key twice seconds)"
gone pids
check "and it is gone" "$(cat pids)"

# --- killed at any moment ---------------------------------------------------------------------------------------------------

# As it enters each of its system calls; between two of them it changes nothing outside of itself.
if can_kill_at; then
	# shellcheck disable=SC3045 # each shell has it
	[ "$linux" ] || ulimit -n 64 # or there is a system call for each descriptor that could be open
	system_calls "$nightshift" exec --unit=k --results=results --suite=s --plan=$plan --run=r --attempts=3 -q -- 'echo x; exit 1' >moments
	halves='' whole=0 none=0 unfit=''
	while read -r call number; do
		rm -rf results/k
		killed_at "$call" "$number" "$nightshift" exec --unit=k --results=results --suite=s --plan=$plan --run=r --attempts=3 -q -- 'echo x; exit 1'
		if [ -e results/k/verdict ]; then whole=$((whole + 1)); else none=$((none + 1)); fi
		for file in results/k/verdict results/k/attempt-*/verdict; do
			[ ! -e "$file" ] || [ "$(tail -n 1 "$file")" = end ] || halves="$halves $call $number: $file"
		done
		again k -q -- true
		[ "$status" = 0 ] && [ "$(cd results/k && echo *)" = "log verdict" ] || unfit="$unfit $call $number"
	done <moments
	equal "killed at each system call: no verdict is half" "" "$halves"
	[ $whole -gt 0 ] && [ $none -gt 20 ]
	check "some came to their end, and some did not" "$whole and $none"
	equal "and the next run finds everything fit" "" "$unfit"
	rm -rf tmp/* # what nobody could remove
else
	skip "killed at each system call" "strace cannot be used here"
fi
finish
