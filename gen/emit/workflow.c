#include "emit/workflow.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "plan/plan.h"
#include "base/tmpl.h"
#include "base/version.h"

/*
 * Every action that is used, at the commit of a release. A tag can be moved by whoever owns it, a commit cannot. To go
 * to another release, take the commit its tag points to.
 */
enum action { ACTION_CHECKOUT, ACTION_UPLOAD, ACTION_DOWNLOAD, ACTION_NIX, ACTION_CACHIX };

static const struct {
	const char *name, *commit, *version;
} actions[] = {
	[ACTION_CHECKOUT] = { "actions/checkout", "de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2" },
	[ACTION_UPLOAD] = { "actions/upload-artifact", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1" },
	[ACTION_DOWNLOAD] = { "actions/download-artifact", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1" },
	[ACTION_NIX] = { "cachix/install-nix-action", "2126ae7fc54c9df00dd18f7f18754393182c73cd", "v31.9.1" },
	[ACTION_CACHIX] = { "cachix/cachix-action", "1eb2ef646ac0255473d23a5907ad7b04ce94065c", "v17" },
};

/* GitHub's limit for one matrix. */
enum { LEGS_MAX = 256 };

enum { DEFAULT_TIMEOUT = 60, NIGHT_TIMEOUT = 360, VERDICT_DAYS = 30 };

enum job_kind {
	JOB_BUILD,    /* builds, and tests nothing */
	JOB_PROGRAMS, /* builds the test programs for the legs */
	JOB_TEST,     /* runs units: all of the platform's, or a shard in each leg */
	JOB_GATE,     /* judges what the legs ran */
};

struct word_list {
	const char **v;
	size_t n;
};

struct job {
	enum job_kind kind;
	const char *id, *title, *platform, *system;
	struct words runner;
	long timeout;
	struct word_list needs;
	bool discovers;        /* it asks the test programs which tests there are */
	bool sharded;          /* its platform is cut in this lane */
	struct word_list legs; /* the numbers of the shards */
	const char *parallel;  /* what stands behind -j, shell text */
	const char *attribute; /* for nix build */
	const struct step **steps;
	size_t step_count;
	size_t unit_count;
};

struct workflow_view {
	struct arena *arena;
	const struct plan *plan;
	const struct suite *suite;
	const struct workflow *w;
	int lane;
	bool counts;    /* verdicts come back and are compared with what is owed */
	bool affected;  /* only what a change makes due */
	bool discovers; /* the test programs can be asked which tests there are */
	struct job *jobs;
	size_t job_count;
	const char **events;
	size_t event_count;
	struct word_list all_jobs, programs;
	const char *nightshift_file; /* -f and the manifest, shell text */
};

static void
add_word(struct arena *a, struct word_list *l, const char *word)
{
	l->v = arena_grow(a, l->v, l->n, sizeof(*l->v));
	l->v[l->n++] = word;
}

/* s as one word of the shell, in the arena. */
static const char *
quoted(struct arena *a, const char *s)
{
	struct buf b = { 0 };

	esc_sh(&b, s, strlen(s));
	const char *result = arena_strdup(a, buf_text(&b));

	buf_release(&b);
	return result;
}

/* A copy of s where each of the characters `from` is the one `to`, in lower case if asked. */
static const char *
replaced(struct arena *a, const char *s, const char *from, char to, bool lower)
{
	char *copy = arena_strdup(a, s);

	for (char *p = copy; *p; p++)
		*p = strchr(from, *p) ? to : lower ? esc_lower(*p) : *p;
	return copy;
}

/* --- the jobs of a lane ----------------------------------------------------------------------- */

/* Can each unit be run, and its verdict be had? */
static bool
runs_units(const struct workflow *w, const struct suite *s)
{
	return w->engine != ENGINE_NIX || model_nix_runs_units(s);
}

/* The gate of Nix reads the runs that the plan packed for Nix, where it did; a leg runs the units of its own shard, so
 * there is nothing for that gate to read. */
static bool
has_gate(const struct workflow_view *v)
{
	return v->w->engine == ENGINE_NIX && !v->affected && !v->suite->nix_shards;
}

/* The attribute that builds, or that builds and tests, in this lane. */
static const char *
nix_attribute(struct workflow_view *v, const struct platform *p)
{
	const struct suite *s = v->suite;
	bool alias_checks = false;

	for (size_t i = 0; i < s->platform_count; i++)
		alias_checks |= !strcmp(s->platforms[i].system, p->system) &&
			s->platforms[i].does[LANE_PR] == DOES_CHECKED;
	if (p->does[v->lane] == DOES_BUILD)
		return v->lane == LANE_PR && !alias_checks ? arena_printf(v->arena, ".#%s", s->name)
							   : arena_printf(v->arena, ".#%s-build", s->name);
	return v->lane == LANE_PR       ? arena_printf(v->arena, ".#%s", s->name)
		: v->lane == LANE_MERGE ? arena_printf(v->arena, ".#%s-checked.lanes.merge", s->name)
					: arena_printf(v->arena, ".#%s-checked", s->name);
}

static struct job *
add_job(struct workflow_view *v, enum job_kind kind, const char *prefix, const struct platform *p)
{
	static const char *const what[] = {
		[JOB_BUILD] = "build on",
		[JOB_PROGRAMS] = "test programs for",
		[JOB_TEST] = "test on",
		[JOB_GATE] = "judge",
	};
	const struct workflow *w = v->w;
	struct lane_setting own = model_lane(&p->lanes, v->lane), all = model_lane(&w->lanes, v->lane);

	v->jobs = arena_grow(v->arena, v->jobs, v->job_count, sizeof(*v->jobs));
	struct job *j = &v->jobs[v->job_count++];

	*j = (struct job){
		.kind = kind,
		.id = arena_printf(v->arena, "%s%s", prefix, replaced(v->arena, p->name, ".+", '_', false)),
		.platform = p->name,
		.system = p->system,
		.runner = own.runner.loc.line ? own.runner : p->runner,
		.timeout = own.timeout            ? own.timeout
			: all.timeout             ? all.timeout
			: v->lane == LANE_NIGHTLY ? NIGHT_TIMEOUT
						  : DEFAULT_TIMEOUT,
		.parallel = own.jobs ? arena_printf(v->arena, "%ld", own.jobs) : "\"$(getconf _NPROCESSORS_ONLN)\"",
		.attribute = nix_attribute(v, p),
	};
	j->title = arena_printf(v->arena, "%s: %s %s", v->suite->name, what[kind], p->name);
	add_word(v->arena, &j->needs, "plan");
	for (size_t i = 0; i < w->step_count; i++) {
		const struct words *only = &w->steps[i].platforms;
		bool here = !only->loc.line;

		for (size_t k = 0; k < only->n; k++)
			here |= !strcmp(only->v[k], p->name);
		if (!here)
			continue;
		j->steps = arena_grow(v->arena, j->steps, j->step_count, sizeof(*j->steps));
		j->steps[j->step_count++] = &w->steps[i];
	}
	return j;
}

/* What stands behind -j where units run: no more than the platform's memory allows. */
static const char *
within_memory(struct workflow_view *v, size_t index, const char *parallel)
{
	const struct platform *p = &v->suite->platforms[index];
	long limit = plan_jobs_limit(v->plan, index), said = model_lane(&p->lanes, v->lane).jobs;

	if (!limit)
		return parallel;
	if (said)
		return arena_printf(v->arena, "%ld", said < limit ? said : limit);
	return arena_printf(v->arena, "\"$(n=$(getconf _NPROCESSORS_ONLN); echo $((n < %ld ? n : %ld)))\"", limit,
		limit);
}

/* The jobs of a platform that checks in this lane. */
static void
add_checking(struct workflow_view *v, size_t index)
{
	const struct platform *p = &v->suite->platforms[index];
	const struct plan *plan = v->plan;
	const char *programs = NULL, *parallel = NULL;
	struct word_list shards = { 0 }, tests = { 0 };

	for (size_t i = 0; i < plan->shard_count; i++) {
		const struct shard *h = &plan->shards[i];

		if (h->platform != p || h->lane != v->lane)
			continue;
		add_word(v->arena, &shards, arena_printf(v->arena, "%zu", h->number));
		parallel = arena_printf(v->arena, "%ld", h->jobs);
	}
	bool sharded = shards.n > 1 && runs_units(v->w, v->suite);

	if (sharded)
		programs = add_job(v, JOB_PROGRAMS, "programs-", p)->id;
	for (size_t first = 0, batch = 1; !first || (sharded && first < shards.n); batch++) {
		struct job *j = add_job(v, JOB_TEST, batch == 1 ? "test-" : arena_printf(v->arena, "test%zu-", batch),
			p);

		if (batch > 1)
			j->title = arena_printf(v->arena, "%s, batch %zu", j->title, batch);
		j->sharded = sharded;
		j->unit_count = plan->lanes[index][v->lane].unit_count;
		j->parallel = parallel ? parallel : within_memory(v, index, j->parallel);
		if (programs)
			add_word(v->arena, &j->needs, programs);
		for (size_t n = 0; sharded && n < LEGS_MAX && first < shards.n; n++)
			add_word(v->arena, &j->legs, shards.v[first++]);
		add_word(v->arena, &tests, j->id);
		if (!sharded)
			break;
	}
	if (sharded)
		for (size_t i = 0; i < v->job_count; i++)
			if (v->jobs[i].kind == JOB_PROGRAMS && v->jobs[i].platform == p->name) {
				v->jobs[i].sharded = true;
				v->jobs[i].legs = shards;
			}
	/* Once is enough: the first job that has the programs. */
	for (size_t i = 0; v->discovers && i < v->job_count; i++)
		if (v->jobs[i].kind != JOB_BUILD) {
			v->jobs[i].discovers = true;
			v->discovers = false;
		}
	if (sharded && has_gate(v)) {
		struct job *j = add_job(v, JOB_GATE, "gate-", p);

		add_word(v->arena, &j->needs, programs);
		for (size_t i = 0; i < tests.n; i++)
			add_word(v->arena, &j->needs, tests.v[i]);
	}
}

struct workflow_view *
workflow_make(struct arena *a, const struct plan *p, int lane)
{
	const struct suite *s = p->suite;
	const struct workflow *w = &s->workflow;
	struct workflow_view *v = arena_alloc(a, sizeof(*v));

	*v = (struct workflow_view){
		.arena = a,
		.plan = p,
		.suite = s,
		.w = w,
		.lane = lane,
		.counts = runs_units(w, s),
		.discovers = w->engine == ENGINE_MAKE || (w->engine == ENGINE_NIX && s->strategy == STRATEGY_ARCHIVE),
		.affected = lane == LANE_PR && w->due == DUE_AFFECTED,
		.nightshift_file = arena_printf(a, "-f %s", quoted(a, s->manifest)),
	};
	bool checks = false;

	for (size_t i = 0; i < s->discover_count; i++)
		checks |= s->discovers[i].as == DISCOVER_CHECK;
	v->discovers &= checks;
	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *on = &s->platforms[i];

		if (on->does[lane] == DOES_BUILD)
			add_job(v, JOB_BUILD, "build-", on);
		if (on->does[lane] == DOES_CHECKED)
			add_checking(v, i);
	}
	add_word(a, &v->all_jobs, "plan");
	for (size_t i = 0; i < v->job_count; i++)
		add_word(a, &v->all_jobs, v->jobs[i].id);
	for (size_t i = 0; i < s->variant_count; i++)
		add_word(a, &v->programs,
			arena_printf(a, ".#%s-checked.programs.\"%s\"", s->name, s->variants[i].name));
	for (size_t i = 0; i < w->event_count; i++) {
		if (w->events[i].lane != lane)
			continue;
		size_t at = v->event_count++;

		v->events = arena_grow(a, v->events, at, sizeof(*v->events));
		for (; at && strcmp(v->events[at - 1], event_names[w->events[i].name]) > 0; at--)
			v->events[at] = v->events[at - 1];
		v->events[at] = event_names[w->events[i].name];
	}
	return v;
}

/* --- fields ----------------------------------------------------------------------------------- */

#define FIELD(function) static void function(const void *root, const void *obj, struct value *ret, struct buf *scratch)
#define UNUSED (void)root, (void)obj, (void)scratch
#define V ((const struct workflow_view *)root)
#define J ((const struct job *)obj)

/* A field that is one expression. */
#define TEXT_FIELD(function, expression) \
	FIELD(function)                  \
	{                                \
		UNUSED;                  \
		text(ret, (expression)); \
	}
#define FLAG_FIELD(function, expression)                                                \
	FIELD(function)                                                                 \
	{                                                                               \
		UNUSED;                                                                 \
		*ret = (struct value){ .kind = VALUE_FLAG, .flag = (expression) != 0 }; \
	}
#define LIST_FIELD(function, first, how_many)              \
	FIELD(function)                                    \
	{                                                  \
		UNUSED;                                    \
		*ret = (struct value){ .kind = VALUE_LIST, \
			.items = (first),                  \
			.count = (how_many),               \
			.stride = sizeof(*(first)) };      \
	}

/* A text, or nothing for NULL. */
static void
text(struct value *ret, const char *s)
{
	if (s)
		*ret = (struct value){ .kind = VALUE_TEXT, .text = s, .len = strlen(s) };
}

static const char *
made(struct buf *scratch, const char *a, const char *b, const char *c)
{
	buf_reset(scratch);
	buf_adds(scratch, a);
	buf_adds(scratch, b);
	buf_adds(scratch, c);
	return buf_text(scratch);
}

static void
number(struct value *ret, struct buf *scratch, long n)
{
	buf_printf(scratch, "%ld", n);
	*ret = (struct value){ .kind = VALUE_NUMBER, .text = buf_text(scratch), .len = scratch->len };
}

static void
words(struct value *ret, const char **v, size_t n)
{
	*ret = (struct value){ .kind = VALUE_WORDS, .words = v, .count = n };
}

static void
action(struct value *ret, struct buf *scratch, enum action which)
{
	buf_printf(scratch, "%s@%s # %s", actions[which].name, actions[which].commit, actions[which].version);
	text(ret, buf_text(scratch));
}

/* A text in a list of texts. */
TEXT_FIELD(event_name, *(const char *const *)obj)

static const struct field event_fields[] = {
	{ "event", VALUE_TEXT, "what starts the workflow, too", event_name, NULL },
	{ 0 },
};
static const struct scope event_scope = { "event", event_fields };

TEXT_FIELD(program_attribute, *(const char *const *)obj)

static const struct field program_fields[] = {
	{ "program", VALUE_TEXT, "the Nix attribute of a variant's test programs", program_attribute, NULL },
	{ 0 },
};
static const struct scope program_scope = { "programs of a variant", program_fields };

/* A step, in a list of steps or of pointers to steps. */
static const char *
step_name(const struct step *s, const char *usual)
{
	return s->name && *s->name ? s->name : usual;
}

TEXT_FIELD(setup_name, step_name(obj, "Install nightshift"))
TEXT_FIELD(setup_text, ((const struct step *)obj)->text)
TEXT_FIELD(step_ref_name, step_name(*(const struct step *const *)obj, "Prepare"))
TEXT_FIELD(step_ref_text, (*(const struct step *const *)obj)->text)

static const struct field setup_fields[] = {
	{ "step_name", VALUE_TEXT, "its name", setup_name, NULL },
	{ "step_text", VALUE_TEXT, "shell text", setup_text, NULL },
	{ 0 },
};
static const struct scope setup_scope = { "setup", setup_fields };
static const struct field step_fields[] = {
	{ "step_name", VALUE_TEXT, "its name", step_ref_name, NULL },
	{ "step_text", VALUE_TEXT, "shell text", step_ref_text, NULL },
	{ 0 },
};
static const struct scope step_scope = { "step", step_fields };

/* A job. */
static bool
is_dynamic(const struct workflow_view *v, const struct job *j)
{
	return v->affected && (j->kind == JOB_TEST || j->kind == JOB_PROGRAMS);
}

static bool
is_matrix(const struct workflow_view *v, const struct job *j)
{
	return j->kind == JOB_TEST && (j->sharded || v->affected);
}

TEXT_FIELD(job_id, J->id)
TEXT_FIELD(job_title, J->title)
TEXT_FIELD(job_platform, J->platform)
TEXT_FIELD(job_parallel, J->parallel)
TEXT_FIELD(job_attribute, J->attribute)
FLAG_FIELD(job_builds_only, J->kind == JOB_BUILD)
FLAG_FIELD(job_shares, J->kind == JOB_PROGRAMS)
FLAG_FIELD(job_runs, J->kind == JOB_TEST)
FLAG_FIELD(job_gathers, J->kind == JOB_GATE)
FLAG_FIELD(job_builds_image, J->kind != JOB_GATE && !(J->kind == JOB_TEST && J->sharded))
FLAG_FIELD(job_sharded, J->sharded)
FLAG_FIELD(job_dynamic, is_dynamic(V, J))
FLAG_FIELD(job_matrix, is_matrix(V, J))
FLAG_FIELD(job_by_units, is_matrix(V, J))
FLAG_FIELD(job_discovers, J->discovers)
FLAG_FIELD(job_travels, J->sharded &&has_gate(V))
FLAG_FIELD(job_reports,
	V->counts && V->w->engine == ENGINE_NIX && (J->kind == JOB_GATE || (J->kind == JOB_TEST && !is_matrix(V, J))))
/* Where a gate gathers the runs of the legs, the verdicts come from there. */
FLAG_FIELD(job_keeps_verdicts,
	V->counts && (J->kind == JOB_GATE || (J->kind == JOB_TEST && !(J->sharded && has_gate(V)))))
FLAG_FIELD(job_uses_plan, V->w->engine == ENGINE_MAKE && J->sharded)
FLAG_FIELD(job_brew, V->w->engine == ENGINE_MAKE && strstr(J->system, "-darwin"))
LIST_FIELD(job_steps, J->steps, J->step_count)

FIELD(job_runner)
{
	UNUSED;
	words(ret, J->runner.v, J->runner.n);
}

FIELD(job_needs)
{
	UNUSED;
	words(ret, J->needs.v, J->needs.n);
}

FIELD(job_timeout)
{
	UNUSED;
	number(ret, scratch, J->timeout);
}

FIELD(job_legs)
{
	UNUSED;
	buf_addc(scratch, '[');
	for (size_t i = 0; i < J->legs.n; i++)
		buf_printf(scratch, "%s%s", i ? ", " : "", J->legs.v[i]);
	buf_addc(scratch, ']');
	text(ret, buf_text(scratch));
}

FIELD(job_due_if)
{
	UNUSED;
	buf_printf(scratch, "${{ needs.plan.outputs.%s != '{\"include\":[]}' }}", J->id);
	text(ret, buf_text(scratch));
}

FIELD(job_due_matrix)
{
	UNUSED;
	text(ret, made(scratch, "${{ fromJSON(needs.plan.outputs.", J->id, ") }}"));
}

FIELD(job_packages)
{
	UNUSED;
	if (V->w->engine == ENGINE_CONTAINER && V->w->via == VIA_REGISTRY && J->sharded)
		text(ret, J->kind == JOB_PROGRAMS ? "write" : "read");
}

FIELD(job_programs_artifact)
{
	UNUSED;
	buf_printf(scratch, "%s-programs-%s", V->suite->name, J->platform);
	text(ret, buf_text(scratch));
}

FIELD(job_verdicts_artifact)
{
	UNUSED;
	buf_printf(scratch, "%s-verdicts-%s%s", V->suite->name, J->platform,
		is_matrix(V, J) ? "-${{ matrix.leg }}" : "");
	text(ret, buf_text(scratch));
}

FIELD(job_report)
{
	UNUSED;
	if (V->lane == LANE_NIGHTLY)
		buf_printf(scratch, ".#%s-checked.report", V->suite->name);
	else
		buf_printf(scratch, ".#%s-checked.lanes.%s.report", V->suite->name, lane_names[V->lane]);
	text(ret, buf_text(scratch));
}

FIELD(job_target)
{
	UNUSED;
	if (J->sharded)
		buf_printf(scratch, "\"%s-shard-$LEG\"", V->suite->name);
	else
		buf_printf(scratch, "%s-test-%s", V->suite->name, lane_names[V->lane]);
	text(ret, buf_text(scratch));
}

FIELD(job_comment)
{
	UNUSED;
	buf_printf(scratch, "%s: %zu unit%s%s%s.", J->platform, J->unit_count, J->unit_count == 1 ? "" : "s",
		V->affected ? ", as far as the change makes them due" : "", J->legs.n ? ", a shard in each leg" : "");
	text(ret, buf_text(scratch));
}

FIELD(job_image_name)
{
	UNUSED;
	const char *name = arena_printf(V->arena, "nightshift-%s-%s", V->suite->name, J->platform);

	/* Between letters and digits, names of images take any number of '-', and only that. */
	text(ret, arena_printf(V->arena, "%s-0", replaced(V->arena, name, "._+", '-', true)));
}

static const struct field job_fields[] = {
	{ "id", VALUE_TEXT, "the job's id", job_id, NULL },
	{ "job_title", VALUE_TEXT, "its name", job_title, NULL },
	{ "platform", VALUE_TEXT, "its platform", job_platform, NULL },
	{ "runner", VALUE_WORDS, "the labels of its runner", job_runner, NULL },
	{ "timeout", VALUE_NUMBER, "minutes it may take", job_timeout, NULL },
	{ "needs", VALUE_WORDS, "the jobs before it", job_needs, NULL },
	{ "builds_only", VALUE_FLAG, "it builds, and tests nothing", job_builds_only, NULL },
	{ "shares", VALUE_FLAG, "it builds the test programs for the legs", job_shares, NULL },
	{ "runs_units", VALUE_FLAG, "it runs units", job_runs, NULL },
	{ "gathers", VALUE_FLAG, "it judges what the legs ran", job_gathers, NULL },
	{ "builds_image", VALUE_FLAG, "with engine `container`: it builds the image", job_builds_image, NULL },
	{ "sharded", VALUE_FLAG, "its platform is cut into shards in this lane", job_sharded, NULL },
	{ "matrix", VALUE_FLAG, "it has legs", job_matrix, NULL },
	{ "legs", VALUE_TEXT, "the numbers of their shards, as a YAML list", job_legs, NULL },
	{ "dynamic", VALUE_FLAG, "what it runs is known only when the change is", job_dynamic, NULL },
	{ "due_if", VALUE_TEXT, "then: whether that is anything, an expression", job_due_if, NULL },
	{ "due_matrix", VALUE_TEXT, "then: its matrix, an expression", job_due_matrix, NULL },
	{ "by_units", VALUE_FLAG, "with engine `nix`: it names the units one by one", job_by_units, NULL },
	{ "travels", VALUE_FLAG, "then: the runs go on to a job that judges them", job_travels, NULL },
	{ "reports", VALUE_FLAG, "with engine `nix`: it keeps the report of what the lane owes", job_reports, NULL },
	{ "keeps_verdicts", VALUE_FLAG, "verdicts come back from it", job_keeps_verdicts, NULL },
	{ "discovers", VALUE_FLAG, "it asks the test programs which tests there are", job_discovers, NULL },
	{ "uses_plan", VALUE_FLAG, "its scripts read the plan", job_uses_plan, NULL },
	{ "brew", VALUE_FLAG, "it needs another make than macOS has", job_brew, NULL },
	{ "steps", VALUE_LIST, "what the manifest runs before", job_steps, &step_scope },
	{ "parallel", VALUE_TEXT, "what stands behind `-j`, shell text", job_parallel, NULL },
	{ "target", VALUE_TEXT, "what make is asked for, shell text", job_target, NULL },
	{ "attribute", VALUE_TEXT, "what Nix is asked for", job_attribute, NULL },
	{ "report", VALUE_TEXT, "the Nix attribute that holds all verdicts", job_report, NULL },
	{ "packages", VALUE_TEXT, "what it may do with the registry, if anything", job_packages, NULL },
	{ "programs_artifact", VALUE_TEXT, "the artifact that holds the test programs", job_programs_artifact, NULL },
	{ "verdicts_artifact", VALUE_TEXT, "the artifact that takes its verdicts", job_verdicts_artifact, NULL },
	{ "image", VALUE_TEXT, "the image's name", job_image_name, NULL },
	{ "image_name", VALUE_TEXT, "the same in the registry", job_image_name, NULL },
	{ "work_comment", VALUE_TEXT, "what it runs, in words", job_comment, NULL },
	{ 0 },
};
static const struct scope job_scope = { "job", job_fields };

/* The workflow. */
TEXT_FIELD(flow_generator, "nightshift " NIGHTSHIFT_VERSION)
TEXT_FIELD(flow_manifest, V->suite->manifest)
TEXT_FIELD(flow_suite, V->suite->name)
TEXT_FIELD(flow_lane, lane_names[V->lane])
TEXT_FIELD(flow_include, V->suite->include)
TEXT_FIELD(flow_plan, V->suite->plan)
TEXT_FIELD(flow_dir, V->suite->dir)
FLAG_FIELD(flow_pr, V->lane == LANE_PR)
FLAG_FIELD(flow_merge, V->lane == LANE_MERGE)
FLAG_FIELD(flow_nightly, V->lane == LANE_NIGHTLY)
FLAG_FIELD(flow_nix, V->w->engine == ENGINE_NIX)
FLAG_FIELD(flow_make, V->w->engine == ENGINE_MAKE)
FLAG_FIELD(flow_container, V->w->engine == ENGINE_CONTAINER)
FLAG_FIELD(flow_make_like, V->w->engine != ENGINE_NIX)
FLAG_FIELD(flow_counts, V->counts)
FLAG_FIELD(flow_affected, V->affected)
FLAG_FIELD(flow_seed_needed, V->w->engine == ENGINE_CONTAINER && V->suite->has_seed)
FLAG_FIELD(flow_has_outputs, V->counts || V->w->engine == ENGINE_CONTAINER)
FLAG_FIELD(flow_lfs, V->w->lfs)
FLAG_FIELD(flow_via_image, V->w->via == VIA_IMAGE)
FLAG_FIELD(flow_via_registry, V->w->via == VIA_REGISTRY)
TEXT_FIELD(flow_branch, V->w->branch)
TEXT_FIELD(flow_cron, V->w->cron)
TEXT_FIELD(flow_cachix, V->w->cachix_loc.line ? V->w->cachix_name : NULL)
TEXT_FIELD(flow_container_file, V->w->container_file)
TEXT_FIELD(flow_container_context, V->w->container_context)
LIST_FIELD(flow_events, V->events, V->event_count)
LIST_FIELD(flow_jobs, V->jobs, V->job_count)
LIST_FIELD(flow_setups, V->w->setups, V->w->setup_count)
LIST_FIELD(flow_programs, V->programs.v, V->programs.n)

/* An empty night is no success; a pull request that nothing in the suite depends on is. */
FLAG_FIELD(flow_may_owe_nothing, V->affected)

FIELD(flow_variable)
{
	UNUSED;
	model_variable(V->suite, scratch);
	text(ret, buf_text(scratch));
}

FIELD(flow_title)
{
	UNUSED;
	buf_printf(scratch, "%s (%s)", V->suite->name, lane_names[V->lane]);
	text(ret, buf_text(scratch));
}

TEXT_FIELD(flow_plan_title, made(scratch, V->suite->name, ": plan", ""))

FIELD(flow_check)
{
	UNUSED;
	if (V->lane == LANE_PR)
		text(ret, V->w->required);
	else
		text(ret, (buf_printf(scratch, "%s (%s)", V->w->required, lane_names[V->lane]), buf_text(scratch)));
}

FIELD(flow_issue_title)
{
	UNUSED;
	text(ret, made(scratch, V->suite->name, ": issue", ""));
}

FIELD(flow_issue_sh)
{
	UNUSED;
	text(ret, made(scratch, "'", V->suite->name, ": the night is red'"));
}

FIELD(flow_planner)
{
	static const char *usual[] = { "ubuntu-24.04" };

	UNUSED;
	if (V->w->runner.loc.line)
		words(ret, V->w->runner.v, V->w->runner.n);
	else
		words(ret, usual, 1);
}

FIELD(flow_all_jobs)
{
	UNUSED;
	words(ret, V->all_jobs.v, V->all_jobs.n);
}

FIELD(flow_for_report)
{
	static const char *before[] = { "plan", "required" };

	UNUSED;
	words(ret, before, countof(before));
}

FIELD(flow_for_issue)
{
	static const char *before[] = { "required", "report" };

	UNUSED;
	words(ret, before, V->counts ? 2 : 1);
}

TEXT_FIELD(flow_record_title, made(scratch, V->suite->name, ": record", ""))
FLAG_FIELD(flow_keeps_record, V->w->record && V->counts && V->lane == LANE_NIGHTLY)
TEXT_FIELD(flow_record_branch, V->w->record)
TEXT_FIELD(flow_report_title, made(scratch, V->suite->name, ": report", ""))

/* Pull requests are told of a stale night, if there is one. */
FLAG_FIELD(flow_tells_stale, V->lane == LANE_PR && V->suite->workflow.paths[LANE_NIGHTLY])

FIELD(flow_night_file)
{
	const char *path = V->suite->workflow.paths[LANE_NIGHTLY];

	UNUSED;
	text(ret, path ? strrchr(path, '/') + 1 : NULL);
}

FIELD(flow_stale)
{
	UNUSED;
	number(ret, scratch, V->w->stale);
}

/* What cannot be imported counts for nothing, and the report says which units that leaves. */
FIELD(flow_import_sh)
{
	UNUSED;
	if (V->w->record)
		buf_adds(scratch, "night=$(mktemp -d)\n");
	buf_printf(scratch,
		"for folder in verdicts/*/; do\n"
		"  [ -d \"$folder\" ] || continue\n"
		"  %s record %s --lane %s --platform \"$(basename \"$folder\")\" --commit \"$GITHUB_SHA\" \\\n"
		"    ${STARTED:+--started \"$STARTED\"} %s\"$folder\" ||\n"
		"    echo \"what is in $folder cannot be imported, so it counts for nothing\"\n"
		"done\n",
		V->w->nightshift, V->nightshift_file, lane_names[V->lane],
		V->w->record ? "--record \"$night/record.db\" " : "");
	if (V->w->record)
		buf_printf(scratch,
			"if [ -f \"$night/record.db\" ]; then\n"
			"  %s record --record \"$night/record.db\" --export night.tsv\n"
			"  %s record night.tsv\n"
			"fi\n",
			V->w->nightshift, V->w->nightshift);
	text(ret, buf_text(scratch));
}

/* An export for each night that was kept, in a folder for each suite. */
FIELD(flow_nights_sh)
{
	UNUSED;
	buf_printf(scratch,
		"kept=refs/remotes/origin/$BRANCH\n"
		"if git rev-parse --quiet --verify \"$kept:%s\" >/dev/null; then\n"
		"  nights=$(mktemp -d)\n"
		"  git archive \"$kept\" %s | tar -x -C \"$nights\"\n"
		"  # what an earlier night of this very commit has shown is not shown by this one\n"
		"  grep -rlF \"$GITHUB_SHA\" \"$nights\" | while read -r same; do rm \"$same\"; done || true\n"
		"  if [ -n \"$(ls \"$nights/%s\")\" ]; then\n"
		"    %s record \"$nights/%s\" || echo \"what cannot be read of the nights before counts for nothing\"\n"
		"  fi\n"
		"else\n"
		"  echo \"no night is kept on $BRANCH yet\"\n"
		"fi\n",
		V->suite->name, V->suite->name, V->suite->name, V->w->nightshift, V->suite->name);
	text(ret, buf_text(scratch));
}

FIELD(flow_report_sh)
{
	UNUSED;
	buf_printf(scratch,
		"status=0\n"
		"%s report %s --lane %s --commit \"$GITHUB_SHA\" --format markdown \\\n"
		"  ${SINCE:+--since \"$SINCE\"} -o report.md || status=$?\n"
		"[ ! -f report.md ] || cat report.md >>\"$GITHUB_STEP_SUMMARY\"\n"
		"%s report %s --lane %s --commit \"$GITHUB_SHA\" --format html \\\n"
		"  ${SINCE:+--since \"$SINCE\"} -o report.html || [ $? = $status ]\n"
		"exit $status\n",
		V->w->nightshift, V->nightshift_file, lane_names[V->lane], V->w->nightshift, V->nightshift_file,
		lane_names[V->lane]);
	text(ret, buf_text(scratch));
}

/* '+' and a leading '!' are patterns to GitHub; what else would be, git does not take. */
FIELD(flow_branch_pattern)
{
	UNUSED;
	for (const char *p = V->w->branch; *p; p++) {
		if (*p == '+' || (*p == '!' && p == V->w->branch))
			buf_addc(scratch, '\\');
		buf_addc(scratch, *p);
	}
	text(ret, buf_text(scratch));
}

FIELD(flow_submodules)
{
	UNUSED;
	if (V->w->submodules)
		text(ret, V->w->submodules == SUBMODULES_YES ? "true" : "recursive");
}

FIELD(flow_token)
{
	UNUSED;
	if (V->w->token_secret)
		text(ret, made(scratch, "${{ secrets.", V->w->token_secret, " || github.token }}"));
}

FIELD(flow_cachix_token)
{
	UNUSED;
	if (V->w->cachix_secret)
		text(ret, made(scratch, "${{ secrets.", V->w->cachix_secret, " }}"));
}

FIELD(flow_cachix_skip)
{
	UNUSED;
	if (V->w->cachix_secret)
		text(ret, made(scratch, "${{ secrets.", V->w->cachix_secret, " == '' }}"));
}

/* The names of what runs units and judges, in nix/nightshift.nix; a regular expression. */
FIELD(flow_cachix_filter)
{
	UNUSED;
	for (const char *p = V->suite->name; *p; p++) {
		if (strchr(".+", *p))
			buf_addc(scratch, '\\');
		buf_addc(scratch, *p);
	}
	buf_adds(scratch, "-(run-|report|checked)");
	text(ret, buf_text(scratch));
}

FIELD(flow_check_sh)
{
	UNUSED;
	buf_printf(scratch, "%s generate --check --no-discover %s", V->w->nightshift, V->nightshift_file);
	text(ret, buf_text(scratch));
}

FIELD(flow_lint_sh)
{
	UNUSED;
	buf_printf(scratch, "%s lint --no-discover %s", V->w->nightshift, V->nightshift_file);
	text(ret, buf_text(scratch));
}

FIELD(flow_discover_sh)
{
	UNUSED;
	buf_printf(scratch, "%s lint %s", V->w->nightshift, V->nightshift_file);
	text(ret, buf_text(scratch));
}

FIELD(flow_seed_sh)
{
	UNUSED;
	buf_printf(scratch, "seed=$(%s seed %s) && echo \"seed=$seed\" >>\"$GITHUB_OUTPUT\"", V->w->nightshift,
		V->nightshift_file);
	text(ret, buf_text(scratch));
}

FIELD(flow_affected_sh)
{
	UNUSED;
	buf_printf(scratch,
		"test -n \"$BASE\" || exit 0\n"
		"%s affected --base \"$BASE\" --lane %s --format json %s >due.json\n"
		"%s affected -q --base \"$BASE\" --lane %s %s >due.txt\n",
		V->w->nightshift, lane_names[V->lane], V->nightshift_file, V->w->nightshift, lane_names[V->lane],
		V->nightshift_file);
	text(ret, buf_text(scratch));
}

/* For each job whose work is known only when the change is: its id, its platform, its shards. */
FIELD(flow_job_lines)
{
	UNUSED;
	for (size_t i = 0; i < V->job_count; i++) {
		const struct job *j = &V->jobs[i];

		if (!is_dynamic(V, j))
			continue;
		buf_printf(scratch, "%s%s %s", scratch->len ? "\n" : "", j->id, j->platform);
		for (size_t k = 0; k < j->legs.n; k++)
			buf_printf(scratch, " %s", j->legs.v[k]);
	}
	text(ret, buf_text(scratch));
}

FIELD(flow_product_sh)
{
	const struct suite *s = V->suite;
	struct bindings env = model_env(s, NULL, NULL, V->arena);

	UNUSED;
	if (!s->build_count)
		return;
	if (strcmp(s->dir, "."))
		buf_printf(scratch, "cd %s\n", quoted(V->arena, s->dir));
	for (size_t i = 0; i < env.n; i++)
		buf_printf(scratch, "export %s=%s\n", env.v[i].name, quoted(V->arena, env.v[i].value));
	for (size_t i = 0; i < s->build_count; i++) {
		plan_build_command(V->plan, i, scratch);
		buf_addc(scratch, '\n');
	}
	text(ret, buf_text(scratch));
}

FIELD(flow_retention)
{
	UNUSED;
	number(ret, scratch, V->w->retention);
}

FIELD(flow_verdict_days)
{
	UNUSED;
	number(ret, scratch, VERDICT_DAYS);
}

FIELD(flow_compression)
{
	UNUSED;
	number(ret, scratch, V->w->compression);
}

FIELD(flow_zstd)
{
	UNUSED;
	number(ret, scratch, V->w->compression ? V->w->compression : 1);
}

/* As words of the shell; the options themselves are such words. */
FIELD(flow_container_options)
{
	UNUSED;
	text(ret, V->w->container_options ? V->w->container_options : "");
}

FIELD(flow_labels)
{
	UNUSED;
	for (size_t i = 0; i < V->w->labels.n; i++)
		buf_printf(scratch, "%s%s", i ? "\n" : "", V->w->labels.v[i]);
	text(ret, buf_text(scratch));
}

FIELD(flow_checkout)
{
	UNUSED;
	action(ret, scratch, ACTION_CHECKOUT);
}

FIELD(flow_upload)
{
	UNUSED;
	action(ret, scratch, ACTION_UPLOAD);
}

FIELD(flow_download)
{
	UNUSED;
	action(ret, scratch, ACTION_DOWNLOAD);
}

FIELD(flow_use_nix)
{
	UNUSED;
	action(ret, scratch, ACTION_NIX);
}

FIELD(flow_use_cachix)
{
	UNUSED;
	action(ret, scratch, ACTION_CACHIX);
}

static const struct field workflow_fields[] = {
	{ "generator", VALUE_TEXT, "`nightshift` and its version", flow_generator, NULL },
	{ "manifest", VALUE_TEXT, "the manifest, from the repository's top", flow_manifest, NULL },
	{ "suite", VALUE_TEXT, "the suite's name", flow_suite, NULL },
	{ "v", VALUE_TEXT, "the same as the beginning of a variable's name", flow_variable, NULL },
	{ "title", VALUE_TEXT, "the workflow's name", flow_title, NULL },
	{ "lane", VALUE_TEXT, "`pr`, `merge` or `nightly`", flow_lane, NULL },
	{ "pr", VALUE_FLAG, "the lane is `pr`", flow_pr, NULL },
	{ "merge", VALUE_FLAG, "it is `merge`", flow_merge, NULL },
	{ "nightly", VALUE_FLAG, "it is `nightly`", flow_nightly, NULL },
	{ "nix", VALUE_FLAG, "the engine is `nix`", flow_nix, NULL },
	{ "make", VALUE_FLAG, "it is `make`", flow_make, NULL },
	{ "container", VALUE_FLAG, "it is `container`", flow_container, NULL },
	{ "make_like", VALUE_FLAG, "it is not `nix`", flow_make_like, NULL },
	{ "branch", VALUE_TEXT, "the branch that changes are merged into", flow_branch, NULL },
	{ "branch_pattern", VALUE_TEXT, "the same, as a pattern that means nothing else", flow_branch_pattern, NULL },
	{ "cron", VALUE_TEXT, "when the night begins", flow_cron, NULL },
	{ "events", VALUE_LIST, "by name", flow_events, &event_scope },
	{ "check", VALUE_TEXT, "the name of the job that sums up; of `pr`, the required check", flow_check, NULL },
	{ "planner", VALUE_WORDS, "the runner of the jobs that plan and judge", flow_planner, NULL },
	{ "plan_title", VALUE_TEXT, "the planning job's name", flow_plan_title, NULL },
	{ "plan", VALUE_TEXT, "the plan's file, from the repository's top", flow_plan, NULL },
	{ "include", VALUE_TEXT, "the Make include, from the repository's top", flow_include, NULL },
	{ "dir", VALUE_TEXT, "the suite's folder, from the repository's top", flow_dir, NULL },
	{ "has_outputs", VALUE_FLAG, "the planning job says something to the others", flow_has_outputs, NULL },
	{ "counts", VALUE_FLAG, "verdicts come back, and are compared with what is owed", flow_counts, NULL },
	{ "may_owe_nothing", VALUE_FLAG, "and that may be nothing", flow_may_owe_nothing, NULL },
	{ "affected", VALUE_FLAG, "only what the change makes due runs", flow_affected, NULL },
	{ "affected_sh", VALUE_TEXT,
		"then: what asks for that since `$BASE`, into `due.json`, and with the reasons into `due.txt`; shell text",
		flow_affected_sh, NULL },
	{ "job_lines", VALUE_TEXT, "the jobs this concerns, each with its platform and shards", flow_job_lines, NULL },
	{ "setups", VALUE_LIST, "how nightshift gets there", flow_setups, &setup_scope },
	{ "check_sh", VALUE_TEXT, "`generate --check`, shell text", flow_check_sh, NULL },
	{ "lint_sh", VALUE_TEXT, "`lint`, shell text", flow_lint_sh, NULL },
	{ "discover_sh", VALUE_TEXT, "`lint` with the discovery, shell text", flow_discover_sh, NULL },
	{ "seed_needed", VALUE_FLAG, "the seed cannot be taken where the units run", flow_seed_needed, NULL },
	{ "seed_sh", VALUE_TEXT, "what finds it then, shell text", flow_seed_sh, NULL },
	{ "product_sh", VALUE_TEXT, "what builds the product, shell text, if anything does", flow_product_sh, NULL },
	{ "submodules", VALUE_TEXT, "of the checkout: `true` or `recursive`, if wanted", flow_submodules, NULL },
	{ "lfs", VALUE_FLAG, "the checkout gets the files of Git LFS", flow_lfs, NULL },
	{ "token", VALUE_TEXT, "the checkout's token, an expression, if it needs one", flow_token, NULL },
	{ "cachix", VALUE_TEXT, "the Cachix cache, if there is one", flow_cachix, NULL },
	{ "cachix_token", VALUE_TEXT, "its token, an expression, if it is written to", flow_cachix_token, NULL },
	{ "cachix_skip", VALUE_TEXT, "whether it is only read, an expression", flow_cachix_skip, NULL },
	{ "cachix_filter", VALUE_TEXT, "what never goes there, a regular expression", flow_cachix_filter, NULL },
	{ "container_file", VALUE_TEXT, "what the image is built from", flow_container_file, NULL },
	{ "container_context", VALUE_TEXT, "and in which folder", flow_container_context, NULL },
	{ "container_options", VALUE_TEXT, "options of `docker run`, shell text", flow_container_options, NULL },
	{ "via_image", VALUE_FLAG, "the image travels as an artifact", flow_via_image, NULL },
	{ "via_registry", VALUE_FLAG, "the image travels through the registry", flow_via_registry, NULL },
	{ "programs", VALUE_LIST, "the test programs, for Nix", flow_programs, &program_scope },
	{ "retention", VALUE_NUMBER, "days that what travels between jobs is kept", flow_retention, NULL },
	{ "verdict_days", VALUE_NUMBER, "days that verdicts are kept", flow_verdict_days, NULL },
	{ "compression", VALUE_NUMBER, "of what travels, 0 to 9", flow_compression, NULL },
	{ "zstd", VALUE_NUMBER, "the same for zstd, from 1", flow_zstd, NULL },
	{ "jobs", VALUE_LIST, "but for the first and the last ones", flow_jobs, &job_scope },
	{ "all_jobs", VALUE_WORDS, "these and the planning one", flow_all_jobs, NULL },
	{ "for_issue", VALUE_WORDS, "the jobs that the issue's waits for", flow_for_issue, NULL },
	{ "issue_title", VALUE_TEXT, "the name of that job", flow_issue_title, NULL },
	{ "record_title", VALUE_TEXT, "the name of the record's job", flow_record_title, NULL },
	{ "keeps_record", VALUE_FLAG, "it is kept from night to night, on a branch", flow_keeps_record, NULL },
	{ "record_branch", VALUE_TEXT, "that branch", flow_record_branch, NULL },
	{ "nights_sh", VALUE_TEXT, "imports what is kept there; shell text", flow_nights_sh, NULL },
	{ "for_report", VALUE_WORDS, "the jobs that the report's waits for", flow_for_report, NULL },
	{ "report_title", VALUE_TEXT, "the name of that job", flow_report_title, NULL },
	{ "import_sh", VALUE_TEXT, "what takes the verdicts into the record, shell text", flow_import_sh, NULL },
	{ "report_sh", VALUE_TEXT, "what writes `report.md` and `report.html`, shell text", flow_report_sh, NULL },
	{ "night_file", VALUE_TEXT, "the file name of the nightly workflow, if there is one", flow_night_file, NULL },
	{ "tells_stale", VALUE_FLAG, "it says so when no night was green for long", flow_tells_stale, NULL },
	{ "stale", VALUE_NUMBER, "how many days are long", flow_stale, NULL },
	{ "issue_sh", VALUE_TEXT, "the issue's title, shell text", flow_issue_sh, NULL },
	{ "labels", VALUE_TEXT, "its labels, a line for each", flow_labels, NULL },
	{ "use_checkout", VALUE_TEXT, "the action that checks out, pinned", flow_checkout, NULL },
	{ "use_upload", VALUE_TEXT, "the one that keeps an artifact", flow_upload, NULL },
	{ "use_download", VALUE_TEXT, "the one that gets it", flow_download, NULL },
	{ "use_nix", VALUE_TEXT, "the one that installs Nix", flow_use_nix, NULL },
	{ "use_cachix", VALUE_TEXT, "the one that uses a Cachix cache", flow_use_cachix, NULL },
	{ 0 },
};
const struct scope workflow_scope = { "workflow", workflow_fields };

void
workflow_document(struct buf *out)
{
	static const struct scope *const scopes[] = { &workflow_scope, &job_scope, &setup_scope, &step_scope,
		&event_scope, &program_scope };

	for (size_t i = 0; i < countof(scopes); i++)
		tmpl_document(scopes[i], out);
}
