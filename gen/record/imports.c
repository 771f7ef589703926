#include "record/imports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/derive.h"
#include "record/importing.h"
#include "record/match.h"
#include "record/read_costs.h"
#include "record/read_nix.h"
#include "record/record.h"
#include "record/reports.h"
#include "record/results.h"
#include "record/runs.h"
#include "unit/folders.h"
#include "unit/marked.h"
#include "unit/tap.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_report_runs[] = "SELECT id FROM run WHERE name = :name "
				      "AND EXISTS(SELECT 1 FROM report WHERE run = run.id AND format <> 'cases')";

enum { LOOK_SIZE = 64 * 1024, META_SIZE_MAX = 16 * 1024 * 1024, DEPTH_MAX = 64 };

const char *const import_format_names[] = { NULL, "folder", "junit", "tap", "nix", "ctest-costs", "test-durations",
	NULL };

/* --- what a file is --------------------------------------------------------------------------- */

/* By how it begins. IMPORT_ANY if it looks like nothing we know. */
static enum import_format
look_at(const char *text, size_t len)
{
	const char *s = text, *end = text + len;

	if (len >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		s += 3;
	if (len >= 2 &&
		(!memcmp(s, "\xff\xfe", 2) || !memcmp(s, "\xfe\xff", 2) || !memcmp(s, "<\0", 2) ||
			!memcmp(s, "\0<", 2)))
		return IMPORT_JUNIT; /* in UTF-16 */
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r'))
		s++;
	if (s == end)
		return IMPORT_ANY;
	if (*s == '<')
		return IMPORT_JUNIT;
	if (*s == '{')
		return IMPORT_DURATIONS;
	for (const char *line = s; line < end;) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((newline ? newline : end) - line);

		if (tap_is_line(line, length))
			return IMPORT_TAP;
		if (!newline)
			break;
		line = newline + 1;
	}
	return read_costs_is_ctest(s) ? IMPORT_CTEST_COSTS : IMPORT_ANY;
}

static bool
has_suffix(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len > n && !strcmp(s + len - n, suffix);
}

/* By its name. IMPORT_ANY if that says nothing. */
static enum import_format
look_at_name(const char *file)
{
	return has_suffix(file, ".xml") ? IMPORT_JUNIT : has_suffix(file, ".tap") ? IMPORT_TAP : IMPORT_ANY;
}

/* --- paths ------------------------------------------------------------------------------------ */

void
imports_note_run(struct imports *im, long long run, const char *name)
{
	for (size_t i = im->run_count; i > 0; i--)
		if (im->runs[i - 1].id == run)
			return;
	im->runs = arena_grow(&im->arena, im->runs, im->run_count, sizeof(*im->runs));
	im->runs[im->run_count++] = (struct touched){ run, arena_strdup(&im->arena, name) };
}

/* Copy what cannot be read twice into a temporary file, which the caller removes. */
static const char *
spool(struct imports *im, const char *path, FILE *in)
{
	char *name = arena_printf(&im->arena, "%s/nightshift-import-XXXXXX", file_temporary());
	char piece[16 * 1024];
	int fd = mkstemp(name);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");
	size_t n;

	if (!out)
		die("cannot make a temporary file '%s':", name);
	while ((n = fread(piece, 1, sizeof(piece), in)))
		if (fwrite(piece, 1, n, out) != n)
			break;
	bool bad_in = ferror(in) != 0;

	if (bad_in || ferror(out) || fclose(out)) {
		int err = errno;

		remove(name);
		die("cannot copy '%s' into a temporary file: %s", path, strerror(err));
	}
	return name;
}

/* When reports were finished that do not say so: when their run began, if that was told, else at that time. */
static long long
started_or(const struct imports *im, long long time)
{
	return im->given->started >= 0 ? im->given->started : time;
}

/* A file whose bytes can be read twice. `path` is as it was said, `name` where the bytes are, `file` what its report is
 * called. */
