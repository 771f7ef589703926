#include "report/flaky.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/words.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "record/night.h"
#include "record/record.h"
#include "report/lookup.h"

/* Where a red result is. Its unit's other results there say whether it is flaky. */
struct key {
	const char *unit, *platform, *commit; /* commit: NULL if not known, or with changes in the work tree */
	long long run;                        /* the run if there is no commit, else 0 */
};

/* The results under one seed and plan. */
struct under {
	long long plan, seed;
	size_t passed, failed;
	long long last;
	const char *run;
};

struct search {
	struct arena *arena;
	struct db *db;
	const struct git *git;
	const struct flaky_question *q;
	struct flaky *result;
	struct key *keys;
	size_t key_count;
};

static int
by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int c = strcmp(x->unit, y->unit);

	c = c ? c : text_compare(x->platform, y->platform);
	c = c ? c : text_compare(x->commit, y->commit);
	return c ? c : (x->run > y->run) - (x->run < y->run);
}

static const char sql_red_results[] = "SELECT p.unit, r.platform, r.commit_id, r.tree, r.id, t.finished FROM series s "
				      "JOIN place p ON p.series = s.id "
				      "JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
				      "AND t.finished >= :since JOIN run r ON r.id = t.run "
				      "WHERE s.suite = :suite AND (:unit IS NULL OR p.unit = :unit) "
				      "AND (:platform IS NULL OR s.platform = :platform)";
static const char sql_red_answers[] = "SELECT p.unit, o.platform, o.commit_id, NULL, t.run, t.finished FROM series s "
				      "JOIN place p ON p.series = s.id "
				      "JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
				      "AND t.finished >= :since "
				      "JOIN delivery d ON d.run = t.run AND d.unit = p.unit AND d.attempt = t.attempt "
				      "JOIN occasion o ON o.id = d.occasion "
				      "WHERE s.suite = :suite AND s.lane = '' AND (:unit IS NULL OR p.unit = :unit) "
				      "AND (:platform IS NULL OR o.platform = :platform)";

/* Read the red results that one of the statements finds. */
static void
read_keys(struct search *s, const char *stmt)
{
	const struct flaky_question *q = s->q;
	struct db *db = s->db;

	db_bind_text(db, stmt, ":suite", q->plan->suite->name);
	db_bind_text(db, stmt, ":unit", q->unit);
	db_bind_text(db, stmt, ":platform", q->platform);
	db_bind_int(db, stmt, ":since", (q->now - q->days * 86400LL) * 1000000);
	while (db_next(db, stmt)) {
		const char *tree = db_text(db, stmt, 3), *commit = db_text(db, stmt, 2);
		bool clean = commit && (!tree || strcmp(tree, "dirty"));

		s->result->future += words_is_future(db_int(db, stmt, 5) / 1000000, q->now);
		s->keys = arena_grow(s->arena, s->keys, s->key_count, sizeof(*s->keys));
		s->keys[s->key_count++] = (struct key){ .unit = arena_strdup(s->arena, db_text(db, stmt, 0)),
			.platform = arena_strdup(s->arena, db_text(db, stmt, 1)),
			.commit = clean ? arena_strdup(s->arena, commit) : NULL,
			.run = clean ? 0 : db_int(db, stmt, 4) };
	}
}

static struct under *
find_under(struct arena *a, struct under **list, size_t *n, long long plan, long long seed)
{
	for (size_t i = 0; i < *n; i++)
		if ((*list)[i].plan == plan && (*list)[i].seed == seed)
			return &(*list)[i];
	*list = arena_grow(a, *list, *n, sizeof(**list));
	(*list)[*n] = (struct under){ .plan = plan, .seed = seed };
	return &(*list)[(*n)++];
}

/* A result counts once, however often it answered. */
static const char sql_same_commit[] =
	"SELECT r.plan, x.seed, x.verdict, x.finished, r.name, x.run, x.attempt "
	"FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id AND x.unit = :unit "
	"WHERE r.commit_id = :commit AND p.suite = :suite AND r.platform IS :platform "
	"AND r.tree IS NOT 'dirty' "
	"UNION SELECT r.plan, x.seed, x.verdict, x.finished, r.name, x.run, x.attempt "
	"FROM occasion o JOIN delivery d ON d.occasion = o.id AND d.unit = :unit "
	"JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan "
	"WHERE o.commit_id = :commit AND p.suite = :suite AND o.platform IS :platform";
