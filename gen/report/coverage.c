#include "report/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/planreport.h"
#include "lib/db.h"
#include "base/diag.h"
#include "lib/git.h"
#include "base/json.h"
#include "report/judge.h"
#include "record/night.h"
#include "plan/plan.h"
#include "record/record.h"
#include "base/words.h"

/* --- statements -------------------------------------------------------------------------------- */

/* With what was pruned; what did not run is no time. */
static const char sql_times[] =
	"SELECT platform, unit, ifnull(max(passed), 0), ifnull(max(max(ifnull(passed, 0), "
	"ifnull(failed, 0), ifnull(timeout, 0), ifnull(crash, 0))), 0) FROM (SELECT s.platform, p.unit, "
	"max(ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'pass'), 0), "
	"ifnull((SELECT max(last) FROM month WHERE place = p.id), 0)) AS passed, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'fail') AS failed, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'timeout') AS timeout, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'crash') AS crash "
	"FROM series s JOIN place p ON p.series = s.id WHERE s.suite = :suite) "
	"GROUP BY platform, unit ORDER BY platform, unit";
static const char sql_counts[] =
	"SELECT platform, lane, sum(runs), sum(answered), sum(results), ifnull(max(last), 0) FROM ("
	"SELECT s.platform, s.lane, (SELECT count(*) FROM "
	"(SELECT DISTINCT name FROM run WHERE series = s.id)) AS runs, 0 AS answered, "
	"r.results, r.last FROM series s JOIN (SELECT series, sum(results) AS results, "
	"max(last) AS last FROM run GROUP BY series) r ON r.series = s.id WHERE s.suite = :suite "
	"UNION ALL SELECT ifnull(o.platform, ''), o.lane, 0, count(*), 0, NULL "
	"FROM occasion o WHERE EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run "
	"JOIN plan p ON p.id = r.plan WHERE d.occasion = o.id AND p.suite = :suite) "
	"GROUP BY 1, 2) GROUP BY 1, 2 ORDER BY 1, 2";
/* An occasion is as late as it began, or else as its last result. */
static const char sql_delivered[] =
	"SELECT commit_id, last FROM (SELECT r.commit_id, r.last FROM series s "
	"JOIN run r ON r.series = s.id WHERE s.suite = :suite AND s.platform = :platform "
	"AND s.lane = :lane AND r.commit_id IS NOT NULL AND r.tree IS NOT 'dirty' "
	"UNION ALL SELECT o.commit_id, ifnull(o.started, (SELECT max(x.finished) FROM delivery d "
	"JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"WHERE d.occasion = o.id)) FROM occasion o WHERE o.lane = :lane AND o.platform = :platform "
	"AND EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id AND p.suite = :suite)) ORDER BY last DESC, commit_id LIMIT 1";

/* --- what there is to say --------------------------------------------------------------------- */

/* Units of the plan, in canonical order. */
struct units {
	const struct unit **v;
	size_t n;
};

/* What a lane's last night, or run, on a platform came to. */
struct delivered {
	const char *commit; /* NULL: it never delivered anything */
	bool here;          /* the repository has the commit */
	long long finished; /* the last result, microseconds since 1970 */
	const struct night *night;
	const struct night_platform *there; /* what it owed and got on the platform; or NULL */
};

/* When a unit last ran and passed on a platform, microseconds since 1970, or 0. */
struct times {
	long long passed, ran;
};

struct platform_coverage {
	struct delivered delivered[LANE_COUNT];
	struct times *times; /* by rank */
	struct units nightly_only;
	struct units unreached; /* the platform may run them, and none of its lanes does: its gaps say why */
	struct units never_run; /* some lane owes them, and no run that names the platform has run them */
	size_t due;             /* some lane owes them */
	size_t *kept;           /* by module: units kept from the platform */
};

/* What the record holds of the suite, by platform and lane. */
struct ran {
	const char *platform, *lane; /* NULL if the runs do not say */
	long long runs, answered, results;
	long long last; /* of the results, microseconds since 1970; or 0 */
};

/* A unit of the record that is not as the plan and the clock have it. */
struct stray {
	const char *unit, *platform; /* NULL: nobody said */
	long long finished;
};

struct strays {
	struct stray *v;
	size_t n;
};

struct coverage {
	const struct plan *plan;
	const struct unit **canonical; /* by rank */
	struct platform_coverage *platforms;
	const struct coverage_question *q;
	struct arena *arena;
	bool has_record;
	struct ran *ran;
	size_t ran_count;
	struct times *nowhere_times;      /* by rank, of runs that name no platform */
	struct strays unknown, elsewhere; /* units, and platforms, that the plan does not have */
	struct strays future;
	size_t nowhere; /* units of the plan that ran, but in no run that names its platform */
};

