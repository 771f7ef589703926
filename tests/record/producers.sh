#!/bin/sh
# Reports of the programs that write them, imported and compared with what the program itself said. Those that Debian or
# npm has are run here; of the others there are recorded files (tests/record/producers/README.md).
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cat >"$work/nightshift.xml" <<'E2'
<suite name="s">
	<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<variant name="v"/>
	<run>./t</run>
	<module name="all" match="*"/>
</suite>
E2
runs=0

# record FILE...: into a record of its own; then $got has how many last tries came to what, "fail 1, pass 2".
record() {
	runs=$((runs + 1))
	run "$nightshift" record -f "$work/nightshift.xml" --record "$work/$runs.db" --run r --lane nightly --platform linux "$@"
	got=$(sqlite3 "$work/$runs.db" "SELECT group_concat(v, ', ') FROM (SELECT verdict || ' ' || count(*) AS v
		FROM case_result WHERE last GROUP BY verdict ORDER BY verdict)" 2>&1)
}

# ask SQL: of the last record.
ask() {
	sqlite3 "$work/$runs.db" "$1"
}

mkdir "$work/run" || exit 3

# --- pytest: it says "2 failed, 6 passed, ..." itself; an xfail is a kind of skip, a test that fails and fails in its teardown is two.
if python=$("$top/tests/tap/python" pytest); then
	mkdir "$work/run/pytest" && cd "$work/run/pytest" || exit 3
	cat >test_a.py <<'E2'
import pytest
def test_pass(): pass
def test_fail(): assert 1 == 2, "one & <two> \x1b[31mred\x1b[0m"
@pytest.mark.skip(reason="later")
def test_skip(): pass
@pytest.mark.xfail
def test_xfail(): assert False
@pytest.mark.xfail
def test_xpass(): pass
@pytest.fixture
def bad(): raise RuntimeError("setup")
def test_error(bad): pass
@pytest.fixture
def teardown():
    yield
    raise RuntimeError("teardown")
def test_both(teardown): assert False
@pytest.mark.parametrize("x", [1, 2, "a/b", "ü"])
def test_param(x): pass
class TestC:
    def test_in_class(self): pass
E2
	for family in xunit2 xunit1; do
		said=$("$python" -m pytest -q -p no:cacheprovider -o junit_family=$family --junit-xml=$family.xml test_a.py | tail -n 1)
		case $said in
		"2 failed, 6 passed, 1 skipped, 1 xfailed, 1 xpassed, 2 errors in"*) ok "pytest says what it is expected to" ;;
		*) not_ok "pytest says what it is expected to" "$said" ;;
		esac
		record $family.xml
		equal "pytest, $family" "error 2, fail 2, pass 7, skipped 2" "$got"
	done
	equal "a case that fails twice is there twice" "fail
error" "$(ask "SELECT verdict FROM case_outcome WHERE name = 'test_both' ORDER BY ordinal")"
	equal "what cannot stand in XML was replaced by pytest, and is kept" "1" \
		"$(ask "SELECT count(*) FROM case_outcome WHERE text LIKE '%#x1B[31mred%' AND message LIKE 'AssertionError: one & <two>%'")"
else
	skip "pytest" "there is no pytest (Debian: python3-pytest)"
fi

# --- CTest
if command -v ctest >/dev/null; then
	mkdir "$work/run/ctest" && cd "$work/run/ctest" || exit 3
	cat >CMakeLists.txt <<'E2'
cmake_minimum_required(VERSION 3.20)
project(p NONE)
enable_testing()
add_test(NAME pass COMMAND sh -c "exit 0")
add_test(NAME fail COMMAND sh -c "echo said; exit 1")
add_test(NAME slow COMMAND sleep 20)
set_tests_properties(slow PROPERTIES TIMEOUT 1)
add_test(NAME crash COMMAND sh -c "kill -SEGV $$")
add_test(NAME skipped COMMAND sh -c "exit 77")
set_tests_properties(skipped PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME disabled COMMAND sh -c "exit 1")
set_tests_properties(disabled PROPERTIES DISABLED TRUE)
add_test(NAME missing COMMAND no-such-program)
E2
	cmake -S . -B b >/dev/null
	(cd b && ctest --output-junit out.xml >log 2>&1)
	failed=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of.*/\1/p' b/log)
	equal "CTest counts what it could not start among its failures" 4 "$failed"
	record b/out.xml
	equal "CTest" "error 1, fail 3, pass 1, skipped 2" "$got"
	equal "what a failing test has printed stands in for a message" "said" "$(ask "SELECT trim(text, char(10)) FROM case_outcome WHERE name = 'fail'")"
	record b/Testing/Temporary/CTestCostData.txt
	equal "CTestCostData.txt: seconds without verdicts" "none 7" "$got"
	equal "no result follows from seconds" 0 "$(ask "SELECT count(*) FROM result")"
