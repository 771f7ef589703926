#!/bin/sh
# <discover from="ctest|meson|pytest|tap">: the real programs tell which tests there are. Each has a list that is committed, with what they say of
# the tests as attributes; each unit runs one test, and a test that is gone is red; reports of the same program match without `match`.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

case $(uname -sm) in
"Linux x86_64") system=x86_64-linux ;;
"Linux aarch64") system=aarch64-linux ;;
"Darwin arm64") system=aarch64-darwin ;;
*) system=x86_64-darwin ;;
esac

# project NAME BODY: an empty repository of that name with a manifest; the rest is done in it.
project() {
	mkdir "$work/$1" && cd "$work/$1" || exit 3
	git init -q .
	printf 'build/\n.nightshift/\n__pycache__/\n.pytest_cache/\n' >.gitignore
	manifest "$1" "$2"
}
manifest() {
	printf '<suite name="%s" may-skip="tried here"><platform name="here" system="%s" runner="r" pr="checked" merge="checked" nightly="checked"/><platform name="far" system="riscv64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><variant name="v"/>\n%s\n</suite>\n' \
		"$1" "$system" "$2" >nightshift.xml
}

# verdicts: what became of each unit of the last run, sorted, by its original name.
verdicts() {
	printf '%s\n' "$out" | sed -n -E 's/^\[ *[0-9]+\/[0-9]+\] +([a-z]+) .* s  v-/\1 /p' | sed 's/ (status.*//' | LC_ALL=C sort
}

# matched: of each unit, what a report that was imported says of it.
matched() {
	sqlite3 .nightshift/record.db "SELECT u.unit || ' ' || c.verdict || ' ' || count(*) FROM case_result c JOIN report_unit u ON u.id = c.unit GROUP BY u.unit, c.verdict ORDER BY 1"
}

# committed: nothing that generate has written names a folder of this machine.
committed() {
	found=$(git status --porcelain -uall | sed 's/^...//' | while read -r f; do grep -l -F -e "$work" -e /usr/ "$f"; done)
	[ -z "$found" ]
	check "$1: nothing absolute is committed" "$found"
}

# says NAME STATUS TEXT: the last run ended so, and said that.
says() {
	case $status:$err$out in "$2:"*"$3"*) ok "$1" ;; *) not_ok "$1" "wanted status $2 and: $3
status $status: $err$out" ;; esac
}

# --- CTest ------------------------------------------------------------------------------------------------------------

if command -v ctest >/dev/null; then
	project c '<program path="build/CTestTestfile.cmake"><command>cmake -S . -B build</command></program><discover from="ctest"/>'
	cat >CMakeLists.txt <<'E'
cmake_minimum_required(VERSION 3.20)
project(p NONE)
enable_testing()
add_test(NAME plain COMMAND true)
add_test(NAME plain2 COMMAND false)
add_test(NAME "a::b [x/y] ü+" COMMAND true)
add_test(NAME skips COMMAND sh -c "exit 77")
set_tests_properties(skips PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME off COMMAND true)
set_tests_properties(off PROPERTIES DISABLED TRUE)
add_test(NAME heavy COMMAND true)
set_tests_properties(heavy PROPERTIES PROCESSORS 2 COST 12.5 TIMEOUT 29.5 LABELS "slow;net" RESOURCE_LOCK "port;db")
add_test(NAME alone COMMAND true)
set_tests_properties(alone PROPERTIES RUN_SERIAL TRUE RESOURCE_LOCK db)
# What is set up is there only while its user runs, and two users at once would see it.
add_test(NAME setup COMMAND mkdir db)
add_test(NAME clean COMMAND rmdir db)
add_test(NAME user1 COMMAND test -d db)
add_test(NAME user2 COMMAND test -d db)
set_tests_properties(setup PROPERTIES FIXTURES_SETUP DB)
set_tests_properties(clean PROPERTIES FIXTURES_CLEANUP DB)
set_tests_properties(user1 user2 PROPERTIES FIXTURES_REQUIRED DB TIMEOUT 5)
add_test(NAME made COMMAND touch file)
add_test(NAME needs COMMAND test -f file)
set_tests_properties(needs PROPERTIES DEPENDS made)
E
	git add . && git commit -q -m x
	run "$nightshift" lint -q
	says "a list that is not there yet" 2 "error: 'tests-ctest.tsv' is not there, which says what tests ctest has: run 'nightshift generate', and commit it"
	run "$nightshift" generate -q --no-build
	says "a build folder that is not there" 2 "say by <program path=\"build/...\"> and its <command>s how it is made, and 'nightshift generate' does that first"
	run "$nightshift" generate --no-record
	ends "what CTest asks is built first" 0 "nightshift: building the programs of variant 'v', for a discovery; what that prints is in ./build/nightshift/.build/v.log" "wrote tests-ctest.tsv
