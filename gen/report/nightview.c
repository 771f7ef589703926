#include "report/nightview.h"
#include "report/shown.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/foreign.h"
#include "base/json.h"
#include "suite/model.h"
#include "record/night.h"
#include "base/words.h"

enum { NAMES_SHOWN = 3, SHORT_ID = 12, SKIPS_SHOWN = 50, REASON_BYTES = 300 };

const char *const nightview_states[NIGHT_STATE_COUNT] = {
	[NIGHT_PASSED] = "passed",
	[NIGHT_SKIPPED] = "skipped",
	[NIGHT_FLAKY] = "flaky",
	[NIGHT_FAILED] = "failed",
	[NIGHT_UNDONE] = "undone",
	[NIGHT_ABSENT] = "absent",
};
const int nightview_order[NIGHT_STATE_COUNT] = { NIGHT_PASSED, NIGHT_FLAKY, NIGHT_SKIPPED, NIGHT_FAILED, NIGHT_UNDONE,
	NIGHT_ABSENT };

static void
add(struct arena *a, const char ***list, size_t *count, const char *text)
{
	*list = arena_grow(a, *list, *count, sizeof(**list));
	(*list)[(*count)++] = text;
}

void
nightview_add(struct nightview *j, struct arena *a, const char *reason)
{
	add(a, &j->reasons, &j->reason_count, reason);
}

#define REASON(...) nightview_add(j, a, arena_printf(a, __VA_ARGS__))
#define NOTE(...) add(a, &j->notes, &j->note_count, arena_printf(a, __VA_ARGS__))

/* The names of what is ignored for that reason: "a, b, c and more". */
static const char *
names_of(const struct night *n, struct arena *a, int why)
{
	struct buf names = { 0 };
	size_t said = 0;

	for (size_t i = 0; i < n->named_count; i++) {
		if (n->named[i].why != why)
			continue;
		if (said++ == NAMES_SHOWN) {
			buf_adds(&names, " and more");
			break;
		}
		buf_adds(&names, said > 1 ? ", " : "");
		buf_printf(&names, "%.*s", why == IGNORED_PLAN ? SHORT_ID : 300, n->named[i].what);
	}
	const char *result = arena_strdup(a, buf_text(&names));

	buf_release(&names);
	return result;
}

const char *
nightview_ignored(const struct night *n, struct arena *a, int why)
{
	size_t count = n->ignored[why];
	const char *what = names_of(n, a, why);

	return arena_printf(a, "%zu result%s %s of %s (%s) and count%s for nothing", count, words_plural(count),
		words_verb(count),
		why == IGNORED_PLAN              ? "another plan"
			: why == IGNORED_DIRTY   ? "a work tree that was not the commit's"
			: why == IGNORED_NOWHERE ? "a run that names no platform"
			: why == IGNORED_UNOWED  ? "what the lane does not owe there"
			: why == IGNORED_SEED    ? "another seed than is owed"
						 : "an attempt that has another result, too",
		what, count == 1 ? "s" : "");
}

static void
note_ignored(struct nightview *j, struct arena *a, const struct night *n)
{
	for (int why = 0; why < IGNORED_COUNT; why++)
		if (n->ignored[why] && (why != IGNORED_PLAN || n->fingerprint))
			NOTE("%s", nightview_ignored(n, a, why));
}

/* A result from the future says what became of the unit, but not when. */
static void
note_future(struct nightview *j, struct arena *a, const struct night *n, long long now)
{
	const struct night_unit *first = NULL;
	const struct night_outcome *of_first = NULL;

	for (size_t p = 0; p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];
			bool future = false;

			for (size_t k = 0; k < u->outcome_count; k++) {
				if (!words_is_future(u->outcomes[k].finished / 1000000, now))
					continue;
				future = true;
				if (!first) {
					first = u;
					of_first = &u->outcomes[k];
				}
			}
			j->future += future;
		}
	if (first)
		NOTE("%zu unit%s finished in the future, %s on %s in run %s at %s: a clock is wrong, so their age says nothing",
			j->future, words_plural(j->future), first->unit, first->platform, of_first->run,
			words_time(a, of_first->finished / 1000000));
}

/* The outcome by which the unit skips, or NULL: it does not, or something worse has come of it. */
static const struct night_outcome *
skip_of(const struct night_unit *u)
{
	for (size_t i = 0; i < u->outcome_count; i++)
		if (u->outcomes[i].state == u->state && !strcmp(u->outcomes[i].verdict, "skip"))
			return &u->outcomes[i];
	return NULL;
}

/* How many units skip that may not. */
static size_t
count_refused(const struct night *n)
{
	size_t refused = 0;

	for (size_t p = 0; n->states[NIGHT_UNDONE] && p < n->platform_count; p++)
		for (size_t i = 0; i < n->platforms[p].owed; i++) {
			const struct night_unit *u = &n->platforms[p].units[i];

			refused += u->state == NIGHT_UNDONE && skip_of(u);
		}
	return refused;
}

