#!/bin/sh
# nightshift report, from real repositories and records: what is green and what is not, who is a suspect, what is shown of
# foreign text; and what `record` fills into results that do not say it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

day=86400
# The commits of these repositories are all of 2026-01-01; the results are of that day's afternoon.
noon=$((SOURCE_DATE_EPOCH + day / 2))
export SOURCE_DATE_EPOCH=$((noon + day))

# project FOLDER [MORE]: a repository with a small suite, for each of its commits.
project() {
	mkdir -p "$1"
	cat >"$1/nightshift.xml" <<-END
	<suite name="s" dir="t">
	  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"/>
	  <seed from="commit" fallback="4711" env="SEED"/>
	  <nix/>
	  <run>true {module}</run>
	  <variant name="v"/>
	  <module name="one" seconds="4"/>
	  <module name="two" seconds="3" seed="head"/>
	  <module name="slow" lane="nightly" reason="slow" seconds="1"/>
	  <module name="far" platforms="mac" reason="needs it" seconds="2"/>
	  ${2-}
	</suite>
	END
	repository "$1"
	"$nightshift" generate -q -C "$1" && repository "$1" generated && "$nightshift" generate -q -C "$1"
	plan=$(git hash-object "$1/nix/s.json")
	commit=$(git -C "$1" rev-parse HEAD)
}

