/* junit.c: JUnit XML as its producers write it, whole, in pieces and cut at every byte; read by expat (read_junit.c) and by
 * what the program without libraries has (xml_read.c). */
#include "record/readers.h"
#include "record/read_junit.h"
#include "unit/junit.h"

static void
junit(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	read_junit(in, "f", chunk, sink, end);
}

static void
plain(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	junit_read(in, "f", chunk, sink, end);
}

static const struct row junit_rows[] = {
	{ "<testsuite/>", "" },
	{ "<testsuites><testsuite name='a'><testcase name='n' classname='c' time='1'/></testsuite></testsuites>",
		"a,c,n: pass 1000000\n" },
	{ "<testsuite name='a'><testsuite name='b'><testsuite><testcase name='1'/></testsuite><testcase name='2'/>"
	  "</testsuite><testcase name='3'/></testsuite>",
		"a/b,,1: pass\na/b,,2: pass\na,,3: pass\n" },
	{ "<testsuites name='x'><testcase name='1'/><testsuite name='s'><testcase name='2'/></testsuite><testcase name='3'/>"
	  "</testsuites>",
		",,1: pass\ns,,2: pass\n,,3: pass\n" },
	/* an error is worse than a failure, that than a skip; the first of several speaks */
	{ "<testsuite><testcase name='1'><skipped/><failure message='f'>ft</failure><error message='e'>et</error></testcase>"
	  "<testcase name='2'><error message='e'/><failure message='f'/><failure/></testcase><testcase name='3'><failure/><skipped "
	  "message='s'/></testcase></testsuite>",
		",,1: error [f] {ft}\n,,2: error [e]\n,,3: fail\n" },
	{ "<testsuite tests='99' failures='' errors=' '><testcase name='1'><skipped message=' why '>more</skipped></testcase></testsuite>",
		",,1: skipped [ why] {more}\n" },
	/* status and result */
	{ "<testsuite><testcase name='1' status='run'/><testcase name='2' status='disabled'/><testcase name='3' status='fail'/>"
	  "<testcase name='4' status='notrun' result='suppressed'/><testcase name='5' status='run' result='skipped'/>"
	  "<testcase name='6' status='run' result='completed'><failure/></testcase><testcase name='7' status='notrun'/></testsuite>",
		",,1: pass\n,,2: skipped\n,,3: fail\n,,4: skipped\n,,5: skipped\n,,6: fail\n,,7: skipped\n" },
	/* CTest could not start it */
	{ "<testsuite><testcase name='1' status='notrun'><skipped message='Unable to find executable'/></testcase>"
	  "<testcase name='2' status='notrun'><skipped message='SKIP_RETURN_CODE=77'/></testcase>"
	  "<testcase name='3' status='notrun'><skipped message='SKIP_REGULAR_EXPRESSION_MATCHED'/></testcase></testsuite>",
		",,1: error [Unable to find executable]\n,,2: skipped [SKIP_RETURN_CODE=77]\n,,3: skipped "
		"[SKIP_REGULAR_EXPRESSION_MATCHED]\n" },
	/* node */
	{ "<testsuites><testcase name='1'><skipped type='todo' message='true'/><failure message='x'/></testcase></testsuites>",
		",,1: skipped [x]\n" },
	/* fixed words for more */
	{ "<testsuite><testcase name='1'><failure type='test timeout'/></testcase><testcase name='2'><failure type='test abort'/></testcase>"
	  "<testcase name='3'><error type='org.junit.runners.model.TestTimedOutException'/></testcase>"
	  "<testcase name='4'><error message='Received signal 11'/></testcase><testcase name='5'><error message='Test case timed "
	  "out'/></testcase>"
	  "<testcase name='6'><failure message='Received signal 11'/></testcase><testcase name='7'><failure "
	  "type='TimeoutError'/></testcase>"
	  "<testcase name='8'><error message='Test timeout of 300ms exceeded.'/></testcase></testsuite>",
		",,1: timeout [test timeout]\n,,2: crash [test abort]\n,,3: timeout [org.junit.runners.model.TestTimedOutException]\n"
		",,4: crash [Received signal 11]\n,,5: timeout [Test case timed out]\n,,6: fail [Received signal 11]\n"
		",,7: fail [TimeoutError]\n,,8: timeout [Test timeout of 300ms exceeded.]\n" },
	/* tries */
	{ "<testsuite><testcase name='1' time='3'><flakyFailure message='a' time='1'>A<stackTrace>S</stackTrace></flakyFailure>"
	  "<flakyError message='b' time='2'/></testcase><testcase name='2' time='1'><failure message='f'/><rerunFailure message='g' "
	  "time='5'/>"
	  "<rerunError type='h'/></testcase></testsuite>",
		",,1: fail 1000000 [a] {AS}; error 2000000 [b]; pass 3000000\n,,2: fail 1000000 [f]; fail 5000000 [g]; error [h]\n" },
	/* Bazel */
	{ "<testsuites><testsuite name='//a:t_shard_2/4'><testcase name='//a:t_shard_2/4' duration='7' status='run'><error message='m'/>"
	  "</testcase><system-out>printed</system-out></testsuite></testsuites>",
		"//a:t,,//a:t: error 7000000 [m] {printed}\n" },
	{ "<testsuite name='a_shard_/4'><testcase name='a_shard_1/'/><testcase name='shard_1/2'/><testcase name='1/2'/></testsuite>",
		"a_shard_/4,,a_shard_1/: pass\na_shard_/4,,shard_1/2: pass\na_shard_/4,,1/2: pass\n" },
	/* what several have printed is nobody's */
	{ "<testsuite><testcase name='1'/><testcase name='2'><failure/></testcase><system-out>x</system-out></testsuite>",
		",,1: pass\n,,2: fail\n" },
	/* what a case has printed stands in for a failure's text; what passes has none */
	{ "<testsuite><testcase name='1'><failure/><system-out>o</system-out><system-err>e</system-err></testcase>"
	  "<testcase name='2'><system-out>o</system-out></testcase><testcase name='3'><system-out>o</system-out><failure>t</failure></testcase>"
	  "</testsuite>",
		",,1: fail {oe}\n,,2: pass\n,,3: fail {t}\n" },
	/* Playwright's projects; a hostname is none elsewhere */
	{ "<testsuites id='' name=''><testsuite name='f' hostname='chromium'><testcase name='1'/></testsuite></testsuites>",
		"f/chromium,,1: pass\n" },
	{ "<testsuites><testsuite name='f' hostname='somehost' id='0'><testcase name='1'/></testsuite></testsuites>",
		"f,,1: pass\n" },
	/* a suite that fails itself */
	{ "<testsuite name='s'><testcase name='1'/><error message='set-up'>t</error><failure/></testsuite>",
		"s,,1: pass\ns,,: error [set-up] {t}\ns,,: fail\n" },
	/* properties and unknown elements */
	{ "<testsuite><properties><property name='SECRET' value='x'/></properties><testcase name='1'><properties><property name='a' "
	  "value='b'/></properties><failure>t</failure><extra>no</extra></testcase><other><failure/></other></testsuite>",
		",,1: fail {t}\n,,: fail\n" },
	/* times */
	{ "<testsuite><testcase name='1' time='1,234.5'/><testcase name='2' time=''/><testcase name='3' time='1e-3'/>"
	  "<testcase name='4' time='fast'/><testcase name='5' time='-1'/></testsuite>",
		",,1: pass 1234500000\n,,2: pass\n,,3: pass 1000\n,,4: pass\n,,5: pass\n" },
	/* CDATA, entities, lines in a message */
	{ "<testsuite><testcase name='a&lt;&#228;&gt;'><failure message='one&#10;two'><![CDATA[<x>]]]]><![CDATA[>]]></failure></testcase></testsuite>",
		",,a<\xc3\xa4>: fail [one two] {<x>]]>}\n" },
	/* what is nowhere written down */
	{ "<testsuite name='Chrome' tests='40' errors='1' failures='0'><testcase name='n' classname='calc'/></testsuite>",
		"Chrome,calc,n: pass\nChrome,,: error [the suite counts 1 failing test case, and tells of 0]\n"
		"!1:1 suite 'Chrome' counts 1 failing test case, and tells of 0\n" },
	{ "<testsuite name='s' errors='1'/>",
		"s,,: error [the suite counts 1 failing test case, and tells of 0]\n"
		"!1:1 suite 's' counts 1 failing test case, and tells of 0\n" },
	{ "<testsuite errors='1'><testcase name='n'/></testsuite>",
		",,n: pass\n!1:1 a suite without a name counts 1 failing test case, and tells of 0\n" },
	{ "<testsuites failures='1'><testsuite name='s'><testcase name='n'/></testsuite></testsuites>",
		"s,,n: pass\n!1:1 the report counts 1 failing test case, and tells of 0\n" },
	{ "<testsuite name='a' errors='1'><testsuite name='b' errors='1'/></testsuite>",
		"a/b,,: error [the suite counts 1 failing test case, and tells of 0]\n"
		"!1:32 suite 'a/b' counts 1 failing test case, and tells of 0\n" },
	{ "<testsuite name='a' failures='1' errors='1'><testsuite name='b' failures='2'/></testsuite>",
		"a/b,,: error [the suite counts 2 failing test cases, and tells of 0]\n"
		"!1:45 suite 'a/b' counts 2 failing test cases, and tells of 0\n" },
	{ "<testsuite name='a' failures='2' errors='1'><testsuite name='b' errors='1'/><testcase name='1'><failure/></testcase></testsuite>",
		"a/b,,: error [the suite counts 1 failing test case, and tells of 0]\na,,1: fail\n"
		"!1:45 suite 'a/b' counts 1 failing test case, and tells of 0\n" },
	{ "<testsuites failures='2' errors='1'>\n<testsuite name='a' failures='2' errors='1'>\n <testsuite name='b' failures='1'><testcase name='1'/>"
	  "</testsuite><testcase name='2'><failure/></testcase><testcase name='3'><error/></testcase></testsuite></testsuites>",
		"a/b,,1: pass\na/b,,: error [the suite counts 1 failing test case, and tells of 0]\na,,2: fail\na,,3: error\n"
		"!3:2 suite 'a/b' counts 1 failing test case, and tells of 0\n" },
	{ "<testsuite name='s' failures='3'><testcase name='1'><failure/></testcase><testcase name='2'/></testsuite>",
		"s,,1: fail\ns,,2: pass\ns,,: error [the suite counts 3 failing test cases, and tells of 1]\n"
		"!1:1 suite 's' counts 3 failing test cases, and tells of 1\n" },
	{ "<testsuite name='s' failures='1' errors='1'><testcase name='1'><failure/></testcase></testsuite>",
		"s,,1: fail\ns,,: error [the suite counts 2 failing test cases, and tells of 1]\n"
		"!1:1 suite 's' counts 2 failing test cases, and tells of 1\n" },
	/* what explains a count: failures of one case, tries, a known breakage, an attribute, a failure of the suite, another word;
	 * and Boost.Test counts an error twice */
	{ "<testsuites errors='1' failures='2'><testsuite name='s' failures='2'><testcase name='1'><failure/><failure/></testcase></testsuite>"
	  "<testsuite name='t' errors='1'><error message='m'/></testsuite></testsuites>",
		"s,,1: fail\nt,,: error [m]\n" },
	{ "<testsuite failures='1'><testcase name='1'><flakyFailure message='m'/></testcase></testsuite>",
		",,1: fail [m]; pass\n" },
	{ "<testsuite failures='1'><testcase name='1'><skipped type='todo'/><failure/></testcase></testsuite>",
		",,1: skipped\n" },
	{ "<testsuite failures='1'><testcase name='1' status='failed'/></testsuite>", ",,1: fail\n" },
	{ "<testsuite errors='1'><testcase name='1' status='failed'/></testsuite>", ",,1: fail\n" },
	{ "<testsuite failures='1' errors='1'><testcase name='1'><error/></testcase></testsuite>", ",,1: error\n" },
	{ "<testsuite failures='2' errors='1'><testcase name='1'><error/></testcase><testcase name='2'><failure/></testcase></testsuite>",
		",,1: error\n,,2: fail\n" },
	{ "<testsuite failures='0' errors=''><testcase name='1'><failure/></testcase></testsuite>", ",,1: fail\n" },
	/* how a count may be written: with blanks, with a point, very large */
	{ "<testsuite name='s' failures=' 1' errors='&#9;0&#10;'/>",
		"s,,: error [the suite counts 1 failing test case, and tells of 0]\n"
		"!1:1 suite 's' counts 1 failing test case, and tells of 0\n" },
	{ "<testsuite name='s' failures='1.0' errors='1. '/>",
		"s,,: error [the suite counts 2 failing test cases, and tells of 0]\n"
		"!1:1 suite 's' counts 2 failing test cases, and tells of 0\n" },
	{ "<testsuite name='s' failures='18446744073709551616'/>",
		"s,,: error [the suite counts 1000000000 failing test cases, and tells of 0]\n"
		"!1:1 suite 's' counts 1000000000 failing test cases, and tells of 0\n" },
	{ "<testsuite name='s' failures='0000000000000000000001'><testcase name='1'><failure/></testcase></testsuite>",
		"s,,1: fail\n" },
	{ "<testsuite failures='0.000'/>", "" },
	/* and what is none */
	{ "<testsuite failures='-7'/>", "!1:1 the count failures='-7' of a suite is no number\n" },
	{ "<testsuites>\n<testsuite name='s' errors='x'><testcase name='1'/></testsuite></testsuites>",
		"s,,1: pass\n!2:1 the count errors='x' of a suite is no number\n" },
	{ "<testsuites failures='1.5'/>", "!1:1 the count failures='1.5' of a suite is no number\n" },
	{ "<testsuite failures='.0'/>", "!1:1 the count failures='.0' of a suite is no number\n" },
	{ "<testsuite failures='1 0'/>", "!1:1 the count failures='1 0' of a suite is no number\n" },
	{ "<testsuite failures='1e3'/>", "!1:1 the count failures='1e3' of a suite is no number\n" },
	{ "<testsuite failures='0x1'/>", "!1:1 the count failures='0x1' of a suite is no number\n" },
	{ "<testsuite failures='0' errors='one&#10;or more than twenty bytes'/>",
		"!1:1 the count errors='one or more than twe...' of a suite is no number\n" },
	{ "<testsuite name='s' failures='none' errors='1'><testcase name='1'/></testsuite>",
		"s,,1: pass\ns,,: error [the suite counts 1 failing test case, and tells of 0]\n"
		"!1:1 the count failures='none' of a suite is no number\n" },
	/* what is expected to fail is expected to do that, and nothing worse */
	{ "<testsuite><testcase name='1'><skipped type='todo'/></testcase><testcase name='2'><failure message='f'/><skipped type='todo'/></testcase>"
	  "<testcase name='3'><skipped type='todo' message='m'/><error/></testcase><testcase name='4'><error message='e'/><skipped type='todo'/></testcase>"
	  "<testcase name='5'><skipped type='todo'/><failure/><error/></testcase><testcase name='6'><skipped type='todo'/><failure type='test timeout'/></testcase>"
	  "<testcase name='7'><skipped type='todo'/><failure type='test abort'/></testcase><testcase name='8' status='failed'><skipped type='todo'/></testcase>"
	  "<testcase name='9' status='error'><skipped type='todo'/></testcase><testcase name='10' status='notrun'><skipped type='todo'/></testcase>"
	  "<testcase name='11'><skipped type='todo'/><testcase name='a'><failure/></testcase></testcase></testsuite>",
		",,1: skipped\n,,2: skipped [f]\n,,3: error\n,,4: error [e]\n,,5: error\n,,6: timeout [test timeout]\n,,7: crash [test abort]\n"
		",,8: skipped\n,,9: error\n,,10: error\n,,11: skipped [a]\n" },
	/* outside of all suites */
	{ "<testsuites><testsuite name='s'><testcase name='n'/></testsuite><error message='no config'/></testsuites>",
		"s,,n: pass\n!1:65 a failure outside of all suites: no config\n" },
	{ "<testsuites failures='1'><failure>text</failure></testsuites>", "!1:26 a failure outside of all suites\n" },
	/* other words for the same */
	{ "<testsuite><testcase name='1'><failed message='m'>t</failed></testcase><failed/></testsuite>",
		",,1: fail [m] {t}\n,,: fail\n" },
	{ "<testsuite><testcase name='1' status='failed'/><testcase name='2' status='FAILED'><skipped/></testcase><testcase name='3' status='failure'/>"
	  "<testcase name='4' status='error'/><testcase name='5' result='Failed'/><testcase name='6' status='panicked'/>"
	  "<testcase name='7' status='timedout'/><testcase name='8' status='skipped'/><testcase name='9' status='pending'/>"
	  "<testcase name='10' status='passed'/><testcase name='11' status='failedly'/><testcase name='12' status='SUCCESS' result='completed'/>"
	  "<testcase name='13' status='passed' result='error'/><testcase name='14' status='failed'><system-out>o</system-out></testcase></testsuite>",
		",,1: fail\n,,2: fail\n,,3: fail\n,,4: error\n,,5: fail\n,,6: error\n,,7: timeout\n,,8: skipped\n,,9: skipped\n"
		",,10: pass\n,,11: pass\n,,12: pass\n,,13: error\n,,14: fail {o}\n" },
	/* within a case */
	{ "<testsuite failures='1'><testcase name='a'><testcase name='b'/><testcase name='c'><failure message='m'>t</failure></testcase></testcase>"
	  "<testcase name='d'/></testsuite>",
		",,a: fail [c: m] {t}\n,,d: pass\n" },
	{ "<testsuite><testcase name='a'><testcase name='b'><testcase name='c'><error/></testcase></testcase></testcase></testsuite>",
		",,a: error [c]\n" },
	{ "<testsuite failures='1'><testcase name='a'><testcase name='b' status='failed'/><testcase name='c'><skipped/></testcase></testcase></testsuite>",
		",,a: fail [b]\n" },
	{ "<testsuite><testcase name='a'><testcase name='b'/><failure message='m'/></testcase></testsuite>",
		",,a: fail [m]\n" },
	{ "<testsuite><testcase name='a'><testsuite failures='9'><testcase name='b'><failed/></testcase></testsuite></testcase></testsuite>",
		",,a: fail [b]\n" },
	{ "<testsuite><testcase name='a'><steps><step><failure message='m'/></step></steps></testcase></testsuite>",
		",,a: fail [m]\n" },
	{ "<testsuite><testcase name='a'><flakyFailure><failure/></flakyFailure><system-out><error/></system-out></testcase></testsuite>",
		",,a: fail; pass\n" },
	/* GdUnit4's id is none of Playwright's */
	{ "<testsuites id='2024-11-21' name='report_1' tests='1' failures='0' skipped='0' flaky='0' time='0.1'><testsuite id='0' name='T' package='test' "
	  "hostname='localhost' tests='1' errors='0'><testcase name='a' classname='T'/></testsuite></testsuites>",
		"T,T,a: pass\n" },
	{ "<testsuites id='' name='' tests='1' failures='0' skipped='0' errors='0'><testsuite name='f' hostname='one'><testcase name='a' classname='f'/>"
	  "</testsuite><testsuite name='f' hostname='two'><testcase name='a' classname='f'/><testcase name='b' classname='other'/></testsuite>"
	  "<testsuite name='f' hostname=''><testcase name='a' classname='f'/></testsuite></testsuites>",
		"f/one,f,a: pass\nf/two,f,a: pass\nf,other,b: pass\nf,f,a: pass\n" },
	{ "<testsuites id='x'><testsuite name='f' hostname='h'><testcase name='a'/></testsuite></testsuites>",
		"f,,a: pass\n" },
	/* decimal commas; once there was one, the next is one, too */
	{ "<testsuite><testcase name='1' time='1,234'/><testcase name='2' time='0,160'/><testcase name='3' time='1,234'/>"
	  "<testcase name='4' time='1,234.5'/><testcase name='5' duration='12,5'/></testsuite>",
		",,1: pass 1234000000\n,,2: pass 160000\n,,3: pass 1234000\n,,4: pass 1234500000\n,,5: pass 12500000\n" },
	{ "<testsuite time='2,5'><testcase name='1' time='1,234'/></testsuite>", ",,1: pass 1234000\n" },
	/* nothing at all */
	{ "<testsuites/>", "" },
	{ "<testsuites><testsuite name='a' tests='0'/></testsuites>", "" },
};

