/*
 * A value as a complete literal of another language, quotes included: who uses one writes no quotes. Law 5: what a
 * program of that language reads back is the value, byte for byte; where that cannot be, it is refused.
 */
#ifndef ESC_H
#define ESC_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum value_kind {
	VALUE_ABSENT, /* nothing there: a section over it is not rendered, a hole for it is an error */
	VALUE_TEXT,
	VALUE_NUMBER, /* its digits as text; a language that has numbers writes it bare */
	VALUE_WORDS,
	VALUE_FLAG, /* only for sections */
	VALUE_LIST, /* only for sections */
};

/* A text, or a list of texts. */
struct value {
	enum value_kind kind;
	const char *text; /* text, number: not necessarily with a NUL behind it */
	size_t len;
	const char *const *words; /* words, each with a NUL */
	size_t count;             /* words, list: how many */
	bool flag;                /* flag */
	const void *items;        /* list: the first of count elements, stride bytes apart */
	size_t stride;
};

struct esc {
	const char *name;  /* as written in a template */
	const char *about; /* a line for templates/README.md */
	/* Append the value. NULL, or why this language cannot hold it ("has a newline, which ..."). */
	const char *(*text)(struct buf *out, const struct value *v);
};

/* The table of languages, ending with a NULL name. */
extern const struct esc esc_table[];

/* The language of that name, or NULL. */
const struct esc *esc_find(const char *name, size_t len);

/* Append s as one shell word: bare where no character asks for quotes. */
void esc_sh(struct buf *out, const char *s, size_t len);

/* Append s as a JSON string; also a YAML scalar, since what YAML would not take raw is written as \u. */
void esc_json(struct buf *out, const char *s, size_t len);

/* Is s a name: [A-Za-z0-9_][A-Za-z0-9_.+-]*, of at most 128 characters? Such a name needs no quotes in a make target, a
 * Nix store path, a file name, a shell word or a YAML scalar that is a key. */
bool esc_is_name(const char *s, size_t len);

/* The length of the UTF-8 character that begins the text, or 0 if there is none; control characters but tab and newline
 * are none. */
size_t esc_character(const char *text, size_t len);

/* Are two names one to a file system without case, as macOS has it? */
bool esc_same_name(const char *a, const char *b);

/* The lower case of an ASCII letter, in no locale; any other character as it is. */
char esc_lower(char c);

#endif
