#include "record/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/cases.h"
#include "record/derive.h"
#include "record/facts.h"
#include "record/links.h"
#include "record/plan_sql.h"
#include "record/record.h"
#include "record/runs.h"
#include "unit/testcase.h"
#include "unit/verdict.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_in_run_find[] =
	"SELECT id, dropped FROM run WHERE name = :name "
	"AND plan = (SELECT id FROM plan WHERE fingerprint = :fingerprint) "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
	"AND ifnull(commit_id, '') = ifnull(:commit, '') AND ifnull(tree, '') = ifnull(:tree, '')";
static const char sql_in_run_reported[] =
	"SELECT id, dropped FROM run WHERE name = :name "
	"AND plan = (SELECT id FROM plan WHERE fingerprint = :fingerprint) "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
	"AND ifnull(commit_id, '') = ifnull(:commit, '') AND iif(:tree IS NULL, :source = 'report', "
	"tree IS NULL AND source = 'report') ORDER BY tree LIMIT 1";
static const char sql_in_report_add[] =
	"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, cases, "
	"unmatched, line, col, fault) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
	":state, :mapping, :cases, :unmatched, :line, :col, :fault)";
/* The name, the seed and the time do not depend on which came first, either. */
static const char sql_in_report_change[] =
	"UPDATE report SET file = min(file, :file), seed = min(ifnull(seed, :seed), ifnull(:seed, seed)), "
	"finished = min(finished, :finished), state = iif(:fill, :state, state), "
	"mapping = iif(:fill, :mapping, mapping), cases = iif(:fill, :cases, cases), "
	"unmatched = iif(:fill, :unmatched, unmatched), line = iif(:fill, :line, line), "
	"col = iif(:fill, :col, col), fault = iif(:fill, :fault, fault) WHERE id = :report";
static const char sql_in_run_change[] = "UPDATE run SET source = min(source, :source), "
					"dropped = iif(:dropped IS NULL, dropped, max(ifnull(dropped, 0), :dropped)), "
					"first = iif(:first IS NULL, first, min(ifnull(first, :first), :first)), "
					"last = iif(:last IS NULL, last, max(ifnull(last, :last), :last)) "
					"WHERE id = :run AND (source > :source OR :dropped IS NOT NULL)";
static const char sql_in_unit_find[] =
	"SELECT 1 FROM plan_unit WHERE plan = (SELECT plan FROM run WHERE id = :run) AND unit = :unit";
static const char sql_in_occasion[] =
	"INSERT INTO occasion(name, attempt, platform, lane, commit_id, started, dropped) "
	"VALUES(:name, :attempt, :platform, :lane, :commit, :started, :dropped) ON CONFLICT DO UPDATE SET "
	"started = iif(excluded.started IS NULL, started, min(ifnull(started, excluded.started), excluded.started)), "
	"dropped = iif(excluded.dropped IS NULL, dropped, max(ifnull(dropped, 0), excluded.dropped))";
static const char sql_in_occasion_find[] =
	"SELECT id, dropped FROM occasion WHERE name = :name AND attempt = :attempt "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND lane = :lane AND commit_id = :commit";
static const char sql_in_nix_log[] =
	"INSERT INTO nix_log(occasion, digest) VALUES(:parent, :digest) ON CONFLICT DO NOTHING";
static const char sql_in_nix_unit[] =
	"INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:parent, :suite, :unit, :how) "
	"ON CONFLICT DO UPDATE SET how = excluded.how WHERE how > excluded.how";
static const char sql_in_series[] = "INSERT INTO series(suite, platform, lane) "
				    "VALUES(:suite, ifnull(:platform, ''), ifnull(:lane, '')) ON CONFLICT DO NOTHING";
static const char sql_in_place[] =
	"INSERT INTO place(series, unit) SELECT id, :unit FROM series WHERE suite = :suite "
	"AND platform = ifnull(:platform, '') AND lane = ifnull(:lane, '') ON CONFLICT DO NOTHING";
/* Of two counts of one month the greater: it has seen all that the other has, or it was pruned apart from it,
	 * which cannot be told. */
