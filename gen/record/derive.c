#include "record/derive.h"

#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/record.h"
#include "unit/testcase.h"
#include "unit/verdict.h"
#include "base/foreign.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_run_underive_log[] = "DELETE FROM result_log WHERE run = :run "
					   "AND unit IN (SELECT unit FROM derived WHERE run = :run)";
static const char sql_run_underive_result[] = "DELETE FROM result WHERE run = :run "
					      "AND unit IN (SELECT unit FROM derived WHERE run = :run)";
static const char sql_run_underive[] = "DELETE FROM derived WHERE run = :run";
/* A unit is in the seed that the run was given if it takes one. */
static const char sql_derive_sums[] =
	"SELECT u.unit, t.attempt, s.try, s.last, s.verdict, t.state = 'incomplete', sum(s.timed), "
	"sum(s.usec), max(t.finished), "
	"CASE m.takes_seed WHEN 'head' THEN min(t.seed) WHEN 'fixed' THEN m.seed END "
	"FROM deriving t JOIN run r ON r.id = t.run JOIN report_unit u ON u.report = t.id "
	"JOIN report_sum s ON s.unit = u.id "
	"JOIN plan_unit p ON p.plan = r.plan AND p.unit = u.unit "
	"JOIN plan_module m ON m.plan = r.plan AND m.place = p.module "
	"WHERE t.run = :run AND s.verdict <> 'none' "
	"AND NOT EXISTS(SELECT 1 FROM result x WHERE x.run = :run AND x.unit = u.unit) "
	"GROUP BY u.unit, t.attempt, s.try, s.last, s.verdict, 6 "
	"ORDER BY u.unit, t.attempt, s.try, s.last";
static const char sql_derive_texts[] =
	"SELECT u.unit, t.attempt, m.try, c.suite, c.classname, n.name, x.verdict, m.message, m.text "
	"FROM deriving t JOIN case_text m ON m.report = t.id "
	"JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal "
	"AND x.try = m.try AND x.verdict IN ('fail', 'error', 'timeout', 'crash', 'skipped') "
	"JOIN report_unit u ON u.id = x.unit "
	"JOIN derived d ON d.run = :run AND d.unit = u.unit "
	"JOIN case_name n ON n.id = m.name JOIN case_class c ON c.id = n.class "
	"WHERE t.run = :run "
	"ORDER BY u.unit, t.attempt, m.try, c.suite, c.classname, n.name, m.ordinal, t.variant, t.digest";
/* How the cases ended that failed in some attempt, by attempt. Those of one name are taken together. */
static const char sql_derive_failed[] =
	"WITH failed AS (SELECT DISTINCT x.name FROM deriving t JOIN case_result x ON x.report = t.id "
	"WHERE t.run = :run AND x.last AND x.verdict IN ('fail', 'error', 'timeout', 'crash')) "
	"SELECT u.unit, x.name, t.attempt, sum(x.verdict = 'pass'), sum(x.verdict = 'skipped'), "
	"sum(x.verdict IN ('fail', 'error')), sum(x.verdict = 'timeout'), sum(x.verdict = 'crash'), "
	"c.suite, c.classname, n.name "
	"FROM failed f JOIN deriving t ON t.run = :run "
	"JOIN case_result x ON x.report = t.id AND x.name = f.name AND x.last "
	"JOIN report_unit u ON u.id = x.unit "
	"JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class "
	"GROUP BY u.unit, x.name, t.attempt "
	"ORDER BY u.unit, c.suite, c.classname, n.name, t.attempt";
static const char sql_derived_reason[] =
	"UPDATE result SET reason = :reason WHERE run = :run AND unit = :unit AND attempt = :attempt";
static const char sql_derived_add[] = "INSERT INTO derived(run, unit) VALUES(:run, :unit)";
static const char sql_derived_result_add[] = "INSERT INTO result(run, unit, attempt, verdict, usec, seed, finished) "
					     "VALUES(:run, :unit, :attempt, :verdict, :usec, :seed, :finished)";
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
static const char sql_disagree_units[] = "SELECT DISTINCT u.unit FROM report t JOIN report_unit u ON u.report = t.id "
					 "JOIN report_sum s ON s.unit = u.id "
					 "AND s.last AND s.verdict IN ('fail', 'error', 'timeout', 'crash') "
					 "WHERE t.run = :run AND t.format <> 'cases' "
					 "AND NOT EXISTS(SELECT 1 FROM derived WHERE run = :run AND unit = u.unit) "
					 "AND (SELECT verdict FROM result x WHERE x.run = :run AND x.unit = u.unit "
					 "ORDER BY x.attempt DESC LIMIT 1) = 'pass' ORDER BY 1";

