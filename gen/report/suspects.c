#include "report/suspects.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/plan.h"
#include "record/night.h"
#include "report/ancestry.h"
#include "report/evidence.h"
#include "report/lookup.h"

const char *const touch_names[] = {
	[TOUCH_PATHS] = "paths",
	[TOUCH_EVERYTHING] = "everything",
	[TOUCH_REST] = "rest",
	[TOUCH_NOTHING] = "nothing",
};

static const size_t NOWHERE = (size_t)-1;

/* Units with the same history, which are judged together. */
struct cohort {
	struct evidence_list evidence; /* of its first unit */
	bool *open;                    /* by commit of the ancestry: no green commit contains it; or NULL */
	bool *left;                    /* of these, it may have broken the group; or NULL */
	size_t left_count;
	size_t green, red; /* commits of the ancestry: the last green one and the first red one; or NOWHERE */
};

struct search {
	struct arena *arena;
	const struct git *git;
	const struct suspects_question *q;
	const char *since; /* a commit that was green for all, or NULL */
	struct suspects *result;
	struct evidence_list *evidence; /* by unit */
	struct cohort *groups;
	bool *bounded;       /* by group: it is known to have passed somewhere */
	bool went_both_ways; /* a group passed at a commit that may otherwise have broken it */
	size_t group_count;
	struct ancestry ancestry;
};

/* --- groups ----------------------------------------------------------------------------------- */

static bool
same_history(const struct evidence_list *x, const struct evidence_list *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		const struct evidence *a = &x->v[i], *b = &y->v[i];

		if (evidence_is_green(a) != evidence_is_green(b) || a->bad != b->bad || a->good != b->good ||
			strcmp(a->commit, b->commit))
			return false;
	}
	return true;
}

static void
group_units(struct search *s)
{
	s->bounded = arena_alloc(s->arena, s->result->unit_count);
	for (size_t i = 0; i < s->result->unit_count; i++) {
		const struct evidence_list *e = &s->evidence[i];
		size_t g = 0;

		while (g < s->group_count && !same_history(&s->groups[g].evidence, e))
			g++;
		s->result->units[i].group = g;
		if (g < s->group_count)
			continue;
		s->groups = arena_grow(s->arena, s->groups, s->group_count, sizeof(*s->groups));
		s->groups[s->group_count++] = (struct cohort){ .evidence = *e, .green = NOWHERE, .red = NOWHERE };
		for (size_t k = 0; k < e->n; k++)
			s->bounded[g] |= evidence_is_green(&e->v[k]);
	}
}

static bool
group_is_green(const void *context, size_t group, const char *commit)
{
	const struct search *s = context;

	return evidence_is_green(evidence_find(&s->groups[group].evidence, commit));
}

/* --- what is left ----------------------------------------------------------------------------- */

/* Leave only what the red commit contains as well, unless that would leave nothing. */
static void
leave_common(struct search *s, struct cohort *g, size_t red)
{
	bool *common = ancestry_within(&s->ancestry, s->arena, g->open, red);
	size_t count = 0;

	for (size_t i = 0; i < s->ancestry.count; i++) {
		common[i] &= g->left[i];
		count += common[i];
	}
	if (!count)
		return;
	g->left = common;
	g->left_count = count;
	if (g->red == NOWHERE)
		g->red = red;
}

/* Leave what the night's commit contains and no green commit does, but nothing at which the group passed; and find the
 * last green one. */
static void
leave_open(struct search *s, size_t group)
{
	struct cohort *g = &s->groups[group];

	g->open = arena_alloc(s->arena, s->ancestry.count + 1);
	g->left = arena_alloc(s->arena, s->ancestry.count + 1);
	for (size_t i = 0; i < s->ancestry.count; i++) {
		const struct ancestry_commit *c = s->ancestry.commits[i];
		bool green = (s->since && !strcmp(c->id, s->since)) || group_is_green(s, group, c->id);

		g->open[i] = c->visited && !ancestry_is_out(&s->ancestry, i, group);
		g->left[i] = g->open[i] && !evidence_has_pass(evidence_find(&g->evidence, c->id));
		g->left_count += g->left[i];
		s->went_both_ways |= g->open[i] && !g->left[i];
		if (green && (g->green == NOWHERE || c->place < s->ancestry.commits[g->green]->place))
			g->green = i;
	}
}

/* Find the commits that may have broken the group: those that the night's commit contains and no green one does. If
 * others among these were red, only those that they contain as well. */
