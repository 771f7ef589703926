/* tmpl.c: what a template yields, and every mistake in one with its place. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/field.h"
#include "base/tmpl.h"

struct child {
	const char *name;
	const char *const *tags;
	size_t tag_count;
};

struct family {
	const char *name, *absent;
	const struct child *children;
	size_t count;
	bool yes, no;
};

static const char *const tags[] = { "x", "y z" };
static const struct child children[] = { { "Ann", tags, 2 }, { "Bob", NULL, 0 }, { "it's", tags, 1 } };
static const struct family family = { "Smith & Sons", NULL, children, countof(children), true, false };

#define FAMILY ((const struct family *)root)
#define CHILD ((const struct child *)obj)

TEXT_FIELD(get_tag, *(const char *const *)obj)
TEXT_FIELD(child_name, CHILD->name)
NUMBER_FIELD(child_number, CHILD - FAMILY->children)
LIST_FIELD(child_tags, CHILD->tags, CHILD->tag_count)
WORDS_FIELD(child_words, CHILD->tags, CHILD->tag_count)
OPTIONAL_NUMBER_FIELD(child_count, CHILD->tag_count)
SECONDS_FIELD(child_seconds, CHILD->tag_count * 250000)
TEXT_FIELD(child_phrase, field_printf(scratch, "%s has %zu", CHILD->name, CHILD->tag_count))
TEXT_FIELD(family_name, FAMILY->name)
TEXT_FIELD(family_absent, FAMILY->absent)
LIST_FIELD(family_children, FAMILY->children, FAMILY->count)
NUMBER_FIELD(family_bytes, 20ull << 40)
FLAG_FIELD(family_yes, FAMILY->yes)
FLAG_FIELD(family_no, FAMILY->no)
TEXT_FIELD(family_lines, "a\nb")

static const struct field tag_fields[] = { { "tag", VALUE_TEXT, "", get_tag, NULL }, { 0 } };
static const struct scope tag_scope = { "tag", tag_fields };
static const struct field child_fields[] = {
	{ "name", VALUE_TEXT, "", child_name, NULL },
	{ "number", VALUE_NUMBER, "", child_number, NULL },
	{ "tags", VALUE_LIST, "", child_tags, &tag_scope },
	{ "words", VALUE_WORDS, "", child_words, NULL },
	{ "count", VALUE_NUMBER, "", child_count, NULL },
	{ "seconds", VALUE_NUMBER, "", child_seconds, NULL },
	{ "phrase", VALUE_TEXT, "", child_phrase, NULL },
	{ 0 },
};
static const struct scope child_scope = { "child", child_fields };
static const struct field family_fields[] = {
	{ "family", VALUE_TEXT, "", family_name, NULL },
	{ "name", VALUE_TEXT, "", family_name, NULL },
	{ "absent", VALUE_TEXT, "", family_absent, NULL },
	{ "children", VALUE_LIST, "", family_children, &child_scope },
	{ "bytes", VALUE_NUMBER, "", family_bytes, NULL },
	{ "yes", VALUE_FLAG, "", family_yes, NULL },
	{ "no", VALUE_FLAG, "", family_no, NULL },
	{ "lines", VALUE_TEXT, "", family_lines, NULL },
	{ 0 },
};
static const struct scope family_scope = { "family", family_fields };

static const struct {
	const char *text, *yields;
} good[] = {
	{ "", "" },
	{ "plain\n", "plain\n" },
	{ "no end of line", "no end of line" },
	{ "<% name | raw %>", "Smith & Sons" },
	{ "<%name|raw%>!", "Smith & Sons!" },
	{ "a <% name | sh %> b", "a 'Smith & Sons' b" },
	{ "<% name | sh | json %>", "\"'Smith & Sons'\"" },
	{ "<% family | raw | sh | nix | json %>", "\"\\\"'Smith & Sons'\\\"\"" },
	{ "<% name\n | raw\n%>", "Smith & Sons" },
	{ "% > < <% name | raw %> %> %", "% > < Smith & Sons %> %" },
	{ "<% bytes | json %>", "21990232555520" },
	/* made on the spot; a number that may be left out */
	{ "<%# children %><% phrase | raw %> in <% seconds | raw %><%# count %> (<% count | raw %>)<%/ count %>,<%/ children %>",
		"Ann has 2 in 0.5 (2),Bob has 0 in 0,it's has 1 in 0.25 (1)," },
	/* lists; the innermost name wins, the outer one is reached */
	{ "<%# children %><% name | raw %>,<%/ children %>", "Ann,Bob,it's," },
	{ "<%# children %><% number | json %>:<% family | raw %> <%/ children %>",
		"0:Smith & Sons 1:Smith & Sons 2:Smith & Sons " },
	{ "<%# children %><% name | raw %><%^ last %>, <%/ last %><%/ children %>", "Ann, Bob, it's" },
	{ "<%# children %><%# first %>[<%/ first %><% name | raw %><%# last %>]<%/ last %><%/ children %>",
		"[AnnBobit's]" },
	{ "<%# children %><% name | raw %>(<%# tags %><% tag | raw %><%^ last %>+<%/ last %><%/ tags %>)<%^ last %>, <%/ last %><%/ children %>",
		"Ann(x+y z), Bob(), it's(x)" },
	/* after an inner list, 'last' is the outer one's again */
	{ "<%# children %><%# tags %><%/ tags %><%# last %>end<%/ last %><%/ children %>", "end" },
	{ "<%# children %><%^ tags %>none<%/ tags %><%/ children %>", "none" },
	{ "<%# children %><% words | sh %>;<%/ children %>", "x 'y z';;x;" },
	{ "<%# children %><%# words %><% words | nix %><%/ words %><%^ words %>-<%/ words %> <%/ children %>",
		"[ \"x\" \"y z\" ] - [ \"x\" ] " },
	/* flags and values that may be absent */
	{ "<%# yes %>yes<%/ yes %><%^ yes %>not<%/ yes %>", "yes" },
	{ "<%# no %>yes<%/ no %><%^ no %>not<%/ no %>", "not" },
	{ "<%# absent %><% absent | raw %><%/ absent %><%^ absent %>none<%/ absent %>", "none" },
	{ "<%# name %><% name | raw %><%/ name %>", "Smith & Sons" },
	/* a tag that stands alone on its line takes the line with it */
	{ "a\n<%# yes %>\nb\n<%/ yes %>\nc\n", "a\nb\nc\n" },
	{ "a\n  <%# yes %>  \nb\n\t<%/ yes %>\nc\n", "a\nb\nc\n" },
	{ "<%# yes %>\nb\n<%/ yes %>", "b\n" },
	{ "<%# yes %> b\n<%/ yes %> c\n", " b\n c\n" },
	{ "a <%# yes %>\nb\n<%/ yes %>\n", "a \nb\n" },
	{ "<%# children %>\n- <% name | raw %>\n<%/ children %>\n", "- Ann\n- Bob\n- it's\n" },
	{ "<%! a comment %>", "" },
	{ "a\n<%! a comment | of %%\n two lines %>\nb\n", "a\nb\n" },
	{ "a <%! a comment %> b\n", "a  b\n" },
	{ "  <% name | raw %>  \n", "  Smith & Sons  \n" },
	{ "<%# yes %><%# yes %>\nx\n<%/ yes %><%/ yes %>\n", "\nx\n\n" },
	{ "<%#yes%>x<%/yes%>", "x" },
};

