/* One process at a time builds and runs units in a tree: others would write into the same folders. */
#ifndef TURN_H
#define TURN_H

#include <stdbool.h>

struct arena;
struct diag;

/* Wait until no other process builds or runs units with that folder of results, which is there; then it is our turn until this
 * process ends. False, with a message, if it is not and `no_wait` is set. */
bool turn_take(struct arena *a, struct diag *d, const char *results, bool no_wait);

#endif
