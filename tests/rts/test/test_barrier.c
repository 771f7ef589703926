/* The incremental collector and a program that is against it. A collection is interrupted after
 * every number of steps there is, then something is done that a collector without barriers would
 * not survive. */
#include "modules.h"
#include "object.h"
#include "shadow.h"

#define NODES 40

/* A list of tuples (number, next, other), some garbage between them so that regions are worth
 * emptying. */
struct list {
	struct heap h;
	value first, spare; /* two roots */
};

static value
tuple(struct heap *h, sword number, value next)
{
	value v = heap_alloc(h, KIND_TUPLE, 3);

	obj_set(h, v, 0, value_number(number));
	obj_set(h, v, 1, next);
	return v;
}

static void
list_open(struct list *l, struct test *t)
{
	*l = (struct list){ .first = VALUE_NULL, .spare = VALUE_NULL };
	heap_open(&l->h);
	heap_root(&l->h, &l->first);
	heap_root(&l->h, &l->spare);
	for (sword i = NODES; i-- > 0;) {
		l->first = tuple(&l->h, i, l->first);
		heap_alloc(&l->h, KIND_BLOB, (size_t)rng_below(&t->rng, 60));
	}
	/* A first collection learns where the garbage is; it becomes a reason to empty regions for
	 * the next one. */
	while (gc_step(&l->h, 1000))
		;
}

static value
list_at(struct list *l, sword n)
{
	value v = l->first;

	while (n-- > 0)
		v = obj_get(&l->h, v, 1);
	return v;
}

static void
list_check(struct test *t, struct list *l, sword first, sword count)
{
	value v = l->first;

	for (sword i = first; i < first + count; i++) {
		CHECK(t, value_is_ref(v), "expected the list to go on at %lld", (long long)i);
		CHECK(t, obj_kind(&l->h, v) == KIND_TUPLE, "expected a TUPLE at %lld", (long long)i);
		CHECK(t, obj_get(&l->h, v, 0) == value_number(i), "expected %lld, but it is %llx",
		      (long long)i, (unsigned long long)obj_get(&l->h, v, 0));
		v = obj_get(&l->h, v, 1);
	}
	CHECK(t, v == VALUE_NULL, "expected the list to end after %lld", (long long)(first + count));
}

/* Does so many steps of that budget; true if a collection is then under way. The first step begins
 * one. */
static bool
steps(struct test *t, struct heap *h, unsigned count, size_t budget)
{
	bool more = false;

	for (unsigned i = 0; i < count; i++) {
		size_t work = h->gc.work, weak = h->gc.weak.len;

		more = gc_step(h, budget);
		CHECK(t, h->gc.work - work <= budget + REGION_OBJECT_MAX + weak + 1,
		      "expected a step of %zu words, but it did %zu", budget, h->gc.work - work);
		if (!more)
			break;
	}
	return more;
}

/* Moves the end of the list from its last holder into one that the marker may have passed, and cuts
 * it off. */
static void
hide(struct test *t, struct list *l)
{
	sword n = (sword)rng_below(&t->rng, NODES - 1);
	value cut = list_at(l, n), end = obj_get(&l->h, cut, 1);

	obj_set(&l->h, l->first, 2, end);
	obj_set(&l->h, cut, 1, VALUE_NULL);
	gc_step(&l->h, 1);
	/* And back, after one step more. */
	cut = list_at(l, n);
	obj_set(&l->h, cut, 1, obj_get(&l->h, l->first, 2));
	obj_set(&l->h, l->first, 2, VALUE_NULL);
}

/* Puts a new object in front, and one in the middle which alone holds the rest. */
static void
insert(struct test *t, struct list *l)
{
	sword n = (sword)rng_below(&t->rng, NODES);
	value at = list_at(l, n), added;

	for (value v = obj_get(&l->h, at, 1); v != VALUE_NULL; v = obj_get(&l->h, v, 1))
		obj_set(&l->h, v, 0, value_number(number_of(obj_get(&l->h, v, 0)) + 1));
	added = tuple(&l->h, n + 1, obj_get(&l->h, at, 1));
	obj_set(&l->h, at, 1, added);
	l->first = tuple(&l->h, -1, l->first);
}

