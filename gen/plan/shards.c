#include "plan/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cut.h"
#include "base/diag.h"
#include "base/sha256.h"

/* --- a lane of a platform --------------------------------------------------------------------- */

struct weighed {
	unsigned long long usec;
	const struct unit *unit;
};

static int
heaviest_first(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec > y->usec ? -1 : 1;
	return x->unit->rank < y->unit->rank ? -1 : x->unit->rank > y->unit->rank;
}

const struct unit **
plan_order(const struct plan *p, struct arena *a, size_t platform)
{
	struct weighed *w = arena_alloc(a, (p->unit_count + 1) * sizeof(*w));
	const struct unit **order = arena_alloc(a, (p->unit_count + 1) * sizeof(*order));

	for (size_t i = 0; i < p->unit_count; i++)
		w[i] = (struct weighed){ plan_usec(p, &p->units[i], platform), &p->units[i] };
	if (p->unit_count > 1)
		qsort(w, p->unit_count, sizeof(*w), heaviest_first);
	for (size_t i = 0; i < p->unit_count; i++)
		order[i] = w[i].unit;
	return order;
}

/* How many units of a shard run at a time: as many as the manifest says, if memory allows that. */
static long
jobs_of(const struct plan *p, const struct shards *how)
{
	long limit = plan_jobs_limit(p, how->platform_index);

	return limit && limit < how->jobs ? limit : how->jobs;
}

/* Put the unit, which stands after those that came before, into its shard. */
static void
put(struct shard *h, struct arena *a, const struct unit *u, unsigned long long usec)
{
	h->mode = u->module->traits.mode;
	*ARENA_APPEND(a, h->units, h->unit_count) = u;
	h->usec += usec;
}

void
shards_cut(struct plan *p, struct arena *a, struct diag *d, const struct shards *how)
{
	const struct unit **order = plan_order(p, a, how->platform_index);
	unsigned long long *usec = arena_alloc(a, (p->unit_count + 1) * sizeof(*usec));
	size_t *kind = arena_alloc(a, (p->unit_count + 1) * sizeof(*kind)), *shard, n = 0, needed, first, count;
	struct cut_rule rule = { (size_t)how->count, shards_usec(how), jobs_of(p, how) };

	for (size_t i = 0; i < p->unit_count; i++) {
		if (!plan_runs(p, order[i], how->platform_index, how->lane))
			continue;
		order[n] = order[i];
		usec[n] = plan_usec(p, order[i], how->platform_index);
		kind[n++] = order[i]->mode;
	}
	shard = arena_alloc(a, (n + 1) * sizeof(*shard));
	count = cut(&rule, &(struct cut_units){ usec, kind, n, p->mode_count }, shard, &needed);
	if (n && !count) {
		diag_error(d, how->loc,
			"lane '%s' on '%s' has units of %zu modes, which never share a shard: 'count' must be at least %zu",
			lane_names[how->lane], p->suite->platforms[how->platform_index].name, needed, needed);
		return;
	}
	first = p->shard_count;
	for (size_t k = 0; k < count; k++) {
		struct shard *h = ARENA_APPEND(a, p->shards, p->shard_count);

		*h = (struct shard){ .number = p->shard_count,
			.platform = &p->suite->platforms[how->platform_index],
			.lane = how->lane,
			.jobs = rule.jobs };
	}
	for (size_t i = 0; i < n; i++)
		put(&p->shards[first + shard[i]], a, order[i], usec[i]);
}

/* --- the Nix systems -------------------------------------------------------------------------- */

/* A place from 0 to n - 1 for the id: Lamping and Veach's jump consistent hash, whose random numbers are the first 31 bits of the
 * SHA-256 of "FROM ID". nix/nightshift/plan.nix computes the same; tests/nix/shards.sh compares the two. */
static unsigned long long
place_of(const char *id, unsigned long long n)
{
	for (unsigned long long from = 0;;) {
		char from_text[32], hex[SHA256_HEX + 1], first[9] = { 0 };
		struct sha256 h;

		snprintf(from_text, sizeof(from_text), "%llu ", from);
		sha256_init(&h);
		sha256_add(&h, from_text, strlen(from_text));
		sha256_add(&h, id, strlen(id));
		sha256_hex(&h, hex);
		memcpy(first, hex, 8);
		unsigned long long random = strtoull(first, NULL, 16) & 0x7fffffff;
		unsigned long long to = (from + 1) * 0x80000000 / (random + 1);

		if (to >= n)
			return from;
		from = to;
	}
}

