#!/bin/sh
# What a change makes due, on real repositories: `nightshift affected` as text, JSON and matrix, stored in affected/; renames,
# deletions, links, modes, submodules, awkward names; which commits are compared, and when that cannot be; patterns, with the
# settings of git that must not reach them; classes. `tests/plan/affected.sh accept` stores the outputs as they are now.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

stored=$top/tests/plan/affected

if ! command -v jq >/dev/null; then
	skip "nightshift affected" "there is no jq"
	finish
fi

# put FILE...: in the repository r, each with something new in it.
put() {
	for file do
		mkdir -p "$(dirname "r/$file")"
		count=$((${count:-0} + 1))
		echo "$count" >"r/$file"
	done
}
commit() {
	repository r "${1:-a commit}"
}
affected() {
	run "$nightshift" affected -C r -f t/suite.xml "$@"
}

# due NAME WANTED OPTION...: which units are due, or what jq makes of the answer if $filter says more.
filter='[.units[] | select(.due) | .id] | sort | join(" ")'
due() {
	name=$1 wanted=$2
	shift 2
	affected --format=json "$@"
	equal "$name" "0 $wanted" "$status $(printf '%s\n' "$out" | jq -r "$filter" 2>&1)$err"
}

# by NAME WANTED OPTION...: what was said of each file.
by() {
	keep=$filter filter='[.files[] | .status + " " + .path + " " + .by + (if .pattern then " " + .pattern else "" end)] | join("; ")'
	due "$@"
	filter=$keep
}

# --- every rule, in one suite ---------------------------------------------------------------------------------------------------

mkdir -p r/t
cat >r/t/suite.xml <<'E2'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="ubuntu-24.04 big" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="macos-15" pr="build" merge="build" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="arm" pr="checked" merge="checked" nightly="checked"/>
  <run>./t {module}</run>
  <variant name="a"/>
  <module name="gc" from="0" to="9" chunks="5" paths="gc/** heap.* !*.txt" seconds="50"/>
  <group paths="text/" seconds="4">
    <module name="utf8" paths="/lib/utf8/**"/>
    <module name="crc" paths="!text/utf8.c"/>
  </group>
  <module name="lib" paths="/lib/" platforms="linux" reason="there is no other"/>
  <module name="soak" paths="gc/*.c" lane="nightly" reason="long"/>
  <group class="{kind}" seconds="2" paths="/kinds/**">
    <module name="k1"><param name="kind" value="k"/></module>
    <module name="k2" paths="/kind2"><param name="kind" value="k"/></module>
    <module name="k3"><param name="kind" value="k"/></module>
    <module name="l1"><param name="kind" value="l"/></module>
  </group>
  <module name="always" seconds="1"/>
  <promote paths="/nix/** !/nix/README"/>
  <ignore paths="/**/*.md /docs/ !/docs/api.md"/>
  <ignore paths="/LICENSE"/>
  <select lane="pr" per-class="1"/>
  <shards lane="pr" platform="linux" count="3" jobs="2"/>
</suite>
E2
put t/gc/heap.c t/gc/notes.txt t/heap.h t/text/utf8.c t/text/crc.c lib/utf8/u.c lib/a.c kinds/a kind2 nix/a.nix nix/README docs/a docs/api.md LICENSE README.md other.c
repository r
"$nightshift" generate -q --no-record -C r -f t/suite.xml
commit generated
base=$(git -C r rev-parse HEAD)

if [ "${1-}" = accept ]; then store=$stored; else store=$work/got; fi
mkdir -p "$store" "$work/got"
put t/gc/heap.c t/text/crc.c docs/a kinds/a kind2
commit change
for format in text json matrix; do
	affected --base="$base" --format=$format
	printf '%s\n%s\n' "exit status $status$err" "$out" >"$store/$format"
done
affected --base="$base" -v
printf '%s\n%s\n' "exit status $status$err" "$out" >"$store/verbose"
put nix/a.nix
commit promoted
affected --base=HEAD^ --format=text
printf '%s\n%s\n' "exit status $status$err" "$out" >"$store/everything"
[ "${1-}" != accept ] || exit 0
same "each format, every byte" "$stored" "$work/got"
affected --base="$base" --format=json
equal "JSON is JSON, and the matrix in it the matrix" "$(affected --base="$base" --format=matrix && printf '%s\n' "$out" | jq -cS .)" "$(printf '%s\n' "$out" | jq -cS .matrix)"

