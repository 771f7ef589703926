# Runs, report and gate: what the strategies have in common.
{
  pkgs,
  lib,
  plan,
  here,
  product,
  shell,
  # the derivation of each variant's programs
  programs,
  # and of each fixture
  fixtures,
  # a seed, a name and its units: the derivation that runs them
  runOf,
  # whether one run holds all that a gate owes, instead of one for each unit or shard
  gathers ? false,
  ...
}:
seed:
let
  inherit (plan) suite;
  inherit (product) attrs build;

  # The run of a gate, by the end of the gate's name: "" or "-LANE".
  gathered = ending: runOf seed "check${ending}";
  gatheredOf = lib.optionalAttrs gathers (
    {
      check = gathered "" here.all;
    }
    // builtins.listToAttrs (
      map (lane: lib.nameValuePair "check-${lane}" (gathered "-${lane}" here.lanes.${lane})) (
        builtins.filter (
          lane:
          let
            owed = here.lanes.${lane};
          in
          owed != null && owed != [ ] && here.isSome owed
        ) (builtins.attrNames here.lanes)
      )
    )
  );
  runs = builtins.mapAttrs (runOf seed) here.runs;
  runNames = map (unit: unit.id) here.all ++ builtins.attrNames here.shards;
  # The run that a gate reads of a unit.
  readBy = ending: if gathers then _: gatheredOf."check${ending}" else unit: runs.${here.runOf unit};
  # of all, each once
  foldersOf =
    ending: owed:
    if gathers then
      [ gatheredOf."check${ending}" ]
    else
      builtins.attrValues (lib.genAttrs (map here.runOf owed) (name: runs.${name}));

  # A copy is as restricted as what it copies; an output named there is the build's. With structured attributes each
  # output may have restrictions of its own, and is told whether it may refer to itself.
  outputIn =
    x:
    if builtins.elem x build.outputs then
      lib.optional product.structured x ++ [ build.${x} ]
    else
      [ x ];
  copy = output: "cp -RP --preserve=mode ${build.${output}} \"\$${output}\"\n";
  ofBuild = builtins.mapAttrs (
    _: value: if builtins.isList value then builtins.concatMap outputIn value else value
  );
  restricted =
    ofBuild (builtins.intersectAttrs product.unrestricted attrs)
    // {
      __structuredAttrs = product.structured;
    }
    // lib.optionalAttrs product.structured {
      outputChecks = builtins.mapAttrs (_: ofBuild) attrs.outputChecks or { };
    };
in
{
  inherit programs fixtures;
  runs = lib.genAttrs runNames (name: runs.${name}) // gatheredOf;

  # For each unit that a lane owes, the store path of the run that has its folder. To ask for them builds
  # nothing, so that what is green can be found among them although something is red.
  paths =
    ending: owed:
    let
      runOfUnit = readBy ending;
    in
    builtins.listToAttrs (
      map (
        unit: lib.nameValuePair unit.id (builtins.unsafeDiscardStringContext "${runOfUnit unit}")
      ) owed
    );

  # What the runs of all that a lane owes left, as parts of this plan. It is there once none is red.
  report =
    ending: owed:
    let
      runOfUnit = readBy ending;
    in
    pkgs.stdenvNoCC.mkDerivation {
      name = "${suite}-report";
      __structuredAttrs = false;
      passAsFile = [ "buildCommand" ];
      buildCommand = ''
        mkdir -p "$out"
        ${lib.concatMapStrings (unit: "cp -R ${runOfUnit unit}/${unit.id} \"$out\"\n") owed}
        chmod -R u+w "$out"
        {
          echo '<?xml version="1.0" encoding="UTF-8"?>'
          echo '<testsuites>'
          for unit in ${toString (map (unit: unit.id) owed)}; do
            sed -n '/<testsuite /,/<\/testsuite>/p' "$out/$unit/junit.xml"
          done
          echo '</testsuites>'
        } >"$out/junit.xml"
      '';
    };

  gate =
    name: ending: lane: owed:
    pkgs.stdenvNoCC.mkDerivation (
      restricted
      // {
        inherit name;
        inherit (build) outputs;
        meta = attrs.meta or { };
        # Consumers read the inputs of the product, whichever of the two they were handed.
        passthru =
          builtins.intersectAttrs (product.nulls "buildInputs nativeBuildInputs propagatedBuildInputs") build
          // attrs.passthru or { };
        preferLocalBuild = true;
        passAsFile = [ "buildCommand" ];
        buildCommand =
          shell.judge seed name owed lane (foldersOf ending owed)
          + lib.concatMapStrings copy build.outputs;
      }
    );
}
