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

/*
 * An expression of GitHub: more has changed of a pull request than its title or its text. The one event 'edited' tells of these and
 * of another base. A run that it is false for must have no job of the required check's name: what was skipped counts as green.
 */
#define REQUIRED_CHANGED "github.event.action != 'edited' || github.event.changes.base"

/* How the name of such a job begins: what it is called if it runs follows, as a text of GitHub, in which ' is written ''. */
#define REQUIRED_NAME_BEGIN "${{ (" REQUIRED_CHANGED ") && '"

/* Report each job in root's .github/workflows, outside of the suite's own files, that has the name of the suite's
 * required check. False if there is one. */
bool required_check(const struct suite *s, struct arena *a, struct diag *d, const char *root);

#endif
