/* progress.c: what is shown while units run, by a clock that these tests move. */
#include "tap/unit.h"

#include "run/progress.h"

enum { S = 1000000 };

/* Units a, b, c, ... with these expected seconds (0: unknown, -1: no more), on so many workers. */
static struct progress_unit units[8];

static struct progress
begin(size_t workers, const int *seconds)
{
	static const char *const names[] = { "v-c", "v-a", "v-b_10", "v-b_1", "w", "w-x", "z", "zz" };
	struct progress p = { .units = units, .workers = workers, .floor = 10 * S };

	memset(units, 0, sizeof(units));
	for (; seconds[p.count] >= 0; p.count++)
		units[p.count] = (struct progress_unit){ .id = names[p.count],
			.expected = (unsigned long long)seconds[p.count] * S };
	progress_begin(&p, 100ll * S);
	return p;
}

/* Take an event at a time in seconds since the beginning; the line that follows from it. */
static const char *
take(struct progress *p, double at, const char *line)
{
	static char text[200];
	struct progress_unit *u;
	struct buf out = { 0 };
	int event = progress_take(p, line, (100 * S) + (long long)(at * S), &u);

	if (event == PROGRESS_AGAIN || event == PROGRESS_DONE)
		progress_add_end(p, u, event, &out);
	else if (event == PROGRESS_STARTED)
		buf_printf(&out, "start %s", u->id);
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

static const char *
live(const struct progress *p, double at, size_t width)
{
	static char text[300];
	struct buf out = { 0 };

	progress_add_live(p, (100 * S) + (long long)(at * S), width, &out);
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

static double
left(const struct progress *p, double at)
{
	return (double)progress_left(p, (100 * S) + (long long)(at * S)) / S;
}

static void
test_lines(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	assert_string_equal(live(&p, 12, 80), "[0/4] building, 0:12");
	assert_string_equal(take(&p, 20, "start\tv-c\t1"), "start v-c");
	assert_string_equal(take(&p, 20, "start\tv-a\t1"), "start v-a");
	assert_string_equal(live(&p, 22, 80), "[0/4] 2 running, 0:06 left: v-c 2 s, v-a 2 s");
	assert_string_equal(take(&p, 24, "end\tv-a\t1\tpass\t0\t4000000"), "[1/4]     pass      4.000 s  v-a\n");
	assert_string_equal(take(&p, 24, "start\tv-b_10\t1"), "start v-b_10");
	assert_string_equal(live(&p, 25, 80), "[1/4] 2 running, 0:03 left: v-c 5 s, v-b_10 1 s");
	assert_string_equal(take(&p, 26, "end\tv-b_10\t1\tcrash\t139\t2000400"),
		"[2/4]    crash      2.000 s  v-b_10 (status 139)\n");
	assert_string_equal(take(&p, 26, "start\tv-b_1\t1"), "start v-b_1");
	assert_string_equal(take(&p, 27, "again\tv-b_1\t1"),
		"         again      1.000 s  v-b_1 (attempt 1 did not pass)\n");
	assert_string_equal(live(&p, 27, 80), "[2/4] 2 running, 1 failed, 0:01 left: v-c 7 s, v-b_1 0 s");
	assert_string_equal(take(&p, 27, "start\tv-b_1\t2"), "start v-b_1");
	assert_string_equal(take(&p, 28, "end\tv-b_1\t2\tpass\t0\t999499"),
		"[3/4]    flaky      0.999 s  v-b_1 (attempt 2)\n");
	p.stopping = true;
	assert_string_equal(live(&p, 28, 80), "[3/4] 1 running, 1 failed, stopping: v-c 8 s");
	assert_string_equal(take(&p, 40, "end\tv-c\t1\ttimeout\t124\t19500000"),
		"[4/4]  timeout       19.5 s  v-c (status 124)\n");
	assert_int_equal(p.passed, 2);
	assert_int_equal(p.flaky, 1);
	assert_int_equal(p.failed, 2);
	assert_int_equal(p.running, 0);
	assert_int_equal(p.ended, 4);
	progress_release(&p);
}

static void
test_cancelled(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, -1 });

	(void)state;
	p.stopping = true;
	assert_string_equal(live(&p, 3, 80), "[0/2] stopping, 0:03");
	assert_string_equal(take(&p, 20, "end\tv-c\t1\tcancelled\t-\t0"), "[1/2] cancelled      0.000 s  v-c\n");
	assert_int_equal(p.failed, 0);
	assert_int_equal(p.passed, 0);
	assert_int_equal(p.took_expected, 0);
	progress_release(&p);
}

