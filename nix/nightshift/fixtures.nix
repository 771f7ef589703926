# The fixtures: what units share. Each is a derivation, built once from the product's source however
# many units want it, and lies as a link where they look for it.
{
  lib,
  plan,
  here,
  product,
  shell,
  # shell text, in the suite's folder: what puts the programs there that a fixture's command calls
  programsFor,
  ...
}:
let
  fixtureOf =
    id: fixture:
    product.keeping (
      _:
      product.nulls "dontBuild postBuild"
      // {
        name = "${plan.suite}-fixture-${id}";
        buildPhase = ''
          runHook preBuild
          ${if fixture ? variant then programsFor fixture.variant else shell.onlyPrepare}
          ${shell.enterSuite}
          ${shell.exports (here.env // plan.build.env)}
          mkdir "$NIX_BUILD_TOP/nightshift-fixture"
          export NIGHTSHIFT_OUTPUT="$NIX_BUILD_TOP/nightshift-fixture/"${shell.quote (baseNameOf fixture.output)}
          ${
            lib.optionalString (fixture ? timeout) "timeout -k 10 ${toString fixture.timeout} "
          }sh -c ${shell.quote fixture.command} </dev/null
          if [ ! -e "$NIGHTSHIFT_OUTPUT" ]; then
            echo "fixture ${id}: its command made nothing at \$NIGHTSHIFT_OUTPUT" >&2
            exit 1
          fi
        '';
        installPhase = ''
          cp -RP --preserve=mode,timestamps "$NIGHTSHIFT_OUTPUT" "$out"
        '';
      }
    );
  fixtures = builtins.mapAttrs fixtureOf here.fixtures;

  # What the units of a run need, in the folder of each one's variant.
  links =
    units:
    let
      linksOf =
        unit:
        map (id: lib.nameValuePair "${unit.variant}/${here.fixtures.${id}.output}" id) (here.needsOf unit);
      places = builtins.listToAttrs (builtins.concatLists (map linksOf units));
      link = place: ''
        link ${fixtures.${places.${place}}} ${shell.quote place}
      '';
    in
    lib.optionalString (places != { }) ''
      # The folder may be one and the same for all variants.
      link() {
        mkdir -p "$work/$(dirname "$2")"
        rm -rf "''${work:?}/$2"
        ln -s "$1" "$work/$2"
      }
      ${lib.concatMapStrings link (builtins.attrNames places)}
    '';
in
{
  inherit fixtures links;
}
