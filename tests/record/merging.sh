#!/bin/sh
# Whatever a record has, its export has, and merging brings back: random records of all importers, made apart by four machines, come to the same
# content however their exports are put together; before pruning and after it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"
# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

export now plan first second third
parts=$(for platform in linux mac; do
	for unit in v-one v-two v-slow v-far; do echo "$platform-$unit $("$nightshift" part --plan r/nix/s.json --platform $platform $unit | cut -f 2)"; done
done)
export parts

# content DB: every row of what was recorded, by name; what follows from it, too
content() {
	sqlite3 -quote "$1" "
	CREATE TEMP VIEW of AS SELECT r.id, p.fingerprint || ' ' || quote(r.name) || quote(r.platform) || quote(r.lane) || quote(r.commit_id) || quote(r.tree) AS run
		FROM run r JOIN plan p ON p.id = r.plan;
	SELECT 'run', run, source, results, first, last, dropped FROM run r JOIN of USING(id) ORDER BY 2;
	SELECT 'result', of.run, unit, attempt, verdict, status, usec, seed, finished, part, seen, reason FROM result x JOIN of ON of.id = x.run ORDER BY 2, 3, 4;
	SELECT 'log', of.run, unit, attempt, tail FROM result_log x JOIN of ON of.id = x.run ORDER BY 2, 3, 4;
	SELECT 'conflict', of.run, unit, attempt, verdict, status, usec, seed, finished, part, seen, reason FROM conflict x JOIN of ON of.id = x.run ORDER BY 2, 3, 4, 5, 6, 7, 8;
	SELECT 'derived', of.run, unit FROM derived x JOIN of ON of.id = x.run ORDER BY 2, 3;
	SELECT 'report', of.run, attempt, variant, digest, format, file, seed, finished, state, mapping, cases, unmatched, line, col, fault FROM report x JOIN of ON of.id = x.run
		ORDER BY 2, 3, 4, 5;
	SELECT 'sum', of.run, t.attempt, t.variant, t.digest, u.unit, try, last, verdict, s.cases, timed, usec
		FROM report_sum s JOIN report_unit u ON u.id = s.unit JOIN report t ON t.id = u.report JOIN of ON of.id = t.run ORDER BY 2, 3, 4, 5, 6, 7, 8, 9;
	SELECT 'case', of.run, t.attempt, t.variant, t.digest, c.suite, c.classname, n.name, x.ordinal, x.try, x.last, u.unit, x.verdict, x.usec, m.report IS NULL, m.message, m.text
		FROM case_result x JOIN report t ON t.id = x.report JOIN of ON of.id = t.run JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class
		LEFT JOIN report_unit u ON u.id = x.unit LEFT JOIN case_text m ON (m.report, m.name, m.ordinal, m.try) = (x.report, x.name, x.ordinal, x.try)
		ORDER BY 2, 3, 4, 5, 6, 7, 8, 9, 10;
	SELECT 'occasion', name, attempt, platform, lane, commit_id, started, dropped FROM occasion ORDER BY 2, 3, 4, 5, 6;
	SELECT 'delivery', o.name, o.attempt, o.platform, o.lane, o.commit_id, of.run, d.unit, d.attempt FROM delivery d JOIN occasion o ON o.id = d.occasion JOIN of ON of.id = d.run
		ORDER BY 2, 3, 4, 5, 6, 7, 8, 9;
	SELECT 'month', s.suite, s.platform, s.lane, p.unit, m.month, m.passes, m.timed, m.usec_sum, m.usec_min, m.usec_max, m.usec_median, m.first, m.last
		FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series ORDER BY 2, 3, 4, 5, 6;"
}
# merged DB EXPORT...: one after another, into an empty record
merged() {
	db=$1
	shift
	cp empty.db "$db"
	for export; do
		ns record -q --record "$work/$db" "$work/$export" 2>>said || echo "$export is refused: $(tail -n 1 said)"
	done
}
# alike NAME DB...: have the same content and export, or what differs
alike() {
	point=$1 to=$2
	shift 2
	content "$to" >content && text "$to" >exported
	for db; do
		content "$db" | diff content - >differs || { echo "$point: $db has another content than $to"; head -n 6 differs; }
		text "$db" | cmp -s exported - || echo "$point: $db has another export than $to"
	done
}

# one SEED: what is wrong with the records of that seed; nothing if all is well
one() {
	rm -rf in all.db [0-9].db ./*.tsv
	mkdir in
	python3 "$top/tests/record/merging/pieces.py" "$1" "$work/in" || echo "no pieces"
	cp empty.db all.db
	while IFS='	' read -r piece arguments; do
		if [ "$piece" = journal ]; then
			as_lines "$arguments"
			continue
		fi
		for db in "$piece.db" all.db; do
			[ -f "$db" ] || cp empty.db "$db"
			eval "ns record -q --record \"\$work/\$db\" $arguments" 2>>said >&2
			[ $? -le 1 ] || echo "not recorded: $arguments: $(tail -n 1 said)"
		done
	done <in/commands
	for piece in 0 1 2 3; do
		text $piece.db >$piece.tsv
		merged again.db $piece.tsv
		alike "a record and its export, merged" $piece.db again.db
	done
	merged forth.db 0.tsv 1.tsv 2.tsv 3.tsv
	merged back.db 3.tsv 2.tsv 1.tsv 0.tsv
	merged left.db 1.tsv 3.tsv && text left.db >left.tsv
	merged right.db 2.tsv 0.tsv && text right.db >right.tsv
	merged tree.db right.tsv left.tsv 1.tsv
	alike "in any order, and in pieces" forth.db back.db tree.db
	alike "as if one machine had recorded all" all.db forth.db
	for days in 100 30; do
		ns record -q --record "$work/forth.db" --prune $days 2>>said || echo "not pruned"
		text forth.db >pruned.tsv
		merged again.db pruned.tsv
		alike "pruned to $days days, and its export" forth.db again.db
		[ "$(sqlite3 forth.db "PRAGMA integrity_check; PRAGMA foreign_key_check")" = ok ] || echo "pruned to $days days it is not sound"
	done
}

wrong=0
for seed in ${MERGING_SEEDS-$(seq 1 12)}; do
	said=$(one "$seed")
	[ -z "$said" ] || { wrong=$((wrong + 1)); not_ok "the records of seed $seed" "$said"; }
	cat exported
done >log.txt
grep -e '^not ok' -e '^# ' log.txt
equal "random records come to the same content, however they are merged" 0 "$wrong"
for kind in result log report sum case occasion delivery month; do
	[ "$(grep -c "^$kind	" log.txt)" -ge 5 ]
	check "the records have facts of the kind $kind"
done
finish
