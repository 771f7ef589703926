#include "plan/secondsfile.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/seconds.h"

bool
secondsfile_read(struct seconds *ret_seconds, struct arena *a, struct diag *d, const char *file, const char *text,
	size_t len)
{
	const char *end = text + len;
	int errors = d->errors;
	struct loc at = { file, 1, 1 };

	*ret_seconds = (struct seconds){ 0 };
	diag_source(d, file, text, len);
	for (const char *line = text; line < end; at.line++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		const char *next = stop ? stop + 1 : end;

		if (!stop)
			stop = end;
		if (stop > line && stop[-1] == '\r')
			stop--;
		const char *tab = memchr(line, '\t', (size_t)(stop - line));
		const char *second = tab ? memchr(tab + 1, '\t', (size_t)(stop - tab - 1)) : NULL;
		struct seconds_row row = { .loc = at };

		if (line == stop || *line == '#') {
			line = next;
			continue;
		}
		if (!second || !seconds_parse(second + 1, (size_t)(stop - second - 1), &row.usec)) {
			diag_error(d, at, "expected: unit, tab, platform or '*', tab, seconds");
		} else {
			row.unit = arena_strndup(a, line, (size_t)(tab - line));
			row.platform = arena_strndup(a, tab + 1, (size_t)(second - tab - 1));
			*ARENA_APPEND(a, ret_seconds->rows, ret_seconds->count) = row;
		}
		line = next;
	}
	return d->errors == errors;
}

size_t
secondsfile_top(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len &&
		(text[at] == '#' || text[at] == '\n' || (text[at] == '\r' && at + 1 < len && text[at + 1] == '\n'))) {
		const char *stop = memchr(text + at, '\n', len - at);

		at = stop ? (size_t)(stop - text) + 1 : len;
	}
	return at;
}

void
secondsfile_write(const struct seconds *s, const char *old, size_t top, struct buf *out)
{
	if (top)
		buf_add(out, old, top);
	if (top && old[top - 1] != '\n')
		buf_addc(out, '\n');
	for (size_t i = 0; i < s->count; i++) {
		buf_adds(out, s->rows[i].unit);
		buf_addc(out, '\t');
		buf_adds(out, s->rows[i].platform);
		buf_addc(out, '\t');
		buf_add_seconds(out, s->rows[i].usec);
		buf_addc(out, '\n');
	}
}
