#!/bin/sh
# The questions, from real repositories and records: coverage as planned and as delivered, qualify, suspects with planted bad
# commits, flaky and seed-dependent, replay; what is wrong in a record is named in each answer.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

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
commit=$red tree=dirty run=m3 lane=merge result linux v-text pass
record r
lane=nightly tree=clean commit=$head
suspects "a pass between narrows for its platform" "the bad one, flags, claimed by nobody"
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
gone=$(printf '%040d' 7)
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
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "nightshift $*" 2 "nightshift: error: $message" ""
}
wrong "no unit has the name 'v-gcc'; did you mean 'v-gc'?" suspects -C r v-gcc
wrong "no unit has the name 'nothing'" suspects -C r nothing
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" suspects -C r --since nope
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" suspects -C r --commit nope
finish
