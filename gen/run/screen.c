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

void
screen_open(struct screen *ret_screen, bool color, bool quiet, bool github)
{
	const char *term = getenv("TERM");
	struct stat st;
	/* What reads a pipe may well write to the same terminal, between our lines. */
	bool piped = fstat(STDOUT_FILENO, &st) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode);

	*ret_screen = (struct screen){
		.live = color && !quiet && !github && !piped && isatty(STDERR_FILENO) && term &&
			strcmp(term, "dumb") != 0,
		.github = github,
	};
}

size_t
screen_width(const struct screen *s)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n = 0;

	(void)s;
	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size))
		n = size.ws_col;
	if (n <= 0)
		n = columns ? strtol(columns, NULL, 10) : 0;
	if (n <= 0 || n > 10000)
		n = 80;
	/* The last column stays free: some terminals go on to the next line when it is written. */
	return n > 1 ? (size_t)n - 1 : 1;
}

static void
wipe(struct screen *s)
{
	if (s->drawn)
		fputs("\r\033[K", stderr);
	s->drawn = false;
}

void
screen_print(struct screen *s, const struct buf *lines)
{
	if (!lines->len)
		return;
	wipe(s);
	fwrite(buf_text(lines), 1, lines->len, stdout);
	fflush(stdout);
}

void
screen_say(struct screen *s, const char *sentence)
{
	wipe(s);
	fprintf(stderr, "nightshift: %s\n", sentence);
}

void
screen_draw(struct screen *s, const char *line)
{
	wipe(s);
	if (!s->live || !line)
		return;
	fputs(line, stderr);
	s->drawn = true;
}

void
screen_group(const struct screen *s, const char *title, struct buf *out)
{
	buf_adds(out, s->github ? "::group::" : "");
	if (s->github)
		annotate_data(out, title);
	else
		buf_adds(out, title);
	buf_addc(out, '\n');
}

void
screen_group_end(const struct screen *s, struct buf *out)
{
	if (s->github)
		buf_adds(out, "::endgroup::\n");
}

void
screen_annotate(const struct screen *s, const char *title, const char *text, struct buf *out)
{
	if (s->github)
		annotate_error(out, title, text);
}
