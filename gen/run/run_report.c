#include "run/run_internal.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/tail.h"
#include "unit/junitreport.h"
#include "unit/casefile.h"
#include "unit/journal.h"
#include "unit/judge.h"
#include "unit/outcome.h"
#include "run/run.h"
#include "run/screen.h"
#include "run/selection.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* How many units that did not pass are shown, and how many lines of the log of each. */
enum { LOGS_MAX = 20, LOG_LINES = 40 };

void
run_show_end(struct pass *p, const struct progress_unit *u, bool again)
{
	if (!again && u->verdict == VERDICT_CANCELLED && !p->q->verbose)
		return;
	if (p->q->quiet && !again && u->verdict == VERDICT_PASS && !u->failed)
		return;
	progress_add_end(&p->progress, u, again, &p->out);
}

void
run_settle(struct pass *p)
{
	const struct selection *s = p->q->selection;
	struct diag nobody = { .out = NULL };
	struct arena read = { 0 };
	struct journal_lines lines;

	journal_read(&lines, &read, &nobody, p->results);
	p->outcomes = arena_alloc(p->arena, s->count * sizeof(*p->outcomes));
	for (size_t i = 0; i < s->count; i++) {
		struct progress_unit *u = &p->progress.units[i];
		struct outcome *o = &p->outcomes[i];

		outcome_read(o, p->arena, &lines, p->results, u->id, p->run);
		const struct outcome_attempt *last = o->count ? &o->attempts[o->count - 1] : NULL;

		if (!last)
			continue;
		u->failed = false;
		for (size_t k = 0; k < o->count; k++)
			u->failed |= o->attempts[k].verdict != VERDICT_PASS;
		bool known = u->state == PROGRESS_ENDED && u->verdict == last->verdict;

		u->attempt = last->attempt;
		progress_settle(&p->progress, u, last->verdict, last->status,
			last->usec < 0 ? 0 : (unsigned long long)last->usec);
		if (!known)
			run_show_end(p, u, false);
	}
	arena_release(&read);
	screen_print(p->screen, &p->out);
}

/* Append ` (status 1, seed 4711): its report has no test case`, or what is known of it. */
static void
add_why(struct buf *out, const struct outcome_attempt *t)
{
	if (t->status >= 0 && t->seed >= 0)
		buf_printf(out, " (status %lld, seed %lld)", t->status, t->seed);
	else if (t->status >= 0)
		buf_printf(out, " (status %lld)", t->status);
	else if (t->seed >= 0)
		buf_printf(out, " (seed %lld)", t->seed);
	if (t->reason)
		buf_printf(out, ": %s", t->reason);
}

/* Append the command that replays the attempt. */
static void
add_replay(const struct pass *p, struct buf *out, const char *unit, const struct outcome_attempt *t)
{
	buf_printf(out, "nightshift run%s %s", p->q->options, unit);
	if (t->seed >= 0)
		buf_printf(out, " --seed=%lld", t->seed);
}

/* Print the end of the log of a unit that did not pass, and the command that replays it. */
static void
show_failed(struct pass *p, const struct progress_unit *u, const struct outcome_attempt *t)
{
	struct buf title = { 0 }, text = { 0 };
	const char *unit = u->id;

	buf_printf(&title, "%s: %s", u->shown, verdict_names[t->verdict]);
	add_why(&title, t);
	if (!p->screen->github)
		buf_addc(&p->out, '\n');
	screen_group(p->screen, buf_text(&title), &p->out);
	casefile_show_failed(&p->out, t->folder);
	tail_add(&p->out, t->log, LOG_LINES);
	buf_adds(&p->out, "replay: ");
	add_replay(p, &p->out, unit, t);
	buf_addc(&p->out, '\n');
	screen_group_end(p->screen, &p->out);

	buf_adds(&text, verdict_names[t->verdict]);
	add_why(&text, t);
	buf_adds(&text, "; replay: ");
	add_replay(p, &text, unit, t);
	screen_annotate(p->screen, u->shown, buf_text(&text), &p->out);
	buf_release(&title);
	buf_release(&text);
}

/* Why a unit has no result, for people. The text is in the arena. */
static const char *
why_absent(struct pass *p, size_t i)
{
	const struct engine_step *missed = p->engine.units[i].missed;

	if (missed)
		return arena_printf(p->arena, "%s could not be made", missed->name);
	if (p->outcomes[i].wrong)
		return arena_printf(p->arena, "nobody can tell from '%s' what became of it", p->outcomes[i].wrong);
	return "it has left no verdict of this run";
}

/* Print each step that failed, once, with the end of what it printed. */
static void
show_steps(struct pass *p)
{
	for (size_t i = 0; i < p->engine.step_count; i++) {
		const struct engine_step *step = &p->engine.steps[i];
		const char *log = arena_printf(p->arena, "%s/%s", p->engine.dir, step->log);
		size_t without = 0;

		if (!step->failed)
			continue;
		for (size_t k = 0; k < p->engine.unit_count; k++)
			without += p->engine.units[k].missed == step;
		const char *title = arena_printf(p->arena,
			"%s could not be made (status %d), so %zu unit%s did not run", step->name, step->status,
			without, without == 1 ? "" : "s");

		if (!p->screen->github)
			buf_addc(&p->out, '\n');
		screen_group(p->screen, arena_printf(p->arena, "%s; the end of %s:", title, step->log), &p->out);
		tail_add(&p->out, log, LOG_LINES);
		screen_group_end(p->screen, &p->out);
		screen_annotate(p->screen, p->q->plan->suite, title, &p->out);
	}
}

