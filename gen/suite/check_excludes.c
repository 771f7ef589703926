#include "suite/check.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "suite/model.h"
#include "suite/named.h"

bool
model_excludes(const struct exclude *e, const char *test, const struct variant *v)
{
	bool there = !v || !e->variants.loc.line;

	for (size_t i = 0; v && i < e->variants.n; i++)
		there |= !strcmp(e->variants.v[i], v->name);
	return there && !fnmatch(e->name, test, 0);
}

/* --- the excludes themselves ------------------------------------------------------------------ */

static void
add_words(struct buf *out, const char *before, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		buf_printf(out, "%s%s", i ? ", " : before, w->v[i]);
}

/* Say in a text what is left out: "gc_* in a, b on mac". */
static void
say(struct checker *c, struct exclude *e)
{
	struct buf text = { 0 };

	if (e->variants.n > 1)
		qsort(e->variants.v, e->variants.n, sizeof(*e->variants.v), text_order);
	if (e->platforms.n > 1)
		qsort(e->platforms.v, e->platforms.n, sizeof(*e->platforms.v), text_order);
	buf_adds(&text, e->name);
	add_words(&text, " in ", &e->variants);
	add_words(&text, " on ", &e->platforms);
	e->text = arena_strdup(c->arena, buf_text(&text));
	buf_release(&text);
}

static int
by_text(const void *a, const void *b)
{
	const struct exclude *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : x->loc.line != y->loc.line ? (x->loc.line < y->loc.line ? -1 : 1) : 0;
}

static void
check_list_of_excludes(struct checker *c)
{
	struct suite *s = c->suite;
	const struct named variants = NAMED(s->variants, s->variant_count),
			   platforms = NAMED(s->platforms, s->platform_count);

	for (size_t i = 0; i < s->exclude_count; i++) {
		struct exclude *e = &s->excludes[i];

		check_names(c, &e->variants, "variant", &variants);
		check_names(c, &e->platforms, "platform", &platforms);
		check_until(c, e->loc, e->until);
		say(c, e);
	}
	if (s->exclude_count > 1)
		qsort(s->excludes, s->exclude_count, sizeof(*s->excludes), by_text);
	for (size_t i = 1; i < s->exclude_count; i++)
		if (*s->excludes[i].name && !strcmp(s->excludes[i - 1].text, s->excludes[i].text)) {
			diag_error(c->diag, s->excludes[i].loc, "exclude '%s' stands here a second time",
				s->excludes[i].text);
			diag_note(c->diag, s->excludes[i - 1].loc, "the first is here");
		}
}

/* --- what they leave out ---------------------------------------------------------------------- */

static bool
has_platform(const struct exclude *e, const char *name)
{
	bool found = !e->platforms.loc.line;

	for (size_t i = 0; i < e->platforms.n; i++)
		found |= !strcmp(e->platforms.v[i], name);
	return found;
}

/* Mark where the exclude leaves the module out. */
static void
leave_out(struct checker *c, struct exclude *e, struct module *m)
{
	const struct suite *s = c->suite;

	if (!model_excludes(e, m->name, NULL))
		return;
	for (size_t v = 0; v < s->variant_count; v++)
		for (size_t k = 0; k < s->platform_count; k++) {
			if (!m->in_variant[v] || !m->on_platform[k] || !has_platform(e, s->platforms[k].name) ||
				!model_excludes(e, m->name, &s->variants[v]))
				continue;
			if (!m->left_out)
				m->left_out = arena_alloc(c->arena, s->variant_count * s->platform_count);
			m->left_out[v * s->platform_count + k] = true;
			e->used = true;
		}
}

/* A variant in which the module runs nowhere is none of its own. False if that leaves none. */
static bool
settle_variants(const struct suite *s, struct module *m)
{
	bool any = false;

	for (size_t v = 0; v < s->variant_count; v++) {
		bool runs = false;

		for (size_t k = 0; k < s->platform_count; k++)
			runs |= model_runs_on(s, m, v, k);
		m->in_variant[v] &= runs;
		any |= m->in_variant[v];
	}
	return any;
}

/* The first exclude that leaves the module out somewhere. */
static const struct exclude *
first_of(const struct suite *s, const struct module *m)
{
	for (size_t i = 0; i < s->exclude_count; i++)
		if (model_excludes(&s->excludes[i], m->name, NULL))
			return &s->excludes[i];
	return &s->excludes[0];
}

/* Does the module stay in the suite? The manifest must not name one that runs nowhere; a discovery may. */
static bool
stays(struct checker *c, struct module *m)
{
	const struct suite *s = c->suite;

	if (!m->left_out || settle_variants(s, m))
		return true;
	if (m->discovered)
		return false;
	const struct exclude *e = first_of(s, m);

	diag_error(c->diag, e->loc, "'%s' is excluded here, but %s", e->text,
		!strcmp(e->name, m->name)
			? "it is also a module"
			: arena_printf(c->arena, "leaves nothing of module '%s': take one of them out", m->name));
	diag_note(c->diag, m->loc, "the module is here");
	return true;
}

/* Is it known which tests there are, without asking those commands whose answer is compared? */
static bool
is_known(const struct suite *s, const struct exclude *e)
{
	bool compared = false, made = false;

	for (size_t i = 0; i < s->discover_count; i++) {
		compared |= s->discovers[i].as == DISCOVER_CHECK;
		made |= s->discovers[i].as == DISCOVER_MODULES;
	}
	return !compared && (made || e->variants.n || e->platforms.n || e->name[strcspn(e->name, "*?")]);
}

void
check_excludes(struct checker *c)
{
	struct suite *s = c->suite;
	size_t kept = 0;
	int errors = c->diag->errors;

	check_list_of_excludes(c);
	for (size_t i = 0; i < s->module_count; i++)
		for (size_t k = 0; k < s->exclude_count; k++)
			leave_out(c, &s->excludes[k], &s->modules[i]);
	for (size_t i = 0; i < s->module_count; i++)
		if (stays(c, &s->modules[i]))
			s->modules[kept++] = s->modules[i];
	if (!kept && s->module_count)
		diag_error(c->diag, s->loc, "every module is excluded, so there is nothing to test");
	s->module_count = kept;
	bool sound = c->diag->errors == errors;

	for (size_t k = 0; sound && k < s->exclude_count; k++)
		if (!s->excludes[k].used && is_known(s, &s->excludes[k]))
			diag_error(c->diag, s->excludes[k].loc,
				"exclude '%s' is out of date: it leaves out no unit of any module",
				s->excludes[k].text);
}
