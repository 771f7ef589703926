#!/bin/sh
# nightshift run: which units it chooses, what it shows, records and ends with; with real make, and with real terminals
# (terminal.py). Units are shell text here: do/UNIT, where there is one, is what that unit does. Nothing waits for a
# while: who has to wait waits for a file.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"

for python in /usr/bin/python3 python3; do
	"$python" -c 'import pyte, junitparser' 2>/dev/null && break
done
machine=$(uname -m)
[ "$machine" != arm64 ] || machine=aarch64
system=$machine-$(uname -s | tr '[:upper:]' '[:lower:]')
other=riscv64-linux # nobody's

# A run that is killed leaves a folder there.
mkdir "$work/temporary"
export TMPDIR="$work/temporary"

# suite FOLDER: a repository with 9 units for here, one of them at night, and 8 for elsewhere.
suite() {
	mkdir -p "$1/t/do"
	cat >"$1/t/suite.xml" <<-END
		<suite name="s" dir="t">
		  <platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"/>
		  <platform name="there" system="$other" runner="u" pr="build" merge="none" nightly="checked"/>
		  <seed from="commit" fallback="7" env="S_SEED"/>
		  <program path="made-{variant}"><command>sh build.sh {variant}</command></program>
		  <run>sh unit.sh {unit}</run>
		  <variant name="v"/>
		  <variant name="w"/>
		  <module name="a" seconds="9" seed="head"/>
		  <module name="b" seconds="8"/>
		  <module name="c" from="0" to="3" chunks="2" seconds="12"/>
		  <group lane="nightly" reason="slow"><module name="n" variants="v" platforms="here" seconds="1"/></group>
		  <shards lane="nightly" platform="there" count="2" jobs="1"/>
		</suite>
	END
	echo 'echo "building $1"; : >"made-$1"' >"$1/t/build.sh"
	# A unit says when it starts and ends, in a file that is nobody's result.
	cat >"$1/t/unit.sh" <<-'END'
		echo "$1" >>ran
		if [ -f "do/$1" ]; then . "./do/$1"; else echo "$1 is fine"; fi
	END
	printf '%s\n' build .nightshift ran 'made-*' go >"$1/.gitignore"
	repository "$1"
	(cd "$1" && "$nightshift" generate -q)
	repository "$1"
}

# does UNIT TEXT: what the unit does from now on; without a text it passes again.
does() {
	if [ "${2-}" ]; then echo "$2" >"t/do/$1"; else rm -f "t/do/$1"; fi
}

# timeless TEXT: with no times in it, nor the commit's seed or a run's name.
timeless() {
	printf '%s\n' "$1" | sed -E "s/ +[0-9.]+ s  / T  /; s/ in [0-9.]+ s:/ in T:/; s/$seed/SEED/g; s/[0-9]{8}T[0-9]{6}Z-[A-Za-z0-9-]+/RUN/"
}

# ran: the units that ran since the last time, each once.
ran() {
	sort -u t/ran 2>/dev/null | tr '\n' ' ' | sed 's/ $//'
	rm -f t/ran
}

# sql TEXT
sql() {
	sqlite3 .nightshift/record.db "$1"
}

suite r
cd r || exit 3
seed=$("$nightshift" seed)

# --- everything passes --------------------------------------------------------------------------------------------------------

run "$nightshift" run -j1
equal "a line for each unit, heaviest first, and a sum" "[1/9] pass T  v-a
[2/9] pass T  w-a
[3/9] pass T  v-b
[4/9] pass T  w-b
[5/9] pass T  v-c_0
[6/9] pass T  v-c_1
[7/9] pass T  w-c_0
[8/9] pass T  w-c_1
[9/9] pass T  v-n
9 units in T: 9 passed" "$(timeless "$out" | sed 's/\]  *pass/] pass/')"
equal "and nothing else" "0 " "$status $err"
equal "all have run" "v-a v-b v-c_0 v-c_1 v-n w-a w-b w-c_0 w-c_1" "$(ran)"
equal "the record has the run: its platform, no lane, the commit" "1|here||$(git rev-parse HEAD)|clean" \
	"$(sql "SELECT count(DISTINCT name), platform, ifnull(lane, ''), commit_id, tree FROM run")"
equal "and each result, with the seed of those that take it" "7|pass|
2|pass|$seed" "$(sql "SELECT count(*), verdict, ifnull(seed, '') FROM result GROUP BY verdict, seed")"
run "$nightshift" run -q -j1
ends "-q: the sum alone" 0 "" "$(printf '%s\n' "$out" | grep '^9 units in .* s: 9 passed$')"
run "$nightshift" run -j1 -v v-b
said=$(timeless "$out")
equal "-v: what make prints, what starts, and the run's name" "| building v
start v-b
| pass v-b
[1/1]     pass T  v-b
1 unit in T: 1 passed
recorded as run RUN" "$(printf '%s\n' "$said" | sort -k 1,1.1 -s | awk '/building/ { print; next } { rest = rest $0 "\n" } END { printf "%s", rest }' | awk '/^\| building/ { b = $0 } /^start/ { s = $0 } /^\| pass/ { p = $0 } /^\[/ { l = $0 } /^1 unit/ { u = $0 } /^recorded/ { r = $0 } END { print b; print s; print p; print l; print u; print r }')"

# --- which units --------------------------------------------------------------------------------------------------------------

