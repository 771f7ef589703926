# For the tests of the record as a store: a repository of three commits with an empty record of its plan, results, imports and
# exports. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # for and of the scripts that source this

day=86400
now=1790000000 # 2026-09-21
export SOURCE_DATE_EPOCH=$now
mkdir -p r/t
cat >r/nightshift.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"><gap reason="slow \t, dear \n" until="2030-01-01"/></platform>
  <seed from="commit" fallback="4711" env="SEED"/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="one" seconds="4" match="one.*"/>
  <module name="two" seconds="3" seed="head"/>
  <module name="slow" lane="nightly" reason="slow" seconds="1"/>
  <module name="far" platforms="mac" reason="needs it" seconds="2"/>
  <exclude name="dead" reason="it is"/>
</suite>
END
repository r
"$nightshift" generate -q -C r && repository r generated
"$nightshift" generate -q -C r
plan=$(git hash-object r/nix/s.json)
first=$(git -C r rev-parse HEAD)
mkdir -p r/t && echo 2 >r/t/file && repository r second && "$nightshift" generate -q -C r
second=$(git -C r rev-parse HEAD)
echo 3 >r/t/file && repository r third && "$nightshift" generate -q -C r
third=$(git -C r rev-parse HEAD) root=$(git -C r rev-list --max-parents=0 main)
cp r/.nightshift/record.db empty.db

commit_seed() { echo $((0x$(printf %.8s "$1") & 0x7fffffff)); }
# result FOLDER RUN PLATFORM UNIT VERDICT FINISHED [LINE]...: of $commit and $lane
commit=$first lane=nightly seconds=1.5
result() {
	folder=$1/$4
	mkdir -p "$folder"
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $2" "unit $4" "platform $3" ${lane:+"lane $lane"} "commit $commit" "tree clean"
		case $4 in *two) echo "seed $(commit_seed "$commit")" ;; esac
		case $5 in pass) passed=0 ;; *) passed=1 ;; esac
		printf '%s\n' "verdict $5" "status $passed" "finished $6"
	} >"$folder/verdict"
	case $5 in pass) ;; *) printf 'a\tlog\\of %s\n<b>::set-output \033[1m\n' "$4" >"$folder/log" ;; esac
	shift 6
	for line in ${seconds:+"seconds $seconds"} "$@"; do printf '%s\n' "$line"; done >>"$folder/verdict"
	echo end >>"$folder/verdict"
}
# part UNIT: on linux, by the plan
part() { "$nightshift" part --plan r/nix/s.json --platform linux "$1" | cut -f 2; }
# ns ARGUMENT...: in the repository
ns() { "$nightshift" "$@" -C r; }
# import DB FOLDER...
import() {
	db=$work/$1
	shift
	[ -f "$db" ] || cp empty.db "$db"
	for folder; do ns record -q --record "$db" "$work/$folder" 2>>"$work/said" || not_ok "import of $folder"; done
}
# text DB: its export
text() { ns record --record "$work/$1" --export -; }
sound() {
	equal "$1" "ok" "$(sqlite3 "$2" "PRAGMA integrity_check; PRAGMA foreign_key_check")"
}

# Records that are made apart, and their exports.
# a: a run on linux
result a/linux n1 linux v-one pass $((now - 2 * day))
result a/linux n1 linux v-two fail $((now - 2 * day + 1))
result a/linux n1 linux v-slow pass $((now - 2 * day + 2))
import a.db a/linux
text a.db >a.tsv
# d: what Nix keeps and what answered twice with it, and a report of another program
result d/kept nix-x linux v-one pass $((now - 3 * day)) "part $(part v-one)"
rewrite '/^lane/d;/^commit/d;/^tree/d' d/kept/v-one/verdict
for night in 1 2; do
	ns record -q --record ../d.db --lane nightly --commit "$first" --run "github-$night" --started $((now - night * day)) ../d/kept || not_ok "import of kept results"
done
cat >one.xml <<'END'
<testsuites><testsuite name="one.a"><testcase classname="one.b" name="c1" time="1"/><testcase classname="one.b" name="c2" time="2"><failure message="no &lt;b&gt; &#9;">x
y</failure></testcase></testsuite><testsuite name="strange"><testcase classname="nobody's" name="c3" time="0.1"/></testsuite></testsuites>
END
cat >other.xml <<'END'
<testsuites><testsuite name="one.a"><testcase classname="one.b" name="c1" time="7"/></testsuite><testsuite name="strange"><testcase classname="nobody's" name="c4"/></testsuite></testsuites>
END
touch -t 202609010000 one.xml other.xml
ns record -q --record ../d.db --lane pr --platform linux --commit "$first" --run j1 ../one.xml 2>said || not_ok "import of a report" "$(cat said)"
text d.db >d.tsv
