#include "plan/affected.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "suite/claims.h"

const char *const ground_names[] = {
	[GROUND_MANIFEST] = "manifest",
	[GROUND_IGNORE] = "ignore",
	[GROUND_OUTPUT] = "output",
	[GROUND_SECONDS] = "seconds",
	[GROUND_PROMOTE] = "promote",
	[GROUND_PATHS] = "paths",
	[GROUND_UNCLAIMED] = "unclaimed",
};
const char *const why_names[] = {
	[WHY_PATHS] = "paths",
	[WHY_ALWAYS] = "always",
	[WHY_EVERYTHING] = "everything",
	[WHY_NOT] = "not",
};

/* --- the files -------------------------------------------------------------------------------- */

/* Give that ground to the paths that a rule claims and that have none yet. */
static void
give_ground(struct affected *f, struct claims *c, const struct path_rule *rules, size_t n, enum ground ground)
{
	for (size_t i = 0; i < n; i++) {
		const struct claim *found;
		size_t count = claims_of(c, &rules[i].paths, ground == GROUND_IGNORE, &found);

		for (size_t k = 0; k < count; k++) {
			struct changed *file = &f->files[found[k].path];

			if (file->ground != GROUND_UNCLAIMED)
				continue;
			file->ground = ground;
			file->pattern = &rules[i].paths.v[found[k].pattern];
		}
	}
}

/* Give a ground to nightshift's own files: outputs and measured seconds. */
static void
give_own_ground(struct affected *f, struct arena *a)
{
	const struct suite *s = f->plan->suite;
	const char *seconds = model_path(a, s->dir, "seconds.tsv");

	for (size_t i = 0; i < f->file_count; i++) {
		struct changed *file = &f->files[i];

		if (file->ground != GROUND_UNCLAIMED)
			continue;
		if (!strcmp(file->path, s->include) || !strcmp(file->path, s->plan) ||
			(s->split && !strcmp(file->path, s->split)))
			file->ground = GROUND_OUTPUT;
		else if (!strcmp(file->path, seconds))
			file->ground = GROUND_SECONDS;
	}
}

/* --- the units -------------------------------------------------------------------------------- */

/* What the paths of a module claim. */
struct module_claim {
	const struct changed *file; /* the first, or NULL */
	const struct pattern *pattern;
};

static int
by_list(const void *a, const void *b)
{
	const struct patterns *x = (*(const struct module *const *)a)->paths,
			      *y = (*(const struct module *const *)b)->paths;
	int c = 0;

	if (x == y)
		return 0;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (size_t i = 0; !c && i < x->n; i++)
		c = strcmp(x->rules[i], y->rules[i]);
	return c;
}

/* For each module, the first changed file that its paths claim. Modules with the same paths are looked at once. */
static struct module_claim *
claim_modules(struct affected *f, struct arena *a, struct claims *c)
{
	const struct suite *s = f->plan->suite;
	struct module_claim *result = arena_alloc(a, (s->module_count + 1) * sizeof(*result));
	const struct module **sorted = arena_alloc(a, (s->module_count + 1) * sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < s->module_count; i++)
		if (s->modules[i].paths)
			sorted[n++] = &s->modules[i];
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), by_list);
	for (size_t i = 0; i < n; i++) {
		struct module_claim *here = &result[sorted[i] - s->modules];
		const struct patterns *paths = sorted[i]->paths;
		const struct claim *found;

		if (i && !by_list(&sorted[i - 1], &sorted[i])) {
			*here = result[sorted[i - 1] - s->modules];
			continue;
		}
		size_t count = claims_of(c, paths, false, &found);

		for (size_t k = 0; k < count; k++) {
			struct changed *file = &f->files[found[k].path];
			const struct pattern *pattern = &paths->v[found[k].pattern];

			if (file->ground == GROUND_UNCLAIMED) {
				file->ground = GROUND_PATHS;
				file->pattern = pattern;
			}
			/* What <promote> has claimed counts as the module's own, too. */
			if (file->ground == GROUND_IGNORE || here->file)
				continue;
			here->file = file;
			here->pattern = pattern;
		}
	}
	return result;
}

static void
judge_units(struct affected *f, const struct module_claim *of_module)
{
	const struct plan *p = f->plan;
	bool changed = f->file_count > f->ignored;

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct module *m = p->units[i].module;
		const struct module_claim *own = &of_module[m - p->suite->modules];
		struct due *u = &f->units[i];

		u->why = WHY_NOT;
		if (own->file) {
			u->why = WHY_PATHS;
			u->file = own->file;
			u->pattern = own->pattern;
		} else if (m->always && changed) {
			u->why = WHY_ALWAYS;
		} else if (f->everything) {
			u->why = WHY_EVERYTHING;
			u->file = f->everything;
		}
	}
}

/* --- classes ---------------------------------------------------------------------------------- */

/* The first one whose turn it is: with each turn, a window of `some` moves on by its own width, around a ring of n. */
static size_t
first_of(size_t n, size_t some, unsigned long turn)
{
	return (size_t)(turn % n) * (some % n) % n;
}

bool
affected_turn(size_t n, size_t some, unsigned long turn, size_t i)
{
	return n <= some || (i + n - first_of(n, some, turn)) % n < some;
}

static int
by_class(const void *a, const void *b)
{
	const struct unit *x = *(const struct unit *const *)a, *y = *(const struct unit *const *)b;
	int c = strcmp(x->class, y->class);

	return c ? c : x->rank < y->rank ? -1 : x->rank > y->rank;
}

