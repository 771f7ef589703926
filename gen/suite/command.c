#include "suite/command.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"

/* How the shell reads the place a hole stands in. */
enum place {
	PLACE_WORD,   /* outside of quotes */
	PLACE_DOUBLE, /* "..." */
	PLACE_SINGLE, /* '...' */
	PLACE_PATH,   /* no shell */
};

struct command_piece {
	const char *text; /* literal text, or a hole's name */
	size_t len;
	bool hole;
	enum place place;
};

/* The length of "{name}" at s, or 0 if that is not what stands there. */
static size_t
hole_length(const char *s, const char *end)
{
	const char *p = s + 1;

	while (p < end &&
		((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_' ||
			(p > s + 1 && ((*p >= '0' && *p <= '9') || *p == '-'))))
		p++;
	return p > s + 1 && p < end && *p == '}' ? (size_t)(p + 1 - s) : 0;
}

/* What the shell is inside of, innermost last. */
enum frame { IN_WORDS, IN_DOUBLE, IN_SUBST, IN_BRACE, IN_ARITH, IN_BACKQUOTE };

enum { FRAME_MAX = 32 };

struct scan {
	enum frame frames[FRAME_MAX];
	size_t depth;
};

static enum frame
innermost(const struct scan *s)
{
	return s->depth ? s->frames[s->depth - 1] : IN_WORDS;
}

static bool
inside(const struct scan *s, enum frame f)
{
	for (size_t i = 0; i < s->depth; i++)
		if (s->frames[i] == f)
			return true;
	return false;
}

static const char *
frame_name(enum frame f)
{
	static const char *const names[] = {
		[IN_WORDS] = "",
		[IN_DOUBLE] = "\"",
		[IN_SUBST] = "$(",
		[IN_BRACE] = "${",
		[IN_ARITH] = "$((",
		[IN_BACKQUOTE] = "`",
	};

	return names[f];
}

/* Enter a frame; false when they are nested deeper than anyone writes. */
static bool
enter(struct scan *s, enum frame f)
{
	if (s->depth == FRAME_MAX)
		return false;
	s->frames[s->depth++] = f;
	return true;
}

static void
leave(struct scan *s)
{
	s->depth--;
}

/* Read what begins at p and is no hole and no single quote: how many bytes it takes; 0 when nested too deep. */
static size_t
step(struct scan *s, const char *p, const char *end)
{
	enum frame in = innermost(s);

	switch (*p) {
	case '\\':
		return p + 1 < end ? 2 : 1;
	case '"':
		if (in == IN_DOUBLE)
			leave(s);
		else if (!enter(s, IN_DOUBLE))
			return 0;
		return 1;
	case '`':
		if (in == IN_BACKQUOTE)
			leave(s);
		else if (!enter(s, IN_BACKQUOTE))
			return 0;
		return 1;
	case '$':
		if (end - p >= 2 && p[1] == '$') /* the process id; a brace after it is not "${" */
			return 2;
		if (end - p >= 3 && !memcmp(p, "$((", 3))
			return enter(s, IN_ARITH) ? 3 : 0;
		if (end - p >= 2 && p[1] == '(')
			return enter(s, IN_SUBST) ? 2 : 0;
		if (end - p >= 2 && p[1] == '{')
			return enter(s, IN_BRACE) ? 2 : 0;
		return 1;
	case '(':
		/* A subshell within $(...) has a ')' of its own. */
		if (in == IN_SUBST || in == IN_ARITH)
			return enter(s, IN_SUBST) ? 1 : 0;
		return 1;
	case ')':
		if (in == IN_ARITH && end - p >= 2 && p[1] == ')') {
			leave(s);
			return 2;
		}
		if (in == IN_SUBST)
			leave(s);
		return 1;
	case '}':
		if (in == IN_BRACE)
			leave(s);
		return 1;
	default:
		return 1;
	}
}

/* Text while it is cut into pieces. */
struct cutting {
	struct command *command;
	struct arena *arena;
	struct diag *diag;
	const char *end;
	const char *begin; /* of the literal text that is no piece yet */
	struct scan scan;
};

/* The literal text up to `end` is a piece. */
static void
cut_text(struct cutting *c, const char *end)
{
	if (end > c->begin)
		*ARENA_APPEND(c->arena, c->command->pieces,
			c->command->count) = (struct command_piece){ .text = c->begin,
			.len = (size_t)(end - c->begin) };
}

/* Is it safe to put a value here? Not within something that reads its text once more. */
static bool
check_hole(struct cutting *c, const char *hole, size_t len)
{
	for (enum frame f = IN_BRACE; f <= IN_BACKQUOTE; f++)
		if (inside(&c->scan, f)) {
			diag_error(c->diag, c->command->loc,
				"the command has '%.*s' within '%s', where no quoting is safe: assign it to a shell variable first",
				(int)len, hole, frame_name(f));
			return false;
		}
	return true;
}

/* Read a hole or a doubled brace at p. Its end; p if there is none; NULL if it was refused. */
static const char *
read_brace(struct cutting *c, const char *p, enum place place)
{
	if (*p != '{')
		return p;
	if (p + 1 < c->end && p[1] == '{') {
		cut_text(c, p + 1);
		return c->begin = p + 2;
	}
	size_t len = hole_length(p, c->end);

	if (!len)
		return p;
	if (!check_hole(c, p, len))
		return NULL;
	cut_text(c, p);
	*ARENA_APPEND(c->arena, c->command->pieces,
		c->command->count) = (struct command_piece){ arena_strndup(c->arena, p + 1, len - 2), len - 2, true,
		place };
	return c->begin = p + len;
}

/* Read '...' at p. Its end, or NULL if it was refused. */
static const char *
read_single_quoted(struct cutting *c, const char *p)
{
	const char *close = memchr(p + 1, '\'', (size_t)(c->end - p - 1));

	if (!close) {
		diag_error(c->diag, c->command->loc, "the command has a single quote that is never closed");
		return NULL;
	}
	for (p++; p < close;) {
		const char *next = read_brace(c, p, PLACE_SINGLE);

		if (!next)
			return NULL;
		p = next > p ? next : p + 1;
	}
	return close + 1;
}

/* Read what stands at p in a command. Its end, or NULL if it was refused. */
static const char *
read_one(struct cutting *c, const char *text, const char *p)
{
	enum frame in = innermost(&c->scan);

	if (*p == '\'' && in != IN_DOUBLE)
		return read_single_quoted(c, p);
	if (*p == '#' && in != IN_DOUBLE && in != IN_BRACE && (p == text || strchr(" \t;&|(", p[-1]))) {
		diag_error(c->diag, c->command->loc,
			"the command has a comment; write it as <!-- ... --> beside the element");
		return NULL;
	}
	const char *next = read_brace(c, p, in == IN_DOUBLE ? PLACE_DOUBLE : PLACE_WORD);

	if (next != p)
		return next;
	size_t n = step(&c->scan, p, c->end);

	if (!n) {
		diag_error(c->diag, c->command->loc, "the command is nested too deeply; put it into a script");
		return NULL;
	}
	return p + n;
}

bool
command_parse(struct command *ret_command, struct arena *a, struct diag *d, struct loc loc, const char *text,
	size_t len)
{
	struct cutting c = { .command = ret_command, .arena = a, .diag = d };
	size_t backslashes = 0;

	while (len && strchr(" \t\n", text[0])) {
		text++;
		len--;
	}
	while (len && strchr(" \t\n", text[len - 1]))
		len--;
	*ret_command = (struct command){ .loc = loc };
	if (!len) {
		diag_error(d, loc, "the command is empty");
		return false;
	}
	if (memchr(text, '\n', len)) {
		diag_error(d, loc,
			"the command has a line break; make it one line, with '&&' or ';' between its parts, or several <command>s");
		return false;
	}
	c.begin = text = arena_strndup(a, text, len);
	c.end = text + len;
	for (const char *p = text; p < c.end;) {
		p = read_one(&c, text, p);
		if (!p)
			return false;
	}
	while (backslashes < len && text[len - 1 - backslashes] == '\\')
		backslashes++;
	if (backslashes % 2) {
		diag_error(d, loc, "the command ends in a backslash with nothing after it");
		return false;
	}
	if (c.scan.depth) {
		diag_error(d, loc, "the command has a '%s' that is never closed", frame_name(innermost(&c.scan)));
		return false;
	}
	cut_text(&c, c.end);
	return true;
}

bool
command_parse_path(struct command *ret_command, struct arena *a, struct diag *d, struct loc loc, const char *text)
{
	struct cutting c = { .command = ret_command, .arena = a, .diag = d };

	*ret_command = (struct command){ .loc = loc };
	if (!*text) {
		diag_error(d, loc, "the path is empty");
		return false;
	}
	c.begin = text = arena_strdup(a, text);
	c.end = text + strlen(text);
	for (const char *p = text; p < c.end;) {
		const char *next = read_brace(&c, p, PLACE_PATH);

		p = next > p ? next : p + 1;
	}
	cut_text(&c, c.end);
	return true;
}

/* Within '...': a single quote ends the quotes, stands escaped, and begins them again. */
static void
add_single_quoted(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, s[i]);
}

