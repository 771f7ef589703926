#!/bin/sh
# One suite, run by `nightshift run`, by make with nightshift, by batch and by plain make: the same verdicts, file by file, and those of the tables
# in gen/man/nightshift-judging.7; plain make's are so when they are judged again. Then the columns of the import. tests/nix/everywhere.sh runs the
# same suite within Nix.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/judged/lib.sh
. "$top/tests/unit/judged/lib.sh"
sweep

judged_suite repo
repository repo
(cd repo && "$nightshift" generate -q) || not_ok "generate"
repository repo
cd repo/t || exit 3
# results are in build/nightshift; kept NAME: keep what this run has left, each verdict in a folder.
kept() {
	rm -rf "${work:?}/$1"
	cp -R build/nightshift "$work/$1"
	lines_as_folders "$work/$1"
	judged_results "$work/$1" >"$work/$1.got"
}
verdict_in() { sed -n 's/^verdict //p' "$work/$1/x-$2/verdict"; }

before_judged
run "$nightshift" run -q -j4 --platform=p --lane=nightly
equal "run: units fail" 1 "$status"
kept run
[ "$(wc -l <"$work/run.got")" -gt 300 ]
check "run leaves verdicts" "$(wc -l <"$work/run.got")"
while IFS= read -r line; do
	n=$(cell "$line" 0) row=$(cell "$line" 1)
	equal "run: $row" "$(cell "$line" 2) $(cell "$line" 3)" "$(verdict_in run "e$n") $(verdict_in run "t$n")"
done <rows-1
while IFS= read -r line; do
	equal "run, junit: $(cell "$line" 1)" "$(cell "$line" 2)" "$(verdict_in run "j$(cell "$line" 0)")"
done <rows-2
before_judged
run "$nightshift" run -q -j4 --platform=p --lane=nightly --results=folders
equal "run --results=folders: units fail, and no unit is a line" "1 " "$status $(cat build/nightshift/journal 2>/dev/null)"
kept folders
same "run --results=folders: the same verdicts, file by file" "$work/run.got" "$work/folders.got"
before_judged
$make -k -j4 -f tests.mk j_nightshift="$nightshift" j_platform=p j_lane=nightly j-test >/dev/null 2>&1
equal "make with nightshift: units fail" 2 $?
kept make
same "make with nightshift: the same verdicts, file by file" "$work/run.got" "$work/make.got"

# --- batch --------------------------------------------------------------------------------------------------------------------------

# The list that batch is given, from the plan; a call for each seed.
python3 - "$nightshift" <<'PY'
import json, shlex, subprocess, sys
plan = json.load(open('../nix/j.json'))
parts = dict(l.split('\t') for l in subprocess.run([sys.argv[1], 'part', '--plan=../nix/j.json', '--platform=p'], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines())
for u in plan['units']:
    env = ''.join(f"export {k}={shlex.quote(v)}; " for k, v in u.get('env', {}).items())
    fields = [u['id'], env + u['command'], '', str(u.get('timeout', '')), str(u.get('attempts', '')), u.get('protocol', ''), u.get('report', ''), str(u.get('skipStatus', '')), u.get('maySkip', ''), parts[u['id']]]
    open(f"units-{u.get('seed', 'none')}", 'a').write('\t'.join(fields) + '\n')
PY
before_judged
for seed in none head 7; do
	case $seed in none) given= ;; head) given=--seed=$("$nightshift" seed -C ..) ;; *) given=--seed=$seed ;; esac
	# shellcheck disable=SC2086 # nothing, or a word
	"$nightshift" batch -q -j4 --units=units-$seed --results=build/nightshift --suite=j --plan="$(git hash-object ../nix/j.json)" --run=b --platform=p --seed-env=J_SEED $given >/dev/null 2>&1
done
rm -f units-*
kept batch
same "batch: the same verdicts, file by file" "$work/run.got" "$work/batch.got"

# --- plain make ---------------------------------------------------------------------------------------------------------------------

before_judged
$make -k -j4 -f tests.mk j_platform=p j_lane=nightly j-test >/dev/null 2>&1
kept plain
"$nightshift" gate --plan=../nix/j.json --lane=nightly --platform=p --commit="$(git rev-parse HEAD)" --format=json build/nightshift >"$work/gate.json"
python3 - "$work/gate.json" >"$work/gate.txt" <<'PY'
import json, sys
for u in json.load(open(sys.argv[1]))['units']:
    print(u['unit'], u.get('verdict'))
