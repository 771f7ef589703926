#include "record/cases.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lib/db.h"
#include "unit/testcase.h"

/* --- reports ---------------------------------------------------------------------------------- */

static const char sql_report_find[] =
	"SELECT id, state, mapping, cases, seed, fault, line, col FROM report "
	"WHERE run = :run AND attempt = :attempt AND variant = :variant AND digest = :digest";
static const char sql_report_drop_texts[] = "DELETE FROM case_text WHERE report = :report";
static const char sql_report_drop_cases[] = "DELETE FROM case_result WHERE report = :report";
static const char sql_report_drop_sums[] =
	"DELETE FROM report_sum WHERE unit IN (SELECT id FROM report_unit WHERE report = :report)";
static const char sql_report_drop_units[] = "DELETE FROM report_unit WHERE report = :report";
static const char sql_report_unit_find[] = "SELECT id FROM report_unit WHERE report = :report AND unit = :unit";
static const char sql_report_unit_add[] = "INSERT INTO report_unit(report, unit) VALUES(:report, :unit)";
static const char sql_report_sum_add[] = "INSERT INTO report_sum(unit, try, last, verdict, cases, timed, usec) "
					 "VALUES(:unit, :try, :last, :verdict, :cases, :timed, :usec)";

bool
cases_find_report(struct db *db, struct arena *a, const struct report_key *key, struct report_row *ret_row)
{
	db_bind_int(db, sql_report_find, ":run", key->run);
	db_bind_int(db, sql_report_find, ":attempt", key->attempt);
	db_bind_text(db, sql_report_find, ":variant", key->variant);
	db_bind_text(db, sql_report_find, ":digest", key->digest);
	if (!db_next(db, sql_report_find))
		return false;
	const char *fault = db_text(db, sql_report_find, 5);

	*ret_row = (struct report_row){ .id = db_int(db, sql_report_find, 0),
		.state = arena_strdup(a, db_text(db, sql_report_find, 1)),
		.mapping = arena_strdup(a, db_text(db, sql_report_find, 2)),
		.cases = db_int(db, sql_report_find, 3),
		.seed = db_is_null(db, sql_report_find, 4) ? -1 : db_int(db, sql_report_find, 4),
		.fault = fault ? arena_strdup(a, fault) : NULL,
		.line = (unsigned)db_int(db, sql_report_find, 6),
		.col = (unsigned)db_int(db, sql_report_find, 7) };
	db_reset(db, sql_report_find);
	return true;
}

void
cases_drop(struct db *db, long long report)
{
	static const char *const stmts[] = { sql_report_drop_texts, sql_report_drop_cases, sql_report_drop_sums,
		sql_report_drop_units };

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(db, stmts[i], ":report", report);
		db_run(db, stmts[i]);
	}
}

/* The number that the statement finds, whose parameters are bound, or 0. */
static long long
find_number(struct db *db, const char *stmt)
{
	long long number = 0;

	if (db_next(db, stmt)) {
		number = db_int(db, stmt, 0);
		db_reset(db, stmt);
	}
	return number;
}

long long
cases_unit(struct db *db, long long report, const char *unit)
{
	db_bind_int(db, sql_report_unit_find, ":report", report);
	db_bind_text(db, sql_report_unit_find, ":unit", unit);
	long long number = find_number(db, sql_report_unit_find);

	if (number)
		return number;
	db_bind_int(db, sql_report_unit_add, ":report", report);
	db_bind_text(db, sql_report_unit_add, ":unit", unit);
	db_run(db, sql_report_unit_add);
	return db_last_id(db);
}

bool
cases_add_sum(struct db *db, long long unit, const struct case_sum *s)
{
	db_bind_int(db, sql_report_sum_add, ":unit", unit);
	db_bind_int(db, sql_report_sum_add, ":try", s->try);
	db_bind_int(db, sql_report_sum_add, ":last", s->last);
	db_bind_text(db, sql_report_sum_add, ":verdict", s->verdict);
	db_bind_int(db, sql_report_sum_add, ":cases", s->cases);
	db_bind_int(db, sql_report_sum_add, ":timed", s->timed);
	db_bind_int(db, sql_report_sum_add, ":usec", s->usec);
	return db_try(db, sql_report_sum_add);
}