# chooses NAME UNITS ARGUMENT...
chooses() {
	name=$1 wanted=$2
	shift 2
	rm -f t/ran
	run "$nightshift" run -q --no-record "$@"
	equal "$name: $*" "0 $wanted" "$status $(ran)"
}
chooses "a unit" "v-c_1" v-c_1
chooses "a variant" "w-a w-b w-c_0 w-c_1" w
chooses "a module" "v-b w-b" b
chooses "a module of a variant, all its chunks" "v-c_0 v-c_1" v-c
chooses "a pattern" "v-c_1 w-c_1" '*_1'
chooses "another" "v-a w-a" '?-[a]'
chooses "several: each that one of them names" "v-a v-n w-b" n '?-a' w-b '!w-a'
chooses "all but" "v-a v-b v-n w-a w-b" '!*-c_?'
chooses "the last one decides" "v-a w-a" '!v-a' a
chooses "a lane" "v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1" --lane pr
chooses "a lane and names" "v-n" --lane nightly n
chooses "another platform" "v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1" --platform there
chooses "the plan's first shard, of another platform" "$(jq -r '.shards[0].units[]' nix/s.json | sort | tr '\n' ' ' | sed 's/ $//')" --shard 1
for parts in 1 2 3 4 9; do
	rm -f t/ran
	part=1
	while [ $part -le $parts ]; do
		"$nightshift" run -q --no-record --shard "$part/$parts" >/dev/null || echo "shard $part/$parts failed" >>t/ran
		part=$((part + 1))
	done
	equal "each unit is in one of $parts parts" "9 v-a v-b v-c_0 v-c_1 v-n w-a w-b w-c_0 w-c_1" "$(wc -l <t/ran | tr -d ' ') $(ran)"
done
chooses "a part of what is named" "v-c_0" --shard 1/4 '*-c_?'

# refuses NAME MESSAGE ARGUMENT...: exit status 2, and nothing has run.
refuses() {
	name=$1 message=$2
	shift 2
	run "$nightshift" run "$@"
	equal "$name" "2 $message " "$status $err $out$(ran)"
}
refuses "no such unit" "nightshift: error: no unit, variant or module is named 'v-d'; did you mean 'v-a'?" v-d
refuses "nothing alike" "nightshift: error: no unit, variant or module is named 'something'
nightshift: error: no unit, variant or module is named '*-z*'" something v-a '*-z*'
refuses "none left" "nightshift: error: no unit is chosen: this platform runs none of those named" v-a '!v-a'
refuses "not on that lane" "nightshift: error: no unit is chosen: lane 'pr' runs none of those named" --lane pr n
refuses "a lane that only builds" "nightshift: error: lane 'pr' only builds on platform 'there', so there is no unit to run" --platform there --lane pr
refuses "a lane that does nothing" "nightshift: error: lane 'merge' does nothing on platform 'there', so there is no unit to run" --platform there --lane merge
refuses "no such platform" "nightshift: error: no platform has the name 'her'; did you mean 'here'?" --platform her
refuses "no such lane" "nightshift: error: --lane is 'night', but must be pr, merge or nightly" --lane night
for shard in 0/2 3/2 1/ /2 1/2/3 x 0 -1 1/x 1/100001; do
	refuses "--shard $shard" "nightshift: error: --shard is '$shard', but must be I/N with I from 1 to N, or the number of a shard of the plan" --shard="$shard"
done
refuses "no such shard" "nightshift: error: the plan has no shard 3, its shards are 1 to 2: say I/N to cut it otherwise" --shard 3
refuses "a shard of another lane" "nightshift: error: shard 1 is of lane 'nightly' on platform 'there'" --shard 1 --lane pr
refuses "a shard of another platform" "nightshift: error: shard 1 is of lane 'nightly' on platform 'there'" --shard 1 --platform here
refuses "an empty part" "nightshift: error: shard 3 of 3 is empty, since there are only 2 units: use fewer" --shard 3/3 v-a v-b
refuses "two that exclude each other" "nightshift: error: --keep-going and --fail-fast: choose one" --keep-going --fail-fast
refuses "not so often" "nightshift: error: --repeat is '0', but must be a number from 1 to 1000000" --repeat 0
refuses "not so long" "nightshift: error: --slow is 'x', but must be a number of seconds, like 90 or 0.5" --slow x

# lonely NAME MESSAGE ARGUMENTS ELEMENT...: of a suite that is these elements.
lonely() {
	name=$1 message=$2 arguments=$3
	shift 3
	mkdir "$work/lonely"
	{
		echo '<suite name="l"><run>true</run><variant name="v"/>'
		printf '%s\n' "$@"
		echo '</suite>'
	} >"$work/lonely/nightshift.xml"
	repository "$work/lonely"
	run "$nightshift" generate -q -C "$work/lonely"
	[ "$status" = 0 ] || not_ok "$name: generate" "$err"
	# shellcheck disable=SC2086 # words
	run "$nightshift" run -C "$work/lonely" $arguments
	ends "$name" 2 "$message" ""
	rm -rf "$work/lonely"
}
lonely "a machine that is no platform has no lanes" "nightshift: error: no platform of the manifest is this machine, so lane 'pr' means nothing here: choose one with --platform" \
	"--lane pr" "<platform name=\"there\" system=\"$other\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>" '<module name="a"/>'
lonely "a lane without units" "nightshift: error: lane 'pr' has no unit on platform 'here'" \
	"--lane pr" "<platform name=\"here\" system=\"$system\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>" '<module name="a" lane="nightly" reason="slow"/>'
lonely "a platform without units" "nightshift: error: no unit runs on platform 'here'" \
	"" "<platform name=\"here\" system=\"$system\" runner=\"u\" pr=\"none\" merge=\"none\" nightly=\"none\"><gap reason=\"r\"/></platform>" \
	"<platform name=\"there\" system=\"$other\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>" '<module name="a" platforms="there" reason="r"/>'

# --- a unit that fails --------------------------------------------------------------------------------------------------------

