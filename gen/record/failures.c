#include "record/failures.h"

#include <stddef.h>

#include "base/arena.h"
#include "lib/db.h"

/* --- statements -------------------------------------------------------------------------------- */

/* What a report comes to says whether cases of units failed in it. Those of no unit are found by what they say. */
static const char sql_failing_names[] =
	"SELECT x.name FROM report t CROSS JOIN case_result x ON x.report = t.id "
	"WHERE t.run = :run AND EXISTS(SELECT 1 FROM report_unit u CROSS JOIN report_sum s ON s.unit = u.id "
	"WHERE u.report = t.id AND s.last AND s.verdict IN ('fail', 'error', 'timeout', 'crash')) "
	"AND x.last AND x.verdict IN ('fail', 'error', 'timeout', 'crash') "
	"UNION SELECT x.name FROM report t CROSS JOIN case_text m ON m.report = t.id "
	"CROSS JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal AND x.try = m.try "
	"WHERE t.run = :run AND t.unmatched "
	"AND x.unit IS NULL AND x.last AND x.verdict IN ('fail', 'error', 'timeout', 'crash') ORDER BY 1";
static const char sql_failing_reports[] = "SELECT id FROM report WHERE run = :run";
static const char sql_failing_next[] =
	"SELECT name FROM case_result WHERE report = :report AND name >= :name ORDER BY name LIMIT 1";
static const char sql_met_make[] =
	"CREATE TEMP TABLE IF NOT EXISTS met(report INTEGER, name INTEGER, PRIMARY KEY(report, name)) WITHOUT ROWID";
static const char sql_met_forget[] = "DELETE FROM met";
static const char sql_met_add[] = "INSERT INTO met(report, name) VALUES(:report, :name)";

/* Numbers of the record. */
struct numbers {
	long long *v;
	size_t count;
};

/* Those that the statement finds for the run, in the arena. */
static struct numbers
find_numbers(struct arena *a, struct db *db, const char *stmt, long long run)
{
	struct numbers n = { 0 };

	db_bind_int(db, stmt, ":run", run);
	while (db_next(db, stmt))
		*ARENA_APPEND(a, n.v, n.count) = db_int(db, stmt, 0);
	return n;
}

/* The place of the first of the sorted numbers that is not less than that one. */
static size_t
first_from(const struct numbers *n, long long number)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (n->v[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first name from that one on of which the report has a case, or 0. */
static long long
next_name(struct db *db, long long report, long long name)
{
	long long next = 0;

	db_bind_int(db, sql_failing_next, ":report", report);
	db_bind_int(db, sql_failing_next, ":name", name);
	if (db_next(db, sql_failing_next)) {
		next = db_int(db, sql_failing_next, 0);
		db_reset(db, sql_failing_next);
	}
	return next;
}

/* Note which of the names the report has: from one that failed to the next one that the report has, and from there to the next
 * one that failed. */
static void
meet(struct db *db, long long report, const struct numbers *failing)
{
	for (size_t at = 0; at < failing->count;) {
		long long name = failing->v[at], next = next_name(db, report, name);

		if (!next)
			return;
		if (next == name) {
			db_bind_int(db, sql_met_add, ":report", report);
			db_bind_int(db, sql_met_add, ":name", name);
			db_run(db, sql_met_add);
		}
		at = next == name ? at + 1 : first_from(failing, next);
	}
}

void
failures_find(struct db *db, long long run)
{
	struct arena a = { 0 };

	db_run(db, sql_met_make);
	db_run(db, sql_met_forget);
	const struct numbers failing = find_numbers(&a, db, sql_failing_names, run);

	if (failing.count) {
		const struct numbers reports = find_numbers(&a, db, sql_failing_reports, run);

		for (size_t i = 0; i < reports.count; i++)
			meet(db, reports.v[i], &failing);
	}
	arena_release(&a);
}
