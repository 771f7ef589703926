/*
 * The parameters that a hole in a command can name: the built-in ones, the fixtures of the module, and those that module,
 * group, variant and suite declare.
 */
#ifndef PARAMS_H
#define PARAMS_H

#include <stdbool.h>

struct binding;
struct bindings;
struct buf;
struct module;
struct suite;
struct value;
struct variant;

/* Names that are parameters everywhere, with NULL at the end; no fixture may have one of them. */
extern const char *const params_built_in[];

/* For what a command is filled in. */
struct params_scope {
	const struct suite *suite;
	const struct variant *variant; /* or NULL */
	const struct module *module;   /* or NULL */
	const char *unit;              /* its id; only with a module */
	long chunk, from, to;          /* only with a module; chunk is below 0 if it is not cut */
	struct buf *scratch;           /* for values made on the spot; a value lives until the next lookup */
	bool of_fixture;               /* the command makes a fixture, and cannot name fixtures itself */
};

/* The binding of that name, or NULL. */
const struct binding *params_find(const struct bindings *b, const char *name);

/* What the parameter of that name is worth in a `struct params_scope`; false if there is none. A command_lookup. */
bool params_lookup(void *scope, const char *name, struct value *ret_value);

#endif
