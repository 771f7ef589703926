/* Linux shows syscall() with _DEFAULT_SOURCE, FreeBSD sysctl() and closefrom() to programs that ask for no standard. */
#include "base/portable.h"
#if defined(__linux__)
#define _DEFAULT_SOURCE
#elif defined(__FreeBSD__)
#undef _POSIX_C_SOURCE
#undef _XOPEN_SOURCE
#endif
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <mach-o/dyld.h>
#elif defined(__FreeBSD__)
#include <sys/sysctl.h>
#elif defined(__linux__)
#include <sys/syscall.h>
#endif

#include "base/arena.h"
#include "base/buf.h"
#include "base/descriptors.h"
#include "base/diag.h"
#include "base/environment.h"

enum { PATH_SIZE = 4096, DESCRIPTORS_MAX = 65536 };

static void
keep_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); /* the lowest number is this one */
}

/* Become sh with the text, in the folder, with that environment. */
_Noreturn static void
become_shell(const char *dir, const char *command, char **env)
{
	descriptors_restore();
	if (!chdir(dir))
		execle("/bin/sh", "sh", "-c", command, (char *)NULL, env);
	_exit(127);
}

void
process_begin(void)
{
	keep_standard();
	signal(SIGCHLD, SIG_DFL);
	environment_clean();
}

void
process_start(struct process *ret_process, const char *dir, const char *command)
{
	process_start_pipe(ret_process, dir, &command, 1);
}

/* Let no program that is started inherit the descriptor. */
static void
close_in_children(int fd)
{
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		die("cannot close a descriptor in the programs that are started:");
}

/* Make a pipe that no program inherits by chance. */
static void
open_pipe(int fds[2])
{
	if (pipe(fds))
		die("cannot make a pipe:");
	close_in_children(fds[0]);
	close_in_children(fds[1]);
}

void
process_start_pipe(struct process *ret_process, const char *dir, const char *const *parts, size_t count)
{
	struct process *p = ret_process;
	struct arena arena = { 0 };
	struct environment env;

	*p = (struct process){ .children = xcalloc(count, sizeof(*p->children)), .count = count, .out = -1 };
	p->err = tmpfile();
	if (!p->err)
		die("cannot make a temporary file:");
	close_in_children(fileno(p->err));
	environment_begin(&env, &arena);
	for (size_t i = 0; i < count; i++) {
		int fds[2];

		open_pipe(fds);
		p->children[i] = fork();
		if (p->children[i] < 0)
			die("cannot start a process:");
		if (!p->children[i]) {
			if (i)
				dup2(p->out, STDIN_FILENO);
			dup2(fds[1], STDOUT_FILENO);
			dup2(fileno(p->err), STDERR_FILENO);
			if (count > 1)
				signal(SIGPIPE, SIG_DFL);
			become_shell(dir, environment_shell_text(&env, parts[i]), env.vars);
		}
		close(fds[1]);
		if (i)
			close(p->out);
		p->out = fds[0];
	}
	arena_release(&arena);
}

/* Append all that comes until the end. Dies if that cannot be read: what is missing would be lost in silence. */
static void
read_all(int fd, struct buf *out)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n > 0)
			buf_add(out, chunk, (size_t)n);
		else if (errno != EINTR)
			die("cannot read what a command prints:");
	}
}

int
process_finish(struct process *p, struct buf *out, struct buf *err, size_t *ret_part)
{
	enum { SIGPIPE_STATUS = 128 + SIGPIPE };
	int first = 0;

	read_all(p->out, out);
	close(p->out);
	for (size_t i = 0; i < p->count; i++) {
		int status;

		while (waitpid(p->children[i], &status, 0) < 0)
			if (errno != EINTR)
				die("cannot wait for a process:");
		status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (first || !status || (status == SIGPIPE_STATUS && i + 1 < p->count))
			continue;
		first = status;
		if (ret_part)
			*ret_part = i;
	}
	free(p->children);
	if (lseek(fileno(p->err), 0, SEEK_SET))
		die("cannot read what a command prints:");
	read_all(fileno(p->err), err);
	fclose(p->err);
	return first;
}

/* Close the descriptors from `first` to `last`. */
static void
close_range_of(int first, int last)
{
	if (first > last)
		return;
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, (unsigned)first, last == INT_MAX ? ~0u : (unsigned)last, 0u))
		return;
#endif
#ifdef __FreeBSD__
	if (last == INT_MAX) {
		closefrom(first);
		return;
	}
#endif
	long end = sysconf(_SC_OPEN_MAX);

	end = end < 0 || end > DESCRIPTORS_MAX ? DESCRIPTORS_MAX : end;
	for (int fd = first; fd <= last && fd < end; fd++)
		close(fd);
}

void
process_close_others(const int *keep, size_t n)
{
	int first = 0, kept;

	do { /* close those between two that are kept */
		kept = INT_MAX;
		for (size_t i = 0; i < n; i++)
			if (keep[i] >= first && keep[i] < kept)
				kept = keep[i];
		close_range_of(first, kept == INT_MAX ? INT_MAX : kept - 1);
		first = kept == INT_MAX ? INT_MAX : kept + 1;
	} while (kept != INT_MAX);
}

/* A file that this process may execute. */
static bool
is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

const char *
process_find(struct arena *a, const char *name, const char *path)
{
	const char *from = path ? path : "/usr/bin:/bin"; /* as POSIX has it without PATH: anywhere */

	if (strchr(name, '/'))
		return arena_strdup(a, name);
	for (bool more = *name; more;) {
		size_t len = strcspn(from, ":");
		const char *found = arena_printf(a, "%.*s/%s", len ? (int)len : 1, len ? from : ".", name);

		if (is_program(found))
			return found;
		more = from[len];
		from += len + 1;
	}
	return NULL;
}

/* Where the system says that this program lies. False if it does not say. */
static bool
ask_system(char path[PATH_SIZE])
{
#if defined(__APPLE__)
	uint32_t size = PATH_SIZE;

	return !_NSGetExecutablePath(path, &size);
#elif defined(__FreeBSD__)
	const int question[] = { CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1 };
	size_t size = PATH_SIZE;

	return !sysctl(question, countof(question), path, &size, NULL, 0) && size;
#elif defined(__linux__)
	ssize_t n = readlink("/proc/self/exe", path, PATH_SIZE - 1);

	path[n > 0 ? n : 0] = '\0';
	return n > 0;
#else
	(void)path;
	return false;
#endif
}

const char *
process_self(struct arena *a, const char *argv0)
{
	char path[PATH_SIZE];
	const char *self = ask_system(path) ? path : process_find(a, argv0, getenv("PATH"));
	/* nightshift-core lies beside the program, not beside a link to it. */
	char *real = self ? realpath(self, NULL) : NULL;

	self = arena_strdup(a, real ? real : argv0);
	free(real);
	return self;
}

const char *
process_beside(struct arena *a, const char *self, const char *name)
{
	const char *slash = strrchr(self, '/');

	return slash ? arena_printf(a, "%.*s/%s", (int)(slash - self), self, name) : arena_printf(a, "./%s", name);
}