/* Append the lanes of the system that run the unit, as "pr+merge", or "none". */
static void
add_lanes(const struct plan *p, const struct unit *u, const char *system, struct buf *out)
{
	bool any = false;

	for (int lane = 0; lane < LANE_COUNT; lane++) {
		if (!plan_runs_on_system(p, u, system, lane))
			continue;
		buf_printf(out, "%s%s", any ? "+" : "", lane_names[lane]);
		any = true;
	}
	if (!any)
		buf_adds(out, "none");
}

const char *
shards_name(const struct plan *p, const struct unit *u, const char *system, struct arena *a)
{
	struct buf name = { 0 };

	buf_printf(&name, "shard%llu=", place_of(u->id, (unsigned long long)p->suite->nix_shards) + 1);
	add_lanes(p, u, system, &name);
	if (u->module->traits.seed == SEED_HEAD)
		buf_adds(&name, "=seed");
	if (u->module->traits.mode)
		buf_printf(&name, "=mode.%s", u->module->traits.mode);
	if (u->module->pool)
		buf_printf(&name, "=pool.%s", u->module->pool->name);
	const char *kept = arena_strdup(a, buf_text(&name));

	buf_release(&name);
	return kept;
}

/* A unit and its shard. */
struct placed {
	const char *name;
	const struct unit *unit;
};

/* How many times its seconds can be halved before they are below two: the order within a shard goes by that alone, since each change
 * of it is another derivation. What is guessed from others is no reason for one. */
static int
halvings(const struct unit *u)
{
	int n = 0;

	for (unsigned long long usec = u->guessed ? 0 : u->usec; usec >= 2000000; usec /= 2)
		n++;
	return n;
}

static int
by_shard(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int c = strcmp(x->name, y->name), n = halvings(x->unit), m = halvings(y->unit);

	if (c)
		return c;
	return n != m ? m - n : strcmp(x->unit->id, y->unit->id);
}

/* The time of a unit on the slowest platform of the system. */
static unsigned long long
usec_on_system(const struct plan *p, const struct unit *u, const char *system)
{
	unsigned long long most = 0;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (!strcmp(p->suite->platforms[k].system, system) && plan_may_run(p, u, k) &&
			plan_usec(p, u, k) > most)
			most = plan_usec(p, u, k);
	return most;
}

static void
cut_system(const struct plan *p, struct arena *a, struct nix_system *y)
{
	struct placed *placed = NULL;
	struct nix_shard *h = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		if (plan_on_system(p, &p->units[i], y->name))
			*ARENA_APPEND(a, placed, n) = (struct placed){ shards_name(p, &p->units[i], y->name, a),
				&p->units[i] };
	if (n > 1)
		qsort(placed, n, sizeof(*placed), by_shard);
	for (size_t i = 0; i < n; i++) {
		if (!h || strcmp(h->name, placed[i].name)) {
			h = ARENA_APPEND(a, y->shards, y->shard_count);
			h->name = placed[i].name;
		}
		*ARENA_APPEND(a, h->units, h->unit_count) = placed[i].unit;
		h->usec += usec_on_system(p, placed[i].unit, y->name);
	}
}

void
shards_cut_systems(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;

	p->systems = arena_alloc(a, (s->platform_count + 1) * sizeof(*p->systems));
	for (size_t k = 0; k < s->platform_count; k++) {
		const char *name = s->platforms[k].system;
		size_t at = 0;

		while (at < p->system_count && strcmp(p->systems[at].name, name) < 0)
			at++;
		if (at < p->system_count && !strcmp(p->systems[at].name, name))
			continue;
		memmove(&p->systems[at + 1], &p->systems[at], (p->system_count++ - at) * sizeof(*p->systems));
		p->systems[at] = (struct nix_system){ .name = name };
	}
	for (size_t y = 0; y < p->system_count; y++)
		cut_system(p, a, &p->systems[y]);
}
