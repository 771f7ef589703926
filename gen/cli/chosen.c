#include "cli/chosen.h"

#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "cli/run_options.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "record/record.h"
#include "record/results.h"
#include "report/tune.h"
#include "run/selection.h"
#include "suite/model.h"
#include "unit/planfile.h"

/* Are the make include and the plan as the manifest says? Results of an older include would belong to no plan. */
static bool
is_fresh(struct session *s)
{
	const char *stale[] = { s->suite.include, s->suite.plan };

	for (size_t k = 0; k < countof(stale); k++)
		for (size_t i = 0; i < s->outputs.count; i++)
			if (!strcmp(s->outputs.files[i].path, stale[k]) && s->outputs.files[i].state != FILESET_SAME) {
				diag_error(&s->diag, (struct loc){ stale[k], 0, 0 },
					"is not what the manifest says: run 'nightshift generate' first");
				return false;
			}
	return true;
}

/*
 * What the record knows of the selected units, on their platform: the microseconds they took, over those that the plan expects,
 * by the number of the unit; and with --failed, which of them did not pass the last time: only these stay in the selection.
 */
static const unsigned long long *
ask_record(struct session *s, const struct planfile *p, struct selection *selection)
{
	const char *platform = selection->platform ? selection->platform->name : NULL;
	unsigned long long *usec = arena_alloc(&s->arena, (p->unit_count + 1) * sizeof(*usec));
	struct record *record = record_open_existing(session_record_path(s));
	struct seconds measured = { 0 };
	const char **failed = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		usec[i] = planfile_usec(&p->units[i], selection->platform);
	if (record)
		tune_measured(&measured, &s->arena, record, s->suite.name, NULL);
	for (size_t i = 0; platform && i < measured.count; i++) {
		const struct seconds_row *row = &measured.rows[i];
		const struct planfile_unit *u = strcmp(row->platform, platform) ? NULL : planfile_unit(p, row->unit);

		if (u)
			usec[u - p->units] = row->usec;
	}
	if (s->cli.failed && record)
		failed = results_last_failed(&s->arena, record, s->suite.name, platform, &n);
	if (s->cli.failed)
		selection_keep(selection, failed, n);
	record_close(record);
	return usec;
}

int
chosen_units(struct session *s, struct planfile *ret_plan, struct selection *ret_selection,
	const unsigned long long **ret_expected)
{
	if (!session_plan(s, false) || !session_outputs(s))
		return s->asked.busy ? EXIT_BUSY : EXIT_INPUT;
	if (((s->cli.bit & FOR_RUN) && !is_fresh(s)) || !session_planfile(s, ret_plan))
		return EXIT_INPUT;
	int platform = session_platform(s);
	int status = run_options_select(ret_selection, &s->cli, &s->arena, &s->diag, ret_plan,
		platform < 0 ? NULL : planfile_platform(ret_plan, s->cli.platform));

	if (status == EXIT_YES)
		*ret_expected = ask_record(s, ret_plan, ret_selection);
	return status;
}
