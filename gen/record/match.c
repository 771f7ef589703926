#include "record/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/text.h"
#include "plan/plan.h"
#include "suite/command.h"
#include "suite/params.h"
#include "suite/producer.h"

/* What the special characters of a pattern become when it is read: none of these bytes stands in a manifest. */
enum { ANY = 1, ONE, VARIANT, INDEX, CHUNK };

struct alternative {
	const struct module *module;
	const char *text; /* literal, but for the characters above */
	bool tells_variant;
};

/* A name that the producer of a discovery gives the cases of a test. */
struct alias {
	const char *name;
	const struct module *module;
	bool begins; /* it is that of a suite: it begins the whole names of the cases, before a '/' */
};

/* What a unit is called: its id, or the name that people read. */
struct unit_name {
	const char *name;
	size_t unit; /* its place in the plan */
};

struct match {
	const struct plan *plan;
	struct alias *aliases; /* sorted */
	size_t alias_count;
	struct alternative *v;
	size_t n;
	struct unit_name *unit_names; /* sorted */
	size_t unit_name_count;
};

/* What a name has in the places of the holes. */
struct holes {
	const struct variant *variant;
	long index, chunk; /* or below 0 */
};

/* --- reading ---------------------------------------------------------------------------------- */

static struct value
text_value(const char *s)
{
	return (struct value){ .kind = VALUE_TEXT, .text = s, .len = strlen(s) };
}

static bool
look_up(void *ctx, const char *name, struct value *ret_value)
{
	static const struct {
		const char *name, *text;
	} holes[] = { { "variant", "\3" }, { "index", "\4" }, { "chunk", "\5" } };
	const struct module *m = ctx;

	if (!strcmp(name, "module")) {
		*ret_value = text_value(m->name);
		return true;
	}
	for (size_t i = 0; i < countof(holes); i++)
		if (!strcmp(name, holes[i].name)) {
			*ret_value = text_value(holes[i].text);
			return true;
		}
	return false;
}

static void
add_alternative(struct match *m, struct arena *a, const struct module *module, const struct buf *text)
{
	m->v = arena_grow(a, m->v, m->n, sizeof(*m->v));
	m->v[m->n++] = (struct alternative){
		.module = module,
		.text = arena_strndup(a, buf_text(text), text->len),
		.tells_variant = strchr(buf_text(text), VARIANT) != NULL,
	};
}

/* The alternatives of a module's pattern, with their holes filled in. */
static bool
read_alternatives(struct match *m, struct arena *a, struct diag *d, const struct module *module, const char *s)
{
	struct loc at = module->traits.match.loc;
	struct buf text = { 0 };
	bool ok = true;

	for (;; s++) {
		if (*s == '|' || !*s) {
			const char *t = buf_text(&text);

			if (!*t) {
				diag_error(d, at,
					"the 'match' of module '%s' has an empty pattern; say what the names of its test cases are like",
					module->name);
				ok = false;
			} else if (module->chunks > 1 && !strchr(t, INDEX) && !strchr(t, CHUNK)) {
				diag_error(d, at,
					"module '%s' is cut into chunks, but its 'match' does not tell which chunk a test case belongs to: put {index} or {chunk} where the name says it",
					module->name);
				ok = false;
			} else if (!module->chunks && (strchr(t, INDEX) || strchr(t, CHUNK))) {
				diag_error(d, at,
					"module '%s' is not cut into chunks, so its 'match' can have neither {index} nor {chunk}; for any number, write '*'",
					module->name);
				ok = false;
			} else {
				add_alternative(m, a, module, &text);
			}
			buf_reset(&text);
			if (!*s)
				break;
		} else if (*s == '\\') {
			if (!s[1]) {
				diag_error(d, at,
					"the 'match' of module '%s' ends with a backslash, which escapes the character after it; write two for a backslash itself",
					module->name);
				ok = false;
				break;
			}
			buf_addc(&text, *++s);
		} else {
			buf_addc(&text, *s == '*' ? (char)ANY : *s == '?' ? (char)ONE : *s);
		}
	}
	buf_release(&text);
	return ok;
}

/* --- the names of producers ------------------------------------------------------------------- */

static int
by_alias(const void *a, const void *b)
{
	const struct alias *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order)
		return order;
	return x->begins != y->begins ? x->begins - y->begins : strcmp(x->module->name, y->module->name);
}

/* Do two aliases that are neighbours differ in more than their modules? */
static bool
by_alias_name(const struct alias *x, const struct alias *y)
{
	return x->begins != y->begins || strcmp(x->name, y->name);
}

