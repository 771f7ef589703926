#include "report/suspects_text.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/foreign.h"
#include "base/json.h"
#include "base/words.h"
#include "record/night.h"
#include "report/replay.h"
#include "report/suspects.h"
#include "report/shown.h"
#include "suite/model.h"

enum { SHORT_ID = 12, PATH_BYTES = 100, UNITS_NAMED = 4, UNITS_SHOWN = 30, COMMITS_SHOWN = 50, NOTE_BYTES = 400 };

/* --- commits ---------------------------------------------------------------------------------- */

static void
add_commit(const struct suspect *c, struct arena *a, bool markdown, struct buf *out)
{
	buf_printf(out, "%.*s %s ", SHORT_ID, c->info.id, words_day(a, c->info.time));
	foreign_commit(out, c->info.summary, c->info.author, markdown);
}

void
suspectsreport_commits(const struct suspects *s, struct arena *a, size_t max, bool markdown, struct buf *out)
{
	for (size_t i = 0; i < s->count && i < max; i++) {
		buf_adds(out, markdown ? "* " : "  ");
		add_commit(&s->commits[i], a, markdown, out);
		if (s->commits[i].touch == TOUCH_PATHS) {
			buf_adds(out, ", changes ");
			foreign_line(out, s->commits[i].path, PATH_BYTES, markdown);
		}
		buf_addc(out, '\n');
	}
	if (s->count > max)
		buf_printf(out, "%sand %zu more\n", markdown ? "* " : "  ", s->count - max);
}

void
suspectsreport_commits_json(const struct suspects *s, size_t max, struct buf *out)
{
	json_begin(out, ", ", "commits", "[");
	for (size_t i = 0; i < s->count && i < max; i++) {
		const struct suspect *c = &s->commits[i];
		bool known = c->path && c->touch != TOUCH_NOTHING;

		json_begin(out, ",\n    ", NULL, "{ ");
		json_text(out, ", ", "commit", c->info.id);
		json_time(out, ", ", "time", c->info.time * 1000000);
		json_text(out, ", ", "author", c->info.author);
		json_text(out, ", ", "summary", c->info.summary);
		json_text(out, ", ", "touches", touch_names[c->touch]);
		json_text(out, ", ", "path", known ? c->path : NULL);
		json_text(out, ", ", "by", known ? ground_names[c->ground] : NULL);
		json_text(out, ", ", "pattern", known ? c->pattern : NULL);
		json_flag(out, ", ", "unknown", c->unknown);
		json_begin(out, ", ", "units", "[");
		for (size_t k = 0; k < c->unit_count; k++) {
			const struct suspect_unit *u = &s->units[c->units[k]];

			json_begin(out, ", ", NULL, "");
			buf_printf(out, "\"%s on %s\"", u->unit, u->platform);
		}
		buf_adds(out, "] }");
	}
	buf_addc(out, ']');
}

/* --- units ------------------------------------------------------------------------------------ */

/* The command that runs the unit at the last green commit under the seed of the red result; NULL if the seeds are the
 * same. */
static const char *
check_command(const struct suspects_answer *q, struct arena *a, const struct suspect_unit *u)
{
	struct replay r = { .suite = q->suite, .unit = u->unit, .platform = u->platform, .seed = u->seed };

	return u->seed_differs ? arena_printf(a, "git checkout %s && %s", u->green_commit, replay_make(&r, a)) : NULL;
}

static void
text_unit(const struct suspects_answer *q, struct arena *a, const struct suspect_unit *u, struct buf *out)
{
	const char *check = check_command(q, a, u);

	buf_adds(out, "  ");
	words_paint(out, q->color, WORDS_RED, shown_name(u->unit), 0);
	buf_printf(out, " on %s: %s%s", u->platform, u->verdict ? u->verdict : "no result",
		u->passed_there ? ", and it passed at the same commit" : "");
	if (strcmp(u->red_commit, q->night->commit))
		buf_printf(out, ", red since %.*s (%s)", SHORT_ID, u->red_commit,
			words_age(a, u->red_finished / 1000000, q->now));
	if (u->green_finished)
		buf_printf(out, ", green last at %.*s (%s)", SHORT_ID, u->green_commit,
			words_age(a, u->green_finished / 1000000, q->now));
	else if (u->green_commit)
		buf_printf(out, ", green at %.*s, as you say", SHORT_ID, u->green_commit);
	else if (u->lost_green)
		buf_printf(out, ", green at %s, which this repository does not have", u->lost_green);
	else
		buf_adds(out, ", never known green there");
	if (u->green_commit)
		buf_printf(out, "; %zu of %zu commit%s", u->suspects, u->between, words_plural(u->between));
	buf_addc(out, '\n');
	if (check)
		buf_printf(out,
			"    the seed differs, %lld then and %lld now: it may be the seed and "
			"no commit; to see:\n    $ %s\n",
			u->green_seed, u->seed, check);
}

