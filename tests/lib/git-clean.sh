#!/bin/sh
# Is the work tree that of the commit? What `git status` calls clean, nightshift calls clean, whatever attributes, settings and
# sparse checkouts stand between the files and the commit; and what it calls modified is dirty.
# shellcheck source=tests/suite/badinput/lib.sh
. "$(dirname "$0")/../suite/badinput/lib.sh"

# state FOLDER: the word that the verdicts of a run there have. What the run says is then in the file `said`.
state() {
	rm -rf "$1/build"
	"$nightshift" run -q --no-record --lane nightly -C "$1" >/dev/null 2>"$work/said"
	sed -n 's/^tree //p' "$1/build/nightshift/v-m/verdict"
}

# says NAME clean|dirty FOLDER: git status and the verdicts say so.
says() {
	tree=$(state "$3")
	changed=$(git -C "$3" status --porcelain --untracked-files=no --ignore-submodules=untracked)
	equal "$1: $2" "$2 $2" "$([ -z "$changed" ] && echo clean || echo dirty) $tree"
}

# touched FOLDER FILE: its time is another than it ever was, and the file has another number.
year=2000
touched() {
	year=$((year + 1))
	cp -p "$1/$2" "$work/kept" && rm "$1/$2" && cp "$work/kept" "$1/$2" && touch -t "${year}01010000" "$1/$2"
}

# a NAME: a clone of `base`, with all in it.
a() {
	rm -rf "$1"
	git clone -q base "$1"
}

mkdir base
good | sed 's|./t {module}|true|' >base/suite.xml
printf 'build/\n.nightshift/\n' >base/.gitignore
printf '%s -text\n' suite.xml tests.mk 'nix/*' >base/.gitattributes
mkdir base/in base/out
echo 1 >base/in/file && echo 1 >base/out/file && printf 'one\ntwo\n' >base/lines.txt
repository base && "$nightshift" generate -q --no-record -C base && repository base generated

# --- filters and encodings ------------------------------------------------------------------------------------------------

git config --global filter.lfs.clean 'sed s/REAL/POINTER/' && git config --global filter.lfs.smudge 'sed s/POINTER/REAL/'
a f
echo '*.bin filter=lfs -text' >f/.gitattributes && echo REAL >f/data.bin && repository f
says "a file under a filter" clean f
touched f data.bin
says "a file under a filter, copied" clean f
equal "what git is asked writes nothing into the repository" "$(cksum <f/.git/index)" "$(state f >/dev/null; cksum <f/.git/index)"
cp -R f copy
says "a copied tree with a file under a filter" clean copy
echo other >f/data.bin
says "a file under a filter that has changed" dirty f
git -C f checkout -q data.bin && touched f data.bin && echo 2 >f/lines.txt
says "a file under a filter, copied, and another that has changed" dirty f
git -C f checkout -q lines.txt && touched f data.bin && echo 2 >f/in/file && git -C f add in/file
says "a file under a filter, copied, and another whose change is staged" dirty f
git -C f reset -q --hard && touched f data.bin

# without git, and with a filter that fails
mkdir bin
for tool in sh sed cat true rm; do ln -s "$(command -v $tool)" bin/$tool; done
tree=$(PATH=$work/bin state f)
equal "without git, a file under a filter counts as changed, and it is said why" \
	"dirty nightshift: only git can tell whether 'data.bin' is changed, and it is not installed here: it counts as changed" "$tree $(cat said)"
git config --global filter.lfs.clean false && git config --global filter.lfs.required true
tree=$(state f)
equal "where the filter fails, the file counts as changed, and what git says is said" \
	"dirty nightshift: only git can tell whether 'data.bin' is changed, and it fails (error: external filter 'false' failed 1): it counts as changed" \
	"$tree $(cat said)"
rm "$HOME/.gitconfig"

a e
echo 'u.txt text working-tree-encoding=UTF-16LE' >e/.gitattributes && printf 'h\0i\0\n\0' >e/u.txt && repository e
touched e u.txt
says "a file in another encoding, copied" clean e
printf 'h\0o\0\n\0' >e/u.txt
says "a file in another encoding that has changed" dirty e
a i
echo 'i.txt ident' >i/.gitattributes && printf '$%s$\n' Id >i/i.txt && repository i && rm i/i.txt && git -C i checkout -q i.txt && touched i i.txt
says "a file with an expanded \$Id\$, copied" clean i
git clone -q -c core.autocrlf=true base c && touched c lines.txt
says "core.autocrlf: a file with CR LF, copied" clean c
a t
echo '* text=auto eol=crlf' >t/.gitattributes && repository t && rm t/lines.txt && git -C t checkout -q lines.txt && touched t lines.txt
says "text=auto eol=crlf: a file with CR LF, copied" clean t
printf 'one\r\nthree\r\n' >t/lines.txt
says "text=auto eol=crlf: a file that has changed" dirty t

