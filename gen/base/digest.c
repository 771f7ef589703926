#include "base/digest.h"

#include <string.h>

void
digest_add(struct digest *d, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	while (len) {
		size_t at = d->len % 64, n = 64 - at < len ? 64 - at : len;

		memcpy(d->block + at, p, n);
		d->len += n;
		p += n;
		len -= n;
		if (at + n == 64)
			d->compress(d->state, d->block);
	}
}

void
digest_hex(struct digest *d, size_t digits, char *ret_hex)
{
	static const char digit[] = "0123456789abcdef";
	uint64_t bits = d->len * 8;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	digest_add(d, "\x80", 1);
	while (d->len % 64 != 56)
		digest_add(d, "", 1);
	digest_add(d, length, sizeof(length));
	for (size_t i = 0; i < digits; i++)
		ret_hex[i] = digit[d->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
	ret_hex[digits] = '\0';
}
