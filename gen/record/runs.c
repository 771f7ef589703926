#include "record/runs.h"

#include <string.h>

#include "base/arena.h"
#include "lib/db.h"
#include "record/links.h"
#include "record/results.h"

/* --- runs ------------------------------------------------------------------------------------- */

static const char sql_platform_find[] = "SELECT 1 FROM plan_platform WHERE plan = :plan AND platform = :platform";
static const char sql_run_find[] =
	"SELECT id, commit_id, tree, source = 'report', dropped IS NOT NULL FROM run WHERE name = :name AND plan = :plan "
	"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
	"ORDER BY (commit_id IS :commit) + (tree IS :tree) DESC, commit_id, tree LIMIT 1";
static const char sql_run_add[] = "INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) "
				  "VALUES(:name, :plan, :platform, :lane, :commit, :tree, :source)";
static const char sql_run_dropped[] = "SELECT dropped IS NOT NULL FROM run WHERE id = :run";
static const char sql_run_set_tree[] = "UPDATE run SET tree = :tree, source = 'folder' WHERE id = :run";

/* Does the statement, whose parameter is bound, find something that is true? */
static bool
is_true(struct db *db, const char *stmt)
{
	bool answer = db_next(db, stmt) && db_int(db, stmt, 0);

	db_reset(db, stmt);
	return answer;
}

bool
runs_has_platform(struct db *db, long long plan, const char *platform)
{
	db_bind_int(db, sql_platform_find, ":plan", plan);
	db_bind_text(db, sql_platform_find, ":platform", platform);
	return is_true(db, sql_platform_find);
}

static void
bind_key(struct db *db, const char *stmt, const struct run_key *key)
{
	db_bind_text(db, stmt, ":name", key->name);
	db_bind_int(db, stmt, ":plan", key->plan);
	db_bind_text(db, stmt, ":platform", key->platform);
	db_bind_text(db, stmt, ":lane", key->lane);
	db_bind_text(db, stmt, ":commit", key->commit);
	db_bind_text(db, stmt, ":tree", key->tree);
}

static const char *
copy(struct arena *a, const char *s)
{
	return s ? arena_strdup(a, s) : NULL;
}

bool
runs_find(struct db *db, struct arena *a, const struct run_key *key, struct run *ret_run)
{
	bind_key(db, sql_run_find, key);
	if (!db_next(db, sql_run_find))
		return false;
	*ret_run = (struct run){ .id = db_int(db, sql_run_find, 0),
		.commit = copy(a, db_text(db, sql_run_find, 1)),
		.tree = copy(a, db_text(db, sql_run_find, 2)),
		.reported = db_int(db, sql_run_find, 3),
		.dropped = db_int(db, sql_run_find, 4) };
	db_reset(db, sql_run_find);
	return true;
}

long long
runs_add(struct db *db, const struct run_key *key, const char *source)
{
	bind_key(db, sql_run_add, key);
	db_bind_text(db, sql_run_add, ":source", source);
	return db_try(db, sql_run_add) ? db_last_id(db) : 0;
}

static const char sql_run_names[] = "SELECT name FROM run GROUP BY name ORDER BY max(last) DESC, name LIMIT :most";

const char **
runs_names(struct db *db, struct arena *a, size_t most, size_t *ret_count)
{
	const char **names = NULL;
	size_t n = 0;

	db_bind_int(db, sql_run_names, ":most", (long long)most);
	while (db_next(db, sql_run_names))
		*ARENA_APPEND(a, names, n) = arena_strdup(a, db_text(db, sql_run_names, 0));
	*ret_count = n;
	return names;
}

void
runs_set_tree(struct db *db, long long run, const char *tree)
{
	db_bind_int(db, sql_run_set_tree, ":run", run);
	db_bind_text(db, sql_run_set_tree, ":tree", tree);
	db_run(db, sql_run_set_tree);
}

static const char sql_run_times[] = "SELECT first, last FROM run WHERE id = :run";
static const char sql_run_settle[] =
	"UPDATE run SET (first, last) = (SELECT min(finished), max(finished) FROM result WHERE run = :run) "
	"WHERE id = :run AND dropped IS NULL";
