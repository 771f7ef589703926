#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/text.h"
#include "plan/steps.h"
#include "suite/params.h"

/* --- units ------------------------------------------------------------------------------------ */

/* The units of one module in one variant. */
static void
add_units(struct plan *p, struct arena *a, const struct variant *v, const struct module *m)
{
	long chunks = m->chunks ? m->chunks : 1, size = (m->to - m->from + 1) / chunks;
	size_t variant_len = strlen(v->name), module_len = strlen(m->name);

	for (long k = 0; k < chunks; k++) {
		struct unit *u = &p->units[p->unit_count];
		char *id = arena_alloc(a, variant_len + module_len + 24), *end = id + variant_len;

		/* By hand: this runs a hundred thousand times, and snprintf would take longer than all the rest. */
		memcpy(id, v->name, variant_len);
		*end++ = '-';
		memcpy(end, m->name, module_len);
		end += module_len;
		if (m->chunks) {
			char digits[24], *d = digits + sizeof(digits);
			long n = k;

			do {
				*--d = (char)('0' + n % 10);
			} while (n /= 10);
			*end++ = '_';
			memcpy(end, d, (size_t)(digits + sizeof(digits) - d));
		}
		*u = (struct unit){ .id = id,
			.variant = v,
			.module = m,
			.chunk = m->chunks ? k : -1,
			.from = m->from + k * size,
			.to = m->from + (k + 1) * size - 1,
			.rank = p->unit_count };
		if (!m->chunks)
			u->to = m->to;
		p->unit_count++;
	}
}

/* Every unit, in canonical order: the suite's variants and modules are sorted. */
static void
make_units(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;
	size_t count = 0;

	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t m = 0; m < s->module_count; m++)
			if (s->modules[m].in_variant[v])
				count += (size_t)(s->modules[m].chunks ? s->modules[m].chunks : 1);
	p->units = arena_alloc(a, (count + 1) * sizeof(*p->units));
	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t m = 0; m < s->module_count; m++)
			if (s->modules[m].in_variant[v])
				add_units(p, a, &s->variants[v], &s->modules[m]);
}

/* --- what they say of themselves -------------------------------------------------------------- */

/* The class of each unit. */
static void
classify(struct plan *p, struct arena *a, struct diag *d)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < p->unit_count; i++) {
		struct unit *u = &p->units[i];
		struct params_scope scope = commands_scope(p, u);

		if (!u->module->traits.class_of.count)
			continue;
		buf_reset(&text);
		commands_fill(&u->module->traits.class_of, &scope, &text);
		if (text.len)
			u->class = arena_strndup(a, buf_text(&text), text.len);
		else
			diag_error(d, u->module->traits.class_of.loc,
				"the class of unit '%s' is empty: none of its parameters has a value", u->id);
	}
	buf_release(&text);
}

/* A tab would end what is asked of a worker or of a pool: it is a field of a line. */
static void
check_asks(const struct plan *p, struct diag *d)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		const struct module *m = u->module;

		if (!m->pool && !m->worker)
			continue;
		buf_reset(&text);
		if (m->worker)
			plan_ask(p, u, &text);
		else
			plan_command(p, u, &text);
		if (memchr(buf_text(&text), '\t', text.len))
			diag_error(d, m->worker ? m->traits.worker_loc : m->traits.pool_loc,
				"the line that asks for unit '%s' has a tab, which separates the fields that 'nightshift batch' reads: use blanks",
				u->id);
	}
	buf_release(&text);
}

/* Give each mode a number, which does not depend on the order of the modules. */
static void
number_modes(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;
	const char **modes = arena_alloc(a, (s->module_count + 1) * sizeof(*modes));
	size_t n = 0, different = 0;

	for (size_t i = 0; i < s->module_count; i++)
		if (s->modules[i].traits.mode)
			modes[n++] = s->modules[i].traits.mode;
	if (n > 1)
		qsort(modes, n, sizeof(*modes), text_order);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(modes[i], modes[different - 1]))
			modes[different++] = modes[i];
	p->mode_count = 1 + different;
	for (size_t i = 0; i < p->unit_count; i++) {
		const char *mode = p->units[i].module->traits.mode;
		const char **at = mode ? bsearch(&mode, modes, different, sizeof(*modes), text_order) : NULL;

		p->units[i].mode = at ? (size_t)(at - modes) + 1 : 0;
	}
}

