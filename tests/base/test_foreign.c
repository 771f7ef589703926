/* foreign.c: foreign text does nothing, and what it would have done is seen. */
#include "tap/unit.h"

#include "base/foreign.h"

static void
test_clean(void **state)
{
	static const struct {
		const char *text;
		bool lines;
		const char *clean;
	} cases[] = {
		{ "plain \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80", false,
			"plain \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\033[31mred", false, "^[[31mred" },
		{ "\a\b\x7f", false, "^G^H^?" },
		{ "\xc2\x9b"
		  "31m",
			false, "\\xc2\\x9b31m" }, /* U+009B begins a command as ESC [ does */
		{ "\xc2\xa0", false, "\xc2\xa0" },
		{ "\xff\xfe", false, "\\xff\\xfe" },
		{ "\xc3", false, "\\xc3" },
		{ "\xed\xa0\x80", false, "\\xed\\xa0\\x80" }, /* half a surrogate pair */
		{ "\xc0\xaf", false, "\\xc0\\xaf" },          /* a '/' written too long */
		{ "A\xe2\x80\xae"
		  "B",
			false, "A\\u202eB" },
		{ "\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xa8\xe2\x80\xa9", false, "\\u200e\\u200f\\u2028\\u2029" },
		{ "\xe2\x81\xa6\xe2\x81\xa9", false, "\\u2066\\u2069" },
		{ "a ##[error]b", false, "a ##\\[error]b" },
		{ "###[x", false, "###\\[x" },
		{ "##", false, "##" },
		{ "a\nb\tc", false, "a b\tc" },
		{ "a\nb", true, "a\nb" },
		{ "a\rb", false, "a^Mb" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct buf out = { 0 };

		foreign_clean(&out, cases[i].text, 1000, cases[i].lines);
		assert_string_equal(buf_text(&out), cases[i].clean);
		buf_release(&out);
	}
}

static void
test_lengths(void **state)
{
	struct buf out = { 0 };

	(void)state;
	foreign_clean(&out, "abcdef", 6, false);
	assert_string_equal(buf_text(&out), "abcdef");
	buf_reset(&out);
	foreign_clean(&out, "abcdef", 5, false);
	assert_string_equal(buf_text(&out), "abcde...");
	buf_reset(&out);
	foreign_clean(&out, "ab\xe2\x82\xac", 4, false); /* no part of a character */
	assert_string_equal(buf_text(&out), "ab...");
	buf_release(&out);
}

static void
test_lines(void **state)
{
	static const struct {
		const char *text, *lines;
	} cases[] = {
		{ "", "" },
		{ "a", "| a\n" },
		{ "a\n", "| a\n" },
		{ "::error::a\r\n\n##[group]b\r", "| ::error::a\n| \n| ##\\[group]b^M\n" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct buf out = { 0 };

		foreign_lines(&out, cases[i].text, strlen(cases[i].text));
		assert_string_equal(buf_text(&out), cases[i].lines);
		buf_release(&out);
	}
}

static void
test_markdown(void **state)
{
	struct buf out = { 0 };

	(void)state;
	foreign_line(&out, "a `b` <c> @d", 100, true);
	assert_string_equal(buf_text(&out), "``a `b` <c> @d``");
	buf_reset(&out);
	foreign_line(&out, "`", 100, true);
	assert_string_equal(buf_text(&out), "`` ` ``");
	buf_reset(&out);
	foreign_line(&out, "", 100, true);
	assert_string_equal(buf_text(&out), "");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_markdown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
