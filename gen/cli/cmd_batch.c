#include <string.h>

#include "base/diag.h"
#include "base/esc.h"
#include "cli/front.h"
#include "cli/options.h"
#include "cli/unit_options.h"
#include "unit/batch.h"
#include "unit/engine.h"
#include "unit/jobserver.h"

static const struct loc command_line = { 0 };

static void
check(const struct batch_request *q, struct diag *d)
{
	unit_options_check(&q->common, d, "'batch'", "");
	if (q->pool && !esc_is_name(q->pool, strlen(q->pool)))
		diag_error(d, command_line, "--pool is '%s', but must be a name", q->pool);
	for (int i = 0; i < q->device_count; i++) {
		if (!*q->devices[i] || strpbrk(q->devices[i], " \t\n"))
			diag_error(d, command_line, "--device is '%s', but must be a name without blanks",
				q->devices[i]);
		for (int k = 0; k < i; k++)
			if (!strcmp(q->devices[i], q->devices[k]))
				diag_error(d, command_line, "device '%s' is named twice", q->devices[i]);
	}
	if (q->device_count > ENGINE_JOBS_MAX)
		diag_error(d, command_line, "there are %d devices, but at most %d are allowed", q->device_count,
			ENGINE_JOBS_MAX);
}

int
cmd_batch(const struct cli *c, struct diag *d)
{
	struct batch_request q = { .common = unit_options(c),
		.units = c->units,
		.worker = c->worker,
		.lock = c->lock,
		.pool = c->pool,
		.devices = c->devices,
		.device_count = c->device_count,
		.jobs = c->jobs,
		.journal = c->journal,
		.quarantine = c->quarantine >= 0 ? c->quarantine : ENGINE_QUARANTINE };

	if (jobserver_dry_run())
		return EXIT_YES;
	check(&q, d);
	return d->errors ? EXIT_INPUT : batch_run(&q, d);
}
