#!/bin/sh
# nightshift run: that it needs no make, and how many units run at a time: by -j, by the job server of an outer make, by the
# memory of the platform; and two runs in one tree, of which one waits.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what units do stands in single quotes
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/run/lib/tree.sh
. "$top/tests/run/lib/tree.sh"

in_repository r

# --- make -------------------------------------------------------------------------------------------------------------

# No make is called, whatever lies in PATH or is named in MAKE.
mkdir "$work/path"
for tool in sh git; do
	ln -s "$(command -v $tool)" "$work/path/$tool"
done
run env -u MAKE PATH="$work/path" "$nightshift" run -q v-a
equal "a run needs no make in PATH" "0  v-a" "$status $err $(ran)"
for name in make gmake gnumake; do
	printf '%s\n' '#!/bin/sh' "echo \"\$0 \$*\" >>'$work/called'" 'exit 2' >"$work/path/$name"
	chmod +x "$work/path/$name"
done
rm -f t/made-v
run env MAKE="$work/path/make" PATH="$work/path" "$nightshift" run -q v-a w-a
equal "a run calls no make where the manifest calls none" "0  v-a w-a " "$status $err $(ran) $(cat "$work/called" 2>/dev/null)"
run env MAKEFLAGS=n MAKEFILES=/no/file "$nightshift" run -q v-a
equal "MAKEFLAGS=n and MAKEFILES of an outer make are not obeyed" "0 v-a" "$status $(ran)"

# Units take a token each: no more than the outer -j allows, whatever -j says here, and over two runs at a time.
suite "$work/second"
for unit in v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1; do
	for tree in . "$work/second"; do
		echo "mkdir -p '$work/running' && : >'$work/running/$unit'\$\$ && ls '$work/running' | wc -l >>'$work/most'; sleep 0.05; rm '$work/running/$unit'\$\$" >"$tree/t/do/$unit"
	done
done
cat >"$work/outer.mk" <<END
all: one two
one: ; +@cd '$PWD' && '$nightshift' run -q --lane pr -j 8
two: ; +@cd '$work/second' && '$nightshift' run -q --lane pr -j 8
END
# at_a_time NAME LEAST MOST [UNITS]: the last run passed, and of its units at least and at most so many ran at a time; so many ran.
at_a_time() {
	most=$(sort -n "$work/most" | tail -n 1) units=$(wc -l <"$work/most")
	[ "$status" = 0 ] && [ "$most" -ge "$2" ] && [ "$most" -le "$3" ] && [ "$units" = "${4-$units}" ]
	check "$1" "status $status, at most $most of $units at a time; $err"
	rm "$work/most"
}
for n in 2 3; do
	run "$make" -s -j$n -f "$work/outer.mk"
	at_a_time "two runs within make -j$n run $n units at a time at most, and all of them" 2 $n 16
done
sed 's/+@/@/' "$work/outer.mk" >"$work/outside.mk"
style=
! make_is_new || style=--jobserver-style=pipe
# shellcheck disable=SC2086
run "$make" -s -j2 $style -f "$work/outside.mk" one
at_a_time "in a recipe without '+' there is no job server, and -j of the run counts" 3 8
if make_is_new; then
		run "$make" -s -j2 -f "$work/outside.mk" one
	at_a_time "a job server in a FIFO is obeyed in a recipe without '+'" 2 2
fi

