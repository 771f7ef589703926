/* A plan that a test has made as the file of it would say it. */
#ifndef TAP_PLANFILE_H
#define TAP_PLANFILE_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/plan.h"
#include "unit/planfile.h"

static const struct planfile *planfile_sorted;

static inline int
planfile_by_id(const void *a, const void *b)
{
	return strcmp(planfile_sorted->units[*(const unsigned *)a].id, planfile_sorted->units[*(const unsigned *)b].id);
}

static inline void
planfile_of_unit(struct planfile_unit *ret_unit, struct arena *a, const struct planfile *p, const struct plan *plan,
	const struct unit *u)
{
	const struct suite *s = plan->suite;
	const struct traits *t = &u->module->traits;

	*ret_unit = (struct planfile_unit){ .id = u->id,
		.module = u->module->name,
		.variant = &p->variants[u->variant - s->variants],
		.chunk = u->chunk,
		.usec = (long long)u->usec,
		.seeding = t->seed >= 0        ? PLANFILE_SEED_FIXED
			: t->seed == SEED_HEAD ? PLANFILE_SEED_HEAD
					       : PLANFILE_SEED_NONE,
		.seed = t->seed,
		.lane = t->lane,
		.reason = t->reason,
		.judge.may_skip = t->judging.may_skip };
	for (size_t k = 0; k < s->platform_count; k++)
		if (!u->module->on_platform[k])
			*ARENA_APPEND(a, ret_unit->kept_from, ret_unit->kept_from_count) = s->platforms[k].name;
}

/* It lives as long as the process. */
static inline const struct planfile *
planfile_of(const struct plan *plan, const char *fingerprint)
{
	static struct arena a;
	const struct suite *s = plan->suite;
	struct planfile *p = arena_alloc(&a, sizeof(*p));

	strcpy(p->fingerprint, fingerprint);
	p->suite = s->name;
	p->generator = "nightshift 0.0";
	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *from = &s->platforms[i];
		struct planfile_platform *to = ARENA_APPEND(&a, p->platforms, p->platform_count);

		to->name = from->name;
		to->system = from->system;
		to->runner = from->runner.v;
		to->runner_count = from->runner.n;
		for (int lane = 0; lane < LANE_COUNT; lane++)
			to->does[lane] = does_names[from->does[lane]];
		for (size_t k = 0; k < from->gap_count; k++)
			*ARENA_APPEND(&a, to->gaps, to->gap_count) = (struct planfile_gap){ from->gaps[k].reason,
				from->gaps[k].until };
	}
	for (size_t i = 0; i < s->variant_count; i++)
		ARENA_APPEND(&a, p->variants, p->variant_count)->name = s->variants[i].name;
	for (size_t i = 0; i < s->exclude_count; i++)
		*ARENA_APPEND(&a, p->excludes, p->exclude_count) = (struct planfile_exclude){ s->excludes[i].name,
			s->excludes[i].reason, s->excludes[i].until };
	p->by_id = arena_alloc(&a, plan->unit_count * sizeof(*p->by_id));
	for (size_t i = 0; i < plan->unit_count; i++) {
		planfile_of_unit(ARENA_APPEND(&a, p->units, p->unit_count), &a, p, plan, &plan->units[i]);
		p->by_id[i] = (unsigned)i;
	}
	planfile_sorted = p;
	qsort(p->by_id, p->unit_count, sizeof(*p->by_id), planfile_by_id);
	return p;
}

#endif
