/* What attributes of the manifest hold, wherever in the model they stand. Each remembers its place. */
#ifndef MODEL_VALUES_H
#define MODEL_VALUES_H

#include <stddef.h>

#include "base/diag.h"
#include "suite/command.h"

/* The occasions tests run on, in the order in which a change meets them. */
enum lane { LANE_PR, LANE_MERGE, LANE_NIGHTLY, LANE_COUNT };
extern const char *const lane_names[]; /* by enum lane, NULL at the end */

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

/* Stands for a text that was refused, which has been reported. It is empty, and nothing more is said of it. */
extern const char refused_text[];

#endif
