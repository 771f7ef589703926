/* judge.c: what becomes of an attempt, by how it ended and by what its cases say; the whole table of it. */
#include "tap/unit.h"

#include "unit/judge.h"
#include "unit/verdict.h"

#define EXITED(status) .exited = true, .wait_status = (status) << 8
#define KILLED(signal) .exited = true, .wait_status = (signal)

static const struct {
	const char *what;
	int protocol;
	struct judge_end end;
	struct judge_cases cases;
	int verdict, status;
	const char *reason;
} rows[] = {
	/* the exit status alone */
	{ "0", PROTOCOL_EXIT, { EXITED(0) }, { 0 }, VERDICT_PASS, 0, "" },
	{ "1", PROTOCOL_EXIT, { EXITED(1) }, { 0 }, VERDICT_FAIL, 1, "" },
	{ "77 after a line", PROTOCOL_EXIT, { EXITED(77), .last_line = "no svn \033[31mhere" }, { 0 }, VERDICT_SKIP, 77,
		"no svn ^[[31mhere" },
	{ "77 without a word", PROTOCOL_EXIT, { EXITED(77) }, { 0 }, VERDICT_SKIP, 77, "exit status 77" },
	{ "127 of a shell", PROTOCOL_EXIT, { EXITED(127), .is_shell = true }, { 0 }, VERDICT_FAIL, 127,
		"its shell says that a program is not there" },
	{ "126 of a shell", PROTOCOL_EXIT, { EXITED(126), .is_shell = true }, { 0 }, VERDICT_FAIL, 126,
		"its shell says that a program cannot be executed" },
	{ "127 of a program", PROTOCOL_EXIT, { EXITED(127) }, { 0 }, VERDICT_FAIL, 127, "" },
	{ "a signal", PROTOCOL_EXIT, { KILLED(11) }, { 0 }, VERDICT_CRASH, 139, "" },
	{ "a signal below its shell", PROTOCOL_EXIT, { EXITED(139), .is_shell = true }, { 0 }, VERDICT_CRASH, 139, "" },
	{ "139 of a program", PROTOCOL_EXIT, { EXITED(139) }, { 0 }, VERDICT_FAIL, 139, "" },
	{ "193 of a shell", PROTOCOL_EXIT, { EXITED(193), .is_shell = true }, { 0 }, VERDICT_FAIL, 193, "" },
	{ "it cannot be ended", PROTOCOL_EXIT, { .lost = true }, { 0 }, VERDICT_CRASH, 137,
		"some of its processes cannot be ended" },
	{ "0, and processes stay", PROTOCOL_EXIT, { EXITED(0), .lost = true }, { 0 }, VERDICT_FAIL, 0,
		"some of its processes cannot be ended" },
	{ "77, and processes stay", PROTOCOL_EXIT, { EXITED(77), .lost = true }, { 0 }, VERDICT_FAIL, 77,
		"exit status 77; some of its processes cannot be ended" },
	{ "too long", PROTOCOL_EXIT, { KILLED(15), .timed_out = true, .limit = 1500000 }, { 0 }, VERDICT_TIMEOUT, 124,
		"it did not end within 1.5 s" },
	{ "too long, though it then ended well", PROTOCOL_EXIT, { EXITED(0), .timed_out = true, .limit = 1500000 },
		{ 0 }, VERDICT_TIMEOUT, 124, "it did not end within 1.5 s" },
	{ "cancelled", PROTOCOL_EXIT, { KILLED(15), .cancelled = true }, { 0 }, VERDICT_CANCELLED, 143, "" },
	{ "77 after an attempt that failed", PROTOCOL_EXIT, { EXITED(77), .failed_before = true }, { 0 }, VERDICT_FAIL,
		77, "exit status 77; it skips, although an attempt before failed" },
	{ "0 after an attempt that failed", PROTOCOL_EXIT, { EXITED(0), .failed_before = true }, { 0 }, VERDICT_PASS, 0,
		"" },
	{ "all skipped after an attempt that failed", PROTOCOL_TAP, { EXITED(0), .failed_before = true },
		{ .skipped_all = true, .skip_reason = "x" }, VERDICT_FAIL, 0,
		"x; it skips, although an attempt before failed" },
	{ "cancelled, and too long", PROTOCOL_EXIT, { KILLED(15), .cancelled = true, .timed_out = true, .limit = 1 },
		{ 0 }, VERDICT_CANCELLED, 124, "" },
	{ "cancelled, though it then ended well", PROTOCOL_EXIT, { EXITED(0), .cancelled = true }, { 0 },
		VERDICT_CANCELLED, 0, "" },
	/* test points */
	{ "all ok", PROTOCOL_TAP, { EXITED(0) }, { .count = 2 }, VERDICT_PASS, 0, "" },
	{ "one ok, one skipped", PROTOCOL_TAP, { EXITED(0) }, { .count = 2, .skipped = 1, .skip_reason = "later" },
		VERDICT_PASS, 0, "" },
	{ "one not ok", PROTOCOL_TAP, { EXITED(0) }, { .count = 2, .failed = 1, .first_failed = "adds" }, VERDICT_FAIL,
		0, "1 of 2 test points failed: 'adds'" },
	{ "two not ok, status 1", PROTOCOL_TAP, { EXITED(1) }, { .count = 9, .failed = 2, .first_failed = "a\nb" },
		VERDICT_FAIL, 1, "2 of 9 test points failed, the first of them 'a b'" },
	{ "the only one not ok", PROTOCOL_TAP, { EXITED(1) }, { .count = 1, .failed = 1 }, VERDICT_FAIL, 1,
		"its test point failed" },
	{ "all ok, status 1", PROTOCOL_TAP, { EXITED(1) }, { .count = 2 }, VERDICT_FAIL, 1,
		"it ended with status 1, although no test point failed" },
	{ "all ok, status 77", PROTOCOL_TAP, { EXITED(77) }, { .count = 2 }, VERDICT_FAIL, 77,
		"it ended with status 77, although no test point failed" },
	{ "all ok, and a signal", PROTOCOL_TAP, { KILLED(6) }, { .count = 2 }, VERDICT_CRASH, 134, "" },
	{ "all ok, too long", PROTOCOL_TAP, { KILLED(9), .timed_out = true, .limit = 1500000 }, { .count = 2 },
		VERDICT_TIMEOUT, 124, "it did not end within 1.5 s" },
	{ "nothing", PROTOCOL_TAP, { EXITED(0) }, { .nothing = true, .fault = "there is no plan" }, VERDICT_FAIL, 0,
		"there is no plan" },
	{ "nothing, 127 of a shell", PROTOCOL_TAP, { EXITED(127), .is_shell = true },
		{ .nothing = true, .fault = "there is no plan" }, VERDICT_FAIL, 127,
		"there is no plan; its shell says that a program is not there" },
	{ "nothing, status 77", PROTOCOL_TAP, { EXITED(77), .last_line = "no svn" },
		{ .nothing = true, .fault = "there is no plan" }, VERDICT_SKIP, 77, "no svn" },
	{ "a plan and no point, status 77", PROTOCOL_TAP, { EXITED(77) }, { .fault = "2 are missing" }, VERDICT_FAIL,
		77, "2 are missing" },
	{ "a short plan", PROTOCOL_TAP, { EXITED(0) }, { .count = 1, .fault = "1 is missing" }, VERDICT_FAIL, 0,
		"1 is missing" },
	{ "a short plan, one not ok", PROTOCOL_TAP, { EXITED(0) }, { .count = 2, .failed = 1, .fault = "1 is missing" },
		VERDICT_FAIL, 0, "1 of 2 test points failed; 1 is missing" },
	{ "skipped as a whole", PROTOCOL_TAP, { EXITED(0) }, { .skipped_all = true, .skip_reason = "svn not found" },
		VERDICT_SKIP, 0, "svn not found" },
	{ "skipped as a whole, no reason", PROTOCOL_TAP, { EXITED(0) }, { .skipped_all = true, .skip_reason = "" },
		VERDICT_SKIP, 0, "it gives no reason" },
	{ "skipped as a whole, status 1", PROTOCOL_TAP, { EXITED(1) }, { .skipped_all = true, .skip_reason = "x" },
		VERDICT_FAIL, 1, "it ended with status 1, although no test point failed" },
	{ "all skipped", PROTOCOL_TAP, { EXITED(0) }, { .count = 2, .skipped = 2, .skip_reason = "no X" }, VERDICT_SKIP,
		0, "all 2 test points are skipped, the first: no X" },
	{ "the only one skipped", PROTOCOL_TAP, { EXITED(0) },
		{ .count = 1, .skipped = 1, .skip_reason = "TODO bug 3" }, VERDICT_SKIP, 0,
		"its test point is skipped: TODO bug 3" },
	{ "all skipped, no reason, and processes stay", PROTOCOL_TAP, { EXITED(0), .lost = true },
		{ .count = 2, .skipped = 2 }, VERDICT_FAIL, 0,
		"all 2 test points are skipped; some of its processes cannot be ended" },
	{ "all skipped, status 77", PROTOCOL_TAP, { EXITED(77) }, { .count = 2, .skipped = 2, .skip_reason = "no X" },
		VERDICT_SKIP, 77, "all 2 test points are skipped, the first: no X" },
	{ "all skipped, status 1", PROTOCOL_TAP, { EXITED(1) }, { .count = 2, .skipped = 2 }, VERDICT_FAIL, 1,
		"it ended with status 1, although no test point failed" },
	/* test cases of a report */
	{ "all passed", PROTOCOL_JUNIT, { EXITED(0) }, { .count = 3 }, VERDICT_PASS, 0, "" },
	{ "one failed, status 0", PROTOCOL_JUNIT, { EXITED(0) }, { .count = 3, .failed = 1, .first_failed = "x" },
		VERDICT_FAIL, 0, "1 of 3 test cases failed: 'x'" },
	{ "all passed, status 2", PROTOCOL_JUNIT, { EXITED(2) }, { .count = 3 }, VERDICT_FAIL, 2,
		"it ended with status 2, although no test case failed" },
	{ "no report", PROTOCOL_JUNIT, { EXITED(0) }, { .nothing = true, .fault = "it left no report 'r.xml'" },
		VERDICT_FAIL, 0, "it left no report 'r.xml'" },
	{ "no report, status 77", PROTOCOL_JUNIT, { EXITED(77) },
		{ .nothing = true, .fault = "it left no report 'r.xml'" }, VERDICT_SKIP, 77, "exit status 77" },
	{ "all skipped", PROTOCOL_JUNIT, { EXITED(0) }, { .count = 3, .skipped = 3, .skip_reason = "" }, VERDICT_SKIP,
		0, "all 3 test cases are skipped" },
};

