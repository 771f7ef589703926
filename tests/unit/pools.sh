#!/bin/sh
# Pools and workers in make: what holds devices, and what a worker runs, goes to `nightshift run`, whatever targets ask for it.
# shellcheck source=tests/tap/lib.sh disable=SC2016,SC2012
. "$(dirname "$0")/../tap/lib.sh"

mkdir suite
cat >suite/suite.xml <<'END'
<suite name="s">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"><env name="ON" value="it's on"/></platform>
  <platform name="other" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <seed from="fixed" fallback="4711" env="SEED"/>
  <env name="LEVEL" value="suite"/>
  <program path="build/{variant}/prog"><command>mkdir -p build/{variant} &amp;&amp; cp prog {program} &amp;&amp; echo {variant} >>built</command></program>
  <fixture name="data" key="{variant}" output="data/{variant}"><command>echo {variant} >"$NIGHTSHIFT_OUTPUT"; echo {variant} >>made</command></fixture>
  <pool name="npu" devices="n0 n1 n2" lock="env LOCKED=&quot;$NIGHTSHIFT_DEVICES&quot;" quarantine="2"/>
  <pool name="unused-here" devices="x"/>
  <worker name="on-npu" pool="npu" ask="{module} {from} {to}">{program} serve 'on {variant}'</worker>
  <worker name="plain">{program} serve plain</worker>
  <run timeout="60">{program} run {module} "it's {variant}" {data}</run>
  <variant name="a"><env name="LEVEL" value="a"/></variant>
  <variant name="b"/>
  <group pool="npu" needs="data">
    <module name="one" seconds="9" seed="head"><env name="OWN" value="o w n"/></module>
    <module name="two" count="2" seconds="8"/>
    <module name="all" count="3" seconds="7" attempts="2"/>
  </group>
  <module name="served" worker="on-npu" from="0" to="3" chunks="2" seconds="3" seed="5" needs="data"/>
  <module name="tiny" worker="plain" from="1" to="20" chunks="10" seconds="2" needs="data"/>
  <module name="alone" seconds="1" needs="data"/>
  <module name="elsewhere" pool="unused-here" platforms="other" reason="only there" needs="data"/>
  <shards lane="pr" platform="linux" count="2"/>
</suite>
END
# It takes its devices for itself, and fails if somebody else has one of them.
cat >suite/prog <<'END'
#!/bin/sh
held=
hold() {
	for device in ${NIGHTSHIFT_DEVICES-}; do
		mkdir "held/$device" 2>/dev/null || { echo "$device is held by $(cat "held/$device/by")"; return 1; }
		echo "$1" >"held/$device/by"
		held="$held held/$device"
	done
	sleep 0.02
}
free() { rm -rf $held; held=; }
say() { echo "$1: seed ${SEED-none}, level $LEVEL, own ${OWN-none}, on ${ON-none}, locked ${LOCKED-no}, $(set -- ${NIGHTSHIFT_DEVICES-}; echo $#) of ${NIGHTSHIFT_COUNT-none}"; }
if [ "$1" = run ]; then
	say "$2 $3 $(cat "$4")"
	hold "$2" || { free; exit 1; }
	free
	exit
fi
echo started >>"workers-$2"
n=0
echo TAP version 14
while read -r line; do
	n=$((n + 1))
	hold "$line" >"build/why-$$" && result="# $(say "$2 $line")
ok $n" || result="not ok $n - $(cat "build/why-$$")"
	free # before the answer: then another one may have the device
	echo "$result"