# one NAME WANTED FILE...: a commit that changes these makes these units due.
one() {
	name=$1 wanted=$2
	shift 2
	put "$@"
	commit "$*"
	due "$name" "$wanted" --base=HEAD^
}
always="a-always"
gc="a-gc_0 a-gc_1 a-gc_2 a-gc_3 a-gc_4"
one "paths" "$always $gc" t/gc/heap.c
one "a new file, deep in a folder" "$always $gc" t/gc/a/b/c.c
one "a pattern without a slash, at any depth" "$always $gc" t/x/heap.y
filter='[.units[] | select(.due and .class != "k") | .id] | sort | join(" ")'
everything=$(printf '%s\n' a-always a-crc a-gc_0 a-gc_1 a-gc_2 a-gc_3 a-gc_4 a-l1 a-lib a-utf8 | sort | tr '\n' ' ' | sed 's/ $//')
one "what is taken out again is claimed by no rule" "$everything" t/gc/notes.txt
one "a folder, and the group's patterns" "$always a-crc a-utf8" t/text/crc.c
one "a module takes out of its group's" "$always a-utf8" t/text/utf8.c
one "from the repository's top; a file may be claimed by several" "$always a-lib a-utf8" lib/utf8/u.c
one "paths are relative to the suite's folder: this is none" "$everything" gc/heap.c
one "promote" "$everything" nix/b.nix
one "what is not promoted is claimed by no rule" "$everything" nix/README
one "ignore" "" docs/a README.md t/gc/README.md LICENSE
one "ignored, and one that is not" "$always $gc" docs/a t/heap.h
one "what ignore takes out again counts" "$everything" docs/api.md
one "a file that no rule claims" "$everything" other.c
printf 'a-lib\t*\t7\n' >r/t/seconds.tsv && commit
due "measured seconds" "$everything" --base=HEAD^
one "an output" "$everything" t/tests.mk
sed 's/<ignore paths="\/LICENSE"/<ignore paths="\/LICENSE *.xml"/' r/t/suite.xml >suite.xml && cp suite.xml r/t/suite.xml && commit "manifest"
due "the manifest, and no <ignore> takes that back" "$everything" --base=HEAD^
by "by the manifest" "M t/suite.xml manifest" --base=HEAD^
due "nothing" "" --base=HEAD
filter='[.any, .everything] | join(" ")'
due "and said so" "false false" --base=HEAD
affected --base=HEAD --format=matrix
ends "a matrix of nothing" 0 "" '{"include":[]}'
put other.c && commit
due "everything, and said so" "true true" --base=HEAD^
filter='[.units[] | select(.due) | .id] | sort | join(" ")'
put t/gc/heap.c && commit
due "another lane" "$always $gc a-soak" --base=HEAD^ --lane=nightly
due "a platform" "$always $gc" --base=HEAD^ --platform=arm
filter='[.units[] | .on[]] | unique | join(" ")'
due "due on each platform that checks" "arm linux" --base=HEAD^
due "due on the one asked for" "arm" --base=HEAD^ --platform=arm
due "a platform whose lane only builds" "" --base=HEAD^ --platform=mac
due "and at night all do" "arm linux mac" --base=HEAD^ --lane=nightly
filter='[.units[] | select(.due) | .id] | sort | join(" ")'

# --- kinds of changes -------------------------------------------------------------------------------------------------------------

git -C r mv t/gc/heap.c lib/heap.c && commit
due "a rename counts where it came from and where it went" "$always $gc a-lib" --base=HEAD^
by "both sides" "A lib/heap.c paths /lib/; D t/gc/heap.c paths gc/*.c" --base=HEAD^
git -C r rm -q lib/utf8/u.c && commit
due "a deletion" "$always a-lib a-utf8" --base=HEAD^
chmod +x r/t/text/crc.c && commit
by "a mode" "M t/text/crc.c paths text/" --base=HEAD^
rm r/t/text/crc.c && ln -s utf8.c r/t/text/crc.c && commit
by "a file that becomes a link is there once" "M t/text/crc.c paths text/" --base=HEAD^
rm r/t/text/crc.c && put t/text/crc.c/deep && commit
by "a file that becomes a folder" "D t/text/crc.c paths text/; A t/text/crc.c/deep paths text/" --base=HEAD^
mkdir sub && echo 1 >sub/a && repository sub
git -C r -c protocol.file.allow=always submodule add -q "$work/sub" lib/utf8 2>/dev/null && commit
by "a new submodule, and the file that lists it" "A .gitmodules unclaimed; A lib/utf8/ paths /lib/" --base=HEAD^
echo 2 >sub/a && repository sub && git -C r/lib/utf8 pull -q && commit
by "a submodule at another commit" "M lib/utf8/ paths /lib/" --base=HEAD^
due "is claimed by patterns for what is in it, too" "$always a-lib a-utf8" --base=HEAD^
git -C r rm -qf lib/utf8 && commit
filter='.files[] | select(.path == "lib/utf8/") | .status + " " + .by'
due "a submodule that goes" "D paths" --base=HEAD^
filter='[.units[] | select(.due) | .id] | sort | join(" ")'

