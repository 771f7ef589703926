#!/bin/sh
# nightshift record of other programs' files: what is kept, what follows for the units, every message; again, in any order,
# cut at any byte. What real producers write is in producers.sh, the readers alone are in tests/unit.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir "$work/s" && cd "$work/s" || exit 3
cat >nightshift.xml <<'E2'
<suite name="s">
	<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<platform name="mac" system="aarch64-darwin" runner="m" pr="build" merge="build" nightly="checked"/>
	<seed fallback="1" env="S"/>
	<variant name="a"/>
	<variant name="b"/>
	<run>./t</run>
	<module name="gc" from="0" to="99" chunks="10" variants="a" seed="head" match="{variant}.{module}/seed_{index}|*gc part {chunk}"/>
	<module name="text" variants="a" match="text/*"/>
	<module name="both" match="both/{variant}/*"/>
	<module name="told" match="told/*"/>
	<module name="one" variants="b" match="x*z|star\*"/>
	<module name="two" variants="b" match="*yz"/>
	<module name="plain" variants="b"/>
</suite>
E2
repository "$work/s" first
head=$(git rev-parse HEAD)

# record ARGUMENT...: as the nightly run r1 of linux, into $db.
db=$work/1.db
record() {
	run "$nightshift" record --record "$db" --run r1 --lane nightly --platform linux --commit HEAD "$@"
}
fresh() {
	rm -f "$work"/*.db "$work"/*.db-*
}
ask() {
	sqlite3 "$db" "$1"
}
# cases TEXT: a file of one suite, on standard output.
cases() {
	printf '<testsuite name="">%s</testsuite>\n' "$1"
}
# dump DB: its content by names, whatever the numbers are.
dump() {
	sqlite3 "$1" "SELECT * FROM case_outcome ORDER BY 3, 7, 8, 10, 13, 14, 15, 16, 17;
		SELECT * FROM outcome ORDER BY 3, 4, 5, 8; SELECT * FROM unmatched ORDER BY 2, 5, 6, 7, 8;
		SELECT run.name, attempt, variant, digest, format, file, seed, finished, state, cases, unmatched, line, col, fault
		FROM report JOIN run ON run.id = report.run ORDER BY 1, 2, 3, 4;
		SELECT run.name, unit, attempt, tail FROM result_log JOIN run ON run.id = run ORDER BY 1, 2, 3;
		SELECT run.name, unit FROM derived JOIN run ON run.id = run ORDER BY 1, 2;
		SELECT * FROM nix_did ORDER BY 2, 3, 4, 7; SELECT name, source, tree FROM run ORDER BY 1, 2, 3"
}

# --- names and units
cases '<testcase classname="a.gc" name="seed_0"/><testcase classname="a.gc" name="seed_9"/><testcase classname="a.gc" name="seed_10"/>
<testcase classname="a.gc" name="seed_99"/><testcase classname="a.gc" name="seed_100"/><testcase classname="b.gc" name="seed_1"/>
<testcase classname="x" name="gc part 3"/><testcase classname="x" name="gc part 10"/><testcase classname="" name="text/ä"/>
<testcase classname="both/a" name="1"/><testcase classname="both/b" name="1"/><testcase classname="both/c" name="1"/>
<testcase classname="deep" name="b-plain"/><testcase name="x.z"/><testcase name="star*"/><testcase name="stars"/>' >names.xml
record names.xml
ends "names: partly matched is no mistake" 0 '' "16 test cases new, 0 known, in 1 file, 16 pass
5 test cases match no module: 'a.gc/seed_100' 'b.gc/seed_1' 'x/gc part 10' 'both/c/1' 'stars'
run r1: 9 units, 9 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "each case has its unit" "a.gc/seed_0: a-gc_0
a.gc/seed_100: 
a.gc/seed_10: a-gc_1
a.gc/seed_99: a-gc_9
a.gc/seed_9: a-gc_0
b.gc/seed_1: 
both/a/1: a-both
both/b/1: b-both
both/c/1: 
deep/b-plain: b-plain
x/gc part 10: 
x/gc part 3: a-gc_3
/star*: b-one
/stars: 
/text/ä: a-text
/x.z: b-one" "$(ask "SELECT classname || '/' || name || ': ' || ifnull(unit, '') FROM case_outcome ORDER BY classname = '', 1")"
equal "what matches nothing is in the record" 5 "$(ask 'SELECT count(*) FROM unmatched')"
record names.xml
ends "again: all is known" 0 '' "0 test cases new, 16 known, in 1 file
run r1: 9 units, 9 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"

fresh
cases '<testcase name="text/1"/>
<testcase name="xyz"/>' >two.xml
record two.xml
ends "a case that two modules match" 2 "two.xml:2:1: error: test case 'xyz' matches module 'one' and module 'two': make the 'match' of one of them narrower"
equal "then nothing of the file is there" "0 0" "$(ask "SELECT (SELECT count(*) FROM report) || ' ' || (SELECT count(*) FROM run)")"
cases '<testcase name="told/1"/>' >told.xml
record told.xml
ends "a variant that nobody said" 2 "told.xml:1:1: error: test case 'told/1' is of module 'told', which runs in several variants: say which with --variant, or with {variant} in its 'match'"
record --variant b told.xml
ends "a variant that was said" 0 '' "1 test case new, 0 known, in 1 file, 1 pass
run r1: 1 units, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "its unit" b-told "$(ask 'SELECT unit FROM result')"
record --variant a told.xml
equal "the same file of another variant is another report" "a-told
b-told" "$(ask 'SELECT unit FROM result ORDER BY 1')"
cases '<testcase name="text/1"/>' >text.xml
record --variant b text.xml
ends "a variant that the module does not run in" 2 "text.xml:1:1: error: test case 'text/1' is of module 'text', which does not run in variant 'b': import what is of that variant alone, or make 'match' narrower"
record --variant other text.xml
ends "no such variant" 2 "nightshift: error: no variant has the name 'other'"
record --variant c text.xml
ends "no such variant, but one like it" 2 "nightshift: error: no variant has the name 'c'; did you mean 'a'?"

# A mistake late in a large file takes out what earlier transactions have put there.
fresh
{
	echo '<testsuite name="">'
	awk 'BEGIN { for (i = 0; i < 25000; i++) printf "<testcase name=\"text/%d\" time=\"0.001\"/>\n", i }'
	echo '<testcase name="xyz"/></testsuite>'
} >late.xml
record late.xml
ends "a mistake late in a large file" 2 "late.xml:25002:1: error: test case 'xyz' matches module 'one' and module 'two': make the 'match' of one of them narrower"
equal "nothing is left of it" "0 0 0" "$(ask "SELECT (SELECT count(*) FROM report) || ' ' || (SELECT count(*) FROM run) || ' ' || (SELECT count(*) FROM case_result)")"

# An import that was killed has left the beginning; another one goes on. Here a trigger stops it.
sed 's/<testcase name="xyz"\/>//' late.xml >large.xml
fresh
record large.xml
dump "$db" >"$work/whole"
fresh
record text.xml # so that there is a record
ask "CREATE TRIGGER t BEFORE UPDATE OF cases ON report WHEN NEW.cases >= 15000 AND NEW.state = 'reading'
	BEGIN SELECT raise(FAIL, 'stopped here'); END"
record large.xml
[ "$status" = 3 ]
check "an import stopped midway" "$err"
equal "it has left what was committed" "reading 10000 10000" "$(ask "SELECT state, cases, (SELECT count(*) FROM case_result WHERE report = report.id) FROM report WHERE file = 'large.xml'" | tr '|' ' ')"
equal "which is no result" 0 "$(ask "SELECT count(*) FROM result WHERE usec = 25000000")"
ask 'DROP TRIGGER t'
record large.xml
equal "a repeat goes on with it" "whole 25000 25000 25000000" "$(ask "SELECT state, cases, (SELECT count(*) FROM case_result WHERE report = report.id), (SELECT usec FROM result WHERE unit = 'a-text') FROM report WHERE file = 'large.xml'" | tr '|' ' ')"
fresh
record text.xml
ask "CREATE TRIGGER t AFTER UPDATE OF cases ON report WHEN NEW.state = 'reading'
	BEGIN UPDATE report SET mapping = 'other' WHERE id = NEW.id; END"
record large.xml
ends "another process that maps the names otherwise" 2 "large.xml: error: another process imports this file by another manifest: import it again when that has ended"

# Groups give their patterns to modules; variants whose names begin alike; characters of several bytes; no pattern takes long.
mkdir "$work/g"
cat >"$work/g/nightshift.xml" <<'E2'
<suite name="g">
	<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<variant name="a"/>
	<variant name="ab"/>
	<run>./t</run>
	<group match="{variant}b/{module}?|{module}*{variant}*end">
		<module name="m"/>
		<module name="n" match="*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b|{{n}|[x]*"/>
	</group>
	<module name="one" variants="a" from="10" to="19" chunks="1" match="one"/>
	<module name="o" variants="a" from="10" to="19" chunks="5" match="o{index}-{chunk}|o{index}|p{index}{chunk}"/>
</suite>
E2
long=$(awk 'BEGIN { for (i = 0; i < 1900; i++) printf "a" }')
cases "<testcase name='ab/mä'/><testcase name='abb/mx'/><testcase name='ab/mxy'/><testcase name='m-ab-a-end'/><testcase name='$long'/>
<testcase name='{n}'/><testcase name='[x]1'/><testcase name='one'/><testcase name='o10'/><testcase name='o19'/><testcase name='o20'/>
<testcase name='o9'/><testcase name='o14-2'/><testcase name='o14-3'/><testcase name='o12345678901'/><testcase name='a-n'/>" >"$work/g/x.xml"
fresh
run "$nightshift" record --record "$db" -C "$work/g" --run r1 --variant a x.xml
equal "patterns of groups, and where they are hard" "[x]1 a-n
a-n a-n
ab/mxy 
ab/mä a-m
abb/mx ab-m
m-ab-a-end a-m
o10 a-o_0
o12345678901 
o14-2 a-o_2
o14-3 
o19 a-o_4
o20 
o9 
one a-one_0
{n} a-n" "$(ask "SELECT name || ' ' || ifnull(unit, '') FROM case_outcome WHERE length(name) < 100 ORDER BY 1")"

# --- verdicts of units
fresh
cases '<testcase name="text/1" time="1.5"/><testcase name="text/2" time="0.25"><skipped message="no &lt;time&gt;"/></testcase>
<testcase classname="both/a" name="1"><skipped/></testcase>
<testcase classname="both/b" name="1" time="2"><failure message="m &amp; n" type="T">first
second</failure></testcase><testcase classname="both/b" name="2"><error message="worse"/></testcase><testcase classname="both/b" name="3"/>
<testcase name="b-plain" time="3"><flakyFailure message="once" time="4"/><flakyError message="twice"/></testcase>
<testcase name="x" classname="told"/>' >verdicts.xml
touch -d 2026-01-01T00:00:00Z verdicts.xml
record --variant a verdicts.xml
equal "a unit passes if one passes and none fails, is skipped if all are, fails if one does; the tries of a case are its" \
	"a-both 1 skipped  
a-text 1 pass 1750000 
a-told 1 pass  
b-both 1 fail 2000000 
b-plain 1 fail 4000000 
b-plain 2 fail  
b-plain 3 pass 3000000 " "$(ask "SELECT unit || ' ' || attempt || ' ' || verdict || ' ' || ifnull(usec, '') || ' ' || ifnull(seed, '') FROM result ORDER BY unit, attempt")"
equal "what the failing cases say" "both/b/1: fail: m & n
first
second
both/b/2: error: worse" "$(ask "SELECT tail FROM result_log WHERE unit = 'b-both'" | sed '/^$/d')"
equal "flaky" flaky "$(ask "SELECT verdict FROM outcome WHERE unit = 'b-plain'")"
equal "a reason is kept" "no <time>" "$(ask "SELECT message FROM case_outcome WHERE name = 'text/2'")"
cases '<testcase name="text/d"/><testcase name="text/d"><skipped/></testcase><testcase name="text/d" time="1"><failure/><rerunError/></testcase>' >thrice.xml
run "$nightshift" record --record "$work/thrice.db" --run r1 thrice.xml
equal "cases of one name are counted through" "1 1 pass
2 1 skipped
3 1 fail
3 2 error" "$(sqlite3 "$work/thrice.db" "SELECT ordinal || ' ' || try || ' ' || verdict FROM case_outcome ORDER BY ordinal, try")"
cases '<testcase name="text/f"><flakyFailure/></testcase><testcase name="text/g"><failure/></testcase>' >carried.xml
run "$nightshift" record --record "$work/carried.db" --run r1 carried.xml
equal "what failed and was not tried again still counts when others are tried again" "1 fail
2 fail" "$(sqlite3 "$work/carried.db" "SELECT attempt || ' ' || verdict FROM result ORDER BY attempt")"
# The second attempt of the CI run comes behind the tries of the first.
cases '<testcase name="b-plain" time="7"><error message="again"/></testcase>' >again.xml
touch -d 2026-01-01T00:00:00Z again.xml
record --attempt 2 again.xml
equal "attempts of a run and tries within them" "1 fail
2 fail
3 pass
4 fail" "$(ask "SELECT attempt || ' ' || verdict FROM result WHERE unit = 'b-plain' ORDER BY 1")"

# The unit's own verdict takes the place of what followed from cases, whichever comes first.
plan=$(sqlite3 "$db" 'SELECT fingerprint FROM plan')
mkdir -p own/b-both own/a-text
verdict() {
	printf 'nightshift 1\nsuite s\nplan %s\nrun r1\nunit %s\nplatform linux\nlane nightly\ncommit %s\ntree clean\nverdict %s\nstatus %s\nseconds 9\nfinished 1767225600\nend\n' \
		"$plan" "$1" "$head" "$2" "$3" >"own/$1/verdict"
}
verdict b-both pass 0
verdict a-text pass 0
record own
ends "units with verdicts of their own" 0 "nightshift: warning: run 'r1' has 1 unit that passed, though a report has test cases that failed; both are kept, and the unit's own verdict counts: 'b-both'" \
	"2 results new, 0 known, 2 pass
run r1: 5 units, 3 passed; 9.0 s of wall time for 32.0 s of units, the longest 9.0 s"
equal "they count" "a-text 9000000
b-both 9000000" "$(ask "SELECT unit || ' ' || usec FROM result WHERE unit IN ('a-text', 'b-both') ORDER BY 1")"
equal "what it says of a run that only reports knew" "folder clean" "$(ask "SELECT source || ' ' || tree FROM run")"
dump "$db" >"$work/one"
db=$work/2.db
record own
record --attempt 2 again.xml
record --variant a verdicts.xml
ends "the other way round" 0 "nightshift: warning: run 'r1' has 1 unit that passed, though a report has test cases that failed; both are kept, and the unit's own verdict counts: 'b-both'" \
	"8 test cases new, 0 known, in 1 file, 4 pass (1 flaky), 2 skipped, 1 fail, 1 error
run r1: 5 units, 3 passed; 9.0 s of wall time for 32.0 s of units, the longest 9.0 s"
dump "$db" >"$work/two"
same "and the record is the same" "$work/one" "$work/two"
record --variant a verdicts.xml own again.xml >/dev/null
record own verdicts.xml --variant a
dump "$db" >"$work/two"
db=$work/1.db

# --- two reports that disagree
fresh
cases '<testcase name="text/1"/><testcase name="text/2"/>' >green.xml
cases '<testcase name="text/1"><failure message="x"/></testcase><testcase name="text/2"/>' >red.xml
record green.xml red.xml
ends "two reports that disagree" 0 "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'text/1'" \
	"4 test cases new, 0 known, in 2 files, 3 pass, 1 fail
run r1: 1 units, 0 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "both are kept" "fail
pass" "$(ask "SELECT verdict FROM case_outcome WHERE name = 'text/1' ORDER BY 1")"
equal "and the failure counts" fail "$(ask 'SELECT verdict FROM result')"

# --- any order, more than once, a folder at once
fresh
touch -d 2026-01-01T00:00:00Z ./*.xml
record names.xml green.xml red.xml
record --variant a verdicts.xml
dump "$db" >"$work/one"
db=$work/2.db
mkdir many
cp -p names.xml green.xml red.xml many
echo "no report" >many/other.txt
record red.xml red.xml
record --variant a verdicts.xml verdicts.xml
record many
ends "a folder of files" 0 "nightshift: warning: run 'r1' has 1 test case that passed in one report and failed in another; both are kept, and the failure counts: 'text/1'" \
	"18 test cases new, 2 known, in 3 files, 18 pass
5 test cases match no module: 'a.gc/seed_100' 'b.gc/seed_1' 'x/gc part 10' 'both/c/1' 'stars'
run r1: 10 units, 7 passed, 1 flaky; 4.0 s of wall time for 10.8 s of units, the longest 4.0 s"
dump "$db" >"$work/two"
same "any order, more than once: the same record" "$work/one" "$work/two"
db=$work/1.db
# A manifest that matches more: the same file is looked at anew.
fresh
record names.xml
cp nightshift.xml ../kept.xml
sed 's/match="text\/\*"/match="text\/*|both\/c\/*|stars"/' ../kept.xml >nightshift.xml
record names.xml
cp ../kept.xml nightshift.xml
ends "a wider manifest maps anew" 0 '' "16 test cases new, 0 known, in 1 file, 16 pass
3 test cases match no module: 'a.gc/seed_100' 'b.gc/seed_1' 'x/gc part 10'
run r1: 9 units, 9 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "in the place of what was" 16 "$(ask 'SELECT count(*) FROM case_result')"

# --- what is said of the run, by the command line or CI
fresh
run "$nightshift" record --record "$db" green.xml
ends "no run" 2 "green.xml: error: a report does not say which run it is of: give --run"
run env GITHUB_RUN_ID=77 GITHUB_RUN_ATTEMPT=2 GITHUB_SHA="$head" "$nightshift" record --record "$db" --seed 5 green.xml
equal "GitHub's" "github-77 2 $head" "$(ask "SELECT name || ' ' || attempt || ' ' || commit_id FROM run JOIN report ON run = run.id")"
run env CI_PIPELINE_ID=78 CI_COMMIT_SHA="$head" "$nightshift" record --record "$db" green.xml
equal "GitLab's" "gitlab-78 1 $head" "$(ask "SELECT name || ' ' || attempt || ' ' || commit_id FROM run JOIN report ON run = run.id WHERE name LIKE 'gitlab%'")"
fresh
cases '<testcase classname="a.gc" name="seed_1"/><testcase name="text/1"/>' >seeded.xml
record --seed 99 seeded.xml
equal "a seed is of units that take one" "a-gc_0 99
a-text " "$(ask "SELECT unit || ' ' || ifnull(seed, '') FROM result ORDER BY 1")"
record --seed 98 seeded.xml
ends "the same report with another seed" 2 "seeded.xml: error: the record has this report with seed 99, and not 98: give it another --run or --attempt"
record seeded.xml
ends "and with none" 2 "seeded.xml: error: the record has this report with seed 99, and not (none): give it another --run or --attempt"
git commit -q --allow-empty -m second
record green.xml
ends "the run is of another commit" 2 "green.xml: error: run 'r1' is of commit $head in the record, and not of $(git rev-parse HEAD): give it another --run or --attempt"
git reset -q --hard "$head"
run "$nightshift" record --record "$db" --run r1 --platform windows green.xml
ends "no such platform" 2 "green.xml: error: plan $plan has no platform 'windows'"
record --commit nothing green.xml
ends "no such commit" 2 "nightshift: error: no commit is named 'nothing' here; a shallow clone holds only the newest (fetch-depth)"

# --- times
fresh
printf '<testsuites><testsuite name="a" timestamp="2026-01-31T12:00:00+01:00" time="1.5"><testcase name="text/1"/></testsuite><testsuite name="b" timestamp="2026-01-31T23:00:00"/></testsuites>' >zone.xml
record zone.xml
equal "a report's own time, if it has a zone" 1769857201500000 "$(ask 'SELECT finished FROM report')"
printf '<testsuite timestamp="2999-01-31T12:00:00Z"><testcase name="text/1"/></testsuite>' >future.xml
touch -d 2026-01-01T00:00:00Z future.xml
record future.xml
ends "a report from the future" 0 "future.xml: warning: the times in this report are in the future, so the file's own time counts" "1 test case new, 0 known, in 1 file, 1 pass
run r1: 1 units, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "has the file's time" 1767225600000000 "$(ask "SELECT finished FROM report WHERE file = 'future.xml'")"
mkdir -p later/a-text
verdict a-text pass 0
sed 's/^finished .*/finished 32503680000/; s/^run .*/run r9/' own/a-text/verdict >later/a-text/verdict
record later
ends "a verdict from the future" 2 "later/a-text/verdict:13:1: error: this result is from the future, and would be the last for good: set the clock of the machine that it comes from, and the file's time"
cp green.xml copy.xml
touch -d 2025-01-01T00:00:00Z copy.xml
record copy.xml
record green.xml
record copy.xml
record green.xml
equal "of two copies the earlier time and the lesser name count" "copy.xml 1735689600000000" "$(ask "SELECT file || ' ' || finished FROM report WHERE cases = 2")"

# --- broken files
fresh
printf '<testsuite name="">\n<testcase name="text/1"/>\n<testcase name="text/2"/>\n<testcase name="b-plain">\001</testcase></testsuite>' >control.xml
record control.xml
ends "a raw control character" 1 "control.xml:4:26: error: not well-formed XML: not well-formed (invalid token); the 2 test cases before are kept, and the report is marked incomplete" \
	"2 test cases new, 0 known, in 1 file, 2 pass
run r1: 1 units, 0 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "is marked" "incomplete 4 26 2" "$(ask "SELECT state || ' ' || line || ' ' || col || ' ' || cases FROM report")"
equal "and its unit has not passed" cancelled "$(ask 'SELECT verdict FROM result')"
printf '<testsuite name="">\n<testcase name="text/1"/>\n<testcase name="text/2"/>\n</testsuite>' >control.xml
record control.xml
equal "the whole file takes its place" "pass" "$(ask 'SELECT verdict FROM result')"
equal "and both are kept" "incomplete
whole" "$(ask 'SELECT state FROM report ORDER BY 1')"

# A file cut at every byte: never a pass that the whole does not have, and as many cases as were closed.
fresh
printf '<?xml version="1.0"?><testsuite><testcase name="text/1"/><testcase name="text/2"><failure message="m">t</failure></testcase></testsuite>' >cut.xml
size=$(wc -c <cut.xml)
bad=
i=1
while [ "$i" -lt "$size" ]; do
	head -c "$i" cut.xml >part.xml
	record --run "cut$i" part.xml
	text=$(cat part.xml)
	case $text in
	*'"text/1"/>'*'</testcase>'*) wanted="1 incomplete 2 fail" ;;
	*'"text/1"/>'*) wanted="1 incomplete 1 cancelled" ;;
	*) wanted="1 incomplete 0 " ;;
	esac
	[ "$i" -gt 0 ] && got="$status $(ask "SELECT state || ' ' || cases || ' ' || ifnull((SELECT verdict FROM result WHERE run = run.id), '') FROM report JOIN run ON run = run.id WHERE name = 'cut$i'")"
	[ "$wanted" = "$got" ] || bad="$bad
