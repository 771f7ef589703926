#include "base/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/annotate.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/foreign.h"
#include "base/print.h"
#include "base/words.h"

void
diag_source(struct diag *d, const char *file, const char *text, size_t len)
{
	if (d->source_count < DIAG_SOURCES)
		d->sources[d->source_count++] =
			(struct source){ .file = file, .text = text, .len = len, .line = 1, .begin = text };
}

bool
diag_printed(struct diag *d, const char *name, const char *text, size_t len, struct loc command)
{
	if (d->source_count == DIAG_SOURCES)
		return false;
	diag_source(d, name, text, len);
	d->sources[d->source_count - 1].printed_by = command;
	return true;
}

/* The source of that name, or NULL. */
static struct source *
find_source(struct diag *d, const char *file)
{
	struct source *found = NULL;

	for (size_t i = 0; file && i < d->source_count; i++)
		if (!strcmp(d->sources[i].file, file))
			found = &d->sources[i];
	return found;
}

enum { LINE_MAX_SHOWN = 160 };

/* Append the line at that place and a caret under its column. */
static void
show_line(struct diag *d, struct source *s, struct loc at, struct buf *out)
{
	if (!s || !at.line)
		return;
	const char *end = s->text + s->len, *p = at.line < s->line ? s->text : s->begin;

	/* Mostly forward from the message before: a file of many mistakes is looked through once. */
	for (unsigned line = at.line < s->line ? 1 : s->line; p && line < at.line; line++) {
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : NULL;
	}
	if (p) {
		s->line = at.line;
		s->begin = p;
	}
	if (!p || p == end)
		return;
	const char *stop = memchr(p, '\n', (size_t)(end - p));
	size_t len = (size_t)((stop ? stop : end) - p);

	if (len && p[len - 1] == '\r')
		len--;
	unsigned col = 1;
	size_t at_byte = 0;

	for (; at_byte < len && col < at.col; at_byte++)
		col += ((unsigned char)p[at_byte + 1 < len ? at_byte + 1 : at_byte] & 0xc0) !=
			0x80; /* not inside a UTF-8 character */
	/* A line of many thousand characters would bury the message: only what is around the place. */
	if (len > LINE_MAX_SHOWN) {
		size_t skip = at_byte > LINE_MAX_SHOWN / 2 ? at_byte - LINE_MAX_SHOWN / 2 : 0;

		while (skip && ((unsigned char)p[skip] & 0xc0) == 0x80)
			skip--;
		p += skip;
		at_byte -= skip;
		len -= skip;
		if (len > LINE_MAX_SHOWN)
			for (len = LINE_MAX_SHOWN; len > at_byte && ((unsigned char)p[len] & 0xc0) == 0x80;)
				len--; /* whole characters */
	}
	/* What stands there is foreign, too: the caret goes below what is shown. */
	size_t begin = out->len;

	foreign_shown(out, p, at_byte, false);
	size_t end_of_indent = out->len;

	foreign_shown(out, p + at_byte, len - at_byte, false);
	buf_addc(out, '\n');
	for (size_t i = begin; i < end_of_indent; i++)
		if (((unsigned char)out->s[i] & 0xc0) != 0x80)
			buf_addc(out, out->s[i] == '\t' ? '\t' : ' ');
	buf_adds(out, d->color ? "\033[1;32m^\033[0m\n" : "^\n");
}

static void PRINTF_LIKE(5, 0)
	report(struct diag *d, struct loc at, const char *level, const char *color, const char *fmt, va_list ap)
{
	char text[8192]; /* a message names things from the manifest, and those may be long */

	if (!d->out || d->hidden)
		return;
	struct source *source = find_source(d, at.file);
	struct loc shown_at = at;
	int before = 0;

	if (source && source->printed_by.line) {
		before = snprintf(text, sizeof(text), "in line %u of what this prints: ", at.line);
		at = source->printed_by;
	}
	int len = before + vsnprintf(text + before, sizeof(text) - (size_t)before, fmt, ap);

	if (len >= (int)sizeof(text))
		memcpy(text + sizeof(text) - 4, "...", 4);
	struct buf out = { 0 }, shown = { 0 };

	/* Names of files, of test cases and what a file holds are foreign: none begins a line of its own, where a terminal
	 * or a CI service might obey it. */
	if (!at.file)
		buf_adds(&out, "nightshift");
	else
		foreign_clean(&out, at.file, sizeof(text), false);
	if (at.file && at.line)
		buf_printf(&out, ":%u:%u", at.line, at.col);
	buf_printf(&out, d->color ? ": %s%s:\033[0m " : ": %s%s: ", d->color ? color : "", level);
	foreign_clean(&out, text, 4 * sizeof(text), false);
	buf_addc(&out, '\n');
	show_line(d, source, shown_at, &out);
	print_flush(); /* so that talk and results come in order where both go to one place */
	foreign_shown(&shown, buf_text(&out), out.len, d->color);
	fwrite(buf_text(&shown), 1, shown.len, d->out);
	if (d->annotate) {
		buf_reset(&out);
		annotate_place(&out, !strcmp(level, "note") ? "notice" : level, at.file, at.line, at.col, text);
		print_commands(d->out, &out);
	}
	buf_release(&out);
	buf_release(&shown);
}

