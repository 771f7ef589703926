/* tap.c: what each line is, by the specification of TAP 14; the same however the bytes come. */
#include "tap/unit.h"

#include "unit/tap.h"

static const char *const kinds[] = { "other", "empty", "version", "plan", "point", "bail", "pragma", "comment", "yaml",
	"subtest" };

/* What the reader makes of a text that is fed `step` bytes at a time. */
static void
describe(struct buf *out, const char *text, size_t len, size_t step)
{
	static const char *const directives[] = { "", " SKIP", " TODO" };
	struct tap t = { 0 };
	struct tap_line line;

	for (size_t at = 0; at <= len; at += step) {
		tap_feed(&t, text + at, at + step < len ? step : len - at);
		while (tap_next(&t, &line, at + step > len)) {
			buf_adds(out, kinds[line.kind]);
			if (line.kind == TAP_POINT)
				buf_adds(out, line.ok ? " ok" : " not ok");
			if (line.number >= 0)
				buf_printf(out, " %lld", line.number);
			if (*line.description)
				buf_printf(out, " <%s>", line.description);
			buf_adds(out, directives[line.directive]);
			if (*line.reason)
				buf_printf(out, " (%s)", line.reason);
			buf_addc(out, '\n');
			assert_int_equal(strlen(line.text), line.len);
		}
	}
	assert_false(tap_pending(&t));
	tap_release(&t);
}

