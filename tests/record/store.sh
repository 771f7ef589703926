#!/bin/sh
# The record as a store: exports and merging in any order, results that disagree, pruning, bad exports. Questions of a pruned
# record are compared with those of one that was not.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

day=86400
now=1790000000 # 2026-09-21
export SOURCE_DATE_EPOCH=$now
mkdir r
cat >r/nightshift.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"><gap reason="slow \t, dear \n" until="2030-01-01"/></platform>
  <seed from="commit" fallback="4711" env="SEED"/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="one" seconds="4" match="one.*"/>
  <module name="two" seconds="3" seed="head"/>
  <module name="slow" lane="nightly" reason="slow" seconds="1"/>
  <module name="far" platforms="mac" reason="needs it" seconds="2"/>
  <exclude name="dead" reason="it is"/>
</suite>
END
repository r
"$nightshift" generate -q -C r && repository r generated
"$nightshift" generate -q -C r
plan=$(git hash-object r/nix/s.json)
first=$(git -C r rev-parse HEAD)
mkdir -p r/t && echo 2 >r/t/file && repository r second && "$nightshift" generate -q -C r
second=$(git -C r rev-parse HEAD)
echo 3 >r/t/file && repository r third && "$nightshift" generate -q -C r
third=$(git -C r rev-parse HEAD) root=$(git -C r rev-list --max-parents=0 main)
cp r/.nightshift/record.db empty.db

# result FOLDER RUN PLATFORM UNIT VERDICT FINISHED [LINE]...: of $commit and $lane
commit=$first lane=nightly seconds=1.5
result() {
	folder=$1/$4
	mkdir -p "$folder"
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $2" "unit $4" "platform $3" ${lane:+"lane $lane"} "commit $commit" "tree clean"
		case $4 in *two) echo "seed 99" ;; esac
		case $5 in pass) passed=0 ;; *) passed=1 ;; esac
		printf '%s\n' "verdict $5" "status $passed" "finished $6"
	} >"$folder/verdict"
	case $5 in pass) ;; *) printf 'a\tlog\\of %s\n<b>::set-output \033[1m\n' "$4" >"$folder/log" ;; esac
	shift 6
	for line in ${seconds:+"seconds $seconds"} "$@"; do printf '%s\n' "$line"; done >>"$folder/verdict"
	echo end >>"$folder/verdict"
}
# ns ARGUMENT...: in the repository
ns() { "$nightshift" "$@" -C r; }
# import DB FOLDER...
import() {
	db=$work/$1
	shift
	[ -f "$db" ] || cp empty.db "$db"
	for folder; do ns record -q --record "$db" "$work/$folder" 2>>"$work/said" || not_ok "import of $folder"; done
}
# text DB: its export
text() { ns record --record "$work/$1" --export -; }
sound() {
	equal "$1" "ok" "$(sqlite3 "$2" "PRAGMA integrity_check; PRAGMA foreign_key_check")"
}

# --- what is exported -------------------------------------------------------------------------------------------------

