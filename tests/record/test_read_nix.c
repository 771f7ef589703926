/* read_nix.c: what Nix built and substituted, by its log. */
#include "record/readers.h"
#include "record/read_nix.h"

static void
note_nix(void *ctx, enum nix_action action, const char *name)
{
	buf_printf(ctx, "%s %s\n", action == NIX_BUILD ? "built" : "substituted", name);
}

#define H "00000000000000000000000000000000"

static void
test_nix(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "@nix {\"action\":\"start\",\"type\":105,\"fields\":[\"/nix/store/" H "-a.drv\",\"\",1,1]}\n",
			"built a\n" },
		{ "@nix {\"type\":108,\"fields\":[\"/nix/store/" H "-a\",\"u\"],\"action\":\"start\"}\n",
			"substituted a\n" },
		{ "@nix {\"action\":\"stop\",\"type\":105,\"fields\":[\"/nix/store/" H "-a.drv\"]}\n", "" },
		{ "@nix {\"action\":\"result\",\"type\":105,\"fields\":[1,[2,{\"x\":[]}]],\"id\":3}\n", "" },
		{ "@nix {\"action\":\"start\",\"type\":100,\"fields\":[\"/nix/store/" H "-a\"]}\n", "" },
		{ "@nix {\"action\":\"start\",\"type\":105,\"fields\":[\"a.drv\"]}\n", "" },
		{ "@nix {\"action\":\"start\",\"type\":105,\"fields\":[]}\n", "" },
		{ "copying path '/nix/store/" H "-a'\n", "" },
		{ "@nix {\"action\":\"start\"\n", "!1:1 this line of Nix's log is cut short or no JSON\n" },
		{ "x\n@nix {\"action\":\"start\",\"type\":105,\"fields\":[\"/nix/store/" H "-a.drv\n",
			"!2:1 this line of Nix's log is cut short or no JSON\n" },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct buf text = { 0 };
		struct case_end end;
		FILE *in = stream(rows[i].bytes, strlen(rows[i].bytes));

		read_nix(in, "f", note_nix, &text, &end);
		if (*end.fault)
			buf_printf(&text, "!%u:%u %s\n", end.at.line, end.at.col, end.fault);
		assert_string_equal(buf_text(&text), rows[i].expected);
		fclose(in);
		buf_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
