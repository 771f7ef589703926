/*
 * The program nightshift-core: the commands that need a library. Only here and in what it calls by its table is an exit
 * status chosen. People start it through front.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/asking.h"
#include "base/buf.h"
#include "cli/front.h"
#include "cli/options.h"
#include "base/diag.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "suite/manifest.h"
#include "cli/planning.h"
#include "cli/recording.h"
#include "cli/running.h"
#include "record/schemahelp.h"
#include "cli/session.h"

static int
command_help(struct session *s)
{
	const char *topic = s->cli.arg_count ? s->cli.args[0] : NULL;
	struct buf out = { 0 };

	if (!topic || (strcmp(topic, "values") && strcmp(topic, "schema") && strcmp(topic, "views")))
		return cli_help(&s->diag, topic) ? EXIT_YES : EXIT_INPUT;
	if (!strcmp(topic, "views")) {
		schema_help(&out);
	} else if (*topic == 'v') {
		emit_document(&out);
	} else {
		manifest_schema(&out);
	}
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* nightshift-core was called by its own name, or it would not have come here. */
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

static int (*const run_command[CMD_COUNT])(struct session *s) = {
	[CMD_GENERATE] = planning_generate,
	[CMD_LINT] = planning_lint,
	[CMD_PLAN] = planning_plan,
	[CMD_AFFECTED] = planning_affected,
	[CMD_SEED] = planning_seed,
	[CMD_RUN] = running_run,
	[CMD_RECORD] = recording_record,
	[CMD_COVERAGE] = asking_coverage,
	[CMD_REPORT] = asking_report,
	[CMD_TUNE] = planning_tune,
	[CMD_EXEC] = command_exec,
	[CMD_FIXTURE] = command_fixture,
	[CMD_HELP] = command_help,
	[CMD_QUALIFY] = asking_qualify,
	[CMD_SUSPECTS] = asking_suspects,
	[CMD_FLAKY] = asking_flaky,
	[CMD_REPLAY] = asking_replay,
	[CMD_BATCH] = command_batch,
};

int
main(int argc, char **argv)
{
	static struct session s;
	int status = cli_parse(&s.cli, &s.diag, argc, argv);

	if (status < 0)
		status = run_command[s.cli.command](&s);
	git_close(s.git);
	emit_release(&s.outputs);
	arena_release(&s.arena);
	if (fflush(stdout) || ferror(stdout))
		die("cannot write to standard output:");
	return status;
}
