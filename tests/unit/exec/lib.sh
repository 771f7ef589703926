# What the tests of nightshift exec share.
# shellcheck shell=sh
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

plan=0123456789abcdef0123456789abcdef01234567
cc=${CC:-cc}
$cc -D_DEFAULT_SOURCE -o odd "$top/tests/unit/exec/odd.c" || not_ok "tests/unit/exec/odd.c compiles"
linux=
# shellcheck disable=SC2034 # for those who source this
! as_linux || linux=1
# shellcheck disable=SC2034 # for those who source this
sources=$(cd "$top" && make -s print-front-sources | tr ' ' '\n' | grep -v '^gen/cli/front.c$' | sed "s|^|$top/|") # of the front program, but its main
mkdir tmp
export TMPDIR="$work/tmp"

# try UNIT ARGUMENT...: run it, from an empty folder.
try() {
	rm -rf "results/$1"
	again "$@"
}
# again UNIT ARGUMENT...: run it on top of what is there.
again() {
	unit=$1
	shift
	run exec_as "$unit" "$@"
}
# exec_as UNIT ARGUMENT...
exec_as() {
	as=$1
	shift
	"$nightshift" exec --unit="$as" --results=results --suite=s --plan=$plan --run=r "$@"
}
# out_of_time FILE LINES UNIT ARGUMENT...: try a unit that takes longer than it may. Its time is 0.3 seconds, or more where that
# was over before the unit had come so far that FILE has LINES.
out_of_time() {
	file=$1 lines=$2 unit=$3
	shift 3
	for limit in 0.3 3 30 300; do
		rm -f "$file"
		try "$unit" --timeout=$limit "$@"
		[ ! -f "$file" ] || [ "$(wc -l <"$file")" -lt "$lines" ] || return 0
	done
}
key() { sed -n "s/^$2 //p" "results/$1/verdict"; }
log() { cat "results/$1/log"; }
# leaves NAME STATUS VERDICT UNIT_STATUS: the last unit ended so; nothing is left in the temporary folder.
leaves() {
	equal "$1: the verdict" "exit status $2, $3, status $4" "exit status $status, $(key "$unit" verdict), status $(key "$unit" status)"
	quiet "$1: no temporary folder is left" ls tmp
}
# between NAME LEAST MOST SECONDS. The most is far more than any machine takes; what is too long is longer still.
between() {
	awk -v a="$2" -v b="$3" -v s="$4" 'BEGIN { exit !(s >= a && s < b) }'
	check "$1" "$4 seconds, expected $2 to $3"
}
# gone FILE: the processes whose numbers are in it have ended, or do so.
gone() {
	# shellcheck disable=SC2046 # words
	until_true ended $(cat "$1")
}
