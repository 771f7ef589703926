/* Texts against plain strings: however they are cut into leaves. */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "crc32.h"
#include "modules.h"
#include "test.h"
#include "text.h"
#include "utf8.h"

#define ROUNDS 60
#define TEXTS 24
#define DEEP 100000

/* A text in the heap, and the same bytes here. */
struct pair {
	value text; /* a root */
	struct buf bytes;
};

static void
random_leaf(struct test *t, struct heap *h, struct pair *p)
{
	size_t count = (size_t)rng_below(&t->rng, 12);

	p->bytes.len = 0;
	for (size_t i = 0; i < count; i++) {
		/* Few different ones, so that texts are often equal at the beginning. */
		static const uint32_t codes[] = { 'a', 'b', 0xe9, 0x20ac, 0x1f600 };
		unsigned char utf8[UTF8_MAX];
		size_t n = utf8_encode(codes[rng_below(&t->rng, 5)], utf8);

		buf_add(&p->bytes, utf8, n);
	}
	p->text = text_new(h, p->bytes.at, p->bytes.len);
	CHECK(t, p->text != VALUE_NULL, "expected a text");
}

static void
check_text(struct test *t, struct heap *h, const struct pair *p)
{
	struct text_iter it;
	uint32_t code, want;
	size_t at = 0, count = 0;

	CHECK_EQ(t, text_bytes(h, p->text), p->bytes.len);
	text_iter_begin(&it, h, p->text);
	for (; text_iter_next(&it, &code); count++) {
		size_t n = at < p->bytes.len
			       ? utf8_decode(p->bytes.at + at, p->bytes.len - at, &want)
			       : 0;

		CHECK(t, n > 0 && code == want,
		      "expected another code point than U+%04X at byte %zu", (unsigned)code, at);
		at += n;
	}
	text_iter_end(&it);
	CHECK_EQ(t, at, p->bytes.len);
	CHECK_EQ(t, text_count(h, p->text), count);
	CHECK_EQ(t, text_hash(h, p->text), crc32_add(0, p->bytes.at, p->bytes.len));
}

static void
check_order(struct test *t, struct heap *h, const struct pair *a, const struct pair *b)
{
	size_t len = a->bytes.len < b->bytes.len ? a->bytes.len : b->bytes.len;
	int want = len > 0 ? memcmp(a->bytes.at, b->bytes.at, len) : 0,
	    got = text_compare(h, a->text, b->text);

	if (want == 0)
		want = (a->bytes.len > b->bytes.len) - (a->bytes.len < b->bytes.len);
	CHECK(t, (got > 0) == (want > 0) && (got < 0) == (want < 0),
	      "expected order %d, but it is %d", want, got);
}

/* p becomes a and b. p may be one of them. */
static void
join(struct heap *h, struct pair *p, const struct pair *a, const struct pair *b)
{
	struct buf both = { 0 };

	buf_add(&both, a->bytes.at, a->bytes.len);
	buf_add(&both, b->bytes.at, b->bytes.len);
	p->text = text_concat(h, a->text, b->text);
	buf_release(&p->bytes);
	p->bytes = both;
}

static void
one_round(struct test *t, struct heap *h, struct pair *texts)
{
	for (size_t i = 0; i < TEXTS; i++)
		random_leaf(t, h, &texts[i]);
	for (int n = 0; n < 200; n++) {
		struct pair *p = &texts[rng_below(&t->rng, TEXTS)],
			    *a = &texts[rng_below(&t->rng, TEXTS)];

		if (p->bytes.len + a->bytes.len > 1500)
			random_leaf(t, h, p);
		join(h, p, p, a);
		check_order(t, h, p, a);
		check_order(t, h, p, &texts[rng_below(&t->rng, TEXTS)]);
		if (n % 16 == 0) {
			value flat = text_flatten(h, p->text);

			CHECK_BYTES(t, obj_bytes(h, flat), obj_length(h, flat), p->bytes.at,
				    p->bytes.len);
		}
		if (n % 4 == 0)
			gc_step(h, 100);
		if (n % 8 == 0)
			check_text(t, h, p);
	}
	for (size_t i = 0; i < TEXTS; i++)
		check_text(t, h, &texts[i]);
}

/* As deep as a loop makes it, on either side. */
static void
deep(struct test *t, struct heap *h, bool left)
{
	struct pair p = { .text = text_new(h, "", 0) },
		    x = { .text = text_new(h, "0123456789abcdefg", 17) };

	heap_root(h, &p.text);
	heap_root(h, &x.text);
	buf_add(&x.bytes, "0123456789abcdefg", 17);
	for (int i = 0; i < DEEP; i++) {
		p.text = left ? text_concat(h, p.text, x.text) : text_concat(h, x.text, p.text);
		buf_add(&p.bytes, x.bytes.at, x.bytes.len);
		if (i % 20000 == 0)
			gc_step(h, 10000);
	}
	check_text(t, h, &p);
	gc_collect(h);
	text_flatten(h, p.text);
	check_text(t, h, &p);
	gc_collect(h);
	CHECK(t, h->used < p.bytes.len,
	      "expected the nodes of a rope to be reclaimed when it is flat");
	heap_unroot(h, &x.text);
	heap_unroot(h, &p.text);
	buf_release(&p.bytes);
	buf_release(&x.bytes);
}

void
test_text(struct test *t)
{
	struct heap h;
	struct pair texts[TEXTS] = { { .text = VALUE_NULL } };

	heap_open(&h);
	CHECK(t, text_new(&h, "a\xff", 2) == VALUE_NULL, "expected what is no UTF-8 to be no text");
	deep(t, &h, true);
	deep(t, &h, false);
	for (size_t i = 0; i < TEXTS; i++) {
		texts[i].text = VALUE_NULL;
		heap_root(&h, &texts[i].text);
	}
	for (int i = 0; i < ROUNDS; i++)
		one_round(t, &h, texts);
	for (size_t i = 0; i < TEXTS; i++)
		buf_release(&texts[i].bytes);
	heap_close(&h);
	test_says(t, "%d texts, and ropes %d deep", ROUNDS * 200, DEEP);
}
