# For the tests of nightshift report: a repository with a small suite, nights of results of it, and what the report says.
# Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # for and of the scripts that source this

day=86400
# The commits of these repositories are all of 2026-01-01; the results are of that day's afternoon.
noon=$((SOURCE_DATE_EPOCH + day / 2))
export SOURCE_DATE_EPOCH=$((noon + day))

# project FOLDER [MORE]: a repository with a small suite, for each of its commits.
project() {
	mkdir -p "$1/t"
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

commit_seed() { echo $((0x$(printf %.8s "$1") & 0x7fffffff)); }
# results FOLDER PLATFORM UNIT... : whole verdicts of $verdict, of $plan, $commit and $run; finished at $finished
verdict=pass run=n1 finished=$noon tree=clean
results() {
	folder=$1 platform=$2
	shift 2
	for unit do
		mkdir -p "$folder/$unit"
		case $unit in *two) seed="seed ${seed_of-$(commit_seed "$commit")}" ;; *) seed= ;; esac
		{
			printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $run" "unit $unit" "platform $platform" "lane nightly" \
				"commit $commit" "tree $tree"
			[ -z "$seed" ] || echo "$seed"
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
	ends "'nightshift report${*:+ $*}': $point" "$wanted" "" "$(cat)"
}
# asks NAME WANTED FILTER [OPTION...]: of the report as JSON
asks() {
	point=$1 wanted=$2 filter=$3
	shift 3
	"$nightshift" report -C r --format=json "$@" >json 2>errors
	equal "'nightshift report${*:+ $*}' as JSON: $point" "$wanted" "$(jq -r "$filter" json 2>&1)$(cat errors)"
}

# another FOLDER NAME: a commit more, which leaves the plan as it is
another() {
	mkdir -p "$1/t"
	echo "$2" >>"$1/t/text"
	repository "$1" "$2" && "$nightshift" generate -q -C "$1"
	commit=$(git -C "$1" rev-parse HEAD)
}
id() { echo "$1" | cut -c 1-12; }
# wrong MESSAGE ARGUMENT...
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "'nightshift $*' is refused" 2 "nightshift: error: $message" ""
}