$i: $got, not $wanted: $text"
	i=$((i + 1))
done
[ -z "$bad" ] && [ "$size" -gt 100 ]
check "a file cut at every byte" "$bad"

# broken NAME MESSAGE: of the file x.xml.
broken() {
	fresh
	record --format junit x.xml
	equal "$1" "1 $2" "$status $(printf '%s' "$err" | sed 's/; the [0-9]* test cases* before are kept, and the report is marked incomplete$//')"
}
printf '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>' >x.xml
broken "billion laughs" "x.xml:1:13: error: a document type declaration is not allowed here; take '<!DOCTYPE ...>' out"
printf '<html><body/></html>' >x.xml
broken "another root" "x.xml:1:1: error: the root of a JUnit file is 'testsuites' or 'testsuite', not 'html'"
printf '<testsuite><testcase name="text/1"></testsuite>' >x.xml
broken "a wrong end" "x.xml:1:38: error: not well-formed XML: mismatched tag"
printf '<?xml version="1.0" encoding="windows-1252"?><testsuite/>' >x.xml
broken "an encoding that expat does not know" "x.xml:1:1: error: the file says it is in an encoding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII, or is not in the one it says"
printf '<testsuite><testcase name="text/\344"/></testsuite>' >x.xml
broken "bytes that are no UTF-8" "x.xml:1:33: error: not well-formed XML: not well-formed (invalid token)"
awk 'BEGIN { for (i = 0; i < 300; i++) printf "<testsuite>" }' >x.xml
broken "too deep" "x.xml:1:2201: error: the elements lie deeper than 200 levels"
awk 'BEGIN { printf "<testsuite><testcase name=\"text/1\"/><testcase name=\"text/"; for (i = 0; i < 300000; i++) printf "0123456789012345678901234567890123456789012345678901234567890123456789"; print "\"/></testsuite>" }' >x.xml
broken "a tag of 21 MB" "x.xml:1:37: error: one tag is longer than 16 MiB"
equal "what stands before it is kept" 1 "$(ask 'SELECT count(*) FROM case_result')"
awk 'BEGIN { printf "<testsuite><testcase name=\"text/1\">"; for (i = 0; i < 1001; i++) printf "<rerunFailure/>"; print "</testcase></testsuite>" }' >x.xml
broken "too many tries" "x.xml:1:15036: error: a test case was tried more than 1000 times"

