#include "unit/say.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/tail.h"

enum { TAIL_LINES = 20 };

void
say_now(int fd, struct buf *text)
{
	file_write(fd, buf_text(text), text->len);
	buf_reset(text);
}

void
say_add_alive(struct buf *out, const char *unit, long long usec, bool silent)
{
	buf_printf(out, "running %s: %lld s%s\n", unit, (usec + 500000) / 1000000,
		silent ? ", nothing printed since the last such line" : "");
}

void
say_add_log(struct buf *out, const char *path)
{
	buf_printf(out, "; the end of %s:\n", path);
	tail_add(out, path, TAIL_LINES);
}
