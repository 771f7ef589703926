/*
 * GNU Make as a child process: find one of a version that reads our include, and start it in a process group of its
 * own, so that Ctrl-C reaches only us.
 *
 * If we run inside another make with a job server, ours takes its jobs from that server and gets no -j of its own.
 * Together they never run more jobs than the outer -j says.
 */
#ifndef GNUMAKE_H
#define GNUMAKE_H

#include <stdbool.h>
#include <sys/types.h>

struct arena;
struct diag;

/* The program: $MAKE, or else gmake or make. NULL, with a message, if it is not GNU Make 4.3 or later. */
const char *gnumake_find(struct arena *a, struct diag *d);

/* The job server of the outer make. */
struct gnumake_jobs {
	const char *makeflags;   /* the value of MAKEFLAGS with which another make takes part, in the arena */
	int read_end, write_end; /* the descriptors that it names; they stay open */
	long jobs;               /* the outer -j; 0 if nobody says */
};

/* Find the job server of the outer make. False if there is none, or we cannot reach it. */
bool gnumake_outer(struct gnumake_jobs *ret_outer, struct arena *a);

struct gnumake {
	pid_t child;
	int out; /* the end of a pipe: all that make and its children print; reading it never blocks */
};

/*
 * Start `argv` (the program, its arguments, NULL) in the folder. Its environment is ours without the variables of an
 * outer make, and with the variables "NAME=value" of `env`, a list that ends with NULL. It takes part in the job
 * server if `outer` has makeflags.
 */
void gnumake_start(struct gnumake *ret_make, const char *dir, char *const *argv, const char *const *env,
	const struct gnumake_jobs *outer);

/* Tell make to start no more jobs, and to end after those that run. */
void gnumake_stop(const struct gnumake *m);

/* End make and all that it started. */
void gnumake_end(const struct gnumake *m);

/* Kill what it has started and is still there: what runs units takes them with it. */
void gnumake_kill(const struct gnumake *m);

/* The exit status of make, or 128 + n for signal n; -1 while it runs. */
int gnumake_status(const struct gnumake *m);

#endif
