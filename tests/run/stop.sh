#!/bin/sh
# nightshift run: how it ends when not every unit passes in one go: a build that fails, --fail-fast, --repeat, signals, Ctrl-C,
# a machine that lacks something. A keeper that is killed is in engine.sh.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

# --- a build that fails -----------------------------------------------------------------------------------------------

echo 'echo "building $1"; [ "$1" != w ] || { echo "w.c:1: error: no" >&2; exit 1; }; : >"made-$1"' >t/build.sh
before=$(sql "SELECT count(*) FROM run")
run "$nightshift" run -j1 v-a w-a w-b --junit=j.xml
equal "a build that fails takes its own units with it, which are named, and the others run" "1

the programs of variant 'w' could not be made (status 1); the end of t/build/nightshift/.build/w.log:
| building w
| w.c:1: error: no

[1/3]     pass T  v-a

the programs of variant 'w' could not be made (status 1), so 2 units did not run
log: t/build/nightshift/.build/w.log

not run: all 2 units of variant 'w'

3 units in T: 1 passed, 2 not run" "$status
$(timeless "$out")"
equal "where a build fails, only the units of other programs have run" "v-a" "$(ran)"
equal "where a build fails, the record has what ran, and no result of what did not" "$((before + 1)) v-a|pass" "$(sql "SELECT count(*) FROM run") $(sql "SELECT unit, verdict FROM result x WHERE x.run = (SELECT max(id) FROM run)")"
equal "the log of a build has all that it printed, and each build has its own" "building w
w.c:1: error: no
building v" "$(cat t/build/nightshift/.build/w.log t/build/nightshift/.build/v.log)"
junit j.xml
equal "--junit: units whose programs could not be made are errors" "testsuites s 3 0 2
testsuite s 3 0 2 0 True True
  s.v v-a True
  s.w w-a True
    error not run (the programs of variant 'w' could not be made) ''
  s.w w-b True
    error not run (the programs of variant 'w' could not be made) ''
junitparser: 3 0 2 0 3 Error Error" "$out$err"
run "$nightshift" run -j1 --keep-going v-a w-a
equal "--keep-going changes nothing about a build that fails" "1 2 units in T: 1 passed, 1 not run" "$status $(timeless "$out" | tail -n 1)"
run "$nightshift" run -q -j1 w-a
equal "a run of which no unit could start, since the build failed, is red" "1 1 unit in T: 0 passed, 1 not run" "$status $(timeless "$out" | tail -n 1)"
run env GITHUB_ACTIONS=true "$nightshift" run v-a w-a w-b
equal "in GitHub Actions a build that fails is shown in a group, with an annotation, once" "::group::the programs of variant 'w' could not be made (status 1); the end of t/build/nightshift/.build/w.log:
| building w
| w.c:1: error: no
::endgroup::
::error title=s::the programs of variant 'w' could not be made (status 1), so 2 units did not run" "$(printf '%s\n' "$out" | grep -e '^::' -e '^| ')"
rm -f t/ran
run "$nightshift" run -q --fail-fast -j1 w-a v-b
equal "--fail-fast: a build that fails ends the run, too" "1 2 units in T: 0 passed, 1 cancelled, 1 not run; stopped at the first that did not pass" "$status $(timeless "$out" | tail -n 1)"
echo 'echo "building $1"; kill -9 $$' >t/build.sh
run "$nightshift" run -q w-a
equal "a build that a signal ends has failed" "1

the programs of variant 'w' could not be made (status 137); the end of t/build/nightshift/.build/w.log:
| building w

the programs of variant 'w' could not be made (status 137), so 1 unit did not run
log: t/build/nightshift/.build/w.log

not run: w-a

1 unit in T: 0 passed, 1 not run" "$status
$(timeless "$out" | grep -v '^| Killed')"
rm -f t/ran
cp "$work/build.sh" t/build.sh

# --- the first failure ends the run -----------------------------------------------------------------------------------

