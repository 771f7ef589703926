#!/bin/sh
# The make include and how units are judged: what plain make makes of skips and reports, what it hands to `nightshift exec` and
# `nightshift batch`, and the parts of the plan that it asks for.
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
cat >repo/t/batch.xml <<'XML'
<suite name="b" dir="t" include="batch.mk" may-skip="a&#9;b 'c' $d">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run protocol="junit" report="r/{unit} #$x.xml" skip-status="3">./t {module}</run>
  <variant name="x"/>
  <pool name="boards" devices="b1"/>
  <worker name="shell" ask="say {module}">./worker</worker>
  <module name="held" pool="boards" attempts="2" timeout="9"/>
  <module name="exit" pool="boards" may-skip="own"><run protocol="exit" skip-status="77">./t</run></module>
  <module name="asked" worker="shell"/>
</suite>
XML
repository repo
"$nightshift" generate -q --no-record -C repo -f t/suite.xml || not_ok "generate"
"$nightshift" generate -q --no-record -C repo -f t/batch.xml || not_ok "generate"
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

# --- what exec gets

# A stand-in for nightshift: it answers `part` for all units, or as $PARTS says, and writes down the words of all else.
cat >"$work/spy" <<'SPY'
#!/bin/sh
if [ "$1" = part ]; then
	shift
	printf '%s|' "$@" >>"$ASKED"
	echo >>"$ASKED"
	cat "$PARTS"
	exit "${PART_STATUS-0}"
fi
for word; do case $word in --units=*) cat "${word#*=}" >>"$SEEN" ;; esac; done
printf '%s\n' "$@" | sed -n '/^--unit=/p;/^--part=/p;/^--protocol/p;/^--report/p;/^--skip/p;/^--may/p' >>"$SEEN"
SPY
chmod +x "$work/spy"
export ASKED="$work/asked" PARTS="$work/parts" SEEN="$work/seen"
for unit in skips may other not77 passes limit long signal tap report none dash; do printf 'x-%s\tpart-of-%s\n' $unit $unit; done >"$PARTS"
# through ARGUMENT...: make, with the stand-in.
through() {
	rm -f "$ASKED" "$SEEN"
	run $make -s -f tests.mk j_platform=p j_nightshift="$work/spy" "$@"
}
through j-test-x-report j-test-x-may j-test-x-other j-test-x-tap j-test-x-skips
ends "units through exec" 0 "" ""
equal "exec gets the part, and how the unit is judged" "--unit=x-report
--part=part-of-report
--protocol=junit
--report=out/r e's #x-report \$x.xml
--unit=x-may
--part=part-of-may
--may-skip=it's \$HOME \"here\"
--unit=x-other
--part=part-of-other
--skip-status=5
--may-skip=w
--unit=x-tap
--part=part-of-tap
--protocol=tap
--unit=x-skips
--part=part-of-skips" "$(cat "$SEEN")"
equal "one question for all parts" "--plan=./../nix/j.json|--fingerprint=$(git hash-object ../nix/j.json)|--platform=p|" "$(cat "$ASKED")"
cd ..
rm -f "$ASKED" "$SEEN"
run $make -s -f t/tests.mk j_platform= j_nightshift="$work/spy" j-test-x-may
equal "the plan is found from the include's folder" "0 --plan=t/../nix/j.json|--fingerprint=$(git hash-object nix/j.json)|" "$status $(cat "$ASKED")"
cd t || exit 3
through -j4 j-test
equal "for a whole suite at -j4, too" "0 1 12" "$status $(wc -l <"$ASKED" | tr -d ' ') $(grep -c '^--part=part-of-' "$SEEN")"
printf 'override j_part_x-may := given\n' >given.mk
through -f given.mk -f tests.mk j-test-x-may
equal "what is given is not asked for" "0 --unit=x-may --part=given --may-skip=it's \$HOME \"here\"" "$status $(paste -sd' ' - <"$SEEN")"
[ ! -e "$ASKED" ]
check "no question"
through j-build j-list
[ ! -e "$ASKED" ]
check "nor is there one if no unit runs"
PART_STATUS=2 through j-test-x-may
case $status:$err in "2:tests.mk:"*": *** j: no unit is started, since 'nightshift part' does not say which part of the plan it is.  Stop.") ;; *) false ;; esac
check "no answer is an error" "$status: $err"
[ ! -e "$SEEN" ]
check "and no unit is started"
run $make -s -f tests.mk j_platform=p j_nightshift="$work/nowhere" j-test-x-may
case $status:$err in *"*** j: no unit is started"*) ;; *) false ;; esac
check "a program that is not there is an error" "$status: $err"
sed -i.bak '/^x-may/d' "$PARTS"
through j-test-x-may
case $status:$err in "2:tests.mk:"*": *** j: the plan './../nix/j.json' has no unit 'x-may'.  Stop.") ;; *) false ;; esac
check "an answer without the unit is an error" "$status: $err"

# nightshift run says the parts itself, and they are those that `nightshift part` prints. The stand-in has no answer for make.
mkdir "$work/bin"
cp "$(dirname "$nightshift")/nightshift-core" "$work/bin/"
cat >"$work/bin/nightshift" <<'FRONT'
#!/bin/sh
[ "$1" != part ] || { echo "part is asked for" >&2; exit 2; }
exec "$FRONT" "$@"
FRONT
chmod +x "$work/bin/nightshift"
with FRONT="$nightshift" run "$work/bin/nightshift-core" run --no-record -q -f suite.xml --results=folders x-passes
ends "run needs no answer" 0 ""
equal "run gives a unit the part that is its own" "$("$nightshift" part --plan=../nix/j.json --platform=p x-passes)" "x-passes	$(key passes part)"

# --- what batch gets

printf 'x-held\tp1\nx-exit\tp2\nx-asked\tp3\n' >"$PARTS"
rm -f "$ASKED" "$SEEN"
run $make -s -f batch.mk b_platform=p b_nightshift="$work/spy" b-test
ends "units through batch" 0 "" ""
tab='	'
equal "each line has all fields and the part" "x-asked${tab}say asked${tab}1$tab$tab$tab$tab$tab${tab}a b 'c' \$d${tab}p3
x-exit${tab}./t${tab}1$tab$tab$tab$tab$tab${tab}own${tab}p2
x-held${tab}./t held${tab}1${tab}9${tab}2${tab}junit${tab}r/x-held #\$x.xml${tab}3${tab}a b 'c' \$d${tab}p1" "$(sort "$SEEN")"
equal "one question for both calls" 1 "$(wc -l <"$ASKED" | tr -d ' ')"
# --- a report in the place of a file ----------------------------------------------------------------------------------------------------

cd "$work/repo" || exit 3
sed 's#report="out/{module}.xml"#report="suite.xml"#' t/suite.xml >t/taken.xml
run "$nightshift" lint -f t/taken.xml
ends "a report may not be a file that git tracks: it would be removed" 2 "t/taken.xml:17:45: error: the report of unit 'x-none' is 't/suite.xml', which git tracks: it would be removed before the unit runs; give it a path of its own
  <module name=\"none\"><run protocol=\"junit\" report=\"suite.xml\">exit 0</run></module>
                                            ^" ""
finish
