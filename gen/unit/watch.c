#include "base/portable.h"
#include "unit/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <dirent.h>
#include <sys/prctl.h>
#endif

#include "base/arena.h"
#include "base/base.h"
#include "base/clock.h"
#include "base/diag.h"
#include "unit/spawn.h"

enum {
	LEFT_GRACE = 1000000, /* of what a program leaves running */
	LOOK_AGAIN = 20000,
	GIVE_UP = 10000000, /* after SIGKILL: it is stuck in the kernel, or is not ours to kill */
};

static volatile sig_atomic_t signal_count, last_signal, stop_wanted, go_on_wanted;
static sigset_t outside; /* the signal mask while we wait */
static struct watch *watched;
static pid_t served; /* the process whose SIGTSTP and SIGCONT count, or 0: the terminal's */
static void (*stop_listener)(void *context, int sig);
static void *stop_context;

/* --- time and signals ------------------------------------------------------------------------- */

/*
 * A signal may come after the mask is opened and before poll() waits: so it also writes into a pipe that is waited for. A process
 * that was forked makes a pipe of its own.
 */
static int alarm_pipe[2];
static volatile pid_t alarm_owner;
static volatile sig_atomic_t not_woken; /* a signal could not write into it; one during poll() interrupts that */

static void
on_signal(int sig)
{
	int err = errno;

	if (alarm_owner == getpid() && write(alarm_pipe[1], "", 1) < 0) {
		not_woken |= errno != EAGAIN; /* or it is full, and so wakes us, too */
		errno = err;
	}
	switch (sig) {
	case SIGCHLD: /* it has woken us up */
		break;
	case SIGTSTP:
		stop_wanted = 1;
		break;
	case SIGCONT:
		go_on_wanted = 1;
		break;
	default:
		signal_count++;
		last_signal = sig;
	}
}

/* The end of the pipe that is waited for. That of a process we were forked from is not closed here: another file may have its
 * number. */
static int
alarm_end(void)
{
	int ours, its;

	if (alarm_owner == getpid())
		return alarm_pipe[0];
	if (!watch_pipe(&ours, &its, true) || fcntl(its, F_SETFL, O_NONBLOCK))
		die("cannot make a pipe:");
	alarm_pipe[0] = ours;
	alarm_pipe[1] = its;
	alarm_owner = getpid();
	return ours;
}

/* Take out of the pipe what signals have written. */
static void
quiet_alarm(void)
{
	char some[64];

	while (read(alarm_pipe[0], some, sizeof(some)) == sizeof(some))
		;
}

void
watch_signals(void)
{
	static const int taken[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT };
	struct sigaction action = { .sa_handler = on_signal }, before;
	sigset_t set;

	sigemptyset(&set);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < countof(taken); i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, &outside);
	for (size_t i = 0; i < countof(taken); i++) {
		sigdelset(&outside, taken[i]);
		sigaction(taken[i], &action, &before);
		if (before.sa_handler == SIG_IGN && (taken[i] == SIGINT || taken[i] == SIGHUP || taken[i] == SIGTSTP))
			sigaction(taken[i], &before, NULL);
	}
}

void
watch_signals_of_parent(void)
{
	signal(SIGTSTP, SIG_DFL); /* the parent does not hand on what it ignores */
	watch_signals();
	served = getppid();
}

void
watch_tell_stop(void (*tell)(void *context, int sig), void *context)
{
	stop_listener = tell;
	stop_context = context;
}

int
watch_signal_count(void)
{
	return signal_count;
}

int
watch_last_signal(void)
{
	return last_signal;
}

void
watch_begin_anew(void)
{
	signal_count = stop_wanted = go_on_wanted = 0;
	served = 0;
	watched = NULL;
	watch_tell_stop(NULL, NULL);
}

/* --- descriptors ------------------------------------------------------------------------------ */

