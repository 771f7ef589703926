#include "record/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/links.h"
#include "record/plans.h"
#include "record/record.h"
#include "record/results_inside.h"
#include "record/runs.h"
#include "record/unit_cases.h"
#include "unit/planfile.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_unit_find[] = "SELECT 1 FROM plan_unit WHERE plan = :plan AND unit = :unit";
/* As the view outcome says, which would look at every run. */
static const char sql_summary_units[] =
	"SELECT CASE WHEN last = 'pass' AND failed THEN 'flaky' ELSE last END, count(*) "
	"FROM (SELECT max(attempt), verdict AS last, sum(verdict IN ('fail', 'timeout', 'crash')) AS failed "
	"FROM result WHERE run IN (SELECT r.id FROM run r JOIN plan p ON p.id = r.plan "
	"WHERE r.name = :run AND p.suite = :suite) GROUP BY run, unit) GROUP BY 1";
static const char sql_summary_attempts[] =
	"SELECT sum(usec), max(usec), min(finished - ifnull(usec, 0)), max(finished) FROM result "
	"WHERE run IN (SELECT r.id FROM run r JOIN plan p ON p.id = r.plan "
	"WHERE r.name = :run AND p.suite = :suite)";

/* Of two results of one second, the one that was recorded later counts. */
static const char sql_last_failed[] =
	"SELECT unit FROM (SELECT x.unit, x.verdict, row_number() OVER (PARTITION BY x.unit "
	"ORDER BY x.finished DESC, r.id DESC, x.attempt DESC) AS place "
	"FROM run r JOIN result x ON x.run = r.id "
	"WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) AND r.platform IS :platform "
	"AND x.verdict IN ('pass', 'fail', 'timeout', 'crash')) "
	"WHERE place = 1 AND verdict <> 'pass' ORDER BY unit";

/* --- into the record -------------------------------------------------------------------------- */

/* What the file before this one belonged to; nearly always the next one belongs to the same. */
struct place {
	const struct found *found; /* the file that it was found for, or NULL */
	long long plan, run;       /* 0: there is none, which was reported */
	long long occasion;        /* 0: there is none */
};

static bool
same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static long long
find_plan(struct importer *im, struct record *r, const struct verdict_file *f)
{
	char *suite = NULL;
	long long plan = record_plan(r, f->is.plan, &suite);

	if (!plan && im->given->plans) {
		const struct planfile *file = plans_find(im->given->plans, f->is.plan);

		if (file && (plan = record_fill_plan(r, file)))
			record_plan(r, f->is.plan, &suite);
	}
	if (!plan && im->given->plans && plans_report(im->given->plans, im->diag, f->is.plan)) {
		diag_error(im->diag, verdict_at(f, KEY_PLAN),
			"the verdict names %s as its plan, which git has, but which is no plan that can be read",
			f->is.plan);
	} else if (!plan) {
		diag_error(im->diag, verdict_at(f, KEY_PLAN),
			"neither the record nor git knows plan %s: fetch the commit that it came from, or run 'nightshift generate' there",
			f->is.plan);
	} else if (strcmp(suite, f->is.suite)) {
		diag_error(im->diag, verdict_at(f, KEY_SUITE), "plan %s is of suite '%s', not of '%s'", f->is.plan,
			suite, f->is.suite);
		plan = 0;
	}
	free(suite);
	return plan;
}

/* Report it if the record says something else of the run than the file. */
static bool
agrees(struct importer *im, const struct verdict_file *f, enum verdict_key key, const char *before, const char *now)
{
	const char *name = verdict_key_name(key);

	if (same(before, now))
		return true;
	diag_error(im->diag, verdict_at(f, key), "run '%s' has '%s %s' here, and '%s %s' elsewhere", f->is.run, name,
		now ? now : "(none)", name, before ? before : "(none)");
	return false;
}

