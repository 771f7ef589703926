#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "lib/db.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/night.h"
#include "record/record.h"
#include "report/suspects.h"

/* The search for a red night, from a commit backwards. */
struct nights {
	struct arena *arena;
	struct record *record;
	const struct git *git;
	const struct suspects_start *start;
	const char **commits, **red; /* with any result, with a red one; sorted */
	size_t count, red_count;
	struct night *night, first; /* the first is the latest of all */
	const char *since;
	bool found;
};

bool
suspects_is_named(const struct suspects_names *only, const char *unit)
{
	return !only->n || bsearch(&unit, only->v, only->n, sizeof(*only->v), text_order);
}

static bool
is_among(const char *const *list, size_t n, const char *id)
{
	return n && bsearch(&id, list, n, sizeof(*list), text_order);
}

/* Is one of those units in that state on some platform? */
static bool
has_state(const struct night *n, const struct suspects_names *only, int state)
{
	for (size_t p = 0; n->states[state] && p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];

			if (u->state == state && suspects_is_named(only, u->unit))
				return true;
		}
	return false;
}

/* Has each of the named units passed on some platform? Without names, is all green? */
static bool
has_passed(const struct night *n, const struct suspects_names *only)
{
	for (size_t i = 0; i < only->n; i++)
		if (!has_state(n, &(struct suspects_names){ &only->v[i], 1 }, NIGHT_PASSED))
			return false;
	return only->n || night_is_green(n);
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
	s->found = has_state(s->night, &s->start->only, NIGHT_FAILED);
	if (!s->first.commit)
		s->first = *s->night;
	if (!s->since && !s->found && has_passed(s->night, &s->start->only))
		s->since = arena_strdup(s->arena, id);
	return !s->found && s->red_count;
}

/* The commits at which a result of the lane is red; of that unit, if it is one alone. */
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
	db_bind_text(r->db, sql_red_commits, ":unit", start->only.n == 1 ? start->only.v[0] : NULL);
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
	return s.first.commit && has_state(&s.first, &start->only, NIGHT_UNDONE);
}
