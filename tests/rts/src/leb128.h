/* LEB128, the variable-length integers of DWARF and WebAssembly: seven bits a byte, lowest first,
 * the eighth bit says that more follow. Writing takes the fewest bytes; reading takes padded ones
 * too, up to ten bytes. */
#ifndef RTS_LEB128_H
#define RTS_LEB128_H

#include <stdint.h>

#include "buf.h"

#define LEB128_MAX 10 /* bytes of a 64-bit integer */

void leb128_put_u64(struct buf *b, uint64_t n);
void leb128_put_i64(struct buf *b, int64_t n);

/* The number read; the reader is bad, and the result 0, if it ends too early or does not fit in 64
 * bits. */
uint64_t leb128_get_u64(struct reader *r);
int64_t leb128_get_i64(struct reader *r);

#endif
