#!/bin/sh
# The bundled suite, the whole way: generated files are current, every unit runs through make and passes, its verdicts go
# into a record, the coverage names what never ran; and the runtime is clean under the sanitizers.
. "$(dirname "$0")/../tap/lib.sh"

jobs=$(getconf _NPROCESSORS_ONLN)
suite=$top/tests/rts

"$make" -s -j"$jobs" -f "$suite/tests.mk" rts-build >build.log 2>&1
check "the test programs of all variants build" "$(tail -n 20 build.log)"

run "$nightshift" generate --check -C "$top"
[ "$status" = 0 ]
check "the outputs of this repository are what the manifest says" "$out
$err"
run "$nightshift" lint -C "$top"
equal "the manifest is sound, and so are the tests that exist" \
	"tests/rts/suite.xml: suite 'rts' is sound: 72 units, 3 variants, 4 platforms" "$out$err"

"$make" -k -j"$jobs" -f "$suite/tests.mk" rts-test rts_platform=linux rts_results="$work/results" >run.log 2>&1
check "make rts-test passes" "$(grep -v '^pass ' run.log | tail -n 40)"
equal "72 units passed, each once" 72 "$(grep -c '^pass ' run.log)"
equal "each left a whole verdict" 72 "$(cat results/*/verdict | grep -c '^end$')"

run "$nightshift" record -C "$top" --record "$work/record.db" "$work/results"
equal "all 72 verdicts go into the record" "72 results new, 0 known, 72 pass" "$(printf '%s\n' "$out$err" | head -n 1)"
run "$nightshift" record -C "$top" --record "$work/record.db" "$work/results"
equal "a second time they are known" "0 results new, 72 known, 72 pass" "$(printf '%s\n' "$out$err" | head -n 1)"
run "$nightshift" coverage -C "$top" --record "$work/record.db"
printf '%s\n' "$out" | grep -q 'mac .*everything that is due (72)' && printf '%s\n' "$out" | grep -q 'intel .*no runner with enough memory (until 2027-03-31)' &&
	printf '%s\n' "$out" | grep -q 'linux .*none'
check "coverage names the hole, and what never ran" "$out$err"

# The same units with sanitizers, without the heavy one, whose graphs the smaller ones have, too.
san="-fsanitize=address,undefined -fno-sanitize-recover=all"
cp -R "$suite" rts && rm -rf rts/build
for variant in copying incremental wide; do
	flags=$(sed -n "/variant name=\"$variant\"/,/<\/variant>/s/.*name=\"flags\" value=\"\([^\"]*\)\".*/\1/p" "$suite/suite.xml")
	"$make" -s -j"$jobs" -C rts BUILD="build/$variant" CFLAGS="$flags $san" "build/$variant/rts-tests" >san.log 2>&1
	check "$variant builds with sanitizers" "$(tail -n 5 san.log)"
	for module in $("rts/build/$variant/rts-tests" --list | grep -v '^persistence_20k$'); do
		range=
		[ "$module" != gc ] || range='0 9'
		echo "rts/build/$variant/rts-tests $module $range >$variant-$module.log 2>&1 || tail -n 15 $variant-$module.log" >>commands
	done
done
xargs -P "$jobs" -I COMMAND sh -c COMMAND <commands >failed 2>&1
[ ! -s failed ] && [ "$(wc -l <commands)" = 44 ]
check "every module is clean under ASan and UBSan" "$(cat failed)"
finish
