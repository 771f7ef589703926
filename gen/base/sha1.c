#include "base/sha1.h"

#include <stdio.h>
#include <string.h>

static uint32_t
turn_left(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

/* The function of round i, with its constant (FIPS 180-4, 4.1.1 and 4.2.1). */
static uint32_t
mix(int i, uint32_t b, uint32_t c, uint32_t d)
{
	if (i < 20)
		return ((b & c) ^ (~b & d)) + 0x5a827999;
	if (i < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (i < 60)
		return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void
compress(uint32_t *state, const unsigned char *p)
{
	uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

	for (int i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (int i = 16; i < 80; i++)
		w[i] = turn_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (int i = 0; i < 80; i++) {
		uint32_t t = turn_left(a, 5) + mix(i, b, c, d) + e + w[i];

		e = d;
		d = c;
		c = turn_left(b, 30);
		b = a;
		a = t;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

void
sha1_init(struct sha1 *h)
{
	h->d = (struct digest){ .compress = compress,
		.state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

void
sha1_add(struct sha1 *h, const void *bytes, size_t len)
{
	digest_add(&h->d, bytes, len);
}

void
sha1_hex(struct sha1 *h, char ret_hex[SHA1_HEX + 1])
{
	digest_hex(&h->d, SHA1_HEX, ret_hex);
}

void
sha1_blob(const char *bytes, size_t len, char ret_hex[SHA1_HEX + 1])
{
	char head[32];
	int head_len = snprintf(head, sizeof(head), "blob %zu", len);
	struct sha1 h;

	sha1_init(&h);
	sha1_add(&h, head, (size_t)head_len + 1);
	sha1_add(&h, bytes, len);
	sha1_hex(&h, ret_hex);
}
