#include "report/rerun.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lib/db.h"
#include "lib/git.h"
#include "base/json.h"
#include "suite/model.h"
#include "record/night.h"
#include "record/record.h"
#include "report/replay.h"
#include "record/schema.h"
#include "base/words.h"

enum { SHORT_ID = 12 };

/* --- finding ---------------------------------------------------------------------------------- */

static int
compare(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static const char *
copy(struct arena *a, struct db *db, int column)
{
	const char *s = db_text(db, STMT_RERUN, column);

	return s ? arena_strdup(a, s) : NULL;
}

/* The name of the run in which the unit ran last, or NULL. */
static const char *
last_run(struct db *db, struct arena *a, const struct rerun_question *q)
{
	const char *name = NULL;

	db_bind_text(db, STMT_RERUN_LAST, ":suite", q->suite->name);
	db_bind_text(db, STMT_RERUN_LAST, ":unit", q->unit);
	db_bind_text(db, STMT_RERUN_LAST, ":platform", q->platform);
	if (db_next(db, STMT_RERUN_LAST)) {
		name = arena_strdup(a, db_text(db, STMT_RERUN_LAST, 0));
		db_reset(db, STMT_RERUN_LAST);
	}
	return name;
}

static int
by_platform(const void *a, const void *b)
{
	const struct rerun_one *x = a, *y = b;
	int c = compare(x->platform, y->platform);

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

static void
complete(struct rerun_one *one, struct arena *a, const struct git *g, const struct rerun_question *q)
{
	struct git_parents parents;
	struct replay replay = { .suite = q->suite,
		.git = g,
		.commit = one->commit,
		.unit = q->unit,
		.platform = one->platform,
		.seed = one->seed };
	bool known = !one->platform;

	one->here = one->commit && g && git_parents_read(g, a, one->commit, &parents);
	for (size_t i = 0; i < q->suite->platform_count; i++)
		known |= one->platform && !strcmp(q->suite->platforms[i].name, one->platform);
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
	if (!known)
		note(one, a, "no platform has that name any more");
	if (words_is_future(one->finished / 1000000, q->now))
		note(one, a, "it finished in the future: a clock is wrong");
	if (one->kept)
		note(one, a, "Nix had kept the result: it did not run then, but before");
}

/* The results of the unit in the run of that name. */
static void
read_run(struct rerun *found, struct arena *a, struct db *db, const struct rerun_question *q, const char *run)
{
	db_bind_text(db, STMT_RERUN, ":suite", q->suite->name);
	db_bind_text(db, STMT_RERUN, ":unit", q->unit);
	db_bind_text(db, STMT_RERUN, ":run", run);
	db_bind_text(db, STMT_RERUN, ":platform", q->platform);
	if (q->attempt)
		db_bind_int(db, STMT_RERUN, ":attempt", q->attempt);
	while (db_next(db, STMT_RERUN)) {
		found->v = arena_grow(a, found->v, found->n, sizeof(*found->v));
		found->v[found->n++] = (struct rerun_one){
			.run = copy(a, db, 0),
			.platform = copy(a, db, 1),
			.lane = copy(a, db, 2),
			.commit = copy(a, db, 3),
			.tree = copy(a, db, 4),
			.attempt = db_int(db, STMT_RERUN, 5),
			.verdict = copy(a, db, 6),
			.seed = db_is_null(db, STMT_RERUN, 7) ? -1 : db_int(db, STMT_RERUN, 7),
			.finished = db_int(db, STMT_RERUN, 8),
			.plan = copy(a, db, 9),
			.kept = db_int(db, STMT_RERUN, 10) != 0,
		};
	}
}

/* The names of runs with the unit that begin so. */
static void
read_names(struct rerun *found, struct arena *a, struct db *db, const struct rerun_question *q)
{
	db_bind_text(db, STMT_RERUN_NAMES, ":suite", q->suite->name);
	db_bind_text(db, STMT_RERUN_NAMES, ":unit", q->unit);
	db_bind_text(db, STMT_RERUN_NAMES, ":run", q->run);
	db_bind_text(db, STMT_RERUN_NAMES, ":platform", q->platform);
	while (db_next(db, STMT_RERUN_NAMES)) {
		found->names = arena_grow(a, found->names, found->name_count, sizeof(*found->names));
		found->names[found->name_count++] = arena_strdup(a, db_text(db, STMT_RERUN_NAMES, 0));
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
		if (!i || compare(found->v[n - 1].platform, found->v[i].platform))
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
	buf_adds(out, ",\n  \"replays\": [");
	for (size_t i = 0; i < r->n; i++) {
		const struct rerun_one *one = &r->v[i];

		json_text(out, i ? ",\n    { " : "\n    { ", "run", one->run);
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
