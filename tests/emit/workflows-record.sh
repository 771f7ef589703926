#!/bin/sh
# The record that the nightly workflow keeps on a branch: its jobs are run, night after night, against a real repository, and
# two at once against a bare one. The nights before are known to the report, whatever GitHub says of them.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"

# remote PATH: what GitHub's address leads to
remote() {
	git config --global --unset-all "url.file://$target.insteadOf" 2>/dev/null
	target=$1
	git config --global "url.file://$target.insteadOf" https://github.example/Owner/Name
}
target=

# shellcheck disable=SC2016 # $NIGHTSHIFT is the script's
make='<workflow engine="make" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"'
suite plain "$make/>"
equal "off, where the manifest does not ask for it" 0 "$(grep -c -e 'contents: write' -e 'git push' plain/.github/workflows/t-nightly.yml)"
suite repo "$make record=\"nights/kept\"/>"
equal "one job may write, of the night alone" "nightly 1" "$(for lane in pr merge nightly; do
	n=$(grep -c 'contents: write' "repo/.github/workflows/t-$lane.yml") && echo "$lane $n"
done)"
$python - repo/.github/workflows/t-nightly.yml >push.sh <<'END'
import sys, yaml
job = yaml.safe_load(open(sys.argv[1]))["jobs"]["record"]
assert job["permissions"] == {"contents": "write"}, job["permissions"]
print([s["run"] for s in job["steps"] if "run" in s][0])
END

# --- night after night ------------------------------------------------------------------------------------------------

# night NAME ID WANTED: what became of the tests on Linux and of the report; the record's job succeeds
night() {
	drive "$1" repo nightly "plan: success
test-linux: $3
test-mac: $3
required: $3
report: $3
record: success
issue: success" id="$2"
}
kept() { git -C repo ls-tree -r --name-only nights/kept 2>&1; }
# GitHub has nothing to say of earlier nights.
echo nothing >runs

remote "$work/repo"
night "the first night" 77 success
equal "the first night: one file, on a branch of its own" "t/77-1.tsv 1" "$(kept) $(git -C repo rev-list --count nights/kept)"
[ -z "$(git -C repo merge-base main nights/kept)" ]
check "the branch has nothing in common with the others"
grep -q '^no night is kept on nights/kept yet$' "$run/out/report/log"
check "the first night: there is none before" "$(cat "$run/out/report/log")"
green=$(git -C repo rev-parse HEAD)
git -C repo show nights/kept:t/77-1.tsv >77.tsv
equal "what is kept: the plan, and the results of this night" "14 results of $green" "$(grep -c '^result' 77.tsv) results of $(sed -n 's/^generation	\([0-9a-f]*\)	.*/\1/p' 77.tsv)"

turn repo one
night "the second night, red" 78 failure
equal "the second night: one file more" "t/77-1.tsv
t/78-1.tsv" "$(kept)"
equal "each file holds its own night" "14 14" "$(for id in 77 78; do git -C repo show "nights/kept:t/$id-1.tsv" | grep -c '^result'; done | tr '\n' ' ' | sed 's/ $//')"
grep -q "^The last green night ran on [0-9-]*, 0 days ago, at $green\.$" "$run/out/report/summary"
check "the report knows the green night" "$(cat "$run/out/report/summary")"
equal "and so the suspects" "Suspects: 1 commit since $green" "$(grep '^Suspects' "$run/out/report/summary")"

# The database from the branch is that of the two nights.
mkdir nights
git -C repo archive nights/kept t | tar -x -C nights
run sh -c 'cd repo && "$nightshift" record --record ../from.db ../nights/t'
ends "the database is made of the branch" 0 "" "2 exports: 28 results new, 0 known"
equal "it knows both nights" "2 fail 4
pass 24" "$(sqlite3 from.db "SELECT (SELECT count(DISTINCT commit_id) || ' ' FROM run) || verdict || ' ' || count(*) FROM result GROUP BY verdict" | sed '2s/^2 //')"

