#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "unit/batch_inside.h"
#include "unit/events.h"
#include "unit/junitreport.h"
#include "unit/pool.h"
#include "unit/say.h"
#include "unit/unitdir.h"
#include "unit/verdict.h"

/* --- what is said ----------------------------------------------------------------------------- */

static void
say_passed(struct batch *b, const struct batch_unit *u, const char *note, bool again)
{
	if (b->request->common.quiet && u->verdict == VERDICT_PASS)
		return;
	buf_printf(&b->out, "%s %s", verdict_names[u->verdict], u->name);
	if (u->attempt > 1)
		buf_printf(&b->out, ", attempt %lld", u->attempt);
	buf_printf(&b->out, "%s%s%s\n", *note ? ": " : "", note, again ? "; it runs again in a fresh worker" : "");
}

/* Say what became of a unit on these devices. */
static void
say_verdict(struct batch *b, const struct batch_unit *u, const char *note, const char *devices, bool again)
{
	struct buf text = { 0 }, folder = { 0 }, log = { 0 };

	if (u->verdict == VERDICT_PASS || u->verdict == VERDICT_SKIP) {
		say_passed(b, u, note, again);
		return;
	}
	say_now(STDOUT_FILENO, &b->out);
	buf_printf(&text, "%s %s", verdict_names[u->verdict], u->name);
	if (u->status >= 0) {
		buf_printf(&text, " (status %d", u->status);
		if (b->request->common.seed >= 0)
			buf_printf(&text, ", seed %lld", b->request->common.seed);
		if (u->attempt > 1 || u->attempts > 1)
			buf_printf(&text, ", attempt %lld", u->attempt);
		if (*devices)
			buf_printf(&text, ", device %s", devices);
		buf_addc(&text, ')');
	}
	if (*note)
		buf_printf(&text, ": %s", note);
	batch_unit_path(b->request, u, NULL, &folder);
	batch_unit_path(b->request, u, "log", &log);
	if (again)
		buf_adds(&text, "; it is tried again\n");
	else if (u->status >= 0 && !access(buf_text(&log), F_OK))
		say_add_log(&text, buf_text(&folder));
	else
		buf_addc(&text, '\n');
	say_now(STDERR_FILENO, &text);
	buf_release(&text);
	buf_release(&folder);
	buf_release(&log);
}

/* --- the folder of a unit --------------------------------------------------------------------- */

static struct verdict
verdict_of(const struct batch *b, const struct batch_unit *u)
{
	struct verdict v = request_verdict(&b->request->common, u->name);

	v.part = u->part;
	v.reason = u->note;
	v.verdict = u->verdict;
	v.status = u->status;
	v.usec = u->usec;
	v.attempt = u->attempt;
	v.finished = u->finished;
	return v;
}

void
batch_journal_open(struct batch *b)
{
	const char *results = b->request->common.results;
	const char **names;

	if (!b->request->journal)
		return;
	names = arena_alloc(&b->arena, b->units.count * sizeof(*names));
	for (size_t i = 0; i < b->units.count; i++)
		names[i] = b->units.all[i].name;
	b->journaling = journal_forget(results, names, b->units.count) && journal_open(&b->journal, results);
}

/* Write the verdict as a line of the journal, if it may be one, and the unit has left nothing in its folder. */
static bool
write_line(struct batch *b, const struct verdict *v)
{
	if (!b->journaling || b->request->common.junit || !journal_takes(v) || !journal_add(&b->journal, v))
		return false;
	if (!journal_flush(&b->journal))
		die("cannot write the verdict of '%s' into '%s/%s':", v->unit, b->request->common.results,
			JOURNAL_NAME);
	return true;
}

void
batch_attempt_begin(struct batch *b, struct batch_unit *u)
{
	struct buf path = { 0 };

	u->attempt++;
	if (u->begun)
		return;
	u->begun = true;
	batch_unit_path(b->request, u, NULL, &path);
	if (mkdir(buf_text(&path), 0777)) {
		if (!unitdir_begin(buf_text(&path)))
			die("cannot make the folder '%s' ready:", buf_text(&path));
		batch_unit_path(b->request, u, "log", &path); /* there may be none this time */
		unlink(buf_text(&path));
	}
	buf_release(&path);
}

