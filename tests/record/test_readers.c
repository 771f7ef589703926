/* The readers of foreign reports alone (junitread.c, tapread.c, costs.c, nixlog.c, jsonread.c, testcase.c): each trap
 * as a row, whole, in pieces and cut at every byte. */
#include "tap/unit.h"

#include "record/read_costs.h"
#include "base/json_read.h"
#include "record/read_junit.h"
#include "record/read_nix.h"
#include "record/read_tap.h"
#include "record/testcase.h"

/* --- a sink that writes down ------------------------------------------------------------------ */

struct notes {
	struct buf text;
	size_t cases, enough; /* enough: after how many it wants no more; 0: never */
};

/* "suite,class,name: verdict usec [message] {text}; next try" and a newline. */
static bool
note(void *ctx, const struct testcase *c)
{
	struct notes *n = ctx;

	buf_printf(&n->text, "%s,%s,%s:", c->suite, c->classname, c->name);
	for (size_t i = 0; i < c->try_count; i++) {
		const struct case_try *t = &c->tries[i];

		buf_printf(&n->text, "%s %s", i ? ";" : "", case_verdict_names[t->verdict]);
		if (t->usec >= 0)
			buf_printf(&n->text, " %lld", t->usec);
		if (t->message.len)
			buf_printf(&n->text, " [%s]", t->message.s);
		if (t->text.len)
			buf_printf(&n->text, " {%s}", t->text.s);
	}
	buf_addc(&n->text, '\n');
	return ++n->cases != n->enough;
}

static FILE *
stream(const char *bytes, size_t len)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	rewind(f);
	return f;
}

typedef void reader(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end);

static void
read_junit(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	junit_read(in, "f", chunk, sink, end);
}

static void
read_tap(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	tapread_report(in, "f", "", sink, end);
}

static void
read_ctest(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	costs_read_ctest(in, "f", sink, end);
}

static void
read_durations(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	costs_read_durations(in, "f", sink, end);
}

/* What the reader finds, in notes that the caller releases, with "!line:col fault" at the end if there is one. */
static struct notes
read_all(reader *read, const char *bytes, size_t len, size_t chunk)
{
	struct notes n = { 0 };
	struct case_sink sink = { note, &n };
	struct case_end end;
	FILE *in = stream(bytes, len);

	read(in, chunk, &sink, &end);
	fclose(in);
	assert_false(end.stopped);
	if (*end.fault)
		buf_printf(&n.text, "!%u:%u %s\n", end.at.line, end.at.col, end.fault);
	return n;
}

struct row {
	const char *bytes, *expected;
};

/* Each row whole and in pieces; cut at any byte it gives the cases that stand before, and no other. */
static void
check_rows(reader *read, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(rows[i].bytes);
		struct notes whole = read_all(read, rows[i].bytes, len, 0);

		if (strcmp(buf_text(&whole.text), rows[i].expected))
			fail_msg("row %zu: %s\nis read as:\n%s\nand not as:\n%s", i, rows[i].bytes,
				buf_text(&whole.text), rows[i].expected);
		for (size_t chunk = 1; chunk < 8; chunk++) {
			struct notes n = read_all(read, rows[i].bytes, len, chunk);

			if (strcmp(buf_text(&n.text), rows[i].expected))
				fail_msg("row %zu in pieces of %zu: %s\n%s", i, chunk, rows[i].bytes,
					buf_text(&n.text));
			buf_release(&n.text);
		}
		buf_release(&whole.text);
	}
}

/* --- JUnit ------------------------------------------------------------------------------------ */

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
	{ "<testsuite tests='99' failures='7' errors='x'><testcase name='1'><skipped message=' why '>more</skipped></testcase></testsuite>",
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
	/* mistakes */
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
	check_rows(read_junit, junit_rows, countof(junit_rows));
}

