/*
 * The view of a night, in sentences: why it is not green, and what else a reader should know. It names results
 * that count for nothing, and those whose clock must be wrong. What several answers print of a night is here as well.
 */
#ifndef NIGHTVIEW_H
#define NIGHTVIEW_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct night;
struct night_failing;
struct night_platform;

/* By enum night_state: its name, and the order in which people read them. */
extern const char *const nightview_states[];
extern const int nightview_order[];

struct nightview {
	bool green;
	const char **reasons; /* why it is red */
	size_t reason_count;
	const char **notes; /* what else a reader should know */
	size_t note_count;
	size_t future; /* how many units have a result from the future */
};

/* Look at the night, in the arena. now: seconds since 1970. */
void nightview_make(struct nightview *ret_view, struct arena *a, const struct night *n, bool has_record, int lane,
	long long now);

/* The sentence about the results that count for nothing, for that reason (enum ignored). In the arena. */
const char *nightview_ignored(const struct night *n, struct arena *a, int why);

/* Add a reason, a text that outlives the view. */
void nightview_add(struct nightview *j, struct arena *a, const char *reason);

/* Append the reasons and the notes, each a line that begins with `indent`. */
void nightview_text(const struct nightview *j, const char *indent, struct buf *out);

/* The length of the longest name of a platform, and at least that. */
size_t nightview_width(const struct night *n, size_t least);

/* Append the members "other_plan", "dirty", "no_platform", "not_owed", "other_seed", "contradicted": how many results do not
 * count; "future": how many units have a result from the future; "notes"; and "ignored": [{ "why": one of the first six,
 * "what": a fingerprint, a run, or text that begins with "unit on platform", "results" }], at most 100. */
void nightview_json(const struct nightview *j, const struct night *n, struct buf *out);

/* Append the names of the platform's units in that state, each after a blank: " a, b and 3 more", or " 3" if max is 0.
 * How many it named, at most max. */
size_t nightview_names(struct buf *out, const struct night_platform *p, int state, size_t max, bool markdown);

/* Append the members "owed", one for each state, "ran" and "cached": how many units. */
void nightview_states_json(struct buf *out, const char *before, size_t owed, const size_t *states, size_t ran,
	size_t cached);

/* Append the member "failed_units", or that of another state: the names of the platform's units in that state. */
void nightview_units_json(struct buf *out, const char *before, const struct night_platform *p, int state);

/* Append a line for each unit that skips, with its reason, and why it may, after `indent`: "v-one skipped: no device
 * (linux; it may: only two machines have one)". At most 50; the others are counted. */
void nightview_skips(const struct night *n, const char *indent, bool markdown, struct buf *out);

/* Append the member "skipped_units" of a platform: [{ "unit", "reason": or null, "may_skip": why it may, or null: then it
 * stands in the way of the night }]. */
void nightview_skips_json(struct buf *out, const char *before, const struct night_platform *p);

/* Append a line for each unit that passed, but so fast that it can hardly have run what it should: it is expected to take a
 * minute or more, and took less than a hundredth of that. At most 50; the others are counted. */
void nightview_quick(const struct night *n, const char *indent, bool markdown, struct buf *out);

/* Append the member "too_quick_units" of a platform: [{ "unit", "seconds": how long it took, "expected": seconds }]. */
void nightview_quick_json(struct buf *out, const char *before, const struct night_platform *p);

/* Append what is known of a unit that did not pass before its log: its reason, if it has one, and its test cases that fail,
 * each a line after `indent`. */
void nightview_why(const char *reason, const struct night_failing *failing, const char *indent, struct buf *out);

/* Append the member "failing_cases": [{ "name", "message": or null }], at most NIGHT_CASES_MAX. */
void nightview_cases_json(struct buf *out, const char *before, const struct night_failing *failing);

#endif
