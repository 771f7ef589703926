#!/bin/sh
# nightshift record of reports: which unit each test case is of, by the 'match' of the modules and by --variant, and what is
# refused. A mistake late in a file takes all of the file back; an import that was stopped is taken up again.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/imports.sh
. "$top/tests/record/lib/imports.sh"

# --- names and units
record names.xml
ends "test cases that match no module are named, and are no mistake" 0 '' "16 test cases new, 0 known, in 1 file, 16 pass
5 test cases match no module: 'a.gc/seed_100' 'b.gc/seed_1' 'x/gc part 10' 'both/c/1' 'stars'
run r1: 9 units, 9 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "each test case has the unit whose 'match' its name fits, or none" "a.gc/seed_0: a-gc_0
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
equal "the record has the test cases that match no module" 5 "$(ask 'SELECT count(*) FROM unmatched')"
record names.xml
ends "a second import of the same file finds all of it known" 0 '' "0 test cases new, 16 known, in 1 file
run r1: 9 units, 9 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"

fresh
cases '<testcase name="text/1"/>
<testcase name="xyz"/>' >two.xml
refuses "a test case that two modules match is refused with both names" "two.xml:2:1: error: test case 'xyz' matches module 'one' and module 'two': make the 'match' of one of them narrower" two.xml
equal "after a refused file the record has nothing of it" "0 0" "$(ask "SELECT (SELECT count(*) FROM report) || ' ' || (SELECT count(*) FROM run)")"
cases '<testcase name="told/1"/>' >told.xml
refuses "a test case of a module of several variants is refused where nobody says which" "told.xml:1:1: error: test case 'told/1' belongs to module 'told', which runs in several variants: say which with --variant, or with {variant} in its 'match'" told.xml
record --variant b told.xml
ends "--variant says which variant a test case is of" 0 '' "1 test case new, 0 known, in 1 file, 1 pass
run r1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "--variant makes it the unit of that variant" b-told "$(ask 'SELECT unit FROM result')"
record --variant a told.xml
equal "the same file with another --variant is another report" "a-told
b-told" "$(ask 'SELECT unit FROM result ORDER BY 1')"
refuses "--variant with one that the module does not run in is refused" "text.xml:1:1: error: test case 'text/1' belongs to module 'text', which does not run in variant 'b': import only the files of that variant, or make 'match' narrower" --variant b text.xml
refuses "--variant with no variant of the suite is refused" "nightshift: error: no variant has the name 'other'" --variant other text.xml
refuses "--variant with a name of no variant is refused" "nightshift: error: no variant has the name 'c'" --variant c text.xml

# A mistake late in a large file takes out what stands before it.
fresh
{
	echo '<testsuite name="">'
	awk 'BEGIN { for (i = 0; i < 25000; i++) printf "<testcase name=\"text/%d\" time=\"0.001\"/>\n", i }'
	echo '<testcase name="xyz"/></testsuite>'
} >late.xml
refuses "a test case in line 25,002 that two modules match is refused" "late.xml:25002:1: error: test case 'xyz' matches module 'one' and module 'two': make the 'match' of one of them narrower" late.xml
equal "after a mistake late in a large file nothing of it is left" "0 0 0" "$(ask "SELECT (SELECT count(*) FROM report) || ' ' || (SELECT count(*) FROM run) || ' ' || (SELECT count(*) FROM case_result)")"

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
equal "patterns of groups, of chunks, with wildcards and with braces find their units" "[x]1 a-n
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

# --- a manifest that matches more
# A manifest that matches more: the same file is looked at anew.
fresh
record names.xml
sed 's/match="text\/\*"/match="text\/*|both\/c\/*|stars"/' ../kept.xml >nightshift.xml
record names.xml
cp ../kept.xml nightshift.xml
ends "after the manifest has become wider the same file is mapped anew" 0 '' "16 test cases new, 0 known, in 1 file, 16 pass
3 test cases match no module: 'a.gc/seed_100' 'b.gc/seed_1' 'x/gc part 10'
run r1: 9 units, 9 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "mapping a file anew replaces what was there" 16 "$(ask 'SELECT count(*) FROM case_result')"
finish
