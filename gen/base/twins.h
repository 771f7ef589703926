/*
 * Names that are different, but would be one file or folder where case does not count, as on macOS (esc_same_name): results, builds and
 * locks of one would be taken for those of the other.
 */
#ifndef TWINS_H
#define TWINS_H

#include <stddef.h>

/* Call `found` for each name that has such a twin before it in the list, with the numbers of the first twin and of this one, in the
 * order of the list. Names that are equal are not meant. */
void twins_find(const char *const *names, size_t n, void (*found)(void *context, size_t one, size_t other),
	void *context);

#endif
