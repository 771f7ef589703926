/* record.c: plans, which commit has which, and what a lane then owes. */
#include "record/folders.h"

static void
test_add_plan(void **state)
{
	(void)state;
	const struct seed seed = { .value = 99 }, fallback = { .value = 4711, .fallback = true, .why = "no commit" };
	struct record *r = record_open("record.db");
	char *of = NULL;

	assert_int_equal(record_plan(r, PLAN, NULL), 0);
	assert_true(record_add_plan(r, planfile_of(&plan, PLAN), NULL, &fallback, false));
	assert_false(record_add_plan(r, planfile_of(&plan, PLAN), NULL, &fallback, false));
	assert_true(record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &seed, true));
	assert_false(record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &seed, true));
	assert_query("record.db", "SELECT * FROM generation", COMMIT "|1|99|0|1\n");
	/* seen clean once is enough */
	assert_true(record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &seed, false));
	assert_false(record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &seed, true));
	assert_false(record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &seed, false));
	assert_query("record.db", "SELECT * FROM generation", COMMIT "|1|99|0|0\n");
	assert_true(record_add_plan(r, planfile_of(&plan, "ffff"), "cccc", NULL, false));
	assert_query("record.db", "SELECT * FROM generation WHERE commit_id = 'cccc'", "cccc|2|-|0|0\n");
	assert_true(record_plan(r, PLAN, &of) == 1);
	assert_string_equal(of, "rts");
	free(of);
	record_close(r);

	assert_query("record.db", "SELECT fingerprint, suite, units FROM plan", PLAN "|rts|803\nffff|rts|803\n");
	assert_query("record.db", "SELECT * FROM plan_module WHERE plan = 1",
		"1|0|gc|pr|head|-|-|-|-\n1|1|soak|nightly|fixed|4711|long|-|-\n1|2|utf8|pr|none|-|no locale|-|-\n");
	assert_query("record.db", "SELECT * FROM plan_kept WHERE plan = 1", "1|2|mac\n");
	assert_query("record.db", "SELECT * FROM plan_exclude WHERE plan = 1", "1|stable_mem|dead|2027-01-31\n");
	assert_query("record.db", "SELECT * FROM plan_unit WHERE plan = 1 AND unit IN ('wide-gc_399', 'wide-soak')",
		"1|wide-gc_399|1|0|399|1000000\n1|wide-soak|1|1|-|1000000\n");
	/* the view owes what plan_runs says */
	assert_query("record.db",
		"SELECT platform, lane, count(*), sum(unit = 'wide-soak'), sum(module = 'utf8') FROM due "
		"WHERE fingerprint = '" PLAN "' GROUP BY 1, 2",
		"linux|merge|802|0|2\nlinux|nightly|803|1|2\nlinux|pr|802|0|2\nmac|nightly|801|1|0\n");
}

/* What is known is not written: a generate that finds nothing new does not even wait for those who write. */
static void
test_known_plan_waits_for_nobody(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	sqlite3 *writer;

	assert_int_equal(sqlite3_open("record.db", &writer), SQLITE_OK);
	assert_int_equal(sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_false(record_add_plan(r, planfile_of(&plan, PLAN), COMMIT, &(struct seed){ .value = 99 }, false));
	sqlite3_close(writer);
	record_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_add_plan, set_up),
		cmocka_unit_test_setup(test_known_plan_waits_for_nobody, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
