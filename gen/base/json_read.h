/*
 * JSON (RFC 8259), read piece by piece from a stream or a text: for logs of Nix and for durations of pytest. Strings
 * are given as UTF-8, with U+FFFD for half a surrogate pair and for NUL.
 */
#ifndef JSONREAD_H
#define JSONREAD_H

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
	JSON_BAD, /* this is no JSON: fault says why; nothing comes behind it */
};

enum { JSON_DEPTH_MAX = 64, JSON_TEXT_MAX = 1024 * 1024 };

struct json {
	FILE *in;            /* or NULL: */
	const char *s, *end; /* what is left of the text */
	struct buf text;     /* of the last token */
	const char *fault;
	unsigned line, col;        /* of what was read last, from 1 */
	bool open[JSON_DEPTH_MAX]; /* what is open is an object */
	size_t depth;
	int next; /* a character that was looked at, or -2 */
	int state;
};

/* Begin; to be released. */
void json_open(struct json *j, FILE *in);
void json_open_text(struct json *j, const char *s, size_t len);

enum json_token json_next(struct json *j);

/* Read on until what the last token has opened is closed; false if it is not. */
bool json_skip(struct json *j, enum json_token token);

void json_release(struct json *j);

#endif
