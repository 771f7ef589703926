#!/bin/sh
# Whose files they are: generate replaces no file that nightshift did not write, and removes what it wrote from the manifest that
# the manifest no longer asks for.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

platform='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>'
workflow='<workflow branch="main" cron="17 1 * * *" required="s" engine="make"><setup>true</setup></workflow>'
# manifest ATTRIBUTES INSIDE: the one of the suite in t.
manifest() { printf '<suite name="s" dir="t"%s>%s<run>true</run><variant name="v"/><module name="m"/>%s</suite>\n' "$1" "$platform" "$2" >t/suite.xml; }
generate() { run "$nightshift" generate --no-record -f t/suite.xml "$@"; }
show() { find . -type f ! -path './.git/*' ! -name '.wanted' ! -name '.got' -exec cksum {} + | sort -k 3; }
# outputs: the files there are.
outputs() { find . -type f ! -path './.git/*' ! -name 'suite.xml' | sort | tr '\n' ' ' | sed 's/ $//'; }

# refused NAME FILE...: generate refuses to replace these, and changes nothing.
refused() {
	what=$1
	shift
	wanted=
	for file do
		wanted="$wanted$(printf "%s: error: '%s' is there, and nothing in it says that nightshift wrote it: move it away, or give the output another path; 'generate --force' replaces it" "t/suite.xml" "$file")
"
	done
	show >"$work/../before.$$"
	for how in '' --check --diff; do
		generate $how
		equal "$what: generate $how" "2 $(printf '%s' "$wanted")" "$status $(echo "$err" | sed -n 's/^\(t.suite.xml\):[0-9]*:[0-9]*\(: error: .*\)/\1\2/p')$out"
	done
	show >"$work/../after.$$"
	same "$what: nothing has changed" "$work/../before.$$" "$work/../after.$$"
	rm -f "$work/../before.$$" "$work/../after.$$"
}

mkdir repo
cd repo || exit 3
mkdir t
manifest '' "<nix/>$workflow"
repository .

# --- not ours

echo 'my-own: ; echo precious' >t/tests.mk
refused "a Makefile of one's own" t/tests.mk
run "$nightshift" lint -f t/suite.xml
equal "lint says so, too" "2 t/suite.xml:1:17: error: 't/tests.mk' is there, and nothing in it says that nightshift wrote it: move it away, or give the output another path; 'generate --force' replaces it" \
	"$status $(echo "$err" | sed 1q)"
mkdir -p nix .github/workflows
echo '{ "generator": "nightshifts", "inside": { "generator": "nightshift 0.1.0" } }' >nix/s.json
echo '# Written by nightshifts from t/suite.xml; not to be edited.' >nix/s-split.nix
echo 'on: push # Written by nightshift 0.1.0 from t/suite.xml; not to be edited.' >.github/workflows/s-pr.yml
refused "all kinds of files, all named at once" nix/s.json t/tests.mk nix/s-split.nix .github/workflows/s-pr.yml
: >t/tests.mk
rm -r nix .github
refused "an empty file" t/tests.mk
generate --force
equal "--force replaces it" "0 " "$status $err"
head -n 1 t/tests.mk | grep -q '^# Written by nightshift'
check "by the output"
generate --check
ends "which is then ours" 0 "" ""

# --- ours: by the mark alone, whatever version wrote it, and from which manifest

# ours NAME: all files are written anew, without --force.
ours() {
	generate -q
	ends "$1" 0 "" ""
	generate --check
	ends "$1: as it should be" 0 "" ""
}
all() { find t nix .github -type f ! -name suite.xml ! -name seconds.tsv; }
# versioned FILE VERSION: as nightshift 0.1.0 said in the mark which version wrote it.
versioned() { sed -i.bak -e "s/^\(# Written by nightshift\) from/\1 $2 from/;s/\"generator\": \"nightshift\"/\"generator\": \"nightshift $2\"/" "$1" && rm "$1.bak"; }
all | while read -r file; do versioned "$file" 0.0.9; done
grep -q '^# Written by nightshift 0.0.9 from' t/tests.mk && grep -q '"nightshift 0.0.9"' nix/s.json
check "a version stands in the marks"
ours "the outputs of another version"
all | while read -r file; do sed -i.bak 's/t.suite[.]xml/old.xml/' "$file" && rm "$file.bak"; done
ours "those of a manifest that had another name"
all | while read -r file; do tr '\n' '\r' <"$file" | sed 's/\r/\r\n/g' >crlf && mv crlf "$file"; done
ours "with the ends of lines of another system"
all | while read -r file; do
	cp "$file" theirs
	versioned theirs 0.2.0
	cp "$file" base
	echo >>base
	cp "$file" mine
	versioned mine 0.1.1
	git merge-file -L mine -L base -L theirs mine base theirs
	cp mine "$file"
	rm mine* theirs base