result a/linux n1 linux v-one pass $((now - 2 * day))
result a/linux n1 linux v-two fail $((now - 2 * day + 1))
result a/linux n1 linux v-slow pass $((now - 2 * day + 2))
import a.db a/linux
text a.db >a.tsv
same "an export" - a.tsv <<END
nightshift record 1
plan	$plan	s	0.1.0	4
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
module	0	far	pr	none	\\N	needs it
module	1	one	pr	none	\\N	\\N
module	2	slow	nightly	none	\\N	slow
module	3	two	pr	head	\\N	\\N
kept	0	linux
variant	0	v
unit	v-far	0	0	\\N	2000000
unit	v-one	0	1	\\N	4000000
unit	v-slow	0	2	\\N	1000000
unit	v-two	0	3	\\N	3000000
$(sqlite3 -separator '	' a.db "SELECT 'generation', commit_id, seed, fallback, dirty FROM generation ORDER BY 2")
run	n1	$plan	linux	nightly	$first	clean	folder	\\N	\\N	\\N
result	v-one	1	pass	0	1500000	\\N	$((now - 2 * day))000000
result	v-slow	1	pass	0	1500000	\\N	$((now - 2 * day + 2))000000
result	v-two	1	fail	1	1500000	99	$((now - 2 * day + 1))000000
log	v-two	1	a\\tlog\\\\of v-two\\n<b>::set-output $(printf '\357\277\275')[1m\\n
end	$(($(wc -l <a.tsv) - 1))
END
run ns record --record ../b.db ../a.tsv
ends "it is merged" 0 "" "1 export: 3 results new, 0 known"
text b.db >b.tsv
same "the export of what was merged has the same bytes" a.tsv b.tsv
run ns record --record ../b.db ../a.tsv
ends "it is merged again" 0 "" "1 export: 0 results new, 3 known"
text b.db >b.tsv
same "twice is once" a.tsv b.tsv

# --- records made apart, in every order -----------------------------------------------------------------------------------

# b: the same run on the other platform, another run, and a copy of a result, which finished earlier
result b/mac n1 mac v-far pass $((now - 2 * day + 9))
result b/mac n1 mac v-two timeout $((now - 2 * day + 9))
result b/copy n1 linux v-one pass $((now - 2 * day - 5))
commit=$second
result b/second n2 linux v-one pass $((now - day))
result b/second n2 linux v-two fail $((now - day))
result b/second n2 linux v-two-1 fail $((now - day)) "attempt 1"
mv b/second/v-two-1 b/again && sed -i 's/^unit .*/unit v-two/;s/^verdict .*/verdict pass/;s/^status .*/status 0/;s/^attempt .*/attempt 2/' b/again/verdict
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
# d: what Nix keeps and what answered twice with it, a log of Nix, and reports of other programs
result d/kept nix-x linux v-one pass $((now - 3 * day)) "part $plan"
sed -i '/^lane/d;/^commit/d;/^tree/d' d/kept/v-one/verdict
for night in 1 2; do
	ns record -q --record ../d.db --lane nightly --commit "$first" --run "github-$night" --started $((now - night * day)) ../d/kept || not_ok "import of kept results"
done
cat >one.xml <<'END'
<testsuites><testsuite name="one.a"><testcase classname="one.b" name="c1" time="1"/><testcase classname="one.b" name="c2" time="2"><failure message="no &lt;b&gt; &#9;">x
y</failure></testcase></testsuite><testsuite name="strange"><testcase classname="nobody's" name="c3" time="0.1"/></testsuite></testsuites>
END
cat >other.xml <<'END'
<testsuites><testsuite name="one.a"><testcase classname="one.b" name="c1" time="7"/></testsuite><testsuite name="strange"><testcase classname="nobody's" name="c4"/></testsuite></testsuites>
END
touch -t 202609010000 one.xml other.xml
ns record -q --record ../d.db --lane pr --platform linux --commit "$first" --run j1 ../one.xml 2>said || not_ok "import of a report" "$(cat said)"
cp d.db e.db
ns record -q --record ../e.db --lane pr --platform linux --commit "$first" --run j1 ../other.xml 2>said || not_ok "import of a report" "$(cat said)"
equal "what there is to merge: cases, unmatched ones, derived results, occasions" "5 2 fail 2" \
	"$(sqlite3 e.db "SELECT (SELECT count(*) FROM case_result) || ' ' || (SELECT count(*) FROM unmatched) || ' ' || (SELECT verdict FROM result JOIN derived USING(run, unit)) || ' ' || (SELECT count(*) FROM occasion)")"
for one in a b c c2 d e; do
	text $one.db >$one.tsv
	rm -f again.db
	ns record -q --record ../again.db "../$one.tsv" 2>said || not_ok "merging $one"
	text again.db >again.tsv
	same "alone in a new record, $one.tsv yields its own bytes" $one.tsv again.tsv
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
same "and twice as well" wanted.tsv merged.tsv
sound "the merged record is sound" merged.db
import direct.db a/linux b/mac b/copy b/second b/third c/linux
ns record -q --record ../direct.db --lane nightly --commit "$first" --run github-2 --started $((now - 2 * day)) ../d/kept
ns record -q --record ../direct.db --lane nightly --commit "$first" --run github-1 --started $((now - day)) ../d/kept
ns record -q --record ../direct.db --lane pr --platform linux --commit "$first" --run j1 ../other.xml ../one.xml 2>said
text direct.db >direct.tsv
same "and to what the same imports into one record come to" wanted.tsv direct.tsv
mkdir all && cp a.tsv b.tsv c.tsv d.tsv e.tsv all && echo text >all/README
run ns record --record ../folder.db ../all
equal "a folder of exports" "0 5 exports: 11 results new, 2 known, 2 that others contradict" "$status $out"
text folder.db >folder.tsv
same "comes to the same" wanted.tsv folder.tsv
equal "of copies the earliest is the original" "$((now - 2 * day - 5))000000" "$(sqlite3 merged.db "SELECT finished FROM conflict WHERE unit = 'v-one'")"
# The tables that triggers keep.
for one in merged direct folder; do
	equal "$one: each result stands in track, and is counted in its run" "0 0" "$(sqlite3 -separator ' ' $one.db "SELECT
		(SELECT count(*) FROM (SELECT s.suite, s.platform, s.lane, p.unit, t.verdict, t.finished, t.run, t.attempt FROM track t JOIN place p ON p.id = t.place JOIN series s ON s.id = p.series
		EXCEPT SELECT p.suite, ifnull(r.platform, ''), ifnull(r.lane, ''), x.unit, x.verdict, x.finished, x.run, x.attempt FROM result x JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan))
		+ abs((SELECT count(*) FROM track) - (SELECT count(*) FROM result)),
		(SELECT count(*) FROM run r WHERE results <> (SELECT count(*) FROM result x WHERE x.run = r.id))")"
done

# --- results that disagree --------------------------------------------------------------------------------------------------

equal "both are kept, and the worse counts" "v-one fail 1
v-one pass 0
v-two fail 1
v-two timeout 0" "$(sqlite3 -separator ' ' merged.db "SELECT unit, verdict, counts FROM disagreement ORDER BY 1, 3 DESC")"
rm -f x.db && ns record -q --record ../x.db ../a.tsv
run ns record --record ../x.db ../c.tsv
lines=$(grep -n '^result' c.tsv | cut -d : -f 1)
ends "it is reported" 0 "../c.tsv:$(echo "$lines" | head -n 1):1: warning: attempt 1 of unit 'v-one' has another result in the record, 'pass': both are kept, and the worse counts
../c.tsv:$(echo "$lines" | tail -n 1):1: warning: attempt 1 of unit 'v-two' has another result in the record, 'fail': both are kept, and the worse counts" "1 export: 2 results new, 0 known, 2 that others contradict"
run ns record --record ../x.db ../c2.tsv
ends "a run of two commits is two runs" 0 "../c2.tsv:$(grep -n '^run' c2.tsv | cut -d : -f 1):1: warning: run 'n1' is of commit $second here, and of $first in the record: both are kept, as two runs" "1 export: 1 results new, 0 known"

# --- a part -------------------------------------------------------------------------------------------------------------------

ns record --record ../merged.db --export ../part.tsv --run n2
equal "--run: that run, its plan, and its commit" "1 1 1 3 n2" "$(for what in plan generation run result; do printf '%s ' "$(grep -c "^$what	" part.tsv)"; done)$(sed -n 's/^run	\([^	]*\).*/\1/p' part.tsv)"
ns record --record ../merged.db --export ../part.tsv --run github-2
equal "--run: what it delivers is there, too" "nix-x github-2" "$(sed -n 's/^run	\([^	]*\).*/\1/p;s/^occasion	\([^	]*\).*/\1/p' part.tsv | tr '\n' ' ' | sed 's/ $//')"
ns record --record ../merged.db --export ../part.tsv --since "$(sqlite3 :memory: "SELECT date($now - $day, 'unixepoch')")"
equal "--since: what finished then or later" "n2 nix-x github-1" "$(sed -n 's/^run	\([^	]*\).*/\1/p;s/^occasion	\([^	]*\).*/\1/p' part.tsv | tr '\n' ' ' | sed 's/ $//')"
run ns record --record ../merged.db --export ../none.tsv --run nobody
ends "--run: there is none" 1 "nightshift: the record has nothing of that, so nothing was written" ""
[ ! -e none.tsv ] && [ ! -e none.tsv.tmp ]
check "and no file"
run ns record --record ../merged.db --export ../none.tsv --since yesterday
ends "--since: no date" 2 "nightshift: error: --since is 'yesterday', but must be yyyy-mm-dd" ""
for date in 2026-13-01 2026-02-29 2026-00-10 2026-01-32 20260101 2026-1-1; do
	run ns record --record ../merged.db --export ../none.tsv --since $date
	[ "$status" = 2 ]
	check "--since: $date is no date" "$status"
done
ns record --record ../merged.db --export ../none.tsv --since 2024-02-29
check "--since: a leap day"
run ns record --since 2026-01-01 ../a.tsv
ends "--since without --export" 2 "nightshift: error: --since goes with --export=FILE" ""
run ns record
ends "nothing to do" 2 "nightshift: error: record needs what to import, --export=FILE or --prune=DAYS" ""
run ns record --record nowhere.db --export -
ends "no record to export" 2 "nightshift: error: there is no record 'nowhere.db'" ""
run ns record --record ../a.db --export ../nowhere/a.tsv
ends "nowhere to export to" 3 "nightshift: cannot write '../nowhere/a.tsv': No such file or directory" ""
if [ -c /dev/full ]; then
	mkdir full && ln -s /dev/full full/a.tsv.tmp
	run ns record --record ../a.db --export ../full/a.tsv
	ends "a full disk: exit 3" 3 "nightshift: cannot write '../full/a.tsv': No space left on device" ""
	[ ! -e full/a.tsv ]
	check "a full disk: no half export"
fi

# --- exports that are none ----------------------------------------------------------------------------------------------------

# refused NAME SED MESSAGE: a.tsv, changed so, says that and changes nothing. An empty SED takes what is in bad.tsv.
cp empty.db before.db
sqlite3 before.db .dump >before
refused() {
	[ -z "$2" ] || sed "$2" a.tsv >bad.tsv
	rm -f x.db* && cp empty.db x.db
	run ns record --record ../x.db ../bad.tsv
	ends "$1" 2 "../bad.tsv$3" ""
	sqlite3 x.db .dump >after
	same "$1: nothing is recorded" before after
}
line() { grep -n "^$1" a.tsv | head -n 1 | cut -d : -f 1; }
cut=": error: the export is cut off: its last line is not 'end' and the number of its lines"
total=$(wc -l <a.tsv)
refused "of a newer nightshift" '1s/1$/2/' ":1:1: error: the export is of format 2, and this nightshift reads 1: use the one that wrote it, or a newer one"
refused "of no format" '1s/1$/x/' ":1:1: error: the first line of an export is 'nightshift record 1'"
refused "without its end" "${total}d" "$cut"
refused "without a line" "$(line log)d" ":$((total - 1)):1: error: 'end' is no kind of fact
../bad.tsv$cut"
head -c "$(($(wc -c <a.tsv) - 3))" a.tsv >bad.tsv
refused "cut off in its last line" "" "$cut"
head -c 300 a.tsv >bad.tsv
refused "cut off in a line" "" "$cut"
refused "of one line" "2,${total}d" "$cut"
sed "\$a plan" a.tsv >bad.tsv
refused "with more behind its end" "" ":$((total + 1)):1: error: 'end' stands before the last line"
refused "an empty line" '2s/.*//' ":2:1: error: the line is empty
../bad.tsv:3:1: error: 'platform' stands in the wrong place"
refused "an unknown fact" '2s/^plan/plum/' ":2:1: error: 'plum' is no kind of fact"
refused "a field too few" '3s/	r$//' ":3:1: error: 'platform' has fewer than 3 fields"
refused "a field too many" '3s/$/	x/' ":3:1: error: 'platform' has more than 3 fields"
refused "nothing where something must be" '3s/	r$/	\\N/' ":3:1: error: 'runner' of 'platform' is missing"
refused "a wrong escape" '3s/	r$/	\\x/' ":3:1: error: 'runner' of 'platform' is '\\x', expected: text"
refused "no number" "$(line result)s/1500000/1e6/" ":$(line result):1: error: 'usec' of 'result' is '1e6', expected: a number from 0"
refused "a number with a sign" "$(line result)s/1500000/-1/" ":$(line result):1: error: 'usec' of 'result' is '-1', expected: a number from 0"
refused "no verdict" "$(line result)s/pass/passed/" ":$(line result):1: error: 'verdict' of 'result' is 'passed', expected: pass, fail, timeout, crash, cancelled, quarantined or skipped"
refused "no lane" "$(line run)s/nightly/daily/" ":$(line run):1: error: 'lane' of 'run' is 'daily', expected: pr, merge or nightly"
refused "no fingerprint" "2s/$plan/HEAD/" ":2:1: error: 'fingerprint' of 'plan' is 'HEAD', expected: 40 or 64 hex digits"
refused "no run's name" "$(line run)s/n1/n 1/" ":$(line run):1: error: 'name' of 'run' is 'n 1', expected: at most 128 of A-Z a-z 0-9 _ . : + -"
refused "no name" "3s/linux/lin ux/" ":3:1: error: 'platform' of 'platform' is 'lin ux', expected: a name"
refused "a month that is none" "\$i month	s	linux	pr	v-one	2026-1	1	1	1	1	1	1	1	1" ":$total:1: error: 'month' of 'month' is '2026-1', expected: yyyy-mm
../bad.tsv:$((total + 1)):1: error: 'end' is no kind of fact
../bad.tsv$cut"
refused "a result without a run" "$(line run)s/.*/result	v-one	1	pass	0	1	\\\\N	5/" ":$(line run):1: error: 'result' stands in the wrong place"
refused "a plan behind a run" "${total}i plan	$plan	s	0	0" ":$total:1: error: 'plan' stands in the wrong place
../bad.tsv:$((total + 1)):1: error: 'end' is no kind of fact
../bad.tsv$cut"
tr 'm' '\000' <a.tsv | sed '1s/.*/nightshift record 1/' >bad.tsv
run ns record --record ../x.db ../bad.tsv
case $status:$err in 2:*"error: the line has a zero byte"*) ok "a zero byte" ;; *) not_ok "a zero byte" "$err" ;; esac
refused "a run of an unknown plan" "$(line run)s/$plan/$(echo "$plan" | tr 0-9a-f 1-9a-f0)/" ":$(line run):1: error: neither this export nor the record knows plan $(echo "$plan" | tr 0-9a-f 1-9a-f0)"
refused "a plan of another suite" "2s/	s	/	other	/" ":2:1: error: plan $plan is of suite 's', not of 'other'"
refused "a unit that the plan does not have" "$(line result)s/v-one/v-none/" ":$(line result):1: error: the plan of this run has no unit 'v-none'"
refused "a platform that the plan does not have" "$(line run)s/linux/amiga/" ":$(line run):1: error: this cannot be true beside what stands before it: the export was changed by hand"
refused "a log without a result" "$(line log)s/v-two/v-slow/;$(line log)s/	1	/	2	/" ":$(line log):1: error: this cannot be true beside what stands before it: the export was changed by hand"
d=$(grep -n '^delivery' d.tsv | head -n 1 | cut -d : -f 1)
sed "$d s/v-one/v-two/" d.tsv >bad.tsv
refused "a delivery of what is not there" "" ":$d:1: error: neither this export nor the record has attempt 1 of unit 'v-two' in run 'nix-x', which is delivered here"
run ns record --record ../x.db ../missing.tsv
[ "$status" = 2 ]
check "an export that is not there" "$err"
sed 's/log\\\\of/\x1b[31m\x01\xff/' a.tsv >bad.tsv
rm -f x.db && cp empty.db x.db && ns record -q --record ../x.db ../bad.tsv
equal "control characters in a log are none afterwards" '0' "$(sqlite3 x.db "SELECT count(*) FROM result_log WHERE tail GLOB '*' || char(27) || '*' OR tail GLOB '*' || char(1) || '*'")"

