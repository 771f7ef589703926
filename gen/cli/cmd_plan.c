#include "cli/commands.h"

#include "base/buf.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/session.h"
#include "plan/plan.h"
#include "report/planreport.h"

int
cmd_plan(struct session *s)
{
	struct planreport_filter filter = { .lane = session_lane(s, -1), .jobs = s->cli.jobs };
	struct buf out = { 0 };

	if (!session_plan(s, false))
		return EXIT_INPUT;
	filter.platform = session_platform(s);
	if (s->diag.errors)
		return EXIT_INPUT;
	if (s->cli.format == FORMAT_JSON)
		planreport_json(&s->plan, &filter, &out);
	else
		planreport_text(&s->plan, &filter, s->cli.verbose, &out);
	session_print(&out);
	return EXIT_YES;
}
