#include "record/read_nix.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/json_read.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "record/importing.h"
#include "record/record.h"
#include "record/results.h"
#include "record/runs.h"
#include "unit/testcase.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_nix_log_add[] = "INSERT INTO nix_log(occasion, digest) VALUES(:occasion, :digest) "
				      "ON CONFLICT DO NOTHING";
static const char sql_nix_unit_add[] =
	"INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:occasion, :suite, :unit, :how) "
	"ON CONFLICT DO UPDATE SET how = min(how, excluded.how)";

/* --- the log ---------------------------------------------------------------------------------- */

enum { ACTION_BUILD = 105, ACTION_SUBSTITUTE = 108, HASH = 32 };

enum { PREFIX = sizeof("@nix ") - 1 };

bool
read_nix_is_line(const char *s)
{
	return !strncmp(s, "@nix {", 6);
}

/* The name of a store path, in place; NULL if it is none. */
static const char *
name_of(struct buf *path, bool derivation)
{
	char *slash = path->len ? strrchr(path->s, '/') : NULL, *name;
	size_t len;

	if (!slash || strlen(slash + 1) < HASH + 2 || slash[1 + HASH] != '-')
		return NULL;
	name = slash + 1 + HASH + 1;
	len = strlen(name);
	if (derivation && len > 4 && !strcmp(name + len - 4, ".drv"))
		name[len - 4] = '\0';
	return name;
}

/* One message: {"action":"start","type":105,"fields":["/nix/store/....drv",...],...}. False if it is no JSON. */
static bool
read_message(const char *s, size_t len, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx)
{
	struct json j;
	struct buf first = { 0 };
	bool start = false, has_field = false, ok = true;
	long type = 0;
	enum json_token t;

	json_open_text(&j, s, len);
	t = json_next(&j);
	while (t == JSON_OBJECT || t == JSON_KEY) {
		t = json_next(&j);
		if (t != JSON_KEY)
			break;
		bool is_action = !strcmp(buf_text(&j.text), "action"), is_type = !strcmp(buf_text(&j.text), "type"),
		     is_fields = !strcmp(buf_text(&j.text), "fields");

		t = json_next(&j);
		if (is_action && t == JSON_STRING)
			start = !strcmp(buf_text(&j.text), "start");
		if (is_type && t == JSON_NUMBER)
			type = strtol(buf_text(&j.text), NULL, 10);
		if (is_fields && t == JSON_ARRAY) {
			size_t depth = j.depth;

			t = json_next(&j);
			if (t == JSON_STRING) {
				buf_add(&first, buf_text(&j.text), j.text.len);
				has_field = true;
			}
			while (t != JSON_BAD && t != JSON_END && j.depth >= depth)
				t = json_next(&j);
			ok &= t == JSON_ARRAY_END;
		} else {
			ok &= json_skip(&j, t);
		}
		t = JSON_KEY;
	}
	ok &= t == JSON_OBJECT_END && json_next(&j) == JSON_END;
	if (ok && start && has_field && (type == ACTION_BUILD || type == ACTION_SUBSTITUTE)) {
		const char *name = name_of(&first, type == ACTION_BUILD);

		if (name)
			did(ctx, type == ACTION_BUILD ? NIX_BUILD : NIX_SUBSTITUTE, name);
	}
	json_release(&j);
	buf_release(&first);
	return ok;
}

void
read_nix(FILE *in, const char *file, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx,
	struct case_end *ret_end)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	unsigned number = 0;

	*ret_end = (struct case_end){ .finished = -1 };
	while ((len = getline(&line, &cap, in)) >= 0) {
		number++;
		if (!read_nix_is_line(line))
			continue;
		if (!read_message(line + PREFIX, (size_t)len - PREFIX, did, ctx))
			case_fault(ret_end, (struct loc){ file, number, 1 },
				"this line of Nix's log is cut short or no JSON");
	}
	case_check_read(in, file);
	free(line);
}

/* --- into the record -------------------------------------------------------------------------- */

struct nix {
	struct imports *im;
	const struct nix_system *system; /* whose shards count, or NULL */
	bool *built, *substituted;       /* by place in the plan */
};

static void
did_unit(struct nix *n, const struct unit *u, enum nix_action action)
{
	size_t place = (size_t)(u - n->im->plan->units);

	(action == NIX_BUILD ? n->built : n->substituted)[place] = true;
}

