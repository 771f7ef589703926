/*
 * The program nightshift. Some commands are started once for each test; they run here, and load nothing but the C
 * library. For all others this hands over to nightshift-core (main.c), which costs one exec: libgit2 and SQLite alone
 * take longer to load than a small test to run.
 */
#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "unit/batch.h"
#include "cli/options.h"
#include "base/diag.h"
#include "unit/exec.h"
#include "unit/fixture.h"
#include "base/process.h"

/* Become nightshift-core, which lies beside this program, or in libexec where that was installed. argv[0] stays as it
 * was typed. */
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
	die("cannot start nightshift-core, which belongs beside '%s' or in libexec:", self);
}

int
main(int argc, char **argv)
{
	static struct cli cli;
	static struct diag diag;
	int command = argc > 1 ? cli_find(argv[1]) : -1;

	if (command != CMD_EXEC && command != CMD_BATCH && command != CMD_FIXTURE)
		hand_over(argv);
	int status = cli_parse(&cli, &diag, argc, argv);

	if (status >= 0)
		return status;
	return command == CMD_EXEC     ? exec_run(&cli, &diag)
		: command == CMD_BATCH ? batch_run(&cli, &diag)
				       : fixture_run(&cli, &diag);
}
