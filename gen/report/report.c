#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/foreign.h"
#include "base/json.h"
#include "base/text.h"
#include "base/words.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/night.h"
#include "report/nightview.h"
#include "report/replay.h"
#include "report/suspects.h"
#include "report/suspects_text.h"
#include "report/shown.h"

const char *const report_format_names[] = { "text", "markdown", "json", NULL };

/* The most that is shown. An issue of GitHub takes 65,536 characters. */
enum {
	SUSPECTS_MAX = 50,
	NAMES_MAX = 100,  /* units that are only named */
	LOGS_MAX = 8,     /* units with the end of their log */
	DETAILS_MAX = 30, /* failing units with the commands that replay them */
	NOTE_BYTES = 400
};

struct report {
	const struct report_question *q;
	const struct suite *suite;
	struct arena *arena;
	const struct git *git;
	struct record *record;
	struct night night;
	bool green;
	struct nightview view;
	const char *green_commit; /* the last green night's, or NULL */
	long long green_newest;   /* when it ran, microseconds since 1970 */
	bool cut_off;             /* part of the history was not there, so a green night may have been missed */
	bool stale;
	struct suspects suspects;
};

/* --- the answer ------------------------------------------------------------------------------- */

/* The search for the last green night, from the commit backwards. */
struct search {
	struct report *report;
	const char **commits; /* that the record knows, sorted */
	size_t count;
	size_t left; /* how many of these the search has not met yet */
};

static bool
look_for_green(void *context, const char *id)
{
	struct search *s = context;
	struct report *rep = s->report;
	struct arena scratch = { 0 };
	struct git_commit_info info = { .time = 0 };
	struct night night;

	if (!strcmp(id, rep->q->commit) || !bsearch(&id, s->commits, s->count, sizeof(*s->commits), text_order))
		return true;
	git_commit_read(rep->git, &scratch, id, &info);
	night_make(&night, &scratch, rep->record, rep->suite->name, rep->q->lane, id, info.time, NULL, NULL);
	if (night_is_green(&night)) {
		rep->green_commit = arena_strdup(rep->arena, id);
		rep->green_newest = night.newest;
	}
	arena_release(&scratch);
	return !rep->green_commit && --s->left;
}

static void
find_last_green(struct report *rep)
{
	struct search s = { .report = rep };

	if (rep->green) {
		rep->green_commit = rep->q->commit;
		rep->green_newest = rep->night.newest;
		return;
	}
	s.commits = night_commits(rep->arena, rep->record, rep->suite->name, rep->q->lane, &s.count);
	s.left = s.count;
	if (s.count)
		rep->cut_off = !git_walk(rep->git, rep->q->commit, NULL, look_for_green, &s);
}

static void
find_suspects(struct report *rep)
{
	struct suspects_question q = { .plan = rep->q->plan, .night = &rep->night, .lane = rep->q->lane };
	char hex[GIT_HEX + 1];

	if (rep->q->since && !git_resolve(rep->git, rep->q->since, NULL, hex)) {
		rep->suspects.note = arena_printf(rep->arena, "no commit is named '%s' here%s", rep->q->since,
			suspects_shallow(rep->git));
		return;
	}
	q.since = rep->q->since ? arena_strdup(rep->arena, hex) : NULL;
	q.green = rep->green_commit;
	suspects_make(&rep->suspects, rep->arena, rep->record, rep->git, &q);
}

static long long
green_days(const struct report *rep)
{
	long long seconds = rep->q->now - rep->green_newest / 1000000;

	return seconds > 0 ? seconds / 86400 : 0;
}

static void
judge_age(struct report *rep)
{
	struct arena *a = rep->arena;

	if (!rep->q->stale)
		return;
	bool future = rep->green_commit && words_is_future(rep->green_newest / 1000000, rep->q->now);

	rep->stale = !rep->green_commit || future || green_days(rep) >= rep->q->stale;
	if (future)
		nightview_add(&rep->view, a,
			"the last green night finished in the future, so nobody knows how old it is: a clock is wrong");
	else if (rep->stale && rep->green_commit)
		nightview_add(&rep->view, a,
			arena_printf(a, "no night was green for %lld day%s, and %ld are too many", green_days(rep),
				words_plural((size_t)green_days(rep)), rep->q->stale));
	else if (rep->stale)
		nightview_add(&rep->view, a, "no green night is known at all");
}

/* --- text and Markdown ------------------------------------------------------------------------ */

static void
page_head(const struct report *rep, bool md, struct buf *out)
{
	const char *status = rep->green ? "green" : "red";

	if (md)
		buf_printf(out, "**Lane %s of the suite %s at %s is %s.**\n\n", lane_names[rep->q->lane],
			rep->suite->name, rep->q->commit, status);
	else
		buf_printf(out, "lane %s of %s at %s: %s\n", lane_names[rep->q->lane], rep->suite->name, rep->q->commit,
			status);
	nightview_text(&rep->view, md ? "* " : "  ", out);
}

