#include "record/unit_cases.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/foreign.h"
#include "base/text.h"
#include "base/words.h"
#include "lib/db.h"
#include "lib/git.h"
#include "record/cases.h"
#include "record/record.h"
#include "unit/casefile.h"
#include "unit/judge.h"
#include "unit/rejudge.h"
#include "unit/testcase.h"
#include "unit/verdict.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_own_report_add[] =
	"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, "
	"cases, unmatched) VALUES(:run, :attempt, '', :digest, 'cases', :file, :seed, :finished, 'whole', '', 0, 0)";
static const char sql_own_report_earlier[] =
	"UPDATE report SET finished = :finished WHERE id = :report AND finished > :finished";
static const char sql_own_report_done[] =
	"UPDATE report SET state = iif(:fault IS NULL, 'whole', 'incomplete'), cases = :cases, line = :line, col = :col, "
	"fault = :fault WHERE id = :report";

static const char sql_own_report_sum[] =
	"INSERT INTO report_sum(unit, try, last, verdict, cases, timed, usec) "
	"SELECT unit, try, last, verdict, count(*), count(usec), ifnull(sum(usec), 0) FROM case_result "
	"WHERE report = :report GROUP BY 1, 2, 3, 4";

struct taking {
	struct cases rows;
	long long report, unit;
	size_t count;
};

/* Texts come from a file that anybody may have written: make them what the record can hold. */
static const char *
clean(struct arena *a, const char *s, size_t max)
{
	struct buf text = { 0 };

	foreign_store(&text, s, strlen(s), max);
	const char *kept = text.len ? arena_strndup(a, text.s, text.len) : "";

	buf_release(&text);
	return kept;
}

static void
clean_buf(struct buf *ret_text, const struct buf *from, size_t max)
{
	if (from->len)
		foreign_store(ret_text, from->s, from->len, max);
}

static bool
take_case(void *ctx, const struct testcase *c)
{
	struct taking *t = ctx;
	struct arena scratch = { 0 };
	struct case_try *tries = xcalloc(c->try_count, sizeof(*tries));
	struct testcase kept = { .suite = clean(&scratch, c->suite, CASE_NAME_MAX),
		.classname = clean(&scratch, c->classname, CASE_NAME_MAX),
		.name = clean(&scratch, c->name, CASE_NAME_MAX),
		.tries = tries,
		.try_count = c->try_count };

	for (size_t i = 0; i < c->try_count; i++) {
		tries[i].verdict = c->tries[i].verdict;
		tries[i].usec = c->tries[i].usec;
		clean_buf(&tries[i].message, &c->tries[i].message, CASE_MESSAGE_MAX);
		clean_buf(&tries[i].text, &c->tries[i].text, CASE_TEXT_MAX);
	}
	cases_add_tries(&t->rows, t->report, t->unit, &kept);
	t->count++;
	case_tries_release(tries, c->try_count);
	arena_release(&scratch);
	return true;
}

/* Where the cases are, in the arena. Of those of a log that is what they are called. */
static const char *
source_of(const struct unit_cases *c, struct arena *a)
{
	if (c->file || c->text.s)
		return c->file ? c->file : "cases";
	return arena_printf(a, "%s/%s", c->folder, c->rule->protocol == PROTOCOL_JUNIT ? "report.xml" : "log");
}

/* Add the row of the report. False if the record has it. */
static bool
add_report(struct db *db, struct arena *a, const struct unit_cases *c, const char *path, long long *ret_report)
{
	char hash[GIT_HEX + 1];
	struct report_row row;

	if (c->text.s)
		git_hash(c->text.s, c->text.len, hash);
	else if (!git_hash_file(path, hash))
		return false; /* it is gone */
	const struct report_key key = { c->run, c->attempt, "", arena_printf(a, "%s/%s", hash, c->unit) };

	if (cases_find_report(db, a, &key, &row)) {
		db_bind_int(db, sql_own_report_earlier, ":report", row.id);
		db_bind_int(db, sql_own_report_earlier, ":finished", c->finished);
		db_run(db, sql_own_report_earlier);
		return false;
	}
	db_bind_int(db, sql_own_report_add, ":run", key.run);
	db_bind_int(db, sql_own_report_add, ":attempt", key.attempt);
	db_bind_text(db, sql_own_report_add, ":digest", key.digest);
	db_bind_text(db, sql_own_report_add, ":file", text_last_part(path));
	if (c->seed >= 0)
		db_bind_int(db, sql_own_report_add, ":seed", c->seed);
	db_bind_int(db, sql_own_report_add, ":finished", c->finished);
	db_run(db, sql_own_report_add);
	*ret_report = db_last_id(db);
	return true;
}

static void
finish_report(struct db *db, const struct taking *t, const struct case_end *end)
{
	db_bind_int(db, sql_own_report_done, ":report", t->report);
	db_bind_int(db, sql_own_report_done, ":cases", (long long)t->count);
	if (*end->fault && end->at.line) {
		db_bind_int(db, sql_own_report_done, ":line", end->at.line);
		db_bind_int(db, sql_own_report_done, ":col", end->at.col);
	}
	if (*end->fault)
		db_bind_text(db, sql_own_report_done, ":fault", end->fault);
	db_run(db, sql_own_report_done);
	db_bind_int(db, sql_own_report_sum, ":report", t->report);
	db_run(db, sql_own_report_sum);
}

void
unit_cases_add(struct record *r, struct diag *d, const struct unit_cases *c)
{
	struct taking t = { .rows = { .db = r->db } };
	struct case_sink sink = { take_case, &t };
	struct case_end end = { .finished = -1 };
	struct arena a = { 0 };
	const char *path = source_of(c, &a);

	if (add_report(r->db, &a, c, path, &t.report)) {
		FILE *in = c->file ? fopen(c->file, "rb") : NULL;
		struct verdict again = *c->said;

		t.unit = cases_unit(r->db, t.report, c->unit);
		if (c->text.s) {
			casefile_read_text(c->text.s, c->text.len, path, &sink, &end);
		} else if (in) {
			casefile_read(in, c->file, &sink, &end);
			fclose(in);
		} else if (c->rule) {
			rejudge(&again, &a, c->rule, c->folder, &sink);
		}
		finish_report(r->db, &t, &end);
		if (*end.fault && c->text.s)
			diag_warn(d, c->at,
				"line %lu of the test cases of unit '%s': %s; the %zu test case%s before count",
				(unsigned long)end.at.line, c->unit, end.fault, t.count, words_plural(t.count));
		else if (*end.fault)
			diag_warn(d, end.at, "%s; the %zu test case%s before count", end.fault, t.count,
				words_plural(t.count));
	}
	cases_release(&t.rows);
	arena_release(&a);
}
