/* Principals: known ones, round trips, and texts with a fault in them. */
#include <string.h>

#include "modules.h"
#include "principal.h"
#include "test.h"

#define ROUNDS 12000

/* From the interface specification of the Internet Computer, and the names of its own actors. */
static const struct {
	const char *text, *bytes;
	size_t len;
} cases[] = {
	{ "aaaaa-aa", "", 0 },
	{ "2vxsx-fae", "\x04", 1 },
	{ "em77e-bvlzu-aq", "\xab\xcd\x01", 3 },
	{ "rrkah-fqaaa-aaaaa-aaaaq-cai", "\0\0\0\0\0\0\0\x01\x01\x01", 10 },
	{ "ryjl3-tyaaa-aaaaa-aaaba-cai", "\0\0\0\0\0\0\0\x02\x01\x01", 10 },
};

static const char *const wrong[] = {
	"",          "aaaaa",      "aaaaa-",     "aaaaaaaa",       "aaaaa-ab",
	"aaaaa-aa-", "aaaa-aaaa",  "2vxsx-fa",   "2vxsx-fae-",     "2vxsx-faf",
	"2vxsx-fa1", "2vxsx--fae", " 2vxsx-fae", "em77e-bvlzu-ar", "em77e-bvlzu-aqa",
};

static bool
decodes(const char *text, size_t len, const unsigned char *bytes, size_t bytes_len)
{
	unsigned char back[PRINCIPAL_MAX];
	size_t back_len;

	return principal_decode(text, len, back, &back_len) && back_len == bytes_len &&
	       memcmp(back, bytes, bytes_len) == 0;
}

/* One character of a text is changed: by another digit, the checksum must see it. */
static void
spoil(struct test *t, const char *text, size_t len)
{
	static const char other[] = "abcdefghijklmnopqrstuvwxyz234567-0189 =";
	char bad[PRINCIPAL_TEXT_MAX + 1];
	unsigned char bytes[PRINCIPAL_MAX];
	size_t bytes_len;

	for (size_t i = 0; i < len; i++) {
		memcpy(bad, text, len + 1);
		bad[i] = other[rng_below(&t->rng, sizeof other - 1)];
		CHECK(t, bad[i] == text[i] || !principal_decode(bad, len, bytes, &bytes_len),
		      "expected '%s' to be refused, since '%s' is right", bad, text);
		CHECK(t, !principal_decode(text, i, bytes, &bytes_len),
		      "expected the first %zu characters of '%s' to be refused", i, text);
	}
}

void
test_principal(struct test *t)
{
	char text[PRINCIPAL_TEXT_MAX + 1], capitals[PRINCIPAL_TEXT_MAX + 1];
	unsigned char bytes[PRINCIPAL_MAX];
	size_t len, text_len;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		len = principal_encode((const unsigned char *)cases[i].bytes, cases[i].len, text);
		CHECK(t, strcmp(text, cases[i].text) == 0, "expected '%s', but it is '%s'",
		      cases[i].text, text);
		CHECK(t, decodes(text, len, (const unsigned char *)cases[i].bytes, cases[i].len),
		      "expected '%s' to be read again", text);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK(t, !principal_decode(wrong[i], strlen(wrong[i]), bytes, &len),
		      "expected '%s' to be refused", wrong[i]);
	for (int i = 0; i < ROUNDS; i++) {
		len = (size_t)rng_below(&t->rng, PRINCIPAL_MAX + 1);
		for (size_t j = 0; j < len; j++)
			bytes[j] = (unsigned char)rng_next(&t->rng);
		text_len = principal_encode(bytes, len, text);
		CHECK_EQ(t, text_len, strlen(text));
		CHECK(t, decodes(text, text_len, bytes, len), "expected '%s' to be read again", text);
		for (size_t j = 0; j <= text_len; j++)
			capitals[j] = (char)(text[j] >= 'a' ? text[j] - 'a' + 'A' : text[j]);
		CHECK(t, decodes(capitals, text_len, bytes, len), "expected '%s' to be read too",
		      capitals);
		spoil(t, text, text_len);
	}
	test_says(t, "%d principals, each with every character changed", ROUNDS);
}
