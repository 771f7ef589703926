#include "emit/readback.h"

#include <string.h>

#include "base/embedded.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/words.h"
#include "emit/readback_reader.h"
#include "lib/db.h"
#include "suite/model.h"

/* --- sets of names ---------------------------------------------------------------------------- */

static const char tables[] =
	/* times: how often a name stands in the set */
	"CREATE TABLE member(source INTEGER NOT NULL, of TEXT NOT NULL, name TEXT NOT NULL,"
	" times INTEGER NOT NULL, PRIMARY KEY(source, of, name)) STRICT, WITHOUT ROWID;"
	/* what the plan's file says; lane is a number, from 0, and first_lane its name */
	"CREATE TABLE unit(id TEXT NOT NULL, first_lane TEXT, kept TEXT) STRICT;"
	"CREATE TABLE checks(platform TEXT NOT NULL, lane INTEGER NOT NULL, lane_name TEXT NOT NULL)"
	" STRICT;";
static const struct embedded steps[] = { { "sets of names", tables, sizeof(tables) - 1 }, { 0 } };
static const struct db_schema schema = { .application = 0x6e736762, .steps = steps };

static const char sql_owe[] = "INSERT INTO member VALUES(0, :of, :name, 1)";
static const char sql_hold[] = "INSERT INTO member VALUES(:source, :of, :name, 1)"
			       " ON CONFLICT DO UPDATE SET times = times + 1";
static const char sql_count_owed[] = "SELECT count(*) FROM member WHERE source = 0 AND of = :of";
static const char sql_lacks[] = "SELECT name FROM member o WHERE source = 0 AND of = :of AND NOT EXISTS"
				" (SELECT * FROM member WHERE source = :source AND of = o.of AND name = o.name)"
				" ORDER BY name";
static const char sql_foreign[] = "SELECT name FROM member h WHERE source = :source AND of = :of AND NOT EXISTS"
				  " (SELECT * FROM member WHERE source = 0 AND of = h.of AND name = h.name)"
				  " ORDER BY name";
static const char sql_twice[] = "SELECT name FROM member WHERE source = :source AND of = :of AND times > 1"
				" ORDER BY name";

void
readback_owe(struct reader *r, const char *of, const char *name)
{
	db_bind_text(r->db, sql_owe, ":of", of);
	db_bind_text(r->db, sql_owe, ":name", name);
	db_run(r->db, sql_owe);
}

void
readback_hold(struct reader *r, enum holder source, const char *of, const char *name)
{
	db_bind_int(r->db, sql_hold, ":source", source);
	db_bind_text(r->db, sql_hold, ":of", of);
	db_bind_text(r->db, sql_hold, ":name", name);
	db_run(r->db, sql_hold);
}

const char *
readback_lane_on(struct reader *r, int lane, const struct platform *p)
{
	return arena_printf(r->arena, "lane '%s' on '%s'", lane_names[lane], p->name);
}

struct loc
readback_place_of(const char *file, const char *text, const char *words)
{
	const char *found = strstr(text, words);
	struct loc at = { file, found ? 1 : 0, found ? 1 : 0 };

	found += found && *found == '\n'; /* the words begin a line */
	for (const char *p = text; found && p < found; p++)
		if (*p == '\n')
			at.line++;
	return at;
}

enum { NAMED = 5 };

/* The names that a statement yields for the set, as "'a', 'b' and 3 more"; false if there are none. */
static bool
list(struct reader *r, const char *stmt, enum holder source, const char *of, size_t *ret_count, struct buf *ret_names)
{
	size_t n = 0;

	buf_reset(ret_names);
	db_bind_int(r->db, stmt, ":source", source);
	db_bind_text(r->db, stmt, ":of", of);
	for (; db_next(r->db, stmt); n++)
		if (n < NAMED)
			buf_printf(ret_names, "%s'%s'", n ? ", " : "", db_text(r->db, stmt, 0));
	if (n > NAMED)
		buf_printf(ret_names, " and %zu more", n - NAMED);
	*ret_count = n;
	return n > 0;
}

/* Report a difference. Of those of the plan only the first is kept for now: what is stale differs in many places. */
static void
differs(struct reader *r, enum holder source, struct loc at, const char *text)
{
	if (source != PLAN)
		diag_error(r->diag, at, "%s; run 'nightshift generate'", text);
	else if (!r->differences++) {
		r->first = text;
		r->first_at = at;
	}
}

