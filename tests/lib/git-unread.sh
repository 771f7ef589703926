#!/bin/sh
# What of a repository cannot be read is never taken for what is not there: each command that needs it ends with status 3, git's
# reason and what helps. Only a HEAD that has no commit yet has none.
# shellcheck source=tests/suite/badinput/lib.sh
. "$(dirname "$0")/../suite/badinput/lib.sh"

# object FOLDER REV: the file of that object.
object() {
	hex=$(git -C "$1" rev-parse "$2")
	echo "$1/.git/objects/$(echo "$hex" | cut -c1-2)/$(echo "$hex" | cut -c3-)"
}

git config --global gc.auto 0 # nothing works in a repository that is to be removed
mkdir base
good | sed 's|./t {module}|test ! -e fails|' >base/suite.xml
printf 'build/\n.nightshift/\nfails\n' >base/.gitignore
mkdir base/in base/out && echo 1 >base/in/file && echo 1 >base/out/file
repository base && "$nightshift" generate -q --no-record -C base && repository base generated && repository base third
git -C base config uploadpack.allowFilter true
git -C base config uploadpack.allowAnySHA1InWant true

# --- objects --------------------------------------------------------------------------------------------------------------

fsck="; git fsck shows all that is damaged"
all="seed|seed HEAD~1|run -q --lane=nightly|plan --lane=nightly|generate -q|generate -q --no-record|lint|record build|affected --base=HEAD~1|suspects|qualify|coverage|report|flaky|replay 1 v-m|tune"

# unread NAME MESSAGE: every command ends with 3 and that message in r, and changes nothing.
unread() {
	files r >"$work/before"
	(IFS='|'; printf '%s\n' $all) >commands
	while read -r command; do
		# shellcheck disable=SC2086 # words
		run "$nightshift" $command -C r
		ends "$1: $command" 3 "nightshift: $2" ""
	done <commands
	files r >"$work/after"
	same "$1: everything as it was" before after
}

# with_results: r is a copy of base with a night in its record, and an output that is stale.
with_results() {
	rm -rf r && cp -R base r
	"$nightshift" generate -q -C r && "$nightshift" run -q --lane=nightly -C r >/dev/null
	echo stale >>r/tests.mk
}

with_results
rm -f "$(object r HEAD)"
unread "the commit of HEAD is missing" "cannot read the commit of 'HEAD': object not found - no match for id ($(git -C r rev-parse HEAD))$fsck"
with_results
file=$(object r HEAD) && rm -f "$file" && : >"$file"
unread "the commit of HEAD is empty" "cannot read the commit of 'HEAD': failed to parse loose object: invalid header$fsck"
with_results
: >r/.git/refs/heads/main
unread "the branch of HEAD is empty" "cannot read the commit of 'HEAD': corrupted loose reference file: refs/heads/main$fsck"

with_results
git -C r checkout -q tests.mk
missing="object not found - no match for id ($(git -C r rev-parse 'HEAD^{tree}'))"
rm -f "$(object r 'HEAD^{tree}')"
run "$nightshift" run -q --no-record -C r -f suite.xml
ends "the tree of HEAD is missing: run" 3 "nightshift: cannot read the files of a commit: $missing$fsck" ""
sed 's|<seed|<seed from="tree"|' base/suite.xml >r/suite.xml
run "$nightshift" seed -C r
ends "the tree of HEAD is missing: seed from it" 3 "nightshift: cannot read the files of a commit: $missing$fsck" ""

# An older commit: HEAD~1 of three, so that a name leads there, and the history through it.
with_results
gone=$(git -C r rev-parse HEAD~1)
git -C r branch old HEAD~2
rm -f "$(object r HEAD~1)"
export ASAN_OPTIONS=detect_leaks=0 # libgit2 1.5 loses memory where the history breaks off
missing="object not found - no match for id ($gone)"
for rev in HEAD~1 HEAD^ main~2; do
	run "$nightshift" seed -C r $rev
	ends "a commit is missing: seed $rev" 3 "nightshift: cannot read the commit of '$rev': $missing$fsck" ""
