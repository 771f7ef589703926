#include "record/results.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "record/attempt.h"
#include "base/buf.h"
#include "base/clock.h"
#include "lib/db.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "suite/model.h"
#include "record/record.h"
#include "record/shared_sql.h"
#include "base/seconds.h"
#include "base/text.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_unit_find[] = "SELECT 1 FROM plan_unit WHERE plan = :plan AND unit = :unit";
static const char sql_occasion_find[] =
	"SELECT id, commit_id FROM occasion WHERE name = :name AND attempt = :attempt AND lane = :lane "
	"AND ifnull(platform, '') = ifnull(:platform, '') ORDER BY commit_id = :commit DESC, commit_id LIMIT 1";
static const char sql_occasion_dropped[] = "SELECT dropped IS NOT NULL FROM occasion WHERE id = :occasion";
static const char sql_occasion_add[] = "INSERT INTO occasion(name, attempt, platform, lane, commit_id, started) "
				       "VALUES(:name, :attempt, :platform, :lane, :commit, :started)";
static const char sql_occasion_earlier[] =
	"UPDATE occasion SET started = :started WHERE id = :occasion AND ifnull(started > :started, 1)";
/* As the view outcome says, which would look at every run. */
static const char sql_summary_units[] =
	"SELECT CASE WHEN last = 'pass' AND failed THEN 'flaky' ELSE last END, count(*) "
	"FROM (SELECT max(attempt), verdict AS last, sum(verdict IN ('fail', 'timeout', 'crash')) AS failed "
	"FROM result WHERE run IN (SELECT r.id FROM run r JOIN plan p ON p.id = r.plan "
	"WHERE r.name = :run AND p.suite = :suite) GROUP BY run, unit) GROUP BY 1";
static const char sql_summary_attempts[] =
	"SELECT sum(usec), max(usec), min(finished - ifnull(usec, 0)), max(finished) FROM result "
	"WHERE run IN (SELECT r.id FROM run r JOIN plan p ON p.id = r.plan "
	"WHERE r.name = :run AND p.suite = :suite)";

enum { FORMAT = 1, VERDICT_SIZE_MAX = 64 * 1024, TAIL_SIZE = 4096, ATTEMPTS_MAX = 1000 };

/* One verdict file. */
struct verdict_file {
	const char *path;
	const char *folder; /* the name of the unit's folder it lies in */
	long long kept_as;  /* or in the folder of this attempt within it; 0: no */
	const char *suite, *plan, *run, *unit, *platform, *lane, *commit, *tree; /* the last four may be NULL */
	int verdict;                                                             /* enum verdict_kind */
	long long status, usec, seed;                                            /* below 0 if it does not say */
	long long attempt, finished;                                             /* finished: microseconds since 1970 */
	bool kept;                                                               /* of a run that Nix keeps */
	const char *tail;         /* of the log of what did not pass, or NULL */
	unsigned line_of_key[32]; /* by enum key; 0 if it is not there */
};

struct importer {
	struct diag *diag;
	const struct results_given *given;
	struct arena arena;
	struct verdict_file **files;
	size_t file_count;
	bool pruned; /* a run or occasion of these was */
	struct results_count count;
};

/* --- values ----------------------------------------------------------------------------------- */

bool
results_is_future(long long usec)
{
	return usec > clock_wall() + 86400ll * 1000000;
}

bool
results_is_run(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:+-");

	return len && !s[len] && len <= RUN_NAME_MAX;
}

/* --- keys: each takes its value, or is false, and then `expected` says what it should have been */

static bool
take_format(struct verdict_file *f, const char *s)
{
	(void)f;
	return text_number(s) == FORMAT;
}

static bool
take_suite(struct verdict_file *f, const char *s)
{
	f->suite = s;
	return esc_is_name(s, strlen(s));
}

static bool
take_plan(struct verdict_file *f, const char *s)
{
	f->plan = s;
	return text_is_hex(s, 40) || text_is_hex(s, 64);
}

