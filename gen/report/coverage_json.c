#include "base/json.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/planreport.h"
#include "plan/plan.h"
#include "record/night.h"
#include "report/coverage.h"
#include "report/nightview.h"
#include "unit/verdict.h"

static void
json_units(struct buf *out, const char *key, const struct coverage_units *units)
{
	json_begin(out, ",\n      ", key, "[");
	for (size_t i = 0; i < units->n; i++)
		json_text(out, ", ", NULL, units->v[i]->id);
	buf_addc(out, ']');
}

static void
json_delivered(const struct coverage *c, size_t k, int lane, struct buf *out)
{
	const struct coverage_delivered *d = &c->platforms[k].delivered[lane];
	size_t ignored = 0;

	if (!d->commit) {
		json_text(out, ", ", "delivered", NULL);
		return;
	}
	for (int why = 0; why < IGNORED_COUNT; why++)
		ignored += d->night->ignored[why];
	json_begin(out, ",\n          ", "delivered", "{ ");
	json_text(out, ", ", "commit", d->commit);
	json_flag(out, ", ", "here", d->here);
	json_time(out, ", ", "finished", d->finished);
	json_text(out, ", ", "plan", d->night->fingerprint);
	if (d->there) {
		nightview_states_json(out, ", ", d->there->owed, d->there->states, d->there->ran, d->there->cached);
		nightview_units_json(out, ", ", d->there, NIGHT_FAILED);
		nightview_units_json(out, ", ", d->there, NIGHT_ABSENT);
	}
	json_number(out, ", ", "ignored", ignored);
	buf_adds(out, " }");
}

static void
json_lanes(const struct coverage *c, size_t k, struct buf *out)
{
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		const struct lane_plan *l = &c->plan->lanes[k][lane];

		json_text(out, ",\n        { ", "lane", lane_names[lane]);
		json_text(out, ", ", "does", does_names[l->does]);
		json_number(out, ", ", "units", l->unit_count);
		json_seconds(out, ", ", "seconds", l->usec);
		json_delivered(c, k, lane, out);
		buf_adds(out, " }");
	}
	buf_adds(out, "\n      ");
}

static void
json_reason(struct buf *out, const char *before, const char *reason, const char *until)
{
	json_text(out, before, "reason", reason);
	json_text(out, ", ", "until", until);
	buf_adds(out, " }");
}

/* The variants or platforms that are meant: null for all. */
static void
json_scope(struct buf *out, const char *key, const struct words *w)
{
	if (w->loc.line)
		json_list(out, ", ", key, w->v, w->n);
	else
		json_text(out, ", ", key, NULL);
}

