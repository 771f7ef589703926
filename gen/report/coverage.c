#include "report/coverage.h"

#include <string.h>

#include "base/arena.h"
#include "base/words.h"
#include "lib/db.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/night.h"
#include "record/record.h"
#include "report/lookup.h"

static void
add_unit(struct arena *a, struct coverage_units *list, const struct unit *u)
{
	list->v = arena_grow(a, list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = u;
}

/* The name, or NULL if it is empty. */
static const char *
name_of(struct arena *a, const char *s)
{
	return s && *s ? arena_strdup(a, s) : NULL;
}

static void
add_stray(struct arena *a, struct coverage_strays *list, const char *unit, const char *platform, long long finished)
{
	list->v = arena_grow(a, list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = (struct coverage_stray){ name_of(a, unit), name_of(a, platform), finished };
}

/* Pruned results count as well. What did not run has no time. */
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
/* When each unit of the record last passed and ran, wherever that was. */
static void
read_times(struct coverage *c, struct db *db)
{
	const struct plan *p = c->plan;
	const struct unit **sorted = lookup_units(p, c->arena);

	db_bind_text(db, sql_times, ":suite", p->suite->name);
	while (db_next(db, sql_times)) {
		const char *platform = db_text(db, sql_times, 0), *id = db_text(db, sql_times, 1);
		long long passed = db_int(db, sql_times, 2), ran = db_int(db, sql_times, 3);
		size_t unit = lookup_unit(sorted, p->unit_count, id), k = lookup_platform(p->suite, platform);
		struct coverage_times *t = NULL;

		if (words_is_future(ran / 1000000, c->q->now))
			add_stray(c->arena, &c->future, id, platform, ran);
		if (unit == p->unit_count)
			add_stray(c->arena, &c->unknown, id, platform, ran);
		else if (k < p->suite->platform_count)
			t = &c->platforms[k].times[sorted[unit]->rank];
		else if (!*platform)
			t = &c->nowhere_times[sorted[unit]->rank];
		else
			add_stray(c->arena, &c->elsewhere, id, platform, ran);
		if (t)
			*t = (struct coverage_times){ .passed = passed, .ran = ran };
	}
}

static const char sql_skips[] =
	"SELECT s.platform, p.unit, t.finished, x.reason FROM series s JOIN place p ON p.series = s.id "
	"JOIN track t ON t.place = p.id AND t.verdict = 'skip' "
	"AND t.finished = (SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'skip') "
	"JOIN result x ON x.run = t.run AND x.unit = p.unit AND x.attempt = t.attempt "
	"WHERE s.suite = :suite ORDER BY t.finished, t.run, t.attempt";
/* When each unit last skipped, and why. */
static void
read_skips(struct coverage *c, struct db *db)
{
	const struct plan *p = c->plan;
	const struct unit **sorted = lookup_units(p, c->arena);

	db_bind_text(db, sql_skips, ":suite", p->suite->name);
	while (db_next(db, sql_skips)) {
		const char *platform = db_text(db, sql_skips, 0), *reason = db_text(db, sql_skips, 3);
		size_t unit = lookup_unit(sorted, p->unit_count, db_text(db, sql_skips, 1));
		size_t k = lookup_platform(p->suite, platform);

		if (unit == p->unit_count || (k == p->suite->platform_count && *platform))
			continue;
		struct coverage_times *t = k < p->suite->platform_count ? c->platforms[k].times : c->nowhere_times;

		t += sorted[unit]->rank;
		t->skipped = db_int(db, sql_skips, 2);
		t->reason = reason ? arena_strdup(c->arena, reason) : NULL;
	}
}

/* Does it skip wherever it was started the last time? */
static bool
only_skips(const struct coverage *c, size_t rank)
{
	const struct coverage_times *nowhere = &c->nowhere_times[rank];
	bool skips = false;

	for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
		const struct coverage_times *t = &c->platforms[k].times[rank];

		if (!plan_runs_on(c->plan, c->canonical[rank], k))
			continue;
		if (t->ran && t->ran >= t->skipped)
			return false;
		skips |= t->skipped > 0;
	}
	return skips && nowhere->ran <= nowhere->skipped;
}

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
static void
read_counts(struct coverage *c, struct db *db)
{
	db_bind_text(db, sql_counts, ":suite", c->plan->suite->name);
	while (db_next(db, sql_counts)) {
		c->ran = arena_grow(c->arena, c->ran, c->ran_count, sizeof(*c->ran));
		c->ran[c->ran_count++] = (struct coverage_ran){
			.platform = name_of(c->arena, db_text(db, sql_counts, 0)),
			.lane = name_of(c->arena, db_text(db, sql_counts, 1)),
			.runs = db_int(db, sql_counts, 2),
			.answered = db_int(db, sql_counts, 3),
			.results = db_int(db, sql_counts, 4),
			.last = db_int(db, sql_counts, 5),
		};
	}
}

/* An occasion is as late as its beginning, or, if that is not known, as its last result. */
static const char sql_delivered[] =
	"SELECT commit_id, last FROM (SELECT r.commit_id, r.last FROM series s "
	"JOIN run r ON r.series = s.id WHERE s.suite = :suite AND s.platform = :platform "
	"AND s.lane = :lane AND r.commit_id IS NOT NULL AND r.tree IS NOT 'dirty' "
	"UNION ALL SELECT o.commit_id, ifnull(o.started, (SELECT max(x.finished) FROM delivery d "
	"JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"WHERE d.occasion = o.id)) FROM occasion o WHERE o.lane = :lane AND o.platform = :platform "
	"AND EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id AND p.suite = :suite)) ORDER BY last DESC, commit_id LIMIT 1";

