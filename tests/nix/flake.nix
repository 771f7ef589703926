{
  description = "A stand-in for nixpkgs: enough of stdenv to test the split without a network";

  outputs =
    { self }:
    let
      inherit (import self { system = "x86_64-linux"; }) lib;
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ] (system: import self { inherit system; });
    };
}
