/* Files that are compiled into the program: gen/embed makes these tables from templates/ and gen/record/schema/. */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name; /* its path below the folder that the table was made from */
	const char *text; /* with a NUL after its len bytes */
	size_t len;
};

/* Each table ends with a NULL name. */
extern const struct embedded template_texts[]; /* the templates */
extern const struct embedded page_texts[];     /* the style and scripts of templates/page/ */
extern const struct embedded manual_texts[];   /* the pages of the manual, as text */
extern const struct embedded schema_texts[]; /* the steps of the record's schema, gen/record/schema/, in their order */

#endif
