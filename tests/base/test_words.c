/* words.c: ages in words, and colour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/words.h"

static void
test_age(void **state)
{
	static const struct {
		long long then, now;
		const char *text;
	} cases[] = {
		{ 1000, 1000, "0 seconds ago" },
		{ 1000, 1001, "1 second ago" },
		{ 1000, 1119, "119 seconds ago" },
		{ 1000, 1120, "2 minutes ago" },
		{ 1000, 8199, "119 minutes ago" },
		{ 1000, 8200, "2 hours ago" },
		{ 0, 172799, "47 hours ago" },
		{ 0, 172800, "2 days ago" },
		{ 0, 5259599, "60 days ago" },
		{ 0, 5259600, "2 months ago" },
		{ 0, 63115199, "23 months ago" },
		{ 0, 63115200, "2 years ago" },
		/* clocks differ by minutes */
		{ 1600, 1000, "0 seconds ago" },
		{ 1601, 1000, "in the future" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		assert_string_equal(words_age(&a, cases[i].then, cases[i].now), cases[i].text);
	arena_release(&a);
}

static void
test_time(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_string_equal(words_time(&a, 1700000000), "2023-11-14T22:13:20Z");
	assert_string_equal(words_day(&a, 1700000000), "2023-11-14");
	arena_release(&a);
}

static void
test_paint(void **state)
{
	static const struct {
		bool color;
		enum words_color which;
		size_t width;
		const char *text;
	} cases[] = {
		{ false, WORDS_RED, 0, "<ab>" },
		{ false, WORDS_RED, 4, "<ab  >" },
		{ true, WORDS_RED, 4, "<\033[31mab\033[0m  >" },
		{ true, WORDS_PLAIN, 3, "<ab >" },
		{ true, WORDS_FAINT, 1, "<\033[2mab\033[0m>" },
	};
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		buf_reset(&out);
		buf_addc(&out, '<');
		words_paint(&out, cases[i].color, cases[i].which, "ab", cases[i].width);
		buf_addc(&out, '>');
		assert_string_equal(buf_text(&out), cases[i].text);
	}
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_paint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
