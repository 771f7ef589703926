#!/bin/sh
# nightshift run: the programs of the units are built by the commands of the manifest, each once, different ones at the same time; what fails takes only
# the units that need it; an outer make's job server is shared with them. Then fixtures, for which units wait.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

# --- programs -----------------------------------------------------------------------------------------------------------

# Two variants share all of a program, of which their units see other variables, and one makes another file. Something is done before.
small programs <<'END'
<env name="S" value="s"/><env name="W" value="all"/>
<prepare><command>sh prepare.sh</command><command>echo "prepared $S $W" &gt;&gt;log</command></prepare>
<program path="made-{p}"><command>sh build.sh {p}</command></program>
<run>sh unit.sh {unit}</run>
<variant name="v"><param name="p" value="one"/><env name="W" value="v"/><env name="X" value="x"/></variant>
<variant name="w"><param name="p" value="one"/><env name="W" value="w"/><env name="X" value="x"/></variant>
<variant name="z"><param name="p" value="two"/><env name="W" value="z"/></variant>
<module name="a"/><module name="b"/>
END
# A build of one file ends when that of the other one has begun, and the other way round: they must run at the same time. Each says
# whether it was prepared when it began, and what it sees.
cat >build.sh <<'END'
echo "+ $1 $(cat is-prepared) $S $W $X" >>log
: >"is-$1"
until [ -e is-one ] && [ -e is-two ]; do sleep 0.01; done
[ ! -e "no-$1" ] || { echo "cannot make $1"; exit 1; }
: >"made-$1"
END
cat >prepare.sh <<'END'
[ ! -e no-prepare ] || { echo "no library today"; exit 3; }
echo ready >>is-prepared
END
echo 'echo "$1 $W" >>ran' >>unit.sh
echo 'no-*' >>.gitignore
repository .
# words FILE: its lines, sorted, in one.
words() { LC_ALL=C sort "$1" | tr '\n' ' ' | sed 's/  */ /g; s/ $//'; }
# did NAME: what has been built, in what environment, after what; and what the units saw.
did() {
	equal "$1: what is prepared is done once, and before any program; variants that share a build have one, with what they have in common" "+ one ready s all x + two ready s z prepared s all" "$(words log)"
	equal "$1: the units see the environment of their own variant" "v-a v v-b v w-a w w-b w z-a z z-b z" "$(words ran)"
	rm -rf log ran is-* made-* build
}
run "$nightshift" run -q -j4 --no-record
equal "units of three variants pass" "0  6 units in T: 6 passed" "$status $err $(timeless "$out")"
equal "what they print is in a log for each that was built" "+prepare.log v.log z.log" "$(ls build/nightshift/.build >ls && cat build/nightshift/.build/*.log && words ls)"
did run
run "$nightshift" run -q -j4 --plan=nix/s.json
equal "run --plan: they pass" "0  6 units in T: 6 passed" "$status $err $(timeless "$out")"
did "run --plan"
sed -e 's/"build": "v", //' -e 's/"buildEnv": {[^}]*}, //' nix/s.json >old.json
run "$nightshift" run -q -j4 --plan=old.json
equal "run --plan: an older plan, in which two variants build one file, is refused" "2  old.json: error: variants 'v' and 'w' both build 'made-one', each for itself: write the plan again, with 'nightshift generate'" "$status $out $err"
rm old.json
run "$make" -s -j8 -f tests.mk s-test
equal "make -j8: they pass" "0  6" "$status $err $(printf '%s\n' "$out" | grep -c ^pass)"
did "make -j8"
run "$make" -s -j8 -f tests.mk s-test s_nightshift="$nightshift"
equal "make -j8 with nightshift: they pass" "0  6" "$status $err $(printf '%s\n' "$out" | grep -c '\] *pass ')"
did "make -j8 with nightshift"
cp nix/s.json kept.json
lost=$(sed -n 's/^ *{ "id": "\([^"]*\)", "variant.*/\1/p' kept.json | head -n 1)
grep -v "\"id\": \"$lost\", \"variant\"" kept.json >nix/s.json
for target in s-test s-test-pr s-test-v; do
	run "$make" -s -f tests.mk "$target" s_nightshift="$nightshift"
	case $status:$err in "2:"*": error: the plan has no unit '$lost'"*) ;; *) false ;; esac
	check "make $target with nightshift: a unit that the plan has not is an error" "$status: $out$err"
done
mv kept.json nix/s.json
rm -rf log is-* made-*
: >is-two
run "$make" -s -j8 -f tests.mk s-build-w
equal "make s-build-w builds what v and w share" "0 + one ready s all x prepared s all" "$status $(words log)"
rm -rf log is-* made-*
run "$make" -s -k -j8 -f tests.mk s-test s_prebuilt=1
[ ! -e log ]
check "make, with what is built: nothing is prepared or built" "$out"
rm -rf build
: >no-prepare
run "$nightshift" run -j4 --no-record
equal "if nothing could be prepared, no unit runs, and that is told once" "1 
what all programs need could not be made (status 3); the end of build/nightshift/.build/+prepare.log:
| no library today

