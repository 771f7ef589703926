#include "report/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lib/db.h"
#include "record/record.h"
#include "report/lookup.h"
#include "suite/model.h"

static const char sql_unit_places[] =
	"SELECT p.id, s.lane FROM series s JOIN place p ON p.series = s.id AND p.unit = :unit "
	"WHERE s.suite = :suite AND s.platform = :platform";
static const char sql_unit_ran[] =
	"SELECT r.commit_id, x.seed, t.finished, r.lane FROM track t JOIN run r ON r.id = t.run "
	"JOIN result x ON x.run = t.run AND x.unit = :unit AND x.attempt = t.attempt "
	"WHERE t.place = :place AND t.verdict = :verdict AND r.commit_id IS NOT NULL "
	"AND r.tree IS NOT 'dirty' ORDER BY t.finished DESC";
static const char sql_unit_answered[] =
	"SELECT o.commit_id, x.seed, t.finished, o.lane FROM track t "
	"JOIN result x ON x.run = t.run AND x.unit = :unit AND x.attempt = t.attempt "
	"JOIN delivery d ON d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt "
	"JOIN occasion o ON o.id = d.occasion "
	"WHERE t.place = :place AND t.verdict = :verdict ORDER BY t.finished DESC";

/*
 * Of each lane and verdict the newest results are read: RESULTS_ALL for all units together, but RESULTS_LEAST to
 * RESULTS_MOST for one. Of the lane that is asked about more are read, until one is a pass at a commit that the
 * repository still has; what pull requests ran is mostly of commits that are gone.
 */
enum { RESULTS_ALL = 20000, RESULTS_LEAST = 20, RESULTS_MOST = 200, RESULTS_FURTHER = 2000 };

static int
by_commit(const void *a, const void *b)
{
	return strcmp(((const struct evidence *)a)->commit, ((const struct evidence *)b)->commit);
}

bool
evidence_is_green(const struct evidence *e)
{
	return e && e->good && !e->bad && !e->doubt;
}

bool
evidence_has_pass(const struct evidence *e)
{
	return e && e->good;
}

const struct evidence *
evidence_find(const struct evidence_list *list, const char *commit)
{
	struct evidence key = { .commit = commit };

	return list->n ? bsearch(&key, list->v, list->n, sizeof(*list->v), by_commit) : NULL;
}

static void
merge(struct evidence *into, const struct evidence *e)
{
	if (e->good && (!into->good || e->good_finished > into->good_finished)) {
		into->good_finished = e->good_finished;
		into->good_seed = e->good_seed;
	}
	if (e->bad && (!into->bad || e->bad_finished < into->bad_finished))
		into->bad_finished = e->bad_finished;
	into->doubt |= e->doubt;
	into->good |= e->good;
	into->bad |= e->bad;
}

/* The results of the unit at a place with that verdict, the newest first: those of its runs, or, as those ran in no
 * lane, those with which Nix answered. */
static void
read_results(struct evidence_list *e, struct arena *a, struct db *db, const struct evidence_question *q,
	const char *stmt, long long place, const char *verdict)
{
	size_t most = RESULTS_ALL / q->units, read = 0;
	bool good = !strcmp(verdict, "pass"), here = !good;

	most = most < RESULTS_LEAST ? RESULTS_LEAST : most > RESULTS_MOST ? RESULTS_MOST : most;
	size_t further = most;

	db_bind_text(db, stmt, ":unit", q->unit);
	db_bind_int(db, stmt, ":place", place);
	db_bind_text(db, stmt, ":verdict", verdict);
	while (db_next(db, stmt)) {
		const char *commit = db_text(db, stmt, 0), *lane = db_text(db, stmt, 3);
		bool own = lane && !strcmp(lane, lane_names[q->lane]);

		further = own ? RESULTS_FURTHER : further;
		if (read >= further || (read++ >= most && here)) {
			db_reset(db, stmt);
			break;
		}
		bool itself = !strcmp(commit, q->commit);

		if (itself && !good)
			continue;
		here = here || (!itself && (read == 1 || read >= most) && lookup_commit(q->git, commit));
		e->v = arena_grow(a, e->v, e->n, sizeof(*e->v));
		e->v[e->n++] = (struct evidence){
			.commit = arena_strdup(a, commit),
			.good = good,
			.bad = !good && own,
			.doubt = itself || (!good && !own),
			.good_finished = db_int(db, stmt, 2),
			.bad_finished = db_int(db, stmt, 2),
			.good_seed = db_int_or_none(db, stmt, 1),
		};
	}
}

void
evidence_read(struct evidence_list *ret_list, struct arena *a, struct record *r, const struct evidence_question *q)
{
	static const char *const verdicts[] = { "pass", "fail", "timeout", "crash" };
	struct evidence_list *e = ret_list;
	struct db *db = r->db;
	size_t kept = 0;

	*e = (struct evidence_list){ 0 };
	db_bind_text(db, sql_unit_places, ":suite", q->suite);
	db_bind_text(db, sql_unit_places, ":unit", q->unit);
	db_bind_text(db, sql_unit_places, ":platform", q->platform);
	while (db_next(db, sql_unit_places)) {
		long long place = db_int(db, sql_unit_places, 0);
		bool no_lane = !*db_text(db, sql_unit_places, 1);

		for (size_t i = 0; i < countof(verdicts); i++) {
			read_results(e, a, db, q, sql_unit_ran, place, verdicts[i]);
			if (no_lane)
				read_results(e, a, db, q, sql_unit_answered, place, verdicts[i]);
		}
	}
	if (e->n > 1)
		qsort(e->v, e->n, sizeof(*e->v), by_commit);
	for (size_t i = 0; i < e->n; i++) {
		if (kept && !strcmp(e->v[kept - 1].commit, e->v[i].commit))
			merge(&e->v[kept - 1], &e->v[i]);
		else
			e->v[kept++] = e->v[i];
	}
	e->n = kept;
}
