#include "base/json_fields.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/seconds.h"
#include "base/text.h"

/* --- objects ---------------------------------------------------------------------------------- */

struct loc
json_here(const struct json_reader *r)
{
	return (struct loc){ r->path, r->j.at_line, r->j.at_col };
}

/* The field of the key that was read; NULL if it is of a later nightshift, or of no use to us. Fields mostly stand in the
 * order of the table, so the search begins at `from`. */
static const struct json_field *
find_field(const struct json_reader *r, const struct json_shape *shape, size_t from)
{
	for (size_t i = 0; i < shape->field_count; i++) {
		const struct json_field *f = &shape->fields[(from + i) % shape->field_count];

		if (!strcmp(f->name, buf_text(&r->j.text)))
			return f;
	}
	return NULL;
}

/* Read the value of a field. */
static void
read_value(struct json_reader *r, const struct json_field *f, void *object)
{
	enum json_token token = json_next(&r->j);
	struct loc at = json_here(r);
	size_t depth = r->j.depth;

	if (token == JSON_BAD || f->take(r, token, f, object) || r->j.fault)
		return;
	diag_error(r->d, at, "'%s' must be %s", f->name, f->expected);
	if (token == JSON_OBJECT || token == JSON_ARRAY)
		while (r->j.depth >= depth && json_next(&r->j) != JSON_BAD)
			;
}

/* Report that a key, which was read just now, stands in its object already. */
void
json_second_time(const struct json_reader *r, const char *key)
{
	diag_error(r->d, json_here(r), "'%s' stands here a second time", key);
}

/* Report the key if it is the first member of an element that the list has already. */
void
json_check_key(const struct json_reader *r, const char *key, const void *list, size_t count, size_t size)
{
	for (size_t i = 0; i < count; i++) {
		const char *is;

		memcpy(&is, (const char *)list + i * size, sizeof(is));
		if (!strcmp(is, key)) {
			json_second_time(r, key);
			return;
		}
	}
}

/* Read an object whose '{' was read. */
void
json_read_object(struct json_reader *r, const struct json_shape *shape, void *object)
{
	struct loc at = json_here(r);
	unsigned long seen = 0;
	size_t next = 0;

	while (json_next(&r->j) == JSON_KEY) {
		const struct json_field *f = find_field(r, shape, next);
		unsigned long bit = f ? 1ul << (f - shape->fields) : 0;

		next = f ? (size_t)(f - shape->fields) + 1 : next;

		if (f && seen & bit)
			json_second_time(r, f->name);
		if (f && !(seen & bit))
			read_value(r, f, object);
		else
			json_skip(&r->j, JSON_KEY);
		seen |= bit;
	}
	for (size_t i = 0; i < shape->field_count && !r->j.fault; i++)
		if (shape->fields[i].needed && !(seen & 1ul << i))
			diag_error(r->d, at, "%s has no '%s'", shape->what, shape->fields[i].name);
}

/* --- values ----------------------------------------------------------------------------------- */

const char *
json_copy(const struct json_reader *r)
{
	return arena_strndup(r->a, buf_text(&r->j.text), r->j.text.len);
}

bool
json_take_text(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	const char *text = token == JSON_STRING ? json_copy(r) : NULL;

	memcpy((char *)object + f->member, &text, sizeof(text));
	return text;
}

bool
json_take_name(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	return json_take_text(r, token, f, object) && esc_is_name(r->j.text.s, r->j.text.len);
}

bool
json_take_texts(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	const char **list = NULL;
	size_t count = 0;

	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_STRING)
		*ARENA_APPEND(r->a, list, count) = json_copy(r);
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return token == JSON_ARRAY_END;
}

/* A whole number from `least`, or -1. */
long long
json_whole_number(const struct json_reader *r, enum json_token token, long long least)
{
	long long n = token == JSON_NUMBER ? text_number(buf_text(&r->j.text)) : -1;

	return n >= least ? n : -1;
}

bool
json_take_long(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	long n = (long)json_whole_number(r, token, 0);

	memcpy((char *)object + f->member, &n, sizeof(n));
	return n >= 0 && n <= JSON_LONG_MAX;
}

bool
json_take_long_from_1(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	return json_take_long(r, token, f, object) && json_whole_number(r, token, 1) > 0;
}

bool
json_take_number(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	long long n = json_whole_number(r, token, 0);

	memcpy((char *)object + f->member, &n, sizeof(n));
	return n >= 0;
}

bool
json_take_number_from_1(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	return json_take_number(r, token, f, object) && json_whole_number(r, token, 1) > 0;
}

bool
json_take_seconds(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	unsigned long long usec;

	if (token != JSON_NUMBER || !seconds_parse(buf_text(&r->j.text), r->j.text.len, &usec))
		return false;
	long long signed_usec = (long long)usec;

	memcpy((char *)object + f->member, &signed_usec, sizeof(signed_usec));
	return true;
}

/* An object whose values go into the same struct. */
bool
json_take_object(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	if (token == JSON_OBJECT)
		json_read_object(r, f->of, object);
	return token == JSON_OBJECT;
}

/* The end of a list of objects, whose last token that was: it may end with null, so that the line of each object ends with a comma. */
bool
json_is_end(struct json_reader *r, enum json_token token)
{
	if (token == JSON_NULL)
		token = json_next(&r->j);
	return token == JSON_ARRAY_END;
}

/* A list of objects, each with a struct of its own. */
bool
json_take_objects(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	void *list = NULL;
	size_t count = 0;

	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT) {
		list = arena_grow(r->a, list, count, f->of->size);
		json_read_object(r, f->of, (char *)list + count++ * f->of->size);
	}
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return json_is_end(r, token);
}

/* Whatever it is: a line for each token, with its kind. */
bool
json_take_tokens(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct buf tokens = { 0 };
	size_t depth = r->j.depth - (token == JSON_OBJECT || token == JSON_ARRAY);

	for (;; token = json_next(&r->j)) {
		bool has_text = token == JSON_KEY || token == JSON_STRING || token == JSON_NUMBER;

		buf_printf(&tokens, "%d ", (int)token);
		if (has_text)
			esc_json(&tokens, buf_text(&r->j.text), r->j.text.len);
		buf_addc(&tokens, '\n');
		if (r->j.depth <= depth || token == JSON_BAD || token == JSON_END)
			break;
	}
	const char *text = arena_strndup(r->a, buf_text(&tokens), tokens.len);

	buf_release(&tokens);
	memcpy((char *)object + f->member, &text, sizeof(text));
	return true;
}