static void
page_platforms(const struct report *rep, bool md, struct buf *out)
{
	const struct night *n = &rep->night;
	int width = (int)nightview_width(n, strlen("platform"));

	if (!n->platform_count)
		return;
	buf_printf(out, md ? "\n| %-*s |" : "\n  %-*s", width, "platform");
	buf_adds(out, md ? " owed |" : "  owed");
	for (int i = 0; i < NIGHT_STATE_COUNT; i++)
		buf_printf(out, md ? " %s |" : "  %s", nightview_states[nightview_order[i]]);
	buf_adds(out, md ? " ran | cached |\n|---|" : "  ran  cached\n");
	for (int i = 0; md && i < NIGHT_STATE_COUNT + 3; i++)
		buf_adds(out, "---:|");
	buf_adds(out, md ? "\n" : "");
	for (size_t i = 0; i < n->platform_count; i++) {
		const struct night_platform *p = &n->platforms[i];

		buf_printf(out, md ? "| %-*s |" : "  %-*s", width, p->name);
		buf_printf(out, md ? " %zu |" : "  %4zu", p->owed);
		for (int k = 0; k < NIGHT_STATE_COUNT; k++)
			buf_printf(out, md ? " %*zu |" : "  %*zu",
				md ? 0 : (int)strlen(nightview_states[nightview_order[k]]),
				p->states[nightview_order[k]]);
		buf_printf(out, md ? " %zu | %zu |\n" : "  %3zu  %6zu\n", p->ran, p->cached);
	}
}

/* The names of the units that are absent or flaky, and those that skip, with their reasons. */
static void
page_lists(const struct report *rep, bool md, struct buf *out)
{
	static const int states[] = { NIGHT_ABSENT, NIGHT_FLAKY };
	struct buf lists = { 0 };
	size_t left = NAMES_MAX;

	for (size_t k = 0; k < countof(states); k++)
		for (size_t i = 0; i < rep->night.platform_count; i++) {
			const struct night_platform *p = &rep->night.platforms[i];

			if (!p->states[states[k]])
				continue;
			buf_printf(&lists, "%s%s on %s:", md ? "* " : "  ", nightview_states[states[k]], p->name);
			left -= nightview_names(&lists, p, states[k], left, md);
			buf_addc(&lists, '\n');
		}
	nightview_skips(&rep->night, md ? "* " : "  ", md, &lists);
	nightview_quick(&rep->night, md ? "* " : "  ", md, &lists);
	if (lists.len) {
		buf_addc(out, '\n');
		buf_add(out, lists.s, lists.len);
	}
	buf_release(&lists);
}

static void
page_green(const struct report *rep, struct buf *out)
{
	if (rep->green && rep->night.ran)
		return;
	buf_addc(out, '\n');
	if (!rep->green_commit) {
		buf_adds(out, "The record knows no green night");
		buf_adds(out, rep->cut_off ? " in this shallow clone.\n" : ".\n");
		return;
	}
	buf_printf(out, "The last green night ran on %s, %lld day%s ago, at %s.\n",
		words_day(rep->arena, rep->green_newest / 1000000), green_days(rep),
		words_plural((size_t)green_days(rep)), rep->green_commit);
}

static void
page_suspects(const struct report *rep, bool md, struct buf *out)
{
	const struct suspects *s = &rep->suspects;

	if (rep->green)
		return;
	buf_addc(out, '\n');
	buf_adds(out, md ? "Suspects" : "suspects");
	if (s->since || s->count)
		buf_printf(out, ": %zu commit%s", s->count, words_plural(s->count));
	if (s->since)
		buf_printf(out, " since %s", s->since);
	if (s->note) {
		buf_adds(out, ": ");
		/* It may name what was asked for, which is foreign. */
		if (rep->q->since && !s->since)
			foreign_line(out, s->note, NOTE_BYTES, md);
		else
			buf_adds(out, s->note);
	}
	buf_adds(out, s->count && md ? "\n\n" : "\n");
	suspectsreport_commits(s, rep->arena, SUSPECTS_MAX, md, out);
}

static void
replay_outcome(const struct report *rep, const struct night_unit *u, const struct night_outcome *o,
	const char **ret_commands, size_t *ret_count)
{
	struct replay r = { .suite = rep->suite,
		.git = rep->git,
		.commit = rep->q->commit,
		.unit = u->unit,
		.platform = u->platform,
		.seed = u->takes_seed ? o->seed : -1 };

	replay_commands(&r, rep->arena, ret_commands, ret_count);
}

