#include "cli/commands.h"

#include <stdio.h>

#include "base/diag.h"
#include "base/print.h"
#include "cli/session.h"
#include "plan/seed.h"
#include "suite/model.h"

int
cmd_seed(struct session *s)
{
	const char *rev = s->cli.arg_count ? s->cli.args[0] : "HEAD";
	struct seed seed;

	if (!session_read_manifest(s))
		return EXIT_INPUT;
	if (!seed_resolve(&s->suite, s->git, rev, &seed)) {
		session_no_commit(s, rev);
		return EXIT_INPUT;
	}
	print_out("%ld\n", seed.value);
	if (seed.fallback && !s->cli.quiet)
		print_talk("%ld is the fallback: %s\n", seed.value, seed.why);
	return EXIT_YES;
}
