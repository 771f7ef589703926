/*
 * The plan as its file says it (templates/plan.json.tmpl): for those who have the file and not the manifest. It is all that
 * running needs. The gate, `nightshift part` and `nightshift run --plan` read it where there is no library, `nightshift run`
 * reads what it has just planned, and the record reads the plan of an earlier commit.
 */
#ifndef PLANFILE_H
#define PLANFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "unit/judge.h"

struct arena;

/* Texts and lists live in the arena; a list is sorted as the file has it, which is by name or id; what is not said is NULL, 0 or below 0. */

struct planfile_env {
	const char *name, *value;
};

struct planfile_gap {
	const char *reason, *until;
};

/* The system of a platform that is every machine; as model_any_system. */
extern const char planfile_any_system[];

struct planfile_platform {
	const char *name, *system;
	const char **runner;
	size_t runner_count;
	const char *does[3]; /* none, build or checked: on pr, merge and nightly */
	long long memory;    /* bytes that its units may use together */
	long jobs;           /* how many units that memory lets run at a time, or 0 */
	long lane_jobs[3];   /* how many run at a time in that lane, if the manifest says so */
	struct planfile_env *env;
	size_t env_count;
	struct planfile_gap *gaps;
	size_t gap_count;
};

struct planfile_variant {
	const char *name;
	const char **programs, **commands;
	size_t program_count, command_count;
	struct planfile_env *env; /* of its units */
	size_t env_count;
	struct planfile_env *build_env; /* of its commands */
	size_t build_env_count;
	const char *build_of;                 /* the variant whose build this one shares, or NULL: */
	const struct planfile_variant *build; /* that one, or itself */
	bool shares;                          /* other variants have the same build */
};

struct planfile_fixture {
	const char *id, *output, *command, *variant; /* variant: whose programs the command calls, or NULL */
	long timeout;                                /* seconds, or 0 */
	const char **inputs;                         /* from the suite's folder, as the output */
	size_t input_count;
	const char *cache;    /* the folder that keeps outputs, or NULL */
	long long cache_size; /* bytes, or 0: no limit */
};

struct planfile_pool {
	const char *name, *lock;
	const char **devices; /* NULL: the file does not say them, and nobody can run units of the pool */
	size_t device_count;
	long quarantine; /* so many failures in a row, and a device is used no more; or 0 */
};

struct planfile_worker {
	const char *name, *pool;
	struct planfile_env *commands; /* by the name of the variant */
	size_t command_count;
};

struct planfile_exclude {
	const char *name, *reason, *until;
};

/* What is expected of a unit on one platform. */
struct planfile_usec {
	const char *platform;
	long long usec;
};

enum planfile_seed { PLANFILE_SEED_NONE, PLANFILE_SEED_HEAD, PLANFILE_SEED_FIXED };

struct planfile_unit {
	const char *id, *module, *command;
	const struct planfile_variant *variant;
	long chunk;                    /* below 0: its module is not cut */
	long long usec;                /* expected, where it takes longest */
	bool guessed;                  /* nothing is known of it: that is what others take */
	struct planfile_usec *usec_on; /* where it takes less; planfile_usec asks both */
	size_t usec_on_count;
	int seeding;    /* enum planfile_seed */
	long long seed; /* the fixed one */
	long timeout, attempts;
	int lane; /* in verdict_lanes; VERDICT_LANE_COUNT: none */
	const char *reason, *mode, *class_of, *pool, *worker, *ask;
	const char *original; /* what the program that knows the test calls it, or NULL */
	long count;           /* of devices of its pool; 0: one */
	long cost;            /* how many processors it uses, from 1 */
	long long memory;     /* bytes that it takes, or 0 */
	const struct planfile_fixture **needs;
	size_t need_count;
	const char **kept_from; /* platforms that never run it */
	size_t kept_from_count;
	struct planfile_env *env;
	size_t env_count;
	struct judge_rule judge;
	const char **paths; /* a change of which makes it due, as lines of a .gitignore at the top; NULL: it has none */
	size_t path_count;
	const char *due; /* "always", although it has paths; or NULL */
};

/* A list of paths, as lines of a .gitignore at the repository's top. */
struct planfile_paths {
	const char **paths;
	size_t path_count;
};

