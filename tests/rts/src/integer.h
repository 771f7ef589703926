/* The language's integers: a number if it fits in one, else a BIGINT object, so two
 * integers are equal if and only if they are the same number or hold the same bytes. */
#ifndef RTS_INTEGER_H
#define RTS_INTEGER_H

#include "big.h"
#include "object.h"

value integer_from_big(struct heap *h, const struct big *a);
value integer_from_i64(struct heap *h, int64_t n);
void integer_to_big(struct heap *h, value v, struct big *ret);

value integer_add(struct heap *h, value a, value b);
value integer_sub(struct heap *h, value a, value b);
value integer_mul(struct heap *h, value a, value b);
/* False if b is zero. */
bool integer_divmod(struct heap *h, value a, value b, value *ret_q, value *ret_r);
int integer_compare(struct heap *h, value a, value b);

#endif
