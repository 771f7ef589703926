#include "base/xml_chars.h"

#include <string.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/esc.h"

bool
xmlchar_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool
xmlchar_is(unsigned c)
{
	return c >= 0x20 ? c <= 0xd7ff || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff)
			 : c == '\t' || c == '\n' || c == '\r';
}

/* The ranges of characters that a name may begin with (production 4), and of those that may follow (4a). */
static const struct range {
	unsigned from, to;
} name_starts[] = { { ':', ':' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' }, { 0xaa, 0xaa }, { 0xb5, 0xb5 },
	{ 0xba, 0xba }, { 0xc0, 0xd6 }, { 0xd8, 0xf6 }, { 0xf8, 0x2ff }, { 0x370, 0x37d }, { 0x37f, 0x1fff },
	{ 0x200c, 0x200d }, { 0x2070, 0x218f }, { 0x2c00, 0x2fef }, { 0x3001, 0xd7ff }, { 0xf900, 0xfdcf },
	{ 0xfdf0, 0xfffd }, { 0x10000, 0xeffff } },
  name_goes_on[] = { { '-', '.' }, { '0', '9' }, { 0xb7, 0xb7 }, { 0x300, 0x36f }, { 0x203f, 0x2040 } };

static bool
in_ranges(const struct range *ranges, size_t count, unsigned c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

bool
xmlchar_begins_name(unsigned c)
{
	return in_ranges(name_starts, countof(name_starts), c);
}

unsigned
xmlchar_first(const char *s, size_t *ret_len)
{
	const unsigned char *c = (const unsigned char *)s;
	size_t len = *c < 0x80 ? 1 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : 4;
	unsigned value = len == 1 ? *c : *c & (0x7fu >> len);

	for (size_t i = 1; i < len; i++)
		value = value << 6 | (c[i] & 0x3fu);
	*ret_len = len;
	return value;
}

size_t
xmlchar_name_length(const char *s)
{
	size_t len, n = 0;

	for (; s[n]; n += len) {
		unsigned c = xmlchar_first(s + n, &len);

		if (!xmlchar_begins_name(c) && (!n || !in_ranges(name_goes_on, countof(name_goes_on), c)))
			break;
	}
	return n;
}

/* --- references ------------------------------------------------------------------------------- */

const char *
xmlchar_add_reference(struct buf *out, const char *s, size_t len)
{
	static const struct {
		const char *name;
		char is;
	} entities[] = { { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "apos", '\'' }, { "quot", '"' } };
	unsigned value = 0;

	if (*s != '#') {
		for (size_t i = 0; i < countof(entities); i++) {
			if (strlen(entities[i].name) == len && !memcmp(entities[i].name, s, len)) {
				buf_addc(out, entities[i].is);
				return NULL;
			}
		}
		return "not well-formed XML: undefined entity";
	}
	bool hex = len > 1 && s[1] == 'x';
	size_t i = hex ? 2 : 1;

	if (i == len)
		return "not well-formed XML: a character reference without a number";
	for (; i < len && value <= 0x10ffff; i++) {
		unsigned digit = s[i] >= '0' && s[i] <= '9' ? (unsigned)(s[i] - '0')
			: hex && s[i] >= 'a' && s[i] <= 'f' ? (unsigned)(s[i] - 'a') + 10
			: hex && s[i] >= 'A' && s[i] <= 'F' ? (unsigned)(s[i] - 'A') + 10
							    : 99;

		if (digit == 99)
			return "not well-formed XML: a character reference without a number";
		value = value * (hex ? 16 : 10) + digit;
	}
	if (!value || !xmlchar_is(value))
		return "not well-formed XML: reference to an invalid character";
	buf_add_utf8(out, value);
	return NULL;
}

void
xmlchar_add_text(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		n = esc_character(s + i, len - i);
		if (s[i] == '&')
			buf_adds(out, "&amp;");
		else if (s[i] == '<')
			buf_adds(out, "&lt;");
		else if (s[i] == '>')
			buf_adds(out, "&gt;");
		else if (s[i] == '"')
			buf_adds(out, "&quot;");
		else if (!n || (n == 3 && (!memcmp(s + i, "\xef\xbf\xbe", 3) || !memcmp(s + i, "\xef\xbf\xbf", 3))))
			buf_adds(out, "\xef\xbf\xbd");
		else if (n > 1 && esc_is_hidden(esc_code(s + i, n)))
			buf_printf(out, "&#x%lx;",
				esc_code(s + i, n)); /* the same text, which does nothing to who reads the file */
		else
			buf_add(out, s + i, n);
	}
}
