#include "rng.h"

uint64_t
rng_mix(uint64_t n)
{
	/* splitmix64 */
	n += 0x9e3779b97f4a7c15;
	n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
	n = (n ^ n >> 27) * 0x94d049bb133111eb;
	return n ^ n >> 31;
}

void
rng_seed(struct rng *r, uint64_t a, uint64_t b)
{
	uint64_t n = rng_mix(a) ^ b;

	for (int i = 0; i < 4; i++)
		r->s[i] = n = rng_mix(n);
}

static uint64_t
rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

uint64_t
rng_next(struct rng *r)
{
	uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t
rng_below(struct rng *r, uint64_t n)
{
	/* What lies above the last multiple of n would favour the small ones. */
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;

	do
		x = rng_next(r);
	while (x >= limit);
	return x % n;
}

int64_t
rng_any(struct rng *r)
{
	unsigned bits = (unsigned)rng_below(r, 65);
	uint64_t n = bits > 0 ? rng_next(r) >> (64 - bits) : 0;

	if (rng_below(r, 16) == 0)
		n = (uint64_t)1 << 63;
	if (rng_below(r, 8) == 0)
		n -= 1;
	return (int64_t)(rng_below(r, 2) == 0 ? n : 0 - n);
}
