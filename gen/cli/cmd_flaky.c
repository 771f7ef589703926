#include "cli/commands.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/question.h"
#include "cli/session.h"
#include "plan/plan.h"
#include "record/record.h"
#include "report/flaky.h"

int
cmd_flaky(struct session *s)
{
	struct flaky_question q = { .plan = &s->plan,
		.unit = s->cli.arg_count ? s->cli.args[0] : NULL,
		.platform = s->cli.platform,
		.days = s->cli.days ? s->cli.days : 30,
		.now = clock_today() };
	struct flaky flaky;
	struct buf out = { 0 };

	if (!session_plan(s, false))
		return EXIT_INPUT;
	session_platform(s);
	if ((q.unit && !question_is_unit(s, q.unit)) || s->diag.errors)
		return EXIT_INPUT;
	struct record *record = record_open_existing(session_record_path(s));

	flaky_make(&flaky, &s->arena, record, s->git, &q);
	record_close(record);
	if (s->cli.format == FORMAT_JSON)
		flaky_json(&flaky, &out);
	else
		flaky_text(&flaky, &s->arena, s->cli.color, &out);
	session_print(&out);
	return EXIT_YES;
}
