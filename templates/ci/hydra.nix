# Hydra, as nix/hydra.nix: the jobs of a lane. README.md tells what each line is for. What is yours: the systems, and the suite's name with the files
# beside this one. The jobsets in hydra.json evaluate it; a flake can have it, too:
#
#     hydraJobs = import ./nix/hydra.nix { src = self; inherit nixpkgs nightshift; };
{
  src,
  nixpkgs,
  nightshift,
  lane ? "merge",
}:
let
  jobs =
    system:
    let
      pkgs = import nixpkgs { inherit system; };
      rts = import ./rts-split.nix {
        inherit pkgs;
        inherit (import (nightshift + "/nix")) mkSplit;
        drv = import ./rts.nix { inherit pkgs; };
        rev = src.rev or null;
      };
      gate = rts.packages.rts-checked.lanes.${lane};
      owed = pkgs.lib.genAttrs (builtins.attrValues gate.paths) (_: true);
    in
    {
      inherit (rts.hydraJobs) build;
      inherit gate;
    }
    // pkgs.lib.optionalAttrs (gate ? paths) {
      inherit (gate) report;
      # each run that the gate reads as a job of its own, so that Hydra shows since when it is red
      runs = pkgs.lib.filterAttrs (
        _: run: owed ? ${builtins.unsafeDiscardStringContext run.outPath}
      ) rts.packages.rts-checked.runs;
    };
in
{
  linux = jobs "x86_64-linux";
  mac = jobs "aarch64-darwin";
}
