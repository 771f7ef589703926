#include "report/tune.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lib/db.h"
#include "base/diag.h"
#include "plan/plan.h"
#include "record/record.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_places[] =
	"SELECT p.id, s.platform, p.unit FROM series s JOIN place p ON p.series = s.id "
	"WHERE s.suite = :suite AND s.platform <> '' AND (:lane IS NULL OR s.lane = :lane) ORDER BY 2, 3, 1";
/* Of those that finished in the same microsecond, which are last does not depend on the order of imports. A
	 * month that was pruned stands behind them like one pass. */
static const char sql_passes[] =
	"SELECT * FROM (SELECT t.finished, r.name, x.usec FROM track t "
	"JOIN run r ON r.id = t.run JOIN place p ON p.id = t.place "
	"JOIN result x ON x.run = t.run AND x.unit = p.unit AND x.attempt = t.attempt "
	"WHERE t.place = :place AND t.verdict = 'pass' AND t.attempt = 1 AND x.usec IS NOT NULL "
	"ORDER BY t.finished DESC, r.name DESC, x.usec DESC LIMIT :passes) "
	"UNION ALL SELECT * FROM (SELECT last, '', usec_median FROM month "
	"WHERE place = :place AND usec_median IS NOT NULL ORDER BY month DESC LIMIT :passes)";
/* Seconds that another tool keeps, of the newest report that has the unit. */
static const char sql_kept_seconds[] =
	"SELECT platform, unit, usec FROM (SELECT r.platform, u.unit, s.usec, "
	"row_number() OVER (PARTITION BY r.platform, u.unit ORDER BY t.finished DESC, t.digest) AS place "
	"FROM run r JOIN report t ON t.run = r.id AND t.state = 'whole' "
	"JOIN report_unit u ON u.report = t.id "
	"JOIN report_sum s ON s.unit = u.id AND s.verdict = 'none' "
	"WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) "
	"AND r.platform IS NOT NULL AND (:lane IS NULL OR r.lane = :lane)) WHERE place = 1";

typedef unsigned long long usec_t;

/* --- what was measured ------------------------------------------------------------------------ */

usec_t
tune_median(const usec_t *usec, size_t n)
{
	usec_t x = n % 2 ? usec[n / 2] : usec[n / 2 - 1] + (usec[n / 2] - usec[n / 2 - 1]) / 2;
	usec_t unit = 1;

	while (x / unit >= 100)
		unit *= 10;
	/* 99.6 becomes 100, which has two significant digits as well */
	x = (x + unit / 2) / unit * unit;
	return x ? x : 1; /* 0 means unknown */
}

/* A pass of a unit on a platform. */
struct pass {
	long long finished;
	char *run; /* its name */
	usec_t usec;
};

/* The last ones of a unit on a platform, over the lanes: TUNE_PASSES of each are read. */
struct passes {
	struct pass v[(LANE_COUNT + 1) * 2 * TUNE_PASSES];
	size_t n;
};

static int
later_first(const void *a, const void *b)
{
	const struct pass *x = a, *y = b;

	if (x->finished != y->finished)
		return x->finished < y->finished ? 1 : -1;
	int order = strcmp(y->run, x->run);

	return order ? order : (x->usec < y->usec) - (x->usec > y->usec);
}

static int
by_usec(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;

	return (x > y) - (x < y);
}

static void
read_passes(struct passes *p, struct db *db, long long place)
{
	db_bind_int(db, sql_passes, ":place", place);
	db_bind_int(db, sql_passes, ":passes", TUNE_PASSES);
	while (db_next(db, sql_passes)) {
		struct pass *pass = &p->v[p->n++];

		pass->finished = db_int(db, sql_passes, 0);
		pass->usec = (usec_t)db_int(db, sql_passes, 2);
		pass->run = strdup(db_text(db, sql_passes, 1));
		if (!pass->run)
			die("out of memory");
	}
}

/* The median of the last ones, which are then forgotten. 0: there are none. */
static usec_t
take_median(struct passes *p)
{
	usec_t usec[TUNE_PASSES];
	size_t n = p->n < TUNE_PASSES ? p->n : TUNE_PASSES;

	if (n)
		qsort(p->v, p->n, sizeof(*p->v), later_first);
	for (size_t i = 0; i < n; i++)
		usec[i] = p->v[i].usec;
	if (n)
		qsort(usec, n, sizeof(*usec), by_usec);
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].run);
	p->n = 0;
	return n ? tune_median(usec, n) : 0;
}

static int
by_place(const void *a, const void *b)
{
	const struct seconds_row *x = a, *y = b;
	int order = strcmp(x->platform, y->platform);

	return order ? order : strcmp(x->unit, y->unit);
}

