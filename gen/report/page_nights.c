#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/night.h"
#include "report/flaky.h"
#include "report/lookup.h"
#include "report/page.h"
#include "report/page_parts.h"
#include "report/report.h"
#include "report/suspects.h"

/* The most that is shown. */
enum {
	NIGHTS_MAX = 60,
	NIGHTS_LEAST = 10, /* however large the suite is */
	RED_MAX = 200,     /* units of a night that are named */
	SUSPECTS_MAX = 20, /* commits of a red night */
	UNSTEADY_DAYS = 90,
	UNSTEADY_MAX = 100, /* units that both passed and failed */
	SEEDS_MAX = 12
};

/* --- nights ----------------------------------------------------------------------------------- */

/* A night that is to be shown. */
struct shown_night {
	const char *commit;
	long long at; /* microseconds since 1970 */
};

static void
add_counts(struct buf *out, size_t owed, const size_t *states, size_t ran, size_t cached)
{
	buf_printf(out, ",[%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu]", owed, states[NIGHT_PASSED], states[NIGHT_FLAKY],
		states[NIGHT_FAILED], states[NIGHT_UNDONE], states[NIGHT_ABSENT], ran, cached, states[NIGHT_SKIPPED]);
}

/* The verdict that makes the unit red, or NULL. */
static const char *
red_verdict(const struct night_unit *u)
{
	for (size_t i = 0; i < u->outcome_count; i++)
		if (u->outcomes[i].state > NIGHT_FLAKY)
			return u->outcomes[i].verdict;
	return NULL;
}

static void
add_red(const struct page *p, const struct night *n, struct buf *out)
{
	size_t red = 0;

	json_begin(out, ",", NULL, "[");
	for (size_t i = 0; i < n->platform_count; i++)
		for (size_t k = 0; k < n->platforms[i].owed && red < RED_MAX; k++) {
			const struct night_unit *u = &n->platforms[i].units[k];
			const char *verdict = red_verdict(u);

			if (!verdict)
				continue;
			red++;
			json_begin(out, ",", NULL, "[");
			json_text(out, ",", NULL, u->unit);
			json_number(out, ",", NULL, lookup_platform(p->suite, u->platform));
			json_text(out, ",", NULL, verdict);
			buf_addc(out, ']');
		}
	buf_addc(out, ']');
}

