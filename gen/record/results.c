#include "record/results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/text.h"
#include "lib/db.h"
#include "record/attempt.h"
#include "record/record.h"
#include "record/runs.h"
#include "base/foreign.h"

/* --- statements -------------------------------------------------------------------------------- */

static const char sql_unit_find[] = "SELECT 1 FROM plan_unit WHERE plan = :plan AND unit = :unit";
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

/* Of two results of one second, the one that was recorded later counts. */
static const char sql_last_failed[] =
	"SELECT unit FROM (SELECT x.unit, x.verdict, row_number() OVER (PARTITION BY x.unit "
	"ORDER BY x.finished DESC, r.id DESC, x.attempt DESC) AS place "
	"FROM run r JOIN result x ON x.run = r.id "
	"WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) AND r.platform IS :platform "
	"AND x.verdict IN ('pass', 'fail', 'timeout', 'crash')) "
	"WHERE place = 1 AND verdict <> 'pass' ORDER BY unit";

enum { VERDICT_SIZE_MAX = 64 * 1024, TAIL_SIZE = 4096, ATTEMPTS_MAX = 1000 };

/* One attempt of a unit, as it lies in its folder. */
struct found {
	struct verdict_file file;
	const char *folder; /* the name of the unit's folder */
	long long kept_as;  /* it lies in the folder of this attempt within it; 0: in the unit's folder itself */
	bool kept;          /* Nix keeps the result */
	const char *tail;   /* of the log, if it did not pass; or NULL */
};

struct importer {
	struct diag *diag;
	const struct results_given *given;
	struct arena arena;
	struct found **files;
	size_t file_count;
	bool pruned; /* a run or occasion that they belong to was pruned */
	struct results_count count;
};

bool
results_is_future(long long usec)
{
	return usec > clock_wall() + 86400ll * 1000000;
}

/* --- one verdict file ------------------------------------------------------------------------- */

/* Report it if the verdict says something else of the key than the caller. */
static void
agree(struct importer *im, const struct verdict_file *f, enum verdict_key key, const char *says, const char *given)
{
	const char *name = verdict_key_name(key);

	if (says && given && strcmp(says, given))
		diag_error(im->diag, verdict_at(f, key),
			"the verdict says '%s %s', but --%s says '%s': leave that option out, or import these results separately",
			name, says, name, given);
}

/* Fill in what the caller knows better than the file. */
static void
complete(struct importer *im, struct verdict_file *f, bool kept)
{
	const struct results_given *g = im->given;
	struct verdict *v = &f->is;

	agree(im, f, KEY_LANE, v->lane, g->lane);
	agree(im, f, KEY_PLATFORM, v->platform, g->platform);
	agree(im, f, KEY_COMMIT, v->commit, g->commit_is_default ? NULL : g->commit);
	if (!v->platform)
		v->platform = g->platform;
	if (kept) {
		if (g->lane && (!g->commit || !g->run))
			diag_error(im->diag, verdict_at(f, KEY_PART),
				"a result that Nix keeps does not say which run of lane '%s' it answers: give --commit and --run, too",
				g->lane);
		return;
	}
	if (!v->lane)
		v->lane = g->lane;
	if (!v->commit)
		v->commit = g->commit;
	if (!f->line_of[KEY_ATTEMPT] && g->attempt && (!g->attempt_is_default || !v->run))
		v->attempt = g->attempt;
	if (!v->run)
		v->run = g->run;
}

