#include "record/imports.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "record/attempt.h"
#include "record/read_costs.h"
#include "lib/db.h"
#include "lib/git.h"
#include "record/read_junit.h"
#include "record/match.h"
#include "record/read_nix.h"
#include "plan/plan.h"
#include "record/record.h"
#include "record/results.h"
#include "record/runs.h"
#include "record/shared_sql.h"
#include "record/read_tap.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_run_dropped[] = "SELECT dropped IS NOT NULL FROM run WHERE id = :run";
static const char sql_report_add[] =
	"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, "
	"cases, unmatched) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
	"'reading', :mapping, 0, 0)";
static const char sql_report_copy[] = "UPDATE report SET file = min(file, :file), finished = min(finished, :finished) "
				      "WHERE id = :report";
static const char sql_report_state[] = "SELECT state, mapping, cases FROM report WHERE id = :report";
static const char sql_report_grown[] = "UPDATE report SET cases = :cases WHERE id = :report";
static const char sql_report_done[] =
	"UPDATE report SET state = :state, cases = :cases, unmatched = :unmatched, finished = :finished, "
	"line = :line, col = :col, fault = :fault WHERE id = :report";
static const char sql_report_again[] =
	"UPDATE report SET state = 'reading', mapping = :mapping, cases = 0, unmatched = 0, "
	"line = NULL, col = NULL, fault = NULL WHERE id = :report";
static const char sql_report_drop[] = "DELETE FROM report WHERE id = :report";
static const char sql_report_run_drop[] = "DELETE FROM run WHERE id = :run AND source = 'report' "
					  "AND NOT EXISTS(SELECT 1 FROM report WHERE run = :run)";
static const char sql_case_ordinal[] = "SELECT max(ordinal) FROM case_result WHERE report = :report AND name = :name";
static const char sql_nix_log_add[] = "INSERT INTO nix_log(occasion, digest) VALUES(:occasion, :digest) "
				      "ON CONFLICT DO NOTHING";
static const char sql_nix_unit_add[] =
	"INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:occasion, :suite, :unit, :how) "
	"ON CONFLICT DO UPDATE SET how = min(how, excluded.how)";
static const char sql_report_runs[] = "SELECT id FROM run WHERE name = :name "
				      "AND EXISTS(SELECT 1 FROM report WHERE run = run.id)";
/* A case that fails in one report and passes in another. */
static const char sql_disagree_cases[] =
	"SELECT DISTINCT c.suite, c.classname, n.name FROM report t "
	"JOIN case_text m ON m.report = t.id "
	"JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal "
	"AND x.try = m.try AND x.last AND x.verdict IN ('fail', 'error', 'timeout', 'crash') "
	"JOIN report o ON o.run = t.run AND o.attempt = t.attempt AND o.variant = t.variant AND o.id <> t.id "
	"JOIN case_result y ON y.report = o.id AND y.name = x.name AND y.last AND y.verdict = 'pass' "
	"JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class "
	"WHERE t.run = :run ORDER BY 1, 2, 3";
/* A unit that passed by its own verdict, and a case of it failed. */
static const char sql_disagree_units[] =
	"SELECT DISTINCT u.unit FROM report t JOIN report_unit u ON u.report = t.id "
	"JOIN report_sum s ON s.unit = u.id "
	"AND s.last AND s.verdict IN ('fail', 'error', 'timeout', 'crash') "
	"WHERE t.run = :run AND NOT EXISTS(SELECT 1 FROM derived WHERE run = :run AND unit = u.unit) "
	"AND (SELECT verdict FROM result x WHERE x.run = :run AND x.unit = u.unit "
	"ORDER BY x.attempt DESC LIMIT 1) = 'pass' ORDER BY 1";
static const char sql_run_underive_log[] = "DELETE FROM result_log WHERE run = :run "
					   "AND unit IN (SELECT unit FROM derived WHERE run = :run)";
static const char sql_run_underive_result[] = "DELETE FROM result WHERE run = :run "
					      "AND unit IN (SELECT unit FROM derived WHERE run = :run)";
static const char sql_run_underive[] = "DELETE FROM derived WHERE run = :run";
/* An incomplete report gives way to the whole one of the same file. A unit is in the seed that the run was
	 * given if it takes one. */
static const char sql_derive_sums[] =
	"SELECT u.unit, t.attempt, s.try, s.last, s.verdict, t.state = 'incomplete', sum(s.timed), "
	"sum(s.usec), max(t.finished), "
	"CASE m.takes_seed WHEN 'head' THEN min(t.seed) WHEN 'fixed' THEN m.seed END "
	"FROM report t JOIN run r ON r.id = t.run JOIN report_unit u ON u.report = t.id "
	"JOIN report_sum s ON s.unit = u.id "
	"JOIN plan_unit p ON p.plan = r.plan AND p.unit = u.unit "
	"JOIN plan_module m ON m.plan = r.plan AND m.place = p.module "
	"WHERE t.run = :run AND s.verdict <> 'none' AND t.state <> 'reading' "
	"AND NOT (t.state = 'incomplete' AND EXISTS(SELECT 1 FROM report w WHERE w.run = t.run "
	"AND w.attempt = t.attempt AND w.variant = t.variant AND w.file = t.file AND w.state = 'whole')) "
	"AND NOT EXISTS(SELECT 1 FROM result x WHERE x.run = :run AND x.unit = u.unit) "
	"GROUP BY u.unit, t.attempt, s.try, s.last, s.verdict, 6 "
	"ORDER BY u.unit, t.attempt, s.try, s.last";
static const char sql_derive_texts[] =
	"SELECT u.unit, t.attempt, m.try, c.suite, c.classname, n.name, x.verdict, m.message, m.text "
	"FROM report t JOIN case_text m ON m.report = t.id "
	"JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal "
	"AND x.try = m.try AND x.verdict IN ('fail', 'error', 'timeout', 'crash') "
	"JOIN report_unit u ON u.id = x.unit "
	"JOIN derived d ON d.run = :run AND d.unit = u.unit "
	"JOIN case_name n ON n.id = m.name JOIN case_class c ON c.id = n.class "
	"WHERE t.run = :run AND t.state <> 'reading' "
	"ORDER BY u.unit, t.attempt, m.try, c.suite, c.classname, n.name, m.ordinal, t.variant, t.digest";
static const char sql_derived_add[] = "INSERT INTO derived(run, unit) VALUES(:run, :unit)";
static const char sql_derived_result_add[] = "INSERT INTO result(run, unit, attempt, verdict, usec, seed, finished) "
					     "VALUES(:run, :unit, :attempt, :verdict, :usec, :seed, :finished)";

/* Other processes wait while we write: about a tenth of a second, then they may have their turn. */
enum { ROWS_AT_ONCE = 10000, LOOK_SIZE = 64 * 1024, TAIL_MAX = 4096 };

const char *const import_format_names[] = { NULL, "folder", "junit", "tap", "nix", "ctest-costs", "test-durations",
	NULL };

