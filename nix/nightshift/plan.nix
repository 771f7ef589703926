# What a plan says about one system: its units, what each lane owes there, and which seed they take.
# Data in, data out; nightshift.nix makes derivations of it.
{
  lib,
  plan,
  system,
  rev,
  refuse,
}:
let
  inherit (plan) suite;

  # Two lists of the file end with null, so that each line before it ends with a comma.
  list = builtins.filter (value: value != null);
  allUnits = list plan.units;

  # Names become store names, attributes and lines; two of one name would hide each other.
  byName =
    kind: key: list:
    let
      entry =
        value:
        if builtins.match "[A-Za-z0-9_.+-]+" value.${key} == null then
          refuse "${kind} '${value.${key}}': a name may hold letters, digits and _ . + - only"
        else
          lib.nameValuePair value.${key} value;
      set = builtins.listToAttrs (map entry list);
    in
    if builtins.length (builtins.attrNames set) == builtins.length list then
      set
    else
      refuse "two ${kind}s of the plan have one name";
  variants = byName "variant" "name" plan.variants;
  units = byName "unit" "id" allUnits;
  variantOf =
    unit:
    variants.${unit.variant} or (refuse "unit '${unit.id}': no variant is named '${unit.variant}'");
  # Variants may share a build, which has the name of one of them and an environment of its own.
  buildOf =
    variant:
    if variant ? build then
      variants.${variant.build}
        or (refuse "variant '${variant.name}' shares the build of '${variant.build}', which the plan does not have: run nightshift generate")
    else
      variant;
  shares =
    variant: variant ? build || builtins.any (other: other.build or null == variant.name) plan.variants;
  buildEnvOf = variant: if shares variant then variant.buildEnv or { } else variant.env or { };
  # the names, once each
  variantsOf =
    units: builtins.attrNames (lib.genAttrs (map (unit: (variantOf unit).name) units) (_: null));

  seeding =
    plan.seed or {
      from = "fixed";
      fallback = 0;
      env = "NIGHTSHIFT_SEED";
    };
  # Called with 8 digits, and without the top bit: 16 would saturate in fromTOML and say nothing.
  ofHex = hex: builtins.bitAnd (builtins.fromTOML "x=0x${hex}").x 2147483647;
  headSeed =
    if seeding.from == "commit" && rev != null then
      {
        number = ofHex (builtins.substring 0 8 rev);
        why = "of commit ${rev}";
        # as typed in the flake's folder or one below it (gen/report/replay.c)
        flake = ".?rev=${rev}";
      }
    else
      {
        number = seeding.fallback;
        why =
          if seeding.from == "fixed" then
            "fixed by the plan"
          else if seeding.from == "tree" then
            "the fallback, because Nix does not know the id of a tree"
          else
            "the fallback, because the tree is dirty or has no commit";
      };
  givenSeed =
    number:
    if builtins.match "[0-9]+" (toString number) == null then
      refuse "withSeed wants a number, as in withSeed \"99\", not '${toString number}'"
    else
      {
        inherit number;
        why = "given by hand";
        given = true;
      };
  takesHead = unit: unit.seed or null == "head";
  # as text; "-" for a unit that takes none
  seedOf = seed: unit: toString (if takesHead unit then seed.number else unit.seed or "-");

  # What units share. A plan without has none.
  fixtures = byName "fixture" "id" (list (plan.fixtures or [ ]));
  needsOf =
    unit:
    map (
      id:
      if fixtures ? ${id} then
        id
      else
        refuse "unit '${unit.id}' needs fixture '${id}', which the plan does not have: run nightshift generate"
    ) (unit.needs or [ ]);
  pools = byName "pool" "name" (plan.pools or [ ]);
  poolOf =
    unit:
    pools.${unit.pool}
      or (refuse "unit '${unit.id}' is of pool '${unit.pool}', which the plan does not have: run nightshift generate");
  # of a pool whose devices only one unit at a time can be given here: as many as the unit wants
  devicesOf =
    unit:
    let
      inherit (poolOf unit) devices;
      enough = unit.count or 1;
    in
    if enough > builtins.length devices then
      refuse "unit '${unit.id}' wants ${toString enough} devices, and pool '${unit.pool}' has ${toString (builtins.length devices)}"
    else
      builtins.genList (builtins.elemAt devices) enough;

  part = import ./part.nix {
    inherit
      lib
      plan
      env
      shares
      buildEnvOf
      variantOf
      poolOf
      refuse
      ;
    fixturesOf = unit: map (id: fixtures.${id}) (needsOf unit);
  };

  here = builtins.filter (platform: platform.system == system) plan.platforms;
  # Of two platforms on one system the first lends its environment.
  env = (builtins.head (here ++ [ { } ])).env or { };
  # A lane runs its own units and those of the lanes before it: the night runs everything.
  rank = {
    pr = 1;
    merge = 2;
    nightly = 3;
    none = 4;
  };
  isDue =
    lane: unit: platform:
    rank.${unit.on.${platform.name}.lane or unit.lane} <= rank.${lane};
  owed =
    lane: platforms: builtins.filter (unit: builtins.any (isDue lane unit) platforms) allUnits;
  laneNames = [
    "pr"
    "merge"
    "nightly"
  ];
  # the platforms here that each lane checks
  checking = lib.genAttrs laneNames (
    lane: builtins.filter (platform: platform.${lane} == "checked") here
  );
  checked = lane: if checking.${lane} == [ ] then null else owed lane checking.${lane};

  # Over how many shards the units are spread; 0: each is a run of its own.
  shardCount =
    let
      said = plan.nix.shards or 0;
    in
    if builtins.isInt said then
      said
    else if said == { } then
      0
    else
      refuse "its plan lists the units of each shard, as nightshift no longer writes them: run nightshift generate";
  # A place from 0 for the id: Lamping and Veach's jump consistent hash, whose random numbers are the first 31 bits
  # of the SHA-256 of "FROM ID". gen/plan/shards.c computes the same; tests/nix/shards.sh compares the two.
  placeOf =
    id:
    let
      jump =
        from:
        let
          random = ofHex (builtins.substring 0 8 (builtins.hashString "sha256" "${toString from} ${id}"));
          to = (from + 1) * 2147483648 / (random + 1);
        in
        if to >= shardCount then from else jump to;
    in
    jump 0;
  # The lanes that run the unit here.
  lanesOf =
    unit: builtins.filter (lane: builtins.any (isDue lane unit) checking.${lane}) laneNames;
  # The shard of a unit: its place, and what the units of one have in common (gen/plan/steps.h). It depends on the unit
  # alone. No unit has such a name, since none has a '=' in it.
  shardOf =
    unit:
    let
      lanes = lanesOf unit;
    in
    "shard${toString (placeOf unit.id + 1)}="
    + (if lanes == [ ] then "none" else lib.concatStringsSep "+" lanes)
    + lib.optionalString (takesHead unit) "=seed"
    + lib.optionalString (unit ? mode) "=mode.${unit.mode}"
    + lib.optionalString (unit ? pool) "=pool.${unit.pool}";
  # In the order in which they start: those first whose seconds can be halved more often. A change of the order is another
  # derivation, and so no smaller difference counts.
  halvings = seconds: if seconds < 2 then 0 else 1 + halvings (seconds / 2.0);
  inOrder =
    units:
    map (entry: entry.unit) (
      builtins.sort (a: b: if a.times == b.times then a.unit.id < b.unit.id else a.times > b.times) (
        map (unit: {
          inherit unit;
          times = halvings (unit.seconds or 0);
        }) units
      )
    );
  all = owed "nightly" (if here == [ ] then [ { name = ""; } ] else here);
  shards =
    if shardCount == 0 then { } else builtins.mapAttrs (_: inOrder) (builtins.groupBy shardOf all);
  shardNames = builtins.listToAttrs (
    builtins.concatLists (
      lib.mapAttrsToList (name: map (unit: lib.nameValuePair unit.id name)) shards
    )
  );
