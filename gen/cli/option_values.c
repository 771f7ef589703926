#include "cli/option_values.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"

/* No file: messages are of the command line. */
static const struct loc command_line = { 0 };

long long
option_number(struct diag *d, const char *name, const char *argument, long long least, long long most)
{
	char *end;
	long long n = strtoll(argument, &end, 10);

	if (*argument >= '0' && *argument <= '9' && !*end && n >= least && n <= most)
		return n;
	diag_error(d, command_line, "--%s is '%s', but must be a number from %lld to %lld", name, argument, least,
		most);
	return least;
}

long long
option_seconds(struct diag *d, const char *name, const char *argument)
{
	size_t whole = strspn(argument, "0123456789"), part = 0;
	long long usec = 0, unit = 1000000;

	if (whole && argument[whole] == '.')
		part = strspn(argument + whole + 1, "0123456789");
	if (!whole || whole > 9 || part > 6 || argument[whole + (part ? part + 1 : 0)]) {
		diag_error(d, command_line, "--%s is '%s', but must be a number of seconds, like 90 or 0.5", name,
			argument);
		return 0;
	}
	for (size_t i = 0; i < whole; i++)
		usec = usec * 10 + (argument[i] - '0') * 1000000;
	for (size_t i = 0; i < part; i++)
		usec += (argument[whole + 1 + i] - '0') * (unit /= 10);
	return usec;
}

long long
option_size(struct diag *d, const char *name, const char *argument)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(argument, "0123456789");
	const char *unit = argument[digits] ? strchr(units, argument[digits]) : NULL;
	long long n = 0;

	for (size_t i = 0; i < digits && digits <= 15; i++)
		n = n * 10 + (argument[i] - '0');
	int shift = unit ? 10 * (int)(unit - units + 1) : 0;

	if (!digits || digits > 15 || argument[digits + (unit ? 1 : 0)] || !n || n > (1ll << 50) >> shift) {
		diag_error(d, command_line, "--%s is '%s', but must be a number of bytes, like 4096, 64K or 16M", name,
			argument);
		return 1;
	}
	return n << shift;
}

int
option_word(struct diag *d, const char *name, const char *argument, const char *const *words, unsigned allowed)
{
	struct buf names = { 0 };

	for (unsigned i = 0; allowed >> i; i++) {
		bool last = allowed >> i == 1;

		if (!(allowed & 1u << i))
			continue;
		if (!strcmp(argument, words[i])) {
			buf_release(&names);
			return (int)i;
		}
		buf_printf(&names, "%s%s", !names.len ? "" : last ? " or " : ", ", words[i]);
	}
	diag_error(d, command_line, "--%s is '%s', but must be %s", name, argument, buf_text(&names));
	buf_release(&names);
	return 0;
}
