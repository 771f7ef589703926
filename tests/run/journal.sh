#!/bin/sh
# nightshift run, where what units leave is a line in a journal: what it prints, its JUnit file and the record are those of folders. Here a worker
# runs all units, which takes no time.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"
# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

mkdir repo
cat >repo/suite.xml <<END
<suite name="s">
  <platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"/>
  <worker name="shell">sh worker.sh</worker>
  <run>true</run>
  <variant name="v"/>
  <group worker="shell">
    <module name="a" seconds="9"/><module name="b" seconds="8"/><module name="c" seconds="7"/>
    <module name="d" seconds="6" attempts="2"/><module name="e" seconds="5"/>
  </group>
</suite>
END
# A unit does what stands in does-UNIT.
cat >repo/worker.sh <<'END'
echo "TAP version 14"
n=0
while read -r unit; do
	n=$((n + 1))
	ok=ok
	[ ! -e "does-$unit" ] || . "./does-$unit"
	echo "$ok $n - $unit"
done
END
printf '%s\n' build .nightshift 'does-*' '*.xml' '!suite.xml' >repo/.gitignore
repository repo
(cd repo && "$nightshift" generate -q) && repository repo
cd repo || exit 3
seed=$("$nightshift" seed)
results=build/nightshift
echo 'echo hello' >does-v-b
echo 'ok="not ok"' >does-v-c
echo '[ -e does-once ] || { : >does-once; ok="not ok"; }' >does-v-d

# the_run ARGUMENT...: what it said, and what the record has of it, without times.
the_run() {
	rm -f does-once
	run "$nightshift" run -j1 "$@"
	echo "$status $err"
	timeless "$out"
	last=$(sql "SELECT id FROM run ORDER BY id DESC LIMIT 1")
	sql "SELECT unit, attempt, verdict, status, seed, reason, part, usec > 0, length(tail) FROM result LEFT JOIN result_log USING (run, unit, attempt) WHERE run = $last ORDER BY 1, 2"
}
# parts FILE: the cases of a JUnit file, without times.
parts() { sed -E 's/ (time|timestamp|id)="[^"]*"//g' "$1"; }

the_run --results=folders --junit=folders.xml >"$work/folders"
equal "with folders" "v-a pass folder
v-b pass folder, log
v-c fail folder, log
v-d pass folder
v-d/attempt-1 fail folder, log
v-e pass folder" "$(found $results)"
rm -rf build
the_run --results=journal --junit=lines.xml >"$work/lines"
equal "with lines" "v-a pass line
v-b pass folder, log
v-c fail folder, log
v-d pass folder
v-d/attempt-1 fail folder, log
v-e pass line" "$(found $results)"
[ -s $results/journal ]
check "there are lines"
same "run prints the same, and the record has the same" "$work/folders" "$work/lines"
[ "$(grep -c '|pass|0|' "$work/lines")" = 4 ]
check "what passed is in it" "$(cat "$work/lines")"
parts folders.xml >"$work/one"
parts lines.xml >"$work/other"
same "and so has the JUnit file" "$work/one" "$work/other"

# Only what ran has a result of this run.
run "$nightshift" run -q --results=journal --failed
equal "--failed runs what failed" "1 1 unit in T: 0 passed, 1 failed" "$status $(timeless "$out" | tail -n 1)"
equal "the lines of others stay" "v-a pass line
v-b pass folder, log
v-c fail folder, log
v-d pass folder
v-d/attempt-1 fail folder, log
v-e pass line" "$(found $results)"
run "$nightshift" run -q --results=journal --repeat=2 a e
equal "each pass has its own lines" "0 2 units in T: 2 passed
2 units in T: 2 passed" "$status $(timeless "$out" | grep 'units in')"
equal "of which the last ones are there" "2" "$({
	tr '\t' '\n' <$results/journal
	cat $results/v-[ae]/verdict
} 2>/dev/null | grep -c '^run .*\.2$')"

