#include "coverage.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "choice.h"
#include "db.h"
#include "diag.h"
#include "esc.h"
#include "plan.h"
#include "record.h"
#include "schema.h"

/* --- what there is to say --------------------------------------------------------------------- */

/* Units of the plan, in canonical order. */
struct units {
	const struct unit **v;
	size_t n;
};

struct platform_coverage {
	struct units nightly_only;
	struct units
	    unreached; /* the platform may run them, and none of its lanes does: its gaps say why */
	struct units
	    never_run; /* some lane owes them, and no run that names the platform has run them */
	size_t due;    /* some lane owes them */
	size_t *kept;  /* by module: units kept from the platform */
};

/* What the record holds of the suite, by platform and lane. */
struct ran {
	char *platform, *lane; /* NULL if the runs do not say */
	long long runs, results;
	char *last; /* the day of the last result */
};

struct coverage {
	const struct plan *plan;
	const struct unit **canonical; /* by rank */
	struct platform_coverage *platforms;
	bool has_record;
	struct ran *ran;
	size_t ran_count;
	size_t nowhere; /* units of the plan that ran, but in no run that names its platform */
};

static void
add_unit(struct units *list, const struct unit *u)
{
	if (!(list->n & (list->n - 1))) {
		const struct unit **v = realloc(list->v, (list->n ? 2 * list->n : 1) * sizeof(*v));

		if (!v)
			die("out of memory");
		list->v = v;
	}
	list->v[list->n++] = u;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp((*(const struct unit *const *)a)->id, (*(const struct unit *const *)b)->id);
}

/* The unit of that id in the list sorted by id, or NULL. */
static const struct unit *
find_unit(const struct unit **sorted, size_t n, const char *id)
{
	struct unit key = { .id = id };
	const struct unit *wanted = &key;
	const struct unit **found = n ? bsearch(&wanted, sorted, n, sizeof(*sorted), by_id) : NULL;

	return found ? *found : NULL;
}

static char *
copy(const char *s)
{
	char *c = s ? strdup(s) : NULL;

	if (s && !c)
		die("out of memory");
	return c;
}

/* Mark, by platform and rank, and in a last row for runs without a platform, what the record says
 * has run. */
static unsigned char *
read_ran(const struct plan *p, struct db *db)
{
	const struct suite *s = p->suite;
	size_t n = p->unit_count;
	unsigned char *ran = xcalloc((s->platform_count + 1) * n, 1);
	const struct unit **sorted = xcalloc(n, sizeof(*sorted));

	for (size_t i = 0; i < n; i++)
		sorted[i] = &p->units[i];
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), by_id);
	db_bind_text(db, STMT_RAN, ":suite", s->name);
	while (db_next(db, STMT_RAN)) {
		const char *platform = db_text(db, STMT_RAN, 0);
		const struct unit *u = find_unit(sorted, n, db_text(db, STMT_RAN, 1));
		size_t k = 0;

		while (k < s->platform_count && platform && strcmp(s->platforms[k].name, platform))
			k++;
		if (!platform)
			k = s->platform_count;
		else if (k == s->platform_count)
			continue; /* a platform of an older plan */
		if (u)
			ran[k * n + u->rank] = 1;
	}
	free(sorted);
	return ran;
}

static void
read_counts(struct coverage *c, struct db *db)
{
	db_bind_text(db, STMT_COUNTS, ":suite", c->plan->suite->name);
	while (db_next(db, STMT_COUNTS)) {
		struct ran *grown = realloc(c->ran, (c->ran_count + 1) * sizeof(*grown));

		if (!grown)
			die("out of memory");
		c->ran = grown;
		c->ran[c->ran_count++] = (struct ran){
			.platform = copy(db_text(db, STMT_COUNTS, 0)),
			.lane = copy(db_text(db, STMT_COUNTS, 1)),
			.runs = db_int(db, STMT_COUNTS, 2),
			.results = db_int(db, STMT_COUNTS, 3),
			.last = copy(db_text(db, STMT_COUNTS, 4)),
		};
	}
}

