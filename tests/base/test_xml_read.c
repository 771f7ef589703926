/* xml_read.c: events, places and faults, whole and in pieces. tests/record/test_junit_readers.c compares it with expat. */
#include "tap/unit.h"

#include "base/xml_read.h"

struct notes {
	struct buf text;
	size_t stop_after, events; /* stop_after: this many events; 0: never */
	bool in_text;
};

static void
count(struct notes *n, struct xml_read *x)
{
	if (++n->events == n->stop_after)
		xml_read_stop(x);
}

static void
on_start(void *ctx, struct xml_read *x, const char *name, const char **attrs)
{
	struct notes *n = ctx;
	struct loc at = xml_read_loc(x);

	buf_printf(&n->text, "%s<%s@%u:%u", n->in_text ? "]" : "", name, at.line, at.col);
	for (; *attrs; attrs += 2)
		buf_printf(&n->text, " %s=[%s]", attrs[0], attrs[1]);
	buf_addc(&n->text, '>');
	n->in_text = false;
	count(n, x);
}

static void
on_end(void *ctx, struct xml_read *x, const char *name)
{
	struct notes *n = ctx;

	buf_printf(&n->text, "%s</%s>", n->in_text ? "]" : "", name);
	n->in_text = false;
	count(n, x);
}

static void
on_text(void *ctx, struct xml_read *x, const char *s, size_t len)
{
	struct notes *n = ctx;

	buf_adds(&n->text, n->in_text ? "" : "[");
	buf_add(&n->text, s, len);
	n->in_text = true;
	count(n, x);
}

static const struct xml_read_events events = { on_start, on_end, on_text };

/* The events as text, with "!line:col fault" at the end if there is one. The caller releases it. */
static struct notes
read_text(const char *bytes, size_t len, size_t chunk, size_t stop_after)
{
	struct notes n = { .stop_after = stop_after };
	struct xml_read *x = xml_read_open("f", &events, &n);
	struct loc at;
	bool ok = true;
	size_t done = 0;

	do {
		size_t piece = chunk && chunk < len - done ? chunk : len - done;

		ok = xml_read_feed(x, bytes + done, piece, done + piece == len);
		done += piece;
	} while (ok && done < len);
	const char *fault = xml_read_fault(x, &at);

	if (fault)
		buf_printf(&n.text, "!%u:%u %s", at.line, at.col, fault);
	assert_int_equal(ok, !fault && !(stop_after && n.events >= stop_after));
	xml_read_close(x);
	return n;
}

struct row {
	const char *bytes, *expected;
};

static void
check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(rows[i].bytes);

		for (size_t chunk = 0; chunk < 6; chunk++) {
			struct notes n = read_text(rows[i].bytes, len, chunk, 0);

			if (strcmp(buf_text(&n.text), rows[i].expected))
				fail_msg("row %zu in pieces of %zu: %s\nis read as:\n%s\nand not as:\n%s", i, chunk,
					rows[i].bytes, buf_text(&n.text), rows[i].expected);
			buf_release(&n.text);
		}
	}
}

#define XML "not well-formed XML: "

