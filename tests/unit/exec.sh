#!/bin/sh
# nightshift exec: whatever a unit does, there is a verdict, and nothing of it is left; whatever happens to exec, the verdict is
# whole or not there.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

plan=0123456789abcdef0123456789abcdef01234567
cc=${CC:-cc}
$cc -D_DEFAULT_SOURCE -o odd "$top/tests/unit/exec/odd.c" || not_ok "tests/unit/exec/odd.c compiles"
linux=$(uname)
[ "$linux" = Linux ] || linux=
mkdir tmp
export TMPDIR="$work/tmp"

# try UNIT ARGUMENT...: run it, from an empty folder.
try() {
	unit=$1
	shift
	rm -rf "results/$unit"
	again "$unit" "$@"
}
# again UNIT ARGUMENT...: run it on top of what is there.
again() {
	unit=$1
	shift
	run "$nightshift" exec --unit="$unit" --results=results --suite=s --plan=$plan --run=r "$@"
}
key() { sed -n "s/^$2 //p" "results/$1/verdict"; }
log() { cat "results/$1/log"; }
# leaves NAME STATUS VERDICT UNIT_STATUS: the last unit ended so; nothing is left in the temporary folder.
leaves() {
	equal "$1: the verdict" "exit status $2, $3, status $4" "exit status $status, $(key "$unit" verdict), status $(key "$unit" status)"
	equal "$1: no temporary folder is left" "" "$(ls tmp)"
}
# between NAME LEAST MOST SECONDS
between() {
	awk -v a="$2" -v b="$3" -v s="$4" 'BEGIN { exit !(s >= a && s < b) }'
	check "$1" "$4 seconds, expected $2 to $3"
}
# appears FILE: wait until something is in it.
appears() {
	tries=0
	while [ ! -s "$1" ] && [ $tries -lt 400 ]; do tries=$((tries + 1)) && sleep 0.05; done
	[ -s "$1" ]
}
# gone FILE: the processes whose numbers are in it have ended, or do so at once.
gone() {
	left=
	for tries in 1 2 3 4 5 6 7 8 9 10; do
		left=
		while read -r pid; do
			case $(ps -o state= -p "$pid" 2>/dev/null) in '' | Z*) ;; *) left="$left $pid" ;; esac
		done <"$1"
		[ "$left" ] || return 0
		sleep 0.1
	done
	return 1
}

# --- verdicts -------------------------------------------------------------------------------------------------------------

