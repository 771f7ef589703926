/* marked.c: whatever a unit has left comes out of a log as it went in, in each form that Nix gives a log, and mixed with others; what a
 * log has lost, or got from others, is noticed. nixlog.c: what is a message of Nix. */
#include "tap/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "unit/marked.h"
#include "unit/nixlog.h"

#define PART "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CASES "nightshift cases 1\nend 0\n"

/* --- what is written -------------------------------------------------------------------------- */

static unsigned long long random_state = 88172645463325252u;

/* A number below n (xorshift). */
static size_t
pick(size_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (size_t)(random_state % n);
}

/* Bytes that a log could lose, or a reader of it obey. */
static void
add_odd(struct buf *out, size_t pieces)
{
	static const char *const odd[] = { "\n", "\n\n", "\r\n", "\r", "\t", " ", " \n", "\\", "\\\n", "\\x41", "\\n",
		"\xff", "\xc3", "\xe2\x80\xae", "\xc2\x9b", "\xef\xbb\xbf", "\xf0\x9f\x90\x9b", "\xc3\xa4", "\033[31m",
		"\001", "\x7f", "::error::x\n", "##[group]", "##vso[x]", "\n@nightshift end u: 00\n",
		"\n@nightshift verdict u: nightshift 1\n", "n> @nightshift log u: x",
		"@nix {\"action\":\"stop\",\"id\":1}\n", "\n{\"action\":\"stop\",\"id\":1}\n", "plain text",
		"& < > \" '" };

	for (size_t i = 0; i < pieces; i++) {
		size_t what = pick(countof(odd) + 2);

		if (what < countof(odd))
			buf_adds(out, odd[what]);
		else if (what == countof(odd))
			buf_add(out, "", 1);
		else
			for (size_t n = pick(1200); n; n--)
				buf_addc(out, (char)('a' + pick(26)));
	}
}

static const char *const files[] = { "replay", "cases", "junit.xml", "log" };
enum { FILES = sizeof(files) / sizeof(*files) };

/* What was left, and is to come back. */
struct left {
	char unit[8];
	struct buf verdict, texts[FILES];
	struct buf lines; /* its block */
};

static void
put(const char *name, const struct buf *text)
{
	struct buf path = { 0 };

	buf_printf(&path, "folder/%s", name);
	if (text->len)
		assert_true(file_put(path.s, text->s, text->len));
	else
		remove(path.s);
	buf_release(&path);
}

