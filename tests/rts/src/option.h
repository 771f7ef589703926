/* Options, of any depth: null, or ?x. Mostly ?x is x itself and costs nothing; only where that
 * would be confused with null, or with an option further in, does it take an object. */
#ifndef RTS_OPTION_H
#define RTS_OPTION_H

#include "object.h"

#define OPTION_NONE VALUE_NULL

value option_some(struct heap *h, value x);
bool option_is_none(value option);
/* The x of ?x. The option must not be null. */
value option_get(struct heap *h, value option);

#endif
