#!/usr/bin/env bash
# The split of the project in fixture/, as TAP: strategy recheck, which builds once more, and what is refused.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

break_it
echo "# Strategy recheck"

re='(import '"$nix_dir"'/nightshift.nix { inherit pkgs exec; rev = "0000000a"; drv = DRV;
  plan = plan // { nix = plan.nix // { strategy = "recheck"; };
    units = builtins.filter (u: u.id == "plain-seed" || u.id == "plain-breakable") plan.units; }; }).packages'
git show HEAD~1:toy/toy-tests.sh >"$work/sound.sh"
cp -R toy "$work/soundtoy" && cp "$work/sound.sh" "$work/soundtoy/toy-tests.sh"
sound="(toy.overrideAttrs { preCheck = \"echo hook before\"; postCheck = \"echo hook after\"; src = builtins.path { name = \"toy\"; path = $work/soundtoy; }; })"
if path=$(build "${re/DRV/$sound}.toy-checked"); then
  has "recheck builds again, and runs the units in the check phase" \
    "$(nix log --impure --expr "$prelude ${re/DRV/$sound}.toy-checked.runs.check" 2>/dev/null)" \
    "hook before" "pass plain-breakable" "pass plain-seed" "hook after"
  has "the gate owes their verdicts, and is the product" \
    "$(nix log --impure --expr "$prelude ${re/DRV/$sound}.toy-checked" 2>/dev/null) $(nix hash path "$path")" \
    "toy-checked: seed 10, of commit 0000000a" \
    "toy: all 2 units passed; nightly on linux, seed 10 $(nix hash path "$(build "${re/DRV/$sound}.toy-build")")"
else
  not_ok "recheck builds again, and runs the units in the check phase" "$path"
