#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lib/db.h"
#include "base/embedded.h"
#include "base/esc.h"
#include "report/flaky.h"
#include "base/foreign.h"
#include "lib/git.h"
#include "suite/model.h"
#include "record/night.h"
#include "plan/plan.h"
#include "record/record.h"
#include "report/replay.h"
#include "report/report.h"
#include "plan/seed.h"
#include "report/suspects.h"
#include "base/tmpl.h"
#include "unit/verdict.h"
#include "base/version.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_page_runs[] =
	"WITH events(kept, id, name, attempt, fingerprint, platform, lane, commit_id, tree, started, at) AS ("
	"SELECT 0, r.id, r.name, 0, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, NULL, "
	"(SELECT x.finished FROM result x WHERE x.run = r.id ORDER BY x.unit, x.attempt LIMIT 1) "
	"FROM run r JOIN plan p ON p.id = r.plan WHERE p.suite = :suite "
	"AND NOT (r.lane IS NULL AND r.id IN (SELECT run FROM delivery)) "
	"UNION ALL SELECT 1, o.id, o.name, o.attempt, '', o.platform, o.lane, o.commit_id, NULL, o.started, "
	"ifnull(o.started, (SELECT max(x.finished) FROM delivery d JOIN result x ON x.run = d.run "
	"AND x.unit = d.unit AND x.attempt = d.attempt WHERE d.occasion = o.id)) FROM occasion o "
	"WHERE (SELECT p.suite FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id LIMIT 1) = :suite) "
	"SELECT kept, id, name, platform, lane, commit_id, tree, started, at FROM ("
	"SELECT *, row_number() OVER (PARTITION BY platform, lane "
	"ORDER BY at DESC, name DESC, attempt DESC, kept, fingerprint) AS place FROM events "
	"WHERE platform IS NOT NULL AND at IS NOT NULL) WHERE place <= :keep "
	"ORDER BY at DESC, name DESC, attempt DESC, platform, lane, kept, fingerprint";
static const char sql_page_results[] = "SELECT unit, attempt, verdict, status, usec, seed, finished, run FROM result "
				       "WHERE run = :id ORDER BY unit, attempt";
static const char sql_page_delivered[] =
	"SELECT x.unit, x.attempt, x.verdict, x.status, x.usec, x.seed, x.finished, x.run "
	"FROM delivery d JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"JOIN run r ON r.id = x.run "
	"WHERE d.occasion = :id ORDER BY x.unit, x.finished, r.name, x.attempt";
static const char sql_page_log[] =
	"SELECT tail FROM result_log WHERE run = :run AND unit = :unit AND attempt = :attempt";

/* What is shown at most. */
enum {
	LOG_BYTES = 4000,    /* of the end of a log, */
	LOGS_EACH = 3,       /* so many for a unit on a platform, */
	LOGS_ALL = 1000000,  /* and so many bytes in all */
	WORKERS_EACH = 2,    /* runs of a lane on a platform whose workers are shown, */
	WORKERS_ALL = 60000, /* with so many results in all */
	NIGHTS_MAX = 60,
	NIGHTS_LEAST = 10,
	NIGHT_RED_MAX = 40, /* of the night that was asked for, with logs, by platform */
	UNSTEADY_DAYS = 90,
	UNSTEADY_MAX = 100, /* units that went both ways */
	SEEDS_MAX = 12,
	RED_MAX = 200,     /* units of a night that are named */
	SUSPECTS_MAX = 20, /* commits of a red night */
	SUMMARY_BYTES = 200,
	AUTHOR_BYTES = 80
};

enum { BY_HAND = LANE_COUNT, HISTORIES }; /* a unit's results are counted by lane */

/* A run, or an occasion on which results of others answered. */
struct round {
	bool kept;
	long long id; /* the record's */
	const char *name, *tree;
	size_t platform;
	int lane;           /* enum lane, or BY_HAND */
	const char *commit; /* or NULL */
	long long started;  /* of an occasion, microseconds since 1970; or below 0 */
	long long at;       /* about when, microseconds since 1970 */
	long long seed;     /* that units with the commit's seed had; or below 0 */
};

struct result {
	size_t round;
	char letter; /* of its verdict */
	bool failed;
	long long attempt, status, usec, seed; /* below 0: not known */
	long long run;                         /* the record's, for the log */
	long long finished;                    /* microseconds since 1970 */
};

/* A unit on a platform. */
struct cell {
	struct result *results; /* newest round first, and in that the first attempt first */
	size_t count;
	size_t of_lane[HISTORIES]; /* rounds */
};

struct page {
	const struct report_question *q;
	const struct plan *plan;
	const struct suite *suite;
	struct arena *arena;
	struct record *record;
	const struct git *git;
	const struct unit **units; /* by id */
	struct round *rounds;
	size_t round_count;
	struct cell *cells; /* [unit * platforms + platform] */
	size_t *full;       /* [platform * HISTORIES + lane]: cells that hold so many; */
	size_t history;     /* rounds of a lane that a cell holds at most */
	const char **commits;
	size_t commit_count;
};

