#!/bin/sh
# The make include at work, with the real make: the verdicts of units that pass, fail, crash, take too long, have no program, or are killed.
#
# THROUGH=run in the environment: the same, with every unit run by `nightshift run`.
# shellcheck source=tests/run/make/lib.sh
. "$(dirname "$0")/make/lib.sh"

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
  <module name="crash_limit" timeout="3000"><run>kill -SEGV $$</run></module>
  <module name="missing"><run>./not-there</run></module>
  <module name="exits" timeout="3000"><run>exit 4</run></module>
  <module name="execs"><run>exec sh -c 'exit 5'</run></module>
  <module name="slow" timeout="1"><run>sleep 10000</run></module>
  <module name="stdin"><run>cat</run></module>
  <module name="killed"><run>kill -9 $PPID; sleep 10</run></module>
</suite>
END
"$nightshift" generate --no-record -q -C .. -f verdicts.xml || not_ok "generate"
head=$(git rev-parse HEAD)
git add -A && git commit -qm verdicts && head=$(git rev-parse HEAD)
plan=$(git hash-object ../nix/v.json)
verdict=$("$nightshift" seed -C .. -f verdicts.xml)
cd ../v || exit 3
[ -z "$through" ] || "$nightshift" part --plan=../nix/v.json --platform=p >"$work/parts"
# written UNIT VERDICT STATUS [SEED [REASON]]: the whole verdict, but the name of the run; only nightshift gives a reason.
written() {
	printf '%s\n' 'nightshift 1' 'suite v' "plan $plan" ${through:+"part $(sed -n "s/^x-$1	//p" "$work/parts")"} 'run RUN' "unit x-$1" 'platform p' 'lane nightly' "commit $head" 'tree clean' ${4:+"seed $4"} "verdict $2" "status $3" \
		"${through:-seen exit-status}" ${through:+"${5:-run}"} ${through:+'seconds N.6' 'attempt 1' 'finished N.6'} end | grep -v '^run$' >wanted
	sed 's/^run .*/run RUN/;s/^seconds [0-9]*\.[0-9]\{6\}$/seconds N.6/;s/^finished [0-9]*\.[0-9]\{6\}$/finished N.6/' ../build/nightshift/x-"$1"/verdict >got
	same "$1: the verdict" wanted got
}
run $make -k -j4 -f tests.mk v_platform=p v_lane=nightly v-test
equal "a suite with failing units fails" 2 "$status"
written pass pass 0 "$verdict"
written fail fail 3 7
written crash crash 139
written crash_limit crash 139
written missing fail 127 '' 'reason its shell says that a program is not there'
written exits fail 4
written execs fail 5
written stdin pass 0
written slow timeout 124 '' 'reason it did not end within 1 s'
# Who watches over a unit of nightshift is no shell, and stays.
[ -n "$through" ] || [ ! -s ../build/nightshift/x-killed/verdict ]
check "a unit whose shell is killed leaves no verdict"
[ -e ../build/nightshift/x-killed/log ]
check "but it has started"
equal "the log holds both outputs" "oh no" "$(paste -sd' ' - <../build/nightshift/x-fail/log)"
equal "one run is one name in all verdicts" 1 "$(sed -n 's/^run //p' ../build/nightshift/*/verdict | sort -u | wc -l | tr -d ' ')"
rm -rf ../build/nightshift
echo typed | $make -f tests.mk v_platform=p v-test-x-stdin >/dev/null
quiet "a unit reads nothing of what is typed" cat ../build/nightshift/x-stdin/log
rm -rf ../build/nightshift
run $make -j1 -f tests.mk v_platform=p v-test
[ "$status" = 2 ] && [ "$(grep -L '^verdict cancelled' ../build/nightshift/*/verdict | wc -l)" -lt 10 ]
check "without -k make stops at a failure" "$(find ../build/nightshift -name verdict)"
rm -rf ../build/nightshift
run $make -f tests.mk v_platform=p v-test-x-fail
equal "one failing unit: exit status" 2 "$status"
case $through$out$err in *"fail x-fail (status 3, seed 7); the end of build/nightshift/x-fail/log:
oh
no
"* | run*"x-fail"*"oh
"*"no
"*"v-test-x-fail"*) ;; *) false ;; esac
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
case $out$err in *"a-fixed"*": there is no program 'build/a/prog' to run"*) ;; *) false ;; esac
check "by name" "$out$err"
equal "and leaves no verdict, or through nightshift that it failed" "$absent" "$(key a-fixed verdict)"
if [ -z "$through" ]; then
	sed 's,\./compile \([ab]\) ,true \1 ,' tests.mk >lazy.mk
	run $make -f lazy.mk s_platform=linux s-test-a-fixed
	[ "$status" = 2 ] && [ "$(key a-fixed verdict)" = "$absent" ]
	check "a build that leaves no program fails, too" "$out$err"