/* Append `, 3 failed`, unless there are none. */
static void
add_count(struct buf *out, size_t n, const char *what)
{
	if (n)
		buf_printf(out, ", %zu %s", n, what);
}

/* Print the names of the units that have no result, so many there are; and of each whose verdict is wrong, that it is. */
static void
show_absent(struct pass *p, size_t absent)
{
	const struct selection *s = p->q->selection;
	size_t named = 0, wrong = 0;

	buf_adds(&p->out, "\nnot run:");
	for (size_t i = 0; i < s->count; i++)
		if (!p->outcomes[i].count && named++ < LOGS_MAX)
			buf_printf(&p->out, " %s", s->units[i]->id);
	buf_adds(&p->out, absent > LOGS_MAX ? " ...\n" : "\n");
	for (size_t i = 0; i < s->count; i++)
		if (!p->outcomes[i].count && p->outcomes[i].wrong && wrong++ < LOGS_MAX)
			buf_printf(&p->out, "%s: %s\n", p->progress.units[i].shown, why_absent(p, i));
}

bool
run_is_success(const struct planfile_unit *u, int verdict)
{
	return judge_is_success(&u->judge, verdict);
}

/* Print which units skipped, and why; how many of them may not comes back. */
static size_t
show_skipped(struct pass *p)
{
	const struct selection *s = p->q->selection;
	size_t refused = 0, named = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct outcome *o = &p->outcomes[i];
		const struct outcome_attempt *last = o->count ? &o->attempts[o->count - 1] : NULL;
		const char *shown = p->progress.units[i].shown,
			   *reason = last && last->reason ? last->reason : "it gives no reason";

		if (!last || last->verdict != VERDICT_SKIP)
			continue;
		bool may = run_is_success(s->units[i], VERDICT_SKIP);

		if (!may) {
			refused++;
			screen_annotate(p->screen, shown,
				arena_printf(p->arena, "skip: %s; nothing in the manifest lets it skip", reason),
				&p->out);
		}
		if (!named++)
			buf_adds(&p->out, "\nskipped:\n");
		if (named <= LOGS_MAX || !may)
			buf_printf(&p->out, "  %s: %s%s\n", shown, reason, may ? "" : "; no may-skip lets it");
	}
	return refused;
}

bool
run_sum_up(struct pass *p, unsigned long long took)
{
	const struct selection *s = p->q->selection;
	size_t counts[VERDICT_COUNT] = { 0 }, flaky = 0, absent = 0, logs = 0;
	struct buf sum = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		const struct outcome *o = &p->outcomes[i];

		absent += !o->count;
		if (!o->count)
			continue;
		const struct outcome_attempt *last = &o->attempts[o->count - 1];

		counts[last->verdict]++;
		flaky += last->verdict == VERDICT_PASS && o->count > 1;
		if (last->verdict == VERDICT_PASS || last->verdict == VERDICT_CANCELLED ||
			last->verdict == VERDICT_SKIP)
			continue;
		if (logs++ < LOGS_MAX)
			show_failed(p, &p->progress.units[i], last);
	}
	if (logs > LOGS_MAX)
		buf_printf(&p->out, "\nthe logs of %zu more are in %s\n", logs - LOGS_MAX, p->results);
	size_t refused = show_skipped(p);
	bool all = counts[VERDICT_PASS] + counts[VERDICT_SKIP] - refused == s->count;

	show_steps(p);
	if (absent)
		show_absent(p, absent);
	buf_printf(&sum, "%zu unit%s in ", s->count, s->count == 1 ? "" : "s");
	buf_add_duration(&sum, took);
	buf_printf(&sum, ": %zu passed", counts[VERDICT_PASS]);
	if (flaky)
		buf_printf(&sum, " (%zu flaky)", flaky);
	add_count(&sum, counts[VERDICT_FAIL], "failed");
	add_count(&sum, counts[VERDICT_TIMEOUT], "timed out");
	add_count(&sum, counts[VERDICT_CRASH], "crashed");
	add_count(&sum, counts[VERDICT_QUARANTINED], "quarantined");
	add_count(&sum, counts[VERDICT_SKIP], "skipped");
	add_count(&sum, counts[VERDICT_CANCELLED], "cancelled");
	add_count(&sum, absent, "not run");
	if (p->failed_fast)
		buf_adds(&sum, "; stopped at the first that did not pass");
	else if (p->interrupted)
		buf_adds(&sum, "; interrupted");
	if (logs || absent || counts[VERDICT_SKIP])
		buf_addc(&p->out, '\n');
	buf_printf(&p->out, "%s\n", buf_text(&sum));
	screen_print(p->screen, &p->out);
	buf_release(&sum);
	return all;
}

void
run_hand_on(struct pass *p, struct junitreport *junit, long long began, unsigned long long took)
{
	const struct selection *s = p->q->selection;
	const struct planfile_unit **ran = arena_alloc(p->arena, (s->count + 1) * sizeof(*ran));
	const char *suite = p->q->plan->suite;
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct planfile_unit *u = s->units[i];

		if (p->outcomes[i].count || p->outcomes[i].wrong)
			ran[n++] = u;
		if (junit)
			junitreport_case(junit, suite, u->variant->name, u->id, &p->outcomes[i], why_absent(p, i),
				run_is_success(u, VERDICT_SKIP));
	}
	if (junit)
		junitreport_suite(junit, suite, p->run, began, took);
	if (n && p->q->record)
		p->q->record(p->q->context, p->results, p->run, ran, n);
}