/* Does the file lie where its unit and attempt belong? */
static void
check_folder(struct importer *im, const struct found *f)
{
	const struct verdict *v = &f->file.is;

	if (v->unit && strcmp(v->unit, f->folder))
		diag_error(im->diag, verdict_at(&f->file, KEY_UNIT),
			"this is the verdict of unit '%s', but it lies in the folder '%s'", v->unit, f->folder);
	if (f->kept_as && v->attempt != f->kept_as)
		diag_error(im->diag, verdict_at(&f->file, KEY_ATTEMPT),
			"this is the verdict of attempt %lld, but it lies in the folder 'attempt-%lld'", v->attempt,
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

/* The end of a log, from the start of a line if one begins there, as text that a database and a page can hold. */
static const char *
read_tail(struct importer *im, const char *path)
{
	struct buf log = { 0 }, tail = { 0 };

	file_read_end(path, TAIL_SIZE + 1, &log); /* the byte before it tells whether a line begins there */
	const char *s = buf_text(&log), *end = s + log.len;

	if (log.len > TAIL_SIZE) {
		const char *newline = memchr(s, '\n', log.len - 1);

		s = newline ? newline + 1 : s + 1;
	}
	foreign_store(&tail, s, (size_t)(end - s), (size_t)-1);
	const char *text = tail.len ? arena_strndup(&im->arena, tail.s, tail.len) : NULL;

	buf_release(&log);
	buf_release(&tail);
	return text;
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

/* Where the times of files are lost, as in the Nix store, the verdict says when it ended. */
static void
set_times(struct importer *im, struct verdict_file *f, long long verdict_time, long long start_time)
{
	if (!f->line_of[KEY_FINISHED])
		f->is.finished = verdict_time;
	if (results_is_future(f->is.finished))
		diag_error(im->diag, verdict_at(f, KEY_FINISHED),
			"this result is from the future, and would count as the newest from now on: set the clock of the machine that made it, and the file's time");
	if (!f->line_of[KEY_SECONDS] && start_time >= 0 && f->is.finished >= start_time)
		f->is.usec = f->is.finished - start_time;
}

/* Read the verdict, a file of that time. `start_time` is below 0 and `log` NULL if there is none. False if it is not
 * whole. */
static bool
read_verdict(struct importer *im, struct found *f, const char *path, long long time, long long start_time,
	const char *log)
{
	struct buf text = { 0 };

	if (!file_read(path, &text)) {
		diag_error(im->diag, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
		return true;
	}
	bool whole = verdict_is_whole(text.s, text.len);

	if (whole) {
		if (verdict_read(&f->file, &im->arena, im->diag, path, text.s, text.len)) {
			f->kept = verdict_is_kept(&f->file.is);
			complete(im, &f->file, f->kept);
			verdict_check(&f->file, im->diag);
			check_folder(im, f);
		}
		set_times(im, &f->file, time, start_time);
		if (log && f->file.is.verdict != VERDICT_PASS)
			f->tail = read_tail(im, log);
		im->files = arena_grow(&im->arena, im->files, im->file_count, sizeof(*im->files));
		im->files[im->file_count++] = f;
	}
	buf_release(&text);
	return whole;
}

/* Read one attempt of a unit from a folder: the last one, or, from 1, one that was kept apart. False if there is
 * nothing that tests.mk or exec puts there. *ret_attempt is its number, or 0 if it was not finished. */
static bool
read_attempt(struct importer *im, const char *dir, const char *unit, const char *folder, long long kept_as,
	long long *ret_attempt)
{
	const char *start, *log, *verdict;
	struct stat verdict_st, start_st, log_st;
	bool has_start = find_file(im, dir, folder, "start", &start, &start_st);
	bool has_log = find_file(im, dir, folder, "log", &log, &log_st);
	bool has_verdict = find_file(im, dir, folder, "verdict", &verdict, &verdict_st);

	*ret_attempt = 0;
	if (has_verdict && verdict_st.st_size > VERDICT_SIZE_MAX) {
		diag_error(im->diag, (struct loc){ verdict, 0, 0 },
			"the verdict file is larger than %d bytes, so it is ignored", VERDICT_SIZE_MAX);
		return true;
	}
	struct found *f = arena_alloc(&im->arena, sizeof(*f));

	f->folder = unit;
	f->kept_as = kept_as;
	bool whole = has_verdict &&
		read_verdict(im, f, verdict, file_modified(&verdict_st), has_start ? file_modified(&start_st) : -1,
			has_log ? log : NULL);

	if (!whole && (has_verdict || has_start || has_log))
		note_unfinished(im, folder);
	*ret_attempt = f->file.is.attempt;
	return has_verdict || has_start || has_log;
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
	const char **names;
	size_t count, folders = 0;

	if (!file_list(&im->arena, dir, &names, &count)) {
		diag_error(im->diag, (struct loc){ dir, 0, 0 }, "cannot be read: %s", strerror(errno));
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (is_wanted(im->given, names[i]))
			folders += read_folder(im, dir, names[i]);
	if (!folders)
		diag_error(im->diag, (struct loc){ dir, 0, 0 },
			"holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those");
}

/* --- into the record -------------------------------------------------------------------------- */

/* What the file before this one belonged to; nearly always the next one belongs to the same. */
struct place {
	const struct found *found; /* the file that it was found for, or NULL */
	long long plan, run;       /* 0: there is none, which was reported */
	long long occasion;        /* 0: there is none */
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
	long long plan = record_plan(r, f->is.plan, &suite);

	if (!plan) {
		diag_error(im->diag, verdict_at(f, KEY_PLAN),
			"the record does not know plan %s: run 'nightshift generate' at the commit that it came from",
			f->is.plan);
	} else if (strcmp(suite, f->is.suite)) {
		diag_error(im->diag, verdict_at(f, KEY_SUITE), "plan %s is of suite '%s', not of '%s'", f->is.plan,
			suite, f->is.suite);
		plan = 0;
	}
	free(suite);
	return plan;
}

/* Report it if the record says something else of the run than the file. */
static bool
agrees(struct importer *im, const struct verdict_file *f, enum verdict_key key, const char *before, const char *now)
{
	const char *name = verdict_key_name(key);

	if (same(before, now))
		return true;
	diag_error(im->diag, verdict_at(f, key), "run '%s' has '%s %s' here, and '%s %s' elsewhere", f->is.run, name,
		now ? now : "(none)", name, before ? before : "(none)");
	return false;
}

/* The number of the run that the file belongs to; it is added where it is new. */
static long long
find_run(struct importer *im, struct db *db, const struct verdict_file *f, long long plan)
{
	const struct verdict *v = &f->is;
	const struct run_key key = { v->run, plan, v->platform, v->lane, v->commit, v->tree };
	struct run run;

	if (v->platform && !runs_has_platform(db, plan, v->platform)) {
		diag_error(im->diag, verdict_at(f, KEY_PLATFORM), "plan %s has no platform '%s'", v->plan, v->platform);
		return 0;
	}
	if (!runs_find(db, &im->arena, &key, &run))
		return runs_add(db, &key, "folder");
	im->pruned |= run.dropped;
	bool ok = agrees(im, f, KEY_COMMIT, run.commit, v->commit);

	if (!run.reported || run.tree)
		ok &= agrees(im, f, KEY_TREE, run.tree, v->tree);
	if (ok && run.reported)
		runs_set_tree(db, run.id, v->tree);
	return ok ? run.id : 0;
}

/* The occasion that the file's kept result answers; 0 if there is none. */
static long long
find_occasion(struct importer *im, struct db *db, const struct found *f)
{
	if (!f->kept || !im->given->lane)
		return 0;
	long long occasion = runs_occasion(db, im->diag, verdict_at(&f->file, KEY_UNIT), im->given,
		f->file.is.platform);

	im->pruned |= runs_occasion_dropped(db, occasion);
	return occasion;
}

static struct place
find_place(struct importer *im, struct record *r, const struct found *f, const struct place *before)
{
	const struct verdict *v = &f->file.is, *b = before->found ? &before->found->file.is : NULL;
	struct place place = { .found = f };

	if (b && same(b->plan, v->plan) && same(b->suite, v->suite))
		place.plan = before->plan;
	else
		place.plan = find_plan(im, r, &f->file);
	if (b && place.plan && place.plan == before->plan && same(b->run, v->run) && same(b->platform, v->platform) &&
		same(b->lane, v->lane) && same(b->commit, v->commit) && same(b->tree, v->tree))
		place.run = before->run;
	else if (place.plan)
		place.run = find_run(im, r->db, &f->file, place.plan);
	if (b && before->found->kept == f->kept && same(b->platform, v->platform))
		place.occasion = before->occasion;
	else
		place.occasion = find_occasion(im, r->db, f);
	return place;
}

static bool
plan_has_unit(struct db *db, long long plan, const char *unit)
{
	db_bind_int(db, sql_unit_find, ":plan", plan);
	db_bind_text(db, sql_unit_find, ":unit", unit);
	bool found = db_next(db, sql_unit_find);

	db_reset(db, sql_unit_find);
	return found;
}

static void
add_result(struct importer *im, struct db *db, const struct found *f, const struct place *place)
{
	const struct verdict *v = &f->file.is;

	if (!plan_has_unit(db, place->plan, v->unit)) {
		diag_error(im->diag, verdict_at(&f->file, KEY_UNIT), "plan %s has no unit '%s'", v->plan, v->unit);
		return;
	}
	im->count.verdicts[v->verdict]++;
	if (!*im->count.run || v->finished > im->count.finished ||
		(v->finished == im->count.finished && strcmp(v->run, im->count.run) > 0)) {
		strcpy(im->count.run, v->run);
		im->count.finished = v->finished;
	}
	const struct attempt attempt = { .run = place->run,
		.unit = v->unit,
		.attempt = v->attempt,
		.verdict = v->verdict,
		.status = v->status,
		.usec = v->usec,
		.seed = v->seed,
		.finished = v->finished,
		.part = v->part,
		.seen = v->seen,
		.reason = v->reason };
	int other;
	enum attempt_found found = attempt_add(db, &attempt, &other);

	im->count.imported += found != ATTEMPT_KNOWN;
	im->count.known += found == ATTEMPT_KNOWN;
	if (found == ATTEMPT_DISPUTED)
		diag_warn(im->diag, verdict_at(&f->file, KEY_VERDICT),
			"attempt %lld of unit '%s' in run '%s' has another result in the record, '%s': both are kept, and the worse counts",
			v->attempt, v->unit, v->run, verdict_names[other]);
	if (f->tail)
		attempt_add_log(db, place->run, v->unit, v->attempt, f->tail);
	if (place->occasion) {
		attempt_deliver(db, place->occasion, place->run, v->unit, v->attempt);
		im->count.cached += v->finished < im->given->started;
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
		record_begin(r);
		for (size_t i = 0; i < im.file_count; i++) {
			place = find_place(&im, r, im.files[i], &place);
			if (place.run)
				add_result(&im, r->db, im.files[i], &place);
		}
		if (im.pruned)
			attempt_sweep(r->db);
	}
	arena_release(&im.arena);
	if (d->errors == errors)
		*count = im.count;
	return d->errors == errors;
}

/* --- questions ---------------------------------------------------------------------------------- */

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

const char **
results_last_failed(struct arena *a, struct record *r, const char *suite, const char *platform, size_t *ret_count)
{
	const char **names = NULL;
	size_t n = 0;

	db_bind_text(r->db, sql_last_failed, ":suite", suite);
	db_bind_text(r->db, sql_last_failed, ":platform", platform);
	while (db_next(r->db, sql_last_failed)) {
		names = arena_grow(a, names, n, sizeof(*names));
		names[n++] = arena_strdup(a, db_text(r->db, sql_last_failed, 0));
	}
	*ret_count = n;
	return names;
}
