#!/bin/sh
# What a change makes due, on real repositories: `nightshift affected` as text, JSON and matrix, stored in affected/; every rule
# of a manifest; renames, deletions, links, modes, submodules, awkward names; settings of git that must not reach the patterns.
# Which commits are compared is in affected-commits.sh, legs and classes in affected-legs.sh, paths that the manifest finds in
# affected-paths.sh. `tests/plan/affected.sh accept` stores the outputs as they are now.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for lib/changes.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/plan/lib/changes.sh
. "$top/tests/plan/lib/changes.sh"

stored=$top/tests/plan/affected

# --- every rule, in one suite

if [ "${1-}" = accept ]; then store=$stored; else store=$work/got; fi
mkdir -p "$store" "$work/got"
# Commits have the outputs in them, so their ids change with every template.
without_ids() {
	sed 's/[0-9a-f]\{40\}/ID/g; s/since [0-9a-f]\{12\}/since ID/'
}
put t/gc/heap.c t/text/crc.c docs/a kinds/a kind2
commit change
for format in text json matrix; do
	affected --base="$base" --format=$format
	printf '%s\n%s\n' "exit status $status$err" "$out" | without_ids >"$store/$format"
done
affected --base="$base" -v
printf '%s\n%s\n' "exit status $status$err" "$out" | without_ids >"$store/verbose"
put nix/a.nix
commit promoted
affected --base=HEAD^ --format=text
printf '%s\n%s\n' "exit status $status$err" "$out" | without_ids >"$store/everything"
[ "${1-}" != accept ] || exit 0
same "a change of several modules: text, JSON, matrix and -v, every byte" "$stored" "$work/got"
affected --base="$base" --format=json
equal "the matrix within the JSON is that of --format=matrix" "$(affected --base="$base" --format=matrix && printf '%s\n' "$out" | jq -cS .)" "$(printf '%s\n' "$out" | jq -cS .matrix)"

# one NAME WANTED FILE...: a commit that changes these files makes these units due.
one() {
	name=$1 wanted=$2
	shift 2
	put "$@"
	commit "$*"
	due "a change of $*: $name" "$wanted" --base=HEAD^
}
one "a module's paths claim it" "$always $gc" t/gc/heap.c
one "'**' claims a new file deep in a folder" "$always $gc" t/gc/a/b/c.c
one "a pattern without a slash claims it at any depth" "$always $gc" t/x/heap.y
among='.class != "k"'
everything=$(printf '%s\n' a-always a-crc a-gc_0 a-gc_1 a-gc_2 a-gc_3 a-gc_4 a-l1 a-lib a-utf8 | sort | tr '\n' ' ' | sed 's/ $//')
one "a file that a pattern takes out again is claimed by no rule" "$everything" t/gc/notes.txt
one "the group's patterns claim a folder for its modules" "$always a-crc a-utf8" t/text/crc.c
one "a module takes a file out of its group's patterns" "$always a-utf8" t/text/utf8.c
one "a pattern may begin at the repository's top, and several modules may claim a file" "$always a-lib a-utf8" lib/utf8/u.c
one "paths are relative to the suite's folder, so no rule claims it" "$everything" gc/heap.c
one "<promote> makes everything due" "$everything" nix/b.nix
one "a file that <promote> takes out again is claimed by no rule" "$everything" nix/README
one "<ignore> makes nothing due" "" docs/a README.md t/gc/README.md LICENSE
one "one file is ignored, and the other counts" "$always $gc" docs/a t/heap.h
one "a file that <ignore> takes out again counts" "$everything" docs/api.md
one "a file that no rule claims makes everything due" "$everything" other.c
sed 's/<ignore paths="\/LICENSE"/<ignore paths="\/LICENSE *.xml"/' r/t/suite.xml >suite.xml && cp suite.xml r/t/suite.xml && generated
asks "a change of the manifest is claimed by the manifest, and no <ignore> takes that back" "t/suite.xml" '.files[] | select(.by == "manifest") | .path' --base=HEAD^
due "without a change nothing is due" "" --base=HEAD
asks "without a change 'any' and 'everything' are false" "false false" '[.any, .everything] | join(" ")' --base=HEAD
affected --base=HEAD --format=matrix
ends "without a change the matrix has no leg" 0 "" '{"include":[]}'
put other.c && commit
asks "where everything is due 'any' and 'everything' are true" "true true" '[.any, .everything] | join(" ")' --base=HEAD^
among=true
put t/gc/heap.c && commit
due "--lane=nightly: the units of that lane are due" "$always $gc a-soak" --base=HEAD^ --lane=nightly
due "--platform=arm: the units of that platform are due" "$always $gc" --base=HEAD^ --platform=arm
asks "units are due on each platform whose lane checks" "arm linux" '[.units[] | .on[]] | unique | join(" ")' --base=HEAD^
asks "--platform=arm: units are due there alone" "arm" '[.units[] | .on[]] | unique | join(" ")' --base=HEAD^ --platform=arm
asks "--platform=mac: nothing is due where the lane only builds" "" '[.units[] | .on[]] | unique | join(" ")' --base=HEAD^ --platform=mac
asks "--lane=nightly: units are due on each platform" "arm linux mac" '[.units[] | .on[]] | unique | join(" ")' --base=HEAD^ --lane=nightly