/* Within "...": $ ` " and \ take a backslash (POSIX, 2.2.3). */
static void
add_double_quoted(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] && strchr("$`\"\\", s[i]))
			buf_addc(out, '\\');
		buf_addc(out, s[i]);
	}
}

static bool
is_number(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return len > 0;
}

/* Append a value as the place of its hole needs it. `next` is the character after the hole. */
static void
add_value(struct buf *out, enum place place, const char *s, size_t len, char next)
{
	switch (place) {
	case PLACE_WORD:
		/* A number before a redirection would say of which descriptor (POSIX, 2.7). */
		if ((next == '<' || next == '>') && is_number(s, len))
			buf_printf(out, "'%.*s'", (int)len, s);
		else
			esc_sh(out, s, len);
		break;
	case PLACE_DOUBLE:
		add_double_quoted(out, s, len);
		break;
	case PLACE_SINGLE:
		add_single_quoted(out, s, len);
		break;
	case PLACE_PATH:
		buf_add(out, s, len);
		break;
	}
}

/* Append what the shell makes a number of, as one word or a part of it. */
static void
add_shell(struct buf *out, enum place place, const struct value *v)
{
	const char *open = place == PLACE_SINGLE ? "'\"" : place == PLACE_DOUBLE ? "" : "\"";
	const char *close = place == PLACE_SINGLE ? "\"'" : open;

	buf_printf(out, "%s%.*s%s", open, (int)v->len, v->text, close);
}

