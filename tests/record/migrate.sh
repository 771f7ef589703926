#!/bin/sh
# Records that older programs have made, one of each version of the schema (migrate/*.sql): they come to the schema, and to the
# content, of a record that is made today. `NIGHTSHIFT=PROGRAM tests/record/migrate.sh store STEP` has stored them.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/migrate/data.sh
. "$top/tests/record/migrate/data.sh"

if [ "${1-}" = store ]; then
	make_data "$2"
	dump >"$top/tests/record/migrate/$2.sql"
	exit
fi

# schema DB: every table, index, trigger and view, as it was made, but for its comments
schema() { sqlite3 "$1" "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2" | sed "s/[ 	]*--.*//"; }
# content DB: every row of every table, by name, without the numbers that differ between records of one content
content() {
	sqlite3 "$1" "SELECT s.suite, s.platform, s.lane, p.unit, t.verdict, t.finished, r.name, t.attempt FROM track t JOIN place p ON p.id = t.place
		JOIN series s ON s.id = p.series JOIN run r ON r.id = t.run ORDER BY 1, 2, 3, 4, 5, 6, 7, 8" \
		"SELECT r.name, s.suite, s.platform, s.lane, results, first, last, dropped FROM run r JOIN series s ON s.id = r.series ORDER BY 1, 2, 3, 4" \
		"SELECT * FROM due" "SELECT * FROM outcome ORDER BY 1, 2, 3, 4, 5, 6, 7, 8" "SELECT name FROM case_name ORDER BY 1"
}

newest=$(find "$top/gen/record/schema" -name '*.sql' | wc -l | tr -d ' ')
stored=$(find "$top/tests/record/migrate" -name '*.sql' | wc -l | tr -d ' ')
[ "$stored" -ge 3 ] && [ -f "$top/tests/record/migrate/$stored.sql" ] && [ "$stored" -le "$newest" ]
check "the first steps are stored, without a gap" "$stored of $newest"
for file in "$top"/tests/record/migrate/*.sql; do
	step=$(basename "$file" .sql)
	rm -f old.db
	sqlite3 old.db <"$file"
	equal "step $step: it is stored as it was" "$step 1314080852" "$(sqlite3 -separator ' ' old.db "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id")"
	# A report that a killed import had begun to read, as it could before step 6; its run is there because of it alone.
	[ "$step" -lt 3 ] || [ "$step" -ge 6 ] || sqlite3 old.db "INSERT INTO run(name, plan, platform, lane, source) SELECT 'half', id, 'linux', 'pr', 'report' FROM plan LIMIT 1" \
		"INSERT INTO report(run, attempt, variant, digest, format, file, finished, state, mapping, cases, unmatched)
			SELECT max(id), 1, '', '$(printf %040d 1)', 'junit', 'half.xml', 1, 'reading', 'x', 1, 0 FROM run" \
		"INSERT INTO report_unit(report, unit) SELECT max(id), 'v-one' FROM report" \
		"INSERT INTO report_sum SELECT max(id), 1, 1, 'pass', 1, 0, 0 FROM report_unit" \
		"INSERT INTO case_result SELECT max(report.id), 1, 1, 1, 1, NULL, 'fail', NULL FROM report" \
		"INSERT INTO case_text SELECT max(report.id), 1, 1, 1, 'm', NULL FROM report"
	make_data "$step"
	cp old.db dump.db
	run "$nightshift" record --record "$work/old.db" --export "$work/old.tsv"
	ends "step $step: it is migrated, and exported" 0 "" ""
	equal "step $step: it is of the newest step" "$newest" "$(sqlite3 old.db 'PRAGMA user_version')"
	equal "step $step: it is sound" "ok" "$(sqlite3 old.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')"
	equal "step $step: a report that was half read is gone" 0 "$(sqlite3 old.db "SELECT (SELECT count(*) FROM run WHERE name = 'half') + (SELECT count(*) FROM report WHERE state = 'reading') + (SELECT count(*) FROM case_result WHERE report NOT IN (SELECT id FROM report)) + (SELECT count(*) FROM report_unit WHERE report NOT IN (SELECT id FROM report))")"
	schema old.db >old.schema
	schema r/.nightshift/record.db >new.schema
	same "step $step: its schema is that of a new one" new.schema old.schema
	# The plan, and so the commit that holds it, is of another program: they have other names.
	old_plan=$(sed -n 's/^plan	\([0-9a-f]*\)	.*/\1/p' old.tsv) old_commit=$(sed -n 's/^run	n1	[^	]*	linux	nightly	\([0-9a-f]*\)	.*/\1/p' old.tsv)
	# In another order, too: commits are sorted by their ids.
	# a plan of format 2 names no version
	alike() { sed "s/$old_plan/$plan/g;s/$old_commit/$commit/g;s/^\\(plan	[^	]*	[^	]*\\)	[0-9.]*	/\\1		/" | sort; }
	"$nightshift" record -C r --export "$work/new.tsv"
	alike <old.tsv | sed "s/^\(generation.*	\)[0-9]*\(	[0-9]*	[0-9]*\)$/\1seed\2/;s/	[0-9a-f]\{64\}	/	\\\\N	/" | sort >old.alike
	sed "s/^\(generation.*	\)[0-9]*\(	[0-9]*	[0-9]*\)$/\1seed\2/;s/	[0-9a-f]\{64\}	/	\\\\N	/" new.tsv | sort >new.alike # before step 6 no part was kept
	same "step $step: its content is that of a new one" new.alike old.alike
	content old.db | alike >old.content
	content r/.nightshift/record.db | sort >new.content
	same "step $step: and so is what follows from it" new.content old.content
	[ "$(wc -l <new.content)" -gt 15 ]
	check "step $step: which is not little" "$(wc -l <new.content)"
	for question in coverage "tune --check" "report --format=json"; do
		# shellcheck disable=SC2086 # words
		run "$nightshift" $question -C r --record "$work/old.db"
		[ "$status" -lt 2 ]
		check "step $step: $question" "$err"
	done
	run "$nightshift" record -C r --record "$work/old.db" "$work/new.tsv"
	[ "$status" = 0 ]
	check "step $step: it takes an export of today" "$err"
done
finish
