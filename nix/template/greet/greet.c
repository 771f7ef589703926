#include "greet.h"

#include <stdio.h>

size_t
greet(char *out, size_t size, const char *name)
{
	return (size_t)snprintf(out, size, "Hello, %s!", *name ? name : "world");
}