# results FOLDER PLATFORM UNIT... : whole verdicts of $verdict, of $plan, $commit and $run; with $more lines; at $finished
verdict=pass run=n1 more='' finished=$noon tree=clean
results() {
	folder=$1 platform=$2
	shift 2
	for unit do
		mkdir -p "$folder/$unit"
		case $unit in *two) seed="seed ${seed_of-99}" ;; *) seed= ;; esac
		{
			printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $run" "unit $unit" "platform $platform" "lane nightly" \
				"commit $commit" "tree $tree"
			for line in "$seed" "$more"; do [ -z "$line" ] || printf '%s\n' "$line"; done
			case $verdict in pass) status=0 ;; timeout) status=124 ;; *) status=1 ;; esac
			printf '%s\n' "verdict $verdict" "status $status" "finished $finished" end
		} >"$folder/$unit/verdict"
	done
}
linux="v-one v-slow v-two" mac="v-far v-one v-slow v-two"
# night FOLDER [UNIT...]: of $commit; those units fail, all others pass
night() {
	rm -rf night
	verdict=pass
	# shellcheck disable=SC2086 # words
	results night/linux linux $linux
	# shellcheck disable=SC2086
	results night/mac mac $mac
	where=$1
	shift
	verdict=fail
	for unit do results night/linux linux "$unit"; done
	verdict=pass
	record "$where"
}
record() {
	for folder in night/*; do "$nightshift" record -q -C "$1" "$PWD/$folder" || not_ok "record $folder"; done
}
# reports NAME STATUS [OPTION...]: the text must be that of standard input
reports() {
	point=$1 wanted=$2
	shift 2
	run "$nightshift" report -C r "$@"
	ends "$point" "$wanted" "" "$(cat)"
}
# asks NAME WANTED FILTER [OPTION...]: of the JSON
asks() {
	point=$1 wanted=$2 filter=$3
	shift 3
	"$nightshift" report -C r --format=json "$@" >json 2>errors
	equal "$point" "$wanted" "$(jq -r "$filter" json 2>&1)$(cat errors)"
}

# --- nothing ---------------------------------------------------------------------------------------------------------

project r
rm -rf r/.nightshift
reports "no record" 1 <<END
lane nightly of s at $commit: red
  there is no record, so nothing is known to have run
  it ran less than it owes: 7 of 7 units have no result

  platform  owed  passed  flaky  failed  undone  absent  ran  cached
  linux        3       0      0       0       0       3    0       0
  mac          4       0      0       0       0       4    0       0

  absent on linux: v-one, v-slow, v-two
  absent on mac: v-far, v-one, v-slow, v-two

The record knows no green night.

suspects: no green night is known before this one: name the last one with --since
END
[ ! -e r/.nightshift ]
check "a report writes no record"
"$nightshift" generate -q -C r
asks "nothing is recorded" "red, nothing is recorded of this night, it ran less than it owes: 7 of 7 units have no result" '[.status, .reasons[]] | join(", ")'
asks "a lane that owes less" "2 linux" '"\(.owed) \([.platforms[].platform] | join(" "))"' --lane pr

# --- green, absent, cancelled, flaky ---------------------------------------------------------------------------------

first=$commit
night r
reports "a green night" 0 <<END
lane nightly of s at $commit: green

  platform  owed  passed  flaky  failed  undone  absent  ran  cached
  linux        3       3      0       0       0       0    3       0
  mac          4       4      0       0       0       0    4       0
END
run "$nightshift" report -C r --lane merge
equal "green in one lane is not green in another" "1 lane merge of s at $commit: red" "$status $(printf '%s\n' "$out" | head -n 1)"
cp -R r green

# another FOLDER NAME: a commit more, which leaves the plan as it is
another() {
	echo "$2" >>"$1/t/text"
	repository "$1" "$2" && "$nightshift" generate -q -C "$1"
	commit=$(git -C "$1" rev-parse HEAD)
}
mkdir -p r/t
another r "a change"
run=n2
rm -rf night
results night/linux linux v-one v-slow v-two
results night/mac mac v-far v-two
record r
reports "a night that ran less than it owes" 1 <<END
lane nightly of s at $commit: red
  it ran less than it owes: 2 of 7 units have no result

  platform  owed  passed  flaky  failed  undone  absent  ran  cached
  linux        3       3      0       0       0       0    3       0
  mac          4       2      0       0       0       2    2       0

  absent on mac: v-one, v-slow

The last green night ran on 2026-01-01, 1 day ago, at $first.

suspects: 1 commit since $first
  $(echo "$commit" | cut -c 1-12) 2026-01-01 a change (n)
END
rm -rf night
verdict=cancelled results night/mac mac v-one
verdict=pass results night/mac mac v-slow
record r
asks "what was cancelled is not green" "red; 1 of 7 units was cancelled, skipped or quarantined; 1 cancelled" \
	'"\(.status); \(.reasons | join(", ")); \(.undone) \(.platforms[1].red_units[0].verdict)"'
rm -rf night
run=n2b finished=$((noon + 60)) results night/mac mac v-one
record r
asks "it is green when a later run has passed it" "green 0 7" '"\(.status) \(.undone) \(.passed)"'
rm -rf night
verdict=cancelled run=n2c finished=$((noon + 120)) results night/mac mac v-one
record r
asks "what was cancelled undoes no pass" "green 0 7" '"\(.status) \(.undone) \(.passed)"'

another r "a second change"
run=n3 finished=$noon
night r v-one v-two
rm -rf night
run=n4 finished=$((noon + 60))
results night/linux linux v-one
seed_of=100 results night/linux linux v-two
record r
asks "flaky: it failed, and passed with the same seed; a pass with another seed mends nothing" \
	"red flaky v-one 2 failed v-two 99" \
	'.status as $status | .platforms[0] | "\($status) flaky \(.flaky_units[0] | "\(.unit) \(.results)") failed \(.red_units | map("\(.unit) \(.seed)") | join(" "))"' --commit HEAD
rm -rf night
run=n5 finished=$((noon + 120)) results night/linux linux v-two
record r
reports "flaky is not red, and is named" 0 <<END
lane nightly of s at $commit: green

  platform  owed  passed  flaky  failed  undone  absent  ran  cached
  linux        3       1      2       0       0       0    3       0
  mac          4       4      0       0       0       0    4       0

  flaky on linux: v-one, v-two
END

# --- a bad commit among others, and foreign text ---------------------------------------------------------------------

esc=$(printf '\033')
another r "innocent"
another r "Merge <b>#7</b> for @maintainer, \`code\` | ::set-output name=x::y ##[warning]z"
GIT_AUTHOR_NAME="$(printf 'A*\342\200\256B')" another r "$(printf 'the bad \033[31mone\033[0m, which has a subject that goes on and on, far beyond what anybody would want to read in a list of commits')"
bad=$commit
another r "innocent, too"
red=$commit
rm -rf night
run=n6
# shellcheck disable=SC2086
{ results night/linux linux $linux; results night/mac mac $mac; }
verdict=timeout results night/mac mac v-two
# shellcheck disable=SC2016
printf '%s\n' 'first' '# Heading' '</details><script>alert(1)</script> @maintainer #1' '````' '~~~ | a | b |' '::set-output name=a::b' \
	"   ::error::c ##[add-path]d ${esc}[31mred" "$(printf '\377\342\200\256end')" '${{ secrets.X }}' >night/mac/v-two/log
verdict=pass
record r
id() { echo "$1" | cut -c 1-12; }
three="$(git -C r log --format=%h --abbrev=12 "$bad~2..$bad" | tr '\n' ' ')"
set -- $three
reports "a red night: seed, replay, log, suspects" 1 <<END
lane nightly of s at $red: red
  1 of 7 units failed

  platform  owed  passed  flaky  failed  undone  absent  ran  cached
  linux        3       3      0       0       0       0    3       0
  mac          4       3      0       1       0       0    4       0

The last green night ran on 2026-01-01, 0 days ago, at $(git -C r rev-parse "$bad~3").

suspects: 4 commits since $(git -C r rev-parse "$bad~3")
  $(id "$red") 2026-01-01 innocent, too (n)
  $(id "$bad") 2026-01-01 the bad �[31mone�[0m, which has a subject that goes on and on, far beyond what anybody would want to... (A*�B)
  $2 2026-01-01 Merge <b>#7</b> for @maintainer, \`code\` | ::set-output name=x::y # #[warning]z (n)
  $(id "$(git -C r rev-parse "$bad~2")") 2026-01-01 innocent (n)

v-two on mac: timeout, exit status 124, seed 99
  $ git checkout $red
  $ make -f t/tests.mk s-test-v-two s_platform=mac s_seed=99
  $ nix build --impure --expr '((builtins.getFlake ("git+file:" + toString ./. + "?rev=$red")).packages.aarch64-darwin.s-checked.withSeed "99").runs."v-two"'
  | first
  | # Heading
  | </details><script>alert(1)</script> @maintainer #1
  | \`\`\`\`
  | ~~~ | a | b |
  | ::set-output name=a::b
  |    ::error::c # #[add-path]d �[31mred
  | ��end
  | \${{ secrets.X }}
END
reports "a red night as Markdown: all that is foreign is code, between more backticks than it has" 1 --format=markdown <<END
**Lane nightly of the suite s at $red is red.**

* 1 of 7 units failed

| platform | owed | passed | flaky | failed | undone | absent | ran | cached |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
| linux    | 3 | 3 | 0 | 0 | 0 | 0 | 3 | 0 |
| mac      | 4 | 3 | 0 | 1 | 0 | 0 | 4 | 0 |

The last green night ran on 2026-01-01, 0 days ago, at $(git -C r rev-parse "$bad~3").

Suspects: 4 commits since $(git -C r rev-parse "$bad~3")

* $(id "$red") 2026-01-01 \`innocent, too\` (\`n\`)
* $(id "$bad") 2026-01-01 \`the bad �[31mone�[0m, which has a subject that goes on and on, far beyond what anybody would want to...\` (\`A*�B\`)
* $2 2026-01-01 \`\`Merge <b>#7</b> for @maintainer, \`code\` | ::set-output name=x::y # #[warning]z\`\` (\`n\`)
* $(id "$(git -C r rev-parse "$bad~2")") 2026-01-01 \`innocent\` (\`n\`)

**v-two** on mac: timeout, exit status 124, seed 99

\`\`\`\`\`text
git checkout $red
make -f t/tests.mk s-test-v-two s_platform=mac s_seed=99
nix build --impure --expr '((builtins.getFlake ("git+file:" + toString ./. + "?rev=$red")).packages.aarch64-darwin.s-checked.withSeed "99").runs."v-two"'
| first
| # Heading
| </details><script>alert(1)</script> @maintainer #1
| \`\`\`\`
| ~~~ | a | b |
| ::set-output name=a::b
|    ::error::c # #[add-path]d �[31mred
| ��end
| \${{ secrets.X }}
\`\`\`\`\`
END
asks "the suspects, as data" "4 $bad A*�B" '.suspects | "\(.count) \(.commits[1] | .commit + " " + .author)"'
"$nightshift" report -C r --format=json >json
equal "the JSON's keys" "absent cached commit contradicted dirty failed flaky format future ignored lane last_green newest no_platform not_owed notes oldest other_plan owed passed plan platforms ran reasons stale status suite suspects undone" \
	"$(jq -r 'keys | join(" ")' json)"
equal "the JSON of a platform and of a red unit" "absent absent_units cached failed flaky flaky_units owed passed platform ran red_units undone; cached finished log replay results run seed status unit verdict" \
	"$(jq -r '.platforms[1] | "\(keys | join(" ")); \(.red_units[0] | keys | join(" "))"' json)"
asks "--since: the suspects are those behind it" "1 $red" '.suspects | "\(.count) \(.commits[0].commit)"' --since "$bad"
asks "--since: nothing has changed" "0 nothing has changed since: a test, or a machine, is not always the same" '.suspects | "\(.count) \(.note)"' --since HEAD
asks "--since names no commit" "null no commit is named 'n\`x' here" '.suspects | "\(.since) \(.note)"' --since 'n`x'
run "$nightshift" report -C r --format=markdown --since 'n`x'
equal "--since names no commit, as Markdown" "Suspects: \`\`no commit is named 'n\`x' here\`\`" "$(printf '%s\n' "$out" | grep '^Suspects')"
run "$nightshift" report -C r --commit "$bad~3"
equal "another commit than HEAD: its plan is the record's" "0 lane nightly of s at $(git -C r rev-parse "$bad~3"): green" "$status $(printf '%s\n' "$out" | head -n 1)"
run "$nightshift" report -C r -o ../page.md --format=markdown
[ "$status" = 1 ] && [ -z "$out$err" ] && "$nightshift" report -C r --format=markdown | cmp -s - page.md && [ ! -e page.md.tmp ]
check "-o: into a file"
run "$nightshift" report -C r -o ../no/where
ends "-o: that cannot be written" 3 "nightshift: cannot write '../no/where': No such file or directory" ""

# A clone that has not the history.
git clone -q --depth 1 "file://$work/r" shallow
cp -R r/.nightshift shallow
deeper="; this clone is shallow and holds only the newest ones (fetch-depth: 0 gets all)"
run "$nightshift" report -C shallow
equal "a shallow clone: no green night in it" "1 suspects: no green night is known before this one: name the last one with --since$deeper" \
	"$status $(printf '%s\n' "$out" | grep '^suspects')"
run "$nightshift" report -C shallow --since "$bad"
equal "a shallow clone: the last green commit is not there" "1 suspects: no commit is named '$bad' here$deeper" "$status $(printf '%s\n' "$out" | grep '^suspects')"
run "$nightshift" report -C shallow --commit "$bad"
ends "a shallow clone: the commit is not there" 2 "nightshift: error: no commit is named '$bad' here; a shallow clone holds only the newest (fetch-depth)" ""
git clone -q --depth 3 "file://$work/r" deep
cp -R r/.nightshift deep
run "$nightshift" report -C deep --since "$bad"
equal "a clone that is deep enough" "1 suspects: 1 commit since $bad" "$status $(printf '%s\n' "$out" | grep '^suspects' | cut -d ';' -f 1)"

# --- stale -----------------------------------------------------------------------------------------------------------

run "$nightshift" report -C green --stale 2
equal "--stale: a green night is young enough" "0 " "$status $err"
asks "--stale: not, and red" "red false" '"\(.status) \(.stale)"' --stale 2
export SOURCE_DATE_EPOCH=$((noon + 2 * day + 300))
run "$nightshift" report -C green --stale 2
equal "--stale: a green one that is too old" "1   no night was green for 2 days, and 2 are too many" "$status $(printf '%s\n' "$out" | sed -n 2p)"
asks "--stale: it is" "red 2 true" '"\(.status) \(.last_green.days) \(.stale)"' --stale 2
export SOURCE_DATE_EPOCH=$((noon + day))
another r "later"
asks "a red night between is not the last green one" "$(git -C r rev-parse "$bad~3") 5" '"\(.last_green.commit) \(.suspects.count)"'

# --- what counts for nothing -----------------------------------------------------------------------------------------

rm -rf r && project r && night r
rm -rf night
results night/linux linux v-one
sed -i.bak 's/^tree clean/tree dirty/; s/^run .*/run d1/' night/linux/v-one/verdict && rm night/linux/v-one/verdict.bak
record r
rm -rf night
results night/none linux v-one
sed -i.bak '/^platform/d; s/^run .*/run p1/' night/none/v-one/verdict && rm night/none/v-one/verdict.bak
record r
asks "results of a changed work tree, and of no platform" "green 1 1" '"\(.status) \(.dirty) \(.no_platform)"'
old=$plan run=o1
sed 's/name="far"/name="farther"/' r/nightshift.xml >changed && cp changed r/nightshift.xml
"$nightshift" generate -q -C r && repository r "another plan" && "$nightshift" generate -q -C r
commit=$(git -C r rev-parse HEAD)
plan=$old
night r
reports "results of another plan" 1 <<END
lane nightly of s at $commit: red
  it ran less than it owes: 7 of 7 units have no result
  7 results are of another plan ($(id "$old")) and count for nothing

