/*
 * Words for people: numbers of things, days and ages. Times are seconds since 1970, in UTC; what is made lives in the
 * arena.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* The end of a noun, and the verb that goes with it. */
const char *words_plural(size_t n); /* "" or "s" */
const char *words_verb(size_t n);   /* "is" or "are" */

/* "yyyy-mm-ddThh:mm:ssZ", and its day. */
const char *words_time(struct arena *a, long long seconds);
const char *words_day(struct arena *a, long long seconds);

/* Is that later than now? Two clocks may differ by some minutes. */
bool words_is_future(long long seconds, long long now);

/*
 * How long ago that was, in the largest unit of which two have passed: "40 seconds ago", "3 days ago", "in the future".
 */
const char *words_age(struct arena *a, long long seconds, long long now);

/* The same for two places of one text, without "ago". */
const char *words_span(struct arena *a, long long seconds);

enum words_color { WORDS_PLAIN, WORDS_GREEN, WORDS_RED, WORDS_YELLOW, WORDS_FAINT };

/* Append text and blanks up to that width, on a terminal in that colour. Text is ASCII; width 0 for none. */
void words_paint(struct buf *out, bool color, enum words_color which, const char *text, size_t width);

#endif