static const char sql_in_month[] =
	"INSERT INTO month SELECT p.id, :month, :passes, :timed, :sum, :min, :max, :median, :first, :last "
	"FROM series s JOIN place p ON p.series = s.id WHERE s.suite = :suite "
	"AND s.platform = ifnull(:platform, '') AND s.lane = ifnull(:lane, '') AND p.unit = :unit "
	"ON CONFLICT DO UPDATE SET (passes, timed, usec_sum, usec_median) = "
	"(SELECT * FROM (SELECT passes, timed, usec_sum, usec_median "
	"UNION ALL SELECT excluded.passes, excluded.timed, excluded.usec_sum, excluded.usec_median) "
	"ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT 1), "
	"usec_min = min(ifnull(usec_min, excluded.usec_min), ifnull(excluded.usec_min, usec_min)), "
	"usec_max = max(ifnull(usec_max, excluded.usec_max), ifnull(excluded.usec_max, usec_max)), "
	"first = min(first, excluded.first), last = max(last, excluded.last)";

enum { ERRORS_MAX = 20 };

struct merge {
	struct record *record;
	struct diag *diag;
	const char *path;
	FILE *in;
	char *lines; /* of getline */
	size_t lines_size;
	unsigned at;         /* the line that was read last */
	unsigned line_count; /* of the file */
	int errors;          /* those of diag at the beginning */
	long long own
		[FACT_COUNT]; /* the number in the record of the fact of that kind that was read last; 0: its children
				      are left out */
	struct cases cases;
	bool new_plan;          /* the record did not have the plan that was read last */
	bool dropped;           /* the run that was read last was pruned, here or there */
	struct run_times times; /* of that run, before its results were read */
	bool derive;            /* that run has new reports, from which results follow */
	bool sweep;             /* there was a run or an occasion that was pruned */
	struct merge_count count;
};

static struct loc
here(const struct merge *m)
{
	return (struct loc){ m->path, m->at, 1 };
}

/* The next line, without its end, or NULL after the last one. */
static char *
next_line(struct merge *m, size_t *ret_len)
{
	errno = 0;
	ssize_t len = getline(&m->lines, &m->lines_size, m->in);

	if (len < 0) {
		if (ferror(m->in) || errno == ENOMEM)
			die("cannot read '%s':", m->path);
		return NULL;
	}
	m->at++;
	*ret_len = (size_t)len;
	if (m->lines[len - 1] == '\n')
		m->lines[--*ret_len] = '\0';
	else
		*ret_len = 0; /* cut off within it */
	return m->lines;
}

/* --- the file by itself ----------------------------------------------------------------------- */

static bool
read_title(struct merge *m)
{
	size_t len;
	char *text = next_line(m, &len);
	long long version;

	if (text && len && !strncmp(text, FACTS_TITLE, strlen(FACTS_TITLE)) &&
		facts_is_number(text + strlen(FACTS_TITLE), &version)) {
		if (version >= 1 && version <= FACTS_FORMAT)
			return true;
		diag_error(m->diag, here(m),
			"the export is of format %lld, and this nightshift reads %d: use the one that wrote it, or a newer one",
			version, FACTS_FORMAT);
	} else {
		diag_error(m->diag, here(m), "the first line of an export is '" FACTS_TITLE "%d'", FACTS_FORMAT);
	}
	return false;
}

/* May such a line follow one of the kind `last`, or -1? */
static bool
belongs(int kind, int last)
{
	int parent = fact_rules[kind].parent;

	while (last >= 0 && last != parent && fact_rules[last].parent >= 0)
		last = fact_rules[last].parent;
	return parent < 0 ? kind >= last : last == parent;
}

