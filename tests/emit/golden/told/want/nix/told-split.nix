# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'told' as Nix derivations. told-build is the product alone; told-checked is the same bytes, there only after every unit has
# passed; told is one of the two, as the table below says, on any other system told-build. Build told to have it tested; what is made
# from the product depends on `product`, which a new commit does not move. A red unit is a failed build of its run: `nix build --keep-going` runs all of
# them, and `nix log` shows what a red one left. Of told-checked: runs."UNIT", report, paths, programs.VARIANT, lanes.LANE, withSeed "99".
let
  # read once, however many systems are asked for
  plan = builtins.fromJSON (builtins.readFile ./told.json);
in
{
  pkgs,
  # the library: inputs.nightshift.lib.mkSplit, or (import "${nightshift}/nix").mkSplit
  mkSplit ? throw "nightshift: suite 'told': mkSplit is missing, the Nix library, of which there is no copy beside the split file any more: where it is imported, add 'mkSplit = inputs.nightshift.lib.mkSplit;' in a flake that has the input nightshift, or elsewhere 'inherit (import \"\${nightshift}/nix\") mkSplit;' with the path of nightshift's source",
  # the product, taken as it is
  drv,
  # self.rev, which the seed is made of; null while the tree is dirty
  rev ? null,
  # the program that runs the units, if it is not to be the one that mkSplit makes of pkgs
  exec ? null,
}:
mkSplit {
  inherit
    pkgs
    drv
    rev
    plan
    exec
    ;

  systems = {
    aarch64-darwin = {
      means = "build";
      why = "platform mac is checked at night only";
    };
    x86_64-linux = {
      means = "checked";
      why = "platform linux checks pull requests";
    };
  };
}
