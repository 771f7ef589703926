#include "suite/discover.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/process.h"
#include "base/text.h"
#include "base/words.h"
#include "suite/discovered.h"
#include "suite/builds.h"
#include "suite/model.h"
#include "suite/named.h"
#include "suite/params.h"
#include "suite/pipeline.h"
#include "suite/producer.h"

/* --- questions and answers -------------------------------------------------------------------- */

/* A command that was started and whose answer is still to be read. */
struct question {
	const struct discover *how;
	const struct variant *variant; /* or NULL */
	const char *command;           /* NULL: it could not be started, which has been reported */
	struct pipeline pipeline;      /* its parts */
	struct process shell;
};

/* Start the command, so that it is known how each part of a pipe ends; false, with a message, if that cannot be known, and no
 * number tells either that a part of the tests is lost. */
static bool
start(struct question *q, struct arena *a, struct diag *d, const char *dir)
{
	enum pipeline_kind kind = pipeline_read(&q->pipeline, a, q->command);

	if (kind == PIPELINE_WITHIN && q->how->expect <= 0) {
		diag_error(d, q->how->command.loc,
			"'%s' has a pipe that is not the whole command, so a part of it could fail unnoticed: write '(...) | ...', or set 'expect' to the number of tests",
			q->command);
		return false;
	}
	process_start_pipe(&q->shell, dir, q->pipeline.parts, q->pipeline.count);
	return true;
}

/* Fill the command in and start it. */
static struct question
ask(const struct suite *s, const struct discover *how, const struct variant *v, struct arena *a, struct diag *d,
	const char *root)
{
	struct buf scratch = { 0 }, text = { 0 };
	struct params_scope scope = { .suite = s, .variant = v, .chunk = -1, .scratch = &scratch };
	const char *unknown = command_fill(&how->command, params_lookup, &scope, &text);
	struct question q = { .how = how, .variant = v };

	if (unknown && !v && (!strcmp(unknown, "program") || !strcmp(unknown, "variant"))) {
		diag_error(d, how->command.loc,
			"'{%s}' is another one in each variant, and as=\"modules\" asks once for all of them: write the path of the program that is to be asked",
			unknown);
	} else if (unknown) {
		diag_error(d, how->command.loc, "'{%s}' is not a parameter%s", unknown,
			v ? "" : " here; a brace for the shell is written '{{'");
	} else {
		q.command = arena_strndup(a, buf_text(&text), text.len);
		if (!start(&q, a, d, arena_printf(a, "%s/%s", root, s->dir)))
			q.command = NULL;
	}
	buf_release(&scratch);
	buf_release(&text);
	return q;
}

/* Where the last line of a text begins that is not empty. */
static size_t
last_line_begins(const struct buf *text)
{
	size_t begin = text->len;

	while (begin && strchr(" \t\r\n", text->s[begin - 1]))
		begin--;
	while (begin && text->s[begin - 1] != '\n')
		begin--;
	return begin;
}

/* That line, without blanks at its end; NULL if all are empty. */
static const char *
last_line(struct arena *a, const struct buf *text)
{
	const char *begin = buf_text(text) + last_line_begins(text);
	size_t len = strlen(begin);

	while (len && strchr(" \t\r\n", begin[len - 1]))
		len--;
	return len ? arena_strndup(a, begin, len) : NULL;
}

/* In a message about a command that gave no answer: what it said, and what may help. */
static const char *
advice(const struct suite *s, const struct question *q, struct arena *a, const struct buf *out, const struct buf *err)
{
	const char *said = last_line(a, err), *text = "";

	if (!said)
		said = last_line(a, out);
	if (said)
		text = arena_printf(a, ", and printed '%s'", said);
	if (q->how->from)
		return producer_needs_build(q->how->from)
			? arena_printf(a,
				  "%s; if '%s' is not there yet, say by <program path=\"%s/...\"> and its <command>s how it is made, and 'nightshift generate' does that first",
				  text, producer_folder(q->how), producer_folder(q->how))
			: text;
	if (!s->has_build && !s->program_count)
		return text;
	return arena_printf(a,
		"%s; if it asks a program that is not built yet, name the program's path in it, and 'nightshift generate' builds that first%s",
		text, q->how->as == DISCOVER_CHECK ? ", or leave this check out with --no-discover" : "");
}

