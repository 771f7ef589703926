#!/bin/sh
# nightshift exec: what of a unit's output is kept and shown, who is told of its life, and what becomes of it where the disk is full or the
# clock jumps.
# shellcheck source=tests/unit/exec/lib.sh
. "$(dirname "$0")/exec/lib.sh"

# --- output -------------------------------------------------------------------------------------------------------------

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
| \\u009b 1mC1 \\u202eturned ä^? end	of^H it" "$err"
try lines -- 'i=0; while [ $i -lt 50 ]; do i=$((i + 1)); echo $i; done; exit 1'
equal "the last twenty lines" "$(seq 31 50)" "$(printf '%s\n' "$err" | sed -n 's/^| //p')"
try wide -- 'head -c 100000 /dev/zero | tr "\0" y; exit 1'
[ "${#err}" -lt 20000 ] && [ "${#err}" -gt 10000 ]
check "a line without end is cut" "${#err}"
try silent -- 'exit 1'
ends "nothing was printed" 1 "fail silent (status 1); the end of results/silent/log:"
# The unit waits until two are there, prints, and waits until that has been seen.
try beats --heartbeat=0.2 -- "until [ \$(wc -l <$work/.out) -ge 2 ]; do sleep 0.02; done; echo x; until grep -q ': [0-9]* s\$' $work/.out; do sleep 0.02; done"
printf '%s\n' "$out" | head -n 2 >beats
equal "a heartbeat" "running beats: N s, nothing printed since the last such line
running beats: N s, nothing printed since the last such line" "$(sed 's/: [0-9]* s/: N s/' beats)"
printf '%s\n' "$out" | grep -qx 'running beats: [0-9]* s'
check "tells apart who prints" "$out"
printf '%s\n' "$out" | sed -n 's/^running beats: \([0-9]*\) s.*/\1/p' | awk -v all="$(key beats seconds)" '$1 < before || $1 > all + 1 { exit 1 } { before = $1 }'
check "and for how long it runs" "$out, $(key beats seconds) s in all"
equal "and the verdict follows" "pass beats" "$(printf '%s\n' "$out" | tail -n 1)"
rm -rf results/unheard
"$nightshift" exec --unit=unheard --heartbeat=0.1 --results=results --suite=s --plan=$plan --run=r -- 'sleep 0.5' | true
equal "one that nobody hears" pass "$(key unheard verdict)"
try beats --heartbeat=0 -- 'sleep 0.3'
ends "no heartbeat" 0 "" "pass beats"

# --- what the machine refuses -------------------------------------------------------------------------------------------

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
	# shellcheck disable=SC2046
	printf '%s\ttrue\n' $(seq -f 'u%g' 40) | "$nightshift" batch -q -j1 --journal --results=small --suite=s --plan=$plan --run="$(printf %0128d 0)" >said 2>&1
	equal "batch: a disk that is full before" "3 nightshift: cannot write 'small/journal': No space left on device" "$? $(cat said)"
	[ ! -s small/journal ]
	check "batch: no half of a line is left" "$(cat small/journal)"
else
	skip "a full disk" "no small file system can be mounted here"
