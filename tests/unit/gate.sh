#!/bin/sh
# nightshift gate: what answers for an owed unit and what does not, which of several verdicts counts, what is owed; what it prints.
# Every way to be green without having run is tried: mutate breaks the gate in each of these ways, and this must notice.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# shellcheck source=tests/unit/lib/gate.sh
. "$top/tests/unit/lib/gate.sh"

# gate ARGUMENT...: of lane pr on linux
gate() {
	run "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit "$@"
}
of="; pr on linux, commit $commit, seed $seed"
# green NAME: the last gate was
green() { ends "$1" 0 "" "s: all 4 units passed$of"; }
# red NAME LINES [COUNT]: the last gate said that, and that one unit did not pass
red() {
	ends "$1" 1 "" "$2
s: red: 1 of ${3-4} units did not pass$of"
}
# refuse NAME MESSAGE: it decided nothing
refuse() { ends "$1" 2 "$2" ""; }

# one NAME UNIT LINE [KEY=VALUE]...: all have passed, but the verdict of that unit is another one
one() {
	name=$1 its=$2 line=$3
	shift 3
	fresh
	verdict results "$its" "$@"
	gate results
	if [ "$line" ]; then red "$name" "$its: $line"; else green "$name"; fi
}

# --- one verdict ------------------------------------------------------------------------------------------------------

fresh
gate results
green "all have passed"
rm -r results/a
gate results
red "a unit without a folder" "a: no verdict"
fresh
rm results/b/verdict
touch results/b/log
gate results
red "a unit that did not end" "b: its verdict was not written to its end"
one "a verdict without its last line" a "its verdict was not written to its end" end=
one "a verdict with half of its last line" a "its verdict was not written to its end" end=en
: >results/a/verdict
gate results
red "an empty verdict" "a: its verdict was not written to its end"
one "no verdict in the verdict" a "its verdict contradicts itself, or misses what a verdict has" verdict= status=
one "a pass with exit status 1" a "its verdict contradicts itself, or misses what a verdict has" status=1
one "neither part nor plan" a "its verdict contradicts itself, or misses what a verdict has" part=
one "another suite" a "its verdict is of unit 'a' of suite 'z'" suite=z
one "another unit, in this one's folder" a "its verdict is of unit 'b' of suite 's'" unit=b
one "another platform" a "its verdict is of another platform, mac" platform=mac
one "no platform" a "its verdict names no platform" platform=
one "another commit" a "its verdict is of another commit, $other" commit=$other
one "no commit" a "its verdict names no commit" commit= tree=
one "a dirty tree" a "its tree was dirty" tree=dirty
one "nobody knows of the tree" a "its verdict does not say that the tree was clean" tree=
one "another part" a "its verdict is of another part of the plan, $(sed -n 's/^c	//p' parts)" "part=$(sed -n 's/^c	//p' parts)"
one "this part, of another plan" a "" plan=$other
one "another part, of this plan" a "its verdict is of another part of the plan, $(sed -n 's/^c	//p' parts)" "part=$(sed -n 's/^c	//p' parts)" "plan=$fingerprint"
one "no part, but this plan: plain make" a "" part= "plan=$fingerprint" seen=exit-status
one "no part, and another plan" a "its verdict is of another plan, $other" part= plan=$other
one "another seed than the commit's" b "it ran with seed 5 and owes seed $seed" seed=5
one "no seed, where that of the commit is owed" b "it ran with no seed and owes seed $seed" seed=
one "another seed than the plan's" c "it ran with seed 8 and owes seed 7" seed=8
one "a seed, where none is owed" a "it ran with seed 7 and owes no seed" seed=7
one "another lane: the same part is the same work" a "" lane=nightly
for what in fail timeout crash cancelled quarantined; do
	one "$what" c "$what, exit status 1, seed 7: why" verdict=$what status=1 "reason=why"
done
one "a skip that may not be" b "skip, and it may not: no svn here" verdict=skip status=77 "reason=no svn here"
fresh
verdict results a verdict=skip status=77 'reason=no svn here'
gate results
ends "a skip that the plan allows" 0 "" "a: skip, as it may: no svn here
s: 3 of 4 units passed, and 1 skipped, as the manifest lets it$of"
verdict results c verdict=fail status=2
gate results
ends "a skip that may be, beside a red unit" 1 "" "a: skip, as it may: no svn here
c: fail, exit status 2, seed 7
s: red: 2 of 4 units passed, 1 skipped, as the manifest lets it, and 1 is red$of"
# A plan in which two may skip.
plan commit | sed 's/"id": "b", /&"maySkip": "", /' >two.json
two() { run "$nightshift" gate --plan two.json --lane pr --platform linux --commit $commit results "$@"; }
fresh
verdict results a verdict=skip status=77
verdict results b verdict=skip status=77
skips="a: skip, as it may
b: skip, as it may"
two
ends "two that skip" 0 "" "$skips
s: 2 of 4 units passed, and 2 skipped, as the manifest lets them$of"
printf 'a\nb\n' >due
two --owed due
ends "all of them skip" 0 "" "$skips
s: 0 of 2 units passed, and 2 skipped, as the manifest lets them$of"
echo a >due
two --owed due
ends "the only one skips" 0 "" "a: skip, as it may
s: 0 of 1 unit passed, and 1 skipped, as the manifest lets it; pr on linux, commit $commit"
rm -r results/c results/t due
two
ends "two that skip, and two that are red" 1 "" "$skips
c: no verdict
t: no verdict
s: red: 0 of 4 units passed, 2 skipped, as the manifest lets them, and 2 are red$of"
fresh
one "'skipped', as it was called once" b "skip, and it may not" verdict=skipped status=77

