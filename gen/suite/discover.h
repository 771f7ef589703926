/*
 * What tests exist: a command of the manifest says so, a name on a line. Either its answer is checked against the
 * modules, both ways, or it makes the modules: name <tab> key=value ..., where 'seconds', 'timeout' and 'due' are the
 * attributes of <module>, 'path' is a file or folder that the test depends on, exactly as it is written and as often as
 * needed (module paths), and any other key a parameter, a list if it comes more than once.
 *
 * A command that names {variant}, {program} or a parameter of the variants is run for each variant.
 */
#ifndef DISCOVER_H
#define DISCOVER_H

#include <stdbool.h>

struct arena;
struct diag;
struct suite;

/* Run the <discover as="modules"> commands in the folder root/dir and add their modules to the suite; before
 * model_finish. */
bool discover_modules(struct suite *s, struct arena *a, struct diag *d, const char *root);

/* Run the other ones and compare; after model_finish. */
bool discover_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

#endif