int
watch_open_nothing(void)
{
	int fd;

	do /* the first ones may be closed: then they are filled */
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		die("cannot open '%s':", "/dev/null");
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

bool
watch_pipe(int *ret_ours, int *ret_its, bool we_read)
{
	int fds[2];

	if (pipe(fds))
		return false;
	*ret_ours = fds[!we_read];
	*ret_its = fds[we_read];
	if (!fcntl(fds[0], F_SETFD, FD_CLOEXEC) && !fcntl(fds[1], F_SETFD, FD_CLOEXEC) &&
		!fcntl(*ret_ours, F_SETFL, O_NONBLOCK))
		return true;
	int err = errno;

	close(fds[0]);
	close(fds[1]);
	errno = err;
	return false;
}

/* --- its start -------------------------------------------------------------------------------- */

bool
watch_start(struct watch *ret_watch, const struct watch_program *p)
{
	*ret_watch = (struct watch){ .kill_at = -1, .give_up = -1, .look_at = -1 };
#ifdef __linux__
	siginfo_t info;

	/* Children from before, whom this process had when it was another program, are not its. */
	ret_watch->sole = p->sole && waitid(P_ALL, 0, &info, WNOHANG | WNOWAIT | WEXITED);
	if (ret_watch->sole)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
	int err = spawn_program(&ret_watch->leader, p);

	if (!err) {
		ret_watch->next = watched;
		watched = ret_watch;
	}
	errno = err;
	return !err;
}

/* --- its tree --------------------------------------------------------------------------------- */

#ifdef __linux__
/* A process as the kernel shows it. */
struct process_seen {
	pid_t pid, parent, group;
	bool ours;
};

/* Fill in what the kernel says of the process of that number. False if it is gone or a zombie. */
static bool
look_up(struct process_seen *ret, const char *pid)
{
	char path[64], text[512], *end;

	if (strlen(pid) > 20)
		return false;
	strcpy(path, "/proc/");
	strcat(path, pid);
	strcat(path, "/stat");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n < 0 ? 0 : n] = '\0';
	end = strrchr(text, ')'); /* "12 (a name) S 1 9 ...": a name may hold anything */
	if (!end || end[1] != ' ' || !end[2] || end[2] == 'Z' || end[3] != ' ')
		return false;
	ret->pid = (pid_t)strtol(pid, NULL, 10);
	ret->parent = (pid_t)strtol(end + 4, &end, 10);
	ret->group = (pid_t)strtol(end, NULL, 10);
	return true;
}

static int
by_pid(const void *a, const void *b)
{
	pid_t x = ((const struct process_seen *)a)->pid, y = ((const struct process_seen *)b)->pid;

	return (x > y) - (x < y);
}

/* All processes but zombies, for the caller to free. */
static struct process_seen *
all_processes(size_t *ret_count)
{
	struct process_seen *all = NULL;
	size_t n = 0, cap = 0;
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		struct process_seen p = { 0 };

		if (*entry->d_name < '1' || *entry->d_name > '9' || !look_up(&p, entry->d_name))
			continue;
		if (n == cap) {
			struct process_seen *more = realloc(all, (cap ? 2 * cap : 256) * sizeof(*all));

			if (!more)
				break;
			cap = cap ? 2 * cap : 256;
			all = more;
		}
		all[n++] = p;
	}
	if (proc)
		closedir(proc);
	if (n)
		qsort(all, n, sizeof(*all), by_pid);
	*ret_count = n;
	return all;
}

static bool
is_among(pid_t pid, const pid_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == pid)
			return true;
	return false;
}