static void
page_failure(const struct report *rep, const struct night_unit *u, const struct night_outcome *o, bool with_log,
	bool md, struct buf *out)
{
	const char *commands[REPLAY_MAX];
	size_t count;
	struct buf block = { 0 };

	buf_adds(out, md ? "\n**" : "\n");
	if (md && shown_name(u->unit) == u->unit)
		buf_adds(out, u->unit);
	else
		shown_add(out, u->unit, md);
	buf_printf(out, md ? "** on %s: %s" : " on %s: %s", u->platform, o->verdict);
	if (o->status >= 0)
		buf_printf(out, ", exit status %lld", o->status);
	if (o->seed >= 0)
		buf_printf(out, ", seed %lld", o->seed);
	if (o->results > 1)
		buf_printf(out, ", the last of %zu results", o->results);
	if (o->cached)
		buf_printf(out, ", cached: it ran on %s", words_day(rep->arena, o->finished / 1000000));
	buf_adds(out, md ? "\n\n" : "\n");
	replay_outcome(rep, u, o, commands, &count);
	for (size_t i = 0; i < count; i++)
		buf_printf(&block, "%s%s\n", md ? "" : "  $ ", commands[i]);
	nightview_why(o->reason, &o->failing, md ? "" : "  ", &block);
	if (with_log && o->tail)
		foreign_log(&block, o->tail, md ? "" : "  ");
	if (md)
		foreign_block(out, &block);
	else
		buf_add(out, block.s, block.len);
	buf_release(&block);
}

static void
page_failures(const struct report *rep, bool md, struct buf *out)
{
	const struct night *n = &rep->night;
	size_t all = 0;

	for (size_t i = 0; i < n->platform_count; i++)
		for (size_t k = 0; k < n->platforms[i].owed; k++) {
			const struct night_unit *u = &n->platforms[i].units[k];

			for (size_t j = 0; j < u->outcome_count; j++)
				if (u->outcomes[j].state > NIGHT_FLAKY && all++ < DETAILS_MAX)
					page_failure(rep, u, &u->outcomes[j], all <= LOGS_MAX, md, out);
		}
	if (all > DETAILS_MAX)
		buf_printf(out, "\nand %zu more that did not pass\n", all - DETAILS_MAX);
}

/* Append a line for a date of the manifest that has passed, after a heading if it is the first. */
static void
add_date(const struct report *rep, const char *what, const char *name, const char *until, bool *any, struct buf *out)
{
	if (!until || strcmp(until, words_day(rep->arena, rep->q->now)) >= 0)
		return;
	if (!*any)
		buf_printf(out, "\nDates that have passed; lint refuses them %d days later:\n\n", UNTIL_GRACE);
	*any = true;
	buf_printf(out, "* %s `%s`: until %s\n", what, name, until);
}

/* What the manifest leaves out until a day, after that day. */
static void
page_dates(const struct report *rep, struct buf *out)
{
	const struct suite *s = rep->suite;
	bool any = false;

	for (size_t i = 0; i < s->platform_count; i++)
		for (size_t k = 0; k < s->platforms[i].gap_count; k++)
			add_date(rep, "gap of platform", s->platforms[i].name, s->platforms[i].gaps[k].until, &any,
				out);
	for (size_t i = 0; i < s->exclude_count; i++)
		add_date(rep, "exclude", s->excludes[i].text, s->excludes[i].until, &any, out);
}

