/* cron.c: what GitHub takes as a schedule, and what is said of the rest. */
#include "tap/unit.h"

#include "suite/cron.h"

static const char *const good[] = {
	"0 0 * * *",
	"59 23 31 12 6",
	"*/15 * * * *",
	"0-59/5 0-23 1-31 1-12 0-6",
	"1,2,3-5 * * * *",
	"0 0 1 JAN sun",
	"0 0 * jan-DEC Mon-Fri",
	"5/10 4 * * 0",
	"  17\t1 * * *  ",
	"0 0 31 1,2 *",
	"0 0 29 2 *",
	"0 0 30 2 mon",
};

static const struct {
	const char *text, *said;
} bad[] = {
	{ "", "which has 0 fields, but a schedule has 5" },
	{ "*", "which has 1 field, but a schedule has 5" },
	{ "* * * *", "which has 4 fields, but" },
	{ "* * * * * *", "which has 6 fields, but" },
	{ "@daily", "which has 1 field, but a schedule has 5" },
	{ "60 * * * *", "where '60' is not a valid minute: from 0 to 59" },
	{ "-1 * * * *", "where '-1' is not a valid minute" },
	{ "1.5 * * * *", "where '1.5' is not a valid minute" },
	{ "99999999999999999999 * * * *", "is not a valid minute" },
	{ "0 24 * * *", "where '24' is not a valid hour: from 0 to 23" },
	{ "0 5-4 * * *", "where '5-4' is not a valid hour" },
	{ "0 5- * * *", "where '5-' is not a valid hour" },
	{ "0 -5 * * *", "where '-5' is not a valid hour" },
	{ "0 */0 * * *", "where '*/0' is not a valid hour" },
	{ "0 */24 * * *", "where '*/24' is not a valid hour" },
	{ "0 */ * * *", "where '*/' is not a valid hour" },
	{ "0 **  * * *", "where '**' is not a valid hour" },
	{ "0 1, * * *", "where '' is not a valid hour" },
	{ "0 1,,2 * * *", "where '' is not a valid hour" },
	{ "0 0 0 * *", "where '0' is not a valid day: from 1 to 31" },
	{ "0 0 32 * *", "where '32' is not a valid day: from 1 to 31" },
	{ "0 0 * 13 *", "where '13' is not a valid month: from 1 to 12" },
	{ "0 0 * foo *", "where 'foo' is not a valid month" },
	{ "0 0 * january *", "where 'january' is not a valid month" },
	{ "0 0 * ja *", "where 'ja' is not a valid month" },
	{ "0 0 * * 7", "where '7' is not a valid day of the week: from 0 to 6" },
	{ "0 0 * * jan", "where 'jan' is not a valid day of the week" },
	{ "0 jan * * *", "where 'jan' is not a valid hour" },
	{ "0 0 30 2 *", "'cron' is '0 0 30 2 *', a day that never comes" },
	{ "0 0 31 4,6,9,11 *", "a day that never comes" },
	{ "0 0 ? * *", "where '?' is not a valid day" },
	{ "0 0 L * *", "where 'L' is not a valid day" },
};

static void
test_good(void **state)
{
	struct said said;

	(void)state;
	said_init(&said);
	for (size_t i = 0; i < countof(good); i++)
		if (!cron_check(good[i], &said.d, (struct loc){ 0 }))
			fail_msg("'%s' is refused: %s", good[i], said_text(&said));
	assert_said(&said, "");
	said_release(&said);
}

static void
test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		struct said said;

		said_init(&said);
		bool ok = cron_check(bad[i].text, &said.d, (struct loc){ 0 });

		if (ok || !said.d.errors || !strstr(said_text(&said), bad[i].said))
			fail_msg("'%s' is %s, with: %s", bad[i].text, ok ? "taken" : "refused", said_text(&said));
		said_release(&said);
	}
}

static void
test_whole(void **state)
{
	struct said said;

	(void)state;
	said_init(&said);
	assert_false(cron_check("61 25 * * *", &said.d, (struct loc){ "s.xml", 3, 4 }));
	assert_said(&said,
		"s.xml:3:4: error: 'cron' is '61 25 * * *', where '61' is not a valid minute: from 0 to 59, a range like 1-5, a step like */2, or several of these separated by commas\n"
		"s.xml:3:4: error: 'cron' is '61 25 * * *', where '25' is not a valid hour: from 0 to 23, a range like 1-5, a step like */2, or several of these separated by commas\n");
	said_release(&said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
