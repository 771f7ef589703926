#!/usr/bin/env bash
# The split of the project in fixture/, as TAP: strategy recheck, which builds once more, and what is refused.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

break_it
echo "# Strategy recheck"

re='(import '"$nix_dir"'/nightshift.nix { inherit pkgs fingerprint exec; rev = "0000000a"; drv = DRV;
  plan = plan // { nix = plan.nix // { strategy = "recheck"; };
    units = builtins.filter (u: u.id == "plain-seed" || u.id == "plain-breakable") plan.units; }; }).packages'
git show HEAD~1:toy/toy-tests.sh >"$work/sound.sh"
cp -R toy "$work/soundtoy" && cp "$work/sound.sh" "$work/soundtoy/toy-tests.sh"
sound="(toy.overrideAttrs { preCheck = \"echo hook before\"; postCheck = \"echo hook after\"; src = builtins.path { name = \"toy\"; path = $work/soundtoy; }; })"
if path=$(build "${re/DRV/$sound}.toy-checked"); then
  has "recheck of a derivation without checks builds again and owes the verdicts that make left" \
    "$(nix log --impure --expr "$prelude ${re/DRV/$sound}.toy-checked" 2>/dev/null)" \
    "toy-checked: plan 0123456789012345678901234567890123456789; seed 10, of commit 0000000a" \
    "hook before" "pass plain-breakable" "pass plain-seed" "toy: all 2 units passed; nightly on linux, seed 10" "hook after"
else
  not_ok "recheck of a derivation without checks builds again and owes the verdicts that make left" "$path"
fi
if log=$(build "${re/DRV/toy}.toy-checked"); then
  not_ok "recheck: a failing test fails the gate, by name" "it built"
else
  has "recheck: a failing test fails the gate, by name" "$(sed -n 's/^ *> //p' <<<"$log")" \
    "plain-breakable: fail, exit status 1" "    | line one" "pass plain-seed" \
    "toy: red: 1 of 2 units did not pass; nightly on linux, seed 10" "  plain-breakable: fail, exit status 1"
fi
if log=$(build "${re/DRV/toy}.toy-checked.strict"); then
  not_ok "recheck: the strict gate judges every unit, too" "it built"
else
  has "recheck: the strict gate judges every unit, too" "$(sed -n 's/^ *> //p' <<<"$log")" \
    "plain-breakable: fail, exit status 1" "pass plain-seed" "toy: red: 1 of 2 units did not pass; nightly on linux, seed 10"
