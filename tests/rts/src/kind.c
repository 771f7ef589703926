#include "kind.h"

#define X(name, bytes, raw, length) [KIND_##name] = { #name, bytes, raw, length },
const struct kind_info kind_info[KIND_COUNT] = { KINDS(X) };
#undef X

bool
kind_allows(enum kind kind, size_t length)
{
	const struct kind_info *k = &kind_info[kind];

	if (kind == KIND_NONE || kind >= KIND_COUNT || length > OBJECT_MAX)
		return false;
	return length >= k->raw && (k->length == 0 || k->length == length);
}

size_t
kind_words(enum kind kind, size_t length)
{
	if (kind_info[kind].bytes)
		length = (length + WORD_BYTES - 1) / WORD_BYTES;
	return HEADER_WORDS + length;
}

size_t
header_words(word header)
{
	return kind_words(header_kind(header), header_length(header));
}

size_t
header_values(word header)
{
	const struct kind_info *k = &kind_info[header_kind(header)];

	return k->bytes ? header_words(header) - HEADER_WORDS : k->raw;
}