/* What the cases of a unit in a report come to, by try and verdict. */
struct sum {
	struct sum *next;
	long long try;
	bool last;
	int verdict;
	long long cases, timed, usec;
};

/* A unit in the report that is being read. */
struct reported {
	long long id; /* in report_unit, or 0 */
	struct sum *sums;
};

struct imports {
	struct record *record;
	struct diag *diag;
	const struct plan *plan;
	const struct match *match;
	const char *fingerprint;
	const struct results_given *given;
	char mapping[GIT_HEX + 1];
	struct imports_count count;
	struct arena arena; /* as long as im */
	struct touched {
		long long id;
		const char *name;
	} * runs;
	size_t run_count;
};

/* One report on its way. */
struct report {
	struct imports *im;
	const char *path;
	enum import_format format;
	long long run, id;
	struct arena arena;
	struct reported *units; /* by place in the plan */
	size_t next;            /* cases read so far */
	size_t have;            /* cases that the record has */
	size_t rows;            /* since the last commit */
	size_t unmatched, flaky;
	size_t verdicts[CASE_VERDICT_COUNT];
	long long class;
	bool names_are_new; /* the last one was */
	struct buf class_suite, class_name, whole;
	bool failed; /* the mistake was reported */
	int param[16];
};

/* --- names ------------------------------------------------------------------------------------ */

/* Append a name in quotes to a list that ends in "..." where it is full. */
static void
note_name(char *names, size_t size, const char *name)
{
	size_t used = strlen(names), len = strlen(name);

	if (used >= 3 && !strcmp(names + used - 3, "..."))
		return;
	if (used + len + 9 > size) {
		strcpy(names + used, used ? " ..." : "...");
		return;
	}
	sprintf(names + used, "%s'%s'", used ? " " : "", name);
}

static void
whole_name(struct buf *out, const char *suite, const char *classname, const char *name)
{
	const char *parts[] = { suite, classname, name };

	buf_reset(out);
	for (size_t i = 0; i < countof(parts); i++) {
		if (!*parts[i])
			continue;
		if (out->len)
			buf_addc(out, '/');
		buf_adds(out, parts[i]);
	}
}

/* --- one case --------------------------------------------------------------------------------- */

/* The place of the case's unit; the number of units if it has none. False, with a message, if that cannot be told. */
static bool
find_unit(struct report *r, const struct testcase *c, size_t *ret_unit)
{
	struct imports *im = r->im;
	const struct module *modules[2];
	const char *variant = im->given->variant;
	struct loc at = { r->path, (unsigned)c->line, c->line ? 1 : 0 };

	whole_name(&r->whole, c->suite, c->classname, c->name);
	switch (match_find(im->match, buf_text(&r->whole), c->name, variant, ret_unit, modules)) {
	case MATCH_UNIT:
		return true;
	case MATCH_NONE:
		*ret_unit = im->plan->unit_count;
		return true;
	case MATCH_TWO:
		diag_error(im->diag, at,
			"test case '%s' matches module '%s' and module '%s': make the 'match' of one of them narrower",
			buf_text(&r->whole), modules[0]->name, modules[1]->name);
		return false;
	case MATCH_VARIANT:
		if (variant)
			diag_error(im->diag, at,
				"test case '%s' is of module '%s', which does not run in variant '%s': import what is of that variant alone, or make 'match' narrower",
				buf_text(&r->whole), modules[0]->name, variant);
		else
			diag_error(im->diag, at,
				"test case '%s' is of module '%s', which runs in several variants: say which with --variant, or with {variant} in its 'match'",
				buf_text(&r->whole), modules[0]->name);
		return false;
	}
	return false;
}

static long long
find_report_unit(struct report *r, size_t unit)
{
	struct db *db = r->im->record->db;
	struct reported *u = &r->units[unit];

	if (!u->id) {
		const char *id = r->im->plan->units[unit].id;

		db_bind_int(db, sql_report_unit_find, ":report", r->id);
		db_bind_text(db, sql_report_unit_find, ":unit", id);
		if (db_next(db, sql_report_unit_find)) {
			u->id = db_int(db, sql_report_unit_find, 0);
			db_reset(db, sql_report_unit_find);
		} else {
			db_bind_int(db, sql_report_unit_add, ":report", r->id);
			db_bind_text(db, sql_report_unit_add, ":unit", id);
			db_run(db, sql_report_unit_add);
			u->id = db_last_id(db);
		}
	}
	return u->id;
}

/* The number of a name of the class, or 0 if it is new. */
static long long
look_up_name(struct report *r, const char *s)
{
	struct db *db = r->im->record->db;
	long long name = 0;

	db_bind_int_at(db, sql_name_find, r->param[0], r->class);
	db_bind_text_at(db, sql_name_find, r->param[1], s);
	if (db_next(db, sql_name_find)) {
		name = db_int(db, sql_name_find, 0);
		db_reset(db, sql_name_find);
	}
	return name;
}

/* Add a name to the class; 0 if it is there. */
static long long
add_name(struct report *r, const char *s)
{
	struct db *db = r->im->record->db;

	db_bind_int_at(db, sql_name_add, r->param[2], r->class);
	db_bind_text_at(db, sql_name_add, r->param[3], s);
	return db_run(db, sql_name_add) ? db_last_id(db) : 0;
}

/* The number of the case's name, which is added where it is new. */
static long long
find_name(struct report *r, const struct testcase *c)
{
	struct db *db = r->im->record->db;
	long long name = 0;

	if (!r->class || strcmp(buf_text(&r->class_suite), c->suite) ||
		strcmp(buf_text(&r->class_name), c->classname)) {
		db_bind_text(db, sql_class_find, ":suite", c->suite);
		db_bind_text(db, sql_class_find, ":classname", c->classname);
		if (db_next(db, sql_class_find)) {
			r->class = db_int(db, sql_class_find, 0);
			db_reset(db, sql_class_find);
		} else {
			db_bind_text(db, sql_class_add, ":suite", c->suite);
			db_bind_text(db, sql_class_add, ":classname", c->classname);
			db_run(db, sql_class_add);
			r->class = db_last_id(db);
		}
		buf_reset(&r->class_suite);
		buf_adds(&r->class_suite, c->suite);
		buf_reset(&r->class_name);
		buf_adds(&r->class_name, c->classname);
	}
	/* A report whose last name was new most likely has another new one, and the other way round. */
	for (int tries = 0; tries < 2; tries++, r->names_are_new = !r->names_are_new) {
		name = r->names_are_new ? add_name(r, c->name) : look_up_name(r, c->name);
		if (name)
			break;
	}
	return name;
}

