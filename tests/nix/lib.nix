# The few functions of nixpkgs' lib that the split, the flake and the stand-in use; same names,
# same meaning.
let
  inherit (builtins)
    attrNames
    concatLists
    concatStringsSep
    filter
    isList
    isString
    listToAttrs
    map
    match
    replaceStrings
    stringLength
    substring
    ;
  nameValuePair = name: value: { inherit name value; };
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  concatStrings = concatStringsSep "";
  isFunction = value: builtins.isFunction value || value ? __functor;
  toFunction = value: if isFunction value then value else _: value;
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
in
{
  inherit
    concatStrings
    concatStringsSep
    genAttrs
    hasPrefix
    isFunction
    isString
    nameValuePair
    toFunction
    ;
  boolToString = condition: if condition then "true" else "false";
  concatMapStrings = f: list: concatStrings (map f list);
  concatMapStringsSep =
    separator: f: list:
    concatStringsSep separator (map f list);
  # as it is where a shell reads it so
  escapeShellArg =
    value:
    let
      text = toString value;
    in
    if match "[[:alnum:],._+:@%/-]+" text == null then
      "'${replaceStrings [ "'" ] [ "'\\''" ] text}'"
    else
      text;
  filterAttrs =
    keep: set:
    listToAttrs (
      map (name: nameValuePair name set.${name}) (filter (name: keep name set.${name}) (attrNames set))
    );
  flatten =
    let
      flat = x: if isList x then concatLists (map flat x) else [ x ];
    in
    flat;
  isDerivation = value: value.type or null == "derivation";
  licenses.mit.spdxId = "MIT";
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  optional = condition: value: if condition then [ value ] else [ ];
  optionalAttrs = condition: set: if condition then set else { };
  optionalString = condition: text: if condition then text else "";
  optionals = condition: list: if condition then list else [ ];
  platforms.unix = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ];
  removePrefix =
    prefix: text:
    if hasPrefix prefix text then substring (stringLength prefix) (stringLength text) text else text;
  # What a store name may not hold becomes a dash; and it does not begin with a dot.
  strings.sanitizeDerivationName =
    name:
    let
      parts = builtins.split "[^[:alnum:]+._?=-]+" (
        builtins.head (match "\\.*(.*)" (builtins.unsafeDiscardStringContext name))
      );
      clean = concatStrings (map (part: if isList part then "-" else part) parts);
    in
    if clean == "" then "unknown" else clean;
  splitString =
    separator: text:
    let
      special = [
        "\\"
        "["
        "{"
        "("
        ")"
        "^"
        "$"
        "?"
        "*"
        "+"
        "|"
        "."
      ];
    in
    filter isString (
      builtins.split (replaceStrings special (map (c: "\\${c}") special) separator) text
    );
}
