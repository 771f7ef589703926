/* Objects seen through references: everything that is no collector reads and writes the heap
 * through these. */
#ifndef RTS_OBJECT_H
#define RTS_OBJECT_H

#include "heap.h"

enum kind obj_kind(const struct heap *h, value v);
/* Bytes or words, by kind. */
size_t obj_length(const struct heap *h, value v);

/* Word number i of the body, as a value. Not const: reading a weak reference may make the collector
 * keep it. */
value obj_get(struct heap *h, value v, size_t i);
void obj_set(struct heap *h, value v, size_t i, value x);

/* Word number i of the body, which must be a raw one. */
word obj_raw(const struct heap *h, value v, size_t i);
void obj_set_raw(struct heap *h, value v, size_t i, word x);

/* The body of an object of bytes, until the next object is made or the next safe point. */
unsigned char *obj_bytes(struct heap *h, value v);

/* Are both the same number, null, or the same object, wherever it is now? */
bool obj_same(const struct heap *h, value a, value b);

/* A number that names the object until the next safe point: its place. */
size_t obj_identity(const struct heap *h, value v);

/* New objects of one or two values. */
value obj_box(struct heap *h, value content);
value obj_weak(struct heap *h, value target);
value obj_variant(struct heap *h, word tag, value content);
value obj_int64(struct heap *h, int64_t n);
int64_t obj_int64_get(struct heap *h, value v);

#endif
