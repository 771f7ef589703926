#include "record/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/esc.h"
#include "base/text.h"
#include "base/tsv.h"
#include "record/links.h"
#include "unit/testcase.h"
#include "unit/verdict.h"

/* --- the kinds -------------------------------------------------------------------------------- */

static const char *const expected[] = {
	[TYPE_NAME] = "a name",
	[TYPE_TEXT] = "text",
	[TYPE_HEX] = "40 or 64 hex digits",
	[TYPE_DIGEST] = "40 or 64 hex digits, then '/' and a name if the cases have it",
	[TYPE_NUMBER] = "a number from 0",
	[TYPE_COUNT] = "a number from 1",
	[TYPE_FLAG] = "0 or 1",
	[TYPE_RUN] = "at most 128 of A-Z a-z 0-9 _ . : + -",
	[TYPE_LANE] = "pr, merge or nightly",
	[TYPE_VERDICT] = "pass, fail, timeout, crash, cancelled, quarantined or skip",
	[TYPE_SEEN] = "exit-status",
	[TYPE_DOES] = "none, build or checked",
	[TYPE_TAKES_SEED] = "none, head or fixed",
	[TYPE_TREE] = "clean or dirty",
	[TYPE_FORMAT] = "junit, tap, ctest-costs, test-durations or cases",
	[TYPE_STATE] = "whole or incomplete",
	[TYPE_CASE] = "pass, skipped, fail, error, timeout, crash or none",
	[TYPE_HOW] = "ran or substituted",
	[TYPE_MONTH] = "yyyy-mm",
	[TYPE_LINK_OF] = "run or commit",
	[TYPE_WEB_ADDRESS] = "an address that begins with http:// or https://",
};

/* The words of the types that have some, as the rules of the tables say them. */
static const char *const *const words[] = {
	[TYPE_SEEN] = (const char *const[]){ VERDICT_SEEN_STATUS, NULL },
	[TYPE_DOES] = (const char *const[]){ "none", "build", "checked", NULL },
	[TYPE_TAKES_SEED] = (const char *const[]){ "none", "head", "fixed", NULL },
	[TYPE_TREE] = (const char *const[]){ "clean", "dirty", NULL },
	[TYPE_FORMAT] = (const char *const[]){ "junit", "tap", "ctest-costs", "test-durations", "cases", NULL },
	[TYPE_STATE] = (const char *const[]){ "whole", "incomplete", NULL },
	[TYPE_CASE] = case_verdict_names,
	[TYPE_HOW] = (const char *const[]){ "ran", "substituted", NULL },
	[TYPE_LINK_OF] = link_of_names,
};

#define FIELD(type, name, optional)       \
	{                                 \
		":" #name, type, optional \
	}
#define NAME(name) FIELD(TYPE_NAME, name, false)
#define TEXT(name) FIELD(TYPE_TEXT, name, false)
#define HEX(name) FIELD(TYPE_HEX, name, false)
#define DIGEST(name) FIELD(TYPE_DIGEST, name, false)
#define NUMBER(name) FIELD(TYPE_NUMBER, name, false)
#define COUNT(name) FIELD(TYPE_COUNT, name, false)
#define FLAG(name) FIELD(TYPE_FLAG, name, false)
#define WORD(type, name) FIELD(TYPE_##type, name, false)
#define RUN(name) FIELD(TYPE_RUN, name, false)
#define LANE(name) FIELD(TYPE_LANE, name, false)
#define VERDICT(name) FIELD(TYPE_VERDICT, name, false)
#define MONTH(name) FIELD(TYPE_MONTH, name, false)
#define MAYBE_NAME(name) FIELD(TYPE_NAME, name, true)
#define MAYBE_TEXT(name) FIELD(TYPE_TEXT, name, true)
#define MAYBE_HEX(name) FIELD(TYPE_HEX, name, true)
#define MAYBE_NUMBER(name) FIELD(TYPE_NUMBER, name, true)
#define MAYBE_LANE(name) FIELD(TYPE_LANE, name, true)
#define MAYBE_TREE(name) FIELD(TYPE_TREE, name, true)
#define MAYBE_SEEN(name) FIELD(TYPE_SEEN, name, true)

