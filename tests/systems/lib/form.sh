# The tests of what starts processes, with nightshift built in another form. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2154 # of tests/tap/lib.sh

# pass_as FORM REASONS: each of these scripts passes with the program of that form. What it leaves out for one of these reasons (an extended
# expression) is what the form has not; anything else that it leaves out is left out here, too.
pass_as() {
	scripts=$(cd "$top" && echo tests/unit/exec*.sh tests/unit/batch*.sh tests/unit/fixture.sh tests/unit/caller.sh)
	# shellcheck disable=SC2086 # words
	(cd "$top" && CI='' tests/tap/run "NIGHTSHIFT=$top/build/$1/nightshift" $scripts) >said 2>&1
	for script in $scripts; do
		awk -v script=" $script:" '/^[^ ]/ { mine = index($0, script) } mine' said >of-it
		grep -q '^ok ' of-it
		check "$1: $script" "$(cat of-it)"
		sed -n 's/^    ok [0-9]* - \(.*\) # SKIP \(.*\)/\1	\2/p' of-it | grep -vE "	($2)" >skipped
		while IFS='	' read -r point reason; do skip "$script: $point" "$reason"; done <skipped
	done
}
