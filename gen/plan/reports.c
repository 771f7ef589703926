#include "plan/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"

/* A unit and its report. */
struct left {
	const struct unit *unit;
	const char *path; /* from the repository's top, without '.' and '..' */
};

/* The place of the report of a unit from the repository's top, in the arena. NULL, with a message, if it is none. */
static const char *
place_of(const struct plan *p, struct arena *a, struct diag *d, const struct unit *u)
{
	struct buf text = { 0 };
	const char *place = NULL;

	plan_report(p, u, &text);
	const char *path = buf_text(&text), *dir = p->suite->dir;

	if (text.len && *path != '/' && path[text.len - 1] != '/' && !strchr(path, '\t'))
		place = model_path(a, dir, path);
	if (!place || !strcmp(place, ".") || !strcmp(place, dir)) {
		diag_error(d, u->module->traits.judging.report.loc,
			"the report of unit '%s' is '%s', but must be a file's path from the suite's folder that stays in the repository and has no tab",
			u->id, path);
		place = NULL;
	}
	buf_release(&text);
	return place;
}

static int
by_place(const void *a, const void *b)
{
	const struct left *x = a, *y = b;
	const char *s = x->path, *t = y->path;

	for (; *s && esc_lower(*s) == esc_lower(*t); s++, t++)
		continue;
	if (esc_lower(*s) != esc_lower(*t))
		return (unsigned char)esc_lower(*s) < (unsigned char)esc_lower(*t) ? -1 : 1;
	return x->unit->rank < y->unit->rank ? -1 : x->unit->rank > y->unit->rank;
}

/* Two units that run at the same time would take each other's report. Systems whose folders have no case count, too. Each
 * 'report' of the manifest is named once, however many units share a path. */
static void
check_places(struct arena *a, struct diag *d, struct left *all, size_t n)
{
	const struct command_piece **told = arena_alloc(a, (n + 1) * sizeof(const struct command_piece *));
	size_t told_count = 0;

	if (n > 1)
		qsort(all, n, sizeof(*all), by_place);
	for (size_t i = 1; i < n; i++) {
		const struct command *report = &all[i].unit->module->traits.judging.report;
		bool again = false;

		if (!esc_same_name(all[i - 1].path, all[i].path))
			continue;
		for (size_t k = 0; k < told_count; k++)
			again |= told[k] == report->pieces;
		if (again)
			continue;
		told[told_count++] = report->pieces;
		diag_error(d, report->loc,
			"units '%s' and '%s' would both leave their report at '%s': put '{unit}' into the path",
			all[i - 1].unit->id, all[i].unit->id, all[i].path);
	}
}

void
reports_check(const struct plan *p, struct arena *a, struct diag *d)
{
	const struct command_piece *bad = NULL;
	size_t count = 0, n = 0;
	bool sound = true;

	for (size_t i = 0; i < p->unit_count; i++)
		count += p->units[i].module->traits.judging.report.count > 0;
	if (!count)
		return;
	struct left *all = arena_alloc(a, count * sizeof(*all));

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct command *report = &p->units[i].module->traits.judging.report;

		if (!report->count || report->pieces == bad)
			continue;
		const char *place = place_of(p, a, d, &p->units[i]);

		if (place) {
			all[n++] = (struct left){ &p->units[i], place };
		} else {
			bad = report->pieces;
			sound = false;
		}
	}
	if (sound)
		check_places(a, d, all, n);
}
