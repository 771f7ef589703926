#include "record/attempt.h"

#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "lib/db.h"
#include "record/schema.h"
#include "unit/verdict.h"

int
attempt_verdict(const char *name)
{
	for (int i = 0; i < VERDICT_COUNT; i++)
		if (!strcmp(verdict_names[i], name))
			return i;
	return -1;
}

/* --- which of two ----------------------------------------------------------------------------- */

/* How little the verdict says for the unit: a pass must be beyond dispute. */
static int
badness(int verdict)
{
	static const int of[VERDICT_COUNT] = {
		[VERDICT_PASS] = 0,
		[VERDICT_SKIPPED] = 1,
		[VERDICT_QUARANTINED] = 2,
		[VERDICT_CANCELLED] = 3,
		[VERDICT_TIMEOUT] = 4,
		[VERDICT_CRASH] = 5,
		[VERDICT_FAIL] = 6,
	};

	return of[verdict];
}

static int
compare(long long a, long long b)
{
	return (a > b) - (a < b);
}

/* Above 0 if a counts and b does not. 0: they are copies of one result. */
static int
outranks(const struct attempt *a, const struct attempt *b)
{
	int order = badness(a->verdict) - badness(b->verdict);

	if (!order)
		order = compare(a->status, b->status);
	return order ? order : compare(a->seed, b->seed);
}

/* Of two copies: is a the original? One that knows how long it took, if they finished at once. */
static bool
is_earlier(const struct attempt *a, const struct attempt *b)
{
	if (a->finished != b->finished)
		return a->finished < b->finished;
	return a->usec >= 0 && (b->usec < 0 || a->usec < b->usec);
}

/* --- statements ------------------------------------------------------------------------------- */

static void
bind_known(struct db *db, size_t stmt, const char *name, long long n)
{
	if (n >= 0)
		db_bind_int(db, stmt, name, n);
}

static long long
known(struct db *db, size_t stmt, int column)
{
	return db_is_null(db, stmt, column) ? -1 : db_int(db, stmt, column);
}

static void
bind_key(struct db *db, size_t stmt, const struct attempt *a)
{
	db_bind_int(db, stmt, ":run", a->run);
	db_bind_text(db, stmt, ":unit", a->unit);
	db_bind_int(db, stmt, ":attempt", a->attempt);
}

static void
bind_what(struct db *db, size_t stmt, const struct attempt *a)
{
	db_bind_text(db, stmt, ":verdict", verdict_names[a->verdict]);
	bind_known(db, stmt, ":status", a->status);
	bind_known(db, stmt, ":seed", a->seed);
}

static void
write_attempt(struct db *db, size_t stmt, const struct attempt *a)
{
	bind_key(db, stmt, a);
	bind_what(db, stmt, a);
	bind_known(db, stmt, ":usec", a->usec);
	db_bind_int(db, stmt, ":finished", a->finished);
	db_run(db, stmt);
}

/* The copy of it among those that do not count. */
static bool
find_beside(struct db *db, const struct attempt *a, struct attempt *ret_copy)
{
	*ret_copy = *a;
	bind_key(db, STMT_CONFLICT_FIND, a);
	bind_what(db, STMT_CONFLICT_FIND, a);
	if (!db_next(db, STMT_CONFLICT_FIND))
		return false;
	ret_copy->usec = known(db, STMT_CONFLICT_FIND, 0);
	ret_copy->finished = db_int(db, STMT_CONFLICT_FIND, 1);
	db_reset(db, STMT_CONFLICT_FIND);
	return true;
}

/* A verdict of the unit itself takes the place of what followed from reports. */
static void
underive(struct db *db, const struct attempt *a)
{
	static const size_t stmts[] = { STMT_UNIT_UNDERIVE_LOG, STMT_UNIT_UNDERIVE_RESULT, STMT_UNIT_UNDERIVE };

	db_bind_int(db, STMT_UNIT_DERIVED, ":run", a->run);
	db_bind_text(db, STMT_UNIT_DERIVED, ":unit", a->unit);
	if (!db_next(db, STMT_UNIT_DERIVED))
		return;
	db_reset(db, STMT_UNIT_DERIVED);
	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(db, stmts[i], ":run", a->run);
		db_bind_text(db, stmts[i], ":unit", a->unit);
		db_run(db, stmts[i]);
	}
}

enum attempt_found
attempt_add(struct db *db, const struct attempt *a, int *ret_other)
{
	struct attempt counts = *a, beside;

	underive(db, a);
	bind_key(db, STMT_RESULT_FIND, a);
	if (!db_next(db, STMT_RESULT_FIND)) {
		write_attempt(db, STMT_RESULT_ADD, a);
		return ATTEMPT_NEW;
	}
	counts.verdict = attempt_verdict(db_text(db, STMT_RESULT_FIND, 0));
	counts.status = known(db, STMT_RESULT_FIND, 1);
	counts.usec = known(db, STMT_RESULT_FIND, 2);
	counts.seed = known(db, STMT_RESULT_FIND, 3);
	counts.finished = db_int(db, STMT_RESULT_FIND, 4);
	db_reset(db, STMT_RESULT_FIND);
	int order = outranks(a, &counts);

	if (!order) {
		if (is_earlier(a, &counts))
			write_attempt(db, STMT_RESULT_CHANGE, a);
		return ATTEMPT_KNOWN;
	}
	if (find_beside(db, a, &beside)) {
		if (is_earlier(a, &beside))
			write_attempt(db, STMT_CONFLICT_CHANGE, a);
		return ATTEMPT_KNOWN;
	}
	if (order > 0) {
		write_attempt(db, STMT_CONFLICT_ADD, &counts);
		write_attempt(db, STMT_RESULT_CHANGE, a);
	} else {
		write_attempt(db, STMT_CONFLICT_ADD, a);
	}
	if (ret_other)
		*ret_other = counts.verdict;
	return ATTEMPT_DISPUTED;
}

size_t
attempt_sweep(struct db *db)
{
	static const size_t sweeps[] = {
		STMT_SWEEP_DELIVERY,
		STMT_SWEEP_NIX_LOG,
		STMT_SWEEP_NIX_UNIT,
		STMT_SWEEP_TEXT,
		STMT_SWEEP_CASE,
		STMT_SWEEP_LOG,
		STMT_SWEEP_CONFLICT,
	};

	for (size_t i = 0; i < countof(sweeps); i++)
		db_run(db, sweeps[i]);
	return (size_t)db_run(db, STMT_SWEEP_RESULT);
}
