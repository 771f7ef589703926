#include "base/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/esc.h"

enum { TAIL_SIZE = 16 * 1024 };

/* A character that turns the direction of what follows, or hides; it is three bytes long. */
static bool
misleads(const char *s, size_t n)
{
	const unsigned char *c = (const unsigned char *)s;

	return n == 3 && c[0] == 0xe2 &&
		((c[1] == 0x80 &&
			 ((c[2] >= 0xaa && c[2] <= 0xae) || c[2] == 0x8e || c[2] == 0x8f || c[2] == 0xa8 ||
				 c[2] == 0xa9)) ||
			(c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
}

void
tail_add_text(struct buf *out, const char *s, size_t len)
{
	bool begins = true;

	for (size_t i = 0, n; i < len; i += n) {
		unsigned char c = (unsigned char)s[i];

		n = 1;
		if (c == '\r' && i + 1 < len && s[i + 1] == '\n')
			continue;
		if (begins)
			buf_adds(out, "| ");
		begins = c == '\n';
		if (c == '#' && i + 2 < len && s[i + 1] == '#' && s[i + 2] == '[') {
			buf_adds(out, "##\\["); /* GitHub's older form, which may stand anywhere */
			n = 3;
		} else if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f)) {
			buf_addc(out, (char)c);
		} else if (c < 0x80) {
			buf_printf(out, "^%c", c ^ 0x40);
		} else if (!(n = esc_character(s + i, len - i)) ||
			(n == 2 && c == 0xc2 && (unsigned char)s[i + 1] < 0xa0)) {
			n = 1;
			buf_printf(out, "\\x%02x", c);
		} else if (misleads(s + i, n)) {
			buf_printf(out, "\\u%x",
				0x2000u | ((unsigned char)s[i + 1] & 0x3fu) << 6 | ((unsigned char)s[i + 2] & 0x3fu));
		} else {
			buf_add(out, s + i, n);
		}
	}
	if (!begins)
		buf_addc(out, '\n');
}

void
tail_add(struct buf *out, const char *path, int lines)
{
	char text[TAIL_SIZE];
	struct stat st;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

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
	tail_add_text(out, from, (size_t)(text + n - from));
}
