# A stand-in for nixpkgs: what the split relies on, as nixpkgs' make-derivation.nix and setup.sh do
# it, over the tools of the machine. nixpkgs.sh asks it and a real one the same questions, and
# standin.sh holds what it builds to the twelve points.
#
# Where a folder real lies beside it (lib/set.sh), mkDerivation, setup.sh and lib are those of a real
# set, over the same tools.
#
# Left out on purpose: setup hooks and what they do (strip, patchelf, shebangs, hardening, moving
# files between outputs), splicing and its *Build*Host* input lists, propagated inputs, checks of
# meta, fetchers, callPackage, and all packages: those below are empty, the machine's own are found
# on the PATH that setup.sh sets. Builders need /bin/bash and a C compiler; on darwin nothing here
# can be built, only evaluated.
{
  system,
  # of its settings only structuredAttrsByDefault is known
  config ? { },
  # of the programs, when it is another than the builder's: a system, or { system = ...; }
  crossSystem ? system,
}:
let
  real = if builtins.pathExists ./real then import ./real else null;
  lib = if real == null then import ./lib.nix else real.lib;

  platform =
    name:
    let
      parts = lib.splitString "-" name;
      cpu = builtins.head parts;
      kernel = builtins.elemAt parts 1;
    in
    {
      system = name;
      config =
        if kernel == "darwin" then
          "${if cpu == "aarch64" then "arm64" else cpu}-apple-darwin"
        else
          "${cpu}-unknown-linux-gnu";
      isDarwin = kernel == "darwin";
      isLinux = kernel == "linux";
      isAarch64 = cpu == "aarch64";
      isx86_64 = cpu == "x86_64";
      canExecute = other: other.system == name;
    };
  hostSystem = if lib.isString crossSystem then crossSystem else crossSystem.system;
  isCross = hostSystem != system;
  # One value, where they are the same: functions within are never equal.
  platformOf = if real == null then platform else lib.systems.elaborate;
  buildPlatform = platformOf system;
  hostPlatform = if isCross then platformOf hostSystem else buildPlatform;

  stdenvWith = if real == null then standIn else realStdenv;
  realStdenv =
    hasCC:
    real.stdenv {
      inherit hasCC;
      name = "stdenv";
      shell = "/bin/bash";
      initialPath = [
        "/usr/local"
        "/usr"
        "/"
      ];
      cc = if hasCC then null else throw "stdenvNoCC has no compiler";
      fetchurlBoot = throw "there is no network";
      inherit buildPlatform hostPlatform;
      targetPlatform = hostPlatform;
      # as nixpkgs has them where nobody says otherwise
      config = {
        allowBroken = false;
        allowUnfree = false;
        allowUnsupportedSystem = false;
        checkMeta = false;
        configurePlatformsByDefault = false;
        contentAddressedByDefault = false;
        enableParallelBuildingByDefault = false;
        showDerivationWarnings = [ ];
        strictDepsByDefault = false;
      }
      // config;
    };
  standIn =
    hasCC:
    let
      mkDerivation = x: extensible (lib.toFunction x);

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
                whole = if lib.isFunction half then change self prev else half;
              in
              prev // removeAttrs whole [ "__intentionallyOverridingVersion" ]
            );
          finalPackage = simple overrideAttrs final;
        in
        finalPackage;

      # A dependency stands for its output dev, if it has one.
      getDev = drv: if drv.outputSpecified or false then drv else drv.dev or drv.out or drv;
      dependencies =
        name: kind: list:
        let
          valid =
            dep:
            if builtins.isList dep then
              map valid dep
            else if dep == null || lib.isString dep || builtins.isPath dep || lib.isDerivation dep then
              dep
            else
              throw "Dependency is not of a valid type: element of ${kind} for ${name}";
        in
        map (dep: getDev (valid dep)) list;
      # What may not refer to a thing does not need it built.
      withoutContext =
        drv: if lib.isDerivation drv then builtins.unsafeDiscardStringContext drv.outPath else drv;

      simple =
        overrideAttrs: attrs:
        let
          canRun = buildPlatform.canExecute hostPlatform;
          doCheck = attrs.doCheck or false && canRun;
          doInstallCheck = attrs.doInstallCheck or false && canRun;
          inputs =
            kind: check: install:
            dependencies name kind (
              attrs.${kind} or [ ]
              ++ lib.optionals doCheck attrs.${check} or [ ]
              ++ lib.optionals doInstallCheck attrs.${install} or [ ]
            );
          structured = attrs.__structuredAttrs or config.structuredAttrsByDefault or false;
          suffix = lib.optionalString (isCross && hasCC) "-${hostPlatform.config}";
          name = lib.strings.sanitizeDerivationName (
            if attrs ? name then
              attrs.name + suffix
            else if attrs ? pname && attrs.version or null != null then
              "${attrs.pname}${suffix}-${attrs.version}"
            else
              throw "mkDerivation wants a name, or pname and version"
          );
          # Of all four only those that allow may be null.
          restrictionsOf =
            from:
            builtins.intersectAttrs {
              allowedReferences = null;
              allowedRequisites = null;
            } from
            // builtins.mapAttrs (_: map withoutContext) (
              builtins.intersectAttrs {
                disallowedReferences = null;
                disallowedRequisites = null;
              } from
            );
          restrictions = restrictionsOf attrs;
          debug = attrs.separateDebugInfo or false && hostPlatform.isLinux;
          outputs =
            if debug && restrictions != { } && !structured then
              throw "separateDebugInfo = true in ${name} requires __structuredAttrs if {dis,}allowedRequisites or {dis,}allowedReferences is set"
            else
              attrs.outputs or [ "out" ] ++ lib.optional debug "debug";
          passthru = attrs.passthru or { };
          firstOf = names: builtins.head (builtins.filter (output: builtins.elem output outputs) names);
          meta = {
            inherit name;
            outputsToInstall = [
              (firstOf (
                [
                  "bin"
                  "out"
                ]
                ++ outputs
              ))
            ]
            ++ lib.optional (builtins.elem "man" outputs) "man";
          }
          // attrs.meta or { };
          arguments =
            removeAttrs attrs [
              "allowedReferences"
              "allowedRequisites"
              "checkInputs"
              "disallowedReferences"
              "disallowedRequisites"
              "env"
              "installCheckInputs"
              "meta"
              "nativeCheckInputs"
              "nativeInstallCheckInputs"
              "passthru"
              "pos"
              "propagatedSandboxProfile"
              "sandboxProfile"
              "__darwinAllowLocalNetworking"
              "__impureHostDeps"
              "__propagatedImpureHostDeps"
            ]
            // {
              inherit
                doCheck
                doInstallCheck
                name
                outputs
                system
                ;
              __ignoreNulls = true;
              __structuredAttrs = structured;
              builder = attrs.realBuilder or "/bin/bash";
              args =
                attrs.args or [
                  "-e"
                  ./source.sh
                  (attrs.builder or ./builder.sh)
                ];
              stdenv = ./setup.sh;
              strictDeps = attrs.strictDeps or isCross;
              patches = attrs.patches or [ ];
              cmakeFlags = attrs.cmakeFlags or [ ];
              mesonFlags = attrs.mesonFlags or [ ];
              configureFlags =
                attrs.configureFlags or [ ]
                ++ lib.optionals isCross [
                  "--build=${buildPlatform.config}"
                  "--host=${hostPlatform.config}"
                ];
              nativeBuildInputs = inputs "nativeBuildInputs" "nativeCheckInputs" "nativeInstallCheckInputs";
              buildInputs = inputs "buildInputs" "checkInputs" "installCheckInputs";
              propagatedNativeBuildInputs =
                dependencies name "propagatedNativeBuildInputs"
                  attrs.propagatedNativeBuildInputs or [ ];
              propagatedBuildInputs =
                dependencies name "propagatedBuildInputs"
                  attrs.propagatedBuildInputs or [ ];
            }
            # With structured attributes each output has its own, and none may be null.
            // (
              if structured then
                {
                  env = checkedEnv;
                  outputChecks = lib.genAttrs outputs (
                    output:
                    lib.optionalAttrs (!(debug && output == "debug")) (
                      builtins.zipAttrsWith (_: builtins.concatLists) [
                        restrictions
                        (restrictionsOf attrs.outputChecks.${output} or { })
                      ]
                    )
                  );
                }
              else
                restrictions
            )
            # What a sandbox lets through is for macOS only.
            // lib.optionalAttrs buildPlatform.isDarwin {
              __darwinAllowLocalNetworking = attrs.__darwinAllowLocalNetworking or false;
              __sandboxProfile = lib.concatStringsSep "\n" (
                builtins.filter (text: text != "") [
                  attrs.propagatedSandboxProfile or ""
                  attrs.sandboxProfile or ""
                ]
              );
              __propagatedSandboxProfile = [ (attrs.propagatedSandboxProfile or "") ];
              __impureHostDeps =
                attrs.__propagatedImpureHostDeps or [ ]
                ++ attrs.__impureHostDeps or [ ]
                ++ [
                  "/dev/zero"
                  "/dev/random"
                  "/dev/urandom"
                  "/bin/sh"
                ];
              __propagatedImpureHostDeps = attrs.__propagatedImpureHostDeps or [ ];
            }
            // lib.optionalAttrs (attrs.enableParallelBuilding or false) {
              enableParallelBuilding = true;
              enableParallelChecking = attrs.enableParallelChecking or true;
              enableParallelInstalling = attrs.enableParallelInstalling or true;
            };
          env =
            attrs.env or { }
            // lib.optionalAttrs (meta.mainProgram or null != null) {
              NIX_MAIN_PROGRAM = meta.mainProgram;
            };
          checkedEnv =
            let
              twice = builtins.attrNames (builtins.intersectAttrs env arguments);
              one =
                name: value:
                if
                  lib.isString value || builtins.isBool value || builtins.isInt value || lib.isDerivation value
                then
                  value
                else
                  throw "The `env` attribute set can only contain derivation, string, boolean or integer attributes. The `${name}` attribute is of type ${builtins.typeOf value}.";
            in
            if twice == [ ] then
              builtins.mapAttrs one env
            else
              throw "The `env` attribute set cannot contain any attributes passed to derivation. The following attributes are overlapping: ${toString twice}";

          # Each output of it knows what the whole knows.
          made = derivation (arguments // checkedEnv);
          common =
            made
            // builtins.listToAttrs each
            // {
              all = map (output: output.value) each;
              inherit meta overrideAttrs passthru;
            }
            // passthru;
          each = map (
            output:
            lib.nameValuePair output (
              common
              // {
                inherit (made.${output})
                  type
                  outputName
                  drvPath
                  outPath
                  ;
                outputSpecified = true;
                overrideAttrs = change: (overrideAttrs change).${output};
              }
            )
          ) outputs;
        in
        common
        // {
          inherit (made) drvPath outPath;
        };
    in
    {
      inherit
        buildPlatform
        hasCC
        hostPlatform
        mkDerivation
        ;
      targetPlatform = hostPlatform;
      inherit (hostPlatform)
        isAarch64
        isDarwin
        isLinux
        isx86_64
        system
        ;
      cc = if hasCC then empty "cc" else throw "stdenvNoCC has no compiler";
    };

  stdenv = stdenvWith true;
  stdenvNoCC = stdenvWith false;

  runCommand =
    name: env: buildCommand:
    stdenvNoCC.mkDerivation (
      {
        inherit name buildCommand;
        enableParallelBuilding = true;
        passAsFile = [ "buildCommand" ] ++ env.passAsFile or [ ];
      }
      // removeAttrs env [ "passAsFile" ]
    );
  empty = name: runCommand name { } "mkdir -p $out";
  packages = lib.genAttrs [
    "bats"
    "clang"
    "clang-tools"
    "cmake"
    "cmocka"
    "deadnix"
    "expat"
    "fish"
    "git"
    "gnupatch"
    "gtest"
    "jq"
    "libgit2"
    "libxml2"
    "mandoc"
    "meson"
    "ninja"
    "nix"
    "nixfmt"
    "nixfmt-tree"
    "nodejs"
    "openssh"
    "pkg-config"
    "shellcheck"
    "sqlite"
    "statix"
    "zsh"
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
    withPackages =
      choose:
      empty "python3-${
        toString (
          builtins.length (choose {
            pyyaml = 0;
            pyte = 0;
            junitparser = 0;
            pytest = 0;
          })
        )
      }";
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
