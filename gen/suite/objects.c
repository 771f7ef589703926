#include "suite/objects.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "suite/model.h"
#include "suite/producer.h"

void *
object_suite(struct making *m)
{
	return m->suite;
}

void *
object_platform(struct making *m)
{
	struct platform *p = m->in.platform = ARENA_APPEND(m->arena, m->suite->platforms, m->suite->platform_count);

	for (int lane = 0; lane < LANE_COUNT; lane++)
		p->does[lane] = DOES_UNKNOWN;
	return p;
}

void *
object_gap(struct making *m)
{
	return ARENA_APPEND(m->arena, m->in.platform->gaps, m->in.platform->gap_count);
}

void *
object_seed(struct making *m)
{
	m->suite->has_seed = true;
	return m->suite;
}

void *
object_build(struct making *m)
{
	m->suite->has_build = true;
	return m->suite;
}

void *
object_nix(struct making *m)
{
	m->suite->nix_root = ".";
	return m->suite;
}

void
object_end_nix(struct making *m, void *object)
{
	const struct suite *s = object;

	if (s->nix_jobs_loc.line && !s->nix_shards_loc.line)
		diag_error(m->diag, s->nix_jobs_loc,
			"'jobs' of <nix> says how many units of a shard run at a time, but there are no shards: add shards=\"...\"");
	if (s->nix_check_loc.line && s->strategy != STRATEGY_RECHECK)
		diag_error(m->diag, s->nix_check_loc,
			"'check' of <nix> says what the check phase runs, but with strategy '%s' none runs: use recheck",
			strategy_names[s->strategy]);
	if (s->check_target_loc.line && s->nix_check != NIX_CHECK_OWN)
		diag_error(m->diag, s->check_target_loc,
			"'check-target' of <nix> is the target of the project's own check, but the units run: add check=\"own\"");
	if (s->library && !strcmp(s->library, "input"))
		diag_warn(m->diag, s->library_loc,
			"'library=\"input\"' says what is always so, since nightshift copies its Nix library into no project: take it out");
	else if (s->library)
		diag_error(m->diag, s->library_loc,
			"nightshift no longer copies its Nix library into a project, and 'library' is gone: take it out; the split file takes the library from outside: %s",
			model_library_advice);
}

void *
object_prepare(struct making *m)
{
	return m->suite;
}

void
object_end_prepare(struct making *m, void *object)
{
	const struct suite *s = object;

	if (!s->prepare_count)
		diag_error(m->diag, m->at, "<prepare> has no <command>, so it prepares nothing");
}

void *
object_program(struct making *m)
{
	m->suite->program_loc = m->at;
	return ARENA_APPEND(m->arena, m->suite->programs, m->suite->program_count);
}

void *
object_file(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->programs, m->suite->program_count);
}

void *
object_artifact(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->artifacts, m->suite->artifact_count);
}

void *
object_test_only(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->test_only, m->suite->test_only_count);
}

/* A <command> is put into its list when its text is complete. */
void *
object_command(struct making *m)
{
	return m->suite;
}

/* The text of the element that ends is a command. */
static void
take_command(struct making *m, struct command *ret_command)
{
	command_parse(ret_command, m->arena, m->diag, m->text_loc, m->text, strlen(m->text));
}

void
object_end_command(struct making *m, void *object)
{
	struct suite *s = m->suite;
	struct command *c;

	(void)object;
	if (m->in.fixture)
		c = ARENA_APPEND(m->arena, m->in.fixture->commands, m->in.fixture->command_count);
	else if (!strcmp(m->parent, "build"))
		c = ARENA_APPEND(m->arena, s->build, s->build_count);
	else if (!strcmp(m->parent, "prepare"))
		c = ARENA_APPEND(m->arena, s->prepare, s->prepare_count);
	else
		c = ARENA_APPEND(m->arena, s->program_commands, s->program_command_count);
	take_command(m, c);
}

/* <run> of the suite, a group or a module: the innermost open one. */
static struct traits *
innermost_traits(struct making *m)
{
	return m->in.module ? &m->in.module->traits : m->in.group ? &m->in.group->traits : NULL;
}

void *
object_run(struct making *m)
{
	struct traits *t = innermost_traits(m);

	(t ? &t->run : &m->suite->run)->loc = m->at; /* it is there, even if its text is refused */
	return t ? &t->judging : &m->suite->judging;
}

void
object_end_run(struct making *m, void *object)
{
	struct traits *t = innermost_traits(m);

	const struct judging *j = object;

	if (j->timeout)
		*(t ? &t->timeout : &m->suite->timeout) = j->timeout;
	take_command(m, t ? &t->run : &m->suite->run);
}