# A verdict of plain make says what the exit status was. What the unit printed or left is judged by the gate (unit/rejudge.h).
# make_of UNIT [KEY=VALUE]...
make_of() {
	unit=$1
	shift
	verdict results "$unit" part= "plan=$fingerprint" seen=exit-status "$@"
}
fresh
make_of t
gate results
red "plain make: a unit that speaks TAP left no log" "t: fail, exit status 0: there is no plan '1..N', so nobody knows how many test points are missing"
printf '1..1\nok 1 - x\n' >results/t/log
gate results
green "plain make: a whole document of TAP"
printf '1..1\nnot ok 1 - x\n' >results/t/log
gate results
red "plain make: a point that is not ok, and exit status 0" "t: fail, exit status 0: its test point failed: 'x'
    | 1..1
    | not ok 1 - x"
printf '1..2\nok 1 - x\n' >results/t/log
gate results
red "plain make: a point is missing" "t: fail, exit status 0: 2 test points were planned, and there is 1
    | 1..2
    | ok 1 - x"
printf '1..0 # SKIP no svn\n' >results/t/log
gate results
red "plain make: it skips" "t: skip, and it may not: no svn
    | 1..0 # SKIP no svn"
printf '1..1\nok 1\n' >aside
rm results/t/log
ln -s ../../aside results/t/log
gate results
red "plain make: a link is no log" "t: fail, exit status 0: there is no plan '1..N', so nobody knows how many test points are missing"
verdict results t
gate results
green "what exec has judged is not judged again"
echo j >due
make_of j
gate --owed due results
ends "plain make: a unit that leaves a report left none" 1 "" "j: fail, exit status 0: it left no report 'r.xml'
s: red: 1 of 1 unit did not pass; pr on linux, commit $commit"
echo '<testsuite><testcase name="x"/></testsuite>' >results/j/report.xml
gate --owed due results
ends "plain make: a report" 0 "" "s: all 1 unit passed; pr on linux, commit $commit"
echo '<testsuite><testcase name="x"><failure/></testcase></testsuite>' >results/j/report.xml
gate --owed due results
ends "plain make: a report with a failure, and exit status 0" 1 "" "j: fail, exit status 0: its test case failed: 'x'
s: red: 1 of 1 unit did not pass; pr on linux, commit $commit"
echo '<testsuite><testcase name="x"/></testsuite>' >aside
rm results/j/report.xml
ln -s ../../aside results/j/report.xml
gate --owed due results
out=$(echo "$out" | sed 's/Symbolic link loop/Too many levels of symbolic links/') # as musl has it
ends "plain make: a link is no report" 1 "" "j: fail, exit status 0: its report 'r.xml' cannot be read: Too many levels of symbolic links
s: red: 1 of 1 unit did not pass; pr on linux, commit $commit"
rm aside due

# --- several verdicts ---------------------------------------------------------------------------------------------------

# several NAME LINE DIR...: unit a is in these folders, what else is owed in results; LINE is empty if all is green
several() {
	name=$1 line=$2
	shift 2
	fresh
	rm -r results/a
	gate results "$@"
	if [ "$line" ]; then red "$name" "a: $line"; else green "$name"; fi
}
verdict week a commit=$other
several "last week's folder alone" "its verdict is of another commit, $other" week
verdict week a commit=$other verdict=fail status=1
verdict now a
several "last week's failure does not count" "" week now
rm -r week now

verdict two a attempt=2
verdict two/a attempt-1 "part=$(sed -n 's/^a	//p' parts)" unit=a verdict=fail status=1
several "an attempt that failed, and one that passed after it" "" two
verdict two/a attempt-1 "part=$(sed -n 's/^a	//p' parts)" unit=a
verdict two a attempt=2 verdict=fail status=1
several "an attempt that passed, and one that failed after it" "fail, exit status 1" two
rm two/a/verdict
several "an attempt that passed, and one that was killed: attempt-1 does not count by itself" "no verdict" two
touch two/a/start
several "the same, and it had begun" "its verdict was not written to its end" two
verdict first a verdict=fail status=1
verdict second a attempt=2
several "two attempts of a run, in folders of their own: the second one passed" "" first second
several "the same in another order" "" second first
verdict first a
verdict second a attempt=2 verdict=timeout status=124
several "two attempts of a run, in folders of their own: the first one passed" "timeout, exit status 124" first second
several "that, in another order" "timeout, exit status 124" second first
verdict second a verdict=fail status=1
several "one attempt with two verdicts: the worse counts" "fail, exit status 1" first second
several "one attempt with two verdicts, in another order" "fail, exit status 1" second first
verdict second a run=r2 verdict=fail status=1
several "two runs: the worse counts" "fail, exit status 1" first second
several "two runs, in another order" "fail, exit status 1" second first
verdict first a attempt=3
several "two runs: a later attempt of the other run does not help" "fail, exit status 1" first second
# worse VERDICT...: the best first. Of two runs, and of two verdicts of one attempt, the worse counts, whichever is found first.
worse() {
	better=
	for worse; do
		verdict first a "verdict=${better:-pass}" "status=$([ -z "$better" ] && echo 0 || echo 1)"
		for run in r1 r2; do
			verdict second a run=$run "verdict=$worse" status=1
			several "$worse is worse than ${better:-pass}: of $run" "$worse, exit status 1" first second
			several "$worse is worse than ${better:-pass}, in another order: of $run" "$worse, exit status 1" second first
		done
		better=$worse
	done
}
worse cancelled quarantined fail timeout crash
verdict first a verdict=skip status=77
verdict second a run=r2 verdict=cancelled status=1
several "cancelled is worse than a skip" "cancelled, exit status 1" first second
several "cancelled is worse than a skip, in another order" "cancelled, exit status 1" second first
verdict first a attempt=3
verdict second a run=r2 verdict=skip status=77
fresh && rm -r results/a
gate results first second
ends "two runs, of which one skipped: the skip counts" 0 "" "a: skip, as it may
s: 3 of 4 units passed, and 1 skipped, as the manifest lets it$of"
verdict first a commit=$other
verdict second a tree=dirty
several "of two that do not answer the nearer is named" "its tree was dirty" first second
several "that too in another order" "its tree was dirty" second first
verdict second a run=r2 verdict=fail status=1 tree=dirty
verdict first a
several "a failure with a dirty tree is of something else" "" first second
rm -r first second two

