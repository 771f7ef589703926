#!/bin/sh
# nightshift run on whole projects: the test programs of a runtime (case A) in small, and a suite with devices and workers.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

# --- case A in small: the build and check split of a runtime ----------------------------------------------------------

cd "$work" || exit 3
mkdir -p a/rts
cat >a/rts/suite.xml <<END
<suite name="rts" dir="rts">
  <platform name="linux" system="$system" runner="u" pr="checked" merge="checked" nightly="checked" memory="3G"/>
  <platform name="mac" system="$other" runner="m" pr="build" merge="build" nightly="checked"/>
  <seed from="commit" fallback="4711" env="RTS_SEED"/>
  <program path="target/{variant}/test.wasm"><command>mkdir -p target/{variant} &amp;&amp; echo "{features}" &gt;{program}</command></program>
  <run timeout="60">sh wasmtime {memory64} --invoke test_{module} {program} {from} {to}</run>
  <env name="BACKTRACE_DETAILS" value="1"/>
  <variant name="non-incremental"><param name="features" value="classical_persistence"/><param name="memory64" value=""/></variant>
  <variant name="incremental"><param name="features" value="classical_persistence,incremental_gc"/><param name="memory64" value=""/></variant>
  <variant name="64"><param name="features" value="enhanced_orthogonal_persistence"/><param name="memory64" words="-W memory64"/></variant>
  <module name="persistence_20k" variants="64" seed="4711" seconds="40" memory="1G"/>
  <module name="persistence_small" seed="head" seconds="20"/>
  <module name="gc" from="0" to="99" chunks="10" seed="head" seconds="100"/>
  <module name="gc_components" seconds="3"/>
  <module name="text"/>
</suite>
END
cat >a/rts/wasmtime <<'END'
for program; do case $program in *.wasm) break ;; esac; done
[ -f "$program" ] || exit 9
# Who wants to know which three start first: nobody ends before that.
[ -z "${STARTED-}" ] || { echo "$*" >>"$STARTED"; until [ "$(wc -l <"$STARTED")" -ge 3 ]; do sleep 0.01; done; }
echo "$* seed=${RTS_SEED--} backtrace=$BACKTRACE_DETAILS features=$(cat "$program")"
END
printf '%s\n' target build .nightshift >a/.gitignore
repository a
(cd a && "$nightshift" generate -q) && repository a
cd a || exit 3
seed=$("$nightshift" seed)
run "$nightshift" run
equal "case A: all 40 units pass" "0 40 units in T: 40 passed" "$status $(timeless "$out" | tail -n 1)"
equal "case A: units get their variant's words, range, seed and environment" "-W memory64 --invoke test_gc target/64/test.wasm 30 39 seed=$seed backtrace=1 features=enhanced_orthogonal_persistence
-W memory64 --invoke test_persistence_20k target/64/test.wasm seed=4711 backtrace=1 features=enhanced_orthogonal_persistence
 --invoke test_text target/incremental/test.wasm seed=- backtrace=1 features=classical_persistence,incremental_gc" \
	"$(cat rts/build/nightshift/64-gc_3/log rts/build/nightshift/64-persistence_20k/log rts/build/nightshift/incremental-text/log)"
equal "case A: the record has the seed of each unit" "1 4711
33 $seed
6 -" "$(sql "SELECT count(*) || ' ' || ifnull(seed, '-') FROM result GROUP BY seed" | LC_ALL=C sort)"
run env STARTED="$work/started" "$nightshift" run -q --no-record --no-build -j3
case $status:$(head -n 3 "$work/started") in
0:*test_persistence_20k*) ok "case A: the heaviest is among the first three" ;;
*) not_ok "case A: the heaviest is among the first three" "$(head -n 3 "$work/started")" ;;
esac

# --- devices and workers ----------------------------------------------------------------------------------------------

cd "$work" || exit 3
mkdir -p d
cat >d/nightshift.xml <<END
<suite name="d">
  <platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"/>
  <pool name="boards" devices="one two"/>
  <worker name="shell" pool="boards">sh worker.sh</worker>
  <run>sh unit.sh {unit}</run>
  <variant name="v"/>
  <group pool="boards"><module name="a"/><module name="b" attempts="2"/></group>
  <group worker="shell"><module name="c"/><module name="d"/><module name="e"/></group>
  <module name="f"/>
</suite>
END
cat >d/unit.sh <<'END'
echo "$1 on ${NIGHTSHIFT_DEVICE:-none}"
if [ -f "does-$1" ]; then . "./does-$1"; fi
END
cat >d/worker.sh <<'END'
echo "TAP version 14"
n=0
while read -r unit; do
	n=$((n + 1))
	echo "# on $NIGHTSHIFT_DEVICE"
	if [ -e "does-$unit" ]; then echo "not ok $n - $unit"; else echo "ok $n - $unit"; fi
done
END
printf '%s\n' build .nightshift 'does-*' tried >d/.gitignore
repository d
(cd d && "$nightshift" generate -q) && repository d
cd d || exit 3
echo 'if [ -e tried ]; then rm tried; else : >tried; exit 1; fi' >does-v-b
run "$nightshift" run -j4 --junit=j.xml
equal "a suite with a pool, workers and other units passes, one unit being flaky" "0 6 units in T: 6 passed (1 flaky)" "$status $(timeless "$out" | tail -n 1)"
equal "a suite with devices prints a line for each unit, and one for an attempt that failed" "again v-b
flaky v-b
pass v-a
pass v-c
pass v-d
pass v-e
pass v-f" "$(timeless "$out" | sed -nE 's/^(\[.*\])? +([a-z]+) T  ([^ ]*).*/\2 \3/p' | sort)"
equal "each unit runs on a device, but for the one that needs none" "5 1" "$(cat build/nightshift/*/log | grep -Ec 'on (one|two)') $(cat build/nightshift/*/log | grep -c 'on none')"
equal "the record has both attempts of the flaky unit of a pool" "v-b|1|fail
v-b|2|pass" "$(sql "SELECT unit, attempt, verdict FROM result WHERE unit = 'v-b' ORDER BY 2")"
rm does-v-b
: >does-v-d
run "$nightshift" run -q
equal "a unit that a worker fails is named, and the others pass" "1 v-d: fail 6 units in T: 5 passed, 1 failed" "$status $(timeless "$out" | sed -nE 's/^(v-d: fail).*/\1/p; /units in/p' | tr '\n' ' ' | sed 's/ $//')"
echo ': >started; while :; do sleep 0.01; done' >does-v-a
"$nightshift" run -q a b c d e >"$work/first" 2>"$work/second.err" &
first=$!
until_there started
kill -TERM "$first"
wait "$first"
equal "SIGTERM ends a run on devices with 130, and leaves no unit without a verdict" "130 5" "$? $(cat build/nightshift/v-[a-e]/verdict | grep -c '^verdict ')"
grep -Eq '^5 units in .*: [0-4] passed.*[1-5] cancelled; interrupted$' "$work/first"
check "SIGTERM on devices: the sum counts what was cancelled" "$(cat "$work/first" "$work/second.err")"

finish
