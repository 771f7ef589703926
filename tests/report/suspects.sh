#!/bin/sh
# nightshift suspects: which commits may have turned a unit red. Bad commits are planted, on one line and on branches; results
# between narrow the search; and what the record does not know is said.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # filters of jq
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/nights.sh
. "$top/tests/report/lib/nights.sh"

# subjects: the subjects of the suspects in the last JSON, in their order
subjects() { jq -r '[.commits[].summary] | join(", ")' json; }
# suspects NAME WANTED [OPTION...]: the subjects of the suspects, in their order
suspects() {
	point=$1 wanted=$2
	shift 2
	"$nightshift" suspects -C r --format=json "$@" >json 2>errors
	equal "'nightshift suspects${*:+ $*}': $point" "$wanted" "$(subjects)$(cat errors)"
}

# --- a bad commit is planted ------------------------------------------------------------------------------------------

project r
rm -rf r/.nightshift
at 1
run "$nightshift" suspects -C r
ends "suspects: without a record no red night is known" 0 "" "no night of lane nightly is known in which a unit was red"
[ ! -e r/.nightshift ]
check "suspects: where there is no record none is made"
"$nightshift" generate -q -C r
asks "an empty record has no commit, unit or suspect" "null 0 0" '"\(.commit) \(.units | length) \(.commits | length)"' suspects
good=$commit
night r 1
run "$nightshift" suspects -C r v-gc
ends "suspects: a night in which the unit is green is no red night" 0 "" "no night of lane nightly is known in which v-gc is red"
change r docs/page "a page"
change r gc/mark.c "the bad one"
bad=$commit
change r text/utf8.c "text"
change r other.c "claimed by nobody"
change r Makefile "flags"
red=$commit
night r 2 linux/v-gc mac/v-gc linux/v-text
at 4
run "$nightshift" suspects -C r
ends "suspects: the planted commit comes first, with its path and the units that it explains" 0 "" "lane nightly of s at $(id "$red"), 2 days ago: 3 red
  v-gc on linux: fail, green last at $(id "$good") (3 days ago); 3 of 5 commits
  v-text on linux: fail, green last at $(id "$good") (3 days ago); 3 of 5 commits
  v-gc on mac: fail, green last at $(id "$good") (3 days ago); 3 of 5 commits

suspects, by the paths of the manifest as it is today: 4 of 5 commits since $good
  1. $(id "$bad") 2026-01-01 the bad one (n)
     gc/mark.c (paths 'gc/**'); explains v-gc on linux, v-gc on mac
  2. $(id "$(git -C r rev-parse HEAD~2)") 2026-01-01 text (n)
     text/utf8.c (paths 'text/**'); explains v-text on linux
  3. $(id "$red") 2026-01-01 flags (n)
     Makefile (promote: everything depends on it); explains v-gc on linux, v-text on linux, v-gc on mac
  4. $(id "$(git -C r rev-parse HEAD~1)") 2026-01-01 claimed by nobody (n)
     other.c (claimed by nobody: everything depends on it); explains v-gc on linux, v-text on linux, v-gc on mac"
suspects "only the commits that touch that unit are suspects" "text, flags, claimed by nobody" v-text
asks "the suite, the lane, the red and the green commit, and how many commits were considered" "1 s nightly $red today $good 5" '"\(.format) \(.suite) \(.lane) \(.commit) \(.manifest) \(.since) \(.considered)"' suspects
asks "the first suspect has the path and the pattern that touch the units" "$bad paths gc/mark.c paths gc/** false v-gc on linux;v-gc on mac" \
	'.commits[0] | "\(.commit) \(.touches) \(.path) \(.by) \(.pattern) \(.unknown) \(.units | join(";"))"' suspects
asks "a red unit has its first red and its last green night" "v-gc linux fail null $red $good 5 3" \
	'.units[0] | "\(.unit) \(.platform) \(.verdict) \(.seed) \(.first_red.commit) \(.last_green.commit) \(.between) \(.suspects)"' suspects
"$nightshift" report -C r --format=json >report.json
equal "report: it has the same suspects as 'nightshift suspects'" "$(jq -c '[.commits[].commit]' json)" "$(jq -c '[.suspects.commits[].commit]' report.json)"
equal "report: a suspect is shown with the path that it changes" "  $(id "$bad") 2026-01-01 the bad one (n), changes gc/mark.c" "$("$nightshift" report -C r | grep 'the bad one')"