/* Every unit that some lane owes there, and when it last passed and ran. */
static void
json_owed(const struct coverage *c, size_t k, struct buf *out)
{
	json_begin(out, ",\n      ", "owed_units", "[");
	for (size_t i = 0; i < c->plan->unit_count; i++) {
		const struct unit *u = c->canonical[i];
		const struct coverage_times *t = &c->platforms[k].times[i];

		if (!plan_runs_on(c->plan, u, k))
			continue;
		json_text(out, ",\n        { ", "unit", u->id);
		json_flag(out, ", ", "nightly_only",
			!plan_runs(c->plan, u, k, LANE_PR) && !plan_runs(c->plan, u, k, LANE_MERGE));
		json_time(out, ", ", "last_pass", t->passed);
		json_time(out, ", ", "last_run", t->ran);
		json_time(out, ", ", "last_skip", t->skipped);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}

static void
json_platform(const struct coverage *c, size_t k, struct buf *out)
{
	const struct suite *s = c->plan->suite;
	const struct platform *platform = &s->platforms[k];
	const struct coverage_platform *pc = &c->platforms[k];

	json_text(out, ",\n    {\n      ", "platform", platform->name);
	json_text(out, ",\n      ", "system", platform->system);
	json_list(out, ",\n      ", "runner", platform->runner.v, platform->runner.n);
	json_begin(out, ",\n      ", "lanes", "[");
	json_lanes(c, k, out);
	buf_addc(out, ']');
	json_units(out, "nightly_only", &pc->nightly_only);
	json_begin(out, ",\n      ", "gaps", "[");
	for (size_t g = 0; g < platform->gap_count; g++)
		json_reason(out, ", { ", platform->gaps[g].reason, platform->gaps[g].until);
	buf_addc(out, ']');
	json_units(out, "in_gap", &pc->unreached);
	json_begin(out, ",\n      ", "kept", "[");
	for (size_t m = 0; m < s->module_count; m++) {
		if (!pc->kept[m])
			continue;
		json_text(out, ", { ", "module", s->modules[m].name);
		json_number(out, ", ", "units", pc->kept[m]);
		json_text(out, ", ", "reason", s->modules[m].traits.reason);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
	json_number(out, ",\n      ", "due", pc->due);
	if (c->q->record) {
		json_units(out, "never_run", &pc->never_run);
		json_owed(c, k, out);
	} else {
		json_text(out, ",\n      ", "never_run", NULL);
		json_text(out, ",\n      ", "owed_units", NULL);
	}
	buf_adds(out, "\n    }");
}

/* What skips wherever it runs, or null. */
static void
json_skipping(const struct coverage *c, struct buf *out)
{
	json_begin(out, ",\n  ", "skipped_everywhere", c->q->record ? "[" : "null");
	if (!c->q->record)
		return;
	for (size_t i = 0; i < c->skipping.n; i++) {
		const struct unit *u = c->skipping.v[i];

		json_text(out, ",\n    { ", "unit", u->id);
		json_begin(out, ", ", "platforms", "[");
		for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
			const struct coverage_times *t = &c->platforms[k].times[u->rank];

			if (!t->skipped)
				continue;
			json_text(out, ", { ", "platform", c->plan->suite->platforms[k].name);
			json_text(out, ", ", "reason", t->reason);
			json_time(out, ", ", "last_skip", t->skipped);
			buf_adds(out, " }");
		}
		buf_adds(out, "] }");
	}
	buf_adds(out, c->skipping.n ? "\n  ]" : "]");
}

/* What the record holds, or null. */
static void
json_record(const struct coverage *c, struct buf *out)
{
	if (!c->q->record) {
		json_text(out, ",\n  ", "record", NULL);
		return;
	}
	json_begin(out, ",\n  ", "record", "[");
	for (size_t i = 0; i < c->ran_count; i++) {
		const struct coverage_ran *ran = &c->ran[i];

		json_text(out, ",\n    { ", "platform", ran->platform);
		json_text(out, ", ", "lane", ran->lane);
		json_number(out, ", ", "runs", ran->runs);
		json_number(out, ", ", "answered", ran->answered);
		json_number(out, ", ", "results", ran->results);
		json_time(out, ", ", "last", ran->last);
		buf_adds(out, " }");
	}
	buf_adds(out, c->ran_count ? "\n  ]" : "]");
}

static void
json_strays(const struct coverage_strays *list, const char *key, struct buf *out)
{
	json_begin(out, ",\n  ", key, "[");
	for (size_t i = 0; i < list->n; i++) {
		json_text(out, ", { ", "unit", list->v[i].unit);
		json_text(out, ", ", "platform", list->v[i].platform);
		json_time(out, ", ", "last_run", list->v[i].finished);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}

void
coverage_excludes_json(const char *before, const struct suite *s, struct buf *out)
{
	json_begin(out, before, "excludes", "[");
	for (size_t i = 0; i < s->exclude_count; i++) {
		json_text(out, ", { ", "name", s->excludes[i].name);
		json_scope(out, "variants", &s->excludes[i].variants);
		json_scope(out, "platforms", &s->excludes[i].platforms);
		json_reason(out, ", ", s->excludes[i].reason, s->excludes[i].until);
	}
	buf_addc(out, ']');
}

void
coverage_json(const struct coverage_question *q, struct arena *a, struct buf *out)
{
	const struct suite *s = q->plan->suite;
	struct coverage c;

	coverage_make(&c, a, q);
	json_number(out, "{\n  ", "format", 1);
	json_text(out, ",\n  ", "suite", s->name);
	json_number(out, ",\n  ", "units", q->plan->unit_count);
	json_begin(out, ",\n  ", "platforms", "[");
	for (size_t k = 0; k < s->platform_count; k++)
		json_platform(&c, k, out);
	buf_adds(out, "\n  ]");
	json_skipping(&c, out);
	coverage_excludes_json(",\n  ", s, out);
	planreport_choices_json(q->plan, out);
	json_record(&c, out);
	json_number(out, ",\n  ", "ran_on_no_platform", q->record ? (long long)c.nowhere : -1);
	json_strays(&c.unknown, "unknown_units", out);
	json_strays(&c.elsewhere, "unknown_platforms", out);
	json_strays(&c.future, "from_the_future", out);
	buf_adds(out, "\n}\n");
}
