#include "record/night.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "plan/seed.h"
#include "record/record.h"
#include "unit/testcase.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_night_plan[] =
	"SELECT p.id, p.fingerprint, g.seed FROM generation g JOIN plan p ON p.id = g.plan "
	"WHERE g.commit_id = :commit AND p.suite = :suite ORDER BY g.dirty, p.fingerprint LIMIT 1";
static const char sql_night_seed[] = "SELECT g.seed FROM generation g JOIN plan p ON p.id = g.plan "
				     "WHERE g.commit_id = :commit AND p.fingerprint = :fingerprint";
/* As the view due, and which seeds the units take. */
static const char sql_night_owed[] =
	"SELECT l.platform, u.unit, m.takes_seed, m.seed, m.may_skip, u.usec FROM plan_lane l "
	"JOIN plan_module m ON m.plan = l.plan "
	"JOIN plan_unit u ON u.plan = l.plan AND u.module = m.place "
	"WHERE l.plan = :plan AND l.lane = :lane AND l.does = 'checked' "
	"AND (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane) "
	"AND NOT EXISTS(SELECT 1 FROM plan_kept k "
	"WHERE k.plan = l.plan AND k.module = m.place AND k.platform = l.platform)";
static const char sql_night_results[] =
	"SELECT a.platform, a.unit, a.fingerprint, a.tree, a.verdict, a.status, a.seed, a.finished, "
	"a.run, a.started, a.kept, t.tail, a.did, a.reason, a.run_id, a.attempt, x.usec FROM answer a "
	"JOIN result x ON x.run = a.run_id AND x.unit = a.unit AND x.attempt = a.attempt "
	"LEFT JOIN result_log t ON t.run = a.run_id AND t.unit = a.unit AND t.attempt = a.attempt "
	"WHERE a.suite = :suite AND a.lane = :lane AND a.commit_id = :commit "
	"ORDER BY a.finished, a.run, a.attempt";
static const char sql_night_contradicted[] =
	"SELECT c.unit, r.platform FROM run r JOIN plan p ON p.id = r.plan "
	"JOIN conflict c ON c.run = r.id "
	"WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id = :commit "
	"UNION ALL SELECT c.unit, o.platform FROM occasion o JOIN delivery d ON d.occasion = o.id "
	"JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"JOIN conflict c ON c.run = d.run AND c.unit = d.unit AND c.attempt = d.attempt "
	"WHERE p.suite = :suite AND o.lane = :lane AND o.commit_id = :commit ORDER BY 1, 2";
static const char sql_night_commits[] =
	"SELECT r.commit_id FROM run r JOIN plan p ON p.id = r.plan "
	"WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id IS NOT NULL "
	"UNION SELECT o.commit_id FROM occasion o WHERE o.lane = :lane AND EXISTS("
	"SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id AND p.suite = :suite) ORDER BY 1";

/* In the order of the file, as far as the record knows it: names have their numbers from there. */
static const char sql_night_cases[] =
	"SELECT c.suite, c.classname, n.name, m.message FROM report t JOIN report_unit u ON u.report = t.id "
	"JOIN case_result x ON x.report = t.id AND x.unit = u.id "
	"JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class "
	"LEFT JOIN case_text m ON m.report = x.report AND m.name = x.name AND m.ordinal = x.ordinal AND m.try = x.try "
	"WHERE t.run = :run AND t.attempt = :attempt AND t.format = 'cases' AND u.unit = :unit AND x.last "
	"AND x.verdict IN ('fail', 'error', 'timeout', 'crash') ORDER BY x.name, x.ordinal";

/* --- what is owed ----------------------------------------------------------------------------- */

struct owed {
	struct arena *arena;
	struct night_unit *v;
	size_t n;
	long long head; /* the seed of units that take the suite's */
};

/* seed: the unit's own; not used if it takes the suite's. expected: microseconds. */
static void
add_owed(struct owed *o, const char *platform, const char *unit, bool takes_seed, long long seed, const char *may_skip,
	unsigned long long expected)
{
	o->v = arena_grow(o->arena, o->v, o->n, sizeof(*o->v));
	o->v[o->n++] = (struct night_unit){ .platform = arena_strdup(o->arena, platform),
		.unit = arena_strdup(o->arena, unit),
		.takes_seed = takes_seed,
		.seed = takes_seed ? o->head : seed,
		.may_skip = arena_strdup(o->arena, may_skip),
		.expected = expected,
		.state = NIGHT_ABSENT };
}

