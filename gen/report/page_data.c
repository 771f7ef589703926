#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "base/version.h"
#include "lib/db.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "plan/seed.h"
#include "record/record.h"
#include "report/lookup.h"
#include "report/page.h"
#include "report/page_parts.h"
#include "report/replay.h"
#include "report/report.h"
#include "unit/verdict.h"

enum { NIGHT_RED_MAX = 40 }; /* so many red units of a platform, with their logs, are in the report of the night */

long long
page_commit(struct page *p, const char *id)
{
	if (!id)
		return -1;
	for (size_t i = 0; i < p->commit_count; i++)
		if (!strcmp(p->commits[i], id))
			return (long long)i;
	p->commits = arena_grow(p->arena, p->commits, p->commit_count, sizeof(*p->commits));
	p->commits[p->commit_count] = arena_strdup(p->arena, id);
	return (long long)p->commit_count++;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The place of the unit by id, or unit_count if the plan has none of that id. Results come in the order of the ids, so it
 * is probably the last one again or the next. */
static size_t
find_unit(const struct page *p, const char *id, size_t last)
{
	for (size_t i = last; i < last + 2 && i < p->plan->unit_count; i++)
		if (!strcmp(p->units[i]->id, id))
			return i;
	return lookup_unit(p->units, p->plan->unit_count, id);
}

/* The last result of an occasion stands for a beginning that is not known. */
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
	"SELECT kept, id, name, platform, lane, commit_id, tree, started, at, "
	"(SELECT l.url FROM link l WHERE l.of = 'run' AND l.name = e.name) FROM ("
	"SELECT *, row_number() OVER (PARTITION BY platform, lane "
	"ORDER BY at DESC, name DESC, attempt DESC, kept, fingerprint) AS place FROM events "
	"WHERE platform IS NOT NULL AND at IS NOT NULL) e WHERE place <= :keep "
	"ORDER BY at DESC, name DESC, attempt DESC, platform, lane, kept, fingerprint";

/* Read the runs and occasions on the plan's platforms. */
static void
read_rounds(struct page *p)
{
	struct db *db = p->record->db;
	const char *n = sql_page_runs;

	db_bind_text(db, n, ":suite", p->suite->name);
	db_bind_int(db, n, ":keep", PAGE_RUNS);
	while (db_next(db, n)) {
		const char *lane = db_text(db, n, 4);
		int number = lane ? text_index_of(lane_names, lane) : -1;
		struct round e = {
			.kept = db_int(db, n, 0) != 0,
			.id = db_int(db, n, 1),
			.name = arena_strdup(p->arena, db_text(db, n, 2)),
			.platform = lookup_platform(p->suite, db_text(db, n, 3)),
			.lane = number < 0 ? BY_HAND : number,
			.commit = arena_strdup(p->arena, db_text(db, n, 5)),
			.tree = arena_strdup(p->arena, db_text(db, n, 6)),
			.started = db_int_or_none(db, n, 7),
			.at = db_int(db, n, 8),
			.seed = -1,
			.url = arena_strdup(p->arena, db_text(db, n, 9)),
		};

		if (e.platform == p->suite->platform_count)
			continue; /* of an older plan */
		p->rounds = arena_grow(p->arena, p->rounds, p->round_count, sizeof(e));
		p->rounds[p->round_count++] = e;
	}
}

static const char sql_page_results[] = "SELECT unit, attempt, verdict, status, usec, seed, finished, run FROM result "
				       "WHERE run = :id ORDER BY unit, attempt";
static const char sql_page_delivered[] =
	"SELECT x.unit, x.attempt, x.verdict, x.status, x.usec, x.seed, x.finished, x.run "
	"FROM delivery d JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"JOIN run r ON r.id = x.run "
	"WHERE d.occasion = :id ORDER BY x.unit, x.finished, r.name, x.attempt";

static char
letter_of(const char *verdict)
{
	return !strcmp(verdict, verdict_names[VERDICT_CANCELLED]) ? 'x' : *verdict;
}

/* The row's result. */
static struct result
result_of(struct db *db, const char *n, size_t round)
{
	struct result r = {
		.round = round,
		.letter = letter_of(db_text(db, n, 2)),
		.attempt = db_int(db, n, 1),
		.status = db_int_or_none(db, n, 3),
		.usec = db_int_or_none(db, n, 4),
		.seed = db_int_or_none(db, n, 5),
		.finished = db_int(db, n, 6),
		.run = db_int(db, n, 7),
	};

	r.failed = strchr("ftc", r.letter) != NULL;
	return r;
}

static void
read_results(struct page *p, size_t round)
{
	struct db *db = p->record->db;
	struct round *e = &p->rounds[round];
	const char *n = e->kept ? sql_page_delivered : sql_page_results;
	size_t unit = 0, *full = &p->full[e->platform * HISTORIES + (size_t)e->lane];

	/* All that the lane owes has its history already. Other units are of older plans. */
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
		c->results = arena_grow(p->arena, c->results, c->count, sizeof(*c->results));
		c->results[c->count] = result_of(db, n, round);
		if (e->seed < 0 && p->units[unit]->module->traits.seed == SEED_HEAD)
			e->seed = c->results[c->count].seed;
		c->count++;
	}
}