# Names that no list with line ends or quotes would survive.
awkward='t/text/a b	"c'\'' é
d \ *[x]'
put "$awkward" && commit
filter='.files[0].path'
due "a name with blanks, quotes, a tab, a line end and more, in JSON" "$awkward" --base=HEAD^
affected --base=HEAD^ -v
equal "and as text" '  A "t/text/a b\t\"c'\'' é\nd \\ *[x]" is claimed by '\''text/'\' "$(printf '%s\n' "$out" | sed -n 3p)"
latin=$(printf 't/text/\351') && put "$latin" 2>/dev/null && commit
due "a name that is no UTF-8 is still valid JSON" "$(printf 't/text/\357\277\275')" --base=HEAD^
filter='[.units[] | select(.due) | .id] | sort | join(" ")'
due "and claimed by its bytes" "$always a-crc a-utf8" --base=HEAD^

# --- which commits ------------------------------------------------------------------------------------------------------------------

git -C r checkout -q -b side
put t/gc/side.c && commit side
git -C r checkout -q main
put t/text/main.c && commit main
by "from the merge base: what main did is not the change's" "A t/gc/side.c paths gc/*.c" --base=main --head=side
git -C r checkout -q --detach side
by "with a detached HEAD" "A t/gc/side.c paths gc/*.c" --base=main
filter='.merge_base == .base'
due "base is no ancestor" "false" --base=main
git -C r merge -q --no-edit main
due "now it is" "true" --base=main
filter='[.units[] | select(.due) | .id] | sort | join(" ")'
by "a test merge, as GitHub makes it" "A t/gc/side.c paths gc/*.c" --base=main
git -C r checkout -q main
git -C r tag -a -m tag v1 main~1
by "a tag" "A t/text/main.c paths text/" --base=v1
affected --base=nowhere
ends "no such base" 2 "nightshift: error: no commit is named 'nowhere' here" ""
affected --base=main --head=nowhere
ends "no such head" 2 "nightshift: error: no commit is named 'nowhere' here" ""
affected --base="my branch"
ends "a name with a blank" 2 "nightshift: error: no commit is named 'my branch' here" ""
affected --base=
ends "an empty name" 2 "nightshift: error: no commit is named '' here" ""
affected --base=HEAD:t/suite.xml
ends "not a commit" 2 "nightshift: error: no commit is named 'HEAD:t/suite.xml' here" ""
affected
ends "no --base" 2 "nightshift: error: affected needs --base=REV: what the change will be merged into" ""
affected --base=main --head=side --worktree
ends "--head and --worktree" 2 "nightshift: error: --worktree looks at HEAD and what is not committed; it goes without --head" ""
affected --base=main --format=xml
ends "an unknown format" 2 "nightshift: error: --format is 'xml', but must be text, json or matrix" ""
affected --base=main --lane=night --platform=windows
ends "an unknown lane" 2 "nightshift: error: --lane is 'night', but must be pr, merge or nightly" ""
affected --base=main --platform=linus
ends "an unknown platform" 2 "nightshift: error: no platform has the name 'linus'; did you mean 'linux'?" ""
git -C r checkout -q --orphan alone && commit alone
affected --base=main
ends "no commit in common" 2 "nightshift: error: 'main' and 'HEAD' have no commit in common" ""
git -C r checkout -q main
cp -R r/t plain && mv plain alone && rm -rf none && mkdir none && cp -R alone none/t
run "$nightshift" affected -C none -f t/suite.xml --base=main
ends "no repository" 2 "nightshift: error: there is no repository here, so nothing can be said of a change" ""
git -C none init -q
run "$nightshift" affected -C none -f t/suite.xml --base=HEAD
ends "an unborn HEAD" 2 "nightshift: error: no commit is named 'HEAD' here" ""

