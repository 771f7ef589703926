/* tsv.c: what goes into a line of fields comes out again, and what is no field is refused. */
#include "tap/unit.h"

#include "base/tsv.h"

static void
test_round(void **state)
{
	static const char *const texts[] = { "plain", "", "a\tb\nc\rd\\e", "\\t", "\t", "end\n", "\xc3\xa4" };
	struct buf line = { 0 };

	(void)state;
	buf_adds(&line, "a line before\n");
	size_t from = line.len;

	for (size_t i = 0; i < countof(texts); i++)
		tsv_add(&line, texts[i]);
	assert_null(strchr(line.s + from, '\n'));
	char *rest = line.s + from;

	for (size_t i = 0; i < countof(texts); i++) {
		char *field = tsv_next(&rest);

		assert_non_null(field);
		assert_true(tsv_unescape(field));
		assert_string_equal(field, texts[i]);
	}
	assert_null(tsv_next(&rest));
	buf_release(&line);
}

static void
test_fields(void **state)
{
	char line[] = "a\t\tb\t", *rest = line;

	(void)state;
	assert_string_equal(tsv_next(&rest), "a");
	assert_string_equal(tsv_next(&rest), "");
	assert_string_equal(tsv_next(&rest), "b");
	assert_string_equal(tsv_next(&rest), "");
	assert_null(tsv_next(&rest));
}

static void
test_refused(void **state)
{
	char unknown[] = "a\\x", cut[] = "a\\";

	(void)state;
	assert_false(tsv_unescape(unknown));
	assert_false(tsv_unescape(cut));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