/* Write the verdict into the unit's folder. */
static void
write_verdict(struct batch *b, const struct batch_unit *u, const struct verdict *v)
{
	struct buf path = { 0 };

	batch_unit_path(b->request, u, NULL, &path);
	if (!unitdir_restore(buf_text(&path)) || !verdict_save(v, buf_text(&path)))
		die("cannot write the verdict of '%s' into '%s':", u->name, buf_text(&path));
	buf_release(&path);
	if (b->request->common.junit &&
		!junitreport_of_unit(b->request->common.results, b->request->common.suite, u->name,
			b->request->common.run))
		die("cannot write the JUnit report of '%s' into '%s/%s':", u->name, b->request->common.results,
			u->name);
}

/* The last attempt is final: write its verdict. */
static void
finish(struct batch *b, struct batch_unit *u)
{
	struct verdict v = verdict_of(b, u);

	u->done = true;
	if (!write_line(b, &v))
		write_verdict(b, u, &v);
	events_end(&v);
}

void
batch_attempt_again(struct batch *b, struct batch_unit *u)
{
	struct verdict v = verdict_of(b, u);
	struct buf path = { 0 };

	batch_unit_path(b->request, u, NULL, &path);
	if (!unitdir_keep(buf_text(&path), &v))
		die("cannot keep attempt %lld of '%s' in '%s':", u->attempt, u->name, buf_text(&path));
	if (u->done) {
		batch_unit_path(b->request, u, "verdict", &path);
		unlink(buf_text(&path));
		u->done = false;
	}
	buf_release(&path);
	events_again(u->name, u->attempt);
	pool_wait_first(b->pool, (size_t)(u - b->units.all), u->count);
}

void
batch_attempt_refuse(struct batch *b, struct batch_unit *u, struct judgement outcome, const char *note)
{
	batch_attempt_begin(b, u);
	u->verdict = outcome.verdict;
	u->status = outcome.status;
	u->usec = outcome.status >= 0 ? 0 : -1;
	u->finished = clock_wall();
	u->note = arena_strdup(&b->arena, note);
	finish(b, u);
	say_verdict(b, u, note, "", false);
}

/* --- the end of an attempt -------------------------------------------------------------------- */

void
batch_attempt_end(struct batch *b, struct worker *w, struct judgement outcome)
{
	struct batch_unit *u = w->unit;
	bool replaced = w->poisoned && w->answers > 0; /* a worker that was not fresh is to blame, and not the unit */
	bool again = false;
	long long now = clock_ticks();
	struct buf devices = { 0 };

	if (w->poisoned && !replaced && outcome.verdict != VERDICT_CANCELLED) {
		buf_adds(&w->note, ", though it was a fresh one");
		outcome = (struct judgement){ VERDICT_FAIL, 1 };
	}
	bool cancelled = outcome.verdict == VERDICT_CANCELLED;
	bool passed = outcome.verdict == VERDICT_PASS || (outcome.verdict == VERDICT_SKIP && !w->poisoned);

	u->verdict = outcome.verdict;
	u->status = outcome.status;
	worker_leave_unit(w, outcome.verdict != VERDICT_PASS && outcome.verdict != VERDICT_SKIP);
	u->usec = (w->answered_at >= 0 ? w->answered_at : now) - w->asked_at;
	u->finished = clock_wall();
	b->running--;
	if (replaced && !cancelled) {
		u->fresh = again = true;
	} else if (!passed && !cancelled) {
		u->fresh = false;
		again = ++u->tries < u->attempts && !b->cancelled && !events_stopped();
	}
	b->failed += !again && !judge_is_success(&u->judge, outcome.verdict);
	worker_add_devices(&devices, w);
	u->note = w->note.len ? arena_strdup(&b->arena, w->note.s) : "";
	if (!again)
		finish(b, u);
	say_verdict(b, u, buf_text(&w->note), buf_text(&devices), again);
	if (again)
		batch_attempt_again(b, u);
	if (b->request->device_count && !cancelled && !replaced) {
		pool_judge(b->pool, w->set, (size_t)(u - b->units.all),
			passed                     ? POOL_PASSED
				: u->failed_before ? POOL_FAILED_AGAIN
						   : POOL_FAILED);
		u->failed_before |= !passed;
	}
	if (!w->live || !w->ending) /* one that still ends has its devices */
		pool_release(b->pool, w->set);
	buf_release(&devices);
}
