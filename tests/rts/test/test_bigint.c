/* Big integers: against known ones, against arithmetic modulo small primes, and by the laws that
 * they obey; then the same in the heap. */
#include <stdlib.h>
#include <string.h>

#include "big.h"
#include "integer.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 10000
#define BITS_MAX 900

static const uint32_t primes[] = { 65521, 999999937, 2147483647 };

static const struct {
	const char *a;
	char op;
	const char *b, *result;
} cases[] = {
	{ "340282366920938463463374607431768211455", '+', "1",
	  "340282366920938463463374607431768211456" },
	{ "-18446744073709551616", '+', "18446744073709551616", "0" },
	{ "0", '-', "18446744073709551616", "-18446744073709551616" },
	{ "18446744073709551616", '*', "-18446744073709551616",
	  "-340282366920938463463374607431768211456" },
	{ "340282366920938463463374607431768211456", '/', "18446744073709551616",
	  "18446744073709551616" },
	{ "-7", '/', "2", "-3" },
	{ "-7", '%', "2", "-1" },
	{ "7", '%', "-2", "1" },
	/* The digit that Knuth's algorithm guesses is two too large; it is one too large and found so
       late. */
	{ "35477396451046045898117655002", '/', "9223372041149743103", "3846467028" },
	{ "35477396451046045898117655002", '%', "9223372041149743103", "7786499841757747118" },
	{ "170141183420855150474555134919112130560", '/', "39614081257132168796771975169",
	  "4294967294" },
	{ "170141183420855150474555134919112130560", '%', "39614081257132168796771975169",
	  "39614081257132168792477007874" },
};

static void
decimal(struct test *t, struct big *ret, const char *text)
{
	CHECK(t, big_get_decimal(ret, text, strlen(text)), "expected '%s' to be a number", text);
}

static void
known(struct test *t)
{
	struct big a = { 0 }, b = { 0 }, r = { 0 };
	struct buf text = { 0 };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		decimal(t, &a, cases[i].a);
		decimal(t, &b, cases[i].b);
		switch (cases[i].op) {
		case '+':
			big_add(&r, &a, &b);
			break;
		case '-':
			big_sub(&r, &a, &b);
			break;
		case '*':
			big_mul(&r, &a, &b);
			break;
		default:
			big_divmod(cases[i].op == '/' ? &r : &a, cases[i].op == '/' ? &a : &r, &a,
				   &b);
			break;
		}
		text.len = 0;
		big_put_decimal(&text, &r);
		CHECK_BYTES(t, text.at, text.len, cases[i].result, strlen(cases[i].result));
	}
	/* 30! */
	big_set(&r, 1);
	for (int64_t i = 2; i <= 30; i++) {
		big_set(&a, i);
		big_mul(&r, &r, &a);
	}
	text.len = 0;
	big_put_decimal(&text, &r);
	CHECK_BYTES(t, text.at, text.len, "265252859812191058636308480000000", 33);
	for (const char *const *bad = (const char *const[]){ "", "-", "1x", "+1", " 1", "--1", NULL };
	     *bad; bad++)
		CHECK(t, !big_get_decimal(&r, *bad, strlen(*bad)) && r.len == 0,
		      "expected '%s' to be no number", *bad);
	big_set(&b, 0);
	CHECK(t, !big_divmod(&a, &r, &a, &b), "expected division by zero to be refused");
	big_release(&a);
	big_release(&b);
	big_release(&r);
	buf_release(&text);
}

/* Any number of bits, and long runs of equal ones, for carries that go far. */
static void
random_big(struct test *t, struct big *ret)
{
	unsigned char bytes[BITS_MAX / 8];
	size_t len = (size_t)rng_below(&t->rng, sizeof bytes + 1);

	for (size_t i = 0; i < len; i++) {
		uint64_t dice = rng_next(&t->rng);

		bytes[i] = dice % 4 == 0 ? (unsigned char)(dice >> 8) : i > 0 ? bytes[i - 1] : 0xff;
		if (dice % 32 == 1)
			bytes[i] ^= 0xff;
	}
	big_get_bytes(ret, bytes, len);
}