done
grep -q '^<<<<<<<' t/tests.mk && grep -q '^<<<<<<<' nix/s.json
check "a merge has left conflicts where the marks are"
ours "marks between the marks of conflicts"
all | while read -r file; do
	{
		echo '<<<<<<< HEAD'
		cat "$file"
		printf '||||||| base\n=======\n'
		cat "$file"
		echo '>>>>>>> other'
	} >both
	mv both "$file"
done
ours "the whole file in conflict"
printf '{"format":1,"generator"\t:\n"nightshift 0.1.0","suite":"s"}' >nix/s.json
ours "JSON of another layout"
printf '{"format":2,"generator"\t:\n"nightshift","suite":"s"' >nix/s.json
ours "JSON of another layout, without a version"

# --- no longer asked for

manifest '' ''
generate --check
ends "what is no longer asked for: --check" 1 "nightshift: 1 of 2 outputs of 't/suite.xml' are not what it says; run: nightshift generate
nightshift: 4 files from 't/suite.xml', which no longer asks for them, are left; run: nightshift generate" "stale: nix/s.json
left: .github/workflows/s-merge.yml
left: .github/workflows/s-nightly.yml
left: .github/workflows/s-pr.yml
left: nix/s-split.nix"
run "$nightshift" lint -f t/suite.xml
equal "lint warns of it" "t/suite.xml:1:1: warning: '.github/workflows/s-nightly.yml' was written from this manifest, which no longer asks for it: nightshift generate removes it" \
	"$(echo "$err" | grep nightly.yml)"
generate --diff
equal "--diff shows it" "1 4" "$status $(echo "$out" | grep -c '^+++ /dev/null')"
# What stays: of somebody else, of another manifest, of nobody, beside the outputs and elsewhere.
mkdir -p elsewhere t/deep
sed 's/t.suite.xml/u\/suite.xml/' .github/workflows/s-pr.yml >.github/workflows/u-pr.yml
echo 'on: push' >.github/workflows/own.yml
cp .github/workflows/s-pr.yml elsewhere/
cp .github/workflows/s-pr.yml t/deep/
cp .github/workflows/s-pr.yml t/notes.txt
ln -s ../elsewhere/s-pr.yml nix/link.nix
{ echo '{ "x": ['; seq -s , 100000; echo '], "generator": "nightshift 0.1.0", "manifest": "t/suite.xml" }'; } >t/data.json # nobody's plan: its mark is not at the top
mkfifo t/fifo.mk
generate
ends "generate removes it" 0 "" "wrote nix/s.json
removed .github/workflows/s-merge.yml
removed .github/workflows/s-nightly.yml
removed .github/workflows/s-pr.yml
removed nix/s-split.nix"
equal "and nothing else" "./.github/workflows/own.yml ./.github/workflows/u-pr.yml ./elsewhere/s-pr.yml ./nix/s.json ./t/data.json ./t/deep/s-pr.yml ./t/notes.txt ./t/tests.mk" "$(outputs)"
[ -L nix/link.nix ] && [ -p t/fifo.mk ]
check "no link and no FIFO"
generate --check
ends "and that is all" 0 "" ""
rm -rf elsewhere t/deep t/notes.txt t/data.json t/fifo.mk nix/link.nix .github

# The path of an output changes, and so does the name of the suite.
manifest ' include="/make/s.mk"' ''
generate -q
equal "an output with another path" "./make/s.mk ./nix/s.json" "$(outputs)"
manifest '' ''
generate -q
equal "the plan of before says where the file for make was" "./nix/s.json ./t/tests.mk" "$(outputs)"
sed -i.bak 's/name="s"/name="other"/' t/suite.xml
rm t/suite.xml.bak
generate
ends "a suite with another name" 0 "" "wrote nix/other.json
wrote t/tests.mk
removed nix/s.json"
printf '{ "generator": "nightshift 0.1.0", "manifest": "t/suite.xml", "include": "../precious.mk" }\n' >nix/evil.json
cp t/tests.mk ../precious.mk
generate -q
equal "a plan that names a file outside" "./nix/other.json ./t/tests.mk" "$(outputs)"
[ -f ../precious.mk ]
check "that one stays"
mkdir ../out
cp t/tests.mk ../out/x.yml
mkdir .github
ln -s ../../out .github/workflows
generate
ends "a folder that is a link is none" 0 "" ""
[ -f ../out/x.yml ]
check "and what is in it stays"
rm .github/workflows

