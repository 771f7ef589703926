#include "record/prune.h"

#include <stdbool.h>

#include "base/arena.h"
#include "record/attempt.h"
#include "lib/db.h"
#include "suite/model.h"
#include "record/night.h"
#include "record/record.h"
#include "record/schema.h"

/* The newest commit with a green night, or NULL: since when the suspects of a red one count. */
static const char *
last_green(struct record *r, struct arena *a, const char *suite)
{
	const char **commits = NULL, *green = NULL;
	size_t n = 0;

	db_bind_text(r->db, STMT_PRUNE_NIGHTS, ":suite", suite);
	db_bind_text(r->db, STMT_PRUNE_NIGHTS, ":lane", lane_names[LANE_NIGHTLY]);
	while (db_next(r->db, STMT_PRUNE_NIGHTS)) {
		commits = arena_grow(a, commits, n, sizeof(*commits));
		commits[n++] = arena_strdup(a, db_text(r->db, STMT_PRUNE_NIGHTS, 0));
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

	while (db_next(r->db, STMT_PRUNE_SUITES)) {
		suites = arena_grow(&a, suites, n, sizeof(*suites));
		suites[n++] = arena_strdup(&a, db_text(r->db, STMT_PRUNE_SUITES, 0));
	}
	db_run(r->db, STMT_PRUNE_KEEPS);
	db_run(r->db, STMT_PRUNE_FORGET);
	db_bind_int(r->db, STMT_PRUNE_YOUNG, ":until", until);
	db_run(r->db, STMT_PRUNE_YOUNG);
	for (size_t i = 0; i < n; i++) {
		const char *commit = last_green(r, &a, suites[i]);

		if (commit) {
			db_bind_text(r->db, STMT_PRUNE_KEEP, ":commit", commit);
			db_run(r->db, STMT_PRUNE_KEEP);
		}
	}
	arena_release(&a);
}

/* Count what is to be dropped of the chosen runs, and drop it. */
static void
drop_chosen(struct db *db, struct prune_count *count)
{
	db_run(db, STMT_PRUNE_MONTH);
	db_run(db, STMT_PRUNE_MARK);
	count->results += attempt_sweep(db);
	db_run(db, STMT_PRUNE_DONE);
}

/* Old occasions, and what their deliveries have kept of runs that were pruned before. */
static void
prune_occasions(struct db *db, long long until, struct prune_count *count)
{
	db_begin(db);
	db_run(db, STMT_PRUNE_RUNS);
	db_bind_int(db, STMT_PRUNE_OCCASIONS, ":until", until);
	if (db_run(db, STMT_PRUNE_OCCASIONS)) {
		db_run(db, STMT_SWEEP_DELIVERY);
		db_run(db, STMT_PRUNE_FREED);
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
	db_bind_int(db, STMT_PRUNE_NEXT, ":from", 0);
	db_bind_int(db, STMT_PRUNE_NEXT, ":until", until);
	db_next(db, STMT_PRUNE_NEXT);
	found = !db_is_null(db, STMT_PRUNE_NEXT, 0);
	from = db_int(db, STMT_PRUNE_NEXT, 0);
	to = db_int(db, STMT_PRUNE_NEXT, 1);
	db_reset(db, STMT_PRUNE_NEXT);
	if (found) {
		db_bind_int(db, STMT_PRUNE_CHOOSE, ":from", from);
		db_bind_int(db, STMT_PRUNE_CHOOSE, ":until", to < until ? to : until);
		count->runs += (size_t)db_run(db, STMT_PRUNE_CHOOSE);
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

	db_bind_int(db, STMT_PRUNE_UNTIL, ":until", until);
	db_next(db, STMT_PRUNE_UNTIL);
	until = db_int(db, STMT_PRUNE_UNTIL, 0);
	db_reset(db, STMT_PRUNE_UNTIL);
	keep_commits(r, until);
	prune_occasions(db, until, &count);
	while (prune_month(db, until, &count))
		;
	count.shrink = db_shrink(db);
	*ret_count = count;
}
