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
  # For a derivation that keeps one thing, as it was built: stripped and patched, programs would
  # not be those that make built.
  only =
    nulls "outputChecks phases preInstall postInstall preFixup postFixup dontInstall"
    // unrestricted
    // {
      outputs = [ "out" ];
      dontFixup = true;
      separateDebugInfo = false;
    };

  testOnly = plan.nix.testOnly or [ ];
  # A store may lie elsewhere than it says, and a filter is asked for where it lies.
  logical =
    path:
    let
      inStore = builtins.match ".*(${builtins.storeDir}/.*)" (toString path);
    in
    if inStore == null then toString path else builtins.head inStore;
  withoutTests =
    src:
    let
      # of lib.cleanSourceWith and lib.fileset.toSource; or a path, or what has one
      cleaned = src ? origSrc && src ? filter;
      from = if cleaned then src.origSrc else src;
      base = baseNameOf (logical from);
      unwanted = map (path: "${logical from}/${path}") testOnly;
      hashed = builtins.match "[0-9a-z]{32}-(.*)" base;
    in
    if lib.isDerivation src then
      refuse "test-only paths cannot be taken out of the source '${src.name}', which a derivation makes: Nix does not know its files before it is built"
    else
      builtins.path {
        name =
          src.name or (
            if hashed != null && dirOf (logical from) == builtins.storeDir then builtins.head hashed else base
          );
        path = from;
        filter =
          path: type:
          !(builtins.elem (logical path) unwanted) && (if cleaned then src.filter path type else true);
      };
  sources =
    prev:
    lib.optionalAttrs (testOnly != [ ]) {
      src =
        if prev ? src then
          withoutTests prev.src
        else
          refuse "'${drv.name}' has no src to take the test-only paths out of";
    };
in
{
  inherit
    attrs
    describe
    nulls
    only
    override
    unchecked
    unrestricted
    ;
  inherit (drv) name;
  original = drv;
  build = describe "built, checks not run" { checked = false; } (
    override (prev: unchecked prev // sources prev)
  );
}
