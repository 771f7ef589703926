#include "blob.h"

#include <string.h>

#include "mem.h"

value
blob_new(struct heap *h, const void *bytes, size_t len)
{
	value v = heap_alloc(h, KIND_BLOB, len);

	if (len > 0)
		memcpy(obj_bytes(h, v), bytes, len);
	return v;
}

value
blob_concat(struct heap *h, value a, value b)
{
	size_t a_len = obj_length(h, a), b_len = obj_length(h, b);
	value v = heap_alloc(h, KIND_BLOB, a_len + b_len);
	unsigned char *p = obj_bytes(h, v);

	memcpy(p, obj_bytes(h, a), a_len);
	memcpy(p + a_len, obj_bytes(h, b), b_len);
	return v;
}

value
blob_slice(struct heap *h, value a, size_t start, size_t len)
{
	size_t a_len = obj_length(h, a);
	value v;

	if (start > a_len || len > a_len - start)
		die("%zu bytes from byte %zu are not in a blob of %zu", len, start, a_len);
	v = heap_alloc(h, KIND_BLOB, len);
	memcpy(obj_bytes(h, v), obj_bytes(h, a) + start, len);
	return v;
}

int
blob_compare(struct heap *h, value a, value b)
{
	size_t a_len = obj_length(h, a), b_len = obj_length(h, b);
	int order = memcmp(obj_bytes(h, a), obj_bytes(h, b), a_len < b_len ? a_len : b_len);

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}
