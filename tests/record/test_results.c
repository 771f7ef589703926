/* results.c and attempt.c: verdicts into the record, in any order, more than once, and such as contradict each other. */
#include "record/folders.h"

static void
test_import(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct results_summary s;

	put_verdict("runs", "local-1", "wide-gc_3", "pass", "seconds 1.25\n", 1000);
	put_verdict("runs", "local-1", "wide-gc_4", "fail", "", 1010);
	put("runs", "wide-gc_4", "start", "", 1002);
	put("runs", "wide-gc_4", "log", "one\ntwo \xff\x01\n", 1010);
	put_verdict("runs", "local-1", "wide-gc_5", "pass", "finished 1020\n", 5000); /* no time: unknown; copied */
	put("runs", "wide-gc_5", "log", "fine\n", 1020);
	put_verdict("runs", "local-1", "wide-gc_6", "crash", "attempt 2\n", 1020);
	put("runs", "wide-gc_6", "start", "", 1021); /* after its end: unknown */
	put("runs", "wide-gc_7", "start", "", 1020); /* still running */
	put("runs", "wide-gc_8", "verdict", "nightshift 1\nsuite rts\nplan " PLAN "\nverdict pass\nen", 1020);
	put("runs", "wide-gc_9", "verdict", "nightshift 1\nsuite rts\nverdict pass\nend",
		1020); /* its newline is missing */
	put("runs", "wide-gc_91", "verdict", "nightshift 1\nsuite rts\nverdict pass\nrun weekend\n", 1020);
	put("runs", "unrelated", "readme", "", 1020);
	put("runs", "wide-soak", "verdict",
		"nightshift 1\nsuite rts\nplan " PLAN "\nrun local-0\nunit wide-soak\nverdict cancelled\nend\n", 500);
	write_file("runs/a file", "", 1);

	struct results_count c = assert_imports(r, "runs");

	assert_int_equal(c.imported, 5);
	assert_int_equal(c.known, 0);
	assert_int_equal(c.unfinished, 4);
	assert_string_equal(c.unfinished_names, "wide-gc_7 wide-gc_8 wide-gc_9 wide-gc_91");
	assert_int_equal(c.verdicts[VERDICT_PASS], 2);
	assert_int_equal(c.verdicts[VERDICT_FAIL], 1);
	assert_int_equal(c.verdicts[VERDICT_CRASH], 1);
	assert_int_equal(c.verdicts[VERDICT_CANCELLED], 1);
	assert_string_equal(c.run, "local-1");
	c = assert_imports(r, "runs");
	assert_int_equal(c.imported, 0);
	assert_int_equal(c.known, 5);

	assert_true(results_summary(r, "rts", "local-1", &s));
	assert_int_equal(s.units, 4);
	assert_int_equal(s.verdicts[VERDICT_PASS], 2);
	assert_int_equal(s.verdicts[VERDICT_FAIL], 1);
	assert_int_equal(s.verdicts[VERDICT_CRASH], 1);
	assert_int_equal(s.flaky, 0);
	assert_int_equal(s.usec_sum, 9250000);
	assert_int_equal(s.usec_longest, 8000000);
	assert_int_equal(s.usec_wall, 21250000); /* from 998.75 to 1020 */
	assert_false(results_summary(r, "rts", "local-2", &s));
	assert_false(results_summary(r, "other", "local-1", &s));
	record_close(r);

	assert_query("record.db", "SELECT name, platform, lane, commit_id, tree, source FROM run ORDER BY 1",
		"local-0|-|-|-|-|folder\nlocal-1|linux|pr|" COMMIT "|clean|folder\n");
	assert_query("record.db",
		"SELECT r.name, unit, attempt, verdict, status, usec, seed, finished FROM result JOIN run r ON r.id = run ORDER BY 1, 2",
		"local-0|wide-soak|1|cancelled|-|-|-|500000000\n"
		"local-1|wide-gc_3|1|pass|0|1250000|99|1000000000\n"
		"local-1|wide-gc_4|1|fail|1|8000000|99|1010000000\n"
		"local-1|wide-gc_5|1|pass|0|-|99|1020000000\n"
		"local-1|wide-gc_6|2|crash|1|-|99|1020000000\n");
	assert_query("record.db", "SELECT unit, attempt, tail FROM result_log",
		"wide-gc_4|1|one\ntwo \xef\xbf\xbd\xef\xbf\xbd\n\n");
	assert_query("record.db",
		"SELECT platform, unit, verdict, seconds, finished FROM last_result WHERE unit = 'wide-gc_4'",
		"linux|wide-gc_4|fail|8.0|1970-01-01T00:16:50Z\n");
	assert_query("record.db", "SELECT platform, count(*) FROM never_run GROUP BY 1", "linux|799\nmac|801\n");
}

