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
#include "record/record.h"
#include "report/suspects.h"
#include "report/suspects_text.h"
#include "suite/model.h"

int
cmd_suspects(struct session *s)
{
	struct question asked;
	struct suspects suspects = { 0 };
	struct night night;
	struct suspects_answer answer = { .suite = &s->suite,
		.suspects = &suspects,
		.unit = s->cli.arg_count ? s->cli.args[0] : NULL,
		.now = clock_today(),
		.color = s->cli.color };
	char since[GIT_HEX + 1];
	struct buf out = { 0 };

	if (!question_begin(s, s->cli.commit, &asked))
		return EXIT_INPUT;
	if (s->cli.since && !git_resolve(s->git, s->cli.since, NULL, since))
		session_no_commit(s, s->cli.since);
	if ((answer.unit && !question_is_unit(s, answer.unit)) || s->diag.errors) {
		record_close(asked.record);
		return EXIT_INPUT;
	}
	struct suspects_start start = { .plan = &s->plan,
		.fingerprint = asked.is_head ? s->outputs.fingerprint : NULL,
		.commit = asked.commit,
		.unit = answer.unit,
		.lane = asked.lane };

	answer.lane = asked.lane;
	answer.hint = suspects_shallow(s->git);
	if (suspects_night(&night, &s->arena, asked.record, s->git, &start, &answer.passed)) {
		struct suspects_question q = { .plan = &s->plan,
			.night = &night,
			.unit = answer.unit,
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