/* Send it to everything below that process, except the n known ones and what is below them. */
static void
signal_below(pid_t root, const pid_t *known, size_t known_count, int sig)
{
	size_t n;
	struct process_seen *all = all_processes(&n);

	for (bool found = true; found;) {
		found = false;
		for (size_t i = 0; i < n; i++) {
			struct process_seen key = { .pid = all[i].parent };
			const struct process_seen *parent;

			if (all[i].ours || is_among(all[i].pid, known, known_count))
				continue;
			parent = bsearch(&key, all, n, sizeof(*all), by_pid);
			if (all[i].parent == root || (parent && parent->ours))
				found = all[i].ours = true;
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (!all[i].ours)
			continue;
		kill(all[i].pid, sig);
		if (sig == SIGTERM)
			kill(all[i].pid, SIGCONT);
	}
	free(all);
}

/* Has the group a process that is no zombie? Who adopts orphans may be slow to bury them. */
static bool
group_lives(pid_t group)
{
	size_t n, i = 0;
	struct process_seen *all = all_processes(&n);

	while (i < n && all[i].group != group)
		i++;
	free(all);
	return i < n;
}
#else
static bool
group_lives(pid_t group)
{
	(void)group; /* on macOS a group of zombies is not there for kill() either */
	return true;
}
#endif

/* Send it to the whole tree, as far as it is known. */
static void
signal_tree(const struct watch *w, int sig)
{
	if (!w->sole || !w->exited) {
		kill(-w->leader, sig);
		if (sig == SIGTERM) /* one that is stopped does not obey before it goes on */
			kill(-w->leader, SIGCONT);
	}
#ifdef __linux__
	if (w->sole || !w->exited)
		signal_below(w->sole ? getpid() : w->leader, NULL, 0, sig);
#endif
}

void
watch_end_strays(const pid_t *known, size_t n)
{
#ifdef __linux__
	signal_below(getpid(), known, n, SIGKILL);
#else
	(void)known;
	(void)n;
#endif
}

void
watch_stop(struct watch *w, long long now, long long grace)
{
	if (!w->stopping)
		signal_tree(w, SIGTERM);
	if (!w->stopping || now + grace < w->kill_at) {
		w->kill_at = now + grace;
		w->give_up = w->kill_at + GIVE_UP;
	}
	w->stopping = true;
}

/* Take up the processes that have ended. Is there none of the tree left? */
static bool
reap(struct watch *w)
{
	int status;
	pid_t pid;

	for (;;) {
		do
			pid = waitpid(w->sole ? -1 : w->leader, &status, WNOHANG);
		while (pid < 0 && errno == EINTR);
		if (pid <= 0)
			break;
		if (pid == w->leader) {
			w->exited = true;
			w->status = status;
		}
	}
	if (w->sole)
		return pid < 0;
	return w->exited && (kill(-w->leader, 0) || !group_lives(w->leader));
}

/* What is over is not watched any more. */
static bool
over(struct watch *w)
{
	struct watch **at = &watched;

	while (*at && *at != w)
		at = &(*at)->next;
	if (*at)
		*at = w->next;
	return true;
}

bool
watch_step(struct watch *w, long long now)
{
	if (reap(w))
		return over(w);
	if (w->exited && !w->stopping)
		watch_stop(w, now, LEFT_GRACE);
	if (w->stopping && now >= w->kill_at) {
		if (now >= w->give_up) {
			w->lost = true;
			return over(w);
		}
		signal_tree(w, SIGKILL);
		w->kill_at = now + LOOK_AGAIN; /* for what was started meanwhile */
	}
	w->look_at = w->exited ? now + LOOK_AGAIN : -1;
	return false;
}

long long
watch_next(const struct watch *w)
{
	return !w->stopping ? -1 : watch_earlier(w->look_at, w->kill_at);
}

long long
watch_earlier(long long a, long long b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* --- Ctrl-Z ----------------------------------------------------------------------------------- */

static void
signal_all(int sig)
{
	for (const struct watch *w = watched; w; w = w->next)
		signal_tree(w, sig);
}

/* Stop as Ctrl-Z stops a program that takes no signals, until somebody lets this process go on. The kernel knows who cannot be let go on by
 * anybody (its process group is orphaned), and does not stop it then. */
static void
stop_here(void)
{
	struct sigaction usual = { .sa_handler = SIG_DFL }, ours;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaction(SIGTSTP, &usual, &ours);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGTSTP, &ours, NULL);
}

/* Wait until the parent lets us go on, or is gone, or a signal says that all is to end. */
static void
wait_for_parent(void)
{
	static const struct timespec while_it_lives = { .tv_sec = 1 };
	int seen = signal_count;

	while (!go_on_wanted && signal_count == seen && getppid() == served)
		pselect(0, NULL, NULL, NULL, &while_it_lives, &outside);
}

/* Stop the trees, and go on with them. */
static void
stop(void)
{
	long long before = clock_ticks();

	stop_wanted = go_on_wanted = 0;
	signal_all(SIGSTOP);
	if (stop_listener)
		stop_listener(stop_context, SIGTSTP);
	if (served)
		wait_for_parent();
	else
		stop_here();
	if (stop_listener)
		stop_listener(stop_context, SIGCONT);
	signal_all(SIGCONT);
	clock_leave_out(clock_ticks() - before);
}

void
watch_wait(const int *fds, bool *ret_ready, size_t n, long long until)
{
	static struct pollfd *polled; /* grows, and is never freed: all the time it is needed again */
	static size_t cap;
	long long left = until - clock_ticks();
	size_t count = 1;
	sigset_t inside;

	if (n + 1 > cap) {
		cap = 2 * (n + 1);
		polled = xrealloc(polled, cap * sizeof(*polled));
	}
	polled[0] = (struct pollfd){ .fd = alarm_end(), .events = POLLIN };
	for (size_t i = 0; i < n; i++) {
		ret_ready[i] = false;
		if (fds[i] >= 0)
			polled[count++] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	}
	/* In milliseconds, and not too early. */
	left = until < 0 ? -1 : left < 0 ? 0 : (left + 999) / 1000;
	sigprocmask(SIG_SETMASK, &outside, &inside);
	int found = poll(polled, (nfds_t)count, not_woken ? 0 : left > INT_MAX ? INT_MAX : (int)left);

	sigprocmask(SIG_SETMASK, &inside, NULL);
	not_woken = 0;
	quiet_alarm();
	if (stop_wanted)
		stop();
	if (found <= 0)
		return;
	count = 1;
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			ret_ready[i] = polled[count++].revents;
}

bool
watch_see_through(struct watch *w, int seen, int owner, long long limit, long long grace)
{
	bool late = false, gone = false;
	int told = 0; /* how often it was said that it is to end */

	while (!watch_step(w, clock_ticks())) {
		long long now = clock_ticks();

		if (gone) {
			owner = -1;
			seen--;
		}
		told = watch_signal_count() - seen;
		if (told && (!w->stopping || told > 1))
			watch_stop(w, now, told > 1 ? 0 : grace);
		if (limit >= 0 && now >= limit && !w->stopping && !w->exited) {
			late = true;
			watch_stop(w, now, grace);
		}
		watch_wait(&owner, &gone, 1, w->stopping ? watch_next(w) : watch_earlier(watch_next(w), limit));
	}
	return late;
}

int
watch_exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
