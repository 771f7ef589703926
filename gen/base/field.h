/*
 * Fields for the tables of base/tmpl.h. A field that is one expression is written as one line:
 *
 *     TEXT_FIELD(child_name, CHILD->name)
 *     ...
 *     { "name", VALUE_TEXT, "the child's name", child_name, NULL },
 *
 * The expression may use `root`, which tmpl_render was given; `obj`, the element of the list in whose scope the field
 * stands; and `scratch`, an empty buffer for text that is made on the spot. A field that needs statements is written as
 * FIELD(name) { ... }, and sets `*ret` with the functions below; without one of them the value is not there.
 */
#ifndef FIELD_H
#define FIELD_H

#include <stddef.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/tmpl.h"

/* Few fields use all four. */
#define FIELD(function)                                                                   \
	static void function(MAYBE_UNUSED const void *root, MAYBE_UNUSED const void *obj, \
		MAYBE_UNUSED struct value *ret, MAYBE_UNUSED struct buf *scratch)

/* A text. With NULL the value is not there. */
#define TEXT_FIELD(function, expression)       \
	FIELD(function)                        \
	{                                      \
		field_text(ret, (expression)); \
	}

/* A number from 0. */
#define NUMBER_FIELD(function, expression)                                    \
	FIELD(function)                                                       \
	{                                                                     \
		field_number(ret, scratch, (unsigned long long)(expression)); \
	}

/* The same. With 0 the value is not there. */
#define OPTIONAL_NUMBER_FIELD(function, expression)                           \
	FIELD(function)                                                       \
	{                                                                     \
		unsigned long long number = (unsigned long long)(expression); \
		if (number)                                                   \
			field_number(ret, scratch, number);                   \
	}

/* Microseconds, as a number of seconds. */
#define SECONDS_FIELD(function, usec)                \
	FIELD(function)                              \
	{                                            \
		field_seconds(ret, scratch, (usec)); \
	}

/* Yes or no. */
#define FLAG_FIELD(function, expression)            \
	FIELD(function)                             \
	{                                           \
		field_flag(ret, (expression) != 0); \
	}

/* `count` texts of an array. */
#define WORDS_FIELD(function, array, count)         \
	FIELD(function)                             \
	{                                           \
		field_words(ret, (array), (count)); \
	}

/* `count` elements of an array; the row of the table names their scope. */
#define LIST_FIELD(function, array, count)                           \
	FIELD(function)                                              \
	{                                                            \
		field_list(ret, (array), (count), sizeof(*(array))); \
	}

/* Set the value. field_text sets nothing for NULL; the digits of a number are appended to scratch, which is empty. */
void field_text(struct value *ret, const char *text);
void field_number(struct value *ret, struct buf *scratch, unsigned long long number);
void field_seconds(struct value *ret, struct buf *scratch, unsigned long long usec);
void field_flag(struct value *ret, bool yes);
void field_words(struct value *ret, const char *const *words, size_t count);
void field_list(struct value *ret, const void *items, size_t count, size_t stride);

/* Append text made as by printf to scratch, and return all of the text in it. */
const char *field_printf(struct buf *scratch, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
