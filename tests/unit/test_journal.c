/* journal.c: what a line is, and what is none; that lines are whole, whoever is killed, writes beside it or has no room; that a
 * run takes its lines out, and nobody's else. outcome.c: what a line and a folder say of one unit. */
#include "tap/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "unit/journal.h"
#include "unit/outcome.h"
#include "unit/verdict.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define PART ID "89abcdef0123456789abcdef"

/* The text of a line, as printf would take it: of unit u. */
#define BEGIN "nightshift 1\tsuite s\tpart " PART "\trun r\tunit u\t"
#define LINE BEGIN "verdict pass\tstatus 0\tattempt 1\tfinished 1000.000000\tend"

static struct verdict
passed(const char *unit)
{
	return (struct verdict){ .suite = "s",
		.part = PART,
		.run = "r",
		.unit = unit,
		.seed = -1,
		.verdict = VERDICT_PASS,
		.usec = -1,
		.attempt = 1,
		.finished = 1000000000 };
}

/* FNV-1a, as its authors write it. */
static uint64_t
fnv(const char *s)
{
	uint64_t hash = 14695981039346656037u;

	for (; *s; s++) {
		hash ^= (unsigned char)*s;
		hash *= 1099511628211u;
	}
	return hash;
}

/* Append the text as a line with its checksum. */
static void
add_line(struct buf *out, const char *text)
{
	buf_printf(out, "%016llx\t%s\n", (unsigned long long)fnv(text), text);
}

/* Put such lines of these units into d/journal, after what is there. */
static void
write_units(const char *const *units)
{
	struct journal j;

	assert_true(journal_open(&j, "d"));
	for (; *units; units++) {
		const struct verdict v = passed(*units);

		assert_true(journal_add(&j, &v));
	}
	assert_true(journal_flush(&j));
	journal_close(&j);
}
#define WRITE(...) write_units((const char *const[]){ __VA_ARGS__, NULL })

/* A new folder d, which is empty. */
static int
empty_folder(void **state)
{
	(void)state;
	assert_true(file_remove_all("d"));
	return mkdir("d", 0777);
}

static void
read_all(struct buf *out)
{
	buf_reset(out);
	assert_true(file_read("d/journal", out));
}

/* What is read of d/journal: of each unit a line "LINE UNIT", and then what is wrong. */
static void
assert_reads(const char *expected)
{
	struct arena a = { 0 };
	struct journal_lines lines;
	struct buf out = { 0 };
	struct said said;

	said_init(&said);
	bool ok = journal_read(&lines, &a, &said.d, "d");

	assert_int_equal(ok, !said.d.errors);
	for (size_t i = 0; i < lines.count; i++) {
		assert_string_equal(lines.all[i].path, "d/journal");
		assert_ptr_equal(journal_find(&lines, lines.all[i].unit), &lines.all[i]);
		buf_printf(&out, "%u %s\n", lines.all[i].line, lines.all[i].unit);
	}
	assert_null(journal_find(&lines, "nobody"));
	buf_adds(&out, said_text(&said));
	assert_string_equal(buf_text(&out), expected);
	said_release(&said);
	buf_release(&out);
	arena_release(&a);
}

/* --- one line --------------------------------------------------------------------------------- */

static void
test_format(void **state)
{
	struct buf text = { 0 };
	const struct verdict all = { .suite = "s",
		.plan = ID,
		.part = PART,
		.run = "r",
		.unit = "u",
		.platform = "p",
		.lane = "pr",
		.commit = ID,
		.tree = "clean",
		.seed = 7,
		.verdict = VERDICT_PASS,
		.usec = 1500000,
		.attempt = 1,
		.finished = 1000000250 };
	struct journal j;

	(void)state;
	assert_true(fnv("foobar") == 0x85944171f73967e8); /* as they say */
	WRITE("u");
	read_all(&text);
	assert_string_equal(text.s, "f11643c5fbcf5749\t" LINE "\n");
	assert_true(journal_open(&j, "d"));
	assert_true(journal_add(&j, &all));
	read_all(&text);
	assert_string_equal(text.s, "f11643c5fbcf5749\t" LINE "\n"); /* it waits */
	assert_true(journal_flush(&j));
	assert_true(journal_flush(&j)); /* nothing more */
	journal_close(&j);
	read_all(&text);
	assert_string_equal(text.s,
		"f11643c5fbcf5749\t" LINE "\n2cb8ba7877249806\tnightshift 1\tsuite s\tplan " ID "\tpart " PART
		"\trun r\tunit u\tplatform p\tlane pr\tcommit " ID
		"\ttree clean\tseed 7\tverdict pass\tstatus 0\tseconds 1.500000\tattempt 1\tfinished 1000.000250\tend\n");
	buf_release(&text);
}

