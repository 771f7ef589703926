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

/* The shards with their units, as "NAME: a b, NAME: c". */
static const char *
shards_text(struct made *m, const struct nix_system *y)
{
	struct buf b = { 0 };

	for (size_t k = 0; k < y->shard_count; k++) {
		buf_printf(&b, "%s%s:", k ? ", " : "", y->shards[k].name);
		for (size_t i = 0; i < y->shards[k].unit_count; i++)
			buf_printf(&b, " %s", y->shards[k].units[i]->id);
	}
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
	assert_string_equal(shards_text(&m, &m.p.systems[0]),
		"shard1=merge+nightly=seed: v-seeded, shard2=merge+nightly: v-plain, shard2=nightly: v-slow, shard3=nightly: w-slow, "
		"shard5=merge+nightly: w-plain, shard6=merge+nightly=seed: w-seeded");
	assert_string_equal(m.p.systems[1].name, "x86_64-linux");
	assert_string_equal(shards_text(&m, &m.p.systems[1]),
		"shard1=pr+merge+nightly=seed: v-seeded, shard2=nightly: v-slow, shard2=pr+merge: v-day w-day, "
		"shard2=pr+merge+nightly: v-plain, shard3=nightly: w-slow, shard5=pr+merge+nightly: w-plain, "
		"shard6=pr+merge+nightly=seed: w-seeded");
	assert_int_equal(m.p.systems[1].shards[3].usec, 10000000);
	made_release(&m);
	made_of(&m, MANIFEST, ""); /* not asked for */
	assert_int_equal(m.p.system_count, 0);
	made_release(&m);
}

/* So many shards, and their manifest. */
static void
made_of_many(struct made *m, struct buf *text, size_t shards)
{
	buf_reset(text);
	buf_printf(text,
		"<suite name=\"s\"><platform name=\"p\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>"
		"<run>x</run><variant name=\"v\"/><module name=\"m\" from=\"0\" to=\"1999\" chunks=\"2000\"/><nix shards=\"%zu\"/></suite>",
		shards);
	made_of(m, buf_text(text), "");
}

/* The number of each unit's shard, by rank. */
static void
read_places(struct made *m, long *ret_places)
{
	const struct nix_system *y = &m->p.systems[0];

	for (size_t k = 0; k < y->shard_count; k++)
		for (size_t i = 0; i < y->shards[k].unit_count; i++)
			ret_places[y->shards[k].units[i]->rank] = strtol(y->shards[k].name + strlen("shard"), NULL, 10);
}

/* One shard more takes its share from the others, and moves no unit among them; and they are of about one size. */
static void
test_one_shard_more(void **state)
{
	struct buf text = { 0 };
	long before[2000], after[2000];
	struct made m;

	(void)state;
	made_of_many(&m, &text, 1);
	read_places(&m, before);
	made_release(&m);
	for (long shards = 2; shards <= 12; shards++) {
		size_t moved = 0, in[13] = { 0 };

		made_of_many(&m, &text, (size_t)shards);
		read_places(&m, after);
		made_release(&m);
		for (size_t i = 0; i < countof(after); i++) {
			assert_true(after[i] == before[i] || after[i] == shards);
			moved += after[i] != before[i];
			in[after[i]]++;
		}
		assert_in_range(moved, 2000 / shards * 8 / 10, 2000 / shards * 12 / 10);
		for (long k = 1; k <= shards; k++)
			assert_in_range(in[k], 2000 / shards * 75 / 100, 2000 / shards * 125 / 100);
		memcpy(before, after, sizeof(before));
	}
	buf_release(&text);
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
	assert_string_equal(shards_text(&m, &m.p.systems[0]),
		"shard1=pr+merge+nightly: v-e v-d, shard1=pr+merge+nightly=mode.one: v-c v-f, "
		"shard1=pr+merge+nightly=mode.two: v-a v-b");
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
		cmocka_unit_test(test_one_shard_more),
		cmocka_unit_test(test_modes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
