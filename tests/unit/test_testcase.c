/* testcase.c: seconds and times as producers write them. */
#include "tap/unit.h"
#include "unit/testcase.h"

static void
test_usec(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long long usec;
	} rows[] = {
		{ "0", 0 },
		{ "1.5", 1500000 },
		{ ".5", 500000 },
		{ "5.", 5000000 },
		{ "1e-05", 10 },
		{ "1E2", 100000000 },
		{ "1.5e+1", 15000000 },
		{ " 2 ", 2000000 },
		{ "1,234.5", 1234500000 },
		{ "12,345,678", 12345678000000 },
		{ "0.0000004", 0 },
		{ "0.0000005", 1 },
		{ "", -1 },
		{ ".", -1 },
		{ "-1", -1 },
		{ "+1", -1 },
		{ "1,234", 1234000000 },
		/* a decimal comma, since it is none of a group */
		{ "0,160", 160000 },
		{ "0,03", 30000 },
		{ "0,1600", 160000 },
		{ "00,160", 160000 },
		{ "1,5", 1500000 },
		{ "12,34", 12340000 },
		{ "1234,567", 1234567000 },
		{ "1,2345", 1234500 },
		{ ",5", 500000 },
		{ "1,5e1", 15000000 },
		{ "1.234,5", 1234500000 },
		{ "1.234.567,8", 1234567800000 },
		{ " 0,5 ", 500000 },
		{ "0,160.5", -1 },
		{ "0,160,000", -1 },
		{ "1,23,456", -1 },
		{ "1,234,56", -1 },
		{ "1,", -1 },
		{ ",", -1 },
		{ "1,,5", -1 },
		{ "1,5,", -1 },
		{ "12.34,5", -1 },
		{ "-0,5", -1 },
		{ "0,5s", -1 },
		{ "1e", -1 },
		{ "e1", -1 },
		{ "1s", -1 },
		{ "0x10", -1 },
		{ "inf", -1 },
		{ "nan", -1 },
		{ "1e99", -1 },
		{ "1e99999", -1 },
		{ "1 2", -1 },
	};

	for (size_t i = 0; i < countof(rows); i++)
		if (case_usec(rows[i].text) != rows[i].usec)
			fail_msg("'%s' is %lld", rows[i].text, case_usec(rows[i].text));
}

/* One producer has one comma. */
static void
test_comma(void **state)
{
	(void)state;
	bool comma = false;

	assert_int_equal(case_usec_by("1,234", &comma), 1234000000);
	assert_int_equal(case_usec_by("1,234.5", &comma), 1234500000);
	assert_int_equal(case_usec_by("1.5", &comma), 1500000);
	assert_false(comma);
	assert_int_equal(case_usec_by("0,160", &comma), 160000);
	assert_true(comma);
	assert_int_equal(case_usec_by("1,234", &comma), 1234000);
	assert_int_equal(case_usec_by("1,234.5", &comma), 1234500000);
	assert_int_equal(case_usec_by("1,234,567", &comma), 1234567000000);
	assert_int_equal(case_usec("1,234"), 1234000000);
}

static void
test_time(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long long usec;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-21T14:33:10Z", 1795271590000000 },
		{ "2024-02-29T23:59:59.999999z", 1709251199999999 },
		{ "2026-01-01T00:00:00.5Z", 1767225600500000 },
		{ "2026-01-01T00:00:00.1234567890Z", 1767225600123456 },
		{ "2026-01-01T01:30:00+01:30", 1767225600000000 },
		{ "2025-12-31T16:00:00-0800", 1767225600000000 },
		{ "2026-01-01T01:00:00+01", 1767225600000000 },
		{ "2026-01-01 00:00:00Z", 1767225600000000 },
		{ "2026-01-01T00:00:00", -1 },
		{ "2026-01-01T00:00:00.123", -1 },
		{ "2026-13-01T00:00:00Z", -1 },
		{ "2026-01-32T00:00:00Z", -1 },
		{ "2026-01-01T24:00:00Z", -1 },
		{ "2026-01-01T00:60:00Z", -1 },
		{ "2026-01-01", -1 },
		{ "2026-01-01T00:00:00+25:00", -1 },
		{ "2026-01-01T00:00:00Zx", -1 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "1970-01-01T00:00:00+01:00", -1 },
		{ "yesterday", -1 },
		{ "", -1 },
	};

	for (size_t i = 0; i < countof(rows); i++)
		if (case_time(rows[i].text) != rows[i].usec)
			fail_msg("'%s' is %lld", rows[i].text, case_time(rows[i].text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usec),
		cmocka_unit_test(test_comma),
		cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
