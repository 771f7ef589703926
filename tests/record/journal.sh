#!/bin/sh
# nightshift record, where the journal of a folder says what became of units: the record is the same as from folders; what lies beside a line
# counts more; and what is wrong with a line is said with its place, and nothing of it recorded; if it contradicts
# what is beside it, nothing of that either.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"
# shellcheck source=tests/unit/lib/journal.sh
. "$top/tests/unit/lib/journal.sh"

# record DB ARGUMENT...: into a record that begins as an empty one.
record() {
	cp empty.db "$1"
	db=$work/$1
	shift
	run ns record --record "$db" "$@"
}
# fresh FOLDER: three units that passed, one of them with another lane and commit, and one that failed.
fresh() {
	rm -rf "$1"
	commit=$first lane=nightly
	result "$1" n1 linux v-one pass $((now - day)) "part $(part v-one)" "attempt 1"
	result "$1" n1 linux v-two pass $((now - day + 1)) "attempt 1"
	result "$1" n1 linux v-slow fail $((now - day + 2)) "attempt 1"
	commit=$second lane=pr seconds=
	result "$1" n2 mac v-far pass $((now - day + 3)) "attempt 1"
	seconds=1.5
}

# --- the same as from folders -------------------------------------------------------------------------------------------

fresh a
cp -R a b
as_lines b
equal "three are lines now" "v-far pass line
v-one pass line
v-slow fail folder, log
v-two pass line" "$(found b)"
record a.db ../a
said="$status $err $out"
text a.db >a.tsv
record b.db ../b
equal "record says the same of lines as of folders" "$said" "$status $err $out"
text b.db >b.tsv
same "and has the same: its export is equal byte by byte" a.tsv b.tsv
[ "$(grep -c v- a.tsv)" -gt 4 ]
check "the results are in it" "$(cat a.tsv)"
run ns record --record ../b.db ../a ../b
equal "the same results again, in either form, are known" "0 8 known" "$status $(echo "$out" | sed -n 's/.* \(8 known\).*/\1/p')"
text b.db | cmp -s - b.tsv
check "and change nothing"
sound "the record of lines" b.db

mkdir -p art/linux art/mac
cp -R b/. art/linux
mv art/linux/v-slow art/mac/v-slow
record c.db ../art
text c.db | cmp -s - a.tsv
check "artifacts, one with a journal and one with folders" "$out $err"
rm -rf lone && mkdir lone && cp b/journal lone
record d.db ../lone
equal "a folder with a journal and nothing else" "0 3 results new, 0 known, 3 pass" "$status $(echo "$out" | head -n 1)"
echo '<testsuite/>' >lone/report.xml
record d.db ../lone
equal "... beside which a report lies, which is not looked at" "0 3 results new, 0 known, 3 pass" "$status $(echo "$out" | head -n 1)"

# --- what counts --------------------------------------------------------------------------------------------------------

fresh b
as_lines b
result b n3 linux v-one fail $((now - 10)) "attempt 1"
commit=$first lane=nightly
record e.db ../b
equal "a folder counts, and not the line" "0 n3 fail" "$status $(sqlite3 e.db "SELECT r.name || ' ' || verdict FROM result JOIN run r ON r.id = run WHERE unit = 'v-one'")"
rm -r b/v-one
mkdir b/v-one
record e.db ../b
equal "an empty folder counts, and not the line" "0 " "$status $(sqlite3 e.db "SELECT * FROM result WHERE unit = 'v-one'")"
rmdir b/v-one
tear b/journal 3
record e.db ../b
equal "a line that is torn off is nothing, and nobody complains" "0  v-far v-one v-slow" "$status $err $(sqlite3 e.db "SELECT unit FROM result ORDER BY 1" | tr '\n' ' ' | sed 's/ $//')"

# --- what is wrong with a line ------------------------------------------------------------------------------------------

# refused NAME MESSAGE ARGUMENT...: of b; nothing is recorded, also not what is right.
refused() {
	name=$1 message=$2
	shift 2
	record g.db "$@" ../b
	ends "$name" 2 "$message" ""
	equal "$name: nothing is recorded" 0 "$(sqlite3 g.db "SELECT count(*) FROM result")"
}
# others NAME MESSAGE UNITS: of b; these are recorded.
others() {
	record g.db ../b
	equal "$1" "1 $2" "$status $err"
	equal "$1: the others are recorded" "$3" "$(sqlite3 g.db "SELECT unit FROM result ORDER BY 1" | tr '\n' ' ' | sed 's/ $//')"
}
# more UNIT [LINE]...: a line in b, of that unit, which adds these lines to what is known of it.
more() {
	fresh b
	as_lines b
	unit=$1
	shift
	result b n1 linux "$unit" pass $((now - day)) "$@"
	as_lines b "$unit"
}
# wrong NAME MESSAGE UNIT [LINE]...: so that nothing is recorded
wrong() {
	name=$1 message=$2
	shift 2
	more "$@"
	refused "$name" "$message"
}
# wrong_alone NAME MESSAGE UNIT [LINE]...: so that nothing is recorded of that unit, not even by a line before
wrong_alone() {
	name=$1 message=$2
	shift 2
	more "$@"
	others "$name" "$message" "v-far v-slow v-two"
}
fresh b
as_lines b
grep -n 'unit v-two' b/journal | grep -q ^3:
check "the line of v-two is the third one"
refused "an option that contradicts a line" "../b/journal:1:1: error: the verdict says 'lane pr', but --lane says 'nightly': leave that option out, or import these results separately
../b/journal:1:1: error: the verdict says 'platform mac', but --platform says 'linux': leave that option out, or import these results separately" --lane nightly --platform linux
sed 's/v-two/v-too/' b/journal >changed && mv changed b/journal
others "a line that was changed" "../b/journal:3:1: error: the line is damaged, since its checksum does not fit: remove it, and run its unit again" "v-far v-one v-slow"
wrong "a unit that the plan does not have" "../b/journal:4:1: error: plan $plan has no unit 'v-nobody'" v-nobody
wrong "a part that is another one" "../b/journal:4:1: error: the verdict is of part $(printf %064d 7), but unit 'v-one' on platform 'linux' is part $(part v-one) of the plan that it names: it answers nothing" v-one "part $(printf %064d 7)"
wrong_alone "a line that should be a folder" "../b/journal:4:1: error: a line is for a unit that passed at its first attempt and left nothing else: this verdict belongs into a folder of its unit" v-one "reason why"
fresh b
as_lines b
commit=$first lane=nightly
result b n1 linux v-one pass $(($(date +%s) + 2 * day)) "attempt 1"
as_lines b v-one
refused "a line from the future" "../b/journal:4:1: error: this result is from the future, and would count as the newest from now on: set the clock of the machine that made it, and the file's time"
fresh b
as_lines b
mv b/journal journal
ln -s ../journal b/journal
refused "a link that leads out of the folder" "../b/journal: error: is a link that leads out of '../b', and is not followed: put a copy of what it leads to in its place"
mkdir b/in
mv journal b/in/journal
ln -sf in/journal b/journal
record h.db ../b
text h.db | cmp -s - a.tsv
check "a link within the folder is not followed either, and what it leads to is found in its place" "$out $err"

# What the caller knows is filled in.
commit=$first lane=
rm -rf b
result b n1 linux v-one pass $((now - day)) "attempt 1"
as_lines b
record i.db --lane nightly ../b
equal "--lane is for a line that does not say it" "0 nightly" "$status $(sqlite3 i.db "SELECT lane FROM run")"

finish
