#include "emit/readback.h"

#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/arena.h"
#include "base/buf.h"
#include "lib/db.h"
#include "base/diag.h"
#include "base/esc.h"
#include "lib/git.h"
#include "base/file.h"
#include "suite/model.h"
#include "base/process.h"

/* --- sets of names ---------------------------------------------------------------------------- */

/*
 * Everything is compared as sets of names: the units of "lane 'pr' on 'linux'", those of its shards, the numbers of its
 * legs. The manifest says what is owed; each file says what it holds.
 */
enum holder { OWED, PLAN, MAKE, WORKFLOW };

enum {
	STMT_OWE,
	STMT_HOLD,
	STMT_VALID,
	STMT_READ_UNITS,
	STMT_READ_PLATFORMS,
	STMT_READ_LANES,
	STMT_READ_SHARDS,
	STMT_READ_SHARD_UNITS,
	STMT_HOLD_SHARDS,
	STMT_HOLD_NIX,
	STMT_SHARDS,
	STMT_SHARDS_OF,
	STMT_OWE_MAKE_SHARD,
	STMT_COUNT_OWED,
	STMT_LACKS,
	STMT_FOREIGN,
	STMT_TWICE,
	STMT_COUNT
};

static const char tables[] =
	/* times: how often a name stands in the set */
	"CREATE TABLE member(source INTEGER NOT NULL, of TEXT NOT NULL, name TEXT NOT NULL,"
	" times INTEGER NOT NULL, PRIMARY KEY(source, of, name)) STRICT, WITHOUT ROWID;"
	/* what the plan's file says; lane and first_lane as numbers, from 0 */
	"CREATE TABLE unit(id TEXT NOT NULL, first_lane TEXT, kept TEXT) STRICT;"
	"CREATE TABLE checks(platform TEXT NOT NULL, lane INTEGER NOT NULL, lane_name TEXT NOT NULL)"
	" STRICT;"
	"CREATE TABLE shard(number INTEGER NOT NULL, of TEXT NOT NULL) STRICT;"
	"CREATE TABLE shard_unit(number INTEGER NOT NULL, unit TEXT NOT NULL) STRICT;";
static const struct embedded steps[] = { { "sets of names", tables, sizeof(tables) - 1 }, { 0 } };

#define OF_LANE "'lane ''' || c.lane_name || ''' on ''' || c.platform || ''''"
#define LANE_NUMBER(name) "instr('pr merge nightly none', " name ")"

