/* Shell text that runs as a process of its own, beside others. */
#ifndef SHELL_H
#define SHELL_H

#include <sys/types.h>

struct buf;

struct shell {
	pid_t child;
	int out;
};

/* Start shell text in a folder. Its standard output is kept for shell_finish, its standard error is ours. Status 127 if
 * the folder is not there. */
void shell_start(struct shell *ret_shell, const char *dir, const char *command);

/* Append all it prints, until it ends; its exit status, or 128 + n for a signal. */
int shell_finish(struct shell *s, struct buf *out);

#endif
