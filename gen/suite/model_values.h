/* What attributes of the manifest hold, wherever in the model they stand. Each remembers its place. */
#ifndef MODEL_VALUES_H
#define MODEL_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "suite/command.h"

/* The occasions tests run on, in the order in which a change meets them. */
enum lane { LANE_PR, LANE_MERGE, LANE_NIGHTLY, LANE_COUNT };
extern const char *const lane_names[]; /* by enum lane, NULL at the end */

/*
 * How a unit tells what became of its test cases: by its exit status alone, in TAP, by a report of JUnit. The words, and the
 * exit status that means a skip if nothing else is said, are those of unit/judge.h, which the room `suite` must not know;
 * tests/unit/test_words.c compares them.
 */
enum speaks { SPEAKS_EXIT, SPEAKS_TAP, SPEAKS_JUNIT, SPEAKS_COUNT };
extern const char *const speaks_names[]; /* by enum speaks, NULL at the end */
enum { SKIP_STATUS = 77, SKIP_STATUS_MAX = 123 };

/* Where units leave their results, from the suite's folder; make may be told of another place. */
#define SUITE_RESULTS "build/nightshift"

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
	bool used; /* a hole names it; after model_finish */
};

struct bindings {
	struct binding *v;
	size_t n;
};

/* What a suite, a group or a module says of how its units are judged: the attributes of its <run>, and may-skip. */
struct judging {
	long timeout;          /* of the <run>; whoever it belongs to gets it when the <run> ends */
	int protocol;          /* enum speaks, below 0 if not said */
	struct command report; /* the file a unit leaves, from the suite's folder; loc.line is 0 if not said */
	long skip_status;      /* 0 if not said */
	const char *may_skip;  /* why its units may skip, or NULL */
	struct loc protocol_loc, skip_status_loc, may_skip_loc;
	unsigned taken; /* which of these some module takes from here; for check_judging.c */
	bool reported;  /* that a report is missing */
};

/* Stands for a text that was refused, which has been reported. It is empty, and nothing more is said of it. */
extern const char refused_text[];

#endif
