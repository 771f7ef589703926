/* SHA-256 (FIPS 180-4). We have our own, since the program nightshift loads no library. */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>

#include "base/digest.h"

enum { SHA256_HEX = 64 };

struct sha256 {
	struct digest d;
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *bytes, size_t len);

/* Add a text with its NUL, so that "ab" and "c" differ from "a" and "bc". */
void sha256_add_text(struct sha256 *h, const char *text);

/* The 64 hexadecimal digits and a NUL. The state cannot be used after that. */
void sha256_hex(struct sha256 *h, char ret_hex[SHA256_HEX + 1]);

#endif
