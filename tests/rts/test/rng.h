/* Random numbers that are the same on every machine: xoshiro256** 1.0, seeded by splitmix64, both
 * by D. Blackman and S. Vigna, who put them into the public domain (https://prng.di.unimi.it). */
#ifndef RTS_TEST_RNG_H
#define RTS_TEST_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s[4];
};
/* Two numbers, so that what is random within a run need not be the same in each part of it. */
void rng_seed(struct rng *r, uint64_t a, uint64_t b);
uint64_t rng_next(struct rng *r);
/* Evenly from 0 to n - 1; n is not 0. */
uint64_t rng_below(struct rng *r, uint64_t n);
/* Evenly in its number of bits: small and large numbers, both signs, and now and then the ends of
 * the range. */
int64_t rng_any(struct rng *r);
/* A number made of n, for contents that can be told from each other and made again. */
uint64_t rng_mix(uint64_t n);

#endif
