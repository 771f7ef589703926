/*
 * A suite as its manifest says it: what tests there are, in which variants, on which platforms and occasions. Everything
 * remembers its place. The manifest reader fills it; then model_finish checks the rules that need the whole, and sorts it, so
 * that the order of the elements has no influence (law 1).
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "suite/builds.h"
#include "suite/command.h"
#include "suite/model_resources.h"
#include "suite/model_values.h"
#include "suite/model_workflow.h"
#include "suite/pattern.h"

struct arena;
struct buf;
struct value;

/* What a lane does on a platform. */
enum does {
	DOES_UNKNOWN = -1, /* missing or refused, until model_finish */
	DOES_NONE,
	DOES_BUILD,
	DOES_CHECKED
};

extern const char *const does_names[]; /* by enum does, NULL at the end */
extern const char *const due_names[];  /* by enum due_when, NULL at the end */

/* Why something is not run, and until when that may stay so. */
struct gap {
	struct loc loc;
	const char *reason;
	const char *until; /* yyyy-mm-dd, or NULL */
};

struct platform {
	struct loc loc;
	const char *name;
	const char *system; /* as Nix names it: x86_64-linux; or model_any_system */
	struct loc system_loc;
	struct words runner;  /* line 0 if not said */
	int does[LANE_COUNT]; /* enum does */
	struct lane_settings lanes;
	struct bindings env;
	struct gap *gaps;
	size_t gap_count;
	unsigned long long memory; /* bytes that its units may take together, 0 if not said */
	struct loc memory_loc;
	bool implied; /* the manifest has none: it is every machine, of model_any_system */
};

struct variant {
	struct loc loc;
	const char *name;
	struct bindings params, env;
	bool implied; /* the manifest has none */
};

enum { SEED_UNSET = -3, SEED_NONE = -2, SEED_HEAD = -1 }; /* or a fixed seed, from 0 */

/* When a unit is due: if one of its paths changed, or always. If always, its paths only say which files belong to it. */
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
	struct command class_of;   /* units whose text is the same, its holes filled, are alike */
	const char *mode;          /* units of two modes never share a shard; or NULL */
	struct words needs;        /* fixtures */
	const char *pool;          /* whose devices a unit holds, or NULL */
	const char *worker;        /* that runs its units, or NULL */
	long count;                /* how many devices, 0 if not said */
	long attempts;             /* how often a unit may be tried, 0 if not said */
	unsigned long long memory; /* bytes that a unit takes, 0 if not said */
	long cost;                 /* how many processors a unit uses, 0 if not said: 1 then */
	struct loc pool_loc, worker_loc, count_loc, memory_loc;
	/* Of a module after model_finish: what counts for its units, whoever says it; with a report only if the protocol is
	 * junit. */
	struct judging judging;
	struct command match; /* which test cases of foreign reports belong to it (record/match.h) */
};

struct group {
	struct loc loc;
	struct traits traits;
	struct patterns paths; /* traits.paths, after model_finish */
};

struct module {
	struct loc loc;
	const char *name;
	struct group *group;                     /* or NULL */
	struct traits traits;                    /* the group's where it says nothing itself, after model_finish */
	long from, to, chunks;                   /* the range, both ends in it; chunks 0 if the module is not cut */
	struct loc from_loc, to_loc, chunks_loc; /* line 0 if not said */
	bool *in_variant;                        /* by index of the variant */
	bool *on_platform;                       /* by index of the platform */
	bool *left_out; /* by index of the variant * the number of platforms + that of the platform: an <exclude> says that
			   it is not run there; NULL if none does */
	bool discovered;                /* it comes from <discover as="modules"> */
	const struct discover *told_by; /* the <discover from> that it comes from, or NULL */
	const char *original;           /* the name that its producer gives it, or NULL */
	struct patterns own;            /* what it says itself: paths, and what was discovered; after model_finish */
	/*
	 * What a change must touch for the module's units to be due: its group's patterns, then its own, which can take
	 * paths out again. After model_finish; NULL if neither has any.
	 */
	const struct patterns *paths;
	bool always;                  /* no paths, or due="always": due on each change that is not ignored */
	const struct fixture **needs; /* by name, each once; after model_finish */
	size_t need_count;
	const struct pool *pool;     /* its own or its worker's, or NULL; after model_finish */
	const struct worker *worker; /* or NULL */
};

/* Tests that exist and are not run. */
struct exclude {
	struct loc loc;
	const char *name; /* with '*' and '?', of any number of tests */
	const char *reason;
	const char *until;                /* or NULL */
	struct words variants, platforms; /* line 0 for all of them */
	const char *text;                 /* what is left out where, for people; after model_finish */
	bool used;                        /* there is such a test */
};

enum { DISCOVER_CHECK, DISCOVER_MODULES };

struct discover {
	struct loc loc;
	int as;                              /* DISCOVER_ */
	long expect;                         /* how many tests it should find; below 0 if not said */
	struct command command;              /* of a producer: its folder, with holes */
	int from;                            /* enum producer (suite/producer.h); the rest is of producers only */
	const char *folder, *tool, *list;    /* or NULL for the usual ones; list is a path from the suite's folder */
	struct words files, labels, without; /* line 0 if not said */
	struct loc from_loc, as_loc, folder_loc, tool_loc, list_loc;
	struct group *group; /* whose traits the modules found get, or NULL */
};

