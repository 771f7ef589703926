#include "report/suspects.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "lib/db.h"
#include "record/night.h"
#include "plan/plan.h"
#include "record/record.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_unit_places[] =
	"SELECT p.id, s.lane FROM series s JOIN place p ON p.series = s.id AND p.unit = :unit "
	"WHERE s.suite = :suite AND s.platform = :platform";
static const char sql_unit_ran[] =
	"SELECT r.commit_id, x.seed, t.finished, r.lane FROM track t JOIN run r ON r.id = t.run "
	"JOIN result x ON x.run = t.run AND x.unit = :unit AND x.attempt = t.attempt "
	"WHERE t.place = :place AND t.verdict = :verdict AND r.commit_id IS NOT NULL "
	"AND r.tree IS NOT 'dirty' ORDER BY t.finished DESC";
static const char sql_unit_answered[] =
	"SELECT o.commit_id, x.seed, t.finished, o.lane FROM track t "
	"JOIN result x ON x.run = t.run AND x.unit = :unit AND x.attempt = t.attempt "
	"JOIN delivery d ON d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt "
	"JOIN occasion o ON o.id = d.occasion "
	"WHERE t.place = :place AND t.verdict = :verdict ORDER BY t.finished DESC";
static const char sql_red_commits[] =
	"SELECT r.commit_id FROM series s JOIN place p ON p.series = s.id "
	"JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
	"JOIN run r ON r.id = t.run WHERE s.suite = :suite AND s.lane = :lane "
	"AND (:unit IS NULL OR p.unit = :unit) AND r.commit_id IS NOT NULL "
	"UNION SELECT o.commit_id FROM series s JOIN place p ON p.series = s.id "
	"JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
	"JOIN delivery d ON d.run = t.run AND d.unit = p.unit AND d.attempt = t.attempt "
	"JOIN occasion o ON o.id = d.occasion AND o.lane = :lane "
	"WHERE s.suite = :suite AND s.lane = '' AND (:unit IS NULL OR p.unit = :unit) ORDER BY 1";

const char *const touch_names[] = {
	[TOUCH_PATHS] = "paths",
	[TOUCH_EVERYTHING] = "everything",
	[TOUCH_REST] = "rest",
	[TOUCH_NOTHING] = "nothing",
};

/*
 * Of each lane the newest results are read: so many for all units together, at least and at most so many for one. Of
 * the night's own lane more, until one is a pass at a commit that is still there; what pull requests ran is mostly of
 * commits that are nowhere any more.
 */
enum { RESULTS_ALL = 20000, RESULTS_LEAST = 20, RESULTS_MOST = 200, RESULTS_FURTHER = 2000 };

/* Clocks of committers differ: how many commits to look at behind the last one that seems to matter. */
enum { LOOK_BEHIND = 100 };

/* --- what the record says of a unit ----------------------------------------------------------- */

/* What the unit came to at a commit. */
struct evidence {
	const char *commit;
	bool good, bad;
	bool doubt; /* it failed on another lane: then its pass proves nothing */
	long long good_finished, good_seed, bad_finished;
};

/* Units with one history, told by their commits. */
struct history {
	const struct evidence *v; /* sorted by commit, as that of its first unit */
	size_t n;
	bool bounded; /* it passed somewhere */
	bool *left;   /* by node: it may have broken it */
	size_t left_count;
	size_t green, red; /* nodes, or NOWHERE */
};

enum { NOWHERE = -1 };

struct unit_evidence {
	struct evidence *v;
	size_t n;
};

/* --- the history, as far as it matters -------------------------------------------------------- */

struct node {
	char id[GIT_HEX + 1];
	long long time;
	struct git_parents parents;
	size_t *parent;          /* their nodes, when it was looked at */
	unsigned long long *out; /* by group: a commit that passed contains it */
	bool missing;            /* it is not here */
	bool looked_at, waiting;
	size_t children; /* that were looked at and have no place yet */
	size_t place;    /* no commit comes before one that contains it */
};

