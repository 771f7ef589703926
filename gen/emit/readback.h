/*
 * Law 2, checked in the files that lie in the repository, whoever wrote them: the plan read as JSON, the Make include as
 * make itself understands it, the workflows by their jobs. What they run is compared with what the manifest owes, which
 * is worked out here once more: so a generator that writes the same mistake into all its files is found out.
 */
#ifndef READBACK_H
#define READBACK_H

#include <stdbool.h>

struct arena;
struct diag;
struct suite;

/*
 * Compare the files below root with the suite, for each platform and lane: the units of the plan, what make would
 * run, and the jobs of the workflows. Each difference is an error, and then false comes back. If none of
 * the files is there, nothing is reported. Without GNU Make the include is not read back; that is a warning, and an error
 * in CI (CI=true).
 */
bool readback_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

#endif
