#!/bin/sh
# lint reads back what lies in the repository and finds what a generator would write that is wrong in all its files alike: a
# mistake is planted in a written file, and lint says the whole of it.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

w=.github/workflows

# write CASE: a golden case as it is generated, in $work/fresh.
write() {
	rm -rf "$work/fresh"
	cp -R "$top/tests/emit/golden/$1" "$work/fresh"
	for list in "$work/fresh/want"/*.tsv; do [ ! -f "$list" ] || mv "$list" "$work/fresh"; done # what a discovery has told
	rm -rf "$work/fresh/want"
	mv "$work/fresh/manifest.xml" "$work/fresh/suite.xml"
	repository "$work/fresh"
	"$nightshift" generate -q --no-record --no-discover -C "$work/fresh" -f suite.xml
}

# by_word: in the places of workflows, the first word of the line instead of its number, which moves with each template.
by_word() {
	awk '{
		if (match($0, /^\.github\/workflows\/[^:]*:[0-9]+:/)) {
			split(substr($0, 1, RLENGTH), place, ":")
			rest = substr($0, RLENGTH + 1)
			for (n = 0; n < place[2]; n++) getline text <place[1]
			close(place[1])
			split(text, word, " ")
			$0 = place[1] ":" word[1] ":" rest
		}
		print
	}'
}

# plant NAME FILE SED [MESSAGE]: change the file so, and lint says that and ends with status 2.
plant() {
	rm -rf "$work/t"
	cp -R "$work/fresh" "$work/t"
	cd "$work/t" || exit 3
	sed "$3" "$2" >"$work/planted"
	! cmp -s "$2" "$work/planted"
	check "$1: it is planted"
	cat "$work/planted" >"$2"
	run "$nightshift" lint --no-discover -f suite.xml
	err=$(printf '%s\n' "$err" | by_word)
	ends "$1" 2 "$4" ""
	cd "$work" || exit 3
}

for dir in "$top"/tests/emit/golden/*/; do
	write "$(basename "$dir")"
	run "$nightshift" lint -q --no-discover -C "$work/fresh" -f suite.xml
	ends "$(basename "$dir"): what is written is what is owed" 0 "" ""
done

# A variable of make does not begin with a digit, and a suite's name may.
write small
sed 's/<suite name="small"/<suite name="7small"/' "$work/fresh/suite.xml" >"$work/digit"
cat "$work/digit" >"$work/fresh/suite.xml"
run "$nightshift" generate -q --no-record --no-discover -C "$work/fresh" -f suite.xml
run "$nightshift" lint -q --no-discover -C "$work/fresh" -f suite.xml
ends "a suite whose name begins with a digit: what is written is what is owed" 0 "" ""

# --- two platforms, a lane that is cut ----------------------------------------------------------------

write lanes-make
plan="mk: é/plan.json" include="mk: é/tests.mk"
does=$(sed -n "/^lanes_does_linux :=/=" "$work/fresh/$include") lines=$(sed -n "/^lanes_run.a-heads :=/=" "$work/fresh/$include")
on=$(sed -n "/^lanes_on :=/=" "$work/fresh/$include") # so that a line more above moves no place

plant "the plan lost a unit" "$plan" '/"id": "a-quick"/d' \
	"mk: é/plan.json:36:1: error: lane 'pr' on 'linux': 1 of the 4 units it owes is missing: 'a-quick'; and the plan differs in 3 more places; run 'nightshift generate'"
plant "the plan has a unit in a lane too many" "$plan" '/"id": "a-slow"/s/"lane": "nightly"/"lane": "merge"/' \
	"mk: é/plan.json:36:1: error: lane 'merge' on 'linux': 1 unit is there that it does not owe: 'a-slow'; run 'nightshift generate'"
plant "the plan has a unit that nobody knows" "$plan" 's/"id": "a-quick"/"id": "a-quack"/' \
	"mk: é/plan.json:36:1: error: lane 'pr' on 'linux': 1 of the 4 units it owes is missing: 'a-quick'; and the plan differs in 7 more places; run 'nightshift generate'"
plant "the plan has a unit twice" "$plan" '/"id": "a-quick"/{p;}' \
	"mk: é/plan.json:36:1: error: lane 'pr' on 'linux': 1 unit is there more than once: 'a-quick'; and the plan differs in 3 more places; run 'nightshift generate'"
plant "the plan cuts no lane" "$plan" '/"count": 2/d' \
	"mk: é/plan.json:33:1: error: how lanes are cut: 1 of the 1 cuts it owes is missing: 'lane 'pr' on 'linux' count=2 jobs=2'; run 'nightshift generate'"
plant "the plan cuts a lane otherwise" "$plan" 's/"count": 2/"count": 3/' \
	"mk: é/plan.json:33:1: error: how lanes are cut: 1 of the 1 cuts it owes is missing: 'lane 'pr' on 'linux' count=2 jobs=2'; and the plan differs in 1 more place; run 'nightshift generate'"
plant "the plan is no JSON" "$plan" '$d' \
	"mk: é/plan.json: error: is not JSON: run 'nightshift generate'"

plant "make: a unit runs in a later lane" "$include" '/^lanes_run.a-quick :=/s/999998999/&:nightly/' \
	"mk: é/tests.mk:$does:1: error: lane 'pr' on 'linux': 1 of the 4 units it owes is missing: 'a-quick'; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'merge' on 'linux': 1 of the 4 units it owes is missing: 'a-quick'; run 'nightshift generate'"
plant "make: a lane runs a unit of the night" "$include" '/^lanes_run.a-slow :=/s/:nightly/:merge/' \
	"mk: é/tests.mk:$does:1: error: lane 'merge' on 'linux': 1 unit is there that it does not owe: 'a-slow'; run 'nightshift generate'"
plant "make: a unit has no line" "$include" '/^lanes_run.a-heads :=/d' \
	"mk: é/tests.mk:$lines:1: error: platform 'linux': 1 of the 6 units it owes is missing: 'a-heads'; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'pr' on 'linux': 1 of the 4 units it owes is missing: 'a-heads'; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'merge' on 'linux': 1 of the 4 units it owes is missing: 'a-heads'; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'nightly' on 'linux': 1 of the 6 units it owes is missing: 'a-heads'; run 'nightshift generate'
mk: é/tests.mk:$lines:1: error: platform 'mac.arm': 1 of the 6 units it owes is missing: 'a-heads'; run 'nightshift generate'
mk: é/tests.mk:$((does + 2)):1: error: lane 'nightly' on 'mac.arm': 1 of the 6 units it owes is missing: 'a-heads'; run 'nightshift generate'"
plant "make: a platform lost a unit" "$include" '/^lanes_run.a-slow :=/s/:nightly/&:mac.arm=off/' \
	"mk: é/tests.mk:$lines:1: error: platform 'mac.arm': 1 of the 6 units it owes is missing: 'a-slow'; run 'nightshift generate'
mk: é/tests.mk:$((does + 2)):1: error: lane 'nightly' on 'mac.arm': 1 of the 6 units it owes is missing: 'a-slow'; run 'nightshift generate'"
plant "make: a lane only builds" "$include" '/^lanes_does_linux /s/pr=checked/pr=build/' \
	"mk: é/tests.mk:$does:1: error: lane 'pr' on 'linux': 4 of the 4 units it owes are missing: 'a-heads', 'a-quick', 'b.c+d-heads', 'b.c+d-quick'; run 'nightshift generate'"
plant "make: units without a recipe" "$include" 's/^\(\$(addprefix lanes-test-,\$(lanes_units)): lanes-test-%: | lanes-programs\) ;.*/\1/' \
	"mk: é/tests.mk:$lines:1: error: platform 'linux': 6 of the 6 units it owes are missing: 'a-heads', 'a-quick', 'a-slow', 'b.c+d-heads', 'b.c+d-quick' and 1 more; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'pr' on 'linux': 4 of the 4 units it owes are missing: 'a-heads', 'a-quick', 'b.c+d-heads', 'b.c+d-quick'; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'merge' on 'linux': 4 of the 4 units it owes are missing: 'a-heads', 'a-quick', 'b.c+d-heads', 'b.c+d-quick'; run 'nightshift generate'
mk: é/tests.mk:$does:1: error: lane 'nightly' on 'linux': 6 of the 6 units it owes are missing: 'a-heads', 'a-quick', 'a-slow', 'b.c+d-heads', 'b.c+d-quick' and 1 more; run 'nightshift generate'
mk: é/tests.mk:$lines:1: error: platform 'mac.arm': 6 of the 6 units it owes are missing: 'a-heads', 'a-quick', 'a-slow', 'b.c+d-heads', 'b.c+d-quick' and 1 more; run 'nightshift generate'
mk: é/tests.mk:$((does + 2)):1: error: lane 'nightly' on 'mac.arm': 6 of the 6 units it owes are missing: 'a-heads', 'a-quick', 'a-slow', 'b.c+d-heads', 'b.c+d-quick' and 1 more; run 'nightshift generate'"
plant "make cannot read it" "$include" '/^lanes_platforms /s/$/ )/;/^lanes_on :=/s/$/ $(error no)/' \
	"| mk: é/tests.mk:$on: *** no.  Stop.
mk: é/tests.mk: error: make cannot read it on platform 'linux' (status 2): run 'nightshift generate'"

plant "a job runs other legs than those that are cut" "$w/lanes-pr.yml" '/ leg: /s/\${{.*/[1]/' \
	".github/workflows/lanes-pr.yml:test-linux::3: error: job 'test-linux' does not run the legs that the planning job has cut: run 'nightshift generate'"
plant "a job runs the legs of another platform" "$w/lanes-nightly.yml" '/^  test-linux:/,/^$/s/fromJSON(needs.plan.outputs.legs-linux)/fromJSON(needs.plan.outputs.legs-mac_arm)/' \
	".github/workflows/lanes-nightly.yml:test-linux::3: error: job 'test-linux' does not run the legs that the planning job has cut: run 'nightshift generate'"
plant "a platform's job is gone" "$w/lanes-nightly.yml" '/^  test-mac_arm:/,/^$/d;s/, "test-mac_arm"//' \
	".github/workflows/lanes-nightly.yml: error: no job tests on platform 'mac.arm', which lane 'nightly' checks: run 'nightshift generate'"
plant "a building platform's job is gone" "$w/lanes-pr.yml" '/^  build-mac_arm:/,/^$/d;s/, "build-mac_arm"//' \
	".github/workflows/lanes-pr.yml: error: no job builds on platform 'mac.arm', as lane 'pr' does: run 'nightshift generate'"
plant "the required check needs not every job" "$w/lanes-pr.yml" '/needs:.*build-mac_arm/s/"test-linux", //' \
	".github/workflows/lanes-pr.yml:needs::5: error: the required check 'all: \"lanes\" # é' does not need job 'test-linux', and would be green without it: run 'nightshift generate'"
plant "the required check does not need the planning job" "$w/lanes-pr.yml" '/needs:.*build-mac_arm/s/"plan", //' \
	".github/workflows/lanes-pr.yml:needs::5: error: the required check 'all: \"lanes\" # é' does not need job 'plan', and would be green without it: run 'nightshift generate'"
plant "the required check of pull requests is skipped after a failure" "$w/lanes-pr.yml" '/^  required:/,$s/if: ${{ always() && /if: ${{ /' \
	".github/workflows/lanes-pr.yml:required::3: error: the required check 'all: \"lanes\" # é' is skipped when a job before it fails, and skipped is green: run 'nightshift generate'"
plant "the required check is skipped after a failure" "$w/lanes-merge.yml" '/^  required:/,$s/if: ${{ always() }}/if: ${{ success() }}/' \
	".github/workflows/lanes-merge.yml:required::3: error: the required check 'all: \"lanes\" # é' is skipped when a job before it fails, and skipped is green: run 'nightshift generate'"
plant "there is no required check" "$w/lanes-merge.yml" '/^  required:/,$d' \
	".github/workflows/lanes-merge.yml: error: no job is the required check 'all: \"lanes\" # é': run 'nightshift generate'"
plant "nothing plans" "$w/lanes-merge.yml" '/^  plan:/s/plan/plans/' \
	".github/workflows/lanes-merge.yml:plans::3: error: job 'plans' is none that lane 'merge' owes: run 'nightshift generate'
.github/workflows/lanes-merge.yml: error: no job plans and verifies the files: run 'nightshift generate'
.github/workflows/lanes-merge.yml:needs::5: error: the required check 'all: \"lanes\" # é' does not need job 'plans', and would be green without it: run 'nightshift generate'"
plant "a job that nobody owes" "$w/lanes-merge.yml" '/^  plan:/i\
  other:\
    runs-on: ["x"]\
' \
	".github/workflows/lanes-merge.yml:other::3: error: job 'other' is none that lane 'merge' owes: run 'nightshift generate'
.github/workflows/lanes-merge.yml:needs::5: error: the required check 'all: \"lanes\" # é' does not need job 'other', and would be green without it: run 'nightshift generate'"
plant "a job runs another platform" "$w/lanes-nightly.yml" 's/NIGHTSHIFT_PLATFORM: "mac.arm"/NIGHTSHIFT_PLATFORM: "linux"/' \
	".github/workflows/lanes-nightly.yml:test-mac_arm::3: error: job 'test-mac_arm' does not run lane 'nightly' of platform 'mac.arm': run 'nightshift generate'"
plant "a job runs another lane" "$w/lanes-nightly.yml" '/^  test-mac_arm:/,$s/--lane=nightly/--lane=pr/' \
	".github/workflows/lanes-nightly.yml:test-mac_arm::3: error: job 'test-mac_arm' does not run lane 'nightly' of platform 'mac.arm': run 'nightshift generate'"
plant "a job is there twice" "$w/lanes-merge.yml" '/^  test-linux:/,/^$/{p;}' \
	".github/workflows/lanes-merge.yml:test-linux::3: error: job 'test-linux' stands here a second time: run 'nightshift generate'
.github/workflows/lanes-merge.yml:test-linux::3: error: job 'test-linux' does not run lane 'merge' of platform 'linux': run 'nightshift generate'"

cp -R "$work/fresh" gone && rm "gone/$include"
run "$nightshift" lint --no-discover -C gone -f suite.xml
ends "one file is not there" 2 "$include: error: is not there, though others that nightshift writes are: run 'nightshift generate'" ""

# --- legs that stand in the file ------------------------------------------------------------------------------------------------

write lanes-container
plan=nix/lanes_In.box.json include=box/tests.mk
plant "container: a job tests in no leg" "$w/lanes_In.box-nightly.yml" '/ leg: /d' \
	".github/workflows/lanes_In.box-nightly.yml:test-linux::3: error: job 'test-linux' does not run the legs that the planning job has cut: run 'nightshift generate'"

write nix
include=sub/suite/tests.mk

# --- no make --------------------------------------------------------------------------------------------------------------------

mkdir bin
for tool in sh git; do ln -s "$(command -v "$tool")" bin/; done
run env -u CI -u MAKE PATH="$work/bin" "$nightshift" lint --no-discover -C "$work/fresh" -f suite.xml
ends "without make: a warning" 0 "$include: warning: was not read back, since there is no GNU Make 4.3 or later" \
	"$(cd fresh && "$nightshift" lint --no-discover -f suite.xml)"
run env -u MAKE CI=true PATH="$work/bin" "$nightshift" lint --no-discover -C "$work/fresh" -f suite.xml
ends "without make, in CI: an error" 2 "$include: error: was not read back, since there is no GNU Make 4.3 or later: install it" ""
real=$(command -v "$make")
for version in 3.81 4.0 4.2.1 2.3 4.3 4.10 5.0 10.1; do
	# shellcheck disable=SC2016 # $1 and $@ are of the script
	printf '#!/bin/sh\n[ "$1" = --version ] || exec %s "$@"\necho GNU Make %s\necho Built for here\n' "$real" $version >bin/make && chmod +x bin/make
	run env -u MAKE CI=true PATH="$work/bin" "$nightshift" lint --no-discover -C "$work/fresh" -f suite.xml
	case $version in
	[23].* | 4.[0-2] | 4.[0-2].*)
		ends "with GNU Make $version, in CI: an error" 2 "$include: error: was not read back, since there is no GNU Make 4.3 or later: install it" "" ;;
	*) ends "with GNU Make $version it is read" 0 "" "$(cd fresh && "$nightshift" lint --no-discover -f suite.xml)" ;;
	esac
