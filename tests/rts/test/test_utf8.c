/* UTF-8: every code point, and every sequence of up to three bytes and many of four, against table
 * 3-7 of the Unicode standard. */
#include <string.h>

#include "modules.h"
#include "test.h"
#include "utf8.h"

#define ROUNDS 20000

/* Table 3-7: the ranges that the bytes of a well-formed sequence are in. */
static const struct {
	unsigned char len, range[4][2];
} table[] = {
	{ 1, { { 0x00, 0x7f } } },
	{ 2, { { 0xc2, 0xdf }, { 0x80, 0xbf } } },
	{ 3, { { 0xe0, 0xe0 }, { 0xa0, 0xbf }, { 0x80, 0xbf } } },
	{ 3, { { 0xe1, 0xec }, { 0x80, 0xbf }, { 0x80, 0xbf } } },
	{ 3, { { 0xed, 0xed }, { 0x80, 0x9f }, { 0x80, 0xbf } } },
	{ 3, { { 0xee, 0xef }, { 0x80, 0xbf }, { 0x80, 0xbf } } },
	{ 4, { { 0xf0, 0xf0 }, { 0x90, 0xbf }, { 0x80, 0xbf }, { 0x80, 0xbf } } },
	{ 4, { { 0xf1, 0xf3 }, { 0x80, 0xbf }, { 0x80, 0xbf }, { 0x80, 0xbf } } },
	{ 4, { { 0xf4, 0xf4 }, { 0x80, 0x8f }, { 0x80, 0xbf }, { 0x80, 0xbf } } },
};

/* The length of the well-formed sequence at s, or 0. */
static size_t
by_table(const unsigned char *s, size_t len)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		size_t n = 0;

		if (s[0] < table[i].range[0][0] || s[0] > table[i].range[0][1])
			continue;
		while (n < table[i].len && n < len && s[n] >= table[i].range[n][0] &&
		       s[n] <= table[i].range[n][1])
			n++;
		return n == table[i].len ? n : 0;
	}
	return 0;
}

static void
check_sequence(struct test *t, const unsigned char *s, size_t len)
{
	uint32_t code;
	size_t got = utf8_decode(s, len, &code), want = by_table(s, len);

	CHECK(t, got == want,
	      "expected %02x %02x %02x %02x (%zu bytes) to decode to %zu bytes, not %zu", s[0],
	      s[1], s[2], s[3], len, want, got);
}

static size_t
all_code_points(struct test *t)
{
	unsigned char s[UTF8_MAX];
	uint32_t code = 0, back;
	size_t count = 0;

	for (; code < 0x120000; code++) {
		size_t len = utf8_encode(code, s);

		if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
			CHECK(t, len == 0, "expected U+%04X to be refused", (unsigned)code);
			continue;
		}
		CHECK(t, len > 0 && utf8_decode(s, len, &back) == len && back == code,
		      "expected U+%04X to be itself after encoding and decoding", (unsigned)code);
		CHECK(t, utf8_decode(s, len - 1, &back) == 0,
		      "expected U+%04X to be refused when cut short", (unsigned)code);
		count++;
	}
	return count;
}

/* A valid string, then one with a byte changed: valid up to where the table says. */
static void
one_string(struct test *t)
{
	unsigned char s[400];
	size_t len = 0, count = 0, want = 0, n;

	while (len < sizeof s - UTF8_MAX) {
		uint32_t code = (uint32_t)(rng_next(&t->rng) & 0x1fffff);

		code >>= rng_below(&t->rng, 21);
		n = utf8_encode(code, s + len);
		len += n;
		count += n > 0;
	}
	CHECK_EQ(t, utf8_valid(s, len), len);
	CHECK_EQ(t, utf8_count(s, len), count);
	n = (size_t)rng_below(&t->rng, len);
	s[n] = (unsigned char)rng_next(&t->rng);
	while (want < len && (n = by_table(s + want, len - want)) > 0)
		want += n;
	CHECK_EQ(t, utf8_valid(s, len), want);
}

void
test_utf8(struct test *t)
{
	size_t codes = all_code_points(t);
	unsigned char s[4] = { 0 };

	/* The lead byte, the one after it, and of those further on the ends of their ranges. */
	for (unsigned n = 0; n < 0x1000000; n++) {
		s[0] = (unsigned char)(n >> 16);
		s[1] = (unsigned char)(n >> 8);
		s[2] = (unsigned char)n;
		s[3] = s[2] ^ 0x80;
		if (s[0] < 0xf0 && s[2] % 16 != 0 && s[2] % 16 != 15)
			continue;
		check_sequence(t, s, 3);
		check_sequence(t, s, 4);
		s[3] = s[2];
		check_sequence(t, s, 4);
	}
	for (int i = 0; i < ROUNDS; i++)
		one_string(t);
	test_says(t, "%zu code points, %d strings, and all beginnings of sequences", codes, ROUNDS);
}
