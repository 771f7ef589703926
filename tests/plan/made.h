/* What the tests of the planner share: a suite from its text to the plan. */
#ifndef MADE_H
#define MADE_H

#include "tap/unit.h"

#include "base/arena.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"
#include "suite/manifest.h"
#include "suite/model.h"

/* A suite that cuts a lane on two platforms; the third has a gap. */
#define MANIFEST                                                                                                                                      \
	"<suite name=\"s\">\n"                                                                                                                        \
	"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"                      \
	"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"r\" pr=\"none\" merge=\"build\" nightly=\"checked\"/>\n"                           \
	"<platform name=\"none\" system=\"x86_64-darwin\" runner=\"r\" pr=\"none\" merge=\"build\" nightly=\"none\"><gap reason=\"r\"/></platform>\n" \
	"<run>./t {module} {from} {to} {chunk} {unit}</run>\n"                                                                                        \
	"<variant name=\"v\"/>\n"                                                                                                                     \
	"<variant name=\"w\"/>\n"                                                                                                                     \
	"<module name=\"cut\" from=\"10\" to=\"39\" chunks=\"3\" seconds=\"9\"/>\n"                                                                   \
	"<module name=\"range\" from=\"5\" to=\"8\" seconds=\"7\"/>\n"                                                                                \
	"<module name=\"night\" lane=\"nightly\" reason=\"slow\" seconds=\"20\"/>\n"                                                                  \
	"<module name=\"here\" platforms=\"linux\" reason=\"only here\" seconds=\"4\"/>\n"                                                            \
	"<module name=\"plain\"/>\n"                                                                                                                  \
	"<module name=\"other\"/>\n"                                                                                                                  \
	"<shards lane=\"pr\" platform=\"linux\" count=\"3\"/>\n"                                                                                      \
	"<shards lane=\"nightly\" platform=\"mac\" count=\"2\"/>\n"                                                                                   \
	"</suite>\n"

/* Two platforms of one system, of which one runs no nights; Nix gets six shards. */
#define NIX_MANIFEST                                                                                                                                     \
	"<suite name=\"s\">\n"                                                                                                                           \
	"<platform name=\"day\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"none\"><gap reason=\"r\"/></platform>\n" \
	"<platform name=\"night\" system=\"x86_64-linux\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>\n"                               \
	"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"r\" pr=\"build\" merge=\"checked\" nightly=\"checked\"/>\n"                           \
	"<seed fallback=\"1\" env=\"SEED\"/><run>./t {module}</run><variant name=\"v\"/><variant name=\"w\"/>\n"                                         \
	"<module name=\"plain\" seconds=\"8\"/><module name=\"seeded\" seed=\"head\" seconds=\"3\"/>\n"                                                  \
	"<module name=\"slow\" lane=\"nightly\" reason=\"r\" seconds=\"30\"/>\n"                                                                         \
	"<module name=\"day\" platforms=\"day\" reason=\"r\" seconds=\"2\"/>\n"                                                                          \
	"<nix shards=\"6\"/>\n"                                                                                                                          \
	"</suite>\n"

/* A plan and what it is made of. */
struct made {
	struct arena a;
	struct said said;
	struct suite s;
	struct seconds seconds;
	struct plan p;
};

/* Read the suite and make its plan with the measured seconds. Whatever is said, even a warning, fails. */
static inline void
made_of(struct made *m, const char *text, const char *measured)
{
	*m = (struct made){ 0 };
	said_init(&m->said);
	assert_true(manifest_read(&m->s, &m->a, &m->said.d, "f", text, strlen(text), 0));
	assert_true(model_paths(&m->s, &m->a, &m->said.d));
	assert_true(model_finish(&m->s, &m->a, &m->said.d, "2026-01-01", true));
	assert_true(secondsfile_read(&m->seconds, &m->a, &m->said.d, "s", measured, strlen(measured)));
	bool ok = plan_make(&m->p, &m->a, &m->said.d, &m->s, &m->seconds);

	assert_said(&m->said, "");
	assert_true(ok);
	m->said.d.source_count = 0; /* messages without the lines */
}

static inline void
made_release(struct made *m)
{
	said_release(&m->said);
	arena_release(&m->a);
}

/* The unit of that id, which is there. */
static inline struct unit *
find_unit(struct made *m, const char *id)
{
	for (size_t i = 0; i < m->p.unit_count; i++)
		if (!strcmp(m->p.units[i].id, id))
			return &m->p.units[i];
	fail_msg("no unit '%s'", id);
	return NULL;
}

/* Assert that the proof of the plan fails with this message. */
static inline void
assert_unproved(struct made *m, const char *message)
{
	assert_false(plan_prove(&m->p, &m->said.d));
	assert_said(&m->said, message);
}

#endif
