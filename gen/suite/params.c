#include "suite/params.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "suite/model.h"

struct binding *
params_find(const struct bindings *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (!strcmp(b->v[i].name, name))
			return &b->v[i];
	return NULL;
}

static bool
text_value(struct value *v, const char *text)
{
	*v = (struct value){ .kind = VALUE_TEXT, .text = text, .len = strlen(text) };
	return true;
}

static bool
number_value(struct value *v, struct buf *scratch, long n)
{
	buf_reset(scratch);
	buf_printf(scratch, "%ld", n);
	return text_value(v, buf_text(scratch));
}

/* The value of a parameter that is a path with holes of the scope `inner`. False if a hole has no parameter. */
static bool
path_value(struct value *v, const struct params_scope *p, const struct command *path, struct params_scope inner)
{
	struct buf text = { 0 }, scratch = { 0 };

	inner.scratch = &scratch;
	bool ok = !command_fill(path, params_lookup, &inner, &text);

	buf_reset(p->scratch);
	buf_add(p->scratch, buf_text(&text), text.len);
	buf_release(&text);
	buf_release(&scratch);
	return ok && text_value(v, buf_text(p->scratch));
}

/* A number of a unit, if it has that. If not, the parameter is an empty list, so that one <run> serves modules with and
 * without a range. */
static bool
range_value(struct value *v, struct buf *scratch, bool has, long n)
{
	if (has)
		return number_value(v, scratch, n);
	*v = (struct value){ .kind = VALUE_WORDS };
	return true;
}

/* The fixture of that name, if the module needs one; otherwise NULL. */
static const struct fixture *
find_fixture(const struct params_scope *p, const char *name)
{
	for (size_t i = 0; p->module && !p->of_fixture && i < p->module->need_count; i++)
		if (!strcmp(p->module->needs[i]->name, name))
			return p->module->needs[i];
	return NULL;
}

/* --- the built-in parameters: one function for each, which is false if the scope has none ------ */

static bool
suite_value(const struct params_scope *p, struct value *v)
{
	return text_value(v, p->suite->name);
}

static bool
dir_value(const struct params_scope *p, struct value *v)
{
	return text_value(v, p->suite->dir);
}

/* What <build> says, or as many as whoever runs the command lets run: `nightshift run`, Nix, or by default the processors there
 * are. */
static bool
jobs_value(const struct params_scope *p, struct value *v)
{
	static const char here[] = "${NIGHTSHIFT_JOBS:-${NIX_BUILD_CORES:-$(getconf _NPROCESSORS_ONLN)}}";

	if (p->suite->jobs_loc.line)
		return number_value(v, p->scratch, p->suite->jobs);
	*v = (struct value){ .kind = VALUE_SHELL, .text = here, .len = sizeof(here) - 1 };
	return true;
}

static bool
variant_value(const struct params_scope *p, struct value *v)
{
	return p->variant && text_value(v, p->variant->name);
}

/* A program's path may name parameters, but not itself. */
static bool
program_value(const struct params_scope *p, struct value *v)
{
	const struct suite *s = p->suite;
	struct params_scope inner = *p;

	inner.module = NULL;
	return p->variant && s->program_count && !command_has(&s->programs[0], "program") &&
		path_value(v, p, &s->programs[0], inner);
}

static bool
module_value(const struct params_scope *p, struct value *v)
{
	return p->module && text_value(v, p->module->name);
}

static bool
unit_value(const struct params_scope *p, struct value *v)
{
	return p->module && text_value(v, p->unit);
}

static bool
chunk_value(const struct params_scope *p, struct value *v)
{
	return p->module && range_value(v, p->scratch, p->chunk >= 0, p->chunk);
}

static bool
from_value(const struct params_scope *p, struct value *v)
{
	return p->module && range_value(v, p->scratch, p->module->from_loc.line, p->from);
}

static bool
to_value(const struct params_scope *p, struct value *v)
{
	return p->module && range_value(v, p->scratch, p->module->to_loc.line, p->to);
}

static const struct built_in {
	const char *name;
	bool (*value)(const struct params_scope *p, struct value *v);
} built_in[] = {
	{ "suite", suite_value },
	{ "dir", dir_value },
	{ "jobs", jobs_value },
	{ "variant", variant_value },
	{ "program", program_value },
	{ "module", module_value },
	{ "chunk", chunk_value },
	{ "from", from_value },
	{ "to", to_value },
	{ "unit", unit_value },
};

const char *
params_built_in(size_t i)
{
	return i < countof(built_in) ? built_in[i].name : NULL;
}

static const struct built_in *
find_built_in(const char *name)
{
	for (size_t i = 0; i < countof(built_in); i++)
		if (!strcmp(built_in[i].name, name))
			return &built_in[i];
	return NULL;
}

bool
params_is_built_in(const char *name)
{
	return find_built_in(name) != NULL;
}

/* --- the declared ones, and all together ------------------------------------------------------ */

/* Each list of the scope that may declare a parameter, innermost first; NULL for one that is not there. */
enum { LISTS = 4 };

static void
find_lists(const struct params_scope *p, const struct bindings *ret_lists[LISTS])
{
	const struct module *m = p->module;

	ret_lists[0] = m ? &m->traits.params : NULL;
	ret_lists[1] = m && m->group ? &m->group->traits.params : NULL;
	ret_lists[2] = p->variant ? &p->variant->params : NULL;
	ret_lists[3] = &p->suite->params;
}

const char **
params_names(const struct params_scope *scope, struct arena *a, size_t *ret_count)
{
	const struct bindings *lists[LISTS];
	const char **names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < countof(built_in); i++)
		*ARENA_APPEND(a, names, n) = built_in[i].name;
	for (size_t i = 0; scope->module && !scope->of_fixture && i < scope->module->need_count; i++)
		*ARENA_APPEND(a, names, n) = scope->module->needs[i]->name;
	find_lists(scope, lists);
	for (size_t l = 0; l < LISTS; l++)
		for (size_t i = 0; lists[l] && i < lists[l]->n; i++)
			*ARENA_APPEND(a, names, n) = lists[l]->v[i].name;
	*ret_count = n;
	return names;
}

void
params_use(const struct params_scope *scope, const char *name)
{
	const struct bindings *lists[LISTS];

	find_lists(scope, lists);
	for (size_t i = 0; i < LISTS; i++) {
		struct binding *b = lists[i] ? params_find(lists[i], name) : NULL;

		if (b)
			b->used = true;
	}
}

bool
params_lookup(void *scope, const char *name, struct value *ret_value)
{
	const struct params_scope *p = scope;
	const struct built_in *known = find_built_in(name);

	if (known)
		return known->value(p, ret_value);
	const struct fixture *f = find_fixture(p, name);

	if (f) {
		struct params_scope inner = *p;

		inner.of_fixture = true;
		return path_value(ret_value, p, &f->output, inner);
	}
	const struct bindings *lists[LISTS];
	const struct binding *b = NULL;

	find_lists(p, lists);
	for (size_t i = 0; !b && i < LISTS; i++)
		b = lists[i] ? params_find(lists[i], name) : NULL;
	if (!b)
		return false;
	if (b->value)
		return text_value(ret_value, b->value);
	*ret_value = (struct value){ .kind = VALUE_WORDS, .words = b->words.v, .count = b->words.n };
	return true;
}
