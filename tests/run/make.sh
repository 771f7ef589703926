#!/bin/sh
# The make include at work, with the real make: its targets, its order, its verdicts, what it must not do. And law 2 again
# from the written files: for each platform and lane make would run exactly what the plan says.
#
# THROUGH=exec in the environment: the same, with every unit run by `nightshift exec`.
. "$(dirname "$0")/../tap/lib.sh"
through=${THROUGH-}
[ -z "$through" ] || export s_nightshift="$nightshift" v_nightshift="$nightshift" k_nightshift="$nightshift" _3_my_suite_x_nightshift="$nightshift"

# A suite of two variants. ./compile makes a program and says so; the program does what its module's name says.
mkdir -p repo/suite
cat >repo/suite/suite.xml <<'END'
<suite name="s" dir="suite">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="r" pr="build" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="build" nightly="checked"><env name="ON" value="mac's"/></platform>
  <platform name="intel" system="x86_64-darwin" runner="r" pr="none" merge="build" nightly="none"><gap reason="no machine"/></platform>
  <seed from="commit" fallback="4711" env="SEED"/>
  <env name="LEVEL" value="suite"/>
  <program path="build/{variant}/prog"><command>./compile {variant} {program}</command></program>
  <run>{program} {module} {from} {to}</run>
  <variant name="a"/>
  <variant name="b"><env name="LEVEL" value="b"/></variant>
  <module name="heavy" variants="b" seconds="9"/>
  <module name="range" from="0" to="9" chunks="2" seconds="4"/>
  <module name="head" seed="head" seconds="3"/>
  <module name="fixed" seed="99" seconds="2.5" variants="a"/>
  <module name="deep" lane="merge" reason="long" seconds="2.25"/>
  <module name="soak" lane="nightly" reason="longer" seconds="8"/>
  <module name="only_linux" platforms="linux intel" reason="needs it" seconds="0.5"/>
  <module name="not_there" platforms="linux" lane="nightly" reason="needs it" seconds="0.25" variants="a"/>
  <shards lane="pr" platform="linux" count="3"/>
  <shards lane="nightly" platform="linux" count="2" jobs="2"/>
  <shards lane="nightly" platform="mac" count="4"/>
</suite>
END
cat >repo/suite/compile <<'END'
#!/bin/sh
echo "$1" >>built
[ -z "${BUILD_SECONDS-}" ] || sleep "$BUILD_SECONDS"
mkdir -p "$(dirname "$2")"
cat >"$2" <<'PROGRAM'
#!/bin/sh
echo "$0 $*, seed ${SEED-none}, level $LEVEL, on ${ON-none}, out ${out-none}, make ${MAKEFLAGS-none}"
[ "$1" != heavy ] || sleep "${HEAVY_SECONDS-0}"
[ -z "${UNIT_SECONDS-}" ] || sleep "$UNIT_SECONDS"
PROGRAM
chmod +x "$2"
END
chmod +x repo/suite/compile
repository repo
"$nightshift" generate --no-record -q -C repo -f suite/suite.xml || not_ok "generate"
cd repo/suite || exit 3
results=build/nightshift
seed=$("$nightshift" seed -f suite.xml)

clean() { rm -rf build built; }
# start ARGUMENT...: run make as on the first platform; what it says is in $out and $err.
start() { run $make -f tests.mk s_platform=linux "$@"; }
# units TARGET [ARGUMENT]...: what make would run for it, in its order.
units() { $make -n -f tests.mk "$@" 2>/dev/null | sed -n 's/^.*; s_unit \([^ ]*\) .*/\1/p;s/^.* exec .* --unit=\([^ ]*\) .*/\1/p'; }
# started: the units in the order they began; each prints its line at once.
started() { (cd $results && ls -1tr -- */log) | sed 's,/log,,'; }
key() { sed -n "s/^$2 //p" "$results/$1/verdict"; }

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
equal "make says so" "15" "$(printf '%s\n' "$out" | grep -c '^pass ')"

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
equal "s-test-LANE leaves out what is for later" "" "$(find $results -name '*deep*' -o -name '*soak*')"
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
start -k s-shard-1
shard=$(units s-shard-1 s_platform=linux | sort)
equal "s-shard-N runs its units" "$shard" "$(cd $results && ls)"
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
case $err in *"s: lane pr runs nothing on platform \"intel\""*) ;; *) false ;; esac
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
BUILD_SECONDS=0.3 HEAVY_SECONDS=0.3 start -j2 s-test
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
run $make -f slow.mk s_platform=linux -j2 s-test
[ "$status" = 0 ] && started | head -n 2 | grep -qx b-heavy
check "nor does its own slow build let others pass" "$err$(started)"