struct search {
	struct arena *arena;
	const struct git *git;
	const struct suspects_question *q;
	const char *since; /* a commit that was green for all, or NULL */
	struct suspects *result;
	struct unit_evidence *evidence; /* by unit */
	struct history *groups;
	size_t group_count, words; /* words: of a node's out */
	unsigned long long *all;   /* the groups that are bounded */

	struct node **nodes;
	size_t node_count;
	size_t *table; /* by id: node + 1, or 0 */
	size_t table_size;
	size_t *heap; /* nodes, the newest on top; room for all */
	size_t heap_count;
	size_t open; /* of those, how many are not out for all */
};

static int
by_commit(const void *a, const void *b)
{
	return strcmp(((const struct evidence *)a)->commit, ((const struct evidence *)b)->commit);
}

/* Did it pass there, and not fail as well? */
static bool
is_green(const struct evidence *e)
{
	return e->good && !e->bad && !e->doubt;
}

static const struct evidence *
find_evidence(const struct evidence *v, size_t n, const char *commit)
{
	struct evidence key = { .commit = commit };

	return n ? bsearch(&key, v, n, sizeof(*v), by_commit) : NULL;
}

static void
merge_evidence(struct evidence *into, const struct evidence *e)
{
	if (e->good && (!into->good || e->good_finished > into->good_finished)) {
		into->good_finished = e->good_finished;
		into->good_seed = e->good_seed;
	}
	if (e->bad && (!into->bad || e->bad_finished < into->bad_finished))
		into->bad_finished = e->bad_finished;
	into->doubt |= e->doubt;
	into->good |= e->good;
	into->bad |= e->bad;
}

static bool
is_here(struct search *s, const char *commit)
{
	struct arena scratch = { 0 };
	struct git_parents parents;
	bool here = git_parents_read(s->git, &scratch, commit, &parents);

	arena_release(&scratch);
	return here;
}

/* The results of a unit at a place with that verdict, the newest first: those of its runs, or those that answered,
 * which ran at no lane. */
static void
read_results(struct search *s, struct db *db, const char *stmt, size_t unit, long long place, const char *verdict,
	size_t most)
{
	struct unit_evidence *e = &s->evidence[unit];
	bool good = !strcmp(verdict, "pass"), here = !good;
	size_t read = 0, further = most;

	db_bind_text(db, stmt, ":unit", s->result->units[unit].unit);
	db_bind_int(db, stmt, ":place", place);
	db_bind_text(db, stmt, ":verdict", verdict);
	while (db_next(db, stmt)) {
		const char *commit = db_text(db, stmt, 0), *lane = db_text(db, stmt, 3);

		bool own = lane && !strcmp(lane, lane_names[s->q->lane]);

		further = own ? RESULTS_FURTHER : further;
		if (read >= further || (read++ >= most && here)) {
			db_reset(db, stmt);
			break;
		}
		/* Red ones count if they are of the lane; green ones prove the same on any. Of the night's own commit
		 * nothing counts: its results are what is to be explained. */
		if (!strcmp(commit, s->q->night->commit))
			continue;
		here = here || ((read == 1 || read >= most) && is_here(s, commit));
		e->v = arena_grow(s->arena, e->v, e->n, sizeof(*e->v));
		e->v[e->n++] = (struct evidence){
			.commit = arena_strdup(s->arena, commit),
			.good = good,
			.bad = !good && own,
			.doubt = !good && !own,
			.good_finished = db_int(db, stmt, 2),
			.bad_finished = db_int(db, stmt, 2),
			.good_seed = db_is_null(db, stmt, 1) ? -1 : db_int(db, stmt, 1),
		};
	}
}

