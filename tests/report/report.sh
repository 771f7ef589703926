#!/bin/sh
# nightshift report: what a night is, green or red, who is a suspect, how foreign text is shown, how old is too old, and how
# much fits into an issue. Which results count at all is in evidence.sh.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/report/lib/reports.sh
. "$top/tests/report/lib/reports.sh"

# --- nothing ----------------------------------------------------------------------------------------------------------

project r
rm -rf r/.nightshift
reports "without a record the night is red, and no green night is known" 1 <<END
lane nightly of s at $commit: red
  there is no record, so nothing is known to have run
  it ran less than it owes: 7 of 7 units have no result
  a run without a lane, as 'nightshift run' is, counts for no night: 'nightshift run --lane nightly' records one, and so does 'nightshift record --lane nightly' with what ran elsewhere

  platform  owed  passed  flaky  skipped  failed  undone  absent  ran  cached
  linux        3       0      0        0       0       0       3    0       0
  mac          4       0      0        0       0       0       4    0       0

  absent on linux: v-one, v-slow, v-two
  absent on mac: v-far, v-one, v-slow, v-two

The record knows no green night.

suspects: no green night is known before this one: name the last one with --since
END
[ ! -e r/.nightshift ]
check "a report makes no record where there is none"
"$nightshift" generate -q -C r
asks "a night of which nothing is recorded is red for that" "red, nothing is recorded of this night, it ran less than it owes: 7 of 7 units have no result" '[.status, .reasons[]] | join(", ")'
asks "a lane owes only its own units" "2 linux" '"\(.owed) \([.platforms[].platform] | join(" "))"' --lane pr

# --- green, absent, cancelled, flaky ----------------------------------------------------------------------------------

first=$commit
night r
reports "a night in which all passed is green" 0 <<END
lane nightly of s at $commit: green

  platform  owed  passed  flaky  skipped  failed  undone  absent  ran  cached
  linux        3       3      0        0       0       0       0    3       0
  mac          4       4      0        0       0       0       0    4       0
END
run "$nightshift" report -C r --lane merge
equal "'nightshift report --lane merge': green in one lane is not green in another" "1 lane merge of s at $commit: red" "$status $(printf '%s\n' "$out" | head -n 1)"
cp -R r green

another r "a change"
run=n2
rm -rf night
results night/linux linux v-one v-slow v-two
results night/mac mac v-far v-two
record r
reports "a night that ran less than it owes is red, and the absent units are named, but nobody is suspect" 1 <<END
lane nightly of s at $commit: red
  it ran less than it owes: 2 of 7 units have no result

  platform  owed  passed  flaky  skipped  failed  undone  absent  ran  cached
  linux        3       3      0        0       0       0       0    3       0
  mac          4       2      0        0       0       0       2    2       0

  absent on mac: v-one, v-slow

The last green night ran on 2026-01-01, 1 day ago, at $first.

suspects: no unit has failed
END
rm -rf night
verdict=cancelled results night/mac mac v-one
verdict=pass results night/mac mac v-slow
record r
asks "a night with a cancelled unit is not green" "red; 1 of 7 units was cancelled or quarantined; 1 cancelled" \
	'"\(.status); \(.reasons | join(", ")); \(.undone) \(.platforms[1].red_units[0].verdict)"'
rm -rf night
run=n2b finished=$((noon + 60)) results night/mac mac v-one
record r
asks "the night is green when a later run has passed the cancelled unit" "green 0 7" '"\(.status) \(.undone) \(.passed)"'
rm -rf night
verdict=cancelled run=n2c finished=$((noon + 120)) results night/mac mac v-one
record r
asks "a unit that is cancelled after it passed has passed" "green 0 7" '"\(.status) \(.undone) \(.passed)"'

another r "a second change"
run=n3 finished=$noon
night r v-one v-two
rm -rf night
run=n4 finished=$((noon + 60))
results night/linux linux v-one
seed_of=100 results night/linux linux v-two
record r
asks "a unit that passed with the same seed is flaky; a pass with another seed mends nothing" \
	"red flaky v-one 2 failed v-two $(commit_seed "$commit")" \
	'.status as $status | .platforms[0] | "\($status) flaky \(.flaky_units[0] | "\(.unit) \(.results)") failed \(.red_units | map("\(.unit) \(.seed)") | join(" "))"' --commit HEAD
rm -rf night
run=n5 finished=$((noon + 120)) results night/linux linux v-two
record r
reports "a night with flaky units is green and names them" 0 <<END
lane nightly of s at $commit: green
  1 result is of another seed than is owed (v-two on linux ran with seed 100 and owes seed $(commit_seed "$commit")) and counts for nothing

  platform  owed  passed  flaky  skipped  failed  undone  absent  ran  cached
  linux        3       1      2        0       0       0       0    3       0
  mac          4       4      0        0       0       0       0    4       0

  flaky on linux: v-one, v-two
