#include "utf8.h"

static bool
is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

size_t
utf8_decode(const unsigned char *s, size_t len, uint32_t *ret_code)
{
	/* The least code point that needs so many bytes. */
	static const uint32_t least[UTF8_MAX + 1] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code;
	size_t n;

	if (len == 0)
		return 0;
	if (s[0] < 0x80) {
		*ret_code = s[0];
		return 1;
	}
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || n > len)
		return 0;
	code = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (!is_continuation(s[i]))
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return n;
}

size_t
utf8_encode(uint32_t code, unsigned char ret[UTF8_MAX])
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[UTF8_MAX + 1] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	for (size_t i = n; i-- > 1; code >>= 6)
		ret[i] = (unsigned char)(0x80 | (code & 0x3f));
	ret[0] = (unsigned char)(lead[n] | code);
	return n;
}

size_t
utf8_valid(const unsigned char *s, size_t len)
{
	size_t at = 0, n;
	uint32_t code;

	while (at < len && (n = utf8_decode(s + at, len - at, &code)) > 0)
		at += n;
	return at;
}

size_t
utf8_count(const unsigned char *s, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += !is_continuation(s[i]);
	return count;
}
