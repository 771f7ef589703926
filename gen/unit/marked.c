#include "unit/marked.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/print.h"
#include "base/sha256.h"
#include "unit/folders.h"
#include "unit/nixlog.h"
#include "unit/testcase.h"

#define MARK "@nightshift "

/* The words, and the files whose lines they stand before. */
static const struct {
	const char *word, *file;
} parts[MARKED_PART_COUNT] = {
	[MARKED_VERDICT] = { "verdict", "verdict" },
	[MARKED_REPLAY] = { "replay", "replay" },
	[MARKED_CASES] = { "cases", "cases" },
	[MARKED_JUNIT] = { "junit", "junit.xml" },
	[MARKED_CUT] = { "cut", NULL },
	[MARKED_LOG] = { "log", "log" },
	[MARKED_END] = { "end", NULL },
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
begin_line(struct writer *w, enum marked_part part)
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
	if (!print_now(w->fd, line))
		die("cannot write the marked result of unit '%s':", w->unit);
}

/* Write the lines of a text. */
static void
write_text(struct writer *w, enum marked_part part, const char *s, size_t len)
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
write_file(struct writer *w, enum marked_part part, const char *folder)
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
		write_text(w, MARKED_CUT, cut.s, cut.len);
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
		write_text(w, MARKED_CUT, cut.s, cut.len);
	}
	write_text(w, MARKED_LOG, buf_text(&text) + from, text.len - from);
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
	for (enum marked_part part = MARKED_VERDICT; part <= MARKED_JUNIT; part++)
		write_file(&w, part, folder);
	write_log(&w, folder);
	sha256_hex(&w.sum, sum);
	begin_line(&w, MARKED_END);
	buf_printf(&w.line, "%s", sum);
	end_line(&w);
	buf_release(&w.line);
}

/* --- a line that has the mark ------------------------------------------------------------------- */

/* Where a line stands: those of different places are never of one block. */
struct place {
	const char *name; /* what stands before the mark, and its length */
	size_t len;
	unsigned long long activity; /* of Nix, if it is of a message; else 0 */
};

struct line {
	struct place place;
	bool again; /* Nix shows it, of a build that failed: "  > LINE"; it has all lines, or the last ones, and perhaps once more */
	enum marked_part part;
	const char *all; /* from the word on, without blanks at the end */
	size_t all_len;
	const char *unit; /* in the arena */
	const char *text;
	size_t text_len;
	unsigned number;
};

/* The length of what may stand before the mark: nothing, "NAME> " or "   > ". False if something else does. */
static bool
find_mark(const char *s, size_t len, size_t *ret_at, bool *ret_again)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._?=";
	size_t name = strspn(s, chars), blanks = strspn(s, " "), at = name ? name : blanks;

	if (len > at + 2 && s[at] == '>' && s[at + 1] == ' ')
		at += 2;
	else
		at = 0;
	*ret_at = at;
	*ret_again = at && !name;
	return len > at + sizeof(MARK) - 1 && !memcmp(s + at, MARK, sizeof(MARK) - 1);
}

/* Read what stands after the mark. False if it is no line of a block. */
static bool
read_mark(struct line *l, struct arena *a)
{
	const char *end = l->all + l->all_len, *word = l->all, *blank = memchr(word, ' ', l->all_len);

	if (!blank)
		return false;
	for (l->part = 0; l->part < MARKED_PART_COUNT; l->part++)
		if (strlen(parts[l->part].word) == (size_t)(blank - word) &&
			!memcmp(parts[l->part].word, word, (size_t)(blank - word)))
			break;
	const char *unit = blank + 1, *colon = memchr(unit, ':', (size_t)(end - unit));

	if (l->part == MARKED_PART_COUNT || !colon || !esc_is_name(unit, (size_t)(colon - unit)) ||
		(colon + 1 < end && colon[1] != ' '))
		return false;
	l->unit = arena_strndup(a, unit, (size_t)(colon - unit));
	l->text = colon + 1 < end ? colon + 2 : end;
	l->text_len = (size_t)(end - l->text);
	return true;
}

/* Is this line of a log one of a block? */
static bool
take_line(struct line *ret_line, struct arena *a, const struct nixlog *log)
{
	bool message = log->kind == NIXLOG_MESSAGE;
	const struct buf *from = message ? &log->fields[0] : &log->text;
	const char *s = buf_text(from);
	size_t len = from->len, at;

	*ret_line = (struct line){ .number = log->line };
	if (message && (log->action != NIXLOG_RESULT || log->type != NIXLOG_LINE))
		return false;
	while (len && s[len - 1] == ' ')
		len--;
	if (!find_mark(s, len, &at, &ret_line->again))
		return false;
	ret_line->place = (struct place){ s, at, message ? log->id : 0 };
	ret_line->all = s + at + sizeof(MARK) - 1;
	ret_line->all_len = len - at - (sizeof(MARK) - 1);
	return read_mark(ret_line, a);
}

/* --- blocks --------------------------------------------------------------------------------------- */

