#include "cli/commands.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/question.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/night.h"
#include "report/nightview.h"
#include "report/qualify.h"
#include "suite/model.h"

int
cmd_qualify(struct session *s)
{
	const char *rev = s->cli.arg_count ? s->cli.args[0] : "HEAD";
	struct question asked;
	struct git_parents parents = { 0 };
	struct night night;
	struct nightview view;
	struct buf out = { 0 };

	if (!question_begin(s, rev, &asked))
		return EXIT_INPUT;
	/* With changes in the work tree the plan here is not the commit's: the record has to know it. */
	bool ours = asked.is_head && !git_is_dirty(s->git);

	git_parents_read(s->git, &s->arena, asked.commit, &parents);
	night_make(&night, &s->arena, asked.record, s->suite.name, asked.lane, asked.commit, parents.time,
		ours ? &s->plan : NULL, s->outputs.fingerprint);
	nightview_make(&view, &s->arena, &night, asked.record != NULL, asked.lane, clock_today());
	struct qualify q = { .suite = s->suite.name,
		.rev = rev,
		.lane = asked.lane,
		.night = &night,
		.view = &view,
		.now = clock_today(),
		.color = s->cli.color };

	if (s->cli.format == FORMAT_JSON)
		qualify_json(&q, &out);
	else
		qualify_text(&q, &s->arena, &out);
	question_end(s, &asked, &out);
	return view.green ? EXIT_YES : EXIT_NO;
}
