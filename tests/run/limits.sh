#!/bin/sh
# nightshift run: what runs at a time. Never more than the processors, the memory and the devices that there are, never units of two modes; and what
# there is is used.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

# Each unit says what it takes when it begins and ends: processors, gigabytes, mode, and the devices that it has. It ends when as many processors
# are used as may be, or after a while, since not all units find others beside them.
small r 'memory="8G"' <<'END'
<run>./take {unit} {c} {m} {o}</run>
<pool name="boards" devices="one two three"/>
<param name="c" value="1"/><param name="m" value="0"/><param name="o" value="none"/>
<variant name="v"/>
<module name="plain" from="1" to="8" chunks="8" seconds="8"/>
<module name="two" from="1" to="4" chunks="4" seconds="20" cost="2"><param name="c" value="2"/></module>
<module name="three" seconds="30" cost="3"><param name="c" value="3"/></module>
<module name="nine" seconds="1" cost="9"><param name="c" value="9"/></module>
<module name="big" from="1" to="3" chunks="3" seconds="40" memory="5G"><param name="m" value="5"/></module>
<module name="small" from="1" to="4" chunks="4" seconds="30" memory="3G"><param name="m" value="3"/></module>
<module name="huge" seconds="2" memory="8G"><param name="m" value="8"/></module>
<module name="x" from="1" to="3" chunks="3" seconds="12" mode="x"><param name="o" value="x"/></module>
<module name="y" from="1" to="3" chunks="3" seconds="12" mode="y"><param name="o" value="y"/></module>
<group pool="boards">
  <module name="board" from="1" to="4" chunks="4" seconds="12"/>
  <module name="pair" from="1" to="2" chunks="2" seconds="10" count="2"/>
  <module name="all" seconds="1" count="3"/>
</group>
END
cat >take <<'END'
#!/bin/sh
used='{ n += ($1 == "+" ? 1 : -1) * $3; if (n > most) most = n } END { print most + 0 }'
echo "+ $* ${NIGHTSHIFT_DEVICES-}" >>log
n=0
until [ "$(awk "$used" log)" -ge "${TOGETHER-4}" ] || [ $n -ge 20 ]; do n=$((n + 1)); sleep 0.01; done
sleep 0.02
echo "- $* ${NIGHTSHIFT_DEVICES-}" >>log
END
chmod +x take
repository .

# What the log says, for so many processors and gigabytes: the most that was used of each, and each fault.
cat >"$work/look.awk" <<'EOF'
{
	sign = $1 == "+" ? 1 : -1
	cost = $3 > jobs ? jobs : $3
	mem = $4 > memory ? memory : $4
	running += sign; units += sign > 0
	used += sign * cost; held += sign * mem
	if (sign > 0) { alone[$2] = $3 > jobs || $4 > memory }
	if (sign > 0) at[$2] = 1; else delete at[$2]
	if (sign > 0) { mode[$2] = $5 }
	for (u in at) {
		if (alone[u] && running > 1) print u " is not alone"
		for (w in at) if (mode[u] != mode[w]) print u " and " w " are of two modes"
	}
	for (i = 6; i <= NF; i++) {
		device[$i] += sign
		if (device[$i] > 1) print $i " is held twice"
	}
	if (used > jobs) print used " processors are used"
	if (held > memory) print held " gigabytes are used"
	if (used > most_used) most_used = used
	if (held > most_held) most_held = held
}
END { print units " units, " most_used " processors and " most_held + 0 " gigabytes at most" }
EOF
# within NAME JOBS WANTED [UNIT...]: a run with -j JOBS keeps the limits, and uses them.
within() {
	name=$1 jobs=$2 wanted=$3
	shift 3
	rm -f log
	run env TOGETHER="$jobs" "$nightshift" run -q --no-record -j"$jobs" "$@"
	equal "$name" "0  $wanted" "$status $err $(awk -v jobs="$jobs" -v memory=8 -f "$work/look.awk" log | sort | uniq | tail -n 8)"
}
within "a unit that costs two processors takes two of -j4" 4 "13 units, 4 processors and 0 gigabytes at most" plain two three
within "a unit that costs more than -j runs alone" 4 "10 units, 4 processors and 0 gigabytes at most" plain nine three
within "with -j1 each of them runs alone" 1 "6 units, 1 processors and 0 gigabytes at most" two three nine
within "units run together as long as the memory is enough for their sum" 4 "7 units, 2 processors and 8 gigabytes at most" small big
within "those without memory run beside them" 4 "12 units, 4 processors and 6 gigabytes at most" small plain
within "a unit that needs all memory there is runs when no other one has any" 4 "8 units, 2 processors and 8 gigabytes at most" small big huge
within "units of two modes, or without one, never run at the same time" 4 "14 units, 4 processors and 0 gigabytes at most" x y plain
within "units that hold devices run beside others, and none has a device of another one" 4 "15 units, 4 processors and 0 gigabytes at most" board pair all plain
within "all of it at once" 4 "35 units, 4 processors and 8 gigabytes at most"
run env TOGETHER=64 "$nightshift" run -q --no-record -j64
equal "with processors for all, each unit runs" "0 35 units in T: 35 passed" "$status $(timeless "$out")"
rm -f log

# A job server that has fewer slots: the same, by tokens.
printf '%s\n' "run: ; +@'$nightshift' run -q --no-record -j8 \$(UNITS)" >outer.mk
run env TOGETHER=3 "$make" -s -j3 -f outer.mk run UNITS='plain two three nine'
equal "within make -j3 a unit takes as many slots as it costs, or all of them" "0  14 units, 3 processors and 0 gigabytes at most" \
	"$status $err $(awk -v jobs=3 -v memory=8 -f "$work/look.awk" log | sort | uniq | tail -n 8)"
rm -f log
cp -R . "$work/second"
printf '%s\n' "all: one two" "one: ; +@'$nightshift' run -q --no-record -j8 plain two three" "two: ; +@cd '$work/second' && '$nightshift' run -q --no-record -j8 plain two three" >outer.mk
ln -s "$PWD/log" "$work/second/log"
# Each holds the slot that the other one lacks for its unit of three: after some seconds one of them does without.
run env TOGETHER=3 "$make" -s -j3 -f outer.mk all
equal "two runs within make -j3 whose units cost all of it come to their end" "0  26" "$status $err $(grep -c '^+' log)"
finish
