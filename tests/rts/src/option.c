#include "option.h"

static bool
is_some(const struct heap *h, value v)
{
	return value_is_ref(v) && obj_kind(h, v) == KIND_SOME;
}

value
option_some(struct heap *h, value x)
{
	value v;

	if (x != OPTION_NONE && !is_some(h, x))
		return x;
	v = heap_alloc(h, KIND_SOME, 1);
	obj_set(h, v, 0, x);
	return v;
}

bool
option_is_none(value option)
{
	return option == OPTION_NONE;
}

value
option_get(struct heap *h, value option)
{
	assert(!option_is_none(option));
	return is_some(h, option) ? obj_get(h, option, 0) : option;
}
