/*
 * A suite as its manifest says it: what tests there are, in which variants, on which platforms and occasions.
 * Everything remembers its place. The manifest reader fills it, model_finish checks the rules that need the whole and
 * puts it into an order that does not depend on the order of the elements (law 1).
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/command.h"
#include "base/diag.h"
#include "suite/pattern.h"

struct arena;
struct buf;
struct value;

/* The occasions tests run on, in the order in which a change meets them. */
enum lane { LANE_PR, LANE_MERGE, LANE_NIGHTLY, LANE_COUNT };

/* What a lane does on a platform. */
enum does { DOES_NONE, DOES_BUILD, DOES_CHECKED };

extern const char *const lane_names[]; /* by enum lane, NULL at the end */
extern const char *const does_names[]; /* by enum does, NULL at the end */
extern const char *const due_names[];  /* by enum due_when, NULL at the end */

/* Words from one attribute. */
struct words {
	struct loc loc; /* line 0 if the attribute is not there */
	const char **v;
	size_t n;
};

/* Words from one attribute, each with holes. */
struct hole_words {
	struct loc loc; /* line 0 if the attribute is not there */
	struct command *v;
	size_t n;
};

/* A parameter or environment variable: one text, or a list of words. */
struct binding {
	struct loc loc;
	const char *name;
	const char *value; /* NULL for a list */
	struct words words;
};

struct bindings {
	struct binding *v;
	size_t n;
};

/* Why something is not run, and until when that may stay so. */
struct gap {
	struct loc loc;
	const char *reason;
	const char *until; /* yyyy-mm-dd, or NULL */
};

/* What a <lane> says of one lane, on one platform or in the whole workflow. */
struct lane_setting {
	struct loc loc;
	int lane;            /* enum lane */
	struct words runner; /* line 0 if not said */
	long jobs;           /* -j, 0 if not said */
	long timeout;        /* minutes of a job, 0 if not said */
};

struct lane_settings {
	struct lane_setting *v;
	size_t n;
};

struct platform {
	struct loc loc;
	const char *name;
	const char *system; /* as Nix names it: x86_64-linux */
	struct words runner;
	int does[LANE_COUNT]; /* enum does */
	struct lane_settings lanes;
	struct bindings env;
	struct gap *gaps;
	size_t gap_count;
	unsigned long long memory; /* bytes that its units may take together, 0 if not said */
	struct loc memory_loc;
};

/*
 * Something expensive that several units share. It is made once for each distinct key, by its commands, which make what
 * lies at the path in $NIGHTSHIFT_OUTPUT. Key, output, inputs and commands may have holes of the unit that needs it;
 * {name} in that unit's command is the output's path.
 */
struct fixture {
	struct loc loc;
	const char *name;
	struct command key;       /* a name, filled in */
	struct command output;    /* a file or folder, from the suite's folder */
	struct hole_words inputs; /* files that it is made of, from the suite's folder */
	struct command *commands;
	size_t command_count;
	long timeout;      /* seconds that making it may take; 0 if not said */
	const char *cache; /* the folder that keeps outputs, or NULL */
	struct loc cache_loc, size_loc;
	unsigned long long size; /* of the cache at most, in bytes; 0 if not said */
	bool used;               /* some module needs it, after model_finish */
};

/* Scarce devices, each of which one unit at a time holds. */
struct pool {
	struct loc loc;
	const char *name;
	struct words devices;
	const char *lock; /* shell text put before a command, or NULL */
	long quarantine;  /* so many failures in a row, and a device is used no more; 0 if not said */
	bool used;
};

/* A process that runs many units, one after another, as it is asked to on its standard input. */
struct worker {
	struct loc loc;
	const char *name;
	const char *pool; /* or NULL */
	struct loc pool_loc;
	struct command ask;     /* the line that asks for a unit; nothing for its id */
	struct command command; /* of its variant */
	bool used;
};

