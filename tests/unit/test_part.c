/* part.c: the text of a part, byte for byte; what changes it, and what does not. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/base.h"
#include "unit/part.h"
#include "unit/planfile.h"

/* Each part of the plan on lines of its own, so that a test can change one. */
#define PLATFORM \
	"{ \"name\": \"linux\", \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"env\": { \"ZZ\": \"1\", \"A\": \"\" } }"
#define UNIT_FULL                                                                                                                        \
	"{ \"id\": \"v-m\", \"variant\": \"v\", \"module\": \"m\", \"seconds\": 1, \"seed\": \"head\", \"timeout\": 60, "                \
	"\"lane\": \"pr\", \"needs\": [\"f-2\", \"f-1\"], \"pool\": \"npu\", \"count\": 2, \"worker\": \"w\", \"ask\": \"m: \\u00e9\", " \
	"\"attempts\": 3, \"protocol\": \"junit\", \"report\": \"r.xml\", \"skipStatus\": 78, \"maySkip\": \"x\", "                      \
	"\"env\": { \"U\": \"a\\nb\" }, \"command\": \"run \\\"it\\\"\" }"
#define PLAN(seed, unit)                                                                                                                                                         \
	"{ \"format\": 1, \"suite\": \"s\", " seed                                                                                                                               \
	"\"build\": { \"env\": { \"B\": \"1\" } }, \"platforms\": [ " PLATFORM                                                                                                   \
	" ], \"fixtures\": [ { \"id\": \"f-1\", \"output\": \"o1\", \"command\": \"c1\", \"variant\": \"v\" }, { \"id\": \"f-2\", \"output\": \"o2\", \"command\": \"c2\" } ], " \
	"\"pools\": [ { \"name\": \"npu\", \"lock\": \"l\", \"devices\": [\"d\", \"e\", \"f\"] }, { \"name\": \"free\", \"devices\": [\"d\"] } ], "                              \
	"\"workers\": [ { \"name\": \"o\", \"commands\": { \"v\": \"ov\" } }, { \"name\": \"w\", \"commands\": { \"u\": \"wu\", \"v\": \"wv\" } } ], "                           \
	"\"variants\": [ { \"name\": \"v\", \"programs\": [\"p2\", \"p1\"], \"commands\": [\"cc 2\", \"cc 1\"], \"env\": { \"b\": \"\", \"a\": \"=\", \"C\": \"x\" } }, "        \
	"{ \"name\": \"bare\", \"programs\": [], \"commands\": [], \"env\": { } } ], "                                                                                           \
	"\"units\": [ " unit " ] }"
#define SEED "\"seed\": { \"from\": \"commit\", \"fallback\": 1, \"env\": \"SEED\" }, "

static const struct {
	const char *plan;
	bool on_platform;
	const char *text;
} cases[] = {
	{ PLAN(SEED, UNIT_FULL), true,
		"nightshift part 1\nsuite 1:s\nplatform-env 2:A=\nplatform-env 4:ZZ=1\nbuild 4:cc 2\nbuild 4:cc 1\n"
		"program 2:p2\nprogram 2:p1\nvariant-env 3:C=x\nvariant-env 3:a==\nvariant-env 2:b=\nunit 3:v-m\n"
		"command 8:run \"it\"\nunit-env 5:U=a\nb\nseed 4:head\nseed-env 4:SEED\ntimeout 2:60\nattempts 1:3\n"
		"protocol 5:junit\nreport 5:r.xml\nskip-status 2:78\npool 3:npu\ncount 1:2\nlock 1:l\nworker 2:wv\n"
		"ask 5:m: \xc3\xa9\nfixture 3:f-2\nfixture-output 2:o2\nfixture-command 2:c2\nfixture 3:f-1\n"
		"fixture-output 2:o1\nfixture-command 2:c1\nfixture-build 4:cc 2\nfixture-build 4:cc 1\nfixture-build-env 3:C=x\n"
		"fixture-build-env 3:a==\nfixture-build-env 2:b=\nfixture-env 3:B=1\n" },
	{ PLAN("",
		  "{ \"id\": \"b\", \"variant\": \"bare\", \"module\": \"m\", \"seconds\": 1, \"seed\": 0, \"lane\": \"pr\", \"pool\": \"free\", \"command\": \"\" }"),
		false,
		"nightshift part 1\nsuite 1:s\nunit 1:b\ncommand 0:\nseed 1:0\ntimeout 1:0\nattempts 1:1\nprotocol 4:exit\n"
		"skip-status 2:77\npool 4:free\ncount 1:1\n" },
	{ PLAN(SEED,
		  "{ \"id\": \"b\", \"variant\": \"bare\", \"module\": \"m\", \"seconds\": 1, \"lane\": \"pr\", \"protocol\": \"tap\", \"command\": \"c\" }"),
		true,
		"nightshift part 1\nsuite 1:s\nplatform-env 2:A=\nplatform-env 4:ZZ=1\nunit 1:b\ncommand 1:c\nseed 1:-\n"
		"seed-env 4:SEED\ntimeout 1:0\nattempts 1:1\nprotocol 3:tap\nskip-status 2:77\n" },
};