static void
read_evidence(struct search *s, struct db *db, size_t unit)
{
	static const char *const verdicts[] = { "pass", "fail", "timeout", "crash" };
	struct unit_evidence *e = &s->evidence[unit];
	size_t most = RESULTS_ALL / s->result->unit_count, kept = 0;

	most = most < RESULTS_LEAST ? RESULTS_LEAST : most > RESULTS_MOST ? RESULTS_MOST : most;
	db_bind_text(db, sql_unit_places, ":suite", s->q->plan->suite->name);
	db_bind_text(db, sql_unit_places, ":unit", s->result->units[unit].unit);
	db_bind_text(db, sql_unit_places, ":platform", s->result->units[unit].platform);
	while (db_next(db, sql_unit_places)) {
		long long place = db_int(db, sql_unit_places, 0);
		const char *lane = db_text(db, sql_unit_places, 1);

		for (size_t i = 0; i < countof(verdicts); i++) {
			read_results(s, db, sql_unit_ran, unit, place, verdicts[i], most);
			if (!*lane)
				read_results(s, db, sql_unit_answered, unit, place, verdicts[i], most);
		}
	}
	if (e->n > 1)
		qsort(e->v, e->n, sizeof(*e->v), by_commit);
	for (size_t i = 0; i < e->n; i++) {
		if (kept && !strcmp(e->v[kept - 1].commit, e->v[i].commit))
			merge_evidence(&e->v[kept - 1], &e->v[i]);
		else
			e->v[kept++] = e->v[i];
	}
	e->n = kept;
}

/* --- groups ----------------------------------------------------------------------------------- */

static bool
same_history(const struct history *g, const struct unit_evidence *e)
{
	if (g->n != e->n)
		return false;
	for (size_t i = 0; i < g->n; i++)
		if (is_green(&g->v[i]) != is_green(&e->v[i]) || g->v[i].bad != e->v[i].bad ||
			g->v[i].good != e->v[i].good || strcmp(g->v[i].commit, e->v[i].commit))
			return false;
	return true;
}

static void
group_units(struct search *s)
{
	for (size_t i = 0; i < s->result->unit_count; i++) {
		const struct unit_evidence *e = &s->evidence[i];
		size_t g = 0;

		while (g < s->group_count && !same_history(&s->groups[g], e))
			g++;
		s->result->units[i].group = g;
		if (g < s->group_count)
			continue;
		s->groups = arena_grow(s->arena, s->groups, s->group_count, sizeof(*s->groups));
		s->groups[s->group_count++] =
			(struct history){ .v = e->v, .n = e->n, .green = (size_t)NOWHERE, .red = (size_t)NOWHERE };
		for (size_t k = 0; k < e->n; k++)
			s->groups[g].bounded |= is_green(&e->v[k]);
	}
	s->words = s->group_count / 64 + 1;
	s->all = arena_alloc(s->arena, s->words * sizeof(*s->all));
	for (size_t g = 0; g < s->group_count; g++)
		if (s->groups[g].bounded)
			s->all[g / 64] |= 1ull << g % 64;
}

static bool
is_out(const struct node *n, size_t group)
{
	return n->out[group / 64] >> group % 64 & 1;
}

/* Is it out for all groups that anything is known of? */
static bool
is_closed(const struct search *s, const struct node *n)
{
	for (size_t i = 0; i < s->words; i++)
		if (s->all[i] & ~n->out[i])
			return false;
	return true;
}

/* --- walking ---------------------------------------------------------------------------------- */

static size_t *
slot_of(const struct search *s, const char *id)
{
	size_t hash = 0;

	for (int i = 0; i < 16; i++)
		hash = hash * 31 + (unsigned char)id[i];
	for (size_t at = hash;; at++) {
		size_t *slot = &s->table[at & (s->table_size - 1)];

		if (!*slot || !strcmp(s->nodes[*slot - 1]->id, id))
			return slot;
	}
}

static void
grow_table(struct search *s)
{
	s->table_size = s->table_size ? 2 * s->table_size : 256;
	s->table = arena_alloc(s->arena, s->table_size * sizeof(*s->table));
	for (size_t i = 0; i < s->node_count; i++)
		*slot_of(s, s->nodes[i]->id) = i + 1;
}

/* Is the first the one to be looked at first? */
static bool
goes_before(const struct search *s, size_t a, size_t b)
{
	return s->nodes[a]->time != s->nodes[b]->time ? s->nodes[a]->time > s->nodes[b]->time : a < b;
}

