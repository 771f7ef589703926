# For the tests of what a record answers: a repository whose modules claim their folders, commits, and nights of results of
# them. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2016,SC2034,SC2094,SC2154 # filters of jq; for and of the scripts that source this

if ! command -v jq >/dev/null; then
	skip "$(basename "$0")" "there is no jq"
	finish
fi
day=86400
start=$SOURCE_DATE_EPOCH # 2026-01-01
at() { export SOURCE_DATE_EPOCH=$((start + $1 * day)); }
id() { echo "$1" | cut -c 1-12; }
commit_seed() { echo $((0x$(printf %.8s "$1") & 0x7fffffff)); }

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
# result PLATFORM UNIT VERDICT [KEY VALUE]...: into the folder night/N, of $run, $lane, $commit, $plan, $seed (or that of $commit) at
# $finished
n=0 lane=nightly tree=clean seed='' run=r1 finished=$start
result() {
	n=$((n + 1))
	folder=night/$n/$2
	mkdir -p "$folder"
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $run" "unit $2"
		[ -z "$1" ] || echo "platform $1"
		[ -z "$lane" ] || echo "lane $lane"
		[ -z "$commit" ] || printf '%s\n' "commit $commit" "tree $tree"
		case $2 in v-rand) echo "seed ${seed:-$(commit_seed "$commit")}" ;; esac
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
# asks NAME WANTED FILTER QUESTION [OPTION...]: of the answer as JSON
asks() {
	point=$1 wanted=$2 filter=$3 question=$4
	shift 4
	"$nightshift" "$question" -C r --format=json "$@" >json 2>errors
	equal "'nightshift $question${*:+ $*}' as JSON: $point" "$wanted" "$(jq -r "$filter" json 2>&1)$(cat errors)"
}

# wrong MESSAGE ARGUMENT...
wrong() {
	message=$1
	shift
	run "$nightshift" "$@"
	ends "'nightshift $*' is refused" 2 "nightshift: error: $message" ""
}
# views SQL: what the record answers
views() { sqlite3 r/.nightshift/record.db "$1"; }
gone=$(printf '%040d' 7) # a commit that nobody has