# --- pruning --------------------------------------------------------------------------------------------------------------------

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
ends "prune" 0 "" "$dropped results of $runs runs dropped"
[ "$dropped" -gt 100 ] && [ "$(sqlite3 y.db "SELECT sum(dropped) FROM run")" = "$dropped" ]
check "prune: it was much, and is counted" "$dropped"
answers y.db >got
same "prune: every question has the same answer" wanted got
sound "prune: the record is sound" y.db
equal "prune: nothing of the last three months is gone" "" "$(for db in whole y; do
	sqlite3 $db.db "SELECT r.name, x.* FROM result x JOIN run r ON r.id = x.run WHERE x.finished >= $((now - 90 * day)) * 1000000 ORDER BY 1, 2, 3, 4, 5" >rows.$db
done && diff rows.whole rows.y)"
equal "prune: what did not pass stays" "$(sqlite3 whole.db "SELECT count(*) FROM result WHERE verdict <> 'pass'")" "$(sqlite3 y.db "SELECT count(*) FROM result WHERE verdict <> 'pass'")"
equal "prune: what an occasion of these days delivers stays, other deliveries go" "github-new nix-y" "$(sqlite3 -separator ' ' y.db "SELECT o.name, r.name FROM occasion o JOIN delivery d ON d.occasion = o.id JOIN run r ON r.id = d.run JOIN result x ON x.run = d.run AND x.unit = d.unit")"
[ "$(wc -c <y.db)" -lt "$size" ]
check "prune: the file shrinks" "$size, then $(wc -c <y.db)"
# A month by hand: its passes of v-one on Linux.
equal "prune: a month's sums, by hand" "$(sqlite3 whole.db "SELECT count(*), sum(usec), min(usec), max(usec), min(finished), max(finished) FROM result x JOIN run r ON r.id = x.run
	WHERE r.platform = 'linux' AND r.lane = 'nightly' AND unit = 'v-one' AND verdict = 'pass' AND r.name LIKE 'y%' AND strftime('%Y-%m', finished / 1000000, 'unixepoch') = '2026-01'")" \
	"$(sqlite3 y.db "SELECT passes, usec_sum, usec_min, usec_max, m.first, m.last FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series
	WHERE s.platform = 'linux' AND s.lane = 'nightly' AND unit = 'v-one' AND month = '2026-01'")"
