/*
 * The judgement of a night, in sentences: why it is not green, and what else is to be said of it. What counts for
 * nothing is named, and so is what a clock says that is wrong.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct night;

/* By enum night_state: its name, and the order in which people read them. */
extern const char *const judge_states[];
extern const int judge_order[];

struct judgement {
	bool green;
	const char **reasons; /* why it is red */
	size_t reason_count;
	const char **notes; /* what else is to be said */
	size_t note_count;
	size_t future; /* units whose result is from the future */
};

/* Judge it, in the arena. now: seconds since 1970. */
void judge(struct judgement *ret_judgement, struct arena *a, const struct night *n, bool has_record, int lane,
	long long now);

/* The sentence about results that answer nothing, for that reason (enum ignored). */
const char *judge_ignored(const struct night *n, struct arena *a, int why);

/* One reason more, which outlives the judgement. */
void judge_add(struct judgement *j, struct arena *a, const char *reason);

/* Append the members "other_plan", "dirty", "no_platform", "not_owed", "contradicted": results that do not count;
 * "ignored": [{ "why": one of these, "what", "results" }], at most 100, by fingerprint, run or "unit on platform";
 * "future": units whose result is; and "notes". */
void judge_json(const struct judgement *j, const struct night *n, struct buf *out);

/* Append the members "owed", one for each state, "ran" and "cached": units. */
void judge_states_json(struct buf *out, const char *before, size_t owed, const size_t *states, size_t ran,
	size_t cached);

#endif