/* What is wrong with the XML, or is none of ours; expat and we say it in other words. */
static const struct row junit_mistakes[] = {
	{ "<testsuite><testcase name='1'/><testcase name='2'>",
		",,1: pass\n!1:51 the file ends before its last element is closed\n" },
	{ "<testsuite><testcase name='1'/></testsuite>x",
		",,1: pass\n!1:44 not well-formed XML: junk after document element\n" },
	{ "", "!1:1 the file has no element\n" },
	{ "<a/>", "!1:1 the root of a JUnit file is 'testsuites' or 'testsuite', not 'a'\n" },
	{ "<!DOCTYPE a><testsuite/>",
		"!1:12 a document type declaration is not allowed here; take '<!DOCTYPE ...>' out\n" },
};

static void
test_junit(void **state)
{
	(void)state;
	check_rows(junit, junit_rows, countof(junit_rows));
	check_rows(plain, junit_rows, countof(junit_rows));
	check_rows(junit, junit_mistakes, countof(junit_mistakes));
}

/* A cut file gives the cases that the whole one has, in their order, and says that it is cut. */
static void
check_cut(reader *read, const struct row *row)
{
	size_t len = strlen(row->bytes);
	struct notes whole = read_all(read, row->bytes, len, 0);
	bool faulty = strchr(row->expected, '!') != NULL;

	for (size_t cut = 0; cut < len; cut++) {
		struct notes n = read_all(read, row->bytes, cut, 0);
		const char *fault = strchr(buf_text(&n.text), '!');

		if (!fault && !faulty)
			fail_msg("'%s' cut at %zu has no fault: %s", row->bytes, cut, buf_text(&n.text));
		/* Only the last case may know less than in the whole. */
		size_t sure = 0, cases = 0;

		for (const char *s = buf_text(&n.text); *s && s != fault; s++)
			if (*s == '\n' && ++cases < n.cases)
				sure = (size_t)(s - n.text.s) + 1;
		if (strncmp(buf_text(&n.text), buf_text(&whole.text), sure) || n.cases > whole.cases)
			fail_msg("'%s' cut at %zu:\n%s", row->bytes, cut, buf_text(&n.text));
		buf_release(&n.text);
	}
	buf_release(&whole.text);
}

