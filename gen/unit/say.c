#include "unit/say.h"

#include "base/buf.h"
#include "base/tail.h"
#include "unit/casefile.h"

enum { TAIL_LINES = 20 };

void
say_add_alive(struct buf *out, const char *unit, long long usec, bool silent)
{
	buf_printf(out, "running %s: %lld s%s\n", unit, (usec + 500000) / 1000000,
		silent ? ", nothing printed since the last such line" : "");
}

void
say_add_log(struct buf *out, const char *folder)
{
	struct buf failed = { 0 }, path = { 0 };

	buf_printf(&path, "%s/log", folder);
	if (casefile_show_failed(&failed, folder)) {
		buf_addc(out, '\n');
		buf_add(out, failed.s, failed.len);
		buf_printf(out, "the end of %s:\n", buf_text(&path));
	} else {
		buf_printf(out, "; the end of %s:\n", buf_text(&path));
	}
	tail_add(out, buf_text(&path), TAIL_LINES);
	buf_release(&failed);
	buf_release(&path);
}