static const char *const sql[STMT_COUNT] = {
	[STMT_OWE] = "INSERT INTO member VALUES(0, :of, :name, 1)",
	[STMT_HOLD] = "INSERT INTO member VALUES(:source, :of, :name, 1)"
		      " ON CONFLICT DO UPDATE SET times = times + 1",
	[STMT_VALID] = "SELECT json_valid(:text)",
	[STMT_READ_UNITS] = "INSERT INTO unit SELECT json_extract(value, '$.id'), json_extract(value, '$.lane'),"
			    " json_extract(value, '$.on') FROM json_each(:text, '$.units')"
			    " WHERE json_type(value, '$.id') = 'text'",
	[STMT_READ_PLATFORMS] = "INSERT INTO checks SELECT json_extract(p.value, '$.name'), " LANE_NUMBER(
		"l.value") ", l.value"
			   " FROM json_each(:text, '$.platforms') p,"
			   " json_each('[\"pr\", \"merge\", \"nightly\"]') l"
			   " WHERE json_extract(p.value, '$.' || l.value) = 'checked'"
			   " AND json_type(p.value, '$.name') = 'text'",
	[STMT_READ_LANES] =
		"INSERT INTO member SELECT 1, " OF_LANE ", u.id, count(*) FROM unit u, checks c"
		" WHERE c.lane >= " LANE_NUMBER(
			"coalesce(json_extract(u.kept, '$.\"' || c.platform || '\".lane'), u.first_lane)") " GROUP BY c.platform, c.lane_name, u.id",
	[STMT_READ_SHARDS] = "INSERT INTO shard SELECT json_extract(value, '$.number'), 'lane ''' ||"
			     " json_extract(value, '$.lane') || ''' on ''' || json_extract(value, '$.platform') || ''''"
			     " FROM json_each(:text, '$.shards') WHERE json_type(value, '$.number') = 'integer'"
			     " AND json_type(value, '$.lane') = 'text' AND json_type(value, '$.platform') = 'text'",
	[STMT_READ_SHARD_UNITS] = "INSERT INTO shard_unit SELECT json_extract(s.value, '$.number'), u.value"
				  " FROM json_each(:text, '$.shards') s, json_each(s.value, '$.units') u"
				  " WHERE u.type = 'text' AND json_type(s.value, '$.number') = 'integer'",
	[STMT_HOLD_SHARDS] = "INSERT INTO member SELECT 1, 'the shards of ' || s.of, u.unit, count(*)"
			     " FROM shard s JOIN shard_unit u USING(number) GROUP BY s.of, u.unit",
	[STMT_HOLD_NIX] = "INSERT INTO member SELECT 1, 'the Nix shards of ''' || y.key || '''', u.value, count(*)"
			  " FROM json_each(:text, '$.nix.shards') y, json_each(y.value) s,"
			  " json_each(s.value, '$.units') u GROUP BY y.key, u.value",
	[STMT_SHARDS] = "SELECT number, of FROM shard ORDER BY number",
	[STMT_SHARDS_OF] = "SELECT number FROM shard WHERE of = :of",
	[STMT_OWE_MAKE_SHARD] = "INSERT OR IGNORE INTO member SELECT 0, 'shard ' || number, unit, 1"
				" FROM shard_unit",
	[STMT_COUNT_OWED] = "SELECT count(*) FROM member WHERE source = 0 AND of = :of",
	[STMT_LACKS] = "SELECT name FROM member o WHERE source = 0 AND of = :of AND NOT EXISTS"
		       " (SELECT * FROM member WHERE source = :source AND of = o.of AND name = o.name)"
		       " ORDER BY name",
	[STMT_FOREIGN] = "SELECT name FROM member h WHERE source = :source AND of = :of AND NOT EXISTS"
			 " (SELECT * FROM member WHERE source = 0 AND of = h.of AND name = h.name)"
			 " ORDER BY name",
	[STMT_TWICE] = "SELECT name FROM member WHERE source = :source AND of = :of AND times > 1"
		       " ORDER BY name",
};
static const struct db_schema schema = { .application = 0x6e736762, .steps = steps };

struct reader {
	const struct suite *suite;
	struct arena *arena;
	struct diag *diag;
	struct db *db;
	const char *root;
	const char *variable; /* what the names of the include's variables begin with */
	const char *plan;     /* the text of the plan's file */
	size_t plan_len;
};

static void
owe(struct reader *r, const char *of, const char *name)
{
	db_bind_text(r->db, sql[STMT_OWE], ":of", of);
	db_bind_text(r->db, sql[STMT_OWE], ":name", name);
	db_run(r->db, sql[STMT_OWE]);
}

static void
hold(struct reader *r, enum holder source, const char *of, const char *name)
{
	db_bind_int(r->db, sql[STMT_HOLD], ":source", source);
	db_bind_text(r->db, sql[STMT_HOLD], ":of", of);
	db_bind_text(r->db, sql[STMT_HOLD], ":name", name);
	db_run(r->db, sql[STMT_HOLD]);
}

static const char *
lane_on(struct reader *r, int lane, const struct platform *p)
{
	return arena_printf(r->arena, "lane '%s' on '%s'", lane_names[lane], p->name);
}

/* The first line of the text that holds the words, as a place; the file as a whole if none does. */
static struct loc
place_of(const char *file, const char *text, const char *words)
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

/* What a statement yields for the set, as "2 units: 'a', 'b'"; false if nothing. */
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