static const struct {
	const char *text, *is;
} cases[] = {
	{ "TAP version 14\n", "version\n" },
	{ "TAP version 13\r\n", "version\n" },
	{ "1..3\n", "plan 3\n" },
	{ "1..0\n", "plan 0 SKIP\n" },
	{ "1..0 # SKIP no \\# here\n", "plan 0 SKIP (no # here)\n" },
	{ "1..0 # WWW::Mechanize not installed\n", "plan 0 SKIP (WWW::Mechanize not installed)\n" },
	{ "1..2 # all\n", "plan 2 (all)\n" },
	{ "2..3\n1..\n1..x\n1..3 and\n", "other\nother\nother\nother\n" },
	{ "ok\n", "point ok\n" },
	{ "not ok\n", "point not ok\n" },
	{ "ok 12\n", "point ok 12\n" },
	{ "ok 42 - this is the description\n", "point ok 42 <this is the description>\n" },
	{ "ok 1 this is fine\n", "point ok 1 <this is fine>\n" },
	{ "not ok - gc\n", "point not ok <gc>\n" },
	{ "ok gc-1\n", "point ok <gc-1>\n" },
	{ "ok 1st\n", "point ok <1st>\n" },
	{ "ok -x\n", "point ok <-x>\n" },
	{ "ok -\n", "point ok\n" },
	{ "okay\nOk 1\nnot okay\nnot  ok\n ok 1\nok1\nnotok\n", "other\nother\nother\nother\nother\nother\nother\n" },
	{ "ok 23 - a \\# b \\\\ c\\d\n", "point ok 23 <a # b \\ c\\d>\n" },
	{ "ok 1 - must be skipped # SKIP\n", "point ok 1 <must be skipped> SKIP\n" },
	{ "ok 2 - must not be skipped \\# SKIP\n", "point ok 2 <must not be skipped # SKIP>\n" },
	{ "ok 1 - do it later # Skipped\n", "point ok 1 <do it later> SKIP\n" },
	{ "ok 2 - works # Skipped: only on windows\n", "point ok 2 <works> SKIP (only on windows)\n" },
	{ "ok 1 # skip this test\n", "point ok 1 SKIP (this test)\n" },
	{ "ok 2 not skipped: https://example.com/page.html#skip is a url\n",
		"point ok 2 <not skipped: https://example.com/page.html#skip is a url>\n" },
	{ "ok 3 - #SkIp case insensitive\n", "point ok 3 SKIP (case insensitive)\n" },
	{ "not ok 14 # TODO bend space and time\n", "point not ok 14 TODO (bend space and time)\n" },
	{ "ok 1 a # later # TODO b\n", "point ok 1 <a # later> TODO (b)\n" },
	{ "ok 1 - a # unknown b\n", "point ok 1 <a # unknown b>\n" },
	/* a directive is a '#' with a blank before it; any other is text */
	{ "not ok 2 - inserts into map#skiplist\n", "point not ok 2 <inserts into map#skiplist>\n" },
	{ "not ok 2 - issue #skip7# todo\n", "point not ok 2 <issue #skip7# todo>\n" },
	{ "not ok 2 - C# SKIP\n", "point not ok 2 <C# SKIP>\n" },
	{ "ok 1 - a#SKIP\n", "point ok 1 <a#SKIP>\n" },
	{ "ok 1 - a # skip\nok 2 - a # sKiP why\nok 3 - a #\ttodo\n",
		"point ok 1 <a> SKIP\npoint ok 2 <a> SKIP (why)\npoint ok 3 <a> TODO\n" },
	{ "ok 1 - a #SKIP why\n", "point ok 1 <a> SKIP (why)\n" },
	{ "ok 1 - a # b # SKIP why\n", "point ok 1 <a # b> SKIP (why)\n" },
	{ "ok 1 - a # SKIP b # TODO c\n", "point ok 1 <a> SKIP (b # TODO c)\n" },
	{ "ok 1 - a \\# SKIP b # TODO c\n", "point ok 1 <a # SKIP b> TODO (c)\n" },
	{ "ok 1 - a \\\\ # SKIP\n", "point ok 1 <a \\> SKIP\n" },
	{ "ok 1 - a # ski\nok 2 - #\n", "point ok 1 <a # ski>\npoint ok 2 <#>\n" },
	{ "ok # SKIP\nok 1# SKIP\n", "point ok SKIP\npoint ok <1# SKIP>\n" },
	{ "1..2#x\n1..2 x\n", "plan 2 (x)\nother\n" },
	{ "Bail out!\n", "bail\n" },
	{ "Bail out! Couldn't connect\n", "bail (Couldn't connect)\n" },
	{ "    Bail out! in a subtest\n", "bail (in a subtest)\n" },
	{ "bail out!\n", "other\n" },
	{ "pragma +strict\npragma -strict\npragma\n", "pragma\npragma\nother\n" },
	{ "# a comment\n    # one of a subtest\n", "comment\ncomment\n" },
	{ "\n   \n\t\n", "empty\nempty\nempty\n" },
	{ "# Subtest: x\n    ok 1 - y\n    1..1\nok 1 - x\n", "comment\nsubtest\nsubtest\npoint ok 1 <x>\n" },
	{ "not ok 1 - x\n  ---\n  ok 2\n    ok 3\n  ...\nok 4\n",
		"point not ok 1 <x>\nyaml\nyaml\nyaml\nyaml\npoint ok 4\n" },
	{ "not ok 1\n# first\n\n  ---\n  ...\n", "point not ok 1\ncomment\nempty\nyaml\nyaml\n" },
	/* which word is a directive: SKIP as prove reads it, and what TAP 14 allows; TODO ends where it ends */
	{ "not ok 1 - a # todos from list\nnot ok 2 - a # TODO(#7) b\nnot ok 3 - a # todo-list\nnot ok 4 # TODOb\nnot ok 5 # todo_list\n",
		"point not ok 1 <a # todos from list>\npoint not ok 2 <a # TODO(#7) b>\npoint not ok 3 <a # todo-list>\n"
		"point not ok 4 <# TODOb>\npoint not ok 5 <# todo_list>\n" },
	{ "not ok 1 # TODO\nnot ok 2 # TODO: b\nnot ok 3 # TODO\tb\nnot ok 4 # TODO & SKIP b\nnot ok 5 # todos # TODO b\n",
		"point not ok 1 TODO\npoint not ok 2 TODO (b)\npoint not ok 3 TODO (b)\npoint not ok 4 TODO (& SKIP b)\n"
		"point not ok 5 <# todos> TODO (b)\n" },
	{ "ok 1 # skiplist\nok 2 # skipper: b\nok 3 # skip2\nok 4 # skip_b\nok 5 # skippedb\nok 6 # skippings\n",
		"point ok 1 <# skiplist>\npoint ok 2 <# skipper: b>\npoint ok 3 <# skip2>\npoint ok 4 <# skip_b>\n"
		"point ok 5 <# skippedb>\npoint ok 6 <# skippings>\n" },
	{ "ok 1 # skip: b\nok 2 # SKIPPED b\nok 3 # Skipping\nok 4 # skipping: b\nok 5 # SKIP(no b)\nok 6 # skip, b\nok 7 # skip\tb\n",
		"point ok 1 SKIP (b)\npoint ok 2 SKIP (b)\npoint ok 3 SKIP\npoint ok 4 SKIP (b)\npoint ok 5 SKIP ((no b))\n"
		"point ok 6 SKIP (, b)\npoint ok 7 SKIP (b)\n" },
	{ "1..0 # skipper\n", "plan 0 SKIP (skipper)\n" },
	/* Not behind a point: then it hides nothing. */
	{ "  ---\nok 1\n", "other\npoint ok 1\n" },
	{ "1..1\n  ---\nok 1\n", "plan 1\nother\npoint ok 1\n" },
	{ "ok 1\n---\nok 2\n", "point ok 1\nother\npoint ok 2\n" },
	/* Nor does it without an end, but what it holds. */
	{ "ok 1\nx\n  ---\nok 2\n", "point ok 1\nother\nyaml\npoint ok 2\n" },
	{ "not ok 1\n  ---\n  message: x\n\n   ok 7\nok 2\n", "point not ok 1\nyaml\nyaml\nyaml\nyaml\npoint ok 2\n" },
	{ "ok 1\n  ---\n  x\n ok 2\n  ...\n", "point ok 1\nyaml\nyaml\nother\nother\n" },
	{ "ok 1\n  ---\n  x\nBail out! y\n", "point ok 1\nyaml\nyaml\nbail (y)\n" },
	{ "ok 1\n  ---\n  x\n1..1\n", "point ok 1\nyaml\nyaml\nplan 1\n" },
	{ "ok 1\n  ---\n  x\n...\nok 2\n", "point ok 1\nyaml\nyaml\nyaml\npoint ok 2\n" },
	{ "ok 1\n  --- \n  ... \n  ---\n  ...\nok 2\n", "point ok 1\nyaml\nyaml\nother\nother\npoint ok 2\n" },
	{ "ok 1\n  ---\n", "point ok 1\nyaml\n" },
	/* of a subtest, deeper than its point */
	{ "    ok 1\n    ---\n      ---\n      x\n    Bail out! y\n", "subtest\nsubtest\nyaml\nyaml\nbail (y)\n" },
	{ "  Bail out! x\n\tBail out! y\n", "bail (x)\nbail (y)\n" },
	{ "ok 1 - the end is missing", "point ok 1 <the end is missing>\n" },
	{ "ok 9223372036854775808\n", "point ok <9223372036854775808>\n" },
};

