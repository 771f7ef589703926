#include "run/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/annotate.h"
#include "base/buf.h"
#include "base/print.h"

void
screen_open(struct screen *ret_screen, bool color, bool quiet, bool github)
{
	const char *term = getenv("TERM");
	struct stat st;
	/* What reads a pipe may well write to the same terminal, between our lines. */
	bool piped = fstat(STDOUT_FILENO, &st) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode);

	*ret_screen = (struct screen){
		.cuts = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0,
		.live = color && !quiet && !github && !piped && isatty(STDERR_FILENO) && term &&
			strcmp(term, "dumb") != 0,
		.github = github,
	};
}

/* The columns of the terminal of that descriptor. */
static size_t
columns_of(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n = 0;

	if (!ioctl(fd, TIOCGWINSZ, &size))
		n = size.ws_col;
	if (n <= 0)
		n = columns ? strtol(columns, NULL, 10) : 0;
	return n <= 0 || n > 10000 ? 80 : (size_t)n;
}

size_t
screen_live_width(const struct screen *s)
{
	size_t n = columns_of(STDERR_FILENO);

	(void)s;
	/* The last column stays free: some terminals go on to the next line when it is written. */
	return n > 1 ? n - 1 : 1;
}

size_t
screen_width(const struct screen *s)
{
	return s->cuts ? columns_of(STDOUT_FILENO) : 0;
}

void
screen_print(struct screen *s, struct buf *lines)
{
	(void)s;
	if (!lines->len)
		return;
	print_text(stdout, buf_text(lines), lines->len);
	print_flush();
	buf_reset(lines);
}

void
screen_say(struct screen *s, const char *sentence)
{
	(void)s;
	print_talk("%s\n", sentence);
}

void
screen_draw(struct screen *s, const char *line)
{
	if (s->live)
		print_live(line);
}

/* Print the lines before, and then a command to the runner. */
static void
command(struct screen *s, const struct buf *line, struct buf *before)
{
	screen_print(s, before);
	print_commands(stdout, line);
	print_flush();
}

void
screen_group(struct screen *s, const char *title, struct buf *out)
{
	struct buf line = { 0 };

	if (s->github) {
		annotate_group(&line, title);
		command(s, &line, out);
	} else {
		buf_printf(out, "%s\n", title);
	}
	buf_release(&line);
}

void
screen_group_end(struct screen *s, struct buf *out)
{
	struct buf line = { 0 };

	if (s->github) {
		annotate_group_end(&line);
		command(s, &line, out);
	}
	buf_release(&line);
}

void
screen_annotate(struct screen *s, const char *title, const char *text, struct buf *out)
{
	struct buf line = { 0 };

	if (s->github) {
		annotate_error(&line, title, text);
		command(s, &line, out);
	}
	buf_release(&line);
}