/* a modulo p, by its digits: knows nothing of big.c but the representation. */
static uint64_t
modulo(const struct big *a, uint32_t p)
{
	uint64_t r = 0;

	for (size_t i = a->len; i-- > 0;)
		r = (r << 32 | a->digit[i]) % p;
	return a->negative && r > 0 ? p - r : r;
}

static void
check_form(struct test *t, const struct big *a)
{
	CHECK(t, a->len > 0 ? a->digit[a->len - 1] != 0 : !a->negative,
	      "expected no leading zero and no negative zero");
}

static void
check_equal(struct test *t, const struct big *got, const struct big *want, const char *law)
{
	check_form(t, got);
	CHECK(t, big_compare(got, want) == 0 && big_compare(want, got) == 0, "expected %s", law);
}

static void
arithmetic(struct test *t, const struct big *a, const struct big *b)
{
	struct big sum = { 0 }, difference = { 0 }, product = { 0 }, q = { 0 }, r = { 0 }, x = { 0 };

	big_add(&sum, a, b);
	big_sub(&difference, a, b);
	big_mul(&product, a, b);
	for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++) {
		uint64_t p = primes[i], am = modulo(a, primes[i]), bm = modulo(b, primes[i]);

		CHECK_EQ(t, modulo(&sum, primes[i]), (am + bm) % p);
		CHECK_EQ(t, modulo(&difference, primes[i]), (am + p - bm) % p);
		CHECK_EQ(t, modulo(&product, primes[i]), am * bm % p);
	}
	big_add(&x, &difference, b);
	check_equal(t, &x, a, "a - b + b = a");
	CHECK_EQ(t, (uint64_t)(big_compare(a, b) + 1),
		 (uint64_t)(difference.negative ? 0 : 1 + (difference.len > 0)));
	if (big_divmod(&q, &r, a, b)) {
		big_mul(&x, &q, b);
		big_add(&x, &x, &r);
		check_equal(t, &x, a, "a / b * b + a % b = a");
		CHECK(t, r.len == 0 || r.negative == a->negative,
		      "expected the remainder to have a's sign");
		r.negative = false;
		big_copy(&x, b);
		x.negative = false;
		CHECK(t, big_compare(&r, &x) < 0,
		      "expected the remainder to be less than the divisor");
		CHECK(t, big_divmod(&q, &r, &product, b), "expected b not to be zero");
		check_equal(t, &q, a, "a * b / b = a");
		CHECK_EQ(t, r.len, 0);
	} else {
		CHECK_EQ(t, b->len, 0);
	}
	big_release(&sum);
	big_release(&difference);
	big_release(&product);
	big_release(&q);
	big_release(&r);
	big_release(&x);
}

static void
shifts(struct test *t, const struct big *a)
{
	struct big power = { 0 }, x = { 0 }, y = { 0 }, rest = { 0 };
	size_t bits = (size_t)rng_below(&t->rng, BITS_MAX);

	big_set(&power, 1);
	big_shift_left(&power, &power, bits);
	big_shift_left(&x, a, bits);
	big_mul(&y, a, &power);
	check_equal(t, &x, &y, "a << n = a * 2^n");
	big_shift_right(&x, &x, bits);
	check_equal(t, &x, a, "a << n >> n = a");
	/* Down, where division goes towards zero. */
	big_shift_right(&x, a, bits);
	big_mul(&y, &x, &power);
	big_sub(&rest, a, &y);
	CHECK(t, !rest.negative && big_compare(&rest, &power) < 0, "expected a >> n to round down");
	big_release(&power);
	big_release(&x);
	big_release(&y);
	big_release(&rest);
}

