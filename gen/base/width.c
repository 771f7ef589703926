#include "base/width.h"

#include <locale.h>
#include <wchar.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

#include "base/base.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/foreign.h"

/* A locale in which the C library knows how wide a character is that takes two columns; the current one if there is none. Their names
 * differ from system to system. */
static locale_t
find_locale(void)
{
	static const char *const names[] = { "", "C.UTF-8", "en_US.UTF-8", "UTF-8" };

	for (size_t i = 0; i < countof(names); i++) {
		locale_t found = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);

		if (found == (locale_t)0)
			continue;
		locale_t before = uselocale(found);
		int width = wcwidth(0x4e00);

		uselocale(before);
		if (width == 2)
			return found;
		freelocale(found);
	}
	return LC_GLOBAL_LOCALE;
}

/* The columns of the first character of the text, whose length is in *ret_len. */
static size_t
first_width(const char *s, size_t len, size_t *ret_len)
{
	static locale_t locale;
	size_t n = esc_character(s, len);

	*ret_len = n ? n : 1;
	if (n < 2)
		return 1;
	if (!locale)
		locale = find_locale();
	locale_t before = uselocale(locale);
	int width = wcwidth((wchar_t)esc_code(s, n));

	uselocale(before);
	return width < 0 ? 1 : (size_t)width;
}

size_t
width_of(const char *s, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0, n; i < len; i += n)
		columns += first_width(s + i, len - i, &n);
	return columns;
}

/* How many bytes of the beginning of the text take so many columns at most. */
static size_t
head(const char *s, size_t len, size_t columns)
{
	size_t i = 0, used = 0, n;

	while (i < len && (used += first_width(s + i, len - i, &n)) <= columns)
		i += n;
	return i;
}

/* Where the end of the text begins that takes so many columns at most, with a character that is no accent. */
static size_t
tail(const char *s, size_t len, size_t columns)
{
	size_t i = 0, left = width_of(s, len), n, w;

	while (i < len && (w = first_width(s + i, len - i, &n), left > columns || !w)) {
		left -= w;
		i += n;
	}
	return i;
}

void
width_cut(struct buf *out, const char *s, size_t columns)
{
	static const char gap[] = "...";
	struct buf clean = { 0 };
	size_t dots = sizeof(gap) - 1;

	foreign_clean(&clean, s, (size_t)-1 / 2, false);
	if (width_of(buf_text(&clean), clean.len) <= columns) {
		buf_add(out, buf_text(&clean), clean.len);
	} else if (columns <= dots) {
		buf_add(out, clean.s, head(clean.s, clean.len, columns));
	} else {
		size_t before = (columns - dots + 1) / 2, from = tail(clean.s, clean.len, columns - dots - before);

		buf_add(out, clean.s, head(clean.s, clean.len, before));
		buf_adds(out, gap);
		buf_add(out, clean.s + from, clean.len - from);
	}
	buf_release(&clean);
}
