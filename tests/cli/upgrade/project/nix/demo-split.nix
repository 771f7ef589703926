# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'demo' as Nix derivations. On every system
#
#     demo-build     is the product alone: no test runs, and no edit of a test setting moves its hash
#     demo-checked   is the same bytes, there only after every unit of the suite has passed
#     demo           is one of the two, as the table below says
#
# Build demo to have it tested; what is made from the product depends on `product`, which a new commit does not move.
#
# A red unit is a failed build of its run, as a failed check is everywhere in Nix: `nix build --keep-going` runs all units,
# `nix log` shows what a red one left, and the next build makes the runs that are not green, and no others.
#
# Behind demo-checked, by name:
#
#     demo-checked.runs."UNIT"       log, verdict and JUnit of one unit, once it has passed, or skipped
#     demo-checked.report            those of all units, and one JUnit file, once none is red
#     demo-checked.paths             where those of each unit are, if it is green: asking builds nothing
#     demo-checked.programs.VARIANT  the test programs
#     demo-checked.lanes.LANE        the gate over what pr, merge or nightly owes here
#     demo-checked.withSeed "99"     all of this under another seed
let
  # read once, however many systems are asked for
  plan = builtins.fromJSON (builtins.readFile ./demo.json);
in
{
  pkgs,
  # the library: inputs.nightshift.lib.mkSplit, or (import "${nightshift}/nix").mkSplit
  mkSplit ? throw "nightshift: suite 'demo': mkSplit is missing, the Nix library, of which there is no copy beside the split file any more: where it is imported, add 'mkSplit = inputs.nightshift.lib.mkSplit;' in a flake that has the input nightshift, or elsewhere 'inherit (import \"\${nightshift}/nix\") mkSplit;' with the path of nightshift's source",
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
  # git hash-object of that file
  fingerprint = "4e6baf0c7a473cd67587f0b3156fff803a55faeb";

  # What demo is, for each system; on any other it is demo-build.
  systems = {
    # mac: pr build, merge build, nightly checked
    aarch64-darwin = {
      means = "build";
      why = "platform mac is checked at night only";
    };
    # linux: pr checked, merge checked, nightly checked
    x86_64-linux = {
      means = "checked";
      why = "platform linux checks pull requests";
    };
  };
}
