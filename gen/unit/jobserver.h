/*
 * A client of GNU make's job server (its manual, "Job Slots"). Who is started by a make with -jN has one slot, and
 * takes a token, a byte of a pipe or FIFO named in MAKEFLAGS, for each job more that it runs at a time; the same byte
 * goes back when the job is done.
 *
 * Tokens are held by a keeper, a process of its own that is started when the first one is wanted. It does the reading,
 * which may block, so that its owner never does; and it gives back all that it holds when its owner is gone, in
 * whatever way: the end of a socket tells it so. It is deaf to the signals that end a terminal's job. What can be
 * promised:
 *
 *   - the owner ends, dies or is killed (SIGKILL as well): every token is given back, by the
 * keeper;
 *   - the keeper alone is killed: every token that the owner knows of is given back, by the owner;
 *     one that was just being taken or given is lost;
 *   - both are killed at once: their tokens are lost. make says so when it ends: "INTERNAL: Exiting
 *     with 3 jobserver tokens available; should be 4!"
 *
 * Whose owner was killed also has no say any more about the jobs that run on: their slots are free again while they do.
 */
#ifndef JOBSERVER_H
#define JOBSERVER_H

#include <stdbool.h>

struct jobserver;

enum jobserver_state {
	JOBSERVER_NONE,   /* no make above us has one */
	JOBSERVER_CLOSED, /* one has, but does not share it: its recipe needs a '+' before the command */
	JOBSERVER_OPEN,   /* there it is */
};

/* What a text as that of MAKEFLAGS says. */
struct jobserver_named {
	bool dry_run;  /* make -n */
	bool named;    /* a job server that may be there */
	bool withheld; /* one that is not for this command: make 4.4 says so by numbers below 0 */
	char *fifo;    /* its path, for free(); NULL for a pipe: */
	int read_end, write_end;
	long jobs; /* the -j beside it, or 0: there is none, or it says no number */
};

/* Read such a text, which may be NULL. */
void jobserver_parse(const char *makeflags, struct jobserver_named *ret_named);

/* Look at the environment. Nothing is opened or changed, so who hands its descriptors and its environment on to another
 * make hands on the job server. */
enum jobserver_state jobserver_look(void);

/* Open both ends of a job server's FIFO. They do not block, and programs that are started do not inherit them. False:
 * it is not there, is no FIFO, or is not for us. */
bool jobserver_open_fifo(const char *path, int *ret_read, int *ret_write);

/* Is this `make -n`, in which nothing is to be done? A recipe with a '+' runs there, too. */
bool jobserver_dry_run(void);

/* The job server of the environment, or NULL if the state is not JOBSERVER_OPEN. Programs that are started from now on
 * do not inherit its descriptors: one that lives on would keep make from ending. Takes no token. Ignores SIGPIPE, which
 * children would inherit: give it back to them. */
struct jobserver *jobserver_open(void);

/* Say how many tokens are wanted altogether, those held included. None is taken or given back now; who wants fewer than
 * it holds gives them back as soon as it can. */
void jobserver_want(struct jobserver *js, unsigned tokens);

/* A descriptor that can be read when a token has come: poll it, then ask jobserver_held. Below 0 while none was wanted
 * yet, or if none will come any more. */
int jobserver_fd(const struct jobserver *js);

/* How many tokens are held now. Does not wait. */
unsigned jobserver_held(struct jobserver *js);

/* Give one back. */
void jobserver_give(struct jobserver *js);

/* Give all back, wait until they are, and free it. NULL is let pass. Whoever exits without this loses none, but make
 * might look for them before they are there. */
void jobserver_close(struct jobserver *js);

#endif
