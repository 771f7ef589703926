#!/bin/sh
# nightshift run: what it prints, records and writes as JUnit, of units that pass, fail, crash, are flaky or slow. What a
# terminal shows is in terminal.sh, how a run ends early in stop.sh.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

# --- everything passes ------------------------------------------------------------------------------------------------

run "$nightshift" run -j1
equal "a run prints a line for each unit, the heaviest first, and a sum" "[1/9] pass T  v-a
[2/9] pass T  w-a
[3/9] pass T  v-b
[4/9] pass T  w-b
[5/9] pass T  v-c_0
[6/9] pass T  v-c_1
[7/9] pass T  w-c_0
[8/9] pass T  w-c_1
[9/9] pass T  v-n
9 units in T: 9 passed" "$(timeless "$out" | sed 's/\]  *pass/] pass/')"
equal "a run that passes ends with 0 and prints nothing on standard error" "0 " "$status $err"
equal "a run without names runs every unit of the platform" "v-a v-b v-c_0 v-c_1 v-n w-a w-b w-c_0 w-c_1" "$(ran)"
equal "the record has one run with its platform, its commit and no lane" "1|here||$(git rev-parse HEAD)|clean" \
	"$(sql "SELECT count(DISTINCT name), platform, ifnull(lane, ''), commit_id, tree FROM run")"
equal "the record has each result, with the seed of the units that take one" "7|pass|
2|pass|$seed" "$(sql "SELECT count(*), verdict, ifnull(seed, '') FROM result GROUP BY verdict, seed")"
run "$nightshift" run -q -j1
ends "-q prints the sum alone" 0 "" "$(printf '%s\n' "$out" | grep '^9 units in .* s: 9 passed$')"
run "$nightshift" run -j1 -v v-b
equal "-v: a run also shows what builds of programs print, what starts, and the run's name" "make the programs of variant 'v'
| building v
start v-b
[1/1]     pass T  v-b
1 unit in T: 1 passed
recorded as run RUN" "$(timeless "$out")"

# --- a unit that fails ------------------------------------------------------------------------------------------------

