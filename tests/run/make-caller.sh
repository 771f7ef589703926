#!/bin/sh
# tests.mk, and what is around it: the Makefile that includes it, where that stands, make's options, and what the environment has. Each time
# with the shell's own way to run a unit, and with `nightshift run`.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

# project FOLDER: a repository whose suite in t/ builds a program, makes a fixture, and has a thousand units. Each says so in log.
project() {
	mkdir -p "$1/t"
	{
		echo "<suite name=\"s\" dir=\"t\"><platform name=\"here\" system=\"$system\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>"
		echo '<program path="made-it"><command>sh say.sh build; : &gt;made-it</command></program>'
		echo '<fixture name="data" key="data" output="made-data"><command>sh say.sh fixture; : &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>'
		echo '<run>sh say.sh {module}</run><variant name="v"/><module name="a" needs="data"/><module name="fails"><run>exit 1</run></module>'
		awk 'BEGIN { for (i = 1; i <= 1000; i++) printf "<module name=\"a-module-whose-name-is-as-long-as-that-of-a-path-in-a-large-suite-%04d-so-that-the-list-is-long-in-each-of-all-these-variables\"/>\n", i }'
		echo '</suite>'
	} >"$1/t/suite.xml"
	# What it has of make, of this file and of a hook in its environment; but for what is handed down to the shell of each unit, and what make's
	# command line says.
	printf '%s\n' 'echo "$1 $(env | sed -n -E "s/^((CDPATH|BASH_ENV|ENV|MAKEFILES|MAKEFLAGS|MAKEL|MFLAGS|GNUMAKE|GIT_DIR|s_)[A-Za-z_]*)=.*/\1/p" | grep -vxE "$MAY" | tr "\n" " ")" >>log' >"$1/t/say.sh"
	printf '%s\n' build log 'made-*' .nightshift >"$1/.gitignore"
	repository "$1"
	(cd "$1" && "$nightshift" generate -q) || not_ok "generate $1"
	(cd "$1" && git add -A && git commit -qm generated)
}
export MAY='s_(results|platform|lane|run|plan|commit|tree|limit_sh|fixture_sh|sh|nightshift)'
project one
cd one || exit 3

# as ... MAKE-ARGUMENTS: make in both ways, with $with in the environment; what came out stands in $got: the status, and what ran.
as() {
	rm -rf t/log t/made-* t/build
	# shellcheck disable=SC2086 # words
	run env ${with-} "$make" -s "$@"
	got="$status $(sort t/log 2>/dev/null | tr '\n' ' ' | tr -s ' ' | sed 's/ $//')"
}
# both NAME WANTED MAKE-ARGUMENTS...
both() {
	name=$1 wanted=$2
	shift 2
	as "$@"
	equal "$name" "$wanted" "$got"
	as "$@" s_nightshift="$nightshift"
	equal "$name, by nightshift" "$wanted" "$got"
}
all="0 a build fixture"

# --- the Makefile that includes it ------------------------------------------------------------------------------------------------

both "alone" "$all" -f t/tests.mk s-test-v-a
printf 'include t/tests.mk\nall: ; @echo product >>t/log\n' >Makefile
both "an include above the first target leaves it the first" "0 product"
printf 'all: ; @echo product >>t/log\ninclude t/tests.mk\n' >Makefile
both "and one below" "0 product"
printf '.DEFAULT_GOAL := other\ninclude t/tests.mk\nall: ; false\nother: ; @echo product >>t/log\n' >Makefile
both "and where another goal is said to be it" "0 product"
printf 'include t/tests.mk\n' >Makefile
as
equal "where there is no other target, there is none to make" "2 make: *** No targets.  Stop." "$status $err"
as -f t/tests.mk -j2 -k
equal "used alone it runs the tests, and one that fails is told" "2, 1001 pass, 1 fail" \
	"$status, $(cat t/build/nightshift/*/verdict | grep -c '^verdict pass') pass, $(cat t/build/nightshift/*/verdict | grep -c '^verdict fail') fail"
printf 'all: s-test-v-a\ninclude t/tests.mk\n' >Makefile
both "a first target that needs a unit builds its program, too" "$all"
for line in export .EXPORT_ALL_VARIABLES:; do
	printf '%s\ninclude t/tests.mk\nall: ; @echo product $(X) >>t/log\n' "$line" >Makefile
	both "with '$line' units run, and have nothing of it" "$all" s-test-v-a
	printf 'include t/tests.mk\nall: ; @echo product $(X) >>t/log\n%s\n' "$line" >Makefile
	both "and where that stands below" "$all" s-test-v-a
	both "and what the Makefile itself does" "0 product x" X=x all
done
rm Makefile

# --- where it stands --------------------------------------------------------------------------------------------------------------

cd .. || exit 3
for folder in "with blank" "with 'quotes' and three blanks" 'with$dollar' "plain"; do
	mkdir "$folder"
	cp -R one "$folder/tree"
	cd "$folder/tree" || exit 3
	both "below '$folder', by its whole path" "$all" -f "$PWD/t/tests.mk" s-test-v-a
	both "by one from here" "$all" -f ../tree/t/tests.mk s-test-v-a
	printf 'include %s/t/tests.mk\n' "$(printf '%s' "$PWD" | sed -e 's/ /\\ /g' -e 's/\$/$$/g')" >Makefile
	both "included by its whole path" "$all" s-test-v-a
	rm -rf t/log t/made-* t/build
	cd ../.. || exit 3
	run "$make" -s -f "$folder/tree/t/tests.mk" s-test-v-a
	equal "from above" "0 a build fixture" "$status $(sort "$folder/tree/t/log" | tr '\n' ' ' | tr -s ' ' | sed 's/ $//')"
done
cd one || exit 3

# --- the environment --------------------------------------------------------------------------------------------------------------

mkdir -p "$work/elsewhere/t"
echo 'echo elsewhere >>log' >"$work/elsewhere/t/say.sh"
echo 'exit 0' >"$work/at-start"
for with in "CDPATH=$work/elsewhere" "BASH_ENV=$work/at-start ENV=$work/at-start" "GNUMAKEFLAGS=-k MAKEFLAGS=w" "MAKEFILES=/dev/null" \
	"GIT_DIR=$work/elsewhere GIT_INDEX_FILE=$work/elsewhere/index GIT_WORK_TREE=$work/elsewhere"; do
	both "$with" "$all" -f t/tests.mk s-test-v-a
	equal "and the commit is this one" "commit $(git rev-parse HEAD)" "$(grep ^commit t/build/nightshift/v-a/verdict)"
done
with=

# --- options with which make says success -----------------------------------------------------------------------------------------

for option in i t; do
	as -f t/tests.mk -$option s-test-v-fails
	case $option in
	i) why="with -i make succeeds whatever fails: leave it out, or take -k" ;;
	t) why="with -t make runs nothing and succeeds: leave it out" ;;
	esac
	case $status:$err in
	2:t/tests.mk:*": *** s: $why.  Stop.") ok "-$option is refused" ;;
	*) not_ok "-$option is refused" "$status: $err" ;;
	esac
done
with=MAKEFLAGS=i
as -f t/tests.mk s-test
equal "and where the environment says it" 2 "$status"
with=
printf 'include t/tests.mk\nall: ; @false\n' >Makefile
as -i all
equal "but not for another goal" 0 "$status"
finish
