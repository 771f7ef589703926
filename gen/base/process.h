/* Processes: shell text that runs beside others, and the program that runs here. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct arena;
struct buf;

struct process {
	pid_t *children; /* process_finish releases them */
	size_t count;
	int out;
	FILE *err; /* a file without a name */
};

/* Start text for sh in a folder. What it prints is kept for process_finish. Dies if no process can be started; status 127 if the
 * folder is not there. */
void process_start(struct process *ret_process, const char *dir, const char *command);

/* The same for a pipe of so many parts, at least one: each is text for a sh of its own. Whatever a caller ignores, a part that
 * writes into the pipe when nobody reads any more is ended by SIGPIPE. */
void process_start_pipe(struct process *ret_process, const char *dir, const char *const *parts, size_t count);

/*
 * Append all it prints on its standard output and its standard error, until it ends; what comes back is its exit status, or
 * 128 + n for signal n. Of a pipe it is that of the first part that failed, whose number, from 0, is in ret_part; unless
 * ret_part is NULL. In `list | head`, `list` may not get rid of all it has: its SIGPIPE is no failure, but that of the last part
 * is. Dies if what it prints cannot be read.
 */
int process_finish(struct process *p, struct buf *out, struct buf *err, size_t *ret_part);

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

/* The path of the program of that name, in the arena: a name with a slash is one itself, any other is looked for in the folders
 * that the text `path` lists as PATH does (NULL: it is not set). NULL if none of them has it. */
const char *process_find(struct arena *a, const char *name, const char *path);

/* The path of the running program without links, in the arena. Where the system does not tell, it is found as a shell finds
 * argv0; so ask before the folder or PATH changes. argv0 itself if it cannot be found. */
const char *process_self(struct arena *a, const char *argv0);

/* The path of the program `name` in the folder of the program at `self`, in the arena: nightshift and nightshift-core
 * are installed together. */
const char *process_beside(struct arena *a, const char *self, const char *name);

#endif
