#include "cli/commands.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/session.h"
#include "plan/plan.h"
#include "record/record.h"
#include "report/coverage.h"

int
cmd_coverage(struct session *s)
{
	struct coverage_question q = { .plan = &s->plan, .now = clock_today(), .color = s->cli.color };
	struct buf out = { 0 };

	if (!session_plan(s, false))
		return EXIT_INPUT;
	q.git = s->git;
	q.record = record_open_existing(session_record_path(s));
	if (s->cli.format == FORMAT_JSON)
		coverage_json(&q, &s->arena, &out);
	else
		coverage_text(&q, &s->arena, &out);
	record_close(q.record);
	session_print(&out);
	return EXIT_YES;
}
