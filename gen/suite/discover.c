#include "suite/discover.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/process.h"
#include "base/seconds.h"
#include "base/text.h"
#include "suite/model.h"
#include "suite/params.h"

/* --- questions and answers -------------------------------------------------------------------- */

/* A command that was started and whose answer is still to be read. */
struct question {
	const struct discover *how;
	const struct variant *variant; /* or NULL */
	const char *command;           /* NULL: it could not be started, which has been reported */
	struct process shell;
};

/* Fill the command in and start it. */
static struct question
ask(const struct suite *s, const struct discover *how, const struct variant *v, struct arena *a, struct diag *d,
	const char *root)
{
	struct buf scratch = { 0 }, text = { 0 };
	struct params_scope scope = { .suite = s, .variant = v, .chunk = -1, .scratch = &scratch };
	const char *unknown = command_fill(&how->command, params_lookup, &scope, &text);
	struct question q = { .how = how, .variant = v };

	if (unknown) {
		diag_error(d, how->command.loc, "'{%s}' is not a parameter%s", unknown,
			v ? "" : " here; a brace for the shell is written '{{'");
	} else {
		q.command = arena_strndup(a, buf_text(&text), text.len);
		process_start(&q.shell, arena_printf(a, "%s/%s", root, s->dir), q.command);
	}
	buf_release(&scratch);
	buf_release(&text);
	return q;
}

/* The answer, in the arena; NULL, with a message, if the command failed. */
static char *
answer(const struct suite *s, struct question *q, struct arena *a, struct diag *d)
{
	struct buf text = { 0 };
	char *result = NULL;

	if (!q->command)
		return NULL;
	int status = process_finish(&q->shell, &text);

	if (status)
		diag_error(d, q->how->loc, "'%s' failed with status %d in '%s'%s", q->command, status, s->dir,
			q->how->as == DISCOVER_MODULES
				? ""
				: arena_printf(a,
					  "; if it asks a program that is not built yet, build it first (make -f %s %s-build) or leave this check out with --no-discover",
					  s->include, s->name));
	else
		result = arena_strndup(a, buf_text(&text), text.len);
	buf_release(&text);
	return result;
}

/* The next line of *text, cut off; NULL after the last. Empty lines are left out. */
static char *
next_line(char **text)
{
	while (**text == '\n')
		++*text;
	if (!**text)
		return NULL;
	char *line = *text, *stop = strchr(line, '\n');

	*text = stop ? stop + 1 : line + strlen(line);
	if (stop)
		*stop = '\0';
	size_t len = strlen(line);

	if (len && line[len - 1] == '\r')
		line[len - 1] = '\0';
	return line;
}

/* --- the tests as modules --------------------------------------------------------------------- */

/* A test of which a field is read. */
struct test {
	struct module *module;
	struct arena *arena;
	struct diag *diag;
	const char *dir; /* the suite's folder */
	const char *key; /* of the field */
};

/* Report a value that the field cannot have; `why` ends the sentence. */
static void
refuse(const struct test *t, const char *value, const char *why)
{
	diag_error(t->diag, t->module->loc, "test '%s' comes with %s '%s', %s", t->module->name, t->key, value, why);
}

/* Microseconds of a number of seconds above 0; otherwise 0, which is reported. */
static unsigned long long
read_seconds(const struct test *t, const char *value)
{
	unsigned long long usec = 0;

	if (seconds_parse(value, strlen(value), &usec) && usec)
		return usec;
	refuse(t, value, "which is not a number of seconds above 0");
	return 0;
}

static void
take_seconds(const struct test *t, const char *value)
{
	t->module->traits.seconds = (double)read_seconds(t, value) / 1e6;
}

static void
take_timeout(const struct test *t, const char *value)
{
	t->module->traits.timeout = (long)((read_seconds(t, value) + 999999) / 1000000);
}

static void
take_due(const struct test *t, const char *value)
{
	t->module->traits.due = text_index_of(due_names, value);
	if (t->module->traits.due < 0)
		refuse(t, value, "but it must be 'paths' or 'always'");
}