static void
import_file(struct imports *im, const char *path, const char *name, const char *file, enum import_format format,
	long long time)
{
	FILE *in = fopen(name, "rb");
	struct loc at = { path, 0, 0 };
	char digest[GIT_HEX + 1];
	long long now = clock_wall();

	if (!in || !git_hash_file(name, digest)) {
		diag_unread(im->diag, path);
		if (in)
			fclose(in);
		return;
	}
	if (format == IMPORT_ANY) {
		char *look = arena_alloc(&im->arena, LOOK_SIZE + 1);
		size_t len = fread(look, 1, LOOK_SIZE, in);

		if (ferror(in) || fseeko(in, 0, SEEK_SET))
			die("cannot read '%s':", path);
		enum import_format named = look_at_name(file);

		/* What a program printed into its TAP may look like anything. */
		format = look_at(look, len);
		if (format != IMPORT_JUNIT && named == IMPORT_TAP)
			format = IMPORT_TAP;
		else if (format != IMPORT_JUNIT && named == IMPORT_ANY && marked_is_log(in))
			format = IMPORT_NIX;
		if (ferror(in) || fseeko(in, 0, SEEK_SET))
			die("cannot read '%s':", path);
		/* A report that broke off at its beginning, or that is none, costs no other one. */
		if (format == IMPORT_ANY)
			format = named;
		if (format == IMPORT_ANY && !len)
			diag_error(im->diag, at, "the file is empty");
		else if (format == IMPORT_ANY)
			diag_error(im->diag, at,
				"is neither JUnit XML, TAP, a log of Nix (internal-json, json-log-path, or with a marked red in it), CTestCostData.txt nor .test_durations; if it is one, say which with --format");
	}
	if (time > now)
		time = now;
	if (format == IMPORT_NIX)
		read_nix_into_record(im, path, in, digest);
	else if (format != IMPORT_ANY)
		reports_import(im, path, file, in, format, digest, time);
	fclose(in);
}

/* The *.xml and *.tap files of a folder, in the order of their names, in the arena. */
static const char **
list_reports(struct arena *a, const char *folder, size_t *ret_count)
{
	const char **names, **reports = NULL;
	size_t count, found = 0;
	struct stat st;

	*ret_count = 0;
	if (!file_list(a, folder, &names, &count))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const char *path = arena_printf(a, "%s/%s", folder, names[i]);

		if (look_at_name(names[i]) == IMPORT_ANY || (stat(path, &st) ? errno == ENOENT : !S_ISREG(st.st_mode)))
			continue; /* what cannot be looked at is reported by who reads it */
		reports = arena_grow(a, reports, found, sizeof(*reports));
		reports[found++] = path;
	}
	*ret_count = found;
	return reports;
}

struct units_beside {
	const char *folder;
	bool found;
};

/* Below the folder itself, which may hold anything, what has no verdict may be no unit's. */
static void
see_unit(void *ctx, const struct folders_unit *u)
{
	struct units_beside *b = ctx;

	b->found |= u->line || strlen(u->path) == strlen(b->folder) + 1 + strlen(u->unit) ||
		folders_has(u->path, "verdict");
}

/* Are there folders of units in that folder, or in those that are in it? What cannot be read is reported by who reads it. */
static bool
has_units(struct arena *a, const char *folder)
{
	struct units_beside b = { folder, false };
	struct diag silent = { .out = NULL };
	struct folders_count count;

	folders_find(a, &silent, folder, see_unit, &b, &count);
	return b.found;
}

bool
imports_finds(struct arena *a, const char *folder)
{
	size_t reports;

	list_reports(a, folder, &reports);
	return reports || has_units(a, folder);
}

/* --- what prove --archive writes --------------------------------------------------------------- */

/*
 * An archive of TAP::Harness::Archive in a folder: meta.yml, and beside it the output of each test script under the
 * script's own path, mostly without the suffix .tap. meta.yml is written by YAML::Tiny: lists of names under
 * file_order, of the scripts, and under extra_files, which are no TAP; stop_time in seconds since 1970.
 */
struct archive {
	const char *folder;
	const char **extra; /* files that are no TAP */
	size_t extra_count;
	long long time; /* when it was finished, microseconds since 1970; below 0 if it does not say so */
	bool is;
};

/* The rest of a line as a value, without blanks and quotes around it, in the arena. */
static const char *
value_of(struct arena *a, const char *s, const char *end)
{
	while (s < end && strchr(" '\"", *s))
		s++;
	while (s < end && strchr(" '\"\r", end[-1]))
		end--;
	return arena_strndup(a, s, (size_t)(end - s));
}