else
	skip "CTest" "there is no ctest (Debian: cmake)"
fi

# --- GoogleTest
mkdir "$work/run/gtest" && cd "$work/run/gtest" || exit 3
cat >t.cc <<'E2'
#include <gtest/gtest.h>
TEST(A, Pass) {}
TEST(A, Fail) { EXPECT_EQ(1, 2); EXPECT_EQ(3, 4) << "<x>"; }
TEST(A, Skip) { GTEST_SKIP() << "later"; }
TEST(A, DISABLED_Off) {}
class P : public testing::TestWithParam<int> {};
TEST_P(P, Each) { EXPECT_LT(GetParam(), 2); }
INSTANTIATE_TEST_SUITE_P(I, P, testing::Values(0, 1, 2));
E2
if c++ -O0 t.cc -o t -lgtest -lgtest_main -lpthread 2>err; then
	./t --gtest_output=xml:out.xml >log 2>&1
	said=$(grep -E '^\[  (PASSED|SKIPPED|FAILED ).*tests?[.,]' log | tr -d '\n')
	equal "GoogleTest says what it is expected to" \
		"[  PASSED  ] 3 tests.[  SKIPPED ] 1 test, listed below:[  FAILED  ] 2 tests, listed below:" "$said"
	record out.xml
	equal "GoogleTest: a disabled test is skipped, two failed assertions are one case" "fail 2, pass 3, skipped 2" "$got"
else
	skip "GoogleTest" "it does not compile (Debian: libgtest-dev): $(head -n 1 err)"
fi

# --- meson
if command -v meson >/dev/null && command -v ninja >/dev/null; then
	mkdir "$work/run/meson" && cd "$work/run/meson" || exit 3
	cat >meson.build <<'E2'
project('p')
sh = find_program('sh')
test('pass', sh, args: ['-c', 'exit 0'])
test('fail', sh, args: ['-c', 'echo said; exit 1'])
test('skip', sh, args: ['-c', 'exit 77'])
test('crash', sh, args: ['-c', 'kill -SEGV $$'])
test('error', sh, args: ['-c', 'exit 99'])
test('expected', sh, args: ['-c', 'exit 1'], should_fail: true)
test('suite test', sh, args: ['-c', 'exit 0'], suite: ['x', 'y'])
test('tapped', sh, args: ['-c', 'echo "1..3"; echo "ok 1 - a"; echo "not ok 2 - b"; echo "ok 3 - c # SKIP no"'], protocol: 'tap')
E2
	meson setup b >/dev/null 2>&1
	meson test -C b >log 2>&1
	equal "meson says what it is expected to" "Ok: 2 Expected Fail: 1 Fail: 4 Skipped: 1" \
		"$(sed -n -E 's/^(Ok|Expected Fail|Fail|Skipped): *([0-9]+).*/\1: \2/p' log | tr '\n' ' ' | sed 's/ $//')"
	record b/meson-logs/testlog.junit.xml
	# Its four failures are two failed tests, one error and one test with TAP inside, of which one point failed.
	equal "meson, with the points of a TAP test as cases" "error 1, fail 3, pass 4, skipped 2" "$got"
	equal "a suite for each project, and one for what speaks TAP" "p
p.p / tapped" "$(ask "SELECT DISTINCT test_suite FROM case_outcome ORDER BY 1")"
else
	skip "meson" "there is no meson or no ninja (Debian: meson, ninja-build)"
fi

