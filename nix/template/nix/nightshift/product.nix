# Part of nightshift's Nix library, which 'nightshift generate' copies into projects: a copy is not to be edited.
# The derivation that is to be split: what it was made from, and what it is without its checks.
{
  lib,
  plan,
  drv,
  refuse,
}:
let
  nulls = names: lib.genAttrs (lib.splitString " " names) (_: null);

  override =
    drv.overrideAttrs
      or (refuse "'${drv.name}' has no overrideAttrs: make it with stdenv.mkDerivation");
  # The finished derivation no longer knows its check inputs.
  attrs =
    (override (prev: {
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

  # stdenv leaves what is null out of the environment, and so out of the hash.
  unchecked =
    prev:
    nulls "dontCheck checkPhase checkTarget checkFlags checkFlagsArray preCheck postCheck"
    // nulls "installCheckPhase installCheckTarget installCheckFlags installCheckFlagsArray"
    // nulls "preInstallCheck postInstallCheck"
    // {
      doCheck = false;
      doInstallCheck = false;
      # what stdenv makes of it when nobody sets it
      enableParallelChecking = if prev.enableParallelBuilding or false then true else null;
    };

  # Here nixpkgs takes null for some and not for others.
  unrestricted = nulls "allowedReferences allowedRequisites" // {
    disallowedReferences = [ ];
    disallowedRequisites = [ ];
  };
  # The attributes of a derivation that keeps one thing, as it was built: stripped and patched,
  # programs would not be those that make built.
  keeping =
    prev:
    unchecked prev
    // nulls "outputChecks phases preInstall postInstall preFixup postFixup dontInstall"
    # with it, programs that were not made would be a success
    // nulls "succeedOnFailure"
    // unrestricted
    // {
      outputs = [ "out" ];
      dontFixup = true;
      separateDebugInfo = false;
    }
    // source.ofPrograms prev;

  source = import ./source.nix {
    inherit lib plan refuse;
    inherit (drv) name;
  };
in
{
  inherit
    attrs
    describe
    keeping
    nulls
    override
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
  original = drv;
  build = describe "built, checks not run" { checked = false; } (
    override (prev: unchecked prev // source.ofProduct prev)
  );
}
