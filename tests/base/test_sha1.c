/* sha1.c: the examples of FIPS 180-4, the lengths around a block, and the names that git gives to files. */
#include "tap/unit.h"

#include "base/base.h"
#include "base/sha1.h"

/* FIPS 180-4 has the first three examples; the others end just before, at and behind a block. */
static void
test_digests(void **state)
{
	static const struct {
		const char *text;
		size_t times;
		const char *hex;
	} cases[] = {
		{ "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
			"84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
		{ "a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
		{ "", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
		{ "a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a" },
		{ "a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699" },
		{ "a", 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5" },
		{ "a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d" },
		{ "a", 65, "11655326c708d70319be2610e8a57d9a5b959d3b" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		char hex[SHA1_HEX + 1];
		struct sha1 h;

		sha1_init(&h);
		for (size_t k = 0; k < cases[i].times; k++)
			sha1_add(&h, cases[i].text, strlen(cases[i].text));
		sha1_hex(&h, hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

/* In pieces of any length it is the same. */
static void
test_pieces(void **state)
{
	unsigned char text[300];
	char whole[SHA1_HEX + 1], hex[SHA1_HEX + 1];
	struct sha1 h;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i * 7);
	sha1_init(&h);
	sha1_add(&h, text, sizeof(text));
	sha1_hex(&h, whole);
	for (size_t piece = 1; piece < 140; piece++) {
		sha1_init(&h);
		for (size_t at = 0; at < sizeof(text); at += piece)
			sha1_add(&h, text + at, at + piece < sizeof(text) ? piece : sizeof(text) - at);
		sha1_hex(&h, hex);
		assert_string_equal(hex, whole);
	}
}

/* What git hash-object says. */
static void
test_blobs(void **state)
{
	char hex[SHA1_HEX + 1];

	(void)state;
	sha1_blob("", 0, hex);
	assert_string_equal(hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	sha1_blob("what is up, doc?", 16, hex); /* the example of Pro Git, 10.2 */
	assert_string_equal(hex, "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digests),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_blobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
