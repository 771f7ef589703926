/* annotate.c: what a runner of GitHub Actions would take for the end of a property, of a line, or for an escape. */
#include "tap/unit.h"

#include "base/annotate.h"
#include "base/base.h"

static void
test_error(void **state)
{
	static const struct {
		const char *title, *text, *line;
	} cases[] = {
		{ "a", "b", "::error title=a::b\n" },
		{ "a:b,c%d", "a:b,c%d", "::error title=a%3Ab%2Cc%25d::a:b,c%25d\n" },
		{ "a\r\nb", "x\n::error::y", "::error title=a%0D%0Ab::x%0A::error::y\n" },
		{ "", "", "::error title=::\n" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct buf out = { 0 };

		annotate_error(&out, cases[i].title, cases[i].text);
		assert_string_equal(buf_text(&out), cases[i].line);
		buf_release(&out);
	}
}

static void
test_wanted(void **state)
{
	(void)state;
	assert_int_equal(unsetenv("GITHUB_ACTIONS"), 0);
	assert_false(annotate_is_wanted());
	assert_int_equal(setenv("GITHUB_ACTIONS", "false", 1), 0);
	assert_false(annotate_is_wanted());
	assert_int_equal(setenv("GITHUB_ACTIONS", "true", 1), 0);
	assert_true(annotate_is_wanted());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
