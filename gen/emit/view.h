/*
 * What the templates are filled from: the plan, and what is derived from it for writing. plan_values.c gives its members
 * the names that templates use. Everything lives in the arena.
 */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"
#include "suite/model.h"

struct arena;
struct buf;

/* A list of texts that grows in an arena. */
struct word_list {
	const char **v;
	size_t n;
};

void word_list_add(struct arena *a, struct word_list *l, const char *word);

/* A system: all platforms on which Nix builds the same. */
struct system_view {
	const char *name;
	struct word_list platforms;
	bool checked; /* a pull request tests here */
	const char *why;
};

struct lane_view {
	const char *name, *does;
};

/* How many units run at a time in a lane of a platform, since the manifest says so there. */
struct lane_jobs {
	const char *lane;
	long jobs;
};

struct platform_view {
	const struct platform *platform;
	struct lane_jobs lane_jobs[LANE_COUNT]; /* by lane, only those that say it */
	size_t lane_jobs_count;
	struct lane_view lanes[LANE_COUNT];
	const char *env_sh; /* NULL if it has no environment */
};

struct variant_view {
	const struct variant *variant;
	const struct build *build;
	const char **programs; /* as many as the build's */
	const char *build_sh;  /* what builds them, with its environment */
	const char *env_sh;    /* NULL if there is no environment */
	struct bindings env;   /* of its units */
};

/* What a unit is expected to take on a platform, where that is not what it is expected to take at most. */
struct usec_on {
	const char *platform;
	unsigned long long usec;
};

struct usec_list {
	struct usec_on *v;
	size_t n;
};

struct module_view {
	struct word_list *kept_from; /* by index of the variant: platforms on which it never runs */
	struct bindings env;         /* beyond its variant's; {name} of a fixture is not filled in */
};

struct fixture_view {
	const struct fixture_made *made;
	struct word_list arguments; /* of nightshift fixture */
	const char *command_sh;
};

/* A worker in one variant. */
struct worker_command {
	const char *variant, *command;
};

struct worker_view {
	const struct worker *worker;
	struct worker_command *commands;
	size_t command_count;
};

struct view {
	struct arena *arena;
	const struct plan *plan; /* with its units by id */
	const struct suite *suite;
	struct word_list unset; /* lines of names of variables that no command of the Make include gets */
	struct word_list build_commands;
	struct word_list prepare;
	const char *prepare_sh; /* NULL if nothing is prepared */
	struct bindings build_env;
	struct system_view *systems; /* by name */
	size_t system_count;
	struct platform_view *platforms; /* as many as the suite's */
	struct variant_view *variants;   /* as many as the suite's */
	struct word_list test_only, own;
	struct module_view *modules;   /* as many as the suite's */
	const char **commands;         /* by place among the plan's units, NULL until view_command is asked for it */
	struct usec_list *times;       /* likewise: where the expected times differ */
	struct word_list *needs;       /* likewise: ids of fixtures; NULL if the plan has no fixture */
	struct fixture_view *fixtures; /* as many as the plan's */
	struct worker_view *workers;   /* as many as the suite's */
};

/* Derive all that from a plan. */
struct view *view_make(struct arena *a, const struct plan *p);

/* What a unit runs, shell text. scratch is empty before and after. */
const char *view_command(const struct view *v, const struct unit *u, struct buf *scratch);

/* The environment of a unit beyond its variant's, with {name} of each fixture it needs replaced by the path. */
const struct bindings *view_env(const struct view *v, const struct unit *u);

/* How a unit is judged without nightshift, and the pool that it needs, as options; none if there is nothing unusual about it. */
struct word_list view_judge_options(const struct view *v, const struct unit *u);

/* How many seconds a unit may take, or 0; and how many devices it holds: one, if its module does not say. */
long view_timeout(const struct view *v, const struct unit *u);
long view_devices(const struct unit *u);

/* Append the word that begins the unit's line in the Make include: its weight, and what is special of it; the template says how. */
void view_add_weights(const struct view *v, const struct unit *u, struct buf *out);

/* Append shell text that sets these variables for the command after it. */
void view_add_exports(struct buf *out, const struct bindings *env);

/* The same as a text of its own; NULL if there are no variables. */
const char *view_exports(struct arena *a, const struct bindings *env);

/* The text made so far, kept in the arena; the buffer is empty again. */
const char *view_keep(struct arena *a, struct buf *b);

/* A part of view_make, in view_resources.c: fixtures and workers. scratch is empty before and after. */
void view_make_resources(struct view *v, struct buf *scratch);

#endif