# What cannot be read does not keep the others from being read.
git -C repo worktree add -q ../branch nights/kept
echo "nightshift record 1" >branch/t/79-1.tsv && git -C branch add -A && git -C branch commit -qm "a file that is cut off"
git -C repo worktree remove --force ../branch
turn repo none
night "a night that was cut off on the branch" 80 success
grep -q 'the export is cut off' "$run/out/report/log" && grep -q '^what cannot be read of the nights before counts for nothing$' "$run/out/report/log"
check "it is said" "$(cat "$run/out/report/log")"

# The same commit again: what an earlier night has shown is not shown by this one.
drive "nothing came back" repo nightly "plan: failure
test-linux: skipped
test-mac: skipped
required: failure
report: failure
record: success
issue: success" id=81 results.plan=failure
equal "nothing came back: nothing is kept" "there is nothing to keep 0" "$(grep -x 'there is nothing to keep' "$run/out/record/log") $(kept | grep -c 81-1)"

# --- pushes ------------------------------------------------------------------------------------------------------------

git init -q --bare bare.git
remote "$work/bare.git"
# push FOLDER FILE: the job's script, in a folder of its own
push() {
	mkdir -p "$1"
	[ -f "$1/night.tsv" ] || echo "nightshift record 1 $2" >"$1/night.tsv"
	(cd "$1" && TOKEN=secret SERVER=https://github.example GITHUB_REPOSITORY=Owner/Name BRANCH=nights/kept FILE="t/$2" \
		bash --noprofile --norc -eo pipefail ../push.sh >log 2>&1)
}
# Both find no branch, and both make one: the hook lets neither push before the other is there.
mkdir gate
cat >bare.git/hooks/pre-receive <<END
#!/bin/sh
: >"$work/gate/\$\$"
n=0
while [ "\$(ls "$work/gate" | wc -l)" -lt 2 ] && [ \$n -lt 100 ]; do sleep 0.1; n=\$((n + 1)); done
END
chmod +x bare.git/hooks/pre-receive
push one 1-1.tsv &
first=$!
push two 2-1.tsv &
wait $first
check "the first of two at once" "$(cat one/log)"
wait $!
check "the second of two at once" "$(cat two/log)"
equal "both are kept" "t/1-1.tsv
t/2-1.tsv" "$(git -C bare.git ls-tree -r --name-only nights/kept)"
equal "one of them had to try again" "rejected" "$(cat one/log two/log | grep -o -m 1 rejected)"
equal "one after the other" 2 "$(git -C bare.git rev-list --count nights/kept)"
rm bare.git/hooks/pre-receive
rm -rf one/kept
push one 1-1.tsv
check "the same once more" "$(cat one/log)"
equal "the same once more: nothing is written" "t/1-1.tsv is kept on nights/kept 2" "$(tail -n 1 one/log) $(git -C bare.git rev-list --count nights/kept)"
# Another night gets in between, twice.
cat >bare.git/hooks/pre-receive <<END
#!/bin/sh
[ -e "$work/gate/again" ] && exit 0
[ -e "$work/gate/once" ] && : >"$work/gate/again"
: >"$work/gate/once"
exit 1
END
chmod +x bare.git/hooks/pre-receive
push three 3-1.tsv
check "a push that is lost twice" "$(cat three/log)"
equal "it is kept at last" "t/3-1.tsv" "$(git -C bare.git ls-tree -r --name-only nights/kept | tail -n 1)"
if grep -rq secret one two three; then false; fi
check "the token is in no file and no log"
# No repository at all: red, and nothing is said to be kept. (The waits between are cut out.)
rewrite 's/sleep .*/:/' push.sh
remote "$work/nowhere.git"
push four 4-1.tsv
equal "nowhere to push to" "1 t/4-1.tsv could not be pushed to nights/kept" "$? $(tail -n 1 four/log)"
finish
