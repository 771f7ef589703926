#include "cli/commands.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/question.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/night.h"
#include "record/record.h"
#include "report/suspects.h"
#include "report/suspects_text.h"
#include "run/selection.h"
#include "suite/model.h"
#include "unit/planfile.h"

/* Find the units that the words of the command line choose; with no word, none. False, with a message, if there is none. */
static bool
choose_units(struct session *s, struct suspects_answer *answer, struct suspects_names *ret_names)
{
	size_t words = (size_t)s->cli.arg_count, n = 0;
	struct planfile plan;
	struct buf asked = { 0 };

	*ret_names = (struct suspects_names){ 0 };
	if (!words)
		return true;
	if (!session_planfile(s, &plan))
		return false;
	const bool *in = selection_named(&s->arena, &s->diag, &plan, s->cli.args, words);
	const char **names = arena_alloc(&s->arena, (plan.unit_count + 1) * sizeof(*names));

	for (size_t i = 0; i < plan.unit_count; i++)
		if (in[i])
			names[n++] = plan.units[i].id;
	qsort(names, n, sizeof(*names), text_order);
	for (size_t i = 0; i < words; i++)
		buf_printf(&asked, "%s%s", i ? " " : "", s->cli.args[i]);
	answer->unit = n == 1 ? names[0] : NULL;
	answer->asked = n == 1 ? NULL : arena_strdup(&s->arena, buf_text(&asked));
	*ret_names = (struct suspects_names){ names, n };
	buf_release(&asked);
	if (!n && !s->diag.errors)
		session_error(s, "no unit is chosen: all are taken out");
	return n > 0 && !s->diag.errors;
}

int
cmd_suspects(struct session *s)
{
	struct question asked;
	struct suspects_names only;
	struct suspects suspects = { 0 };
	struct night night;
	struct suspects_answer answer = { .suite = &s->suite,
		.suspects = &suspects,
		.now = clock_today(),
		.color = s->cli.color };
	char since[GIT_HEX + 1];
	struct buf out = { 0 };

	if (!question_begin(s, s->cli.commit, &asked))
		return EXIT_INPUT;
	if (s->cli.since && !git_resolve(s->git, s->cli.since, NULL, since))
		session_no_commit(s, s->cli.since);
	if (!choose_units(s, &answer, &only) || s->diag.errors) {
		record_close(asked.record);
		return EXIT_INPUT;
	}
	struct suspects_start start = { .plan = &s->plan,
		.fingerprint = asked.is_head ? s->outputs.fingerprint : NULL,
		.commit = asked.commit,
		.only = only,
		.lane = asked.lane };

	answer.lane = asked.lane;
	answer.hint = suspects_shallow(s->git);
	if (suspects_night(&night, &s->arena, asked.record, s->git, &start, &answer.passed)) {
		struct suspects_question q = { .plan = &s->plan,
			.night = &night,
			.only = only,
			.since = s->cli.since ? since : NULL,
			.lane = asked.lane };

		answer.night = &night;
		suspects_make(&suspects, &s->arena, asked.record, s->git, &q);
	}
	if (s->cli.format == FORMAT_JSON)
		suspectsreport_json(&answer, &s->arena, &out);
	else
		suspectsreport_text(&answer, &s->arena, &out);
	question_end(s, &asked, &out);
	return EXIT_YES;
}
