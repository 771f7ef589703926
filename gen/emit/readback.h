/*
 * Law 2, looked at from the files that lie in the repository, whoever wrote them: the plan read as JSON, the Make
 * include as make itself understands it, the workflows by their jobs. What they run is compared with what the manifest
 * owes, which is worked out here anew: a generator that were wrong in all its files alike would be found out.
 */
#ifndef READBACK_H
#define READBACK_H

#include <stdbool.h>

struct arena;
struct diag;
struct suite;

/*
 * Compare the files below root with the suite, for each platform and lane: the units of the plan, its shards, what make
 * would run, and the jobs and legs of the workflows. Each difference is an error. Nothing is said if none of the files
 * is there. Without GNU Make the include is not read back, which is a warning, and an error in CI (CI=true). False if
 * there was an error.
 */
bool readback_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

#endif
