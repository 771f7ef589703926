#!/bin/sh
# What nightshift writes runs with the shells and tools of other systems: tests.mk and its fixtures, the steps of workflows, commands of
# manifests. The tests of these run with another /bin/sh, another awk and other tools, and so do the scripts with which people begin.
# BASH_OLD=/path/of/bash tries a bash 3.2, too, as macOS has it; MAKE_OLD: tests/emit/oldmake.sh.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # $ of other shells
. "$(dirname "$0")/../tap/lib.sh"

# Another /bin/sh is one only within a name space.
if [ "$(id -u)" = 0 ]; then space=-m; else space=-rm; fi
if ! unshare $space sh -c 'mount --bind /bin/sh /bin/sh' 2>/dev/null; then
	skip "other shells and tools" "a name space is needed, in which /bin/sh is another one, and cannot be made here"
	finish
fi

# A system is a folder before those of PATH, with other tools, and another /bin/sh. What these tools have in common is about POSIX.
# system NAME SHELL [TOOL=PROGRAM]...: begin one; 'busybox' as a word is all that busybox has of what scripts of ours call.
called="basename cat chmod cksum cmp comm cp cut date dirname env expr find grep head id join ln mkdir mkfifo mktemp mv od paste printf rm rmdir sed sleep
	sort tail tee touch tr uniq wc xargs yes"
system() {
	system=$1 shell=$(command -v "$2")
	mkdir -p "systems/$system"
	shift 2
	for tool; do
		case $tool in
		busybox)
			for name in $(busybox --list | grep -xF "$(printf '%s\n' $called)"); do ln -sf "$(command -v busybox)" "systems/$system/$name"; done
			continue
			;;
		esac
		ln -sf "$(command -v "${tool#*=}")" "systems/$system/${tool%%=*}"
	done
}
# there COMMAND...: on that system
there() {
	PATH="$work/systems/$system:$PATH" unshare $space sh -c 'mount --bind "$0" /bin/sh && exec "$@"' "$shell" "$@"
}
# passes SCRIPT [NAME=VALUE]...: a script of the tests does
passes() {
	script=$1
	shift
	there env "$@" "$(command -v sh)" "$top/tests/$script.sh" >said 2>&1
	checked $? "$system: tests/$script.sh${1+ ($*)}" "$(grep -v '^ok' said)"
	sed -n "s/^ok [0-9]* - \\(.*\\) # SKIP \\(.*\\)/\\1	\\2/p" said >skipped
	while IFS='	' read -r point reason; do skip "$system: $point" "$reason"; done <skipped
}
# is WHAT WANTED COMMAND...: it is another one indeed
is() {
	what=$1 wanted=$2
	shift 2
	case $(there "$@" 2>&1) in *$wanted*) true ;; *) false ;; esac
	check "$system: its $what is another one" "$(there "$@" 2>&1)"
}
has() {
	for program; do
		command -v "$program" >/dev/null || { skip "$system" "$program is not here"; return 1; }
	done
}

# --- like macOS: a Korn shell as sh (its bash 3.2 lacks as much), BWK awk, bsdtar, and of busybox what stands for the tools of BSD

if has mksh original-awk bsdtar busybox; then
	system mac mksh busybox awk=original-awk tar=bsdtar
	is sh MIRBSD /bin/sh -c 'echo $KSH_VERSION'
	is awk 'version 20' awk -version
	is wc BusyBox wc --help
	passes run/make
	passes run/make-verdicts
	passes run/make-caller
	passes emit/consumers/make
	passes emit/workflows
fi

# --- like Alpine: busybox for all

if has busybox; then
	system alpine busybox busybox awk=busybox timeout=busybox tar=busybox ps=busybox
	is sh 'applet not found' /bin/sh -c 'busybox=$(readlink /proc/$$/exe); exec "$busybox" no-such'
	is timeout BusyBox timeout --help
	passes run/make-verdicts # run/make.sh sorts files by fractions of a second, for which its ls is too coarse
	passes run/make-caller
	passes emit/consumers/make
fi

# --- bash as sh, and dash; BWK awk

for shell in bash dash; do
	has $shell original-awk || continue
	system $shell $shell awk=original-awk
	passes run/make-verdicts
	passes emit/consumers/make
done
for bash in ${BASH_OLD-}; do
	system "$bash" "$bash" bash="$bash" awk=original-awk
	is bash 'version 3.' bash --version
	passes run/make
	passes run/make-verdicts
	passes run/make-caller
	passes emit/consumers/make
	passes emit/workflows
	passes emit/workflows-record
done
finish
