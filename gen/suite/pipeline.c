#include "suite/pipeline.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/base.h"

/* What is open, and which word or character closes it. */
enum frame {
	IN_SUBSTITUTION, /* $( */
	IN_PARAMETER,    /* ${ */
	IN_SUBSHELL,     /* ( */
	IN_BRACES,       /* { } */
	IN_IF,           /* if fi */
	IN_LOOP,         /* for, while, until: done */
	IN_CASE,         /* case esac: a command of it */
	IN_CASE_WORD,    /* between `case` and its word */
	IN_CASE_IN,      /* between that and `in` */
	IN_CASE_PATTERN, /* between `in` or `;;` and `)` */
};

enum { FRAME_MAX = 64 };

struct scan {
	const char *p;
	enum frame frames[FRAME_MAX];
	size_t depth;
	bool at_command; /* a word here may be a reserved word */
	bool strange;    /* here stands what this does not understand */
	bool listed;     /* outside of all, something stands beside the pipe: a;b a&&b a||b a& !a */
	bool within;     /* a pipe stands in something */
	struct arena *arena;
	const char **bars; /* where the bars of the outermost pipe stand */
	size_t bar_count;
};

static bool
in(const struct scan *s, enum frame f)
{
	return s->depth && s->frames[s->depth - 1] == f;
}

static void
enter(struct scan *s, enum frame f)
{
	if (s->depth == FRAME_MAX)
		s->strange = true;
	else
		s->frames[s->depth++] = f;
}

/* It closes what is innermost, which must be this. */
static void
leave(struct scan *s, enum frame f)
{
	if (in(s, f))
		s->depth--;
	else
		s->strange = true;
}

/* --- words ------------------------------------------------------------------------------------ */

static void read_list(struct scan *s);

/* Read `...`, whose text is read once more: a bar that is not one of two is a pipe. */
static void
read_backquoted(struct scan *s)
{
	for (s->p++; *s->p && *s->p != '`'; s->p++) {
		if (*s->p == '\\' && s->p[1])
			s->p++;
		else if (*s->p == '|' && s->p[1] == '|')
			s->p++;
		else if (*s->p == '|')
			s->within = true;
	}
	s->p += *s->p == '`';
}

/* Read $(...) from the text after its "$(": what stands there is a list of its own. */
static void
read_substitution(struct scan *s)
{
	bool at_command = s->at_command;
	size_t depth = s->depth;

	enter(s, IN_SUBSTITUTION);
	s->at_command = true;
	if (!s->strange)
		read_list(s);
	s->at_command = at_command;
	s->strange |= s->depth != depth;
}

/* The end of $((...)), of which `p` is what stands after its "$((", if two brackets end it together; or NULL. */
static const char *
arithmetic_end(const char *p)
{
	for (size_t open = 2; *p; p++) {
		open += *p == '(';
		open -= *p == ')';
		if (open == 1 && p[1] == ')')
			return p + 2;
		if (open == 1 || strchr("'\"\\`#", *p))
			return NULL;
	}
	return NULL;
}

static void read_dollar(struct scan *s);

/* Read $((...)) from the text after its "$((", to its end: a bar there is no pipe, but commands may stand in it. */
static void
read_arithmetic(struct scan *s, const char *end)
{
	while (s->p < end && !s->strange)
		if (*s->p == '$')
			read_dollar(s);
		else
			s->p++;
	s->strange |= s->p != end;
}

/* Read to the character that ends "..." or ${...}, past it. */
static void
read_until(struct scan *s, char end)
{
	while (*s->p && *s->p != end && !s->strange) {
		if (*s->p == '\\' && s->p[1])
			s->p += 2;
		else if (*s->p == '`')
			read_backquoted(s);
		else if (*s->p == '$')
			read_dollar(s);
		else if (end == '}' &&
			(*s->p == '\'' || *s->p == '"')) /* shells do not agree on quotes in ${...} in "..." */
			s->strange = true;
		else
			s->p++;
	}
	s->strange |= *s->p != end;
	s->p += *s->p == end;
}