void
nightview_make(struct nightview *ret_view, struct arena *a, const struct night *n, bool has_record, int lane,
	long long now)
{
	struct nightview *j = ret_view;
	size_t failed = n->states[NIGHT_FAILED], undone = n->states[NIGHT_UNDONE], absent = n->states[NIGHT_ABSENT],
	       skipped = count_refused(n);

	*j = (struct nightview){ .green = night_is_green(n) };
	if (!has_record)
		REASON("there is no record, so nothing is known to have run");
	else if (!n->results)
		REASON("nothing is recorded of this night");
	if (!n->fingerprint)
		REASON("the record knows no plan of this commit, so nobody knows what it owes: "
		       "run 'nightshift generate' there");
	else if (!n->owed)
		REASON("lane %s owes nothing on any platform, so nothing was tested", lane_names[lane]);
	if (failed)
		REASON("%zu of %zu unit%s failed", failed, n->owed, words_plural(n->owed));
	if (undone - skipped)
		REASON("%zu of %zu unit%s %s cancelled or quarantined", undone - skipped, n->owed,
			words_plural(n->owed), undone - skipped == 1 ? "was" : "were");
	if (skipped)
		REASON("%zu of %zu unit%s skipped, and nothing in the manifest says that %s may", skipped, n->owed,
			words_plural(n->owed), skipped == 1 ? "it" : "they");
	if (absent)
		REASON("it ran less than it owes: %zu of %zu unit%s %s no result", absent, n->owed,
			words_plural(n->owed), absent == 1 ? "has" : "have");
	if (!n->results && n->owed)
		NOTE("a run without a lane, as 'nightshift run' is, counts for no night: 'nightshift run --lane %s' records one, "
		     "and so does 'nightshift record --lane %s' with what ran elsewhere",
			lane_names[lane], lane_names[lane]);
	note_ignored(j, a, n);
	note_future(j, a, n, now);
	if (n->cached && !n->ran)
		NOTE("nothing ran: all results were there already, and none of them is new");
}

void
nightview_text(const struct nightview *j, const char *indent, struct buf *out)
{
	for (size_t i = 0; i < j->reason_count; i++)
		buf_printf(out, "%s%s\n", indent, j->reasons[i]);
	for (size_t i = 0; i < j->note_count; i++)
		buf_printf(out, "%s%s\n", indent, j->notes[i]);
}

size_t
nightview_width(const struct night *n, size_t least)
{
	for (size_t i = 0; i < n->platform_count; i++) {
		size_t len = strlen(n->platforms[i].name);

		least = len > least ? len : least;
	}
	return least;
}

size_t
nightview_names(struct buf *out, const struct night_platform *p, int state, size_t max, bool markdown)
{
	size_t said = 0, all = p->states[state];

	for (size_t i = 0; i < p->owed && said < max; i++)
		if (p->units[i].state == state) {
			buf_adds(out, said++ ? ", " : " ");
			shown_add(out, p->units[i].unit, markdown);
		}
	if (said < all)
		buf_printf(out, said ? " and %zu more" : " %zu", all - said);
	return said;
}