try pass --platform=linux --lane=pr --commit=$plan --tree=clean --seed=7 -- 'echo fine; echo too >&2'
ends "a unit that passes" 0 "" "pass pass"
leaves "it passes" 0 pass 0
equal "all that a verdict holds" "nightshift 1
suite s
plan $plan
run r
unit pass
platform linux
lane pr
commit $plan
tree clean
seed 7
verdict pass
status 0
seconds N
attempt 1
finished N
end" "$(sed 's/^seconds [0-9]*\.[0-9]\{6\}$/seconds N/;s/^finished [0-9]*$/finished N/' results/pass/verdict)"
between "finished now" -2 3 $(($(date +%s) - $(key pass finished)))
equal "its log" "fine
too" "$(log pass)"
equal "its folder" "log verdict" "$(cd results/pass && echo *)"
try quiet -q -- true
ends "--quiet says nothing of a pass" 0 "" ""
try fail --seed=7 -- 'echo oh; exit 3'
ends "a unit that fails" 1 "fail fail (status 3, seed 7); the end of results/fail/log:
| oh" ""
leaves "it fails" 1 fail 3
try crash -- 'kill -SEGV $$'
leaves "a shell that crashes" 1 crash 139
try crash -- 'sh -c "kill -SEGV \$\$"; exit $?'
leaves "a shell that tells of a crash" 1 crash 139
try crash -- sh -c 'kill -KILL $$'
leaves "a program that is killed" 1 crash 137
try status -- sh -c 'exit 139'
leaves "a program whose status looks so is no crash" 1 fail 139
try status -- 'exit 255'
leaves "nor is a status beyond all signals" 1 fail 255
try slow --timeout=0.3 -- 'echo begins; sleep 20'
ends "a unit that takes too long" 1 "timeout slow (status 124); the end of results/slow/log:
| begins" ""
leaves "it takes too long" 1 timeout 124
between "and is stopped in time" 0.3 5 "$(key slow seconds)"
try slow --timeout=0.3 -- 'trap "exit 0" TERM; while :; do sleep 0.05; done'
leaves "one that ends well when it is told to has taken too long, too" 1 timeout 124
try timely --timeout=30 -- true
leaves "one in time" 0 pass 0
try none -- ./not-there
leaves "shell text without its program" 1 fail 127
case $err in "fail none (status 127): its shell says that a program is not there; the end of results/none/log:
| "*not-there*) ;; *) false ;; esac
check "is said to have none" "$err"
touch plain-file
try none -- ./plain-file
leaves "shell text with a program that is none" 1 fail 126
case $err in "fail none (status 126): its shell says that a program cannot be executed; the end of results/none/log:
| "*plain-file*) ;; *) false ;; esac
check "is said to have none that can be executed" "$err"
try none -- ./not-there argument
ends "a program that is not there" 1 "fail none (status 127): cannot run './not-there': No such file or directory; the end of results/none/log:
| nightshift: cannot run './not-there': No such file or directory"
leaves "a program that is not there" 1 fail 127
try none -- ./plain-file argument
ends "a program that may not be executed" 1 "fail none (status 126): cannot run './plain-file': Permission denied; the end of results/none/log:
| nightshift: cannot run './plain-file': Permission denied"
leaves "a program that may not be executed" 1 fail 126
try none --program=odd --program='not there' -- 'touch started'
ends "a program that it needs" 1 "fail none (status 127): there is no program 'not there' to run; the end of results/none/log:
| nightshift: there is no program 'not there' to run"
leaves "a program that it needs" 1 fail 127
[ ! -e started ]
check "then nothing is started"
try none --program=tmp -- true
leaves "a folder is no program" 1 fail 127
try needs --program=odd -- true
leaves "a program that is there" 0 pass 0
printf 'echo "script $1"\n' >script
chmod +x script
try script -- './script "an argument"'
equal "a script without a first line: by shell text" "script an argument" "$(log script)"
try script -- './script plain'
equal "the same, of plain words" "script plain" "$(log script)"
try script -- ./script "an argument"
equal "the same, as a program" "script an argument" "$(log script)"
try words -- "$work/odd	close  1 5"
leaves "plain words need no shell, and are cut as it cuts" 1 fail 5
mkdir 'FOO=.'
printf '#!/bin/sh\nexit 9\n' >'FOO=./odd' # no shell would execute it by that word
chmod +x 'FOO=./odd'
# shellcheck disable=SC2088 # that is the shell's
for text in "FOO=./odd true" "./odd close 1 5; true" "~/../odd close 1 0" "./o?d close 1 0" "true # ./odd" "./odd close 1 \$((0))" "! ./odd close 1 5" "{ ./odd close 1 0; }"; do
	try words -- "$text"
	leaves "shell text: $text" 0 pass 0
done

# --- what it runs in ------------------------------------------------------------------------------------------------------

# The descriptor and the signals are exec's own, and not for the unit.
(
	trap '' HUP USR1 PIPE
	exec 7</dev/null
	MAKEFLAGS=k MFLAGS=-k MAKELEVEL=3 "$nightshift" exec --unit=given --results=results --suite=s --plan=$plan --run=r -- ./odd given
) >/dev/null
equal "descriptors, signals, input" "that is all" "$(log given)"
(
	exec <&- >&- 2>&-
	exec "$nightshift" exec --unit=given --results=results --suite=s --plan=$plan --run=r -- ./odd given
)
equal "the same, where exec was given none" "that is all" "$(log given)"
MAKEFLAGS=k MFLAGS=-k MAKELEVEL=3 NIGHTSHIFT_EVENTS=/dev/null NIGHTSHIFT_STOP=nowhere OTHER=x try env -- 'echo "${MAKEFLAGS-none} ${MFLAGS-none} ${MAKELEVEL-none} ${NIGHTSHIFT_EVENTS-none} ${NIGHTSHIFT_STOP-none} $OTHER"'
equal "nothing of make or run is in the environment" "none none none none none x" "$(log env)"
SEED=5 try seed --seed-env=SEED --seed=2147483647 -- 'echo "$SEED"'
equal "its seed" 2147483647 "$(log seed)"
SEED=5 try seed --seed-env=SEED -- 'echo "${SEED-none}"'
equal "a unit without one has none" none "$(log seed)"
mkdir elsewhere
try there -C elsewhere -- pwd
equal "-C" "$work/elsewhere" "$(cat elsewhere/results/there/log)"
try deep -- true
run "$nightshift" exec --unit=u --results="a/deep/new folder/" --suite=s --plan=$plan --run=r -- true
[ -s "a/deep/new folder/u/verdict" ]
check "folders are made as needed" "$err"

