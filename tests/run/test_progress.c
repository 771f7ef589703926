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

/* The unit of that name. */
static struct progress_unit *
unit_named(const struct progress *p, const char *id)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(units[i].id, id))
			return &units[i];
	fail_msg("there is no unit '%s'", id);
	return NULL;
}

/* The line of the unit's end; or that it is tried again. */
static const char *
line_of(const struct progress *p, const struct progress_unit *u, bool again)
{
	static char text[200];
	struct buf out = { 0 };

	progress_add_end(p, u, again, &out);
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

/* An attempt of the unit begins, so many seconds after the beginning. */
static void
start(struct progress *p, double at, const char *id, long long attempt)
{
	progress_start(p, unit_named(p, id), attempt, (100 * S) + (long long)(at * S));
}

/* It did not pass, and another one follows; the line that tells so. */
static const char *
again(struct progress *p, const char *id, unsigned long long usec)
{
	struct progress_unit *u = unit_named(p, id);

	progress_again(p, u, usec);
	return line_of(p, u, true);
}

/* The unit ended; the line that tells so. */
static const char *
end(struct progress *p, const char *id, int verdict, long long status, unsigned long long usec)
{
	struct progress_unit *u = unit_named(p, id);

	progress_settle(p, u, verdict, status, usec);
	return line_of(p, u, false);
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
	start(&p, 20, "v-c", 1);
	start(&p, 20, "v-a", 1);
	assert_string_equal(live(&p, 22, 80), "[0/4] 2 running, 0:06 left: v-c 2 s, v-a 2 s");
	assert_string_equal(end(&p, "v-a", VERDICT_PASS, 0, 4000000), "[1/4]     pass      4.000 s  v-a\n");
	start(&p, 24, "v-b_10", 1);
	assert_string_equal(live(&p, 25, 80), "[1/4] 2 running, 0:03 left: v-c 5 s, v-b_10 1 s");
	assert_string_equal(end(&p, "v-b_10", VERDICT_CRASH, 139, 2000400),
		"[2/4]    crash      2.000 s  v-b_10 (status 139)\n");
	start(&p, 26, "v-b_1", 1);
	assert_string_equal(again(&p, "v-b_1", 1000000),
		"         again      1.000 s  v-b_1 (attempt 1 did not pass)\n");
	assert_string_equal(live(&p, 27, 80), "[2/4] 1 running, 1 failed, 0:01 left: v-c 7 s");
	start(&p, 27, "v-b_1", 2);
	assert_string_equal(end(&p, "v-b_1", VERDICT_PASS, 0, 999499),
		"[3/4]    flaky      0.999 s  v-b_1 (attempt 2)\n");
	p.stopping = true;
	assert_string_equal(live(&p, 28, 80), "[3/4] 1 running, 1 failed, stopping: v-c 8 s");
	assert_string_equal(end(&p, "v-c", VERDICT_TIMEOUT, 124, 19500000),
		"[4/4]  timeout       19.5 s  v-c (status 124)\n");
	assert_int_equal(p.passed, 2);
	assert_int_equal(p.flaky, 1);
	assert_int_equal(p.failed, 2);
	assert_int_equal(p.running, 0);
	assert_int_equal(p.ended, 4);
}

static void
test_cancelled(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, -1 });

	(void)state;
	p.stopping = true;
	assert_string_equal(live(&p, 3, 80), "[0/2] stopping, 0:03");
	assert_string_equal(end(&p, "v-c", VERDICT_CANCELLED, -1, 0), "[1/2] cancelled      0.000 s  v-c\n");
	assert_int_equal(p.failed, 0);
	assert_int_equal(p.passed, 0);
	assert_int_equal(p.took_expected, 0);
}