/* Report how a source's set differs from the one that is owed. what: unit or shard. */
static void
compare(struct reader *r, enum holder source, struct loc at, const char *of, const char *what)
{
	struct buf names = { 0 };
	size_t n, owed;

	db_bind_text(r->db, sql[STMT_COUNT_OWED], ":of", of);
	owed = db_next(r->db, sql[STMT_COUNT_OWED]) ? (size_t)db_int(r->db, sql[STMT_COUNT_OWED], 0) : 0;
	db_reset(r->db, sql[STMT_COUNT_OWED]);
	if (list(r, sql[STMT_LACKS], source, of, &n, &names))
		diag_error(r->diag, at, "%s: %zu of the %zu %ss it owes %s missing: %s; run 'nightshift generate'", of,
			n, owed, what, n == 1 ? "is" : "are", buf_text(&names));
	if (list(r, sql[STMT_FOREIGN], source, of, &n, &names))
		diag_error(r->diag, at, "%s: %zu %s%s there that it does not owe: %s; run 'nightshift generate'", of, n,
			what, n == 1 ? " is" : "s are", buf_text(&names));
	if (list(r, sql[STMT_TWICE], source, of, &n, &names))
		diag_error(r->diag, at, "%s: %zu %s%s there more than once: %s; run 'nightshift generate'", of, n, what,
			n == 1 ? " is" : "s are", buf_text(&names));
	buf_release(&names);
}

/* --- what the manifest owes ------------------------------------------------------------------- */

static bool
is_cut(const struct suite *s, int lane, size_t platform)
{
	for (size_t i = 0; i < s->shards_count; i++)
		if (s->shards[i].lane == lane && s->shards[i].platform_index == platform)
			return true;
	return false;
}

static void
owe_unit(struct reader *r, const struct module *m, const char *id)
{
	const struct suite *s = r->suite;

	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];
		bool first_of_system = true;

		if (!m->on_platform[k])
			continue;
		for (size_t i = 0; i < k; i++)
			first_of_system &= strcmp(s->platforms[i].system, p->system) || !m->on_platform[i];
		if (s->nix_shards && first_of_system)
			owe(r, arena_printf(r->arena, "the Nix shards of '%s'", p->system), id);
		owe(r, arena_printf(r->arena, "platform '%s'", p->name), id);
		for (int lane = m->traits.lane; lane < LANE_COUNT; lane++) {
			if (p->does[lane] != DOES_CHECKED)
				continue;
			owe(r, lane_on(r, lane, p), id);
			if (is_cut(s, lane, k))
				owe(r, arena_printf(r->arena, "the shards of %s", lane_on(r, lane, p)), id);
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
				owe_unit(r, m, arena_printf(r->arena, "%s-%s", s->variants[v].name, m->name));
			for (long k = 0; k < m->chunks; k++)
				owe_unit(r, m, arena_printf(r->arena, "%s-%s_%ld", s->variants[v].name, m->name, k));
		}
}

/* --- the plan's file -------------------------------------------------------------------------- */

static void
run_on_plan(struct reader *r, const char *stmt)
{
	db_bind_text(r->db, stmt, ":text", r->plan);
	db_run(r->db, stmt);
}

static bool
read_plan(struct reader *r)
{
	const struct suite *s = r->suite;
	struct loc whole = { s->plan, 0, 0 };

	db_bind_text(r->db, sql[STMT_VALID], ":text", r->plan);
	bool valid = db_next(r->db, sql[STMT_VALID]) && db_int(r->db, sql[STMT_VALID], 0);

	db_reset(r->db, sql[STMT_VALID]);
	if (!valid) {
		diag_error(r->diag, whole, "is not JSON: run 'nightshift generate'");
		return false;
	}
	run_on_plan(r, sql[STMT_READ_UNITS]);
	run_on_plan(r, sql[STMT_READ_PLATFORMS]);
	db_run(r->db, sql[STMT_READ_LANES]);
	run_on_plan(r, sql[STMT_READ_SHARDS]);
	run_on_plan(r, sql[STMT_READ_SHARD_UNITS]);
	db_run(r->db, sql[STMT_HOLD_SHARDS]);
	run_on_plan(r, sql[STMT_HOLD_NIX]);
	db_run(r->db, sql[STMT_OWE_MAKE_SHARD]);
	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const char *of = lane_on(r, lane, &s->platforms[k]);

			compare(r, PLAN, place_of(s->plan, r->plan, "\"units\": [\n"), of, "unit");
			compare(r, PLAN, place_of(s->plan, r->plan, "\"shards\": [\n"),
				arena_printf(r->arena, "the shards of %s", of), "unit");
		}
	for (size_t k = 0; k < s->platform_count; k++) {
		bool first = true;

		for (size_t i = 0; i < k; i++)
			first &= strcmp(s->platforms[i].system, s->platforms[k].system) != 0;
		if (first)
			compare(r, PLAN, place_of(s->plan, r->plan, "\"shards\": {"),
				arena_printf(r->arena, "the Nix shards of '%s'", s->platforms[k].system), "unit");
	}
	return true;
}