/* A later attempt that passes is not a pass (law 6), and no attempt goes. */
static void
test_flaky(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct results_summary s;

	put_verdict("first", "r", "wide-gc_3", "fail", "seconds 2\n", 1000);
	put_verdict("second", "r", "wide-gc_3", "pass", "seconds 3\nattempt 2\n", 1003);
	assert_int_equal(assert_imports(r, "second").imported, 1);
	assert_int_equal(assert_imports(r, "first").imported, 1);
	assert_true(results_summary(r, "rts", "r", &s));
	assert_int_equal(s.units, 1);
	assert_int_equal(s.flaky, 1);
	assert_int_equal(s.verdicts[VERDICT_PASS], 0);
	assert_int_equal(s.usec_sum, 5000000);
	record_close(r);
	assert_query("record.db", "SELECT unit, verdict, attempts FROM last_result", "wide-gc_3|flaky|2\n");
}

static void
test_attempts(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct results_summary s;
	struct results_count c;

	put_verdict("runs", "r", "wide-gc_3", "pass", "attempt 3\nseconds 3\nfinished 1003\n", 1003);
	put("runs", "wide-gc_3", "log", "third\n", 1003);
	put_attempt("runs/wide-gc_3", 1, "wide-gc_3", "fail", 1, "first\n");
	put_attempt("runs/wide-gc_3", 2, "wide-gc_3", "crash", 2, "second\n");
	/* of another run, which did not come so far: it would not be read, since 3 is the last one */
	put_attempt("runs/wide-gc_3", 4, "wide-gc_3", "fail", 4, "fourth\n");
	/* one that passed at once is not looked into */
	put_verdict("runs", "r", "wide-gc_4", "pass", "attempt 1\nfinished 1001\n", 1003);
	put_attempt("runs/wide-gc_4", 1, "wide-gc_4", "fail", 1, "");
	/* the first was copied nowhere, the second counts all the same */
	put_verdict("runs", "r", "wide-gc_5", "fail", "attempt 3\nfinished 1003\n", 1003);
	put_attempt("runs/wide-gc_5", 2, "wide-gc_5", "fail", 2, "");
	/* killed in its second attempt, and between a log and its verdict */
	put("runs", "wide-gc_6", "log", "", 1003);
	put_attempt("runs/wide-gc_6", 1, "wide-gc_6", "timeout", 1, "slow\n");
	put("runs/wide-gc_6", "attempt-2", "log", "", 1003);
	c = assert_imports(r, "runs");
	assert_int_equal(c.imported, 7);
	assert_int_equal(c.known, 0);
	assert_int_equal(c.unfinished, 2);
	assert_string_equal(c.unfinished_names, "wide-gc_6 wide-gc_6/attempt-2");
	c = assert_imports(r, "runs");
	assert_int_equal(c.imported, 0);
	assert_int_equal(c.known, 7);
	assert_true(results_summary(r, "rts", "r", &s));
	assert_int_equal(s.units, 4);
	assert_int_equal(s.flaky, 1);
	assert_int_equal(s.verdicts[VERDICT_PASS], 1);
	assert_int_equal(s.verdicts[VERDICT_FAIL], 1);
	assert_int_equal(s.verdicts[VERDICT_TIMEOUT], 1);
	record_close(r);
	assert_query("record.db",
		"SELECT unit, x.attempt, verdict, usec, finished, tail FROM result x LEFT JOIN result_log USING(run, unit, attempt) ORDER BY 1, 2",
		"wide-gc_3|1|fail|1000000|1001000000|first\n\n"
		"wide-gc_3|2|crash|2000000|1002000000|second\n\n"
		"wide-gc_3|3|pass|3000000|1003000000|-\n"
		"wide-gc_4|1|pass|-|1001000000|-\n"
		"wide-gc_5|2|fail|2000000|1002000000|-\n"
		"wide-gc_5|3|fail|-|1003000000|-\n"
		"wide-gc_6|1|timeout|1000000|1001000000|slow\n\n");
}

static void
test_long_log(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	struct buf log = { 0 };

	for (int i = 0; i < 1000; i++)
		buf_printf(&log, "line %04d\n", i);
	put_verdict("runs", "r", "wide-gc_3", "fail", "", 1000);
	put("runs", "wide-gc_3", "log", buf_text(&log), 1000);
	assert_imports(r, "runs");
	record_close(r);
	/* whole lines: 409 of 10 bytes fit into 4096 */
	assert_query("record.db", "SELECT length(tail), substr(tail, 1, 9), substr(tail, -10, 9) FROM result_log",
		"4090|line 0591|line 0999\n");
	buf_release(&log);
}