static void
test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct arena a = { 0 };
		struct buf text = { 0 };
		struct planfile p;
		struct said said;

		said_init(&said);
		planfile_read(&p, &a, &said.d, "p", cases[i].plan, strlen(cases[i].plan));
		assert_said(&said, "");
		part_text(&p, cases[i].on_platform ? &p.platforms[0] : NULL, &p.units[0], &text);
		assert_string_equal(buf_text(&text), cases[i].text);
		buf_release(&text);
		said_release(&said);
		arena_release(&a);
	}
}

static void
hash_of(const char *from, const char *to, char ret_part[SHA256_HEX + 1])
{
	static const char plan[] = PLAN(SEED, UNIT_FULL);
	const char *at = strstr(plan, from);
	struct buf text = { 0 };
	struct arena a = { 0 };
	struct planfile p;
	struct said said;

	assert_non_null(at);
	buf_add(&text, plan, (size_t)(at - plan));
	buf_adds(&text, to);
	buf_adds(&text, at + strlen(from));
	said_init(&said);
	planfile_read(&p, &a, &said.d, "p", text.s, text.len);
	assert_said(&said, "");
	part_of(&p, &p.platforms[0], &p.units[0], ret_part);
	said_release(&said);
	buf_release(&text);
	arena_release(&a);
}

/* What decides what the unit does moves its part, and nothing else does. */
static void
test_moves(void **state)
{
	static const struct {
		const char *from, *to;
		bool moves;
	} changes[] = {
		{ "\"suite\": \"s\"", "\"suite\": \"t\"", true },
		{ "\"A\": \"\"", "\"A\": \"x\"", true },
		{ "\"p2\", \"p1\"", "\"p1\", \"p2\"", true },
		{ "\"cc 2\"", "\"cc 3\"", true },
		{ "\"C\": \"x\"", "\"C\": \"y\"", true },
		{ "\"id\": \"v-m\"", "\"id\": \"v-n\"", true },
		{ "\\\"it\\\"", "it", true },
		{ "\"U\": \"a", "\"U\": \"b", true },
		{ "\"head\"", "5", true },
		{ "\"SEED\"", "\"SAAT\"", true },
		{ "\"timeout\": 60", "\"timeout\": 61", true },
		{ "\"attempts\": 3", "\"attempts\": 4", true },
		{ "\"report\": \"r.xml\"", "\"report\": \"s.xml\"", true },
		{ "78", "79", true },
		{ "\"count\": 2", "\"count\": 3", true },
		{ "\"lock\": \"l\"", "\"lock\": \"m\"", true },
		{ "\"wv\"", "\"ww\"", true },
		{ "\"d\", \"e\", \"f\"", "\"d\", \"e\", \"g\", \"h\"", false },
		{ "\"ask\": \"m", "\"ask\": \"n", true },
		{ "\"o2\"", "\"o3\"", true },
		{ "\"c2\"", "\"c3\"", true },
		{ "[\"f-2\", \"f-1\"]", "[\"f-2\"]", true },
		{ "\"B\": \"1\"", "\"B\": \"2\"", true },
		{ "\"seconds\": 1,", "\"seconds\": 2,", false },
		{ "\"lane\": \"pr\"", "\"lane\": \"nightly\"", false },
		{ "\"maySkip\": \"x\", ", "", false },
		{ "\"module\": \"m\"", "\"module\": \"m\", \"reason\": \"r\", \"mode\": \"o\", \"class\": \"c\"",
			false },
		{ "\"fallback\": 1", "\"fallback\": 2", false },
		{ "\"from\": \"commit\"", "\"from\": \"tree\"", false },
		{ "\"ZZ\": \"1\", \"A\": \"\"", "\"A\": \"\", \"ZZ\": \"1\"", false },
		{ "\"wu\"", "\"other\"", false },
		{ "\"pr\": \"checked\"", "\"pr\": \"none\"", false },
		{ "\"format\": 1,", "\"format\": 1, \"generator\": \"nightshift 10\",", false },
	};
	char before[SHA256_HEX + 1], after[SHA256_HEX + 1];

	(void)state;
	hash_of("", "", before);
	assert_int_equal(strlen(before), SHA256_HEX);
	for (size_t i = 0; i < countof(changes); i++) {
		hash_of(changes[i].from, changes[i].to, after);
		if (!strcmp(before, after) == changes[i].moves)
			fail_msg("%s: the part %s", changes[i].to, changes[i].moves ? "stays" : "moves");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
