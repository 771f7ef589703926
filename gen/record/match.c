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

/* What the special characters of a pattern become when it is read: none of these bytes stands in a manifest. */
enum { ANY = 1, ONE, VARIANT, INDEX, CHUNK };

struct alternative {
	const struct module *module;
	const char *text; /* literal, but for the characters above */
	bool tells_variant;
};

struct match {
	const struct plan *plan;
	struct alternative *v;
	size_t n;
	const size_t *by_id; /* units, sorted by their ids */
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

static const struct plan *sorted_plan;

static int
by_id(const void *a, const void *b)
{
	return strcmp(sorted_plan->units[*(const size_t *)a].id, sorted_plan->units[*(const size_t *)b].id);
}

struct match *
match_make(struct arena *a, struct diag *d, const struct plan *p)
{
	struct match *m = arena_alloc(a, sizeof(*m));
	size_t *ids = arena_alloc(a, (p->unit_count + 1) * sizeof(*ids));
	struct buf text = { 0 };
	bool ok = true;

	m->plan = p;
	for (size_t i = 0; i < p->suite->module_count; i++) {
		struct module *module = &p->suite->modules[i];
		const struct command *c = &module->traits.match;

		if (!c->loc.line)
			continue;
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
	for (size_t i = 0; i < p->unit_count; i++)
		ids[i] = i;
	sorted_plan = p;
	if (p->unit_count > 1)
		qsort(ids, p->unit_count, sizeof(*ids), by_id);
	m->by_id = ids;
	return ok ? m : NULL;
}

void
match_text(const struct match *m, struct buf *out)
{
	for (size_t i = 0; i < m->n; i++)
		buf_printf(out, "%s\n%s\n", m->v[i].module->name, m->v[i].text);
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

/* The unit of that id; false if there is none. */
static bool
find_id(const struct match *m, const char *id, size_t *ret_unit)
{
	size_t low = 0, high = m->plan->unit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(id, m->plan->units[m->by_id[middle]].id);

		if (!order) {
			*ret_unit = m->by_id[middle];
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
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
	if (!found)
		return find_id(m, name, ret_unit) ? MATCH_UNIT : MATCH_NONE;
	ret_modules[0] = found->module;
	if (!holes.variant)
		holes.variant = variant ? find_variant(s, found->module, variant) : only_variant(s, found->module);
	if (!holes.variant)
		return MATCH_VARIANT;
	long chunk = find_chunk(found->module, &holes);

	buf_printf(&id, "%s-%s", holes.variant->name, found->module->name);
	if (chunk >= 0)
		buf_printf(&id, "_%ld", chunk);
	bool there = find_id(m, buf_text(&id), ret_unit);

	buf_release(&id);
	return there ? MATCH_UNIT : MATCH_NONE;
}
