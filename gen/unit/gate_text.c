#include "unit/gate.h"

#include <string.h>

#include "base/annotate.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/foreign.h"
#include "base/json.h"
#include "base/words.h"
#include "unit/casefile.h"
#include "unit/folders.h"
#include "unit/marked.h"
#include "unit/planfile.h"

enum {
	DETAILS_MAX = 50,       /* of so many red units it is shown what they printed */
	LOG_END = 8 * 1024,     /* bytes of a log that are looked at */
	REPLAY_MAX = 64 * 1024, /* bytes */
	REASON_MAX = 500
};

/* --- why -------------------------------------------------------------------------------------- */

static void
add_seed(struct buf *out, long long seed)
{
	if (seed < 0)
		buf_adds(out, "no seed");
	else
		buf_printf(out, "seed %lld", seed);
}

static void
add_other(struct buf *out, const char *is_of, const char *other, const char *names_none)
{
	if (other)
		buf_printf(out, "its verdict is of another %s, %s", is_of, other);
	else
		buf_printf(out, "its verdict %s", names_none);
}

/* Why a verdict that is there does not answer. */
static void
add_refusal(struct buf *out, const struct gate_answer *w)
{
	static const char *const plain[GATE_ANSWERS] = {
		[GATE_NOTHING] = "no verdict",
		[GATE_HALF] = "its verdict was not written to its end",
		[GATE_DAMAGED] = "its verdict contradicts itself, or misses what a verdict has",
		[GATE_RETRIED] = "it passed only in more attempts than its plan lets it have (run --retries)",
		[GATE_KEPT] = "its verdict is of Nix, which names no commit: it counts only with --store",
	};
	const struct verdict *v = &w->verdict;

	if (plain[w->state])
		buf_adds(out, plain[w->state]);
	else if (w->state == GATE_OTHER_UNIT)
		buf_printf(out, "its verdict is of unit '%s' of suite '%s'", v->unit, v->suite);
	else if (w->state == GATE_OTHER_PLATFORM)
		add_other(out, "platform", v->platform, "names no platform");
	else if (w->state == GATE_OTHER_COMMIT)
		add_other(out, "commit", v->commit, "names no commit");
	else if (w->state == GATE_DIRTY)
		buf_adds(out, v->tree ? "its tree was dirty" : "its verdict does not say that the tree was clean");
	else if (w->state == GATE_OTHER_PART && !v->part)
		add_other(out, "plan", v->plan, "names no plan");
	else if (w->state == GATE_OTHER_PART)
		add_other(out, "part of the plan", v->part, "names no part of the plan");
	else {
		buf_adds(out, "it ran with ");
		add_seed(out, v->seed);
		buf_adds(out, " and owes ");
		add_seed(out, w->seed);
	}
}

void
gate_why(const struct gate *g, const struct gate_answer *w, struct buf *out)
{
	const struct verdict *v = &w->verdict;

	(void)g;
	if (w->broken) {
		buf_printf(out, "its marked result %s", w->block->wrong);
		return;
	}
	if (w->state != GATE_ANSWERS) {
		add_refusal(out, w);
		return;
	}
	buf_adds(out, verdict_names[v->verdict]);
	if (v->verdict == VERDICT_SKIP)
		buf_adds(out, w->judgement == GATE_SKIP ? ", as it may" : ", and it may not");
	else if (v->verdict != VERDICT_PASS && v->status >= 0)
		buf_printf(out, ", exit status %lld", v->status);
	if (v->verdict != VERDICT_SKIP && v->seed >= 0)
		buf_printf(out, ", seed %lld", v->seed);
	if (v->reason) {
		buf_adds(out, ": ");
		foreign_clean(out, v->reason, REASON_MAX, false);
	}
}

