#!/bin/sh
# tune: seconds.tsv from a record that was made by `nightshift record` of folders of verdicts. Which lines are written anew
# and how rarely is in unit/test_tune.c; here: which results count, the file, the messages, the exit statuses.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p r/t results
cd r || exit 3
cat >t/suite.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="u" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="m" pr="none" merge="none" nightly="checked"/>
  <run>./t {module} {from}</run>
  <variant name="v"/>
  <module name="a"/>
  <module name="b"/>
  <module name="c"/>
  <module name="m" from="0" to="10" chunks="11"/>
  <shards lane="nightly" platform="linux" count="2"/>
</suite>
END
repository .
run "$nightshift" tune
ends "without a record" 0 "" "nothing measured: the record has no pass with its seconds and platform"
[ ! -e .nightshift ] && [ ! -e t/seconds.tsv ]
check "writes nothing then"
"$nightshift" generate -q
plan=$(git hash-object nix/s.json)

# result RUN UNIT SECONDS [PLATFORM [LANE [VERDICT [ATTEMPT]]]]: an attempt; a run's number is when it was. - is not said.
result() {
	folder=../results/$1/$2 passed=1
	[ "${6-pass}" = pass ] && passed=0
	mkdir -p "$folder"
	{
		printf '%s\n' 'nightshift 1' 'suite s' "plan $plan" "run run$1" "unit $2"
		[ "${4-linux}" = - ] || echo "platform ${4-linux}"
		[ "${5--}" = - ] || echo "lane $5"
		[ "$3" = - ] || echo "seconds $3"
		printf '%s\n' "verdict ${6-pass}" "status $passed" "attempt ${7-1}" "finished $((1767225600 + $1))" end
	} >"$folder/verdict"
}
# import RUN...
import() {
	for number; do
		"$nightshift" record -q "../results/$number" || not_ok "import of run $number"
	done
}

# --- what does not count ------------------------------------------------------------------------------------------------------

result 1 v-a - linux nightly
result 1 v-b 5 linux nightly fail
result 1 v-c 5 linux nightly pass 2
result 2 v-a 5 - nightly
result 2 v-b 5 linux - cancelled
import 1 2
run "$nightshift" tune
ends "no seconds, no pass, no first attempt, no platform: nothing measured" 0 "" "nothing measured: the record has no pass with its seconds and platform"
run "$nightshift" tune -q
ends "nothing measured, --quiet" 0 "" ""
run "$nightshift" tune --lane pr
ends "nothing measured on a lane" 0 "" "nothing measured: the record has no pass with its seconds and platform on lane pr"
[ ! -e t/seconds.tsv ]
check "and nothing is written"

# --- the first lines ----------------------------------------------------------------------------------------------------------

# 3 is older than the last five, whose median is 12.4; that of the first five is 10, of all 11.2; imports in another order than the runs
for pair in "10 3" "15 14" "14 9" "13 12.4" "12 10" "11 200"; do
	result "${pair% *}" v-a "${pair#* }" linux nightly
	import "${pair% *}"
done
result 20 v-m_10 0.123 linux pr
result 20 v-m_2 4 linux pr
result 20 v-c 3 linux pr
result 21 v-a 30 mac nightly
import 20 21
run "$nightshift" tune --check
ends "--check says so" 1 "" "linux: 4 new, 0 changed, 0 dropped, 0 kept
mac: 1 new, 0 changed, 0 dropped, 0 kept
until the last shard is done, by what was measured:
  nightly on linux, 2 shards: 25.3 s before, 20.8 s now
stale: t/seconds.tsv"
[ ! -e t/seconds.tsv ]
check "--check writes nothing"
run "$nightshift" tune --check -q
ends "--check --quiet" 1 "" "stale: t/seconds.tsv"
run "$nightshift" tune --lane nightly --check
equal "--lane: other lanes' runs do not count" "linux: 1 new, 0 changed, 0 dropped, 0 kept" "$(printf '%s\n' "$out" | head -n 1)"
run "$nightshift" tune -v
ends "tune --verbose" 0 "nightshift: what follows from the seconds is stale now; run: nightshift generate" "linux: 4 new, 0 changed, 0 dropped, 0 kept
  new      v-a  12
  new      v-c  3
  new      v-m_2  4
  new      v-m_10  0.12
mac: 1 new, 0 changed, 0 dropped, 0 kept
  new      v-a  30
until the last shard is done, by what was measured:
  nightly on linux, 2 shards: 25.3 s before, 20.8 s now
wrote t/seconds.tsv"
printf '%s\t%s\t%s\n' '# unit' platform 'seconds, measured; written by nightshift tune' v-a linux 12 v-a mac 30 v-c linux 3 v-m_2 linux 4 v-m_10 linux 0.12 >../wanted
same "the file" ../wanted t/seconds.tsv
equal "and no other" "?? t/seconds.tsv" "$(git status --porcelain | grep -v -e ' nix/' -e tests.mk)"
ls -i t/seconds.tsv >../before
run "$nightshift" tune
ls -i t/seconds.tsv >../after
equal "again: nothing changes" "0 linux: 0 new, 0 changed, 0 dropped, 4 kept mac: 0 new, 0 changed, 0 dropped, 1 kept" "$status $(printf '%s\n' "$out$err" | grep kept | tr '\n' ' ' | sed 's/ $//')"
same "again: the file is not written" ../before ../after
run "$nightshift" tune --check -q
ends "again: --check agrees" 0 "" ""

