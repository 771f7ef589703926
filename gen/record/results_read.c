#include "record/results_inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/foreign.h"
#include "base/text.h"
#include "record/plans.h"
#include "unit/folders.h"
#include "unit/journal.h"
#include "unit/marked.h"
#include "unit/part.h"
#include "unit/planfile.h"
#include "unit/rejudge.h"

enum { VERDICT_SIZE_MAX = 64 * 1024, TAIL_SIZE = 4096, ATTEMPTS_MAX = 1000 };

bool
results_is_future(long long usec)
{
	return usec > clock_wall() + 86400ll * 1000000;
}

/* --- one verdict file ------------------------------------------------------------------------- */

/* What is wrong with the file of a verdict by itself was reported since there were that many errors: count it. */
static void
count_faults(struct importer *im, int errors)
{
	im->count.faults += (size_t)(im->diag->errors - errors);
}

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

/* Report it if the verdict, which is complete, does not go with what the caller says. */
static void
agree_with_given(struct importer *im, const struct verdict_file *f, bool kept)
{
	const struct results_given *g = im->given;
	const struct verdict *v = &f->is;

	agree(im, f, KEY_LANE, v->lane, g->lane);
	agree(im, f, KEY_PLATFORM, v->platform, g->platform);
	agree(im, f, KEY_COMMIT, v->commit, g->commit_is_default ? NULL : g->commit);
	if (kept && g->lane && (!g->commit || !g->run))
		diag_error(im->diag, verdict_at(f, KEY_PART),
			"a result that Nix keeps does not say which run of lane '%s' it answers: give --commit and --run, too",
			g->lane);
}

/* Fill in what the caller knows and the file does not say. */
static void
complete(const struct importer *im, struct verdict_file *f, bool kept)
{
	const struct results_given *g = im->given;
	struct verdict *v = &f->is;

	if (!v->platform)
		v->platform = g->platform;
	if (kept)
		return;
	if (!v->lane)
		v->lane = g->lane;
	if (!v->commit)
		v->commit = g->commit;
	if (!f->line_of[KEY_ATTEMPT] && g->attempt && (!g->attempt_is_default || !v->run))
		v->attempt = g->attempt;
	if (!v->run)
		v->run = g->run;
}

/* Is the folder, which has the name of the unit in another case, that of the unit? So it is where case does not count, and the unit had
 * another name when the folder was made. */
static bool
is_folder_of(struct importer *im, const struct found *f)
{
	struct stat is, named;
	const char *folder = arena_printf(&im->arena, "%s%s", f->path, f->kept_as ? "/.." : "");

	return esc_same_name(f->file.is.unit, f->folder) && !stat(folder, &is) &&
		!stat(arena_printf(&im->arena, "%s/../%s", folder, f->file.is.unit), &named) &&
		is.st_dev == named.st_dev && is.st_ino == named.st_ino;
}

/* Does the file lie where its unit and attempt belong? */
static void
check_folder(struct importer *im, const struct found *f)
{
	const struct verdict *v = &f->file.is;

	if (v->unit && strcmp(v->unit, f->folder) && !is_folder_of(im, f))
		diag_error(im->diag, verdict_at(&f->file, KEY_UNIT),
			"this is the verdict of unit '%s', but it lies in the folder '%s'", v->unit, f->folder);
	if (f->kept_as && v->attempt != f->kept_as)
		diag_error(im->diag, verdict_at(&f->file, KEY_ATTEMPT),
			"this is the verdict of attempt %lld, but it lies in the folder 'attempt-%lld'", v->attempt,
			f->kept_as);
}

/* A file of a unit's folder, its path in the arena; false if it is not there, or if nobody can tell, which was reported. */
static bool
find_file(struct importer *im, const char *dir, const char *folder, const char *name, const char **ret_path,
	struct stat *ret_st)
{
	*ret_path = arena_printf(&im->arena, "%s/%s/%s", dir, folder, name);
	if (diag_leads_out(im->diag, dir, *ret_path))
		return false;
	if (!stat(*ret_path, ret_st))
		return S_ISREG(ret_st->st_mode);
	if (errno != ENOENT && errno != ENOTDIR)
		diag_unread(im->diag, *ret_path);
	return false;
}