static void
test_unfinished_names(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	char unit[32];

	for (int i = 0; i < 40; i++) {
		snprintf(unit, sizeof(unit), "wide-gc_%d", i);
		put("runs", unit, "start", "", 1000);
	}
	struct results_count c = assert_imports(r, "runs");

	assert_int_equal(c.unfinished, 40);
	assert_int_equal(c.imported, 0);
	assert_int_equal(strlen(c.unfinished_names), 231);
	assert_string_equal(c.unfinished_names + 206, "wide-gc_26 wide-gc_27 ...");
	record_close(r);
}

/* Machines hand in their folders in any order, copies of them with other times too. */
static void
test_order(void **state)
{
	(void)state;
	static const char *const dirs[] = { "a", "b", "c", "copy" };
	static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 3, 0, 2 }, { 2, 0, 3, 1 } };
	struct buf expected = { 0 };
	char path[32];

	put_verdict("a", "r1", "wide-gc_3", "fail", "", 1000);
	put("a", "wide-gc_3", "start", "", 990);
	put("a", "wide-gc_3", "log", "b\n", 990);
	put_verdict("a", "r1", "wide-gc_4", "pass", "seconds 4\n", 1001);
	put_verdict("b", "r2", "wide-gc_3", "pass", "seconds 5\n", 900);
	put_verdict("c", "r1", "wide-gc_3", "pass", "attempt 2\nseconds 0.5\n", 1100);
	put_verdict("copy", "r1", "wide-gc_3", "fail", "", 5000);
	put("copy", "wide-gc_3", "start", "", 4999);
	put("copy", "wide-gc_3", "log", "a\n", 990);
	put_verdict("copy", "r1", "wide-gc_4", "pass", "seconds 4\n", 5001);
	for (size_t i = 0; i < countof(orders); i++) {
		struct buf now = { 0 }, again = { 0 };

		snprintf(path, sizeof(path), "%zu.db", i);
		struct record *r = open_with_plan(path);

		for (int k = 0; k < 4; k++)
			assert_imports(r, dirs[orders[i][k]]);
		dump(path, &now);
		for (int k = 0; k < 4; k++)
			assert_int_equal(assert_imports(r, dirs[orders[(i + 1) % 4][k]]).imported, 0);
		dump(path, &again);
		record_close(r);
		assert_string_equal(buf_text(&again), buf_text(&now));
		if (!i)
			buf_adds(&expected, buf_text(&now));
		assert_string_equal(buf_text(&now), buf_text(&expected));
		buf_release(&now);
		buf_release(&again);
	}
	assert_non_null(strstr(buf_text(&expected), "|wide-gc_3|1|fail|1|10000000|99|1000000000|a\n"));
	buf_release(&expected);
}

#define HEAD "nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_3\n"

