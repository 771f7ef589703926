#!/bin/sh
# The numbers of real suites (golden/hyperframes, mir, motoko, devices and overlays), proved from the written files: from the plan by jq, from
# the Make include by make, and by asking `affected` in a repository. What a case says of itself nobody believes here.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

command -v jq >/dev/null || { echo "1..0 # SKIP there is no jq"; exit 0; }

# case_of NAME: as it lies in golden/NAME/want, with what it was written from, in the folder NAME.
case_of() {
	cp -R "$top/tests/emit/golden/$1" "$1" && cp -R "$1/want/." "$1/" && rm -rf "$1/want" "$1/plan.txt" && mv "$1/manifest.xml" "$1/suite.xml"
	repository "$1"
}

# shard_holds FILE NUMBER: the units of a shard, as `plan --format=json` says it, sorted; tests/run/make-law2.sh shows that `run` runs them.
shard_holds() { jq -r --argjson number "$2" '.shards[] | select(.number == $number).ids[]' "$1" | sort; }
# cut_of FOLDER: what the plan's rules cut, in FOLDER.cut.
cut_of() { "$nightshift" plan -C "$1" -f suite.xml --no-discover --format=json >"$1.cut"; }

# --- B: 49 fixtures in 8 shards, 2 of another mode, 29 excluded ------------------------------------------------------------------

case_of hyperframes
plan=hyperframes/nix/regression.json
cut_of hyperframes
equal "B: 49 scheduled of 6705 s, the longest 898 s; 2 of another mode" "49 6705 898 2" "$(jq -r '
	[.units[] | values | select(.mode == null)] as $u
	| "\($u | length) \([$u[].seconds] | add) \([$u[].seconds] | max) \([.units[] | values | select(.mode == "distributed")] | length)"' $plan)"
equal "B: 29 are not run, each with its reason: 25 never were, 3 are refused, 1 by design" "29 1 3 25" "$(jq -r '
	[.excludes[] | select(.reason != "")] | "\(length) \(group_by(.reason) | map(length) | sort | map(tostring) | join(" "))"' $plan)"
equal "B: 49 + 29 + 2 are the fixtures on disk, and nothing else" "$(sort hyperframes/packages/producer/fixtures)" \
	"$(jq -r '(.units[] | values).module, .excludes[].name' $plan | sort)"
for lane in pr merge; do
	# the bound: the longest, or the sum over 8
	equal "B: 8 shards of lane $lane, each within 3 % of the bound at most, the best no less than 12 minutes" "8 true true" "$(jq -r --arg lane $lane '
		[.units[] | values | { (.id): .seconds }] | add as $seconds
		| [input.shards[] | select(.lane == $lane and .mode == null) | [.ids[] | $seconds[.]] | add] as $s
		| ([898, ($s | add) / 8] | max) as $bound
		| "\($s | length) \(($s | max) <= 1.03 * $bound) \(($s | min) >= 720)"' $plan hyperframes.cut)"
	equal "B: no shard of lane $lane mixes modes, and the 2 have one of their own" "9 1" "$(jq -r --arg lane $lane '
		[.units[] | values | { (.id): (.mode // "none") }] | add as $mode
		| [input.shards[] | select(.lane == $lane) | [.ids[] | $mode[.]] | unique]
		| "\(map(select(length == 1)) | length) \(map(select(. == ["distributed"])) | length)"' $plan hyperframes.cut)"
	jq -r --arg lane $lane '.shards[] | select(.lane == $lane).number' hyperframes.cut | while read -r n; do
		shard_holds hyperframes.cut "$n"
	done | sort >held
	equal "B: what the shards of lane $lane hold is each of the 51 once" "$(jq -r '.units[] | values.id' $plan | sort)" "$(cat held)"
done
equal "B: the image is built by one job, and carried to 9 legs by an artifact of a day" "1 1 1 9" "$(awk '
	/docker build|docker buildx build/ { built++ } /^          path: .*image/ && !kept { kept = 1 } /retention-days: 1$/ { day = 1 }
	END { printf "%d %d %d", built, kept, day }' hyperframes/.github/workflows/regression-pr.yml) $(
	"$nightshift" affected -q -C hyperframes -f suite.xml --lane=pr --write=due >/dev/null && find hyperframes/due/legs -type f | wc -l | tr -d ' ')"
rm -r hyperframes/due
echo new-fixture >>hyperframes/packages/producer/fixtures
run "$nightshift" lint -C hyperframes -f suite.xml
case $status$err in 2*"error: test 'new-fixture' exists, but is neither a module nor excluded"*) ok "B: a new fixture stops the planning" ;; *) not_ok "B: a new fixture stops the planning" "$err" ;; esac

