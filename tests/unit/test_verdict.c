/* verdict.c: what a verdict file says and what is wrong with it; what is written is read back unchanged. */
#include "tap/unit.h"

#include "base/arena.h"
#include "unit/verdict.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define PART ID "89abcdef0123456789abcdef"
#define LEAST "nightshift 1\nsuite s\nplan " ID "\nrun r\nunit u\nverdict pass\nstatus 0\n"

/* Append what the file says: its text, as verdict_text writes it, and then what is wrong with it. */
static void
describe(struct buf *out, const char *text, size_t len)
{
	struct arena a = { 0 };
	struct verdict_file f;
	struct said said;

	said_init(&said);
	if (verdict_read(&f, &a, &said.d, "v", text, len))
		verdict_check(&f, &said.d);
	if (f.is.verdict >= 0)
		verdict_text(&f.is, out);
	buf_adds(out, said_text(&said));
	said_release(&said);
	arena_release(&a);
}

static const struct {
	const char *lines;    /* without the last, 'end' */
	const char *messages; /* NULL: it is right, and is written as it was read */
} cases[] = {
	{ LEAST "attempt 1\n", NULL },
	{ "nightshift 1\nsuite s\nplan " ID "\nrun r\nunit u\nplatform p\nlane merge\ncommit " ID
	  "\ntree dirty\nseed 7\nverdict crash\nstatus 139\nseconds 1.500000\nattempt 2\nfinished 1000.000250\n",
		NULL },
	{ "nightshift 1\nsuite s\nplan " ID "\nrun r\nunit u\nverdict skip\nreason no svn here\nattempt 1\n", NULL },
	{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit u\nverdict pass\nstatus 0\nseen exit-status\nattempt 1\n",
		NULL },
	{ "suite s\n" LEAST,
		"v:1:1: error: the first line of a verdict is 'nightshift 1'\n"
		"v:3:1: error: 'suite' stands here a second time\n" },
	{ "nightshift 2\nlater key\nsuite s\nplan " ID "\nrun r\nunit u\nverdict pass\nstatus 0\n",
		"v:1:1: error: 'nightshift' is '2', expected: 1, the format this nightshift reads\n" },
	{ LEAST "end\nend of it\n",
		"v:8:1: error: 'end' stands before the last line\n"
		"v:9:1: error: 'end' stands before the last line\n" },
	{ LEAST "seed 2147483648\n",
		"v:8:1: error: 'seed' is '2147483648', expected: a number from 0 to 2147483647\n" },
	{ LEAST "seed 999999999999999999\n",
		"v:8:1: error: 'seed' is '999999999999999999', expected: a number from 0 to 2147483647\n" },
	{ LEAST "seed\nseconds 1,5\n",
		"v:8:1: error: 'seed' is '', expected: a number from 0 to 2147483647\n"
		"v:9:1: error: 'seconds' is '1,5', expected: a decimal number of seconds\n" },
	{ LEAST "attempt 0\nfinished -1\npart x\nseen all\nreason \n",
		"v:8:1: error: 'attempt' is '0', expected: a number from 1\n"
		"v:9:1: error: 'finished' is '-1', expected: seconds since 1970\n"
		"v:10:1: error: 'part' is 'x', expected: 64 hex digits\n"
		"v:11:1: error: 'seen' is 'all', expected: exit-status\n"
		"v:12:1: error: 'reason' is '', expected: a line of text\n" },
	{ "nightshift 1\n",
		"v:1:1: error: the verdict has no 'suite'\nv:1:1: error: the verdict has no 'plan'\n"
		"v:1:1: error: the verdict has no 'run'\nv:1:1: error: the verdict has no 'unit'\n"
		"v:1:1: error: the verdict has no 'verdict'\n" },
	{ "nightshift 1\nsuite s\nplan " ID "\nrun r\nunit\nverdict fail\n",
		"v:5:1: error: 'unit' is '', expected: a name\nv:1:1: error: the verdict has no 'status'\n" },
	{ "nightshift 1\nsuite s\nplan " ID "\nrun r\nunit u\nverdict pass\nstatus 1\n",
		"v:6:1: error: the verdict is 'pass', but the exit status 1\n" },
	{ "nightshift 1\nsuite s\nplan " ID "\nrun r\nunit u\nverdict passed\nstatus 1\n",
		"v:6:1: error: 'verdict' is 'passed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip\n" },
	{ LEAST "lane night\ntree clear\nplatform a b\ncommit abc\n",
		"v:8:1: error: 'lane' is 'night', expected: pr, merge or nightly\n"
		"v:9:1: error: 'tree' is 'clear', expected: clean or dirty\n"
		"v:10:1: error: 'platform' is 'a b', expected: a name\n"
		"v:11:1: error: 'commit' is 'abc', expected: 40 or 64 hex digits\n" },
};

static void
test_read(void **state)
{
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		buf_reset(&text);
		buf_reset(&out);
		buf_printf(&text, "%send\n", cases[i].lines);
		assert_true(verdict_is_whole(text.s, text.len));
		describe(&out, text.s, text.len);
		if (!cases[i].messages)
			assert_string_equal(buf_text(&out), text.s);
		else if (!strstr(buf_text(&out), cases[i].messages) ||
			strlen(strstr(buf_text(&out), "v:")) != strlen(cases[i].messages))
			fail_msg("%s\nis read as\n%s\nand not as\n%s", text.s, buf_text(&out), cases[i].messages);
	}
	buf_reset(&out);
	describe(&out, "nightshift 1\n\0\nend\n", 19);
	assert_non_null(strstr(buf_text(&out), "v: error: the verdict file has a zero byte, so it is ignored\n"));
	buf_release(&text);
	buf_release(&out);
}

/* What was cut anywhere was not written to its end. */
static void
test_whole(void **state)
{
	static const char text[] = LEAST "end\n";

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++)
		assert_false(verdict_is_whole(text, len));
	assert_true(verdict_is_whole(text, sizeof(text) - 1));
	assert_false(verdict_is_whole("end\n", 4));
}

static void
test_values(void **state)
{
	char name[RUN_NAME_MAX + 2];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[RUN_NAME_MAX + 1] = '\0';
	assert_false(verdict_is_run(name));
	name[RUN_NAME_MAX] = '\0';
	assert_true(verdict_is_run(name));
	assert_true(verdict_is_run("2026-01-31T12:00:00+01:00_a.b"));
	assert_false(verdict_is_run("") || verdict_is_run("a b") || verdict_is_run("a/b"));
	assert_true(verdict_is_lane("pr") && verdict_is_lane("merge") && verdict_is_lane("nightly"));
	assert_false(verdict_is_lane("") || verdict_is_lane("none"));
	assert_true(verdict_is_tree("clean") && verdict_is_tree("dirty") && !verdict_is_tree("cleaned"));
}

/* Every verdict has a place of its own in the order. */
static void
test_badness(void **state)
{
	static const int order[] = { VERDICT_PASS, VERDICT_SKIP, VERDICT_CANCELLED, VERDICT_QUARANTINED, VERDICT_FAIL,
		VERDICT_TIMEOUT, VERDICT_CRASH };

	(void)state;
	assert_int_equal(sizeof(order) / sizeof(*order), VERDICT_COUNT);
	for (int i = 0; i < VERDICT_COUNT; i++)
		assert_int_equal(verdict_badness(order[i]), i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_badness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
