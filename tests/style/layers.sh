#!/bin/sh
# The rooms of gen/ are as tests/style/layers says: an include names the room and goes only where that file allows it, each
# library is used from one room, each header compiles alone. Each check is also run on a copy with planted mistakes.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

rules=$top/tests/style/layers
rooms=$(sed -n 's/^\([a-z]*\):.*/\1/p' "$rules" | tr '\n' ' ')

# allowed ROOM: what it may use, itself first.
allowed() {
	echo "$1 $(sed -n "s/^$1://p" "$rules")"
}

# forbidden_includes GEN: a line for each include in that folder that tests/style/layers does not allow.
forbidden_includes() {
	(cd "$1" && grep -Hn '#include "' ./*/*.[ch]) | awk -v rules="$rules" '
	BEGIN {
		while ((getline line <rules) > 0) {
			if (line !~ /^[a-z]+:/) continue
			n = split(line, word, /[: ]+/)
			for (i = 1; i <= n; i++) may[word[1], word[i]] = 1
		}
	}
	{
		split($0, place, ":")
		split(place[1], path, "/")
		match($0, /".*"/)
		included = substr($0, RSTART + 1, RLENGTH - 2)
		room = included ~ /^[a-z]+\/[a-z_0-9]+\.h$/ ? substr(included, 1, index(included, "/") - 1) : "no room"
		if (!((path[2], room) in may))
			print substr(place[1], 3) ":" place[2] ": " path[2] " may not include " included
	}'
}

# folders GEN: the folders there that tests/style/layers does not name, and those it names that are not there.
other_rooms() {
	(cd "$1" && for folder in */; do echo "${folder%/}"; done) | sort >have
	echo "$rooms" | tr ' ' '\n' | grep . | grep -v -e '^man$' -e '^guide$' | sort | diff - have | grep '^[<>]' | grep -v -e '^> man$' -e '^> guide$' || [ $? = 1 ]
}

quiet "each folder of gen/ is a room of tests/style/layers" other_rooms "$top/gen"
quiet "an include goes only into a room that its own may use" forbidden_includes "$top/gen"

# Plant an include for each pair of rooms that is not allowed.
mkdir planted
wanted=
for room in $rooms; do
	mkdir "planted/$room"
	for other in $rooms; do
		case " $(allowed "$room") " in
		*" $other "*) continue ;;
		esac
		printf '#include "%s/x.h"\n' "$other" >"planted/$room/uses_$other.c"
		wanted="$wanted$room/uses_$other.c:1: $room may not include $other/x.h
"
	done
done
equal "a planted include is refused for each pair of rooms that may not use one another" "$(printf '%s' "$wanted" | sort)" "$(forbidden_includes planted | sort)"
[ "$(printf '%s' "$wanted" | wc -l)" -ge 45 ]
check "these pairs are at least the half of all" "$wanted"
rm -r planted/*
mkdir planted/base && printf '#include "buf.h"\n' >planted/base/a.c
equal "an include without its room is refused" "base/a.c:1: base may not include buf.h" "$(forbidden_includes planted)"
mkdir planted/attic
equal "a folder that is no room is named" "> attic" "$(other_rooms planted | grep attic)"

# users GEN HEADER: the rooms whose files include that header of a library.
users() {
	(cd "$1" && grep -l "#include <$2>" ./*/*.[ch]) | cut -d / -f 2 | sort -u
}
for header in expat.h git2.h sqlite3.h; do
	equal "<$header> is used in the room lib alone" lib "$(users "$top/gen" $header)"
	mkdir -p planted/plan && printf '#include <%s>\n' $header >planted/plan/planted.c
	equal "<$header> planted in plan is seen" plan "$(users planted $header)"
	equal "<$header> has one file that includes it, or files of one name" 1 "$(grep -l "#include <$header>" "$top"/gen/lib/*.c | sed 's,.*/,,; s/[_.].*//' | sort -u | wc -l | tr -d ' ')"
done

# One file reads clocks, and the portable form is the same in every file.
clocks() { (cd "$1" && grep -lE '(clock_gettime|gettimeofday|[^a-z_]time)\((CLOCK|NULL|&|which)' ./*/*.c); }
equal "base/clock.c alone reads clocks" ./base/clock.c "$(clocks "$top/gen")"
printf 'f(void)\n{\n\treturn time(NULL);\n}\n' >planted/plan/planted.c
equal "a planted clock is seen" ./plan/planted.c "$(clocks planted)"
unportable() { (cd "$1" && grep -l __linux__ ./*/*.c | while read -r file; do grep '^#include' "$file" | head -n 1 | grep -qx '#include "base/portable.h"' || echo "$file"; done); }
quiet "each file that asks for __linux__ includes base/portable.h first" unportable "$top/gen"
printf '#include <a.h>\n#ifdef __linux__\n#include "base/portable.h"\n#endif\n' >planted/plan/planted.c
equal "one that does not is seen" ./plan/planted.c "$(unportable planted)"
rm planted/plan/planted.c

# alone GEN HEADER: what the compiler says of a file that includes nothing but that header.
alone() {
	printf '#include "%s"\ntypedef int not_empty;\n' "$2" |
		${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L "-I$1" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c - 2>&1
}
for header in "$top"/gen/*/*.h; do
	name=${header#"$top"/gen/}
	quiet "$name compiles alone" alone "$top/gen" "$name"
done
mkdir -p planted/plan && echo 'size_t planted(void);' >planted/plan/planted.h
alone planted plan/planted.h | grep -q size_t
check "a header that does not compile alone is seen"
finish