/* A line comes back as the verdict that it was; all its keys stand in that line. */
static void
test_back(void **state)
{
	struct arena a = { 0 };
	struct journal_lines lines;
	struct verdict_file f;
	struct buf text = { 0 };
	struct said said;

	(void)state;
	WRITE("t", "u");
	said_init(&said);
	assert_true(journal_read(&lines, &a, &said.d, "d"));
	assert_true(journal_verdict(journal_find(&lines, "u"), &a, &said.d, &f));
	verdict_line(&f.is, &text);
	assert_string_equal(text.s, LINE);
	assert_int_equal(verdict_at(&f, KEY_UNIT).line, 2);
	assert_int_equal(verdict_at(&f, KEY_PLAN).line, 2); /* it has none */
	assert_string_equal(verdict_at(&f, KEY_UNIT).file, "d/journal");
	assert_string_equal(said_text(&said), "");
	said_release(&said);
	buf_release(&text);
	arena_release(&a);
}

static void
test_takes(void **state)
{
	struct verdict v = passed("u");

	(void)state;
	assert_true(journal_takes(&v));
	v.reason = "";
	assert_true(journal_takes(&v));
	v.reason = "why";
	assert_false(journal_takes(&v));
	v = passed("u");
	v.verdict = VERDICT_SKIP;
	assert_false(journal_takes(&v));
	v = passed("u");
	v.attempt = 2;
	assert_false(journal_takes(&v));
	v = passed("u");
	v.status = 1;
	assert_false(journal_takes(&v));
	v = passed("u");
	v.seen = VERDICT_SEEN_STATUS;
	assert_false(journal_takes(&v));
	v = passed("u");
	v.finished = -1;
	assert_false(journal_takes(&v));
}

#define FOLDER \
	"error: a line is for a unit that passed at its first attempt and left nothing else: this verdict belongs into a folder of its unit\n"

static const struct {
	const char *text, *messages;
} refused[] = {
	{ LINE, "" },
	{ BEGIN "verdict fail\tstatus 1\tattempt 1\tfinished 1000\tend", "d/journal:1:1: " FOLDER },
	{ BEGIN "verdict skip\tattempt 1\tfinished 1000\tend", "d/journal:1:1: " FOLDER },
	{ BEGIN "verdict pass\tstatus 0\tattempt 2\tfinished 1000\tend", "d/journal:1:1: " FOLDER },
	{ BEGIN "verdict pass\tstatus 0\treason why\tattempt 1\tfinished 1000\tend", "d/journal:1:1: " FOLDER },
	{ BEGIN "verdict pass\tstatus 0\tseen exit-status\tattempt 1\tfinished 1000\tend", "d/journal:1:1: " FOLDER },
	{ BEGIN "verdict pass\tstatus 0\tattempt 1\tend", "d/journal:1:1: " FOLDER },
	{ BEGIN "verdict pass\tstatus 1\tattempt 1\tfinished 1000\tend",
		"d/journal:1:1: error: the verdict is 'pass', but the exit status 1\n" },
	{ BEGIN "status 0\tfinished 1000\tend", "d/journal:1:1: error: the verdict has no 'verdict'\n" },
	{ BEGIN "verdict good\tstatus 0\tlater key\tend\tfinished soon\tend",
		"d/journal:1:122: error: 'verdict' is 'good', expected: pass, fail, timeout, crash, cancelled, quarantined or skip\n"
		"d/journal:1:154: error: 'end' stands before the last line\n"
		"d/journal:1:158: error: 'finished' is 'soon', expected: seconds since 1970\n" },
	{ "suite s\t" LINE,
		"d/journal:1:18: error: the first line of a verdict is 'nightshift 1'\n"
		"d/journal:1:39: error: 'suite' stands here a second time\n" },
};