/* --- the Make include ------------------------------------------------------------------------- */

/* A target of make's database: what stands behind its colon, and has it a recipe? */
struct target {
	const char *name, *needs;
	bool recipe;
};

struct targets {
	struct target *v;
	size_t n;
	const char *text; /* all that make has said, if some units run in batches */
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct target *)a)->name, ((const struct target *)b)->name);
}

/*
 * The suite's targets in what `make -p` prints, in the arena; a rule begins at the left edge with its target and a
 * colon, a recipe's lines with a tab. Sentences of make's own begin with '#', in whatever language.
 */
static struct targets
read_targets(struct reader *r, char *text)
{
	struct targets t = { 0 };
	size_t len = strlen(r->suite->name);
	struct target *open = NULL;

	for (char *line = text, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!*line)
			open = NULL;
		if (*line == '\t' && open)
			open->recipe = true;
		if (strncmp(line, r->suite->name, len) || line[len] != '-')
			continue;
		char *colon = strchr(line, ':');

		if (!colon || strcspn(line, " =") < (size_t)(colon - line) || colon[1] == '=')
			continue;
		*colon = '\0';
		t.v = arena_grow(r->arena, t.v, t.n, sizeof(*t.v));
		open = &t.v[t.n++];
		/* what stands behind a bar is only built before */
		colon[1 + strcspn(colon + 1, "|")] = '\0';
		*open = (struct target){ line, colon + 1 + strspn(colon + 1, " "), false };
	}
	if (t.n > 1)
		qsort(t.v, t.n, sizeof(*t.v), by_name);
	return t;
}

static const struct target *
find_target(const struct targets *t, const char *name)
{
	struct target key = { .name = name };

	return t->n ? bsearch(&key, t->v, t->n, sizeof(*t->v), by_name) : NULL;
}

/* The units that a target <suite>-batch-NAME hands to `nightshift batch`: those of a variable. */
static void
hold_batch(struct reader *r, const struct targets *t, const char *name, const char *of)
{
	const char *head = arena_printf(r->arena, "\n%s_batch_%s := ", r->variable, name);
	const char *p = t->text ? strstr(t->text, head) : NULL;

	for (p = p ? p + strlen(head) : ""; *p && *p != '\n'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " \n");

		hold(r, MAKE, of, arena_strndup(r->arena, p, len));
		p += len;
	}
}

/*
 * What make runs for a target: each of its prerequisites that is a unit's, and of one that is none, as the target of
 * all units is, those behind it. depth is how far that may go.
 */
static void
follow(struct reader *r, const struct targets *t, const char *name, const char *of, int depth)
{
	const struct target *target = find_target(t, name);
	const char *prefix = arena_printf(r->arena, "%s-test-", r->suite->name);
	const char *batch = arena_printf(r->arena, "%s-batch-", r->suite->name);
	size_t len = strlen(prefix);

	for (const char *p = target ? target->needs : ""; *(p += strspn(p, " "));) {
		size_t n = strcspn(p, " ");
		const char *need = arena_strndup(r->arena, p, n);
		const struct target *at = find_target(t, need);

		p += n;
		if (!strncmp(need, batch, strlen(batch)) && at && at->recipe)
			hold_batch(r, t, need + strlen(batch), of);
		else if (at && *at->needs && depth)
			follow(r, t, need, of, depth - 1);
		else if (!strncmp(need, prefix, len) && at && at->recipe)
			hold(r, MAKE, of, need + len);
	}
}

