#include "record/read_nix.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/text.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "record/importing.h"
#include "record/record.h"
#include "record/results.h"
#include "record/runs.h"
#include "suite/model.h"
#include "unit/marked.h"
#include "unit/nixlog.h"
#include "unit/testcase.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_nix_log_add[] = "INSERT INTO nix_log(occasion, digest) VALUES(:occasion, :digest) "
				      "ON CONFLICT DO NOTHING";
static const char sql_nix_unit_add[] =
	"INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:occasion, :suite, :unit, :how) "
	"ON CONFLICT DO UPDATE SET how = min(how, excluded.how)";

/* --- the log ---------------------------------------------------------------------------------- */

enum { HASH = 32 };

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

/* Builds that began on other machines. Nix says so of a build for which the other one has the result already, too: what it
 * runs writes into the log. */
struct away {
	struct away_build {
		unsigned long long id;
		char *name;
	} * builds;
	size_t count, cap;
};

static void
away_add(struct away *w, unsigned long long id, const char *name)
{
	if (w->count == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 16;
		w->builds = xrealloc(w->builds, w->cap * sizeof(*w->builds));
	}
	char *copy = xcalloc(1, strlen(name) + 1);

	strcpy(copy, name);
	w->builds[w->count++] = (struct away_build){ id, copy };
}

/* Take out the build with that number. Its name comes back, which the caller frees; NULL if it is not there. */
static char *
away_take(struct away *w, unsigned long long id)
{
	for (size_t i = w->count; i-- > 0;)
		if (w->builds[i].id == id) {
			char *name = w->builds[i].name;

			w->builds[i] = w->builds[--w->count];
			return name;
		}
	return NULL;
}

static void
away_release(struct away *w)
{
	while (w->count)
		free(w->builds[--w->count].name);
	free(w->builds);
}

static void
read_message(struct nixlog *log, struct away *away, void (*did)(void *ctx, enum nix_action action, const char *name),
	void *ctx)
{
	bool build = log->type == NIXLOG_BUILD, on_other_machine = build && log->fields[1].len;

	if (log->action == NIXLOG_RESULT && (log->type == NIXLOG_LINE || log->type == NIXLOG_PHASE)) {
		char *name = away_take(away, log->id);

		if (name)
			did(ctx, NIX_BUILD, name);
		free(name);
	} else if (log->action == NIXLOG_STOP) {
		free(away_take(away, log->id));
	} else if (log->action == NIXLOG_START && (build || log->type == NIXLOG_SUBSTITUTE)) {
		const char *name = name_of(&log->fields[0], build);

		if (name && on_other_machine)
			away_add(away, log->id, name);
		else if (name)
			did(ctx, build ? NIX_BUILD : NIX_SUBSTITUTE, name);
	}
}

void
read_nix(FILE *in, const char *file, void (*did)(void *ctx, enum nix_action action, const char *name), void *ctx,
	struct case_end *ret_end)
{
	struct nixlog log;
	struct away away = { 0 };

	*ret_end = (struct case_end){ .finished = -1 };
	nixlog_open(&log, in);
	while (nixlog_next(&log)) {
		if (log.kind == NIXLOG_MESSAGE)
			read_message(&log, &away, did, ctx);
		else if (log.kind == NIXLOG_DAMAGED)
			case_fault(ret_end, (struct loc){ file, log.line, 1 },
				"this line of Nix's log is cut short or no JSON");
	}
	case_check_read(in, file);
	nixlog_close(&log);
	away_release(&away);
}

/* --- into the record -------------------------------------------------------------------------- */

struct nix {
	struct imports *im;
	const struct platform *platform; /* of the log */
	const struct nix_system *system; /* whose shards count, or NULL */
	bool *built, *substituted;       /* by place in the plan */
};

static void
did_unit(struct nix *n, const struct unit *u, enum nix_action action)
{
	size_t place = (size_t)(u - n->im->plan->units);

	(action == NIX_BUILD ? n->built : n->substituted)[place] = true;
}

/* Is it the name of a run that holds all that a system owes, or all that a lane owes there? With strategy recheck that is "check" or
 * "check-LANE"; *ret_lane is below 0 for the first. */
static bool
is_gathered(const struct suite *s, const char *run, int *ret_lane)
{
	if (s->strategy != STRATEGY_RECHECK || strncmp(run, "check", 5))
		return false;
	*ret_lane = run[5] == '-' ? text_index_of(lane_names, run + 6) : -1;
	return !run[5] || *ret_lane >= 0;
}

/* The run that holds all has begun. */
static void
did_gathered(struct nix *n, int lane, enum nix_action action)
{
	const struct plan *p = n->im->plan;
	const char *system = n->platform->system;

	for (size_t i = 0; i < p->unit_count; i++)
		if (lane < 0 ? plan_on_system(p, &p->units[i], system)
			     : plan_runs_on_system(p, &p->units[i], system, lane))
			did_unit(n, &p->units[i], action);
}

/* Of a derivation SUITE-run-NAME: NAME is a unit's, or a shard's of the system, or that of a run which holds all. */
static void
did(void *ctx, enum nix_action action, const char *name)
{
	struct nix *n = ctx;
	const struct plan *p = n->im->plan;
	size_t len = strlen(p->suite->name);
	const char *run;
	int lane;

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
	if (is_gathered(p->suite, run, &lane))
		did_gathered(n, lane, action);
	else
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

/* Take the messages, which were made for an occasion. */
static void
take_messages(struct imports *im, const char *path, FILE *in, const char *digest)
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
	n.platform = platform;
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

void
read_nix_into_record(struct imports *im, const char *path, FILE *in, const char *digest)
{
	struct marked_log log;

	marked_read(&log, &im->arena, im->diag, in, path);
	for (size_t i = 0; i < log.count; i++)
		if (log.blocks[i].wrong) {
			marked_report(&log, &log.blocks[i], im->diag);
			im->faults++;
			im->folders->faults++;
		}
	if (!log.messages && !log.marks) {
		diag_error(im->diag, (struct loc){ path, 0, 0 },
			"has neither a message of Nix nor a marked result: give what 'nix build --log-format internal-json -v' prints on standard error, the file of json-log-path, or what 'nix log' prints of a run that is red");
		return;
	}
	if (fseeko(in, 0, SEEK_SET))
		die("cannot read '%s':", path);
	if (log.messages)
		take_messages(im, path, in, digest);
	const size_t faults = im->folders->faults;

	results_import_marked(im->record, im->diag, &log, im->given, im->folders);
	im->faults += im->folders->faults - faults;
}