static void
add_unit(struct units *list, const struct unit *u)
{
	if (!(list->n & (list->n - 1))) {
		const struct unit **v = realloc(list->v, (list->n ? 2 * list->n : 1) * sizeof(*v));

		if (!v)
			die("out of memory");
		list->v = v;
	}
	list->v[list->n++] = u;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp((*(const struct unit *const *)a)->id, (*(const struct unit *const *)b)->id);
}

/* The unit of that id in the list sorted by id, or NULL. */
static const struct unit *
find_unit(const struct unit **sorted, size_t n, const char *id)
{
	struct unit key = { .id = id };
	const struct unit *wanted = &key;
	const struct unit **found = n ? bsearch(&wanted, sorted, n, sizeof(*sorted), by_id) : NULL;

	return found ? *found : NULL;
}

static const char *
copy(struct arena *a, const char *s)
{
	return s && *s ? arena_strdup(a, s) : NULL;
}

static void
add_stray(struct arena *a, struct strays *list, const char *unit, const char *platform, long long finished)
{
	list->v = arena_grow(a, list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = (struct stray){ copy(a, unit), copy(a, platform), finished };
}

static long long
later(long long a, long long b)
{
	return a > b ? a : b;
}

static size_t
find_platform(const struct suite *s, const char *name)
{
	size_t k = 0;

	while (k < s->platform_count && strcmp(s->platforms[k].name, name))
		k++;
	return k;
}

/* When each unit of the record last passed and ran, wherever that was. */
static void
read_times(struct coverage *c, struct db *db)
{
	const struct plan *p = c->plan;
	const struct unit **sorted = xcalloc(p->unit_count, sizeof(*sorted));

	for (size_t i = 0; i < p->unit_count; i++)
		sorted[i] = &p->units[i];
	if (p->unit_count > 1)
		qsort(sorted, p->unit_count, sizeof(*sorted), by_id);
	db_bind_text(db, sql_times, ":suite", p->suite->name);
	while (db_next(db, sql_times)) {
		const char *platform = db_text(db, sql_times, 0), *id = db_text(db, sql_times, 1);
		long long passed = db_int(db, sql_times, 2), ran = db_int(db, sql_times, 3);
		const struct unit *u = find_unit(sorted, p->unit_count, id);
		size_t k = find_platform(p->suite, platform);
		struct times *t = NULL;

		if (words_is_future(ran / 1000000, c->q->now))
			add_stray(c->arena, &c->future, id, platform, ran);
		if (!u)
			add_stray(c->arena, &c->unknown, id, platform, ran);
		else if (k < p->suite->platform_count)
			t = &c->platforms[k].times[u->rank];
		else if (!*platform)
			t = &c->nowhere_times[u->rank];
		else
			add_stray(c->arena, &c->elsewhere, id, platform, ran);
		if (t) {
			t->passed = later(t->passed, passed);
			t->ran = later(t->ran, ran);
		}
	}
	free(sorted);
}

static void
read_counts(struct coverage *c, struct db *db)
{
	db_bind_text(db, sql_counts, ":suite", c->plan->suite->name);
	while (db_next(db, sql_counts)) {
		c->ran = arena_grow(c->arena, c->ran, c->ran_count, sizeof(*c->ran));
		c->ran[c->ran_count++] = (struct ran){
			.platform = copy(c->arena, db_text(db, sql_counts, 0)),
			.lane = copy(c->arena, db_text(db, sql_counts, 1)),
			.runs = db_int(db, sql_counts, 2),
			.answered = db_int(db, sql_counts, 3),
			.results = db_int(db, sql_counts, 4),
			.last = db_int(db, sql_counts, 5),
		};
	}
}

/* Two platforms, or lanes, may have the same last night. */
static const struct night *
night_of(struct coverage *c, struct record *r, int lane, const char *commit)
{
	struct arena *a = c->arena;
	struct git_parents parents = { .time = 0 };
	struct night *night;

	for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
		const struct delivered *d = &c->platforms[k].delivered[lane];

		if (d->night && !strcmp(d->commit, commit))
			return d->night;
	}
	if (c->q->git)
		git_parents_read(c->q->git, a, commit, &parents);
	night = arena_alloc(a, sizeof(*night));
	night_make(night, a, r, c->plan->suite->name, lane, commit, parents.time, NULL, NULL);
	return night;
}

