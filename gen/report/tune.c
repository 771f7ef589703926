#include "report/tune.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/pack.h"
#include "plan/plan.h"
#include "report/lookup.h"

typedef unsigned long long usec_t;

/* --- lines ------------------------------------------------------------------------------------ */

/* The seconds by platform and unit, and what becomes of them. */
struct table {
	const struct suite *suite;
	const struct unit **canonical; /* by rank */
	const struct unit **sorted;    /* by id */
	size_t n;
	/* By [platform * n + rank], with '*' as a platform after the others; 0: there are none. */
	usec_t *old, *measured, *now;
};

/* The platform's index, platform_count for '*', or one more if there is none of that name. */
static size_t
find_platform(const struct suite *s, const char *name)
{
	size_t k = lookup_platform(s, name);

	return k + (k == s->platform_count && strcmp(name, "*") != 0);
}

/* Where the row stands in the table; false if its unit or platform is gone, or the unit from the platform. */
static bool
find_cell(const struct table *t, const struct seconds_row *row, size_t *ret_cell)
{
	size_t k = find_platform(t->suite, row->platform), unit = lookup_unit(t->sorted, t->n, row->unit);

	if (k > t->suite->platform_count || unit == t->n ||
		(k < t->suite->platform_count &&
			!model_runs_on(t->suite, t->sorted[unit]->module,
				(size_t)(t->sorted[unit]->variant - t->suite->variants), k)))
		return false;
	*ret_cell = k * t->n + t->sorted[unit]->rank;
	return true;
}

/* The rows of a table: each value, or, if it is 0, that of `other`, unless that is NULL. By rank, then '*', then by
 * platform. */
static struct seconds
rows_of(const struct table *t, struct arena *a, const usec_t *values, const usec_t *other)
{
	size_t platforms = t->suite->platform_count;
	struct seconds s = { 0 };

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k <= platforms; k++) {
			size_t on = k ? k - 1 : platforms, cell = on * t->n + i;
			usec_t usec = values[cell] || !other ? values[cell] : other[cell];

			if (!usec)
				continue;
			s.rows = arena_grow(a, s.rows, s.count, sizeof(*s.rows));
			s.rows[s.count++] = (struct seconds_row){
				.unit = t->canonical[i]->id,
				.platform = on < platforms ? t->suite->platforms[on].name : "*",
				.usec = usec,
			};
		}
	return s;
}

/* --- how long a plan takes -------------------------------------------------------------------- */

/* Plan a suite that was planned before, now with other seconds. */
static void
plan_again(struct plan *ret_plan, struct arena *a, struct diag *d, const struct suite *s, const struct seconds *seconds)
{
	if (!plan_make(ret_plan, a, d, s, seconds))
		die("internal error: measured seconds make the plan impossible");
}

static const char *
system_of(const struct suite *s, size_t platform)
{
	return s->platforms[platform].system;
}

static bool
same_system(const struct suite *s, size_t a, size_t b)
{
	return !strcmp(system_of(s, a), system_of(s, b));
}

/* What the unit really takes: the truth is the plan by all that was measured. For a system, the most on its platforms. */
static usec_t
really(const struct plan *truth, const struct unit *u, const struct tune_cut *c)
{
	const struct suite *s = truth->suite;
	usec_t most = 0;

	if (c->lane >= 0)
		return plan_usec(truth, u, c->platform);
	for (size_t k = 0; k < s->platform_count; k++)
		if (same_system(s, k, c->platform) && plan_may_run(truth, u, k) && plan_usec(truth, u, k) > most)
			most = plan_usec(truth, u, k);
	return most;
}

/* How long it takes until those units are done, if they start in this order. Ranks are the same in every plan of a
 * suite. */
static usec_t
time_of(const struct plan *truth, const struct tune_cut *c, const struct unit **units, size_t n)
{
	usec_t *usec = xcalloc(n, sizeof(*usec));

	for (size_t i = 0; i < n; i++)
		usec[i] = really(truth, units[i], c);
	usec_t result = pack_in_order(usec, n, (size_t)c->jobs);

	free(usec);
	return result;
}

