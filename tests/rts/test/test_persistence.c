/* Stable persistence of random graphs: there and back, the same image from the same graph, and no
 * image taken that is not one. */
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "buf.h"
#include "crc32.h"
#include "integer.h"
#include "modules.h"
#include "object.h"
#include "persist.h"
#include "shadow.h"

#define GRAPHS 60
#define OBJECTS 100
#define LARGE_ROUNDS 72
#define LARGE 20000

/* The image of golden_graph, in all variants, for ever: written once, and only read since. */
static const char golden[] = "\x72\x74\x73\x67\x01\x07\x01\x04\x08\x03\x05\x05\xb0\x09\x07\x09"
			     "\x0b\x0d\x09\x01\x01\x01\x08\x72\xc3\xa9\x73\x75\x6d\xc3\xa9\x03"
			     "\x08\x00\x00\x00\x00\x00\x00\x00\x80\x06\x02\x98\xf5\xf2\xf6\x0f"
			     "\xfe\xff\xff\xff\x07\x0b\x01\x00\x0b\x01\x03\x73\x56\x1d\x7d";

/* A bit of everything that differs between words of 32 and of 64 bits, with sharing and a cycle. */
static value
golden_graph(struct heap *h)
{
	value array = heap_alloc(h, KIND_ARRAY, 8), box = obj_box(h, VALUE_NULL), text;

	text = blob_new(h, "r\xc3\xa9sum\xc3\xa9", 8);
	obj_set(h, box, 0, array);
	obj_set(h, array, 0, box);
	obj_set(h, array, 1, text);
	obj_set(h, array, 2, text);
	obj_set(h, array, 3, value_number(-300));
	obj_set(h, array, 4, obj_int64(h, INT64_MIN));
	obj_set(h, array, 5, obj_variant(h, 0xfedcba98, value_number(536870911)));
	obj_set(h, array, 6, obj_weak(h, obj_box(h, VALUE_NULL)));
	obj_set(h, array, 7, obj_weak(h, box));
	return array;
}

/* Saves a graph, loads it elsewhere, and compares. Saving what was loaded gives the same image,
 * since objects are numbered as they are met: one more proof that the two graphs have one shape. */
static void
there_and_back(struct shadow *s, struct buf *image)
{
	struct test *t = s->t;
	struct heap h;
	struct buf again = { 0 };
	value root, roots[SHADOW_ROOTS];
	size_t words;

	image->len = 0;
	persist_save(s->h, shadow_roots(s), image);
	heap_open(&h);
	CHECK_EQ(t, persist_load(&h, image->at, image->len, &root), PERSIST_OK);
	shadow_unpack(&h, root, roots);
	words = shadow_compare(s, &h, roots, true) + kind_words(KIND_ARRAY, SHADOW_ROOTS);
	CHECK_EQ(t, h.used, words);
	persist_save(&h, root, &again);
	CHECK_BYTES(t, again.at, again.len, image->at, image->len);

	/* And it is a graph that the collector can work with. */
	heap_root(&h, &root);
	gc_collect(&h);
	shadow_unpack(&h, root, roots);
	shadow_compare(s, &h, roots, true);
	CHECK_EQ(t, h.used, words);
	/* The last comparison was with another heap: learn again where things are. */
	shadow_check(s);
	buf_release(&again);
	heap_close(&h);
}

static void
put_crc(struct buf *image)
{
	uint32_t crc = crc32_add(0, image->at, image->len - 4);

	for (size_t i = 0; i < 4; i++)
		image->at[image->len - 4 + i] = (unsigned char)(crc >> 8 * i);
}

/* A bit flipped, or the end missing: refused. The same with a new checksum: refused or not, but no
 * harm done. */
static void
spoil(struct test *t, const struct buf *image)
{
	struct heap h;
	struct buf bad = { 0 };
	size_t bit = (size_t)rng_below(&t->rng, image->len * 8),
	       cut = (size_t)rng_below(&t->rng, image->len);
	value root;

	heap_open(&h);
	CHECK(t, persist_load(&h, image->at, cut, &root) != PERSIST_OK && root == VALUE_NULL,
	      "expected an image of %zu bytes cut to %zu to be refused", image->len, cut);
	buf_add(&bad, image->at, image->len);
	bad.at[bit / 8] ^= (unsigned char)(1 << bit % 8);
	CHECK(t, persist_load(&h, bad.at, bad.len, &root) != PERSIST_OK && root == VALUE_NULL,
	      "expected an image of %zu bytes with bit %zu flipped to be refused", image->len, bit);
	CHECK_EQ(t, h.used, 0);

	cut = (size_t)rng_below(&t->rng, bad.len);
	bad.at[cut] = (unsigned char)rng_next(&t->rng);
	put_crc(&bad);
	heap_root(&h, &root);
	if (persist_load(&h, bad.at, bad.len, &root) == PERSIST_OK) {
		bad.len = 0;
		persist_save(&h, root, &bad);
	} else {
		CHECK(t, root == VALUE_NULL, "expected null from an image that was refused");
	}
	gc_collect(&h);
	buf_release(&bad);
	heap_close(&h);
}

