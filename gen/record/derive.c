#include "record/derive.h"

#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/foreign.h"
#include "base/words.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/failures.h"
#include "record/record.h"
#include "record/runs.h"
#include "unit/testcase.h"
#include "unit/verdict.h"

/* --- statements -------------------------------------------------------------------------------- */

/* Reports that broke off, of whose file the run has a whole one. As the view deriving says, which would look at every report
 * of the run for each of them. */
static const char sql_superseded_make[] = "CREATE TEMP TABLE IF NOT EXISTS superseded(report INTEGER PRIMARY KEY)";
static const char sql_superseded_forget[] = "DELETE FROM superseded";
static const char sql_superseded_fill[] =
	"INSERT INTO superseded(report) SELECT id FROM report WHERE run = :run AND state = 'incomplete' "
	"AND (+attempt, +variant, file) IN (SELECT attempt, variant, file FROM report WHERE run = :run AND state = 'whole')";
/* Of units without a verdict of their own. A unit is in the seed that the run was given if it takes one. CROSS JOIN: the tables are
 * looked at in this order, from the reports of the run to their units. SQLite would begin with each unit of the plan, and look at
 * all the reports for it. */
static const char sql_derive_sums[] =
	"SELECT u.unit, t.attempt, s.try, s.last, s.verdict, t.state = 'incomplete', s.timed, s.usec, t.finished, "
	"CASE m.takes_seed WHEN 'head' THEN t.seed WHEN 'fixed' THEN m.seed END "
	"FROM run r CROSS JOIN report t ON t.run = r.id CROSS JOIN report_unit u ON u.report = t.id "
	"CROSS JOIN plan_unit p ON p.plan = r.plan AND p.unit = u.unit "
	"CROSS JOIN plan_module m ON m.plan = r.plan AND m.place = p.module "
	"CROSS JOIN report_sum s ON s.unit = u.id "
	"WHERE r.id = :run AND t.state <> 'reading' AND t.format <> 'cases' AND t.id NOT IN superseded "
	"AND s.verdict <> 'none' AND (EXISTS(SELECT 1 FROM derived d WHERE d.run = :run AND d.unit = u.unit) "
	"OR NOT EXISTS(SELECT 1 FROM result x WHERE x.run = :run AND x.unit = u.unit)) "
	"ORDER BY u.unit, t.attempt, s.try, s.last";
/* What a skipped case says counts only where the unit has nothing else. */
static const char sql_derive_texts[] =
	"SELECT u.unit, t.attempt, m.try, c.suite, c.classname, n.name, x.verdict, m.message, m.text "
	"FROM report t CROSS JOIN case_text m ON m.report = t.id "
	"CROSS JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal "
	"AND x.try = m.try AND x.verdict IN ('fail', 'error', 'timeout', 'crash', 'skipped') "
	"CROSS JOIN report_unit u ON u.id = x.unit "
	"CROSS JOIN derived d ON d.run = :run AND d.unit = u.unit "
	"CROSS JOIN case_name n ON n.id = m.name CROSS JOIN case_class c ON c.id = n.class "
	"WHERE t.run = :run AND t.state <> 'reading' AND t.format <> 'cases' AND t.id NOT IN superseded "
	"AND (x.verdict <> 'skipped' OR NOT EXISTS(SELECT 1 FROM report_sum s "
	"WHERE s.unit = x.unit AND s.try = x.try AND s.verdict NOT IN ('skipped', 'none'))) "
	"ORDER BY u.unit, t.attempt, m.try, c.suite, c.classname, n.name, m.ordinal, t.variant, t.digest";
/* How the cases ended that failed in some attempt, by attempt. Those of one name are taken together. */
static const char sql_derive_failed[] =
	"SELECT u.unit, x.name, t.attempt, sum(x.verdict = 'pass'), sum(x.verdict = 'skipped'), "
	"sum(x.verdict IN ('fail', 'error')), sum(x.verdict = 'timeout'), sum(x.verdict = 'crash'), "
	"c.suite, c.classname, n.name "
	"FROM met CROSS JOIN report t ON t.id = met.report "
	"CROSS JOIN case_result x ON x.report = met.report AND x.name = met.name AND x.last "
	"CROSS JOIN report_unit u ON u.id = x.unit "
	"CROSS JOIN case_name n ON n.id = x.name CROSS JOIN case_class c ON c.id = n.class "
	"WHERE t.state <> 'reading' AND t.format <> 'cases' AND t.id NOT IN superseded "
	"GROUP BY u.unit, x.name, t.attempt "
	"ORDER BY u.unit, c.suite, c.classname, n.name, t.attempt";