# --- the copy of the Nix library that nightshift 0.1.0 put beside each split file

advice="where it is imported, add 'mkSplit = inputs.nightshift.lib.mkSplit;' in a flake that has the input nightshift, or elsewhere 'inherit (import \"\${nightshift}/nix\") mkSplit;' with the path of nightshift's source"
library="# Part of nightshift's Nix library, which 'nightshift generate' copies into projects: a copy is not to be edited."
# old_project: what nightshift 0.1.0 left of a manifest with <nix/>, and a file of somebody else in the library's folder.
old_project() {
	manifest '' '<nix/>'
	generate -q
	mkdir -p nix/nightshift
	for file in nix/nightshift.nix nix/nightshift/gate.nix nix/nightshift/plan.nix; do printf '%s\n# What it is.\n' "$library" >$file; done
	sed -e 's/^mkSplit {/import .\/nightshift.nix {/' nix/s-split.nix >old && mv old nix/s-split.nix
}
warned="t/suite.xml:1:181: warning: 'nix/s-split.nix' imported a copy of the Nix library, and now takes it from outside: $advice"
sed -i.bak 's/name="other"/name="s"/' t/suite.xml && rm t/suite.xml.bak
generate -q
old_project
equal "a project of before has a copy of the library" "./nix/nightshift.nix ./nix/nightshift/gate.nix ./nix/nightshift/plan.nix ./nix/s-split.nix ./nix/s.json ./t/tests.mk" "$(outputs)"
for command in 'generate --check' lint; do
	# shellcheck disable=SC2086
	run "$nightshift" $command -f t/suite.xml
	equal "$command says what to add where the split is imported" "$warned" "$(echo "$err" | grep 'imported a copy')"
done
equal "lint warns of the copy, too" "3" "$(echo "$err" | grep -c "'nix/nightshift.*' was written from this manifest, which no longer asks for it: nightshift generate removes it")"
# Another suite has its split there, which still imports it.
sed 's/from t.suite.xml/from u\/suite.xml/' nix/s-split.nix >nix/u-split.nix
generate
ends "as long as another split imports the copy, it stays" 0 "$warned
checked\" nightly=\"checked\"/><run>true</run><variant name=\"v\"/><module name=\"m\"/><nix/></suite>
$(printf '%80s' '')^" "wrote nix/s-split.nix"
rm nix/u-split.nix
echo "# our own" >nix/nightshift/own.nix
generate
ends "then generate removes it" 0 "" "removed nix/nightshift.nix
removed nix/nightshift/gate.nix
removed nix/nightshift/plan.nix"
equal "but what nobody marked" "./nix/nightshift/own.nix ./nix/s-split.nix ./nix/s.json ./t/tests.mk" "$(outputs)"
rm nix/nightshift/own.nix
old_project
generate -q
[ ! -e nix/nightshift ]
check "and its folder, if that is empty then"
old_project
manifest '' ''
generate
ends "where <nix> goes, the library goes with the split file" 0 "" "wrote nix/s.json
removed nix/nightshift.nix
removed nix/nightshift/gate.nix
removed nix/nightshift/plan.nix
removed nix/s-split.nix"
mkdir -p nix/nightshift
printf '%s\n' "# The split: takes a derivation it did not write, and a plan, and parts building from testing." >nix/nightshift.nix
generate
ends "the library itself, which has no mark, stays" 0 "" ""
quiet "and it has none in any file, or generate would remove it here" \
	sh -c 'cd "$1/nix" && ls nightshift/*.nix >/dev/null && ! grep -l "^# Part of nightshift.s Nix library" ./*.nix nightshift/*.nix' sh "$top"
rm -r nix/nightshift.nix nix/nightshift
sed -i.bak 's/name="s"/name="other"/' t/suite.xml && rm t/suite.xml.bak
generate -q

# One that cannot be removed: the environment's failure.
cp t/tests.mk nix/old.mk
if [ "$(id -u)" = 0 ] && command -v chattr >/dev/null && chattr +i nix/old.mk 2>/dev/null; then
	generate
	chattr -i nix/old.mk
	ends "what is left and cannot be removed" 3 "nightshift: cannot remove 'nix/old.mk': Operation not permitted"
elif [ "$(id -u)" != 0 ]; then
	chmod a-w nix
	generate
	chmod u+w nix
	ends "what is left and cannot be removed" 3 "nightshift: cannot remove 'nix/old.mk': Permission denied"
fi
finish
