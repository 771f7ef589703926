#include "buf.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

void
buf_release(struct buf *b)
{
	free(b->at);
	*b = (struct buf){ 0 };
}

void
buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0)
		return; /* memcpy wants real pointers, even for nothing */
	if (b->cap - b->len < len) {
		b->cap = mem_more(b->cap, b->len + len);
		b->at = mem_resize(b->at, b->cap, 1);
	}
	memcpy(b->at + b->len, bytes, len);
	b->len += len;
}

void
buf_byte(struct buf *b, unsigned char byte)
{
	buf_add(b, &byte, 1);
}

unsigned char
reader_byte(struct reader *r)
{
	const unsigned char *p = reader_take(r, 1);

	return p ? *p : 0;
}

const unsigned char *
reader_take(struct reader *r, size_t len)
{
	const unsigned char *p = r->at;

	if (r->bad || len > reader_left(r)) {
		r->bad = true;
		return NULL;
	}
	r->at += len;
	return p;
}

size_t
reader_left(const struct reader *r)
{
	return r->bad ? 0 : (size_t)(r->end - r->at);
}
