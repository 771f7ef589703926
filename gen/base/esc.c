#include "base/esc.h"

#include <string.h>

#include "base/buf.h"

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool
esc_is_name(const char *s, size_t len)
{
	if (!len || len > 128 || (!is_letter_or_digit(s[0]) && s[0] != '_'))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_letter_or_digit(s[i]) && !(s[i] && strchr("_.+-", s[i])))
			return false;
	return true;
}

size_t
esc_character(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;

	if (*s < 0x80)
		return (*s >= 0x20 && *s != 0x7f) || *s == '\t' || *s == '\n';
	size_t n = *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : 2;

	if (*s < 0xc2 || *s > 0xf4 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	unsigned long code = esc_code(text, n);

	if (code < (n == 4                  ? 0x10000u
				   : n == 3 ? 0x800u
					    : 0x80u) ||
		code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return n;
}

char
esc_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The next sign of a name, in lower case; a word with a letter that is not ASCII is one sign. */
static int
next_sign(const char **s)
{
	enum { FOREIGN_WORD = 256 };
	const char *end = *s;
	bool foreign = false;

	for (; (unsigned char)*end >= 0x80 || (esc_lower(*end) >= 'a' && esc_lower(*end) <= 'z'); end++)
		foreign |= (unsigned char)*end >= 0x80;
	if (foreign) {
		*s = end;
		return FOREIGN_WORD;
	}
	return **s ? (unsigned char)esc_lower(*(*s)++) : 0;
}

int
esc_name_order(const char *a, const char *b)
{
	int x, y;

	do {
		x = next_sign(&a);
		y = next_sign(&b);
	} while (x && x == y);
	return x - y;
}

bool
esc_same_name(const char *a, const char *b)
{
	return !esc_name_order(a, b);
}

/* POSIX sh, 2.2.2: within single quotes every character but the single quote stands for itself. */
void
esc_sh(struct buf *out, const char *s, size_t len)
{
	bool bare = len > 0;

	for (size_t i = 0; bare && i < len; i++)
		bare = is_letter_or_digit(s[i]) || (s[i] && strchr("_-./:=@%+,", s[i]));
	/* "a=b" in front of a command would be an assignment, and "-" alone is nothing to worry about */
	if (bare && !memchr(s, '=', len)) {
		buf_add(out, s, len);
		return;
	}
	buf_addc(out, '\'');
	for (size_t i = 0; i < len; i++)
		if (s[i] == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, s[i]);
	buf_addc(out, '\'');
}

unsigned long
esc_code(const char *text, size_t n)
{
	unsigned long code = (unsigned char)*text & (n > 1 ? 0x7fu >> n : 0x7fu);

	for (size_t i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)text[i] & 0x3fu);
	return code;
}

bool
esc_is_hidden(unsigned long code)
{
	return (code >= 0x80 && code < 0xa0) || code == 0x61c || code == 0x200e || code == 0x200f ||
		(code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

bool
esc_is_command(const char *text, size_t len)
{
	size_t n = 2;

	if (len < 3 || text[0] != '#' || text[1] != '#')
		return false;
	while (n < len && is_letter_or_digit(text[n]))
		n++;
	return n < len && text[n] == '[';
}

/* Append a character that does not stand for itself in JSON; its code is known, or it is a byte of no character. */
static void
add_json_escape(struct buf *out, unsigned long code, bool known)
{
	if (code == '"' || code == '\\')
		buf_printf(out, "\\%c", (char)code);
	else if (code == '\n')
		buf_adds(out, "\\n");
	else if (code == '\t')
		buf_adds(out, "\\t");
	else
		buf_printf(out, known ? "\\u%04lx" : "\\\\x%02lx", code);
}

/*
 * RFC 8259, 7. Beyond what JSON asks for, the characters that YAML reads as a line break or does not take raw (0x7f to
 * 0x9f, U+2028, U+2029, U+FEFF; YAML 1.2, 5.1 and 5.4) are written as \u, so one function serves both.
 */
void
esc_json(struct buf *out, const char *s, size_t len)
{
	size_t run = 0, bracket = len; /* where the bytes begin that stand for themselves; the '[' of a command */

	buf_addc(out, '"');
	for (size_t i = 0, n = 1; i < len; i += n) {
		unsigned char c = (unsigned char)s[i];

		n = 1;
		if (c == '#' && esc_is_command(s + i, len - i))
			bracket = i + (size_t)((const char *)memchr(s + i, '[', len - i) - (s + i));
		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && i != bracket)
			continue;
		size_t known = c < 0x80 ? 1 : esc_character(s + i, len - i);
		unsigned long code = known ? esc_code(s + i, known) : c;

		n = known ? known : 1;
		if (known > 1 && !esc_is_hidden(code))
			continue;
		buf_add(out, s + run, i - run);
		add_json_escape(out, code, known);
		run = i + n;
	}
	buf_add(out, s + run, len - run);
	buf_addc(out, '"');
}

/* Write each word by one(), with `between` between them. */
static void
add_words(struct buf *out, const struct value *v, void (*one)(struct buf *, const char *, size_t), const char *open,
	const char *between, const char *close)
{
	buf_adds(out, open);
	for (size_t i = 0; i < v->count; i++) {
		if (i)
			buf_adds(out, between);
		one(out, v->words[i], strlen(v->words[i]));
	}
	buf_adds(out, close);
}

static const char *
as_sh(struct buf *out, const struct value *v)
{
	if (v->kind == VALUE_WORDS)
		add_words(out, v, esc_sh, "", " ", "");
	else
		esc_sh(out, v->text, v->len);
	return NULL;
}

static const char *
as_json(struct buf *out, const struct value *v)
{
	if (v->kind == VALUE_WORDS)
		add_words(out, v, esc_json, "[", ", ", "]");
	else if (v->kind == VALUE_NUMBER)
		buf_add(out, v->text, v->len);
	else
		esc_json(out, v->text, v->len);
	return NULL;
}

/* Nix manual, "String literal". Every '$' is escaped: "${" opens an expression wherever the '{' comes from. */
static void
nix_string(struct buf *out, const char *s, size_t len)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		switch (s[i]) {
		case '"':
		case '\\':
		case '$':
			buf_addc(out, '\\');
			buf_addc(out, s[i]);
			break;
		case '\n':
			buf_adds(out, "\\n");
			break;
		case '\r':
			buf_adds(out, "\\r");
			break;
		case '\t':
			buf_adds(out, "\\t");
			break;
		default:
			buf_addc(out, s[i]);
		}
	}
	buf_addc(out, '"');
}