PY
# results: run, unit, verdict of all that the record has.
results() { sqlite3 -separator ' ' ../.nightshift/record.db "SELECT r.name, x.unit, x.verdict FROM result x JOIN run r ON r.id = x.run ORDER BY x.attempt"; }
"$nightshift" record -q build/nightshift && results >"$work/all.txt"
check "what plain make has left is recorded"
run_name=$(sed -n 's/^run //p' build/nightshift/x-t1/verdict)
# recorded RUN UNIT: its verdict in the record.
recorded() { awk -v r="$1" -v u="$2" '$1 == r && $2 == u { v = $3 } END { print v }' "$work/all.txt"; }
while IFS= read -r line; do
	n=$(cell "$line" 0) row=$(cell "$line" 1)
	equal "plain make: $row" "$(cell "$line" 4) exit-status" "$(verdict_in plain "t$n") $(sed -n 's/^seen //p' "$work/plain/x-t$n/verdict")"
	# Its log has both outputs; all else is as exec sees it.
	equal "judged again by the gate, and by the record: $row" "x-t$n $(cell "$line" 3), $(cell "$line" 3)" "$(grep "^x-t$n " "$work/gate.txt"), $(recorded "$run_name" "x-t$n")"
	equal "with exit: $row" "$(cell "$line" 2), x-e$n $(cell "$line" 2)" "$(recorded "$run_name" "x-e$n"), $(grep "^x-e$n " "$work/gate.txt")"
done <rows-1
while IFS= read -r line; do
	n=$(cell "$line" 0)
	equal "judged again, junit: $(cell "$line" 1)" "x-j$n $(cell "$line" 2), $(cell "$line" 2)" "$(grep "^x-j$n " "$work/gate.txt"), $(recorded "$run_name" "x-j$n")"
done <rows-2

# --- what people see ----------------------------------------------------------------------------------------------------------------

before_judged
run "$nightshift" run -q --no-record --platform=p x-t3 x-t18 x-may x-j10
equal "run shows what failed, before the log, and which units skipped, and why" "
x-t3: fail (status 0): 1 of 2 test points failed: 'a'
log: build/nightshift/x-t3/log
failed: a
| 1..2
| not ok 1 - a
| ok 2 - b
replay: nightshift run x-t3

1 unit did not pass:
  x-t3: fail (status 0): 1 of 2 test points failed: 'a'; log: build/nightshift/x-t3/log

skipped:
  x-j10: svn not found; no may-skip lets it
  x-may: no svn
  x-t18: svn not found; no may-skip lets it

4 units in T s: 0 passed, 1 failed, 3 skipped" "$(printf '%s\n' "$out" | sed '/^\[/d;s/ in [0-9.]* s: / in T s: /')"
run "$nightshift" run -q --no-record --platform=p x-may x-t1
equal "a skip that the manifest lets is no failure" 0 "$status"
with GITHUB_ACTIONS=true run "$nightshift" run -q --no-record --platform=p x-t18
equal "one that it does not let is one, and is annotated" "1 ::error title=x-t18::skip: svn not found; nothing in the manifest lets it skip" "$status $(printf '%s\n' "$out$err" | grep '^::error')"

# --- the import of what they print ---------------------------------------------------------------------------------------------------

mkdir "$work/reports"
before_judged
"$nightshift" run -q --no-record --platform=p >/dev/null 2>&1
while IFS= read -r line; do
	n=$(cell "$line" 0)
	cp "build/nightshift/x-t$n/log" "$work/reports/t$n.tap"
	"$nightshift" record -q --lane=nightly --platform=p --variant=x --commit=HEAD --run="tap-$n" "$work/reports/t$n.tap" 2>>"$work/err"
done <rows-1
while IFS= read -r line; do
	n=$(cell "$line" 0)
	# The cases of all these reports have one name: for each the manifest says that they are those of its unit.
	sed "s/match=\"s\/[*]\"/match=\"none\"/;s/name=\"j$n\" match=\"none\"/name=\"j$n\" match=\"s\/*|s\"/" suite.xml >one.xml
	[ ! -f "out/j$n.xml" ] || "$nightshift" record -q -f t/one.xml -C .. --lane=nightly --platform=p --variant=x --commit=HEAD --run="junit-$n" "$PWD/out/j$n.xml" 2>>"$work/err"
done <rows-2
results >"$work/all.txt"
while IFS= read -r line; do
	n=$(cell "$line" 0)
	got=$(recorded "tap-$n" "x-t$n")
	equal "imported: $(cell "$line" 1)" "$(cell "$line" 5)" "${got:-none}"
done <rows-1
while IFS= read -r line; do
	n=$(cell "$line" 0)
	got=$(recorded "junit-$n" "x-j$n")
	equal "imported, junit: $(cell "$line" 1)" "$(cell "$line" 3)" "${got:-none}"
done <rows-2
finish
