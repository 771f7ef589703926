#include "unit/exec.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/print.h"
#include "unit/attempt.h"
#include "unit/judge.h"
#include "unit/junitreport.h"
#include "unit/marked.h"
#include "unit/say.h"
#include "unit/unitdir.h"
#include "unit/watch.h"

/* The unit, and what has become of it so far. */
struct job {
	const struct unit_request *common;
	const char *unit; /* NULL: only the command is watched, without log and verdict */
	struct verdict verdict;
	struct buf folder; /* empty without a unit */
	struct buf note;   /* a line about the last attempt, or empty */
};

/* --- what is said ----------------------------------------------------------------------------- */

static void
say_alive(void *context, long long usec, bool silent)
{
	const struct job *j = context;
	struct buf text = { 0 };

	if (!j->unit || j->common->quiet)
		return;
	say_add_alive(&text, j->unit, usec, silent);
	print_now(STDOUT_FILENO, &text);
	buf_release(&text);
}

/* Say what became of the attempt; `again` if another one follows. */
static void
say_verdict(struct job *j, bool again)
{
	const struct verdict *v = &j->verdict;
	const char *unit = j->unit;
	struct buf text = { 0 };

	if (v->verdict == VERDICT_PASS) {
		if (!unit || j->common->quiet)
			return;
		buf_printf(&text, "pass %s", unit);
		if (v->attempt > 1)
			buf_printf(&text, ", attempt %lld", v->attempt);
		buf_addc(&text, '\n');
		print_now(STDOUT_FILENO, &text);
		buf_release(&text);
		return;
	}
	buf_printf(&text, "%s%s%s", verdict_names[v->verdict], unit ? " " : "", unit ? unit : "");
	if (v->status >= 0) {
		buf_printf(&text, " (status %lld", v->status);
		if (v->seed >= 0)
			buf_printf(&text, ", seed %lld", v->seed);
		if (j->common->attempts > 1)
			buf_printf(&text, ", attempt %lld of %ld", v->attempt, j->common->attempts);
		buf_addc(&text, ')');
	}
	if (j->note.len)
		buf_printf(&text, ": %s", buf_text(&j->note));
	if (again) {
		buf_adds(&text, "; it is tried again\n");
	} else if (unit && v->verdict == VERDICT_SKIP) {
		buf_addc(&text, '\n');
	} else if (unit && v->status >= 0) {
		say_add_log(&text, buf_text(&j->folder));
	} else {
		buf_addc(&text, '\n');
	}
	print_now(STDERR_FILENO, &text);
	buf_release(&text);
}

/* --- all attempts ----------------------------------------------------------------------------- */

/* Is nothing to be started any more? */
static bool
told_to_stop(void)
{
	watch_wait(NULL, NULL, 0, 0); /* a signal that has come is noticed here */
	return watch_signal_count();
}

/* Try until the unit passes or may not try again. */
static void
run_attempts(struct job *j, struct attempt_request *q)
{
	struct buf scratch = { 0 };

	for (;; j->verdict.attempt++) {
		struct verdict *v = &j->verdict;
		struct attempt_result r;

		q->failed_before = v->attempt > 1;
		attempt_run(q, &scratch, &r);
		buf_release(&j->note);
		j->note = r.note;
		v->verdict = r.verdict;
		v->status = r.status;
		v->usec = r.usec;
		v->finished = r.finished;
		v->reason = buf_text(&j->note);
		if (v->verdict == VERDICT_PASS || v->verdict == VERDICT_SKIP || r.cancelled ||
			v->attempt >= j->common->attempts || told_to_stop())
			break;
		if (j->unit && !unitdir_keep(buf_text(&j->folder), v))
			die("cannot keep attempt %lld of '%s' in '%s':", v->attempt, j->unit, buf_text(&j->folder));
		say_verdict(j, true);
		attempt_drop_scratch(&scratch); /* each attempt has one of its own */
	}
	attempt_drop_scratch(&scratch);
}

/* Each attempt has a block, in the order in which they ran. */
static void
mark_attempts(const struct job *j)
{
	struct buf earlier = { 0 };

	for (long long n = 1; n < j->verdict.attempt; n++) {
		buf_reset(&earlier);
		buf_printf(&earlier, "%s/attempt-%lld", buf_text(&j->folder), n);
		marked_write(STDERR_FILENO, j->unit, buf_text(&earlier));
	}
	marked_write(STDERR_FILENO, j->unit, buf_text(&j->folder));
	buf_release(&earlier);
}

int
exec_run(const struct exec_request *q)
{
	const struct unit_request *common = &q->common;
	struct job j = { .common = common, .unit = q->unit, .verdict = request_verdict(common, q->unit) };
	struct arena arena = { 0 };
	struct environment environment;

	environment_begin(&environment, &arena);
	request_add_environment(common, &environment);
	struct attempt_request attempt = { .common = common,
		.program = attempt_program(&arena, &environment, common->shell, q->args, q->arg_count),
		.environment = &environment,
		.unit = q->unit,
		.in = STDIN_FILENO,
		.owner = -1,
		.terminal = true,
		.alive = say_alive,
		.context = &j };

	watch_signals();
	signal(SIGPIPE, SIG_IGN); /* a unit is not left alone because nobody listens */
	if (j.unit) {
		attempt.in = watch_open_nothing();
		buf_printf(&j.folder, "%s/%s", common->results, j.unit);
		if (!unitdir_begin(buf_text(&j.folder)))
			die("cannot make the folder '%s' ready:", buf_text(&j.folder));
	}
	attempt.folder = buf_text(&j.folder);
	if (told_to_stop()) {
		j.verdict.finished = clock_wall();
		buf_adds(&j.note, "it was not started");
		j.verdict.reason = buf_text(&j.note);
	} else {
		run_attempts(&j, &attempt);
	}
	if (j.unit && !verdict_save(&j.verdict, buf_text(&j.folder)))
		die("cannot write the verdict of '%s' into '%s':", j.unit, buf_text(&j.folder));
	if (common->junit && !junitreport_of_unit(common->results, common->suite, j.unit, common->run))
		die("cannot write the JUnit report of '%s' into '%s':", j.unit, buf_text(&j.folder));
	say_verdict(&j, false);
	bool success = judge_is_success(&common->judge, j.verdict.verdict);

	if (q->mark && !success)
		mark_attempts(&j);
	buf_release(&j.folder);
	buf_release(&j.note);
	arena_release(&arena);
	return success ? EXIT_YES : EXIT_NO;
}
