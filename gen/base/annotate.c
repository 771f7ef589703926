#include "base/annotate.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/foreign.h"

bool
annotate_is_wanted(void)
{
	const char *says = getenv("GITHUB_ACTIONS");

	return says && !strcmp(says, "true");
}

/* Append text with percent signs for what is special to a runner, and so that it does nothing to who reads the log. */
static void
add_escaped(struct buf *out, const char *text, const char *special)
{
	struct buf clean = { 0 };

	foreign_clean(&clean, text, (size_t)-1 / 2, true);
	for (const char *s = buf_text(&clean); *s; s++)
		if (strchr(special, *s))
			buf_printf(out, "%%%02X", (unsigned char)*s);
		else
			buf_addc(out, *s);
	buf_release(&clean);
}

static void
add_data(struct buf *out, const char *s)
{
	add_escaped(out, s, "%\r\n");
	buf_addc(out, '\n');
}

static void
add_property(struct buf *out, const char *s)
{
	add_escaped(out, s, "%\r\n:,");
}

void
annotate_error(struct buf *out, const char *title, const char *text)
{
	buf_adds(out, "::error title=");
	add_property(out, title);
	buf_adds(out, "::");
	add_data(out, text);
}

void
annotate_place(struct buf *out, const char *level, const char *file, unsigned line, unsigned col, const char *text)
{
	buf_printf(out, "::%s ", level);
	if (file) {
		buf_adds(out, "file=");
		add_property(out, file);
		if (line)
			buf_printf(out, ",line=%u,col=%u", line, col);
	}
	buf_adds(out, "::");
	add_data(out, text);
}

void
annotate_group(struct buf *out, const char *title)
{
	buf_adds(out, "::group::");
	add_data(out, title);
}

void
annotate_group_end(struct buf *out)
{
	buf_adds(out, "::endgroup::\n");
}