# --- C: 115 + 226 = 341 ---------------------------------------------------------------------------------------------------------

case_of mir
plan=mir/nix/kmir.json
(cd mir/kmir && sh collect) | sort >collected
equal "C: pytest collects 341 tests" 341 "$(wc -l <collected | tr -d ' ')"
cut_of mir
jq -r '.shards[] | "\(.mode) \(.number)"' mir.cut >modes
equal "C: two groups, the Haskell backend's and LLVM's" "haskell 1
llvm 2" "$(cat modes)"
# The tests that a group runs: the ids at the end of the commands of the units of its shard.
while read -r mode number; do
	shard_holds mir.cut "$number" >"$mode.units"
	jq -r --rawfile ids "$mode.units" '($ids | split("\n") | map({ (.): true }) | add) as $mine
		| .units[] | values | select($mine[.id]).command' $plan | sed 's/^\(KMIR_LLVM_DEFINITION=[^ ]* \)\{0,1\}uv run pytest --verbose --durations=0 //' |
		while read -r word; do eval "printf '%s\n' $word"; done | sort >"$mode.tests"
done <modes
equal "C: 115 + 226 = 341" "115 226 341" \
	"$(wc -l <llvm.tests | tr -d ' ') $(wc -l <haskell.tests | tr -d ' ') $(sort -u llvm.tests haskell.tests | wc -l | tr -d ' ')"
quiet "C: 0 overlap" comm -12 llvm.tests haskell.tests
sort llvm.tests haskell.tests >both.tests
quiet "C: 0 missing, and none that pytest does not know" comm -3 both.tests collected
equal "C: LLVM's 115 = 39 exec_smir + 28 decode_value + 28 python_decode_value + 20 run_smir_random" "28 39 28 20" \
	"$(sed 's/.*::test_//;s/\[.*//' llvm.tests | sort | uniq -c | awk '{ printf "%s%s", sep, $1; sep = " " }')"
equal "C: one job may push packages, and the checkout leaves no token" "1 0" \
	"$(grep -c 'packages: write' mir/.github/workflows/kmir-pr.yml) $(awk '/uses: actions\/checkout/ { a++ } /persist-credentials: false/ { b++ } END { print a - b }' mir/.github/workflows/kmir-pr.yml)"
# The fixture of each unit, as make builds it: what a unit that has none needs is none.
"$make" -s -n -f mir/kmir/tests.mk kmir_prebuilt=1 kmir_platform=linux kmir-test | sed -n "s/.*kmir_fixture .* -- '*uv run kmir llvm-kompile \([^ ]*\) .*/\1/p" | sort >kompiled
equal "C: 39 units need a definition, of 38 programs, and make kompiles each once" "39 38 38 38" "$(jq -r '
	[.units[] | values | select(.needs).needs[]] | "\(length) \(unique | length)"' $plan) $(sort -u kompiled | wc -l | tr -d ' ') $(wc -l <kompiled | tr -d ' ')"
equal "C: those that need one are LLVM's exec_smir" "39 llvm" "$(jq -r '.units[] | values | select(.needs and (.module | test("^exec_smir-.*-llvm$"))).mode' $plan | sort | uniq -c | sed 's/^ *//')"
echo 'echo "${f}cli.py::test_new"' >>mir/kmir/collect
run "$nightshift" lint -C mir -f suite.xml
case $status$err in 2*"error: 303 tests were found, but 'expect' says 302"*) ok "C: one test more is an alarm" ;; *) not_ok "C: one test more is an alarm" "$err" ;; esac

# --- A: how many at a time follows from memory -----------------------------------------------------------------------------------

