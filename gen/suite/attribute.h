/*
 * Attributes of the manifest: what the value of each may be, and where in the model it goes.
 */
#ifndef ATTRIBUTE_H
#define ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct buf;

/* What an attribute's value may be, and the type it has in the model. */
enum kind {
	KIND_NAME,       /* const char *: [A-Za-z0-9_.+-] */
	KIND_ENVNAME,    /* const char *: a shell variable */
	KIND_NAME_GLOB,  /* const char *: the same, with '*' for any characters and '?' for one */
	KIND_TEXT,       /* const char *: anything but control characters */
	KIND_WORDS,      /* struct words: texts with blanks between */
	KIND_NAMES,      /* struct words: names with blanks between */
	KIND_NUMBER,     /* long, from low to high */
	KIND_SECONDS,    /* double, above 0 */
	KIND_ENUM,       /* int: the index among the words */
	KIND_PATH,       /* const char *: relative to the suite's dir, or with a '/' in front to the repository */
	KIND_HOLES,      /* struct command: a path with holes */
	KIND_HOLE_WORDS, /* struct hole_words: paths with holes, with blanks between */
	KIND_SIZE,       /* unsigned long long: bytes, as 2G or 512M */
	KIND_DATE,       /* const char *: yyyy-mm-dd */
	KIND_SEED,       /* long: SEED_HEAD, SEED_NONE or a number */
	KIND_GONE,       /* const char *: of an attribute of before, of which the element's end says what to do */
};

enum { NOWHERE = -1 };

struct attribute {
	const char *name;
	enum kind kind;
	bool required;
	long offset; /* in the element's object */
	long place;  /* the offset of the struct loc that notes where the attribute stands, or NOWHERE */
	long low, high;
	const char *const *words; /* with NULL at the end */
	const char *unit;         /* of a number: what it counts, such as "seconds"; or NULL */
};

/* Where a given attribute stands. */
struct given {
	struct arena *arena;
	struct diag *diag;
	const char *element; /* the name of its element */
	const char
		*test; /* the name of the test that a discovery printed with the attribute, or NULL: it stands in XML */
	struct loc at;
};

/* The attribute of that name in a list whose last has no name, or NULL. */
const struct attribute *attribute_find(const struct attribute *list, const char *name);

/* All names of the list but those that are gone, in the arena. */
const char **attribute_names(const struct attribute *list, struct arena *a, size_t *ret_count);

/* May a list of its values stand in several places, so that they are one list? */
bool attribute_adds_up(const struct attribute *a);

/* Put the value and its place into the object; words are added to those that are there. Reports a value that the attribute
 * cannot have; the object then stays as it is, but that a refused text is refused_text. */
void attribute_take(const struct attribute *a, const struct given *g, void *object, const char *value);

/* Check the element's text, which may have several lines, for characters that neither text nor values may hold: false,
 * with a message, if there is one. */
bool attribute_check_lines(const struct given *g, const char *text);

/* Append what the schema says of the values: RELAX NG in XML syntax. */
void attribute_schema(const struct attribute *a, struct buf *out);

#endif
