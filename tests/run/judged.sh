#!/bin/sh
# The make include and how units are judged: what plain make makes of skips and reports, and what it hands to `nightshift run`.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p repo/t
cat >repo/t/suite.xml <<'XML'
<suite name="j" dir="t">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"><env name="ON" value="p"/></platform>
  <run>true</run>
  <variant name="x"/>
  <module name="skips"><run>echo first; printf '  no \033[1mboard\t\\n here \377\n\n \n'; exit 77</run></module>
  <module name="may" may-skip="it's $HOME &quot;here&quot;"><run>echo no board; exit 77</run></module>
  <module name="other" may-skip="w"><run skip-status="5">exit 5</run></module>
  <module name="not77" may-skip="w"><run skip-status="5">exit 77</run></module>
  <module name="passes" may-skip="w"/>
  <module name="limit" may-skip="w" timeout="3000"><run>exit 77</run></module>
  <module name="long" may-skip="w"><run>printf %0999d 1; exit 77</run></module>
  <module name="signal" may-skip="w"><run>kill -SEGV $$</run></module>
  <module name="tap"><run protocol="tap">echo 1..0</run></module>
  <group><run protocol="junit" report="out/r e's #{unit} $x.xml">cat "$REPORT" &gt;"out/r e's #{unit} \$x.xml"; exit "$STATUS"</run>
    <module name="report"/>
  </group>
  <module name="none"><run protocol="junit" report="out/{module}.xml">exit 0</run></module>
  <module name="dash"><run protocol="junit" report="-{module}">echo dash &gt;./-dash</run></module>
</suite>
XML
repository repo
"$nightshift" generate -q --no-record -C repo -f t/suite.xml || not_ok "generate"
cd repo/t || exit 3
mkdir out
results=build/nightshift
key() { sed -n "s/^$2 //p" "$results/x-$1/verdict"; }
# start UNIT ARGUMENT...: make one unit as plain make does.
start() {
	unit=$1
	shift
	run $make -s -f tests.mk j_platform=p "$@" "j-test-x-$unit"
}

# --- skips

# skipped UNIT STATUS REASON: its verdict is a skip, and says so.
skipped() { equal "$1: the verdict, with its reason" "skip $2 exit-status $3" "$(key "$1" verdict) $(key "$1" status) $(key "$1" seen) $(key "$1" reason)"; }
start skips
equal "a skip that the manifest does not allow is no success" 2 "$status"
case $err in "skip x-skips (status 77); the end of build/nightshift/x-skips/log:"*) ;; *) false ;; esac
check "and make says so" "$err"
skipped skips 77 'no ?[1mboard?\n here ?'
equal "the reason is one line" 1 "$(grep -c '^reason ' $results/x-skips/verdict)"
start may
ends "a skip that is allowed is a success" 0 "" "skip x-may: no board"
skipped may 77 "no board"
start other
ends "another status for a skip" 0 "" "skip x-other: exit status 5"
skipped other 5 "exit status 5"
start not77
equal "77 is then a failure" "2 fail" "$status $(key not77 verdict)"
start passes
equal "what may skip and passes has passed, without a reason" "0 pass 0" "$status $(key passes verdict) $(grep -c '^reason' $results/x-passes/verdict)"
start limit
equal "a skip under a time limit" "0 skip" "$status $(key limit verdict)"
start long
equal "a long reason is cut" "0 300" "$status $(key long reason | tr -d '\n' | wc -c | tr -d ' ')"
start signal
equal "a signal is a crash, whatever may skip" "2 crash" "$status $(key signal verdict)"
start tap
equal "with TAP, only the exit status was seen" "0 pass exit-status" "$status $(key tap verdict) $(key tap seen)"

# --- reports

echo one >"$work/one"
echo two >"$work/two"
report=$results/x-report/report.xml
with REPORT="$work/one" STATUS=0 start report
equal "a report is kept with the verdict" "0 pass one" "$status $(key report verdict) $(cat $report)"
with REPORT="$work/two" STATUS=1 start report
equal "the next one, too, if the unit fails" "2 fail two" "$status $(key report verdict) $(cat $report)"
with REPORT="$work/absent" STATUS=0 start report
equal "a report that is only begun" "0 pass " "$status $(key report verdict) $(cat $report)"
echo stale >out/none.xml
mkdir -p $results/x-none
echo stale >$results/x-none/report.xml
echo stale >$results/x-none/cases
start none
[ "$status" = 0 ] && [ ! -e out/none.xml ]
check "an old report is removed before the unit" "exit status $status: $(ls out)"
[ ! -e $results/x-none/report.xml ] && [ ! -e $results/x-none/cases ]
check "so are those of an earlier run in its folder" "$(ls $results/x-none)"
start dash
equal "a report whose name looks like an option" "0 dash" "$status $(cat $results/x-dash/report.xml)"

# --- what nightshift run gets

# A stand-in for nightshift: it writes down how often it was started, its words and the units of its list.
cat >"$work/spy" <<'SPY'
#!/bin/sh
echo >>"$STARTED"
printf '%s\n' "$@" >"$SEEN"
while [ $# -gt 0 ]; do
	case $1 in
	-C) cd "$2" && shift || exit 3 ;;
	--units=*) LC_ALL=C sort "${1#*=}" >"$UNITS" ;;
	esac
	shift