static void
read_dollar(struct scan *s)
{
	const char *end;

	s->p++;
	if (*s->p == '$') {
		s->p++;
	} else if (s->p[0] == '(' && s->p[1] == '(' && (end = arithmetic_end(s->p + 2))) {
		s->p += 2;
		read_arithmetic(s, end);
	} else if (*s->p == '(') {
		s->p++;
		read_substitution(s);
	} else if (*s->p == '{') {
		s->p++;
		enter(s, IN_PARAMETER);
		read_until(s, '}');
		leave(s, IN_PARAMETER);
	} else if (*s->p == '\'') { /* $'...' is not the same in all shells */
		s->strange = true;
	}
}

/* Read a word. Is it without quotes and `$`, so that it may be a reserved one? */
static bool
read_word(struct scan *s)
{
	bool plain = true;

	while (*s->p && !strchr(" \t\n|&;<>()", *s->p) && !s->strange) {
		plain &= !strchr("\\'\"`$", *s->p);
		if (*s->p == '\\' && s->p[1]) {
			s->p += 2;
		} else if (*s->p == '\'') {
			const char *end = strchr(s->p + 1, '\'');

			s->strange |= !end;
			s->p = end ? end + 1 : s->p;
		} else if (*s->p == '"') {
			s->p++;
			read_until(s, '"');
		} else if (*s->p == '`') {
			read_backquoted(s);
		} else if (*s->p == '$') {
			read_dollar(s);
		} else {
			s->p++;
		}
	}
	return plain;
}

/* --- the language ----------------------------------------------------------------------------- */

enum effect { OPENS, CLOSES, GOES_ON };

static const struct reserved {
	const char *word;
	enum effect effect;
	enum frame frame; /* which it opens or closes */
	bool at_command;  /* a command follows */
} reserved[] = {
	{ "if", OPENS, IN_IF, true },
	{ "while", OPENS, IN_LOOP, true },
	{ "until", OPENS, IN_LOOP, true },
	{ "for", OPENS, IN_LOOP, false },
	{ "case", OPENS, IN_CASE_WORD, false },
	{ "{", OPENS, IN_BRACES, true },
	{ "fi", CLOSES, IN_IF, false },
	{ "done", CLOSES, IN_LOOP, false },
	{ "esac", CLOSES, IN_CASE, false },
	{ "}", CLOSES, IN_BRACES, false },
	{ "then", GOES_ON, IN_IF, true },
	{ "elif", GOES_ON, IN_IF, true },
	{ "else", GOES_ON, IN_IF, true },
	{ "do", GOES_ON, IN_LOOP, true },
};

/* A word of a command. */
static void
take_command_word(struct scan *s, const char *word, size_t len)
{
	bool first = s->at_command;

	s->at_command = false;
	if (!first)
		return;
	if (len == 1 && *word == '!') {
		s->at_command = true;
		s->listed |= !s->depth;
		return;
	}
	for (size_t i = 0; i < countof(reserved); i++) {
		const struct reserved *r = &reserved[i];

		if (strlen(r->word) != len || memcmp(r->word, word, len))
			continue;
		s->at_command = r->at_command;
		if (r->effect == OPENS)
			enter(s, r->frame);
		else if (r->effect == CLOSES)
			leave(s, r->frame);
		else
			s->strange |= !in(s, r->frame);
	}
}

/* A word has been read, from `begin` on. */
static void
take_word(struct scan *s, const char *begin, bool plain)
{
	size_t len = (size_t)(s->p - begin);
	enum frame *frame = s->depth ? &s->frames[s->depth - 1] : NULL;

	if (in(s, IN_CASE_WORD)) {
		*frame = IN_CASE_IN;
	} else if (in(s, IN_CASE_IN)) {
		s->strange |= len != 2 || memcmp(begin, "in", 2) != 0;
		*frame = IN_CASE_PATTERN;
	} else if (in(s, IN_CASE_PATTERN)) {
		if (plain && len == 4 && !memcmp(begin, "esac", 4)) {
			s->depth--;
			s->at_command = false;
		}
	} else if (plain) {
		take_command_word(s, begin, len);
	} else {
		s->at_command = false;
	}
}

