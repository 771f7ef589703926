#!/bin/sh
# What nightshift writes as JUnit, of each verdict there is: it is valid by Jenkins' schema, and the packages that people have for it read what it
# says. `run --junit` writes one file, `exec --junit` and `batch --junit` one for each unit.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

# valid NAME FILE
valid() {
	xmllint --noout --relaxng "$top/tests/run/junit/jenkins.rng" "$2" >schema.txt 2>&1
	check "$1: valid by the schema of Jenkins" "$(cat schema.txt)"
}
mkdir -p repo/t
cat >repo/t/suite.xml <<XML
<suite name="s" dir="t">
  <platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"/>
  <run>true</run>
  <variant name="v"/>
  <module name="pass"/>
  <module name="fail"><run>echo "&lt;oh&gt; ]]&gt;"; exit 1</run></module>
  <module name="slow" timeout="1"><run>sleep 10000</run></module>
  <module name="crash"><run>kill -SEGV \$\$</run></module>
  <module name="skip" may-skip="w"><run>echo "no svn &amp; no git"; exit 77</run></module>
  <module name="point"><run protocol="tap">printf '%s\\n' 1..2 'ok 1' 'not ok 2 - adds "1"' '# got 3'</run></module>
  <module name="flaky" attempts="2"><run>test -f once || { : &gt;once; exit 1; }</run></module>
  <module name="never" attempts="2"><run>echo again; exit 1</run></module>
</suite>
XML
printf '%s\n' build .nightshift once >repo/.gitignore
repository repo
(cd repo && "$nightshift" generate -q) || not_ok "generate"
cd repo || exit 3
run "$nightshift" run -q --no-record -j4 --junit=j.xml
equal "run fails" 1 "$status"
valid "run" j.xml
"$python" - j.xml >cases.txt <<'PY'
import sys, xml.etree.ElementTree as tree
top = tree.parse(sys.argv[1]).getroot()
print(top.tag, sorted(top.keys()))
for suite in top:
    print(suite.tag, *(f"{k}={suite.get(k)}" for k in ("tests", "failures", "errors", "skipped")))
    for case in sorted(suite, key=lambda c: c.get("name")):
        print(case.get("name"), *(f"{c.tag}: {c.get('message')}" for c in case))
PY
equal "run: each unit is a case, with its reason" "testsuites ['errors', 'failures', 'name', 'tests', 'time']
testsuite tests=8 failures=3 errors=2 skipped=1
v-crash error: crash, status 139
v-fail failure: fail, status 1
v-flaky flakyFailure: fail, status 1
v-never failure: fail, status 1 rerunFailure: fail, status 1
v-pass
v-point failure: fail, status 0: 1 of 2 test points failed: 'adds \"1\"'
v-skip skipped: skip: no svn & no git
v-slow error: timeout, status 124: it did not end within 1 s" "$(cat cases.txt)"
equal "what failed in a unit stands before its log" "failed: adds \"1\"
| got 3
1..2
ok 1
not ok 2 - adds \"1\"
# got 3" "$(xmllint --xpath 'string(//testcase[@name="v-point"]/failure)' j.xml)"
run "$nightshift" run -q --no-record --fail-fast -j1 v-never v-pass v-crash --junit=k.xml
valid "a run that was stopped" k.xml
if [ -d "$top/build/npm/node_modules/junit2json" ]; then
	# The second takes what is skipped for passed in its sum, since Jenkins allows no such count in <testsuites>.
	run node "$top/tests/run/junit/read.mjs" "$top/build/npm/node_modules" j.xml k.xml
	equal "packages of npm read it" "junit2json: 8 3 2 v-crash=error v-fail=failure v-flaky=pass v-never=failure v-pass=pass v-point=failure v-skip=skipped v-slow=error
test-results-parser: 8 3 3 2 0 FAIL v-crash=FAIL v-fail=FAIL v-flaky=PASS v-never=FAIL v-pass=PASS v-point=FAIL v-skip=SKIP v-slow=FAIL
junit-report-merger: 1 11 3 3" "$(printf '%s\n' "$out" | while read -r who rest; do case $who in junit2json:) set -- $rest && echo "$who $1 $2 $3 $(shift 3 && printf '%s\n' "$@" | sort | paste -sd' ' -)" ;; test*) set -- $rest && echo "$who $1 $2 $3 $4 $5 $6 $(shift 6 && printf '%s\n' "$@" | sort | paste -sd' ' -)" ;; *) echo "$who $rest" ;; esac; done)$err"
else
	skip "packages of npm read it" "they are not installed"
fi

# --- of each unit ---------------------------------------------------------------------------------------------------------------------

plan=0123456789abcdef0123456789abcdef01234567
"$nightshift" exec -q --junit --unit=u --results=r --suite=s --plan=$plan --run=r -- 'echo no; exit 77' >/dev/null 2>&1
valid "exec" r/u/junit.xml
equal "exec: what the unit said" "s u skip: no" "$(xmllint --xpath 'concat(//testcase/@classname, " ", //testcase/@name, " ", //skipped/@message)' r/u/junit.xml)"
printf 'a\techo a; exit 3\nb\ttrue\n' >units
"$nightshift" batch -q --junit --units=units --results=r --suite=s --plan=$plan --run=r >/dev/null 2>&1
valid "batch, a unit that failed" r/a/junit.xml
valid "batch, one that passed" r/b/junit.xml
equal "batch: what they said" "fail, status 3 1 0" "$(xmllint --xpath 'string(//failure/@message)' r/a/junit.xml) $(xmllint --xpath 'concat(//testsuite/@failures, " ", //testsuite/@errors)' r/a/junit.xml)"
run "$nightshift" exec --junit -- true
ends "--junit needs a unit" 2 "nightshift: error: --junit needs --unit" ""
finish
