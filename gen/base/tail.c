#include "base/tail.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/foreign.h"

enum { TAIL_SIZE = 16 * 1024 };

void
tail_add(struct buf *out, const char *path, int lines)
{
	char text[TAIL_SIZE];
	struct stat st;
	ssize_t n = -1;
	int fd = file_open_foreign(path, false);

	if (fd < 0)
		return;
	if (!fstat(fd, &st))
		n = pread(fd, text, sizeof(text), st.st_size > TAIL_SIZE ? st.st_size - TAIL_SIZE : 0);
	close(fd);
	if (n <= 0)
		return;
	const char *from = text + n - (text[n - 1] == '\n');

	while (from > text && (from[-1] != '\n' || --lines > 0))
		from--;
	foreign_lines(out, from, (size_t)(text + n - from));
}
