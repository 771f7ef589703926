#include "base/tail.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/foreign.h"

enum { TAIL_SIZE = 16 * 1024 };

void
tail_add(struct buf *out, const char *path, int lines)
{
	struct buf end = { 0 };

	file_read_end(path, false, TAIL_SIZE, &end);
	if (end.len) {
		const char *text = end.s, *from = text + end.len - (text[end.len - 1] == '\n');

		while (from > text && (from[-1] != '\n' || --lines > 0))
			from--;
		foreign_lines(out, from, (size_t)(text + end.len - from));
	}
	buf_release(&end);
}