static void
test_good(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "<a/>", "<a@1:1></a>" },
		{ "\n <a>\n  <b/>x</a >\n", "<a@2:2>[\n  ]<b@3:3></b>[x]</a>" },
		{ "<a b='1' c = \"2\"\n\td='3'/>", "<a@1:1 b=[1] c=[2] d=[3]></a>" },
		{ "<?xml version='1.0' encoding=\"utf-8\" standalone='yes' ?>\n<a>\xc3\xa4</a>",
			"<a@2:1>[\xc3\xa4]</a>" },
		{ "\xef\xbb\xbf<a>\xf0\x9f\x8c\x99</a>", "<a@1:1>[\xf0\x9f\x8c\x99]</a>" },
		{ "\xef\xbb\xbf<?xml version='1.0'?><a/>", "<a@1:22></a>" },
		{ "<?xml version='1.0' encoding='iso-8859-1'?><a b='\xe4'>\xff\x80</a>",
			"<a@1:44 b=[\xc3\xa4]>[\xc3\xbf\xc2\x80]</a>" },
		{ "<?xml version='1.0' encoding='ISO-8859-1'?><\xe4/>", "<\xc3\xa4@1:44></\xc3\xa4>" },
		{ "<?xml version='1.0' encoding='US-ASCII'?><a>x</a>", "<a@1:42>[x]</a>" },
		/* references, and what becomes of white space */
		{ "<a b='&lt;&gt;&amp;&apos;&quot;&#228;&#xE4;&#x1F319;'>&lt;&gt;&amp;&apos;&quot;&#65;&#x00000041;</a>",
			"<a@1:1 b=[<>&'\"\xc3\xa4\xc3\xa4\xf0\x9f\x8c\x99]>[<>&'\"AA]</a>" },
		{ "<a b=' x\ty\nz\r\nw\r&#9;&#10;&#13; '/>", "<a@1:1 b=[ x y z w \t\n\r ]></a>" },
		{ "<a>1\r\n2\r3\n\r4&#13;\n</a>", "<a@1:1>[1\n2\n3\n\n4\r\n]</a>" },
		{ "<a>\r\n<b/>\r<c/></a>", "<a@1:1>[\n]<b@2:1></b>[\n]<c@3:1></c></a>" },
		{ "<a b='\"' c=\"'\" d='>'>></a>", "<a@1:1 b=[\"] c=['] d=[>]>[>]</a>" },
		/* what is no text */
		{ "<!-- - <a>&x; --><a><!----><!-- -\n --></a><!--->-->", "<a@1:18></a>" },
		{ "<?p?><a><?x y='?' ?><?xml-z ?"
		  "?></a><?q <a> ?>",
			"<a@1:6></a>" },
		{ "<a><![CDATA[<b>&x;]] ]]]>]]&gt;<![CDATA[]]></a>", "<a@1:1>[<b>&x;]] ]]]>]</a>" },
		{ "<a>]] ]]<b/>></a>", "<a@1:1>[]] ]]]<b@1:9></b>[>]</a>" },
		{ "<a:b c:d='1' _.-9='2' \xc3\xa4\xc2\xb7='3'/>",
			"<a:b@1:1 c:d=[1] _.-9=[2] \xc3\xa4\xc2\xb7=[3]></a:b>" },
	};

	check(rows, countof(rows));
}