/* The end of a log, from the start of a line if one begins there, as text that a database and a page can hold. */
static const char *
tail_of(struct importer *im, const char *s, size_t len)
{
	const char *end = s + len;
	struct buf tail = { 0 };

	if (len > TAIL_SIZE) {
		s = end - TAIL_SIZE - 1; /* the byte before it tells whether a line begins there */
		const char *newline = memchr(s, '\n', TAIL_SIZE);

		s = newline ? newline + 1 : s + 1;
	}
	foreign_store(&tail, s, (size_t)(end - s), (size_t)-1);
	const char *text = tail.len ? arena_strndup(&im->arena, tail.s, tail.len) : NULL;

	buf_release(&tail);
	return text;
}

static const char *
read_tail(struct importer *im, const char *path)
{
	struct buf log = { 0 };

	file_read_end(path, true, TAIL_SIZE + 1, &log);
	const char *text = tail_of(im, buf_text(&log), log.len);

	buf_release(&log);
	return text;
}

static void
note_unfinished(struct importer *im, const char *folder)
{
	char *names = im->count.unfinished_names;
	size_t used = strlen(names), room = sizeof(im->count.unfinished_names) - used;
	struct buf shown = { 0 };

	im->count.unfinished++;
	if (used && !strcmp(names + used - (used < 3 ? used : 3), "..."))
		return;
	foreign_clean(&shown, folder, sizeof(im->count.unfinished_names), false);
	if (shown.len + 1 + 4 >= room) { /* " ..." must always fit */
		memcpy(names + used, used ? " ..." : "...", used ? 5 : 4);
	} else {
		if (used)
			names[used++] = ' ';
		memcpy(names + used, buf_text(&shown), shown.len + 1);
	}
	buf_release(&shown);
}

/* Where the times of files are lost, as in the Nix store or on the way through a CI service, the verdict says when it
 * ended. If it does not, the one who imports may say when its run began; that says nothing of a result that Nix has
 * kept from before. */
static void
set_times(struct importer *im, struct verdict_file *f, bool kept, long long verdict_time, long long start_time)
{
	bool told = !f->line_of[KEY_FINISHED] && !kept && im->given->started >= 0;

	if (told)
		f->is.finished = im->given->started;
	else if (!f->line_of[KEY_FINISHED])
		f->is.finished = verdict_time;
	if (results_is_future(f->is.finished))
		diag_error(im->diag, verdict_at(f, KEY_FINISHED),
			"this result is from the future, and would count as the newest from now on: set the clock of the machine that made it, and the file's time");
	if (!f->line_of[KEY_SECONDS] && !told && start_time >= 0 && f->is.finished >= start_time)
		f->is.usec = f->is.finished - start_time;
}

/* Is the part that of the unit on one of the plan's platforms? */
static bool
is_part_somewhere(const struct planfile *plan, const struct planfile_unit *u, const char *part)
{
	char there[SHA256_HEX + 1];

	for (size_t i = 0; i < plan->platform_count; i++) {
		part_of(plan, &plan->platforms[i], u, there);
		if (!strcmp(there, part))
			return true;
	}
	return false;
}

/* Report it if the verdict is of another part than the plan that it names has for its unit, `part`, or "" if nobody knows on
 * which platform it ran. */
static void
compare_part(struct importer *im, const struct found *f, const struct planfile *plan, const struct planfile_unit *u,
	const char *part)
{
	const struct verdict *v = &f->file.is;

	if (*part && strcmp(part, v->part))
		diag_error(im->diag, verdict_at(&f->file, KEY_PART),
			"the verdict is of part %s, but unit '%s' on platform '%s' is part %s of the plan that it names: it answers nothing",
			v->part, v->unit, v->platform, part);
	else if (!*part && !v->platform && !is_part_somewhere(plan, u, v->part))
		diag_error(im->diag, verdict_at(&f->file, KEY_PART),
			"the verdict is of part %s, which unit '%s' is on no platform of the plan that it names: it answers nothing",
			v->part, v->unit);
}

/* The plan that the verdict names, or the one that is at hand; NULL if it is not found. */
static const struct planfile *
plan_of(struct importer *im, const struct verdict *v)
{
	if (!im->given->plans || !v->unit)
		return NULL;
	return v->plan ? plans_find(im->given->plans, v->plan) : plans_here(im->given->plans);
}

