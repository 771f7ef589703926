#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/foreign.h"
#include "base/words.h"
#include "lib/git.h"
#include "report/planreport.h"
#include "plan/plan.h"
#include "record/night.h"
#include "report/coverage.h"
#include "report/nightview.h"
#include "report/shown.h"

enum { SKIPS_MAX = 50, REASON_BYTES = 200, NAMES_MAX = 6, MODULES_MAX = 8, SHORT_ID = 12 };

/* Begin a line of a section with the name of a platform, or "all". */
static void
begin_line(struct buf *out, const char *name, size_t width)
{
	buf_printf(out, "  %-*s", (int)width + 2, name);
}

/* Append the section unless it has no lines, and release them. */
static void
add_section(struct buf *out, const char *title, struct buf *lines)
{
	if (lines->len) {
		buf_printf(out, "\n%s\n", title);
		buf_add(out, lines->s, lines->len);
	}
	buf_release(lines);
}

/* A duration for people: 1 h 02 min, 3 min 20 s, 4.5 s. */
static void
add_time(struct buf *out, unsigned long long usec)
{
	unsigned long long tenths = (usec + 50000) / 100000, seconds = (usec + 500000) / 1000000;

	if (seconds >= 3600)
		buf_printf(out, "%llu h %02llu min", (seconds + 30) / 3600, (seconds + 30) / 60 % 60);
	else if (seconds >= 60)
		buf_printf(out, "%llu min %02llu s", seconds / 60, seconds % 60);
	else if (tenths % 10)
		buf_printf(out, "%llu.%llu s", tenths / 10, tenths % 10);
	else
		buf_printf(out, "%llu s", tenths / 10);
}

static void
add_count(struct buf *out, size_t n, const char *what)
{
	buf_printf(out, "%zu %s%s", n, what, words_plural(n));
}

/* The names of the units; if they are many, the names of their modules, with how many units each has. */
static void
add_units(struct buf *out, const struct suite *s, const struct coverage_units *units)
{
	if (units->n <= NAMES_MAX) {
		for (size_t i = 0; i < units->n; i++) {
			buf_adds(out, i ? ", " : "");
			buf_adds(out, units->v[i]->id);
		}
		return;
	}
	size_t *of_module = xcalloc(s->module_count, sizeof(*of_module)), modules = 0, said = 0;

	for (size_t i = 0; i < units->n; i++)
		modules += !of_module[units->v[i]->module - s->modules]++;
	for (size_t m = 0; m < s->module_count && said < MODULES_MAX; m++) {
		if (!of_module[m])
			continue;
		buf_adds(out, said++ ? ", " : "");
		buf_adds(out, s->modules[m].name);
		if (of_module[m] > 1)
			buf_printf(out, " (%zu)", of_module[m]);
	}
	if (modules > said) {
		buf_adds(out, " and ");
		add_count(out, modules - said, "more module");
	}
	free(of_module);
}

static size_t
widest_platform(const struct suite *s)
{
	size_t width = strlen("platform");

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].name) > width)
			width = strlen(s->platforms[k].name);
	return width;
}

/* Does a run of the lane owe everything that the lane may run, whatever has changed? */
static bool
owes_all(const struct suite *s, int lane)
{
	bool all = !model_per_class(s, lane);

	if (lane == LANE_PR && s->workflow.loc.line)
		return all && s->workflow.due != DUE_AFFECTED;
	for (size_t m = 0; lane == LANE_PR && m < s->module_count; m++)
		all &= s->modules[m].always;
	return all;
}

/* When the last result of the lane on the platform finished, of whatever commit; or 0. */
static long long
last_of_lane(const struct coverage *c, size_t k, int lane)
{
	for (size_t i = 0; i < c->ran_count; i++)
		if (c->ran[i].platform && c->ran[i].lane &&
			!strcmp(c->ran[i].platform, c->plan->suite->platforms[k].name) &&
			!strcmp(c->ran[i].lane, lane_names[lane]))
			return c->ran[i].last;
	return 0;
}

