/*
 * The log of an attempt: all that a program prints, up to a cap. What is more than that is left out in the middle: half
 * of the cap holds its beginning, the other half its end, and a line of ours between them says how much is missing.
 */
#ifndef LOGFILE_H
#define LOGFILE_H

#include <stdbool.h>
#include <stddef.h>

struct logfile {
	int fd; /* of the file; below 0: what is added is lost */
	unsigned long long cap;
	unsigned long long total; /* bytes that were added */
	char *ring;               /* the last bytes, once the first half is full */
	size_t ring_cap;          /* its size now; it grows up to half of the cap */
	int err;                  /* the errno of the first write that failed, or 0 */
};

/* Begin an empty file. False, with errno set, if that cannot be done. */
bool logfile_open(struct logfile *ret_log, const char *path, unsigned long long cap);

/* Add what the program has printed. */
void logfile_add(struct logfile *log, const char *s, size_t len);

/*
 * Write what is still in memory, and close it. False, with errno set, if some write failed: then the file is not whole.
 */
bool logfile_close(struct logfile *log);

#endif