struct variant {
	struct loc loc;
	const char *name;
	struct bindings params, env;
};

enum { SEED_UNSET = -3, SEED_NONE = -2, SEED_HEAD = -1 }; /* or a fixed seed, from 0 */

/* When a unit is due: if one of its paths changed, or always; its paths then only say whose they are. */
enum due_when { DUE_PATHS, DUE_ALWAYS };

/* What a group gives to its modules, and a module may say itself. */
struct traits {
	struct words variants, except, platforms;
	int lane; /* enum lane, -1 if not said: the earliest lane that runs it */
	struct loc lane_loc;
	const char *reason;
	double seconds; /* for all chunks together; below 0 if not said */
	long seed;      /* SEED_ or a number; of the group if unset */
	struct loc seed_loc;
	long timeout; /* seconds, 0 if not said */
	struct command run;
	struct bindings params, env;
	struct words paths;        /* patterns, as they are written */
	int due;                   /* enum due_when, -1 if not said */
	struct command class_of;   /* what makes units alike: the text, its holes filled */
	const char *mode;          /* units of two modes never share a shard; or NULL */
	struct words needs;        /* fixtures */
	const char *pool;          /* whose devices a unit holds, or NULL */
	const char *worker;        /* that runs its units, or NULL */
	long count;                /* how many devices, 0 if not said */
	long attempts;             /* how often a unit may be tried, 0 if not said */
	unsigned long long memory; /* bytes that a unit takes, 0 if not said */
	struct loc pool_loc, worker_loc, count_loc, memory_loc;
	struct command match; /* the test cases of foreign reports that are its (match.h) */
};

struct group {
	struct loc loc;
	struct traits traits;
	struct patterns paths; /* traits.paths, after model_finish */
};

struct module {
	struct loc loc;
	const char *name;
	const struct group *group;               /* or NULL */
	struct traits traits;                    /* the group's where it says nothing itself, after model_finish */
	long from, to, chunks;                   /* the range, both ends in it; chunks 0 if the module is not cut */
	struct loc from_loc, to_loc, chunks_loc; /* line 0 if not said */
	bool *in_variant;                        /* by index of the variant */
	bool *on_platform;                       /* by index of the platform */
	bool discovered;                         /* it comes from <discover as="modules"> */
	struct patterns own; /* what it says itself: paths, and what was discovered; after model_finish */
	/*
	 * What a change must touch for the module's units to be due: its group's patterns, then its own, which so can
	 * take out of them. NULL, after model_finish, if neither says any.
	 */
	const struct patterns *paths;
	bool always;                  /* no paths, or due="always": due on each change that is not ignored */
	const struct fixture **needs; /* by name, each once; after model_finish */
	size_t need_count;
	const struct pool *pool;     /* its own or its worker's, or NULL; after model_finish */
	const struct worker *worker; /* or NULL */
};

/* A test that exists and is not run. */
struct exclude {
	struct loc loc;
	const char *name, *reason;
	const char *until; /* or NULL */
};

enum { DISCOVER_CHECK, DISCOVER_MODULES };

struct discover {
	struct loc loc;
	int as;      /* DISCOVER_ */
	long expect; /* how many tests it should find; below 0 if not said */
	struct command command;
	const struct group *group; /* whose traits the modules found get, or NULL */
};

struct shards {
	struct loc loc;
	int lane; /* enum lane */
	const char *platform;
	long count;     /* or 0: */
	double seconds; /* as many as it takes for none to be expected longer */
	long jobs;      /* -j within a shard */
	size_t platform_index;
};

/* A <promote> or an <ignore>. Each is a list of its own, so that their order says nothing. */
struct path_rule {
	struct loc loc;
	struct words words;
	struct patterns paths; /* after model_finish */
};

/* On one lane, a few of each class instead of all its units. */
struct select {
	struct loc loc;
	int lane; /* enum lane: pr or merge */
	long per_class;
};

