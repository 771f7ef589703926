#include <string.h>

#include "base/diag.h"
#include "base/esc.h"
#include "cli/front.h"
#include "cli/options.h"
#include "cli/unit_options.h"
#include "unit/exec.h"
#include "unit/journal.h"

int
cmd_exec(const struct cli *c, struct diag *d)
{
	struct exec_request q = { unit_options(c), c->unit, c->mark, c->args, c->arg_count };

	if (q.unit && !esc_is_name(q.unit, strlen(q.unit)))
		diag_error(d, (struct loc){ 0 }, "--unit is '%s', but must be a name", q.unit);
	if (q.unit && esc_same_name(q.unit, JOURNAL_NAME))
		diag_error(d, (struct loc){ 0 },
			"--unit is '%s', but that is the name of a file in the folder of results", JOURNAL_NAME);
	if (q.mark && !q.unit)
		diag_error(d, (struct loc){ 0 }, "--mark needs --unit");
	unit_options_check(&q.common, d, q.unit ? "--unit" : NULL, ", too");
	return d->errors ? EXIT_INPUT : exec_run(&q);
}
