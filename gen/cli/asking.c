#include "cli/asking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/options.h"
#include "report/coverage.h"
#include "base/diag.h"
#include "emit/emit.h"
#include "report/flaky.h"
#include "lib/git.h"
#include "report/judge.h"
#include "suite/model.h"
#include "record/night.h"
#include "report/page.h"
#include "plan/plan.h"
#include "report/qualify.h"
#include "record/record.h"
#include "report/replay.h"
#include "report/report.h"
#include "report/rerun.h"
#include "plan/seed.h"
#include "cli/session.h"
#include "report/suspects.h"
#include "report/suspects_text.h"

/* A question about a commit, and what it is asked of. */
struct question {
	int lane;
	char commit[GIT_HEX + 1];
	bool is_head;
	struct record *record; /* or NULL */
};

int
asking_coverage(struct session *s)
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
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* Make the plan and find the commit, HEAD for NULL. False, with a message, if that cannot be. */
static bool
begin_question(struct session *s, const char *rev, struct question *ret_question)
{
	char head[GIT_HEX + 1];
	int root_fd;

	ret_question->lane = session_lane(s, LANE_NIGHTLY);
	if (!session_plan(s, false) || !session_outputs(s, &root_fd))
		return false;
	close(root_fd);
	rev = rev ? rev : "HEAD";
	if (!s->git)
		diag_error(&s->diag, session_command_line,
			"there is no repository here, and the question is of a commit");
	else if (!git_resolve(s->git, rev, NULL, ret_question->commit))
		session_no_commit(s, rev);
	if (s->diag.errors)
		return false;
	ret_question->is_head = git_resolve(s->git, "HEAD", NULL, head) && !strcmp(head, ret_question->commit);
	ret_question->record = record_open_existing(session_record_path(s));
	return true;
}

/* Print the answer. */
static void
end_question(struct session *s, struct question *q, struct buf *out)
{
	record_close(q->record);
	if (s->cli.output)
		session_write(s->cli.output, out);
	else
		fwrite(buf_text(out), 1, out->len, stdout);
	buf_release(out);
}

int
asking_report(struct session *s)
{
	struct question asked;
	struct report_question q = { .since = s->cli.since, .stale = s->cli.stale };
	struct buf out = { 0 };

	if (!begin_question(s, s->cli.commit, &asked))
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

	end_question(s, &asked, &out);
	return green ? EXIT_YES : EXIT_NO;
}

int
asking_qualify(struct session *s)
{
	const char *rev = s->cli.arg_count ? s->cli.args[0] : "HEAD";
	struct question asked;
	struct git_parents parents = { 0 };
	struct night night;
	struct judgement judgement;
	struct buf out = { 0 };

	if (!begin_question(s, rev, &asked))
		return EXIT_INPUT;
	/* With changes in the work tree the plan here is not the commit's: the record has to know it. */
	bool ours = asked.is_head && !git_is_dirty(s->git);

	git_parents_read(s->git, &s->arena, asked.commit, &parents);
	night_make(&night, &s->arena, asked.record, s->suite.name, asked.lane, asked.commit, parents.time,
		ours ? &s->plan : NULL, s->outputs.fingerprint);
	judge(&judgement, &s->arena, &night, asked.record != NULL, asked.lane, clock_today());
	struct qualify q = { .suite = s->suite.name,
		.rev = rev,
		.lane = asked.lane,
		.night = &night,
		.judgement = &judgement,
		.now = clock_today(),
		.color = s->cli.color };

	if (s->cli.format == FORMAT_JSON)
		qualify_json(&q, &out);
	else
		qualify_text(&q, &s->arena, &out);
	end_question(s, &asked, &out);
	return judgement.green ? EXIT_YES : EXIT_NO;
}

/* Is that a unit of the plan? If not, that is said. */
static bool
is_unit(struct session *s, const char *id)
{
	const char **names = arena_alloc(&s->arena, (s->plan.unit_count + 1) * sizeof(*names));

	for (size_t i = 0; i < s->plan.unit_count; i++) {
		names[i] = s->plan.units[i].id;
		if (!strcmp(names[i], id))
			return true;
	}
	const char *near = diag_meant(id, names, s->plan.unit_count);

	diag_error(&s->diag, session_command_line, "no unit has the name '%s'%s", id, diag_did_you_mean(near));
	return false;
}