/* Only a root holds the list for a step, in a box that is new. */
static void
box(struct test *t, struct list *l)
{
	(void)t;
	l->spare = obj_box(&l->h, l->first);
	l->first = VALUE_NULL;
	gc_step(&l->h, 1);
	l->first = obj_get(&l->h, l->spare, 0);
	l->spare = VALUE_NULL;
}

static const struct {
	void (*change)(struct test *t, struct list *l);
	sword first, count;
} changes[] = {
	{ hide, 0, NODES },
	{ insert, -1, NODES + 2 },
	{ box, 0, NODES },
};

/* Each change after each number of steps, until one collection is over before the change comes. */
static unsigned
interrupted(struct test *t, size_t which, size_t budget)
{
	struct list l;
	bool more = true;
	unsigned count = 0;

	for (; more; count++) {
		list_open(&l, t);
		more = steps(t, &l.h, count, budget) || count == 0;
		changes[which].change(t, &l);
		while (gc_step(&l.h, budget))
			list_check(t, &l, changes[which].first, changes[which].count);
		list_check(t, &l, changes[which].first, changes[which].count);
		gc_collect(&l.h);
		list_check(t, &l, changes[which].first, changes[which].count);
		CHECK_EQ(t, l.h.used, (size_t)changes[which].count * kind_words(KIND_TUPLE, 3));
		heap_close(&l.h);
	}
	return count;
}

/* A weak reference is read at every step there is, and what it leads to kept from then on. */
static unsigned
weak(struct test *t, size_t budget)
{
	struct list l;
	bool more = true, kept = false;
	unsigned count = 0;

	for (; more; count++) {
		value target;

		list_open(&l, t);
		l.spare = obj_weak(&l.h, tuple(&l.h, 4711, VALUE_NULL));
		more = steps(t, &l.h, count, budget) || count == 0;
		target = obj_get(&l.h, l.spare, 0);
		CHECK(t, count > 0 || target != VALUE_NULL,
		      "expected what a weak reference leads to to be there until a collection");
		kept = target != VALUE_NULL;
		if (kept)
			obj_set(&l.h, l.first, 2, target);
		while (gc_step(&l.h, budget))
			;
		gc_collect(&l.h);
		target = obj_get(&l.h, l.spare, 0);
		CHECK(t, kept == (target != VALUE_NULL), "expected the weak reference to be %s",
		      kept ? "kept" : "null");
		if (kept)
			CHECK(t,
			      obj_get(&l.h, target, 0) == value_number(4711) &&
				  obj_same(&l.h, target, obj_get(&l.h, l.first, 2)),
			      "expected the object that was read from a weak reference");
		heap_close(&l.h);
	}
	CHECK(t, !kept, "expected the weak reference to be null after a whole collection");
	return count;
}

/* A large heap, to see that no step outgrows its budget. */
static void
bounded(struct test *t, size_t budget)
{
	struct heap h;
	struct shadow s;

	heap_open(&h);
	shadow_open(&s, t, &h);
	shadow_grow(&s, 1000);
	for (int round = 0; round < 12; round++) {
		while (steps(t, &h, 1, budget))
			;
		shadow_check(&s);
		for (int i = 0; i < 200; i++)
			shadow_mutate(&s);
	}
	CHECK(t, h.gc.moved > 0, "expected some objects to be moved");
	shadow_close(&s);
	heap_close(&h);
}

void
test_barrier(struct test *t)
{
	unsigned interruptions = 0;

	for (size_t budget = 1; budget < 120; budget += budget / 3 + 1) {
		for (size_t which = 0; which < sizeof changes / sizeof changes[0]; which++)
			interruptions += interrupted(t, which, budget);
		interruptions += weak(t, budget);
		bounded(t, budget);
	}
	test_says(t, "%u interrupted collections", interruptions);
}
