/*
 * The environment of a program that is to be started: that of this process, with changes. This process's own environment stays
 * as it is, so that one unit finds nothing that was meant for another one.
 */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include <stddef.h>

struct arena;

struct environment {
	struct arena *arena;
	char **vars; /* "NAME=value", in the arena, NULL at the end */
	size_t count;
};

/* Begin with what this process has, but with nothing of the make that has started it. What is in the arena stays valid as long
 * as this process does not change its own environment. */
void environment_begin(struct environment *ret_env, struct arena *a);

/* Set a variable, or remove it if the value is NULL. Both texts are copied. */
void environment_set(struct environment *e, const char *name, const char *value);

#endif