a n
echo 1 >n/new
says "a new file" clean n
git -C n add -N new
says "a new file that is to be added" dirty n
git -C n reset -q && rm n/new && git -C n update-index --assume-unchanged lines.txt && echo 3 >n/lines.txt
says "a file that is assumed to be unchanged" clean n
git -C n checkout -q --orphan none
run "$nightshift" run -q --no-record -C n
equal "no commit yet: neither clean nor dirty" "0 tree " "$status tree $(sed -n 's/^tree //p' n/build/nightshift/v-m/verdict)"

# --- sparse checkouts, the settings of a work tree ----------------------------------------------------------------------------

a s
git -C s sparse-checkout set in nix
[ ! -e s/out ] && [ -e s/.git/config.worktree ]
check "a sparse checkout leaves files out, and has settings of its own"
says "a sparse checkout" clean s
run "$nightshift" affected -C s --base=HEAD --worktree --format=json
equal "what a sparse checkout leaves out has not changed" '0 []' "$status $(printf '%s' "$out" | jq -c '[.files[].path]')"
equal "what a sparse checkout leaves out counts as the commit has it" 'A .gitattributes A .gitignore A in/file A lines.txt A nix/s-split.nix A nix/s.json A out/file A suite.xml A tests.mk' \
	"$(git -C s checkout -q --orphan none && git -C s rm -rq --cached --sparse . 2>/dev/null && git -C s commit -q --allow-empty -m none && empty=$(git -C s rev-parse HEAD) && git -C s checkout -qf main && git -C s merge -q --allow-unrelated-histories -s ours --no-edit "$empty" && "$nightshift" affected -C s --base="$empty" --worktree --format=json | jq -r '[.files[] | .status + " " + .path] | join(" ")')"
echo 2 >s/in/file
says "a sparse checkout with a file that has changed" dirty s
rm s/in/file
says "a sparse checkout without a file that it should have" dirty s
git -C s checkout -q in/file && git -C s rm -q --cached --sparse out/file
says "a sparse checkout where the removal of a file that it leaves out is staged" dirty s

# The setting of a work tree alone decides there: another says that files' modes count, this one that they do not.
a m
git -C m config extensions.worktreeConfig true && git -C m config --worktree core.fileMode false
chmod +x m/lines.txt
says "core.fileMode=false in config.worktree, and a changed mode" clean m
git -C m config --worktree core.fileMode true
says "core.fileMode=true there" dirty m
git -C m config extensions.preciousObjects true && git -C m config core.repositoryFormatVersion 1 && chmod -x m/lines.txt
says "extensions.preciousObjects" clean m
git clone -q --bare base bare.git && git -C bare.git worktree add -q ../w main && git -C w config extensions.worktreeConfig true &&
	git -C bare.git config --unset core.bare && git -C bare.git config --worktree core.bare true
says "a work tree of a bare repository that says so in config.worktree" clean w
run "$nightshift" generate -C bare.git -f ../base/suite.xml
ends "a repository that is bare by config.worktree has no work tree" 2 "nightshift: error: the repository is bare: there is no work tree to write into" ""
run "$nightshift" affected -q -C bare.git -f ../base/suite.xml --base=HEAD~1
ends "a repository without a work tree: affected" 0 "" "$out"
run "$nightshift" affected -q -C bare.git -f ../base/suite.xml --base=HEAD~1 --worktree
ends "a repository without a work tree: affected --worktree" 2 "nightshift: error: the repository is bare: there is no work tree whose changes could count" ""

# --- submodules -----------------------------------------------------------------------------------------------------------

mkdir dep && echo 1 >dep/a && repository dep && echo 2 >dep/a && repository dep
a p
git -C p -c protocol.file.allow=always submodule add -q "$work/dep" dep 2>/dev/null && repository p
says "a submodule" clean p
echo 1 >p/dep/untracked
says "a submodule with a file that it does not track" clean p
echo 3 >p/dep/a
says "a submodule with a file that has changed" dirty p
git -C p/dep checkout -q a && git -C p/dep checkout -q HEAD~1
says "a submodule at another commit" dirty p
git -C p add dep
says "a submodule whose other commit is staged" dirty p
git clone -q p q
says "a submodule that was not fetched" clean q
finish
