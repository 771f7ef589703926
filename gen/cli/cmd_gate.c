#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/text.h"
#include "cli/front.h"
#include "cli/gate_due.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "unit/gate.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* Report what does not go with --due, and what needs it. */
static void
check_due(const struct cli *c, struct diag *d)
{
	const struct {
		const char *name;
		bool said;
	} one[] = { { "platform", c->platform }, { "owed", c->owed }, { "format", c->format != FORMAT_TEXT } },
	  all[] = { { "needs", c->needs }, { "summary", c->summary } };

	for (size_t i = 0; c->due && i < countof(one); i++)
		if (one[i].said)
			diag_error(d, (struct loc){ 0 },
				"--%s is of one platform, and --due of all that the lane checks: leave out one of the two",
				one[i].name);
	for (size_t i = 0; !c->due && i < countof(all); i++)
		if (all[i].said)
			diag_error(d, (struct loc){ 0 }, "--%s is of a whole lane: it needs --due", all[i].name);
}

/* Report what the command line lacks. */
static void
check_options(const struct cli *c, struct diag *d)
{
	static const struct loc at = { 0 };

	if (!c->lane)
		diag_error(d, at, "--lane is missing: it says what is owed, pr, merge or nightly");
	plan_options_lane(c, d);
	if (!c->platform && !c->due)
		diag_error(d, at, "--platform is missing: it says where the units are owed");
	check_due(c, d);
	if (!c->commit && !c->store)
		diag_error(d, at,
			"--commit is missing: it says which verdicts count, which only results of Nix do not need, with --store");
	plan_options_check_commit(c, d);
}

static bool
decide(const struct cli *c, struct diag *d, struct arena *a, const struct planfile *p)
{
	struct gate_request q = { .plan = p,
		.platform = c->platform,
		.lane = text_index_of(verdict_lanes, c->lane),
		.commit = c->commit,
		.owed = c->owed,
		.nothing_due = c->nothing_due,
		.store = c->store,
		.seed = c->seed,
		.paths = c->args,
		.path_count = c->arg_count };
	struct buf out = { 0 }, annotations = { 0 };
	struct gate g;

	if (!gate_decide(&g, &q, a, d))
		return false;
	bool text = c->format != FORMAT_JSON && c->format != FORMAT_TAP;

	if (d->annotate)
		gate_annotations(&g, &annotations);
	if (text) {
		gate_text(&g, &out);
		plan_options_print(&out, false);
		buf_reset(&out);
	}
	print_commands(text ? stdout : stderr, &annotations);
	if (text)
		gate_sum(&g, &out);
	else if (c->format == FORMAT_JSON)
		gate_json(&g, &out);
	else
		gate_tap(&g, &out);
	plan_options_print(&out, false);
	buf_release(&annotations);
	buf_release(&out);
	return g.green;
}

int
cmd_gate(const struct cli *c, struct diag *d)
{
	struct arena a = { 0 };
	struct planfile p;
	bool green = false;

	check_options(c, d);
	if (plan_options_load(&p, c, d, &a) && !d->errors)
		green = c->due ? gate_due(c, d, &a, &p) : decide(c, d, &a, &p);
	arena_release(&a);
	return d->errors ? EXIT_INPUT : green ? EXIT_YES : EXIT_NO;
}
