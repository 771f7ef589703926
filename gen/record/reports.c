#include "record/reports.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/foreign.h"
#include "base/words.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "record/cases.h"
#include "record/importing.h"
#include "record/links.h"
#include "record/match.h"
#include "record/read_costs.h"
#include "record/read_junit.h"
#include "record/read_tap.h"
#include "record/record.h"
#include "record/results.h"
#include "record/runs.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_report_add[] =
	"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, "
	"cases, unmatched) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
	"'reading', :mapping, 0, 0)";
static const char sql_report_copy[] = "UPDATE report SET file = min(file, :file), finished = min(finished, :finished) "
				      "WHERE id = :report";
static const char sql_report_done[] =
	"UPDATE report SET state = :state, cases = :cases, unmatched = :unmatched, finished = :finished, "
	"line = :line, col = :col, fault = :fault WHERE id = :report";
static const char sql_report_again[] =
	"UPDATE report SET state = 'reading', mapping = :mapping, cases = 0, unmatched = 0, "
	"line = NULL, col = NULL, fault = NULL WHERE id = :report";

struct unit_sum {
	struct unit_sum *next;
	int verdict; /* enum case_verdict */
	struct case_sum is;
};

/* A unit in the report that is being read. */
struct reported {
	long long id; /* by cases_unit, or 0 */
	struct unit_sum *sums;
};

/* The report. */
struct report {
	struct imports *im;
	const char *path;
	enum import_format format;
	long long run, id;
	struct arena arena;
	struct reported *units; /* by place in the plan */
	struct cases rows;
	size_t next; /* cases read so far */
	size_t have; /* cases of a known report */
	size_t unmatched, flaky;
	size_t verdicts[CASE_VERDICT_COUNT];
	struct buf whole;
	bool failed; /* the mistake was reported */
};

/* --- one case --------------------------------------------------------------------------------- */

/* The place of the case's unit; the number of units if it has none. False, with a message, if that cannot be told. */
static bool
find_unit(struct report *r, const struct testcase *c, size_t *ret_unit)
{
	struct imports *im = r->im;
	const struct module *modules[2];
	const char *variant = im->given->variant;
	struct loc at = { r->path, (unsigned)c->line, c->line ? 1 : 0 };

	case_whole_name(&r->whole, c->suite, c->classname, c->name);
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
				"test case '%s' belongs to module '%s', which does not run in variant '%s': import only the files of that variant, or make 'match' narrower",
				buf_text(&r->whole), modules[0]->name, variant);
		else
			diag_error(im->diag, at,
				"test case '%s' belongs to module '%s', which runs in several variants: say which with --variant, or with {variant} in its 'match'",
				buf_text(&r->whole), modules[0]->name);
		return false;
	}
	return false;
}

static long long
find_report_unit(struct report *r, size_t unit)
{
	struct reported *u = &r->units[unit];

	if (!u->id)
		u->id = cases_unit(r->im->record->db, r->id, r->im->plan->units[unit].id);
	return u->id;
}

/* Add the case to what those of its unit come to. */
static void
sum_up(struct report *r, const struct testcase *c, size_t unit)
{
	for (size_t i = 0; i < c->try_count; i++) {
		const struct case_try *t = &c->tries[i];
		bool last = i + 1 == c->try_count;
		struct unit_sum *s = r->units[unit].sums;

		while (s && (s->is.try != (long long)i + 1 || s->is.last != last || s->verdict != t->verdict))
			s = s->next;
		if (!s) {
			s = arena_alloc(&r->arena, sizeof(*s));
			*s = (struct unit_sum){ .next = r->units[unit].sums,
				.verdict = t->verdict,
				.is = { .try = (long long)i + 1,
					.last = last,
					.verdict = case_verdict_names[t->verdict] } };
			r->units[unit].sums = s;
		}
		s->is.cases++;
		s->is.timed += t->usec >= 0;
		s->is.usec += t->usec >= 0 ? t->usec : 0;
	}
}

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
	cases_add_tries(&r->rows, r->id, unit < r->im->plan->unit_count ? find_report_unit(r, unit) : 0, c);
	r->next++;
	r->verdicts[last->verdict]++;
	r->flaky += c->try_count > 1 && last->verdict == CASE_PASS;
	if (unit < r->im->plan->unit_count) {
		sum_up(r, c, unit);
	} else {
		r->unmatched++;
		case_note_name(r->im->count.unmatched_names, IMPORT_NAMES, buf_text(&r->whole));
	}
	return true;
}

