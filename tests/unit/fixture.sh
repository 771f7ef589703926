#!/bin/sh
# Fixtures: `nightshift fixture` makes an output once, whoever wants it, whole or not at all, whatever becomes of those who
# make it; and the make targets of the fixtures of a suite, with eight makes at a time, one of which is killed.
# shellcheck source=tests/tap/lib.sh disable=SC2016,SC2012
. "$(dirname "$0")/../tap/lib.sh"

# made ARGUMENT...: nightshift fixture with out/x as its output.
made() { run "$nightshift" fixture --output=out/x "$@"; }
ran_twice() { [ "$(lines runs)" = 2 ]; }
lines() { wc -l <"$1" | tr -d ' '; }
# Each run of it says so in the file `runs`.
write='echo ran >>runs; echo text >"$NIGHTSHIFT_OUTPUT"'

# --- made once, and again when it has to be

echo one >input
mkdir folder
echo a >folder/a
made --input=input --input=folder -- "$write"
[ "$status" = 0 ] && [ -z "$err" ] && case $out in "made out/x in "*) ;; *) false ;; esac
check "it is made, in a folder that was not there" "$out$err"
equal "what the command wrote" text "$(cat out/x)"
equal "with its stamp, lock and log, and nothing else" "x x.lock x.log x.stamp" "$(ls -A out | tr '\n' ' ' | sed 's/ $//')"
made --input=input --input=folder -- "$write"
ends "once is enough" 0 "" ""
touch input folder/a
made --input=input --input=folder -- "$write"
ends "a new time is no change" 0 "" ""
equal "it ran once" 1 "$(lines runs)"
echo two >input
made --input=input --input=folder -- "$write"
equal "an input of the same size with another content is one" 2 "$(lines runs)"
echo b >folder/b
made --input=input --input=folder -- "$write"
equal "so is a new file in a folder" 3 "$(lines runs)"
ln -s a folder/link
made --input=input --input=folder -- "$write"
ln -sf b folder/link
made --input=input --input=folder -- "$write"
equal "and a link, and where it points to" 5 "$(lines runs)"
chmod +x folder/a
made --input=input --input=folder -- "$write"
equal "and that a file is a program" 6 "$(lines runs)"
made --input=input --input=folder -- "$write # other"
equal "and another command" 7 "$(lines runs)"
made --input=folder --input=input -- "$write # other"
made --input=folder -- "$write # other"
equal "and other inputs" 9 "$(lines runs)"
rm out/x
made --input=folder -- "$write # other"
equal "what is gone is made again" 10 "$(lines runs)"
printf 'half' >out/x.stamp
made --input=folder -- "$write # other"
equal "and what has no whole stamp" 11 "$(lines runs)"
# The stamp of a file is believed only when it is older than what it says by some time: else a change in the same second
# would not be seen. It is then read again, which costs little.
for i in 1 2 3 4 5; do
	echo "$i" >input
	made --input=input -- 'cat input >"$NIGHTSHIFT_OUTPUT"'
	[ "$(cat out/x)" = "$i" ] || break
done
equal "five changes in a second" 5 "$(cat out/x)"

made --check --input=input -- 'cat input >"$NIGHTSHIFT_OUTPUT"'
ends "--check of what is fresh" 0 "" ""
echo six >input
made --check --input=input -- 'cat input >"$NIGHTSHIFT_OUTPUT"'
ends "--check of what is not" 1 "" ""
equal "makes nothing" 5 "$(cat out/x)"
made --check --input=nobody -- true
ends "--check with an input that is not there" 1 "" ""

# --- links and folders

