#include "report/rerun.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "base/words.h"
#include "lib/db.h"
#include "suite/model.h"
#include "record/night.h"
#include "record/record.h"
#include "report/lookup.h"
#include "report/replay.h"

enum { SHORT_ID = 12 };

/* --- finding ---------------------------------------------------------------------------------- */

static const char sql_rerun[] = "SELECT r.name, r.platform, r.lane, r.commit_id, r.tree, x.attempt, x.verdict, x.seed, "
				"x.finished, p.fingerprint, 0 FROM run r CROSS JOIN plan p ON p.id = r.plan "
				"CROSS JOIN result x ON x.run = r.id AND x.unit = :unit "
				"WHERE p.suite = :suite AND r.name = :run "
				"AND (:platform IS NULL OR r.platform = :platform) "
				"AND (:attempt IS NULL OR x.attempt = :attempt) "
				"UNION ALL SELECT o.name, o.platform, o.lane, o.commit_id, NULL, o.attempt, x.verdict, "
				"x.seed, x.finished, p.fingerprint, 1 FROM occasion o "
				"CROSS JOIN delivery d ON d.occasion = o.id AND d.unit = :unit "
				"CROSS JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
				"CROSS JOIN run r ON r.id = x.run CROSS JOIN plan p ON p.id = r.plan "
				"WHERE p.suite = :suite AND o.name = :run "
				"AND (:platform IS NULL OR o.platform = :platform) "
				"AND (:attempt IS NULL OR o.attempt = :attempt)";

static const char *
copy(struct arena *a, struct db *db, int column)
{
	return arena_strdup(a, db_text(db, sql_rerun, column));
}

/* Of the last results of each place, the run of the last. */
static const char sql_rerun_last[] =
	"SELECT r.name FROM (SELECT (SELECT run FROM track WHERE place = p.id AND verdict = v.verdict "
	"ORDER BY finished DESC, run DESC LIMIT 1) AS run, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = v.verdict) AS finished "
	"FROM series s JOIN place p ON p.series = s.id AND p.unit = :unit "
	"JOIN (SELECT 'pass' AS verdict UNION SELECT 'fail' UNION SELECT 'timeout' UNION SELECT 'crash') v "
	"WHERE s.suite = :suite AND (:platform IS NULL OR s.platform = :platform)) x "
	"JOIN run r ON r.id = x.run ORDER BY x.finished DESC, r.name LIMIT 1";

/* The name of the run in which the unit ran last, or NULL. */
static const char *
last_run(struct db *db, struct arena *a, const struct rerun_question *q)
{
	const char *name = NULL;

	db_bind_text(db, sql_rerun_last, ":suite", q->suite->name);
	db_bind_text(db, sql_rerun_last, ":unit", q->unit);
	db_bind_text(db, sql_rerun_last, ":platform", q->platform);
	if (db_next(db, sql_rerun_last)) {
		name = arena_strdup(a, db_text(db, sql_rerun_last, 0));
		db_reset(db, sql_rerun_last);
	}
	return name;
}

static int
by_platform(const void *a, const void *b)
{
	const struct rerun_one *x = a, *y = b;
	int c = text_compare(x->platform, y->platform);

	if (c)
		return c;
	c = night_failed(y->verdict) - night_failed(x->verdict);
	if (c)
		return c;
	if (x->finished != y->finished)
		return x->finished > y->finished ? -1 : 1;
	c = strcmp(x->run, y->run);
	return c ? c : (x->attempt < y->attempt) - (x->attempt > y->attempt);
}

static void
note(struct rerun_one *one, struct arena *a, const char *text)
{
	one->notes = arena_grow(a, one->notes, one->note_count, sizeof(*one->notes));
	one->notes[one->note_count++] = text;
}

const char *
rerun_other_machine(const struct rerun_question *q, const struct rerun_one *one, struct arena *a)
{
	size_t k = one->platform ? lookup_platform(q->suite, one->platform) : q->suite->platform_count;
	const char *system = k < q->suite->platform_count ? q->suite->platforms[k].system : NULL;

	if (!system || !q->system || !strcmp(system, q->system) || q->suite->platforms[k].implied)
		return NULL;
	return arena_printf(a, "platform '%s' is %s, but this machine is %s: what make runs here says nothing of '%s'",
		one->platform, system, q->system, one->platform);
}