static void
read_meta(struct archive *archive, struct arena *a, const char *text)
{
	bool extra = false;
	const char *rest;

	for (const char *line = text; *line;) {
		const char *end = line + strcspn(line, "\n"), *dash = line + strspn(line, " ");

		if (*line != ' ' && *line != '-')
			extra = !strncmp(line, "extra_files:", 12);
		archive->is |= !strncmp(line, "file_order:", 11);
		if (extra && *dash == '-')
			*ARENA_APPEND(a, archive->extra, archive->extra_count) = value_of(a, dash + 1, end);
		if (!strncmp(line, "stop_time:", 10)) {
			const char *time = value_of(a, line + 10, end);

			long long seconds = text_leading_number(time, &rest);

			if (seconds > 0 && seconds < 1ll << 40 && !results_is_future(seconds * 1000000))
				archive->time = seconds * 1000000;
		}
		line = *end ? end + 1 : end;
	}
}

/* Import all TAP below the folder `sub` of the archive ("" is the archive itself). How many files there are, or what was reported in
 * place of them. */
static size_t
import_archived(struct imports *im, const struct archive *archive, const char *sub, int depth)
{
	const char **names, *here = arena_printf(&im->arena, "%s/%s", archive->folder, sub);
	size_t count, found = 0;
	struct stat st;

	if (depth > DEPTH_MAX) {
		diag_error(im->diag, (struct loc){ here, 0, 0 },
			"lies more than %d folders deep in '%s', where nobody looks for TAP: name a folder that is nearer to the files",
			DEPTH_MAX, archive->folder);
		return 1;
	}
	if (!file_list(&im->arena, here, &names, &count)) {
		diag_unread(im->diag, here);
		return 1; /* that is enough to say */
	}
	for (size_t i = 0; i < count; i++) {
		const char *file = *sub ? arena_printf(&im->arena, "%s/%s", sub, names[i]) : names[i],
			   *path = arena_printf(&im->arena, "%s/%s", archive->folder, file);
		bool skipped = !strcmp(file, "meta.yml");

		for (size_t k = 0; k < archive->extra_count; k++)
			skipped |= !strcmp(file, archive->extra[k]);
		if (skipped)
			continue;
		if (diag_leads_out(im->diag, archive->folder, path)) {
			found++; /* that is enough to say */
		} else if (stat(path, &st)) {
			diag_unread(im->diag, path);
			found++;
		} else if (S_ISDIR(st.st_mode)) {
			found += import_archived(im, archive, file, depth + 1);
		} else if (S_ISREG(st.st_mode)) {
			import_file(im, path, path, file, IMPORT_TAP,
				archive->time >= 0 ? archive->time : started_or(im, file_modified(&st)));
			found++;
		}
	}
	return found;
}

/* False if the folder is no such archive. */
static bool
import_archive(struct imports *im, const char *folder)
{
	struct archive archive = { .folder = folder, .time = -1 };
	const char *path = arena_printf(&im->arena, "%s/meta.yml", folder);
	struct buf meta = { 0 };
	struct stat st;

	if (!file_leads_out(folder, path) && !stat(path, &st) && S_ISREG(st.st_mode) && st.st_size <= META_SIZE_MAX) {
		if (!file_read(path, &meta)) {
			diag_unread(im->diag, path);
			return true; /* nobody knows what it is */
		}
		read_meta(&archive, &im->arena, buf_text(&meta));
	}
	buf_release(&meta);
	if (archive.is && !import_archived(im, &archive, "", 0))
		diag_error(im->diag, (struct loc){ folder, 0, 0 }, "is an archive of prove without any TAP in it");
	return archive.is;
}

/* --- folders ------------------------------------------------------------------------------------ */

/* Import the *.xml and *.tap files of a folder, in the order of their names. False if there are none, or unit folders
 * beside them: then it is a folder of those. */
static bool
import_files(struct imports *im, const char *folder, struct results_count *folders)
{
	size_t found;
	const char **reports = list_reports(&im->arena, folder, &found);

	if (!found || has_units(&im->arena, folder))
		return false;
	for (size_t i = 0; i < found; i++)
		if (!diag_leads_out(im->diag, folder, reports[i]))
			imports_add(im, reports[i], IMPORT_ANY, folders);
	return true;
}