static void
read_delivered(struct coverage *c, struct record *r)
{
	const struct suite *s = c->plan->suite;

	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			struct delivered d = { .commit = NULL };
			struct git_parents parents;

			db_bind_text(r->db, sql_delivered, ":suite", s->name);
			db_bind_text(r->db, sql_delivered, ":platform", s->platforms[k].name);
			db_bind_text(r->db, sql_delivered, ":lane", lane_names[lane]);
			if (!db_next(r->db, sql_delivered))
				continue;
			d.commit = arena_strdup(c->arena, db_text(r->db, sql_delivered, 0));
			d.finished = db_int(r->db, sql_delivered, 1);
			db_reset(r->db, sql_delivered);
			d.here = c->q->git && git_parents_read(c->q->git, c->arena, d.commit, &parents);
			d.night = night_of(c, r, lane, d.commit);
			for (size_t i = 0; i < d.night->platform_count; i++)
				if (!strcmp(d.night->platforms[i].name, s->platforms[k].name))
					d.there = &d.night->platforms[i];
			c->platforms[k].delivered[lane] = d;
		}
}

static void
cover_platform(struct coverage *c, size_t platform)
{
	const struct plan *p = c->plan;
	struct platform_coverage *pc = &c->platforms[platform];

	pc->kept = xcalloc(p->suite->module_count, sizeof(*pc->kept));
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = c->canonical[i];
		bool by_day = plan_runs(p, u, platform, LANE_PR) || plan_runs(p, u, platform, LANE_MERGE);
		bool due = by_day || plan_runs(p, u, platform, LANE_NIGHTLY);

		pc->due += due;
		if (!u->module->on_platform[platform])
			pc->kept[u->module - p->suite->modules]++;
		else if (!due)
			add_unit(&pc->unreached, u);
		if (due && !by_day)
			add_unit(&pc->nightly_only, u);
		if (due && c->has_record && !pc->times[u->rank].ran)
			add_unit(&pc->never_run, u);
	}
}

static struct coverage
cover(const struct coverage_question *q, struct arena *a)
{
	const struct plan *p = q->plan;
	struct coverage c = { .plan = p, .q = q, .arena = a, .has_record = q->record != NULL };
	size_t n = p->unit_count, platforms = p->suite->platform_count;

	c.canonical = xcalloc(n, sizeof(*c.canonical));
	c.platforms = xcalloc(platforms, sizeof(*c.platforms));
	c.nowhere_times = xcalloc(n, sizeof(*c.nowhere_times));
	for (size_t i = 0; i < n; i++)
		c.canonical[p->units[i].rank] = &p->units[i];
	for (size_t k = 0; k < platforms; k++)
		c.platforms[k].times = xcalloc(n, sizeof(*c.platforms[k].times));
	if (q->record) {
		read_times(&c, q->record->db);
		read_counts(&c, q->record->db);
		read_delivered(&c, q->record);
	}
	for (size_t k = 0; k < platforms; k++)
		cover_platform(&c, k);
	for (size_t i = 0; i < n; i++) {
		bool somewhere = false;

		for (size_t k = 0; k < platforms; k++)
			somewhere |= c.platforms[k].times[i].ran > 0;
		c.nowhere += !somewhere && c.nowhere_times[i].ran;
	}
	return c;
}

static void
release(struct coverage *c)
{
	for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
		free(c->platforms[k].nightly_only.v);
		free(c->platforms[k].unreached.v);
		free(c->platforms[k].never_run.v);
		free(c->platforms[k].kept);
		free(c->platforms[k].times);
	}
	free(c->canonical);
	free(c->platforms);
	free(c->nowhere_times);
}

/* --- text ------------------------------------------------------------------------------------- */

enum { NAMES_MAX = 6, MODULES_MAX = 8, SHORT_ID = 12 };

/* Append s and blanks up to that width. Names are ASCII. */
static void
pad(struct buf *out, const char *s, size_t width)
{
	buf_adds(out, s);
	for (size_t len = strlen(s); len < width; len++)
		buf_addc(out, ' ');
}

/* The same with the blanks before s. */
static void
pad_left(struct buf *out, const char *s, size_t width)
{
	for (size_t len = strlen(s); len < width; len++)
		buf_addc(out, ' ');
	buf_adds(out, s);
}

/* A time as people say it: 1 h 02 min, 3 min 20 s, 4.5 s. */
static void
add_time(struct buf *out, unsigned long long usec)
{
	unsigned long long tenths = (usec + 50000) / 100000, seconds = (usec + 500000) / 1000000;

	if (seconds >= 3600)
		buf_printf(out, "%llu h %02llu min", (seconds + 30) / 3600, (seconds + 30) / 60 % 60);
	else if (seconds >= 60)
		buf_printf(out, "%llu min %02llu s", seconds / 60, seconds % 60);
	else if (tenths % 10)
		buf_printf(out, "%llu.%llu s", tenths / 10, tenths % 10);
	else
		buf_printf(out, "%llu s", tenths / 10);
}

