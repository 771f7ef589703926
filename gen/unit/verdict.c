#include "unit/verdict.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

const char *const verdict_names[] = { "pass", "fail", "timeout", "crash", "cancelled", "quarantined", "skipped", NULL };

static void
add_text(struct buf *out, const char *key, const char *value)
{
	if (value)
		buf_printf(out, "%s %s\n", key, value);
}

static void
add_number(struct buf *out, const char *key, long long n)
{
	if (n >= 0)
		buf_printf(out, "%s %lld\n", key, n);
}

void
verdict_text(const struct verdict *v, struct buf *out)
{
	buf_adds(out, "nightshift 1\n");
	add_text(out, "suite", v->suite);
	add_text(out, "plan", v->plan);
	add_text(out, "run", v->run);
	add_text(out, "unit", v->unit);
	add_text(out, "platform", v->platform);
	add_text(out, "lane", v->lane);
	add_text(out, "commit", v->commit);
	add_text(out, "tree", v->tree);
	add_number(out, "seed", v->seed);
	add_text(out, "verdict", verdict_names[v->verdict]);
	add_number(out, "status", v->status);
	if (v->usec >= 0)
		buf_printf(out, "seconds %lld.%06lld\n", v->usec / 1000000, v->usec % 1000000);
	add_number(out, "attempt", v->attempt);
	if (v->finished >= 0)
		buf_printf(out, "finished %lld\n", v->finished / 1000000);
	buf_adds(out, "end\n");
}

bool
verdict_save(const struct verdict *v, const char *folder)
{
	struct buf path = { 0 }, text = { 0 };

	buf_printf(&path, "%s/verdict", folder);
	verdict_text(v, &text);
	bool ok = file_replace(path.s, text.s, text.len);
	int err = errno;

	buf_release(&path);
	buf_release(&text);
	errno = err;
	return ok;
}
