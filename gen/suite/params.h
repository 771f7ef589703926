/*
 * The parameters that a hole in a command can name: the built-in ones, the fixtures of the module, and those that module,
 * group, variant and suite declare.
 */
#ifndef PARAMS_H
#define PARAMS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct binding;
struct bindings;
struct buf;
struct module;
struct suite;
struct value;
struct variant;

/* The name of the i-th built-in parameter, or NULL past the last: nothing else that a hole can name may have it. */
const char *params_built_in(size_t i);

/* Is it the name of a built-in parameter? */
bool params_is_built_in(const char *name);

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
struct binding *params_find(const struct bindings *b, const char *name);

/* What the parameter of that name is worth in a `struct params_scope`; false if there is none. A command_lookup. */
bool params_lookup(void *scope, const char *name, struct value *ret_value);

/* All names that a hole can have in the scope, in the arena. */
const char **params_names(const struct params_scope *scope, struct arena *a, size_t *ret_count);

/* A hole names the parameter: note at each declaration of it in the scope that it is used. */
void params_use(const struct params_scope *scope, const char *name);

#endif
