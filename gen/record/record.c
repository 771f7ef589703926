#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/version.h"
#include "lib/db.h"
#include "plan/plan.h"
#include "plan/seed.h"
#include "record/plan_sql.h"
#include "record/schema.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_plan_find[] = "SELECT id, suite FROM plan WHERE fingerprint = :fingerprint";
static const char sql_generation_find[] = "SELECT dirty FROM generation WHERE commit_id = :commit AND plan = :plan";

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
	struct record *r = xcalloc(1, sizeof(*r));

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

	db_bind_text(db, sql_plan_find, ":fingerprint", fingerprint);
	if (!db_next(db, sql_plan_find))
		return 0;
	id = db_int(db, sql_plan_find, 0);
	if (ret_suite && !(*ret_suite = strdup(db_text(db, sql_plan_find, 1))))
		die("out of memory");
	db_reset(db, sql_plan_find);
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
	db_bind_int(db, sql_platform_add, ":plan", plan);
	db_bind_text(db, sql_platform_add, ":platform", platform->name);
	db_bind_text(db, sql_platform_add, ":system", platform->system);
	db_bind_text(db, sql_platform_add, ":runner", buf_text(&runner));
	db_run(db, sql_platform_add);
	buf_release(&runner);
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		db_bind_int(db, sql_lane_add, ":plan", plan);
		db_bind_text(db, sql_lane_add, ":platform", platform->name);
		db_bind_text(db, sql_lane_add, ":lane", lane_names[lane]);
		db_bind_text(db, sql_lane_add, ":does", does_names[platform->does[lane]]);
		db_run(db, sql_lane_add);
	}
	for (size_t i = 0; i < platform->gap_count; i++) {
		db_bind_int(db, sql_gap_add, ":plan", plan);
		db_bind_text(db, sql_gap_add, ":platform", platform->name);
		db_bind_text(db, sql_gap_add, ":reason", platform->gaps[i].reason);
		db_bind_text(db, sql_gap_add, ":until", platform->gaps[i].until);
		db_run(db, sql_gap_add);
	}
}

static void
add_module(struct db *db, long long plan, const struct suite *s, const struct module *m)
{
	long seed = m->traits.seed;

	db_bind_int(db, sql_module_add, ":plan", plan);
	db_bind_int(db, sql_module_add, ":place", m - s->modules);
	db_bind_text(db, sql_module_add, ":module", m->name);
	db_bind_text(db, sql_module_add, ":lane", lane_names[m->traits.lane]);
	db_bind_text(db, sql_module_add, ":takes_seed", seed >= 0 ? "fixed" : seed == SEED_HEAD ? "head" : "none");
	if (seed >= 0)
		db_bind_int(db, sql_module_add, ":seed", seed);
	db_bind_text(db, sql_module_add, ":reason", m->traits.reason);
	db_run(db, sql_module_add);
	for (size_t k = 0; k < s->platform_count; k++) {
		if (m->on_platform[k])
			continue;
		db_bind_int(db, sql_kept_add, ":plan", plan);
		db_bind_int(db, sql_kept_add, ":module", m - s->modules);
		db_bind_text(db, sql_kept_add, ":platform", s->platforms[k].name);
		db_run(db, sql_kept_add);
	}
}

/* A hundred thousand of them take a tenth of a second: parameters by number, and rows in the order of the table, or
 * nearly, so that SQLite only ever writes at its end. */
static void
add_units(struct db *db, long long plan, const struct plan *p)
{
	const struct unit **canonical = xcalloc(p->unit_count, sizeof(*canonical));
	int plan_param = db_param(db, sql_unit_add, ":plan"), unit = db_param(db, sql_unit_add, ":unit");
	int variant = db_param(db, sql_unit_add, ":variant"), module = db_param(db, sql_unit_add, ":module");
	int chunk = db_param(db, sql_unit_add, ":chunk"), usec = db_param(db, sql_unit_add, ":usec");

	for (size_t i = 0; i < p->unit_count; i++)
		canonical[p->units[i].rank] = &p->units[i];
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = canonical[i];

		db_bind_int_at(db, sql_unit_add, plan_param, plan);
		db_bind_text_at(db, sql_unit_add, unit, u->id);
		db_bind_int_at(db, sql_unit_add, variant, u->variant - p->suite->variants);
		db_bind_int_at(db, sql_unit_add, module, u->module - p->suite->modules);
		if (u->chunk >= 0)
			db_bind_int_at(db, sql_unit_add, chunk, u->chunk);
		db_bind_int_at(db, sql_unit_add, usec, (long long)u->usec);
		db_run(db, sql_unit_add);
	}
	free(canonical);
}

static long long
add_plan(struct db *db, const struct plan *p, const char *fingerprint)
{
	const struct suite *s = p->suite;

	db_bind_text(db, sql_plan_add, ":fingerprint", fingerprint);
	db_bind_text(db, sql_plan_add, ":suite", s->name);
	db_bind_text(db, sql_plan_add, ":tool", NIGHTSHIFT_VERSION);
	db_bind_int(db, sql_plan_add, ":units", (long long)p->unit_count);
	db_run(db, sql_plan_add);
	long long plan = db_last_id(db);

	for (size_t i = 0; i < s->platform_count; i++)
		add_platform(db, plan, &s->platforms[i]);
	for (size_t i = 0; i < s->exclude_count; i++) {
		db_bind_int(db, sql_exclude_add, ":plan", plan);
		db_bind_text(db, sql_exclude_add, ":name", s->excludes[i].name);
		db_bind_text(db, sql_exclude_add, ":reason", s->excludes[i].reason);
		db_bind_text(db, sql_exclude_add, ":until", s->excludes[i].until);
		db_run(db, sql_exclude_add);
	}
	for (size_t i = 0; i < s->variant_count; i++) {
		db_bind_int(db, sql_variant_add, ":plan", plan);
		db_bind_int(db, sql_variant_add, ":place", (long long)i);
		db_bind_text(db, sql_variant_add, ":variant", s->variants[i].name);
		db_run(db, sql_variant_add);
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
	db_bind_int(db, sql_generation_find, ":plan", plan);
	db_bind_text(db, sql_generation_find, ":commit", commit);
	if (!db_next(db, sql_generation_find))
		return false;
	bool known = db_int(db, sql_generation_find, 0) <= dirty;

	db_reset(db, sql_generation_find);
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
		db_bind_text(db, sql_generation_add, ":commit", commit);
		db_bind_int(db, sql_generation_add, ":plan", plan);
		if (seed)
			db_bind_int(db, sql_generation_add, ":seed", seed->value);
		db_bind_int(db, sql_generation_add, ":fallback", seed && seed->fallback);
		db_bind_int(db, sql_generation_add, ":dirty", dirty);
		added |= db_run(db, sql_generation_add) > 0;
	}
	db_commit(db);
	return added;
}