static void
push(struct search *s, size_t node)
{
	size_t i = s->heap_count;

	s->heap_count++;
	for (; i && goes_before(s, node, s->heap[(i - 1) / 2]); i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = node;
}

static size_t
pop(struct search *s)
{
	size_t top = s->heap[0], last = s->heap[--s->heap_count], i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= s->heap_count)
			break;
		child += child + 1 < s->heap_count && goes_before(s, s->heap[child + 1], s->heap[child]);
		if (!goes_before(s, s->heap[child], last))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
	return top;
}

/* The groups that passed at that commit, and did not fail there as well. */
static void
mark_good(struct search *s, struct node *n)
{
	for (size_t g = 0; g < s->group_count; g++) {
		const struct evidence *e = find_evidence(s->groups[g].v, s->groups[g].n, n->id);

		if (e && is_green(e))
			n->out[g / 64] |= 1ull << g % 64;
	}
}

/* The commit's node, which waits to be looked at if it is new. */
static size_t
meet(struct search *s, const char *id)
{
	if (2 * (s->node_count + 1) > s->table_size)
		grow_table(s);
	size_t *slot = slot_of(s, id);

	if (*slot)
		return *slot - 1;
	struct node *n = arena_alloc(s->arena, sizeof(*n));

	strcpy(n->id, id);
	n->place = (size_t)NOWHERE;
	n->out = arena_alloc(s->arena, s->words * sizeof(*n->out));
	n->missing = !git_parents_read(s->git, s->arena, id, &n->parents);
	n->time = n->missing ? 0 : n->parents.time;
	mark_good(s, n);
	s->nodes = arena_grow(s->arena, s->nodes, s->node_count, sizeof(struct node *));
	s->heap = arena_grow(s->arena, s->heap, s->node_count, sizeof(*s->heap));
	s->nodes[s->node_count++] = n;
	*slot = s->node_count;
	if (!n->missing) {
		n->waiting = true;
		s->open += !is_closed(s, n);
		push(s, s->node_count - 1);
	}
	return s->node_count - 1;
}

/* What contains the commit is out for these groups, so it is, and all that it contains. */
static void
put_out(struct search *s, size_t from, const unsigned long long *groups)
{
	struct arena scratch = { 0 };
	size_t *stack = arena_grow(&scratch, NULL, 0, sizeof(*stack)), n = 0;
	const unsigned long long **why = arena_grow(&scratch, NULL, 0, sizeof(*why));

	stack[0] = from;
	why[0] = groups;
	for (n = 1; n;) {
		struct node *node = s->nodes[stack[--n]];
		const unsigned long long *add = why[n];
		bool was_open = node->waiting && !is_closed(s, node), more = false;

		for (size_t i = 0; i < s->words; i++) {
			more |= (add[i] & ~node->out[i]) != 0;
			node->out[i] |= add[i];
		}
		if (was_open && is_closed(s, node))
			s->open--;
		for (size_t k = 0; more && node->looked_at && k < node->parents.count; k++) {
			stack = arena_grow(&scratch, stack, n, sizeof(*stack));
			why = arena_grow(&scratch, why, n, sizeof(*why));
			stack[n] = node->parent[k];
			why[n++] = node->out;
		}
	}
	arena_release(&scratch);
}

static void
look_at(struct search *s, struct node *n)
{
	n->waiting = false;
	s->open -= !is_closed(s, n);
	n->parent = arena_alloc(s->arena, (n->parents.count + 1) * sizeof(*n->parent));
	for (size_t i = 0; i < n->parents.count; i++)
		n->parent[i] = meet(s, n->parents.ids[i]);
	n->looked_at = true;
	for (size_t i = 0; i < n->parents.count; i++)
		put_out(s, n->parent[i], n->out);
}

