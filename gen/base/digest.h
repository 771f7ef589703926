/*
 * What SHA-1 and SHA-256 (FIPS 180-4) have in common: they take blocks of 64 bytes, the last of them padded with the length
 * (5.1.1), and give their state of 32-bit words as digits. base/sha1.h and base/sha256.h are for others to use.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct digest {
	/* Take a block of 64 bytes into the state. */
	void (*compress)(uint32_t *state, const unsigned char *block);
	uint32_t state[8];
	uint64_t len; /* bytes so far */
	unsigned char block[64];
};

void digest_add(struct digest *d, const void *bytes, size_t len);

/* Pad, and write so many hexadecimal digits of the state, and a NUL. The state cannot be used after that. */
void digest_hex(struct digest *d, size_t digits, char *ret_hex);

#endif