# --- what is looked at --------------------------------------------------------------------------------------------------

fresh
mkdir -p artifacts/one artifacts/two
mv results/a results/b artifacts/one
mv results/c results/t artifacts/two
gate artifacts
green "artifacts in folders of their own"
gate artifacts/one artifacts/two
green "the same, each named"
gate artifacts/one
ends "one of them alone" 1 "" "c: no verdict
t: no verdict
s: red: 2 of 4 units did not pass$of"
mkdir deeper
mv artifacts deeper/artifacts
gate deeper
green "and deeper"
mkdir empty
gate deeper/artifacts empty
refuse "an empty folder" "empty: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those"
gate deeper/artifacts/one/a deeper/artifacts
refuse "a unit's folder in the place of one that has it" "deeper/artifacts/one/a: error: holds no unit folders: name the folder with one folder for each unit, and a 'verdict' in each of those"
gate nowhere deeper/artifacts
refuse "a folder that is not there" "nowhere: error: cannot be read: No such file or directory"
ln -s deeper/artifacts link
gate link
green "a folder that is named may be a link"
fresh
mkdir aside
mv results/a aside/a
ln -s ../aside/a results/a
gate results
red "a link to a unit's folder" "a: no verdict"
rm results/a
ln -s ../aside results/aside
gate results
red "a link to an artifact's folder" "a: no verdict"
rm results/aside
mkdir results/a
ln -s ../../aside/a/verdict results/a/verdict
touch results/a/log
gate results
red "a link to a verdict" "a: its verdict was not written to its end"
rm results/a/verdict
mkfifo results/a/verdict
gate results
red "a FIFO in the place of a verdict" "a: its verdict was not written to its end"
fresh
verdict results n verdict=fail status=1
verdict results stranger verdict=fail status=1 "part=$(sed -n 's/^a	//p' parts)"
gate results
green "units that are not owed, and those of no plan, do not count"
rm -r results/a
verdict results m
gate results
red "a unit that is not owed does not stand for one that is" "a: no verdict"
rm -r deeper empty link aside

# No stray file and no folder hides a worse verdict. hides NAME PATH [FILE]...: all have passed in results, but there is one of unit c
# in the folder PATH, and these files, that did not.
hides() {
	name=$1 path=$2
	shift 2
	fresh
	rm -rf aside
	verdict aside c verdict=fail status=1
	mkdir -p "results/$path"
	mv aside/c "results/$path"
	for file; do : >"results/$file"; done
	gate results
	red "$name" "c: fail, exit status 1, seed 7"
}
hides "a worse verdict in an artifact" bad
for file in log start verdict; do hides "beside a stray '$file'" bad "bad/$file"; done
hides "beside all three" bad bad/log bad/start bad/verdict
hides "in an artifact that is called as a unit, with a stray log" n n/log
hides "in an artifact that is called as a unit that is owed, and has passed" a
hides "in an artifact that is called as its own unit" x/c x/c/log
hides "in a folder of an attempt" a/attempt-1
hides "two folders deep" x/bad
hides "two folders deep, with a stray log in each" x/bad x/log x/bad/log
hides "in a folder whose name begins with a dot" .bad
hides "deeper in one" x/.bad/y
hides "as deep as is looked" 1/2/3/4/5/6/7
mkdir results/1/2/3/4/5/6/7/c/z results/1/2/3/4/5/6/7/c/y
gate results
refuse "what lies deeper than that is refused, once" \
	"results/1/2/3/4/5/6/7/c/y: error: lies more than 8 folders deep in 'results', where nobody looks for verdicts: name a folder that is nearer to the results"
rmdir results/1/2/3/4/5/6/7/c/y
mv results/1/2/3/4/5/6/7/c results/1/2/3/4/5/6/7/c-
gate results
refuse "whether it is below a unit's folder or not" \
	"results/1/2/3/4/5/6/7/c-/z: error: lies more than 8 folders deep in 'results', where nobody looks for verdicts: name a folder that is nearer to the results"

