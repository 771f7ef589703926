/* results.c: verdicts and folders that are refused, by which message, and what else is then not taken. */
#include "record/folders.h"

#define HEAD "nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_3\n"

/* Wrong by themselves: that costs their unit. */
static const struct {
	const char *text, *messages;
} wrong[] = {
	{ "nightshift 2\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: 'nightshift' is '2', expected: 1, the format this nightshift reads\n" },
	{ "suite rts\nnightshift 1\nplan " PLAN "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: the first line of a verdict is 'nightshift 1'\n" },
	{ "nightshift 1\nsuite r ts\nplan 0123\nrun a/b\nunit .\nplatform\nlane night\ncommit HEAD\ntree green\nseed -1\n"
	  "verdict passed\nstatus x\nseconds 1,5\nattempt 0\nfinished now\nend\n",
		"runs/wide-gc_3/verdict:2:1: error: 'suite' is 'r ts', expected: a name\n"
		"runs/wide-gc_3/verdict:3:1: error: 'plan' is '0123', expected: the plan's fingerprint, 40 hex digits\n"
		"runs/wide-gc_3/verdict:4:1: error: 'run' is 'a/b', expected: at most 128 of A-Z a-z 0-9 _ . : + -\n"
		"runs/wide-gc_3/verdict:5:1: error: 'unit' is '.', expected: a name\n"
		"runs/wide-gc_3/verdict:6:1: error: 'platform' is '', expected: a name\n"
		"runs/wide-gc_3/verdict:7:1: error: 'lane' is 'night', expected: pr, merge or nightly\n"
		"runs/wide-gc_3/verdict:8:1: error: 'commit' is 'HEAD', expected: 40 or 64 hex digits\n"
		"runs/wide-gc_3/verdict:9:1: error: 'tree' is 'green', expected: clean or dirty\n"
		"runs/wide-gc_3/verdict:10:1: error: 'seed' is '-1', expected: a number from 0 to 2147483647\n"
		"runs/wide-gc_3/verdict:11:1: error: 'verdict' is 'passed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip\n"
		"runs/wide-gc_3/verdict:12:1: error: 'status' is 'x', expected: an exit status, a number from 0\n"
		"runs/wide-gc_3/verdict:13:1: error: 'seconds' is '1,5', expected: a decimal number of seconds\n"
		"runs/wide-gc_3/verdict:14:1: error: 'attempt' is '0', expected: a number from 1\n"
		"runs/wide-gc_3/verdict:15:1: error: 'finished' is 'now', expected: seconds since 1970\n" },
	{ "nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:5:1: error: 'unit' is '', expected: a name\n" },
	{ "nightshift 1\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'suite'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'plan'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'run'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'unit'\n"
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'verdict'\n" },
	{ HEAD "verdict fail\nend\n", "runs/wide-gc_3/verdict:1:1: error: the verdict has no 'status'\n" },
	{ HEAD "verdict pass\nstatus 1\nend\n",
		"runs/wide-gc_3/verdict:6:1: error: the verdict is 'pass', but the exit status 1\n" },
	{ HEAD "verdict pass\nverdict fail\nstatus 0\nend\nend\n",
		"runs/wide-gc_3/verdict:7:1: error: 'verdict' stands here a second time\n"
		"runs/wide-gc_3/verdict:9:1: error: 'end' stands before the last line\n" },
	/* Nothing of it counts, so it contradicts nothing. */
	{ "nightshift 1\nsuite other\nplan " COMMIT "\nrun r\nunit wide-gc_4\nplatform windows\nverdict pass\nend\n",
		"runs/wide-gc_3/verdict:1:1: error: the verdict has no 'status'\n" },
};

/* They say something else than what is beside them, or than the record: that costs everything. */
static const struct {
	const char *text, *messages;
} refused[] = {
	{ "nightshift 1\nsuite rts\nplan " PLAN "\nrun r\nunit wide-gc_4\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:5:1: error: this is the verdict of unit 'wide-gc_4', but it lies in the folder 'wide-gc_3'\n" },
	{ HEAD "platform windows\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:6:1: error: plan " PLAN " has no platform 'windows'\n" },
	{ "nightshift 1\nsuite other\nplan " PLAN "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:2:1: error: plan " PLAN " is of suite 'rts', not of 'other'\n" },
	{ "nightshift 1\nsuite rts\nplan " COMMIT "\nrun r\nunit wide-gc_3\nverdict pass\nstatus 0\nend\n",
		"runs/wide-gc_3/verdict:3:1: error: neither the record nor git knows plan " COMMIT
		": fetch the commit that it came from, or run 'nightshift generate' there\n" },
};

static void
test_wrong(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");

	put_verdict("runs", "r", "copying-gc_1", "pass", "", 1000);
	for (size_t i = 0; i < countof(wrong); i++) {
		put("runs", "wide-gc_3", "verdict", wrong[i].text, 1000);
		assert_takes_others(r, "runs", wrong[i].messages, "wide-gc_3", 1);
	}
	assert_query("record.db", "SELECT unit FROM result", "copying-gc_1\n");
	/* Once it is mended, it is taken, and the rest is known. */
	put_verdict("runs", "r", "wide-gc_3", "fail", "", 1000);
	assert_int_equal(assert_imports(r, "runs").imported, 1);
	record_close(r);
	assert_query("record.db", "SELECT unit, verdict FROM result ORDER BY 1", "copying-gc_1|pass\nwide-gc_3|fail\n");
}

static void
test_refused(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");

	put_verdict("runs", "r", "copying-gc_1", "pass", "", 1000); /* good, and still not taken */
	for (size_t i = 0; i < countof(refused); i++) {
		put("runs", "wide-gc_3", "verdict", refused[i].text, 1000);
		assert_refuses(r, "runs", refused[i].messages);
	}
	put_verdict("unknown", "r", "wide-gc_400", "pass", "", 1000);
	assert_refuses(r, "unknown",
		"unknown/wide-gc_400/verdict:5:1: error: plan " PLAN " has no unit 'wide-gc_400'\n");
	put("unknown", "wide-gc_3", "verdict", wrong[0].text, 1000); /* is no excuse */
	assert_refuses(r, "unknown",
		"unknown/wide-gc_3/verdict:1:1: error: 'nightshift' is '2', expected: 1, the format this nightshift reads\n"
		"unknown/wide-gc_400/verdict:5:1: error: plan " PLAN " has no unit 'wide-gc_400'\n");
	record_close(r);
	assert_query("record.db", "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM result)", "0|0\n");
}

static void
test_refused_files(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");
	FILE *out;

	assert_refuses(r, "none", "none: error: cannot be read: No such file or directory\n");
	assert_int_equal(mkdir("empty", 0777), 0);
	put("others", "src", "main.c", "", 1);
	assert_refuses(r, "empty",
		"empty: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those\n");
	assert_refuses(r, "others",
		"others: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those\n");
	put_verdict("zero", "r", "copying-gc_1", "pass", "", 1000);
	put("zero", "wide-gc_3", "verdict", "", 1);
	out = fopen("zero/wide-gc_3/verdict", "wb");
	assert_int_equal(fwrite("nightshift 1\n\0\nend\n", 1, 19, out), 19);
	fclose(out);
	assert_takes_others(r, "zero",
		"zero/wide-gc_3/verdict: error: the verdict file has a zero byte, so it is ignored\n", "wide-gc_3", 1);
	put_verdict("large", "r", "copying-gc_1", "pass", "", 1000);
	put("large", "wide-gc_3", "verdict", "", 1);
	assert_int_equal(truncate("large/wide-gc_3/verdict", 70000), 0);
	assert_takes_others(r, "large",
		"large/wide-gc_3/verdict: error: the verdict file is larger than 65536 bytes, so it is ignored\n",
		"wide-gc_3", 1);
	put_verdict("apart", "r", "wide-gc_3", "pass", "attempt 3\n", 1003);
	put_attempt("apart/wide-gc_3", 1, "wide-gc_3", "fail", 2, "");
	put_attempt("apart/wide-gc_3", 2, "wide-gc_4", "fail", 2, "");
	assert_refuses(r, "apart",
		"apart/wide-gc_3/attempt-1/verdict:14:1: error: this is the verdict of attempt 2, but it lies in the folder 'attempt-1'\n"
		"apart/wide-gc_3/attempt-2/verdict:5:1: error: this is the verdict of unit 'wide-gc_4', but it lies in the folder 'wide-gc_3'\n");
	record_close(r);
}

/* Where case does not count, the folder of a unit that has another case now keeps its name; elsewhere it is somebody else's. A link
 * stands for such a file system here. */
static void
test_folder_in_another_case(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");

	put_verdict("case", "r", "wide-gc_3", "pass", "", 1003);
	assert_int_equal(rename("case/wide-gc_3", "case/Wide-GC_3"), 0);
	assert_refuses(r, "case",
		"case/Wide-GC_3/verdict:5:1: error: this is the verdict of unit 'wide-gc_3', but it lies in the folder 'Wide-GC_3'\n");
	assert_int_equal(symlink("Wide-GC_3", "case/wide-gc_3"), 0);
	assert_int_equal(assert_imports(r, "case").imported, 1);
	record_close(r);
	assert_query("record.db", "SELECT unit FROM result", "wide-gc_3\n");
}

/* Of a unit that was tried several times, either all is taken or nothing: a failure that nobody can read would else make a unit of
 * those that never failed. */
static void
test_wrong_attempt(void **state)
{
	(void)state;
	struct record *r = open_with_plan("record.db");

	put_verdict("runs", "r", "copying-gc_1", "pass", "", 1000);
	put_verdict("runs", "r", "wide-gc_3", "pass", "attempt 3\n", 1003);
	put_attempt("runs/wide-gc_3", 1, "wide-gc_3", "failed", 1, "");
	put_attempt("runs/wide-gc_3", 2, "wide-gc_3", "fail", 2, "");
	assert_takes_others(r, "runs",
		"runs/wide-gc_3/attempt-1/verdict:11:1: error: 'verdict' is 'failed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip\n",
		"wide-gc_3", 1);
	put_attempt("runs/wide-gc_3", 1, "wide-gc_3", "fail", 1, "");
	put_verdict("runs", "r", "wide-gc_3", "pass", "attempt 3rd\n", 1003);
	put_attempt("runs/wide-gc_3", 2, "wide-gc_3", "failed", 2, "");
	assert_takes_others(r, "runs",
		"runs/wide-gc_3/verdict:14:1: error: 'attempt' is '3rd', expected: a number from 1\n"
		"runs/wide-gc_3/attempt-2/verdict:11:1: error: 'verdict' is 'failed', expected: pass, fail, timeout, crash, cancelled, quarantined or skip\n",
		"wide-gc_3", 1);
	record_close(r);
	assert_query("record.db", "SELECT unit FROM result", "copying-gc_1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_wrong, set_up),
		cmocka_unit_test_setup(test_wrong_attempt, set_up),
		cmocka_unit_test_setup(test_folder_in_another_case, set_up),
		cmocka_unit_test_setup(test_refused, set_up),
		cmocka_unit_test_setup(test_refused_files, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