END

# --- a bad commit among others, and foreign text ----------------------------------------------------------------------

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
three="$(git -C r log --format=%h --abbrev=12 "$bad~2..$bad" | tr '\n' ' ')"
set -- $three
reports "a red night shows seed, replay and log of what failed, and the suspects" 1 <<END
lane nightly of s at $red: red
  1 of 7 units failed

  platform  owed  passed  flaky  skipped  failed  undone  absent  ran  cached
  linux        3       3      0        0       0       0       0    3       0
  mac          4       3      0        0       1       0       0    4       0

The last green night ran on 2026-01-01, 0 days ago, at $(git -C r rev-parse "$bad~3").

suspects: 4 commits since $(git -C r rev-parse "$bad~3")
  $(id "$red") 2026-01-01 innocent, too (n)
  $(id "$bad") 2026-01-01 the bad ^[[31mone^[[0m, which has a subject that goes on and on, far beyond what anybody would want to... (A*\u202eB)
  $2 2026-01-01 Merge <b>#7</b> for @maintainer, \`code\` | ::set-output name=x::y ##\[warning]z (n)
  $(id "$(git -C r rev-parse "$bad~2")") 2026-01-01 innocent (n)

v-two on mac: timeout, exit status 124, seed $(commit_seed "$commit")
  $ git checkout $red
  $ make -f t/tests.mk s-test-v-two s_platform=mac s_seed=$(commit_seed "$commit")
  $ nix build '.?rev=$red#s-checked.runs."v-two"'
  | first
  | # Heading
  | </details><script>alert(1)</script> @maintainer #1
  | \`\`\`\`
  | ~~~ | a | b |
  | ::set-output name=a::b
  |    ::error::c ##\[add-path]d �[31mred
  | �\u202eend
  | \${{ secrets.X }}
END
reports "in Markdown all that is foreign is code, between more backticks than it has" 1 --format=markdown <<END
**Lane nightly of the suite s at $red is red.**

* 1 of 7 units failed

| platform | owed | passed | flaky | skipped | failed | undone | absent | ran | cached |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| linux    | 3 | 3 | 0 | 0 | 0 | 0 | 0 | 3 | 0 |
| mac      | 4 | 3 | 0 | 0 | 1 | 0 | 0 | 4 | 0 |

The last green night ran on 2026-01-01, 0 days ago, at $(git -C r rev-parse "$bad~3").

Suspects: 4 commits since $(git -C r rev-parse "$bad~3")

* $(id "$red") 2026-01-01 \`innocent, too\` (\`n\`)
* $(id "$bad") 2026-01-01 \`the bad ^[[31mone^[[0m, which has a subject that goes on and on, far beyond what anybody would want to...\` (\`A*\u202eB\`)
* $2 2026-01-01 \`\`Merge <b>#7</b> for @maintainer, \`code\` | ::set-output name=x::y ##\[warning]z\`\` (\`n\`)
* $(id "$(git -C r rev-parse "$bad~2")") 2026-01-01 \`innocent\` (\`n\`)

**v-two** on mac: timeout, exit status 124, seed $(commit_seed "$commit")

\`\`\`\`\`text
git checkout $red
make -f t/tests.mk s-test-v-two s_platform=mac s_seed=$(commit_seed "$commit")
nix build '.?rev=$red#s-checked.runs."v-two"'
| first
| # Heading
| </details><script>alert(1)</script> @maintainer #1
| \`\`\`\`
| ~~~ | a | b |
| ::set-output name=a::b
|    ::error::c ##\[add-path]d �[31mred
| �\u202eend
| \${{ secrets.X }}
\`\`\`\`\`
END
asks "the suspects have their number, commits and authors" "4 $bad $(printf 'A*\342\200\256B')" '.suspects | "\(.count) \(.commits[1] | .commit + " " + .author)"'
"$nightshift" report -C r --format=json >json
equal "the report as JSON has these keys" "absent cached commit contradicted dirty failed flaky format future ignored lane last_green newest no_platform not_owed notes oldest other_plan other_seed owed passed plan platforms ran reasons skipped stale status suite suspects undone" \
	"$(jq -r 'keys | join(" ")' json)"
equal "a platform and a red unit of the report as JSON have these keys" "absent absent_units cached failed flaky flaky_units owed passed platform ran red_units skipped skipped_units too_quick_units undone; cached failing_cases finished log reason replay results run seed status unit verdict" \
	"$(jq -r '.platforms[1] | "\(keys | join(" ")); \(.red_units[0] | keys | join(" "))"' json)"
asks "the suspects are the commits after --since" "1 $red" '.suspects | "\(.count) \(.commits[0].commit)"' --since "$bad"
asks "a note says that nothing has changed since" "0 nothing has changed since: a test, or a machine, is not always the same" '.suspects | "\(.count) \(.note)"' --since HEAD
asks "a note says that --since names no commit" "null no commit is named 'n\`x' here" '.suspects | "\(.since) \(.note)"' --since 'n`x'
run "$nightshift" report -C r --format=markdown --since 'n`x'
equal "in Markdown a --since that names no commit is code" "Suspects: \`\`no commit is named 'n\`x' here\`\`" "$(printf '%s\n' "$out" | grep '^Suspects')"
run "$nightshift" report -C r --commit "$bad~3"
equal "'nightshift report --commit': a commit before HEAD is judged by its own plan" "0 lane nightly of s at $(git -C r rev-parse "$bad~3"): green" "$status $(printf '%s\n' "$out" | head -n 1)"
run "$nightshift" report -C r -o ../page.md --format=markdown
[ "$status" = 1 ] && [ -z "$out$err" ] && "$nightshift" report -C r --format=markdown | cmp -s - page.md && [ ! -e page.md.tmp ]
check "-o writes the report into that file and prints nothing"
run "$nightshift" report -C r -o ../no/where
ends "-o with a file that cannot be written ends with 3 and the reason" 3 "nightshift: cannot write '../no/where': No such file or directory" ""

# A clone that has not the history.
git clone -q --depth 1 "file://$work/r" shallow
cp -R r/.nightshift shallow
deeper="; this clone is shallow and holds only the newest ones (fetch-depth: 0 gets all)"
run "$nightshift" report -C shallow
equal "a shallow clone says that it may not have the green commit" "1 suspects: no green night is known before this one: name the last one with --since$deeper" \
	"$status $(printf '%s\n' "$out" | grep '^suspects')"
run "$nightshift" report -C shallow --since "$bad"
equal "a shallow clone does not know the commit of --since, and says that it is shallow" "1 suspects: no commit is named '$bad' here$deeper" "$status $(printf '%s\n' "$out" | grep '^suspects')"
run "$nightshift" report -C shallow --commit "$bad"
ends "a shallow clone without the commit of --commit refuses" 2 "nightshift: error: no commit is named '$bad' here; a shallow clone holds only the newest (fetch-depth)" ""
git clone -q --depth 3 "file://$work/r" deep
cp -R r/.nightshift deep
run "$nightshift" report -C deep --since "$bad"
equal "a clone that is deep enough has the suspects since --since" "1 suspects: 1 commit since $bad" "$status $(printf '%s\n' "$out" | grep '^suspects' | cut -d ';' -f 1)"

# --- stale ------------------------------------------------------------------------------------------------------------

run "$nightshift" report -C green --stale 2
equal "--stale=2: a green night of a day ago is green" "0 " "$status $err"
asks "a red night whose last green one is young is not stale" "red false" '"\(.status) \(.stale)"' --stale 2
export SOURCE_DATE_EPOCH=$((noon + 2 * day + 300))
run "$nightshift" report -C green --stale 2
equal "--stale=2: a green night of more than two days ago is red" "1   no night was green for 2 days, and 2 are too many" "$status $(printf '%s\n' "$out" | sed -n 2p)"
asks "a night whose last green one is too old is stale" "red 2 true" '"\(.status) \(.last_green.days) \(.stale)"' --stale 2
export SOURCE_DATE_EPOCH=$((noon + day))
another r "later"
asks "a red night between does not become the last green one" "$(git -C r rev-parse "$bad~3") 5" '"\(.last_green.commit) \(.suspects.count)"'

# --- what is refused --------------------------------------------------------------------------------------------------

rm -rf r && project r && night r
wrong "no commit is named 'nope' here; a shallow clone holds only the newest (fetch-depth)" report -C r --commit nope
wrong "--lane is 'night', but must be pr, merge or nightly; did you mean 'nightly'?" report -C r --lane night
wrong "--stale is '0', but must be a number from 1 to 10000" report -C r --stale 0
wrong "--format is 'pdf', but must be text, markdown, json or html" report -C r --format pdf
wrong "--format is 'markdown', but must be text or json" coverage -C r --format markdown
wrong "'coverage' takes no option --commit" coverage -C r --commit HEAD
wrong "'report' takes no option --run" report -C r --run x
mkdir bare && cp r/nightshift.xml bare
wrong "there is no repository here, but this question is about a commit" report -C bare
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
"3:nightshift: cannot read the history: object not found"*"$first"*) ok "a history with a missing commit ends with 3 and names it" ;;
*) not_ok "a history with a missing commit ends with 3 and names it" "exit status $status: $err$out" ;;
esac

# --- it fits into an issue --------------------------------------------------------------------------------------------

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
check "a night of which everything is red fits into an issue of 60,000 bytes" "$(printf '%s' "$out" | wc -c) bytes
$(printf '%s\n' "$out" | cut -c 1-200 | grep -e ' more')"
finish