struct shards {
	struct loc loc;
	int lane; /* enum lane */
	const char *platform;
	long count;     /* or 0: */
	double seconds; /* as many as it takes for none to be expected longer */
	struct loc count_loc, seconds_loc;
	long jobs; /* -j within a shard */
	size_t platform_index;
};

/* A <promote> or an <ignore>. There is a list of each, so that their order in the manifest says nothing. */
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

enum seed_from { SEED_FROM_COMMIT, SEED_FROM_TREE, SEED_FROM_FIXED };
enum strategy { STRATEGY_ARCHIVE, STRATEGY_TREE, STRATEGY_RECHECK };

/* With strategy recheck: what the check phase runs, the plan's units, or the project's own check as one unit. */
enum nix_check { NIX_CHECK_UNITS, NIX_CHECK_OWN };

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
extern const char *const nix_check_names[]; /* by enum nix_check, NULL at the end */

/* What to add where a split file is imported that had a copy of the Nix library beside it. */
extern const char model_library_advice[];

struct suite {
	struct loc loc;
	const char *manifest; /* its path from the repository's top */
	const char *name, *version;
	const char *dir; /* from the repository's top, "." for the top */
	struct loc dir_loc;
	const char *include, *plan, *split; /* the outputs, from the repository's top; split may be NULL */
	const char *script;                 /* what runs the tests of a producer, which is an output, too; or NULL */
	struct loc include_loc, plan_loc, split_loc, script_loc;

	bool has_seed;
	int seed_from; /* enum seed_from */
	struct loc seed_from_loc;
	long fallback;
	const char *seed_env;

	bool has_build;
	long jobs; /* 1 if not said */
	struct loc jobs_loc;
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
	const char *library; /* where the library came from, which is always an input now; NULL if not said */
	struct loc library_loc;
	long nix_shards; /* 0: each unit is a derivation of its own */
	long nix_jobs;   /* how many units run at a time in one of them; 0 if not said */
	struct loc nix_shards_loc, nix_jobs_loc;
	int nix_check;            /* enum nix_check */
	const char *check_target; /* of make, for the project's own check; NULL: the derivation says it */
	struct loc nix_check_loc, check_target_loc;

	struct loc program_loc;
	struct command *programs; /* paths */
	size_t program_count;
	struct command *program_commands;
	size_t program_command_count;
	struct builds builds; /* of the variants; after model_finish */

	struct loc prepare_loc;  /* line 0 if there is no <prepare> */
	struct command *prepare; /* what is done once before any program is built */
	size_t prepare_count;

	struct command run;
	long timeout;
	struct judging judging;

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
 * What a suite has that names none: one platform, which is every machine and is checked in each lane, and one variant. Units
 * carry the variant's name like any other, so that a manifest that gains variants keeps them by naming this one.
 */
extern const char model_any_system[];   /* "any": the platform's name, and its system; as in unit/planfile.h */
extern const char model_only_variant[]; /* "default" */

/* Give them to a suite that was read and names none. */
void model_defaults(struct suite *s, struct arena *a);

/*
 * Turn the suite's paths into paths from the repository's top, and give the outputs their usual places. False, with
 * messages, if a path leads out of the repository. To be called before anything is run in the suite's folder.
 */
bool model_paths(struct suite *s, struct arena *a, struct diag *d);

/* Days after an `until` for which it only warns: nobody can do everything on the day. */
enum { UNTIL_GRACE = 14 };

/*
 * After model_paths, check what only the whole can tell (names that mean nothing or two things, ranges that cannot be
 * cut, a platform that nothing runs on) and sort. `today` is a date as in `until`, to warn of those in the past: an
 * error where `strict` is set and UNTIL_GRACE days are over. False if anything was reported as an error.
 */
bool model_finish(struct suite *s, struct arena *a, struct diag *d, const char *today, bool strict);

/* A path from the repository's top, made of one as in a manifest (from dir, or from the top with a '/' in front),
 * without '.' and empty parts, in the arena. NULL if it leaves the repository. */
const char *model_path(struct arena *a, const char *dir, const char *path);

/* May the module's units of that variant run on that platform? Both are indexes. */
static inline bool
model_runs_on(const struct suite *s, const struct module *m, size_t variant, size_t platform)
{
	return m->on_platform[platform] && !(m->left_out && m->left_out[variant * s->platform_count + platform]);
}

/* Is the test of that name, in the variant or (NULL) in some, one that the <exclude> leaves out? */
bool model_excludes(const struct exclude *e, const char *test, const struct variant *v);

/* Does Nix keep what it builds for the units, so that it can run some of them for little? Not with strategy recheck. */
bool model_nix_keeps_programs(const struct suite *s);

/* Do units take a seed that Nix cannot know, which sees no id of a tree and takes the fallback? */
bool model_nix_lacks_seed(const struct suite *s);

/* How many units of each class the lane runs; 0 if it runs them all. */
long model_per_class(const struct suite *s, int lane);

/* Let the traits say nothing yet. */
void model_init_traits(struct traits *t);

/* Append the suite's name as the beginning of a variable's name, in make and in the shell. */
void model_variable(const struct suite *s, struct buf *out);

/* The environment of a variant's units (that of its build: suite/builds.h), or of a module's units beyond it, sorted by name, in
 * the arena: later ones win. variant or module may be NULL. */
struct bindings model_env(const struct suite *s, const struct variant *v, const struct module *m, struct arena *a);

#endif
