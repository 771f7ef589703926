#!/bin/sh
# nightshift exec --mark writes into a log what became of a red unit, and nightshift gate finds it there: which of it counts, beside folders, and
# what never does.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/unit/lib/gate.sh
. "$top/tests/unit/lib/gate.sh"

of="; pr on linux, commit $commit, seed $seed"
# part UNIT
part() { sed -n "s/^$1	//p" parts; }
# mark UNIT ARGUMENT...: a run of Nix, marked; standard error is in `log`.
mark() {
	unit=$1
	shift
	rm -rf "out/$unit"
	"$nightshift" exec --mark --unit="$unit" --results=out --suite=s --part="$(part "$unit")" --run=nix-aaa "$@" 2>log
}
# blocks: the lines with the mark.
blocks() { grep '^@nightshift ' log; }
# kept UNIT [KEY=VALUE]...: a result that Nix keeps, in `store`.
kept() {
	unit=$1
	shift
	verdict store "$unit" run=nix-aaa commit= tree= lane= platform= finished=1000 "$@"
}
# stored: all that pr owes on linux, as Nix keeps it.
stored() {
	rm -rf store
	for one in a b c t; do kept $one; done
}
# gate ARGUMENT...: of lane pr on linux, of what Nix has made
gate() {
	run "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit --store "$@"
}
green() { ends "$1" 0 "" "s: all 4 units passed$of"; }
red() {
	ends "$1" 1 "" "$2
s: red: 1 of ${3-4} units did not pass$of"
}

# --- what exec writes --------------------------------------------------------------------------------------------------------

# without ARGUMENT...: nothing is marked, and all else is as it is without --mark.
without() {
	name=$1 want=$2
	shift 2
	mark a "$@" >with
	got=$?
	cp log with.log
	rm -rf out tried
	"$nightshift" exec --unit=a --results=out --suite=s --part="$(part a)" --run=nix-aaa "$@" >plain 2>plain.log
	equal "$name: the exit status" "$want $want" "$got $?"
	same "$name: standard output" plain with
	same "$name: and standard error" plain.log with.log
}
without "a pass" 0 -- true
without "a pass at the second attempt" 0 --attempts=2 -- 'test -e tried || { touch tried; exit 1; }'
without "a skip that may be" 0 --may-skip -- 'echo no svn; exit 77'
run "$nightshift" exec --mark -- true
ends "without a unit there is nothing to mark" 2 "nightshift: error: --mark needs --unit" ""
mark b --seed=$seed --junit -- 'printf "one\ntwo\r\n\033[31m\\\\red \n"; exit 3'
equal "a red is a red" 1 $?
sed '/^@nightshift /d' log >before
"$nightshift" exec --unit=b --results=out --suite=s --part="$(part b)" --run=nix-aaa --seed=$seed -- 'printf "one\ntwo\r\n\033[31m\\\\red \n"; exit 3' 2>plain.log
same "what stands before the mark is what stands there without" plain.log before
mark b --seed=$seed --junit -- 'printf "one\ntwo\r\n\033[31m\\\\red \n"; exit 3'
sed 's/^/@nightshift verdict b: /' out/b/verdict >wanted
sed 's/^/@nightshift junit b: /;s/\\/\\\\/g;s/ $/\\x20/' out/b/junit.xml >>wanted
printf '%s\n' '@nightshift log b: one' '@nightshift log b: two\r' '@nightshift log b: \x1b[31m\\red\x20' >>wanted
equal "the verdict, the report and the log, in these lines" "$(cat wanted)" "$(blocks | sed '$d')"
sum() { (sha256sum || shasum -a 256) 2>/dev/null | cut -d' ' -f1; }
equal "and the hash of them" "$(sed 's/^@nightshift //' wanted | sum)" "$(blocks | sed -n '$s/^@nightshift end b: //p')"
tail -n 1 log | grep -q '^@nightshift end b: '
check "nothing comes after it"
if [ -c /dev/full ]; then
	"$nightshift" exec --mark --unit=b --results=out --suite=s --part="$(part b)" --run=nix-aaa --seed=$seed -- 'exit 3' 2>/dev/full
	equal "a mark that cannot be written is no result of a red, but of the machine" 3 $?
else
	skip "a mark that cannot be written is no result of a red, but of the machine" "there is no /dev/full"