change r gc/sweep.c "after the first red night"
night r 3 linux/v-gc mac/v-gc
suspects "commits after the first red night are no suspects" "the bad one, flags, claimed by nobody"
equal "suspects: a unit that is red for two nights has the first of them as first_red" "$red 2026-01-03T00:00:00Z $commit" "$(jq -r '.units[0].first_red as $f | "\($f.commit) \($f.finished) \(.commit)"' json)"
equal "suspects: the text says since when a unit is red" "  v-gc on linux: fail, red since $(id "$red") (2 days ago), green last at $(id "$good") (3 days ago); 3 of 5 commits" \
	"$("$nightshift" suspects -C r | sed -n 2p)"
suspects "the suspects of an earlier night" "the bad one, text, flags, claimed by nobody" --commit HEAD~1

# A result between narrows, on any lane, for its platform; what is dirty or of another commit does not.
between=$(git -C r rev-parse "$bad~1")
head=$commit commit=$bad
lane=merge run=m1 finished=$((start + day)) result linux v-gc pass
commit=$between lane=pr run=m2 result mac v-gc pass
commit=$(git -C r rev-parse "$red~1") tree=dirty run=m3 lane=merge result mac v-gc pass
record r
lane=nightly tree=clean commit=$head
suspects "a pass at a commit between narrows the search on its platform; one of a dirty work tree does not" "the bad one, flags, claimed by nobody"
equal "suspects: where units have different last green commits, 'since' is null" null "$(jq -r .since json)"
equal "suspects: a pass between leaves fewer commits between on its platform alone" "linux 3 2, mac 4 3" "$(jq -r '[.units[] | "\(.platform) \(.between) \(.suspects)"] | join(", ")' json)"
commit=$bad lane=merge run=m4 result linux v-gc fail
record r
commit=$head lane=nightly
suspects "a commit where the unit both passed and failed proves nothing of others" "the bad one, flags, claimed by nobody"
equal "suspects: a commit where the unit both passed and failed is itself no suspect of that unit" "linux 4 2 v-gc on mac" "$(jq -r '.units[0] | "\(.platform) \(.between) \(.suspects)"' json) $(jq -r '.commits[] | select(.summary == "the bad one") | .units | join(",")' json)"

night r 4
at 5
asks "passed_since is the commit where a flaky unit passed after its failure" "$commit $red" '"\(.passed_since) \(.commit)"' suspects
change r docs/page2 "a page more"
night r 5
asks "passed_since is the commit of a later green night" "$commit $red" '"\(.passed_since) \(.commit)"' suspects
equal "suspects: the text says that all was green since" "  all was green since, at $(id "$commit")" "$("$nightshift" suspects -C r | sed -n 2p)"
equal "suspects: the text of one unit says that it has passed since" "  the unit has passed since, at $(id "$commit")" "$("$nightshift" suspects -C r v-gc | sed -n 2p)"

# --- branches and merges ----------------------------------------------------------------------------------------------

rm -rf r && project r && night r 1
base=$commit
git -C r checkout -q -b side
change r gc/side.c "bad, on a branch"
change r gc/side2.c "a second one of the branch"
side=$commit
git -C r checkout -q main
change r gc/main.c "on the main line"
line=$commit
merge() { GIT_AUTHOR_DATE="$((start + (hours + 1) * 3600)) +0000" GIT_COMMITTER_DATE="$((start + (hours + 1) * 3600)) +0000" git -C r merge -q --no-ff -m "$1" "$2" && commit=$(git -C r rev-parse HEAD) && hours=$((hours + 1)) && "$nightshift" generate -q -C r; }
merge "a merge" side
night r 2 linux/v-gc
at 3
suspects "commits of both sides of a merge are suspects, and the merge itself is none" "on the main line, a second one of the branch, bad, on a branch"
head=$commit
commit=$line lane=merge run=x1 finished=$((start + day)) result linux v-gc pass
record r
suspects "a pass at the end of one side takes that side out" "a second one of the branch, bad, on a branch"
equal "suspects: the merge is considered, too" "3 of 3" "$(jq -r '"\(.considered) of \(.units[0].between)"' json)"
commit=$(git -C r rev-parse "$side~1") run=x2 result linux v-gc pass
record r
suspects "a pass in the middle of a side takes its commits up to there out" "a second one of the branch"
commit=$head
git -C r checkout -q -b fix "$side" && change r gc/fix.c "the fix"
lane=pr run=x3 result linux v-gc pass
record r
git -C r checkout -q main
"$nightshift" generate -q -C r
suspects "a pass at a commit that is not in the red commit's history proves nothing" "a second one of the branch"
git -C r checkout -q -b evil "$base" && change r text/evil.c "elsewhere" && git -C r checkout -q main
git -C r merge -q --no-commit --no-ff evil 2>/dev/null && echo x >r/gc/evil.c && git -C r add -A && hours=$((hours + 1)) &&
	GIT_COMMITTER_DATE="$((start + hours * 3600)) +0000" git -C r commit -q -m "an evil merge"
