#!/bin/sh
# nightshift gate, where the journal of a folder says what became of units: a line says the same as a folder, and what lies beside it counts
# more; what is damaged is an error, what is torn off is nothing, and a link or a FIFO is no journal.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/gate.sh
. "$top/tests/unit/lib/gate.sh"
# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

gate() {
	run "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit "$@"
}
of="; pr on linux, commit $commit, seed $seed"
green() { ends "$1" 0 "" "s: all 4 units passed$of"; }
# red NAME LINES [COUNT]
red() {
	ends "$1" 1 "" "$2
s: red: ${3-1} of 4 units did not pass$of"
}
refuse() { ends "$1" 2 "$2" ""; }
# fresh: all that pr owes on linux passed, as lines, in the order a b c t.
fresh() {
	rm -rf results
	for one in a b c t; do verdict results $one finished=1000; done
	as_lines results
}
# line UNIT [KEY=VALUE]...: one more line
line() {
	verdict results "$@"
	as_lines results "$1"
}

# --- a line says what a folder says -----------------------------------------------------------------------------------

fresh
[ "$(ls results)" = journal ]
check "there is nothing but the journal"
gate results
green "all are lines that have passed"
gate --format json results
equal "JSON names the journal, where else the folder is named" "results/journal" "$(printf '%s\n' "$out" | sed -n 's/.*"folder": "\([^"]*\)".*/\1/p' | sort -u)"

# both NAME UNIT [KEY=VALUE]...: the gate says the same of the verdict, whether it is a folder or a line.
both() {
	name=$1
	shift
	rm -rf results
	for one in a b c t; do verdict results $one finished=1000; done
	verdict results "$@" finished=1000
	gate results
	first="$status $err $out"
	as_lines results
	[ "$(ls results)" = journal ] || not_ok "$name: all are lines" "$(find results)"
	gate results
	equal "$name: the same as of a folder" "$first" "$status $err $out"
}
both "a pass" a
both "another suite" a suite=z
both "another platform" a platform=mac
both "no platform" a platform=
both "another commit" a commit=$other
both "no commit" a commit= tree=
both "a dirty tree" a tree=dirty
both "another part" a "part=$(sed -n 's/^c	//p' parts)"
both "this plan, and no part" a part= "plan=$fingerprint"
both "another plan, and no part" a part= plan=$other
both "another seed" b seed=5
both "no seed" b seed=
both "another lane" a lane=nightly
both "a result of Nix" a run=nix-x commit= tree=
both "a pass with exit status 1" a status=1
both "neither part nor plan" a part=
both "no run" a run=

# What no line may say counts as nothing, even if it is red.
damaged="its verdict contradicts itself, or misses what a verdict has"
for what in verdict=fail verdict=skip attempt=2 seen=exit-status reason=why finished=; do
	fresh
	: >results/journal
	for one in a b c t; do verdict results $one finished=1000; done
	verdict results a finished=1000 "$what"
	as_lines results
	gate results
	red "a line with '$what'" "a: $damaged"
done

# --- which one counts -------------------------------------------------------------------------------------------------

fresh
line a finished=1001 commit=$other
gate results
red "of two lines the last one" "a: its verdict is of another commit, $other"
line a finished=1001
gate results
green "of three lines the last one"
line m finished=1001 commit=$other
line nobody finished=1001 commit=$other
gate results
green "lines of units that are not owed, or that there are not"

fresh
verdict results a verdict=fail status=1
gate results
red "a folder, and not the line" "a: fail, exit status 1"
verdict results a verdict=pass run=r2
gate results
green "a folder that says pass, beside a line"
verdict results a end=
gate results
red "a folder whose verdict is not whole, beside a line" "a: its verdict was not written to its end"
rm results/a/verdict
gate results
red "an empty folder, beside a line" "a: no verdict"
rmdir results/a
gate results
green "the folder is gone"
for what in 'touch results/a' 'ln -s nowhere results/a' 'ln -s journal results/a' 'mkfifo results/a' 'mkdir -p results/a/attempt-1'; do
	fresh
	$what
	gate results
	red "beside a line: $what" "a: no verdict"
done

# Each folder has a journal of its own.
fresh
mkdir -p all/linux/one all/linux/two
mv results/journal all/linux/one
gate all
green "the journal of an artifact"
verdict all/linux/two a verdict=fail status=1 run=r2
gate all
red "a line in one artifact, and a red folder of another run in another one" "a: fail, exit status 1"
rm -r all/linux/two/a
verdict all/linux/two a run=r2 finished=2000 commit=$other
as_lines all/linux/two
gate all
green "two lines in two artifacts: the one that answers counts"
mv all/linux/one/journal all/linux/two/journal
gate all
green "one journal was copied over the other"
gate results all
refuse "a folder that is empty is one of the wrong place" "results: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those"
rm -r results
mkdir results
: >results/journal
gate results
refuse "an empty journal has no unit" "results: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those"
deep=results/1/2/3/4/5/6/7/8
fresh
mkdir -p $deep
mv results/journal $deep/journal
gate results
green "a journal eight folders deep"

# --- what is no line --------------------------------------------------------------------------------------------------

fits="error: the line is damaged, since its checksum does not fit: remove it, and run its unit again"
fresh
sed -i.bak '2s/pass/fail/' results/journal && rm results/journal.bak
gate results
refuse "a line whose checksum does not fit" "results/journal:2:1: $fits"
printf '\n# remark\n' >>results/journal
gate results
refuse "each such line is named" "results/journal:2:1: $fits
results/journal:5:1: $fits
results/journal:6:1: $fits"
fresh
sed 2d results/journal >less
mv less results/journal
printf 'nightshift 1\tsuite s\tend\nnightshift 1\tunit b\tverdict pass\n' | sums >>results/journal
gate results
refuse "a line that is not the verdict of a unit" "results/journal:4:1: error: the line is not the verdict of a unit: remove it
results/journal:5:1: error: the line is not the verdict of a unit: remove it"

# t is the last one; a line is hundreds of bytes.
for n in 1 2 5 18 100; do
	fresh
	tear results/journal $n
	gate results
	red "a line that is torn off $n bytes before its end" "t: no verdict"
done
fresh
line t finished=1001
tear results/journal 50
gate results
green "a line is torn off, and the unit has an older one"

# --- what is no journal -----------------------------------------------------------------------------------------------

none="a: no verdict
b: no verdict
c: no verdict
t: no verdict"
fresh
mv results/journal elsewhere
mkdir results/x
touch results/x/log
ln -s ../elsewhere results/journal
gate results
red "a link is not followed" "$none" 4
rm results/journal
mkfifo results/journal
gate results
red "nobody waits for who writes into a FIFO" "$none" 4
rm results/journal
mkdir results/journal
cp elsewhere results/journal/log
gate results
red "a folder" "$none" 4
mv elsewhere results/journal/journal
gate results
green "a folder of that name is one like any other"
fresh
chmod 0 results/journal
# Permissions do not bind root.
as_nobody() { "$@"; }
[ "$(id -u)" != 0 ] || as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
cp "$nightshift" program
chmod 755 .
if as_nobody ./program exec -- true 2>/dev/null; then
	run as_nobody ./program gate --plan plan.json --lane pr --platform linux --commit $commit results
	refuse "a journal that cannot be read" "results/journal: error: cannot be read: Permission denied"
else
	skip "a journal that cannot be read" "run by root, and there is no setpriv"
fi

finish
