#!/usr/bin/env bash
# Builds where Nix makes them: variants that share a build have one derivation, whose commands see what they have in common; what is
# prepared comes first, in each build and for each fixture that no tree brings with it. As TAP; KEEP=1 and SANDBOX=no as in scratch.sh.
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
check: ; true
install: ; mkdir -p $(out) && cp product $(out)
END
echo 'cat lib && echo "$LEVEL, $BOTH, $ONLY"' >build.sh
echo one >one.txt
echo two >two.txt
cat >suite.xml <<'END'
<suite name="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"><env name="MACHINE" value="it's linux"/></platform>
  <env name="LEVEL" value="9"/>
  <nix/>
  <prepare>
    <command>test ! -e lib &amp;&amp; echo "lib on $MACHINE at $LEVEL" &gt;lib</command>
    <command>echo by {suite} &gt;&gt;lib</command>
  </prepare>
  <program path="build/{p}"><command>test ! -e {program} &amp;&amp; mkdir -p build &amp;&amp; sh build.sh &gt;{program}</command><file path="{data}"/></program>
  <fixture name="calls" key="{variant}" output="calls-{variant}"><command>cat lib {program} &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>
  <fixture name="plain" key="k" output="plain"><command>cat lib &gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>
  <run>cat {data} {program} &amp;&amp; echo "$LEVEL, $BOTH, $ONLY"</run>
  <param name="p" value="shared"/><param name="data" value="one.txt"/>
  <variant name="a"><env name="BOTH" value="both"/></variant>
  <variant name="b"><env name="BOTH" value="both"/><env name="LEVEL" value="8"/><env name="ONLY" value="only b"/></variant>
  <variant name="d"><param name="data" value="two.txt"/><env name="BOTH" value="both"/></variant>
  <variant name="c"><param name="p" value="other"/><env name="ONLY" value="only c"/></variant>
  <module name="m"/>
  <module name="n" needs="calls plain"><run>cat {calls} {plain}</run></module>
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
in"
shared="lib on it's linux at 9
by t
9, both, "
other="lib on it's linux at 9
by t
9, , only c"

is "archive: variants that share a build and want the same files of it have one derivation, and others their own" "yes no no" "$(value '
  let of = (checked "archive" { }).programs; same = x: y: if x.drvPath == y.drvPath then "yes" else "no"; in
  "${same of.a of.b} ${same of.a of.c} ${same of.a of.d}"')"
for strategy in archive tree; do
  echo "# strategy $strategy"
  report=$(build "(checked \"$strategy\" { }).report")
  is "$strategy: every unit passes" "pass pass pass pass pass pass pass pass" "$(verdict "$report" verdict | tr '\n' ' ' | sed 's/ $//')"
  is "$strategy: a build that variants share sees what they have in common, and their units what is their own" "one
$shared
9, both, 
one
$shared
8, both, only b
one
$other
9, , only c
two
$shared
9, both, " "$(cat "$report"/[abcd]-m/log)"
  is "$strategy: fixtures come after what is prepared, whether they call a program or not" "lib on it's linux at 9
by t
$shared
lib on it's linux at 9
by t" "$(cat "$report/b-n/log")"
  path=$(build "(checked \"$strategy\" { }).runs.\"b-m\"")
  (cd "$work/p" && sh "$path/b-m/replay" >"$work/again" 2>&1; git clean -fdxq)
  is "$strategy: replay prepares and builds in the same way" "one
$shared
8, both, only b" "$(cat "$work/again")"
done

echo "# strategy recheck"
if path=$(build '(checked "recheck" { drv = drv.overrideAttrs (_: { doCheck = false; }); })'); then
  is "recheck: the units pass" product "$(cat "$path/product")"
else
  not_ok "recheck: the units pass" "$path"
fi

echo "# What decides"
part() { value "(checkedOf ($1) \"archive\" { }).runs.\"$2\".buildCommand" | grep -o 'part=[0-9a-f]*' | sort -u; }
# moves PLAN UNIT: does that plan give the unit another part?
moves() { [ "$(part plan "$2")" = "$(part "$1" "$2")" ] && echo no || echo yes; }
is "another thing to prepare is another part of every unit" "yes yes" "$(moves 'plan // { prepare = [ "x" ]; }' a-m) $(moves 'plan // { prepare = [ "x" ]; }' c-m)"
alike='plan // { variants = map (v: v // lib.optionalAttrs (v ? buildEnv) { buildEnv = { LEVEL = "9"; }; }) plan.variants; }'
is "another environment of a shared build is one of those that share it" "yes yes no" "$(moves "$alike" a-m) $(moves "$alike" b-m) $(moves "$alike" c-m)"
refusal=$(value "(checkedOf (plan // { variants = map (v: v // lib.optionalAttrs (v ? build) { build = \"gone\"; }) plan.variants; }) \"archive\" { }).programs.b.drvPath" 2>&1)
has "a build that the plan does not have is refused" "$refusal" "error: nightshift: suite 't': variant 'b' shares the build of 'gone', which the plan does not have: run nightshift generate"
finish
