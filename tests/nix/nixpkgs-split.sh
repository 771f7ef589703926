#!/usr/bin/env bash
# The split, evaluated on the stand-in nixpkgs or on a real one, as TAP: it rests on nothing that only one of them has.
# NIXPKGS=path asks a real one, as in nixpkgs.sh.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/nixpkgs.sh
. "$(dirname "$0")/lib/nixpkgs.sh"

# A real set may lack some systems.
systems=
for system in x86_64-linux aarch64-linux x86_64-darwin aarch64-darwin; do
  if [ -z "${NIXPKGS-}" ] || [ "$system" = x86_64-linux ] || [ "$(value "(pkgsFor \"$system\").stdenv.hostPlatform.system")" = "$system" ]; then
    systems="$systems $system"
  else
    skip "$system: what rts is, and that all of it evaluates" "this set does not have it; nixpkgs.sh says why"
  fi
done

echo "# The split"

is "every strategy evaluates, with all of its derivations" "archive 36 tree 36 recheck 40" "$(value '
  let
    all = strategy: let
        p = (split { plan = withStrategy strategy; rev = "ffffffff11"; }).packages;
        c = p.toy-checked;
        drvs = [ p.toy p.toy-build c c.report (c.withSeed "99") ] ++ builtins.attrValues c.runs
          ++ (if strategy == "recheck" then [ ] else builtins.attrValues c.programs)
          ++ builtins.attrValues c.lanes ++ builtins.attrValues (c.withSeed "99").runs;
      in "${strategy} ${toString (builtins.length (map (drv: assert drv.drvPath != ""; drv) drvs))}";
  in join (map all [ "archive" "tree" "recheck" ])')"
for system in $systems; do
  case $system in
    x86_64-linux) wanted="toy-checked-pr; A toy; built and checked, 12 units; toy-checked 13" ;;
    aarch64-linux) wanted="toy; A toy; built, checks not run: no platform of the plan is aarch64-linux; toy-checked 13" ;;
    x86_64-darwin) wanted="toy; A toy; built, checks not run: platform intel does nothing on pull requests; toy-checked 13" ;;
    aarch64-darwin) wanted="toy; A toy; built, checks not run: platform mac only builds on pull requests; toy-checked 11" ;;
  esac
  is "$system: what rts is, and that all of it evaluates" "$wanted" "$(value "
    let
      pkgs = pkgsFor \"$system\";
      p = (split { inherit pkgs; drv = toyOf pkgs; }).packages;
      runs = builtins.attrValues p.toy-checked.runs;
    in
    assert builtins.all (drv: drv.system == \"$system\" && drv.drvPath != \"\") ([ p.toy p.toy-build p.toy-checked p.toy-checked.report ] ++ runs);
    \"\${p.toy.name}; \${p.toy.meta.description}; \${p.toy-checked.name} \${toString (builtins.length runs)}\"")"
done