/* Look at every line before the record is touched: is each a fact, and the file whole? */
static void
check_file(struct merge *m)
{
	int last = -1; /* the kind of the line before; FACT_COUNT if it was none */
	char *text;
	size_t len;

	while ((text = next_line(m, &len)) && m->diag->errors < m->errors + ERRORS_MAX) {
		struct fact l;
		long long count;

		if (len && memchr(text, '\0', len)) {
			diag_error(m->diag, here(m), "the line has a zero byte");
			continue;
		}
		if (len > 4 && !memcmp(text, "end\t", 4) && facts_is_number(text + 4, &count) && count == m->at - 1) {
			if (next_line(m, &len))
				diag_error(m->diag, here(m), "'end' stands before the last line");
			return;
		}
		if (!len) {
			if (feof(m->in))
				break;
			diag_error(m->diag, here(m), "the line is empty");
			continue;
		}
		l.kind = FACT_COUNT;
		if (!facts_parse(&l, m->diag, here(m), text)) {
			last = l.kind;
			continue;
		}
		if (last != FACT_COUNT && !belongs(l.kind, last))
			diag_error(m->diag, here(m), "'%s' stands in the wrong place", text);
		last = l.kind;
	}
	if (!text || feof(m->in))
		diag_error(m->diag, (struct loc){ m->path, 0, 0 },
			"the export is cut off: its last line is not 'end' and the number of its lines");
}

/* --- plans ------------------------------------------------------------------------------------ */

/* Bind the fields from number `from` on, up to `to`, as the parameters of their names. */
static void
bind_fields(struct db *db, const char *stmt, const struct fact *l, int from, int to)
{
	for (int i = from; i < to; i++) {
		const struct fact_field *f = &fact_rules[l->kind].fields[i];

		if (!facts_is_numeric(f->type))
			db_bind_text(db, stmt, f->name, l->text[i]);
		else if (l->text[i])
			db_bind_int(db, stmt, f->name, l->number[i]);
	}
}

static void
contradicts(struct merge *m)
{
	diag_error(m->diag, here(m), "this line contradicts an earlier one: the export was edited");
}

/* Run a statement whose values are foreign. False if they break a rule of the tables, which is reported. */
static bool
try(struct merge *m, const char *stmt)
{
	if (db_try(m->record->db, stmt))
		return true;
	contradicts(m);
	return false;
}

static void
take_plan(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;
	char *suite = NULL;
	long long plan = record_plan(m->record, l->text[0], &suite);

	m->new_plan = !plan;
	if (plan && strcmp(suite, l->text[1])) {
		diag_error(m->diag, here(m), "plan %s is of suite '%s', not of '%s'", l->text[0], suite, l->text[1]);
	} else if (!plan) {
		bind_fields(db, sql_plan_add, l, 0, 4);
		db_run(db, sql_plan_add);
		plan = db_last_id(db);
	}
	free(suite);
	m->own[FACT_PLAN] = plan;
}

/* The statements for what belongs to a plan. */
static const char *const of_plan[FACT_COUNT] = {
	[FACT_PLATFORM] = sql_platform_add,
	[FACT_LANE] = sql_lane_add,
	[FACT_GAP] = sql_gap_add,
	[FACT_EXCLUDE] = sql_exclude_add,
	[FACT_MODULE] = sql_module_add,
	[FACT_KEPT] = sql_kept_add,
	[FACT_VARIANT] = sql_variant_add,
	[FACT_UNIT] = sql_unit_add,
	[FACT_GENERATION] = sql_generation_add,
};

static void
take_of_plan(struct merge *m, const struct fact *l)
{
	const char *stmt = of_plan[l->kind];

	/* What a plan holds follows from its fingerprint; not so which commits have it. */
	if (!m->new_plan && l->kind != FACT_GENERATION)
		return;
	db_bind_int(m->record->db, stmt, ":plan", m->own[FACT_PLAN]);
	bind_fields(m->record->db, stmt, l, 0, facts_fields(l->kind));
	try(m, stmt);
}

/* --- runs ------------------------------------------------------------------------------------- */

/* The number of the run that the statement finds, whose parameters are bound, or 0. */
static long long
found_run(struct merge *m, const char *stmt)
{
	struct db *db = m->record->db;
	long long run = 0;

	if (db_next(db, stmt)) {
		run = db_int(db, stmt, 0);
		m->dropped = !db_is_null(db, stmt, 1);
		db_reset(db, stmt);
	}
	return run;
}

