/* Fields of lines that are parted by tabs. A field may hold any text: \t, \n, \r and \\ stand for tab, newline, carriage
 * return and backslash. */
#ifndef TSV_H
#define TSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct buf;

/* Append a tab, unless the text is empty or ends with a newline, and then the text as a field. */
void tsv_add(struct buf *out, const char *s);

/* Write the text as a field, without a tab before it. */
void tsv_write(FILE *out, const char *s);

/* Cut the next field off a line, in place: *s goes on behind its tab, and is NULL behind the last field. NULL if there is no
 * field any more. */
char *tsv_next(char **s);

/* Undo the escapes of a field, in place. False if there is one that is none. */
bool tsv_unescape(char *s);

#endif
