/*
 * How many files this process may have open: `ulimit -n`, of which macOS gives 256. This process may raise its own limit. What it
 * starts finds the user's: some programs close all that there may be, or count on select(), which knows 1024.
 */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stddef.h>

/* Let this process open so many more files than it has open now: raise its limit, as far as the system lets it. How many more it
 * may open comes back, at most `more`. */
size_t descriptors_reserve(size_t more);

/* How many it may have open. */
size_t descriptors_limit(void);

/* Give this process the limit that the user has set. It may be called between fork() or vfork() and exec. */
void descriptors_restore(void);

/* Give this process again the limit that descriptors_reserve() raised. */
void descriptors_resume(void);

#endif
