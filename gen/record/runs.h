/*
 * Runs and occasions of the record, by what they are called outside; they are added where they are new. The caller has
 * begun a transaction.
 */
#ifndef RUNS_H
#define RUNS_H

#include <stdbool.h>

#include "base/diag.h"

struct arena;
struct db;
struct results_given;

/* What a run is called. NULL: nobody said. */
struct run_key {
	const char *name;
	long long plan; /* its number in the record */
	const char *platform, *lane, *commit, *tree;
};

/* A run that the record has. */
struct run {
	long long id;
	const char *commit, *tree; /* or NULL */
	bool reported;             /* only reports have told of it, and those do not know its tree */
	bool dropped;              /* it was pruned (prune.h) */
};

/* The run of that name, plan, platform and lane; of several, the one whose commit and tree agree best. Its texts live in
 * the arena. False if there is none. */
bool runs_find(struct db *db, struct arena *a, const struct run_key *key, struct run *ret_run);

/* Add it; `source` is what it was read from, "folder" or "report". Its number comes back; 0 if
 * it breaks a rule of the tables, as one of an export that was changed by hand. */
long long runs_add(struct db *db, const struct run_key *key, const char *source);

/* The names of the runs of all suites, each once, that which finished last first; at most `most` of them. In the arena. */
const char **runs_names(struct db *db, struct arena *a, size_t most, size_t *ret_count);

/* Results in a folder tell more of a run that only reports have told of. */
void runs_set_tree(struct db *db, long long run, const char *tree);

/* When the first and the last result of a run finished, microseconds since 1970; below 0: it has none. */
struct run_times {
	long long first, last;
};
void runs_times(struct db *db, long long run, struct run_times *ret_times);

/* These times follow from the results: find them again, after some were taken out or replaced. A run that was pruned keeps those
 * of what was dropped: `dropped`, or, for NULL, those that it has. */
void runs_settle(struct db *db, long long run, const struct run_times *dropped);

/* Was the run pruned? */
bool runs_dropped(struct db *db, long long run);

/* Has the plan of that number such a platform? */
bool runs_has_platform(struct db *db, long long plan, const char *platform);

/*
 * The number of the occasion that `given` tells of, on that platform (may be NULL); it is added where it is new. 0 if
 * the record has it for another commit, which is reported. given has lane, commit and run.
 */
long long runs_occasion(struct db *db, struct diag *d, struct loc at, const struct results_given *given,
	const char *platform);

/* Was that occasion pruned? */
bool runs_occasion_dropped(struct db *db, long long occasion);

#endif
