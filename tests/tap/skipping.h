/* A file system that skips names while a folder is read that changes, as some do: readdir() in the place of that of the system. To be
 * included first. */
#ifndef SKIPPING_H
#define SKIPPING_H

#ifdef __linux__
#define _GNU_SOURCE /* RTLD_NEXT */
#endif
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static bool skips;       /* does it? Else all is as ever */
static unsigned removed; /* names */

/* The function of the system. */
#define OF_SYSTEM(name)                                           \
	do                                                        \
		if (!real)                                        \
			*(void **)&real = dlsym(RTLD_NEXT, name); \
	while (0)

int
unlink(const char *path)
{
	static int (*real)(const char *);

	OF_SYSTEM("unlink");
	removed++;
	return real(path);
}

int
unlinkat(int fd, const char *path, int flags)
{
	static int (*real)(int, const char *, int);

	OF_SYSTEM("unlinkat");
	removed++;
	return real(fd, path, flags);
}

static DIR *last_read; /* the folder that was read last */

int
closedir(DIR *dir)
{
	static int (*real)(DIR *);

	OF_SYSTEM("closedir");
	last_read = NULL;
	return real(dir);
}

/* A name is skipped that comes after one which was removed. */
struct dirent *
readdir(DIR *dir)
{
	static struct dirent *(*real)(DIR *);
	static unsigned before;

	OF_SYSTEM("readdir");
	struct dirent *entry = real(dir);

	if (skips && entry && dir == last_read && removed != before)
		entry = real(dir);
	last_read = dir;
	before = removed;
	return entry;
}

#endif
