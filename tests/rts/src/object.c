#include "object.h"

static size_t
place(const struct heap *h, value v)
{
	size_t at = heap_place(h, ref_at(v));

	assert(at < h->cap);
	return at;
}

/* Word number i of the body of the object at this place. */
static size_t
body(const struct heap *h, size_t at, size_t i)
{
	assert(i < header_words(h->mem[at]) - HEADER_WORDS);
	return at + HEADER_WORDS + i;
}

enum kind
obj_kind(const struct heap *h, value v)
{
	return header_kind(h->mem[place(h, v)]);
}

size_t
obj_length(const struct heap *h, value v)
{
	return header_length(h->mem[place(h, v)]);
}

value
obj_get(struct heap *h, value v, size_t i)
{
	size_t at = place(h, v);
	value x = h->mem[body(h, at, i)];

	assert(i >= header_values(h->mem[at]));
	return header_kind(h->mem[at]) == KIND_WEAK ? gc_read_weak(h, x) : x;
}

void
obj_set(struct heap *h, value v, size_t i, value x)
{
	size_t at = place(h, v);

	assert(i >= header_values(h->mem[at]));
	gc_write(h, at, body(h, at, i), x);
}

word
obj_raw(const struct heap *h, value v, size_t i)
{
	size_t at = place(h, v);

	assert(i < header_values(h->mem[at]));
	return h->mem[body(h, at, i)];
}

void
obj_set_raw(struct heap *h, value v, size_t i, word x)
{
	size_t at = place(h, v);

	assert(i < header_values(h->mem[at]));
	h->mem[body(h, at, i)] = x;
}

unsigned char *
obj_bytes(struct heap *h, value v)
{
	size_t at = place(h, v);

	assert(kind_info[header_kind(h->mem[at])].bytes);
	return (unsigned char *)&h->mem[at + HEADER_WORDS];
}

bool
obj_same(const struct heap *h, value a, value b)
{
	if (!value_is_ref(a) || !value_is_ref(b))
		return a == b;
	return place(h, a) == place(h, b);
}

size_t
obj_identity(const struct heap *h, value v)
{
	return place(h, v);
}

static value
holder(struct heap *h, enum kind kind, value content)
{
	value v = heap_alloc(h, kind, 1);

	obj_set(h, v, 0, content);
	return v;
}

value
obj_box(struct heap *h, value content)
{
	return holder(h, KIND_BOX, content);
}

value
obj_weak(struct heap *h, value target)
{
	return holder(h, KIND_WEAK, target);
}

value
obj_variant(struct heap *h, word tag, value content)
{
	value v = heap_alloc(h, KIND_VARIANT, 2);

	obj_set_raw(h, v, 0, tag);
	obj_set(h, v, 1, content);
	return v;
}

value
obj_int64(struct heap *h, int64_t n)
{
	value v = heap_alloc(h, KIND_INT64, 8);
	unsigned char *p = obj_bytes(h, v);
	uint64_t bits = (uint64_t)n;

	/* Lowest byte first on every machine, so that a stable image is the same on all of them. */
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(bits >> 8 * i);
	return v;
}

int64_t
obj_int64_get(struct heap *h, value v)
{
	const unsigned char *p = obj_bytes(h, v);
	uint64_t bits = 0;

	assert(obj_kind(h, v) == KIND_INT64);
	for (int i = 0; i < 8; i++)
		bits |= (uint64_t)p[i] << 8 * i;
	return (int64_t)bits;
}
