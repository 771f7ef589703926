#!/bin/sh
# The rooms are as tests/layers says: an include goes downward, each library has one user, the planner reads and writes
# no file, and each header compiles alone.
. "$(dirname "$0")/lib.sh"

gen=$top/gen

row_of() {
	awk -v name="$1" '/^#/ { next } { row++; for (i = 1; i <= NF; i++) if ($i == name) print row }' "$top/tests/layers"
}

for file in "$gen"/*.c "$gen"/*.h; do
	name=$(basename "${file%.[ch]}")
	row=$(row_of "$name")
	bad=
	[ "$row" ] || bad="$name stands in no row of tests/layers"
	# shellcheck disable=SC2013 # names have no blanks
	for included in $(sed -n 's/^#include "\(.*\)\.h"/\1/p' "$file"); do
		below=$(row_of "$included")
		[ "$included" = "$name" ] || [ "${below:-99}" -lt "${row:-0}" ] || bad="$bad; it includes $included.h, which is not below it"
	done
	[ -z "$bad" ]
	check "$(basename "$file") includes only what is below it" "$bad"
done

# one_user HEADER FILE: only that file includes the library's header.
one_user() {
	users=$(grep -l "#include <$1>" "$gen"/*.[ch] | xargs -n 1 basename | tr '\n' ' ')
	[ "$users" = "$2 " ]
	check "<$1> has one user" "$users"
}
one_user expat.h xml.c
one_user git2.h git.c
one_user sqlite3.h db.c

found=$(grep -nE '\b(fopen|open|openat|read|write|printf|fputs|system|popen)\(' "$gen/plan.c" "$gen/pack.c" "$gen/model.c")
[ -z "$found" ]
check "the planner does no input or output" "$found"

for header in "$gen"/*.h; do
	out=$(printf '#include "%s"\ntypedef int not_empty;\n' "$header" | ${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c - 2>&1)
	check "$(basename "$header") compiles alone" "$out"
done
finish