static void
test_table(void **state)
{
	struct buf reason = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		const struct judge_rule rule = { .protocol = rows[i].protocol, .skip_status = JUDGE_SKIP_STATUS };

		buf_reset(&reason);
		struct judgement j = judge_attempt(&rule, &rows[i].end, &rows[i].cases, &reason);

		if (j.verdict != rows[i].verdict || j.status != rows[i].status ||
			strcmp(buf_text(&reason), rows[i].reason))
			fail_msg("%s, %s: %s, status %d, '%s'", judge_protocol_names[rows[i].protocol], rows[i].what,
				verdict_names[j.verdict], j.status, buf_text(&reason));
	}
	buf_release(&reason);
}

/* Another status than 77 may mean that a unit skips; then 77 is a failure. */
static void
test_skip_status(void **state)
{
	const struct judge_rule rule = { .skip_status = 4 };
	const struct judge_end four = { EXITED(4) }, other = { EXITED(77) };
	struct buf reason = { 0 };

	(void)state;
	assert_int_equal(judge_attempt(&rule, &four, NULL, &reason).verdict, VERDICT_SKIP);
	assert_string_equal(buf_text(&reason), "exit status 4");
	assert_int_equal(judge_attempt(&rule, &other, NULL, &reason).verdict, VERDICT_FAIL);
	buf_release(&reason);
}