static void
page(const struct report *rep, bool md, struct buf *out)
{
	page_head(rep, md, out);
	page_dates(rep, out);
	page_platforms(rep, md, out);
	page_lists(rep, md, out);
	page_green(rep, out);
	page_suspects(rep, md, out);
	page_failures(rep, md, out);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
json_red(const struct report *rep, const struct night_unit *u, const struct night_outcome *o, struct buf *out)
{
	const char *commands[REPLAY_MAX];
	size_t count;

	replay_outcome(rep, u, o, commands, &count);
	json_text(out, ",\n      { ", "unit", u->unit);
	json_text(out, ", ", "verdict", o->verdict);
	json_number(out, ", ", "status", o->status);
	json_number(out, ", ", "seed", o->seed);
	json_number(out, ", ", "results", o->results);
	json_text(out, ", ", "run", o->run);
	json_time(out, ", ", "finished", o->finished);
	json_flag(out, ", ", "cached", o->cached);
	json_text(out, ",\n        ", "reason", o->reason);
	nightview_cases_json(out, ", ", &o->failing);
	json_list(out, ",\n        ", "replay", commands, count);
	json_text(out, ",\n        ", "log", o->tail);
	buf_adds(out, " }");
}

static void
json_flaky_units(const struct night_platform *p, struct buf *out)
{
	json_begin(out, ",\n      ", "flaky_units", "[");
	for (size_t i = 0; i < p->owed; i++)
		for (size_t k = 0; k < p->units[i].outcome_count; k++) {
			const struct night_outcome *o = &p->units[i].outcomes[k];

			if (o->state != NIGHT_FLAKY)
				continue;
			json_text(out, ", { ", "unit", p->units[i].unit);
			json_number(out, ", ", "seed", o->seed);
			json_number(out, ", ", "results", o->results);
			buf_adds(out, " }");
		}
	buf_addc(out, ']');
}

static void
json_platform(const struct report *rep, const struct night_platform *p, struct buf *out)
{
	size_t red = 0;

	json_text(out, ",\n    { ", "platform", p->name);
	nightview_states_json(out, ", ", p->owed, p->states, p->ran, p->cached);
	nightview_units_json(out, ",\n      ", p, NIGHT_ABSENT);
	json_flaky_units(p, out);
	json_begin(out, ",\n      ", "red_units", "[");
	for (size_t i = 0; i < p->owed; i++)
		for (size_t k = 0; k < p->units[i].outcome_count; k++) {
			const struct night_outcome *o = &p->units[i].outcomes[k];

			if (o->state > NIGHT_FLAKY && (!rep->q->red_max || red++ < rep->q->red_max))
				json_red(rep, &p->units[i], o, out);
		}
	buf_addc(out, ']');
	nightview_skips_json(out, ",\n      ", p);
	nightview_quick_json(out, ",\n      ", p);
	buf_adds(out, " }");
}

static void
json_suspects(const struct report *rep, struct buf *out)
{
	const struct suspects *s = &rep->suspects;

	if (rep->green) {
		json_text(out, ",\n  ", "suspects", NULL);
		return;
	}
	json_begin(out, ",\n  ", "suspects", "{ ");
	json_text(out, ", ", "since", s->since);
	json_text(out, ", ", "note", s->note);
	json_number(out, ", ", "count", s->count);
	json_number(out, ", ", "considered", s->considered);
	suspectsreport_commits_json(s, SUSPECTS_MAX, out);
	buf_adds(out, " }");
}

static void
json(const struct report *rep, struct buf *out)
{
	const struct night *n = &rep->night;

	json_number(out, "{ ", "format", 1);
	json_text(out, ",\n  ", "suite", rep->suite->name);
	json_text(out, ", ", "lane", lane_names[rep->q->lane]);
	json_text(out, ", ", "commit", rep->q->commit);
	json_text(out, ", ", "plan", n->fingerprint);
	json_text(out, ",\n  ", "status", rep->green ? "green" : "red");
	json_list(out, ", ", "reasons", rep->view.reasons, rep->view.reason_count);
	nightview_states_json(out, ",\n  ", n->owed, n->states, n->ran, n->cached);
	json_time(out, ",\n  ", "oldest", n->oldest);
	json_time(out, ", ", "newest", n->newest);
	nightview_json(&rep->view, n, out);
	json_begin(out, ",\n  ", "platforms", "[");
	for (size_t i = 0; i < n->platform_count; i++)
		json_platform(rep, &n->platforms[i], out);
	buf_addc(out, ']');
	json_begin(out, ",\n  ", "last_green", rep->green_commit ? "{ " : "null");
	if (rep->green_commit) {
		json_text(out, ", ", "commit", rep->green_commit);
		json_time(out, ", ", "newest", rep->green_newest);
		json_number(out, ", ", "days", green_days(rep));
		buf_adds(out, " }");
	}
	json_begin(out, ",\n  ", "stale", !rep->q->stale ? "null" : rep->stale ? "true" : "false");
	json_suspects(rep, out);
	buf_adds(out, "\n}\n");
}

bool
report_make(const struct report_question *q, struct arena *a, struct record *r, const struct git *g, int format,
	struct buf *out)
{
	struct report rep = { .q = q, .suite = q->plan->suite, .arena = a, .git = g, .record = r };
	struct git_commit_info info = { .time = 0 };

	git_commit_read(g, a, q->commit, &info);
	night_make(&rep.night, a, r, rep.suite->name, q->lane, q->commit, info.time, q->is_head ? q->plan : NULL,
		q->fingerprint);
	nightview_make(&rep.view, a, &rep.night, r != NULL, q->lane, q->now);
	rep.green = rep.view.green;
	find_last_green(&rep);
	judge_age(&rep);
	if (!rep.green)
		find_suspects(&rep);
	if (format == REPORT_JSON)
		json(&rep, out);
	else
		page(&rep, format == REPORT_MARKDOWN, out);
	return rep.green && !rep.stale;
}
