/*
 * Members of a JSON object: each function appends what stands before it ("{ ", ", ", with newlines where people look),
 * the key and the value.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

void json_text(struct buf *out, const char *before, const char *key, const char *s); /* or null */
void json_number(struct buf *out, const char *before, const char *key, long long n); /* null below 0 */
void json_flag(struct buf *out, const char *before, const char *key, bool flag);
void json_list(struct buf *out, const char *before, const char *key, const char *const *v, size_t n);

/* Text of outside, as JSON can hold it; or null. */
void json_foreign(struct buf *out, const char *before, const char *key, const char *s);

/* Microseconds since 1970 as "yyyy-mm-ddThh:mm:ssZ"; 0 is null. */
void json_time(struct buf *out, const char *before, const char *key, long long usec);

#endif