in
{
  inherit (part) fileOf partOf textOf;
  inherit
    buildEnvOf
    buildOf
    devicesOf
    env
    fixtures
    givenSeed
    headSeed
    needsOf
    seedOf
    variantOf
    variants
    variantsOf
    ;
  seedVariable = seeding.env;
  anySeeded = builtins.any takesHead;
  # whose environment the units have: of two platforms on one system the first lends its own
  lender = (builtins.head (here ++ [ { name = system; } ])).name;
  # what a verdict says of where it ran; nothing where that is not known
  platform = if builtins.length here == 1 then (builtins.head here).name else "";
  # how many units may run at a time by the memory of the platforms on this system; null for any number
  jobs =
    let
      # the memory of the unit that takes most there
      most =
        p:
        builtins.foldl' (
          most: unit:
          if unit ? memory && unit.memory > most && (unit.on.${p.name}.lane or "") != "none" then
            unit.memory
          else
            most
        ) 0 allUnits;
      limit =
        p:
        let
          memory = most p;
        in
        if memory == 0 then
          [ ]
        else if memory > p.memory then
          [ 1 ]
        else
          [ (p.memory / memory) ];
      said = builtins.concatLists (map (p: if p ? memory then limit p else [ ]) here);
      least = a: b: if a < b then a else b;
    in
    if said == [ ] then null else builtins.foldl' least (builtins.head said) said;
  # every unit that applies; on a system without a platform, those that apply anywhere
  inherit all;
  # Are some of those left out of these units, which are among them?
  isSome = owed: builtins.length owed != builtins.length all;
  # the units that each lane owes; null where it does not check
  lanes = lib.genAttrs laneNames checked;
  # the units of each run: one by its own name, the many of a shard by the shard's
  runs = builtins.mapAttrs (_: unit: [ unit ]) units // shards;
  inherit shards;
  # the run that a gate reads of a unit
  runOf = unit: shardNames.${unit.id} or unit.id;
}
