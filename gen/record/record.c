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
#include "lib/db.h"
#include "plan/seed.h"
#include "record/plan_sql.h"
#include "record/schema.h"
#include "suite/model.h"
#include "unit/planfile.h"

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
	char *folder;

	if (!slash || slash == path)
		return;
	buf_add(&name, path, (size_t)(slash - path));
	if (!mkdir(buf_text(&name), 0777)) {
		if (!(folder = strdup(buf_text(&name))))
			die("out of memory");
		buf_adds(&name, "/.gitignore");
		int fd = open(buf_text(&name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

		if (fd < 0 || write(fd, "*\n", 2) != 2 || close(fd)) {
			int error = errno;

			/* Otherwise the next run would take the folder for someone else's, and git would see the record. */
			unlink(buf_text(&name));
			rmdir(folder);
			die("cannot write '%s': %s", buf_text(&name), strerror(error));
		}
		free(folder);
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

void
record_begin(struct record *r)
{
	if (!r->writing)
		db_begin(r->db);
	r->writing = true;
}

void
record_end(struct record *r, bool keep)
{
	if (r->writing && keep)
		db_commit(r->db);
	else if (r->writing)
		db_rollback(r->db);
	r->writing = false;
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
add_platform(struct db *db, long long plan, const struct planfile_platform *platform)
{
	struct buf runner = { 0 };

	for (size_t i = 0; i < platform->runner_count; i++) {
		if (i)
			buf_addc(&runner, ' ');
		buf_adds(&runner, platform->runner[i]);
	}
	db_bind_int(db, sql_platform_add, ":plan", plan);
	db_bind_text(db, sql_platform_add, ":platform", platform->name);
	db_bind_text(db, sql_platform_add, ":system", platform->system ? platform->system : "");
	db_bind_text(db, sql_platform_add, ":runner", buf_text(&runner));
	db_run(db, sql_platform_add);
	buf_release(&runner);
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		db_bind_int(db, sql_lane_add, ":plan", plan);
		db_bind_text(db, sql_lane_add, ":platform", platform->name);
		db_bind_text(db, sql_lane_add, ":lane", lane_names[lane]);
		db_bind_text(db, sql_lane_add, ":does", platform->does[lane]);
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

/* A module of the plan, which says all of it at each of the module's units. */
struct plan_module {
	const char *name;
	const struct planfile_unit *unit; /* one of them */
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct plan_module *)a)->name, ((const struct plan_module *)b)->name);
}

/* Is the unit kept from that platform? One that no lane runs is kept from all. */
static bool
is_kept_from(const struct planfile_unit *u, const char *platform)
{
	bool kept = u->lane >= LANE_COUNT;

	for (size_t i = 0; i < u->kept_from_count; i++)
		kept |= !strcmp(u->kept_from[i], platform);
	return kept;
}

static void
add_module(struct db *db, long long plan, long long place, const struct planfile *p, const struct planfile_unit *u)
{
	static const char *const seeds
		[] = { [PLANFILE_SEED_NONE] = "none", [PLANFILE_SEED_HEAD] = "head", [PLANFILE_SEED_FIXED] = "fixed" };

	db_bind_int(db, sql_module_add, ":plan", plan);
	db_bind_int(db, sql_module_add, ":place", place);
	db_bind_text(db, sql_module_add, ":module", u->module);
	db_bind_text(db, sql_module_add, ":lane", lane_names[u->lane < LANE_COUNT ? u->lane : LANE_NIGHTLY]);
	db_bind_text(db, sql_module_add, ":takes_seed", seeds[u->seeding]);
	if (u->seeding == PLANFILE_SEED_FIXED)
		db_bind_int(db, sql_module_add, ":seed", u->seed);
	db_bind_text(db, sql_module_add, ":reason", u->reason);
	if (u->judge.protocol != PROTOCOL_EXIT)
		db_bind_text(db, sql_module_add, ":protocol", judge_protocol_names[u->judge.protocol]);
	db_bind_text(db, sql_module_add, ":may_skip", u->judge.may_skip);
	db_run(db, sql_module_add);
	for (size_t k = 0; k < p->platform_count; k++) {
		if (!is_kept_from(u, p->platforms[k].name))
			continue;
		db_bind_int(db, sql_kept_add, ":plan", plan);
		db_bind_int(db, sql_kept_add, ":module", place);
		db_bind_text(db, sql_kept_add, ":platform", p->platforms[k].name);
		db_run(db, sql_kept_add);
	}
}

/* The modules of the plan, sorted by name, in the arena. Units of one module mostly follow one another. */
static struct plan_module *
modules_of(const struct planfile *p, struct arena *a, size_t *ret_count)
{
	struct plan_module *v = NULL;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		if (!i || strcmp(p->units[i].module, p->units[i - 1].module))
			*ARENA_APPEND(a, v, n) = (struct plan_module){ p->units[i].module, &p->units[i] };
	if (n > 1)
		qsort(v, n, sizeof(*v), by_name);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(v[i].name, v[kept - 1].name))
			v[kept++] = v[i];
	*ret_count = kept;
	return v;
}

/* A hundred thousand of them take a tenth of a second: parameters by number, and rows in the order of the table, so that
 * SQLite only ever writes at its end. */
static void
add_units(struct db *db, long long plan, const struct planfile *p, const struct plan_module *modules, size_t count)
{
	int plan_param = db_param(db, sql_unit_add, ":plan"), unit = db_param(db, sql_unit_add, ":unit");
	int variant = db_param(db, sql_unit_add, ":variant"), module = db_param(db, sql_unit_add, ":module");
	int chunk = db_param(db, sql_unit_add, ":chunk"), usec = db_param(db, sql_unit_add, ":usec");

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct planfile_unit *u = &p->units[p->by_id[i]];
		const struct plan_module wanted = { .name = u->module },
					 *m = bsearch(&wanted, modules, count, sizeof(*modules), by_name);

		db_bind_int_at(db, sql_unit_add, plan_param, plan);
		db_bind_text_at(db, sql_unit_add, unit, u->id);
		db_bind_int_at(db, sql_unit_add, variant, u->variant - p->variants);
		db_bind_int_at(db, sql_unit_add, module, m - modules);
		if (u->chunk >= 0)
			db_bind_int_at(db, sql_unit_add, chunk, u->chunk);
		db_bind_int_at(db, sql_unit_add, usec, u->usec);
		db_run(db, sql_unit_add);
	}
}

