#!/bin/sh
# The make include at work, with the real make: its targets, its platforms and lanes, its order, the seed, and where it is included.
#
# THROUGH=run in the environment: the same, with every unit run by `nightshift run`.
# shellcheck source=tests/run/make/lib.sh
. "$(dirname "$0")/make/lib.sh"

# --- targets

clean
start -j2 s-test
[ "$status" = 0 ]
check "s-test passes" "$err"
[ "$(units s-test s_platform=linux | wc -l)" -eq 15 ]
check "make -n names the units"
equal "s-test runs every unit of the platform" "$(units s-test s_platform=linux | sort)" "$(cd $results && ls)"
equal "and nothing else" 15 "$(find $results -name verdict | wc -l | tr -d ' ')"
equal "both programs are built, once" "a b" "$(sort built | tr '\n' ' ' | sed 's/ $//')"
equal "the log" "build/b/prog range 5 9, seed none, level b, on none, out none, make none" "$(cat $results/b-range_1/log)"
equal "make says so" "15" "$(printf '%s\n' "$out" | grep -cE '^(\[[ 0-9]+/15\]  +)?pass ')"

clean
start s-test-b
equal "s-test-VARIANT runs its units" "$(units s-test s_platform=linux | grep ^b- | sort)" "$(cd $results && ls)"
equal "and builds that variant alone" b "$(cat built)"
clean
start s-test-a-range_0
equal "s-test-UNIT runs one unit" a-range_0 "$(cd $results && ls)"
equal "and builds its variant alone" a "$(cat built)"
clean
start s-test-a-fixed s-test-b-heavy
equal "two units" "a-fixed b-heavy" "$(cd $results && echo *)"
clean
start s-test-pr
quiet "s-test-LANE leaves out what is for later" find $results -name '*deep*' -o -name '*soak*'
equal "and runs the rest" 10 "$(find $results -name verdict | wc -l | tr -d ' ')"
clean
start s-build-a
equal "s-build-VARIANT only builds" "a $(printf 'a/prog')" "$(cat built) $(cd build && find . -type f | sed 's,^./,,')"
clean
start s-build
equal "s-build builds all variants" "a b" "$(sort built | tr '\n' ' ' | sed 's/ $//')"
[ ! -e $results ]
check "and runs nothing"
start s-list
equal "s-list prints the units, heaviest first" "$(units s-test s_platform=linux)" "$out"
run $make -f tests.mk s_platform=mac s-list
equal "s-list on another platform" "$(units s-test s_platform=mac)" "$out"
clean
start -j2 s-selected s_only='a-only_linux b-range_1 b-heavy'
equal "s-selected runs the units that s_only names" "0 a-only_linux b-heavy b-range_1" "$status $(cd $results && echo *)"
equal "heaviest first" "b-heavy b-range_1 a-only_linux" "$(units s-selected s_only='a-only_linux b-range_1 b-heavy' s_platform=linux | paste -sd' ' -)"
clean
start s-selected s_only='b-range_1 b-heavy'
equal "and builds only what they need" b "$(cat built)"
clean
start s-selected s_only='b-heavy' s-test-a-fixed
equal "beside other targets" "a b: a-fixed b-heavy" "$(sort built | paste -sd' ' -): $(cd $results && echo *)"
clean
printf 's_only := \\\n\ta-fixed \\\n\tb-head\n' >only.mk
run $make -f only.mk -f tests.mk s_platform=linux s-selected
equal "the list may stand in a makefile" "0 a-fixed b-head" "$status $(cd $results && echo *)"
clean
start s-selected
ends "no unit selected is an error" 2 "s: s_only names no unit
make: *** [tests.mk:$(grep -n '^s-selected:' tests.mk | cut -d: -f1): s-selected] Error 1"
[ ! -e built ]
check "and builds nothing"
start s-selected s_only='a-fixed a-fixde'
case $status:$err in "2:tests.mk:"*": *** s: no unit is named 'a-fixde'.  Stop.") ;; *) false ;; esac
check "a unit that is not there is an error" "$err"
start s-shard-99
[ "$status" = 2 ]
check "a shard that is not there is an error" "$out$err"

# --- platforms and lanes

