#include "unit/casefile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/foreign.h"
#include "base/text.h"
#include "base/tsv.h"
#include "unit/testcase.h"

#define FIRST_LINE "nightshift cases 1"

/* --- writing ---------------------------------------------------------------------------------- */

static void
add_line(struct buf *out, const char *kind, const struct testcase *c, const struct case_try *t)
{
	char usec[24] = "-";

	if (t->usec >= 0)
		snprintf(usec, sizeof(usec), "%lld", t->usec);
	tsv_add(out, kind);
	tsv_add(out, case_verdict_names[t->verdict]);
	tsv_add(out, usec);
	tsv_add(out, c->suite);
	tsv_add(out, c->classname);
	tsv_add(out, c->name);
	tsv_add(out, buf_text(&t->message));
	tsv_add(out, buf_text(&t->text));
	buf_addc(out, '\n');
}

void
casefile_begin(struct buf *out)
{
	buf_adds(out, FIRST_LINE "\n");
}

void
casefile_add(struct buf *out, const struct testcase *c)
{
	for (size_t i = 0; i < c->try_count; i++)
		add_line(out, i + 1 < c->try_count ? "try" : "case", c, &c->tries[i]);
}

void
casefile_end(struct buf *out, size_t count)
{
	buf_printf(out, "end\t%zu\n", count);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct reader {
	const char *file;
	const struct case_sink *sink;
	struct case_end *end;
	unsigned line;
	struct buf text; /* of the line */
	size_t count;
	bool ended;
	struct case_try *tries; /* of the case that is being read */
	size_t try_count, try_cap;
};

static struct loc
here(const struct reader *r)
{
	return (struct loc){ r->file, r->line ? r->line : 1, 1 };
}

static bool
wrong(struct reader *r, const char *what)
{
	case_fault(r->end, here(r), "%s", what);
	return false;
}

/* A line `case` or `try`: its fields behind the first. */
static bool
take_try(struct reader *r, char *rest, bool last)
{
	enum { VERDICT, USEC, SUITE, CLASSNAME, NAME, MESSAGE, TEXT, FIELDS };
	char *fields[FIELDS];
	struct case_try *t;
	int verdict;

	for (int i = 0; i < FIELDS; i++) {
		fields[i] = tsv_next(&rest);
		if (!fields[i] || !tsv_unescape(fields[i]))
			return wrong(r, "the line is not one of a file of test cases");
	}
	verdict = text_index_of(case_verdict_names, fields[VERDICT]);
	if (rest || verdict < 0 || (strcmp(fields[USEC], "-") && text_number(fields[USEC]) < 0))
		return wrong(r, "the line is not one of a file of test cases");
	t = case_tries_add(&r->tries, &r->try_count, &r->try_cap);
	if (!t)
		return wrong(r, "a test case was tried too often");
	t->verdict = verdict;
	t->usec = text_number(fields[USEC]);
	buf_adds(&t->message, fields[MESSAGE]);
	buf_adds(&t->text, fields[TEXT]);
	if (!last)
		return true;
	struct testcase c = { .suite = fields[SUITE],
		.classname = fields[CLASSNAME],
		.name = fields[NAME],
		.tries = r->tries,
		.try_count = r->try_count,
		.line = r->line };

	r->count++;
	r->try_count = 0;
	r->end->stopped = !r->sink->add(r->sink->ctx, &c);
	return !r->end->stopped;
}

/* False if nothing more is to be read. */
static bool
take_line(struct reader *r, char *line)
{
	char *rest = line, *kind;

	if (r->line == 1)
		return !strcmp(line, FIRST_LINE) || wrong(r, "the first line is not '" FIRST_LINE "'");
	if (r->ended)
		return wrong(r, "'end' stands before the last line");
	kind = tsv_next(&rest);
	if (!strcmp(kind, "case") || !strcmp(kind, "try"))
		return take_try(r, rest, *kind == 'c');
	if (strcmp(kind, "end") || !rest)
		return wrong(r, "the line is not one of a file of test cases");
	if (r->try_count)
		return wrong(r, "a 'try' stands before 'end', and its 'case' is missing");
	r->ended = true;
	return text_number(rest) == (long long)r->count || wrong(r, "the file has not as many test cases as it says");
}

/* Get the next line, without its end. False if there is none, or none that could be one. */
static bool
next_line(struct reader *r, FILE *in)
{
	int c = getc(in);

	if (c == EOF && !ferror(in))
		return false;
	buf_reset(&r->text);
	r->line++;
	for (; c != EOF && c != '\n'; c = getc(in)) {
		if (!c)
			return wrong(r, "the line has a zero byte");
		if (r->text.len == CASEFILE_LINE_MAX)
			return wrong(r, "the line is too long for one of a file of test cases");
		buf_addc(&r->text, (char)c);
	}
	if (ferror(in))
		case_fault(r->end, here(r), "cannot read the line: %s", strerror(errno));
	return !ferror(in);
}

void
casefile_read(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end)
{
	struct reader r = { .file = file, .sink = sink, .end = ret_end };
	bool ok = true;

	*ret_end = (struct case_end){ .finished = -1 };
	while (ok && next_line(&r, in)) {
		buf_addc(&r.text, '\0'); /* an empty line has memory, too */
		ok = take_line(&r, r.text.s);
	}
	if (ok && !r.ended)
		wrong(&r, "the file of test cases has no end");
	case_tries_release(r.tries, r.try_cap);
	buf_release(&r.text);
}

/* A stream of the text, NULL if that is empty; the caller closes it, and then frees the copy, to which fmemopen wants to be able to write. */
static FILE *
open_text(const char *text, size_t len, char **ret_copy)
{
	*ret_copy = xcalloc(len + 1, 1);
	memcpy(*ret_copy, text, len);
	FILE *in = len ? fmemopen(*ret_copy, len, "rb") : NULL;

	if (len && !in)
		die("out of memory");
	return in;
}

void
casefile_read_text(const char *text, size_t len, const char *file, const struct case_sink *sink,
	struct case_end *ret_end)
{
	char *copy;
	FILE *in = open_text(text, len, &copy);

	casefile_read(in, file, sink, ret_end);
	fclose(in);
	free(copy);
}

/* --- for people ------------------------------------------------------------------------------- */

enum { NAME_SHOWN = 300, MESSAGE_SHOWN = 400, TEXT_SHOWN = 1000 };

struct shower {
	struct buf *out;
	size_t failed;
};

static bool
show_failed(void *ctx, const struct testcase *c)
{
	struct shower *s = ctx;
	const struct case_try *last = &c->tries[c->try_count - 1];
	struct buf name = { 0 };

	if (!case_is_failing(last->verdict) || ++s->failed > CASEFILE_SHOWN_MAX)
		return true;
	case_whole_name(&name, c->suite, c->classname, c->name);
	buf_adds(s->out, "failed: ");
	foreign_clean(s->out, buf_text(&name), NAME_SHOWN, false);
	if (last->message.len) {
		buf_adds(s->out, ": ");
		foreign_clean(s->out, last->message.s, MESSAGE_SHOWN, false);
	}
	buf_addc(s->out, '\n');
	foreign_lines(s->out, buf_text(&last->text), last->text.len < TEXT_SHOWN ? last->text.len : TEXT_SHOWN);
	buf_release(&name);
	return true;
}

/* The stream is closed. It may be NULL. */
static size_t
show_stream(struct buf *out, FILE *in)
{
	struct shower shower = { .out = out };
	struct case_sink sink = { show_failed, &shower };
	struct case_end end;

	if (in) {
		casefile_read(in, "cases", &sink, &end);
		fclose(in);
	}
	if (shower.failed > CASEFILE_SHOWN_MAX)
		buf_printf(out, "and %zu more failed\n", shower.failed - CASEFILE_SHOWN_MAX);
	return shower.failed;
}

size_t
casefile_show_failed(struct buf *out, const char *folder)
{
	struct buf path = { 0 };

	buf_printf(&path, "%s/cases", folder);
	int fd = file_open_foreign(buf_text(&path), false);

	buf_release(&path);
	return show_stream(out, fd < 0 ? NULL : fdopen(fd, "rb"));
}

size_t
casefile_show_failed_text(struct buf *out, const char *text, size_t len)
{
	char *copy;
	size_t failed = show_stream(out, open_text(text, len, &copy));

	free(copy);
	return failed;
}
