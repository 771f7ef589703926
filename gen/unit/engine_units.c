#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "unit/engine_inside.h"
#include "unit/junitreport.h"
#include "unit/outcome.h"
#include "unit/unitdir.h"
#include "unit/verdict.h"

struct unit_request
engine_unit_request(const struct engine *e, const struct engine_unit *u)
{
	struct unit_request r = e->request->common;

	r.part = u->part;
	r.seed = u->crew->seed;
	r.programs = u->crew->programs;
	r.program_count = u->crew->program_count;
	r.judge = u->judge;
	r.timeout = u->timeout;
	r.attempts = u->attempts;
	return r;
}

/* How many attempts that count the unit has made beyond those of its plan. */
static long long
retries_of(const struct engine_unit *u)
{
	long used = u->tries + (u->verdict == VERDICT_PASS || u->verdict == VERDICT_SKIP);

	return u->planned && used > u->planned ? used - u->planned : 0;
}

static struct verdict
verdict_of(const struct engine *e, const struct engine_unit *u)
{
	const struct unit_request r = engine_unit_request(e, u);
	struct verdict v = request_verdict(&r, u->name);

	v.reason = u->note;
	v.verdict = u->verdict;
	v.status = u->status;
	v.usec = u->usec_taken;
	v.attempt = u->attempt;
	v.retries = retries_of(u);
	v.finished = u->finished;
	return v;
}

void
engine_unit_path(const struct engine *e, const struct engine_unit *u, const char *file, struct buf *ret_path)
{
	buf_reset(ret_path);
	buf_printf(ret_path, "%s/%s%s%s", e->request->common.results, u->name, file ? "/" : "", file ? file : "");
}

/* --- the folder ------------------------------------------------------------------------------- */

bool
engine_is_lazy(const struct engine *e, const struct engine_unit *u)
{
	return !e->folders && (u->crew->worker || u->judge.protocol == PROTOCOL_EXIT);
}

void
engine_attempt_begin(struct engine *e, struct engine_unit *u)
{
	struct buf path = { 0 };

	u->attempt++;
	u->printed = false;
	u->note = "";
	if (!u->begun && (u->has_folder || !engine_is_lazy(e, u))) {
		engine_unit_path(e, u, NULL, &path);
		if (!unitdir_begin(buf_text(&path)))
			die("cannot make the folder '%s' ready:", buf_text(&path));
		engine_unit_path(e, u, "log", &path); /* there may be none this time */
		unlink(buf_text(&path));
		u->has_folder = true;
	}
	u->begun = true;
	buf_release(&path);
}

/* Is all there is to say of the unit that it passed? */
static bool
is_line(const struct engine *e, const struct engine_unit *u, const struct verdict *v)
{
	return engine_is_lazy(e, u) && journal_takes(v) && !u->printed;
}

/* The last attempt is final: write its verdict. */
static void
finish(struct engine *e, struct engine_unit *u)
{
	const struct unit_request *common = &e->request->common;
	struct verdict v = verdict_of(e, u);
	struct buf path = { 0 };

	u->done = true;
	if (is_line(e, u, &v)) {
		if (u->has_folder)
			outcome_forget(common->results, u->name);
		if (journal_add(&e->journal, &v)) {
			u->has_folder = false;
			return;
		}
	}
	engine_unit_path(e, u, NULL, &path);
	if (!unitdir_restore(buf_text(&path)) || !verdict_save(&v, buf_text(&path)))
		die("cannot write the verdict of '%s' into '%s':", u->name, buf_text(&path));
	u->has_folder = true;
	buf_release(&path);
	if (common->junit && !junitreport_of_unit(common->results, common->suite, u->name, common->run))
		die("cannot write the JUnit report of '%s' into '%s/%s':", u->name, common->results, u->name);
}

/* --- the end of an attempt -------------------------------------------------------------------- */

void
engine_attempt_again(struct engine *e, struct engine_unit *u)
{
	struct verdict v = verdict_of(e, u);
	struct buf path = { 0 };

	engine_unit_path(e, u, NULL, &path);
	if (!unitdir_restore(buf_text(&path)) || !unitdir_keep(buf_text(&path), &v))
		die("cannot keep attempt %lld of '%s' in '%s':", u->attempt, u->name, buf_text(&path));
	u->has_folder = true;
	if (u->done) {
		engine_unit_path(e, u, "verdict", &path);
		unlink(buf_text(&path));
		u->done = false;
	}
	buf_release(&path);
	if (u->held)
		u->again = true;
	else
		schedule_again(e->schedule, item_of_unit(e, u));
}

void
engine_unit_free(struct engine *e, struct engine_unit *u)
{
	size_t item = item_of_unit(e, u);

	u->held = false;
	schedule_end(e->schedule, item);
	if (u->again)
		schedule_again(e->schedule, item);
	else
		schedule_done(e->schedule, item);
	u->again = false;
}

static void
tell_end(struct engine *e, const struct engine_unit *u, const char *devices, bool again)
{
	if (e->listener->ended)
		e->listener->ended(e->listener->context, u, devices, again);
}

bool
engine_attempt_end(struct engine *e, struct engine_unit *u, const char *devices, bool forced)
{
	bool cancelled = u->verdict == VERDICT_CANCELLED;
	bool passed = u->verdict == VERDICT_PASS || u->verdict == VERDICT_SKIP;
	bool again = forced && !cancelled;

	if (!passed && !cancelled && !forced)
		again = ++u->tries < u->attempts && e->stage == ENGINE_RUNS;
	e->failed += !again && !judge_is_success(&u->judge, u->verdict);
	if (!again)
		finish(e, u);
	tell_end(e, u, devices, again);
	if (again)
		engine_attempt_again(e, u);
	return again;
}

void
engine_attempt_refuse(struct engine *e, struct engine_unit *u, struct judgement outcome, const char *note)
{
	engine_attempt_begin(e, u);
	u->verdict = outcome.verdict;
	u->status = outcome.status;
	u->usec_taken = outcome.status >= 0 ? 0 : -1;
	u->finished = clock_wall();
	u->note = arena_strdup(&e->arena, note);
	e->failed += !judge_is_success(&u->judge, u->verdict);
	finish(e, u);
	tell_end(e, u, "", false);
}
