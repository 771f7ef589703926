#include "leb128.h"

void
leb128_put_u64(struct buf *b, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		buf_byte(b, (unsigned char)(0x80 | (n & 0x7f)));
	buf_byte(b, (unsigned char)n);
}

void
leb128_put_i64(struct buf *b, int64_t n)
{
	uint64_t bits = (uint64_t)n, fill = n < 0 ? ~(uint64_t)0 : 0;

	/* The last byte is the one whose bit 6 already says the sign of all that is left. */
	while (bits >> 6 != fill >> 6) {
		buf_byte(b, (unsigned char)(0x80 | (bits & 0x7f)));
		bits = bits >> 7 | (fill & (uint64_t)0x7f << 57);
	}
	buf_byte(b, (unsigned char)(bits & 0x7f));
}

uint64_t
leb128_get_u64(struct reader *r)
{
	uint64_t n = 0;
	unsigned char byte;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		byte = reader_byte(r);
		if (r->bad || (shift == 63 && byte > 1))
			break; /* a 65th bit, or an eleventh byte */
		n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return n;
	}
	r->bad = true;
	return 0;
}

int64_t
leb128_get_i64(struct reader *r)
{
	uint64_t n = 0;
	unsigned char byte;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		byte = reader_byte(r);
		if (r->bad || (shift == 63 && byte != 0 && byte != 0x7f))
			break; /* bits above the 64th that are no sign, or an eleventh byte */
		n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			if (byte & 0x40 && shift < 57)
				n |= ~(uint64_t)0 << (shift + 7);
			return (int64_t)n;
		}
	}
	r->bad = true;
	return 0;
}
