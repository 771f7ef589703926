/* Small questions about texts: their order, their place in a list, whether they are a number, a date, an id. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The order of two texts by their bytes, for qsort and bsearch over an array of `const char *`. */
int text_order(const void *a, const void *b);

/* The order of two texts of which either may be NULL, which comes first. */
int text_compare(const char *a, const char *b);

/* Where the text stands in a list that ends with NULL, or -1. */
int text_index_of(const char *const *list, const char *s);

/* Has the text exactly that length, and nothing but digits and the letters a to f? */
bool text_is_hex(const char *s, size_t len);

/* Is it the whole id of a git object, of SHA-1 or of SHA-256? */
bool text_is_object_id(const char *s);

/* Is it an address that a link on a page may lead to: http:// or https://, a host by its name or number, no user before it, and at most
 * 2,000 characters, of those that RFC 3986 lets stand in one? */
bool text_is_web_address(const char *s);

/* The decimal number that the whole text is, of at most 18 digits; or -1. */
long long text_number(const char *s);

/* Is the whole text a decimal number from low, which is at least 0, to high? Only then *ret_number is set to it. */
bool text_is_number(const char *s, long low, long high, long *ret_number);

/* The decimal number with which the text begins, of at most 18 digits; *ret_end is what follows it. Without one it is -1,
 * and *ret_end is s. */
long long text_leading_number(const char *s, const char **ret_end);

/* Is the text a day "yyyy-mm-dd" of the calendar, from 1970 on? Then *ret_days, unless NULL, is the number of days since
 * 1970-01-01. */
bool text_is_date(const char *s, long long *ret_days);

/* The last part of a path: what follows its last '/', or all of it. */
const char *text_last_part(const char *path);

/* Append shell text that runs the commands one after another, each only if the one before has succeeded. */
void text_in_turn(struct buf *out, const char *const *commands, size_t n);

enum { TEXT_TIME_SIZE = 32 };

/* Write seconds since 1970 as "yyyy-mm-ddThh:mm:ssZ", in UTC; as "?" if the calendar of this system does not go so far. */
void text_time(long long seconds, char ret_text[TEXT_TIME_SIZE]);

#endif
