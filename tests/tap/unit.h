/*
 * What the unit tests share: messages caught as text, a scratch folder, other programs run. Everything here asserts, so
 * a test need not look at what comes back.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"

/* Where messages go. */
struct said {
	struct diag d;
	char *text;
	size_t len;
};

static inline void
said_init(struct said *s)
{
	*s = (struct said){ 0 };
	s->d.out = open_memstream(&s->text, &s->len);
	assert_non_null(s->d.out);
}

/* What was said so far. */
static inline const char *
said_text(struct said *s)
{
	fflush(s->d.out);
	return s->text;
}

static inline void
said_release(struct said *s)
{
	fclose(s->d.out);
	free(s->text);
}

/* Assert that exactly this was said, and be ready to hear more. */
static inline void
assert_said(struct said *s, const char *expected)
{
	assert_string_equal(said_text(s), expected);
	said_release(s);
	said_init(s);
}

/* A program's standard output, of the arguments up to NULL, its standard input from `input`. Its exit status. */
static inline int
run_program(struct buf *ret_out, const char *input, char *const *argv)
{
	FILE *in = tmpfile();
	int fds[2], status;

	assert_non_null(in);
	fputs(input, in);
	rewind(in);
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		dup2(fileno(in), 0);
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	*buf_reserve(ret_out, 1) = '\0'; /* there may come nothing */
	for (ssize_t n; (n = read(fds[0], buf_reserve(ret_out, 4096), 4095)) > 0;) {
		ret_out->len += (size_t)n;
		ret_out->s[ret_out->len] = '\0';
	}
	close(fds[0]);
	fclose(in);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Shell text's standard output. */
static inline int
run_sh(struct buf *ret_out, const char *text)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)text, NULL };

	return run_program(ret_out, "", argv);
}

/* A new folder that is the working one, for group_setup; and its end. */
static char unit_folder[64], unit_back[4096];

static inline int
enter_folder(void **state)
{
	(void)state;
	strcpy(unit_folder, "/tmp/nightshift-unit-XXXXXX");
	return !getcwd(unit_back, sizeof(unit_back)) || !mkdtemp(unit_folder) || chdir(unit_folder) ? -1 : 0;
}

static inline int
leave_folder(void **state)
{
	struct buf out = { 0 }, text = { 0 };

	(void)state;
	if (chdir(unit_back))
		return -1;
	buf_printf(&text, "rm -rf %s", unit_folder);
	int status = run_sh(&out, buf_text(&text));

	buf_release(&out);
	buf_release(&text);
	return status;
}

static inline void
write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

/* Assert that a file is there and holds exactly this. */
static inline void
assert_file(const char *path, const char *expected)
{
	char text[4096];
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	size_t n = fread(text, 1, sizeof(text) - 1, f);

	fclose(f);
	text[n] = '\0';
	assert_string_equal(text, expected);
}

/* Values that break whatever is written without care; the last is NULL. */
static const char *const awkward[] = {
	"",
	" ",
	"plain",
	"-n",
	"--",
	"a=b",
	"~",
	"~root",
	"*",
	"?[a-z]",
	"!x",
	"a b",
	"  both ends  ",
	"\ta\t",
	"'",
	"''",
	"'''",
	"it's",
	"\"",
	"\\\"",
	"`id`",
	"$",
	"$$",
	"$$$",
	"$x",
	"${x}",
	"$(id)",
	"$((1+1))",
	"''${x}",
	"'${x}'",
	"\\",
	"\\\\",
	"\\n",
	"a\\",
	"\\ ",
	" \\",
	"\\$",
	"#",
	"a#b",
	"a #b",
	"\\#",
	"\\\\#",
	"\\\\\\#",
	"# \\# \\\\# #",
	"%",
	"%s%d%%",
	",",
	"a,b,,c",
	"(a",
	"a)",
	"{a}",
	"{{a}}",
	":",
	"a:=b",
	"a: b",
	"- a",
	"&",
	"a && b; c | d > e < f",
	"é",
	"🌙",
	"é 🌙 '\"$ $$ ${x} '' ` \\ # % ,",
	NULL,
};

#endif
