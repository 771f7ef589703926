/* Finds the units and platforms of a plan, and commits, by the names that the record has for them. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct git;
struct plan;
struct suite;
struct unit;

/* The plan's units, sorted by id, in the arena. */
const struct unit **lookup_units(const struct plan *p, struct arena *a);

/* The place of the unit among the n sorted ones, or n if none has that id. */
size_t lookup_unit(const struct unit *const *sorted, size_t n, const char *id);

/* The platform's index, or platform_count if none has that name. */
size_t lookup_platform(const struct suite *s, const char *name);

/* Does the repository have the commit? No, if either is NULL. */
bool lookup_commit(const struct git *g, const char *commit);

#endif
