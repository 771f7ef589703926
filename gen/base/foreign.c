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

/* Append the first character of the text so that it does nothing; what comes back is its length, at least 1. */
static size_t
add_character(struct buf *out, const char *s, size_t len)
{
	unsigned char c = (unsigned char)*s;
	size_t n = esc_character(s, len);

	if (c == '#' && esc_is_command(s, len)) {
		buf_adds(out, "##\\");
		return 2;
	}
	if (!n)
		buf_printf(out, c < 0x80 ? "^%c" : "\\x%02x", c < 0x80 ? c ^ 0x40 : c);
	else if (n > 1 && esc_is_hidden(esc_code(s, n)))
		buf_printf(out, "\\u%04lx", esc_code(s, n));
	else
		buf_add(out, s, n);
	return n ? n : 1;
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

/* The length of a blank with which the text begins, as a runner of GitHub Actions strips it before it looks for a command
 * (String.TrimStart of .NET); what else that strips is made visible. */
static size_t
blank_length(const char *s, size_t len)
{
	if (*s == ' ' || *s == '\t')
		return 1;
	size_t n = esc_character(s, len);
	unsigned long code = n > 1 ? esc_code(s, n) : 0;

	return code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f ||
			code == 0x205f || code == 0x3000
		? n
		: 0;
}

/* The length of one of this program's own colours with which the text begins, or 0. */
static size_t
color_length(const char *s, size_t len)
{
	static const char *const own[] = { "0m", "2m", "31m", "32m", "33m", "1;31m", "1;32m", "1;33m", "1;35m",
		"1;36m" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		size_t n = strlen(own[i]);

		if (len >= n + 2 && !memcmp(s, "\033[", 2) && !memcmp(s + 2, own[i], n))
			return n + 2;
	}
	return 0;
}

void
foreign_shown(struct buf *out, const char *s, size_t len, bool colors)
{
	bool fresh = true; /* nothing but blanks stands before on the line */

	for (size_t i = 0; i < len;) {
		size_t plain = 0, left = len - i, n;

		/* Nearly all of it is ASCII. */
		while (!fresh && i + plain < len && s[i + plain] >= ' ' && s[i + plain] <= '~' && s[i + plain] != '#')
			plain++;
		buf_add(out, s + i, plain);
		if (plain) {
			i += plain;
			continue;
		}
		if (fresh && left > 1 && s[i] == ':' && s[i + 1] == ':') {
			buf_adds(out, ":\\");
			i++;
		} else if ((colors && (n = color_length(s + i, left))) || (fresh && (n = blank_length(s + i, left)))) {
			buf_add(out, s + i, n);
			i += n;
			continue;
		}
		fresh = s[i] == '\n';
		i += add_character(out, s + i, len - i);
	}
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
