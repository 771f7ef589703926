#include <stdlib.h>

#include "base/arena.h"
#include "base/xml_read.h"
#include "unit/junit.h"
#include "unit/testcase.h"

enum { PIECE = 64 * 1024 };

static void
on_start(void *ctx, struct xml_read *x, const char *name, const char **attrs)
{
	if (!junit_start(ctx, xml_read_loc(x), name, attrs))
		xml_read_stop(x);
}

static void
on_end(void *ctx, struct xml_read *x, const char *name)
{
	if (!junit_end(ctx, xml_read_loc(x), name))
		xml_read_stop(x);
}

static void
on_text(void *ctx, struct xml_read *x, const char *s, size_t len)
{
	if (!junit_text(ctx, s, len))
		xml_read_stop(x);
}

void
junit_read(FILE *in, const char *file, size_t chunk, const struct case_sink *sink, struct case_end *ret_end)
{
	static const struct xml_read_events events = { on_start, on_end, on_text };
	struct junit *j = junit_open(file, sink, ret_end);
	struct xml_read *x = xml_read_open(file, &events, j);
	size_t size = chunk && chunk < PIECE ? chunk : PIECE, n;
	char *piece = xcalloc(1, PIECE);
	struct loc at;
	bool ok;

	do {
		n = fread(piece, 1, size, in);
		case_check_read(in, file);
		ok = xml_read_feed(x, piece, n, feof(in) != 0);
	} while (ok && !feof(in));
	const char *fault = xml_read_fault(x, &at);

	junit_finish(j, fault, at);
	xml_read_close(x);
	junit_close(j);
	free(piece);
}
