{
  description = "A small project whose slow tests nightshift takes out of the build";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    # Where this template came from: what stood behind nix flake init -t.
    nightshift.url = "github:OWNER/nightshift";
    nightshift.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    {
      self,
      nixpkgs,
      nightshift,
    }:
    let
      eachSystem =
        f:
        nixpkgs.lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "x86_64-darwin"
          "aarch64-darwin"
        ] (system: f nixpkgs.legacyPackages.${system});

      # The derivation in nix/greet.nix says nothing of splitting, and is taken as it is.
      greet =
        pkgs:
        import ./nix/greet-split.nix {
          inherit pkgs;
          drv = import ./nix/greet.nix { inherit pkgs; };
          rev = self.rev or null;
          # the library, which makes the program that runs the units of pkgs
          inherit (nightshift.lib) mkSplit;
        };
    in
    {
      # greet, greet-build and greet-checked
      packages = eachSystem (pkgs: (greet pkgs).packages);
      # one gate, where pull requests are checked
      checks = eachSystem (pkgs: (greet pkgs).checks);
      # nix develop .#greet: what builds and checks it
      devShells = eachSystem (pkgs: (greet pkgs).devShells);
      formatter = eachSystem (pkgs: pkgs.nixfmt-tree);
    };
}