case_of motoko
for platform in linux:8 arm:16 mac:3; do
	run "$nightshift" plan -C motoko -f suite.xml --platform "${platform%:*}" -j 72
	equal "A: -j72 on ${platform%:*} is no more than -j${platform#*:}" "${platform#*:}" "$(printf '%s\n' "$out" | sed -n 's/^  -j\([0-9]*\) .* of the bound .*/\1/p')"
	run "$nightshift" plan -C motoko -f suite.xml --platform "${platform%:*}" --format json
	equal "A: and none of the certificates supposes more" "${platform#*:}" "$(printf '%s' "$out" | jq '[.certificates[].jobs] | max')"
done
equal "A: workflows leave that to nightshift run, which knows the memory, and say only what a shard does" " -j4" \
	"$(cd "$top/tests/emit/golden/lanes-container/want/.github/workflows" && grep -h -o -e 'no-build.* -j.*' ./*-nightly.yml | sed 's/.*no-build\( -j[0-9]*\).*/\1/')"

# In Nix each unit is a derivation, or each shard, and it is --max-jobs that keeps to the memory: for at most 5 units at a time.
mkdir nixed
# nixed NIX LANE: generate with that <nix> and that of <platform>; what the workflow passes, and what the plan says
nixed() {
	cat >nixed/suite.xml <<-END
	<suite name="s"><platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked" memory="10G">${2-}</platform>
	<nix $1/><program path="x"><command>x</command></program><run>x</run><variant name="v"/>
	<module name="m" memory="2G" from="0" to="9" chunks="10"/>
	<workflow required="s" cron="0 1 * * *" nightshift="ns"/></suite>
	END
	repository nixed
	"$nightshift" generate -q --no-record -C nixed -f suite.xml
	passed=$(sed -n "s/.*\(--max-jobs .*\) --log-format.*/\1/p" nixed/.github/workflows/s-nightly.yml | sort -u)
	planned=$("$nightshift" plan -C nixed -f suite.xml | grep '^p: ')
	said=$("$nightshift" plan -C nixed -f suite.xml --format=json | jq -c '.platforms.p | [.jobs, .maxJobs]')
}
# shellcheck disable=SC2016 # the workflow's
{
	nixed ''
	equal "Nix: a unit in each derivation: as many as units" '--max-jobs "$(n=$(getconf _NPROCESSORS_ONLN); echo $((n < 5 ? n : 5)))"; p: at most 5 units at a time, by their memory; in Nix, where each is a derivation, only with --max-jobs 5; [5,5]' "$passed; $planned; $said"
	nixed 'shards="3" jobs="2"'
	equal "Nix: shards of two at a time: two of them" '--max-jobs "$(n="$(n=$(getconf _NPROCESSORS_ONLN); echo $((n < 5 ? n : 5)))"; echo $((n > 2 ? n / 2 : 1)))"; p: at most 5 units at a time, by their memory; in Nix, where a derivation runs a shard, only with --max-jobs 2; [5,2]' "$passed; $planned; $said"
	nixed 'shards="3" jobs="7"'
	equal "Nix: shards of more than that: one, which keeps to it by itself" '[5,1]' "$said"
	nixed 'shards="3"'
	equal "Nix: shards of as many as there are processors: one" '--max-jobs 1; p: at most 5 units at a time, by their memory; in Nix, where a derivation runs a shard, only with --max-jobs 1; [5,1]' "$passed; $planned; $said"
	nixed 'shards="3" jobs="2"' '<lane name="nightly" jobs="4"/>'
	equal "Nix: what the lane says, too" '--max-jobs 2' "$passed"
	nixed '' '<lane name="nightly" jobs="4"/>'
	equal "Nix: and without shards" '--max-jobs 4' "$passed"
}

# --- D: devices, workers ---------------------------------------------------------------------------------------------------------

case_of devices
plan=devices/nix/simpler.json
equal "D: units by the devices they hold: 1 by a worker, 2, and all 8" "1 on-device 6,2  2,8  1" "$(jq -r '
	[.units[] | values | select(.pool)] | group_by(.count) | map("\(.[0].count) \(.[0].worker // "") \(length)") | join(",")' $plan)"