const struct fact_rule fact_rules[FACT_COUNT] = {
	[FACT_PLAN] = { "plan", FACT_TOP, { HEX(fingerprint), NAME(suite), TEXT(tool), NUMBER(units) } },
	[FACT_PLATFORM] = { "platform", FACT_PLAN, { NAME(platform), TEXT(system), TEXT(runner) } },
	[FACT_LANE] = { "lane", FACT_PLAN, { NAME(platform), LANE(lane), WORD(DOES, does) } },
	[FACT_GAP] = { "gap", FACT_PLAN, { NAME(platform), TEXT(reason), MAYBE_TEXT(until) } },
	[FACT_EXCLUDE] = { "exclude", FACT_PLAN, { TEXT(name), TEXT(reason), MAYBE_TEXT(until) } },
	[FACT_MODULE] = { "module", FACT_PLAN,
		{ NUMBER(place), TEXT(module), LANE(lane), WORD(TAKES_SEED, takes_seed), MAYBE_NUMBER(seed),
			MAYBE_TEXT(reason), MAYBE_TEXT(protocol), MAYBE_TEXT(may_skip) },
		.later = 2 },
	[FACT_KEPT] = { "kept", FACT_PLAN, { NUMBER(module), NAME(platform) } },
	[FACT_VARIANT] = { "variant", FACT_PLAN, { NUMBER(place), TEXT(variant) } },
	[FACT_UNIT] = { "unit", FACT_PLAN,
		{ NAME(unit), NUMBER(variant), NUMBER(module), MAYBE_NUMBER(chunk), NUMBER(usec) } },
	[FACT_GENERATION] = { "generation", FACT_PLAN,
		{ HEX(commit), MAYBE_NUMBER(seed), FLAG(fallback), FLAG(dirty) } },
	[FACT_RUN] = { "run", FACT_TOP,
		{ RUN(name), HEX(fingerprint), MAYBE_NAME(platform), MAYBE_LANE(lane), MAYBE_HEX(commit),
			MAYBE_TREE(tree), TEXT(source), MAYBE_NUMBER(dropped), MAYBE_NUMBER(first),
			MAYBE_NUMBER(last) } },
	[FACT_RESULT] = { "result", FACT_RUN,
		{ NAME(unit), COUNT(attempt), VERDICT(verdict), MAYBE_NUMBER(status), MAYBE_NUMBER(usec),
			MAYBE_NUMBER(seed), NUMBER(finished), MAYBE_HEX(part), MAYBE_SEEN(seen), MAYBE_TEXT(reason) },
		.later = 3 },
	[FACT_LOG] = { "log", FACT_RUN, { NAME(unit), COUNT(attempt), TEXT(tail) } },
	[FACT_REPORT] = { "report", FACT_RUN,
		{ COUNT(attempt), TEXT(variant), DIGEST(digest), WORD(FORMAT, format), TEXT(file), MAYBE_NUMBER(seed),
			NUMBER(finished), WORD(STATE, state), TEXT(mapping), NUMBER(cases), NUMBER(unmatched),
			MAYBE_NUMBER(line), MAYBE_NUMBER(col), MAYBE_TEXT(fault) } },
	[FACT_SUM] = { "sum", FACT_REPORT,
		{ NAME(unit), COUNT(try), FLAG(last), WORD(CASE, verdict), NUMBER(cases), NUMBER(timed),
			NUMBER(usec) } },
	[FACT_CASE] = { "case", FACT_REPORT,
		{ TEXT(suite), TEXT(classname), TEXT(name), COUNT(ordinal), COUNT(try), FLAG(last), MAYBE_NAME(unit),
			WORD(CASE, verdict), MAYBE_NUMBER(usec), MAYBE_TEXT(message), MAYBE_TEXT(text) } },
	[FACT_OCCASION] = { "occasion", FACT_TOP,
		{ RUN(name), COUNT(attempt), MAYBE_NAME(platform), LANE(lane), HEX(commit), MAYBE_NUMBER(started),
			MAYBE_NUMBER(dropped) } },
	[FACT_DELIVERY] = { "delivery", FACT_OCCASION,
		{ RUN(name), HEX(fingerprint), MAYBE_NAME(platform), MAYBE_LANE(lane), MAYBE_HEX(commit),
			MAYBE_TREE(tree), NAME(unit), COUNT(attempt) } },
	[FACT_NIX_LOG] = { "nix", FACT_OCCASION, { HEX(digest) } },
	[FACT_NIX_UNIT] = { "nix-unit", FACT_OCCASION, { NAME(suite), NAME(unit), WORD(HOW, how) } },
	[FACT_MONTH] = { "month", FACT_TOP,
		{ NAME(suite), MAYBE_NAME(platform), MAYBE_LANE(lane), NAME(unit), MONTH(month), NUMBER(passes),
			NUMBER(timed), NUMBER(sum), MAYBE_NUMBER(min), MAYBE_NUMBER(max), MAYBE_NUMBER(median),
			NUMBER(first), NUMBER(last) } },
	[FACT_LINK] = { "link", FACT_TOP, { WORD(LINK_OF, of), RUN(name), WORD(WEB_ADDRESS, url) } },
};

int
facts_fields(int kind)
{
	int n = 0;

	while (n < FACT_FIELDS_MAX && fact_rules[kind].fields[n].name)
		n++;
	return n;
}

bool
facts_has_children(int kind)
{
	for (int k = 0; k < FACT_COUNT; k++)
		if (fact_rules[k].parent == kind)
			return true;
	return false;
}

/* --- out -------------------------------------------------------------------------------------- */