static void
encodings(struct test *t, const struct big *a)
{
	struct big x = { 0 };
	struct buf b = { 0 };
	struct reader r;

	big_put_decimal(&b, a);
	CHECK(t, big_get_decimal(&x, (const char *)b.at, b.len),
	      "expected a decimal number to be read");
	check_equal(t, &x, a, "a decimal number to be read as it was written");
	b.len = 0;
	big_put_bytes(&b, a);
	big_get_bytes(&x, b.at, b.len);
	check_equal(t, &x, a, "bytes to be read as they were written");
	b.len = 0;
	big_put_leb128(&b, a);
	r = (struct reader){ b.at, b.at + b.len, false };
	big_get_leb128(&x, &r);
	check_equal(t, &x, a, "LEB128 to be read as it was written");
	CHECK(t, !r.bad && r.at == r.end, "expected the reader to be at the end");
	r = (struct reader){ b.at, b.at + b.len - 1, false };
	big_get_leb128(&x, &r);
	CHECK(t, r.bad, "expected LEB128 cut short to be refused");
	/* The fewest bytes: a byte less would not end with the sign. */
	CHECK(t, b.len == 1 || !(b.at[b.len - 1] == 0 && !(b.at[b.len - 2] & 0x40)),
	      "expected no byte that says nothing");
	CHECK(t, b.len == 1 || !(b.at[b.len - 1] == 0x7f && b.at[b.len - 2] & 0x40),
	      "expected no byte that says nothing");
	big_release(&x);
	buf_release(&b);
}

static void
sixty_four(struct test *t, int64_t n)
{
	struct big a = { 0 };
	int64_t back = 0;

	big_set(&a, n);
	CHECK(t, big_get(&a, &back) && back == n, "expected %lld, but it is %lld", (long long)n,
	      (long long)back);
	big_release(&a);
}

/* Numbers and BIGINTs of the heap: the result of each operation is the same number as by big.c, in
 * its one form. */
static void
in_heap(struct test *t, struct heap *h, const struct big *a, const struct big *b, value *kept)
{
	static const struct {
		value (*of_values)(struct heap *, value, value);
		void (*of_bigs)(struct big *, const struct big *, const struct big *);
	} ops[] = { { integer_add, big_add }, { integer_sub, big_sub }, { integer_mul, big_mul } };
	value va = integer_from_big(h, a), vb = integer_from_big(h, b), q, r;
	struct big x = { 0 }, y = { 0 }, z = { 0 };
	int64_t n;

	for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
		*kept = ops[i].of_values(h, va, vb);
		ops[i].of_bigs(&x, a, b);
		CHECK(t, value_is_number(*kept) == (big_get(&x, &n) && number_fits(n)),
		      "expected a number if and only if it fits");
		integer_to_big(h, *kept, &y);
		check_equal(t, &y, &x, "the same result in the heap");
	}
	CHECK(t, (integer_compare(h, va, vb) > 0) == (big_compare(a, b) > 0),
	      "expected the same order");
	if (integer_divmod(h, va, vb, &q, &r)) {
		big_divmod(&x, &y, a, b);
		integer_to_big(h, q, &z);
		check_equal(t, &z, &x, "the same quotient in the heap");
		integer_to_big(h, r, &z);
		check_equal(t, &z, &y, "the same remainder in the heap");
	}
	/* The last one lives through a step of the collector. */
	big_mul(&x, a, b);
	gc_step(h, 50);
	integer_to_big(h, *kept, &y);
	check_equal(t, &y, &x, "the same product after a collection");
	big_release(&x);
	big_release(&y);
	big_release(&z);
}

void
test_bigint(struct test *t)
{
	struct big a = { 0 }, b = { 0 };
	struct heap h;
	value kept = VALUE_NULL;

	known(t);
	heap_open(&h);
	heap_root(&h, &kept);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t m = rng_any(&t->rng), n = rng_any(&t->rng);

		random_big(t, &a);
		random_big(t, &b);
		arithmetic(t, &a, &b);
		shifts(t, &a);
		encodings(t, &a);
		in_heap(t, &h, &a, &b, &kept);
		sixty_four(t, m);
		big_set(&a, m);
		big_set(&b, n);
		arithmetic(t, &a, &b);
		encodings(t, &a);
		in_heap(t, &h, &a, &b, &kept);
	}
	heap_close(&h);
	big_release(&a);
	big_release(&b);
	test_says(t, "%d pairs of up to %d bits", 2 * ROUNDS, BITS_MAX);
}
