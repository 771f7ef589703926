#!/usr/bin/env bash
# Where a project takes the library from, as TAP: the template, from nightshift as a flake's input by git; without flakes, from its source as a
# tar file; a project of before, which still has its own copy; and a library and a plan of two releases.
#
# Most single quotes below are Nix expressions or shell text of a builder, where $ is theirs.
# shellcheck disable=SC2016,SC2034,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

echo "# The template"

project "$here/../../nix/template" # for the stand-in, and to look at
mkdir "$work/ours" "$work/new"
cp -R "$nix_dir" "$nix_dir"/../{flake.nix,Makefile,gen} "$work/ours"
cd "$work/ours" || exit 1
sed -i "s|github:NixOS/nixpkgs/[^\"]*|path:$work/standin|" flake.nix
locked
cd "$work/new" || exit 1
# It looks for the template in the machine's own store, whatever store it was told to use.
if log=$(git init -q . && NIX_CONFIG=$(grep -v '^store =' <<<"$NIX_CONFIG") nix flake init -t "git+file://$work/ours" 2>&1); then
  ok "nix flake init -t"
else
  not_ok "nix flake init -t" "$log"
fi
is "it is what a project needs, and no copy of the library" ".gitignore flake.nix greet/Makefile greet/greet.c greet/greet.h greet/main.c greet/tests.c greet/tests.mk nightshift.xml nix/greet-split.nix nix/greet.json nix/greet.nix" \
  "$(find . -type f ! -path './.git/*' | sed 's,^./,,' | sort | tr '\n' ' ' | sed 's/ $//')"
git add -A
is "as delivered: lint finds it sound, with nothing to say beside" \
  "nightshift.xml: suite 'greet' is sound: 10 units, 2 variants, 2 platforms" "$("$nightshift" lint 2>&1)"
is "what was generated of it is up to date" "0" "$(
  "$nightshift" generate --check --no-record >&2
  echo $?)"
is "nightshift run builds it and runs all its units" "10 passed" "$("$nightshift" run 2>&1 | sed -n '$s/.*: //p')"
is "so does the Make include" "10" "$(make -s -j2 -f greet/tests.mk greet-test 2>&1 | grep -c '^pass ')"
is "git sees nothing of what ran" "" "$(git status --porcelain --untracked-files=all | grep -v '^A ')"
rm -rf greet/build .nightshift
sed -i "s|github:NixOS/nixpkgs/[^\"]*|path:$work/standin|; s|github:OWNER/nightshift|git+file://$work/ours|" flake.nix
locked
is "nightshift is an input of it, by git" "git $(git -C "$work/ours" rev-parse HEAD)" "$(jq -r '.nodes.nightshift.locked | "\(.type) \(.rev)"' flake.lock)"
is "nix flake check --no-build has nothing to say" "" "$(flake_check)"
if log=$(nix flake check 2>&1); then
  ok "nix flake check builds its check"
else
  not_ok "nix flake check builds its check" "$log"
fi
if path=$(flake greet); then
  is "nix build .#greet: tested, and it greets" "Hello, world!" "$("$path/bin/greet")"
else
  not_ok "nix build .#greet: tested, and it greets" "$path"
fi
is "by every unit" "greet: all 10 units passed" "$(nix log .#greet 2>/dev/null | sed -n 's/^\(greet: .*\); .*/\1/p')"
is "and by the program that nightshift's own flake makes of the same packages" "$(nix eval --raw "$work/ours#exec.drvPath" 2>/dev/null)" \
  "$(nix-store -q --references "$(drv greet)" | grep nightshift-exec)"
before=$(drv greet-build)
sed -i 's/"night")/"nights")/' greet/tests.c
is "an edit of a test does not move greet-build" "$before" "$(drv greet-build)"
if log=$(flake greet); then
  not_ok "and a failing test makes it red" "$log"
else
  has "and a failing test makes it red" "$log" "  fail debug-words (status 1)"
fi
git reset -q --hard

echo "# Without flakes"