static bool
take_run(struct verdict_file *f, const char *s)
{
	f->run = s;
	return results_is_run(s);
}

static bool
take_unit(struct verdict_file *f, const char *s)
{
	f->unit = s;
	return esc_is_name(s, strlen(s));
}

static bool
take_platform(struct verdict_file *f, const char *s)
{
	f->platform = s;
	return esc_is_name(s, strlen(s));
}

static bool
take_lane(struct verdict_file *f, const char *s)
{
	f->lane = s;
	return text_index_of(lane_names, s) >= 0;
}

static bool
take_commit(struct verdict_file *f, const char *s)
{
	f->commit = s;
	return text_is_hex(s, 40) || text_is_hex(s, 64);
}

static bool
take_tree(struct verdict_file *f, const char *s)
{
	f->tree = s;
	return !strcmp(s, "clean") || !strcmp(s, "dirty");
}

static bool
take_seed(struct verdict_file *f, const char *s)
{
	f->seed = text_number(s);
	return f->seed >= 0;
}

static bool
take_verdict(struct verdict_file *f, const char *s)
{
	f->verdict = text_index_of(verdict_names, s);
	return f->verdict >= 0;
}

static bool
take_status(struct verdict_file *f, const char *s)
{
	f->status = text_number(s);
	return f->status >= 0 && f->status < 1ll << 32;
}

static bool
take_seconds(struct verdict_file *f, const char *s)
{
	unsigned long long usec;

	if (!seconds_parse(s, strlen(s), &usec))
		return false;
	f->usec = (long long)usec;
	return true;
}

static bool
take_attempt(struct verdict_file *f, const char *s)
{
	f->attempt = text_number(s);
	return f->attempt > 0;
}

/* Where the times of files are lost, as in the Nix store. */
static bool
take_finished(struct verdict_file *f, const char *s)
{
	long long seconds = text_number(s);

	if (seconds < 0 || seconds >= 1ll << 40)
		return false;
	f->finished = seconds * 1000000;
	return true;
}

/* What of the plan decides about the unit; the builder has checked it. */
static bool
take_part(struct verdict_file *f, const char *s)
{
	f->kept = true;
	return text_is_hex(s, 40) || text_is_hex(s, 64);
}

enum key {
	KEY_FORMAT,
	KEY_SUITE,
	KEY_PLAN,
	KEY_RUN,
	KEY_UNIT,
	KEY_PLATFORM,
	KEY_LANE,
	KEY_COMMIT,
	KEY_TREE,
	KEY_SEED,
	KEY_VERDICT,
	KEY_STATUS,
	KEY_SECONDS,
	KEY_ATTEMPT,
	KEY_FINISHED,
	KEY_PART,
	KEY_COUNT
};

static const struct {
	const char *name;
	bool (*take)(struct verdict_file *f, const char *value);
	const char *expected;
	bool required;
} keys[KEY_COUNT] = {
	[KEY_FORMAT] = { "nightshift", take_format, "1, the format this nightshift reads", true },
	[KEY_SUITE] = { "suite", take_suite, "a name", true },
	[KEY_PLAN] = { "plan", take_plan, "the plan's fingerprint, 40 hex digits", true },
	[KEY_RUN] = { "run", take_run, "at most 128 of A-Z a-z 0-9 _ . : + -", true },
	[KEY_UNIT] = { "unit", take_unit, "a name", true },
	[KEY_PLATFORM] = { "platform", take_platform, "a name", false },
	[KEY_LANE] = { "lane", take_lane, "pr, merge or nightly", false },
	[KEY_COMMIT] = { "commit", take_commit, "40 or 64 hex digits", false },
	[KEY_TREE] = { "tree", take_tree, "clean or dirty", false },
	[KEY_SEED] = { "seed", take_seed, "a number from 0", false },
	[KEY_VERDICT] = { "verdict", take_verdict, "pass, fail, timeout, crash, cancelled, quarantined or skipped",
		true },
	[KEY_STATUS] = { "status", take_status, "an exit status, a number from 0", false }, /* see check_whole */
	[KEY_SECONDS] = { "seconds", take_seconds, "a decimal number of seconds", false },
	[KEY_ATTEMPT] = { "attempt", take_attempt, "a number from 1", false },
	[KEY_FINISHED] = { "finished", take_finished, "seconds since 1970", false },
	[KEY_PART] = { "part", take_part, "40 or 64 hex digits", false },
};