/* What the lane's last run on the platform came to, when, and of which commit. */
static void
text_delivered(const struct coverage *c, size_t k, int lane, struct buf *out)
{
	const struct coverage_delivered *d = &c->platforms[k].delivered[lane];
	const size_t *n = d->there ? d->there->states : NULL;
	static const struct {
		int state;
		enum words_color color;
	} bad[] = { { NIGHT_FAILED, WORDS_RED }, { NIGHT_FLAKY, WORDS_YELLOW }, { NIGHT_UNDONE, WORDS_YELLOW },
		{ NIGHT_ABSENT, WORDS_YELLOW } };

	buf_adds(out, "  ");
	if (!d->commit) {
		long long last = last_of_lane(c, k, lane);

		words_paint(out, c->q->color, WORDS_YELLOW, last ? "nothing at a clean commit" : "never", 0);
		if (last)
			buf_printf(out, "; last result %s", words_age(c->arena, last / 1000000, c->q->now));
		return;
	}
	if (!d->night->fingerprint)
		buf_adds(out, "by a plan that is not known");
	else if (!n)
		buf_adds(out, "nothing that its plan owes there");
	else
		buf_printf(out, "%zu of %zu passed", n[NIGHT_PASSED] + n[NIGHT_FLAKY], d->there->owed);
	if (n && n[NIGHT_SKIPPED])
		buf_printf(out, ", %zu skipped", n[NIGHT_SKIPPED]);
	for (size_t i = 0; n && i < countof(bad); i++) {
		bool due = bad[i].state != NIGHT_ABSENT || owes_all(c->plan->suite, lane);

		if (!n[bad[i].state])
			continue;
		buf_printf(out, ", %zu ", n[bad[i].state]);
		words_paint(out, c->q->color, due ? bad[i].color : WORDS_PLAIN,
			due ? nightview_states[bad[i].state] : "not run", 0);
	}
	if (d->there && d->there->cached)
		buf_printf(out, ", %zu cached", d->there->cached);
	buf_printf(out, ", %s at %.*s", words_age(c->arena, d->finished / 1000000, c->q->now),
		d->here || !c->q->git ? SHORT_ID : GIT_HEX, d->commit);
	if (c->q->git && !d->here)
		buf_adds(out, ", which this repository does not have");
}

/* What the lane is to do on the platform, and what it did the last time. */
static void
text_lane(const struct coverage *c, size_t k, int lane, struct buf *out)
{
	const struct lane_plan *l = &c->plan->lanes[k][lane];
	struct buf units = { 0 }, expected = { 0 };

	if (l->does != DOES_CHECKED) {
		buf_printf(out, "%s\n", does_names[l->does]);
		return;
	}
	buf_printf(&units, "%zu of %zu", l->unit_count, c->plan->unit_count);
	add_time(&expected, l->usec);
	buf_printf(out, "%-7s%12s%14s", does_names[l->does], buf_text(&units), buf_text(&expected));
	if (c->q->record)
		text_delivered(c, k, lane, out);
	buf_addc(out, '\n');
	buf_release(&units);
	buf_release(&expected);
}

static void
text_lanes(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	size_t system = strlen("system");

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].system) > system)
			system = strlen(s->platforms[k].system);
	begin_line(out, "platform", width);
	buf_printf(out, "%-*slane     does          units      expected", (int)system + 2, "system");
	buf_adds(out, c->q->record ? "  last delivered\n" : "\n");
	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			begin_line(out, lane ? "" : s->platforms[k].name, width);
			buf_printf(out, "%-*s%-9s", (int)system + 2, lane ? "" : s->platforms[k].system,
				lane_names[lane]);
			text_lane(c, k, lane, out);
		}
}

/* When the units that only the night runs passed last. */
static void
text_passes(const struct coverage *c, const struct coverage_platform *pc, struct buf *out)
{
	const struct unit *oldest = NULL;
	long long newest = 0;
	size_t never = 0;

	for (size_t i = 0; i < pc->nightly_only.n; i++) {
		const struct unit *u = pc->nightly_only.v[i];
		long long passed = pc->times[u->rank].passed;

		never += !passed;
		newest = passed > newest ? passed : newest;
		if (passed && (!oldest || passed < pc->times[oldest->rank].passed))
			oldest = u;
	}
	if (!oldest) {
		buf_adds(out, "; none has passed yet");
		return;
	}
	long long first = pc->times[oldest->rank].passed;

	buf_printf(out, "; last pass %s", words_age(c->arena, newest / 1000000, c->q->now));
	if (first != newest)
		buf_printf(out, ", of %s %s", oldest->id, words_age(c->arena, first / 1000000, c->q->now));
	if (never)
		buf_printf(out, ", of %zu never", never);
}

