/* meaning.c with affected.c: of random edits of random manifests, exactly those units are due that are new, or do another thing, or
 * whose files changed, by the rules of before or of now. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "plan/affected.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"
#include "report/meaning.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "unit/part.h"
#include "unit/planfile.h"

enum { MODULES = 6, PATHS = 5, VARIANTS = 2, PLATFORMS = 2 };

/* A sequence of its own, the same everywhere (Marsaglia's xorshift64). */
static uint64_t random_state = 815;

static unsigned
pick(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state % n);
}

/* What a manifest says; what is edited are numbers. */
struct draft {
	unsigned there[MODULES]; /* is there such a module? */
	unsigned paths[MODULES]; /* a bit for each path; 0: none, so it is due on each change */
	unsigned timeout[MODULES], attempts[MODULES], command[MODULES], seed[MODULES], seconds[MODULES], lane[MODULES];
	unsigned ignored, promoted;              /* a bit for each path */
	unsigned on[PLATFORMS], does[PLATFORMS]; /* the environment, and whether pull requests are checked there */
	unsigned flags[VARIANTS], prepare, comment, backwards;
};

static void
random_draft(struct draft *d)
{
	*d = (struct draft){ .does = { 1, pick(2) }, .ignored = pick(4) ? 0 : 1u << pick(PATHS) };
	for (int i = 0; i < MODULES; i++) {
		d->there[i] = pick(4) > 0;
		d->paths[i] = pick(4) ? 1 + pick((1u << PATHS) - 1) : 0;
		d->lane[i] = pick(5) == 0;
	}
	d->there[0] = 1;
	d->lane[0] = 0;
}

/* Change one thing; `lane` of the first module stays, since each platform must run something. */
static void
edit(struct draft *d)
{
	unsigned i = pick(MODULES), k = 1 + pick(MODULES - 1);

	switch (pick(16)) {
	case 0:
		d->there[k] ^= 1;
		break;
	case 1:
		d->paths[i] = pick(1u << PATHS);
		break;
	case 2:
		d->timeout[i] ^= 1;
		break;
	case 3:
		d->attempts[i] ^= 1;
		break;
	case 4:
		d->command[i] ^= 1;
		break;
	case 5:
		d->seed[i] = pick(3);
		break;
	case 6:
		d->seconds[i] = pick(9);
		break;
	case 7:
		d->lane[k] ^= 1;
		break;
	case 8:
	case 14:
		d->ignored ^= 1u << pick(PATHS);
		break;
	case 9:
		d->on[pick(PLATFORMS)] ^= 1;
		break;
	case 10:
		d->does[1] ^= 1;
		break;
	case 11:
		d->flags[pick(VARIANTS)] ^= 1;
		break;
	case 12:
		d->prepare = pick(8) == 0;
		break;
	case 13:
		d->comment++;
		break;
	default:
		d->backwards ^= 1;
	}
}

static void
add_paths(struct buf *out, const char *before, unsigned bits, const char *after)
{
	if (!bits)
		return;
	buf_adds(out, before);
	for (unsigned i = 0; i < PATHS; i++)
		if (bits >> i & 1)
			buf_printf(out, " /p%u", i);
	buf_adds(out, after);
}

static void
add_module(struct buf *out, const struct draft *d, int i)
{
	static const char *const seeds[] = { "", " seed=\"head\"", " seed=\"7\"" };

	if (!d->there[i])
		return;
	buf_printf(out, "<module name=\"m%d\" attempts=\"%u\" timeout=\"%u\"%s", i, 1 + d->attempts[i],
		60 + d->timeout[i], seeds[d->seed[i]]);
	if (d->seconds[i])
		buf_printf(out, " seconds=\"%u\"", d->seconds[i]);
	if (d->lane[i])
		buf_adds(out, " lane=\"merge\" reason=\"r\"");
	add_paths(out, " paths=\"", d->paths[i], "\"");
	buf_printf(out, ">%s</module>\n", d->command[i] ? "<param name=\"how\" value=\"-v\"/>" : "");
}