/* Ask make for its targets, as it is on one platform. False, with a message, if it cannot say. */
static bool
ask_make(struct reader *r, const struct platform *p, struct buf *ret_text)
{
	const struct suite *s = r->suite;
	const char *ci = getenv("CI");
	struct buf command = { 0 };
	struct process shell;

	buf_adds(&command,
		"unset MAKEFLAGS MFLAGS MAKELEVEL; export LC_ALL=C\n"
		"make=$(command -v gmake || command -v make) || exit 127\n"
		"case $(\"$make\" --version 2>/dev/null) in 'GNU Make '[4-9]*) ;; *) exit 127 ;; esac\n"
		"\"$make\" -rRpq --eval 'nightshift-nothing: ;' -f ");
	esc_sh(&command, s->include, strlen(s->include));
	buf_printf(&command, " %s_platform=%s nightshift-nothing", r->variable, p->name);
	process_start(&shell, r->root, buf_text(&command));
	buf_release(&command);
	int status = process_finish(&shell, ret_text);
	struct loc at = { s->include, 0, 0 };

	if (status == 127 && ci && !strcmp(ci, "true"))
		diag_error(r->diag, at, "was not read back, since there is no GNU Make 4.3 or later: install it");
	else if (status == 127)
		diag_warn(r->diag, at, "was not read back, since there is no GNU Make 4.3 or later");
	else if (status > 1)
		diag_error(r->diag, at, "make cannot read it on platform '%s' (status %d): run 'nightshift generate'",
			p->name, status);
	return status <= 1;
}

/* The place of an assignment in the include. */
static struct loc
assigned_at(struct reader *r, const char *text, const char *name)
{
	return place_of(r->suite->include, text, arena_printf(r->arena, "\n%s_%s :=", r->variable, name));
}

/* The shards are the same on each platform. */
static void
compare_shards(struct reader *r, const struct targets *t, const char *text)
{
	const struct suite *s = r->suite;

	while (db_next(r->db, sql[STMT_SHARDS])) {
		long long number = db_int(r->db, sql[STMT_SHARDS], 0);
		const char *of = arena_strdup(r->arena, db_text(r->db, sql[STMT_SHARDS], 1));
		const char *target = arena_printf(r->arena, "%s-shard-%lld", s->name, number);
		const char *name = arena_printf(r->arena, "shard %lld", number);
		struct loc at = assigned_at(r, text, arena_printf(r->arena, "shard_%lld", number));

		follow(r, t, target, arena_printf(r->arena, "the shards of %s", of), 2);
		follow(r, t, target, name, 2);
		compare(r, MAKE, at, name, "unit");
	}
	for (size_t k = 0; k < s->platform_count; k++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			compare(r, MAKE, (struct loc){ s->include, 0, 0 },
				arena_printf(r->arena, "the shards of %s", lane_on(r, lane, &s->platforms[k])), "unit");
}

static void
read_include(struct reader *r, const char *text)
{
	const struct suite *s = r->suite;
	char id[GIT_HEX + 1];

	git_hash(r->plan, r->plan_len, id);
	if (!strstr(text, arena_printf(r->arena, "\n%s_plan := %s\n", r->variable, id))) {
		struct loc at = assigned_at(r, text, "plan");

		diag_error(r->diag, at, "does not name the plan '%s', which is %s: run 'nightshift generate'", s->plan,
			id);
	}
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];
		struct buf said = { 0 };

		if (!ask_make(r, p, &said)) {
			buf_release(&said);
			return;
		}
		char *copy = arena_strndup(r->arena, buf_text(&said), said.len);
		struct targets t = read_targets(r, copy);

		if (s->pool_count || s->worker_count)
			t.text = arena_strndup(r->arena, buf_text(&said), said.len);
		buf_release(&said);
		if (!k)
			compare_shards(r, &t, text);
		const char *of = arena_printf(r->arena, "platform '%s'", p->name);
		struct loc at = assigned_at(r, text, arena_printf(r->arena, "off_%s", p->name));

		follow(r, &t, arena_printf(r->arena, "%s-test", s->name), of, 2);
		compare(r, MAKE, at, of, "unit");
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			of = lane_on(r, lane, p);
			at = assigned_at(r, text, arena_printf(r->arena, "skip_%s_%s", p->name, lane_names[lane]));
			follow(r, &t, arena_printf(r->arena, "%s-test-%s", s->name, lane_names[lane]), of, 2);
			compare(r, MAKE, at, of, "unit");
		}
	}
}