static void
lines(void **state)
{
	struct buf all = { 0 }, wanted = { 0 }, out = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		size_t len = strlen(cases[i].text);

		for (size_t step = 1; step <= len; step++) {
			buf_reset(&out);
			describe(&out, cases[i].text, len, step);
			assert_string_equal(buf_text(&out), cases[i].is);
		}
		if (cases[i].text[len - 1] == '\n') {
			buf_adds(&all, cases[i].text);
			buf_adds(&all, "x\n");
			buf_adds(&wanted, cases[i].is);
			buf_adds(&wanted, "other\n");
		}
	}
	for (size_t step = 1; step < 200; step++) {
		buf_reset(&out);
		describe(&out, buf_text(&all), all.len, step);
		assert_string_equal(buf_text(&out), buf_text(&wanted));
	}
	buf_release(&all);
	buf_release(&wanted);
	buf_release(&out);
}

/* A line without an end does not grow in memory; what stands behind it is read again. */
static void
long_lines(void **state)
{
	static char chunk[10000];
	struct tap t = { 0 };
	struct tap_line line;
	size_t pieces = 0, bytes = 0;

	(void)state;
	memset(chunk, 'x', sizeof(chunk));
	memcpy(chunk, "ok 1 ", 5);
	for (int i = 0; i < 1000; i++) {
		tap_feed(&t, chunk, sizeof(chunk));
		while (tap_next(&t, &line, false)) {
			assert_int_equal(line.kind, TAP_OTHER);
			bytes += line.len;
			pieces++;
		}
		assert_true(t.in.cap <= 8 * TAP_LINE_MAX);
	}
	tap_feed(&t, "\nok 7\n", 6);
	while (tap_next(&t, &line, false) && line.kind == TAP_OTHER)
		bytes += line.len;
	assert_int_equal(bytes, 1000 * sizeof(chunk));
	assert_true(pieces >= 1000 * sizeof(chunk) / TAP_LINE_MAX - 1);
	assert_int_equal(line.kind, TAP_POINT);
	assert_int_equal(line.number, 7);
	/* Nor is its end a line of its own. */
	for (size_t i = 0; i < TAP_LINE_MAX; i += 4096)
		tap_feed(&t, chunk + 4096, 4096);
	tap_feed(&t, "ok 9\nok 10\n", 11);
	for (int i = 0; i < 2; i++) {
		assert_true(tap_next(&t, &line, false));
		assert_int_equal(line.kind, TAP_OTHER);
	}
	assert_true(tap_next(&t, &line, false));
	assert_int_equal(line.number, 10);
	tap_release(&t);
}

/* Bytes that are no text arrive whole. */
static void
binary(void **state)
{
	struct tap t = { 0 };
	struct tap_line line;

	(void)state;
	tap_feed(&t, "ok\0 1\n\xff\xfe\n", 9);
	assert_true(tap_next(&t, &line, false));
	assert_int_equal(line.len, 5);
	assert_int_equal(line.kind, TAP_OTHER);
	assert_true(tap_next(&t, &line, false));
	assert_int_equal(line.kind, TAP_OTHER);
	assert_false(tap_next(&t, &line, false));
	tap_release(&t);
}

/* By which the import tells what a file is. */
static void
lines_of_tap(void **state)
{
	static const char *const yes[] = { "TAP version 14", "1..3", "1..0 # SKIP x", "ok", "ok 1", "not ok",
		"not ok - x", "Bail out!", "Bail out! x", "1..3\r", "ok\r", "ok x" };
	static const char *const no[] = { "", "okay", "okay 1", "1..", "1..x", "2..3", "1..3 x", "not", "notok 1",
		"TAP", "# ok", "Bail", "x ok 1", "    ok 1", "\r" };

	(void)state;
	for (size_t i = 0; i < countof(yes); i++)
		if (!tap_is_line(yes[i], strlen(yes[i])))
			fail_msg("'%s' is TAP", yes[i]);
	for (size_t i = 0; i < countof(no); i++)
		if (tap_is_line(no[i], strlen(no[i])))
			fail_msg("'%s' is no TAP", no[i]);
	/* It ends where it is said to end. */
	assert_false(tap_is_line("ok", 1));
	assert_true(tap_is_line("1..3x", 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(binary),
		cmocka_unit_test(lines_of_tap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