/* A cut file gives the cases that the whole one has, in their order, and says that it is cut. */
static void
test_junit_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(junit_rows); i++) {
		size_t len = strlen(junit_rows[i].bytes);
		struct notes whole = read_all(read_junit, junit_rows[i].bytes, len, 0);
		bool faulty = strchr(junit_rows[i].expected, '!') != NULL;

		for (size_t cut = 0; cut < len; cut++) {
			struct notes n = read_all(read_junit, junit_rows[i].bytes, cut, 0);
			const char *fault = strchr(buf_text(&n.text), '!');

			if (!fault && !faulty)
				fail_msg("row %zu cut at %zu has no fault: %s", i, cut, buf_text(&n.text));
			/* Only the last case may know less than in the whole. */
			size_t sure = 0, cases = 0;

			for (const char *s = buf_text(&n.text); *s && s != fault; s++)
				if (*s == '\n' && ++cases < n.cases)
					sure = (size_t)(s - n.text.s) + 1;
			if (strncmp(buf_text(&n.text), buf_text(&whole.text), sure) || n.cases > whole.cases)
				fail_msg("row %zu cut at %zu:\n%s", i, cut, buf_text(&n.text));
			buf_release(&n.text);
		}
		buf_release(&whole.text);
	}
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

	junit_read(in, "f", 0, &sink, &end);
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
		struct notes n = read_all(read_junit, text.s, text.len, chunk * 1000 + 1);

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
		struct notes n = read_all(read_junit, text.s, text.len, 777);

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

		junit_read(in, "f", 0, &sink, &end);
		assert_int_equal(end.finished, rows[i].finished);
		fclose(in);
		buf_release(&n.text);
	}
}

/* --- TAP -------------------------------------------------------------------------------------- */

