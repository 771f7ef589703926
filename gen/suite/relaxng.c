#include "suite/manifest.h"

#include <string.h>

#include "base/buf.h"
#include "base/xml_chars.h"
#include "suite/attribute.h"
#include "suite/hover.h"
#include "suite/language.h"

/* What the manual says of the element, or of its attribute. */
static void
add_hover(struct buf *out, const char *indent, const char *element, const char *attribute)
{
	for (const struct hover *h = hovers; h->element; h++)
		if (!strcmp(h->element, element) && !strcmp(h->attribute, attribute)) {
			buf_printf(out, "%s<a:documentation>", indent);
			xmlchar_add_text(out, h->text, strlen(h->text));
			buf_printf(out, "</a:documentation>%s", *attribute ? "" : "\n");
		}
}

static void
add_attribute(const struct element *e, const struct attribute *a, struct buf *out)
{
	buf_printf(out, "      %s<attribute name=\"%s\">", a->required ? "" : "<optional>", a->name);
	add_hover(out, "", e->name, a->name);
	attribute_schema(a, out);
	buf_printf(out, "</attribute>%s\n", a->required ? "" : "</optional>");
}

/* The elements that may stand in this one, in any order. */
static void
add_children(const struct element *e, struct buf *out)
{
	buf_adds(out, "      <interleave>\n        <empty/>\n");
	for (const struct element *child = language; child->name; child++) {
		const char *many = child->flags & ONCE ? "optional" : "zeroOrMore";

		if (language_allows(child, e->name))
			buf_printf(out, "        <%s><ref name=\"%s\"/></%s>\n", many, child->name, many);
	}
	buf_adds(out, "      </interleave>\n");
}

void
manifest_schema(struct buf *out)
{
	buf_adds(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- The suite manifest, for editors. Made by: nightshift help schema -->\n"
		"<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\"\n"
		"         xmlns:a=\"http://relaxng.org/ns/compatibility/annotations/1.0\"\n"
		"         datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">\n"
		"  <start><ref name=\"suite\"/></start>\n");
	for (const struct element *e = language; e->name; e++) {
		buf_printf(out, "  <define name=\"%s\">\n    <element name=\"%s\">\n", e->name, e->name);
		add_hover(out, "      ", e->name, "");
		for (const struct attribute *a = e->attributes; a->name; a++)
			if (a->kind != KIND_GONE)
				add_attribute(e, a, out);
		if (e->flags & TEXT)
			buf_adds(out, "      <text/>\n");
		else
			add_children(e, out);
		buf_adds(out, "    </element>\n  </define>\n");
	}
	buf_adds(out, "</grammar>\n");
}
