/* The two readers of JUnit files, by expat (read_junit.c) and by xml_read.c, give the same cases: of all recorded files, and of
 * what becomes of them when bytes are changed, taken out, put in and doubled. Where one finds a fault, so does the other.
 * MUTANTS=N in the environment tries that many of each. */
#include "record/readers.h"

#include <dirent.h>

#include "record/read_junit.h"
#include "unit/junit.h"

#define FOLDER "tests/record/producers"

enum { FILE_MAX = 1024 * 1024 };

static void
by_expat(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	read_junit(in, "f", chunk, sink, end);
}

static void
by_us(FILE *in, size_t chunk, const struct case_sink *sink, struct case_end *end)
{
	junit_read(in, "f", chunk, sink, end);
}

/* Notes, and where in them the text of the last case begins. */
struct sink {
	struct notes notes;
	size_t text;
};

static bool
note_case(void *ctx, const struct testcase *c)
{
	struct sink *s = ctx;
	size_t before = s->notes.text.len;

	note(&s->notes, c);
	const char *text = strstr(s->notes.text.s + before, " {");

	s->text = text ? (size_t)(text - s->notes.text.s) : s->notes.text.len;
	return true;
}

/* Read all of it. Was there a fault? */
static bool
read_bytes(reader *read, const char *bytes, size_t len, size_t chunk, struct sink *ret_sink)
{
	struct case_sink sink = { note_case, ret_sink };
	struct case_end end;
	FILE *in = fmemopen((void *)(uintptr_t)bytes, len, "rb");

	*ret_sink = (struct sink){ 0 };
	if (len && !in)
		fail_msg("no stream of %zu bytes", len);
	if (!len)
		in = fopen("/dev/null", "rb");
	read(in, chunk, &sink, &end);
	fclose(in);
	return *end.fault != '\0';
}

/* Where both find a fault, the text of the last case may have got further with one of them. */
static void
compare(const char *what, const char *bytes, size_t len, size_t chunk)
{
	struct sink a, b;
	bool fault_a = read_bytes(by_expat, bytes, len, 0, &a), fault_b = read_bytes(by_us, bytes, len, chunk, &b);

	if (fault_a && fault_b) {
		a.notes.text.len = a.text;
		b.notes.text.len = b.text;
	}
	if (fault_a != fault_b || a.notes.cases != b.notes.cases || a.notes.text.len != b.notes.text.len ||
		memcmp(buf_text(&a.notes.text), buf_text(&b.notes.text), a.notes.text.len) != 0) {
		FILE *kept = fopen("build/differs.xml", "wb");

		if (kept && fwrite(bytes, 1, len, kept) == len)
			fclose(kept);
		fail_msg("%s, in build/differs.xml: expat reads%s\n%s\nand we%s\n%s", what,
			fault_a ? " a fault and" : "", buf_text(&a.notes.text), fault_b ? " a fault and" : "",
			buf_text(&b.notes.text));
	}
	buf_release(&a.notes.text);
	buf_release(&b.notes.text);
}

/* The next number of a row that is the same each time. */
static unsigned
next(unsigned long long *seed, unsigned below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % below;
}

/* Make one to four changes. Bytes above ASCII come from the file itself: in names they are no business of ours (xml_read.h). */
static size_t
mutate(char *bytes, size_t len, unsigned long long *seed)
{
	static const char signs[] = "<>/?!-[]&;#='\"\t\r\n \x01xaA1:._\x7f";
	static const char *const words[] = { "<a>", "</a>", "<a/>", "<!--", "-->", "<![CDATA[", "]]>", "<?x ?>", "&lt;",
		"&#10;", "&#xe4;", "&#0;", " a='b'", "<failure>", "</testcase>", "<testcase>", "</testsuite>",
		"<skipped/>", " status='failed'", " errors='9'", "\xc3\xa4", "\xef\xbf\xbf", "\r\n", "<!DOCTYPE a>" };

	for (unsigned changes = 1 + next(seed, 4); changes && len > 8; changes--) {
		size_t at = next(seed, (unsigned)len), n = 1 + next(seed, 8);
		const char *word = words[next(seed, countof(words))];

		n = n < len - at ? n : len - at;
		switch (next(seed, 5)) {
		case 0:
			bytes[at] = signs[next(seed, sizeof(signs) - 1)];
			break;
		case 1:
			memmove(bytes + at, bytes + at + n, len - at - n);
			len -= n;
			break;
		case 2:
			memmove(bytes + at + n, bytes + at, len - at);
			len += n;
			break;
		case 3:
			memmove(bytes + at + strlen(word), bytes + at, len - at);
			memcpy(bytes + at, word, strlen(word));
			len += strlen(word);
			break;
		default:
			bytes[at] = bytes[next(seed, (unsigned)len)];
			break;
		}
	}
	return len;
}