# --- the temporary folder -------------------------------------------------------------------------------------------------

try tmp -- 'echo "$TMPDIR"; ls -ld "$TMPDIR"; cd "$TMPDIR" && mkdir -p deep/er && echo x >deep/er/file && ln -s / root && ln -s nowhere none && mkfifo fifo && chmod 0 deep/er deep'
leaves "a folder full of odd things" 0 pass 0
equal "it was its own" "$work/tmp/nightshift-X drwx------" "$(sed -n '1s/-[^-]*$/-X/p' results/tmp/log) $(sed -n '2s/ .*//p' results/tmp/log | cut -c 1-10)"
try tmp --attempts=3 -- 'echo "$TMPDIR" >>all; false'
equal "each attempt has another one" 3 "$(sort -u all | wc -l | tr -d ' ')"
TMPDIR=$work/nowhere run "$nightshift" exec -- true
case $status:$err in "3:nightshift: cannot make the folder '$work/nowhere/nightshift-"*"': No such file or directory") ;; *) false ;; esac
check "nowhere to make one" "$status: $err"

# --- attempts -------------------------------------------------------------------------------------------------------------

passes_third='echo x >>tries; [ "$(wc -l <tries)" -eq 3 ] || { echo "try $(wc -l <tries | tr -d " ")"; exit 4; }'
rm -f tries
try flaky --attempts=5 --seed=3 -- "$passes_third"
ends "a unit that passes later" 0 "fail flaky (status 4, seed 3, attempt 1 of 5); it is tried again
fail flaky (status 4, seed 3, attempt 2 of 5); it is tried again" "pass flaky, attempt 3"
leaves "it passes later" 0 pass 0
equal "every attempt is kept" "attempt-1: fail 4 1 try 1
attempt-2: fail 4 2 try 2
.: pass 0 3 " "$(cd results/flaky && for a in attempt-1 attempt-2 .; do
	echo "$a: $(sed -n 's/^verdict //p;s/^status //p;s/^attempt //p' "$a/verdict" | paste -sd' ' -) $(cat "$a/log")"
done)"
again flaky --attempts=5 -- 'echo new'
equal "the next run removes them" "log verdict: 1" "$(cd results/flaky && echo *): $(key flaky attempt)"
try never --attempts=2 -- 'echo "no"; exit 6'
ends "a unit that never passes" 1 "fail never (status 6, attempt 1 of 2); it is tried again
fail never (status 6, attempt 2 of 2); the end of results/never/log:
| no" ""
equal "its last attempt" "2 fail 6" "$(key never attempt) $(key never verdict) $(key never status)"
try mixed --attempts=3 --timeout=0.3 -- 'echo x >>mixed; case $(wc -l <mixed) in *1) sleep 9 ;; *2) kill -ABRT $$ ;; esac'
equal "of each kind" "timeout crash pass" "$(cd results/mixed && sed -n 's/^verdict //p' attempt-1/verdict attempt-2/verdict verdict | paste -sd' ' -)"

# --- trees ----------------------------------------------------------------------------------------------------------------

