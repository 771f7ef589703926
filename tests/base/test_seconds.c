/* seconds.c: numbers read digit by digit, and a file of them. */
#include "tap/unit.h"

#include <locale.h>

#include "base/arena.h"
#include "base/seconds.h"

static const struct {
	const char *text;
	bool ok;
	unsigned long long usec;
} numbers[] = {
	{ "0", true, 0 },
	{ "1", true, 1000000 },
	{ "12", true, 12000000 },
	{ "0.5", true, 500000 },
	{ ".5", true, 500000 },
	{ "5.", true, 5000000 },
	{ "0.000001", true, 1 },
	{ "0.0000019", true, 1 }, /* six places count */
	{ "1.123456789", true, 1123456 },
	{ "83.89999999999999", true, 83899999 },
	{ "0.3000000000000000000000000000004", true, 300000 },
	{ "99999999999999999999999999999999999999", false, 0 },
	{ "007", true, 7000000 },
	{ "999999999", true, 999999999000000 },
	{ "1000000000", false, 0 }, /* thirty years */
	{ "999999999999999999", false, 0 },
	{ "9999999999999999999", false, 0 },
	{ "", false, 0 },
	{ ".", false, 0 },
	{ "-1", false, 0 },
	{ "+1", false, 0 },
	{ "1e3", false, 0 },
	{ "0x10", false, 0 },
	{ "inf", false, 0 },
	{ "nan", false, 0 },
	{ "1,5", false, 0 },
	{ "1.2.3", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "1s", false, 0 },
};

static void
test_parse(void **state)
{
	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is known, the comma would be the point */
	for (size_t i = 0; i < countof(numbers); i++) {
		unsigned long long usec = 77;
		bool ok = seconds_parse(numbers[i].text, strlen(numbers[i].text), &usec);

		if (ok != numbers[i].ok || (ok && usec != numbers[i].usec))
			fail_msg("'%s' is read as %d, %llu", numbers[i].text, ok, usec);
	}
	setlocale(LC_ALL, "C");
}

/* Written and read again: the same. */
static void
test_round_trip(void **state)
{
	(void)state;
	for (unsigned long long usec = 1; usec < 1000000ull * 1000000000; usec = usec * 7 + 3) {
		struct buf b = { 0 };
		unsigned long long again;

		buf_add_seconds(&b, usec);
		assert_true(seconds_parse(buf_text(&b), b.len, &again));
		assert_int_equal(again, usec);
		buf_release(&b);
	}
}

static void
test_read(void **state)
{
	static const char text[] = "# unit\tplatform\tseconds\n"
				   "\n"
				   "a-b\tlinux\t1.5\n"
				   "a-b\t*\t2\r\n"
				   "a b\tit's\t3"; /* no end of line */
	struct arena a = { 0 };
	struct said said;
	struct seconds s;

	(void)state;
	said_init(&said);
	assert_true(seconds_read(&s, &a, &said.d, "seconds.tsv", text, strlen(text)));
	assert_int_equal(s.count, 3);
	assert_string_equal(s.rows[0].unit, "a-b");
	assert_string_equal(s.rows[0].platform, "linux");
	assert_int_equal(s.rows[0].usec, 1500000);
	assert_int_equal(s.rows[0].loc.line, 3);
	assert_string_equal(s.rows[1].platform, "*");
	assert_int_equal(s.rows[1].usec, 2000000);
	assert_string_equal(s.rows[2].unit, "a b");
	assert_string_equal(s.rows[2].platform, "it's");
	assert_int_equal(s.rows[2].loc.line, 5);
	assert_true(seconds_read(&s, &a, &said.d, "seconds.tsv", "", 0));
	assert_int_equal(s.count, 0);
	assert_said(&said, "");
	said_release(&said);
	arena_release(&a);
}

static void
test_mistakes(void **state)
{
	static const char text[] = "a-b\tlinux\t1\n"
				   "a-b linux 1\n"
				   "a-b\tlinux\n"
				   "a-b\tlinux\tfast\n"
				   "a-b\tlinux\t1\t2\n"
				   "\n"
				   "c-d\t*\t4\n";
	struct arena a = { 0 };
	struct said said;
	struct seconds s;

	(void)state;
	said_init(&said);
	assert_false(seconds_read(&s, &a, &said.d, "s.tsv", text, strlen(text)));
	assert_said(&said,
		"s.tsv:2:1: error: expected: unit, tab, platform or '*', tab, seconds\na-b linux 1\n^\n"
		"s.tsv:3:1: error: expected: unit, tab, platform or '*', tab, seconds\na-b\tlinux\n^\n"
		"s.tsv:4:1: error: expected: unit, tab, platform or '*', tab, seconds\na-b\tlinux\tfast\n^\n"
		"s.tsv:5:1: error: expected: unit, tab, platform or '*', tab, seconds\na-b\tlinux\t1\t2\n^\n");
	assert_int_equal(s.count, 2); /* and goes on */
	said_release(&said);
	arena_release(&a);
}

static const struct {
	const char *text;
	size_t top;
} tops[] = {
	{ "", 0 },
	{ "a\tb\t1\n", 0 },
	{ "# x\n\n#\na\tb\t1\n# y\n", 7 },
	{ "# x", 3 },
	{ "\r\n# x\r\na\tb\t1\n", 7 },
	{ "\n\n", 2 },
	{ "\ra\n", 0 },
};

static void
test_write(void **state)
{
	struct seconds_row rows[] = { { .unit = "a-b", .platform = "*", .usec = 120000 },
		{ .unit = "a-c", .platform = "mac", .usec = 1200000000 } };
	struct seconds s = { rows, countof(rows) };
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(tops); i++)
		if (seconds_top(tops[i].text, strlen(tops[i].text)) != tops[i].top)
			fail_msg("top %zu is %zu", i, seconds_top(tops[i].text, strlen(tops[i].text)));
	seconds_write(&s, NULL, 0, &out);
	assert_string_equal(buf_text(&out), "a-b\t*\t0.12\na-c\tmac\t1200\n");
	buf_reset(&out);
	s.count = 1;
	seconds_write(&s, "# x and more", 3, &out); /* a last line without its newline */
	assert_string_equal(buf_text(&out), "# x\na-b\t*\t0.12\n");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