void
readback_compare(struct reader *r, enum holder source, struct loc at, const char *of, const char *what)
{
	struct buf names = { 0 };
	size_t n, owed;

	db_bind_text(r->db, sql_count_owed, ":of", of);
	owed = db_next(r->db, sql_count_owed) ? (size_t)db_int(r->db, sql_count_owed, 0) : 0;
	db_reset(r->db, sql_count_owed);
	if (list(r, sql_lacks, source, of, &n, &names))
		differs(r, source, at,
			arena_printf(r->arena, "%s: %zu of the %zu %ss it owes %s missing: %s", of, n, owed, what,
				n == 1 ? "is" : "are", buf_text(&names)));
	if (list(r, sql_foreign, source, of, &n, &names))
		differs(r, source, at,
			arena_printf(r->arena, "%s: %zu %s%s there that it does not owe: %s", of, n, what,
				n == 1 ? " is" : "s are", buf_text(&names)));
	if (list(r, sql_twice, source, of, &n, &names))
		differs(r, source, at,
			arena_printf(r->arena, "%s: %zu %s%s there more than once: %s", of, n, what,
				n == 1 ? " is" : "s are", buf_text(&names)));
	buf_release(&names);
}

/* --- what the manifest owes ------------------------------------------------------------------- */

static void
owe_unit(struct reader *r, const struct module *m, size_t variant, const char *id)
{
	const struct suite *s = r->suite;

	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];

		if (!model_runs_on(s, m, variant, k))
			continue;
		readback_owe(r, arena_printf(r->arena, "platform '%s'", p->name), id);
		for (int lane = m->traits.lane; lane < LANE_COUNT; lane++) {
			if (p->does[lane] != DOES_CHECKED)
				continue;
			readback_owe(r, readback_lane_on(r, lane, p), id);
		}
	}
}

static void
owe_units(struct reader *r)
{
	const struct suite *s = r->suite;

	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t i = 0; i < s->module_count; i++) {
			const struct module *m = &s->modules[i];

			if (!m->in_variant[v])
				continue;
			if (!m->chunks)
				owe_unit(r, m, v, arena_printf(r->arena, "%s-%s", s->variants[v].name, m->name));
			for (long k = 0; k < m->chunks; k++)
				owe_unit(r, m, v, arena_printf(r->arena, "%s-%s_%ld", s->variants[v].name, m->name, k));
		}
}

/* --- the plan's file -------------------------------------------------------------------------- */

#define OF_LANE "'lane ''' || c.lane_name || ''' on ''' || c.platform || ''''"

static const char sql_valid[] = "SELECT json_valid(:text)";
static const char sql_read_units[] =
	"INSERT INTO unit SELECT json_extract(value, '$.id'), json_extract(value, '$.lane'),"
	" json_extract(value, '$.on') FROM json_each(:text, '$.units')"
	" WHERE json_type(value, '$.id') = 'text'";
static const char sql_read_platforms[] =
	"INSERT INTO checks SELECT json_extract(p.value, '$.name'), instr('pr merge nightly none', l.value), l.value"
	" FROM json_each(:text, '$.platforms') p, json_each('[\"pr\", \"merge\", \"nightly\"]') l"
	" WHERE json_extract(p.value, '$.' || l.value) = 'checked' AND json_type(p.value, '$.name') = 'text'";
static const char sql_read_lanes[] = "INSERT INTO member SELECT 1, " OF_LANE ", u.id, count(*) FROM unit u, checks c"
				     " WHERE c.lane >= instr('pr merge nightly none',"
				     " coalesce(json_extract(u.kept, '$.\"' || c.platform || '\".lane'), u.first_lane))"
				     " GROUP BY c.platform, c.lane_name, u.id";
static const char sql_hold_cuts[] =
	"INSERT INTO member SELECT 1, :of, 'lane ''' || json_extract(value, '$.lane') || ''' on ''' ||"
	" json_extract(value, '$.platform') || '''' || coalesce(' count=' || json_extract(value, '$.count'), '') ||"
	" CASE WHEN json_type(value, '$.seconds') IS NULL THEN '' ELSE ' seconds' END ||"
	" ' jobs=' || json_extract(value, '$.jobs'), count(*)"
	" FROM json_each(:text, '$.shards') WHERE json_type(value, '$.lane') = 'text'"
	" AND json_type(value, '$.platform') = 'text' AND json_type(value, '$.jobs') = 'integer' GROUP BY 3";
static const char sql_owe_judged[] =
	"INSERT OR IGNORE INTO member SELECT 0, :of, id || judged, 1 FROM (SELECT json_extract(value, '$.id') AS id,"
	" coalesce(' --report=' || json_extract(value, '$.report'), '') ||"
	" coalesce(' --skip-status=' || json_extract(value, '$.skipStatus'), '') ||"
	" coalesce(' --may-skip=' || json_extract(value, '$.maySkip'), '') ||"
	" coalesce(' --pool=' || json_extract(value, '$.pool'), '') AS judged"
	" FROM json_each(:text, '$.units')) WHERE judged <> '' AND typeof(id) = 'text'";