int
asking_suspects(struct session *s)
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

	if (!begin_question(s, s->cli.commit, &asked))
		return EXIT_INPUT;
	if (s->cli.since && !git_resolve(s->git, s->cli.since, NULL, since))
		session_no_commit(s, s->cli.since);
	if ((answer.unit && !is_unit(s, answer.unit)) || s->diag.errors) {
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
	end_question(s, &asked, &out);
	return EXIT_YES;
}

int
asking_flaky(struct session *s)
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
	if ((q.unit && !is_unit(s, q.unit)) || s->diag.errors)
		return EXIT_INPUT;
	struct record *record = record_open_existing(session_record_path(s));

	flaky_make(&flaky, &s->arena, record, s->git, &q);
	record_close(record);
	if (s->cli.format == FORMAT_JSON)
		flaky_json(&flaky, &out);
	else
		flaky_text(&flaky, &s->arena, s->cli.color, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

/* Run the one result again here, if this is its commit. The exit status. */
static int
execute(struct session *s, const struct rerun_question *q, const struct rerun *found)
{
	const struct rerun_one *one = &found->v[0];
	struct replay replay = { .suite = q->suite, .unit = q->unit };
	char head[GIT_HEX + 1];
	struct buf out = { 0 };

	if (found->n > 1) {
		diag_error(&s->diag, session_command_line,
			"run '%s' has unit '%s' on several platforms: choose one with --platform", one->run, q->unit);
		return EXIT_INPUT;
	}
	if (!one->commit || !git_resolve(s->git, "HEAD", NULL, head) || strcmp(head, one->commit)) {
		if (one->commit)
			rerun_elsewhere(q, one, &s->arena, &out);
		fwrite(buf_text(&out), 1, out.len, stdout);
		buf_release(&out);
		fprintf(stderr, "nightshift: %s, so nothing was run\n",
			one->commit ? "HEAD is another commit than the run's"
				    : "the run does not say at which commit it was");
		return EXIT_NO;
	}
	if (git_is_dirty(s->git) && !s->cli.quiet)
		fputs("nightshift: the work tree differs from the commit, and so may the result\n", stderr);
	replay.platform = one->platform;
	replay.seed = one->seed;
	const char *command = replay_make(&replay, &s->arena);

	if (!s->cli.quiet)
		fprintf(stderr, "$ %s\n", command);
	if (chdir(s->root))
		die("cannot work in '%s':", s->root);
	fflush(stdout);
	return system(command) ? EXIT_NO : EXIT_YES;
}

int
asking_replay(struct session *s)
{
	struct rerun_question q = { .run = s->cli.args[0],
		.unit = s->cli.args[1],
		.platform = s->cli.platform,
		.attempt = s->cli.attempt,
		.now = clock_today() };
	struct rerun found = { 0 };
	struct buf out = { 0 };
	int root_fd;

	if (s->cli.exec && s->cli.format == FORMAT_JSON)
		diag_error(&s->diag, session_command_line, "--exec runs it and prints no json: leave one of them out");
	if (s->diag.errors || !session_plan(s, false) || !session_outputs(s, &root_fd))
		return EXIT_INPUT;
	close(root_fd);
	q.suite = &s->suite;
	q.fingerprint = s->outputs.fingerprint;
	struct record *record = record_open_existing(session_record_path(s));

	if (!record) {
		diag_error(&s->diag, session_command_line, "there is no record '%s'", session_record_path(s));
		return EXIT_INPUT;
	}
	rerun_find(&found, &s->arena, record, s->git, &q);
	record_close(record);
	if (found.name_count) {
		for (size_t i = 0; i < found.name_count && i < 8; i++)
			buf_printf(&out, "%s'%s'", i ? ", " : "", found.names[i]);
		buf_adds(&out, found.name_count > 8 ? " and more" : "");
		diag_error(&s->diag, session_command_line, "several runs begin with '%s': %s", q.run, buf_text(&out));
		buf_release(&out);
	} else if (!found.n) {
		diag_error(&s->diag, session_command_line, "the record has no run '%s' with unit '%s'%s%s", q.run,
			q.unit, q.platform ? " on platform " : "", q.platform ? q.platform : "");
	}
	if (s->diag.errors)
		return EXIT_INPUT;
	if (s->cli.exec)
		return execute(s, &q, &found);
	if (s->cli.format == FORMAT_JSON)
		rerun_json(&q, &found, &out);
	else
		rerun_text(&q, &found, &s->arena, s->cli.color, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}
