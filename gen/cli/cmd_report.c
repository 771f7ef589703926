#include "cli/commands.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/question.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "plan/plan.h"
#include "report/page.h"
#include "report/report.h"

int
cmd_report(struct session *s)
{
	struct question asked;
	struct report_question q = { .since = s->cli.since, .stale = s->cli.stale };
	struct buf out = { 0 };

	if (!question_begin(s, s->cli.commit, &asked))
		return EXIT_INPUT;
	q.lane = asked.lane;
	q.commit = asked.commit;
	q.plan = &s->plan;
	q.fingerprint = s->outputs.fingerprint;
	q.is_head = asked.is_head;
	q.now = clock_today();
	bool green = s->cli.format == FORMAT_HTML ? page_make(&q, &s->arena, &s->diag, asked.record, s->git, &out)
						  : report_make(&q, &s->arena, asked.record, s->git,
							    s->cli.format == FORMAT_JSON               ? REPORT_JSON
								    : s->cli.format == FORMAT_MARKDOWN ? REPORT_MARKDOWN
												       : REPORT_TEXT,
							    &out);

	question_end(s, &asked, &out);
	return green ? EXIT_YES : EXIT_NO;
}
