#include "record/attempt.h"

#include <string.h>

#include "base/base.h"
#include "base/text.h"
#include "lib/db.h"
#include "unit/verdict.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_result_find[] = "SELECT verdict, status, usec, seed, finished, part, seen, reason FROM result "
				      "WHERE run = :run AND unit = :unit AND attempt = :attempt";
static const char sql_result_add[] = "INSERT INTO result(run, unit, attempt, verdict, status, usec, seed, finished, "
				     "part, seen, reason) VALUES(:run, :unit, :attempt, :verdict, :status, :usec, "
				     ":seed, :finished, :part, :seen, :reason)";
static const char sql_result_change[] =
	"UPDATE result SET verdict = :verdict, status = :status, usec = :usec, seed = :seed, finished = :finished, "
	"part = :part, seen = :seen, reason = :reason "
	"WHERE run = :run AND unit = :unit AND attempt = :attempt";
/* Of two copies, what they say must not depend on which came first. */
static const char sql_result_copy[] =
	"UPDATE result SET usec = iif(:earlier, :usec, usec), finished = iif(:earlier, :finished, finished), "
	"part = min(ifnull(part, :part), ifnull(:part, part)), seen = ifnull(seen, :seen), "
	"reason = min(ifnull(reason, :reason), ifnull(:reason, reason)) "
	"WHERE run = :run AND unit = :unit AND attempt = :attempt "
	"AND verdict = :verdict AND ifnull(status, -1) = ifnull(:status, -1) AND ifnull(seed, -1) = ifnull(:seed, -1)";
static const char sql_conflict_copy[] =
	"UPDATE conflict SET usec = iif(:earlier, :usec, usec), finished = iif(:earlier, :finished, finished), "
	"part = min(ifnull(part, :part), ifnull(:part, part)), seen = ifnull(seen, :seen), "
	"reason = min(ifnull(reason, :reason), ifnull(:reason, reason)) "
	"WHERE run = :run AND unit = :unit AND attempt = :attempt "
	"AND verdict = :verdict AND ifnull(status, -1) = ifnull(:status, -1) AND ifnull(seed, -1) = ifnull(:seed, -1)";
static const char sql_conflict_move[] =
	"INSERT INTO conflict(run, unit, attempt, verdict, status, usec, seed, finished, part, seen, reason) "
	"SELECT run, unit, attempt, verdict, status, usec, seed, finished, part, seen, reason FROM result "
	"WHERE run = :run AND unit = :unit AND attempt = :attempt";
static const char sql_unit_derived[] = "SELECT 1 FROM derived WHERE run = :run AND unit = :unit";
static const char sql_unit_underive_log[] = "DELETE FROM result_log WHERE run = :run AND unit = :unit";
static const char sql_unit_underive_result[] = "DELETE FROM result WHERE run = :run AND unit = :unit";
static const char sql_unit_underive[] = "DELETE FROM derived WHERE run = :run AND unit = :unit";
static const char sql_conflict_find[] =
	"SELECT usec, finished, part, seen, reason FROM conflict WHERE run = :run AND unit = :unit AND attempt = :attempt "
	"AND verdict = :verdict AND ifnull(status, -1) = ifnull(:status, -1) AND ifnull(seed, -1) = ifnull(:seed, -1)";
static const char sql_conflict_add[] =
	"INSERT INTO conflict(run, unit, attempt, verdict, status, usec, seed, finished, part, seen, reason) "
	"VALUES(:run, :unit, :attempt, :verdict, :status, :usec, :seed, :finished, :part, :seen, :reason)";
static const char sql_log_add[] =
	"INSERT INTO result_log(run, unit, attempt, tail) VALUES(:run, :unit, :attempt, :tail) "
	"ON CONFLICT DO UPDATE SET tail = excluded.tail WHERE tail > excluded.tail";
static const char sql_delivery_add[] =
	"INSERT INTO delivery(occasion, run, unit, attempt) VALUES(:occasion, :run, :unit, :attempt) "
	"ON CONFLICT DO NOTHING";
/* What a run or an occasion that was pruned does not have. */
static const char sql_sweep_delivery[] =
	"DELETE FROM delivery WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)";
static const char sql_sweep_nix_log[] =
	"DELETE FROM nix_log WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)";
static const char sql_sweep_nix_unit[] =
	"DELETE FROM nix_unit WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)";
