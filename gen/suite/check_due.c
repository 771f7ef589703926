#include "suite/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "suite/model.h"

/* --- patterns --------------------------------------------------------------------------------- */

static int
by_path_rule(const void *a, const void *b)
{
	const struct words *x = &((const struct path_rule *)a)->words, *y = &((const struct path_rule *)b)->words;
	int c = 0;

	for (size_t i = 0; !c && i < x->n && i < y->n; i++)
		c = strcmp(x->v[i], y->v[i]);
	return c ? c : x->n < y->n ? -1 : x->n > y->n;
}

static void
read_patterns(struct checker *c, struct patterns *p, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		pattern_add(p, c->arena, c->diag, w->loc, c->suite->dir, w->v[i]);
}

/* What a change must touch for the module's units to be due: its group's patterns, then its own. */
static void
read_module_patterns(struct checker *c, struct module *m)
{
	const struct patterns *groups = m->group && m->group->paths.n ? &m->group->paths : NULL;

	read_patterns(c, &m->own, &m->traits.paths);
	if (groups && m->own.n) {
		struct patterns *both = arena_alloc(c->arena, sizeof(*both));

		pattern_add_all(both, c->arena, groups);
		pattern_add_all(both, c->arena, &m->own);
		m->paths = both;
	} else {
		m->paths = m->own.n ? &m->own : groups;
	}
	m->always = !m->paths || m->traits.due == DUE_ALWAYS;
}

void
check_patterns(struct checker *c)
{
	const struct suite *s = c->suite;

	for (size_t i = 0; i < s->group_count; i++)
		read_patterns(c, &s->groups[i]->paths, &s->groups[i]->traits.paths);
	for (size_t i = 0; i < s->module_count; i++)
		read_module_patterns(c, &s->modules[i]);
	for (size_t i = 0; i < s->promote_count; i++)
		read_patterns(c, &s->promotes[i].paths, &s->promotes[i].words);
	for (size_t i = 0; i < s->ignore_count; i++)
		read_patterns(c, &s->ignores[i].paths, &s->ignores[i].words);
	if (s->promote_count > 1)
		qsort(s->promotes, s->promote_count, sizeof(*s->promotes), by_path_rule);
	if (s->ignore_count > 1)
		qsort(s->ignores, s->ignore_count, sizeof(*s->ignores), by_path_rule);
}

/* --- a few units of each class ---------------------------------------------------------------- */

static int
by_select(const void *a, const void *b)
{
	const struct select *x = a, *y = b;

	if (x->lane != y->lane || x->loc.line == y->loc.line)
		return x->lane - y->lane;
	return x->loc.line < y->loc.line ? -1 : 1;
}

/* A lane that runs a few units of each class proves nothing about the others: a later lane has to run them all (law 2). */
static void
check_select(struct checker *c, const struct select *how)
{
	const struct suite *s = c->suite;

	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		bool all = p->gap_count || p->does[how->lane] != DOES_CHECKED;

		for (int lane = how->lane + 1; lane < LANE_COUNT; lane++)
			all |= p->does[lane] == DOES_CHECKED && !model_per_class(s, lane);
		if (!all)
			diag_error(c->diag, how->loc,
				"lane '%s' runs only %ld of each class on platform '%s', and no later lane there runs them all: make one 'checked', or give the platform a <gap>",
				lane_names[how->lane], how->per_class, p->name);
	}
}

void
check_selects(struct checker *c)
{
	struct suite *s = c->suite;
	bool classes = false;

	if (s->select_count > 1)
		qsort(s->selects, s->select_count, sizeof(*s->selects), by_select);
	for (size_t i = 0; i < s->module_count; i++)
		classes |= s->modules[i].traits.class_of.loc.line > 0;
	for (size_t i = 0; i < s->select_count; i++) {
		const struct select *how = &s->selects[i];

		if (how->lane < 0) /* missing or refused, which has been reported */
			continue;
		if (i && s->selects[i - 1].lane == how->lane)
			diag_error(c->diag, how->loc, "lane '%s' is selected from a second time",
				lane_names[how->lane]);
		else if (!classes)
			diag_warn(c->diag, how->loc,
				"no module has a 'class', so each unit is one of its own and nothing is left out");
		else
			check_select(c, how);
	}
}