run "$make" -s -n -f devices/tests.mk simpler_platform=a2a3 simpler_nightshift=nightshift simpler-test
equal "D: make hands the nine of them to one nightshift" "9 1" "$(printf '%s\n' "$out" | tr ' ' '\n' | grep -cE '^(host_build_graph|tensormap)-') $(printf '%s\n' "$out" | grep -c ' run --plan=')"
sed 's/count="8"/count="9"/' devices/suite.xml >devices/more.xml
run "$nightshift" lint -C devices -f more.xml
case $status$err in 2*"error: module 'pipeline' wants 9 devices, and pool 'npu' has 8"*) ok "D: a unit that wants more than there are is refused when planning" ;; *) not_ok "D: a unit that wants more than there are is refused when planning" "$err" ;; esac
run "$make" -f devices/tests.mk simpler_platform=a2a3 simpler-test-tensormap-all_reduce
equal "D: without nightshift nothing hands out devices" "2 simpler: tensormap-all_reduce holds devices of pool 'npu', which only nightshift hands out: say with simpler_nightshift=PATH where it is" "$status $(printf '%s\n' "$err" | sed 1q)"
[ ! -e devices/build ]
check "D: and nothing has run"

# --- E: tiers of 11, what is affected, and 36 -----------------------------------------------------------------------------------

case_of overlays
plan=overlays/nix/overlays.json
base=$(git -C overlays rev-parse HEAD)

# due FILE...: what a change of them makes due.
due() {
	git -C overlays checkout -q --detach "$base"
	for file do echo '# changed' >>"overlays/$file"; done
	repository overlays change
	run "$nightshift" affected --base "$base" -C overlays -f suite.xml
	printf '%s\n' "$out" | sed -n "1s/^suite 'overlays', lane pr: //p"
}

equal "E: 36 overlays; 11 have no condition, 25 have" "36 11 25" "$(jq -r '
	"\([.units[] | values] | length) \([.units[] | values | select(.due == "always" or .paths == null)] | length) \([.units[] | values | select(.due != "always" and .paths != null)] | length)"' $plan)"
equal "E: tier 1: a change that no other rests on leaves the 11" "11 of 36 units due, 2 h 17 min of 7 h 30 min" "$(due recipes/overlays/gke-training.yaml)"
equal "E: tier 2: those that rest on what changed, and the 11" "12 of 36 units due, 2 h 30 min of 7 h 30 min" "$(due recipes/overlays/gb200-eks-inference-ubuntu.yaml)"
equal "E: tier 3: what all rest on makes 36 due" "36 of 36 units due, 7 h 30 min of 7 h 30 min" "$(due recipes/overlays/base.yaml)"
git -C overlays checkout -q --detach "$base"
cut_of overlays
equal "E: a merge runs all 36 in 12 shards, each once" "12 36 36" "$(jq -r '
	[.shards[] | select(.lane == "merge")] | "\(length) \([.[].ids[]] | length) \([.[].ids[]] | unique | length)"' overlays.cut)"
equal "E: and so does the night" 36 "$("$make" -s -n -f overlays/tests.mk overlays_prebuilt=1 overlays_platform=linux overlays-test-nightly | grep -c 'overlays_unit kwok-')"
run "$nightshift" plan -C overlays -f suite.xml
equal "E: the minutes a pull request saves: 69 % at best" "  pr       137.5 to 450.0, saves 0.0 to 312.5 (0 to 69 %)" "$(printf '%s\n' "$out" | grep '^  pr   ')"

# Classes: overlays for one accelerator on one service schedule alike; of these one runs on a pull request, and another on the next.
git -C overlays checkout -q -b classes "$base"
sed 's,<group seconds="750">,<group seconds="750" class="{accelerator} {service}">,;s,  <shards lane="merge",  <select lane="pr" per-class="1"/>\
&,' overlays/suite.xml >classes.xml && cat classes.xml >overlays/suite.xml
sed 's/%s\\taccelerator=%s", name,/%s\\tservice=%s\\taccelerator=%s", name, said[name, "service:"],/' overlays/list >list && cat list >overlays/list
repository overlays classes
"$nightshift" generate -q --no-record -C overlays -f suite.xml
classes=$(jq -r '[.units[] | values.class] | unique | length' $plan)
equal "E: 36 overlays are of 9 classes" 9 "$classes"
run "$nightshift" plan -C overlays -f suite.xml
printf '%s\n' "$out" | sed -n 's/^  pr       .* to \([0-9.]*\), saves.*/\1/p' >most
equal "E: one of each class on a pull request takes at most so many times 12.5 minutes" "$(awk -v n="$classes" 'BEGIN { printf "%.1f", n * 12.5 }')" "$(cat most)"
finish
