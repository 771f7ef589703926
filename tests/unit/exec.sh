#!/bin/sh
# nightshift exec: whatever a unit does, there is a verdict that says it; what the unit is given; attempts; and the command line.
# shellcheck source=tests/unit/exec/lib.sh
. "$(dirname "$0")/exec/lib.sh"

# --- verdicts -----------------------------------------------------------------------------------------------------------

before=$(date +%s)
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
end" "$(sed 's/^seconds [0-9]*\.[0-9]\{6\}$/seconds N/;s/^finished [0-9]*\.[0-9]\{6\}$/finished N/' results/pass/verdict)"
finished=$(key pass finished | sed 's/\..*//')
[ "$finished" -ge "$before" ] && [ "$finished" -le "$(date +%s)" ]
check "finished is when it ended" "$finished, began at $before"
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
out_of_time results/slow/log 1 slow -- 'echo begins; sleep 10000'
ends "a unit that takes too long" 1 "timeout slow (status 124): it did not end within $limit s; the end of results/slow/log:
| begins" ""
leaves "it takes too long" 1 timeout 124
between "and is stopped in time" 0.3 3000 "$(key slow seconds)"
out_of_time ready 1 slow -- 'trap "exit 0" TERM; echo >ready; while :; do sleep 0.05; done'
leaves "one that ends well when it is told to has taken too long, too" 1 timeout 124
try timely --timeout=3000 -- true
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
mkdir found
cp script found/found
with PATH="$work/found:$PATH" try script -- found "an argument"
equal "the same, found by PATH" "script an argument" "$(log script)"
: >empty
chmod +x empty
try script -- ./empty "an argument"
leaves "an empty script" 0 pass 0
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

# --- what it runs in ----------------------------------------------------------------------------------------------------

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
with MAKEFLAGS=k MFLAGS=-k MAKELEVEL=3 OTHER=x try env -- 'echo "${MAKEFLAGS-none} ${MFLAGS-none} ${MAKELEVEL-none} $OTHER"'
equal "nothing of make is in the environment" "none none none x" "$(log env)"
with SEED=5 try seed --seed-env=SEED --seed=2147483647 -- 'echo "$SEED"'
equal "its seed" 2147483647 "$(log seed)"
with SEED=5 try seed --seed-env=SEED -- 'echo "${SEED-none}"'
equal "a unit without one has none" none "$(log seed)"
mkdir elsewhere
try there -C elsewhere -- pwd
equal "-C" "$work/elsewhere" "$(cat elsewhere/results/there/log)"
try deep -- true
run "$nightshift" exec --unit=u --results="a/deep/new folder/" --suite=s --plan=$plan --run=r -- true
[ -s "a/deep/new folder/u/verdict" ]
check "folders are made as needed" "$err"

# --- the temporary folder -----------------------------------------------------------------------------------------------

try tmp -- 'echo "$TMPDIR"; ls -ld "$TMPDIR"; cd "$TMPDIR" && mkdir -p deep/er && echo x >deep/er/file && ln -s / root && ln -s nowhere none && mkfifo fifo && chmod 0 deep/er deep'
leaves "a folder full of odd things" 0 pass 0
equal "it was its own" "$work/tmp/nsX drwx------" "$(sed -n '1s/ns[^/]*$/nsX/p' results/tmp/log) $(sed -n '2s/ .*//p' results/tmp/log | cut -c 1-10)"
try tmp --attempts=3 -- 'echo "$TMPDIR" >>all; false'
equal "each attempt has another one" 3 "$(sort -u all | wc -l | tr -d ' ')"
with TMPDIR="$work/nowhere" run "$nightshift" exec -- true
case $status:$err in "3:nightshift: cannot make the folder '$work/nowhere/ns"*"': No such file or directory") ;; *) false ;; esac
check "nowhere to make one" "$status: $err"

# --- attempts -----------------------------------------------------------------------------------------------------------

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
# The second attempt must not be out of time as well.
for limit in 0.3 3 30 300; do
	rm -f mixed
	try mixed --attempts=3 --timeout=$limit -- 'echo x >>mixed; case $(wc -l <mixed) in *1) sleep 10000 ;; *2) kill -ABRT $$ ;; esac'
	[ "$(sed -n 's/^verdict //p' results/mixed/attempt-2/verdict)" = timeout ] || break