# What was cancelled counts, and not the line of an earlier run.
rm -f does-*
"$nightshift" run -q --results=journal >/dev/null
equal "all are lines" "v-a pass line
v-b pass line
v-c pass line
v-d pass line
v-e pass line" "$(found $results)"
echo 'ok="not ok"' >does-v-b
run "$nightshift" run -q --results=journal -j1 --fail-fast
equal "--fail-fast: the others are cancelled" "1 5 units in T: 1 passed, 1 failed, 3 cancelled; stopped at the first that did not pass" "$status $(timeless "$out" | tail -n 1)"
equal "and that is what they leave" "v-a pass line
v-b fail folder, log
v-c cancelled folder
v-d cancelled folder
v-e cancelled folder" "$(found $results)"

# What a unit damages of another one is no result, and the rest is recorded.
rm -rf build && rm -f does-*
echo '[ -e does-once ] || { : >does-once; ok="not ok"; }' >does-v-d
# damage SED FOLDER: the last unit changes the verdict in that folder so
damage() {
	cat >does-v-e <<-END
		sed '$1' $2/verdict >damaged && cat damaged >$2/verdict
	END
	shift 2
	the_run "$@" >"$work/damaged"
}
damage 's/^verdict .*/verdict failed/' $results/v-d/attempt-1 -v
equal "where an attempt is damaged, the run ends with 1 and says where; the other units are recorded, of this one nothing is" "1 $PWD/./$results/v-d/attempt-1/verdict:10:1: error: 'verdict' is 'failed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip
v-a pass
v-b pass
v-c pass
v-e pass" "$(head -n 1 "$work/damaged")
$(sed -n 's/^\(v-.\)|1|\([a-z]*\)|.*/\1 \2/p' "$work/damaged")"
equal "... and -v names the run that has them" 1 "$(grep -c '^recorded as run ' "$work/damaged")"
damage 's/^status .*/status 3/' $results/v-a
why="nobody can tell from '$PWD/./$results/v-a/verdict' what became of it"
equal "where the verdict of a unit contradicts itself, the unit has none, and the run says why" "1 $PWD/./$results/v-a/verdict:10:1: error: the verdict is 'pass', but the exit status 3
v-a: $why
5 units in T: 4 passed (1 flaky), 1 not run" "$(head -n 1 "$work/damaged")
$(grep -e '^v-a: ' -e ' units in T' "$work/damaged")"
equal "... and the other ones are recorded" "v-b pass
v-c pass
v-d fail
v-e pass" "$(sed -n 's/^\(v-.\)|1|\([a-z]*\)|.*/\1 \2/p' "$work/damaged")"

damage 's/^status .*/status 3/' $results/v-a --no-record --junit=wrong.xml
equal "... without a record, too" "1 
v-a: $why" "$(head -n 1 "$work/damaged")
$(grep '^v-a: ' "$work/damaged")"
equal "... and so does the JUnit file" 1 "$(sed "s/&apos;/'/g" wrong.xml | grep -c "$why")"

# Without --results: folders for a few units, and lines for a hundred.
rm -rf build
"$nightshift" run -q --no-record >/dev/null 2>&1
[ -e $results/v-a/verdict ] && [ ! -s $results/journal ]
check "a run of a few units leaves a folder for each"
mkdir "$work/many" && cd "$work/many" || exit 3
cat >suite.xml <<END
<suite name="s">
  <platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"/>
  <run>true {module}</run>
  <variant name="v"/>
  <discover as="modules">seq -f m%g 100</discover>
</suite>
END
printf '%s\n' build .nightshift >.gitignore
repository .
"$nightshift" generate -q && "$nightshift" run -q --no-record >/dev/null
equal "a run of a hundred units leaves a line for each that passes and prints nothing" "100 0" "$(wc -l <$results/journal | tr -d ' ') $(find $results -mindepth 2 -name verdict | wc -l | tr -d ' ')"
"$nightshift" run -q --no-record '!v-m1' >/dev/null
[ -e $results/v-m2/verdict ] && [ ! -e $results/v-m1 ]
check "ninety-nine of them leave folders, and the line of the other one stays"

finish