/* What the plan says of the unit: which part the verdict is of, if that is not said, else whether it is that one; and
 * how it is to be judged, if nobody has looked at more than its exit status. A verdict that names no plan is of the one
 * that is at hand, if that has its part. */
static void
look_into_plan(struct importer *im, struct found *f)
{
	struct verdict *v = &f->file.is;
	bool named = v->plan != NULL;
	const struct planfile *plan = plan_of(im, v);
	const struct planfile_unit *u = plan ? planfile_unit(plan, v->unit) : NULL;
	const struct planfile_platform *on = plan && v->platform ? planfile_platform(plan, v->platform) : NULL;
	char part[SHA256_HEX + 1] = "";

	if (u && on)
		part_of(plan, on, u, part);
	if (!v->part && *part) {
		v->part = arena_strdup(&im->arena, part);
	} else if (v->part && named && u && text_is_hex(v->part, SHA256_HEX)) {
		compare_part(im, f, plan, u, part);
	} else if (v->part && !named) {
		if (!*part || strcmp(part, v->part))
			diag_error(im->diag, verdict_at(&f->file, KEY_PART),
				"the verdict names no plan, and its part is not that of unit '%s' on this plan's platform '%s': it is of another plan, and answers nothing here",
				v->unit ? v->unit : "(none)", v->platform ? v->platform : "(none)");
		else
			v->plan = plan->fingerprint;
	}
	f->said = *v;
	if (u && v->seen && u->judge.protocol != PROTOCOL_EXIT) {
		f->rule = &u->judge;
		rejudge(v, &im->arena, f->rule, f->path, NULL);
	}
}

/* It may come from anywhere. */
static void
clean_reason(struct importer *im, struct verdict *v)
{
	struct buf text = { 0 };

	if (!v->reason)
		return;
	foreign_store(&text, v->reason, strlen(v->reason), VERDICT_REASON_MAX);
	v->reason = text.len ? arena_strndup(&im->arena, text.s, text.len) : NULL;
	buf_release(&text);
}

/* The verdict was read, from a file of that time. `start_time` is below 0 if there is none. */
static void
take_verdict(struct importer *im, struct found *f, long long time, long long start_time)
{
	set_times(im, &f->file, f->kept, time, start_time);
	look_into_plan(im, f);
	clean_reason(im, &f->file.is);
	im->files = arena_grow(&im->arena, im->files, im->file_count, sizeof(*im->files));
	im->files[im->file_count++] = f;
}

/* Read the text of a verdict, which is whole, and complete it. False if it is wrong by itself, which was reported and
 * counted. */
static bool
read_text(struct importer *im, struct found *f, const char *path, const struct buf *text)
{
	int errors = im->diag->errors;

	if (verdict_read(&f->file, &im->arena, im->diag, path, text->s, text->len)) {
		f->kept = verdict_is_kept(&f->file.is);
		complete(im, &f->file, f->kept);
		verdict_check(&f->file, im->diag);
	}
	count_faults(im, errors);
	return im->diag->errors == errors;
}

/* Read the verdict, a file of that time. `start_time` is below 0 and `log` NULL if there is none. False if it is not
 * whole. */
static bool
read_verdict(struct importer *im, struct found *f, const char *path, long long time, long long start_time,
	const char *log)
{
	struct buf text = { 0 };

	if (!file_read(path, &text)) {
		diag_unread(im->diag, path);
		return true;
	}
	bool whole = verdict_is_whole(text.s, text.len);

	if (whole && read_text(im, f, path, &text)) {
		agree_with_given(im, &f->file, f->kept);
		check_folder(im, f);
		take_verdict(im, f, time, start_time);
		if (log && f->file.is.verdict != VERDICT_PASS)
			f->tail = read_tail(im, log);
	}
	buf_release(&text);
	return whole;
}

/* Read a line of a journal. */
static void
read_line(struct importer *im, const struct journal_line *line)
{
	struct found *f = arena_alloc(&im->arena, sizeof(*f));
	int errors = im->diag->errors;

	f->folder = line->unit;
	f->path = line->path;
	if (!journal_verdict(line, &im->arena, im->diag, &f->file)) {
		count_faults(im, errors);
		note_unfinished(im, line->unit);
		return;
	}
	f->kept = verdict_is_kept(&f->file.is);
	complete(im, &f->file, f->kept);
	agree_with_given(im, &f->file, f->kept);
	take_verdict(im, f, -1, -1);
}

