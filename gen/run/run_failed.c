#include "run/run_internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/tail.h"
#include "base/words.h"
#include "run/run.h"
#include "run/screen.h"
#include "run/selection.h"
#include "unit/casefile.h"
#include "unit/outcome.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

const char *const run_failures_names[] = { "immediate", "final", "immediate-final", "never", NULL };

/* --- paths ------------------------------------------------------------------------------------ */

const char *
run_here(struct arena *a)
{
	const char *said = getenv("PWD");
	struct stat here, there;

	if (!said || *said != '/' || stat(".", &here) || stat(said, &there) || here.st_dev != there.st_dev ||
		here.st_ino != there.st_ino)
		return NULL;
	char *real = realpath(".", NULL);
	const char *kept = real ? arena_printf(a, "%s/", strcmp(real, "/") != 0 ? real : "") : NULL;

	free(real);
	return kept;
}

/* The path, from the folder in which the user is if it lies there. */
static const char *
shown_path(const struct pass *p, const char *path)
{
	size_t n = p->here ? strlen(p->here) : 0;

	if (!n || strncmp(path, p->here, n) != 0)
		return path;
	path += n;
	return !strncmp(path, "./", 2) ? path + 2 : path;
}

/* Begin what stands apart from the lines before it. On a runner of GitHub Actions a group does. */
static void
begin_block(struct pass *p)
{
	if (!p->screen->github)
		run_blank(p);
}

/* End what is shown at once: what follows is apart from it. */
static void
end_block(struct pass *p)
{
	if (!p->screen->github)
		buf_addc(&p->out, '\n');
	p->blank = !p->screen->github;
}

void
run_blank(struct pass *p)
{
	if (!p->blank)
		buf_addc(&p->out, '\n');
	p->blank = false;
}

/* --- units ------------------------------------------------------------------------------------ */

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

/* Has it left a log with something in it? */
static bool
has_log(const struct outcome_attempt *t)
{
	struct stat st;

	return !stat(t->log, &st) && st.st_size > 0;
}

/* Tell a runner of GitHub Actions of the unit, once. */
static void
annotate(struct pass *p, const struct progress_unit *u, const struct outcome_attempt *t)
{
	struct buf text = { 0 };

	buf_adds(&text, verdict_names[t->verdict]);
	add_why(&text, t);
	buf_adds(&text, "; replay: ");
	add_replay(p, &text, u->id, t);
	screen_annotate(p->screen, u->shown, buf_text(&text), &p->out);
	buf_release(&text);
}

/* Print what a unit left that did not pass: where its log lies, its test cases that failed, the end of the log, and the command
 * that replays it. */
static void
show_unit(struct pass *p, size_t i, const struct outcome_attempt *t)
{
	const struct progress_unit *u = &p->progress.units[i];
	struct buf title = { 0 };

	buf_printf(&title, "%s: %s", u->shown, verdict_names[t->verdict]);
	add_why(&title, t);
	begin_block(p);
	screen_group(p->screen, buf_text(&title), &p->out);
	if (has_log(t))
		buf_printf(&p->out, "log: %s\n", shown_path(p, t->log));
	casefile_show_failed(&p->out, t->folder);
	if (!p->q->no_capture)
		tail_add(&p->out, t->log, RUN_LOG_LINES);
	buf_adds(&p->out, "replay: ");
	add_replay(p, &p->out, u->id, t);
	buf_addc(&p->out, '\n');
	screen_group_end(p->screen, &p->out);
	if (!p->told[i])
		annotate(p, u, t);
	p->told[i] = true;
	buf_release(&title);
}

static bool
is_immediate(const struct pass *p)
{
	return p->q->failures == RUN_FAILURES_IMMEDIATE || p->q->failures == RUN_FAILURES_BOTH;
}

/* Is it a verdict of which something is shown? */
static bool
is_failure(int verdict)
{
	return verdict != VERDICT_PASS && verdict != VERDICT_CANCELLED && verdict != VERDICT_SKIP;
}

void
run_show_now(struct pass *p, size_t i)
{
	const struct progress_unit *u = &p->progress.units[i];
	struct outcome o;

	if (!is_immediate(p) || !is_failure(u->verdict) || p->told_count >= RUN_SHOWN_MAX)
		return;
	outcome_read(&o, p->arena, NULL, p->results, u->id, p->run);
	const struct outcome_attempt *last = outcome_last(&o);

	if (!last || last->verdict != u->verdict)
		return; /* the disk decides, at the end */
	p->told_count++;
	show_unit(p, i, last);
	end_block(p);
}

