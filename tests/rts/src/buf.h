/* A byte string that grows, and a reader that does not run past the end of one. */
#ifndef RTS_BUF_H
#define RTS_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	unsigned char *at;
	size_t len, cap;
};
/* Starts empty as (struct buf){0}. buf_release leaves it so again. */
void buf_release(struct buf *b);
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_byte(struct buf *b, unsigned char byte);

/* What is left to read. The first read past the end, or of nonsense, sets bad for good, and every
 * read afterwards yields zero: so one look at bad when all is read is enough. */
struct reader {
	const unsigned char *at, *end;
	bool bad;
};
unsigned char reader_byte(struct reader *r);
/* The next len bytes, in place; NULL if there are not so many. */
const unsigned char *reader_take(struct reader *r, size_t len);
size_t reader_left(const struct reader *r);

#endif
