/* secondsfile.c: a file of measured seconds is read, and written as it was. */
#include "tap/unit.h"

#include "base/arena.h"
#include "plan/secondsfile.h"

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
	assert_true(secondsfile_read(&s, &a, &said.d, "seconds.tsv", text, strlen(text)));
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
	assert_true(secondsfile_read(&s, &a, &said.d, "seconds.tsv", "", 0));
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
	assert_false(secondsfile_read(&s, &a, &said.d, "s.tsv", text, strlen(text)));
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
		if (secondsfile_top(tops[i].text, strlen(tops[i].text)) != tops[i].top)
			fail_msg("top %zu is %zu", i, secondsfile_top(tops[i].text, strlen(tops[i].text)));
	secondsfile_write(&s, NULL, 0, &out);
	assert_string_equal(buf_text(&out), "a-b\t*\t0.12\na-c\tmac\t1200\n");
	buf_reset(&out);
	s.count = 1;
	secondsfile_write(&s, "# x and more", 3, &out); /* a last line without its newline */
	assert_string_equal(buf_text(&out), "# x\na-b\t*\t0.12\n");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