does v-a 'printf "seed %s\n::error::x\n\033[31mred\007\n##[error]y\n" "$S_SEED"; exit 3'
does w-b 'kill -SEGV $$'
failing="v-a: fail (status 3, seed SEED)
| seed SEED
| ::error::x
| ^[[31mred^G
| ##\\[error]y
replay: nightshift run v-a --seed=SEED

w-b: crash (status 139)
replay: nightshift run w-b"
run "$nightshift" run -j1 a b
equal "what failed, at the end, with nothing in it that a terminal or a runner obeys" "1
[1/4] fail T  v-a (status 3)
[2/4] pass T  w-a
[3/4] pass T  v-b
[4/4] crash T  w-b (status 139)

$failing

4 units in T: 2 passed, 1 failed, 1 crashed" "$status
$(timeless "$out" | sed -E '/^\| Segmentation fault/d; s/\]  *(pass|fail|crash)/] \1/')"
run env GITHUB_ACTIONS=true "$nightshift" run -q v-a
equal "in GitHub Actions: a group and an annotation" "::group::v-a: fail (status 3, seed SEED)
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
"*) ok "another seed" ;;
*) not_ok "another seed" "$out" ;;
esac
run "$nightshift" run -q --failed
equal "--failed: what failed the last time it ran" "1 v-a w-b" "$status $(ran)"
does v-a
run "$nightshift" run -q --failed w
equal "--failed of those named" "1 w-b" "$status $(ran)"
run "$nightshift" run -q --failed
equal "--failed, once more" "1 v-a w-b" "$status $(ran)"
run "$nightshift" run -q --failed
equal "--failed without what has passed since" "1 w-b" "$status $(ran)"
does w-b
run "$nightshift" run -q --failed --no-record
run "$nightshift" run -q --failed
equal "--failed knows what was recorded" "0 w-b" "$status $(ran)"
run "$nightshift" run --failed
ends "--failed where nothing did" 0 "" "nothing to run: none of these units failed the last time it ran"
run "$nightshift" run --failed -q --record="$work/none.db"
ends "--failed without a record" 0 "" ""
[ ! -e "$work/none.db" ]
check "which makes none"
run "$nightshift" run --no-record --record="$work/none.db" -q v-a
[ "$status" = 0 ] && [ ! -e "$work/none.db" ]
check "--no-record writes none"
rm -f t/ran

does v-a 'i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i + 1)); done; exit 1'
run "$nightshift" run -q v-a
equal "of a long log the last 40 lines" "40 line 60 line 99" "$(printf '%s\n' "$out" | grep -c '^| ') $(printf '%s\n' "$out" | sed -n 's/^| //p' | sed -n '1p;$p' | tr '\n' ' ' | sed 's/ $//')"
does v-a

# What no log tells, its watchdog does.
rm t/ran
rm t/made-v
run "$nightshift" run -q --no-build v-a w-a
equal "--no-build; a program that is not there" "1 v-a: fail (status 127, seed SEED): there is no program 'made-v' to run w-a" \
	"$status $(timeless "$out" | grep '^v-a: ') $(ran)"

# --- flaky --------------------------------------------------------------------------------------------------------------------

does v-a 'if [ -e tried ]; then rm tried; else : >tried; echo first; exit 5; fi'
does v-b 'echo "never <&\"]]>"; exit 5'
run env s_exec_options=--attempts=2 "$nightshift" run -j1 v-a v-b w-a --junit=j.xml
equal "attempts, and one that passes late" "1
again T  v-a (attempt 1 did not pass)
flaky T  v-a (attempt 2)
pass T  w-a
again T  v-b (attempt 1 did not pass)
fail T  v-b (status 5)
3 units in T: 2 passed (1 flaky), 1 failed" "$status
$(timeless "$out" | sed -nE 's/^(\[.*\])? +([a-z]+ T)/\2/p; /units in/p')"
equal "the record has each attempt" "v-a|1|fail
v-a|2|pass
v-b|1|fail
v-b|2|fail" "$(sql "SELECT x.unit, x.attempt, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE x.unit IN ('v-a', 'v-b') AND r.id = (SELECT max(id) FROM run) ORDER BY 1, 2")"
does v-b
cat >"$work/read.py" <<'END'
import sys, xml.etree.ElementTree as tree, junitparser
top = tree.parse(sys.argv[1]).getroot()
counts = ("tests", "failures", "errors", "skipped")
print(top.tag, top.get("name"), *(top.get(c) for c in counts))
for suite in top:
    print(suite.tag, suite.get("name"), *(suite.get(c) for c in counts), "T" in suite.get("timestamp"), float(suite.get("time")) > 0)
    for case in suite:
        print(" ", case.get("classname"), case.get("name"), float(case.get("time")) >= 0)
        for child in case:
            text = "".join(child.itertext()).strip()
            print("   ", child.tag, child.get("type"), "(" + child.get("message") + ")", ascii(text))
# and what others make of it
read = junitparser.JUnitXml.fromfile(sys.argv[1])
for suite in read:
    results = [type(r).__name__ for case in suite for r in case.result]
    print("junitparser:", suite.tests, suite.failures, suite.errors, suite.skipped, len(list(suite)), *results)
END
run "$python" "$work/read.py" j.xml
equal "JUnit, as others read it" "testsuites s 3 1 0 0
testsuite s 3 1 0 0 True True
  s.v v-a True
    flakyFailure fail (fail, status 5, seed $seed) 'first'
  s.w w-a True
  s.v v-b True
    failure fail (fail, status 5) 'never <&\"]]>'
    rerunFailure fail (fail, status 5) 'never <&\"]]>'
junitparser: 3 1 0 0 3 Failure" "$out$err"
xmllint --noout j.xml
check "well-formed"
rm -f t/ran t/tried
does v-a 'printf "\001\033\377\355\240\200\357\277\276\303\244 end\n"; exit 1'
run "$nightshift" run -q v-a --junit=j.xml
run "$python" "$work/read.py" j.xml
case $out in
*"'\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\xe4 end'"*) ok "JUnit of what XML has no characters for" ;;
*) not_ok "JUnit of what XML has no characters for" "$out $err" ;;
esac
does v-a
run "$nightshift" run -q v-a --junit=no/such/folder.xml
ends "JUnit that cannot be written" 3 "nightshift: cannot write 'no/such/folder.xml': No such file or directory"
rm -f t/ran

# --- a build that fails -------------------------------------------------------------------------------------------------------

cp t/build.sh "$work/build.sh"
echo 'echo "building $1"; [ "$1" != w ] || { echo "w.c:1: error: no" >&2; exit 1; }; : >"made-$1"' >t/build.sh
run "$nightshift" run v-a w-a w-b --junit=j.xml
equal "units that make never came to have not passed" "1

make ended with status 2; the end of its output:
| building w
| w.c:1: error: no

not run: v-a w-a w-b

