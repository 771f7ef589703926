/*
 * The id of a test that another program names as it likes: `tests/test_a.py::test_x[a b]`. An id is a name of the manifest, and what
 * becomes of a name depends on that name alone:
 *
 *     letters, digits, '_', '.' and '-'   stay
 *     "::"                                ++
 *     '/'                                 +-
 *     a blank                             +_
 *     '['                                 +.
 *     any other byte                      +, and its two hexadecimal digits: +5d
 *     before a first '.', '-' or '+'      _+z
 *
 * So two names never have one id, and the name can be read from the id. An id that would be longer than TESTNAME_LONGEST keeps its
 * beginning, and ends in "+y" and 16 digits of the name's SHA-256. Names whose ids differ in case alone, which would be one file on
 * macOS, end so, too (testname_tell_apart): this is all that depends on other names.
 */
#ifndef TESTNAME_H
#define TESTNAME_H

#include <stddef.h>

struct arena;

enum { TESTNAME_LONGEST = 100 };

/* The id, in the arena; NULL for an empty name. */
const char *testname_id(struct arena *a, const char *name);

/* Give those of the n ids that differ in case alone an end of their own, made of the names. */
void testname_tell_apart(struct arena *a, const char **ids, const char *const *names, size_t n);

#endif
