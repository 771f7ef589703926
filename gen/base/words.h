/* Words for people: plurals, days and ages. Times are seconds since 1970, in UTC. Texts are made in the arena. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* The ending of a noun, and the verb, for n things. */
const char *words_plural(size_t n); /* "" or "s" */
const char *words_verb(size_t n);   /* "is" or "are" */

/* The time as "yyyy-mm-ddThh:mm:ssZ", and its day as "yyyy-mm-dd". */
const char *words_time(struct arena *a, long long seconds);
const char *words_day(struct arena *a, long long seconds);

/* Is that later than now? The clocks of two machines may differ by ten minutes. */
bool words_is_future(long long seconds, long long now);

/* How long ago that was, in the largest unit of which at least two have passed: "40 seconds ago", "3 days ago", or "in
 * the future". */
const char *words_age(struct arena *a, long long seconds, long long now);

/* A number of seconds in the same words, without "ago". */
const char *words_span(struct arena *a, long long seconds);

enum words_color { WORDS_PLAIN, WORDS_GREEN, WORDS_RED, WORDS_YELLOW, WORDS_FAINT };

/* Append the text, in that colour if `color` is set, and then blanks up to that width. The text must be ASCII; a width of
 * 0 adds no blanks. */
void words_paint(struct buf *out, bool color, enum words_color which, const char *text, size_t width);

#endif
