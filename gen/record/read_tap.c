#include "record/read_tap.h"

#include <stdlib.h>

#include "base/arena.h"
#include "unit/tapdoc.h"
#include "unit/testcase.h"

enum { PIECE = 64 * 1024 };

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
	tapdoc_close(doc);
	free(piece);
}