clean
run $make -f tests.mk s-test-pr s_platform=arm
ends "a lane that only builds says so" 0 "" "s: lane pr only builds on arm"
equal "and builds" "a b" "$(sort built | tr '\n' ' ' | sed 's/ $//')"
[ ! -e $results ]
check "and runs nothing"
run $make -f tests.mk s-test-pr s_platform=intel
[ "$status" = 2 ] && [ ! -e $results ]
check "a lane that does nothing is no success" "$out$err"
case $err in *"s: lane pr runs nothing on platform 'intel'"*) ;; *) false ;; esac
check "and says so" "$err"
run $make -f tests.mk s-test s_platform=linuz
[ "$status" = 2 ] && [ ! -e $results ]
check "a platform that is not there is an error" "$out$err"
case $err in *"s: no platform is named 'linuz'; there are: arm intel linux mac"*) ;; *) false ;; esac
check "and is named" "$err"
run $make -f tests.mk s-test-pr s_platform=
[ "$status" = 2 ] && [ ! -e $results ]
check "a machine that is no platform: no lane passes there" "$out$err"
run $make -f tests.mk s-test s_platform=
[ "$status" = 0 ]
check "but all units can be run by hand" "$err"
machine=$(uname -sm)
run $make -f tests.mk s-list
case $machine in
"Linux x86_64") on=linux ;;
"Linux aarch64") on=arm ;;
"Darwin arm64") on=mac ;;
"Darwin x86_64") on=intel ;;
*) on= ;;
esac
equal "make knows the platform of this machine ($machine)" "$(units s-test s_platform=$on)" "$out"
clean
run $make -f tests.mk s-test-a-head s_platform=mac
equal "the environment of the platform" "build/a/prog head, seed $seed, level suite, on mac's, out none, make none" "$(cat $results/a-head/log)"
clean

# --- order

# A file's time may be some milliseconds coarse: no unit is shorter.
export UNIT_SECONDS=0.03
start -j1 s-test
equal "one at a time, the heaviest first" "b-heavy" "$(started | head -n 1)"
equal "and then in the order of the plan" "$(units s-test s_platform=linux)" "$(started)"
clean
with TOGETHER=2 BUILD_SECONDS=0.3 HEAVY_SECONDS=0.3 start -j2 s-test
started | head -n 2 | grep -qx b-heavy
check "the heaviest is among the first two at -j2, although programs must be built first" "$(started)"
clean
# The program of the heaviest takes longest: no unit may start while it is built, or it would not be the first.
cat >slow <<'END'
#!/bin/sh
[ "$1" = a ] || sleep 0.5
./compile "$@"
END
chmod +x slow
sed 's,\./compile ,./slow ,' tests.mk >slow.mk
with TOGETHER=2 run $make -f slow.mk s_platform=linux -j2 s-test
[ "$status" = 0 ] && started | head -n 2 | grep -qx b-heavy
check "nor does its own slow build let others pass" "$err$(started)"

# The other way round, as make --shuffle=reverse has it from 4.4 on: the same verdicts.
clean
start -k s-test
reversed() { units s-test s_platform=linux | sed -n '1!G;h;$p'; }
verdicts() { grep -HE '^(verdict|status|seed) ' $results/*/verdict; }
verdicts >forth
clean
# shellcheck disable=SC2046
start -k $(reversed | sed 's/^/s-test-/')
verdicts >back
same "in the reverse order: the same verdicts" forth back
equal "it was the reverse order" "$(reversed)" "$(started)"
rm -f forth back

# --- the seed

unset UNIT_SECONDS
clean
with SEED=5 start s-test-pr
equal "a unit that takes it has the seed of HEAD" "build/a/prog head, seed $seed, level suite, on none, out none, make none" "$(cat $results/a-head/log)"
equal "a fixed one is fixed" "build/a/prog fixed, seed 99, level suite, on none, out none, make none" "$(cat $results/a-fixed/log)"
equal "another unit has none, although one is set outside" "build/a/prog range 0 4, seed none, level suite, on none, out none, make none" "$(cat $results/a-range_0/log)"
equal "the verdicts say it" "$seed 99 " "$(key a-head seed) $(key a-fixed seed) $(key a-range_0 seed)"
clean
start s_seed=123 s-test-pr
equal "s_seed=N is another" "seed 123, seed 99, seed none" "$(sed 's/.*, \(seed [^,]*\),.*/\1/' $results/a-head/log $results/a-fixed/log $results/a-range_0/log | paste -sd, - | sed 's/,/, /g')"
equal "and stands in the verdicts" "123 99" "$(key a-head seed) $(key a-fixed seed)"

# --- what a test finds around it

clean
with out=theirs unit=theirs MAKEFLAGS= run $make -f tests.mk s_platform=linux s-test-a-fixed
equal "variables of the caller reach the test unchanged" "build/a/prog fixed, seed 99, level suite, on none, out theirs, make none" "$(cat $results/a-fixed/log)"
clean
start s_results=../elsewhere s-test-a-fixed
[ -f ../elsewhere/a-fixed/verdict ] && [ -z "$(find $results -name verdict 2>/dev/null)" ]
check "s_results=DIR" "$err"
rm -rf ../elsewhere
rm -f built
start s-build
start s_prebuilt=1 s-test-a-fixed
equal "s_prebuilt=1 builds nothing" "2 pass" "$(wc -l <built | tr -d ' ') $(key a-fixed verdict)"

# --- where it is included

clean
touch s-test s-test-a-fixed s-list
mkdir s-test-b s-build-a s-test-pr
start s-test-a-fixed s-build-a
equal "a file or folder of a target's name does not hide it" pass "$(key a-fixed verdict)"
start s-test-b s-test-pr
equal "nor one of an aggregate's" "12" "$(find $results -name verdict | wc -l | tr -d ' ')"
rm -rf s-test s-test-a-fixed s-list s-test-b s-build-a s-test-pr

clean
cd ..
printf 'all: s-test-pr\n\ninclude suite/tests.mk\n' >Makefile
run $make s_platform=linux all
equal "included from a Makefile in another folder" "0 10" "$status $(find suite/$results -name verdict | wc -l | tr -d ' ')"
rm -rf suite/build suite/built
# Settings that people put at the top of a Makefile, with two suites, one of which fails.
cat >v.xml <<'END'
<suite name="v" include="/v/tests.mk">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>exit 3</run>
  <variant name="x"/>
  <module name="fail"/>
</suite>
END
"$nightshift" generate --no-record -q -f v.xml || not_ok "generate"
for settings in '.POSIX:' 'SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c' '.SHELLFLAGS := -ec' '.ONESHELL:' '.SECONDEXPANSION:' 'MAKEFLAGS += -rR' 'export' '.DELETE_ON_ERROR:' '.SUFFIXES:' '.NOTPARALLEL:'; do
	case $settings in
	*/bin/bash*) [ -x /bin/bash ] || continue ;;
	esac
	printf '%s\ninclude suite/tests.mk\ninclude v/tests.mk\n' "$settings" >Makefile
	run $make -k s_platform=linux v_platform=p s-test-a-range_1 s-test-b-head v-test-x-fail
	first=$(printf '%s' "$settings" | tail -n 1)
	equal "under '$first'" "2 pass pass fail" "$status $(sed -n 's/^verdict //p' suite/$results/a-range_1/verdict suite/$results/b-head/verdict build/nightshift/x-fail/verdict | paste -sd' ' -)"
	rm -rf suite/build suite/built build