static const char *
as_nix(struct buf *out, const struct value *v)
{
	if (v->kind == VALUE_WORDS && !v->count)
		buf_adds(out, "[ ]");
	else if (v->kind == VALUE_WORDS)
		add_words(out, v, nix_string, "[ ", " ", " ]");
	else if (v->kind == VALUE_NUMBER)
		buf_add(out, v->text, v->len);
	else
		nix_string(out, v->text, v->len);
	return NULL;
}

/*
 * The right side of a ':=' in GNU Make 4.3. '$' doubles. '#' takes a backslash, and the backslashes before it double
 * (manual, 3.1: a backslash quotes '#', and itself only there). Blanks at an end, and a backslash at the end, are
 * fenced off by an empty reference, which make would otherwise strip or join with the next line.
 */
static const char *
as_make(struct buf *out, const struct value *v)
{
	const char *s = v->text;
	size_t len = v->len, backslashes = 0;

	if (v->kind == VALUE_WORDS)
		return "is a list, which make does not have: turn it into shell words first, with 'sh'";
	for (size_t i = 0; i < len; i++)
		if (s[i] == '\n' || s[i] == '\r')
			return "has a line break, which a make variable cannot hold";
	if (len && (s[0] == ' ' || s[0] == '\t'))
		buf_adds(out, "$()");
	size_t run = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '$') {
			buf_add(out, s + run, i + 1 - run);
			run = i; /* the '$' once more with what follows */
		} else if (s[i] == '#') {
			buf_add(out, s + run, i - run);
			for (size_t k = 0; k < backslashes; k++)
				buf_addc(out, '\\');
			buf_addc(out, '\\');
			run = i;
		}
		backslashes = s[i] == '\\' ? backslashes + 1 : 0;
	}
	buf_add(out, s + run, len - run);
	if (len && (s[len - 1] == ' ' || s[len - 1] == '\t' || s[len - 1] == '\\'))
		buf_adds(out, "$()");
	return NULL;
}