wrote nix/c.json
wrote tests.mk"
	equal "all that CTest says of its tests stands in the list" "# Written by nightshift from nightshift.xml; not to be edited. The tests that ctest has.
a++b+_+.x+-y+5d+_+c3+bc+2b	name=a::b [x/y] ü+	pattern=^a::b \\[x/y\\] ü\\+\$
alone	name=alone	pattern=^alone\$	cost=1024	pool=lock.db
heavy	name=heavy	pattern=^heavy\$	labels=net	labels=slow	seconds=12.5	timeout=30	cost=2	pool=lock.db
made	name=made	pattern=^made\$	pool=test.made
needs	name=needs	pattern=^needs\$	first=^made\$	pool=test.made
off	name=off	pattern=^off\$	disabled=disabled in CTest
plain	name=plain	pattern=^plain\$
plain2	name=plain2	pattern=^plain2\$
skips	name=skips	pattern=^skips\$
user1	name=user1	pattern=^user1\$	pool=fixture.DB
user2	name=user2	pattern=^user2\$	pool=fixture.DB" "$(cat tests-ctest.tsv)"
	committed ctest
	says=$(jq -c '.units[] | select(. and .module == "heavy") | [.seconds, .timeout, .cost, .pool, .name]' nix/c.json)
	equal "cost, limit, processors and lock are attributes of the unit" '[12.5,30,2,"lock.db","heavy"]' "$says"
	equal "a disabled test is excluded, by CTest's word" '{"name":"off","reason":"disabled in CTest"}' "$(jq -c '.excludes[]' nix/c.json)"
	git add . && git commit -q -m y
	run "$nightshift" generate --check --no-record
	ends "a second time nothing differs" 0 "" ""
	run "$nightshift" run -j4
	equal "each unit runs its test alone, with what that needs" "fail plain2
pass a::b [x/y] ü+
pass alone
pass heavy
pass made
pass needs
pass plain
pass user1
pass user2
skip skips" "$(verdicts)"
	run "$nightshift" run 'a::b [x/y] ü+'
	equal "a test is chosen by its own name" "pass a::b [x/y] ü+" "$(verdicts)"
	rm -f build/file
	run "$nightshift" run needs
	equal "what must pass before is run before" "pass needs" "$(verdicts)"

	# A report of all of CTest.
	rm -rf .nightshift
	(cd build && ctest -j2 --output-junit ../all.xml >/dev/null)
	run "$nightshift" record --run r --lane pr --platform here all.xml
	equal "CTest's own report matches without match" "v-a++b+_+.x+-y+5d+_+c3+bc+2b pass 1
