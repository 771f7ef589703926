#include "persist.h"

#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "leb128.h"
#include "mem.h"
#include "object.h"
#include "words.h"

static const unsigned char magic[5] = { 'r', 't', 's', 'g', 1 };

/* Writing. */

struct save {
	struct heap *h;
	struct buf *out;
	struct words object; /* in the order of their numbers */
	uint32_t *number; /* of the object at each place of the heap, plus 1; 0 if it was not met */
};

static void
meet(struct save *s, value v)
{
	size_t id;

	if (!value_is_ref(v))
		return;
	id = obj_identity(s->h, v);
	if (s->number[id] > 0)
		return;
	words_push(&s->object, v);
	s->number[id] = (uint32_t)s->object.len;
}

/* One after the last word of a body that holds a value. The first is kind_info[kind].raw. */
static size_t
values_end(enum kind kind, size_t length)
{
	return kind_info[kind].bytes ? 0 : length;
}

static void
meet_all(struct save *s, value root)
{
	meet(s, root);
	for (size_t i = 0; i < s->object.len; i++) {
		value v = s->object.at[i];
		enum kind kind = obj_kind(s->h, v);
		size_t end = values_end(kind, obj_length(s->h, v));

		if (kind == KIND_WEAK)
			continue;
		for (size_t j = kind_info[kind].raw; j < end; j++)
			meet(s, obj_get(s->h, v, j));
	}
}

static void
put_value(struct save *s, value v)
{
	uint64_t code = 0;

	if (value_is_number(v)) {
		int64_t n = number_of(v);

		/* zigzag: 0, -1, 1, -2, ... are 0, 1, 2, 3, ... */
		code = (n < 0 ? ~((uint64_t)n << 1) : (uint64_t)n << 1) * 2 + 2;
	} else if (value_is_ref(v)) {
		uint64_t number = s->number[obj_identity(s->h, v)];

		code = number > 0 ? number * 2 - 1 : 0;
	}
	leb128_put_u64(s->out, code);
}

static void
put_object(struct save *s, value v)
{
	enum kind kind = obj_kind(s->h, v);
	size_t length = obj_length(s->h, v), end = values_end(kind, length), i;

	buf_byte(s->out, (unsigned char)kind);
	leb128_put_u64(s->out, length);
	if (kind_info[kind].bytes)
		buf_add(s->out, obj_bytes(s->h, v), length);
	for (i = 0; i < kind_info[kind].raw; i++)
		leb128_put_u64(s->out, obj_raw(s->h, v, i));
	for (; i < end; i++)
		put_value(s, obj_get(s->h, v, i));
}

static void
put_crc(struct buf *out)
{
	uint32_t crc = crc32_add(0, out->at, out->len);

	for (int i = 0; i < 4; i++)
		buf_byte(out, (unsigned char)(crc >> 8 * i));
}

void
persist_save(struct heap *h, value root, struct buf *out)
{
	struct save s = { .h = h, .out = out, .number = mem_clear(h->cap, sizeof *s.number) };

	assert(out->len == 0);
	meet_all(&s, root);
	buf_add(out, magic, sizeof magic);
	leb128_put_u64(out, s.object.len);
	put_value(&s, root);
	for (size_t i = 0; i < s.object.len; i++)
		put_object(&s, s.object.at[i]);
	put_crc(out);
	words_release(&s.object);
	free(s.number);
}

/* Reading. The objects are gone through twice: first each is made, then each is filled, since the
 * first may refer to the last. The second time can meet no error that the first did not. */

struct load {
	struct heap *h;
	struct reader in;
	struct words object; /* those made so far */
	uint64_t count;
	enum persist_error error;
};

/* The first error is the one that counts. */
static void
fail(struct load *l, enum persist_error e)
{
	if (l->error == PERSIST_OK)
		l->error = e;
}

