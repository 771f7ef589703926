#include "report/affected_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/json.h"
#include "base/words.h"
#include "lib/git.h"
#include "plan/affected.h"
#include "plan/plan.h"

enum { WIDTH = 100 };

/* --- words ------------------------------------------------------------------------------------ */

/* The path in single quotes, or as a JSON string if it has characters that would not show as they are. */
static void
add_path(struct buf *out, const char *path)
{
	bool plain = true;

	for (const char *p = path; *p; p++)
		plain &= (unsigned char)*p >= 0x20 && *p != 0x7f && *p != '"' && *p != '\'';
	if (plain)
		buf_printf(out, "'%s'", path);
	else
		esc_json(out, path, strlen(path));
}

/* What a changed path makes due, and which rule says so. */
static void
add_ground(struct buf *out, const struct changed *file)
{
	const char *verb = file->before ? "was" : "is";

	add_path(out, file->path);
	switch (file->ground) {
	case GROUND_MANIFEST:
		buf_adds(out, " is the manifest, whose meaning counts");
		break;
	case GROUND_OUTPUT:
		buf_adds(out, " is what the manifest says");
		break;
	case GROUND_SECONDS:
		buf_adds(out, " says how long units take");
		break;
	case GROUND_WORKFLOW:
		buf_adds(out, " says how jobs run the units, and has changed");
		break;
	case GROUND_IGNORE:
		buf_printf(out, " %s ignored by '%s'", verb, file->pattern->text);
		break;
	case GROUND_PROMOTE:
		buf_printf(out, " %s promoted by '%s'", verb, file->pattern->text);
		break;
	case GROUND_PATHS:
		buf_printf(out, " %s claimed by '%s'", verb, file->pattern->text);
		break;
	case GROUND_UNCLAIMED:
		buf_printf(out, " %s claimed by no rule", verb);
		break;
	}
}

/* Why everything is due. */
static void
add_cause(struct buf *out, const struct affected *f)
{
	if (f->reason)
		buf_adds(out, f->reason);
	else
		add_ground(out, f->everything);
}

/* --- text ------------------------------------------------------------------------------------- */

struct row {
	const struct unit *unit;
	const struct due *due;
};

static int
by_address(const void *a, const void *b)
{
	return a < b ? -1 : a > b;
}

/* The order of two lists of names; the NULL at the end comes first. */
static int
by_names(const char *const *x, const char *const *y)
{
	while (*x && *y && !strcmp(*x, *y)) {
		x++;
		y++;
	}
	return *x && *y ? strcmp(*x, *y) : (*x != NULL) - (*y != NULL);
}

/* The order of the reasons for which two units are due or left out; 0 if both have the same reason. */
static int
by_reason(const struct row *x, const struct row *y)
{
	const struct due *a = x->due, *b = y->due;
	bool class = a->instead && b->instead;

	if (a->due != b->due)
		return a->due ? -1 : 1;
	if (!a->instead != !b->instead)
		return a->instead ? -1 : 1;
	if (class)
		return strcmp(x->unit->class, y->unit->class);
	if (a->why != b->why)
		return a->why < b->why ? -1 : 1;
	if (a->why == WHY_PART)
		return by_names(a->differs, b->differs);
	if (a->why != WHY_PATHS)
		return 0;
	int c = by_address(a->file, b->file); /* both are in one list, in the order of the paths */

	return c ? c : strcmp(a->pattern->text, b->pattern->text);
}

static int
by_row(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int c = by_reason(x, y);

	return c ? c : x->unit < y->unit ? -1 : x->unit > y->unit; /* heaviest first */
}

static void
add_reason(struct buf *out, const struct affected *f, const struct row *first)
{
	const struct due *d = first->due;

	if (d->instead) {
		buf_printf(out, "of class '%s', for which '%s' runs", first->unit->class, d->instead->id);
		return;
	}
	switch (d->why) {
	case WHY_NEW:
		buf_adds(out, "new");
		break;
	case WHY_LANE:
		buf_adds(out, "not run there by this lane before");
		break;
	case WHY_PART:
		buf_adds(out, "not as before: ");
		for (size_t i = 0; d->differs[i]; i++)
			buf_printf(out, "%s%s", i ? ", " : "", d->differs[i]);
		break;
	case WHY_PATHS:
		if (d->pattern->exact)
			buf_adds(out, "its path changed: ");
		else
			buf_printf(out, "paths '%s' matches ", d->pattern->text);
		add_path(out, d->file->path);
		break;
	case WHY_ALWAYS:
		buf_adds(out, "always due");
		break;
	case WHY_EVERYTHING:
		buf_adds(out, "everything is due: ");
		add_cause(out, f);
		break;
	case WHY_NOT:
		buf_adds(out,
			f->file_count == f->ignored ? "nothing changed that counts" : "none of their paths changed");
		break;
	}
}