/* Read what stands between commands: | || & && ; ;; */
static void
read_separator(struct scan *s)
{
	bool twice = s->p[1] == *s->p;

	if (in(s, IN_CASE_PATTERN)) { /* a|b) */
		s->strange |= *s->p != '|' || twice;
	} else if (*s->p == '|' && !twice) {
		s->strange |= s->p[1] == '&';
		if (s->depth)
			s->within = true;
		else
			*ARENA_APPEND(s->arena, s->bars, s->bar_count) = s->p;
	} else if (*s->p == ';' && twice) {
		s->strange |= !in(s, IN_CASE);
		if (in(s, IN_CASE))
			s->frames[s->depth - 1] = IN_CASE_PATTERN;
	} else {
		s->strange |= *s->p == '&' && s->p[1] == '>';
		s->listed |= !s->depth && (*s->p != ';' || s->p[1 + strspn(s->p + 1, " \t")]);
	}
	s->p += 1 + twice;
	s->at_command = true;
}

/* Read a bracket. Does it end the substitution that is read? */
static bool
read_bracket(struct scan *s)
{
	bool opens = *s->p++ == '(';

	if (in(s, IN_CASE_PATTERN)) {
		if (!opens)
			s->frames[s->depth - 1] = IN_CASE;
		s->at_command = true;
		return false;
	}
	if (opens) {
		s->strange |= !s->at_command || *s->p == '('; /* f() and ((...)) */
		enter(s, IN_SUBSHELL);
		s->at_command = true;
		return false;
	}
	bool ends = in(s, IN_SUBSTITUTION);

	leave(s, ends ? IN_SUBSTITUTION : IN_SUBSHELL);
	s->at_command = false;
	return ends;
}

/* Read commands, to the end of the text or of the substitution that they stand in. */
static void
read_list(struct scan *s)
{
	while (*s->p && !s->strange) {
		const char *begin = s->p;

		if (strchr(" \t", *s->p)) {
			s->p++;
		} else if (strchr("|&;", *s->p)) {
			read_separator(s);
		} else if (strchr("()", *s->p)) {
			if (read_bracket(s))
				return;
		} else if (strchr("<>", *s->p)) {
			s->strange |= s->p[1] == '(' || !strncmp(s->p, "<<", 2);
			s->p += 1 + (s->p[1] && strchr("&|>", s->p[1]));
			s->p += strspn(s->p, " \t");
			read_word(s);
			s->at_command = false;
		} else if (strchr("#\n", *s->p)) {
			s->strange = true;
		} else {
			bool plain = read_word(s);

			take_word(s, begin, plain);
		}
	}
}

/* The text between two bars, in the arena; NULL if it is empty. */
static const char *
part_between(struct arena *a, const char *begin, const char *end)
{
	begin += strspn(begin, " \t");
	while (end > begin && strchr(" \t", end[-1]))
		end--;
	return end > begin ? arena_strndup(a, begin, (size_t)(end - begin)) : NULL;
}

enum pipeline_kind
pipeline_read(struct pipeline *ret_pipeline, struct arena *a, const char *text)
{
	struct pipeline *whole = ret_pipeline, cut = { 0 };
	struct scan s = { .p = text, .at_command = true, .arena = a };

	*whole = (struct pipeline){ 0 };
	*ARENA_APPEND(a, whole->parts, whole->count) = text;
	read_list(&s);
	if (s.strange || s.depth)
		return strchr(text, '|') ? PIPELINE_WITHIN : PIPELINE_NONE;
	if (s.within || (s.bar_count && s.listed))
		return PIPELINE_WITHIN;
	if (!s.bar_count)
		return PIPELINE_NONE;
	for (size_t i = 0; i <= s.bar_count; i++) {
		const char *begin = i ? s.bars[i - 1] + 1 : text, *end = i < s.bar_count ? s.bars[i] : s.p;
		const char *part = part_between(a, begin, end);

		if (!part)
			return PIPELINE_WITHIN; /* the shell says that it is wrong */
		*ARENA_APPEND(a, cut.parts, cut.count) = part;
	}
	*whole = cut;
	return PIPELINE_WHOLE;
}
