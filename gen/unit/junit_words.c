#include "unit/junit_words.h"

#include <string.h>

#include "base/base.h"
#include "base/esc.h"
#include "base/text.h"
#include "unit/testcase.h"

const char *
junit_attribute(const char **attrs, const char *name)
{
	for (; *attrs; attrs += 2)
		if (!strcmp(attrs[0], name))
			return attrs[1];
	return NULL;
}

bool
junit_is(const char *s, const char *name)
{
	return s && !strcmp(s, name);
}

bool
junit_starts(const char *s, const char *with)
{
	return s && !strncmp(s, with, strlen(with));
}

bool
junit_ends(const char *s, const char *with)
{
	size_t len = s ? strlen(s) : 0, n = strlen(with);

	return len >= n && !strcmp(s + len - n, with);
}

int
junit_failure(bool error, const char *type, const char *message)
{
	if (junit_starts(type, "test timeout") ||                      /* cargo-nextest */
		junit_ends(type, "TestTimedOutException") ||           /* JUnit 4 */
		(error && junit_is(message, "Test case timed out")) || /* Kyua */
		(error && junit_starts(message, "Test timeout of ") &&
			junit_ends(message, " exceeded."))) /* Playwright */
		return CASE_TIMEOUT;
	if (junit_starts(type, "test abort") ||                       /* cargo-nextest */
		(error && junit_starts(message, "Received signal "))) /* Kyua */
		return CASE_CRASH;
	return error ? CASE_ERROR : CASE_FAIL;
}

size_t
junit_without_shard(const char *s, size_t len)
{
	size_t i = len, total, number;

	while (i && s[i - 1] >= '0' && s[i - 1] <= '9')
		i--;
	total = len - i;
	if (!total || !i || s[i - 1] != '/')
		return len;
	size_t end = --i;

	while (i && s[i - 1] >= '0' && s[i - 1] <= '9')
		i--;
	number = end - i;
	return number && i >= 7 && !memcmp(s + i - 7, "_shard_", 7) ? i - 7 : len;
}

/* The words that the attributes status and result have for something else than a pass, in any case. */
static int
verdict_of(const char *word)
{
	static const struct {
		const char *word;
		int verdict;
	} words[] = {
		{ "notrun", CASE_SKIPPED }, /* CTest, GoogleTest */
		{ "disabled", CASE_SKIPPED },
		{ "suppressed", CASE_SKIPPED },
		{ "skipped", CASE_SKIPPED },
		{ "skip", CASE_SKIPPED },
		{ "ignored", CASE_SKIPPED },
		{ "pending", CASE_SKIPPED }, /* Ginkgo, Behat */
		{ "fail", CASE_FAIL },       /* CTest */
		{ "failed", CASE_FAIL },     /* Behat, Ginkgo, behave */
		{ "failure", CASE_FAIL },
		{ "error", CASE_ERROR }, /* Maestro */
		{ "errored", CASE_ERROR },
		{ "broken", CASE_ERROR },    /* Allure */
		{ "undefined", CASE_ERROR }, /* Behat, behave */
		{ "panicked", CASE_ERROR },  /* Ginkgo, as the next two */
		{ "aborted", CASE_ERROR },
		{ "interrupted", CASE_ERROR },
		{ "timeout", CASE_TIMEOUT },
		{ "timedout", CASE_TIMEOUT }, /* Ginkgo */
		{ "crash", CASE_CRASH },
		{ "crashed", CASE_CRASH },
	};

	for (size_t i = 0; word && i < countof(words); i++) {
		const char *a = word, *b = words[i].word;

		while (*a && esc_lower(*a) == *b)
			a++, b++;
		if (!*a && !*b)
			return words[i].verdict;
	}
	return CASE_PASS;
}

int
junit_verdict(const char **attrs)
{
	int status = verdict_of(junit_attribute(attrs, "status")),
	    result = verdict_of(junit_attribute(attrs, "result"));

	return status > result ? status : result;
}

/* A count, which may be NULL or empty; or -1. */
static long long
count_of(const char *s)
{
	static const char blanks[] = " \t\r\n";
	long long n = 0;

	s = s ? s + strspn(s, blanks) : "";
	if (!*s)
		return 0;
	if (*s < '0' || *s > '9')
		return -1;
	for (; *s >= '0' && *s <= '9'; s++)
		n = n < JUNIT_COUNT_MAX ? n * 10 + (*s - '0') : n;
	if (*s == '.')
		s += 1 + strspn(s + 1, "0");
	s += strspn(s, blanks);
	if (*s)
		return -1;
	return n < JUNIT_COUNT_MAX ? n : JUNIT_COUNT_MAX;
}

struct junit_failed
junit_counted(const char **attrs, const char **ret_wrong)
{
	static const char *const names[] = { "failures", "errors" };
	long long counts[countof(names)];

	*ret_wrong = NULL;
	for (size_t i = 0; i < countof(names); i++) {
		counts[i] = count_of(junit_attribute(attrs, names[i]));
		if (counts[i] >= 0)
			continue;
		counts[i] = 0;
		*ret_wrong = names[i];
	}
	return (struct junit_failed){ counts[0] + counts[1], counts[1] };
}
