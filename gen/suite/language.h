/*
 * The language of the manifest as a table: which elements there are, in which others they may stand, which attributes they
 * take and what part of the model they make. The reader (manifest.c) and the schema (relaxng.c) both follow it.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct attribute;

/* The table has no cycle, so no element stands deeper than DEPTH_MAX. */
enum { DEPTH_MAX = 8, ELEMENT_MAX = 64 };

/* What the functions of an element work on. */
struct making {
	struct arena *arena;
	struct diag *diag;
	struct suite *suite;
	struct loc at;      /* of the element */
	const char *parent; /* the name of the element around it; "" for the root */
	const char *text;   /* for element_end: its text, without blanks at its ends */
	struct loc text_loc;
	/* The open elements of these names, or NULL. What an element_start sets here holds until the element ends. */
	struct within {
		struct group *group;
		struct module *module;
		struct variant *variant;
		struct platform *platform;
		struct fixture *fixture;
	} in;
};

/* Make what the element stands for. What comes back is the object that its attributes are put into. */
typedef void *element_start(struct making *m);

/* All attributes and the text are known. */
typedef void element_end(struct making *m, void *object);

enum element_flag {
	ONCE = 1,         /* at most one in its parent */
	TEXT = 2,         /* it holds text, and must */
	MAY_BE_EMPTY = 4, /* or its end says whether it must */
};

struct element {
	const char *name;
	const char *parents;                /* with blanks between; "" for the root */
	const struct attribute *attributes; /* the last has no name */
	int flags;                          /* enum element_flag */
	long place; /* the offset of the struct loc that notes where the element stands, or NOWHERE */
	element_start *start;
	element_end *end; /* or NULL */
};

/* Every element; the last has no name. */
extern const struct element language[];

/* The element of that name, or NULL. */
const struct element *language_find(const char *name);

/* May it stand in an element of that name? */
bool language_allows(const struct element *e, const char *parent);

#endif
