#include "unit/gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/folders.h"
#include "unit/journal.h"
#include "unit/marked.h"
#include "unit/part.h"
#include "unit/planfile.h"
#include "unit/rejudge.h"

enum { VERDICT_SIZE_MAX = 64 * 1024 };

/* --- what is owed ----------------------------------------------------------------------------- */

/* Does no lane run the unit on the platform? */
static bool
never_runs(const struct gate *g, const struct planfile_unit *u)
{
	for (int lane = 0; lane < VERDICT_LANE_COUNT; lane++)
		if (planfile_owes(g->on, lane, u))
			return false;
	return true;
}

/* Note in `owed`, which has a flag for each unit of the plan, the unit that a line of the list names. */
static void
owe_line(const struct gate *g, struct diag *d, struct loc at, const char *id, bool *owed)
{
	const struct planfile *p = g->q->plan;
	const struct planfile_unit *u = planfile_unit_or_error(p, d, at, id);

	if (!u)
		return;
	if (never_runs(g, u))
		diag_error(d, at, "no lane runs unit '%s' on platform '%s'", id, g->on->name);
	owed[u - p->units] = true;
}

static void
owe_list(const struct gate *g, struct diag *d, bool *owed)
{
	struct buf text = { 0 };
	struct loc at = { g->q->owed, 1, 1 };

	if (!file_read(g->q->owed, &text))
		diag_unread(d, g->q->owed);
	for (const char *s = buf_text(&text), *end = s + text.len; s < end; at.line++) {
		const char *newline = memchr(s, '\n', (size_t)(end - s)), *stop = newline ? newline : end;

		if (stop > s)
			owe_line(g, d, at, arena_strndup(g->a, s, (size_t)(stop - s)), owed);
		s = stop + 1;
	}
	buf_release(&text);
}

/* Find out which seed units owe that take the suite's. */
static void
find_head(struct gate *g, struct diag *d)
{
	const struct gate_request *q = g->q;
	const char *from = q->plan->seed_from;

	if (q->seed >= 0) {
		g->head = q->seed;
	} else if (!strcmp(from, "fixed")) {
		g->head = q->plan->fallback;
	} else if (strcmp(from, "commit") != 0) {
		diag_error(d, (struct loc){ 0 },
			"the seed comes from the %s of the commit, which only the repository knows: give --seed, as 'nightshift seed' prints it",
			from);
	} else if (!q->commit) {
		diag_error(d, (struct loc){ 0 }, "the seed comes from the commit: give --commit or --seed");
	} else {
		g->head = planfile_seed_of(q->commit);
	}
}

/* What the unit has to answer for. */
static void
owe(struct gate *g, struct diag *d, const struct planfile_unit *u)
{
	struct gate_answer *w = &g->answers[g->count];

	if (u->seeding == PLANFILE_SEED_HEAD && g->head < 0 && !d->errors)
		find_head(g, d);
	*w = (struct gate_answer){ .unit = u,
		.seed = u->seeding == PLANFILE_SEED_HEAD    ? g->head
			: u->seeding == PLANFILE_SEED_FIXED ? u->seed
							    : -1 };
	part_of(g->q->plan, g->on, u, w->part);
	g->place[u - g->q->plan->units] = ++g->count;
}

static void
owe_all(struct gate *g, struct diag *d)
{
	const struct gate_request *q = g->q;
	const struct planfile *p = q->plan;
	bool *owed = arena_alloc(g->a, p->unit_count * sizeof(*owed));

	g->is_checked = !strcmp(g->on->does[q->lane], "checked");
	if (q->owed)
		owe_list(g, d, owed);
	else if (g->is_checked && p->selects[q->lane])
		diag_error(d, (struct loc){ 0 },
			"lane '%s' runs a few units of each class, and the plan does not say which: give --owed, the list of those that are due",
			verdict_lanes[q->lane]);
	g->answers = arena_alloc(g->a, p->unit_count * sizeof(*g->answers));
	g->place = arena_alloc(g->a, p->unit_count * sizeof(*g->place));
	for (size_t i = 0; i < p->unit_count; i++)
		if (q->owed ? owed[i] : planfile_owes(g->on, q->lane, &p->units[i]))
			owe(g, d, &p->units[i]);
}

/* --- what answers ----------------------------------------------------------------------------- */

