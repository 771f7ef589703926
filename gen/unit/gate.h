/*
 * The gate: has each unit that a lane owes on a platform a verdict that counts? What each unit left decides, and nothing
 * else: no exit status of those who ran the units, no list of what ran, no absence of failures. That is its verdict file
 * (verdict.h) or its line in a journal (journal.h); and where plain make wrote a verdict file, for a unit that speaks TAP or
 * leaves a report, its `log` or `report.xml`, by which it is judged again (rejudge.h). Other files are only shown of a unit that
 * is red, and decide nothing: `cases`, the end of `log`, and `replay`.
 *
 * What is named may be a log, too, of a build that failed and left nothing else: the reds of its units stand there (marked.h). A
 * pass never counts from a log, nor a skip that may be. A red of a log does not count beside a pass, or a skip that may be, of a folder
 * that answers and has finished later: the unit has run again. One that is not whole is an error, and its unit is red.
 *
 * Every folder below those that are named is looked through (folders.h). What cannot be read is an error, since it may be a
 * worse verdict than those that can.
 *
 * A verdict answers for an owed unit if it is whole; of this suite and unit; of this part of the plan (part.h), or, without a
 * part, of this very plan; of this platform; of the seed that the unit owes; and of this commit, with a clean tree. What
 * Nix keeps (verdict_is_kept) knows of no commit and perhaps of no platform: it answers if the caller vouches, by `store`,
 * that the folders are what this commit evaluates to, since a store path proves the rest.
 *
 * Several may answer for one unit. Of one run the highest attempt counts, and of two with the same attempt the worse; of
 * different runs the worst. What an attempt before the last one has left in a folder attempt-<n> does not count by itself. All builds
 * of one derivation of Nix are one run: of the reds that logs have of it the one that finished last counts, whichever attempt it was,
 * and of two that finished together the worse.
 */
#ifndef GATE_H
#define GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sha256.h"
#include "unit/verdict.h"

struct arena;
struct buf;
struct diag;
struct marked_block;
struct planfile;
struct planfile_platform;
struct planfile_unit;

struct gate_request {
	const struct planfile *plan;
	const char *platform;
	int lane;           /* in verdict_lanes */
	const char *commit; /* its whole id; may be NULL with `store` */
	/* A file with the ids of the units that are owed, one on each line; NULL: all that the lane runs. */
	const char *owed;
	bool nothing_due; /* it is right that no unit is owed, if none is */
	bool store;       /* the folders are what Nix makes for this commit */
	bool again;       /* say of a red unit that has left no word on it how to run it again */
	bool may_lack;    /* there may be no folder, or one without units: then nothing answers, which is no mistake */
	long long seed;   /* what units owe that take the suite's seed; below 0: that of the commit, or the fixed one */
	char **paths;     /* folders, and logs */
	int path_count;
};

/* How far a verdict comes that was looked at: the nearest to an answer last. */
enum gate_state {
	GATE_NOTHING,        /* there is none */
	GATE_HALF,           /* it was not written to its end */
	GATE_DAMAGED,        /* it contradicts itself */
	GATE_OTHER_UNIT,     /* ... or suite */
	GATE_KEPT,           /* of Nix, and the caller does not vouch for it */
	GATE_OTHER_PLATFORM, /* ... or of none */
	GATE_OTHER_COMMIT,   /* ... or of none */
	GATE_DIRTY,          /* the tree was not clean, or nobody knows */
	GATE_OTHER_PART,     /* ... or, without a part, of another plan */
	GATE_OTHER_SEED,     /* ... or of none, or of one although the unit takes none */
	GATE_RETRIED,        /* it passed, but in more attempts than its plan lets it have */
	GATE_ANSWERS,
};

enum gate_judgement { GATE_PASS, GATE_SKIP, GATE_RED };

/* A verdict that was found, and where: in which folder, journal or log. */
struct gate_found {
	struct verdict verdict;
	const char *folder;
	const struct marked_block *block; /* of a log; else NULL */
};

/* What was found for an owed unit. */
struct gate_answer {
	const struct planfile_unit *unit;
	char part[SHA256_HEX + 1];
	long long seed; /* which it owes; below 0: none */
	int state;      /* enum gate_state */
	int judgement;  /* enum gate_judgement */
	/* With GATE_ANSWERS the verdict that counts, else the nearest one; where it lies, as in gate_found, or NULL with
	 * GATE_NOTHING. With GATE_HALF and GATE_DAMAGED the verdict says nothing. */
	struct verdict verdict;
	const char *folder;
	const struct marked_block *block;
	bool broken; /* a log has a result of it that is not whole: that is the block */
	struct gate_found
		*runs; /* the module's own: what answers, one of each run, and another one of each run of logs */
	size_t run_count;
};

struct gate {
	const struct gate_request *q;
	struct arena *a;
	const struct planfile_platform *on;
	bool is_checked;             /* is the platform checked by the lane? */
	long long head;              /* the seed of units that take the suite's, or below 0 */
	struct gate_answer *answers; /* in the order of the plan */
	size_t count, skipped, red;
	size_t *place; /* of each unit of the plan: 1 + its answer's number, or 0 */
	size_t broken; /* errors that were reported of results in logs which are not whole: the gate is decided all the same */
	bool green;
};

/* Decide. What lives in the arena comes back. False if the request, the plan's lane, the list of what is owed, a folder
 * or a log is wrong: each mistake was reported. */
bool gate_decide(struct gate *ret_gate, const struct gate_request *q, struct arena *a, struct diag *d);

/* Append a line, without its end, that says why the unit is red or skipped. Foreign text in it is harmless. */
void gate_why(const struct gate *g, const struct gate_answer *w, struct buf *out);

/* Append the last line of the answer: whether the gate is green, and of what. */
void gate_sum(const struct gate *g, struct buf *out);

/* Append what comes before that line, as text for people: what did not pass, and why. */
void gate_text(const struct gate *g, struct buf *out);

/* Append annotations of GitHub Actions, for print_commands. */
void gate_annotations(const struct gate *g, struct buf *out);

/* Append it as TAP 14 (testanything.org/tap-version-14-specification.html): a test point for each unit that is owed. One that
 * is red has a YAML block that says why; if none is owed, and that is red, the suite is one. The version it names is 13, of
 * which 14 is the exact description: TAP::Harness 3.44 fails whatever names a later one. */
void gate_tap(const struct gate *g, struct buf *out);

/* Append it as JSON. */
void gate_json(const struct gate *g, struct buf *out);

#endif
