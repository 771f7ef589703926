#include "base/portable.h"
#include "unit/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/arena.h"
#include "base/file.h"
#include "base/print.h"
#include "base/process.h"
#include "unit/watch.h"

/* --- the keeper ------------------------------------------------------------------------------- */

/* Read exactly so many bytes; false at the end of the stream. */
static bool
read_all(int fd, void *to, size_t len)
{
	for (char *s = to; len;) {
		ssize_t n = read(fd, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s += n;
		len -= (size_t)n;
	}
	return true;
}

/* Become a process of its own beside the engine. */
static void
settle_down(int engine, const int keep[2])
{
	const int kept[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, engine, keep[0], keep[1] };

	/* A terminal's Ctrl-C is for the engine alone, also one that came before this process had a group of its own, and waits
	 * to be taken. */
	setpgid(0, 0);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	process_close_others(kept, countof(kept));
	watch_begin_anew();
	watch_signals_of_parent();
}

bool
slot_open(struct slot *s, const int keep[2],
	void (*serve)(void *context, const struct slot_order *order, const unsigned *devices, int engine),
	void (*done)(void *context), void *context)
{
	int ends[2];
	struct slot_order order;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return false;
	print_flush(); /* or both processes would print what is not yet printed */
	s->keeper = fork();
	if (s->keeper > 0) {
		close(ends[1]);
		s->socket = ends[0];
		fcntl(s->socket, F_SETFD, FD_CLOEXEC);
		return true;
	}
	if (s->keeper < 0) {
		int err = errno;

		close(ends[0]);
		close(ends[1]);
		s->keeper = 0;
		errno = err;
		return false;
	}
	settle_down(ends[1], keep);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	while (read_all(ends[1], &order, sizeof(order))) {
		unsigned *devices = xcalloc(order.count, sizeof(*devices));

		if (read_all(ends[1], devices, order.count * sizeof(*devices)))
			serve(context, &order, devices, ends[1]);
		free(devices);
	}
	done(context);
	_exit(0);
}

/* Write the text, and release it. True also if who reads it is gone. */
static bool
say(int socket, struct buf *text)
{
	bool ok = file_write(socket, text->s, text->len) || errno == EPIPE || errno == ECONNRESET;
	int err = errno;

	buf_release(text);
	errno = err;
	return ok;
}

bool
slot_tell(int engine, const struct slot_news *news, const char *note)
{
	struct buf text = { 0 };

	buf_add(&text, (const char *)news, sizeof(*news));
	buf_add(&text, note, news->note_len);
	return say(engine, &text);
}

/* --- the engine ------------------------------------------------------------------------------- */

bool
slot_order(struct slot *s, const struct slot_order *order, const unsigned *devices)
{
	struct buf text = { 0 };

	s->busy = true;
	s->item = order->item;
	buf_add(&text, (const char *)order, sizeof(*order));
	if (order->count)
		buf_add(&text, (const char *)devices, order->count * sizeof(*devices));
	return say(s->socket, &text);
}

/* Take what has arrived. False at the end of the stream, with errno 0, and if it cannot be read. */
static bool
take(struct slot *s)
{
	char chunk[1024];

	for (;;) {
		ssize_t n = recv(s->socket, chunk, sizeof(chunk), MSG_DONTWAIT);

		if (n > 0)
			buf_add(&s->arrived, chunk, (size_t)n);
		if (n == (ssize_t)sizeof(chunk) || (n < 0 && errno == EINTR))
			continue;
		/* A reset comes from a keeper that died before it had read its order. */
		if (!n || (n < 0 && errno == ECONNRESET))
			errno = 0;
		return n > 0 || (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
	}
}

/* Is there a whole piece of news? */
static bool
has_news(const struct slot *s, struct slot_news *ret_news)
{
	if (s->arrived.len < sizeof(*ret_news))
		return false;
	memcpy(ret_news, s->arrived.s, sizeof(*ret_news));
	return s->arrived.len >= sizeof(*ret_news) + ret_news->note_len;
}

int
slot_hear(struct slot *s, struct slot_news *ret_news, struct buf *note)
{
	if (!has_news(s, ret_news)) {
		bool open = take(s);

		if (!has_news(s, ret_news))
			return open ? 0 : -1;
	}
	size_t len = sizeof(*ret_news) + ret_news->note_len;

	buf_reset(note);
	buf_add(note, s->arrived.s + sizeof(*ret_news), ret_news->note_len);
	s->arrived.len -= len;
	memmove(s->arrived.s, s->arrived.s + len, s->arrived.len + 1);
	return 1;
}

int
slot_close(struct slot *s)
{
	int status = 0;

	close(s->socket);
	s->socket = -1;
	while (waitpid(s->keeper, &status, 0) < 0 && errno == EINTR)
		continue;
	s->keeper = 0;
	s->busy = false;
	buf_release(&s->arrived);
	return status;
}