# --- node
mkdir "$work/run/node" && cd "$work/run/node" || exit 3
cat >a.test.mjs <<'E2'
import test, { describe, it } from 'node:test';
import assert from 'node:assert';
test('pass', () => {});
test('fail', () => { assert.strictEqual(1, 2, 'one is not two <b>'); });
test('skip', { skip: 'later' }, () => {});
test('todo', { todo: true }, () => { throw new Error('x'); });
describe('group', () => { it('inner # hash', () => {}); it('inner fails', () => { throw new Error('no'); }); describe('deep', () => { it('x', () => {}); }); });
test('sub', async (t) => { await t.test('one', () => {}); await t.test('two', () => {}); });
E2
if command -v node >/dev/null && node --test --test-reporter=tap a.test.mjs >out.tap 2>err; [ -s out.tap ]; then
	# 'sub' sums up two; it is among the passes of node, and none of our cases.
	equal "node says what it is expected to" "pass 6 fail 2 skipped 1 todo 1" \
		"$(sed -n -E 's/^# (pass|fail|skipped|todo) ([0-9]+)$/\1 \2/p' out.tap | tr '\n' ' ' | sed 's/ $//')"
	record out.tap
	equal "node, TAP" "fail 2, pass 5, skipped 2" "$got"
	equal "subtests within subtests, and what is escaped" "out/group inner # hash
out/group/deep x" "$(ask "SELECT test_suite || ' ' || name FROM case_outcome WHERE name IN ('x', 'inner # hash') ORDER BY 1")"
	equal "all have seconds, by their diagnostics" 0 "$(ask "SELECT count(*) FROM case_result WHERE usec IS NULL")"
	equal "and what failed says why" 1 "$(ask "SELECT count(*) FROM case_outcome WHERE name = 'fail' AND text LIKE '%one is not two <b>%'")"
	if node --test --test-reporter=junit a.test.mjs >out.xml 2>err; [ -s out.xml ]; then
		record out.xml
		equal "node, JUnit: a test to be done is skipped though a failure stands beside it" "fail 2, pass 5, skipped 2" "$got"
	else
		skip "node, JUnit" "this node has no such reporter: $(node --version)"
	fi
else
	skip "node" "there is no node with a test runner"
fi

# --- Test::More and prove: prove counts the points of the top, we those below as well.
mkdir "$work/run/perl" && cd "$work/run/perl" || exit 3
cat >a.t <<'E2'
use Test::More;
ok(1, 'pass');
ok(0, 'fail');
SKIP: { skip 'later', 1; ok(1); }
TODO: { local $TODO = 'not yet'; ok(0, 'todo'); }
subtest 'sub' => sub { plan tests => 2; ok(1, 'in'); ok(1, 'two # hash'); };
subtest 'subfail' => sub { ok(0, 'bad'); done_testing; };
ok(1);
done_testing;
E2
cat >b.t <<'E2'
print "1..2\nok 1 - x\n";
E2
if perl -MTest::More -e 1 2>/dev/null && command -v prove >/dev/null; then
	said=$(prove a.t 2>/dev/null | grep -E '^Failed|Failed 2/7')
	perl a.t >a.tap 2>/dev/null
	case $said in
	*"Failed 2/7 subtests"*) ok "prove says what it is expected to" ;;
	*) not_ok "prove says what it is expected to" "$said" ;;
	esac
	record a.tap
	equal "Test::More" "fail 2, pass 4, skipped 2" "$got"
	equal "a point without a description is called by its number" "3 7" "$(ask "SELECT group_concat(name, ' ') FROM (SELECT name FROM case_outcome WHERE name IN ('3', '7') ORDER BY 1)")"
	said=$(prove b.t 2>&1 | grep -c 'Bad plan')
	perl b.t >b.tap
	record b.tap
	equal "what prove calls a bad plan is incomplete, and its unit fails" "1
1
incomplete
fail" "$said
$status
$(ask 'SELECT state FROM report')
$(ask 'SELECT verdict FROM result')"
else
	skip "prove" "there is no prove (Debian: perl)"
fi

# --- bats
if command -v bats >/dev/null; then
	mkdir "$work/run/bats" && cd "$work/run/bats" || exit 3
	cat >a.bats <<'E2'
