#include "base/portable.h"
#include "unit/jobserver.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/process.h"

/* What the owner tells the keeper. Both numbers count from the beginning, so that only the last order matters. */
struct order {
	unsigned want;  /* tokens held at most */
	unsigned given; /* tokens given back so far */
};

struct jobserver {
	int ends[2];  /* to read, and to write */
	long jobs;    /* the -j of the make; 0 if nobody says */
	pid_t keeper; /* 0: not started yet */
	int socket;   /* to the keeper; -1: not there, or no more */
	bool gone;    /* the keeper was killed, or could not be started */
	struct order order;
	struct buf tokens; /* those that are held */
};

/* --- MAKEFLAGS -------------------------------------------------------------------------------- */

/* The value of a word, for free(). make puts a backslash before blanks and backslashes. */
static char *
word_value(const char *s, const char *end)
{
	struct buf out = { 0 };

	for (; s < end; s++) {
		if (*s == '\\' && s + 1 < end)
			s++;
		buf_addc(&out, *s);
	}
	return out.s ? out.s : xcalloc(1, 1);
}

/* Take `R,W` or `fifo:PATH`. */
static void
take_auth(struct jobserver_named *named, const char *s, const char *end)
{
	char *value = word_value(s, end), *rest;

	free(named->fifo);
	named->fifo = NULL;
	named->named = named->withheld = false;
	if (!strncmp(value, "fifo:", 5) && value[5]) {
		named->fifo = value;
		memmove(value, value + 5, strlen(value + 5) + 1);
		named->named = true;
		return;
	}
	long r = strtol(value, &rest, 10), w = -1;

	if (rest != value && *rest == ',' && rest[1])
		w = strtol(rest + 1, &rest, 10);
	named->withheld = rest != value && !*rest && r < 0 && w < 0;
	named->named = !*rest && r >= 0 && w >= 0 && r <= 1 << 20 && w <= 1 << 20;
	named->read_end = (int)r;
	named->write_end = (int)w;
	free(value);
}

void
jobserver_parse(const char *makeflags, struct jobserver_named *ret_named)
{
	static const char *const options[] = { "--jobserver-auth=", "--jobserver-fds=" };
	const char *s = makeflags ? makeflags : "";
	bool first = true;

	*ret_named = (struct jobserver_named){ .read_end = -1, .write_end = -1 };
	/* The first word has the options that are one letter, without a hyphen, if there are any. */
	while (*s) {
		const char *end = s;

		while (*end && !isblank((unsigned char)*end))
			end += *end == '\\' && end[1] ? 2 : 1;
		if (end - s == 2 && !strncmp(s, "--", 2))
			break; /* variables follow */
		if (first && *s != '-' && !memchr(s, '=', (size_t)(end - s)))
			ret_named->dry_run = memchr(s, 'n', (size_t)(end - s));
		first = false;
		if (!strncmp(s, "-j", 2)) {
			long jobs = strtol(s + 2, NULL, 10);

			ret_named->jobs = jobs > 0 ? jobs : 0;
		}
		/* Several may stand there; the last one counts. */
		for (size_t i = 0; i < countof(options); i++) {
			size_t len = strlen(options[i]);

			if ((size_t)(end - s) > len && !strncmp(s, options[i], len))
				take_auth(ret_named, s + len, end);
		}
		for (s = end; isblank((unsigned char)*s); s++)
			continue;
	}
}

/* Can these be the ends of a pipe? A make that does not share its pipe has closed them, and another program may have
 * opened something else under these numbers. */
static bool
is_pipe(int read_end, int write_end)
{
	struct stat r, w;
	int reads = fcntl(read_end, F_GETFL), writes = fcntl(write_end, F_GETFL);

	if (reads < 0 || writes < 0 || (reads & O_ACCMODE) == O_WRONLY || (writes & O_ACCMODE) == O_RDONLY ||
		fstat(read_end, &r) || fstat(write_end, &w) || !S_ISFIFO(r.st_mode) || !S_ISFIFO(w.st_mode))
		return false;
#ifdef __linux__
	if (r.st_dev != w.st_dev || r.st_ino != w.st_ino)
		return false; /* of two pipes */
#endif
	return true;
}

