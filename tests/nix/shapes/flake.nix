{
  description = "Three shapes of real projects, whose slow tests the split takes apart";

  # shapes.sh puts the stand-in's place here, and commits the lock
  inputs.nixpkgs.url = "path:@STANDIN@";

  outputs =
    { self, nixpkgs }:
    let
      split =
        suite: system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
        in
        import (./nix + "/${suite}-split.nix") {
          inherit pkgs;
          drv = import (./nix + "/${suite}.nix") { inherit pkgs; };
          rev = self.rev or null;
          mkSplit = import (nixpkgs + "/library/nightshift.nix");
          exec = import (nixpkgs + "/exec.nix") { inherit pkgs; };
        };
      eachSystem =
        f:
        nixpkgs.lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "x86_64-darwin"
          "aarch64-darwin"
        ] (system: f (suite: split suite system));
    in
    {
      packages = eachSystem (
        split: (split "runtime").packages // (split "codec").packages // (split "queue").packages
      );
      checks = eachSystem (
        split: (split "runtime").checks // (split "codec").checks // (split "queue").checks
      );
    };
}
