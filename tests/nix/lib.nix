# The few functions of nixpkgs' lib that the split, the flake and the stand-in use; same names,
# same meaning.
let
  inherit (builtins)
    attrNames
    concatLists
    concatStringsSep
    filter
    isFunction
    isList
    listToAttrs
    map
    replaceStrings
    stringLength
    substring
    ;
  nameValuePair = name: value: { inherit name value; };
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  concatStrings = concatStringsSep "";
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
in
{
  inherit
    concatStrings
    concatStringsSep
    genAttrs
    hasPrefix
    isFunction
    nameValuePair
    ;
  boolToString = condition: if condition then "true" else "false";
  concatMapStrings = f: list: concatStrings (map f list);
  concatMapStringsSep =
    separator: f: list:
    concatStringsSep separator (map f list);
  escapeShellArg = value: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString value)}'";
  filterAttrs =
    keep: set: listToAttrs (
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
    if hasPrefix prefix text then
      substring (stringLength prefix) (stringLength text) text
    else
      text;
  splitString = separator: text: filter builtins.isString (builtins.split separator text);
}