/* Of a derivation SUITE-run-NAME: NAME is a unit's, or a shard's of the system. */
static void
did(void *ctx, enum nix_action action, const char *name)
{
	struct nix *n = ctx;
	const struct plan *p = n->im->plan;
	size_t len = strlen(p->suite->name);
	const char *run;

	if (strncmp(name, p->suite->name, len) || strncmp(name + len, "-run-", 5))
		return;
	run = name + len + 5;
	for (size_t i = 0; i < p->unit_count; i++)
		if (!strcmp(p->units[i].id, run)) {
			did_unit(n, &p->units[i], action);
			return;
		}
	for (size_t i = 0; n->system && i < n->system->shard_count; i++) {
		const struct nix_shard *s = &n->system->shards[i];

		if (strcmp(s->name, run))
			continue;
		for (size_t k = 0; k < s->unit_count; k++)
			did_unit(n, s->units[k], action);
		return;
	}
	n->im->count.strange++;
}

static const struct nix_system *
find_system(const struct plan *p, const struct platform *platform)
{
	for (size_t i = 0; i < p->system_count; i++)
		if (!strcmp(p->systems[i].name, platform->system))
			return &p->systems[i];
	return NULL;
}

/* The platform of the log: as given, or the only one. NULL, with a message, if it cannot be told. */
static const struct platform *
find_platform(struct imports *im, const char *path)
{
	const struct suite *s = im->plan->suite;

	for (size_t i = 0; i < s->platform_count; i++)
		if (im->given->platform ? !strcmp(s->platforms[i].name, im->given->platform) : s->platform_count == 1)
			return &s->platforms[i];
	if (im->given->platform)
		diag_error(im->diag, (struct loc){ path, 0, 0 }, "plan %s has no platform '%s'", im->fingerprint,
			im->given->platform);
	else
		diag_error(im->diag, (struct loc){ path, 0, 0 },
			"a log of Nix does not say which platform it is from, and the suite has several: give --platform");
	return NULL;
}

static void
add_nix_unit(struct imports *im, long long occasion, const struct unit *u, const char *how)
{
	struct db *db = im->record->db;

	db_bind_int(db, sql_nix_unit_add, ":occasion", occasion);
	db_bind_text(db, sql_nix_unit_add, ":suite", im->plan->suite->name);
	db_bind_text(db, sql_nix_unit_add, ":unit", u->id);
	db_bind_text(db, sql_nix_unit_add, ":how", how);
	db_run(db, sql_nix_unit_add);
}

void
read_nix_into_record(struct imports *im, const char *path, FILE *in, const char *digest)
{
	const struct results_given *g = im->given;
	const struct plan *p = im->plan;
	struct db *db = im->record->db;
	struct loc at = { path, 0, 0 };
	const struct platform *platform = find_platform(im, path);
	struct nix n = { .im = im };
	struct case_end end;

	if (!g->lane || !g->commit || !g->run) {
		diag_error(im->diag, at,
			"a log of Nix does not say what it was made for: give --lane, --commit and --run");
		return;
	}
	if (!platform)
		return;
	n.system = find_system(p, platform);
	n.built = arena_alloc(&im->arena, p->unit_count + 1);
	n.substituted = arena_alloc(&im->arena, p->unit_count + 1);
	read_nix(in, path, did, &n, &end);
	record_begin(im->record);
	long long occasion = runs_occasion(db, im->diag, at, g, platform->name);

	if (!occasion)
		return;
	db_bind_int(db, sql_nix_log_add, ":occasion", occasion);
	db_bind_text(db, sql_nix_log_add, ":digest", digest);
	db_run(db, sql_nix_log_add);
	for (size_t i = 0; i < p->unit_count; i++) {
		/* What was to be substituted and had to be built ran. */
		if (n.built[i])
			add_nix_unit(im, occasion, &p->units[i], "ran");
		else if (n.substituted[i])
			add_nix_unit(im, occasion, &p->units[i], "substituted");
		im->count.ran += n.built[i];
		im->count.substituted += !n.built[i] && n.substituted[i];
	}
	im->count.logs++;
	if (*end.fault)
		diag_warn(im->diag, end.at, "%s; the other lines count", end.fault);
}