static void
test_worker(void **state)
{
	static const struct {
		struct judge_answer answer;
		int verdict, status;
		const char *reason;
	} answers[] = {
		{ { .answered = true, .ok = true }, VERDICT_PASS, 0, "w" },
		{ { .answered = true }, VERDICT_FAIL, 1, "w" },
		{ { .answered = true, .ok = true, .skipped = true }, VERDICT_SKIP, 0, "w" },
		{ { .answered = true, .ok = true, .skipped = true, .failed_before = true }, VERDICT_FAIL, 1,
			"w; it skips, although an attempt before failed" },
		{ { .answered = true, .ok = true, .failed_before = true }, VERDICT_PASS, 0, "w" },
		{ { .answered = true, .ok = true, .refused = true }, VERDICT_FAIL, 1, "w" },
		{ { .timed_out = true, .status = 137 }, VERDICT_TIMEOUT, 124, "w" },
		{ { .timed_out = true, .cancelled = true, .status = 137 }, VERDICT_CANCELLED, -1, "w" },
		{ { .status = 3 }, VERDICT_CRASH, 3, "wits worker ended with status 3 and did not answer" },
		{ { .status = 0 }, VERDICT_CRASH, 0, "wits worker ended with status 0 and did not answer" },
		{ { .status = 139 }, VERDICT_CRASH, 139, "wits worker died of signal 11" },
	};
	struct buf reason = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(answers); i++) {
		buf_reset(&reason);
		buf_addc(&reason, 'w');
		struct judgement j = judge_worker(&answers[i].answer, &reason);

		if (j.verdict != answers[i].verdict || j.status != answers[i].status ||
			strcmp(buf_text(&reason), answers[i].reason))
			fail_msg("answer %zu: %s, status %d, '%s'", i, verdict_names[j.verdict], j.status,
				buf_text(&reason));
	}
	buf_release(&reason);
}

static void
test_success(void **state)
{
	const struct judge_rule must = { 0 }, may = { .may_skip = "needs svn" };

	(void)state;
	for (int v = 0; v < VERDICT_COUNT; v++) {
		assert_int_equal(judge_is_success(&must, v), v == VERDICT_PASS);
		assert_int_equal(judge_is_success(&may, v), v == VERDICT_PASS || v == VERDICT_SKIP);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_skip_status),
		cmocka_unit_test(test_worker),
		cmocka_unit_test(test_success),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
