/* A relation between the numbers below n, as a matrix of bits: what subtyping between recursive
 * types uses to know which pairs it has already assumed. */
#ifndef RTS_BITREL_H
#define RTS_BITREL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bitrel {
	size_t n, cells; /* cells of 32 bits in a row */
	uint32_t *bit;   /* row after row; bits beyond n are zero */
};
/* The empty relation. bitrel_release ends it. */
void bitrel_init(struct bitrel *r, size_t n);
void bitrel_release(struct bitrel *r);
/* Was the pair there before? */
bool bitrel_add(struct bitrel *r, size_t a, size_t b);
bool bitrel_remove(struct bitrel *r, size_t a, size_t b);
bool bitrel_has(const struct bitrel *r, size_t a, size_t b);
/* The pairs in it. */
size_t bitrel_count(const struct bitrel *r);
bool bitrel_equal(const struct bitrel *r, const struct bitrel *s);
/* Of the same n: all (b, a) of which (a, b) is in r; all (a, c) of which an (a, b) is in r and (b,
 * c) in s. The result is initialised here. */
void bitrel_inverse(struct bitrel *ret, const struct bitrel *r);
void bitrel_compose(struct bitrel *ret, const struct bitrel *r, const struct bitrel *s);
/* Adds (a, c) wherever (a, b) and (b, c) are, until nothing is to be added. */
void bitrel_close(struct bitrel *r);

#endif
