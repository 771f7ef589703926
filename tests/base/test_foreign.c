/* foreign.c: foreign text does nothing, and what it would have done is seen. */
#include "tap/unit.h"

#include "base/esc.h"
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
			false, "\\u009b31m" }, /* U+009B begins a command as ESC [ does */
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
		{ "##vso[x]##teamcity[y]", false, "##\\vso[x]##\\teamcity[y]" },
		{ "## a [b]", false, "## a [b]" },
		{ "\xd8\x9c\xef\xbb\xbf", false, "\\u061c\\ufeff" },
		{ "\xc2\x80\xc2\x85", false, "\\u0080\\u0085" },
		{ "\xe2\x80\x8d\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa", false,
			"\xe2\x80\x8d\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa" },
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

/* All that is printed: a line of it is no command to a runner, whatever stands before its colons. */
static void
test_shown(void **state)
{
	static const struct {
		const char *text;
		bool colors;
		const char *shown;
	} cases[] = {
		{ "", false, "" },
		{ "a ::b\tc\n", false, "a ::b\tc\n" },
		{ "::a::\n::b", false, ":\\:a::\n:\\:b" },
		{ "\n \t::a", false, "\n \t:\\:a" },
		{ "\xc2\xa0\xe1\x9a\x80::a", false, "\xc2\xa0\xe1\x9a\x80:\\:a" }, /* as TrimStart of .NET does */
		{ "\xe2\x80\x80\xe2\x80\x8a\xe2\x80\xaf::a", false, "\xe2\x80\x80\xe2\x80\x8a\xe2\x80\xaf:\\:a" },
		{ "\xe2\x81\x9f\xe3\x80\x80::a", false, "\xe2\x81\x9f\xe3\x80\x80:\\:a" },
		{ "\xe2\x80\xa8::a\r::b\v::c\f::d\xc2\x85::e", false, "\\u2028::a^M::b^K::c^L::d\\u0085::e" },
		{ "\033[31ma\033[0m", false, "^[[31ma^[[0m" },
		{ "\033[31ma\033[0m\033[2m\033[1;33m", true, "\033[31ma\033[0m\033[2m\033[1;33m" },
		{ "\033[0m::a", true, "\033[0m:\\:a" },
		{ "\033[8m\033[2J\033[31;5m\033]0;x\a\033[3", true, "^[[8m^[[2J^[[31;5m^[]0;x^G^[[3" },
		{ "a##[b]\n##[c]", false, "a##\\[b]\n##\\[c]" },
		{ "::\xe2\x80\xae\xff", false, ":\\:\\u202e\\xff" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct buf out = { 0 }, again = { 0 };

		foreign_shown(&out, cases[i].text, strlen(cases[i].text), cases[i].colors);
		assert_string_equal(buf_text(&out), cases[i].shown);
		foreign_shown(&again, buf_text(&out), out.len, cases[i].colors);
		assert_string_equal(buf_text(&again), cases[i].shown);
		buf_release(&out);
		buf_release(&again);
	}
}

/* A string of JSON does nothing to who shows it, and so it is printed as it is; a program reads the text that was meant. */
static void
test_json(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "a\n::b\tc\r", "\"a\\n::b\\tc\\u000d\"" }, { "\033[31m\x7f\x01", "\"\\u001b[31m\\u007f\\u0001\"" },
		{ "\xc2\x9b\xd8\x9c\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xe2\x80\xa9",
			"\"\\u009b\\u061c\\u202e\\u2066\\ufeff\\u2029\"" },
		{ "##[a]##vso[b]", "\"##\\u005ba]##vso\\u005bb]\"" },
		{ "\xffz\xed\xa0\x80", "\"\\\\xffz\\\\xed\\\\xa0\\\\x80\"" }, /* JSON has no such bytes */
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct buf json = { 0 }, shown = { 0 };

		esc_json(&json, cases[i].text, strlen(cases[i].text));
		assert_string_equal(buf_text(&json), cases[i].json);
		foreign_shown(&shown, json.s, json.len, false);
		assert_string_equal(buf_text(&shown), cases[i].json);
		buf_release(&json);
		buf_release(&shown);
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
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_markdown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
