#include "plan/balance.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/plan.h"

/* --- shards ----------------------------------------------------------------------------------- */

/* Until n units are done at that -j, if they start in this order. */
static unsigned long long
makespan(const struct plan *p, const struct unit **units, size_t n, size_t platform, long jobs)
{
	unsigned long long *usec = xcalloc(n, sizeof(*usec));
	unsigned *machine = xcalloc(n, sizeof(*machine));

	for (size_t i = 0; i < n; i++)
		usec[i] = plan_usec(p, units[i], platform);
	unsigned long long result = pack(usec, n, (size_t)jobs, machine).makespan;

	free(usec);
	free(machine);
	return result;
}

static bool
alike(const struct shard *a, const struct shard *b)
{
	return a->platform == b->platform && a->lane == b->lane && a->units[0]->mode == b->units[0]->mode;
}

void
balance_of(const struct plan *p, size_t first, struct balance *ret_balance)
{
	const struct shard *h = &p->shards[first];
	struct balance *b = ret_balance;

	*b = (struct balance){ .platform = (size_t)(h->platform - p->suite->platforms),
		.lane = h->lane,
		.mode = h->mode,
		.first = first,
		.jobs = h->jobs,
		.best = (unsigned long long)-1 };
	for (; first < p->shard_count && alike(h, &p->shards[first]); first++) {
		const struct shard *s = &p->shards[first];
		unsigned long long usec = makespan(p, s->units, s->unit_count, b->platform, s->jobs);

		b->shards++;
		b->sum += s->usec;
		b->worst = usec > b->worst ? usec : b->worst;
		b->best = usec < b->best ? usec : b->best;
		usec = plan_usec(p, s->units[0], b->platform); /* heaviest first */
		if (!b->longest || usec > b->longest_usec) {
			b->longest = s->units[0];
			b->longest_usec = usec;
		}
	}
	unsigned long long machines = (unsigned long long)b->shards * (unsigned long long)b->jobs;
	unsigned long long filled = b->longest_usec * (unsigned long long)b->jobs;

	b->bound = (b->sum + machines - 1) / machines;
	b->bound = b->bound < b->longest_usec ? b->longest_usec : b->bound;
	b->useful = filled ? (size_t)((b->sum + filled - 1) / filled) : 1;
}

/* --- what lanes cost -------------------------------------------------------------------------- */

struct member {
	const char *class;
	unsigned long long usec;
	bool always;
};

static int
by_class(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->class, ((const struct member *)b)->class);
}

/* What a lane of a platform runs one at a time, and of this what it runs at most and, if no path changes, at least: of
 * a class that takes turns as much as its members take on average. */
static void
sum_choice(const struct plan *p, size_t platform, int lane, unsigned long long *ret_all, struct cost *ret_some)
{
	struct member *v = xcalloc(p->unit_count, sizeof(*v));
	long per_class = model_per_class(p->suite, lane);
	size_t n = 0;

	*ret_all = 0;
	*ret_some = (struct cost){ 0, 0 };
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		/* Only pull requests are narrowed by what they touch. */
		bool always = lane != LANE_PR || !u->module->paths || u->module->always;
		unsigned long long usec = plan_usec(p, u, platform);

		if (!plan_runs(p, u, platform, lane))
			continue;
		*ret_all += usec;
		if (per_class && u->class) {
			v[n++] = (struct member){ u->class, usec, always };
			continue;
		}
		ret_some->most += usec;
		ret_some->least += always ? usec : 0;
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), by_class);
	for (size_t i = 0, end; i < n; i = end) {
		struct cost sum = { 0, 0 };
		unsigned long long due = 0, some = (unsigned long long)per_class;

		for (end = i; end < n && !strcmp(v[i].class, v[end].class); end++) {
			sum.most += v[end].usec;
			sum.least += v[end].always ? v[end].usec : 0;
			due += v[end].always;
		}
		ret_some->most += end - i > some ? sum.most / (end - i) * some : sum.most;
		ret_some->least += due > some ? sum.least / due * some : sum.least;
	}
	free(v);
}

/* Until a lane of a platform is done, on all its runners together. */
static unsigned long long
busy(const struct plan *p, size_t platform, int lane)
{
	const struct platform *on = &p->suite->platforms[platform];
	struct arena a = { 0 };
	unsigned long long usec = 0;
	bool cut = false;

	for (size_t i = 0; i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		if (h->platform != on || h->lane != lane)
			continue;
		usec += makespan(p, h->units, h->unit_count, platform, h->jobs);
		cut = true;
	}
	if (!cut) {
		const struct unit **order = plan_order(p, &a, platform);
		long jobs = model_lane(&on->lanes, lane).jobs, limit = plan_jobs_limit(p, platform);

		jobs = limit && limit < jobs ? limit : jobs;
		size_t n = 0;

		for (size_t i = 0; i < p->unit_count; i++)
			if (plan_runs(p, order[i], platform, lane))
				order[n++] = order[i];
		usec = makespan(p, order, n, platform, jobs ? jobs : 1);
		arena_release(&a);
	}
	return usec;
}

/* The lane on one platform. What it leaves out, it leaves out of all its runners alike. */
static struct cost
cost_on(const struct plan *p, size_t platform, int lane)
{
	unsigned long long all, usec;
	struct cost some;

	if (p->suite->platforms[platform].does[lane] != DOES_CHECKED)
		return (struct cost){ 0, 0 };
	usec = busy(p, platform, lane);
	sum_choice(p, platform, lane, &all, &some);
	double share = all ? (double)usec / (double)all : 1;

	return (struct cost){ some.least == all ? usec : (unsigned long long)((double)some.least * share),
		some.most == all ? usec : (unsigned long long)((double)some.most * share) };
}

struct cost
balance_cost(const struct plan *p, int lane)
{
	struct cost sum = { 0, 0 };

	for (size_t k = 0; k < p->suite->platform_count; k++) {
		struct cost here = cost_on(p, k, lane);

		sum.least += here.least;
		sum.most += here.most;
	}
	return sum;
}

unsigned long long
balance_full(const struct plan *p)
{
	unsigned long long sum = 0;

	for (size_t k = 0; k < p->suite->platform_count; k++) {
		unsigned long long most = 0;

		for (int lane = 0; lane < LANE_COUNT; lane++)
			if (cost_on(p, k, lane).most > most)
				most = cost_on(p, k, lane).most;
		sum += most;
	}
	return sum;
}
