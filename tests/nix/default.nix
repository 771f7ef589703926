# A stand-in for nixpkgs: what the split relies on, as nixpkgs' make-derivation.nix and setup.sh do
# it, over the tools of the machine. check.sh holds it to its promises, point by point.
#
# Left out on purpose: setup hooks, strip, patchelf, hardening, splicing and its *Build*Host* input
# lists, propagated inputs, structured attributes, checks of meta, fetchers, callPackage, and all
# packages: those below are empty, the machine's own are found on the PATH that setup.sh sets.
# Builders need /bin/bash and a C compiler; on darwin nothing here can be built, only evaluated.
{
  system,
  # the system of the programs, when it is another than the builder's
  crossSystem ? system,
}:
let
  lib = import ./lib.nix;

  platform = name: {
    system = name;
    isDarwin = builtins.match ".*-darwin" name != null;
    isLinux = builtins.match ".*-linux" name != null;
    canExecute = other: other.system == name;
  };

  stdenvWith =
    hasCC:
    let
      stdenv = {
        inherit hasCC mkDerivation;
        buildPlatform = platform system;
        hostPlatform = platform crossSystem;
        targetPlatform = platform crossSystem;
        inherit (platform crossSystem) isDarwin isLinux;
        cc = if hasCC then empty "cc" else throw "stdenvNoCC has no compiler";
      };

      mkDerivation = x: extensible (if lib.isFunction x then x else _: x);

      # final: attributes, and how to change them afterwards
      extensible =
        attrsOf:
        let
          final = attrsOf (final // { inherit finalPackage overrideAttrs; });
          overrideAttrs =
            change:
            extensible (
              self:
              let
                prev = attrsOf self;
                half = if lib.isFunction change then change prev else change;
              in
              prev // (if lib.isFunction half then change self prev else half)
            );
          finalPackage = simple overrideAttrs final;
        in
        finalPackage;

      simple =
        overrideAttrs: attrs:
        let
          canRun = stdenv.buildPlatform.canExecute stdenv.hostPlatform;
          doCheck = attrs.doCheck or false && canRun;
          doInstallCheck = attrs.doInstallCheck or false && canRun;
          inputs =
            kind: check: install:
            lib.flatten (
              attrs.${kind} or [ ]
              ++ lib.optionals doCheck attrs.${check} or [ ]
              ++ lib.optionals doInstallCheck attrs.${install} or [ ]
            );
          name =
            attrs.name or (
              if attrs ? pname then
                "${attrs.pname}-${attrs.version}"
              else
                throw "mkDerivation wants a name, or pname and version"
            );
          meta = {
            inherit name;
          }
          // attrs.meta or { };
          passthru = attrs.passthru or { };
          derivation' = derivation (
            removeAttrs attrs [
              "checkInputs"
              "env"
              "installCheckInputs"
              "meta"
              "nativeCheckInputs"
              "nativeInstallCheckInputs"
              "passthru"
              "pos"
            ]
            // attrs.env or { }
            // {
              inherit
                doCheck
                doInstallCheck
                name
                ;
              inherit (stdenv.buildPlatform) system;
              __ignoreNulls = true;
              builder = "/bin/bash";
              args = [
                "-e"
                ./builder.sh
              ];
              stdenv = ./setup.sh;
              outputs = attrs.outputs or [ "out" ];
              nativeBuildInputs = inputs "nativeBuildInputs" "nativeCheckInputs" "nativeInstallCheckInputs";
              buildInputs = inputs "buildInputs" "checkInputs" "installCheckInputs";
            }
            # the two that may not be null
            // builtins.mapAttrs (_: map (x: x)) (
              builtins.intersectAttrs {
                disallowedReferences = null;
                disallowedRequisites = null;
              } attrs
            )
            // lib.optionalAttrs (attrs.enableParallelBuilding or false) {
              enableParallelBuilding = true;
              enableParallelChecking = attrs.enableParallelChecking or true;
              enableParallelInstalling = attrs.enableParallelInstalling or true;
            }
          );
        in
        derivation' // { inherit meta overrideAttrs passthru; } // passthru;
    in
    stdenv;

  stdenv = stdenvWith true;
  stdenvNoCC = stdenvWith false;

  runCommand =
    name: env: buildCommand:
    stdenv.mkDerivation (
      {
        inherit name buildCommand;
        passAsFile = [ "buildCommand" ] ++ env.passAsFile or [ ];
      }
      // removeAttrs env [ "passAsFile" ]
    );
  empty = name: runCommand name { } "mkdir -p $out";
  packages = lib.genAttrs [
    "clang"
    "clang-tools"
    "cmocka"
    "deadnix"
    "expat"
    "git"
    "gnupatch"
    "jq"
    "libgit2"
    "libxml2"
    "nix"
    "nixfmt"
    "nodejs"
    "pkg-config"
    "shellcheck"
    "sqlite"
    "statix"
    "zstd"
  ] empty;
in
packages
// {
  inherit
    lib
    runCommand
    stdenv
    stdenvNoCC
    system
    ;
  python3 = empty "python3" // {
    withPackages = choose: empty "python3-${toString (builtins.length (choose { pyyaml = 0; }))}";
  };
  mkShell =
    {
      packages ? [ ],
      inputsFrom ? [ ],
      ...
    }@args:
    stdenv.mkDerivation (
      removeAttrs args [
        "inputsFrom"
        "packages"
      ]
      // {
        name = args.name or "nix-shell";
        nativeBuildInputs = packages ++ map (drv: drv.nativeBuildInputs) inputsFrom;
        buildInputs = map (drv: drv.buildInputs) inputsFrom;
        buildCommand = "export > $out";
      }
    );
}