what all programs need could not be made (status 3), so 6 units did not run
log: build/nightshift/.build/+prepare.log

not run: all 6 units

6 units in T: 0 passed, 6 not run" "$status $(timeless "$out")"
run "$make" -s -k -j8 -f tests.mk s-test
[ "$status" = 2 ] && [ ! -e log ] && [ ! -e ran ]
check "make: nor does any there" "$out"
rm -rf log ran is-* made-* no-* build
run "$nightshift" run -q -j4 --no-record --no-build z
equal "--no-build prepares and builds nothing, so a unit without its program fails" "1 2 units in T: 0 passed, 2 failed" "$status $(timeless "$out" | tail -n 1)"
[ ! -e log ]
check "--no-build calls no command"
: >made-two
run "$nightshift" run -q -j4 --no-record --no-build z
equal "--no-build: a program that is there is run" "0 2 units in T: 2 passed" "$status $(timeless "$out" | tail -n 1)"
rm -f log is-* made-*

# The one that fails takes its own units with it, and no others.
: >no-one
: >is-two
: >is-one
run "$nightshift" run -j1 --no-record v-a w-b z-a
equal "a build that fails takes the units of all variants that share it, and no others" "the programs of variants 'v', 'w' could not be made (status 1), so 2 units did not run
log: build/nightshift/.build/v.log

not run: v-a w-b

3 units in T: 1 passed, 2 not run" "$(timeless "$out" | sed -n '/so 2 units/,$p')"
rm -f no-* log is-* made-*

# --- an outer make ------------------------------------------------------------------------------------------------------

# The build is a make of its own with six targets; units and targets write down when they run.
small outer <<'END'
<program path="made-{variant}"><command>MAKE -s -f sub.mk made-{variant} V={variant}</command></program>
<run>./unit.sh {unit}</run>
<variant name="v"/><variant name="w"/>
<module name="a"/><module name="b"/><module name="c"/><module name="d"/>
END
sed "s#>MAKE -s#>$make -s#" nightshift.xml >new.xml && mv new.xml nightshift.xml
cat >sub.mk <<'END'
made-$(V): $(foreach n,1 2 3 4 5 6,made-$(V)-$(n)) ; @: >$@
made-$(V)-%: ; @sh job.sh $@ && : >$@
END
# job.sh NAME: it runs until as many as may run do, or for a while where there is nothing more to run.
cat >job.sh <<'END'
echo "+ $1" >>log
n=0
until [ "$(awk '{ n += $1 == "+" ? 1 : -1; if (n > most) most = n } END { print most }' log)" -ge "${TOGETHER-1}" ] || [ $n -ge 100 ]; do n=$((n + 1)); sleep 0.01; done
sleep 0.02
echo "- $1" >>log
END
printf '%s\n' '#!/bin/sh' 'echo "$1 ${MAKEFLAGS-none} ${MFLAGS-none} ${MAKELEVEL-none}" >>flags' 'exec sh job.sh "$1"' >unit.sh
chmod +x unit.sh
echo flags >>.gitignore
"$nightshift" generate -q
repository .
printf '%s\n' "run: ; +@'$nightshift' run -q --no-record \$(ARGS)" 'both: run other' 'other: ; @sh job.sh other' >outer.mk
# most: how many have run at a time. all: how many have run.
most() { awk '{ n += $1 == "+" ? 1 : -1; if (n > most) most = n } END { print most }' log; }
for n in 2 3; do
	rm -f log flags made-*
	run env TOGETHER=$n "$make" -s -j$n -f outer.mk both
	equal "within make -j$n builds, units and make's own jobs run $n at a time, and no token is lost" "0  $n 21" "$status $err $(most) $(grep -c '^+' log)"
	equal "within make -j$n the builds alone use all $n, though there are two of them" "12 $n" "$(grep -c '^+ made' log) $(awk '/ made/ { n += $1 == "+" ? 1 : -1; if (n > most) most = n } END { print most }' log)"
done
equal "no unit knows of the outer make" "none none none" "$(cut -d' ' -f2- flags | sort -u)"
# A make with 4.4 says that it is there in another way.
if make_is_new; then
	for style in pipe fifo; do
		rm -f log flags made-*
		run env TOGETHER=3 "$make" -s -j3 --jobserver-style=$style -f outer.mk both
		equal "a job server by a $style is handed down to the builds" "0  3 21" "$status $err $(most) $(grep -c '^+' log)"
	done
fi
rm -f log flags made-*
run "$make" -s -j3 -f outer.mk run ARGS=-j1
equal "a run with -j1 within make -j3 runs one unit at a time" "0 1" "$status $(grep -v made log | awk '{ n += $1 == "+" ? 1 : -1; if (n > most) most = n } END { print most }')"
rm -f log flags made-*
run env -u MAKEFLAGS "$nightshift" run -q --no-record -j2
equal "without an outer make, a build is a make without -j" "0 20 2" "$status $(grep -c '^+' log) $(most)"

