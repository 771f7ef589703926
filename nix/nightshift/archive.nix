# Strategy archive: for each build of variants a derivation from the product's attributes that builds and
# keeps the programs which the plan names, and nothing else. The runs take those: no source, no
# compiler.
{
  pkgs,
  lib,
  plan,
  here,
  product,
  shell,
  ...
}@scope:
let
  programsOf =
    variant:
    product.keeping (
      _:
      # What the product does after its build is not theirs, and may be edited without moving them.
      product.nulls "dontBuild postBuild"
      // {
        name = "${plan.suite}-programs-${variant.name}";
        # preBuild stays: it may export what the commands need.
        buildPhase = ''
          runHook preBuild
          ${shell.buildPrograms [ variant ]}
        '';
        installPhase = ''
          mkdir -p "$out"
          cp -RP --parents --preserve=mode -- ${shell.words variant.programs} "$out"
        '';
      }
    );
  # Variants of one build share its derivation, if they want the same files of it.
  keeping =
    variant:
    let
      build = here.buildOf variant;
    in
    if build.programs == variant.programs then build else variant;
  programs = builtins.mapAttrs (_: variant: programsOf (keeping variant)) here.variants;
  inherit (product.inputs) nativeBuildInputs buildInputs;
  inherit
    (import ./fixtures.nix (
      scope
      // {
        programsFor = variant: ''
          ${shell.onlyPrepare}
          ${shell.enterSuite}
          cp -R --preserve=mode ${programs.${variant}}/. .
          chmod -R u+w .
        '';
      }
    ))
    fixtures
    links
    ;
in
import ./gate.nix (
  scope
  // {
    inherit programs fixtures;
    runOf =
      seed: name: units:
      let
        place = variant: ''
          mkdir "$work/${variant}"
          cp -R --preserve=mode ${programs.${variant}}/. "$work/${variant}"
        '';
      in
      pkgs.stdenvNoCC.mkDerivation (
        product.kept
        // shell.attributesOf units
        // {
          name = "${plan.suite}-run-${name}";
          inherit nativeBuildInputs buildInputs;
          __structuredAttrs = false;
          passAsFile = [ "buildCommand" ];
          buildCommand = ''
            work=$NIX_BUILD_TOP/work
            mkdir "$work"
            ${lib.concatMapStrings place (here.variantsOf units)}
            chmod -R u+w "$work"
            ${shell.runUnits {
              inherit
                seed
                name
                units
                links
                ;
            }}
            ${shell.keepResults}
          '';
        }
      );
  }
)
