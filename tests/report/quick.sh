#!/bin/sh
# A unit that is expected to take minutes and passes in a hundredth of that is pointed out, in the text, in Markdown, for programs and
# on the page; the night stays as green as it is.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

project r '<module name="minute" paths="gc/**" seconds="60"/><module name="less" paths="gc/**" seconds="59"/><module name="hour" paths="gc/**" seconds="3600"/>'
at 1
change r gc/a "first"
run=n1 finished=$((start + 3600))
for platform in linux mac; do
	for unit in v-all v-gc v-text; do result $platform $unit pass "seconds 0.001"; done
	result $platform v-rand pass
	result $platform v-less pass "seconds 0.001"
	result $platform v-hour pass "seconds 36"
done
result linux v-minute pass "seconds 0.6"
result mac v-minute pass "seconds 0.599999"
record r
run "$nightshift" report -C r
equal "a minute that passes in less than 0.6 seconds is pointed out" "0   v-minute passed in 0.60 seconds on mac, but 60 are expected: does it run what it should?" "$status $(echo "$out" | grep passed\ in)"
run=n2 finished=$((start + 7200))
result linux v-hour pass "seconds 35.9"
result mac v-minute pass "seconds 50"
record r
run "$nightshift" report -C r
equal "the last result counts, and the night is green" "0   v-hour passed in 35.90 seconds on linux, but 3600 are expected: does it run what it should?" "$status $(echo "$out" | grep passed\ in)"
equal "in Markdown" '* `v-hour` passed in 35.90 seconds on linux, but 3600 are expected: does it run what it should?' \
	"$("$nightshift" report -C r --format markdown | grep passed\ in)"
equal "for programs" '[{"unit":"v-hour","seconds":35.9,"expected":3600}] []' \
	"$("$nightshift" report -C r --format json | jq -c '.platforms[].too_quick_units' | tr '\n' ' ' | sed 's/ $//')"
"$nightshift" report -C r --format html >page.html
case $(cat page.html) in *'"too_quick_units": [ { "unit": "v-hour"'* | *'"too_quick_units":[{"unit":"v-hour"'* | *'"too_quick_units": [{ "unit": "v-hour"'*) : ;; *) false ;; esac
check "in the data of the page" "$(grep -o '"too_quick_units[^]]*' page.html)"
grep -q 'Passed too fast' page.html
check "and the page shows it"
# Another commit has another plan, so that the record says what is expected.
rewrite 's/seconds="3600"/seconds="50"/' r/nightshift.xml
"$nightshift" generate -q -C r && repository r slower
run "$nightshift" report -C r --commit HEAD^
equal "the plan of the night says what is expected" "0   v-hour passed in 35.90 seconds on linux, but 3600 are expected: does it run what it should?" "$status $(echo "$out" | grep passed\ in)"
rm -rf night && finished=$((start + 8000)) run=n3 && result linux v-hour fail "seconds 1" && record r
run "$nightshift" report -C r --commit HEAD^
equal "a unit that fails fast is no such unit" "1 " "$status $(echo "$out" | grep passed\ in)"

# What nobody has said or measured is a guess, here the median of the others, and no reason to point at a unit.
cd "$work" && mkdir guess && cd guess || exit 3
project r "$(for k in 1 2 3 4 5; do echo "<module name=\"k$k\" paths=\"gc/**\" seconds=\"600\"/>"; done)<module name=\"unknown\" paths=\"gc/**\"/>"
change r gc/a "first"
rm -rf night
run=n1 finished=$((start + 3600))
for platform in linux mac; do
	for unit in all gc text rand k1 k2 k3 k4 k5 unknown; do result $platform v-$unit pass "seconds 0.001"; done
done
record r
run "$nightshift" report -C r
equal "what is only guessed is nobody's expectation" "0 v-k1 v-k2 v-k3 v-k4 v-k5" \
	"$status $(echo "$out" | sed -n 's/^ *\(.*\) passed in .*/\1/p' | sort -u | tr '\n' ' ' | sed 's/ $//')"
finish
