/* SHA-1 (FIPS 180-4), only for the names that git gives to files. Nothing that must resist an attack may rely on it:
 * base/sha256.h is for that. */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>

#include "base/digest.h"

enum { SHA1_HEX = 40 };

struct sha1 {
	struct digest d;
};

void sha1_init(struct sha1 *h);
void sha1_add(struct sha1 *h, const void *bytes, size_t len);

/* The 40 hexadecimal digits and a NUL. The state cannot be used after that. */
void sha1_hex(struct sha1 *h, char ret_hex[SHA1_HEX + 1]);

/* What `git hash-object` prints for a file of these bytes: the SHA-1 of "blob LENGTH", a NUL, and the bytes. */
void sha1_blob(const char *bytes, size_t len, char ret_hex[SHA1_HEX + 1]);

#endif
