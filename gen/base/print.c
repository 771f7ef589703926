#include "base/print.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/foreign.h"

static bool colors[STDERR_FILENO + 1]; /* by descriptor */
static int failure;                    /* why standard output did not take something, the first time: an errno, or 0 */

static bool alive; /* a line of print_live stands on standard error, at whose beginning the cursor is */
static const char take_away[] = "\r\033[J";

/* Take away the line of print_live. */
static void
wipe(void)
{
	if (alive)
		fputs(take_away, stderr);
	alive = false;
}

/* Write to the stream, and remember why it does not take that: later nobody knows. */
static void
put(const char *s, size_t len, FILE *to)
{
	wipe();
	if (fwrite(s, 1, len, to) < len && to == stdout && !failure)
		failure = errno;
}

void
print_allow_colors(bool out, bool err)
{
	colors[STDOUT_FILENO] = out;
	colors[STDERR_FILENO] = err;
}

void
print_text(FILE *to, const char *s, size_t len)
{
	struct buf shown = { 0 };

	foreign_shown(&shown, s, len, colors[to == stdout ? STDOUT_FILENO : STDERR_FILENO]);
	put(buf_text(&shown), shown.len, to);
	buf_release(&shown);
}

static void PRINTF_LIKE(3, 0) print_made(FILE *to, const char *before, const char *fmt, va_list ap)
{
	struct buf text = { 0 };

	buf_adds(&text, before);
	buf_vprintf(&text, fmt, ap);
	print_text(to, buf_text(&text), text.len);
	buf_release(&text);
}

void
print_out(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_made(stdout, "", fmt, ap);
	va_end(ap);
}

void
print_talk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_made(stderr, "nightshift: ", fmt, ap);
	va_end(ap);
}

void
print_exactly(const char *s, size_t len)
{
	if (isatty(STDOUT_FILENO))
		print_text(stdout, s, len);
	else
		put(s, len, stdout);
}

void
print_commands(FILE *to, const struct buf *lines)
{
	put(buf_text(lines), lines->len, to);
}

bool
print_now(int fd, struct buf *lines)
{
	struct buf shown = { 0 };

	wipe();
	foreign_shown(&shown, buf_text(lines), lines->len, colors[fd]);
	bool ok = file_write(fd, buf_text(&shown), shown.len) || errno == EPIPE;
	int err = errno;

	buf_reset(lines);
	buf_release(&shown);
	errno = err;
	return ok;
}

void
print_live(const char *line)
{
	struct buf text = { 0 };

	if (alive)
		buf_adds(&text, take_away);
	alive = line != NULL;
	if (line)
		buf_printf(&text, "%s\r", line);
	fputs(buf_text(&text), stderr); /* at once, so that nothing flickers */
	buf_release(&text);
}

void
print_flush(void)
{
	if (fflush(stdout) && !failure)
		failure = errno;
}

bool
print_end(void)
{
	print_flush();
	errno = failure;
	return !ferror(stdout) && !failure;
}