done
run "$nightshift" seed -C r "$gone"
ends "a commit is missing: nothing has its id as a name" 2 "nightshift: error: no commit is named '$gone' here; a shallow clone holds only the newest (fetch-depth)" ""
run "$nightshift" seed -C base HEAD~7
ends "a name that leads beyond the first commit names nothing" 2 "nightshift: error: no commit is named 'HEAD~7' here; a shallow clone holds only the newest (fetch-depth)" ""
git -C r tag -a -m tag t HEAD && run "$nightshift" seed -C r t~1
ends "a commit is missing: seed of a tag's parent" 3 "nightshift: cannot read the commit of 't~1': $missing$fsck" ""
run "$nightshift" affected -C r --base=old
ends "a commit is missing: affected, which counts the commits" 3 "nightshift: cannot read the history: $missing$fsck" ""
rm -rf r && cp -R base r && touch r/fails && "$nightshift" run -q --lane=nightly -C r >/dev/null
run "$nightshift" suspects -C r
ends "the whole history: suspects" 0 "" "$out"
rm -f "$(object r HEAD~1)"
run "$nightshift" suspects -C r
ends "a commit is missing: suspects does not take it for the end of a shallow clone" 3 "nightshift: cannot read the history: $missing$fsck" ""
unset ASAN_OPTIONS


with_results
git -C r tag -a -m tag t HEAD~1 && rm -f "$(object r HEAD~1)"
run "$nightshift" seed -C r t
case $status$err in "3nightshift: cannot read the commit of a tag: "*"$fsck") ;; *) false ;; esac
check "the commit of a tag is missing: seed" "exit status $status: $err"

# What the record names is not here, or is here and cannot be read.
with_results
git -C r commit -q --allow-empty -m later
file=$(object r HEAD~1) && rm -f "$file" && : >"$file"
run "$nightshift" coverage -C r
ends "a commit that has results is empty: coverage" 3 "nightshift: cannot read a commit: failed to parse loose object: invalid header$fsck" ""
with_results
rm -rf r/.nightshift && git -C r checkout -q tests.mk
sed 's|</suite>|<module name="n"/></suite>|' base/suite.xml >r/suite.xml && "$nightshift" generate -q --no-record -C r && git -C r add -A && git -C r commit -qm other
file=$(object r HEAD~1:nix/s.json) && rm -f "$file" && : >"$file"
run "$nightshift" record -C r build/nightshift
ends "the plan of older results is empty: record" 3 "nightshift: cannot read a file of a commit: failed to parse loose object: invalid header$fsck" ""

rm -rf r && cp -R base r && git -C r config core.repositoryFormatVersion 1 && git -C r config extensions.worktreeConfig true
echo '[' >r/.git/config.worktree
run "$nightshift" seed -C r
case $status$err in "3nightshift: cannot read the configuration of the work tree at '.': "?*) ;; *) false ;; esac
check "the settings of a work tree cannot be read: seed" "exit status $status: $err"

# as_nobody COMMAND...: as somebody who is not root, whom no mode stops.
as_nobody() {
	if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --clear-groups "$@"; else "$@"; fi
}
rm -rf r && cp -R base r && touch -t 200001010000 r/in/file && chmod 0 r/in/file
[ "$(id -u)" != 0 ] || { chown -R 65534 r && chmod 711 "$work"; }
if as_nobody "$nightshift" help >/dev/null 2>&1; then
	run as_nobody "$nightshift" run -q --no-record -C r
	case $status$err in "3nightshift: cannot compare the files with the commit: "*": Permission denied") ;; *) false ;; esac
	check "a file that may not be read: run" "exit status $status: $err"
else
	skip "a file that may not be read: run" "only root is here"
fi
[ "$(id -u)" != 0 ] || chown -R 0 r

# --- an index, and repositories, that libgit2 does not read ------------------------------------------------------------------

rm -rf r && git clone -q base r && git -C r update-index --split-index
message="cannot read the index: unsupported mandatory extension: 'link'; the index is split, and libgit2 reads only a whole one: run: git config core.splitIndex false && git update-index --no-split-index"
for command in lint "generate -q" "run -q" "seed"; do
	# shellcheck disable=SC2086 # words
	run "$nightshift" $command -C r
	ends "a split index: $command" 3 "nightshift: $message" ""
done
git -C r config core.splitIndex false && git -C r update-index --no-split-index
run "$nightshift" run -q --no-record -C r
ends "a split index: what the message says helps" 0 ""

rm -rf r && git clone -q base r && git -C r sparse-checkout set --sparse-index nix in
run "$nightshift" run -q --no-record -C r
ends "a sparse index" 3 "nightshift: cannot read the index: unsupported mandatory extension: 'sdir'; the index is sparse, and libgit2 reads only a full one: run: git sparse-checkout reapply --no-sparse-index" ""
git -C r sparse-checkout reapply --no-sparse-index
run "$nightshift" run -q --no-record -C r
ends "a sparse index: what the message says helps" 0 ""

rm -rf r && cp -R base r && echo no index >r/.git/index
run "$nightshift" lint -C r
case $status$err in "3nightshift: cannot read the index: "*"$fsck") ;; *) false ;; esac
check "an index that is none: lint" "exit status $status: $err"