void
diag_error(struct diag *d, struct loc at, const char *fmt, ...)
{
	va_list ap;

	d->hidden = ++d->errors > DIAG_SHOWN;
	va_start(ap, fmt);
	report(d, at, "error", "\033[1;31m", fmt, ap);
	va_end(ap);
}

void
diag_warn(struct diag *d, struct loc at, const char *fmt, ...)
{
	va_list ap;

	d->hidden = ++d->warnings > DIAG_SHOWN;
	va_start(ap, fmt);
	report(d, at, "warning", "\033[1;35m", fmt, ap);
	va_end(ap);
}

void
diag_note(struct diag *d, struct loc at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(d, at, "note", "\033[1;36m", fmt, ap);
	va_end(ap);
}

/* Append how many of something were not shown. */
static void
add_hidden(struct buf *out, int count, const char *what)
{
	int hidden = count - DIAG_SHOWN;

	if (hidden > 0)
		buf_printf(out, "%s%d more %s%s", out->len ? " and " : "", hidden, what, words_plural((size_t)hidden));
}

void
diag_end(struct diag *d)
{
	struct buf hidden = { 0 };

	add_hidden(&hidden, d->errors, "error");
	add_hidden(&hidden, d->warnings, "warning");
	if (hidden.len && d->out)
		fprintf(d->out, "nightshift: and %s, which are not shown\n", buf_text(&hidden));
	buf_release(&hidden);
}

void
diag_show(struct diag *d, const char *lines, size_t len)
{
	struct buf shown = { 0 };

	foreign_lines(&shown, lines, len);
	if (d->out)
		fwrite(buf_text(&shown), 1, shown.len, d->out);
	buf_release(&shown);
}

bool
diag_is_machine(int err)
{
	return err == EMFILE || err == ENFILE || err == ENOMEM || err == EIO;
}

void
diag_unread(struct diag *d, const char *path)
{
	if (diag_is_machine(errno))
		die("cannot read '%s':", path);
	diag_error(d, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
}

bool
diag_leads_out(struct diag *d, const char *dir, const char *path)
{
	if (!file_leads_out(dir, path))
		return false;
	diag_error(d, (struct loc){ path, 0, 0 },
		"is a link that leads out of '%s', and is not followed: put a copy of what it leads to in its place",
		dir);
	return true;
}

void
die(const char *fmt, ...)
{
	static bool dying; /* there may be no memory for the message either */
	static char text[8192];
	int err = errno;
	va_list ap;

	if (dying) {
		fputs("nightshift: out of memory\n", stderr);
		_exit(EXIT_MACHINE);
	}
	dying = true;
	print_flush();
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	struct buf shown = { 0 };

	foreign_clean(&shown, text, 4 * sizeof(text), false);
	if (*fmt && fmt[strlen(fmt) - 1] == ':')
		buf_printf(&shown, " %s", strerror(err));
	print_talk("%s\n", buf_text(&shown));
	dying = false;
	exit(EXIT_MACHINE);
}

enum { MEANT_MAX = 63 };

/* Optimal string alignment distance; names longer than MEANT_MAX are as far as can be. */
static unsigned
distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned char row[3][MEANT_MAX + 1]; /* rows i-2, i-1 and i, by turns */

	if (n > MEANT_MAX || m > MEANT_MAX)
		return (unsigned)-1;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = (unsigned char)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned char *now = row[i % 3], *up = row[(i + 2) % 3], *upup = row[(i + 1) % 3];

		now[0] = (unsigned char)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (up[j] + 1u < best)
				best = up[j] + 1u;
			if (now[j - 1] + 1u < best)
				best = now[j - 1] + 1u;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && upup[j - 2] + 1u < best)
				best = upup[j - 2] + 1u;
			now[j] = (unsigned char)best;
		}
	}
	return row[n % 3][m];
}

const char *
diag_meant(const char *name, const char *const *names, size_t n)
{
	const char *best = NULL;
	unsigned least = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]) > strlen(name) ? strlen(names[i]) : strlen(name);
		unsigned d = distance(name, names[i]);

		if (d <= (len + 1) / 3 && (!best || d < least)) {
			best = names[i];
			least = d;
		}
	}
	return best;
}

const char *
diag_did_you_mean(const char *near)
{
	static char text[256];

	text[0] = '\0';
	if (near)
		snprintf(text, sizeof(text), "; did you mean '%.200s'?", near);
	return text;
}