static void
test_disagreement(void **state)
{
	(void)state;
	/* Of the verdict, what is said of its seconds, how it was before and is now. */
	static const struct {
		const char *text, *before;
	} others[] = {
		{ "seed 99\nverdict timeout\nstatus 1\nseconds 1\n", "fail" },
		{ "seed 99\nverdict fail\nstatus 2\nseconds 1\n", "timeout" },
		{ "seed 98\nverdict fail\nstatus 1\nseconds 1\n", "timeout" },
		{ "seed 99\nverdict pass\nstatus 0\nseconds 1\n", "timeout" },
	};
	struct record *r = open_with_plan("record.db");
	char text[512];

	put_verdict("a", "r", "wide-gc_3", "fail", "seconds 1\n", 1000);
	assert_imports(r, "a");
	for (size_t i = 0; i < countof(others); i++) {
		struct buf said = { 0 };
		struct results_count count = { 0 };

		snprintf(text, sizeof(text), HEAD "platform linux\nlane pr\ncommit " COMMIT "\ntree clean\n%send\n",
			others[i].text);
		put("b", "wide-gc_3", "verdict", text, 900);
		assert_true(import(r, "b", &count, &said));
		snprintf(text, sizeof(text),
			"b/wide-gc_3/verdict:11:1: warning: attempt 1 of unit 'wide-gc_3' in run 'r' has another "
			"result in the record, '%s': both are kept, and the worse counts\n",
			others[i].before);
		assert_string_equal(buf_text(&said), text);
		buf_reset(&said);
		assert_true(import(r, "b", &count, &said)); /* twice is once */
		assert_string_equal(buf_text(&said), "");
		buf_release(&said);
	}
	/* what says other seconds only is a copy, and the earlier one is the original */
	put("b", "wide-gc_3", "verdict",
		HEAD "platform linux\nlane pr\ncommit " COMMIT
		     "\ntree clean\nseed 99\nverdict fail\nstatus 1\nseconds 2\nend\n",
		900);
	assert_int_equal(assert_imports(r, "b").known, 1);
	assert_query("record.db",
		"SELECT verdict, status, usec, seed, finished FROM result UNION ALL "
		"SELECT '-' || verdict, status, usec, seed, finished FROM conflict ORDER BY 1, 2, 4",
		"-fail|1|1000000|98|900000000\n-fail|1|2000000|99|900000000\n-fail|2|1000000|99|900000000\n"
		"-pass|0|1000000|99|900000000\ntimeout|1|1000000|99|900000000\n");
	put("c", "wide-gc_3", "verdict",
		HEAD "platform linux\nlane pr\ncommit " PLAN "\ntree dirty\nverdict fail\nstatus 1\nend\n", 1000);
	assert_refuses(r, "c",
		"c/wide-gc_3/verdict:8:1: error: run 'r' has 'commit " PLAN "' here, and 'commit " COMMIT
		"' elsewhere\n"
		"c/wide-gc_3/verdict:9:1: error: run 'r' has 'tree dirty' here, and 'tree clean' elsewhere\n");
	/* the same run on another platform, or in another lane, is beside it */
	put("d", "wide-gc_3", "verdict", HEAD "platform mac\nlane nightly\nverdict pass\nstatus 0\nend\n", 1000);
	assert_int_equal(assert_imports(r, "d").imported, 1);
	record_close(r);
	assert_query("record.db", "SELECT platform, verdict, finished FROM result JOIN run r ON r.id = run ORDER BY 1",
		"linux|timeout|900000000\nmac|pass|1000000000\n");
}

/* A result that Nix keeps is one, whatever it answers; and what it answers does not depend on the order of the imports
 * either. */
static void
test_kept_results_answer_in_any_order(void **state)
{
	static const struct results_given asked[] = {
		{ .lane = "pr", .platform = "linux", .commit = COMMIT, .run = "a", .attempt = 1, .started = 500 },
		{ .lane = "nightly", .platform = "linux", .commit = PLAN, .run = "b", .attempt = 2, .started = -1 },
		{ .lane = "nightly", .platform = "linux", .commit = PLAN, .run = "b", .attempt = 2, .started = 700 },
		{ .lane = "nightly", .platform = "linux", .commit = PLAN, .run = "b", .attempt = 2, .started = 600 },
	};
	static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 } };
	struct buf first = { 0 }, other = { 0 };
	char path[32];

	(void)state;
	put("kept", "wide-gc_1", "verdict",
		"nightshift 1\nsuite rts\nplan " PLAN "\npart " PLAN "0123456789abcdef01234567"
		"\nrun nix-h\nunit wide-gc_1\nverdict pass\nstatus 0\nfinished 9\nend\n",
		5);
	for (size_t i = 0; i < countof(orders); i++) {
		struct buf *said = i ? &other : &first;

		snprintf(path, sizeof(path), "kept%zu.db", i);
		struct record *r = open_with_plan(path);

		for (size_t k = 0; k < 8; k++) { /* all of them twice */
			struct diag d = { .out = stderr };
			struct results_count count = { 0 };

			assert_true(results_import(r, &d, "kept", &asked[orders[i][k % 4]], &count));
			record_end(r, true);
			assert_int_equal(count.imported, k == 0);
			assert_int_equal(count.known, k != 0);
		}
		record_close(r);
		assert_query(path, "SELECT count(*) FROM result", "1\n");
		assert_query(path, "SELECT name, attempt, lane, started FROM occasion ORDER BY 1",
			"a|1|pr|500\nb|2|nightly|600\n");
		buf_reset(said);
		dump(path, said);
		assert_string_equal(buf_text(said), buf_text(&first));
	}
	buf_release(&first);
	buf_release(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_kept_results_answer_in_any_order, set_up),
		cmocka_unit_test_setup(test_import, set_up),
		cmocka_unit_test_setup(test_flaky, set_up),
		cmocka_unit_test_setup(test_attempts, set_up),
		cmocka_unit_test_setup(test_long_log, set_up),
		cmocka_unit_test_setup(test_unfinished_names, set_up),
		cmocka_unit_test_setup(test_order, set_up),
		cmocka_unit_test_setup(test_disagreement, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