/* --- reading ---------------------------------------------------------------------------------- */

static int
by_unit_id(const void *a, const void *b)
{
	return strcmp((*(const struct unit *const *)a)->id, (*(const struct unit *const *)b)->id);
}

/* The number of the unit, or unit_count if the plan has none of that id. Results come in the order of the ids, so it is
 * likely the one after the last. */
static size_t
find_unit(const struct page *p, const char *id, size_t last)
{
	for (size_t i = last; i < last + 2 && i < p->plan->unit_count; i++)
		if (!strcmp(p->units[i]->id, id))
			return i;
	struct unit key = { .id = id };
	const struct unit *wanted = &key;
	const struct unit **found = p->plan->unit_count
		? bsearch(&wanted, p->units, p->plan->unit_count, sizeof(*p->units), by_unit_id)
		: NULL;

	return found ? (size_t)(found - p->units) : p->plan->unit_count;
}

/* The number of the commit, which is added where it is new. */
static size_t
commit_number(struct page *p, const char *id)
{
	for (size_t i = 0; i < p->commit_count; i++)
		if (!strcmp(p->commits[i], id))
			return i;
	p->commits = arena_grow(p->arena, p->commits, p->commit_count, sizeof(*p->commits));
	p->commits[p->commit_count] = arena_strdup(p->arena, id);
	return p->commit_count++;
}

static long long
known(struct db *db, const char *stmt, int column)
{
	return db_is_null(db, stmt, column) ? -1 : db_int(db, stmt, column);
}

static const char *
copy(struct page *p, const char *s)
{
	return s ? arena_strdup(p->arena, s) : NULL;
}

/* The runs and occasions of the plan's platforms, the newest first. */
static void
read_rounds(struct page *p)
{
	struct db *db = p->record->db;
	const char *n = sql_page_runs;

	db_bind_text(db, n, ":suite", p->suite->name);
	db_bind_int(db, n, ":keep", PAGE_RUNS);
	while (db_next(db, n)) {
		const char *lane = db_text(db, n, 4);
		struct round e = {
			.kept = db_int(db, n, 0) != 0,
			.id = db_int(db, n, 1),
			.name = copy(p, db_text(db, n, 2)),
			.lane = BY_HAND,
			.commit = copy(p, db_text(db, n, 5)),
			.tree = copy(p, db_text(db, n, 6)),
			.started = known(db, n, 7),
			.at = db_int(db, n, 8),
			.seed = -1,
		};

		for (int i = 0; lane && i < LANE_COUNT; i++)
			if (!strcmp(lane_names[i], lane))
				e.lane = i;
		while (e.platform < p->suite->platform_count &&
			strcmp(p->suite->platforms[e.platform].name, db_text(db, n, 3)))
			e.platform++;
		if (e.platform == p->suite->platform_count)
			continue; /* of an older plan */
		p->rounds = arena_grow(p->arena, p->rounds, p->round_count, sizeof(e));
		p->rounds[p->round_count++] = e;
	}
}

static char
letter_of(const char *verdict)
{
	return !strcmp(verdict, verdict_names[VERDICT_CANCELLED]) ? 'x' : *verdict;
}

static void
read_results(struct page *p, size_t round)
{
	struct db *db = p->record->db;
	struct round *e = &p->rounds[round];
	const char *n = e->kept ? sql_page_delivered : sql_page_results;

	size_t unit = 0, *full = &p->full[e->platform * HISTORIES + (size_t)e->lane];

	/* What the lane owes has its history already; what else there might be is of older plans. */
	if (e->lane != BY_HAND && *full >= p->plan->lanes[e->platform][e->lane].unit_count)
		return;
	db_bind_int(db, n, ":id", e->id);
	while (db_next(db, n)) {
		unit = find_unit(p, db_text(db, n, 0), unit);
		if (unit == p->plan->unit_count)
			continue; /* of an older plan */
		struct cell *c = &p->cells[unit * p->suite->platform_count + e->platform];
		bool first = !c->count || c->results[c->count - 1].round != round;

		if (first && c->of_lane[e->lane] == p->history)
			continue;
		c->of_lane[e->lane] += first;
		*full += first && c->of_lane[e->lane] == p->history;
		struct result r = {
			.round = round,
			.letter = letter_of(db_text(db, n, 2)),
			.attempt = db_int(db, n, 1),
			.status = known(db, n, 3),
			.usec = known(db, n, 4),
			.seed = known(db, n, 5),
			.finished = db_int(db, n, 6),
			.run = db_int(db, n, 7),
		};

		r.failed = strchr("ftc", r.letter) != NULL;
		if (e->seed < 0 && p->units[unit]->module->traits.seed == SEED_HEAD)
			e->seed = r.seed;
		c->results = arena_grow(p->arena, c->results, c->count, sizeof(r));
		c->results[c->count++] = r;
	}
}