# All tokens come back when the run is killed: a FIFO of ours has as many as before.
mkfifo tokens
exec 8<>./tokens
printf abc >&8
rm -f log flags made-*
printf '%s\n' '#!/bin/sh' 'echo $$ >>"pids"; : >"is-$1"; exec sleep 100000' >unit.sh
MAKEFLAGS=" -j4 --jobserver-auth=fifo:$PWD/tokens" "$nightshift" run -q --no-record >"$work/first" 2>&1 &
first=$!
until_true eval '[ "$(ls is-* | wc -l)" -eq 4 ]'
kill -9 "$first"
wait "$first" 2>/dev/null
until_true eval 'ended $(cat pids)'
check "the units of a run that is killed within make end" "$(cat pids)"
echo . >&8
IFS= read -r tokens <&8
equal "a run that is killed within make gives all tokens back" "3 tokens." "$((${#tokens} - 1)) tokens${tokens#???}"
exec 8>&-
rm -f pids is-*

# --- fixtures -----------------------------------------------------------------------------------------------------------

cd "$work" || exit 3
small fixtures <<'END'
<run>sh unit.sh {unit}</run>
<variant name="v"/>
<fixture name="slow" key="slow" output="build/slow"><command>sh fixture.sh slow</command></fixture>
<fixture name="fails" key="fails" output="build/fails"><command>sh fixture.sh fails</command></fixture>
<module name="a" needs="slow" seconds="100"/><module name="b" needs="slow"/><module name="c"/>
<module name="d" needs="fails"/><module name="e" needs="fails slow"/>
END
cat >fixture.sh <<'END'
echo "+ $1" >>log
[ "$1" != fails ] || { echo "no $1 today"; exit 7; }
until [ -e go ]; do sleep 0.01; done
echo "$1" >"$NIGHTSHIFT_OUTPUT"
echo "- $1" >>log
END
repository .
# c lets the fixture go on: it runs while the fixture is made.
units_do v-a v-b <<'END'
cat build/slow && echo "+ $1" >>log
END
echo ': >go; echo "+ v-c" >>log' >do/v-c
run "$nightshift" run -j2 --no-record a b c
equal "units wait for their fixture while others run" "0 3 units in T: 3 passed" "$status $(timeless "$out" | tail -n 1)"
equal "a fixture is made once, and before the units that wait for it" "+ slow
- slow
+ v-a
+ v-b" "$(grep -v v-c log | sort -s -k 2,2 -k 1,1 | sed -n '/slow/p'; grep -e '+ v-[ab]' log | sort)"
rm -rf log go build
: >go
run "$nightshift" run -q -j1 --no-record a b c
equal "it is made first, since most waits for it" "0 + slow" "$status $(sed 1q log)"
rm -rf log build
run "$nightshift" run -j1 --no-record --junit=j.xml d e c b
equal "a fixture that fails takes only the units that need it, and the summary names it once, with its log" "1

fixture 'fails-fails' could not be made (status 1); the end of build/nightshift/.build/fails-fails.log:
| nightshift: error: the command that makes 'build/fails' failed (status 7); the end of build/fails.log:
| | no fails today

pass T  v-b
pass T  v-c

fixture 'fails-fails' could not be made (status 1), so 2 units did not run
log: build/nightshift/.build/fails-fails.log

not run: v-d v-e

4 units in T: 2 passed, 2 not run" "$status
$(timeless "$out" | sed -E 's/^\[[0-9]\/[0-9]\] +pass/pass/')"
junit j.xml
equal "--junit: units without their fixture are errors" "error not run (fixture 'fails-fails' could not be made)
error not run (fixture 'fails-fails' could not be made)" "$(printf '%s\n' "$out" | sed -n "s/^ *\(error.*)\) .*/\1/p")"
# --- what they read ---------------------------------------------------------------------------------------------------

cd "$work" || exit 3
small reads <<'END'
<program path="made-{variant}"><command>cat &gt;made-{variant}</command></program>
<run timeout="60">wc -c</run>
<fixture name="f" key="k" output="made-f"><command>cat &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>
<variant name="v"/>
<module name="m" needs="f"/>
<module name="n"/>
END
echo "what the caller has" >"$work/typed"
run "$nightshift" run --no-record -q -j2 --results=folders <"$work/typed"
equal "what builds, makes a fixture or is a unit reads nothing, whatever the caller's standard input is" "0  0 0 0 bytes" \
	"$status $err $(cat build/nightshift/v-m/log build/nightshift/v-n/log | tr -d ' ' | tr '\n' ' ')$(cat made-v made-f | wc -c | tr -d ' ') bytes"
cd "$work" || exit 3
finish