static void
add_count(struct buf *out, size_t n, const char *what)
{
	buf_printf(out, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

/* Which units: their names; where those are many, their modules with how many of each. */
static void
add_units(struct buf *out, const struct suite *s, const struct units *units)
{
	if (units->n <= NAMES_MAX) {
		for (size_t i = 0; i < units->n; i++) {
			buf_adds(out, i ? ", " : "");
			buf_adds(out, units->v[i]->id);
		}
		return;
	}
	size_t *of_module = xcalloc(s->module_count, sizeof(*of_module)), modules = 0, said = 0;

	for (size_t i = 0; i < units->n; i++)
		modules += !of_module[units->v[i]->module - s->modules]++;
	for (size_t m = 0; m < s->module_count && said < MODULES_MAX; m++) {
		if (!of_module[m])
			continue;
		buf_adds(out, said++ ? ", " : "");
		buf_adds(out, s->modules[m].name);
		if (of_module[m] > 1)
			buf_printf(out, " (%zu)", of_module[m]);
	}
	if (modules > said) {
		buf_adds(out, " and ");
		add_count(out, modules - said, "more module");
	}
	free(of_module);
}

static size_t
widest_platform(const struct suite *s)
{
	size_t width = strlen("platform");

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].name) > width)
			width = strlen(s->platforms[k].name);
	return width;
}

/* Does a run of the lane owe all that the lane may run, whatever has changed? */
static bool
owes_all(const struct suite *s, int lane)
{
	bool all = !model_per_class(s, lane);

	if (lane == LANE_PR && s->workflow.loc.line)
		return all && s->workflow.due != DUE_AFFECTED;
	for (size_t m = 0; lane == LANE_PR && m < s->module_count; m++)
		all &= s->modules[m].always;
	return all;
}

/* When the last result of the lane there finished, of whatever commit; or 0. */
static long long
last_of_lane(const struct coverage *c, size_t k, int lane)
{
	for (size_t i = 0; i < c->ran_count; i++)
		if (c->ran[i].platform && c->ran[i].lane &&
			!strcmp(c->ran[i].platform, c->plan->suite->platforms[k].name) &&
			!strcmp(c->ran[i].lane, lane_names[lane]))
			return c->ran[i].last;
	return 0;
}

/* What the lane's last run there came to, when, and of which commit. */
static void
text_delivered(const struct coverage *c, size_t k, int lane, struct buf *out)
{
	const struct delivered *d = &c->platforms[k].delivered[lane];
	const size_t *n = d->there ? d->there->states : NULL;
	static const struct {
		int state;
		enum words_color color;
	} bad[] = { { NIGHT_FAILED, WORDS_RED }, { NIGHT_FLAKY, WORDS_YELLOW }, { NIGHT_UNDONE, WORDS_YELLOW },
		{ NIGHT_ABSENT, WORDS_YELLOW } };

	buf_adds(out, "  ");
	if (!d->commit) {
		long long last = last_of_lane(c, k, lane);

		words_paint(out, c->q->color, WORDS_YELLOW, last ? "nothing at a clean commit" : "never", 0);
		if (last)
			buf_printf(out, "; last result %s", words_age(c->arena, last / 1000000, c->q->now));
		return;
	}
	if (!d->night->fingerprint)
		buf_adds(out, "by a plan that is not known");
	else if (!n)
		buf_adds(out, "nothing that its plan owes there");
	else
		buf_printf(out, "%zu of %zu passed", n[NIGHT_PASSED] + n[NIGHT_FLAKY], d->there->owed);
	for (size_t i = 0; n && i < countof(bad); i++) {
		bool due = bad[i].state != NIGHT_ABSENT || owes_all(c->plan->suite, lane);

		if (!n[bad[i].state])
			continue;
		buf_printf(out, ", %zu ", n[bad[i].state]);
		words_paint(out, c->q->color, due ? bad[i].color : WORDS_PLAIN,
			due ? judge_states[bad[i].state] : "not run", 0);
	}
	if (d->there && d->there->cached)
		buf_printf(out, ", %zu cached", d->there->cached);
	buf_printf(out, ", %s at %.*s", words_age(c->arena, d->finished / 1000000, c->q->now),
		d->here || !c->q->git ? SHORT_ID : GIT_HEX, d->commit);
	if (c->q->git && !d->here)
		buf_adds(out, ", which this repository does not have");
}