  platform  owed  passed  flaky  failed  undone  absent  ran  cached
  linux        3       0      0       0       0       3    0       0
  mac          4       0      0       0       0       4    0       0

  absent on linux: v-one, v-slow, v-two
  absent on mac: v-farther, v-one, v-slow, v-two

The last green night ran on 2026-01-01, 0 days ago, at $(git -C r rev-parse HEAD~1).

suspects: 1 commit since $(git -C r rev-parse HEAD~1)
  $(id "$commit") 2026-01-01 another plan (n)
END
git -C r commit -q --allow-empty -m "a commit that nobody has generated at"
git -C r checkout -q HEAD~1
asks "a commit whose plan the record does not know" "red null there is no plan" \
	'"\(.status) \(.plan) \(.reasons | map(select(startswith("the record knows no plan of this commit"))) | if length == 1 then "there is no plan" else . end)"' --commit main

# --- results that Nix keeps ------------------------------------------------------------------------------------------

rm -rf r && project r && first=$commit
# kept FOLDER UNIT HASH [FINISHED]: as nix/nightshift/run.sh and the report of the runs leave it
part=$(printf %064d 7)
kept() {
	mkdir -p "$1/$2"
	case $2 in *two) seed="seed 99" ;; *) seed= ;; esac
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "part $part" "run nix-$3" "unit $2" "platform linux" "verdict pass" "status 0"
		[ -z "$seed" ] || echo "$seed"
		printf '%s\n' "seconds 1.5" "attempt 1" "finished ${4-$noon}" end
	} >"$1/$2/verdict"
}
rm -rf k && kept k v-one h1 && kept k v-slow h2 && kept k v-two h3
run "$nightshift" record -C r --lane nightly ../k
ends "results that Nix keeps: whose answer they are must be said" 2 "../k/v-one/verdict:4:1: error: a result that Nix keeps does not say which run of lane 'nightly' it answers: give --commit and --run, too
../k/v-slow/verdict:4:1: error: a result that Nix keeps does not say which run of lane 'nightly' it answers: give --commit and --run, too
../k/v-two/verdict:4:1: error: a result that Nix keeps does not say which run of lane 'nightly' it answers: give --commit and --run, too" ""
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=71 "$nightshift" record -C r --lane nightly --started "$((noon - 60))" ../k
equal "results that Nix keeps: they ran" "0 3 results new, 0 known, 3 pass" "$status $(printf '%s\n' "$out" | head -n 1)"
asks "results that Nix keeps: they answer" "3 ran, 0 cached" '.platforms[0] | "\(.ran) ran, \(.cached) cached"'
another r "elsewhere"
rm -rf k && kept k v-one h1 && kept k v-slow h2 && kept k v-two h4 "$((noon + 3600))"
run "$nightshift" record -C r --lane nightly --started "$((noon + 3500))" --commit HEAD --run github-72 --attempt 1 ../k
equal "on another commit two are cached, and one ran" "0 1 results new, 2 known, 3 pass
2 of them did not run now: Nix had them already" "$status $(printf '%s\n' "$out" | sed -n 1,2p)"
asks "the report says so" "2 ran-or-not 1 ran, 2 cached" '.platforms[0] | "\(.cached) ran-or-not \(.ran) ran, \(.cached) cached"'
equal "what was cached was recorded once" "4" "$("$nightshift" coverage -C r --format=json | jq '[.record[].results] | add')"
for pass in 1 2; do
	run "$nightshift" record -C r --lane nightly --started "$((noon + 7200))" --commit HEAD --run github-73 --attempt $pass ../k