/* Images whose checksum is right and whose content is not. */
static void
malformed(struct test *t)
{
	static const struct {
		const char *bytes; /* between the magic number and the checksum */
		size_t len;
		enum persist_error error;
	} cases[] = {
		{ "\x00\x00", 2, PERSIST_OK },
		{ "\x00\x01", 2, PERSIST_FORMAT },             /* object 0 of none */
		{ "\x01\x01\x08\x01\x01", 5, PERSIST_FORMAT }, /* kind 8 has two words */
		{ "\x01\x01\x09\x01\x01", 5, PERSIST_OK },     /* a box that holds itself */
		{ "\x01\x01\x09\x01\x03", 5, PERSIST_FORMAT }, /* a box that holds object 1 of 1 */
		{ "\x01\x01\x63\x00", 4, PERSIST_FORMAT },     /* no kind */
		{ "\x01\x01\x01\x7f", 4, PERSIST_FORMAT },     /* bytes that are not there */
		{ "\x01\x01\x01\x00\x00", 5, PERSIST_FORMAT }, /* a byte too many */
		{ "\x7f\x01", 2, PERSIST_FORMAT },             /* objects that are not there */
		{ "", 0, PERSIST_FORMAT },
		{ "\x00\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, PERSIST_RANGE },
	};
	struct buf image = { 0 };
	struct heap h;
	value root;

	heap_open(&h);
	CHECK_EQ(t, persist_load(&h, "rtsh\1\0\0", 7, &root), PERSIST_MAGIC);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum persist_error e;

		image.len = 0;
		buf_add(&image, "rtsg\1", 5);
		buf_add(&image, cases[i].bytes, cases[i].len);
		buf_add(&image, "\0\0\0\0", 4);
		put_crc(&image);
		e = persist_load(&h, image.at, image.len, &root);
		CHECK(t, e == cases[i].error, "expected case %zu to be '%s', but it is '%s'", i,
		      persist_error_text(cases[i].error), persist_error_text(e));
	}
	buf_release(&image);
	heap_close(&h);
}

static void
check_golden(struct test *t)
{
	struct heap h;
	struct buf image = { 0 };
	value root;

	heap_open(&h);
	persist_save(&h, golden_graph(&h), &image);
	CHECK_BYTES(t, image.at, image.len, golden, sizeof golden - 1);
	CHECK_EQ(t, persist_load(&h, golden, sizeof golden - 1, &root), PERSIST_OK);
	CHECK(t, obj_same(&h, obj_get(&h, obj_get(&h, root, 0), 0), root), "expected the cycle");
	CHECK(t, obj_same(&h, obj_get(&h, root, 1), obj_get(&h, root, 2)),
	      "expected a text with two owners");
	CHECK(t, obj_int64_get(&h, obj_get(&h, root, 4)) == INT64_MIN, "expected the least int64");
	CHECK(t, obj_get(&h, obj_get(&h, root, 6), 0) == VALUE_NULL,
	      "expected a weak reference to nothing");
	CHECK(t, obj_same(&h, obj_get(&h, obj_get(&h, root, 7), 0), obj_get(&h, root, 0)),
	      "expected a weak reference to the box");
	buf_release(&image);
	heap_close(&h);
}

/* One graph: saved and changed and collected in turn, also saved in the middle of a collection. */
static void
one_graph(struct test *t, size_t objects, int rounds, size_t *ret_compared)
{
	struct heap h;
	struct shadow s;
	struct buf image = { 0 };

	heap_open(&h);
	shadow_open(&s, t, &h);
	shadow_grow(&s, objects);
	for (int i = 0; i < rounds; i++) {
		shadow_check(&s);
		there_and_back(&s, &image);
		spoil(t, &image);
		for (size_t n = 0; n < objects / 4; n++)
			shadow_mutate(&s);
		gc_step(&h, 1 + (size_t)rng_below(&t->rng, 8 * objects));
	}
	shadow_collect(&s);
	*ret_compared += s.compared;
	buf_release(&image);
	shadow_close(&s);
	heap_close(&h);
}

void
test_persistence(struct test *t)
{
	size_t objects = 0;

	malformed(t);
	check_golden(t);
	for (int i = 0; i < GRAPHS; i++)
		one_graph(t, OBJECTS, 8, &objects);
	test_says(t, "%d graphs of about %d objects, %zu compared", GRAPHS, OBJECTS, objects);
}

void
test_persistence_20k(struct test *t)
{
	size_t objects = 0;

	one_graph(t, LARGE, LARGE_ROUNDS, &objects);
	test_says(t, "graphs of about %d objects, %zu compared", LARGE, objects);
}
