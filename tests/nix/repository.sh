#!/usr/bin/env bash
# This repository's own split, as TAP, with the stand-in for its nixpkgs; then the text of the Nix side: shellcheck, and what
# Nix files may not have. WHOLE=1 also runs the whole suite of this repository, which takes half a minute more.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

echo "# This repository, with the stand-in for its nixpkgs"

top=$(cd "$nix_dir/.." && pwd)
split_here=$nix_dir/rts-split.nix
lock_says=$(cd "$top" && nix eval --impure --raw --expr '
  let lock = builtins.fromJSON (builtins.readFile ./flake.lock); n = lock.nodes.nixpkgs; in
  assert builtins.match "[0-9a-f]{40}" n.locked.rev != null && builtins.match "sha256-.{43}=" n.locked.narHash != null;
  "github:${n.original.owner}/${n.original.repo}/${n.original.ref}"' 2>&1)
is "this repository's flake.lock is of the nixpkgs that flake.nix names" \
  "$(sed -n 's/.*nixpkgs.url = "\(.*\)";/\1/p' "$top/flake.nix")" "$lock_says"
if [ -f "$split_here" ]; then
  mkdir "$work/repository"
  (cd "$top" && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$work/repository")
  cd "$work/repository" || exit 1
  chmod -R u+w .
  rm -f flake.lock
  sed -i "s|github:NixOS/nixpkgs/[^\"]*|path:$standin|" flake.nix
  git init -q . && git add -A -f && nix flake lock 2>/dev/null
  commit "all of it"
  # Nix 2.8 does not know the output lib, which later ones do.
  log=$(in_plain_store flake_check | grep -v "unknown flake output 'lib'")
  is "this repository: nix flake check --no-build has nothing to say" "" "$log"
  is "this repository has packages and development shells of four systems" \
    "aarch64-darwin aarch64-linux x86_64-darwin x86_64-linux: default exec nightshift rts rts-build rts-checked" "$(
    nix eval --raw .#packages --apply 'p: let names = builtins.attrNames; in toString (names p) + ": " + toString (names p.x86_64-linux)' 2>/dev/null)"
  is "rts-split.nix shows what the plan says of the systems" "true" "$(nix eval --impure --raw --expr "
    let
      shown = (import $work/repository/nix/rts-split.nix);
      plan = builtins.fromJSON (builtins.readFile $work/repository/nix/rts.json);
      pkgsFor = system: import $standin { inherit system; };
      of = system: shown { pkgs = pkgsFor system; inherit mkSplit; drv = import $work/repository/nix/rts.nix { pkgs = pkgsFor system; }; };
      inherit (import $nix_dir) mkSplit;
      direct = system: mkSplit { pkgs = pkgsFor system; inherit plan;
        drv = import $work/repository/nix/rts.nix { pkgs = pkgsFor system; }; };
      same = system: (of system).packages.rts.drvPath == (direct system).packages.rts.drvPath
        && (of system).packages.rts.meta == (direct system).packages.rts.meta;
    in
    builtins.toJSON (builtins.all same [ \"x86_64-linux\" \"aarch64-linux\" \"x86_64-darwin\" \"aarch64-darwin\" ])" 2>&1)"
  before=$(drv rts-build)
  echo "# a word more" >>tests/rts/tests.mk
  echo "<!-- a word more -->" >>tests/rts/suite.xml
  git add -A
  is "an edit of the manifest and of what is generated does not move the product" "$before" "$(drv rts-build)"
  git reset -q --hard
  if path=$(flake rts-build); then
    is "rts-build builds the three libraries" "librts-copying.a librts-incremental.a librts-wide.a" "$(cd "$path/lib" && echo *)"
  else
    not_ok "rts-build builds the three libraries" "$path"
  fi
  if path=$(flake 'rts-checked.runs."wide-crc32"'); then
    is "a unit of this repository runs and passes" "pass" "$(verdict "$path" verdict)"
  else
    not_ok "a unit of this repository runs and passes" "$path"
  fi
  if [ -n "${WHOLE-}" ]; then
    if path=$(flake rts-checked); then ok "rts-checked builds, with every unit"; else not_ok "rts-checked builds, with every unit" "$path"; fi
  else
    skip "rts-checked builds, with every unit" "half a minute: with WHOLE=1 only"
  fi
  if [ -f Makefile ]; then
    if path=$(flake nightshift); then
      is "nightshift is built, and runs" "nightshift 0.1.0" "$("$path/bin/nightshift" generate --version 2>&1 | head -n 1)"
    else
      not_ok "nightshift is built, and runs" "$path"
    fi
  else
    skip "nightshift is built, and runs" "there is no Makefile yet"
  fi

  echo "# The program that runs units, alone"
  if path=$(flake exec); then
    is "it is built, and is nothing but that program" "bin/nightshift nightshift 0.1.0" \
      "$(cd "$path" && find . ! -type d | cut -c 3- | tr '\n' ' ')$("$path/bin/nightshift" exec --version | head -n 1)"
  else
    not_ok "it is built, and is nothing but that program" "$path"
  fi
  is "its build asks for no library" "0" "$(nix log .#exec 2>/dev/null | grep -c -e pkg-config -e sqlite -e '-lgit2')"
  is "mkSplit gives it to the runs and to the gate" "$(drv exec) $(drv exec)" "$(
    for of in 'rts-checked.runs."wide-crc32"' rts-checked; do nix-store -q --references "$(drv "$of")" | grep nightshift-exec; done | tr '\n' ' ' | sed 's/ $//')"
  # Of the program and of a run that does not take the seed of the commit.
  unit=$(jq -r 'first(.units[] | select(.seed != "head").id)' nix/rts.json)
  exec_and_run() {
    nix eval --raw .#packages.x86_64-linux --apply "p: \"\${p.exec.drvPath} \${p.rts-checked.runs.\"$unit\".drvPath}\"" 2>/dev/null
  }
  before=$(exec_and_run)
  # moved_by FILE...: how many of the two an edit of these files moves
  moved_by() {
    local file after
    for file; do echo "// a word more" >>"$file"; done
    git add -A
    after=$(exec_and_run)
    git reset -q --hard
    if [ -n "$after" ]; then comm -13 <(tr ' ' '\n' <<<"$before" | sort) <(tr ' ' '\n' <<<"$after" | sort) | grep -c .; fi
  }
  is "an edit of all that it is not made of moves neither it nor a run" "0" \
    "$(moved_by gen/report/page.c gen/record/record.c gen/cli/cmd_report.c gen/suite/model.h templates/tests.mk.tmpl README.md nix/README.md gen/guide/running.md)"
  for file in gen/unit/exec.c gen/base/buf.h gen/run/selection.c gen/cli/run_options.h gen/cli/front.c; do
    is "an edit of $file moves it and every run" "2" "$(moved_by "$file")"
  done
else
  skip "this repository builds" "nix/rts-split.nix is not generated yet"
fi

echo "# The text itself"

if command -v shellcheck >/dev/null; then
  if log=$(cd "$top" && shellcheck -x -P SCRIPTDIR -P . tests/nix/*.sh tests/nix/lib/*.sh 2>&1); then
    ok "shellcheck has nothing to say against the scripts of the Nix side"
  else
    not_ok "shellcheck has nothing to say against the scripts of the Nix side" "$log"
  fi
  if log=$(value '(checked { }).programs.loud.buildPhase + (checked { }).programs.loud.installPhase + (checked { }).report.buildCommand
    + (checked { }).runs.plain-seed.buildCommand + (checked { }).buildCommand' |
    shellcheck -s bash -e SC2016,SC2041,SC2043,SC2154,SC2164 - 2>&1); then
    ok "shellcheck has nothing to say against the shell within nightshift.nix"
  else
    not_ok "shellcheck has nothing to say against the shell within nightshift.nix" "$log"
  fi
else
  skip "shellcheck has nothing to say against the scripts of the Nix side" "shellcheck is missing"
  skip "shellcheck has nothing to say against the shell within nightshift.nix" "shellcheck is missing"
fi
log=$(grep -nE '^ *with |\brec \{|currentSystem|[[:blank:]]$|	' "$nix_dir"/*.nix "$nix_dir"/nightshift/*.nix "$here"/*.nix "$here"/fixture/*.nix "$here"/fixture/nix/*.nix)
is "Nix files have no with, no rec, no currentSystem, no tab, no blank at a line's end" "" "$log"
for tool in "nixfmt --check" "statix check" "deadnix --fail"; do
  if command -v "${tool%% *}" >/dev/null; then
    # statix takes one at a time; each counts, not only the last
    if log=$(cd "$top" && find flake.nix nix tests -name '*.nix' | sort | {
      status=0
      while read -r file; do $tool "$file" || status=1; done
      exit "$status"
    } 2>&1); then ok "$tool accepts every Nix file"; else not_ok "$tool accepts every Nix file" "$log"; fi
  else # in no package of Debian: nix develop has them
    echo "# $tool: ${tool%% *} is not here"
  fi
done

finish