static void
cover_platform(struct coverage *c, size_t platform, const unsigned char *ran)
{
	const struct plan *p = c->plan;
	struct platform_coverage *pc = &c->platforms[platform];

	pc->kept = xcalloc(p->suite->module_count, sizeof(*pc->kept));
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = c->canonical[i];
		bool by_day = plan_runs(p, u, platform, LANE_PR) ||
			      plan_runs(p, u, platform, LANE_MERGE);
		bool due = by_day || plan_runs(p, u, platform, LANE_NIGHTLY);

		pc->due += due;
		if (!u->module->on_platform[platform])
			pc->kept[u->module - p->suite->modules]++;
		else if (!due)
			add_unit(&pc->unreached, u);
		if (due && !by_day)
			add_unit(&pc->nightly_only, u);
		if (due && ran && !ran[platform * p->unit_count + u->rank])
			add_unit(&pc->never_run, u);
	}
}

static struct coverage
cover(const struct plan *p, struct record *r)
{
	struct coverage c = { .plan = p, .has_record = r != NULL };
	size_t n = p->unit_count, platforms = p->suite->platform_count;
	unsigned char *ran = NULL;

	c.canonical = xcalloc(n, sizeof(*c.canonical));
	c.platforms = xcalloc(platforms, sizeof(*c.platforms));
	for (size_t i = 0; i < n; i++)
		c.canonical[p->units[i].rank] = &p->units[i];
	if (r) {
		ran = read_ran(p, r->db);
		read_counts(&c, r->db);
	}
	for (size_t k = 0; k < platforms; k++)
		cover_platform(&c, k, ran);
	for (size_t i = 0; ran && i < n; i++) {
		bool somewhere = false;

		for (size_t k = 0; k < platforms; k++)
			somewhere |= ran[k * n + i];
		c.nowhere += !somewhere && ran[platforms * n + i];
	}
	free(ran);
	return c;
}

static void
release(struct coverage *c)
{
	for (size_t k = 0; k < c->plan->suite->platform_count; k++) {
		free(c->platforms[k].nightly_only.v);
		free(c->platforms[k].unreached.v);
		free(c->platforms[k].never_run.v);
		free(c->platforms[k].kept);
	}
	for (size_t i = 0; i < c->ran_count; i++) {
		free(c->ran[i].platform);
		free(c->ran[i].lane);
		free(c->ran[i].last);
	}
	free(c->canonical);
	free(c->platforms);
	free(c->ran);
}

/* --- text ------------------------------------------------------------------------------------- */

enum { NAMES_MAX = 6, MODULES_MAX = 8 };

/* Append s and blanks up to that width. Names are ASCII. */
static void
pad(struct buf *out, const char *s, size_t width)
{
	buf_adds(out, s);
	for (size_t len = strlen(s); len < width; len++)
		buf_addc(out, ' ');
}

/* The same with the blanks before s. */
static void
pad_left(struct buf *out, const char *s, size_t width)
{
	for (size_t len = strlen(s); len < width; len++)
		buf_addc(out, ' ');
	buf_adds(out, s);
}

/* A time as people say it: 1 h 02 min, 3 min 20 s, 4.5 s. */
static void
add_time(struct buf *out, unsigned long long usec)
{
	unsigned long long tenths = (usec + 50000) / 100000, seconds = (usec + 500000) / 1000000;

	if (seconds >= 3600)
		buf_printf(out, "%llu h %02llu min", (seconds + 30) / 3600,
			   (seconds + 30) / 60 % 60);
	else if (seconds >= 60)
		buf_printf(out, "%llu min %02llu s", seconds / 60, seconds % 60);
	else if (tenths % 10)
		buf_printf(out, "%llu.%llu s", tenths / 10, tenths % 10);
	else
		buf_printf(out, "%llu s", tenths / 10);
}

static void
add_count(struct buf *out, size_t n, const char *what)
{
	buf_printf(out, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

/* Which units: their names; where those are many, their modules with how many of each. */
static void
add_units(struct buf *out, const struct suite *s, const struct units *units)
{
	if (units->n <= NAMES_MAX) {
		for (size_t i = 0; i < units->n; i++) {
			buf_adds(out, i ? ", " : "");
			buf_adds(out, units->v[i]->id);
		}
		return;
	}
	size_t *of_module = xcalloc(s->module_count, sizeof(*of_module)), modules = 0, said = 0;

	for (size_t i = 0; i < units->n; i++)
		modules += !of_module[units->v[i]->module - s->modules]++;
	for (size_t m = 0; m < s->module_count && said < MODULES_MAX; m++) {
		if (!of_module[m])
			continue;
		buf_adds(out, said++ ? ", " : "");
		buf_adds(out, s->modules[m].name);
		if (of_module[m] > 1)
			buf_printf(out, " (%zu)", of_module[m]);
	}
	if (modules > said) {
		buf_adds(out, " and ");
		add_count(out, modules - said, "more module");
	}
	free(of_module);
}

static size_t
widest_platform(const struct suite *s)
{
	size_t width = strlen("platform");

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].name) > width)
			width = strlen(s->platforms[k].name);
	return width;
}