# --- kinds of changes -------------------------------------------------------------------------------------------------

git -C r mv t/gc/heap.c lib/heap.c && commit
due "a rename counts where it came from and where it went" "$always $gc a-lib" --base=HEAD^
by "a rename is an addition and a deletion, each claimed by its own pattern" "A lib/heap.c paths /lib/; D t/gc/heap.c paths gc/*.c" --base=HEAD^
git -C r rm -q lib/utf8/u.c && commit
due "a deletion makes due what claims the file" "$always a-lib a-utf8" --base=HEAD^
chmod +x r/t/text/crc.c && commit
by "a change of a file's mode is a change" "M t/text/crc.c paths text/" --base=HEAD^
rm r/t/text/crc.c && ln -s utf8.c r/t/text/crc.c && commit
by "a file that becomes a link is one change" "M t/text/crc.c paths text/" --base=HEAD^
rm r/t/text/crc.c && put t/text/crc.c/deep && commit
by "a file that becomes a folder is a deletion and an addition" "D t/text/crc.c paths text/; A t/text/crc.c/deep paths text/" --base=HEAD^
mkdir sub && echo 1 >sub/a && repository sub
git -C r -c protocol.file.allow=always submodule add -q "$work/sub" lib/utf8 2>/dev/null && commit
by "a new submodule and the file that lists it are changes" "A .gitmodules unclaimed; A lib/utf8/ paths /lib/" --base=HEAD^
echo 2 >sub/a && repository sub && git -C r/lib/utf8 pull -q && commit
by "a submodule at another commit is a change" "M lib/utf8/ paths /lib/" --base=HEAD^
due "a submodule is also claimed by patterns for what is in it" "$always a-lib a-utf8" --base=HEAD^
cp r/t/suite.xml before.xml && sed 's|<ignore |<ignore paths="/lib/utf8/doc/ /lib/*.md"/><ignore |' before.xml >r/t/suite.xml && generated
echo 3 >sub/a && repository sub && git -C r/lib/utf8 pull -q && commit
by "<ignore> of a part of a submodule ignores no move of it" "M lib/utf8/ paths /lib/" --base=HEAD^
sed 's|<ignore |<ignore paths="/lib/utf8/"/><ignore |' before.xml >r/t/suite.xml && generated
echo 4 >sub/a && repository sub && git -C r/lib/utf8 pull -q && commit
by "<ignore> of all of a submodule ignores its move" "M lib/utf8/ ignore /lib/utf8/" --base=HEAD^
sed 's|<module name="lib" paths="/lib/"|<module name="lib" paths="/l*/u*/*.c"|; s|<promote paths="|<promote paths="/**/x.nix !/lib/ |' before.xml >r/t/suite.xml && generated
echo 5 >sub/a && repository sub && git -C r/lib/utf8 pull -q && commit
due "a submodule is also claimed by wildcards for what may be in it, unless it is taken out" "$always a-lib a-utf8" --base=HEAD^
sed 's|<promote paths="|<promote paths="/**/x.nix |' before.xml >r/t/suite.xml && generated
echo 6 >sub/a && repository sub && git -C r/lib/utf8 pull -q && commit
by "<promote> of what may be in a submodule promotes its move" "M lib/utf8/ promote /**/x.nix" --base=HEAD^
cp before.xml r/t/suite.xml && generated
git -C r rm -qf lib/utf8 && commit
asks "a submodule that goes away is a deletion" "D paths" '.files[] | select(.path == "lib/utf8/") | .status + " " + .by' --base=HEAD^

# Names that no list with line ends or quotes would survive.
awkward='t/text/a b	"c'\'' é
d \ *[x]'
put "$awkward" && commit
asks "a name with blanks, quotes, a tab and a line end comes through JSON unchanged" "$awkward" '.files[0].path' --base=HEAD^
affected --base=HEAD^ -v
equal "a name with blanks, quotes, a tab and a line end is escaped in the text" '  A "t/text/a b\t\"c'\'' é\nd \\ *[x]" is claimed by '\''text/'\' "$(printf '%s\n' "$out" | sed -n 3p)"
latin=$(printf 't/text/\351') && put "$latin" 2>/dev/null && commit
asks "a name that is no UTF-8 is still valid JSON" 't/text/\xe9' '.files[0].path' --base=HEAD^
due "a name that is no UTF-8 is claimed by its bytes" "$always a-crc a-utf8" --base=HEAD^

# --- nobody else's rules reach the patterns ---------------------------------------------------------------------------

mkdir -p "$HOME/git" && echo '*' >"$HOME/git/ignore"
printf '*\n' >r/.gitignore
mkdir -p r/.git/info && echo '*' >r/.git/info/exclude
echo '*' >excludes && git -C r config core.excludesFile "$work/excludes" && git -C r config core.ignoreCase true
git config --global core.excludesFile "$work/excludes"
put t/text/GC.c && git -C r add -f t/text/GC.c && git -C r commit -qm ignored
due "git's ignore files, excludes and core.ignoreCase do not change what is due" "$always a-crc a-utf8" --base=HEAD^
rm -rf r/.gitignore "$HOME/git" r/.git/info/exclude "$HOME/.gitconfig"
git -C r config --unset core.excludesFile
git -C r config --unset core.ignoreCase

finish