/* Opening does not wait for the other end: as long as make lives, it has both ends open itself. */
bool
jobserver_open_fifo(const char *path, int *ret_read, int *ret_write)
{
	struct stat st;

	*ret_write = -1;
	*ret_read = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (*ret_read < 0)
		return false;
	if (!fstat(*ret_read, &st) && S_ISFIFO(st.st_mode))
		*ret_write = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (*ret_write < 0)
		close(*ret_read);
	return *ret_write >= 0;
}

enum jobserver_state
jobserver_look(void)
{
	struct jobserver_named named;
	enum jobserver_state state = JOBSERVER_NONE;
	struct stat st;

	jobserver_parse(getenv("MAKEFLAGS"), &named);
	if (named.named && named.fifo)
		state = !stat(named.fifo, &st) && S_ISFIFO(st.st_mode) && !access(named.fifo, R_OK | W_OK)
			? JOBSERVER_OPEN
			: JOBSERVER_CLOSED;
	else if (named.named)
		state = is_pipe(named.read_end, named.write_end) ? JOBSERVER_OPEN : JOBSERVER_CLOSED;
	else if (named.withheld)
		state = JOBSERVER_CLOSED;
	free(named.fifo);
	return state;
}

/* What MAKEFLAGS says beside the job server's path. */
static struct jobserver_named
said_here(void)
{
	struct jobserver_named named;

	jobserver_parse(getenv("MAKEFLAGS"), &named);
	free(named.fifo);
	named.fifo = NULL;
	return named;
}

long
jobserver_jobs(void)
{
	return said_here().jobs;
}

bool
jobserver_dry_run(void)
{
	return said_here().dry_run;
}

/* --- the keeper ------------------------------------------------------------------------------- */

static void
wake_up(int signal_number)
{
	(void)signal_number; /* a read that blocks ends with EINTR */
}

/* Read a token; false if another client was faster, between our poll and our read. The pipe is shared with other
 * clients and must stay blocking, so a timer ends the wait. It rings again and again, since the first time may come
 * before the read begins. */
static bool
take_token(int read_end, char *ret_token)
{
	static const struct itimerval on = { { 0, 5000 }, { 0, 5000 } }, off;

	setitimer(ITIMER_REAL, &on, NULL);
	ssize_t n = read(read_end, ret_token, 1);

	setitimer(ITIMER_REAL, &off, NULL);
	return n == 1;
}

/* Give back the token that was taken first; owner and keeper know them in the same order. */
static void
give_first(int write_end, struct buf *tokens)
{
	char token = tokens->s[0];

	memmove(tokens->s, tokens->s + 1, --tokens->len);
	while (write(write_end, &token, 1) < 0) {
		struct pollfd p = { write_end, POLLOUT, 0 };

		if (errno == EAGAIN)
			poll(&p, 1, -1);
		else if (errno != EINTR)
			break; /* that make is gone */
	}
}

/* Take tokens and give them back as the owner at the other end of the socket says; give back all when it is gone. */
_Noreturn static void
keep(const struct jobserver *js, int owner)
{
	static const int deaf[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP };
	struct sigaction action = { .sa_handler = wake_up };
	const int ours[] = { js->ends[0], js->ends[1], owner };
	struct order order = js->order;
	struct buf tokens = { 0 };
	unsigned given = 0;
	sigset_t none;

	setsid(); /* away from the group that is killed, and from the terminal */
	for (size_t i = 0; i < countof(deaf); i++)
		signal(deaf[i], SIG_IGN);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	process_close_others(ours, countof(ours)); /* somebody may wait for the end of a pipe, above all */
	for (;;) {
		struct pollfd p[] = { { owner, POLLIN, 0 }, { tokens.len < order.want ? js->ends[0] : -1, POLLIN, 0 } };
		char token;

		if (poll(p, countof(p), -1) < 0)
			continue;
		if (p[0].revents) {
			ssize_t n = recv(owner, &order, sizeof(order), MSG_WAITALL);

			if (n < 0 && errno == EINTR)
				continue;
			if (n != sizeof(order))
				break;
			for (; given != order.given && tokens.len; given++)
				give_first(js->ends[1], &tokens);
		}
		if (p[1].revents & POLLIN && tokens.len < order.want && take_token(js->ends[0], &token)) {
			buf_addc(&tokens, token);
			while (write(owner, &token, 1) < 0 && errno == EINTR)
				continue; /* else the owner is gone, as will be seen */
		} else if (p[1].revents & ~POLLIN) {
			order.want = 0; /* make is gone */
		}
	}
	while (tokens.len)
		give_first(js->ends[1], &tokens);
	_exit(0);
}

