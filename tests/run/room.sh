#!/bin/sh
# Where few files may be open and few processes started: a limit that may be raised is raised, and what runs finds the one that the user has set.
# Else less runs at a time, which one line says; nothing begins that cannot end, and no unit is judged by what the machine lacks.
# shellcheck source=tests/tap/lib.sh disable=SC2016,SC3045 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"
plan=0123456789012345678901234567890123456789

# few LIMIT COMMAND...: with so many files at most: 60S is what may be raised, 60H is not.
few() {
	limit=$1
	shift
	case $limit in
	*S) run sh -c 'ulimit -Sn "${1%S}" && shift && exec "$@"' sh "$limit" "$@" ;;
	*) run sh -c 'ulimit -n "${1%H}" && shift && exec "$@"' sh "$limit" "$@" ;;
	esac
}
batch() {
	limit=$1
	shift
	few "$limit" "$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units "$@"
}

# counted TEXT: without numbers: how many files are open before this begins, who knows.
counted() { printf '%s\n' "$1" | sed 's/[0-9][0-9]*/N/g'; }
passed() { cat results/*/verdict | grep -c '^verdict pass$'; }

# --- workers ----------------------------------------------------------------------------------------------------------

# Each answers when there are so many of them, so that they must be there together, or fails; and says who it is, and what it may open.
cat >worker <<'END'
#!/bin/sh
echo $$ >>workers
echo "$(ulimit -Sn) $(ulimit -Hn)" >>limits
while read -r unit; do
	patience=400
	until [ "$(wc -l <workers)" -ge "${TOGETHER-1}" ] || [ $patience = 0 ]; do patience=$((patience - 1)); sleep 0.05; done
	[ $patience = 0 ] && echo "not ok 1 - $unit" && exit
	echo "ok 1 - $unit"
done
END
chmod +x worker
i=0
while [ $i -lt 120 ]; do i=$((i + 1)); echo "u_$i"; done >units
hard=$(ulimit -Hn)

export TOGETHER=100
batch 256S -j100 --worker=./worker
equal "with 'ulimit -Sn 256', batch -j100 has 100 workers at a time" "0   120 passed by 100 workers that may have 256 $hard" \
	"$status $out $err $(passed) passed by $(wc -l <workers | tr -d ' ') workers that may have $(sort -u limits)"
export TOGETHER=1
rm -rf results workers limits
batch 256H -j100 --worker=./worker
said=$(printf '%s\n' "$err" | sed -n 's/^nightshift: warning: \([0-9]*\) units run at a time.*/\1/p')
equal "with 'ulimit -Hn 256' it has fewer, and says so" \
	"0  120 passed by $said workers that may have 256 256; nightshift: warning: N units run at a time, not N: this process may have N files open ('ulimit -Hn')" \
	"$status $out $(passed) passed by $(wc -l <workers | tr -d ' ') workers that may have $(sort -u limits); $(counted "$err")"
[ "${said:-0}" -ge 40 ] && [ "$said" -lt 52 ]
check "of 256 files, a worker takes four and its place one" "$err"

# The least that is enough for one, which differs with what is open already; with one less, nothing begins.
rm -rf results workers
batch 8H -j100 --worker=./worker
enough=$(printf '%s\n' "$err" | sed -n 's/.*but one unit at a time needs \([0-9]*\)$/\1/p')
equal "with too few, batch ends with 3 and the reason" \
	"3  nightshift: cannot run units: this process may have 8 files open ('ulimit -Hn'), but one unit at a time needs ${enough:-a number}" "$status $out $err"
batch "$((${enough:-30} - 1))H" -j100 --worker=./worker
[ "$status" = 3 ] && [ ! -d results ] && [ ! -s workers ]
check "with one less than it needs nothing begins" "$status $err $(ls results 2>&1)"
batch "${enough:-30}H" -j100 --worker=./worker
equal "with as many as it needs, all units run, one at a time" \
	"0  nightshift: warning: 1 unit runs at a time, not 100: this process may have $enough files open ('ulimit -Hn') 120 passed" "$status $out $err $(passed) passed"

# What the caller has left open counts, too.
rm -rf results workers
TOGETHER=1 few 90H python3 -c 'import os, sys
for i in range(45):
    os.set_inheritable(os.open("/dev/null", os.O_RDONLY), True)
os.execv(sys.argv[1], sys.argv[1:])' "$nightshift" batch -q --results=results --suite=s --plan=$plan --run=r --units=units --worker=./worker -j100
said=$(printf '%s\n' "$err" | sed -n 's/^nightshift: warning: \([0-9]*\) units run at a time.*/\1/p')
equal "files that the caller has left open count" "0  120 passed, few at a time" "$status $out $(passed) passed$([ "${said:-9}" -gt 4 ] || echo ", few at a time")"

# --- units of shell text ----------------------------------------------------------------------------------------------

rm -rf results limits
awk '{ print $1 "\techo \"$(ulimit -Sn) $(ulimit -Hn)\" >>limits" }' units >text && mv text units
batch 60S -j100
equal "units of shell text find the limit of the user, too" "0   120 passed that may have 60 $hard" "$status $out $err $(passed) passed that may have $(sort -u limits)"
rm -rf results limits
batch 60H -j100
equal "and where it cannot be raised, fewer run at a time" \
	"0  120 passed; nightshift: warning: N units run at a time, not N: this process may have N files open ('ulimit -Hn')" \
	"$status $out $(passed) passed; $(counted "$err")"
rm -rf results
head -n 3 units >some && mv some units
batch 60H -j100
equal "what is enough for all units needs no word" "0   3 passed" "$status $out $err $(passed) passed"
few 60S "$nightshift" exec -- sh -c 'echo "$(ulimit -Sn) $(ulimit -Hn)"'
equal "exec starts its command with the limit of the user" "0 60 $hard " "$status $out $err"

# --- a run ------------------------------------------------------------------------------------------------------------

small r <<'END'
<program path="made-{variant}"><command>ulimit -Sn &gt;made-{variant}</command></program>
<run>ulimit -Sn &gt;&gt;log</run>
<pool name="p" devices="d1 d2 d3 d4 d5 d6 d7 d8 d9"/>
<fixture name="f" key="k" output="made-f"><command>ulimit -Sn &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>
<worker name="w">ulimit -Sn &gt;&gt;log; while read -r unit; do echo "ok 1 - $unit"; done</worker>
<variant name="a"/><variant name="b"/><variant name="c"/><variant name="d"/><variant name="e"/>
<module name="text" from="1" to="20" chunks="20" needs="f"/>
<module name="asked" worker="w" from="1" to="2" chunks="2"/>
<module name="device" worker="w" pool="p" from="1" to="9" chunks="9"/>
END
few 60S "$nightshift" run -q --no-record -j80
equal "in a run, so do programs, fixtures, workers and units" "0  155 units in T: 155 passed, 60" "$status $err $(timeless "$out"), $(cat made-? log | sort -u)"
for from in "--no-record" "--plan nix/s.json"; do
	rm -rf build made-*
	# shellcheck disable=SC2086 # words
	few 60H "$nightshift" run -q -j80 $from
	equal "run $from: where it cannot be raised, fewer run at a time, and workers with nothing to do end for others" \
		"0 155 units in T: 155 passed, 60: nightshift: N units run at a time, not N: this process may have N files open ('ulimit -Hn')" \
		"$status $(timeless "$out"), $(cat made-? log | sort -u): $(counted "$err")"
	rm -rf build made-*
	# shellcheck disable=SC2086 # words
	few 20H "$nightshift" run -q -j80 $from
	[ "$status" = 3 ] && [ ! -e made-a ] && [ ! -e build/nightshift/a-text_1 ]
	check "run $from: nothing begins where not even one unit has enough" "$status $err $(ls build/nightshift 2>&1)"
	equal "run $from: which is said" "nightshift: cannot run units: this process may have 20 files open ('ulimit -Hn'), but one unit at a time needs N" \
		"$(printf '%s\n' "$err" | sed 's/needs [0-9]*$/needs N/')"
done
cd "$work" || exit 3

# --- processes --------------------------------------------------------------------------------------------------------

strace -qq -o /dev/null true 2>/dev/null || { skip "where no process can be started" "strace does not work here"; finish; }

small p <<'END'
<program path="made-{variant}"><command>: &gt;made-{variant}</command></program>
<run>echo {unit} &gt;&gt;log</run>
<fixture name="f" key="k" output="made-f"><command>: &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>
<worker name="w">while read -r unit; do echo "$unit" &gt;&gt;log; echo "ok 1 - $unit"; done</worker>
<variant name="a"/><variant name="b"/><variant name="c"/>
<module name="asked" worker="w"/>
<module name="text" needs="f"/>
END

# faults CALL JOBS LEAST: where that call finds that there are too many processes, each time in turn, which are so many: the run ends with 3
# and the reason. What has run until then, one at a time, has passed; nothing else has a verdict. A second run does the rest.
faults() {
	call=$1 number=0 wrong='' failed=0
	while :; do
		number=$((number + 1))
		rm -rf build made-* log
		run env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$work/calls" -e "trace=$call" -e "inject=$call:error=EAGAIN:when=$number" \
			"$nightshift" run --no-record --results=journal -q -j"$2"
		grep -q INJECTED "$work/calls" || break
		failed=$((failed + 1))
		ended=$(cat log 2>/dev/null | grep -c .)
		known=$(cat build/nightshift/journal 2>/dev/null | grep -c 'verdict pass')
		[ "$status" = 3 ] && [ "$known" -le "$ended" ] && { [ "$2" -gt 1 ] || [ "$known" = "$ended" ]; } && [ -z "$(cat build/nightshift/*/verdict 2>/dev/null)" ] &&
			printf '%s\n' "$err" | grep -q 'nightshift: cannot start a process: Resource temporarily unavailable' || wrong="$wrong
$number: status $status, $ended ended, $known known: $err $out"
		run "$nightshift" run --no-record -q -j1
		[ "$status" = 0 ] || wrong="$wrong
$number: then $status $err $out"
		[ $number -lt 60 ] || break
	done
	[ -z "$wrong" ] && [ $failed -ge "$3" ]
	check "where '$call' finds too many processes, the run ends with 3, and no unit is judged by that" "$failed times $wrong"
}
faults vfork 1 7
faults clone 3 3
cd "$work" || exit 3
small q <<'END'
<run>true</run>
<worker name="w">while read -r unit; do echo "$unit" &gt;&gt;log; echo "ok 1 - $unit"; done</worker>
<variant name="a"/><variant name="b"/><variant name="c"/>
<module name="asked" worker="w"/>
END
# What a worker has answered is known when the next one cannot be started.
faults vfork 1 3
cd "$work" || exit 3
finish
