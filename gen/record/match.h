/*
 * Which unit a foreign test case belongs to. A module says it by a pattern for the case's whole name, which is
 * SUITE/CLASSNAME/NAME, without those of the three that are empty; nested suites have '/' between their names, too:
 *
 *     <module name="gc" match="*.collector.*&#47;seed_{index}|gc_*"/>
 *
 * '*' is any text, also with '/' in it, '?' is one character, '|' stands between alternatives, and '\' makes the next of these
 * an ordinary character. The pattern must match the whole name. {module} is the module's name, {variant} the name of one of
 * its variants, {index} a number in its range, which tells the chunk, and {chunk} the number of the chunk itself.
 *
 * Without {variant}, the one who imports says the variant, if the module has more than one. A case that no pattern matches,
 * but whose name is the id of a unit, or what people read of it in its place (plan_shown), belongs to that unit, unless it is
 * the one of one unit and the other of another. So does one that has the name that a producer gives the test of a module
 * (<discover from="...">) which says no pattern: the names are those of CTest's, meson's and pytest's own reports in JUnit XML, and of a
 * TAP file the path of its script.
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
 * Read the patterns, in the arena. NULL if one is wrong, which was reported: an unknown hole, or a module in chunks whose
 * pattern does not tell the chunk.
 */
struct match *match_make(struct arena *a, struct diag *d, const struct plan *p);

enum match_found {
	MATCH_NONE,
	MATCH_UNIT,
	MATCH_TWO,     /* two modules match: ret_modules says which */
	MATCH_VARIANT, /* ret_modules[0] does not run in the variant that was said, or it has several and none was said */
};

/*
 * Find the unit of a case by its whole name, or by `name` if that is a unit's. `variant` is what the importer said, or
 * NULL. *ret_unit is the unit's place in the plan.
 */
enum match_found match_find(const struct match *m, const char *whole, const char *name, const char *variant,
	size_t *ret_unit, const struct module *ret_modules[2]);

/* Append all that decides: if two texts are equal, so is what they find. */
void match_text(const struct match *m, struct buf *out);

#endif
