/*
 * Which unit a foreign test case belongs to. A module says it by a pattern over the case's whole name, which is
 * SUITE/CLASSNAME/NAME, without those of the three that are empty; suites in suites have '/' between their names, too:
 *
 *     <module name="gc" match="*.collector.*&#47;seed_{index}|gc_*"/>
 *
 * '*' is any text, also with '/' in it, '?' one character, '|' stands between alternatives, and '\' before any of these
 * takes their meaning away; everything else is itself, and the pattern is of the whole name. {module} is the module's
 * name. {variant} is the name of one of its variants; {index} a number in its range, which tells the chunk, or {chunk}
 * the chunk's own.
 *
 * Without {variant}, whoever imports says the variant, if the module has more than one. What no pattern matches, but is
 * called as a unit is, belongs to that unit.
 */
#ifndef MATCH_H
#define MATCH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct diag;
struct module;
struct plan;

struct match;

/*
 * Read the patterns, in the arena. Reports unknown holes, a chunked module whose pattern does not tell the chunk, and
 * the like; NULL then.
 */
struct match *match_make(struct arena *a, struct diag *d, const struct plan *p);

enum match_found {
	MATCH_NONE,
	MATCH_UNIT,
	MATCH_TWO,     /* two modules match: ret_modules says which */
	MATCH_VARIANT, /* the module, ret_modules[0], does not run in the variant that the importer
			  said, or has several, and none was said */
};

/*
 * Find the unit of a case by its whole name; `name` alone may be the unit's. `variant` is what the importer said, or
 * NULL. *ret_unit is the place in the plan's units.
 */
enum match_found match_find(const struct match *m, const char *whole, const char *name, const char *variant,
	size_t *ret_unit, const struct module *ret_modules[2]);

/* Append all that decides: two that do this alike find the same. */
void match_text(const struct match *m, struct buf *out);

#endif