static const char *
as_ident(struct buf *out, const struct value *v)
{
	if (v->kind == VALUE_WORDS) {
		for (size_t i = 0; i < v->count; i++) {
			if (!esc_is_name(v->words[i], strlen(v->words[i])))
				return "is not a list of names ([A-Za-z0-9_.+-])";
			if (i)
				buf_addc(out, ' ');
			buf_adds(out, v->words[i]);
		}
		return NULL;
	}
	if (v->kind != VALUE_NUMBER && !esc_is_name(v->text, v->len))
		return "is not a name ([A-Za-z0-9_.+-])";
	buf_add(out, v->text, v->len);
	return NULL;
}

static const char *
as_comment(struct buf *out, const struct value *v)
{
	if (v->kind == VALUE_WORDS)
		return "is a list, and a comment is one text";
	/* A backslash at the end of a comment in make would swallow the next line. */
	for (size_t i = 0; i < v->len; i++)
		if ((unsigned char)v->text[i] < 0x20 || v->text[i] == 0x7f)
			return "has a control character, which could end a comment";
	buf_add(out, v->text, v->len);
	if (v->len && v->text[v->len - 1] == '\\')
		buf_addc(out, ' ');
	return NULL;
}

/* Where the lines of a block stand. */
static const char block_indent[] = "          ";

/*
 * Can a block of YAML hold the text and show it as it is? What begins with a blank would say how deep the block is, and empty lines
 * at the end would be lost.
 */
static bool
fits_block(const char *s, size_t len)
{
	size_t n;

	if (!memchr(s, '\n', len) || strchr(" \t\n", *s) || (len > 1 && s[len - 1] == '\n' && s[len - 2] == '\n'))
		return false;
	for (size_t i = 0; i < len; i += n) {
		n = esc_character(s + i, len - i);
		if (!n || s[i] == '\t' || esc_is_hidden(esc_code(s + i, n)) || esc_is_command(s + i, len - i))
			return false;
	}
	return true;
}

static const char *
as_script(struct buf *out, const struct value *v)
{
	if (v->kind != VALUE_TEXT || !v->len || !fits_block(v->text, v->len))
		return as_json(out, v);
	bool ends_line = v->text[v->len - 1] == '\n';

	buf_adds(out, ends_line ? "|" : "|-");
	for (const char *s = v->text, *end = s + v->len - ends_line; s < end;) {
		const char *newline = memchr(s, '\n', (size_t)(end - s)), *stop = newline ? newline : end;

		buf_addc(out, '\n');
		if (stop > s)
			buf_adds(out, block_indent);
		buf_add(out, s, (size_t)(stop - s));
		s = stop + 1;
	}
	return NULL;
}

static const char *
as_raw(struct buf *out, const struct value *v)
{
	if (v->kind == VALUE_WORDS)
		return "is a list, and 'raw' is for one text";
	buf_add(out, v->text, v->len);
	return NULL;
}

const struct esc esc_table[] = {
	{ "sh", "one word of a POSIX shell; a list becomes several", as_sh },
	{ "make", "the right side of a `:=` in GNU Make", as_make },
	{ "nix", "a Nix string or number; a list becomes `[ ... ]`", as_nix },
	{ "json", "a JSON string or number; a list becomes `[...]`", as_json },
	{ "yaml", "a YAML scalar; a list becomes `[...]`", as_json },
	{ "script",
		"a YAML scalar that is the value of a key ten blanks deep: a block if it has several lines, or else as by `yaml`",
		as_script },
	{ "ident", "checked to be a name (`[A-Za-z0-9_.+-]`) and printed as it is; a list with blanks between",
		as_ident },
	{ "comment", "the rest of a comment line", as_comment },
	{ "raw", "as it is: for text that is already in the right language", as_raw },
	{ NULL, NULL, NULL },
};

const struct esc *
esc_find(const char *name, size_t len)
{
	for (const struct esc *e = esc_table; e->name; e++)
		if (strlen(e->name) == len && !memcmp(e->name, name, len))
			return e;
	return NULL;
}
