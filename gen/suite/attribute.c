#include "suite/attribute.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/seconds.h"
#include "base/text.h"
#include "suite/advice.h"
#include "suite/model.h"

/* --- lists of attributes ---------------------------------------------------------------------- */

const struct attribute *
attribute_find(const struct attribute *list, const char *name)
{
	for (; list->name; list++)
		if (!strcmp(list->name, name))
			return list;
	return NULL;
}

const char **
attribute_names(const struct attribute *list, struct arena *a, size_t *ret_count)
{
	const char **names = NULL;
	size_t n = 0;

	for (; list->name; list++)
		if (list->kind != KIND_GONE)
			*ARENA_APPEND(a, names, n) = list->name;
	*ret_count = n;
	return names;
}

bool
attribute_adds_up(const struct attribute *a)
{
	return a->kind == KIND_WORDS || a->kind == KIND_NAMES;
}

/* --- what is refused -------------------------------------------------------------------------- */

/* Whose attribute it is: "<module>" or "test 'x'". */
static const char *
owner(const struct given *g)
{
	return g->test ? arena_printf(g->arena, "test '%s'", g->test) : arena_printf(g->arena, "<%s>", g->element);
}

/* Report a value that the attribute cannot have; `why` ends the sentence. */
static void
refuse(const struct attribute *a, const struct given *g, const char *value, const char *why)
{
	diag_error(g->diag, g->at, "'%s' of %s is '%s', %s", a->name, owner(g), value, why);
}

static void
refuse_empty(const struct attribute *a, const struct given *g)
{
	diag_error(g->diag, g->at, "'%s' of %s is empty", a->name, owner(g));
}

/* --- one function for each kind of value: it puts what the value means to `to`, or reports it -------------- */

static void
take_text(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	(void)a;
	*(const char **)to = arena_strdup(g->arena, value);
}

static void
take_name(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (esc_is_name(value, strlen(value)))
		take_text(a, g, to, value);
	else
		refuse(a, g, value,
			arena_printf(g->arena, "which is not a name ([A-Za-z0-9_][A-Za-z0-9_.+-]*, up to 128)%s",
				advice_name(g->element ? g->element : "", a->name, value)));
}

static void
take_name_glob(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	char *plain = arena_strdup(g->arena, value);

	for (char *p = plain; *p; p++)
		if (*p == '*' || *p == '?')
			*p = '_';
	if (esc_is_name(plain, strlen(plain)))
		take_text(a, g, to, value);
	else
		refuse(a, g, value,
			"which is neither a name ([A-Za-z0-9_][A-Za-z0-9_.+-]*, up to 128) nor one with '*' and '?'");
}

static bool
is_envname(const char *s)
{
	for (const char *p = s; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_' ||
			    (p > s && *p >= '0' && *p <= '9')))
			return false;
	return *s != '\0';
}

static void
take_envname(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (is_envname(value))
		take_text(a, g, to, value);
	else
		refuse(a, g, value, "which is not a variable's name ([A-Za-z_][A-Za-z0-9_]*)");
}

static void
take_date(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (text_is_date(value, NULL))
		take_text(a, g, to, value);
	else
		refuse(a, g, value,
			strlen(value) == 10 && strspn(value, "0123456789-") == 10 && value[4] == '-' && value[7] == '-'
				? "a day that the calendar does not have"
				: "but must be a date such as 2027-03-31");
}

/* Cut text at blanks. */
static void
split_words(struct words *w, const struct given *g, const char *text)
{
	w->loc = g->at;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " \t");

		if (len)
			*ARENA_APPEND(g->arena, w->v, w->n) = arena_strndup(g->arena, p, len);
		p += len + (p[len] != '\0');
	}
}

static void
take_words(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	struct words *w = to;

	split_words(w, g, value);
	if (!w->n && strcmp(a->name, "words")) /* a parameter may be an empty list */
		refuse_empty(a, g);
}

static void
take_holes(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (!*value && strcmp(a->name, "path"))
		refuse_empty(a, g);
	else
		command_parse_path(to, g->arena, g->diag, g->at, value);
}

static void
take_hole_words(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	struct hole_words *w = to;
	struct words plain = { 0 };

	split_words(&plain, g, value);
	w->loc = g->at;
	if (!plain.n)
		refuse_empty(a, g);
	for (size_t i = 0; i < plain.n; i++)
		command_parse_path(ARENA_APPEND(g->arena, w->v, w->n), g->arena, g->diag, g->at, plain.v[i]);
}

static void
take_number(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (!text_is_number(value, a->low, a->high, to))
		refuse(a, g, value,
			arena_printf(g->arena, "but must be a number%s%s from %ld to %ld", a->unit ? " of " : "",
				a->unit ? a->unit : "", a->low, a->high));
}

/* Bytes: a number from 1 and K, M, G or T, each 1024 times the one before. */
static bool
read_size(const char *s, unsigned long long *ret_bytes)
{
	static const char units[] = "KMGT";
	const char *unit;
	long long n = text_leading_number(s, &unit);

	if (n < 1 || *s == '0' || unit - s > 6 || !*unit || !strchr(units, *unit) || unit[1])
		return false;
	*ret_bytes = (unsigned long long)n << (10 * (strchr(units, *unit) - units + 1));
	return true;
}

static void
take_size(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (!read_size(value, to))
		refuse(a, g, value, "but must be a size such as 2G or 512M");
}

