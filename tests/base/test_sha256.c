#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

/* FIPS 180-4 has the first three examples; the others end just before, at and behind a block. */
static void
digests(void **state)
{
	static const struct {
		const char *text;
		size_t times;
		const char *hex;
	} cases[] = {
		{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
		{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
		{ "a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
		{ "a", 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34" },
		{ "a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
		{ "a", 65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char hex[SHA256_HEX + 1];
		struct sha256 h;

		sha256_init(&h);
		for (size_t k = 0; k < cases[i].times; k++)
			sha256_add(&h, cases[i].text, strlen(cases[i].text));
		sha256_hex(&h, hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

/* In pieces of any length it is the same. */
static void
pieces(void **state)
{
	unsigned char text[300];
	char whole[SHA256_HEX + 1], hex[SHA256_HEX + 1];
	struct sha256 h;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i * 7);
	sha256_init(&h);
	sha256_add(&h, text, sizeof(text));
	sha256_hex(&h, whole);
	for (size_t piece = 1; piece < 140; piece++) {
		sha256_init(&h);
		for (size_t at = 0; at < sizeof(text); at += piece)
			sha256_add(&h, text + at, sizeof(text) - at < piece ? sizeof(text) - at : piece);
		sha256_hex(&h, hex);
		assert_string_equal(hex, whole);
	}
}

/* Texts have ends. */
static void
texts(void **state)
{
	char one[SHA256_HEX + 1], other[SHA256_HEX + 1];
	struct sha256 h;

	(void)state;
	sha256_init(&h);
	sha256_add_text(&h, "ab");
	sha256_add_text(&h, "c");
	sha256_hex(&h, one);
	sha256_init(&h);
	sha256_add_text(&h, "a");
	sha256_add_text(&h, "bc");
	sha256_hex(&h, other);
	assert_string_not_equal(one, other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests),
		cmocka_unit_test(pieces),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