/* Add a try. False if the record has one of that name and ordinal already. */
static bool
add_try(struct report *r, long long name, long long ordinal, size_t place, bool last, long long unit,
	const struct case_try *t)
{
	struct db *db = r->im->record->db;
	const int *param = r->param + 4;

	db_bind_int_at(db, sql_case_add, param[0], r->id);
	db_bind_int_at(db, sql_case_add, param[1], name);
	db_bind_int_at(db, sql_case_add, param[2], ordinal);
	db_bind_int_at(db, sql_case_add, param[3], (long long)place + 1);
	db_bind_int_at(db, sql_case_add, param[4], last);
	if (unit)
		db_bind_int_at(db, sql_case_add, param[5], unit);
	db_bind_text_at(db, sql_case_add, param[6], case_verdict_names[t->verdict]);
	if (t->usec >= 0)
		db_bind_int_at(db, sql_case_add, param[7], t->usec);
	r->rows++;
	return db_run(db, sql_case_add) > 0;
}

static bool
is_failing(int verdict)
{
	return verdict > CASE_SKIPPED && verdict != CASE_NONE;
}

static void
add_text(struct report *r, long long name, long long ordinal, size_t place, const struct case_try *t)
{
	struct db *db = r->im->record->db;

	if (!is_failing(t->verdict) && !t->message.len && !t->text.len)
		return;
	db_bind_int(db, sql_case_text_add, ":report", r->id);
	db_bind_int(db, sql_case_text_add, ":name", name);
	db_bind_int(db, sql_case_text_add, ":ordinal", ordinal);
	db_bind_int(db, sql_case_text_add, ":try", (long long)place + 1);
	if (t->message.len)
		db_bind_text(db, sql_case_text_add, ":message", t->message.s);
	if (t->text.len)
		db_bind_text(db, sql_case_text_add, ":text", t->text.s);
	db_run(db, sql_case_text_add);
	r->rows++;
}

static void
add_case(struct report *r, const struct testcase *c, size_t unit)
{
	struct db *db = r->im->record->db;
	long long name = find_name(r, c), ordinal = 1;
	long long of = unit < r->im->plan->unit_count ? find_report_unit(r, unit) : 0;

	for (size_t i = 0; i < c->try_count; i++) {
		bool last = i + 1 == c->try_count;

		if (!add_try(r, name, ordinal, i, last, of, &c->tries[i])) {
			/* Only the first can be there: then so is a case of that name. */
			db_bind_int(db, sql_case_ordinal, ":report", r->id);
			db_bind_int(db, sql_case_ordinal, ":name", name);
			db_next(db, sql_case_ordinal);
			ordinal = db_int(db, sql_case_ordinal, 0) + 1;
			db_reset(db, sql_case_ordinal);
			add_try(r, name, ordinal, i, last, of, &c->tries[i]);
		}
		add_text(r, name, ordinal, i, &c->tries[i]);
	}
}

static void
sum_up(struct report *r, const struct testcase *c, size_t unit)
{
	for (size_t i = 0; i < c->try_count; i++) {
		const struct case_try *t = &c->tries[i];
		bool last = i + 1 == c->try_count;
		struct sum *s = r->units[unit].sums;

		while (s && (s->try != (long long)i + 1 || s->last != last || s->verdict != t->verdict))
			s = s->next;
		if (!s) {
			s = arena_alloc(&r->arena, sizeof(*s));
			*s = (struct sum){ .next = r->units[unit].sums,
				.try = (long long)i + 1,
				.last = last,
				.verdict = t->verdict };
			r->units[unit].sums = s;
		}
		s->cases++;
		s->timed += t->usec >= 0;
		s->usec += t->usec >= 0 ? t->usec : 0;
	}
}

static bool give_way(struct report *r);

/* The sink of all readers. */
static bool
take_case(void *ctx, const struct testcase *c)
{
	struct report *r = ctx;
	const struct case_try *last = &c->tries[c->try_count - 1];
	size_t unit;

	if (!find_unit(r, c, &unit)) {
		r->failed = true;
		return false;
	}
	if (r->next >= r->have)
		add_case(r, c, unit);
	r->next++;
	r->verdicts[last->verdict]++;
	r->flaky += c->try_count > 1 && last->verdict == CASE_PASS;
	if (unit < r->im->plan->unit_count) {
		sum_up(r, c, unit);
	} else {
		r->unmatched++;
		note_name(r->im->count.unmatched_names, IMPORT_NAMES, buf_text(&r->whole));
	}
	return r->rows < ROWS_AT_ONCE || give_way(r);
}

/* --- the report's row ------------------------------------------------------------------------- */

/* Commit what there is and begin anew. Whoever imports the same file meanwhile does the same, and both find what the
 * other has done. */
static bool
give_way(struct report *r)
{
	struct db *db = r->im->record->db;
	bool ours;

	db_bind_int(db, sql_report_grown, ":report", r->id);
	db_bind_int(db, sql_report_grown, ":cases", (long long)r->next);
	db_run(db, sql_report_grown);
	db_commit(db);
	db_begin(db);
	r->rows = 0;
	db_bind_int(db, sql_report_state, ":report", r->id);
	ours = db_next(db, sql_report_state) && !strcmp(db_text(db, sql_report_state, 1), r->im->mapping) &&
		db_int(db, sql_report_state, 2) >= (long long)r->next;
	if (ours)
		r->have = (size_t)db_int(db, sql_report_state, 2);
	db_reset(db, sql_report_state);
	if (!ours) {
		diag_error(r->im->diag, (struct loc){ r->path, 0, 0 },
			"another process imports this file by another manifest: import it again when that has ended");
		r->failed = true;
		r->id = 0;
	}
	return ours;
}

static void
drop_rows(struct db *db, long long report)
{
	static const char *const stmts[] = { sql_report_drop_texts, sql_report_drop_cases, sql_report_drop_sums,
		sql_report_drop_units };

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(db, stmts[i], ":report", report);
		db_run(db, stmts[i]);
	}
}

/* The number of the run that the caller tells of; it is added where it is new. 0, with a message, if it cannot be. */
static long long
find_run(struct imports *im, const char *path)
{
	const struct results_given *g = im->given;
	struct db *db = im->record->db;
	struct loc at = { path, 0, 0 };
	long long plan = record_plan(im->record, im->fingerprint, NULL), run;

	if (!g->run) {
		diag_error(im->diag, at, "a report does not say which run it is of: give --run");
		return 0;
	}
	if (g->platform) {
		db_bind_int(db, sql_platform_find, ":plan", plan);
		db_bind_text(db, sql_platform_find, ":platform", g->platform);
		if (!db_next(db, sql_platform_find)) {
			diag_error(im->diag, at, "plan %s has no platform '%s'", im->fingerprint, g->platform);
			return 0;
		}
		db_reset(db, sql_platform_find);
	}
	db_bind_text(db, sql_run_find, ":name", g->run);
	db_bind_int(db, sql_run_find, ":plan", plan);
	db_bind_text(db, sql_run_find, ":platform", g->platform);
	db_bind_text(db, sql_run_find, ":lane", g->lane);
	db_bind_text(db, sql_run_find, ":commit", g->commit);
	if (db_next(db, sql_run_find)) {
		const char *commit = db_text(db, sql_run_find, 1);

		run = db_int(db, sql_run_find, 0);
		if (!commit != !g->commit || (commit && strcmp(commit, g->commit))) {
			diag_error(im->diag, at,
				"run '%s' is of commit %s in the record, and not of %s: give it another --run or --attempt",
				g->run, commit ? commit : "(none)", g->commit ? g->commit : "(none)");
			run = 0;
		}
		db_reset(db, sql_run_find);
		return run;
	}
	db_bind_text(db, sql_run_add, ":name", g->run);
	db_bind_int(db, sql_run_add, ":plan", plan);
	db_bind_text(db, sql_run_add, ":platform", g->platform);
	db_bind_text(db, sql_run_add, ":lane", g->lane);
	db_bind_text(db, sql_run_add, ":commit", g->commit);
	db_bind_text(db, sql_run_add, ":source", "report");
	db_run(db, sql_run_add);
	return db_last_id(db);
}

