/*
 * What the manual says of each element and attribute, for editors that show it beside the manifest. gen/hovers makes the table from
 * gen/man/nightshift-suite.5.
 */
#ifndef HOVER_H
#define HOVER_H

struct hover {
	const char *element;
	const char *attribute; /* "": of the element itself */
	const char *text;      /* in one line */
};

/* The last has no element. */
extern const struct hover hovers[];

#endif
