#include "suite/params.h"

#include <string.h>

#include "base/buf.h"
#include "base/esc.h"
#include "suite/model.h"

const char *const params_built_in[] = { "suite", "dir", "jobs", "variant", "program", "module", "chunk", "from", "to",
	"unit", NULL };

const struct binding *
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

/* A parameter that belongs to one unit: false if the name is not one of these. */
static bool
unit_value(const struct params_scope *p, const char *name, struct value *v)
{
	const struct module *m = p->module;

	if (!strcmp(name, "module"))
		return text_value(v, m->name);
	if (!strcmp(name, "unit"))
		return text_value(v, p->unit);
	if (!strcmp(name, "chunk"))
		return range_value(v, p->scratch, p->chunk >= 0, p->chunk);
	if (!strcmp(name, "from"))
		return range_value(v, p->scratch, m->from_loc.line, p->from);
	if (!strcmp(name, "to"))
		return range_value(v, p->scratch, m->to_loc.line, p->to);
	return false;
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

/* The innermost declaration of a parameter, or NULL. */
static const struct binding *
find_declared(const struct params_scope *p, const char *name)
{
	const struct module *m = p->module;
	const struct binding *b = m ? params_find(&m->traits.params, name) : NULL;

	if (!b && m && m->group)
		b = params_find(&m->group->traits.params, name);
	if (!b && p->variant)
		b = params_find(&p->variant->params, name);
	return b ? b : params_find(&p->suite->params, name);
}

bool
params_lookup(void *scope, const char *name, struct value *ret_value)
{
	const struct params_scope *p = scope;
	const struct suite *s = p->suite;

	if (p->module && unit_value(p, name, ret_value))
		return true;
	const struct fixture *f = find_fixture(p, name);

	if (f) {
		struct params_scope inner = *p;

		inner.of_fixture = true;
		return path_value(ret_value, p, &f->output, inner);
	}
	if (p->variant && !strcmp(name, "variant"))
		return text_value(ret_value, p->variant->name);
	if (p->variant && !strcmp(name, "program") && s->program_count) {
		struct params_scope inner = *p;

		inner.module = NULL;
		/* A program's path may name parameters, but not itself. */
		return !command_has(&s->programs[0], "program") && path_value(ret_value, p, &s->programs[0], inner);
	}
	if (!strcmp(name, "suite"))
		return text_value(ret_value, s->name);
	if (!strcmp(name, "dir"))
		return text_value(ret_value, s->dir);
	if (!strcmp(name, "jobs"))
		return number_value(ret_value, p->scratch, s->jobs);
	const struct binding *b = find_declared(p, name);

	if (!b)
		return false;
	if (b->value)
		return text_value(ret_value, b->value);
	*ret_value = (struct value){ .kind = VALUE_WORDS, .words = b->words.v, .count = b->words.n };
	return true;
}