/* A line whose checksum fits may still say what no line may say. */
static void
test_refused(void **state)
{
	struct buf text = { 0 };

	(void)state;
	for (size_t i = 0; i < countof(refused); i++) {
		struct arena a = { 0 };
		struct journal_lines lines;
		struct verdict_file f;
		struct said said;

		buf_reset(&text);
		add_line(&text, refused[i].text);
		write_text("d/journal", text.s);
		said_init(&said);
		assert_true(journal_read(&lines, &a, &said.d, "d"));
		assert_int_equal(lines.count, 1);
		assert_int_equal(journal_verdict(&lines.all[0], &a, &said.d, &f), !*refused[i].messages);
		assert_string_equal(said_text(&said), refused[i].messages);
		said_release(&said);
		arena_release(&a);
	}
	buf_release(&text);
}

/* --- many ------------------------------------------------------------------------------------- */

static void
test_last(void **state)
{
	(void)state;
	assert_reads(""); /* no journal */
	WRITE("b", "a", "c");
	WRITE("b", "a-1");
	assert_reads("2 a\n5 a-1\n4 b\n3 c\n");
}

#define DAMAGED "error: the line is damaged, since its checksum does not fit: remove it, and run its unit again\n"

static void
test_damaged(void **state)
{
	struct buf text = { 0 };
	FILE *f;

	(void)state;
	WRITE("a", "b", "c");
	read_all(&text);
	for (size_t i = 0; i < text.len; i++) { /* whichever byte it is */
		char was = text.s[i];
		unsigned line = 1;

		for (size_t k = 0; k < i; k++)
			line += text.s[k] == '\n';
		text.s[i] = i % 3 ? '#' : '\0';
		f = fopen("d/journal", "wb");
		fwrite(text.s, 1, text.len, f);
		fclose(f);
		text.s[i] = was;

		char expected[256], end[256];
		const char *good[] = { "2 b\n3 c\n", "1 a\n3 c\n", "1 a\n2 b\n" };

		snprintf(expected, sizeof(expected), "%sd/journal:%u:1: " DAMAGED, good[line - 1], line);
		if (was != '\n') {
			assert_reads(expected);
		} else if (line < 3) { /* two became one */
			snprintf(end, sizeof(end), "%sd/journal:%u:1: " DAMAGED, line == 1 ? "2 c\n" : "1 a\n", line);
			assert_reads(end);
		} else { /* and this one is torn */
			assert_reads("1 a\n2 b\n");
		}
	}
	/* A zero byte is no text, though the checksum of all of it fits. */
	static const char zero[] = "4e7d5732cbb1adaf\tunit a\tx\0\tend\n";

	f = fopen("d/journal", "wb");
	fwrite(zero, 1, sizeof(zero) - 1, f);
	fclose(f);
	assert_reads("d/journal:1:1: " DAMAGED);
	write_text("d/journal", "\n\nshort\n0123456789abcdef\t\n" LINE "\n");
	assert_reads("d/journal:1:1: " DAMAGED "d/journal:2:1: " DAMAGED "d/journal:3:1: " DAMAGED
		     "d/journal:4:1: " DAMAGED "d/journal:5:1: " DAMAGED);
	buf_reset(&text);
	add_line(&text, "");
	add_line(&text, "nightshift 1\tunit\tend");
	add_line(&text, "nightshift 1\tunit \tend");
	add_line(&text, "nightshift 1\tunit u");
	add_line(&text, "nightshift 1\tunit u\tend");
	write_text("d/journal", text.s);
	assert_reads("5 u\nd/journal:1:1: error: the line is not the verdict of a unit: remove it\n"
		     "d/journal:2:1: error: the line is not the verdict of a unit: remove it\n"
		     "d/journal:3:1: error: the line is not the verdict of a unit: remove it\n"
		     "d/journal:4:1: error: the line is not the verdict of a unit: remove it\n");
	buf_release(&text);
}

/* Wherever the end is torn off: what is whole counts, the rest is nothing, and the next writer leaves nothing of it. */
static void
test_torn(void **state)
{
	struct buf text = { 0 }, long_one = { 0 };

	(void)state;
	WRITE("a", "b");
	read_all(&text);
	for (size_t n = 0; n < text.len; n++) {
		assert_int_equal(truncate("d/journal", (off_t)n), 0);
		assert_reads(n > text.len / 2 - 1 ? "1 a\n" : "");
		WRITE("c");
		assert_reads(n > text.len / 2 - 1 ? "1 a\n2 c\n" : "1 c\n");
		write_text("d/journal", text.s);
	}
	for (size_t i = 0; i < 3; i++) { /* more than is looked at in one go */
		buf_reset(&long_one);
		buf_adds(&long_one, i ? text.s : "");
		for (int k = 0; k < 4096 * 2 - (int)i; k++)
			buf_addc(&long_one, 'x');
		write_text("d/journal", long_one.s);
		assert_reads(i ? "1 a\n2 b\n" : "");
		WRITE("c");
		assert_reads(i ? "1 a\n2 b\n3 c\n" : "1 c\n");
	}
	buf_release(&text);
	buf_release(&long_one);
}

