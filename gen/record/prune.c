#include "record/prune.h"

#include <stdbool.h>

#include "base/arena.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/night.h"
#include "record/record.h"
#include "suite/model.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_prune_until[] =
	"SELECT CAST(strftime('%s', :until / 1000000, 'unixepoch', 'start of month') AS INTEGER) * 1000000";
static const char sql_prune_suites[] = "SELECT DISTINCT suite FROM plan ORDER BY 1";
/* The commits of a lane, the newest first. */
static const char sql_prune_nights[] = "SELECT commit_id, max(at) FROM ("
				       "SELECT r.commit_id, r.last AS at FROM run r JOIN plan p ON p.id = r.plan "
				       "WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id IS NOT NULL "
				       "UNION ALL SELECT commit_id, started FROM occasion WHERE lane = :lane) "
				       "GROUP BY 1 ORDER BY 2 DESC, 1";
static const char sql_prune_keeps[] =
	"CREATE TEMP TABLE IF NOT EXISTS kept_commit(commit_id TEXT PRIMARY KEY) WITHOUT ROWID";
static const char sql_prune_keep[] = "INSERT INTO kept_commit VALUES(:commit) ON CONFLICT DO NOTHING";
/* Of a commit with newer results the older ones stay, too: together they are its night. */
static const char sql_prune_young[] =
	"INSERT INTO kept_commit SELECT commit_id FROM run WHERE last >= :until AND commit_id IS NOT NULL "
	"UNION SELECT commit_id FROM occasion WHERE started >= :until ON CONFLICT DO NOTHING";
static const char sql_prune_forget[] = "DELETE FROM kept_commit";
static const char sql_prune_occasions[] =
	"UPDATE occasion SET dropped = ifnull(dropped, 0) + "
	"(SELECT count(*) FROM delivery d WHERE d.occasion = occasion.id) "
	"WHERE started < :until AND (dropped IS NULL OR EXISTS(SELECT 1 FROM delivery d WHERE d.occasion = occasion.id)) "
	"AND commit_id NOT IN kept_commit";
/* The month of the oldest run that is to be pruned, as its first and last microsecond. */
static const char sql_prune_next[] =
	"SELECT CAST(strftime('%s', min(last) / 1000000, 'unixepoch', 'start of month') AS INTEGER) * 1000000, "
	"CAST(strftime('%s', min(last) / 1000000, 'unixepoch', 'start of month', '+1 month') AS INTEGER) * 1000000 "
	"FROM run WHERE last >= :from AND last < :until AND dropped IS NULL "
	"AND ifnull(commit_id, '') NOT IN kept_commit";
static const char sql_prune_runs[] = "CREATE TEMP TABLE IF NOT EXISTS old_run(id INTEGER PRIMARY KEY)";
static const char sql_prune_choose[] =
	"INSERT INTO old_run SELECT id FROM run WHERE last >= :from AND last < :until AND dropped IS NULL "
	"AND ifnull(commit_id, '') NOT IN kept_commit";
static const char sql_prune_freed[] = "INSERT INTO old_run SELECT id FROM run r WHERE dropped IS NOT NULL AND EXISTS("
				      "SELECT 1 FROM spare x WHERE x.run = r.id)";
static const char sql_prune_done[] = "DELETE FROM old_run";
static const char sql_prune_mark[] =
	"UPDATE run SET dropped = ifnull(dropped, 0) + (SELECT count(*) FROM spare x WHERE x.run = run.id), "
	"first = iif(dropped IS NULL, (SELECT min(finished) FROM result WHERE run = run.id), first), "
	"last = iif(dropped IS NULL, (SELECT max(finished) FROM result WHERE run = run.id), last) "
	"WHERE id IN old_run";
static const char sql_prune_month[] =
	"INSERT INTO month SELECT place, month, count(*), count(usec), ifnull(sum(usec), 0), min(usec), max(usec), "
	"max(iif(number = (timed + 1) / 2, usec, NULL)), min(finished), max(finished) FROM ("
	"SELECT p.id AS place, strftime('%Y-%m', x.finished / 1000000, 'unixepoch') AS month, x.usec, x.finished, "
	"row_number() OVER by_usec AS number, "
	"count(x.usec) OVER (PARTITION BY p.id, strftime('%Y-%m', x.finished / 1000000, 'unixepoch')) AS timed "
	"FROM old_run o JOIN run r ON r.id = o.id JOIN spare x ON x.run = r.id "
	"JOIN place p ON p.series = r.series AND p.unit = x.unit "
	"WINDOW by_usec AS (PARTITION BY p.id, strftime('%Y-%m', x.finished / 1000000, 'unixepoch') "
	"ORDER BY x.usec NULLS LAST)) WHERE true GROUP BY place, month "
	"ON CONFLICT DO UPDATE SET passes = passes + excluded.passes, timed = timed + excluded.timed, "
	"usec_sum = usec_sum + excluded.usec_sum, "
	"usec_min = min(ifnull(usec_min, excluded.usec_min), ifnull(excluded.usec_min, usec_min)), "
	"usec_max = max(ifnull(usec_max, excluded.usec_max), ifnull(excluded.usec_max, usec_max)), "
	"usec_median = iif(excluded.timed > timed, excluded.usec_median, usec_median), "
	"first = min(first, excluded.first), last = max(last, excluded.last)";