3 units in T: 0 passed, 3 not run" "$status
$(timeless "$out" | grep -v -e '^| g*make: ' -e '^| building v')"
equal "none of them has run" "" "$(ran)"
equal "the record has nothing of it" "0" "$(sql "SELECT count(*) FROM result x JOIN run r ON r.id = x.run WHERE r.name >= '$(date -u +%Y%m%dT%H%M%SZ -d '+1 hour' 2>/dev/null || echo 3)'")"
run "$python" "$work/read.py" j.xml
equal "JUnit has them as errors" "testsuites s 3 0 3 0
testsuite s 3 0 3 0 True True
  s.v v-a True
    error not run (make never came to it) ''
  s.w w-a True
    error not run (make never came to it) ''
  s.w w-b True
    error not run (make never came to it) ''
junitparser: 3 0 3 0 3 Error Error Error" "$out$err"
run env GITHUB_ACTIONS=true "$nightshift" run v-a w-a w-b
printf '%s\n' "$out" | grep -q '^::error title=s::make never came to 3 of 3 units$' &&
	printf '%s\n' "$out" | grep -q '^::group::make ended with status 2; the end of its output:$'
check "in GitHub Actions they are annotated" "$out"
cp "$work/build.sh" t/build.sh

# --- the first failure ends it ------------------------------------------------------------------------------------------------

"$nightshift" run -q >/dev/null
rm t/ran
does w-a 'exit 1'
before=$(sql "SELECT max(id) FROM run")
run "$nightshift" run -j1 --fail-fast a b --junit=j.xml
equal "--fail-fast: the rest is cancelled" "1
[1/4] pass T  v-a
[2/4] fail T  w-a (status 1)

w-a: fail (status 1, seed SEED)
replay: nightshift run w-a --seed=SEED

4 units in T: 1 passed, 1 failed, 2 cancelled; stopped at the first that did not pass" "$status
$(timeless "$out" | sed -E 's/\]  *(pass|fail)/] \1/')"
equal "it has not run" "v-a w-a" "$(ran)"
equal "and is recorded so, beside the others" "v-a|pass
v-b|cancelled
w-a|fail
w-b|cancelled" "$(sql "SELECT x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before ORDER BY 1")"
equal "in one run" "1" "$(sql "SELECT count(*) FROM run WHERE id > $before")"
run "$python" "$work/read.py" j.xml
equal "JUnit: skipped" "testsuites s 4 1 0 2
testsuite s 4 1 0 2 True True
  s.v v-a True
  s.w w-a True
    failure fail (fail, status 1, seed $seed) ''
  s.v v-b True
    skipped cancelled (cancelled) ''
  s.w w-b True
    skipped cancelled (cancelled) ''
junitparser: 4 1 0 2 4 Failure Skipped Skipped" "$out$err"
run "$nightshift" run -q --failed
equal "--failed: what was cancelled has not failed" "1 w-a" "$status $(ran)"
run "$nightshift" run -q -j1 --keep-going a
equal "--keep-going is as without" "1 v-a w-a" "$status $(ran)"

# --- again and again ----------------------------------------------------------------------------------------------------------

does w-a
before=$(sql "SELECT max(id) FROM run")
run "$nightshift" run --repeat 3 w-a --junit=j.xml
equal "--repeat" "0
pass 1 of 3
1 unit in T: 1 passed
pass 2 of 3
1 unit in T: 1 passed
pass 3 of 3
1 unit in T: 1 passed" "$status
$(timeless "$out" | grep -v '^\[1/1\] *pass T  w-a$')"
equal "each a run of its own" "3|w-a|pass" "$(sql "SELECT count(DISTINCT r.name), x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before GROUP BY 2, 3")"
run "$python" "$work/read.py" j.xml
equal "and a suite of its own" "testsuites s 3 0 0 0|testsuite s 1 0 0 0 True True|testsuite s 1 0 0 0 True True|testsuite s 1 0 0 0 True True" \
	"$(printf '%s\n' "$out" | grep '^testsuite' | tr '\n' '|' | sed 's/|$//')"
rm -f t/ran
does w-a 'echo x >>count; [ "$(wc -l <count)" -lt 4 ]'
run "$nightshift" run -q --until-fail w-a
equal "--until-fail" "1 pass 4 4" "$status $(printf '%s\n' "$out" | grep '^pass' | tail -n 1) $(wc -l <t/count | tr -d ' ')"
rm t/count
run "$nightshift" run -q --until-fail --repeat 2 w-a
equal "--until-fail, but not for ever" "0 2" "$status $(wc -l <t/count | tr -d ' ')"
rm t/count
run "$nightshift" run -q --repeat 5 w-a
equal "--repeat goes on behind a failure" "1 5" "$status $(wc -l <t/count | tr -d ' ')"
rm -f t/count t/ran
does w-a

# --- slow ones ----------------------------------------------------------------------------------------------------------------

does v-n 'while [ ! -e go ]; do sleep 0.01; done'
(
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		sleep 1
		! grep -q slow "$work/slow" || break
	done
	: >t/go
) &
sed 's/seconds="1"/seconds="0.1"/' t/suite.xml >"$work/suite.xml"
cp t/suite.xml "$work/old.xml"
cp "$work/suite.xml" t/suite.xml
"$nightshift" generate -q
"$nightshift" run --no-record --slow=0.2 --record="$work/none.db" v-n >"$work/slow" 2>&1
wait
grep -Eq '^ +slow +> 0\.300 s  v-n \(expected 0\.100 s\)$' "$work/slow"
check "a unit that takes longer than it should" "$(cat "$work/slow")"
grep -q 'pass .* v-n$' "$work/slow"
check "which may pass in the end" "$(cat "$work/slow")"
cp "$work/old.xml" t/suite.xml
"$nightshift" generate -q
rm -f t/go t/ran
does v-n

# --- the include --------------------------------------------------------------------------------------------------------------