hint="; this clone is shallow: fetch all of the history (actions/checkout: fetch-depth: 0)"
git clone -q --depth=1 "file://$work/r" shallow 2>/dev/null
run "$nightshift" affected -C shallow -f t/suite.xml --base="$base"
ends "a shallow clone without the base" 2 "nightshift: error: no commit is named '$base' here$hint" ""
git -C shallow fetch -q --depth=1 origin side:side
export ASAN_OPTIONS=detect_leaks=0 # libgit2 1.5 loses memory where the history breaks off
run "$nightshift" affected -C shallow -f t/suite.xml --base=side
unset ASAN_OPTIONS
ends "a shallow clone with the base alone" 2 "nightshift: error: 'side' and 'HEAD' have no commit in common$hint" ""
git clone -q --depth=2 "file://$work/r" two 2>/dev/null
run "$nightshift" affected -C two -f t/suite.xml --base=HEAD^ --format=json
equal "a shallow clone with HEAD and its parent is enough" "0 t/text/main.c nightshift: this clone is shallow, so the commit's id draws who runs of each class; with all of the history (fetch-depth: 0) they take turns" \
	"$status $(printf '%s\n' "$out" | jq -r '.files[].path') $err"
equal "and its turn is drawn by HEAD's id" "$(($(printf '0x%.8s' "$(git -C two rev-parse HEAD)") & 0x7fffffff))" "$(printf '%s\n' "$out" | jq .turn)"

put t/gc/side.c new.c && git -C r add t/gc/side.c
by "what is not committed does not count" "" --base=HEAD
by "but with --worktree it does" "A new.c unclaimed; A t/gc/side.c paths gc/*.c" --base=HEAD --worktree
affected --base=HEAD
ends "and text says so" 0 "nightshift: what is not committed is not looked at; --worktree counts it in" "$out"
affected --base=HEAD -q
ends "unless it is to be quiet" 0 "" "$out"
git -C r reset -q --hard && rm -f r/new.c

# broken NAME MESSAGE REV: what that object is missing for.
broken() {
	object=$(git -C r rev-parse "$3") before=$(git -C r rev-parse HEAD~2)
	mv "r/.git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" | cut -c3-)" hidden
	export ASAN_OPTIONS=detect_leaks=0 # as above
	affected --base="$before"
	unset ASAN_OPTIONS
	[ "$status" = 3 ] && [ -z "$out" ] && case $err in "$2"*) ;; *) false ;; esac
	check "$1" "exit status $status: $err"
	mv hidden "r/.git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" | cut -c3-)"
}
mkdir -p r/t/gc && put t/gc/one.c && commit && put t/gc/two.c && commit && put t/gc/three.c && commit
broken "a commit that is missing between" "nightshift: cannot read the history: " HEAD~1
broken "a tree that is missing" "nightshift: cannot compare the commits: " HEAD:t

# --- nobody else's rules reach the patterns -----------------------------------------------------------------------------------

mkdir -p "$HOME/git" && echo '*' >"$HOME/git/ignore"
printf '*\n' >r/.gitignore
mkdir -p r/.git/info && echo '*' >r/.git/info/exclude
echo '*' >excludes && git -C r config core.excludesFile "$work/excludes" && git -C r config core.ignoreCase true
git config --global core.excludesFile "$work/excludes"
put t/text/GC.c && git -C r add -f t/text/GC.c && git -C r commit -qm ignored
due "ignore files, and case, are git's own business" "$always a-crc a-utf8" --base=HEAD^
rm -rf r/.gitignore "$HOME/git" r/.git/info/exclude "$HOME/.gitconfig"
git -C r config --unset core.excludesFile
git -C r config --unset core.ignoreCase

# --- the matrix -------------------------------------------------------------------------------------------------------------------

