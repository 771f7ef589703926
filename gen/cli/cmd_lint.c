#include "cli/commands.h"

#include <stdio.h>

#include "base/diag.h"
#include "base/print.h"
#include "base/words.h"
#include "cli/session.h"
#include "emit/mark.h"
#include "emit/readback.h"
#include "plan/plan.h"
#include "suite/model.h"

/* Warn of what was written from the manifest, which no longer asks for it. */
static void
warn_of_left(struct session *s)
{
	const char **left;
	size_t n;

	mark_find_left(&s->outputs, &s->arena, &s->plan, session_root_fd(s), &left, &n);
	for (size_t i = 0; i < n; i++)
		diag_warn(&s->diag, s->suite.loc,
			"'%s' was written from this manifest, which no longer asks for it: nightshift generate removes it",
			left[i]);
}

int
cmd_lint(struct session *s)
{
	if (!session_plan_all(s, true) || !session_outputs(s))
		return EXIT_INPUT;
	session_warn_test_only(s);
	session_warn_seed(s);
	session_warn_library(s);
	if (!mark_owned(&s->outputs, &s->arena, &s->diag, &s->plan, session_root_fd(s)))
		return EXIT_INPUT;
	if (!mark_protect(&s->outputs, &s->arena, &s->diag, &s->plan, session_root_fd(s)))
		return EXIT_INPUT;
	warn_of_left(s);
	if (!session_check_format(s, false))
		return EXIT_INPUT;
	if (!readback_check(&s->suite, &s->arena, &s->diag, s->root))
		return EXIT_INPUT;
	if (!s->cli.quiet)
		print_out("%s: suite '%s' is sound: %zu unit%s, %zu variant%s, %zu platform%s\n", s->suite.manifest,
			s->suite.name, s->plan.unit_count, words_plural(s->plan.unit_count), s->suite.variant_count,
			words_plural(s->suite.variant_count), s->suite.platform_count,
			words_plural(s->suite.platform_count));
	return EXIT_YES;
}