/* Write the block of what lies in `folder`, as exec does. */
static void
write_block(struct buf *ret_lines, const char *unit)
{
	int saved = dup(STDERR_FILENO), fd = open("lines", O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(saved >= 0 && fd >= 0);
	dup2(fd, STDERR_FILENO);
	marked_write(STDERR_FILENO, unit, "folder");
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
	assert_true(file_read("lines", ret_lines));
}

static void
add_verdict(struct buf *out, const char *unit, const char *verdict, int status)
{
	buf_printf(out,
		"nightshift 1\nsuite s\npart " PART
		"\nrun nix-x\nunit %s\nverdict %s\nstatus %d\nattempt 1\nfinished 1000.000000\nend\n",
		unit, verdict, status);
}

static void
leave(struct left *l, size_t number, size_t pieces)
{
	*l = (struct left){ 0 };
	snprintf(l->unit, sizeof(l->unit), "u%zu", number);
	add_verdict(&l->verdict, l->unit, "fail", (int)number + 1);
	file_mkdirs("folder");
	put("verdict", &l->verdict);
	for (size_t i = 0; i < FILES; i++) {
		if (pieces && pick(4))
			add_odd(&l->texts[i], pick(pieces) + 1);
		put(files[i], &l->texts[i]);
	}
	write_block(&l->lines, l->unit);
}

/* Only a verdict and that log. */
static void
leave_log(struct left *l, const char *log)
{
	leave(l, 0, 0);
	buf_adds(&l->texts[3], log);
	put("log", &l->texts[3]);
	buf_reset(&l->lines);
	write_block(&l->lines, l->unit);
}

static void
release(struct left *l)
{
	buf_release(&l->verdict);
	buf_release(&l->lines);
	for (size_t i = 0; i < FILES; i++)
		buf_release(&l->texts[i]);
}

/* --- what is read ----------------------------------------------------------------------------- */

static struct marked_log
read_text(struct arena *a, const struct buf *text)
{
	struct diag d = { .out = NULL };
	struct marked_log log;
	FILE *in = tmpfile();

	assert_non_null(in);
	assert_int_equal(fwrite(buf_text(text), 1, text->len, in), text->len);
	rewind(in);
	marked_read(&log, a, &d, in, "LOG");
	fclose(in);
	return log;
}

static void
check_text(const char *name, const struct marked_text *got, const struct buf *wanted)
{
	if (got->len != wanted->len || (wanted->len && memcmp(got->s, wanted->s, wanted->len) != 0))
		fail_msg("%s: %zu bytes come back of %zu: %.300s", name, got->len, wanted->len, got->s ? got->s : "");
}

static void
check_block(const struct marked_block *b, const struct left *l)
{
	static const int parts[FILES] = { MARKED_REPLAY, MARKED_CASES, MARKED_JUNIT, MARKED_LOG };

	if (b->wrong)
		fail_msg("the block of %s %s", b->unit, b->wrong);
	assert_string_equal(b->unit, l->unit);
	check_text("verdict", &b->parts[MARKED_VERDICT], &l->verdict);
	for (size_t i = 0; i < FILES; i++)
		check_text(files[i], &b->parts[parts[i]], &l->texts[i]);
	assert_int_equal(b->verdict.is.status, atoi(l->unit + 1) + 1);
}

/* --- forms of a log --------------------------------------------------------------------------- */

enum form { PLAIN, NAMED, TIMED, COLORED, JSON, BARE, SHOWN, FORMS };

/* Append a line of a block as a log of that form has it. */
static void
add_line(struct buf *out, enum form form, size_t place, const char *s, size_t len)
{
	if (form == TIMED)
		buf_adds(out, "2026-01-31T12:00:00.1234567Z ");
	if (form == SHOWN)
		buf_adds(out, "       > ");
	if (form == COLORED)
		buf_printf(out, "\033[2ms-run-%zu> \033[0m", place);
	if (form == NAMED || form == TIMED)
		buf_printf(out, "s-run-%zu> ", place);
	if (form == JSON || form == BARE) {
		buf_printf(out, "%s{\"action\":\"result\",\"fields\":[", form == JSON ? "@nix " : "");
		esc_json(out, s, len);
		buf_printf(out, "],\"id\":%zu,\"type\":101}\n", 1152921504606846976 + place);
		return;
	}
	buf_add(out, s, len);
	buf_adds(out, form == COLORED ? "\033[0m\r\n" : "\n");
}

/* Mix the blocks, line by line: each of a place of its own. */
static void
mix(struct buf *out, enum form form, struct left *all, size_t count)
{
	const char *at[8];
	size_t open = count;

	for (size_t i = 0; i < count; i++)
		at[i] = all[i].lines.s;
	while (open) {
		size_t i = pick(count);
		const char *newline = *at[i] ? strchr(at[i], '\n') : NULL;

		if (!newline)
			continue;
		if (!pick(8))
			buf_adds(out, "some line of another\n");
		add_line(out, form, i, at[i], (size_t)(newline - at[i]));
		at[i] = newline + 1;
		open -= !*at[i];
	}
}

static void
test_what_goes_in_comes_out(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct left all[5];
		struct arena a = { 0 };

		for (size_t i = 0; i < countof(all); i++)
			leave(&all[i], i, 40);
		for (enum form form = 0; form < FORMS; form++) {
			struct buf text = { 0 };

			mix(&text, form, all, countof(all));
			struct marked_log log = read_text(&a, &text);

			assert_int_equal(log.count, countof(all));
			for (size_t i = 0; i < log.count; i++)
				check_block(&log.blocks[i], &all[atoi(log.blocks[i].unit + 1)]);
			buf_release(&text);
		}
		for (size_t i = 0; i < countof(all); i++)
			release(&all[i]);
		arena_release(&a);
	}
}