done
equal "all of it cached: nothing is new" "0 0 results new, 3 known, 3 pass
3 of them did not run now: Nix had them already" "$status $(printf '%s\n' "$out" | sed -n 1,2p)"
run env GITHUB_SHA="$commit" "$nightshift" record -C r --lane nightly --run github-71 ../k
ends "a run is of one commit" 2 "../k/v-one/verdict:6:1: error: run 'github-71' is of commit $first in the record, and not of $commit: give it another --run or --attempt" ""
another r "a third"
run "$nightshift" record -C r --lane nightly --platform linux --started "$((noon + 9000))" --commit HEAD --run github-74 ../k
sed 's/nightly="checked"/nightly="none"/2' r/nightshift.xml >/dev/null
run "$nightshift" report -C r
equal "a night that was cached whole ran nothing" "  nothing ran: all results were there already, and none of them is new" "$(printf '%s\n' "$out" | grep 'nothing ran')"
asks "its results are as old as they are" "$(echo "2026-01-01T13:00:00Z 0 3")" '"\(.newest) \(.ran) \(.cached)"'
[ -z "$(sqlite3 r/.nightshift/record.db 'PRAGMA foreign_key_check; PRAGMA integrity_check' | grep -v '^ok$')" ]
check "the record is sound"

# --- what record fills in --------------------------------------------------------------------------------------------

