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
  units = byName "unit" "id" plan.units;
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
        flake = "git+file:.?rev=${rev}";
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
  fixtures = byName "fixture" "id" (plan.fixtures or [ ]);
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
  owed =
    lane: platforms:
    builtins.filter (
      unit: builtins.any (p: rank.${unit.on.${p.name}.lane or unit.lane} <= rank.${lane}) platforms
    ) plan.units;
  checked =
    lane:
    let
      checking = builtins.filter (platform: platform.${lane} == "checked") here;
    in
    if checking == [ ] then null else owed lane checking;

  # The shards of this system; a unit of none is a run of its own.
  shards = byName "shard" "name" (plan.nix.shards.${system} or [ ]);
  membersOf =
    shard:
    map (
      id:
      units.${id}
        or (refuse "shard '${shard.name}' names unit '${id}', which the plan does not have: run nightshift generate")
    ) shard.units;
  shardOf =
    let
      placesOf =
        name: shard:
        if shard.units == [ ] then
          refuse "shard '${name}' holds no unit: run nightshift generate"
        else
          map (id: lib.nameValuePair id name) shard.units;
      places = builtins.concatLists (lib.mapAttrsToList placesOf shards);
      set = builtins.listToAttrs places;
    in
    if builtins.length (builtins.attrNames set) == builtins.length places then
      set
    else
      refuse "a unit stands in two shards of ${system}: run nightshift generate";
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
    units
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
      said = builtins.concatLists (map (p: lib.optional (p ? jobs) p.jobs) here);
      least = a: b: if a < b then a else b;
    in
    if said == [ ] then null else builtins.foldl' least (builtins.head said) said;
  # every unit that applies; on a system without a platform, those that apply anywhere
  all = owed "nightly" (if here == [ ] then [ { name = ""; } ] else here);
  # the units that each lane owes; null where it does not check
  lanes = lib.genAttrs [
    "pr"
    "merge"
    "nightly"
  ] checked;
  # the units of each run: one by its own name, the many of a shard by the shard's
  runs = builtins.mapAttrs (_: unit: [ unit ]) units // builtins.mapAttrs (_: membersOf) shards;
  # the run that a gate reads of a unit
  runOf = unit: shardOf.${unit.id} or unit.id;
}
