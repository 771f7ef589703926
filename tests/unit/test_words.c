/* The rooms `suite` and `unit` must not know each other, but the manifest's words for protocols are the judge's. */
#include "tap/unit.h"

#include "suite/model.h"
#include "unit/judge.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(protocols), cmocka_unit_test(skip_status) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
