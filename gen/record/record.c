#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "plan/plan.h"
#include "record/schema.h"
#include "plan/seed.h"
#include "base/version.h"

/* --- opening ---------------------------------------------------------------------------------- */

/* Make the record's folder if it is not there, and keep its contents out of git. A folder of someone else's is left as
 * it is. */
static void
make_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct buf name = { 0 };

	if (!slash || slash == path)
		return;
	buf_add(&name, path, (size_t)(slash - path));
	if (!mkdir(buf_text(&name), 0777)) {
		buf_adds(&name, "/.gitignore");
		int fd = open(buf_text(&name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

		if (fd < 0 || write(fd, "*\n", 2) != 2 || close(fd))
			die("cannot write '%s': %s", buf_text(&name), strerror(errno));
	} else if (errno != EEXIST) {
		die("cannot make the folder '%s' for the record: %s", buf_text(&name), strerror(errno));
	}
	buf_release(&name);
}

static struct record *
open_record(const char *path, bool create)
{
	struct db *db = db_open(path, &record_schema, create);

	if (!db)
		return NULL;
	struct record *r = malloc(sizeof(*r));

	if (!r)
		die("out of memory");
	r->db = db;
	return r;
}

struct record *
record_open(const char *path)
{
	make_folder(path);
	return open_record(path, true);
}

struct record *
record_open_existing(const char *path)
{
	return open_record(path, false);
}

void
record_close(struct record *r)
{
	if (!r)
		return;
	db_close(r->db);
	free(r);
}

/* --- plans ------------------------------------------------------------------------------------ */

long long
record_plan(struct record *r, const char *fingerprint, char **ret_suite)
{
	struct db *db = r->db;
	long long id = 0;

	db_bind_text(db, STMT_PLAN_FIND, ":fingerprint", fingerprint);
	if (!db_next(db, STMT_PLAN_FIND))
		return 0;
	id = db_int(db, STMT_PLAN_FIND, 0);
	if (ret_suite && !(*ret_suite = strdup(db_text(db, STMT_PLAN_FIND, 1))))
		die("out of memory");
	db_reset(db, STMT_PLAN_FIND);
	return id;
}

static void
add_platform(struct db *db, long long plan, const struct platform *platform)
{
	struct buf runner = { 0 };

	for (size_t i = 0; i < platform->runner.n; i++) {
		if (i)
			buf_addc(&runner, ' ');
		buf_adds(&runner, platform->runner.v[i]);
	}
	db_bind_int(db, STMT_PLATFORM_ADD, ":plan", plan);
	db_bind_text(db, STMT_PLATFORM_ADD, ":platform", platform->name);
	db_bind_text(db, STMT_PLATFORM_ADD, ":system", platform->system);
	db_bind_text(db, STMT_PLATFORM_ADD, ":runner", buf_text(&runner));
	db_run(db, STMT_PLATFORM_ADD);
	buf_release(&runner);
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		db_bind_int(db, STMT_LANE_ADD, ":plan", plan);
		db_bind_text(db, STMT_LANE_ADD, ":platform", platform->name);
		db_bind_text(db, STMT_LANE_ADD, ":lane", lane_names[lane]);
		db_bind_text(db, STMT_LANE_ADD, ":does", does_names[platform->does[lane]]);
		db_run(db, STMT_LANE_ADD);
	}
	for (size_t i = 0; i < platform->gap_count; i++) {
		db_bind_int(db, STMT_GAP_ADD, ":plan", plan);
		db_bind_text(db, STMT_GAP_ADD, ":platform", platform->name);
		db_bind_text(db, STMT_GAP_ADD, ":reason", platform->gaps[i].reason);
		db_bind_text(db, STMT_GAP_ADD, ":until", platform->gaps[i].until);
		db_run(db, STMT_GAP_ADD);
	}
}

static void
add_module(struct db *db, long long plan, const struct suite *s, const struct module *m)
{
	long seed = m->traits.seed;

	db_bind_int(db, STMT_MODULE_ADD, ":plan", plan);
	db_bind_int(db, STMT_MODULE_ADD, ":place", m - s->modules);
	db_bind_text(db, STMT_MODULE_ADD, ":module", m->name);
	db_bind_text(db, STMT_MODULE_ADD, ":lane", lane_names[m->traits.lane]);
	db_bind_text(db, STMT_MODULE_ADD, ":takes_seed", seed >= 0 ? "fixed" : seed == SEED_HEAD ? "head" : "none");
	if (seed >= 0)
		db_bind_int(db, STMT_MODULE_ADD, ":seed", seed);
	db_bind_text(db, STMT_MODULE_ADD, ":reason", m->traits.reason);
	db_run(db, STMT_MODULE_ADD);
	for (size_t k = 0; k < s->platform_count; k++) {
		if (m->on_platform[k])
			continue;
		db_bind_int(db, STMT_KEPT_ADD, ":plan", plan);
		db_bind_int(db, STMT_KEPT_ADD, ":module", m - s->modules);
		db_bind_text(db, STMT_KEPT_ADD, ":platform", s->platforms[k].name);
		db_run(db, STMT_KEPT_ADD);
	}
}