sed 's/<module name="b"/<module name="bb"/' t/suite.xml >"$work/suite.xml"
cp "$work/suite.xml" t/suite.xml
refuses "a manifest that says otherwise" "t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" v-a
cp "$work/old.xml" t/suite.xml
echo '# by hand' >>t/tests.mk
refuses "an include that somebody edited" "t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" v-a
rm t/tests.mk
refuses "none at all" "t/tests.mk: error: is not what the manifest says: run 'nightshift generate' first" v-a
"$nightshift" generate -q
echo >>nix/s.json
refuses "another plan" "nix/s.json: error: is not what the manifest says: run 'nightshift generate' first" v-a
"$nightshift" generate -q
git diff --quiet
check "generate has mended all of it"
mkdir -p "$work/a b'c" "$work/tmp \$x"
suite "$work/a b'c/d"
cp "$nightshift" "$(dirname "$nightshift")/nightshift-core" "$work/a b'c/"
(cd "$work/a b'c/d" && TMPDIR="$work/tmp \$x" "../nightshift" run -q v-a >"$work/first" 2>&1)
equal "folders with names that a shell would take apart" "0 1 unit in T: 1 passed" "$? $(timeless "$(cat "$work/first")")"
mkdir "$work/nowhere"
cp -R t "$work/nowhere/t"
rm -rf "$work/nowhere/t/build"
(cd "$work/nowhere" && "$nightshift" generate -q -f t/suite.xml && "$nightshift" run -f t/suite.xml -q v-a >"$work/first" 2>&1)
equal "no repository" "0 1 unit in T: 1 passed" "$? $(timeless "$(cat "$work/first")")"
equal "whose seed is the fallback" "7||" "$(sqlite3 "$work/nowhere/.nightshift/record.db" "SELECT x.seed, r.commit_id, r.tree FROM result x JOIN run r ON r.id = x.run")"
mkdir deep
(cd deep && "$nightshift" run -q -f ../t/suite.xml v-a >/dev/null)
equal "from another folder" "0 v-a" "$? $(ran)"

# --- make ---------------------------------------------------------------------------------------------------------------------

printf '%s\n' '#!/bin/sh' 'echo "GNU Make $VERSION"' >"$work/make"
chmod +x "$work/make"
for version in 3.81 4.2.1 4.2; do
	run env VERSION=$version MAKE="$work/make" "$nightshift" run v-a
	ends "make $version" 2 "nightshift: error: '$work/make' is GNU Make $version: install version 4.3 or later, or name it in the environment as MAKE" ""
done
for version in 4.3 4.4.1 4.10 5.0; do
	run env VERSION=$version MAKE="$work/make" "$nightshift" run v-a
	case $status$err in
	1) ok "make $version is new enough" ;;
	*) not_ok "make $version is new enough" "$status $err" ;;
	esac
done
run env MAKE=true "$nightshift" run v-a
ends "no GNU Make" 2 "nightshift: error: 'true' is no GNU Make: install version 4.3 or later, or name it in the environment as MAKE" ""
run env MAKE=/no/make "$nightshift" run v-a
ends "no make by that name" 2 "nightshift: error: there is no GNU Make '/no/make': install version 4.3 or later, or name it in the environment as MAKE" ""
mkdir "$work/path"
ln -s "$(command -v sh)" "$work/path/sh"
run env -u MAKE PATH="$work/path" "$nightshift" run v-a
ends "no make at all" 2 "nightshift: error: there is no GNU Make: install version 4.3 or later, or name it in the environment as MAKE" ""
cp "$work/make" "$work/path/gmake"
ln -s "$(command -v make)" "$work/path/make"
run env -u MAKE PATH="$work/path" VERSION=3.81 "$nightshift" run v-a
ends "gmake comes first" 2 "nightshift: error: 'gmake' is GNU Make 3.81: install version 4.3 or later, or name it in the environment as MAKE" ""
run env MAKEFLAGS=n MAKEFILES=/no/file "$nightshift" run -q v-a
equal "what an outer make leaves in the environment is not obeyed" "0 v-a" "$status $(ran)"

# Units take a token each: no more than the outer -j allows, whatever -j says here, and over two runs at a time.
suite "$work/second"
for unit in v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1; do
	for tree in . "$work/second"; do
		echo "mkdir -p '$work/running' && : >'$work/running/$unit'\$\$ && ls '$work/running' | wc -l >>'$work/most'; sleep 0.05; rm '$work/running/$unit'\$\$" >"$tree/t/do/$unit"
	done
done
cat >"$work/outer.mk" <<END
all: one two
one: ; +@cd '$PWD' && '$nightshift' run -q --lane pr -j 8
two: ; +@cd '$work/second' && '$nightshift' run -q --lane pr -j 8
END
for n in 2 3; do
	rm -f "$work/most" t/ran
	run "$make" -s -j$n -f "$work/outer.mk"
	[ "$status" = 0 ] && [ "$(sort -n "$work/most" | tail -n 1)" -le $n ] && [ "$(sort -n "$work/most" | tail -n 1)" -gt 1 ] && [ "$(wc -l <"$work/most")" = 16 ]
	check "within make -j$n no more than $n units run" "status $status, at most $(sort -n "$work/most" | tail -n 1) of $(wc -l <"$work/most") at a time; $err"
done
sed 's/+@/@/' "$work/outer.mk" >"$work/outside.mk"
rm -f "$work/most"
style=
! make_is_new || style=--jobserver-style=pipe
# shellcheck disable=SC2086
run "$make" -s -j2 $style -f "$work/outside.mk" one
[ "$status" = 0 ] && [ "$(sort -n "$work/most" | tail -n 1)" -gt 2 ]
check "a recipe without + has no job server, and -j counts" "status $status, at most $(sort -n "$work/most" | tail -n 1) at a time; $err"
if make_is_new; then
	rm -f "$work/most"
	run "$make" -s -j2 -f "$work/outside.mk" one
	[ "$status" = 0 ] && [ "$(sort -n "$work/most" | tail -n 1)" = 2 ]
	check "a job server in a FIFO needs no +" "status $status, at most $(sort -n "$work/most" | tail -n 1) at a time; $err"
fi

