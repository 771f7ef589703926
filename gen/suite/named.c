#include "suite/named.h"

#include <string.h>

#include "base/arena.h"
#include "suite/model.h"

enum { NAME_AT = offsetof(struct module, name) };

#define BEGINS_WITH_LOC_AND_NAME(type)                                              \
	_Static_assert(offsetof(type, loc) == 0 && offsetof(type, name) == NAME_AT, \
		#type " must begin with its loc and its name")
BEGINS_WITH_LOC_AND_NAME(struct binding);
BEGINS_WITH_LOC_AND_NAME(struct platform);
BEGINS_WITH_LOC_AND_NAME(struct variant);
BEGINS_WITH_LOC_AND_NAME(struct module);
BEGINS_WITH_LOC_AND_NAME(struct exclude);
BEGINS_WITH_LOC_AND_NAME(struct fixture);
BEGINS_WITH_LOC_AND_NAME(struct pool);
BEGINS_WITH_LOC_AND_NAME(struct worker);

static const char *
name_of(const void *row)
{
	return *(const char *const *)((const char *)row + NAME_AT);
}

int
named_order(const void *a, const void *b)
{
	return strcmp(name_of(a), name_of(b));
}

const char *
named_name(const struct named *l, size_t i)
{
	return name_of((const char *)l->rows + i * l->size);
}

size_t
named_find(const struct named *l, const char *name)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(named_name(l, middle), name);

		if (!order)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return l->n;
}

void
named_mark(const struct named *l, const struct words *names, bool *marks, bool value)
{
	for (size_t i = 0; i < names->n; i++) {
		size_t found = named_find(l, names->v[i]);

		if (found < l->n)
			marks[found] = value;
	}
}

const char **
named_all(const struct named *l, struct arena *a)
{
	const char **names = arena_alloc(a, (l->n + 1) * sizeof(*names));

	for (size_t i = 0; i < l->n; i++)
		names[i] = named_name(l, i);
	return names;
}