(cd "$work" && tar --exclude=.git -czf ours.tar.gz ours)
prelude="let
  pkgs = import $here { system = \"x86_64-linux\"; };
  nightshift = import (fetchTarball \"file://$work/ours.tar.gz\" + \"/nix\");
  split = more: (import $work/new/nix/greet-split.nix ({
    inherit pkgs;
    drv = import $work/new/nix/greet.nix { inherit pkgs; };
    rev = \"$(git rev-parse HEAD)\";
  } // more)).packages;
in"
is "mkSplit is in nix/ of nightshift's source, and makes what the flake does" "$(drv greet-checked) $(drv greet-build)" \
  "$(value 'let p = split { inherit (nightshift) mkSplit; }; in "${p.greet-checked.drvPath} ${p.greet-build.drvPath}"' | grep -v '^unpacking ')"
is "so are the programs" "nightshift-0.1.0 nightshift-exec-0.1.0" "$(value '"${(nightshift.nightshift pkgs).name} ${(nightshift.exec pkgs).name}"')"
ln -s "$work" "$work/link"
is "also by a path with a symbolic link in it" "true" "$(value "
  let linked = import $work/link/ours/nix; plain = import $work/ours/nix; in
  builtins.toJSON ((linked.exec pkgs).drvPath == (plain.exec pkgs).drvPath && (linked.nightshift pkgs).drvPath == (plain.nightshift pkgs).drvPath
    && builtins.pathExists ((linked.exec pkgs).src + \"/gen/unit/exec.c\"))")"
# inputs SYSTEM STDENV: what both programs are linked with, on that system and with this in stdenv
inputs() {
  value "let
    plain = import $here { system = \"$1\"; };
    archive = plain.runCommand \"archive\" { } \"mkdir \$out\";
    set = plain // { stdenv = plain.stdenv // $2; };
    names = drv: map (x: x.name) drv.buildInputs;
  in toString (names (nightshift.exec set) ++ names (nightshift.nightshift set))"
}
is "where the archive of the C library is an output of its own, both are linked with it" "archive expat libgit2 sqlite archive" "$(inputs x86_64-linux '{ cc.libc.static = archive; }')"
is "where it is not, they take what there is" "expat libgit2 sqlite" "$(inputs x86_64-linux '{ cc.libc = { }; }')"
is "and where the set says nothing of it" "expat libgit2 sqlite" "$(inputs x86_64-linux '{ }')"
is "and on macOS, which has none" "expat libgit2 sqlite" "$(inputs aarch64-darwin '{ cc.libc.static = archive; }')"
is "a project may give its own program for the units" "true" "$(value '
  let exec = pkgs.runCommand "own" { } "mkdir $out"; text = (split { inherit exec; inherit (nightshift) mkSplit; }).greet-checked.runs.fast-words.buildCommand; in
  builtins.toJSON (builtins.match ".*-own/bin/nightshift exec.*" (builtins.unsafeDiscardStringContext text) != null)')"

echo "# A project of before"

said="suite 'greet': mkSplit is missing, the Nix library, of which there is no copy beside the split file any more: where it is imported, add 'mkSplit = inputs.nightshift.lib.mkSplit;' in a flake that has the input nightshift, or elsewhere 'inherit (import \"\${nightshift}/nix\") mkSplit;' with the path of nightshift's source"
is "a flake that gives no mkSplit is told what to add" "$said" "$(refusal '(split { }).greet-build.drvPath')"
is "one that gives the program and no mkSplit, as it did before, as well" "$said" "$(refusal '(split { exec = nightshift.exec pkgs; }).greet.drvPath')"
is "with that line it is as any other, whether it still gives the program or not" "true" "$(value '
  let of = more: (split ({ inherit (nightshift) mkSplit; } // more)).greet.drvPath; in builtins.toJSON (of { exec = nightshift.exec pkgs; } == of { })')"

echo "# A library and a plan of two releases"

of() { # the refusal of each package, if the plan says that
  local name
  for name in greet greet-build greet-checked; do
    refusal "((nightshift.mkSplit { inherit pkgs; drv = pkgs.stdenv.mkDerivation { name = \"x\"; };
      plan = builtins.fromJSON (builtins.readFile $work/new/nix/greet.json) // { $1 }; }).packages.$name or (throw \"nightshift: none\")).drvPath"
  done | sort -u
}
is "a plan of a later format: the library is to be updated" \
  "suite 'greet': its plan is of format 3 (nightshift 9.1), and this library reads format 2: update the input nightshift of your flake, or where else you take mkSplit from, to the release that wrote the plan" \
  "$(of 'format = 3; generator = "nightshift 9.1";')"
is "one of an earlier format: the plan is" \
  "suite 'greet': its plan is of format 1 (nightshift 0.0.9), and this library reads format 2: run nightshift generate, of the release that your flake's input nightshift is of" \
  "$(of 'format = 1; generator = "nightshift 0.0.9";')"

finish
