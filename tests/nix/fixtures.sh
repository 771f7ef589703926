#!/usr/bin/env bash
# Fixtures, pools and memory where Nix runs the units: a fixture is a derivation of its own, built once
# for all units that need it, with each strategy. As TAP; KEEP=1 and SANDBOX=no as in scratch.sh.
#
# Most single quotes below are Nix expressions or shell text of a builder, where $ is theirs.
# shellcheck disable=SC2016,SC2034,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

mkdir -p "$work/p/nix" && cd "$work/p" || exit 1
git init -q .
cat >Makefile <<'END'
all: product
product: ; echo product >$@
build/%: prog.sh ; mkdir -p build && cp prog.sh $@ && chmod +x $@
check: ; true
install: ; mkdir -p $(out) && cp product $(out)
END
cat >prog.sh <<'END'
#!/bin/sh
# make: what a fixture is; show: what a unit sees of one
case $1 in
make) echo "made of $2 by $MODE on $MACHINE, level $LEVEL" ;;
show) cat "$2" && test ! -w "$2" && echo "${NIGHTSHIFT_DEVICES-none} of ${NIGHTSHIFT_COUNT-0}, ${NIGHTSHIFT_DEVICE-none}" ;;
esac
END
cat >suite.xml <<'END'
<suite name="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked" memory="4G"><env name="MACHINE" value="it's linux"/></platform>
  <env name="LEVEL" value="9"/>
  <nix/>
  <program path="build/{variant}"><command>make {program}</command></program>
  <fixture name="data" key="{size}" output="data/{size}" inputs="Makefile"><command>sh prog.sh make {size} >"$NIGHTSHIFT_OUTPUT"</command></fixture>
  <fixture name="tree" key="{variant}" output="data/tree {variant}" timeout="60"><command>mkdir "$NIGHTSHIFT_OUTPUT" &amp;&amp; MODE=its-own {program} make '{variant}' >"$NIGHTSHIFT_OUTPUT/a b"</command></fixture>
  <pool name="npu" devices="n0 n1 n2"/>
  <run>build/{variant} show {data}</run>
  <variant name="a"/>
  <variant name="b"/>
  <module name="one" needs="data" memory="2G"><param name="size" value="big"/></module>
  <module name="two" needs="data"><param name="size" value="big"/></module>
  <module name="small" needs="data" variants="a"><param name="size" value="small"/></module>
  <module name="own" needs="tree"><run>build/{variant} show {tree}/'a b'</run></module>
  <module name="scarce" needs="data" pool="npu" count="2" variants="a"><param name="size" value="big"/></module>
  <module name="rare" needs="data" pool="npu" variants="a"><param name="size" value="big"/></module>
</suite>
END
if ! log=$("$nightshift" generate --no-record -f suite.xml 2>&1); then
  echo "Bail out! $log"
  exit 1
