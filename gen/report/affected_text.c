#include "report/affected_text.h"

#include <stdlib.h>
#include <string.h>

#include "plan/affected.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "lib/git.h"
#include "plan/plan.h"

enum { WIDTH = 100 };

/* --- words ------------------------------------------------------------------------------------ */

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* How many bytes the UTF-8 character at s has, or 0 if it is none (RFC 3629). */
static size_t
character(const unsigned char *s)
{
	size_t n = *s < 0x80              ? 1
		: *s >= 0xc2 && *s < 0xe0 ? 2
		: *s >= 0xe0 && *s < 0xf0 ? 3
		: *s >= 0xf0 && *s < 0xf5 ? 4
					  : 0;

	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) || (*s == 0xf0 && s[1] < 0x90) ||
		(*s == 0xf4 && s[1] > 0x8f))
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* A path is any bytes; those that are no UTF-8 become the replacement character. */
static void
add_json_path(struct buf *out, const char *path)
{
	struct buf clean = { 0 };

	for (const char *p = path; *p;) {
		size_t n = character((const unsigned char *)p);

		if (n)
			buf_add(&clean, p, n);
		else
			buf_adds(&clean, "\xef\xbf\xbd");
		p += n ? n : 1;
	}
	esc_json(out, buf_text(&clean), clean.len);
	buf_release(&clean);
}

static void
add_json(struct buf *out, const char *s)
{
	esc_json(out, s, strlen(s));
}

/* In single quotes; one that would not show as it is, as JSON writes it. */
static void
add_path(struct buf *out, const char *path)
{
	bool plain = true;

	for (const char *p = path; *p; p++)
		plain &= (unsigned char)*p >= 0x20 && *p != 0x7f && *p != '"' && *p != '\'';
	if (plain)
		buf_printf(out, "'%s'", path);
	else
		add_json_path(out, path);
}

/* What a changed path makes due, and by whose word. */
static void
add_ground(struct buf *out, const struct changed *file)
{
	add_path(out, file->path);
	switch (file->ground) {
	case GROUND_MANIFEST:
		buf_adds(out, " is the manifest");
		break;
	case GROUND_OUTPUT:
		buf_adds(out, " is generated, so how units are run has changed");
		break;
	case GROUND_SECONDS:
		buf_adds(out, " says what runs where");
		break;
	case GROUND_IGNORE:
		buf_printf(out, " is ignored by '%s'", file->pattern->text);
		break;
	case GROUND_PROMOTE:
		buf_printf(out, " is promoted by '%s'", file->pattern->text);
		break;
	case GROUND_PATHS:
		buf_printf(out, " is claimed by '%s'", file->pattern->text);
		break;
	case GROUND_UNCLAIMED:
		buf_adds(out, " is claimed by no rule");
		break;
	}
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

/* Are two units due, or left out, for the same reason? And which reason comes first. */
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
	if (a->why != WHY_PATHS)
		return 0;
	int c = by_address(a->file, b->file); /* of one list: in the order of the paths */

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
		add_ground(out, f->everything);
		break;
	case WHY_NOT:
		buf_adds(out,
			f->file_count == f->ignored ? "nothing changed that is not ignored"
						    : "none of their paths changed");
		break;
	}
}

/* Names with blanks between, in lines that are not too long. */
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
		buf_printf(out, "  %zu unit%s: ", end - i, plural(end - i));
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

	buf_printf(out, "suite '%s', lane %s%s%s: %zu of %zu units due, ", s->name, lane_names[f->lane],
		f->platform >= 0 ? " on " : "", f->platform >= 0 ? s->platforms[f->platform].name : "", f->due_count,
		f->lane_count);
	buf_add_duration(out, f->due_usec);
	buf_adds(out, " of ");
	buf_add_duration(out, f->lane_usec);
	buf_printf(out, "\nsince %.12s: %zu file%s changed", f->range->merge_base, f->file_count,
		plural(f->file_count));
	if (f->ignored)
		buf_printf(out, ", %zu of them ignored", f->ignored);
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
			l->unit_count, plural(l->unit_count));
		buf_add_duration(out, l->usec);
		buf_addc(out, '\n');
	}
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
add_file(struct buf *out, const struct changed *file)
{
	buf_adds(out, "{ \"path\": ");
	add_json_path(out, file->path);
	buf_printf(out, ", \"status\": \"%c\", \"by\": \"%s\"", file->status, ground_names[file->ground]);
	if (file->pattern) {
		buf_adds(out, ", \"pattern\": ");
		add_json(out, file->pattern->text);
	}
	buf_adds(out, " }");
}

