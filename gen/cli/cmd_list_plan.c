/* `list` with --plan: what the file of a plan says, as `run` with --plan (cmd_run_plan.c). */
#include "base/arena.h"
#include "base/diag.h"
#include "cli/front.h"
#include "cli/list.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "cli/run_options.h"
#include "run/selection.h"
#include "unit/planfile.h"

int
cmd_list_plan(const struct cli *c, struct diag *d)
{
	struct arena a = { 0 };
	struct planfile p;
	struct selection selection;
	const struct planfile_platform *said = NULL;
	int status = EXIT_INPUT;

	run_options_check_plan(c, d);
	if (plan_options_load(&p, c, d, &a) && c->platform)
		said = planfile_platform_or_error(&p, d, (struct loc){ 0 }, c->platform);
	if (!d->errors)
		status = run_options_select(&selection, c, &a, d, &p, said);
	if (status == EXIT_YES)
		list_print(c, &a, &p, &selection, NULL);
	arena_release(&a);
	return status;
}