static void
walk(struct search *s)
{
	size_t behind = 0;

	meet(s, s->q->night->commit);
	if (s->since)
		put_out(s, meet(s, s->since), s->all);
	while (s->heap_count && behind < LOOK_BEHIND) {
		behind = s->open ? 0 : behind + 1;
		look_at(s, s->nodes[pop(s)]);
	}
	for (size_t i = 0; i < s->node_count; i++)
		s->result->cut |= s->nodes[i]->missing && !is_closed(s, s->nodes[i]);
}

/* Give the nodes their places, each behind all that contain it; among those the newest first. */
static void
order(struct search *s)
{
	size_t place = 0;

	for (size_t i = 0; i < s->node_count; i++)
		for (size_t k = 0; s->nodes[i]->looked_at && k < s->nodes[i]->parents.count; k++)
			s->nodes[s->nodes[i]->parent[k]]->children++;
	s->heap_count = 0;
	for (size_t i = 0; i < s->node_count; i++)
		if (!s->nodes[i]->children)
			push(s, i);
	while (s->heap_count) {
		struct node *n = s->nodes[pop(s)];

		n->place = place++;
		for (size_t k = 0; n->looked_at && k < n->parents.count; k++)
			if (!--s->nodes[n->parent[k]]->children)
				push(s, n->parent[k]);
	}
}

/* --- what is left ----------------------------------------------------------------------------- */

/* Of these commits, the ones that this one contains. */
static bool *
ancestors(struct search *s, const bool *of, size_t node)
{
	bool *found = arena_alloc(s->arena, s->node_count + 1);
	size_t *stack = arena_alloc(s->arena, (s->node_count + 1) * sizeof(*stack)), n = 0;

	stack[n++] = node;
	found[node] = true;
	while (n) {
		const struct node *one = s->nodes[stack[--n]];

		for (size_t k = 0; one->looked_at && k < one->parents.count; k++) {
			size_t parent = one->parent[k];

			if (!of[parent] || found[parent])
				continue;
			found[parent] = true;
			stack[n++] = parent;
		}
	}
	return found;
}

/* Leave what the red commit contains as well, unless that would leave nothing. */
static void
leave_common(struct search *s, struct history *g, const bool *all, size_t red)
{
	bool *common = ancestors(s, all, red);
	size_t count = 0;

	for (size_t i = 0; i < s->node_count; i++) {
		common[i] &= g->left[i];
		count += common[i];
	}
	if (!count)
		return;
	g->left = common;
	g->left_count = count;
	if (g->red == (size_t)NOWHERE)
		g->red = red;
}

/* The commits that may have broken the group: what the night's commit contains and no green one does; and where others
 * of these were red, only what those contain, too. */
static void
narrow(struct search *s, struct history *g, size_t number)
{
	size_t place = (size_t)NOWHERE, *by_place, places = 0;

	if (!g->bounded)
		return;
	g->left = arena_alloc(s->arena, s->node_count + 1);
	by_place = arena_alloc(s->arena, (s->node_count + 1) * sizeof(*by_place));
	for (size_t i = 0; i < s->node_count; i++) {
		const struct node *n = s->nodes[i];
		const struct evidence *e = find_evidence(g->v, g->n, n->id);
		bool since = s->since && !strcmp(n->id, s->since);

		g->left[i] = n->looked_at && !is_out(n, number);
		g->left_count += g->left[i];
		if ((since || (e && is_green(e))) && n->place < place) {
			place = n->place;
			g->green = i;
		}
		by_place[n->place] = i + 1;
		places = n->place >= places ? n->place + 1 : places;
	}
	if (g->green == (size_t)NOWHERE) { /* nothing of what is here was green */
		g->left_count = 0;
		memset(g->left, 0, s->node_count);
		return;
	}
	const bool *all = g->left;

	while (places--) { /* the oldest first */
		size_t node = by_place[places] - 1;
		const struct evidence *e = find_evidence(g->v, g->n, s->nodes[node]->id);

		if (all[node] && e && e->bad && !e->good)
			leave_common(s, g, all, node);
	}
}

