/* The words of the producers of JUnit XML, for unit/junit.c: what an attribute or a message says. junit.h has the rules. */
#ifndef JUNIT_WORDS_H
#define JUNIT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* How much failed: elements that say so, and cases of which an attribute says so. */
struct junit_failed {
	long long all, errors; /* errors: those among them that may be such */
};

/* The value of an attribute, or NULL; attrs: name, value, ..., NULL. */
const char *junit_attribute(const char **attrs, const char *name);

/* Is the text, which may be NULL, this one; does it begin or end so? */
bool junit_is(const char *s, const char *text);
bool junit_starts(const char *s, const char *with);
bool junit_ends(const char *s, const char *with);

/* The verdict (enum case_verdict) of an element that says failure or error, where its producer has fixed words for more. */
int junit_failure(bool error, const char *type, const char *message);

/* The worse of what the attributes status and result say; CASE_PASS if they say nothing else. */
int junit_verdict(const char **attrs);

/* How many failures and errors the attributes of a suite count, each at most JUNIT_COUNT_MAX. *ret_wrong is the name of an
 * attribute that is no count, or NULL: a count is a number, with or without blanks around it and zeros behind its point. */
enum { JUNIT_COUNT_MAX = 1000 * 1000 * 1000 };
struct junit_failed junit_counted(const char **attrs, const char **ret_wrong);

/* How much of a name is left without Bazel's shard. */
size_t junit_without_shard(const char *s, size_t len);

#endif