struct timing {
	size_t shards;
	usec_t last;     /* until the last of them is done */
	usec_t expected; /* the sum of what the plan itself expects */
};

static void
add_shard(struct timing *t, usec_t usec, usec_t expected)
{
	t->shards++;
	t->last = usec > t->last ? usec : t->last;
	t->expected += expected;
}

/* The cut as that plan makes it. */
static struct timing
time_cut(const struct plan *p, const struct plan *truth, const struct tune_cut *c)
{
	const struct suite *s = p->suite;
	struct timing t = { 0, 0, 0 };
	struct arena a = { 0 };

	for (size_t y = 0; c->lane < 0 && y < p->system_count; y++) {
		const struct nix_system *system = &p->systems[y];

		for (size_t i = 0; !strcmp(system->name, system_of(s, c->platform)) && i < system->shard_count; i++)
			add_shard(&t, time_of(truth, c, system->shards[i].units, system->shards[i].unit_count),
				system->shards[i].usec);
	}
	for (size_t i = 0; c->lane >= 0 && i < p->shard_count; i++) {
		const struct shard *h = &p->shards[i];

		if (h->platform == &s->platforms[c->platform] && h->lane == c->lane)
			add_shard(&t, time_of(truth, c, h->units, h->unit_count), h->usec);
	}
	if (c->lane >= 0 && !t.shards) {
		const struct unit **order = plan_order(p, &a, c->platform);
		size_t n = 0;

		for (size_t i = 0; i < p->unit_count; i++)
			if (plan_runs(p, order[i], c->platform, c->lane))
				order[n++] = order[i];
		add_shard(&t, time_of(truth, c, order, n), p->lanes[c->platform][c->lane].usec);
		arena_release(&a);
	}
	return t;
}

/* Does the cut gain enough for new lines? */
static bool
gains(const struct tune_cut *c, struct timing before, struct timing after)
{
	usec_t off = before.expected > after.expected ? before.expected - after.expected
						      : after.expected - before.expected;

	if (c->by_seconds && before.shards != after.shards)
		return off * TUNE_GAIN >= before.expected;
	return after.last < before.last && (before.last - after.last) * TUNE_GAIN >= before.last;
}

/* --- which cuts there are --------------------------------------------------------------------- */

/* Add the cut, unless nothing in it runs side by side: then seconds move nothing. */
static void
add_cut(struct tune *t, struct arena *a, const struct plan *p, struct tune_cut c)
{
	size_t shards = time_cut(p, p, &c).shards;

	if (!c.by_seconds && shards * (size_t)c.jobs <= 1)
		return;
	t->cuts = arena_grow(a, t->cuts, t->cut_count, sizeof(*t->cuts));
	t->cuts[t->cut_count++] = c;
}

static void
find_cuts(struct tune *t, struct arena *a, const struct plan *p, size_t platform)
{
	const struct suite *s = p->suite;
	bool first = true; /* platform of its system */

	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct tune_cut c = { .platform = platform, .lane = lane };

		if (!p->lanes[platform][lane].unit_count)
			continue;
		c.jobs = model_lane(&s->platforms[platform].lanes, lane).jobs;
		c.jobs = c.jobs ? c.jobs : 1;
		for (size_t i = 0; i < s->shards_count; i++)
			if (s->shards[i].platform_index == platform && s->shards[i].lane == lane) {
				c.jobs = s->shards[i].jobs;
				c.by_seconds = !s->shards[i].count;
			}
		add_cut(t, a, p, c);
	}
	for (size_t k = 0; k < platform; k++)
		first &= !same_system(s, k, platform);
	if (s->nix_shards && s->nix_jobs && first)
		add_cut(t, a, p, (struct tune_cut){ .platform = platform, .lane = -1, .jobs = s->nix_jobs });
}

static bool
cut_is_of(const struct suite *s, const struct tune_cut *c, size_t platform)
{
	return c->lane < 0 ? same_system(s, c->platform, platform) : c->platform == platform;
}

/* --- what becomes of a platform's lines ------------------------------------------------------- */

