#include "cli/commands.h"

#include <stdio.h>

#include "base/diag.h"
#include "base/words.h"
#include "cli/session.h"
#include "emit/readback.h"
#include "plan/plan.h"
#include "suite/model.h"

int
cmd_lint(struct session *s)
{
	if (!session_plan(s, true) || !session_outputs(s))
		return EXIT_INPUT;
	session_warn_test_only(s);
	if (!readback_check(&s->suite, &s->arena, &s->diag, s->root))
		return EXIT_INPUT;
	if (!s->cli.quiet)
		printf("%s: suite '%s' is sound: %zu unit%s, %zu variant%s, %zu platform%s\n", s->suite.manifest,
			s->suite.name, s->plan.unit_count, words_plural(s->plan.unit_count), s->suite.variant_count,
			words_plural(s->suite.variant_count), s->suite.platform_count,
			words_plural(s->suite.platform_count));
	return EXIT_YES;
}
