#include "principal.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "crc32.h"

#define CRC_BYTES 4
#define GROUP 5 /* characters between two dashes */

static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

static void
put_crc(const unsigned char *bytes, size_t len, unsigned char ret[CRC_BYTES])
{
	uint32_t crc = crc32_add(0, bytes, len);

	for (int i = 0; i < CRC_BYTES; i++)
		ret[i] = (unsigned char)(crc >> (24 - 8 * i));
}

/* The value of a base-32 digit, or -1. */
static int
digit_of(char c)
{
	const char *p;

	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	p = c != '\0' ? strchr(digits, c) : NULL;
	return p ? (int)(p - digits) : -1;
}

size_t
principal_encode(const unsigned char *bytes, size_t len, char ret[PRINCIPAL_TEXT_MAX + 1])
{
	unsigned char all[CRC_BYTES + PRINCIPAL_MAX + 1];
	size_t n = 0;

	assert(len <= PRINCIPAL_MAX);
	put_crc(bytes, len, all);
	if (len > 0)
		memcpy(all + CRC_BYTES, bytes, len);
	len += CRC_BYTES;
	all[len] = 0; /* fills the last digit */
	for (size_t bit = 0; bit < len * 8; bit += 5) {
		/* A digit is in two neighbouring bytes at most. */
		unsigned pair = (unsigned)all[bit / 8] << 8 | all[bit / 8 + 1];

		if (n % (GROUP + 1) == GROUP)
			ret[n++] = '-';
		ret[n++] = digits[pair >> (11 - bit % 8) & 31];
	}
	ret[n] = '\0';
	return n;
}

bool
principal_decode(const char *text, size_t len, unsigned char ret[PRINCIPAL_MAX], size_t *ret_len)
{
	unsigned char all[CRC_BYTES + PRINCIPAL_MAX + 1], crc[CRC_BYTES];
	unsigned held = 0, count = 0;
	size_t n = 0, digits_seen = 0;

	if (len > PRINCIPAL_TEXT_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		int digit = digit_of(text[i]);

		if (i % (GROUP + 1) == GROUP) {
			if (text[i] != '-' || i + 1 == len)
				return false;
			continue;
		}
		if (digit < 0)
			return false;
		digits_seen++;
		held = (held << 5 | (unsigned)digit) & 0xfff;
		count += 5;
		if (count >= 8) {
			count -= 8;
			all[n++] = (unsigned char)(held >> count);
		}
	}
	/* Nothing may be left over but the zero bits that fill the last digit. */
	if (n < CRC_BYTES || n - CRC_BYTES > PRINCIPAL_MAX || count >= 5 ||
	    held & ((1u << count) - 1) || digits_seen != (n * 8 + 4) / 5)
		return false;
	put_crc(all + CRC_BYTES, n - CRC_BYTES, crc);
	if (memcmp(crc, all, CRC_BYTES) != 0)
		return false;
	*ret_len = n - CRC_BYTES;
	memcpy(ret, all + CRC_BYTES, *ret_len);
	return true;
}
