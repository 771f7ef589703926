#include "report/qualify.h"

#include <string.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/foreign.h"
#include "base/json.h"
#include "report/nightview.h"
#include "suite/model.h"
#include "record/night.h"
#include "base/words.h"

enum { NAMES_SHOWN = 10 };

/* The states that stand in the way, and one that does not but is worth mentioning. */
static const struct {
	int state;
	const char *text;
	enum words_color color;
} lists[] = { { NIGHT_FAILED, "failed", WORDS_RED }, { NIGHT_UNDONE, "did not do what it owes", WORDS_YELLOW },
	{ NIGHT_ABSENT, "no result", WORDS_YELLOW }, { NIGHT_FLAKY, "flaky, passed in the end", WORDS_YELLOW } };

static void
text_platform(const struct qualify *q, const struct night_platform *p, int width, struct buf *out)
{
	for (size_t i = 0; i < countof(lists); i++) {
		size_t all = p->states[lists[i].state];

		if (!all)
			continue;
		buf_printf(out, "  %-*s  ", width, p->name);
		words_paint(out, q->color, lists[i].color, lists[i].text, 0);
		buf_printf(out, " (%zu of %zu):", all, p->owed);
		nightview_names(out, p, lists[i].state, NAMES_SHOWN, false);
		buf_addc(out, '\n');
	}
}

void
qualify_text(const struct qualify *q, struct arena *a, struct buf *out)
{
	const struct night *n = q->night;
	const struct nightview *j = q->view;
	int width = (int)nightview_width(n, 0);

	foreign_line(out, q->rev, 100, false);
	if (strcmp(q->rev, n->commit))
		buf_printf(out, " (%s)", n->commit);
	buf_adds(out, ": ");
	words_paint(out, q->color, j->green ? WORDS_GREEN : WORDS_RED, j->green ? "qualified" : "not qualified", 0);
	if (j->green)
		buf_printf(out, ", lane %s is green: %zu unit%s on %zu platform%s, %s", lane_names[q->lane], n->owed,
			words_plural(n->owed), n->platform_count, words_plural(n->platform_count),
			words_age(a, n->newest / 1000000, q->now));
	else
		buf_printf(out, " by lane %s", lane_names[q->lane]);
	buf_addc(out, '\n');
	nightview_text(j, "  ", out);
	for (size_t i = 0; i < n->platform_count; i++)
		text_platform(q, &n->platforms[i], width, out);
	nightview_skips(n, "  ", false, out);
}

void
qualify_json(const struct qualify *q, struct buf *out)
{
	const struct night *n = q->night;

	json_number(out, "{ ", "format", 1);
	json_text(out, ",\n  ", "suite", q->suite);
	json_text(out, ", ", "lane", lane_names[q->lane]);
	json_text(out, ", ", "rev", q->rev);
	json_text(out, ", ", "commit", n->commit);
	json_text(out, ", ", "plan", n->fingerprint);
	json_flag(out, ",\n  ", "qualified", q->view->green);
	json_list(out, ", ", "reasons", q->view->reasons, q->view->reason_count);
	nightview_states_json(out, ",\n  ", n->owed, n->states, n->ran, n->cached);
	nightview_json(q->view, n, out);
	json_time(out, ",\n  ", "oldest", n->oldest);
	json_time(out, ", ", "newest", n->newest);
	json_begin(out, ",\n  ", "platforms", "[");
	for (size_t i = 0; i < n->platform_count; i++) {
		const struct night_platform *p = &n->platforms[i];

		json_text(out, ",\n    { ", "platform", p->name);
		nightview_states_json(out, ", ", p->owed, p->states, p->ran, p->cached);
		for (size_t k = 0; k < countof(lists); k++)
			nightview_units_json(out, ",\n      ", p, lists[k].state);
		nightview_skips_json(out, ",\n      ", p);
		buf_adds(out, " }");
	}
	buf_adds(out, "]\n}\n");
}
