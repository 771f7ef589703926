# The shell text that builders run: how programs are made, how units are run, how they are judged.
# Values reach a shell unchanged because none reads them twice: single quotes, no eval.
{
  lib,
  plan,
  fingerprint,
  system,
  here,
  refuse,
}:
let
  inherit (plan) suite;
  quote = lib.escapeShellArg;
  words = lib.concatMapStringsSep " " quote;
  assign =
    vars: lib.concatStrings (lib.mapAttrsToList (name: value: "${name}=${quote value}\n") vars);
  exports =
    env:
    lib.concatMapStrings (
      name:
      if builtins.match "[A-Za-z_][A-Za-z0-9_]*" name == null then
        refuse "'${name}' cannot be the name of an environment variable"
      else
        "export ${name}=${quote env.${name}}\n"
    ) (builtins.attrNames env);

  # What is in the plan's own folder of the source; a configure phase may have gone elsewhere.
  enterSuite = ''cd "$NIX_BUILD_TOP/''${sourceRoot:-.}"/${quote plan.nix.root}'';

  programCommands = builtins.mapAttrs (
    _: variant:
    exports (here.env // variant.env or { })
    + lib.concatMapStrings (command: "sh -c ${quote command}\n") variant.commands
  ) here.variants;
  # The programs of some variants, in the suite's folder.
  buildPrograms =
    variants:
    ''
      ${enterSuite}
      if [ -n "''${enableParallelBuilding-}" ]; then
        export MAKEFLAGS="''${MAKEFLAGS-} -j$NIX_BUILD_CORES"
      fi
    ''
    + lib.concatMapStrings (variant: ''
      (
      : # there may be nothing to do: a script is there already
      ${programCommands.${variant.name}})
      for program in ${words variant.programs}; do
        if [ ! -e "$program" ]; then
          echo "variant ${variant.name}: its commands did not make $program" >&2
          exit 1
        fi
      done
    '') variants;

  # One unit, for run.sh.
  listed =
    how: unit:
    let
      variant = here.variantOf unit;
      seed = here.seedOf how.seed unit;
      env = exports (
        here.env
        // variant.env or { }
        // unit.env or { }
        // lib.optionalAttrs (seed != "-") { ${here.seedVariable} = seed; }
      );
      settings = assign {
        inherit seed;
        inherit (unit) variant;
        limit = unit.timeout or 0;
        part = here.partOf unit;
      };
      script = "unset ${here.seedVariable}\n${env}${unit.command}\n";
      replay = "cd ${quote plan.dir}\n${programCommands.${variant.name}}${env}${unit.command}\n";
    in
    ''
      mkdir "$todo/${unit.id}"
      printf %s ${quote settings} >"$todo/${unit.id}/settings"
      printf %s ${quote script} >"$todo/${unit.id}/script"
      printf %s ${quote replay} >"$todo/${unit.id}/replay"
    '';
  # Runs units in "$work/VARIANT" of each and leaves a folder for each in "$results". GNU Make runs
  # them side by side, the first of the list first.
  runUnits = how: units: ''
    todo=$NIX_BUILD_TOP/nightshift-todo
    mkdir -p "$todo" "$results"
    printf '%s=%q\n' work "$work" results "$results" >"$todo/settings"
    printf %s ${
      quote (assign {
        inherit suite;
        inherit (here) platform;
        inherit (how) attempt;
        strict = lib.optionalString how.strict "yes";
      })
    } >>"$todo/settings"
    ${lib.concatMapStrings (listed how) units}
    make -r -s -k -j ${toString plan.nix.jobs or "\"$NIX_BUILD_CORES\""} -f - todo="$todo" <<'END'
    units := ${toString (map (unit: unit.id) units)}
    all: $(units)
    .PHONY: all $(units)
    $(units): ; @bash ${./run.sh} "$(todo)" $@
    END
  '';

  # The same where the programs of all variants lie in this folder.
  runHere = how: results: units: ''
    work=$NIX_BUILD_TOP/nightshift-work
    results=${results}
    mkdir "$work"
    for variant in ${toString (here.variantsOf units)}; do
      ln -s "$PWD" "$work/$variant"
    done
    ${runUnits how units}
  '';

  # What to type for the logs of a red gate.
  whereLogs =
    how: owed:
    let
      inherit (how) seed attempt;
      checked = "${suite}-checked";
      seeded =
        if seed.given or false then "(${checked}.withSeed \"${toString seed.number}\")" else checked;
      flake = if here.anySeeded owed then seed.flake or "." else ".";
    in
    if attempt != 1 then
      "all logs: build (${seeded}.attempt ${toString attempt}).report"
    else if seeded != checked then
      "all logs: build ${seeded}.report"
    else
      "all logs: nix build '${flake}#${checked}.report'";

  # Fails unless each of the units has passed, by the verdict in its folder.
  judge =
    how: hint: name: owed: folderOf:
    let
      line = unit: "${unit.id}\t${here.seedOf how.seed unit}\t${here.partOf unit}\t${folderOf unit}\n";
    in
    assign {
      inherit
        hint
        name
        suite
        system
        ;
      plan = fingerprint;
      note =
        (
          if here.anySeeded owed then
            "seed ${toString how.seed.number}, ${how.seed.why}"
          else
            "no seed of a commit"
        )
        + lib.optionalString (how.attempt != 1) "; attempt ${toString how.attempt}";
      owed = lib.concatMapStrings line owed;
    }
    + builtins.readFile ./judge.sh;
in
{
  inherit
    buildPrograms
    enterSuite
    fingerprint
    judge
    quote
    runHere
    runUnits
    whereLogs
    words
    ;
}
