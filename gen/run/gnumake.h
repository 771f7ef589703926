/*
 * GNU Make, as a process beside us: found, of a version that we know, and started in a process group of its own, so
 * that Ctrl-C reaches only us.
 *
 * Inside another make that hands out jobs (its job server), the one we start takes part in that and gets no -j of its
 * own: together they never run more than the outer -j says.
 */
#ifndef GNUMAKE_H
#define GNUMAKE_H

#include <stdbool.h>
#include <sys/types.h>

struct arena;
struct diag;

/* The program: $MAKE, else gmake or make. NULL, with a message, if that is no GNU Make from 4.3. */
const char *gnumake_find(struct arena *a, struct diag *d);

/* What the outer make's job server says. */
struct gnumake_jobs {
	const char *makeflags;   /* what lets another make take part, in the arena */
	int read_end, write_end; /* which it names there; open until we end */
	long jobs;               /* the outer -j, or 0: it does not say */
};

/* Is there one that can be reached? */
bool gnumake_outer(struct gnumake_jobs *ret_outer, struct arena *a);

struct gnumake {
	pid_t child;
	int out; /* what it and all that it starts print; not blocking */
};

/* Start `argv`, whose first word is the program, in a folder, with the variables "NAME=value" in `env` (NULL at the
 * end) beside the environment, from which all that is of an outer make is taken out. It takes part in the outer one's
 * job server if `outer` has its makeflags. */
void gnumake_start(struct gnumake *ret_make, const char *dir, char *const *argv, const char *const *env,
	const struct gnumake_jobs *outer);

/* Start no more, and end when those that run have ended. */
void gnumake_stop(const struct gnumake *m);

/* End everything. */
void gnumake_end(const struct gnumake *m);

/* Has it ended? Then its exit status, or 128 + n for a signal; else -1. */
int gnumake_status(const struct gnumake *m);

#endif