/* Builds of one derivation of Nix are runs of one name: up to the '+' of those that failed (results.h). Of what a name may have
 * in it, nothing but '+' comes before ','. */
static const char sql_same_run[] = "SELECT r.plan, x.seed, x.verdict, x.finished, r.name FROM run r "
				   "JOIN result x ON x.run = r.id AND x.unit = :unit WHERE r.id = :run "
				   "UNION ALL SELECT k.plan, x.seed, x.verdict, x.finished, r.name FROM run k "
				   "JOIN run r ON r.name >= substr(k.name, 1, instr(k.name, '+') - 1) "
				   "AND r.name < substr(k.name, 1, instr(k.name, '+') - 1) || ',' AND r.id <> k.id "
				   "AND +r.commit_id IS NULL AND r.platform IS k.platform "
				   "JOIN result x ON x.run = r.id AND x.unit = :unit "
				   "WHERE k.id = :run AND k.name GLOB 'nix-*+*' AND k.commit_id IS NULL";

/* Read all results of a key, by plan and seed. How many there are. */
static size_t
read_under(struct search *s, struct arena *a, const struct key *k, struct under **ret_list)
{
	const char *stmt = k->commit ? sql_same_commit : sql_same_run;
	struct db *db = s->db;
	size_t n = 0;

	*ret_list = NULL;
	db_bind_text(db, stmt, ":unit", k->unit);
	if (k->commit) {
		db_bind_text(db, stmt, ":suite", s->q->plan->suite->name);
		db_bind_text(db, stmt, ":commit", k->commit);
		db_bind_text(db, stmt, ":platform", k->platform);
	} else {
		db_bind_int(db, stmt, ":run", k->run);
	}
	while (db_next(db, stmt)) {
		const char *verdict = db_text(db, stmt, 2);
		bool passed = !strcmp(verdict, "pass");

		if (!passed && !night_failed(verdict))
			continue;
		struct under *u = find_under(a, ret_list, &n, db_int(db, stmt, 0), db_int_or_none(db, stmt, 1));

		u->passed += passed;
		u->failed += !passed;
		if (!passed && db_int(db, stmt, 3) >= u->last) {
			u->last = db_int(db, stmt, 3);
			u->run = arena_strdup(s->arena, db_text(db, stmt, 4));
		}
	}
	return n;
}

static struct flaky_unit *
unit_of(struct search *s, const struct key *k)
{
	struct flaky *f = s->result;
	struct flaky_unit *last = f->count ? &f->units[f->count - 1] : NULL;

	/* The keys are sorted, so a unit that is there is the last one. */
	if (last && !strcmp(last->unit, k->unit) && !text_compare(last->platform, k->platform))
		return last;
	f->units = arena_grow(s->arena, f->units, f->count, sizeof(*f->units));
	f->units[f->count] = (struct flaky_unit){ .unit = k->unit, .platform = k->platform };
	return &f->units[f->count++];
}

static void
add_case(struct search *s, struct flaky_case **list, size_t *n, long long *last, const struct key *k,
	const struct under *u)
{
	*list = arena_grow(s->arena, *list, *n, sizeof(**list));
	(*list)[(*n)++] = (struct flaky_case){ .commit = k->commit,
		.here = lookup_commit(s->git, k->commit),
		.run = u->run,
		.seed = u->seed,
		.passed = u->passed,
		.failed = u->failed,
		.last = u->last };
	if (u->last > *last)
		*last = u->last;
}

static void
look_at(struct search *s, const struct key *k)
{
	struct arena scratch = { 0 };
	struct under *list;
	size_t n = read_under(s, &scratch, k, &list);

	for (size_t i = 0; i < n; i++) {
		const struct under *u = &list[i];
		size_t green = 0, red = 0;
		bool first = true;

		if (u->passed && u->failed) {
			struct flaky_unit *unit = unit_of(s, k);

			add_case(s, &unit->both, &unit->both_count, &unit->last_both, k, u);
		}
		/* Of the seeds of this plan, count those that only passed and those that only failed. */
		for (size_t j = 0; j < n; j++) {
			if (list[j].plan != u->plan || list[j].seed < 0)
				continue;
			green += !list[j].failed;
			red += !list[j].passed;
			first &= j >= i || list[j].passed > 0;
		}
		if (u->seed < 0 || u->passed || !green)
			continue;
		struct flaky_unit *unit = unit_of(s, k);

		add_case(s, &unit->by_seed, &unit->by_seed_count, &unit->last_by_seed, k, u);
		unit->seeds += first ? green + red : 0;
	}
	arena_release(&scratch);
}

