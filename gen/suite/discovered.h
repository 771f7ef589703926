/*
 * A line that a <discover as="modules"> prints, and the module that it stands for: the test's name, then fields key=value, each
 * after a tab. A key is an attribute of <module>, with the values that it has in XML; 'path', a file or folder that the test
 * depends on, exactly as written; or the name of a parameter. `nightshift help discover` says it to users.
 */
#ifndef DISCOVERED_H
#define DISCOVERED_H

#include <stddef.h>

#include "base/diag.h"

struct arena;
struct buf;
struct discover;
struct suite;

/* Add the module of one line, which is cut up, to the suite. Reports what cannot be; `at` is where the line begins. */
void discovered_add(struct suite *s, struct arena *a, struct diag *d, const struct discover *how, struct loc at,
	char *line);

/* Append what `nightshift help discover` prints. */
void discovered_help(struct buf *out);

#endif