static void
add_occasion(const struct gate *g, struct buf *out)
{
	buf_printf(out, "; %s on %s", verdict_lanes[g->q->lane], g->on->name);
	if (g->q->commit)
		buf_printf(out, ", commit %s", g->q->commit);
	if (g->head >= 0)
		buf_printf(out, ", seed %lld", g->head);
}

/* Why it is red that no unit is owed. */
static void
add_nothing(const struct gate *g, struct buf *out)
{
	if (g->q->owed) {
		buf_addc(out, '\'');
		foreign_clean(out, g->q->owed, REASON_MAX, false);
		buf_adds(out, "' names no unit, ");
	} else if (!g->is_checked)
		buf_printf(out, "lane %s does not check platform %s, ", verdict_lanes[g->q->lane], g->on->name);
	else
		buf_printf(out, "lane %s runs no unit on platform %s, ", verdict_lanes[g->q->lane], g->on->name);
	buf_adds(out, "so nothing is shown; if that is right, give --nothing-due");
}

/* A skip is no pass, and not red either. */
static void
add_sum_of_skips(const struct gate *g, struct buf *out)
{
	buf_printf(out, "%s%zu of %zu unit%s passed, %s%zu skipped, as the manifest lets %s", g->red ? "red: " : "",
		g->count - g->red - g->skipped, g->count, words_plural(g->count), g->red ? "" : "and ", g->skipped,
		g->skipped == 1 ? "it" : "them");
	if (g->red)
		buf_printf(out, ", and %zu %s red", g->red, words_verb(g->red));
}

void
gate_sum(const struct gate *g, struct buf *out)
{
	buf_printf(out, "%s: ", g->q->plan->suite);
	if (g->skipped)
		add_sum_of_skips(g, out);
	else if (g->red)
		buf_printf(out, "red: %zu of %zu unit%s did not pass", g->red, g->count, words_plural(g->count));
	else if (g->count)
		buf_printf(out, "all %zu unit%s passed", g->count, words_plural(g->count));
	else if (g->green)
		buf_adds(out, "nothing is due");
	else {
		buf_adds(out, "red: ");
		add_nothing(g, out);
	}
	add_occasion(g, out);
	buf_addc(out, '\n');
}

/* --- text ------------------------------------------------------------------------------------- */

/* Append each line of the text, as it is, after `before`. */
static void
add_indented(struct buf *out, const char *before, const char *s)
{
	while (*s) {
		size_t len = strcspn(s, "\n");

		buf_adds(out, before);
		buf_add(out, s, len);
		buf_addc(out, '\n');
		s += len + (s[len] == '\n');
	}
}

/* Append the end of a log, which it changes. */
static void
add_log(struct buf *out, struct buf *end)
{
	for (size_t i = 0; i < end->len; i++)
		if (!end->s[i])
			end->s[i] = '?'; /* or it would end there */
	foreign_log(out, buf_text(end), "    ");
}

/* Append how to run it again, as whoever ran it has left that; or else in words that need no commit, which may be gone when somebody
 * reads them: a pull request's merge commit is. */
static void
add_replay(struct buf *out, const struct gate_answer *w, const struct buf *text)
{
	struct buf clean = { 0 };

	buf_adds(out, "    again:\n");
	if (text->len) {
		foreign_clean(&clean, buf_text(text), REPLAY_MAX, true);
		add_indented(out, "    $ ", buf_text(&clean));
	} else {
		buf_printf(out, "    $ nightshift run %s", w->unit->id);
		if (w->verdict.seed >= 0)
			buf_printf(out, " --seed=%lld", w->verdict.seed);
		buf_addc(out, '\n');
	}
	buf_release(&clean);
}

/* What is shown of a red unit: its failing cases as text for people, the end of its log, and how to run it again. */
struct details {
	struct buf cases, log, replay;
};