static void
add_alias(struct match *m, struct arena *a, const struct module *module, bool begins, const char *name)
{
	*ARENA_APPEND(a, m->aliases,
		m->alias_count) = (struct alias){ .name = name, .module = module, .begins = begins };
}

/* pytest: tests/test_a.py::TestC::test_x[1] is NAME test_x[1] of CLASSNAME tests.test_a.TestC. */
static void
add_pytest(struct match *m, struct arena *a, const struct module *module)
{
	const char *original = module->original, *path_end = strstr(original, "::"), *last = path_end;
	const char *values = strchr(original, '[');
	struct buf out = { 0 };

	for (const char *next = path_end; next && (!values || next < values); next = strstr(next + 2, "::"))
		last = next;
	if (!last)
		return;
	size_t path = (size_t)(path_end - original);

	if (path > 3 && !memcmp(path_end - 3, ".py", 3))
		path -= 3;
	for (size_t i = 0; i < path; i++)
		buf_addc(&out, original[i] == '/' ? '.' : original[i]);
	for (const char *p = path_end; p < last; p++)
		if (*p == ':' && p[1] == ':')
			buf_addc(&out, '.'), p++;
		else
			buf_addc(&out, *p);
	add_alias(m, a, module, false, arena_printf(a, "%s/%s", buf_text(&out), last + 2));
	buf_release(&out);
}

/* meson: a test of PROJECT is the case NAME of it or, beside other suites, the case 'PROJECT / NAME' or 'PROJECT:SUITE+SUITE / NAME'; a test that
 * tells of several points is a suite of such a name, after 'PROJECT.'. */
static void
add_meson(struct match *m, struct arena *a, const struct module *module)
{
	const struct binding *pattern = params_find(&module->traits.params, "pattern"),
			     *labels = params_find(&module->traits.params, "labels");
	const char *colon = pattern && pattern->value ? strchr(pattern->value, ':') : NULL;
	struct buf suites = { 0 };

	if (!colon)
		return;
	const char *project = arena_strndup(a, pattern->value, (size_t)(colon - pattern->value));
	size_t len = strlen(project);
	const char *name = module->original;

	if (!strncmp(name, project, len) && name[len] == ':')
		name += len + 1;
	if (labels && labels->value)
		buf_printf(&suites, ":%s", labels->value);
	for (size_t i = 0; labels && i < labels->words.n; i++)
		buf_printf(&suites, "%s%s", i ? "+" : ":", labels->words.v[i]);
	const char *const shown[] = { name, arena_printf(a, "%s%s / %s", project, buf_text(&suites), name) };

	for (size_t i = 0; i < countof(shown); i++) {
		add_alias(m, a, module, false, arena_printf(a, "%s/%s", project, shown[i]));
		add_alias(m, a, module, true, arena_printf(a, "%s.%s", project, shown[i]));
	}
	buf_release(&suites);
}

/* A TAP file is a suite of the name of the file alone; what puts many together says its path. */
static void
add_tap(struct match *m, struct arena *a, const struct module *module)
{
	const char *slash = strrchr(module->original, '/');

	add_alias(m, a, module, true, module->original);
	if (slash)
		add_alias(m, a, module, true, slash + 1);
}

/* The names that the cases of the module have in reports of its producer. */
static void
add_names(struct match *m, struct arena *a, const struct module *module)
{
	if (!module->told_by)
		return;
	if (module->told_by->from == PRODUCER_PYTEST)
		add_pytest(m, a, module);
	else if (module->told_by->from == PRODUCER_MESON)
		add_meson(m, a, module);
	else if (module->told_by->from == PRODUCER_TAP)
		add_tap(m, a, module);
	else
		add_alias(m, a, module, false, module->original);
}

/* The module that the first len bytes of the text name; NULL if none does, or two do. */
static const struct module *
find_alias(const struct match *m, const char *text, size_t len, bool begins)
{
	size_t low = 0, high = m->alias_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct alias *at = &m->aliases[middle];
		int order = strncmp(text, at->name, len);

		if (!order)
			order = at->name[len] ? -1 : (int)begins - (int)at->begins;
		if (!order && (middle + 1 == m->alias_count || by_alias_name(at, at + 1)) &&
			(!middle || by_alias_name(at - 1, at)))
			return at->module;
		if (!order)
			return NULL;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The module of a case by the name that its producer gives it: as NAME, as CLASSNAME/NAME, or as the suite that it is in. */
static const struct module *
find_told(const struct match *m, const char *whole, const char *name)
{
	size_t before = strlen(whole) - strlen(name);
	const struct module *found = m->alias_count ? find_alias(m, name, strlen(name), false) : NULL;

	for (size_t i = 0; m->alias_count && !found && i < before; i++)
		if (!i || whole[i - 1] == '/')
			found = find_alias(m, whole + i, strlen(whole + i), false);
	for (size_t i = 1; m->alias_count && !found && whole[i]; i++)
		if (whole[i] == '/')
			found = find_alias(m, whole, i, true);
	return found;
}

static int
by_unit_name(const void *a, const void *b)
{
	const struct unit_name *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->unit > y->unit) - (x->unit < y->unit);
}

