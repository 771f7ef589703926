#include "unit/events.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"
#include "unit/verdict.h"

static int listener = -1;
static const char *stop_file; /* or NULL; a part of the environment block, which stays when the variable is gone */

void
events_open(void)
{
	const char *path = getenv(EVENTS_VARIABLE);

	stop_file = getenv(EVENTS_STOP_VARIABLE);
	unsetenv(EVENTS_STOP_VARIABLE);
	unsetenv(EVENTS_VARIABLE);
	if (!path || !*path)
		return;
	listener = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC); /* fails at once if the listener is gone */
	if (listener < 0)
		return;
	signal(SIGPIPE, SIG_IGN);
	fcntl(listener, F_SETFL, 0); /* wait for a slow listener: no line is lost */
}

/* Send a line, unless nobody listens. */
static void PRINTF_LIKE(1, 2) tell(const char *fmt, ...)
{
	char line[PIPE_BUF + 1];
	va_list ap;

	if (listener < 0)
		return;
	va_start(ap, fmt);
	int len = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);

	while (len > 0 && len <= PIPE_BUF && write(listener, line, (size_t)len) < 0 && errno == EINTR)
		continue;
}

void
events_start(const char *unit, long long attempt)
{
	tell("start\t%s\t%lld\n", unit, attempt);
}

void
events_alive(const char *unit, long long attempt, long long usec)
{
	tell("alive\t%s\t%lld\t%lld\n", unit, attempt, usec);
}

void
events_again(const char *unit, long long attempt)
{
	tell("again\t%s\t%lld\n", unit, attempt);
}

void
events_end(const struct verdict *v)
{
	char status[24] = "-";

	if (v->status >= 0)
		snprintf(status, sizeof(status), "%lld", v->status);
	tell("end\t%s\t%lld\t%s\t%s\t%lld\n", v->unit, v->attempt, verdict_names[v->verdict], status,
		v->usec < 0 ? 0 : v->usec);
}

bool
events_stopped(void)
{
	return stop_file && *stop_file && !access(stop_file, F_OK);
}