static void
text_touches(const struct suspects *s, const struct suspect *c, struct buf *out)
{
	buf_adds(out, "     ");
	if (c->unknown)
		buf_adds(out, "what it changes is not known here");
	else if (c->touch == TOUCH_NOTHING)
		buf_adds(out, "touches nothing of theirs, and no other commit since does");
	else
		foreign_line(out, c->path ? c->path : "", PATH_BYTES, false);
	if (!c->unknown && c->touch == TOUCH_PATHS && c->pattern)
		buf_printf(out, " (paths '%s')", c->pattern);
	else if (!c->unknown && c->touch == TOUCH_EVERYTHING)
		buf_printf(out, " (%s: everything depends on it)",
			c->ground == GROUND_UNCLAIMED ? "claimed by nobody" : ground_names[c->ground]);
	else if (!c->unknown && c->touch == TOUCH_REST)
		buf_adds(out, " (they depend on every file)");
	for (size_t k = 0; k < c->unit_count && k < UNITS_NAMED; k++)
		buf_printf(out, "%s%s on %s", k ? ", " : "; explains ", shown_name(s->units[c->units[k]].unit),
			s->units[c->units[k]].platform);
	if (c->unit_count > UNITS_NAMED)
		buf_printf(out, " and %zu more", c->unit_count - UNITS_NAMED);
	buf_addc(out, '\n');
}

void
suspectsreport_text(const struct suspects_answer *q, struct arena *a, struct buf *out)
{
	const struct suspects *s = q->suspects;

	if (!q->night) {
		buf_printf(out, "no night of lane %s is known in which ", lane_names[q->lane]);
		if (q->asked)
			buf_printf(out, "a unit of '%s'", q->asked);
		else
			buf_adds(out, q->unit ? q->unit : "a unit");
		buf_printf(out, " %s red%s\n", q->unit ? "is" : "was", q->hint);
		return;
	}
	buf_printf(out, "lane %s of %s at %.*s, %s: %zu red\n", lane_names[q->lane], q->suite->name, SHORT_ID,
		q->night->commit,
		q->night->newest ? words_age(a, q->night->newest / 1000000, q->now) : "without any result",
		s->unit_count);
	if (q->passed)
		buf_printf(out, "  %s since, at %.*s\n",
			q->unit            ? "the unit has passed"
				: q->asked ? "these units have passed"
					   : "all was green",
			SHORT_ID, q->passed);
	for (size_t i = 0; i < s->unit_count && i < UNITS_SHOWN; i++)
		text_unit(q, a, &s->units[i], out);
	if (s->unit_count > UNITS_SHOWN)
		buf_printf(out, "  and %zu more\n", s->unit_count - UNITS_SHOWN);
	buf_printf(out, "\nsuspects, by the paths of the manifest as it is today: %zu of %zu commit%s", s->count,
		s->considered, words_plural(s->considered));
	if (s->since)
		buf_printf(out, " since %s", s->since);
	buf_addc(out, '\n');
	if (s->note) {
		buf_adds(out, "  ");
		foreign_line(out, s->note, NOTE_BYTES, false);
		buf_addc(out, '\n');
	}
	for (size_t i = 0; i < s->count && i < COMMITS_SHOWN; i++) {
		buf_printf(out, "%3zu. ", i + 1);
		add_commit(&s->commits[i], a, false, out);
		buf_addc(out, '\n');
		text_touches(s, &s->commits[i], out);
	}
	if (s->count > COMMITS_SHOWN)
		buf_printf(out, "     and %zu more\n", s->count - COMMITS_SHOWN);
}

static void
json_unit(const struct suspects_answer *q, struct arena *a, const struct suspect_unit *u, struct buf *out)
{
	json_text(out, ",\n    { ", "unit", u->unit);
	json_text(out, ", ", "platform", u->platform);
	json_text(out, ", ", "verdict", u->verdict);
	json_number(out, ", ", "seed", u->seed);
	json_time(out, ", ", "finished", u->finished);
	json_begin(out, ", ", "first_red", "{ ");
	json_text(out, ", ", "commit", u->red_commit);
	json_time(out, ", ", "finished", u->red_finished);
	buf_adds(out, " }");
	json_begin(out, ", ", "last_green", u->green_commit ? "{ " : "null");
	if (u->green_commit) {
		json_text(out, ", ", "commit", u->green_commit);
		json_time(out, ", ", "finished", u->green_finished);
		json_number(out, ", ", "seed", u->green_seed);
		buf_adds(out, " }");
	}
	json_flag(out, ", ", "seed_differs", u->seed_differs);
	json_text(out, ", ", "check", check_command(q, a, u));
	json_text(out, ", ", "lost_green", u->lost_green);
	json_flag(out, ", ", "passed_there", u->passed_there);
	json_number(out, ", ", "between", u->between);
	json_number(out, ", ", "suspects", u->suspects);
	buf_adds(out, " }");
}

void
suspectsreport_json(const struct suspects_answer *q, struct arena *a, struct buf *out)
{
	const struct suspects *s = q->suspects;

	json_number(out, "{ ", "format", 1);
	json_text(out, ",\n  ", "suite", q->suite->name);
	json_text(out, ", ", "lane", lane_names[q->lane]);
	json_text(out, ", ", "commit", q->night ? q->night->commit : NULL);
	json_time(out, ", ", "finished", q->night ? q->night->newest : 0);
	json_text(out, ", ", "passed_since", q->passed);
	json_text(out, ",\n  ", "manifest", "today");
	json_text(out, ", ", "since", s->since);
	json_text(out, ", ", "note", q->night ? s->note : *q->hint ? q->hint + strlen("; ") : NULL);
	json_begin(out, ",\n  ", "units", "[");
	for (size_t i = 0; i < s->unit_count; i++)
		json_unit(q, a, &s->units[i], out);
	buf_addc(out, ']');
	json_number(out, ",\n  ", "considered", s->considered);
	suspectsreport_commits_json(s, s->count, out);
	buf_adds(out, "\n}\n");
}