fi
git add -A && commit "the project"
prelude="let
  pkgs = import $standin { system = \"x86_64-linux\"; };
  inherit (pkgs) lib;
  drv = pkgs.stdenv.mkDerivation {
    name = \"t\"; src = $work/p; unique = \"$work\"; doCheck = true;
    installPhase = \"make install\";
  };
  plan = builtins.fromJSON (builtins.readFile $work/p/nix/t.json);
  checkedOf = plan: strategy: more: (import $nix_dir/nightshift.nix ({
    inherit pkgs drv; exec = $exec; plan = plan // { nix = plan.nix // { inherit strategy; }; }; rev = null;
   
  } // more)).packages.t-checked;
  checked = checkedOf plan;
  easy = plan // { units = builtins.filter (unit: unit != null && !(unit ? pool)) plan.units; };
in"
# A machine that says it has the devices.
with_devices() {
  NIX_CONFIG="$NIX_CONFIG
system-features = nightshift-npu" "$@"
}

for strategy in archive tree; do
  echo "# strategy $strategy"
  is "$strategy: a fixture for each key" "data-big data-small tree-a tree-b" \
    "$(value "toString (builtins.attrNames (checked \"$strategy\" { }).fixtures)")"
  is "$strategy: with the environment of the suite and the platform" "made of small by  on it's linux, level 9" \
    "$(output "(checked \"$strategy\" { }).fixtures.data-small")"
  path=$(build "(checked \"$strategy\" { }).fixtures.tree-b")
  is "$strategy: one that is a folder, and calls its variant's program" "made of b by its-own on it's linux, level 9" "$(cat "$path/a b")"
  report=$(build "(checkedOf easy \"$strategy\" { }).report")
  is "$strategy: every unit has its own" "pass pass pass pass pass pass pass" "$(verdict "$report" verdict | tr '\n' ' ' | sed 's/ $//')"
  is "$strategy: which it may read only" "made of b by its-own on it's linux, level 9
none of 0, none" "$(cat "$report/b-own/log")"
  is "$strategy: units of one key share a derivation" "1 2" "$(
    nix-store -q --references "$(nix eval --impure --raw --expr "$prelude (checked \"$strategy\" { }).runs.\"a-one\".drvPath")" >"$work/one"
    nix-store -q --references "$(nix eval --impure --raw --expr "$prelude (checked \"$strategy\" { }).runs.\"b-two\".drvPath")" >"$work/two"
    echo "$(sort "$work/one" "$work/two" | uniq -d | grep -c 't-fixture-') $(cat "$work/one" "$work/two" | grep -c 't-fixture-')")"
  path=$(build "(checked \"$strategy\" { }).runs.\"b-own\"")
  (
    cd "$work/p" && rm -rf data build && sh "$path/b-own/replay" >"$work/again" 2>&1
    rm -rf data build product
  )
  is "$strategy: replay makes the fixture first" "made of b by its-own on it's linux, level 9" "$(grep '^made of' "$work/again")"

  if log=$(build "(checked \"$strategy\" { }).runs.a-scarce"); then
    not_ok "$strategy: a unit of a pool is built only where the devices are" "$log"
  else
    has "$strategy: a unit of a pool is built only where the devices are" "$(grep -o "nightshift-npu" <<<"$log" | sort -u)" "nightshift-npu"
  fi
  if path=$(with_devices build "(checked \"$strategy\" { }).runs.a-scarce"); then
    is "$strategy: and there it has as many as it wants" "n0 n1 of 2, n0" "$(tail -n 1 "$path/a-scarce/log")"
  else
    not_ok "$strategy: and there it has as many as it wants" "$path"
  fi
done

echo "# strategy recheck"
unchecked="(checked \"recheck\" { drv = drv.overrideAttrs (_: { doCheck = false; }); })"
if path=$(build "$unchecked"); then
  not_ok "recheck: units of a pool are run only where the devices are" "$path"
else
  ok "recheck: units of a pool are run only where the devices are"
fi
if path=$(with_devices build "$unchecked"); then
  is "recheck: the units have their fixtures" product "$(cat "$path/product")"
else
  not_ok "recheck: the units have their fixtures" "$path"
fi

echo "# What decides"
part() { value "let plan' = plan // { fixtures = map (f: if f != null && f.id == \"data-big\" then f // { $1 } else f) plan.fixtures; }; in (checkedOf plan' \"archive\" { }).runs.$2.buildCommand" | grep -o 'part=[0-9a-f]*' | sort -u; }
is "another command of a fixture is another part of the plan, for those that need it" "no yes" "$(
  [ "$(part '' '"a-one"')" = "$(part 'command = "x";' '"a-one"')" ] && printf 'yes ' || printf 'no '
  [ "$(part '' '"a-small"')" = "$(part 'command = "x";' '"a-small"')" ] && echo yes || echo no)"
is "a timeout is not" "yes" "$([ "$(part '' '"a-one"')" = "$(part 'timeout = 5;' '"a-one"')" ] && echo yes || echo no)"

echo "# A shard"
# One derivation that runs the units, in the memory; what holds a device is in one of its own, one after another.
packed='checkedOf (plan // { nix = plan.nix // { shards = 1; }; }) "archive" { }'
shards() { value "builtins.concatStringsSep \" \" (builtins.filter (n: builtins.match \"shard.*\" n != null) (builtins.attrNames ($packed).runs))"; }
is "units that hold a device have shards of their own" "shard1=pr+merge+nightly shard1=pr+merge+nightly=pool.npu" "$(shards)"
pool="($packed).runs.\"shard1=pr+merge+nightly=pool.npu\""
has "units of a pool run one after another" "$(value "$pool.buildCommand")" "a-scarce: | a-rare"
has "and as many at a time as memory holds" "$(value "($packed).runs.\"shard1=pr+merge+nightly\".buildCommand")" 'if [ "$jobs" -gt 2 ]; then jobs=2; fi'
is "only that of the pool wants a machine that has it" "nightshift-npu; null" "$(value "toString $pool.requiredSystemFeatures + \"; \" + toString (($packed).runs.\"shard1=pr+merge+nightly\".requiredSystemFeatures or \"null\")")"
if path=$(with_devices build "($packed).report"); then
  is "all of them pass" "pass 9" "$(verdict "$path" verdict | sort | uniq -c | sed 's/ *\([0-9]*\) \(.*\)/\2 \1/')"
else
  not_ok "all of them pass" "$path"
fi

echo "# What is refused"
is "a fixture the plan does not have" "suite 't': unit 'a-one' needs fixture 'data-big', which the plan does not have: run nightshift generate" \
  "$(refusal '(checkedOf (plan // { fixtures = [ ]; }) "archive" { }).runs."a-one".drvPath')"
is "a pool it does not have" "suite 't': unit 'a-rare' is of pool 'npu', which the plan does not have: run nightshift generate" \
  "$(refusal '(checkedOf (plan // { pools = [ ]; }) "archive" { }).runs."a-rare".drvPath')"
is "more devices than there are" "suite 't': unit 'a-scarce' wants 2 devices, and pool 'npu' has 1" \
  "$(refusal '(checkedOf (plan // { pools = [ { name = "npu"; devices = [ "n0" ]; } ]; }) "archive" { }).runs."a-scarce".drvPath')"
sed -i 's|&gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>|x|; s|sh prog.sh make {size} >"$NIGHTSHIFT_OUTPUT"|true|' suite.xml
"$nightshift" generate -q --no-record -f suite.xml
if log=$(build '(checked "archive" { }).fixtures.data-big'); then
  not_ok "one that makes nothing fails" "$log"
else
  has "one that makes nothing fails" "$(grep -o 'fixture data-big: its command made nothing at $NIGHTSHIFT_OUTPUT' <<<"$log" | sort -u)" \
    'fixture data-big: its command made nothing at $NIGHTSHIFT_OUTPUT'
fi
finish
