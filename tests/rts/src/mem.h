/* Memory that is there or ends the program: a runtime without memory has nothing better to do. */
#ifndef RTS_MEM_H
#define RTS_MEM_H

#include <stddef.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

/* One line on standard error, exit 3. */
_Noreturn void die(const char *format, ...) PRINTF_LIKE(1, 2);

/* Room for count things of that size with what old held, as realloc; never NULL. The caller frees
 * it. */
void *mem_resize(void *old, size_t count, size_t size);

/* As mem_resize, but for cleared memory. */
void *mem_clear(size_t count, size_t size);

/* The next capacity of something that holds cap things and must hold need: at least half as much
 * again, so that growing one by one stays linear. */
size_t mem_more(size_t cap, size_t need);

#endif