done

# --- how units are judged ---------------------------------------------------------------------------------------------------------

write judged
plan=nix/judged.json include=t/tests.mk
line=$(sed -n '/^judged_run[.]/=' "$work/fresh/$include" | head -n 1)
judged="$include:$line:1: error: how units are judged"
end="run 'nightshift generate'"

plant "make: a path loses a quote" "$include" "/^judged_run.a-odd /s/e'.''s/es/" \
	"$judged: 1 of the 16 units it owes is missing: 'a-odd --report=../r e's #a/\$x odd.xml --skip-status=123 --may-skip=of the group'; $end
$judged: 1 unit is there that it does not owe: 'a-odd --report=../r es #a/\$x odd.xml --skip-status=123 --may-skip=of the group'; $end"
plant "make: nothing is said of a unit" "$include" "/^judged_run.b-own /s/ '--skip-status.*//" \
	"$judged: 1 of the 16 units it owes is missing: 'b-own --skip-status=4 --may-skip=too slow	here'; $end"
plant "make: a dollar sign is one too few" "$include" '/^judged_run.a-asked /s/\$\$HOME/$(HOME)/' \
	"$judged: 1 of the 16 units it owes is missing: 'a-asked --may-skip=no hardware; see 'it's \$HOME''; $end
$judged: 1 unit is there that it does not owe: 'a-asked --may-skip=no hardware; see 'it's $HOME''; $end"
plant "make: a unit needs no pool" "$include" "/^judged_run.a-device /s/ '--pool=boards'//" \
	"$judged: 1 of the 16 units it owes is missing: 'a-device --report=build/report-a-device.xml --may-skip=no hardware; see 'it's \$HOME' --pool=boards'; $end
$judged: 1 unit is there that it does not owe: 'a-device --report=build/report-a-device.xml --may-skip=no hardware; see 'it's \$HOME''; $end"
plant "the plan does not let a unit skip" "$plan" '/"id": "a-own"/s/"maySkip": "[^"]*", //' \
	"$judged: 1 of the 16 units it owes is missing: 'a-own --skip-status=4'; $end
$judged: 1 unit is there that it does not owe: 'a-own --skip-status=4 --may-skip=too slow	here'; $end"

finish
