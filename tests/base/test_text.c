/* text.c: what is a number, a date, an id; the place of a text in a list. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/text.h"

static void
test_numbers(void **state)
{
	static const struct {
		const char *text;
		long long number, leading;
		const char *rest;
	} cases[] = {
		{ "0", 0, 0, "" },
		{ "007", 7, 7, "" },
		{ "999999999999999999", 999999999999999999, 999999999999999999, "" },
		{ "1000000000000000000", -1, -1, "1000000000000000000" }, /* 19 digits */
		{ "12-20", -1, 12, "-20" },
		{ "1.5", -1, 1, ".5" },
		{ "", -1, -1, "" },
		{ "-1", -1, -1, "-1" },
		{ "+1", -1, -1, "+1" },
		{ " 1", -1, -1, " 1" },
		{ "0x10", -1, 0, "x10" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		const char *rest;

		assert_int_equal(text_number(cases[i].text), cases[i].number);
		assert_int_equal(text_leading_number(cases[i].text, &rest), cases[i].leading);
		assert_string_equal(rest, cases[i].rest);
	}
}

static void
test_order(void **state)
{
	(void)state;
	assert_true(text_compare("a", "b") < 0);
	assert_true(text_compare("b", "a") > 0);
	assert_int_equal(text_compare("a", "a"), 0);
	assert_true(text_compare(NULL, "") < 0);
	assert_true(text_compare("", NULL) > 0);
	assert_int_equal(text_compare(NULL, NULL), 0);
}

static void
test_bounds(void **state)
{
	static const struct {
		const char *text;
		long low, high, number; /* -1: refused */
	} cases[] = {
		{ "0", 0, 9, 0 },
		{ "9", 0, 9, 9 },
		{ "10", 0, 9, -1 },
		{ "0", 1, 9, -1 },
		{ "007", 1, 9, 7 },
		{ "2147483647", 0, 2147483647, 2147483647 },
		{ "2147483648", 0, 2147483647, -1 },
		{ "99999999999999999999", 0, 2147483647, -1 },
		{ "", 0, 9, -1 },
		{ "1x", 0, 9, -1 },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		long number = -1;

		assert_int_equal(text_is_number(cases[i].text, cases[i].low, cases[i].high, &number),
			cases[i].number >= 0);
		assert_int_equal(number, cases[i].number);
	}
}

static void
test_dates(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		long long days;
	} cases[] = {
		{ "1970-01-01", true, 0 },
		{ "1970-12-31", true, 364 },
		{ "1972-02-29", true, 789 },
		{ "1972-03-01", true, 790 },
		{ "2000-02-29", true, 11016 },
		{ "2026-11-30", true, 20787 },
		{ "2100-03-01", true, 47541 },
		{ "9999-12-31", true, 2932896 },
		{ "2100-02-29", false, 0 },
		{ "2027-02-29", false, 0 },
		{ "2026-04-31", false, 0 },
		{ "2026-13-01", false, 0 },
		{ "2026-00-10", false, 0 },
		{ "2026-01-00", false, 0 },
		{ "1969-12-31", false, 0 },
		{ "2026-1-01", false, 0 },
		{ "2026-01-1", false, 0 },
		{ "2026/01/01", false, 0 },
		{ "2026-01-011", false, 0 },
		{ "", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		long long days = 0;

		assert_int_equal(text_is_date(cases[i].text, &days), cases[i].ok);
		assert_int_equal(days, cases[i].days);
		assert_int_equal(text_is_date(cases[i].text, NULL), cases[i].ok);
	}
}

static void
test_times(void **state)
{
	static const struct {
		long long seconds;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ 951782399, "2000-02-28T23:59:59Z" },
		{ 1796083200, "2026-12-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ 0x7fffffffffffffff, "?" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		char text[TEXT_TIME_SIZE];

		text_time(cases[i].seconds, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void
test_ids(void **state)
{
	char sha256[65];

	(void)state;
	assert_true(text_is_hex("00ff", 4));
	assert_false(text_is_hex("00ff", 3));
	assert_false(text_is_hex("00FF", 4));
	assert_false(text_is_hex("00fg", 4));
	memset(sha256, 'a', 64);
	sha256[64] = '\0';
	assert_true(text_is_object_id(sha256));
	sha256[63] = '\0';
	assert_false(text_is_object_id(sha256));
	sha256[40] = '\0';
	assert_true(text_is_object_id(sha256));
	assert_false(text_is_object_id(""));
}

static void
test_web_addresses(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
		{ "https://github.com/o/r/actions/runs/7/attempts/2", true },
		{ "http://ci.example:8080/job/a%20b/1/?x=[y]#z", true },
		{ "https://h", true },
		{ "https://", false },
		{ "https:///path", false },
		{ "http://?q", false },
		{ "https://user:secret@h/", false },
		{ "https://@h", false },
		{ "https://h/@a", true },
		{ "https://[", false },
		{ "http://:80", false },
		{ "ftp://h/", false },
		{ "HTTPS://h/", false },
		{ "javascript:alert(1)//https://h", false },
		{ "https://h/a b", false },
		{ "https://h/\"onclick", false },
		{ "https://h/<b>", false },
		{ "https://h/\n", false },
		{ "https://h/\xc3\xa4", false },
		{ "", false },
	};
	char longest[2002];

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		assert_int_equal(text_is_web_address(cases[i].text), cases[i].ok);
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "https://", 8);
	longest[2000] = '\0';
	assert_true(text_is_web_address(longest));
	longest[2000] = 'a';
	longest[2001] = '\0';
	assert_false(text_is_web_address(longest));
}

static void
test_lists(void **state)
{
	static const char *const list[] = { "pr", "merge", "nightly", NULL };
	const char *sorted[] = { "b", "a\xff", "a", "B" };

	(void)state;
	assert_int_equal(text_index_of(list, "nightly"), 2);
	assert_int_equal(text_index_of(list, "night"), -1);
	qsort(sorted, countof(sorted), sizeof(*sorted), text_order);
	assert_string_equal(sorted[0], "B");
	assert_string_equal(sorted[1], "a");
	assert_string_equal(sorted[2], "a\xff");
	assert_string_equal(sorted[3], "b");
}

/* A list that grows by ARENA_APPEND keeps what it has, and each new element is zero. */
static void
test_append(void **state)
{
	struct arena a = { 0 };
	int *list = NULL;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		int *added = ARENA_APPEND(&a, list, n);

		assert_int_equal(*added, 0);
		*added = i;
	}
	assert_int_equal(n, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(list[i], i);
	arena_release(&a);
}

static void
test_last_part(void **state)
{
	(void)state;
	assert_string_equal(text_last_part("a/b/c.txt"), "c.txt");
	assert_string_equal(text_last_part("c.txt"), "c.txt");
	assert_string_equal(text_last_part("/c.txt"), "c.txt");
	assert_string_equal(text_last_part("a/"), "");
	assert_string_equal(text_last_part(""), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_web_addresses),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_last_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