# What cannot be read is named.
# padded SIZE: the verdict of unit a has so many bytes.
padded() {
	verdict results a end=
	awk -v n=$(($1 - $(wc -c <results/a/verdict) - 8)) 'BEGIN { while (i++ < n) line = line "x"; print "pad" line; print "end" }' >>results/a/verdict
	[ "$(wc -c <results/a/verdict)" = "$1" ] || echo "# it has not $1 bytes"
}
fresh
padded 65536
gate results
green "a verdict as long as one may be"
padded 65537
verdict artifacts a
gate results artifacts
refuse "a verdict that is longer" "results/a/verdict: error: cannot be read: File too large"
verdict results n
awk 'BEGIN { while (i++ < 70000) print }' >results/n/verdict
fresh
gate results artifacts
green "one of a unit that is not owed is not read"
# A path that is longer than the system takes.
rm -r artifacts
mkdir -p artifacts/as-long-as-that
long=artifacts
while [ ${#long} -lt $(($(getconf PATH_MAX .) - 8)) ]; do long=$long/.; done
gate results "$long"
err=$(echo "$err" | sed 's/Filename too long/File name too long/') # as musl has it
refuse "an artifact that cannot be looked at" "$long/as-long-as-that: error: cannot be read: File name too long"
rm -r artifacts
# As a user whom permissions bind.
if [ "$(id -u)" != 0 ]; then
	as_nobody() { "$@"; }
else
	chmod 755 "$work"
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
fi
undo="chmod -R u+rwX '$work'"
cp "$nightshift" program
# closed NAME PATH MODE MESSAGE...: results/PATH has that mode
closed() {
	name=$1 path=results$2
	if ! as_nobody ./program part --plan plan.json >/dev/null 2>&1; then
		skip "$name" "run by root, whom permissions do not bind, and there is no setpriv"
		return
	fi
	fresh
	verdict results/art a verdict=fail status=1
	chmod "$3" "$path"
	run as_nobody ./program gate --plan plan.json --lane pr --platform linux --commit $commit results
	refuse "$name" "$4"
	chmod 755 "$path"
}
closed "an artifact that may not be read" /art 000 "results/art: error: cannot be read: Permission denied"
closed "a unit's folder that may not be read" /art/a 000 "results/art/a: error: cannot be read: Permission denied"
closed "a unit's folder in which nothing may be looked at" /art/a 444 "results/art/a/verdict: error: cannot be read: Permission denied"
closed "a verdict that may not be read" /art/a/verdict 000 "results/art/a/verdict: error: cannot be read: Permission denied"
closed "the folder of results itself" '' 000 "results: error: cannot be read: Permission denied"
rm program

# --- what is owed -------------------------------------------------------------------------------------------------------

fresh
run "$nightshift" gate --plan plan.json --lane merge --platform linux --commit $commit results
ends "a later lane owes more" 1 "" "m: no verdict
s: red: 1 of 5 units did not pass; merge on linux, commit $commit, seed $seed"
run "$nightshift" gate --plan plan.json --lane nightly --platform mac --commit $commit results
ends "another platform: what it is kept from is not owed, and the part is another one" 1 "" "a: its verdict is of another platform, linux
b: its verdict is of another platform, linux
c: its verdict is of another platform, linux
m: no verdict
n: no verdict
s: red: 5 of 5 units did not pass; nightly on mac, commit $commit, seed $seed"
# mac LANE ARGUMENT...
mac() {
	lane=$1
	shift
	run "$nightshift" gate --plan plan.json --lane "$lane" --platform mac --commit $commit "$@"
}
mac pr results
ends "a lane that checks nothing there" 1 "" "s: red: lane pr does not check platform mac, so nothing is shown; if that is right, give --nothing-due; pr on mac, commit $commit"
mac merge results
ends "a lane that only builds there" 1 "" "s: red: lane merge does not check platform mac, so nothing is shown; if that is right, give --nothing-due; merge on mac, commit $commit"
mac pr --nothing-due
ends "the same with --nothing-due" 0 "" "s: nothing is due; pr on mac, commit $commit"
mac pr --nothing-due nowhere
ends "then no folder is looked for" 0 "" "s: nothing is due; pr on mac, commit $commit"
gate --nothing-due results
green "--nothing-due where units are owed, and have passed"
rm results/a/verdict
gate --nothing-due results
ends "--nothing-due where units are owed, and one has not" 1 "" "a: no verdict
s: red: 1 of 4 units did not pass$of"
gate --nothing-due
refuse "--nothing-due where units are owed, and no folder is named" "nightshift: error: name the folders in which the results lie, or the logs"

fresh
printf 'c\n\na\nc\n' >due
gate --owed due results
ends "a list of what is owed" 0 "" "s: all 2 units passed; pr on linux, commit $commit"
printf 'a\nn' >due
gate --owed due results
ends "a list may name what the lane would not run" 1 "" "n: no verdict
s: red: 1 of 2 units did not pass; pr on linux, commit $commit"
echo a >due
mac pr --owed due results
ends "a list counts where the lane checks nothing" 1 "" "a: its verdict is of another platform, linux
s: red: 1 of 1 unit did not pass; pr on mac, commit $commit"
gate --owed due results
ends "a list of one" 0 "" "s: all 1 unit passed; pr on linux, commit $commit"
: >due
gate --owed due results
ends "an empty list" 1 "" "s: red: 'due' names no unit, so nothing is shown; if that is right, give --nothing-due; pr on linux, commit $commit"
echo >due
gate --owed due results
ends "a list of blank lines" 1 "" "s: red: 'due' names no unit, so nothing is shown; if that is right, give --nothing-due; pr on linux, commit $commit"
gate --owed due --nothing-due
ends "an empty list with --nothing-due" 0 "" "s: nothing is due; pr on linux, commit $commit"
printf 'a\nzz\n' >due
gate --owed due results
refuse "a list names a unit that the plan does not have" "due:2:1: error: the plan has no unit 'zz'"
echo t >due
mac nightly --owed due results
refuse "a list names a unit that the platform never runs" "due:1:1: error: no lane runs unit 't' on platform 'mac'"
gate --owed nowhere results
refuse "a list that is not there" "nowhere: error: cannot be read: No such file or directory"
run "$nightshift" gate --plan plan.json --lane nightly --platform old --commit $commit --nothing-due
ends "a platform that is never checked" 0 "" "s: nothing is due; nightly on old, commit $commit"

plan commit '"select": { "pr": 1 },' >select.json
run "$nightshift" gate --plan select.json --lane pr --platform linux --commit $commit results
refuse "a lane that runs a few of each class" "nightshift: error: lane 'pr' runs a few units of each class, and the plan does not say which: give --owed, the list of those that are due"
run "$nightshift" gate --plan select.json --lane pr --platform linux --commit $commit --nothing-due results
refuse "the same with --nothing-due" "nightshift: error: lane 'pr' runs a few units of each class, and the plan does not say which: give --owed, the list of those that are due"
echo a >due
run "$nightshift" gate --plan select.json --lane pr --platform linux --commit $commit --owed due results
ends "the same with a list" 0 "" "s: all 1 unit passed; pr on linux, commit $commit"
run "$nightshift" gate --plan select.json --lane merge --platform linux --commit $commit results
ends "another lane of that plan" 1 "" "m: no verdict
s: red: 1 of 5 units did not pass; merge on linux, commit $commit, seed $seed"

# --- the seed -----------------------------------------------------------------------------------------------------------

fresh
verdict results b seed=5
gate --seed 5 results
ends "--seed" 0 "" "s: all 4 units passed; pr on linux, commit $commit, seed 5"
for one in a b c t; do verdict results $one commit=$other; done
verdict results b commit=$other seed=2128394904
run "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $other results
ends "the seed of a commit has no top bit" 0 "" "s: all 4 units passed; pr on linux, commit $other, seed 2128394904"
# from FROM ARGUMENT...
from() {
	plan "$1" >from.json
	shift
	run "$nightshift" gate --plan from.json --lane pr --platform linux --commit $commit "$@" results
}
fresh
from fixed
ends "a fixed seed: that of the plan is owed" 1 "" "b: it ran with seed $seed and owes seed 4711
s: red: 1 of 4 units did not pass; pr on linux, commit $commit, seed 4711"
verdict results b seed=4711
from fixed
ends "a fixed seed" 0 "" "s: all 4 units passed; pr on linux, commit $commit, seed 4711"
from tree
refuse "the seed of a tree" "nightshift: error: the seed comes from the tree of the commit, which only the repository knows: give --seed, as 'nightshift seed' prints it"
from tree --seed 4711
ends "the seed of a tree with --seed" 0 "" "s: all 4 units passed; pr on linux, commit $commit, seed 4711"
echo a >due
from tree --owed due
ends "the seed of a tree, and no unit takes it" 0 "" "s: all 1 unit passed; pr on linux, commit $commit"

# --- results of Nix -----------------------------------------------------------------------------------------------------

# kept DIR UNIT [KEY=VALUE]...
kept() {
	verdict "$@" run=nix-0123abcd commit= tree=
}
fresh
kept results a
gate results
red "a result that Nix keeps counts only if the caller says so" "a: its verdict is of Nix, which names no commit: it counts only with --store"
gate --store results
green "a result that Nix keeps, with --store"
kept results a platform=
gate --store results
green "it need not name a platform"
kept results a platform=mac
gate --store results
red "but not another one" "a: its verdict is of another platform, mac"
kept results a "part=$(sed -n 's/^c	//p' parts)"
gate --store results
red "nor another part" "a: its verdict is of another part of the plan, $(sed -n 's/^c	//p' parts)"
kept results a
kept results b seed=5
gate --store results
red "nor another seed" "b: it ran with seed 5 and owes seed $seed"
kept results b verdict=fail status=1
gate --store results
red "and a failure is one" "b: fail, exit status 1, seed $seed"
kept results b
verdict results c commit= tree= run=r1
gate --store results
red "--store does not help others" "c: its verdict names no commit"
verdict results c platform=
gate --store results
red "nor those without a platform" "c: its verdict names no platform"
verdict results c run=nix-0 commit=$other
gate --store results
red "a run called nix- that names a commit is of that commit" "c: its verdict is of another commit, $other"
for one in a b c t; do kept results $one; done
run "$nightshift" gate --plan plan.json --lane pr --platform linux --store results
refuse "--store without a commit: the seed is not known" "nightshift: error: the seed comes from the commit: give --commit or --seed"
run "$nightshift" gate --plan plan.json --lane pr --platform linux --store --seed $seed results
ends "--store with a seed" 0 "" "s: all 4 units passed; pr on linux, seed $seed"
verdict results a
run "$nightshift" gate --plan plan.json --lane pr --platform linux --store --seed $seed results
ends "--store without a commit: others do not count" 1 "" "a: its verdict is of another commit, $commit
s: red: 1 of 4 units did not pass; pr on linux, seed $seed"

# --- the command line ---------------------------------------------------------------------------------------------------

run "$nightshift" gate
refuse "nothing said" "nightshift: error: --lane is missing: it says what is owed, pr, merge or nightly
nightshift: error: --platform is missing: it says where the units are owed
nightshift: error: --commit is missing: it says which verdicts count, which only results of Nix do not need, with --store
nightshift: error: --plan is missing: it names the file of the plan, which generate writes"
run "$nightshift" gate --plan plan.json --lane night --platform linux --commit HEAD results
refuse "a lane and a commit that are none" "nightshift: error: --lane is 'night', but must be pr, merge or nightly; did you mean 'nightly'?
nightshift: error: --commit is 'HEAD', but must be the whole id of a commit, 40 or 64 hex digits"
run "$nightshift" gate --plan plan.json --lane pr --platform linus --commit $commit results
refuse "a platform that the plan does not have" "nightshift: error: the plan has no platform 'linus'; did you mean 'linux'?"
run "$nightshift" gate --plan nowhere.json --lane pr --platform linux --commit $commit results
refuse "a plan that is not there" "nowhere.json: error: the plan cannot be read: No such file or directory"
sed 's/"suite": "s"/"suite": 5/' plan.json >bad.json
run "$nightshift" gate --plan bad.json --lane pr --platform linux --commit $commit results
refuse "a plan that is none" "bad.json:3:12: error: 'suite' must be a name"
if [ -e /dev/full ]; then
	fresh
	run sh -c '"$0" gate --plan plan.json --lane pr --platform linux --commit "$1" results >/dev/full' "$nightshift" $commit
	ends "an answer that nobody gets" 3 "nightshift: cannot write to standard output: No space left on device" ""
else
	skip "an answer that nobody gets" "there is no /dev/full"
fi

# --- what it prints -----------------------------------------------------------------------------------------------------

escape=$(printf '\033')
fresh
verdict results a verdict=fail status=1 "reason=${escape}[31m::error::x"
awk 'BEGIN { for (i = 1; i <= 23; i++) print "line " i; printf "::error::\033[31m last" }' >results/a/log
printf 'nightshift cases 1\ncase\tpass\t1\t\t\tfine\t\t\ncase\tfail\t-\t\tc\tbroken\tno\twhy\\nso\nend\t2\n' >results/a/cases
printf 'make a\ncd x\n' >results/a/replay
rm results/b/verdict
echo "half way" >results/b/log
verdict results c commit=$other
echo "of another commit" >results/c/log
details="a: fail, exit status 1: ^[[31m::error::x
    failed: c/broken: no
    | why
    | so
$(awk 'BEGIN { for (i = 5; i <= 23; i++) print "    | line " i }')
    | ::error::^[[31m last
    again:
    $ make a
    $ cd x
b: its verdict was not written to its end
    | half way
c: its verdict is of another commit, $other"
gate results
ends "what a red unit has printed" 1 "" "$details
s: red: 3 of 4 units did not pass$of"
run env GITHUB_ACTIONS=true "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit results
ends "annotations" 1 "" "$details
::error title=a::fail, exit status 1: ^[[31m::error::x
::error title=b::its verdict was not written to its end
::error title=c::its verdict is of another commit, $other
s: red: 3 of 4 units did not pass$of"
rm -r results/a results/b
gate --format json results
ends "JSON" 1 "" '{ "suite": "s", "plan": "'"$fingerprint"'", "lane": "pr", "platform": "linux", "commit": "'$commit'", "seed": 19088743, "green": false, "owed": 4, "passed": 1, "skipped": 0, "red": 3, "units": [
  { "unit": "a", "part": "'"$(sed -n 's/^a	//p' parts)"'", "seed": null, "judgement": "red", "state": "nothing", "why": "no verdict", "maySkip": "no svn there", "folder": null, "verdict": null, "reason": null, "status": null, "run": null, "attempt": null },
  { "unit": "b", "part": "'"$(sed -n 's/^b	//p' parts)"'", "seed": 19088743, "judgement": "red", "state": "nothing", "why": "no verdict", "maySkip": null, "folder": null, "verdict": null, "reason": null, "status": null, "run": null, "attempt": null },
  { "unit": "c", "part": "'"$(sed -n 's/^c	//p' parts)"'", "seed": 7, "judgement": "red", "state": "other-commit", "why": "its verdict is of another commit, '$other'", "maySkip": null, "folder": "results/c", "verdict": "pass", "reason": null, "status": 0, "run": "r1", "attempt": 1 },
  { "unit": "t", "part": "'"$(sed -n 's/^t	//p' parts)"'", "seed": null, "judgement": "pass", "state": "answers", "why": "pass", "maySkip": null, "folder": "results/t", "verdict": "pass", "reason": null, "status": 0, "run": "r1", "attempt": 1 }
] }'
run env GITHUB_ACTIONS=true "$nightshift" gate --plan plan.json --lane pr --platform mac --commit $commit --format json
ends "JSON of nothing, with an annotation" 1 "::error title=s::lane pr does not check platform mac, so nothing is shown; if that is right, give --nothing-due" \
	'{ "suite": "s", "plan": "'"$fingerprint"'", "lane": "pr", "platform": "mac", "commit": "'$commit'", "seed": null, "green": false, "owed": 0, "passed": 0, "skipped": 0, "red": 0, "units": [] }'
fresh
verdict results c verdict=fail status=1
echo secret >outside
ln -s ../../outside results/c/log
ln -s ../../outside results/c/replay
ln -s ../../outside results/c/cases
gate results
red "what a link leads to is not shown" "c: fail, exit status 1, seed 7"

# --- a whole lane -------------------------------------------------------------------------------------------------------

# due [NAME:UNITS]...: the lists of what each platform owes
due() {
	rm -rf due
	mkdir -p due/owed
	for list do
		printf '%s\n' "${list#*:}" | tr ' ' '\n' | sed '/^$/d' >"due/owed/${list%%:*}.txt"
	done
}
# of LANE: what the lists are of
of() {
	{
		printf '%s\n' "nightshift due 1" "plan $(git hash-object --no-filters plan.json)" "lane $1" "commit $commit"
		for list in due/owed/*.txt; do
			[ ! -f "$list" ] || echo "owed $(git hash-object --no-filters "$list") $(basename "$list" .txt)"
		done
		echo end
	} >due/of
}
# lane LANE ARGUMENT...
lane() {
	on=$1
	shift
	of "$on"
	judge_lane "$@"
}
judge_lane() {
	run "$nightshift" gate --plan plan.json --commit $commit --due due --lane "$on" "$@"
}
fresh
mkdir all
mv results all/linux
due "linux:a b c t"
lane pr all
ends "a lane on each platform that it checks" 0 "" "s: all 4 units passed$of"
due "linux:"
lane pr all
ends "no platform owes a unit" 1 "" "s: red: 'due/owed/linux.txt' names no unit, so nothing is shown; if that is right, give --nothing-due; pr on linux, commit $commit"
lane pr all --nothing-due
ends "no platform owes a unit, as is right" 0 "" "s: nothing is due; pr on linux, commit $commit"
due "linux:a b"
lane pr nowhere
ends "no folder of the platform: no unit has a verdict" 1 "" "a: no verdict
b: no verdict
s: red: 2 of 2 units did not pass$of"
due
lane pr all
ends "a list is not there" 2 "due/owed/linux.txt: error: cannot be read: No such file or directory" ""
due "linux:a" "mac:a"
lane nightly all
equal "of several platforms each is judged by its own folder" "1 s: all 1 unit passed; nightly on linux, commit $commit s: red: 1 of 1 unit did not pass; nightly on mac, commit $commit" \
	"$status $(printf '%s\n' "$out" | grep '^s:' | tr '\n' ' ' | sed 's/ $//')"
due "linux:" "mac:a"
mkdir -p all/mac
verdict all/mac a platform=mac part="$("$nightshift" part --plan plan.json --platform mac a | cut -f 2)"
lane nightly all
equal "one platform owes nothing, and another one does" "0 s: nothing is due; nightly on linux, commit $commit" "$status $(printf '%s\n' "$out" | head -n 1)"
due "linux:c"
verdict all/linux c verdict=fail status=1
lane pr all --summary summary
lane pr all --summary summary
equal "a red unit: the summary says how to run it again, and is appended to" "### s, lane pr: red

    c: fail, exit status 1, seed 7
        again:
        $ nightshift run c --seed=7
    s: red: 1 of 1 unit did not pass; pr on linux, commit $commit
2" "$(head -n 6 summary; grep -c '^###' summary)"
rm -r all/linux/c
mkdir -p all/linux/leg
verdict all/linux/leg c
lane pr all
equal "a folder in it for each job" 0 "$status"

# --- lists of something else, or less than they were ---------------------------------------------------------------------

on="pr"
of pr
printf 'a\nb\n' >due/owed/linux.txt
judge_lane all
refuse "a list that was written anew" "due/owed/linux.txt: error: is not the list that 'affected --write' has written, by 'due/of'"
: >due/owed/linux.txt
judge_lane all --nothing-due
refuse "a list that lost all of its lines" "due/owed/linux.txt: error: is not the list that 'affected --write' has written, by 'due/of'"
due "linux:a" "mac:a"
of nightly
cp due/owed/linux.txt due/owed/mac.txt
echo b >>due/owed/mac.txt
on="nightly"
judge_lane all
refuse "the list of one platform is changed" "due/owed/mac.txt: error: is not the list that 'affected --write' has written, by 'due/of'"
due "linux:a"
of nightly
judge_lane all
refuse "a list of a platform that affected --platform left out" "due/owed/mac.txt: error: cannot be read: No such file or directory"
on="pr"
judge_lane all
refuse "the lists of another lane" "due/of: error: the lists are of lane nightly, and not of pr: write them anew with 'affected --write'"
of pr
sed "s/^commit .*/commit $other/" due/of >of2 && mv of2 due/of
judge_lane all
refuse "the lists of another commit" "due/of: error: the lists are of commit $other, and not of $commit: write them anew with 'affected --write'"
of pr
sed '/^commit /d' due/of >of2 && mv of2 due/of
judge_lane all
refuse "the lists of a work tree" "due/of: error: the lists are of no commit, and not of $commit: write them anew with 'affected --write'"
of pr
id=$(sed -n 's/^plan //p' due/of)
cp plan.json kept.json && echo >>plan.json
judge_lane all
refuse "the lists of another plan" "due/of: error: the lists are of plan $id, and not of $(git hash-object --no-filters plan.json): write them anew with 'affected --write'"
mv kept.json plan.json
sed '$d' due/of >of2 && cp of2 due/of
judge_lane all
refuse "half of what says what they are" "due/of: error: is not what 'affected --write' writes, or not all of it"
: >due/of
judge_lane all
refuse "nothing of what says what they are" "due/of: error: is not what 'affected --write' writes, or not all of it"
rm due/of of2
judge_lane all
refuse "lists that nothing says of what they are" "due/of: error: cannot be read: No such file or directory"
due "linux:a b c t"

# needs NAME WANTED JSON
needs() {
	printf '%s' "$3" >needs.json
	lane pr all --needs needs.json --nothing-due
	equal "the jobs before: $1" "$2" "$status $(printf '%s\n' "$out" | grep '^job' | tr '\n' ' ')$err"
}
needs "success" "0 " '{"plan": {"result": "success", "outputs": {"result": "failure", "x": [{"result": 1}]}}, "test-linux": {"outputs": {}, "result": "success"}}'
needs "one failed" "1 job 'build-mac' did not succeed: failure " '{"plan": {"result": "success"}, "build-mac": {"result": "failure"}}'
needs "skipped, and due" "1 job 'test-linux' did not succeed: skipped " '{"test-linux": {"result": "skipped"}}'
needs "of another platform" "1 job 'test-linux2' did not succeed: skipped " '{"test-linux2": {"result": "skipped"}}'
needs "none" "2 needs.json:1:3: error: is not what toJSON(needs) of GitHub Actions says: an object of jobs, each with a 'result'" '{}'
needs "no result" "2 needs.json:1:16: error: is not what toJSON(needs) of GitHub Actions says: an object of jobs, each with a 'result'" '{"test": {"a":1}}'
needs "no JSON" "2 needs.json:1:1: error: is not what toJSON(needs) of GitHub Actions says: an object of jobs, each with a 'result': a value belongs here" 'x'
due "linux:"
needs "skipped, and not due" "0 " '{"test-linux": {"result": "skipped"}, "programs-linux": {"result": "skipped"}, "gate-linux": {"result": "skipped"}}'
needs "a build is never idle" "1 job 'build-linux' did not succeed: skipped " '{"build-linux": {"result": "skipped"}}'
needs "cancelled, and not due" "1 job 'test-linux' did not succeed: cancelled " '{"test-linux": {"result": "cancelled"}}'
plan commit | sed 's/"pr": "none"/"pr": "build"/' >plan.json
due "linux:"
needs "a platform that only builds" "0 " '{"test-linux": {"result": "skipped"}, "build-mac": {"result": "success"}, "build-old": {"result": "success"}}'
needs "none builds on a platform that only builds" "1 job 'build-mac' is not among those that are judged, but platform 'mac' builds " '{"test-linux": {"result": "skipped"}, "build-linux": {"result": "success"}, "xbuild-mac": {"result": "success"}, "build-old": {"result": "success"}}'
plan commit | sed 's/"merge": "checked"/"merge": "build"/' >plan.json
due
lane merge all
ends "a lane that checks nothing anywhere" 0 "" "s: lane merge checks no platform, so nothing was tested; what it builds was built"
plan commit >plan.json
lane pr all --platform linux --owed due/owed/linux.txt --format json
ends "what is of one platform" 2 "nightshift: error: --platform is of one platform, and --due of all that the lane checks: leave out one of the two
nightshift: error: --owed is of one platform, and --due of all that the lane checks: leave out one of the two
nightshift: error: --format is of one platform, and --due of all that the lane checks: leave out one of the two" ""
gate --needs needs.json --summary summary results
ends "what is of a whole lane" 2 "nightshift: error: --needs is of a whole lane: it needs --due
nightshift: error: --summary is of a whole lane: it needs --due" ""
rm -rf due
fresh

# --- TAP ----------------------------------------------------------------------------------------------------------------

fresh
verdict results a verdict=skip status=77 "reason=bug \\#7 # TODO${escape}[31m $(printf 'a\tb \303\251 \233')"
verdict results c verdict=fail status=1 "reason=${escape}\"it\" # SKIP \\ $(printf '\303\251')"
rm results/t/verdict
gate --format tap results
ends "TAP" 1 "" 'TAP version 13
1..4
ok 1 - a # SKIP bug \\\#7 \# TODO^[[31m '"$(printf 'a\tb \303\251 ')"'\\x9b
ok 2 - b
not ok 3 - c
  ---
  message: "fail, exit status 1, seed 7: ^[\"it\" # SKIP \\ '"$(printf '\303\251')"'"
  ...
not ok 4 - t
  ---
  message: "no verdict"
  ...
# s: red: 1 of 4 units passed, 1 skipped, as the manifest lets it, and 2 are red'"$of"
fresh
verdict results a verdict=skip status=77
gate --format tap results
ends "TAP: a skip without a reason has that of the manifest" 0 "" "TAP version 13
1..4
ok 1 - a # SKIP no svn there
ok 2 - b
ok 3 - c
ok 4 - t
# s: 3 of 4 units passed, and 1 skipped, as the manifest lets it$of"
echo b >due
verdict results b verdict=skip status=77
two --owed due --format tap
ends "TAP: neither has one" 0 "" "TAP version 13
1..1
ok 1 - b # SKIP
# s: 0 of 1 unit passed, and 1 skipped, as the manifest lets it; pr on linux, commit $commit, seed $seed"
gate --owed due --format tap results
ends "TAP: a skip that may not be is not ok" 1 "" "TAP version 13
1..1
not ok 1 - b
  ---
  message: \"skip, and it may not\"
  ...
# s: red: 1 of 1 unit did not pass; pr on linux, commit $commit, seed $seed"
mac pr --format tap
ends "TAP: nothing is owed, and that is red" 1 "" "TAP version 13
1..1
not ok 1 - s
  ---
  message: \"lane pr does not check platform mac, so nothing is shown; if that is right, give --nothing-due\"
  ...
# s: red: lane pr does not check platform mac, so nothing is shown; if that is right, give --nothing-due; pr on mac, commit $commit"
mac pr --nothing-due --format tap
ends "TAP: nothing is owed, and that is right" 0 "" "TAP version 13
1..0 # SKIP nothing is due
# s: nothing is due; pr on mac, commit $commit"
newline='due
ok 2 - x'
: >"$newline"
gate --owed "$newline" --format tap results
ends "TAP: a list whose name has a newline" 1 "" "TAP version 13
1..1
not ok 1 - s
  ---
  message: \"'due ok 2 - x' names no unit, so nothing is shown; if that is right, give --nothing-due\"
  ...
# s: red: 'due ok 2 - x' names no unit, so nothing is shown; if that is right, give --nothing-due; pr on linux, commit $commit"
run env GITHUB_ACTIONS=true "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit --owed due --format tap results
ends "TAP, with an annotation" 1 "::error title=b::skip, and it may not" "TAP version 13
1..1
not ok 1 - b
  ---
  message: \"skip, and it may not\"
  ...
# s: red: 1 of 1 unit did not pass; pr on linux, commit $commit, seed $seed"
gate --format tap nowhere
refuse "TAP of nothing that can be decided" "nowhere: error: cannot be read: No such file or directory"

finish