/* The number of the run that the first six fields of a run or a delivery tell of, or 0. */
static long long
find_run(struct merge *m, const struct fact *l)
{
	bind_fields(m->record->db, sql_in_run_find, l, 0, 6);
	return found_run(m, sql_in_run_find);
}

/* A run that only reports have told of does not know its tree: it is the one that does. */
static long long
find_reported(struct merge *m, const struct fact *l)
{
	bind_fields(m->record->db, sql_in_run_reported, l, 0, 7);
	long long run = found_run(m, sql_in_run_reported);

	if (run && l->text[5])
		runs_set_tree(m->record->db, run, l->text[5]);
	return run;
}

/* Say so if the record has a run of that name, plan, platform and lane for another commit. */
static void
look_for_other(struct merge *m, const struct run_key *key)
{
	const struct run_key any = { key->name, key->plan, key->platform, key->lane, NULL, NULL };
	struct arena a = { 0 };
	struct run other;

	if (runs_find(m->record->db, &a, &any, &other))
		diag_warn(m->diag, here(m),
			"run '%s' is of commit %s here, and of %s in the record: both are kept, as two runs", key->name,
			key->commit ? key->commit : "(none)", other.commit ? other.commit : "(none)");
	arena_release(&a);
}

static void
take_run(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;
	const struct run_key key = { l->text[0], record_plan(m->record, l->text[1], NULL), l->text[2], l->text[3],
		l->text[4], l->text[5] };
	long long run;

	m->own[FACT_RUN] = 0;
	if (!key.plan) {
		diag_error(m->diag, here(m), "neither this export nor the record knows plan %s", l->text[1]);
		return;
	}
	m->dropped = false;
	run = find_run(m, l);
	if (!run)
		run = find_reported(m, l);
	if (!run) {
		look_for_other(m, &key);
		run = runs_add(db, &key, l->text[6]);
	}
	if (!run) {
		contradicts(m);
		return;
	}
	db_bind_int(db, sql_in_run_change, ":run", run);
	bind_fields(db, sql_in_run_change, l, 6, 10);
	db_run(db, sql_in_run_change);
	m->dropped |= l->text[7] != NULL;
	m->sweep |= m->dropped;
	m->own[FACT_RUN] = run;
	runs_times(db, run,
		&m->times); /* of what was dropped, too, before its results come, of which one may replace another */
}

static void
take_result(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;
	const struct attempt a = { .run = m->own[FACT_RUN],
		.unit = l->text[0],
		.attempt = l->number[1],
		.verdict = (int)l->number[2],
		.status = l->number[3],
		.usec = l->number[4],
		.seed = l->number[5],
		.finished = l->number[6],
		.part = l->text[7],
		.seen = l->text[8],
		.reason = l->text[9] };
	int other;

	db_bind_int(db, sql_in_unit_find, ":run", a.run);
	db_bind_text(db, sql_in_unit_find, ":unit", a.unit);
	if (!db_next(db, sql_in_unit_find)) {
		diag_error(m->diag, here(m), "the plan of this run has no unit '%s'", a.unit);
		return;
	}
	db_reset(db, sql_in_unit_find);
	enum attempt_found found = attempt_add(db, &a, &other);

	m->count.results += found != ATTEMPT_KNOWN;
	m->count.known += found == ATTEMPT_KNOWN;
	m->count.disputed += found == ATTEMPT_DISPUTED;
	if (found == ATTEMPT_DISPUTED)
		diag_warn(m->diag, here(m),
			"attempt %lld of unit '%s' has another result in the record, '%s': both are kept, and the worse counts",
			a.attempt, a.unit, verdict_names[other]);
}

static void
take_log(struct merge *m, const struct fact *l)
{
	if (!attempt_add_log(m->record->db, m->own[FACT_RUN], l->text[0], l->number[1], l->text[2]))
		contradicts(m);
}

/* --- reports ---------------------------------------------------------------------------------- */

static int
rank_of(const char *state)
{
	static const char *const states[] = { "reading", "incomplete", "whole", NULL };
	int rank = text_index_of(states, state);

	return rank < 0 ? (int)countof(states) : rank; /* the record refuses it */
}

