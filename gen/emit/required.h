/*
 * The name of the required check over all workflows of the repository. Branch protection knows a check by its name
 * alone: where two jobs have it, a pull request may merge on the green of the other one.
 */
#ifndef REQUIRED_H
#define REQUIRED_H

#include <stdbool.h>

struct arena;
struct diag;
struct suite;

/* Look for the suite's required check among the jobs of the other files in root's .github/workflows, and report each
 * that has its name. False if there is one. */
bool required_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

#endif