/* The number of the run that the file belongs to; it is added where it is new. */
static long long
find_run(struct importer *im, struct db *db, const struct verdict_file *f, long long plan)
{
	const struct verdict *v = &f->is;
	const struct run_key key = { v->run, plan, v->platform, v->lane, v->commit, v->tree };
	struct run run;

	if (v->platform && !runs_has_platform(db, plan, v->platform)) {
		diag_error(im->diag, verdict_at(f, KEY_PLATFORM), "plan %s has no platform '%s'", v->plan, v->platform);
		return 0;
	}
	if (!runs_find(db, &im->arena, &key, &run))
		return runs_add(db, &key, "folder");
	im->pruned |= run.dropped;
	bool ok = agrees(im, f, KEY_COMMIT, run.commit, v->commit);

	if (!run.reported || run.tree)
		ok &= agrees(im, f, KEY_TREE, run.tree, v->tree);
	if (ok && run.reported)
		runs_set_tree(db, run.id, v->tree);
	return ok ? run.id : 0;
}

/* The occasion that the file's kept result answers; 0 if there is none. */
static long long
find_occasion(struct importer *im, struct db *db, const struct found *f)
{
	if (!f->kept || !im->given->lane)
		return 0;
	long long occasion = runs_occasion(db, im->diag, verdict_at(&f->file, KEY_UNIT), im->given,
		f->file.is.platform);

	im->pruned |= runs_occasion_dropped(db, occasion);
	return occasion;
}

static struct place
find_place(struct importer *im, struct record *r, const struct found *f, const struct place *before)
{
	const struct verdict *v = &f->file.is, *b = before->found ? &before->found->file.is : NULL;
	struct place place = { .found = f };

	if (b && same(b->plan, v->plan) && same(b->suite, v->suite))
		place.plan = before->plan;
	else
		place.plan = find_plan(im, r, &f->file);
	if (b && place.plan && place.plan == before->plan && same(b->run, v->run) && same(b->platform, v->platform) &&
		same(b->lane, v->lane) && same(b->commit, v->commit) && same(b->tree, v->tree))
		place.run = before->run;
	else if (place.plan)
		place.run = find_run(im, r->db, &f->file, place.plan);
	if (b && before->found->kept == f->kept && same(b->platform, v->platform))
		place.occasion = before->occasion;
	else
		place.occasion = find_occasion(im, r->db, f);
	return place;
}

static bool
plan_has_unit(struct db *db, long long plan, const char *unit)
{
	db_bind_int(db, sql_unit_find, ":plan", plan);
	db_bind_text(db, sql_unit_find, ":unit", unit);
	return db_finds(db, sql_unit_find);
}

static void
add_result(struct importer *im, struct record *r, const struct found *f, const struct place *place)
{
	struct db *db = r->db;
	const struct verdict *v = &f->file.is;

	if (!plan_has_unit(db, place->plan, v->unit)) {
		diag_error(im->diag, verdict_at(&f->file, KEY_UNIT), "plan %s has no unit '%s'", v->plan, v->unit);
		return;
	}
	im->count.verdicts[v->verdict]++;
	if (!*im->count.run || v->finished > im->count.finished ||
		(v->finished == im->count.finished && strcmp(v->run, im->count.run) > 0)) {
		snprintf(im->count.run, sizeof(im->count.run), "%s", v->run);
		im->count.finished = v->finished;
	}
	const struct attempt attempt = { .run = place->run,
		.unit = v->unit,
		.attempt = v->attempt,
		.verdict = v->verdict,
		.status = v->status,
		.usec = v->usec,
		.seed = v->seed,
		.finished = v->finished,
		.part = v->part,
		.seen = v->seen,
		.reason = v->reason };
	int other;
	enum attempt_found found = attempt_add(db, &attempt, &other);

	/* What was known before is of an earlier CI run, which has said where it can be seen. */
	if (found != ATTEMPT_KNOWN && !f->kept)
		links_add_given(db, im->given, v->run, v->commit);
	im->count.imported += found != ATTEMPT_KNOWN;
	im->count.known += found == ATTEMPT_KNOWN;
	if (found == ATTEMPT_DISPUTED)
		diag_warn(im->diag, verdict_at(&f->file, KEY_VERDICT),
			"attempt %lld of unit '%s' in run '%s' has another result in the record, '%s': both are kept, and the worse counts",
			v->attempt, v->unit, v->run, verdict_names[other]);
	if (f->cases || f->cases_text.s || f->rule) {
		const struct unit_cases cases = { .run = place->run,
			.unit = v->unit,
			.attempt = v->attempt,
			.seed = v->seed,
			.finished = v->finished,
			.folder = f->path,
			.text = f->cases_text,
			.at = verdict_at(&f->file, KEY_UNIT),
			.file = f->cases,
			.said = &f->said,
			.rule = f->rule };

		unit_cases_add(r, im->diag, &cases);
	}
	if (f->tail)
		attempt_add_log(db, place->run, v->unit, v->attempt, f->tail);
	if (place->occasion) {
		attempt_deliver(db, place->occasion, place->run, v->unit, v->attempt);
		im->count.cached += v->finished < im->given->started;
	}
}