enum found { FOUND_NEW, FOUND_KNOWN, FOUND_ERROR };

/* Find the report's row, or add it. What an import by another manifest has left is dropped. */
static enum found
find_report(struct report *r, const char *digest, const char *file, long long finished)
{
	struct imports *im = r->im;
	const struct results_given *g = im->given;
	struct db *db = im->record->db;
	long long attempt = g->attempt ? g->attempt : 1;
	const char *variant = g->variant ? g->variant : "";
	bool reading, same;

	db_bind_int(db, sql_report_find, ":run", r->run);
	db_bind_int(db, sql_report_find, ":attempt", attempt);
	db_bind_text(db, sql_report_find, ":variant", variant);
	db_bind_text(db, sql_report_find, ":digest", digest);
	if (!db_next(db, sql_report_find)) {
		db_bind_int(db, sql_report_add, ":run", r->run);
		db_bind_int(db, sql_report_add, ":attempt", attempt);
		db_bind_text(db, sql_report_add, ":variant", variant);
		db_bind_text(db, sql_report_add, ":digest", digest);
		db_bind_text(db, sql_report_add, ":format", import_format_names[r->format]);
		db_bind_text(db, sql_report_add, ":file", file);
		if (g->seed >= 0)
			db_bind_int(db, sql_report_add, ":seed", g->seed);
		db_bind_int(db, sql_report_add, ":finished", finished);
		db_bind_text(db, sql_report_add, ":mapping", im->mapping);
		db_run(db, sql_report_add);
		r->id = db_last_id(db);
		return FOUND_NEW;
	}
	long long seed = db_is_null(db, sql_report_find, 4) ? -1 : db_int(db, sql_report_find, 4);

	r->id = db_int(db, sql_report_find, 0);
	reading = !strcmp(db_text(db, sql_report_find, 1), "reading");
	same = !strcmp(db_text(db, sql_report_find, 2), im->mapping);
	r->have = same ? (size_t)db_int(db, sql_report_find, 3) : 0;
	db_reset(db, sql_report_find);
	if (seed != g->seed) {
		char has[24] = "(none)", gives[24] = "(none)";

		if (seed >= 0)
			snprintf(has, sizeof(has), "%lld", seed);
		if (g->seed >= 0)
			snprintf(gives, sizeof(gives), "%lld", g->seed);
		diag_error(im->diag, (struct loc){ r->path, 0, 0 },
			"the record has this report with seed %s, and not %s: give it another --run or --attempt", has,
			gives);
		return FOUND_ERROR;
	}
	db_bind_int(db, sql_report_copy, ":report", r->id);
	db_bind_text(db, sql_report_copy, ":file", file);
	db_bind_int(db, sql_report_copy, ":finished", finished);
	db_run(db, sql_report_copy);
	if (!same) {
		drop_rows(db, r->id);
		db_bind_int(db, sql_report_again, ":report", r->id);
		db_bind_text(db, sql_report_again, ":mapping", im->mapping);
		db_run(db, sql_report_again);
	}
	return same && !reading ? FOUND_KNOWN : FOUND_NEW;
}

/* All cases are there: what they come to. */
static void
finish_report(struct report *r, const struct case_end *end, long long finished)
{
	struct db *db = r->im->record->db;
	const struct plan *p = r->im->plan;
	bool faulty = *end->fault != '\0';

	db_bind_int(db, sql_report_state, ":report", r->id);
	bool reading = db_next(db, sql_report_state) && !strcmp(db_text(db, sql_report_state, 0), "reading");

	db_reset(db, sql_report_state);
	if (!reading)
		return; /* another process was faster */
	for (size_t i = 0; i < p->unit_count; i++)
		for (const struct sum *s = r->units[i].sums; s; s = s->next) {
			db_bind_int(db, sql_report_sum_add, ":unit", find_report_unit(r, i));
			db_bind_int(db, sql_report_sum_add, ":try", s->try);
			db_bind_int(db, sql_report_sum_add, ":last", s->last);
			db_bind_text(db, sql_report_sum_add, ":verdict", case_verdict_names[s->verdict]);
			db_bind_int(db, sql_report_sum_add, ":cases", s->cases);
			db_bind_int(db, sql_report_sum_add, ":timed", s->timed);
			db_bind_int(db, sql_report_sum_add, ":usec", s->usec);
			db_run(db, sql_report_sum_add);
		}
	db_bind_int(db, sql_report_done, ":report", r->id);
	db_bind_text(db, sql_report_done, ":state", faulty ? "incomplete" : "whole");
	db_bind_int(db, sql_report_done, ":cases", (long long)r->next);
	db_bind_int(db, sql_report_done, ":unmatched", (long long)r->unmatched);
	db_bind_int(db, sql_report_done, ":finished", finished);
	if (faulty) {
		if (end->at.line) {
			db_bind_int(db, sql_report_done, ":line", end->at.line);
			db_bind_int(db, sql_report_done, ":col", end->at.col);
		}
		db_bind_text(db, sql_report_done, ":fault", end->fault);
	}
	db_run(db, sql_report_done);
}

/* A mistake stops the import: what earlier transactions have put there goes as well. */
static void
undo_report(struct report *r)
{
	struct db *db = r->im->record->db;

	db_rollback(db);
	if (!r->id)
		return;
	db_begin(db);
	drop_rows(db, r->id);
	db_bind_int(db, sql_report_drop, ":report", r->id);
	db_run(db, sql_report_drop);
	db_bind_int(db, sql_report_run_drop, ":run", r->run);
	db_run(db, sql_report_run_drop);
	db_commit(db);
}

/* --- a file ----------------------------------------------------------------------------------- */

/* Remember a run whose results may be other ones now. */
static void
note_run(struct imports *im, long long run, const char *name)
{
	for (size_t i = im->run_count; i > 0; i--)
		if (im->runs[i - 1].id == run)
			return;
	im->runs = arena_grow(&im->arena, im->runs, im->run_count, sizeof(*im->runs));
	im->runs[im->run_count++] = (struct touched){ run, arena_strdup(&im->arena, name) };
}