/*
 * One class on one platform: keep `some` of the due units. First those whose turn it is, which is what bounds every wait;
 * in place of those of them that are not due, others of which a path of their own changed, and last any.
 */
static void
thin(struct affected *f, bool *on, const struct unit **members, size_t n, size_t some)
{
	const struct plan *p = f->plan;
	const struct unit *stands = NULL;
	size_t first = first_of(n, some, f->turn), left = some;
	bool *keep = xcalloc(n, sizeof(*keep));

	for (int pass = 0; pass < 3; pass++)
		for (size_t i = 0; i < n && left; i++) {
			size_t k = (first + i) % n, place = (size_t)(members[k] - p->units);
			bool may = pass ? pass == 2 || f->units[place].why == WHY_PATHS
					: affected_turn(n, some, f->turn, k);

			if (!on[place] || keep[k] || !may)
				continue;
			keep[k] = true;
			left--;
			if (!stands)
				stands = members[k];
		}
	for (size_t i = 0; i < n; i++) {
		size_t place = (size_t)(members[i] - p->units);

		if (!on[place] || keep[i])
			continue;
		on[place] = false;
		f->units[place].instead = stands;
	}
	free(keep);
}

static void
select_units(struct affected *f, size_t platform, size_t some)
{
	const struct plan *p = f->plan;
	const struct unit **members = xcalloc(p->unit_count, sizeof(*members));
	bool *on = f->on + platform * p->unit_count;
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		if (p->units[i].class && plan_runs(p, &p->units[i], platform, f->lane))
			members[n++] = &p->units[i];
	if (n > 1)
		qsort(members, n, sizeof(*members), by_class);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && !strcmp(members[i]->class, members[end]->class);)
			end++;
		if (end - i > some)
			thin(f, on, members + i, end - i, some);
	}
	free(members);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Say what is due on each platform, and add it up. */
static void
place_units(struct affected *f, struct arena *a)
{
	const struct plan *p = f->plan;
	const struct suite *s = p->suite;
	long some = model_per_class(s, f->lane);

	f->on = arena_alloc(a, s->platform_count * p->unit_count + 1);
	for (size_t k = 0; k < s->platform_count; k++) {
		bool *on = f->on + k * p->unit_count;

		if (f->platform >= 0 && k != (size_t)f->platform)
			continue;
		for (size_t i = 0; i < p->unit_count; i++) {
			if (!plan_runs(p, &p->units[i], k, f->lane))
				continue;
			f->units[i].on_lane = true;
			f->lane_usec += plan_usec(p, &p->units[i], k);
			on[i] = f->units[i].why != WHY_NOT;
		}
		if (some && f->range)
			select_units(f, k, (size_t)some);
		for (size_t i = 0; i < p->unit_count; i++)
			if (on[i]) {
				f->units[i].due = true;
				f->due_usec += plan_usec(p, &p->units[i], k);
			}
	}
	for (size_t i = 0; i < p->unit_count; i++) {
		f->lane_count += f->units[i].on_lane;
		f->due_count += f->units[i].due;
		if (f->units[i].due) /* another stands for it on some platform only */
			f->units[i].instead = NULL;
	}
}

/* The first file with the strongest ground that makes everything due; count what is ignored. */
static void
weigh_files(struct affected *f)
{
	for (size_t i = 0; i < f->file_count; i++) {
		enum ground g = f->files[i].ground;

		f->ignored += g == GROUND_IGNORE;
		if (g != GROUND_IGNORE && g != GROUND_PATHS && (!f->everything || g < f->everything->ground))
			f->everything = &f->files[i];
	}
}

void
affected_whole(struct affected *ret_affected, struct arena *a, const struct plan *p, int lane, int platform)
{
	struct affected *f = ret_affected;

	*f = (struct affected){ .plan = p, .lane = lane, .platform = platform };
	f->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*f->units));
	for (size_t i = 0; i < p->unit_count; i++)
		f->units[i].why = WHY_EVERYTHING;
	place_units(f, a);
}

void
affected_make(struct affected *ret_affected, struct arena *a, const struct plan *p, const struct git_range *range,
	int lane, int platform, unsigned long turn)
{
	struct affected *f = ret_affected;
	const struct suite *s = p->suite;
	const char **paths = arena_alloc(a, (range->count + 1) * sizeof(*paths));
	struct claims claims;

	*f = (struct affected){ .plan = p,
		.range = range,
		.lane = lane,
		.platform = platform,
		.turn = turn,
		.file_count = range->count };
	f->files = arena_alloc(a, (range->count + 1) * sizeof(*f->files));
	f->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*f->units));
	for (size_t i = 0; i < range->count; i++) {
		paths[i] = range->changes[i].path;
		f->files[i] = (struct changed){ .path = paths[i],
			.status = range->changes[i].status,
			.ground = strcmp(paths[i], s->manifest) ? GROUND_UNCLAIMED : GROUND_MANIFEST };
	}
	claims_init(&claims, paths, range->count);
	give_ground(f, &claims, s->ignores, s->ignore_count, GROUND_IGNORE);
	give_own_ground(f, a);
	give_ground(f, &claims, s->promotes, s->promote_count, GROUND_PROMOTE);
	struct module_claim *of_module = claim_modules(f, a, &claims);

	claims_release(&claims);
	weigh_files(f);
	judge_units(f, of_module);
	place_units(f, a);
}