rm -f pids
try deaf --timeout=0.3 --grace=0.3 -- "./odd deaf pids"
leaves "a program that ignores SIGTERM" 1 timeout 124
between "is killed after the grace" 0.6 8 "$(key deaf seconds)"
gone pids
check "and gone" "$left"
rm -f pids
try child --timeout=0.5 --grace=0.3 -- "./odd deaf pids & ./odd deaf pids; true"
leaves "a child that ignores it, too" 1 timeout 124
[ "$(wc -l <pids)" -eq 2 ] && gone pids
check "and both are gone" "$left"
rm -f pids
try stopped --timeout=0.3 --grace=20 -- "./odd stop pids"
leaves "a program that has stopped" 1 timeout 124
between "need not be killed" 0.3 15 "$(key stopped seconds)"
gone pids
check "and is gone" "$left"
try closes --timeout=20 -- ./odd close 300 6
leaves "a program that closes its output and lives on" 1 fail 6
between "is waited for" 0.3 15 "$(key closes seconds)"
try closes --timeout=0.3 -- ./odd close 20000 0
leaves "and has no longer time than others" 1 timeout 124
rm -f pids
try leaves -- './odd deaf pids & while [ ! -s pids ]; do sleep 0.02; done'
leaves "a program that leaves another one running" 0 pass 0
gone pids
check "that one is ended" "$left"
between "and does not count" 0 0.9 "$(key leaves seconds)"
if [ "$linux" ]; then
	for deaf in '' deaf; do
		rm -f pids
		try session -- "./odd leave pids $deaf; while [ ! -s pids ]; do sleep 0.02; done"
		leaves "a process in a session of its own${deaf:+, that ignores SIGTERM}" 0 pass 0
		gone pids
		check "does not outlive the unit" "$left"
		rm -f pids
		try session --timeout=0.5 --grace=0.3 -- "./odd leave pids $deaf; sleep 20"
		leaves "nor a timeout" 1 timeout 124
		[ -s pids ] && gone pids
		check "of which it is a part" "$left"
	done
	rm -f pids
	try older -- true
	sh -c './odd deaf pids & while [ ! -s pids ]; do sleep 0.02; done; exec "$@"' sh "$nightshift" exec --unit=older --results=results --suite=s --plan=$plan --run=r -- 'sleep 60 & true' >/dev/null
	kill -0 "$(cat pids)"
	check "a process that was there before is let alone"
	kill -9 "$(cat pids)"
	leaves "and the unit ends all the same" 0 pass 0
	try flees --timeout=20 -- './odd flee; exit 0'
	leaves "processes that are gone before they are seen" 0 pass 0
	rm -f pids
	"$nightshift" exec --unit=left --results=results --suite=s --plan=$plan --run=r -- ./odd deaf pids &
	exec=$!
	appears pids
	kill -9 $exec
	wait $exec 2>/dev/null
	gone pids
	check "exec itself is killed: the program ends with it" "$left"
	[ ! -e results/left/verdict ]
	check "and has no verdict"
else
	skip "processes that leave their group" "this system does not tell whose they are"