fi
deep="(toy.overrideAttrs { src = runCommand \"deep\" { } ''mkdir -p \$out/a; cp -r \${builtins.path { name = \"toy\"; path = $work/soundtoy; }} \$out/a/toy; cp \$out/a/toy/Makefile \$out'';
  makeFlags = [ \"-C\" \"a/toy\" ]; installPhase = ''test -d a/toy; mkdir \$out''; preFixup = \"\"; postBuild = \"\"; })"
in_root='nix = plan.nix // { strategy = "recheck"; '
deep=${re/DRV/"$deep"}
if path=$(build "${deep/"$in_root"/"$in_root root = \"a/toy\"; "}.toy-checked"); then
  ok "recheck: the suite may lie deeper in the source, and the install phase does not notice"
else
  not_ok "recheck: the suite may lie deeper in the source, and the install phase does not notice" "$path"
fi
self='(mkDerivation { name = "self"; src = ./toy; doCheck = true; installPhase = "touch $out"; })'
is "recheck: a derivation that checks itself keeps its hash, also as a lane" "true true true" "$(value "
  let drv = $self; p = ${re/DRV/drv}; same = x: lib.boolToString (x.drvPath == drv.drvPath);
  in toString [ (same p.toy-checked) (same p.toy) (lib.boolToString (p.toy-build.drvPath != drv.drvPath)) ]")"
is "recheck: the build depends on no commit" "true" "$(value "
  let p = rev: builtins.mapAttrs (_: d: d.drvPath) ((import $nix_dir/nightshift.nix { inherit pkgs fingerprint exec rev; drv = toy;
    plan = plan // { nix = plan.nix // { strategy = \"recheck\"; }; }; }).packages);
  in lib.boolToString ((p null).toy-build == (p \"ffffffff\").toy-build && (p null).toy-checked != (p \"ffffffff\").toy-checked)")"

echo "# Refusals, whole"

refuses() { # what, message, expression
  is "the split refuses $1" "suite 'toy': $2" "$(refusal "$3")"
}
refuses "a derivation with a buildCommand" "'c' is a buildCommand and has no phases: make it with stdenv.mkDerivation" \
  '(checked { drv = runCommand "c" { } "touch $out"; }).drvPath'
raw='derivation { name = "raw"; system = "x86_64-linux"; builder = "/bin/sh"; }'
refuses "a raw derivation" "'raw' has no overrideAttrs: make it with stdenv.mkDerivation" "(checked { drv = $raw; }).drvPath"
refuses "a raw derivation, its build too" "'raw' has no overrideAttrs: make it with stdenv.mkDerivation" \
  "(split { drv = $raw; }).packages.toy-build.drvPath"
refuses "a plan without a unit where the lane is checked" "lane pr is checked on x86_64-linux, but no unit is due there" \
  '(split { plan = plan // { units = builtins.filter (u: u.lane == "nightly") plan.units; }; }).packages.toy.drvPath'
refuses "a strategy that there is not" "there is no strategy 'hope': use archive, tree or recheck" \
  '(checked { plan = plan // { nix = plan.nix // { strategy = "hope"; }; }; }).drvPath'
refuses "a plan of another format" "the plan is of format 2, not 1: take both from one release" \
  '(checked { plan = plan // { format = 2; }; }).drvPath'
refuses "a fingerprint that is none" "'abc' is no fingerprint: git hash-object of the plan prints 40 hex digits" \
  '(checked { fingerprint = "abc"; }).drvPath'
refuses "an attempt that is no number" "attempt wants a number from 1, not '2x'" '((checked { }).attempt "2x").drvPath'
refuses "systems that disagree with the plan's platforms" \
  "its platforms and its systems disagree about x86_64-linux: run nightshift generate" \
  '(split { systems = { }; }).packages.toy.drvPath'
refuses "a unit's name with a blank" "unit 'a b': a name may hold letters, digits and _ . + - only" \
  "($(unit 'id = "a b";')).drvPath"
refuses "two units of one name" "two units of the plan have one name" \
  '(checked { plan = plan // { units = plan.units ++ plan.units; }; }).drvPath'
refuses "an unknown variant" "unit 'x': no variant is named 'none'" "($(unit 'command = ""; variant = "none";')).drvPath"
refuses "a variable's name with a blank" "'A B' cannot be the name of an environment variable" \
  "($(unit 'command = ""; env."A B" = "";')).drvPath"
refuses "recheck where the default check phase does nothing" \
  "'self' may pass without a test: it never runs the default buildPhase, so its default checkPhase does nothing: give it a checkPhase" \
  "(${re/DRV/"($self.overrideAttrs { buildPhase = \"true\"; })"}).toy-checked.drvPath"
refuses "recheck with dontBuild" \
  "'self' may pass without a test: it never runs the default buildPhase, so its default checkPhase does nothing: give it a checkPhase" \
  "(${re/DRV/"($self.overrideAttrs { dontBuild = true; })"}).toy-checked.drvPath"
refuses "recheck where the phases leave the check phase out" "'self' may pass without a test: it has no checkPhase among its phases: add it there" \
  "(${re/DRV/"($self.overrideAttrs { phases = [ \"buildPhase\" ]; })"}).toy-checked.drvPath"
is "the split takes recheck with a checkPhase of its own" "self" \
  "$(value "(${re/DRV/"($self.overrideAttrs { dontBuild = true; checkPhase = \"make check\"; })"}).toy-checked.name")"
refuses "a report of strategy recheck" "strategy recheck has no report: use archive or tree" "(${re/DRV/toy}).toy-checked.report.drvPath"

finish