/* What no run has measured, and another tool has. */
static void
add_kept(struct seconds *m, struct arena *a, struct db *db, const char *suite, const char *lane)
{
	size_t measured = m->count;

	db_bind_text(db, sql_kept_seconds, ":suite", suite);
	db_bind_text(db, sql_kept_seconds, ":lane", lane);
	while (db_next(db, sql_kept_seconds)) {
		struct seconds_row row = { .platform = db_text(db, sql_kept_seconds, 0),
			.unit = db_text(db, sql_kept_seconds, 1) };
		usec_t usec = (usec_t)db_int(db, sql_kept_seconds, 2);

		if (measured && bsearch(&row, m->rows, measured, sizeof(row), by_place))
			continue;
		row.platform = arena_strdup(a, row.platform);
		row.unit = arena_strdup(a, row.unit);
		row.usec = tune_median(&usec, 1);
		m->rows = arena_grow(a, m->rows, m->count, sizeof(*m->rows));
		m->rows[m->count++] = row;
	}
	if (m->count > measured)
		qsort(m->rows, m->count, sizeof(*m->rows), by_place);
}

void
tune_measured(struct seconds *ret_measured, struct arena *a, struct record *r, const char *suite, const char *lane)
{
	struct seconds *m = ret_measured;
	struct db *db = r->db;
	struct passes passes = { .n = 0 };
	const char *platform = NULL, *unit = NULL;
	bool more = true;

	*m = (struct seconds){ 0 };
	db_bind_text(db, sql_places, ":suite", suite);
	db_bind_text(db, sql_places, ":lane", lane);
	while (more) {
		more = db_next(db, sql_places);
		if (unit &&
			(!more || strcmp(platform, db_text(db, sql_places, 1)) ||
				strcmp(unit, db_text(db, sql_places, 2)))) {
			usec_t median = take_median(&passes);

			if (median) {
				m->rows = arena_grow(a, m->rows, m->count, sizeof(*m->rows));
				m->rows[m->count++] = (struct seconds_row){ .unit = unit,
					.platform = platform,
					.usec = median };
			}
			unit = NULL;
		}
		if (!more)
			break;
		if (!unit) {
			platform = arena_strdup(a, db_text(db, sql_places, 1));
			unit = arena_strdup(a, db_text(db, sql_places, 2));
		}
		read_passes(&passes, db, db_int(db, sql_places, 0));
	}
	add_kept(m, a, db, suite, lane);
}

/* --- lines ------------------------------------------------------------------------------------ */

/* The seconds by platform and unit, and what is to become of them. */
struct table {
	const struct suite *suite;
	const struct unit **canonical; /* by rank */
	const struct unit **sorted;    /* by id */
	size_t n;
	/* By [platform * n + rank], with '*' as a platform behind the others; 0 where there is none. */
	usec_t *old, *measured, *now;
};

static int
by_id(const void *a, const void *b)
{
	return strcmp((*(const struct unit *const *)a)->id, (*(const struct unit *const *)b)->id);
}

/* The rank of the unit of that id, or n. */
static size_t
find_unit(const struct table *t, const char *id)
{
	struct unit key = { .id = id };
	const struct unit *wanted = &key;
	const struct unit **found = t->n ? bsearch(&wanted, t->sorted, t->n, sizeof(*t->sorted), by_id) : NULL;

	return found ? (*found)->rank : t->n;
}

/* The platform's index, platform_count for '*', or one more if there is none of that name. */
static size_t
find_platform(const struct suite *s, const char *name)
{
	size_t k = 0;

	while (k < s->platform_count && strcmp(s->platforms[k].name, name))
		k++;
	return k + (k == s->platform_count && strcmp(name, "*") != 0);
}

/* Where the row stands in the table; false if its unit or platform is gone, or the unit from the platform. */
static bool
find_cell(const struct table *t, const struct seconds_row *row, size_t *ret_cell)
{
	size_t k = find_platform(t->suite, row->platform), rank = find_unit(t, row->unit);

	if (k > t->suite->platform_count || rank == t->n ||
		(k < t->suite->platform_count && !t->canonical[rank]->module->on_platform[k]))
		return false;
	*ret_cell = k * t->n + rank;
	return true;
}

/* The rows of a table: the values, or where there is none, those of `other`, unless NULL; by rank, then '*', then by
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

/* The same suite was planned before, with other seconds. */
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

/*
 * What the unit really takes: the truth is the plan by all that was measured. Of a system, the most on its platforms.
 */
static usec_t
really(const struct plan *truth, const struct unit *u, const struct tune_cut *c)
{
	const struct suite *s = truth->suite;
	usec_t most = 0;

	if (c->lane >= 0)
		return plan_usec(truth, u, c->platform);
	for (size_t k = 0; k < s->platform_count; k++)
		if (same_system(s, k, c->platform) && u->module->on_platform[k] && plan_usec(truth, u, k) > most)
			most = plan_usec(truth, u, k);
	return most;
}