/* --- workflows -------------------------------------------------------------------------------- */

/* A job as it stands in the file, from its id to the next one's. */
struct job {
	const char *id, *body;
	struct loc at, needs_at;
	const char *needs; /* what stands in the brackets, or NULL */
};

struct jobs {
	struct job *v;
	size_t n;
};

/* The jobs of a workflow, in the order of the file. Its layout is ours: ids are two deep. */
static struct jobs
read_jobs(struct reader *r, const char *file, const char *text)
{
	struct jobs jobs = { 0 };
	const char *p = strstr(text, "\njobs:\n");
	unsigned line = 1;

	for (const char *c = text; p && c <= p; c++)
		line += *c == '\n';
	for (p = p ? p + 1 : ""; *p; line++) {
		size_t len = strcspn(p, "\n"), id = strspn(p, " ") == 2 ? strcspn(p + 2, ":\n") : 0;
		struct job *j = jobs.n ? &jobs.v[jobs.n - 1] : NULL;

		if (id && p[2] != '#' && id + 3 == len) {
			jobs.v = arena_grow(r->arena, jobs.v, jobs.n, sizeof(*jobs.v));
			jobs.v[jobs.n++] = (struct job){ .id = arena_strndup(r->arena, p + 2, id),
				.body = p,
				.at = { file, line, 3 } };
		} else if (j && !j->needs && !strncmp(p, "    needs: [", 12)) {
			j->needs = arena_strndup(r->arena, p + 12, len - 12);
			j->needs_at = (struct loc){ file, line, 5 };
		}
		p += len + (p[len] == '\n');
	}
	for (size_t i = 0; i < jobs.n; i++) {
		const char *end = i + 1 < jobs.n ? jobs.v[i + 1].body : p;

		jobs.v[i].body = arena_strndup(r->arena, jobs.v[i].body, (size_t)(end - jobs.v[i].body));
	}
	return jobs;
}

static const struct job *
find_job(const struct jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (!strcmp(jobs->v[i].id, id))
			return &jobs->v[i];
	return NULL;
}

/* Is it `prefix`, with a number behind it or not, a bar and the platform, as an id writes it? */
static bool
is_job_of(const char *id, const char *prefix, const char *platform)
{
	size_t len = strlen(prefix);

	if (strncmp(id, prefix, len))
		return false;
	id += len + strspn(id + len, "0123456789");
	if (*id++ != '-')
		return false;
	for (; *id && *platform; id++, platform++)
		if (*id != (*platform == '.' || *platform == '+' ? '_' : *platform))
			return false;
	return !*id && !*platform;
}

/* The legs that a job has, or that the planning job gives it: numbers with something between. */
static const char *
legs_of(struct reader *r, const struct jobs *jobs, const struct job *j)
{
	const struct job *plan = find_job(jobs, "plan");
	const char *legs = strstr(j->body, "\n        leg: [");

	if (legs)
		return arena_strndup(r->arena, legs + 15, strcspn(legs + 15, "]"));
	/* JOBS: "test-linux linux 1 2\n..." */
	const char *all = plan ? strstr(plan->body, "\n          JOBS: \"") : NULL;
	size_t id_len = strlen(j->id);

	for (const char *p = all ? all + 18 : ""; *p && *p != '"' && *p != '\n';) {
		const char *end = p;

		while (*end && *end != '\\' && *end != '"' && *end != '\n')
			end++;
		if (!strncmp(p, j->id, id_len) && p[id_len] == ' ') {
			p += id_len + 1;
			p += strcspn(p, " \\\"");
			return arena_strndup(r->arena, p, (size_t)(end - p));
		}
		p = end + (*end == '\\' ? 2 : 0);
		if (*end != '\\')
			break;
	}
	return "";
}

