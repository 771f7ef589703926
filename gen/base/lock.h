/*
 * A lock on a file. The system frees it when its holder ends, however that happens. A file that is there for this alone
 * contains who holds the lock, and is never removed: a process that waits for it might then lock a file that no longer has a
 * name.
 */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

struct buf;

struct lock {
	int fd; /* -1 if the file could not be opened */
};

enum lock_kind { LOCK_SHARED, LOCK_ALONE };

/* Open the file, or make it, without locking it. False, with errno set, if that fails. */
bool lock_open(struct lock *ret_lock, const char *path);

/* Lock it now. False if another process holds it (errno is then 0), or if locking fails (errno says why). */
bool lock_try(struct lock *l, enum lock_kind kind);

/* Lock it, and wait while other processes hold it; for what they hold for a moment only. False, with errno set, if locking
 * fails. */
bool lock_wait(struct lock *l, enum lock_kind kind);

/* Free the lock. The file stays open. */
void lock_free(struct lock *l);

/* Write into the file that this process holds the lock. */
void lock_sign(struct lock *l);

/* Append who holds it, as "process 12 on host, since 2026-01-01T00:00:00Z", or less if the holder has not yet written
 * that. */
void lock_holder(struct lock *l, struct buf *out);

/* Free the lock and close the file. */
void lock_close(struct lock *l);

#endif