enum engine { ENGINE_NIX, ENGINE_MAKE, ENGINE_CONTAINER };
enum via { VIA_NIX, VIA_IMAGE, VIA_REGISTRY };
enum workflow_due { DUE_ALL, DUE_AFFECTED };
enum submodules { SUBMODULES_NO, SUBMODULES_YES, SUBMODULES_RECURSIVE };

extern const char *const engine_names[];       /* by enum engine, NULL at the end */
extern const char *const via_names[];          /* by enum via, NULL at the end */
extern const char *const workflow_due_names[]; /* by enum workflow_due, NULL at the end */
extern const char *const submodules_names[];   /* by enum submodules, NULL at the end */
extern const char *const event_names[];        /* what may start a workflow beside its own */

/* Shell text that a job of the workflow runs before its own; it may have several lines. */
struct step {
	struct loc loc;
	const char *name; /* or NULL */
	const char *text;
	struct words platforms; /* line 0 for all of them */
};

struct event {
	struct loc loc;
	int lane; /* enum lane */
	int name; /* among event_names */
};

/* In the place of a text that was refused, and said so: it is empty, and nothing is said of that. */
extern const char refused_text[];

/* How CI runs the suite. */
struct workflow {
	struct loc loc; /* line 0 if there is no <workflow> */
	struct loc branch_loc, cron_loc, required_loc, engine_loc, runner_loc, record_loc;
	int engine;             /* enum engine; -1 if not said, until model_finish */
	const char *branch;     /* the one that changes are merged into */
	const char *cron;       /* when the night begins, or NULL */
	const char *required;   /* the name of the check that branch protection asks for */
	const char *record;     /* the branch on which nights are kept, or NULL: they are not */
	const char *nightshift; /* the command that is nightshift; NULL until model_finish */
	struct words runner;    /* of the jobs that plan and judge */
	int due;                /* enum workflow_due: what a pull request runs; -1 if not said, until model_finish,
		    which takes 'affected' where the manifest says what a change makes due */
	struct lane_settings lanes;

	struct loc on_failure_loc;
	struct words labels; /* of the issue of a red night */
	long stale;          /* days without a green night that pull requests are told of */

	struct loc share_loc;
	int via;          /* enum via; -1 if not said, until model_finish */
	long retention;   /* days that what travels between jobs is kept */
	long compression; /* 0 to 9, of what travels */

	int submodules; /* enum submodules */
	int lfs;        /* 0 or 1 */
	const char *token_secret;

	struct loc cachix_loc;
	const char *cachix_name, *cachix_secret;

	struct loc container_loc;
	const char *container_file, *container_context, *container_options;

	struct step *setups, *steps; /* how nightshift gets there; what building and testing need */
	size_t setup_count, step_count;
	struct event *events;
	size_t event_count;

	const char *paths[LANE_COUNT]; /* the outputs, from the repository's top; NULL for none */
};

enum seed_from { SEED_FROM_COMMIT, SEED_FROM_TREE, SEED_FROM_FIXED };
enum strategy { STRATEGY_ARCHIVE, STRATEGY_TREE, STRATEGY_RECHECK };

/* Where the Nix library comes from: written beside the split file, or a flake's input. */
enum library { LIBRARY_COPY, LIBRARY_INPUT };

/* A file or folder that the product's build does not need. */
struct test_only {
	struct loc loc;
	/* As the manifest says it; after model_paths from the repository's top, or NULL where it does not lie in it.
	 * NULL as well if it was refused. */
	const char *path;
	const char *in_source; /* after model_paths: from the top of the product's source */
};

extern const char *const seed_from_names[]; /* by enum seed_from, NULL at the end */
extern const char *const strategy_names[];  /* by enum strategy, NULL at the end */
extern const char *const library_names[];   /* by enum library, NULL at the end */

struct suite {
	struct loc loc;
	const char *manifest; /* its path from the repository's top */
	const char *name, *version;
	const char *dir; /* from the repository's top, "." for the top */
	struct loc dir_loc;
	const char *include, *plan, *split; /* the outputs, from the repository's top; split may be NULL */
	struct loc include_loc, plan_loc, split_loc;