static void
read_all(struct page *p)
{
	size_t units = p->plan->unit_count, platforms = p->suite->platform_count, histories = 0;

	p->units = lookup_units(p->plan, p->arena);
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

/* --- the whole -------------------------------------------------------------------------------- */

/* No seed is as large. */
static const long long any_seed = 9999999999;

/* The commands that replay a unit, with holes that are names, so that no language puts quotes around them. */
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
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(commands[i], digits);

		if (at)
			commands[i] = arena_printf(p->arena, "%.*s_+seed+_%s", (int)(at - commands[i]), commands[i],
				at + strlen(digits));
	}
	json_list(out, ",\n", name, commands, n);
}

/* Where the CI service shows the commit, or NULL. */
static const char *
commit_url(const struct page *p, const char *id)
{
	static const char sql_page_commit[] = "SELECT url FROM link WHERE of = 'commit' AND name = :commit";
	const char *url = NULL;

	if (!p->record)
		return NULL;
	db_bind_text(p->record->db, sql_page_commit, ":commit", id);
	while (db_next(p->record->db, sql_page_commit))
		url = arena_strdup(p->arena, db_text(p->record->db, sql_page_commit, 0));
	return url;
}

/* The commits that the other parts have named. */
static void
add_commits(const struct page *p, struct buf *out)
{
	json_begin(out, ",\n", "commits", "[");
	for (size_t i = 0; i < p->commit_count; i++) {
		struct git_commit_info info;
		struct seed seed;

		json_begin(out, ",\n", NULL, "[");
		json_text(out, ",", NULL, p->commits[i]);
		if (strlen(p->commits[i]) == GIT_HEX && git_commit_read(p->git, p->arena, p->commits[i], &info)) {
			bool known = p->suite->has_seed && seed_resolve(p->suite, p->git, p->commits[i], &seed);

			buf_printf(out, ",%lld", info.time);
			json_text_cut(out, ",", NULL, info.author, AUTHOR_BYTES);
			json_text_cut(out, ",", NULL, info.summary, SUMMARY_BYTES);
			json_number(out, ",", NULL, known ? seed.value : -1);
		} else {
			buf_adds(out, ",null,\"\",\"\",null");
		}
		json_text(out, ",", NULL, commit_url(p, p->commits[i]));
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

bool
page_data(const struct report_question *q, struct arena *a, struct record *r, const struct git *g, struct buf *out)
{
	struct page p = { .q = q, .plan = q->plan, .suite = q->plan->suite, .arena = a, .record = r, .git = g };
	struct buf night = { 0 };
	struct report_question bounded = *q;

	bounded.red_max = NIGHT_RED_MAX;
	bool green = report_make(&bounded, a, r, g, REPORT_JSON, &night);

	read_all(&p);
	json_number(out, "{ ", "format", 1);
	json_text(out, ", ", "suite", p.suite->name);
	json_text(out, ", ", "tool", NIGHTSHIFT_VERSION);
	json_number(out, ", ", "made", q->now);
	json_number(out, ", ", "lane", q->lane);
	json_number(out, ", ", "history", p.history);
	json_list(out, ", ", "lanes", lane_names, LANE_COUNT);
	json_list(out, ", ", "verdicts", verdict_names, VERDICT_COUNT);
	json_begin(out, ",\n", "night", "");
	buf_add(out, buf_text(&night), night.len - (night.len > 0)); /* without its newline */
	buf_release(&night);
	add_replay(&p, "replay", any_seed, out);
	add_replay(&p, "replay_unseeded", -1, out);
	page_plan(&p, out);
	page_results(&p, out);
	if (r) {
		page_logs(&p, out);
		page_workers(&p, out);
		page_nights(&p, out);
	} else {
		json_list(out, ",\n", "logs", NULL, 0);
		json_list(out, ", ", "workers", NULL, 0);
		json_list(out, ", ", "nights", NULL, 0);
	}
	page_unsteady(&p, out);
	json_number(out, ",\n", "commit", page_commit(&p, q->commit));
	add_commits(&p, out); /* last, when all are named */
	buf_adds(out, " }\n");
	return green;
}
