#!/bin/sh
# The record as a store: pruning. Every question has the same answer of a pruned record as of one that was not pruned.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"

# Nights of a year, of three commits: the oldest are of the root; the last green ones, longer ago than is kept, of the
# second; then all are red.
rm -rf year
at=0
while [ $at -lt 300 ]; do
	time=$((now - at * day)) seconds=$((at % 7 + 1))
	if [ $at -lt 150 ]; then commit=$third; elif [ $at -lt 200 ]; then commit=$second; else commit=$root; fi
	for platform in linux mac; do
		units="v-one v-two v-slow" && [ "$platform" = linux ] || units="v-far v-one v-two v-slow"
		for unit in $units; do
			verdict=pass
			[ $((at % 10)) = 5 ] && [ $at -ge 200 ] && [ "$unit" = v-two ] && verdict=fail
			[ $at -lt 150 ] && [ "$unit" = v-slow ] && verdict=timeout
			result "year/$at-$platform" "y$at" "$platform" "$unit" "$verdict" $((time + ${#unit}))
		done
	done
	at=$((at + 5))
done
commit=$root lane=pr
result year/once y-once linux v-two pass $((now - 200 * day))
seconds=
result year/hand y-hand mac v-one crash $((now - 250 * day))
rm -rf year/250-linux/v-slow && lane=nightly && result year/250-linux y250 linux v-slow pass $((now - 250 * day))
for log in year/2*/v-two/log; do head -c 4000 /dev/zero | tr '\0' x >>"$log"; done
rm -f y.db && cp empty.db y.db
ns record -q --record ../y.db "$work"/year/*
ns record -q --record ../y.db --lane nightly --commit "$root" --run github-old --started $((now - 290 * day)) ../d/kept
sed 's/nix-x/nix-y/;s/^finished.*/finished '$((now - 280 * day))'/' d/kept/v-one/verdict >verdict && mkdir -p d/older/v-one && mv verdict d/older/v-one
ns record -q --record ../y.db --lane nightly --commit "$second" --run github-new --started $((now - 2 * day)) ../d/older
ns record -q --record ../y.db --lane pr --platform linux --commit "$first" --run j1 ../one.xml 2>said
cp y.db whole.db
text whole.db >whole.tsv
# answers DB: what is asked of both
answers() {
	ns coverage --record "$work/$1"
	ns tune --check --record "$work/$1"
	for rev in HEAD HEAD~1; do ns report --record "$work/$1" --commit $rev --format=json; done
	sqlite3 "$work/$1" "SELECT * FROM monthly ORDER BY 1, 2, 3, 4, 5, 6"
}
answers whole.db >wanted
size=$(wc -c <y.db)
run ns record --record ../y.db --prune 90
dropped=$(($(sqlite3 whole.db "SELECT count(*) FROM result") - $(sqlite3 y.db "SELECT count(*) FROM result")))
runs=$(sqlite3 y.db "SELECT count(*) FROM run WHERE dropped IS NOT NULL")
ends "prune says how many results of how many runs are dropped" 0 "" "$dropped results of $runs runs dropped"
[ "$dropped" -gt 100 ] && [ "$(sqlite3 y.db "SELECT sum(dropped) FROM run")" = "$dropped" ]
check "prune drops more than a hundred results and counts them in their runs" "$dropped"
answers y.db >got
same "prune: coverage, tune, report and the monthly view answer as before" wanted got
sound "prune: the record is sound" y.db
for db in whole y; do
	sqlite3 $db.db "SELECT r.name, x.* FROM result x JOIN run r ON r.id = x.run WHERE x.finished >= $((now - 90 * day)) * 1000000 ORDER BY 1, 2, 3, 4, 5" >rows.$db
done
[ -s rows.whole ]
check "there are results of the last 90 days"
same "prune --prune=90 drops nothing of the last 90 days" rows.whole rows.y
equal "prune keeps every result that did not pass" "$(sqlite3 whole.db "SELECT count(*) FROM result WHERE verdict <> 'pass'")" "$(sqlite3 y.db "SELECT count(*) FROM result WHERE verdict <> 'pass'")"
equal "prune keeps what an occasion of these days delivers, and drops older deliveries" "github-new nix-y" "$(sqlite3 -separator ' ' y.db "SELECT o.name, r.name FROM occasion o JOIN delivery d ON d.occasion = o.id JOIN run r ON r.id = d.run JOIN result x ON x.run = d.run AND x.unit = d.unit")"
[ "$(wc -c <y.db)" -lt "$size" ]
check "prune makes the file smaller" "$size, then $(wc -c <y.db)"
# A month by hand: its passes of v-one on Linux.
equal "prune: the sums of a month are those of its results" "$(sqlite3 whole.db "SELECT count(*), sum(usec), min(usec), max(usec), min(finished), max(finished) FROM result x JOIN run r ON r.id = x.run
	WHERE r.platform = 'linux' AND r.lane = 'nightly' AND unit = 'v-one' AND verdict = 'pass' AND r.name LIKE 'y%' AND strftime('%Y-%m', finished / 1000000, 'unixepoch') = '2026-01'")" \
	"$(sqlite3 y.db "SELECT passes, usec_sum, usec_min, usec_max, m.first, m.last FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series
	WHERE s.platform = 'linux' AND s.lane = 'nightly' AND unit = 'v-one' AND month = '2026-01'")"
# v-one ran on the 3rd, 8th, ... of that month
equal "prune: the median of a month is that of its results" "$(sqlite3 whole.db "SELECT usec FROM result x JOIN run r ON r.id = x.run
	WHERE r.platform = 'linux' AND r.lane = 'nightly' AND unit = 'v-one' AND verdict = 'pass' AND r.name LIKE 'y%' AND strftime('%Y-%m', finished / 1000000, 'unixepoch') = '2026-01' ORDER BY 1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')" \
	"$(sqlite3 y.db "SELECT usec_median FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series WHERE s.platform = 'linux' AND s.lane = 'nightly' AND unit = 'v-one' AND month = '2026-01'")"
text y.db >y.tsv
run ns record --record ../y.db --prune 90
ends "prune a second time drops nothing" 0 "" "0 results of 0 runs dropped"
text y.db >again.tsv
same "prune a second time changes nothing" y.tsv again.tsv
run ns record --record ../y.db ../whole.tsv
ends "an old export brings back nothing that was pruned" 0 "" "1 export: $((dropped)) results new, $(($(grep -c '^result' whole.tsv) - dropped)) known; $dropped were pruned before, and are dropped again"
text y.db >again.tsv
same "an old export makes nothing count twice after pruning" y.tsv again.tsv
ns record -q --record ../y.db ../year/100-mac ../year/200-linux && text y.db >again.tsv
same "importing an old folder makes nothing count twice after pruning" y.tsv again.tsv
ns record -q --record ../y.db --lane nightly --commit "$root" --run github-old --started $((now - 290 * day)) ../d/kept && text y.db >again.tsv
same "importing results that Nix kept makes nothing count twice after pruning" y.tsv again.tsv
rm -f x.db* && ns record -q --record ../x.db ../y.tsv && text x.db >again.tsv
same "a pruned record that is exported and merged has the same bytes" y.tsv again.tsv
rm -f x.db* && ns record -q --record ../x.db ../whole.tsv ../y.tsv && text x.db >again.tsv
same "a pruned record that is merged after the whole one has the same bytes" y.tsv again.tsv
# Two records that were pruned apart have other sums of one month.
sed 's/^\(month	s	linux	nightly	v-one	2026-01	\)[0-9]*/\1999/' y.tsv >more.tsv
for order in "y more" "more y"; do
	rm -f m.db*
	for one in $order; do ns record -q --record ../m.db "../$one.tsv"; done
	text m.db >again.tsv
	same "of two counts of a month the greater stands, merged in the order '$order'" more.tsv again.tsv
done
run ns record --record ../x.db --prune 1
equal "prune --prune=1: the monthly view is the same" "0 $(sqlite3 whole.db 'SELECT * FROM monthly ORDER BY 1, 2, 3, 4, 5, 6')" "$status $(sqlite3 x.db 'SELECT * FROM monthly ORDER BY 1, 2, 3, 4, 5, 6')"
ns coverage --record ../x.db >got
ns coverage --record ../whole.db >wanted
same "prune --prune=1: the coverage is the same" wanted got
# The disk is too small for the smaller file: what was pruned is pruned, and it is said.
rm -f x.db && cp whole.db x.db
sqlite3 x.db "CREATE TABLE large(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO large SELECT zeroblob(4000) FROM n"
run sh -c 'trap "" XFSZ; ulimit -f 4000 && exec "$nightshift" record --record "$1" --prune 90 -C r' sh "$work/x.db"
ends "prune on a disk too full for the smaller file ends with 3 and says what was done" 3 "nightshift: the record was pruned, but its file could not be made smaller (disk I/O error): run it again" "$dropped results of $runs runs dropped"
sound "prune on a full disk leaves a sound record" x.db
ns record -q --record ../x.db --prune 90
text x.db >again.tsv
same "prune on a full disk leaves a record that holds what it should" y.tsv again.tsv
run ns record --prune 0
ends "--prune=0 is refused" 2 "nightshift: error: --prune is '0', but must be a number from 1 to 100000" ""
finish