/* No line is longer than it may be, has a character that a terminal obeys, or is a command. */
static void
test_lines(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct left l;

		leave(&l, 0, 200);
		for (const char *s = l.lines.s; *s;) {
			size_t len = strcspn(s, "\n");

			assert_true(len < MARKED_LINE_MAX);
			assert_int_equal(strncmp(s, "@nightshift ", 12), 0);
			assert_int_not_equal(s[len - 1], ' ');
			for (size_t i = 0, n; i < len; i += n) {
				n = esc_character(s + i, len - i);
				assert_true(n && s[i] != '\t');
				assert_false(n > 1 && esc_is_hidden(esc_code(s + i, n)));
				assert_false(esc_is_command(s + i, len - i));
			}
			s += len + 1;
		}
		release(&l);
	}
}

/* Two blocks of one unit, one after another, are both there, in their order; at once only if their places differ. */
static void
test_twice(void **state)
{
	(void)state;
	for (enum form form = 0; form < FORMS; form++) {
		struct left two[2];
		struct arena a = { 0 };
		struct buf after = { 0 }, mixed = { 0 };

		for (size_t i = 0; i < 2; i++) {
			leave(&two[i], 7, 10);
			mix(&after, form, &two[i], 1);
		}
		mix(&mixed, form, two, 2);
		struct marked_log log = read_text(&a, &after);

		assert_int_equal(log.count, 2);
		for (size_t i = 0; i < 2; i++)
			check_block(&log.blocks[i], &two[i]);
		log = read_text(&a, &mixed);
		bool whole = false;

		for (size_t i = 0; i < log.count; i++)
			whole |= !log.blocks[i].wrong;
		assert_int_equal(whole, form != PLAIN && form != SHOWN);
		for (size_t i = 0; i < 2; i++)
			release(&two[i]);
		buf_release(&after);
		buf_release(&mixed);
		arena_release(&a);
	}
}

#define ONLY_LAST \
	"stands here only with its last lines, as Nix shows them of a build that failed: give what 'nix log' or 'nix build -L' prints"

/* What Nix shows once more of a build that failed is there once. */
static void
test_shown_again(void **state)
{
	(void)state;
	struct left l, other;
	struct arena a = { 0 };
	struct buf text = { 0 };

	leave_log(&l, "one\n");
	leave_log(&other, "two\n");
	mix(&text, NAMED, &l, 1);
	mix(&text, SHOWN, &l, 1);
	mix(&text, SHOWN, &other, 1);
	struct marked_log log = read_text(&a, &text);

	assert_int_equal(log.count, 2);
	check_block(&log.blocks[0], &l);
	check_block(&log.blocks[1], &other);
	/* Of a build with two attempts that stands only there the first one is cut: the second one does not stand for it. */
	buf_reset(&text);
	buf_adds(&text, "       > @nightshift log u0: x\n       > @nightshift end u0: 0\n");
	mix(&text, SHOWN, &other, 1);
	log = read_text(&a, &text);
	assert_int_equal(log.count, 2);
	check_block(&log.blocks[0], &other);
	assert_string_equal(log.blocks[1].wrong, ONLY_LAST);
	mix(&text, NAMED, &l, 1);
	log = read_text(&a, &text);
	assert_int_equal(log.count, 2);
	check_block(&log.blocks[1], &l);
	release(&l);
	release(&other);
	buf_release(&text);
	arena_release(&a);
}

