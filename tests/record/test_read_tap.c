/* read_tap.c: a file of TAP, however long; what is in it is tried by tests/unit/test_tapdoc.c. */
#include "record/readers.h"
#include "record/read_tap.h"

static void
tap(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	(void)chunk;
	read_tap(in, "f", "suite", sink, end);
}

static const struct row tap_rows[] = {
	{ "1..2\nok 1 - a\nnot ok 2 b\n", "suite,,a: pass\nsuite,,b: fail\n" },
	{ "# Subtest: s\n    ok 1 - a\n    1..1\nok 1 - s\n1..1", "suite/s,,a: pass\n" },
	{ "1..2\nok 1\nok 1\n", "suite,,1: pass\nsuite,,1: pass\n!3:1 test point 1 comes twice\n" },
	{ "", "!1:1 there is no plan '1..N', so nobody knows how many test points are missing\n" },
};

static void
test_tap(void **state)
{
	(void)state;
	check_rows(tap, tap_rows, countof(tap_rows));
}

/* Lines lie across the pieces in which a file is read. */
static void
test_big(void **state)
{
	(void)state;
	struct buf text = { 0 };

	for (int i = 1; i <= 20000; i++)
		buf_printf(&text, "ok %d - case %d of many\n", i, i);
	buf_adds(&text, "1..20000");
	struct notes n = read_all(tap, text.s, text.len, 0);

	assert_int_equal(n.cases, 20000);
	assert_null(strchr(n.text.s, '!'));
	buf_release(&n.text);
	buf_release(&text);
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
		cmocka_unit_test(test_big),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
