#include "base/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/annotate.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/foreign.h"

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

/* Print a line of a file, which a terminal must not obey: a control character, or a byte that is no UTF-8, as '?'. */
static void
print_line(struct diag *d, const char *s, size_t len)
{
	while (len) {
		size_t n = (unsigned char)*s < 0x80 ? (unsigned char)*s >= ' ' || *s == '\t' : esc_character(s, len);

		if (n && (unsigned char)*s != 0x7f)
			fwrite(s, 1, n, d->out);
		else
			fputc('?', d->out);
		n += !n;
		s += n;
		len -= n;
	}
	fputc('\n', d->out);
}

/* Print the line at that place and a caret under its column. */
static void
show_line(struct diag *d, struct source *s, struct loc at)
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
		len = len - skip < LINE_MAX_SHOWN ? len - skip : LINE_MAX_SHOWN;
	}
	print_line(d, p, len);
	for (size_t i = 0; i < at_byte; i++)
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			fputc(p[i] == '\t' ? '\t' : ' ', d->out);
	fputs(d->color ? "\033[1;32m^\033[0m\n" : "^\n", d->out);
}

static void
annotate(struct diag *d, const char *level, struct loc at, const char *text)
{
	struct buf out = { 0 };

	buf_printf(&out, "::%s ", level);
	if (at.file) {
		buf_adds(&out, "file=");
		annotate_property(&out, at.file);
		if (at.line)
			buf_printf(&out, ",line=%u,col=%u", at.line, at.col);
	}
	buf_adds(&out, "::");
	annotate_data(&out, text);
	fprintf(d->out, "%s\n", out.s);
	buf_release(&out);
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
	struct buf file = { 0 }, shown = { 0 };

	/* Names of files, of test cases and what a file holds are foreign: none begins a line of its own, where a terminal
	 * or a CI service might obey it. */
	foreign_clean(&file, at.file ? at.file : "", sizeof(text), false);
	foreign_clean(&shown, text, 4 * sizeof(text), false);
	fflush(stdout); /* so that talk and results come in order where both go to one place */
	if (!at.file)
		fputs("nightshift: ", d->out);
	else if (!at.line)
		fprintf(d->out, "%s: ", buf_text(&file));
	else
		fprintf(d->out, "%s:%u:%u: ", buf_text(&file), at.line, at.col);
	if (d->color)
		fprintf(d->out, "%s%s:\033[0m %s\n", color, level, buf_text(&shown));
	else
		fprintf(d->out, "%s: %s\n", level, buf_text(&shown));
	buf_release(&file);
	buf_release(&shown);
	show_line(d, source, shown_at);
	if (d->annotate)
		annotate(d, !strcmp(level, "note") ? "notice" : level, at, text);
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
		buf_printf(out, "%s%d more %s%s", out->len ? " and " : "", hidden, what, hidden == 1 ? "" : "s");
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
	int err = errno;
	va_list ap;

	fflush(stdout);
	fputs("nightshift: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	if (*fmt && fmt[strlen(fmt) - 1] == ':')
		fprintf(stderr, " %s", strerror(err));
	fputc('\n', stderr);
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