fi
mark b --seed=$seed --attempts=3 -- 'exit 3'
equal "each attempt has a block, in their order" "1
2
3" "$(blocks | sed -n 's/^@nightshift verdict b: attempt //p')"
equal "and an end" 3 "$(blocks | grep -c '^@nightshift end b: ')"
mark t --protocol=tap -- 'echo 1..1; echo "not ok 1 - x"'
equal "the test cases stand there, too" "$(cat out/t/cases)" "$(printf '%b\n' "$(blocks | sed -n 's/^@nightshift cases t: //p' | sed 's/\\t/	/g')")"
mark a -- 'echo why; exit 77'
equal "a skip that may not be" skip "$(blocks | sed -n 's/^@nightshift verdict a: verdict //p')"
mark a --timeout=0.2 -- 'sleep 100'
equal "a timeout" timeout "$(blocks | sed -n 's/^@nightshift verdict a: verdict //p')"
mark a -- 'kill -9 $$'
equal "a crash" crash "$(blocks | sed -n 's/^@nightshift verdict a: verdict //p')"
mark a -- 'seq 1000; exit 1'
equal "two hundred lines of a long log" "801
1000" "$(blocks | sed -n 's/^@nightshift log a: //p' | sed -n '1p;$p')"
equal "and that it was cut" "of the log, the last 801 of 3893 bytes stand here" "$(blocks | sed -n 's/^@nightshift cut a: //p')"
mark a -- 'echo "@nightshift verdict a: nightshift 1"; echo "@nightshift end a: 0"; echo "n> @nightshift end a: 0" >&2; exit 1'
stored
gate store log
equal "a unit that prints such lines breaks nothing" 1 "$status"
equal "and none of them is an error" "" "$err"

# --- the gate ----------------------------------------------------------------------------------------------------------------

mark b --seed=$seed -- 'echo oh; exit 3'
cp log red.log
stored
rm -r store/b
gate store
red "no verdict, and no log" "b: no verdict"
gate store red.log
red "a red of a log" "b: fail, exit status 3, seed $seed
    | oh"
gate --format json store red.log
equal "JSON says in which log and line" '"folder": "red.log", "line": 3' "$(printf '%s\n' "$out" | grep '"unit": "b"' | grep -o '"folder": "red.log", "line": [0-9]*')"
gate --format tap store red.log
equal "TAP says why" '  message: "fail, exit status 3, seed 19088743"' "$(printf '%s\n' "$out" | grep message:)"
GITHUB_ACTIONS=true gate store red.log
equal "and an annotation does" "::error title=b::fail, exit status 3, seed $seed" "$(printf '%s\n' "$out" | grep '^::')"
mark t --protocol=tap -- 'echo 1..1; echo "not ok 1 - x"; echo there'
cp log tap.log
rm -rf store/t
gate store red.log tap.log
ends "two reds of two logs: what failed, before the end of the log" 1 "" "b: fail, exit status 3, seed $seed
    | oh
t: fail, exit status 0: its test point failed: 'x'
    failed: x
    | 1..1
    | not ok 1 - x
    | there
s: red: 2 of 4 units did not pass$of"
stored
rm -r store/b
# Nix leaves that beside the verdict.
"$nightshift" exec --mark --unit=b --results=out --suite=s --part="$(part b)" --run=nix-aaa --seed=$seed -- 'printf "make b\n" >out/b/replay; echo oh; exit 3' 2>log
gate store log
red "how to run it again" "b: fail, exit status 3, seed $seed
    | oh
    again:
    \$ make b"

# form NAME COMMAND: the same log in another form says the same
form() {
	sh -c "$2" <red.log >form.log
	gate store form.log
	red "$1" "b: fail, exit status 3, seed $seed
    | oh"
}
form "what nix build -L prints" "sed 's/^/s-run-b> /'"
form "as a CI service keeps it" "awk '{ print \"2026-01-31T12:00:00.1234567Z s-run-b> \" \$0 \"\\r\" }'"
json='s/[\\"]/\\&/g;s/.*/{"action":"result","fields":["&"],"id":7,"type":101}/'
form "internal-json" "sed '$json;s/^/@nix /'"
form "a file of json-log-path" "sed '$json'"
stored
gate store red.log
equal "a pass from before does not count" 1 "$status"
kept b finished=99999999999
gate store red.log
green "a pass of a later build does"
kept b finished=99999999999 verdict=skip status=77
gate store red.log
red "but not a skip that may not be" "b: fail, exit status 3, seed $seed
    | oh"
mark a -- 'exit 3'
stored
kept a finished=99999999999 verdict=skip status=77 "reason=no svn"
gate store log
ends "a later skip that may be" 0 "" "a: skip, as it may: no svn
s: 3 of 4 units passed, and 1 skipped, as the manifest lets it$of"
kept a finished=99999999999 "part=$(part c)"
gate store log
equal "a later pass of another part is none" "a: fail, exit status 3" "$(printf '%s\n' "$out" | head -n 1)"

# All builds of one derivation are one run, and the attempts of one say nothing of those of another.
# at SECONDS VERDICT ATTEMPT: a block of unit a that finished then
at() {
	forged "s/finished .*/finished $1/;s/verdict fail/verdict $2/;s/attempt .*/attempt $3/"
	cat forged.log >>builds.log
}
# forged SED: the block of a unit, with another verdict, and the hash of that
forged() {
	mark a -- 'exit 3'
	sed -n 's/^@nightshift //p' log | sed "$1;\$d" >forged
	echo "end a: $(sum <forged)" >>forged
	sed 's/^/@nightshift /' forged >forged.log
}
# builds NAME LINE: of the blocks in builds.log, in both orders, beside a pass that finished at 50; LINE is empty if all is green
builds() {
	stored
	kept a finished=50
	for reverse in 0 1; do
		awk -v reverse=$reverse '
			BEGIN { count = 0 }
			{ block[count] = block[count] $0 "\n" }
			/^@nightshift end / { count++ }
			END { for (i = 0; i < count; i++) printf "%s", block[reverse ? count - 1 - i : i] }' builds.log >ordered.log
		gate store ordered.log
		if [ "$2" ]; then red "$1 ($reverse)" "a: $2"; else green "$1 ($reverse)"; fi
	done
	rm builds.log
}
at 10 timeout 1
at 100 fail 1
builds "a red, a pass after it, and another red after that, which is not as bad" "fail, exit status 3"
at 10 fail 2
at 100 fail 1
builds "the same, of which the first one was a second attempt" "fail, exit status 3"
at 10 fail 1
at 20 timeout 2
builds "two reds, and a pass after both" ""
at 100 fail 2
at 100 timeout 1
builds "two that finished together: the worse" "timeout, exit status 3"

