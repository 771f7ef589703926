/*
 * What people write who come from another tool, or guess: words that are not in the language, and what to write for each. Every function
 * gives the end of a message that has said what is wrong.
 */
#ifndef ADVICE_H
#define ADVICE_H

struct arena;
struct attribute;
struct element;

/* For an attribute that the element does not have: "; ...", or NULL. */
const char *advice_attribute(const struct element *e, const char *name, struct arena *a);

/* For an element that there is not, in one of that name: "; ...", or NULL. */
const char *advice_element(const char *name, const char *parent, struct arena *a);

/* For text in an element that holds none: "; ...", or "". */
const char *advice_text(const struct element *e, struct arena *a);

/* For an element in one of that name, where it cannot stand: "; ...", or "". */
const char *advice_place(const char *name, const char *parent);

/* For an attribute that is missing: ", as NAME=\"...\"". */
const char *advice_missing(const struct element *e, const struct attribute *missing, struct arena *a);

/* For an attribute's value that is no name, though it must be: "; ...", or "". */
const char *advice_name(const char *element, const char *attribute, const char *name);

/* For a value that is none of the attribute's words: the word that is meant, or NULL. */
const char *advice_value(const struct attribute *of, const char *value);

/* For a hole that nothing fills: the name that is meant, or NULL. */
const char *advice_hole(const char *name);

#endif
