/*
 * The program nightshift. The commands that are started once for each test run here, in a program that loads nothing
 * but the C library, and so do those that a CI service or Nix calls where nothing else is, and `run` and `list` with --plan; and where there is
 * no command, the help. All others are handed over to nightshift-core (main.c). That costs one exec more, but libgit2 and SQLite alone take longer to load than
 * a small test takes to run.
 */
#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/process.h"
#include "cli/front.h"
#include "cli/options.h"

/* Become nightshift-core, which lies beside this program, or in libexec if it was installed. argv[0] stays as it was
 * typed. */
_Noreturn static void
hand_over(char **argv)
{
	static const char *const places[] = { "nightshift-core", "../libexec/nightshift-core" };
	struct arena arena = { 0 };
	const char *self = process_self(&arena, argv[0]);

	for (size_t i = 0; i < countof(places); i++) {
		execv(process_beside(&arena, self, places[i]), argv);
		if (errno != ENOENT)
			break;
	}
	die("cannot start nightshift-core, which should be installed beside '%s' or in libexec:", self);
}

int
main(int argc, char **argv)
{
	static struct cli cli;
	static struct diag diag;

	process_begin();
	int command = argc > 1 ? cli_find(argv[1]) : -1;
	int (*run)(const struct cli *, struct diag *) = command == CMD_EXEC ? cmd_exec
		: command == CMD_BATCH                                      ? cmd_batch
		: command == CMD_FIXTURE                                    ? cmd_fixture
		: command == CMD_PART                                       ? cmd_part
		: command == CMD_GATE                                       ? cmd_gate
		: command == CMD_PROGRAM                                    ? cmd_program
		: command == CMD_RUN && cli_run_has_plan(argc, argv)        ? cmd_run_plan
		: command == CMD_LIST && cli_run_has_plan(argc, argv)       ? cmd_list_plan
									    : NULL;

	if (!run && command >= 0)
		hand_over(argv);
	int status = cli_parse(&cli, &diag, argc, argv);

	if (status < 0)
		status = run(&cli, &diag);
	diag_end(&diag);
	if (!run && !print_end())
		die("cannot write to standard output:");
	return status;
}