# extension NAME VALUE HELP: a repository that says so of itself cannot be opened.
extension() {
	rm -rf r && cp -R base r
	git -C r config core.repositoryFormatVersion 1 && git -C r config "extensions.$1" "$2"
	run "$nightshift" seed -C r
	case $status$err in
	"3nightshift: cannot open the repository at '.': "*"$3") ok "extensions.$1=$2 is refused, with what helps" ;;
	*) not_ok "extensions.$1=$2 is refused, with what helps" "exit status $status: $err" ;;
	esac
}
extension objectFormat sha256 "; its objects have SHA-256 ids, and libgit2 reads only SHA-1: move its history into another one: git init --object-format=sha1 NEW && git fast-export --all | git -C NEW fast-import"
extension refStorage reftable "; libgit2 does not read a reftable: run: git refs migrate --ref-format=files"
extension notKnown 1 "; only git itself, or a newer libgit2, knows what that changes"
for name in partialClone=origin preciousObjects=true worktreeConfig=true relativeWorktrees=true; do
	rm -rf r && cp -R base r
	git -C r config core.repositoryFormatVersion 1 && git -C r config "extensions.${name%=*}" "${name#*=}"
	run "$nightshift" run -q --no-record -C r
	ends "extensions.$name changes nothing" 0 ""
done
rm -rf r new && git init -q -b main --object-format=sha256 r && cp base/suite.xml base/tests.mk r && cp -R base/nix r && git -C r add -A && git -C r commit -q -m one
run "$nightshift" seed -C r
case $status$err in "3nightshift: cannot open the repository at '.': "*"SHA-256"*) ;; *) false ;; esac
check "a repository with SHA-256 is refused" "exit status $status: $err"
git init -q -b main --object-format=sha1 new && git -C r fast-export --all | git -C new fast-import --quiet && git -C new reset -q --hard
run "$nightshift" run -q --no-record -C new
ends "a repository with SHA-256: what the message says helps" 0 ""

# --- partial clones ---------------------------------------------------------------------------------------------------------

help="; this clone is partial: get what it lacks: git fetch --refetch --no-filter"
for filter in blob:none tree:0; do
	rm -rf r && git clone -q --filter=$filter "file://$work/base" r
	run "$nightshift" run -q --no-record -C r
	ends "a clone with --filter=$filter: run" 0 ""
	run "$nightshift" seed -q -C r HEAD~1
	ends "a clone with --filter=$filter: seed of an older commit" 0 "" "$(git -C base rev-parse HEAD~1 | { read -r id; echo $((0x$(printf %.8s "$id") & 0x7fffffff)); })"
done
tree=$(git -C base rev-parse 'HEAD~2^{tree}')
run "$nightshift" affected -C r --base=HEAD~2
ends "a clone with --filter=tree:0: affected" 3 "nightshift: cannot compare the commits: object not found - no match for id ($tree)$help" ""
git -C r fetch -q --refetch --no-filter
run "$nightshift" affected -q -C r --base=HEAD~2
ends "a clone with --filter=tree:0: what the message says helps" 0 "" "$out"

# --- a base that is gone ----------------------------------------------------------------------------------------------------

rm -rf r && git clone -q "file://$work/base" r
gone=$(git -C base commit-tree -m gone -p HEAD 'HEAD^{tree}')
run "$nightshift" affected -C r --base="$gone"
ends "a base that a rebase has taken away" 2 "nightshift: error: no commit is named '$gone' here; if a rebase has taken it away, name what the change will be merged into, as in --base=origin/main, or run: git fetch origin $gone" ""
git -C r fetch -q origin "$gone"
run "$nightshift" affected -q -C r --base="$gone"
ends "a base that a rebase has taken away: what the message says helps" 0 "" "$out"
run "$nightshift" affected -C r --base=0000000000000000000000000000000000000000
ends "a base of zeros" 2 "nightshift: error: no commit is named '0000000000000000000000000000000000000000' here; this id stands for no commit, as before the first push of a branch: name what the change will be merged into, as in --base=origin/main" ""

# --- no commit yet ----------------------------------------------------------------------------------------------------------

rm -rf r && git init -q -b main r && cp base/suite.xml r && git -C r add suite.xml
run "$nightshift" generate -q -C r
ends "no commit yet: generate finds what git tracks" 0 ""
run "$nightshift" run -q -C r
ends "no commit yet: run" 0 ""
run "$nightshift" seed -C r
ends "no commit yet: seed" 0 "nightshift: 4711 is the fallback: HEAD has no commit yet" 4711
run "$nightshift" affected -C r --base=HEAD
ends "no commit yet: affected" 2 "nightshift: error: no commit is named 'HEAD' here" ""
finish
