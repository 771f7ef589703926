#include "base/annotate.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

bool
annotate_is_wanted(void)
{
	const char *says = getenv("GITHUB_ACTIONS");

	return says && !strcmp(says, "true");
}

static void
add_escaped(struct buf *out, const char *s, const char *special)
{
	for (; *s; s++)
		if (strchr(special, *s))
			buf_printf(out, "%%%02X", (unsigned char)*s);
		else
			buf_addc(out, *s);
}

void
annotate_data(struct buf *out, const char *s)
{
	add_escaped(out, s, "%\r\n");
}

void
annotate_property(struct buf *out, const char *s)
{
	add_escaped(out, s, "%\r\n:,");
}

void
annotate_error(struct buf *out, const char *title, const char *text)
{
	buf_adds(out, "::error title=");
	annotate_property(out, title);
	buf_adds(out, "::");
	annotate_data(out, text);
	buf_addc(out, '\n');
}