mkdir -p linked/sub far/deep
echo 1 >outside
echo 1 >far/deep/file
ln -s ../outside linked/link
ln -s ../far linked/far
ln -s nowhere linked/dangling
ln -s . linked/loop
ln -s round linked/round
rm -rf out
tree='echo ran >>runs; find -L linked -type f -exec cat {} + >"$NIGHTSHIFT_OUTPUT" 2>/dev/null; true'
# again WHAT: it is made again, once, since that has changed.
again() {
	rm -f runs
	made -q --input=linked -- "$tree"
	made -q --input=linked -- "$tree"
	equal "$1" "0 1" "$status $(lines runs)$err"
}
again "a folder with links to a file, a folder, nothing, itself and around"
echo 2 >outside
again "what a link leads to is an input"
echo 2 >far/deep/file
again "so is what stands deep in a folder that a link leads to"
: >far/new
again "and a new file there"
ln -s ../outside far/deep/link
again "and a link there"
echo 3 >outside
again "and what that leads to"
: >linked/nowhere
again "a link that led to nothing, to a file"
rm linked/nowhere
again "and to nothing again"
ln -sfn ../far/deep linked/far
again "a link to another folder"
ln -sfn . linked/far
ln -sfn ../far linked/loop
again "two links change places"
mkdir linked/sub/empty
again "an empty folder"
mkdir -p linked/sub/empty/er
again "another one in it"
rmdir linked/sub/empty/er
again "and without it"
mv linked/sub/empty linked/sub/void
again "and its name"
ln -s ../.. linked/sub/up
made --input=linked -- "$tree"
ends "a link to what contains the input" 1 "nightshift: error: cannot read 'linked/sub/up', an input of 'out/x': it leads to a folder that contains the input" ""
rm linked/sub/up
: >linked/none
chmod 0 linked/none
if ! cat linked/none 2>/dev/null; then
	made --input=linked -- "$tree"
	ends "an input that nobody may read" 1 "nightshift: error: cannot read 'linked/none', an input of 'out/x': Permission denied" ""
fi
rm -f linked/none

# The folder that the output stands in may be an input: it does not count itself.
mkdir around
echo 1 >around/in
rm -f runs
for i in 1 2; do run "$nightshift" fixture -q --output=around/x --input=around -- "$write"; done
equal "an output in its own input is left out of it" "0 1" "$status $(lines runs)$err"
: >around/xy
run "$nightshift" fixture -q --output=around/x --input=around -- "$write"
equal "but nothing else" "0 2" "$status $(lines runs)$err"

# --- inputs that change while it is made

echo old >input
rm -rf out runs
meanwhile='cat input >"$NIGHTSHIFT_OUTPUT"; echo ran >>runs; [ "$(wc -l <runs)" -gt 1 ] || echo newer >input'
made -q --input=input --cache="$work/store" -- "$meanwhile"
ends "it is made again" 0 "nightshift: warning: 'input' changed while 'out/x' was made from it: it is made again" ""
equal "of what is there then" "newer 2" "$(cat out/x) $(lines runs)"
made --check --input=input -- "$meanwhile"
equal "and fresh" 0 "$status"
equal "the cache has that one only" 1 "$(find store -name output | wc -l | tr -d ' ')"
echo old >input
made -q --input=input --cache="$work/store" -- "$meanwhile"
equal "what came out of both is not in the cache" "old 3" "$(cat out/x) $(lines runs)"
rm -rf store out
echo old >input
back='cat input >"$NIGHTSHIFT_OUTPUT"; [ -e "$PWD/runs" ] || { echo ran >runs; echo new >input; cat input >"$NIGHTSHIFT_OUTPUT"; echo old >input; }'
rm -f runs
made -q --input=input --cache="$work/store" -- "$back"
ends "one that was changed back changed, too" 0 "nightshift: warning: 'input' changed while 'out/x' was made from it: it is made again" ""
equal "so that nothing is made of both" old "$(cat out/x)"
rm -f runs
mkdir grows
made -q --input=grows --cache="$work/store" -- 'ls grows >"$NIGHTSHIFT_OUTPUT"; echo x >>grows/log; exit 0'
ends "a command that changes its own input each time fails" 1 "nightshift: warning: 'grows/log' changed while 'out/x' was made from it: it is made again
nightshift: warning: 'grows/log' changed while 'out/x' was made from it: it is made again
nightshift: error: 'grows/log' changed while 'out/x' was made from it, 3 times: if the command changes it, it cannot be an input" ""
equal "and leaves nothing" "x.lock x.log" "$(ls -A out | tr '\n' ' ' | sed 's/ $//')"
touches='cp input "$NIGHTSHIFT_OUTPUT"; echo ran >>runs; cat input >copy; cat copy >input'
made -q --input=input --cache="$work/store2" -- "$touches"
ends "one that writes it as it was is used" 0 "nightshift: warning: 'input' changed while 'out/x' was made from it: it is made again
nightshift: warning: 'input' changed while 'out/x' was made from it: it is made again
nightshift: warning: 'input' was written while 'out/x' was made from it, 3 times: it is used now, and made again the next time" ""
made --check --input=input -- "$touches"
equal "but neither fresh nor kept" "1 old 0" "$status $(cat out/x) $(find store2 -name output 2>/dev/null | wc -l | tr -d ' ')"
rm -f runs
made -q --input=input -- 'echo ran >>runs; ln input link.$$; cat input >"$NIGHTSHIFT_OUTPUT"'
made -q --input=input -- 'echo ran >>runs; ln input link.$$; cat input >"$NIGHTSHIFT_OUTPUT"'
equal "a hard link to an input is no change" "0 1" "$status $(lines runs)$err"
rm -f runs
made -q --input=input -- 'echo ran >>runs; [ "$(wc -l <runs)" -gt 1 ] && echo >"$NIGHTSHIFT_OUTPUT" || { echo new >input; false; }'
ends "one that fails while an input changes is tried again" 0 "nightshift: warning: 'input' changed while 'out/x' was made from it: it is made again" ""
made -q --input=input -- 'rm input'
ends "an input that goes meanwhile" 1 "nightshift: error: cannot read 'input', an input of 'out/x': No such file or directory" ""
echo one >input
made -q --input=input -- "$write"
# forged SECONDS: the stamp says another content of the input than there is, and that it was taken so long after the input changed.
forged() {
	taken=$(($(sed -n 2p stamp | cut -d ' ' -f 3) + $1 * 1000000000))
	sed -e "1s/[0-9]*\$/$taken/" -e '2s/ [0-9a-f]\{64\} / 0000000000000000000000000000000000000000000000000000000000000000 /' stamp >out/x.stamp
	made --check --input=input -- "$write"
}
cp out/x.stamp stamp
forged 3
equal "who has not changed for long is believed to be what the stamp says" 1 "$status"
forged 1
equal "who changed shortly before is read again" 0 "$status"
forged -5
equal "so is who changed after" 0 "$status"
sed 's/stamp 2/stamp 1/' stamp >stamp1
mv stamp1 stamp
cat stamp >out/x.stamp
made --check --input=input -- "$write"
equal "the stamp of another version is none" 1 "$status"

