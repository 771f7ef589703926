#!/bin/sh
# nightshift record of JUnit files that are broken, cut at any byte, too large, hostile, or in another encoding: what stands
# before the fault is kept, and nothing passes that the whole file would not pass.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/imports.sh
. "$top/tests/record/lib/imports.sh"

# --- broken files
fresh
printf '<testsuite name="">\n<testcase name="text/1"/>\n<testcase name="text/2"/>\n<testcase name="b-plain">\001</testcase></testsuite>' >control.xml
record control.xml
ends "a raw control character ends the import with 1, and says where it is and what is kept" 1 "control.xml:4:26: error: not well-formed XML: not well-formed (invalid token); the 2 test cases before are kept, and the report is marked incomplete" \
	"2 test cases new, 0 known, in 1 file, 2 pass
run r1: 1 unit, 0 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "a broken report is marked incomplete, with the place of the fault" "incomplete 4 26 2" "$(ask "SELECT state || ' ' || line || ' ' || col || ' ' || cases FROM report")"
equal "a unit of a broken report has failed" fail "$(ask 'SELECT verdict FROM result')"
printf '<testsuite name="">\n<testcase name="text/1"/>\n<testcase name="text/2"/>\n</testsuite>' >control.xml
record control.xml
equal "the whole file, imported after the broken one, counts" "pass" "$(ask 'SELECT verdict FROM result')"
equal "the record keeps the broken report and the whole one" "incomplete
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
	*'"text/1"/>'*) wanted="1 incomplete 1 fail" ;;
	*) wanted="1 incomplete 0 " ;;
	esac
	[ "$i" -gt 0 ] && got="$status $(ask "SELECT state || ' ' || cases || ' ' || ifnull((SELECT verdict FROM result WHERE run = run.id), '') FROM report JOIN run ON run = run.id WHERE name = 'cut$i'")"
	[ "$wanted" = "$got" ] || bad="$bad
$i: $got, not $wanted: $text"
	i=$((i + 1))
done
[ -z "$bad" ] && [ "$size" -gt 100 ]
check "a file cut at each of its bytes is incomplete and passes nothing that the whole one does not" "$bad"

# broken NAME MESSAGE: of the file x.xml.
broken() {
	fresh
	record --format junit x.xml
	equal "a JUnit file with $1 is refused with the place and the reason" "1 $2" "$status $(printf '%s' "$err" | sed 's/; the [0-9]* test cases* before are kept, and the report is marked incomplete$//')"
}
printf '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>' >x.xml
broken "entities (billion laughs)" "x.xml:1:13: error: a document type declaration is not allowed here; take '<!DOCTYPE ...>' out"
printf '<html><body/></html>' >x.xml
broken "another root" "x.xml:1:1: error: the root of a JUnit file is 'testsuites' or 'testsuite', not 'html'"
printf '<testsuite><testcase name="text/1"></testsuite>' >x.xml
broken "a wrong end" "x.xml:1:38: error: not well-formed XML: mismatched tag"
printf '<?xml version="1.0" encoding="windows-1252"?><testsuite/>' >x.xml
broken "an encoding that expat does not know" "x.xml:1:1: error: the file says it is in an encoding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII, or is not in the one it says"
printf '<testsuite><testcase name="text/\344"/></testsuite>' >x.xml
broken "bytes that are no UTF-8" "x.xml:1:33: error: not well-formed XML: not well-formed (invalid token)"
awk 'BEGIN { for (i = 0; i < 300; i++) printf "<testsuite>" }' >x.xml
broken "elements that lie too deep" "x.xml:1:2201: error: the elements lie deeper than 200 levels"
awk 'BEGIN { printf "<testsuite><testcase name=\"text/1\"/><testcase name=\"text/"; for (i = 0; i < 300000; i++) printf "0123456789012345678901234567890123456789012345678901234567890123456789"; print "\"/></testsuite>" }' >x.xml
broken "a tag of 21 MB" "x.xml:1:37: error: one tag is longer than 16 MiB"
equal "the case that stands before a tag of 21 MB is kept" 1 "$(ask 'SELECT count(*) FROM case_result')"
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
equal "of 21 MB of a failure's text the beginning is kept, of a case's output the end" "text/1 4096 begin 01 0123456789
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
equal "reports in UTF-16 and ISO-8859-1 are read" "text/ä
text/ä" "$(ask 'SELECT name FROM case_outcome')"
finish