done
END
chmod +x suite/prog
repository suite
cd suite || exit 3
"$nightshift" generate -q --no-record -f suite.xml 2>&1 | grep -v "^$" && not_ok "generate"
results=build/nightshift
clean() { rm -rf build data made built held workers-*; mkdir held; }
start() { run $make -f tests.mk s_platform=linux s_nightshift="$nightshift" "$@"; }
passed() { grep -l '^verdict pass$' $results/*/verdict 2>/dev/null | sed 's,.*/\([^/]*\)/verdict,\1,' | sort; }
said() { grep -h -o "$2: seed.*" $results/"$1"/log; }
all() { $make -s -f tests.mk s-list s_platform=linux | sort; }

clean
start -j3 s-test
[ "$status" = 0 ]
check "s-test passes" "$out$err"
equal "every unit has passed" "$(all)" "$(passed)"
equal "programs and fixtures are made once" "a b a b" "$(sort built | tr '\n' ' ')$(sort made | tr '\n' ' ' | sed 's/ $//')"
equal "a unit that holds a device: environment, seed, lock and devices" \
	"seed 4711, level a, own o w n, on it's on, locked n?, 1 of 1" "$(said a-one "one it's a a" | sed 's/.*: seed/seed/; s/locked n[012]/locked n?/')"
equal "one that holds them all" "seed none, level suite, own none, on it's on, locked n0 n1 n2, 3 of 3" "$(said b-all "all it's b b" | sed 's/.*: seed/seed/')"
equal "one that a worker runs, by what it is asked" "on b served 2 3: seed 5, level suite, own none" "$(grep -h -o 'on b served.*own none' $results/b-served_1/log)"
equal "and without devices" "plain a-tiny_9: seed none, level a, own none, on it's on, locked no, 0 of none" "$(grep -h -o 'plain a-tiny_9.*' $results/a-tiny_9/log)"
[ "$(wc -l <workers-plain)" -lt 20 ]
check "twenty units by fewer processes" "$(cat workers-plain)"
[ "$(wc -l <'workers-on a')" -le 3 ]
check "one worker for each device at most" "$(cat 'workers-on a')"
equal "each verdict names the run, as the others do" 1 "$(cat $results/*/verdict | grep '^run ' | sort -u | wc -l | tr -d ' ')"
"$nightshift" record -q -f suite.xml --record ../record.db $results
check "the record takes them all"

# Two targets at a time that want the same devices: the second waits.
clean
start -j4 -k s-test-a s-test-b s-test-a-one
equal "several targets of one make share a pool without one device given twice" "0 $(all)" "$status $(passed)"
clean
$make -j2 -f tests.mk s_platform=linux s_nightshift="$nightshift" s-test-a >/dev/null 2>&1 &
start -j2 s-test-b
wait $!
equal "and so do two makes" "0 0 $(all)" "$? $status $(passed)"

clean
start s-test-b-two
equal "one of them by its name" b-two "$(passed)"
clean
start -j2 s-selected s_only='a-one b-tiny_3 b-alone'
equal "and a selection" "a-one b-alone b-tiny_3" "$(passed | tr '\n' ' ' | sed 's/ $//')"
clean
start -n s-test
equal "-n runs none of it" "0 no" "$status $(test -e $results && echo yes || echo no)"
equal "and names them" "$(all)" "$(printf '%s\n' "$out" | tr ' ' '\n' | sed -n 's/^--unit=//p; /^[ab]-[a-z]*\(_[0-9]\)\{0,1\}$/p' | sort -u)"

# A unit that fails is a failing target, and the others have run.
clean
mkdir held/n1 && echo somebody >held/n1/by
start -k -j2 s-test
[ "$status" = 2 ]
check "a device that somebody else has fails its units" "$out$err"
# Who holds several may not know which of them it was.
equal "and none of those that need one device or none" "$(all | grep -v -e -all -e -two)" "$(passed | grep -v -e -two)"
equal "each of the units has a verdict" "$(all)" "$(cd $results && ls -d -- */verdict | sed 's,/verdict,,' | sort)"
case $out$err in *n1*) ;; *) false ;; esac
check "the device is named" "$out$err"

# Without nightshift: no devices, but workers without a pool are not needed.
clean
run $make -k -f tests.mk s_platform=linux s-test-a
equal "without nightshift, units that hold devices do not run, and it says why" \
	"2 5 units hold devices of pool 'npu', which only nightshift hands out: say with s_nightshift=PATH where it is" \
	"$status $(printf '%s\n' "$err" | sed -n "s/^s: a-[a-z_0-9]* holds\\( devices of pool\\)/units hold\\1/p" | sort | uniq -c | sed 's/^ *//')"
equal "the others do, those of a worker by their command" "$(all | grep -E '^a-(tiny|alone)')" "$(passed)"
run $make -f tests.mk s_platform=linux s-test-a-one
equal "nor does one by its name" "2 s: a-one holds devices of pool 'npu', which only nightshift hands out: say with s_nightshift=PATH where it is" "$status $(printf '%s\n' "$err" | sed 1q)"

# Law 2, from the include: what make hands to nightshift counts.
run "$nightshift" lint -f suite.xml
ends "lint reads back what nightshift runs" 0 "" "suite.xml: suite 's' is sound: 34 units, 2 variants, 2 platforms"
cp tests.mk whole.mk
sed '/^s_run.b-two :=/s/:= [0-9-]*/&:linux=off/' whole.mk >tests.mk
run "$nightshift" lint -f suite.xml
case $status$err in 2*"platform 'linux': 1 of the 32 units it owes is missing: 'b-two'"*) ;; *) false ;; esac
check "and finds one that it would not run" "$status $err"
mv whole.mk tests.mk

# Ten thousand for one worker: more than the arguments of a command may hold.
mkdir ../many
cat >../many/suite.xml <<'END'
<suite name="m">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <worker name="w" ask="{unit} of a very long name that is said ten thousand times, so that all of it together is more than a megabyte">./w</worker>
  <run>false</run>
  <variant name="v"/>
  <module name="m" worker="w" from="1" to="10000" chunks="10000"/>
</suite>
END
printf '#!/bin/sh\necho TAP version 14\nwhile read -r unit rest; do n=$((n + 1)); echo "ok $n"; done\n' >../many/w
chmod +x ../many/w
cd ../many || exit 3
"$nightshift" generate -q --no-record -f suite.xml
run $make -j2 -f tests.mk m_platform=linux m_nightshift="$nightshift" m_options=--results=folders m-test
equal "ten thousand units of one worker" "0 10000" "$status $(find build -name verdict | wc -l | tr -d ' ')"
finish
