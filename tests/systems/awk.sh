#!/bin/sh
# Every awk program of our scripts is one for other awks: BWK's, which macOS has, and those of busybox and Debian read it. What runs under them:
# shells.sh. Programs with mistakes are planted, and seen.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# refused FOLDER AWK...: the programs in it that this awk does not read. None does any work.
refused() {
	(cd "$1" && shift && for program in *; do
		printf 'BEGIN { exit }\n' | cat - "$program" >"$work/program"
		said=$("$@" -f "$work/program" 2>&1 </dev/null)
		case $said in *[Ss]yntax*|*illegal*|*[Uu]nexpected*|*never\ defined*) printf '%s: %s\n' "$program" "$said" ;; esac
	done)
}
mkdir programs planted
# shellcheck disable=SC2046 # words
(cd "$top" && python3 tests/style/elsewhere.py --awk "$work/programs" $(find templates tests \( -name '*.tmpl' -o -name '*.sh' \) ! -path tests/style/elsewhere.sh ! -path tests/systems/awk.sh) .ci/run tests/tap/demo tests/tap/run tests/unit/mutate)
[ "$(find programs -type f | wc -l)" -gt 70 ]
check "the programs are found" "$(ls programs)"
# shellcheck disable=SC2016
{
	echo '{ printf "%s\n", $1 <= 2 && x ? "a" : "b" }' >planted/comparison
	echo '{ print a, $NF == "end" ? "line" : "other" }' >planted/equality
	echo '{ print (a == 1 ? "line" : "other") }' >planted/fine
	echo 'function f( { }' >planted/wrong
}
for awk in original-awk mawk 'busybox awk'; do
	if ! command -v "${awk%% *}" >/dev/null; then
		skip "$awk reads every program" "${awk%% *} is not here"
		continue
	fi
	# shellcheck disable=SC2086 # words
	{
		quiet "$awk reads every program" refused programs $awk
		names=$(refused planted $awk | sed -n 's/^\([a-z]*\): .*/\1/p' | sort -u | paste -sd' ' -)
		case $awk:$names in 'original-awk:comparison equality wrong') ;; original-awk*) false ;; *wrong) ;; *) false ;; esac
		check "$awk: what is planted is refused" "$names"
	}
done
finish
