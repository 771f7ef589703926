# What the test scripts share. They print TAP: a line for each point, what differs as # lines below it, the plan at the
# end. A script sources this file, works in the empty folder $work, and ends with `finish`.
#
# NIGHTSHIFT=path in the environment chooses the program that is tested, MAKE=path the GNU Make it is tested with. One from
# 4.4 has more to be tested: a job server in a FIFO, and --shuffle.
# shellcheck shell=sh
set -u

top=$(cd "$(dirname "$0")" && until [ -f tests/tap/lib.sh ] || [ "$PWD" = / ]; do cd .. || exit; done && pwd) || exit 3
nightshift=${NIGHTSHIFT:-$top/build/nightshift}
case $nightshift in
/*) ;;
*) nightshift=$PWD/$nightshift ;;
esac
export nightshift
[ -x "$nightshift" ] || { echo "Bail out! there is no program '$nightshift'; run make"; exit 3; }

work=$(mktemp -d) || exit 3
work=$(cd "$work" && pwd -P)
undo=: # shell text that makes $work removable again
trap 'cd / && eval "$undo" && rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM

# Nothing of who runs this, where and when: no settings of git, no colour, one language, one day.
export LC_ALL=C TZ=UTC HOME="$work/.home" XDG_CONFIG_HOME="$work/.home" GIT_CONFIG_NOSYSTEM=1 SOURCE_DATE_EPOCH=1767225600
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.org GIT_AUTHOR_DATE='2026-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.org GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
unset GITHUB_ACTIONS GITHUB_SHA GITHUB_RUN_ID GITHUB_RUN_ATTEMPT NO_COLOR MAKEFLAGS GNUMAKEFLAGS MFLAGS MAKELEVEL GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CEILING_DIRECTORIES
mkdir "$HOME"
cd "$work" || exit 3

make=${MAKE:-make}

# Does it read tests.mk: is it GNU Make 4.3 or later?
make_is_fit() { "$make" --version 2>/dev/null | grep -qE '^GNU Make (4\.[3-9]|4\.[1-9][0-9]|[5-9]\.|[1-9][0-9]+\.)'; }
# Is it GNU Make 4.4 or later?
make_is_new() { "$make" --help 2>/dev/null | grep -q -e --shuffle; }

# Has the program that is tested what only Linux has? Not on another system, nor if it was built with PORTABLE=1.
as_linux() { case $(uname)$nightshift in Linux*/portable/*) false ;; Linux*) ;; *) false ;; esac; }

points=0 failures=0

# details TEXT: as # lines, at most a hundred.
details() {
	[ -z "$1" ] || printf '%s\n' "$1" | sed -e '100q' -e 's/^/# /'
}

ok() {
	points=$((points + 1))
	echo "ok $points - $1"
}

# not_ok NAME [DETAILS]
not_ok() {
	points=$((points + 1)) failures=$((failures + 1))
	echo "not ok $points - $1"
	details "${2-}"
}

# checked STATUS NAME [DETAILS]: by a status.
checked() {
	if [ "$1" = 0 ]; then ok "$2"; else not_ok "$2" "${3-}"; fi
}

# check NAME [DETAILS]: by the status of the command before. An alias, since the words of a call may have commands in them, as in
# check NAME "$(cat log)": in a function, $? would be theirs in some shells (bash), so that the point would pass whatever happened.
# shellcheck disable=SC3044 # only bash gets there
[ -z "${BASH_VERSION-}" ] || shopt -s expand_aliases
check() { not_ok "$1" "check was read before tests/tap/lib.sh"; }
# shellcheck disable=SC2142,SC2262
alias check='checked $?'

# same NAME WANTED GOT: two files, or two folders with all in them.
same() {
	difference=$(diff -ruN "$2" "$3" 2>&1)
	checked $? "$1" "$difference"
}

# equal NAME WANTED GOT: two texts.
equal() {
	printf '%s\n' "$2" >"$work/.wanted"
	printf '%s\n' "$3" >"$work/.got"
	same "$1" "$work/.wanted" "$work/.got"
}

# skip NAME REASON
skip() {
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2"
}

# linux_finds NAME COMMAND...: ends it well, where the program has what only Linux has? Elsewhere nobody finds a process that has left its
# group, and none is told that its parent is gone.
linux_finds() {
	linux_name=$1
	shift
	if as_linux; then
		"$@"
		checked $? "$linux_name"
	else
		skip "$linux_name" "only Linux finds what has left its group, or whose parent was killed"
	fi
}

# run COMMAND...: its standard output is then in $out, its standard error in $err, its exit status in $status.
run() {
	status=0
	"$@" >"$work/.out" 2>"$work/.err" || status=$?
	out=$(cat "$work/.out") err=$(cat "$work/.err")
}

# with NAME=VALUE... FUNCTION ARGUMENT...: that one with these in the environment, which is afterwards as it was. NAME=VALUE before a function
# does not do that in each shell: bash 3.2 as sh keeps them.
with() {
	with_names=''
	while :; do
		case $1 in
		[A-Za-z_]*=*)
			with_names="$with_names ${1%%=*}"
			eval "with_${1%%=*}=\${${1%%=*}-} with_set_${1%%=*}=\${${1%%=*}+set}"
			export "${1?}"
			shift
			;;
		*) break ;;
		esac
	done
	"$@"
	with_status=$?
	for with_name in $with_names; do
		eval "[ -z \"\$with_set_$with_name\" ] && unset $with_name || $with_name=\$with_$with_name"
	done
	return $with_status
}

# ends NAME STATUS [MESSAGE [OUTPUT]]: the last run ended so, and said exactly that on standard error and output.
ends() {
	printf '%s\n' "exit status $2" ${3+"$3"} ${4+"$4"} >"$work/.wanted"
	printf '%s\n' "exit status $status" ${3+"$err"} ${4+"$out"} >"$work/.got"
	same "$1" "$work/.wanted" "$work/.got"
}

# quiet NAME COMMAND...: it ends well and prints nothing, but for empty lines. Better than equal NAME "" "$(COMMAND)", which passes if
# it fails without a word.
quiet() {
	quiet_name=$1
	shift
	quiet_out=$("$@" 2>&1)
	quiet_status=$?
	[ $quiet_status = 0 ] && [ -z "$quiet_out" ]
	checked $? "$quiet_name" "exit status $quiet_status: $quiet_out"
}

# until_true COMMAND...: wait for it. It fails only after ten minutes, so that nothing hangs for ever.
until_true() {
	asked=0
	until "$@" 2>/dev/null; do
		asked=$((asked + 1))
		[ $asked -lt 12000 ] || return 1
		sleep 0.05
	done
}

# appears FILE: wait until something is in it.
appears() { until_true test -s "$1"; }

# ended PID...: have these processes ended? What nobody has waited for yet has, too.
ended() {
	for pid; do
		case $(ps -o state= -p "$pid" 2>/dev/null) in '' | Z*) ;; *) return 1 ;; esac
	done
}

# root COMMAND...: as root, where that may be done without asking.
root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Can a program be killed as it enters a system call? So the moment is the same on each machine, however busy it is.
can_kill_at() { strace -o /dev/null true 2>/dev/null; }

# system_calls COMMAND...: run it, and print each system call that it made itself, by name, and which one of that name it was.
system_calls() {
	strace -qq -o "$work/.calls" "$@" >/dev/null 2>&1
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$work/.calls" | awk '$1 !~ /^(execve|exit|exit_group|rt_sigreturn)$/ { print $1, ++seen[$1] }'
}

# killed_at CALL NUMBER COMMAND...: run it, and kill it as it enters that call for that time.
killed_at() {
	killing="inject=$1:signal=KILL:when=$2"
	shift 2
	{ strace -qq -o /dev/null -e "$killing" "$@"; } 2>/dev/null
}

# repository FOLDER: make it one, with all that is in it in one commit; its id depends on nothing else.
repository() {
	mkdir -p "$1" && { [ -d "$1/.git" ] || git init -q -b main "$1"; } &&
		git -C "$1" add -A && git -C "$1" commit -q --allow-empty -m "${2:-a commit}"
}

# rewrite SCRIPT FILE...: by sed, in its place; each sed has another way to do that.
rewrite() {
	rewriting=$1
	shift
	for rewritten; do
		sed "$rewriting" "$rewritten" >"$work/.rewritten" && cat "$work/.rewritten" >"$rewritten" || return
	done
}

# files FOLDER: each file in it with its bytes' checksum, its link's target, .git and the record left out.
files() {
	(cd "$1" && find . \( -name .git -o -name .nightshift \) -prune -o ! -type d -print | LC_ALL=C sort | while read -r name; do
		if [ -L "$name" ]; then echo "$name -> $(readlink "$name")"; else echo "$name $({ cksum <"$name"; } 2>&1)"; fi
	done)
}

finish() {
	echo "1..$points"
	[ "$failures" = 0 ] && [ "$points" -gt 0 ]
	exit
}
