#include "cli/commands.h"

#include "base/diag.h"
#include "cli/chosen.h"
#include "cli/list.h"
#include "cli/run_options.h"
#include "cli/session.h"
#include "run/selection.h"
#include "unit/planfile.h"

int
cmd_list(struct session *s)
{
	struct planfile plan;
	struct selection selection;
	const unsigned long long *expected;

	run_options_check(&s->cli, &s->diag);
	if (s->diag.errors)
		return EXIT_INPUT;
	int status = chosen_units(s, &plan, &selection, &expected);

	if (status == EXIT_YES)
		list_print(&s->cli, &s->arena, &plan, &selection, expected);
	return status;
}
