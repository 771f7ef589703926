#include "base/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"

enum {
	LOG_LINES = 20, /* of the end of a log */
	LOG_BYTES = 1500,
	SUMMARY_BYTES = 100,
	AUTHOR_BYTES = 40
};

/* Characters that change how a line is read, and are not seen. */
static bool
is_hidden(const unsigned char *s, size_t len)
{
	return len == 3 && s[0] == 0xe2 &&
		((s[1] == 0x80 && (s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae))) ||
			(s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9));
}

void
foreign_clean(struct buf *out, const char *s, size_t max, bool lines)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len;) {
		size_t n = esc_character(s + i, len - i);

		if (i + n > max) {
			buf_adds(out, "...");
			return;
		}
		if (!n || is_hidden((const unsigned char *)s + i, n))
			buf_adds(out, "\xef\xbf\xbd"); /* U+FFFD */
		else if (s[i] == '\n' && !lines)
			buf_addc(out, ' ');
		else if (!strncmp(s + i, "##[", 3))
			buf_adds(out, "# ");
		else
			buf_add(out, s + i, n);
		i += n ? n : 1;
	}
}

static size_t
longest_run(const char *s, char c)
{
	size_t longest = 0, run = 0;

	for (; *s; s++) {
		run = *s == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void
add_many(struct buf *out, char c, size_t n)
{
	while (n--)
		buf_addc(out, c);
}

void
foreign_line(struct buf *out, const char *s, size_t max, bool markdown)
{
	struct buf clean = { 0 };

	foreign_clean(&clean, s, max, false);
	if (!markdown) {
		buf_adds(out, buf_text(&clean));
	} else if (clean.len) {
		size_t fence = longest_run(buf_text(&clean), '`') + 1;
		bool pad = clean.s[0] == '`' || clean.s[clean.len - 1] == '`' ||
			(clean.s[0] == ' ' && clean.s[clean.len - 1] == ' ');

		add_many(out, '`', fence);
		buf_adds(out, pad ? " " : "");
		buf_adds(out, buf_text(&clean));
		buf_adds(out, pad ? " " : "");
		add_many(out, '`', fence);
	}
	buf_release(&clean);
}

void
foreign_log(struct buf *out, const char *tail, const char *indent)
{
	struct buf clean = { 0 };
	size_t len = strlen(tail), lines = 0, from = len;

	while (from && (tail[from - 1] == '\n') && from == len)
		len = --from;
	for (; from && len - from < LOG_BYTES; from--)
		if (tail[from - 1] == '\n' && ++lines == LOG_LINES)
			break;
	while (from < len && ((unsigned char)tail[from] & 0xc0) == 0x80) /* within a character */
		from++;
	char *part = xcalloc(len - from + 1, 1);

	memcpy(part, tail + from, len - from);
	foreign_clean(&clean, part, len - from, true);
	free(part);
	for (const char *s = buf_text(&clean);;) {
		size_t n = strcspn(s, "\n");

		buf_printf(out, "%s| ", indent);
		buf_add(out, s, n);
		buf_addc(out, '\n');
		if (!s[n])
			break;
		s += n + 1;
	}
	buf_release(&clean);
}

void
foreign_block(struct buf *out, const struct buf *text)
{
	size_t fence = longest_run(buf_text(text), '`') + 1;

	fence = fence < 3 ? 3 : fence;
	add_many(out, '`', fence);
	buf_adds(out, "text\n");
	buf_adds(out, buf_text(text));
	add_many(out, '`', fence);
	buf_adds(out, "\n");
}

void
foreign_commit(struct buf *out, const char *summary, const char *author, bool markdown)
{
	foreign_line(out, summary, SUMMARY_BYTES, markdown);
	buf_adds(out, " (");
	foreign_line(out, author, AUTHOR_BYTES, markdown);
	buf_adds(out, ")");
}