/* --- one verdict file ------------------------------------------------------------------------- */

static struct loc
at_key(const struct verdict_file *f, enum key key)
{
	return (struct loc){ f->path, f->line_of_key[key] ? f->line_of_key[key] : 1, 1 };
}

static void
read_line(struct importer *im, struct verdict_file *f, unsigned line, char *text)
{
	struct loc at = { f->path, line, 1 };
	char *value = strchr(text, ' ');
	size_t key = 0;

	if (value)
		*value++ = '\0';
	while (key < KEY_COUNT && strcmp(keys[key].name, text))
		key++;
	if (line == 1 && key != KEY_FORMAT)
		diag_error(im->diag, at, "the first line of a verdict is 'nightshift %d'", FORMAT);
	if (key == KEY_COUNT) {
		if (!strcmp(text, "end"))
			diag_error(im->diag, at, "'end' stands before the last line");
		return; /* of a later nightshift */
	}
	if (f->line_of_key[key]) {
		diag_error(im->diag, at, "'%s' stands here a second time", text);
		return;
	}
	f->line_of_key[key] = line;
	if (!value || !keys[key].take(f, value))
		diag_error(im->diag, at, "'%s' is '%s', expected: %s", text, value ? value : "", keys[key].expected);
}

/* The verdict says this of the key, or nothing; whoever gave another is wrong. */
static void
agree(struct importer *im, const struct verdict_file *f, enum key key, const char *says, const char *given)
{
	if (says && given && strcmp(says, given))
		diag_error(im->diag, at_key(f, key),
			"the verdict says '%s %s', but --%s says '%s': leave that option out, or import these results apart",
			keys[key].name, says, keys[key].name, given);
}

/* Fill in what the caller knows better than the file. */
static void
complete(struct importer *im, struct verdict_file *f)
{
	const struct results_given *g = im->given;

	agree(im, f, KEY_LANE, f->lane, g->lane);
	agree(im, f, KEY_PLATFORM, f->platform, g->platform);
	agree(im, f, KEY_COMMIT, f->commit, g->commit_is_default ? NULL : g->commit);
	if (!f->platform)
		f->platform = g->platform;
	if (f->kept) {
		if (g->lane && (!g->commit || !g->run))
			diag_error(im->diag, at_key(f, KEY_PART),
				"a result that Nix keeps does not say which run of lane '%s' it answers: give --commit and --run, too",
				g->lane);
		return;
	}
	if (!f->lane)
		f->lane = g->lane;
	if (!f->commit)
		f->commit = g->commit;
	if (!f->line_of_key[KEY_ATTEMPT] && g->attempt && (!g->attempt_is_default || !f->run))
		f->attempt = g->attempt;
	if (!f->run)
		f->run = g->run;
}

/* What one line cannot tell. */
static void
check_whole(struct importer *im, const struct verdict_file *f)
{
	/* What did not run may have no exit status. */
	bool ran = f->verdict < VERDICT_CANCELLED;

	for (size_t key = 0; key < KEY_COUNT; key++)
		if (!f->line_of_key[key] && !(key == KEY_RUN && f->run) &&
			(keys[key].required || (key == KEY_STATUS && ran && f->line_of_key[KEY_VERDICT])))
			diag_error(im->diag, (struct loc){ f->path, 1, 1 }, "the verdict has no '%s'", keys[key].name);
	if (f->line_of_key[KEY_VERDICT] && f->line_of_key[KEY_STATUS] && f->verdict == VERDICT_PASS && f->status > 0)
		diag_error(im->diag, at_key(f, KEY_VERDICT), "the verdict is 'pass', but the exit status %lld",
			f->status);
	if (f->line_of_key[KEY_UNIT] && strcmp(f->unit, f->folder))
		diag_error(im->diag, at_key(f, KEY_UNIT),
			"this is the verdict of unit '%s', but it lies in the folder '%s'", f->unit, f->folder);
	if (f->kept_as && f->attempt != f->kept_as)
		diag_error(im->diag, at_key(f, KEY_ATTEMPT),
			"this is the verdict of attempt %lld, but it lies in the folder 'attempt-%lld'", f->attempt,
			f->kept_as);
}