# Much text in one element is no harm, and little of it is kept.
fresh
{
	printf '<testsuite><testcase name="text/1"><failure message="m">begin '
	awk 'BEGIN { for (i = 0; i < 300000; i++) printf "0123456789012345678901234567890123456789012345678901234567890123456789" }'
	printf '</failure></testcase><testcase name="text/2"><failure message="n"/><system-out>'
	awk 'BEGIN { for (i = 0; i < 300000; i++) print "0123456789012345678901234567890123456789012345678901234567890123456789" }'
	printf 'the end</system-out></testcase></testsuite>'
} >long.xml
record long.xml
equal "of 21 MB of text the beginning, of output the end" "text/1 4096 begin 01 0123456789
text/2 4054 01234567 9the end" "$(ask "SELECT name || ' ' || length(text) || ' ' || substr(text, 1, 8) || ' ' || replace(substr(text, -10 + 1 * (name = 'text/2')), char(10), '') FROM case_outcome ORDER BY 1")"

# What looks like something to others is text here.
fresh
cases '<testcase name="text/&lt;script&gt;alert(1)&lt;/script&gt;::set-output name=x::y"><failure message="::error::x">## [x](javascript:1) &#10;::add-mask::y</failure></testcase>' >html.xml
record html.xml
equal "text that looks like HTML, Markdown and commands is kept as it is" 'text/<script>alert(1)</script>::set-output name=x::y|::error::x|## [x](javascript:1) 
::add-mask::y' "$(ask 'SELECT name, message, text FROM case_outcome')"