/* --- the report's row ------------------------------------------------------------------------- */

/* The number of the run that the caller tells of; it is added where it is new. 0, with a message, if it cannot be. */
static long long
find_run(struct imports *im, const char *path)
{
	const struct results_given *g = im->given;
	struct db *db = im->record->db;
	struct loc at = { path, 0, 0 };
	const struct run_key key = { g->run, record_plan(im->record, im->fingerprint, NULL), g->platform, g->lane,
		g->commit, NULL };
	struct run run;

	if (!g->run) {
		diag_error(im->diag, at, "a report does not say which run it belongs to: give --run");
		return 0;
	}
	if (g->platform && !runs_has_platform(db, key.plan, g->platform)) {
		diag_error(im->diag, at, "plan %s has no platform '%s'", im->fingerprint, g->platform);
		return 0;
	}
	if (!runs_find(db, &im->arena, &key, &run))
		return runs_add(db, &key, "report");
	if (!run.commit != !g->commit || (run.commit && strcmp(run.commit, g->commit))) {
		diag_error(im->diag, at,
			"the record has run '%s' at commit %s, not at %s: give it another --run or --attempt", g->run,
			run.commit ? run.commit : "(none)", g->commit ? g->commit : "(none)");
		return 0;
	}
	return run.id;
}

enum found { FOUND_NEW, FOUND_KNOWN, FOUND_ERROR };

static void
add_report(struct report *r, const struct report_key *key, const char *file, long long finished)
{
	struct db *db = r->im->record->db;

	db_bind_int(db, sql_report_add, ":run", key->run);
	db_bind_int(db, sql_report_add, ":attempt", key->attempt);
	db_bind_text(db, sql_report_add, ":variant", key->variant);
	db_bind_text(db, sql_report_add, ":digest", key->digest);
	db_bind_text(db, sql_report_add, ":format", import_format_names[r->format]);
	db_bind_text(db, sql_report_add, ":file", file);
	if (r->im->given->seed >= 0)
		db_bind_int(db, sql_report_add, ":seed", r->im->given->seed);
	db_bind_int(db, sql_report_add, ":finished", finished);
	db_bind_text(db, sql_report_add, ":mapping", r->im->mapping);
	db_run(db, sql_report_add);
	r->id = db_last_id(db);
}

/* Find the report's row, or add it. What an import by another manifest has left is dropped. Of a known one, *ret_end says why it is
 * incomplete, if it is. */
static enum found
find_report(struct report *r, const char *digest, const char *file, long long finished, struct case_end *ret_end)
{
	struct imports *im = r->im;
	const struct results_given *g = im->given;
	struct db *db = im->record->db;
	const struct report_key key = { r->run, g->attempt ? g->attempt : 1, g->variant ? g->variant : "", digest };
	struct report_row row;

	if (!cases_find_report(db, &im->arena, &key, &row)) {
		add_report(r, &key, file, finished);
		return FOUND_NEW;
	}
	bool same = !strcmp(row.mapping, im->mapping);

	r->id = row.id;
	r->have = same ? (size_t)row.cases : 0;
	if (row.seed != g->seed) {
		const char *has = row.seed >= 0 ? arena_printf(&im->arena, "%lld", row.seed) : "(none)";
		const char *gives = g->seed >= 0 ? arena_printf(&im->arena, "%lld", g->seed) : "(none)";

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
		cases_drop(db, r->id);
		db_bind_int(db, sql_report_again, ":report", r->id);
		db_bind_text(db, sql_report_again, ":mapping", im->mapping);
		db_run(db, sql_report_again);
	}
	if (!same || !strcmp(row.state, "reading"))
		return FOUND_NEW;
	if (row.fault)
		case_fault(ret_end, (struct loc){ r->path, row.line, row.col }, "%s", row.fault);
	return FOUND_KNOWN;
}

