/* How CI runs the suite: what <workflow> says, and what <lane> says of one lane. */
#ifndef MODEL_WORKFLOW_H
#define MODEL_WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model_values.h"

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

/* What the list says of a lane; zeroes, but for the lane itself, if nothing. */
struct lane_setting model_lane(const struct lane_settings *l, int lane);

enum engine { ENGINE_NIX, ENGINE_MAKE, ENGINE_CONTAINER };
enum via { VIA_NIX, VIA_IMAGE, VIA_REGISTRY };
enum workflow_due { DUE_ALL, DUE_AFFECTED };
enum submodules { SUBMODULES_NO, SUBMODULES_YES, SUBMODULES_RECURSIVE };

extern const char *const engine_names[];       /* by enum engine, NULL at the end */
extern const char *const via_names[];          /* by enum via, NULL at the end */
extern const char *const workflow_due_names[]; /* by enum workflow_due, NULL at the end */
extern const char *const submodules_names[];   /* by enum submodules, NULL at the end */
extern const char *const event_names[];        /* what else may start a workflow */

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
	bool by_action;         /* jobs get it by the project's own action, since the manifest names no other way */
	struct words runner;    /* of the jobs that plan and judge */
	int due;                /* enum workflow_due: what a pull request runs; -1 if not said, until model_finish: by
				   default what is affected, where the manifest says what a change makes due */
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

	struct step *setups, *steps; /* what installs nightshift; what building and testing need */
	size_t setup_count, step_count;
	struct event *events;
	size_t event_count;

	const char *paths[LANE_COUNT]; /* the outputs, from the repository's top; NULL for none */
};

#endif