# --- encodings
fresh
printf '<?xml version="1.0" encoding="UTF-16"?><testsuite><testcase name="text/ä"/></testsuite>' | iconv -f UTF-8 -t UTF-16LE >u16.xml 2>/dev/null
printf '\377\376' | cat - u16.xml >u16le.xml
printf '<?xml version="1.0" encoding="iso-8859-1"?><testsuite><testcase name="text/\344"/></testsuite>' >latin.xml
record u16le.xml latin.xml
equal "UTF-16 and ISO-8859-1" "text/ä
text/ä" "$(ask 'SELECT name FROM case_outcome')"

# --- TAP
tap() {
	# shellcheck disable=SC2059 # a format
	printf "$1" >t.tap
	fresh
	record t.tap
}
tap 'TAP version 13\n1..3\nok 1 - x\nnot ok 2 - y\n'
ends "TAP: fewer points than planned" 1 "t.tap:4:1: error: 3 test points were planned, and there are 2; the 2 test cases before are kept, and the report is marked incomplete" \
	"2 test cases new, 0 known, in 1 file, 1 pass, 1 fail
2 test cases match no module: 't/x' 't/y'"
tap 'ok 1 - x\nok 2 - y\n1..1\n'
ends "TAP: more points than planned" 1 "t.tap:3:1: error: 1 test points were planned, and there are more: 2; the 2 test cases before are kept, and the report is marked incomplete" \
	"2 test cases new, 0 known, in 1 file, 2 pass
