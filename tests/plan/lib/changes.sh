# For the tests of nightshift affected: the repository r with a suite that has every rule, changes of it, and what they make
# due. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # for and of the scripts that source this

if ! command -v jq >/dev/null; then
	skip "nightshift affected" "there is no jq"
	finish
fi

# put FILE...: in the repository r, each with something new in it.
put() {
	for file do
		mkdir -p "$(dirname "r/$file")"
		count=$((${count:-0} + 1))
		echo "$count" >"r/$file"
	done
}
commit() {
	repository r "${1:-a commit}"
}
# generated: the outputs are written from the manifest as it is now, and all of it is a commit.
generated() {
	"$nightshift" generate -q --no-record --no-discover --force -C r -f t/suite.xml 2>/dev/null || echo "nothing was generated"
	commit
}
affected() {
	run "$nightshift" affected -C r -f t/suite.xml "$@"
}

# asks NAME WANTED FILTER OPTION...: what jq makes of the answer as JSON.
asks() {
	name=$1 wanted=$2 filter=$3
	shift 3
	affected --format=json "$@"
	equal "$name" "0 $wanted" "$status $(printf '%s\n' "$out" | jq -r "$filter" 2>&1)$err"
}

# due NAME WANTED OPTION...: which units are due, of those that $among takes.
among=true
due() {
	name=$1 wanted=$2
	shift 2
	asks "$name" "$wanted" "[.units[] | select(.due and $among) | .id] | sort | join(\" \")" "$@"
}

# by NAME WANTED OPTION...: what was said of each file.
by() {
	name=$1 wanted=$2
	shift 2
	asks "$name" "$wanted" '[.files[] | .status + " " + .path + " " + .by + (if .pattern then " " + .pattern else "" end)] | join("; ")' "$@"
}

always="a-always"
gc="a-gc_0 a-gc_1 a-gc_2 a-gc_3 a-gc_4"

mkdir -p r/t
cat >r/t/suite.xml <<'E2'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="ubuntu-24.04 big" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="macos-15" pr="build" merge="build" nightly="checked"/>
  <platform name="arm" system="aarch64-linux" runner="arm" pr="checked" merge="checked" nightly="checked"/>
  <run>./t {module}</run>
  <variant name="a"/>
  <module name="gc" from="0" to="9" chunks="5" paths="gc/** heap.* !*.txt" seconds="50"/>
  <group paths="text/" seconds="4">
    <module name="utf8" paths="/lib/utf8/**"/>
    <module name="crc" paths="!text/utf8.c"/>
  </group>
  <module name="lib" paths="/lib/" platforms="linux" reason="there is no other"/>
  <module name="soak" paths="gc/*.c" lane="nightly" reason="long"/>
  <group class="{kind}" seconds="2" paths="/kinds/**">
    <module name="k1"><param name="kind" value="k"/></module>
    <module name="k2" paths="/kind2"><param name="kind" value="k"/></module>
    <module name="k3"><param name="kind" value="k"/></module>
    <module name="l1"><param name="kind" value="l"/></module>
  </group>
  <module name="always" seconds="1"/>
  <promote paths="/nix/** !/nix/README"/>
  <ignore paths="/**/*.md /docs/ !/docs/api.md"/>
  <ignore paths="/LICENSE"/>
  <select lane="pr" per-class="1"/>
  <shards lane="pr" platform="linux" count="3" jobs="2"/>
</suite>
E2
put t/gc/heap.c t/gc/notes.txt t/heap.h t/text/utf8.c t/text/crc.c lib/utf8/u.c lib/a.c kinds/a kind2 nix/a.nix nix/README docs/a docs/api.md LICENSE README.md other.c
repository r
"$nightshift" generate -q --no-record -C r -f t/suite.xml
commit generated
base=$(git -C r rev-parse HEAD)