# The other way round, as make --shuffle=reverse has it from 4.4 on: the same verdicts.
clean
start -k s-test
reversed() { units s-test s_platform=linux | sed -n '1!G;h;$p'; }
verdicts() { grep -H '^\(verdict\|status\|seed\) ' $results/*/verdict; }
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
SEED=5 start s-test-pr
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
out=theirs unit=theirs MAKEFLAGS= run $make -f tests.mk s_platform=linux s-test-a-fixed
equal "variables of the caller reach the test unchanged" "build/a/prog fixed, seed 99, level suite, on none, out theirs, make none" "$(cat $results/a-fixed/log)"
clean
start s_results=../elsewhere s-test-a-fixed
[ -f ../elsewhere/a-fixed/verdict ] && [ ! -e $results ]
check "s_results=DIR" "$err"
rm -rf ../elsewhere
rm -f built
start s-build
start s_prebuilt=1 s-test-a-fixed
equal "s_prebuilt=1 builds nothing" "2 pass" "$(wc -l <built | tr -d ' ') $(key a-fixed verdict)"

# --- verdicts

cat >../verdicts.xml <<'END'
<suite name="v" include="/v/tests.mk">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <seed from="commit" fallback="4711" env="SEED"/>
  <run>true</run>
  <variant name="x"/>
  <module name="pass" seed="head"/>
  <module name="fail" seed="7"><run>echo oh; echo no &gt;&amp;2; exit 3</run></module>
  <module name="crash"><run>kill -SEGV $$</run></module>
  <module name="crash_limit" timeout="60"><run>kill -SEGV $$</run></module>
  <module name="missing"><run>./not-there</run></module>
  <module name="exits" timeout="60"><run>exit 4</run></module>
  <module name="execs"><run>exec sh -c 'exit 5'</run></module>
  <module name="slow" timeout="1"><run>sleep 20</run></module>
  <module name="stdin"><run>cat</run></module>
  <module name="killed"><run>kill -9 $PPID; sleep 1</run></module>
</suite>
END
"$nightshift" generate --no-record -q -C .. -f verdicts.xml || not_ok "generate"
head=$(git rev-parse HEAD)
git add -A && git commit -qm verdicts && head=$(git rev-parse HEAD)
plan=$(git hash-object ../nix/v.json)
verdict=$("$nightshift" seed -C .. -f verdicts.xml)
cd ../v || exit 3
# written UNIT VERDICT STATUS [SEED]: the whole verdict, but the name of the run.
written() {
	printf '%s\n' 'nightshift 1' 'suite v' "plan $plan" 'run RUN' "unit x-$1" 'platform p' 'lane nightly' "commit $head" 'tree clean' ${4:+"seed $4"} "verdict $2" "status $3" \
		${through:+'seconds N.6' 'attempt 1' 'finished N'} end >wanted
	sed 's/^run .*/run RUN/;s/^seconds [0-9]*\.[0-9]\{6\}$/seconds N.6/;s/^finished [0-9]*$/finished N/' ../build/nightshift/x-"$1"/verdict >got
	same "$1: the verdict" wanted got
}
run $make -k -j4 -f tests.mk v_platform=p v_lane=nightly v-test
equal "a suite with failing units fails" 2 "$status"
written pass pass 0 "$verdict"
written fail fail 3 7
written crash crash 139
written crash_limit crash 139
written missing fail 127
written exits fail 4
written execs fail 5
written stdin pass 0
if command -v timeout >/dev/null || command -v gtimeout >/dev/null; then
	written slow timeout 124