static const char sql_run_settle_dropped[] =
	"UPDATE run SET (first, last) = (SELECT min(ifnull(:first, min(finished)), ifnull(min(finished), :first)), "
	"max(ifnull(:last, max(finished)), ifnull(max(finished), :last)) FROM result WHERE run = :run) "
	"WHERE id = :run AND dropped IS NOT NULL";

void
runs_times(struct db *db, long long run, struct run_times *ret_times)
{
	*ret_times = (struct run_times){ -1, -1 };
	db_bind_int(db, sql_run_times, ":run", run);
	if (!db_next(db, sql_run_times))
		return;
	ret_times->first = db_int_or_none(db, sql_run_times, 0);
	ret_times->last = db_int_or_none(db, sql_run_times, 1);
	db_reset(db, sql_run_times);
}

void
runs_settle(struct db *db, long long run, const struct run_times *dropped)
{
	db_bind_int(db, sql_run_settle, ":run", run);
	db_run(db, sql_run_settle);
	if (!dropped || dropped->first < 0)
		return;
	db_bind_int(db, sql_run_settle_dropped, ":run", run);
	db_bind_int(db, sql_run_settle_dropped, ":first", dropped->first);
	db_bind_int(db, sql_run_settle_dropped, ":last", dropped->last);
	db_run(db, sql_run_settle_dropped);
}

bool
runs_dropped(struct db *db, long long run)
{
	db_bind_int(db, sql_run_dropped, ":run", run);
	return is_true(db, sql_run_dropped);
}

/* --- occasions -------------------------------------------------------------------------------- */

static const char sql_occasion_find[] =
	"SELECT id, commit_id FROM occasion WHERE name = :name AND attempt = :attempt AND lane = :lane "
	"AND ifnull(platform, '') = ifnull(:platform, '') ORDER BY commit_id = :commit DESC, commit_id LIMIT 1";
static const char sql_occasion_dropped[] = "SELECT dropped IS NOT NULL FROM occasion WHERE id = :occasion";
static const char sql_occasion_add[] = "INSERT INTO occasion(name, attempt, platform, lane, commit_id, started) "
				       "VALUES(:name, :attempt, :platform, :lane, :commit, :started)";
static const char sql_occasion_earlier[] =
	"UPDATE occasion SET started = :started WHERE id = :occasion AND ifnull(started > :started, 1)";

static void
bind_occasion(struct db *db, const char *stmt, const struct results_given *g, const char *platform)
{
	db_bind_text(db, stmt, ":name", g->run);
	db_bind_int(db, stmt, ":attempt", g->attempt ? g->attempt : 1);
	db_bind_text(db, stmt, ":lane", g->lane);
	db_bind_text(db, stmt, ":platform", platform);
	db_bind_text(db, stmt, ":commit", g->commit);
}

long long
runs_occasion(struct db *db, struct diag *d, struct loc at, const struct results_given *g, const char *platform)
{
	links_add_given(db, g, g->run, g->commit);
	bind_occasion(db, sql_occasion_find, g, platform);
	if (!db_next(db, sql_occasion_find)) {
		bind_occasion(db, sql_occasion_add, g, platform);
		if (g->started >= 0)
			db_bind_int(db, sql_occasion_add, ":started", g->started);
		db_run(db, sql_occasion_add);
		return db_last_id(db);
	}
	long long occasion = db_int(db, sql_occasion_find, 0);
	const char *commit = db_text(db, sql_occasion_find, 1);

	if (strcmp(commit, g->commit)) {
		diag_error(d, at, "the record has run '%s' at commit %s, not at %s: give it another --run or --attempt",
			g->run, commit, g->commit);
		occasion = 0;
	}
	db_reset(db, sql_occasion_find);
	if (occasion && g->started >= 0) {
		db_bind_int(db, sql_occasion_earlier, ":started", g->started);
		db_bind_int(db, sql_occasion_earlier, ":occasion", occasion);
		db_run(db, sql_occasion_earlier);
	}
	return occasion;
}

bool
runs_occasion_dropped(struct db *db, long long occasion)
{
	db_bind_int(db, sql_occasion_dropped, ":occasion", occasion);
	return is_true(db, sql_occasion_dropped);
}