# The FIFO of make 4.4, by a server of ours, in a folder with a blank: the make of here takes part in it, although it may be
# one that knows nothing of FIFOs. Two tokens go in, and come out again.
mkdir "$work/a folder"
mkfifo "$work/a folder/jobs"
exec 8<>"$work/a folder/jobs"
printf ++ >&8
MAKEFLAGS=" -j3 --jobserver-auth=fifo:$work/a\\ folder/jobs" run "$nightshift" run -q --lane pr -j 8
at_a_time "with the job server of a FIFO no more units run than it has tokens for" 2 3 8
echo . >&8
IFS= read -r tokens <&8
equal "after the run the FIFO has both tokens again" "++." "$tokens"
exec 8>&-
rm -f t/do/* t/ran

# A -j that is less than the outer one's counts.
sed 's/ -j 8$/ -j 1/' "$work/outer.mk" >"$work/one.mk"
for unit in v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1; do
	cp "$work/second/t/do/$unit" "t/do/$unit"
done
run "$make" -s -j3 -f "$work/one.mk" one
at_a_time "within make -j3 a run with -j1 runs one unit at a time" 1 1 8

# What runs together has the memory of the platform.
sed -e 's/<platform name="here"/& memory="5G"/' -e 's/<module name="[abc]"/& memory="2G"/' "$work/old.xml" >t/suite.xml
"$nightshift" generate -q
for unit in v-a v-b v-c_0 v-c_1 w-a w-b w-c_0 w-c_1; do
	cp "$work/second/t/do/$unit" "t/do/$unit"
done
run "$nightshift" run -q -j4 --lane pr
equal "a -j that is more than the platform has memory for: the run says nothing of it" "0 " "$status $err"
at_a_time "no more units run at a time than the platform has memory for" 1 2 8
run "$nightshift" run -q -j2 --lane pr
at_a_time "with a -j that there is memory for, so many run at a time" 1 2 8
run "$make" -s -j3 -f "$work/outer.mk" one
equal "an outer make's -j that is more than there is memory for: the run says nothing of it" "0 " "$status $err"
at_a_time "within make, too, no more units run than the platform has memory for" 1 2 8
cp "$work/old.xml" t/suite.xml
"$nightshift" generate -q
rm -f t/do/* t/ran

# The order in which they run changes no verdict.
does v-b 'exit 9'
does w-c_1 'kill -ABRT $$'
"$nightshift" run -q -j1 >/dev/null
sort t/build/nightshift/*/verdict | grep -e ^verdict -e ^status | sort >"$work/forward"
forward=$(tr '\n' ' ' <t/ran)
rm t/ran
printf 'v-n\t*\t100\nw-c_1\t*\t99\nw-c_0\t*\t98\nv-c_1\t*\t97\nv-c_0\t*\t96\nw-b\t*\t95\nv-b\t*\t94\nw-a\t*\t93\nv-a\t*\t92\n' >t/seconds.tsv
"$nightshift" generate -q
"$nightshift" run -q -j1 >/dev/null
sort t/build/nightshift/*/verdict | grep -e ^verdict -e ^status | sort >"$work/backward"
backward=$(awk '{ all = $0 " " all } END { printf "%s", all }' t/ran)
equal "seconds that say the opposite turn the order of the units round" "$forward" "$backward"
same "the units have the same verdicts in either order" "$work/forward" "$work/backward"
rm -f t/seconds.tsv t/do/* t/ran
"$nightshift" generate -q

# --- two runs in one tree ---------------------------------------------------------------------------------------------

does v-a ': >../started; while [ ! -e go ]; do sleep 0.01; done'
"$nightshift" run -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
run "$nightshift" run -q --no-wait v-b
equal "--no-wait: a second run in the tree ends with 4 and names the first" "4 nightshift: error: process $first on HOST, since THEN runs units in this tree: wait for it, or leave out --no-wait" "$status $(hostless "$err")"
"$nightshift" run -q v-b >"$work/second.out" 2>"$work/second.err" &
second=$!
until_there -s "$work/second.err"
equal "a second run in the tree waits and says for which process" "nightshift: waiting for process $first on HOST, since THEN, which runs units in this tree" "$(hostless "$(cat "$work/second.err")")"
equal "a second run that waits has started no unit" "v-a" "$(sort -u t/ran)"
: >t/go
wait "$first"
equal "the run that is waited for passes" 0 $?
wait "$second"
equal "the run that waited then runs its unit" "0 v-a v-b" "$? $(ran)"
rm -f started t/go
"$nightshift" run -q v-a >"$work/first" 2>&1 &
first=$!
until_there started
kill -9 "$first"
wait "$first" 2>/dev/null
run "$nightshift" run -q --no-wait v-b
equal "a run that was killed keeps no later run waiting" "0 " "$status $err"
: >t/go
rm -f started t/go t/ran
until_true rmdir "$TMPDIR"
check "a run that was killed leaves nothing in TMPDIR"
mkdir -p "$TMPDIR"
does v-a
finish
