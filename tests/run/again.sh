#!/bin/sh
# nightshift run --no-run, which makes what units need and runs none; --no-capture, which lets through what they print; and --retries, by
# which a unit may pass late: as flaky, and not for the gate.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

# --- nothing is run -----------------------------------------------------------------------------------------------------

rows() { sql "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM result)"; }
before=$(rows)
run "$nightshift" run --no-run v
equal "--no-run builds what the units need, and says that none ran" "0 no unit was run (--no-run); what 5 units need is there, after T" "$status $(printf '%s\n' "$out$err" | sed 's/[0-9.]* s$/T/')"
equal "... what others need is not built, and no unit runs" "made-v " "$(cd t && echo made-*) $(ran)"
equal "... which leaves no result anywhere" "$before t/build/nightshift/.build" "$(rows) $(find t/build/nightshift/* t/build/nightshift/.build -prune 2>/dev/null)"
run "$nightshift" run -q v-a
equal "what was left of a run before stays" "0 pass" "$status $(sed -n 's/^verdict //p' t/build/nightshift/v-a/verdict)"
run "$nightshift" run --no-run -q v-a
equal "... with -q, too" "0 no unit was run (--no-run); what 1 unit needs is there, after T pass" "$status $(printf '%s\n' "$out$err" | sed 's/[0-9.]* s$/T/') $(sed -n 's/^verdict //p' t/build/nightshift/v-a/verdict)"
echo 'echo "no $1"; exit 7' >t/build.sh
run "$nightshift" run --no-run v-b w-a
equal "--no-run is red where something cannot be built, which is shown once" "1
2 could not be made
2 | no
no unit was run (--no-run); what 2 units need could not be made: 2 of 2 steps failed, in T" "$status
$(printf '%s\n' "$out" | grep -c 'could not be made (status 7); the end of') could not be made
$(printf '%s\n' "$out" | grep -c '^| no [vw]$') | no
$(printf '%s\n' "$out" | sed -n 's/[0-9.]* s$/T/; /^no unit/p')"
cp "$work/build.sh" t/build.sh
for other in --no-build --no-capture --retries=1 --repeat=2 --until-fail --junit=j.xml; do
	name=${other#--}
	run "$nightshift" run --no-run "$other" v
	ends "--no-run excludes $other" 2 "nightshift: error: --no-run runs no unit, and --${name%%=*} is about units that run: choose one" ""
done
run "$nightshift" run --no-run no-such
ends "--no-run refuses what names nothing" 2 "nightshift: error: no unit, variant or module is named 'no-such'" ""

# --- what units print goes through -----------------------------------------------------------------------------------------

rm -f t/ran
: >t/made-v
: >t/made-w
# Each says at its end whether another began before: nothing waits for a time.
for unit in v-a w-a v-b w-b; do does $unit 'echo "in $1"; echo >>going; [ "$(wc -l <going)" = 1 ] || echo "two at a time"; sleep 0.1; rm going; printf "out %s\n\033[31mred" "$1"'; done
run "$nightshift" run --no-capture --no-record --no-build -j4 a b
equal "--no-capture: what each unit prints stands between its start and its end, as it is; one runs at a time" "start v-a
in v-a
out v-a
$(printf '\033[31mred')
[1/4] pass T  v-a
start w-a
in w-a
out w-a
$(printf '\033[31mred')
[2/4] pass T  w-a
start v-b
in v-b
out v-b
$(printf '\033[31mred')
[3/4] pass T  v-b
start w-b
in w-b
out w-b
$(printf '\033[31mred')
[4/4] pass T  w-b
4 units in T: 4 passed" "$(timeless "$out" | sed 's/\]  *pass/] pass/')"
equal "... and each has its log" "in v-a
out v-a
$(printf '\033[31mred')" "$(cat t/build/nightshift/v-a/log)"
does v-a 'echo why; exit 1'
run "$nightshift" run --no-capture --no-record v-a
equal "what a unit printed that failed is not shown twice" "start v-a
why
[1/1] fail T  v-a (status 1)

v-a: fail (status 1, seed SEED)
log: t/build/nightshift/v-a/log
replay: nightshift run v-a --seed=SEED

1 unit in T: 0 passed, 1 failed" "$(timeless "$out" | sed 's/\]  *fail/] fail/')"
run env GITHUB_ACTIONS=true "$nightshift" run --no-capture v-a
ends "a runner of GitHub Actions must not obey what units print" 2 "nightshift: error: --no-capture: a runner of GitHub Actions would obey what units print; each log is kept, and shown if its unit does not pass
::error ::--no-capture: a runner of GitHub Actions would obey what units print; each log is kept, and shown if its unit does not pass" ""
for unit in v-a w-a v-b w-b; do does $unit; done

# --- again --------------------------------------------------------------------------------------------------------------

# passes_late UNIT N: it passes in its N-th attempt.
passes_late() { does "$1" "echo x >>tries-$1; [ \$(wc -l <tries-$1) -ge $2 ] || { echo attempt \$(wc -l <tries-$1); exit 5; }"; }
repository .
rm -f t/ran
passes_late v-a 3
passes_late v-b 2
does w-b 'exit 4'
git add -A && git commit -qm late
run "$nightshift" run -j1 --retries=2 a b
equal "--retries: a unit that passes late is flaky, and one that does not has failed" "1
again T  v-a (attempt 1 did not pass)
again T  v-a (attempt 2 did not pass)
flaky T  v-a (attempt 3)
pass T  w-a
again T  v-b (attempt 1 did not pass)
flaky T  v-b (attempt 2)
again T  w-b (attempt 1 did not pass)
again T  w-b (attempt 2 did not pass)
fail T  w-b (status 4)
2 units passed only when tried again: v-a v-b
4 units in T: 3 passed (2 flaky), 1 failed" "$status
$(timeless "$out" | sed -nE 's/^(\[.*\])? +([a-z]+ T)/\2/p; /units in/p; /passed only/p')"
equal "the record has every attempt" "v-a|1|fail v-a|2|fail v-a|3|pass v-b|1|fail v-b|2|pass w-a|1|pass w-b|1|fail w-b|2|fail w-b|3|fail" \
	"$(sql "SELECT x.unit, x.attempt, x.verdict FROM result x WHERE x.run = (SELECT max(id) FROM run) ORDER BY 1, 2" | tr '\n' ' ' | sed 's/ $//')"
equal "verdicts say how many attempts were more than the plan allows" "v-a 2,v-b 1,w-a ,w-b 2," "$(for unit in v-a v-b w-a w-b; do printf '%s %s,' $unit "$(sed -n 's/^retries //p' t/build/nightshift/$unit/verdict)"; done)"
run "$nightshift" record t/build/nightshift
ends "the record takes such verdicts" 0 "" "$out"
gate() {
	printf '%s\n' "$@" >"$work/owed"
	run "$nightshift" gate --plan=nix/s.json --lane=pr --platform=here --commit="$(git rev-parse HEAD)" --owed="$work/owed" t/build/nightshift
}
gate w-a
equal "for the gate a unit counts that passed at once" "0" "$status"
gate v-a
equal "for the gate none counts that passed in more attempts than the plan lets it have" "1 it passed only in more attempts than its plan lets it have (run --retries)" "$status $(printf '%s\n' "$out" | sed -n 's/.*\(it passed only.*)\).*/\1/p')"
gate w-b
equal "one that failed has failed" "1 fail, exit status 4" "$status $(printf '%s\n' "$out" | sed -n 's/.*\(fail, exit status 4\).*/\1/p')"

# Attempts that the manifest allows count, and --retries never takes any away.
rm -f t/tries-*
sed 's/<module name="a" /&attempts="3" /' "$work/old.xml" >t/suite.xml
"$nightshift" generate -q
git add -A && git commit -qm allowed
run "$nightshift" run -j1 -q --retries=1 v-a v-b
equal "the manifest may allow more attempts than --retries" "0 2 units in T: 2 passed (2 flaky)" "$status $(timeless "$out" | tail -n 1)"
gate v-a
equal "... and these count for the gate" 0 "$status"
gate v-b
equal "... where one that only --retries allowed does not" 1 "$status"
run "$nightshift" run --retries=x v-a
ends "--retries wants a number" 2 "nightshift: error: --retries is 'x', but must be a number from 0 to 1000" ""
finish
