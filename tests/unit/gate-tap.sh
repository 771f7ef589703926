#!/bin/sh
# Others read what nightshift gate --format=tap prints: prove, and nightshift record. gate.sh has the text itself.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/gate.sh
. "$top/tests/unit/lib/gate.sh"

# gate ARGUMENT...: of lane pr on linux, as TAP
gate() {
	"$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit --format tap "$@" results
}
# A script that prints it, in the place of a test.
printf 'exec "%s" gate --plan plan.json --lane pr --platform linux --commit %s --format tap "$@" results\n' "$nightshift" $commit >gate.t
# by_prove NAME STATUS LINES [ARGUMENT]...: its exit status, and those of its lines that its versions agree on
by_prove() {
	name=$1 wanted=$2 lines=$3
	shift 3
	if ! prove --version >prove.log 2>&1; then
		skip "$name" "there is no prove"
		return
	fi
	run prove -v --exec sh gate.t ${1+:: "$@"}
	equal "$name" "$wanted
$lines" "$status
$(printf '%s\n' "$out" | sed -n 's/^ *\(Failed test: .*\)/\1/p; s/^.*\(less .*\))$/\1/p; s/^gate.t .. \(skipped: \)/\1/p; /^ok [0-9].* # /p; /error/p; /^Result: /p')"
}

fresh
verdict results a verdict=skip status=77 "reason=bug \\#7 # no svn"
by_prove "prove: a skip is one, and no failure" 0 'ok 1 - a # SKIP bug \\\#7 \# no svn
Result: PASS'
verdict results c verdict=fail status=1 "reason=# SKIP ... it"
by_prove "prove: a unit that is red failed" 1 'ok 1 - a # SKIP bug \\\#7 \# no svn
less 1 skipped subtest: 2 okay
Failed test:  3
Result: FAIL'
: >due
by_prove "prove: nothing is owed, and that is red" 1 "Failed test:  1
Result: FAIL" --owed due
by_prove "prove: nothing is due" 0 "skipped: nothing is due
Result: NOTESTS" --owed due --nothing-due

# --- nightshift record --------------------------------------------------------------------------------------------------

# The suite's repository, with what it printed there and then.
mkdir s
cat >s/nightshift.xml <<'END'
<suite name="s">
	<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<seed fallback="1" env="S"/>
	<variant name="v"/>
	<run>./t</run>
	<module name="gate" match="gate/*"/>
</suite>
END
repository s first
# by_record NAME STATUS LINES CASES [ARGUMENT]...
by_record() {
	name=$1 wanted=$2 lines=$3 cases=$4
	shift 4
	rm -f s/record.db*
	gate "$@" >s/gate.tap
	run "$nightshift" record -C s --record record.db --run r1 --lane nightly --platform linux --commit HEAD --format tap gate.tap
	ends "$name" "$wanted" "" "$lines"
	equal "$name: the cases" "$cases" "$(sqlite3 s/record.db "SELECT trim(name || ' ' || verdict || ' ' || coalesce(message, '')) FROM case_outcome ORDER BY name" 2>&1)"
}
by_record "record: the skip's reason, and why a unit is red" 0 "4 test cases new, 0 known, in 1 file, 2 pass, 1 skipped, 1 fail
run r1: 1 unit, 0 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s" 'a skipped SKIP bug \#7 # no svn
b pass
c fail fail, exit status 1, seed 7: # SKIP ... it
t pass'
by_record "record: nothing is owed, and that is red" 0 "1 test case new, 0 known, in 1 file, 1 fail
run r1: 1 unit, 0 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s" \
	"s fail 'due' names no unit, so nothing is shown; if that is right, give --nothing-due" --owed due
by_record "record: nothing is due" 0 "1 test case new, 0 known, in 1 file, 1 skipped
1 test case matches no module: 'gate'" "skipped nothing is due" --owed due --nothing-due

finish
