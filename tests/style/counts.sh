#!/bin/sh
# The words of a count are right: no message says "1 units". A number that is printed before a noun in the plural is one that is never 1,
# and stands in the list tests/style/counts, with why; all others take their ending from base/words.h.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

nouns='attempts|bytes|cases|characters|chunks|classes|columns|commits|days|devices|digits|errors|exports|failures|files|fixtures|hours|jobs|lanes|legs|levels|lines|members|minutes|modes|modules|months|nights|outputs|parts|passes|platforms|points|pools|processes|processors|programs|reports|results|runs|scripts|seeds|shards|steps|suites|tests|times|tries|units|variants|warnings|weeks|years'

# plurals FOLDER: each place where a format has a number, at most one word, and a noun in the plural, as FILE: TEXT.
plurals() {
	grep -rnoE "%[zl]*[du] ([a-z]+ )?($nouns)\\b" --include='*.c' "$1" | sed -E "s,^$1/([^:]*):[0-9]*:,\\1: ," | sort -u
}
sed '/^#/d; s/	.*//' "$top/tests/style/counts" | sort -u >allowed
(cd "$top" && plurals gen) >found
equal "a number before a plural is one that is never 1" "$(cat allowed)" "$(cat found)"
mkdir planted
printf 'printf("%%zu red units", n); printf("%%d unit%%s", n, words_plural(n));\n' >planted/x.c
equal "planted: such a number is seen" "x.c: %zu red units" "$(plurals planted)"
finish
