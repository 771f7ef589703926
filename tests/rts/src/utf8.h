/* UTF-8 as the Unicode standard defines it (table 3-7): no surrogates, nothing above U+10FFFF, no
 * code point in more bytes than it needs. */
#ifndef RTS_UTF8_H
#define RTS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX 4 /* bytes of a code point */

/* How many bytes the code point at s takes, and which it is; 0 if these bytes begin with none. */
size_t utf8_decode(const unsigned char *s, size_t len, uint32_t *ret_code);
/* Writes a code point, returns how many bytes it took; 0 if that is no code point. */
size_t utf8_encode(uint32_t code, unsigned char ret[UTF8_MAX]);
/* How many of these bytes are valid: len, or where the first fault is. */
size_t utf8_valid(const unsigned char *s, size_t len);
/* The code points in a valid string. */
size_t utf8_count(const unsigned char *s, size_t len);

#endif