static void
text_lanes(const struct coverage *c, struct buf *out, size_t width)
{
	const struct plan *p = c->plan;
	const struct suite *s = p->suite;
	size_t system = strlen("system");
	struct buf cell = { 0 };

	for (size_t k = 0; k < s->platform_count; k++)
		if (strlen(s->platforms[k].system) > system)
			system = strlen(s->platforms[k].system);
	buf_adds(out, "  ");
	pad(out, "platform", width + 2);
	pad(out, "system", system + 2);
	buf_adds(out, "lane     does          units      expected\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			const struct lane_plan *l = &p->lanes[k][lane];

			buf_adds(out, "  ");
			pad(out, lane ? "" : s->platforms[k].name, width + 2);
			pad(out, lane ? "" : s->platforms[k].system, system + 2);
			pad(out, lane_names[lane], 9);
			if (l->does != DOES_CHECKED) {
				buf_adds(out, does_names[l->does]);
				buf_addc(out, '\n');
				continue;
			}
			pad(out, does_names[l->does], 7);
			buf_reset(&cell);
			buf_printf(&cell, "%zu of %zu", l->unit_count, p->unit_count);
			pad_left(out, buf_text(&cell), 12);
			buf_reset(&cell);
			add_time(&cell, l->usec);
			pad_left(out, buf_text(&cell), 14);
			buf_addc(out, '\n');
		}
	}
	buf_release(&cell);
}

static void
text_nightly_only(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	bool any = false;

	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform_coverage *pc = &c->platforms[k];

		if (!pc->nightly_only.n)
			continue;
		if (!any)
			buf_adds(out, "\nnightly only\n");
		any = true;
		buf_adds(out, "  ");
		pad(out, s->platforms[k].name, width + 2);
		if (pc->nightly_only.n == pc->due) {
			buf_adds(out, "everything that runs there (");
			add_count(out, pc->due, "unit");
			buf_adds(out, ")\n");
			continue;
		}
		add_count(out, pc->nightly_only.n, "unit");
		buf_adds(out, ": ");
		add_units(out, s, &pc->nightly_only);
		buf_addc(out, '\n');
	}
	if (!any)
		buf_adds(out, "\nnightly only: nothing\n");
}

static void
add_reason(struct buf *out, const char *reason, const char *until)
{
	buf_adds(out, reason ? reason : "no reason given");
	if (until)
		buf_printf(out, " (until %s)", until);
	buf_addc(out, '\n');
}

/* The lines of one platform's holes. */
static void
text_platform_holes(const struct coverage *c, size_t k, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	const struct platform *platform = &s->platforms[k];
	const struct platform_coverage *pc = &c->platforms[k];

	for (size_t g = 0; g < platform->gap_count; g++) {
		buf_adds(out, "  ");
		pad(out, platform->name, width + 2);
		if (pc->unreached.n == c->plan->unit_count) {
			buf_adds(out, "everything");
		} else if (pc->unreached.n) {
			add_count(out, pc->unreached.n, "unit");
			buf_adds(out, " (");
			add_units(out, s, &pc->unreached);
			buf_addc(out, ')');
		} else {
			buf_adds(out, "no unit now");
		}
		buf_adds(out, ": ");
		add_reason(out, platform->gaps[g].reason, platform->gaps[g].until);
	}
	for (size_t m = 0; m < s->module_count; m++) {
		if (!pc->kept[m])
			continue;
		buf_adds(out, "  ");
		pad(out, platform->name, width + 2);
		buf_printf(out, "%s (", s->modules[m].name);
		add_count(out, pc->kept[m], "unit");
		buf_adds(out, ") is kept from it: ");
		add_reason(out, s->modules[m].traits.reason, NULL);
	}
}