static void
tell_unit(struct search *s, size_t unit)
{
	struct suspect_unit *u = &s->result->units[unit];
	const struct unit_evidence *e = &s->evidence[unit];
	const struct history *g = &s->groups[u->group];
	const struct evidence *green = NULL, *newest = NULL;

	u->red_commit = s->q->night->commit;
	u->red_finished = u->finished;
	u->green_seed = -1;
	u->between = g->left_count;
	if (g->red != (size_t)NOWHERE) {
		u->red_commit = s->nodes[g->red]->id;
		u->red_finished = find_evidence(e->v, e->n, u->red_commit)->bad_finished;
	}
	if (g->green != (size_t)NOWHERE) {
		u->green_commit = s->nodes[g->green]->id;
		green = find_evidence(e->v, e->n, u->green_commit);
	}
	if (green) {
		u->green_finished = green->good_finished;
		u->green_seed = green->good_seed;
		u->seed_differs = u->seed >= 0 && green->good_seed >= 0 && u->seed != green->good_seed;
	}
	for (size_t i = 0; i < e->n && !u->green_commit; i++)
		if (e->v[i].good && (!newest || e->v[i].good_finished > newest->good_finished) &&
			!is_here(s, e->v[i].commit))
			newest = &e->v[i];
	u->lost_green = newest ? newest->commit : NULL;
}

/* --- who touches what ------------------------------------------------------------------------- */

/* The plan's unit of that id, or NULL. */
static const struct unit *
find_unit(const struct plan *p, const char *id)
{
	for (size_t i = 0; i < p->unit_count; i++)
		if (!strcmp(p->units[i].id, id))
			return &p->units[i];
	return NULL;
}

/* The first file that counts, or NULL. */
static const struct changed *
first_file(const struct affected *f)
{
	for (size_t i = 0; i < f->file_count; i++)
		if (f->files[i].ground != GROUND_IGNORE)
			return &f->files[i];
	return NULL;
}

