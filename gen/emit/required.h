/*
 * The name of the required check, compared with all workflows of the repository. Branch protection knows a check only by
 * its name: where two jobs have that name, a pull request may merge when the wrong one is green.
 */
#ifndef REQUIRED_H
#define REQUIRED_H

#include <stdbool.h>

struct arena;
struct diag;
struct suite;

/* Report each job in root's .github/workflows, outside of the suite's own files, that has the name of the suite's
 * required check. False if there is one. */
bool required_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

#endif