@test "pass" { true; }
@test "fail" { echo said; false; }
@test "skip" { skip "later"; }
@test "two words" { sleep 0.05; }
E2
	# Bats 1.8 says `not ok # SKIP` by tap13, and prove calls that a failure.
	for format in tap tap13 junit; do
		bats --formatter $format a.bats >$format.out 2>/dev/null
		record $format.out
		expect="fail 1, pass 2, skipped 1"
		! grep -q '^not ok .* # SKIP' $format.out || expect="fail 2, pass 2"
		equal "bats, $format" "$expect" "$got"
	done
	bats --timing --formatter tap a.bats >timing.out 2>/dev/null
	record timing.out
	equal "bats --timing: the seconds are known, and no part of the names" "fail pass skip two words" \
		"$(ask "SELECT group_concat(name, ' ') FROM (SELECT name FROM case_outcome WHERE seconds IS NOT NULL ORDER BY name)")"
else
	skip "bats" "there is no bats (Debian: bats)"
fi

# --- recorded files
cd "$top/tests/record/producers" || exit 3
record surefire.xml
equal "Surefire" "error 1" "$got"
record surefire-flaky.xml
equal "Surefire: what passed at last" "pass 2" "$got"
equal "its tries before" "fail fail fail error pass" \
	"$(ask "SELECT group_concat(verdict, ' ') FROM (SELECT verdict FROM case_outcome WHERE name = 'testFlaky' ORDER BY try)")"
equal "so the unit is flaky" flaky "$(ask 'SELECT verdict FROM outcome')"
equal "properties are not kept" 0 "$(sqlite3 "$work/$runs.db" .dump | grep -c java.class.version)"
record go-junit-report.xml
equal "go-junit-report" "fail 4, pass 6, skipped 1" "$got"
record nextest.xml
equal "cargo-nextest's library" "error 2, fail 2, pass 3, skipped 1" "$got"
equal "tries after a failure, and before one" "testcase5 fail fail error
testcase7 fail error fail" "$(ask "SELECT name || ' ' || group_concat(verdict, ' ') FROM (SELECT name, verdict FROM case_outcome
	WHERE name IN ('testcase5', 'testcase7') ORDER BY name, try) GROUP BY name")"
record bazel-shard-1.xml bazel-shard-2.xml
equal "Bazel's shards" "error 1, pass 1" "$got"
equal "are parts of one case" "dir/test|dir/test|2|3.0" "$(ask "SELECT test_suite, name, count(*), sum(seconds) FROM case_outcome GROUP BY 1, 2")"
equal "that fails with what its suite has printed" 1 "$(ask "SELECT count(*) FROM case_outcome WHERE verdict = 'error' AND text LIKE '%shard 2%'")"
equal "a part that fails is said" "nightshift: warning: run 'r' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'dir/test/dir/test'" "$err"
record lit.xml
equal "lit, which writes a test that passed unexpectedly as a pass" "fail 2, pass 3, skipped 1" "$got"
record playwright.xml
equal "Playwright" "fail 3, pass 3, skipped 2, timeout 2" "$got"
equal "its projects are parts of the suite" "a.spec.ts/one 5
a.spec.ts/two 5" "$(ask "SELECT test_suite || ' ' || count(*) FROM case_outcome GROUP BY test_suite ORDER BY 1")"
record kyua.xml
equal "Kyua" "crash 1, fail 2, pass 1, skipped 1, timeout 1" "$got"
equal "in ISO-8859-1" 1 "$(ask "SELECT count(*) FROM case_outcome WHERE text LIKE '%said ä%'")"
equal "the unit crashed" crash "$(ask 'SELECT verdict FROM result')"
record karma.xml
equal "karma that lost its browser" "error 1, pass 1" "$got"
equal "is no whole report" "incomplete|suite 'PhantomJS 1.9.8 (Mac OS X)' counts 1 failing test case, and tells of 0" \
	"$(ask 'SELECT state, fault FROM report')"
record gdunit4.xml
equal "GdUnit4" "fail 1, pass 1, skipped 1" "$got"
equal "whose host is no part of the suite" "PlayerTest" "$(ask 'SELECT DISTINCT test_suite FROM case_outcome')"
record testng.xml
equal "TestNG" "error 1, pass 2" "$got"
equal "with decimal commas" "0.16 1.09 1.234" "$(ask "SELECT group_concat(seconds, ' ') FROM (SELECT seconds FROM case_outcome ORDER BY seconds)")"
record behat.xml
equal "Behat: an attribute says what failed" "fail 1, pass 1" "$got"

finish
