# For the tests of nightshift batch: a worker that does what a unit's name says (batch/worker.c): it crashes, hangs, answers
# nonsense, stays silent. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # for and of the scripts that source this

plan=0123456789012345678901234567890123456789
worker=$work/worker
${CC:-cc} -std=c17 -O2 -o "$worker" "$top/tests/unit/batch/worker.c" || { echo "Bail out! the worker does not compile"; exit 3; }
tab=$(printf '\t')
mkdir tmp
export TMPDIR="$work/tmp"

# lines NAME...: a line for each unit, which orders what stands before its last _. With limit=SECONDS those that never answer have no longer
# than that; the others may take as long as a busy machine does.
limit=
lines() {
	for name do
		case $name in
		hang_* | closed_* | deaf_*) printf '%s\t%s %s%s\n' "$name" "${name%_*}" "$name" "${limit:+$tab$tab$limit}" ;;
		*) printf '%s\t%s %s\n' "$name" "${name%_*}" "$name" ;;
		esac
	done
}

# bare ARGUMENT...: batch with these arguments, into results, which stays as it is.
bare() {
	run timeout 3000 "$nightshift" batch --results=results --suite=s --plan=$plan --run=r "$@"
}

# batch ARGUMENT...: of the units in the file `units`, with that worker, into new results.
batch() {
	rm -rf results
	bare --units=units --worker="$worker" "$@"
}

# verdicts: a line for each unit and each attempt: its verdict and status.
verdicts() {
	(cd results && find . -name verdict | sort | while read -r file; do
		awk -v name="$(dirname "${file#./}")" '{ v[$1] = $2 } END { print name, v["verdict"], v["status"] (v["unit"] == substr(name, 1, length(v["unit"])) && "end" in v ? "" : " broken") }' "$file"
	done) | LC_ALL=C sort
}

# appears FILE [TEXT]: wait for it.
has() { [ -e "$1" ] && { [ $# = 1 ] || grep -qF -e "$2" "$1"; }; }
appears() { until_true has "$@"; }

# ends_soon PID: wait for it.
ends_soon() { until_true ended "$1"; }

# left_behind: processes of that worker, temporary folders.
left_behind() {
	pgrep -f "^$worker" | while read -r pid; do
		case $(ps -o stat= -p "$pid") in
		Z* | "") ;;
		*) ps -o pid=,args= -p "$pid" ;;
		esac
	done
	ls "$TMPDIR"
}
clean() {
	left=$(left_behind)
	[ -z "$left" ]
	check "$1: no process and no temporary folder is left" "$left"
}

# start_batch ARGUMENT...: in the background, as $pid; a shell has it ignore SIGINT there, which is undone.
start_batch() {
	rm -rf results
	python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
		"$nightshift" batch --results=results --suite=s --plan=$plan --run=r --units=units --worker="$worker" "$@" >bg.out 2>bg.err &
	pid=$!
}

