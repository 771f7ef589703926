/* seconds.c: numbers of seconds, read digit by digit. */
#include "tap/unit.h"

#include <locale.h>

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
