/*
 * Objects of JSON into structs, by tables: a row for each member, with what takes its value. A member that no row names is left out, a
 * second one of a name is an error, and so is a value of another kind; each message has its place.
 */
#ifndef JSON_FIELDS_H
#define JSON_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base.h"
#include "base/diag.h"
#include "base/json_read.h"

struct arena;

enum { JSON_LONG_MAX = 0x7fffffff }; /* no `long` is taken that is greater */

/* What reads a file. Texts and lists go to the arena. */
struct json_reader {
	struct json j;
	struct arena *a;
	struct diag *d;
	const char *path;
	void *context; /* for those who take values: the caller's */
};

/* A field of an object, and where its value goes. */
struct json_field {
	const char *name;
	bool needed;
	/* Take the value that begins with this token into the object. False if it is not what it has to be; what is
	 * left of it need not be read then. */
	bool (*take)(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
	const char *expected;        /* what a message says that it has to be */
	size_t member, count;        /* where the value lies in the object, and the number of its elements */
	const struct json_shape *of; /* of an object, or the elements of a list */
};

/* What an object of the file has. */
struct json_shape {
	const char *what;
	size_t size; /* of its struct */
	const struct json_field *fields;
	size_t field_count;
};

#define MEMBER(type, name) offsetof(struct type, name)
#define SHAPE(what, type, fields)                                  \
	{                                                          \
		what, sizeof(struct type), fields, countof(fields) \
	}

/* Where the token is that was read last. */
struct loc json_here(const struct json_reader *r);

/* Read an object whose '{' was read into its struct. What is wrong is an error of the reader's diag, and the rest is read. */
void json_read_object(struct json_reader *r, const struct json_shape *shape, void *object);

/* Report that a key, which was read just now, stands in its object already. */
void json_second_time(const struct json_reader *r, const char *key);

/* Report the key, which was read just now, if it is the first member of an element, of that size, that the list has already. */
void json_check_key(const struct json_reader *r, const char *key, const void *list, size_t count, size_t size);

/* The text of the token that was read last, in the arena. */
const char *json_copy(const struct json_reader *r);

/* The number of that token, from `least` on; or -1. */
long long json_whole_number(const struct json_reader *r, enum json_token token, long long least);

/* Is that token the end of a list of objects? It may end with null, so that the line of each object ends with a comma. */
bool json_is_end(struct json_reader *r, enum json_token token);

/* These take values, as a row of a table names them: a text; one that may be a name (base/esc.h); a list of texts; */
bool json_take_text(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_name(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_texts(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
/* a long of at most 32 bits, from 0 or from 1; a long long likewise; seconds, as microseconds in a long long; */
bool json_take_long(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_long_from_1(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_number(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_number_from_1(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_seconds(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
/* an object whose values go into the same struct; a list of objects, each with a struct of its own; */
bool json_take_object(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
bool json_take_objects(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);
/* or whatever it is, as a text with a line for each token, which is the same if the values are. */
bool json_take_tokens(struct json_reader *r, enum json_token token, const struct json_field *f, void *object);

#endif