void
nightview_json(const struct nightview *j, const struct night *n, struct buf *out)
{
	static const char *const keys[IGNORED_COUNT] = { [IGNORED_PLAN] = "other_plan",
		[IGNORED_DIRTY] = "dirty",
		[IGNORED_NOWHERE] = "no_platform",
		[IGNORED_UNOWED] = "not_owed",
		[IGNORED_SEED] = "other_seed",
		[IGNORED_CONTRADICTED] = "contradicted" };

	for (int why = 0; why < IGNORED_COUNT; why++)
		json_number(out, why ? ", " : ",\n  ", keys[why], n->ignored[why]);
	json_number(out, ", ", "future", j->future);
	json_list(out, ",\n  ", "notes", j->notes, j->note_count);
	json_begin(out, ",\n  ", "ignored", "[");
	for (size_t i = 0; i < n->named_count; i++) {
		json_text(out, ", { ", "why", keys[n->named[i].why]);
		json_text(out, ", ", "what", n->named[i].what);
		json_number(out, ", ", "results", n->named[i].results);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}

void
nightview_states_json(struct buf *out, const char *before, size_t owed, const size_t *states, size_t ran, size_t cached)
{
	json_number(out, before, "owed", owed);
	for (int i = 0; i < NIGHT_STATE_COUNT; i++)
		json_number(out, ", ", nightview_states[nightview_order[i]], states[nightview_order[i]]);
	json_number(out, ", ", "ran", ran);
	json_number(out, ", ", "cached", cached);
}

void
nightview_units_json(struct buf *out, const char *before, const struct night_platform *p, int state)
{
	char key[32];

	snprintf(key, sizeof(key), "%s_units", nightview_states[state]);
	json_begin(out, before, key, "[");
	for (size_t i = 0; i < p->owed; i++)
		if (p->units[i].state == state)
			json_text(out, ", ", NULL, p->units[i].unit);
	buf_addc(out, ']');
}

static bool
has_skips(const struct night_platform *p)
{
	return p->states[NIGHT_SKIPPED] || p->states[NIGHT_UNDONE];
}

void
nightview_skips(const struct night *n, const char *indent, bool markdown, struct buf *out)
{
	size_t all = 0;

	for (size_t k = 0; k < n->platform_count; k++)
		for (size_t i = 0; has_skips(&n->platforms[k]) && i < n->platforms[k].owed; i++) {
			const struct night_unit *u = &n->platforms[k].units[i];
			const struct night_outcome *o = skip_of(u);

			if (!o || all++ >= SKIPS_SHOWN)
				continue;
			buf_adds(out, indent);
			shown_add(out, u->unit, markdown);
			buf_adds(out, " skipped: ");
			if (o->reason)
				foreign_line(out, o->reason, REASON_BYTES, markdown);
			else
				buf_adds(out, "it gives no reason");
			buf_printf(out, " (%s; it may", u->platform);
			buf_adds(out, u->may_skip ? ": " : " not");
			if (u->may_skip)
				foreign_line(out, u->may_skip, REASON_BYTES, markdown);
			buf_adds(out, ")\n");
		}
	if (all > SKIPS_SHOWN)
		buf_printf(out, "%s%zu more skipped\n", indent, all - SKIPS_SHOWN);
}

void
nightview_skips_json(struct buf *out, const char *before, const struct night_platform *p)
{
	json_begin(out, before, "skipped_units", "[");
	for (size_t i = 0; has_skips(p) && i < p->owed; i++) {
		const struct night_outcome *o = skip_of(&p->units[i]);

		if (!o)
			continue;
		json_text(out, ", { ", "unit", p->units[i].unit);
		json_text(out, ", ", "reason", o->reason);
		json_text(out, ", ", "may_skip", p->units[i].may_skip);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}

/* The outcome by which the unit passed too fast, or NULL. */
static const struct night_outcome *
quick_of(const struct night_unit *u)
{
	enum { EXPECTED_USEC = 60 * 1000000, TIMES = 100 };

	for (size_t i = 0; i < u->outcome_count; i++) {
		const struct night_outcome *o = &u->outcomes[i];

		if (!strcmp(o->verdict, "pass") && o->usec >= 0 && u->expected >= EXPECTED_USEC &&
			(unsigned long long)o->usec < u->expected / TIMES)
			return o;
	}
	return NULL;
}

void
nightview_quick(const struct night *n, const char *indent, bool markdown, struct buf *out)
{
	size_t all = 0;

	for (size_t k = 0; k < n->platform_count; k++)
		for (size_t i = 0; i < n->platforms[k].owed; i++) {
			const struct night_unit *u = &n->platforms[k].units[i];
			const struct night_outcome *o = quick_of(u);

			if (!o || all++ >= SKIPS_SHOWN)
				continue;
			buf_adds(out, indent);
			shown_add(out, u->unit, markdown);
			buf_printf(out,
				" passed in %.2f seconds on %s, but %.0f are expected: does it run what it should?\n",
				(double)o->usec / 1e6, u->platform, (double)u->expected / 1e6);
		}
	if (all > SKIPS_SHOWN)
		buf_printf(out, "%s%zu more passed too fast\n", indent, all - SKIPS_SHOWN);
}

void
nightview_quick_json(struct buf *out, const char *before, const struct night_platform *p)
{
	json_begin(out, before, "too_quick_units", "[");
	for (size_t i = 0; i < p->owed; i++) {
		const struct night_outcome *o = quick_of(&p->units[i]);

		if (!o)
			continue;
		json_text(out, ", { ", "unit", p->units[i].unit);
		json_seconds(out, ", ", "seconds", (unsigned long long)o->usec);
		json_seconds(out, ", ", "expected", p->units[i].expected);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}

void
nightview_why(const char *reason, const struct night_failing *failing, const char *indent, struct buf *out)
{
	if (reason) {
		buf_printf(out, "%sreason: ", indent);
		foreign_clean(out, reason, REASON_BYTES, false);
		buf_addc(out, '\n');
	}
	for (size_t i = 0; i < failing->count; i++) {
		const struct night_case *c = &failing->cases[i];

		buf_printf(out, "%sfailed: ", indent);
		foreign_clean(out, c->name, REASON_BYTES, false);
		if (c->message) {
			buf_adds(out, ": ");
			foreign_clean(out, c->message, REASON_BYTES, false);
		}
		buf_addc(out, '\n');
	}
	if (failing->all > failing->count)
		buf_printf(out, "%sand %zu more test case%s failed\n", indent, failing->all - failing->count,
			words_plural(failing->all - failing->count));
}

void
nightview_cases_json(struct buf *out, const char *before, const struct night_failing *failing)
{
	json_begin(out, before, "failing_cases", "[");
	for (size_t i = 0; i < failing->count; i++) {
		json_text(out, ", { ", "name", failing->cases[i].name);
		json_text(out, ", ", "message", failing->cases[i].message);
		buf_adds(out, " }");
	}
	buf_addc(out, ']');
}
