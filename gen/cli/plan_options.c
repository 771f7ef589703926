#include "cli/plan_options.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/text.h"
#include "cli/options.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

bool
plan_options_load(struct planfile *ret_plan, const struct cli *c, struct diag *d, struct arena *a)
{
	*ret_plan = (struct planfile){ 0 };
	if (c->plan)
		return planfile_load(ret_plan, a, d, c->plan);
	diag_error(d, (struct loc){ 0 }, "--plan is missing: it names the file of the plan, which generate writes");
	return false;
}

int
plan_options_lane(const struct cli *c, struct diag *d)
{
	int lane = c->lane ? text_index_of(verdict_lanes, c->lane) : -1;

	if (c->lane && lane < 0)
		diag_error(d, (struct loc){ 0 }, "--lane is '%s', but must be pr, merge or nightly%s", c->lane,
			diag_did_you_mean(diag_meant(c->lane, verdict_lanes, VERDICT_LANE_COUNT)));
	return lane;
}

void
plan_options_check_commit(const struct cli *c, struct diag *d)
{
	if (c->commit && !text_is_object_id(c->commit))
		diag_error(d, (struct loc){ 0 },
			"--commit is '%s', but must be the whole id of a commit, 40 or 64 hex digits", c->commit);
}

void
plan_options_print(const struct buf *out, bool exactly)
{
	if (exactly)
		print_exactly(buf_text(out), out->len);
	else
		print_text(stdout, buf_text(out), out->len);
	if (!print_end())
		die("cannot write to standard output:");
}