/* The list that a <param> or <env> in this place belongs to. */
static struct binding *
add_binding(struct making *m, bool env)
{
	struct bindings *b;

	if (m->in.module)
		b = env ? &m->in.module->traits.env : &m->in.module->traits.params;
	else if (m->in.group)
		b = env ? &m->in.group->traits.env : &m->in.group->traits.params;
	else if (m->in.variant)
		b = env ? &m->in.variant->env : &m->in.variant->params;
	else if (m->in.platform)
		b = &m->in.platform->env;
	else
		b = env ? &m->suite->env : &m->suite->params;
	return ARENA_APPEND(m->arena, b->v, b->n);
}

void *
object_param(struct making *m)
{
	return add_binding(m, false);
}

void *
object_env(struct making *m)
{
	return add_binding(m, true);
}

void
object_end_param(struct making *m, void *object)
{
	struct binding *b = object;

	if (!b->value == !b->words.loc.line && b->name)
		diag_error(m->diag, m->at, "parameter '%s' needs either 'value', one text, or 'words', a list",
			b->name);
}

void *
object_variant(struct making *m)
{
	return m->in.variant = ARENA_APPEND(m->arena, m->suite->variants, m->suite->variant_count);
}

void *
object_group(struct making *m)
{
	m->in.group = arena_alloc(m->arena, sizeof(*m->in.group));
	m->in.group->loc = m->at;
	*ARENA_APPEND(m->arena, m->suite->groups, m->suite->group_count) = m->in.group;
	model_init_traits(&m->in.group->traits);
	return &m->in.group->traits;
}

void *
object_module(struct making *m)
{
	m->in.module = ARENA_APPEND(m->arena, m->suite->modules, m->suite->module_count);
	m->in.module->group = m->in.group;
	model_init_traits(&m->in.module->traits);
	return m->in.module;
}

void *
object_exclude(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->excludes, m->suite->exclude_count);
}

void *
object_discover(struct making *m)
{
	struct discover *v = ARENA_APPEND(m->arena, m->suite->discovers, m->suite->discover_count);

	v->expect = -1;
	v->from = -1; /* nothing that can be one was given */
	v->group = m->in.group;
	return v;
}

/* It stands in commands as it is. */
static bool
is_plain_folder(const char *s)
{
	return *s && !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-/{}")];
}

void
object_end_discover(struct making *m, void *object)
{
	struct discover *v = object;
	struct loc folder = v->folder_loc, files = v->files.loc, tool = v->tool_loc, list = v->list_loc;

	if (v->from < 0 && v->from_loc.line) { /* reported: nothing else can be said of it */
		v->from = 0;
		v->as = DISCOVER_MODULES;
		return;
	}
	v->from = v->from < 0 ? 0 : v->from;
	if (!v->from) {
		struct loc of_producer = folder.line ? folder : files.line ? files : tool.line ? tool : list;

		if (!of_producer.line)
			of_producer = v->labels.loc.line ? v->labels.loc : v->without.loc;
		if (of_producer.line)
			diag_error(m->diag, of_producer,
				"'folder', 'files', 'tool', 'list', 'labels' and 'without' of <discover> are for a producer: add from=\"ctest\", \"meson\", \"pytest\" or \"tap\"");
		if (!*m->text)
			diag_error(m->diag, m->at,
				"<discover> is empty: give it a command that prints which tests exist, or from=\"ctest\", \"meson\", \"pytest\" or \"tap\"");
		else
			take_command(m, &v->command);
		return;
	}
	if (*m->text)
		diag_error(m->diag, m->text_loc,
			"<discover from=\"%s\"> knows how to ask, and holds no command: take it out, or 'from'; 'tool' says how %s is called",
			producer_names[v->from], producer_names[v->from]);
	if (v->as_loc.line && v->as == DISCOVER_CHECK)
		diag_error(m->diag, v->as_loc,
			"<discover from=\"%s\"> makes modules of the tests, and compares nothing: take 'as' out",
			producer_names[v->from]);
	v->as = DISCOVER_MODULES;
	if (folder.line && !producer_needs_build(v->from))
		diag_error(m->diag, folder,
			"'folder' is where tests are built, but %s asks their files: say which by 'files'",
			producer_names[v->from]);
	if (files.line && producer_needs_build(v->from))
		diag_error(m->diag, files,
			"'files' says which files are asked, but %s asks what is built: say where by 'folder'",
			producer_names[v->from]);
	if (folder.line && !is_plain_folder(v->folder))
		diag_error(m->diag, folder,
			"'folder' is '%s', but may have letters, digits, '_', '.', '+', '-', '/' and holes alone",
			v->folder);
	else if (folder.line)
		command_parse_path(&v->command, m->arena, m->diag, folder, v->folder);
	if (folder.line && *v->folder == '/')
		diag_error(m->diag, folder,
			"'folder' is '%s', but what is committed names no folder of one machine: give its path from the suite's folder",
			v->folder);
	if (list.line && (*v->list == '/' || strchr(v->list, '\\') || strstr(v->list, "..")))
		diag_error(m->diag, list, "'list' is '%s', but has to be a path below the suite's folder", v->list);
	v->list = list.line ? v->list : arena_printf(m->arena, "tests-%s.tsv", producer_names[v->from]);
}

