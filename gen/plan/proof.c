#include "plan/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"

/* The shards of one lane on a platform. `seen` has room for a mark for each unit. */
static void
prove_lane(const struct plan *p, const struct shards *how, struct diag *d, unsigned char *seen)
{
	const struct platform *platform = &p->suite->platforms[how->platform_index];
	const char *lane = lane_names[how->lane];

	memset(seen, 0, p->unit_count);
	for (size_t k = 0; k < p->shard_count; k++) {
		const struct shard *h = &p->shards[k];

		if (h->platform != platform || h->lane != how->lane)
			continue;
		for (size_t i = 0; i < h->unit_count; i++) {
			if (h->units[i]->mode != h->units[0]->mode)
				diag_error(d, how->loc,
					"shard %zu of lane '%s' on '%s' holds '%s' and '%s', which differ in mode",
					h->number, lane, platform->name, h->units[0]->id, h->units[i]->id);
			if (seen[h->units[i]->rank]++)
				diag_error(d, how->loc, "unit '%s' is in two shards of lane '%s' on '%s'",
					h->units[i]->id, lane, platform->name);
		}
	}
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		bool due = plan_runs(p, u, how->platform_index, how->lane);

		if (due != (seen[u->rank] != 0))
			diag_error(d, how->loc, "unit '%s' is %s lane '%s' on '%s' but %s its shards", u->id,
				due ? "in" : "not in", lane, platform->name, due ? "in none of" : "in one of");
	}
}

/* The shards of one Nix system. `seen` as above. */
static void
prove_system(const struct plan *p, const struct nix_system *y, struct arena *a, struct diag *d, unsigned char *seen)
{
	struct loc at = p->suite->nix_loc;

	memset(seen, 0, p->unit_count);
	for (size_t k = 0; k < y->shard_count; k++) {
		const struct nix_shard *h = &y->shards[k];

		if (!h->unit_count)
			diag_error(d, at, "'%s' of system '%s' is empty, and would pass without having run anything",
				h->name, y->name);
		for (size_t i = 0; i < h->unit_count; i++) {
			const char *own = shards_name(p, h->units[i], y->name, a);

			if (seen[h->units[i]->rank]++)
				diag_error(d, at, "unit '%s' is in two shards of system '%s'", h->units[i]->id,
					y->name);
			if (strcmp(own, h->name))
				diag_error(d, at, "'%s' of system '%s' holds '%s', which belongs into '%s'", h->name,
					y->name, h->units[i]->id, own);
		}
	}
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		bool there = plan_on_system(p, u, y->name);

		if (there != (seen[u->rank] != 0))
			diag_error(d, at, "unit '%s' %s on system '%s' but is in %s", u->id,
				there ? "runs" : "does not run", y->name,
				there ? "none of its shards" : "one of its shards");
	}
}

/* Each unit on each platform: a lane runs it, or there is a reason. */
static void
prove_reasons(const struct plan *p, struct diag *d)
{
	const struct suite *s = p->suite;

	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < s->platform_count; k++) {
			const struct platform *platform = &s->platforms[k];
			const struct unit *u = &p->units[i];

			if (plan_may_run(p, u, k) && !platform->gap_count && !plan_runs_on(p, u, k))
				diag_error(d, platform->loc,
					"unit '%s' is run by no lane of platform '%s', which has no gap", u->id,
					platform->name);
			if (!u->module->on_platform[k] && !u->module->traits.reason)
				diag_error(d, u->module->loc, "unit '%s' is kept from platform '%s' without a reason",
					u->id, platform->name);
		}
}

bool
plan_prove(const struct plan *p, struct diag *d)
{
	unsigned char *seen = xcalloc(p->unit_count + 1, 1);
	struct arena a = { 0 };
	int errors = d->errors;

	for (size_t h = 0; h < p->suite->shards_count; h++)
		prove_lane(p, &p->suite->shards[h], d, seen);
	for (size_t y = 0; y < p->system_count; y++)
		prove_system(p, &p->systems[y], &a, d, seen);
	arena_release(&a);
	free(seen);
	prove_reasons(p, d);
	return d->errors == errors;
}