does v-a 'printf "seed %s\n::error::x\n\033[31mred\007\n##[error]y\n" "$S_SEED"; exit 3'
does w-b 'kill -SEGV $$'
first="v-a: fail (status 3, seed SEED)
log: t/build/nightshift/v-a/log
| seed SEED
| ::error::x
| ^[[31mred^G
| ##\\[error]y
replay: nightshift run v-a --seed=SEED"
second="w-b: crash (status 139)
log: t/build/nightshift/w-b/log
replay: nightshift run w-b"
listed="2 units did not pass:
  v-a: fail (status 3, seed SEED); log: t/build/nightshift/v-a/log
  w-b: crash (status 139); log: t/build/nightshift/w-b/log"
sum="4 units in T: 2 passed, 1 failed, 1 crashed"
# shows NAME ARGUMENT... <WANTED: what such a run of four units prints, of which two fail
shows() {
	name=$1
	shift
	run "$nightshift" run -j1 a b "$@"
	equal "$name" "1
$(cat)" "$status
$(timeless "$out" | sed -E '/^\| Segmentation fault/d; s/\]  *(pass|fail|crash)/] \1/')"
}
shows "a run shows what failed as it fails, with nothing in it that a terminal or a CI runner would obey, and at its end a line for each" <<END
[1/4] fail T  v-a (status 3)

$first

[2/4] pass T  w-a
[3/4] pass T  v-b
[4/4] crash T  w-b (status 139)

$second

$listed

$sum
END
shows "--failure-output=final shows it at the end" --failure-output=final <<END
[1/4] fail T  v-a (status 3)
[2/4] pass T  w-a
[3/4] pass T  v-b
[4/4] crash T  w-b (status 139)

$first

$second

$sum
END
shows "--failure-output=immediate-final shows it twice" --failure-output immediate-final <<END
[1/4] fail T  v-a (status 3)

$first

[2/4] pass T  w-a
[3/4] pass T  v-b
[4/4] crash T  w-b (status 139)

$second

$first

$second

$sum
END
shows "--failure-output=never says where the logs are" --failure-output=never <<END
[1/4] fail T  v-a (status 3)
[2/4] pass T  w-a
[3/4] pass T  v-b
[4/4] crash T  w-b (status 139)

$listed

$sum
END
run "$nightshift" run --failure-output=later v-a
ends "--failure-output takes four words" 2 "nightshift: error: --failure-output is 'later', but must be immediate, final, immediate-final or never" ""
run "$nightshift" run --no-record -j1 v-a
equal "of the only unit that was chosen there is no list" "[1/1]
1 unit in" "$(printf '%s\n' "$out" | sed -nE 's/^(\[1\/1\]|1 unit in|1 unit did not pass).*/\1/p')"
(cd t && "$nightshift" run --no-record -j1 v-a) >"$work/below"
equal "paths are those from where the user is" "log: build/nightshift/v-a/log" "$(grep '^log: ' "$work/below")"
(cd t/do && "$nightshift" run --no-record -j1 v-a) >"$work/below"
equal "... whole where that is not above" "log: $(pwd -P)/t/build/nightshift/v-a/log" "$(grep '^log: ' "$work/below")"
(cd t/do && "$nightshift" run -C ../.. --no-record -j1 v-a) >"$work/below"
equal "... and with -C, which leads elsewhere" "log: $(pwd -P)/t/build/nightshift/v-a/log" "$(grep '^log: ' "$work/below")"
rm -f t/ran
for when in immediate final immediate-final never; do
	run env GITHUB_ACTIONS=true "$nightshift" run --failure-output=$when --no-record -j1 a b
	equal "$when: in GitHub Actions there is one annotation for each that failed" "::error title=v-a::fail (status 3, seed SEED); replay: nightshift run v-a --seed=SEED
::error title=w-b::crash (status 139); replay: nightshift run w-b" "$(timeless "$out" | grep '^::error')"
done
rm -f t/ran
run env GITHUB_ACTIONS=true "$nightshift" run -q v-a
equal "in GitHub Actions a failed unit is shown in a group, with an annotation" "::group::v-a: fail (status 3, seed SEED)
log: t/build/nightshift/v-a/log
| seed SEED
| ::error::x
| ^[[31mred^G
| ##\\[error]y
replay: nightshift run v-a --seed=SEED
::endgroup::
::error title=v-a::fail (status 3, seed SEED); replay: nightshift run v-a --seed=SEED" "$(timeless "$out" | sed -n '/::group/,/::error title/p')"
rm t/ran
run "$nightshift" run -q --seed=99 v-a
case $out in
*"| seed 99
"*"replay: nightshift run v-a --seed=99
"*) ok "--seed gives the unit that seed and names it in the replay" ;;
*) not_ok "--seed gives the unit that seed and names it in the replay" "$out" ;;
esac
does v-a 'i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i + 1)); done; exit 1'
run "$nightshift" run -q v-a
equal "of a failed unit's long log the last 40 lines are shown" "40 line 60 line 99" "$(printf '%s\n' "$out" | grep -c '^| ') $(printf '%s\n' "$out" | sed -n 's/^| //p' | sed -n '1p;$p' | tr '\n' ' ' | sed 's/ $//')"
does v-a

# What no log tells, its watchdog does.
rm t/ran
rm t/made-v
run "$nightshift" run -q --no-build v-a w-a
equal "--no-build builds nothing: a unit without its program fails and the message names the program" "1 v-a: fail (status 127, seed SEED): there is no program 'made-v' to run w-a" \
	"$status $(timeless "$out" | grep '^v-a: ') $(ran)"
# --- flaky ------------------------------------------------------------------------------------------------------------

does v-a 'if [ -e tried ]; then rm tried; else : >tried; echo first; exit 5; fi'
does v-b 'echo "never <&\"]]>"; exit 5'
sed 's/<module /&attempts="2" /' "$work/old.xml" >t/suite.xml
"$nightshift" generate -q
run "$nightshift" run -j1 v-a v-b w-a --junit=j.xml
equal "with two attempts one unit is flaky and one fails, with a line for each attempt" "1
again T  v-a (attempt 1 did not pass)
flaky T  v-a (attempt 2)
pass T  w-a
again T  v-b (attempt 1 did not pass)
fail T  v-b (status 5)
3 units in T: 2 passed (1 flaky), 1 failed" "$status
$(timeless "$out" | sed -nE 's/^(\[.*\])? +([a-z]+ T)/\2/p; /units in/p')"
equal "the record has every attempt of a unit that is tried twice" "v-a|1|fail
v-a|2|pass
v-b|1|fail
v-b|2|fail" "$(sql "SELECT x.unit, x.attempt, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE x.unit IN ('v-a', 'v-b') AND r.id = (SELECT max(id) FROM run) ORDER BY 1, 2")"
does v-b
cp "$work/old.xml" t/suite.xml
"$nightshift" generate -q
junit j.xml
equal "--junit: other programs read the flaky, the passed and the failed unit, with their attempts" "testsuites s 3 1 0
testsuite s 3 1 0 0 True True
  s.v v-a True
    flakyFailure fail (fail, status 5, seed $seed) 'first'
  s.w w-a True
  s.v v-b True
    failure fail (fail, status 5) 'never <&\"]]>'
    rerunFailure fail (fail, status 5) 'never <&\"]]>'
junitparser: 3 1 0 0 3 Failure" "$out$err"
xmllint --noout j.xml
check "--junit writes well-formed XML"
rm -f t/ran t/tried
does v-a 'printf "\001\033\377\355\240\200\357\277\276\303\244 end\n"; exit 1'
run "$nightshift" run -q v-a --junit=j.xml
junit j.xml
case $out in
*"'\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\xe4 end'"*) ok "--junit replaces each byte of a log that XML has no character for" ;;
*) not_ok "--junit replaces each byte of a log that XML has no character for" "$out $err" ;;
esac
does v-a
run "$nightshift" run -q v-a --junit=no/such/folder.xml
ends "--junit with a folder that is not there ends with 3 and the reason" 3 "nightshift: cannot write 'no/such/folder.xml': No such file or directory"
rm -f t/ran
# --- slow ones --------------------------------------------------------------------------------------------------------

# let_go: once there is a line of a slow unit, or after twenty seconds, the unit may end.
let_go() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		sleep 1
		! grep -q slow "$work/slow" || break
	done
	: >t/go
}
does v-n 'while [ ! -e go ]; do sleep 0.01; done'
let_go &
sed 's/seconds="1"/seconds="0.1"/' t/suite.xml >"$work/suite.xml"
cp "$work/suite.xml" t/suite.xml
"$nightshift" generate -q
"$nightshift" run --no-record --slow=0.2 --record="$work/none.db" v-n >"$work/slow" 2>&1
wait
grep -Eq '^ +slow +> 0\.300 s  v-n \(expected 0\.100 s\)$' "$work/slow"
check "--slow: a line names a unit that takes longer than is expected of it" "$(cat "$work/slow")"
grep -q 'pass .* v-n$' "$work/slow"
check "--slow: a slow unit may still pass" "$(cat "$work/slow")"
cp "$work/old.xml" t/suite.xml
"$nightshift" generate -q
rm -f t/go t/ran "$work/slow"
does v-n