v-alone pass 1
v-heavy pass 1
v-made pass 1
v-needs pass 1
v-plain pass 1
v-plain2 fail 1
v-skips skipped 1
v-user1 pass 1
v-user2 pass 1" "$(matched)"
	says "but what is no unit" 0 "3 test cases match no module: '(empty)/off/off' '(empty)/setup/setup' '(empty)/clean/clean'"

	# What people read has the names, and what they type and programs read the ids.
	sed -i.bak 's/ü+" COMMAND true/ü+" COMMAND false/' CMakeLists.txt
	rm -rf .nightshift all.xml *.bak
	git add . && git commit -q -m red
	run "$nightshift" run --lane pr
	for format in text markdown json; do
		run "$nightshift" report --lane pr --format $format
		printf '%s\n' "$out" >report.$format
	done
	grep -qF 'v-a::b [x/y] ü+ on here: fail' report.text && grep -qF '**`v-a::b [x/y] ü+`** on here: fail' report.markdown
	check "a report names the test as CTest does" "$(cat report.text report.markdown)"
	grep -qF "nightshift run 'v-a++b+_+.x+-y+5d+_+c3+bc+2b'" report.text || grep -qF 'v-a++b+_+.x+-y+5d+_+c3+bc+2b' report.text
	check "replays by the id"
	equal "and for programs has the id" v-a++b+_+.x+-y+5d+_+c3+bc+2b "$(grep -o 'v-a++b[^"]*' report.json | sort -u | head -n 1 | sed 's/[ \\].*//')"
	rm -f report.*
	git revert --no-edit HEAD >/dev/null
	sed -i.bak 's/ü+" COMMAND false/ü+" COMMAND true/' CMakeLists.txt

	# Tests that come and go.
	sed -i.bak -e '/NAME plain COMMAND/d' -e 's/"slow;net"/slow/' CMakeLists.txt
	echo 'add_test(NAME new COMMAND true)' >>CMakeLists.txt
	run "$nightshift" run plain
	equal "a test that is gone from what is built is red" "fail plain" "$(verdicts)"
	run "$nightshift" lint
	says "lint names a test that is new" 2 "error: ctest has a test 'new' here, which does not stand in 'tests-ctest.tsv': run 'nightshift generate', and commit the list"
	says "and one that is gone" 2 "error: ctest has no test 'plain' here, which stands in 'tests-ctest.tsv': run 'nightshift generate' if it is gone; if only this platform lacks it, say <exclude name=\"plain\" platforms=\"...\" reason=\"...\"/>"
	says "and one of which something else is said" 2 "error: ctest says of test 'heavy' something else than 'tests-ctest.tsv' does: run 'nightshift generate', and commit the list"
	run "$nightshift" generate --check --no-record
	says "generate --check does, too" 2 "ctest has a test 'new' here"
	run "$nightshift" lint --no-discover -q
	ends "whoever has not built reads the list" 0 "" ""
	manifest c '<program path="build/CTestTestfile.cmake"><command>cmake -S . -B build</command></program><discover from="ctest"/><exclude name="plain" platforms="here" reason="only far"/>'
	run "$nightshift" generate --no-record -q
	grep -q '^plain	' tests-ctest.tsv && run "$nightshift" lint -q
	ends "what this platform lacks stays in the list, if that is said" 0 "" ""

	# A folder for each variant.
	manifest c '<variant name="w"/><program path="of/{variant}/CTestTestfile.cmake"><command>cmake -S . -B of/{variant} -DVARIANT={variant}</command></program><discover from="ctest" folder="of/{variant}"/>'
	cp CMakeLists.txt before
	echo 'add_test(NAME variant COMMAND test ${VARIANT} = w)' >>CMakeLists.txt
	run "$nightshift" generate --no-record -q
	[ ! -e of/w ] && run "$nightshift" run variant
	equal "each variant has its own build, and the first tells which tests there are" "fail v-variant
