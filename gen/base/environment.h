/*
 * The environment: what of the caller's must not reach anything that is started from here, and that of a program which is to be
 * started: this process's, with changes. No unit finds there what was meant for another one, or for who started nightshift.
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

/*
 * Take from this process's own environment, for good, what would change what is built or tested without anybody having declared
 * it: where `cd` goes (CDPATH); the repository that git takes instead of the one it stands in, as a hook has it (all that
 * `git rev-parse --local-env-vars` lists); and what shells and make read or do before they begin (BASH_ENV, ENV, SHELLOPTS,
 * BASHOPTS, functions that bash has exported, MAKEFILES, GNUMAKEFLAGS). PATH, locale and the like are the user's and stay, and so
 * does MAKEFLAGS, which names the job server of an outer make.
 */
void environment_clean(void);

/* The i-th of the variables that a command of a Make include unsets, from 0: all of those and make's own, but BASHOPTS and SHELLOPTS,
 * which bash lets nobody unset. NULL after the last. */
const char *environment_unset(size_t i);

/* Begin with what this process has, but with nothing of the make that has started it. What is in the arena stays valid as long
 * as this process does not change its own environment. */
void environment_begin(struct environment *ret_env, struct arena *a);

/* Set a variable, or remove it if the value is NULL. Both texts are copied. */
void environment_set(struct environment *e, const char *name, const char *value);

/*
 * The text for a shell that is started with this environment, in its arena, or the text itself: macOS takes DYLD_* away from each
 * program of the system that starts, /bin/sh too, so the text that comes back sets them first. Of a shell that did not lose them it
 * changes nothing. What the text starts through another program of the system (env, nice, timeout) is without them there all the same.
 */
const char *environment_shell_text(const struct environment *e, const char *text);

/* The words that start that text with the shell at a path or of a name, in the environment's arena, NULL at the end. */
char **environment_shell(const struct environment *e, const char *shell, const char *text);

#endif
