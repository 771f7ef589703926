/* Folders that come and go: the temporary folder of an attempt, and what earlier attempts have left. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdbool.h>

struct buf;

/* Make a new folder in $TMPDIR, or in /tmp, and append its path. False, with errno set, if that cannot be done. */
bool scratch_make(struct buf *out);

/* Remove the folder and all in it; no link is followed. True if it is gone, or was not there; else errno is set. */
bool scratch_remove(const char *path);

#endif
