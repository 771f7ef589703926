/*
 * What is built before the units of each variant run. Variants whose programs have the same path and the same commands share
 * one build: one folder cannot hold the programs of both, and is never built in by two commands at a time. The commands of a
 * build that is shared are given what its variants have in common: the variables of the suite, and of the variants those that
 * all of them set alike. What only some of them set is for their units, which run the same program. This is decided here, and
 * nowhere else; make, Nix and `nightshift run` do as the plan says.
 */
#ifndef BUILDS_H
#define BUILDS_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model_values.h"

struct arena;
struct command;
struct diag;
struct suite;
struct variant;

struct build {
	const struct variant *variant; /* the first of those that share it: the build has its name */
	const char **programs; /* its program and further files, from the suite's folder, as that variant names them */
	size_t program_count;
	const char **commands; /* shell text, in the suite's folder; without any nothing is built */
	size_t command_count;
	struct bindings env; /* that its commands get beyond the platform's, sorted by name */
	size_t variant_count;
};

struct builds {
	struct build *v; /* in the order of their variants */
	size_t n;
	size_t *of; /* by the index of a variant: the number of its build */
};

/*
 * The builds of the suite's variants as they stand, in the arena. Reports variants that would build one program, but not alike.
 * False if there was an error, or if a command has a hole that no parameter fills, of which nothing is said here.
 */
bool builds_make(struct builds *ret_builds, const struct suite *s, struct arena *a, struct diag *d);

/* The commands or paths with their holes filled, of a variant or (NULL) of none, in the arena; NULL if no parameter fills one. */
const char **builds_filled(const struct suite *s, struct arena *a, const struct variant *v,
	const struct command *commands, size_t n);

/* The build of the variant. */
const struct build *builds_of(const struct builds *b, const struct suite *s, const struct variant *v);

#endif