/* Collect the names of all units. */
static void
add_unit_names(struct match *m, struct arena *a)
{
	for (size_t i = 0; i < m->plan->unit_count; i++) {
		const char *id = m->plan->units[i].id, *shown = plan_shown(a, &m->plan->units[i]);

		*ARENA_APPEND(a, m->unit_names, m->unit_name_count) = (struct unit_name){ id, i };
		if (shown != id)
			*ARENA_APPEND(a, m->unit_names, m->unit_name_count) = (struct unit_name){ shown, i };
	}
	if (m->unit_name_count > 1)
		qsort(m->unit_names, m->unit_name_count, sizeof(*m->unit_names), by_unit_name);
}

struct match *
match_make(struct arena *a, struct diag *d, const struct plan *p)
{
	struct match *m = arena_alloc(a, sizeof(*m));
	struct buf text = { 0 };
	bool ok = true;

	m->plan = p;
	for (size_t i = 0; i < p->suite->module_count; i++) {
		struct module *module = &p->suite->modules[i];
		const struct command *c = &module->traits.match;

		if (!c->loc.line) {
			add_names(m, a, module);
			continue;
		}
		buf_reset(&text);
		const char *unknown = command_fill(c, look_up, module, &text);

		if (unknown) {
			diag_error(d, c->loc,
				"the 'match' of module '%s' has no parameter '{%s}'; it knows {module}, {variant}, {index} and {chunk}",
				module->name, unknown);
			ok = false;
		} else {
			ok &= read_alternatives(m, a, d, module, buf_text(&text));
		}
	}
	buf_release(&text);
	if (m->alias_count > 1)
		qsort(m->aliases, m->alias_count, sizeof(*m->aliases), by_alias);
	add_unit_names(m, a);
	return ok ? m : NULL;
}

void
match_text(const struct match *m, struct buf *out)
{
	for (size_t i = 0; i < m->n; i++)
		buf_printf(out, "%s\n%s\n", m->v[i].module->name, m->v[i].text);
	for (size_t i = 0; i < m->alias_count; i++)
		buf_printf(out, "%s\n%s\n", m->aliases[i].module->name, m->aliases[i].name);
}

/* --- matching --------------------------------------------------------------------------------- */

enum { NO, YES, NEVER }; /* NEVER: nor if a '*' before took more */

static int compare(const struct suite *s, const struct module *m, const char *p, const char *t, struct holes *holes);

static int
compare_variant(const struct suite *s, const struct module *m, const char *p, const char *t, struct holes *holes)
{
	for (size_t i = 0; i < s->variant_count; i++) {
		const char *name = s->variants[i].name;
		size_t len = strlen(name);

		if (!m->in_variant[i] || strncmp(t, name, len) || (holes->variant && holes->variant != &s->variants[i]))
			continue;
		struct holes tried = *holes;

		tried.variant = &s->variants[i];
		int found = compare(s, m, p, t + len, &tried);

		if (found == YES)
			*holes = tried;
		if (found != NO)
			return found;
	}
	return NO;
}

static int
compare_any(const struct suite *s, const struct module *m, const char *p, const char *t, struct holes *holes)
{
	while (*p == ANY)
		p++;
	if (!*p)
		return YES;
	for (;; t++) {
		/* Most places can be ruled out at a glance. */
		if ((unsigned char)*p > CHUNK) {
			t = strchr(t, *p);
			if (!t)
				return NEVER;
		}
		struct holes tried = *holes;
		int found = compare(s, m, p, t, &tried);

		if (found == YES)
			*holes = tried;
		if (found != NO)
			return found;
		if (!*t)
			return NEVER;
	}
}

/*
 * Does the pattern match the text? Once a later '*' has tried every length, another length of an earlier one cannot help,
 * so the time is the sum of that of each '*', not the product.
 */