static const struct row tap_rows[] = {
	{ "1..2\nok 1 - a\nnot ok 2 b\n", ",,a: pass\n,,b: fail\n" },
	{ "TAP version 14\nok\nok 2\nok 3 -\nok four\n1..4\n", ",,1: pass\n,,2: pass\n,,3: pass\n,,four: pass\n" },
	{ "1..5\nok 1 a # SKIP why\nnot ok 2 b # skip\nnot ok 3 c # TODO later\nok 4 d # TODO\nok 5 e # skipped: x\n",
		",,a: skipped [SKIP why]\n,,b: skipped [skip]\n,,c: skipped [TODO later]\n,,d: pass\n,,e: skipped [skipped: x]\n" },
	{ "1..3\nok 1 - a \\# b\nok 2 - a # b\nok 3 - a \\\\ b \\# SKIP no\n",
		",,a # b: pass\n,,a # b: pass\n,,a \\ b # SKIP no: pass\n" },
	/* a directive is a '#' with a blank before it; any other is text */
	{ "1..3\nok 1 - inserts\nnot ok 2 - inserts into map#skiplist\nnot ok 3 C# todo\n",
		",,inserts: pass\n,,inserts into map#skiplist: fail\n,,C# todo: fail\n" },
	{ "1..4\nnot ok 1 - a #SKIP\nok 2 - a # b # sKiP why\nnot ok 3 - \\# SKIP no # TODO c\nok 4 - a # SKIP b # TODO c\n",
		",,a: skipped [SKIP]\n,,a # b: skipped [sKiP why]\n,,# SKIP no: skipped [TODO c]\n,,a: skipped [SKIP b # TODO c]\n" },
	{ "1..1\nok 1 - a \\# b in 5ms\n", ",,a # b: pass 5000\n" },
	/* what is no TAP */
	{ "1..1\n1..2 and more\nok 1 a\n", ",,a: pass\n" },
	{ "hello\n1..1\n# comment\npragma +strict\nok 1 a\nokay 2\nok2\n   ok 3\n", ",,a: pass\n" },
	/* diagnostics */
	{ "1..2\nnot ok 1 a\n  ---\n  message: 'it broke'\n  duration_ms: 12.5\n  data: |\n    ok 7 no point\n  ...\nok 2 b\n  ---\n  "
	  "duration_ms: 3\n  message: fine\n  ...\n",
		",,a: fail 12500 [it broke] {  message: 'it broke'\n  duration_ms: 12.5\n  data: |\n    ok 7 no point\n}\n,,b: pass 3000 "
		"[fine]\n" },
	{ "1..2\nnot ok 1 a\n# because\n#  of x\nok 2 b\n# nothing\n", ",,a: fail {because\n of x\n}\n,,b: pass\n" },
	/* times */
	{ "1..5\nok 1 a in 5ms\nok 2 b in c # in 12 ms\nok 3 d # time=1.5ms\nok 4 in 3 steps\nok 5 e in 2 sec # skip x\n",
		",,a: pass 5000\n,,b in c: pass 12000\n,,d: pass 1500\n,,in 3 steps: pass\n,,e: skipped 2000000 [skip x]\n" },
	/* subtests: with a name before, within, without; what sums up is no case */
	{ "# Subtest: s\n    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - s\nok 2 - c\n1..2\n",
		"s,,a: pass\ns,,b: fail\n,,c: pass\n" },
	{ "    # Subtest: s\n    1..1\n    ok 1 - a\nok 1 - s\n1..1\n", "s,,a: pass\n" },
	{ "    ok 1 - a\n    1..1\nok 1 - s\n1..1\n", ",,a: pass\n" },
	{ "# Subtest: s\n    # Subtest: t\n        ok 1 - a\n        1..1\n    ok 1 - t\n    1..1\nok 1 - s\n1..1\n",
		"s/t,,a: pass\n" },
	{ "# Subtest: s\n    ok 1 - a\n    1..1\nnot ok 1 - s\n1..1\n", "s,,a: pass\n,,s: fail\n" },
	{ "# Subtest: s\n    1..0 # SKIP nothing\nok 1 - s # SKIP nothing\n1..1\n", ",,s: skipped [SKIP nothing]\n" },
	{ "# Subtest: s\n    ok 1 - a\n      ---\n      duration_ms: 1\n      ...\n    1..1\nok 1 - s\n  ---\n  duration_ms: 9\n  data: "
	  "|\n    ok 5\n  ...\n1..1\n",
		"s,,a: pass 1000\n" },
	{ "# Subtest: s\n    ok 1 - a\n    1..2\nok 1 - s\n1..1\n",
		"s,,a: pass\n!4:1 2 test points were planned, and there are 1\n" },
	/* Windows */
	{ "1..1\r\nok 1 a\r\n", ",,a: pass\n" },
	/* mistakes */
	{ "1..3\nok 1 a\n", ",,a: pass\n!2:1 3 test points were planned, and there are 1\n" },
	{ "1..1\nok 1 a\nok 2 b\n", ",,a: pass\n,,b: pass\n!3:1 1 test points were planned, and there are more: 2\n" },
	{ "ok 1 a\n", ",,a: pass\n!1:1 there is no plan '1..N', so nobody knows how many test points are missing\n" },
	{ "1..1\n1..1\nok 1 a\n", "!2:1 a second plan; a report of TAP has one\n" },
	{ "1..2\nok 1 a\nBail out!\nok 2 b\n", ",,a: pass\n!3:1 it bailed out: it does not say why\n" },
	{ "", "!1:1 there is no plan '1..N', so nobody knows how many test points are missing\n" },
	{ "1..1\nok 1 a", "!2:1 the last line is cut short\n" },
	{ "ok 1 a\n1..1", ",,a: pass\n!2:1 the last line is cut short\n" },
	{ "1..1\nok 1 a\nbye", ",,a: pass\n" },
	{ "1..1\nok 1 \xff\x01\n", ",,\xef\xbf\xbd\xef\xbf\xbd: pass\n" },
};

static void
test_tap(void **state)
{
	(void)state;
	check_rows(read_tap, tap_rows, countof(tap_rows));
}