# Structured attributes: said by the derivation, with restrictions and without, and by the set for all.
structured='let
    sets = {
      own = { inherit pkgs; drv = toy.overrideAttrs { __structuredAttrs = true; }; };
      restricted = { inherit pkgs; drv = toy.overrideAttrs { __structuredAttrs = true; allowedRequisites = [ "out" ]; disallowedReferences = [ (input "a") ];
        outputChecks.out.disallowedRequisites = [ (input "b") ]; }; };
      set = rec { pkgs = import '"$set"' { system = "x86_64-linux"; config.structuredAttrsByDefault = true; }; drv = toyOf pkgs; };
    };
    of = how: strategy: checked (sets.${how} // { plan = withStrategy strategy; }); in'
for how in own restricted set; do
  is "structured attributes, $how: every strategy evaluates, with all of its derivations" "archive 20 tree 20 recheck 1" "$(value "$structured
    let all = strategy: let c = of \"$how\" strategy; drvs = [ c ] ++ (if strategy == \"recheck\" then [ ] else
          [ c.report ] ++ builtins.attrValues c.programs ++ builtins.attrValues c.runs ++ builtins.attrValues c.lanes); in
        \"\${strategy} \${toString (builtins.length (map (drv: assert drv.drvPath != \"\"; drv) drvs))}\";
    in join (map all [ \"archive\" \"tree\" \"recheck\" ])")"
done
is "structured: the product and the gate are restricted, output by output, programs and runs are not" "a,b,out a,b,out,runtime  " "$(value "$structured
  let c = of \"restricted\" \"archive\"; t = of \"restricted\" \"tree\";
      name = x: let found = builtins.match \"/nix/store/[^-]*-(.*)\" (builtins.unsafeDiscardStringContext (toString x)); in if found == null then x else if builtins.head found == \"toy\" then \"runtime\" else builtins.head found;
      said = drv: builtins.concatStringsSep \",\" (builtins.sort (x: y: x < y) (map name (builtins.concatLists (builtins.attrValues (drv.outputChecks.out or { })))));
  in join (map said [ c.build c c.programs.plain t.runs.plain-seed ])")"
is "structured: an edit of a restriction moves the product, and no program and no run" "moved same same" "$(value "$structured
  let c = strategy: more: checked { plan = withStrategy strategy; drv = sets.restricted.drv.overrideAttrs more; };
      moved = f: strategy: if (f (c strategy { })).drvPath == (f (c strategy { allowedRequisites = [ ]; outputChecks = { }; })).drvPath then \"same\" else \"moved\";
  in join [ (moved (c: c.build) \"archive\") (moved (c: c.programs.plain) \"archive\") (moved (c: c.runs.plain-seed) \"tree\") ]")"
is "structured: what must be long text is no file of passAsFile" "none none" "$(value "$structured
  join (map (drv: if builtins.elem \"runUnits\" (drv.passAsFile or [ ]) then \"file\" else \"none\") [ (of \"own\" \"tree\").runs.plain-seed (of \"own\" \"recheck\") ])")"

# The settings of the checks, one by one, and more at once.
settings='map (name: { ${name} = "x"; }) [
    "checkPhase" "checkTarget" "checkFlags" "checkFlagsArray" "preCheck" "postCheck" "installCheckPhase"
    "installCheckTarget" "installCheckFlags" "installCheckFlagsArray" "preInstallCheck" "postInstallCheck" "dontCheck"
  ] ++ [
    { doCheck = true; } { doCheck = false; } { doInstallCheck = true; } { doInstallCheck = false; } { enableParallelChecking = false; }
    { nativeCheckInputs = [ (input "a") ]; doCheck = true; } { checkInputs = [ (input "a") ]; } { installCheckInputs = [ (input "a") ]; }
    { nativeInstallCheckInputs = [ (input "a") ]; doInstallCheck = true; } { passthru.x = 1; } { meta.description = "x"; }
  ]'
is "each setting of the checks may change without moving the build, from wherever it comes" "" "$(value '
  let
    build = drv: (split { inherit drv; }).packages.toy-build.drvPath;
    checksItself = toy.overrideAttrs { doCheck = true; doInstallCheck = true; installCheckPhase = "y"; preCheck = "y"; };
    changes = '"$settings"';
    moved = drv: builtins.filter (more: build (drv.overrideAttrs more) != build toy) changes;
  in builtins.concatStringsSep ", " (map (more: toString (builtins.attrNames more)) (moved toy ++ moved checksItself))')"
# Those of the builders and hooks, as the table has them.
is "each setting of each check hook may change without moving the build, the programs or a run" "none of 50 and more" "$(value '
  let
    names = builtins.concatLists (map (entry: lib.splitString " " entry.names) (import '"$nix_dir"'/nightshift/checks.nix));
    of = strategy: more: let s = split { plan = withStrategy strategy; drv = toy.overrideAttrs more; }; c = s.packages.toy-checked; in
      toString (map (drv: drv.drvPath) [ s.packages.toy-build c.programs.plain c.runs.plain-seed ]);
    moved = builtins.filter (name: builtins.any (strategy: of strategy { ${name} = "x"; } != of strategy { }) [ "archive" "tree" ]) names;
  in "${if moved == [ ] then "none" else toString moved} of ${if builtins.length names >= 50 then "50 and more" else toString (builtins.length names)}"')"
is "those of a hook that runs in any build stay where that is an input of the build, and only those" "stay stay move" "$(value '
  let
    build = more: (split { drv = toy.overrideAttrs ({ nativeBuildInputs = [ [ (input "pytest-check-hook") ] ]; } // more); }).packages.toy-build;
    stay = more: name: if env (build more) name == "null" then "move" else "stay";
    more = { disabledTests = [ "a" ]; dontUsePytestCheck = true; unittestFlags = [ "b" ]; };
  in join (map (stay more) [ "disabledTests" "dontUsePytestCheck" "unittestFlags" ])')"
is "a Rust package that checks by nextest is built without it, by the other hook of the same set" "cargo-check-hook.sh b true" "$(value '
  let
    pkgs'"'"' = pkgs // { rustPlatform.cargoCheckHook = input "cargo-check-hook.sh"; };
    build = hook: (split { pkgs = pkgs'"'"'; drv = toy.overrideAttrs { nativeBuildInputs = [ (input hook) (input "b") ]; }; }).packages.toy-build;
  in join [ (names (build "cargo-nextest-hook.sh").nativeBuildInputs) (same (build "cargo-nextest-hook.sh") (build "cargo-check-hook.sh")) ]')"
is "what is no setting of the checks moves it" "all" "$(value '
  let
    build = drv: (split { inherit drv; }).packages.toy-build.drvPath;
    changes = [ { buildPhase = "x"; } { installPhase = "x"; } { nativeBuildInputs = [ (input "a") ]; } { buildInputs = [ (input "a") ]; }
      { outputs = [ "out" "dev" ]; } { allowedRequisites = null; } { enableParallelBuilding = false; } { env.x = "1"; } { name = "x"; } ];
    stayed = builtins.filter (more: build (toy.overrideAttrs more) == build toy) changes;
  in if stayed == [ ] then "all" else builtins.concatStringsSep ", " (map (more: toString (builtins.attrNames more)) stayed)')"
is "a derivation without checks is its own build, also as an output of many" "true true" "$(value '
  let of = more: mkDerivation ({ name = "x"; src = ./.; enableParallelBuilding = true; } // more);
      own = drv: same drv (split { inherit drv; }).packages.toy-build;
  in join [ (own (of { })) (own (of { outputs = [ "out" "dev" ]; })) ]')"
is "an edit of how the product is installed does not move the test programs" "" "$(value '
  let
    programs = more: (checked { drv = toy.overrideAttrs more; }).programs.plain.drvPath;
    changes = map (name: { ${name} = "x"; })
      [ "buildPhase" "postBuild" "dontBuild" "preInstall" "installPhase" "postInstall" "dontInstall" "preFixup" "postFixup"
        "dontFixup" "phases" "outputChecks" "checkPhase" ]
      ++ [ { outputs = [ "out" "dev" ]; } { allowedRequisites = [ "out" ]; } { allowedReferences = [ ]; } { doCheck = true; }
        { disallowedReferences = [ (input "a") ]; } { disallowedRequisites = [ (input "a") ]; } ];
    bad = builtins.filter (more: programs more != programs { }) changes;
  in builtins.concatStringsSep ", " (map (more: toString (builtins.attrNames more)) bad)')"
is "strategy tree: an edit of how the product is installed and checked moves no program and no run; a run is no more than it must be" "; null null '' null '1' out" "$(value '
  let
    tree = more: checked { plan = withStrategy "tree"; drv = toy.overrideAttrs more; };
    changes = map (name: { ${name} = "x"; })
      [ "preInstall" "installPhase" "postInstall" "dontInstall" "preFixup" "postFixup" "dontFixup" "phases" "outputChecks" "checkPhase" ]
      ++ [ { outputs = [ "out" "dev" ]; } { allowedRequisites = [ "out" ]; } { allowedReferences = [ ]; } { doCheck = true; }
        { disallowedReferences = [ (input "a") ]; } { disallowedRequisites = [ (input "a") ]; } ];
    stays = a: b: same a.programs.plain b.programs.plain == "true" && same a.runs.plain-seed b.runs.plain-seed == "true";
    bad = builtins.filter (more: !stays (tree { }) (tree more)) changes;
    run = (tree { dontBuild = true; outputs = [ "out" "dev" ]; checkPhase = "x"; doCheck = true; }).runs.plain-seed;
  in "${builtins.concatStringsSep ", " (map (more: toString (builtins.attrNames more)) bad)}; ${
    join (map (env run) [ "dontBuild" "postBuild" "doCheck" "checkPhase" "dontFixup" ])} ${toString run.outputs}"')"
is "test programs are not stripped, and files that are passed stay so" "'1' '1' 'x runUnits' 'x runUnits'" "$(value '
  let of = strategy: checked { plan = withStrategy strategy; drv = toy.overrideAttrs { passAsFile = [ "x" ]; x = "x"; }; };
  in join [ (env (of "archive").programs.plain "dontFixup") (env (of "tree").programs.plain "dontFixup")
    (env (of "tree").runs.plain-seed "passAsFile") (env (of "recheck").runs.check "passAsFile") ]')"
is "what is long is passed as a file; the gate is built where its inputs are" "'buildCommand' 'buildCommand' 'buildCommand' '1'" "$(value '
  let c = checked { }; in join (map (drv: env drv "passAsFile") [ c c.report c.runs.plain-seed ] ++ [ (env c "preferLocalBuild") ])')"
is "a variant moves its own programs and runs" "checked programs.loud report rts runs.loud-greeting runs.loud-seed" "$(value '
  let
    all = plan: let p = (split { inherit plan; }).packages; c = p.toy-checked;
        under = prefix: lib.mapAttrsToList (name: drv: { name = "${prefix}.${name}"; value = drv.drvPath; }); in
      builtins.listToAttrs ([ { name = "checked"; value = c.drvPath; } { name = "rts"; value = p.toy.drvPath; }
        { name = "report"; value = c.report.drvPath; } ] ++ under "programs" c.programs ++ under "runs" c.runs);
    a = all plan;
    b = all (plan // { variants = map (v: if v.name == "loud" then v // { commands = [ "x" ]; } else v) plan.variants; });
  in toString (builtins.filter (name: a.${name} != b.${name}) (builtins.attrNames a))')"
is "the part of a unit is all that decides what it does, and nothing else" \
  "command env id limit own platform seed suite timeout variant; lane module others" "$(value '
  let
    u = { id = "x"; variant = "plain"; command = "a"; lane = "pr"; };
    of = more: change: let
        p = plan // { units = [ (u // more) ]; } // change;
        c = (split { plan = p; }).packages."${p.suite}-checked";
        run = builtins.head (builtins.attrValues c.runs);
      in builtins.head (builtins.match ".*part=[^0-9a-f]*([0-9a-f]{64}).*" run.buildCommand);
    parts = {
      command = of { command = "b"; } { }; env = of { env.A = "b"; } { }; id = of { id = "y"; } { };
      seed = of { seed = "head"; } { }; own = of { seed = 1; } { }; timeout = of { timeout = 1; } { }; limit = of { timeout = 2; } { };
      suite = of { } { suite = "tic"; }; platform = of { } { platforms = map (p: p // { env.A = "b"; }) plan.platforms; };
      variant = of { } { variants = map (v: v // { commands = [ "b" ]; }) plan.variants; };
      lane = of { lane = "nightly"; } { }; module = of { module = "m"; seconds = 7; } { };
      others = of { } { variants = plan.variants ++ [ { name = "v"; commands = [ ]; programs = [ ]; } ]; };
    };
    names = builtins.attrNames parts;
    which = moved: toString (builtins.filter (name: (parts.${name} != of { } { }) == moved) names);
    distinct = builtins.attrNames (builtins.listToAttrs (map (name: lib.nameValuePair parts.${name} 0) names));
  in assert builtins.length distinct == 11; "${which true}; ${which false}"')"
is "a system of two platforms: a lane owes what either does; the first lends its environment" \
  "pr a, merge a b d, nightly a b c d; all a b c d; one" "$(value '
  let
    unit = id: more: { inherit id; variant = "plain"; command = "x"; lane = "pr"; } // more;
    platform = name: lanes: { inherit name; system = "x86_64-linux"; pr = "none"; merge = "none"; nightly = "none"; env.A = name; } // lanes;
    c = checked { plan = plan // {
      units = [
        (unit "a" { })
        (unit "b" { lane = "merge"; })
        (unit "c" { on.one.lane = "nightly"; on.two.lane = "none"; })
        (unit "d" { lane = "none"; on.two.lane = "pr"; })
        (unit "e" { lane = "none"; })
      ];
      platforms = [ (platform "one" { pr = "checked"; nightly = "checked"; }) (platform "two" { merge = "checked"; nightly = "checked"; }) ];
    }; };
    planOf = gate: builtins.unsafeDiscardStringContext (builtins.head (builtins.match ".*--plan=([^ \n'"'"']*).*" gate.buildCommand));
    owes = gate: toString (map (unit: unit.id) (builtins.fromJSON (builtins.readFile (builtins.appendContext (planOf gate) { ${planOf gate}.path = true; }))).units);
  in "pr ${owes c.lanes.pr}, merge ${owes c.lanes.merge}, nightly ${owes c.lanes.nightly}; all ${toString (builtins.attrNames c.runs)}; ${
    builtins.head (builtins.match ".*export A=[^a-z]*([a-z]+)[^a-z]*\n.*" c.runs.a.buildCommand)}"')"
is "hydraJobs are the build and all units" "true true build checked" "$(value '
  let s = split { }; in join [ (same s.hydraJobs.build s.packages.toy-build) (same s.hydraJobs.checked s.packages.toy-checked)
    (toString (builtins.attrNames s.hydraJobs)) ]')"
is "what is known of the product is known of its build and of the gate" "x x x" "$(value '
  let p = (split { drv = toy.overrideAttrs { meta.license = "x"; }; }).packages;
  in join (map (drv: drv.meta.license) [ p.toy p.toy-build p.toy-checked ])')"
is "as many jobs as the builder has cores, if the plan does not say" "2 \$NIX_BUILD_CORES" "$(value '
  let of = nix: builtins.head (builtins.match ".*\n *jobs=([^\n]*)\n.*make [^\n]*-j \"\\$jobs\" .*" (checked { plan = plan // { nix = plan.nix // nix; }; }).runs.plain-seed.buildCommand);
  in join [ (of { jobs = 2; }) (of { }) ]')"
is "what checks itself is as recheck nothing of what there is, on each lane" "false false false false false" "$(value '
  let
    drv = mkDerivation { name = "self"; doCheck = true; checkPhase = "make check"; nativeCheckInputs = [ (input "a") ]; };
    p = (split { inherit drv; plan = withStrategy "recheck"; rev = "ffffffff11"; }).packages;
  in join (map (same drv) [ p.toy-checked p.toy p.toy-checked.lanes.nightly p.toy-checked.runs.check p.toy-build ])')"
is "where its units lie, without a build: a run of each, or one of all" "13 13; 13 1; toy-run-plain-seed" "$(value '
  let
    paths = strategy: (checked { plan = withStrategy strategy; }).paths;
    count = paths: "${toString (builtins.length (builtins.attrNames paths))} ${
      toString (builtins.length (builtins.attrNames (lib.genAttrs (builtins.attrValues paths) (_: null))))}";
  in "${count (paths "archive")}; ${count (paths "recheck")}; ${builtins.substring 33 99 (baseNameOf (paths "archive").plain-seed)}${
    toString (builtins.attrNames (builtins.getContext (paths "archive").plain-seed))}"')"
is "what is overridden again and again stays what it is" "true same same" "$(value '
  let
    again = n: drv: if n == 0 then drv else again (n - 1) (drv.overrideAttrs (prev: { x = (prev.x or "") + "x"; }));
    deep = (again 50 toy).overrideAttrs { x = null; };
    c = checked { drv = deep; };
    further = (c.overrideAttrs { x = "x"; }).overrideAttrs (prev: { passthru = prev.passthru // { more = 1; }; });
  in join [ (same (split { drv = deep; }).packages.toy-build (split { }).packages.toy-build)
    (if further.build.drvPath == c.build.drvPath && further.more == 1 && further.drvPath != c.drvPath then "same" else "other")
    (if further.meta.description == c.meta.description && further.withSeed "1" != null then "same" else "other") ]')"

moves='
  let
    under = prefix: set: builtins.listToAttrs (lib.mapAttrsToList (name: lib.nameValuePair "${prefix}.${name}") set);
    all = how: let c = how.packages.toy-checked; in {
        build = how.packages.toy-build; checked = c; rts = how.packages.toy; report = c.report;
      } // under "programs" c.programs // under "runs" c.runs;
    differ = a: b: toString (builtins.filter (name: a.${name}.drvPath != b.${name}.drvPath) (builtins.attrNames a));
    of = strategy: more: all (split ({ plan = withStrategy strategy; rev = "00000001aa"; } // more));
  in'
for strategy in archive tree; do
  is "$strategy: a new commit moves the runs that take its seed, the gates and the report" \
    "checked report rts runs.loud-seed runs.plain-seed" "$(value "$moves differ (of \"$strategy\" { }) (of \"$strategy\" { rev = \"00000002aa\"; })")"
  is "$strategy: one of the same seed moves what names the commit" "checked report rts runs.loud-seed runs.plain-seed" \
    "$(value "$moves differ (of \"$strategy\" { }) (of \"$strategy\" { rev = \"00000001bb\"; })")"
  is "$strategy: seconds and lanes move no run" "" "$(value "$moves differ
    (removeAttrs (of \"$strategy\" { }) [ \"checked\" \"rts\" \"report\" ])
    (removeAttrs (all (split { rev = \"00000001aa\"; plan = withStrategy \"$strategy\" // {
      units = map (unit: unit // { seconds = 7; lane = \"pr\"; }) plan.units;
    }; })) [ \"checked\" \"rts\" \"report\" ])")"
done
is "recheck: the build knows no commit" "checked rts" "$(value "$moves
  let p = rev: { inherit ((split { plan = withStrategy \"recheck\"; inherit rev; }).packages) toy-build toy-checked toy; };
      a = p \"00000001aa\"; b = p \"00000002aa\";
  in differ { build = a.toy-build; checked = a.toy-checked; rts = a.toy; } { build = b.toy-build; checked = b.toy-checked; rts = b.toy; }")"
is "withSeed moves what a new commit moves, and twice the same number is the same" \
  "checked report runs.loud-seed runs.plain-seed; ; true" "$(value "$moves
  let
    some = c: { checked = c; inherit (c) report; } // under \"programs\" c.programs // under \"runs\" c.runs;
    with_ = some ((checked { }).withSeed \"99\");
  in \"\${differ (some (checked { })) with_}; \${differ with_ (some ((checked { }).withSeed 99))}; \${
    same (checked { }).build ((checked { }).withSeed \"99\").build}\"")"

is "the restrictions of the product hold for the gate, and name the build's outputs" "'' null; null 'dev lib'; own" "$(value '
  let
    gate = more: checked { drv = toy.overrideAttrs ({ outputs = [ "out" "dev" ]; } // more); };
    both = drv: join (map (env drv) [ "allowedRequisites" "allowedReferences" ]);
    lists = gate { allowedRequisites = null; allowedReferences = [ "dev" (input "lib") ]; };
  in "${both (gate { allowedRequisites = [ ]; })}; null '"'"'${join (map (x: x.outputName or x.name) [ (builtins.head lists.allowedReferences) ])} ${
    (builtins.elemAt lists.allowedReferences 1).name}'"'"'; ${
    if (builtins.head lists.allowedReferences).drvPath == lists.build.drvPath then "own" else "other"}"')"
is "custom outputs: the gate has them in the same order, programs and runs have one" "dev out,dev out,out,out true" "$(value '
  let c = checked { drv = toy.overrideAttrs { outputs = [ "dev" "out" ]; allowedRequisites = null; }; };
  in builtins.concatStringsSep "," (map (drv: toString drv.outputs) [ c c.build c.programs.plain c.runs.plain-seed ])
    + " " + lib.boolToString (c.out.build.drvPath == c.build.drvPath)')"
is "separateDebugInfo: the gate has that output too, once; programs have not" "out debug,out debug,out" "$(value '
  let c = checked { drv = mkDerivation { name = "d"; separateDebugInfo = true; }; };
  in builtins.concatStringsSep "," (map (drv: assert drv.drvPath != ""; toString drv.outputs) [ c c.build c.programs.plain ])')"
is "the gate gives a consumer the inputs of the product, nested as they are" "[a] b 1 c d" "$(value '
  let gate = (split { drv = toy.overrideAttrs { buildInputs = [ [ (input "a") ] (input "b") ]; passthru.mine = 1;
        propagatedBuildInputs = [ (input "c") ]; nativeBuildInputs = [ (input "d") ]; }; }).packages.toy;
  in join [ (names gate.buildInputs) (toString gate.mine) (names gate.propagatedBuildInputs) (names gate.nativeBuildInputs) ]')"
for strategy in archive tree; do
  is "strategy $strategy: runs have what the checks had, which the build has not" "[a] f i n; b g j; " "$(value "
    let c = checked { plan = withStrategy \"$strategy\"; drv = mkDerivation (final: {
          name = \"x\"; src = ./.;
          nativeCheckInputs = [ [ (input \"a\") ] (input \"n\") ]; nativeInstallCheckInputs = [ (input \"i\") ];
          checkInputs = [ (input \"b\") ]; installCheckInputs = [ (input \"j\") ];
          nativeBuildInputs = lib.optional (final.doCheck or false) (input \"f\");
          buildInputs = lib.optional (final.doCheck or false) (input \"g\");
        }); };
        sorted = inputs: names (builtins.sort (x: y: builtins.isList x || !builtins.isList y && x.name < y.name) inputs);
    in \"\${sorted c.runs.plain-seed.nativeBuildInputs}; \${sorted c.runs.plain-seed.buildInputs}; \${names (c.build.nativeBuildInputs ++ c.build.buildInputs)}\"")"
done

is "the split refuses what is built for another platform" "suite 'toy': x86_64-linux cannot run what is built for aarch64-linux: check it on aarch64-linux" \
  "$(refusal '(let pkgs = cross; in checked { inherit pkgs; drv = pkgs.stdenv.mkDerivation { name = "x"; doCheck = true; }; }).drvPath')"
is "the build of what is built for another platform is there all the same" "x-aarch64-unknown-linux-gnu" \
  "$(value '(let pkgs = cross; in split { inherit pkgs; drv = pkgs.stdenv.mkDerivation { name = "x"; doCheck = true; }; }).packages.toy-build.name')"
is "the split refuses a buildCommand" "suite 'toy': 'c' is a buildCommand and has no phases: make it with stdenv.mkDerivation" \
  "$(refusal '(checked { drv = runCommand "c" { } "touch $out"; }).drvPath')"
is "the split refuses a buildCommand that is a file" "suite 'toy': 'c' is a buildCommand and has no phases: make it with stdenv.mkDerivation" \
  "$(refusal '(checked { drv = mkDerivation { name = "c"; buildCommandPath = "/x"; }; }).drvPath')"

# Strategy recheck, with the project's own check as the one unit: taken, or what it may lack.
self='let self = more: (split {
    plan = withStrategy "recheck" // { nix = plan.nix // { strategy = "recheck"; check = "own"; };
      units = builtins.filter (u: u.id == "plain-seed") plan.units; };
    drv = mkDerivation ({ name = "self"; src = '$here'/shapes/queue; doCheck = true; } // more); }).packages.toy-checked; in'
taken() { # what, attributes
  is "an own check takes $1" "toy-run-check toy-run-check toy-checked" "$(value "$self let c = self { $2 }; in toString [ c.runs.check.name c.runs.plain-seed.name c.name ]")"
}
lacks() { # what, why, attributes
  is "an own check refuses $1" "suite 'toy': 'self' $2" "$(refusal "$self (self { $3 }).drvPath")"
}
target="may pass without a test: its default checkPhase does nothing where make has no target check or test: give <nix> a check-target, or the derivation a checkTarget or a checkPhase"
taken "a target" 'checkTarget = "check";'
taken "a checkPhase" 'checkPhase = "x";'
taken "what has no doCheck" 'checkTarget = "check"; doCheck = false;'
lacks "a Makefile with a target that nobody names" "$target" ''
lacks "a checkTarget that is empty" "$target" 'checkTarget = "";'
lacks "a checkPhase that is null" "$target" 'checkPhase = null;'
lacks "a checkPhase that is empty" "$target" 'checkPhase = "";'
lacks "an install check" \
  "has doInstallCheck, and strategy recheck runs no installCheckPhase: write what it does as units, or take it out of the derivation" \
  'checkTarget = "check"; doInstallCheck = true;'

# A language's builder: its checks are install checks. The set's own for Python, or one of its shape.
python='
  let
    builder = pkgs.python3.pkgs.buildPythonPackage or ({ pname, version, checkPhase, nativeCheckInputs, doCheck ? true, ... }: mkDerivation {
      name = "python3-${pname}-${version}"; doCheck = false; doInstallCheck = doCheck;
      installCheckPhase = checkPhase; nativeInstallCheckInputs = nativeCheckInputs;
    });
    python = more: builder ({ pname = "x"; version = "1"; format = "other"; src = ./.; doCheck = true; checkPhase = "y"; nativeCheckInputs = [ (input "a") ]; } // more);
    build = drv: (split { inherit drv; }).packages.toy-build;
    re = drv: (split { inherit drv; plan = withStrategy "recheck"; }).packages.toy-checked;
  in'
is "a language's builder: its build does not move when its checks are edited" "true true true true" "$(value "$python
  join (map (more: same (build (python { })) (build (python more)))
    [ { checkPhase = \"z\"; } { nativeCheckInputs = [ (input \"b\") ]; } { doCheck = false; } { nativeCheckInputs = [ ]; } ])")"
is "a language's builder: all of it evaluates, and as recheck it is another" "13 false" "$(value "$python
  let c = checked { drv = python { }; }; in
  join [ (toString (builtins.length (map (drv: assert drv.drvPath != \"\"; drv) (builtins.attrValues c.runs)))) (same (python { }) (re (python { }))) ]")"

rust='
  let
    set = pkgs // lib.optionalAttrs (!pkgs ? rustPlatform.buildRustPackage) { rustPlatform = rec {
      cargoCheckHook = input "cargo-check-hook.sh";
      buildRustPackage = { useNextest ? false, checkType ? "release", checkFeatures ? [ ], ... }@args: mkDerivation (args // {
        cargoCheckType = checkType; cargoCheckFeatures = checkFeatures; doCheck = args.doCheck or true;
        nativeBuildInputs = [ (if useNextest then input "cargo-nextest-hook.sh" else cargoCheckHook) ];
      });
    }; };
    package = more: set.rustPlatform.buildRustPackage ({ pname = "x"; version = "1"; src = ./.; cargoDeps = ./.; } // more);
    build = more: (split { pkgs = set; drv = package more; }).packages.toy-build;
  in'
is "Rust's builder: its build does not move when its checks are edited" "true true true true true true true" "$(value "$rust
  join (map (more: same (build { }) (build more)) [ { checkType = \"debug\"; } { useNextest = true; } { checkFeatures = [ \"x\" ]; }
    { checkNoDefaultFeatures = true; } { cargoTestFlags = [ \"x\" ]; } { doCheck = false; } { dontUseCargoParallelTests = true; } ])")"

finish
