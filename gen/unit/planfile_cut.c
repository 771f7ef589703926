#include "unit/planfile_cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cut.h"
#include "base/diag.h"
#include "base/seconds.h"
#include "base/text.h"
#include "unit/planfile.h"
#include "unit/planfile_parse.h"
#include "unit/verdict.h"

/* --- times ------------------------------------------------------------------------------------ */

void
planfile_guess(struct planfile *p, struct arena *a)
{
	size_t n = p->unit_count, groups = 0;
	unsigned long long *usec = arena_alloc(a, (n + 1) * sizeof(*usec));
	size_t *group = arena_alloc(a, (n + 1) * sizeof(*group));
	const char **modules = arena_alloc(a, (n + 1) * sizeof(*modules));
	bool unknown = false;

	for (size_t i = 0; i < n; i++) {
		modules[i] = p->units[i].module;
		unknown |= p->units[i].usec < 0;
	}
	if (!unknown)
		return;
	qsort(modules, n, sizeof(*modules), text_order);
	for (size_t i = 0; i < n; i++)
		if (!groups || strcmp(modules[i], modules[groups - 1]) != 0)
			modules[groups++] = modules[i];
	for (size_t i = 0; i < n; i++) {
		const char **of = bsearch(&p->units[i].module, modules, groups, sizeof(*modules), text_order);

		group[i] = (size_t)(of - modules);
		usec[i] = p->units[i].usec < 0 ? 0 : (unsigned long long)p->units[i].usec;
	}
	seconds_guess(usec, group, n, groups);
	for (size_t i = 0; i < n; i++)
		if (p->units[i].usec < 0) {
			p->units[i].usec = (long long)usec[i];
			p->units[i].guessed = true;
		}
}

struct weighed {
	unsigned long long usec;
	const struct planfile_unit *unit;
};

/* The heaviest first; of equally heavy ones in the order of variant, module and chunk, as the planner orders them. */
static int
heaviest_first(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;
	const struct planfile_unit *u = x->unit, *v = y->unit;
	int order;

	if (x->usec != y->usec)
		return x->usec > y->usec ? -1 : 1;
	if (u->variant != v->variant)
		return u->variant < v->variant ? -1 : 1;
	order = strcmp(u->module, v->module);
	if (order)
		return order;
	if (u->chunk != v->chunk)
		return u->chunk < v->chunk ? -1 : 1;
	return u < v ? -1 : u > v;
}

const struct planfile_unit **
planfile_order(const struct planfile *p, struct arena *a, const struct planfile_platform *on)
{
	struct weighed *w = arena_alloc(a, (p->unit_count + 1) * sizeof(*w));
	const struct planfile_unit **order = arena_alloc(a, (p->unit_count + 1) * sizeof(*order));

	for (size_t i = 0; i < p->unit_count; i++)
		w[i] = (struct weighed){ planfile_usec(&p->units[i], on), &p->units[i] };
	if (p->unit_count > 1)
		qsort(w, p->unit_count, sizeof(*w), heaviest_first);
	for (size_t i = 0; i < p->unit_count; i++)
		order[i] = w[i].unit;
	return order;
}

/* --- how many at a time ----------------------------------------------------------------------- */

void
planfile_limit_jobs(struct planfile *p)
{
	for (size_t k = 0; k < p->platform_count; k++) {
		struct planfile_platform *on = &p->platforms[k];
		long long most = 0;

		for (size_t i = 0; on->memory && i < p->unit_count; i++)
			if (p->units[i].memory > most && !planfile_is_kept_from(&p->units[i], on))
				most = p->units[i].memory;
		if (most)
			on->jobs = most > on->memory ? 1 : (long)(on->memory / most);
	}
}

/* --- shards ----------------------------------------------------------------------------------- */

/* The modes, by name, each once; the first is none. */
static const char **
modes_of(const struct planfile *p, struct arena *a, size_t *ret_count)
{
	const char **modes = arena_alloc(a, (p->unit_count + 1) * sizeof(*modes));
	size_t n = 0, count = 1;

	for (size_t i = 0; i < p->unit_count; i++)
		if (p->units[i].mode)
			modes[1 + n++] = p->units[i].mode;
	if (n > 1)
		qsort(modes + 1, n, sizeof(*modes), text_order);
	for (size_t i = 1; i <= n; i++)
		if (count == 1 || strcmp(modes[i], modes[count - 1]) != 0)
			modes[count++] = modes[i];
	*ret_count = count;
	return modes;
}

static size_t
mode_of(const struct planfile_unit *u, const char *const *modes, size_t n)
{
	const char *const *at = u->mode ? bsearch(&u->mode, modes + 1, n - 1, sizeof(*modes), text_order) : modes;

	return (size_t)(at - modes);
}

void
planfile_cut(struct planfile *p, struct arena *a, struct diag *d, const struct planfile_shard_draft *how,
	size_t platform)
{
	const struct planfile_platform *on = &p->platforms[platform];
	const struct planfile_unit **order = planfile_order(p, a, on);
	unsigned long long *usec = arena_alloc(a, (p->unit_count + 1) * sizeof(*usec));
	size_t *kind = arena_alloc(a, (p->unit_count + 1) * sizeof(*kind)), *shard, mode_count, needed, n = 0;
	const char **modes = modes_of(p, a, &mode_count);
	struct cut_rule rule = { (size_t)how->count, how->usec < 0 ? 0 : (unsigned long long)how->usec,
		on->jobs && on->jobs < how->is.jobs ? on->jobs : how->is.jobs };

	for (size_t i = 0; i < p->unit_count; i++) {
		if (!planfile_owes(on, how->is.lane, order[i]))
			continue;
		order[n] = order[i];
		usec[n] = planfile_usec(order[i], on);
		kind[n++] = mode_of(order[i], modes, mode_count);
	}
	shard = arena_alloc(a, (n + 1) * sizeof(*shard));
	size_t first = p->shard_count;
	size_t count = cut(&rule, &(struct cut_units){ usec, kind, n, mode_count }, shard, &needed);

	if (n && !count)
		diag_error(d, how->at,
			"lane '%s' on '%s' has units of %zu modes, which never share a shard: 'count' must be at least %zu",
			verdict_lanes[how->is.lane], on->name, needed, needed);
	for (size_t k = 0; k < count; k++) {
		struct planfile_shard *h = ARENA_APPEND(a, p->shards, p->shard_count);

		*h = (struct planfile_shard){ .number = (long)p->shard_count,
			.lane = how->is.lane,
			.platform = on,
			.jobs = rule.jobs };
	}
	for (size_t i = 0; count && i < n; i++) {
		struct planfile_shard *h = &p->shards[first + shard[i]];

		h->mode = order[i]->mode;
		*ARENA_APPEND(a, h->units, h->unit_count) = order[i];
		h->usec += (long long)usec[i];
	}
}