bool
command_takes_shell(const struct command *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->pieces[i].hole && c->pieces[i].place == PLACE_PATH)
			return false;
	return true;
}

const char *
command_fill(const struct command *c, command_lookup *lookup, void *ctx, struct buf *out)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct command_piece *p = &c->pieces[i];
		struct value v = { 0 };
		char next = i + 1 < c->count && !p[1].hole ? *p[1].text : '\0';

		if (!p->hole) {
			buf_add(out, p->text, p->len);
			continue;
		}
		if (!lookup(ctx, p->text, &v))
			return p->text;
		if (v.kind == VALUE_SHELL) {
			add_shell(out, p->place, &v);
			continue;
		}
		if (v.kind != VALUE_WORDS) {
			add_value(out, p->place, v.text, v.len, next);
			continue;
		}
		/* An empty list takes the blank before it away: "{program} {module} {from} {to}" serves modules without a
		 * range. */
		bool ends = i + 1 == c->count || next == ' ';

		if (!v.count && ends && p->place == PLACE_WORD && out->len && out->s[out->len - 1] == ' ')
			out->s[--out->len] = '\0';
		for (size_t w = 0; w < v.count; w++) {
			if (w)
				buf_addc(out, ' ');
			add_value(out, p->place, v.words[w], strlen(v.words[w]), w + 1 < v.count ? ' ' : next);
		}
	}
	return NULL;
}

const char *
command_hole(const struct command *c, size_t i)
{
	for (size_t k = 0; k < c->count; k++)
		if (c->pieces[k].hole && i-- == 0)
			return c->pieces[k].text;
	return NULL;
}

bool
command_has(const struct command *c, const char *name)
{
	const char *hole;

	for (size_t i = 0; (hole = command_hole(c, i)); i++)
		if (!strcmp(hole, name))
			return true;
	return false;
}

#define ENVNAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* Does the text take the variable, as $NAME or ${NAME}? Not where the '$' is quoted. */
static bool
takes(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = text; (p = strchr(p, '$')); p++) {
		const char *word = p + 1 + (p[1] == '{'), *end = word + strspn(word, ENVNAME);

		if ((size_t)(end - word) == len && !memcmp(word, name, len) &&
			(p == text || (p[-1] != '\\' && p[-1] != '\'')))
			return true;
	}
	return false;
}

bool
command_takes_variable(const struct command *c, const char *name)
{
	struct buf set = { 0 }, loop = { 0 };
	bool found = false, sets = false;

	buf_printf(&set, "%s=", name);
	buf_printf(&loop, "for %s in", name);
	for (size_t i = 0; i < c->count; i++) {
		const char *text = c->pieces[i].hole ? "" : c->pieces[i].text;

		found |= takes(text, name);
		sets |= strstr(text, buf_text(&set)) || strstr(text, buf_text(&loop));
	}
	buf_release(&set);
	buf_release(&loop);
	return found && !sets;
}