static void
test_bad(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "", "!1:1 the file has no element" },
		{ "\xef\xbb\xbf\n <!-- --> ", "!1:1 the file has no element" },
		{ "<a>x", "<a@1:1>[x!1:5 the file ends before its last element is closed" },
		{ "<a><b></b>", "<a@1:1><b@1:4></b>!1:11 the file ends before its last element is closed" },
		{ "<a", "!1:3 the file ends before its last element is closed" },
		{ "<a/><!-- ", "<a@1:1></a>!1:10 the file ends before its last element is closed" },
		{ "<a/>\xc3", "<a@1:1></a>!1:5 the file ends before its last element is closed" },
		{ "<a></b>", "<a@1:1>!1:4 " XML "mismatched tag" },
		{ "<a><b></a></b>", "<a@1:1><b@1:4>!1:7 " XML "mismatched tag" },
		{ "</a>", "!1:1 " XML "mismatched tag" },
		{ "<a/><a/>", "<a@1:1></a>!1:5 " XML "junk after document element" },
		{ "<a/>x", "<a@1:1></a>!1:5 " XML "junk after document element" },
		{ "<a/>&amp;", "<a@1:1></a>!1:5 " XML "junk after document element" },
		{ "x<a/>", "!1:1 " XML "text before the first element" },
		{ "\xef\xbb\xbf\xef\xbb\xbf<a/>", "!1:1 " XML "text before the first element" },
		{ "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
			"!1:1 a document type declaration is not allowed here; take '<!DOCTYPE ...>' out" },
		{ "<!-- - -- --><a/>", "!1:10 " XML "'--' in a comment" },
		{ "<![CDATA[x]]><a/>", "!1:9 " XML "invalid token" },
		{ "<a><!x></a>", "<a@1:1>!1:6 " XML "invalid token" },
		{ "< a/>", "!1:2 " XML "invalid token" },
		{ "<1/>", "!1:2 " XML "invalid token" },
		{ "<a / >", "!1:6 " XML "invalid token" },
		{ "<a//>", "!1:5 " XML "invalid token" },
		{ "<a ?>", "!1:5 " XML "invalid token" },
		{ "<a></a b>", "<a@1:1>!1:9 " XML "invalid token" },
		{ "<a></>", "<a@1:1>!1:6 " XML "invalid token" },
		{ "<a></ a>", "<a@1:1>!1:8 " XML "invalid token" },
		{ "<a b/>", "!1:6 " XML "an attribute without a value" },
		{ "<a b=c/>", "!1:8 " XML "the value of an attribute is not in quotes" },
		{ "<a b='1'c='2'/>", "!1:15 " XML "invalid token" },
		{ "<a b='1' b='2'/>", "!1:16 " XML "duplicate attribute" },
		{ "<a b='<'/>", "!1:7 " XML "'<' within a tag" },
		{ "<a <b/>", "!1:4 " XML "'<' within a tag" },
		{ "<a b='&x;'/>", "!1:12 " XML "undefined entity" },
		{ "<a b='&lt'/>", "!1:12 " XML "a reference has no end" },
		{ "<a b='&lt' c=';'/>", "!1:18 " XML "undefined entity" },
		{ "<a>&x;</a>", "<a@1:1>!1:6 " XML "undefined entity" },
		{ "<a>x& y</a>", "<a@1:1>[x!1:6 " XML "a reference has no end" },
		{ "<a>&;</a>", "<a@1:1>!1:5 " XML "undefined entity" },
		{ "<a>&#;</a>", "<a@1:1>!1:6 " XML "a character reference without a number" },
		{ "<a>&#x;</a>", "<a@1:1>!1:7 " XML "a character reference without a number" },
		{ "<a>&#X41;</a>", "<a@1:1>!1:9 " XML "a character reference without a number" },
		{ "<a>&#1f;</a>", "<a@1:1>!1:8 " XML "a character reference without a number" },
		{ "<a>&#0;</a>", "<a@1:1>!1:7 " XML "reference to an invalid character" },
		{ "<a>&#x1b;</a>", "<a@1:1>!1:9 " XML "reference to an invalid character" },
		{ "<a>&#xD800;</a>", "<a@1:1>!1:11 " XML "reference to an invalid character" },
		{ "<a>&#xFFFF;</a>", "<a@1:1>!1:11 " XML "reference to an invalid character" },
		{ "<a>&#99999999999999999999;</a>", "<a@1:1>!1:26 " XML "reference to an invalid character" },
		{ "<a>]]></a>", "<a@1:1>[]]!1:6 " XML "']]>' in a text" },
		{ "<a>]]]></a>", "<a@1:1>[]]]!1:7 " XML "']]>' in a text" },
		{ "<a>x\x1b</a>", "<a@1:1>[x!1:5 " XML "invalid token" },
		{ "<a b='\x01'/>", "!1:7 " XML "invalid token" },
		/* no characters of the encoding */
		{ "<a>\xff</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xc0\x80</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xe0\x80\x80</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xed\xa0\x80</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xf4\x90\x80\x80</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xe4xy</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xc3x</a>", "<a@1:1>!1:4 " XML "a byte that is none of the file's encoding" },
		{ "<a>\xef\xbf\xbf</a>", "<a@1:1>!1:4 " XML "invalid token" },
		{ "\xff\xfe<", "!1:1 " XML "a byte that is none of the file's encoding" },
		{ "<?xml version='1.0' encoding='us-ascii'?><a>\xc3\xa4</a>",
			"<a@1:42>!1:45 " XML "a byte that is none of the file's encoding" },
		{ "<?xml version='1.0' encoding='UTF-16'?><a/>",
			"!1:1 the file says it is in an encoding other than UTF-8, ISO-8859-1 and US-ASCII" },
		{ "<?xml version='1.0' encoding='windows-1252'?><a/>",
			"!1:1 the file says it is in an encoding other than UTF-8, ISO-8859-1 and US-ASCII" },
		/* declarations */
		{ " <?xml version='1.0'?><a/>", "!1:2 " XML "the XML declaration is not at the start of the file" },
		{ "<a><?xml version='1.0'?></a>",
			"<a@1:1>!1:4 " XML "the XML declaration is not at the start of the file" },
		{ "<?XML version='1.0'?><a/>", "!1:21 " XML "invalid token" },
		{ "<?xml?><a/>", "!1:7 " XML "XML declaration not well-formed" },
		{ "<?xml encoding='utf-8'?><a/>", "!1:24 " XML "XML declaration not well-formed" },
		{ "<?xml version='1.0' standalone='maybe'?><a/>", "!1:40 " XML "XML declaration not well-formed" },
		{ "<?xml version='1.0' standalone='no' encoding='utf-8'?><a/>",
			"!1:54 " XML "XML declaration not well-formed" },
		{ "<?xml version='&#49;'?><a/>", "!1:23 " XML "XML declaration not well-formed" },
		{ "<?xml version='1.0' /?><a/>", "!1:23 " XML "XML declaration not well-formed" },
		{ "<? x?><a/>", "!1:6 " XML "invalid token" },
		{ "<?"
		  "?><a/>",
			"!1:4 " XML "invalid token" },
	};

	check(rows, countof(rows));
}