/* How much a report's row says: of two that were read by different manifests, or of which one broke off, the greater. */
static int
compare_reports(const char *state, const char *mapping, const struct report_row *other)
{
	int order = rank_of(state) - rank_of(other->state);

	return order ? order : strcmp(mapping, other->mapping);
}

static void
take_report(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;
	const struct report_key key = { m->own[FACT_RUN], l->number[0], l->text[1], l->text[2] };
	struct arena a = { 0 };
	struct report_row row;
	bool known = cases_find_report(db, &a, &key, &row);
	bool fill = !known || compare_reports(l->text[7], l->text[8], &row) > 0;
	const char *stmt = known ? sql_in_report_change : sql_in_report_add;

	arena_release(&a);
	if (known && fill)
		cases_drop(db, row.id);
	if (known) {
		db_bind_int(db, stmt, ":report", row.id);
		db_bind_int(db, stmt, ":fill", fill);
	} else {
		db_bind_int(db, stmt, ":run", key.run);
	}
	bind_fields(db, stmt, l, known ? 4 : 0, 14);
	bool taken = try(m, stmt);

	m->own[FACT_REPORT] = !taken || !fill ? 0 : known ? row.id : db_last_id(db);
	m->derive = true; /* a copy may have finished earlier */
}

static void
take_sum(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;
	const struct case_sum sum = { l->number[1], l->number[2], l->text[3], l->number[4], l->number[5],
		l->number[6] };

	if (!cases_add_sum(db, cases_unit(db, m->own[FACT_REPORT], l->text[0]), &sum))
		contradicts(m);
}

static void
take_case(struct merge *m, const struct fact *l)
{
	long long report = m->own[FACT_REPORT];
	const struct case_row row = { .report = report,
		.name = cases_name(&m->cases, l->text[0], l->text[1], l->text[2]),
		.ordinal = l->number[3],
		.try = l->number[4],
		.last = l->number[5],
		.unit = l->text[6] ? cases_unit(m->record->db, report, l->text[6]) : 0,
		.verdict = l->text[7],
		.usec = l->number[8] };

	int verdict = text_index_of(case_verdict_names, row.verdict);

	cases_add(&m->cases, &row);
	/* As an import has it (cases_add_tries): one that fails has a row even if it says nothing. */
	if ((case_is_failing(verdict) || l->text[9] || l->text[10]) &&
		!cases_add_text(&m->cases, &row, l->text[9], l->text[10]))
		contradicts(m);
}

/* --- occasions -------------------------------------------------------------------------------- */

static void
take_occasion(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;

	bind_fields(db, sql_in_occasion, l, 0, 7);
	try(m, sql_in_occasion);
	bind_fields(db, sql_in_occasion_find, l, 0, 5);
	m->own[FACT_OCCASION] = 0;
	if (!db_next(db, sql_in_occasion_find))
		return;
	m->own[FACT_OCCASION] = db_int(db, sql_in_occasion_find, 0);
	m->sweep |= !db_is_null(db, sql_in_occasion_find, 1);
	db_reset(db, sql_in_occasion_find);
}

static void
take_delivery(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;
	long long run = find_run(m, l), attempt = l->number[7];
	const char *unit = l->text[6];

	if (run && attempt_is_known(db, run, unit, attempt))
		attempt_deliver(db, m->own[FACT_OCCASION], run, unit, attempt);
	else
		diag_error(m->diag, here(m),
			"neither this export nor the record has attempt %lld of unit '%s' in run '%s', which is delivered here",
			attempt, unit, l->text[0]);
}

static void
take_nix(struct merge *m, const struct fact *l)
{
	const char *stmt = l->kind == FACT_NIX_LOG ? sql_in_nix_log : sql_in_nix_unit;

	db_bind_int(m->record->db, stmt, ":parent", m->own[FACT_OCCASION]);
	bind_fields(m->record->db, stmt, l, 0, facts_fields(l->kind));
	try(m, stmt);
}

/* --- months ----------------------------------------------------------------------------------- */

