/* What the system needs in order to start a program. */
#ifndef LOADER_H
#define LOADER_H

#include <stdbool.h>

struct arena;
struct buf;

/* The path of the loader that a program for this machine asks for, as its bytes say, in the arena. NULL if it asks for none, if
 * it is no such program, and on a system that has other programs than those of ELF. */
const char *loader_of(struct arena *a, const struct buf *program);

/* Is it in a Nix store, which another machine may lack? Not if it is NULL. */
bool loader_is_in_store(const char *loader);

#endif
