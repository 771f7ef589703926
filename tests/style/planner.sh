#!/bin/sh
# The planner does no input and no output: what the files of gen/plan and gen/suite call, beside one another, is memory and text, and nothing
# that reads, writes, starts a program or asks the clock. The files that do ask are named here. Each kind of call is planted, and must be seen.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# They read the manifest, run the command that names the tests, or ask git: what is found there is then planned by the others.
asking="suite/manifest.c suite/discover.c suite/producer_ask.c suite/producer_json.c suite/testlist.c suite/claims.c suite/relaxng.c plan/affected.c plan/seed.c plan/secondsfile.c"
# Of the room base, what only holds text and memory, or hashes it; and diag, by which all say what is wrong.
helpers="base/arena.c base/buf.c base/digest.c base/esc.c base/pack.c base/sha256.c base/text.c base/twins.c base/words.c base/seconds.c base/cut.c"
speaks=base/diag.c
looks=diag_leads_out # asks the disk, so it is not for the planner
# Of the C library; and of the room lib a rule of git that asks no repository.
allowed="fnmatch memchr memcmp memcpy memmove memset strchr strcmp strcspn strlen strncmp strpbrk strrchr strspn strstr strcat strtol strtoul strtoull strtod atoi
	qsort bsearch snprintf vsnprintf gmtime_r strftime malloc calloc realloc free abort __assert_fail __assert_rtn __stack_chk_fail __ctype_b_loc __errno_location
	_GLOBAL_OFFSET_TABLE_ git_branch_ok"

# compiled GEN FILE: its object, made without leaving out or replacing calls.
compiled() {
	object=$work/objects/$(echo "$2" | tr / .).o
	${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DARWIN_C_SOURCE "-I$1" -O0 -c -o "$object" "$1/$2" && echo "$object"
}
# symbols OPTION OBJECT: macOS puts a _ before each
symbols() {
	nm "$1" "$2" | awk -v mac="$(uname)" 'NF > 1 { name = $NF; if (mac == "Darwin") sub(/^_/, "", name); print name }'
}
# planner GEN: its files that must be pure
planner() {
	(cd "$1" && for file in plan/*.c suite/*.c; do
		case " $asking " in *" $file "*) ;; *) echo "$file" ;; esac
	done)
}
# forbidden GEN FILE...: what these call and may not
forbidden() {
	gen=$1
	shift
	for file; do
		symbols -u "$(compiled "$gen" "$file")" | grep -vxF -f known | sed "s,^,$file calls ,"
	done
}

mkdir objects
{
	# shellcheck disable=SC2086 # words
	printf '%s\n' $allowed
	for file in $(planner "$top/gen") $helpers $speaks; do
		symbols -g "$(compiled "$top/gen" "$file")" >all
		symbols -u "$work/objects/$(echo "$file" | tr / .).o" | grep -vxF -f - all
	done
} | grep -vxF "$looks" >known
for file in $(planner "$top/gen") $helpers; do
	quiet "$file neither reads nor writes, nor calls what does" forbidden "$top/gen" "$file"
done
[ "$(planner "$top/gen" | wc -l)" -ge 6 ] && planner "$top/gen" | grep -qx plan/plan.c && planner "$top/gen" | grep -qx suite/model.c
check "the planner and the model are among them" "$(planner "$top/gen")"

# planted CALL INCLUDE TEXT [FILE]: with that statement in a function of the file, the call is seen.
cp -R "$top/gen" planted
planted() {
	at=${4:-plan/balance.c}
	{ printf '#include <%s>\n' "$2" && cat "$top/gen/$at" && printf 'void planted(void);\nvoid\nplanted(void)\n{\n\t%s;\n}\n' "$3"; } >"planted/$at"
	equal "planted in $at: $1" "$at calls $1" "$(forbidden planted "$at")"
	cp "$top/gen/$at" "planted/$at"
}
planted fprintf stdio.h 'fprintf((FILE *)0, "%d", 1)'
planted stdout stdio.h 'vsnprintf((char *)stdout, 0, "", *(va_list *)0)'
planted fopen stdio.h 'fopen("a", "r")'
planted opendir dirent.h 'opendir(".")' suite/model.c
planted getenv stdlib.h 'getenv("HOME")' plan/plan.c
planted time time.h 'time(0)' suite/cron.c
planted open fcntl.h 'open("a", 0)' base/text.c
planted system stdlib.h 'system("true")' suite/pattern.c
planted "$looks" base/diag.h "$looks(0, \"a\", \"b\")" plan/plan.c
# Our own that do so: one of each module that reads, writes, starts programs, locks or asks the clock, git, expat or SQLite.
for header in base/file base/fileset base/process base/lock base/clock base/tail base/filesystem lib/git lib/xml lib/db; do
	[ -f "$top/gen/$header.h" ] || continue
	call=$(nm -g "$(compiled "$top/gen" "$header.c")" | sed -n 's/.* T _*//p' | grep -vxF git_branch_ok | head -n 1)
	planted "$call" stddef.h "extern int $call(); void (*volatile asks)(void) = (void (*)(void))$call; (void)asks" plan/plan.c
done
finish