/* Lines that are no events, or of nobody, or late, or twice. */
static void
test_nonsense(void **state)
{
	static const char *const lines[] = {
		"",
		"\t",
		"start",
		"start\t",
		"start\tv-c",
		"start\tv-c\t",
		"start\tv-c\t0",
		"start\tv-c\t-1",
		"start\tv-c\t1x",
		"start\tv-c\t12345678901234567890",
		"start\tv-\t1",
		"start\tv-cc\t1",
		"start\tv-b\t1",
		"starts\tv-c\t1",
		"alive\tv-c\t1\t5",
		"end\tv-c\t1",
		"end\tv-c\t1\tgreen\t0\t1",
		"end\tv-c\t1\tpas\t0\t1",
		"end\tv-c\t1\tpasss\t0\t1",
		"end\t\t1\tpass\t0\t1",
	};
	struct progress p = begin(2, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	for (size_t i = 0; i < countof(lines); i++)
		assert_string_equal(take(&p, 1, lines[i]), "");
	assert_int_equal(p.running, 0);
	assert_int_equal(p.ended, 0);
	/* The start was lost, the end comes twice, and another attempt after the end. */
	take(&p, 1, "end\tv-c\t1\tfail\t1\t5");
	take(&p, 1, "end\tv-c\t1\tfail\t1\t5");
	assert_int_equal(p.ended, 1);
	assert_int_equal(p.failed, 1);
	take(&p, 1, "again\tv-c\t1");
	assert_int_equal(p.ended, 0);
	assert_int_equal(p.failed, 0);
	assert_int_equal(p.running, 1);
	take(&p, 2, "start\tv-c\t2");
	assert_int_equal(p.running, 1);
	assert_string_equal(take(&p, 2, "end\tv-c\t2\tpass\t0"), "[1/4]    flaky      0.000 s  v-c (attempt 2)\n");
	/* The longer of two names that begin alike is another one. */
	assert_string_equal(take(&p, 2, "start\tv-b_1\t1"), "start v-b_1");
	assert_int_equal(units[2].state, PROGRESS_WAITING);
	progress_release(&p);
}

/* How long until the end. */
static void
test_left(void **state)
{
	struct progress p = begin(1, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	assert_true(left(&p, 0) == 15);
	p.workers = 2; /* 8 beside 4 + 2 + 1 */
	assert_true(left(&p, 0) == 8);
	p.workers = 3; /* 8 beside 4 and 2 + 1 */
	assert_true(left(&p, 0) == 8);
	p.workers = 2;
	take(&p, 0, "start\tv-a\t1"); /* 4, which make may start out of turn */
	take(&p, 0, "start\tv-b_10\t1");
	assert_true(left(&p, 0) == 10);   /* 2 + 8 beside 4 + 1 */
	assert_true(left(&p, 1) == 9);    /* 1 + 8 */
	assert_true(left(&p, 3) == 8.75); /* v-b_10 is a second late and may be for a while: 3 / 4 + 8 */
	progress_release(&p);

	/* What has ended took twice as long as expected: so may the others. A twentieth of all is taken as said. */
	p = begin(1, (const int[]){ 5, 10, 5, -1 });
	take(&p, 0, "start\tv-c\t1");
	take(&p, 10, "end\tv-c\t1\tpass\t0\t10000000");
	assert_true(left(&p, 10) > 27.49 && left(&p, 10) < 27.51); /* 15 * (10 + 1) / (5 + 1) */
	progress_release(&p);

	p = begin(4, (const int[]){ 0, 0, 0, -1 }); /* nothing is known */
	assert_true(left(&p, 0) == 0);
	assert_string_equal(live(&p, 0, 80), "[0/3] building, 0:00");
	take(&p, 0, "start\tv-c\t1");
	assert_string_equal(live(&p, 3, 80), "[0/3] 1 running, 0:01 left: v-c 3 s");
	progress_release(&p);
	p = begin(4, (const int[]){ 7322, -1 });
	take(&p, 0, "start\tv-c\t1");
	assert_string_equal(live(&p, 0, 80), "[0/1] 1 running, 2:02:02 left: v-c 0 s");
	progress_release(&p);
}

/* The live line is never wider than it may be. */
static void
test_width(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	take(&p, 0, "start\tv-c\t1");
	take(&p, 1, "start\tv-b_1\t1");
	static const char all[] = "[0/4] 2 running, 0:06 left: v-c 2 s, v-b_1 1 s";

	assert_string_equal(live(&p, 2, sizeof(all) - 1), all);
	assert_string_equal(live(&p, 2, sizeof(all) - 2), "[0/4] 2 running, 0:06 left: v-c 2 s, v-b_1...");
	for (size_t width = 1; width < 60; width++)
		assert_true(strlen(live(&p, 2, width)) <= width);
	assert_string_equal(live(&p, 2, 30), "[0/4] 2 running, 0:06 left:...");
	assert_string_equal(live(&p, 2, 3), "[0/");
	progress_release(&p);
}

static const char *
slow(struct progress *p, double at)
{
	static char text[300];
	struct buf out = { 0 };

	progress_add_slow(p, (100 * S) + (long long)(at * S), &out);
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

static void
test_slow(void **state)
{
	struct progress p = begin(4, (const int[]){ 8, 1, 0, -1 });

	(void)state;
	assert_string_equal(slow(&p, 1000), "");
	take(&p, 0, "start\tv-c\t1");
	take(&p, 0, "start\tv-a\t1");
	take(&p, 5, "start\tv-b_10\t1");
	assert_string_equal(slow(&p, 9.9), "");
	assert_string_equal(slow(&p, 10), "          slow     > 10.0 s  v-a (expected 1.000 s)\n");
	assert_string_equal(slow(&p, 10.1), "");
	assert_string_equal(slow(&p, 15), "          slow     > 10.0 s  v-b_10\n");
	assert_string_equal(slow(&p, 20), "          slow     > 20.0 s  v-a (expected 1.000 s)\n");
	assert_string_equal(slow(&p, 23.9), "");
	assert_string_equal(slow(&p, 24), "          slow     > 24.0 s  v-c (expected 8.000 s)\n");
	take(&p, 30, "end\tv-c\t1\tpass\t0\t30000000");
	take(&p, 30, "end\tv-b_10\t1\tpass\t0\t25000000");
	/* Nobody looked for long: one line, not one for each time it doubled. */
	assert_string_equal(slow(&p, 200), "          slow     > 40.0 s  v-a (expected 1.000 s)\n");
	assert_string_equal(slow(&p, 300), "");
	/* Another attempt begins anew. */
	take(&p, 300, "again\tv-a\t1");
	take(&p, 300, "start\tv-a\t2");
	assert_string_equal(slow(&p, 309), "");
	assert_string_equal(slow(&p, 310), "          slow     > 10.0 s  v-a (expected 1.000 s)\n");
	progress_release(&p);
}

static void
test_color(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, -1 });

	(void)state;
	p.color = true;
	assert_string_equal(take(&p, 0, "end\tv-c\t1\tpass\t0\t1000000"),
		"[1/3]     \033[32mpass\033[0m      1.000 s  v-c\n");
	assert_string_equal(take(&p, 0, "end\tv-a\t1\tfail\t1\t1000000"),
		"[2/3]     \033[1;31mfail\033[0m      1.000 s  v-a (status 1)\n");
	take(&p, 0, "again\tv-b_10\t1");
	assert_string_equal(take(&p, 0, "end\tv-b_10\t2\tpass\t0\t1000000"),
		"[3/3]    \033[1;33mflaky\033[0m      1.000 s  v-b_10 (attempt 2)\n");
	progress_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_left),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_color),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