/* Unit folders; the run may have reports that say something else. */
static void
import_units(struct imports *im, const char *path, struct results_count *folders)
{
	struct db *db = im->record->db;
	const size_t faults = folders->faults;

	if (!results_import(im->record, im->diag, path, im->given, folders))
		return;
	im->faults += folders->faults - faults;
	db_bind_text(db, sql_report_runs, ":name", folders->run);
	while (db_next(db, sql_report_runs))
		imports_note_run(im, db_int(db, sql_report_runs, 0), folders->run);
}

void
imports_add(struct imports *im, const char *path, enum import_format format, struct results_count *folders)
{
	const char *file = text_last_part(path);
	struct stat st;
	bool standard = !strcmp(path, "-");

	im->folders = folders;

	if (!standard && (stat(path, &st) || S_ISDIR(st.st_mode) || format == IMPORT_FOLDER)) {
		if (format != IMPORT_ANY && format != IMPORT_FOLDER)
			diag_error(im->diag, (struct loc){ path, 0, 0 }, "is a folder; --format is for files");
		else if (!import_archive(im, path) && !import_files(im, path, folders))
			import_units(im, path, folders);
		return;
	}
	if (!standard && S_ISREG(st.st_mode)) {
		import_file(im, path, path, file, format, started_or(im, file_modified(&st)));
		return;
	}
	FILE *in = standard ? stdin : fopen(path, "rb");

	if (!in) {
		diag_unread(im->diag, path);
		return;
	}
	const char *copy = spool(im, path, in);

	if (!standard)
		fclose(in);
	import_file(im, path, copy, file, format, started_or(im, clock_wall()));
	remove(copy);
}

/* --- beginning and end ------------------------------------------------------------------------ */

struct imports *
imports_begin(struct record *r, struct diag *d, const struct plan *p, const struct match *m, const char *fingerprint,
	const struct results_given *given)
{
	struct imports *im = xcalloc(1, sizeof(*im));
	struct buf text = { 0 };

	*im = (struct imports){ .record = r,
		.diag = d,
		.plan = p,
		.match = m,
		.fingerprint = fingerprint,
		.given = given,
		.errors = d->errors };
	match_text(m, &text);
	git_hash(buf_text(&text), text.len, im->mapping);
	buf_release(&text);
	return im;
}

bool
imports_end(struct imports *im, struct imports_count *ret_count)
{
	bool ok = (size_t)(im->diag->errors - im->errors) == im->faults;

	for (size_t i = 0; ok && i < im->run_count; i++) {
		derive_results(im->record, im->runs[i].id);
		/* What was added to a run that was pruned goes as the rest did. */
		if (runs_dropped(im->record->db, im->runs[i].id))
			attempt_sweep(im->record->db);
		derive_warn(im->record, im->diag, im->runs[i].id, im->runs[i].name);
	}
	*ret_count = im->count;
	arena_release(&im->arena);
	free(im);
	return ok;
}

void
imports_text(const struct imports_count *c, struct buf *out)
{
	if (c->files || c->known_files) {
		buf_printf(out, "%zu test case%s new, %zu known, in %zu file%s", c->cases, words_plural(c->cases),
			c->known, c->files + c->known_files, words_plural(c->files + c->known_files));
		for (int v = 0; v < CASE_VERDICT_COUNT; v++) {
			if (c->verdicts[v])
				buf_printf(out, ", %zu %s", c->verdicts[v],
					v == CASE_NONE ? "with seconds only" : case_verdict_names[v]);
			if (v == CASE_PASS && c->flaky)
				buf_printf(out, " (%zu flaky)", c->flaky);
		}
		buf_addc(out, '\n');
	}
	if (c->unmatched)
		buf_printf(out, "%zu test case%s match%s no module: %s\n", c->unmatched, words_plural(c->unmatched),
			c->unmatched == 1 ? "es" : "", c->unmatched_names);
	if (c->logs)
		buf_printf(out, "Nix: %zu unit%s ran, %zu substituted\n", c->ran, words_plural(c->ran), c->substituted);
	if (c->strange)
		buf_printf(out, "%zu run%s of Nix match no unit of this plan\n", c->strange, words_plural(c->strange));
}