/* How a change touches a unit, and with which file. u may be NULL: a unit that the plan does not know depends on every
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

/* Judge one commit. False if it touches nothing of what it might have broken. */
static bool
judge_commit(struct search *s, size_t node, const struct unit *const *plan_units, struct suspect *c)
{
	struct suspects *r = s->result;
	struct arena scratch = { 0 };
	struct git_range range;
	struct affected f;

	*c = (struct suspect){ .touch = TOUCH_NOTHING, .place = s->nodes[node]->place };
	git_commit_read(s->git, s->arena, s->nodes[node]->id, &c->info);
	c->unknown = !git_commit_changes(s->git, &scratch, s->nodes[node]->id, &range);
	affected_make(&f, &scratch, s->q->plan, &range, s->q->lane, -1, 0);
	for (size_t i = 0; i < r->unit_count; i++) {
		const struct history *g = &s->groups[r->units[i].group];
		const struct changed *file;
		const struct pattern *pattern;

		if (!g->bounded || !g->left[node])
			continue;
		enum touch touch = touches(&f, plan_units[i], &file, &pattern);

		if (c->unknown && touch > TOUCH_EVERYTHING)
			touch = TOUCH_EVERYTHING;
		if (touch < c->touch && file) {
			c->path = arena_strdup(s->arena, file->path);
			c->ground = touch == TOUCH_PATHS ? GROUND_PATHS : file->ground;
			c->pattern = pattern ? pattern->text : NULL;
		}
		c->touch = touch < c->touch ? touch : c->touch;
		if (touch == TOUCH_NOTHING)
			continue;
		r->units[i].suspects++;
		c->units = arena_grow(s->arena, c->units, c->unit_count, sizeof(*c->units));
		c->units[c->unit_count++] = i;
	}
	arena_release(&scratch);
	return c->touch != TOUCH_NOTHING;
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

/* All that is left touches nothing: then the paths may say too little, and everybody is listed. */
static void
suspect_all(struct search *s, const struct suspect *left, size_t n)
{
	struct suspects *r = s->result;

	r->commits = arena_alloc(s->arena, (n + 1) * sizeof(*r->commits));
	memcpy(r->commits, left, n * sizeof(*left));
	r->count = n;
	r->note = "none of them touches what the units depend on, by the manifest's paths: these "
		  "may say too little";
}

static void
find_commits(struct search *s)
{
	struct suspects *r = s->result;
	const struct unit **plan_units = arena_alloc(s->arena, (r->unit_count + 1) * sizeof(const struct unit *));
	struct suspect *idle = NULL;

	for (size_t i = 0; i < r->unit_count; i++)
		plan_units[i] = find_unit(s->q->plan, r->units[i].unit);
	for (size_t i = 0; i < s->node_count; i++) {
		struct suspect c;
		bool left = false;

		for (size_t g = 0; g < s->group_count; g++)
			left |= s->groups[g].bounded && s->groups[g].left[i];
		if (!left)
			continue;
		if (judge_commit(s, i, plan_units, &c)) {
			r->commits = arena_grow(s->arena, r->commits, r->count, sizeof(*r->commits));
			r->commits[r->count++] = c;
		} else {
			idle = arena_grow(s->arena, idle, r->considered - r->count, sizeof(*idle));
			idle[r->considered - r->count] = c;
		}
		r->considered++;
	}
	if (r->considered && !r->count)
		suspect_all(s, idle, r->considered);
	if (r->count > 1)
		qsort(r->commits, r->count, sizeof(*r->commits), by_rank);
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool
is_asked(const struct search *s, const struct night_unit *u)
{
	return !s->q->unit || !strcmp(s->q->unit, u->unit);
}

/* The units that failed; if none did, those that have not passed. */
static void
find_red(struct search *s)
{
	const struct night *n = s->q->night;
	struct suspects *r = s->result;
	bool failed = false;

	for (size_t p = 0; p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++)
			failed |= n->platforms[p].units[i].state == NIGHT_FAILED &&
				is_asked(s, &n->platforms[p].units[i]);
	for (size_t p = 0; p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];
			struct suspect_unit one = { .unit = u->unit, .platform = u->platform, .seed = -1 };

			if (!is_asked(s, u) ||
				(failed ? u->state != NIGHT_FAILED
					: u->state == NIGHT_PASSED || u->state == NIGHT_FLAKY))
				continue;
			for (size_t k = 0; k < u->outcome_count; k++)
				if (u->outcomes[k].state == u->state) {
					one.verdict = u->outcomes[k].verdict;
					one.seed = u->takes_seed ? u->outcomes[k].seed : -1;
					one.finished = u->outcomes[k].finished;
				}
			r->units = arena_grow(s->arena, r->units, r->unit_count, sizeof(*r->units));
			r->units[r->unit_count++] = one;
		}
}

const char *
suspects_shallow(const struct git *g)
{
	return git_is_shallow(g) ? "; this clone is shallow and holds only the newest ones (fetch-depth: 0 gets all)"
				 : "";
}

/* Say what is to be said of the whole. */
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
	else if (!r->considered)
		r->note = "nothing has changed since: a test, or a machine, is not always the same";
	if (!one)
		r->since = NULL;
}

void
suspects_make(struct suspects *ret_suspects, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_question *q)
{
	struct search s = { .arena = a, .git = g, .q = q, .result = ret_suspects };

	*ret_suspects = (struct suspects){ .cut = false };
	find_red(&s);
	/* Without a unit that is red, the night is: it stands for one that depends on every file. */
	bool whole = !ret_suspects->unit_count && !q->unit;
	const char *since = q->since ? q->since : whole ? q->green : NULL;

	if (whole) {
		ret_suspects->units = arena_alloc(a, sizeof(*ret_suspects->units));
		ret_suspects->units[ret_suspects->unit_count++] = (struct suspect_unit){ .unit = "",
			.platform = "",
			.seed = -1 };
	}
	if (!ret_suspects->unit_count)
		return;
	s.since = since;
	s.evidence = arena_alloc(a, ret_suspects->unit_count * sizeof(*s.evidence));
	for (size_t i = 0; r && !since && i < ret_suspects->unit_count; i++)
		read_evidence(&s, r->db, i);
	group_units(&s);
	if (since) { /* for all of them */
		s.groups[0].bounded = true;
		s.all[0] = 1;
	}
	walk(&s);
	order(&s);
	for (size_t i = 0; i < s.group_count; i++)
		narrow(&s, &s.groups[i], i);
	for (size_t i = 0; i < ret_suspects->unit_count; i++)
		tell_unit(&s, i);
	find_commits(&s);
	conclude(&s);
	if (!whole)
		return;
	ret_suspects->unit_count = 0;
	for (size_t i = 0; i < ret_suspects->count; i++)
		ret_suspects->commits[i].unit_count = 0;
}

