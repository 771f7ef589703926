/* shards.c: what is cut into shards, and what never shares one. */
#include "plan/made.h"

static void
test_shards(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, MANIFEST, "");
	assert_int_equal(m.p.shard_count, 5);
	for (size_t i = 0; i < m.p.shard_count; i++) {
		const struct shard *sh = &m.p.shards[i];
		unsigned long long sum = 0;

		assert_int_equal(sh->number, i + 1);
		assert_true(sh->unit_count > 0);
		for (size_t k = 0; k < sh->unit_count; k++) {
			sum += plan_usec(&m.p, sh->units[k], (size_t)(sh->platform - m.s.platforms));
			assert_true(!k || sh->units[k - 1]->usec >= sh->units[k]->usec);
		}
		assert_int_equal(sh->usec, sum);
	}
	made_release(&m);
}

/* What units the shards have, as "a b, c". */
static const char *
shards_text(struct made *m, const struct nix_system *y)
{
	struct buf b = { 0 };

	for (size_t k = 0; k < y->shard_count; k++)
		for (size_t i = 0; i < y->shards[k].unit_count; i++)
			buf_printf(&b, "%s%s", i ? " " : k ? ", " : "", y->shards[k].units[i]->id);
	const char *s = arena_strdup(&m->a, buf_text(&b));

	buf_release(&b);
	return s;
}

/* Units that differ in the lanes of the system or in the seed share no shard; a unit takes as long as it does on the
 * slowest platform of the system. */
static void
test_nix_shards(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, NIX_MANIFEST, "v-plain\tday\t1\nv-plain\tnight\t10\nv-plain\tmac\t3\n");
	assert_int_equal(m.p.system_count, 2);
	assert_string_equal(m.p.systems[0].name, "aarch64-darwin");
	assert_string_equal(shards_text(&m, &m.p.systems[0]), "v-slow, w-slow, w-plain, v-plain, v-seeded, w-seeded");
	assert_string_equal(m.p.systems[1].name, "x86_64-linux");
	assert_string_equal(shards_text(&m, &m.p.systems[1]),
		"v-slow, w-slow, v-plain, w-plain, v-seeded w-seeded, v-day w-day");
	assert_int_equal(m.p.systems[1].shards[2].usec, 10000000);
	assert_string_equal(m.p.systems[1].shards[5].name, "shard6");
	made_release(&m);
	/* fewer than there are groups: as many as groups all the same; more than units: as units */
	static const struct {
		char digit;
		size_t shards;
	} counts[] = { { '1', 4 }, { '4', 4 }, { '5', 5 }, { '9', 8 } };

	for (size_t i = 0; i < countof(counts); i++) {
		char text[sizeof(NIX_MANIFEST)];

		memcpy(text, NIX_MANIFEST, sizeof(text));
		*strchr(strstr(text, "shards="), '6') = counts[i].digit;
		made_of(&m, text, "");
		assert_int_equal(m.p.systems[1].shard_count, counts[i].shards);
		made_release(&m);
	}
	made_of(&m, MANIFEST, ""); /* not asked for */
	assert_int_equal(m.p.system_count, 0);
	made_release(&m);
}

static const char mode_manifest[] =
	"<suite name=\"s\">\n"
	"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<run>./t {module}</run><variant name=\"v\"/>\n"
	"<group mode=\"two\"><module name=\"a\" seconds=\"8\"/><module name=\"b\" seconds=\"7\"/>\n"
	"<module name=\"c\" seconds=\"6\" mode=\"one\"/></group>\n"
	"<module name=\"d\" seconds=\"9\"/><module name=\"e\" seconds=\"30\"/><module name=\"f\" seconds=\"1\" mode=\"one\"/>\n"
	"<nix shards=\"1\"/>\n"
	"<shards lane=\"pr\" platform=\"linux\" count=\"4\"/>\n"
	"<shards lane=\"merge\" platform=\"linux\" seconds=\"10\"/>\n"
	"</suite>\n";

/* What units the shards of a lane have, each behind its mode, as "one: a b, -: c". */
static const char *
modes_text(struct made *m, int lane)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < m->p.shard_count; i++) {
		const struct shard *h = &m->p.shards[i];

		if (h->lane != lane)
			continue;
		buf_printf(&b, "%s%s:", b.len ? ", " : "", h->mode ? h->mode : "-");
		for (size_t k = 0; k < h->unit_count; k++)
			buf_printf(&b, " %s", h->units[k]->module->name);
	}
	const char *s = arena_strdup(&m->a, buf_text(&b));

	buf_release(&b);
	return s;
}

/* Units of two modes share no shard, though it would be even; each mode has a shard at least, and those by seconds
 * count for each mode alone. Nix' shards likewise. */
static void
test_modes(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, mode_manifest, "");
	assert_string_equal(modes_text(&m, LANE_PR), "-: e, -: d, one: c f, two: a b");
	assert_string_equal(modes_text(&m, LANE_MERGE), "-: e, -: d, one: c f, two: a, two: b");
	assert_string_equal(shards_text(&m, &m.p.systems[0]), "v-e v-d, v-a v-b, v-c v-f");
	assert_true(plan_prove(&m.p, &m.said.d));
	struct shard *one = &m.p.shards[2], *two = &m.p.shards[3];
	const struct unit *u = one->units[1];

	one->units[1] = two->units[1];
	two->units[1] = u;
	assert_unproved(&m,
		"f:8:1: error: shard 3 of lane 'pr' on 'linux' holds 'v-c' and 'v-b', which differ in mode\n"
		"f:8:1: error: shard 4 of lane 'pr' on 'linux' holds 'v-a' and 'v-f', which differ in mode\n");
	made_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shards),
		cmocka_unit_test(test_nix_shards),
		cmocka_unit_test(test_modes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
