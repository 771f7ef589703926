#include "cli/unit_options.h"

#include "base/diag.h"
#include "cli/options.h"

struct unit_request
unit_options(const struct cli *c)
{
	return (struct unit_request){ .suite = c->suite,
		.plan = c->plan,
		.part = c->part,
		.run = c->run_name,
		.platform = c->platform,
		.lane = c->lane,
		.commit = c->commit,
		.tree = c->tree,
		.seed = c->seed,
		.results = c->results,
		.seed_env = c->seed_env,
		.programs = c->programs,
		.program_count = c->program_count,
		.shell = c->shell ? c->shell : REQUEST_SHELL,
		.junit = c->unit_junit,
		.judge = { .protocol = c->protocol,
			.skip_status = c->skip_status > 0 ? (int)c->skip_status : JUDGE_SKIP_STATUS,
			.report = c->report,
			.may_skip = c->may_skip },
		.attempts = c->attempts > 0 ? c->attempts : 1,
		.timeout = c->timeout > 0 ? c->timeout : 0,
		.grace = c->grace >= 0 ? c->grace : REQUEST_GRACE,
		.heartbeat = c->heartbeat >= 0 ? c->heartbeat : REQUEST_HEARTBEAT,
		.log_cap = c->log_cap > 0 ? c->log_cap : REQUEST_LOG_CAP,
		.quiet = c->quiet };
}

void
unit_options_check(const struct unit_request *r, struct diag *d, const char *needed_by, const char *ending)
{
	struct request_fault faults[REQUEST_FAULTS_MAX];
	size_t n = request_check(r, faults);

	for (size_t i = 0; i < n; i++)
		if (faults[i].value)
			diag_error(d, (struct loc){ 0 }, "--%s is '%s', but must be %s", faults[i].name,
				faults[i].value, faults[i].expected);
		else if (faults[i].needed_by)
			diag_error(d, (struct loc){ 0 }, "--%s needs --%s", faults[i].needed_by, faults[i].name);
		else if (needed_by)
			diag_error(d, (struct loc){ 0 }, "%s needs --%s%s", needed_by, faults[i].name, ending);
	if (!needed_by && r->judge.protocol != PROTOCOL_EXIT)
		diag_error(d, (struct loc){ 0 }, "--protocol=%s needs --unit", judge_protocol_names[r->judge.protocol]);
	if (!needed_by && r->junit)
		diag_error(d, (struct loc){ 0 }, "--junit needs --unit");
}
