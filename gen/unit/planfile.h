/*
 * The plan as its file says it (templates/plan.json.tmpl): for those who have the file and not the manifest. The gate and
 * `nightshift part` read it where there is no library and no repository, the record reads the plan of an earlier commit.
 */
#ifndef PLANFILE_H
#define PLANFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "unit/judge.h"

struct arena;

/* Texts and lists live in the arena; a list is sorted as the file has it; what is not said is NULL, 0 or below 0. */

struct planfile_env {
	const char *name, *value;
};

struct planfile_gap {
	const char *reason, *until;
};

struct planfile_platform {
	const char *name, *system;
	const char **runner;
	size_t runner_count;
	const char *does[3]; /* none, build or checked: on pr, merge and nightly */
	struct planfile_env *env;
	size_t env_count;
	struct planfile_gap *gaps;
	size_t gap_count;
};

struct planfile_variant {
	const char *name;
	const char **programs, **commands;
	size_t program_count, command_count;
	struct planfile_env *env;
	size_t env_count;
};

struct planfile_fixture {
	const char *id, *output, *command, *variant; /* variant: whose programs the command calls, or NULL */
	long timeout;                                /* seconds, or 0 */
};

struct planfile_pool {
	const char *name, *lock;
};

struct planfile_worker {
	const char *name, *pool;
	struct planfile_env *commands; /* by the name of the variant */
	size_t command_count;
};

struct planfile_exclude {
	const char *name, *reason, *until;
};

enum planfile_seed { PLANFILE_SEED_NONE, PLANFILE_SEED_HEAD, PLANFILE_SEED_FIXED };

struct planfile_unit {
	const char *id, *module, *command;
	const struct planfile_variant *variant;
	long chunk;     /* below 0: its module is not cut */
	long long usec; /* expected */
	int seeding;    /* enum planfile_seed */
	long long seed; /* the fixed one */
	long timeout, attempts;
	int lane; /* in verdict_lanes; VERDICT_LANE_COUNT: none */
	const char *reason, *mode, *class_of, *pool, *worker, *ask;
	long count;
	const struct planfile_fixture **needs;
	size_t need_count;
	const char **kept_from; /* platforms that never run it */
	size_t kept_from_count;
	struct planfile_env *env;
	size_t env_count;
	struct judge_rule judge;
};

struct planfile {
	const char *path;
	char fingerprint[41]; /* git hash-object of the file: SHA-1 of "blob LENGTH", a NUL, and its bytes */
	const char *suite, *generator;
	const char *seed_from, *seed_env; /* NULL: the suite takes no seed */
	long long fallback;
	bool selects[3]; /* does that lane run a few of each class, which the file does not say? */
	struct planfile_env *build_env;
	size_t build_env_count;
	struct planfile_platform *platforms;
	size_t platform_count;
	struct planfile_variant *variants;
	size_t variant_count;
	struct planfile_fixture *fixtures;
	size_t fixture_count;
	struct planfile_pool *pools;
	size_t pool_count;
	struct planfile_worker *workers;
	size_t worker_count;
	struct planfile_exclude *excludes;
	size_t exclude_count;
	struct planfile_unit *units; /* in the file's order */
	size_t unit_count;
	unsigned *by_id; /* the numbers of the units, in the order of their ids */
};

/* Read the file's text. False, with messages that have their place, if it is no plan of nightshift. Fields that this
 * nightshift does not know are let pass. */
bool planfile_read(struct planfile *ret_plan, struct arena *a, struct diag *d, const char *path, const char *text,
	size_t len);

/* The same of the file at that path, which is reported if it cannot be read. */
bool planfile_load(struct planfile *ret_plan, struct arena *a, struct diag *d, const char *path);

/* The unit of that id, or NULL; the platform of that name, or NULL. */
const struct planfile_unit *planfile_unit(const struct planfile *p, const char *id);
const struct planfile_platform *planfile_platform(const struct planfile *p, const char *name);

/* The same; if there is none, that is reported at that place, with the name that was probably meant. */
const struct planfile_unit *planfile_unit_or_error(const struct planfile *p, struct diag *d, struct loc at,
	const char *id);
const struct planfile_platform *planfile_platform_or_error(const struct planfile *p, struct diag *d, struct loc at,
	const char *name);

/* Does that lane (0 to 2) of the platform owe the unit: is it checked there, and is the unit of this lane or one before? */
bool planfile_owes(const struct planfile_platform *on, int lane, const struct planfile_unit *u);

#endif
