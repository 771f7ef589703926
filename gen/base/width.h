/*
 * How wide a text is on a terminal, and how it is made narrow enough. What is measured is the text as print shows it
 * (base/foreign.h): a control character takes the columns of ^[. The C library says how many columns a character takes (wcwidth).
 */
#ifndef WIDTH_H
#define WIDTH_H

#include <stddef.h>

struct buf;

/* The columns of a text that was made harmless. */
size_t width_of(const char *s, size_t len);

/* Append the text, made a harmless line, in so many columns at most: if it takes more, "..." stands in the place of its middle. No
 * character is cut, nor parted from its accents. */
void width_cut(struct buf *out, const char *s, size_t columns);

#endif