/* The seed of units that take the suite's, at that commit with that plan. */
static long long
seed_of_plan(struct record *r, const struct plan *p, const char *fingerprint, const char *commit)
{
	long long seed = NIGHT_SEED_UNKNOWN;

	if (r) {
		db_bind_text(r->db, sql_night_seed, ":commit", commit);
		db_bind_text(r->db, sql_night_seed, ":fingerprint", fingerprint);
		if (db_next(r->db, sql_night_seed) && !db_is_null(r->db, sql_night_seed, 0))
			seed = db_int(r->db, sql_night_seed, 0);
		db_reset(r->db, sql_night_seed);
	}
	if (seed >= 0 || p->suite->seed_from == SEED_FROM_TREE)
		return seed;
	return p->suite->seed_from == SEED_FROM_FIXED ? p->suite->fallback : seed_of(commit);
}

static void
owed_by_plan(struct owed *o, const struct plan *p, int lane)
{
	for (size_t k = 0; k < p->suite->platform_count; k++)
		for (size_t i = 0; i < p->unit_count; i++)
			if (plan_runs(p, &p->units[i], k, lane))
				add_owed(o, p->suite->platforms[k].name, p->units[i].id,
					p->units[i].module->traits.seed == SEED_HEAD,
					p->units[i].module->traits.seed == SEED_NONE ? NIGHT_SEEDLESS
										     : p->units[i].module->traits.seed,
					p->units[i].module->traits.judging.may_skip,
					p->units[i].guessed ? 0 : plan_usec(p, &p->units[i], k));
}

/* The fingerprint of the commit's plan, or NULL. */
static const char *
owed_by_record(struct owed *o, struct db *db, const char *suite, const char *commit, int lane)
{
	db_bind_text(db, sql_night_plan, ":commit", commit);
	db_bind_text(db, sql_night_plan, ":suite", suite);
	if (!db_next(db, sql_night_plan))
		return NULL;
	long long plan = db_int(db, sql_night_plan, 0);
	const char *fingerprint = arena_strdup(o->arena, db_text(db, sql_night_plan, 1));

	o->head = db_is_null(db, sql_night_plan, 2) ? NIGHT_SEED_UNKNOWN : db_int(db, sql_night_plan, 2);
	db_reset(db, sql_night_plan);
	db_bind_int(db, sql_night_owed, ":plan", plan);
	db_bind_text(db, sql_night_owed, ":lane", lane_names[lane]);
	while (db_next(db, sql_night_owed))
		add_owed(o, db_text(db, sql_night_owed, 0), db_text(db, sql_night_owed, 1),
			!strcmp(db_text(db, sql_night_owed, 2), "head"),
			db_is_null(db, sql_night_owed, 3) ? NIGHT_SEEDLESS : db_int(db, sql_night_owed, 3),
			db_text(db, sql_night_owed, 4), (unsigned long long)db_int(db, sql_night_owed, 5));
	return fingerprint;
}

static int
by_place(const void *a, const void *b)
{
	const struct night_unit *x = a, *y = b;
	int order = strcmp(x->platform, y->platform);

	return order ? order : strcmp(x->unit, y->unit);
}

/* --- the answers ------------------------------------------------------------------------------ */

bool
night_failed(const char *verdict)
{
	return !strcmp(verdict, "fail") || !strcmp(verdict, "timeout") || !strcmp(verdict, "crash");
}

static struct night_outcome *
outcome_of(struct arena *a, struct night_unit *u, long long seed)
{
	for (size_t i = 0; i < u->outcome_count; i++)
		if (u->outcomes[i].seed == seed)
			return &u->outcomes[i];
	u->outcomes = arena_grow(a, u->outcomes, u->outcome_count, sizeof(*u->outcomes));
	u->outcomes[u->outcome_count] = (struct night_outcome){ .state = NIGHT_UNDONE, .seed = seed };
	return &u->outcomes[u->outcome_count++];
}

static long long
known(struct db *db, int column)
{
	return db_is_null(db, sql_night_results, column) ? -1 : db_int(db, sql_night_results, column);
}

/* How much a verdict says of the unit: what ran counts before a skip that may be, and that before what did not run. */
static int
weight(const struct night_unit *u, const char *verdict)
{
	if (!strcmp(verdict, "pass") || night_failed(verdict))
		return 2;
	return !strcmp(verdict, "skip") && u->may_skip;
}

static int
state_after(int before, const char *verdict, int weight)
{
	if (!weight)
		return NIGHT_UNDONE;
	if (weight == 1)
		return NIGHT_SKIPPED;
	if (night_failed(verdict))
		return NIGHT_FAILED;
	return before == NIGHT_FAILED || before == NIGHT_FLAKY ? NIGHT_FLAKY : NIGHT_PASSED;
}

static const char *
text(struct arena *a, struct db *db, int column)
{
	return arena_strdup(a, db_text(db, sql_night_results, column));
}

