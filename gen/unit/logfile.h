/*
 * The log of an attempt: all that a program prints, up to a cap. If it prints more, the middle is left out: half of
 * the cap is for the beginning, the other half for the end, and a line of ours between them says how much is missing.
 */
#ifndef LOGFILE_H
#define LOGFILE_H

#include <stdbool.h>
#include <stddef.h>

struct logfile {
	int fd; /* of the file; below 0: there is none, and what is added is lost */
	unsigned long long cap;
	unsigned long long total; /* how many bytes were added */
	char *ring;               /* the last bytes, once the first half is full */
	size_t ring_cap;          /* its size now; it grows up to half of the cap */
	int shown;                /* a descriptor that gets all of it as it comes, too; 0: none */
	char last;                /* what went there last */
	int err;                  /* the errno of the first write that failed, or 0 */
};

/* Begin an empty file. False, with errno set, if that cannot be done. */
bool logfile_open(struct logfile *ret_log, const char *path, unsigned long long cap);

/* Add what the program has printed. That it cannot be shown is no failure. */
void logfile_add(struct logfile *log, const char *s, size_t len);

/*
 * Write what is still in memory, and close the file. False, with errno set, if any write failed: then it is not whole.
 */
bool logfile_close(struct logfile *log);

#endif