/* All cases are there: what they come to. */
static void
finish_report(struct report *r, const struct case_end *end, long long finished)
{
	struct db *db = r->im->record->db;
	const struct plan *p = r->im->plan;
	bool faulty = *end->fault != '\0';

	for (size_t i = 0; i < p->unit_count; i++)
		for (const struct unit_sum *s = r->units[i].sums; s; s = s->next)
			cases_add_sum(db, find_report_unit(r, i), &s->is);
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

/* --- all of it -------------------------------------------------------------------------------- */

static void
read_cases(struct report *r, FILE *in, const char *suite, struct case_end *ret_end)
{
	struct case_sink sink = { take_case, r };

	switch (r->format) {
	case IMPORT_JUNIT:
		read_junit(in, r->path, 0, &sink, ret_end);
		break;
	case IMPORT_TAP:
		read_tap(in, r->path, suite, &sink, ret_end);
		break;
	case IMPORT_CTEST_COSTS:
		read_costs_ctest(in, r->path, &sink, ret_end);
		break;
	case IMPORT_DURATIONS:
		read_costs_durations(in, r->path, &sink, ret_end);
		break;
	case IMPORT_ANY:
	case IMPORT_FOLDER:
	case IMPORT_NIX:
	case IMPORT_FORMAT_COUNT:
		break;
	}
}

/* When the report was finished: by what it says itself, or else at the time that is given. */
static long long
finished_at(struct report *r, const struct case_end *end, long long time)
{
	if (end->finished >= 0 && results_is_future(end->finished))
		diag_warn(r->im->diag, (struct loc){ r->path, 0, 0 },
			"the times in this report are in the future, so %s counts",
			r->im->given->started >= 0 ? "that of --started" : "the file's own time");
	else if (end->finished >= 0)
		return end->finished;
	return time;
}

/* Report it, and take it into account, if the report is incomplete. */
static void
count_fault(struct report *r, const struct case_end *end, size_t cases)
{
	if (!*end->fault)
		return;
	r->im->count.incomplete++;
	r->im->faults++;
	diag_error(r->im->diag, end->at, "%s; the %zu test case%s before are kept, and the report is marked incomplete",
		end->fault, cases, words_plural(cases));
}

/* Take into account what a known report holds, without reading it again. */
static void
count_known(struct report *r, const struct case_end *end)
{
	struct imports_count *c = &r->im->count;

	c->known_files++;
	c->known += r->have;
	count_fault(r, end, r->have);
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
	count_fault(r, end, r->next);
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

void
reports_import(struct imports *im, const char *path, const char *file, FILE *in, enum import_format format,
	const char *digest, long long time)
{
	struct report r = { .im = im, .path = path, .format = format, .rows = { .db = im->record->db } };
	struct buf name = { 0 };

	foreign_store(&name, file, strlen(file), CASE_NAME_MAX);
	file = arena_strdup(&im->arena, buf_text(&name));
	buf_release(&name);
	const char *suite = format == IMPORT_TAP ? suite_of(im, file) : "";
	struct case_end end = { .finished = -1 };
	enum found found = FOUND_ERROR;

	if (format == IMPORT_TAP)
		digest = arena_printf(&im->arena, "%s/%s", digest, suite);
	r.units = arena_alloc(&r.arena, (im->plan->unit_count + 1) * sizeof(*r.units));
	record_begin(im->record);
	r.run = find_run(im, path);
	if (r.run)
		found = find_report(&r, digest, file, time, &end);
	if (found == FOUND_NEW) {
		read_cases(&r, in, suite, &end);
		if (!r.failed)
			finish_report(&r, &end, finished_at(&r, &end, time));
	}
	if (found != FOUND_ERROR && !r.failed) {
		imports_note_run(im, r.run, im->given->run);
		links_add_given(im->record->db, im->given, im->given->run, im->given->commit);
		if (found == FOUND_KNOWN)
			count_known(&r, &end);
		else
			count_report(&r, &end);
	}
	arena_release(&r.arena);
	cases_release(&r.rows);
	buf_release(&r.whole);
}