static void
take_month(struct merge *m, const struct fact *l)
{
	struct db *db = m->record->db;

	bind_fields(db, sql_in_series, l, 0, 3);
	db_run(db, sql_in_series);
	bind_fields(db, sql_in_place, l, 0, 4);
	db_run(db, sql_in_place);
	bind_fields(db, sql_in_month, l, 0, facts_fields(FACT_MONTH));
	db_run(db, sql_in_month);
}

static void
take_link(struct merge *m, const struct fact *l)
{
	links_add(m->record->db, (enum link_of)text_index_of(link_of_names, l->text[0]), l->text[1], l->text[2]);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void (*const takers[FACT_COUNT])(struct merge *m, const struct fact *l) = {
	[FACT_PLAN] = take_plan,
	[FACT_PLATFORM] = take_of_plan,
	[FACT_LANE] = take_of_plan,
	[FACT_GAP] = take_of_plan,
	[FACT_EXCLUDE] = take_of_plan,
	[FACT_MODULE] = take_of_plan,
	[FACT_KEPT] = take_of_plan,
	[FACT_VARIANT] = take_of_plan,
	[FACT_UNIT] = take_of_plan,
	[FACT_GENERATION] = take_of_plan,
	[FACT_RUN] = take_run,
	[FACT_RESULT] = take_result,
	[FACT_LOG] = take_log,
	[FACT_REPORT] = take_report,
	[FACT_SUM] = take_sum,
	[FACT_CASE] = take_case,
	[FACT_OCCASION] = take_occasion,
	[FACT_DELIVERY] = take_delivery,
	[FACT_NIX_LOG] = take_nix,
	[FACT_NIX_UNIT] = take_nix,
	[FACT_MONTH] = take_month,
	[FACT_LINK] = take_link,
};

static void
take(struct merge *m, const struct fact *l)
{
	int parent = fact_rules[l->kind].parent;

	if (parent == FACT_TOP || m->own[parent]) /* else that one is wrong, which was reported, or known */
		takers[l->kind](m, l);
}

/* All facts of a run are read. */
static void
end_run(struct merge *m)
{
	if (m->derive)
		derive_results(m->record, m->own[FACT_RUN]);
	if (m->own[FACT_RUN])
		runs_settle(m->record->db, m->own[FACT_RUN], &m->times);
	m->derive = false;
	m->own[FACT_RUN] = 0;
}

/* The facts of a file that is known to be sound. */
static void
take_file(struct merge *m)
{
	bool whole = false;
	char *text;
	size_t len;

	record_begin(m->record);
	while ((text = next_line(m, &len)) && m->diag->errors < m->errors + ERRORS_MAX) {
		struct fact l;

		whole = !strncmp(text, "end\t", 4);
		if (whole)
			break;
		if (!facts_parse(&l, m->diag, here(m), text))
			return; /* somebody has written to it meanwhile */
		if (fact_rules[l.kind].parent == FACT_TOP)
			end_run(m);
		take(m, &l);
	}
	if (m->diag->errors == m->errors && (!whole || m->at != m->line_count))
		diag_error(m->diag, (struct loc){ m->path, 0, 0 }, "was changed while it was read: record it again");
	if (m->diag->errors != m->errors)
		return;
	end_run(m);
	if (m->sweep)
		m->count.old += attempt_sweep(m->record->db);
}

bool
merge_file(struct record *r, struct diag *d, const char *path, struct merge_count *count)
{
	struct merge m = { .record = r,
		.diag = d,
		.path = path,
		.cases = { .db = r->db },
		.errors = d->errors,
		.count = *count };

	m.in = fopen(path, "rb");
	if (!m.in) {
		diag_error(d, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
		return false;
	}
	if (read_title(&m))
		check_file(&m);
	if (d->errors == m.errors) {
		m.line_count = m.at;
		if (fseeko(m.in, 0, SEEK_SET))
			die("cannot read '%s':", path);
		m.at = 0;
		read_title(&m);
		take_file(&m);
	}
	fclose(m.in);
	free(m.lines);
	cases_release(&m.cases);
	if (d->errors != m.errors)
		return false;
	*count = m.count;
	return true;
}
