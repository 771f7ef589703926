#!/bin/sh
# The shards of Nix, computed by `nightshift plan` and by the library: the same names with the same units in the same order, for each plan here
# that has them, with other numbers of shards, and for awkward suites. Nothing is built.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

for tool in nix-instantiate jq; do
	if ! command -v $tool >/dev/null; then
		skip "shards by Nix" "$tool is not installed"
		finish
	fi
done
export NIX_CONFIG="build-users-group ="

# by_nix PLAN: a line for each system and shard: system, name, units.
by_nix() {
	nix-instantiate --eval --strict --json -E "
		let
		  lib = import $top/tests/nix/lib.nix;
		  plan = builtins.fromJSON (builtins.readFile $PWD/$1);
		  on = system:
		    let here = import $top/nix/nightshift/plan.nix { inherit lib plan system; rev = null; refuse = text: throw text; };
		    in lib.mapAttrsToList (name: units: \"\${system} \${name} \${toString (map (unit: unit.id) units)}\n\") here.shards;
		in
		builtins.concatStringsSep \"\" (builtins.concatLists (map on (builtins.attrNames (lib.genAttrs (map (p: p.system) plan.platforms) (_: null)))))
	" 2>nix.err | jq -j .
}
# agree NAME FOLDER MANIFEST PLAN
agree() {
	"$nightshift" generate -q --no-record --no-discover -C "$2" -f "$3" && "$nightshift" plan -C "$2" -f "$3" --format=json |
		jq -r '.nixShards[] | "\(.system) \(.name) \(.units | join(" "))"' | LC_ALL=C sort >nightshift.shards
	by_nix "$2/$4" | LC_ALL=C sort >nix.shards
	[ -s nix.shards ] && cmp -s nix.shards nightshift.shards
	check "$1" "$(cat nix.err)
$(diff nix.shards nightshift.shards | head -n 8)"
}

cp -R "$top/tests/emit/golden/nix" golden
rm -rf golden/want
mv golden/manifest.xml golden/suite.xml
repository golden
for shards in 1 2 3 8 64 1000; do
	sed -i.bak "s/shards=\"[0-9]*\"/shards=\"$shards\"/" golden/suite.xml && rm golden/suite.xml.bak
	agree "the golden suite in $shards" golden suite.xml nix/nix.json
done

# Modes, pools, seeds, lanes, platforms that share a system, and seconds about powers of two.
mkdir awkward
{
	cat <<-'END'
	<suite name="s"><nix shards="5" jobs="2"/>
	<platform name="day" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="none"><gap reason="r"/></platform>
	<platform name="night" system="x86_64-linux" runner="r" pr="none" merge="none" nightly="checked"/>
	<platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="checked" nightly="checked"/>
	<platform name="idle" system="aarch64-linux" runner="r" pr="none" merge="build" nightly="none"><gap reason="r"/></platform>
	<seed fallback="1" env="SEED"/><run>x</run><variant name="v"/><variant name="w.x+y"/>
	<pool name="p.q" devices="a b"/>
	<module name="many" from="0" to="199" chunks="200"/><module name="head" seed="head" from="0" to="39" chunks="40"/>
	<module name="late" lane="nightly" reason="r"/><module name="later" lane="merge" reason="r" mode="a-b.c"/>
	<module name="held" pool="p.q" from="0" to="9" chunks="10"/><module name="both" pool="p.q" mode="seed" seed="head"/>
	<module name="day" platforms="day" reason="r"/>
	END
	for seconds in 0.000001 1.999999 2 3.999999 4 4.000001 7.999999 8 1024 1023.999999 100000; do
		printf '<module name="s%s" seconds="%s"/>\n' "$seconds" "$seconds"
	done
	echo '</suite>'
} >awkward/suite.xml
repository awkward
agree "an awkward suite" awkward suite.xml nix/s.json
equal "which has shards of all kinds" "a-b.c lanes mode none pool seed" "$(
	cut -d' ' -f2 nix.shards | tr '=' '\n' | sed -n 's/^mode[.]a-b.c$/a-b.c/p; s/^pr+merge+nightly$/lanes/p; s/^mode[.].*/mode/p; s/^pool[.].*/pool/p; s/^none$/none/p; s/^seed$/seed/p' | sort -u | tr '\n' ' ' | sed 's/ $//')"
finish