static void
add_unit(struct buf *out, const struct affected *f, size_t place)
{
	const struct plan *p = f->plan;
	const struct unit *u = &p->units[place];
	const struct due *d = &f->units[place];
	size_t n = 0;

	buf_adds(out, "{ \"id\": ");
	add_json(out, u->id);
	buf_printf(out, ", \"due\": %s, \"why\": \"%s\"", d->due ? "true" : "false", why_names[d->why]);
	if (d->pattern) {
		buf_adds(out, ", \"pattern\": ");
		add_json(out, d->pattern->text);
	}
	if (d->file) {
		buf_adds(out, ", \"file\": ");
		add_json_path(out, d->file->path);
	}
	if (u->class) {
		buf_adds(out, ", \"class\": ");
		add_json(out, u->class);
	}
	if (d->instead) {
		buf_adds(out, ", \"instead\": ");
		add_json(out, d->instead->id);
	}
	buf_adds(out, ", \"on\": [");
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (f->on[k * p->unit_count + place]) {
			buf_adds(out, n++ ? ", " : "");
			add_json(out, p->suite->platforms[k].name);
		}
	buf_adds(out, "] }");
}

void
affectedreport_matrix(const struct affected *f, const struct leg *legs, size_t leg_count, struct buf *out)
{
	const char *suite = f->plan->suite->name;

	buf_adds(out, "{\"include\":[");
	for (size_t i = 0; i < leg_count; i++) {
		const struct leg *l = &legs[i];
		const struct words *runner = &l->platform->runner;

		buf_adds(out, i ? ",{\"platform\":" : "{\"platform\":");
		add_json(out, l->platform->name);
		buf_adds(out, ",\"runner\":[");
		for (size_t k = 0; k < runner->n; k++) {
			buf_adds(out, k ? "," : "");
			add_json(out, runner->v[k]);
		}
		buf_printf(out, "],\"leg\":%zu,\"legs\":%zu,\"shard\":%zu,\"jobs\":%ld,\"seconds\":", l->number, l->of,
			l->shard, l->jobs);
		buf_add_seconds(out, l->usec);
		/* names, which need no escape */
		buf_adds(out, ",\"targets\":\"");
		if (l->shard)
			buf_printf(out, "%s-shard-%zu", suite, l->shard);
		else if (l->whole)
			buf_printf(out, "%s-test-%s", suite, lane_names[f->lane]);
		for (size_t k = 0; !l->whole && k < l->unit_count; k++)
			buf_printf(out, "%s%s-test-%s", k ? " " : "", suite, l->units[k]->id);
		buf_adds(out, "\",\"units\":\"");
		if (l->whole)
			buf_adds(out, "all");
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
	size_t n = 0;

	buf_adds(out, "{\n  \"format\": 1,\n  \"suite\": ");
	add_json(out, f->plan->suite->name);
	buf_printf(out,
		",\n  \"lane\": \"%s\",\n  \"base\": \"%s\",\n  \"merge_base\": \"%s\",\n"
		"  \"head\": \"%s\",\n  \"turn\": %lu,\n  \"any\": %s,\n  \"everything\": %s,\n"
		"  \"files\": [",
		lane_names[f->lane], r->base, r->merge_base, r->head, f->turn, f->due_count ? "true" : "false",
		f->everything ? "true" : "false");
	for (size_t i = 0; i < f->file_count; i++) {
		buf_adds(out, i ? ",\n    " : "\n    ");
		add_file(out, &f->files[i]);
	}
	buf_adds(out, f->file_count ? "\n  ],\n  \"units\": [" : "],\n  \"units\": [");
	for (size_t i = 0; i < f->plan->unit_count; i++)
		if (f->units[i].on_lane) {
			buf_adds(out, n++ ? ",\n    " : "\n    ");
			add_unit(out, f, i);
		}
	buf_adds(out, n ? "\n  ],\n  \"matrix\": " : "],\n  \"matrix\": ");
	affectedreport_matrix(f, legs, leg_count, out);
	buf_adds(out, "\n}\n");
}