fi
start s-test-a-fixed
equal "an old verdict" pass "$(key a-fixed verdict)"
rm build/a/prog
start s_prebuilt=1 s-test-a-fixed
equal "does not outlive the next run" "$absent" "$(key a-fixed verdict)"

# Killed as it enters each of its system calls: the verdict is whole, or it is a beginning of the whole one and has not its last line. (It is empty
# where the shell writes it in one piece; bash writes each line by itself.) Through nightshift: tests/run/keepers.sh.
if [ -n "$through" ]; then
	:
elif can_kill_at; then
	printf '#!/bin/sh\n[ "$CALL" = all ] || exec strace -qq -o /dev/null -e "inject=$CALL:signal=KILL:when=$NUMBER" sh "$@"\nexec strace -qq -o "$CALLS" sh "$@"\n' >"$work/shell"
	chmod +x "$work/shell"
	clean
	start s-build
	# unit_in_shell CALL NUMBER: one unit, its shell killed at that system call, or all of its calls in $work/.calls
	unit_in_shell() { CALL=$1 NUMBER=$2 CALLS=$work/.calls $make -s -f tests.mk SHELL="$work/shell" s_platform=mac s_prebuilt=1 s-test-b-range_0 >/dev/null 2>&1; }
	unit_in_shell all 0
	equal "with the shell that kills: a unit that is not killed passes" "pass" "$(key b-range_0 verdict)"
	sed 's/^run .*/run R/' $results/b-range_0/verdict >"$work/whole"
	# begins FILE: with whole lines of it, and not with its last one
	begins() {
		sed 's/^run .*/run R/' "$1" >"$work/begun"
		lines=$(wc -l <"$work/begun")
		[ "$lines" -lt "$(wc -l <"$work/whole")" ] && head -n "$lines" "$work/whole" | cmp -s - "$work/begun"
	}
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$work/.calls" | awk '/^(openat|write|close|dup2|fcntl|clone|vfork|wait4)$/ { print $1, ++seen[$1] }' >"$work/moments"
	halves='' whole=0 none=0
	while read -r call number; do
		rm -rf $results
		unit_in_shell "$call" "$number"
		if [ ! -s $results/b-range_0/verdict ] || begins $results/b-range_0/verdict; then none=$((none + 1))
		elif [ "$(tail -n 1 $results/b-range_0/verdict)" = end ]; then whole=$((whole + 1))
		else halves="$halves $call $number"; fi
	done <"$work/moments"
	equal "killed at each system call: a verdict is whole or has no end" "" "$halves"
	[ $whole -gt 0 ] && [ $none -gt 10 ]
	check "some came to their end, and some did not" "$whole and $none of $(wc -l <"$work/moments")"
else
	skip "killed at each system call: a verdict is whole or has no end" "strace cannot be used here"
fi
clean
HEAVY_UNTIL=$work/go $make -s -f tests.mk s_platform=linux s-test-b-heavy >/dev/null 2>&1 &
pid=$!
until_true test -e $results/b-heavy/log
kill -9 $pid
wait $pid 2>/dev/null
whole() { [ "$(tail -n 1 "$1" 2>/dev/null)" = end ]; }
[ ! -s $results/b-heavy/verdict ] || whole $results/b-heavy/verdict
check "make itself killed: a verdict is empty or whole"
: >"$work/go"
until_true whole $results/b-heavy/verdict
check "what it had started goes on to its own end"

finish
