/* Processes: shell text that runs beside others, and the program that runs here. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct arena;
struct buf;

struct process {
	pid_t child;
	int out;
	FILE *err; /* a file without a name */
};

/*
 * Start shell text in a folder. What it prints is kept for process_finish. Where the shell can tell (set -o pipefail), a pipe
 * fails if one of its parts does. Dies if no process can be started; status 127 if the folder is not there.
 */
void process_start(struct process *ret_process, const char *dir, const char *command);

/* Append all it prints on its standard output and its standard error, until it ends; what comes back is its exit status, or
 * 128 + n for signal n. */
int process_finish(struct process *p, struct buf *out, struct buf *err);

/*
 * To be called first, so that nothing that a caller hands down changes what is done here:
 * Where descriptors 0 to 2 are closed, no file that is opened later may get their numbers, or what is printed would go into it.
 * Reading from one of them or writing to it still fails as with one that is closed.
 * SIGCHLD is not ignored, or the system would not tell how a child has ended. What a caller ignores on purpose stays ignored (SIGHUP
 * by nohup, SIGINT and SIGTSTP by a shell without job control, SIGPIPE), and what it blocks is blocked until watch_signals().
 * The environment is cleaned (environment_clean).
 */
void process_begin(void);

/* Close all descriptors but the n given ones. It may be called between vfork() and exec. */
void process_close_others(const int *keep, size_t n);

/* The path of the running program, in the arena; argv0 where the system does not tell. */
const char *process_self(struct arena *a, const char *argv0);

/* The path of the program `name` in the folder of the program at `self`, in the arena: nightshift and nightshift-core
 * are installed together. */
const char *process_beside(struct arena *a, const char *self, const char *name);

#endif
