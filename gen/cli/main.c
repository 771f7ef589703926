/*
 * The program nightshift-core: the commands that need a library, each in a file of its own. People start it through
 * the program nightshift (front.c).
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/print.h"
#include "base/process.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/front.h"

/* These come here only if nightshift-core was started by its own name: front.c does them itself. */
static int
command_exec(struct session *s)
{
	return cmd_exec(&s->cli, &s->diag);
}

static int
command_fixture(struct session *s)
{
	return cmd_fixture(&s->cli, &s->diag);
}

static int
command_batch(struct session *s)
{
	return cmd_batch(&s->cli, &s->diag);
}

static int
command_run(struct session *s)
{
	return s->cli.plan ? cmd_run_plan(&s->cli, &s->diag) : cmd_run(s);
}

static int
command_list(struct session *s)
{
	return s->cli.plan ? cmd_list_plan(&s->cli, &s->diag) : cmd_list(s);
}

/* The function of each command; cmd_x is in the file cmd_x.c. */
static int (*const run_command[CMD_COUNT])(struct session *s) = {
	[CMD_INIT] = cmd_init,
	[CMD_GENERATE] = cmd_generate,
	[CMD_LINT] = cmd_lint,
	[CMD_PLAN] = cmd_plan,
	[CMD_AFFECTED] = cmd_affected,
	[CMD_SEED] = cmd_seed,
	[CMD_RUN] = command_run,
	[CMD_LIST] = command_list,
	[CMD_RECORD] = cmd_record,
	[CMD_COVERAGE] = cmd_coverage,
	[CMD_REPORT] = cmd_report,
	[CMD_QUALIFY] = cmd_qualify,
	[CMD_SUSPECTS] = cmd_suspects,
	[CMD_FLAKY] = cmd_flaky,
	[CMD_REPLAY] = cmd_replay,
	[CMD_TUNE] = cmd_tune,
	[CMD_EXEC] = command_exec,
	[CMD_BATCH] = command_batch,
	[CMD_FIXTURE] = command_fixture,
	[CMD_COMPLETE] = cmd_complete,
	[CMD_HELP] = cmd_help,
};

int
main(int argc, char **argv)
{
	static struct session s = { .root_fd = -1 };

	process_begin();
	int status = cli_parse(&s.cli, &s.diag, argc, argv);

	if (status < 0)
		status = run_command[s.cli.command](&s);
	diag_end(&s.diag);
	session_release(&s);
	if (!print_end())
		die("cannot write to standard output:");
	return status;
}
