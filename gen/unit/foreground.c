#include "unit/foreground.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

void
foreground_begin(struct foreground *ret_foreground, pid_t group)
{
	*ret_foreground = (struct foreground){ .group = group, .terminal = -1 };
}

/* Put the group into the foreground. Who does that from the background would be stopped. */
static void
set_group(struct foreground *f, pid_t group)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGTTOU);
	sigprocmask(SIG_BLOCK, &set, &before);
	tcsetpgrp(f->terminal, group);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Hand the terminal over if it is ours, and let the command go on. */
static void
hand_over(struct foreground *f)
{
	f->waiting = tcgetpgrp(f->terminal) != getpgrp();
	if (f->waiting)
		return;
	f->had = true;
	set_group(f, f->group);
	kill(-f->group, SIGCONT);
}

/* Is Ctrl-Z ignored here? Then nobody takes notice of a job that has stopped. */
static bool
may_not_stop(void)
{
	struct sigaction now;

	return !sigaction(SIGTSTP, NULL, &now) && now.sa_handler == SIG_IGN;
}

/* The command has stopped while it had the terminal: so do we all, as by Ctrl-Z. Watch does the rest: it waits until somebody lets this
 * process go on, and lets the command go on, which asks for the terminal again. */
static void
stop_too(struct foreground *f)
{
	if (may_not_stop()) {
		kill(-f->group, SIGCONT);
		return;
	}
	set_group(f, getpgrp());
	kill(0, SIGTSTP);
}

void
foreground_follow(struct foreground *f)
{
	siginfo_t info = { 0 };

	if (!waitid(P_PID, (id_t)f->group, &info, WSTOPPED | WNOHANG) && info.si_pid == f->group) {
		bool asks = info.si_status == SIGTTIN || info.si_status == SIGTTOU;

		if (asks && f->terminal < 0)
			f->terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
		if (f->terminal < 0)
			return;
		if (tcgetpgrp(f->terminal) == f->group)
			stop_too(f);
		else
			f->waiting |= asks;
	}
	if (f->waiting)
		hand_over(f);
}

void
foreground_end(struct foreground *f)
{
	if (f->terminal < 0)
		return;
	if (tcgetpgrp(f->terminal) == f->group)
		set_group(f, getpgrp());
	close(f->terminal);
	f->terminal = -1;
}