/* Does the job run what the lane owes on its platform? */
static bool
runs_lane(struct reader *r, const struct job *j, int lane, const struct platform *p)
{
	const struct suite *s = r->suite;

	if (s->workflow.engine == ENGINE_NIX)
		return strstr(j->body, "nix build ") && strstr(j->body, arena_printf(r->arena, ".#%s", s->name));
	return strstr(j->body,
		       arena_printf(r->arena, " %s_platform=%s %s_lane=%s ", r->variable, p->name, r->variable,
			       lane_names[lane])) &&
		(strstr(j->body, arena_printf(r->arena, "set -- %s-test-%s\n", s->name, lane_names[lane])) ||
			strstr(j->body, arena_printf(r->arena, "set -- \"%s-shard-$LEG\"\n", s->name)) ||
			strstr(j->body, arena_printf(r->arena, " \"%s-test-$unit\"\n", s->name)));
}

/* The jobs that test on one platform: there is one at least, and their legs are the shards. */
static void
compare_legs(struct reader *r, const struct jobs *jobs, const char *file, int lane, size_t platform)
{
	const struct platform *p = &r->suite->platforms[platform];
	const char *of = arena_printf(r->arena, "the legs of %s", lane_on(r, lane, p));
	struct loc at = { file, 0, 0 };
	size_t shards = 0, tests = 0, legs = 0;
	const char *number;

	db_bind_text(r->db, sql[STMT_SHARDS_OF], ":of", lane_on(r, lane, p));
	for (; db_next(r->db, sql[STMT_SHARDS_OF]); shards++)
		owe(r, of, db_text(r->db, sql[STMT_SHARDS_OF], 0));
	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *j = &jobs->v[i];

		if (!is_job_of(j->id, "test", p->name))
			continue;
		at = tests++ ? at : j->at;
		if (!runs_lane(r, j, lane, p))
			diag_error(r->diag, j->at,
				"job '%s' does not run lane '%s' of platform '%s': run 'nightshift generate'", j->id,
				lane_names[lane], p->name);
		for (number = legs_of(r, jobs, j); *(number += strspn(number, ", "));) {
			size_t len = strcspn(number, ", ");

			hold(r, WORKFLOW, of, arena_strndup(r->arena, number, len));
			number += len;
			legs++;
		}
	}
	if (!tests)
		diag_error(r->diag, at,
			"no job tests on platform '%s', which lane '%s' checks: run 'nightshift generate'", p->name,
			lane_names[lane]);
	/* One shard needs no legs: one job runs the lane. Nor do the strategies of Nix that do not take the programs
	 * elsewhere. */
	else if (legs ||
		(shards > 1 && (r->suite->workflow.engine != ENGINE_NIX || r->suite->strategy == STRATEGY_ARCHIVE)))
		compare(r, WORKFLOW, at, of, "shard");
}

/* A job of the night that comes after the required check, and only tells of it. */
static bool
tells(const char *id)
{
	return !strcmp(id, "report") || !strcmp(id, "record") || !strcmp(id, "issue");
}

/* The job that is the required check needs every other one, and runs whatever became of them. */
static void
check_required(struct reader *r, const struct jobs *jobs, const char *file)
{
	const struct job *required = find_job(jobs, "required");
	struct loc whole = { file, 0, 0 };

	if (!required) {
		diag_error(r->diag, whole, "no job is the required check '%s': run 'nightshift generate'",
			r->suite->workflow.required);
		return;
	}
	struct loc at = required->needs ? required->needs_at : required->at;

	for (size_t i = 0; i < jobs->n; i++) {
		const char *id = jobs->v[i].id;

		if (!strcmp(id, "required") || tells(id))
			continue;
		if (!required->needs || !strstr(required->needs, arena_printf(r->arena, "\"%s\"", id)))
			diag_error(r->diag, at,
				"the required check '%s' does not need job '%s', and would be green without it: run 'nightshift generate'",
				r->suite->workflow.required, id);
	}
	if (!strstr(required->body, "\n    if: ${{ always() }}\n"))
		diag_error(r->diag, required->at,
			"the required check '%s' is skipped when a job before it fails, and skipped is green: run 'nightshift generate'",
			r->suite->workflow.required);
}