static void
read_folder(struct details *ret, const char *folder)
{
	struct buf path = { 0 };

	if (folders_has(folder, "cases"))
		casefile_show_failed(&ret->cases, folder);
	buf_printf(&path, "%s/log", folder);
	if (folders_has(folder, "log"))
		file_read_end(buf_text(&path), false, LOG_END, &ret->log);
	folders_read(folder, "replay", REPLAY_MAX, &ret->replay);
	buf_release(&path);
}

static void
read_block(struct details *ret, const struct marked_block *b)
{
	const struct marked_text *log = &b->parts[MARKED_LOG], *replay = &b->parts[MARKED_REPLAY];
	size_t from = log->len > LOG_END ? log->len - LOG_END : 0;

	if (b->parts[MARKED_CASES].s)
		casefile_show_failed_text(&ret->cases, b->parts[MARKED_CASES].s, b->parts[MARKED_CASES].len);
	if (log->s)
		buf_add(&ret->log, log->s + from, log->len - from);
	if (replay->s)
		buf_add(&ret->replay, replay->s, replay->len);
}

/* Append what a red unit printed, and what can be done. Of a verdict that is of something else, that would be, too. */
static void
add_details(const struct gate *g, struct buf *out, const struct gate_answer *w)
{
	struct details shown = { 0 };

	if (w->state != GATE_HALF && w->state != GATE_ANSWERS)
		return;
	if (w->block)
		read_block(&shown, w->block);
	else
		read_folder(&shown, w->folder);
	add_indented(out, "    ", buf_text(&shown.cases));
	add_log(out, &shown.log);
	if (shown.replay.len || (g->q->again && w->state == GATE_ANSWERS))
		add_replay(out, w, &shown.replay);
	buf_release(&shown.cases);
	buf_release(&shown.log);
	buf_release(&shown.replay);
}

void
gate_annotations(const struct gate *g, struct buf *out)
{
	struct buf why = { 0 };

	for (size_t i = 0; i < g->count; i++) {
		const struct gate_answer *w = &g->answers[i];

		if (w->judgement != GATE_RED)
			continue;
		buf_reset(&why);
		gate_why(g, w, &why);
		annotate_error(out, w->unit->id, buf_text(&why));
	}
	if (!g->count && !g->green) {
		buf_reset(&why);
		add_nothing(g, &why);
		annotate_error(out, g->q->plan->suite, buf_text(&why));
	}
	buf_release(&why);
}

void
gate_text(const struct gate *g, struct buf *out)
{
	size_t shown = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct gate_answer *w = &g->answers[i];

		if (w->judgement == GATE_PASS)
			continue;
		buf_printf(out, "%s: ", w->unit->id);
		gate_why(g, w, out);
		buf_addc(out, '\n');
		if (w->judgement == GATE_RED && shown++ < DETAILS_MAX)
			add_details(g, out, w);
	}
	if (shown > DETAILS_MAX)
		buf_printf(out, "of %zu more it is not shown here what they printed\n", shown - DETAILS_MAX);
}

/* --- TAP -------------------------------------------------------------------------------------- */

/* Append foreign text within a line of TAP, where '#' begins a directive and '\\' takes that from it. */
static void
add_escaped(struct buf *out, const char *s)
{
	struct buf clean = { 0 };

	foreign_clean(&clean, s, REASON_MAX, false);
	for (const char *c = buf_text(&clean); *c; c++) {
		if (*c == '#' || *c == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *c);
	}
	buf_release(&clean);
}

static void
add_not_ok(struct buf *out, size_t number, const char *name, const struct buf *why)
{
	buf_printf(out, "not ok %zu - %s\n  ---\n  message: ", number, name);
	esc_json(out, buf_text(why), why->len);
	buf_adds(out, "\n  ...\n");
}

