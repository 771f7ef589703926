#!/bin/sh
# nightshift affected: which commits are compared, from merge bases, tags and shallow clones, and when that cannot be; what is
# not committed; a repository that lacks objects.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for lib/changes.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/plan/lib/changes.sh
. "$top/tests/plan/lib/changes.sh"

# refuses NAME MESSAGE ARGUMENT...: affected with these arguments ends with 2 and that message alone.
refuses() {
	point=$1 message=$2
	shift 2
	affected "$@"
	ends "$point" 2 "$message" ""
}
# --- which commits ----------------------------------------------------------------------------------------------------

git -C r checkout -q -b side
put t/gc/side.c && commit side
git -C r checkout -q main
put t/text/main.c && commit main
by "the change is what was done since the merge base" "A t/gc/side.c paths gc/*.c" --base=main --head=side
git -C r checkout -q --detach side
by "a detached HEAD is compared" "A t/gc/side.c paths gc/*.c" --base=main
asks "the merge base is not the base where that is no ancestor" "false" '.merge_base == .base' --base=main
git -C r merge -q --no-edit main
asks "the merge base is the base where that is an ancestor" "true" '.merge_base == .base' --base=main
by "of a test merge, as GitHub makes it, the change is what the branch did" "A t/gc/side.c paths gc/*.c" --base=main
# As GitHub merges a pull request to test it: the event names an older base, but the first parent is what it was merged into.
older=$(git -C r merge-base main side)
git -C r checkout -q --detach main && git -C r merge -q --no-ff --no-edit side
by "of a merge that tests a pull request, HEAD^1 is the base: what others merged does not count" "A t/gc/side.c paths gc/*.c" --base=HEAD^1
by "an older base counts it" "A t/gc/side.c paths gc/*.c; A t/text/main.c paths text/" --base="$older"
git -C r checkout -q main
git -C r tag -a -m tag v1 main~1
by "--base may be an annotated tag" "A t/text/main.c paths text/" --base=v1
refuses "a --base that is no commit is refused" "nightshift: error: no commit is named 'nowhere' here" --base=nowhere
refuses "a --head that is no commit is refused" "nightshift: error: no commit is named 'nowhere' here" --base=main --head=nowhere
refuses "a --base with a blank in it is refused" "nightshift: error: no commit is named 'my branch' here" --base="my branch"
refuses "an empty --base is refused" "nightshift: error: no commit is named '' here" --base=
refuses "a --base that names a file is refused" "nightshift: error: no commit is named 'HEAD:t/suite.xml' here" --base=HEAD:t/suite.xml
refuses "affected without --base is refused" "nightshift: error: affected needs --base=REV: what the change will be merged into"
refuses "--head with --worktree is refused" "nightshift: error: --worktree examines HEAD and what is not committed: leave out --head" --base=main --head=side --worktree
refuses "an unknown --format is refused" "nightshift: error: --format is 'xml', but must be text, json or matrix" --base=main --format=xml
refuses "an unknown --lane is refused" "nightshift: error: --lane is 'night', but must be pr, merge or nightly; did you mean 'nightly'?" --base=main --lane=night --platform=windows
refuses "an unknown --platform is refused with the name that is like it" "nightshift: error: no platform has the name 'linus'; did you mean 'linux'?" --base=main --platform=linus
git -C r checkout -q --orphan alone && commit alone
refuses "two commits without a common one are refused" "nightshift: error: 'main' and 'HEAD' have no commit in common" --base=main
git -C r checkout -q main
cp -R r/t plain && mv plain alone && rm -rf none && mkdir none && cp -R alone none/t
run "$nightshift" affected -C none -f t/suite.xml --base=main
ends "a folder that is no repository is refused" 2 "nightshift: error: there is no repository here, so no change can be examined" ""
git -C none init -q
run "$nightshift" affected -C none -f t/suite.xml --base=HEAD
ends "a repository without a commit is refused" 2 "nightshift: error: no commit is named 'HEAD' here" ""

hint="; this clone is shallow: fetch all of the history (actions/checkout: fetch-depth: 0)"
git clone -q --depth=1 "file://$work/r" shallow 2>/dev/null
run "$nightshift" affected -C shallow -f t/suite.xml --base="$base"
ends "a shallow clone without the base is refused with the way to get it" 2 "nightshift: error: no commit is named '$base' here$hint" ""
git -C shallow fetch -q --depth=1 origin side:side
export ASAN_OPTIONS=detect_leaks=0 # libgit2 1.5 loses memory where the history breaks off
run "$nightshift" affected -C shallow -f t/suite.xml --base=side
unset ASAN_OPTIONS
ends "a shallow clone without the merge base is refused with the way to get it" 2 "nightshift: error: 'side' and 'HEAD' have no commit in common$hint" ""
git clone -q --depth=2 "file://$work/r" two 2>/dev/null
run "$nightshift" affected -C two -f t/suite.xml --base=HEAD^ --format=json
equal "a shallow clone with HEAD and its parent is enough" "0 t/text/main.c nightshift: this clone is shallow, so the commit's id draws which unit runs of each class; with all of the history (fetch-depth: 0) they take turns" \
	"$status $(printf '%s\n' "$out" | jq -r '.files[].path') $err"
equal "in a shallow clone the id of HEAD draws whose turn it is" "$(($(printf '0x%.8s' "$(git -C two rev-parse HEAD)") & 0x7fffffff))" "$(printf '%s\n' "$out" | jq .turn)"

put t/gc/side.c new.c && git -C r add t/gc/side.c
by "what is not committed does not count" "" --base=HEAD
by "with --worktree what is not committed counts" "A new.c unclaimed; A t/gc/side.c paths gc/*.c" --base=HEAD --worktree
affected --base=HEAD
ends "the text says that what is not committed does not count" 0 "nightshift: what is not committed is not looked at; --worktree counts it in" "$out"
affected --base=HEAD -q
ends "with -q the text does not say that what is not committed does not count" 0 "" "$out"
git -C r reset -q --hard && rm -f r/new.c

# broken NAME MESSAGE REV: what that object is missing for.
broken() {
	object=$(git -C r rev-parse "$3") before=$(git -C r rev-parse HEAD~2)
	mv "r/.git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" | cut -c3-)" hidden
	export ASAN_OPTIONS=detect_leaks=0 # as above
	affected --base="$before"
	unset ASAN_OPTIONS
	[ "$status" = 3 ] && [ -z "$out" ] && case $err in "$2"*) ;; *) false ;; esac
	check "$1 ends with 3 and says what cannot be done" "exit status $status: $err"
	mv hidden "r/.git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" | cut -c3-)"
}
mkdir -p r/t/gc && put t/gc/one.c && commit && put t/gc/two.c && commit && put t/gc/three.c && commit
broken "a commit between that is missing" "nightshift: cannot read the history: " HEAD~1
broken "a tree that is missing" "nightshift: cannot compare the commits: " HEAD:t

finish