/* The names, separated by blanks, in lines of limited length. */
static void
add_names(struct buf *out, const struct row *rows, size_t n)
{
	size_t column = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(rows[i].unit->id);

		if (column && column + len + 1 > WIDTH) {
			buf_addc(out, '\n');
			column = 0;
		}
		column += len + (column ? 1 : 4);
		buf_adds(out, column == len + 4 ? "    " : " ");
		buf_adds(out, rows[i].unit->id);
	}
	buf_addc(out, '\n');
}

static void
add_units(struct buf *out, const struct affected *f, bool all)
{
	const struct plan *p = f->plan;
	struct row *rows = xcalloc(p->unit_count, sizeof(*rows));
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		if (f->units[i].on_lane)
			rows[n++] = (struct row){ &p->units[i], &f->units[i] };
	if (n > 1)
		qsort(rows, n, sizeof(*rows), by_row);
	for (size_t i = 0, end; i < n; i = end) {
		bool due = rows[i].due->due;

		for (end = i + 1; end < n && !by_reason(&rows[i], &rows[end]);)
			end++;
		if (!i || rows[i - 1].due->due != due)
			buf_adds(out, due ? "\ndue\n" : "\nleft out\n");
		buf_printf(out, "  %zu unit%s: ", end - i, words_plural(end - i));
		add_reason(out, f, &rows[i]);
		buf_addc(out, '\n');
		if (due || all)
			add_names(out, rows + i, end - i);
	}
	free(rows);
}