/* A block that has begun. */
struct open {
	struct buf place; /* as in struct place */
	unsigned long long activity;
	const char *unit;
	unsigned line;
	struct sha256 sum;
	struct buf parts[MARKED_END];
	bool again;   /* as in struct line */
	bool refused; /* it is not whole, which was noted, and all that follows is skipped */
};

struct reader {
	struct marked_log *log;
	struct arena *a;
	struct diag *d;
	const char *path;
	struct open *open;
	size_t open_count, open_cap;
	struct marked_block *shown; /* those that are not whole, of what Nix shows of builds that failed */
	size_t shown_count;
};

static void
close_block(struct reader *r, struct open *o)
{
	buf_release(&o->place);
	for (int i = 0; i < MARKED_END; i++)
		buf_release(&o->parts[i]);
	memmove(o, o + 1, (size_t)(r->open + --r->open_count - o) * sizeof(*o));
}

static struct open *
find_open(struct reader *r, const struct line *l)
{
	for (size_t i = r->open_count; i-- > 0;) {
		struct open *o = &r->open[i];

		if (o->activity == l->place.activity && o->place.len == l->place.len &&
			!memcmp(buf_text(&o->place), l->place.name, l->place.len) && !strcmp(o->unit, l->unit))
			return o;
	}
	return NULL;
}

/* A block of the unit is not whole. `again`: as in struct line. Of that it is to be seen whether the log has it elsewhere. */
static void
refuse(struct reader *r, unsigned line, const char *unit, bool again, const char *why)
{
	const struct marked_block b = { .line = line, .unit = unit, .wrong = why };

	if (again)
		*ARENA_APPEND(r->a, r->shown, r->shown_count) = b;
	else
		*ARENA_APPEND(r->a, r->log->blocks, r->log->count) = b;
}

/* Begin a block at the line. */
static struct open *
begin_block(struct reader *r, const struct line *l)
{
	if (r->open_count == r->open_cap) {
		r->open_cap = r->open_cap ? 2 * r->open_cap : 8;
		r->open = xrealloc(r->open, r->open_cap * sizeof(*r->open));
	}
	struct open *o = &r->open[r->open_count++];

	*o = (struct open){ .activity = l->place.activity, .unit = l->unit, .line = l->number, .again = l->again };
	buf_add(&o->place, l->place.name, l->place.len);
	sha256_init(&o->sum);
	return o;
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Append what the text of a line stands for, with its newline if it has one. What no writer writes stands for itself. */
static void
add_unescaped(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char next = i + 1 < len ? s[i + 1] : '\0';

		if (s[i] != '\\') {
			buf_addc(out, s[i]);
			continue;
		}
		if (i + 1 == len)
			return; /* it goes on */
		if (next == 'x' && i + 3 < len && hex(s[i + 2]) >= 0 && hex(s[i + 3]) >= 0) {
			buf_addc(out, (char)(hex(s[i + 2]) * 16 + hex(s[i + 3])));
			i += 3;
		} else {
			buf_addc(out, next == 't' ? '\t' : next == 'r' ? '\r' : next);
			i++;
		}
	}
	buf_addc(out, '\n');
}

/* Read the verdict of a block whose lines are all there. NULL: it is one; else what is wrong. */
static const char *
read_verdict(struct reader *r, const struct open *o, struct marked_block *b)
{
	struct diag nobody = { .out = NULL };
	const struct buf *text = &o->parts[MARKED_VERDICT];
	struct verdict_file *f = &b->verdict;

	if (!verdict_is_whole(buf_text(text), text->len) ||
		!verdict_read(f, r->a, &nobody, r->path, text->s, text->len))
		return "has a verdict that was not written to its end";
	verdict_check(f, &nobody);
	if (nobody.errors)
		return "has a verdict that contradicts itself, or misses what a verdict has";
	if (f->is.finished < 0)
		return "has a verdict that does not say when it finished";
	if (f->is.seen)
		return "has a verdict of which only the exit status was seen, which exec never writes";
	if (strcmp(f->is.unit, o->unit) != 0)
		return "has the verdict of another unit";
	f->line = b->line;
	for (int key = 0; key < KEY_COUNT; key++)
		f->line_of[key] = f->line_of[key] ? b->line : 0;
	return NULL;
}

static bool
is_same(const struct marked_block *b, const struct open *o)
{
	bool same = !b->wrong && !strcmp(b->unit, o->unit);

	for (int i = 0; same && i < MARKED_END; i++)
		same = b->parts[i].len == o->parts[i].len &&
			(!b->parts[i].len || !memcmp(b->parts[i].s, o->parts[i].s, b->parts[i].len));
	return same;
}

/* Does the block stand in the log already? */
static bool
is_known(const struct reader *r, const struct open *o)
{
	for (size_t i = 0; i < r->log->count; i++)
		if (is_same(&r->log->blocks[i], o))
			return true;
	return false;
}

