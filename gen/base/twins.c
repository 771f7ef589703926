#include "base/twins.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/esc.h"

struct twin {
	const char *name;
	size_t at;
	size_t first; /* the number of the first name that is this one, or a twin of it */
};

static int
by_name(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;
	int order = esc_name_order(x->name, y->name);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static int
by_number(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Is there nothing in the name that has another case? So it is with most names, which then need not be sorted. */
static bool
is_plain(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name >= 0x80 || esc_lower(*name) != *name)
			return false;
	return true;
}

void
twins_find(const char *const *names, size_t n, void (*found)(void *context, size_t one, size_t other), void *context)
{
	struct twin *all;
	size_t plain = 0;

	while (plain < n && is_plain(names[plain]))
		plain++;
	if (plain == n)
		return;
	all = xcalloc(n, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = (struct twin){ names[i], i, i };
	qsort(all, n, sizeof(*all), by_name);
	for (size_t i = 1; i < n; i++)
		if (esc_same_name(all[i - 1].name, all[i].name))
			all[i].first = all[i - 1].first;
	qsort(all, n, sizeof(*all), by_number);
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[all[i].first], names[i]) != 0)
			found(context, all[i].first, i);
	free(all);
}