void *
object_shards(struct making *m)
{
	struct shards *s = ARENA_APPEND(m->arena, m->suite->shards, m->suite->shards_count);

	s->jobs = 1;
	return s;
}

void
object_end_shards(struct making *m, void *object)
{
	const struct shards *s = object;

	if (!s->count_loc.line == !s->seconds_loc.line)
		diag_error(m->diag, m->at, "<shards> needs either 'count' or 'seconds'");
}

void *
object_promote(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->promotes, m->suite->promote_count);
}

void *
object_ignore(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->ignores, m->suite->ignore_count);
}

void *
object_select(struct making *m)
{
	struct select *s = ARENA_APPEND(m->arena, m->suite->selects, m->suite->select_count);

	s->lane = -1;
	s->per_class = 1;
	return s;
}

void *
object_fixture(struct making *m)
{
	return m->in.fixture = ARENA_APPEND(m->arena, m->suite->fixtures, m->suite->fixture_count);
}

void
object_end_fixture(struct making *m, void *object)
{
	const struct fixture *f = object;

	if (!f->command_count)
		diag_error(m->diag, m->at, "fixture '%s' has no <command> that makes it", f->name);
	if (f->size && !f->cache)
		diag_error(m->diag, f->size_loc,
			"fixture '%s' limits its cache by 'size' but has no 'cache': add cache=\"...\"", f->name);
}

void *
object_pool(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->pools, m->suite->pool_count);
}

void *
object_worker(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->workers, m->suite->worker_count);
}

void
object_end_worker(struct making *m, void *object)
{
	struct worker *w = object;

	take_command(m, &w->command);
}

void *
object_workflow(struct making *m)
{
	struct workflow *w = &m->suite->workflow;

	*w = (struct workflow){ .engine = -1,
		.via = -1,
		.due = -1,
		.branch = "main",
		.retention = 8, /* so that a failed job can run again a week later */
		.stale = 3,
		.compression = 1 };
	return w;
}

void *
object_lane(struct making *m)
{
	struct lane_settings *l = m->in.platform ? &m->in.platform->lanes : &m->suite->workflow.lanes;

	return ARENA_APPEND(m->arena, l->v, l->n);
}

void
object_end_lane(struct making *m, void *object)
{
	const struct lane_setting *l = object;

	if (!m->in.platform && (l->runner.loc.line || l->jobs))
		diag_error(m->diag, l->loc,
			"<lane> in <workflow> has only a 'timeout'; 'runner' and 'jobs' belong to a <lane> in <platform>");
}

/* An element that only says more about the workflow. */
void *
object_of_workflow(struct making *m)
{
	return &m->suite->workflow;
}

void *
object_container(struct making *m)
{
	m->suite->workflow.container_context = ".";
	return &m->suite->workflow;
}

void *
object_setup(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->workflow.setups, m->suite->workflow.setup_count);
}

void *
object_step(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->workflow.steps, m->suite->workflow.step_count);
}

/* The text without the blanks that all its lines but the first begin with: they are indented as the manifest is. */
static const char *
dedent(struct arena *a, const char *text)
{
	size_t shared = (size_t)-1;
	struct buf out = { 0 };

	for (const char *p = strchr(text, '\n'); p; p = strchr(p + 1, '\n')) {
		size_t blanks = strspn(p + 1, " \t");

		if (p[1 + blanks] && p[1 + blanks] != '\n' && blanks < shared)
			shared = blanks;
	}
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n"), off = p > text ? strspn(p, " \t") : 0;

		off = off < shared ? off : shared;
		off = off < len ? off : len;
		buf_add(&out, p + off, len - off);
		if (p[len])
			buf_addc(&out, '\n');
		p += len + (p[len] == '\n');
	}
	const char *result = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return result;
}

void
object_end_step(struct making *m, void *object)
{
	((struct step *)object)->text = dedent(m->arena, m->text);
}

void *
object_event(struct making *m)
{
	return ARENA_APPEND(m->arena, m->suite->workflow.events, m->suite->workflow.event_count);
}