static void
text_lanes(const struct coverage *c, struct buf *out, size_t width)
{
	const struct plan *p = c->plan;
	const struct suite *s = p->suite;
	size_t system = strlen("system");
	struct buf cell = { 0 };

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].system) > system)
			system = strlen(s->platforms[k].system);
	buf_adds(out, "  ");
	pad(out, "platform", width + 2);
	pad(out, "system", system + 2);
	buf_adds(out, "lane     does          units      expected");
	buf_adds(out, c->has_record ? "  last delivered\n" : "\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const struct lane_plan *l = &p->lanes[k][lane];

			buf_adds(out, "  ");
			pad(out, lane ? "" : s->platforms[k].name, width + 2);
			pad(out, lane ? "" : s->platforms[k].system, system + 2);
			pad(out, lane_names[lane], 9);
			if (l->does != DOES_CHECKED) {
				buf_adds(out, does_names[l->does]);
				buf_addc(out, '\n');
				continue;
			}
			pad(out, does_names[l->does], 7);
			buf_reset(&cell);
			buf_printf(&cell, "%zu of %zu", l->unit_count, p->unit_count);
			pad_left(out, buf_text(&cell), 12);
			buf_reset(&cell);
			add_time(&cell, l->usec);
			pad_left(out, buf_text(&cell), 14);
			if (c->has_record)
				text_delivered(c, k, lane, out);
			buf_addc(out, '\n');
		}
	}
	buf_release(&cell);
}

/* When the units that only the night runs last passed. */
static void
text_passes(const struct coverage *c, const struct platform_coverage *pc, struct buf *out)
{
	const struct unit *oldest = NULL;
	long long newest = 0;
	size_t never = 0;

	for (size_t i = 0; i < pc->nightly_only.n; i++) {
		const struct unit *u = pc->nightly_only.v[i];
		long long passed = pc->times[u->rank].passed;

		never += !passed;
		newest = later(newest, passed);
		if (passed && (!oldest || passed < pc->times[oldest->rank].passed))
			oldest = u;
	}
	if (!oldest) {
		buf_adds(out, "; none has passed yet");
		return;
	}
	long long first = pc->times[oldest->rank].passed;

	buf_printf(out, "; last pass %s", words_age(c->arena, newest / 1000000, c->q->now));
	if (first != newest)
		buf_printf(out, ", of %s %s", oldest->id, words_age(c->arena, first / 1000000, c->q->now));
	if (never)
		buf_printf(out, ", of %zu never", never);
}

static void
text_nightly_only(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	bool any = false;

	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform_coverage *pc = &c->platforms[k];

		if (!pc->nightly_only.n)
			continue;
		if (!any)
			buf_adds(out, "\nnightly only\n");
		any = true;
		buf_adds(out, "  ");
		pad(out, s->platforms[k].name, width + 2);
		if (pc->nightly_only.n == pc->due) {
			buf_adds(out, "everything that runs there (");
			add_count(out, pc->due, "unit");
			buf_addc(out, ')');
		} else {
			add_count(out, pc->nightly_only.n, "unit");
			buf_adds(out, ": ");
			add_units(out, s, &pc->nightly_only);
		}
		if (c->has_record)
			text_passes(c, pc, out);
		buf_addc(out, '\n');
	}
	if (!any)
		buf_adds(out, "\nnightly only: nothing\n");
}

static void
add_reason(struct buf *out, const char *reason, const char *until)
{
	buf_adds(out, reason ? reason : "no reason given");
	if (until)
		buf_printf(out, " (until %s)", until);
	buf_addc(out, '\n');
}

/* The lines of one platform's holes. */
static void
text_platform_holes(const struct coverage *c, size_t k, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	const struct platform *platform = &s->platforms[k];
	const struct platform_coverage *pc = &c->platforms[k];

	for (size_t g = 0; g < platform->gap_count; g++) {
		buf_adds(out, "  ");
		pad(out, platform->name, width + 2);
		if (pc->unreached.n == c->plan->unit_count) {
			buf_adds(out, "everything");
		} else if (pc->unreached.n) {
			add_count(out, pc->unreached.n, "unit");
			buf_adds(out, " (");
			add_units(out, s, &pc->unreached);
			buf_addc(out, ')');
		} else {
			buf_adds(out, "no unit now");
		}
		buf_adds(out, ": ");
		add_reason(out, platform->gaps[g].reason, platform->gaps[g].until);
	}
	for (size_t m = 0; m < s->module_count; m++) {
		if (!pc->kept[m])
			continue;
		buf_adds(out, "  ");
		pad(out, platform->name, width + 2);
		buf_printf(out, "%s (", s->modules[m].name);
		add_count(out, pc->kept[m], "unit");
		buf_adds(out, ") is kept from it: ");
		add_reason(out, s->modules[m].traits.reason, NULL);
	}
}