done

run $make --warn-undefined-variables -s -f suite/tests.mk s_platform=linux s-test-pr s-selected s_only=b-heavy
equal "make has no undefined variable to warn of" "0 " "$status $(printf '%s\n' "$err" | grep -v MAKECMDGOALS)"
rm -rf suite/build suite/built

# Two suites in one Makefile, one of them with a name that is no name of a variable.
mkdir other
cat >other/suite.xml <<'END'
<suite name="3-my.suite+x" dir="other"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<seed from="fixed" fallback="1" env="SEED"/><run>echo {module} $SEED</run><variant name="v"/><module name="m" seed="head"/></suite>
END
"$nightshift" generate --no-record -q -f other/suite.xml || not_ok "generate"
printf 'include suite/tests.mk other/tests.mk\n' >Makefile
run $make -j2 s_platform=linux _3_my_suite_x_platform=p s-test-pr 3-my.suite+x-test
equal "two suites in one Makefile" "0 10 m 1" "$status $(find suite/$results -name verdict | wc -l | tr -d ' ') $(cat other/$results/v-m/log)"
[ "$status" = 0 ] || details "$err"
rm -rf suite/build suite/built

# The include may lie elsewhere than the suite.
sed -e 's,<suite name="s",<suite name="away",' -e 's,dir="suite",dir="suite" include="/mk/deep/s.mk",' suite/suite.xml >away.xml
"$nightshift" generate --no-record -q -f away.xml || not_ok "generate"
run $make -C mk -f deep/s.mk away_platform=linux away-test-a-fixed
equal "an include that lies elsewhere runs the units in the suite's folder" "0 pass" "$status $(sed -n 's/^verdict //p' suite/$results/a-fixed/verdict)"
[ "$status" = 0 ] || details "$err"
rm -rf mk suite/build suite/built
"$nightshift" generate --no-record -q -f suite/suite.xml || not_ok "generate" # the plan is that of tests.mk again

cd "$work" || exit 3
cp -R repo "it's a \$x folder"
cd "it's a \$x folder/suite" || exit 3
start s-test-a-head
equal "in a folder with blanks and quotes in its path" "0 pass" "$status $(key a-head verdict)"
cd "$work" || exit 3
run $make -C "it's a \$x folder/suite" -f tests.mk s_platform=linux s-test-b-head
equal "by make -C" 0 "$status"
cp -R repo "$work/no-repository"
cd "$work/no-repository/suite" || exit 3
rm -rf ../.git build built
run $make -f tests.mk s_platform=linux s-test-a-head
equal "without a repository: the fallback" "0 4711" "$status $(key a-head seed)"
equal "and it says so" "s: no commit to take the seed from, so it is 4711" "$err"
cd "$work/repo" || exit 3
finish