static void
check_file(const char *path, unsigned mutants)
{
	static char bytes[FILE_MAX], changed[FILE_MAX + 1024];
	FILE *in = fopen(path, "rb");

	if (!in)
		fail_msg("there is no '%s'; run this at the top of the repository", path);
	size_t len = fread(bytes, 1, sizeof(bytes), in);
	unsigned long long seed = len;
	char what[500];

	fclose(in);
	assert_true(len > 0 && len < sizeof(bytes));
	compare(path, bytes, len, 0);
	compare(path, bytes, len, 1);
	for (size_t cut = 0; cut < len; cut += 1 + len / 300)
		compare(path, bytes, cut, 0);
	for (unsigned i = 0; i < mutants; i++) {
		memcpy(changed, bytes, len);
		size_t n = mutate(changed, len, &seed);

		snprintf(what, sizeof(what), "mutant %u of %s", i, path);
		compare(what, changed, n, i % 5 ? 0 : 1 + i % 7);
	}
}

static void
test_files(void **state)
{
	const char *many = getenv("MUTANTS");
	unsigned files = 0;
	DIR *folder = opendir(FOLDER);
	char path[400];

	(void)state;
	assert_non_null(folder);
	for (struct dirent *e; (e = readdir(folder));) {
		const char *dot = strrchr(e->d_name, '.');

		if (!dot || strcmp(dot, ".xml"))
			continue;
		snprintf(path, sizeof(path), FOLDER "/%s", e->d_name);
		check_file(path, many ? (unsigned)strtoul(many, NULL, 10) : 200);
		files++;
	}
	closedir(folder);
	assert_true(files >= 9);
}

/* What is the same by both readers, though it is seldom in a report. */
static void
test_encodings(void **state)
{
	static const char *const rows[] = {
		"<?xml version='1.0' encoding='ISO-8859-1'?><testsuite><testcase name='\xe4\x80'/></testsuite>",
		"\xef\xbb\xbf<testsuite><testcase name='\xc3\xa4'/></testsuite>",
		"\xef\xbb\xbf<?xml version='1.0' encoding='iso-8859-1'?><testsuite><testcase name='\xe4'/></testsuite>",
		"<?xml version='1.0' encoding='US-ASCII'?><testsuite><testcase name='\xe4'/></testsuite>",
		"<?xml version='1.0' encoding='koi8-r'?><testsuite><testcase name='a'/></testsuite>",
		"<testsuite>\r<testcase name='a\r\nb'><failure>x\ry\r\nz</failure></testcase>\n\r</testsuite>\r",
	};

	(void)state;
	for (size_t i = 0; i < countof(rows); i++)
		for (size_t chunk = 0; chunk < 4; chunk++)
			compare(rows[i], rows[i], strlen(rows[i]), chunk);
	/* And what is not: UTF-16. */
	static const char wide[] = "\xff\xfe<\0t\0e\0s\0t\0s\0u\0i\0t\0e\0/\0>\0";
	struct sink a, b;

	assert_false(read_bytes(by_expat, wide, sizeof(wide) - 1, 0, &a));
	assert_true(read_bytes(by_us, wide, sizeof(wide) - 1, 0, &b));
	buf_release(&a.notes.text);
	buf_release(&b.notes.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_encodings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
