/*
 * A folder that keeps outputs by the key of their stamp, for this work tree and others, and for several processes at
 * a time. An output comes in by rename, whole. A process that copies outputs shares the folder's lock with others;
 * one that removes outputs holds it alone.
 */
#ifndef CACHE_H
#define CACHE_H

#include <stdbool.h>

/* Copy a file or folder by cp(1). False if that fails or a signal comes; then a part may be there. */
bool cache_copy(const char *from, const char *to);

/* Copy the output of that key to a new path. False if there is none, or if it cannot be copied; then a part may be
 * there. */
bool cache_get(const char *folder, const char *key, const char *to);

/*
 * Keep a copy of the output `from` under that key, and remove the least recently used outputs until all fit into so
 * many bytes (0: any number). False, with errno set, if it was not kept; errno is 0 if it is larger than all that may
 * be kept.
 */
bool cache_put(const char *folder, const char *key, const char *from, unsigned long long size);

#endif