static void
text_holes(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;
	struct buf holes = { 0 };

	for (size_t k = 0; k < s->platform_count; k++)
		text_platform_holes(c, k, &holes, width);
	for (size_t i = 0; i < s->exclude_count; i++) {
		buf_adds(&holes, "  ");
		pad(&holes, "all", width + 2);
		buf_printf(&holes, "%s is excluded: ", s->excludes[i].name);
		add_reason(&holes, s->excludes[i].reason, s->excludes[i].until);
	}
	buf_adds(out, holes.len ? "\nholes\n" : "\nholes: none\n");
	buf_add(out, buf_text(&holes), holes.len);
	buf_release(&holes);
}

/* The day of the last result that names the platform, or NULL. */
static const char *
last_day(const struct coverage *c, const char *platform)
{
	const char *last = NULL;

	for (size_t i = 0; i < c->ran_count; i++)
		if (c->ran[i].platform && !strcmp(c->ran[i].platform, platform) &&
		    (!last || strcmp(c->ran[i].last, last) > 0))
			last = c->ran[i].last;
	return last;
}

static void
text_never_run(const struct coverage *c, struct buf *out, size_t width)
{
	const struct suite *s = c->plan->suite;

	if (!c->has_record) {
		buf_adds(out, "\nnever run: there is no record yet, so this is not known\n");
		return;
	}
	buf_adds(out, "\nnever run\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		const struct platform_coverage *pc = &c->platforms[k];
		const char *last = last_day(c, s->platforms[k].name);

		buf_adds(out, "  ");
		pad(out, s->platforms[k].name, width + 2);
		if (!pc->due) {
			buf_adds(out, "nothing is due");
		} else if (!pc->never_run.n) {
			buf_adds(out, "none");
		} else if (pc->never_run.n == pc->due) {
			buf_printf(out, "everything that is due (%zu)", pc->due);
		} else {
			buf_printf(out, "%zu of %zu: ", pc->never_run.n, pc->due);
			add_units(out, s, &pc->never_run);
		}
		if (last)
			buf_printf(out, "; last result %s", last);
		buf_addc(out, '\n');
	}
	if (c->nowhere) {
		buf_adds(out, "  ");
		add_count(out, c->nowhere, "unit");
		buf_adds(out, " ran, but in runs that do not name their platform\n");
	}
}

void
coverage_text(const struct plan *p, struct record *r, struct buf *out)
{
	struct coverage c = cover(p, r);
	size_t width = widest_platform(p->suite);

	buf_printf(out, "coverage of %s: ", p->suite->name);
	add_count(out, p->unit_count, "unit");
	buf_adds(out, " on ");
	add_count(out, p->suite->platform_count, "platform");
	buf_adds(out, "\n\n");
	text_lanes(&c, out, width);
	text_nightly_only(&c, out, width);
	choice_text(p, out);
	text_holes(&c, out, width);
	text_never_run(&c, out, width);
	release(&c);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* A string, or null. */
static void
json_text(struct buf *out, const char *s)
{
	if (s)
		esc_json(out, s, strlen(s));
	else
		buf_adds(out, "null");
}

/* "key": as the first, or a later, member of an object. */
static void
json_key(struct buf *out, const char *before, const char *key)
{
	buf_printf(out, "%s\"%s\": ", before, key);
}

static void
json_units(struct buf *out, const struct units *units)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < units->n; i++) {
		buf_adds(out, i ? ", " : "");
		json_text(out, units->v[i]->id);
	}
	buf_addc(out, ']');
}

static void
json_lanes(const struct coverage *c, size_t k, struct buf *out)
{
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		const struct lane_plan *l = &c->plan->lanes[k][lane];

		buf_adds(out, lane ? ",\n" : "\n");
		json_key(out, "        { ", "lane");
		json_text(out, lane_names[lane]);
		json_key(out, ", ", "does");
		json_text(out, does_names[l->does]);
		json_key(out, ", ", "units");
		buf_printf(out, "%zu", l->unit_count);
		json_key(out, ", ", "seconds");
		buf_add_seconds(out, l->usec);
		buf_adds(out, " }");
	}
	buf_adds(out, "\n      ");
}

static void
json_reason(struct buf *out, const char *reason, const char *until)
{
	json_key(out, "", "reason");
	json_text(out, reason);
	json_key(out, ", ", "until");
	json_text(out, until);
}