/* The newest commit with a green night, or NULL: since when the suspects of a red one count. */
static const char *
last_green(struct record *r, struct arena *a, const char *suite)
{
	const char **commits = NULL, *green = NULL;
	size_t n = 0;

	db_bind_text(r->db, sql_prune_nights, ":suite", suite);
	db_bind_text(r->db, sql_prune_nights, ":lane", lane_names[LANE_NIGHTLY]);
	while (db_next(r->db, sql_prune_nights)) {
		commits = arena_grow(a, commits, n, sizeof(*commits));
		commits[n++] = arena_strdup(a, db_text(r->db, sql_prune_nights, 0));
	}
	for (size_t i = 0; i < n && !green; i++) {
		struct arena one = { 0 };
		struct night night;

		night_make(&night, &one, r, suite, LANE_NIGHTLY, commits[i], 0, NULL, NULL);
		if (night_is_green(&night))
			green = commits[i];
		arena_release(&one);
	}
	return green;
}

/* Note the commits whose runs stay: those with newer results, and those of the newest green nights. */
static void
keep_commits(struct record *r, long long until)
{
	struct arena a = { 0 };
	const char **suites = NULL;
	size_t n = 0;

	while (db_next(r->db, sql_prune_suites)) {
		suites = arena_grow(&a, suites, n, sizeof(*suites));
		suites[n++] = arena_strdup(&a, db_text(r->db, sql_prune_suites, 0));
	}
	db_run(r->db, sql_prune_keeps);
	db_run(r->db, sql_prune_forget);
	db_bind_int(r->db, sql_prune_young, ":until", until);
	db_run(r->db, sql_prune_young);
	for (size_t i = 0; i < n; i++) {
		const char *commit = last_green(r, &a, suites[i]);

		if (commit) {
			db_bind_text(r->db, sql_prune_keep, ":commit", commit);
			db_run(r->db, sql_prune_keep);
		}
	}
	arena_release(&a);
}

/* Count what is to be dropped of the chosen runs, and drop it. */
static void
drop_chosen(struct db *db, struct prune_count *count)
{
	db_run(db, sql_prune_month);
	db_run(db, sql_prune_mark);
	count->results += attempt_sweep(db);
	db_run(db, sql_prune_done);
}

/* Old occasions, and what their deliveries have kept of runs that were pruned before. */
static void
prune_occasions(struct db *db, long long until, struct prune_count *count)
{
	db_begin(db);
	db_run(db, sql_prune_runs);
	db_bind_int(db, sql_prune_occasions, ":until", until);
	if (db_run(db, sql_prune_occasions)) {
		attempt_sweep_deliveries(db);
		db_run(db, sql_prune_freed);
		drop_chosen(db, count);
	}
	db_commit(db);
}

/* Prune the runs of the oldest month that is not; false if there is none. */
static bool
prune_month(struct db *db, long long until, struct prune_count *count)
{
	bool found;
	long long from, to;

	db_begin(db);
	db_bind_int(db, sql_prune_next, ":from", 0);
	db_bind_int(db, sql_prune_next, ":until", until);
	db_next(db, sql_prune_next);
	found = !db_is_null(db, sql_prune_next, 0);
	from = db_int(db, sql_prune_next, 0);
	to = db_int(db, sql_prune_next, 1);
	db_reset(db, sql_prune_next);
	if (found) {
		db_bind_int(db, sql_prune_choose, ":from", from);
		db_bind_int(db, sql_prune_choose, ":until", to < until ? to : until);
		count->runs += (size_t)db_run(db, sql_prune_choose);
		drop_chosen(db, count);
	}
	db_commit(db);
	return found;
}

void
prune(struct record *r, long long until, struct prune_count *ret_count)
{
	struct db *db = r->db;
	struct prune_count count = { 0 };

	db_bind_int(db, sql_prune_until, ":until", until);
	db_next(db, sql_prune_until);
	until = db_int(db, sql_prune_until, 0);
	db_reset(db, sql_prune_until);
	keep_commits(r, until);
	prune_occasions(db, until, &count);
	while (prune_month(db, until, &count))
		;
	count.shrink = db_shrink(db);
	*ret_count = count;
}