pass w-variant" "$(printf '%s\n' "$out" | sed -n -E 's/^\[[0-9/]*\] +([a-z]+) .* s  ([vw]-variant).*/\1 \2/p' | LC_ALL=C sort)"
	manifest c '<discover from="ctest" folder="of/{nothing}"/>'
	run "$nightshift" lint -q
	says "a folder with a hole that nothing fills" 2 "'{nothing}' is not a parameter of the variants"
	mv before CMakeLists.txt

	# Labels choose.
	manifest c '<discover from="ctest" without="slow"/><group lane="nightly" reason="slow"><discover from="ctest" labels="slow nope" expect="1"/></group>'
	run "$nightshift" generate --no-record -q
	equal "tests are parted by their labels" "heavy nightly" "$(jq -r '.units[] | select(. and .lane != "pr") | "\(.module) \(.lane)"' nix/c.json)"
	manifest c '<discover from="ctest" labels="nope"/>'
	run "$nightshift" lint -q
	says "a label that no test has" 2 "'tests-ctest.tsv' has no test with such labels"
	manifest c '<discover from="ctest"/><discover from="ctest" tool="ctest -C Debug"/>'
	run "$nightshift" lint -q
	says "one list is not of two questions" 2 "this <discover> has its list in 'tests-ctest.tsv', as another one that asks something else: give it a file of its own by list=\"...\""
	manifest c '<run>echo {name} {pattern} {labels}</run><discover from="ctest"/>'
	run "$nightshift" generate --no-record -q
	equal "a <run> of one's own knows the original name" "echo heavy '^heavy\$' slow" "$(jq -r '.units[] | select(. and .module == "heavy") | .command' nix/c.json)"
	# answers NAME JSON SAYS: what a ctest that prints this leads to.
	answers() {
		printf '#!/bin/sh\ncat <<"E"\n%s\nE\n' "$2" >answer
		chmod +x answer
		manifest c '<discover from="ctest" tool="../answer"/>'
		run "$nightshift" generate -q --no-record
		says "$1" 2 "$3"
	}
	answers "an answer that cannot be read" '{' "error: what 'cd build && ../answer --show-only=json-v1' printed cannot be read: a name in quotes belongs here"
	answers "one of another kind" '{"tests":7}' "printed cannot be read: it is not what json-v1 has to be"
	answers "a test without a name" '{"tests":[{"name":""}]}' "error: ctest has a test without a name"
	answers "a name that no line holds" '{"tests":[{"name":"a\u0009b"}]}' "error: ctest has a test 'a	b' with a control character in its name: give it another name"
	manifest c '<discover from="ctest"/>'
	echo 'cmake_minimum_required(VERSION 3.20)
project(p NONE)
enable_testing()' >CMakeLists.txt
	cmake -S . -B build >/dev/null
	run "$nightshift" generate -q --no-record
	says "no test at all" 2 "'cd build && ctest --show-only=json-v1' found no test; if there may be none, set expect=\"0\""
else
	skip "CTest" "there is no ctest"
fi

# --- meson ------------------------------------------------------------------------------------------------------------

if command -v meson >/dev/null && command -v ninja >/dev/null; then
	project m '<program path="build/build.ninja"><command>meson setup build</command><command>meson compile -C build</command></program><discover from="meson"/>'
	mkdir -p subprojects/sub
	cat >meson.build <<'E'
project('demo')
e = find_program('true')
sh = find_program('sh')
test('plain', e)
test('a b', e, suite: ['s1', 's2'], timeout: 5, is_parallel: false)
test('skips', sh, args: ['-c', 'exit 77'])
test('fails', find_program('false'))
test('expected', find_program('false'), should_fail: true)
test('twice', e)
test('twice', sh, args: ['-c', 'true'])
test('points', sh, args: ['-c', 'echo 1..2; echo ok 1 - x; echo ok 2 - y'], protocol: 'tap')
subproject('sub')
E
	printf "project('sub')\ntest('plain', find_program('true'))\n" >subprojects/sub/meson.build
	run "$nightshift" generate --no-record -q
	equal "all that meson says of its tests stands in the list" "# Written by nightshift from nightshift.xml; not to be edited. The tests that meson has.
a+_b	name=a b	pattern=demo:a b	labels=s1	labels=s2	timeout=5	cost=1024
expected	name=expected	pattern=demo:expected	timeout=30
fails	name=fails	pattern=demo:fails	timeout=30
plain	name=plain	pattern=demo:plain	timeout=30
points	name=points	pattern=demo:points	timeout=30
skips	name=skips	pattern=demo:skips	timeout=30
sub+3aplain	name=sub:plain	pattern=sub:plain	timeout=30
twice	name=twice	pattern=demo:twice	timeout=30" "$(cat tests-meson.tsv)"
	committed meson
	run "$nightshift" run
	equal "each unit of meson runs its test" "fail fails
pass a b
pass expected
pass plain
pass points
pass sub:plain
pass twice
skip skips" "$(verdicts)"
	meson test -C build >/dev/null
	rm -rf .nightshift
	run "$nightshift" record --run r --lane pr --platform here build/meson-logs/testlog.junit.xml
	equal "meson's own report matches without match" "v-a+_b pass 1
v-expected pass 1
v-fails fail 1
v-plain pass 1
v-points pass 2
v-skips skipped 1
v-sub+3aplain pass 1
v-twice pass 2" "$(matched)"
	sed -i.bak "/'plain'/d" meson.build
	run "$nightshift" run plain
	equal "a test that meson no longer has is red, though meson says 0" "fail plain" "$(verdicts)"