fi
rm -rf tmp/*

# What is asked for elsewhere than on Linux.
sources=$(echo "$top"/gen/base/*.c "$top"/gen/unit/*.c "$top"/gen/cli/options.c "$top"/gen/cli/unit_options.c "$top"/gen/cli/cmd_exec.c "$top"/gen/cli/cmd_batch.c "$top"/gen/cli/cmd_fixture.c)
# shellcheck disable=SC2086
if $cc -std=c17 -DWATCH_PORTABLE -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DARWIN_C_SOURCE -Wall -Werror -I"$top/gen" -o portable \
	"$top/gen/cli/front.c" $sources; then
	ours=$nightshift
	nightshift=$work/portable
	try portable -- 'echo "$0"; exit 3'
	leaves "without anything of Linux: a status" 1 fail 3
	try portable -- ./not-there argument
	leaves "without anything of Linux: no program" 1 fail 127
	rm -f pids
	try portable --timeout=0.3 --grace=0.3 -- "./odd deaf pids & ./odd deaf pids; true"
	leaves "without anything of Linux: a timeout" 1 timeout 124
	gone pids
	check "without anything of Linux: the group is gone" "$left"
	try portable --timeout=0.3 --grace=20 -- "./odd stop pids"
	between "without anything of Linux: one that has stopped need not be killed" 0.3 15 "$(key portable seconds)"
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

# --- signals --------------------------------------------------------------------------------------------------------------

for signal in TERM INT HUP; do
	rm -f pids said
	# A shell ignores SIGINT for what it starts in the background; this one does not.
	"$work/odd" given >/dev/null
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$nightshift" exec --unit=cancelled --attempts=3 --results=results --suite=s --plan=$plan --run=r -- "./odd leave pids; ./odd stop pids; sleep 20" 2>said &
	exec=$!
	appears pids
	kill -$signal $exec
	wait $exec
	status=$? unit=cancelled
	leaves "SIG$signal" 1 cancelled 143
	equal "SIG$signal: only what was started is there" "log verdict" "$(cd results/cancelled && echo *)"
	[ ! "$linux" ] || gone pids
	check "SIG$signal: nothing is left" "$left"
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
rm -f pids
"$nightshift" exec --unit=twice --grace=30 --results=results --suite=s --plan=$plan --run=r -- "./odd deaf pids" 2>/dev/null &
exec=$!
appears pids
kill -TERM $exec
sleep 0.3
kill -0 $exec
check "a first signal leaves the unit its grace"
kill -TERM $exec
wait $exec
status=$? unit=twice
leaves "a second one does not" 1 cancelled 137
between "but ends it at once" 0.3 20 "$(key twice seconds)"
gone pids
check "and it is gone" "$left"

# --- output ---------------------------------------------------------------------------------------------------------------

try long --log-cap=1M -- ./odd print 2000000
leaves "200 MB of output" 0 pass 0
size=$(wc -c <results/long/log)
[ "$size" -le 1048800 ] && [ "$size" -gt 1048000 ]
check "no more is kept than the cap" "$size bytes"
equal "its first and its last line" "0 1999999" "$(sed -n '1s/ .*//p;$s/ .*//p' results/long/log | paste -sd' ' -)"
left_out=$(sed -n 's/^\[nightshift: \([0-9]*\) bytes of the log are left out here\]$/\1/p' results/long/log)
marker=$(printf '\n[nightshift: %s bytes of the log are left out here]\n' "$left_out" | wc -c)
equal "what is missing is counted" 200000000 $((size - marker + left_out))
awk '!/^\[/ && NF { if (cut && length != 99) exit 1; if ($1 != last + 1 && NR > 1 && !cut) bad = 1; last = $1 } /^\[/ { cut = 1 } END { exit bad }' results/long/log
check "and nothing else"
for size in 999 1000 1001 1500; do
	try cap --log-cap=1000 -- "head -c $size /dev/zero | tr '\\0' x"
	case $size in
	999 | 1000) equal "$size bytes under a cap of 1000" "$size" "$(log cap | wc -c | tr -d ' ')" ;;
	*) equal "$size bytes under a cap of 1000" "500 500 $((size - 1000))" "$(log cap | awk 'NR == 1 { a = length } NR == 2 { n = $2 } NR == 3 { b = length } END { print a, b, n }')" ;;
	esac
