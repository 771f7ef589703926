/* CRC-32 against its definition, bit by bit, and against what others print. */
#include <string.h>

#include "crc32.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 40000
#define LEN_MAX 300

static const struct {
	const char *text;
	uint32_t crc;
} cases[] = {
	{ "", 0x00000000 },
	{ "a", 0xe8b7be43 },
	{ "123456789", 0xcbf43926 }, /* the check value of the standard */
	{ "The quick brown fox jumps over the lazy dog", 0x414fa339 },
};

static uint32_t
by_bits(const unsigned char *p, size_t len)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len * 8; i++) {
		bool bit = (crc ^ p[i / 8] >> i % 8) & 1;

		crc = crc >> 1 ^ (bit ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void
one_string(struct test *t)
{
	unsigned char p[LEN_MAX];
	size_t len = 1 + (size_t)rng_below(&t->rng, LEN_MAX),
	       cut = (size_t)rng_below(&t->rng, len + 1);
	size_t at = (size_t)rng_below(&t->rng, len * 8);
	uint64_t burst = rng_next(&t->rng) & 0xffffffff;
	uint32_t crc;

	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)rng_next(&t->rng);
	crc = crc32_add(0, p, len);
	CHECK_EQ(t, crc, by_bits(p, len));
	CHECK_EQ(t, crc32_add(crc32_add(0, p, cut), p + cut, len - cut), crc);
	/* No change within 32 bits in a row goes unseen: what the code was made for. */
	for (size_t i = 0; i < 32 && at + i < len * 8; i++)
		p[(at + i) / 8] ^= (unsigned char)((burst >> i & 1) << (at + i) % 8);
	if (crc == crc32_add(0, p, len))
		CHECK_EQ(t, burst & (at + 32 <= len * 8 ? ~0u : (1u << (len * 8 - at)) - 1), 0);
	else
		CHECK(t, burst != 0, "expected an unchanged string to have an unchanged checksum");
}

void
test_crc32(struct test *t)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		CHECK_EQ(t, crc32_add(0, cases[i].text, strlen(cases[i].text)), cases[i].crc);
	for (int i = 0; i < ROUNDS; i++)
		one_string(t);
	test_says(t, "%d strings, each with an error burst", ROUNDS);
}
