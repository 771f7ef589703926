#include "base/self.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "base/arena.h"

enum { PATH_SIZE = 4096 };

const char *
self_path(struct arena *a, const char *argv0)
{
	char path[PATH_SIZE];
#ifdef __APPLE__
	uint32_t size = sizeof(path);
	char *real = _NSGetExecutablePath(path, &size) ? NULL : realpath(path, NULL);

	if (real) {
		const char *s = arena_strdup(a, real);

		free(real);
		return s;
	}
#else
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));

	if (n > 0 && n < PATH_SIZE)
		return arena_strndup(a, path, (size_t)n);
#endif
	return arena_strdup(a, argv0);
}

const char *
self_beside(struct arena *a, const char *self, const char *name)
{
	const char *slash = strrchr(self, '/');

	return slash ? arena_printf(a, "%.*s/%s", (int)(slash - self), self, name) : arena_printf(a, "./%s", name);
}