fi
equal "a unit whose shell is killed leaves no verdict" "" "$(cat ../build/nightshift/x-killed/verdict 2>/dev/null)"
[ -e ../build/nightshift/x-killed/log ]
check "but it has started"
equal "the log holds both outputs" "oh no" "$(paste -sd' ' - <../build/nightshift/x-fail/log)"
equal "one run is one name in all verdicts" 1 "$(sed -n 's/^run //p' ../build/nightshift/*/verdict | sort -u | wc -l | tr -d ' ')"
rm -rf ../build/nightshift
echo typed | $make -f tests.mk v_platform=p v-test-x-stdin >/dev/null
equal "a unit reads nothing of what is typed" "" "$(cat ../build/nightshift/x-stdin/log)"
rm -rf ../build/nightshift
run $make -j1 -f tests.mk v_platform=p v-test
[ "$status" = 2 ] && [ "$(find ../build/nightshift -name verdict | wc -l)" -lt 10 ]
check "without -k make stops at a failure" "$(find ../build/nightshift -name verdict)"
rm -rf ../build/nightshift
run $make -f tests.mk v_platform=p v-test-x-fail
equal "one failing unit: exit status" 2 "$status"
case $err in *"fail x-fail (status 3, seed 7); the end of build/nightshift/x-fail/log:
${through:+| }oh
${through:+| }no
"*) ;; *) false ;; esac
check "make shows the end of the log and how to replay" "$err"
rm -f wanted got
cd ../suite || exit 3

# In whatever order make starts them, the verdicts are the same.
if make_is_new; then
	# outcome ARGUMENT...: the verdicts that s-test and v-test leave, but for the name of the run and its times.
	outcome() {
		clean
		rm -rf ../build/nightshift
		$make -k -j4 "$@" -f tests.mk s_platform=linux s-test >/dev/null 2>&1
		$make -k -j4 "$@" -C ../v -f tests.mk v_platform=p v_lane=nightly v-test >/dev/null 2>&1
		sed -e '/^run /d' -e '/^seconds /d' -e '/^finished /d' $results/*/verdict ../build/nightshift/*/verdict
	}
	outcome >"$work/in-order"
	equal "24 verdicts" 24 "$(grep -c '^end$' "$work/in-order")"
	for how in reverse 7; do
		outcome --shuffle=$how >"$work/shuffled"
		same "make --shuffle=$how changes no verdict" "$work/in-order" "$work/shuffled"
	done
	rm -rf ../build/nightshift
fi

# A program that is not there: by name, at once, and without a pass.
absent=${through:+fail}
clean
start s_prebuilt=1 s-test-a-fixed
[ "$status" = 2 ]
check "a program that is not there fails" "$out$err"
case $err in *"a-fixed"*": there is no program 'build/a/prog' to run"*) ;; *) false ;; esac
check "by name" "$err"
equal "and leaves no verdict, or through exec that it failed" "$absent" "$(key a-fixed verdict)"
sed 's,\./compile \([ab]\) ,true \1 ,' tests.mk >lazy.mk
run $make -f lazy.mk s_platform=linux s-test-a-fixed
[ "$status" = 2 ] && [ "$(key a-fixed verdict)" = "$absent" ]
check "a build that leaves no program fails, too" "$out$err"
start s-test-a-fixed
equal "an old verdict" pass "$(key a-fixed verdict)"
rm build/a/prog
start s_prebuilt=1 s-test-a-fixed
equal "does not outlive the next run" "$absent" "$(key a-fixed verdict)"

# Killed while it writes, or just before or after: the verdict is empty or whole.
mkdir ../kill
{
	echo '<suite name="k" include="/kill/tests.mk"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><run>true</run><variant name="x"/>'
	for i in 0 1 2 3 4 5 6 7 8 9; do
		for k in 1 2 3; do
			echo "<module name=\"m$i$k\"><run>(sleep 0.0$i; kill -9 \$PPID) &amp; sleep 0.0$k</run></module>"
		done
	done
	echo '</suite>'
} >../kill.xml
"$nightshift" generate --no-record -q -C .. -f kill.xml || not_ok "generate"
$make -C ../kill -k -j3 -f tests.mk k_platform=p k-test >/dev/null 2>&1
halves=
for file in ../build/nightshift/x-m*/verdict; do
	[ ! -s "$file" ] || [ "$(tail -n 1 "$file")" = end ] || halves="$halves $file"