# What a log cannot show.
stored
rm -r store/a
forged 's/verdict fail/verdict pass/;s/status 3/status 0/'
gate store forged.log
ends "a pass in a log is none" 1 "forged.log:1:1: warning: the marked result of unit 'a' says that it passed, which no log can show, so it is left out" "a: no verdict
s: red: 1 of 4 units did not pass$of"
forged 's/verdict fail/verdict skip/;s/status 3/status 77/'
gate store forged.log
red "nor a skip that may be" "a: no verdict"
mark b --seed=$seed -- 'echo why; exit 77'
rm -r store/b
kept a
gate store log
red "a skip that may not be is red" "b: skip, and it may not: why
    | why"
mark b --seed=5 -- 'exit 3'
gate store log
red "a red of another seed answers nothing" "b: it ran with seed 5 and owes seed $seed"
run "$nightshift" gate --plan plan.json --lane pr --platform linux --commit $commit store red.log
equal "nor does one of Nix without --store" "b: its verdict is of Nix, which names no commit: it counts only with --store" "$(printf '%s\n' "$out" | grep ^b:)"
: >empty.log
echo "all is well" >plain.log
stored
gate store empty.log plain.log
green "a log without a red"
gate red.log
equal "a log alone" 1 "$status"
gate store nowhere.log
ends "a log that is not there" 2 "nowhere.log: error: cannot be read: No such file or directory" ""
mark n -- 'exit 3'
gate store log
green "a red of a unit that is not owed"
sed '$d' log >cut.log
gate store cut.log
green "and one that is not whole"

# --- what is not whole -------------------------------------------------------------------------------------------------------

# broken NAME SED LINE WHY: the log was changed, and its unit is red, although it has passed later
broken() {
	sed "$2" red.log >broken.log
	gate store broken.log
	ends "$1" 2 "broken.log:$3:1: error: the marked result of unit 'b' $4" "b: its marked result $4
s: red: 1 of 4 units did not pass$of"
}
stored
kept b finished=99999999999
broken "a block that does not end" '$d' 3 "does not end: give the whole log"
broken "a block that does not begin" 3d 3 "does not begin: give the whole log"
lost="does not come to the hash at its end: lines of it are lost, or others are among them"
broken "a line is lost" '/ log b: oh/d' 3 "$lost"
broken "a line was changed" 's/ log b: oh/ log b: ah/' 3 "$lost"
broken "a line is there twice" '/ log b: oh/p' 3 "$lost"
broken "another hash" '$s/: ./: x/' 3 "$lost"
sed 's/^/       > /' red.log >whole.log
kept b
gate store whole.log
red "all lines, as Nix shows them of a build that failed" "b: fail, exit status 3, seed $seed
    | oh"
kept b finished=99999999999
tail -n 3 whole.log >shown.log
gate store shown.log
ends "the last lines, as Nix shows them" 2 "shown.log:1:1: error: the marked result of unit 'b' stands here only with its last lines, as Nix shows them of a build that failed: give what 'nix log' or 'nix build -L' prints" "b: its marked result stands here only with its last lines, as Nix shows them of a build that failed: give what 'nix log' or 'nix build -L' prints
s: red: 1 of 4 units did not pass$of"
kept b
for once_more in shown whole; do
	cat red.log $once_more.log >both.log
	gate store both.log
	red "after the whole of it they are nothing new: $once_more" "b: fail, exit status 3, seed $seed
    | oh"
done
# Several at once, in one build and in several.
mark t -- 'exit 4'
paste -d '\n' red.log log | sed '/^$/d' >mixed.log
gate store mixed.log
ends "two units, their lines mixed" 1 "" "b: fail, exit status 3, seed $seed
    | oh
t: fail, exit status 4
s: red: 2 of 4 units did not pass$of"
mark b --seed=$seed -- 'echo ah; exit 5'
paste -d '\n' red.log log | sed '/^$/d' >mixed.log
gate store mixed.log
equal "one unit of two builds, mixed in one stream, is no result" 2 "$status"
paste -d '\n' red.log log | awk '/./ { print (NR % 2 ? "x" : "y") "> " $0 }' >mixed.log
gate store mixed.log
equal "with names before them it is two" "1 " "$status $err"
finish