else
	skip "meson" "there is no meson or ninja"
fi

# --- pytest -----------------------------------------------------------------------------------------------------------

if python=$("$top/tests/tap/python" pytest); then
	project y "<discover from=\"pytest\" tool=\"$python\"/>"
	mkdir -p tests/unit
	cat >tests/unit/test_a.py <<'E'
import os
import pytest

made = []

@pytest.fixture(scope="session")
def shared():
    made.append(1)
    yield len(made)

@pytest.mark.parametrize("x", ["a-b/c", "a::b", "ü", "x y", "[z]"])
def test_x(x):
    print("1..1\nok 1")
class TestC:
    @pytest.mark.slow
    def test_in(self, shared):
        assert shared
    @pytest.mark.xfail
    def test_xf(self):
        assert 0
@pytest.mark.skip(reason="later")
def test_off(): pass
@pytest.mark.skipif(True, reason="not here")
def test_skips(): pass
def test_fails():
    print("said")
    assert 1 == 2
def test_dies():
    os._exit(3)
def test_after(shared): pass
@pytest.fixture
def torn():
    yield
    assert False, "torn down"
def test_torn(torn): pass
E
	printf '[pytest]\nmarkers = slow\naddopts = -q -x\n' >pytest.ini
	run "$nightshift" generate --no-record -q
	equal "all that pytest says of its tests stands in the list" "# Written by nightshift from nightshift.xml; not to be edited. The tests that pytest has.
tests+-unit+-test_a.py++TestC++test_in	name=tests/unit/test_a.py::TestC::test_in	labels=slow
tests+-unit+-test_a.py++TestC++test_xf	name=tests/unit/test_a.py::TestC::test_xf
tests+-unit+-test_a.py++test_after	name=tests/unit/test_a.py::test_after
tests+-unit+-test_a.py++test_dies	name=tests/unit/test_a.py::test_dies
tests+-unit+-test_a.py++test_fails	name=tests/unit/test_a.py::test_fails
tests+-unit+-test_a.py++test_off	name=tests/unit/test_a.py::test_off	disabled=later
tests+-unit+-test_a.py++test_skips	name=tests/unit/test_a.py::test_skips
tests+-unit+-test_a.py++test_torn	name=tests/unit/test_a.py::test_torn
tests+-unit+-test_a.py++test_x+.+.z+5d+5d	name=tests/unit/test_a.py::test_x[[z]]
tests+-unit+-test_a.py++test_x+.+5cxfc+5d	name=tests/unit/test_a.py::test_x[\\xfc]
tests+-unit+-test_a.py++test_x+.a++b+5d	name=tests/unit/test_a.py::test_x[a::b]
tests+-unit+-test_a.py++test_x+.a-b+-c+5d	name=tests/unit/test_a.py::test_x[a-b/c]
tests+-unit+-test_a.py++test_x+.x+_y+5d	name=tests/unit/test_a.py::test_x[x y]" "$(cat tests-pytest.tsv)"
	run "$nightshift" run -j1
	all="fail tests/unit/test_a.py::test_dies
fail tests/unit/test_a.py::test_fails
fail tests/unit/test_a.py::test_torn
pass tests/unit/test_a.py::TestC::test_in
pass tests/unit/test_a.py::TestC::test_xf
pass tests/unit/test_a.py::test_after
pass tests/unit/test_a.py::test_x[[z]]
pass tests/unit/test_a.py::test_x[\\xfc]
pass tests/unit/test_a.py::test_x[a-b/c]
pass tests/unit/test_a.py::test_x[a::b]
pass tests/unit/test_a.py::test_x[x y]
skip tests/unit/test_a.py::test_skips"
	equal "one worker runs them one after another, and a fresh one goes on where a test has killed it" "$all" "$(verdicts | sed 's/^crash/fail/')"
	# Without nightshift's workers: the same verdicts by the command alone.
	alone=$(jq -r '.units[] | select(.) | "\(.name)\t\(.command)"' nix/y.json | while IFS="$(printf '\t')" read -r name command; do
		sh -c "$command" >/dev/null 2>&1
		case $? in 0) echo "pass $name" ;; 77) echo "skip $name" ;; *) echo "fail $name" ;; esac
	done | LC_ALL=C sort)
	equal "each alone comes to the same" "$all" "$alone"
	sed -i.bak 's/os._exit(3)/pass/' tests/unit/test_a.py
	rm -rf .nightshift
	"$python" -m pytest -o addopts= -q --junit-xml=all.xml >/dev/null
	run "$nightshift" record --run r --lane pr --platform here all.xml
	equal "pytest's own report matches without match" "v-tests+-unit+-test_a.py++TestC++test_in pass 1