	bool has_seed;
	int seed_from; /* enum seed_from */
	long fallback;
	const char *seed_env;

	bool has_build;
	long jobs;
	struct command *build;
	size_t build_count;
	const char **artifacts;
	size_t artifact_count;
	struct test_only *test_only; /* after model_paths sorted by in_source, each once */
	size_t test_only_count;
	/* Nightshift's own files in the product's source, from its top and sorted, after model_paths: manifest, seconds
	 * and outputs. Nothing is built of them. */
	const char **own;
	size_t own_count;

	struct loc nix_loc; /* line 0 if there is no <nix> */
	int strategy;       /* enum strategy */
	/* The suite's folder, seen from the top of the product's source: 'dir' ends with it if the source is a folder
	 * of this repository. */
	const char *nix_root;
	int library;     /* enum library */
	long nix_shards; /* 0: each unit is a derivation of its own */
	long nix_jobs;   /* how many units run at a time in one of them; 0 if not said */
	struct loc nix_shards_loc, nix_jobs_loc;

	struct loc program_loc;
	struct command *programs; /* paths */
	size_t program_count;
	struct command *program_commands;
	size_t program_command_count;

	struct command run;
	long timeout;

	struct bindings params, env;
	struct platform *platforms;
	size_t platform_count;
	struct variant *variants;
	size_t variant_count;
	struct group **groups;
	size_t group_count;
	struct module *modules;
	size_t module_count;
	struct exclude *excludes;
	size_t exclude_count;
	struct discover *discovers;
	size_t discover_count;
	struct shards *shards;
	size_t shards_count;
	struct path_rule *promotes; /* a change there makes everything due */
	size_t promote_count;
	struct path_rule *ignores; /* a change there makes nothing due */
	size_t ignore_count;
	struct select *selects;
	size_t select_count;
	struct fixture *fixtures; /* these three by name, after model_finish */
	size_t fixture_count;
	struct pool *pools;
	size_t pool_count;
	struct worker *workers;
	size_t worker_count;
	struct workflow workflow;
};

/*
 * Make the suite's paths ones from the repository's top; the outputs get their usual places. Reports those that lead
 * out of the repository and is false then: before anything is run in the suite's folder.
 */
bool model_paths(struct suite *s, struct arena *a, struct diag *d);

/*
 * After model_paths, check what only the whole can tell (names that mean nothing or two things, ranges that cannot be
 * cut, a platform that nothing runs on) and sort. `today` is a date as in `until`, to warn of those in the past: an
 * error where `strict` is set. False if anything was reported as an error.
 */
bool model_finish(struct suite *s, struct arena *a, struct diag *d, const char *today, bool strict);

/* A path from the repository's top, made of one as in a manifest (from dir, or from the top with a '/' in front),
 * without '.' and empty parts, in the arena. NULL if it leaves the repository. */
const char *model_path(struct arena *a, const char *dir, const char *path);

/* Can Nix run a unit by itself? Not where the product's own check phase runs them all. */
bool model_nix_runs_units(const struct suite *s);

/* How many units of each class the lane runs; 0 if it runs them all. */
long model_per_class(const struct suite *s, int lane);

/* Let the traits say nothing yet. */
void model_init_traits(struct traits *t);

/* Append the suite's name as the beginning of a variable's name, in make and in the shell. */
void model_variable(const struct suite *s, struct buf *out);

/* What is said of a lane; zeroes with its lane if nothing is. */
struct lane_setting model_lane(const struct lane_settings *l, int lane);

/* The environment of a variant's build and runs, or of a module's runs beyond it, sorted by name, in the arena: later
 * ones win. variant or module may be NULL. */
struct bindings model_env(const struct suite *s, const struct variant *v, const struct module *m, struct arena *a);

#endif
