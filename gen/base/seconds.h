/* Seconds as people and programs write them, in whole microseconds; and what is expected where nothing is known. */
#ifndef SECONDS_H
#define SECONDS_H

#include <stdbool.h>
#include <stddef.h>

/* Microseconds of a decimal number of seconds: digits with at most one point, of whose decimals six count. False if it is
 * not one, or is more than thirty years. Unlike strtod, it does not follow the locale. */
bool seconds_parse(const char *s, size_t len, unsigned long long *ret_usec);

/*
 * Fill in each time of which nothing is known, a 0: the median of what is known in its group; or else the median of everything
 * known, and where nothing is, a second. group[i], below groups, is the group of usec[i]. The planner and whoever reads a plan's
 * file guess so, each for itself, since a guess that stood in the file would change it for all when one time is known.
 */
void seconds_guess(unsigned long long *usec, const size_t *group, size_t n, size_t groups);

#endif