static void
text_nightly_only(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	struct buf lines = { 0 };

	for (size_t k = 0; k < s->platform_count; k++) {
		const struct coverage_platform *pc = &c->platforms[k];

		if (!pc->nightly_only.n)
			continue;
		begin_line(&lines, s->platforms[k].name, width);
		if (pc->nightly_only.n == pc->due) {
			buf_adds(&lines, "everything that runs there (");
			add_count(&lines, pc->due, "unit");
			buf_addc(&lines, ')');
		} else {
			add_count(&lines, pc->nightly_only.n, "unit");
			buf_adds(&lines, ": ");
			add_units(&lines, s, &pc->nightly_only);
		}
		if (c->q->record)
			text_passes(c, pc, &lines);
		buf_addc(&lines, '\n');
	}
	if (!lines.len)
		buf_adds(out, "\nnightly only: nothing\n");
	add_section(out, "nightly only", &lines);
}

static void
add_reason(struct buf *out, const char *reason, const char *until)
{
	buf_adds(out, reason ? reason : "no reason given");
	if (until)
		buf_printf(out, " (until %s)", until);
	buf_addc(out, '\n');
}

/* What nothing runs on the platform, a line for each reason. */
static void
text_platform_holes(const struct coverage *c, size_t k, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	const struct platform *platform = &s->platforms[k];
	const struct coverage_platform *pc = &c->platforms[k];

	for (size_t g = 0; g < platform->gap_count; g++) {
		begin_line(out, platform->name, width);
		if (pc->unreached.n == c->plan->unit_count) {
			buf_adds(out, "everything");
		} else if (pc->unreached.n) {
			add_count(out, pc->unreached.n, "unit");
			buf_adds(out, " (");
			add_units(out, s, &pc->unreached);
			buf_addc(out, ')');
		} else {
			buf_adds(out, "no unit now");
		}
		buf_adds(out, ": ");
		add_reason(out, platform->gaps[g].reason, platform->gaps[g].until);
	}
	for (size_t m = 0; m < s->module_count; m++) {
		if (!pc->kept[m])
			continue;
		begin_line(out, platform->name, width);
		buf_printf(out, "%s (", s->modules[m].name);
		add_count(out, pc->kept[m], "unit");
		buf_adds(out, ") is kept from it: ");
		add_reason(out, s->modules[m].traits.reason, NULL);
	}
}

static void
text_holes(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	struct buf holes = { 0 };

	for (size_t k = 0; k < s->platform_count; k++)
		text_platform_holes(c, k, &holes, width);
	for (size_t i = 0; i < s->exclude_count; i++) {
		begin_line(&holes, "all", width);
		buf_printf(&holes, "%s is excluded: ", s->excludes[i].text);
		add_reason(&holes, s->excludes[i].reason, s->excludes[i].until);
	}
	if (!holes.len)
		buf_adds(out, "\nholes: none\n");
	add_section(out, "holes", &holes);
}

/* When the last result that names the platform finished, or 0. */
static long long
last_result(const struct coverage *c, size_t platform)
{
	long long last = 0;

	for (size_t i = 0; i < c->plan->unit_count; i++) {
		long long ran = c->platforms[platform].times[i].ran;

		last = ran > last ? ran : last;
	}
	return last;
}

/* What the last run of a lane owed and did not get. */
static void
text_absent(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	struct buf lines = { 0 };

	for (size_t k = 0; c->q->record && k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const struct night_platform *p = c->platforms[k].delivered[lane].there;

			if (!p || !p->states[NIGHT_ABSENT] || !owes_all(s, lane))
				continue;
			begin_line(&lines, s->platforms[k].name, width);
			buf_printf(&lines, "%s:", lane_names[lane]);
			nightview_names(&lines, p, NIGHT_ABSENT, NAMES_MAX, false);
			buf_addc(&lines, '\n');
		}
	add_section(out, "owed the last time, and absent", &lines);
}

/* A line that names the first few of them. */
static void
text_strays(const struct coverage *c, const struct coverage_strays *list, const char *what, struct buf *out)
{
	if (!list->n)
		return;
	buf_printf(out, "  %s:", what);
	for (size_t i = 0; i < list->n && i < NAMES_MAX; i++) {
		const struct coverage_stray *x = &list->v[i];

		buf_printf(out, "%s %s%s%s (%s)", i ? "," : "", shown_name(x->unit), x->platform ? " on " : "",
			x->platform ? x->platform : "",
			x->finished ? words_age(c->arena, x->finished / 1000000, c->q->now) : "never");
	}
	if (list->n > NAMES_MAX)
		buf_printf(out, " and %zu more", list->n - NAMES_MAX);
	buf_addc(out, '\n');
}