static void
prepare(struct report *r)
{
	static const struct {
		const char *stmt;
		const char *name;
	} params[] = { { sql_name_find, ":class" }, { sql_name_find, ":name" }, { sql_name_add, ":class" },
		{ sql_name_add, ":name" }, { sql_case_add, ":report" }, { sql_case_add, ":name" },
		{ sql_case_add, ":ordinal" }, { sql_case_add, ":try" }, { sql_case_add, ":last" },
		{ sql_case_add, ":unit" }, { sql_case_add, ":verdict" }, { sql_case_add, ":usec" } };

	for (size_t i = 0; i < countof(params); i++)
		r->param[i] = db_param(r->im->record->db, params[i].stmt, params[i].name);
	r->units = arena_alloc(&r->arena, (r->im->plan->unit_count + 1) * sizeof(*r->units));
}

static void
read_cases(struct report *r, FILE *in, const char *suite, struct case_end *ret_end)
{
	struct case_sink sink = { take_case, r };

	switch (r->format) {
	case IMPORT_JUNIT:
		junit_read(in, r->path, 0, &sink, ret_end);
		break;
	case IMPORT_TAP:
		tapread_report(in, r->path, suite, &sink, ret_end);
		break;
	case IMPORT_CTEST_COSTS:
		costs_read_ctest(in, r->path, &sink, ret_end);
		break;
	case IMPORT_DURATIONS:
		costs_read_durations(in, r->path, &sink, ret_end);
		break;
	case IMPORT_ANY:
	case IMPORT_FOLDER:
	case IMPORT_NIX:
	case IMPORT_FORMAT_COUNT:
		break;
	}
}

/* When the report was finished: by what it says itself, or by the file's time. */
static long long
finished_at(struct report *r, const struct case_end *end, long long modified)
{
	if (end->finished >= 0 && results_is_future(end->finished))
		diag_warn(r->im->diag, (struct loc){ r->path, 0, 0 },
			"the times in this report are in the future, so the file's own time counts");
	else if (end->finished >= 0)
		return end->finished;
	return modified;
}

/* Take into account what a known report holds, without reading it again. */
static void
count_known(struct report *r)
{
	struct imports_count *c = &r->im->count;

	c->known_files++;
	c->known += r->have;
}

static void
count_report(struct report *r, const struct case_end *end)
{
	struct imports_count *c = &r->im->count;

	c->files++;
	c->cases += r->next;
	c->flaky += r->flaky;
	c->unmatched += r->unmatched;
	for (int v = 0; v < CASE_VERDICT_COUNT; v++)
		c->verdicts[v] += r->verdicts[v];
	if (*end->fault) {
		c->incomplete++;
		diag_error(r->im->diag, end->at,
			"%s; the %zu test case%s before are kept, and the report is marked incomplete", end->fault,
			r->next, r->next == 1 ? "" : "s");
	}
}

/* The file's name without its folders and without '.tap'. */
static const char *
suite_of(struct imports *im, const char *file)
{
	size_t len = strlen(file);

	if (!strcmp(file, "-"))
		return "";
	return len > 4 && !strcmp(file + len - 4, ".tap") ? arena_strndup(&im->arena, file, len - 4) : file;
}

static void
import_report(struct imports *im, const char *path, const char *file, FILE *in, enum import_format format,
	const char *digest, long long modified)
{
	struct report r = { .im = im, .path = path, .format = format };
	const char *suite = format == IMPORT_TAP ? suite_of(im, file) : "";
	struct case_end end = { .finished = -1 };
	struct db *db = im->record->db;
	enum found found = FOUND_ERROR;

	if (format == IMPORT_TAP)
		digest = arena_printf(&im->arena, "%s/%s", digest, suite);
	prepare(&r);
	db_begin(db);
	r.run = find_run(im, path);
	if (r.run)
		found = find_report(&r, digest, file, modified);
	if (found == FOUND_NEW) {
		read_cases(&r, in, suite, &end);
		if (!r.failed)
			finish_report(&r, &end, finished_at(&r, &end, modified));
	}
	if (r.failed) {
		undo_report(&r);
	} else if (found == FOUND_ERROR) {
		db_rollback(db);
	} else {
		db_commit(db);
		note_run(im, r.run, im->given->run);
		if (found == FOUND_KNOWN)
			count_known(&r);
		else
			count_report(&r, &end);
	}
	arena_release(&r.arena);
	buf_release(&r.class_suite);
	buf_release(&r.class_name);
	buf_release(&r.whole);
}

/* --- Nix -------------------------------------------------------------------------------------- */

struct nix {
	struct imports *im;
	const struct nix_system *system; /* whose shards count, or NULL */
	bool *built, *substituted;       /* by place in the plan */
};

static void
did_unit(struct nix *n, const struct unit *u, enum nix_action action)
{
	size_t place = (size_t)(u - n->im->plan->units);

	(action == NIX_BUILD ? n->built : n->substituted)[place] = true;
}

/* Of a derivation SUITE-run-NAME: NAME is a unit's, or a shard's of the system. */
static void
did(void *ctx, enum nix_action action, const char *name)
{
	struct nix *n = ctx;
	const struct plan *p = n->im->plan;
	size_t len = strlen(p->suite->name);
	const char *run;

	if (strncmp(name, p->suite->name, len) || strncmp(name + len, "-run-", 5))
		return;
	run = name + len + 5;
	for (size_t i = 0; i < p->unit_count; i++)
		if (!strcmp(p->units[i].id, run)) {
			did_unit(n, &p->units[i], action);
			return;
		}
	for (size_t i = 0; n->system && i < n->system->shard_count; i++) {
		const struct nix_shard *s = &n->system->shards[i];

		if (strcmp(s->name, run))
			continue;
		for (size_t k = 0; k < s->unit_count; k++)
			did_unit(n, s->units[k], action);
		return;
	}
	n->im->count.strange++;
}

static const struct nix_system *
find_system(const struct plan *p, const struct platform *platform)
{
	for (size_t i = 0; i < p->system_count; i++)
		if (!strcmp(p->systems[i].name, platform->system))
			return &p->systems[i];
	return NULL;
}

/* The platform of the log: as given, or the only one. NULL, with a message, if it cannot be told. */
static const struct platform *
find_platform(struct imports *im, const char *path)
{
	const struct suite *s = im->plan->suite;

	for (size_t i = 0; i < s->platform_count; i++)
		if (im->given->platform ? !strcmp(s->platforms[i].name, im->given->platform) : s->platform_count == 1)
			return &s->platforms[i];
	if (im->given->platform)
		diag_error(im->diag, (struct loc){ path, 0, 0 }, "plan %s has no platform '%s'", im->fingerprint,
			im->given->platform);
	else
		diag_error(im->diag, (struct loc){ path, 0, 0 },
			"a log of Nix does not say which platform it is of, and the suite has several: give --platform");
	return NULL;
}