/* --- the folder of the unit ------------------------------------------------------------------- */

static void
test_folder(void **state)
{
	const struct verdict u = passed("u"), v = passed("v"), w = passed("w");
	struct journal j;

	(void)state;
	assert_int_equal(mkdir("d/u", 0777), 0);
	assert_int_equal(mkdir("d/v", 0777), 0);
	write_text("d/v/log", "");
	write_text("d/w", "");
	assert_true(journal_open(&j, "d"));
	assert_true(journal_add(&j, &u));
	assert_int_equal(access("d/u", F_OK), -1);
	assert_false(journal_add(&j, &v));
	assert_true(errno == ENOTEMPTY || errno == EEXIST);
	assert_int_equal(access("d/v/log", F_OK), 0);
	assert_false(journal_add(&j, &w));
	assert_int_equal(errno, ENOTDIR);
	assert_true(journal_flush(&j));
	journal_close(&j);
	assert_reads("1 u\n");
}

/* --- who stands in the way -------------------------------------------------------------------- */

static void
test_no_room(void **state)
{
	struct buf text = { 0 }, now = { 0 };
	struct rlimit before, small = { 1000, 1000 };
	struct journal j;

	(void)state;
	WRITE("a", "b");
	read_all(&text);
	assert_true(text.len < 1000);
	assert_true(journal_open(&j, "d"));
	for (int i = 0; i < 20; i++) {
		char name[32];

		snprintf(name, sizeof(name), "c%d", i);
		const struct verdict v = passed(name);

		assert_true(journal_add(&j, &v));
	}
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(journal_flush(&j));
	int err = errno;

	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(err, EFBIG);
	read_all(&now);
	assert_string_equal(now.s, text.s); /* none of them, not even those that there was room for */
	assert_true(journal_flush(&j));     /* now there is room */
	journal_close(&j);
	read_all(&now);
	assert_memory_equal(now.s, text.s, text.len);
	assert_int_equal(now.len, text.len / 2 * 22 + 30); /* the names are not as short */
	buf_release(&text);
	buf_release(&now);
}

/* Something else has the name: there is no journal, and nothing of it is read or replaced. */
static void
test_others(void **state)
{
	static const char *const units[] = { "u" };
	struct buf text = { 0 };
	struct journal j;

	(void)state;
	assert_false(journal_open(&j, "nowhere"));
	assert_int_equal(errno, ENOENT);
	journal_close(&j);
	assert_true(journal_forget("nowhere", units, 1));
	assert_int_equal(mkdir("d/journal", 0777), 0);
	assert_false(journal_open(&j, "d"));
	assert_true(journal_forget("d", units, 1));
	assert_reads("");
	assert_int_equal(rmdir("d/journal"), 0);

	assert_int_equal(mkfifo("d/journal", 0666), 0);
	assert_false(journal_open(&j, "d")); /* and nobody waits */
	assert_int_equal(errno, EINVAL);
	assert_true(journal_forget("d", units, 1));
	assert_reads("");
	assert_int_equal(unlink("d/journal"), 0);

	add_line(&text, LINE);
	write_text("d/elsewhere", text.s);
	assert_int_equal(symlink("elsewhere", "d/journal"), 0);
	assert_false(journal_open(&j, "d"));
	assert_true(journal_forget("d", units, 1));
	assert_reads("");
	assert_file("d/elsewhere", text.s);
	buf_release(&text);
}

/* --- a run begins ----------------------------------------------------------------------------- */

static ino_t
inode(void)
{
	struct stat st;

	assert_int_equal(stat("d/journal", &st), 0);
	return st.st_ino;
}

