#include "plan/affected.h"

#include <string.h>

#include "base/arena.h"
#include "plan/plan.h"

/* What one job can be handed: an environment variable; and all jobs together: the output of a job. */
enum { LEG_BYTES = 100000, MATRIX_BYTES = 800000 };

/* What is due on a platform, and what a leg of it may take. */
struct load {
	const struct shards *cut;   /* how the lane is cut there, or NULL */
	const struct shard *shards; /* the plan's, which stand together */
	size_t shard_count;
	unsigned long long longest; /* what the longest of them takes */
	const struct unit **units;  /* due, heaviest first */
	unsigned long long *usec;   /* of each */
	unsigned *machine;
	size_t n, bytes; /* bytes: of their names, each of which is handed over twice */
	bool whole;      /* all that the lane runs there */
	size_t legs;
};

/* The shards of the lane on the platform. */
static void
find_shards(const struct affected *f, size_t platform, struct load *l)
{
	const struct plan *p = f->plan;
	const struct suite *s = p->suite;

	for (size_t i = 0; i < s->shards_count; i++)
		if (s->shards[i].platform_index == platform && s->shards[i].lane == f->lane)
			l->cut = &s->shards[i];
	for (size_t i = 0; i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		if (h->lane != f->lane || h->platform != &s->platforms[platform])
			continue;
		if (!l->shard_count++)
			l->shards = h;
		if (h->usec > l->longest)
			l->longest = h->usec;
	}
}

/* As few legs as take no longer than the lane's longest shard takes when everything is due. */
static size_t
count_legs(const struct load *l)
{
	unsigned long long sum = 0;
	size_t most = l->shard_count < l->n ? l->shard_count : l->n, legs;

	if (!l->shard_count)
		return 1;
	if (l->whole)
		return l->shard_count;
	for (size_t i = 0; i < l->n; i++)
		sum += l->usec[i];
	legs = l->longest ? (size_t)((sum + l->longest - 1) / l->longest) : 1;
	legs = legs ? legs : 1;
	while (legs < most && pack(l->usec, l->n, legs, l->machine).makespan > l->longest)
		legs++;
	return legs < most ? legs : most;
}

/* What is due on the platform. */
static void
load_platform(const struct affected *f, struct arena *a, size_t platform, struct load *l)
{
	const struct plan *p = f->plan;
	const bool *on = f->on + platform * p->unit_count;
	const struct unit **order = plan_order(p, a, platform);
	size_t prefix = strlen(p->suite->name) + strlen("-test-"), runs = 0;

	l->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*l->units));
	l->usec = arena_alloc(a, (p->unit_count + 1) * sizeof(*l->usec));
	l->machine = arena_alloc(a, (p->unit_count + 1) * sizeof(*l->machine));
	find_shards(f, platform, l);
	for (size_t i = 0; i < p->unit_count; i++) {
		runs += plan_runs(p, order[i], platform, f->lane);
		if (!on[order[i] - p->units])
			continue;
		l->bytes += 2 * strlen(order[i]->id) + 2 + prefix;
		l->usec[l->n] = plan_usec(p, order[i], platform);
		l->units[l->n++] = order[i];
	}
	l->whole = l->n == runs;
	if (l->n)
		l->legs = count_legs(l);
}

static struct leg *
add_leg(struct arena *a, struct leg **legs, size_t *n, const struct affected *f, size_t platform, const struct load *l)
{
	struct leg *added = ARENA_APPEND(a, *legs, *n);

	*added = (struct leg){ .platform = &f->plan->suite->platforms[platform],
		.jobs = l->cut ? l->cut->jobs : f->plan->suite->jobs };
	return added;
}

/* Append the legs of one platform. */
static void
make_legs(const struct affected *f, struct arena *a, size_t platform, const struct load *l, struct leg **legs,
	size_t *n)
{
	size_t before = *n;

	if (l->whole && l->legs == (l->shard_count ? l->shard_count : 1)) {
		for (size_t i = 0; i < l->legs; i++) {
			struct leg *leg = add_leg(a, legs, n, f, platform, l);

			leg->whole = true;
			leg->shard = l->shard_count ? l->shards[i].number : 0;
			leg->units = l->shard_count ? l->shards[i].units : l->units;
			leg->unit_count = l->shard_count ? l->shards[i].unit_count : l->n;
		}
	} else {
		pack(l->usec, l->n, l->legs, l->machine);
		for (size_t i = 0; i < l->legs; i++)
			add_leg(a, legs, n, f, platform, l);
		for (size_t i = 0; i < l->n; i++) {
			struct leg *leg = &(*legs)[before + l->machine[i]];

			*ARENA_APPEND(a, leg->units, leg->unit_count) = l->units[i];
		}
	}
	for (size_t i = before; i < *n; i++) {
		struct leg *leg = &(*legs)[i];

		leg->number = i - before + 1;
		leg->of = *n - before;
		for (size_t k = 0; k < leg->unit_count; k++)
			l->usec[k] = plan_usec(f->plan, leg->units[k], platform);
		leg->usec = pack(l->usec, leg->unit_count, (size_t)leg->jobs, l->machine).makespan;
	}
}

/* Take legs from the platform that has most until there are no more than GitHub runs. */
static void
bound_legs(struct load *loads, size_t n, size_t total)
{
	while (total > LEGS_MAX) {
		size_t most = 0;

		for (size_t k = 1; k < n; k++)
			if (loads[k].legs > loads[most].legs)
				most = k;
		loads[most].legs--;
		total--;
	}
}

/* Make everything due that the lane runs on the platform. */
static void
load_all(const struct affected *f, struct arena *a, size_t platform, struct load *l)
{
	const struct plan *p = f->plan;
	const struct unit **order = plan_order(p, a, platform);

	l->n = 0;
	for (size_t i = 0; i < p->unit_count; i++)
		if (plan_runs(p, order[i], platform, f->lane)) {
			l->usec[l->n] = plan_usec(p, order[i], platform);
			l->units[l->n++] = order[i];
		}
	l->whole = true;
	l->legs = count_legs(l);
}

bool
affected_legs(const struct affected *f, struct arena *a, bool in_files, struct leg **ret_legs, size_t *ret_count)
{
	size_t platforms = f->plan->suite->platform_count, total = 0, busy = 0, bytes = 0;
	struct load *loads = arena_alloc(a, (platforms + 1) * sizeof(*loads));

	*ret_legs = NULL;
	*ret_count = 0;
	for (size_t k = 0; k < platforms; k++) {
		if (f->platform >= 0 && k != (size_t)f->platform)
			continue;
		load_platform(f, a, k, &loads[k]);
		bytes += loads[k].whole ? 0 : loads[k].bytes;
	}
	for (size_t k = 0; k < platforms; k++) {
		struct load *l = &loads[k];

		/* More names than a job could be handed: running more than is due is always right. */
		if (l->n && !in_files && !l->whole && (bytes > MATRIX_BYTES || l->bytes / l->legs > LEG_BYTES))
			load_all(f, a, k, l);
		total += l->legs;
		busy += l->legs > 0;
	}
	if (busy > LEGS_MAX)
		return false;
	bound_legs(loads, platforms, total);
	for (size_t k = 0; k < platforms; k++)
		if (loads[k].legs)
			make_legs(f, a, k, &loads[k], ret_legs, ret_count);
	return true;
}