static void
test_junit_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(junit_rows); i++) {
		check_cut(junit, &junit_rows[i]);
		check_cut(plain, &junit_rows[i]);
	}
	for (size_t i = 0; i < countof(junit_mistakes); i++)
		check_cut(junit, &junit_mistakes[i]);
}

static void
test_junit_stops(void **state)
{
	(void)state;
	const char *text = "<testsuite><testcase name='1'/><testcase name='2'/><testcase name='3'/></testsuite>";
	struct notes n = { .enough = 2 };
	struct case_sink sink = { note, &n };
	struct case_end end;
	FILE *in = stream(text, strlen(text));

	read_junit(in, "f", 0, &sink, &end);
	assert_true(end.stopped);
	assert_string_equal(end.fault, "");
	assert_string_equal(buf_text(&n.text), ",,1: pass\n,,2: pass\n");
	fclose(in);
	buf_release(&n.text);
}

/* Long names and texts are cut at a whole character. */
static void
test_junit_long(void **state)
{
	(void)state;
	struct buf text = { 0 };

	buf_adds(&text, "<testsuite><testcase name='");
	for (int i = 0; i < 3000; i++)
		buf_adds(&text, "\xc3\xa4");
	buf_adds(&text, "'><failure message='");
	for (int i = 0; i < 3000; i++)
		buf_adds(&text, "\xe2\x82\xac");
	buf_adds(&text, "'>");
	for (int i = 0; i < 9000; i++)
		buf_adds(&text, "x");
	buf_adds(&text, "</failure></testcase></testsuite>");
	for (size_t chunk = 0; chunk < 3; chunk++) {
		struct notes n = read_all(junit, text.s, text.len, chunk * 1000 + 1);

		/* ",,", name, ": fail [", message, "] {", text, "}\n" */
		assert_int_equal(n.text.len, 2 + CASE_NAME_MAX + 8 + 999 + 3 + CASE_TEXT_MAX + 2);
		buf_release(&n.text);
	}
	buf_release(&text);
}