done
try cap --log-cap=1 -- 'printf abc'
equal "a cap of one byte" "a
[nightshift: 2 bytes of the log are left out here]" "$(log cap)"
bytes='\000\001\377\376\303\050\342\202 \033[31mred\033[0m \033]0;title\007 \r\n::error file=x::no\n  ::stop-commands::t\n##[error]no\n\302\233 1mC1 \342\200\256turned \303\244\177 end\tof\b it'
try bytes -- "printf '$bytes'; exit 1"
printf "$bytes" >wanted
same "binary, half UTF-8, escape sequences: the log is what was printed" wanted results/bytes/log
equal "and no terminal or CI service obeys what is shown" "fail bytes (status 1); the end of results/bytes/log:
| ^@^A\\xff\\xfe\\xc3(\\xe2\\x82 ^[[31mred^[[0m ^[]0;title^G 
| ::error file=x::no
|   ::stop-commands::t
| ##\\[error]no
| \\xc2\\x9b 1mC1 \\u202eturned ä^? end	of^H it" "$err"
try lines -- 'i=0; while [ $i -lt 50 ]; do i=$((i + 1)); echo $i; done; exit 1'
equal "the last twenty lines" "$(seq 31 50)" "$(printf '%s\n' "$err" | sed -n 's/^| //p')"
try wide -- 'head -c 100000 /dev/zero | tr "\0" y; exit 1'
[ "${#err}" -lt 20000 ] && [ "${#err}" -gt 10000 ]
check "a line without end is cut" "${#err}"
try silent -- 'exit 1'
ends "nothing was printed" 1 "fail silent (status 1); the end of results/silent/log:"
try beats --heartbeat=0.2 -- 'sleep 0.5; echo x; sleep 0.3'
printf '%s\n' "$out" | head -n 2 >beats
equal "a heartbeat" "running beats: 0 s, nothing printed since the last such line
running beats: 0 s, nothing printed since the last such line" "$(cat beats)"
printf '%s\n' "$out" | grep -qx 'running beats: 1 s'
check "tells apart who prints" "$out"
equal "and the verdict follows" "pass beats" "$(printf '%s\n' "$out" | tail -n 1)"
rm -rf results/unheard
"$nightshift" exec --unit=unheard --heartbeat=0.1 --results=results --suite=s --plan=$plan --run=r -- 'sleep 0.5' | true
equal "one that nobody hears" pass "$(key unheard verdict)"
try beats --heartbeat=0 -- 'sleep 0.3'
ends "no heartbeat" 0 "" "pass beats"

# --- who listens, and who says stop -----------------------------------------------------------------------------------------

mkfifo events
exec 8<>events # somebody listens, from now on
rm -f tries
NIGHTSHIFT_EVENTS=events try heard --attempts=4 --heartbeat=0.2 -- 'echo x >>tries; case $(wc -l <tries) in *1) exit 4 ;; *2) kill -SEGV $$ ;; *) sleep 0.3 ;; esac'
echo 'that is all' >&8
while read -r line <&8 && [ "$line" != 'that is all' ]; do printf '%s\n' "$line"; done |
	sed 's/	[0-9]*$/	USEC/;/^start/s/USEC/N/;/^again/s/USEC/N/' >heard
exec 8>&-
equal "what is told" "start	heard	N
again	heard	N
start	heard	N
again	heard	N
start	heard	N
alive	heard	3	USEC
end	heard	3	pass	0	USEC" "$(cat heard)"
NIGHTSHIFT_EVENTS=events try deaf-ears -- true
leaves "nobody listens" 0 pass 0
touch stop
NIGHTSHIFT_STOP=$work/stop try late -- 'touch began'
ends "no unit is to be started any more" 1 "cancelled late: it was not started" ""
equal "its verdict" "cancelled none" "$(key late verdict) $(sed -n 's/^status //p' results/late/verdict | grep . || echo none)"
[ ! -e began ]
check "and it was not started"
rm stop
NIGHTSHIFT_STOP=$work/stop try between --attempts=3 -- 'touch stop; exit 4'
leaves "stopped between two attempts" 1 fail 4
equal "the next one is not started" 1 "$(key between attempt)"

# --- what the machine refuses -----------------------------------------------------------------------------------------------

root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
if mkdir small && root mount -t tmpfs -o size=64k none small 2>/dev/null; then
	undo="root umount '$work/small'; $undo"
	root chmod 777 small
	run "$nightshift" exec --unit=u --results=small --suite=s --plan=$plan --run=r -- "./odd print 10000; rm -f small/none"
	ends "a full disk" 3 "nightshift: cannot write the verdict of 'u' into 'small/u': No space left on device"
	equal "leaves no verdict" "log" "$(cd small/u && echo *)"
	rm -rf small/u
	run "$nightshift" exec --unit=u --results=small --suite=s --plan=$plan --run=r --log-cap=16K -- "./odd print 10000"
	ends "but a log that fits is no matter" 0 "" "pass u"
	head -c 48K /dev/zero >small/filler 2>/dev/null
	rm -rf small/u
	run "$nightshift" exec --unit=u --results=small --suite=s --plan=$plan --run=r -- './odd print 1000; rm small/filler; exit 1'
	case $status:$err in "1:fail u (status 1): its log is not whole: No space left on device; the end of small/u/log:
| "*) ;; *) false ;; esac
	check "a log that did not fit, and room for the verdict" "$err"
	head -c 1M /dev/zero >small/filler 2>/dev/null
	cat /dev/zero >small/filler 2>/dev/null
	run "$nightshift" exec --unit=v --results=small --suite=s --plan=$plan --run=r -- true
	case $status in 3) ;; *) false ;; esac
	check "a disk that is full before" "$status: $err"
else
	skip "a full disk" "no small file system can be mounted here"
fi
err=$( (trap '' XFSZ && ulimit -f 0 && exec "$nightshift" exec --unit=limit --results=results --suite=s --plan=$plan --run=r -- true) 2>&1)
equal "a file may not grow" "nightshift: cannot write the verdict of 'limit' into 'results/limit': File too large" "$err"
equal "then there is none, nor half of one" log "$(cd results/limit && echo *)"
mkdir closed
touch file
run "$nightshift" exec --unit=u --results=file --suite=s --plan=$plan --run=r -- true
ends "a file where the folder should be" 3 "nightshift: cannot make the folder 'file/u' ready: Not a directory"
mkdir -p results/folder/log
again folder -- true
ends "a folder where the log should be" 3 "nightshift: cannot write 'results/folder/log': Is a directory"
mkdir -p results/turned/attempt-1 results/turned/attempt-12 results/turned/verdict.1 && touch results/turned/verdict.2 results/turned/start results/turned/attempt-1/log results/turned/mine
again turned -- true
equal "what a killed run has left goes, what is another's stays" "log mine verdict" "$(cd results/turned && echo *)"
rm -f blocked
mkdir -p results/kept
try kept --attempts=2 -- 'touch results/kept/attempt-1; exit 3'
ends "an attempt that cannot be kept" 3 "nightshift: cannot keep attempt 1 of 'kept' in 'results/kept': Not a directory"
if [ "$(id -u)" != 0 ]; then
	as_nobody() { "$@"; }
else
	chmod 755 "$work" && cp "$nightshift" program && chmod 777 tmp
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
fi
[ "$(id -u)" = 0 ] || cp "$nightshift" program
if as_nobody ./program exec -- true 2>/dev/null; then
	chmod 555 closed
	run as_nobody ./program exec --unit=u --results=closed --suite=s --plan=$plan --run=r -- 'touch began'
	ends "a read-only results folder" 3 "nightshift: cannot make the folder 'closed/u' ready: Permission denied"
	chmod 755 closed
	run "$nightshift" exec --unit=u --results=closed --suite=s --plan=$plan --run=r -- true
	chmod 555 closed/u
	[ "$(id -u)" != 0 ] || chown 65534 closed
	run as_nobody ./program exec --unit=u --results=closed --suite=s --plan=$plan --run=r -- 'touch began'
	ends "a read-only folder of the unit" 3 "nightshift: cannot make the folder 'closed/u' ready: Permission denied"
	[ ! -e began ]
	check "then nothing is started"
	chmod 755 closed/u
	chmod 777 closed
	run as_nobody ./program exec --unit=w --results=closed --suite=s --plan=$plan --run=r -- 'mkdir -p "$TMPDIR/a/b" && touch "$TMPDIR/a/b/c" && chmod 0 "$TMPDIR/a/b" "$TMPDIR/a"'
	ends "a temporary folder that its owner has closed" 0 "" "pass w"
	equal "is removed all the same" "" "$(ls tmp)"
else
	skip "a read-only folder" "run by root, whom permissions do not bind, and there is no setpriv"
fi

# --- a clock that jumps -----------------------------------------------------------------------------------------------------

# shellcheck disable=SC2086
if [ "$linux" ] && $cc -shared -fPIC -o jumps.so "$top/tests/unit/exec/jumps.c" &&
	$cc -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -I"$top/gen" -o loads "$top/gen/cli/front.c" $sources; then
	ours=$nightshift
	nightshift=$work/loads # whatever is tested may load nothing
	LD_PRELOAD=$work/jumps.so try jumps --timeout=20 --heartbeat=20 -- 'date +%s; sleep 0.2'
	leaves "a clock that jumps back and forth by hours" 0 pass 0
	between "it does jump" 7000 7300 $(($(log jumps) - $(date +%s)))
	between "the seconds are the real ones" 0.2 15 "$(key jumps seconds)"
	LD_PRELOAD=$work/jumps.so try jumps --timeout=0.3 -- 'sleep 20'
	leaves "its time is over when it is over" 1 timeout 124
	between "and not hours later" 0.3 15 "$(key jumps seconds)"
	nightshift=$ours
else
	skip "a clock that jumps" "nothing is preloaded here"
fi

# --- killed at any moment ---------------------------------------------------------------------------------------------------

halves='' whole=0 none=0 i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	"$nightshift" exec --unit=k$i --results=results --suite=s --plan=$plan --run=r --attempts=3 -q -- 'echo x; exit 1' 2>/dev/null &
	exec=$!
	sleep "$(awk -v i=$i 'BEGIN { printf "%.4f", i * 37 % 100 * 0.00012 }')"
	kill -9 $exec 2>/dev/null
	wait $exec 2>/dev/null
	if [ -e results/k$i/verdict ]; then whole=$((whole + 1)); else none=$((none + 1)); fi
	for file in results/k$i/verdict results/k$i/attempt-*/verdict; do
		[ ! -e "$file" ] || [ "$(tail -n 1 "$file")" = end ] || halves="$halves $file"
	done
done
equal "killed 100 times: no verdict is half" "" "$halves"
[ $whole -gt 0 ] && [ $none -gt 0 ]
check "some came to their end, and some did not" "$whole and $none"
i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	again k$i -q -- true
	[ "$status" = 0 ] && [ "$(cd results/k$i && echo *)" = "log verdict" ] || halves="$halves k$i"
done
equal "and the next run finds everything fit" "" "$halves"
rm -rf tmp/* # what nobody could remove

# --- names --------------------------------------------------------------------------------------------------------------------

long=$(printf 'n%.0s' $(seq 128))
for name in a _ 0 a.b a..b a+b a-b _- x. -- 9.+-_ "$long"; do
	[ "$name" != -- ] || continue
	try "$name" -- true
	equal "a unit '$(printf %.20s "$name")'" "0 pass $name" "$status $(key "$name" verdict) $(key "$name" unit)"
done

# --- without a unit: only a watchdog ------------------------------------------------------------------------------------------

run sh -c 'echo typed | "$0" exec -- cat' "$nightshift"
ends "input and output are those of exec" 0 "" typed
run "$nightshift" exec --timeout=0.3 --grace=0.3 -- ./odd deaf pids
ends "a timeout" 1 "timeout (status 124)" ""
run "$nightshift" exec --attempts=2 -- sh -c 'echo out; exit 7'
ends "attempts" 1 "fail (status 7, attempt 1 of 2); it is tried again
fail (status 7, attempt 2 of 2)" "out
out"
equal "no temporary folder is left" "" "$(ls tmp)"

# --- the command line -----------------------------------------------------------------------------------------------------------

# wrong MESSAGE ARGUMENT...
wrong() {
	message=$1
	shift
	run "$nightshift" exec "$@"
	ends "exec $(printf '%s' "$*" | tr '\n' ' ')" 2 "$message" ""
}
name="but must be a name"
given="--results=results --suite=s --plan=$plan --run=r"
wrong "nightshift: error: usage: nightshift exec [options] -- COMMAND"
wrong "nightshift: error: --unit needs --results beside it
nightshift: error: --unit needs --suite beside it
nightshift: error: --unit needs --plan beside it
nightshift: error: --unit needs --run beside it" --unit=u -- true
# shellcheck disable=SC2086
for bad in '' . .. a/b '../x' 'a b' '-a' 'a
verdict pass' "${long}n"; do
	wrong "nightshift: error: --unit is '$bad', $name" --unit="$bad" $given -- true
done
wrong "nightshift: error: --results is '', but must be a folder
nightshift: error: --suite is 'a b', $name
nightshift: error: --plan is '0123', but must be 40 hex digits
nightshift: error: --run is 'a/b', but must be at most 128 of A-Z a-z 0-9 _ . : + -
nightshift: error: --platform is '/', $name
nightshift: error: --lane is 'night', but must be pr, merge or nightly
nightshift: error: --commit is 'HEAD', but must be 40 hex digits
nightshift: error: --tree is 'green', but must be clean or dirty
nightshift: error: --seed-env is 'A=B', but must be the name of a variable" --results= --suite='a b' --plan=0123 --run=a/b --platform=/ --lane=night --commit=HEAD --tree=green --seed-env=A=B -- true
for bad in '' x -1 1. .5 1.1234567 1e3 1234567890 ' 1' '1 '; do
	wrong "nightshift: error: --timeout is '$bad', but must be a number of seconds, like 90 or 0.5" --timeout="$bad" -- true
done
wrong "nightshift: error: --grace is 'x', but must be a number of seconds, like 90 or 0.5
nightshift: error: --heartbeat is 'x', but must be a number of seconds, like 90 or 0.5" --grace=x --heartbeat=x -- true
for bad in '' 0 x 1X 1KB K 99999999T 9999999999999999; do
	wrong "nightshift: error: --log-cap is '$bad', but must be a number of bytes, like 4096, 64K or 16M" --log-cap="$bad" -- true
done
wrong "nightshift: error: --attempts is '0', but must be a number from 1 to 1000" --attempts=0 -- true
wrong "nightshift: error: --seed is '-1', but must be a number from 0 to 999999999999999999" --seed=-1 -- true
wrong "nightshift: error: 'exec' takes no option --check" --check -- true
finish