/* A file of a unit's folder, its path in the arena; false if it is not there. */
static bool
find_file(struct importer *im, const char *dir, const char *folder, const char *name, const char **ret_path,
	struct stat *ret_st)
{
	*ret_path = arena_printf(&im->arena, "%s/%s/%s", dir, folder, name);
	return !stat(*ret_path, ret_st) && S_ISREG(ret_st->st_mode);
}

/* Append the last bytes of a file, which may be large: one more than TAIL_SIZE, if it has so many. */
static void
read_end(const char *path, struct buf *out)
{
	FILE *in = fopen(path, "rb");

	if (!in)
		return;
	if (fseeko(in, -(TAIL_SIZE + 1), SEEK_END))
		rewind(in); /* it is shorter */
	char *to = buf_reserve(out, TAIL_SIZE + 2);
	size_t n = fread(to, 1, TAIL_SIZE + 1, in);

	to[n] = '\0';
	out->len += n;
	fclose(in);
}

/* The end of a log, from the start of a line if one begins there, as text that a database and a page can hold. */
static const char *
read_tail(struct importer *im, const char *path)
{
	struct buf log = { 0 }, tail = { 0 };

	read_end(path, &log);
	const char *s = buf_text(&log), *end = s + log.len;

	if (log.len > TAIL_SIZE) {
		const char *newline = memchr(s, '\n', log.len - 1);

		s = newline ? newline + 1 : s + 1;
	}
	while (s < end) {
		size_t n = esc_character(s, (size_t)(end - s));

		if (n)
			buf_add(&tail, s, n);
		else
			buf_adds(&tail, "\xef\xbf\xbd"); /* U+FFFD */
		s += n ? n : 1;
	}
	const char *text = tail.len ? arena_strndup(&im->arena, tail.s, tail.len) : NULL;

	buf_release(&log);
	buf_release(&tail);
	return text;
}

/* Does it end with a line `end`? Then it was written to its end. */
static bool
is_whole(const struct buf *text)
{
	return text->len > 5 && !memcmp(text->s + text->len - 5, "\nend\n", 5);
}

static void
read_lines(struct importer *im, struct verdict_file *f, const struct buf *text)
{
	const char *s = text->s, *end = text->s + text->len - 4; /* without "end\n" */

	if (memchr(text->s, '\0', text->len)) {
		diag_error(im->diag, (struct loc){ f->path, 0, 0 }, "the verdict has a zero byte, so it is none");
		return;
	}
	for (unsigned line = 1; s < end; line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));

		read_line(im, f, line, arena_strndup(&im->arena, s, (size_t)(stop - s)));
		s = stop + 1;
	}
	complete(im, f);
	check_whole(im, f);
}

static void
note_unfinished(struct importer *im, const char *folder)
{
	char *names = im->count.unfinished_names;
	size_t used = strlen(names), room = sizeof(im->count.unfinished_names) - used, len = strlen(folder);

	im->count.unfinished++;
	if (used && !strcmp(names + used - (used < 3 ? used : 3), "..."))
		return;
	if (len + 1 + 4 >= room) { /* " ..." must always fit */
		memcpy(names + used, used ? " ..." : "...", used ? 5 : 4);
		return;
	}
	if (used)
		names[used++] = ' ';
	memcpy(names + used, folder, len + 1);
}

/* Read one attempt of a unit from a folder: the last one, or, from 1, one that was kept apart. False if there is
 * nothing that tests.mk or exec puts there. *ret_attempt is its number, or 0 if it was not finished. */
