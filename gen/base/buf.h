/*
 * A growing string. s is NULL only while len is 0; otherwise a NUL follows its len bytes. It belongs to the function that
 * made it, which calls buf_release. If memory runs out, the program dies.
 */
#ifndef BUF_H
#define BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/base.h"

struct buf {
	char *s;
	size_t len, cap;
};

/* Append bytes, a string, a character, text made as by printf. */
void buf_add(struct buf *b, const char *s, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

/* Append a character, at most U+10FFFF, as UTF-8. */
void buf_add_utf8(struct buf *b, unsigned long c);

/* Append a number in decimal digits. */
void buf_add_number(struct buf *b, unsigned long long n);

/* Append microseconds as seconds, in the fewest decimal digits that say them exactly: 4, 0.25, 1200. */
void buf_add_seconds(struct buf *b, unsigned long long usec);

/* Append microseconds for people: "12.3 s", "14 min 58 s" or "1 h 02 min". */
void buf_add_duration(struct buf *b, unsigned long long usec);

/* Make room for `more` further bytes; the place where they go comes back. */
char *buf_reserve(struct buf *b, size_t more);

/* The text, never NULL. */
const char *buf_text(const struct buf *b);

/* Forget the text, but keep the memory. */
void buf_reset(struct buf *b);

/* Free the memory; the buffer is then empty and may be used again. */
void buf_release(struct buf *b);

#endif