static void
test_forget(void **state)
{
	static const char *const units[] = { "x", "b", "a-1", "", "a" }, *const rest[] = { "c" };
	struct buf text = { 0 };
	struct journal j;

	(void)state;
	assert_true(journal_forget("d", units, countof(units)));
	assert_int_equal(access("d/journal", F_OK), -1);
	WRITE("c");
	read_all(&text);
	buf_adds(&text, "what is damaged stays\nuni\n");
	write_text("d/journal", text.s);
	WRITE("a", "b", "a", "bb");
	assert_true(journal_open(&j, "d"));
	ino_t before = inode();

	assert_true(journal_forget("d", units + 3, 1));
	assert_true(journal_forget("d", units, 0));
	assert_true(journal_forget("d", units, 1));
	assert_int_equal(inode(), before); /* there was nothing to take out */
	assert_true(journal_forget("d", units, countof(units)));
	assert_reads("4 bb\n1 c\nd/journal:2:1: " DAMAGED "d/journal:3:1: " DAMAGED);

	/* Who has the old file open writes into the new one. */
	const struct verdict v = passed("b"), w = passed("d");

	assert_true(journal_add(&j, &v));
	assert_true(journal_flush(&j));
	assert_reads("5 b\n4 bb\n1 c\nd/journal:2:1: " DAMAGED "d/journal:3:1: " DAMAGED);
	write_text("d/journal", "");
	WRITE("c");
	assert_true(journal_forget("d", rest, 1)); /* the last one */
	assert_int_equal(access("d/journal", F_OK), -1);
	assert_true(journal_add(&j, &w));
	assert_true(journal_flush(&j));
	assert_reads("1 d\n");
	journal_close(&j);
	buf_release(&text);
}

/* --- several at a time ------------------------------------------------------------------------ */

enum { WRITERS = 4, ROUNDS = 300 };

/* Write so many lines, up to three at a time, each of another unit, and in between one of unit `x`. */
static void
write_many(int who)
{
	struct journal j;
	char name[32];

	if (!journal_open(&j, "d"))
		_exit(1);
	for (int i = 0; i < ROUNDS; i++) {
		snprintf(name, sizeof(name), "w%d-%d", who, i);
		const struct verdict v = passed(i % 5 ? name : "x");

		if (!journal_add(&j, &v) || (i % 3 == 0 && !journal_flush(&j)))
			_exit(2);
	}
	_exit(journal_flush(&j) ? 0 : 3);
}

/* While lines are taken out and the file is replaced, no line of another unit is lost, and none is mixed with another. */
static void
test_together(void **state)
{
	static const char *const units[] = { "x" };
	pid_t pids[WRITERS];
	struct arena a = { 0 };
	struct journal_lines lines;
	struct said said;
	int left = WRITERS, status;
	size_t replaced = 0;

	(void)state;
	for (int i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (!pids[i])
			write_many(i);
	}
	while (left) {
		struct stat old = { 0 }, new = { 0 };

		stat("d/journal", &old);
		assert_true(journal_forget("d", units, 1));
		stat("d/journal", &new);
		replaced += old.st_ino != new.st_ino;
		if (waitpid(-1, &status, WNOHANG) > 0) {
			assert_int_equal(status, 0);
			left--;
		}
	}
	assert_true(replaced > 0);
	said_init(&said);
	assert_true(journal_read(&lines, &a, &said.d, "d"));
	for (int i = 0; i < WRITERS; i++)
		for (int k = 0; k < ROUNDS; k++) {
			char name[32];

			snprintf(name, sizeof(name), "w%d-%d", i, k);
			assert_int_equal(journal_find(&lines, name) != NULL, k % 5 > 0);
		}
	said_release(&said);
	arena_release(&a);
}

/* A writer is killed, at any moment: what was there stays, and what follows is as whole. */
static void
test_killed(void **state)
{
	struct buf before = { 0 }, now = { 0 };

	(void)state;
	WRITE("a");
	for (int i = 0; i < 50; i++) {
		int told[2], status;
		char byte;

		read_all(&before);
		assert_int_equal(pipe(told), 0);
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid) {
			struct journal j;

			if (!journal_open(&j, "d"))
				_exit(1);
			for (int k = 0;; k++) {
				for (int n = 0; n < 100; n++) { /* more than a page */
					const struct verdict v = passed("x");

					if (!journal_add(&j, &v))
						_exit(1);
				}
				if ((k == 1 && write(told[1], "", 1) != 1) || !journal_flush(&j))
					_exit(1);
			}
		}
		close(told[1]);
		assert_int_equal(read(told[0], &byte, 1), 1);
		for (volatile int wait = 0; wait < i * 1000;) /* somewhere in the next flush, or the one after it */
			wait = wait + 1;
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		close(told[0]);
		read_all(&now);
		assert_true(now.len > before.len);
		assert_memory_equal(now.s, before.s, before.len);

		static const char *const units[] = { "x" };

		WRITE("b");

		struct arena a = { 0 };
		struct journal_lines lines;
		struct said said;

		said_init(&said);
		assert_true(journal_read(&lines, &a, &said.d, "d"));
		assert_int_equal(lines.count, 3);
		said_release(&said);
		arena_release(&a);
		assert_true(journal_forget("d", units, 1));
	}
	buf_release(&before);
	buf_release(&now);
}

