/*
 * A folder that keeps outputs by the key of their stamp, for this work tree and others, and for several processes at a
 * time. An output comes in by rename, whole. Who copies one out holds the folder's lock together with others; who
 * removes what was not used for longest holds it alone.
 */
#ifndef CACHE_H
#define CACHE_H

#include <stdbool.h>

/* Copy a program's file or folder, by cp(1); false if that fails or a signal comes. What is there afterwards is then of
 * no use. */
bool cache_copy(const char *from, const char *to);

/* Copy the output of that key to a new path. False if there is none, or it cannot be copied. */
bool cache_get(const char *folder, const char *key, const char *to);

/*
 * Keep a copy of the output under that key, and remove the least recently used ones until all fits into so many bytes
 * (0: any number). False, with errno set or 0, if it was not kept.
 */
bool cache_put(const char *folder, const char *key, const char *from, unsigned long long size);

#endif