static const struct {
	const char *text, *message;
} bad[] = {
	{ "a\nb <% name | raw", "t:2:3: error: '<%' is never closed by '%>'\n" },
	{ "<% %>", "t:1:1: error: a hole without a name\n" },
	{ "<% | raw %>", "t:1:1: error: a hole without a name\n" },
	{ "é\tx<% nam | raw %>", "t:1:4: error: 'family' has no value 'nam'; did you mean 'name'?\n" },
	{ "<% zzzzzzzzz | raw %>",
		"t:1:1: error: 'family' has no value 'zzzzzzzzz'; templates/README.md lists them\n" },
	{ "<%# children %><% tag | raw %><%/ children %>",
		"t:1:16: error: 'child' has no value 'tag'; did you mean 'tags'?\n" },
	{ "<% tags | raw %>", "t:1:1: error: 'family' has no value 'tags'; templates/README.md lists them\n" },
	{ "<% first | raw %>", "t:1:1: error: 'family' has no value 'first'; templates/README.md lists them\n" },
	{ "<% children | sh %>", "t:1:1: error: 'children' is a list: use it as a section, '<%# children %>'\n" },
	{ "<% yes | sh %>", "t:1:1: error: 'yes' is a yes or no: use it as a section, '<%# yes %>'\n" },
	{ "<%# children %><% last | sh %><%/ children %>",
		"t:1:16: error: 'last' is a yes or no: use it as a section, '<%# last %>'\n" },
	{ "<% name %>", "t:1:1: error: 'name' has no filter: say which language the hole is in, '<% name | sh %>'\n" },
	{ "<% name raw %>", "t:1:1: error: expected '|' before 'raw '\n" },
	{ "<% name | rwa %>", "t:1:1: error: unknown filter 'rwa'; did you mean 'raw'?\n" },
	{ "<% name | %>", "t:1:1: error: unknown filter ''\n" },
	{ "<% name | javascript %>", "t:1:1: error: unknown filter 'javascript'\n" },
	{ "<% name | sh | sh | sh | sh | sh %>", "t:1:1: error: more than 4 filters\n" },
	{ "\n\n  <%# yes %>\n", "t:3:3: error: section 'yes' is never closed\n" },
	{ "<%# yes %><%# no %><%/ yes %>",
		"t:1:20: error: 'yes' is closed here, but the innermost open section is 'no'\n" },
	{ "x<%/ yes %>", "t:1:2: error: 'yes' is closed here, but no section is open\n" },
	{ "<%# nothing %><%/ nothing %>",
		"t:1:1: error: 'family' has no value 'nothing'; templates/README.md lists them\n" },
	{ "<%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %><%# yes %>"
	  "<%# yes %><%# yes %><%# yes %><%# yes %><%# yes %>",
		"t:1:161: error: sections are nested too deeply\n" },
	/* several in one run */
	{ "<% nam | raw %>\n<% name %>\n<%# yes %>\n",
		"t:1:1: error: 'family' has no value 'nam'; did you mean 'name'?\n"
		"t:2:1: error: 'name' has no filter: say which language the hole is in, '<% name | sh %>'\n"
		"t:3:1: error: section 'yes' is never closed\n" },
};