# --- one record, one file -----------------------------------------------------------------------------------------------------

mv .nightshift ../kept-record
mv t/seconds.tsv ../kept.tsv
"$nightshift" generate -q
import 21 20 15 14 13 12 11 10 2 1
run "$nightshift" tune -q
same "the same results in another order, the same bytes" ../kept.tsv t/seconds.tsv
rm -r .nightshift
mv ../kept-record .nightshift

# --- later --------------------------------------------------------------------------------------------------------------------

# The plan has another fingerprint now; the older results still count.
"$nightshift" generate -q
plan=$(git hash-object nix/s.json)
result 30 v-b 2 mac nightly
import 30
printf '%s\n' '# by hand' '' '# two' >../head
printf '%s\t%s\t%s\n' v-c linux 3 v-gone linux 3 v-a bsd 3 '# in' between them v-b '*' 7 v-a linux 12 v-a mac 30 v-m_2 linux 4 v-m_10 linux 0.12 |
	cat ../head - >t/seconds.tsv
cp t/seconds.tsv ../old.tsv
run "$nightshift" tune -v
equal "dropped, new and kept" "0 *: 0 new, 0 changed, 0 dropped, 1 kept
bsd: 0 new, 0 changed, 1 dropped, 0 kept
  dropped  v-a  3
linux: 0 new, 0 changed, 1 dropped, 4 kept
  dropped  v-gone  3
mac: 1 new, 0 changed, 0 dropped, 1 kept
  new      v-b  2" "$status $(printf '%s\n' "$out" | sed '/^until/,$d')"
{ cat ../head && printf '%s\t%s\t%s\n' v-a linux 12 v-a mac 30 v-b '*' 7 v-b mac 2 v-c linux 3 v-m_2 linux 4 v-m_10 linux 0.12; } >../wanted
same "the comments at the top stay, '*' too" ../wanted t/seconds.tsv

# A unit that got slow moves the shards.
result 40 v-c 40 linux nightly
import 40
cp t/seconds.tsv ../before.tsv
run "$nightshift" tune -v
equal "a gain, and what it is" "0   changed  v-c  3 -> 22" "$status $(printf '%s\n' "$out" | grep 'changed .*->')"
equal "by how much" "  nightly on linux, 2 shards: 41.4 s before, 32.3 s now" "$(printf '%s\n' "$out" | grep '^  nightly')"
equal "one line moves" "1" "$(diff ../before.tsv t/seconds.tsv | grep -c '^>')"

# --- refused ------------------------------------------------------------------------------------------------------------------

run "$nightshift" tune --lane nights
ends "no such lane" 2 "nightshift: error: --lane is 'nights', but must be pr, merge or nightly; did you mean 'nightly'?" ""
echo 'v-a linux 3' >t/seconds.tsv
run "$nightshift" tune
ends "a seconds.tsv that is none" 2 "t/seconds.tsv:1:1: error: expected: unit, tab, platform or '*', tab, seconds
v-a linux 3
^" ""
equal "stays as it is" "v-a linux 3" "$(cat t/seconds.tsv)"
rm t/seconds.tsv
: >../outside.tsv
ln -s ../../outside.tsv t/seconds.tsv
run "$nightshift" tune -q
ends "a link" 2 "t/seconds.tsv: error: leads through a symbolic link, which may lead outside of the repository: put the file itself there" ""
[ -L t/seconds.tsv ] && [ ! -s ../outside.tsv ]
check "nothing is written through it"
rm t/seconds.tsv
ln -s ../../nowhere.tsv t/seconds.tsv
run "$nightshift" tune -q
ends "a link to nothing" 2 "t/seconds.tsv: error: leads through a symbolic link, which may lead outside of the repository: put the file itself there" ""
[ ! -e ../nowhere.tsv ]
check "nothing is made through it"
rm t/seconds.tsv
sed 's/dir="t"/dir="x"/' t/suite.xml >x.suite.xml
: >x
run "$nightshift" tune -q -f x.suite.xml
ends "a file where a folder belongs" 2 "x/seconds.tsv: error: cannot be written: something that is not a file is there, or a file is where a folder should be" ""
rm x x.suite.xml

# As on a full disk, the write fails in the middle: files may not become that long. SIGXFSZ is ignored.
{ yes '# a long comment' | head -n 20000 && cat ../old.tsv; } >t/seconds.tsv
cp t/seconds.tsv ../long.tsv
(trap '' XFSZ && ulimit -f 100 && exec "$nightshift" tune -q 2>&1) | cat >../said
equal "a full disk: said" "nightshift: cannot write 't/seconds.tsv', so nothing was changed: File too large" "$(tail -n 1 ../said)"
same "a full disk: the old file is as it was" ../long.tsv t/seconds.tsv
quiet "a full disk: no temporary is left" find . -name '*.tmp'
finish