static void
add_nix_unit(struct imports *im, long long occasion, const struct unit *u, const char *how)
{
	struct db *db = im->record->db;

	db_bind_int(db, sql_nix_unit_add, ":occasion", occasion);
	db_bind_text(db, sql_nix_unit_add, ":suite", im->plan->suite->name);
	db_bind_text(db, sql_nix_unit_add, ":unit", u->id);
	db_bind_text(db, sql_nix_unit_add, ":how", how);
	db_run(db, sql_nix_unit_add);
}

static void
import_nix(struct imports *im, const char *path, FILE *in, const char *digest)
{
	const struct results_given *g = im->given;
	const struct plan *p = im->plan;
	struct db *db = im->record->db;
	struct loc at = { path, 0, 0 };
	const struct platform *platform = find_platform(im, path);
	struct nix n = { .im = im };
	struct case_end end;

	if (!g->lane || !g->commit || !g->run) {
		diag_error(im->diag, at,
			"a log of Nix does not say what it was made for: give --lane, --commit and --run");
		return;
	}
	if (!platform)
		return;
	n.system = find_system(p, platform);
	n.built = arena_alloc(&im->arena, p->unit_count + 1);
	n.substituted = arena_alloc(&im->arena, p->unit_count + 1);
	nixlog_read(in, path, did, &n, &end);
	db_begin(db);
	long long occasion = runs_occasion(db, im->diag, at, g, platform->name);

	if (!occasion) {
		db_rollback(db);
		return;
	}
	db_bind_int(db, sql_nix_log_add, ":occasion", occasion);
	db_bind_text(db, sql_nix_log_add, ":digest", digest);
	db_run(db, sql_nix_log_add);
	for (size_t i = 0; i < p->unit_count; i++) {
		/* What was to be substituted and had to be built ran. */
		if (n.built[i])
			add_nix_unit(im, occasion, &p->units[i], "ran");
		else if (n.substituted[i])
			add_nix_unit(im, occasion, &p->units[i], "substituted");
		im->count.ran += n.built[i];
		im->count.substituted += !n.built[i] && n.substituted[i];
	}
	db_commit(db);
	im->count.logs++;
	if (*end.fault)
		diag_warn(im->diag, end.at, "%s; the other lines count", end.fault);
}

/* --- what a file is --------------------------------------------------------------------------- */

static bool
is_cost_line(const char *s)
{
	char line[4096];
	size_t len = strcspn(s, "\r\n");
	char *cost, *runs;

	if (len >= sizeof(line))
		return false;
	memcpy(line, s, len);
	line[len] = '\0';
	if (!strcmp(line, "---"))
		return true;
	cost = strrchr(line, ' ');
	if (!cost || case_usec(cost + 1) < 0)
		return false;
	*cost = '\0';
	runs = strrchr(line, ' ');
	return runs && runs > line && runs[1] && strspn(runs + 1, "0123456789") == strlen(runs + 1);
}

static bool
is_tap_line(const char *s)
{
	return !strncmp(s, "TAP version ", 12) || !strncmp(s, "ok ", 3) || !strncmp(s, "not ok ", 7) ||
		!strncmp(s, "Bail out!", 9) || (!strncmp(s, "1..", 3) && s[3] >= '0' && s[3] <= '9');
}

