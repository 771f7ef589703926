#include "unit/foreground.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

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

/* Stop as the command did, and go on with it. How long that took. */
static long long
stop_too(struct foreground *f)
{
	long long start = clock_ticks();

	set_group(f, getpgrp());
	kill(0, SIGTSTP); /* the shell sees that its job has stopped; without a shell, nobody would let it go on, and nothing stops */
	if (tcgetpgrp(f->terminal) == getpgrp())
		set_group(f, f->group);
	kill(-f->group, SIGCONT);
	return clock_ticks() - start;
}

long long
foreground_follow(struct foreground *f)
{
	siginfo_t info = { 0 };

	if (!waitid(P_PID, (id_t)f->group, &info, WSTOPPED | WNOHANG) && info.si_pid == f->group) {
		bool asks = info.si_status == SIGTTIN || info.si_status == SIGTTOU;

		if (asks && f->terminal < 0)
			f->terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
		if (f->terminal < 0)
			return 0;
		if (tcgetpgrp(f->terminal) == f->group)
			return stop_too(f);
		f->waiting |= asks;
	}
	if (f->waiting)
		hand_over(f);
	return 0;
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
