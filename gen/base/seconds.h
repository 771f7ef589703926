/* Seconds as people and programs write them, in whole microseconds. */
#ifndef SECONDS_H
#define SECONDS_H

#include <stdbool.h>
#include <stddef.h>

/* Microseconds of a decimal number of seconds: digits with at most one point, of whose decimals six count. False if it is
 * not one, or is more than thirty years. Unlike strtod, it does not follow the locale. */
bool seconds_parse(const char *s, size_t len, unsigned long long *ret_usec);

#endif
