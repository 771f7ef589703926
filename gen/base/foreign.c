#include "base/foreign.h"

#include <string.h>

#include "base/buf.h"
#include "base/esc.h"

enum {
	LOG_LINES = 20, /* of the end of a log */
	LOG_BYTES = 1500,
	SUMMARY_BYTES = 100,
	AUTHOR_BYTES = 40
};

void
foreign_store(struct buf *out, const char *s, size_t len, size_t max)
{
	const char *end = s + len;

	while (s < end) {
		size_t plain = 0, room = max > out->len ? max - out->len : 0;

		/* Nearly all of it is ASCII. */
		while (plain < room && s + plain < end && s[plain] >= ' ' && s[plain] <= '~')
			plain++;
		buf_add(out, s, plain);
		s += plain;
		if (s == end)
			break;
		size_t n = esc_character(s, (size_t)(end - s));

		if (out->len + (n ? n : 3) > max)
			break;
		if (n)
			buf_add(out, s, n);
		else
			buf_adds(out, "\xef\xbf\xbd"); /* U+FFFD */
		s += n ? n : 1;
	}
}

/* A character of three bytes that turns the direction of what follows, or is not seen. */
static bool
misleads(const unsigned char *c, size_t len)
{
	return len == 3 && c[0] == 0xe2 &&
		((c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xa8 && c[2] <= 0xae))) ||
			(c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
}

/* Append the first character of the text so that it does nothing; what comes back is its length, at least 1. */
static size_t
add_character(struct buf *out, const char *s, size_t len)
{
	const unsigned char *c = (const unsigned char *)s;
	size_t n = esc_character(s, len);

	if (len >= 3 && !memcmp(s, "##[", 3)) {
		buf_adds(out, "##\\["); /* a command to a runner of GitHub Actions, which takes it for one anywhere */
		return 3;
	}
	if (!n && *c < 0x80) {
		buf_printf(out, "^%c", *c ^ 0x40);
		return 1;
	}
	if (!n || (n == 2 && c[0] == 0xc2 && c[1] < 0xa0)) { /* no UTF-8, or U+0080 to U+009F, which terminals obey */
		buf_printf(out, "\\x%02x", *c);
		return 1;
	}
	if (misleads(c, n))
		buf_printf(out, "\\u%x", 0x2000u | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu));
	else
		buf_add(out, s, n);
	return n;
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
		if (s[i] == '\n' && !lines) {
			buf_addc(out, ' ');
			i++;
		} else {
			i += add_character(out, s + i, len - i);
		}
	}
}

/* Append each line of the text after `before`; one that has no end is closed. */
static void
add_lines(struct buf *out, const char *before, const char *s, size_t len)
{
	bool begins = true;

	for (size_t i = 0; i < len;) {
		if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n') {
			i++;
			continue;
		}
		if (begins)
			buf_adds(out, before);
		begins = s[i] == '\n';
		i += add_character(out, s + i, len - i);
	}
	if (!begins)
		buf_addc(out, '\n');
}

void
foreign_lines(struct buf *out, const char *s, size_t len)
{
	add_lines(out, "| ", s, len);
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
	struct buf before = { 0 };
	size_t len = strlen(tail), lines = 0, from = len;

	while (from && (tail[from - 1] == '\n') && from == len)
		len = --from;
	for (; from && len - from < LOG_BYTES; from--)
		if (tail[from - 1] == '\n' && ++lines == LOG_LINES)
			break;
	while (from < len && ((unsigned char)tail[from] & 0xc0) == 0x80) /* within a character */
		from++;
	buf_printf(&before, "%s| ", indent);
	add_lines(out, before.s, tail + from, len - from);
	buf_release(&before);
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
