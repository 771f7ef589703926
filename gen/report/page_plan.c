#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "plan/plan.h"
#include "report/coverage.h"
#include "report/page_parts.h"
#include "report/shown.h"

static void
add_platform(const struct platform *f, struct buf *out)
{
	json_begin(out, ",\n", NULL, "[");
	json_text(out, ", ", NULL, f->name);
	json_text(out, ", ", NULL, f->system);
	json_begin(out, ", ", NULL, "[");
	for (int lane = 0; lane < LANE_COUNT; lane++)
		json_text(out, ", ", NULL, does_names[f->does[lane]]);
	buf_adds(out, "], [");
	for (size_t i = 0; i < f->gap_count; i++) {
		json_begin(out, ", ", NULL, "[");
		json_text(out, ", ", NULL, f->gaps[i].reason);
		json_text(out, ", ", NULL, f->gaps[i].until);
		buf_addc(out, ']');
	}
	buf_adds(out, "]]");
}

/* How many units run at a time in the lane on the platform, over all its shards; or 0 if that is not known. */
static long
machines_of(const struct page *p, size_t platform, int lane)
{
	const struct platform *f = &p->suite->platforms[platform];
	long machines = 0;

	for (size_t i = 0; i < p->plan->shard_count; i++)
		if (p->plan->shards[i].platform == f && p->plan->shards[i].lane == lane)
			machines += p->plan->shards[i].jobs;
	return machines ? machines : model_lane(&f->lanes, lane).jobs;
}

static void
add_load(const struct page *p, size_t platform, struct buf *out)
{
	json_begin(out, ", ", NULL, "[");
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		const struct lane_plan *l = &p->plan->lanes[platform][lane];

		json_begin(out, ",", NULL, "[");
		json_number(out, ", ", NULL, l->unit_count);
		json_number(out, ", ", NULL, l->usec / 1000);
		json_number(out, ", ", NULL, machines_of(p, platform, lane));
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

/* A module. The example is a unit of it, or NULL: all its units run in the same lanes. */
static void
add_module(const struct page *p, const struct module *m, const struct unit *example, struct buf *out)
{
	const struct traits *t = &m->traits;

	json_begin(out, ",\n", NULL, "[");
	json_text(out, ", ", NULL, m->name);
	json_number(out, ", ", NULL, t->lane);
	if (t->seed >= 0)
		json_number(out, ", ", NULL, t->seed);
	else
		json_text(out, ", ", NULL, t->seed == SEED_HEAD ? "head" : "none");
	json_text(out, ", ", NULL, t->reason);
	json_number(out, ", ", NULL, t->timeout > 0 ? t->timeout : p->suite->timeout);
	json_begin(out, ", ", NULL, "[");
	for (size_t k = 0; k < p->suite->platform_count; k++) {
		int bits = 0;

		for (int lane = 0; example && lane < LANE_COUNT; lane++)
			bits |= plan_runs(p->plan, example, k, lane) << lane;
		json_number(out, ",", NULL, bits);
	}
	buf_adds(out, "]]");
}

static void
add_unit(const struct page *p, const struct unit *u, struct buf *out)
{
	json_begin(out, ",\n", NULL, "[");
	json_text(out, ",", NULL, u->id);
	json_number(out, ",", NULL, u->variant - p->suite->variants);
	json_number(out, ",", NULL, u->module - p->suite->modules);
	if (p->plan->usec_on) {
		json_begin(out, ",", NULL, "[");
		for (size_t k = 0; k < p->suite->platform_count; k++)
			json_number(out, ",", NULL, plan_usec(p->plan, u, k) / 1000);
		buf_addc(out, ']');
	} else {
		json_number(out, ",", NULL, u->usec / 1000);
	}
	buf_addc(out, ']');
}

/* What those units are called that their producer calls otherwise. */
static void
add_names(const struct page *p, struct buf *out)
{
	json_begin(out, ",\n", "names", "[");
	for (size_t i = 0; i < p->plan->unit_count; i++) {
		const char *id = p->units[i]->id, *shown = shown_name(id);

		if (shown == id)
			continue;
		json_number(out, ",[", NULL, i);
		json_text(out, ",", NULL, shown);
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

void
page_plan(const struct page *p, struct buf *out)
{
	const struct suite *s = p->suite;
	const struct unit **example = arena_alloc(p->arena, (s->module_count + 1) * sizeof(*example));

	json_begin(out, ",\n", "platforms", "[");
	for (size_t k = 0; k < s->platform_count; k++)
		add_platform(&s->platforms[k], out);
	buf_addc(out, ']');
	coverage_excludes_json(",\n", s, out);
	json_begin(out, ",\n", "load", "[");
	for (size_t k = 0; k < s->platform_count; k++)
		add_load(p, k, out);
	buf_addc(out, ']');
	json_begin(out, ",\n", "variants", "[");
	for (size_t i = 0; i < s->variant_count; i++)
		json_text(out, ", ", NULL, s->variants[i].name);
	buf_addc(out, ']');
	for (size_t i = 0; i < p->plan->unit_count; i++)
		example[p->units[i]->module - s->modules] = p->units[i];
	json_begin(out, ",\n", "modules", "[");
	for (size_t i = 0; i < s->module_count; i++)
		add_module(p, &s->modules[i], example[i], out);
	buf_addc(out, ']');
	json_begin(out, ",\n", "units", "[");
	for (size_t i = 0; i < p->plan->unit_count; i++)
		add_unit(p, p->units[i], out);
	buf_addc(out, ']');
	add_names(p, out);
}
