#include "unit/rejudge.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "unit/collect.h"
#include "unit/judge.h"
#include "unit/verdict.h"

/* Give the log to those who count its test cases. */
static void
read_log(struct collect *c, const char *path)
{
	int fd = file_open_foreign(path, false);
	char chunk[16 * 1024];
	ssize_t n;

	if (fd < 0)
		return;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		collect_output(c, chunk, (size_t)n);
	close(fd);
}

void
rejudge(struct verdict *v, struct arena *a, const struct judge_rule *rule, const char *folder,
	const struct case_sink *sink)
{
	struct collect collect;
	struct buf reason = { 0 };
	bool by_status = v->verdict == VERDICT_PASS || v->verdict == VERDICT_FAIL || v->verdict == VERDICT_SKIP;

	if (!v->seen || rule->protocol == PROTOCOL_EXIT || !by_status || v->status < 0 || v->status > 255)
		return;
	collect_begin(&collect, rule, NULL);
	collect.report = arena_printf(a, "%s/report.xml", folder);
	collect.forward = sink;
	read_log(&collect, arena_printf(a, "%s/log", folder));
	collect_end(&collect);
	/* An exit status as waitpid() would give it. */
	const struct judge_end end = { .wait_status = (int)v->status << 8,
		.exited = true,
		.is_shell = true,
		.last_line = collect_last_line(&collect) };
	struct judgement said = judge_attempt(rule, &end, &collect.cases, &reason);

	v->verdict = said.verdict;
	v->reason = reason.len ? arena_strdup(a, reason.s) : NULL;
	collect_release(&collect);
	buf_release(&reason);
}
