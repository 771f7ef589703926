/* read_tap.c: reports of TAP: points, directives, subtests, diagnostics, and what is not whole. */
#include "record/readers.h"
#include "record/read_tap.h"

static void
tap(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	read_tap(in, "f", "", sink, end);
}

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
	check_rows(tap, tap_rows, countof(tap_rows));
}

/* However TAP is cut, also within its last line, it is not whole. */
static void
test_tap_cut(void **state)
{
	(void)state;
	const char *text =
		"1..3\nok 1 - a\n# Subtest: s\n    ok 1 - b\n      ---\n      duration_ms: 1\n      ...\n    1..1\nok 2 - s\nnot ok 3 - c\n";

	for (size_t cut = 0; cut < strlen(text); cut++) {
		struct notes n = read_all(tap, text, cut, 0);

		if (!strchr(buf_text(&n.text), '!'))
			fail_msg("cut at %zu: %s", cut, buf_text(&n.text));
		buf_release(&n.text);
	}
}

static void
test_unreadable(void **state)
{
	(void)state;
	check_unreadable(tap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tap),
		cmocka_unit_test(test_tap_cut),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
