#include "plan/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/text.h"

/* A unit and its report. */
struct left {
	const struct unit *unit;
	const char *path; /* from the repository's top, without '.' and '..' */
};

/* What was reported: a 'report' of the manifest is named once, however many units it is wrong for. */
struct told {
	struct arena *arena;
	const struct command_piece **of;
	size_t n;
};

/* Was it named before? If not, it is from now on. */
static bool
told_before(struct told *t, const struct command *report)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->of[i] == report->pieces)
			return true;
	t->of = arena_grow(t->arena, t->of, t->n, sizeof(const struct command_piece *));
	t->of[t->n++] = report->pieces;
	return false;
}

/* The place of the report of a unit from the repository's top, in the arena. NULL, with a message, if it is none. */
static const char *
place_of(const struct plan *p, struct told *t, struct diag *d, const struct unit *u)
{
	const struct command *report = &u->module->traits.judging.report;
	struct buf text = { 0 };
	const char *place = NULL;

	plan_report(p, u, &text);
	const char *path = buf_text(&text), *dir = p->suite->dir;

	if (text.len && *path != '/' && path[text.len - 1] != '/' && !strchr(path, '\t'))
		place = model_path(t->arena, dir, path);
	if (place && (!strcmp(place, ".") || !strcmp(place, dir)))
		place = NULL;
	const char *results = model_path(t->arena, dir, SUITE_RESULTS);
	size_t len = strlen(results);

	if (place && !strncmp(place, results, len) && (!place[len] || place[len] == '/')) {
		if (!told_before(t, report))
			diag_error(d, report->loc,
				"the report of unit '%s' is '%s', in the folder of results, which nightshift writes itself: give it a place outside of '%s'",
				u->id, path, SUITE_RESULTS);
		place = NULL;
	} else if (!place && !told_before(t, report)) {
		diag_error(d, report->loc,
			"the report of unit '%s' is '%s', but must be a file's path from the suite's folder that stays in the repository and has no tab",
			u->id, path);
	}
	buf_release(&text);
	return place;
}

static int
by_place(const void *a, const void *b)
{
	const struct left *x = a, *y = b;
	int order = esc_name_order(x->path, y->path);

	if (order)
		return order;
	return x->unit->rank < y->unit->rank ? -1 : x->unit->rank > y->unit->rank;
}

/* Two units that run at the same time would take each other's report; on systems whose folders have no case, too. */
static void
check_places(struct told *t, struct diag *d, struct left *all, size_t n)
{
	if (n > 1)
		qsort(all, n, sizeof(*all), by_place);
	for (size_t i = 1; i < n; i++) {
		const struct command *report = &all[i].unit->module->traits.judging.report;

		if (esc_same_name(all[i - 1].path, all[i].path) && !told_before(t, report))
			diag_error(d, report->loc,
				"units '%s' and '%s' would both leave their report at '%s': put '{unit}' into the path",
				all[i - 1].unit->id, all[i].unit->id, all[i].path);
	}
}

/* The reports of all units, in the arena; those that are wrong, which is reported, are left out. */
static struct left *
all_reports(const struct plan *p, struct told *t, struct diag *d, size_t *ret_count)
{
	struct left *all = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++) {
		if (!p->units[i].module->traits.judging.report.count)
			continue;
		const char *place = place_of(p, t, d, &p->units[i]);

		if (!place)
			continue;
		all = arena_grow(t->arena, all, n, sizeof(*all));
		all[n++] = (struct left){ &p->units[i], place };
	}
	*ret_count = n;
	return all;
}

void
reports_check(const struct plan *p, struct arena *a, struct diag *d)
{
	struct told told = { .arena = a };
	size_t n;
	struct left *all = all_reports(p, &told, d, &n);

	check_places(&told, d, all, n);
}

bool
plan_reports_are_free(const struct plan *p, struct arena *a, struct diag *d, const char *const *tracked, size_t count)
{
	struct told told = { .arena = a };
	size_t n;
	struct left *all = all_reports(p, &told, d, &n);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		const struct command *report = &all[i].unit->module->traits.judging.report;

		if (!count || !bsearch(&all[i].path, tracked, count, sizeof(*tracked), text_order))
			continue;
		ok = false;
		if (!told_before(&told, report))
			diag_error(d, report->loc,
				"the report of unit '%s' is '%s', which git tracks: it would be removed before the unit runs; give it a path of its own",
				all[i].unit->id, all[i].path);
	}
	return ok;
}