# The FIFO of make 4.4, by a server of ours, in a folder with a blank: the make of here takes part in it, although it may be
# one that knows nothing of FIFOs. Two tokens go in, and come out again.
mkdir "$work/a folder"
mkfifo "$work/a folder/jobs"
exec 8<>"$work/a folder/jobs"
printf ++ >&8
rm -f "$work/most"
MAKEFLAGS=" -j3 --jobserver-auth=fifo:$work/a\\ folder/jobs" run "$nightshift" run -q --lane pr -j 8
[ "$status" = 0 ] && [ "$(sort -n "$work/most" | tail -n 1)" -le 3 ] && [ "$(sort -n "$work/most" | tail -n 1)" -gt 1 ] && [ "$(wc -l <"$work/most")" = 8 ]
check "within the job server of a FIFO no more than it has tokens for" "status $status, at most $(sort -n "$work/most" | tail -n 1) of $(wc -l <"$work/most") at a time; $err"
echo . >&8
IFS= read -r tokens <&8
equal "and both tokens are back" "++." "$tokens"
exec 8>&-
rm -f t/do/* t/ran

# A memory budget caps -j; what has an own -j says so.
sed -e 's/<platform name="here"/& memory="5G"/' -e 's/<module name="[abc]"/& memory="2G"/' "$work/old.xml" >t/suite.xml
"$nightshift" generate -q
for unit in v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1; do
	cp "$work/second/t/do/$unit" "t/do/$unit"
done
rm -f "$work/most"
run "$nightshift" run -q -j4 --lane pr
equal "an own -j that is more than there is memory for" "0 nightshift: the memory of this platform is enough for 2 at a time, and not for -j4" "$status $err"
[ "$(sort -n "$work/most" | tail -n 1)" -le 2 ]
check "no more run than there is memory for" "$(sort -n "$work/most" | tail -n 1) at a time"
run "$nightshift" run -q -j2 --lane pr
equal "which is not said where it changes nothing" "0 " "$status $err"
run "$make" -s -j3 -f "$work/outer.mk" one
equal "the outer make is told" "0 nightshift: the memory of this platform is enough for 2 at a time, but the outer make says -j3" "$status $err"
cp "$work/old.xml" t/suite.xml
"$nightshift" generate -q
rm -f t/do/* t/ran

# The order in which they run changes no verdict.
does v-b 'exit 9'
does w-c_1 'kill -ABRT $$'
"$nightshift" run -q -j1 >/dev/null
sort t/build/nightshift/*/verdict | grep -e ^verdict -e ^status | sort >"$work/forward"
forward=$(tr '\n' ' ' <t/ran)
rm t/ran
printf 'v-n\t*\t100\nw-c_1\t*\t99\nw-c_0\t*\t98\nv-c_1\t*\t97\nv-c_0\t*\t96\nw-b\t*\t95\nv-b\t*\t94\nw-a\t*\t93\nv-a\t*\t92\n' >t/seconds.tsv
"$nightshift" generate -q
"$nightshift" run -q -j1 >/dev/null
sort t/build/nightshift/*/verdict | grep -e ^verdict -e ^status | sort >"$work/backward"
backward=$(awk '{ all = $0 " " all } END { printf "%s", all }' t/ran)
equal "backwards" "$forward" "$backward"
same "the same verdicts" "$work/forward" "$work/backward"
rm -f t/seconds.tsv t/do/* t/ran
"$nightshift" generate -q

# --- a watchdog that dies -----------------------------------------------------------------------------------------------------

does v-a 'p=$PPID; while [ "$p" -gt 1 ] && ! ps -ww -o args= -p "$p" | grep -q -e "--unit=v-a"; do p=$(ps -o ppid= -p "$p" | tr -d " "); done; [ "$p" -gt 1 ] && kill -9 "$p"; exit 0'
run "$nightshift" run -j1 v-a v-b
equal "what its watchdog did not live to tell has not passed" "1 v-b" "$status $(printf '%s\n' "$out" | sed -n 's/.* pass .*  //p')"
printf '%s\n' "$out" | grep -q '^not run: v-a$' && printf '%s\n' "$out" | grep -q '^2 units in .*: 1 passed, 1 not run$'
check "and says so" "$out"
does v-a
rm -f t/ran

# --- the machine --------------------------------------------------------------------------------------------------------------

run env TMPDIR="$work/none" "$nightshift" run v-a
ends "no folder for what is temporary" 3 "nightshift: cannot make a temporary folder in '$work/none': No such file or directory" ""
mv t/build t/was-build
: >t/build
run "$nightshift" run v-a
ends "no folder for the results" 3 "nightshift: cannot make the folder '$PWD/t/build/nightshift': Not a directory" ""
rm t/build
mv t/was-build t/build
does v-a 'exit 1'
rm -rf t/build/nightshift/w-a
mkdir -p t/build/nightshift/w-a/verdict/x
run "$nightshift" run -q -j1 --fail-fast v-a w-a
equal "no place for a verdict" "3 nightshift: cannot write the verdict of 'w-a': Is a directory" "$status $err"
rm -rf t/build/nightshift/w-a
does v-a
mkdir -p "$work/alone"
cp "$(dirname "$nightshift")/nightshift-core" "$work/alone/"
run "$work/alone/nightshift-core" run v-a
ends "nightshift-core without nightshift" 3 "nightshift: cannot find the program nightshift, which belongs beside '$work/alone/nightshift-core' or in ../bin" ""
mkdir -p "$work/installed/bin" "$work/installed/libexec"
cp "$nightshift" "$work/installed/bin/"
cp "$(dirname "$nightshift")/nightshift-core" "$work/installed/libexec/"
rm -f t/ran
run "$work/installed/bin/nightshift" run -q v-a
equal "as it is installed" "0 v-a" "$status $(ran)"

# --- two at a time ------------------------------------------------------------------------------------------------------------

does v-a ': >../started; while [ ! -e go ]; do sleep 0.01; done'
hostless() {
	printf '%s\n' "$1" | sed -E 's/ on [^ ]+, since [0-9TZ:-]+/ on HOST, since THEN/'
}
# until_there FILE: it is there and, with -s before it, not empty; half a minute at most.
until_there() {
	test=-e patience=3000
	[ "$1" != -s ] || { test=-s; shift; }
	until test "$test" "$1"; do
		sleep 0.01
		patience=$((patience - 1))
		[ $patience -gt 0 ] || { not_ok "waited in vain for $1"; finish; }
	done
}
"$nightshift" run -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
run "$nightshift" run -q --no-wait v-b
equal "--no-wait" "1 nightshift: error: process $first on HOST, since THEN runs units in this tree: wait for it, or leave out --no-wait" "$status $(hostless "$err")"
"$nightshift" run -q v-b >"$work/second.out" 2>"$work/second.err" &
second=$!
until_there -s "$work/second.err"
equal "the second waits, and says for whom" "nightshift: waiting for process $first on HOST, since THEN, which runs units in this tree" "$(hostless "$(cat "$work/second.err")")"
equal "and has not begun" "v-a" "$(sort -u t/ran)"
: >t/go
wait "$first"
equal "the first ends" 0 $?
wait "$second"
equal "then the second runs" "0 v-a v-b" "$? $(ran)"
rm -f started t/go
"$nightshift" run -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
kill -9 "$first"
wait "$first" 2>/dev/null
run "$nightshift" run -q --no-wait v-b
equal "who was killed holds nothing" "0 " "$status $err"
: >t/go
rm -f started t/go t/ran
equal "and leaves nothing behind but a folder in TMPDIR" "1" "$(find "$TMPDIR" -name 'nightshift-run-*' | wc -l | tr -d ' ')"
does v-a

# --- a signal -----------------------------------------------------------------------------------------------------------------

does v-a ': >../started; while :; do sleep 0.01; done'
before=$(sql "SELECT max(id) FROM run")
mkdir "$work/tmp"
TMPDIR="$work/tmp" "$nightshift" run -j1 a b >"$work/first" 2>"$work/second.err" &
first=$!
until_there started
kill -TERM "$first"
wait "$first"
equal "SIGTERM ends everything" "1 v-a ending everything" "$? $(ran) $(sed 's/nightshift: //' "$work/second.err")"
equal "nothing has passed, and the record says so" "v-a|cancelled
v-b|cancelled
w-a|cancelled
w-b|cancelled" "$(sql "SELECT x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before ORDER BY 1")"
grep -q '^4 units in .*: 0 passed, 4 cancelled; interrupted$' "$work/first"
check "and the sum" "$(cat "$work/first")"
equal "and nothing is left in TMPDIR" "" "$(ls "$work/tmp")"
rm -f started
does v-a

# A shell's '&' has SIGINT ignored, and that stays so.
does v-a ': >../started; while [ ! -e go ]; do sleep 0.01; done'
"$nightshift" run -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
kill -INT "$first"
: >t/go
wait "$first"
equal "an ignored signal stays ignored" "0 1 unit in T: 1 passed" "$? $(timeless "$(cat "$work/first")")"
rm -f started t/go t/ran
does v-a

# --- on a terminal ------------------------------------------------------------------------------------------------------------

# on SIZE ARGUMENT... <ACTIONS: what the screen says, without times.
on() {
	size=$1
	shift
	"$python" "$top/tests/tap/terminal.py" "$size" "$nightshift" run --no-record "$@" 2>&1 | sed -E "s/ +[0-9]+\.[0-9]+ s  / T  /; s/ in [0-9.]+ s:/ in T:/; s/[0-9]+:[0-9]{2}/M:SS/; s/(: |, )([vw]-[a-z_0-9]+) [0-9]+ s/\1\2 T/g; s/$seed/SEED/g; s/w-a T, v-a T/v-a T, w-a T/"
}
does v-a 'echo $$ >../pid-v; : >../started; while [ ! -e go ]; do sleep 0.01; done; exit 1'
does w-a 'while [ ! -e go-on ]; do sleep 0.01; done'
export TERM=xterm
got=$(on 100x30 -j2 a b <<'END'
wait [0/4] 2 running
screen
touch t/go
wait [3/4] 1 running, 1 failed
screen
touch t/go-on
end
END
)
equal "a live line below the lines, gone at the end" "[0/4] 2 running, M:SS left: v-a T, w-a T
[1/4]     fail T  v-a (status 1)
[2/4]     pass T  v-b
[3/4]     pass T  w-b
[3/4] 1 running, 1 failed, M:SS left: w-a T
exit status 1
[1/4]     fail T  v-a (status 1)
[2/4]     pass T  v-b
[3/4]     pass T  w-b
[4/4]     pass T  w-a

v-a: fail (status 1, seed SEED)
replay: nightshift run v-a --seed=SEED

4 units in T: 3 passed, 1 failed" "$got"
rm -f t/go t/go-on started
got=$(on 28x30 -j2 a <<'END'
wait [0/2] 2 running
wait ...
screen
resize 60x30
wait left
screen
touch t/go
touch t/go-on
end
END
)
equal "a narrow terminal, and one that is made wider" "[0/2] 2 running, M:SS le...
[0/2] 2 running, M:SS left: v-a T, w-a T" "$(printf '%s\n' "$got" | sed -n '1,/^exit/p' | grep -v ^exit)"
printf '%s\n' "$got" | grep -q '^2 units in T: 1 passed, 1 failed$'
check "which ends well" "$got"
rm -f t/go t/go-on started t/ran
for plain in NO_COLOR=1 TERM_FOR_TEST=dumb; do
	got=$(env "$plain" "$python" "$top/tests/tap/terminal.py" 100x30 "$nightshift" run --no-record b <<'END'
end
END
)
	equal "$plain: plain lines" "exit status 0 pass pass passed" "$(printf '%s\n' "$got" | sed -nE 's/^exit status/&/p; s/.* (pass)  .*/\1/p; s/.* (passed)$/\1/p' | tr '\n' ' ' | sed 's/ $//')"