made -q -- 'mkdir "$NIGHTSHIFT_OUTPUT" && echo 1 >"$NIGHTSHIFT_OUTPUT/f"'
made -q -- 'mkdir "$NIGHTSHIFT_OUTPUT" && echo 2 >"$NIGHTSHIFT_OUTPUT/f"'
ends "a folder takes the place of a folder; -q says nothing" 0 "" ""
equal "all of it" "f 2" "$(ls out/x) $(cat out/x/f)"
made -q -- 'echo >"$NIGHTSHIFT_OUTPUT"; ls -i "$NIGHTSHIFT_OUTPUT" >number'
equal "it comes to its place by rename" "$(sed 's/ .*//' number)" "$(ls -i out/x | sed 's/ .*//')"
mkdir elsewhere
(cd elsewhere && made -C .. -- 'cd folder && echo "$MAKEFLAGS." >"$NIGHTSHIFT_OUTPUT" && basename "$NIGHTSHIFT_OUTPUT" >>"$NIGHTSHIFT_OUTPUT"')
equal "the path is a whole one, of the same name; nothing of make's is handed on" ". x" "$(MAKEFLAGS=k tr '\n' ' ' <out/x | sed 's/ $//')"

# --- what fails

made -- 'seq 30; exit 7'
ends "a command that fails" 1 "nightshift: error: the command that makes 'out/x' failed (status 7); the end of out/x.log:
$(seq 11 30 | sed 's/^/| /')" ""
equal "leaves no output, not the old one either" "x.lock x.log" "$(ls -A out | tr '\n' ' ' | sed 's/ $//')"
made -- 'kill -9 $$'
ends "one that a signal ends" 1 "nightshift: error: the command that makes 'out/x' failed (status 137); the end of out/x.log:" ""
made -- 'echo half >"$NIGHTSHIFT_OUTPUT"; false'
equal "one that fails with half of it made" "1 x.lock x.log" "$status $(ls -A out | tr '\n' ' ' | sed 's/ $//')"
made -- true
ends "one that makes nothing" 1 "nightshift: error: the command that makes 'out/x' succeeded, but made nothing at \$NIGHTSHIFT_OUTPUT" ""
# Longer where the machine was so busy that this was over before it had come so far.
for limit in 0.2 2 20 200; do
	rm -f child
	made --timeout=$limit -- 'echo $$ >pid; trap "" TERM; echo half >"$NIGHTSHIFT_OUTPUT"; (sleep 100000 & echo $! >child); exec sleep 100000'
	[ ! -s child ] || break
