/*
 * A program and all that it starts, from its start to the end of the last of them. It runs in a process group of its
 * own, with nothing of ours but three descriptors and the environment: default signals, none of them blocked, no other
 * descriptor. To end it, every process of the tree gets SIGTERM, and SIGKILL when a grace is over; what the program
 * leaves running at its own end, too.
 *
 * A process may leave the group, and be left by its parent. On Linux it is found nevertheless, where everything below
 * this process is one tree (`sole`): orphans become our children. Elsewhere, and where several trees run at a time, the
 * process group is all that is known of a tree; who needs more starts each by `nightshift exec`, which watches but that
 * one.
 *
 *     watch_signals();
 *     if (!watch_start(&w, &program))
 *             ... errno says why ...
 *     while (!watch_step(&w, clock_ticks()))
 *             watch_wait(fds, ready, n, watch_next(&w));
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct watch_program {
	char *const *argv; /* the first is looked for in PATH, unless it has a slash */
	int in, out, err;  /* its descriptors; each above 2, or its own number */
	bool sole;         /* nothing else is below this process; where there is, it is not taken so */
	int if_left;       /* the signal it gets when this process dies before it, or 0; Linux only */
};

/* How far it is. All times are microseconds of clock_ticks(), and -1 is none. */
struct watch {
	pid_t leader; /* the program; its group has the same number */
	bool sole;
	bool exited;       /* the program itself; others may still run */
	int status;        /* then: as waitpid() gives it */
	bool stopping;     /* the tree has got SIGTERM */
	bool lost;         /* some of the tree is still there, and cannot be ended */
	long long kill_at; /* while stopping: when SIGKILL follows */
	long long give_up; /* and when nothing more is tried */
	long long look_at; /* when to look again, since no signal will tell */
};

/* Take SIGCHLD, SIGTERM, SIGINT and SIGHUP, which from now on are noticed in watch_wait() only. A SIGINT or SIGHUP that
 * is ignored stays so. */
void watch_signals(void);

/* How many of SIGTERM, SIGINT and SIGHUP have come, and which was the last one. */
int watch_signal_count(void);
int watch_last_signal(void);

/* Start it. False, with errno set, if it cannot be executed. */
bool watch_start(struct watch *ret_watch, const struct watch_program *p);

/* End the tree: SIGTERM now, and SIGKILL when so many microseconds are over. Again: the sooner one counts. */
void watch_stop(struct watch *w, long long now, long long grace);

/* See what has happened, and do what is due. True if nothing of the tree is left, or `lost`. */
bool watch_step(struct watch *w, long long now);

/* When watch_step() has to be called at the latest if no signal comes; or -1. */
long long watch_next(const struct watch *w);

/* Wait until a signal comes, that time (-1: forever), or one of the n descriptors can be read; those below 0 are left
 * out. What can be read is true in ret_ready. */
void watch_wait(const int *fds, bool *ret_ready, size_t n, long long until);

/* The exit status as a shell gives it: of a signal 128 and its number. */
int watch_exit_status(int status);

#endif
