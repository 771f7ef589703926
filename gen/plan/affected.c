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
	[GROUND_WORKFLOW] = "workflow",
	[GROUND_PROMOTE] = "promote",
	[GROUND_PATHS] = "paths",
	[GROUND_UNCLAIMED] = "unclaimed",
};
const char *const why_names[] = {
	[WHY_NEW] = "new",
	[WHY_LANE] = "lane",
	[WHY_PART] = "part",
	[WHY_PATHS] = "paths",
	[WHY_ALWAYS] = "always",
	[WHY_EVERYTHING] = "everything",
	[WHY_NOT] = "not",
};

/* --- the rules -------------------------------------------------------------------------------- */

/* What a rule says of a changed file. */
struct ruled {
	enum ground ground;
	const struct pattern *pattern;
};

/* What the paths of a unit claim. */
struct path_claim {
	const struct changed *file; /* the first, or NULL */
	const struct pattern *pattern;
};

/* The rules of a plan, and what they say of the changed files. */
struct rules {
	const struct path_rule *ignores, *promotes;
	size_t ignore_count, promote_count;
	const enum ground *own;        /* by file: what it is to nightshift itself; GROUND_UNCLAIMED if nothing */
	const struct patterns **lists; /* the paths of modules or units; NULL for one without any */
	size_t list_count;
	struct ruled *files;       /* by file */
	struct path_claim *claims; /* by list */
};

/* Is it a file of nightshift whose meaning is compared, so that a change of its bytes says nothing? */
static bool
is_passed_over(const struct affected *f, enum ground g)
{
	return f->before && (g == GROUND_MANIFEST || g == GROUND_OUTPUT || g == GROUND_SECONDS);
}

/* What the path is to nightshift itself; GROUND_UNCLAIMED if nothing. */
static enum ground
own_ground(const struct affected *f, const char *path, const char *seconds)
{
	const struct suite *s = f->plan->suite;

	if (!strcmp(path, s->manifest))
		return GROUND_MANIFEST;
	if (!strcmp(path, s->include) || !strcmp(path, s->plan) || (s->split && !strcmp(path, s->split)))
		return GROUND_OUTPUT;
	for (int lane = 0; f->before && lane < LANE_COUNT; lane++)
		if (s->workflow.paths[lane] && !strcmp(path, s->workflow.paths[lane]))
			return lane == f->lane ? GROUND_WORKFLOW : GROUND_OUTPUT;
	return strcmp(path, seconds) ? GROUND_UNCLAIMED : GROUND_SECONDS;
}

/* Give that ground to the paths that a rule claims and that have none yet, or are passed over and named. */
static void
give_ground(const struct affected *f, const struct rules *r, struct claims *c, const struct path_rule *rules, size_t n,
	enum ground ground)
{
	for (size_t i = 0; i < n; i++) {
		const struct claim *found;
		size_t count = claims_of(c, &rules[i].paths, ground == GROUND_IGNORE, &found);

		for (size_t k = 0; k < count; k++) {
			struct ruled *file = &r->files[found[k].path];
			const struct pattern *pattern = &rules[i].paths.v[found[k].pattern];

			if (file->ground == GROUND_UNCLAIMED ||
				(ground == GROUND_PROMOTE && is_passed_over(f, file->ground) &&
					pattern_names(pattern, f->files[found[k].path].path)))
				*file = (struct ruled){ ground, pattern };
		}
	}
}

/* A list of patterns, and its number. */
struct numbered {
	const struct patterns *list;
	size_t number;
};

static int
by_list(const void *a, const void *b)
{
	const struct patterns *x = ((const struct numbered *)a)->list, *y = ((const struct numbered *)b)->list;
	int c = 0;

	if (x == y)
		return 0;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (size_t i = 0; !c && i < x->n; i++)
		c = strcmp(x->rules[i], y->rules[i]);
	return c;
}

/* What a list claims: note the first file, and that somebody claims each. */
static struct path_claim
claim_paths(const struct affected *f, const struct rules *r, struct claims *c, const struct patterns *paths)
{
	struct path_claim first = { 0 };
	const struct claim *found;
	size_t count = claims_of(c, paths, false, &found);

	for (size_t k = 0; k < count; k++) {
		const struct changed *changed = &f->files[found[k].path];
		struct ruled *file = &r->files[found[k].path];
		const struct pattern *pattern = &paths->v[found[k].pattern];
		bool passed_over = is_passed_over(f, r->own[found[k].path]);

		if (file->ground == GROUND_IGNORE || (passed_over && !pattern_names(pattern, changed->path)))
			continue;
		if (file->ground == GROUND_UNCLAIMED || is_passed_over(f, file->ground))
			*file = (struct ruled){ GROUND_PATHS, pattern };
		/* What <promote> has claimed counts as the module's own, too. */
		if (!first.file)
			first = (struct path_claim){ changed, pattern };
	}
	return first;
}

