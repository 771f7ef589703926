#!/bin/sh
# nightshift record writes all that it was given, or nothing: whatever it is, however much, and wherever the mistake is.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"

# refused NAME ARGUMENT...: exit status 2, and the record is as it was
refused() {
	point=$1
	shift
	rm -f x.db* && cp empty.db x.db
	[ ! -f begun.db ] || cp begun.db x.db
	sqlite3 x.db .dump >before
	run ns record --record ../x.db --lane nightly --platform linux --commit "$first" --run n7 "$@"
	equal "$point: it is refused" 2 "$status"
	sqlite3 x.db .dump >after
	same "$point: nothing is recorded" before after
}
# taken NAME STATUS ARGUMENT...: exit status, and it is recorded
taken() {
	point=$1 wanted=$2
	shift 2
	rm -f x.db* && cp empty.db x.db
	run ns record --record ../x.db --lane nightly --platform linux --commit "$first" --run n7 "$@"
	equal "$point: exit status" "$wanted" "$status"
}
count() { sqlite3 x.db "SELECT count(*) FROM $1"; }

# --- an export whose last line is wrong, with more lines than a transaction once had
plan_lines=$(grep -c '' a.tsv)
large() {
	{
		sed "/^end	/d" a.tsv
		awk -v plan="$plan" -v unit="$1" 'BEGIN { for (i = 0; i < 60000; i++) printf "run\tr%05d\t%s\tlinux\tnightly\t\\N\t\\N\tfolder\t\\N\t\\N\t\\N\nresult\tv-one\t1\tpass\t0\t1000\t\\N\t1700000000000000\t\\N\t\\N\t\\N\n", i, plan
			printf "run\tz\t%s\tlinux\tnightly\t\\N\t\\N\tfolder\t\\N\t\\N\t\\N\nresult\t%s\t1\tpass\t0\t1000\t\\N\t1700000000000000\t\\N\t\\N\t\\N\n", plan, unit }'
		echo "end	$((plan_lines + 120001))"
	} >large.tsv
}
large v-nope
refused "a large export that names an unknown unit at its end" ../large.tsv
equal "and says where" "../large.tsv:$((plan_lines + 120001)):1: error: the plan of this run has no unit 'v-nope'" "$err"
large v-one
taken "the same export without the mistake" 0 ../large.tsv
equal "and all of it is there" 60004 "$(count result)"

# --- several at once
result good/linux n1 linux v-one pass $((now - day))
result bad/linux n1 mac v-one pass $((now - day)) # but --platform says linux
sed 's/v-two	1	fail/v-nope	1	fail/' a.tsv >bad.tsv
cat >both.xml <<'END'
<testsuite name="one.a"><testcase classname="one.b" name="c1"/><testc
END
printf 'nothing that is known\n' >bad.txt
for first_one in ../good/linux ../a.tsv ../one.xml; do
	for second in ../bad/linux ../bad.tsv ../bad.txt ../missing; do
		refused "$first_one, then $second" "$work/${first_one#../}" "$work/${second#../}"
		refused "$second, then $first_one" "$work/${second#../}" "$work/${first_one#../}"
	done
done
cp x.db begun.db && ns record -q --record ../begun.db ../a.tsv
refused "into a record that has something" "$work/good/linux" "$work/one.xml" "$work/bad.tsv"
rm begun.db
taken "a folder, an export and a report" 0 "$work/good/linux" ../d.tsv "$work/one.xml"
equal "are recorded together" "4 2" "$(count run) $(count report)"
# A report that breaks off is kept up to there; but not if something else is wrong.
taken "a report that breaks off, and a folder" 1 "$work/both.xml" "$work/good/linux"
equal "are recorded, and the report is marked" "2 incomplete" "$(count result) $(sqlite3 x.db "SELECT state FROM report")"
refused "a report that breaks off, and a mistake" "$work/both.xml" "$work/bad/linux"
finish
