/*
 * A client of GNU make's job server (its manual, "Job Slots"). A program that is started by a make with -jN has one
 * slot. For each job more that it runs at a time it takes a token, which is a byte of a pipe or FIFO named in
 * MAKEFLAGS; it gives the same byte back when the job is done.
 *
 * Tokens are held by a keeper, a process of its own that is started when the first token is wanted. The keeper does
 * the reading, which may block, so that its owner never blocks. When its owner is gone, in whatever way, the end of a
 * socket says so, and the keeper gives back all that it holds. It is deaf to the signals that end a terminal's job.
 * This can be promised:
 *
 *   - the owner ends, dies or is killed (even by SIGKILL): the keeper gives every token back;
 *   - the keeper alone is killed: the owner gives back every token that it knows of; one that was just being taken or
 *     given is lost;
 *   - both are killed at once: their tokens are lost. make says so when it ends: "INTERNAL: Exiting with 3 jobserver
 *     tokens available; should be 4!"
 *
 * If the owner was killed, the jobs that it started may run on, while their slots are free again.
 */
#ifndef JOBSERVER_H
#define JOBSERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct arena;
struct jobserver;

enum jobserver_state {
	JOBSERVER_NONE,   /* no make above us has one */
	JOBSERVER_CLOSED, /* one has, but does not share it: its recipe needs a '+' before the command */
	JOBSERVER_OPEN,   /* there it is */
};

/* What the text of MAKEFLAGS says. */
struct jobserver_named {
	bool dry_run;  /* make -n */
	bool named;    /* a job server that may be there */
	bool withheld; /* there is one, but not for this command: make 4.4 says so by numbers below 0 */
	char *fifo;    /* its path, for free(); NULL for a pipe: */
	int read_end, write_end;
	long jobs; /* the number of the -j beside it; 0 if it has none */
};

/* Read such a text, which may be NULL. */
void jobserver_parse(const char *makeflags, struct jobserver_named *ret_named);

/* The number of the -j of the make above us; 0 if nothing says it. */
long jobserver_jobs(void);

/* Look at the environment. Nothing is opened or changed: a program that hands its descriptors and its environment on
 * to another make also hands on the job server. */
enum jobserver_state jobserver_look(void);

/* Open both ends of a job server's FIFO. They do not block, and programs that are started do not inherit them. False
 * if it is not there, is no FIFO, or may not be opened. */
bool jobserver_open_fifo(const char *path, int *ret_read, int *ret_write);

/* Is this `make -n`, in which nothing is to be done? A recipe with a '+' runs there, too. */
bool jobserver_dry_run(void);

/* The job server of the environment, or NULL if the state is not JOBSERVER_OPEN. No token is taken yet. Programs that
 * are started from now on do not inherit its descriptors: one that lives on would keep make from ending. SIGPIPE is
 * ignored from now on; children would inherit that, so it must be reset for them. */
struct jobserver *jobserver_open(void);

/* Its two descriptors, to read and to write tokens. */
const int *jobserver_ends(const struct jobserver *js);

/* The process that holds the tokens, or 0. */
pid_t jobserver_keeper(const struct jobserver *js);

/* Hand it down to a make that is started: it gets these two descriptors, and the text that comes back, which is in the arena,
 * as MAKEFLAGS. Every make knows descriptors; one before 4.4 does not start if it is told of a FIFO. */
const char *jobserver_hand_down(const struct jobserver *js, struct arena *a, int ret_keep[2]);

/* Say how many tokens are wanted altogether, with those that are held. None is taken or given back now; a caller that
 * wants fewer than it holds gives them back as soon as it can. */
void jobserver_want(struct jobserver *js, unsigned tokens);

/* A descriptor that can be read when a token has come: poll it, then call jobserver_held. Below 0 if none was wanted
 * yet, or if none will come any more. */
int jobserver_fd(const struct jobserver *js);

/* How many tokens are held now. This does not wait. */
unsigned jobserver_held(struct jobserver *js);

/* Give one token back; nothing happens if none is held. */
void jobserver_give(struct jobserver *js);

/* Give all tokens back, wait until that is done, and free it. NULL is let pass. A program that exits without this
 * loses no token, but make might look for them before they are there. */
void jobserver_close(struct jobserver *js);

#endif
