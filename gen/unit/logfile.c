#include "unit/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/words.h"

enum { RING_FIRST = 64 * 1024 };

bool
logfile_open(struct logfile *ret_log, const char *path, unsigned long long cap)
{
	*ret_log = (struct logfile){ .cap = cap };
	struct stat st;

	ret_log->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	if (ret_log->fd >= 0 && !fstat(ret_log->fd, &st) && S_ISREG(st.st_mode))
		return true;
	/* A program has left something else in the place of its log. */
	int err = errno;

	if (ret_log->fd >= 0)
		close(ret_log->fd);
	ret_log->fd = -1;
	if (unlink(path)) {
		errno = err;
		return false;
	}
	ret_log->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return ret_log->fd >= 0;
}

static void
put(struct logfile *log, const char *s, size_t len)
{
	if (!log->err && !file_write(log->fd, s, len))
		log->err = errno;
}

static unsigned long long
head_size(const struct logfile *log)
{
	return log->cap - log->cap / 2;
}

/* Keep the last bytes in the ring: byte number i after the head lies at i % ring_cap. The ring grows only before its
 * first turn, while nothing has to move. */
static void
keep(struct logfile *log, const char *s, size_t len)
{
	unsigned long long at = log->total - head_size(log), most = log->cap / 2;

	if (!most)
		return;
	while (log->ring_cap < most && at + len > log->ring_cap) {
		unsigned long long size = log->ring_cap ? 2ull * log->ring_cap : RING_FIRST;

		size = size < most ? size : most;
		log->ring = xrealloc(log->ring, (size_t)size);
		log->ring_cap = (size_t)size;
	}
	if (len > log->ring_cap) {
		at += len - log->ring_cap;
		s += len - log->ring_cap;
		len = log->ring_cap;
	}
	size_t from = (size_t)(at % log->ring_cap), first = log->ring_cap - from;

	first = len < first ? len : first;
	memcpy(log->ring + from, s, first);
	memcpy(log->ring, s + first, len - first);
}

void
logfile_add(struct logfile *log, const char *s, size_t len)
{
	unsigned long long head = head_size(log);

	if (log->shown && len) {
		file_write(log->shown, s, len);
		log->last = s[len - 1];
	}
	if (log->total < head) {
		size_t n = len < head - log->total ? len : (size_t)(head - log->total);

		put(log, s, n);
		log->total += n;
		s += n;
		len -= n;
	}
	if (len) {
		keep(log, s, len);
		log->total += len;
	}
}

/* Write the end, in whole lines if it has any; before it, say how much was left out. */
static void
put_tail(struct logfile *log)
{
	unsigned long long rest = log->total - head_size(log);
	size_t kept = rest < log->ring_cap ? (size_t)rest : log->ring_cap;
	size_t from = rest > log->ring_cap && kept ? (size_t)(rest % log->ring_cap) : 0;
	char line[128];

	if (rest > kept) {
		size_t skip = 0;

		while (skip < kept && log->ring[(from + skip) % log->ring_cap] != '\n')
			skip++;
		if (skip < kept / 2) {
			from = (from + skip + 1) % log->ring_cap;
			kept -= skip + 1;
		}
		int n = snprintf(line, sizeof(line), "\n[nightshift: %llu byte%s of the log %s left out here]\n",
			rest - kept, words_plural((size_t)(rest - kept)), words_verb((size_t)(rest - kept)));

		put(log, line, (size_t)n);
	}
	size_t first = log->ring_cap - from;

	first = kept < first ? kept : first;
	put(log, log->ring + from, first);
	put(log, log->ring, kept - first);
}

bool
logfile_close(struct logfile *log)
{
	if (log->shown && log->last && log->last != '\n')
		file_write(log->shown, "\n", 1); /* what is printed next begins a line */
	if (log->total > head_size(log))
		put_tail(log);
	free(log->ring);
	log->ring = NULL;
	if (log->fd >= 0 && close(log->fd) && !log->err)
		log->err = errno;
	log->fd = -1;
	errno = log->err;
	return !log->err;
}
