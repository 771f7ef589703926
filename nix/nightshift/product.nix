# The derivation that is to be split: what it was made from, and what it is without its checks.
{
  pkgs,
  lib,
  plan,
  drv,
  refuse,
}:
let
  nulls = names: lib.genAttrs (lib.splitString " " names) (_: null);

  overrideAttrs =
    drv.overrideAttrs
      or (refuse "'${drv.name}' has no overrideAttrs: make it with stdenv.mkDerivation");
  # Builders find attributes as variables of bash, and no files of passAsFile; restrictions may not be null.
  structured = drv.__structuredAttrs or false;
  # The finished derivation no longer knows its check inputs.
  attrs =
    (overrideAttrs (prev: {
      doCheck = true;
      passthru = prev.passthru or { } // {
        nightshift = prev;
      };
    })).nightshift;

  # passthru and meta are no part of a hash.
  describe =
    text: passthru: derivation:
    derivation.overrideAttrs (prev: {
      passthru = prev.passthru or { } // passthru;
      meta = prev.meta or { } // {
        description = "${attrs.meta.description or drv.name}; ${text}";
      };
    });

  # The settings of the checks that prev has, each as null. Here and below, which names there are must not depend on their
  # values: a value may come from the finished derivation.
  checks = import ./checks.nix;
  namesOf = entries: builtins.foldl' (all: entry: all // nulls entry.names) { } entries;
  settings =
    prev:
    let
      inputs = map (input: input.name or "") (
        lib.flatten (prev.nativeBuildInputs or [ ] ++ prev.buildInputs or [ ])
      );
      runs = builtins.filter (entry: builtins.elem entry.always inputs) always;
      unlessRun = name: value: if namesOf runs ? ${name} then value else null;
    in
    builtins.intersectAttrs prev settingNames
    // builtins.mapAttrs unlessRun (builtins.intersectAttrs alwaysNames prev);
  always = builtins.filter (entry: entry ? always) checks;
  alwaysNames = namesOf always;
  settingNames = namesOf checks;
  # stdenv leaves what is null out of the environment, and so out of the hash.
  unchecked =
    prev:
    settings prev
    // {
      doCheck = false;
      doInstallCheck = false;
      # what stdenv makes of it when nobody sets it
      enableParallelChecking = if prev.enableParallelBuilding or false then true else null;
    };
  # A Rust package has another hook among its inputs if it checks by nextest, which the build need not have.
  withoutNextest =
    prev:
    let
      other = pkgs.rustPlatform.cargoCheckHook;
      hook =
        input:
        if input.name or "" == "cargo-nextest-hook.sh" && pkgs ? rustPlatform.cargoCheckHook then
          other
        else
          input;
    in
    lib.optionalAttrs (prev ? nativeBuildInputs) {
      nativeBuildInputs = map hook prev.nativeBuildInputs;
    };

  # Here nixpkgs takes null for some and not for others.
  unrestricted = nulls "allowedReferences allowedRequisites" // {
    disallowedReferences = [ ];
    disallowedRequisites = [ ];
  };
  # As overrideAttrs, without the restrictions. Among structured attributes these must not be there at all, and
  # overrideAttrs takes nothing away: a derivation that has some is made anew, of what it was made from.
  unrestrictedly =
    change:
    let
      mkDerivation = drv.stdenv.mkDerivation or pkgs.stdenv.mkDerivation;
      changed = overrideAttrs (
        prev:
        let
          next = prev // change prev;
        in
        next
        // {
          passthru.nightshift = removeAttrs next (builtins.attrNames unrestricted ++ [ "outputChecks" ]);
        }
      );
    in
    if !structured then
      overrideAttrs (prev: change prev // unrestricted // { outputChecks = null; })
    else if builtins.intersectAttrs unrestricted attrs == { } then
      overrideAttrs (prev: change prev // { outputChecks = { }; })
    else
      mkDerivation changed.nightshift;

  # A derivation of the product's attributes and some others, that keeps one thing, as it was built: stripped and
  # patched, programs would not be those that make built.
  keeping =
    change:
    unrestrictedly (
      prev:
      unchecked prev
      // nulls "phases preInstall postInstall preFixup postFixup dontInstall"
      # with it, programs that were not made would be a success
      // nulls "succeedOnFailure"
      // {
        outputs = [ "out" ];
        dontFixup = true;
        separateDebugInfo = false;
      }
      // source.ofPrograms prev
      // change prev
    );
  # Shell text that may be longer than an environment holds: the attributes that carry it, and what runs it.
  long =
    prev: text:
    if structured then
      {
        attributes = { };
        run = text;
      }
    else
      {
        attributes = {
          passAsFile = prev.passAsFile or [ ] ++ [ "runUnits" ];
          runUnits = text;
        };
        run = ". \"$runUnitsPath\"\n";
      };

  # What the runs of tests need of the product, besides its inputs: where it may be built and what it may reach there,
  # what its inputs bring with them, and its variables. Those of an environment have such names; structured attributes
  # are in the environment only by `env`. impureEnvVars are for fixed outputs only, which a run is not.
  kept =
    builtins.intersectAttrs (
      nulls "requiredSystemFeatures __noChroot sandboxProfile propagatedSandboxProfile __darwinAllowLocalNetworking"
      // nulls "__impureHostDeps __propagatedImpureHostDeps propagatedBuildInputs propagatedNativeBuildInputs env"
    ) attrs
    // lib.optionalAttrs (!structured) (
      lib.filterAttrs (name: _: builtins.match "[A-Z_][A-Z0-9_]*" name != null) attrs
    );

  source = import ./source.nix {
    inherit
      lib
      plan
      attrs
      refuse
      ;
    inherit (drv) name;
  };
in
{
  inherit
    attrs
    describe
    keeping
    kept
    long
    nulls
    structured
    unrestricted
    ;
  # What tests may call: stdenv gives it only to what checks itself.
  inputs = {
    nativeBuildInputs =
      attrs.nativeBuildInputs or [ ]
      ++ attrs.nativeCheckInputs or [ ]
      ++ attrs.nativeInstallCheckInputs or [ ];
    buildInputs =
      attrs.buildInputs or [ ] ++ attrs.checkInputs or [ ] ++ attrs.installCheckInputs or [ ];
  };
  inherit (drv) name;
  # for developers, with what the checks call
  shell = describe "the shell that builds and checks it" { } (overrideAttrs {
    doCheck = true;
    doInstallCheck = true;
  });
  build = describe "built, checks not run" { checked = false; } (
    overrideAttrs (prev: unchecked prev // withoutNextest prev // source.ofProduct prev)
  );
}