/* Was it to find some test, but found none? 'expect' counts the tests of all variants: one may have none. */
static bool
finds_nothing(const struct question *q, const struct buf *out)
{
	long expect = q->how->expect;

	return expect != 0 && !(q->variant && expect > 0) && strspn(buf_text(out), "\r\n") == out->len;
}

static void
report_nothing(const struct suite *s, const struct question *q, struct arena *a, struct diag *d, const struct buf *out,
	const struct buf *err)
{
	if (q->variant)
		diag_error(d, q->how->loc,
			"'%s' found no test in variant '%s'%s; if that is right, say by 'expect' how many all variants have",
			q->command, q->variant->name, advice(s, q, a, out, err));
	else if (q->how->files.loc.line)
		diag_error(d, q->how->files.loc,
			"no file is there that 'files' names; if there may be none, set expect=\"0\"");
	else
		diag_error(d, q->how->loc, "'%s' found no test%s; if there may be none, set expect=\"0\"", q->command,
			advice(s, q, a, out, err));
}

/* So that a long pipe need not be searched for it, the part that failed is named. */
static void
report_failure(const struct suite *s, const struct question *q, struct arena *a, struct diag *d, size_t part,
	int status, const char *more)
{
	const char *which = "";

	if (q->pipeline.count > 1)
		which = arena_printf(a, ", at its part '%s'", q->pipeline.parts[part]);
	diag_error(d, q->how->loc, "'%s' failed with status %d in '%s'%s%s", q->command, status, s->dir, which, more);
}

/* The answer, in the arena; NULL, with a message, if the command failed or printed no test. */
static char *
answer(const struct suite *s, struct question *q, struct arena *a, struct diag *d)
{
	struct buf text = { 0 }, err = { 0 };
	char *result = NULL;

	if (!q->command)
		return NULL;
	size_t part = 0;
	int status = process_finish(&q->shell, &text, &err, &part);

	bool fails = status || finds_nothing(q, &text);

	/* What a message does not quote. */
	diag_show(d, buf_text(&err), fails ? last_line_begins(&err) : err.len);
	if (status)
		report_failure(s, q, a, d, part, status, advice(s, q, a, &text, &err));
	else if (memchr(buf_text(&text), '\0', text.len))
		diag_error(d, q->how->loc, "'%s' printed a zero byte, which no test has in its name", q->command);
	else if (fails)
		report_nothing(s, q, a, d, &text, &err);
	else
		result = arena_strndup(a, buf_text(&text), text.len);
	buf_release(&text);
	buf_release(&err);
	return result;
}

/* Lines of an answer, one after another. */
struct lines {
	char *rest;
	unsigned number; /* of the line that came last, from 1 */
};

/* The next line, cut off; NULL after the last. Empty lines are left out. */
static char *
next_line(struct lines *l)
{
	while (*l->rest) {
		char *line = l->rest, *stop = strchr(line, '\n');
		size_t len = stop ? (size_t)(stop - line) : strlen(line);

		l->number++;
		l->rest = line + len + (stop != NULL);
		len -= len && line[len - 1] == '\r';
		line[len] = '\0';
		if (len)
			return line;
	}
	return NULL;
}

const struct discover *
discover_filled(const struct suite *s, const struct discover *how, struct arena *a, struct diag *d)
{
	struct discover *filled = arena_alloc(a, sizeof(*filled));
	struct buf scratch = { 0 }, text = { 0 };
	const struct variant *first = NULL;

	*filled = *how;
	if (!how->folder)
		return filled;
	for (size_t i = 0; i < s->variant_count; i++)
		if (s->variants[i].name && (!first || strcmp(s->variants[i].name, first->name) < 0))
			first = &s->variants[i];
	struct params_scope scope = { .suite = s, .variant = first, .chunk = -1, .scratch = &scratch };
	const char *unknown = command_fill(&how->command, params_lookup, &scope, &text);

	if (unknown && d)
		diag_error(d, how->folder_loc, "'{%s}' is not a parameter of the variants", unknown);
	filled->folder = arena_strdup(a, buf_text(&text));
	buf_release(&scratch);
	buf_release(&text);
	return unknown ? NULL : filled;
}

const char *
discover_ask(const struct suite *s, const struct discover *how, struct arena *a, struct diag *d, const char *root)
{
	struct question q = { .how = how, .command = producer_asked(how, a) };

	q.pipeline.parts = ARENA_APPEND(a, q.pipeline.parts, q.pipeline.count);
	q.pipeline.parts[0] = producer_question(how, a);
	process_start_pipe(&q.shell, arena_printf(a, "%s/%s", root, s->dir), q.pipeline.parts, 1);
	return answer(s, &q, a, d);
}