done
equal "killed at any moment: a verdict is empty or whole" "" "$halves"
equal "of 30" 30 "$(find ../build/nightshift -name 'log' -path '*x-m*' | wc -l | tr -d ' ')"
[ "$(grep -l '^end$' ../build/nightshift/x-m*/verdict | wc -l)" -gt 0 ] && [ "$(grep -l '^end$' ../build/nightshift/x-m*/verdict | wc -l)" -lt 30 ]
check "some came to their end, and some did not"
clean
HEAVY_SECONDS=1 $make -s -f tests.mk s_platform=linux s-test-b-heavy >/dev/null 2>&1 &
pid=$!
tries=0
while [ ! -e $results/b-heavy/log ] && [ $tries -lt 200 ]; do tries=$((tries + 1)) && sleep 0.05; done
kill -9 $pid
wait $pid 2>/dev/null
[ ! -s $results/b-heavy/verdict ] || [ "$(tail -n 1 $results/b-heavy/verdict)" = end ]
check "make itself killed: a verdict is empty or whole"
sleep 1

# Through exec, make starts no shell for a unit, whatever its command holds. The units' own shells are exec's.
if [ -z "$through" ]; then
	:
elif strace -f -o /dev/null true 2>/dev/null; then
	clean
	start s-build
	strace -f -e trace=execve -s 100 -o "$work/strace" $make -f tests.mk s_platform=mac s_prebuilt=1 s-test-a-head s-test-b-range_0 >/dev/null
	sed -n 's/^[0-9]* *execve("\([^"]*\)", \["[^"]*", "\([^"]*\)".*/\1 \2/p' "$work/strace" | sed -n '/nightshift exec$/,$p' | sed 's,.*/,,' >"$work/started"
	equal "make starts exec itself, without a shell" "nightshift exec
sh -c
nightshift exec
sh -c" "$(grep -v '^prog\|^date\|^sleep' "$work/started" | sed 's/^\(sh\|dash\|bash\) .*/sh -c/')"
else
	skip "make starts exec itself, without a shell" "strace cannot be used here"
fi

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
# Settings that people put at the top of a Makefile.
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

run $make --warn-undefined-variables -s -f suite/tests.mk s_platform=linux s-test-pr s-shard-1
equal "make has no undefined variable to warn of" "" "$(printf '%s\n' "$err" | grep -v MAKECMDGOALS)"
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
sed 's,dir="suite",dir="suite" include="/mk/deep/s.mk",' suite/suite.xml >away.xml
"$nightshift" generate --no-record -q -f away.xml || not_ok "generate"
run $make -C mk -f deep/s.mk s_platform=linux s-test-a-fixed
equal "an include that lies elsewhere runs the units in the suite's folder" "0 pass" "$status $(sed -n 's/^verdict //p' suite/$results/a-fixed/verdict)"
[ "$status" = 0 ] || details "$err"
rm -rf mk suite/build suite/built

cd "$work" || exit 3
cp -R repo "it's a \$x folder"
cd "it's a \$x folder/suite" || exit 3
start s-test-a-head
equal "in a folder with blanks and quotes in its path" "0 pass" "$status $(key a-head verdict)"
cd "$work" || exit 3
run $make -C "it's a \$x folder/suite" -f tests.mk s_platform=linux s-test-b-head
equal "by make -C" 0 "$status"
cp -R repo/suite "$work/no-repository"
cd "$work/no-repository" || exit 3
rm -rf build built
run $make -f tests.mk s_platform=linux s-test-a-head
equal "without a repository: the fallback" "0 4711" "$status $(key a-head seed)"
equal "and it says so" "s: no commit to take the seed from, so it is 4711" "$err"
cd "$work/repo" || exit 3

# --- law 2, from the written files

