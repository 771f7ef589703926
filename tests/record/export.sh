#!/bin/sh
# The record as a store: its export, merging in any order, results that disagree, and a part of it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"

# refuses NAME MESSAGE ARGUMENT...: record with these arguments ends with 2 and that message alone.
refuses() {
	point=$1 message=$2
	shift 2
	run ns record "$@"
	ends "$point" 2 "$message" ""
}

# --- what is exported -------------------------------------------------------------------------------------------------

same "the export of a record, every byte" - a.tsv <<END
nightshift record 3
plan	$plan	s		4
platform	linux	x86_64-linux	r
platform	mac	aarch64-darwin	r
lane	linux	merge	checked
lane	linux	nightly	checked
lane	linux	pr	checked
lane	mac	merge	none
lane	mac	nightly	checked
lane	mac	pr	build
gap	mac	slow \\\\t, dear \\\\n	2030-01-01
exclude	dead	it is	\\N
module	0	far	pr	none	\\N	needs it	\\N	\\N
module	1	one	pr	none	\\N	\\N	\\N	\\N
module	2	slow	nightly	none	\\N	slow	\\N	\\N
module	3	two	pr	head	\\N	\\N	\\N	\\N
kept	0	linux
variant	0	v
unit	v-far	0	0	\\N	2000000
unit	v-one	0	1	\\N	4000000
unit	v-slow	0	2	\\N	1000000
unit	v-two	0	3	\\N	3000000
$(sqlite3 -separator '	' a.db "SELECT 'generation', commit_id, seed, fallback, dirty FROM generation ORDER BY 2")
run	n1	$plan	linux	nightly	$first	clean	folder	\\N	\\N	\\N
result	v-one	1	pass	0	1500000	\\N	$((now - 2 * day))000000	$(part v-one)	\\N	\\N
result	v-slow	1	pass	0	1500000	\\N	$((now - 2 * day + 2))000000	$(part v-slow)	\\N	\\N
result	v-two	1	fail	1	1500000	$(commit_seed "$first")	$((now - 2 * day + 1))000000	$(part v-two)	\\N	\\N
log	v-two	1	a\\tlog\\\\of v-two\\n<b>::set-output $(printf '\357\277\275')[1m\\n
end	$(($(wc -l <a.tsv) - 1))
END
run ns record --record ../b.db ../a.tsv
ends "an export is merged into a new record: every result is new" 0 "" "1 export: 3 results new, 0 known"
text b.db >b.tsv
same "the export of a record that was merged has the same bytes" a.tsv b.tsv
run ns record --record ../b.db ../a.tsv
ends "an export is merged a second time: every result is known" 0 "" "1 export: 0 results new, 3 known"
text b.db >b.tsv
same "after merging a second time the export has the same bytes" a.tsv b.tsv

# What an older nightshift has exported: fewer fields, and a skip is called otherwise.
sed 's/^nightshift record 3$/nightshift record 1/;s/^\(module.*\)	[^	]*	[^	]*$/\1/;s/^\(result.*\)	[^	]*	[^	]*	[^	]*$/\1/;/^result	v-slow/s/pass	0/skipped	77/' a.tsv >1.tsv
run ns record --record ../old.db ../1.tsv
ends "an export of format 1 is merged" 0 "" "1 export: 3 results new, 0 known"
sed '/^result	v-slow/s/pass	0/skip	77/;s/^\(result.*	\)[0-9a-f]\{64\}	/\1\\N	/' a.tsv >skip.tsv
text old.db >old-again.tsv
same "an export of format 1 comes to the same, and what was skipped is a skip" skip.tsv old-again.tsv

# What one copy of a result says of its part and its reason, and another one does not, is kept, whichever comes first.
result p1/linux n1 linux v-one skip $((now - 2 * day)) "part $(part v-one)" "reason no device"
result p2/linux n1 linux v-one skip $((now - 2 * day)) "seen exit-status"
result p3/linux n1 linux v-one skip $((now - 2 * day - 1)) "part $(part v-one)" "reason no such device"
n=0
for order in "1 2 3" "3 2 1" "2 3 1"; do
	n=$((n + 1))
	for k in $order; do import "p$n.db" "p$k/linux"; done
	text "p$n.db" | grep '^result' >"p$n.lines"
done
printf 'result\tv-one\t1\tskip\t1\t1500000\t\\N\t%s000000\t%s\texit-status\tno device\n' $((now - 2 * day - 1)) "$(part v-one)" >p.lines
same "copies of a result complete one another" p.lines p1.lines
same "in whichever order they come" p1.lines p2.lines
same "in whichever order they come, the one that says least first" p1.lines p3.lines
# A disputed one keeps what it says beside the one that counts.
result p4/linux n1 linux v-one fail $((now - 2 * day)) "reason not what was promised"
import p1.db p4/linux
import p4.db p4/linux p3/linux p2/linux p1/linux
text p1.db | grep '^result' >p1.lines
text p4.db | grep '^result' >p4.lines
same "disputed results keep their reasons, in whichever order they come" p1.lines p4.lines
equal "the worse of them counts" "fail|not what was promised" "$(sqlite3 p1.db "SELECT verdict, reason FROM result")"
equal "and the other stands beside it" "skip|no device|exit-status" "$(sqlite3 p1.db "SELECT verdict, reason, seen FROM conflict")"

# --- records made apart, in every order -------------------------------------------------------------------------------

# b: the same run on the other platform, another run, and a copy of a result, which finished earlier
result b/mac n1 mac v-far pass $((now - 2 * day + 9))
result b/mac n1 mac v-two timeout $((now - 2 * day + 9))
result b/copy n1 linux v-one pass $((now - 2 * day - 5))
commit=$second
result b/second n2 linux v-one pass $((now - day))
result b/second n2 linux v-two fail $((now - day))
result b/second n2 linux v-two-1 fail $((now - day)) "attempt 1"
mv b/second/v-two-1 b/again && rewrite 's/^unit .*/unit v-two/;s/^verdict .*/verdict pass/;s/^status .*/status 0/;s/^attempt .*/attempt 2/' b/again/verdict
mkdir b/third && mv b/again b/third/v-two
commit=$first
rm -f b.db && import b.db b/mac b/copy b/second b/third
# c: results that a and b contradict, and a run of that name at another commit
result c/linux n1 linux v-one fail $((now - 2 * day + 50))
result c/linux n1 linux v-two timeout $((now - 2 * day + 60))
import c.db c/linux
commit=$second
result c/other n1 linux v-slow pass $((now - day))
import c2.db c/other
commit=$first
cp d.db e.db
ns record -q --record ../e.db --lane pr --platform linux --commit "$first" --run j1 ../other.xml 2>said || not_ok "import of a report" "$(cat said)"
equal "the record to merge has cases, unmatched ones, a derived result and occasions" "5 2 fail 2" \
	"$(sqlite3 e.db "SELECT (SELECT count(*) FROM case_result) || ' ' || (SELECT count(*) FROM unmatched) || ' ' || (SELECT verdict FROM result JOIN derived USING(run, unit)) || ' ' || (SELECT count(*) FROM occasion)")"
for one in a b c c2 d e; do
	text $one.db >$one.tsv
	rm -f again.db
	ns record -q --record ../again.db "../$one.tsv" 2>said || not_ok "merging $one"
	text again.db >again.tsv
	same "$one.tsv, merged alone into a new record, is exported with its own bytes" $one.tsv again.tsv
done

# orders DONE LEFT...: each order of what is left, behind what is done, as a line
orders() (
	done=$1
	shift
	[ $# -gt 0 ] || echo "$done"
	for one; do
		left=
		for x; do [ "$x" = "$one" ] || left="$left $x"; done
		# shellcheck disable=SC2086 # words
		orders "$done $one" $left
	done
)
orders "" a b c d e >list
count=0 different=
while read -r order; do
	rm -f merged.db*
	# shellcheck disable=SC2046,SC2086 # words
	set -- $(for one in $order; do echo "../$one.tsv"; done)
	ns record -q --record ../merged.db "$@" 2>/dev/null || different="$different [failed: $order]"
	text merged.db >merged.tsv
	[ -f wanted.tsv ] || cp merged.tsv wanted.tsv
	cmp -s wanted.tsv merged.tsv || different="$different [$order]"
	count=$((count + 1))
done <list
equal "five records in every order come to the same bytes" "120 orders:" "$count orders:$different"
ns record -q --record ../merged.db ../e.tsv ../a.tsv ../c.tsv ../wanted.tsv ../b.tsv ../d.tsv 2>/dev/null
text merged.db >merged.tsv
same "merging all of them once more changes nothing" wanted.tsv merged.tsv
sound "the merged record is sound" merged.db
import direct.db a/linux b/mac b/copy b/second b/third c/linux
ns record -q --record ../direct.db --lane nightly --commit "$first" --run github-2 --started $((now - 2 * day)) ../d/kept
ns record -q --record ../direct.db --lane nightly --commit "$first" --run github-1 --started $((now - day)) ../d/kept
ns record -q --record ../direct.db --lane pr --platform linux --commit "$first" --run j1 ../other.xml ../one.xml 2>said
text direct.db >direct.tsv
same "the same imports into one record come to the same bytes" wanted.tsv direct.tsv
mkdir all && cp a.tsv b.tsv c.tsv d.tsv e.tsv all && echo text >all/README
run ns record --record ../folder.db ../all
equal "a folder of exports is merged, and the results that others contradict are counted" "0 5 exports: 11 results new, 2 known, 2 that others contradict" "$status $out"
text folder.db >folder.tsv
same "a folder of exports comes to the same bytes" wanted.tsv folder.tsv
equal "of copies of a result the earliest is the original" "$((now - 2 * day - 5))000000" "$(sqlite3 merged.db "SELECT finished FROM conflict WHERE unit = 'v-one'")"
# The tables that triggers keep.
for one in merged direct folder; do
	equal "$one: each result stands in track, and is counted in its run" "0 0" "$(sqlite3 -separator ' ' $one.db "SELECT
		(SELECT count(*) FROM (SELECT s.suite, s.platform, s.lane, p.unit, t.verdict, t.finished, t.run, t.attempt FROM track t JOIN place p ON p.id = t.place JOIN series s ON s.id = p.series
		EXCEPT SELECT p.suite, ifnull(r.platform, ''), ifnull(r.lane, ''), x.unit, x.verdict, x.finished, x.run, x.attempt FROM result x JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan))
		+ abs((SELECT count(*) FROM track) - (SELECT count(*) FROM result)),
		(SELECT count(*) FROM run r WHERE results <> (SELECT count(*) FROM result x WHERE x.run = r.id))")"
done

# --- results that disagree --------------------------------------------------------------------------------------------

equal "of results that disagree both are kept, and the worse counts" "v-one fail 1
v-one pass 0
v-two timeout 1
v-two fail 0" "$(sqlite3 -separator ' ' merged.db "SELECT unit, verdict, counts FROM disagreement ORDER BY 1, 3 DESC")"
rm -f x.db && ns record -q --record ../x.db ../a.tsv
run ns record --record ../x.db ../c.tsv
lines=$(grep -n '^result' c.tsv | cut -d : -f 1)
ends "merging results that disagree warns with the line of each" 0 "../c.tsv:$(echo "$lines" | head -n 1):1: warning: attempt 1 of unit 'v-one' has another result in the record, 'pass': both are kept, and the worse counts
../c.tsv:$(echo "$lines" | tail -n 1):1: warning: attempt 1 of unit 'v-two' has another result in the record, 'fail': both are kept, and the worse counts" "1 export: 2 results new, 0 known, 2 that others contradict"
run ns record --record ../x.db ../c2.tsv
ends "merging a run of another commit warns and makes it two runs" 0 "../c2.tsv:$(grep -n '^run' c2.tsv | cut -d : -f 1):1: warning: run 'n1' is of commit $second here, and of $first in the record: both are kept, as two runs" "1 export: 1 result new, 0 known"

# --- a part -----------------------------------------------------------------------------------------------------------

ns record --record ../merged.db --export ../part.tsv --run n2
equal "--export --run=n2 has that run, its plan and its commit" "1 1 1 3 n2" "$(for what in plan generation run result; do printf '%s ' "$(grep -c "^$what	" part.tsv)"; done)$(sed -n 's/^run	\([^	]*\).*/\1/p' part.tsv)"
ns record --record ../merged.db --export ../part.tsv --run github-2
equal "--export --run=github-2 has the run whose results it delivers, too" "nix-x github-2" "$(sed -n 's/^run	\([^	]*\).*/\1/p;s/^occasion	\([^	]*\).*/\1/p' part.tsv | tr '\n' ' ' | sed 's/ $//')"
ns record --record ../merged.db --export ../part.tsv --since "$(sqlite3 :memory: "SELECT date($now - $day, 'unixepoch')")"
equal "--export --since has what finished then or later" "n2 nix-x github-1" "$(sed -n 's/^run	\([^	]*\).*/\1/p;s/^occasion	\([^	]*\).*/\1/p' part.tsv | tr '\n' ' ' | sed 's/ $//')"
run ns record --record ../merged.db --export ../none.tsv --run nobody
ends "--export --run with no such run ends with 1" 1 "nightshift: the record has nothing of that, so nothing was written" ""
[ ! -e none.tsv ] && [ ! -e none.tsv.tmp ]
check "--export --run with no such run writes no file"
refuses "--since=yesterday is refused" "nightshift: error: --since is 'yesterday', but must be yyyy-mm-dd" --record ../merged.db --export ../none.tsv --since yesterday
for date in 2026-13-01 2026-02-29 2026-00-10 2026-01-32 20260101 2026-1-1; do
	run ns record --record ../merged.db --export ../none.tsv --since $date
	[ "$status" = 2 ]
	check "--since=$date is refused, since it is no date" "$status"
done
ns record --record ../merged.db --export ../none.tsv --since 2024-02-29
check "--since=2024-02-29 is taken, since it is a leap day"
refuses "... and nothing is recorded before that is said" "nightshift: error: --since is 'yesterday', but must be yyyy-mm-dd" --record ../early.db --export ../none.tsv --since yesterday ../a.tsv
[ ! -e early.db ]
check "... not even a record"
refuses "--since without --export is refused" "nightshift: error: --since goes with --export=FILE" --since 2026-01-01 ../a.tsv
refuses "record with nothing to do is refused" "nightshift: error: record needs what to import, --export=FILE or --prune=DAYS"
refuses "--export of a record that is not there is refused" "nightshift: error: there is no record 'nowhere.db'" --record nowhere.db --export -
run ns record --record ../a.db --export ../nowhere/a.tsv
ends "--export into a folder that is not there ends with 3 and the reason" 3 "nightshift: cannot write '../nowhere/a.tsv': No such file or directory" ""
if [ -c /dev/full ]; then
	mkdir full
	# Somebody has the record open, so that nothing of it needs to be written to read it.
	cat >full.sh <<'END'
(trap "" XFSZ && ulimit -f 0 && exec "$nightshift" record --record ../a.db --export ../full/a.tsv)
echo "status $?"
END
	run sh -c 'cd r && sqlite3 ../a.db "SELECT count(*) FROM result" ".shell sh ../full.sh 2>&1" | sed "/^[0-9]*\$/d"'
	ends "--export where nothing fits ends with 3 and the reason" 0 "" "nightshift: cannot write '../full/a.tsv': File too large
status 3"
	run ns record --record ../a.db --export /dev/full
	ends "--export onto a full device, too" 3 "nightshift: cannot write '/dev/full': No space left on device" ""
	quiet "--export where nothing fits leaves no half export and no temporary file" ls full
fi

# --- exports beside other results -----------------------------------------------------------------------------------------

rm -rf mixed && mkdir mixed && cp -R a/linux mixed/linux && cp d.tsv mixed/d.tsv
cp empty.db mixed.db
run ns record --record ../mixed.db ../mixed
equal "of a folder with exports and with folders of units both are recorded" "0 1 export: 1 result new, 0 known
3 results new, 0 known, 2 pass, 1 fail" "$status $(printf '%s\n' "$out" | head -n 2)"
equal "and all of them" "$(cat a.tsv d.tsv | grep -c '^result')" "$(text mixed.db | grep -c '^result')"
rm -rf mixed && mkdir mixed && cp d.tsv one.xml mixed
cp empty.db mixed.db
ns record -q --record ../mixed.db --lane pr --platform linux --commit "$first" --run j7 ../mixed
equal "so are reports beside exports" "1 2" "$(sqlite3 -separator ' ' mixed.db "SELECT count(*), (SELECT count(*) FROM report) FROM run WHERE name = 'j7'")"

finish