/* However TAP is cut, also within its last line, it is not whole. */
static void
test_tap_cut(void **state)
{
	(void)state;
	const char *text =
		"1..3\nok 1 - a\n# Subtest: s\n    ok 1 - b\n      ---\n      duration_ms: 1\n      ...\n    1..1\nok 2 - s\nnot ok 3 - c\n";

	for (size_t cut = 0; cut < strlen(text); cut++) {
		struct notes n = read_all(read_tap, text, cut, 0);

		if (!strchr(buf_text(&n.text), '!'))
			fail_msg("cut at %zu: %s", cut, buf_text(&n.text));
		buf_release(&n.text);
	}
}

/* --- seconds ---------------------------------------------------------------------------------- */

static const struct row ctest_rows[] = {
	{ "a 1 0.5\nb c 20 1e1\n---\nnot looked at\n", ",,a: none 500000\n,,b c: none 10000000\n" },
	{ "---\n", "" },
	{ "a 1 0.5\n", ",,a: none 500000\n!1:1 the line '---' behind the last test is missing\n" },
	{ "", "!1:1 the line '---' behind the last test is missing\n" },
	{ "a 1\n", "!1:1 a line of CTestCostData.txt is a test's name, how often it ran and its seconds\n" },
	{ "a x 1\n", "!1:1 a line of CTestCostData.txt is a test's name, how often it ran and its seconds\n" },
	{ "a 1 0.5\nb 1 fast\n",
		",,a: none 500000\n!2:1 a line of CTestCostData.txt is a test's name, how often it ran and its seconds\n" },
};

static const struct row duration_rows[] = {
	{ "{}", "" },
	{ " {\"a\": 1.5, \"b/\\u00e4\\n\" :2e0 }\n", ",,a: none 1500000\n,,b/\xc3\xa4\n: none 2000000\n" },
	{ "[]", "!1:1 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": \"1\"}", "!1:9 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": {}}", "!1:7 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": -1}", "!1:8 durations are a JSON object of seconds by name\n" },
	{ "{\"a\": 1", ",,a: none 1000000\n!1:7 the file ends too early\n" },
	{ "{\"a\": 1}\n{", ",,a: none 1000000\n!2:0 something stands behind the value\n" },
	{ "{\"a", "!1:4 the file ends within a string\n" },
};

static void
test_seconds(void **state)
{
	(void)state;
	check_rows(read_ctest, ctest_rows, countof(ctest_rows));
	check_rows(read_durations, duration_rows, countof(duration_rows));
}

/* --- Nix -------------------------------------------------------------------------------------- */

static void
note_nix(void *ctx, enum nix_action action, const char *name)
{
	buf_printf(ctx, "%s %s\n", action == NIX_BUILD ? "built" : "substituted", name);
}

#define H "00000000000000000000000000000000"