/* Take what was measured on the platform into `now`. */
static void
take_measured(const struct table *b, usec_t *now, size_t platform)
{
	for (size_t i = platform * b->n; i < (platform + 1) * b->n; i++)
		if (b->measured[i])
			now[i] = b->measured[i];
}

/* On a platform where nothing is cut, take what was measured into each line that is far off. True if there were any. */
static bool
take_far_off(const struct table *b, const struct plan *truth, size_t platform)
{
	usec_t longest = 0;
	bool any = false;

	for (size_t i = 0; i < b->n; i++)
		if (plan_may_run(truth, b->canonical[i], platform) &&
			plan_usec(truth, b->canonical[i], platform) > longest)
			longest = plan_usec(truth, b->canonical[i], platform);
	for (size_t i = platform * b->n; i < (platform + 1) * b->n; i++) {
		usec_t line = b->now[i], time = b->measured[i], off = time > line ? time - line : line - time,
		       more = time > line ? time : line;
		bool counts = off * TUNE_GAIN >= longest;

		if (time && off && off * 4 >= more && counts) {
			b->now[i] = time;
			any = true;
		}
	}
	return any;
}

/* Does a plan of the platform gain by what was measured there? */
static bool
platform_gains(const struct tune *t, const struct table *b, struct diag *d, const struct plan *truth, size_t platform)
{
	size_t cells = (t->suite->platform_count + 1) * b->n;
	usec_t *all = xcalloc(cells, sizeof(*all));
	struct arena a = { 0 };
	struct plan before, after;
	bool gain = false;

	memcpy(all, b->now, cells * sizeof(*all));
	take_measured(b, all, platform);
	if (memcmp(all, b->now, cells * sizeof(*all)) != 0) {
		struct seconds old = rows_of(b, &a, b->now, NULL), new = rows_of(b, &a, all, NULL);

		plan_again(&before, &a, d, t->suite, &old);
		plan_again(&after, &a, d, t->suite, &new);
		for (size_t i = 0; i < t->cut_count && !gain; i++)
			gain = cut_is_of(t->suite, &t->cuts[i], platform) &&
				gains(&t->cuts[i], time_cut(&before, truth, &t->cuts[i]),
					time_cut(&after, truth, &t->cuts[i]));
	}
	arena_release(&a);
	free(all);
	return gain;
}

/* Decide for one platform after the other, until nothing moves any more. */
static void
settle(const struct tune *t, const struct table *b, struct diag *d, const struct plan *truth)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t k = 0; k < t->suite->platform_count; k++) {
			bool cut = false;

			for (size_t i = 0; i < t->cut_count; i++)
				cut |= cut_is_of(t->suite, &t->cuts[i], k);
			if (!cut) {
				moved |= take_far_off(b, truth, k);
			} else if (platform_gains(t, b, d, truth, k)) {
				take_measured(b, b->now, k);
				moved = true;
			}
		}
	}
}

/* --- the whole -------------------------------------------------------------------------------- */

static void
make_table(struct table *b, struct arena *a, const struct plan *p)
{
	size_t cells = (p->suite->platform_count + 1) * p->unit_count;

	*b = (struct table){ .suite = p->suite, .n = p->unit_count };
	b->canonical = arena_alloc(a, (b->n + 1) * sizeof(*b->canonical));
	b->sorted = lookup_units(p, a);
	for (size_t i = 0; i < b->n; i++)
		b->canonical[p->units[i].rank] = &p->units[i];
	b->old = arena_alloc(a, (cells + 1) * sizeof(usec_t));
	b->measured = arena_alloc(a, (cells + 1) * sizeof(usec_t));
	b->now = arena_alloc(a, (cells + 1) * sizeof(usec_t));
}

static void
add_line(struct tune *t, struct arena *a, struct tune_line line)
{
	t->lines = arena_grow(a, t->lines, t->line_count, sizeof(*t->lines));
	t->lines[t->line_count++] = line;
	t->what[line.what]++;
}

/* Is what was measured so near to the line that the line may stay? */
static bool
confirms(usec_t line, usec_t measured)
{
	usec_t off = line > measured ? line - measured : measured - line;

	return line && off * 8 <= line;
}