static void
narrow(struct search *s, size_t group)
{
	struct cohort *g = &s->groups[group];
	size_t *by_place = arena_alloc(s->arena, (s->ancestry.count + 1) * sizeof(*by_place));

	if (!s->bounded[group])
		return;
	leave_open(s, group);
	if (g->green == NOWHERE) { /* nothing that is here was green */
		g->left_count = 0;
		memset(g->left, 0, s->ancestry.count);
		return;
	}
	for (size_t i = 0; i < s->ancestry.count; i++)
		by_place[s->ancestry.commits[i]->place] = i;
	for (size_t place = s->ancestry.count; place--;) { /* the oldest first */
		const struct evidence *e = evidence_find(&g->evidence, s->ancestry.commits[by_place[place]]->id);

		if (g->open[by_place[place]] && e && e->bad && !e->good)
			leave_common(s, g, by_place[place]);
	}
}

/* Tell since when the unit is red, and when it was green. */
static void
tell_unit(struct search *s, size_t unit)
{
	struct suspect_unit *u = &s->result->units[unit];
	const struct evidence_list *e = &s->evidence[unit];
	const struct cohort *g = &s->groups[u->group];
	const struct evidence *green = NULL, *newest = NULL;

	u->red_commit = s->q->night->commit;
	u->red_finished = u->finished;
	u->green_seed = -1;
	u->between = g->left_count;
	u->passed_there = evidence_has_pass(evidence_find(e, s->q->night->commit));
	if (g->red != NOWHERE) {
		u->red_commit = s->ancestry.commits[g->red]->id;
		u->red_finished = evidence_find(e, u->red_commit)->bad_finished;
	}
	if (g->green != NOWHERE) {
		u->green_commit = s->ancestry.commits[g->green]->id;
		green = s->since ? NULL : evidence_find(e, u->green_commit);
	}
	if (green) {
		u->green_finished = green->good_finished;
		u->green_seed = green->good_seed;
		u->seed_differs = u->seed >= 0 && green->good_seed >= 0 && u->seed != green->good_seed;
	}
	for (size_t i = 0; i < e->n && !u->green_commit; i++)
		if (e->v[i].good && (!newest || e->v[i].good_finished > newest->good_finished) &&
			!lookup_commit(s->git, e->v[i].commit))
			newest = &e->v[i];
	u->lost_green = newest ? newest->commit : NULL;
}

/* --- who touches what ------------------------------------------------------------------------- */

/* The first file that counts, or NULL. */
static const struct changed *
first_file(const struct affected *f)
{
	for (size_t i = 0; i < f->file_count; i++)
		if (f->files[i].ground != GROUND_IGNORE)
			return &f->files[i];
	return NULL;
}

/* How a change touches a unit, and with which file. For NULL, a unit that the plan does not have: it depends on every
 * file. */
static enum touch
touches(const struct affected *f, const struct unit *u, const struct changed **ret_file,
	const struct pattern **ret_pattern)
{
	const struct due *due = u ? &f->units[u - f->plan->units] : NULL;

	*ret_file = due && due->file ? due->file : f->everything ? f->everything : first_file(f);
	*ret_pattern = due && due->why == WHY_PATHS ? due->pattern : *ret_file ? (*ret_file)->pattern : NULL;
	if (due && due->why == WHY_PATHS)
		return TOUCH_PATHS;
	if (f->everything)
		return TOUCH_EVERYTHING;
	return (!due || due->why == WHY_ALWAYS) && *ret_file ? TOUCH_REST : TOUCH_NOTHING;
}

/* The commit touches the unit with that file: remember it, if no closer touch is known. */
static void
add_touch(struct search *s, struct suspect *c, size_t unit, enum touch touch, const struct changed *file,
	const struct pattern *pattern)
{
	if (touch < c->touch && file) {
		c->path = arena_strdup(s->arena, file->path);
		c->ground = touch == TOUCH_PATHS ? GROUND_PATHS : file->ground;
		c->pattern = pattern ? pattern->text : NULL;
	}
	c->touch = touch < c->touch ? touch : c->touch;
	if (touch == TOUCH_NOTHING)
		return;
	s->result->units[unit].suspects++;
	c->units = arena_grow(s->arena, c->units, c->unit_count, sizeof(*c->units));
	c->units[c->unit_count++] = unit;
}

/* Judge a commit: what it touches of what it might have broken. plan_units: the plan's units, by those of the result;
 * NULL for one that the plan does not have. */