/* --- which night ------------------------------------------------------------------------------ */

struct nights {
	struct arena *arena;
	struct record *record;
	const struct git *git;
	const struct suspects_start *start;
	const char **commits, **red; /* of any result, of a red one; sorted */
	size_t count, red_count;
	struct night *night, first; /* the first is the latest of all */
	const char *since;
	bool found;
};

static bool
is_among(const char *const *list, size_t n, const char *id)
{
	return n && bsearch(&id, list, n, sizeof(*list), text_order);
}

/* Has that unit that state on some platform? NULL: has any? */
static bool
has_state(const struct night *n, const char *unit, int state)
{
	for (size_t p = 0; n->states[state] && p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];

			if (u->state == state && (!unit || !strcmp(u->unit, unit)))
				return true;
		}
	return false;
}

static void
look_at_night(struct nights *s, const char *id, struct night *ret_night)
{
	const struct suspects_start *q = s->start;
	struct git_parents parents = { 0 };
	bool here = q->fingerprint && !strcmp(id, q->commit);

	git_parents_read(s->git, s->arena, id, &parents);
	night_make(ret_night, s->arena, s->record, q->plan->suite->name, q->lane, id, parents.time,
		here ? q->plan : NULL, q->fingerprint);
}

static bool
visit_night(void *context, const char *id)
{
	struct nights *s = context;
	bool red = is_among(s->red, s->red_count, id);

	if (!is_among(s->commits, s->count, id) || (s->first.commit && !red && s->since))
		return true;
	look_at_night(s, id, s->night);
	s->found = has_state(s->night, s->start->unit, NIGHT_FAILED);
	if (!s->first.commit)
		s->first = *s->night;
	if (!s->since && !s->found &&
		(s->start->unit ? has_state(s->night, s->start->unit, NIGHT_PASSED) : night_is_green(s->night)))
		s->since = arena_strdup(s->arena, id);
	return !s->found && s->red_count;
}

bool
suspects_night(struct night *ret_night, struct arena *a, struct record *r, const struct git *g,
	const struct suspects_start *start, const char **ret_since)
{
	struct nights s = { .arena = a, .record = r, .git = g, .start = start, .night = ret_night };

	*ret_since = NULL;
	if (!r)
		return false;
	s.commits = night_commits(a, r, start->plan->suite->name, start->lane, &s.count);
	db_bind_text(r->db, sql_red_commits, ":suite", start->plan->suite->name);
	db_bind_text(r->db, sql_red_commits, ":lane", lane_names[start->lane]);
	db_bind_text(r->db, sql_red_commits, ":unit", start->unit);
	while (db_next(r->db, sql_red_commits)) {
		s.red = arena_grow(a, s.red, s.red_count, sizeof(*s.red));
		s.red[s.red_count++] = arena_strdup(a, db_text(r->db, sql_red_commits, 0));
	}
	if (s.count)
		git_walk(g, start->commit, NULL, visit_night, &s);
	*ret_since = s.found ? s.since : NULL;
	if (s.found)
		return true;
	*ret_night = s.first;
	return s.first.commit && !night_is_green(&s.first) &&
		(!start->unit || has_state(&s.first, start->unit, NIGHT_ABSENT) ||
			has_state(&s.first, start->unit, NIGHT_UNDONE));
}