done
exit "${STATUS-0}"
SPY
chmod +x "$work/spy"
export STARTED="$work/started" SEEN="$work/seen" UNITS="$work/units"
# through ARGUMENT...: make, with the stand-in.
through() {
	rm -f "$STARTED" "$SEEN" "$UNITS"
	run $make -s j_platform=p j_nightshift="$work/spy" "$@"
}
# words: those that the stand-in has got, without what depends on the commit and on the make.
words() { sed '/^--commit=/d;/^--tree=/d;/^--seed=/d;s,/\.make/[0-9]*\.,/.make/PID.,' "$SEEN" | tr '\n' ' '; }
starts() { [ ! -e "$STARTED" ] || wc -l <"$STARTED" | tr -d ' '; }
through -f tests.mk j-test-x-report
ends "a unit through nightshift run" 0 "" ""
equal "its words" "run --plan=nix/j.json -j1 -C ./../. --platform=p --fail-fast --units=t/build/nightshift/.make/PID.j-test-x-report " "$(words)"
equal "its list" x-report "$(cat "$UNITS")"
equal "the commit is the one that is tested" "--commit=$(git rev-parse HEAD)" "$(grep '^--commit=' "$SEEN")"
cd ..
through -f t/tests.mk j-test-x-may
equal "the plan is found from another folder" "0 run --plan=nix/j.json -j1 -C t/../. --platform=p --fail-fast --units=t/build/nightshift/.make/PID.j-test-x-may " "$status $(words)"
cd t || exit 3
through -f tests.mk -k -j4 j-test
equal "a whole suite is one run, for which -k goes on after a failure" "0 1 12" "$status $(starts) $(wc -l <"$UNITS" | tr -d ' ')"
equal "with the job slots of make" "run --plan=nix/j.json -C ./../. --platform=p --units=t/build/nightshift/.make/PID.j-test " "$(words)"
through -f tests.mk j_results=kept "j_options=--retries=1 --no-tests-is-ok" j-test-x-may
equal "results elsewhere, and options of one's own" "run --plan=nix/j.json -j1 -C ./../. --platform=p --into=t/kept --fail-fast --retries=1 --no-tests-is-ok --units=t/build/nightshift/.make/PID.j-test-x-may " "$(words)"
# Two makes want other units by one target, at once: each gets its own, and what ended makes have left goes.
cat >"$work/slow" <<'SLOW'
#!/bin/sh
until [ -e "$GO" ]; do sleep 0.02; done
exec "$SPY" "$@"
SLOW
chmod +x "$work/slow"
export SPY="$work/spy" GO="$work/go"
SEEN="$work/seen.first" UNITS="$work/units.first" $make -s -f tests.mk j_platform=p j_nightshift="$work/slow" j-selected j_only=x-may &
selected() { find build/nightshift/.make -name '*.j-selected' | grep -q .; }
until_true selected
SEEN="$work/seen.second" UNITS="$work/units.second" $make -s -f tests.mk j_platform=p j_nightshift="$work/spy" j-selected j_only=x-other
: >"$GO"
wait
equal "two makes at once have lists of their own" "x-may x-other" "$(cat "$work/units.first" "$work/units.second" | paste -sd' ' -)"
through -f tests.mk j-test-x-may
equal "the lists of makes that have ended are gone" 1 "$(find build/nightshift/.make -type f | wc -l | tr -d ' ')"
through -f tests.mk j-build j-list
equal "nothing is run if no unit is asked for" "0 " "$status $(starts)"
STATUS=1 through -f tests.mk j-test-x-may
equal "a red run is a red make" 2 "$status"
run $make -s -f tests.mk j_platform=p j_nightshift="$work/nowhere" j-test-x-may
case $status:$err in 2:*"$work/nowhere"*) ;; *) false ;; esac
check "a program that is not there is an error" "$status: $err"

# The real one says the parts, and how each unit is judged: as without it, but a report is read.
# shellcheck disable=SC2119 # it is make's and has no words
hand() {
	unit=$1
	run $make -s -f tests.mk j_platform=p j_nightshift="$nightshift" j_options=-q "j-test-x-$unit"
}
hand may
equal "what may skip" "0 skip no board" "$status $(key may verdict) $(key may reason)"
hand other
equal "another status for a skip" "0 skip" "$status $(key other verdict)"
hand tap
equal "with TAP, its points count, and a skip must be allowed" "2 skip " "$status $(key tap verdict) $(key tap seen)"
for unit in may other; do
	equal "$unit: the part is the plan's" "$("$nightshift" part --plan=../nix/j.json --platform=p x-$unit)" "x-$unit	$(key $unit part)"
done
run "$nightshift" run --no-record -q -f suite.xml --results=folders x-passes
ends "run needs no make" 0 ""
equal "run gives a unit the part that is its own" "$("$nightshift" part --plan=../nix/j.json --platform=p x-passes)" "x-passes	$(key passes part)"
# --- a report in the place of a file ----------------------------------------------------------------------------------------------------

cd "$work/repo" || exit 3
sed 's#report="out/{module}.xml"#report="suite.xml"#' t/suite.xml >t/taken.xml
run "$nightshift" lint -f t/taken.xml
ends "a report may not be a file that git tracks: it would be removed" 2 "t/taken.xml:17:45: error: the report of unit 'x-none' is 't/suite.xml', which git tracks: it would be removed before the unit runs; give it a path of its own
  <module name=\"none\"><run protocol=\"junit\" report=\"suite.xml\">exit 0</run></module>
                                            ^" ""
finish