/* A block that has lost a line, or has one twice, another byte, or two lines in another order, is never taken, and always noticed. */
static void
test_what_is_lost(void **state)
{
	(void)state;
	struct left l;
	struct arena a = { 0 };
	size_t count = 0;

	leave_log(&l, "one\ntwo\nthree");
	for (const char *s = l.lines.s; *s; s = strchr(s, '\n') + 1)
		count++;
	for (int way = 0; way < 4; way++)
		for (size_t i = 0; i < count; i++) {
			struct buf text = { 0 };
			size_t n = 0;

			for (const char *s = l.lines.s; *s; n++) {
				size_t len = strcspn(s, "\n") + 1;
				const char *next = s + len;

				if (n != i) {
					buf_add(&text, s, len);
				} else if (way == 1) {
					buf_add(&text, s, len);
					buf_add(&text, s, len);
				} else if (way == 2) {
					buf_add(&text, s, len - 2);
					buf_addc(&text, s[len - 2] == 'x' ? 'y' : 'x');
					buf_addc(&text, '\n');
				} else if (way == 3 && *next) {
					size_t more = strcspn(next, "\n") + 1;

					buf_add(&text, next, more);
					buf_add(&text, s, len);
					next += more;
				}
				s = next;
			}
			struct marked_log log = read_text(&a, &text);

			if (log.count && !log.blocks[0].wrong && !(way == 1 && (!i || i + 1 == count)))
				fail_msg("way %d, line %zu: it is taken: %s", way, i, text.s);
			if (log.count == 0)
				fail_msg("way %d, line %zu: nobody notices", way, i);
			buf_release(&text);
		}
	release(&l);
	arena_release(&a);
}

/* --- what is no block ------------------------------------------------------------------------- */

/* Append what is read: "LINE UNIT why" for each block, and the warnings and errors. */
static void
describe(struct buf *out, const char *text)
{
	struct arena a = { 0 };
	struct buf all = { 0 };

	buf_adds(&all, text);
	struct marked_log log = read_text(&a, &all);

	buf_printf(out, "%zu messages, %zu marks", log.messages, log.marks);
	for (size_t i = 0; i < log.count; i++)
		buf_printf(out, "; %u %s %s", log.blocks[i].line, log.blocks[i].unit,
			log.blocks[i].wrong ? log.blocks[i].wrong : verdict_names[log.blocks[i].verdict.is.verdict]);
	buf_release(&all);
	arena_release(&a);
}

#define LINE101(id, text) "{\"action\":\"result\",\"fields\":[\"" text "\"],\"id\":" id ",\"type\":101}\n"
#define NO_END "does not end: give the whole log"
#define NO_BEGIN "does not begin: give the whole log"
#define NO_HASH "does not come to the hash at its end: lines of it are lost, or others are among them"

