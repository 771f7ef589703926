#include "base/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"

void
shell_start(struct shell *ret_shell, const char *dir, const char *command)
{
	struct shell *s = ret_shell;
	int fds[2];

	if (pipe(fds))
		die("cannot make a pipe:");
	s->child = fork();
	if (s->child < 0)
		die("cannot start a process:");
	if (!s->child) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		if (!chdir(dir))
			execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	s->out = fds[0];
	fcntl(s->out, F_SETFD, FD_CLOEXEC);
}

int
shell_finish(struct shell *s, struct buf *out)
{
	char chunk[4096];
	ssize_t n;
	int status;

	while ((n = read(s->out, chunk, sizeof(chunk))) != 0) {
		if (n > 0)
			buf_add(out, chunk, (size_t)n);
		else if (errno != EINTR)
			break;
	}
	close(s->out);
	while (waitpid(s->child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