/* --- its owner -------------------------------------------------------------------------------- */

struct jobserver *
jobserver_open(void)
{
	struct jobserver_named named;
	struct jobserver *js = NULL;
	int fds[2];

	jobserver_parse(getenv("MAKEFLAGS"), &named);
	if (named.named && named.fifo) {
		if (jobserver_open_fifo(named.fifo, &fds[0], &fds[1])) {
			js = xcalloc(1, sizeof(*js));
			for (int i = 0; i < 2; i++) /* a make to which it is handed down waits at what it gets */
				fcntl(fds[i], F_SETFL, 0);
		}
	} else if (named.named && is_pipe(named.read_end, named.write_end)) {
		js = xcalloc(1, sizeof(*js));
		fds[0] = named.read_end;
		fds[1] = named.write_end;
		fcntl(fds[0], F_SETFD, FD_CLOEXEC);
		fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	}
	free(named.fifo);
	if (!js)
		return NULL;
	signal(SIGPIPE, SIG_IGN); /* not to die with the keeper */
	js->ends[0] = fds[0];
	js->ends[1] = fds[1];
	js->socket = -1;
	js->jobs = named.jobs;
	return js;
}

const int *
jobserver_ends(const struct jobserver *js)
{
	return js->ends;
}

pid_t
jobserver_keeper(const struct jobserver *js)
{
	return js->keeper;
}

const char *
jobserver_hand_down(const struct jobserver *js, struct arena *a, int ret_keep[2])
{
	ret_keep[0] = js->ends[0];
	ret_keep[1] = js->ends[1];
	if (js->jobs)
		return arena_printf(a, " -j%ld --jobserver-auth=%d,%d", js->jobs, js->ends[0], js->ends[1]);
	return arena_printf(a, " -j --jobserver-auth=%d,%d", js->ends[0], js->ends[1]);
}

/* Start the keeper. If it cannot be started, we still have our own slot. */
static void
start_keeper(struct jobserver *js)
{
	int ends[2];
	sigset_t all, old;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) {
		js->gone = true;
		return;
	}
	/* No handler of ours may run in the keeper. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	js->keeper = fork();
	if (!js->keeper) {
		close(ends[0]);
		keep(js, ends[1]);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	close(ends[1]);
	js->socket = ends[0];
	fcntl(js->socket, F_SETFD, FD_CLOEXEC);
	if (js->keeper < 0) {
		close(js->socket);
		js->socket = -1;
		js->gone = true;
	}
}

/* The keeper was killed: what it held is now ours to give back. */
static void
lose_keeper(struct jobserver *js)
{
	close(js->socket);
	js->socket = -1;
	js->gone = true;
	while (waitpid(js->keeper, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static void
tell(struct jobserver *js)
{
	const char *s = (const char *)&js->order;

	for (size_t done = 0; js->socket >= 0 && done < sizeof(js->order);) {
		ssize_t n = write(js->socket, s + done, sizeof(js->order) - done);

		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			lose_keeper(js);
	}
}

void
jobserver_want(struct jobserver *js, unsigned tokens)
{
	if (tokens == js->order.want || js->gone)
		return;
	js->order.want = tokens;
	if (!js->keeper)
		start_keeper(js);
	else
		tell(js);
}

int
jobserver_fd(const struct jobserver *js)
{
	return js->socket;
}

unsigned
jobserver_held(struct jobserver *js)
{
	while (js->socket >= 0) {
		char token;
		ssize_t n = recv(js->socket, &token, 1, MSG_DONTWAIT);

		if (n == 1)
			buf_addc(&js->tokens, token);
		else if (n < 0 && errno == EINTR)
			continue;
		else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		else
			lose_keeper(js);
	}
	return (unsigned)js->tokens.len;
}

void
jobserver_give(struct jobserver *js)
{
	if (!js->tokens.len)
		return;
	js->order.given++;
	if (js->socket >= 0)
		tell(js);
	if (js->gone)
		give_first(js->ends[1], &js->tokens);
	else
		memmove(js->tokens.s, js->tokens.s + 1, --js->tokens.len);
}

void
jobserver_close(struct jobserver *js)
{
	if (!js)
		return;
	jobserver_held(js);
	while (js->gone && js->tokens.len)
		jobserver_give(js);
	if (js->socket >= 0) {
		close(js->socket); /* the keeper gives all back, and ends */
		while (waitpid(js->keeper, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	buf_release(&js->tokens);
	free(js);
}
