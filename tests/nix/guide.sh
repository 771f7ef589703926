#!/usr/bin/env bash
# The tutorial of nix/README.md, as TAP: each command of it, as it stands there, in a fresh clone of what is here, and what it prints. The
# clone's nixpkgs is the stand-in.
#
# shellcheck disable=SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=scratch.sh
. "$(dirname "$0")/scratch.sh"

# blocks: the commands and what they print, of the tutorial alone
blocks() { sed -n '/^## A first project/,/^## /p' "$nix_dir/README.md" | awk '/^```console/ { open = 1; next } /^```/ { open = 0 } open'; }

clone=$work/nightshift
mkdir "$work/origin" "$clone"
(cd "$top" && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$work/origin")
cd "$work/origin" || exit 1
chmod -R u+w .
sed -i "s|github:NixOS/nixpkgs/[^\"]*|path:$standin|" flake.nix nix/template/flake.nix
rm -f flake.lock
locked
git clone -q "$work/origin" "$clone" && cd "$clone" || exit 1
# Where each looks for flakes by path: the store that `nix flake init` looks in is the machine's own, whatever it was told to use.
nix() {
  case "$1 $2" in
  "flake init") NIX_CONFIG=$(grep -v '^store =' <<<"$NIX_CONFIG") command nix "$@" ;;
  *) command nix "$@" ;;
  esac
}
# plain: without what differs from one machine or one day to the next, and what Nix says of its own work
plain() {
  grep -v -e "^warning: Git tree '.*' is dirty$" -e '^warning: creating lock file' -e '^warning: updating lock file' -e '^wrote: ' |
    sed -e 's/[0-9][0-9]*\.[0-9]* s\b/N s/g' -e 's,/nix/store/[a-z0-9]\{32\}-,/nix/store/HASH-,g'
}
run_one() { # what the command prints, and its status where that is not 0
  local status=0
  eval "$1" >"$work/out" 2>"$work/err" || status=$?
  plain <"$work/out"
  [ "$status" = 0 ] || { echo "status $status"; tail -n 30 "$work/err" >"$work/why"; }
}
commands=0 command='' wanted=''
judge() {
  [ -n "$command" ] || return 0
  commands=$((commands + 1))
  : >"$work/why"
  run_one "${command%%   #*}" >"$work/got"
  if [ "$wanted" = "$(cat "$work/got")" ]; then
    ok "$command"
  else
    not_ok "$command" "wanted: $wanted
got:    $(cat "$work/got")
$(cat "$work/why")"
  fi
}
while IFS= read -r line <&3; do
  case $line in
  '$ '*)
    judge
    command=${line#'$ '} wanted=''
    ;;
  *) wanted=${wanted:+$wanted
}$line ;;
  esac
done 3< <(blocks)
judge
is "the tutorial has commands" "yes" "$([ "$commands" -gt 10 ] && echo yes)"
finish