static void
test_nix(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "@nix {\"action\":\"start\",\"type\":105,\"fields\":[\"/nix/store/" H "-a.drv\",\"\",1,1]}\n",
			"built a\n" },
		{ "@nix {\"type\":108,\"fields\":[\"/nix/store/" H "-a\",\"u\"],\"action\":\"start\"}\n",
			"substituted a\n" },
		{ "@nix {\"action\":\"stop\",\"type\":105,\"fields\":[\"/nix/store/" H "-a.drv\"]}\n", "" },
		{ "@nix {\"action\":\"result\",\"type\":105,\"fields\":[1,[2,{\"x\":[]}]],\"id\":3}\n", "" },
		{ "@nix {\"action\":\"start\",\"type\":100,\"fields\":[\"/nix/store/" H "-a\"]}\n", "" },
		{ "@nix {\"action\":\"start\",\"type\":105,\"fields\":[\"a.drv\"]}\n", "" },
		{ "@nix {\"action\":\"start\",\"type\":105,\"fields\":[]}\n", "" },
		{ "copying path '/nix/store/" H "-a'\n", "" },
		{ "@nix {\"action\":\"start\"\n", "!1:1 this line of Nix's log is cut short or no JSON\n" },
		{ "x\n@nix {\"action\":\"start\",\"type\":105,\"fields\":[\"/nix/store/" H "-a.drv\n",
			"!2:1 this line of Nix's log is cut short or no JSON\n" },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct buf text = { 0 };
		struct case_end end;
		FILE *in = stream(rows[i].bytes, strlen(rows[i].bytes));

		nix_read(in, "f", note_nix, &text, &end);
		if (*end.fault)
			buf_printf(&text, "!%u:%u %s\n", end.at.line, end.at.col, end.fault);
		assert_string_equal(buf_text(&text), rows[i].expected);
		fclose(in);
		buf_release(&text);
	}
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
test_json(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "null", "null " },
		{ " [1, -2.5e+3,true ,false,[],{}]", "[ 1 -2.5e+3 true false [ ] { } ] " },
		{ "{\"a\":{\"b\":[\"c\"]},\"d\":null}", "{ a: { b: [ 'c' ] } d: null } " },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", "'\"\\/\b\f\n\r\tA' " },
		{ "\"\\ud83d\\ude00 \\ud83d x \\u0000 \\udc00\"",
			"'\xf0\x9f\x98\x80 \xef\xbf\xbd x \xef\xbf\xbd \xef\xbf\xbd' " },
		{ "\"\\ud83d\\n\\ud83d\\u0041\"",
			"'\xef\xbf\xbd\n\xef\xbf\xbd"
			"A' " },
		{ "[1 2]", "[ 1 !a comma belongs here " },
		{ "[1,]", "[ 1 !a value belongs here " },
		{ "{1:2}", "{ !a name in quotes belongs here " },
		{ "{\"a\" 2}", "{ !a colon belongs here " },
		{ "[01]", "[ 0 !a comma belongs here " },
		{ "[1.]", "[ !this is no number " },
		{ "[-]", "[ !this is no number " },
		{ "nul", "!a value belongs here " },
		{ "\"a\nb\"", "!a control character stands in a string " },
		{ "\"\\x\"", "!no such escape in a string " },
		{ "\"\\u12\"", "!no such escape in a string " },
		{ "1 2", "1 !something stands behind the value " },
		{ "", "!the file ends where a value belongs " },
		{ "[", "[ !the file ends where a value belongs " },
		{ "]", "!a value belongs here " },
		{ "[}", "[ !a value belongs here " },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct json j;
		struct buf out = { 0 };
		enum json_token t;

		json_open_text(&j, rows[i].bytes, strlen(rows[i].bytes));
		do {
			static const char *const names[] = { [JSON_OBJECT] = "{",
				[JSON_OBJECT_END] = "}",
				[JSON_ARRAY] = "[",
				[JSON_ARRAY_END] = "]",
				[JSON_TRUE] = "true",
				[JSON_FALSE] = "false",
				[JSON_NULL] = "null" };

			t = json_next(&j);
			if (t == JSON_KEY)
				buf_printf(&out, "%s: ", buf_text(&j.text));
			else if (t == JSON_STRING)
				buf_printf(&out, "'%s' ", buf_text(&j.text));
			else if (t == JSON_NUMBER)
				buf_printf(&out, "%s ", buf_text(&j.text));
			else if (t == JSON_BAD)
				buf_printf(&out, "!%s ", j.fault);
			else if (t != JSON_END)
				buf_printf(&out, "%s ", names[t]);
		} while (t != JSON_END && t != JSON_BAD);
		assert_int_equal(json_next(&j), t); /* it stays so */
		if (strcmp(buf_text(&out), rows[i].expected))
			fail_msg("%s is read as %s, not %s", rows[i].bytes, buf_text(&out), rows[i].expected);
		json_release(&j);
		buf_release(&out);
	}
	struct buf deep = { 0 };

	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_addc(&deep, '[');
	struct json j;
	enum json_token t;

	json_open_text(&j, deep.s, deep.len);
	while ((t = json_next(&j)) == JSON_ARRAY)
		;
	assert_int_equal(t, JSON_BAD);
	assert_string_equal(j.fault, "objects and arrays lie deeper than 64 levels");
	json_release(&j);
	buf_release(&deep);
}