# What the record has of the unit on this platform, and on no other, goes before what the plan expects: 8 seconds.
"$nightshift" run -q --record="$work/m.db" v-b >/dev/null
"$nightshift" run -q --record="$work/m.db" --platform there v-b >/dev/null
sqlite3 "$work/m.db" "UPDATE result SET usec = (SELECT CASE platform WHEN 'here' THEN 50000 ELSE 70000 END FROM run WHERE id = run)"
does v-b 'while [ ! -e go ]; do sleep 0.01; done'
let_go &
"$nightshift" run --record="$work/m.db" --slow=0.2 v-b >"$work/slow" 2>&1
wait
grep -Eq '^ +slow +> 0\.200 s  v-b \(expected 0\.050 s\)$' "$work/slow"
check "what is expected of a unit is what the record has of it on this platform" "$(cat "$work/slow")"
rm -f t/go t/ran
does v-b
# --- many that fail ---------------------------------------------------------------------------------------------------

cd "$work" || exit 3
small many <<'END'
<run>echo "no {unit}"; exit 1</run>
<variant name="v"/>
<module name="m" from="0" to="24" chunks="25"/>
END
run "$nightshift" run -j1 v
equal "of many that fail twenty are shown, and as many named at the end, with how to see the names of the others" "1
20 shown
20 listed
  and 5 more, whose logs are in build/nightshift
their names: nightshift list --failed
25 units in T: 0 passed, 25 failed" "$status
$(printf '%s\n' "$out" | grep -c '^replay: ') shown
$(printf '%s\n' "$out" | grep -c '^  v-m_.*; log: ') listed
$(timeless "$out" | sed -n '/^  and /p; /^their/p; /^25 units in/p')"
run "$nightshift" list --failed
equal "... which names them" 25 "$(printf '%s\n' "$out" | grep -c '^v-m_')"
run "$nightshift" run -j1 --failure-output=final --no-record v
equal "--failure-output=final: where there are more says where" "20 shown
the logs of 5 more are in build/nightshift" "$(printf '%s\n' "$out" | grep -c '^replay: ') shown
$(printf '%s\n' "$out" | grep ' more are in ')"
finish
