#!/bin/sh
# A run whose reports come one after the other is the same in the end as one that got them at once, though only those results are
# written that the later reports change: each thing that a result says is changed alone.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/imports.sh
. "$top/tests/record/lib/imports.sh"

# file NAME TEXT...: a report of these cases
file() {
	mkdir -p "$(dirname "$1")"
	cases "$2" >"$1"
	touch -d 2026-01-01T00:00:00Z "$1"
}
text=$work/text.db
# changes NAME WHAT BEFORE AFTER ARGUMENT...: by what comes second, the column, or the expression, WHAT of the unit a-text changes so.
# Its files are the last two arguments.
changes() {
	point=$1 what=$2 before=$3 after=$4
	shift 4
	fresh
	db=$text
	record "$@" --variant a one/r.xml
	got=$(ask "SELECT $what FROM outcome LEFT JOIN result_log USING(unit) WHERE unit = 'a-text'")
	record "$@" --variant a two/s.xml
	equal "$point: what comes second changes it" "$before, then $after" "$got, then $(ask "SELECT $what FROM outcome LEFT JOIN result_log USING(unit) WHERE unit = 'a-text'")"
	dump "$db" >first
	db=$work/other.db
	record "$@" --variant a two/s.xml
	record "$@" --variant a one/r.xml
	dump "$db" >second
	same "$point: it is so the other way round" first second
	db=$work/once.db
	record "$@" --variant a one/r.xml two/s.xml
	dump "$db" >second
	same "$point: and at once" first second
}

file one/r.xml '<testcase name="text/1"/>'
file two/s.xml '<testcase name="text/2"><failure message="no"/></testcase>'
changes "the verdict" "outcome.verdict" pass fail
file two/s.xml '<testcase name="text/2" time="2"/>'
changes "the seconds" "ifnull(seconds, 'unknown')" unknown 2.0
file one/r.xml '<testcase name="text/2"><failure message="no"/></testcase>'
file two/s.xml '<testcase name="text/1"><failure message="never"/></testcase>'
changes "what failing cases say" "replace(trim(tail, char(10)), char(10), '; ')" "text/2: fail: no" "text/1: fail: never; text/2: fail: no"
file one/r.xml '<testcase name="text/2"><skipped message="no"/></testcase>'
file two/s.xml '<testcase name="text/1"><skipped message="never"/></testcase>'
changes "the reason of a skip" "reason" no never
file two/s.xml '<testcase name="text/2"/>'
changes "the reason, which goes" "ifnull(reason, outcome.verdict)" no pass
file one/r.xml '<testcase name="text/1"/>'
touch -d 2026-01-01T00:00:01Z two/s.xml
changes "when it was" "finished" 2026-01-01T00:00:00Z 2026-01-01T00:00:01Z

# --- the seed, by what is said at each import
file one/r.xml '<testcase classname="a.gc" name="seed_0"/>'
file two/s.xml '<testcase classname="a.gc" name="seed_1"/>'
fresh
db=$text
record --seed 5 one/r.xml
record --seed 3 two/s.xml
equal "the seed is the least" 3 "$(ask "SELECT seed FROM outcome WHERE unit = 'a-gc_0'")"

# --- a report that breaks off gives way to a whole one, with all that followed from it
file one/r.xml '<testcase name="text/1"/><testcase classname="told" name="1"/>'
sed 's,</testsuite>,,' one/r.xml >broken && mv broken one/r.xml
file two/r.xml '<testcase name="text/1"/>'
touch -d 2026-01-01T00:00:00Z one/r.xml
fresh
db=$text
record --variant a one/r.xml
equal "two units have cases in a report that breaks off" "a-text fail
a-told fail" "$(ask "SELECT unit || ' ' || verdict FROM outcome ORDER BY 1")"
record --variant a two/r.xml
equal "the whole one has cases of one of them, and the other has no result any more" "a-text pass" "$(ask "SELECT unit || ' ' || verdict FROM outcome")"
dump "$db" >first
db=$work/other.db
record --variant a two/r.xml
record --variant a one/r.xml
dump "$db" >second
same "it is so the other way round" first second

# --- what disagrees
file one/r.xml '<testcase name="text/1"/><testcase name="text/1"><failure/></testcase><testcase classname="told" name="1"/>'
file two/s.xml '<testcase classname="told" name="1"/>'
fresh
db=$text
record --variant a one/r.xml
record --variant a two/s.xml
equal "cases of one name that differ within a report do not disagree" "" "$err"
file two/s.xml '<testcase name="text/1"/>'
record --variant a two/s.xml
equal "with those of another report they do" "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'text/1'" "$err"
file one/r.xml '<testcase name="strange"><failure message="no"/></testcase>'
file two/s.xml '<testcase name="strange"/>'
fresh
record --variant a one/r.xml two/s.xml
equal "so do those of no unit" "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'strange'" "$err"
record --attempt 2 --variant a two/s.xml
equal "a later attempt changes nothing of that" "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'strange'" "$err"
finish