static void
take_seconds(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	unsigned long long usec;

	if (seconds_parse(value, strlen(value), &usec) && usec)
		*(double *)to = (double)usec / 1e6;
	else
		refuse(a, g, value, "but must be seconds above 0, such as 12 or 0.5");
}

static void
take_enum(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	struct buf known = { 0 };
	int found = text_index_of(a->words, value);
	size_t n = 0;

	if (found >= 0) {
		*(int *)to = found;
		return;
	}
	for (; a->words[n]; n++)
		buf_printf(&known, "%s'%s'", !n ? "" : a->words[n + 1] ? ", " : " or ", a->words[n]);
	const char *meant = advice_value(a, value), *near = meant ? meant : diag_meant(value, a->words, n);
	bool several = a->words == lane_names && strpbrk(value, ", ");

	refuse(a, g, value,
		arena_printf(g->arena, "but must be %s%s", buf_text(&known),
			several ? "; name the earliest: the lanes after it run it, too" : diag_did_you_mean(near)));
	buf_release(&known);
}

static void
take_seed(const struct attribute *a, const struct given *g, void *to, const char *value)
{
	if (!strcmp(value, "head"))
		*(long *)to = SEED_HEAD;
	else if (!strcmp(value, "none"))
		*(long *)to = SEED_NONE;
	else if (!text_is_number(value, 0, SEED_MOST, to))
		refuse(a, g, value, "but must be 'head', 'none' or a number from 0 to 2147483647");
}

/* --- the kinds --------------------------------------------------------------------------------- */

static const struct {
	void (*take)(const struct attribute *a, const struct given *g, void *to, const char *value);
	const char *pattern; /* of the values, for the schema; NULL for any text */
} kinds[] = {
	[KIND_NAME] = { take_name, "[A-Za-z0-9_][A-Za-z0-9_.+\\-]{0,127}" },
	[KIND_NAME_GLOB] = { take_name_glob, "[A-Za-z0-9_*?][A-Za-z0-9_.+*?\\-]{0,127}" },
	[KIND_ENVNAME] = { take_envname, "[A-Za-z_][A-Za-z0-9_]*" },
	[KIND_TEXT] = { take_text, NULL },
	[KIND_WORDS] = { take_words, NULL },
	[KIND_NAMES] = { take_words, NULL },
	[KIND_NUMBER] = { take_number, NULL },
	[KIND_SECONDS] = { take_seconds, "[0-9]*([.][0-9]*)?" },
	[KIND_ENUM] = { take_enum, NULL },
	[KIND_PATH] = { take_text, NULL },
	[KIND_HOLES] = { take_holes, NULL },
	[KIND_HOLE_WORDS] = { take_hole_words, NULL },
	[KIND_SIZE] = { take_size, "[1-9][0-9]{0,5}[KMGT]" },
	[KIND_DATE] = { take_date, "[0-9]{4}-[0-9]{2}-[0-9]{2}" },
	[KIND_SEED] = { take_seed, "head|none|[0-9]{1,10}" },
	[KIND_GONE] = { take_text, NULL },
};

/* Check one line of a value, or of the element's text if `a` is NULL. Control characters end lines where nobody expects it;
 * GitHub evaluates "${{" wherever it stands. */
static bool
check_line(const struct attribute *a, const struct given *g, const char *line, size_t len)
{
	const char *open = a ? "'" : "the text of <", *name = a ? a->name : g->element, *close = a ? "'" : ">";

	for (size_t i = 0; i < len; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f) {
			diag_error(g->diag, g->at,
				"%s%s%s holds a control character (0x%02x), which make and YAML cannot carry on one line",
				open, name, close, (unsigned char)line[i]);
			return false;
		}
	for (size_t i = 0; i + 3 <= len; i++)
		if (!memcmp(line + i, "${{", 3)) {
			diag_error(g->diag, g->at,
				"%s%s%s holds '${{', which GitHub Actions evaluates wherever it stands", open, name,
				close);
			return false;
		}
	return true;
}

bool
attribute_check_lines(const struct given *g, const char *text)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");

		if (!check_line(NULL, g, p, len))
			return false;
		p += len + (p[len] == '\n');
	}
	return true;
}

void
attribute_take(const struct attribute *a, const struct given *g, void *object, const char *value)
{
	void *to = (char *)object + a->offset;

	if (a->place != NOWHERE)
		*(struct loc *)((char *)object + a->place) = g->at;
	if (check_line(a, g, value, strlen(value)))
		kinds[a->kind].take(a, g, to, value);
	else if (a->kind == KIND_TEXT) /* it is there, and one message about it is enough */
		*(const char **)to = refused_text;
}

void
attribute_schema(const struct attribute *a, struct buf *out)
{
	if (kinds[a->kind].pattern) {
		buf_printf(out, "<data type=\"string\"><param name=\"pattern\">%s</param></data>",
			kinds[a->kind].pattern);
	} else if (a->kind == KIND_NUMBER) {
		buf_printf(out,
			"<data type=\"long\"><param name=\"minInclusive\">%ld</param><param name=\"maxInclusive\">%ld</param></data>",
			a->low, a->high);
	} else if (a->kind == KIND_ENUM) {
		buf_adds(out, "<choice>");
		for (const char *const *w = a->words; *w; w++)
			buf_printf(out, "<value>%s</value>", *w);
		buf_adds(out, "</choice>");
	} else {
		buf_adds(out, "<text/>");
	}
}