/* Which commits may have broken the units of a red night. */
static void
add_suspects(struct page *p, const struct night *n, struct arena *a, struct buf *out)
{
	struct suspects_question q = { .plan = p->plan, .night = n, .lane = p->q->lane };
	struct suspects s;

	suspects_make(&s, a, p->record, p->git, &q);
	json_number(out, ",", NULL, page_commit(p, s.since));
	json_text_cut(out, ",", NULL, s.note, SUMMARY_BYTES);
	json_number(out, ",", NULL, s.considered);
	json_number(out, ",", NULL, s.count);
	json_begin(out, ",", NULL, "[");
	for (size_t i = 0; i < s.count && i < SUSPECTS_MAX; i++) {
		json_begin(out, ",", NULL, "[");
		json_number(out, ",", NULL, page_commit(p, s.commits[i].info.id));
		json_text(out, ",", NULL, touch_names[s.commits[i].touch]);
		json_text_cut(out, ",", NULL, s.commits[i].path, SUMMARY_BYTES);
		json_number(out, ",", NULL, s.commits[i].unit_count);
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

/* What the night came to, in a word. */
static const char *
status_of(const struct night *n)
{
	if (night_is_green(n))
		return n->states[NIGHT_FLAKY] ? "flaky" : "passed";
	if (n->states[NIGHT_FAILED])
		return "failed";
	return !n->owed || n->states[NIGHT_ABSENT] == n->owed ? "absent" : "undone";
}

static void
add_night(struct page *p, const struct shown_night *v, struct buf *out)
{
	struct arena scratch = { 0 };
	struct git_commit_info info = { .time = 0 };
	bool of_head = p->q->is_head && !strcmp(v->commit, p->q->commit);
	struct night n;

	git_commit_read(p->git, &scratch, v->commit, &info);
	night_make(&n, &scratch, p->record, p->suite->name, p->q->lane, v->commit, info.time, of_head ? p->plan : NULL,
		p->q->fingerprint);
	json_begin(out, ",\n", NULL, "[");
	json_number(out, ",", NULL, page_commit(p, v->commit));
	buf_printf(out, ",%lld", (n.newest ? n.newest : v->at) / 1000);
	json_text(out, ",", NULL, status_of(&n));
	add_counts(out, n.owed, n.states, n.ran, n.cached);
	json_begin(out, ",", NULL, "[");
	for (size_t i = 0; i < n.platform_count; i++) {
		const struct night_platform *f = &n.platforms[i];

		json_begin(out, ",", NULL, "[");
		json_number(out, ",", NULL, lookup_platform(p->suite, f->name));
		add_counts(out, f->owed, f->states, f->ran, f->cached);
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
	add_red(p, &n, out);
	if (night_is_green(&n))
		buf_adds(out, ",null,null,0,0,[]");
	else
		add_suspects(p, &n, &scratch, out);
	buf_addc(out, ']');
	arena_release(&scratch);
}

void
page_nights(struct page *p, struct buf *out)
{
	struct shown_night nights[NIGHTS_MAX] = { 0 };
	size_t n = 0, owed = 1, most;

	for (size_t k = 0; k < p->suite->platform_count; k++)
		owed += p->plan->lanes[k][p->q->lane].unit_count;
	most = PAGE_RESULTS / owed;
	most = most < NIGHTS_LEAST ? NIGHTS_LEAST : most > NIGHTS_MAX ? NIGHTS_MAX : most;
	for (size_t i = 0; i < p->round_count && n < most; i++) {
		const struct round *e = &p->rounds[i];
		size_t k = 0;

		if (e->lane != p->q->lane || !e->commit)
			continue;
		while (k < n && strcmp(nights[k].commit, e->commit))
			k++;
		if (k == n)
			nights[n++] = (struct shown_night){ .commit = e->commit, .at = e->at };
	}
	json_begin(out, ",\n", "nights", "[");
	for (size_t i = 0; i < n; i++)
		add_night(p, &nights[i], out);
	buf_addc(out, ']');
}

/* --- what passes and fails although nothing has changed --------------------------------------- */

static void
add_flaky(struct page *p, const struct flaky_unit *u, struct buf *out)
{
	json_number(out, ",", NULL, u->both_count);
	json_number(out, ",", NULL, u->red);
	json_number(out, ",", NULL, u->results);
	json_number(out, ",", NULL, u->both[0].seed);
	json_number(out, ",", NULL, page_commit(p, u->both[0].commit));
}

static void
add_by_seed(const struct flaky_unit *u, struct buf *out)
{
	json_number(out, ",", NULL, u->by_seed_count);
	json_number(out, ",", NULL, u->seeds);
	json_begin(out, ",", NULL, "[");
	for (size_t i = 0; i < u->by_seed_count && i < SEEDS_MAX; i++)
		json_number(out, ",", NULL, u->by_seed[i].seed);
	buf_addc(out, ']');
}

/* How many are flaky, or, with by_seed, depend on their seed, and the newest of them. */
static void
add_unsteady(struct page *p, const struct flaky *f, bool by_seed, struct buf *out)
{
	size_t n;
	const struct flaky_unit **list = flaky_sorted(f, by_seed, &n);

	json_begin(out, ",\n", NULL, "[");
	json_number(out, ",", NULL, n);
	json_begin(out, ",", NULL, "[");
	for (size_t i = 0; i < n && i < UNSTEADY_MAX; i++) {
		json_begin(out, ",\n", NULL, "[");
		json_text(out, ",", NULL, list[i]->unit);
		json_text(out, ",", NULL, list[i]->platform);
		json_number(out, ",", NULL, (by_seed ? list[i]->last_by_seed : list[i]->last_both) / 1000);
		if (by_seed)
			add_by_seed(list[i], out);
		else
			add_flaky(p, list[i], out);
		buf_addc(out, ']');
	}
	buf_adds(out, "]]");
	free(list);
}

void
page_unsteady(struct page *p, struct buf *out)
{
	struct flaky_question q = { .plan = p->plan, .days = UNSTEADY_DAYS, .now = p->q->now };
	struct flaky f;
	size_t last = p->plan->unit_count;

	flaky_make(&f, p->arena, p->record, p->git, &q);
	json_begin(out, ",\n", "unsteady", "[");
	json_number(out, ",", NULL, UNSTEADY_DAYS);
	add_unsteady(p, &f, false, out);
	add_unsteady(p, &f, true, out);
	json_begin(out, ",\n", NULL, "[");
	for (size_t i = 0; i < f.count; i++) {
		size_t unit = lookup_unit(p->units, p->plan->unit_count, f.units[i].unit);

		if (unit == p->plan->unit_count || unit == last || !(f.units[i].both_count || f.units[i].by_seed_count))
			continue;
		json_number(out, ",", NULL, unit);
		last = unit;
	}
	buf_adds(out, "]]");
}
