#!/bin/sh
# The questions, from real repositories and records: coverage as planned and as delivered, qualify, suspects with planted bad
# commits, flaky and seed-dependent, replay; what is wrong in a record is named in each answer.
# shellcheck disable=SC2016,SC2094 # filters of jq; a function has the name of a file
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

if ! command -v jq >/dev/null; then
	skip "the questions" "there is no jq"
	finish
fi
day=86400
start=$SOURCE_DATE_EPOCH # 2026-01-01
at() { export SOURCE_DATE_EPOCH=$((start + $1 * day)); }
id() { echo "$1" | cut -c 1-12; }

# project FOLDER [MORE]: a repository with a suite whose modules claim their folders
project() {
	mkdir -p "$1/gc" "$1/text" "$1/rand" "$1/docs"
	cat >"$1/nightshift.xml" <<-END
	<suite name="s" dir=".">
	  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"/>
	  <seed from="commit" fallback="4711" env="SEED"/>
	  <run>sh {module}.sh</run>
	  <variant name="v"/>
	  <module name="gc" paths="gc/**" seconds="4"/>
	  <module name="text" paths="text/**" seconds="3"/>
	  <module name="rand" paths="rand/**" seed="head" seconds="3"/>
	  <module name="all" lane="nightly" reason="slow" seconds="1"/>
	  <promote paths="Makefile"/>
	  <ignore paths="docs/"/>
	  ${2-}
	</suite>
	END
	for file in gc/a text/a rand/a docs/a Makefile; do echo "# $file" >"$1/$file"; done
	repository "$1"
	"$nightshift" generate -q -C "$1" && repository "$1" generated && "$nightshift" generate -q -C "$1"
	plan=$(git hash-object "$1/nix/s.json")
	commit=$(git -C "$1" rev-parse HEAD)
}
# change FOLDER FILE SUBJECT: a commit more, an hour later; $commit is it
hours=0
change() {
	mkdir -p "$(dirname "$1/$2")"
	echo "$3" >>"$1/$2"
	hours=$((hours + 1))
	when="$((start + hours * 3600)) +0000"
	GIT_AUTHOR_DATE=$when GIT_COMMITTER_DATE=$when repository "$1" "$3"
	commit=$(git -C "$1" rev-parse HEAD)
	"$nightshift" generate -q -C "$1"
}
# result PLATFORM UNIT VERDICT [KEY VALUE]...: into the folder night/N, of $run, $lane, $commit, $plan, $seed at $finished
n=0 lane=nightly tree=clean seed=7 run=r1 finished=$start
result() {
	n=$((n + 1))
	folder=night/$n/$2
	mkdir -p "$folder"
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $run" "unit $2"
		[ -z "$1" ] || echo "platform $1"
		[ -z "$lane" ] || echo "lane $lane"
		[ -z "$commit" ] || printf '%s\n' "commit $commit" "tree $tree"
		case $2 in v-rand) echo "seed $seed" ;; esac
		case $3 in pass) status=0 ;; timeout) status=124 ;; *) status=1 ;; esac
		printf '%s\n' "verdict $3" "status $status" "finished $finished"
		shift 3
		[ $# = 0 ] || printf '%s\n' "$@"
		echo end
	} >"$folder/verdict"
}
record() {
	for folder in night/*; do "$nightshift" record -q -C "$1" "$PWD/$folder" || not_ok "record $folder"; done
	rm -rf night
}
units="v-all v-gc v-rand v-text"
# night FOLDER DAY [PLATFORM/UNIT...]: of $commit; those fail, all others pass
night() {
	where=$1 finished=$((start + $2 * day)) run=night$2
	shift 2
	for platform in linux mac; do
		for unit in $units; do
			case " $* " in *" $platform/$unit "*) verdict=fail ;; *) verdict=pass ;; esac
			result $platform "$unit" $verdict
		done
	done
	record "$where"
}
# asks NAME WANTED FILTER QUESTION [OPTION...]: of the JSON
asks() {
	point=$1 wanted=$2 filter=$3 question=$4
	shift 4
	"$nightshift" "$question" -C r --format=json "$@" >json 2>errors
	equal "$question: $point" "$wanted" "$(jq -r "$filter" json 2>&1)$(cat errors)"
}


# subjects: those of the suspects in the last JSON, in their order
subjects() { jq -r '[.commits[].summary] | join(", ")' json; }
# suspects NAME WANTED [OPTION...]: the subjects in their order
suspects() {
	point=$1 wanted=$2
	shift 2
	"$nightshift" suspects -C r --format=json "$@" >json 2>errors
	equal "suspects: $point" "$wanted" "$(subjects)$(cat errors)"
}

# wrong MESSAGE ARGUMENT...
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "nightshift $*" 2 "nightshift: error: $message" ""
}
# views SQL: what the record answers
views() { sqlite3 r/.nightshift/record.db "$1"; }
gone=$(printf '%040d' 7) # a commit that nobody has

# --- suspects: a bad commit is planted -----------------------------------------------------------------------------------

project r
rm -rf r/.nightshift
at 1
run "$nightshift" suspects -C r
ends "suspects: no record" 0 "" "no night of lane nightly is known in which a unit was red"
[ ! -e r/.nightshift ]
check "suspects: it makes no record"
"$nightshift" generate -q -C r
asks "an empty record" "null 0 0" '"\(.commit) \(.units | length) \(.commits | length)"' suspects
good=$commit
night r 1
run "$nightshift" suspects -C r v-gc
ends "suspects: a green night is none" 0 "" "no night of lane nightly is known in which v-gc is red"
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
ends "suspects: the planted commit comes first" 0 "" "lane nightly of s at $(id "$red"), 2 days ago: 3 red
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
suspects "of one unit" "text, flags, claimed by nobody" v-text
asks "as data" "1 s nightly $red today $good 5" '"\(.format) \(.suite) \(.lane) \(.commit) \(.manifest) \(.since) \(.considered)"' suspects
asks "a commit, as data" "$bad paths gc/mark.c paths gc/** false v-gc on linux;v-gc on mac" \
	'.commits[0] | "\(.commit) \(.touches) \(.path) \(.by) \(.pattern) \(.unknown) \(.units | join(";"))"' suspects
asks "a unit, as data" "v-gc linux fail null $red $good 5 3" \
	'.units[0] | "\(.unit) \(.platform) \(.verdict) \(.seed) \(.first_red.commit) \(.last_green.commit) \(.between) \(.suspects)"' suspects
"$nightshift" report -C r --format=json >report.json
equal "report: it has the same suspects" "$(jq -c '[.commits[].commit]' json)" "$(jq -c '[.suspects.commits[].commit]' report.json)"
equal "report: and names the path" "  $(id "$bad") 2026-01-01 the bad one (n), changes gc/mark.c" "$("$nightshift" report -C r | grep 'the bad one')"

change r gc/sweep.c "after the first red night"
night r 3 linux/v-gc mac/v-gc
suspects "the first red night is some nights ago" "the bad one, flags, claimed by nobody"
equal "suspects: since then" "$red 2026-01-03T00:00:00Z $commit" "$(jq -r '.units[0].first_red as $f | "\($f.commit) \($f.finished) \(.commit)"' json)"
equal "suspects: since when, in words" "  v-gc on linux: fail, red since $(id "$red") (2 days ago), green last at $(id "$good") (3 days ago); 3 of 5 commits" \
	"$("$nightshift" suspects -C r | sed -n 2p)"
suspects "--commit asks for an earlier night" "the bad one, text, flags, claimed by nobody" --commit HEAD~1

# A result between narrows, on any lane, for its platform; what is dirty or of another commit does not.
between=$(git -C r rev-parse "$bad~1")
head=$commit commit=$bad
lane=merge run=m1 finished=$((start + day)) result linux v-gc pass
commit=$between lane=pr run=m2 result mac v-gc pass
commit=$(git -C r rev-parse "$red~1") tree=dirty run=m3 lane=merge result mac v-gc pass
record r
lane=nightly tree=clean commit=$head
suspects "a pass between narrows for its platform" "the bad one, flags, claimed by nobody"
equal "suspects: no green commit is one for all" null "$(jq -r .since json)"
equal "suspects: by how much" "linux 3 2, mac 4 3" "$(jq -r '[.units[] | "\(.platform) \(.between) \(.suspects)"] | join(", ")' json)"
commit=$bad lane=merge run=m4 result linux v-gc fail
record r
commit=$head lane=nightly
suspects "a commit where it both passed and failed proves nothing" "the bad one, flags, claimed by nobody"
equal "suspects: so it is as before" "linux 5 3" "$(jq -r '.units[0] | "\(.platform) \(.between) \(.suspects)"' json)"

night r 4
at 5
asks "it has passed since, flaky at the last commit" "$commit $red" '"\(.passed_since) \(.commit)"' suspects
change r docs/page2 "a page more"
night r 5
asks "a later night is green" "$commit $red" '"\(.passed_since) \(.commit)"' suspects
equal "suspects: that is said" "  all was green since, at $(id "$commit")" "$("$nightshift" suspects -C r | sed -n 2p)"
equal "suspects: and of the unit" "  the unit has passed since, at $(id "$commit")" "$("$nightshift" suspects -C r v-gc | sed -n 2p)"

# --- suspects: branches and merges ----------------------------------------------------------------------------------------

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
suspects "both sides of a merge, and the merge itself is none" "on the main line, a second one of the branch, bad, on a branch"
head=$commit
commit=$line lane=merge run=x1 finished=$((start + day)) result linux v-gc pass
record r
suspects "one side is out" "a second one of the branch, bad, on a branch"
equal "suspects: the merge was looked at" "3 of 3" "$(jq -r '"\(.considered) of \(.units[0].between)"' json)"
commit=$(git -C r rev-parse "$side~1") run=x2 result linux v-gc pass
record r
suspects "a part of the other side is out" "a second one of the branch"
commit=$head
git -C r checkout -q -b fix "$side" && change r gc/fix.c "the fix"
lane=pr run=x3 result linux v-gc pass
record r
git -C r checkout -q main
"$nightshift" generate -q -C r
suspects "a pass that the red commit does not contain proves nothing" "a second one of the branch"
git -C r checkout -q -b evil "$base" && change r text/evil.c "elsewhere" && git -C r checkout -q main
git -C r merge -q --no-commit --no-ff evil 2>/dev/null && echo x >r/gc/evil.c && git -C r add -A && hours=$((hours + 1)) &&
	GIT_COMMITTER_DATE="$((start + hours * 3600)) +0000" git -C r commit -q -m "an evil merge"
commit=$(git -C r rev-parse HEAD) lane=nightly && "$nightshift" generate -q -C r
run=n9 finished=$((start + 3 * day)) result mac v-gc fail
record r
suspects "what a merge has from neither side is its own" "an evil merge" v-gc
equal "suspects: a merge's own file" "gc/evil.c" "$(jq -r '.commits[0].path' json)"
git clone -q --depth 1 "file://$work/r" shallow
cp -R r/.nightshift shallow
deeper="this clone is shallow and holds only the newest ones (fetch-depth: 0 gets all)"
run "$nightshift" suspects -C shallow v-gc
equal "suspects: a shallow clone says so" "0   there may be more; $deeper" "$status $(printf '%s\n' "$out" | grep 'shallow')"
change r docs/b "later"
git clone -q --depth 1 "file://$work/r" shallower
cp -R r/.nightshift shallower
run "$nightshift" suspects -C shallower v-gc
ends "suspects: a shallow clone without the night" 0 "" "no night of lane nightly is known in which v-gc is red; $deeper"
git -C r reset -q --hard HEAD~1
rm -rf shallow && git clone -q --depth 2 "file://$work/r" shallow && cp -R r/.nightshift shallow
equal "suspects: a commit whose parent is not there may have changed anything" \
	"an evil merge|elsewhere true" "$("$nightshift" suspects -C shallow v-gc --since "$head" --format=json | jq -r '[.commits[] | .summary + (if .unknown then " true" else "" end)] | join("|")')"
suspects "--since" "an evil merge" --since "$head" v-gc

# --- suspects: what is not known -------------------------------------------------------------------------------------------

rm -rf r && project r && rm -rf night
change r gc/a "first"
night r 1 linux/v-gc
at 2
run "$nightshift" suspects -C r
ends "suspects: nothing is known green" 0 "" "lane nightly of s at $(id "$commit"), 24 hours ago: 1 red
  v-gc on linux: fail, never known green there

suspects, by the paths of the manifest as it is today: 0 of 0 commits
  no green night is known before this one: name the last one with --since"
head=$commit commit=$gone run=gone
result linux v-gc pass
record r
commit=$head
run "$nightshift" suspects -C r
equal "suspects: it was green at a commit that is gone" "  v-gc on linux: fail, green at $gone, which this repository does not have" "$(printf '%s\n' "$out" | sed -n 2p)"
asks "and as data" "$gone null" '.units[0] | "\(.lost_green) \(.last_green)"' suspects

rm -rf r && project r && night r 1
change r text/a "elsewhere"
change r rand/a "its own"
seed=8
night r 2 linux/v-rand mac/v-gc
at 3
run "$nightshift" suspects -C r v-rand
equal "suspects: the seed differs" "    the seed differs, 7 then and 8 now: it may be the seed and no commit; to see:
    \$ git checkout $(git -C r rev-parse HEAD~2) && make -f tests.mk s-test-v-rand s_platform=linux s_seed=8" "$(printf '%s\n' "$out" | sed -n 3,4p)"
asks "as data" "true true" '.units[0] | "\(.seed_differs) \(.check | endswith("s_seed=8"))"' suspects v-rand
suspects "none touches it: all are listed" "its own, elsewhere" v-gc
equal "suspects: and that is said" "nothing none of them touches what the units depend on, by the manifest's paths: these may say too little" \
	"$(jq -r '"\(.commits[0].touches) \(.note)"' json)"
seed=7
rm -rf night
change r gc/b "a night that was cut"
run=cut finished=$((start + 3 * day))
for platform in linux mac; do result $platform v-gc pass; done
result linux v-all cancelled
rm -rf r/.nightshift-before && cp -R r/.nightshift before
record r
suspects "units that failed go before those that are absent" "its own" v-rand
sqlite3 r/.nightshift/record.db "DELETE FROM result_log; DELETE FROM result WHERE verdict = 'fail'"
asks "a night in which nothing failed: those without a pass" "v-all cancelled,v-rand null,v-text null,v-all null,v-rand null,v-text null" \
	'[.units[] | "\(.unit) \(.verdict)"] | join(",")' suspects
wrong "no unit has the name 'v-gcc'; did you mean 'v-gc'?" suspects -C r v-gcc
wrong "no unit has the name 'nothing'" suspects -C r nothing
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" suspects -C r --since nope
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" suspects -C r --commit nope

# --- qualify ---------------------------------------------------------------------------------------------------------

# qualifies NAME STATUS [REV...]: the text must be that of standard input
qualifies() {
	point=$1 wanted=$2
	shift 2
	run "$nightshift" qualify -C r "$@"
	ends "qualify: $point" "$wanted" "" "$(cat)"
}
rm -rf r && project r && rm -rf r/.nightshift
at 3
qualifies "no record" 1 <<END
HEAD ($commit): not qualified by lane nightly
  there is no record, so nothing is known to have run
  it ran less than it owes: 8 of 8 units have no result
  linux  no result (4 of 4): v-all, v-gc, v-rand, v-text
  mac    no result (4 of 4): v-all, v-gc, v-rand, v-text
END
"$nightshift" generate -q -C r
asks "an empty record" "false nothing is recorded of this night" '"\(.qualified) \(.reasons[0])"' qualify
night r 1
git -C r tag -a -m "a release" v1
qualifies "a green night, by its tag" 0 v1 <<END
v1 ($commit): qualified, lane nightly is green: 8 units on 2 platforms, 2 days ago
END
asks "as data" "1 v1 $commit $plan true 8 8 2026-01-02T00:00:00Z linux mac" \
	'"\(.format) \(.rev) \(.commit) \(.plan) \(.qualified) \(.owed) \(.passed) \(.newest) \(.platforms | map(.platform) | join(" "))"' qualify v1
run "$nightshift" qualify -C r --lane merge
equal "qualify: green in one lane is not green in another" "1 HEAD ($commit): not qualified by lane merge" "$status $(printf '%s\n' "$out" | head -n 1)"
echo "# edited" >>r/gc/a
run "$nightshift" qualify -C r
equal "qualify: changes in the work tree are none of the commit's" 0 "$status"
sed 's/name="text"/name="txt"/' r/nightshift.xml >edited && cp edited r/nightshift.xml
run "$nightshift" qualify -C r
equal "qualify: nor is a changed manifest" 0 "$status"
git -C r checkout -q .
first=$commit
change r gc/a "a change"
run=r2 finished=$((start + 2 * day))
for unit in v-all v-gc v-rand; do result linux $unit pass; done
result linux v-text fail
for unit in v-all v-gc; do result mac $unit pass; done
result mac v-rand cancelled
record r
qualifies "what is missing, by platform" 1 "$commit" <<END
$commit: not qualified by lane nightly
  1 of 8 units failed
  1 of 8 units was cancelled, skipped or quarantined
  it ran less than it owes: 1 of 8 units has no result
  linux  failed (1 of 4): v-text
  mac    cancelled, skipped or quarantined (1 of 4): v-rand
  mac    no result (1 of 4): v-text
END
asks "what is missing, as data" "v-text|v-rand|v-text" '[.platforms[0].failed_units[0], .platforms[1].undone_units[0], .platforms[1].absent_units[0]] | join("|")' qualify
qualifies "the commit before is as it was" 0 v1 <<END
v1 ($first): qualified, lane nightly is green: 8 units on 2 platforms, 2 days ago
END
commit=$first run=o1 result linux v-text pass
commit=$(git -C r rev-parse HEAD)
run=o2 tree=dirty result linux v-text pass
tree=clean run=o3 result "" v-text pass
record r
run "$nightshift" qualify -C r
equal "qualify: what counts for nothing, and is named" "1
  1 result is of a work tree that was not the commit's (o2) and counts for nothing
  1 result is of a run that names no platform (o3) and counts for nothing" "$status
$(printf '%s\n' "$out" | grep 'for nothing')"
finished=$((finished + 60))
run=r2 result linux v-text pass "attempt 2"
result mac v-rand pass "attempt 2"
result mac v-text pass "attempt 2"
record r
qualifies "a later attempt of the same commit" 0 <<END
HEAD ($commit): qualified, lane nightly is green: 8 units on 2 platforms, 23 hours ago
  1 result is of a work tree that was not the commit's (o2) and counts for nothing
  1 result is of a run that names no platform (o3) and counts for nothing
  linux  flaky, passed in the end (1 of 4): v-text
END
rm -rf night
run=r3 finished=$((finished + 60)) result mac v-text fail
record r
run "$nightshift" qualify -C r
equal "qualify: what failed last has failed" 1 "$status"
head=$commit
change r gc/a "another plan"
old=$plan
sed 's/seconds="1"/seconds="2"/' r/nightshift.xml >edited && cp edited r/nightshift.xml
"$nightshift" generate -q -C r && repository r "another plan" && "$nightshift" generate -q -C r
commit=$(git -C r rev-parse HEAD)
night r 2
run "$nightshift" qualify -C r
equal "qualify: results of another plan are named" "1   8 results are of another plan ($(id "$old")) and count for nothing" "$status $(printf '%s\n' "$out" | grep 'another plan')"
asks "results that do not count, as data" "8 0 0 0 0 other_plan $old 8" \
	'"\(.other_plan) \(.dirty) \(.no_platform) \(.not_owed) \(.contradicted) \(.ignored[0] | "\(.why) \(.what) \(.results)")"' qualify
plan=$(git hash-object r/nix/s.json)
night r 9
run "$nightshift" qualify -C r
equal "qualify: a result from the future is named" "0   8 units finished in the future, v-all on linux in run night9 at 2026-01-10T00:00:00Z: a clock is wrong, so their age says nothing" \
	"$status $(printf '%s\n' "$out" | grep 'future, ')"
equal "qualify: its age is none" "HEAD ($commit): qualified, lane nightly is green: 8 units on 2 platforms, in the future" "$(printf '%s\n' "$out" | head -n 1)"
run "$nightshift" report -C r --stale 5
equal "report: a night from the future is stale" "1   the last green night finished in the future, so nobody knows how old it is: a clock is wrong" "$status $(printf '%s\n' "$out" | sed -n 2p)"
lane=merge run=m1 finished=$start
result linux v-all pass
record r
asks "a unit that the lane does not owe there" "1 not_owed v-all on linux" '"\(.not_owed) \(.ignored[0] | "\(.why) \(.what)")"' qualify --lane merge
sqlite3 r/.nightshift/record.db "INSERT INTO conflict SELECT run, unit, attempt, 'fail', 1, NULL, NULL, finished FROM result x WHERE unit = 'v-gc' AND run = (SELECT id FROM run WHERE name = 'night9' AND platform = 'linux')"
run "$nightshift" qualify -C r
equal "qualify: two results of one attempt are named" "  1 result is of an attempt that has another result, too (v-gc on linux) and counts for nothing" "$(printf '%s\n' "$out" | grep 'another result')"
lane=nightly
git -C r commit -q --allow-empty -m "a commit that nobody has generated at"
git -C r checkout -q HEAD~1
run "$nightshift" qualify -C r main
equal "qualify: a commit whose plan is not known" "1   the record knows no plan of this commit, so nobody knows what it owes: run 'nightshift generate' there" "$status $(printf '%s\n' "$out" | grep 'knows no plan')"
wrong "no commit is named 'v9' here; a shallow clone holds only the newest (fetch-depth)" qualify -C r v9
wrong "--lane is 'night', but must be pr, merge or nightly" qualify -C r --lane night
wrong "usage: nightshift qualify [options] [REV]" qualify -C r HEAD HEAD
mkdir -p nowhere && cp r/nightshift.xml nowhere
wrong "there is no repository here, and the question is of a commit" qualify -C nowhere
red=$(printf '\033[31m') green=$(printf '\033[32m') off=$(printf '\033[0m')
run "$nightshift" qualify -C r --color=always v1
equal "qualify: in colour" "v1 ($first): ${green}qualified$off, lane nightly is green: 8 units on 2 platforms, 24 hours ago" "$out"
run env NO_COLOR=1 "$nightshift" qualify -C r --color=auto main
case $out in *"$red"*) not_ok "qualify: no colour where it is no terminal" "$out" ;; *) ok "qualify: no colour where it is no terminal" ;; esac

# The views say the same.
for where in "$first" "$head" "$commit"; do
	"$nightshift" qualify -C r --format=json "$where" >json
	equal "view night: $(id "$where")" "$(jq -r '.platforms[] | "\(.platform)|\(.owed)|\(.passed)|\(.flaky)|\(.failed)|\(.undone)|\(.absent)"' json)" \
		"$(views "SELECT platform, owed, passed, flaky, failed, undone, absent FROM night WHERE commit_id = '$where' AND lane = 'nightly' ORDER BY 1")"
	equal "view qualified: $(id "$where")" "$(jq -r 'if .qualified then "2|8" else "" end' json)" \
		"$(views "SELECT platforms, units FROM qualified WHERE commit_id = '$where' AND lane = 'nightly'")"
done

# --- flaky, and dependent on the seed ----------------------------------------------------------------------------------

rm -rf r && project r && rm -rf r/.nightshift
at 10
run "$nightshift" flaky -C r
ends "flaky: no record" 0 "" "there is no record, so nothing is known to have run"
"$nightshift" generate -q -C r
none="flaky: both verdicts at one commit and seed
  none

seed-dependent: passes and fails by seed, at one commit
  none"
run "$nightshift" flaky -C r
ends "flaky: an empty record" 0 "" "the last 30 days

$none"
first=$commit
night r 1 linux/v-text
change r docs/c "a commit between"
night r 2 linux/v-gc linux/v-rand
run "$nightshift" flaky -C r --since 60
ends "flaky: a changed commit between is neither" 0 "" "the last 60 days

$none"
run=f1 finished=$((start + 3 * day))
result linux v-gc pass
result mac v-text fail && result mac v-text pass "attempt 2"
seed=8 && result mac v-rand fail && seed=9 && run=f2 && result mac v-rand timeout && seed=7
run=f3 tree=dirty && result linux v-all fail
run=f4 && result linux v-all pass
tree=clean
record r
run "$nightshift" flaky -C r
ends "flaky, and dependent on the seed" 0 "" "the last 30 days

flaky: both verdicts at one commit and seed
  v-text  mac    1 time in 4 results (25.00 %), 1 red; last 7 days ago at $(id "$commit")
  v-gc    linux  1 time in 3 results (33.33 %), 1 red; last 8 days ago at $(id "$commit")

seed-dependent: passes and fails by seed, at one commit
  v-rand  mac  2 of 3 seeds fail: 8, 9; last 7 days ago at $(id "$commit")"
asks "as data" "v-text mac 1 4 1 null|v-gc linux 1 3 1 null" \
	'[.flaky[] | "\(.unit) \(.platform) \(.times) \(.results) \(.red) \(.occasions[0].seed)"] | join("|")' flaky
asks "an occasion, as data" "$commit true f1 2 1 2026-01-04T00:00:00Z" \
	'.flaky[0].occasions[0] | "\(.commit) \(.here) \(.run) \(.passed) \(.failed) \(.last)"' flaky
asks "seeds, as data" "v-rand mac true 3 2 8 9 $commit" \
	'.seed_dependent[] | "\(.unit) \(.platform) \(.known) \(.seeds) \(.failing) \(.failing_seeds | map(.seed) | join(" ")) \(.failing_seeds[0].commit)"' flaky
equal "view flaky" "v-gc|linux|1|1|2026-01-03T00:00:00Z
v-text|mac|2|1|2026-01-04T00:00:00Z" "$(views "SELECT unit, platform, passed, failed, last FROM flaky ORDER BY 1")"
equal "view seed_dependent" "v-rand|mac|8
v-rand|mac|9" "$(views "SELECT unit, platform, seed FROM seed_dependent ORDER BY 3")"
asks "of one unit" "v-gc 0" '"\([.flaky[].unit] | join(" ")) \(.seed_dependent | length)"' flaky v-gc
asks "on one platform" "v-text 1" '"\([.flaky[].unit] | join(" ")) \(.seed_dependent | length)"' flaky --platform mac
at 11
asks "--since leaves out what failed before" "v-text" '[.flaky[].unit] | join(" ")' flaky --since 8
run=f5 finished=$((start + 4 * day)) tree=dirty
result linux v-all fail && result linux v-all pass "attempt 2"
tree=clean
record r
asks "attempts of one run, though the work tree was changed" "v-all null f5" '.flaky[0] | "\(.unit) \(.occasions[0].commit) \(.occasions[0].run)"' flaky v-all
equal "flaky: then the run is named" "  v-all  linux  1 time in 6 results (16.67 %), 2 red; last 7 days ago in run f5" "$("$nightshift" flaky -C r v-all | sed -n 4p)"
seed=8 run=f6 finished=$((start + 5 * day)) && result mac v-rand pass && seed=7
record r
asks "one seed both ways is flaky, and the other still fails by its seed" "8|9" '"\(.flaky[] | select(.unit == "v-rand") | .occasions[0].seed)|\(.seed_dependent[0].failing_seeds | map(.seed) | join(" "))"' flaky
head=$commit commit=$gone run=f7 finished=$((start + 30 * day))
result linux v-text fail && run=f8 && result linux v-text pass
record r
commit=$head
run "$nightshift" flaky -C r v-text
equal "flaky: from the future, at a commit that is gone" "  v-text  linux  1 time in 4 results (25.00 %), 2 red; last in the future at $gone, which this repository does not have
1 red result finished in the future: a clock is wrong, so their age says nothing" "$(printf '%s\n' "$out" | grep 'future')"
sed '/name="text"/d' r/nightshift.xml >edited && cp edited r/nightshift.xml
asks "a unit that the plan does not have" "false,true" '[.flaky[] | select(.unit == "v-text" or .unit == "v-gc") | .known] | unique | map(tostring) | join(",")' flaky
equal "flaky: that is said" 2 "$("$nightshift" flaky -C r | grep -c '; not in the plan any more$')"
git -C r checkout -q nightshift.xml
wrong "--since is '0', but must be a number from 1 to 10000" flaky -C r --since 0
wrong "no unit has the name 'v-gcc'; did you mean 'v-gc'?" flaky -C r v-gcc
wrong "no platform has the name 'mack'; did you mean 'mac'?" flaky -C r --platform mack

# --- replay ------------------------------------------------------------------------------------------------------------

rm -rf r && project r '<nix/>' && rm -rf r/.nightshift
at 5
wrong "there is no record '$work/r/.nightshift/record.db'" replay -C r last v-gc
"$nightshift" generate -q -C r
wrong "the record has no run 'last' with unit 'v-gc'" replay -C r last v-gc
own=$("$nightshift" seed -C r -q)
run=ci-10 finished=$((start + day)) seed=$own
result linux v-rand fail && result linux v-rand pass "attempt 2"
result linux v-gc pass && seed=99 && result mac v-rand timeout
first=$commit
record r
change r docs/d "later"
run=ci-11 finished=$((start + 2 * day)) seed=99
result linux v-rand pass && result linux v-all crash
record r
run "$nightshift" replay -C r ci-10 v-rand
ends "replay: the attempt that failed, on each platform" 0 "" "v-rand in run ci-10, on linux, lane nightly: fail, seed $own, 4 days ago
  \$ git checkout $first
  \$ make -f tests.mk s-test-v-rand s_platform=linux s_seed=$own
  \$ nix build 'git+file:.?rev=$first#s-checked.runs.\"v-rand\"'
v-rand in run ci-10, on mac, lane nightly: timeout, seed 99, 4 days ago
  \$ git checkout $first
  \$ make -f tests.mk s-test-v-rand s_platform=mac s_seed=99
  \$ nix build --impure --expr '((builtins.getFlake (\"git+file:\" + toString ./. + \"?rev=$first\")).packages.aarch64-darwin.s-checked.withSeed \"99\").runs.\"v-rand\"'"
asks "the attempt that is asked for" "2 pass" '.replays[] | "\(.attempt) \(.verdict)"' replay ci-10 v-rand --platform linux --attempt 2
asks "last" "ci-11 $commit" '.replays[] | "\(.run) \(.commit)"' replay last v-rand --platform linux
asks "a prefix that is one" "ci-11" '.replays[].run' replay ci-1 v-all
asks "as data" "s v-all ci-11 1 linux nightly $commit true clean $plan crash null 2026-01-03T00:00:00Z false 3" \
	'.replays[0] as $r | "\(.suite) \(.unit) \($r | "\(.run) \(.attempt) \(.platform) \(.lane) \(.commit) \(.here) \(.tree) \(.plan) \(.verdict) \(.seed) \(.finished) \(.kept) \(.commands | length)")"' replay last v-all
wrong "several runs begin with 'ci-1': 'ci-10', 'ci-11'" replay -C r ci-1 v-rand
wrong "the record has no run 'ci-9' with unit 'v-gc'" replay -C r ci-9 v-gc
wrong "the record has no run 'ci-10' with unit 'v-gc' on platform mac" replay -C r ci-10 v-gc --platform mac
wrong "usage: nightshift replay [options] RUN UNIT" replay -C r last
wrong "--exec runs it and prints no json: leave one of them out" replay -C r last v-gc --exec --format json
wrong "run 'ci-10' has unit 'v-rand' on several platforms: choose one with --platform" replay -C r ci-10 v-rand --exec
run "$nightshift" replay -C r --exec ci-10 v-rand --platform mac
ends "replay --exec: HEAD is another commit" 1 "nightshift: HEAD is another commit than the run's, so nothing was run" "git worktree add --detach ../s-$(id "$first") $first
cd ../s-$(id "$first")
make -f tests.mk s-test-v-rand s_platform=mac s_seed=99"
echo 'echo "seed $SEED" >>log; exit ${STATUS:-0}' >r/rand.sh
run "$nightshift" replay -C r -q --exec ci-11 v-rand
equal "replay --exec: it runs, with its seed" "0 seed 99" "$status $(cat r/log)"
run env STATUS=1 "$nightshift" replay -C r/gc --exec ci-11 v-rand
equal "replay --exec: it fails" "1 2 \$ make -f tests.mk s-test-v-rand s_platform=linux s_seed=99" "$status $(wc -l <r/log | tr -d ' ') $(printf '%s\n' "$err" | head -n 1)"
echo "# changed" >>r/gc/a
run "$nightshift" replay -C r --exec ci-11 v-rand
equal "replay --exec: a changed work tree is named" "0 nightshift: the work tree differs from the commit, and so may the result" "$status $(printf '%s\n' "$err" | head -n 1)"
git -C r checkout -q gc
run=d1 tree=dirty && result linux v-gc fail
tree=clean run=h1 head=$commit commit='' lane='' && result linux v-gc fail
commit=$gone lane=nightly run=g1 finished=$((start + 20 * day)) && result linux v-gc fail
record r
commit=$head
sed 's/<platform name="linux"/<platform name="lin"/; s/seconds="1"/seconds="2"/' r/nightshift.xml >edited && cp edited r/nightshift.xml
for point in "d1 the work tree had changes beside the commit, which nobody knows: this may be another test" \
	"h1 the run does not say at which commit it was" "g1 this repository does not have the commit: fetch it first" \
	"g1 it finished in the future: a clock is wrong" "ci-10 no platform has that name any more" \
	"ci-10 it ran by plan $(id "$plan"), which is not today's"; do
	"$nightshift" replay -C r "${point%% *}" v-gc --format json >json
	equal "replay: ${point#* }" 1 "$(jq --arg n "${point#* }" '[.replays[].notes[] | select(. == $n)] | length' json)"
done
run "$nightshift" replay -C r --exec h1 v-gc
ends "replay --exec: no commit is known" 1 "nightshift: the run does not say at which commit it was, so nothing was run" ""
git -C r checkout -q nightshift.xml

# --- coverage, as delivered --------------------------------------------------------------------------------------------

rm -rf r && project r
at 5
"$nightshift" coverage -C r >covered
equal "coverage: an empty record" "  linux     x86_64-linux    pr       checked      3 of 4          10 s  never" "$(sed -n 4p covered)"
first=$commit
lane=pr run=p1 finished=$((start + day)) seed=7
for unit in v-gc v-text; do result linux $unit pass; done
record r
lane=nightly
change r docs/e "later"
night r 2 linux/v-gc
change r docs/f "later still"
run=n3 finished=$((start + 3 * day))
for unit in v-all v-gc v-rand; do result linux $unit pass; done
lane=merge run=m3
result linux v-gc timeout
record r
lane=nightly
"$nightshift" coverage -C r >covered
cat >wanted <<END
coverage of s: 4 units on 2 platforms

  platform  system          lane     does          units      expected  last delivered
  linux     x86_64-linux    pr       checked      3 of 4          10 s  2 of 3 passed, 1 not run, 4 days ago at $(id "$first")
                            merge    checked      3 of 4          10 s  0 of 3 passed, 1 failed, 2 absent, 2 days ago at $(id "$commit")
                            nightly  checked      4 of 4          11 s  3 of 4 passed, 1 absent, 2 days ago at $(id "$commit")
  mac       aarch64-darwin  pr       build
                            merge    none
                            nightly  checked      4 of 4          11 s  4 of 4 passed, 3 days ago at $(id "$(git -C r rev-parse HEAD~1)")

nightly only
  linux     1 unit: v-all; last pass 2 days ago
  mac       everything that runs there (4 units); last pass 3 days ago

chosen by the change (nightshift affected)
  pr on linux: 3 of 3 units only if one of their paths changes; merge runs them all

holes: none

owed the last time, and absent
  linux     merge: v-rand, v-text
  linux     nightly: v-text

never run
  linux     none; last result 2 days ago
  mac       none; last result 3 days ago
END
same "coverage: what was owed, and what was delivered" wanted covered
asks "a lane, as data" "$commit true 2026-01-04T00:00:00Z $plan 4 3 0 1 v-text" \
	'.platforms[0].lanes[2].delivered | "\(.commit) \(.here) \(.finished) \(.plan) \(.owed) \(.passed) \(.failed) \(.absent) \(.absent_units | join(" "))"' coverage
asks "a lane that delivers nothing, as data" "null null" '.platforms[1].lanes | "\(.[0].delivered) \(.[1].delivered)"' coverage
asks "units, as data" "v-all true 2026-01-04T00:00:00Z 2026-01-04T00:00:00Z|v-gc false 2026-01-04T00:00:00Z 2026-01-04T00:00:00Z|v-text false 2026-01-03T00:00:00Z 2026-01-03T00:00:00Z" \
	'[.platforms[0].owed_units[] | select(.unit != "v-rand") | "\(.unit) \(.nightly_only) \(.last_pass) \(.last_run)"] | join("|")' coverage
asks "what the record has" "linux merge 1 0 1|linux nightly 2 0 7|linux pr 1 0 2|mac nightly 1 0 4" \
	'[.record[] | "\(.platform) \(.lane) \(.runs) \(.answered) \(.results)"] | join("|")' coverage
equal "view unit_times" "2026-01-04T00:00:00Z|2026-01-03T00:00:00Z|2026-01-04T00:00:00Z" \
	"$(views "SELECT last_pass, last_red, last_run FROM unit_times WHERE unit = 'v-gc' AND platform = 'linux' AND lane = 'nightly'")"

# What Nix kept answers for a lane without having run.
kept() {
	mkdir -p "k/$1"
	printf '%s\n' "nightshift 1" "suite s" "plan $plan" "part $(printf %064d 7)" "run nix-$1" "unit $1" "platform mac" "verdict $2" "status 0" \
		"seconds 1.5" "attempt 1" "finished $((start + 3 * day))" end >"k/$1/verdict"
}
for unit in v-all v-gc v-text; do kept $unit pass; done
"$nightshift" record -q -C r --lane nightly --commit HEAD --run github-7 --started $((start + 4 * day)) ../k || not_ok "record k"
asks "what Nix kept stands under the lane that it answered" "$commit 2026-01-05T00:00:00Z 3 0 3 v-rand" \
	'.platforms[1].lanes[2].delivered | "\(.commit) \(.finished) \(.passed) \(.ran) \(.cached) \(.absent_units | join(" "))"' coverage
equal "coverage: and is said to be cached" "3 of 4 passed, 1 absent, 3 cached, 24 hours ago at $(id "$commit")" "$("$nightshift" coverage -C r | sed -n 's/.*11 s  //p' | tail -n 1)"
asks "what Nix kept, in the record" "mac null 3 0 3|mac nightly 1 1 4" '[.record[] | select(.platform == "mac") | "\(.platform) \(.lane) \(.runs) \(.answered) \(.results)"] | join("|")' coverage
asks "what Nix kept is replayed by the run that asked for it" "github-7 true $commit" '.replays[] | "\(.run) \(.kept) \(.commit)"' replay github v-gc
run "$nightshift" replay -C r github-7 v-gc
equal "replay: what Nix kept did not run" "  Nix had kept the result: it did not run then, but before" "$(printf '%s\n' "$out" | sed -n 2p)"
sed 's/verdict pass/verdict fail/; s/status 0/status 1/' k/v-text/verdict >changed && cp changed k/v-text/verdict
sed -i.bak "s/run nix-.*/run nix-other/; s/finished .*/finished $((start + 4 * day))/" k/v-text/verdict && rm -r k/v-text/*.bak k/v-all k/v-gc
change r text/bad "bad"
"$nightshift" record -q -C r --lane nightly --commit HEAD --run github-8 --started $((start + 5 * day)) ../k || not_ok "record k"
asks "what Nix kept is evidence, green and red" "v-text mac $(git -C r rev-parse HEAD~1) bad" '"\(.units[0].unit) \(.units[0].platform) \(.units[0].last_green.commit) \(.commits[0].summary)"' suspects v-text
"$nightshift" record -q -C r --lane nightly --commit HEAD~1 --run github-9 --started $((start + 5 * day)) ../k || not_ok "record k"
asks "what Nix kept is flaky, if it answers both ways at one commit" "v-text mac 1 1" '.flaky[] | select(.platform == "mac") | "\(.unit) \(.platform) \(.occasions[0].passed) \(.occasions[0].failed)"' flaky

# What is not as it should be is named.
head=$commit commit=$gone run=g1 finished=$((start + 6 * day))
result linux v-all pass
record r
commit=$head run=g2 finished=$((start + 20 * day)) lane=''
result mac v-gc pass
record r
lane=nightly
sed 's/<module name="rand" .*//; s/<platform name="linux"/<platform name="lin"/' r/nightshift.xml >edited
"$nightshift" coverage -C r >covered
equal "coverage: a commit that is gone" "by a plan that is not known, in the future at $gone, which this repository does not have" "$(sed -n 's/.*11 s  //p' covered | head -n 1)"
equal "coverage: from the future" "in the record, and doubtful
  finished in the future, so a clock is wrong: v-all on linux (in the future), v-gc on mac (in the future)
  1 result is of another plan ($(id "$plan")) and counts for nothing" "$(sed -n '/^in the record/,$p' covered)"
asks "what is not in the plan, and from the future, as data" "v-rand linux,v-rand mac|v-all linux,v-gc linux,v-text linux|v-all linux,v-gc mac" \
	'[[.unknown_units[] | "\(.unit) \(.platform)"], [.unknown_platforms[] | "\(.unit) \(.platform)"], [.from_the_future[] | "\(.unit) \(.platform)"]] | map(join(",")) | join("|")' coverage -f "$work/edited"
equal "coverage: what is not in the plan, in words" "  units that the plan does not have: v-rand on linux (2 days ago), v-rand on mac (3 days ago)
  platforms that the plan does not have: v-all on linux (in the future), v-gc on linux (2 days ago), v-text on linux (3 days ago)" \
	"$("$nightshift" coverage -C r -f "$work/edited" | grep 'does not have:')"

# Old results may have been dropped; what they came to still counts.
at 400
before=$("$nightshift" coverage -C r --format json | jq -c '[.platforms[].owed_units[] | [.unit, .last_pass]]')
"$nightshift" record -q -C r --prune 60
[ "$(views "SELECT count(*) FROM month")" -gt 0 ]
check "coverage: results are dropped"
equal "coverage: the last pass is known although it was dropped" "$before" "$("$nightshift" coverage -C r --format json | jq -c '[.platforms[].owed_units[] | [.unit, .last_pass]]')"
asks "and nothing has never run" "0" '[.platforms[].never_run | length] | add' coverage

# --- the record, explained -----------------------------------------------------------------------------------------------

"$nightshift" help views >views
for kind in table view; do
	equal "help views: every $kind, with what it is" "" "$(views "SELECT name FROM sqlite_schema WHERE type = '$kind' AND name NOT LIKE 'sqlite%'" |
		while read -r name; do grep -q "^  $name: ..*" views || echo "$name"; done)"
done
equal "help views: every column, in its place" "$(views "SELECT s.name || '.' || c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite%' ORDER BY s.type, s.rowid, c.cid")" \
	"$(awk '/^  [a-z_]+: / { sub(/:.*/, ""); object = $1; next } /^TABLES/ { view = 0 } /^VIEWS/ { view = 1 }
	/^    [a-z]/ { if (!view) print object "." $1; else { gsub(/[ ,]+/, " "); n = split($0, names, " "); for (i = 1; i <= n; i++) print object "." names[i] } }' views)"
equal "help views: comments of columns, of added ones as well" "source         TEXT          what it was read from: folder
results        INTEGER       that are in result" "$(grep -A 12 '^  run: ' views | sed -n 's/^ *\(source .*\|results .*\)/\1/p')"
equal "help views: every view can be read" "" "$(views "SELECT name FROM sqlite_schema WHERE type = 'view'" | while read -r name; do sqlite3 r/.nightshift/record.db "SELECT * FROM $name" 2>&1 >/dev/null; done)"
finish