static void
complete(struct rerun_one *one, struct arena *a, const struct git *g, const struct rerun_question *q)
{
	struct replay replay = { .suite = q->suite,
		.git = g,
		.commit = one->commit,
		.unit = q->unit,
		.platform = one->platform,
		.seed = one->seed };

	one->here = lookup_commit(g, one->commit);
	replay_commands(&replay, a, one->commands, &one->command_count);
	if (!one->commit)
		note(one, a, "the run does not say at which commit it was");
	else if (!one->here)
		note(one, a, "this repository does not have the commit: fetch it first");
	if (one->tree && !strcmp(one->tree, "dirty"))
		note(one, a,
			"the work tree had changes beside the commit, which nobody knows: this may be "
			"another test");
	if (strcmp(one->plan, q->fingerprint))
		note(one, a, arena_printf(a, "it ran by plan %.*s, which is not today's", SHORT_ID, one->plan));
	if (one->platform && lookup_platform(q->suite, one->platform) == q->suite->platform_count)
		note(one, a, "no platform has that name any more");
	const char *other = rerun_other_machine(q, one, a);

	if (other)
		note(one, a, other);
	if (words_is_future(one->finished / 1000000, q->now))
		note(one, a, "it finished in the future: a clock is wrong");
	if (one->kept)
		note(one, a, "Nix had kept the result: it did not run then, but before");
}

/* The results of the unit in the run of that name. */
static void
read_run(struct rerun *found, struct arena *a, struct db *db, const struct rerun_question *q, const char *run)
{
	db_bind_text(db, sql_rerun, ":suite", q->suite->name);
	db_bind_text(db, sql_rerun, ":unit", q->unit);
	db_bind_text(db, sql_rerun, ":run", run);
	db_bind_text(db, sql_rerun, ":platform", q->platform);
	if (q->attempt)
		db_bind_int(db, sql_rerun, ":attempt", q->attempt);
	while (db_next(db, sql_rerun)) {
		found->v = arena_grow(a, found->v, found->n, sizeof(*found->v));
		found->v[found->n++] = (struct rerun_one){
			.run = copy(a, db, 0),
			.platform = copy(a, db, 1),
			.lane = copy(a, db, 2),
			.commit = copy(a, db, 3),
			.tree = copy(a, db, 4),
			.attempt = db_int(db, sql_rerun, 5),
			.verdict = copy(a, db, 6),
			.seed = db_int_or_none(db, sql_rerun, 7),
			.finished = db_int(db, sql_rerun, 8),
			.plan = copy(a, db, 9),
			.kept = db_int(db, sql_rerun, 10) != 0,
		};
	}
}

/* A name has only characters that come before '~'. */
static const char sql_rerun_names[] =
	"SELECT DISTINCT r.name FROM run r CROSS JOIN plan p ON p.id = r.plan "
	"WHERE p.suite = :suite AND r.name >= :run AND r.name < :run || '~' "
	"AND (:platform IS NULL OR r.platform = :platform) "
	"AND EXISTS(SELECT 1 FROM result WHERE run = r.id AND unit = :unit) "
	"UNION SELECT DISTINCT o.name FROM occasion o "
	"WHERE o.name >= :run AND o.name < :run || '~' "
	"AND (:platform IS NULL OR o.platform = :platform) "
	"AND EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id AND d.unit = :unit AND p.suite = :suite) ORDER BY 1 LIMIT 9";

/* The names of runs with the unit that begin like the one asked for. */
static void
read_names(struct rerun *found, struct arena *a, struct db *db, const struct rerun_question *q)
{
	db_bind_text(db, sql_rerun_names, ":suite", q->suite->name);
	db_bind_text(db, sql_rerun_names, ":unit", q->unit);
	db_bind_text(db, sql_rerun_names, ":run", q->run);
	db_bind_text(db, sql_rerun_names, ":platform", q->platform);
	while (db_next(db, sql_rerun_names)) {
		found->names = arena_grow(a, found->names, found->name_count, sizeof(*found->names));
		found->names[found->name_count++] = arena_strdup(a, db_text(db, sql_rerun_names, 0));
	}
}