static void
take_mode(const struct test *t, const char *value)
{
	t->module->traits.mode = value;
	if (!esc_is_name(value, strlen(value)))
		refuse(t, value, "which is not a name ([A-Za-z0-9_][A-Za-z0-9_.+-]*)");
}

static void
take_pool(const struct test *t, const char *value)
{
	t->module->traits.pool = value;
	t->module->traits.pool_loc = t->module->loc;
}

static void
take_worker(const struct test *t, const char *value)
{
	t->module->traits.worker = value;
	t->module->traits.worker_loc = t->module->loc;
}

static void
take_count(const struct test *t, const char *value)
{
	t->module->traits.count_loc = t->module->loc;
	if (!text_is_number(value, 1, 1024, &t->module->traits.count))
		refuse(t, value, "but it must be a number from 1 to 1024");
}

static void
take_needs(const struct test *t, const char *value)
{
	struct words *w = &t->module->traits.needs;

	w->loc = t->module->loc;
	*ARENA_APPEND(t->arena, w->v, w->n) = value;
}

static void
take_path(const struct test *t, const char *value)
{
	const char *path = *value ? model_path(t->arena, t->dir, value) : NULL;

	if (path)
		pattern_add_path(&t->module->own, t->arena, t->module->loc, value, path);
	else
		refuse(t, value, *value ? "which lies outside of the repository" : "which is empty");
}

/* Any other key is a parameter, and a list if it comes more than once. */
static void
take_parameter(const struct test *t, const char *value)
{
	struct bindings *params = &t->module->traits.params;
	struct loc at = t->module->loc;

	for (size_t i = 0; i < params->n; i++) {
		struct binding *b = &params->v[i];

		if (strcmp(b->name, t->key))
			continue;
		if (b->value) {
			b->words.loc = at;
			*ARENA_APPEND(t->arena, b->words.v, b->words.n) = b->value;
			b->value = NULL;
		}
		*ARENA_APPEND(t->arena, b->words.v, b->words.n) = value;
		return;
	}
	*ARENA_APPEND(t->arena, params->v, params->n) = (struct binding){ .loc = at, .name = t->key, .value = value };
}

/* The keys with a meaning of their own. */
static const struct {
	const char *key;
	void (*take)(const struct test *t, const char *value);
} fields[] = {
	{ "seconds", take_seconds },
	{ "timeout", take_timeout },
	{ "due", take_due },
	{ "mode", take_mode },
	{ "pool", take_pool },
	{ "worker", take_worker },
	{ "count", take_count },
	{ "needs", take_needs },
	{ "path", take_path },
};

/* Put key=value into the module. */
static void
take_field(struct test *t, char *field)
{
	char *value = strchr(field, '=');
	void (*take)(const struct test *t, const char *value) = take_parameter;

	if (!value || value == field) {
		diag_error(t->diag, t->module->loc, "test '%s' comes with '%s', which is not key=value",
			t->module->name, field);
		return;
	}
	*value++ = '\0';
	t->key = field;
	for (size_t i = 0; i < countof(fields); i++)
		if (!strcmp(fields[i].key, field))
			take = fields[i].take;
	take(t, value);
}

/* Make a module of a line: its name, and fields after tabs. */
static void
add_module(struct suite *s, struct arena *a, struct diag *d, const struct discover *how, char *line)
{
	char *tab = strchr(line, '\t');

	if (tab)
		*tab++ = '\0';
	if (!esc_is_name(line, strlen(line))) {
		diag_error(d, how->loc,
			"a test has the name '%s', which cannot be the name of a module ([A-Za-z0-9_][A-Za-z0-9_.+-]*): print a short name, and this one as a parameter",
			line);
		return;
	}
	struct module *m = ARENA_APPEND(a, s->modules, s->module_count);
	struct test t = { .module = m, .arena = a, .diag = d, .dir = s->dir };

	*m = (struct module){ .loc = how->loc, .name = line, .group = how->group, .discovered = true };
	model_init_traits(&m->traits);
	while (tab) {
		char *field = tab;

		tab = strchr(field, '\t');
		if (tab)
			*tab++ = '\0';
		take_field(&t, field);
	}
}

