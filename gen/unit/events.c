#include "unit/events.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "unit/verdict.h"

static int listener = -1;
static const char *stop_file; /* or NULL */

void
events_open(void)
{
	const char *path = getenv(EVENTS_VARIABLE);

	stop_file = getenv(EVENTS_STOP_VARIABLE); /* it stays where it is */
	unsetenv(EVENTS_STOP_VARIABLE);
	unsetenv(EVENTS_VARIABLE);
	if (!path || !*path)
		return;
	/* Not to wait for one that is gone, nor to die of it. */
	listener = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (listener < 0)
		return;
	signal(SIGPIPE, SIG_IGN);
	fcntl(listener, F_SETFL, 0); /* a slow one is waited for: no line is lost */
}

/* Tell the line, and free it. */
static void
tell(struct buf *line)
{
	while (line->len <= PIPE_BUF && write(listener, buf_text(line), line->len) < 0 && errno == EINTR)
		continue;
	buf_release(line);
}

void
events_start(const char *unit, long long attempt)
{
	struct buf line = { 0 };

	if (listener < 0)
		return;
	buf_printf(&line, "start\t%s\t%lld\n", unit, attempt);
	tell(&line);
}

void
events_alive(const char *unit, long long attempt, long long usec)
{
	struct buf line = { 0 };

	if (listener < 0)
		return;
	buf_printf(&line, "alive\t%s\t%lld\t%lld\n", unit, attempt, usec);
	tell(&line);
}

void
events_again(const char *unit, long long attempt)
{
	struct buf line = { 0 };

	if (listener < 0)
		return;
	buf_printf(&line, "again\t%s\t%lld\n", unit, attempt);
	tell(&line);
}

void
events_end(const struct verdict *v)
{
	char status[24] = "-";

	if (v->status >= 0)
		snprintf(status, sizeof(status), "%lld", v->status);
	struct buf line = { 0 };

	if (listener < 0)
		return;
	buf_printf(&line, "end\t%s\t%lld\t%s\t%s\t%lld\n", v->unit, v->attempt, verdict_names[v->verdict], status,
		v->usec < 0 ? 0 : v->usec);
	tell(&line);
}

bool
events_stopped(void)
{
	return stop_file && *stop_file && !access(stop_file, F_OK);
}