void
rerun_find(struct rerun *ret_rerun, struct arena *a, struct record *r, const struct git *g,
	const struct rerun_question *q)
{
	struct rerun *found = ret_rerun;
	struct db *db = r->db;
	const char *run = strcmp(q->run, "last") ? q->run : last_run(db, a, q);
	size_t n = 0;

	*found = (struct rerun){ .n = 0 };
	if (run)
		read_run(found, a, db, q, run);
	if (!found->n && run) {
		read_names(found, a, db, q);
		if (found->name_count == 1) {
			found->name_count = 0;
			read_run(found, a, db, q, found->names[0]);
		}
	}
	if (found->n > 1)
		qsort(found->v, found->n, sizeof(*found->v), by_platform);
	for (size_t i = 0; i < found->n; i++)
		if (!i || text_compare(found->v[n - 1].platform, found->v[i].platform))
			found->v[n++] = found->v[i];
	found->n = n;
	for (size_t i = 0; i < found->n; i++)
		complete(&found->v[i], a, g, q);
}

/* --- printing --------------------------------------------------------------------------------- */

void
rerun_elsewhere(const struct rerun_question *q, const struct rerun_one *one, struct arena *a, struct buf *out)
{
	struct replay replay = { .suite = q->suite, .unit = q->unit, .platform = one->platform, .seed = one->seed };
	const char *folder = arena_printf(a, "../%s-%.*s", q->suite->name, SHORT_ID, one->commit);

	buf_printf(out, "git worktree add --detach %s %s\ncd %s\n%s\n", folder, one->commit, folder,
		replay_make(&replay, a));
}

static void
text_one(const struct rerun_question *q, const struct rerun_one *one, struct arena *a, bool color, struct buf *out)
{
	buf_printf(out, "%s in run %s", q->unit, one->run);
	if (one->attempt > 1)
		buf_printf(out, ", attempt %lld", one->attempt);
	if (one->platform)
		buf_printf(out, ", on %s", one->platform);
	if (one->lane)
		buf_printf(out, ", lane %s", one->lane);
	buf_adds(out, ": ");
	words_paint(out, color,
		night_failed(one->verdict)              ? WORDS_RED
			: !strcmp(one->verdict, "pass") ? WORDS_GREEN
							: WORDS_YELLOW,
		one->verdict, 0);
	if (one->seed >= 0)
		buf_printf(out, ", seed %lld", one->seed);
	buf_printf(out, ", %s\n", words_age(a, one->finished / 1000000, q->now));
	for (size_t i = 0; i < one->note_count; i++)
		buf_printf(out, "  %s\n", one->notes[i]);
	for (size_t i = 0; i < one->command_count; i++)
		buf_printf(out, "  $ %s\n", one->commands[i]);
}

void
rerun_text(const struct rerun_question *q, const struct rerun *r, struct arena *a, bool color, struct buf *out)
{
	for (size_t i = 0; i < r->n; i++)
		text_one(q, &r->v[i], a, color, out);
}

void
rerun_json(const struct rerun_question *q, const struct rerun *r, struct buf *out)
{
	json_number(out, "{ ", "format", 1);
	json_text(out, ",\n  ", "suite", q->suite->name);
	json_text(out, ", ", "unit", q->unit);
	json_begin(out, ",\n  ", "replays", "[");
	for (size_t i = 0; i < r->n; i++) {
		const struct rerun_one *one = &r->v[i];

		json_text(out, ",\n    { ", "run", one->run);
		json_number(out, ", ", "attempt", one->attempt);
		json_text(out, ", ", "platform", one->platform);
		json_text(out, ", ", "lane", one->lane);
		json_text(out, ", ", "commit", one->commit);
		json_flag(out, ", ", "here", one->here);
		json_text(out, ", ", "tree", one->tree);
		json_text(out, ", ", "plan", one->plan);
		json_text(out, ", ", "verdict", one->verdict);
		json_number(out, ", ", "seed", one->seed);
		json_time(out, ", ", "finished", one->finished);
		json_flag(out, ", ", "kept", one->kept);
		json_list(out, ",\n      ", "commands", one->commands, one->command_count);
		json_list(out, ",\n      ", "notes", one->notes, one->note_count);
		buf_adds(out, " }");
	}
	buf_adds(out, "]\n}\n");
}
