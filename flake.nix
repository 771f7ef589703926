{
  description = "nightshift: splits a slow test suite out of a build, over Nix, Make and CI workflows";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      eachSystem =
        f:
        nixpkgs.lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "x86_64-darwin"
          "aarch64-darwin"
        ] (system: f nixpkgs.legacyPackages.${system});

      inherit (import ./nix) nightshift exec mkSplit;

      # What a project that uses nightshift writes: its own derivation in, three packages out.
      rts =
        pkgs:
        import ./nix/rts-split.nix {
          inherit pkgs;
          inherit mkSplit;
          drv = import ./nix/rts.nix { inherit pkgs; };
          rev = self.rev or null;
        };
    in
    {
      packages = eachSystem (
        pkgs:
        {
          nightshift = nightshift pkgs;
          default = nightshift pkgs;
          exec = exec pkgs;
        }
        // (rts pkgs).packages
      );

      checks = eachSystem (pkgs: (rts pkgs).checks);

      devShells = eachSystem (
        pkgs:
        {
          default = pkgs.mkShell {
            inputsFrom = [ (nightshift pkgs) ];
            packages = [
              pkgs.bats
              pkgs.clang
              pkgs.clang-tools
              pkgs.cmake
              pkgs.cmocka
              pkgs.deadnix
              pkgs.fish
              pkgs.git
              pkgs.gnupatch
              pkgs.gtest
              pkgs.jq
              pkgs.libxml2
              pkgs.mandoc
              pkgs.meson
              pkgs.ninja
              pkgs.nix
              pkgs.nixfmt
              pkgs.nodejs
              pkgs.openssh
              pkgs.shellcheck
              pkgs.sqlite
              pkgs.statix
              pkgs.zsh
              pkgs.zstd
              (pkgs.python3.withPackages (python: [
                python.pyyaml
                python.pyte
                python.junitparser
                python.pytest
              ]))
            ];
          };
        }
        // (rts pkgs).devShells
      );

      # nixfmt alone would wait for its input: later versions of nix fmt name no folder.
      formatter = eachSystem (pkgs: pkgs.nixfmt-tree);

      # For other flakes: what their split file takes. Without flakes it is in nix/default.nix.
      lib = { inherit mkSplit; };

      templates.default = {
        path = ./nix/template;
        description = "A small project whose slow tests nightshift takes out of the build";
      };
    };
}
