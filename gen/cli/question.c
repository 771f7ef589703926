#include "cli/question.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "cli/session.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/record.h"
#include "suite/model.h"

bool
question_begin(struct session *s, const char *rev, struct question *ret_question)
{
	char head[GIT_HEX + 1];

	ret_question->lane = session_lane(s, LANE_NIGHTLY);
	if (!session_plan(s, false) || !session_outputs(s))
		return false;
	rev = rev ? rev : "HEAD";
	if (!s->git)
		session_error(s, "there is no repository here, but this question is about a commit");
	else if (!git_resolve(s->git, rev, NULL, ret_question->commit))
		session_no_commit(s, rev);
	if (s->diag.errors)
		return false;
	ret_question->is_head = git_resolve(s->git, "HEAD", NULL, head) && !strcmp(head, ret_question->commit);
	ret_question->record = record_open_existing(session_record_path(s));
	return true;
}

void
question_end(struct session *s, struct question *q, struct buf *answer)
{
	record_close(q->record);
	if (!s->cli.output) {
		session_print(answer);
		return;
	}
	session_write(s->cli.output, answer);
	buf_release(answer);
}

bool
question_is_unit(struct session *s, const char *id)
{
	size_t n = s->plan.unit_count;
	const char **names = arena_alloc(&s->arena, (n + 1) * sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = s->plan.units[i].id;
	return session_index_of(s, "unit", id, names, n) >= 0;
}