static void
check_expected(const struct discover *how, struct diag *d, size_t found)
{
	if (how->expect >= 0 && (size_t)how->expect != found)
		diag_error(d, how->loc,
			"%zu tests were found, but 'expect' says %ld; if that is right, set expect=\"%zu\"", found,
			how->expect, found);
}

bool
discover_modules(struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	int errors = d->errors;

	for (size_t i = 0; i < s->discover_count; i++) {
		const struct discover *how = &s->discovers[i];
		size_t before = s->module_count;

		if (how->as != DISCOVER_MODULES)
			continue;
		struct question q = ask(s, how, NULL, a, d, root);
		char *text = answer(s, &q, a, d), *rest = text, *line;

		while (rest && (line = next_line(&rest)))
			add_module(s, a, d, how, line);
		if (text)
			check_expected(how, d, s->module_count - before);
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

/* Compare what one command found, in a variant or (NULL) in all, with the modules. */
static void
compare(const struct suite *s, const struct discover *how, const struct variant *v, const struct found *f,
	struct arena *a, struct diag *d, bool *excluded)
{
	const char *where = v ? arena_printf(a, " in variant '%s'", v->name) : "";
	const char **known = arena_alloc(a, (s->module_count + 1) * sizeof(*known));
	size_t n = 0;

	for (size_t i = 0; i < s->module_count; i++)
		if (!v || s->modules[i].in_variant[v - s->variants])
			known[n++] = s->modules[i].name;

	struct found modules = { known, n };

	for (size_t i = 0; i < f->n; i++) {
		bool left_out = false;

		if (i && !strcmp(f->names[i - 1], f->names[i])) {
			diag_error(d, how->loc, "test '%s' was found twice%s", f->names[i], where);
			continue;
		}
		for (size_t k = 0; k < s->exclude_count; k++)
			if (!strcmp(s->excludes[k].name, f->names[i]))
				left_out = excluded[k] = true;
		if (left_out || has(&modules, f->names[i]))
			continue;
		const char *near = diag_meant(f->names[i], known, n);

		diag_error(d, how->loc, "test '%s' exists%s, but is neither a module nor excluded%s%s%s", f->names[i],
			where, near && !has(f, near) ? "; the manifest has '" : "", near && !has(f, near) ? near : "",
			near && !has(f, near) ? "'" : "");
	}
	for (size_t i = 0; i < s->module_count; i++)
		if ((!v || s->modules[i].in_variant[v - s->variants]) && !has(f, s->modules[i].name))
			diag_error(d, s->modules[i].loc,
				"module '%s' does not exist: discovery found %zu tests, none with that name%s",
				s->modules[i].name, f->n, where);
}

/* Read one answer and compare it. How many tests it found is added to *total; false if there was no answer. */
static bool
check_answer(const struct suite *s, struct question *q, struct arena *a, struct diag *d, bool *excluded, size_t *total)
{
	struct found f = { 0 };
	char *text = answer(s, q, a, d), *line;

	if (!text)
		return false;
	while ((line = next_line(&text))) {
		line[strcspn(line, "\t")] = '\0';
		*ARENA_APPEND(a, f.names, f.n) = line;
	}
	*total += f.n;
	if (!f.n) {
		diag_error(d, q->how->loc, "no test was found%s",
			q->variant ? arena_printf(a, " in variant '%s'", q->variant->name) : "");
		return true;
	}
	qsort(f.names, f.n, sizeof(*f.names), text_order);
	compare(s, q->how, q->variant, &f, a, d, excluded);
	return true;
}

bool
discover_check(const struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	struct question *questions = NULL;
	bool *excluded = arena_alloc(a, s->exclude_count + 1), complete = true;
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
		complete &= check_answer(s, &questions[i], a, d, excluded, &total);
		if (i + 1 < count && questions[i + 1].how == questions[i].how)
			continue;
		if (complete)
			check_expected(questions[i].how, d, total);
		total = 0;
	}
	/* A test that is excluded must exist: somewhere, if all that could be asked has answered. */
	for (size_t k = 0; count && complete && k < s->exclude_count; k++)
		if (!excluded[k])
			diag_error(d, s->excludes[k].loc, "exclude '%s' is out of date: no such test exists",
				s->excludes[k].name);
	return d->errors == errors;
}