mkdir -p m
# suite PLATFORMS MODULES: as many, all of a second, with no paths; linux is cut into $shards.
suite() {
	awk -v platforms="$1" -v modules="$2" -v shards="${shards-}" -v paths="${paths-}" 'BEGIN {
		print "<suite name=\"m\"><run>x</run><variant name=\"v\"/>"
		for (i = 1; i <= platforms; i++) {
			printf "<platform name=\"p%03d\" system=\"x-y\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n", i
			if (shards) printf "<shards lane=\"pr\" platform=\"p%03d\" count=\"%d\" jobs=\"2\"/>\n", i, shards
		}
		for (i = 1; i <= modules; i++) printf "<module name=\"a_rather_long_name_of_a_module_%d\" seconds=\"1\"%s/>\n", i, i <= modules / 2 && paths ? " paths=\"/a\"" : ""
		if (paths) print "<module name=\"last\" paths=\"/b\" seconds=\"1\"/>"
		print "</suite>"
	}' >m/suite.xml
	changes=$((${changes:-0} + 1))
	rm -rf m/.git && repository m && echo $changes >m/a && repository m
}
matrix() {
	run "$nightshift" affected -C m -f suite.xml --base=HEAD^ --format=matrix "$@"
}
suite 1 4
matrix
equal "all of a lane that is not cut is one leg" "0 [1,0,\"m-test-pr\",\"all\",4]" "$status $(printf '%s\n' "$out" | jq -c '.include[] | [.leg, .shard, .targets, .units, .seconds]')"
shards=3
suite 1 6
matrix
equal "all of a lane that is cut is the plan's shards" "0 [[1,1,\"m-shard-1\",\"all\",1],[2,2,\"m-shard-2\",\"all\",1],[3,3,\"m-shard-3\",\"all\",1]]" \
	"$status $(printf '%s\n' "$out" | jq -c '[.include[] | [.leg, .shard, .targets, .units, .seconds]]')"
paths=1
suite 1 6
matrix
equal "a part of it is packed anew" "0 [[1,2,0,3,2],[2,2,0,3,2]]" "$status $(printf '%s\n' "$out" | jq -c '[.include[] | [.leg, .legs, .shard, (.units | split(" ") | length), .seconds]]')"
equal "its units are its targets" true "$(printf '%s\n' "$out" | jq -c '[.include[] | (.units | split(" ") | map("m-test-" + .) | join(" ")) == .targets] | all')"
sed 's/<module name="a_[^>]* seconds="1"\/>//' m/suite.xml >s && cp s m/suite.xml && git -C m commit -qam less && echo more >>m/a && repository m
matrix
equal "few units, few legs: none longer than the longest shard" "0 [[1,2,2],[2,2,1]]" "$status $(printf '%s\n' "$out" | jq -c '[.include[] | [.leg, .legs, (.units | split(" ") | length)]]')"
shards=200 paths=
suite 3 400
matrix
equal "no more than 256 legs, and every unit in them" "0 [256,1200]" "$status $(printf '%s\n' "$out" | jq -c '[(.include | length), ([.include[] | .units | split(" ") | length] | add)]')"
shards='' suite 257 1
matrix
ends "more platforms than legs" 2 "nightshift: error: more than 256 platforms are due, and GitHub runs no more legs of a matrix: choose one with --platform" ""
matrix --platform=p007
equal "one of them" "0 p007" "$status $(printf '%s\n' "$out" | jq -r '.include[].platform')"
shards='' paths=1 suite 1 8000
matrix
equal "more names than a job can be handed: all that the lane runs" "0 [\"m-test-pr\",\"all\",8001]" "$status $(printf '%s\n' "$out" | jq -c '.include[] | [.targets, .units, .seconds]')"

# --- classes ------------------------------------------------------------------------------------------------------------------------

rm -rf c && mkdir c
cat >c/suite.xml <<'E2'
<suite name="c">
  <platform name="p" system="x-y" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="q" system="x-y" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>x</run><variant name="v"/>
  <group class="{size}">
    <param name="size" value="big"/>
    <module name="a"/><module name="b"/><module name="c"/><module name="d"/><module name="e"/>
    <module name="f" paths="/f" platforms="p" reason="only there"/>
  </group>
  <module name="g" class="small"/><module name="h"/>
  <ignore paths="/none"/>
  <select lane="pr" per-class="2"/><select lane="merge" per-class="4"/>