static bool
read_attempt(struct importer *im, const char *dir, const char *unit, const char *folder, long long kept_as,
	long long *ret_attempt)
{
	struct verdict_file *f = arena_alloc(&im->arena, sizeof(*f));
	struct buf text = { 0 };
	const char *start, *log;
	struct stat verdict_st, start_st, log_st;
	bool has_start = find_file(im, dir, folder, "start", &start, &start_st);
	bool has_log = find_file(im, dir, folder, "log", &log, &log_st);

	*ret_attempt = 0;
	*f = (struct verdict_file){ .folder = unit,
		.kept_as = kept_as,
		.status = -1,
		.usec = -1,
		.seed = -1,
		.attempt = 1 };
	if (!find_file(im, dir, folder, "verdict", &f->path, &verdict_st)) {
		if (has_start || has_log)
			note_unfinished(im, folder);
		return has_start || has_log;
	}
	if (verdict_st.st_size > VERDICT_SIZE_MAX) {
		diag_error(im->diag, (struct loc){ f->path, 0, 0 },
			"the verdict is larger than %d bytes, so it is none", VERDICT_SIZE_MAX);
		return true;
	}
	if (!file_read(f->path, &text)) {
		diag_error(im->diag, (struct loc){ f->path, 0, 0 }, "cannot be read: %s", strerror(errno));
	} else if (!is_whole(&text)) {
		note_unfinished(im, folder);
	} else {
		read_lines(im, f, &text);
		if (!f->line_of_key[KEY_FINISHED])
			f->finished = file_modified(&verdict_st);
		if (results_is_future(f->finished))
			diag_error(im->diag, at_key(f, KEY_FINISHED),
				"this result is from the future, and would be the last for good: set the clock of the machine that it comes from, and the file's time");
		if (!f->line_of_key[KEY_SECONDS] && has_start && f->finished >= file_modified(&start_st))
			f->usec = f->finished - file_modified(&start_st);
		if (has_log && f->verdict != VERDICT_PASS)
			f->tail = read_tail(im, log);
		*ret_attempt = f->attempt;
		im->files = arena_grow(&im->arena, im->files, im->file_count, sizeof(struct verdict_file *));
		im->files[im->file_count++] = f;
	}
	buf_release(&text);
	return true;
}

