#include "plan/steps.h"

#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/text.h"

static uint32_t
hash(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)esc_lower(*s)) * 16777619u;
	return h;
}

/* The slot of the unit with that id in any case, or the empty slot where it would stand. */
static size_t
find_slot(const struct ids *t, const char *id)
{
	size_t i = hash(id) & t->mask;

	while (t->slot[i] && !esc_same_name(t->units[t->slot[i] - 1].id, id))
		i = (i + 1) & t->mask;
	return i;
}

struct unit *
ids_find(const struct ids *t, const char *id)
{
	uint32_t found = t->slot[find_slot(t, id)];

	return found && !strcmp(t->units[found - 1].id, id) ? &t->units[found - 1] : NULL;
}

static void
collide(struct diag *d, const struct unit *a, const struct unit *b)
{
	const char *how = strcmp(a->id, b->id) ? "ids that differ only in case" : "the same id";

	diag_error(d, b->module->loc, "variant '%s' with module '%s' and variant '%s' with module '%s' give %s, '%s'",
		a->variant->name, a->module->name, b->variant->name, b->module->name, how, b->id);
	if (a->module != b->module)
		diag_note(d, a->module->loc, "module '%s' is here", a->module->name);
}

/* Units share the make targets <suite>-test-NAME with variants and lanes. */
static void
check_targets(const struct plan *p, struct diag *d, const struct ids *t)
{
	const struct suite *s = p->suite;

	for (size_t v = 0; v < s->variant_count; v++) {
		const struct variant *x = &s->variants[v];

		if (t->slot[find_slot(t, x->name)])
			diag_error(d, x->loc, "variant '%s' has the name of a unit, so '%s-test-%s' would mean both",
				x->name, s->name, x->name);
		if (text_index_of(lane_names, x->name) >= 0)
			diag_error(d, x->loc, "variant '%s' has the name of a lane, so '%s-test-%s' would mean both",
				x->name, s->name, x->name);
	}
}

struct ids
ids_make(const struct plan *p, struct arena *a, struct diag *d)
{
	struct ids t = { .units = p->units };
	size_t size = 16;

	while (size < 2 * p->unit_count + 2)
		size *= 2;
	t.mask = size - 1;
	t.slot = arena_alloc(a, size * sizeof(*t.slot));
	for (size_t i = 0; i < p->unit_count; i++) {
		size_t slot = find_slot(&t, p->units[i].id);

		if (t.slot[slot])
			collide(d, &p->units[t.slot[slot] - 1], &p->units[i]);
		else
			t.slot[slot] = (uint32_t)(i + 1);
	}
	check_targets(p, d, &t);
	return t;
}