/* Null for an object that is not made yet. */
static value
get_value(struct load *l)
{
	uint64_t code = leb128_get_u64(&l->in), zigzag = (code - 2) / 2;
	int64_t n;

	if (code == 0)
		return VALUE_NULL;
	if (code % 2 == 1) {
		if (code / 2 >= l->count)
			fail(l, PERSIST_FORMAT);
		return code / 2 < l->object.len ? l->object.at[code / 2] : VALUE_NULL;
	}
	n = zigzag % 2 == 0 ? (int64_t)(zigzag / 2) : -(int64_t)(zigzag / 2) - 1;
	if (!number_fits(n)) {
		fail(l, PERSIST_RANGE);
		return VALUE_NULL;
	}
	return value_number((sword)n);
}

static word
get_raw(struct load *l)
{
	uint64_t raw = leb128_get_u64(&l->in);

	if (raw > WORD_MAX)
		fail(l, PERSIST_RANGE);
	return (word)raw;
}

/* The body of the object into v; past it, if v is null. */
static void
get_body(struct load *l, value v, enum kind kind, size_t length)
{
	size_t end = values_end(kind, length), i;

	if (kind_info[kind].bytes) {
		const unsigned char *bytes = reader_take(&l->in, length);

		if (v != VALUE_NULL && bytes && length > 0)
			memcpy(obj_bytes(l->h, v), bytes, length);
		return;
	}
	for (i = 0; i < kind_info[kind].raw; i++) {
		word raw = get_raw(l);

		if (v != VALUE_NULL)
			obj_set_raw(l->h, v, i, raw);
	}
	for (; i < end; i++) {
		value x = get_value(l);

		if (v != VALUE_NULL)
			obj_set(l->h, v, i, x);
	}
}

static void
get_object(struct load *l, bool fill, size_t number)
{
	unsigned kind = reader_byte(&l->in);
	uint64_t length = leb128_get_u64(&l->in);

	/* Each byte and each word takes a byte of the image at least: so a false length makes no
	 * large object. */
	if (kind >= KIND_COUNT || length > reader_left(&l->in) ||
	    !kind_allows((enum kind)kind, length)) {
		fail(l, PERSIST_FORMAT);
		return;
	}
	if (!fill)
		words_push(&l->object, heap_alloc(l->h, (enum kind)kind, length));
	get_body(l, fill ? l->object.at[number] : VALUE_NULL, (enum kind)kind, length);
}

/* One of the two passes, from the start of the image to its end. */
static value
get_all(struct load *l, struct reader from, bool fill)
{
	value root;

	l->in = from;
	l->count = leb128_get_u64(&l->in);
	if (l->count > reader_left(&l->in))
		fail(l, PERSIST_FORMAT);
	root = get_value(l);
	for (size_t i = 0; i < l->count && l->error == PERSIST_OK && !l->in.bad; i++)
		get_object(l, fill, i);
	if (l->in.bad || l->in.at != l->in.end)
		fail(l, PERSIST_FORMAT);
	return root;
}

static bool
crc_is_right(const unsigned char *image, size_t len)
{
	uint32_t crc = 0;

	for (int i = 0; i < 4; i++)
		crc |= (uint32_t)image[len - 4 + i] << 8 * i;
	return crc == crc32_add(0, image, len - 4);
}

enum persist_error
persist_load(struct heap *h, const void *image, size_t len, value *ret_root)
{
	struct load l = { .h = h };
	const unsigned char *bytes = image;
	struct reader body;

	*ret_root = VALUE_NULL;
	if (len < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0)
		return PERSIST_MAGIC;
	if (len < sizeof magic + 4 || !crc_is_right(bytes, len))
		return PERSIST_CHECKSUM;
	body = (struct reader){ .at = bytes + sizeof magic, .end = bytes + len - 4 };
	get_all(&l, body, false);
	if (l.error == PERSIST_OK)
		*ret_root = get_all(&l, body, true);
	words_release(&l.object);
	return l.error;
}

const char *
persist_error_text(enum persist_error e)
{
	switch (e) {
	case PERSIST_OK:
		return "no error";
	case PERSIST_MAGIC:
		return "no image of this version";
	case PERSIST_CHECKSUM:
		return "wrong checksum";
	case PERSIST_FORMAT:
		return "malformed image";
	case PERSIST_RANGE:
		return "number too large for these words";
	}
	return "unknown error";
}