enum { TAIL_MAX = 4096, NAMES_SIZE = 400 };

/* --- what follows ----------------------------------------------------------------------------- */

/* What the cases of a unit came to in a try of an attempt. */
struct tried {
	const char *unit;
	long long attempt, try;
	long long number; /* of the unit's attempts */
	int worst;        /* enum case_verdict of those that fail, or CASE_PASS */
	bool passed, incomplete;
	long long timed, usec, finished, seed;
	struct buf tail;
	const char *reason; /* what the first skipped case gives as its reason; or NULL */
};

/* A row of sql_derive_sums. */
struct sum_row {
	const char *unit;
	long long attempt, try;
	bool last, incomplete;
	int verdict;                           /* enum case_verdict */
	long long timed, usec, finished, seed; /* seed below 0: none */
};

static struct sum_row
get_row(struct db *db)
{
	return (struct sum_row){ .unit = db_text(db, sql_derive_sums, 0),
		.attempt = db_int(db, sql_derive_sums, 1),
		.try = db_int(db, sql_derive_sums, 2),
		.last = db_int(db, sql_derive_sums, 3),
		.verdict = text_index_of(case_verdict_names, db_text(db, sql_derive_sums, 4)),
		.incomplete = db_int(db, sql_derive_sums, 5),
		.timed = db_int(db, sql_derive_sums, 6),
		.usec = db_int(db, sql_derive_sums, 7),
		.finished = db_int(db, sql_derive_sums, 8),
		.seed = db_is_null(db, sql_derive_sums, 9) ? -1 : db_int(db, sql_derive_sums, 9) };
}

static void
add_verdict(struct tried *t, const struct sum_row *row)
{
	if (case_is_failing(row->verdict) && row->verdict > t->worst)
		t->worst = row->verdict;
	t->passed |= row->verdict == CASE_PASS;
	t->incomplete |= row->incomplete;
}

static void
add_times(struct tried *t, const struct sum_row *row)
{
	t->timed += row->timed;
	t->usec += row->usec;
	if (row->finished > t->finished)
		t->finished = row->finished;
	if (row->seed >= 0 && (t->seed < 0 || row->seed < t->seed))
		t->seed = row->seed;
}

/* The try that the row begins. `before` is the one before it, or NULL; `carried` what cases that were not tried again came
 * to in the tries of this attempt. */
static struct tried
begin_try(struct arena *a, const struct sum_row *row, const struct tried *before, const struct tried *carried)
{
	bool same_unit = before && !strcmp(before->unit, row->unit);
	struct tried t = { .attempt = row->attempt,
		.try = row->try,
		.worst = carried->worst,
		.passed = carried->passed,
		.incomplete = carried->incomplete,
		.seed = -1 };

	t.unit = same_unit ? before->unit : arena_strdup(a, row->unit);
	/* Attempt 2 of a run is the unit's second, unless tries have come between. */
	t.number = same_unit && before->number >= row->attempt ? before->number + 1 : row->attempt;
	return t;
}

static struct tried *
read_sums(struct arena *a, struct db *db, long long run, size_t *ret_count)
{
	struct tried *v = NULL, carried = { 0 };
	size_t n = 0;

	db_bind_int(db, sql_derive_sums, ":run", run);
	while (db_next(db, sql_derive_sums)) {
		const struct sum_row row = get_row(db);
		struct tried *before = n ? &v[n - 1] : NULL;
		bool same_attempt = before && !strcmp(before->unit, row.unit) && before->attempt == row.attempt;

		if (!same_attempt)
			carried = (struct tried){ 0 };
		if (!same_attempt || before->try != row.try) {
			struct tried t = begin_try(a, &row, before, &carried);

			v = arena_grow(a, v, n, sizeof(*v));
			v[n++] = t;
		}
		add_verdict(&v[n - 1], &row);
		add_times(&v[n - 1], &row);
		/* The last try of a case stands for it in the tries that follow. */
		if (row.last)
			add_verdict(&carried, &row);
		carried.incomplete |= row.incomplete;
	}
	*ret_count = n;
	return v;
}

/* Cases of one name that failed, and have not passed since. */
struct unmended {
	const char *unit, *whole; /* their whole name */
	long long name;           /* its number in the record */
	long long failing, skipped;
	int worst; /* enum case_verdict */
};

/* Go on to the next attempt that has such cases, by a row of sql_derive_failed. What is not reported again has not passed,
 * and neither has what is skipped now and was not. Does more fail than is reported there? */