const char readback_judged[] = "how units are judged";
static const char cuts[] = "how lanes are cut";

/* --- the whole plan --------------------------------------------------------------------------- */

static void
run_on_plan(struct reader *r, const char *stmt)
{
	db_bind_text(r->db, stmt, ":text", r->plan);
	db_run(r->db, stmt);
}

/* Owe how each lane is cut. */
static void
owe_cuts(struct reader *r)
{
	for (size_t i = 0; i < r->suite->shards_count; i++) {
		const struct shards *h = &r->suite->shards[i];
		const char *count = h->count ? arena_printf(r->arena, " count=%ld", h->count) : " seconds";

		readback_owe(r, cuts,
			arena_printf(r->arena, "%s%s jobs=%ld",
				readback_lane_on(r, h->lane, &r->suite->platforms[h->platform_index]), count, h->jobs));
	}
}

static bool
read_plan(struct reader *r)
{
	const struct suite *s = r->suite;
	struct loc whole = { s->plan, 0, 0 };

	db_bind_text(r->db, sql_valid, ":text", r->plan);
	bool valid = db_next(r->db, sql_valid) && db_int(r->db, sql_valid, 0);

	db_reset(r->db, sql_valid);
	if (!valid) {
		diag_error(r->diag, whole, "is not JSON: run 'nightshift generate'");
		return false;
	}
	run_on_plan(r, sql_read_units);
	run_on_plan(r, sql_read_platforms);
	db_run(r->db, sql_read_lanes);
	db_bind_text(r->db, sql_owe_judged, ":of", readback_judged);
	run_on_plan(r, sql_owe_judged);
	db_bind_text(r->db, sql_hold_cuts, ":of", cuts);
	run_on_plan(r, sql_hold_cuts);
	owe_cuts(r);
	readback_compare(r, PLAN, readback_place_of(s->plan, r->plan, "\"shards\": ["), cuts, "cut");
	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const char *of = readback_lane_on(r, lane, &s->platforms[k]);

			readback_compare(r, PLAN, readback_place_of(s->plan, r->plan, "\"units\": [\n"), of, "unit");
		}
	if (!r->differences)
		return true;
	const char *more = r->differences == 1 ? ""
					       : arena_printf(r->arena, "; and the plan differs in %zu more place%s",
							 r->differences - 1, words_plural(r->differences - 1));

	diag_error(r->diag, r->first_at, "%s%s; run 'nightshift generate'", r->first, more);
	return r->differences == 1; /* of a plan that is stale, all else is stale, too */
}

/* --- all of them ------------------------------------------------------------------------------ */

/* The text of a file below the root, in the arena, or NULL if there is none. */
static const char *
read_text(struct reader *r, const char *path)
{
	struct buf text = { 0 };
	const char *s = NULL;

	if (path && file_read(arena_printf(r->arena, "%s/%s", r->root, path), &text))
		s = arena_strndup(r->arena, buf_text(&text), text.len);
	buf_release(&text);
	return s;
}

bool
readback_check(const struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	struct reader r = { .suite = s, .arena = a, .diag = d, .root = root };
	const char *paths[2 + LANE_COUNT] = { s->plan, s->include }, *texts[countof(paths)];
	int errors = d->errors;
	size_t there = 0;
	struct buf variable = { 0 };

	model_variable(s, &variable);
	r.variable = arena_strdup(a, buf_text(&variable));
	buf_release(&variable);
	for (int lane = 0; lane < LANE_COUNT; lane++)
		paths[2 + lane] = s->workflow.paths[lane];
	for (size_t i = 0; i < countof(paths); i++) {
		texts[i] = read_text(&r, paths[i]);
		there += texts[i] != NULL;
	}
	if (!there)
		return true;
	for (size_t i = 0; i < countof(paths); i++)
		if (paths[i] && !texts[i])
			diag_error(d, (struct loc){ paths[i], 0, 0 },
				"is not there, though others that nightshift writes are: run 'nightshift generate'");
	r.plan = texts[0];
	if (!r.plan)
		return false;
	r.db = db_open(":memory:", &schema, true);
	db_begin(r.db);
	owe_units(&r);
	if (read_plan(&r)) {
		if (texts[1])
			readback_include(&r, texts[1]);
		for (int lane = 0; lane < LANE_COUNT; lane++)
			if (texts[2 + lane])
				readback_workflow(&r, lane, paths[2 + lane], texts[2 + lane]);
	}
	db_commit(r.db);
	db_close(r.db);
	return d->errors == errors;
}