static void
read_all(struct page *p)
{
	size_t units = p->plan->unit_count, platforms = p->suite->platform_count, histories = 0;

	p->units = arena_alloc(p->arena, (units + 1) * sizeof(*p->units));
	for (size_t i = 0; i < units; i++)
		p->units[i] = &p->plan->units[i];
	if (units > 1)
		qsort(p->units, units, sizeof(*p->units), by_unit_id);
	p->cells = arena_alloc(p->arena, (units * platforms + 1) * sizeof(*p->cells));
	for (size_t i = 0; i < units; i++)
		for (size_t k = 0; k < platforms; k++)
			for (int lane = 0; lane < LANE_COUNT; lane++)
				histories += plan_runs(p->plan, p->units[i], k, lane);
	p->history = histories > PAGE_RESULTS / PAGE_HISTORY ? PAGE_RESULTS / histories : PAGE_HISTORY;
	p->history = p->history ? p->history : 1;
	p->full = arena_alloc(p->arena, (platforms * HISTORIES + 1) * sizeof(*p->full));
	if (!p->record)
		return;
	read_rounds(p);
	for (size_t i = 0; i < p->round_count; i++)
		read_results(p, i);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
text(struct buf *out, const char *s)
{
	if (s)
		esc_json(out, s, strlen(s));
	else
		buf_adds(out, "null");
}

static void
foreign(struct buf *out, const char *s, size_t max, bool lines)
{
	struct buf clean = { 0 };

	foreign_clean(&clean, s, max, lines);
	text(out, buf_text(&clean));
	buf_release(&clean);
}

/* A number, or null below 0. */
static void
number(struct buf *out, long long n)
{
	if (n < 0)
		buf_adds(out, "null");
	else
		buf_printf(out, "%lld", n);
}

static void
key(struct buf *out, const char *name)
{
	buf_printf(out, ",\n\"%s\": ", name);
}

static const char *
comma(size_t i)
{
	return i ? "," : "";
}

static void
names(struct buf *out, const char *const *v)
{
	for (size_t i = 0; v[i]; i++) {
		buf_adds(out, i ? ", " : "[");
		text(out, v[i]);
	}
	buf_addc(out, ']');
}

/* No seed is as large. */
static const long long any_seed = 9999999999;

/* The commands that replay a unit, with holes: names, so that no language puts quotes around them. */
static void
add_replay(const struct page *p, const char *name, long long seed, struct buf *out)
{
	const char *commands[REPLAY_MAX], *digits = arena_printf(p->arena, "%lld", any_seed);
	struct replay r = { .suite = p->suite,
		.commit = "_+commit+_",
		.unit = "_+unit+_",
		.platform = "_+platform+_",
		.seed = seed };
	size_t n;

	replay_commands(&r, p->arena, commands, &n);
	key(out, name);
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(commands[i], digits), *command = commands[i];

		if (at)
			command = arena_printf(p->arena, "%.*s_+seed+_%s", (int)(at - commands[i]), commands[i],
				at + strlen(digits));
		buf_adds(out, i ? ", " : "[");
		text(out, command);
	}
	buf_addc(out, ']');
}

/* --- the plan --------------------------------------------------------------------------------- */

static void
add_platforms(const struct page *p, struct buf *out)
{
	const struct suite *s = p->suite;

	key(out, "platforms");
	buf_addc(out, '[');
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *f = &s->platforms[k];

		buf_adds(out, k ? ",\n[" : "\n[");
		text(out, f->name);
		buf_adds(out, ", ");
		text(out, f->system);
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			buf_adds(out, lane ? ", " : ", [");
			text(out, does_names[f->does[lane]]);
		}
		buf_adds(out, "], [");
		for (size_t i = 0; i < f->gap_count; i++) {
			buf_adds(out, i ? ", [" : "[");
			text(out, f->gaps[i].reason);
			buf_adds(out, ", ");
			text(out, f->gaps[i].until);
			buf_addc(out, ']');
		}
		buf_adds(out, "]]");
	}
	buf_addc(out, ']');
	key(out, "load");
	for (size_t k = 0; k < s->platform_count; k++) {
		buf_adds(out, k ? "], [" : "[[");
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			long machines = 0;

			for (size_t i = 0; i < p->plan->shard_count; i++)
				if (p->plan->shards[i].platform == &s->platforms[k] && p->plan->shards[i].lane == lane)
					machines += p->plan->shards[i].jobs;
			if (!machines)
				machines = model_lane(&s->platforms[k].lanes, lane).jobs;
			buf_printf(out, "%s[%zu, %llu, %ld]", comma((size_t)lane), p->plan->lanes[k][lane].unit_count,
				p->plan->lanes[k][lane].usec / 1000, machines);
		}
	}
	buf_adds(out, s->platform_count ? "]]" : "[]");
}