2 test cases match no module: 't/x' 't/y'"
tap 'ok 1 - x\n'
ends "TAP: no plan" 1 "t.tap:1:1: error: there is no plan '1..N', so nobody knows how many test points are missing; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
tap '1..2\nok 1 - x\nBail out! no disk\nok 2\n'
ends "TAP: bail out" 1 "t.tap:3:1: error: it bailed out: no disk; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
tap '1..1\nok 1 - x\n1..1\n'
ends "TAP: two plans" 1 "t.tap:3:1: error: a second plan; a report of TAP has one; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 pass
1 test case matches no module: 't/x'"
tap '1..0 # SKIP nothing here\n'
ends "TAP: nothing planned" 0 '' "0 test cases new, 0 known, in 1 file"
# Two files of the same bytes and other names are two.
fresh
printf '1..1\nok 1\n' >text.tap
cp text.tap other.tap
sed 's/match="text\/\*"/match="text\/1|other\/1"/' ../kept.xml >nightshift.xml
record text.tap other.tap text.tap
cp ../kept.xml nightshift.xml
ends "TAP's names have the file's" 0 '' "2 test cases new, 1 known, in 3 files, 2 pass
run r1: 1 units, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"

# --- seconds of other tools
fresh
printf 'a b 3 1.5\ntext/1 1 2e-1\n---\ntext/1\n' >CTestCostData.txt
printf '{"text/1": 1.25, "text/2": 2, "told/x": 1e1}' >.test_durations
record --variant a CTestCostData.txt .test_durations
ends "seconds without verdicts" 0 '' "5 test cases new, 0 known, in 2 files, 5 with seconds only
1 test case matches no module: 'a b'"
equal "seconds by name" "a b 1.5
text/1 0.2
text/1 1.25
text/2 2.0
told/x 10.0" "$(ask "SELECT name || ' ' || seconds FROM case_outcome ORDER BY 1")"
# They stand in for tune where no run has measured anything; of two files the newer one does.
touch -d 2026-01-01T00:00:00Z CTestCostData.txt
touch -d 2026-01-02T00:00:00Z .test_durations
fresh
record --variant a CTestCostData.txt .test_durations
run "$nightshift" tune --record "$db"
equal "tune takes them" "0
linux a-text 3.3
linux a-told 10" "$status
$(awk '!/^#/ { print $2, $1, $3 }' seconds.tsv | sort)"
rm seconds.tsv
cases '<testcase name="text/9" time="7"/>' >measured.xml
record measured.xml
run "$nightshift" tune --record "$db"
equal "but not where a run has" "linux a-text 7
linux a-told 10" "$(awk '!/^#/ { print $2, $1, $3 }' seconds.tsv | sort)"
rm seconds.tsv
fresh
printf 'text/1 1 2\nnonsense\n' >bad-costs.txt
record bad-costs.txt
ends "a line that is no cost" 1 "bad-costs.txt:2:1: error: a line of CTestCostData.txt is a test's name, how often it ran and its seconds; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 with seconds only"
printf '{"text/1": 1.25, "text/2": "fast"}' >bad.json
record bad.json
ends "durations that are no numbers" 1 "bad.json:1:33: error: durations are a JSON object of seconds by name; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 with seconds only"
printf '{"text/1": 1.25,' >bad.json
record bad.json
ends "durations that break off" 1 "bad.json:1:16: error: a name in quotes belongs here; the 1 test case before are kept, and the report is marked incomplete" \
	"1 test case new, 0 known, in 1 file, 1 with seconds only"