"$nightshift" run -q >/dev/null
rm t/ran
does w-a 'exit 1'
before=$(sql "SELECT max(id) FROM run")
run "$nightshift" run -j1 --fail-fast a b --junit=j.xml
equal "--fail-fast prints the first failure and how many units were cancelled" "1
[1/4] pass T  v-a
[2/4] fail T  w-a (status 1)

w-a: fail (status 1, seed SEED)
replay: nightshift run w-a --seed=SEED

1 unit did not pass:
  w-a: fail (status 1, seed SEED)

4 units in T: 1 passed, 1 failed, 2 cancelled; stopped at the first that did not pass" "$status
$(timeless "$out" | sed -E 's/\]  *(pass|fail)/] \1/')"
equal "--fail-fast runs nothing after the first failure" "v-a w-a" "$(ran)"
equal "--fail-fast: the record has what was cancelled, beside what ran" "v-a|pass
v-b|cancelled
w-a|fail
w-b|cancelled" "$(sql "SELECT x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before ORDER BY 1")"
equal "--fail-fast: the record has it all in one run" "1" "$(sql "SELECT count(*) FROM run WHERE id > $before")"
junit j.xml
equal "--junit: what --fail-fast cancelled is skipped" "testsuites s 4 1 0
testsuite s 4 1 0 2 True True
  s.v v-a True
  s.w w-a True
    failure fail (fail, status 1, seed $seed) ''
  s.v v-b True
    skipped cancelled (cancelled: it was not started) ''
  s.w w-b True
    skipped cancelled (cancelled: it was not started) ''
junitparser: 4 1 0 2 4 Failure Skipped Skipped" "$out$err"
rm -f t/ran
run "$nightshift" run -q -j1 --keep-going a
equal "--keep-going runs all units, as without it" "1 v-a w-a" "$status $(ran)"

# --- again and again --------------------------------------------------------------------------------------------------

does w-a
before=$(sql "SELECT max(id) FROM run")
run "$nightshift" run --repeat 3 w-a --junit=j.xml
equal "--repeat=3 prints three passes, each with a sum" "0
pass 1 of 3
1 unit in T: 1 passed
pass 2 of 3
1 unit in T: 1 passed
pass 3 of 3
1 unit in T: 1 passed" "$status
$(timeless "$out" | grep -v '^\[1/1\] *pass T  w-a$')"
equal "--repeat: the record has each pass as a run of its own" "3|w-a|pass" "$(sql "SELECT count(DISTINCT r.name), x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before GROUP BY 2, 3")"
junit j.xml
equal "--repeat: JUnit has each pass as a suite of its own" "testsuites s 3 0 0|testsuite s 1 0 0 0 True True|testsuite s 1 0 0 0 True True|testsuite s 1 0 0 0 True True" \
	"$(printf '%s\n' "$out" | grep '^testsuite' | tr '\n' '|' | sed 's/|$//')"
rm -f t/ran
does w-a 'echo x >>count; [ "$(wc -l <count)" -lt 4 ]'
run "$nightshift" run -q --until-fail w-a
equal "--until-fail repeats until the unit fails" "1 pass 4 4" "$status $(printf '%s\n' "$out" | grep '^pass' | tail -n 1) $(wc -l <t/count | tr -d ' ')"
rm t/count
run "$nightshift" run -q --until-fail --repeat 2 w-a
equal "--until-fail with --repeat=2 ends after two passes" "0 2" "$status $(wc -l <t/count | tr -d ' ')"
rm t/count
run "$nightshift" run -q --repeat 5 w-a
equal "--repeat=5 goes on after a failure" "1 5" "$status $(wc -l <t/count | tr -d ' ')"
rm -f t/count t/ran
does w-a

# --- the machine ------------------------------------------------------------------------------------------------------