/* The attempt before this one of the same build, if this log has it. All builds of one derivation have the same run: the last
 * attempt that was read of the unit is of the same build if it is the one before. */
static const struct found *
attempt_before(const struct importer *im, const struct found *f)
{
	for (size_t i = im->file_count; i-- > 0;) {
		const struct found *before = im->files[i];

		if (before->build && !strcmp(before->build, f->build) && !strcmp(before->folder, f->folder))
			return before->file.is.attempt == f->file.is.attempt - 1 ? before : NULL;
	}
	return NULL;
}

/* Name the run that a red of a log is of: Nix keeps nothing of a red, and what it keeps of the next build has the same name. False if
 * that is no name of a run, which was reported and counted. */
static bool
name_run(struct importer *im, struct found *f)
{
	struct verdict *v = &f->file.is;
	int errors = im->diag->errors;

	f->build = v->run;
	const struct found *before = attempt_before(im, f);

	v->run = before ? before->file.is.run : arena_printf(&im->arena, "%s+%lld", v->run, v->finished);
	if (!verdict_is_run(v->run))
		diag_error(im->diag, verdict_at(&f->file, KEY_RUN),
			"the run of this red would be called '%s', which is longer than %d bytes", v->run,
			RUN_NAME_MAX);
	count_faults(im, errors);
	return im->diag->errors == errors;
}

/* Read a red of a log. */
static void
read_marked(struct importer *im, const struct marked_block *b, const char *path)
{
	struct found *f = arena_alloc(&im->arena, sizeof(*f));
	struct verdict *v = &f->file.is;
	const struct marked_text *log = &b->parts[MARKED_LOG];

	f->folder = b->unit;
	f->path = path;
	f->file = b->verdict;
	f->kept = verdict_is_kept(v);
	complete(im, &f->file, f->kept);
	agree_with_given(im, &f->file, f->kept);
	const struct planfile *plan = v->verdict == VERDICT_SKIP ? plan_of(im, v) : NULL;
	const struct planfile_unit *u = plan ? planfile_unit(plan, v->unit) : NULL;

	if (u && u->judge.may_skip)
		return; /* that would be green; where the plan is missing, that is reported later */
	if (f->kept && !name_run(im, f)) {
		note_unfinished(im, b->unit);
		return;
	}
	f->tail = log->s ? tail_of(im, log->s, log->len) : NULL;
	f->cases_text = b->parts[MARKED_CASES];
	take_verdict(im, f, -1, -1);
}

/* Read one attempt of a unit from a folder: the last one, or, from 1, one that was kept apart. False if there is
 * nothing that tests.mk or exec puts there. *ret_attempt is its number, or 0 if it was not finished. */
static bool
read_attempt(struct importer *im, const char *dir, const char *unit, const char *folder, long long kept_as,
	long long *ret_attempt)
{
	const char *start, *log, *verdict, *cases, *report;
	struct stat verdict_st, start_st, log_st, other;
	bool has_start = find_file(im, dir, folder, "start", &start, &start_st);
	bool has_log = find_file(im, dir, folder, "log", &log, &log_st);
	bool has_verdict = find_file(im, dir, folder, "verdict", &verdict, &verdict_st);

	*ret_attempt = 0;
	if (kept_as && diag_leads_out(im->diag, dir, arena_printf(&im->arena, "%s/%s", dir, folder)))
		return true;
	if (has_verdict && verdict_st.st_size > VERDICT_SIZE_MAX) {
		diag_error(im->diag, (struct loc){ verdict, 0, 0 },
			"the verdict file is larger than %d bytes, so it is ignored", VERDICT_SIZE_MAX);
		im->count.faults++;
		return true;
	}
	struct found *f = arena_alloc(&im->arena, sizeof(*f));

	f->folder = unit;
	f->path = arena_printf(&im->arena, "%s/%s", dir, folder);
	f->kept_as = kept_as;
	f->cases = find_file(im, dir, folder, "cases", &cases, &other) ? cases : NULL;
	find_file(im, dir, folder, "report.xml", &report, &other); /* it may be read when the verdict is judged again */
	bool whole = has_verdict &&
		read_verdict(im, f, verdict, file_modified(&verdict_st), has_start ? file_modified(&start_st) : -1,
			has_log ? log : NULL);

	if (!whole && (has_verdict || has_start || has_log))
		note_unfinished(im, folder);
	*ret_attempt = f->file.is.attempt > 0 ? f->file.is.attempt : 0;
	return has_verdict || has_start || has_log;
}

