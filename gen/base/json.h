/*
 * Writes members of a JSON object. Each function appends `before` (such as "{ " or ", ", with newlines where people
 * read), then the key, then the value.
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

/* A foreign text, cleaned as by foreign_clean; NULL is null. */
void json_foreign(struct buf *out, const char *before, const char *key, const char *s);

/* Microseconds since 1970 as "yyyy-mm-ddThh:mm:ssZ"; 0 is null. */
void json_time(struct buf *out, const char *before, const char *key, long long usec);

#endif