/* What only the values tell. */
static const struct {
	const char *text, *message;
} unfit[] = {
	{ "x\n  <% absent | raw %>\n",
		"t:2:3: error: 'absent' has no value here: put the hole into '<%# absent %>'\n" },
	{ "<% name | ident %>", "t:1:1: error: 'name' is not a name ([A-Za-z0-9_.+-])\n" },
	{ "<% lines | make %>", "t:1:1: error: 'lines' has a line break, which a make variable cannot hold\n" },
	{ "<% lines | sh | make %>", "t:1:1: error: 'lines' has a line break, which a make variable cannot hold\n" },
	{ "<% lines | comment %>", "t:1:1: error: 'lines' has a control character, which could end a comment\n" },
	{ "<%# children %><% words | make %><%/ children %>",
		"t:1:16: error: 'words' is a list, which make does not have: turn it into shell words first, with 'sh'\n"
		"t:1:16: error: 'words' is a list, which make does not have: turn it into shell words first, with 'sh'\n"
		"t:1:16: error: 'words' is a list, which make does not have: turn it into shell words first, with 'sh'\n" },
	{ "<% absent | raw %><% name | ident %>",
		"t:1:1: error: 'absent' has no value here: put the hole into '<%# absent %>'\n"
		"t:1:19: error: 'name' is not a name ([A-Za-z0-9_.+-])\n" },
};

static void
test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		struct arena a = { 0 };
		struct said said;
		struct buf out = { 0 };

		said_init(&said);
		/* A copy without a NUL behind it: nothing may read further. */
		size_t len = strlen(good[i].text);
		char *text = malloc(len ? len : 1);

		memcpy(text, good[i].text, len);
		struct tmpl *t = tmpl_compile(&a, &said.d, "t", text, len, &family_scope);

		assert_said(&said, "");
		assert_non_null(t);
		assert_true(tmpl_render(t, &said.d, &family, &out));
		assert_string_equal(buf_text(&out), good[i].yields);
		free(text);
		buf_release(&out);
		said_release(&said);
		arena_release(&a);
	}
}

static void
test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		struct arena a = { 0 };
		struct said said;

		said_init(&said);
		assert_null(tmpl_compile(&a, &said.d, "t", bad[i].text, strlen(bad[i].text), &family_scope));
		assert_said(&said, bad[i].message);
		said_release(&said);
		arena_release(&a);
	}
}

static void
test_unfit(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(unfit); i++) {
		struct arena a = { 0 };
		struct said said;
		struct buf out = { 0 };

		said_init(&said);
		struct tmpl *t = tmpl_compile(&a, &said.d, "t", unfit[i].text, strlen(unfit[i].text), &family_scope);

		assert_non_null(t);
		assert_false(tmpl_render(t, &said.d, &family, &out));
		assert_said(&said, unfit[i].message);
		buf_release(&out);
		said_release(&said);
		arena_release(&a);
	}
}

/* A mistake shows the template's line. */
static void
test_caret(void **state)
{
	static const char text[] = "one\n\té <% nam | raw %>\n";
	struct arena a = { 0 };
	struct said said;

	(void)state;
	said_init(&said);
	diag_source(&said.d, "t", text, strlen(text));
	assert_null(tmpl_compile(&a, &said.d, "t", text, strlen(text), &family_scope));
	assert_said(&said,
		"t:2:4: error: 'family' has no value 'nam'; did you mean 'name'?\n\té <% nam | raw %>\n\t  ^\n");
	said_release(&said);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_unfit),
		cmocka_unit_test(test_caret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
