#include "base/tsv.h"

#include <string.h>

#include "base/buf.h"

static const char letters[] = "tnr\\", meant[] = "\t\n\r\\";

void
tsv_add(struct buf *out, const char *s)
{
	if (out->len && out->s[out->len - 1] != '\n')
		buf_addc(out, '\t');
	for (;;) {
		size_t plain = strcspn(s, meant);

		buf_add(out, s, plain);
		s += plain;
		if (!*s)
			return;
		buf_addc(out, '\\');
		buf_addc(out, letters[strchr(meant, *s++) - meant]);
	}
}

void
tsv_write(FILE *out, const char *s)
{
	for (;;) {
		size_t plain = strcspn(s, meant);

		fwrite(s, 1, plain, out);
		s += plain;
		if (!*s)
			return;
		putc('\\', out);
		putc(letters[strchr(meant, *s++) - meant], out);
	}
}

char *
tsv_next(char **s)
{
	char *field = *s, *tab = field ? strchr(field, '\t') : NULL;

	if (tab)
		*tab++ = '\0';
	*s = tab;
	return field;
}

bool
tsv_unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\') {
			const char *letter = *++s ? strchr(letters, *s) : NULL;

			if (!letter)
				return false;
			*to++ = meant[letter - letters];
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	return true;
}
