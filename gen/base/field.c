#include "base/field.h"

#include <stdarg.h>
#include <string.h>

void
field_text(struct value *ret, const char *text)
{
	if (text)
		*ret = (struct value){ .kind = VALUE_TEXT, .text = text, .len = strlen(text) };
}

/* The digits in scratch. */
static void
made_number(struct value *ret, const struct buf *scratch)
{
	*ret = (struct value){ .kind = VALUE_NUMBER, .text = buf_text(scratch), .len = scratch->len };
}

void
field_number(struct value *ret, struct buf *scratch, unsigned long long number)
{
	buf_add_number(scratch, number);
	made_number(ret, scratch);
}

void
field_seconds(struct value *ret, struct buf *scratch, unsigned long long usec)
{
	buf_add_seconds(scratch, usec);
	made_number(ret, scratch);
}

void
field_flag(struct value *ret, bool yes)
{
	*ret = (struct value){ .kind = VALUE_FLAG, .flag = yes };
}

void
field_words(struct value *ret, const char *const *words, size_t count)
{
	*ret = (struct value){ .kind = VALUE_WORDS, .words = words, .count = count };
}

void
field_list(struct value *ret, const void *items, size_t count, size_t stride)
{
	*ret = (struct value){ .kind = VALUE_LIST, .items = items, .count = count, .stride = stride };
}

const char *
field_printf(struct buf *scratch, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	buf_vprintf(scratch, format, ap);
	va_end(ap);
	return buf_text(scratch);
}
