# For the tests that ask nixpkgs, the stand-in or a real one: NIXPKGS=path names a folder whose default.nix takes
# { system, ... }. All of it is evaluation, nothing is built. Sourced by them.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154
set=$(realpath "${NIXPKGS:-$(dirname "$0")}")
# shellcheck source-path=SCRIPTDIR source=../scratch.sh
. "$(dirname "${BASH_SOURCE[0]}")/../scratch.sh"

echo "# $([ -n "${NIXPKGS-}" ] && echo "a real set" || echo "the stand-in"), on Nix $(nix --version | sed 's/.* //')"

prelude="let
  pkgsFor = system: import $set { inherit system; };
  pkgs = pkgsFor \"x86_64-linux\";
  cross = import $set { system = \"x86_64-linux\"; crossSystem.system = \"aarch64-linux\"; };
  inherit (pkgs) lib stdenv stdenvNoCC runCommand;
  inherit (stdenv) mkDerivation;
  toyOf = pkgs: import $here/fixture/nix/toy.nix { inherit pkgs; };
  toy = toyOf pkgs;
  plan = builtins.fromJSON (builtins.readFile $here/fixture/nix/toy.json);
  withStrategy = strategy: plan // { nix = plan.nix // { inherit strategy; }; };
  exec = $exec;
  split = more: import $nix_dir/nightshift.nix ({
    inherit pkgs plan exec; drv = toy;
  } // more);
  checked = more: (split more).packages.toy-checked;
  systems = [ \"x86_64-linux\" \"aarch64-linux\" \"x86_64-darwin\" \"aarch64-darwin\" ];

  # What an environment will be, as the derivation itself says it: null if it is not in there.
  env = drv: name:
    let
      path = builtins.unsafeDiscardStringContext drv.drvPath;
      text = builtins.readFile (builtins.appendContext path { \${path}.path = true; });
      found = builtins.match \".*\\\\(\\\"\${name}\\\",\\\"([^\\\"]*)\\\"\\\\).*\" text;
    in
    if found == null then \"null\" else \"'\${builtins.head found}'\";
  same = a: b: lib.boolToString (a.drvPath == b.drvPath);
  refused = x: if (builtins.tryEval x).success then \"taken\" else \"refused\";
  names = inputs: toString (map (input: if builtins.isList input then \"[\${names input}]\" else if input == null then \"null\" else input.name) inputs);
  input = name: mkDerivation { inherit name; };
  join = builtins.concatStringsSep \" \";
in"