static const char sql_derived_units[] = "SELECT unit FROM derived WHERE run = :run ORDER BY unit";
static const char sql_derived_results[] =
	"SELECT x.unit, x.attempt, x.verdict, x.usec, x.seed, x.finished, x.reason, l.tail "
	"FROM derived d CROSS JOIN result x ON x.run = d.run AND x.unit = d.unit "
	"LEFT JOIN result_log l ON l.run = x.run AND l.unit = x.unit AND l.attempt = x.attempt "
	"WHERE d.run = :run ORDER BY d.unit, x.attempt";
static const char sql_derived_drop_log[] =
	"DELETE FROM result_log WHERE run = :run AND unit = :unit AND attempt = :attempt";
static const char sql_derived_drop_result[] =
	"DELETE FROM result WHERE run = :run AND unit = :unit AND attempt = :attempt";
static const char sql_derived_add[] = "INSERT INTO derived(run, unit) VALUES(:run, :unit)";
static const char sql_derived_result_add[] =
	"INSERT INTO result(run, unit, attempt, verdict, usec, seed, finished, reason) "
	"VALUES(:run, :unit, :attempt, :verdict, :usec, :seed, :finished, :reason)";
/* A case that fails in one report and passes in another. */
static const char sql_disagree_cases[] =
	"SELECT DISTINCT c.suite, c.classname, n.name FROM (SELECT x.name FROM met CROSS JOIN report t ON t.id = met.report "
	"CROSS JOIN case_result x ON x.report = met.report AND x.name = met.name AND x.last "
	"WHERE x.verdict = 'pass' OR (x.verdict IN ('fail', 'error', 'timeout', 'crash') AND EXISTS(SELECT 1 FROM case_text m "
	"WHERE m.report = x.report AND m.name = x.name AND m.ordinal = x.ordinal AND m.try = x.try)) "
	"GROUP BY t.attempt, t.variant, x.name "
	"HAVING sum(x.verdict = 'pass') BETWEEN 1 AND count(*) - 1 AND min(x.report) <> max(x.report)) f "
	"CROSS JOIN case_name n ON n.id = f.name CROSS JOIN case_class c ON c.id = n.class ORDER BY 1, 2, 3";