run env TMPDIR="$work/none" "$nightshift" run v-a
err=$(printf '%s\n' "$err" | sed 's/ns[A-Za-z0-9]\{6\}/nsXXXXXX/')
ends "TMPDIR that is not there: the run ends with 3 and the reason" 3  "nightshift: cannot make the folder '$work/none/nsXXXXXX': No such file or directory" ""
mv t/build t/was-build
: >t/build
run "$nightshift" run v-a
ends "a file where the folder of results belongs: the run ends with 3 and the reason" 3 "nightshift: cannot make the folder '$PWD/t/build/nightshift': Not a directory" ""
rm t/build
mv t/was-build t/build
does v-a 'exit 1'
rm -rf t/build/nightshift/w-a
mkdir -p t/build/nightshift/w-a/verdict/x
run "$nightshift" run -q -j1 --fail-fast v-a w-a
equal "a folder where a verdict belongs is removed, also by a run that does not come to the unit" "1  cancelled" "$status $err $(sed -n 's/^verdict //p' t/build/nightshift/w-a/verdict)"
does v-a 'mkdir -p build/nightshift/v-a/verdict/x; exit 1'
run "$nightshift" run -q -j1 v-a w-a
equal "a folder that a unit makes where its verdict belongs: the run ends with 3 and the reason" "3 nightshift: cannot write the verdict of 'v-a' into 'build/nightshift/v-a': Is a directory" "$status $err"
does v-a
run "$nightshift" run -q -j1 v-a w-a
equal "the next run removes it" "0 2 units in T: 2 passed" "$status $(timeless "$out")"
rm -f t/ran
mkdir -p "$work/alone"
cp "$(dirname "$nightshift")/nightshift-core" "$work/alone/"
run "$work/alone/nightshift-core" run -q v-a
equal "nightshift-core runs without nightshift beside it" "0  v-a" "$status $err $(ran)"
mkdir -p "$work/installed/bin" "$work/installed/libexec"
cp "$nightshift" "$work/installed/bin/"
cp "$(dirname "$nightshift")/nightshift-core" "$work/installed/libexec/"
rm -f t/ran
run "$work/installed/bin/nightshift" run -q v-a
equal "nightshift runs from bin with nightshift-core in libexec, as installed" "0 v-a" "$status $(ran)"

# --- a signal ---------------------------------------------------------------------------------------------------------

does v-a ': >../started; while :; do sleep 0.01; done'
before=$(sql "SELECT max(id) FROM run")
mkdir "$work/tmp"
TMPDIR="$work/tmp" "$nightshift" run -j1 a b >"$work/first" 2>"$work/second.err" &
first=$!
until_there started
kill -TERM "$first"
wait "$first"
equal "SIGTERM ends a run with 130, starts no further unit, and says so" "130 v-a ending everything" "$? $(ran) $(sed 's/nightshift: //' "$work/second.err")"
equal "SIGTERM: the record has every unit as cancelled" "v-a|cancelled
v-b|cancelled
w-a|cancelled
w-b|cancelled" "$(sql "SELECT x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before ORDER BY 1")"
grep -q '^4 units in .*: 0 passed, 4 cancelled; interrupted$' "$work/first"
check "SIGTERM: the sum counts every unit as cancelled" "$(cat "$work/first")"
quiet "SIGTERM leaves nothing in TMPDIR" ls "$work/tmp"
rm -f started
does v-a

# What runs a unit is stuck, and does not hear that it is to end: it is killed, with what it watches over, and what the others have
# left is recorded.
does v-b "echo \$\$ >../pid; kill -STOP $keeper;"' sleep 1; : >../started; exec sleep 100000'
before=$(sql "SELECT max(id) FROM run")
"$nightshift" run -j1 a b --junit=j.xml >"$work/first" 2>"$work/second.err" &
first=$!
until_there started
kill -TERM "$first"
wait "$first"
equal "a run whose unit's keeper is stuck ends all the same" "130 v-a pass, w-a pass, v-b cancelled, w-b cancelled, " "$? $(sql "SELECT x.unit || ' ' || x.verdict || ', ' FROM result x JOIN run r ON r.id = x.run WHERE r.id > $before ORDER BY x.verdict DESC, 1" | tr -d '\n')"
[ -s j.xml ]
check "with its report"
linux_finds "a keeper that is stuck is killed with the unit that it watches over" ended "$(cat pid)"
as_linux || kill -9 "$(cat pid)"
rm -f started j.xml pid t/ran
does v-b

