/* Integers without a limit, outside of the heap: the arithmetic. How the heap holds them says
 * integer.h.
 *
 * A result may be the same variable as an argument. Division rounds towards zero and the remainder
 * has the sign of the dividend, as in C; shifting right rounds down, as if the number were in two's
 * complement. */
#ifndef RTS_BIG_H
#define RTS_BIG_H

#include "buf.h"

struct big {
	bool negative;   /* never for zero */
	size_t len, cap; /* the highest digit is not zero; zero has no digits */
	uint32_t *digit; /* base 2^32, lowest first */
};
/* Starts as zero, (struct big){0}. big_release leaves it so again. */
void big_release(struct big *a);
void big_set(struct big *r, int64_t n);
void big_copy(struct big *r, const struct big *a);
/* Does it fit in 64 bits, and if so, what is it? */
bool big_get(const struct big *a, int64_t *ret_n);

/* Less than 0, 0, or more than 0: as a is less than, equal to, or more than b. */
int big_compare(const struct big *a, const struct big *b);

void big_negate(struct big *a);
void big_add(struct big *r, const struct big *a, const struct big *b);
void big_sub(struct big *r, const struct big *a, const struct big *b);
void big_mul(struct big *r, const struct big *a, const struct big *b);
/* False if b is zero, and nothing is changed. The quotient and the remainder are two variables. */
bool big_divmod(struct big *ret_q, struct big *ret_r, const struct big *a, const struct big *b);
void big_shift_left(struct big *r, const struct big *a, size_t bits);
void big_shift_right(struct big *r, const struct big *a, size_t bits);

/* Appends the number in decimal. */
void big_put_decimal(struct buf *b, const struct big *a);
/* False if that is not an optional minus and digits; r is then zero. */
bool big_get_decimal(struct big *r, const char *text, size_t len);

/* Two's complement, lowest byte first, the fewest bytes that still tell the sign; none for zero. */
void big_put_bytes(struct buf *b, const struct big *a);
void big_get_bytes(struct big *r, const unsigned char *bytes, size_t len);

/* Signed LEB128, of any length. The reader is bad if it ends too early. */
void big_put_leb128(struct buf *b, const struct big *a);
void big_get_leb128(struct big *r, struct reader *from);

#endif
