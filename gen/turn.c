#include "turn.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "diag.h"

int
turn_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0)
		die("cannot open '%s':", path);
	return fd;
}

long
turn_take(int fd)
{
	for (;;) {
		struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

		if (!fcntl(fd, F_SETLK, &lock))
			return 0;
		if (errno != EACCES && errno != EAGAIN)
			die("cannot lock the results folder:");
		lock.l_type = F_WRLCK;
		if (fcntl(fd, F_GETLK, &lock))
			die("cannot lock the results folder:");
		if (lock.l_type != F_UNLCK) /* else it ended just now */
			return lock.l_pid > 0 ? lock.l_pid : 1;
	}
}

void
turn_wait(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	while (fcntl(fd, F_SETLKW, &lock))
		if (errno != EINTR)
			die("cannot lock the results folder:");
}

void
turn_close(int fd)
{
	close(fd);
}