static void
judge_commit(struct search *s, size_t number, const struct unit *const *plan_units, struct suspect *c)
{
	const struct ancestry_commit *commit = s->ancestry.commits[number];
	struct arena scratch = { 0 };
	struct git_range range;
	struct affected f;

	*c = (struct suspect){ .touch = TOUCH_NOTHING, .place = commit->place };
	git_commit_read(s->git, s->arena, commit->id, &c->info);
	c->unknown = !git_commit_changes(s->git, &scratch, commit->id, &range);
	affected_make(&f, &scratch, s->q->plan, &range, NULL, s->q->lane, -1, 0);
	for (size_t i = 0; i < s->result->unit_count; i++) {
		const struct cohort *g = &s->groups[s->result->units[i].group];
		const struct changed *file;
		const struct pattern *pattern;

		if (!g->left || !g->left[number])
			continue;
		enum touch touch = touches(&f, plan_units[i], &file, &pattern);

		if (c->unknown && touch > TOUCH_EVERYTHING)
			touch = TOUCH_EVERYTHING;
		add_touch(s, c, i, touch, file, pattern);
	}
	arena_release(&scratch);
}

static int
by_rank(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;

	if (x->touch != y->touch)
		return x->touch < y->touch ? -1 : 1;
	if (x->unit_count != y->unit_count)
		return x->unit_count > y->unit_count ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* No commit that is left for the unit touches it. The paths may say too little, so each of them is a suspect. */
static void
suspect_all(struct search *s, size_t unit, struct suspect *judged, const size_t *numbers, size_t n)
{
	struct suspect_unit *u = &s->result->units[unit];
	const struct cohort *g = &s->groups[u->group];

	for (size_t i = 0; i < n && g->left; i++) {
		struct suspect *c = &judged[i];

		if (!g->left[numbers[i]])
			continue;
		c->units = arena_grow(s->arena, c->units, c->unit_count, sizeof(*c->units));
		c->units[c->unit_count++] = unit;
		u->suspects++;
	}
}

/* May the commit have broken any group? */
static bool
is_left(const struct search *s, size_t commit)
{
	for (size_t g = 0; g < s->group_count; g++)
		if (s->groups[g].left && s->groups[g].left[commit])
			return true;
	return false;
}

static void
find_commits(struct search *s)
{
	const struct plan *p = s->q->plan;
	struct suspects *r = s->result;
	const struct unit **sorted = lookup_units(p, s->arena);
	const struct unit **plan_units = arena_alloc(s->arena, (r->unit_count + 1) * sizeof(*plan_units));
	struct suspect *judged = NULL;
	size_t *numbers = NULL; /* of these, in the ancestry */
	bool touched = false;

	for (size_t i = 0; i < r->unit_count; i++) {
		size_t place = lookup_unit(sorted, p->unit_count, r->units[i].unit);

		plan_units[i] = place < p->unit_count ? sorted[place] : NULL;
	}
	for (size_t i = 0; i < s->ancestry.count; i++) {
		if (!is_left(s, i))
			continue;
		judged = arena_grow(s->arena, judged, r->considered, sizeof(*judged));
		numbers = arena_grow(s->arena, numbers, r->considered, sizeof(*numbers));
		judge_commit(s, i, plan_units, &judged[r->considered]);
		touched |= judged[r->considered].touch != TOUCH_NOTHING;
		numbers[r->considered++] = i;
	}
	for (size_t i = 0; i < r->unit_count; i++)
		if (!r->units[i].suspects)
			suspect_all(s, i, judged, numbers, r->considered);
	r->commits = arena_alloc(s->arena, (r->considered + 1) * sizeof(*r->commits));
	for (size_t i = 0; i < r->considered; i++)
		if (judged[i].unit_count)
			r->commits[r->count++] = judged[i];
	if (r->count && !touched)
		r->note = "none of them touches what the units depend on, by the manifest's paths: these "
			  "may say too little";
	if (r->count > 1)
		qsort(r->commits, r->count, sizeof(*r->commits), by_rank);
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool
is_asked(const struct search *s, const struct night_unit *u)
{
	return suspects_is_named(&s->q->only, u->unit);
}

static void
add_unit(struct search *s, const struct night_unit *u)
{
	struct suspects *r = s->result;
	struct suspect_unit one = { .unit = u->unit, .platform = u->platform, .seed = -1 };

	for (size_t k = 0; k < u->outcome_count; k++)
		if (u->outcomes[k].state == u->state) {
			one.verdict = u->outcomes[k].verdict;
			one.seed = u->takes_seed ? u->outcomes[k].seed : -1;
			one.finished = u->outcomes[k].finished;
		}
	r->units = arena_grow(s->arena, r->units, r->unit_count, sizeof(*r->units));
	r->units[r->unit_count++] = one;
}

/* Add the units that failed; if none did, those that have results and have not passed. */
static void
find_red(struct search *s)
{
	const struct night *n = s->q->night;
	bool failed = false;

	for (size_t p = 0; p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];

			failed |= u->state == NIGHT_FAILED && is_asked(s, u);
		}
	for (size_t p = 0; p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];

			if (is_asked(s, u) && u->state == (failed ? NIGHT_FAILED : NIGHT_UNDONE))
				add_unit(s, u);
		}
}