</suite>
E2
for i in 1 2 3 4 5 6 7; do echo $i >c/x && repository c; done
# chosen BACK [OPTION]...: who runs of the class at a commit so far back, on p.
chosen() {
	back=$1
	shift
	"$nightshift" affected -C c -f suite.xml --base="HEAD~$((back + 1))" --head="HEAD~$back" --format=json "$@" | jq -r '[.units[] | select(.class == "big" and (.on | index("p"))) | .id[2:]] | sort | join("")'
}
for back in 5 4 3 2 1 0; do chosen $back; done | tr '\n' ' ' >seen
equal "two of six at a time: each within three commits" "ef ab cd ef ab cd " "$(cat seen)"
for back in 3 2 1 0; do chosen $back --lane=merge; done | tr '\n' ' ' >seen
equal "all of them at night" "abcdef" "$(chosen 0 --lane=nightly)"
run "$nightshift" affected -C c -f suite.xml --base=HEAD^ --format=json
equal "who is left out, and for whom" "v-b v-e
v-f v-c" "$(printf '%s\n' "$out" | jq -r '.units[] | select(.instead) | .id + " " + .instead')"
equal "each platform chooses among what it has" "v-a q; v-c p; v-d p; v-e q" "$(printf '%s\n' "$out" | jq -r '[.units[] | select(.class == "big" and .due) | .id + " " + .on[]] | sort | join("; ")')"
equal "a class of one, and no class, always run" "v-g v-h" "$(printf '%s\n' "$out" | jq -r '[.units[] | select(.due and .class != "big") | .id] | join(" ")')"
echo 1 >c/f && repository c
equal "in its own turn one that is due runs, whoever else is due" "ef" "$(chosen 0)"
echo 2 >c/f && repository c
equal "out of its turn it does not" "ab" "$(chosen 0)"
git -C c checkout -q -b branch && echo 3 >c/x && repository c && git -C c checkout -q main && git -C c merge -q --no-ff --no-edit branch
turn() {
	"$nightshift" affected -C c -f suite.xml --base="$1" --format=json ${2:+--lane=$2} | jq .turn
}
equal "a test merge: its base's line and the commits of the change" "11 10" "$(turn HEAD^ pr) $(turn HEAD^ merge)"

# --- discovered paths -------------------------------------------------------------------------------------------------------------

rm -rf e && mkdir -p e/suite/over e/values
for name in one two 'th[r]ee *'; do echo 1 >"e/suite/over/$name.yaml"; done
touch e/values/gpu.yaml e/values/cpu.yaml e/base.yaml
cat >e/suite/suite.xml <<'E2'
<suite name="e" dir="suite">
  <platform name="p" system="x-y" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>x {module}</run><variant name="v"/>
  <group paths="/base.yaml">
    <discover as="modules">printf '%s\tpath=over/one.yaml\tpath=../values/gpu.yaml\n' one; printf 'two\tpath=over/two.yaml\tpath=/values\n'; printf 'three\tpath=over/th[r]ee *.yaml\n'</discover>
  </group>
  <ignore paths="*.md"/>
</suite>
E2
repository e
# touched NAME WANTED FILE
touched() {
	echo "$1" >>"e/$3" && repository e
	run "$nightshift" affected -C e -f suite/suite.xml --base=HEAD^ --format=json
	equal "$1" "0 $2" "$status $(printf '%s\n' "$out" | jq -r '[.units[] | select(.due) | .id] | sort | join(" ")')$err"
}
touched "a discovered path" "v-one" suite/over/one.yaml
touched "a path that leads up" "v-one v-two" values/gpu.yaml
touched "a discovered folder" "v-two" values/cpu.yaml
touched "the group's patterns hold, too" "v-one v-three v-two" base.yaml
touched "a path is no pattern" "v-three" 'suite/over/th[r]ee *.yaml'
run "$nightshift" affected -C e -f suite/suite.xml --base=HEAD^
equal "its reason" "  1 unit: its path changed: 'suite/over/th[r]ee *.yaml'" "$(printf '%s\n' "$out" | grep unit: | head -n 1)"
echo 1 >'e/suite/over/three x.yaml' && repository e
run "$nightshift" affected -C e -f suite/suite.xml --base=HEAD^ --format=json
equal "and what it would match as one makes everything due" "true" "$(printf '%s\n' "$out" | jq .everything)"
run "$nightshift" lint -C e -f suite/suite.xml
ends "lint knows them" 0 "suite/suite.xml:7:11: warning: '*.md' of <ignore> matches no file that git tracks
  <ignore paths=\"*.md\"/>
          ^" "suite/suite.xml: suite 'e' is sound: 3 units, 1 variant, 1 platform"