/* For each list, the first changed file that it claims. Those that say the same are looked at once. */
static void
claim_lists(const struct affected *f, struct arena *a, struct rules *r, struct claims *c)
{
	struct numbered *sorted = arena_alloc(a, (r->list_count + 1) * sizeof(*sorted));
	size_t n = 0;

	r->claims = arena_alloc(a, (r->list_count + 1) * sizeof(*r->claims));
	for (size_t i = 0; i < r->list_count; i++)
		if (r->lists[i])
			sorted[n++] = (struct numbered){ r->lists[i], i };
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), by_list);
	for (size_t i = 0; i < n; i++)
		r->claims[sorted[i].number] = i && !by_list(&sorted[i - 1], &sorted[i])
			? r->claims[sorted[i - 1].number]
			: claim_paths(f, r, c, sorted[i].list);
}

/* Say of each file what the rules make of it. */
static void
apply_rules(const struct affected *f, struct arena *a, struct rules *r, struct claims *c)
{
	r->files = arena_alloc(a, (f->file_count + 1) * sizeof(*r->files));
	for (size_t i = 0; i < f->file_count; i++)
		r->files[i].ground = r->own[i] == GROUND_MANIFEST ? GROUND_MANIFEST : GROUND_UNCLAIMED;
	give_ground(f, r, c, r->ignores, r->ignore_count, GROUND_IGNORE);
	for (size_t i = 0; i < f->file_count; i++)
		if (r->files[i].ground == GROUND_UNCLAIMED)
			r->files[i].ground = r->own[i];
	give_ground(f, r, c, r->promotes, r->promote_count, GROUND_PROMOTE);
	claim_lists(f, a, r, c);
}

/* Which word wins if the rules of the plan and those of the base do not agree: any that makes due, and the more the sooner. That no rule
 * claims a file makes everything due, but says nothing on the side on which there is no such file. */
static int
strength(enum ground g, bool exists)
{
	static const int of[] = {
		[GROUND_IGNORE] = 1,
		[GROUND_MANIFEST] = 2,
		[GROUND_OUTPUT] = 2,
		[GROUND_SECONDS] = 2,
		[GROUND_PATHS] = 3,
		[GROUND_WORKFLOW] = 4,
		[GROUND_UNCLAIMED] = 5,
		[GROUND_PROMOTE] = 6,
	};

	return g == GROUND_UNCLAIMED && !exists ? 0 : of[g];
}

/* Take what the rules of the plan say of each file. */
static void
take_now(struct affected *f, const struct rules *r)
{
	for (size_t i = 0; i < f->file_count; i++) {
		f->files[i].ground = r->files[i].ground;
		f->files[i].pattern = r->files[i].pattern;
	}
}

/* Take what the rules of the base say in the place of it, where that is stronger. */
static void
take_before(struct affected *f, const struct rules *r)
{
	for (size_t i = 0; i < f->file_count; i++) {
		struct changed *file = &f->files[i];

		if (strength(r->files[i].ground, file->status != 'A') <= strength(file->ground, file->status != 'D'))
			continue;
		file->ground = r->files[i].ground;
		file->pattern = r->files[i].pattern;
		file->before = true;
	}
}

/* Judge the changed files by the rules of the plan, and by those of the base: a file that is gone or was renamed counts by the
 * rule that claimed it before. */
static void
judge_files(struct affected *f, struct arena *a, struct rules *ret_now, struct rules *ret_before)
{
	const struct suite *s = f->plan->suite;
	const struct before *b = f->before;
	const char **paths = arena_alloc(a, (f->file_count + 1) * sizeof(*paths));
	const char *seconds = model_path(a, s->dir, "seconds.tsv");
	enum ground *own = arena_alloc(a, (f->file_count + 1) * sizeof(*own));
	struct claims claims;

	for (size_t i = 0; i < f->file_count; i++) {
		paths[i] = f->files[i].path;
		own[i] = own_ground(f, paths[i], seconds);
	}
	claims_init(&claims, paths, f->file_count);
	*ret_now = (struct rules){ .own = own,
		.ignores = s->ignores,
		.ignore_count = s->ignore_count,
		.promotes = s->promotes,
		.promote_count = s->promote_count,
		.lists = arena_alloc(a, (s->module_count + 1) * sizeof(*ret_now->lists)),
		.list_count = s->module_count };
	for (size_t i = 0; i < s->module_count; i++)
		ret_now->lists[i] = s->modules[i].paths;
	apply_rules(f, a, ret_now, &claims);
	take_now(f, ret_now);
	*ret_before = (struct rules){ 0 };
	if (b) {
		*ret_before = (struct rules){ .own = own,
			.ignores = b->ignores,
			.ignore_count = b->ignore_count,
			.promotes = b->promotes,
			.promote_count = b->promote_count,
			.lists = arena_alloc(a, (b->unit_count + 1) * sizeof(*ret_before->lists)),
			.list_count = b->unit_count };
		for (size_t i = 0; i < b->unit_count; i++)
			ret_before->lists[i] = b->units[i].paths;
		apply_rules(f, a, ret_before, &claims);
		if (!b->everything) /* else it has no rules */
			take_before(f, ret_before);
	}
	claims_release(&claims);
}

