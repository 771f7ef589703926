/* balance.c: how good a cut is, by each platform's own seconds, and what the lanes cost. */
#include "plan/made.h"

#include "plan/balance.h"
#include "report/planreport.h"

static const char manifest[] =
	"<suite name=\"s\">\n"
	"<platform name=\"fast\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<platform name=\"slow\" system=\"aarch64-linux\" runner=\"r\" pr=\"none\" merge=\"build\" nightly=\"checked\">"
	"<lane name=\"nightly\" jobs=\"2\"/></platform>\n"
	"<run>./t {module}</run><variant name=\"v\"/>\n"
	"<module name=\"a\" seconds=\"600\"/><module name=\"b\" seconds=\"500\"/><module name=\"c\" seconds=\"400\" paths=\"c/**\"/>\n"
	"<module name=\"d\" seconds=\"300\"/><module name=\"e\" seconds=\"60\" mode=\"other\"/>\n"
	"<group class=\"alike\" seconds=\"120\"><module name=\"x\"/><module name=\"y\" paths=\"y/**\"/><module name=\"z\" seconds=\"360\"/></group>\n"
	"<module name=\"night\" lane=\"nightly\" reason=\"r\" seconds=\"900\"/>\n"
	"<select lane=\"pr\" per-class=\"1\"/>\n"
	"<shards lane=\"merge\" platform=\"fast\" count=\"3\"/>\n"
	"<shards lane=\"nightly\" platform=\"fast\" count=\"2\" jobs=\"2\"/>\n"
	"</suite>\n";

enum { SECOND = 1000000 };

/* merge: a 600, b 500, c 400, z 360, d 300, x y 120, and e 60 of another mode. */
static void
test_balance(void **state)
{
	struct made m;
	struct balance b;

	(void)state;
	made_of(&m, manifest, "");
	balance_of(&m.p, 0, &b);
	assert_int_equal(b.shards, 2);
	assert_null(b.mode);
	assert_int_equal(b.sum, 2400ll * SECOND);
	assert_int_equal(b.bound, 1200ll * SECOND);
	assert_int_equal(b.worst + b.best, 2400ll * SECOND);
	assert_int_equal(b.worst, 1200ll * SECOND);
	assert_string_equal(b.longest->id, "v-a");
	assert_int_equal(b.useful, 4);
	balance_of(&m.p, 2, &b);
	assert_int_equal(b.shards, 1);
	assert_string_equal(b.mode, "other");
	assert_int_equal(b.worst, 60ll * SECOND);
	assert_int_equal(b.useful, 1);
	/* With -j2 a shard is done when its longer half is: 3300 s over four at a time, and night is the longest. */
	balance_of(&m.p, 3, &b);
	assert_int_equal(b.lane, LANE_NIGHTLY);
	assert_int_equal(b.shards, 1);
	assert_int_equal(b.bound, 1650ll * SECOND);
	assert_int_equal(b.worst, 1660ll * SECOND);
	assert_int_equal(b.useful, 2);
	made_release(&m);
}

/* The seconds of the platform that the shards run on, and no other's. */
static void
test_own_seconds(void **state)
{
	struct made m;
	struct balance b;

	(void)state;
	made_of(&m, manifest, "v-b\tfast\t1800\nv-a\tslow\t7000\n");
	balance_of(&m.p, 0, &b);
	assert_string_equal(b.longest->id, "v-b");
	assert_int_equal(b.longest_usec, 1800ll * SECOND);
	assert_int_equal(b.bound, 1850ll * SECOND);
	made_release(&m);
}

static void
test_cost(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, manifest, "");
	/* pr: a b c d e, and of x y z one, at 200 on average; least: no c, and x or z at 240 */
	struct cost c = balance_cost(&m.p, LANE_PR);

	assert_int_equal(c.most, 2060ll * SECOND);
	assert_int_equal(c.least, (1460ll + 240) * SECOND);
	c = balance_cost(&m.p, LANE_MERGE);
	assert_int_equal(c.most, 2460ll * SECOND);
	assert_int_equal(c.least, c.most);
	/* fast with two shards of -j2 each, slow with -j2 */
	c = balance_cost(&m.p, LANE_NIGHTLY);
	assert_int_equal(c.most, (1660ll + 60 + 1700) * SECOND);
	/* fast: the merge lane, one at a time; slow: the night */
	assert_int_equal(balance_full(&m.p), (2460ll + 1700) * SECOND);
	struct buf out = { 0 };

	planreport_costs(&m.p, &out);
	assert_string_equal(buf_text(&out),
		"\nrunner minutes expected, for the tests alone; everything once: 69.3\n"
		"  pr       28.3 to 34.3, saves 35.0 to 41.0 (50 to 59 %)\n"
		"  merge    41.0, saves 28.3 (41 %)\n"
		"  nightly  57.0, saves 12.3 (18 %)\n");
	buf_release(&out);
	made_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_balance),
		cmocka_unit_test(test_own_seconds),
		cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