rm -rf r && project r
bare() {
	rm -rf b
	mkdir -p b/v-one
	printf '%s\n' "nightshift 1" "suite s" "plan $plan" "$@" "unit v-one" "verdict pass" "status 0" "finished $noon" end >b/v-one/verdict
}
# filled NAME WANTED: what the record says of the last run
filled() { equal "$1" "$2" "$(sqlite3 r/.nightshift/record.db "SELECT r.name, platform, lane, commit_id, x.attempt FROM run r JOIN result x ON x.run = r.id ORDER BY r.id DESC LIMIT 1")"; }
bare
run "$nightshift" record -C r ../b
ends "a verdict without a run" 2 "../b/v-one/verdict:1:1: error: the verdict has no 'run'" ""
run "$nightshift" record -q -C r --lane nightly --platform mac --commit HEAD --run x --attempt 3 ../b
filled "all from the command line" "x|mac|nightly|$commit|3"
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 "$nightshift" record -q -C r --lane pr ../b
filled "from GitHub Actions" "github-9||pr|$commit|2"
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 "$nightshift" record -q -C r --run z --attempt 5 ../b
filled "the command line goes before" "z|||$commit|5"
run env GITHUB_SHA=main GITHUB_RUN_ID=a/b GITHUB_RUN_ATTEMPT=x "$nightshift" record -C r ../b
ends "what GitHub Actions would not say is not taken" 2 "../b/v-one/verdict:1:1: error: the verdict has no 'run'" ""
other=$(printf %040d 1)
bare "run own" "platform mac" "lane pr" "commit $other"
run env GITHUB_SHA="$commit" GITHUB_RUN_ID=9 GITHUB_RUN_ATTEMPT=2 "$nightshift" record -q -C r --platform mac ../b
filled "a verdict that says all goes before the environment" "own|mac|pr|$other|1"
run "$nightshift" record -C r --lane nightly --platform linux --commit HEAD ../b
ends "a verdict that says something else" 2 "../b/v-one/verdict:6:1: error: the verdict says 'lane pr', but --lane says 'nightly': leave that option out, or import these results apart
../b/v-one/verdict:5:1: error: the verdict says 'platform mac', but --platform says 'linux': leave that option out, or import these results apart
../b/v-one/verdict:7:1: error: the verdict says 'commit $other', but --commit says '$commit': leave that option out, or import these results apart" ""
bare "run own" "part xyz"
run "$nightshift" record -C r ../b
ends "a part that is none" 2 "../b/v-one/verdict:5:1: error: 'part' is 'xyz', expected: 40 or 64 hex digits" ""
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "nightshift $*" 2 "nightshift: error: $message" ""
}
wrong "--lane is 'night', but must be pr, merge or nightly" record -C r --lane night ../b
wrong "--run is 'a b', but must be at most 128 of A-Z a-z 0-9 _ . : + -" record -C r --run 'a b' ../b
wrong "--attempt is '0', but must be a number from 1 to 100000" record -C r --attempt 0 ../b
wrong "--started is '-1', but must be a number from 0 to 1000000000000" record -C r --started -1 ../b
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" record -C r --commit nope ../b
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" report -C r --commit nope
wrong "--lane is 'night', but must be pr, merge or nightly" report -C r --lane night
wrong "--stale is '0', but must be a number from 1 to 10000" report -C r --stale 0
wrong "--format is 'pdf', but must be text, markdown, json or html" report -C r --format pdf
wrong "--format is 'markdown', but must be text or json" coverage -C r --format markdown
wrong "'coverage' takes no option --commit" coverage -C r --commit HEAD
wrong "'report' takes no option --run" report -C r --run x
mkdir bare && cp r/nightshift.xml bare
wrong "there is no repository here, and the question is of a commit" report -C bare
git init -q bare
wrong "no commit is named 'HEAD' here; a shallow clone holds only the newest (fetch-depth)" report -C bare