done
# What is sent, and not only what is seen: no escape sequence without a terminal, nor where none is wanted.
for command in "$nightshift run --no-record b | cat" "NO_COLOR=1 $nightshift run --no-record b" "$nightshift run --color=never --no-record b"; do
	script -qec "$command" "$work/typescript" >/dev/null 2>&1 </dev/null
	sed -e 1d -e '$d' "$work/typescript" | tr -d '\r' >"$work/sent"
	! grep -q "$(printf '\033')" "$work/sent" && grep -q '2 passed' "$work/sent"
	check "no escape sequence: ${command#"$nightshift" }" "$(cat -v "$work/sent")"
done
script -qec "$nightshift run --no-record b" "$work/typescript" >/dev/null 2>&1 </dev/null
grep -q "$(printf '\033')\[32mpass" "$work/typescript"
check "colour on a terminal" "$(cat -v "$work/typescript")"
run "$nightshift" run --no-record --color=always b
printf '%s\n' "$out" | grep -q "$(printf '\033')\[32mpass"
check "--color=always" "$out"
rm -f t/ran

# Ctrl-C once: what runs may end.
got=$(on 100x30 -j1 a b <<'END'
wait [0/4] 1 running
type ^C
wait [0/4] 1 running, stopping
screen
touch t/go
end
END
)
equal "Ctrl-C once: what runs may end, nothing starts" "nightshift: stopping; 1 unit may end, Ctrl-C again ends it
[0/4] 1 running, stopping: v-a T
exit status 1
nightshift: stopping; 1 unit may end, Ctrl-C again ends it
[1/4]     fail T  v-a (status 1)