/* Why a unit skips is said by its cases, and stays. */
static const char sql_sweep_text[] =
	"DELETE FROM case_text WHERE report IN (SELECT t.id FROM run r JOIN report t ON t.run = r.id "
	"WHERE r.dropped IS NOT NULL) AND NOT EXISTS(SELECT 1 FROM report t "
	"JOIN case_result x ON x.report = t.id AND x.name = case_text.name AND x.ordinal = case_text.ordinal "
	"AND x.try = case_text.try AND x.verdict = 'skipped' JOIN report_unit u ON u.id = x.unit "
	"JOIN result y ON y.run = t.run AND y.unit = u.unit AND y.verdict = 'skip' WHERE t.id = case_text.report)";
/* Cases that failed in the run stay: what became of its units follows from them (derive.h). */
static const char sql_sweep_case[] =
	"DELETE FROM case_result WHERE report IN (SELECT t.id FROM run r JOIN report t ON t.run = r.id "
	"WHERE r.dropped IS NOT NULL) AND NOT EXISTS(SELECT 1 FROM report t JOIN report o ON o.run = t.run "
	"JOIN case_result y ON y.report = o.id AND y.name = case_result.name AND y.last "
	"AND y.verdict IN ('fail', 'error', 'timeout', 'crash') WHERE t.id = case_result.report) "
	"AND NOT EXISTS(SELECT 1 FROM case_text m WHERE m.report = case_result.report AND m.name = case_result.name "
	"AND m.ordinal = case_result.ordinal AND m.try = case_result.try)";
static const char sql_sweep_log[] =
	"DELETE FROM result_log WHERE run IN (SELECT id FROM run WHERE dropped IS NOT NULL)";
static const char sql_sweep_conflict[] =
	"DELETE FROM conflict WHERE run IN (SELECT id FROM run WHERE dropped IS NOT NULL) "
	"AND attempt = 1 AND verdict = 'pass'";
static const char sql_sweep_result[] =
	"DELETE FROM result WHERE run IN (SELECT id FROM run WHERE dropped IS NOT NULL) "
	"AND EXISTS(SELECT 1 FROM spare x WHERE x.run = result.run AND x.unit = result.unit AND x.attempt = result.attempt)";

/* --- which of two ----------------------------------------------------------------------------- */

static int
compare(long long a, long long b)
{
	return (a > b) - (a < b);
}

/* Above 0 if a counts and b does not. 0: they are copies of one result. */
static int
outranks(const struct attempt *a, const struct attempt *b)
{
	int order = verdict_badness(a->verdict) - verdict_badness(b->verdict); /* a pass must be beyond dispute */

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
bind_known(struct db *db, const char *stmt, const char *name, long long n)
{
	if (n >= 0)
		db_bind_int(db, stmt, name, n);
}

static long long
known(struct db *db, const char *stmt, int column)
{
	return db_is_null(db, stmt, column) ? -1 : db_int(db, stmt, column);
}

static void
bind_key(struct db *db, const char *stmt, long long run, const char *unit, long long attempt)
{
	db_bind_int(db, stmt, ":run", run);
	db_bind_text(db, stmt, ":unit", unit);
	db_bind_int(db, stmt, ":attempt", attempt);
}

static void
bind_what(struct db *db, const char *stmt, const struct attempt *a)
{
	db_bind_text(db, stmt, ":verdict", verdict_names[a->verdict]);
	bind_known(db, stmt, ":status", a->status);
	bind_known(db, stmt, ":seed", a->seed);
}

static void
write_attempt(struct db *db, const char *stmt, const struct attempt *a)
{
	bind_key(db, stmt, a->run, a->unit, a->attempt);
	bind_what(db, stmt, a);
	bind_known(db, stmt, ":usec", a->usec);
	db_bind_int(db, stmt, ":finished", a->finished);
	db_bind_text(db, stmt, ":part", a->part);
	db_bind_text(db, stmt, ":seen", a->seen);
	db_bind_text(db, stmt, ":reason", a->reason);
	db_run(db, stmt);
}

/* Does it say something that the row does not, whose texts begin at that column? Of two texts the lesser stays. */
static bool
says_more(struct db *db, const char *stmt, int column, const struct attempt *a)
{
	const char *const texts[] = { a->part, a->seen, a->reason };
	bool more = false;

	for (int i = 0; i < (int)countof(texts); i++) {
		const char *has = db_text(db, stmt, column + i);

		more |= texts[i] && (!has || strcmp(texts[i], has) < 0);
	}
	return more;
}

static void
write_copy(struct db *db, const char *stmt, const struct attempt *a, bool earlier)
{
	db_bind_int(db, stmt, ":earlier", earlier);
	write_attempt(db, stmt, a);
}

/* The copy of it among those that do not count. */
static bool
find_beside(struct db *db, const struct attempt *a, struct attempt *ret_copy, bool *ret_more)
{
	*ret_copy = *a;
	bind_key(db, sql_conflict_find, a->run, a->unit, a->attempt);
	bind_what(db, sql_conflict_find, a);
	if (!db_next(db, sql_conflict_find))
		return false;
	ret_copy->usec = known(db, sql_conflict_find, 0);
	ret_copy->finished = db_int(db, sql_conflict_find, 1);
	*ret_more = says_more(db, sql_conflict_find, 2, a);
	db_reset(db, sql_conflict_find);
	return true;
}

void
attempt_underive(struct db *db, long long run, const char *unit)
{
	static const char *const stmts[] = { sql_unit_underive_log, sql_unit_underive_result, sql_unit_underive };

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(db, stmts[i], ":run", run);
		db_bind_text(db, stmts[i], ":unit", unit);
		db_run(db, stmts[i]);
	}
}

