#include "report/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lib/git.h"
#include "plan/plan.h"

static int
by_id(const void *a, const void *b)
{
	return strcmp((*(const struct unit *const *)a)->id, (*(const struct unit *const *)b)->id);
}

const struct unit **
lookup_units(const struct plan *p, struct arena *a)
{
	const struct unit **sorted = arena_alloc(a, (p->unit_count + 1) * sizeof(*sorted));

	for (size_t i = 0; i < p->unit_count; i++)
		sorted[i] = &p->units[i];
	if (p->unit_count > 1)
		qsort(sorted, p->unit_count, sizeof(*sorted), by_id);
	return sorted;
}

size_t
lookup_unit(const struct unit *const *sorted, size_t n, const char *id)
{
	struct unit key = { .id = id };
	const struct unit *wanted = &key;
	const struct unit *const *found = n ? bsearch(&wanted, sorted, n, sizeof(*sorted), by_id) : NULL;

	return found ? (size_t)(found - sorted) : n;
}

size_t
lookup_platform(const struct suite *s, const char *name)
{
	size_t k = 0;

	while (k < s->platform_count && strcmp(s->platforms[k].name, name))
		k++;
	return k;
}

bool
lookup_commit(const struct git *g, const char *commit)
{
	struct arena scratch = { 0 };
	struct git_parents parents;
	bool here = g && commit && git_parents_read(g, &scratch, commit, &parents);

	arena_release(&scratch);
	return here;
}
