#include "report/flaky.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lib/db.h"
#include "lib/git.h"
#include "base/json.h"
#include "record/night.h"
#include "plan/plan.h"
#include "record/record.h"
#include "base/words.h"

/* --- statements -------------------------------------------------------------------------------- */

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
static const char sql_same_run[] = "SELECT r.plan, x.seed, x.verdict, x.finished, r.name FROM run r "
				   "JOIN result x ON x.run = r.id AND x.unit = :unit WHERE r.id = :run";
static const char sql_unit_count[] =
	"SELECT count(*), sum(t.verdict <> 'pass') FROM series s "
	"JOIN place p ON p.series = s.id AND p.unit = :unit "
	"JOIN track t ON t.place = p.id AND t.verdict IN ('pass', 'fail', 'timeout', 'crash') "
	"AND t.finished >= :since WHERE s.suite = :suite AND s.platform = ifnull(:platform, '')";

enum { SHORT_ID = 12, SEEDS_SHOWN = 8 };

/* --- what there is ---------------------------------------------------------------------------- */

/* A red result: what else is there of its unit at its commit? */
struct key {
	const char *unit, *platform, *commit; /* commit: NULL if it does not stand for the sources */
	long long run;                        /* then its run, else 0 */
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
compare(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static int
by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int c = strcmp(x->unit, y->unit);

	c = c ? c : compare(x->platform, y->platform);
	c = c ? c : compare(x->commit, y->commit);
	return c ? c : (x->run > y->run) - (x->run < y->run);
}

static const char *
copy(struct arena *a, const char *s)
{
	return s ? arena_strdup(a, s) : NULL;
}

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
			.platform = copy(s->arena, db_text(db, stmt, 1)),
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

/* All results of a key, by plan and seed. */
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
		struct under *u = find_under(a, ret_list, &n, db_int(db, stmt, 0),
			db_is_null(db, stmt, 1) ? -1 : db_int(db, stmt, 1));

		u->passed += passed;
		u->failed += !passed;
		if (!passed && db_int(db, stmt, 3) >= u->last) {
			u->last = db_int(db, stmt, 3);
			u->run = arena_strdup(s->arena, db_text(db, stmt, 4));
		}
	}
	return n;
}

static bool
is_here(const struct search *s, const char *commit)
{
	struct arena scratch = { 0 };
	struct git_parents parents;
	bool here = s->git && commit && git_parents_read(s->git, &scratch, commit, &parents);

	arena_release(&scratch);
	return here;
}

static struct flaky_unit *
unit_of(struct search *s, const struct key *k)
{
	struct flaky *f = s->result;
	struct flaky_unit *last = f->count ? &f->units[f->count - 1] : NULL;

	/* The keys are sorted. */
	if (last && !strcmp(last->unit, k->unit) && !compare(last->platform, k->platform))
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
		.here = is_here(s, k->commit),
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
		/* Other seeds of the same plan, where no result says anything else of that seed. */
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

/* --- what is said of it ----------------------------------------------------------------------- */

static int
by_last_both(const void *a, const void *b)
{
	const struct flaky_unit *x = *(const struct flaky_unit *const *)a, *y = *(const struct flaky_unit *const *)b;

	if (x->last_both != y->last_both)
		return x->last_both > y->last_both ? -1 : 1;
	return (x > y) - (x < y);
}

static int
by_last_seed(const void *a, const void *b)
{
	const struct flaky_unit *x = *(const struct flaky_unit *const *)a, *y = *(const struct flaky_unit *const *)b;

	if (x->last_by_seed != y->last_by_seed)
		return x->last_by_seed > y->last_by_seed ? -1 : 1;
	return (x > y) - (x < y);
}

/* The units that are flaky, or those that depend on the seed; newest first, to be freed. */
static const struct flaky_unit **
sorted(const struct flaky *f, bool seeds, size_t *ret_count)
{
	const struct flaky_unit **list = xcalloc(f->count, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		if (seeds ? f->units[i].by_seed_count : f->units[i].both_count)
			list[n++] = &f->units[i];
	if (n > 1)
		qsort(list, n, sizeof(*list), seeds ? by_last_seed : by_last_both);
	*ret_count = n;
	return list;
}

static const char *
platform_of(const struct flaky_unit *u)
{
	return u->platform ? u->platform : "(no platform)";
}

static void
add_last(const struct flaky *f, struct arena *a, const struct flaky_case *c, struct buf *out)
{
	buf_printf(out, "; last %s", words_age(a, c->last / 1000000, f->now));
	if (c->commit)
		buf_printf(out, " at %.*s", c->here ? SHORT_ID : GIT_HEX, c->commit);
	else
		buf_printf(out, " in run %s", c->run);
	if (c->commit && !c->here)
		buf_adds(out, ", which this repository does not have");
}

static void
text_list(const struct flaky *f, struct arena *a, bool color, bool seeds, struct buf *out)
{
	size_t n, unit = 0, platform = 0;
	const struct flaky_unit **list = sorted(f, seeds, &n);

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i]->unit);

		unit = len > unit ? len : unit;
		len = strlen(platform_of(list[i]));
		platform = len > platform ? len : platform;
	}
	for (size_t i = 0; i < n; i++) {
		const struct flaky_unit *u = list[i];

		buf_adds(out, "  ");
		words_paint(out, color, WORDS_YELLOW, u->unit, unit + 2);
		words_paint(out, color, WORDS_PLAIN, platform_of(u), platform + 2);
		if (!seeds) {
			buf_printf(out, "%zu time%s in %zu results (%.2f %%), %zu red", u->both_count,
				words_plural(u->both_count), u->results,
				100.0 * (double)u->both_count / (double)u->results, u->red);
		} else {
			buf_printf(out, "%zu of %zu seeds fail:", u->by_seed_count, u->seeds);
			for (size_t k = 0; k < u->by_seed_count && k < SEEDS_SHOWN; k++)
				buf_printf(out, "%s %lld", k ? "," : "", u->by_seed[k].seed);
			if (u->by_seed_count > SEEDS_SHOWN)
				buf_printf(out, " and %zu more", u->by_seed_count - SEEDS_SHOWN);
		}
		add_last(f, a, seeds ? u->by_seed : u->both, out);
		buf_adds(out, u->known ? "\n" : "; not in the plan any more\n");
	}
	if (!n)
		buf_adds(out, "  none\n");
	free(list);
}

