/* What every file may use and what needs no .c file. */
#ifndef BASE_H
#define BASE_H

/* Seeds are from 0 to this: every shell and language can hold them. */
enum { SEED_MOST = 2147483647 };

#define countof(a) (sizeof(a) / sizeof((a)[0]))

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define MAYBE_UNUSED __attribute__((unused))
#else
#define PRINTF_LIKE(fmt, args)
#define MAYBE_UNUSED
#endif

#endif