/* --- cases ------------------------------------------------------------------------------------ */

static const char sql_class_find[] = "SELECT id FROM case_class WHERE suite = :suite AND classname = :classname";
static const char sql_class_add[] = "INSERT INTO case_class(suite, classname) VALUES(:suite, :classname)";
static const char sql_name_find[] = "SELECT id FROM case_name WHERE class = :class AND name = :name";
static const char sql_name_add[] = "INSERT INTO case_name(class, name) VALUES(:class, :name) ON CONFLICT DO NOTHING";
static const char sql_case_add[] = "INSERT INTO case_result(report, name, ordinal, try, last, unit, verdict, usec) "
				   "VALUES(:report, :name, :ordinal, :try, :last, :unit, :verdict, :usec) "
				   "ON CONFLICT DO NOTHING";
static const char sql_case_text_add[] = "INSERT INTO case_text(report, name, ordinal, try, message, text) "
					"VALUES(:report, :name, :ordinal, :try, :message, :text)";

static const char sql_case_ordinal[] = "SELECT max(ordinal) FROM case_result WHERE report = :report AND name = :name";

/* Parameters of statements that run a million times, which are bound by number. */
enum {
	FIND_CLASS,
	FIND_NAME,
	ADD_CLASS,
	ADD_NAME,
	CASE_REPORT,
	CASE_NAME,
	CASE_ORDINAL,
	CASE_TRY,
	CASE_LAST,
	CASE_UNIT,
	CASE_VERDICT,
	CASE_USEC,
	PARAM_COUNT
};

static const struct {
	const char *stmt, *name;
} params[PARAM_COUNT] = {
	[FIND_CLASS] = { sql_name_find, ":class" },
	[FIND_NAME] = { sql_name_find, ":name" },
	[ADD_CLASS] = { sql_name_add, ":class" },
	[ADD_NAME] = { sql_name_add, ":name" },
	[CASE_REPORT] = { sql_case_add, ":report" },
	[CASE_NAME] = { sql_case_add, ":name" },
	[CASE_ORDINAL] = { sql_case_add, ":ordinal" },
	[CASE_TRY] = { sql_case_add, ":try" },
	[CASE_LAST] = { sql_case_add, ":last" },
	[CASE_UNIT] = { sql_case_add, ":unit" },
	[CASE_VERDICT] = { sql_case_add, ":verdict" },
	[CASE_USEC] = { sql_case_add, ":usec" },
};

static void
bind_int(struct cases *c, int param, long long n)
{
	db_bind_int_at(c->db, params[param].stmt, c->param[param], n);
}

static void
bind_text(struct cases *c, int param, const char *s)
{
	db_bind_text_at(c->db, params[param].stmt, c->param[param], s);
}

static void
prepare(struct cases *c)
{
	if (c->param)
		return;
	c->param = xcalloc(PARAM_COUNT, sizeof(*c->param));
	for (int i = 0; i < PARAM_COUNT; i++)
		c->param[i] = db_param(c->db, params[i].stmt, params[i].name);
}

void
cases_release(struct cases *c)
{
	buf_release(&c->suite);
	buf_release(&c->classname);
	free(c->param);
	c->param = NULL;
}

/* Make the class that of the case. */
static void
find_class(struct cases *c, const char *suite, const char *classname)
{
	struct db *db = c->db;

	if (c->class && !strcmp(buf_text(&c->suite), suite) && !strcmp(buf_text(&c->classname), classname))
		return;
	db_bind_text(db, sql_class_find, ":suite", suite);
	db_bind_text(db, sql_class_find, ":classname", classname);
	c->class = find_number(db, sql_class_find);
	if (!c->class) {
		db_bind_text(db, sql_class_add, ":suite", suite);
		db_bind_text(db, sql_class_add, ":classname", classname);
		db_run(db, sql_class_add);
		c->class = db_last_id(db);
	}
	buf_reset(&c->suite);
	buf_adds(&c->suite, suite);
	buf_reset(&c->classname);
	buf_adds(&c->classname, classname);
}