/* --- the tests as modules --------------------------------------------------------------------- */

void
discover_check_expected(const struct discover *how, struct diag *d, size_t found)
{
	if (how->expect >= 0 && (size_t)how->expect != found)
		diag_error(d, how->loc,
			"%zu test%s %s found, but 'expect' says %ld; if that is right, set expect=\"%zu\"", found,
			words_plural(found), found == 1 ? "was" : "were", how->expect, found);
}

/* Make a module of each line of the answer. */
static void
add_modules(struct suite *s, struct arena *a, struct diag *d, const struct discover *how, char *text)
{
	size_t len = strlen(text), count = 0;
	const char *name = arena_printf(a, "%s:%u:%u", how->loc.file, how->loc.line, how->loc.col);
	bool shown = diag_printed(d, name, arena_strndup(a, text, len), len, how->loc);
	struct lines lines = { .rest = text };

	for (char *line; (line = next_line(&lines)); count++)
		discovered_add(s, a, d, how, shown ? (struct loc){ name, lines.number, 1 } : how->loc, line);
	discover_check_expected(how, d, count);
}

bool
discover_modules(struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	int errors = d->errors;

	for (size_t i = 0; i < s->discover_count; i++) {
		const struct discover *how = &s->discovers[i];

		if (how->as != DISCOVER_MODULES || how->from)
			continue;
		struct question q = ask(s, how, NULL, a, d, root);
		char *text = answer(s, &q, a, d);

		if (text)
			add_modules(s, a, d, how, text);
	}
	return d->errors == errors;
}

/* --- the check -------------------------------------------------------------------------------- */

struct found {
	const char **names; /* sorted */
	size_t n;
};

static bool
has(const struct found *f, const char *name)
{
	return f->n && bsearch(&name, f->names, f->n, sizeof(*f->names), text_order);
}

/* Does the command ask each variant for itself? */
static bool
per_variant(const struct suite *s, const struct command *c)
{
	if (command_has(c, "variant") || command_has(c, "program"))
		return true;
	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t i = 0; i < s->variants[v].params.n; i++)
			if (command_has(c, s->variants[v].params.v[i].name))
				return true;
	return false;
}

/* Is the module one that the command should find, in the variant or (NULL) in any? */
static bool
is_asked_for(const struct suite *s, const struct discover *how, const struct variant *v, const struct module *m)
{
	return (!how->group || m->group == how->group) && (!v || m->in_variant[v - s->variants]);
}

/* Report a test that is no module which the command should find. */
static void
report_test(const struct suite *s, const struct discover *how, const char *name, const char *where,
	const struct found *modules, const struct found *f, struct diag *d)
{
	const struct named all = NAMED(s->modules, s->module_count);
	size_t at = named_find(&all, name);

	if (how->group && at < all.n && s->modules[at].group != how->group) {
		diag_error(d, how->loc,
			"test '%s' was found for this group%s, but its module stands outside of the group: move it in, or this <discover> out",
			name, where);
		diag_note(d, s->modules[at].loc, "the module is here");
		return;
	}
	const char *near = diag_meant(name, modules->names, modules->n);

	if (near && has(f, near)) /* that is a test itself */
		near = NULL;
	diag_error(d, how->loc, "test '%s' exists%s, but is neither a module%s nor excluded%s%s%s", name, where,
		how->group ? " of this group" : "", near ? "; the manifest has '" : "", near ? near : "",
		near ? "'" : "");
}

/* Compare what one command found, in a variant or (NULL) in all, with the modules. */
static void
compare(const struct suite *s, const struct discover *how, const struct variant *v, const struct found *f,
	struct arena *a, struct diag *d)
{
	const char *where = v ? arena_printf(a, " in variant '%s'", v->name) : "";
	struct found modules = { arena_alloc(a, (s->module_count + 1) * sizeof(*modules.names)), 0 };