v-tests+-unit+-test_a.py++TestC++test_xf skipped 1
v-tests+-unit+-test_a.py++test_after pass 1
v-tests+-unit+-test_a.py++test_dies pass 1
v-tests+-unit+-test_a.py++test_fails fail 1
v-tests+-unit+-test_a.py++test_skips skipped 1
v-tests+-unit+-test_a.py++test_torn error 1
v-tests+-unit+-test_a.py++test_x+.+.z+5d+5d pass 1
v-tests+-unit+-test_a.py++test_x+.+5cxfc+5d pass 1
v-tests+-unit+-test_a.py++test_x+.a++b+5d pass 1
v-tests+-unit+-test_a.py++test_x+.a-b+-c+5d pass 1
v-tests+-unit+-test_a.py++test_x+.x+_y+5d pass 1" "$(matched | grep -v 'test_torn pass')" # some versions have two cases for it
	sed -i.bak 's/test_after/test_other/' tests/unit/test_a.py
	run "$nightshift" run tests/unit/test_a.py::test_after
	equal "a test that pytest no longer has is red" "fail tests/unit/test_a.py::test_after" "$(verdicts)"
	"$python" nightshift_pytest.py run tests/unit/test_a.py::test_after >/dev/null 2>&1
	equal "and by its command alone" 1 $?
	"$python" nightshift_pytest.py run tests/unit/gone.py::test_after >/dev/null 2>&1
	equal "and with its file" 1 $?
	echo 'import nothing_of_that_name' >tests/unit/test_b.py
	run "$nightshift" generate -q --no-record
	says "a file that cannot be read is no list without its tests" 2 "-m pytest --collect-only' failed with status 2"
	rm -r tests
	run "$nightshift" generate -q --no-record
	says "a project without tests" 2 "-m pytest --collect-only' failed with status 5"
else
	skip "pytest" "there is no pytest"
fi

# --- scripts that print TAP -------------------------------------------------------------------------------------------

project t '<discover from="tap"/>'
mkdir -p t/sub
printf '#!/bin/sh\necho 1..1; echo ok 1 - one\n' >t/a.t && chmod +x t/a.t
printf '#!/usr/bin/env sh\necho 1..2; echo ok 1 - one\n' >t/sub/short.t
printf '#!/bin/sh -e\necho "1..1"; echo "not ok 1 - two"\n' >'t/d e.t'
printf 'no test\n' >t/README
expected="# Written by nightshift from nightshift.xml; not to be edited. The tests that tap has.
t+-a.t	name=t/a.t	pattern=t/a.t
t+-d+_e.t	name=t/d e.t	pattern=t/d e.t	with=sh	with=-e"
found="fail t/d e.t
fail t/sub/short.t
pass t/a.t"
if command -v perl >/dev/null && perl -MTest::More -e 1 2>/dev/null; then
	printf 'use Test::More tests => 1; ok(1, "perl");\n' >t/p.t
	expected="$expected
t+-p.t	name=t/p.t	pattern=t/p.t	with=perl"
	found="$found
