#!/bin/sh
# What nightshift meets outside: repositories of every kind, manifests that are no manifests, links, folders it may not write
# into, a full disk, and its own sudden end. Each time: the whole message, the exit status, and the old files as they were.
# Mistakes within a manifest are in error/.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# good [MODULE]: a manifest without a mistake.
good() {
	cat <<-E
	<suite name="s">
	  <platform name="linux" system="x86_64-linux" runner="ubuntu-24.04" pr="checked" merge="checked" nightly="checked"/>
	  <seed fallback="4711" env="SEED"/>
	  <nix library="input"/>
	  <run>./t {module}</run>
	  <variant name="v"/>
	  <module name="${1:-m}"/>
	</suite>
	E
}

# fresh FOLDER: a folder with a good manifest, and older outputs.
fresh() {
	rm -rf "$1"
	mkdir -p "$1/nix"
	good >"$1/suite.xml"
	for file in tests.mk nix/s.json nix/s-split.nix; do
		echo "an older $file" >"$1/$file"
	done
}

# refused NAME STATUS MESSAGE COMMAND...: the command ends so, says exactly that, and changes nothing in $work/r.
refused() {
	name=$1 wanted=$2 message=$3
	shift 3
	files r >"$work/before"
	run "$@"
	files r >"$work/after"
	ends "$name" "$wanted" "$message"
	same "$name: everything as it was" "$work/before" "$work/after"
}

# root COMMAND...: as root, where that may be done without asking.
root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Its seed as a shell computes it.
seed_of() {
	echo $((0x$(git -C "$1" rev-parse HEAD | cut -c 1-8) & 0x7fffffff))
}

# Somebody holds the record, and does not let go for eleven seconds: started here, looked at in the end.
fresh held
"$nightshift" generate -q -C held -f suite.xml
if command -v sqlite3 >/dev/null; then
	{ echo 'BEGIN EXCLUSIVE;' && sleep 11; } | sqlite3 held/.nightshift/record.db &
	holder=$!
	(
		sleep 0.3
		good other >held/suite.xml
		"$nightshift" generate -C held -f suite.xml >held.out 2>held.err
		echo $? >held.status
	) &
	waiting=$!
fi

# --- repositories -----------------------------------------------------------------------------------------------------

fresh none
run "$nightshift" seed -C none -f suite.xml
ends "no repository: seed" 0 "nightshift: 4711 is the fallback: there is no repository here" 4711
run "$nightshift" seed -q -C none -f suite.xml
ends "no repository: seed --quiet" 0 "" 4711
run "$nightshift" generate -C none -f suite.xml
ends "no repository: generate" 0 "" "wrote nix/s.json
wrote tests.mk
wrote nix/s-split.nix"

fresh unborn
git init -q -b main unborn
run "$nightshift" seed -C unborn -f suite.xml
ends "an unborn HEAD: seed" 0 "nightshift: 4711 is the fallback: HEAD has no commit yet" 4711
run "$nightshift" generate -C unborn -f suite.xml
ends "an unborn HEAD: generate" 0 "" "wrote nix/s.json
wrote tests.mk
wrote nix/s-split.nix"

fresh one
repository one
number=$(seed_of one)
run "$nightshift" seed -C one
ends "a commit: seed" 0 "" "$number"
run env TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$nightshift" seed -C one HEAD
ends "a commit: seed HEAD" 0 "" "$number"
repository one "another commit"
git -C one checkout -q --detach HEAD~1
run "$nightshift" seed -C one
ends "a detached HEAD: seed" 0 "" "$number"
git -C one checkout -q main

git clone -q --depth 1 "file://$work/one" shallow
run "$nightshift" seed -C shallow
ends "a shallow clone: seed" 0 "" "$(seed_of one)"
run "$nightshift" seed -C shallow HEAD~1
ends "a shallow clone: seed of a commit it lacks" 2 "nightshift: error: no commit is named 'HEAD~1' here; a shallow clone holds only the newest (fetch-depth)" ""

git -C one worktree add -q --detach ../linked HEAD~1
run "$nightshift" seed -C linked
ends "a linked worktree: seed" 0 "" "$number"
files one >before
run "$nightshift" generate -q --no-record -C linked/nix
files one >after
ends "a linked worktree: generate, from a folder in it" 0 "" ""
same "a linked worktree: nothing is written to the main one" before after
run "$nightshift" generate --check -C linked
ends "a linked worktree: it has the outputs" 0 "" ""

git clone -q --bare one bare.git
good >elsewhere.xml
run "$nightshift" seed -C bare.git -f ../elsewhere.xml
ends "a bare repository: seed" 0 "" "$(seed_of one)"
run "$nightshift" generate -C bare.git -f ../elsewhere.xml
ends "a bare repository: generate" 2 "nightshift: error: the repository is bare: there is no work tree to write into" ""