static void
text_holes(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	struct buf holes = { 0 };

	for (size_t k = 0; k < s->platform_count; k++)
		text_platform_holes(c, k, &holes, width);
	for (size_t i = 0; i < s->exclude_count; i++) {
		buf_adds(&holes, "  ");
		pad(&holes, "all", width + 2);
		buf_printf(&holes, "%s is excluded: ", s->excludes[i].name);
		add_reason(&holes, s->excludes[i].reason, s->excludes[i].until);
	}
	buf_adds(out, holes.len ? "\nholes\n" : "\nholes: none\n");
	buf_add(out, buf_text(&holes), holes.len);
	buf_release(&holes);
}

/* When the last result that names the platform finished, or 0. */
static long long
last_result(const struct coverage *c, size_t platform)
{
	long long last = 0;

	for (size_t i = 0; i < c->plan->unit_count; i++)
		last = later(last, c->platforms[platform].times[i].ran);
	return last;
}

/* What the last night, or run, of a lane owed and did not get. */
static void
text_absent(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	struct buf lines = { 0 };

	for (size_t k = 0; c->has_record && k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const struct night_platform *p = c->platforms[k].delivered[lane].there;
			size_t said = 0, all = p ? p->states[NIGHT_ABSENT] : 0;

			if (!all || !owes_all(s, lane))
				continue;
			buf_adds(&lines, "  ");
			pad(&lines, s->platforms[k].name, width + 2);
			buf_printf(&lines, "%s: ", lane_names[lane]);
			for (size_t i = 0; i < p->owed && said < NAMES_MAX; i++)
				if (p->units[i].state == NIGHT_ABSENT)
					buf_printf(&lines, "%s%s", said++ ? ", " : "", p->units[i].unit);
			if (said < all)
				buf_printf(&lines, " and %zu more", all - said);
			buf_addc(&lines, '\n');
		}
	if (lines.len) {
		buf_adds(out, "\nowed the last time, and absent\n");
		buf_add(out, buf_text(&lines), lines.len);
	}
	buf_release(&lines);
}

/* Say who they are: the first few, each unit once. */
static void
text_strays(const struct coverage *c, const struct strays *list, const char *what, struct buf *out)
{
	size_t said = 0;

	if (!list->n)
		return;
	buf_printf(out, "  %s:", what);
	for (size_t i = 0; i < list->n && said < NAMES_MAX; i++)
		buf_printf(out, "%s %s%s%s (%s)", said++ ? "," : "", list->v[i].unit, list->v[i].platform ? " on " : "",
			list->v[i].platform ? list->v[i].platform : "",
			list->v[i].finished ? words_age(c->arena, list->v[i].finished / 1000000, c->q->now) : "never");
	if (said < list->n)
		buf_printf(out, " and %zu more", list->n - said);
	buf_addc(out, '\n');
}

static void
text_doubtful(const struct coverage *c, struct buf *out)
{
	const struct suite *s = c->plan->suite;
	struct buf lines = { 0 };

	text_strays(c, &c->unknown, "units that the plan does not have", &lines);
	text_strays(c, &c->elsewhere, "platforms that the plan does not have", &lines);
	text_strays(c, &c->future, "finished in the future, so a clock is wrong", &lines);
	for (int lane = 0; lane < LANE_COUNT; lane++)
		for (size_t k = 0; k < s->platform_count; k++) {
			const struct night *n = c->platforms[k].delivered[lane].night;
			bool said = false;

			for (size_t i = 0; i < k; i++)
				said |= c->platforms[i].delivered[lane].night == n;
			for (int why = 0; n && !said && why < IGNORED_COUNT; why++)
				if (n->ignored[why])
					buf_printf(&lines, "  %s\n", judge_ignored(n, c->arena, why));
		}
	if (lines.len) {
		buf_adds(out, "\nin the record, and doubtful\n");
		buf_add(out, buf_text(&lines), lines.len);
	}
	buf_release(&lines);
}

