#include "plan/balance.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
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

static double
ratio(const struct balance *b)
{
	return b->bound ? (double)b->worst / (double)b->bound : 1;
}

void
balance_text(const struct plan *p, int platform, int lane, struct buf *out)
{
	struct balance b;

	for (size_t i = 0; i < p->shard_count; i += b.shards) {
		balance_of(p, i, &b);
		if ((platform >= 0 && b.platform != (size_t)platform) || (lane >= 0 && b.lane != lane))
			continue;
		buf_printf(out, "  %s on %s", lane_names[b.lane], p->suite->platforms[b.platform].name);
		if (b.mode)
			buf_printf(out, ", mode %s", b.mode);
		buf_printf(out, ": %zu shard%s, the worst ", b.shards, b.shards == 1 ? "" : "s");
		buf_add_duration(out, b.worst);
		if (b.shards > 1) {
			buf_adds(out, ", the best ");
			buf_add_duration(out, b.best);
			buf_adds(out, ", spread ");
			buf_add_duration(out, b.worst - b.best);
		}
		buf_printf(out, ", %.4f of the bound ", ratio(&b));
		buf_add_duration(out, b.bound);
		buf_printf(out, "; more than %zu are useless: the longest unit is '%s', ", b.useful, b.longest->id);
		buf_add_duration(out, b.longest_usec);
		buf_addc(out, '\n');
	}
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

/* Append minutes, with one digit behind the point. */
static void
add_minutes(struct buf *out, unsigned long long usec)
{
	unsigned long long tenths = (usec + 3000000) / 6000000;

	buf_printf(out, "%llu.%llu", tenths / 10, tenths % 10);
}

static unsigned long long
percent(unsigned long long part, unsigned long long whole)
{
	return whole ? (part * 100 + whole / 2) / whole : 0;
}

void
balance_cost_text(const struct plan *p, struct buf *out)
{
	unsigned long long full = balance_full(p);

	if (!full)
		return;
	buf_adds(out, "\nrunner minutes expected, for the tests alone; everything once: ");
	add_minutes(out, full);
	buf_addc(out, '\n');
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct cost c = balance_cost(p, lane);

		buf_printf(out, "  %-7s  ", lane_names[lane]);
		if (!c.most) { /* to run nothing saves nothing */
			buf_adds(out, "-\n");
			continue;
		}
		if (c.least < c.most) {
			add_minutes(out, c.least);
			buf_adds(out, " to ");
		}
		add_minutes(out, c.most);
		if (c.least < full) {
			buf_adds(out, ", saves ");
			if (c.least < c.most) {
				add_minutes(out, full - c.most);
				buf_adds(out, " to ");
			}
			add_minutes(out, full - c.least);
			if (c.least < c.most)
				buf_printf(out, " (%llu to %llu %%)", percent(full - c.most, full),
					percent(full - c.least, full));
			else
				buf_printf(out, " (%llu %%)", percent(full - c.least, full));
		}
		buf_addc(out, '\n');
	}
}

/* --- JSON ------------------------------------------------------------------------------------- */

void
balance_json(const struct plan *p, struct buf *out)
{
	struct balance b;

	buf_adds(out, ",\n  \"balance\": [");
	for (size_t i = 0; i < p->shard_count; i += b.shards) {
		balance_of(p, i, &b);
		buf_printf(out, "%s{ \"lane\": \"%s\", \"platform\": ", i ? ",\n    " : "\n    ", lane_names[b.lane]);
		esc_json(out, p->suite->platforms[b.platform].name, strlen(p->suite->platforms[b.platform].name));
		if (b.mode) {
			buf_adds(out, ", \"mode\": ");
			esc_json(out, b.mode, strlen(b.mode));
		}
		buf_printf(out, ", \"shards\": %zu, \"jobs\": %ld, \"worst\": ", b.shards, b.jobs);
		buf_add_seconds(out, b.worst);
		buf_adds(out, ", \"best\": ");
		buf_add_seconds(out, b.best);
		buf_adds(out, ", \"bound\": ");
		buf_add_seconds(out, b.bound);
		buf_adds(out, ", \"sum\": ");
		buf_add_seconds(out, b.sum);
		buf_printf(out, ", \"ratio\": %.6f, \"useful\": %zu, \"longest\": ", ratio(&b), b.useful);
		esc_json(out, b.longest->id, strlen(b.longest->id));
		buf_adds(out, ", \"longest_seconds\": ");
		buf_add_seconds(out, b.longest_usec);
		buf_adds(out, " }");
	}
	buf_adds(out, "\n  ],\n  \"runner_seconds\": { \"everything\": ");
	buf_add_seconds(out, balance_full(p));
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct cost c = balance_cost(p, lane);

		buf_printf(out, ", \"%s\": { \"least\": ", lane_names[lane]);
		buf_add_seconds(out, c.least);
		buf_adds(out, ", \"most\": ");
		buf_add_seconds(out, c.most);
		buf_adds(out, " }");
	}
	buf_adds(out, " }");
}