# A shell's '&' has SIGINT ignored, and that stays so.
does v-a ': >../started; while [ ! -e go ]; do sleep 0.01; done'
"$nightshift" run -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
kill -INT "$first"
: >t/go
wait "$first"
equal "SIGINT is ignored by a run that was started with SIGINT ignored" "0 1 unit in T: 1 passed" "$? $(timeless "$(cat "$work/first")")"
rm -f started t/go t/ran
does v-a

# --- Ctrl-C on a terminal ---------------------------------------------------------------------------------------------

export TERM=xterm
does v-a 'echo $$ >../pid-v; : >../started; while [ ! -e go ]; do sleep 0.01; done; exit 1'
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
equal "Ctrl-C once: the unit that runs may end, and no other starts" "nightshift: stopping; 1 unit may end, Ctrl-C again ends it
[0/4] 1 running, stopping: v-a T
exit status 130
nightshift: stopping; 1 unit may end, Ctrl-C again ends it
[1/4]     fail T  v-a (status 1)

v-a: fail (status 1, seed SEED)
replay: nightshift run v-a --seed=SEED

1 unit did not pass:
  v-a: fail (status 1, seed SEED)

4 units in T: 0 passed, 1 failed, 3 cancelled; interrupted" "$(printf '%s\n' "$got" | sed 's/^^C//')"
equal "Ctrl-C once: only the unit that ran already has run" "v-a" "$(ran)"
equal "Ctrl-C once: the verdicts of the units that did not run say 'cancelled'" "cancelled cancelled cancelled fail" "$(sed -n 's/^verdict //p' t/build/nightshift/[vw]-[ab]/verdict | sort | tr '\n' ' ' | sed 's/ $//')"
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
equal "Ctrl-C twice ends the units that run, and all are cancelled" "exit status 130
nightshift: stopping; 2 units may end, Ctrl-C again ends them
nightshift: ending everything
4 units in T: 0 passed, 4 cancelled; interrupted" "$(printf '%s\n' "$got" | sed 's/^^C//')"
kill -0 "$(cat pid-v)" 2>/dev/null || kill -0 "$(cat pid-w)" 2>/dev/null
equal "Ctrl-C twice leaves no process of a unit running" 1 $?
rm -f pid-v pid-w started started-w t/ran

# In the middle of a build; also where Ctrl-C comes before the keeper has a process group of its own.
echo ': >../started; while [ ! -e go ]; do sleep 0.01; done; : >"made-$1"' >t/build.sh
soon=
! can_kill_at || soon=setpgid
for slow in '' $soon; do
	if [ "$slow" ]; then
		printf '%s\n' '#!/bin/sh' "exec env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -e trace=setpgid -e inject=setpgid:delay_enter=2s:when=1 '$nightshift' \"\$@\"" >"$work/slow"
		chmod +x "$work/slow"
	fi
	got=$([ ! "$slow" ] || nightshift=$work/slow; on 100x30 -j2 v-a v-b <<'END'
wait [0/2] building
type ^C
wait [0/2] stopping
touch t/go
end
END
)
	equal "Ctrl-C while programs are built${slow:+ and the keeper is slow}: the build may end, no unit runs, and all are cancelled" "exit status 130
nightshift: stopping; Ctrl-C again ends what runs
2 units in T: 0 passed, 2 cancelled; interrupted" "$(printf '%s\n' "$got" | sed 's/^^C//')"
	[ -e t/made-v ]
	check "Ctrl-C while programs are built${slow:+ and the keeper is slow}: the build went on to its end"
	rm -f t/go started t/made-v
done
cp "$work/build.sh" t/build.sh
rm -f t/go started t/ran t/do/*
finish