/* --- what became of a unit -------------------------------------------------------------------- */

/* What a run has of unit u, as text. */
static void
assert_outcome(const char *run, const char *expected)
{
	struct arena a = { 0 };
	struct journal_lines lines;
	struct outcome o;
	struct buf out = { 0 };
	struct diag nobody = { .out = NULL };

	journal_read(&lines, &a, &nobody, "d");
	outcome_read(&o, &a, &lines, "d", "u", run);
	for (size_t i = 0; i < o.count; i++) {
		const struct outcome_attempt *t = &o.attempts[i];

		buf_printf(&out, "%s %lld %lld %lld %lld %s %s %s\n", verdict_names[t->verdict], t->attempt, t->status,
			t->seed, t->usec, t->reason ? t->reason : "-", t->folder, t->log);
	}
	if (o.wrong)
		buf_printf(&out, "wrong: %s\n", o.wrong);
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
	arena_release(&a);
}

static void
test_outcome(void **state)
{
	struct verdict v = passed("u");
	struct journal j;

	(void)state;
	v.seed = 7;
	v.usec = 1500;
	assert_outcome("r", "");
	assert_int_equal(mkdir("d/u", 0777), 0);
	assert_true(verdict_save(&v, "d/u"));
	assert_outcome("r", "pass 1 0 7 1500 - d/u d/u/log\n");
	outcome_forget("d", "u");
	assert_outcome("r", "");
	assert_int_equal(access("d/u", F_OK), -1);

	/* The same as a line. */
	assert_true(journal_open(&j, "d"));
	assert_true(journal_add(&j, &v));
	assert_true(journal_flush(&j));
	assert_outcome("r", "pass 1 0 7 1500 - d/u d/u/log\n");
	assert_outcome("r2", "");
	outcome_forget("d", "u");
	assert_outcome("r", "pass 1 0 7 1500 - d/u d/u/log\n");

	/* Whatever lies in the folder's place counts. */
	assert_int_equal(mkdir("d/u", 0777), 0);
	assert_outcome("r", "");
	v.verdict = VERDICT_FAIL;
	v.status = 1;
	assert_true(verdict_save(&v, "d/u"));
	assert_outcome("r", "fail 1 1 7 1500 - d/u d/u/log\n");
	write_text("d/u/mine", "");
	outcome_forget("d", "u");
	assert_outcome("r", ""); /* what is not ours stays, and so does the folder */
	assert_int_equal(unlink("d/u/mine"), 0);
	assert_int_equal(rmdir("d/u"), 0);
	assert_int_equal(symlink("nowhere", "d/u"), 0);
	assert_outcome("r", "");
	assert_int_equal(unlink("d/u"), 0);
	assert_outcome("r", "pass 1 0 7 1500 - d/u d/u/log\n");
	journal_close(&j);

	/* Neither a damaged line nor one that may be none. */
	struct buf text = { 0 };

	add_line(&text, BEGIN "verdict fail\tstatus 1\tattempt 1\tfinished 1000\tend");
	write_text("d/journal", text.s);
	assert_outcome("r", "wrong: d/journal:1\n");
	write_text("d/journal", "0123456789abcdef\t" LINE "\n");
	assert_outcome("r", "");
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_format, empty_folder),
		cmocka_unit_test_setup(test_back, empty_folder),
		cmocka_unit_test(test_takes),
		cmocka_unit_test_setup(test_refused, empty_folder),
		cmocka_unit_test_setup(test_last, empty_folder),
		cmocka_unit_test_setup(test_damaged, empty_folder),
		cmocka_unit_test_setup(test_torn, empty_folder),
		cmocka_unit_test_setup(test_folder, empty_folder),
		cmocka_unit_test_setup(test_no_room, empty_folder),
		cmocka_unit_test_setup(test_others, empty_folder),
		cmocka_unit_test_setup(test_forget, empty_folder),
		cmocka_unit_test_setup(test_together, empty_folder),
		cmocka_unit_test_setup(test_killed, empty_folder),
		cmocka_unit_test_setup(test_outcome, empty_folder),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