/* The program's version in "nightshift 1.2". */
static const char *
version_of(const struct planfile *p)
{
	const char *blank = p->generator ? strchr(p->generator, ' ') : NULL;

	return blank ? blank + 1 : "";
}

static long long
add_plan(struct db *db, const struct planfile *p, const char *fingerprint)
{
	struct arena scratch = { 0 };
	size_t count;
	const struct plan_module *modules = modules_of(p, &scratch, &count);

	db_bind_text(db, sql_plan_add, ":fingerprint", fingerprint);
	db_bind_text(db, sql_plan_add, ":suite", p->suite);
	db_bind_text(db, sql_plan_add, ":tool", version_of(p));
	db_bind_int(db, sql_plan_add, ":units", (long long)p->unit_count);
	db_run(db, sql_plan_add);
	long long plan = db_last_id(db);

	for (size_t i = 0; i < p->platform_count; i++)
		add_platform(db, plan, &p->platforms[i]);
	for (size_t i = 0; i < p->exclude_count; i++) {
		db_bind_int(db, sql_exclude_add, ":plan", plan);
		db_bind_text(db, sql_exclude_add, ":name", p->excludes[i].name);
		db_bind_text(db, sql_exclude_add, ":reason", p->excludes[i].reason);
		db_bind_text(db, sql_exclude_add, ":until", p->excludes[i].until);
		db_run(db, sql_exclude_add);
	}
	for (size_t i = 0; i < p->variant_count; i++) {
		db_bind_int(db, sql_variant_add, ":plan", plan);
		db_bind_int(db, sql_variant_add, ":place", (long long)i);
		db_bind_text(db, sql_variant_add, ":variant", p->variants[i].name);
		db_run(db, sql_variant_add);
	}
	for (size_t i = 0; i < count; i++)
		add_module(db, plan, (long long)i, p, modules[i].unit);
	add_units(db, plan, p, modules, count);
	arena_release(&scratch);
	return plan;
}

long long
record_fill_plan(struct record *r, const struct planfile *p)
{
	long long plan = record_plan(r, p->fingerprint, NULL);

	return plan ? plan : add_plan(r->db, p, p->fingerprint);
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
record_knows(struct record *r, const char *fingerprint, const char *commit, bool dirty)
{
	long long plan = record_plan(r, fingerprint, NULL);

	return plan && (!commit || knows_generation(r->db, plan, commit, dirty));
}

bool
record_add_plan(struct record *r, const struct planfile *p, const char *commit, const struct seed *seed, bool dirty)
{
	struct db *db = r->db;

	if (record_knows(r, p->fingerprint, commit, dirty))
		return false;
	db_begin(db);
	bool added = !record_plan(r, p->fingerprint, NULL); /* another process may have been faster */
	long long plan = record_fill_plan(r, p);

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
