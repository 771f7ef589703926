#include "cont.h"

#define CONT_FIRST 8 /* entries of a table in use for the first time */

/* Chains the entries from start on into the free list. */
static void
chain(struct cont_table *t, size_t start)
{
	size_t len = obj_length(t->h, t->array);

	for (size_t i = start; i < len; i++)
		obj_set(t->h, t->array, i, value_number((sword)i + 1));
	t->free = start;
}

void
cont_open(struct cont_table *t, struct heap *h)
{
	*t = (struct cont_table){ .h = h };
	t->array = heap_alloc(h, KIND_ARRAY, CONT_FIRST);
	heap_root(h, &t->array);
	chain(t, 0);
}

void
cont_close(struct cont_table *t)
{
	heap_unroot(t->h, &t->array);
}

static void
grow(struct cont_table *t)
{
	size_t len = obj_length(t->h, t->array);
	value larger = heap_alloc(t->h, KIND_ARRAY, 2 * len);

	for (size_t i = 0; i < len; i++)
		obj_set(t->h, larger, i, obj_get(t->h, t->array, i));
	t->array = larger;
	chain(t, len);
}

size_t
cont_remember(struct cont_table *t, value object)
{
	size_t number;

	assert(value_is_ref(object)); /* what is no reference would look like a free entry */
	if (t->free == obj_length(t->h, t->array))
		grow(t);
	number = t->free;
	t->free = (size_t)number_of(obj_get(t->h, t->array, number));
	obj_set(t->h, t->array, number, object);
	t->count++;
	return number;
}

value
cont_peek(struct cont_table *t, size_t number)
{
	value v;

	if (number >= obj_length(t->h, t->array))
		return VALUE_NULL;
	v = obj_get(t->h, t->array, number);
	return value_is_ref(v) ? v : VALUE_NULL;
}

value
cont_recall(struct cont_table *t, size_t number)
{
	value v = cont_peek(t, number);

	if (v == VALUE_NULL)
		return v;
	obj_set(t->h, t->array, number, value_number((sword)t->free));
	t->free = number;
	t->count--;
	return v;
}