fi
err=$( (trap '' XFSZ && ulimit -f 0 && exec "$nightshift" exec --unit=limit --results=results --suite=s --plan=$plan --run=r -- true) 2>&1)
equal "a file may not grow" "nightshift: cannot write the verdict of 'limit' into 'results/limit': File too large" "$err"
equal "then there is none, nor half of one" log "$(cd results/limit && echo *)"
# What belongs to nightshift stands in the unit's way, and it is the unit that put it there.
run "$nightshift" exec -q --unit=u --results=results --suite=s --plan=$plan --run=r --protocol=tap -- 'mkdir results/u/cases; echo 1..1; echo ok'
ends "test cases that cannot be written" 3 "nightshift: cannot write the test cases of 'u' into 'results/u': Is a directory" ""
equal "leave no verdict" "cases log" "$(cd results/u && echo *)"
run "$nightshift" exec -q --unit=u --results=results --suite=s --plan=$plan --run=r --junit -- 'mkdir results/u/junit.xml'
ends "a JUnit report that cannot be written" 3 "nightshift: cannot write the JUnit report of 'u' into 'results/u': Is a directory" ""
printf 'a\tmkdir results/a/cases; echo 1..1; echo ok\t\t\t\ttap\n' >units
run "$nightshift" batch -q --units=units --results=results --suite=s --plan=$plan --run=r
ends "test cases that batch cannot write" 3 "nightshift: cannot write the test cases of 'a' into 'results/a': Is a directory" ""
printf 'a\tmkdir results/a/junit.xml\n' >units
run "$nightshift" batch -q --units=units --results=results --suite=s --plan=$plan --run=r --junit
ends "a JUnit report that batch cannot write" 3 "nightshift: cannot write the JUnit report of 'a' into 'results/a': Is a directory" ""
# In the place of its files it may leave what it likes: nobody waits for it, and nothing is written elsewhere.
echo precious >elsewhere
mkdir other
# left NAME UNIT COMMAND: its verdict is pass all the same.
left() {
	try "$2" -q --protocol=tap --timeout=3000 -- "echo 1..1; echo ok; $3"
	equal "$1" "exit status 0, pass, precious, " "exit status $status, $(key "$2" verdict), $(cat elsewhere), $(ls other)"
	quiet "$1: its files are files" find "results/$2" ! -type f ! -type d ! -name log
	again "$2" -q --protocol=tap --timeout=3000 -- 'echo 1..1; echo ok'
	equal "$1: and the next run is as any other" "0 pass cases log verdict" "$status $(key "$2" verdict) $(cd "results/$2" && echo *)"
}
left "a FIFO in the place of its verdict" fifo 'mkfifo results/fifo/verdict'
left "FIFOs in the place of its cases and its log" fifos 'rm results/fifos/log; mkfifo results/fifos/cases results/fifos/log'
left "a link in the place of its verdict" link 'ln -s ../../elsewhere results/link/verdict'
left "links in the place of its cases and its log" links 'rm results/links/log; ln -s ../../elsewhere results/links/cases; ln -s ../../elsewhere results/links/log'
left "no folder" gone 'rm -rf results/gone'
left "a link in the place of its folder" away 'rm -rf results/away; ln -s ../other results/away'
left "a file in the place of its folder" file 'rm -rf results/file; echo >results/file'
printf 'b\trm -rf results/b; ln -s ../other results/b; exit 1\t\t\t2\nc\techo 1..1; echo ok; mkfifo results/c/verdict results/c/cases\t\t\t\ttap\n' >units
run "$nightshift" batch -q -j1 --units=units --results=results --suite=s --plan=$plan --run=r
equal "so it is in batch" "1 fail pass precious " "$status $(key b verdict) $(key c verdict) $(cat elsewhere) $(ls other)"
try failing -q -- 'rm results/failing/log; mkfifo results/failing/log; exit 1'
equal "a log that is a FIFO is not shown, and that is said" "1 fail failing (status 1); the end of results/failing/log:
| nightshift: 'results/failing/log' cannot be read: it is no regular file" "$status $err"
rm -f elsewhere
rm -rf other
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
	quiet "is removed all the same" ls tmp
else
	skip "a read-only folder" "run by root, whom permissions do not bind, and there is no setpriv"
fi

# --- a clock that jumps -------------------------------------------------------------------------------------------------

# shellcheck disable=SC2086
if [ "$linux" ] && $cc -shared -fPIC -o jumps.so "$top/tests/unit/exec/jumps.c" &&
	$cc -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -I"$top/gen" -o loads "$top/gen/cli/front.c" $sources; then
	ours=$nightshift
	nightshift=$work/loads # whatever is tested may load nothing
	with LD_PRELOAD="$work/jumps.so" try jumps --timeout=3000 --heartbeat=3000 -- 'date +%s; sleep 0.2'
	leaves "every clock jumps back and forth by hours, but the one that stands still while the machine sleeps" 0 pass 0
	between "it does jump" 3600 7300 $(($(log jumps) - $(date +%s)))
	between "the seconds are the real ones" 0.2 3000 "$(key jumps seconds)"
	with LD_PRELOAD="$work/jumps.so" try jumps --timeout=0.3 -- 'sleep 10000'
	leaves "its time is over when it is over" 1 timeout 124
	between "and not hours later" 0.3 3000 "$(key jumps seconds)"
	nightshift=$ours
else
	skip "a clock that jumps" "nothing is preloaded here"
fi
finish
