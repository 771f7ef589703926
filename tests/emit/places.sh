#!/bin/sh
# Where nightshift has to write: links and other things in the way, folders it may not write into, a full disk, a record that is held, and its
# own sudden end. Each time: the whole message, the exit status, and the old files as they were.
# shellcheck source=tests/suite/badinput/lib.sh
. "$(dirname "$0")/../suite/badinput/lib.sh"

# Somebody holds the record, from here to the end of this script: nightshift waits ten seconds for it.
fresh held
"$nightshift" generate -q -C held -f suite.xml
if command -v sqlite3 >/dev/null; then
	mkfifo orders
	sqlite3 held/.nightshift/record.db <orders >held.said &
	holder=$!
	exec 9>orders
	echo "BEGIN EXCLUSIVE; SELECT 'held';" >&9
	appears held.said
	good other >held/suite.xml
	{
		"$nightshift" generate -C held -f suite.xml >held.out 2>held.err
		echo $? >held.status
	} 9>&- &
	waiting=$!
fi

# --- links, and things in the way ---------------------------------------------------------------------------------------

# through LINK OUTPUT: what is said of an output behind a link; the place is the attribute's or element's that asks for it.
through() {
	printf '%s\n' "suite.xml:$2: error: '$1' leads through a symbolic link, which may lead outside of the repository: nothing is written through it" "$3" "$4"
}