fresh r
repository r
if root chown -R 65534 r 2>/dev/null; then
	refused "a repository of another owner" 3 "nightshift: the repository at '$work/r' belongs to another user; if you trust it, run: git config --global --add safe.directory '$work/r'" \
		"$nightshift" generate -C r/nix
	git config --global --add safe.directory "$work/r"
	run "$nightshift" generate --check -q -C r
	ends "a repository of another owner that is trusted" 1 ""
	rm "$HOME/.gitconfig"
	root chown -R "$(id -u)" r
else
	skip "a repository of another owner" "only root can give it away"
fi

fresh r
mkdir r/.git
run "$nightshift" seed -C r -f suite.xml
ends "an empty .git is no repository" 0 "nightshift: 4711 is the fallback: there is no repository here" 4711
fresh r
repository r
printf '[core]\n\trepositoryformatversion = 99\n' >r/.git/config
files r >before
run "$nightshift" generate -C r
files r >after
case $status:$err in
"3:nightshift: cannot open the repository at '.': "?*) ok "a repository that cannot be read" ;;
*) not_ok "a repository that cannot be read" "exit status $status: $err" ;;
esac
same "a repository that cannot be read: everything as it was" before after

# --- manifests --------------------------------------------------------------------------------------------------------

fresh r
: >r/suite.xml
refused "an empty manifest" 2 "suite.xml: error: the file is empty" "$nightshift" generate -C r -f suite.xml
good | head -n 5 >r/suite.xml
refused "a truncated manifest" 2 "suite.xml:6:1: error: the file ends before its last element is closed" "$nightshift" generate -C r -f suite.xml
good | sed 's/-linux.*//;2q' >r/suite.xml
refused "a manifest truncated within a tag" 2 "suite.xml:2:3: error: not well-formed XML: unclosed token
  <platform name=\"linux\" system=\"x86_64
  ^" "$nightshift" generate -C r -f suite.xml
cat >r/suite.xml <<'E2'
<?xml version="1.0"?>
<!DOCTYPE suite [
 <!ENTITY lol "lol">
 <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
 <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
 <!ENTITY lol4 "&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;">
 <!ENTITY lol5 "&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;">
 <!ENTITY lol6 "&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;">
 <!ENTITY lol7 "&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;">
 <!ENTITY lol8 "&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;">
 <!ENTITY lol9 "&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;&lol8;">
]>
<suite name="s"><run>&lol9;</run></suite>
E2
refused "a billion laughs" 2 "suite.xml:2:17: error: a document type declaration is not allowed here; take '<!DOCTYPE ...>' out
<!DOCTYPE suite [
                ^" "$nightshift" generate -C r -f suite.xml
cat >r/suite.xml <<'E2'
<!DOCTYPE suite SYSTEM "/etc/passwd">
<suite name="s"/>
E2
refused "an external DTD" 2 "suite.xml:1:37: error: a document type declaration is not allowed here; take '<!DOCTYPE ...>' out
<!DOCTYPE suite SYSTEM \"/etc/passwd\">
                                    ^" "$nightshift" generate -C r -f suite.xml

# deep ELEMENT: a thousand of them, each in the one before, within a good suite.
deep() {
	good | sed '$d'
	awk -v e="$1" 'BEGIN { for (i = 0; i < 1000; i++) print "<" e ">"; for (i = 0; i < 1000; i++) print "</" e ">" }'
	echo '</suite>'
}
deep x >r/suite.xml
refused "1,000 levels of nothing known" 2 "suite.xml:8:1: error: unknown element <x>
<x>
^" "$nightshift" generate -C r -f suite.xml
deep group >r/suite.xml
refused "1,000 levels of groups" 2 "suite.xml:9:1: error: <group> cannot stand in <group>, only in <suite>
<group>
^" "$nightshift" generate -C r -f suite.xml

# 50 MB: a comment; a hundred thousand modules; one attribute.
{
	good | sed '$d'
	echo '<!--'
	awk 'BEGIN { for (i = 0; i < 500000; i++) print "nothing but a long comment, one hundred bytes in each line, five hundred thousand lines of it, so 50 MB" }'
	echo '--></suite>'
} >r/suite.xml
[ "$(wc -c <r/suite.xml)" -gt 50000000 ]
check "a comment of 50 MB: so long"
run "$nightshift" generate --check -C r -f suite.xml
ends "a comment of 50 MB" 1 "nightshift: 3 of 3 outputs of 'suite.xml' are not what it says; run: nightshift generate" "stale: nix/s.json
stale: tests.mk
stale: nix/s-split.nix"
{
	good | sed '$d'
	awk 'BEGIN {
		for (i = 0; i < 460; i++) long = long "x"
		for (i = 0; i < 100000; i++) print "<module name=\"m" i "\" seconds=\"" i % 97 + 1 "\" reason=\"" long "\"/>"
	}'
	echo '</suite>'
} >r/suite.xml
[ "$(wc -c <r/suite.xml)" -gt 50000000 ]
check "100,000 modules in 50 MB: so long"
rm -rf r/nix r/tests.mk # what lies there is not this suite's
run "$nightshift" lint -C r -f suite.xml
ends "100,000 modules in 50 MB" 0 "" "suite.xml: suite 's' is sound: 100001 units, 1 variant, 1 platform"
{
	good | sed '$d'
	printf '<module name="'
	awk 'BEGIN { for (i = 0; i < 50000; i++) printf "%01000d", 0 }'
	echo '"/></suite>'
} >r/suite.xml
files r >before
run "$nightshift" generate -C r -f suite.xml
files r >after
case $status:$(printf '%s' "$err" | wc -c | tr -d ' '):$err in
2:????:"suite.xml:8:9: error: 'name' of <module> is '00000"*) ok "a name of 50 MB: a message that can be read" ;;
*) not_ok "a name of 50 MB: a message that can be read" "exit status $status: $(printf '%s' "$err" | head -c 300)" ;;
esac
same "a name of 50 MB: everything as it was" before after