sed 's/merge="checked"/merge="build"/' r/nightshift.xml >changed && cp changed r/nightshift.xml
"$nightshift" generate -q -C r && repository r "no merge checks"
commit=$(git -C r rev-parse HEAD)
reports "a lane that owes nothing is not green" 1 --lane merge <<END
lane merge of s at $commit: red
  nothing is recorded of this night
  lane merge owes nothing on any platform, so nothing was tested

The record knows no green night.

suspects: no green night is known before this one: name the last one with --since
END
first=$(git -C r rev-parse HEAD~1)
rm -f "r/.git/objects/$(echo "$first" | cut -c 1-2)/$(echo "$first" | cut -c 3-)"
run "$nightshift" report -C r --since "$(git -C r rev-parse HEAD)"
case $status:$err in
"3:nightshift: cannot read the history: object not found"*"$first"*) ok "a history with a hole in it" ;;
*) not_ok "a history with a hole in it" "exit status $status: $err$out" ;;
esac

# --- it fits into an issue -------------------------------------------------------------------------------------------

long=$(printf %0120d 0)
project big "<module name=\"m$long\" from=\"0\" to=\"599\" chunks=\"600\"/>" # too long a name for a unit
sed "s/m$long/m$(printf %0110d 0)/" big/nightshift.xml >changed && cp changed big/nightshift.xml
"$nightshift" generate -q -C big && repository big again && "$nightshift" generate -q -C big
plan=$(git hash-object big/nix/s.json) commit=$(git -C big rev-parse HEAD)
i=0
while [ $i -lt 80 ]; do
	GIT_AUTHOR_NAME=$(printf %0200d 1) git -C big commit -q --allow-empty -m "$(printf %0500d $i)"
	i=$((i + 1))