/* A start that nobody told of, an end that is told twice and otherwise, and another attempt after the end. */
static void
test_out_of_order(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	end(&p, "v-c", VERDICT_FAIL, 1, 5);
	end(&p, "v-c", VERDICT_FAIL, 1, 5);
	assert_int_equal(p.ended, 1);
	assert_int_equal(p.failed, 1);
	assert_int_equal(p.running, 0);
	assert_int_equal(p.took, 5); /* once */
	assert_int_equal(p.took_expected, 8 * S);
	end(&p, "v-c", VERDICT_PASS, 0, 5);
	assert_int_equal(p.ended, 1);
	assert_int_equal(p.failed, 0);
	assert_int_equal(p.passed, 1);
	end(&p, "v-c", VERDICT_FAIL, 1, 5);
	again(&p, "v-c", 7);
	assert_int_equal(p.ended, 0);
	assert_int_equal(p.failed, 0);
	assert_int_equal(p.running, 0);
	assert_int_equal(units[0].state, PROGRESS_WAITING); /* for its device, or for room */
	start(&p, 2, "v-c", 2);
	start(&p, 2, "v-c", 2);
	assert_int_equal(p.running, 1);
	again(&p, "v-c", 7);
	assert_int_equal(p.running, 0);
	start(&p, 2, "v-c", 2);
	assert_string_equal(end(&p, "v-c", VERDICT_PASS, 0, 0), "[1/4]    flaky      0.000 s  v-c (attempt 2)\n");
	assert_int_equal(p.running, 0);
	assert_int_equal(p.flaky, 1);
	/* One that ended begins anew. */
	start(&p, 3, "v-c", 3);
	assert_int_equal(p.ended, 0);
	assert_int_equal(p.passed, 0);
	assert_int_equal(p.flaky, 0);
	assert_int_equal(p.running, 1);
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
	start(&p, 0, "v-a", 1); /* 4, which may start out of turn */
	start(&p, 0, "v-b_10", 1);
	assert_true(left(&p, 0) == 10);   /* 2 + 8 beside 4 + 1 */
	assert_true(left(&p, 1) == 9);    /* 1 + 8 */
	assert_true(left(&p, 3) == 8.75); /* v-b_10 is a second late and may be for a while: 3 / 4 + 8 */

	/* What has ended took twice as long as expected: so may the others. A twentieth of all is taken as said. */
	p = begin(1, (const int[]){ 5, 10, 5, -1 });
	start(&p, 0, "v-c", 1);
	end(&p, "v-c", VERDICT_PASS, 0, 10000000);
	assert_true(left(&p, 10) > 27.49 && left(&p, 10) < 27.51); /* 15 * (10 + 1) / (5 + 1) */

	/* Of many, a few that ended tell how long the others take, whatever was expected of them all: 30 * 1000 * 0.001. */
	static struct progress_unit many[1016];
	p = (struct progress){ .units = many, .count = 1016, .workers = 1 };
	for (size_t i = 0; i < p.count; i++)
		many[i] = (struct progress_unit){ .id = "u", .expected = 30000000 };
	progress_begin(&p, 100ll * S);
	for (size_t i = 0; i < 16; i++) {
		assert_true(i != 4 || left(&p, 0) > 20000); /* four of a thousand tell little */
		progress_start(&p, &many[i], 1, 100ll * S);
		progress_settle(&p, &many[i], VERDICT_PASS, 0, 30000);
	}
	assert_true(left(&p, 0) > 29.9 && left(&p, 0) < 30.1);

	p = begin(4, (const int[]){ 0, 0, 0, -1 }); /* nothing is known */
	assert_true(left(&p, 0) == 0);
	assert_string_equal(live(&p, 0, 80), "[0/3] building, 0:00");
	start(&p, 0, "v-c", 1);
	assert_string_equal(live(&p, 3, 80), "[0/3] 1 running, 0:01 left: v-c 3 s");
	p = begin(4, (const int[]){ 7322, -1 });
	start(&p, 0, "v-c", 1);
	assert_string_equal(live(&p, 0, 80), "[0/1] 1 running, 2:02:02 left: v-c 0 s");
}

/* The live line is never wider than it may be. */
static void
test_width(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	start(&p, 0, "v-c", 1);
	start(&p, 1, "v-b_1", 1);
	static const char all[] = "[0/4] 2 running, 0:06 left: v-c 2 s, v-b_1 1 s";

	assert_string_equal(live(&p, 2, sizeof(all) - 1), all);
	assert_string_equal(live(&p, 2, sizeof(all) - 2), "[0/4] 2 running, 0:06 left: v-c 2 s");
	for (size_t width = 1; width < 60; width++)
		assert_true(strlen(live(&p, 2, width)) <= width);
	assert_string_equal(live(&p, 2, 34), "[0/4] 2 running, 0:06 left");
	assert_string_equal(live(&p, 2, 25), "[0/4] 0:06 left: v-c 2 s"); /* what tells least goes first */
	assert_string_equal(live(&p, 2, 3), "[0/");
}