static void
write_draft(const struct draft *d, struct buf *out)
{
	buf_adds(out, "<suite name=\"s\">\n<seed from=\"commit\" fallback=\"1\" env=\"SEED\"/>\n");
	for (int i = 0; i < PLATFORMS; i++)
		buf_printf(out,
			"<platform name=\"p%d\" system=\"x86_64-linux\" runner=\"r\" pr=\"%s\" merge=\"checked\" nightly=\"checked\">"
			"<env name=\"ON\" value=\"%u\"/></platform>\n",
			i, d->does[i] ? "checked" : "build", d->on[i]);
	if (d->prepare)
		buf_adds(out, "<prepare><command>mkdir build</command></prepare>\n");
	buf_adds(out,
		"<program path=\"build/{variant}\"><command>cc {flags} -o {program}</command></program>\n"
		"<run>{program} {how} {module}</run><param name=\"how\" value=\"-q\"/>\n");
	for (int i = 0; i < VARIANTS; i++)
		buf_printf(out, "<variant name=\"v%d\"><param name=\"flags\" value=\"-O%u\"/></variant>\n", i,
			d->flags[i]);
	for (unsigned i = 0; i < d->comment; i++)
		buf_adds(out, "<!-- a comment -->\n");
	for (int i = 0; i < MODULES; i++)
		add_module(out, d, d->backwards ? MODULES - 1 - i : i);
	add_paths(out, "<ignore paths=\"", d->ignored, "\"/>\n");
	buf_adds(out, "</suite>\n");
}

/* A plan, and its file as a reader of it sees it. */
struct made {
	struct arena a;
	struct said said;
	struct suite s;
	struct plan p;
	struct buf text;
	struct outputs outputs;
	struct planfile file;
};

static void
make(struct made *m, const struct draft *d)
{
	struct seconds none = { 0 };

	*m = (struct made){ 0 };
	said_init(&m->said);
	write_draft(d, &m->text);
	assert_true(manifest_read(&m->s, &m->a, &m->said.d, "s.xml", buf_text(&m->text), m->text.len, 0));
	m->s.manifest = "s.xml";
	assert_true(model_paths(&m->s, &m->a, &m->said.d));
	assert_true(model_finish(&m->s, &m->a, &m->said.d, "2026-01-01", false));
	assert_true(plan_make(&m->p, &m->a, &m->said.d, &m->s, &none));
	assert_true(emit_render(&m->outputs, &m->a, &m->said.d, &m->p, NULL));
	assert_true(planfile_read(&m->file, &m->a, &m->said.d, "s.json", m->outputs.files[0].text,
		m->outputs.files[0].len));
}

static void
unmake(struct made *m)
{
	assert_said(&m->said, "");
	said_release(&m->said);
	emit_release(&m->outputs);
	arena_release(&m->a);
	buf_release(&m->text);
}

/* Does the unit do another thing there than before, or was it not run there? This asks only the two files. */
static bool
differs(const struct planfile *was, const struct planfile *is, const char *id, const char *platform)
{
	char before[SHA256_HEX + 1], now[SHA256_HEX + 1];
	const struct planfile_unit *old = planfile_unit(was, id), *new = planfile_unit(is, id);
	const struct planfile_platform *on = planfile_platform(was, platform);

	assert_non_null(new);
	if (!old || !planfile_owes(on, LANE_PR, old))
		return true;
	part_of(was, on, old, before);
	part_of(is, planfile_platform(is, platform), new, now);
	return strcmp(before, now) != 0;
}

/* Paths that changed: all of them; those that are new; and those that are gone. */
struct changed_paths {
	unsigned all, added, deleted;
};

