/*
 * A program and all that it starts, watched from its start until the last of these processes has ended. The program
 * runs in a process group of its own and gets nothing of ours but three descriptors and the environment: the default
 * signals, none of them blocked, and no other descriptor. To end it, every process of the tree gets SIGTERM, and
 * SIGKILL when a grace is over. What the program leaves running is ended in the same way.
 *
 * A process may leave the group, and its parent may end before it. On Linux such a process is found nevertheless,
 * where everything below this process is one tree (`sole`): orphans become our children. On other systems, and where
 * several trees run at a time, only the process group of a tree is known; a caller that needs more starts each tree
 * by `nightshift exec`, which watches only that one.
 *
 * Ctrl-Z stops the trees, too, and this process with them; when it goes on, they go on, and their time limits have not come
 * nearer (clock_ticks stood still).
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
	/* The first is looked for in PATH, unless it has a slash; a script without "#!" is for /bin/sh. */
	char *const *argv;
	char *const *env; /* its environment, NULL at the end; or NULL: that of this process */
	int in, out, err; /* its descriptors; each above 2, or its own number */
	int keep[2];      /* two more that it gets under their own numbers; 0: none */
	bool sole; /* everything below this process is of the tree; false is assumed where there are children already */
	int if_left; /* the signal it gets if this process dies before it, or 0; Linux only */
};

/* The state of a tree. All times are microseconds of clock_ticks(), and -1 is none. */
struct watch {
	pid_t leader; /* the program; its group has the same number */
	bool sole;
	bool exited;        /* the program itself; others may still run */
	int status;         /* then: as waitpid() gives it */
	bool stopping;      /* the tree has got SIGTERM */
	bool lost;          /* some of the tree is still there, and cannot be ended */
	long long kill_at;  /* while stopping: when SIGKILL follows */
	long long give_up;  /* and when nothing more is tried */
	long long look_at;  /* when to look again, since no signal will tell */
	struct watch *next; /* of those that are watched */
};

/* Take SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGTSTP and SIGCONT: from now on they are noticed in watch_wait() only. A SIGINT, SIGHUP
 * or SIGTSTP that is ignored stays ignored. */
void watch_signals(void);

/* As watch_signals, in a process that serves its parent: when SIGTSTP comes it stops its trees, and waits for SIGCONT, but it does
 * not stop itself: both signals come from the parent, which has told `watch_tell_stop`. */
void watch_signals_of_parent(void);

/* From now on, when Ctrl-Z stops this process, `tell` hears of it before (SIGTSTP) and after (SIGCONT), to hand it on to processes that
 * have taken watch_signals_of_parent; or NULL: nobody. */
void watch_tell_stop(void (*tell)(void *context, int sig), void *context);

/* How many of SIGTERM, SIGINT and SIGHUP have come, and which was the last one. */
int watch_signal_count(void);
int watch_last_signal(void);

/* Forget the signals that have come, the trees, and who is told: a process that was just forked begins anew. */
void watch_begin_anew(void);

/* Open /dev/null, for reading and writing, as a descriptor above the first three; programs that are started do not
 * inherit it. Dies if that cannot be done. */
int watch_open_nothing(void);

/* Make a pipe to or from a program. Neither end is inherited, and ours does not block. False, with errno set, if that
 * cannot be done. */
bool watch_pipe(int *ret_ours, int *ret_its, bool we_read);

/* Start the program. False, with errno set, if it cannot be executed. The watch stays where it is until watch_step() says that it is
 * over. */
bool watch_start(struct watch *ret_watch, const struct watch_program *p);

/* End the tree: SIGTERM now, and SIGKILL after so many microseconds. If this is asked again, the sooner SIGKILL
 * counts. */
void watch_stop(struct watch *w, long long now, long long grace);

/* See what has happened, and do what is due. True if no process of the tree is left, or `lost`. */
bool watch_step(struct watch *w, long long now);

/* When watch_step() has to be called at the latest if no signal comes; or -1. */
long long watch_next(const struct watch *w);

/*
 * See the tree through to its end. It is ended, with that grace, when a signal comes beyond the `seen` first ones, when
 * `owner` can be read (a descriptor, or -1), or at the time `limit` (or -1) unless the program itself has ended; at once when
 * one more of the first two comes. Was it the limit?
 */
bool watch_see_through(struct watch *w, int seen, int owner, long long limit, long long grace);

/* The earlier of two times; -1 is none. */
long long watch_earlier(long long a, long long b);

/* Wait until a signal comes, until that time (-1: forever), or until one of the n descriptors can be read; those
 * below 0 are left out. ret_ready says which can be read. */
void watch_wait(const int *fds, bool *ret_ready, size_t n, long long until);

/* Kill all processes below this one, except those of the n given ones, which are children of this process, and what is below
 * them. They are strays of a child that died before it had ended them. Nothing where the system does not tell. */
void watch_end_strays(const pid_t *known, size_t n);

/* The exit status as a shell gives it: 128 and the number of a signal. */
int watch_exit_status(int status);

#endif