pass t/p.t"
fi
run "$nightshift" generate --no-record -q
equal "scripts below t, with what runs them" "$expected
t+-sub+-short.t	name=t/sub/short.t	pattern=t/sub/short.t	with=sh" "$(cat tests-tap.tsv)"
run "$nightshift" run
equal "each is judged by its points" "$found" "$(verdicts)"
mkdir out && (cd t && ./a.t >../out/a.t)
rm -rf .nightshift
run "$nightshift" record --run r --lane pr --platform here out/a.t
equal "a TAP file of the name of a script is its report" "v-t+-a.t pass 1" "$(matched)"
rm t/a.t
run "$nightshift" run t/a.t
equal "a script that is gone is red" "fail t/a.t" "$(verdicts)"
manifest t '<discover from="tap" files="t/*.t t/sub" tool="sh"/>'
run "$nightshift" generate --no-record -q
equal "files by patterns and folders, and another tool" "t/d e.t sh
t/sub/short.t sh" "$(grep -v -e '^#' -e '^t+-p.t' tests-tap.tsv | sed -E 's/.*name=([^	]*).*with=(.*)/\1 \2/')"
# Where something is wrong, nothing is written.
manifest t '<discover from="tap" tool="sh" list="none.tsv"/><module name="x" lane="nightly"><run>true</run></module>'
run "$nightshift" generate --no-record
says "a mistake elsewhere" 2 "module 'x' is kept from pull requests without a reason"
[ ! -e none.tsv ]
check "and the list is not written" ""
# The list of another name: the old one goes, as no other file does.
manifest t '<discover from="tap" tool="sh" list="own.tsv"/>'
printf '# The tests that I keep\na\tb\n' >kept.tsv
run "$nightshift" generate --check --no-record
says "a list that nothing asks for any more is stale" 2 "'own.tsv' is not there, which says what tests tap has: run 'nightshift generate', and commit it"
run "$nightshift" generate --no-record
equal "it goes when the new one is there" "wrote own.tsv
removed tests-tap.tsv" "$(echo "$out" | grep tsv)"
manifest t '<discover from="tap" tool="sh" list="kept.tsv"/>'
run "$nightshift" generate --no-record
says "a file of somebody else is not taken for a list" 2 "'kept.tsv' is there, and nightshift did not write it: give the list of tests another name by list=\"...\""
equal "and stays as it is" '# The tests that I keep
a	b' "$(cat kept.tsv)"
printf '# The tests that tap has; written by nightshift generate.\n' >old.tsv
manifest t '<discover from="tap" tool="sh" list="old.tsv"/>'
run "$nightshift" generate --no-record
equal "a list of before is written anew" "# Written by nightshift from nightshift.xml; not to be edited. The tests that tap has." "$(head -n 1 old.tsv)"
rm -f kept.tsv
cp nightshift.xml other.suite.xml
run "$nightshift" generate --no-record -f other.suite.xml
says "a list has one manifest" 2 "'old.tsv' is the list of 'nightshift.xml', too: give this one another name by list=\"...\""
mv nightshift.xml gone.xml
run "$nightshift" generate --no-record -q -f other.suite.xml
equal "that of a manifest which is gone is taken over" "# Written by nightshift from other.suite.xml; not to be edited. The tests that tap has." "$(head -n 1 old.tsv)"
rm other.suite.xml
mv gone.xml nightshift.xml
# Other programs that print TAP.
mkdir test
printf '@test "one" {\n true\n}\n' >test/good.bats
printf '@test "one" {\n true\n}\n@test "two" {\n false\n}\n' >test/bad.bats
manifest t '<discover from="tap" files="test/*.bats" tool="bats -t"/>'
if command -v bats >/dev/null; then
	run "$nightshift" generate --no-record -q
	run "$nightshift" run
	equal "files of Bats" "fail test/bad.bats
pass test/good.bats" "$(verdicts)"
else
	skip "files of Bats" "there is no bats"
fi
printf 'require("node:test")("x", () => {});\n' >test/good.test.js
printf 'require("node:test")("x", () => { throw 1 });\n' >test/bad.test.js
manifest t '<discover from="tap" files="test/*.test.js" tool="node --test-reporter=tap"/>'
if node --test-reporter=tap test/good.test.js >node.tap 2>/dev/null && grep -q '^ok 1' node.tap; then
	run "$nightshift" generate --no-record -q
	run "$nightshift" run
	equal "files of tests for node" "fail test/bad.test.js
pass test/good.test.js" "$(verdicts)"
else
	skip "files of tests for node" "there is no node that writes TAP"
fi
manifest t '<discover from="tap" files="nothing/*.t"/>'
run "$nightshift" generate --no-record -q
says "a pattern that matches nothing" 2 "no file is there that 'files' names; if there may be none, set expect=\"0\""

finish
