/* On Linux this uses vfork(), which is not POSIX; elsewhere posix_spawnp(). */
#include "base/portable.h"
#ifdef __linux__
#define _DEFAULT_SOURCE
#endif
#include "unit/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#else
#include <spawn.h>
#endif

#include "base/arena.h"
#include "base/base.h"
#include "base/descriptors.h"
#include "base/process.h"
#include "unit/watch.h"

extern char **environ;

#ifdef __linux__
/* Give a descriptor another number. */
static bool
put(int fd, int number)
{
	return fd == number || dup2(fd, number) == number;
}

/* Between vfork() and exec: what is written here is written into the parent's memory. */
_Noreturn static void
become(const struct watch_program *p, pid_t parent, volatile int *ret_errno)
{
	const int kept[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, p->keep[0], p->keep[1] };
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;

	setpgid(0, 0);
	if (p->if_left) {
		prctl(PR_SET_PDEATHSIG, p->if_left);
		if (getppid() != parent)
			_exit(127);
	}
	if (!put(p->in, STDIN_FILENO) || !put(p->out, STDOUT_FILENO) || !put(p->err, STDERR_FILENO)) {
		*ret_errno = errno;
		_exit(127);
	}
	process_close_others(kept, countof(kept));
	for (size_t i = 0; i < countof(p->keep); i++)
		if (p->keep[i])
			fcntl(p->keep[i], F_SETFD, 0);
	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			sigaction(sig, &usual, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	descriptors_restore();
	execvp(p->argv[0], p->argv);
	*ret_errno = errno;
	_exit(127);
}

/* The errno of its start, or 0. */
static int
start(pid_t *ret_leader, const struct watch_program *p)
{
	volatile int err = 0;
	pid_t parent = getpid();
	char **of_ours = environ;

	if (p->env)
		environ = (char **)(uintptr_t)p->env; /* execvp() looks for PATH there, too */
	pid_t leader = vfork();

	if (leader)
		environ = of_ours;
	if (leader < 0)
		return errno;
	if (!leader)
		become(p, parent, &err);
	*ret_leader = leader;
	if (err)
		while (waitpid(leader, NULL, 0) < 0 && errno == EINTR)
			;
	return err;
}
#else
enum { SPAWN_CLOSES = 65536 }; /* descriptors below that are not inherited where the system must be told of each one */

static int
start(pid_t *ret_leader, const struct watch_program *p)
{
	short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
	posix_spawnattr_t attr;
	posix_spawn_file_actions_t actions;
	sigset_t all, none;

#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT /* macOS: what the actions do not name is closed */
	flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	sigemptyset(&none);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, flags);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, p->in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, p->out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, p->err, STDERR_FILENO);
#ifndef POSIX_SPAWN_CLOEXEC_DEFAULT
	long end = sysconf(_SC_OPEN_MAX);

	for (int fd = 3; fd < (end < 0 || end > SPAWN_CLOSES ? SPAWN_CLOSES : end); fd++)
		if (fd != p->keep[0] && fd != p->keep[1] && fcntl(fd, F_GETFD) >= 0)
			posix_spawn_file_actions_addclose(&actions, fd);
#endif
	for (size_t i = 0; i < countof(p->keep); i++)
		if (p->keep[i])
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
			posix_spawn_file_actions_addinherit_np(&actions, p->keep[i]);
#else
			posix_spawn_file_actions_adddup2(&actions, p->keep[i], p->keep[i]);
#endif
	char **of_ours = environ;

	if (p->env)
		environ = (char **)(uintptr_t)p->env; /* that is where it looks for PATH */
	descriptors_restore();
	int err = posix_spawnp(ret_leader, p->argv[0], &actions, &attr, p->argv, environ);

	descriptors_resume();
	environ = of_ours;
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return err;
}
#endif

/* The PATH of that environment, or NULL. */
static const char *
path_of(char *const *env)
{
	for (; *env; env++)
		if (!strncmp(*env, "PATH=", 5))
			return *env + 5;
	return NULL;
}

/* Start a file that the kernel does not know how to execute: a script without "#!" is for sh. Some C libraries see to that, and others
 * (musl, and whatever posix_spawn calls) do not. The errno of its start, or 0. */
static int
start_script(pid_t *ret_leader, const struct watch_program *p)
{
	static char sh[] = "/bin/sh";
	struct arena a = { 0 };
	struct watch_program through = *p;
	const char *script = process_find(&a, p->argv[0], path_of(p->env ? p->env : environ));
	size_t n = 0;

	while (p->argv[n])
		n++;
	char **argv = arena_alloc(&a, (n + 2) * sizeof(*argv));

	argv[0] = sh;
	argv[1] = arena_strdup(&a, script ? script : "");
	memcpy(argv + 2, p->argv + 1, n * sizeof(*argv));
	through.argv = argv;
	int err = script ? start(ret_leader, &through) : ENOEXEC;

	arena_release(&a);
	return err;
}

int
spawn_program(pid_t *ret_leader, const struct watch_program *p)
{
	int err = start(ret_leader, p);

	return err == ENOEXEC ? start_script(ret_leader, p) : err;
}