v-a: fail (status 1, seed SEED)
replay: nightshift run v-a --seed=SEED

4 units in T: 0 passed, 1 failed, 3 cancelled; interrupted" "$(printf '%s\n' "$got" | sed 's/^^C//')"
equal "nothing else ran" "v-a" "$(ran)"
equal "their folders say so" "cancelled cancelled cancelled fail" "$(sed -n 's/^verdict //p' t/build/nightshift/[vw]-[ab]/verdict | sort | tr '\n' ' ' | sed 's/ $//')"
rm -f t/go started

# Twice: nothing may.
does w-a 'echo $$ >../pid-w; : >../started-w; while :; do sleep 0.01; done'
got=$(on 100x30 -j2 a b <<'END'
wait [0/4] 2 running
type ^C
wait 2 running, stopping
type ^C
end
END
)
equal "Ctrl-C twice ends everything" "exit status 1
nightshift: stopping; 2 units may end, Ctrl-C again ends them
nightshift: ending everything
4 units in T: 0 passed, 4 cancelled; interrupted" "$(printf '%s\n' "$got" | sed 's/^^C//')"
kill -0 "$(cat pid-v)" 2>/dev/null || kill -0 "$(cat pid-w)" 2>/dev/null
equal "nothing is left running" 1 $?
rm -f pid-v pid-w started started-w t/ran

# In the middle of a build.
echo ': >../started; while [ ! -e go ]; do sleep 0.01; done; : >"made-$1"' >t/build.sh
got=$(on 100x30 -j2 v-a v-b <<'END'
wait [0/2] building
type ^C
wait [0/2] stopping
touch t/go
end
END
)
equal "Ctrl-C while the programs are built" "exit status 1
nightshift: stopping; Ctrl-C again ends what runs
2 units in T: 0 passed, 2 cancelled; interrupted" "$(printf '%s\n' "$got" | sed 's/^^C//')"
cp "$work/build.sh" t/build.sh
rm -f t/go started t/ran t/do/*

# --- case A in small: the build and check split of a runtime --------------------------------------------------------------------

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
echo "$* seed=${RTS_SEED--} backtrace=$BACKTRACE_DETAILS features=$(cat "$program")"
END
printf '%s\n' target build .nightshift >a/.gitignore
repository a
(cd a && "$nightshift" generate -q) && repository a
cd a || exit 3
seed=$("$nightshift" seed)
run "$nightshift" run
equal "case A: 40 units, all pass" "0 40 units in T: 40 passed" "$status $(timeless "$out" | tail -n 1)"
first=$(printf '%s\n' "$out" | sed -n '1,3s/.*  //p' | sort | tr '\n' ' ')
case $first in
*64-persistence_20k*) ok "case A: the heaviest is among the first three, as many as there is memory for" ;;
*) not_ok "case A: the heaviest is among the first three, as many as there is memory for" "$out" ;;
esac
equal "case A: what a unit got" "-W memory64 --invoke test_gc target/64/test.wasm 30 39 seed=$seed backtrace=1 features=enhanced_orthogonal_persistence
-W memory64 --invoke test_persistence_20k target/64/test.wasm seed=4711 backtrace=1 features=enhanced_orthogonal_persistence
 --invoke test_text target/incremental/test.wasm seed=- backtrace=1 features=classical_persistence,incremental_gc" \
	"$(cat rts/build/nightshift/64-gc_3/log rts/build/nightshift/64-persistence_20k/log rts/build/nightshift/incremental-text/log)"
equal "case A: the record has the seed of each" "1 4711
33 $seed
6 -" "$(sql "SELECT count(*) || ' ' || ifnull(seed, '-') FROM result GROUP BY seed" | LC_ALL=C sort)"

# --- devices and workers --------------------------------------------------------------------------------------------------------

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
equal "units of a pool, of workers, and others" "0 6 units in T: 6 passed (1 flaky)" "$status $(timeless "$out" | tail -n 1)"
equal "a line for each, and one for an attempt" "again v-b
flaky v-b
pass v-a
pass v-c
pass v-d
pass v-e
pass v-f" "$(timeless "$out" | sed -nE 's/^(\[.*\])? +([a-z]+) T  ([^ ]*).*/\2 \3/p' | sort)"
equal "each on a device, but for the one that needs none" "5 1" "$(cat build/nightshift/*/log | grep -Ec 'on (one|two)') $(cat build/nightshift/*/log | grep -c 'on none')"
equal "recorded as all others" "v-b|1|fail
v-b|2|pass" "$(sql "SELECT unit, attempt, verdict FROM result WHERE unit = 'v-b' ORDER BY 2")"
rm does-v-b
: >does-v-d
run "$nightshift" run -q
equal "a worker's unit that fails" "1 v-d: fail 6 units in T: 5 passed, 1 failed" "$status $(timeless "$out" | sed -nE 's/^(v-d: fail).*/\1/p; /units in/p' | tr '\n' ' ' | sed 's/ $//')"
echo ': >started; while :; do sleep 0.01; done' >does-v-a
"$nightshift" run -q a b c d e >"$work/first" 2>"$work/second.err" &
first=$!
until_there started
kill -TERM "$first"
wait "$first"
equal "SIGTERM ends them, too, and none of them is without a verdict" "1 5" "$? $(cat build/nightshift/v-[a-e]/verdict | grep -c '^verdict ')"
grep -Eq '^5 units in .*: [0-4] passed.*[1-5] cancelled; interrupted$' "$work/first"
check "and the sum" "$(cat "$work/first" "$work/second.err")"

finish
