#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

bool
lock_open(struct lock *ret_lock, const char *path)
{
	ret_lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	return ret_lock->fd >= 0;
}

static struct flock
whole_file(int type)
{
	return (struct flock){ .l_type = (short)type, .l_whence = SEEK_SET };
}

bool
lock_try(struct lock *l, enum lock_kind kind)
{
	struct flock f = whole_file(kind == LOCK_ALONE ? F_WRLCK : F_RDLCK);

	if (!fcntl(l->fd, F_SETLK, &f))
		return true;
	if (errno == EACCES || errno == EAGAIN || errno == EINTR)
		errno = 0;
	return false;
}

bool
lock_wait(struct lock *l, enum lock_kind kind)
{
	struct flock f = whole_file(kind == LOCK_ALONE ? F_WRLCK : F_RDLCK);
	int status;

	do
		status = fcntl(l->fd, F_SETLKW, &f);
	while (status && errno == EINTR);
	return !status;
}

void
lock_free(struct lock *l)
{
	struct flock f = whole_file(F_UNLCK);

	fcntl(l->fd, F_SETLK, &f);
}

void
lock_sign(struct lock *l)
{
	struct utsname host;
	struct buf text = { 0 };
	char since[TEXT_TIME_SIZE];

	if (uname(&host) < 0)
		strcpy(host.nodename, "?");
	text_time(clock_wall() / 1000000, since);
	buf_printf(&text, "process %ld on %s, since %s\n", (long)getpid(), host.nodename, since);
	/* Best effort: the lock is what counts. One write, so that no reader sees a part. */
	if (!ftruncate(l->fd, 0) && pwrite(l->fd, text.s, text.len, 0) < 0)
		ftruncate(l->fd, 0);
	buf_release(&text);
}

void
lock_holder(struct lock *l, struct buf *out)
{
	struct flock f = whole_file(F_WRLCK);
	char text[512], pid[32];
	ssize_t n = pread(l->fd, text, sizeof(text) - 1, 0);
	bool known = !fcntl(l->fd, F_GETLK, &f) && f.l_type != F_UNLCK && f.l_pid > 0;

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	snprintf(pid, sizeof(pid), "process %ld ", known ? (long)f.l_pid : 0L);
	/* What is written there may be of the holder before: it has not come to that yet. On another machine, its
	 * number is not known here. */
	if (*text && (!known || !strncmp(text, pid, strlen(pid))))
		buf_adds(out, text);
	else if (known)
		buf_add(out, pid, strlen(pid) - 1);
	else
		buf_adds(out, "another process");
}

void
lock_close(struct lock *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}