static void
add_point(const struct gate *g, size_t number, const struct gate_answer *w, struct buf *out)
{
	const char *reason = w->verdict.reason ? w->verdict.reason : w->unit->judge.may_skip;
	struct buf why = { 0 };

	if (w->judgement == GATE_RED) {
		gate_why(g, w, &why);
		add_not_ok(out, number, w->unit->id, &why);
		buf_release(&why);
		return;
	}
	buf_printf(out, "ok %zu - %s", number, w->unit->id);
	if (w->judgement == GATE_SKIP) {
		buf_adds(out, *reason ? " # SKIP " : " # SKIP");
		add_escaped(out, reason);
	}
	buf_addc(out, '\n');
}

void
gate_tap(const struct gate *g, struct buf *out)
{
	struct buf why = { 0 };

	buf_adds(out, "TAP version 13\n"); /* see gate.h */
	if (g->count) {
		buf_printf(out, "1..%zu\n", g->count);
	} else if (g->green) {
		buf_adds(out, "1..0 # SKIP nothing is due\n");
	} else {
		/* No point at all would be a document that is skipped. */
		buf_adds(out, "1..1\n");
		add_nothing(g, &why);
		add_not_ok(out, 1, g->q->plan->suite, &why);
	}
	for (size_t i = 0; i < g->count; i++)
		add_point(g, i + 1, &g->answers[i], out);
	buf_adds(out, "# ");
	gate_sum(g, out);
	buf_release(&why);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
add_answer(const struct gate *g, const struct gate_answer *w, struct buf *out)
{
	static const char *const judgements[] = { "pass", "skip", "red" };
	static const char *const states[] = { "nothing", "half", "damaged", "other-unit", "kept", "other-platform",
		"other-commit", "dirty", "other-part", "other-seed", "retried", "answers" };
	const struct verdict *v = w->state > GATE_DAMAGED ? &w->verdict : NULL;
	struct buf why = { 0 };

	gate_why(g, w, &why);
	json_text(out, "{ ", "unit", w->unit->id);
	json_text(out, ", ", "part", w->part);
	json_number(out, ", ", "seed", w->seed);
	json_text(out, ", ", "judgement", judgements[w->judgement]);
	json_text(out, ", ", "state", states[w->state]);
	json_text(out, ", ", "why", buf_text(&why));
	json_text(out, ", ", "maySkip", w->unit->judge.may_skip);
	json_text(out, ", ", "folder", w->folder);
	if (w->block)
		json_number(out, ", ", "line", w->block->line);
	json_text(out, ", ", "verdict", v ? verdict_names[v->verdict] : NULL);
	json_text(out, ", ", "reason", v ? v->reason : NULL);
	json_number(out, ", ", "status", v ? v->status : -1);
	json_text(out, ", ", "run", v ? v->run : NULL);
	json_number(out, ", ", "attempt", v ? v->attempt : -1);
	if (v && v->usec >= 0)
		json_seconds(out, ", ", "seconds", (unsigned long long)v->usec);
	buf_adds(out, " }");
	buf_release(&why);
}

void
gate_json(const struct gate *g, struct buf *out)
{
	const struct gate_request *q = g->q;

	json_text(out, "{ ", "suite", q->plan->suite);
	json_text(out, ", ", "plan", q->plan->fingerprint);
	json_text(out, ", ", "lane", verdict_lanes[q->lane]);
	json_text(out, ", ", "platform", g->on->name);
	json_text(out, ", ", "commit", q->commit);
	json_number(out, ", ", "seed", g->head);
	json_flag(out, ", ", "green", g->green);
	json_number(out, ", ", "owed", (long long)g->count);
	json_number(out, ", ", "passed", (long long)(g->count - g->red - g->skipped));
	json_number(out, ", ", "skipped", (long long)g->skipped);
	json_number(out, ", ", "red", (long long)g->red);
	json_begin(out, ", ", "units", "[");
	for (size_t i = 0; i < g->count; i++) {
		buf_adds(out, i ? ",\n  " : "\n  ");
		add_answer(g, &g->answers[i], out);
	}
	buf_adds(out, g->count ? "\n] }\n" : "] }\n");
}