/* Read the lines as they were, and drop those that go. If two rows are for the same cell, the later one counts, as in
 * the plan. */
static void
read_old(struct tune *t, struct arena *a, struct table *b, const struct seconds *old)
{
	for (size_t i = 0; i < old->count; i++) {
		const struct seconds_row *row = &old->rows[i];
		struct tune_line dropped = { row->unit, row->platform, b->n, row->usec, 0, TUNE_DROPPED };
		size_t cell;

		if (!find_cell(b, row, &cell) || !row->usec) {
			add_line(t, a, dropped);
			continue;
		}
		if (b->old[cell]) {
			dropped.rank = cell % b->n;
			dropped.usec = b->old[cell];
			add_line(t, a, dropped);
		}
		b->old[cell] = row->usec;
	}
}

static int
by_platform(const void *a, const void *b)
{
	const struct tune_line *x = a, *y = b;
	int order = strcmp(x->platform, y->platform);

	if (!order && x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	order = order ? order : strcmp(x->unit, y->unit);
	order = order ? order : x->what - y->what;
	return order ? order : x->usec < y->usec ? -1 : x->usec > y->usec;
}

static void
compare_lines(struct tune *t, struct arena *a, const struct table *b)
{
	for (size_t k = 0; k <= t->suite->platform_count; k++)
		for (size_t i = 0; i < b->n; i++) {
			usec_t old = b->old[k * b->n + i], now = b->now[k * b->n + i];
			struct tune_line line = {
				.unit = b->canonical[i]->id,
				.platform = k < t->suite->platform_count ? t->suite->platforms[k].name : "*",
				.rank = i,
				.usec = now,
				.what = !old ? TUNE_NEW : TUNE_KEPT,
			};

			if (old && old != now) {
				line.what = TUNE_CHANGED;
				line.old_usec = old;
			}
			if (now)
				add_line(t, a, line);
		}
	if (t->line_count > 1)
		qsort(t->lines, t->line_count, sizeof(*t->lines), by_platform);
}

/* Time the cuts before and after, for the report. */
static void
time_cuts(struct tune *t, struct diag *d, const struct plan *before, const struct plan *truth)
{
	struct arena a = { 0 };
	struct plan after;

	plan_again(&after, &a, d, t->suite, &t->seconds);
	for (size_t i = 0; i < t->cut_count; i++) {
		struct tune_cut *c = &t->cuts[i];
		struct timing was = time_cut(before, truth, c), is = time_cut(&after, truth, c);

		c->shards_before = was.shards;
		c->shards_after = is.shards;
		c->before = was.last;
		c->after = is.last;
		c->best = time_cut(truth, truth, c).last;
	}
	arena_release(&a);
}

void
tune_make(struct tune *ret_tune, struct arena *a, struct diag *d, const struct plan *p, const struct seconds *old,
	const struct seconds *measured)
{
	struct tune *t = ret_tune;
	struct table b;
	struct plan truth;
	size_t cell;

	*t = (struct tune){ .suite = p->suite };
	make_table(&b, a, p);
	read_old(t, a, &b, old);
	for (size_t i = 0; i < measured->count; i++)
		if (find_cell(&b, &measured->rows[i], &cell))
			b.measured[cell] = confirms(b.old[cell], measured->rows[i].usec) ? b.old[cell]
											 : measured->rows[i].usec;
	for (size_t i = 0; i < (p->suite->platform_count + 1) * b.n; i++)
		b.now[i] = b.old[i] ? b.old[i] : b.measured[i];
	for (size_t k = 0; k < p->suite->platform_count; k++)
		find_cuts(t, a, p, k);
	struct seconds best = rows_of(&b, a, b.measured, b.old);

	plan_again(&truth, a, d, p->suite, &best);
	settle(t, &b, d, &truth);
	t->seconds = rows_of(&b, a, b.now, NULL);
	compare_lines(t, a, &b);
	time_cuts(t, d, p, &truth);
}

bool
tune_changes(const struct tune *t)
{
	return t->what[TUNE_NEW] || t->what[TUNE_CHANGED] || t->what[TUNE_DROPPED];
}
