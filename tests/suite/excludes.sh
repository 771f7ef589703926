#!/bin/sh
# <exclude>: patterns, and only some variants and platforms. What it leaves out is in no plan, no make target, no shard and no
# coverage, and the reason is said.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

cd "$work" || exit 1
git init -q .
manifest() {
	cat >suite.xml <<-END
	<suite name="s"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<platform name="mac" system="aarch64-darwin" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<variant name="v"/><variant name="w"/><nix shards="2"/><run>./t {module}</run>
	$1
	<shards lane="pr" platform="mac" count="2"/></suite>
	END
	git add -A
}
good() {
	run "$nightshift" generate -q --no-record -f suite.xml
	ends "$1: accepted" 0 "" ""
	run "$nightshift" lint -q -f suite.xml
	ends "$1: what is written is what is owed" 0 "" ""
}
# units PLATFORM: those that it runs
units() { "$nightshift" plan --format json --platform "$1" --lane pr -f suite.xml | jq -r '[.units[].id] | sort | join(" ")'; }

manifest '<module name="a"/><module name="gc_1"/><module name="gc_2"/>
<exclude name="gc_*" variants="w" platforms="mac" reason="no memory there" until="2090-01-01"/><exclude name="gc_?" variants="v" reason="not in v"/>
<exclude name="a" platforms="linux" reason="not on linux"/><exclude name="dead" reason="long dead"/>'
good "variants and platforms"
equal "on linux" "w-gc_1 w-gc_2" "$(jq -r '[.units[] | values | select(.on.linux.lane != "none").id] | sort | join(" ")' nix/s.json)"
equal "on mac" "v-a w-a" "$(jq -r '[.units[] | values | select(.on.mac.lane != "none").id] | sort | join(" ")' nix/s.json)"
equal "the shards hold what runs" "v-a w-a" "$("$nightshift" plan --format json -f suite.xml | jq -r '[.shards[].ids[]] | sort | join(" ")')"
equal "the plan names what is left out where" "a on linux|dead|gc_* in w on mac|gc_? in v" "$(jq -r '[.excludes[].name] | join("|")' nix/s.json)"
run "$nightshift" coverage -f suite.xml
for line in "a on linux is excluded: not on linux" "gc_* in w on mac is excluded: no memory there" "until 2090-01-01" "gc_? in v is excluded: not in v" "dead is excluded: long dead"; do
	case $out in *"$line"*) : ;; *) false ;; esac
	check "coverage says '$line'" "$out"
done
equal "coverage for programs" '{"name":"gc_*","variants":["w"],"platforms":["mac"],"reason":"no memory there","until":"2090-01-01"}' \
	"$("$nightshift" coverage --format json -f suite.xml | jq -c '.excludes[] | select(.name == "gc_*")')"

manifest '<discover as="modules">seq -f t%g 12</discover><exclude name="t1?" reason="slow"/><exclude name="t2" platforms="mac linux" reason="dead"/><exclude name="t3" variants="v" reason="x"/>'
good "tests that were discovered"
equal "are no modules where they are excluded" "t1 t3 t4 t5 t6 t7 t8 t9" "$(jq -r '[.units[] | values.module] | unique | join(" ")' nix/s.json)"
equal "or only in a variant" "w-t3" "$(jq -r '[.units[] | values | select(.module == "t3").id] | join(" ")' nix/s.json)"

manifest '<module name="a"/><module name="b"/><exclude name="b" variants="w" reason="x"/><exclude name="c*" reason="x"/><exclude name="d" variants="v" reason="x"/>
<discover>case {variant} in v) printf "%s\n" a b c1 c2 d;; w) printf "%s\n" a b c1;; esac</discover>'
good "what a discovery finds in a variant is compared with what is excluded there"
manifest '<module name="a"/><exclude name="d" variants="v" reason="x"/><discover>case {variant} in v) echo a;; w) printf "%s\n" a d;; esac</discover>'
run "$nightshift" lint -q -f suite.xml
case $err in *"test 'd' exists in variant 'w', but is neither a module nor excluded"*"exclude 'd in v' is out of date: no such test exists"*) : ;; *) false ;; esac
check "an exclude for another variant does not count" "$err"

# The record keeps what a plan leaves out.
manifest '<module name="a"/><module name="b"/><exclude name="b" variants="w" reason="x"/><exclude name="b" variants="v" platforms="mac" reason="y"/>'
git -c user.name=n -c user.email=n@example.org commit -qm c
run "$nightshift" generate -q -f suite.xml
equal "the record has both" "b in v on mac|y
b in w|x" "$(sqlite3 .nightshift/record.db 'SELECT name, reason FROM plan_exclude ORDER BY 1')"
finish