/* A hundred thousand of them take a tenth of a second: parameters by number, and rows in the order of the table, or
 * nearly, so that SQLite only ever writes at its end. */
static void
add_units(struct db *db, long long plan, const struct plan *p)
{
	const struct unit **canonical = malloc((p->unit_count + 1) * sizeof(*canonical));
	int plan_param = db_param(db, STMT_UNIT_ADD, ":plan"), unit = db_param(db, STMT_UNIT_ADD, ":unit");
	int variant = db_param(db, STMT_UNIT_ADD, ":variant"), module = db_param(db, STMT_UNIT_ADD, ":module");
	int chunk = db_param(db, STMT_UNIT_ADD, ":chunk"), usec = db_param(db, STMT_UNIT_ADD, ":usec");

	if (!canonical)
		die("out of memory");
	for (size_t i = 0; i < p->unit_count; i++)
		canonical[p->units[i].rank] = &p->units[i];
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = canonical[i];

		db_bind_int_at(db, STMT_UNIT_ADD, plan_param, plan);
		db_bind_text_at(db, STMT_UNIT_ADD, unit, u->id);
		db_bind_int_at(db, STMT_UNIT_ADD, variant, u->variant - p->suite->variants);
		db_bind_int_at(db, STMT_UNIT_ADD, module, u->module - p->suite->modules);
		if (u->chunk >= 0)
			db_bind_int_at(db, STMT_UNIT_ADD, chunk, u->chunk);
		db_bind_int_at(db, STMT_UNIT_ADD, usec, (long long)u->usec);
		db_run(db, STMT_UNIT_ADD);
	}
	free(canonical);
}

static long long
add_plan(struct db *db, const struct plan *p, const char *fingerprint)
{
	const struct suite *s = p->suite;

	db_bind_text(db, STMT_PLAN_ADD, ":fingerprint", fingerprint);
	db_bind_text(db, STMT_PLAN_ADD, ":suite", s->name);
	db_bind_text(db, STMT_PLAN_ADD, ":tool", NIGHTSHIFT_VERSION);
	db_bind_int(db, STMT_PLAN_ADD, ":units", (long long)p->unit_count);
	db_run(db, STMT_PLAN_ADD);
	long long plan = db_last_id(db);

	for (size_t i = 0; i < s->platform_count; i++)
		add_platform(db, plan, &s->platforms[i]);
	for (size_t i = 0; i < s->exclude_count; i++) {
		db_bind_int(db, STMT_EXCLUDE_ADD, ":plan", plan);
		db_bind_text(db, STMT_EXCLUDE_ADD, ":name", s->excludes[i].name);
		db_bind_text(db, STMT_EXCLUDE_ADD, ":reason", s->excludes[i].reason);
		db_bind_text(db, STMT_EXCLUDE_ADD, ":until", s->excludes[i].until);
		db_run(db, STMT_EXCLUDE_ADD);
	}
	for (size_t i = 0; i < s->variant_count; i++) {
		db_bind_int(db, STMT_VARIANT_ADD, ":plan", plan);
		db_bind_int(db, STMT_VARIANT_ADD, ":place", (long long)i);
		db_bind_text(db, STMT_VARIANT_ADD, ":variant", s->variants[i].name);
		db_run(db, STMT_VARIANT_ADD);
	}
	for (size_t i = 0; i < s->module_count; i++)
		add_module(db, plan, s, &s->modules[i]);
	add_units(db, plan, p);
	return plan;
}

/* Is it known that the commit has that plan, in a work tree at least that clean? */
static bool
knows_generation(struct db *db, long long plan, const char *commit, bool dirty)
{
	db_bind_int(db, STMT_GENERATION_FIND, ":plan", plan);
	db_bind_text(db, STMT_GENERATION_FIND, ":commit", commit);
	if (!db_next(db, STMT_GENERATION_FIND))
		return false;
	bool known = db_int(db, STMT_GENERATION_FIND, 0) <= dirty;

	db_reset(db, STMT_GENERATION_FIND);
	return known;
}

bool
record_add_plan(struct record *r, const struct plan *p, const char *fingerprint, const char *commit,
	const struct seed *seed, bool dirty)
{
	struct db *db = r->db;
	long long plan = record_plan(r, fingerprint, NULL);

	if (plan && (!commit || knows_generation(db, plan, commit, dirty)))
		return false;
	db_begin(db);
	plan = record_plan(r, fingerprint, NULL); /* another process may have been faster */
	bool added = !plan;

	if (!plan)
		plan = add_plan(db, p, fingerprint);
	if (commit) {
		db_bind_text(db, STMT_GENERATION_ADD, ":commit", commit);
		db_bind_int(db, STMT_GENERATION_ADD, ":plan", plan);
		if (seed)
			db_bind_int(db, STMT_GENERATION_ADD, ":seed", seed->value);
		db_bind_int(db, STMT_GENERATION_ADD, ":fallback", seed && seed->fallback);
		db_bind_int(db, STMT_GENERATION_ADD, ":dirty", dirty);
		added |= db_run(db, STMT_GENERATION_ADD) > 0;
	}
	db_commit(db);
	return added;
}
