/*
 * Shell text with holes: {name} is a parameter, {{ is a brace, ${...} belongs to the shell, and a brace that is not followed
 * by a name and a closing brace is just a brace. A value that fills a hole arrives in the program unchanged (law 5): the text
 * around the hole is read as the shell reads it (POSIX, 2.2 Quoting and 2.6.3 Command substitution), and the value is quoted
 * as that place needs it. So a text in {flags} is one word, a list is several words, and "{flags}" or '{flags}' is part of a
 * word.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct arena;
struct buf;
struct value;

/* A command or path as it stands in the manifest, cut into pieces. */
struct command {
	struct loc loc;
	struct command_piece *pieces;
	size_t count;
};

/*
 * Cut shell text into pieces, in the arena. Reports, and is false for: an unclosed quote or substitution, a hole within
 * backquotes, ${...}, $((...)) or a comment, a line break (make and a CI log want one line), an empty text.
 */
bool command_parse(struct command *ret_command, struct arena *a, struct diag *d, struct loc loc, const char *text,
	size_t len);

/* The same for a path or a name, which no shell reads: every character but holes and {{ stands for itself. */
bool command_parse_path(struct command *ret_command, struct arena *a, struct diag *d, struct loc loc, const char *text);

/* What a parameter is worth: false for an unknown name. */
typedef bool command_lookup(void *ctx, const char *name, struct value *ret_value);

/* Append the command with every hole filled. NULL, or the first name that lookup did not know: then only a part was
 * appended. */
const char *command_fill(const struct command *c, command_lookup *lookup, void *ctx, struct buf *out);

/* May the value of a hole be text for the shell? Not in a path or a name, which no shell reads. */
bool command_takes_shell(const struct command *c);

/* Does the command have a hole of that name? */
bool command_has(const struct command *c, const char *name);

/* Does the command take a variable of the shell of that name, which it does not set itself? */
bool command_takes_variable(const struct command *c, const char *name);

/* The name of the i-th hole, or NULL past the last. */
const char *command_hole(const struct command *c, size_t i);

#endif