/* Is it a job that the lane has, by its id? */
static bool
is_owed(const struct suite *s, const char *id, int lane)
{
	static const char *const checking[] = { "test", "programs", "gate" };

	if (!strcmp(id, "plan") || !strcmp(id, "required") || (lane == LANE_NIGHTLY && tells(id)))
		return true;
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];

		if (p->does[lane] == DOES_BUILD && is_job_of(id, "build", p->name))
			return true;
		for (size_t i = 0; i < countof(checking); i++)
			if (p->does[lane] == DOES_CHECKED && is_job_of(id, checking[i], p->name))
				return true;
	}
	return false;
}

static void
read_workflow(struct reader *r, int lane, const char *file, const char *text)
{
	const struct suite *s = r->suite;
	struct jobs jobs = read_jobs(r, file, text);

	for (size_t i = 0; i < jobs.n; i++) {
		if (!is_owed(s, jobs.v[i].id, lane))
			diag_error(r->diag, jobs.v[i].at,
				"job '%s' is none that lane '%s' owes: run 'nightshift generate'", jobs.v[i].id,
				lane_names[lane]);
		if (find_job(&jobs, jobs.v[i].id) != &jobs.v[i])
			diag_error(r->diag, jobs.v[i].at,
				"job '%s' stands here a second time: run 'nightshift generate'", jobs.v[i].id);
	}
	if (!find_job(&jobs, "plan"))
		diag_error(r->diag, (struct loc){ file, 0, 0 },
			"no job plans and verifies the files: run 'nightshift generate'");
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform *p = &s->platforms[k];
		bool builds = false;

		if (p->does[lane] == DOES_CHECKED)
			compare_legs(r, &jobs, file, lane, k);
		for (size_t i = 0; i < jobs.n; i++)
			builds |= is_job_of(jobs.v[i].id, "build", p->name);
		if (p->does[lane] == DOES_BUILD && !builds)
			diag_error(r->diag, (struct loc){ file, 0, 0 },
				"no job builds on platform '%s', as lane '%s' does: run 'nightshift generate'", p->name,
				lane_names[lane]);
	}
	check_required(r, &jobs, file);
}

/* --- all of them ------------------------------------------------------------------------------ */

/* The text of a file below the root, in the arena, or NULL if there is none. */
static const char *
read_text(struct reader *r, const char *path, size_t *ret_len)
{
	struct buf text = { 0 };
	const char *s = NULL;

	if (path && file_read(arena_printf(r->arena, "%s/%s", r->root, path), &text))
		s = arena_strndup(r->arena, buf_text(&text), *ret_len = text.len);
	buf_release(&text);
	return s;
}

bool
readback_check(const struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	struct reader r = { .suite = s, .arena = a, .diag = d, .root = root };
	const char *paths[2 + LANE_COUNT] = { s->plan, s->include }, *texts[countof(paths)];
	int errors = d->errors;
	size_t there = 0, len = 0;
	char *variable = arena_strdup(a, s->name);

	for (char *p = variable; *p; p++)
		*p = strchr(".+-", *p) ? '_' : *p;
	r.variable = variable;
	for (int lane = 0; lane < LANE_COUNT; lane++)
		paths[2 + lane] = s->workflow.paths[lane];
	for (size_t i = 0; i < countof(paths); i++) {
		texts[i] = read_text(&r, paths[i], i ? &len : &r.plan_len);
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
			read_include(&r, texts[1]);
		for (int lane = 0; lane < LANE_COUNT; lane++)
			if (texts[2 + lane])
				read_workflow(&r, lane, paths[2 + lane], texts[2 + lane]);
	}
	db_commit(r.db);
	db_close(r.db);
	return d->errors == errors;
}