/* Is the whole of it to be shown at the end? */
static bool
is_due(const struct pass *p, size_t i)
{
	switch (p->q->failures) {
	case RUN_FAILURES_NEVER:
		return false;
	case RUN_FAILURES_IMMEDIATE:
		return !p->told[i];
	default:
		return true;
	}
}

/* Print a line for each unit that did not pass, so many there are. */
static void
list_units(struct pass *p, size_t count)
{
	const struct selection *s = p->q->selection;
	size_t named = 0;

	run_blank(p);
	buf_printf(&p->out, "%zu unit%s did not pass:\n", count, words_plural(count));
	for (size_t i = 0; i < s->count && named < RUN_SHOWN_MAX; i++) {
		const struct outcome_attempt *t = outcome_last(&p->outcomes[i]);

		if (!t || !is_failure(t->verdict))
			continue;
		named++;
		buf_printf(&p->out, "  %s: %s", p->progress.units[i].shown, verdict_names[t->verdict]);
		add_why(&p->out, t);
		if (has_log(t))
			buf_printf(&p->out, "; log: %s", shown_path(p, t->log));
		buf_addc(&p->out, '\n');
		if (!p->told[i])
			annotate(p, &p->progress.units[i], t);
		p->told[i] = true;
	}
	if (count <= named)
		return;
	buf_printf(&p->out, "  and %zu more, whose logs are in %s\n", count - named, shown_path(p, p->results));
	if (p->q->record)
		buf_printf(&p->out, "their names: nightshift list%s --failed\n", p->q->options);
}

size_t
run_show_failed(struct pass *p)
{
	const struct selection *s = p->q->selection;
	size_t count = 0, shown = p->told_count;
	bool whole = p->q->failures == RUN_FAILURES_FINAL || p->q->failures == RUN_FAILURES_BOTH;

	if (whole)
		shown = 0;
	for (size_t i = 0; i < s->count; i++) {
		const struct outcome_attempt *t = outcome_last(&p->outcomes[i]);

		if (!t || !is_failure(t->verdict))
			continue;
		count++;
		if (is_due(p, i) && shown++ < RUN_SHOWN_MAX)
			show_unit(p, i, t);
	}
	if (whole && shown > RUN_SHOWN_MAX)
		buf_printf(&p->out, "\nthe logs of %zu more are in %s\n", shown - RUN_SHOWN_MAX,
			shown_path(p, p->results));
	else if (!whole && count && (s->count > 1 || p->q->failures == RUN_FAILURES_NEVER))
		list_units(p, count);
	return count;
}

/* --- steps ------------------------------------------------------------------------------------ */

/* The path of what the step printed. */
static const char *
log_of(const struct pass *p, const struct engine_step *step)
{
	return *step->log == '/' ? step->log : arena_printf(p->arena, "%s/%s", p->engine.dir, step->log);
}

/* Print what a step has left that failed, below a title that begins so. */
static void
show_step(struct pass *p, const struct engine_step *step, const char *title)
{
	const char *log = log_of(p, step);

	begin_block(p);
	screen_group(p->screen, arena_printf(p->arena, "%s; the end of %s:", title, shown_path(p, log)), &p->out);
	tail_add(&p->out, log, RUN_LOG_LINES);
	screen_group_end(p->screen, &p->out);
}

void
run_show_step_now(struct pass *p, const struct engine_step *step)
{
	const char *title = arena_printf(p->arena, "%s could not be made (status %d)", step->name, step->status);

	if (!is_immediate(p) || p->q->verbose) { /* then all that it printed was shown */
		buf_printf(&p->out, "%s\n", title);
		return;
	}
	show_step(p, step, title);
	end_block(p);
}

void
run_show_steps(struct pass *p)
{
	for (size_t i = 0; i < p->engine.step_count; i++) {
		const struct engine_step *step = &p->engine.steps[i];
		size_t without = 0;

		if (!step->failed)
			continue;
		for (size_t k = 0; k < p->engine.unit_count; k++)
			without += p->engine.units[k].missed == step;
		const char *title = arena_printf(p->arena, "%s could not be made (status %d)", step->name,
			step->status);

		if (p->q->no_run && is_immediate(p))
			continue; /* that was all */
		if (!p->q->no_run)
			title = arena_printf(p->arena, "%s, so %zu unit%s did not run", title, without,
				words_plural(without));
		if (p->q->failures == RUN_FAILURES_FINAL || p->q->failures == RUN_FAILURES_BOTH)
			show_step(p, step, title);
		else {
			run_blank(p);
			buf_printf(&p->out, "%s\nlog: %s\n", title, shown_path(p, log_of(p, step)));
		}
		screen_annotate(p->screen, p->q->plan->suite, title, &p->out);
	}
}
