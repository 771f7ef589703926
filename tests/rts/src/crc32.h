/* CRC-32 as in Ethernet, gzip and PNG (ISO 3309): polynomial 0x04c11db7, reflected. */
#ifndef RTS_CRC32_H
#define RTS_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of what crc is the checksum of (0 for nothing), followed by these bytes. */
uint32_t crc32_add(uint32_t crc, const void *bytes, size_t len);

#endif