/* The number of a name of the class, or 0 if it is new. */
static long long
look_up_name(struct cases *c, const char *name)
{
	bind_int(c, FIND_CLASS, c->class);
	bind_text(c, FIND_NAME, name);
	return find_number(c->db, sql_name_find);
}

/* Add a name to the class; 0 if it is there. */
static long long
add_name(struct cases *c, const char *name)
{
	bind_int(c, ADD_CLASS, c->class);
	bind_text(c, ADD_NAME, name);
	return db_run(c->db, sql_name_add) ? db_last_id(c->db) : 0;
}

long long
cases_name(struct cases *c, const char *suite, const char *classname, const char *name)
{
	long long number = 0;

	prepare(c);
	find_class(c, suite, classname);
	/* After a new name there most likely comes another new one, and the other way round. */
	for (int tries = 0; tries < 2; tries++, c->names_are_new = !c->names_are_new) {
		number = c->names_are_new ? add_name(c, name) : look_up_name(c, name);
		if (number)
			break;
	}
	return number;
}

bool
cases_add(struct cases *c, const struct case_row *row)
{
	prepare(c);
	bind_int(c, CASE_REPORT, row->report);
	bind_int(c, CASE_NAME, row->name);
	bind_int(c, CASE_ORDINAL, row->ordinal);
	bind_int(c, CASE_TRY, row->try);
	bind_int(c, CASE_LAST, row->last);
	if (row->unit)
		bind_int(c, CASE_UNIT, row->unit);
	bind_text(c, CASE_VERDICT, row->verdict);
	if (row->usec >= 0)
		bind_int(c, CASE_USEC, row->usec);
	return db_run(c->db, sql_case_add) > 0;
}

bool
cases_add_text(struct cases *c, const struct case_row *row, const char *message, const char *text)
{
	struct db *db = c->db;

	db_bind_int(db, sql_case_text_add, ":report", row->report);
	db_bind_int(db, sql_case_text_add, ":name", row->name);
	db_bind_int(db, sql_case_text_add, ":ordinal", row->ordinal);
	db_bind_int(db, sql_case_text_add, ":try", row->try);
	db_bind_text(db, sql_case_text_add, ":message", message);
	db_bind_text(db, sql_case_text_add, ":text", text);
	return db_try(db, sql_case_text_add);
}

static long long
next_ordinal(struct db *db, long long report, long long name)
{
	db_bind_int(db, sql_case_ordinal, ":report", report);
	db_bind_int(db, sql_case_ordinal, ":name", name);
	db_next(db, sql_case_ordinal);
	long long ordinal = db_int(db, sql_case_ordinal, 0) + 1;

	db_reset(db, sql_case_ordinal);
	return ordinal;
}

void
cases_add_tries(struct cases *c, long long report, long long unit, const struct testcase *t)
{
	struct case_row row = { .report = report,
		.name = cases_name(c, t->suite, t->classname, t->name),
		.ordinal = 1,
		.unit = unit };

	for (size_t i = 0; i < t->try_count; i++) {
		const struct case_try *try = &t->tries[i];

		row.try = (long long)i + 1;
		row.last = i + 1 == t->try_count;
		row.verdict = case_verdict_names[try->verdict];
		row.usec = try->usec;
		if (!cases_add(c, &row)) {
			/* Only the first can be there: then so is a case of that name. */
			row.ordinal = next_ordinal(c->db, report, row.name);
			cases_add(c, &row);
		}
		if (case_is_failing(try->verdict) || try->message.len || try->text.len)
			cases_add_text(c, &row, try->message.len ? try->message.s : NULL,
				try->text.len ? try->text.s : NULL);
	}
}