/* By how it begins. IMPORT_ANY if it looks like nothing we know. */
static enum import_format
look_at(const char *text, size_t len)
{
	const char *s = text, *end = text + len;

	if (len >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		s += 3;
	if (len >= 2 &&
		(!memcmp(s, "\xff\xfe", 2) || !memcmp(s, "\xfe\xff", 2) || !memcmp(s, "<\0", 2) ||
			!memcmp(s, "\0<", 2)))
		return IMPORT_JUNIT; /* in UTF-16 */
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r'))
		s++;
	if (s == end)
		return IMPORT_ANY;
	if (*s == '<')
		return IMPORT_JUNIT;
	if (*s == '{')
		return IMPORT_DURATIONS;
	for (const char *line = s; line < end;) {
		if (nixlog_is_line(line))
			return IMPORT_NIX;
		if (is_tap_line(line))
			return IMPORT_TAP;
		line = memchr(line, '\n', (size_t)(end - line));
		if (!line++)
			break;
	}
	return is_cost_line(s) ? IMPORT_CTEST_COSTS : IMPORT_ANY;
}

/* --- paths ------------------------------------------------------------------------------------ */

/* Copy what cannot be read twice into a temporary file, which the caller removes. */
static const char *
spool(struct imports *im, const char *path, FILE *in)
{
	const char *folder = getenv("TMPDIR");
	char *name = arena_printf(&im->arena, "%s/nightshift-import-XXXXXX", folder && *folder ? folder : "/tmp");
	char piece[16 * 1024];
	int fd = mkstemp(name);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");
	size_t n;

	if (!out)
		die("cannot make a temporary file '%s':", name);
	while ((n = fread(piece, 1, sizeof(piece), in)))
		if (fwrite(piece, 1, n, out) != n)
			break;
	bool bad_in = ferror(in) != 0;

	if (bad_in || ferror(out) || fclose(out)) {
		int err = errno;

		remove(name);
		die("cannot copy '%s' into a temporary file: %s", path, strerror(err));
	}
	return name;
}

/* A file whose bytes can be read twice. `path` is as it was said, `name` where the bytes are. */
static void
import_file(struct imports *im, const char *path, const char *name, enum import_format format, long long time)
{
	FILE *in = fopen(name, "rb");
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	struct loc at = { path, 0, 0 };
	char digest[GIT_HEX + 1];
	long long now = clock_wall();

	if (!in || !git_hash_file(name, digest)) {
		diag_error(im->diag, at, "cannot be read: %s", strerror(errno));
		if (in)
			fclose(in);
		return;
	}
	if (format == IMPORT_ANY) {
		char *look = arena_alloc(&im->arena, LOOK_SIZE + 1);
		size_t len = fread(look, 1, LOOK_SIZE, in);

		format = look_at(look, len);
		rewind(in);
		if (!len)
			diag_error(im->diag, at, "the file is empty");
		else if (format == IMPORT_ANY)
			diag_error(im->diag, at,
				"is neither JUnit XML, TAP, a log of Nix (internal-json), CTestCostData.txt nor .test_durations; if it is one, say which with --format");
	}
	if (time > now)
		time = now;
	if (format == IMPORT_NIX)
		import_nix(im, path, in, digest);
	else if (format != IMPORT_ANY)
		import_report(im, path, file, in, format, digest, time);
	fclose(in);
}

static bool
has_suffix(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len > n && !strcmp(s + len - n, suffix);
}

static bool
is_file(struct imports *im, const char *folder, const char *name)
{
	struct stat st;

	return !stat(arena_printf(&im->arena, "%s/%s", folder, name), &st) && S_ISREG(st.st_mode);
}

/* Import the *.xml and *.tap files of a folder, in the order of their names. False if there are none, or unit folders
 * beside them: then it is a folder of those. */
static bool
import_files(struct imports *im, const char *folder, struct results_count *folders)
{
	static const char *const unit_files[] = { "verdict", "start", "log" };
	const char **names = NULL;
	size_t count = 0;
	bool units = false;
	DIR *stream = opendir(folder);
	struct dirent *entry;

	if (!stream)
		return false;
	while (!units && (entry = readdir(stream))) {
		const char *name = entry->d_name;

		if (*name == '.')
			continue;
		if ((has_suffix(name, ".xml") || has_suffix(name, ".tap")) && is_file(im, folder, name)) {
			names = arena_grow(&im->arena, names, count, sizeof(*names));
			names[count++] = arena_printf(&im->arena, "%s/%s", folder, name);
			continue;
		}
		for (size_t i = 0; i < countof(unit_files); i++)
			units |= is_file(im, folder, arena_printf(&im->arena, "%s/%s", name, unit_files[i]));
	}
	closedir(stream);
	if (units || !count)
		return false;
	if (count > 1)
		qsort(names, count, sizeof(*names), text_order);
	for (size_t i = 0; i < count; i++)
		imports_add(im, names[i], IMPORT_ANY, folders);
	return true;
}

/* Unit folders; the run may have reports that say something else. */
static void
import_units(struct imports *im, const char *path, struct results_count *folders)
{
	struct db *db = im->record->db;

	if (!results_import(im->record, im->diag, path, im->given, folders))
		return;
	db_bind_text(db, sql_report_runs, ":name", folders->run);
	while (db_next(db, sql_report_runs))
		note_run(im, db_int(db, sql_report_runs, 0), folders->run);
}

void
imports_add(struct imports *im, const char *path, enum import_format format, struct results_count *folders)
{
	struct stat st;
	bool standard = !strcmp(path, "-");

	if (!standard && (stat(path, &st) || S_ISDIR(st.st_mode) || format == IMPORT_FOLDER)) {
		if (format != IMPORT_ANY && format != IMPORT_FOLDER)
			diag_error(im->diag, (struct loc){ path, 0, 0 },
				"is no file, as --format says it is: leave that out");
		else if (!import_files(im, path, folders))
			import_units(im, path, folders);
		return;
	}
	if (!standard && S_ISREG(st.st_mode)) {
		import_file(im, path, path, format, file_modified(&st));
		return;
	}
	FILE *in = standard ? stdin : fopen(path, "rb");

	if (!in) {
		diag_error(im->diag, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
		return;
	}
	const char *copy = spool(im, path, in);

	if (!standard)
		fclose(in);
	import_file(im, path, copy, format, clock_wall());
	remove(copy);
}

/* --- what follows for the units --------------------------------------------------------------- */

/* What the cases of a unit came to in a try of an attempt. */
struct tried {
	const char *unit;
	long long attempt, try;
	long long number; /* of the unit's attempts */
	int worst;        /* enum case_verdict of those that fail, or CASE_PASS */
	bool passed, incomplete;
	long long timed, usec, finished, seed;
	struct buf tail;
};

static int
find_verdict(const char *name)
{
	int v = 0;

	while (strcmp(case_verdict_names[v], name))
		v++;
	return v;
}

/* Append what the row of sql_derive_sums says. Of a case that is not tried again, the last try stands for those that
 * follow: `carried` has what these were, up to the row's try. */
static void
add_sum(struct tried *t, int verdict, bool incomplete)
{
	if (is_failing(verdict) && verdict > t->worst)
		t->worst = verdict;
	t->passed |= verdict == CASE_PASS;
	t->incomplete |= incomplete;
}

static struct tried *
read_sums(struct arena *a, struct db *db, long long run, size_t *ret_count)
{
	struct tried *v = NULL, carried = { 0 };
	size_t n = 0;

	db_bind_int(db, sql_derive_sums, ":run", run);
	while (db_next(db, sql_derive_sums)) {
		const char *unit = db_text(db, sql_derive_sums, 0);
		long long attempt = db_int(db, sql_derive_sums, 1), try = db_int(db, sql_derive_sums, 2);
		struct tried *before = n ? &v[n - 1] : NULL;
		bool same_unit = before && !strcmp(before->unit, unit),
		     same_attempt = same_unit && before->attempt == attempt;
		int verdict = find_verdict(db_text(db, sql_derive_sums, 4));
		bool last = db_int(db, sql_derive_sums, 3), broken = db_int(db, sql_derive_sums, 5);

		if (!same_attempt || before->try != try) {
			struct tried t = { .attempt = attempt, .try = try, .seed = -1 };

			/* Attempt 2 of a run is the unit's second, unless tries have come between. */
			t.number = attempt;
			if (same_unit && before->number >= attempt)
				t.number = before->number + 1;
			if (same_attempt) {
				t.worst = carried.worst;
				t.passed = carried.passed;
				t.incomplete = carried.incomplete;
			} else {
				carried = (struct tried){ 0 };
			}
			t.unit = same_unit ? before->unit : arena_strdup(a, unit);
			v = arena_grow(a, v, n, sizeof(*v));
			v[n++] = t;
		}
		struct tried *t = &v[n - 1];
		long long finished = db_int(db, sql_derive_sums, 8);

		add_sum(t, verdict, broken);
		if (last)
			add_sum(&carried, verdict, broken);
		carried.incomplete |= broken;
		t->timed += db_int(db, sql_derive_sums, 6);
		t->usec += db_int(db, sql_derive_sums, 7);
		if (finished > t->finished)
			t->finished = finished;
		if (!db_is_null(db, sql_derive_sums, 9)) {
			long long seed = db_int(db, sql_derive_sums, 9);

			if (t->seed < 0 || seed < t->seed)
				t->seed = seed;
		}
	}
	*ret_count = n;
	return v;
}

static const char *
verdict_of(const struct tried *t)
{
	int verdict = t->worst == CASE_TIMEOUT ? VERDICT_TIMEOUT
		: t->worst == CASE_CRASH       ? VERDICT_CRASH
		: t->worst > CASE_SKIPPED      ? VERDICT_FAIL
		: t->incomplete                ? VERDICT_CANCELLED
		: t->passed                    ? VERDICT_PASS
					       : VERDICT_SKIPPED;

	return verdict_names[verdict];
}

static void
add_results(struct db *db, long long run, const struct tried *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!i || strcmp(v[i].unit, v[i - 1].unit)) {
			db_bind_int(db, sql_derived_add, ":run", run);
			db_bind_text(db, sql_derived_add, ":unit", v[i].unit);
			db_run(db, sql_derived_add);
		}
		db_bind_int(db, sql_derived_result_add, ":run", run);
		db_bind_text(db, sql_derived_result_add, ":unit", v[i].unit);
		db_bind_int(db, sql_derived_result_add, ":attempt", v[i].number);
		db_bind_text(db, sql_derived_result_add, ":verdict", verdict_of(&v[i]));
		if (v[i].timed)
			db_bind_int(db, sql_derived_result_add, ":usec", v[i].usec);
		if (v[i].seed >= 0)
			db_bind_int(db, sql_derived_result_add, ":seed", v[i].seed);
		db_bind_int(db, sql_derived_result_add, ":finished", v[i].finished);
		db_run(db, sql_derived_result_add);
	}
}

