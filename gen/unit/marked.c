#include "unit/marked.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/print.h"
#include "base/sha256.h"
#include "unit/folders.h"

#define MARK "@nightshift "

/* The parts of a block, in its order: the words, and the files whose lines they stand before. */
enum part { PART_VERDICT, PART_REPLAY, PART_CASES, PART_JUNIT, PART_CUT, PART_LOG, PART_END, PART_COUNT };

static const struct {
	const char *word, *file;
} parts[PART_COUNT] = {
	[PART_VERDICT] = { "verdict", "verdict" },
	[PART_REPLAY] = { "replay", "replay" },
	[PART_CASES] = { "cases", "cases" },
	[PART_JUNIT] = { "junit", "junit.xml" },
	[PART_CUT] = { "cut", NULL },
	[PART_LOG] = { "log", "log" },
	[PART_END] = { "end", NULL },
};

/* --- writing ---------------------------------------------------------------------------------- */

struct writer {
	int fd;
	const char *unit;
	struct sha256 sum;
	struct buf line;
	size_t text; /* where TEXT begins in the line */
};

/* Append the first character of the text as it stands in a line; its length comes back, at least 1. */
static size_t
add_escaped(struct buf *out, const char *s, size_t len)
{
	size_t n = esc_character(s, len);

	if (*s == '\\')
		buf_adds(out, "\\\\");
	else if (*s == '\t')
		buf_adds(out, "\\t");
	else if (*s == '\r')
		buf_adds(out, "\\r");
	else if (n && !(n > 1 && esc_is_hidden(esc_code(s, n))) && !(*s == '#' && esc_is_command(s, len)))
		buf_add(out, s, n);
	else
		for (size_t i = 0; i < (n ? n : 1); i++)
			buf_printf(out, "\\x%02x", (unsigned char)s[i]);
	return n ? n : 1;
}

static void
begin_line(struct writer *w, enum part part)
{
	buf_reset(&w->line);
	buf_printf(&w->line, MARK "%s %s: ", parts[part].word, w->unit);
	w->text = w->line.len;
}

static void
end_line(struct writer *w)
{
	struct buf *line = &w->line;

	if (line->len == w->text) {
		line->len--; /* no blank before nothing */
	} else if (line->s[line->len - 1] == ' ') {
		line->len--;
		buf_adds(line, "\\x20");
	}
	buf_addc(line, '\n');
	sha256_add(&w->sum, line->s + sizeof(MARK) - 1, line->len - (sizeof(MARK) - 1));
	print_now(w->fd, line);
}

/* Write the lines of a text. */
static void
write_text(struct writer *w, enum part part, const char *s, size_t len)
{
	struct buf character = { 0 };
	bool open = false; /* a line was begun */

	for (size_t i = 0; i < len;) {
		if (!open)
			begin_line(w, part);
		open = s[i] != '\n';
		if (!open) {
			end_line(w);
			i++;
			continue;
		}
		buf_reset(&character);
		i += add_escaped(&character, s + i, len - i);
		/* Room is left for a \, or for a blank at the end to become \x20, and for the newline. */
		if (w->line.len + character.len + 5 > MARKED_LINE_MAX) {
			buf_addc(&w->line, '\\');
			end_line(w);
			begin_line(w, part);
		}
		buf_add(&w->line, character.s, character.len);
	}
	if (open) {
		buf_addc(&w->line, '\\');
		end_line(w);
	}
	buf_release(&character);
}

/* Write a whole file of the folder, or say why it does not stand here. */
static void
write_file(struct writer *w, enum part part, const char *folder)
{
	struct buf text = { 0 }, cut = { 0 };

	if (folders_read(folder, parts[part].file, MARKED_FILE_MAX, &text)) {
		write_text(w, part, buf_text(&text), text.len);
	} else if (errno != ENOENT) {
		buf_printf(&cut, "%s does not stand here: ", parts[part].file);
		if (errno == EFBIG)
			buf_printf(&cut, "it has more than %d bytes\n", MARKED_FILE_MAX);
		else
			buf_printf(&cut, "%s\n", strerror(errno));
		write_text(w, PART_CUT, cut.s, cut.len);
	}
	buf_release(&text);
	buf_release(&cut);
}

/* Where the last lines of the text begin. */
static size_t
last_lines(const char *s, size_t len, size_t lines)
{
	size_t from = len;

	while (from && (from == len || s[from - 1] != '\n' || --lines))
		from--;
	return from;
}

/* Write the end of the log, from the beginning of a line, where it has one. */
static void
write_log(struct writer *w, const char *folder)
{
	struct buf path = { 0 }, text = { 0 }, cut = { 0 };
	struct stat st;

	buf_printf(&path, "%s/log", folder);
	file_read_end(buf_text(&path), false, MARKED_LOG_MAX, &text);
	long long size = !lstat(path.s, &st) && S_ISREG(st.st_mode) ? (long long)st.st_size : 0;
	size_t from = last_lines(buf_text(&text), text.len, MARKED_LOG_LINES);

	if (!from && size > (long long)text.len) {
		const char *newline = memchr(text.s, '\n', text.len);

		if (newline && newline + 1 < text.s + text.len)
			from = (size_t)(newline + 1 - text.s);
	}
	if (size > (long long)(text.len - from)) {
		buf_printf(&cut, "of the log, the last %zu of %lld bytes stand here\n", text.len - from, size);
		write_text(w, PART_CUT, cut.s, cut.len);
	}
	write_text(w, PART_LOG, buf_text(&text) + from, text.len - from);
	buf_release(&path);
	buf_release(&text);
	buf_release(&cut);
}

void
marked_write(int fd, const char *unit, const char *folder)
{
	struct writer w = { .fd = fd, .unit = unit };
	char sum[SHA256_HEX + 1];

	if (!folders_has(folder, "verdict"))
		return;
	sha256_init(&w.sum);
	for (enum part part = PART_VERDICT; part <= PART_JUNIT; part++)
		write_file(&w, part, folder);
	write_log(&w, folder);
	sha256_hex(&w.sum, sum);
	begin_line(&w, PART_END);
	buf_printf(&w.line, "%s", sum);
	end_line(&w);
	buf_release(&w.line);
}
