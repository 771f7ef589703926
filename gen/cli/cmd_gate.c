#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/text.h"
#include "cli/front.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "unit/gate.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* Report what the command line lacks. */
static void
check_options(const struct cli *c, struct diag *d)
{
	static const struct loc at = { 0 };

	if (!c->lane)
		diag_error(d, at, "--lane is missing: it says what is owed, pr, merge or nightly");
	plan_options_lane(c, d);
	if (!c->platform)
		diag_error(d, at, "--platform is missing: it says where the units are owed");
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
		green = decide(c, d, &a, &p);
	arena_release(&a);
	return d->errors ? EXIT_INPUT : green ? EXIT_YES : EXIT_NO;
}