commit=$(git -C r rev-parse HEAD) lane=nightly && "$nightshift" generate -q -C r
run=n9 finished=$((start + 3 * day)) result mac v-gc fail
record r
suspects "a merge that changes what neither side changed is a suspect" "an evil merge" v-gc
equal "suspects: the path of such a merge is the file that it changes itself" "gc/evil.c" "$(jq -r '.commits[0].path' json)"
git clone -q --depth 1 "file://$work/r" shallow
cp -R r/.nightshift shallow
deeper="this clone is shallow and holds only the newest ones (fetch-depth: 0 gets all)"
run "$nightshift" suspects -C shallow v-gc
equal "suspects: a shallow clone says that there may be more suspects" "0   there may be more; $deeper" "$status $(printf '%s\n' "$out" | grep 'shallow')"
change r docs/b "later"
git clone -q --depth 1 "file://$work/r" shallower
cp -R r/.nightshift shallower
run "$nightshift" suspects -C shallower v-gc
ends "suspects: a shallow clone without the red commit says that it is shallow" 0 "" "no night of lane nightly is known in which v-gc is red; $deeper"
git -C r reset -q --hard HEAD~1
rm -rf shallow && git clone -q --depth 2 "file://$work/r" shallow && cp -R r/.nightshift shallow
equal "suspects: a commit whose parent the clone does not have may have changed anything" \
	"an evil merge|elsewhere true" "$("$nightshift" suspects -C shallow v-gc --since "$head" --format=json | jq -r '[.commits[] | .summary + (if .unknown then " true" else "" end)] | join("|")')"
suspects "--since names the last green commit" "an evil merge" --since "$head" v-gc

# --- what is not known ------------------------------------------------------------------------------------------------

rm -rf r && project r && rm -rf night
change r gc/a "first"
night r 1 linux/v-gc
at 2
run "$nightshift" suspects -C r
ends "suspects: where no green night is known, the answer says to name one with --since" 0 "" "lane nightly of s at $(id "$commit"), 24 hours ago: 1 red
  v-gc on linux: fail, never known green there

suspects, by the paths of the manifest as it is today: 0 of 0 commits
  no green night is known before this one: name the last one with --since"
head=$commit commit=$gone run=gone
result linux v-gc pass
record r
commit=$head
run "$nightshift" suspects -C r
equal "suspects: a green commit that the repository does not have is named" "  v-gc on linux: fail, green at $gone, which this repository does not have" "$(printf '%s\n' "$out" | sed -n 2p)"
asks "a green commit that is gone is lost_green, not last_green" "$gone null" '.units[0] | "\(.lost_green) \(.last_green)"' suspects

rm -rf r && project r && night r 1
change r text/a "elsewhere"
change r rand/a "its own"
night r 2 linux/v-rand mac/v-gc
at 3
run "$nightshift" suspects -C r v-rand
equal "suspects: a seed that differs between the red and the green night is named, with what to run" "    the seed differs, $(commit_seed "$(git -C r rev-parse HEAD~2)") then and $(commit_seed "$commit") now: it may be the seed and no commit; to see:
    \$ git checkout $(git -C r rev-parse HEAD~2) && make -f tests.mk s-test-v-rand s_platform=linux s_seed=$(commit_seed "$commit")" "$(printf '%s\n' "$out" | sed -n 3,4p)"