/* All lines of a block are there. */
static void
take_block(struct reader *r, const struct open *o)
{
	struct marked_block b = { .line = o->line, .unit = o->unit, .again = o->again };
	const char *wrong = read_verdict(r, o, &b);

	if (o->again && !wrong && is_known(r, o))
		return;

	if (wrong) {
		refuse(r, o->line, o->unit, o->again, wrong);
		return;
	}
	if (b.verdict.is.verdict == VERDICT_PASS) {
		diag_warn(r->d, (struct loc){ r->path, o->line, 1 },
			"the marked result of unit '%s' says that it passed, which no log can show, so it is left out",
			o->unit);
		return;
	}
	for (int i = 0; i < MARKED_END; i++)
		if (o->parts[i].len)
			b.parts[i] = (struct marked_text){ arena_strndup(r->a, o->parts[i].s, o->parts[i].len),
				o->parts[i].len };
	*ARENA_APPEND(r->a, r->log->blocks, r->log->count) = b;
}

static void
end_block(struct reader *r, struct open *o, const struct line *l)
{
	char sum[SHA256_HEX + 1];

	sha256_hex(&o->sum, sum);
	if (o->refused)
		;
	else if (l->text_len != SHA256_HEX || memcmp(l->text, sum, SHA256_HEX) != 0)
		refuse(r, o->line, o->unit, o->again,
			"does not come to the hash at its end: lines of it are lost, or others are among them");
	else
		take_block(r, o);
	close_block(r, o);
}

/* Does the line begin a block? */
static bool
is_first(const struct line *l)
{
	static const char first[] = "nightshift ";

	return l->part == MARKED_VERDICT && l->text_len >= sizeof(first) && !memcmp(l->text, first, sizeof(first) - 1);
}

static const char unended[] = "does not end: give the whole log";

static void
add_line(struct reader *r, const struct line *l)
{
	struct open *o = find_open(r, l);

	if (is_first(l)) {
		if (o && !o->refused)
			refuse(r, o->line, o->unit, o->again, unended);
		if (o)
			close_block(r, o);
		o = begin_block(r, l);
	} else if (!o) {
		refuse(r, l->number, l->unit, l->again, "does not begin: give the whole log");
		o = begin_block(r, l);
		o->refused = true;
	}
	if (l->part == MARKED_END) {
		end_block(r, o, l);
		return;
	}
	if (o->refused)
		return;
	sha256_add(&o->sum, l->all, l->all_len);
	sha256_add(&o->sum, "\n", 1);
	add_unescaped(&o->parts[l->part], l->text, l->text_len);
	if (o->parts[l->part].len > MARKED_FILE_MAX) {
		refuse(r, o->line, o->unit, o->again, "is larger than any that exec writes");
		o->refused = true;
	}
}

/* Where the log has no more of a block than the last lines, as Nix shows them, it is not whole. Whether it is one that stands elsewhere
 * nobody can tell: a block of the unit that was printed as it was built is taken for it, and one that is shown itself is not. */
static void
look_at_shown(struct reader *r)
{
	for (size_t i = 0; i < r->shown_count; i++) {
		const struct marked_block *b = &r->shown[i];
		bool found = false;

		for (size_t k = 0; k < r->log->count; k++)
			found |= !r->log->blocks[k].again && !strcmp(r->log->blocks[k].unit, b->unit);
		if (!found)
			refuse(r, b->line, b->unit, false,
				"stands here only with its last lines, as Nix shows them of a build that failed: give what 'nix log' or 'nix build -L' prints");
	}
}

void
marked_read(struct marked_log *ret_log, struct arena *a, struct diag *d, FILE *in, const char *path)
{
	struct reader r = { .log = ret_log, .a = a, .d = d, .path = path };
	struct nixlog log;
	struct line line;

	*ret_log = (struct marked_log){ .path = path };
	nixlog_open(&log, in);
	while (nixlog_next(&log)) {
		ret_log->messages += log.kind == NIXLOG_MESSAGE;
		if (!take_line(&line, a, &log))
			continue;
		ret_log->marks++;
		add_line(&r, &line);
	}
	case_check_read(in, path);
	nixlog_close(&log);
	while (r.open_count) {
		if (!r.open[0].refused)
			refuse(&r, r.open[0].line, r.open[0].unit, r.open[0].again, unended);
		close_block(&r, &r.open[0]);
	}
	look_at_shown(&r);
	free(r.open);
}

void
marked_report(const struct marked_log *log, const struct marked_block *b, struct diag *d)
{
	diag_error(d, (struct loc){ log->path, b->line, 1 }, "the marked result of unit '%s' %s", b->unit, b->wrong);
}

/* Does a line without "@nix " before it show that this is a file of json-log-path? All of that are messages, the first one, too. */
static bool
is_file_of_nix(const struct nixlog *log)
{
	return log->kind == NIXLOG_MESSAGE && log->line == 1;
}

bool
marked_is_log(FILE *in)
{
	struct arena a = { 0 };
	struct nixlog log;
	struct line line;
	bool found = false;

	nixlog_open(&log, in);
	while (!found && nixlog_next(&log))
		found = (log.kind != NIXLOG_TEXT && (!log.bare || is_file_of_nix(&log))) || take_line(&line, &a, &log);
	nixlog_close(&log);
	arena_release(&a);
	return found;
}