done
case $err in "nightshift: error: 'out/x' took longer than $limit s to make and was stopped; the end of out/x.log:") [ "$status" = 1 ] ;; *) false ;; esac
check "one that takes too long is stopped" "$status $err"
! kill -0 "$(cat child)" 2>/dev/null && [ ! -e out/x ]
check "with all that it started"
made -- "$write"
[ "$status" = 0 ] && [ -f out/x ]
check "the next one tries again" "$err"
made --input=nobody -- "$write"
ends "an input that is not there" 1 "nightshift: error: cannot read 'nobody', an input of 'out/x': No such file or directory"
mkfifo fifo
made --input=fifo -- "$write"
ends "an input that is no file" 1 "nightshift: error: cannot read 'fifo', an input of 'out/x': Invalid argument"
: >file
run "$nightshift" fixture --output=file/x -- "$write"
ends "a file where a folder belongs" 3 "nightshift: cannot make 'file/x.lock': Not a directory"
mkdir -p other/y.stamp/z
run "$nightshift" fixture --output=other/y -- "$write"
ends "a folder where the stamp belongs" 3 "nightshift: cannot put 'other/y' in its place: Is a directory"
equal "leaves nothing half made" "y.lock y.log y.stamp" "$(ls -A other | tr '\n' ' ' | sed 's/ $//')"
run "$nightshift" fixture --output=other/y.log/ -- true
ends "an output that is no name" 2 "nightshift: error: --output must be the path of what is made, without a '/' at its end"
run "$nightshift" fixture -- true
ends "no output" 2 "nightshift: error: --output must be the path of what is made, without a '/' at its end"
run "$nightshift" fixture --output=x --cache-size=1K -- true
ends "a size without a cache" 2 "nightshift: error: --cache-size limits a cache: give --cache=DIR, too"

# --- several at a time

rm -rf out runs
slow='echo $$ >pid; echo ran >>runs; echo half >"$NIGHTSHIFT_OUTPUT"; n=0; until [ -e go ] || [ $n = 60000 ]; do sleep 0.01; n=$((n + 1)); done; echo whole >>"$NIGHTSHIFT_OUTPUT"'
for i in 1 2 3 4 5 6 7 8; do
	{
		"$nightshift" fixture --output=out/x -- "$slow" >"said$i" 2>&1 && cat out/x >"got$i"
		echo $? >"status$i"
	} &
done
until_true [ -s runs ]
run "$nightshift" fixture --output=out/x --wait=0.1 -- "$slow"
equal "who gives up says who has it, and since when" \
	"1 nightshift: error: waited 0 s for 'out/x', which process N on $(uname -n), since T is making: see 'out/x.log'" \
	"$status $(echo "$err" | sed 's/process [0-9]* on/process N on/; s/since [-0-9]*T[:0-9]*Z/since T/')"
[ ! -e out/x ]
check "and takes nothing that is half made"
: >go
wait
equal "eight at a time: made once" 1 "$(lines runs)"
equal "seven waited for it" 1 "$(cat said* | grep -c '^made out/x in ')"
equal "and all have it whole" "0half whole " "$(cat status* | sort -u | tr -d '\n')$(sort -u got* | tr '\n' ' ')"
rm -f go said* got* status* runs

# Killed: the lock is free, what was half made is removed, the next one makes it whole.
rm -rf out
"$nightshift" fixture --output=out/x -- "$slow" >/dev/null 2>&1 &
first=$!
until_true [ -s runs ]
"$nightshift" fixture --output=out/x -- "$slow" >said 2>&1 &
second=$!
[ -e out/x.making-$first ]
check "it is made in a folder that has the number of who makes it" "$(ls -A out)"
command=$(cat pid)
kill -9 $first
until_true ran_twice
check "another one takes over from one that was killed" "$(cat runs)"
linux_finds "the command of the killed one has ended as well" until_true ended "$command"
[ ! -e out/x.making-$first ] && [ ! -e out/x ]
check "and removes what that has left" "$(ls -A out)"
: >go
wait $second
equal "and makes it whole" "0 half whole" "$? $(tr '\n' ' ' <out/x | sed 's/ $//')"
rm -f go runs

