#include "text.h"

#include <string.h>

#include "blob.h"
#include "crc32.h"
#include "mem.h"
#include "utf8.h"

value
text_new(struct heap *h, const void *bytes, size_t len)
{
	return utf8_valid(bytes, len) == len ? blob_new(h, bytes, len) : VALUE_NULL;
}

value
text_concat(struct heap *h, value a, value b)
{
	size_t a_len = text_bytes(h, a), b_len = text_bytes(h, b);
	value v;

	if (a_len == 0)
		return b;
	if (b_len == 0)
		return a;
	if (a_len + b_len <= TEXT_FLAT_MAX)
		return blob_concat(h, text_flatten(h, a), text_flatten(h, b));
	if (a_len + b_len > OBJECT_MAX)
		die("a text of %zu bytes could not be flattened", a_len + b_len);
	v = heap_alloc(h, KIND_CONCAT, 3);
	obj_set_raw(h, v, 0, (word)(a_len + b_len));
	obj_set(h, v, 1, a);
	obj_set(h, v, 2, b);
	return v;
}

size_t
text_bytes(struct heap *h, value text)
{
	return obj_kind(h, text) == KIND_CONCAT ? obj_raw(h, text, 0) : obj_length(h, text);
}

/* Goes on to the next leaf that is not empty; false if there is none. */
static bool
next_leaf(struct text_iter *it)
{
	while (it->todo.len > 0) {
		value v = words_pop(&it->todo);

		while (obj_kind(it->h, v) == KIND_CONCAT) {
			words_push(&it->todo, obj_get(it->h, v, 2));
			v = obj_get(it->h, v, 1);
		}
		it->leaf = v;
		it->at = 0;
		if (obj_length(it->h, v) > 0)
			return true;
	}
	it->leaf = VALUE_NULL;
	return false;
}

void
text_iter_begin(struct text_iter *it, struct heap *h, value text)
{
	*it = (struct text_iter){ .h = h, .leaf = VALUE_NULL };
	words_push(&it->todo, text);
}

/* The bytes that are left of the leaf, or of the next one if there are none; NULL at the end. */
static const unsigned char *
rest_of_leaf(struct text_iter *it, size_t *ret_len)
{
	if (it->leaf == VALUE_NULL || it->at == obj_length(it->h, it->leaf))
		if (!next_leaf(it))
			return NULL;
	*ret_len = obj_length(it->h, it->leaf) - it->at;
	return obj_bytes(it->h, it->leaf) + it->at;
}

bool
text_iter_next(struct text_iter *it, uint32_t *ret_code)
{
	size_t len;
	const unsigned char *p = rest_of_leaf(it, &len);

	if (!p)
		return false;
	it->at += utf8_decode(p, len, ret_code);
	return true;
}

void
text_iter_end(struct text_iter *it)
{
	words_release(&it->todo);
}

size_t
text_count(struct heap *h, value text)
{
	struct text_iter it;
	const unsigned char *p;
	size_t len, count = 0;

	text_iter_begin(&it, h, text);
	for (; (p = rest_of_leaf(&it, &len)); it.at += len)
		count += utf8_count(p, len);
	text_iter_end(&it);
	return count;
}

value
text_flatten(struct heap *h, value text)
{
	struct text_iter it;
	const unsigned char *p;
	size_t len, at = 0;
	value flat;

	if (obj_kind(h, text) == KIND_BLOB)
		return text;
	flat = heap_alloc(h, KIND_BLOB, text_bytes(h, text));
	text_iter_begin(&it, h, text);
	for (; (p = rest_of_leaf(&it, &len)); it.at += len) {
		memcpy(obj_bytes(h, flat) + at, p, len);
		at += len;
	}
	text_iter_end(&it);
	obj_set(h, text, 1, flat);
	obj_set(h, text, 2, heap_alloc(h, KIND_BLOB, 0));
	return flat;
}

int
text_compare(struct heap *h, value a, value b)
{
	struct text_iter ia, ib;
	int order = 0;

	text_iter_begin(&ia, h, a);
	text_iter_begin(&ib, h, b);
	while (order == 0) {
		size_t a_len, b_len, len;
		const unsigned char *p = rest_of_leaf(&ia, &a_len), *q = rest_of_leaf(&ib, &b_len);

		if (!p || !q) {
			order = (p != NULL) - (q != NULL);
			break;
		}
		len = a_len < b_len ? a_len : b_len;
		order = memcmp(p, q, len);
		ia.at += len;
		ib.at += len;
	}
	text_iter_end(&ia);
	text_iter_end(&ib);
	return order;
}

uint32_t
text_hash(struct heap *h, value text)
{
	struct text_iter it;
	const unsigned char *p;
	uint32_t crc = 0;
	size_t len;

	text_iter_begin(&it, h, text);
	for (; (p = rest_of_leaf(&it, &len)); it.at += len)
		crc = crc32_add(crc, p, len);
	text_iter_end(&it);
	return crc;
}