static void
add_modules(const struct page *p, struct buf *out)
{
	const struct suite *s = p->suite;
	const struct unit **example = arena_alloc(p->arena, (s->module_count + 1) * sizeof(*example));

	for (size_t i = 0; i < p->plan->unit_count; i++)
		example[p->units[i]->module - s->modules] = p->units[i];
	key(out, "modules");
	buf_addc(out, '[');
	for (size_t i = 0; i < s->module_count; i++) {
		const struct traits *t = &s->modules[i].traits;

		buf_adds(out, i ? ",\n[" : "\n[");
		text(out, s->modules[i].name);
		buf_printf(out, ", %d, ", t->lane);
		if (t->seed >= 0)
			number(out, t->seed);
		else
			text(out, t->seed == SEED_HEAD ? "head" : "none");
		buf_adds(out, ", ");
		text(out, t->reason);
		buf_printf(out, ", %ld, [", t->timeout > 0 ? t->timeout : s->timeout);
		for (size_t k = 0; k < s->platform_count; k++) {
			int bits = 0;

			for (int lane = 0; example[i] && lane < LANE_COUNT; lane++)
				bits |= plan_runs(p->plan, example[i], k, lane) << lane;
			buf_printf(out, "%s%d", comma(k), bits);
		}
		buf_adds(out, "]]");
	}
	buf_addc(out, ']');
}

static void
add_units(const struct page *p, struct buf *out)
{
	const struct suite *s = p->suite;

	key(out, "units");
	buf_addc(out, '[');
	for (size_t i = 0; i < p->plan->unit_count; i++) {
		const struct unit *u = p->units[i];

		buf_adds(out, i ? ",\n[" : "\n[");
		text(out, u->id);
		buf_printf(out, ",%td,%td,", u->variant - s->variants, u->module - s->modules);
		if (!p->plan->usec_on)
			buf_printf(out, "%llu", u->usec / 1000);
		for (size_t k = 0; p->plan->usec_on && k < s->platform_count; k++)
			buf_printf(out, "%s%llu", k ? "," : "[", plan_usec(p->plan, u, k) / 1000);
		buf_adds(out, p->plan->usec_on ? "]]" : "]");
	}
	buf_addc(out, ']');
}

static void
add_plan(const struct page *p, struct buf *out)
{
	add_platforms(p, out);
	key(out, "variants");
	buf_addc(out, '[');
	for (size_t i = 0; i < p->suite->variant_count; i++) {
		buf_adds(out, i ? ", " : "");
		text(out, p->suite->variants[i].name);
	}
	buf_addc(out, ']');
	add_modules(p, out);
	add_units(p, out);
}

/* --- what ran --------------------------------------------------------------------------------- */

