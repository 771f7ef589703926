/*
 * Reads JSON (RFC 8259) token by token, from a stream or a text. Strings come as UTF-8, with U+FFFD in place of half a
 * surrogate pair and of NUL.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

enum json_token {
	JSON_END, /* after the one value */
	JSON_OBJECT,
	JSON_OBJECT_END,
	JSON_ARRAY,
	JSON_ARRAY_END,
	JSON_KEY,    /* text is its name */
	JSON_STRING, /* text */
	JSON_NUMBER, /* text is its digits, a decimal number as strtod reads it */
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
	JSON_BAD, /* this is not JSON: `fault` says why, and nothing follows */
};

enum { JSON_DEPTH_MAX = 64, JSON_TEXT_MAX = 1024 * 1024 };

struct json {
	FILE *in;            /* the stream; NULL if a text is read */
	const char *s, *end; /* the rest of the text */
	struct buf text;     /* of the last token */
	const char *fault;
	unsigned line, col;        /* where the last character stood, counted from 1 */
	unsigned at_line, at_col;  /* where the last token begins */
	bool open[JSON_DEPTH_MAX]; /* is what is open at that depth an object (or an array)? */
	size_t depth;
	int next; /* a character that was read ahead, or -2 */
	int state;
};

/* Begin to read. The caller ends with json_release. */
void json_open(struct json *j, FILE *in);
void json_open_text(struct json *j, const char *s, size_t len);

/* The next token. */
enum json_token json_next(struct json *j);

/* Read on to the end of the object or array that the last token opened. False if it does not end. */
bool json_skip(struct json *j, enum json_token token);

void json_release(struct json *j);

#endif