/* In the place of a log: what the failing cases say, the first of them by name. */
static void
add_tails(struct db *db, long long run, struct tried *v, size_t n)
{
	struct buf name = { 0 };
	size_t i = 0;

	db_bind_int(db, sql_derive_texts, ":run", run);
	while (db_next(db, sql_derive_texts)) {
		const char *unit = db_text(db, sql_derive_texts, 0), *message = db_text(db, sql_derive_texts, 7),
			   *text = db_text(db, sql_derive_texts, 8);
		long long attempt = db_int(db, sql_derive_texts, 1), try = db_int(db, sql_derive_texts, 2);
		int order;

		/* both are in the order of unit, attempt and try */
		while (i < n &&
			((order = strcmp(v[i].unit, unit)) < 0 ||
				(!order && (v[i].attempt < attempt || (v[i].attempt == attempt && v[i].try < try)))))
			i++;
		if (i == n || strcmp(v[i].unit, unit) || v[i].attempt != attempt || v[i].try != try)
			continue;
		struct buf *tail = &v[i].tail;

		whole_name(&name, db_text(db, sql_derive_texts, 3), db_text(db, sql_derive_texts, 4),
			db_text(db, sql_derive_texts, 5));
		if (tail->len + name.len + 100 > TAIL_MAX)
			continue;
		buf_printf(tail, "%s: %s%s%s\n", buf_text(&name), db_text(db, sql_derive_texts, 6), message ? ": " : "",
			message ? message : "");
		if (text) {
			case_add_text(tail, text, strlen(text), TAIL_MAX - 1);
			if (tail->s[tail->len - 1] != '\n')
				buf_addc(tail, '\n');
		}
	}
	buf_release(&name);
	for (i = 0; i < n; i++) {
		if (v[i].tail.len) {
			db_bind_int(db, sql_log_add, ":run", run);
			db_bind_text(db, sql_log_add, ":unit", v[i].unit);
			db_bind_int(db, sql_log_add, ":attempt", v[i].number);
			db_bind_text(db, sql_log_add, ":tail", v[i].tail.s);
			db_run(db, sql_log_add);
		}
		buf_release(&v[i].tail);
	}
}

void
imports_derive(struct record *r, long long run)
{
	static const char *const stmts[] = { sql_run_underive_log, sql_run_underive_result, sql_run_underive };
	struct arena a = { 0 };
	size_t n;

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(r->db, stmts[i], ":run", run);
		db_run(r->db, stmts[i]);
	}
	struct tried *v = read_sums(&a, r->db, run, &n);

	add_results(r->db, run, v, n);
	add_tails(r->db, run, v, n);
	arena_release(&a);
}

/* --- beginning and end ------------------------------------------------------------------------ */

struct imports *
imports_begin(struct record *r, struct diag *d, const struct plan *p, const struct match *m, const char *fingerprint,
	const struct results_given *given)
{
	struct imports *im = xcalloc(1, sizeof(*im));
	struct buf text = { 0 };

	*im = (struct imports){ .record = r,
		.diag = d,
		.plan = p,
		.match = m,
		.fingerprint = fingerprint,
		.given = given };
	match_text(m, &text);
	git_hash(buf_text(&text), text.len, im->mapping);
	buf_release(&text);
	return im;
}

/* Say which results of a run contradict each other; the record has both. */
static void
say_disagreements(struct imports *im, const struct touched *run)
{
	struct db *db = im->record->db;
	struct buf name = { 0 };
	char names[IMPORT_NAMES] = "";
	size_t n = 0;

	db_bind_int(db, sql_disagree_cases, ":run", run->id);
	for (; db_next(db, sql_disagree_cases); n++) {
		whole_name(&name, db_text(db, sql_disagree_cases, 0), db_text(db, sql_disagree_cases, 1),
			db_text(db, sql_disagree_cases, 2));
		note_name(names, sizeof(names), buf_text(&name));
	}
	buf_release(&name);
	if (n)
		diag_warn(im->diag, (struct loc){ 0 },
			"run '%s' has %zu test case%s that passed in one report and failed in another; both are kept, and the failure counts: %s",
			run->name, n, n == 1 ? "" : "s", names);
	*names = '\0';
	n = 0;
	db_bind_int(db, sql_disagree_units, ":run", run->id);
	for (; db_next(db, sql_disagree_units); n++)
		note_name(names, sizeof(names), db_text(db, sql_disagree_units, 0));
	if (n)
		diag_warn(im->diag, (struct loc){ 0 },
			"run '%s' has %zu unit%s that passed, though a report has test cases that failed; both are kept, and the unit's own verdict counts: %s",
			run->name, n, n == 1 ? "" : "s", names);
}

/* What was added to a run that was pruned goes as the rest did. */
static void
sweep(struct db *db, long long run)
{
	db_bind_int(db, sql_run_dropped, ":run", run);
	bool dropped = db_next(db, sql_run_dropped) && db_int(db, sql_run_dropped, 0);

	db_reset(db, sql_run_dropped);
	if (dropped)
		attempt_sweep(db);
}

void
imports_end(struct imports *im, struct imports_count *ret_count)
{
	for (size_t i = 0; i < im->run_count; i++) {
		db_begin(im->record->db);
		imports_derive(im->record, im->runs[i].id);
		sweep(im->record->db, im->runs[i].id);
		db_commit(im->record->db);
		say_disagreements(im, &im->runs[i]);
	}
	*ret_count = im->count;
	arena_release(&im->arena);
	free(im);
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

void
imports_text(const struct imports_count *c, struct buf *out)
{
	if (c->files || c->known_files) {
		buf_printf(out, "%zu test case%s new, %zu known, in %zu file%s", c->cases, plural(c->cases), c->known,
			c->files + c->known_files, plural(c->files + c->known_files));
		for (int v = 0; v < CASE_VERDICT_COUNT; v++) {
			if (c->verdicts[v])
				buf_printf(out, ", %zu %s", c->verdicts[v],
					v == CASE_NONE ? "with seconds only" : case_verdict_names[v]);
			if (v == CASE_PASS && c->flaky)
				buf_printf(out, " (%zu flaky)", c->flaky);
		}
		buf_addc(out, '\n');
	}
	if (c->unmatched)
		buf_printf(out, "%zu test case%s match%s no module: %s\n", c->unmatched, plural(c->unmatched),
			c->unmatched == 1 ? "es" : "", c->unmatched_names);
	if (c->logs)
		buf_printf(out, "Nix: %zu unit%s ran, %zu substituted\n", c->ran, plural(c->ran), c->substituted);
	if (c->strange)
		buf_printf(out, "%zu run%s of Nix match no unit of this plan\n", c->strange, plural(c->strange));
}
