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
        logs = "nix build 'git+file:.?rev=${rev}#${suite}-checked.report'";
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
        logs = "nix build '.#${suite}-checked.report'";
      };
  givenSeed =
    number:
    if builtins.match "[0-9]+" (toString number) == null then
      refuse "withSeed wants a number, as in withSeed \"99\", not '${toString number}'"
    else
      {
        inherit number;
        why = "given by hand";
        logs = "build (${suite}-checked.withSeed \"${toString number}\").report";
      };
  takesHead = unit: unit.seed or null == "head";
  # as text; "-" for a unit that takes none
  seedOf = seed: unit: toString (if takesHead unit then seed.number else unit.seed or "-");

  here = builtins.filter (platform: platform.system == system) plan.platforms;
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
in
{
  inherit
    givenSeed
    headSeed
    seedOf
    takesHead
    units
    variantOf
    variants
    ;
  seedVariable = seeding.env;
  # Of two platforms on one system the first lends its environment.
  env = (builtins.head (here ++ [ { } ])).env or { };
  # every unit that applies; on a system without a platform, those that apply anywhere
  all = owed "nightly" (if here == [ ] then [ { name = ""; } ] else here);
  # the units that each lane owes; null where it does not check
  lanes = lib.genAttrs [
    "pr"
    "merge"
    "nightly"
  ] checked;
}
