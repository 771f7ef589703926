#include "big.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Room for so many digits, all zero. */
static void
begin(struct big *a, size_t len)
{
	*a = (struct big){ .len = len, .cap = len, .digit = mem_clear(len, sizeof *a->digit) };
}

/* Without leading zeros, and without a negative zero. */
static void
trim(struct big *a)
{
	while (a->len > 0 && a->digit[a->len - 1] == 0)
		a->len--;
	if (a->len == 0)
		a->negative = false;
}

/* Results are made aside and then put in place: so a result may be an argument. */
static void
become(struct big *r, struct big *made)
{
	trim(made);
	free(r->digit);
	*r = *made;
}

void
big_release(struct big *a)
{
	free(a->digit);
	*a = (struct big){ 0 };
}

void
big_set(struct big *r, int64_t n)
{
	struct big made;
	uint64_t magnitude = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	begin(&made, 2);
	made.negative = n < 0;
	made.digit[0] = (uint32_t)magnitude;
	made.digit[1] = (uint32_t)(magnitude >> 32);
	become(r, &made);
}

void
big_copy(struct big *r, const struct big *a)
{
	struct big made;

	begin(&made, a->len);
	made.negative = a->negative;
	if (a->len > 0)
		memcpy(made.digit, a->digit, a->len * sizeof *a->digit);
	become(r, &made);
}

bool
big_get(const struct big *a, int64_t *ret_n)
{
	uint64_t m = 0;

	if (a->len > 2)
		return false;
	for (size_t i = a->len; i-- > 0;)
		m = m << 32 | a->digit[i];
	if (m > (uint64_t)INT64_MAX + a->negative)
		return false;
	/* -m - 1 and then + 1 backwards: the magnitude of INT64_MIN is no int64_t. */
	*ret_n = a->negative ? -(int64_t)(m - 1) - 1 : (int64_t)m;
	return true;
}

/* Magnitudes: the sign is left out of account. */

static int
compare(const struct big *a, const struct big *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	for (size_t i = a->len; i-- > 0;)
		if (a->digit[i] != b->digit[i])
			return a->digit[i] < b->digit[i] ? -1 : 1;
	return 0;
}