static bool
next_attempt(struct unmended *u, struct db *db)
{
	long long passed = db_int(db, sql_derive_failed, 3), skipped = db_int(db, sql_derive_failed, 4),
		  failed = db_int(db, sql_derive_failed, 5), late = db_int(db, sql_derive_failed, 6),
		  crashed = db_int(db, sql_derive_failed, 7), reported = failed + late + crashed,
		  left = u->failing - passed;
	int worst = crashed ? CASE_CRASH : late ? CASE_TIMEOUT : failed ? CASE_FAIL : CASE_PASS;

	if (left < skipped - u->skipped)
		left = skipped - u->skipped;
	if (left > u->failing)
		left = u->failing;
	if (left <= 0 || worst > u->worst)
		u->worst = worst;
	u->skipped = skipped;
	u->failing = left > reported ? left : reported;
	return left > reported;
}

/* Where the unit's tries begin, by the unit and the attempt; n if it has none. */
static size_t
first_try(const struct tried *v, size_t n, const char *unit)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(v[middle].unit, unit) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Those cases fail in the attempts from that one up to before `until`. */
static void
carry(struct tried *v, size_t n, const struct unmended *u, long long from, long long until)
{
	for (size_t i = first_try(v, n, u->unit); u->failing && i < n && !strcmp(v[i].unit, u->unit); i++) {
		struct tried *t = &v[i];

		if (t->attempt < from || t->attempt >= until)
			continue;
		if (u->worst > t->worst)
			t->worst = u->worst;
		if (t->tail.len + strlen(u->whole) + 100 < TAIL_MAX)
			buf_printf(&t->tail, "%s: failed in an attempt before, and has not passed since\n", u->whole);
	}
}

/* A later attempt may report only a part, as one that runs what failed, or stops at the first failure: a case passes then only
 * if it is reported as passed. */
static void
carry_failures(struct arena *a, struct db *db, long long run, struct tried *v, size_t n)
{
	struct unmended u = { .name = -1 };
	struct buf whole = { 0 };
	long long attempt = 0;

	db_bind_int(db, sql_derive_failed, ":run", run);
	while (db_next(db, sql_derive_failed)) {
		const char *unit = db_text(db, sql_derive_failed, 0);
		long long name = db_int(db, sql_derive_failed, 1), now = db_int(db, sql_derive_failed, 2);

		if (name != u.name || strcmp(unit, u.unit)) {
			if (u.unit)
				carry(v, n, &u, attempt + 1, LLONG_MAX);
			case_whole_name(&whole, db_text(db, sql_derive_failed, 8), db_text(db, sql_derive_failed, 9),
				db_text(db, sql_derive_failed, 10));
			u = (struct unmended){ .unit = arena_strdup(a, unit),
				.whole = arena_strdup(a, buf_text(&whole)),
				.name = name };
		} else {
			carry(v, n, &u, attempt + 1, now);
		}
		attempt = now;
		if (next_attempt(&u, db))
			carry(v, n, &u, now, now + 1);
	}
	if (u.unit)
		carry(v, n, &u, attempt + 1, LLONG_MAX);
	buf_release(&whole);
}

/* Has a unit several attempts, and not only several tries in one? */
static bool
has_attempts(const struct tried *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i].attempt != v[i - 1].attempt && !strcmp(v[i].unit, v[i - 1].unit))
			return true;
	return false;
}

static int
kind_of(const struct tried *t)
{
	return t->worst == CASE_TIMEOUT   ? VERDICT_TIMEOUT
		: t->worst == CASE_CRASH  ? VERDICT_CRASH
		: t->worst > CASE_SKIPPED ? VERDICT_FAIL
		: t->incomplete           ? VERDICT_FAIL
		: t->passed               ? VERDICT_PASS
					  : VERDICT_SKIP;
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
		db_bind_text(db, sql_derived_result_add, ":verdict", verdict_names[kind_of(&v[i])]);
		if (v[i].timed)
			db_bind_int(db, sql_derived_result_add, ":usec", v[i].usec);
		if (v[i].seed >= 0)
			db_bind_int(db, sql_derived_result_add, ":seed", v[i].seed);
		db_bind_int(db, sql_derived_result_add, ":finished", v[i].finished);
		db_run(db, sql_derived_result_add);
	}
}

/* Go on to the try that a row of sql_derive_texts is about. Both are in the order of unit, attempt and try. False if there
 * is none. */
static bool
go_to_try(struct db *db, const struct tried *v, size_t n, size_t *at)
{
	const char *unit = db_text(db, sql_derive_texts, 0);
	long long attempt = db_int(db, sql_derive_texts, 1), try = db_int(db, sql_derive_texts, 2);

	for (; *at < n; ++*at) {
		const struct tried *t = &v[*at];
		int order = strcmp(t->unit, unit);

		if (order > 0 || (!order && (t->attempt > attempt || (t->attempt == attempt && t->try >= try))))
			return !order && t->attempt == attempt && t->try == try;
	}
	return false;
}