/* Until those units are done, started in this order. Ranks are the same in every plan of a suite. */
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

/* The cut in that plan. */
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

/* Is the cut with those new timings worth new lines? */
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

/* Add the cut, if it lets anything run side by side: else seconds move nothing in it. */
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
	if (s->nix_shards && first)
		add_cut(t, a, p,
			(struct tune_cut){ .platform = platform, .lane = -1, .jobs = s->nix_jobs ? s->nix_jobs : 1 });
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

/* Where nothing is cut: take the lines that are off by themselves. True if there were any. */
static bool
take_far_off(const struct table *b, const struct plan *truth, size_t platform)
{
	usec_t longest = 0;
	bool any = false;

	for (size_t i = 0; i < b->n; i++)
		if (b->canonical[i]->module->on_platform[platform] &&
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

/* Does the platform's plan gain by what was measured there? */
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

/* Settle platform after platform, again until nothing moves. */
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
	b->sorted = arena_alloc(a, (b->n + 1) * sizeof(*b->sorted));
	for (size_t i = 0; i < b->n; i++)
		b->canonical[p->units[i].rank] = b->sorted[i] = &p->units[i];
	if (b->n > 1)
		qsort(b->sorted, b->n, sizeof(*b->sorted), by_id);
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

/* Is what was measured near enough to the line to leave it? */
static bool
confirms(usec_t line, usec_t measured)
{
	usec_t off = line > measured ? line - measured : measured - line;

	return line && off * 8 <= line;
}

/* Lines before now, and the dropped ones with them. A later row for the same cell is the one that counts, as in the
 * plan. */
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

			if (now)
				add_line(t, a,
					(struct tune_line){ b->canonical[i]->id,
						k < t->suite->platform_count ? t->suite->platforms[k].name : "*", i,
						now, old == now ? 0 : old,
						!old                 ? TUNE_NEW
							: old == now ? TUNE_KEPT
								     : TUNE_CHANGED });
		}
	if (t->line_count > 1)
		qsort(t->lines, t->line_count, sizeof(*t->lines), by_platform);
}

/* What the cuts make of it, for who reads the report. */
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

/* --- text ------------------------------------------------------------------------------------- */

static void
add_lines(struct buf *out, const struct tune_line *lines, size_t n)
{
	static const char *const words[] = { "kept", "new", "changed", "dropped" };

	for (size_t i = 0; i < n; i++) {
		if (lines[i].what == TUNE_KEPT)
			continue;
		buf_printf(out, "  %-7s  %s  ", words[lines[i].what], lines[i].unit);
		if (lines[i].what == TUNE_CHANGED) {
			buf_add_seconds(out, lines[i].old_usec);
			buf_adds(out, " -> ");
		}
		buf_add_seconds(out, lines[i].usec);
		buf_addc(out, '\n');
	}
}

static void
add_cut_text(struct buf *out, const struct suite *s, const struct tune_cut *c)
{
	if (c->lane < 0)
		buf_printf(out, "  Nix on %s, ", system_of(s, c->platform));
	else
		buf_printf(out, "  %s on %s, ", lane_names[c->lane], s->platforms[c->platform].name);
	buf_printf(out, "%zu shard%s", c->shards_before, c->shards_before == 1 ? "" : "s");
	if (c->jobs > 1)
		buf_printf(out, " of -j%ld", c->jobs);
	buf_adds(out, ": ");
	buf_add_duration(out, c->before);
	if (c->after != c->before || c->shards_after != c->shards_before) {
		buf_adds(out, " before, ");
		buf_add_duration(out, c->after);
		buf_adds(out, " now");
		if (c->shards_after != c->shards_before)
			buf_printf(out, " with %zu", c->shards_after);
	}
	if (c->best < c->after) {
		buf_adds(out, "; if every line were written anew, ");
		buf_add_duration(out, c->best);
	}
	buf_addc(out, '\n');
}

void
tune_text(const struct tune *t, bool lines, struct buf *out)
{
	for (size_t i = 0, end; i < t->line_count; i = end) {
		size_t what[4] = { 0 };

		for (end = i; end < t->line_count && !strcmp(t->lines[i].platform, t->lines[end].platform); end++)
			what[t->lines[end].what]++;
		buf_printf(out, "%s: %zu new, %zu changed, %zu dropped, %zu kept\n", t->lines[i].platform,
			what[TUNE_NEW], what[TUNE_CHANGED], what[TUNE_DROPPED], what[TUNE_KEPT]);
		if (lines)
			add_lines(out, t->lines + i, end - i);
	}
	if (t->cut_count)
		buf_adds(out, "until the last shard is done, by what was measured:\n");
	for (size_t i = 0; i < t->cut_count; i++)
		add_cut_text(out, t->suite, &t->cuts[i]);
}