# v-one ran on the 3rd, 8th, ... of that month
equal "prune: its median" "$(sqlite3 whole.db "SELECT usec FROM result x JOIN run r ON r.id = x.run
	WHERE r.platform = 'linux' AND r.lane = 'nightly' AND unit = 'v-one' AND verdict = 'pass' AND r.name LIKE 'y%' AND strftime('%Y-%m', finished / 1000000, 'unixepoch') = '2026-01' ORDER BY 1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')" \
	"$(sqlite3 y.db "SELECT usec_median FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series WHERE s.platform = 'linux' AND s.lane = 'nightly' AND unit = 'v-one' AND month = '2026-01'")"
text y.db >y.tsv
run ns record --record ../y.db --prune 90
ends "prune: a second time" 0 "" "0 results of 0 runs dropped"
text y.db >again.tsv
same "prune: a second time changes nothing" y.tsv again.tsv
run ns record --record ../y.db ../whole.tsv
ends "prune: an old export brings nothing back" 0 "" "1 export: $((dropped)) results new, $(($(grep -c '^result' whole.tsv) - dropped)) known; $dropped were pruned before, and are dropped again"
text y.db >again.tsv
same "prune: nor is anything counted twice" y.tsv again.tsv
ns record -q --record ../y.db ../year/100-mac ../year/200-linux && text y.db >again.tsv
same "prune: nor by its folder" y.tsv again.tsv
ns record -q --record ../y.db --lane nightly --commit "$root" --run github-old --started $((now - 290 * day)) ../d/kept && text y.db >again.tsv
same "prune: nor by what answered once" y.tsv again.tsv
rm -f x.db* && ns record -q --record ../x.db ../y.tsv && text x.db >again.tsv
same "prune: exported and merged, it is the same" y.tsv again.tsv
rm -f x.db* && ns record -q --record ../x.db ../whole.tsv ../y.tsv && text x.db >again.tsv
same "prune: behind the whole one, too" y.tsv again.tsv
# Two records that were pruned apart have other sums of one month.
sed 's/^\(month	s	linux	nightly	v-one	2026-01	\)[0-9]*/\1999/' y.tsv >more.tsv
for order in "y more" "more y"; do
	rm -f m.db*
	for one in $order; do ns record -q --record ../m.db "../$one.tsv"; done
	text m.db >again.tsv
	same "prune: of two counts of a month the greater stands: $order" more.tsv again.tsv