static void
text_never_run(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;

	if (!c->has_record) {
		buf_adds(out, "\nnever run: there is no record yet, so this is not known\n");
		return;
	}
	buf_adds(out, "\nnever run\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform_coverage *pc = &c->platforms[k];
		long long last = last_result(c, k);

		buf_adds(out, "  ");
		pad(out, s->platforms[k].name, width + 2);
		if (!pc->due) {
			buf_adds(out, "nothing is due");
		} else if (!pc->never_run.n) {
			buf_adds(out, "none");
		} else if (pc->never_run.n == pc->due) {
			buf_printf(out, "everything that is due (%zu)", pc->due);
		} else {
			buf_printf(out, "%zu of %zu: ", pc->never_run.n, pc->due);
			add_units(out, s, &pc->never_run);
		}
		if (last)
			buf_printf(out, "; last result %s", words_age(c->arena, last / 1000000, c->q->now));
		buf_addc(out, '\n');
	}
	if (c->nowhere) {
		buf_adds(out, "  ");
		add_count(out, c->nowhere, "unit");
		buf_adds(out, " ran, but in runs that do not name their platform\n");
	}
}

void
coverage_text(const struct coverage_question *q, struct arena *a, struct buf *out)
{
	struct coverage c = cover(q, a);
	const struct suite *s = q->plan->suite;
	size_t width = widest_platform(s);

	buf_printf(out, "coverage of %s: ", s->name);
	add_count(out, q->plan->unit_count, "unit");
	buf_adds(out, " on ");
	add_count(out, s->platform_count, "platform");
	buf_adds(out, "\n\n");
	text_lanes(&c, out, width);
	text_nightly_only(&c, out, width);
	planreport_choices(q->plan, out);
	text_holes(&c, out, width);
	text_absent(&c, out, width);
	text_never_run(&c, out, width);
	text_doubtful(&c, out);
	release(&c);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
json_units(struct buf *out, const char *before, const char *key, const struct units *units)
{
	const char **names = xcalloc(units->n, sizeof(*names));

	for (size_t i = 0; i < units->n; i++)
		names[i] = units->v[i]->id;
	json_list(out, before, key, names, units->n);
	free(names);
}

static void
json_state_units(const struct night_platform *p, int state, struct buf *out)
{
	size_t said = 0;

	buf_printf(out, ", \"%s_units\": [", judge_states[state]);
	for (size_t i = 0; i < p->owed; i++)
		if (p->units[i].state == state)
			buf_printf(out, "%s\"%s\"", said++ ? ", " : "", p->units[i].unit);
	buf_addc(out, ']');
}

static void
json_delivered(const struct coverage *c, size_t k, int lane, struct buf *out)
{
	const struct delivered *d = &c->platforms[k].delivered[lane];
	size_t ignored = 0;

	if (!d->commit) {
		buf_adds(out, ", \"delivered\": null");
		return;
	}
	for (int why = 0; why < IGNORED_COUNT; why++)
		ignored += d->night->ignored[why];
	json_text(out, ",\n          \"delivered\": { ", "commit", d->commit);
	json_flag(out, ", ", "here", d->here);
	json_time(out, ", ", "finished", d->finished);
	json_text(out, ", ", "plan", d->night->fingerprint);
	if (d->there) {
		judge_states_json(out, ", ", d->there->owed, d->there->states, d->there->ran, d->there->cached);
		json_state_units(d->there, NIGHT_FAILED, out);
		json_state_units(d->there, NIGHT_ABSENT, out);
	}
	json_number(out, ", ", "ignored", (long long)ignored);
	buf_adds(out, " }");
}

static void
json_lanes(const struct coverage *c, size_t k, struct buf *out)
{
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		const struct lane_plan *l = &c->plan->lanes[k][lane];

		json_text(out, lane ? ",\n        { " : "\n        { ", "lane", lane_names[lane]);
		json_text(out, ", ", "does", does_names[l->does]);
		json_number(out, ", ", "units", (long long)l->unit_count);
		buf_adds(out, ", \"seconds\": ");
		buf_add_seconds(out, l->usec);
		json_delivered(c, k, lane, out);
		buf_adds(out, " }");
	}
	buf_adds(out, "\n      ");
}

static void
json_reason(struct buf *out, const char *before, const char *reason, const char *until)
{
	json_text(out, before, "reason", reason);
	json_text(out, ", ", "until", until);
	buf_adds(out, " }");
}

/* Every unit that some lane owes there, and when it last passed and ran. */
static void
json_owed(const struct coverage *c, size_t k, struct buf *out)
{
	bool first = true;

	buf_adds(out, ",\n      \"owed_units\": [");
	for (size_t i = 0; i < c->plan->unit_count; i++) {
		const struct unit *u = c->canonical[i];
		const struct times *t = &c->platforms[k].times[i];

		if (!plan_runs_on(c->plan, u, k))
			continue;
		json_text(out, first ? "\n        { " : ",\n        { ", "unit", u->id);
		json_flag(out, ", ", "nightly_only",
			!plan_runs(c->plan, u, k, LANE_PR) && !plan_runs(c->plan, u, k, LANE_MERGE));
		json_time(out, ", ", "last_pass", t->passed);
		json_time(out, ", ", "last_run", t->ran);
		buf_adds(out, " }");
		first = false;
	}
	buf_addc(out, ']');
}