static void
test_limits(void **state)
{
	(void)state;
	struct buf text = { 0 };

	for (int depth = XML_READ_DEPTH_MAX; depth <= XML_READ_DEPTH_MAX + 1; depth++) {
		buf_reset(&text);
		for (int i = 0; i < depth; i++)
			buf_adds(&text, "<a>");
		for (int i = 0; i < depth; i++)
			buf_adds(&text, "</a>");
		struct notes n = read_text(text.s, text.len, 0, 0);

		assert_int_equal(strstr(n.text.s, "!1:601 the elements lie deeper than 200 levels") != NULL,
			depth > XML_READ_DEPTH_MAX);
		buf_release(&n.text);
	}
	for (int many = XML_READ_ATTRIBUTES_MAX; many <= XML_READ_ATTRIBUTES_MAX + 1; many++) {
		buf_reset(&text);
		buf_adds(&text, "<a");
		for (int i = 0; i < many; i++)
			buf_printf(&text, " a%d='%d'", i, i);
		buf_adds(&text, "/>");
		struct notes n = read_text(text.s, text.len, 0, 0);

		assert_int_equal(strstr(n.text.s, "a tag has more than 256 attributes") != NULL,
			many > XML_READ_ATTRIBUTES_MAX);
		buf_release(&n.text);
	}
	/* A tag that has no end takes no more memory than that; nor do a comment and a reference. */
	static const char *const begins[] = { "<a b='", "<!--", "<a>&" };
	char *x = malloc(1024 * 1024);

	assert_non_null(x);
	memset(x, 'x', 1024 * 1024);
	for (size_t i = 0; i < countof(begins); i++) {
		struct notes n = { 0 };
		struct xml_read *r = xml_read_open("f", &events, &n);
		struct loc at;
		int fed = 0;

		xml_read_feed(r, begins[i], strlen(begins[i]), false);
		while (fed < 17 && xml_read_feed(r, x, 1024 * 1024, false))
			fed++;
		assert_true(fed == 15 || fed == 16); /* what stands before it counts, too */
		assert_string_equal(xml_read_fault(r, &at), "one tag is longer than 16 MiB");
		xml_read_close(r);
		buf_release(&n.text);
	}
	free(x);
	xml_read_close(NULL);
	/* A text has no limit, and comes in pieces. */
	buf_reset(&text);
	buf_adds(&text, "<a>");
	for (int i = 0; i < 100000; i++)
		buf_adds(&text, "&amp;");
	buf_adds(&text, "</a>");
	struct notes n = read_text(text.s, text.len, 0, 0);

	assert_int_equal(n.text.len, strlen("<a@1:1>[]</a>") + 100000);
	assert_true(n.events > 5);
	buf_release(&n.text);
	buf_release(&text);
}

/* Nothing comes once an event wants no more. */
static void
test_stop(void **state)
{
	(void)state;
	const char *text = "<a>x<b/>y<![CDATA[z]]></a><";

	for (size_t chunk = 0; chunk < 3; chunk++) {
		for (size_t after = 1; after < 6; after++) {
			struct notes n = read_text(text, strlen(text), chunk, after);

			assert_int_equal(n.events, after);
			assert_null(strchr(n.text.s, '!'));
			buf_release(&n.text);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
