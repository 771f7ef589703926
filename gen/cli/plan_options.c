#include "cli/plan_options.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "cli/options.h"
#include "unit/planfile.h"

bool
plan_options_load(struct planfile *ret_plan, const struct cli *c, struct diag *d, struct arena *a)
{
	*ret_plan = (struct planfile){ 0 };
	if (c->plan)
		return planfile_load(ret_plan, a, d, c->plan);
	diag_error(d, (struct loc){ 0 }, "--plan is missing: it names the file of the plan, which generate writes");
	return false;
}

void
plan_options_print(const struct buf *out)
{
	if (fwrite(buf_text(out), 1, out->len, stdout) != out->len || fflush(stdout))
		die("cannot write to standard output:");
}