done
equal "of each kind" "timeout crash pass" "$(cd results/mixed && sed -n 's/^verdict //p' attempt-1/verdict attempt-2/verdict verdict | paste -sd' ' -)"

# --- names --------------------------------------------------------------------------------------------------------------

long=$(printf 'n%.0s' $(seq 128))
for name in a _ 0 a.b a..b a+b a-b _- x. -- 9.+-_ "$long"; do
	[ "$name" != -- ] || continue
	try "$name" -- true
	equal "a unit '$(printf %.20s "$name")'" "0 pass $name" "$status $(key "$name" verdict) $(key "$name" unit)"
done

# --- without a unit: only a watchdog ------------------------------------------------------------------------------------

run sh -c 'echo typed | "$0" exec -- cat' "$nightshift"
ends "input and output are those of exec" 0 "" typed
run "$nightshift" exec --timeout=0.3 --grace=0.3 -- ./odd deaf pids
ends "a timeout" 1 "timeout (status 124): it did not end within 0.3 s" ""
run "$nightshift" exec --attempts=2 -- sh -c 'echo out; exit 7'
ends "attempts" 1 "fail (status 7, attempt 1 of 2); it is tried again
fail (status 7, attempt 2 of 2)" "out
out"
quiet "no temporary folder is left" ls tmp

# --- the command line ---------------------------------------------------------------------------------------------------

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
wrong "nightshift: error: --unit needs --results, too
nightshift: error: --unit needs --suite, too
nightshift: error: --unit needs --plan, too
nightshift: error: --unit needs --run, too" --unit=u -- true
# shellcheck disable=SC2086
for bad in '' . .. a/b '../x' 'a b' '-a' 'a
verdict pass' "${long}n"; do
	wrong "nightshift: error: --unit is '$(printf %s "$bad" | tr '\n' ' ')', but must be a name" --unit="$bad" $given -- true
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
wrong "nightshift: error: --seed is '-1', but must be a number from 0 to 2147483647" --seed=-1 -- true
wrong "nightshift: error: --unit is '../u', but must be a name" --unit=../u --results=results --suite=s --plan=$plan --run=r -- true
part=$(printf %064d 7)
wrong "nightshift: error: --part is '0123', but must be 64 hex digits" --unit=u $given --part=0123 -- true
wrong "nightshift: error: --part is '${part}0', but must be 64 hex digits" --unit=u $given --part="${part}0" -- true
wrong "nightshift: error: --unit needs --results, too
nightshift: error: --unit needs --suite, too
nightshift: error: --unit needs --run, too" --unit=u --part="$part" -- true
wrong "nightshift: error: --protocol is 'TAP', but must be exit, tap or junit" --unit=u $given --protocol=TAP -- true
wrong "nightshift: error: --protocol=tap needs --unit" --protocol=tap -- true
wrong "nightshift: error: --protocol=junit needs --report
nightshift: error: --protocol=junit needs --unit" --protocol=junit -- true
wrong "nightshift: error: --protocol=junit needs --report" --unit=u $given --protocol=junit -- true
wrong "nightshift: error: --report needs --protocol=junit" --unit=u $given --protocol=tap --report=r.xml -- true
wrong "nightshift: error: --report is '', but must be a path" --unit=u $given --protocol=junit --report= -- true
wrong "nightshift: error: --junit needs --unit" --junit -- true
# An option of another command has the same name, and an argument.
run "$nightshift" exec --unit=plain $given --junit --platform=linux -- true
equal "--junit takes no argument from what follows it" "platform linux" "$(grep ^platform results/plain/verdict)"
for bad in '' 0 124 -1 x; do
	wrong "nightshift: error: --skip-status is '$bad', but must be a number from 1 to 123" --skip-status="$bad" -- true
done
for bad in '' sh; do
	wrong "nightshift: error: --shell is '$bad', but must be a path with a '/'" --shell="$bad" -- true
done
wrong "nightshift: error: 'exec' takes no option --check" --check -- true
finish