/* The night of that lane and commit. Two platforms may have the same one. */
static const struct night *
night_of(struct coverage *c, int lane, const char *commit)
{
	struct git_parents parents = { .time = 0 };
	struct night *night;

	for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
		const struct coverage_delivered *d = &c->platforms[k].delivered[lane];

		if (d->night && !strcmp(d->commit, commit))
			return d->night;
	}
	if (c->q->git)
		git_parents_read(c->q->git, c->arena, commit, &parents);
	night = arena_alloc(c->arena, sizeof(*night));
	night_make(night, c->arena, c->q->record, c->plan->suite->name, lane, commit, parents.time, NULL, NULL);
	return night;
}

static void
read_delivered(struct coverage *c, struct db *db, size_t platform, int lane)
{
	const char *name = c->plan->suite->platforms[platform].name;
	struct coverage_delivered d = { .commit = NULL };

	db_bind_text(db, sql_delivered, ":suite", c->plan->suite->name);
	db_bind_text(db, sql_delivered, ":platform", name);
	db_bind_text(db, sql_delivered, ":lane", lane_names[lane]);
	if (!db_next(db, sql_delivered))
		return;
	d.commit = arena_strdup(c->arena, db_text(db, sql_delivered, 0));
	d.finished = db_int(db, sql_delivered, 1);
	db_reset(db, sql_delivered);
	d.here = lookup_commit(c->q->git, d.commit);
	d.night = night_of(c, lane, d.commit);
	for (size_t i = 0; i < d.night->platform_count; i++)
		if (!strcmp(d.night->platforms[i].name, name))
			d.there = &d.night->platforms[i];
	c->platforms[platform].delivered[lane] = d;
}

static void
cover_platform(struct coverage *c, size_t platform)
{
	const struct plan *p = c->plan;
	struct coverage_platform *pc = &c->platforms[platform];

	pc->kept = arena_alloc(c->arena, p->suite->module_count * sizeof(*pc->kept));
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = c->canonical[i];
		bool by_day = plan_runs(p, u, platform, LANE_PR) || plan_runs(p, u, platform, LANE_MERGE);
		bool due = by_day || plan_runs(p, u, platform, LANE_NIGHTLY);

		pc->due += due;
		if (!u->module->on_platform[platform])
			pc->kept[u->module - p->suite->modules]++;
		else if (!due && plan_may_run(p, u, platform))
			add_unit(c->arena, &pc->unreached, u);
		if (due && !by_day)
			add_unit(c->arena, &pc->nightly_only, u);
		if (due && c->q->record && !pc->times[u->rank].ran)
			add_unit(c->arena, &pc->never_run, u);
	}
}

void
coverage_make(struct coverage *ret_coverage, struct arena *a, const struct coverage_question *q)
{
	struct coverage *c = ret_coverage;
	size_t n = q->plan->unit_count, platforms = q->plan->suite->platform_count;

	*c = (struct coverage){ .q = q, .plan = q->plan, .arena = a };
	c->canonical = arena_alloc(a, n * sizeof(*c->canonical));
	c->platforms = arena_alloc(a, platforms * sizeof(*c->platforms));
	c->nowhere_times = arena_alloc(a, n * sizeof(*c->nowhere_times));
	for (size_t i = 0; i < n; i++)
		c->canonical[q->plan->units[i].rank] = &q->plan->units[i];
	for (size_t k = 0; k < platforms; k++)
		c->platforms[k].times = arena_alloc(a, n * sizeof(*c->platforms[k].times));
	if (q->record) {
		read_times(c, q->record->db);
		read_skips(c, q->record->db);
		read_counts(c, q->record->db);
	}
	for (size_t k = 0; q->record && k < platforms; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			read_delivered(c, q->record->db, k, lane);
	for (size_t k = 0; k < platforms; k++)
		cover_platform(c, k);
	for (size_t i = 0; i < n; i++) {
		bool somewhere = false;

		for (size_t k = 0; k < platforms; k++)
			somewhere |= c->platforms[k].times[i].ran > 0;
		c->nowhere += !somewhere && c->nowhere_times[i].ran;
		if (only_skips(c, i))
			add_unit(a, &c->skipping, c->canonical[i]);
	}
}
