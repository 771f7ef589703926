/*
 * A lock on a file, which the system frees when its holder ends, however that happens. The file says who holds it, and
 * stays: it cannot be removed without another one locking what is no more.
 */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

struct buf;

struct lock {
	int fd; /* -1 if the file could not be opened */
};

enum lock_kind { LOCK_SHARED, LOCK_ALONE };

/* Open the file, which is made if need be, without locking it. False, with errno set, if that cannot be done. */
bool lock_open(struct lock *ret_lock, const char *path);

/* Lock it now, or be false: someone else has it, or, with another errno than 0, it cannot be. */
bool lock_try(struct lock *l, enum lock_kind kind);

/* Write into it who has it now: this process. */
void lock_sign(struct lock *l);

/* Append who has it, as "process 12 on host, since 2026-01-01T00:00:00Z"; what the holder did not write is left out. */
void lock_holder(struct lock *l, struct buf *out);

/* Free it. */
void lock_close(struct lock *l);

#endif