done
run ns record --record ../x.db --prune 1
equal "prune: of nearly all: what the months come to is the same" "0 $(sqlite3 whole.db 'SELECT * FROM monthly ORDER BY 1, 2, 3, 4, 5, 6')" "$status $(sqlite3 x.db 'SELECT * FROM monthly ORDER BY 1, 2, 3, 4, 5, 6')"
ns coverage --record ../x.db >got
ns coverage --record ../whole.db >wanted
same "prune: of nearly all: so is the coverage" wanted got
# The disk is too small for the smaller file: what was pruned is pruned, and it is said.
rm -f x.db && cp whole.db x.db
sqlite3 x.db "CREATE TABLE large(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO large SELECT zeroblob(4000) FROM n"
run sh -c 'trap "" XFSZ; ulimit -f 4000 && exec "$nightshift" record --record "$1" --prune 90 -C r' sh "$work/x.db"
ends "prune: a full disk" 3 "nightshift: the record was pruned, but its file could not be made smaller (disk I/O error): run it again" "$dropped results of $runs runs dropped"
sound "prune: a full disk: the record is sound" x.db
ns record -q --record ../x.db --prune 90
text x.db >again.tsv
same "prune: a full disk: and holds what it should" y.tsv again.tsv
run ns record --prune 0
ends "--prune=0" 2 "nightshift: error: --prune is '0', but must be a number from 1 to 100000" ""
finish