static void
test_rows(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "0 messages, 0 marks" },
		{ "@nightshift\n@nightshift log\n@nightshift log u\n@nightshift what u: x\n@nightshift log a b: x\n@nightshift log ../u: x\n@nightshift log u:x\n",
			"0 messages, 0 marks" },
		{ "| @nightshift log u: x\nx @nightshift log u: x\nx > @nightshift log u: x\n @nightshift log u: x\na/b> @nightshift log u: x\n",
			"0 messages, 0 marks" },
		{ "x\n@nightshift verdict u: nightshift 1\n", "0 messages, 1 marks; 2 u " NO_END },
		{ "@nightshift verdict u: nightshift 1\n@nightshift verdict u: nightshift 1\n",
			"0 messages, 2 marks; 1 u " NO_END "; 2 u " NO_END },
		{ "@nightshift log u: x\n@nightshift log u: y\n@nightshift end u: 0\n@nightshift log v: x\n",
			"0 messages, 4 marks; 1 u " NO_BEGIN "; 4 v " NO_BEGIN },
		{ "@nightshift verdict u: nightshift 1\n@nightshift end u: 0\n@nightshift end u: 0\n",
			"0 messages, 3 marks; 1 u " NO_HASH "; 3 u " NO_BEGIN },
		{ "       > @nightshift log u: x\n       > @nightshift end u: 0\n",
			"0 messages, 2 marks; 1 u " ONLY_LAST },
		{ "@nightshift verdict u: nightshift 1\n    > @nightshift end u: 0\n",
			"0 messages, 2 marks; 1 u " NO_END },
		{ "@nix " LINE101("1", "@nightshift verdict u: nightshift 1") "@nix " LINE101("2",
			  "@nightshift end u: 0"),
			"2 messages, 2 marks; 2 u " NO_BEGIN "; 1 u " NO_END },
		/* What Nix says of a build that failed has the last lines, too. */
		{ "@nix {\"action\":\"msg\",\"level\":0,\"msg\":\"@nightshift log u: x\"}\n", "1 messages, 0 marks" },
		{ "@nix {\"action\":\"result\",\"fields\":[\"@nightshift log u: x\"],\"id\":1,\"type\":104}\n",
			"1 messages, 0 marks" },
		/* Messages, and what is none. */
		{ "@nix { \"action\": \"setPhase\", \"phase\": \"buildPhase\" }\n", "0 messages, 0 marks" },
		{ "{\"action\":\"stop\",\"pid\":1}\n{\"action\":\"msg\",\"id\":1}\n{\"action\":\"msg\",\"level\":1}\n{\"action\":\"result\",\"level\":1}\n",
			"1 messages, 0 marks" },
		{ "{\"id\":1,\"action\":\"stop\"}\n{\"action\":\"start\"}\n{\"action\":\"shot\",\"id\":1}\n{\"a\":1}\n{\n",
			"1 messages, 0 marks" },
		{ "2026-01-31T12:00:00Z @nix {\"action\":\"stop\",\"id\":1}\n", "1 messages, 0 marks" },
		{ "2026-01-31T12:00:00 @nix {\"action\":\"stop\",\"id\":1}\n", "0 messages, 0 marks" },
		{ "\xef\xbb\xbf@nix {\"action\":\"stop\",\"id\":1}\r\n", "1 messages, 0 marks" },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct buf got = { 0 };

		describe(&got, rows[i].text);
		if (strcmp(got.s, rows[i].expected))
			fail_msg("row %zu: %s\nis read as: %s\nand not as: %s", i, rows[i].text, got.s,
				rows[i].expected);
		buf_release(&got);
	}
}

/* A block with that verdict of unit u, as a log has it. */
static void
test_verdicts(void **state)
{
	(void)state;
	static const struct {
		const char *verdict, *expected;
	} rows[] = {
		{ "nightshift 1\nend\n", "has a verdict that contradicts itself, or misses what a verdict has" },
		{ "nightshift 1\nsuite s\n", "has a verdict that was not written to its end" },
		{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit v\nverdict fail\nstatus 1\nfinished 9\nend\n",
			"has the verdict of another unit" },
		{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit u\nverdict fail\nstatus 0\nfinished 9\nend\n",
			"fail" },
		{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit u\nverdict pass\nstatus 1\nfinished 9\nend\n",
			"has a verdict that contradicts itself, or misses what a verdict has" },
		{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit u\nverdict pass\nstatus 0\nfinished 9\nend\n",
			NULL },
		{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit u\nverdict skip\nstatus 77\nfinished 9\nend\n",
			"skip" },
		{ "nightshift 1\nsuite s\npart " PART "\nrun r\nunit u\nverdict fail\nstatus 1\nend\n",
			"has a verdict that does not say when it finished" },
		{ "nightshift 1\nsuite s\npart " PART
		  "\nrun r\nunit u\nverdict fail\nstatus 1\nseen exit-status\nfinished 9\nend\n",
			"has a verdict of which only the exit status was seen, which exec never writes" },
	};

	file_mkdirs("folder");
	for (size_t i = 0; i < FILES; i++)
		put(files[i], &(struct buf){ 0 });
	for (size_t i = 0; i < countof(rows); i++) {
		struct buf lines = { 0 }, got = { 0 };

		assert_true(file_put("folder/verdict", rows[i].verdict, strlen(rows[i].verdict)));
		write_block(&lines, "u");
		describe(&got, lines.s);
		const char *block = strstr(got.s, "; 1 u ");

		if (block ? !rows[i].expected || strcmp(block + 6, rows[i].expected) != 0 : rows[i].expected != NULL)
			fail_msg("row %zu: %s\nis read as: %s", i, rows[i].verdict, got.s);
		buf_release(&lines);
		buf_release(&got);
	}
}

