/* width.c: how many columns a text takes on a terminal, and how it is cut in the middle. */
#include "tap/unit.h"

#include "base/width.h"

#define CJK "\xe6\xb8\xac\xe8\xa9\xa6" /* two characters of two columns each */
#define ACCENT "e\xcc\x81"             /* one column: e with an accent of its own */

static const struct {
	const char *text;
	size_t columns;
} widths[] = {
	{ "", 0 },
	{ "abc", 3 },
	{ "\xc3\xa9", 1 },
	{ ACCENT, 1 },
	{ CJK, 4 },
	{ "\xf0\x9f\x98\x80", 2 },                     /* an emoji */
	{ "\xea\xb0\x80", 2 },                         /* Hangul */
	{ "\xef\xbd\x81", 2 },                         /* a wide a */
	{ "\xef\xbd\xb1", 1 },                         /* a narrow kana */
	{ "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88", 1 }, /* Thai, with two marks */
	{ "\xe2\x80\xa6", 1 },
};

static void
test_width(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(widths); i++)
		assert_int_equal(width_of(widths[i].text, strlen(widths[i].text)), widths[i].columns);
}

static const struct {
	const char *text;
	size_t columns;
	const char *cut;
} cuts[] = {
	{ "abcdefghij", 10, "abcdefghij" },
	{ "abcdefghij", 9, "abc...hij" },
	{ "abcdefghij", 8, "abc...ij" },
	{ "abcdefghij", 4, "a..." },
	{ "abcdefghij", 3, "abc" },
	{ "abcdefghij", 0, "" },
	{ CJK "ab" CJK, 10, CJK "ab" CJK },
	{ CJK "ab" CJK, 9, "\xe6\xb8\xac...\xe8\xa9\xa6" }, /* a half of one is none */
	{ "xx" ACCENT "yyyyyyyy" ACCENT, 9, "xx" ACCENT "...yy" ACCENT },
	{ "xxxxxxxxx" ACCENT, 4, "x..." },
	{ "xxxxxxxx" ACCENT, 5, "x..." ACCENT },
	{ "a\033b\n\x9b", 99, "a^[b \\x9b" },
};

static void
test_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(cuts); i++) {
		struct buf out = { 0 };

		width_cut(&out, cuts[i].text, cuts[i].columns);
		assert_string_equal(buf_text(&out), cuts[i].cut);
		buf_release(&out);
	}
}

/* What comes out is never wider, and all of UTF-8. */
static void
test_never_wider(void **state)
{
	static const char text[] = CJK "-" ACCENT "-abcdef-" CJK ACCENT "\xf0\x9f\x98\x80";

	(void)state;
	for (size_t columns = 0; columns < 40; columns++) {
		struct buf out = { 0 };

		width_cut(&out, text, columns);
		assert_true(width_of(buf_text(&out), out.len) <= columns);
		assert_null(strstr(buf_text(&out), "\\x"));
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_never_wider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
