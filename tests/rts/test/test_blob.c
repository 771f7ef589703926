/* Blobs against plain bytes. */
#include <string.h>

#include "blob.h"
#include "modules.h"
#include "test.h"

#define ROUNDS 200000
#define LEN_MAX 80

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Few different bytes, so that blobs are often equal or prefixes. */
static size_t
random_bytes(struct test *t, unsigned char *ret)
{
	size_t len = (size_t)rng_below(&t->rng, rng_below(&t->rng, 2) == 0 ? 4 : LEN_MAX);

	for (size_t i = 0; i < len; i++)
		ret[i] = (unsigned char)(rng_below(&t->rng, 3) * 127);
	return len;
}

static int
compare(const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len)
{
	for (size_t i = 0; i < a_len && i < b_len; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return (a_len > b_len) - (a_len < b_len);
}

static void
one_pair(struct test *t, struct heap *h, value *kept)
{
	unsigned char a[LEN_MAX], b[LEN_MAX], both[2 * LEN_MAX];
	size_t a_len = random_bytes(t, a), b_len = random_bytes(t, b), start, len;
	value va = blob_new(h, a, a_len), vb = blob_new(h, b, b_len), vc = blob_concat(h, va, vb),
	      slice;

	memcpy(both, a, a_len);
	memcpy(both + a_len, b, b_len);
	CHECK_EQ(t, obj_length(h, va), a_len);
	CHECK_BYTES(t, obj_bytes(h, va), a_len, a, a_len);
	CHECK_BYTES(t, obj_bytes(h, vc), obj_length(h, vc), both, a_len + b_len);
	CHECK(t, sign(blob_compare(h, va, vb)) == compare(a, a_len, b, b_len),
	      "expected the order of two blobs to be %d", compare(a, a_len, b, b_len));
	CHECK(t, sign(blob_compare(h, vc, va)) == (b_len > 0), "expected a prefix to come first");

	start = (size_t)rng_below(&t->rng, a_len + b_len + 1);
	len = (size_t)rng_below(&t->rng, a_len + b_len - start + 1);
	slice = blob_slice(h, vc, start, len);
	CHECK_BYTES(t, obj_bytes(h, slice), obj_length(h, slice), both + start, len);
	*kept = vc;
	gc_step(h, 100);
	CHECK_BYTES(t, obj_bytes(h, *kept), obj_length(h, *kept), both, a_len + b_len);
}

void
test_blob(struct test *t)
{
	struct heap h;
	value kept = VALUE_NULL;

	heap_open(&h);
	heap_root(&h, &kept);
	for (int i = 0; i < ROUNDS; i++)
		one_pair(t, &h, &kept);
	heap_close(&h);
	test_says(t, "%d pairs of blobs", ROUNDS);
}