# --- logs of Nix, written as Nix 2.8 does
fresh
nix() {
	printf '@nix {"action":"start","id":1,"level":3,"type":%s,"fields":["/nix/store/00000000000000000000000000000000-%s","",1,1],"text":"x"}\n' "$1" "$2"
}
{
	echo 'warning: Git tree is dirty'
	nix 105 s-run-a-text.drv
	nix 108 s-run-a-text
	nix 108 s-run-b-plain
	nix 105 s-programs-a.drv
	nix 105 s-run-c-gone.drv
	echo '@nix {"action":"stop","id":1}'
} >nix.log
record nix.log
ends "a log of Nix" 0 '' "Nix: 1 unit ran, 1 substituted
1 run of Nix match no unit of this plan"
equal "is of an occasion" "r1 1 linux nightly
a-text ran
b-plain substituted" "$(ask "SELECT name || ' ' || attempt || ' ' || platform || ' ' || lane FROM occasion; SELECT unit || ' ' || how FROM nix_unit ORDER BY 1")"
nix 108 s-run-a-text >later.log
nix 105 s-run-b-plain.drv >>later.log
record later.log
equal "of two logs, what ran counts" "a-text ran
b-plain ran" "$(ask "SELECT unit || ' ' || how FROM nix_unit ORDER BY 1")"
{
	nix 105 s-run-a-text.drv
	printf '@nix {"action":"start","id":1,"lev\n'
} >cut.log
record cut.log
ends "a log that breaks off" 0 "cut.log:2:1: warning: this line of Nix's log is cut short or no JSON; the other lines count" "Nix: 1 unit ran, 0 substituted"
run "$nightshift" record --record "$db" --run r1 --platform linux --commit HEAD nix.log
ends "a log without a lane" 2 "nix.log: error: a log of Nix does not say what it was made for: give --lane, --commit and --run"
run "$nightshift" record --record "$db" --run r1 --lane pr --commit HEAD nix.log
ends "a log without a platform" 2 "nix.log: error: a log of Nix does not say which platform it is of, and the suite has several: give --platform"
run "$nightshift" record --record "$db" --run r1 --lane pr --platform hurd --commit HEAD nix.log
ends "a log of another platform" 2 "nix.log: error: plan $plan has no platform 'hurd'"