	for (size_t i = 0; i < s->module_count; i++)
		if (is_asked_for(s, how, v, &s->modules[i]))
			modules.names[modules.n++] = s->modules[i].name;
	for (size_t i = 0; i < f->n; i++) {
		bool left_out = false;

		if (i && !strcmp(f->names[i - 1], f->names[i])) {
			diag_error(d, how->loc, "test '%s' was found twice%s", f->names[i], where);
			continue;
		}
		for (size_t k = 0; k < s->exclude_count; k++)
			if (model_excludes(&s->excludes[k], f->names[i], v))
				left_out = s->excludes[k].used = true;
		if (!left_out && !has(&modules, f->names[i]))
			report_test(s, how, f->names[i], where, &modules, f, d);
	}
	for (size_t i = 0; i < s->module_count; i++)
		if (is_asked_for(s, how, v, &s->modules[i]) && !has(f, s->modules[i].name))
			diag_error(d, s->modules[i].loc,
				"module '%s' does not exist: discovery found %zu test%s, none with that name%s",
				s->modules[i].name, f->n, words_plural(f->n), where);
}

/* Read one answer and compare it. How many tests it found is added to *total; false if there was no answer. */
static bool
check_answer(const struct suite *s, struct question *q, struct arena *a, struct diag *d, size_t *total)
{
	struct found f = { 0 };
	struct lines lines = { .rest = answer(s, q, a, d) };

	if (!lines.rest)
		return false;
	for (char *line; (line = next_line(&lines));) {
		line[strcspn(line, "\t")] = '\0';
		*ARENA_APPEND(a, f.names, f.n) = line;
	}
	*total += f.n;
	if (f.n)
		qsort(f.names, f.n, sizeof(*f.names), text_order);
	compare(s, q->how, q->variant, &f, a, d);
	return true;
}

bool
discover_check(const struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	struct question *questions = NULL;
	bool complete = true;
	size_t count = 0, total = 0;
	int errors = d->errors;

	/* All are asked at once: each is a process, and they have nothing to do with one another. */
	for (size_t i = 0; i < s->discover_count; i++) {
		const struct discover *how = &s->discovers[i];
		bool each = per_variant(s, &how->command);

		for (size_t v = 0; how->as == DISCOVER_CHECK && v < (each ? s->variant_count : 1); v++) {
			*ARENA_APPEND(a, questions, count) = ask(s, how, each ? &s->variants[v] : NULL, a, d, root);
		}
	}
	for (size_t i = 0; i < count; i++) {
		complete &= check_answer(s, &questions[i], a, d, &total);
		if (i + 1 < count && questions[i + 1].how == questions[i].how)
			continue;
		if (complete)
			discover_check_expected(questions[i].how, d, total);
		total = 0;
	}
	/* A test that is excluded must exist: somewhere, if all that could be asked has answered. */
	for (size_t k = 0; count && complete && k < s->exclude_count; k++)
		if (!s->excludes[k].used)
			diag_error(d, s->excludes[k].loc, "exclude '%s' is out of date: no such test exists",
				s->excludes[k].text);
	return d->errors == errors;
}

/* Does the text name the path, and not only one that begins or ends with it? */
static bool
names_path(const char *text, const char *path)
{
	static const char of_paths[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-/";
	size_t len = strlen(path);

	for (const char *p = text; *path && (p = strstr(p, path)); p++) {
		bool begins = p == text || !strchr(of_paths, p[-1]) || (p - text >= 2 && !strncmp(p - 2, "./", 2));

		if (begins && (!p[len] || !strchr(of_paths, p[len])))
			return true;
	}
	return false;
}

bool
discover_asks(const struct suite *s, const struct discover *how, const struct build *b)
{
	struct buf scratch = { 0 }, text = { 0 };
	struct params_scope scope = { .suite = s, .chunk = -1, .scratch = &scratch };
	bool each = how->as == DISCOVER_CHECK && per_variant(s, &how->command), asks = each;

	if (producer_needs_build(how->from)) {
		struct arena a = { 0 };
		const struct discover *filled = discover_filled(s, how, &a, NULL);
		const char *folder = filled ? producer_folder(filled) : "";
		size_t len = strlen(folder);

		for (size_t i = 0; i < b->program_count; i++)
			asks |= !strncmp(b->programs[i], folder, len) && b->programs[i][len] == '/';
		arena_release(&a);
	}
	if (!each && !how->from && !command_fill(&how->command, params_lookup, &scope, &text))
		for (size_t i = 0; i < b->program_count; i++)
			asks |= names_path(buf_text(&text), b->programs[i]);
	buf_release(&scratch);
	buf_release(&text);
	return asks;
}