# --- thirty-six overlays in three tiers (case E) ------------------------------------------------------------------------------

rm -rf o && cp -R "$top/tests/emit/golden/overlays" o && rm -rf o/want && mv o/manifest.xml o/suite.xml
repository o && "$nightshift" generate -q --no-record -C o -f suite.xml && repository o
# tier NAME WANTED FILE...: how many are due, and of how much time.
tier() {
	name=$1 wanted=$2
	shift 2
	for file do echo "# $name" >>"o/$file"; done
	repository o
	run "$nightshift" affected -C o -f suite.xml --base=HEAD^
	equal "$name" "suite 'overlays', lane pr: $wanted" "$(printf '%s\n' "$out" | head -n 1)$err"
}
tier "documents: nothing" "0 of 36 units due, 0.0 s of 7 h 30 min" docs/index.txt
tier "one overlay: that one, and the 11 of the first tier" "12 of 36 units due, 2 h 30 min of 7 h 30 min" recipes/overlays/gb200-eks-inference-ubuntu.yaml
tier "one of the first tier, which others rest on" "23 of 36 units due, 4 h 47 min of 7 h 30 min" recipes/overlays/eks.yaml recipes/overlays/kind-training.yaml
tier "what others rest on" "17 of 36 units due, 3 h 32 min of 7 h 30 min" recipes/overlays/h100-aks.yaml
tier "values" "17 of 36 units due, 3 h 32 min of 7 h 30 min" recipes/values/gb200.yaml
tier "the registry: all" "36 of 36 units due, 7 h 30 min of 7 h 30 min" recipes/registry.yaml
tier "what all rest on: all" "36 of 36 units due, 7 h 30 min of 7 h 30 min" recipes/overlays/base.yaml
tier "what nothing is known to rest on: all" "36 of 36 units due, 7 h 30 min of 7 h 30 min" recipes/overlays/monitoring.yaml
# What a merge owes, from the written file.
equal "a merge runs all" 36 "$("$make" -n -f o/tests.mk overlays_platform=linux overlays_prebuilt=1 overlays-test-merge 2>&1 | grep -c 'scripts/simulate')"

# --- patterns that match nothing ----------------------------------------------------------------------------------------------

# warned NAME WARNING ATTRIBUTES: of a module in the suite t of a repository with a few files.
rm -rf w && mkdir -p w/t/gc w/docs
touch w/t/gc/heap.c w/t/gc/mark.c w/docs/a.md
warned() {
	echo "<suite name=\"w\" dir=\"t\"><platform name=\"p\" system=\"x-y\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/><run>x</run><variant name=\"v\"/>
$3
<module name=\"n\"/></suite>" >w/t/suite.xml
	repository w
	for command in lint plan generate; do
		run "$nightshift" $command -q -C w -f t/suite.xml
		[ "$status" = 0 ] && [ "$(printf '%s\n' "$err" | sed -n 1p)" = "$2" ]
		check "$command: $1" "exit status $status: $err"
	done
	git -C w clean -qfd
}
warned "all is well" "" '<module name="m" paths="gc/** !gc/mark.c /docs/"/>'
warned "a file" "t/suite.xml:2:18: warning: 'gc/haep.c' of module 'm' matches no file that git tracks; did you mean 'gc/heap.c'?" '<module name="m" paths="gc/mark.c gc/haep.c"/>'
warned "a folder before wildcards" "t/suite.xml:2:8: warning: 'cg/**' of the group matches no file that git tracks; did you mean 'gc/**'?" '<group paths="cg/**"><module name="m"/></group>'
warned "from the top" "t/suite.xml:2:10: warning: '/tt/gc/*.c' of <promote> matches no file that git tracks; did you mean '/t/gc/*.c'?" '<promote paths="/tt/gc/*.c"/>'
warned "one that takes out" "t/suite.xml:2:18: warning: '!gc/marc.c' of module 'm' matches no file that git tracks; did you mean '!gc/mark.c'?" '<module name="m" paths="gc/ !gc/marc.c"/>'
warned "nothing is near" "t/suite.xml:2:9: warning: '*.adoc' of <ignore> matches no file that git tracks" '<ignore paths="*.adoc"/>'
warned "all of it is ignored" "t/suite.xml:3:18: warning: all that '/docs/' of module 'm' matches is ignored, so it makes nothing due" '<ignore paths="/docs"/>
<module name="m" paths="/docs/"/>'
finish