# Ended: it takes its command with it.
rm -rf out
"$nightshift" fixture --output=out/x -- 'echo $$ >pid; echo half >"$NIGHTSHIFT_OUTPUT"; sleep 100000 & echo $! >child; echo ran >runs; wait' >/dev/null 2>&1 &
first=$!
until_true [ -s runs ]
kill -TERM $first
wait $first
equal "SIGTERM ends it as a signal does" 143 $?
! kill -0 "$(cat pid)" 2>/dev/null && ! kill -0 "$(cat child)" 2>/dev/null
check "and all that it has started"
equal "nothing of it is left" "x.lock x.log" "$(ls -A out | tr '\n' ' ' | sed 's/ $//')"
rm -f runs

# --- a cache

big='echo ran >>"$RUNS"; mkdir "$NIGHTSHIFT_OUTPUT"; head -c 1000 /dev/zero >"$NIGHTSHIFT_OUTPUT/zeros"; cat input >"$NIGHTSHIFT_OUTPUT/input"'
export RUNS="$work/runs"
cached() { # FOLDER INPUT: made there from that input
	mkdir -p "$1"
	echo "$2" >"$1/input"
	run "$nightshift" fixture -C "$1" --output=out/x --input=input --cache="$work/cache" --cache-size=2300 -- "$big"
}
cached tree1 a
rm -rf tree1/out
cached tree2 a
equal "another work tree takes it from the cache" "1 took from the cache" "$(lines runs) $(echo "$out" | sed 's/ out.*//')"
equal "all of it" "input zeros a 1000" "$(ls tree2/out/x | tr '\n' ' ')$(cat tree2/out/x/input) $(wc -c <tree2/out/x/zeros | tr -d ' ')"
cached tree1 b
cached tree2 a
rm -rf tree2/out
cached tree2 a # used now, so that b is the one that was not for longest
cached tree1 c
equal "what was not used for longest goes: two fit" 2 "$(find cache -name output | wc -l | tr -d ' ')"
rm -rf tree1/out tree2/out
: >runs
cached tree2 a
cached tree1 c
equal "what was used is there" 0 "$(lines runs)"
cached tree1 b
equal "what was not is made again" 1 "$(lines runs)"
mkdir -p cache/making-1-dead/output
cached tree1 d
[ ! -e cache/making-1-dead ]
check "what a dead one left there is removed" "$(ls cache)"
echo e >tree1/input
run "$nightshift" fixture -C tree1 --output=out/x --input=input --cache="$work/cache" --cache-size=999 -- "$big"
equal "larger than the cache" "0 nightshift: warning: 'out/x' is not kept in '$work/cache': it is larger than the cache may be" "$status $err"
run "$nightshift" fixture -C tree1 --output=out/y --cache="$work/file" -- 'echo >"$NIGHTSHIFT_OUTPUT"'
equal "a cache that cannot be used" "0 nightshift: warning: 'out/y' is not kept in '$work/file': Not a directory" "$status $err"
rm -rf cache
: >runs
for i in 1 2 3 4 5 6; do
	mkdir -p "many$i"
	echo "$((i % 3))" >"many$i/input"
	"$nightshift" fixture -q -C "many$i" --output=out/x --input=input --cache="$work/cache" --cache-size=2300 -- "$big" >"many$i/said" 2>&1 &
done
wait
whole=0
for i in 1 2 3 4 5 6; do
	[ "$(cat "many$i/out/x/input") $(wc -c <"many$i/out/x/zeros" | tr -d ' ')" = "$((i % 3)) 1000" ] && [ ! -s "many$i/said" ] && whole=$((whole + 1))
done
equal "six at a time, with room for two" 6 $whole
[ "$(find cache -name output | wc -l)" -le 2 ] && [ -z "$(find cache -name 'making*')" ]
check "and the cache is whole" "$(ls cache)"