/* --- who runs what, and how long -------------------------------------------------------------- */

const char *
plan_shown(struct arena *a, const struct unit *u)
{
	if (!u->module->original || !strcmp(u->module->original, u->module->name))
		return u->id;
	return arena_printf(a, "%s-%s", u->variant->name, u->module->original);
}

bool
plan_runs_on(const struct plan *p, const struct unit *u, size_t platform)
{
	for (int lane = 0; lane < LANE_COUNT; lane++)
		if (plan_runs(p, u, platform, lane))
			return true;
	return false;
}

bool
plan_on_system(const struct plan *p, const struct unit *u, const char *system)
{
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (!strcmp(p->suite->platforms[k].system, system) && plan_may_run(p, u, k))
			return true;
	return false;
}

bool
plan_runs_on_system(const struct plan *p, const struct unit *u, const char *system, int lane)
{
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (!strcmp(p->suite->platforms[k].system, system) && plan_runs(p, u, k, lane))
			return true;
	return false;
}

long
plan_jobs_limit(const struct plan *p, size_t platform)
{
	const struct suite *s = p->suite;
	unsigned long long most = 0, budget = s->platforms[platform].memory;

	for (size_t i = 0; budget && i < p->unit_count; i++)
		if (p->units[i].module->traits.memory > most && plan_may_run(p, &p->units[i], platform))
			most = p->units[i].module->traits.memory;
	if (!budget || !most)
		return 0;
	return most > budget ? 1 : (long)(budget / most);
}

long
plan_max_jobs(const struct plan *p, size_t platform)
{
	const struct suite *s = p->suite;
	long limit = s->nix_loc.line ? plan_jobs_limit(p, platform) : 0;

	if (!limit || !s->nix_shards)
		return limit;
	/* Nobody says how many units of a shard run: as many as there are processors, or as memory allows. */
	return s->nix_jobs && s->nix_jobs < limit ? limit / s->nix_jobs : 1;
}

static void
sum_lanes(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;

	p->lanes = arena_alloc(a, (s->platform_count + 1) * sizeof(*p->lanes));
	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			p->lanes[k][lane].does = s->platforms[k].does[lane];
	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < s->platform_count; k++)
			for (int lane = 0; lane < LANE_COUNT; lane++)
				if (plan_runs(p, &p->units[i], k, lane)) {
					p->lanes[k][lane].unit_count++;
					p->lanes[k][lane].usec += plan_usec(p, &p->units[i], k);
				}
}

/* --- the whole -------------------------------------------------------------------------------- */

static int
heaviest_first(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec > y->usec ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

bool
plan_make(struct plan *ret_plan, struct arena *a, struct diag *d, const struct suite *s, const struct seconds *seconds)
{
	struct plan *p = ret_plan;
	int errors = d->errors;

	*p = (struct plan){ .suite = s };
	make_units(p, a);
	struct ids ids = ids_make(p, a, d);

	if (d->errors > errors)
		return false;
	times_expect(p, a, d, seconds, &ids);
	classify(p, a, d);
	if (d->errors > errors)
		return false;
	number_modes(p, a);
	sum_lanes(p, a); /* before the sort: a module's units are together */
	fixtures_make(p, a, d);
	if (s->pool_count || s->worker_count)
		check_asks(p, d);
	reports_check(p, a, d);
	if (d->errors > errors)
		return false;
	if (p->unit_count > 1)
		qsort(p->units, p->unit_count, sizeof(*p->units), heaviest_first);
	fixtures_find_first(p);
	for (size_t i = 0; i < s->shards_count; i++)
		shards_cut(p, a, d, &s->shards[i]);
	if (d->errors > errors)
		return false;
	if (s->nix_shards)
		shards_cut_systems(p, a);
	return plan_prove(p, d);
}