/* --- limits ----------------------------------------------------------------------------------- */

static void
test_limits(void **state)
{
	(void)state;
	struct left l;
	struct arena a = { 0 };

	leave(&l, 0, 0);
	for (int i = 0; i < 1000; i++)
		buf_printf(&l.texts[3], "line %d\n", i);
	put("log", &l.texts[3]);
	while (l.texts[2].len <= MARKED_FILE_MAX)
		buf_adds(&l.texts[2], "0123456789abcde\n");
	put("junit.xml", &l.texts[2]);
	buf_reset(&l.lines);
	write_block(&l.lines, l.unit);
	struct marked_log log = read_text(&a, &l.lines);

	assert_int_equal(log.count, 1);
	assert_null(log.blocks[0].wrong);
	assert_string_equal(log.blocks[0].parts[MARKED_CUT].s,
		"junit.xml does not stand here: it has more than 262144 bytes\n"
		"of the log, the last 1800 of 8890 bytes stand here\n");
	assert_null(log.blocks[0].parts[MARKED_JUNIT].s);
	assert_int_equal(strncmp(log.blocks[0].parts[MARKED_LOG].s, "line 800\n", 9), 0);
	/* A log without a line: the end of it. */
	buf_reset(&l.texts[3]);
	while (l.texts[3].len < 2 * MARKED_LOG_MAX)
		buf_adds(&l.texts[3], "0123456789abcdef");
	put("log", &l.texts[3]);
	buf_reset(&l.lines);
	write_block(&l.lines, l.unit);
	log = read_text(&a, &l.lines);
	assert_int_equal(log.blocks[0].parts[MARKED_LOG].len, MARKED_LOG_MAX);
	/* One with long lines: from the beginning of a line. */
	buf_reset(&l.texts[3]);
	for (int i = 0; i < 100; i++)
		buf_printf(&l.texts[3], "%02d %996d\n", i, 0);
	put("log", &l.texts[3]);
	buf_reset(&l.lines);
	write_block(&l.lines, l.unit);
	log = read_text(&a, &l.lines);
	assert_int_equal(log.blocks[0].parts[MARKED_LOG].len, 32000);
	assert_int_equal(strncmp(log.blocks[0].parts[MARKED_LOG].s, "68 ", 3), 0);
	release(&l);
	arena_release(&a);
}

/* Nobody is made to keep more than exec writes. */
static void
test_too_large(void **state)
{
	(void)state;
	struct buf text = { 0 }, got = { 0 };

	buf_adds(&text, "@nightshift verdict u: nightshift 1\n");
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "@nightshift log u: %0400d\n", i);
	buf_adds(&text, "@nightshift end u: 0\n");
	describe(&got, text.s);
	assert_string_equal(got.s, "0 messages, 1002 marks; 1 u is larger than any that exec writes");
	buf_release(&text);
	buf_release(&got);
}

/* Bytes of any kind, and blocks that were damaged anyhow, end well. */
static void
test_noise(void **state)
{
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct left all[3];
		struct arena a = { 0 };
		struct buf text = { 0 };

		for (size_t i = 0; i < countof(all); i++)
			leave(&all[i], i, 6);
		mix(&text, (enum form)pick(FORMS), all, countof(all));
		for (size_t n = pick(20); n; n--)
			text.s[pick(text.len)] = (char)pick(256);
		struct marked_log log = read_text(&a, &text);

		for (size_t i = 0; i < log.count; i++)
			if (!log.blocks[i].wrong)
				check_block(&log.blocks[i], &all[atoi(log.blocks[i].unit + 1)]);
		for (size_t i = 0; i < countof(all); i++)
			release(&all[i]);
		buf_release(&text);
		arena_release(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_goes_in_comes_out),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_shown_again),
		cmocka_unit_test(test_what_is_lost),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
