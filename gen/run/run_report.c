#include "run/run_internal.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/words.h"
#include "unit/junitreport.h"
#include "unit/journal.h"
#include "unit/judge.h"
#include "unit/outcome.h"
#include "run/run.h"
#include "run/screen.h"
#include "run/selection.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

void
run_show_end(struct pass *p, const struct progress_unit *u, bool again)
{
	if (!again && u->verdict == VERDICT_CANCELLED && !p->q->verbose)
		return;
	if (p->q->quiet && !again && u->verdict == VERDICT_PASS && !u->failed)
		return;
	p->progress.columns = screen_width(p->screen);
	progress_add_end(&p->progress, u, again, &p->out);
	p->blank = false;
}

/* Find out what became of each unit: the verdicts on the disk decide. */
static void
settle(struct pass *p)
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
		const struct outcome_attempt *last = outcome_last(o);

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

/* Append `, 3 failed`, unless there are none. */
static void
add_count(struct buf *out, size_t n, const char *what)
{
	if (n)
		buf_printf(out, ", %zu %s", n, what);
}

/* How many units of the variant were chosen; and how many of these have no result. */
static size_t
count_variant(const struct pass *p, const struct planfile_variant *v, size_t *ret_absent)
{
	const struct selection *s = p->q->selection;
	size_t all = 0;

	*ret_absent = 0;
	for (size_t i = 0; i < s->count; i++) {
		all += s->units[i]->variant == v;
		*ret_absent += s->units[i]->variant == v && !p->outcomes[i].count;
	}
	return all;
}

/* Print a line for each variant of which no unit has a result, if it has several; what comes back says, by their numbers, which these
 * are. In the arena. */
static const bool *
show_absent_variants(struct pass *p)
{
	const struct planfile *plan = p->q->plan;
	bool *whole = arena_alloc(p->arena, plan->variant_count + 1);

	for (size_t v = 0; v < plan->variant_count; v++) {
		size_t absent, all = count_variant(p, &plan->variants[v], &absent);

		whole[v] = all > 1 && absent == all;
		if (whole[v])
			buf_printf(&p->out, "not run: all %zu units of variant '%s'\n", all, plan->variants[v].name);
	}
	return whole;
}

/* Print what has no result, so many units: all, whole variants, and the names of others; and of each whose verdict is wrong, that
 * it is. */
static void
show_absent(struct pass *p, size_t absent)
{
	const struct selection *s = p->q->selection;
	bool all = absent > 1 && absent == s->count;
	size_t named = 0, wrong = 0;

	run_blank(p);
	if (all)
		buf_printf(&p->out, "not run: all %zu units\n", absent);
	const bool *whole = all ? NULL : show_absent_variants(p);

	for (size_t i = 0; !all && i < s->count; i++) {
		if (p->outcomes[i].count || whole[s->units[i]->variant - p->q->plan->variants])
			continue;
		if (named++ < RUN_SHOWN_MAX)
			buf_printf(&p->out, "%s%s", named == 1 ? "not run: " : " ", p->progress.units[i].shown);
	}
	if (named)
		buf_adds(&p->out, named > RUN_SHOWN_MAX ? " ...\n" : "\n");
	for (size_t i = 0; i < s->count; i++)
		if (!p->outcomes[i].count && p->outcomes[i].wrong && wrong++ < RUN_SHOWN_MAX)
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
		const struct outcome_attempt *last = outcome_last(&p->outcomes[i]);
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
		if (!named++) {
			run_blank(p);
			buf_adds(&p->out, "skipped:\n");
		}
		if (named <= RUN_SHOWN_MAX || !may)
			buf_printf(&p->out, "  %s: %s%s\n", shown, reason, may ? "" : "; no may-skip lets it");
	}
	return refused;
}

/* Print the names of the units that passed only when they were tried again, so many there are. */
static void
show_flaky(struct pass *p, size_t flaky)
{
	const struct selection *s = p->q->selection;
	size_t named = 0;

	run_blank(p);
	buf_printf(&p->out, "%zu unit%s passed only when tried again:", flaky, words_plural(flaky));
	for (size_t i = 0; i < s->count; i++) {
		const struct outcome *o = &p->outcomes[i];

		if (o->count > 1 && outcome_last(o)->verdict == VERDICT_PASS && named++ < RUN_SHOWN_MAX)
			buf_printf(&p->out, " %s", p->progress.units[i].shown);
	}
	buf_adds(&p->out, flaky > RUN_SHOWN_MAX ? " ...\n" : "\n");
}

bool
run_sum_up(struct pass *p, unsigned long long took)
{
	const struct selection *s = p->q->selection;
	size_t counts[VERDICT_COUNT] = { 0 }, flaky = 0, absent = 0;
	struct buf sum = { 0 };

	settle(p);
	for (size_t i = 0; i < s->count; i++) {
		const struct outcome *o = &p->outcomes[i];

		const struct outcome_attempt *last = outcome_last(o);

		absent += !last;
		if (!last)
			continue;

		counts[last->verdict]++;
		flaky += last->verdict == VERDICT_PASS && o->count > 1;
	}
	size_t failed = run_show_failed(p);
	size_t refused = show_skipped(p);
	bool all = counts[VERDICT_PASS] + counts[VERDICT_SKIP] - refused == s->count;

	run_show_steps(p);
	if (absent)
		show_absent(p, absent);
	buf_printf(&sum, "%zu unit%s in ", s->count, words_plural(s->count));
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
	if (flaky)
		show_flaky(p, flaky);
	if (failed || absent || flaky || counts[VERDICT_SKIP])
		run_blank(p);
	buf_printf(&p->out, "%s\n", buf_text(&sum));
	screen_print(p->screen, &p->out);
	buf_release(&sum);
	return all;
}

bool
run_sum_up_made(struct pass *p, unsigned long long took)
{
	size_t units = p->q->selection->count, failed = 0;
	struct buf sum = { 0 };

	run_show_steps(p);
	for (size_t i = 0; i < p->engine.step_count; i++)
		failed += p->engine.steps[i].failed;
	buf_printf(&sum, "no unit was run (--no-run); what %zu unit%s %s ", units, words_plural(units),
		units == 1 ? "needs" : "need");
	if (failed)
		buf_printf(&sum, "could not be made: %zu of %zu step%s failed, in ", failed, p->engine.step_count,
			words_plural(p->engine.step_count));
	else if (p->interrupted)
		buf_adds(&sum, "was not all made, interrupted after ");
	else
		buf_adds(&sum, "is there, after ");
	buf_add_duration(&sum, took);
	if (failed)
		run_blank(p);
	buf_printf(&p->out, "%s\n", buf_text(&sum));
	screen_print(p->screen, &p->out);
	buf_release(&sum);
	return !failed;
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
			junitreport_case(junit, suite, u->variant->name, p->progress.units[i].shown, &p->outcomes[i],
				why_absent(p, i), run_is_success(u, VERDICT_SKIP));
	}
	if (junit)
		junitreport_suite(junit, suite, p->run, began, took);
	if (n && p->q->record)
		p->q->record(p->q->context, p->results, p->run, ran, n);
}
