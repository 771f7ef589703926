/* Principals, the names of the Internet Computer's actors and users: up to 29 bytes, and as text
 * these bytes behind their CRC-32 in base 32, in groups of five: "em77e-bvlzu-aq". */
#ifndef RTS_PRINCIPAL_H
#define RTS_PRINCIPAL_H

#include <stdbool.h>
#include <stddef.h>

#define PRINCIPAL_MAX 29      /* bytes */
#define PRINCIPAL_TEXT_MAX 63 /* characters, without the zero byte at the end */

/* The text of len bytes, of which there may be PRINCIPAL_MAX. Returns its length. */
size_t principal_encode(const unsigned char *bytes, size_t len, char ret[PRINCIPAL_TEXT_MAX + 1]);
/* False if there are no bytes of which principal_encode makes this; capitals are taken too. */
bool principal_decode(const char *text, size_t len, unsigned char ret[PRINCIPAL_MAX],
		      size_t *ret_len);

#endif