if ! command -v python3 >/dev/null; then
	skip "law 2 from the written files" "python3 is not installed"
	finish
fi
cat >"$work/law2.py" <<'END'
"""law2.py PLAN SUITE INCLUDE: does make run, for every platform and lane and shard, exactly what the plan says?"""
import json, re, subprocess, sys
plan = json.load(open(sys.argv[1], encoding="utf-8"))
name, include = sys.argv[2], sys.argv[3]
lanes = ["pr", "merge", "nightly"]
said = 0

def runs(target, platform):
    out = subprocess.run([sys.argv[4], "-n", "-f", include, target, f"{name}_platform={platform}"], capture_output=True, text=True).stdout
    return re.findall(rf"(?:; {name}_unit | --unit=)(\S+) ", out)

def say(text):
    global said
    said += 1
    print(text)

every = set()
for platform in plan["platforms"]:
    p = platform["name"]
    there = [u["id"] for u in plan["units"] if u.get("on", {}).get(p, {}).get("lane") != "none"]
    if runs(f"{name}-test", p) != there:
        say(f"{name}-test on {p}: {runs(f'{name}-test', p)}, but the plan says {there}")
    covered = set()
    for number, lane in enumerate(lanes):
        due = [u["id"] for u in plan["units"] if platform[lane] == "checked" and u["id"] in there and lanes.index(u["lane"]) <= number]
        got = runs(f"{name}-test-{lane}", p)
        if got != due:
            say(f"{lane} on {p}: make runs {got}, the plan says {due}")
        covered |= set(due)
        shards = [s for s in plan["shards"] if s["platform"] == p and s["lane"] == lane]
        held = [u for s in shards for u in s["units"]]
        if len(held) != len(set(held)):
            say(f"{lane} on {p}: a unit is in two shards")
        if shards and set(held) != set(due):
            say(f"{lane} on {p}: its shards hold {sorted(held)}, due is {sorted(due)}")
        for s in shards:
            if runs(f"{name}-shard-{s['number']}", p) != s["units"] or not s["units"]:
                say(f"shard {s['number']}: {runs(f'''{name}-shard-{s['number']}''', p)}, the plan says {s['units']}")
    if set(there) - covered and not platform["gaps"]:
        say(f"{p}: {sorted(set(there) - covered)} are run by no lane, and there is no gap")
    every |= covered
for u in plan["units"]:
    if u["id"] not in every:
        say(f"{u['id']} is run nowhere")
    for p, on in u.get("on", {}).items():
        if on["lane"] == "none" and not u.get("reason"):
            say(f"{u['id']} is kept from {p} without a reason")
sys.exit(said > 0)
END
problem=$(python3 "$work/law2.py" nix/s.json s suite/tests.mk "$make" 2>&1)
check "law 2: for every platform, lane and shard, make runs what the plan says" "$problem"
# The proof is not blind: it sees a unit that a lane, and one that a shard, has lost, and one that two shards hold.
sed 's/^s_skip_linux_pr := /&a-head /' suite/tests.mk >broken.mk
python3 "$work/law2.py" nix/s.json s broken.mk "$make" >"$work/said" 2>&1
[ $? = 1 ] && grep -q '^pr on linux: make runs' "$work/said"
check "law 2: a unit that is lost from a lane is seen" "$(cat "$work/said")"
python3 - <<'END'
import json
plan = json.load(open("nix/s.json"))
plan["shards"][0]["units"].append(plan["shards"][1]["units"][0])
json.dump(plan, open("broken.json", "w"))
END
python3 "$work/law2.py" broken.json s suite/tests.mk "$make" >"$work/said" 2>&1
[ $? = 1 ] && grep -q 'a unit is in two shards' "$work/said"
check "law 2: a unit in two shards is seen" "$(cat "$work/said")"
cp "$top/tests/rts/suite.xml" rts.xml
"$nightshift" generate --no-record --no-discover -q -f rts.xml || not_ok "generate"
problem=$(python3 "$work/law2.py" nix/rts.json rts tests/rts/tests.mk "$make" 2>&1)
check "law 2: the bundled suite" "$problem"
finish