/* --- seconds and times ------------------------------------------------------------------------ */

static void
test_usec(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long long usec;
	} rows[] = {
		{ "0", 0 },
		{ "1.5", 1500000 },
		{ ".5", 500000 },
		{ "5.", 5000000 },
		{ "1e-05", 10 },
		{ "1E2", 100000000 },
		{ "1.5e+1", 15000000 },
		{ " 2 ", 2000000 },
		{ "1,234.5", 1234500000 },
		{ "12,345,678", 12345678000000 },
		{ "0.0000004", 0 },
		{ "0.0000005", 1 },
		{ "", -1 },
		{ ".", -1 },
		{ "-1", -1 },
		{ "+1", -1 },
		{ "1,5", -1 },
		{ "1234,567", -1 },
		{ "1,2345", -1 },
		{ "1e", -1 },
		{ "e1", -1 },
		{ "1s", -1 },
		{ "0x10", -1 },
		{ "inf", -1 },
		{ "nan", -1 },
		{ "1e99", -1 },
		{ "1e99999", -1 },
		{ "1 2", -1 },
	};

	for (size_t i = 0; i < countof(rows); i++)
		if (case_usec(rows[i].text) != rows[i].usec)
			fail_msg("'%s' is %lld", rows[i].text, case_usec(rows[i].text));
}

static void
test_time(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long long usec;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-21T14:33:10Z", 1795271590000000 },
		{ "2024-02-29T23:59:59.999999z", 1709251199999999 },
		{ "2026-01-01T00:00:00.5Z", 1767225600500000 },
		{ "2026-01-01T00:00:00.1234567890Z", 1767225600123456 },
		{ "2026-01-01T01:30:00+01:30", 1767225600000000 },
		{ "2025-12-31T16:00:00-0800", 1767225600000000 },
		{ "2026-01-01T01:00:00+01", 1767225600000000 },
		{ "2026-01-01 00:00:00Z", 1767225600000000 },
		{ "2026-01-01T00:00:00", -1 },
		{ "2026-01-01T00:00:00.123", -1 },
		{ "2026-13-01T00:00:00Z", -1 },
		{ "2026-01-32T00:00:00Z", -1 },
		{ "2026-01-01T24:00:00Z", -1 },
		{ "2026-01-01T00:60:00Z", -1 },
		{ "2026-01-01", -1 },
		{ "2026-01-01T00:00:00+25:00", -1 },
		{ "2026-01-01T00:00:00Zx", -1 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "1970-01-01T00:00:00+01:00", -1 },
		{ "yesterday", -1 },
		{ "", -1 },
	};

	for (size_t i = 0; i < countof(rows); i++)
		if (case_time(rows[i].text) != rows[i].usec)
			fail_msg("'%s' is %lld", rows[i].text, case_time(rows[i].text));
}

/* A stream that fails is the machine's fault. */
static void
test_unreadable(void **state)
{
	(void)state;
	static reader *const readers[] = { read_junit, read_tap, read_ctest, read_durations };

	for (size_t i = 0; i < countof(readers); i++) {
		int fds[2], status;

		assert_int_equal(pipe(fds), 0);
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid) {
			struct notes n = { 0 };
			struct case_sink sink = { note, &n };
			struct case_end end;

			dup2(fds[1], 2);
			readers[i](fopen("/dev/null", "w"), 0, &sink, &end);
			_exit(99);
		}
		close(fds[1]);
		char said[200] = "";
		FILE *from = fdopen(fds[0], "r");

		assert_non_null(from);
		assert_non_null(fgets(said, sizeof(said), from));
		fclose(from);
		waitpid(pid, &status, 0);
		assert_int_equal(WEXITSTATUS(status), EXIT_MACHINE);
		assert_string_equal(said, "nightshift: cannot read 'f': Bad file descriptor\n");
	}
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
		cmocka_unit_test(test_tap),
		cmocka_unit_test(test_tap_cut),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_nix),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_usec),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
