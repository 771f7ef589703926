#!/bin/sh
# The views of the record: they have the rows that their old, slow definitions have (views/old.sql), of random records; and what a
# question costs does not grow with results that it is not about, by the steps that SQLite takes.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

views="outcome last_result never_run night_unit night qualified flaky seed_dependent"
mkdir -p r/t
printf '<suite name="s" dir="t"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<run>true {module}</run><variant name="v"/>%s</suite>\n' "$(for m in 1 2 3 4 5 6 7 8; do printf '<module name="m%s"/>' $m; done)" >r/nightshift.xml
repository r
"$nightshift" generate -q -C r
empty=r/.nightshift/record.db
sqlite3 "$empty" "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE" >/dev/null

# --- the same rows ------------------------------------------------------------------------------------------------------

cp "$empty" bare.db
sqlite3 bare.db "DELETE FROM generation; DELETE FROM plan_unit; DELETE FROM plan_module; DELETE FROM plan_variant; DELETE FROM plan_lane;
	DELETE FROM plan_platform; DELETE FROM plan"
# columns VIEW: those that both have
columns() { sqlite3 bare.db ".read $top/tests/record/views/old.sql" "SELECT group_concat(name, ', ') FROM pragma_table_info('old_$1')"; }
for view in $views; do
	printf "SELECT '%s', count(*), (SELECT count(*) FROM old_%s), " "$view" "$view"
	printf "(SELECT count(*) FROM (SELECT %s FROM %s EXCEPT SELECT * FROM old_%s)), " "$(columns "$view")" "$view" "$view"
	printf "(SELECT count(*) FROM (SELECT * FROM old_%s EXCEPT SELECT %s FROM %s)) FROM %s;\n" "$view" "$(columns "$view")" "$view" "$view"
done >compare.sql
seeds=${VIEWS_SEEDS-$(seq 1 45)}
for seed in $seeds; do
	cp bare.db random.db
	python3 "$top/tests/record/views/random.py" "$seed" | sqlite3 random.db || not_ok "the random record $seed"
	sqlite3 random.db ".read $top/tests/record/views/old.sql" ".read compare.sql" | sed "s/^/$seed|/"
done >compared
quiet "each view has as many rows as its old definition, and the same, of random records" awk -F '|' '$3 != $4 || $5 || $6' compared
for view in $views; do
	[ "$(awk -F '|' -v v="$view" '$2 == v { n += $3 } END { print n + 0 }' compared)" -ge 20 ]
	check "view $view: the random records have rows of it" "$(grep "|$view|" compared)"
done

# --- what a question costs ----------------------------------------------------------------------------------------------

# filled DB NIGHTS RUNS: so many nights, each of a commit, and so many runs of pull requests; each of 8 units. In each night the
# first unit fails and passes again.
filled() {
	cp "$empty" "$1"
	sqlite3 "$1" "PRAGMA synchronous = OFF; BEGIN;
		WITH n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $2) INSERT INTO generation SELECT printf('%040d', n), 1, NULL, 0, 0 FROM n;
		WITH n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $2)
			INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) SELECT 'n' || n, 1, 'linux', 'nightly', printf('%040d', n), 'clean', 'folder' FROM n;
		WITH n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $3)
			INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) SELECT 'p' || n, 1, 'linux', 'pr', printf('%040d', n + 1000000), 'clean', 'folder' FROM n;
		INSERT INTO result(run, unit, attempt, verdict, status, finished) SELECT r.id, u.unit, 1, iif(lane = 'nightly' AND u.unit = 'v-m1', 'fail', 'pass'), 0, r.id * 1000000
			FROM run r, plan_unit u;
		INSERT INTO result(run, unit, attempt, verdict, status, finished) SELECT id, 'v-m1', 2, 'pass', 0, id * 1000000 + 1 FROM run WHERE lane = 'nightly';
		COMMIT"
}
# steps DB SQL: how many SQLite takes for it
steps() { sqlite3 "$1" ".stats on" "$2" | sed -n 's/^Virtual Machine Steps: *//p'; }
filled small.db 20 100
filled large.db 20 3200
equal "the nights are green" "20 20" "$(sqlite3 -separator ' ' large.db "SELECT (SELECT count(*) FROM qualified WHERE lane = 'nightly'), (SELECT count(*) FROM flaky)")"
commit=$(printf '%040d' 7)
cat >questions <<-END
	SELECT commit_id FROM qualified WHERE lane = 'nightly'
	SELECT * FROM qualified
	SELECT * FROM qualified WHERE commit_id = '$commit'
	SELECT * FROM night
	SELECT * FROM night WHERE commit_id = '$commit'
	SELECT * FROM night_unit WHERE unit = 'v-m1'
	SELECT * FROM flaky
	SELECT * FROM flaky WHERE unit = 'v-m1'
	SELECT * FROM seed_dependent
	SELECT * FROM outcome WHERE commit_id = '$commit'
	SELECT * FROM last_result
	SELECT * FROM last_result WHERE unit = 'v-m1'
	SELECT * FROM never_run
END
while read -r question; do
	few=$(steps small.db "$question") many=$(steps large.db "$question")
	[ "${few:-0}" -gt 0 ] && [ "$many" -le $((few * 12 / 10)) ]
	check "of 32 times as many pull requests it takes no more steps: $question" "$few, then $many"
done <questions
filled longer.db 80 100
while read -r question; do
	few=$(steps small.db "$question") many=$(steps longer.db "$question")
	[ "${few:-0}" -gt 0 ] && [ "$many" -le $((few * 5)) ]
	check "of four times as many nights it takes no more than five times the steps: $question" "$few, then $many"
done <questions
while read -r question; do
	case $question in *"$commit"*) ;; *) continue ;; esac
	few=$(steps small.db "$question") many=$(steps longer.db "$question")
	[ "$many" -le $((few * 12 / 10)) ]
	check "of four times as many nights it takes no more steps for one: $question" "$few, then $many"
done <questions
few=$(steps small.db "SELECT * FROM outcome") many=$(steps large.db "SELECT * FROM outcome")
[ "$many" -le $((few * 30)) ] && [ "$(steps large.db "SELECT * FROM outcome WHERE unit = 'v-m1'")" -le $((many / 4)) ]
check "all outcomes take steps by their number, and those of one unit few of these" "$few, $many"
finish