/* One more result of the unit, later than those before. */
static void
add_result(struct night *n, struct arena *a, struct db *db, struct night_unit *u, long long commit_time)
{
	const char *verdict = db_text(db, sql_night_results, 4), *did = db_text(db, sql_night_results, 12);
	struct night_outcome *o = outcome_of(a, u, known(db, 6));
	long long started = known(db, 9), finished = db_int(db, sql_night_results, 7);
	bool kept = db_int(db, sql_night_results, 10);
	int now = weight(u, verdict), before = o->results++ ? weight(u, o->verdict) : 0;

	/* What did not run does not undo what did. */
	if (now < before)
		return;
	o->state = state_after(o->state, verdict, now);
	bool again = o->run && o->finished == finished && !strcmp(o->run, db_text(db, sql_night_results, 8));

	o->verdict = text(a, db, 4);
	o->status = known(db, 5);
	o->usec = known(db, 16);
	o->finished = finished;
	o->run = text(a, db, 8);
	o->tail = text(a, db, 11);
	o->reason = text(a, db, 13);
	o->run_id = db_int(db, sql_night_results, 14);
	o->attempt = db_int(db, sql_night_results, 15);
	/* Nix's own log knows better than the times. One result may answer on several occasions of a night; if it ran
	 * on one of them, it ran. */
	o->cached = kept && (did ? strcmp(did, "ran") != 0 : finished < started || finished < commit_time * 1000000) &&
		(!again || o->cached);
	if (now && (!n->oldest || finished < n->oldest))
		n->oldest = finished;
	if (now && finished > n->newest)
		n->newest = finished;
}

void
night_cases(struct arena *a, struct record *r, long long run, long long attempt, const char *unit,
	struct night_failing *ret_failing)
{
	struct db *db = r->db;
	struct buf whole = { 0 };

	*ret_failing = (struct night_failing){ 0 };
	db_bind_int(db, sql_night_cases, ":run", run);
	db_bind_int(db, sql_night_cases, ":attempt", attempt);
	db_bind_text(db, sql_night_cases, ":unit", unit);
	for (; db_next(db, sql_night_cases); ret_failing->all++) {
		if (ret_failing->count == NIGHT_CASES_MAX)
			continue;
		case_whole_name(&whole, db_text(db, sql_night_cases, 0), db_text(db, sql_night_cases, 1),
			db_text(db, sql_night_cases, 2));
		*ARENA_APPEND(a, ret_failing->cases,
			ret_failing->count) = (struct night_case){ .name = arena_strdup(a, buf_text(&whole)),
			.message = arena_strdup(a, db_text(db, sql_night_cases, 3)) };
	}
	buf_release(&whole);
}

/* Count a result that answers nothing, and list it if it is not there yet. */
static void
ignore(struct night *n, struct arena *a, int why, const char *what)
{
	n->ignored[why]++;
	for (size_t i = 0; i < n->named_count; i++)
		if (n->named[i].why == why && !strcmp(n->named[i].what, what)) {
			n->named[i].results++;
			return;
		}
	if (n->named_count == NIGHT_IGNORED_MAX)
		return;
	n->named = arena_grow(a, n->named, n->named_count, sizeof(*n->named));
	n->named[n->named_count++] = (struct night_ignored){ .why = why, .what = arena_strdup(a, what), .results = 1 };
}

static void
ignore_unit(struct night *n, struct arena *a, int why, const char *unit, const char *platform)
{
	struct arena scratch = { 0 };

	ignore(n, a, why, arena_printf(&scratch, "%s on %s", unit, platform ? platform : "no platform"));
	arena_release(&scratch);
}

/* Report that the result of the unit is of another seed than the unit owes. */
static void
ignore_seed(struct night *n, struct arena *a, const struct night_unit *u, long long seed)
{
	struct buf what = { 0 };

	buf_printf(&what, "%s on %s ran with ", u->unit, u->platform);
	if (seed >= 0)
		buf_printf(&what, "seed %lld", seed);
	else
		buf_adds(&what, "no known seed");
	if (u->seed >= 0)
		buf_printf(&what, " and owes seed %lld", u->seed);
	else
		buf_adds(&what, u->seed == NIGHT_SEEDLESS ? " and takes none" : " and owes one that nobody knows");
	ignore(n, a, IGNORED_SEED, buf_text(&what));
	buf_release(&what);
}