const char *
suspects_shallow(const struct git *g)
{
	return git_is_shallow(g) ? "; this clone is shallow and holds only the newest ones (fetch-depth: 0 gets all)"
				 : "";
}

/* Add the remark about the whole, and the last green commit if there is one for all. */
static void
conclude(struct search *s)
{
	struct suspects *r = s->result;
	const char *shallow = suspects_shallow(s->git);
	bool one = true;

	for (size_t i = 0; i < r->unit_count; i++) {
		const char *green = r->units[i].green_commit;

		if (green && !r->since)
			r->since = green;
		one &= !green || !strcmp(green, r->since);
	}
	if (!r->since)
		r->note = arena_printf(s->arena,
			"no green night is known before this one: name the last one with --since%s",
			r->cut ? shallow : "");
	else if (r->cut)
		r->note = arena_printf(s->arena, "there may be more%s", shallow);
	else if (!r->considered && s->went_both_ways)
		r->note = "at each commit since it passed, too: a test, or a machine, is not always the same";
	else if (!r->considered)
		r->note = "nothing has changed since: a test, or a machine, is not always the same";
	if (!one)
		r->since = NULL;
}

/* Read what the record knows of each unit. If a commit is given that was green for all, that is believed, and the record only
 * says which commits have not broken a unit, as it passed there. */
static void
read_evidence(struct search *s, struct record *r)
{
	size_t n = s->result->unit_count;

	s->evidence = arena_alloc(s->arena, n * sizeof(*s->evidence));
	for (size_t i = 0; r && i < n; i++) {
		struct evidence_question q = { .git = s->git,
			.suite = s->q->plan->suite->name,
			.unit = s->result->units[i].unit,
			.platform = s->result->units[i].platform,
			.lane = s->q->lane,
			.commit = s->q->night->commit,
			.units = n };

		evidence_read(&s->evidence[i], s->arena, r, &q);
		for (size_t k = 0; s->since && k < s->evidence[i].n; k++) {
			s->evidence[i].v[k].doubt = true;
			s->evidence[i].v[k].bad = false;
		}
	}
}

void
suspects_make(struct suspects *ret_suspects, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_question *q)
{
	struct search s = { .arena = a, .git = g, .q = q, .result = ret_suspects };

	*ret_suspects = (struct suspects){ .cut = false };
	find_red(&s);
	/* If nothing ran at all, the night stands for a unit that depends on every file. */
	bool whole = !ret_suspects->unit_count && !q->only.n && q->night->states[NIGHT_ABSENT] == q->night->owed;

	s.since = q->since ? q->since : whole ? q->green : NULL;
	if (whole)
		add_unit(&s, &(struct night_unit){ .unit = "", .platform = "" });
	if (!ret_suspects->unit_count) {
		ret_suspects->note = "no unit has failed";
		return;
	}
	read_evidence(&s, r);
	group_units(&s);
	for (size_t i = 0; s.since && i < s.group_count; i++)
		s.bounded[i] = true;
	struct ancestry_question ancestry = { .git = g,
		.from = q->night->commit,
		.since = s.since,
		.groups = s.group_count,
		.bounded = s.bounded,
		.is_green = group_is_green,
		.context = &s };

	ancestry_walk(&s.ancestry, a, &ancestry);
	ret_suspects->cut = s.ancestry.cut;
	for (size_t i = 0; i < s.group_count; i++)
		narrow(&s, i);
	for (size_t i = 0; i < ret_suspects->unit_count; i++)
		tell_unit(&s, i);
	find_commits(&s);
	conclude(&s);
	if (!whole)
		return;
	ret_suspects->unit_count = 0;
	if (ret_suspects->count)
		ret_suspects->note = "nothing ran, so these are all the commits since then";
	for (size_t i = 0; i < ret_suspects->count; i++)
		ret_suspects->commits[i].unit_count = 0;
}