/* Append what a failing case says. */
static void
add_text(struct buf *tail, struct db *db, struct buf *name)
{
	const char *message = db_text(db, sql_derive_texts, 7), *text = db_text(db, sql_derive_texts, 8);

	case_whole_name(name, db_text(db, sql_derive_texts, 3), db_text(db, sql_derive_texts, 4),
		db_text(db, sql_derive_texts, 5));
	if (tail->len + name->len + 100 > TAIL_MAX)
		return;
	buf_printf(tail, "%s: %s%s%s\n", buf_text(name), db_text(db, sql_derive_texts, 6), message ? ": " : "",
		message ? message : "");
	if (text) {
		foreign_store(tail, text, strlen(text), TAIL_MAX - 1);
		if (tail->s[tail->len - 1] != '\n')
			buf_addc(tail, '\n');
	}
}

/* In the place of a log: what the failing cases say, the first of them by name. A unit that skips has the reason of its first
 * case, by name, too: so it does not matter in which order reports came. */
static void
add_tails(struct arena *a, struct db *db, long long run, struct tried *v, size_t n)
{
	struct buf name = { 0 };
	size_t at = 0;

	db_bind_int(db, sql_derive_texts, ":run", run);
	while (db_next(db, sql_derive_texts)) {
		const char *message = db_text(db, sql_derive_texts, 7);

		if (!go_to_try(db, v, n, &at))
			continue;
		if (strcmp(db_text(db, sql_derive_texts, 6), case_verdict_names[CASE_SKIPPED]))
			add_text(&v[at].tail, db, &name);
		else if (!v[at].reason && message && kind_of(&v[at]) == VERDICT_SKIP)
			v[at].reason = arena_strdup(a, message);
	}
	buf_release(&name);
	for (size_t i = 0; i < n; i++) {
		if (v[i].reason) {
			db_bind_int(db, sql_derived_reason, ":run", run);
			db_bind_text(db, sql_derived_reason, ":unit", v[i].unit);
			db_bind_int(db, sql_derived_reason, ":attempt", v[i].number);
			db_bind_text(db, sql_derived_reason, ":reason", v[i].reason);
			db_run(db, sql_derived_reason);
		}
		if (v[i].tail.len)
			attempt_add_log(db, run, v[i].unit, v[i].number, v[i].tail.s);
		buf_release(&v[i].tail);
	}
}

void
derive_results(struct record *r, long long run)
{
	static const char *const stmts[] = { sql_run_underive_log, sql_run_underive_result, sql_run_underive };
	struct arena a = { 0 };
	size_t n;

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(r->db, stmts[i], ":run", run);
		db_run(r->db, stmts[i]);
	}
	struct tried *v = read_sums(&a, r->db, run, &n);

	if (has_attempts(v, n))
		carry_failures(&a, r->db, run, v, n);
	add_results(r->db, run, v, n);
	add_tails(&a, r->db, run, v, n);
	arena_release(&a);
}

/* --- what disagrees --------------------------------------------------------------------------- */

/* The run has n of `what` that disagree, whose first names are there. */
static void
warn(struct diag *d, const char *run, size_t n, const char *what, const char *how, const char *names)
{
	if (n)
		diag_warn(d, (struct loc){ 0 }, "run '%s' has %zu %s%s that passed%s counts: %s", run, n, what,
			n == 1 ? "" : "s", how, names);
}

void
derive_warn(struct record *r, struct diag *d, long long run, const char *name)
{
	struct db *db = r->db;
	struct buf whole = { 0 };
	char names[NAMES_SIZE] = "";
	size_t n = 0;

	db_bind_int(db, sql_disagree_cases, ":run", run);
	for (; db_next(db, sql_disagree_cases); n++) {
		case_whole_name(&whole, db_text(db, sql_disagree_cases, 0), db_text(db, sql_disagree_cases, 1),
			db_text(db, sql_disagree_cases, 2));
		case_note_name(names, sizeof(names), buf_text(&whole));
	}
	buf_release(&whole);
	warn(d, name, n, "test case", " in one report and failed in another; both are kept, and the failure", names);
	*names = '\0';
	n = 0;
	db_bind_int(db, sql_disagree_units, ":run", run);
	for (; db_next(db, sql_disagree_units); n++)
		case_note_name(names, sizeof(names), db_text(db, sql_disagree_units, 0));
	warn(d, name, n, "unit",
		", though a report has test cases that failed; both are kept, and the unit's own verdict", names);
}