void
flaky_text(const struct flaky *f, struct arena *a, bool color, struct buf *out)
{
	if (!f->has_record) {
		buf_adds(out, "there is no record, so nothing is known to have run\n");
		return;
	}
	buf_printf(out, "the last %ld day%s\n\nflaky: both verdicts at one commit and seed\n", f->days,
		words_plural((size_t)f->days));
	text_list(f, a, color, false, out);
	buf_adds(out, "\nseed-dependent: passes and fails by seed, at one commit\n");
	text_list(f, a, color, true, out);
	if (f->future)
		buf_printf(out,
			"\n%zu red result%s finished in the future: a clock is wrong, so their age "
			"says nothing\n",
			f->future, words_plural(f->future));
}

static void
json_unit(const struct flaky_unit *u, bool first, struct buf *out)
{
	json_text(out, first ? "\n    { " : ",\n    { ", "unit", u->unit);
	json_text(out, ", ", "platform", u->platform);
	json_flag(out, ", ", "known", u->known);
}

static void
json_case(const struct flaky_case *c, bool first, bool both, struct buf *out)
{
	if (both) {
		json_text(out, first ? "{ " : ", { ", "commit", c->commit);
		json_flag(out, ", ", "here", c->here);
		json_text(out, ", ", "run", c->run);
		json_number(out, ", ", "seed", c->seed);
		json_number(out, ", ", "passed", (long long)c->passed);
		json_number(out, ", ", "failed", (long long)c->failed);
	} else {
		json_number(out, first ? "{ " : ", { ", "seed", c->seed);
		json_text(out, ", ", "commit", c->commit);
		json_flag(out, ", ", "here", c->here);
	}
	json_time(out, ", ", "last", c->last);
	buf_adds(out, " }");
}

void
flaky_json(const struct flaky *f, struct buf *out)
{
	size_t n;
	const struct flaky_unit **list = sorted(f, false, &n);

	json_number(out, "{ ", "format", 1);
	json_text(out, ",\n  ", "suite", f->plan->suite->name);
	json_number(out, ", ", "days", f->days);
	json_time(out, ", ", "since", (f->now - f->days * 86400LL) * 1000000);
	json_number(out, ", ", "future", (long long)f->future);
	buf_adds(out, ",\n  \"flaky\": [");
	for (size_t i = 0; i < n; i++) {
		json_unit(list[i], !i, out);
		json_number(out, ", ", "times", (long long)list[i]->both_count);
		json_number(out, ", ", "results", (long long)list[i]->results);
		json_number(out, ", ", "red", (long long)list[i]->red);
		json_time(out, ", ", "last", list[i]->last_both);
		buf_adds(out, ",\n      \"occasions\": [");
		for (size_t k = 0; k < list[i]->both_count; k++)
			json_case(&list[i]->both[k], !k, true, out);
		buf_adds(out, "] }");
	}
	free(list);
	list = sorted(f, true, &n);
	buf_adds(out, "],\n  \"seed_dependent\": [");
	for (size_t i = 0; i < n; i++) {
		json_unit(list[i], !i, out);
		json_number(out, ", ", "seeds", (long long)list[i]->seeds);
		json_number(out, ", ", "failing", (long long)list[i]->by_seed_count);
		json_time(out, ", ", "last", list[i]->last_by_seed);
		buf_adds(out, ",\n      \"failing_seeds\": [");
		for (size_t k = 0; k < list[i]->by_seed_count; k++)
			json_case(&list[i]->by_seed[k], !k, false, out);
		buf_adds(out, "] }");
	}
	buf_adds(out, "]\n}\n");
	free(list);
}
