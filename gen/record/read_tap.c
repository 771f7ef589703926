#include "record/read_tap.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/foreign.h"
#include "unit/tapdoc.h"
#include "unit/testcase.h"

enum { PIECE = 64 * 1024 };

/* A document that skips as a whole has no case, and its suite has been skipped all the same: a case without a name
 * tells so. */
static void
give_skipped(const char *suite, const char *reason, const struct case_sink *sink, struct case_end *end)
{
	struct case_try t = { .verdict = CASE_SKIPPED, .usec = -1 };
	struct testcase c = { .suite = suite, .classname = "", .name = "", .tries = &t, .try_count = 1, .line = 1 };

	foreign_store(&t.message, reason, strlen(reason), CASE_MESSAGE_MAX);
	end->stopped = !sink->add(sink->ctx, &c);
	buf_release(&t.message);
}

void
read_tap(FILE *in, const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end)
{
	struct tapdoc *doc = tapdoc_open(file, suite, sink, ret_end);
	char *piece = xcalloc(1, PIECE);
	size_t n;

	while (!ret_end->stopped && (n = fread(piece, 1, PIECE, in)))
		tapdoc_feed(doc, piece, n);
	case_check_read(in, file);
	tapdoc_end(doc);
	const char *skipped = !*ret_end->fault && !ret_end->stopped ? tapdoc_skipped(doc) : NULL;

	if (skipped)
		give_skipped(suite, skipped, sink, ret_end);
	tapdoc_close(doc);
	free(piece);
}