/* What of the changed paths counts, and whether one is claimed by no rule where it is a file, before or now. */
static unsigned
weigh(const struct draft *was, const struct draft *is, const struct changed_paths *c, bool *ret_everything)
{
	unsigned claimed_was = 0, claimed_is = 0;

	for (int i = 0; i < MODULES; i++) {
		claimed_was |= was->there[i] ? was->paths[i] : 0;
		claimed_is |= is->there[i] ? is->paths[i] : 0;
	}
	unsigned claimed = (claimed_was & ~was->ignored) | (claimed_is & ~is->ignored);
	unsigned by_none = (~(claimed_was | was->ignored) & ~c->added) | (~(claimed_is | is->ignored) & ~c->deleted);

	*ret_everything = c->all & by_none;
	/* what is ignored by one, and by the other or claimed by none of its modules while it is no file there, has not changed */
	return c->all & (claimed | by_none);
}

/* Is the module due by the files? */
static bool
touched(const struct draft *was, const struct draft *is, int i, unsigned changed, unsigned counts)
{
	bool before = was->there[i];
	unsigned old = before ? was->paths[i] & ~was->ignored : 0, new = is->paths[i] & ~is->ignored;
	bool always = !is->paths[i] || (before && !was->paths[i]);

	return (changed & (old | new)) || (always && counts);
}

static void
check(const struct draft *was, const struct draft *is, const struct changed_paths *c)
{
	struct made old, new;
	struct before before;
	struct affected f;
	struct git_change changes[PATHS + 1];
	struct git_range range = { .changes = changes };
	bool everything, any = false;
	unsigned counts = weigh(was, is, c, &everything);

	make(&old, was);
	make(&new, is);
	for (unsigned i = 0; i < PATHS; i++)
		if (c->all >> i & 1)
			changes[range.count++] = (struct git_change){ arena_printf(&new.a, "p%u", i),
				c->added >> i & 1             ? 'A'
					: c->deleted >> i & 1 ? 'D'
							      : 'M' };
	changes[range.count++] = (struct git_change){ "s.xml", 'M' };
	meaning_compare(&before, &new.a, &old.file, &new.file, &new.p, LANE_PR);
	assert_null(before.everything);
	affected_make(&f, &new.a, &new.p, &range, &before, LANE_PR, -1, 0);
	assert_int_equal(f.all, everything);
	for (size_t k = 0; k < PLATFORMS; k++)
		for (size_t i = 0; i < new.p.unit_count; i++) {
			const struct unit *u = &new.p.units[i];
			int module = u->module->name[1] - '0';
			bool other = false, due = false;

			if (plan_runs(&new.p, u, k, LANE_PR)) {
				other = differs(&old.file, &new.file, u->id, new.s.platforms[k].name);
				due = other || everything || touched(was, is, module, c->all, counts);
			}
			if (f.on[k * new.p.unit_count + i] != due)
				fail_msg("'%s' on '%s' is %sdue: %s\n%s\n-> %s", u->id, new.s.platforms[k].name,
					due ? "not " : "", why_names[f.units[i].why], buf_text(&old.text),
					buf_text(&new.text));
			any |= due;
			if (other && f.units[i].why > WHY_PART)
				fail_msg("'%s' does another thing, but is due for '%s'", u->id,
					why_names[f.units[i].why]);
		}
	assert_int_equal(f.due_count > 0, any);
	unmake(&new);
	unmake(&old);
}

static void
test_random_edits(void **state)
{
	(void)state;
	for (int round = 0; round < 600; round++) {
		struct draft was, is;

		random_draft(&was);
		is = was;
		for (unsigned n = pick(4); n; n--)
			edit(&is);
		unsigned changed[] = { 0, 1u << pick(PATHS), pick(1u << PATHS) };

		unsigned added = pick(1u << PATHS), deleted = pick(1u << PATHS) & ~added;
		struct changed_paths c = { changed[pick(countof(changed))], added, deleted };

		check(&was, &is, &c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