static const char sql_unit_count[] =
	"SELECT count(*), sum(t.verdict <> 'pass') FROM series s "
	"JOIN place p ON p.series = s.id AND p.unit = :unit "
	"JOIN track t ON t.place = p.id AND t.verdict IN ('pass', 'fail', 'timeout', 'crash') "
	"AND t.finished >= :since WHERE s.suite = :suite AND s.platform = ifnull(:platform, '')";

static void
count_results(struct search *s, struct flaky_unit *u)
{
	struct db *db = s->db;

	db_bind_text(db, sql_unit_count, ":suite", s->q->plan->suite->name);
	db_bind_text(db, sql_unit_count, ":unit", u->unit);
	db_bind_text(db, sql_unit_count, ":platform", u->platform);
	db_bind_int(db, sql_unit_count, ":since", (s->q->now - s->q->days * 86400LL) * 1000000);
	while (db_next(db, sql_unit_count)) {
		u->results = (size_t)db_int(db, sql_unit_count, 0);
		u->red = (size_t)db_int(db, sql_unit_count, 1);
	}
	for (size_t i = 0; i < s->q->plan->unit_count; i++)
		u->known |= !strcmp(s->q->plan->units[i].id, u->unit);
}

static int
by_last(const void *a, const void *b)
{
	const struct flaky_case *x = a, *y = b;

	if (x->last != y->last)
		return x->last > y->last ? -1 : 1;
	return (x->seed > y->seed) - (x->seed < y->seed);
}

void
flaky_make(struct flaky *ret_flaky, struct arena *a, struct record *r, const struct git *g,
	const struct flaky_question *q)
{
	struct search s = { .arena = a, .db = r ? r->db : NULL, .git = g, .q = q, .result = ret_flaky };

	*ret_flaky = (struct flaky){ .plan = q->plan, .days = q->days, .now = q->now, .has_record = r != NULL };
	if (!r)
		return;
	read_keys(&s, sql_red_results);
	read_keys(&s, sql_red_answers);
	if (s.key_count > 1)
		qsort(s.keys, s.key_count, sizeof(*s.keys), by_key);
	for (size_t i = 0; i < s.key_count; i++)
		if (!i || by_key(&s.keys[i - 1], &s.keys[i]))
			look_at(&s, &s.keys[i]);
	for (size_t i = 0; i < ret_flaky->count; i++) {
		struct flaky_unit *u = &ret_flaky->units[i];

		count_results(&s, u);
		if (u->both_count > 1)
			qsort(u->both, u->both_count, sizeof(*u->both), by_last);
		if (u->by_seed_count > 1)
			qsort(u->by_seed, u->by_seed_count, sizeof(*u->by_seed), by_last);
	}
}

static int
by_last_both(const void *a, const void *b)
{
	const struct flaky_unit *x = *(const struct flaky_unit *const *)a, *y = *(const struct flaky_unit *const *)b;

	if (x->last_both != y->last_both)
		return x->last_both > y->last_both ? -1 : 1;
	return (x > y) - (x < y); /* by name */
}

static int
by_last_seed(const void *a, const void *b)
{
	const struct flaky_unit *x = *(const struct flaky_unit *const *)a, *y = *(const struct flaky_unit *const *)b;

	if (x->last_by_seed != y->last_by_seed)
		return x->last_by_seed > y->last_by_seed ? -1 : 1;
	return (x > y) - (x < y);
}

const struct flaky_unit **
flaky_sorted(const struct flaky *f, bool by_seed, size_t *ret_count)
{
	const struct flaky_unit **list = xcalloc(f->count, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		if (by_seed ? f->units[i].by_seed_count : f->units[i].both_count)
			list[n++] = &f->units[i];
	if (n > 1)
		qsort(list, n, sizeof(*list), by_seed ? by_last_seed : by_last_both);
	*ret_count = n;
	return list;
}
