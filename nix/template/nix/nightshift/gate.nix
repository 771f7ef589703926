# Part of nightshift's Nix library, which 'nightshift generate' copies into projects: a copy is not to be edited.
# Runs, report and gate: what strategies have in common that build the programs first and then run
# them elsewhere.
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
  # how, a name and its units: the derivation that runs them
  runOf,
  ...
}:
how:
let
  inherit (plan) suite;
  inherit (product) attrs build;

  runs = builtins.mapAttrs (runOf how) here.runs;
  folderOf = unit: "${runs.${here.runOf unit}}/${unit.id}";
  # of all, each once
  foldersOf =
    owed: builtins.attrValues (lib.genAttrs (map here.runOf owed) (name: runs.${name}));

  # A copy is as restricted as what it copies; an output named there is the build's.
  outputIn = x: if builtins.elem x build.outputs then build.${x} else x;
  copy = output: "cp -RP --preserve=mode ${build.${output}} \"\$${output}\"\n";
  restricted = builtins.mapAttrs (
    _: value: if builtins.isList value then map outputIn value else value
  ) (builtins.intersectAttrs product.unrestricted attrs);
in
{
  inherit programs fixtures;
  runs = lib.genAttrs (map (unit: unit.id) here.all ++ map here.runOf here.all) (name: runs.${name});

  # Everything that the runs of what a lane owes left, red or green, as parts of this plan.
  report =
    owed:
    pkgs.stdenvNoCC.mkDerivation {
      name = "${suite}-report";
      passAsFile = [ "buildCommand" ];
      buildCommand = ''
        mkdir -p "$out"
        ${lib.concatMapStrings (unit: "cp -R ${folderOf unit} \"$out\"\n") owed}
        chmod -R u+w "$out"
        find "$out" -name verdict -exec sed -i '2s/^suite .*/&\nplan ${shell.fingerprint}/' {} +
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
    name: lane: owed:
    pkgs.stdenvNoCC.mkDerivation (
      restricted
      // {
        inherit name;
        inherit (build) outputs;
        meta = attrs.meta or { };
        # Consumers read the inputs of the product, whichever of the two they were handed.
        passthru =
          builtins.intersectAttrs (product.nulls "buildInputs nativeBuildInputs propagatedBuildInputs") product.original
          // attrs.passthru or { };
        preferLocalBuild = true;
        passAsFile = [ "buildCommand" ];
        buildCommand =
          shell.judge how (shell.whereLogs how owed) name owed lane (foldersOf owed)
          + lib.concatMapStrings copy build.outputs;
      }
    );
}