fresh r
good | sed 's|</suite>|<exclude name="x" reason="dead" until="2025-01-31"/></suite>|' >r/suite.xml
refused "'until' in the past: lint" 2 "suite.xml:8:1: error: 'until' was 2025-01-31, which has passed: run it again, or set a new date
<exclude name=\"x\" reason=\"dead\" until=\"2025-01-31\"/></suite>
^" "$nightshift" lint -C r -f suite.xml
run "$nightshift" generate -q -C r -f suite.xml
ends "'until' in the past: generate warns, for it must not depend on the clock" 0 "suite.xml:8:1: warning: 'until' was 2025-01-31, which has passed: run it again, or set a new date
<exclude name=\"x\" reason=\"dead\" until=\"2025-01-31\"/></suite>
^"
files r >before
run env SOURCE_DATE_EPOCH=1 "$nightshift" generate -C r -f suite.xml
files r >after
ends "'until' is not in the past, in 1970" 0 "" ""
same "'until': the same bytes on another day" before after

# --- links, and things in the way ----------------------------------------------------------------------------------------

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
$(through nix/s-split.nix 4:3 '  <nix library="input"/>' '  ^')" "$nightshift" generate -C r -f suite.xml
fresh r
good | sed 's/ library="input"//' >r/suite.xml
ln -s "$work/outside/victim" r/nix/nightshift.nix
ln -s "$work/outside" r/nix/nightshift
# of_library WHAT: that is said of each file of the Nix library.
of_library() {
	(cd "$top/nix" && printf '%s\n' nightshift.nix nightshift/*) | while read -r file; do
		printf '%s\n' "suite.xml:4:3: error: 'nix/$file' $1" '  <nix/>' '  ^'
	done
}
refused "the Nix library through links" 2 "$(of_library "leads through a symbolic link, which may lead outside of the repository: nothing is written through it")" "$nightshift" generate -C r -f suite.xml
rm r/nix/nightshift.nix r/nix/nightshift
mkdir r/nix/nightshift.nix
echo "a file" >r/nix/nightshift
refused "something else in the place of the Nix library" 2 "$(of_library "cannot be written: a folder or something else that is no file stands there, or a file where a folder belongs")" "$nightshift" generate -C r -f suite.xml
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
refused "a folder where a file belongs, a file where a folder does" 2 "suite.xml:1:1: error: 'nix/s.json' cannot be written: a folder or something else that is no file stands there, or a file where a folder belongs
<suite name=\"s\">
^
suite.xml:1:1: error: 'tests.mk' cannot be written: a folder or something else that is no file stands there, or a file where a folder belongs
<suite name=\"s\">
^
suite.xml:4:3: error: 'nix/s-split.nix' cannot be written: a folder or something else that is no file stands there, or a file where a folder belongs
  <nix library=\"input\"/>
  ^" "$nightshift" generate -C r -f suite.xml
fresh r
long=$(awk 'BEGIN { for (i = 0; i < 300; i++) printf "x" }')
sed "s/name=\"s\"/name=\"s\" include=\"$long\"/" r/suite.xml >x && mv x r/suite.xml
refused "a name that is too long for the file system" 3 "nightshift: cannot read '$long'" "$nightshift" generate -C r -f suite.xml

# --- what the machine refuses ---------------------------------------------------------------------------------------------

# as_nobody COMMAND...: as a user whom permissions bind.
chmod 755 "$work"
cp "$nightshift" "$work/program"
refused "a program without its core" 3 "nightshift: cannot start nightshift-core, which belongs beside '$work/program' or in libexec: No such file or directory" \
	"$work/program" --version
cp "$nightshift-core" "$work/nightshift-core"
if [ "$(id -u)" != 0 ]; then
	as_nobody() { "$@"; }
elif setpriv --reuid=65534 --regid=65534 --clear-groups "$work/program" --version >/dev/null 2>&1; then
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
else
	as_nobody() { return 1; }
fi
undo="chmod -R u+w '$work'"
if as_nobody "$work/program" --version >/dev/null 2>&1; then
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

# --- a required check that is not the only one of its name ----------------------------------------------------------------

# called NAME: a suite whose required check is called so, and a workflow by hand
called() {
	rm -rf r
	mkdir -p r/.github/workflows
	good | sed "s,</suite>,<workflow engine=\"make\" cron=\"1 2 * * *\" required=\"$1\" nightshift=\"ns\"/></suite>," >r/suite.xml
	cat >r/.github/workflows/hand.yaml
}
other="a job has the name of the required check of suite 's', 'all', and branch protection cannot tell the two apart: call one of them otherwise"
for as in 'all' '"all"' "'all'" 'all # of them' '  all'; do
	called all <<-E
	name: all
	on: push
	jobs:
	  # all
	  some:
	    runs-on: x
	    name: $as

	    steps:
	      - name: all
	        run: true
	E
	refused "a job of another workflow with the name of the required check: $as" 2 ".github/workflows/hand.yaml:7:5: error: $other" \
		"$nightshift" generate -C r -f suite.xml
	refused "so does lint: $as" 2 ".github/workflows/hand.yaml:7:5: error: $other" "$nightshift" lint -C r -f suite.xml
done
called all <<-E
	jobs:
	    first:
	        name: none
	    all:
	        steps: []
E
refused "a job without a name has its id's" 2 ".github/workflows/hand.yaml:4:5: error: $other" "$nightshift" generate -C r -f suite.xml
called all <<-E
	on: { push: }
	all:
	  all:
	    name: all
	jobs:
	  all:
	    name: some
	    strategy:
	      name: all
	  overall:
	    name: all of them
	    steps:
	    - name: all
E
run "$nightshift" generate -q --no-record -C r -f suite.xml
ends "no other job has the name" 0 "" ""
run "$nightshift" generate --check -C r -f suite.xml
ends "nor is the written one another" 0 "" ""
mv r/.github/workflows/s-pr.yml r/.github/workflows/old-pr.yml
sed 's/suite name="s"/suite name="new"/' r/suite.xml >renamed.xml && cp renamed.xml r/suite.xml
run "$nightshift" generate --no-record -C r -f suite.xml
[ "$status" = 2 ] && printf '%s\n' "$err" |
	grep -q "^.github/workflows/old-pr.yml:[0-9]*:5: error: a job has the name of the required check of suite 'new', 'all',"
check "a suite that was renamed leaves its old check behind, and is told" "$err"

# --- the sudden end (law 8) -----------------------------------------------------------------------------------------------

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
torn='' killed=0
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	if [ $((i % 2)) = 1 ]; then many old; else many new; fi >r/suite.xml
	"$nightshift" generate -q -C r -f suite.xml 2>/dev/null &
	pid=$!
	sleep "$(awk -v i=$i 'BEGIN { printf "%.4f", i * i % 31 * 0.004 }')"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null || killed=$((killed + 1))
	for file in tests.mk nix/s.json nix/s-split.nix; do
		cmp -s "r/$file" "old-$(basename "$file")" || cmp -s "r/$file" "new-$(basename "$file")" || torn="$torn $i:$file"
	done
done
[ -z "$torn" ]
check "killed 30 times ($killed while it ran): each output is the old one or the new one, whole" "$torn"
run "$nightshift" generate -q -C r -f suite.xml
ends "after that, generate" 0 "" ""
run "$nightshift" coverage -C r -f suite.xml
[ "$status" = 0 ]
check "after that, the record is sound" "$err"

# --- the record that was held -----------------------------------------------------------------------------------------------

if command -v sqlite3 >/dev/null; then
	wait "$waiting" "$holder"
	status=$(cat held.status) out=$(cat held.out) err=$(cat held.err)
	ends "a record that another process holds" 3 "nightshift: '$work/held/.nightshift/record.db' is held by another process for more than 10 seconds: run it again when that has ended" "wrote nix/s.json
wrote tests.mk
wrote nix/s-split.nix"
	run "$nightshift" generate -C held -f suite.xml
	ends "and when that has ended" 0 "" ""
else
	skip "a record that another process holds" "there is no sqlite3"
fi
finish
