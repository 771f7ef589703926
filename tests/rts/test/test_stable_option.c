/* Options in options: each depth differs from each other one, in the heap, through collections and
 * in a stable image. */
#include "blob.h"
#include "buf.h"
#include "modules.h"
#include "option.h"
#include "persist.h"
#include "test.h"

#define ROUNDS 40000
#define DEPTH_MAX 24

/* What is inside: null, a number, or an object. */
static value
core(struct test *t, struct heap *h, uint64_t *ret_which)
{
	*ret_which = rng_below(&t->rng, 4);
	switch (*ret_which) {
	case 0:
		return OPTION_NONE;
	case 1:
		return value_number(0);
	case 2:
		return blob_new(h, "rts", 3);
	default:
		return obj_box(h, VALUE_NULL); /* holds null, and is none */
	}
}

/* Takes depth question marks off v, and finds what core made. */
static void
check(struct test *t, struct heap *h, value v, size_t depth, uint64_t which)
{
	static const enum kind kinds[] = { KIND_NONE, KIND_NONE, KIND_BLOB, KIND_BOX };

	for (; depth > 0; depth--) {
		CHECK(t, !option_is_none(v), "expected %zu more options", depth);
		v = option_get(h, v);
	}
	if (which == 0)
		CHECK(t, option_is_none(v), "expected null inside");
	else if (which == 1)
		CHECK(t, v == value_number(0), "expected 0 inside");
	else
		CHECK(t, value_is_ref(v) && obj_kind(h, v) == kinds[which], "expected a %s inside",
		      kind_info[kinds[which]].name);
}

static void
one_option(struct test *t, struct heap *h, value *root)
{
	size_t depth = (size_t)rng_below(&t->rng, DEPTH_MAX), made;
	struct heap other;
	struct buf image = { 0 };
	uint64_t which;
	value back;

	*root = core(t, h, &which);
	made = h->used;
	for (size_t i = 0; i < depth; i++) {
		*root = option_some(h, *root);
		check(t, h, *root, i + 1, which);
	}
	/* Only what leads to null needs objects. */
	CHECK_EQ(t, h->used - made, which == 0 ? depth * kind_words(KIND_SOME, 1) : 0);
	gc_step(h, 30);
	check(t, h, *root, depth, which);

	heap_open(&other);
	persist_save(h, *root, &image);
	CHECK_EQ(t, persist_load(&other, image.at, image.len, &back), PERSIST_OK);
	check(t, &other, back, depth, which);
	buf_release(&image);
	heap_close(&other);
}

void
test_stable_option(struct test *t)
{
	struct heap h;
	value root = VALUE_NULL;

	heap_open(&h);
	heap_root(&h, &root);
	for (int i = 0; i < ROUNDS; i++)
		one_option(t, &h, &root);
	heap_close(&h);
	test_says(t, "%d options of up to %d in each other", ROUNDS, DEPTH_MAX - 1);
}
