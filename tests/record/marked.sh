#!/bin/sh
# nightshift record of logs: the reds that exec has marked there, in each form of a log; what Nix ran on other machines; and what is no log.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p r/t
cat >r/nightshift.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="exit"/>
  <module name="tap" may-skip="it may"><run protocol="tap">true</run></module>
  <module name="other"/>
</suite>
END
repository r
"$nightshift" generate -q --no-record -C r && repository r generated
cd r || exit 3
echo '/*' >.git/info/exclude
"$nightshift" part --plan nix/s.json --platform linux >parts
part() { sed -n "s/^$1	//p" parts; }
db=$work/1.db
fresh() { rm -f "$work"/*.db*; }
# record ARGUMENT...: of the nightly run c1
record() { run "$nightshift" record --record "$db" --run c1 --lane nightly --platform linux --commit HEAD "$@"; }
ask() { sqlite3 "$db" "$1"; }
# mark UNIT ARGUMENT...: a red run of Nix, marked, in UNIT.log
mark() {
	unit=$1
	shift
	rm -rf "out/$unit"
	"$nightshift" exec --mark --junit --unit="$unit" --results=out --suite=s --part="$(part "$unit")" --platform=linux --run=nix-aaa "$@" 2>"$unit.log"
}
# pass UNIT: a later result that Nix keeps, in `store`
pass() {
	rm -rf "store/$1"
	"$nightshift" exec --unit="$1" --results=store --suite=s --part="$(part "$1")" --platform=linux --run=nix-aaa -- 'echo 1..1; echo ok 1' >/dev/null
}
results() { ask "SELECT r.name || ' ' || unit || ' ' || attempt || ' ' || verdict || ' ' || ifnull(status, '') FROM result x JOIN run r ON r.id = x.run ORDER BY finished, attempt" | sed 's/+[0-9]*/+N/'; }
# json: lines as Nix writes them of a build with the number 7
json() { sed 's/[\\"]/\\&/g;s/.*/{"action":"result","fields":["&"],"id":7,"type":101}/'; }

# --- a red, and a pass after it
mark v-exit --attempts=2 -- 'echo why; exit 3'
mark v-tap --protocol=tap -- 'echo 1..2; echo "not ok 1 - x"; echo ok 2'
tail=$(cat out/v-tap/log)
record v-exit.log v-tap.log
ends "reds of logs are results" 0 "" "3 results new, 0 known, 3 fail
$(printf '%s\n' "$out" | sed -n 2p)"
equal "each attempt, of runs of their own, since the next build has the same name" "nix-aaa+N v-exit 1 fail 3
nix-aaa+N v-exit 2 fail 3
nix-aaa+N v-tap 1 fail 0" "$(results)"
equal "the time of the first attempt is in that name" 0 "$(ask "SELECT count(*) FROM result x JOIN run r ON r.id = x.run WHERE attempt = 1 AND r.name <> 'nix-aaa+' || x.finished")"
equal "the attempts of one build are of one run" "v-exit 1,2
v-tap 1" "$(ask "SELECT unit || ' ' || group_concat(attempt) FROM (SELECT * FROM result ORDER BY attempt) GROUP BY run ORDER BY 1")"
equal "part and platform, and no lane and commit" "linux|||$(part v-tap)" "$(ask "SELECT platform, lane, commit_id, part FROM result x JOIN run r ON r.id = x.run WHERE unit = 'v-tap'")"
equal "the end of its log" "$tail" "$(ask "SELECT tail FROM result_log WHERE unit = 'v-tap'")"
equal "its test cases" "fail x, pass 2" "$(ask "SELECT group_concat(verdict || ' ' || name, ', ') FROM case_outcome WHERE unit = 'v-tap'" | sed 's/pass $/pass 2/')"
equal "it answers on the occasion" "3" "$(ask "SELECT count(*) FROM delivery")"
before=$(ask .dump)
record v-exit.log v-tap.log
equal "again: nothing is new" "3 results new" "$(printf '%s\n' "$out" | sed -n 's/^0 results new, 3 known.*/3 results new/p')"
equal "and the record is what it was" "$before" "$(ask .dump)"
pass v-exit
pass v-tap
record store
equal "the pass of the next build stands beside it" "nix-aaa v-exit 1 pass 0
nix-aaa v-tap 1 pass 0" "$(results | grep pass | sort)"
# shellcheck disable=SC2155 # it does not fail
export SOURCE_DATE_EPOCH=$(($(date +%s) + 60))
equal "the night is green, and they are flaky" "v-exit v-tap" "$("$nightshift" report --record "$db" --lane nightly --commit HEAD --format json | jq -r '[.platforms[].flaky_units[].unit] | sort | join(" ")')"
equal "the question for flaky units finds them" "v-exit v-tap" "$("$nightshift" flaky --record "$db" --format json | jq -r '[.flaky[].unit] | sort | join(" ")')"
fresh
record store
record v-exit.log v-tap.log
equal "the other way round" "v-exit v-tap" "$("$nightshift" report --record "$db" --lane nightly --commit HEAD --format json | jq -r '[.platforms[].flaky_units[].unit] | sort | join(" ")')"
# Two builds of one derivation in one log are two.
mark v-exit --attempts=2 -- 'exit 4'
cp v-exit.log builds.log
mark v-exit --attempts=2 -- 'echo why; exit 3'
cat v-exit.log >>builds.log
fresh
record builds.log
equal "each build of a log has its own run, with its attempts" "1 4,2 4
1 3,2 3" "$(ask "SELECT group_concat(attempt || ' ' || status) FROM (SELECT * FROM result ORDER BY attempt) GROUP BY run ORDER BY min(finished)")"
# The next commit has the same derivations, which pass there.
fresh
record v-exit.log
git commit -q --allow-empty -m second
record --run c2 store
equal "a pass on the next commit" "0 " "$status $err"
equal "the same derivation, on the next commit" "v-exit" "$("$nightshift" flaky --record "$db" --format json | jq -r '[.flaky[].unit] | sort | join(" ")')"

# --- forms of a log
# form NAME FILE: it has the red of v-tap, and nothing else
form() {
	fresh
	record "$2"
	equal "$1: exit status" "0 " "$status $err"
	equal "$1" "nix-aaa+N v-tap 1 fail 0" "$(results)"
}
form "what nix log prints" v-tap.log
sed 's/^/s-run-v-tap> /' v-tap.log >form.log
form "what nix build -L prints" form.log
{
	echo '@nix {"action":"start","fields":["/nix/store/00000000000000000000000000000000-s-run-v-tap.drv","",1,1],"id":7,"level":3,"text":"x","type":105}'
	json <v-tap.log | sed 's/^/@nix /'
	echo '@nix {"action":"stop","id":7}'
} >json.log
form "internal-json" json.log
equal "and that it ran" "v-tap ran" "$(ask "SELECT unit || ' ' || how FROM nix_unit")"
sed 's/^@nix //' json.log >bare.log
form "json-log-path" bare.log
equal "and that it ran, too" "v-tap ran" "$(ask "SELECT unit || ' ' || how FROM nix_unit")"
form "on standard input" - <json.log
{ seq 20000 && cat v-tap.log; } >long.log
form "below much else" long.log

# --- what is no red
fresh
sum() { (sha256sum || shasum -a 256) 2>/dev/null | cut -d' ' -f1; }
# forged UNIT SED: the block of the unit, with another verdict, and the hash of that, in forged.log
forged() {
	sed -n 's/^@nightshift //p' "$1.log" | sed "$2;\$d" >forged
	echo "end $1: $(sum <forged)" >>forged
	sed 's/^/@nightshift /' forged >forged.log
}
forged v-tap 's/verdict fail/verdict pass/'
record forged.log
ends "a pass of a log is none" 0 "forged.log:1:1: warning: the marked result of unit 'v-tap' says that it passed, which no log can show, so it is left out" "0 results new, 0 known"
forged v-tap 's/verdict fail/verdict skip/;s/status 0/status 77/'
record forged.log
ends "nor a skip that may be" 0 "" "0 results new, 0 known"
mark v-other -- 'echo why; exit 77'
record v-other.log
equal "one that may not be is one" "nix-aaa+N v-other 1 skip 77" "$(results)"
fresh
none=0000000000000000000000000000000000000000
forged v-other "s/\(.*\) part .*/&\\
\1 plan $none/"
record forged.log
ends "nobody knows of one whose plan is missing whether it may be" 2 "forged.log:1:1: error: neither the record nor git knows plan $none: fetch the commit that it came from, or run 'nightshift generate' there"
fresh
{ cat v-exit.log && sed '$d' v-tap.log; } >cut.log
record cut.log
ends "one that does not end is an error, and the others count" 1 \
	"cut.log:$(($(wc -l <v-exit.log) + $(grep -n @nightshift v-tap.log | sed '1q' | cut -d: -f1))):1: error: the marked result of unit 'v-tap' does not end: give the whole log" \
	"2 results new, 0 known, 2 fail
1 without a verdict: v-tap
$(printf '%s\n' "$out" | sed -n 3p)"
results >seen
[ -s seen ] && ! grep -q tap seen
check "and it is no result" "$(cat seen)"
sed "s/$(part v-tap)/$(part v-exit)/" v-tap.log >forged.log
record forged.log
equal "one that was changed is none" 1 "$status"
forged v-tap "s/$(part v-tap)/$(part v-exit)/"
record forged.log
ends "one of another part is a mistake" 2 "forged.log:1:1: error: the verdict names no plan, and its part is not that of unit 'v-tap' on this plan's platform 'linux': it is of another plan, and answers nothing here"
# A run's name has at most 128 bytes, and the time comes to this one.
long=nix-$(printf %0124d 0)
forged v-tap "s/ run nix-aaa/ run $long/"
cat v-other.log >>forged.log
fresh
record forged.log
err=$(printf '%s\n' "$err" | sed 's/+[0-9]*/+N/')
ends "one whose run gets too long a name is an error, and the others count" 1 \
	"forged.log:1:1: error: the run of this red would be called '$long+N', which is longer than 128 bytes" \
	"1 result new, 0 known, 1 skip
1 without a verdict: v-tap
$(printf '%s\n' "$out" | sed -n 3p)"
equal "and it is no result" "nix-aaa+N v-other 1 skip 77" "$(results)"
fresh
run "$nightshift" record --record "$db" --platform linux v-tap.log
equal "without an occasion a red is one all the same" 0 "$status"
run "$nightshift" record --record "$db" --platform linux json.log
ends "but what Nix did is of one" 2 "json.log: error: a log of Nix does not say what it was made for: give --lane, --commit and --run"

# The test cases of one need no place of their own, and what is wrong with them is said of the log.
fresh
forged v-tap '/^cases .*end/d'
run env TMPDIR="$work/nowhere" "$nightshift" record --record "$db" --platform linux forged.log
ends "test cases that are not whole" 0 "forged.log:1:1: warning: line 3 of the test cases of unit 'v-tap': the file of test cases has no end; the 2 test cases before count" "1 result new, 0 known, 1 fail
$(printf '%s\n' "$out" | sed -n 2p)"

# --- what is no log
# refused NAME FILE MESSAGE ARGUMENT...
refused() {
	name=$1 file=$2 message=$3
	shift 3
	fresh
	record "$@" "$file"
	ends "$name" 2 "$file: error: $message"
	equal "$name: nothing is recorded" 0 "$(ask 'SELECT count(*) FROM nix_log')"
}
echo 'building the system configuration...' >text.log
refused "a text that is no log of Nix" text.log "has neither a message of Nix nor a marked result: give what 'nix build --log-format internal-json -v' prints on standard error, the file of json-log-path, or what 'nix log' prints of a run that is red" --format nix
refused "the same where nobody says what it is" text.log "is neither JUnit XML, TAP, a log of Nix (internal-json, json-log-path, or with a marked red in it), CTestCostData.txt nor .test_durations; if it is one, say which with --format"
printf '@nix { "action": "setPhase", "phase": "buildPhase" }\nbuilding\n' >text.log
refused "what a builder says in that form" text.log "has neither a message of Nix nor a marked result: give what 'nix build --log-format internal-json -v' prints on standard error, the file of json-log-path, or what 'nix log' prints of a run that is red" --format nix

# --- other machines
# away UNIT ID: it begins to build there
away() { printf '@nix {"action":"start","fields":["/nix/store/00000000000000000000000000000000-s-run-%s.drv","ssh://farm",1,1],"id":%s,"level":3,"text":"x","type":105}\n' "$1" "$2"; }
{
	away v-exit 1
	away v-tap 2
	away v-other 3
	echo '@nix {"action":"result","fields":[1,2,3,4],"id":1,"type":105}'
	echo '@nix {"action":"result","fields":["buildPhase"],"id":3,"type":104}'
	echo '@nix {"action":"result","fields":["pass v-tap"],"id":2,"type":101}'
	echo '@nix {"action":"stop","id":1}'
	echo '@nix {"action":"result","fields":["late"],"id":1,"type":101}'
} >away.log
for form in '' 's/^@nix //'; do
	fresh
	sed "$form" away.log >form.log
	record form.log
	ends "what another machine had already did not run there${form:+ (json-log-path)}" 0 "" "Nix: 2 units ran, 0 substituted"
	equal "what printed something did${form:+ (json-log-path)}" "v-other ran
v-tap ran" "$(ask "SELECT unit || ' ' || how FROM nix_unit ORDER BY 1")"
done

# --- a run that holds all, as strategy recheck has it
mkdir ../g
cat >../g/nightshift.xml <<'END'
<suite name="g">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="build" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="m" pr="build" merge="build" nightly="checked"/>
  <nix strategy="recheck"/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="quick"/>
  <module name="late" lane="nightly" reason="slow"/>
  <module name="here" platforms="linux" reason="x"/>
  <module name="there" platforms="mac" reason="x"/>
</suite>
END
repository ../g
"$nightshift" generate -q --no-record -C ../g && repository ../g generated
cd ../g || exit 3
# gathered NAME RUN PLATFORM UNITS: which units ran, by the run of that name
gathered() {
	fresh
	printf '@nix {"action":"start","fields":["/nix/store/00000000000000000000000000000000-g-run-%s.drv","",1,1],"id":1,"level":3,"text":"x","type":105}\n' "$2" >../gathered.log
	run "$nightshift" record --record "$db" --run c1 --lane nightly --platform "$3" --commit HEAD ../gathered.log
	equal "$1" "0 $4" "$status $(ask "SELECT group_concat(unit, ' ') FROM (SELECT unit FROM nix_unit WHERE how = 'ran' ORDER BY 1)")"
}
gathered "the run of all holds what the system may run" check linux "v-here v-late v-quick"
gathered "and on another system what that one may" check mac "v-late v-quick v-there"
gathered "the run of a lane holds what it owes there" check-pr linux "v-here v-quick"
gathered "a lane that checks nothing there owes nothing" check-pr mac ""
gathered "the night's holds all of its system" check-nightly linux "v-here v-late v-quick"
finish
