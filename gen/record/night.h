/*
 * A night: what a lane owes for a commit, and the results that the record has for it. The plan of the commit says what is
 * owed. Of several results, over all runs and attempts, the last that ran counts. Results of another plan, under
 * another seed than is owed, or of a work tree with changes, are counted but answer nothing. A missing result is never
 * a success.
 *
 * A unit that takes the suite's seed owes the one that generate found for the commit and its plan (table generation),
 * or, where the record does not know that, the one that follows from the commit or stands in the manifest. Where
 * neither is known, as with a seed of the tree, no result answers. A unit with a seed of its own owes that; all others
 * owe to run without one.
 */
#ifndef NIGHT_H
#define NIGHT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct plan;
struct record;

/* What became of a unit, the worst last. */
enum night_state {
	NIGHT_PASSED,
	NIGHT_SKIPPED, /* it skips, and its plan says that it may */
	NIGHT_FLAKY,   /* it failed, and with the same seed it passed later */
	NIGHT_ABSENT,  /* there is no result */
	NIGHT_UNDONE,  /* it did not do what it owes: cancelled, quarantined, or skipped though it may not */
	NIGHT_FAILED,  /* fail, timeout or crash */
	NIGHT_STATE_COUNT
};

/* A test case that fails. */
struct night_case {
	const char *name, *message; /* its whole name; what it says, or NULL. Both are foreign text */
};

enum { NIGHT_CASES_MAX = 20 };

/* The first of the test cases that fail in an attempt of a unit, as the unit itself has reported them. */
struct night_failing {
	struct night_case *cases;
	size_t count, all; /* all: how many fail */
};

/* What the results of a unit on a platform came to under one seed. Only the one that is owed answers, so there is at
 * most one. */
struct night_outcome {
	int state;           /* enum night_state; never NIGHT_ABSENT */
	long long seed;      /* or below 0: it takes none */
	const char *verdict; /* of the result that counts: the last that ran, else the last skip that may be, else the
				last; so is all below */
	long long status;    /* its exit status, or below 0 */
	size_t results;      /* how many there are, with the same seed */
	long long usec;      /* how long it ran, or below 0 */
	long long finished;  /* microseconds since 1970 */
	const char *run;     /* the name of its run */
	long long run_id, attempt;    /* the run's number in the record, and the attempt in it */
	const char *tail;             /* of its log; may be NULL, and is foreign text, as is the next */
	const char *reason;           /* why it skips, or what is wrong with its output; or NULL */
	struct night_failing failing; /* of a unit that failed */
	bool cached;                  /* it ran before this night, or before the commit was there */
};

enum { NIGHT_SEEDLESS = -1, NIGHT_SEED_UNKNOWN = -2 };

struct night_unit {
	const char *platform, *unit;
	const char *may_skip; /* why it may, by its plan; NULL: it may not */
	bool takes_seed;      /* the commit's */
	long long seed;       /* which it owes; or below 0: NIGHT_SEEDLESS, NIGHT_SEED_UNKNOWN */
	/* Microseconds, by the plan: 0 where that only guesses. Where the record says it, on the slowest platform, guessed or not. */
	unsigned long long expected;
	int state; /* enum night_state: the worst of the outcomes */
	struct night_outcome *outcomes;
	size_t outcome_count;
};

struct night_platform {
	const char *name;
	size_t owed, states[NIGHT_STATE_COUNT];
	size_t ran, cached;       /* units with an outcome: cached if all outcomes of the unit are */
	struct night_unit *units; /* sorted by name */
};

/* Why a result of this lane and commit answers nothing. */
enum ignored {
	IGNORED_PLAN,    /* of another plan; what: its fingerprint */
	IGNORED_DIRTY,   /* of a changed work tree; what: the run */
	IGNORED_NOWHERE, /* of no platform by name; what: the run */
	IGNORED_UNOWED,  /* of a unit that the lane does not owe there; what: "unit on platform" */
	IGNORED_SEED, /* of another seed than the unit owes; what: "unit on platform ran with seed 1 and owes seed 2" */
	IGNORED_CONTRADICTED, /* another result of the same attempt counts; what: "unit on platform" */
	IGNORED_COUNT
};

struct night_ignored {
	int why; /* enum ignored */
	const char *what;
	size_t results;
};

enum { NIGHT_IGNORED_MAX = 100 }; /* so many are listed; all are counted */

struct night {
	const char *commit;
	const char *fingerprint; /* of its plan; NULL: the record knows none for it, so what is owed is not known */
	struct night_platform *platforms; /* those that the lane checks, sorted by name */
	size_t platform_count;
	size_t owed, states[NIGHT_STATE_COUNT], ran, cached;
	size_t results;                /* everything that the record has of this lane and commit */
	size_t ignored[IGNORED_COUNT]; /* of these, the ones that answer nothing */
	struct night_ignored *named;   /* the first of those */
	size_t named_count;
	long long oldest, newest; /* when the outcomes finished, microseconds since 1970; or 0 */
};

/*
 * Look at the night of a commit; what is found lives in the arena. p and its fingerprint are given if that is certainly
 * the commit's plan; if they are NULL, the record says which plan it is. r may be NULL: there is no record. commit_time is
 * when the commit was made, seconds since 1970: a kept result from before then is cached, whoever asked for it.
 */
void night_make(struct night *ret_night, struct arena *a, struct record *r, const char *suite, int lane,
	const char *commit, long long commit_time, const struct plan *p, const char *fingerprint);

/* Find the test cases that fail in that attempt, in the arena. run: its number in the record. */
void night_cases(struct arena *a, struct record *r, long long run, long long attempt, const char *unit,
	struct night_failing *ret_failing);

/* Is that the verdict of a test that ran and did not pass? */
bool night_failed(const char *verdict);

/* Is anything owed, and has all of it passed, or skipped where it may? */
bool night_is_green(const struct night *n);

/* The commits that the record has results of in that lane, sorted, in the arena. */
const char **night_commits(struct arena *a, struct record *r, const char *suite, int lane, size_t *ret_count);

#endif