asks "seed_differs is true, and the check has the red night's seed" "true true" '.units[0] | "\(.seed_differs) \(.check | endswith("s_seed='"$(commit_seed "$commit")"'"))"' suspects v-rand
suspects "where no commit touches the unit, all are listed" "its own, elsewhere" v-gc
equal "suspects: where no commit touches the unit, a note says so" "nothing none of them touches what the units depend on, by the manifest's paths: these may say too little" \
	"$(jq -r '"\(.commits[0].touches) \(.note)"' json)"
rm -rf night
change r gc/b "a night that was cut"
run=cut finished=$((start + 3 * day))
for platform in linux mac; do result $platform v-gc pass; done
result linux v-all cancelled
rm -rf r/.nightshift-before && cp -R r/.nightshift before
record r
suspects "a night that was cut is none in which a unit is red that has no result there" "its own" v-rand
sqlite3 r/.nightshift/record.db "DELETE FROM result_log; DELETE FROM result WHERE verdict = 'fail'"
asks "of a night in which nothing failed the units that have results and no pass are listed" "v-all cancelled" \
	'[.units[] | "\(.unit) \(.verdict)"] | join(",")' suspects
run "$nightshift" suspects -C r v-text
ends "suspects: a unit that merely never ran has none" 0 "" "no night of lane nightly is known in which v-text is red"
run "$nightshift" suspects -C r gc 'v-t*'
ends "suspects: of several units, the words are named" 0 "" "no night of lane nightly is known in which a unit of 'gc v-t*' was red"
wrong "no unit, variant or module is named 'v-gcc'; did you mean 'v-gc'?" suspects -C r v-gcc
wrong "no unit, variant or module is named 'nothing'" suspects -C r nothing
wrong "no unit is chosen: all are taken out" suspects -C r gc '!v-*'

# --- which units ------------------------------------------------------------------------------------------------------

rm -rf r && project r && night r 1
change r gc/a "gc"
change r text/a "text"
night r 2 linux/v-gc linux/v-text
names() { jq -r '[.units[].unit] | join(" ")' json; }
suspects "a module is named" "gc" gc
equal "suspects: only the units of the module are asked about" v-gc "$(names)"
suspects "a pattern is named" "text" 'v-t*'
suspects "a variant is named" "text, gc" v
suspects "several words are named" "text, gc" text v-gc
equal "suspects: the units of all words are asked about" "v-gc v-text" "$(names)"
suspects "what has a ! in front is taken out" "gc" '!text'
change r docs/z "later"
night r 3
at 4
run "$nightshift" suspects -C r text gc
equal "suspects: of several units, it says that each has passed since" "  these units have passed since, at $(id "$commit")" "$(printf '%s\n' "$out" | sed -n 2p)"

# --- what passed is no suspect, and the only one is one ----------------------------------------------------------------

rm -rf r && project r && night r 1
base=$commit
change r text/a "it passed there"
night r 2 && night r 3 linux/v-text
at 4
run "$nightshift" suspects -C r
ends "suspects: the commit at which the unit passed, and then failed, is none" 0 "" "lane nightly of s at $(id "$commit"), 24 hours ago: 1 red
  v-text on linux: fail, and it passed at the same commit, green last at $(id "$base") (3 days ago); 0 of 0 commits

suspects, by the paths of the manifest as it is today: 0 of 0 commits since $base
  at each commit since it passed, too: a test, or a machine, is not always the same"
suspects "nor is it after a commit is named that was green" "" --since "$base"
asks "passed_there says so" true '.units[0].passed_there' suspects
change r text/b "after it"
night r 4 linux/v-text
suspects "of what was red since, the commit at which the unit passed, too, is none" "after it"

rm -rf r && project r && night r 1
change r gc/a "gc"
night r 2 linux/v-gc
change r docs/a "neutral"
night r 3 linux/v-gc
change r gc/b "the only one between"
night r 4 linux/v-gc linux/v-text
at 5
suspects "the only commit between is named, whatever it touches, beside another red unit" "gc, the only one between"
equal "suspects: it is a suspect of that unit alone" "nothing v-text on linux" "$(jq -r '.commits[1] | "\(.touches) \(.units | join(","))"' json)"
equal "suspects: the text says that no other commit touches anything of the unit" "     touches nothing of theirs, and no other commit since does; explains v-text on linux" \
	"$("$nightshift" suspects -C r | tail -n 1)"

wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" suspects -C r --since nope
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" suspects -C r --commit nope
finish
