/* The room `suite` must know neither `unit` nor `run`, but the manifest's words are the judge's, the verdict's and the run's. */
#include "tap/unit.h"

#include "run/run.h"
#include "suite/model.h"
#include "unit/judge.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

static void
protocols(void **state)
{
	(void)state;
	assert_int_equal(SPEAKS_COUNT, PROTOCOL_COUNT);
	assert_int_equal(SPEAKS_EXIT, PROTOCOL_EXIT);
	assert_int_equal(SPEAKS_TAP, PROTOCOL_TAP);
	assert_int_equal(SPEAKS_JUNIT, PROTOCOL_JUNIT);
	for (int i = 0; i < SPEAKS_COUNT; i++)
		assert_string_equal(speaks_names[i], judge_protocol_names[i]);
	assert_null(speaks_names[SPEAKS_COUNT]);
	assert_null(judge_protocol_names[PROTOCOL_COUNT]);
}

static void
skip_status(void **state)
{
	(void)state;
	assert_int_equal(SKIP_STATUS, JUDGE_SKIP_STATUS);
	assert_int_equal(SKIP_STATUS_MAX, JUDGE_SKIP_STATUS_MAX);
}

static void
lanes(void **state)
{
	(void)state;
	assert_int_equal(LANE_COUNT, VERDICT_LANE_COUNT);
	for (int i = 0; i <= LANE_COUNT; i++)
		assert_true(lane_names[i] ? !strcmp(lane_names[i], verdict_lanes[i]) : !verdict_lanes[i]);
}

/* Where tests.mk leaves the results, and where `run` looks for them. */
static void
results(void **state)
{
	(void)state;
	assert_string_equal(SUITE_RESULTS, RUN_RESULTS);
}

static void
any_system(void **state)
{
	(void)state;
	assert_string_equal(model_any_system, planfile_any_system);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(protocols), cmocka_unit_test(skip_status),
		cmocka_unit_test(lanes), cmocka_unit_test(results), cmocka_unit_test(any_system) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
