/*
 * Lists of the model whose elements have names: platforms, variants, modules, fixtures and so on. Each such struct begins
 * with its place and its name, so one function sorts them all and one looks a name up.
 */
#ifndef NAMED_H
#define NAMED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

/* A list that is sorted by name. */
struct named {
	const void *rows;
	size_t n, size; /* how many rows; bytes of each */
};

#define NAMED(rows, n)                       \
	{                                    \
		(rows), (n), sizeof(*(rows)) \
	}

/* The order of two rows by name, for qsort. */
int named_order(const void *a, const void *b);

/* The name of the i-th row. */
const char *named_name(const struct named *l, size_t i);

/* The index of the row with that name, or n. */
size_t named_find(const struct named *l, const char *name);

/* Set the mark of each row whose name is among the words; names that no row has are left out. */
void named_mark(const struct named *l, const struct words *names, bool *marks, bool value);

/* The names of all rows, in the arena. */
const char **named_all(const struct named *l, struct arena *a);

#endif
