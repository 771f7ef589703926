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
		{ "a\r\nb", "x\n::error::y", "::error title=a^M%0Ab::x%0A::error::y\n" },
		{ "", "", "::error title=::\n" },
		{ "\xe2\x80\xae", "\033]0;x\a\xc2\x9b", "::error title=\\u202e::^[]0;x^G\\u009b\n" },
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
test_places(void **state)
{
	struct buf out = { 0 };

	(void)state;
	annotate_place(&out, "warning", "a:b", 2, 3, "c\nd");
	annotate_place(&out, "error", "f", 0, 0, "e");
	annotate_place(&out, "notice", NULL, 0, 0, "g");
	annotate_group(&out, "a\n::b");
	annotate_group_end(&out);
	assert_string_equal(buf_text(&out),
		"::warning file=a%3Ab,line=2,col=3::c%0Ad\n::error file=f::e\n::notice ::g\n::group::a%0A::b\n::endgroup::\n");
	buf_release(&out);
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
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