void
affectedreport_text(const struct affected *f, const struct leg *legs, size_t leg_count, bool all, struct buf *out)
{
	const struct suite *s = f->plan->suite;

	buf_printf(out, "suite '%s', lane %s%s%s: %zu of %zu unit%s due, ", s->name, lane_names[f->lane],
		f->platform >= 0 ? " on " : "", f->platform >= 0 ? s->platforms[f->platform].name : "", f->due_count,
		f->lane_count, words_plural(f->lane_count));
	buf_add_duration(out, f->due_usec);
	buf_adds(out, " of ");
	buf_add_duration(out, f->lane_usec);
	if (f->range)
		buf_printf(out, "\nsince %.12s: %zu file%s changed", f->range->merge_base, f->file_count,
			words_plural(f->file_count));
	if (f->ignored)
		buf_printf(out, ", %zu of them without effect", f->ignored);
	buf_addc(out, '\n');
	for (size_t i = 0; all && i < f->file_count; i++) {
		buf_printf(out, "  %c ", f->files[i].status);
		add_ground(out, &f->files[i]);
		buf_addc(out, '\n');
	}
	add_units(out, f, all);
	if (leg_count)
		buf_adds(out, "\njobs\n");
	for (size_t i = 0; i < leg_count; i++) {
		const struct leg *l = &legs[i];

		buf_printf(out, "  %s %zu of %zu, -j%ld: %zu unit%s, ", l->platform->name, l->number, l->of, l->jobs,
			l->unit_count, words_plural(l->unit_count));
		buf_add_duration(out, l->usec);
		buf_addc(out, '\n');
	}
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
json_path(struct buf *out, const char *before, const char *key, const char *path)
{
	json_begin(out, before, key, "");
	esc_json(out, path, strlen(path));
}

static void
json_file(struct buf *out, const struct changed *file)
{
	const char status[] = { file->status, '\0' };

	json_path(out, ",\n    { ", "path", file->path);
	json_text(out, ", ", "status", status);
	json_text(out, ", ", "by", ground_names[file->ground]);
	if (file->pattern)
		json_text(out, ", ", "pattern", file->pattern->text);
	if (file->before)
		json_flag(out, ", ", "before", true);
	buf_adds(out, " }");
}

static void
json_unit(struct buf *out, const struct affected *f, size_t place)
{
	const struct plan *p = f->plan;
	const struct unit *u = &p->units[place];
	const struct due *d = &f->units[place];

	json_text(out, ",\n    { ", "id", u->id);
	json_flag(out, ", ", "due", d->due);
	json_text(out, ", ", "why", why_names[d->why]);
	if (d->pattern)
		json_text(out, ", ", "pattern", d->pattern->text);
	if (d->file)
		json_path(out, ", ", "file", d->file->path);
	if (d->differs) {
		json_begin(out, ", ", "differs", "[");
		for (size_t i = 0; d->differs[i]; i++)
			json_text(out, ", ", NULL, d->differs[i]);
		buf_addc(out, ']');
	}
	if (u->class)
		json_text(out, ", ", "class", u->class);
	if (d->instead)
		json_text(out, ", ", "instead", d->instead->id);
	json_begin(out, ", ", "on", "[");
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (f->on[k * p->unit_count + place])
			json_text(out, ", ", NULL, p->suite->platforms[k].name);
	buf_adds(out, "] }");
}

/* Those units of the lane that are due, or those that are not. */
static void
json_units(struct buf *out, const struct affected *f, const char *key, bool due)
{
	bool some = false;

	json_begin(out, ",\n  ", key, "[");
	for (size_t i = 0; i < f->plan->unit_count; i++) {
		if (!f->units[i].on_lane || f->units[i].due != due)
			continue;
		json_unit(out, f, i);
		some = true;
	}
	buf_adds(out, some ? "\n  ]" : "]");
}

void
affectedreport_matrix(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out)
{
	const char *suite = f->plan->suite->name;

	buf_adds(out, "{\"include\":[");
	for (size_t i = 0; i < leg_count; i++) {
		const struct leg *l = &legs[i];
		const struct words *runner = &l->platform->runner;

		json_text(out, ",{\"platform\":", NULL, l->platform->name);
		json_begin(out, ",\"runner\":", NULL, "[");
		for (size_t k = 0; k < runner->n; k++)
			json_text(out, ",", NULL, runner->v[k]);
		buf_printf(out, "],\"leg\":%zu,\"legs\":%zu,\"shard\":%zu,\"jobs\":%ld", l->number, l->of, l->shard,
			l->jobs);
		json_seconds(out, ",\"seconds\":", NULL, l->usec);
		/* Names need no escape. */
		buf_adds(out, ",\"targets\":\"");
		if (l->whole && !l->shard) /* the Make include knows no shards */
			buf_printf(out, "%s-test-%s", suite, lane_names[f->lane]);
		for (size_t k = 0; !l->whole && k < l->unit_count; k++)
			buf_printf(out, "%s%s-test-%s", k ? " " : "", suite, l->units[k]->id);
		buf_adds(out, l->whole ? "\",\"units\":\"all" : "\",\"units\":\"");
		for (size_t k = 0; !l->whole && k < l->unit_count; k++)
			buf_printf(out, "%s%s", k ? " " : "", l->units[k]->id);
		buf_adds(out, "\"}");
	}
	buf_adds(out, "]}");
}

void
affectedreport_json(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out)
{
	const struct git_range *r = f->range;

	struct buf cause = { 0 };

	json_number(out, "{\n  ", "format", 2);
	json_text(out, ",\n  ", "suite", f->plan->suite->name);
	json_text(out, ",\n  ", "lane", lane_names[f->lane]);
	if (r) {
		json_text(out, ",\n  ", "base", r->base);
		json_text(out, ",\n  ", "merge_base", r->merge_base);
		json_text(out, ",\n  ", "head", r->head);
	}
	json_number(out, ",\n  ", "turn", f->turn);
	json_flag(out, ",\n  ", "any", f->due_count);
	json_flag(out, ",\n  ", "everything", f->all);
	if (f->all) {
		add_cause(&cause, f);
		json_text(out, ",\n  ", "reason", buf_text(&cause));
		buf_release(&cause);
	}
	json_begin(out, ",\n  ", "files", "[");
	for (size_t i = 0; i < f->file_count; i++)
		json_file(out, &f->files[i]);
	buf_adds(out, f->file_count ? "\n  ]" : "]");
	json_units(out, f, "units", true);
	json_units(out, f, "left_out", false);
	json_begin(out, ",\n  ", "matrix", "");
	affectedreport_matrix(f, legs, leg_count, out);
	buf_adds(out, "\n}\n");
}