static void
read_results(struct night *n, struct arena *a, struct db *db, const char *suite, int lane, long long commit_time,
	struct owed *o)
{
	db_bind_text(db, sql_night_results, ":suite", suite);
	db_bind_text(db, sql_night_results, ":lane", lane_names[lane]);
	db_bind_text(db, sql_night_results, ":commit", n->commit);
	while (db_next(db, sql_night_results)) {
		const char *tree = db_text(db, sql_night_results, 3);
		struct night_unit wanted = { .platform = db_text(db, sql_night_results, 0),
			.unit = db_text(db, sql_night_results, 1) };
		struct night_unit *u = NULL;

		n->results++;
		if (!n->fingerprint || strcmp(n->fingerprint, db_text(db, sql_night_results, 2)))
			ignore(n, a, IGNORED_PLAN, db_text(db, sql_night_results, 2));
		else if (tree && !strcmp(tree, "dirty"))
			ignore(n, a, IGNORED_DIRTY, db_text(db, sql_night_results, 8));
		else if (!wanted.platform)
			ignore(n, a, IGNORED_NOWHERE, db_text(db, sql_night_results, 8));
		else if (!o->n || !(u = bsearch(&wanted, o->v, o->n, sizeof(*o->v), by_place)))
			ignore_unit(n, a, IGNORED_UNOWED, wanted.unit, wanted.platform);
		else if (u->seed != known(db, 6))
			ignore_seed(n, a, u, known(db, 6));
		else
			add_result(n, a, db, u, commit_time);
	}
}

/* Results of an attempt for which another result counts. */
static void
read_contradicted(struct night *n, struct arena *a, struct db *db, const char *suite, int lane)
{
	db_bind_text(db, sql_night_contradicted, ":suite", suite);
	db_bind_text(db, sql_night_contradicted, ":lane", lane_names[lane]);
	db_bind_text(db, sql_night_contradicted, ":commit", n->commit);
	while (db_next(db, sql_night_contradicted)) {
		n->results++;
		ignore_unit(n, a, IGNORED_CONTRADICTED, db_text(db, sql_night_contradicted, 0),
			db_text(db, sql_night_contradicted, 1));
	}
}

/* --- the whole -------------------------------------------------------------------------------- */

static void
add_unit(struct night *n, struct night_platform *p, struct night_unit *u)
{
	bool cached = u->outcome_count > 0;

	for (size_t i = 0; i < u->outcome_count; i++) {
		if (!i || u->outcomes[i].state > u->state)
			u->state = u->outcomes[i].state;
		cached &= u->outcomes[i].cached;
	}
	bool ran = !cached && u->state != NIGHT_ABSENT && u->state != NIGHT_UNDONE;

	p->owed++;
	p->states[u->state]++;
	p->ran += ran;
	p->cached += cached;
	n->owed++;
	n->states[u->state]++;
	n->ran += ran;
	n->cached += cached;
}

void
night_make(struct night *ret_night, struct arena *a, struct record *r, const char *suite, int lane, const char *commit,
	long long commit_time, const struct plan *p, const char *fingerprint)
{
	struct night *n = ret_night;
	struct owed owed = { .arena = a };

	*n = (struct night){ .commit = arena_strdup(a, commit) };
	if (p) {
		owed.head = seed_of_plan(r, p, fingerprint, commit);
		owed_by_plan(&owed, p, lane);
		n->fingerprint = arena_strdup(a, fingerprint);
	} else if (r) {
		n->fingerprint = owed_by_record(&owed, r->db, suite, commit, lane);
	}
	if (owed.n > 1)
		qsort(owed.v, owed.n, sizeof(*owed.v), by_place);
	if (r) {
		read_results(n, a, r->db, suite, lane, commit_time, &owed);
		read_contradicted(n, a, r->db, suite, lane);
	}
	for (size_t i = 0; r && i < owed.n; i++)
		for (size_t k = 0; k < owed.v[i].outcome_count; k++)
			if (owed.v[i].outcomes[k].state == NIGHT_FAILED)
				night_cases(a, r, owed.v[i].outcomes[k].run_id, owed.v[i].outcomes[k].attempt,
					owed.v[i].unit, &owed.v[i].outcomes[k].failing);
	for (size_t i = 0; i < owed.n; i++) {
		if (!i || strcmp(owed.v[i].platform, owed.v[i - 1].platform)) {
			n->platforms = arena_grow(a, n->platforms, n->platform_count, sizeof(*n->platforms));
			n->platforms[n->platform_count++] = (struct night_platform){ .name = owed.v[i].platform,
				.units = &owed.v[i] };
		}
		add_unit(n, &n->platforms[n->platform_count - 1], &owed.v[i]);
	}
}

bool
night_is_green(const struct night *n)
{
	return n->owed && n->states[NIGHT_PASSED] + n->states[NIGHT_FLAKY] + n->states[NIGHT_SKIPPED] == n->owed;
}

const char **
night_commits(struct arena *a, struct record *r, const char *suite, int lane, size_t *ret_count)
{
	const char **commits = NULL;
	size_t n = 0;

	if (r) {
		db_bind_text(r->db, sql_night_commits, ":suite", suite);
		db_bind_text(r->db, sql_night_commits, ":lane", lane_names[lane]);
		while (db_next(r->db, sql_night_commits)) {
			commits = arena_grow(a, commits, n, sizeof(*commits));
			commits[n++] = arena_strdup(a, db_text(r->db, sql_night_commits, 0));
		}
	}
	*ret_count = n;
	return commits;
}