/* --- the units -------------------------------------------------------------------------------- */

/* What the plan of the base says of the unit, or NULL. */
static const struct before_unit *
unit_before(const struct affected *f, size_t place)
{
	return f->before && f->before->of ? f->before->of[place] : NULL;
}

/* How the unit differs on a platform, if the lane runs it there. */
static enum meaning
meaning_on(const struct affected *f, size_t place, size_t platform)
{
	const struct plan *p = f->plan;

	if (!f->before || !f->before->meaning || !f->file_count || !plan_runs(p, &p->units[place], platform, f->lane))
		return MEANING_SAME;
	return (enum meaning)f->before->meaning[platform * p->unit_count + place];
}

/* Let it be the reason that the unit differs, if it does, on a platform that was asked for. */
static void
judge_meaning(struct affected *f, size_t place)
{
	static const enum why why_of[MEANING_COUNT] = {
		[MEANING_SAME] = WHY_NOT,
		[MEANING_NEW] = WHY_NEW,
		[MEANING_LANE] = WHY_LANE,
		[MEANING_PART] = WHY_PART,
	};
	const struct plan *p = f->plan;
	struct due *u = &f->units[place];

	for (size_t k = 0; k < p->suite->platform_count; k++) {
		enum meaning meaning = f->platform < 0 || k == (size_t)f->platform ? meaning_on(f, place, k)
										   : MEANING_SAME;

		if (why_of[meaning] >= u->why)
			continue;
		u->why = why_of[meaning];
		u->file = NULL;
		u->pattern = NULL;
		u->differs = meaning == MEANING_PART ? f->before->differs[k * p->unit_count + place] : NULL;
	}
}

static void
judge_units(struct affected *f, const struct rules *now, const struct rules *before)
{
	const struct plan *p = f->plan;
	bool changed = f->file_count > f->ignored;

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct module *m = p->units[i].module;
		const struct before_unit *b = unit_before(f, i);
		struct path_claim claim = now->claims[m - p->suite->modules];
		struct due *u = &f->units[i];

		if (!claim.file && b)
			claim = before->claims[b - f->before->units];
		u->why = WHY_NOT;
		if (claim.file) {
			u->why = WHY_PATHS;
			u->file = claim.file;
			u->pattern = claim.pattern;
		} else if ((m->always || (b && b->always)) && changed) {
			u->why = WHY_ALWAYS;
		} else if (f->all) {
			u->why = WHY_EVERYTHING;
			u->file = f->reason ? NULL : f->everything;
		}
		u->everywhere = u->why != WHY_NOT;
		judge_meaning(f, i);
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
			bool may = pass ? pass == 2 || f->units[place].why <= WHY_PATHS
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
			on[i] = f->units[i].everywhere || meaning_on(f, i, k) != MEANING_SAME;
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

/* The first file with the strongest ground that makes everything due; count those without effect. */
static void
weigh_files(struct affected *f)
{
	for (size_t i = 0; i < f->file_count; i++) {
		enum ground g = f->files[i].ground;
		bool nothing = g == GROUND_IGNORE || is_passed_over(f, g);

		f->ignored += nothing;
		if (!nothing && g != GROUND_PATHS && (!f->everything || g < f->everything->ground))
			f->everything = &f->files[i];
	}
	f->reason = f->before && f->file_count ? f->before->everything : NULL;
	f->all = f->reason || f->everything;
}

void
affected_whole(struct affected *ret_affected, struct arena *a, const struct plan *p, int lane, int platform)
{
	struct affected *f = ret_affected;

	*f = (struct affected){ .plan = p,
		.lane = lane,
		.platform = platform,
		.all = true,
		.reason = "there is no commit to compare with" };
	f->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*f->units));
	for (size_t i = 0; i < p->unit_count; i++) {
		f->units[i].why = WHY_EVERYTHING;
		f->units[i].everywhere = true;
	}
	place_units(f, a);
}

void
affected_make(struct affected *ret_affected, struct arena *a, const struct plan *p, const struct git_range *range,
	const struct before *before, int lane, int platform, unsigned long turn)
{
	struct affected *f = ret_affected;
	struct rules now, old;

	*f = (struct affected){ .plan = p,
		.range = range,
		.before = before,
		.lane = lane,
		.platform = platform,
		.turn = turn,
		.file_count = range->count };
	f->files = arena_alloc(a, (range->count + 1) * sizeof(*f->files));
	f->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*f->units));
	for (size_t i = 0; i < range->count; i++)
		f->files[i] = (struct changed){ .path = range->changes[i].path, .status = range->changes[i].status };
	judge_files(f, a, &now, &old);
	weigh_files(f);
	judge_units(f, &now, &old);
	place_units(f, a);
}