# --- in make: 39 units, 38 keys

mkdir suite
{
	cat <<'END'
<suite name="s">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="intel" system="x86_64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <env name="SAYS" value="it's"/>
  <fixture name="kompiled" key="{input}" output="build/kompiled/{input}" inputs="{input}.k" timeout="600"><command>./kompile {input}.k</command></fixture>
  <run>./prove {kompiled} {input}</run>
  <variant name="v"/>
  <module name="plain" seconds="50"><run>true</run></module>
  <group needs="kompiled"><env name="KOMPILED" value="{kompiled} {other} {{"/>
END
	for i in $(seq 39); do echo "<module name=\"m$i\" seconds=\"$((100 - i))\"><param name=\"input\" value=\"k$((i > 38 ? 38 : i))\"/></module>"; done
	echo '</group></suite>'
} >suite/suite.xml
for i in $(seq 38); do echo "text $i" >"suite/k$i.k"; done
cat >suite/kompile <<'END'
#!/bin/sh
echo "$1" >>begun
mkdir "$NIGHTSHIFT_OUTPUT" && cat "$1" >"$NIGHTSHIFT_OUTPUT/first" || exit 1
n=0
[ ! -e slow ] || until [ -e go ] || [ $n = 60000 ]; do sleep 0.01; n=$((n + 1)); done
echo "$SAYS whole" >"$NIGHTSHIFT_OUTPUT/last" && echo "$1" >>done
END
cat >suite/prove <<'END'
#!/bin/sh
[ "$KOMPILED" = "$1 {other} {{" ] && [ "$(cat "$1/first")" = "text ${2#k}" ] && [ "$(cat "$1/last")" = "it's whole" ]
END
chmod +x suite/kompile suite/prove
repository suite
cd suite || exit 3
"$nightshift" generate -q --no-record -f suite.xml || not_ok "generate"
begun() { [ "$(lines begun)" = "$1" ]; }
passed() { grep -l '^verdict pass$' "$1"/*/verdict 2>/dev/null | wc -l | tr -d ' '; }

for how in "" "$nightshift"; do
	with=${how:+with nightshift}
	with=${with:-without nightshift}
	rm -rf build begun 'done'
	run $make -j4 -f tests.mk s-test s_nightshift="$how"
	equal "$with: 39 units and a plain one pass" "0 40" "$status $(passed build/nightshift)"
	equal "$with: 38 keys are made, once each" "38 38" "$(lines 'done') $(sort -u 'done' | wc -l | tr -d ' ')"
	run $make -j4 -f tests.mk s-test s_nightshift="$how"
	equal "$with: and not again" "0 38" "$status $(lines 'done')"
	rm -rf build/nightshift
	run $make -f tests.mk s-test s_nightshift="$how"
	equal "$with: what is fresh lets its unit start in its place, heaviest first" "$($make -s -f tests.mk s-list)" "$(echo "$out" | sed -n -e 's/^pass //p' -e 's/^\[.*\] *pass .* //p')"
	sleep 1 # without nightshift, times decide, and those of files may be whole seconds
	echo >>k5.k
	run $make -f tests.mk s-test-v-m5 s_nightshift="$how"
	equal "$with: an input that has changed makes its own again" "38 39" "$(sort -u 'done' | wc -l | tr -d ' ') $(lines 'done')"
	mv k7.k away
	rm -rf build/kompiled/k7 build/nightshift
	run $make -k -f tests.mk s-test s_nightshift="$how"
	equal "$with: one that cannot be made keeps its own units from running, and no other" "2 39 no" "$status $(passed build/nightshift) $(test -e build/nightshift/v-m7/verdict && echo yes || echo no)"
	case $how:$out$err in
	:*"s: there is no 'k7.k' to make 'build/kompiled/k7' of"*) ;;
	?*:*"cannot read 'k7.k', an input of 'build/kompiled/k7': No such file or directory"*) ;;
	*) false ;;
	esac
	check "$with: and says so" "$out$err"
	mv away k7.k
	run $make -f tests.mk s-fixture-kompiled-k7 s_nightshift="$how"
	[ "$status" = 0 ] && [ -f build/kompiled/k7/last ]
	check "$with: by its own target" "$err"
	run $make -f tests.mk s-fixture-kompiled-k7 s_nightshift="$how"
	ends "$with: which says nothing when there is nothing to do" 0 "" ""
done
rm -rf build/kompiled
mv kompile away
printf '#!/bin/sh\nseq 30\nexit 9\n' >kompile
chmod +x kompile
run $make -f tests.mk s-fixture-kompiled-k1
equal "without nightshift, a command that fails" "2 s: the command that makes 'build/kompiled/k1' failed (status 9); the end of build/kompiled/k1.log: 11 k1.log" \
	"$status $(echo "$err" | sed 2q | tr '\n' ' ')$(ls -A build/kompiled)"
printf '#!/bin/sh\n' >kompile
run $make -f tests.mk s-fixture-kompiled-k1
equal "without nightshift, one that makes nothing" "2 s: the command that makes 'build/kompiled/k1' succeeded, but made nothing at \$NIGHTSHIFT_OUTPUT" "$status $(echo "$err" | sed 1q)"
printf '#!/bin/sh\ncat "$1" >"$NIGHTSHIFT_OUTPUT"; echo ran >>ran; [ "$(wc -l <ran)" -gt 1 ] || echo newer >"$1"\n' >kompile
run $make -f tests.mk s-fixture-kompiled-k1
equal "without nightshift, an input that changes while it is made" "0 s: 'k1.k' changed while 'build/kompiled/k1' was made from it: it is made again newer" \
	"$status $err $(cat build/kompiled/k1)"
run $make -f tests.mk s-fixture-kompiled-k1
ends "without nightshift: then it is fresh" 0 "" ""
printf '#!/bin/sh\ncat "$1" >"$NIGHTSHIFT_OUTPUT"; echo more >>"$1"\n' >kompile
rm build/kompiled/k1
run $make -f tests.mk s-fixture-kompiled-k1
equal "without nightshift, one that changes each time" "2 s: 'k1.k' changed while 'build/kompiled/k1' was made from it, 3 times: if the command changes it, it cannot be an input k1.log" \
	"$status $(echo "$err" | sed -n 3p) $(ls -A build/kompiled)"
printf '#!/bin/sh\ncat "$1" >"$NIGHTSHIFT_OUTPUT"; cat "$1" >copy; cat copy >"$1"\n' >kompile
run $make -f tests.mk s-fixture-kompiled-k1
equal "without nightshift, one that is written as it was" "0 s: 'k1.k' was written while 'build/kompiled/k1' was made from it, 3 times: it is used now, and made again the next time" \
	"$status $(echo "$err" | sed -n 3p)"
echo "text 1" >k1.k
mv away kompile

# Eight makes at once, the first of which is killed with its nightshift run and those that hold locks for it.
rm -rf build begun 'done'
: >slow
$make -j2 -f tests.mk s-test s_results=results1 s_nightshift="$nightshift" >said1 2>&1 &
first=$!
until_true begun 2
held=$(cat build/kompiled/*.lock | sed -n 's/^process \([0-9]*\) .*/\1/p')
for i in 2 3 4 5 6 7 8; do
	{
		$make -j2 -f tests.mk s-test "s_results=results$i" s_nightshift="$nightshift" >"said$i" 2>&1
		echo $? >"status$i"
	} &
done
run=$(ps -o ppid= -p "$(echo "$held" | head -n 1)")
kill -9 $first
# shellcheck disable=SC2086 # words
kill -9 $run $held
until_true begun 4 # others have taken over
: >go
wait
[ -n "$held" ]
check "a make was killed, and those that held a lock for it"
equal "the other seven makes pass" "0 7" "$(cat status* | sort -u | tr '\n' ' ' | sed 's/ $//') $(cat status* | wc -l | tr -d ' ')"
equal "38 keys were made to the end, once each" "38 38" "$(lines 'done') $(sort -u 'done' | wc -l | tr -d ' ')"
equal "beside the two that were killed" 40 "$(lines begun)"
all=0
for i in 2 3 4 5 6 7 8; do [ "$(passed "results$i")" = 40 ] && all=$((all + 1)); done
equal "and every unit had its fixture whole" 7 $all
[ -z "$(find build/kompiled -name '*.making*')" ]
check "nothing half made is left" "$(ls -A build/kompiled)"
finish