static bool
is(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* How near the verdict comes to an answer. */
static enum gate_state
compare(const struct gate *g, const struct gate_answer *w, const struct verdict *v)
{
	bool kept = verdict_is_kept(v);

	if (!is(v->suite, g->q->plan->suite) || !is(v->unit, w->unit->id))
		return GATE_OTHER_UNIT;
	if (kept && !g->q->store)
		return GATE_KEPT;
	if (v->platform ? !is(v->platform, g->on->name) : !kept)
		return GATE_OTHER_PLATFORM;
	if (!kept && !is(v->commit, g->q->commit))
		return GATE_OTHER_COMMIT;
	if (!kept && !is(v->tree, "clean"))
		return GATE_DIRTY;
	if (v->part ? !is(v->part, w->part) : !is(v->plan, g->q->plan->fingerprint))
		return GATE_OTHER_PART;
	if (v->seed != w->seed)
		return GATE_OTHER_SEED;
	if (v->retries > 0 && judge_is_success(&w->unit->judge, v->verdict))
		return GATE_RETRIED;
	return GATE_ANSWERS;
}

/* Of two verdicts the worse has the higher number. */
static int
badness(const struct verdict *v)
{
	return verdict_badness(v->verdict);
}

/* Of two verdicts of one run, does the first one count? What logs have of one may be of several builds, whose attempts say
 * nothing of each other. */
static bool
beats(const struct gate_found *found, const struct gate_found *before)
{
	const struct verdict *v = &found->verdict, *w = &before->verdict;

	if (found->block && v->finished != w->finished)
		return v->finished > w->finished;
	if (!found->block && v->attempt != w->attempt)
		return v->attempt > w->attempt;
	return badness(v) > badness(w);
}

/* A verdict answers. Of one run only one is kept. */
static void
add_answer(struct gate *g, struct gate_answer *w, const struct gate_found *found)
{
	for (size_t i = 0; i < w->run_count; i++) {
		struct gate_found *before = &w->runs[i];

		if (!is(before->verdict.run, found->verdict.run) || !before->block != !found->block)
			continue;
		if (beats(found, before))
			*before = *found;
		return;
	}
	*ARENA_APPEND(g->a, w->runs, w->run_count) = *found;
}

/* Read the verdict of a line. What it says is in the arena. */
static enum gate_state
read_line(const struct gate *g, const struct gate_answer *w, const struct journal_line *line,
	struct verdict *ret_verdict)
{
	struct diag nobody = { .out = NULL };
	struct verdict_file f;
	bool ok = journal_verdict(line, g->a, &nobody, &f);

	*ret_verdict = f.is;
	return ok ? compare(g, w, &f.is) : GATE_DAMAGED;
}

/* The same of a folder. One that cannot be read is reported. */
static enum gate_state
read_verdict(const struct gate *g, struct diag *d, const struct gate_answer *w, const char *folder,
	struct verdict *ret_verdict)
{
	struct diag nobody = { .out = NULL };
	struct verdict_file f = { 0 };
	struct buf text = { 0 };
	bool got = folders_read(folder, "verdict", VERDICT_SIZE_MAX, &text);

	if (!got && errno != ENOENT)
		diag_unread(d, arena_printf(g->a, "%s/verdict", folder));
	bool whole = got && verdict_is_whole(buf_text(&text), text.len);
	bool ok = whole && verdict_read(&f, g->a, &nobody, folder, text.s, text.len);

	if (ok)
		verdict_check(&f, &nobody);
	buf_release(&text);
	*ret_verdict = f.is;
	if (!whole)
		return GATE_HALF;
	return ok && !nobody.errors ? compare(g, w, &f.is) : GATE_DAMAGED;
}

struct search {
	struct gate *g;
	struct diag *d;
};

/* Of what does not answer, the nearest is shown. */
static void
note_nearest(struct gate_answer *w, int state, const struct gate_found *found)
{
	if (state <= w->state || w->broken)
		return;
	w->state = state;
	w->verdict = found->verdict;
	w->folder = found->folder;
	w->block = found->block;
}

/* The answer for the unit of that name; NULL if it is not owed. */
static struct gate_answer *
answer_of(const struct gate *g, const char *unit)
{
	const struct planfile_unit *u = planfile_unit(g->q->plan, unit);
	size_t place = u ? g->place[u - g->q->plan->units] : 0;

	return place ? &g->answers[place - 1] : NULL;
}

/* A folder or a line of a unit was found. Those of units that are not owed are of no interest. */
static void
look_at(void *ctx, const struct folders_unit *f)
{
	struct search *s = ctx;
	struct gate *g = s->g;
	struct gate_answer *w = answer_of(g, f->unit);
	struct gate_found found = { .folder = f->path };

	if (!w)
		return;
	int state = f->line ? read_line(g, w, f->line, &found.verdict)
			    : read_verdict(g, s->d, w, f->path, &found.verdict);

	if (state == GATE_ANSWERS) {
		if (!f->line)
			rejudge(&found.verdict, g->a, &w->unit->judge, f->path, NULL);
		add_answer(g, w, &found);
	}
	note_nearest(w, state, &found);
}

/* Would that verdict be green? */
static bool
is_green(const struct gate_answer *w, const struct verdict *v)
{
	return v->verdict == VERDICT_PASS || (v->verdict == VERDICT_SKIP && w->unit->judge.may_skip);
}

/* A log has a result of a unit, which is not to be trusted with more than a red. */
static void
look_at_block(struct gate *g, struct diag *d, const struct marked_log *log, const struct marked_block *b)
{
	struct gate_answer *w = answer_of(g, b->unit);
	struct gate_found found = { b->verdict.is, log->path, b };

	if (!w)
		return;
	if (b->wrong) {
		marked_report(log, b, d);
		g->broken++;
		w->broken = true;
		w->block = b;
		w->folder = log->path;
		return;
	}
	if (is_green(w, &found.verdict))
		return;
	int state = compare(g, w, &found.verdict);

	if (state == GATE_ANSWERS)
		add_answer(g, w, &found);
	note_nearest(w, state, &found);
}

static void
look_into_log(struct gate *g, struct diag *d, const char *path)
{
	struct marked_log log;
	FILE *in = fopen(path, "rb");

	if (!in) {
		diag_unread(d, path);
		return;
	}
	marked_read(&log, g->a, d, in, path);
	fclose(in);
	for (size_t i = 0; i < log.count; i++)
		look_at_block(g, d, &log, &log.blocks[i]);
}

static void
look_into_paths(struct gate *g, struct diag *d)
{
	struct search s = { g, d };
	struct stat st;

	for (int i = 0; i < g->q->path_count; i++) {
		const char *path = g->q->paths[i];
		struct folders_count count;

		if (!stat(path, &st) && !S_ISDIR(st.st_mode))
			look_into_log(g, d, path);
		else if (folders_find(g->a, d, path, look_at, &s, &count) && !count.units && !g->q->may_lack)
			diag_error(d, (struct loc){ path, 0, 0 },
				"holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those");
	}
	if (!g->q->path_count && !g->q->may_lack)
		diag_error(d, (struct loc){ 0 }, "name the folders in which the results lie, or the logs");
}

/* Is it a red of a log, after which the unit has run again, and was green? */
static bool
is_outrun(const struct gate_answer *w, const struct gate_found *found)
{
	for (size_t i = 0; found->block && i < w->run_count; i++)
		if (!w->runs[i].block && is_green(w, &w->runs[i].verdict) &&
			w->runs[i].verdict.finished > found->verdict.finished)
			return true;
	return false;
}

/* Of several runs the worst counts. */
static void
judge_unit(struct gate *g, struct gate_answer *w)
{
	bool first = true;

	for (size_t i = 0; i < w->run_count; i++) {
		const struct gate_found *found = &w->runs[i];

		if (w->broken || is_outrun(w, found) || (!first && badness(&found->verdict) <= badness(&w->verdict)))
			continue;
		first = false;
		w->verdict = found->verdict;
		w->folder = found->folder;
		w->block = found->block;
	}
	if (w->broken)
		w->state = GATE_HALF;
	w->judgement = GATE_RED;
	if (w->state == GATE_ANSWERS && is_green(w, &w->verdict))
		w->judgement = w->verdict.verdict == VERDICT_PASS ? GATE_PASS : GATE_SKIP;
	g->red += w->judgement == GATE_RED;
	g->skipped += w->judgement == GATE_SKIP;
}

bool
gate_decide(struct gate *ret_gate, const struct gate_request *q, struct arena *a, struct diag *d)
{
	struct gate *g = ret_gate;
	int errors = d->errors;

	*g = (struct gate){ .q = q, .a = a, .head = -1 };
	g->on = planfile_platform_or_error(q->plan, d, (struct loc){ 0 }, q->platform);
	if (g->on)
		owe_all(g, d);
	if (d->errors == errors && g->count)
		look_into_paths(g, d);
	for (size_t i = 0; i < g->count; i++)
		judge_unit(g, &g->answers[i]);
	g->green = !g->red && (g->count || q->nothing_due);
	return d->errors == errors + (int)g->broken;
}