done
"$nightshift" generate -q -C big && commit=$(git -C big rev-parse HEAD)
rm -rf night && mkdir -p night
verdict=fail run=b1
yes 'éééééééééé````' | head -n 3000 >log
# shellcheck disable=SC2046
results night/linux linux $("$nightshift" plan -C big --format=json | jq -r '.units[].id' | grep "^v-m.*_[1-9]*$" | head -n 200)
for unit in night/linux/*; do cp log "$unit/log"; done
record big
run "$nightshift" report -C big --format=markdown --since HEAD~80
[ "$status" = 1 ] && [ "$(printf '%s' "$out" | wc -c)" -lt 60000 ] && [ "$(printf '%s\n' "$out" | grep -c '^| é')" = 160 ] && printf '%s\n' "$out" | grep -q '^and [0-9]* more that did not pass$' &&
	printf '%s\n' "$out" | grep -q '^\* and 30 more$' && printf '%s\n' "$out" | grep -q 'absent on linux: .* and [0-9]* more$' && printf '%s\n' "$out" | grep -q 'absent on mac: [0-9]*$'
check "a night of which everything is red fits into an issue: $(printf '%s' "$out" | wc -c) bytes" "$(printf '%s\n' "$out" | cut -c 1-200 | grep -e ' more')"
finish
