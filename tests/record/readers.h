/* What the tests of the readers of foreign reports share: a sink that writes cases down, and rows of bytes and what they are
 * read as, whole, in pieces and cut. */
#ifndef READERS_H
#define READERS_H

#include "tap/unit.h"

#include "unit/testcase.h"

/* --- a sink that writes down ------------------------------------------------------------------ */

struct notes {
	struct buf text;
	size_t cases, enough; /* enough: after how many it wants no more; 0: never */
};

/* "suite,class,name: verdict usec [message] {text}; next try" and a newline. */
static inline bool
note(void *ctx, const struct testcase *c)
{
	struct notes *n = ctx;

	buf_printf(&n->text, "%s,%s,%s:", c->suite, c->classname, c->name);
	for (size_t i = 0; i < c->try_count; i++) {
		const struct case_try *t = &c->tries[i];

		buf_printf(&n->text, "%s %s", i ? ";" : "", case_verdict_names[t->verdict]);
		if (t->usec >= 0)
			buf_printf(&n->text, " %lld", t->usec);
		if (t->message.len)
			buf_printf(&n->text, " [%s]", t->message.s);
		if (t->text.len)
			buf_printf(&n->text, " {%s}", t->text.s);
	}
	buf_addc(&n->text, '\n');
	return ++n->cases != n->enough;
}

static inline FILE *
stream(const char *bytes, size_t len)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	rewind(f);
	return f;
}

typedef void reader(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end);

/* What the reader finds, in notes that the caller releases, with "!line:col fault" at the end if there is one. */
static inline struct notes
read_all(reader *read, const char *bytes, size_t len, size_t chunk)
{
	struct notes n = { 0 };
	struct case_sink sink = { note, &n };
	struct case_end end;
	FILE *in = stream(bytes, len);

	read(in, chunk, &sink, &end);
	fclose(in);
	assert_false(end.stopped);
	if (*end.fault)
		buf_printf(&n.text, "!%u:%u %s\n", end.at.line, end.at.col, end.fault);
	return n;
}

struct row {
	const char *bytes, *expected;
};

/* Each row whole and in pieces; cut at any byte it gives the cases that stand before, and no other. */
static inline void
check_rows(reader *read, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(rows[i].bytes);
		struct notes whole = read_all(read, rows[i].bytes, len, 0);

		if (strcmp(buf_text(&whole.text), rows[i].expected))
			fail_msg("row %zu: %s\nis read as:\n%s\nand not as:\n%s", i, rows[i].bytes,
				buf_text(&whole.text), rows[i].expected);
		for (size_t chunk = 1; chunk < 8; chunk++) {
			struct notes n = read_all(read, rows[i].bytes, len, chunk);

			if (strcmp(buf_text(&n.text), rows[i].expected))
				fail_msg("row %zu in pieces of %zu: %s\n%s", i, chunk, rows[i].bytes,
					buf_text(&n.text));
			buf_release(&n.text);
		}
		buf_release(&whole.text);
	}
}

/* Assert that a stream that fails is the machine's fault. */
static inline void
check_unreadable(reader *read)
{
	int fds[2], status;

	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		struct notes n = { 0 };
		struct case_sink sink = { note, &n };
		struct case_end end;

		dup2(fds[1], 2);
		read(fopen("/dev/null", "w"), 0, &sink, &end);
		_exit(99);
	}
	close(fds[1]);
	char said[200] = "";
	FILE *from = fdopen(fds[0], "r");

	assert_non_null(from);
	assert_non_null(fgets(said, sizeof(said), from));
	fclose(from);
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), EXIT_MACHINE);
	assert_string_equal(said, "nightshift: cannot read 'f': Bad file descriptor\n");
}

#endif