/* Long names are cut in the middle, in the live line and in those that stay; by columns, not by bytes. */
static void
test_names(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, 1, -1 });

	(void)state;
	units[0].shown = "wide-gc_remembers_what_it_collected";
	units[1].shown = "v-\xe6\xb8\xac\xe8\xa9\xa6-e\xcc\x81t\xc3\xa9"; /* 10 columns */
	start(&p, 0, "v-c", 1);
	start(&p, 1, "v-a", 1);
	assert_string_equal(live(&p, 2, 60), "[0/4] 2 running, 0:06 left: wide-gc_remem...it_collected 2 s");
	assert_string_equal(live(&p, 2, 82),
		"[0/4] 2 running, 0:06 left: wide-gc_remembers_what_it_collected 2 s, v-...e\xcc\x81t\xc3\xa9 1 s");
	units[3].shown = "w";
	start(&p, 0.5, "v-b_1", 1);
	assert_string_equal(live(&p, 2, 39), "[0/4] 3 running, 0:06 left"); /* and not the next one, which is short */
	again(&p, "v-b_1", 1000000);
	p.columns = 80;
	assert_string_equal(end(&p, "v-c", VERDICT_CRASH, 139, 2000400),
		"[1/4]    crash      2.000 s  wide-gc_remembers_what_it_collected (status 139)\n");
	p.columns = 70;
	assert_string_equal(end(&p, "v-c", VERDICT_CRASH, 139, 2000400),
		"[1/4]    crash      2.000 s  wide-gc_remem...it_collected (status 139)\n");
	p.columns = 40; /* less of it all */
	assert_string_equal(end(&p, "v-c", VERDICT_CRASH, 139, 2000400), "[1/4] crash  wide-gc_reme...it_collected\n");
	p.columns = 20; /* and never nothing */
	assert_string_equal(end(&p, "v-c", VERDICT_CRASH, 139, 2000400), "[1/4] crash  wid...ed\n");
	p.columns = 23;
	p.color = true; /* which takes no columns */
	assert_string_equal(end(&p, "v-a", VERDICT_PASS, 0, 1000000),
		"[2/4]  \033[32mpass\033[0m  v-\xe6\xb8\xac\xe8\xa9\xa6-e\xcc\x81t\xc3\xa9\n");
	p.columns = 22;
	assert_string_equal(end(&p, "v-a", VERDICT_PASS, 0, 1000000),
		"[2/4]  \033[32mpass\033[0m  v-...e\xcc\x81t\xc3\xa9\n");
	p.columns = 34;
	assert_string_equal(end(&p, "v-a", VERDICT_FAIL, 1, 1000000),
		"[2/4]  \033[1;31mfail\033[0m  v-\xe6\xb8\xac\xe8\xa9\xa6-e\xcc\x81t\xc3\xa9 (status 1)\n");
	units[2].shown = "a\nb\033[2J";
	start(&p, 3, "v-b_10", 1);
	assert_string_equal(live(&p, 3, 60), "[2/4] 1 running, 2 failed, 0:01 left: a b^[[2J 0 s");
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
	start(&p, 0, "v-c", 1);
	start(&p, 0, "v-a", 1);
	start(&p, 5, "v-b_10", 1);
	assert_string_equal(slow(&p, 9.9), "");
	assert_string_equal(slow(&p, 10), "          slow     > 10.0 s  v-a (expected 1.000 s)\n");
	assert_string_equal(slow(&p, 10.1), "");
	assert_string_equal(slow(&p, 15), "          slow     > 10.0 s  v-b_10\n");
	assert_string_equal(slow(&p, 20), "          slow     > 20.0 s  v-a (expected 1.000 s)\n");
	assert_string_equal(slow(&p, 23.9), "");
	assert_string_equal(slow(&p, 24), "          slow     > 24.0 s  v-c (expected 8.000 s)\n");
	end(&p, "v-c", VERDICT_PASS, 0, 30000000);
	end(&p, "v-b_10", VERDICT_PASS, 0, 25000000);
	/* Nobody looked for long: one line, not one for each time it doubled. */
	assert_string_equal(slow(&p, 200), "          slow     > 40.0 s  v-a (expected 1.000 s)\n");
	assert_string_equal(slow(&p, 300), "");
	/* Another attempt begins anew. */
	again(&p, "v-a", 1000000);
	start(&p, 300, "v-a", 2);
	assert_string_equal(slow(&p, 309), "");
	assert_string_equal(slow(&p, 310), "          slow     > 10.0 s  v-a (expected 1.000 s)\n");
}

static void
test_color(void **state)
{
	struct progress p = begin(2, (const int[]){ 8, 4, 2, -1 });

	(void)state;
	p.color = true;
	assert_string_equal(end(&p, "v-c", VERDICT_PASS, 0, 1000000),
		"[1/3]     \033[32mpass\033[0m      1.000 s  v-c\n");
	assert_string_equal(end(&p, "v-a", VERDICT_FAIL, 1, 1000000),
		"[2/3]     \033[1;31mfail\033[0m      1.000 s  v-a (status 1)\n");
	again(&p, "v-b_10", 1000000);
	start(&p, 0, "v-b_10", 2);
	assert_string_equal(end(&p, "v-b_10", VERDICT_PASS, 0, 1000000),
		"[3/3]    \033[1;33mflaky\033[0m      1.000 s  v-b_10 (attempt 2)\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_out_of_order),
		cmocka_unit_test(test_left),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_color),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