/* A part of a lane on a platform, which one machine runs. The file says how lanes are cut (a file of format 1 said the shards). */
struct planfile_shard {
	long number; /* from 1; they go up */
	int lane;    /* 0 to 2 */
	const struct planfile_platform *platform;
	long jobs;                          /* how many of its units run at a time */
	const char *mode;                   /* that of all its units, or NULL */
	long long usec;                     /* expected, one unit at a time */
	const struct planfile_unit **units; /* heaviest first */
	size_t unit_count;
};

struct planfile {
	const char *path;
	long format;                    /* of the file: 1 or 2 */
	char fingerprint[41];           /* git hash-object of the file: SHA-1 of "blob LENGTH", a NUL, and its bytes */
	const char *suite, *generator;  /* generator: with a version in format 1 */
	const char *dir;                /* the suite's folder, from the repository's top; "." if nothing is said */
	const char *manifest, *include; /* likewise */
	const char *seed_from, *seed_env; /* NULL: the suite takes no seed */
	long long fallback;
	long selects[3]; /* how many of each class that lane runs, and the file does not say which; 0: all units */
	struct planfile_env *build_env; /* of what prepares, and of fixtures */
	size_t build_env_count;
	const char **product, **artifacts; /* the commands that build the product, and what they leave */
	size_t product_count, artifact_count;
	const char *nix; /* what the file says of Nix, token by token: two are equal if it says the same; or NULL */
	const char **prepare; /* commands: what is done once before any program is built */
	size_t prepare_count;
	struct planfile_platform *platforms;
	size_t platform_count;
	struct planfile_variant *variants;
	size_t variant_count;
	struct planfile_paths *promotes, *ignores; /* a change there makes everything due, or nothing */
	size_t promote_count, ignore_count;
	struct planfile_fixture *fixtures;
	size_t fixture_count;
	struct planfile_pool *pools;
	size_t pool_count;
	struct planfile_worker *workers;
	size_t worker_count;
	struct planfile_exclude *excludes;
	size_t exclude_count;
	struct planfile_unit *units;
	size_t unit_count;
	struct planfile_shard *shards;
	size_t shard_count;
	unsigned *by_id; /* the numbers of the units, in the order of their ids */
};

/* Read the file's text. False, with messages that have their place, if it is no plan of nightshift. Fields that this
 * nightshift does not know are let pass. */
bool planfile_read(struct planfile *ret_plan, struct arena *a, struct diag *d, const char *path, const char *text,
	size_t len);

/* The same of the file at that path, which is reported if it cannot be read. */
bool planfile_load(struct planfile *ret_plan, struct arena *a, struct diag *d, const char *path);

/* The unit of that id, or NULL; the platform, the variant or the pool of that name, or NULL. */
const struct planfile_unit *planfile_unit(const struct planfile *p, const char *id);
const struct planfile_platform *planfile_platform(const struct planfile *p, const char *name);
const struct planfile_variant *planfile_variant(const struct planfile *p, const char *name);
const struct planfile_pool *planfile_pool(const struct planfile *p, const char *name);

/* The command of the unit's worker, in the unit's variant; NULL if no worker runs it. */
const char *planfile_worker_command(const struct planfile *p, const struct planfile_unit *u);

/* The same; if there is none, that is reported at that place, with the name that was probably meant. */
const struct planfile_unit *planfile_unit_or_error(const struct planfile *p, struct diag *d, struct loc at,
	const char *id);
const struct planfile_platform *planfile_platform_or_error(const struct planfile *p, struct diag *d, struct loc at,
	const char *name);

/* Does that lane (0 to 2) of the platform owe the unit: is it checked there, and is the unit of this lane or one before? */
bool planfile_owes(const struct planfile_platform *on, int lane, const struct planfile_unit *u);

/* The seed that units take from that commit, an object's id: the first 8 hex digits as a number, without the top bit. */
long long planfile_seed_of(const char *commit);

/* Is the unit never run on the platform, whatever the lane? */
bool planfile_is_kept_from(const struct planfile_unit *u, const struct planfile_platform *on);

/* Every unit, heaviest first on that platform, or with NULL where it takes longest; in the arena. */
const struct planfile_unit **planfile_order(const struct planfile *p, struct arena *a,
	const struct planfile_platform *on);

/* The unit's name for people: its id, or VARIANT-NAME where the program that knows the test calls it NAME. */
const char *planfile_shown(struct arena *a, const struct planfile_unit *u);

/* Expected microseconds of the unit on the platform; NULL: where it takes longest. */
unsigned long long planfile_usec(const struct planfile_unit *u, const struct planfile_platform *on);

#endif
