#include "run/gnumake.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "unit/jobserver.h"
#include "base/process.h"

static const struct loc command_line = { 0 };

enum { MAJOR = 4, MINOR = 3 }; /* the oldest that reads tests.mk */

/* --- which ------------------------------------------------------------------------------------ */

/* The version that a program says, as "4.3", or "" if it is no GNU Make. False if there is none. */
static bool
ask_version(struct arena *a, const char *program, const char **ret_version)
{
	struct buf command = { 0 }, said = { 0 };
	struct process shell;
	static const char title[] = "GNU Make ";

	esc_sh(&command, program, strlen(program));
	buf_adds(&command, " --version 2>/dev/null");
	process_start(&shell, ".", buf_text(&command));
	int status = process_finish(&shell, &said);
	const char *s = buf_text(&said);

	*ret_version = "";
	if (!strncmp(s, title, sizeof(title) - 1))
		*ret_version = arena_strndup(a, s + sizeof(title) - 1, strspn(s + sizeof(title) - 1, "0123456789."));
	buf_release(&command);
	buf_release(&said);
	return status != 127 && status != 126;
}

static bool
is_new(const char *version)
{
	char *end;
	long major = strtol(version, &end, 10), minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return major > MAJOR || (major == MAJOR && minor >= MINOR);
}

const char *
gnumake_find(struct arena *a, struct diag *d)
{
	const char *said = getenv("MAKE"), *version;
	const char *const named[] = { said, NULL }, *const usual[] = { "gmake", "make", NULL };

	for (const char *const *p = said && *said ? named : usual; *p; p++) {
		if (!ask_version(a, *p, &version) || (!*version && p[1]))
			continue;
		if (is_new(version))
			return *p;
		if (!*version)
			diag_error(d, command_line,
				"'%s' is not GNU Make: install version %d.%d or later, or name it in the environment as MAKE",
				*p, MAJOR, MINOR);
		else
			diag_error(d, command_line,
				"'%s' is GNU Make %s: install version %d.%d or later, or name it in the environment as MAKE",
				*p, version, MAJOR, MINOR);
		return NULL;
	}
	diag_error(d, command_line,
		"there is no GNU Make%s%s%s: install version %d.%d or later, or name it in the environment as MAKE",
		said && *said ? " '" : "", said && *said ? said : "", said && *said ? "'" : "", MAJOR, MINOR);
	return NULL;
}

/* --- the outer make --------------------------------------------------------------------------- */

/* Is it a pipe that whoever started us left open? Make closes them for a recipe that is no make's (without '+'), or
 * says -2; then the number may be that of a file that we have opened since, and those are not for our children. */
static bool
is_inherited(int fd)
{
	struct stat st;
	int flags = fd < 0 ? -1 : fcntl(fd, F_GETFD);

	return flags >= 0 && !(flags & FD_CLOEXEC) && !fstat(fd, &st) && S_ISFIFO(st.st_mode);
}

bool
gnumake_outer(struct gnumake_jobs *ret_outer, struct arena *a)
{
	struct jobserver_named named;
	bool there;

	jobserver_parse(getenv("MAKEFLAGS"), &named);
	/* A make before 4.4 does not start if it is told of a FIFO, and what we start need not be of the outer one's
	 * version. Every make knows descriptors. */
	if (named.named && named.fifo) {
		there = jobserver_open_fifo(named.fifo, &named.read_end, &named.write_end);
		if (there) { /* make waits at what it gets */
			fcntl(named.read_end, F_SETFL, 0);
			fcntl(named.write_end, F_SETFL, 0);
		}
	} else {
		there = named.named && is_inherited(named.read_end) && is_inherited(named.write_end);
	}
	free(named.fifo);
	if (!there)
		return false;
	ret_outer->read_end = named.read_end;
	ret_outer->write_end = named.write_end;
	ret_outer->jobs = named.jobs;
	ret_outer->makeflags = named.jobs
		? arena_printf(a, " -j%ld --jobserver-auth=%d,%d", named.jobs, named.read_end, named.write_end)
		: arena_printf(a, " -j --jobserver-auth=%d,%d", named.read_end, named.write_end);
	return true;
}

/* --- the process ------------------------------------------------------------------------------ */

void
gnumake_start(struct gnumake *ret_make, const char *dir, char *const *argv, const char *const *env,
	const struct gnumake_jobs *outer)
{
	struct gnumake *m = ret_make;
	int fds[2];

	if (pipe(fds))
		die("cannot make a pipe:");
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	m->out = fds[0];
	m->child = fork();
	if (m->child < 0)
		die("cannot start a process:");
	if (m->child) {
		close(fds[1]);
		setpgid(m->child, m->child); /* both do it, so that it is done for either */
		return;
	}
	int nothing = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody would wait for it */
#endif
	dup2(nothing, STDIN_FILENO);
	dup2(fds[1], STDOUT_FILENO);
	dup2(fds[1], STDERR_FILENO);
	close(fds[1]);
	close(nothing);
	unsetenv("MAKEFLAGS");
	unsetenv("MFLAGS");
	unsetenv("MAKELEVEL");
	unsetenv("MAKEFILES");
	unsetenv("MAKEOVERRIDES");
	if (outer->makeflags) {
		setenv("MAKEFLAGS", outer->makeflags, 1);
		fcntl(outer->read_end, F_SETFD, 0);
		fcntl(outer->write_end, F_SETFD, 0);
	}
	for (; *env; env++)
		putenv((char *)*env);
	/* What we ignore or catch, make must not. */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (chdir(dir)) {
		fprintf(stderr, "nightshift: cannot work in '%s': %s\n", dir, strerror(errno));
		_exit(127);
	}
	execvp(argv[0], argv);
	fprintf(stderr, "nightshift: cannot start '%s': %s\n", argv[0], strerror(errno));
	_exit(127);
}

void
gnumake_stop(const struct gnumake *m)
{
	/* To make alone: it then starts nothing more, and waits for its children. */
	kill(m->child, SIGINT);
}

void
gnumake_end(const struct gnumake *m)
{
	kill(-m->child, SIGTERM);
}

void
gnumake_kill(const struct gnumake *m)
{
	kill(-m->child, SIGKILL);
}

int
gnumake_status(const struct gnumake *m)
{
	int status;

	if (waitpid(m->child, &status, WNOHANG) != m->child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
