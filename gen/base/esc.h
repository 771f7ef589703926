/*
 * Escapes: a value as a complete literal of another language, with its quotes, so that a template writes none. A program
 * of that language that reads the literal gets the value, byte for byte (law 5 of the design). A value that the language
 * cannot hold is refused.
 */
#ifndef ESC_H
#define ESC_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum value_kind {
	VALUE_ABSENT, /* there is no value: its section is left out, a hole for it is an error */
	VALUE_TEXT,
	VALUE_NUMBER, /* its digits as text; a language that has numbers writes it bare */
	VALUE_WORDS,
	VALUE_SHELL, /* only in commands: text that the shell makes a number of */
	VALUE_FLAG,  /* only for sections */
	VALUE_LIST,  /* only for sections */
};

/* A text, or a list of texts. */
struct value {
	enum value_kind kind;
	const char *text; /* of a text or number; not always closed by a NUL */
	size_t len;
	const char *const *words; /* of words; each is closed by a NUL */
	size_t count;             /* of words or a list: how many */
	bool flag;                /* of a flag */
	const void *items;        /* of a list: its first element; the next is `stride` bytes on */
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

/* Append s as one word of the shell, with quotes only if a character needs them. */
void esc_sh(struct buf *out, const char *s, size_t len);

/* Append s as a JSON string. It is a YAML scalar, too, and does nothing to who shows it: characters that YAML does not take, and
 * those that are hidden, are written as \u, and so is the '[' of a command. Bytes that are no UTF-8, which JSON cannot hold, stand
 * there to be seen, as \\x9b. */
void esc_json(struct buf *out, const char *s, size_t len);

/* Is s a name: [A-Za-z0-9_][A-Za-z0-9_.+-]*, of at most 128 characters? Such a name needs no quotes in a make target, a
 * Nix store path, a file name, a shell word or a YAML scalar that is a key. */
bool esc_is_name(const char *s, size_t len);

/* The length of the UTF-8 character at the beginning of the text. 0 if there is none, or if it is a control character
 * other than tab and newline. */
size_t esc_character(const char *text, size_t len);

/* The code of that character, whose length n esc_character has told. */
unsigned long esc_code(const char *text, size_t n);

/* Does the character do something to who shows it, and is not seen itself: U+0080 to U+009F, which terminals obey; what turns
 * the direction of writing; what parts lines or paragraphs; a byte order mark? */
bool esc_is_hidden(unsigned long code);

/* Do these bytes begin a command to a CI service, which takes it for one anywhere in a line: "##[" of GitHub Actions and Azure,
 * "##vso[", "##teamcity["? */
bool esc_is_command(const char *text, size_t len);

/*
 * The order of two names or paths to a file system that ignores case, and how letters are composed, as on macOS: 0 if they may be one
 * file there. That of letters that are not ASCII is not known here, so words that have one are not told apart. Ids and names of the
 * manifest have ASCII letters only (esc_is_name).
 */
int esc_name_order(const char *a, const char *b);
bool esc_same_name(const char *a, const char *b);

/* The lower case of an ASCII letter, in any locale; another character as it is. */
char esc_lower(char c);

#endif
