/* plan.c, times.c: units and their ranges, who runs what, expected times and the order. */
#include "plan/made.h"

static void
test_units(void **state)
{
	struct made m;
	static const struct {
		const char *id;
		long chunk, from, to;
		const char *command;
	} units[] = {
		{ "v-cut_0", 0, 10, 19, "./t cut 10 19 0 v-cut_0" },
		{ "w-cut_1", 1, 20, 29, "./t cut 20 29 1 w-cut_1" },
		{ "w-cut_2", 2, 30, 39, "./t cut 30 39 2 w-cut_2" },
		{ "v-range", -1, 5, 8, "./t range 5 8 v-range" },
		{ "v-plain", -1, 0, 0, "./t plain v-plain" },
	};

	(void)state;
	made_of(&m, MANIFEST, "");
	assert_int_equal(m.p.unit_count, 16);
	for (size_t i = 0; i < countof(units); i++) {
		const struct unit *u = find_unit(&m, units[i].id);
		struct buf command = { 0 };

		assert_int_equal(u->chunk, units[i].chunk);
		assert_int_equal(u->from, units[i].from);
		assert_int_equal(u->to, units[i].to);
		plan_command(&m.p, u, &command);
		assert_string_equal(buf_text(&command), units[i].command);
		buf_release(&command);
	}
	/* heaviest first; of those that are alike, by variant, module, chunk */
	for (size_t i = 1; i < m.p.unit_count; i++)
		assert_true(m.p.units[i - 1].usec > m.p.units[i].usec ||
			(m.p.units[i - 1].usec == m.p.units[i].usec && m.p.units[i - 1].rank < m.p.units[i].rank));
	assert_string_equal(m.p.units[0].id, "v-night");
	made_release(&m);
}

static void
test_lanes(void **state)
{
	struct made m;
	enum { LINUX, MAC, NONE };
	static const struct {
		const char *id;
		int platform;
		const char *lanes; /* p, m, n for those that run it */
	} cases[] = {
		{ "v-plain", LINUX, "pmn" },
		{ "v-night", LINUX, "n" },
		{ "v-here", LINUX, "pmn" },
		{ "v-plain", MAC, "n" },
		{ "v-night", MAC, "n" },
		{ "v-here", MAC, "" },
		{ "v-plain", NONE, "" },
	};

	(void)state;
	made_of(&m, MANIFEST, "");
	for (size_t i = 0; i < countof(cases); i++) {
		const struct unit *u = find_unit(&m, cases[i].id);
		size_t k = (size_t)cases[i].platform;

		for (int lane = 0; lane < LANE_COUNT; lane++)
			assert_int_equal(plan_runs(&m.p, u, k, lane), strchr(cases[i].lanes, "pmn"[lane]) != NULL);
		assert_int_equal(plan_runs_on(&m.p, u, k), *cases[i].lanes != '\0');
	}
	assert_int_equal(m.p.lanes[LINUX][LANE_PR].unit_count, 14);
	assert_int_equal(m.p.lanes[LINUX][LANE_NIGHTLY].unit_count, 16);
	assert_int_equal(m.p.lanes[MAC][LANE_NIGHTLY].unit_count, 14);
	assert_int_equal(m.p.lanes[MAC][LANE_MERGE].unit_count, 0);
	assert_int_equal(m.p.lanes[MAC][LANE_MERGE].does, DOES_BUILD);
	assert_int_equal(m.p.lanes[NONE][LANE_NIGHTLY].unit_count, 0);
	assert_int_equal(m.p.lanes[LINUX][LANE_NIGHTLY].usec - m.p.lanes[LINUX][LANE_PR].usec, 40000000);
	made_release(&m);
}

/* Platform row, any row, manifest, median of the module, median of all, a second. */
static void
test_expected(void **state)
{
	enum { LINUX, MAC };
	static const struct {
		const char *measured, *id;
		unsigned long long on_linux, on_mac, both; /* both: the greatest over the platforms */
	} cases[] = {
		{ "", "v-cut_0", 3000000, 3000000, 3000000 }, /* the manifest's nine, over three chunks */
		{ "v-cut_0\t*\t1\n", "v-cut_0", 1000000, 1000000, 1000000 },
		{ "v-cut_0\tmac\t5\n", "v-cut_0", 3000000, 5000000, 5000000 },
		{ "v-cut_0\tmac\t2\n", "v-cut_0", 3000000, 2000000, 3000000 },
		{ "v-cut_0\tmac\t5\nv-cut_0\t*\t1\n", "v-cut_0", 1000000, 5000000, 5000000 },
		{ "v-cut_0\t*\t1\nv-cut_0\tmac\t0.5\nv-cut_0\tlinux\t0.25\n", "v-cut_0", 250000, 500000,
			1000000 },                                           /* a third platform */
		{ "v-cut_0\t*\t1\n", "w-cut_0", 3000000, 3000000, 3000000 }, /* another unit's row */
		/* not said: the other variant's time */
		{ "v-plain\t*\t8\n", "w-plain", 8000000, 8000000, 8000000 },
		{ "v-plain\tmac\t8\n", "v-plain", 8000000, 8000000,
			8000000 }, /* known on one platform, expected on the other */
		/* nothing known of the module: the median of all, 3 3 3 3 3 3 4 4 7 7 20 20 */
		{ "", "v-plain", 3500000, 3500000, 3500000 },
		/* a row of 0 says nothing */
		{ "v-plain\t*\t0\n", "v-plain", 3500000, 3500000, 3500000 },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct made m;

		made_of(&m, MANIFEST, cases[i].measured);
		const struct unit *u = find_unit(&m, cases[i].id);

		if (plan_usec(&m.p, u, LINUX) != cases[i].on_linux || plan_usec(&m.p, u, MAC) != cases[i].on_mac ||
			u->usec != cases[i].both)
			fail_msg("%zu: %s is expected to take %llu on linux, %llu on mac, %llu", i, u->id,
				plan_usec(&m.p, u, LINUX), plan_usec(&m.p, u, MAC), u->usec);
		made_release(&m);
	}
}

static void
test_nothing_known(void **state)
{
	static const char text[] =
		"<suite name=\"s\"><platform name=\"p\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>"
		"<run>t</run><variant name=\"v\"/><module name=\"m\"/></suite>";
	struct made m;

	(void)state;
	made_of(&m, text, "");
	assert_int_equal(m.p.units[0].usec, 1000000);
	made_release(&m);
}

/* The order on each platform is that of its own times. */
static void
test_order(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, MANIFEST, "v-plain\tmac\t100\nw-range\tlinux\t50\n");
	for (size_t k = 0; k < m.s.platform_count; k++) {
		const struct unit **order = plan_order(&m.p, &m.a, k);

		for (size_t i = 1; i < m.p.unit_count; i++)
			assert_true(plan_usec(&m.p, order[i - 1], k) > plan_usec(&m.p, order[i], k) ||
				(plan_usec(&m.p, order[i - 1], k) == plan_usec(&m.p, order[i], k) &&
					order[i - 1]->rank < order[i]->rank));
	}
	assert_string_equal(plan_order(&m.p, &m.a, 1)[0]->id, "v-plain");
	assert_string_equal(plan_order(&m.p, &m.a, 0)[0]->id,
		"v-plain"); /* known on one platform, expected on the other */
	assert_string_equal(plan_order(&m.p, &m.a, 0)[1]->id, "w-plain");
	made_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
