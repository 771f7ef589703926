# Strategy recheck: a derivation builds the product again, with doCheck, and what its check phase left is
# all that it keeps: that is the run, of all that a gate owes. Right for any build system, and compiles
# everything twice. The phase runs the plan's units; or, where the manifest says check="own", the phase
# that the project has, as one unit. The product itself proves nothing, whatever checks it may have:
# it may come from a binary cache, and a phase of its own may find nothing to do, and be green.
{
  lib,
  plan,
  here,
  product,
  shell,
  refuse,
  ...
}@scope:
let
  inherit
    (import ./fixtures.nix (
      scope
      // {
        programsFor = variant: shell.buildPrograms [ here.variants.${variant} ];
      }
    ))
    fixtures
    links
    ;
  inherit (product) attrs name;
  own = plan.nix.check or "units" == "own";

  # As builders read it: what is null or empty is as good as none.
  has =
    attr:
    !builtins.elem (attrs.${attr} or null) [
      null
      false
      ""
      [ ]
    ];

  # With an explicit target make fails where there is no such target; without one the default phase would
  # look for "check" and "test", and do nothing, which is green, if it finds none, or none that it likes.
  target = plan.nix.checkTarget or (if has "checkTarget" then attrs.checkTarget else null);
  ownAttrs =
    if builtins.length here.all != 1 then
      refuse "its check is the project's own, which is one unit, but ${toString (builtins.length here.all)} are due here: run nightshift generate"
    else if attrs.doInstallCheck or false then
      refuse "'${name}' has doInstallCheck, and strategy recheck runs no installCheckPhase: write what it does as units, or take it out of the derivation"
    else if target == null && !has "checkPhase" then
      refuse "'${name}' may pass without a test: its default checkPhase does nothing where make has no target check or test: give <nix> a check-target, or the derivation a checkTarget or a checkPhase"
    else
      # What there is of them, as it was.
      builtins.intersectAttrs (product.nulls "checkPhase checkFlags checkFlagsArray enableParallelChecking") attrs
      // lib.optionalAttrs (target != null) { checkTarget = target; };

  # Runs as the command of a unit, in a bash of its own, which has what the builder's has here: variables,
  # functions and options. It fails if the phase had nothing to do.
  ownPhase = builtins.toFile "nightshift-own-phase.sh" ''
    set -e -o pipefail
    nightshiftSaid=$(mktemp)
    (eval "$nightshiftOwn") 2>&1 | tee "$nightshiftSaid"
    set +x
    # whether make or ninja says so of each target
    nightshiftIdle() {
      local target
      [ -n "''${checkTarget[*]-}" ] || return 1
      for target in ''${checkTarget[*]}; do
        grep -qxF -e "make: Nothing to be done for '$target'." -e "make: '$target' is up to date." \
          -e "ninja: no work to do." "$nightshiftSaid" || return 1
      done
    }
    nightshiftNothing=
    if [ ! -s "$nightshiftSaid" ]; then
      nightshiftNothing="it printed nothing, so that nothing shows that it ran"
    elif grep -qx 'no .*, doing nothing' "$nightshiftSaid"; then
      nightshiftNothing=$(grep -m 1 -x 'no .*, doing nothing' "$nightshiftSaid")
    elif nightshiftIdle; then
      nightshiftNothing="nothing is to be done for ''${checkTarget[*]}"
    fi
    if [ -n "$nightshiftNothing" ]; then
      echo "nightshift: the project's own check did nothing: $nightshiftNothing" >&2
      exit 1
    fi
  '';
  # What of the builder's is not for the unit: what exec gives it, and what bash keeps to itself.
  kept =
    unit:
    let
      variables =
        builtins.attrNames (here.env // (here.variantOf unit).env or { } // unit.env or { })
        ++ [ here.seedVariable ];
    in
    ''
      {
        for name in $(declare -p | sed -n 's/^declare -[^ ]* \([A-Za-z_][A-Za-z0-9_]*\).*/\1/p' | sort -u); do
          case $name in
            _ | BASH* | DIRSTACK | FUNCNAME | GROUPS | PIPESTATUS | TMPDIR) continue ;;
            ${lib.concatStringsSep " | " variables}) continue ;;
          esac
          case $(declare -p "$name" 2>/dev/null) in
            "" | "declare -"*r*" $name"*) ;;
            *) declare -p "$name" ;;
          esac
        done
        declare -f
        set +o
        shopt -p
        printf 'cd %q\n' "$PWD"
        cat ${ownPhase}
      } >"$NIX_BUILD_TOP/nightshift-own.sh"
    '';

  runOf =
    seed: runName: units:
    let
      attribute = if own then "check" else runName;
      run = {
        inherit seed units links;
        name = attribute;
      };
    in
    product.keeping (
      prev:
      let
        # what the check phase runs
        script = product.long prev (
          if own then
            ''
              nightshiftPlace=$PWD
              ${kept (builtins.head units)}
              ${shell.enterSuite}
              ${shell.runHere (run // { commandOf = _: "exec bash \"$NIX_BUILD_TOP/nightshift-own.sh\""; })}
              cd "$nightshiftPlace"
            ''
          else
            ''
              nightshiftPlace=$PWD
              ${shell.buildPrograms (map (name: here.variants.${name}) (here.variantsOf units))}
              ${shell.runHere run}
              cd "$nightshiftPlace"
            ''
        );
      in
      shell.attributesOf units
      # round the check phase, as the project has them
      // builtins.intersectAttrs (product.nulls "preCheck postCheck") attrs
      // script.attributes
      // {
        name = "${plan.suite}-run-${attribute}";
        doCheck = true;
        inherit (product.inputs) nativeBuildInputs buildInputs;
        # They are among these.
        nativeCheckInputs = [ ];
        checkInputs = [ ];
        # Only if the phase ran, this is there.
        installPhase = ''
          ${shell.keepResults}
        '';
      }
      // (
        if own then
          ownAttrs
          // {
            # Hooks of packages have said by now which phase it is.
            prePhases = [
              (toString prev.prePhases or "")
              "nightshiftOwnPhase"
            ];
            nightshiftOwnPhase = ''
              nightshiftOwn=''${checkPhase:-checkPhase}
              checkPhase=${shell.quote script.run}
            '';
          }
        else
          {
            checkPhase = ''
              runHook preCheck
              ${script.run}
              runHook postCheck
            '';
          }
      )
    );
in
import ./gate.nix (
  scope
  // {
    inherit fixtures runOf;
    programs = refuse "strategy recheck has no programs: use archive or tree";
    gathers = true;
  }
)