void
facts_put(FILE *out, const char *s)
{
	putc('\t', out);
	if (!s) {
		fputs("\\N", out);
		return;
	}
	tsv_write(out, s);
}

/* --- in --------------------------------------------------------------------------------------- */

bool
facts_is_number(const char *s, long long *ret_number)
{
	*ret_number = text_number(s);
	return *ret_number >= 0 && (*s != '0' || !s[1]);
}

bool
facts_is_numeric(enum fact_type type)
{
	return type == TYPE_NUMBER || type == TYPE_COUNT || type == TYPE_FLAG;
}

static bool
is_month(const char *s)
{
	return strlen(s) == 7 && strspn(s, "0123456789") == 4 && s[4] == '-' && strspn(s + 5, "0123456789") == 2;
}

/* The bytes of a report, and, where its cases have their suite or unit from there, a name. */
static bool
is_digest(const char *s)
{
	size_t len = strcspn(s, "/");
	char hex[65];

	if (len >= sizeof(hex))
		return false;
	memcpy(hex, s, len);
	hex[len] = '\0';
	return text_is_object_id(hex);
}

static bool
is_of(enum fact_type type, const char *s, long long *ret_number)
{
	switch (type) {
	case TYPE_NAME:
		return esc_is_name(s, strlen(s));
	case TYPE_TEXT:
		return true;
	case TYPE_HEX:
		return text_is_object_id(s);
	case TYPE_DIGEST:
		return is_digest(s);
	case TYPE_NUMBER:
		return facts_is_number(s, ret_number);
	case TYPE_COUNT:
		return facts_is_number(s, ret_number) && *ret_number;
	case TYPE_FLAG:
		return facts_is_number(s, ret_number) && *ret_number <= 1;
	case TYPE_RUN:
		return verdict_is_run(s);
	case TYPE_LANE:
		return verdict_is_lane(s);
	case TYPE_VERDICT:
		*ret_number = text_index_of(verdict_names, !strcmp(s, "skipped") ? "skip" : s);
		return *ret_number >= 0;
	case TYPE_SEEN:
	case TYPE_DOES:
	case TYPE_TAKES_SEED:
	case TYPE_TREE:
	case TYPE_FORMAT:
	case TYPE_STATE:
	case TYPE_CASE:
	case TYPE_HOW:
	case TYPE_LINK_OF:
		return text_index_of(words[type], s) >= 0;
	case TYPE_MONTH:
		return is_month(s);
	case TYPE_WEB_ADDRESS:
		return text_is_web_address(s);
	}
	return false;
}

/* Make it text that a database and a page can hold, as that of records is: a byte of another kind becomes a question
 * mark. */
static void
clean(char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0, n; i < len; i += n ? n : 1)
		if (!(n = esc_character(s + i, len - i)))
			s[i] = '?';
}

/* What of a text a message shows. */
static const char *
cut(char *text)
{
	if (strlen(text) > 80)
		text[80] = '\0';
	return text;
}

/* Take the text of a field. False if it is wrong, which was reported. */
static bool
take_field(struct fact *fact, struct diag *d, struct loc at, int n, char *text)
{
	const struct fact_rule *rule = &fact_rules[fact->kind];
	const struct fact_field *f = &rule->fields[n];

	fact->number[n] = -1;
	if (!strcmp(text, "\\N")) {
		if (!f->optional)
			diag_error(d, at, "'%s' of '%s' is missing", f->name + 1, rule->tag);
		return f->optional;
	}
	if (!tsv_unescape(text) || !is_of(f->type, text, &fact->number[n])) {
		diag_error(d, at, "'%s' of '%s' is '%s', expected: %s", f->name + 1, rule->tag, text,
			expected[f->type]);
		return false;
	}
	if (f->type == TYPE_TEXT || f->type == TYPE_DIGEST)
		clean(text);
	fact->text[n] = text;
	return true;
}

bool
facts_parse(struct fact *ret_fact, struct diag *d, struct loc at, char *line)
{
	char *field = strchr(line, '\t');
	int kind = 0, n = 0;

	*ret_fact = (struct fact){ .kind = FACT_COUNT };
	if (field)
		*field++ = '\0';
	while (kind < FACT_COUNT && strcmp(fact_rules[kind].tag, line))
		kind++;
	if (kind == FACT_COUNT) {
		diag_error(d, at, "'%s' is not a kind of fact", cut(line));
		return false;
	}
	ret_fact->kind = kind;
	int count = facts_fields(kind);

	for (; field && n < count; n++) {
		char *end = strchr(field, '\t');

		if (end)
			*end++ = '\0';
		if (!take_field(ret_fact, d, at, n, field))
			return false;
		field = end;
	}
	for (; !field && n < count && n >= count - fact_rules[kind].later; n++)
		ret_fact->number[n] = -1;
	if (field || n != count) {
		diag_error(d, at, "'%s' has %s than %d fields", line, field ? "more" : "fewer", count);
		return false;
	}
	return true;
}