static void
json_platform(const struct coverage *c, size_t k, struct buf *out)
{
	const struct suite *s = c->plan->suite;
	const struct platform *platform = &s->platforms[k];
	const struct platform_coverage *pc = &c->platforms[k];
	bool first = true;

	json_text(out, "    {\n      ", "platform", platform->name);
	json_text(out, ",\n      ", "system", platform->system);
	json_list(out, ",\n      ", "runner", platform->runner.v, platform->runner.n);
	buf_adds(out, ",\n      \"lanes\": [");
	json_lanes(c, k, out);
	buf_addc(out, ']');
	json_units(out, ",\n      ", "nightly_only", &pc->nightly_only);
	buf_adds(out, ",\n      \"gaps\": [");
	for (size_t g = 0; g < platform->gap_count; g++)
		json_reason(out, g ? ", { " : "{ ", platform->gaps[g].reason, platform->gaps[g].until);
	buf_addc(out, ']');
	json_units(out, ",\n      ", "in_gap", &pc->unreached);
	buf_adds(out, ",\n      \"kept\": [");
	for (size_t m = 0; m < s->module_count; m++) {
		if (!pc->kept[m])
			continue;
		json_text(out, first ? "{ " : ", { ", "module", s->modules[m].name);
		json_number(out, ", ", "units", (long long)pc->kept[m]);
		json_text(out, ", ", "reason", s->modules[m].traits.reason);
		buf_adds(out, " }");
		first = false;
	}
	buf_addc(out, ']');
	json_number(out, ",\n      ", "due", (long long)pc->due);
	if (c->has_record) {
		json_units(out, ",\n      ", "never_run", &pc->never_run);
		json_owed(c, k, out);
	} else {
		buf_adds(out, ",\n      \"never_run\": null,\n      \"owed_units\": null");
	}
	buf_adds(out, "\n    }");
}

/* What the record holds, or null. */
static void
json_record(const struct coverage *c, struct buf *out)
{
	if (!c->has_record) {
		buf_adds(out, "null");
		return;
	}
	buf_addc(out, '[');
	for (size_t i = 0; i < c->ran_count; i++) {
		const struct ran *ran = &c->ran[i];

		json_text(out, i ? ",\n    { " : "\n    { ", "platform", ran->platform);
		json_text(out, ", ", "lane", ran->lane);
		json_number(out, ", ", "runs", ran->runs);
		json_number(out, ", ", "answered", ran->answered);
		json_number(out, ", ", "results", ran->results);
		json_time(out, ", ", "last", ran->last);
		buf_adds(out, " }");
	}
	buf_adds(out, c->ran_count ? "\n  ]" : "]");
}

static void
json_strays(const struct strays *list, const char *key, struct buf *out)
{
	buf_printf(out, ",\n  \"%s\": [", key);
	for (size_t i = 0; i < list->n; i++) {
		json_text(out, i ? ", { " : "{ ", "unit", list->v[i].unit);
		json_text(out, ", ", "platform", list->v[i].platform);
		json_time(out, ", ", "last_run", list->v[i].finished);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}

void
coverage_json(const struct coverage_question *q, struct arena *a, struct buf *out)
{
	struct coverage c = cover(q, a);
	const struct suite *s = q->plan->suite;

	json_number(out, "{\n  ", "format", 1);
	json_text(out, ",\n  ", "suite", s->name);
	json_number(out, ",\n  ", "units", (long long)q->plan->unit_count);
	buf_adds(out, ",\n  \"platforms\": [\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		buf_adds(out, k ? ",\n" : "");
		json_platform(&c, k, out);
	}
	buf_adds(out, "\n  ],\n  \"excludes\": [");
	for (size_t i = 0; i < s->exclude_count; i++) {
		json_text(out, i ? ", { " : "{ ", "name", s->excludes[i].name);
		json_reason(out, ", ", s->excludes[i].reason, s->excludes[i].until);
	}
	buf_addc(out, ']');
	planreport_choices_json(q->plan, out);
	buf_adds(out, ",\n  \"record\": ");
	json_record(&c, out);
	json_number(out, ",\n  ", "ran_on_no_platform", c.has_record ? (long long)c.nowhere : -1);
	json_strays(&c.unknown, "unknown_units", out);
	json_strays(&c.elsewhere, "unknown_platforms", out);
	json_strays(&c.future, "from_the_future", out);
	buf_adds(out, "\n}\n");
	release(&c);
}
