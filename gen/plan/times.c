#include "plan/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/seconds.h"
#include "base/words.h"
#include "plan/secondsfile.h"

/* What the manifest says: the module's seconds, spread over its chunks. 0 if it says nothing. */
static unsigned long long
said_usec(const struct unit *u)
{
	const struct module *m = u->module;

	if (m->traits.seconds < 0)
		return 0;
	return (unsigned long long)(m->traits.seconds * 1e6 / (double)(m->chunks ? m->chunks : 1) + 0.5);
}

/* The index of the platform with that name, or platform_count. */
static size_t
find_platform(const struct suite *s, const char *name)
{
	size_t i = 0;

	while (i < s->platform_count && strcmp(s->platforms[i].name, name))
		i++;
	return i;
}

static bool
for_any(const struct seconds_row *row)
{
	return !strcmp(row->platform, "*");
}

/* Take what was measured. Rows for any platform come first, so that those for one platform win. */
static void
take_measured(struct plan *p, struct diag *d, const struct seconds *seconds, const struct ids *ids)
{
	const struct suite *s = p->suite;
	const struct seconds_row *first_stale = NULL;
	size_t stale = 0;

	for (int any = 1; any >= 0; any--)
		for (size_t i = 0; i < seconds->count; i++) {
			const struct seconds_row *row = &seconds->rows[i];

			if (for_any(row) != any)
				continue;
			struct unit *u = ids_find(ids, row->unit);
			size_t platform = any ? 0 : find_platform(s, row->platform);

			if (!u || (!any && platform == s->platform_count))
				first_stale = stale++ ? first_stale : row;
			else if (any)
				u->usec = row->usec;
			else
				p->usec_on[platform * p->unit_count + u->rank] = row->usec;
		}
	if (stale)
		diag_warn(d, first_stale->loc,
			"%zu row%s of measured seconds name%s no unit or platform of the suite, the first is '%s' on '%s'",
			stale, words_plural(stale), stale == 1 ? "s" : "", first_stale->unit, first_stale->platform);
}

/* Where platforms differ: a unit that is known on one of them is expected to take the greatest of its known times on the
 * others, unless it is known for any platform. units[].usec becomes the greatest of all. */
static void
spread(struct plan *p, struct unit *u)
{
	size_t platforms = p->suite->platform_count;
	unsigned long long *on = p->usec_on + u->rank, most = 0; /* of platform k: on[k * unit_count] */

	for (size_t k = 0; k < platforms; k++)
		if (on[k * p->unit_count] > most)
			most = on[k * p->unit_count];
	for (size_t k = 0; k < platforms; k++)
		if (!on[k * p->unit_count])
			on[k * p->unit_count] = u->usec ? u->usec : most;
	for (size_t k = 0; k < platforms; k++)
		if (on[k * p->unit_count] > most)
			most = on[k * p->unit_count];
	if (most)
		u->usec = most;
}

/* Guess the times of which nothing is known: those of a module are alike. */
static void
guess(struct plan *p, struct arena *a)
{
	const struct suite *s = p->suite;
	size_t n = p->unit_count;
	unsigned long long *usec = arena_alloc(a, (n + 1) * sizeof(*usec));
	size_t *module = arena_alloc(a, (n + 1) * sizeof(*module));

	for (size_t i = 0; i < n; i++) {
		usec[i] = p->units[i].usec;
		module[i] = (size_t)(p->units[i].module - s->modules);
	}
	seconds_guess(usec, module, n, s->module_count);
	for (size_t i = 0; i < n; i++) {
		if (p->units[i].usec)
			continue;
		p->units[i].usec = usec[i];
		p->units[i].guessed = true;
		for (size_t k = 0; p->usec_on && k < s->platform_count; k++)
			p->usec_on[k * n + i] = usec[i];
	}
}

/*
 * Of several sources the first that knows: measured on that platform, measured on any, the manifest, the median of what is
 * known of the module, the median of everything known, a second.
 */
void
times_expect(struct plan *p, struct arena *a, struct diag *d, const struct seconds *seconds, const struct ids *ids)
{
	size_t n = p->unit_count;
	bool differ = false, unknown = false;

	for (size_t i = 0; i < seconds->count; i++)
		differ |= !for_any(&seconds->rows[i]);
	if (differ)
		p->usec_on = arena_alloc(a, (p->suite->platform_count * n + 1) * sizeof(*p->usec_on));
	for (size_t i = 0; i < n; i++)
		p->units[i].usec = said_usec(&p->units[i]);
	take_measured(p, d, seconds, ids);
	for (size_t i = 0; i < n; i++) {
		if (differ)
			spread(p, &p->units[i]);
		unknown |= !p->units[i].usec;
	}
	if (unknown)
		guess(p, a);
}