mkdir outside
echo "not ours" >outside/victim
echo "not ours" >outside/s.json
fresh r
ln -sf "$work/outside/victim" r/tests.mk
refused "an output that is a link" 2 "$(through tests.mk 1:1 '<suite name="s">' '^')" "$nightshift" generate -C r -f suite.xml
fresh r
ln -sf ../nowhere r/tests.mk
refused "an output that is a link to nothing" 2 "$(through tests.mk 1:1 '<suite name="s">' '^')" "$nightshift" generate -C r -f suite.xml
fresh r
mv r/nix r/nix-away
ln -s "$work/outside" r/nix
refused "an output in a linked folder" 2 "$(through nix/s.json 1:1 '<suite name="s">' '^')
$(through nix/s-split.nix 4:3 '  <nix/>' '  ^')" "$nightshift" generate -C r -f suite.xml
fresh r
ln -s "$work/outside" r/sub
sed 's/name="s"/name="s" dir="sub"/' r/suite.xml >x && mv x r/suite.xml
refused "the suite's folder is a link" 2 "$(through sub/tests.mk 1:17 '<suite name="s" dir="sub">' '                ^')" "$nightshift" generate -C r -f suite.xml
fresh r
ln -s "$work/outside" r/deep
sed 's/name="s"/name="s" plan="deep\/deeper\/s.json"/' r/suite.xml | sed '/<nix/d' >x && mv x r/suite.xml
refused "a link further up" 2 "$(through deep/deeper/s.json 1:17 '<suite name="s" plan="deep/deeper/s.json">' '                ^')" "$nightshift" generate -C r -f suite.xml
[ "$(cat outside/victim outside/s.json)" = "not ours
not ours" ] && [ "$(find outside | wc -l)" -eq 3 ]
check "what the links lead to is untouched" "$(find outside)"
rm r/deep
mkdir r/deep
run "$nightshift" generate -q --no-record -C r -f suite.xml
ends "a folder in its place is taken" 0 ""

fresh r
rm r/tests.mk
mkdir r/tests.mk
rm -r r/nix
echo "a file" >r/nix
refused "a folder where a file belongs, a file where a folder does" 2 "suite.xml:1:1: error: 'nix/s.json' cannot be written: a folder or something else that is not a file is there, or a file is where a folder should be
<suite name=\"s\">
^
suite.xml:1:1: error: 'tests.mk' cannot be written: a folder or something else that is not a file is there, or a file is where a folder should be
<suite name=\"s\">
^
suite.xml:4:3: error: 'nix/s-split.nix' cannot be written: a folder or something else that is not a file is there, or a file is where a folder should be
  <nix/>
  ^" "$nightshift" generate -C r -f suite.xml
fresh r
long=$(awk 'BEGIN { for (i = 0; i < 300; i++) printf "x" }')
sed "s/name=\"s\"/name=\"s\" include=\"$long\"/" r/suite.xml >x && mv x r/suite.xml
refused "a name that is too long for the file system" 3 "nightshift: cannot read '$long': File name too long" "$nightshift" generate -C r -f suite.xml

# --- what the machine refuses -------------------------------------------------------------------------------------------

# as_nobody COMMAND...: as a user whom permissions bind.
chmod 755 "$work"
cp "$nightshift" "$work/program"
refused "a program without its core" 3 "nightshift: cannot start nightshift-core, which should be installed beside '$work/program' or in libexec: No such file or directory" \
	"$work/program" generate --version
cp "$nightshift-core" "$work/nightshift-core"
if [ "$(id -u)" != 0 ]; then
	as_nobody() { "$@"; }
elif setpriv --reuid=65534 --regid=65534 --clear-groups "$work/program" generate --version >/dev/null 2>&1; then
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
else
	as_nobody() { return 1; }
fi
undo="chmod -R u+w '$work'"
if as_nobody "$work/program" generate --version >/dev/null 2>&1; then
	fresh r
	chmod 755 r && chmod 555 r/nix
	refused "a folder that is read-only, the first output's" 3 "nightshift: cannot write 'nix/s.json', so nothing was changed: Permission denied" \
		as_nobody "$work/program" generate -C r -f suite.xml
	chmod 755 r/nix
	fresh r
	[ "$(id -u)" != 0 ] || chown -R 65534 r/nix
	chmod 755 r/nix && chmod 555 r
	refused "a folder that is read-only, the second output's" 3 "nightshift: cannot write 'tests.mk', so nothing was changed: Permission denied" \
		as_nobody "$work/program" generate -C r -f suite.xml
	chmod 755 r
	chmod 000 r/suite.xml
	refused "a manifest that may not be read" 2 "suite.xml: error: cannot be read: Permission denied" as_nobody "$work/program" generate -C r -f suite.xml
	chmod 644 r/suite.xml
	fresh r
	"$nightshift" generate -q -C r -f suite.xml
	good other >r/suite.xml
	chmod 755 r r/nix && chmod 444 r/.nightshift/record.db && chmod 555 r/.nightshift
	run as_nobody "$work/program" record -C r -f suite.xml nowhere
	ends "a record that may not be written" 3 "nightshift: '$work/r/.nightshift/record.db' cannot be written (attempt to write a readonly database): look at its rights, or name another file with --record" ""
	chmod 755 r/.nightshift
else
	skip "a read-only folder" "run by root, whom permissions do not bind, and there is no setpriv"
fi

# A file may not become longer than that: as on a full disk, the write fails in the middle. SIGXFSZ is ignored.
# shellcheck disable=SC2317 # called through refused
limited() {
	(
		trap '' XFSZ
		ulimit -f 1
		exec "$@"
	)
}
fresh r
refused "files may not grow" 3 "nightshift: cannot write 'nix/s.json', so nothing was changed: File too large" limited "$nightshift" generate -C r -f suite.xml

fresh r
err=$( (trap '' XFSZ && ulimit -f 0 && exec "$nightshift" record -C r -f suite.xml nowhere) 2>&1)
equal "not even the record's .gitignore can be written" "nightshift: cannot write '$work/r/.nightshift/.gitignore': File too large" "$err"

if mkdir small && root mount -t tmpfs -o size=64k none small 2>/dev/null; then
	undo="root umount '$work/small'; $undo"
	fresh r
	mv r/* small/
	head -c 100000 /dev/zero >small/filler 2>/dev/null
	files small >before
	run "$nightshift" generate --no-record -C small -f suite.xml
	files small >after
	ends "a full disk" 3 "nightshift: cannot write 'nix/s.json', so nothing was changed: No space left on device"
	same "a full disk: everything as it was, no temporaries" before after
	rm small/filler
	run "$nightshift" generate -q --no-record -C small -f suite.xml
	ends "room was made" 0 ""
else
	skip "a full disk" "no small file system can be mounted here"
fi
if [ -c /dev/full ]; then
	fresh r
	run sh -c 'exec "$0" plan -C r -f suite.xml >/dev/full' "$nightshift"
	ends "standard output is full" 3 "nightshift: cannot write to standard output: No space left on device"
else
	skip "standard output is full" "there is no /dev/full"
fi

# --- the sudden end (law 8) ---------------------------------------------------------------------------------------------

# many WORD: a manifest of some thousand units.
many() {
	good | sed '$d'
	awk -v word="$1" 'BEGIN { for (i = 0; i < 5000; i++) print "<module name=\"" word i "\"/>" }'
	echo '</suite>'
}
fresh r
for word in old new; do
	many $word >r/suite.xml
	"$nightshift" generate -q --no-record -C r -f suite.xml
	for file in tests.mk nix/s.json nix/s-split.nix; do
		cp "r/$file" "$work/$word-$(basename "$file")"
	done
done
# At a choice of its system calls: those that change what is seen, and one in 15 of the others.
if can_kill_at; then
	many old >r/suite.xml
	system_calls "$nightshift" generate -q -C r -f suite.xml | awk '/^(write|rename|unlink|mkdir|fsync|fdatasync)/ || NR % 15 == 0' >moments
	torn='' killed=0 word=new
	while read -r call number; do
		many $word >r/suite.xml
		killed_at "$call" "$number" "$nightshift" generate -q -C r -f suite.xml
		[ $? != 137 ] || killed=$((killed + 1))
		for file in tests.mk nix/s.json nix/s-split.nix; do
			cmp -s "r/$file" "old-$(basename "$file")" || cmp -s "r/$file" "new-$(basename "$file")" || torn="$torn $call $number: $file"
		done
		case $word in old) word=new ;; *) word=old ;; esac
	done <moments
	[ -z "$torn" ] && [ $killed -ge 30 ]
	check "killed at a system call, 30 times and more: each output is the old one or the new one, whole" "killed $killed times; $torn"
	run "$nightshift" generate -q -C r -f suite.xml
	ends "after that, generate" 0 "" ""
	run "$nightshift" coverage -C r -f suite.xml
	[ "$status" = 0 ]
	check "after that, the record is sound" "$err"
else
	skip "killed at a system call" "strace cannot be used here"
fi

# --- the record that was held -------------------------------------------------------------------------------------------

if command -v sqlite3 >/dev/null; then
	wait "$waiting"
	status=$(cat held.status) out=$(cat held.out) err=$(cat held.err)
	ends "a record that another process holds" 3 "nightshift: '$work/held/.nightshift/record.db' is held by another process for more than 10 seconds: run it again when that has ended" "wrote nix/s.json
wrote tests.mk"
	exec 9>&-
	wait "$holder"
	run "$nightshift" generate -C held -f suite.xml
	ends "and when that has ended" 0 "" ""
else
	skip "a record that another process holds" "there is no sqlite3"
fi
finish
