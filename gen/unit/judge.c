#include "unit/judge.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/foreign.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum {
	NOT_FOUND = 127, /* the statuses of a shell */
	NOT_EXECUTABLE = 126,
	TIMED_OUT = 124, /* the status of timeout(1) */
};

const char *const judge_protocol_names[] = { "exit", "tap", "junit", NULL };

static const char *const cases_called[PROTOCOL_COUNT] = { "", "test point", "test case" };

/* Did it die of a signal? Of shell text only the shell may have died so, or the shell says by its status that a command
 * did. */
static bool
crashed(const struct judge_end *end)
{
	int status = end->wait_status;

	if (!end->exited || WIFSIGNALED(status))
		return true;
	return end->is_shell && WEXITSTATUS(status) > 128 && WEXITSTATUS(status) <= 192;
}

static void
add_reason(struct buf *reason, const char *text)
{
	buf_printf(reason, "%s%s", reason->len ? "; " : "", text);
}

/* What the unit itself says. It will be shown to people, and gives no orders to their terminals. */
static void
add_foreign(struct buf *reason, const char *before, const char *text)
{
	buf_adds(reason, before);
	foreign_clean(reason, text, VERDICT_REASON_MAX, false);
}

/* What a failing exit status says beyond its number, if a shell gave it. */
static void
add_shell_words(struct buf *reason, const struct judge_end *end, int status)
{
	if (end->is_shell && status == NOT_FOUND)
		add_reason(reason, "its shell says that a program is not there");
	else if (end->is_shell && status == NOT_EXECUTABLE)
		add_reason(reason, "its shell says that a program cannot be executed");
}

/* A skip that is told by the exit status has no words for its reason but what was printed last. */
static int
skip_by_status(const struct judge_end *end, int status, struct buf *reason)
{
	if (end->last_line && *end->last_line)
		add_foreign(reason, "", end->last_line);
	else
		buf_printf(reason, "exit status %d", status);
	return VERDICT_SKIP;
}

static int
by_status(const struct judge_rule *rule, const struct judge_end *end, int status, struct buf *reason)
{
	if (!status)
		return VERDICT_PASS;
	if (status == rule->skip_status)
		return skip_by_status(end, status, reason);
	add_shell_words(reason, end, status);
	return VERDICT_FAIL;
}

static void
add_failed(const struct judge_rule *rule, const struct judge_cases *c, struct buf *reason)
{
	const char *called = cases_called[rule->protocol];

	if (c->count == 1)
		buf_printf(reason, "its %s failed", called);
	else
		buf_printf(reason, "%zu of %zu %ss failed", c->failed, c->count, called);
	if (c->first_failed && *c->first_failed) {
		add_foreign(reason, c->failed > 1 ? ", the first of them '" : ": '", c->first_failed);
		buf_addc(reason, '\'');
	}
}

static int
skip_by_cases(const struct judge_rule *rule, const struct judge_cases *c, struct buf *reason)
{
	bool why = c->skip_reason && *c->skip_reason;

	if (c->skipped_all && !why)
		buf_adds(reason, "it gives no reason");
	else if (c->count == 1)
		buf_printf(reason, "its %s is skipped", cases_called[rule->protocol]);
	else if (!c->skipped_all)
		buf_printf(reason, "all %zu %ss are skipped", c->count, cases_called[rule->protocol]);
	if (why)
		add_foreign(reason, !reason->len ? "" : c->count == 1 ? ": " : ", the first: ", c->skip_reason);
	return VERDICT_SKIP;
}

static int
by_cases(const struct judge_rule *rule, const struct judge_end *end, int status, const struct judge_cases *c,
	struct buf *reason)
{
	if (status == rule->skip_status && c->nothing)
		return skip_by_status(end, status, reason);
	if (c->failed)
		add_failed(rule, c, reason);
	if (c->fault)
		add_foreign(reason, reason->len ? "; " : "", c->fault);
	if (c->failed || c->fault) {
		add_shell_words(reason, end, status);
		return VERDICT_FAIL;
	}
	if (status && !(status == rule->skip_status && c->count && c->skipped == c->count)) {
		buf_printf(reason, "it ended with status %d, although no %s failed", status,
			cases_called[rule->protocol]);
		return VERDICT_FAIL;
	}
	if (c->skipped_all || c->skipped == c->count)
		return skip_by_cases(rule, c, reason);
	return VERDICT_PASS;
}

/* A skip is none after an attempt that failed: what failed then has not been tried again. */
static int
unless_failed_before(int verdict, bool failed_before, struct buf *reason)
{
	if (verdict != VERDICT_SKIP || !failed_before)
		return verdict;
	add_reason(reason, "it skips, although an attempt before failed");
	return VERDICT_FAIL;
}

struct judgement
judge_attempt(const struct judge_rule *rule, const struct judge_end *end, const struct judge_cases *cases,
	struct buf *ret_reason)
{
	int status = end->exited ? watch_exit_status(end->wait_status) : 128 + SIGKILL;
	struct judgement j = { VERDICT_PASS, end->timed_out ? TIMED_OUT : status };

	if (end->cancelled) {
		j.verdict = VERDICT_CANCELLED;
	} else if (end->timed_out) {
		j.verdict = VERDICT_TIMEOUT;
		buf_adds(ret_reason, "it did not end within ");
		buf_add_seconds(ret_reason, (unsigned long long)end->limit);
		buf_adds(ret_reason, " s");
	} else if (crashed(end)) {
		j.verdict = VERDICT_CRASH;
	} else if (rule->protocol == PROTOCOL_EXIT) {
		j.verdict = by_status(rule, end, status, ret_reason);
	} else {
		j.verdict = by_cases(rule, end, status, cases, ret_reason);
	}
	j.verdict = unless_failed_before(j.verdict, end->failed_before, ret_reason);
	if (end->lost) {
		add_reason(ret_reason, "some of its processes cannot be ended");
		if (j.verdict == VERDICT_PASS || j.verdict == VERDICT_SKIP)
			j.verdict = VERDICT_FAIL;
	}
	return j;
}

struct judgement
judge_worker(const struct judge_answer *a, struct buf *ret_reason)
{
	if (a->cancelled)
		return (struct judgement){ VERDICT_CANCELLED, -1 };
	if (a->timed_out)
		return (struct judgement){ VERDICT_TIMEOUT, TIMED_OUT };
	if (a->refused)
		return (struct judgement){ VERDICT_FAIL, 1 };
	if (a->answered) {
		int verdict = a->skipped ? VERDICT_SKIP : a->ok ? VERDICT_PASS : VERDICT_FAIL;

		verdict = unless_failed_before(verdict, a->failed_before, ret_reason);
		return (struct judgement){ verdict, verdict == VERDICT_FAIL };
	}
	if (a->status > 128 && a->status <= 192) /* of a signal, or of a shell around it */
		buf_printf(ret_reason, "its worker died of signal %d", a->status - 128);
	else
		buf_printf(ret_reason, "its worker ended with status %d and did not answer", a->status);
	return (struct judgement){ VERDICT_CRASH, a->status };
}

bool
judge_is_success(const struct judge_rule *rule, int verdict)
{
	return verdict == VERDICT_PASS || (verdict == VERDICT_SKIP && rule->may_skip);
}
