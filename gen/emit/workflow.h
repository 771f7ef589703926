/*
 * The CI workflows: from the plan, the jobs of a lane with what each of them needs. workflow_values.c gives them the
 * names that templates/workflow.yml.tmpl uses. Everything lives in the arena.
 */
#ifndef WORKFLOW_H
#define WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "emit/view.h"
#include "suite/model.h"

struct arena;
struct diag;
struct plan;

enum job_kind {
	JOB_BUILD,    /* builds, and tests nothing */
	JOB_PROGRAMS, /* builds the test programs for the legs */
	JOB_TEST,     /* runs units, a part of what is due in each leg */
	JOB_GATE,     /* judges what the legs ran */
};

struct job {
	enum job_kind kind;
	const char *id, *title, *platform, *system;
	const char *image; /* the name of its container image */
	struct words runner;
	long timeout;       /* minutes; */
	long units_timeout; /* and of these, what the step that runs units may take, so that their verdicts are kept; or 0 */
	struct word_list needs;
	bool discovers;       /* it asks the test programs which tests there are */
	bool sharded;         /* its platform is cut in this lane */
	const char *programs; /* then: the job that builds the test programs */
	const char *
		legs; /* the output of the planning job that numbers the platform's legs, or NULL if it checks nothing */
	const struct shards *cut; /* how its platform is cut in this lane, or NULL */
	const char *parallel;     /* how many units run at a time, with engine nix; shell text */
	const char *max_jobs;     /* how many derivations Nix builds at a time where units run, shell text */
	const char *attribute;    /* for nix build */
	const struct step **steps;
	size_t step_count;
};

/* A lane's workflow: what tmpl_render gets as its root. */
struct workflow_view {
	struct arena *arena;
	const struct plan *plan;
	const struct suite *suite;
	const struct workflow *w;
	int lane;
	bool affected;  /* only what a change makes due */
	bool has_gates; /* a platform that is cut has a JOB_GATE */
	struct job *jobs;
	size_t job_count;
	struct word_list all_jobs; /* the ids of these, after "plan" */
	struct word_list legs;     /* the outputs that number legs, of the platforms that the lane checks */
	struct word_list events;   /* by name */
	struct word_list programs; /* Nix attributes of the test programs, by variant, where Nix keeps them */
	const char *manifest_sh;   /* -f and the manifest, shell text */
};

/*
 * Report each job that leaves no minute for units, or is too short for the longest one it may have to run, by the seconds that are
 * expected, and each platform that is cut into more legs than GitHub starts. False if there is one.
 */
bool workflow_check(const struct plan *p, struct arena *a, struct diag *d);

/* Derive the jobs of the lane (enum lane); the suite has a <workflow>. */
struct workflow_view *workflow_make(struct arena *a, const struct plan *p, int lane);

#endif
