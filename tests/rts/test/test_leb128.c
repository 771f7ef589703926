/* LEB128: what is written is read again and takes the fewest bytes; no nonsense is read. */
#include <string.h>

#include "leb128.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 600000

/* From the DWARF standard, version 4, figures 22 and 23. */
static const struct {
	int64_t n;
	bool is_signed;
	unsigned char bytes[3], len;
} cases[] = {
	{ 2, false, { 2 }, 1 },
	{ 127, false, { 127 }, 1 },
	{ 128, false, { 0x80, 1 }, 2 },
	{ 129, false, { 0x81, 1 }, 2 },
	{ 12857, false, { 0xb9, 0x64 }, 2 },
	{ 2, true, { 2 }, 1 },
	{ -2, true, { 0x7e }, 1 },
	{ 127, true, { 0xff, 0 }, 2 },
	{ -127, true, { 0x81, 0x7f }, 2 },
	{ 128, true, { 0x80, 1 }, 2 },
	{ -128, true, { 0x80, 0x7f }, 2 },
	{ 129, true, { 0x81, 1 }, 2 },
	{ -129, true, { 0xff, 0x7e }, 2 },
};

/* Which are refused: too short, too long, too large. */
static const struct {
	const char *bytes;
	size_t len;
	bool u64, i64; /* is it one? */
} odd[] = {
	{ "", 0, false, false },
	{ "\x80", 1, false, false },
	{ "\xff\xff\xff", 3, false, false },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10, true, false },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02", 10, false, false },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f", 10, false, true },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7e", 10, false, false },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 10, true, true },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 11, false, false },
};

/* The bytes that must be there: seven bits each, and for the signed form room for the sign. */
static size_t
fewest(int64_t n, bool is_signed)
{
	uint64_t rest = is_signed && n < 0 ? ~(uint64_t)n : (uint64_t)n;
	size_t bits = is_signed;

	for (; rest > 0; rest >>= 1)
		bits++;
	return bits > 0 ? (bits + 6) / 7 : 1;
}

static void
round_trip(struct test *t, struct buf *b, int64_t n)
{
	struct reader r;
	uint64_t u;
	int64_t i;

	b->len = 0;
	leb128_put_u64(b, (uint64_t)n);
	CHECK_EQ(t, b->len, fewest(n, false));
	leb128_put_i64(b, n);
	CHECK_EQ(t, b->len, fewest(n, false) + fewest(n, true));
	r = (struct reader){ b->at, b->at + b->len, false };
	u = leb128_get_u64(&r);
	i = leb128_get_i64(&r);
	CHECK_EQ(t, u, (uint64_t)n);
	CHECK(t, i == n, "expected %lld, but it is %lld", (long long)n, (long long)i);
	CHECK(t, !r.bad && r.at == r.end, "expected the reader to be at the end");
	/* Without its last byte it is no number. */
	r = (struct reader){ b->at + fewest(n, false), b->at + b->len - 1, false };
	CHECK(t, leb128_get_i64(&r) == 0 && r.bad, "expected %lld cut short to be refused",
	      (long long)n);
}

void
test_leb128(struct test *t)
{
	struct buf b = { 0 };
	struct reader r;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		b.len = 0;
		if (cases[i].is_signed)
			leb128_put_i64(&b, cases[i].n);
		else
			leb128_put_u64(&b, (uint64_t)cases[i].n);
		CHECK_BYTES(t, b.at, b.len, cases[i].bytes, cases[i].len);
	}
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		const unsigned char *p = (const unsigned char *)odd[i].bytes;

		r = (struct reader){ p, p + odd[i].len, false };
		leb128_get_u64(&r);
		CHECK(t, r.bad != odd[i].u64, "expected case %zu to be %s unsigned", i,
		      odd[i].u64 ? "read" : "refused");
		r = (struct reader){ p, p + odd[i].len, false };
		leb128_get_i64(&r);
		CHECK(t, r.bad != odd[i].i64, "expected case %zu to be %s signed", i,
		      odd[i].i64 ? "read" : "refused");
	}
	for (int bit = 0; bit < 64; bit++)
		for (int d = -2; d <= 2; d++)
			round_trip(t, &b, (int64_t)(((uint64_t)1 << bit) + (uint64_t)d));
	for (int64_t n = -70000; n < 70000; n++)
		round_trip(t, &b, n);
	for (int i = 0; i < ROUNDS; i++)
		round_trip(t, &b, rng_any(&t->rng));
	buf_release(&b);
	test_says(t, "%d numbers", ROUNDS + 140000 + 64 * 5);
}
