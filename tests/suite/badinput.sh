#!/bin/sh
# What nightshift meets outside: repositories of every kind, and manifests that are no manifests. Each time: the whole message, the exit
# status, and the old files as they were. Mistakes within a manifest are in error/, places that it cannot write into in ../emit/places.sh.
# shellcheck source=tests/suite/badinput/lib.sh
. "$(dirname "$0")/badinput/lib.sh"

# --- repositories -------------------------------------------------------------------------------------------------------

# Its seed as a shell computes it.
seed_of() {
	echo $((0x$(git -C "$1" rev-parse HEAD | cut -c 1-8) & 0x7fffffff))
}

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

# --- manifests ----------------------------------------------------------------------------------------------------------

fresh r
: >r/suite.xml
refused "an empty manifest" 2 "suite.xml: error: the file is empty: a manifest is one <suite name=\"...\">" "$nightshift" generate -C r -f suite.xml
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
finish
