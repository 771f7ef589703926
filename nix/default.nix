# What other Nix files take of nightshift. A flake has it as lib.mkSplit and packages; without flakes:
#
#     nightshift = import (fetchTarball "https://github.com/OWNER/nightshift/archive/COMMIT.tar.gz" + "/nix");
#     rts = import ./nix/rts-split.nix {
#       inherit pkgs;
#       inherit (nightshift) mkSplit;
#       drv = import ./nix/rts.nix { inherit pkgs; };
#     };
let
  exec = pkgs: import ./exec.nix { inherit pkgs; };
in
{
  inherit exec;
  nightshift = pkgs: import ./package.nix { inherit pkgs; };
  # What a split file calls. The program that runs the units is made of its own packages, unless it gives another.
  mkSplit =
    args:
    import ./nightshift.nix (
      args // { exec = if args.exec or null == null then exec args.pkgs else args.exec; }
    );
}