static void
add(struct big *made, const struct big *a, const struct big *b)
{
	uint64_t carry = 0;
	size_t len = a->len > b->len ? a->len : b->len;

	begin(made, len + 1);
	for (size_t i = 0; i <= len; i++) {
		carry += i < a->len ? a->digit[i] : 0;
		carry += i < b->len ? b->digit[i] : 0;
		made->digit[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* a - b, where a is not the smaller one. */
static void
sub(struct big *made, const struct big *a, const struct big *b)
{
	uint64_t borrow = 0;

	begin(made, a->len);
	for (size_t i = 0; i < a->len; i++) {
		uint64_t d = (uint64_t)a->digit[i] - (i < b->len ? b->digit[i] : 0) - borrow;

		made->digit[i] = (uint32_t)d;
		borrow = d >> 63;
	}
	assert(borrow == 0);
}

/* a = a * factor + term. There is a digit to spare. */
static void
mul_small(struct big *a, uint32_t factor, uint32_t term)
{
	uint64_t carry = term;

	for (size_t i = 0; i < a->len; i++) {
		carry += (uint64_t)a->digit[i] * factor;
		a->digit[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry > 0) {
		assert(a->len < a->cap);
		a->digit[a->len++] = (uint32_t)carry;
	}
}

/* a = a / divisor; returns the remainder. */
static uint32_t
div_small(struct big *a, uint32_t divisor)
{
	uint64_t rest = 0;

	for (size_t i = a->len; i-- > 0;) {
		rest = rest << 32 | a->digit[i];
		a->digit[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	trim(a);
	return (uint32_t)rest;
}

int
big_compare(const struct big *a, const struct big *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return a->negative ? compare(b, a) : compare(a, b);
}

void
big_negate(struct big *a)
{
	a->negative = !a->negative && a->len > 0;
}

/* a + b, where the sign of b is given apart. */
static void
sum(struct big *r, const struct big *a, const struct big *b, bool b_negative)
{
	struct big made;
	bool negative = a->negative;

	if (a->negative == b_negative) {
		add(&made, a, b);
	} else if (compare(a, b) >= 0) {
		sub(&made, a, b);
	} else {
		sub(&made, b, a);
		negative = b_negative;
	}
	made.negative = negative;
	become(r, &made);
}

void
big_add(struct big *r, const struct big *a, const struct big *b)
{
	sum(r, a, b, b->negative);
}

void
big_sub(struct big *r, const struct big *a, const struct big *b)
{
	sum(r, a, b, !b->negative);
}

void
big_mul(struct big *r, const struct big *a, const struct big *b)
{
	struct big made;

	begin(&made, a->len + b->len);
	made.negative = a->negative != b->negative;
	for (size_t i = 0; i < a->len; i++) {
		uint64_t carry = 0;

		for (size_t j = 0; j < b->len; j++) {
			carry += (uint64_t)a->digit[i] * b->digit[j] + made.digit[i + j];
			made.digit[i + j] = (uint32_t)carry;
			carry >>= 32;
		}
		made.digit[i + b->len] = (uint32_t)carry;
	}
	become(r, &made);
}

/* The zero bits above the highest one of a digit that is not zero. */
static unsigned
leading_zeros(uint32_t digit)
{
	unsigned n = 0;

	for (; digit < 0x80000000; digit <<= 1)
		n++;
	return n;
}

/* u -= q * v, from digit j of u on; true if that went below zero, and a digit was borrowed. */
static bool
sub_product(struct big *u, size_t j, const struct big *v, uint64_t q)
{
	uint64_t carry = 0, borrow = 0;

	for (size_t i = 0; i <= v->len; i++) {
		uint64_t d;

		carry += i < v->len ? q * v->digit[i] : 0;
		d = (uint64_t)u->digit[i + j] - (uint32_t)carry - borrow;
		u->digit[i + j] = (uint32_t)d;
		carry >>= 32;
		borrow = d >> 63;
	}
	return borrow;
}

static void
add_back(struct big *u, size_t j, const struct big *v)
{
	uint64_t carry = 0;

	for (size_t i = 0; i <= v->len; i++) {
		carry += (uint64_t)u->digit[i + j] + (i < v->len ? v->digit[i] : 0);
		u->digit[i + j] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* Long division, Knuth, TAOCP 2, 4.3.1, algorithm D; the names are Knuth's. The quotient of u by v
 * comes out in q, the remainder is left in u. v has two digits or more, and the highest bit of its
 * highest one is set. */
static void
divide(struct big *q, struct big *u, const struct big *v)
{
	uint64_t v1 = v->digit[v->len - 1], v2 = v->digit[v->len - 2];

	for (size_t j = q->len; j-- > 0;) {
		uint64_t top = (uint64_t)u->digit[j + v->len] << 32 | u->digit[j + v->len - 1];
		uint64_t guess = top / v1, rest = top % v1;

		/* At most two too large, and after this hardly ever one. */
		while (guess >> 32 || guess * v2 > (rest << 32 | u->digit[j + v->len - 2])) {
			guess--;
			rest += v1;
			if (rest >> 32)
				break;
		}
		if (sub_product(u, j, v, guess)) {
			guess--;
			add_back(u, j, v);
		}
		q->digit[j] = (uint32_t)guess;
	}
}

bool
big_divmod(struct big *ret_q, struct big *ret_r, const struct big *a, const struct big *b)
{
	struct big q, u = { 0 }, v = { 0 };
	bool q_negative = a->negative != b->negative, r_negative = a->negative;

	if (b->len == 0)
		return false;
	if (compare(a, b) < 0) {
		begin(&q, 0);
		big_copy(&u, a);
	} else if (b->len == 1) {
		begin(&q, a->len);
		memcpy(q.digit, a->digit, a->len * sizeof *q.digit);
		big_set(&u, div_small(&q, b->digit[0]));
	} else {
		unsigned shift = leading_zeros(b->digit[b->len - 1]);
		struct big wide;

		begin(&q, a->len - b->len + 1);
		big_shift_left(&v, b, shift);
		big_shift_left(&u, a, shift);
		begin(&wide, a->len + 1);
		memcpy(wide.digit, u.digit, u.len * sizeof *u.digit);
		divide(&q, &wide, &v);
		become(&u, &wide);
		u.negative = false;
		big_shift_right(&u, &u, shift);
	}
	q.negative = q_negative;
	u.negative = r_negative;
	become(ret_q, &q);
	become(ret_r, &u);
	big_release(&v);
	return true;
}

void
big_shift_left(struct big *r, const struct big *a, size_t bits)
{
	struct big made;
	size_t whole = bits / 32, part = bits % 32;

	begin(&made, a->len + whole + 1);
	made.negative = a->negative;
	for (size_t i = 0; i < a->len; i++) {
		uint64_t d = (uint64_t)a->digit[i] << part;

		made.digit[i + whole] |= (uint32_t)d;
		made.digit[i + whole + 1] = (uint32_t)(d >> 32);
	}
	become(r, &made);
}

void
big_shift_right(struct big *r, const struct big *a, size_t bits)
{
	struct big made, one = { 0 };
	size_t whole = bits / 32, part = bits % 32;
	bool negative = a->negative, lost = false;

	for (size_t i = 0; i < a->len && i <= whole; i++)
		lost |= i < whole ? a->digit[i] != 0 : a->digit[i] & (((uint32_t)1 << part) - 1);
	begin(&made, a->len > whole ? a->len - whole : 0);
	made.negative = negative;
	for (size_t i = 0; i < made.len; i++) {
		uint64_t d = a->digit[i + whole];

		if (i + whole + 1 < a->len)
			d |= (uint64_t)a->digit[i + whole + 1] << 32;
		made.digit[i] = (uint32_t)(d >> part);
	}
	become(r, &made);
	if (negative && lost) {
		big_set(&one, 1);
		big_sub(r, r, &one);
		big_release(&one);
	}
}

void
big_put_decimal(struct buf *b, const struct big *a)
{
	struct big rest = { 0 };
	/* A digit of 32 bits is less than ten decimal ones, and a group has nine. */
	size_t cap = a->len * 10 + 10, at = cap;
	char *text = mem_resize(NULL, cap, 1);

	big_copy(&rest, a);
	do {
		uint32_t group = div_small(&rest, 1000000000);

		for (int i = 0; i < 9 && (rest.len > 0 || group > 0 || i == 0); i++) {
			text[--at] = (char)('0' + group % 10);
			group /= 10;
		}
	} while (rest.len > 0);
	if (a->negative)
		text[--at] = '-';
	buf_add(b, text + at, cap - at);
	free(text);
	big_release(&rest);
}

bool
big_get_decimal(struct big *r, const char *text, size_t len)
{
	struct big made;
	bool negative = len > 0 && text[0] == '-';
	size_t i = negative;

	begin(&made, len / 9 + 1);
	made.len = 0;
	for (; i < len && text[i] >= '0' && text[i] <= '9'; i++)
		mul_small(&made, 10, (uint32_t)(text[i] - '0'));
	if (i < len || i == negative) {
		big_release(&made);
		big_release(r);
		return false;
	}
	made.negative = negative;
	become(r, &made);
	return true;
}

/* Byte number i of the two's complement of a; there is no last one. *carry starts as 1. */
static unsigned char
byte_at(const struct big *a, size_t i, unsigned *carry)
{
	unsigned byte = i / 4 < a->len ? a->digit[i / 4] >> i % 4 * 8 & 0xff : 0;

	if (!a->negative)
		return (unsigned char)byte;
	byte = (~byte & 0xff) + *carry;
	*carry = byte >> 8;
	return (unsigned char)byte;
}

void
big_put_bytes(struct buf *b, const struct big *a)
{
	unsigned char fill = a->negative ? 0xff : 0;
	unsigned carry = 1;
	size_t start = b->len;

	if (a->len == 0)
		return;
	for (size_t i = 0; i <= a->len * 4; i++)
		buf_byte(b, byte_at(a, i, &carry));
	/* What a byte's own highest bit says need not be said by a byte of its own. */
	while (b->len > start + 1 && b->at[b->len - 1] == fill &&
	       (b->at[b->len - 2] & 0x80) == (fill & 0x80))
		b->len--;
}

void
big_get_bytes(struct big *r, const unsigned char *bytes, size_t len)
{
	struct big made;
	bool negative = len > 0 && bytes[len - 1] & 0x80;
	unsigned carry = 1;

	begin(&made, len / 4 + 1);
	for (size_t i = 0; i < made.len * 4; i++) {
		unsigned byte = i < len ? bytes[i] : negative ? 0xff : 0;

		if (negative) {
			byte = (~byte & 0xff) + carry;
			carry = byte >> 8;
		}
		made.digit[i / 4] |= (uint32_t)(byte & 0xff) << i % 4 * 8;
	}
	made.negative = negative;
	become(r, &made);
}

void
big_put_leb128(struct buf *b, const struct big *a)
{
	struct buf bytes = { 0 };
	size_t bits;

	big_put_bytes(&bytes, a);
	if (bytes.len == 0)
		buf_byte(&bytes, 0);
	/* The bits that matter: up to the lowest of those at the top that all equal the sign. */
	bits = bytes.len * 8;
	while (bits > 1 && (bytes.at[(bits - 1) / 8] >> (bits - 1) % 8 & 1) ==
			       (bytes.at[(bits - 2) / 8] >> (bits - 2) % 8 & 1))
		bits--;
	for (size_t at = 0; at < bits; at += 7) {
		unsigned group = 0;

		for (size_t i = at; i < at + 7; i++) {
			size_t from = i < bits ? i : bits - 1;

			group |= (bytes.at[from / 8] >> from % 8 & 1u) << (i - at);
		}
		buf_byte(b, (unsigned char)(at + 7 < bits ? group | 0x80 : group));
	}
	buf_release(&bytes);
}

void
big_get_leb128(struct big *r, struct reader *from)
{
	struct buf bytes = { 0 };
	unsigned held = 0, count = 0; /* bits not yet written */
	unsigned char byte;

	do {
		byte = reader_byte(from);
		held |= (byte & 0x7fu) << count;
		count += 7;
		if (count >= 8) {
			buf_byte(&bytes, (unsigned char)held);
			held >>= 8;
			count -= 8;
		}
	} while (byte & 0x80);
	/* The sign fills the last byte. */
	if (byte & 0x40)
		held |= ~0u << count;
	buf_byte(&bytes, (unsigned char)held);
	big_get_bytes(r, from->bad ? NULL : bytes.at, from->bad ? 0 : bytes.len);
	buf_release(&bytes);
}