/* Read the folder of a unit, and the attempts before the last one. If one of them is wrong, none is taken: without it, the
 * others would tell another story, of a unit that passed at once. */
static void
read_folder(struct importer *im, const char *dir, const char *unit, const char *folder)
{
	const size_t files = im->file_count, faults = im->count.faults, unfinished = im->count.unfinished;
	long long last, attempt;
	bool found = read_attempt(im, dir, unit, folder, 0, &last), is_noted = im->count.unfinished > unfinished;

	/* A run that was killed while it tried again has left no last one. */
	for (long long n = 1; found && n <= ATTEMPTS_MAX && (!last || n < last); n++)
		if (!read_attempt(im, dir, unit, arena_printf(&im->arena, "%s/attempt-%lld", folder, n), n, &attempt) &&
			!last)
			break;
	if (im->count.faults > faults) {
		im->file_count = files;
		if (!is_noted)
			note_unfinished(im, folder);
	}
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool
is_wanted(const struct results_given *g, const char *folder)
{
	return !g->folders || bsearch(&folder, g->folders, g->folder_count, sizeof(*g->folders), text_order);
}

/* A folder of results that is read. */
struct reading {
	struct importer *im;
	const char *dir;
	size_t units; /* that were read */
};

/* Does the folder hold one of the files by which a unit's is known, as a file and no link? */
static bool
is_unit(const char *folder)
{
	return folders_has(folder, "verdict") || folders_has(folder, "log") || folders_has(folder, "start");
}

/* Is it what a unit's folder keeps of an attempt before the last one? */
static bool
is_attempt(struct arena *a, const char *path, const char *name)
{
	return !strncmp(name, "attempt-", 8) && text_number(name + 8) > 0 &&
		is_unit(arena_strndup(a, path, strlen(path) - strlen(name) - 1));
}

static void
read_found(void *ctx, const struct folders_unit *u)
{
	struct reading *r = ctx;

	if (!is_wanted(r->im->given, u->unit) || (!u->line && is_attempt(&r->im->arena, u->path, u->unit)))
		return;
	r->units++;
	if (u->line)
		read_line(r->im, u->line);
	else
		read_folder(r->im, r->dir, u->unit, u->path + strlen(r->dir) + 1);
}

/* Report the folders in dir that are links out of it, or whose files are, so that nobody finds them. What is a link
 * within dir is found where it leads. How many there are. */
static size_t
refuse_links(struct importer *im, const char *dir)
{
	static const char *const files[] = { "verdict", "start", "log" };
	const char **names;
	size_t count, links = 0;

	if (!file_list(&im->arena, dir, &names, &count))
		return 0; /* which is reported by who looks for folders */
	for (size_t i = 0; i < count; i++) {
		const char *folder = arena_printf(&im->arena, "%s/%s", dir, names[i]);
		size_t before = links;

		if (!is_wanted(im->given, names[i]))
			continue;
		links += diag_leads_out(im->diag, dir, folder);
		for (size_t k = 0; k < countof(files) && links == before && !is_unit(folder); k++)
			links += diag_leads_out(im->diag, dir, arena_printf(&im->arena, "%s/%s", folder, files[k]));
	}
	return links;
}

/* Read every unit folder below dir, and every line of a journal. */
void
results_read(struct importer *im, const char *dir)
{
	struct reading r = { .im = im, .dir = dir };
	size_t links = refuse_links(im, dir);
	struct folders_count count;

	if (folders_find(&im->arena, im->diag, dir, read_found, &r, &count) && !r.units && !links)
		diag_error(im->diag, (struct loc){ dir, 0, 0 },
			"holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those");
	im->count.faults += count.damaged;
}

void
results_read_marked(struct importer *im, const struct marked_log *log)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct marked_block *b = &log->blocks[i];

		if (!is_wanted(im->given, b->unit))
			continue;
		if (b->wrong)
			note_unfinished(im, b->unit);
		else
			read_marked(im, b, log->path);
	}
}