fi
is "recheck: a report, and a run of one unit" "plain-breakable pass
plain-seed pass plain-seed pass" "$(
  verdicts() { for file in "$1"/*/verdict; do echo "$(sed -n 's/^unit //p' "$file") $(sed -n 's/^verdict //p' "$file")"; done; }
  echo "$(verdicts "$(build "${re/DRV/$sound}.toy-checked.report")") $(verdicts "$(build "${re/DRV/$sound}.toy-checked.runs.plain-seed")")")"
if log=$(build "${re/DRV/toy}.toy-checked"); then
  not_ok "recheck: a failing test fails the run, by name" "it built"
else
  is "recheck: a failing test fails the run, by name" "toy: red: 1 of 2 units did not pass
  fail plain-breakable (status 1)
  | line one
  | a < b & c, é
  again:         nix build '.?rev=0000000a#toy-checked.runs.\"check\"'
  the whole log: nix log '.?rev=0000000a#toy-checked.runs.\"check\"'" "$(summed <<<"$log")"
fi
lanes=${re/DRV/$sound}
lanes=${lanes/'plan.units; }'/'plan.units ++ [ { id = "late"; variant = "plain"; lane = "nightly"; command = "true"; } ]; }'}
is "recheck: a lane has a run of what it owes alone" "toy-run-check-pr plain-breakable plain-seed" "$(
  path=$(build "$lanes.toy-checked.lanes.pr.report") && echo "$(value "$lanes.toy-checked.runs.check-pr.name") $(cd "$path" && echo plain-*)")"
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
is "recheck: a derivation that checks itself is never its own proof" "true true true" "$(value "
  let drv = $self; p = ${re/DRV/drv}; other = x: lib.boolToString (x.drvPath != drv.drvPath && x.outPath != drv.outPath);
  in toString (map other [ p.toy-checked p.toy-checked.runs.check p.toy-build ])")"
is "and its units run all the same" "pass plain-seed" "$(
  build "${re/DRV/"($self.overrideAttrs { checkPhase = \"exit 1\"; TOY_GREETING = \"hi\"; src = builtins.path { name = \"toy\"; path = $work/soundtoy; }; })"}.toy-checked" >/dev/null
  nix log --impure --expr "$prelude ${re/DRV/"($self.overrideAttrs { checkPhase = \"exit 1\"; TOY_GREETING = \"hi\"; src = builtins.path { name = \"toy\"; path = $work/soundtoy; }; })"}.toy-checked.runs.check" 2>/dev/null |
    grep '^pass plain-seed')"
is "recheck: the build depends on no commit" "true" "$(value "
  let p = rev: builtins.mapAttrs (_: d: d.drvPath) ((import $nix_dir/nightshift.nix { inherit pkgs exec rev; drv = toy;
    plan = plan // { nix = plan.nix // { strategy = \"recheck\"; }; }; }).packages);
  in lib.boolToString ((p null).toy-build == (p \"ffffffff\").toy-build && (p null).toy-checked != (p \"ffffffff\").toy-checked)")"

echo "# The project's own check, as one unit"

# own MAKEFILE [ATTRIBUTES [NIX]]: an expression of the packages of a project of which there is a Makefile alone, which checks itself.
own() {
  mkdir -p "$work/own"
  printf '%b' "$1" >"$work/own/Makefile"
  echo "(import $nix_dir/nightshift.nix { inherit pkgs exec; rev = \"0000000a\";
    drv = (mkDerivation { name = \"own\"; src = builtins.path { name = \"own\"; path = $work/own; }; doCheck = true; unique = \"$work\";
      buildFlags = \"all\"; installPhase = \"touch \\\$out\"; }).overrideAttrs (prev: { ${2-} });
    plan = plan // { nix = plan.nix // { strategy = \"recheck\"; check = \"own\"; root = \".\"; ${3-} };
      units = [ { id = \"plain-own\"; variant = \"plain\"; lane = \"pr\"; command = \"make check\"; seed = \"head\"; env.MINE = \"of the unit\"; } ]; }; }).packages"
}
# owned ARGUMENT...: whether the gate is green; what its one unit printed, or why it is red
owned() {
  local gate path
  gate="$(own "$@").toy-checked"
  if build "$gate" >/dev/null; then
    path=$(build "$gate.runs.check") && echo "$(verdict "$path" verdict): $(cat "$path/plain-own/log")"
  else
    # the line of the verdict, and what the project says
    sed -n 's/^ *> //p' "$work/log" | sed -n '/^toy: red: /,$ { s/^  \([a-z]* plain-own (.*\)/\1/p; s/^  | \(make: \*.*\|nightshift: .*\|no verdict.*\)/\1/p; s/^  \(plain-own: .*\)/\1/p; }'
  fi
}
target='checkTarget = "check";'
sound='all:\n\t@:\ncheck:\n\t@echo checked $(X) $$MINE $$TOY_SEED "$$TWO"\n'
is "own: its phase is a unit, with hooks, flags, variables, and what exec gives a unit" "pass: before
checked 5 of the unit 10 one
two
after" "$(owned "$sound" "$target"' preCheck = "echo before"; postCheck = "echo after"; checkFlags = "X=5"; TWO = "one\ntwo"; MINE = "of the builder";')"
is "own: the target may be the manifest's" "pass: checked of the unit 10 " "$(owned "$sound" "" 'checkTarget = "check";')"
is "own: or the derivation has a phase" "pass: mine" "$(owned "$sound" 'checkPhase = "echo mine";')"
is "own: also one that a hook of a package made" "pass: of a hook" "$(owned "$sound" "$target"' preUnpack = "hooked() { echo of a hook; }"; postUnpack = "";
  prePhases = [ "hookPhase" ]; hookPhase = "checkPhase=hooked";')"
is "own: a red one is red" "fail plain-own (status 2, seed 10)
make: *** [Makefile:4: check] Error 7" "$(owned 'all:\n\t@:\ncheck:\n\texit 7\n' "$target")"
is "own: a phase that ends by exit is one" "fail plain-own (status 5, seed 10)" "$(owned "$sound" 'checkPhase = "echo mine; exit 5";')"
is "own: in the middle, too" "fail plain-own (status 1, seed 10)" "$(owned "$sound" 'checkPhase = "echo mine; false; echo more";')"
is "own: what stdenv would pass over in silence is none: no such target" "fail plain-own (status 2, seed 10)
make: *** No rule to make target 'check'.  Stop." "$(owned 'all:\n\t@:\n' "$target")"
is "own: a target in a conditional that is false" "fail plain-own (status 2, seed 10)
make: *** No rule to make target 'check'.  Stop." "$(owned 'all:\n\t@:\nifdef NEVER\ncheck:\n\tfalse\nendif\n' "$target")"
is "own: a prerequisite that is missing" "fail plain-own (status 2, seed 10)
make: *** No rule to make target 'gone', needed by 'check'.  Stop." "$(owned 'all:\n\t@:\ncheck: gone\n\t@echo checked\n' "$target")"
is "own: a recipe that make -n would run" "fail plain-own (status 2, seed 10)
make: *** [Makefile:4: check] Error 1" "$(owned 'all:\n\t@:\ncheck:\n\t+@false\n' "$target")"
idle="fail plain-own (status 1, seed 10)
nightshift: the project's own check did nothing:"
is "own: a folder that has the target's name" "$idle nothing is to be done for check" "$(owned 'all:\n\t@mkdir -p check\n' "$target")"
is "own: a target without a recipe" "$idle nothing is to be done for check" "$(owned 'all:\n\t@:\ncheck:\n' "$target")"
is "own: a file that is up to date" "$idle nothing is to be done for check" "$(owned 'all:\n\t@touch check\ncheck:\n\ttouch check\n' "$target")"
is "own: of two targets one has something to do" "pass: make: Nothing to be done for 'check'.
more" "$(owned 'all:\n\t@:\ncheck:\nmore:\n\t@echo more\n' 'checkTarget = "check more";')"
is "own: of two targets none" "$idle nothing is to be done for check more" "$(owned 'all:\n\t@:\ncheck:\nmore:\n' 'checkTarget = "check more";')"
is "own: nothing was built by make" "$idle no Makefile or custom checkPhase, doing nothing" "$(owned "$sound" "$target"' buildPhase = "true";')"
is "own: nothing is built" "$idle no Makefile or custom checkPhase, doing nothing" "$(owned "$sound" "$target"' dontBuild = true;')"
is "own: what prints nothing shows nothing" "$idle it printed nothing, so that nothing shows that it ran" "$(owned 'all:\n\t@:\ncheck:\n\t@:\n' "$target")"
is "own: phases that leave it out leave it in here" "pass: checked of the unit 10 " "$(owned "$sound" "$target"' phases = [ "unpackPhase" "buildPhase" "installPhase" ]; TWO = "";')"
is "own: a failing check that is to be a success is none" "fail plain-own (status 2, seed 10)
make: *** [Makefile:4: check] Error 7" "$(owned 'all:\n\t@:\ncheck:\n\texit 7\n' "$target"' succeedOnFailure = true;')"

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
is "the split file of an earlier nightshift, which says a fingerprint, is read" "true" \
  "$(value 'lib.boolToString ((checked { fingerprint = "abc"; }).drvPath == (checked { }).drvPath)')"
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
refuses "an own check without a target" \
  "'own' may pass without a test: its default checkPhase does nothing where make has no target check or test: give <nix> a check-target, or the derivation a checkTarget or a checkPhase" \
  "($(own "$sound")).toy-checked.drvPath"
refuses "an own check after the installation" \
  "'own' has doInstallCheck, and strategy recheck runs no installCheckPhase: write what it does as units, or take it out of the derivation" \
  "($(own "$sound" "$target doInstallCheck = true;")).toy-checked.drvPath"
two=$(own "$sound" "$target")
refuses "an own check of more units than one" \
  "its check is the project's own, which is one unit, but 2 are due here: run nightshift generate" \
  "(${two/'units = ['/'units = [ { id = "b"; variant = "plain"; lane = "pr"; command = ""; }'}).toy-checked.drvPath"
refuses "programs of strategy recheck" "strategy recheck has no programs: use archive or tree" "(${re/DRV/toy}).toy-checked.programs.plain.drvPath"

finish