/* Read the folder of a unit, and the attempts before the last one. False if it is no unit's. */
static bool
read_folder(struct importer *im, const char *dir, const char *folder)
{
	long long last, attempt;
	bool found = read_attempt(im, dir, folder, folder, 0, &last);

	/* A run that was killed while it tried again has left no last one. */
	for (long long n = 1; found && n <= ATTEMPTS_MAX && (!last || n < last); n++)
		if (!read_attempt(im, dir, folder, arena_printf(&im->arena, "%s/attempt-%lld", folder, n), n,
			    &attempt) &&
			!last)
			break;
	return found;
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool
is_wanted(const struct results_given *g, const char *folder)
{
	return !g->folders || bsearch(&folder, g->folders, g->folder_count, sizeof(*g->folders), text_order);
}

/* Read every unit folder of dir, in the order of their names. */
static void
read_folders(struct importer *im, const char *dir)
{
	const char **names = NULL;
	size_t name_count = 0, folders = 0;
	DIR *stream = opendir(dir);
	struct dirent *entry;

	if (!stream) {
		diag_error(im->diag, (struct loc){ dir, 0, 0 }, "cannot be read: %s", strerror(errno));
		return;
	}
	for (errno = 0; (entry = readdir(stream)); errno = 0) {
		if (entry->d_name[0] == '.' || !is_wanted(im->given, entry->d_name))
			continue;
		names = arena_grow(&im->arena, names, name_count, sizeof(*names));
		names[name_count++] = arena_strdup(&im->arena, entry->d_name);
	}
	int err = errno;

	closedir(stream);
	if (err) {
		errno = err;
		die("cannot read the folder '%s': %s", dir, strerror(err));
	}
	if (name_count > 1)
		qsort(names, name_count, sizeof(*names), text_order);
	for (size_t i = 0; i < name_count; i++)
		folders += read_folder(im, dir, names[i]);
	if (!folders)
		diag_error(im->diag, (struct loc){ dir, 0, 0 },
			"holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those");
}

/* --- into the record -------------------------------------------------------------------------- */

/* What the files before this one belonged to; nearly always the next one belongs to the same. */
struct place {
	const struct verdict_file *file; /* the one that it was found for, or NULL */
	long long plan, run;             /* 0: there is none, and that was said */
	long long occasion;              /* 0: there is none */
};

static bool
same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static long long
find_plan(struct importer *im, struct record *r, const struct verdict_file *f)
{
	char *suite = NULL;
	long long plan = record_plan(r, f->plan, &suite);

	if (!plan) {
		diag_error(im->diag, at_key(f, KEY_PLAN),
			"the record does not know plan %s: run 'nightshift generate' at the commit that it came from",
			f->plan);
	} else if (strcmp(suite, f->suite)) {
		diag_error(im->diag, at_key(f, KEY_SUITE), "plan %s is of suite '%s', not of '%s'", f->plan, suite,
			f->suite);
		plan = 0;
	}
	free(suite);
	return plan;
}

static void
disagree(struct importer *im, const struct verdict_file *f, enum key key, const char *before, const char *now)
{
	diag_error(im->diag, at_key(f, key), "run '%s' has '%s %s' here, and '%s %s' elsewhere", f->run, keys[key].name,
		now ? now : "(none)", keys[key].name, before ? before : "(none)");
}

/* The number of the run that the file belongs to; it is added where it is new. */
static long long
find_run(struct importer *im, struct db *db, const struct verdict_file *f, long long plan)
{
	long long run = 0;

	db_bind_int(db, sql_platform_find, ":plan", plan);
	db_bind_text(db, sql_platform_find, ":platform", f->platform);
	if (f->platform && !db_next(db, sql_platform_find)) {
		diag_error(im->diag, at_key(f, KEY_PLATFORM), "plan %s has no platform '%s'", f->plan, f->platform);
		return 0;
	}
	db_reset(db, sql_platform_find);

	db_bind_text(db, sql_run_find, ":name", f->run);
	db_bind_int(db, sql_run_find, ":plan", plan);
	db_bind_text(db, sql_run_find, ":platform", f->platform);
	db_bind_text(db, sql_run_find, ":lane", f->lane);
	db_bind_text(db, sql_run_find, ":commit", f->commit);
	db_bind_text(db, sql_run_find, ":tree", f->tree);
	if (db_next(db, sql_run_find)) {
		const char *commit = db_text(db, sql_run_find, 1), *tree = db_text(db, sql_run_find, 2);

		run = db_int(db, sql_run_find, 0);
		im->pruned |= !db_is_null(db, sql_run_find, 4);
		if (!same(commit, f->commit)) {
			disagree(im, f, KEY_COMMIT, commit, f->commit);
			run = 0;
		}
		/* A run that only reports have told of does not know its tree. */
		bool reported = !strcmp(db_text(db, sql_run_find, 3), "report");

		if (!same(tree, f->tree) && !(reported && !tree)) {
			disagree(im, f, KEY_TREE, tree, f->tree);
			run = 0;
		}
		db_reset(db, sql_run_find);
		if (run && reported) {
			db_bind_int(db, sql_run_folder, ":run", run);
			db_bind_text(db, sql_run_folder, ":tree", f->tree);
			db_run(db, sql_run_folder);
		}
		return run;
	}
	db_bind_text(db, sql_run_add, ":name", f->run);
	db_bind_int(db, sql_run_add, ":plan", plan);
	db_bind_text(db, sql_run_add, ":platform", f->platform);
	db_bind_text(db, sql_run_add, ":lane", f->lane);
	db_bind_text(db, sql_run_add, ":commit", f->commit);
	db_bind_text(db, sql_run_add, ":tree", f->tree);
	db_bind_text(db, sql_run_add, ":source", "folder");
	db_run(db, sql_run_add);
	return db_last_id(db);
}

long long
results_occasion(struct db *db, struct diag *d, struct loc at, const struct results_given *g, const char *platform)
{
	long long occasion = 0, attempt = g->attempt ? g->attempt : 1;

	db_bind_text(db, sql_occasion_find, ":name", g->run);
	db_bind_int(db, sql_occasion_find, ":attempt", attempt);
	db_bind_text(db, sql_occasion_find, ":lane", g->lane);
	db_bind_text(db, sql_occasion_find, ":platform", platform);
	db_bind_text(db, sql_occasion_find, ":commit", g->commit);
	if (db_next(db, sql_occasion_find)) {
		const char *commit = db_text(db, sql_occasion_find, 1);

		occasion = db_int(db, sql_occasion_find, 0);
		if (strcmp(commit, g->commit)) {
			diag_error(d, at,
				"run '%s' is of commit %s in the record, and not of %s: give it another --run or --attempt",
				g->run, commit, g->commit);
			occasion = 0;
		}
		db_reset(db, sql_occasion_find);
		if (occasion && g->started >= 0) {
			db_bind_int(db, sql_occasion_earlier, ":started", g->started);
			db_bind_int(db, sql_occasion_earlier, ":occasion", occasion);
			db_run(db, sql_occasion_earlier);
		}
		return occasion;
	}
	db_bind_text(db, sql_occasion_add, ":name", g->run);
	db_bind_int(db, sql_occasion_add, ":attempt", attempt);
	db_bind_text(db, sql_occasion_add, ":lane", g->lane);
	db_bind_text(db, sql_occasion_add, ":platform", platform);
	db_bind_text(db, sql_occasion_add, ":commit", g->commit);
	if (g->started >= 0)
		db_bind_int(db, sql_occasion_add, ":started", g->started);
	db_run(db, sql_occasion_add);
	return db_last_id(db);
}

/* The occasion that the file's kept result answers; 0 if there is none. */
static long long
find_occasion(struct importer *im, struct db *db, const struct verdict_file *f)
{
	if (!f->kept || !im->given->lane)
		return 0;
	long long occasion = results_occasion(db, im->diag, at_key(f, KEY_UNIT), im->given, f->platform);

	db_bind_int(db, sql_occasion_dropped, ":occasion", occasion);
	if (db_next(db, sql_occasion_dropped)) {
		im->pruned |= db_int(db, sql_occasion_dropped, 0) != 0;
		db_reset(db, sql_occasion_dropped);
	}
	return occasion;
}

static struct place
find_place(struct importer *im, struct record *r, const struct verdict_file *f, const struct place *before)
{
	const struct verdict_file *b = before->file;
	struct place place = { .file = f };

	if (b && same(b->plan, f->plan) && same(b->suite, f->suite))
		place.plan = before->plan;
	else
		place.plan = find_plan(im, r, f);
	if (b && place.plan && place.plan == before->plan && same(b->run, f->run) && same(b->platform, f->platform) &&
		same(b->lane, f->lane) && same(b->commit, f->commit) && same(b->tree, f->tree))
		place.run = before->run;
	else if (place.plan)
		place.run = find_run(im, r->db, f, place.plan);
	if (b && b->kept == f->kept && same(b->platform, f->platform))
		place.occasion = before->occasion;
	else
		place.occasion = find_occasion(im, r->db, f);
	return place;
}

static void
bind_attempt(struct db *db, const char *stmt, const struct verdict_file *f, long long run)
{
	db_bind_int(db, stmt, ":run", run);
	db_bind_text(db, stmt, ":unit", f->unit);
	db_bind_int(db, stmt, ":attempt", f->attempt);
}

static void
add_result(struct importer *im, struct db *db, const struct verdict_file *f, const struct place *place)
{
	db_bind_int(db, sql_unit_find, ":plan", place->plan);
	db_bind_text(db, sql_unit_find, ":unit", f->unit);
	if (!db_next(db, sql_unit_find)) {
		diag_error(im->diag, at_key(f, KEY_UNIT), "plan %s has no unit '%s'", f->plan, f->unit);
		return;
	}
	db_reset(db, sql_unit_find);
	im->count.verdicts[f->verdict]++;
	if (!*im->count.run || f->finished > im->count.finished ||
		(f->finished == im->count.finished && strcmp(f->run, im->count.run) > 0)) {
		strcpy(im->count.run, f->run);
		im->count.finished = f->finished;
	}
	struct attempt attempt = { .run = place->run,
		.unit = f->unit,
		.attempt = f->attempt,
		.verdict = f->verdict,
		.status = f->status,
		.usec = f->usec,
		.seed = f->seed,
		.finished = f->finished };
	int other;
	enum attempt_found found = attempt_add(db, &attempt, &other);

	im->count.imported += found != ATTEMPT_KNOWN;
	im->count.known += found == ATTEMPT_KNOWN;
	if (found == ATTEMPT_DISPUTED)
		diag_warn(im->diag, at_key(f, KEY_VERDICT),
			"attempt %lld of unit '%s' in run '%s' has another result in the record, '%s': both are kept, and the worse counts",
			f->attempt, f->unit, f->run, verdict_names[other]);
	if (f->tail) {
		bind_attempt(db, sql_log_add, f, place->run);
		db_bind_text(db, sql_log_add, ":tail", f->tail);
		db_run(db, sql_log_add);
	}
	if (place->occasion) {
		bind_attempt(db, sql_delivery_add, f, place->run);
		db_bind_int(db, sql_delivery_add, ":occasion", place->occasion);
		db_run(db, sql_delivery_add);
		im->count.cached += f->finished < im->given->started;
	}
}

bool
results_import(struct record *r, struct diag *d, const char *dir, const struct results_given *given,
	struct results_count *count)
{
	static const struct results_given nothing = { .started = -1, .seed = -1 };
	struct importer im = { .diag = d, .given = given ? given : &nothing, .count = *count };
	struct place place = { 0 };
	int errors = d->errors;

	/* Everything is read before the record is locked, so that others wait for a short time only. */
	read_folders(&im, dir);
	if (d->errors == errors && im.file_count) {
		db_begin(r->db);
		for (size_t i = 0; i < im.file_count; i++) {
			place = find_place(&im, r, im.files[i], &place);
			if (place.run)
				add_result(&im, r->db, im.files[i], &place);
		}
		if (im.pruned)
			attempt_sweep(r->db);
		if (d->errors == errors)
			db_commit(r->db);
		else
			db_rollback(r->db);
	}
	arena_release(&im.arena);
	if (d->errors == errors)
		*count = im.count;
	return d->errors == errors;
}

/* --- summary ---------------------------------------------------------------------------------- */

bool
results_summary(struct record *r, const char *suite, const char *run, struct results_summary *ret_summary)
{
	struct results_summary s = { 0 };
	struct db *db = r->db;

	db_bind_text(db, sql_summary_units, ":run", run);
	db_bind_text(db, sql_summary_units, ":suite", suite);
	while (db_next(db, sql_summary_units)) {
		int verdict = text_index_of(verdict_names, db_text(db, sql_summary_units, 0));
		size_t count = (size_t)db_int(db, sql_summary_units, 1);

		*(verdict < 0 ? &s.flaky : &s.verdicts[verdict]) += count;
		s.units += count;
	}
	db_bind_text(db, sql_summary_attempts, ":run", run);
	db_bind_text(db, sql_summary_attempts, ":suite", suite);
	while (db_next(db, sql_summary_attempts)) {
		s.usec_sum = (unsigned long long)db_int(db, sql_summary_attempts, 0);
		s.usec_longest = (unsigned long long)db_int(db, sql_summary_attempts, 1);
		s.usec_wall = (unsigned long long)(db_int(db, sql_summary_attempts, 3) -
			db_int(db, sql_summary_attempts, 2));
	}
	*ret_summary = s;
	return s.units > 0;
}
