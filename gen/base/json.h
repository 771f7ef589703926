/*
 * Writes JSON. Each function appends a separator, the key and the value.
 *
 * The separator `before` begins with a comma and may have more, for people who read it: ", ", ",\n  ", ", { ". Directly
 * after a '[' or '{' the comma and a blank after it are left out, so that the first element needs no case of its own.
 * The key is NULL for an element of an array.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

void json_text(struct buf *out, const char *before, const char *key, const char *s); /* NULL is null */
void json_number(struct buf *out, const char *before, const char *key, long long n); /* below 0 is null */
void json_flag(struct buf *out, const char *before, const char *key, bool flag);
void json_list(struct buf *out, const char *before, const char *key, const char *const *v, size_t n);

/* At most max bytes of a text, and then "..."; NULL is null. */
void json_text_cut(struct buf *out, const char *before, const char *key, const char *s, size_t max);

/* Microseconds since 1970 as "yyyy-mm-ddThh:mm:ssZ"; 0 is null. */
void json_time(struct buf *out, const char *before, const char *key, long long usec);

/* Microseconds as a number of seconds, exactly. */
void json_seconds(struct buf *out, const char *before, const char *key, unsigned long long usec);

/* Begin a value that the caller continues and ends: with "[" or "{ ", or with "" before JSON that is there already. */
void json_begin(struct buf *out, const char *before, const char *key, const char *begin);

#endif