static struct importer
begin(struct diag *d, const struct results_given *given, const struct results_count *count)
{
	static const struct results_given nothing = { .started = -1, .seed = -1 };

	return (struct importer){ .diag = d, .given = given ? given : &nothing, .count = *count };
}

/* Everything was read before the record is locked, so that others wait for a short time only. */
static bool
finish(struct importer *im, struct record *r, int errors, struct results_count *count)
{
	struct place place = { 0 };

	errors += (int)(im->count.faults - count->faults);
	if (im->diag->errors == errors && im->file_count) {
		record_begin(r);
		for (size_t i = 0; i < im->file_count; i++) {
			place = find_place(im, r, im->files[i], &place);
			if (place.run)
				add_result(im, r, im->files[i], &place);
		}
		if (im->pruned)
			attempt_sweep(r->db);
	}
	arena_release(&im->arena);
	if (im->diag->errors == errors)
		*count = im->count;
	return im->diag->errors == errors;
}

bool
results_import(struct record *r, struct diag *d, const char *dir, const struct results_given *given,
	struct results_count *count)
{
	struct importer im = begin(d, given, count);
	int errors = d->errors;

	results_read(&im, dir);
	return finish(&im, r, errors, count);
}

bool
results_import_marked(struct record *r, struct diag *d, const struct marked_log *log, const struct results_given *given,
	struct results_count *count)
{
	struct importer im = begin(d, given, count);
	int errors = d->errors;

	results_read_marked(&im, log);
	return finish(&im, r, errors, count);
}

/* --- questions ---------------------------------------------------------------------------------- */

bool
results_summary(struct record *r, const char *suite, const char *run, struct results_summary *ret_summary)
{
	struct results_summary s = { 0 };
	struct db *db = r->db;

	db_bind_text(db, sql_summary_units, ":run", run);
	db_bind_text(db, sql_summary_units, ":suite", suite);
	while (db_next(db, sql_summary_units)) {
		int verdict = text_index_of(verdict_names, db_text(db, sql_summary_units, 0));
		size_t count = (size_t)db_int(db, sql_summary_units, 1);

		*(verdict < 0 ? &s.flaky : &s.verdicts[verdict]) += count;
		s.units += count;
	}
	db_bind_text(db, sql_summary_attempts, ":run", run);
	db_bind_text(db, sql_summary_attempts, ":suite", suite);
	while (db_next(db, sql_summary_attempts)) {
		s.usec_sum = (unsigned long long)db_int(db, sql_summary_attempts, 0);
		s.usec_longest = (unsigned long long)db_int(db, sql_summary_attempts, 1);
		s.usec_wall = (unsigned long long)(db_int(db, sql_summary_attempts, 3) -
			db_int(db, sql_summary_attempts, 2));
	}
	*ret_summary = s;
	return s.units > 0;
}

const char **
results_last_failed(struct arena *a, struct record *r, const char *suite, const char *platform, size_t *ret_count)
{
	const char **names = NULL;
	size_t n = 0;

	db_bind_text(r->db, sql_last_failed, ":suite", suite);
	db_bind_text(r->db, sql_last_failed, ":platform", platform);
	while (db_next(r->db, sql_last_failed)) {
		names = arena_grow(a, names, n, sizeof(*names));
		names[n++] = arena_strdup(a, db_text(r->db, sql_last_failed, 0));
	}
	*ret_count = n;
	return names;
}