/* The end of what was printed, from the start of a line, whatever comes before. */
static void
test_junit_output(void **state)
{
	(void)state;
	for (int lines = 50; lines < 2000; lines += 83) {
		struct buf text = { 0 };
		char last[40];

		buf_adds(&text, "<testsuite><testcase name='n'><failure/><system-out>");
		for (int i = 0; i < lines; i++)
			buf_printf(&text, "line %d of %d is here\n", i, lines);
		buf_adds(&text, "</system-out></testcase></testsuite>");
		struct notes n = read_all(junit, text.s, text.len, 777);

		snprintf(last, sizeof(last), "line %d of %d is here\n}\n", lines - 1, lines);
		assert_true(n.text.len > strlen(last));
		assert_string_equal(n.text.s + n.text.len - strlen(last), last);
		assert_int_equal(strncmp(n.text.s, ",,n: fail {line ", 16), 0);
		assert_true(n.text.len < CASE_TEXT_MAX + 20);
		buf_release(&n.text);
		buf_release(&text);
	}
}

static void
test_times_of_reports(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		long long finished;
	} rows[] = {
		{ "<testsuite/>", -1 },
		{ "<testsuite timestamp='2026-01-01T00:00:00'/>", -1 },
		{ "<testsuite timestamp='2026-01-01T00:00:00Z'/>", 1767225600000000 },
		{ "<testsuite timestamp='2026-01-01T00:00:00Z' time='2.5'/>", 1767225602500000 },
		{ "<testsuite timestamp='2026-01-01T00:00:00Z'><testcase timestamp='2026-01-01T01:00:00Z' time='1'/></testsuite>",
			1767229201000000 },
		{ "<testsuite timestamp='2026-01-01T00:00:00.250+01:00'/>", 1767222000250000 },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct notes n = { 0 };
		struct case_sink sink = { note, &n };
		struct case_end end;
		FILE *in = stream(rows[i].bytes, strlen(rows[i].bytes));

		read_junit(in, "f", 0, &sink, &end);
		assert_int_equal(end.finished, rows[i].finished);
		fclose(in);
		buf_release(&n.text);
	}
}

static void
test_unreadable(void **state)
{
	(void)state;
	check_unreadable(junit);
	check_unreadable(plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_junit),
		cmocka_unit_test(test_junit_cut),
		cmocka_unit_test(test_junit_stops),
		cmocka_unit_test(test_junit_long),
		cmocka_unit_test(test_junit_output),
		cmocka_unit_test(test_times_of_reports),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
