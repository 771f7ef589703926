#include "integer.h"

#include <string.h>

value
integer_from_big(struct heap *h, const struct big *a)
{
	struct buf bytes = { 0 };
	int64_t n;
	value v;

	if (big_get(a, &n) && number_fits(n))
		return value_number((sword)n);
	big_put_bytes(&bytes, a);
	v = heap_alloc(h, KIND_BIGINT, bytes.len);
	memcpy(obj_bytes(h, v), bytes.at, bytes.len);
	buf_release(&bytes);
	return v;
}

value
integer_from_i64(struct heap *h, int64_t n)
{
	struct big a = { 0 };
	value v;

	big_set(&a, n);
	v = integer_from_big(h, &a);
	big_release(&a);
	return v;
}

void
integer_to_big(struct heap *h, value v, struct big *ret)
{
	if (value_is_number(v))
		big_set(ret, number_of(v));
	else
		big_get_bytes(ret, obj_bytes(h, v), obj_length(h, v));
}

/* What two integers make, by way of struct big. */
static value
by_big(struct heap *h, value a, value b,
       void (*op)(struct big *, const struct big *, const struct big *))
{
	struct big x = { 0 }, y = { 0 };
	value v;

	integer_to_big(h, a, &x);
	integer_to_big(h, b, &y);
	op(&x, &x, &y);
	v = integer_from_big(h, &x);
	big_release(&x);
	big_release(&y);
	return v;
}

/* Numbers have two bits less than a word, so their sum fits in 64 bits, and in a number or not. */
value
integer_add(struct heap *h, value a, value b)
{
	if (value_is_number(a) && value_is_number(b)) {
		int64_t n = (int64_t)number_of(a) + number_of(b);

		if (number_fits(n))
			return value_number((sword)n);
	}
	return by_big(h, a, b, big_add);
}

value
integer_sub(struct heap *h, value a, value b)
{
	if (value_is_number(a) && value_is_number(b)) {
		int64_t n = (int64_t)number_of(a) - number_of(b);

		if (number_fits(n))
			return value_number((sword)n);
	}
	return by_big(h, a, b, big_sub);
}

/* Half a word each is what a product has room for. */
static bool
is_half(value v)
{
	const sword half = (sword)1 << (RTS_WORD / 2 - 2);

	return value_is_number(v) && number_of(v) < half && number_of(v) >= -half;
}

value
integer_mul(struct heap *h, value a, value b)
{
	if (is_half(a) && is_half(b))
		return value_number(number_of(a) * number_of(b));
	return by_big(h, a, b, big_mul);
}

bool
integer_divmod(struct heap *h, value a, value b, value *ret_q, value *ret_r)
{
	struct big x = { 0 }, y = { 0 };
	bool done;

	integer_to_big(h, a, &x);
	integer_to_big(h, b, &y);
	done = big_divmod(&x, &y, &x, &y);
	if (done) {
		*ret_q = integer_from_big(h, &x);
		*ret_r = integer_from_big(h, &y);
	}
	big_release(&x);
	big_release(&y);
	return done;
}

int
integer_compare(struct heap *h, value a, value b)
{
	struct big x = { 0 }, y = { 0 };
	int order;

	if (value_is_number(a) && value_is_number(b))
		return (number_of(a) > number_of(b)) - (number_of(a) < number_of(b));
	integer_to_big(h, a, &x);
	integer_to_big(h, b, &y);
	order = big_compare(&x, &y);
	big_release(&x);
	big_release(&y);
	return order;
}