static void
text_doubtful(const struct coverage *c, struct buf *out)
{
	const struct suite *s = c->plan->suite;
	struct buf lines = { 0 };

	text_strays(c, &c->unknown, "units that the plan does not have", &lines);
	text_strays(c, &c->elsewhere, "platforms that the plan does not have", &lines);
	text_strays(c, &c->future, "finished in the future, so a clock is wrong", &lines);
	for (int lane = 0; lane < LANE_COUNT; lane++)
		for (size_t k = 0; k < s->platform_count; k++) {
			const struct night *n = c->platforms[k].delivered[lane].night;
			bool said = false;

			for (size_t i = 0; i < k; i++)
				said |= c->platforms[i].delivered[lane].night == n;
			for (int why = 0; n && !said && why < IGNORED_COUNT; why++)
				if (n->ignored[why])
					buf_printf(&lines, "  %s\n", nightview_ignored(n, c->arena, why));
		}
	add_section(out, "in the record, and doubtful", &lines);
}

/* What starts and tests nothing, wherever it runs. */
static void
text_skipping(const struct coverage *c, struct buf *out)
{
	struct buf lines = { 0 };

	for (size_t i = 0; i < c->skipping.n && i < SKIPS_MAX; i++) {
		const struct unit *u = c->skipping.v[i];
		bool said = false;

		buf_printf(&lines, "  %s skipped: ", u->id);
		for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
			const struct coverage_times *t = &c->platforms[k].times[u->rank];

			if (!t->skipped)
				continue;
			buf_adds(&lines, said ? "; " : "");
			if (t->reason)
				foreign_line(&lines, t->reason, REASON_BYTES, false);
			else
				buf_adds(&lines, "it gives no reason");
			buf_printf(&lines, " (%s)", c->plan->suite->platforms[k].name);
			said = true;
		}
		buf_addc(&lines, '\n');
	}
	if (c->skipping.n > SKIPS_MAX)
		buf_printf(&lines, "  and %zu more\n", c->skipping.n - SKIPS_MAX);
	add_section(out, "covered nowhere: wherever it runs, it skips", &lines);
}

static void
text_never_run(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;

	if (!c->q->record) {
		buf_adds(out, "\nnever run: there is no record yet, so this is not known\n");
		return;
	}
	buf_adds(out, "\nnever run\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct coverage_platform *pc = &c->platforms[k];
		long long last = last_result(c, k);

		begin_line(out, s->platforms[k].name, width);
		if (!pc->due) {
			buf_adds(out, "nothing is due");
		} else if (!pc->never_run.n) {
			buf_adds(out, "none");
		} else if (pc->never_run.n == pc->due) {
			buf_printf(out, "everything that is due (%zu)", pc->due);
		} else {
			buf_printf(out, "%zu of %zu: ", pc->never_run.n, pc->due);
			add_units(out, s, &pc->never_run);
		}
		if (last)
			buf_printf(out, "; last result %s", words_age(c->arena, last / 1000000, c->q->now));
		buf_addc(out, '\n');
	}
	if (c->nowhere) {
		buf_adds(out, "  ");
		add_count(out, c->nowhere, "unit");
		buf_adds(out, " ran, but in runs that do not name their platform\n");
	}
}

void
coverage_text(const struct coverage_question *q, struct arena *a, struct buf *out)
{
	const struct suite *s = q->plan->suite;
	size_t width = widest_platform(s);
	struct coverage c;

	coverage_make(&c, a, q);
	buf_printf(out, "coverage of %s: ", s->name);
	add_count(out, q->plan->unit_count, "unit");
	buf_adds(out, " on ");
	add_count(out, s->platform_count, "platform");
	buf_adds(out, "\n\n");
	text_lanes(&c, out, width);
	text_nightly_only(&c, out, width);
	planreport_choices(q->plan, out);
	text_holes(&c, out, width);
	text_absent(&c, out, width);
	text_skipping(&c, out);
	text_never_run(&c, out, width);
	text_doubtful(&c, out);
}