static void
add_runs(struct page *p, struct buf *out)
{
	key(out, "runs");
	buf_addc(out, '[');
	for (size_t i = 0; i < p->round_count; i++) {
		const struct round *e = &p->rounds[i];

		buf_adds(out, i ? ",\n[" : "\n[");
		text(out, e->name);
		buf_printf(out, ",%zu,", e->platform);
		number(out, e->lane == BY_HAND ? -1 : e->lane);
		buf_addc(out, ',');
		number(out, e->commit ? (long long)commit_number(p, e->commit) : -1);
		buf_printf(out, ",%lld,", e->at / 1000);
		number(out, e->seed);
		buf_printf(out, ",%d,", e->kept);
		text(out, e->tree);
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

/* The seed that nobody need be told of. */
static long long
usual_seed(const struct page *p, const struct unit *u, const struct result *r)
{
	long seed = u->module->traits.seed;

	return seed >= 0 ? seed : seed == SEED_HEAD ? p->rounds[r->round].seed : -1;
}

static void
add_cell(const struct page *p, const struct unit *u, const struct cell *c, struct buf *out)
{
	size_t unusual = 0;

	if (!c->count) {
		buf_adds(out, "null");
		return;
	}
	for (size_t i = 0; i < c->count; i++)
		buf_printf(out, "%s%zu", i ? "," : "[[", c->results[i].round);
	buf_adds(out, "],\"");
	for (size_t i = 0; i < c->count; i++)
		buf_addc(out, c->results[i].letter);
	for (size_t i = 0; i < c->count; i++)
		buf_printf(out, "%s%lld", i ? "," : "\",[", c->results[i].usec < 0 ? -1 : c->results[i].usec / 1000);
	buf_adds(out, "],[");
	for (size_t i = 0; i < c->count; i++) {
		const struct result *r = &c->results[i];

		const struct round *e = &p->rounds[r->round];
		bool before = e->kept && r->finished < e->at;

		if (r->attempt == 1 && r->status <= 0 && r->seed == usual_seed(p, u, r) && !before)
			continue;
		buf_printf(out, "%s[%zu,%lld,", comma(unusual++), i, r->attempt);
		number(out, r->status);
		buf_addc(out, ',');
		number(out, r->seed);
		if (before)
			buf_printf(out, ",%lld", r->finished / 1000);
		buf_addc(out, ']');
	}
	buf_adds(out, "]]");
}

static void
add_results(const struct page *p, struct buf *out)
{
	size_t platforms = p->suite->platform_count;

	key(out, "results");
	buf_addc(out, '[');
	for (size_t i = 0; i < p->plan->unit_count; i++) {
		buf_adds(out, i ? ",\n[" : "\n[");
		for (size_t k = 0; k < platforms; k++) {
			buf_adds(out, comma(k));
			add_cell(p, p->units[i], &p->cells[i * platforms + k], out);
		}
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

/* One log, if there is one and room for it. */
static bool
add_log(const struct page *p, size_t unit, size_t platform, const struct result *r, size_t *used, struct buf *out)
{
	struct db *db = p->record->db;
	bool added = false;

	db_bind_int(db, sql_page_log, ":run", r->run);
	db_bind_text(db, sql_page_log, ":unit", p->units[unit]->id);
	db_bind_int(db, sql_page_log, ":attempt", r->attempt);
	if (!db_next(db, sql_page_log))
		return false;
	const char *tail = db_text(db, sql_page_log, 0);
	size_t len = strlen(tail), from = len > LOG_BYTES ? len - LOG_BYTES : 0;

	while (from && ((unsigned char)tail[from] & 0xc0) == 0x80) /* within a character */
		from++;
	if (*used + len - from <= LOGS_ALL) {
		buf_printf(out, "%s\n[%zu,%zu,%zu,%lld,", comma(*used), unit, platform, r->round, r->attempt);
		foreign(out, tail + from, LOG_BYTES, true);
		buf_addc(out, ']');
		*used += len - from + 1;
		added = true;
	}
	db_reset(db, sql_page_log);
	return added;
}

/* The newest logs of all units first, then the next ones, as long as there is room. */
static void
add_logs(const struct page *p, struct buf *out)
{
	size_t platforms = p->suite->platform_count, used = 0;
	size_t *next = xcalloc(p->plan->unit_count * platforms + 1, sizeof(*next));

	key(out, "logs");
	buf_addc(out, '[');
	for (int turn = 0; turn < LOGS_EACH; turn++)
		for (size_t i = 0; i < p->plan->unit_count * platforms; i++) {
			const struct cell *c = &p->cells[i];
			bool added = false;

			for (; next[i] < c->count && !added; next[i]++)
				if (c->results[next[i]].failed)
					added = add_log(p, i / platforms, i % platforms, &c->results[next[i]], &used,
						out);
		}
	buf_addc(out, ']');
	free(next);
}

struct bar {
	size_t unit;
	const struct result *result;
};

static long long
start_of(const struct result *r)
{
	return r->finished - r->usec;
}

static int
by_start(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;
	long long i = start_of(x->result), k = start_of(y->result);

	return i < k                ? -1
		: i > k             ? 1
		: x->unit < y->unit ? -1
		: x->unit > y->unit
		? 1
		: (x->result->attempt > y->result->attempt) - (x->result->attempt < y->result->attempt);
}

/* What ran in that round, in the order of the starts; how much. */
static size_t
bars_of(const struct page *p, size_t round, struct bar *ret_bars)
{
	const struct round *e = &p->rounds[round];
	size_t n = 0;

	for (size_t i = 0; i < p->plan->unit_count; i++) {
		const struct cell *c = &p->cells[i * p->suite->platform_count + e->platform];

		for (size_t k = 0; k < c->count && c->results[k].round <= round; k++) {
			const struct result *r = &c->results[k];

			if (r->round != round || r->usec < 0 || (e->kept && start_of(r) < e->started))
				continue;
			ret_bars[n++] = (struct bar){ i, r };
		}
	}
	if (n > 1)
		qsort(ret_bars, n, sizeof(*ret_bars), by_start);
	return n;
}

static void
add_workers(const struct page *p, struct buf *out)
{
	size_t platforms = p->suite->platform_count, all = 0, shown = 0, most = 0;
	size_t *of_lane = xcalloc(platforms * HISTORIES + 1, sizeof(*of_lane));

	for (size_t i = 0; i < p->plan->unit_count * platforms; i++)
		most += p->cells[i].count;
	struct bar *bars = xcalloc(most + 1, sizeof(*bars));

	key(out, "workers");
	buf_addc(out, '[');
	for (size_t i = 0; i < p->round_count && all < WORKERS_ALL; i++) {
		const struct round *e = &p->rounds[i];
		size_t *seen = &of_lane[e->platform * HISTORIES + (size_t)e->lane];

		if (*seen == WORKERS_EACH)
			continue;
		size_t n = bars_of(p, i, bars);

		if (!n || all + n > WORKERS_ALL)
			continue;
		long long zero = start_of(bars[0].result) / 1000;

		++*seen;
		all += n;
		buf_printf(out, "%s\n[%zu,%lld,", comma(shown++), i, zero);
		for (size_t k = 0; k < n; k++)
			buf_printf(out, "%s%zu", k ? "," : "[", bars[k].unit);
		for (size_t k = 0; k < n; k++)
			buf_printf(out, "%s%lld", k ? "," : "],[", start_of(bars[k].result) / 1000 - zero);
		for (size_t k = 0; k < n; k++)
			buf_printf(out, "%s%lld", k ? "," : "],[", bars[k].result->usec / 1000);
		buf_adds(out, "],\"");
		for (size_t k = 0; k < n; k++)
			buf_addc(out, bars[k].result->letter);
		buf_adds(out, "\"]");
	}
	buf_addc(out, ']');
	free(bars);
	free(of_lane);
}

/* --- nights ----------------------------------------------------------------------------------- */

/* A night that is to be shown. */
struct shown_night {
	const char *commit;
	long long at; /* microseconds since 1970 */
};

static void
add_counts(struct buf *out, size_t owed, const size_t *states, size_t ran, size_t cached)
{
	buf_printf(out, "[%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu]", owed, states[NIGHT_PASSED], states[NIGHT_FLAKY],
		states[NIGHT_FAILED], states[NIGHT_UNDONE], states[NIGHT_ABSENT], ran, cached);
}

static size_t
platform_number(const struct suite *s, const char *name)
{
	size_t k = 0;

	while (k < s->platform_count && strcmp(s->platforms[k].name, name))
		k++;
	return k;
}

static void
add_red(const struct page *p, const struct night *n, struct buf *out)
{
	size_t red = 0;

	buf_addc(out, '[');
	for (size_t i = 0; i < n->platform_count; i++)
		for (size_t k = 0; k < n->platforms[i].owed && red < RED_MAX; k++) {
			const struct night_unit *u = &n->platforms[i].units[k];
			const char *verdict = NULL;

			for (size_t j = 0; j < u->outcome_count; j++)
				if (u->outcomes[j].state > NIGHT_FLAKY && !verdict)
					verdict = u->outcomes[j].verdict;
			if (!verdict)
				continue;
			buf_printf(out, "%s[", comma(red++));
			text(out, u->unit);
			buf_printf(out, ",%zu,", platform_number(p->suite, u->platform));
			text(out, verdict);
			buf_addc(out, ']');
		}
	buf_addc(out, ']');
}

/* Which commits a red night's units are red for. */
static void
add_suspects(struct page *p, const struct night *n, struct arena *a, struct buf *out)
{
	struct suspects_question q = { .plan = p->plan, .night = n, .lane = p->q->lane };
	struct suspects s;

	suspects_make(&s, a, p->record, p->git, &q);
	buf_addc(out, ',');
	number(out, s.since ? (long long)commit_number(p, s.since) : -1);
	buf_addc(out, ',');
	if (s.note)
		foreign(out, s.note, SUMMARY_BYTES, false);
	else
		buf_adds(out, "null");
	buf_printf(out, ",%zu,%zu,[", s.considered, s.count);
	for (size_t i = 0; i < s.count && i < SUSPECTS_MAX; i++) {
		buf_printf(out, "%s[%zu,", comma(i), commit_number(p, s.commits[i].info.id));
		text(out, touch_names[s.commits[i].touch]);
		buf_addc(out, ',');
		if (s.commits[i].path)
			foreign(out, s.commits[i].path, SUMMARY_BYTES, false);
		else
			buf_adds(out, "null");
		buf_printf(out, ",%zu]", s.commits[i].unit_count);
	}
	buf_addc(out, ']');
}

static void
add_night(struct page *p, const struct shown_night *v, struct buf *out)
{
	struct arena scratch = { 0 };
	struct git_commit_info info = { .time = 0 };
	bool of_head = p->q->is_head && !strcmp(v->commit, p->q->commit);
	struct night n;

	git_commit_read(p->git, &scratch, v->commit, &info);
	night_make(&n, &scratch, p->record, p->suite->name, p->q->lane, v->commit, info.time, of_head ? p->plan : NULL,
		p->q->fingerprint);
	bool green = night_is_green(&n);

	buf_printf(out, "[%zu,%lld,\"%s\",", commit_number(p, v->commit), (n.newest ? n.newest : v->at) / 1000,
		green && n.states[NIGHT_FLAKY]                        ? "flaky"
			: green                                       ? "passed"
			: n.states[NIGHT_FAILED]                      ? "failed"
			: !n.owed || n.states[NIGHT_ABSENT] == n.owed ? "absent"
								      : "undone");
	add_counts(out, n.owed, n.states, n.ran, n.cached);
	buf_adds(out, ",[");
	for (size_t i = 0; i < n.platform_count; i++) {
		buf_printf(out, "%s[%zu,", comma(i), platform_number(p->suite, n.platforms[i].name));
		add_counts(out, n.platforms[i].owed, n.platforms[i].states, n.platforms[i].ran, n.platforms[i].cached);
		buf_addc(out, ']');
	}
	buf_adds(out, "],");
	add_red(p, &n, out);
	if (green)
		buf_adds(out, ",null,null,0,0,[]");
	else
		add_suspects(p, &n, &scratch, out);
	buf_addc(out, ']');
	arena_release(&scratch);
}

static void
add_nights(struct page *p, struct buf *out)
{
	struct shown_night nights[NIGHTS_MAX] = { 0 };
	size_t n = 0, owed = 1, most;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		owed += p->plan->lanes[k][p->q->lane].unit_count;
	most = PAGE_RESULTS / owed < NIGHTS_LEAST  ? NIGHTS_LEAST
		: PAGE_RESULTS / owed < NIGHTS_MAX ? PAGE_RESULTS / owed
						   : NIGHTS_MAX;
	for (size_t i = 0; i < p->round_count && n < most; i++) {
		const struct round *e = &p->rounds[i];
		size_t k = 0;

		if (e->lane != p->q->lane || !e->commit)
			continue;
		while (k < n && strcmp(nights[k].commit, e->commit))
			k++;
		if (k == n)
			nights[n++] = (struct shown_night){ .commit = e->commit, .at = e->at };
	}
	key(out, "nights");
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ",\n" : "\n");
		add_night(p, &nights[i], out);
	}
	buf_addc(out, ']');
}

static int
by_last_both(const void *a, const void *b)
{
	const struct flaky_unit *x = *(const struct flaky_unit *const *)a, *y = *(const struct flaky_unit *const *)b;
	int order = strcmp(x->unit, y->unit);

	return x->last_both != y->last_both ? (x->last_both < y->last_both ? 1 : -1)
		: order                     ? order
					    : strcmp(x->platform ? x->platform : "", y->platform ? y->platform : "");
}

static int
by_last_seed(const void *a, const void *b)
{
	const struct flaky_unit *x = *(const struct flaky_unit *const *)a, *y = *(const struct flaky_unit *const *)b;

	return x->last_by_seed != y->last_by_seed ? (x->last_by_seed < y->last_by_seed ? 1 : -1)
						  : strcmp(x->unit, y->unit);
}

/* Those that are flaky, or, with `by_seed`, depend on their seed: the newest, and how many. */
static void
add_unsteady_list(struct page *p, const struct flaky *f, bool by_seed, struct buf *out)
{
	const struct flaky_unit **list = xcalloc(f->count, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		if (by_seed ? f->units[i].by_seed_count : f->units[i].both_count)
			list[n++] = &f->units[i];
	if (n > 1)
		qsort(list, n, sizeof(*list), by_seed ? by_last_seed : by_last_both);
	buf_printf(out, ",\n[%zu,[", n);
	for (size_t i = 0; i < n && i < UNSTEADY_MAX; i++) {
		const struct flaky_unit *u = list[i];

		buf_printf(out, "%s\n[", comma(i));
		text(out, u->unit);
		buf_addc(out, ',');
		text(out, u->platform);
		buf_printf(out, ",%lld,", (by_seed ? u->last_by_seed : u->last_both) / 1000);
		if (by_seed) {
			buf_printf(out, "%zu,%zu", u->by_seed_count, u->seeds);
			for (size_t k = 0; k < u->by_seed_count && k < SEEDS_MAX; k++)
				buf_printf(out, "%s%lld", k ? "," : ",[", u->by_seed[k].seed);
			buf_addc(out, ']');
		} else {
			buf_printf(out, "%zu,%zu,%zu,", u->both_count, u->red, u->results);
			number(out, u->both[0].seed);
			buf_addc(out, ',');
			number(out, u->both[0].commit ? (long long)commit_number(p, u->both[0].commit) : -1);
		}
		buf_addc(out, ']');
	}
	buf_adds(out, "]]");
	free(list);
}

/* What passes and fails although nothing has changed. */
static void
add_unsteady(struct page *p, struct buf *out)
{
	struct flaky_question q = { .plan = p->plan, .days = UNSTEADY_DAYS, .now = p->q->now };
	struct flaky f;
	size_t n = 0, last = p->plan->unit_count;

	flaky_make(&f, p->arena, p->record, p->git, &q);
	key(out, "unsteady");
	buf_printf(out, "[%d", UNSTEADY_DAYS);
	add_unsteady_list(p, &f, false, out);
	add_unsteady_list(p, &f, true, out);
	buf_adds(out, ",\n[");
	for (size_t i = 0; i < f.count; i++) {
		size_t unit = find_unit(p, f.units[i].unit, 0);

		if (unit == p->plan->unit_count || unit == last || !(f.units[i].both_count || f.units[i].by_seed_count))
			continue;
		buf_printf(out, "%s%zu", comma(n++), unit);
		last = unit;
	}
	buf_adds(out, "]]");
}

static void
add_commits(struct page *p, struct buf *out)
{
	key(out, "commits");
	buf_addc(out, '[');
	for (size_t i = 0; i < p->commit_count; i++) {
		struct git_commit_info info;
		struct seed seed;

		buf_adds(out, i ? ",\n[" : "\n[");
		text(out, p->commits[i]);
		if (strlen(p->commits[i]) == GIT_HEX && git_commit_read(p->git, p->arena, p->commits[i], &info)) {
			buf_printf(out, ",%lld,", info.time);
			foreign(out, info.author, AUTHOR_BYTES, false);
			buf_addc(out, ',');
			foreign(out, info.summary, SUMMARY_BYTES, false);
			buf_addc(out, ',');
			number(out,
				p->suite->has_seed && seed_resolve(p->suite, p->git, p->commits[i], &seed) ? seed.value
													   : -1);
			buf_addc(out, ']');
		} else {
			buf_adds(out, ",null,\"\",\"\",null]");
		}
	}
	buf_addc(out, ']');
}

/* --- the whole -------------------------------------------------------------------------------- */

bool
page_data(const struct report_question *q, struct arena *a, struct record *r, const struct git *g, struct buf *out)
{
	struct page p = { .q = q, .plan = q->plan, .suite = q->plan->suite, .arena = a, .record = r, .git = g };
	struct buf night = { 0 };
	struct report_question bounded = *q;

	bounded.red_max = NIGHT_RED_MAX;
	bool green = report_make(&bounded, a, r, g, REPORT_JSON, &night);

	read_all(&p);
	buf_adds(out, "{ \"format\": 1, \"suite\": ");
	text(out, p.suite->name);
	buf_adds(out, ", \"tool\": \"" NIGHTSHIFT_VERSION "\", \"made\": ");
	buf_printf(out, "%lld, \"lane\": %d, \"history\": %zu, \"lanes\": ", q->now, q->lane, p.history);
	names(out, lane_names);
	buf_adds(out, ", \"verdicts\": ");
	names(out, verdict_names);
	key(out, "night");
	buf_add(out, buf_text(&night), night.len - (night.len > 0)); /* without its newline */
	buf_release(&night);
	add_replay(&p, "replay", any_seed, out);
	add_replay(&p, "replay_unseeded", -1, out);
	add_plan(&p, out);
	add_runs(&p, out);
	add_results(&p, out);
	if (r) {
		add_logs(&p, out);
		add_workers(&p, out);
		add_nights(&p, out);
	} else {
		buf_adds(out, ",\n\"logs\": [], \"workers\": [], \"nights\": []");
	}
	add_unsteady(&p, out);
	add_commits(&p, out); /* last: those before have named them */
	buf_adds(out, " }\n");
	return green;
}

/* What the template may name. */
struct view {
	const struct suite *suite;
	const char *nonce, *style;
	const struct embedded *scripts;
	size_t script_count;
	const char *data;
};

#define FIELD(function, expression)                                                                     \
	static void function(const void *root, const void *obj, struct value *ret, struct buf *scratch) \
	{                                                                                               \
		const char *s = (expression);                                                           \
		(void)root, (void)obj, (void)scratch;                                                   \
		*ret = (struct value){ .kind = VALUE_TEXT, .text = s, .len = strlen(s) };               \
	}
#define V ((const struct view *)root)
FIELD(page_suite, V->suite->name)
FIELD(page_nonce, V->nonce)
FIELD(page_style, V->style)
FIELD(page_block, V->data)
FIELD(script_text, ((const struct embedded *)obj)->text)

static void
page_scripts(const void *root, const void *obj, struct value *ret, struct buf *scratch)
{
	(void)obj, (void)scratch;
	*ret = (struct value){ .kind = VALUE_LIST,
		.items = V->scripts,
		.count = V->script_count,
		.stride = sizeof(*V->scripts) };
}

static const struct field script_fields[] = {
	{ "script", VALUE_TEXT, "its text", script_text, NULL },
	{ 0 },
};
static const struct scope script_scope = { "a script of the page", script_fields };
static const struct field page_fields[] = {
	{ "suite", VALUE_TEXT, "the suite's name", page_suite, NULL },
	{ "nonce", VALUE_TEXT, "what the page's own scripts and style are known by", page_nonce, NULL },
	{ "style", VALUE_TEXT, "the style sheet", page_style, NULL },
	{ "scripts", VALUE_LIST, "the scripts, in their order", page_scripts, &script_scope },
	{ "data", VALUE_TEXT, "the data, JSON without '<'", page_block, NULL },
	{ 0 },
};
static const struct scope page_scope = { "page", page_fields };

/* In JSON '<' only stands in texts. Escaped, none of them can end the script element that it is in, nor begin a
 * comment. */
static void
without_tags(const struct buf *json, struct buf *out)
{
	for (size_t i = 0; i < json->len;) {
		size_t n = strcspn(json->s + i, "<");

		buf_add(out, json->s + i, n);
		i += n;
		if (i < json->len) {
			buf_adds(out, "\\u003c");
			i++;
		}
	}
}

bool
page_make(const struct report_question *q, struct arena *a, struct diag *d, struct record *r, const struct git *g,
	struct buf *out)
{
	struct buf json = { 0 }, safe = { 0 };
	const struct embedded *html = template_texts;
	char nonce[GIT_HEX + 1];
	struct view view = { .suite = q->plan->suite, .nonce = nonce };
	bool green = page_data(q, a, r, g, &json);

	without_tags(&json, &safe);
	buf_release(&json);
	git_hash(buf_text(&safe), safe.len, nonce);
	view.data = buf_text(&safe);
	struct embedded *texts = NULL;

	for (const struct embedded *e = page_texts; e->name; e++) {
		/* not ended by a NUL */
		const char *s = arena_strndup(a, e->text, e->len);

		if (strstr(e->name, ".css")) {
			view.style = s;
			continue;
		}
		texts = arena_grow(a, texts, view.script_count, sizeof(*texts));
		texts[view.script_count++] = (struct embedded){ e->name, s, e->len };
	}
	view.scripts = texts;
	while (strcmp(html->name, "page.html.tmpl"))
		html++;
	struct tmpl *t = tmpl_compile(a, d, html->name, html->text, html->len, &page_scope);
	bool ok = t && tmpl_render(t, d, &view, out);

	buf_release(&safe);
	return ok && green;
}