/* Do the unit's results follow from reports? */
static bool
is_derived(struct db *db, long long run, const char *unit)
{
	db_bind_int(db, sql_unit_derived, ":run", run);
	db_bind_text(db, sql_unit_derived, ":unit", unit);
	return db_finds(db, sql_unit_derived);
}

enum attempt_found
attempt_add(struct db *db, const struct attempt *a, int *ret_other)
{
	struct attempt counts = *a, beside;
	bool more;

	/* A verdict of the unit itself takes the place of what followed from reports. */
	if (is_derived(db, a->run, a->unit))
		attempt_underive(db, a->run, a->unit);
	bind_key(db, sql_result_find, a->run, a->unit, a->attempt);
	if (!db_next(db, sql_result_find)) {
		write_attempt(db, sql_result_add, a);
		return ATTEMPT_NEW;
	}
	counts.verdict = text_index_of(verdict_names, db_text(db, sql_result_find, 0));
	counts.status = known(db, sql_result_find, 1);
	counts.usec = known(db, sql_result_find, 2);
	counts.seed = known(db, sql_result_find, 3);
	counts.finished = db_int(db, sql_result_find, 4);
	more = says_more(db, sql_result_find, 5, a);
	db_reset(db, sql_result_find);
	int order = outranks(a, &counts);

	if (!order) {
		if (more || is_earlier(a, &counts))
			write_copy(db, sql_result_copy, a, is_earlier(a, &counts));
		return ATTEMPT_KNOWN;
	}
	if (find_beside(db, a, &beside, &more)) {
		if (more || is_earlier(a, &beside))
			write_copy(db, sql_conflict_copy, a, is_earlier(a, &beside));
		return ATTEMPT_KNOWN;
	}
	if (order > 0) {
		bind_key(db, sql_conflict_move, a->run, a->unit, a->attempt);
		db_run(db, sql_conflict_move);
		write_attempt(db, sql_result_change, a);
	} else {
		write_attempt(db, sql_conflict_add, a);
	}
	if (ret_other)
		*ret_other = counts.verdict;
	return ATTEMPT_DISPUTED;
}

bool
attempt_is_known(struct db *db, long long run, const char *unit, long long attempt)
{
	bind_key(db, sql_result_find, run, unit, attempt);
	return db_finds(db, sql_result_find);
}

bool
attempt_add_log(struct db *db, long long run, const char *unit, long long attempt, const char *tail)
{
	bind_key(db, sql_log_add, run, unit, attempt);
	db_bind_text(db, sql_log_add, ":tail", tail);
	return db_try(db, sql_log_add);
}

void
attempt_deliver(struct db *db, long long occasion, long long run, const char *unit, long long attempt)
{
	bind_key(db, sql_delivery_add, run, unit, attempt);
	db_bind_int(db, sql_delivery_add, ":occasion", occasion);
	db_run(db, sql_delivery_add);
}

void
attempt_sweep_deliveries(struct db *db)
{
	db_run(db, sql_sweep_delivery);
}

size_t
attempt_sweep(struct db *db)
{
	static const char *const sweeps[] = {
		sql_sweep_delivery,
		sql_sweep_nix_log,
		sql_sweep_nix_unit,
		sql_sweep_text,
		sql_sweep_case,
		sql_sweep_log,
		sql_sweep_conflict,
	};

	for (size_t i = 0; i < countof(sweeps); i++)
		db_run(db, sweeps[i]);
	return (size_t)db_run(db, sql_sweep_result);
}