static void
json_platform(const struct coverage *c, size_t k, struct buf *out)
{
	const struct suite *s = c->plan->suite;
	const struct platform *platform = &s->platforms[k];
	const struct platform_coverage *pc = &c->platforms[k];
	bool first = true;

	json_key(out, "    {\n      ", "platform");
	json_text(out, platform->name);
	json_key(out, ",\n      ", "system");
	json_text(out, platform->system);
	json_key(out, ",\n      ", "runner");
	buf_addc(out, '[');
	for (size_t i = 0; i < platform->runner.n; i++) {
		buf_adds(out, i ? ", " : "");
		json_text(out, platform->runner.v[i]);
	}
	buf_addc(out, ']');
	json_key(out, ",\n      ", "lanes");
	buf_addc(out, '[');
	json_lanes(c, k, out);
	buf_addc(out, ']');
	json_key(out, ",\n      ", "nightly_only");
	json_units(out, &pc->nightly_only);
	json_key(out, ",\n      ", "gaps");
	buf_addc(out, '[');
	for (size_t g = 0; g < platform->gap_count; g++) {
		buf_adds(out, g ? ", { " : "{ ");
		json_reason(out, platform->gaps[g].reason, platform->gaps[g].until);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
	json_key(out, ",\n      ", "in_gap");
	json_units(out, &pc->unreached);
	json_key(out, ",\n      ", "kept");
	buf_addc(out, '[');
	for (size_t m = 0; m < s->module_count; m++) {
		if (!pc->kept[m])
			continue;
		json_key(out, first ? "{ " : ", { ", "module");
		first = false;
		json_text(out, s->modules[m].name);
		json_key(out, ", ", "units");
		buf_printf(out, "%zu", pc->kept[m]);
		json_key(out, ", ", "reason");
		json_text(out, s->modules[m].traits.reason);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
	json_key(out, ",\n      ", "due");
	buf_printf(out, "%zu", pc->due);
	json_key(out, ",\n      ", "never_run");
	if (c->has_record)
		json_units(out, &pc->never_run);
	else
		buf_adds(out, "null");
	buf_adds(out, "\n    }");
}

/* What the record holds, or null. */
static void
json_record(const struct coverage *c, struct buf *out)
{
	if (!c->has_record) {
		buf_adds(out, "null");
		return;
	}
	buf_addc(out, '[');
	for (size_t i = 0; i < c->ran_count; i++) {
		const struct ran *ran = &c->ran[i];

		buf_adds(out, i ? ",\n" : "\n");
		json_key(out, "    { ", "platform");
		json_text(out, ran->platform);
		json_key(out, ", ", "lane");
		json_text(out, ran->lane);
		json_key(out, ", ", "runs");
		buf_printf(out, "%lld", ran->runs);
		json_key(out, ", ", "results");
		buf_printf(out, "%lld", ran->results);
		json_key(out, ", ", "last");
		json_text(out, ran->last);
		buf_adds(out, " }");
	}
	buf_adds(out, c->ran_count ? "\n  ]" : "]");
}

void
coverage_json(const struct plan *p, struct record *r, struct buf *out)
{
	struct coverage c = cover(p, r);
	const struct suite *s = p->suite;

	json_key(out, "{\n  ", "suite");
	json_text(out, s->name);
	json_key(out, ",\n  ", "units");
	buf_printf(out, "%zu", p->unit_count);
	json_key(out, ",\n  ", "platforms");
	buf_adds(out, "[\n");
	for (size_t k = 0; k < s->platform_count; k++) {
		buf_adds(out, k ? ",\n" : "");
		json_platform(&c, k, out);
	}
	buf_adds(out, "\n  ]");
	json_key(out, ",\n  ", "excludes");
	buf_addc(out, '[');
	for (size_t i = 0; i < s->exclude_count; i++) {
		json_key(out, i ? ", { " : "{ ", "name");
		json_text(out, s->excludes[i].name);
		buf_adds(out, ", ");
		json_reason(out, s->excludes[i].reason, s->excludes[i].until);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
	choice_json(p, out);
	json_key(out, ",\n  ", "record");
	json_record(&c, out);
	json_key(out, ",\n  ", "ran_on_no_platform");
	if (c.has_record)
		buf_printf(out, "%zu", c.nowhere);
	else
		buf_adds(out, "null");
	buf_adds(out, "\n}\n");
	release(&c);
}
