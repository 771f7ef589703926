/*
 * Nix systems, "CPU-KERNEL": of which there are some that Nix knows (nixpkgs, lib/systems/parse.nix and doubles.nix).
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdbool.h>

struct arena;

/* Is it a system that Nix may know? Any known processor with any known kernel counts. */
bool system_is_known(const char *name);

/* The system that was probably meant by another name, in the arena, or NULL. */
const char *system_meant(const char *name, struct arena *a);

#endif