# --- what a file is
fresh
: >empty.xml
record empty.xml
ends "an empty file" 2 "empty.xml: error: the file is empty"
echo 'hello there' >other.txt
record other.txt
ends "none of those" 2 "other.txt: error: is neither JUnit XML, TAP, a log of Nix (internal-json), CTestCostData.txt nor .test_durations; if it is one, say which with --format"
record --format tap other.txt
ends "said by hand" 1 "other.txt:1:1: error: there is no plan '1..N', so nobody knows how many test points are missing; the 0 test cases before are kept, and the report is marked incomplete" \
	"0 test cases new, 0 known, in 1 file"
record --format junit many
ends "a folder is no JUnit file" 2 "many: error: is no file, as --format says it is: leave that out"
record --format xml many
ends "a format that nobody knows" 2 "nightshift: error: --format is 'xml', but must be folder, junit, tap, nix, ctest-costs or test-durations"
record nowhere.xml
ends "no such file" 2 "nowhere.xml: error: cannot be read: No such file or directory"
fresh
record - <green.xml
ends "standard input" 0 '' "2 test cases new, 0 known, in 1 file, 2 pass
run r1: 1 units, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
record green.xml
ends "is known as the file, too" 0 '' "0 test cases new, 2 known, in 1 file
run r1: 1 units, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
mkfifo fifo
cat red.xml >fifo &
record fifo
wait
equal "a pipe" "0 2" "$status $(ask 'SELECT count(*) FROM report')"
run env TMPDIR="$work/nowhere" "$nightshift" record --record "$db" --run r1 - <green.xml
equal "no room for a copy of standard input" "3 nightshift: cannot make a temporary file '$work/nowhere/nightshift-import-XXXXXX': No such file or directory" \
	"$status $(printf '%s' "$err" | sed 's/import-....../import-XXXXXX/')"
record - <many
ends "standard input that cannot be read" 3 "nightshift: cannot copy '-' into a temporary file: Is a directory"
[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'nightshift-import-*' -newer "$work/s/green.xml" -user "$(id -u)" 2>/dev/null | head -n 1)" ]
check "no copy is left behind"

finish