static int
compare(const struct suite *s, const struct module *m, const char *p, const char *t, struct holes *holes)
{
	for (; *p; p++) {
		const char *end;
		long n;

		switch (*p) {
		case ANY:
			return compare_any(s, m, p, t, holes);
		case VARIANT:
			return compare_variant(s, m, p + 1, t, holes);
		case INDEX:
		case CHUNK:
			n = (long)text_leading_number(t, &end);
			long *hole = *p == INDEX ? &holes->index : &holes->chunk;

			if (n < 0 || (*hole >= 0 && *hole != n))
				return NO;
			*hole = n;
			t = end;
			break;
		case ONE: /* a character, of however many bytes */
			if (!*t)
				return NO;
			for (t++; ((unsigned char)*t & 0xc0) == 0x80; t++)
				;
			break;
		default:
			if (*p != *t)
				return NO;
			t++;
		}
	}
	return *t ? NO : YES;
}

/* The chunk that the holes tell; -1 for a module without chunks, less if there is no such chunk. */
static long
find_chunk(const struct module *m, const struct holes *h)
{
	enum { NOWHERE = -2 };
	long chunk = h->chunk;

	if (!m->chunks)
		return -1;
	if (m->chunks == 1 && h->index < 0 && h->chunk < 0)
		return 0;
	if (h->index >= 0) {
		if (h->index < m->from || h->index > m->to)
			return NOWHERE;
		chunk = (h->index - m->from) / ((m->to - m->from + 1) / m->chunks);
		if (h->chunk >= 0 && h->chunk != chunk)
			return NOWHERE;
	}
	return chunk < m->chunks ? chunk : NOWHERE;
}

/* Where the names begin that are not before this one. */
static size_t
first_name(const struct match *m, const char *name)
{
	size_t low = 0, high = m->unit_name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(m->unit_names[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The unit of that id; false if there is none. */
static bool
find_unit_id(const struct match *m, const char *id, size_t *ret_unit)
{
	for (size_t i = first_name(m, id); i < m->unit_name_count && !strcmp(m->unit_names[i].name, id); i++) {
		*ret_unit = m->unit_names[i].unit;
		if (!strcmp(m->plan->units[*ret_unit].id, id))
			return true;
	}
	return false;
}

/* The unit that is called so; false if there is none, or if it is the id of one and what people call another. */
static bool
find_unit_name(const struct match *m, const char *name, size_t *ret_unit)
{
	size_t i = first_name(m, name);

	if (i == m->unit_name_count || strcmp(m->unit_names[i].name, name))
		return false;
	*ret_unit = m->unit_names[i].unit;
	return i + 1 == m->unit_name_count || strcmp(m->unit_names[i + 1].name, name);
}

static const struct variant *
only_variant(const struct suite *s, const struct module *m)
{
	const struct variant *only = NULL;

	for (size_t i = 0; i < s->variant_count; i++) {
		if (!m->in_variant[i])
			continue;
		if (only)
			return NULL;
		only = &s->variants[i];
	}
	return only;
}

static const struct variant *
find_variant(const struct suite *s, const struct module *m, const char *name)
{
	for (size_t i = 0; i < s->variant_count; i++)
		if (m->in_variant[i] && !strcmp(s->variants[i].name, name))
			return &s->variants[i];
	return NULL;
}

enum match_found
match_find(const struct match *m, const char *whole, const char *name, const char *variant, size_t *ret_unit,
	const struct module *ret_modules[2])
{
	const struct suite *s = m->plan->suite;
	const struct alternative *found = NULL;
	struct holes holes = { 0 };
	struct buf id = { 0 };

	for (size_t i = 0; i < m->n; i++) {
		struct holes tried = { .index = -1, .chunk = -1 };
		const struct alternative *a = &m->v[i];

		if (found && found->module == a->module)
			continue;
		if (compare(s, a->module, a->text, whole, &tried) != YES || find_chunk(a->module, &tried) < -1)
			continue;
		if (found) {
			ret_modules[0] = found->module;
			ret_modules[1] = a->module;
			return MATCH_TWO;
		}
		found = a;
		holes = tried;
	}
	if (!found && find_unit_name(m, name, ret_unit))
		return MATCH_UNIT;
	const struct module *module = found ? found->module : find_told(m, whole, name);

	if (!module)
		return MATCH_NONE;
	ret_modules[0] = module;
	if (!holes.variant)
		holes.variant = variant ? find_variant(s, module, variant) : only_variant(s, module);
	if (!holes.variant)
		return MATCH_VARIANT;
	long chunk = find_chunk(module, &holes);

	buf_printf(&id, "%s-%s", holes.variant->name, module->name);
	if (chunk >= 0)
		buf_printf(&id, "_%ld", chunk);
	bool there = find_unit_id(m, buf_text(&id), ret_unit);

	buf_release(&id);
	return there ? MATCH_UNIT : MATCH_NONE;
}