/* A unit that passed by its own verdict, and a case of it failed. */
static const char sql_disagree_units[] =
	"SELECT DISTINCT u.unit FROM report t CROSS JOIN report_unit u ON u.report = t.id "
	"CROSS JOIN report_sum s ON s.unit = u.id "
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
	bool known;         /* the record has it so */
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
carry_failures(struct arena *a, struct db *db, struct tried *v, size_t n)
{
	struct unmended u = { .name = -1 };
	struct buf whole = { 0 };
	long long attempt = 0;

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

/* Does the row begin a unit? */
static bool
is_first(const struct tried *v, size_t i)
{
	return !i || strcmp(v[i].unit, v[i - 1].unit) != 0;
}

/* Note which units have results that follow, and forget those of the others. */
static void
note_units(struct arena *a, struct db *db, long long run, struct tried *v, size_t n)
{
	const char **gone = NULL;
	size_t gone_count = 0, at = 0;

	db_bind_int(db, sql_derived_units, ":run", run);
	while (db_next(db, sql_derived_units)) {
		const char *unit = db_text(db, sql_derived_units, 0);

		while (at < n && strcmp(v[at].unit, unit) < 0)
			at++;
		if (at < n && !strcmp(v[at].unit, unit))
			v[at].known = true;
		else
			*ARENA_APPEND(a, gone, gone_count) = arena_strdup(a, unit);
	}
	for (size_t i = 0; i < gone_count; i++)
		attempt_underive(db, run, gone[i]);
	for (size_t i = 0; i < n; i++) {
		if (is_first(v, i) && !v[i].known) {
			db_bind_int(db, sql_derived_add, ":run", run);
			db_bind_text(db, sql_derived_add, ":unit", v[i].unit);
			db_run(db, sql_derived_add);
		}
		v[i].known = false;
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
add_texts(struct arena *a, struct db *db, long long run, struct tried *v, size_t n)
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
}

static bool
same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Is the result that of the row of sql_derived_results? */
static bool
is_row(const struct tried *t, struct db *db)
{
	return t->number == db_int(db, sql_derived_results, 1) &&
		!strcmp(verdict_names[kind_of(t)], db_text(db, sql_derived_results, 2)) &&
		(t->timed ? t->usec : -1) == db_int_or_none(db, sql_derived_results, 3) &&
		t->seed == db_int_or_none(db, sql_derived_results, 4) &&
		t->finished == db_int(db, sql_derived_results, 5) &&
		same_text(t->reason, db_text(db, sql_derived_results, 6)) &&
		same_text(t->tail.len ? t->tail.s : NULL, db_text(db, sql_derived_results, 7));
}

/* Where the unit's result of that number is, or would be, from `at` on. */
static size_t
find_result(const struct tried *v, size_t n, size_t at, const char *unit, long long number)
{
	for (; at < n; at++) {
		int order = strcmp(v[at].unit, unit);

		if (order > 0 || (!order && v[at].number >= number))
			break;
	}
	return at;
}

static void
drop_result(struct db *db, long long run, const struct tried *t)
{
	static const char *const stmts[] = { sql_derived_drop_log, sql_derived_drop_result };

	for (size_t i = 0; i < countof(stmts); i++) {
		db_bind_int(db, stmts[i], ":run", run);
		db_bind_text(db, stmts[i], ":unit", t->unit);
		db_bind_int(db, stmts[i], ":attempt", t->number);
		db_run(db, stmts[i]);
	}
}

/* Forget the results that do not follow any more, and note those that the record has. */
static void
drop_results(struct arena *a, struct db *db, long long run, struct tried *v, size_t n)
{
	struct tried *gone = NULL;
	size_t gone_count = 0, at = 0;

	db_bind_int(db, sql_derived_results, ":run", run);
	while (db_next(db, sql_derived_results)) {
		const char *unit = db_text(db, sql_derived_results, 0);
		long long number = db_int(db, sql_derived_results, 1);

		at = find_result(v, n, at, unit, number);
		if (at < n && !strcmp(v[at].unit, unit) && is_row(&v[at], db))
			v[at].known = true;
		else
			*ARENA_APPEND(a, gone, gone_count) = (struct tried){ .unit = arena_strdup(a, unit),
				.number = number };
	}
	for (size_t i = 0; i < gone_count; i++)
		drop_result(db, run, &gone[i]);
}

static void
add_result(struct db *db, long long run, const struct tried *t)
{
	db_bind_int(db, sql_derived_result_add, ":run", run);
	db_bind_text(db, sql_derived_result_add, ":unit", t->unit);
	db_bind_int(db, sql_derived_result_add, ":attempt", t->number);
	db_bind_text(db, sql_derived_result_add, ":verdict", verdict_names[kind_of(t)]);
	if (t->timed)
		db_bind_int(db, sql_derived_result_add, ":usec", t->usec);
	if (t->seed >= 0)
		db_bind_int(db, sql_derived_result_add, ":seed", t->seed);
	db_bind_int(db, sql_derived_result_add, ":finished", t->finished);
	db_bind_text(db, sql_derived_result_add, ":reason", t->reason);
	db_run(db, sql_derived_result_add);
	if (t->tail.len)
		attempt_add_log(db, run, t->unit, t->number, t->tail.s);
}

/* Which reports of the run have given way to whole ones. */
static void
note_superseded(struct db *db, long long run)
{
	db_run(db, sql_superseded_make);
	db_run(db, sql_superseded_forget);
	db_bind_int(db, sql_superseded_fill, ":run", run);
	db_run(db, sql_superseded_fill);
}

/* Only what differs from what the record has is written: most of a run stays as it is when more of it comes. */
void
derive_results(struct record *r, long long run)
{
	struct arena a = { 0 };
	size_t n;

	note_superseded(r->db, run);
	failures_find(r->db, run);
	struct tried *v = read_sums(&a, r->db, run, &n);

	if (has_attempts(v, n))
		carry_failures(&a, r->db, v, n);
	note_units(&a, r->db, run, v, n);
	add_texts(&a, r->db, run, v, n);
	drop_results(&a, r->db, run, v, n);
	for (size_t i = 0; i < n; i++) {
		if (!v[i].known)
			add_result(r->db, run, &v[i]);
		buf_release(&v[i].tail);
	}
	runs_settle(r->db, run, NULL);
	arena_release(&a);
}

/* --- what disagrees --------------------------------------------------------------------------- */

/* The run has n of `what` that disagree, whose first names are there. */
static void
warn(struct diag *d, const char *run, size_t n, const char *what, const char *how, const char *names)
{
	if (n)
		diag_warn(d, (struct loc){ 0 }, "run '%s' has %zu %s%s that passed%s counts: %s", run, n, what,
			words_plural(n), how, names);
}

void
derive_warn(struct record *r, struct diag *d, long long run, const char *name)
{
	struct db *db = r->db;
	struct buf whole = { 0 };
	char names[NAMES_SIZE] = "";
	size_t n = 0;

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
