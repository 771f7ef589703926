#include <stddef.h>

/* Write a greeting for name into out, which has room for size bytes, and return its full length. */
size_t greet(char *out, size_t size, const char *name);
